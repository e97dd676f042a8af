/* SPDX-License-Identifier: Apache-2.0 */
/* libdeflate_alone.c -- what merlon's hunts are measured against: reads the gzip files named on
 * standard input, one per line, and unpacks each with libdeflate into a buffer that stays, with as
 * many threads as the argument says. Prints raw bytes and seconds. Small files are taken 64 at a
 * time, so that the lock isn't measured. */
#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 1000 * 1000, BATCH = 16 };

static char **files;
static size_t file_count, next_file;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct Worker {
    pthread_t thread;
    struct libdeflate_decompressor *decoder;
    char *packed, *raw;
    size_t packed_room, raw_room;
    size_t bytes;
} Worker;

static char *grown(char *bytes, size_t *room, size_t wanted) {
    if (*room >= wanted) return bytes;
    free(bytes);
    *room = wanted * 2;
    bytes = malloc(*room);
    if (bytes == NULL) abort();
    return bytes;
}

static void unpack(Worker *worker, const char *path) {
    int file = open(path, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) abort();
    size_t len = (size_t)status.st_size;
    worker->packed = grown(worker->packed, &worker->packed_room, len);
    if (read(file, worker->packed, len) != (ssize_t)len || len < 4) abort();
    close(file);
    uint32_t size; /* the trailer says how long the text is */
    memcpy(&size, worker->packed + len - 4, sizeof(size));
    worker->raw = grown(worker->raw, &worker->raw_room, size + 1);
    size_t got = 0;
    if (libdeflate_gzip_decompress(worker->decoder, worker->packed, len, worker->raw,
                                   worker->raw_room, &got) != LIBDEFLATE_SUCCESS)
        abort();
    worker->bytes += got;
}

static void *work(void *context) {
    Worker *worker = context;
    worker->decoder = libdeflate_alloc_decompressor();
    for (;;) {
        pthread_mutex_lock(&lock);
        size_t first = next_file;
        next_file = first + BATCH < file_count ? first + BATCH : file_count;
        size_t end = next_file;
        pthread_mutex_unlock(&lock);
        if (first == end) break;
        for (size_t i = first; i < end; i++) unpack(worker, files[i]);
    }
    libdeflate_free_decompressor(worker->decoder);
    free(worker->packed);
    free(worker->raw);
    return NULL;
}

int main(int argc, char **argv) {
    Worker workers[64] = {{0}};
    size_t threads = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    files = calloc(FILES_MAX, sizeof(*files));
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    if (threads < 1 || threads > 64 || files == NULL) return 2;
    while ((len = getline(&line, &room, stdin)) > 0 && file_count < FILES_MAX) {
        if (line[len - 1] == '\n') line[len - 1] = '\0';
        files[file_count++] = strdup(line);
    }
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (size_t i = 0; i < threads; i++) {
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return 3;
    }
    size_t bytes = 0;
    for (size_t i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        bytes += workers[i].bytes;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds =
        (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%zu %.4f\n", bytes, seconds);
    return 0;
}
