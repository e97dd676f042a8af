/* SPDX-License-Identifier: Apache-2.0 */
/* log_chain.h -- which credentials gave out which. An answer to AssumeRole, GetSessionToken,
 * GetFederationToken, CreateAccessKey and their kin names the access key that it gives out; what is
 * done with that key bears it as userIdentity.accessKeyId. So the links lead from a deed back to
 * whoever began, and from a key on to all that came of it:
 *
 *     alice --AKIA1--> AssumeRole a, gives ASIA2 --> AssumeRole b, gives ASIA3 --> GetObject
 */
#ifndef MERLON_HUNT_LOG_CHAIN_H
#define MERLON_HUNT_LOG_CHAIN_H

#include "base/map.h"
#include "hunt/deed.h"

enum {
    LOG_CHAIN_LINKS_MAX = 300 * 1000, /* credentials; about 150 MB */
    LOG_CHAIN_DEPTH_MAX = 32,         /* AWS allows roles after roles without end; people use two */
    LOG_CHAIN_TEXT_BYTES_MAX = 512    /* of a name in a link */
};

/* One credential that was given out. */
typedef struct LogLink {
    Str key;               /* that was given */
    Str by_key;            /* that asked for it; empty when a service of AWS or nobody's key did */
    Str by;                /* the principal that asked */
    Str by_role;           /* the role that by is a session of */
    Str event;             /* AssumeRole */
    Str to;                /* who bears it: a role, a user */
    DeedStanding standing; /* of who asked */
    Str foreign;           /* the other account that asked, when its number is known */
    bool has_time;
    int64_t time;
} LogLink;

typedef struct LogChain {
    Arena *arena;
    Map links;        /* by LogLink.key */
    size_t taken;     /* links that were kept, replaced ones included */
    uint64_t refused; /* links that found no room */
    LogField bearers[4], issuer;
} LogChain;

/* A chain without links; the fields it reads are added to keys. False when keys is full. */
bool log_chain_make(Arena *arena, LogKeys *keys, LogChain *ret_chain);

/* Another one of the same fields, for another thread. */
LogChain log_chain_like(const LogChain *chain, Arena *arena);

/* Notes the key that event, which says deed, gives out; when it gives none, does nothing. */
void log_chain_add(LogChain *chain, const LogEvent *event, const Deed *deed, Arena *scratch);

/* Takes the links of another chain over. */
void log_chain_merge(LogChain *chain, const LogChain *more);

/* The link that gave key out, or NULL. */
const LogLink *log_chain_find(const LogChain *chain, Str key);

/* The links that lead to key, the first one first: at most room of them, which are the last ones.
 * A circle ends where it closes. */
size_t log_chain_trace(const LogChain *chain, Str key, const LogLink **links, size_t room);

/* Whether wanted (see log_filter_names) means the principal that asked for a link. */
bool log_chain_is_by(const LogLink *link, Str wanted);

/* Adds to keys (a set: values aren't NULL) all that were given out, through any number of links, by
 * those in it and by those principals that wanted, when it isn't empty, means (log_chain_is_by).
 * Memory comes from the map's arena. */
void log_chain_follow(const LogChain *chain, Str wanted, Map *keys);

/* All links by time, then by key; links.count of them, in arena. */
const LogLink **log_chain_sorted(const LogChain *chain, Arena *arena);

#endif
