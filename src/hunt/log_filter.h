/* SPDX-License-Identifier: Apache-2.0 */
/* log_filter.h -- which events are wanted: by who, from where, what, on what. All that is asked
 * must hold. */
#ifndef MERLON_HUNT_LOG_FILTER_H
#define MERLON_HUNT_LOG_FILTER_H

#include "base/error.h"
#include "base/map.h"
#include "hunt/address.h"
#include "hunt/deed.h"

enum { LOG_FILTER_FIELDS_MAX = 16 };

/* What a user asks for; an empty text asks for nothing. */
typedef struct LogFilter {
    Str principal;                     /* an ARN, a name in one, or a pattern with '*' and '?' */
    Str address;                       /* an address, a network, or AWS's name of a service */
    Str event;                         /* eventName or its like, may have '*' */
    Str bucket;                        /* its name */
    Str object;                        /* "bucket/key", or a key alone; may have '*' */
    Str repository;                    /* its name */
    Str key;                           /* an access key id */
    Str error;                         /* may have '*' */
    Str text;                          /* anywhere in the record, without case */
    Str names[LOG_FILTER_FIELDS_MAX];  /* of fields */
    Str values[LOG_FILTER_FIELDS_MAX]; /* what they must be; may have '*' */
    size_t field_count;
    const Map *keys; /* access key ids: those too that these signed, whatever principal and key
                        say; may be NULL */
    /* prepared */
    bool has_network;
    Address network;
    LogField fields[LOG_FILTER_FIELDS_MAX];
    LogField issuer, user, copied, repositories;
} LogFilter;

/* Prepares a filter: fields are added to keys. False with the reason in err. */
bool log_filter_make(LogFilter *filter, LogKeys *keys, Error *err);

/* Whether it asks for anything. */
bool log_filter_is_empty(const LogFilter *filter);

/* Whether a cheap look says that event can't be wanted. */
bool log_filter_rules_out(const LogFilter *filter, const LogFacts *facts, const LogEvent *event,
                          Arena *scratch);

/* Whether event, which says deed, is wanted. */
bool log_filter_holds(const LogFilter *filter, const LogFacts *facts, const LogEvent *event,
                      const Deed *deed, Arena *scratch);

/* Whether wanted (see LogFilter.principal) means that principal. */
bool log_filter_names(Str wanted, Str principal);

#endif
