/* SPDX-License-Identifier: Apache-2.0 */
/* log_reader.h -- reads the records of log files, whatever their shape, and hands each out.
 * One reader per thread: it keeps its buffers from file to file. A file is taken in windows: whole
 * when it is small, else piece by piece, so that memory doesn't grow with files. What a file is
 * shows in its content, never in its name.
 *
 * Nothing is lost silently: of a file that is cut, corrupt or of an unknown shape, what is readable
 * is handed out and an error names the file and the place. */
#ifndef MERLON_LOGS_LOG_READER_H
#define MERLON_LOGS_LOG_READER_H

#include "base/error.h"
#include "logs/log_event.h"
#include "text/json_reader.h"

enum {
    LOG_WINDOW_BYTES = 4 << 20,      /* what is looked at at once; CloudTrail's files are smaller */
    LOG_RECORD_BYTES_MAX = 16 << 20, /* one record; CloudTrail's are at most 1 MiB */
    LOG_RATIO_MAX = 250,             /* bytes out of one packed byte: logs have 8 to 30 */
    LOG_RATIO_FREE_BYTES = 64 << 20, /* what a file may hold before the ratio counts */
    LOG_ERRORS_PER_FILE_MAX = 8,     /* a broken file says so a few times, not a million */
    LOG_LINE_BYTES_MAX = 1 << 20,    /* of a line-based log */
    LOG_COLUMNS_MAX = 256
};

/* Takes one record. */
typedef void LogSink(void *context, const LogEvent *event);

typedef struct LogTally {
    uint64_t files;
    uint64_t packed_bytes; /* as they lie on the disk */
    uint64_t bytes;        /* of logs, uncompressed */
    uint64_t records;      /* handed out */
    uint64_t by_source[LOG_SOURCE_COUNT];
    uint64_t digests; /* CloudTrail's digest files: no logs, no fault */
    uint64_t failed;  /* files of which something couldn't be read */
} LogTally;

typedef struct LogReader LogReader;

/* A reader that hands records with the slots of keys to sink; keys must outlive it. NULL when there
 * is no memory. */
LogReader *log_reader_make(const LogKeys *keys, LogSink *sink, void *context);

/* Gives a reader back; NULL is left alone. */
void log_reader_free(LogReader *reader);

/* Reads a file; "-" is standard input. False when something of it couldn't be read: the errors say
 * what. */
bool log_reader_read(LogReader *reader, Str path);

/* Reads text as if a file of that name held it. */
bool log_reader_read_text(LogReader *reader, Str name, Str text);

/* What was read so far. */
const LogTally *log_reader_tally(const LogReader *reader);

/* What couldn't be read so far. */
const ErrorList *log_reader_errors(const LogReader *reader);

#endif
