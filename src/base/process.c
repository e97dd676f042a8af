/* SPDX-License-Identifier: Apache-2.0 */
/* process.c -- running another program. See process.h.
 *
 * The child leads a process group of its own, which is killed as a whole before the child is
 * waited for, so that its number can't have gone to somebody else by then. Standard input is a
 * socket and not a pipe: writing to one that nobody reads from can be told not to raise SIGPIPE. */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    PROCESS_STEP_BYTES = 64 * 1024, /* read at once; what a pipe holds */
    PROCESS_STEP_MS = 20,           /* between looks at whether the child has ended */
    PROCESS_DESCRIPTORS_MAX = 1024  /* closed in the child; merlon marks its own to be closed */
};

/* Descriptors are -1 when there are none. */
typedef struct ProcessRun {
    const Process *process;
    char path[PROCESS_PATH_BYTES_MAX];
    int input[2], output[2], errors[2], start[2]; /* [0] is the end that is read */
    pid_t child;
    int64_t end_ms;
    Str unwritten;
    Buffer text;     /* of standard output */
    Buffer trouble;  /* of standard error */
    bool too_much;   /* was written */
    bool too_long;   /* was taken */
    siginfo_t ended; /* how */
} ProcessRun;

static int64_t process_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void process_close(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

static void process_end(ProcessRun *run) {
    for (int i = 0; i < 2; i++) {
        process_close(&run->input[i]);
        process_close(&run->output[i]);
        process_close(&run->errors[i]);
        process_close(&run->start[i]);
    }
    buffer_free(&run->text);
    buffer_free(&run->trouble);
}

/* ---- starting ---- */

/* Fills run->path. A relative entry of PATH means the working directory, which may be a stranger's.
 */
static bool process_find(ProcessRun *run, Error *err) {
    Str program = str_from(run->process->program);
    Str path = str_from(getenv("PATH"));
    if (str_starts(program, S("/"))) path = S("/");
    if (program.len == 0) return error_say(err, "no program is named");
    while (path.len > 0) {
        Str directory = str_cut(&path, ':');
        if (!str_starts(directory, S("/"))) continue;
        if (str_starts(program, S("/"))) directory = S("");
        int len = snprintf(run->path, sizeof run->path, "%.*s%s%.*s", STR_ARGS(directory),
                           directory.len > 0 ? "/" : "", STR_ARGS(program));
        bool fits = len > 0 && (size_t)len < sizeof run->path;
        if (fits && access(run->path, X_OK) == 0) return true;
    }
    return error_say(err, "%s is not installed: there is no such program in PATH",
                     run->process->program);
}

static bool process_open_pipes(ProcessRun *run, Error *err) {
    int kind = SOCK_STREAM | SOCK_CLOEXEC;
    if (socketpair(AF_UNIX, kind, 0, run->input) != 0 || pipe2(run->output, O_CLOEXEC) != 0 ||
        pipe2(run->errors, O_CLOEXEC) != 0 || pipe2(run->start, O_CLOEXEC) != 0) {
        return error_say(err, "%s can't be run: %s", run->process->program, strerror(errno));
    }
    fcntl(run->input[1], F_SETFL, O_NONBLOCK);
    fcntl(run->output[0], F_SETFL, O_NONBLOCK);
    fcntl(run->errors[0], F_SETFL, O_NONBLOCK);
    return true;
}

static void process_limit(__rlimit_resource_t resource, size_t most) {
    struct rlimit limit = {most, most};
    setrlimit(resource, &limit);
}

/* In the child, between fork and exec: only calls that are safe after a fork of threads. */
static void process_become(const ProcessRun *run, char *const *words, char *const *environment) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    process_limit(RLIMIT_CORE, 0);
    if (run->process->memory_bytes_max > 0) {
        process_limit(RLIMIT_AS, run->process->memory_bytes_max);
    }
    bool placed = dup2(run->input[0], STDIN_FILENO) >= 0 &&
                  dup2(run->output[1], STDOUT_FILENO) >= 0 &&
                  dup2(run->errors[1], STDERR_FILENO) >= 0;
    for (int i = STDERR_FILENO + 1; i < PROCESS_DESCRIPTORS_MAX; i++) {
        if (i != run->start[1]) close(i);
    }
    if (placed) execve(run->path, words, environment);
    int reason = errno;
    ssize_t told = write(run->start[1], &reason, sizeof reason);
    _exit(told == sizeof reason ? 127 : 126);
}

static bool process_start(ProcessRun *run, Error *err) {
    char *words[PROCESS_WORDS_MAX + 2] = {(char *)(uintptr_t)run->process->program};
    for (size_t i = 0; i < PROCESS_WORDS_MAX && run->process->words[i] != NULL; i++) {
        words[i + 1] = (char *)(uintptr_t)run->process->words[i];
    }
    CLEANUP(arena_free) Arena scratch = {0};
    Str path = str_join2(&scratch, S("PATH="), str_from(getenv("PATH")));
    char *environment[] = {(char *)(uintptr_t)path.ptr, (char[]){"LC_ALL=C"}, NULL};
    run->end_ms = process_now_ms() + run->process->time_ms_max;
    run->child = fork();
    if (run->child == 0) process_become(run, words, environment);
    if (run->child < 0) {
        return error_say(err, "%s can't be run: %s", run->process->program, strerror(errno));
    }
    setpgid(run->child, run->child); /* the child does so too; whoever comes first */
    process_close(&run->input[0]);
    process_close(&run->output[1]);
    process_close(&run->errors[1]);
    process_close(&run->start[1]);
    return true;
}

/* ---- talking ---- */

