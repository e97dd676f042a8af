/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_sigma_sql.c -- rules from outside as SQL: whatever stands in them, a statement is one
 * comment and one statement, and nothing of a rule leaves its literal. */
#include "sigma/sigma_sql.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The byte behind the literal or name in quotes that begins at at. */
static size_t skip_quoted(Str text, size_t at, bool backslashes) {
    char quote = text.ptr[at++];
    while (at < text.len && text.ptr[at] != quote) {
        at += 1 + (backslashes && quote == '\'' && text.ptr[at] == '\\');
    }
    if (at >= text.len) abort(); /* it doesn't end */
    return at + 1;
}

/* A comment of one line, then literals, names and what merlon itself writes, up to the only ';'. */
static void check_statement(Str text, bool backslashes) {
    size_t at = str_find(text, S("\n"));
    if (!str_starts(text, S("-- ")) || at == SIZE_MAX) abort();
    int depth = 0;
    while (at < text.len) {
        char byte = text.ptr[at];
        if (byte == '\'' || byte == '"') {
            at = skip_quoted(text, at, backslashes);
            continue;
        }
        bool end = byte == ';' && str_equal(str_slice(text, at, text.len), S(";\n"));
        bool comment = str_starts(str_slice(text, at, text.len), S("--"));
        if (byte == '\0' || comment || (byte == ';' && !end)) abort();
        depth += (byte == '(') - (byte == ')');
        if (depth < 0) abort();
        at++;
    }
    if (depth != 0) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Str names[] = {S_INIT("clickhouse"), S_INIT("athena"), S_INIT("duckdb")};
    CLEANUP(arena_free) Arena arena = {0};
    SigmaSet *set = sigma_set_make(&arena);
    sigma_set_add(set, S("rule.yml"), (Str){(const char *)data, size});
    sigma_set_compile(set, log_keys_make(&arena));
    for (size_t i = 0; i < COUNT(names) * set->count; i++) {
        CLEANUP(buffer_free) Buffer out = {0};
        const SigmaSqlDialect *dialect = sigma_sql_dialect_find(names[i % COUNT(names)]);
        SigmaSql sql = {&arena, set, dialect};
        Error err = {0};
        bool fine = sigma_sql_write(&sql, i / COUNT(names), &out, &err);
        if (fine != (out.len > 0) || out.len > SIGMA_SQL_BYTES_MAX) abort();
        if (fine) check_statement(buffer_text(&out), dialect->backslashes);
    }
    sigma_set_free(set);
    return 0;
}
