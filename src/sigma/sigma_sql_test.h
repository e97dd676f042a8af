/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_test.h -- one entry of a search ("field|modifiers: values") as a condition of SQL. */
#ifndef MERLON_SIGMA_SIGMA_SQL_TEST_H
#define MERLON_SIGMA_SIGMA_SQL_TEST_H

#include "sigma/sigma_rule.h"
#include "sigma/sigma_sql_dialect.h"

/* Appends the condition, which is true or else false or NULL; longer than max bytes it isn't
 * finished. On failure *ret_what is a sentence about why there is none, in the table's arena. */
bool sigma_sql_test_write(const SigmaSqlTable *table, const SigmaItem *item, size_t max,
                          Buffer *out, Str *ret_what);

#endif
