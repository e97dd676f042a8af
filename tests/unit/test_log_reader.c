/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_reader.c -- the shapes of JSON, packed files, damage, and the borders of windows. */
#include "logs/log_unpack.h"
#include "tests/unit/log_expect.h"

#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

/* ---- shapes ---- */

#define FIELDS "eventName userIdentity.userName requestParameters.name readOnly"
#define DELETE_TRAIL                                                                       \
    "{\"eventVersion\":\"1.09\",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":"      \
    "\"al\\\"ice\"},"                                                                      \
    "\"eventTime\":\"2023-07-10T12:08:04Z\",\"eventSource\":\"cloudtrail.amazonaws.com\"," \
    "\"eventName\":\"DeleteTrail\",\"requestParameters\":{\"name\":\"a}],{[\"},"           \
    "\"responseElements\":null,\"readOnly\":false,\"eventID\":\"c0057a42\"}"
#define STOP_LOGGING                                                                      \
    "{ \"eventID\" : \"f6e10706\" , \"eventName\" : \"StopLogging\" ,\n \"eventTime\" : " \
    "\"2023-07-10T12:01:27.5Z\", \"readOnly\" : true }"
#define DELETE_SEEN "cloudtrail 2023-07-10T12:08:04Z|DeleteTrail|al\"ice|a}],{[|false\n"
#define STOP_SEEN "cloudtrail 2023-07-10T12:01:27Z|StopLogging|||true\n"
#define BOTH S(DELETE_SEEN STOP_SEEN)

TEST(reads_records_in_an_object_or_a_list) {
    log_expect_records(S(FIELDS), S("{\"Records\":[" DELETE_TRAIL "," STOP_LOGGING "]}"), BOTH);
    log_expect_records(
        S(FIELDS), S("\xEF\xBB\xBF {\"Records\": [" DELETE_TRAIL ",\n" STOP_LOGGING "]}\n"), BOTH);
    log_expect_records(S(FIELDS), S("[" DELETE_TRAIL "," STOP_LOGGING "]"), BOTH);
    log_expect_records(
        S(FIELDS),
        S("{\"x\":{\"Records\":[1]},\"Records\":[" DELETE_TRAIL "," STOP_LOGGING "],\"y\":[{}]}"),
        BOTH);
    log_expect_records(S(FIELDS), S("{\"Records\":[]}"), S(""));
    log_expect_records(S(FIELDS), S(""), S(""));
    log_expect_records(S(FIELDS), S(" \r\n\n"), S(""));
}

TEST(reads_one_record_or_document_behind_another) {
    log_expect_records(S(FIELDS), S(DELETE_TRAIL "\n" STOP_LOGGING "\n"), BOTH);
    log_expect_records(S(FIELDS), S("\n\n" DELETE_TRAIL STOP_LOGGING), BOTH);
    log_expect_records(S(FIELDS),
                       S("{\"Records\":[" DELETE_TRAIL "]}{\"Records\":[" STOP_LOGGING "]}"), BOTH);
    log_expect_records(S(FIELDS),
                       S("[{\"Records\":[" DELETE_TRAIL "]},\n{\"Records\":[" STOP_LOGGING "]}]"),
                       BOTH);
}

#define IN_STRING                                                                           \
    "{\\\"eventName\\\":\\\"DeleteTrail\\\",\\\"eventID\\\":\\\"1\\\",\\\"eventTime\\\":"   \
    "\\\"2023-07-10T12:08:04Z\\\",\\\"requestParameters\\\":{\\\"name\\\":\\\"a}],{[\\\"}," \
    "\\\"userIdentity\\\":{\\\"userName\\\":\\\"al\\\\\\\"ice\\\"},\\\"readOnly\\\":false}"

