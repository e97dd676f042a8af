/* SPDX-License-Identifier: Apache-2.0 */
/* log_window.h -- the readers' common insides: the state of a LogReader, and what the readers of
 * the shapes take and give. Not for other folders. */
#ifndef MERLON_LOGS_LOG_WINDOW_H
#define MERLON_LOGS_LOG_WINDOW_H

#include "logs/log_guess.h"
#include "logs/log_reader.h"

enum { LOG_ENDLESS_MAX = 64 }; /* records without an end in a file; damage has a few */
enum { LOG_LEVELS_MAX = 8 };   /* lists of lists of records: four in the shapes that are known */

typedef enum LogShape {
    LOG_SHAPE_NONE, /* not known yet: nothing but white space was there */
    LOG_SHAPE_JSON,
    LOG_SHAPE_CSV,
    LOG_SHAPE_LINES
} LogShape;

typedef enum LogLevel { LOG_LEVEL_TOP, LOG_LEVEL_ARRAY, LOG_LEVEL_OBJECT } LogLevel;

typedef struct LogLines LogLines; /* log_lines.c */
typedef struct LogCsv LogCsv;     /* log_csv.c */

struct LogReader {
    const LogKeys *keys;
    LogGuesses guesses;
    LogSink *sink;
    void *context;
    Arena arena;   /* errors */
    Arena name;    /* of the file at hand */
    Arena scratch; /* one record */
    JsonIndexer *indexer, *inner;
    uint32_t *slots; /* of the record at hand, by key */
    Str *columns;    /* likewise */
    LogTally tally;
    ErrorList errors;
    size_t file_errors;
    /* the file at hand */
    Str file;
    LogShape shape;
    uint64_t offset; /* of the window in the uncompressed file */
    LogLevel levels[LOG_LEVELS_MAX];
    size_t level;
    size_t endless;        /* JSON: records without an end that were passed over */
    bool lines;            /* JSON: what stands before a record on its line is no fault (exports) */
    LogLines *line_format; /* in arena */
    LogCsv *csv;           /* likewise; NULL until a file is CSV */
    /* buffers, kept from file to file */
    char *window;
    size_t window_capacity;
    char *packed;
    size_t packed_capacity;
    void *decoder; /* libdeflate's */
};

/* Text of the file at hand; json_reader_padding() more bytes are there. last: nothing follows. A
 * shape's reader returns how many bytes it is done with; what is left comes again, with more. */
typedef struct LogWindow {
    char *text;
    size_t len;
    bool last;
} LogWindow;

/* Notes an error at a place in the file at hand; offset is in the uncompressed file. */
void log_reader_note(LogReader *reader, uint64_t offset, const char *format, ...) PRINTF_LIKE(3, 4);

/* As log_reader_read_text, but in windows that grow by piece bytes: for tests of their borders. */
void log_reader_read_pieces(LogReader *reader, Str name, Str text, size_t piece);

/* JSON in all its shapes. */
size_t log_json_take(LogReader *reader, LogWindow window);

/* What stands in a string of another record, or was made of a row: one record or line. */
void log_json_take_text(LogReader *reader, Str text, uint64_t offset);

/* What CloudWatch Logs has as a message: a record in JSON or a line. False when it's no log that is
 * known. */
bool log_reader_take_message(LogReader *reader, Str message, uint64_t offset);

/* Athena's CSV of CloudTrail, or Logs Insights' of messages. */
size_t log_csv_take(LogReader *reader, LogWindow window);

/* Forgets the columns of the last file's rows. */
void log_csv_reset(LogReader *reader);

/* Gives the buffers for rows back. */
void log_csv_free(LogReader *reader);

/* Logs of one line per record. */
size_t log_lines_take(LogReader *reader, LogWindow window);

/* A column of a line-based log: its name, or those of the parts that are read one by one. Two are
 * an address and a port, three a request's verb, URL and protocol. */
enum { LOG_COLUMN_NAMES_MAX = 3 };

typedef struct LogColumn {
    Str names[LOG_COLUMN_NAMES_MAX];
} LogColumn;

/* A line-based log whose lines have always the same columns. */
typedef struct LogFormat {
    Str name; /* "an S3 access log" */
    LogSource source;
    const LogColumn *columns;
    size_t count;
    size_t least; /* older lines have less columns; newer ones may have more than count */
    bool quoted;  /* "..." and [...] are one column */
    size_t agent; /* this column (from 1) ends at the line's last quote: see log_lines.c */

    /* Whether line can be one of these; looks at its first columns only, for it runs per line. */
    bool (*fits)(Str line);
} LogFormat;

/* The format of a load balancer's or S3's line; NULL when it is none. */
const LogFormat *log_access_find(Str line);

/* The format of a VPC flow log's line without a header; NULL when it isn't the default one. */
const LogFormat *log_flow_find(Str line);

/* Whether line names the columns of a VPC flow log. */
bool log_flow_is_header(Str line);

/* Whether line begins a line-based log that is known. */
bool log_lines_know(Str line);

/* Forgets the format of the last file's lines. */
void log_lines_reset(LogReader *reader);

/* One line of a log, when its shape is known; false when it isn't. */
bool log_lines_take_line(LogReader *reader, Str line, uint64_t offset);

/* Gives a record to the sink and counts it. */
void log_reader_emit(LogReader *reader, const LogEvent *event);

#endif
