/* SPDX-License-Identifier: Apache-2.0 */
/* seen.c -- see seen.h. Which resources lead to which threats is written down once (the lists by
 * resource); then each hit is looked up by the names that it has. */
#include "report/seen.h"

#include "hunt/data_event.h"
#include "report/seen_sight.h"

#include <stdlib.h>

enum { SEEN_COUNTERS = 3, SEEN_ACCOUNTS_MAX = 1000 };

typedef struct SeenList {
    uint32_t *items;
    size_t count, capacity;
} SeenList;

static void list_add(Arena *arena, SeenList *list, uint32_t item) {
    if (list->count > 0 && list->items[list->count - 1] == item) return;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        list->items = arena_grow_array(arena, list->items, list->count, capacity, sizeof(uint32_t));
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

/* ---- which resources lead to a threat ---- */

/* While the lists are made. */
typedef struct SeenMaker {
    Seen *seen;
    SeenList *of_element; /* by the index of the element: its resources and roles */
    uint32_t threat;
} SeenMaker;

static void maker_take_resource(SeenMaker *maker, const Resource *resource) {
    const ResourceList *all = &maker->seen->estate->resources;
    if (resource == NULL || resource->index >= all->count) return;
    if (all->items[resource->index] != resource) return; /* made of a part of the model */
    list_add(maker->seen->arena, &maker->seen->of_resource[resource->index], maker->threat);
}

static void maker_take_element(SeenMaker *maker, const Element *element) {
    if (element == NULL) return;
    const SeenList *list = &maker->of_element[element->index];
    for (size_t i = 0; i < list->count; i++) {
        maker_take_resource(maker, estate_get(maker->seen->estate, list->items[i]));
    }
}

/* "how -> to": the last arrow parts them; to is an element or a resource. */
static void maker_take_steps(SeenMaker *maker, const Node *steps) {
    for (uint32_t i = 0; node_is(steps, NODE_LIST) && i < steps->count; i++) {
        Str to = node_text(&steps->items[i]);
        for (size_t at = str_find(to, S(" -> ")); at != SIZE_MAX; at = str_find(to, S(" -> "))) {
            to = str_slice(to, at + 4, to.len);
        }
        const Model *model = maker->seen->model;
        maker_take_element(maker, model == NULL ? NULL : model_find_element(model, to));
        maker_take_resource(maker, estate_find(maker->seen->estate, to));
    }
}

static void maker_take_threat(SeenMaker *maker, const Threat *threat) {
    Str type = threat->subject->type;
    if (str_equal(type, RULE_SYSTEM)) {
        list_add(maker->seen->arena, maker->seen->of_system, maker->threat);
        return;
    }
    maker_take_resource(maker, threat->subject);
    maker_take_element(maker, threat->element);
    if (threat->flow != NULL) {
        maker_take_element(maker, threat->flow->from);
        maker_take_element(maker, threat->flow->to);
    }
    if (str_equal(type, RULE_ESCALATION)) {
        maker_take_resource(maker, estate_find(maker->seen->estate, threat->subject->address));
    }
    maker_take_steps(maker, node_find(&threat->subject->properties, S("hops")));
    maker_take_steps(maker, node_find(&threat->subject->properties, S("steps")));
}

static void maker_take_model(SeenMaker *maker, Arena *scratch) {
    const Model *model = maker->seen->model;
    if (model == NULL) return;
    maker->of_element = ARENA_ARRAY(scratch, SeenList, model->element_count);
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        SeenList *list = &maker->of_element[element->index];
        if (element->resource != NULL) list_add(scratch, list, element->resource->index);
        for (size_t r = 0; r < element->role_count; r++) {
            list_add(scratch, list, element->roles[r].role->index);
        }
    }
    for (size_t i = 0; i < model->owner_count; i++) {
        const Element *owner = model->owners[i];
        if (owner != NULL) list_add(scratch, &maker->of_element[owner->index], (uint32_t)i);
    }
}

Seen *seen_make(Arena *arena, const SeenOptions *options) {
    CLEANUP(arena_free) Arena scratch = {0};
    Seen *seen = ARENA_NEW(arena, Seen);
    seen->arena = arena;
    seen->estate = options->estate;
    seen->model = options->model;
    seen->threats = options->threats;
    seen->set = options->set;
    seen->index = seen_index_make(arena, options->estate);
    seen->of_resource = ARENA_ARRAY(arena, SeenList, options->estate->resources.count + 1);
    seen->of_system = ARENA_NEW(arena, SeenList);
    seen->items = ARENA_ARRAY(arena, SeenThreat, options->threats->count + 1);
    seen->by_id = map_make(arena);
    SeenMaker maker = {.seen = seen};
    maker_take_model(&maker, &scratch);
    for (size_t i = 0; i < options->threats->count; i++) {
        const Threat *threat = &options->threats->items[i];
        seen->items[i].threat = threat;
        map_set(&seen->by_id, threat->id, &seen->items[i]);
        maker.threat = (uint32_t)i;
        maker_take_threat(&maker, threat);
    }
    return seen;
}

