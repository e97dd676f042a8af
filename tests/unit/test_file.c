/* SPDX-License-Identifier: Apache-2.0 */
/* test_file.c -- files and directories, each test in a temporary directory of its own. */
#include "tests/test.h"

#include "base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory that goes with its contents when the variable goes out of scope. */
typedef struct Place {
    Arena arena;
    char directory[64];
} Place;

static int place_remove(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void place_close(Place *place) {
    nftw(place->directory, place_remove, 16, FTW_DEPTH | FTW_PHYS);
    arena_free(&place->arena);
}

static Place place_open(void) {
    Place place = {0};
    snprintf(place.directory, sizeof place.directory, "/tmp/merlon-test-XXXXXX");
    assert_non_null(mkdtemp(place.directory));
    return place;
}

static const char *place_path(Place *place, const char *name) {
    return str_format(&place->arena, "%s/%s", place->directory, name).ptr;
}

static const char *place_add(Place *place, const char *name, Str text) {
    const char *path = place_path(place, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
    return path;
}

static void check_content(const char *path, Str wanted) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    assert_true(file_open(path, 1 << 20, &file, &err));
    assert_true(str_equal(file.text, wanted));
}

static void check_not_opened(const char *path, size_t max_bytes, const char *reason) {
    File file = {0};
    Error err = {0};
    assert_false(file_open(path, max_bytes, &file, &err));
    assert_null(file.bytes);
    assert_string_equal(err.file, path);
    assert_non_null(strstr(err.message, reason));
}

TEST(open_reads_all_bytes) {
    CLEANUP(place_close) Place place = place_open();
    check_content(place_add(&place, "a", S("one\0two\n")), S("one\0two\n"));
    check_content(place_add(&place, "empty", S("")), S(""));
    File closed = {0};
    file_close(&closed);
    file_close(&closed);
}

TEST(open_says_why_not) {
    CLEANUP(place_close) Place place = place_open();
    check_not_opened(place_path(&place, "missing"), 10, "No such file");
    check_not_opened(place.directory, 10, "is a directory");
}

TEST(open_has_a_limit) {
    CLEANUP(place_close) Place place = place_open();
    const char *path = place_add(&place, "a", S("12345"));
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    assert_true(file_open(path, 5, &file, &err));
    check_not_opened(path, 4, "larger than the limit");
}

/* Runs file_open on "-" with text coming through a pipe. */
static bool open_input(Str text, size_t max_bytes, File *ret_file, Error *err) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text.ptr, text.len), text.len);
    close(ends[1]);
    int before = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    bool ok = file_open("-", max_bytes, ret_file, err);
    if (before < 0) {
        close(STDIN_FILENO);
    } else {
        dup2(before, STDIN_FILENO);
        close(before);
    }
    return ok;
}

TEST(open_reads_standard_input) {
    File file = {0};
    Error err = {0};
    assert_true(open_input(S("a\0b"), 3, &file, &err));
    assert_true(str_equal(file.text, S("a\0b")));
    file_close(&file);
    assert_true(open_input(S(""), 3, &file, &err));
    assert_int_equal(file.text.len, 0);
    file_close(&file);
    assert_false(open_input(S("abcd"), 3, &file, &err));
    assert_null(file.bytes);
    assert_non_null(strstr(err.message, "larger than the limit"));
}

TEST(kind_follows_links) {
    CLEANUP(place_close) Place place = place_open();
    const char *path = place_add(&place, "a", S("x"));
    const char *link = place_path(&place, "link");
    const char *broken = place_path(&place, "broken");
    const char *fifo = place_path(&place, "fifo");
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(symlink("nowhere", broken), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(file_kind(path), FILE_KIND_REGULAR);
    assert_int_equal(file_kind(link), FILE_KIND_REGULAR);
    assert_int_equal(file_kind(broken), FILE_KIND_NONE);
    assert_int_equal(file_kind(fifo), FILE_KIND_OTHER);
    assert_int_equal(file_kind(place.directory), FILE_KIND_DIRECTORY);
    assert_int_equal(file_kind(place_path(&place, "missing")), FILE_KIND_NONE);
    assert_int_equal(file_kind("-"), FILE_KIND_REGULAR);
}

static void check_list(Place *place, const char *below, const char *const *wanted, size_t count) {
    FileList list = {0};
    Error err = {0};
    Str directory = str_from(place_path(place, below));
    assert_true(file_list(&place->arena, directory, &list, &err));
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(list.paths[i].ptr, place_path(place, wanted[i]));
    }
}

TEST(list_is_sorted_and_leaves_hidden_entries_out) {
    CLEANUP(place_close) Place place = place_open();
    static const char *const directories[] = {"t", "t/b", "t/.git", "t/a-b", "t/empty"};
    for (size_t i = 0; i < COUNT(directories); i++) {
        assert_int_equal(mkdir(place_path(&place, directories[i]), 0700), 0);
    }
    static const char *const files[] = {"t/z.tf",   "t/b/x.tf", "t/.hidden", "t/.git/config",
                                        "t/b.json", "t/a-b/y",  "t/B",       "t/b/a"};
    for (size_t i = 0; i < COUNT(files); i++) place_add(&place, files[i], S("x"));
    /* byte order of the whole path: '-' before '.' before '/' */
    static const char *const wanted[] = {"t/B",   "t/a-b/y",  "t/b.json",
                                         "t/b/a", "t/b/x.tf", "t/z.tf"};
    check_list(&place, "t", wanted, COUNT(wanted));
    check_list(&place, "t/", wanted, COUNT(wanted));
    check_list(&place, "t/empty", NULL, 0);
}

