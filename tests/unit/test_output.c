/* SPDX-License-Identifier: Apache-2.0 */
/* test_output.c -- a file stands there whole or not at all. */
#include "base/output.h"
#include "tests/unit/folder_expect.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static Output output_make(const char *path) {
    Output output;
    Error err = {0};
    if (!output_open(&output, path, &err)) fail_msg("%s", err.message);
    return output;
}

/* The folder holds count names, and the one called name holds text. */
static void expect_file(Folder *folder, size_t count, Str name, Str text) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    assert_int_equal(folder_count(folder), count);
    if (!file_open(folder_path(folder, name), 64 << 20, &file, &err)) fail_msg("%s", err.message);
    assert_true(str_equal(file.text, text));
}

TEST(files_appear_when_they_are_whole) {
    Folder folder = folder_make();
    const char *path = folder_path(&folder, S("out"));
    Error err = {0};
    Output output = output_make(path);
    buffer_add(&output.buffer, S("one "));
    output_flow(&output);
    assert_int_not_equal(access(path, F_OK), 0);
    buffer_add(&output.buffer, S("two"));
    assert_true(output_close(&output, true, &err));
    expect_file(&folder, 1, S("out"), S("one two"));
    output = output_make(path);
    buffer_add(&output.buffer, S("three"));
    assert_int_equal(folder_count(&folder), 2); /* the temporary one beside it */
    assert_true(output_close(&output, true, &err));
    expect_file(&folder, 1, S("out"), S("three"));
    output = output_make(path);
    assert_true(output_close(&output, true, NULL));
    expect_file(&folder, 1, S("out"), S(""));
    folder_free(&folder);
}

TEST(files_have_the_mode_of_new_ones) {
    Folder folder = folder_make();
    const char *path = folder_path(&folder, S("out"));
    struct stat status;
    mode_t mask = umask(027);
    Output output = output_make(path);
    assert_true(output_close(&output, true, NULL));
    assert_int_equal(umask(mask), 027);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0640);
    folder_free(&folder);
}

TEST(what_is_not_kept_leaves_nothing) {
    Folder folder = folder_make();
    Error err = {0};
    Output output = output_make(folder_path(&folder, S("new")));
    for (size_t i = 0; i < OUTPUT_PIECE_BYTES; i++) buffer_add(&output.buffer, S("four"));
    output_flow(&output);
    assert_true(output_close(&output, false, &err));
    assert_int_equal(folder_count(&folder), 0);
    folder_put(&folder, S("old"), S("old"));
    output = output_make(folder_path(&folder, S("old")));
    buffer_add(&output.buffer, S("new"));
    assert_true(output_close(&output, false, &err));
    expect_file(&folder, 1, S("old"), S("old"));
    folder_free(&folder);
}

/* Pieces are written as they come: memory doesn't grow with the result. */
TEST(long_results_are_written_piece_by_piece) {
    enum { LINES = 400000 };
    Folder folder = folder_make();
    CLEANUP(buffer_free) Buffer expected = {0};
    Output output = output_make(folder_path(&folder, S("out")));
    for (int i = 0; i < LINES; i++) {
        char line[32];
        int len = snprintf(line, sizeof(line), "line %d\n", i);
        buffer_add(&output.buffer, (Str){line, (size_t)len});
        buffer_add(&expected, (Str){line, (size_t)len});
        output_flow(&output);
        assert_true(output.buffer.len < OUTPUT_PIECE_BYTES);
    }
    assert_true(output.buffer.capacity <= 4 * OUTPUT_PIECE_BYTES);
    assert_true(output_close(&output, true, NULL));
    expect_file(&folder, 1, S("out"), buffer_text(&expected));
    output = output_make(folder_path(&folder, S("out")));
    for (int i = 0; i < 3; i++) buffer_add(&output.buffer, buffer_text(&expected));
    buffer_add(&expected, str_copy(&folder.arena, buffer_text(&expected)));
    assert_true(output_close(&output, true, NULL)); /* one large piece */
    assert_int_equal(folder_count(&folder), 1);
    folder_free(&folder);
}

/* ---- failure ---- */

