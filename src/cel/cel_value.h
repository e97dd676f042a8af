/* SPDX-License-Identifier: Apache-2.0 */
/* cel_value.h -- the values of the Common Expression Language.
 * Lists and maps are either made by an expression or views of a node tree; both are read through
 * the functions here, so that a view costs nothing until it is looked into. */
#ifndef MERLON_CEL_CEL_VALUE_H
#define MERLON_CEL_CEL_VALUE_H

#include "base/buffer.h"
#include "text/node.h"

struct CelContext;

typedef enum CelKind {
    CEL_NULL,
    CEL_BOOL,
    CEL_INT,
    CEL_UINT,
    CEL_DOUBLE,
    CEL_STRING,
    CEL_BYTES,
    CEL_TIMESTAMP,
    CEL_DURATION,
    CEL_LIST,
    CEL_MAP,
    CEL_TYPE,
    CEL_OPTIONAL,
    CEL_ERROR,
    CEL_UNKNOWN
} CelKind;

typedef struct CelValue CelValue;

/* A place that was looked at in a tree: the proof of a statement. Chained through parent up to the
 * root, which has a label of its own. */
typedef struct CelRead {
    const struct CelRead *parent; /* NULL for a root */
    struct CelRead *next;         /* in the context's list */
    Str key;                      /* of a map; for a root: its label, the resource's address */
    uint32_t index;               /* of a list, where key is empty */
    const Node *node;             /* what was there; NULL when there was nothing */
    bool inner;                   /* something below it was read too, so it is no leaf */
} CelRead;

/* Why a value is unknown, or an error. Unknowns that met are chained. */
typedef struct CelReason {
    Str message;
    uint32_t position;   /* in the expression, from 0 */
    const CelRead *read; /* what was unknown; may be NULL */
    const struct CelReason *next;
} CelReason;

typedef struct CelList {
    CelValue *items;
    size_t count;
    bool open;
    Str open_reason;
} CelList;

typedef struct CelEntry CelEntry;

typedef struct CelMap {
    CelEntry *entries; /* in the order of insertion; keys are unique */
    size_t count;
} CelMap;

struct CelValue {
    CelKind kind;
    union {
        bool boolean;
        int64_t integer;
        uint64_t natural; /* CEL's uint */
        double number;
        Str text; /* string (valid UTF-8), bytes, name of a type */
        struct {
            int64_t seconds; /* since 1970 for a timestamp; whole part of a duration */
            int32_t nanos;   /* timestamp: 0..999999999; duration: same sign as seconds */
        } time;
        struct {
            const CelList *list; /* one of the two is NULL */
            const CelMap *map;
            const Node *node;
        };
        const CelValue *optional; /* NULL: optional.none() */
        const CelReason *reason;  /* error, unknown */
    };
    const CelRead *read; /* where it was read, or NULL */
};

struct CelEntry {
    CelValue key; /* bool, int, uint or string */
    CelValue value;
};

/* Makers. */

/* null. */
CelValue cel_null(void);

/* A boolean. */
CelValue cel_bool(bool value);

/* An int. */
CelValue cel_int(int64_t value);

/* A uint. */
CelValue cel_uint(uint64_t value);

/* A double. */
CelValue cel_double(double value);

/* A string: valid UTF-8, not copied. */
CelValue cel_string(Str text);

/* Bytes, not copied. */
CelValue cel_bytes(Str bytes);

/* A type by its name. */
CelValue cel_type(Str name);

/* A timestamp; an error when it is out of years 1 to 9999. Nanos may be out of range. */
CelValue cel_timestamp(struct CelContext *context, int64_t seconds, int64_t nanos);

/* A duration; an error when it is longer than about 292 years. Signs and nanos may be mixed. */
CelValue cel_duration(struct CelContext *context, int64_t seconds, int64_t nanos);

/* A list of count items, which are not copied. */
CelValue cel_list(struct CelContext *context, CelValue *items, size_t count);

/* Like cel_list, but more items may be in it than are seen. */
CelValue cel_list_open(struct CelContext *context, CelValue *items, size_t count, Str reason);

/* A map of count entries with unique keys, which are not copied. */
CelValue cel_map(struct CelContext *context, CelEntry *entries, size_t count);

/* optional.of(value); value is copied. */
CelValue cel_optional(struct CelContext *context, CelValue value);

/* optional.none(). */
CelValue cel_none(void);

/* An error at the context's position. */
CelValue cel_error(struct CelContext *context, const char *format, ...) PRINTF_LIKE(2, 3);

/* "no such overload": the standard's error for arguments of the wrong type. */
CelValue cel_no_overload(struct CelContext *context);

/* An unknown with its reason. */
CelValue cel_unknown(struct CelContext *context, Str reason, const CelRead *read);

/* The unknown that has the reasons of both; each may be any value, at least one is unknown. */
CelValue cel_unknown_join(struct CelContext *context, CelValue left, CelValue right);

/* What an operation hands on when an operand is unknown: it is no longer the value that was read.
 * Any other value comes back as it is. */
CelValue cel_unknown_derived(CelValue unknown);

/* A view of a node, which was read at that place. A missing node is the caller's business. */
CelValue cel_from_node(struct CelContext *context, const Node *node, const CelRead *read);

/* Notes that node was looked at under key (or index, when key is empty) of parent, and returns the
 * note. The root of a tree is noted with parent NULL and its label as key. */
CelRead *cel_read(struct CelContext *context, const CelRead *parent, Str key, uint32_t index,
                  const Node *node);

/* Readers. */

/* The number of items that are seen in a list. */
size_t cel_list_size(CelValue list);

/* Whether a list may hold more than is seen; *ret_reason (may be NULL) says why. */
bool cel_list_is_open(CelValue list, Str *ret_reason);

/* Item number index < size. */
CelValue cel_list_at(struct CelContext *context, CelValue list, size_t index);

/* The number of entries that are seen in a map. */
size_t cel_map_size(CelValue map);

/* Whether a map may hold more than is seen. */
bool cel_map_is_open(CelValue map);

/* Entry number index < size. */
CelEntry cel_map_at(struct CelContext *context, CelValue map, size_t index);

/* Looks up key (numbers compare by value across int, uint, double): false when it isn't there. In
 * an open map the value is unknown then, and the result true. */
bool cel_map_get(struct CelContext *context, CelValue map, CelValue key, CelValue *ret_value);

/* Whether the map has key, known or not: true, false, or unknown in an open map. */
CelValue cel_map_has(struct CelContext *context, CelValue map, CelValue key);

/* Equality as the standard says: numbers by value, other kinds never equal across. True, false, or
 * unknown when only unknown parts could make a difference. */
CelValue cel_equal(struct CelContext *context, CelValue left, CelValue right);

/* Counts work that isn't a step of the evaluation by itself: items that are compared or copied, 64
 * bytes of text. False when that is more than CEL_STEPS_MAX. */
bool cel_spend(struct CelContext *context, size_t steps);

/* Orders two values of the same kind, or two numbers: fills *ret_order with a negative, 0 or
 * positive; false when they can't be ordered (other kinds, NaN). */
bool cel_compare(CelValue left, CelValue right, int *ret_order);

/* The name of the value's type: "int", "google.protobuf.Timestamp". */
Str cel_type_name(CelValue value);

#endif
