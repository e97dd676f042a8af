/* SPDX-License-Identifier: Apache-2.0 */
/* log_chain.c -- see log_chain.h. */
#include "hunt/log_chain.h"

#include "hunt/log_filter.h"

#include <stdlib.h>

/* Where an answer says who bears the key, in the order in which they are asked. */
static const char *const chain_bearers[] = {
    "responseElements.assumedRoleUser.arn",
    "responseElements.federatedUser.arn",
    "responseElements.accessKey.userName",
    "requestParameters.roleArn",
};

bool log_chain_make(Arena *arena, LogKeys *keys, LogChain *ret_chain) {
    LogChain chain = {.arena = arena, .links = map_make(arena)};
    static_assert(COUNT(chain_bearers) == COUNT(chain.bearers), "one field each");
    for (size_t i = 0; i < COUNT(chain_bearers); i++) {
        if (!log_field_make(keys, str_from(chain_bearers[i]), &chain.bearers[i])) return false;
    }
    if (!log_field_make(keys, S("userIdentity.sessionContext.sessionIssuer.arn"), &chain.issuer))
        return false;
    *ret_chain = chain;
    return true;
}

LogChain log_chain_like(const LogChain *chain, Arena *arena) {
    LogChain like = *chain;
    like.arena = arena;
    like.links = map_make(arena);
    like.taken = 0;
    like.refused = 0;
    return like;
}

/* ---- links ---- */

/* The same for whichever order links come in: the earliest, then the least, is kept. */
static int link_compare(const LogLink *a, const LogLink *b) {
    if (a->has_time != b->has_time) return a->has_time ? -1 : 1;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    int order = str_compare(a->key, b->key);
    if (order == 0) order = str_compare(a->by_key, b->by_key);
    if (order == 0) order = str_compare(a->by, b->by);
    if (order == 0) order = str_compare(a->by_role, b->by_role);
    if (order == 0) order = str_compare(a->event, b->event);
    return order != 0 ? order : str_compare(a->to, b->to);
}

static Str link_text(LogChain *chain, Str text) {
    return str_copy(chain->arena, str_slice(text, 0, LOG_CHAIN_TEXT_BYTES_MAX));
}

static void chain_take(LogChain *chain, const LogLink *link) {
    LogLink *own = map_find(&chain->links, str_slice(link->key, 0, LOG_CHAIN_TEXT_BYTES_MAX));
    if (own != NULL && link_compare(own, link) <= 0) return;
    if (chain->taken >= LOG_CHAIN_LINKS_MAX) { /* also when an earlier link takes a later's place */
        chain->refused++;
        return;
    }
    chain->taken++;
    LogLink copy = *link;
    copy.key = own != NULL ? own->key : link_text(chain, link->key);
    copy.by_key = link_text(chain, link->by_key);
    copy.by = link_text(chain, link->by);
    copy.by_role = link_text(chain, link->by_role);
    copy.event = link_text(chain, link->event);
    copy.to = link_text(chain, link->to);
    copy.foreign = link_text(chain, link->foreign);
    bool is_new = own == NULL;
    if (is_new) own = ARENA_NEW(chain->arena, LogLink);
    *own = copy;
    if (is_new) map_set(&chain->links, own->key, own);
}

void log_chain_add(LogChain *chain, const LogEvent *event, const Deed *deed, Arena *scratch) {
    if (deed->texts[LOG_FACT_GIVEN].len == 0) return;
    LogLink link = {.key = deed->texts[LOG_FACT_GIVEN],
                    .by_key = deed->texts[LOG_FACT_KEY],
                    .by = deed->texts[LOG_FACT_PRINCIPAL],
                    .event = deed->texts[LOG_FACT_NAME],
                    .standing = deed->standing,
                    .foreign = deed->foreign,
                    .has_time = deed->has_time,
                    .time = deed->time};
    link.by_role = log_field_text(event, &chain->issuer, scratch);
    for (size_t i = 0; i < COUNT(chain->bearers) && link.to.len == 0; i++) {
        link.to = log_field_text(event, &chain->bearers[i], scratch);
    }
    chain_take(chain, &link);
}

void log_chain_merge(LogChain *chain, const LogChain *more) {
    for (size_t i = 0; i < more->links.count; i++) chain_take(chain, more->links.entries[i].value);
    chain->refused += more->refused;
}

const LogLink *log_chain_find(const LogChain *chain, Str key) {
    return key.len == 0 ? NULL : map_find(&chain->links, key);
}

/* ---- back ---- */

static bool links_hold(const LogLink *const *links, size_t count, const LogLink *link) {
    for (size_t i = 0; i < count; i++) {
        if (links[i] == link) return true;
    }
    return false;
}

size_t log_chain_trace(const LogChain *chain, Str key, const LogLink **links, size_t room) {
    const LogLink *back[LOG_CHAIN_DEPTH_MAX];
    size_t count = 0;
    if (room > LOG_CHAIN_DEPTH_MAX) room = LOG_CHAIN_DEPTH_MAX;
    while (count < room) {
        const LogLink *link = log_chain_find(chain, key);
        if (link == NULL || links_hold(back, count, link)) break;
        back[count++] = link;
        key = link->by_key;
    }
    for (size_t i = 0; i < count; i++) links[i] = back[count - 1 - i];
    return count;
}

/* ---- on ---- */

/* The links by the key that asked: for each a list, threaded through next. */
typedef struct ChainHeirs {
    const LogLink *link;
    const struct ChainHeirs *next;
} ChainHeirs;

static Map chain_heirs(const LogChain *chain, Arena *arena) {
    Map heirs = map_make(arena);
    for (size_t i = 0; i < chain->links.count; i++) {
        const LogLink *link = chain->links.entries[i].value;
        if (link->by_key.len == 0) continue;
        ChainHeirs *heir = ARENA_NEW(arena, ChainHeirs);
        heir->link = link;
        heir->next = map_find(&heirs, link->by_key);
        map_set(&heirs, link->by_key, heir);
    }
    return heirs;
}

bool log_chain_is_by(const LogLink *link, Str wanted) {
    return log_filter_names(wanted, link->by) || log_filter_names(wanted, link->by_role);
}

void log_chain_follow(const LogChain *chain, Str wanted, Map *keys) {
    CLEANUP(arena_free) Arena scratch = {0};
    Map heirs = chain_heirs(chain, &scratch);
    for (size_t i = 0; wanted.len > 0 && i < chain->links.count; i++) {
        LogLink *link = chain->links.entries[i].value;
        if (log_chain_is_by(link, wanted)) map_set(keys, link->key, link);
    }
    for (size_t i = 0; i < keys->count; i++) { /* it grows: each key is looked at once */
        const ChainHeirs *heir = map_find(&heirs, keys->entries[i].key);
        for (; heir != NULL; heir = heir->next) {
            map_set(keys, heir->link->key, map_find(&chain->links, heir->link->key));
        }
    }
}

static int link_compare_pointers(const void *left, const void *right) {
    return link_compare(*(const LogLink *const *)left, *(const LogLink *const *)right);
}

const LogLink **log_chain_sorted(const LogChain *chain, Arena *arena) {
    size_t count = chain->links.count;
    const LogLink **links = (const LogLink **)ARENA_ARRAY(arena, LogLink *, count + 1);
    for (size_t i = 0; i < count; i++) links[i] = chain->links.entries[i].value;
    if (count > 1) qsort(links, count, sizeof(*links), link_compare_pointers);
    return links;
}
