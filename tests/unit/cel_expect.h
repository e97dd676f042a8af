/* SPDX-License-Identifier: Apache-2.0 */
/* cel_expect.h -- evaluates an expression of the Common Expression Language with the standard
 * library and compares the result, written as typed JSON (cel/cel_typed.h). */
#ifndef MERLON_TESTS_UNIT_CEL_EXPECT_H
#define MERLON_TESTS_UNIT_CEL_EXPECT_H

#include "cel/cel.h"
#include "cel/cel_typed.h"
#include "tests/test.h"

typedef struct CelExample {
    const char *expression;
    const char *typed; /* the result; for errors a part of the message */
} CelExample;

/* The result of an expression in which the name x stands for a value. It lives in arena. */
static inline CelValue cel_expect_value(Arena *arena, const char *expression, CelValue x) {
    CelBinding binding = {.name = S("x"), .value = x};
    CelContext context = {.arena = arena, .bindings = &binding, .binding_count = 1};
    CelExpression parsed = {0};
    Error err = {0};
    if (!cel_parse(arena, &cel_standard, str_from(expression), &parsed, &err)) {
        fail_msg("%s: %s", expression, err.message);
    }
    return cel_evaluate(&context, &parsed);
}

static inline const char *cel_expect_typed(Arena *arena, CelValue value) {
    CelContext context = {.arena = arena};
    CLEANUP(buffer_free) Buffer out = {0};
    cel_typed_write(&context, &out, value);
    return str_terminated(arena, buffer_text(&out));
}

static inline void cel_expect_x(const char *expression, CelValue x, const char *typed) {
    Arena arena = {0};
    const char *got = cel_expect_typed(&arena, cel_expect_value(&arena, expression, x));
    if (strcmp(got, typed) != 0) fail_msg("%s\n  gives %s\n  not   %s", expression, got, typed);
    arena_free(&arena);
}

/* Any error whose message holds part. */
static inline void cel_expect_error_x(const char *expression, CelValue x, const char *part) {
    Arena arena = {0};
    CelValue value = cel_expect_value(&arena, expression, x);
    if (value.kind != CEL_ERROR || !str_contains(value.reason->message, str_from(part))) {
        fail_msg("%s\n  gives %s\n  not an error with \"%s\"", expression,
                 cel_expect_typed(&arena, value), part);
    }
    arena_free(&arena);
}

static inline void cel_expect_all(const CelExample *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cel_expect_x(examples[i].expression, cel_null(), examples[i].typed);
    }
}

static inline void cel_expect_errors(const CelExample *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cel_expect_error_x(examples[i].expression, cel_null(), examples[i].typed);
    }
}

/* A text of count bytes 'a', in arena. */
static inline CelValue cel_expect_text(Arena *arena, size_t count) {
    char *bytes = ARENA_ARRAY(arena, char, count);
    memset(bytes, 'a', count);
    return cel_string((Str){bytes, count});
}

#endif
