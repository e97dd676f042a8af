/* SPDX-License-Identifier: Apache-2.0 */
/* test_hit_store.c -- hits as bytes; their order, repeats, and what happens when there are more of
 * them than memory. Expected: docs/hunting.md, "What is hit, and what is told" ("docs"), and the
 * limits of hit.h and hit_store.h. */
#include "hunt/hit_store.h"
#include "tests/unit/folder_expect.h"

#include <signal.h>
#include <sys/resource.h>

static Hit hit_make(int64_t time, const char *id, uint32_t rule, const char *file,
                    uint64_t offset) {
    Hit hit = {.source = LOG_SOURCE_CLOUDTRAIL, .has_time = true, .time = time, .count = 1};
    hit.first = hit.last = time;
    hit.rule = hit.base = rule;
    hit.offset = offset;
    hit.texts[HIT_EVENT] = str_from(id);
    hit.texts[HIT_FILE] = str_from(file);
    return hit;
}

static HitStore *store_make(void) {
    HitStore *store = hit_store_make(0);
    assert_non_null(store);
    return store;
}

static void store_add(HitStore *store, const Hit *hit) {
    Error err = {0};
    if (!hit_store_add(store, hit, &err)) fail_msg("%s", err.message);
}

/* "TIME ID RULE FILE OFFSET" of what stores give, a line each; finishes them. */
static Str stores_text(HitStore *const *stores, size_t count, Arena *arena) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < count; i++) hit_store_finish(stores[i]);
    HitCursor *cursor = hit_cursor_make(stores, count);
    assert_non_null(cursor);
    for (Hit hit; hit_cursor_next(cursor, &hit);) {
        buffer_add_format(&out, "%d %.*s %u %.*s %u\n", hit.has_time ? (int)hit.time : -1,
                          STR_ARGS(hit.texts[HIT_EVENT]), hit.rule, STR_ARGS(hit.texts[HIT_FILE]),
                          (unsigned)hit.offset);
    }
    assert_false(hit_cursor_failed(cursor));
    hit_cursor_free(cursor);
    return str_copy(arena, buffer_text(&out));
}

static void expect_text(HitStore *const *stores, size_t count, const char *expected) {
    Arena arena = {0};
    Str found = stores_text(stores, count, &arena);
    if (!str_equal(found, str_from(expected))) {
        fail_msg("is\n%.*snot\n%s", STR_ARGS(found), expected);
    }
    arena_free(&arena);
}

/* ---- as bytes ---- */

static void expect_same(const Hit *left, const Hit *right) {
    assert_int_equal(left->rule, right->rule);
    assert_int_equal(left->base, right->base);
    assert_int_equal(left->source, right->source);
    assert_int_equal(left->has_time, right->has_time);
    assert_int_equal(left->time, right->time);
    assert_int_equal(left->first, right->first);
    assert_int_equal(left->last, right->last);
    assert_int_equal(left->offset, right->offset);
    assert_int_equal(left->count, right->count);
    assert_int_equal(left->value_count, right->value_count);
    for (size_t i = 0; i < HIT_TEXT_COUNT; i++) {
        assert_true(str_equal(left->texts[i], right->texts[i]));
    }
    for (size_t i = 0; i < left->value_count; i++) {
        assert_true(str_equal(left->values[i], right->values[i]));
    }
}

/* A hit in which everything is as long as it can be (hit.h), its letters depending on number. */
static Hit hit_make_largest(Arena *arena, size_t number) {
    enum { TARGETS = HIT_TARGETS_MAX * (HIT_TEXT_BYTES_MAX + 1) - 1 };
    char *bytes = ARENA_ARRAY(arena, char, HIT_FILE_BYTES_MAX);
    for (size_t i = 0; i < HIT_FILE_BYTES_MAX; i++) bytes[i] = (char)('a' + (i + number) % 23);
    Hit hit = {.source = LOG_SOURCE_GUARDDUTY,
               .has_time = true,
               .time = (int64_t)number,
               .first = INT64_MIN,
               .last = INT64_MAX,
               .offset = UINT64_MAX,
               .count = UINT64_MAX,
               .rule = UINT32_MAX,
               .base = UINT32_MAX - 1,
               .value_count = HIT_VALUES_MAX};
    for (size_t i = 0; i < HIT_TEXT_COUNT; i++) hit.texts[i] = (Str){bytes, HIT_TEXT_BYTES_MAX};
    hit.texts[HIT_FILE] = (Str){bytes, HIT_FILE_BYTES_MAX};
    hit.texts[HIT_TARGETS] = (Str){bytes, TARGETS};
    for (size_t i = 0; i < HIT_VALUES_MAX; i++) hit.values[i] = (Str){bytes, HIT_TEXT_BYTES_MAX};
    return hit;
}