TEST(reads_records_within_others) {
    log_expect_records(S(FIELDS),
                       S("{\"Events\": [{\"EventId\": \"1\", \"EventName\": \"DeleteTrail\", "
                         "\"CloudTrailEvent\": \"" IN_STRING "\"}], \"NextToken\": \"x\"}"),
                       S(DELETE_SEEN));
    log_expect_records(S(FIELDS),
                       S("{\"events\": [{\"timestamp\": 1, \"message\": \"" IN_STRING "\"}]}"),
                       S(DELETE_SEEN));
    log_expect_records(
        S(FIELDS),
        S("{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[{\"id\":\"1\",\"message\":\"" IN_STRING
          "\"}]}"),
        S(DELETE_SEEN));
    log_expect_records(
        S(FIELDS),
        S("{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"AWS API Call via CloudTrail\","
          "\"detail\":" DELETE_TRAIL "}\n{\"detail\":" STOP_LOGGING "}"),
        BOTH);
    log_expect_records(S(FIELDS),
                       S("2023-07-10T12:08:04.000Z " DELETE_TRAIL "\n"
                         "2023-07-10T12:08:05.000Z " STOP_LOGGING "\n"),
                       BOTH);
}

/* What lookup-events says of a record around it isn't the record. */
TEST(takes_the_record_and_not_what_is_said_of_it) {
    log_expect_records(
        S(FIELDS),
        S("{\"Events\":[{\"EventId\":\"1\",\"EventName\":\"DeleteTrail\",\"ReadOnly\":\"false\","
          "\"EventTime\":\"2023-07-10T14:08:04+02:00\",\"EventSource\":"
          "\"cloudtrail.amazonaws.com\",\"Username\":\"x\",\"Resources\":[],"
          "\"CloudTrailEvent\":\"" IN_STRING "\"}]}"),
        S(DELETE_SEEN));
}

TEST(reads_events_of_eventbridge_that_cloudwatch_holds) {
    log_expect_records(S(FIELDS),
                       S("{\"events\":[{\"message\":\"{\\\"detail\\\":" IN_STRING "}\"}]}"),
                       S(DELETE_SEEN));
    log_expect_records(S(FIELDS), S("[{\"@timestamp\":\"x\",\"@message\":\"" IN_STRING "\"}]"),
                       S(DELETE_SEEN));
}

TEST(reads_findings_and_queries) {
    log_expect_records(
        S("type id service.action.actionType severity"),
        S("{\"Findings\":[{\"SchemaVersion\":\"2.0\",\"Id\":\"f1\",\"Type\":"
          "\"Recon:EC2/PortProbeUnprotectedPort\",\"UpdatedAt\":\"2018-05-11T14:56:35.976Z\","
          "\"Severity\":2,\"Service\":{\"Action\":{\"ActionType\":\"PORT_PROBE\"}}}]}"
          "{\"detail-type\":\"GuardDuty "
          "Finding\",\"detail\":{\"schemaVersion\":\"2.0\",\"id\":\"f2\","
          "\"type\":\"Recon:EC2/"
          "Portscan\",\"updatedAt\":\"2018-05-11T14:56:35.976Z\",\"severity\":5.0,"
          "\"service\":{\"action\":{\"actionType\":\"NETWORK_CONNECTION\"}}}}"),
        S("guardduty 2018-05-11T14:56:35Z|Recon:EC2/PortProbeUnprotectedPort|f1|PORT_PROBE|2\n"
          "guardduty 2018-05-11T14:56:35Z|Recon:EC2/Portscan|f2|NETWORK_CONNECTION|5.0\n"));
    log_expect_records(
        S("query_name answers.Rdata srcids.instance firewall_rule_action"),
        S("{\"srcaddr\":\"4.5.64.102\",\"vpc_id\":\"vpc-7example\",\"answers\":[{\"Rdata\":\"203.0."
          "113.9\","
          "\"Type\":\"PTR\",\"Class\":\"IN\"}],\"firewall_rule_action\":\"BLOCK\",\"query_name\":"
          "\"15.3.4.32.in-addr.arpa.\",\"srcids\":{\"instance\":\"i-0d15cd0d3example\"},"
          "\"version\":"
          "\"1.100000\",\"query_timestamp\":\"2021-02-04T17:51:55Z\"}"),
        S("route53resolver "
          "2021-02-04T17:51:55Z|15.3.4.32.in-addr.arpa.|203.0.113.9|i-0d15cd0d3example|"
          "BLOCK\n"));
}

