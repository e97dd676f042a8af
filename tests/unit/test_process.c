/* SPDX-License-Identifier: Apache-2.0 */
/* test_process.c -- other programs, well behaved and not. */
#include "tests/test.h"

#include "base/process.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static Process shell(const char *script) {
    return (Process){.program = "/bin/sh",
                     .words = {"-c", script},
                     .output_bytes_max = 1000,
                     .time_ms_max = 20000};
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void expect_output(const Process *process, const char *wanted) {
    CLEANUP(buffer_free) Buffer out = {0};
    Error err = {0};
    if (!process_run(process, &out, &err)) fail_msg("%s", err.message);
    if (!str_equal(buffer_text(&out), str_from(wanted))) {
        fail_msg("%.*s", STR_ARGS(buffer_text(&out)));
    }
}

/* Ends soon, with a message that holds wanted and nothing in the output. */
static void expect_failure(const Process *process, const char *wanted) {
    CLEANUP(buffer_free) Buffer out = {0};
    Error err = {0};
    double start = seconds();
    assert_false(process_run(process, &out, &err));
    assert_true(seconds() - start < 10);
    assert_int_equal(out.len, 0);
    if (!str_contains(str_from(err.message), str_from(wanted))) fail_msg("%s", err.message);
}

TEST(process_passes_text_through) {
    Process process = shell("cat; echo done");
    process.input = S("in\n");
    expect_output(&process, "in\ndone\n");
    process = shell("exec /bin/echo \"$0\"");
    process.words[2] = "a b; $(x) *";
    expect_output(&process, "a b; $(x) *\n");
    process = shell("true");
    expect_output(&process, "");
}

TEST(process_passes_more_than_pipes_hold) {
    CLEANUP(buffer_free) Buffer text = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    for (int i = 0; i < 300000; i++) buffer_add_format(&text, "%d\n", i);
    Process process = shell("cat; cat");
    process.input = buffer_text(&text);
    process.output_bytes_max = text.len;
    Error err = {0};
    assert_true(process_run(&process, &out, &err));
    assert_true(str_equal(buffer_text(&out), buffer_text(&text)));
    process.output_bytes_max = text.len - 1;
    expect_failure(&process, "/bin/sh wrote more than ");
}

TEST(process_says_that_a_program_is_missing) {
    Process process = shell("");
    process.program = "merlon-no-such-program";
    expect_failure(&process, "merlon-no-such-program is not installed");
    process.program = "/no/such/program";
    expect_failure(&process, "/no/such/program is not installed");
    process.program = "";
    expect_failure(&process, "no program is named");
}

TEST(process_says_that_a_file_is_no_program) {
    char path[] = "/tmp/merlon-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "\x01\x02\x03", 3), 3);
    assert_int_equal(fchmod(descriptor, 0700), 0);
    close(descriptor);
    Process process = shell("");
    process.program = path;
    expect_failure(&process, "can't be run: ");
    unlink(path);
}

/* A relative entry of PATH would be the folder that merlon is run in. */
TEST(process_looks_in_absolute_folders_only) {
    char directory[] = "/tmp/merlon-test-XXXXXX", back[4096];
    assert_non_null(mkdtemp(directory));
    assert_non_null(getcwd(back, sizeof back));
    assert_int_equal(chdir(directory), 0);
    FILE *file = fopen("merlon-fake", "w");
    assert_non_null(file);
    fputs("#!/bin/sh\necho fake\n", file);
    fclose(file);
    assert_int_equal(chmod("merlon-fake", 0700), 0);
    Arena arena = {0};
    const char *kept = str_copy(&arena, str_from(getenv("PATH"))).ptr;
    setenv("PATH", ".::bin:/bin", 1);
    Process process = shell("");
    process.program = "merlon-fake";
    expect_failure(&process, "not installed");
    process.program = "./merlon-fake";
    expect_failure(&process, "not installed");
    setenv("PATH", directory, 1);
    process.program = "merlon-fake";
    expect_output(&process, "fake\n");
    setenv("PATH", kept, 1);
    unlink("merlon-fake");
    assert_int_equal(chdir(back), 0);
    rmdir(directory);
    arena_free(&arena);
}

TEST(process_gives_no_environment_but_the_path) {
    setenv("MERLON_TEST_SECRET", "hunter2", 1);
    Process process =
        shell("env | grep -v '^\\(PATH\\|LC_ALL\\|PWD\\|OLDPWD\\|SHLVL\\|_\\)='; true");
    expect_output(&process, "");
    process = shell("echo $LC_ALL");
    expect_output(&process, "C\n");
    unsetenv("MERLON_TEST_SECRET");
}