TEST(hits_are_their_bytes) {
    Arena arena = {0};
    Hit hits[] = {{0}, hit_make(-1, "id", 7, "f", 9), hit_make_largest(&arena, 3)};
    hits[1].values[0] = S("one");
    hits[1].values[2] = S("three");
    hits[1].value_count = 3;
    for (size_t i = 0; i < COUNT(hits); i++) {
        CLEANUP(buffer_free) Buffer bytes = {0};
        Hit read;
        hit_write(&hits[i], &bytes);
        assert_int_equal(bytes.len % 8, 0);
        assert_true(bytes.len <= HIT_BYTES_MAX);
        assert_true(hit_parse(buffer_text(&bytes), &read));
        expect_same(&read, &hits[i]);
        for (size_t cut = 0; cut < bytes.len && cut < 400; cut++) {
            assert_false(hit_parse((Str){bytes.bytes, cut}, &read));
        }
    }
    arena_free(&arena);
}

/* ---- order ---- */

/* docs: "Hits come in the order of time, then eventID, rule, file and place". */
TEST(hits_come_in_order) {
    static const char *const expected = "-5 n 1 b 0\n0 z 9 b 8\n5 a 2 c 9\n5 ab 0 c 7\n5 b 0 b 7\n"
                                        "5 b 1 b 6\n5 b 3 a 5\n5 c 3 a 0\n";
    Hit hits[] = {hit_make(-5, "n", 1, "b", 0), hit_make(0, "z", 9, "b", 8),
                  hit_make(5, "a", 2, "c", 9),  hit_make(5, "ab", 0, "c", 7),
                  hit_make(5, "b", 0, "b", 7),  hit_make(5, "b", 1, "b", 6),
                  hit_make(5, "b", 3, "a", 5),  hit_make(5, "c", 3, "a", 0)};
    for (size_t step = 1; step < COUNT(hits); step += 2) { /* of eight: odd steps meet each */
        HitStore *store = store_make();
        for (size_t i = 0; i < COUNT(hits); i++) store_add(store, &hits[i * step % COUNT(hits)]);
        assert_int_equal(hit_store_count(store), COUNT(hits));
        expect_text(&store, 1, expected);
        expect_text(&store, 1, expected); /* as often as it is asked */
        hit_store_free(store);
    }
    for (size_t i = 0; i + 1 < COUNT(hits); i++) {
        assert_true(hit_compare(&hits[i], &hits[i + 1]) < 0);
        assert_true(hit_compare(&hits[i + 1], &hits[i]) > 0);
        assert_int_equal(hit_compare(&hits[i], &hits[i]), 0);
    }
}

/* Without ids files and places decide; without a time a hit is the last. */
TEST(hits_without_ids_and_times_have_an_order) {
    HitStore *store = store_make();
    Hit hits[] = {hit_make(1, "", 0, "b", 1), hit_make(1, "", 0, "a", 9),
                  hit_make(1, "", 0, "a", 2), hit_make(0, "", 0, "x", 0),
                  hit_make(9, "", 0, "x", 0)};
    hits[3].has_time = false;
    for (size_t i = 0; i < COUNT(hits); i++) store_add(store, &hits[i]);
    expect_text(&store, 1, "1  0 a 2\n1  0 a 9\n1  0 b 1\n9  0 x 0\n-1  0 x 0\n");
    hit_store_free(store);
}

/* docs: "the same eventID gives one hit per rule, the one in the file whose path sorts first". */
TEST(repeats_are_left_out) {
    HitStore *stores[] = {store_make(), store_make(), store_make()};
    Hit in_b = hit_make(1, "id", 4, "b", 0), in_a = hit_make(1, "id", 4, "a", 0);
    Hit other_rule = hit_make(1, "id", 5, "b", 0), other_id = hit_make(1, "ie", 4, "b", 0);
    store_add(stores[0], &in_b);
    store_add(stores[0], &other_rule);
    store_add(stores[1], &in_a);
    store_add(stores[1], &other_id);
    store_add(stores[1], &in_b);
    store_add(stores[2], &in_b);
    expect_text(stores, COUNT(stores), "1 id 4 a 0\n1 id 5 b 0\n1 ie 4 b 0\n");
    assert_int_equal(hit_store_count(stores[1]), 3); /* what is kept, repeats included */
    for (size_t i = 0; i < COUNT(stores); i++) hit_store_free(stores[i]);
}

