/* SPDX-License-Identifier: Apache-2.0 */
/* model_expect.h -- reads threat models in tests, finishes them, and writes them in a format. */
#ifndef MERLON_TESTS_UNIT_MODEL_EXPECT_H
#define MERLON_TESTS_UNIT_MODEL_EXPECT_H

#include "base/file.h"
#include "estate_expect.h"
#include "report/report.h"

/* A finished model of one document that is given as text. */
static inline EstateExpect *model_expect(const char *text) {
    EstateExpect *made = estate_expect_make(false, false);
    estate_expect_read(made, text);
    model_finish(&made->input.model);
    return made;
}

/* The same of a file below tests/data/models. */
static inline EstateExpect *model_expect_file(const char *name) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Str path = str_join2(&arena, S("tests/data/models/"), str_from(name));
    if (!file_open(path.ptr, 1 << 20, &file, &err)) fail_msg("%s", err.message);
    return model_expect(str_copy(&arena, file.text).ptr);
}

/* The model in a format of report.c; the caller frees it. */
static inline Buffer model_expect_write(const EstateExpect *made, const char *format) {
    RuleSet rules = {0};
    Report report = {
        .estate = &made->estate, .model = &made->input.model, .rules = &rules, .version = S("0")};
    Buffer out = {0};
    report_find_format(str_from(format))->write(&report, &out);
    return out;
}

static inline void model_expect_text(Str got, const char *expected) {
    if (!str_equal(got, str_from(expected))) {
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARGS(got), expected);
    }
}

/* Fails unless some error, of the reader or of the finished model, holds the text. */
static inline void model_expect_error(const EstateExpect *made, uint32_t line, const char *text) {
    const ErrorList *lists[] = {&made->input.errors, &made->input.model.problems};
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            const Error *error = &lists[i]->items[k];
            if (strstr(error->message, text) == NULL) continue;
            if (error->line != line) fail_msg("%s: in line %u", error->message, error->line);
            return;
        }
    }
    const Error *first = lists[0]->count > 0   ? &lists[0]->items[0]
                         : lists[1]->count > 0 ? &lists[1]->items[0]
                                               : NULL;
    fail_msg("no error says \"%s\"; the first: %s", text, first == NULL ? "" : first->message);
}

#endif