TEST(counts_digests_which_are_no_fault) {
    LogExpect *expect = log_expect_make(S("eventName"));
    assert_true(log_reader_read_text(
        expect->reader, S("test"),
        S("{\"awsAccountId\":\"1\",\"digestStartTime\":\"2015-08-17T14:01:31Z\","
          "\"logFiles\":[{\"s3Object\":\"x\"}]}")));
    assert_int_equal(log_reader_tally(expect->reader)->digests, 1);
    assert_int_equal(log_reader_tally(expect->reader)->records, 0);
    log_expect_free(expect);
}

/* ---- damage ---- */

TEST(names_files_of_no_known_shape) {
    log_expect_fault(S(FIELDS), S("hello, world\n"), S(""), S("isn't a log of a known shape"));
    log_expect_fault(S(FIELDS), S("PAR1\x15\x04\x15"), S(""), S("isn't a log of a known shape"));
    log_expect_fault(S(FIELDS), S("\xFF\xFE{\0\"\0"), S(""), S("is UTF-16"));
    log_expect_fault(S(FIELDS), S("{\"Records\":[{\"a\":1}]}"), S(""),
                     S("at byte 12: is a record of no kind that is known"));
    log_expect_fault(S(FIELDS), S("{\"events\":[{\"message\":\"hello\"}]}"), S(""),
                     S("at byte 11: is a record of no kind that is known"));
    log_expect_fault(S(FIELDS), S("{\"events\":[{\"message\":\"{hello\"}]}"), S(""),
                     S("at byte 11: holds text that is no record"));
}

TEST(reads_what_is_before_a_cut) {
    log_expect_fault(S(FIELDS), S("{\"Records\":[" DELETE_TRAIL "," DELETE_TRAIL),
                     S(DELETE_SEEN DELETE_SEEN), S("ends within a list of records"));
    log_expect_fault(S(FIELDS), S("{\"Records\":[" DELETE_TRAIL ",{\"eventName\":\"Cr"),
                     S(DELETE_SEEN), S("ends within a record"));
    log_expect_fault(S(FIELDS), S(DELETE_TRAIL "\n{\"eventName\":\"A\",\"eventID\":"),
                     S(DELETE_SEEN), S("ends within a record"));
}

TEST(reads_around_control_characters) {
    log_expect_fault(
        S(FIELDS),
        S(DELETE_TRAIL "\n{\"eventName\":\"A\nB\",\"eventID\":\"1\"}\n" DELETE_TRAIL "\n"),
        S(DELETE_SEEN DELETE_SEEN), S("has a control character in a string"));
}

/* A record within so many lists. */
static void check_levels(size_t levels, bool fine) {
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < levels; i++) buffer_add_byte(&text, '[');
    buffer_add(&text, S(DELETE_TRAIL));
    for (size_t i = 0; i < levels; i++) buffer_add_byte(&text, ']');
    if (fine) {
        log_expect_records(S(FIELDS), buffer_text(&text), S(DELETE_SEEN));
    } else {
        log_expect_fault(S(FIELDS), buffer_text(&text), S(DELETE_SEEN),
                         S("is not valid JSON here"));
    }
}

TEST(takes_as_many_levels_as_are_allowed) {
    check_levels(LOG_LEVELS_MAX - 1, true);
    check_levels(LOG_LEVELS_MAX, false);
}

/* ---- packed files ---- */

typedef struct Packed {
    char path[64];
    FILE *file;
} Packed;