/* Only CloudTrail's ids are of events; a request's may come in several lines of other logs. */
TEST(only_events_of_cloudtrail_are_repeats) {
    HitStore *store = store_make();
    Hit first = hit_make(1, "id", 0, "a", 0), second = hit_make(1, "id", 0, "a", 1);
    first.source = second.source = LOG_SOURCE_S3ACCESS;
    Hit third = hit_make(1, "", 0, "a", 0), fourth = hit_make(1, "", 0, "a", 1);
    store_add(store, &first);
    store_add(store, &second);
    store_add(store, &third);
    store_add(store, &fourth);
    expect_text(&store, 1, "1  0 a 0\n1  0 a 1\n1 id 0 a 0\n1 id 0 a 1\n");
    hit_store_free(store);
}

TEST(empty_stores_give_nothing) {
    HitStore *stores[] = {store_make(), store_make()};
    expect_text(stores, COUNT(stores), "");
    expect_text(NULL, 0, "");
    for (size_t i = 0; i < COUNT(stores); i++) hit_store_free(stores[i]);
    hit_store_free(NULL);
    hit_cursor_free(NULL);
}

/* ---- more than memory ---- */

/* Reads count hits of times 0, 1, ... whose targets end in their time. */
static void expect_row(HitStore *const *stores, size_t store_count, int64_t count) {
    for (size_t i = 0; i < store_count; i++) hit_store_finish(stores[i]);
    HitCursor *cursor = hit_cursor_make(stores, store_count);
    assert_non_null(cursor);
    int64_t next = 0;
    for (Hit hit; hit_cursor_next(cursor, &hit); next++) {
        int64_t told = -1;
        Str targets = hit.texts[HIT_TARGETS];
        size_t slash = str_find(targets, S("/"));
        assert_true(slash != SIZE_MAX);
        assert_true(str_to_int(str_slice(targets, slash + 1, targets.len), &told));
        assert_int_equal(hit.time, next);
        assert_int_equal(told, next);
    }
    assert_false(hit_cursor_failed(cursor));
    assert_int_equal(next, count);
    hit_cursor_free(cursor);
}

static Hit hit_make_wide(Arena *arena, int64_t time, int width) {
    Hit hit = hit_make(time, "", 0, "f", 0);
    arena_reset(arena);
    hit.texts[HIT_TARGETS] = str_format(arena, "%0*d/%lld", width, 0, (long long)time);
    return hit;
}

/* The places of a row in some disorder: neighbours are far apart. */
static int64_t row_at(int64_t i, int64_t count) { return i * 7919 % count; }

/* More than HIT_RUNS_MAX runs of HIT_STORE_BYTES_MIN, so that runs are merged, more than once. */
TEST(what_does_not_fit_is_written_and_merged) {
    enum { WIDTH = 8 << 10, RUN = HIT_STORE_BYTES_MIN / WIDTH, HITS = RUN * HIT_RUNS_MAX * 5 / 2 };
    Folder folder = folder_make();
    setenv("TMPDIR", folder.path.ptr, 1);
    Arena arena = {0};
    HitStore *store = store_make();
    for (int64_t i = 0; i < HITS; i++) {
        Hit hit = hit_make_wide(&arena, row_at(i, HITS), WIDTH);
        store_add(store, &hit);
    }
    assert_int_equal(folder_count(&folder), 0); /* docs: "a temporary file without a name" */
    assert_int_equal(hit_store_count(store), HITS);
    expect_row(&store, 1, HITS);
    expect_row(&store, 1, HITS);
    hit_store_free(store);
    unsetenv("TMPDIR");
    arena_free(&arena);
    folder_free(&folder);
}

/* One has written a little, one more, one nothing, one is empty. */
TEST(several_stores_are_read_together) {
    enum { WIDTH = 4 << 10, HITS = 2000 };
    HitStore *stores[] = {store_make(), store_make(), store_make(), store_make()};
    Arena arena = {0};
    for (int64_t i = 0; i < HITS; i++) {
        Hit hit = hit_make_wide(&arena, row_at(i, HITS), WIDTH);
        store_add(stores[i % 16 == 0 ? 0 : i % 3 == 0 ? 1 : 2], &hit);
    }
    expect_row(stores, COUNT(stores), HITS);
    for (size_t i = 0; i < COUNT(stores); i++) hit_store_free(stores[i]);
    arena_free(&arena);
}

/* Repeats are left out wherever they lie: in the file, in memory, in another store. */
TEST(repeats_are_left_out_of_files) {
    enum { HITS = 3000 };
    static const char wide[1024];
    HitStore *stores[] = {store_make(), store_make()};
    for (int64_t i = 0; i < 3 * HITS; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", (int)(i % HITS));
        Hit hit = hit_make(i % HITS, id, 0, "f", (uint64_t)i);
        hit.texts[HIT_AGENT] = (Str){wide, sizeof(wide)};
        store_add(stores[i % 2], &hit);
    }
    for (size_t i = 0; i < COUNT(stores); i++) hit_store_finish(stores[i]);
    HitCursor *cursor = hit_cursor_make(stores, COUNT(stores));
    int64_t next = 0;
    for (Hit hit; hit_cursor_next(cursor, &hit); next++) {
        assert_int_equal(hit.time, next);
        assert_int_equal(hit.offset, next); /* the first of the three */
    }
    assert_int_equal(next, HITS);
    hit_cursor_free(cursor);
    for (size_t i = 0; i < COUNT(stores); i++) hit_store_free(stores[i]);
}

