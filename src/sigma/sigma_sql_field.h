/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_field.h -- where a field stands in a database's table, as expressions of SQL. */
#ifndef MERLON_SIGMA_SIGMA_SQL_FIELD_H
#define MERLON_SIGMA_SIGMA_SQL_FIELD_H

#include "sigma/sigma_sql_dialect.h"

typedef enum SigmaSqlFieldKind {
    SIGMA_SQL_FIELD_TEXT, /* one text, or NULL */
    SIGMA_SQL_FIELD_JSON, /* JSON: one value, or several with commas between */
    SIGMA_SQL_FIELD_LIST  /* a list of texts */
} SigmaSqlFieldKind;

typedef struct SigmaSqlField {
    SigmaSqlFieldKind kind;
    Str text;    /* TEXT: the text; JSON: that of the values; LIST: the list */
    Str scalars; /* JSON: the list of the texts of all scalars */
    Str objects; /* JSON: the list of the texts of objects */
    Str is_null; /* whether it isn't there, or null */
    Str exists;  /* whether it is there, even null; empty: the table doesn't say */
} SigmaSqlField;

/* The field called name of the table. On failure *ret_what is a sentence about why there is none,
 * in the table's arena. */
bool sigma_sql_field_make(const SigmaSqlTable *table, Str name, SigmaSqlField *ret_field,
                          Str *ret_what);

/* All of a record: a field for keywords. Fails when the table has no such thing. */
bool sigma_sql_field_whole(const SigmaSqlTable *table, SigmaSqlField *ret_field, Str *ret_what);

/* The text that stands for the field in a group or as a value: its first scalar's. */
Str sigma_sql_field_first(const SigmaSqlTable *table, const SigmaSqlField *field);

/* The table's name. */
Str sigma_sql_field_table(const SigmaSqlTable *table);

/* When a record was, in seconds since 1970. */
Str sigma_sql_field_time(const SigmaSqlTable *table);

#endif