TEST(process_says_how_a_program_failed) {
    Process process = shell("echo out; echo >&2; echo 'first line' >&2; echo second >&2; exit 3");
    expect_failure(&process, "/bin/sh failed with status 3: first line");
    process = shell("printf 'a\\033[31m\\377b\\n' >&2; exit 1");
    expect_failure(&process, "failed with status 1: a?[31m?b");
    process = shell("exit 1");
    expect_failure(&process, "failed with status 1");
    process = shell("kill -TERM $$");
    expect_failure(&process, "was ended by signal 15");
}

TEST(process_stops_what_hangs) {
    Process process = shell("echo waiting >&2; sleep 60");
    process.time_ms_max = 2000;
    expect_failure(&process, "took longer than 2.0 seconds: waiting");
    process = shell("exec >&- 2>&-; sleep 60");
    process.time_ms_max = 2000;
    expect_failure(&process, "took longer than 2.0 seconds");
    process = shell("trap '' TERM INT HUP; while :; do :; done");
    process.time_ms_max = 2000;
    expect_failure(&process, "took longer than 2.0 seconds");
}

TEST(process_stops_endless_output) {
    Process process = shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done");
    expect_failure(&process, "wrote more than 1000 bytes");
    process = shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy >&2; done");
    process.time_ms_max = 300;
    expect_failure(&process, "took longer than 0.3 seconds: yyyy");
}

TEST(process_takes_output_up_to_the_limit) {
    Process process = shell("printf 12345");
    process.output_bytes_max = 5;
    expect_output(&process, "12345");
    process.output_bytes_max = 4;
    expect_failure(&process, "wrote more than 4 bytes");
}

TEST(process_bounds_memory) {
    if (access("/usr/bin/awk", X_OK) != 0) skip();
    Process process = shell("exec awk 'BEGIN { s = \"x\"; while (1) s = s s }'");
    process.memory_bytes_max = 256u << 20;
    CLEANUP(buffer_free) Buffer out = {0};
    Error err = {0};
    assert_false(process_run(&process, &out, &err));
    if (str_contains(str_from(err.message), S("took longer"))) fail_msg("%s", err.message);
}

/* SIGPIPE has its default action here and would end the test. */
TEST(process_may_leave_input_unread) {
    CLEANUP(buffer_free) Buffer text = {0};
    while (text.len < 4u << 20) buffer_add(&text, S("0123456789abcdef"));
    void (*kept)(int) = signal(SIGPIPE, SIG_DFL);
    Process process = shell("exec <&-; echo early");
    process.input = buffer_text(&text);
    expect_output(&process, "early\n");
    process = shell("head -c 3; sleep 0.1; echo");
    process.input = buffer_text(&text);
    expect_output(&process, "012\n");
    process = shell("sleep 60");
    process.input = buffer_text(&text);
    process.time_ms_max = 200;
    expect_failure(&process, "took longer");
    signal(SIGPIPE, kept);
}

static bool is_alive(const Buffer *text) {
    int64_t number = 0;
    assert_true(str_to_int(str_trim(buffer_text(text)), &number));
    for (int i = 0; i < 100; i++) { /* the killed one is reaped by another process */
        char path[64], state = 'Z';
        snprintf(path, sizeof path, "/proc/%d/stat", (int)number);
        FILE *file = fopen(path, "r");
        if (file == NULL) return false;
        for (int c = fgetc(file); c != EOF; c = fgetc(file)) {
            if (c == ')' && fgetc(file) == ' ') state = (char)fgetc(file);
        }
        fclose(file);
        if (state == 'Z' || state == 'X') return false;
        usleep(20000);
    }
    return true;
}

/* What the program leaves behind holds the pipe open; neither waits for it nor lets it live on. */
TEST(process_kills_what_the_program_started) {
    CLEANUP(buffer_free) Buffer out = {0};
    Process process = shell("sleep 60 & echo $!");
    Error err = {0};
    double start = seconds();
    assert_true(process_run(&process, &out, &err));
    assert_true(seconds() - start < 10);
    assert_false(is_alive(&out));
}

TEST(process_leaks_no_descriptors) {
    int before = dup(0);
    close(before);
    for (int i = 0; i < 20; i++) {
        Process process = shell("echo a");
        expect_output(&process, "a\n");
        process.program = "/no/such";
        expect_failure(&process, "not installed");
    }
    int after = dup(0);
    close(after);
    assert_int_equal(before, after);
    Process process = shell("ls /proc/self/fd | wc -l"); /* 0, 1, 2 and the folder itself */
    CLEANUP(buffer_free) Buffer out = {0};
    Error err = {0};
    assert_true(process_run(&process, &out, &err));
    int64_t count = 0;
    assert_true(str_to_int(str_trim(buffer_text(&out)), &count));
    assert_true(count <= 4);
}