static void process_write(ProcessRun *run) {
    ssize_t sent = send(run->input[1], run->unwritten.ptr, run->unwritten.len, MSG_NOSIGNAL);
    if (sent > 0) {
        run->unwritten = str_slice(run->unwritten, (size_t)sent, run->unwritten.len);
    } else if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        run->unwritten = S(""); /* it reads no more, which is its own affair */
    }
    if (run->unwritten.len == 0) process_close(&run->input[1]);
}

/* Reads what there is; what goes beyond most is lost, and *ret_more tells. Closes at the end. */
static void process_read(int *descriptor, size_t most, Buffer *text, bool *ret_more) {
    char bytes[PROCESS_STEP_BYTES];
    ssize_t got = read(*descriptor, bytes, sizeof bytes);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) process_close(descriptor);
    if (got <= 0) return;
    size_t room = most - text->len;
    if ((size_t)got > room) *ret_more = true;
    buffer_add(text, (Str){bytes, (size_t)got < room ? (size_t)got : room});
}

/* Whether the child has ended; it stays, so that its number and its group stay its own. */
static bool process_has_ended(ProcessRun *run) {
    run->ended = (siginfo_t){0};
    int options = WEXITED | WNOHANG | WNOWAIT;
    return waitid(P_PID, (id_t)run->child, &run->ended, options) == 0 && run->ended.si_pid != 0;
}

/* One turn: waits at most wait_ms for something to read or write and does it; false when there was
 * nothing. */
static bool process_exchange(ProcessRun *run, int wait_ms) {
    struct pollfd places[] = {
        {run->input[1], POLLOUT, 0}, {run->output[0], POLLIN, 0}, {run->errors[0], POLLIN, 0}};
    if (poll(places, COUNT(places), wait_ms) <= 0) return false;
    bool lost = false; /* of standard error, which is for the first line only */
    if (places[0].revents != 0) process_write(run);
    if (places[1].revents != 0) {
        process_read(&run->output[0], run->process->output_bytes_max, &run->text, &run->too_much);
    }
    if (places[2].revents != 0) {
        process_read(&run->errors[0], PROCESS_ERROR_BYTES_MAX, &run->trouble, &lost);
    }
    return true;
}

static void process_talk(ProcessRun *run) {
    bool ended = false;
    run->unwritten = run->process->input;
    if (run->unwritten.len == 0) process_close(&run->input[1]);
    while (!ended && !run->too_much) {
        int64_t left = run->end_ms - process_now_ms();
        if (left <= 0) break;
        bool open = run->output[0] >= 0 || run->errors[0] >= 0;
        int64_t step = open ? PROCESS_STEP_MS : 1;
        process_exchange(run, (int)(left < step ? left : step));
        ended = process_has_ended(run);
    }
    run->too_long = !ended && !run->too_much;
    kill(-run->child, SIGKILL);
    /* What it left in the pipes; its children are gone, so this ends. */
    while (ended && !run->too_much && run->output[0] >= 0 && process_exchange(run, 0)) {
        if (process_now_ms() >= run->end_ms) break;
    }
    while (ended && run->errors[0] >= 0 && run->trouble.len < PROCESS_ERROR_BYTES_MAX &&
           process_exchange(run, 0)) {
        if (process_now_ms() >= run->end_ms) break;
    }
    while (waitpid(run->child, NULL, 0) < 0 && errno == EINTR) continue;
}

/* ---- judging ---- */

/* ": " and the first line of standard error that holds something, without control characters. */
static Str process_complaint(const ProcessRun *run, Arena *arena) {
    Str rest = buffer_text(&run->trouble), line = S("");
    while (rest.len > 0 && line.len == 0) line = str_trim(str_cut(&rest, '\n'));
    if (line.len == 0) return line;
    Str text = str_join2(arena, S(": "), str_slice(line, 0, ERROR_MESSAGE_BYTES_MAX / 2));
    char *bytes = arena_alloc(arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bytes[i] = byte < 0x20 || byte >= 0x7F ? '?' : text.ptr[i];
    }
    return (Str){bytes, text.len};
}

static bool process_judge(const ProcessRun *run, Error *err) {
    CLEANUP(arena_free) Arena scratch = {0};
    const char *program = run->process->program;
    int reason = 0;
    if (read(run->start[0], &reason, sizeof reason) == sizeof reason) {
        return error_say(err, "%s can't be run: %s", program, strerror(reason));
    }
    Str complaint = process_complaint(run, &scratch);
    if (run->too_much) {
        return error_say(err, "%s wrote more than %zu bytes", program,
                         run->process->output_bytes_max);
    }
    if (run->too_long) {
        return error_say(err, "%s took longer than %.1f seconds%.*s", program,
                         (double)run->process->time_ms_max / 1000, STR_ARGS(complaint));
    }
    if (run->ended.si_code != CLD_EXITED) {
        return error_say(err, "%s was ended by signal %d%.*s", program, run->ended.si_status,
                         STR_ARGS(complaint));
    }
    if (run->ended.si_status != 0) {
        return error_say(err, "%s failed with status %d%.*s", program, run->ended.si_status,
                         STR_ARGS(complaint));
    }
    return true;
}

bool process_run(const Process *process, Buffer *ret_output, Error *err) {
    CLEANUP(process_end)
    ProcessRun run = {.process = process,
                      .input = {-1, -1},
                      .output = {-1, -1},
                      .errors = {-1, -1},
                      .start = {-1, -1}};
    if (!process_find(&run, err) || !process_open_pipes(&run, err)) return false;
    if (!process_start(&run, err)) return false;
    process_talk(&run);
    if (!process_judge(&run, err)) return false;
    buffer_add(ret_output, buffer_text(&run.text));
    return true;
}
