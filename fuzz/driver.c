/* SPDX-License-Identifier: Apache-2.0 */
/* driver.c -- runs a fuzz target on the files that it is given, without a fuzzer.
 * Usage: replay_<name> FILE|FOLDER...      folders with all that is below them, sorted
 * `make test` links this with each fuzz target and replays the target's corpus, so that what was
 * once found stays found. Each path is printed before it is run: the last one is the culprit. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    DEPTH_MAX = 8,                    /* a corpus is one folder, perhaps with a few below it */
    PATH_BYTES_MAX = 4096,            /* Linux allows no longer one */
    FILE_BYTES_MAX = 64 * 1024 * 1024 /* a corpus file is small; more is a mistake */
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void stop(const char *path, const char *reason) {
    fprintf(stderr, "%s: %s\n", path, reason);
    exit(1);
}

static size_t run_file(const char *path, size_t size) {
    if (size > FILE_BYTES_MAX) stop(path, "too large for a corpus");
    FILE *file = fopen(path, "rb");
    if (file == NULL) stop(path, strerror(errno));
    /* Exactly as large as the file: a read beyond its end is seen. */
    uint8_t *data = malloc(size > 0 ? size : 1);
    if (data == NULL) stop(path, "out of memory");
    if (fread(data, 1, size, file) != size) stop(path, "could not be read whole");
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

static size_t run_path(const char *path, int depth);

static int entry_is_visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static size_t run_folder(const char *path, int depth) {
    if (depth >= DEPTH_MAX) stop(path, "folders are too deep");
    struct dirent **entries = NULL;
    int entry_count = scandir(path, &entries, entry_is_visible, alphasort);
    if (entry_count < 0) stop(path, strerror(errno));
    size_t count = 0;
    for (int i = 0; i < entry_count; i++) {
        char below[PATH_BYTES_MAX];
        int len = snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name);
        if (len < 0 || (size_t)len >= sizeof below) stop(path, "the path is too long");
        count += run_path(below, depth + 1);
        free(entries[i]);
    }
    free(entries);
    return count;
}

/* Runs the file, or all files below the folder; returns how many they were. */
static size_t run_path(const char *path, int depth) {
    struct stat status;
    if (stat(path, &status) != 0) stop(path, strerror(errno));
    if (S_ISDIR(status.st_mode)) return run_folder(path, depth);
    return run_file(path, (size_t)status.st_size);
}

int main(int argc, char **argv) {
    size_t count = 0;
    for (int i = 1; i < argc; i++) count += run_path(argv[i], 0);
    printf("%zu files\n", count);
    if (count == 0) fprintf(stderr, "a fuzz target needs at least one file in its corpus\n");
    return count > 0 ? 0 : 1;
}
