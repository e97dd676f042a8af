/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql.h -- writes a Sigma rule as one statement of SQL for a database that holds the logs.
 * The tables are those of docs/sql.md. What a statement finds is what sigma_matcher.h finds; a rule
 * that would mean something else in SQL is refused with the reason. */
#ifndef MERLON_SIGMA_SIGMA_SQL_H
#define MERLON_SIGMA_SIGMA_SQL_H

#include "sigma/sigma_set.h"
#include "sigma/sigma_sql_dialect.h"

enum {
    /* Of one statement: Athena takes no longer one, and ClickHouse none by default. */
    SIGMA_SQL_BYTES_MAX = 262144
};

/* Rules and what they are written for. */
typedef struct SigmaSql {
    Arena *scratch;      /* what is needed on the way */
    const SigmaSet *set; /* compiled */
    const SigmaSqlDialect *dialect;
} SigmaSql;

/* Appends the statement for a rule of the set, behind a comment with its title and id. On failure
 * out is as it was, and err says where and why. */
bool sigma_sql_write(const SigmaSql *sql, size_t rule, Buffer *out, Error *err);

#endif