static Packed packed_open(void) {
    Packed packed = {.path = "/tmp/merlon-test-XXXXXX"};
    int descriptor = mkstemp(packed.path);
    assert_true(descriptor >= 0);
    packed.file = fdopen(descriptor, "wb");
    assert_non_null(packed.file);
    return packed;
}

static void packed_add(const Packed *packed, Str bytes) {
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, packed->file), bytes.len);
}

static Str gzip(Arena *arena, Str text) {
    z_stream zlib = {0};
    assert_int_equal(deflateInit2(&zlib, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&zlib, text.len);
    char *out = arena_alloc(arena, room);
    zlib.next_in = (Bytef *)(uintptr_t)text.ptr;
    zlib.avail_in = (uInt)text.len;
    zlib.next_out = (Bytef *)out;
    zlib.avail_out = (uInt)room;
    assert_int_equal(deflate(&zlib, Z_FINISH), Z_STREAM_END);
    Str packed = {out, zlib.total_out};
    deflateEnd(&zlib);
    return packed;
}

static Str zstd(Arena *arena, Str text) {
    size_t room = ZSTD_compressBound(text.len);
    char *out = arena_alloc(arena, room);
    size_t len = ZSTD_compress(out, room, text.ptr, text.len, 3);
    assert_false(ZSTD_isError(len));
    return (Str){out, len};
}

/* The file gives the records, and message as its only error or, when that is empty, none. */
static void check_packed(Packed *packed, Str records, Str message) {
    assert_int_equal(fclose(packed->file), 0);
    LogExpect *expect = log_expect_make(S(FIELDS));
    bool fine = log_reader_read(expect->reader, str_from(packed->path));
    unlink(packed->path);
    const ErrorList *errors = log_reader_errors(expect->reader);
    log_expect_equal(buffer_text(&expect->seen), records);
    assert_int_equal(fine, message.len == 0);
    if (!fine)
        assert_true(str_contains(str_from(errors->items[errors->count - 1].message), message));
    log_expect_free(expect);
}

TEST(unpacks_members_and_frames) {
    CLEANUP(arena_free) Arena arena = {0};
    Packed packed = packed_open();
    packed_add(&packed, gzip(&arena, S(DELETE_TRAIL "\n")));
    packed_add(&packed, gzip(&arena, S(STOP_LOGGING "\n")));
    check_packed(&packed, BOTH, S(""));

    packed = packed_open();
    packed_add(&packed, zstd(&arena, S(DELETE_TRAIL "\n{\"eventName\":\"")));
    packed_add(&packed, zstd(&arena, S("A\",\"eventID\":\"1\"}")));
    check_packed(&packed, S(DELETE_SEEN "cloudtrail |A|||\n"), S(""));

    packed = packed_open();
    packed_add(&packed, S(DELETE_TRAIL));
    check_packed(&packed, S(DELETE_SEEN), S(""));

    packed = packed_open();
    check_packed(&packed, S(""), S(""));
}

TEST(gives_what_is_before_a_cut_or_a_fault) {
    CLEANUP(arena_free) Arena arena = {0};
    Str whole = gzip(&arena, S(DELETE_TRAIL "\n" DELETE_TRAIL "\n"));
    Packed packed = packed_open();
    packed_add(&packed, str_slice(whole, 0, whole.len - 4));
    check_packed(&packed, S(DELETE_SEEN DELETE_SEEN), S("the packed data ends too early"));

    whole = zstd(&arena, S(DELETE_TRAIL "\n"));
    packed = packed_open();
    packed_add(&packed, whole);
    packed_add(&packed, str_slice(whole, 0, whole.len - 4));
    check_packed(&packed, S(DELETE_SEEN), S("the packed data ends too early"));

    packed = packed_open();
    packed_add(&packed, gzip(&arena, S(DELETE_TRAIL "\n")));
    packed_add(&packed, S("rubbish"));
    check_packed(&packed, S(DELETE_SEEN), S("the gzip data is corrupt here"));
}

/* A frame that wants a window of 2 to the log bytes. */
static Str zstd_wide(Arena *arena, int log) {
    size_t bytes = ((size_t)1 << log) + 1, room = ZSTD_compressBound(bytes);
    char *text = arena_alloc(arena, bytes), *out = arena_alloc(arena, room);
    memset(text, ' ', bytes);
    for (size_t at = 0; at + 64 < bytes; at += 3000) text[at] = '\n'; /* within the ratio */
    memcpy(text, DELETE_TRAIL, sizeof(DELETE_TRAIL) - 1);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, log);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    size_t len = ZSTD_compress2(context, out, room, text, bytes);
    ZSTD_freeCCtx(context);
    assert_false(ZSTD_isError(len));
    return (Str){out, len};
}