static void expect_unopened(const char *path, const char *reason) {
    Output output;
    Error err = {0};
    assert_false(output_open(&output, path, &err));
    assert_string_equal(err.file, path);
    assert_string_equal(err.message, reason);
    assert_true(output_close(&output, false, NULL)); /* there is nothing to close: no harm */
}

TEST(paths_that_can_not_be_written_are_told) {
    Folder folder = folder_make();
    folder_put(&folder, S("file"), S(""));
    expect_unopened(folder_path(&folder, S("missing/out")),
                    "can't be written: No such file or directory");
    expect_unopened(folder_path(&folder, S("file/out")), "can't be written: Not a directory");
    assert_int_equal(folder_count(&folder), 1);
    folder_free(&folder);
}

TEST(a_folder_is_not_replaced) {
    Folder folder = folder_make();
    Error err = {0};
    folder_put(&folder, S("out/file"), S(""));
    Output output = output_make(folder_path(&folder, S("out")));
    buffer_add(&output.buffer, S("text"));
    assert_false(output_close(&output, true, &err));
    assert_string_equal(err.message, "can't be written: Is a directory");
    assert_int_equal(folder_count(&folder), 1);
    assert_int_equal(access(folder_path(&folder, S("out/file")), F_OK), 0);
    folder_free(&folder);
}

/* Writes several pieces when files may only have one; the first failure is the one that is told. */
static bool output_write_limited(const char *path, Error *err) {
    struct rlimit before, limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = OUTPUT_PIECE_BYTES;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    Output output = output_make(path);
    for (size_t i = 0; i < OUTPUT_PIECE_BYTES; i++) {
        buffer_add(&output.buffer, S("four"));
        output_flow(&output);
    }
    access("/missing", F_OK); /* another errno */
    bool ok = output_close(&output, true, err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    return ok;
}

TEST(a_full_disk_leaves_what_was_there) {
    Folder folder = folder_make();
    Error err = {0};
    folder_put(&folder, S("out"), S("old"));
    assert_false(output_write_limited(folder_path(&folder, S("out")), &err));
    assert_string_equal(err.message, "can't be written: File too large");
    assert_string_equal(err.file, folder_path(&folder, S("out")));
    expect_file(&folder, 1, S("out"), S("old"));
    assert_false(output_write_limited(folder_path(&folder, S("new")), NULL));
    expect_file(&folder, 1, S("out"), S("old"));
    folder_free(&folder);
}

TEST(standard_output_that_is_full_is_told) {
    Error err = {0};
    fflush(stdout);
    int before = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(before >= 0 && full >= 0);
    assert_true(dup2(full, STDOUT_FILENO) >= 0);
    Output output = output_make(NULL);
    for (size_t i = 0; i < OUTPUT_PIECE_BYTES; i++) buffer_add(&output.buffer, S("x"));
    output_flow(&output);
    access("/missing", F_OK); /* another errno */
    bool ok = output_close(&output, true, &err);
    assert_true(dup2(before, STDOUT_FILENO) >= 0);
    close(before);
    close(full);
    assert_false(ok);
    assert_string_equal(err.message, "standard output can't be written: No space left on device");
}

/* ---- devices and pipes ---- */

/* They are written, not replaced: /dev/null must stay what it is, also for root. */
TEST(pipes_and_devices_are_not_replaced) {
    Folder folder = folder_make();
    const char *pipe = folder_path(&folder, S("pipe")), *link = folder_path(&folder, S("link"));
    char text[8] = {0};
    struct stat status;
    Error err = {0};
    assert_int_equal(mkfifo(pipe, 0600), 0);
    int reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reader >= 0);
    Output output = output_make(pipe);
    buffer_add(&output.buffer, S("text"));
    assert_true(output_close(&output, true, &err));
    assert_int_equal(read(reader, text, sizeof(text)), 4);
    assert_string_equal(text, "text");
    close(reader);
    assert_int_equal(lstat(pipe, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_int_equal(symlink("/dev/full", link), 0);
    output = output_make(link);
    buffer_add(&output.buffer, S("text"));
    assert_false(output_close(&output, true, &err));
    assert_string_equal(err.message, "can't be written: No space left on device");
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(folder_count(&folder), 2);
    folder_free(&folder);
}