TEST(the_largest_hits_are_written_and_read) {
    enum { HITS = 30 };
    Arena arena = {0};
    HitStore *store = store_make();
    for (size_t i = HITS; i-- > 0;) {
        Hit hit = hit_make_largest(&arena, i);
        store_add(store, &hit);
    }
    hit_store_finish(store);
    HitCursor *cursor = hit_cursor_make(&store, 1);
    for (size_t i = 0; i < HITS; i++) {
        Hit hit, expected = hit_make_largest(&arena, i);
        assert_true(hit_cursor_next(cursor, &hit));
        expect_same(&hit, &expected);
    }
    hit_cursor_free(cursor);
    hit_store_free(store);
    arena_free(&arena);
}

/* hit_store.h: "a hit may be larger and gets its own" buffer. */
TEST(a_hit_may_be_larger_than_a_buffer) {
    enum { HITS = 6, TEXT = UINT16_MAX };
    Arena arena = {0};
    HitStore *store = store_make();
    char *bytes = ARENA_ARRAY(&arena, char, TEXT);
    for (int64_t i = HITS; i-- > 0;) {
        Hit hit = hit_make(i, "", 0, "", 0);
        for (size_t j = HIT_NAME; j <= HIT_TARGETS; j++) hit.texts[j] = (Str){bytes, TEXT};
        Hit small = hit_make(i, "small", 0, "", 0);
        store_add(store, &small);
        store_add(store, &hit);
    }
    hit_store_finish(store);
    HitCursor *cursor = hit_cursor_make(&store, 1);
    for (int64_t i = 0; i < 2 * HITS; i++) {
        Hit hit;
        assert_true(hit_cursor_next(cursor, &hit));
        assert_int_equal(hit.time, i / 2);
        assert_int_equal(hit.texts[HIT_TARGETS].len, i % 2 == 0 ? TEXT : 0);
    }
    hit_cursor_free(cursor);
    hit_store_free(store);
    arena_free(&arena);
}

/* ---- what can't be kept ---- */

/* Adds wide hits until one can't be kept, at most count of them; err says why. */
static bool store_fill(HitStore *store, int64_t count, Error *err) {
    Arena arena = {0};
    bool ok = true;
    for (int64_t i = 0; ok && i < count; i++) {
        Hit hit = hit_make_wide(&arena, i, 16 << 10);
        ok = hit_store_add(store, &hit, err);
    }
    arena_free(&arena);
    return ok;
}

static void expect_failure(int64_t count, const char *part) {
    Error err = {0};
    HitStore *store = store_make();
    assert_false(store_fill(store, count, &err));
    if (!str_contains(str_from(err.message), str_from(part))) {
        fail_msg("says '%s', not '%s'", err.message, part);
    }
    hit_store_free(store);
}

TEST(a_folder_that_can_not_be_written_is_an_error) {
    Arena arena = {0};
    Folder folder = folder_make();
    setenv("TMPDIR", folder_path(&folder, S("missing")), 1);
    expect_failure(100, "a temporary file for hits can't be made: ");
    expect_failure(100, "No such file or directory");
    setenv("TMPDIR", str_format(&arena, "/%05000d", 0).ptr, 1);
    expect_failure(100, "TMPDIR is too long");
    setenv("TMPDIR", "", 1); /* as if it weren't set */
    Error err = {0};
    HitStore *store = store_make();
    assert_true(store_fill(store, 100, &err));
    hit_store_free(store);
    unsetenv("TMPDIR");
    folder_free(&folder);
    arena_free(&arena);
}

/* Whether so many hits can be kept when files may grow to so many bytes. */
static bool store_fill_limited(int64_t count, size_t bytes, Error *err) {
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = bytes;
    HitStore *store = store_make();
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool ok = store_fill(store, count, err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    hit_store_free(store);
    return ok;
}

/* When a run is written, and when runs are merged: the reason is that of the writing. */
TEST(a_full_disk_is_an_error) {
    static const size_t limits[] = {HIT_STORE_BYTES_MIN / 2,
                                    (HIT_RUNS_MAX + 8) * (size_t)HIT_STORE_BYTES_MIN};
    for (size_t i = 0; i < COUNT(limits); i++) {
        Error err = {0};
        assert_false(store_fill_limited(10000, limits[i], &err));
        assert_string_equal(err.message, "hits can't be kept: File too large");
    }
}
