/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_seen.c -- which ids were noted, by one thread and by several, up to the limit. */
#include "logs/log_seen.h"
#include "tests/test.h"

#include <pthread.h>
#include <stdio.h>

static LogSeen *seen_make(void) {
    LogSeen *seen = log_seen_make();
    assert_non_null(seen);
    return seen;
}

/* Notes the number's id, in the form of an eventID. */
static bool seen_add_number(LogSeen *seen, size_t number) {
    char id[64];
    int len = snprintf(id, sizeof(id), "%08zx-4b8e-4d1a-9d6f-0123456789ab", number);
    return log_seen_add(seen, (Str){id, (size_t)len});
}

TEST(an_id_is_new_once) {
    LogSeen *seen = seen_make();
    assert_false(log_seen_add(seen, S("a")));
    assert_true(log_seen_add(seen, S("a")));
    assert_true(log_seen_add(seen, S("a")));
    assert_false(log_seen_add(seen, S("b")));
    assert_true(log_seen_add(seen, S("a")));
    assert_false(log_seen_is_full(seen));
    log_seen_free(seen);
    log_seen_free(NULL);
}

/* Whatever differs is another id: length, case, the last byte, a NUL. */
TEST(ids_that_differ_are_different) {
    static const Str ids[] = {S_INIT(""),
                              S_INIT("a"),
                              S_INIT("A"),
                              S_INIT("a\0"),
                              S_INIT("\0a"),
                              S_INIT("\0"),
                              S_INIT("\0\0"),
                              S_INIT("1234567"),
                              S_INIT("12345678"),
                              S_INIT("12345678\0"),
                              S_INIT("123456789"),
                              S_INIT("87654321"),
                              S_INIT("1234567887654321"),
                              S_INIT("8765432112345678")};
    LogSeen *seen = seen_make();
    for (size_t i = 0; i < COUNT(ids); i++) assert_false(log_seen_add(seen, ids[i]));
    for (size_t i = 0; i < COUNT(ids); i++) assert_true(log_seen_add(seen, ids[i]));
    log_seen_free(seen);
}

/* ---- several threads ---- */

enum { THREADS = 4, IDS = 50000 };

typedef struct SeenThread {
    LogSeen *seen;
    pthread_barrier_t *start;
    size_t first; /* where it begins, so that threads meet each other's ids in any order */
    size_t repeats;
} SeenThread;

static void *seen_run(void *context) {
    SeenThread *thread = context;
    pthread_barrier_wait(thread->start);
    for (size_t i = 0; i < IDS; i++) {
        thread->repeats += seen_add_number(thread->seen, (thread->first + i) % IDS);
    }
    return NULL;
}

/* Of several threads with the same ids exactly one is the first with each. */
TEST(threads_share_what_is_seen) {
    LogSeen *seen = seen_make();
    pthread_barrier_t start;
    pthread_t handles[THREADS];
    SeenThread threads[THREADS] = {0};
    size_t repeats = 0;
    assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
    for (size_t i = 0; i < THREADS; i++) {
        threads[i] = (SeenThread){seen, &start, i / 2 * (IDS / 2), 0};
        assert_int_equal(pthread_create(&handles[i], NULL, seen_run, &threads[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(handles[i], NULL), 0);
        repeats += threads[i].repeats;
    }
    pthread_barrier_destroy(&start);
    assert_int_equal(repeats, (THREADS - 1) * IDS);
    log_seen_free(seen);
}

/* ---- the limit ---- */

TEST(a_full_table_knows_what_it_knew) {
    LogSeen *seen = seen_make();
    size_t repeats = 0;
    for (size_t i = 0; i < LOG_SEEN_MAX; i++) repeats += seen_add_number(seen, i);
    assert_int_equal(repeats, 0);
    assert_true(seen_add_number(seen, LOG_SEEN_MAX - 1));
    assert_false(log_seen_is_full(seen)); /* all of them were noted */
    assert_false(seen_add_number(seen, LOG_SEEN_MAX));
    assert_true(log_seen_is_full(seen));
    assert_false(seen_add_number(seen, LOG_SEEN_MAX)); /* it wasn't */
    assert_true(seen_add_number(seen, 0));
    assert_true(seen_add_number(seen, LOG_SEEN_MAX - 1));
    log_seen_free(seen);
}
