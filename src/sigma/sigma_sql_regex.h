/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_regex.h -- a regular expression of a Sigma rule (PCRE2) written so that RE2 (DuckDB,
 * ClickHouse) and Joni (Athena) find the same with it. */
#ifndef MERLON_SIGMA_SIGMA_SQL_REGEX_H
#define MERLON_SIGMA_SIGMA_SQL_REGEX_H

#include "sigma/sigma_sql_dialect.h"

/* Writes text, which PCRE2 compiled, with flags (PCRE2's) for a database. On failure *ret_what says
 * which construct it doesn't have, in the table's
 * arena. */
bool sigma_sql_regex_write(const SigmaSqlTable *table, Str text, uint32_t flags, Str *ret_regex,
                           Str *ret_what);

#endif