const SeenThreat *seen_find_threat(const Seen *seen, Str id) { return map_find(&seen->by_id, id); }

bool seen_is_pending(const Threat *threat) {
    return threat->verdict != VERDICT_ABSENT && threat->implied_by == NULL &&
           (threat->state == STATE_NOT_STARTED || threat->state == STATE_NEEDS_INVESTIGATION);
}

Str seen_state_name(SeenState state) {
    static const Str names[] = {
        S_INIT("seen"),
        S_INIT("perhaps seen"),
        S_INIT("not seen"),
        S_INIT("not known: data events may not be recorded"),
        S_INIT("not known: no such logs were read"),
        S_INIT("not known: no rule looks for it"),
    };
    return names[state];
}

/* ---- what a hit names ---- */

/* How many of the targets are resources: the others are ports, keys of objects, paths of URLs. */
static size_t hit_target_count(LogSource source) {
    switch (source) {
    case LOG_SOURCE_CLOUDTRAIL:
    case LOG_SOURCE_GUARDDUTY: return HIT_TARGETS_MAX;
    case LOG_SOURCE_S3ACCESS:
    case LOG_SOURCE_ELB: return 1;
    default: return 0;
    }
}

/* "s3.amazonaws.com" -> "s3". */
static Str hit_service(const Hit *hit) {
    Str rest = hit->texts[HIT_SERVICE];
    if (hit->source == LOG_SOURCE_S3ACCESS) return S("s3");
    if (hit->source == LOG_SOURCE_ELB) return S("elasticloadbalancing");
    return str_cut(&rest, '.');
}

/* A name that the model doesn't know, as it is counted: objects by their bucket. */
static Str hit_stranger(Str name) {
    Str rest = name, prefix = S(":s3:::");
    size_t at = str_find(name, prefix);
    if (str_contains(name, S("::aws:"))) return S(""); /* AWS's own */
    if (!str_starts(name, S("arn:")) || at == SIZE_MAX) return name;
    rest = str_slice(name, at + prefix.len, name.len);
    return str_cut(&rest, '/');
}

static void hit_take_match(SeenHit *found, const SeenMatch *match, Str name) {
    bool sure = match->count == 1 && !match->guessed;
    if (match->count > 1 && found->ambiguous.len == 0) found->ambiguous = name;
    found->elsewhere |= match->other_place;
    for (size_t i = 0; i < match->count; i++) {
        size_t at = 0;
        while (at < found->count && found->resources[at] != match->items[i]) at++;
        if (at == SEEN_RESOURCES_MAX) return;
        if (at == found->count) {
            found->resources[found->count++] = match->items[i];
            found->sure[at] = false;
        }
        found->sure[at] |= sure;
    }
}

static void hit_take_names(Seen *seen, const Hit *hit, Arena *scratch, SeenHit *found) {
    Str targets = hit->texts[HIT_TARGETS], account = hit->texts[HIT_ACCOUNT];
    size_t most = hit_target_count(hit->source);
    Str stranger = S("");
    for (size_t i = 0; i < most && targets.len > 0; i++) {
        SeenName name = {str_cut(&targets, '\n'), hit_service(hit), hit->texts[HIT_NAME], account};
        if (name.text.len == 0) continue;
        SeenMatch match = seen_index_find(seen->index, &name, scratch);
        hit_take_match(found, &match, name.text);
        if (match.count == 0 && !match.other_place && stranger.len == 0) {
            stranger = hit_stranger(name.text);
        }
    }
    found->known = found->count > 0;
    if (!found->known && !found->elsewhere) found->stranger = stranger;
    SeenName who = {hit->texts[HIT_PRINCIPAL], S(""), S(""), account};
    SeenMatch match = seen_index_find_principal(seen->index, &who, scratch);
    hit_take_match(found, &match, who.text);
}

/* ---- which threats it concerns ---- */

static bool rule_names_threat(const SigmaRule *rule, Str id) {
    for (size_t i = 0; i < rule->threats.count; i++) {
        if (str_equal(rule->threats.items[i], id)) return true;
    }
    return false;
}

/* A threat that another one tells of stands there. */
static void hit_link(Seen *seen, const SeenLink *link, SeenHit *found) {
    const Threat *threat = link->seen->threat;
    while (threat->implied_by != NULL) threat = threat->implied_by;
    SeenThreat *item = &seen->items[threat - seen->threats->items];
    for (size_t i = 0; i < found->link_count; i++) {
        if (found->links[i].seen != item) continue;
        found->links[i].sure |= link->sure;
        return;
    }
    found->cut |= found->link_count == SEEN_LINKS_MAX;
    if (found->cut) return;
    found->links[found->link_count++] = (SeenLink){item, link->resource, link->sure};
}

