/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_ids.c -- how many ids came more than once, in the lists of several threads, in memory
 * and in files. The room of a list is by the number of threads: the more, the smaller. */
#include "base/buffer.h"
#include "logs/log_ids.h"
#include "tests/unit/folder_expect.h"

#include <signal.h>
#include <sys/resource.h>

enum { LISTS_MAX = 8, MANY_THREADS = 1 << 20 }; /* so many that each has LOG_IDS_ROOM_MIN */

typedef struct Lists {
    LogIds *ids[LISTS_MAX];
    size_t count;
} Lists;

static Lists lists_make(size_t count, size_t threads) {
    Lists lists = {.count = count};
    for (size_t i = 0; i < count; i++) {
        lists.ids[i] = log_ids_make(threads);
        assert_non_null(lists.ids[i]);
    }
    return lists;
}

/* Notes the ids of the numbers from first on in the form of eventIDs. */
static void ids_add(LogIds *ids, size_t first, size_t count) {
    for (size_t i = first; i < first + count; i++) {
        char id[64];
        int len = snprintf(id, sizeof(id), "%08zx-4b8e-4d1a-9d6f-0123456789ab", i * 7919);
        log_ids_add(ids, (Str){id, (size_t)len});
    }
}

/* Asks once and gives the lists back. */
static void expect_repeats(Lists lists, int64_t repeats) {
    assert_int_equal(log_ids_repeats(lists.ids, lists.count), repeats);
    for (size_t i = 0; i < lists.count; i++) log_ids_free(lists.ids[i]);
}

TEST(nothing_has_no_repeats) {
    expect_repeats((Lists){0}, 0);
    expect_repeats(lists_make(1, 1), 0);
    expect_repeats(lists_make(LISTS_MAX, 0), 0);
    log_ids_free(NULL);
}

TEST(each_id_but_the_first_is_a_repeat) {
    Lists one = lists_make(1, 1);
    log_ids_add(one.ids[0], S("a"));
    log_ids_add(one.ids[0], S("b"));
    log_ids_add(one.ids[0], S("a"));
    log_ids_add(one.ids[0], S("a"));
    expect_repeats(one, 2);
    Lists several = lists_make(3, 3);
    log_ids_add(several.ids[0], S("a"));
    log_ids_add(several.ids[1], S("b"));
    log_ids_add(several.ids[1], S("c"));
    log_ids_add(several.ids[2], S("c"));
    log_ids_add(several.ids[2], S("a"));
    log_ids_add(several.ids[2], S("b"));
    log_ids_add(several.ids[2], S("b"));
    expect_repeats(several, 4);
}

TEST(ids_that_differ_are_no_repeats) {
    static const Str ids[] = {S_INIT(""),
                              S_INIT("a"),
                              S_INIT("A"),
                              S_INIT("a\0"),
                              S_INIT("\0a"),
                              S_INIT("\0"),
                              S_INIT("12345678"),
                              S_INIT("123456789"),
                              S_INIT("87654321"),
                              S_INIT("12345678\0"),
                              S_INIT("1234567887654321"),
                              S_INIT("8765432112345678")};
    Lists lists = lists_make(1, 1);
    for (size_t i = 0; i < COUNT(ids); i++) log_ids_add(lists.ids[0], ids[i]);
    expect_repeats(lists, 0);
}

/* At the room's size nothing is written yet; one more makes a file. */
TEST(lists_may_be_just_full) {
    for (size_t count = LOG_IDS_ROOM_MIN - 1; count <= LOG_IDS_ROOM_MIN + 1; count++) {
        Lists different = lists_make(1, MANY_THREADS);
        ids_add(different.ids[0], 0, count);
        expect_repeats(different, 0);
        Lists same = lists_make(1, MANY_THREADS);
        for (size_t i = 0; i < count; i++) ids_add(same.ids[0], 5, 1);
        expect_repeats(same, (int64_t)count - 1);
        Lists both = lists_make(2, MANY_THREADS);
        ids_add(both.ids[0], 0, count);
        ids_add(both.ids[1], 0, count);
        expect_repeats(both, (int64_t)count);
    }
}

TEST(lists_that_were_written_are_counted) {
    enum { IDS = LOG_IDS_ROOM_MIN * 5 + 77 };
    Folder folder = folder_make();
    setenv("TMPDIR", folder.path.ptr, 1);
    Lists lists = lists_make(3, MANY_THREADS);
    ids_add(lists.ids[0], 0, IDS);        /* 0 to IDS */
    ids_add(lists.ids[1], IDS / 2, IDS);  /* half of them again */
    ids_add(lists.ids[2], 3 * IDS, 10);   /* in memory only */
    ids_add(lists.ids[0], IDS - 100, 50); /* its own, and those of the second */
    ids_add(lists.ids[2], 5, 5);
    assert_int_equal(folder_count(&folder), 0); /* files have no names */
    expect_repeats(lists, IDS - IDS / 2 + 50 + 5);
    unsetenv("TMPDIR");
    folder_free(&folder);
}

/* Runs that are longer than what is read of each at once (LOG_IDS_MERGE_BYTES over all). */
TEST(long_runs_are_read_in_pieces) {
    enum { THREADS = 8, ROOM = LOG_IDS_BYTES / 16 / THREADS, IDS = ROOM * 3 };
    Lists lists = lists_make(2, THREADS);
    ids_add(lists.ids[0], 0, IDS);
    ids_add(lists.ids[1], IDS - 1000, IDS);
    expect_repeats(lists, 1000);
}

/* ---- failure ---- */

TEST(what_can_not_be_written_is_not_known) {
    Folder folder = folder_make();
    setenv("TMPDIR", folder_path(&folder, S("missing")), 1);
    Lists small = lists_make(1, MANY_THREADS);
    ids_add(small.ids[0], 0, LOG_IDS_ROOM_MIN);
    expect_repeats(small, 0); /* nothing had to be written */
    Lists lists = lists_make(3, MANY_THREADS);
    ids_add(lists.ids[0], 0, 10);
    ids_add(lists.ids[1], 0, LOG_IDS_ROOM_MIN * 3);
    ids_add(lists.ids[2], 0, 10);
    expect_repeats(lists, -1);
    setenv("TMPDIR", str_format(&folder.arena, "/%05000d", 0).ptr, 1);
    Lists too_long = lists_make(1, MANY_THREADS);
    ids_add(too_long.ids[0], 0, LOG_IDS_ROOM_MIN + 1);
    expect_repeats(too_long, -1);
    unsetenv("TMPDIR");
    folder_free(&folder);
}

TEST(a_full_disk_is_not_known) {
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = LOG_IDS_ROOM_MIN * 12; /* a run and a half */
    Lists lists = lists_make(1, MANY_THREADS);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ids_add(lists.ids[0], 0, LOG_IDS_ROOM_MIN * 4);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    expect_repeats(lists, -1);
}
