/* SPDX-License-Identifier: Apache-2.0 */
/* main.c -- runs the unit tests that TEST registered, sorted by file and name.
 * Usage: merlon-tests [PART]      PART: only tests with this in "file.name", as in "arena.grows"
 * The environment variable CMOCKA_MESSAGE_OUTPUT=TAP asks cmocka for its short output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

enum { LABEL_BYTES_MAX = 256 }; /* a file's name and a test's name; a longer label is cut */

typedef struct Labelled {
    char label[LABEL_BYTES_MAX]; /* "test_arena.grows_beyond_one_block" */
    const TestCase *test;
} Labelled;

/* The linker sets these to the ends of the section; both are NULL when there is no test. */
extern const TestCase *const __start_merlon_tests[] __attribute__((weak));
extern const TestCase *const __stop_merlon_tests[] __attribute__((weak));

static void label_test(const TestCase *test, Labelled *ret_labelled) {
    const char *slash = strrchr(test->file, '/');
    const char *file = slash != NULL ? slash + 1 : test->file;
    int stem = (int)strcspn(file, ".");
    snprintf(ret_labelled->label, LABEL_BYTES_MAX, "%.*s.%s", stem, file, test->name);
    ret_labelled->test = test;
}

static int labelled_compare(const void *left, const void *right) {
    return strcmp(((const Labelled *)left)->label, ((const Labelled *)right)->label);
}

/* Fills selected with the tests whose label contains part; returns how many. */
static size_t select_tests(const char *part, Labelled *selected) {
    size_t count = 0;
    for (const TestCase *const *entry = __start_merlon_tests; entry < __stop_merlon_tests;
         entry++) {
        label_test(*entry, &selected[count]);
        if (strstr(selected[count].label, part) != NULL) count++;
    }
    qsort(selected, count, sizeof(Labelled), labelled_compare);
    return count;
}

int main(int argc, char **argv) {
    size_t all = (size_t)(__stop_merlon_tests - __start_merlon_tests);
    Labelled *selected = calloc(all + 1, sizeof(Labelled));
    struct CMUnitTest *tests = calloc(all + 1, sizeof(struct CMUnitTest));
    if (selected == NULL || tests == NULL) return 1;
    size_t count = select_tests(argc > 1 ? argv[1] : "", selected);
    for (size_t i = 0; i < count; i++) {
        tests[i].name = selected[i].label;
        tests[i].test_func = selected[i].test->run;
    }
    int failed = count > 0 ? _cmocka_run_group_tests("unit", tests, count, NULL, NULL) : 0;
    if (count == 0 && all > 0) {
        fprintf(stderr, "no test has \"%s\" in its name\n", argv[1]);
        failed = 1;
    }
    free(tests);
    free(selected);
    return failed == 0 ? 0 : 1;
}