static void hit_link_list(Seen *seen, const SigmaRule *rule, const SeenList *list, SeenLink link,
                          SeenHit *found) {
    for (size_t i = 0; i < list->count; i++) {
        link.seen = &seen->items[list->items[i]];
        if (rule_names_threat(rule, link.seen->threat->rule->id)) hit_link(seen, &link, found);
    }
}

void seen_find(Seen *seen, const Hit *hit, Arena *scratch, SeenHit *ret_hit) {
    const SigmaRule *rule = &seen->set->rules[hit->rule];
    SeenHit found = {.count = 0};
    hit_take_names(seen, hit, scratch, &found);
    for (size_t i = 0; i < found.count && rule->threats.count > 0; i++) {
        SeenLink link = {NULL, found.resources[i], found.sure[i]};
        hit_link_list(seen, rule, &seen->of_resource[found.resources[i]->index], link, &found);
    }
    if (!found.elsewhere && rule->threats.count > 0) {
        hit_link_list(seen, rule, seen->of_system, (SeenLink){.sure = true}, &found);
    }
    *ret_hit = found;
}

bool seen_hit_leads(const SeenHit *hit, const Resource *resource) {
    for (size_t i = 0; i < hit->link_count; i++) {
        if (hit->links[i].resource == resource) return true;
    }
    return false;
}

/* ---- counting ---- */

typedef struct SeenCounting {
    Seen *seen;
    HuntCounter strangers, ambiguous, accounts;
    uint32_t data; /* services whose data events were among the hits: data_event_service */
    Arena scratch;
} SeenCounting;

static void count_threat(SeenCounting *counting, const SeenLink *link, const Hit *hit) {
    Arena *arena = counting->seen->arena;
    SeenThreat *item = link->seen;
    const SigmaRule *rule = &counting->seen->set->rules[hit->rule];
    if (item->who == NULL) {
        item->who = ARENA_ARRAY(arena, HuntCounter, SEEN_COUNTERS);
        for (int i = 0; i < SEEN_COUNTERS; i++) item->who[i] = hunt_count_make(arena, SEEN_WHO_MAX);
    }
    item->all.hits++;
    item->unsure += !link->sure;
    if (rule->level > item->all.worst) item->all.worst = rule->level;
    hunt_count_time(&item->all, hit);
    Str names[SEEN_COUNTERS] = {hit->texts[HIT_ADDRESS], hit->texts[HIT_PRINCIPAL], rule->title};
    for (int i = 0; i < SEEN_COUNTERS; i++) {
        if (names[i].len > 0) hunt_count_add(&item->who[i], names[i], hit, rule->level);
    }
}

static bool hit_is_sure(const SeenHit *found) {
    bool sure = false;
    for (size_t i = 0; i < found->count; i++) sure |= found->sure[i];
    for (size_t i = 0; i < found->link_count; i++) sure |= found->links[i].sure;
    return sure;
}

/* Each hit counts once: as concerning a threat, on a known resource, elsewhere, on a stranger, or
 * as naming nothing. */
static void count_hit(SeenCounting *counting, const Hit *hit, const SeenHit *found) {
    Seen *seen = counting->seen;
    SigmaLevel level = seen->set->rules[hit->rule].level;
    Str account = hit->texts[HIT_ACCOUNT];
    bool in_model = found->link_count + found->count > 0;
    if (found->link_count > 0) {
        seen->concerning++;
    } else if (found->elsewhere && found->count == 0) {
        seen->elsewhere++;
    } else if (found->stranger.len > 0) {
        hunt_count_add(&counting->strangers, found->stranger, hit, level);
    } else if (found->count > 0) {
        seen->known++;
    } else {
        seen->nameless++;
    }
    seen->cut += found->cut;
    seen->unsure += in_model && !hit_is_sure(found);
    if (found->ambiguous.len > 0) {
        hunt_count_add(&counting->ambiguous, found->ambiguous, hit, level);
    }
    if (in_model && account.len > 0) hunt_count_add(&counting->accounts, account, hit, level);
}

static void count_take(void *context, const Hit *hit) {
    SeenCounting *counting = context;
    Seen *seen = counting->seen;
    SeenHit found;
    arena_reset(&counting->scratch);
    seen_find(seen, hit, &counting->scratch, &found);
    for (size_t i = 0; i < found.link_count; i++) count_threat(counting, &found.links[i], hit);
    count_hit(counting, hit, &found);
    counting->data |= data_event_service(hit->texts[HIT_NAME]);
}

/* ---- what could be seen ---- */

