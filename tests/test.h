/* SPDX-License-Identifier: Apache-2.0 */
/* test.h -- unit tests that register themselves.
 * A file in tests/unit/ includes this and holds
 *
 *     TEST(grows_beyond_one_block) {
 *         assert_int_equal(1 + 1, 2);
 *     }
 *
 * with cmocka's assertions; no list has to be edited. Each TEST leaves a pointer in the linker
 * section "merlon_tests", which tests/main.c walks from its first to its last. The section holds
 * pointers and not structs, so that neither padding nor a sanitizer's red zones get in between. */
#ifndef MERLON_TESTS_TEST_H
#define MERLON_TESTS_TEST_H

/* cmocka.h wants these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct TestCase {
    const char *file; /* "tests/unit/test_arena.c" */
    const char *name; /* "grows_beyond_one_block" */
    void (*run)(void **state);
} TestCase;

#define TEST(test_name)                                                                     \
    static void test_##test_name(void **state);                                             \
    static const TestCase test_case_##test_name = {__FILE__, #test_name, test_##test_name}; \
    static const TestCase *const test_entry_##test_name                                     \
        __attribute__((used, section("merlon_tests"))) = &test_case_##test_name;            \
    static void test_##test_name(__attribute__((unused)) void **state)

#endif