TEST(gives_zstd_as_much_memory_as_is_allowed) {
    CLEANUP(arena_free) Arena arena = {0};
    Packed packed = packed_open();
    packed_add(&packed, zstd_wide(&arena, UNPACK_ZSTD_WINDOW_LOG_MAX));
    check_packed(&packed, S(DELETE_SEEN), S(""));
    packed = packed_open();
    packed_add(&packed, zstd_wide(&arena, UNPACK_ZSTD_WINDOW_LOG_MAX + 1));
    check_packed(&packed, S(""), S("wants more than 8 MiB of memory"));
}

/* Blanks unpack to a thousand times their size: what is beyond the limit isn't read. */
static void check_blanks(size_t bytes, bool fine) {
    CLEANUP(arena_free) Arena arena = {0};
    char *blanks = arena_alloc(&arena, bytes);
    memset(blanks, '\n', bytes);
    memcpy(blanks, DELETE_TRAIL, sizeof(DELETE_TRAIL) - 1);
    Packed packed = packed_open();
    packed_add(&packed, gzip(&arena, (Str){blanks, bytes}));
    check_packed(&packed, S(DELETE_SEEN),
                 fine ? S("") : S("unpacks to more than 250 times its size"));
}

TEST(stops_at_what_unpacks_without_end) {
    check_blanks(LOG_RATIO_FREE_BYTES, true);
    check_blanks(LOG_RATIO_FREE_BYTES + 2 * LOG_WINDOW_BYTES, false);
}

TEST(names_files_that_cannot_be_opened) {
    LogExpect *expect = log_expect_make(S(FIELDS));
    assert_false(log_reader_read(expect->reader, S("/no/such/file")));
    assert_true(str_contains(str_from(log_reader_errors(expect->reader)->items[0].message),
                             S("can't be opened: No such file")));
    assert_false(log_reader_read(expect->reader, S("/tmp")));
    assert_int_equal(log_reader_tally(expect->reader)->failed, 2);
    log_expect_free(expect);
}

/* ---- windows ---- */

/* A file of many windows gives each record once, at its place. */
TEST(reads_files_that_are_larger_than_a_window) {
    enum { COPIES = 60000 };
    CLEANUP(buffer_free) Buffer text = {0};
    CLEANUP(buffer_free) Buffer records = {0};
    CLEANUP(arena_free) Arena arena = {0};
    buffer_add(&text, S("{\"Records\":["));
    for (int i = 0; i < COPIES; i++) {
        buffer_add(&text, i > 0 ? S(",\n" DELETE_TRAIL) : S(DELETE_TRAIL));
        buffer_add(&records, S(DELETE_SEEN));
    }
    buffer_add(&text, S("]}"));
    assert_true(text.len > 4 * LOG_WINDOW_BYTES && text.len > 16 << 20);
    Packed packed = packed_open();
    packed_add(&packed, buffer_text(&text));
    check_packed(&packed, buffer_text(&records), S(""));
    packed = packed_open();
    packed_add(&packed, gzip(&arena, buffer_text(&text)));
    check_packed(&packed, buffer_text(&records), S(""));
}