/* What the rules that look for a threat could see. */
typedef struct SeenSight {
    uint32_t sources;
    size_t detections, sighted, unproven; /* with logs; with logs that may lack data events */
} SeenSight;

static void sight_take_rule(SeenCounting *counting, const HuntResult *result, Map *sights,
                            const SigmaRule *rule) {
    Seen *seen = counting->seen;
    uint32_t sources = seen_sight_sources(seen->set, rule);
    bool read = false;
    for (int s = 0; s < LOG_SOURCE_COUNT; s++) {
        read |= (sources & 1u << s) != 0 && result->logs.in_scope[s] > 0;
    }
    uint32_t data = data_event_wanted(seen->set, rule);
    bool unproven = data != 0 && (data & counting->data) == 0;
    for (size_t i = 0; i < rule->threats.count; i++) {
        SeenSight *sight = map_find(sights, rule->threats.items[i]);
        if (sight == NULL) {
            sight = ARENA_NEW(seen->arena, SeenSight);
            map_set(sights, rule->threats.items[i], sight);
        }
        sight->sources |= sources;
        sight->detections++;
        sight->sighted += read && !unproven;
        sight->unproven += read && unproven;
    }
}

static SeenState sight_state(const SeenThreat *item, const SeenSight *sight) {
    if (item->all.hits > item->unsure) return SEEN_YES;
    if (item->all.hits > 0) return SEEN_MAYBE;
    if (sight == NULL) return SEEN_NO_DETECTION;
    if (sight->sighted > 0) return SEEN_NOT;
    return sight->unproven > 0 ? SEEN_NO_DATA : SEEN_NO_LOGS;
}

static void sight_finish(SeenCounting *counting, const HuntResult *result) {
    Seen *seen = counting->seen;
    Map sights = map_make(seen->arena);
    for (size_t i = 0; i < seen->set->count; i++) {
        const SigmaRule *rule = &seen->set->rules[i];
        if (!rule->hidden) sight_take_rule(counting, result, &sights, rule);
    }
    for (size_t i = 0; i < seen->threats->count; i++) {
        SeenThreat *item = &seen->items[i];
        const SeenSight *sight = map_find(&sights, item->threat->rule->id);
        item->sources = sight == NULL ? 0 : sight->sources;
        item->detections = sight == NULL ? 0 : sight->detections;
        item->state = sight_state(item, sight);
        seen->states[item->state] += seen_is_pending(item->threat);
    }
}

/* ---- the result ---- */

static int order_compare(const void *left, const void *right) {
    const SeenThreat *a = *(const SeenThreat *const *)left, *b = *(const SeenThreat *const *)right;
    bool a_absent = a->threat->verdict == VERDICT_ABSENT;
    bool b_absent = b->threat->verdict == VERDICT_ABSENT;
    if (a_absent != b_absent) return a_absent ? 1 : -1;
    if (a->threat->severity != b->threat->severity) {
        return a->threat->severity > b->threat->severity ? -1 : 1;
    }
    if (a->all.hits != b->all.hits) return a->all.hits > b->all.hits ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void seen_sort(Seen *seen) {
    seen->order = ARENA_ARRAY(seen->arena, const SeenThreat *, seen->threats->count + 1);
    for (size_t i = 0; i < seen->threats->count; i++) {
        SeenThreat *item = &seen->items[i];
        if (item->all.hits == 0) continue;
        item->addresses = hunt_count_sorted(&item->who[0]);
        item->principals = hunt_count_sorted(&item->who[1]);
        item->rules = hunt_count_sorted(&item->who[2]);
        seen->order[seen->order_count++] = item;
        seen->absent_count += item->threat->verdict == VERDICT_ABSENT;
    }
    if (seen->order_count > 1) {
        qsort(seen->order, seen->order_count, sizeof(*seen->order), order_compare);
    }
    for (size_t i = 0; i < seen->order_count; i++) {
        seen->items[seen->order[i] - seen->items].place = i + 1;
    }
}

bool seen_count(Seen *seen, const Hunt *hunt, const HuntResult *result) {
    SeenCounting counting = {.seen = seen,
                             .strangers = hunt_count_make(seen->arena, SEEN_STRANGERS_MAX),
                             .ambiguous = hunt_count_make(seen->arena, SEEN_STRANGERS_MAX),
                             .accounts = hunt_count_make(seen->arena, SEEN_ACCOUNTS_MAX)};
    bool ok = hunt_each(hunt, count_take, &counting);
    arena_free(&counting.scratch);
    sight_finish(&counting, result);
    seen_sort(seen);
    seen->strangers = hunt_count_sorted(&counting.strangers);
    seen->ambiguous = hunt_count_sorted(&counting.ambiguous);
    seen->accounts = hunt_count_sorted(&counting.accounts);
    return ok;
}
