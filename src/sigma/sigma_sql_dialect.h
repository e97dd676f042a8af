/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_dialect.h -- how the databases say the same thing: a table of templates, in which $1
 * to $3 stand for what is filled in. */
#ifndef MERLON_SIGMA_SIGMA_SQL_DIALECT_H
#define MERLON_SIGMA_SIGMA_SQL_DIALECT_H

#include "base/buffer.h"
#include "logs/log_event.h"

typedef enum SigmaSqlKind {
    SIGMA_SQL_CLICKHOUSE,
    SIGMA_SQL_ATHENA, /* Trino's SQL */
    SIGMA_SQL_DUCKDB
} SigmaSqlKind;

typedef struct SigmaSqlDialect {
    SigmaSqlKind kind;
    Str name;         /* "duckdb", as --to takes it */
    Str title;        /* "DuckDB" */
    bool backslashes; /* a backslash in a literal is written twice, and LIKE's escape is one */
    Str lower;        /* $1 without case */
    Str any;          /* whether $3 holds for some element $2 of the list $1 */
    Str matches;      /* whether the regular expression $2 finds something in $1 */
    Str number;       /* $1 as a number, or NULL */
    Str time;         /* $1 as a time in UTC, or NULL */
    Str epoch;        /* the time $1 in whole seconds */
    Str epoch_text;   /* a text of such seconds */
    Str request_time; /* "06/Feb/2019:00:00:38 +0000" as a time */
    Str parts[6];     /* of the time $1: minute, hour, day, week, month, year */
    Str starts, ends, contains; /* whether the text $1 does so with $2 */
    Str scalars;                /* the texts of all scalars in the JSON text $1 */
    Str objects;  /* the texts of the objects in $1: itself, or the elements of a list */
    Str lists;    /* the lists $1 and $2 as one */
    Str first;    /* the first element of the list $1, or NULL */
    Str distinct; /* how many values $1 has over the window $2 */
} SigmaSqlDialect;

/* What a rule is written for. */
typedef struct SigmaSqlTable {
    Arena *arena; /* of what is made on the way */
    const SigmaSqlDialect *dialect;
    LogSource source; /* the log in the table */
} SigmaSqlTable;

/* The dialect called name, or NULL. */
const SigmaSqlDialect *sigma_sql_dialect_find(Str name);

/* The names of all, with commas between, in arena. */
Str sigma_sql_dialect_names(Arena *arena);

/* A template with $1, $2 and $3 filled in, in arena. */
Str sigma_sql_dialect_fill(Arena *arena, Str template, Str first, Str second, Str third);

/* Text as a literal, quotes included. Fails when it holds a NUL or is no UTF-8. */
bool sigma_sql_dialect_literal(Arena *arena, const SigmaSqlDialect *dialect, Str text,
                               Str *ret_literal);

#endif