/* A record of bytes in all, within a list, in windows. */
static void check_record(size_t bytes, bool fine) {
    CLEANUP(buffer_free) Buffer text = {0};
    size_t around = sizeof("{\"eventID\":\"1\",\"eventName\":\"A\",\"x\":\"\"}") - 1;
    buffer_add(&text, S("{\"eventID\":\"1\",\"eventName\":\"A\",\"x\":\""));
    for (size_t i = around; i < bytes; i++) buffer_add_byte(&text, 'x');
    buffer_add(&text, S("\"}"));
    LogExpect *expect = log_expect_make(S("eventName"));
    log_reader_read_pieces(expect->reader, S("test"), buffer_text(&text), LOG_RECORD_BYTES_MAX);
    assert_int_equal(log_reader_errors(expect->reader)->count, !fine);
    log_expect_equal(buffer_text(&expect->seen), fine ? S("cloudtrail |A\n") : S(""));
    log_expect_free(expect);
}

TEST(takes_records_as_long_as_are_allowed) {
    check_record(LOG_RECORD_BYTES_MAX, true);
    check_record(LOG_RECORD_BYTES_MAX + 1, false);
}

/* Nothing of one file is left over for the next. */
TEST(begins_each_file_anew) {
    LogExpect *expect = log_expect_make(S("eventName srcaddr"));
    assert_false(
        log_reader_read_text(expect->reader, S("1"), S("{\"Records\":[{\"eventName\":\"x")));
    assert_true(
        log_reader_read_text(expect->reader, S("2"), S("srcaddr dstaddr\n1.1.1.1 2.2.2.2")));
    assert_false(log_reader_read_text(expect->reader, S("3"), S("3.3.3.3 4.4.4.4\n")));
    assert_true(log_reader_read_text(expect->reader, S("4"), S("eventname,eventid\nA,1\n")));
    assert_true(log_reader_read_text(expect->reader, S("5"),
                                     S("[{\"eventName\":\"B\",\"eventID\":\"1\"}]")));
    log_expect_equal(buffer_text(&expect->seen),
                     S("vpcflow ||1.1.1.1\ncloudtrail |A|\ncloudtrail |B|\n"));
    const LogTally *tally = log_reader_tally(expect->reader);
    assert_int_equal(tally->files, 5);
    assert_int_equal(tally->failed, 2);
    assert_int_equal(tally->records, 3);
    log_expect_free(expect);
}

/* ---- damaged lines ---- */

#define LINE(id) "{\"eventVersion\":\"1.08\",\"eventName\":\"" id "\",\"eventID\":\"" id "\"}\n"
#define SEEN(id) "cloudtrail |" id "\n"

/* A line that is damaged costs itself, wherever and however it ends. */
TEST(lines_behind_a_damaged_one_are_read) {
    static const char *const damaged[] = {
        "{\"eventVersion\":\"1.08\",\"eventName\":\"x\",",
        "{\"eventVersion\":\"1.08\",\"eventName\":\"x\"",
        "{\"eventVersion\":\"1.08\",\"eventName\"",
        "{\"eventVersion\":\"1.08\",\"readOnly\":tru",
        "{\"eventVersion\":\"1.08\",\"readOnly\":}",
        "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"x\"",
        "{\"eventVersion\":\"1.08\",\"resources\":[{\"a\":[1,",
        "{\"eventVersion\":\"1.08\",\"eventName\":\"x",
        "{",
    };
    for (size_t i = 0; i < COUNT(damaged); i++) {
        for (size_t piece = 7; piece < 400; piece += 131) {
            LogExpect *expect = log_expect_make(S("eventName"));
            Buffer text = {0};
            buffer_add_format(&text, LINE("a") "%s\n" LINE("b") LINE("c"), damaged[i]);
            log_reader_read_pieces(expect->reader, S("damaged.json"), buffer_text(&text), piece);
            Str seen = buffer_text(&expect->seen);
            if (!str_equal(seen, S(SEEN("a") SEEN("b") SEEN("c")))) {
                fail_msg("%s: %.*s", damaged[i], STR_ARGS(seen));
            }
            assert_true(log_reader_errors(expect->reader)->count > 0);
            buffer_free(&text);
            log_expect_free(expect);
        }
    }
}