TEST(list_does_not_follow_links) {
    CLEANUP(place_close) Place place = place_open();
    assert_int_equal(mkdir(place_path(&place, "t"), 0700), 0);
    const char *outside = place_add(&place, "outside", S("x"));
    place_add(&place, "t/real", S("x"));
    assert_int_equal(symlink(outside, place_path(&place, "t/file-link")), 0);
    assert_int_equal(symlink(place.directory, place_path(&place, "t/up")), 0);
    assert_int_equal(symlink("nowhere", place_path(&place, "t/broken")), 0);
    assert_int_equal(mkfifo(place_path(&place, "t/fifo"), 0600), 0);
    static const char *const wanted[] = {"t/real"};
    check_list(&place, "t", wanted, 1);
}

TEST(list_fails_on_what_it_cannot_read) {
    CLEANUP(place_close) Place place = place_open();
    FileList list = {0};
    Error err = {0};
    Str missing = str_from(place_path(&place, "missing"));
    assert_false(file_list(&place.arena, missing, &list, &err));
    assert_non_null(strstr(err.message, "can't be listed"));
    Str file = str_from(place_add(&place, "file", S("x")));
    assert_false(file_list(&place.arena, file, &list, &err));
    assert_null(list.paths);
    if (geteuid() == 0) return; /* nothing is unreadable to root */
    const char *closed = place_path(&place, "closed");
    assert_int_equal(mkdir(closed, 0), 0);
    assert_false(file_list(&place.arena, str_from(place.directory), &list, &err));
    assert_string_equal(err.file, closed);
    assert_int_equal(chmod(closed, 0700), 0);
}

TEST(list_has_a_depth) {
    CLEANUP(place_close) Place place = place_open();
    Str path = str_from(place.directory);
    for (int depth = 1; depth <= FILE_DEPTH_MAX; depth++) {
        path = str_join2(&place.arena, path, S("/d"));
        assert_int_equal(mkdir(path.ptr, 0700), 0);
    }
    FILE *file = fopen(str_join2(&place.arena, path, S("/f")).ptr, "w");
    assert_non_null(file);
    fclose(file);
    FileList list = {0};
    Error err = {0};
    assert_true(file_list(&place.arena, str_from(place.directory), &list, &err));
    assert_int_equal(list.count, 1);
    path = str_join2(&place.arena, path, S("/d"));
    assert_int_equal(mkdir(path.ptr, 0700), 0);
    assert_false(file_list(&place.arena, str_from(place.directory), &list, &err));
    assert_non_null(strstr(err.message, "nested deeper than 64"));
    assert_int_equal(list.count, 1);
}

TEST(write_makes_and_replaces) {
    CLEANUP(place_close) Place place = place_open();
    const char *path = place_path(&place, "out");
    Error err = {0};
    mode_t mask = umask(027);
    assert_true(file_write(path, S("first\0one"), &err));
    umask(mask);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    check_content(path, S("first\0one"));
    assert_true(file_write(path, S(""), &err));
    check_content(path, S(""));
    static const char *const wanted[] = {"out"}; /* nothing temporary is left */
    check_list(&place, "", wanted, 1);
}

TEST(write_does_not_change_what_is_open) {
    CLEANUP(place_close) Place place = place_open();
    const char *path = place_add(&place, "out", S("old"));
    CLEANUP(file_close) File old = {0};
    Error err = {0};
    assert_true(file_open(path, 10, &old, &err));
    assert_true(file_write(path, S("new"), &err));
    assert_true(str_equal(old.text, S("old")));
    check_content(path, S("new"));
}

/* A disk that is full, by way of the limit of a file's size. */
TEST(write_keeps_the_old_content_on_failure) {
    CLEANUP(place_close) Place place = place_open();
    const char *path = place_add(&place, "out", S("old"));
    Str large = {arena_alloc(&place.arena, 100000), 100000};
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    Error err = {0};
    bool ok = file_write(path, large, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    assert_false(ok);
    assert_string_equal(err.file, path);
    assert_non_null(strstr(err.message, "can't be written"));
    check_content(path, S("old"));
    static const char *const wanted[] = {"out"};
    check_list(&place, "", wanted, 1);
}

TEST(write_leaves_nothing_behind_on_failure) {
    CLEANUP(place_close) Place place = place_open();
    Error err = {0};
    assert_false(file_write(place_path(&place, "no/such/directory"), S("x"), &err));
    const char *directory = place_path(&place, "directory");
    assert_int_equal(mkdir(directory, 0700), 0);
    assert_false(file_write(directory, S("x"), &err));
    assert_non_null(strstr(err.message, "can't be written"));
    check_list(&place, "", NULL, 0);
}

/* FILE_PATH_BYTES_MAX is 4096, with the 7 bytes of the temporary name and a NUL. */
TEST(write_refuses_a_path_that_is_too_long) {
    char path[4096];
    memset(path, '/', sizeof path);
    Error err = {0};
    path[4096 - 8] = '\0';
    assert_false(file_write(path, S("x"), &err));
    assert_null(strstr(err.message, "too long a path"));
    path[4096 - 8] = '/';
    path[4096 - 7] = '\0';
    assert_false(file_write(path, S("x"), &err));
    assert_non_null(strstr(err.message, "too long a path"));
}