/* Behind a colon the next line's object is a value like any other: it is lost, and told. */
TEST(a_line_that_is_cut_behind_a_colon) {
    LogExpect *expect = log_expect_make(S("eventName"));
    log_reader_read_text(
        expect->reader, S("damaged.json"),
        S(LINE("a") "{\"eventVersion\":\"1.08\",\"eventName\":\n" LINE("b") LINE("c")));
    assert_true(str_equal(buffer_text(&expect->seen), S(SEEN("a") SEEN("c"))));
    assert_int_equal(log_reader_errors(expect->reader)->count, 1);
    log_expect_free(expect);
}

/* Records without an end cost a look at all that follows: there are only so many. */
TEST(records_without_an_end_are_bounded) {
    for (int count = LOG_ENDLESS_MAX; count <= LOG_ENDLESS_MAX + 1; count++) {
        LogExpect *expect = log_expect_make(S("eventName"));
        Buffer text = {0};
        for (int i = 0; i < count; i++) buffer_add(&text, S("{\"resources\":[\n"));
        buffer_add(&text, S(LINE("b")));
        log_reader_read_text(expect->reader, S("endless.json"), buffer_text(&text));
        Str seen = buffer_text(&expect->seen);
        assert_true(str_equal(seen, count == LOG_ENDLESS_MAX ? S(SEEN("b")) : S("")));
        assert_true(log_reader_errors(expect->reader)->count > 0);
        buffer_free(&text);
        log_expect_free(expect);
    }
}

/* Keys may be written with escapes, and stand there twice: the last one counts. */
TEST(keys_with_escapes_and_twice) {
    log_expect_records(S("eventName userIdentity.type"),
                       S("{\"eventVersion\":\"1.08\",\"event\\u004eame\":\"a\",\"eventID\":\"1\","
                         "\"userIdentity\":{\"t\\u0079pe\":\"Root\"}}"),
                       S("cloudtrail |a|Root\n"));
    log_expect_records(
        S("eventName userIdentity.type"),
        S("{\"eventVersion\":\"1.08\",\"eventName\":\"a\",\"eventName\":\"b\","
          "\"eventID\":\"1\",\"userIdentity\":{\"type\":\"Root\",\"type\":\"IAMUser\"}}"),
        S("cloudtrail |b|IAMUser\n"));
    log_expect_records(
        S("userIdentity.type"),
        S("{\"eventVersion\":\"1.08\",\"eventName\":\"a\",\"eventID\":\"1\","
          "\"userIdentity\":{\"type\":\"Root\"},\"userIdentity\":{\"userName\":\"x\"}}"),
        S("cloudtrail |\n"));
    log_expect_records(
        S("eventName"),
        S("{\"eventVersion\":\"1.08\",\"eventName\":\"a\",\"eventID\":\"1\",\"eventTime\":"
          "\"2026-01-01T10\\u003a00:00Z\"}"),
        S("cloudtrail 2026-01-01T10:00:00Z|a\n"));
}

/* What stands beside the list of records may be cut by a window anywhere. */
TEST(scalars_beside_the_records_may_be_cut) {
    Str text = S("{\"Records\":["
                 "{\"eventVersion\":\"1\",\"eventName\":\"a\",\"eventID\":\"1\"}],"
                 "\"n\":123456789,\"t\":true,\"s\":\"abc\",\"z\":null}");
    for (size_t piece = 1; piece <= text.len; piece++) {
        LogExpect *expect = log_expect_make(S("eventName"));
        log_reader_read_pieces(expect->reader, S("beside.json"), text, piece);
        assert_true(str_equal(buffer_text(&expect->seen), S("cloudtrail |a\n")));
        assert_int_equal(log_reader_errors(expect->reader)->count, 0);
        log_expect_free(expect);
    }
}
