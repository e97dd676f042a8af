/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_csv.c -- the columns are those of Athena's documentation of CloudTrail's table. */
#include "logs/log_names.h"
#include "tests/unit/log_expect.h"

#define HEADER "\"eventversion\",\"useridentity\",\"eventtime\",\"eventsource\",\"eventname\""
#define WHO                                                                                    \
    "\"{type=AssumedRole, principalid=AROA:me, arn=arn:aws:sts::1:assumed-role/r/me, "         \
    "accountid=1, invokedby=null, accesskeyid=ASIA, username=null, "                           \
    "sessioncontext={attributes={mfaauthenticated=false, creationdate=2023-07-10T12:00:00Z}, " \
    "sessionissuer={type=Role, principalid=AROA, arn=arn:aws:iam::1:role/r, accountid=1, "     \
    "username=r}, webidfederationdata=null}}\""
#define FIELDS                                                                             \
    "eventName userIdentity.type userIdentity.sessionContext.attributes.mfaAuthenticated " \
    "userIdentity.sessionContext.sessionIssuer.userName userIdentity.userName"

TEST(reads_structures_as_cloudtrail_names_them) {
    log_expect_records(S(FIELDS),
                       S(HEADER "\n\"1.08\"," WHO
                                ",\"2023-07-10T12:08:04Z\",\"s3.amazonaws.com\",\"ListBuckets\"\n"),
                       S("cloudtrail 2023-07-10T12:08:04Z|ListBuckets|AssumedRole|false|r|\n"));
}

TEST(reads_columns_in_any_order_and_json_in_them) {
    log_expect_records(
        S("eventName requestParameters.bucketName requestParameters.tags.key readOnly errorCode "
          "resources.ARN userAgent day"),
        S("\xEF\xBB\xBFresources,errorcode,eventsource,day,requestparameters,readonly,useragent,"
          "EventName\r\n"
          "\"[{arn=arn:aws:s3:::b/k, accountid=null, type=AWS::S3::Object}, {arn=arn:aws:s3:::b, "
          "accountid=1, type=AWS::S3::Bucket}]\",,s3.amazonaws.com,2023-07-10,"
          "\"{\"\"bucketName\"\":\"\"b\"\",\"\"tags\"\":[{\"\"key\"\":\"\"a,\nb\"\"}]}\",true,"
          "\"{x=1} \"\"quoted\"\"\nline\",GetObject\r\n\r\n"
          "null,AccessDenied,s3.amazonaws.com,2023-07-11,null,false,\"\",PutObject"),
        S("cloudtrail |GetObject|||true||arn:aws:s3:::b/k|{x=1} \"quoted\"\nline|2023-07-10\n"
          "cloudtrail |PutObject|||false|AccessDenied|||2023-07-11\n"));
}

TEST(reads_tables_one_behind_another) {
    log_expect_records(S("eventName"),
                       S("eventsource,eventname\ns3.amazonaws.com,A\n"
                         "eventname,eventid\nB,1\n"),
                       S("cloudtrail |A\ncloudtrail |B\n"));
}

TEST(reads_what_logs_insights_found) {
    log_expect_records(S("eventName srcaddr"),
                       S("@timestamp,@message\n2023-07-10 "
                         "12:08:04.000,\"{\"\"eventName\"\":\"\"A\"\",\"\"eventID\"\":"
                         "\"\"1\"\"}\"\n2023-07-10 12:08:04.000,2 123456789010 "
                         "eni-1235b8ca123456789 172.31.16.139 "
                         "172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n"),
                       S("cloudtrail |A|\nvpcflow 2014-12-14T04:06:50Z||172.31.16.139\n"));
    log_expect_fault(S("eventName"), S("@message\nhello\n"), S(""),
                     S("at byte 9: holds a message that is no record"));
}

TEST(names_rows_that_are_wrong_and_goes_on) {
    log_expect_fault(S("eventName"), S("eventsource,eventname\ns,A,x\ns,B\n"), S("cloudtrail |B\n"),
                     S("at byte 22: has 3 columns where the header has 2"));
    log_expect_fault(S("eventName"), S("eventsource,eventname\n\"s\"x,A\ns,B\n"),
                     S("cloudtrail |B\n"), S("at byte 22: has text behind a closing quote"));
    log_expect_fault(S("eventName"), S("eventsource,eventname\ns,B\ns,\"C\n"), S("cloudtrail |B\n"),
                     S("at byte 26: ends within a quote"));
    log_expect_fault(S("eventName"), S("x,y\neventsource,eventname\ns,B\n"), S("cloudtrail |B\n"),
                     S("at byte 0: stands before the header"));
    log_expect_fault(S("eventName"), S("eventname,useragent\nB,u\n"), S(""),
                     S("at byte 20: holds text that is no record of a known kind"));
}

static void check_columns(int count, bool fine) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("eventname,eventid"));
    for (int i = 2; i < count; i++) buffer_add_format(&text, ",c%d", i);
    buffer_add(&text, S("\nA,1"));
    for (int i = 2; i < count; i++) buffer_add(&text, S(",x"));
    LogExpect *expect = log_expect_make(S("eventName"));
    assert_int_equal(log_reader_read_text(expect->reader, S("test"), buffer_text(&text)), fine);
    log_expect_equal(buffer_text(&expect->seen), fine ? S("cloudtrail |A\n") : S(""));
    log_expect_free(expect);
}

TEST(takes_as_many_columns_as_are_allowed) {
    check_columns(LOG_COLUMNS_MAX, true);
    check_columns(LOG_COLUMNS_MAX + 1, false);
}

/* A row whose record has exactly so many bytes. */
static void check_row(size_t bytes, bool fine) {
    CLEANUP(buffer_free) Buffer text = {0};
    size_t around = sizeof("{\"eventName\":\"A\",\"eventID\":\"\"}") - 1;
    buffer_add(&text, S("eventname,eventid\nA,"));
    for (size_t i = around; i < bytes; i++) buffer_add_byte(&text, 'x');
    LogExpect *expect = log_expect_make(S("eventName"));
    assert_int_equal(log_reader_read_text(expect->reader, S("test"), buffer_text(&text)), fine);
    log_expect_equal(buffer_text(&expect->seen), fine ? S("cloudtrail |A\n") : S(""));
    log_expect_free(expect);
}

TEST(takes_rows_as_long_as_are_allowed) {
    check_row(LOG_RECORD_BYTES_MAX, true);
    check_row(LOG_RECORD_BYTES_MAX + 1, false);
}

/* ---- structures ---- */

static void check_structure(Str text, Str expected) {
    CLEANUP(buffer_free) Buffer json = {0};
    buffer_add(&json, S("before "));
    bool written = log_names_write(text, S("userIdentity"), &json);
    assert_int_equal(written, expected.len > 0);
    log_expect_equal(str_slice(buffer_text(&json), 7, json.len), expected);
}

TEST(writes_structures_as_json) {
    check_structure(S("{}"), S("{}"));
    check_structure(S("[]"), S("[]"));
    check_structure(S("{username=a, b}"), S("{\"userName\":\"a, b\"}"));
    check_structure(S("{username=a, b=c}"), S("{\"userName\":\"a\",\"b\":\"c\"}"));
    check_structure(S("{username=a}b, arn=\"\\}"),
                    S("{\"userName\":\"a}b\",\"arn\":\"\\\"\\\\\"}"));
    check_structure(S("{username=, arn=null}"), S("{\"userName\":\"\"}"));
    check_structure(S("{username=null, arn=x=y}"), S("{\"arn\":\"x=y\"}"));
    check_structure(S("[a, null, {type=b}, [c]]"), S("[\"a\",null,{\"type\":\"b\"},[\"c\"]]"));
    check_structure(S("{own=nullify, arn=null}"), S("{\"own\":\"nullify\"}"));
    check_structure(S(""), S(""));
    check_structure(S("text"), S(""));
    check_structure(S("{text}"), S(""));
    check_structure(S("{type=a"), S(""));
    check_structure(S("{type=a}}"), S(""));
    check_structure(S("{type={}"), S(""));
    check_structure(S("[a"), S(""));
}

static void check_depth(size_t depth, bool fine) {
    CLEANUP(buffer_free) Buffer text = {0};
    CLEANUP(buffer_free) Buffer json = {0};
    for (size_t i = 0; i < depth; i++) buffer_add_byte(&text, '[');
    for (size_t i = 0; i < depth; i++) buffer_add_byte(&text, ']');
    assert_int_equal(log_names_write(buffer_text(&text), S("resources"), &json), fine);
    assert_int_equal(json.len, fine ? text.len : 0);
}

TEST(nests_as_deep_as_is_allowed) {
    check_depth(LOG_DEPTH_MAX, true);
    check_depth(LOG_DEPTH_MAX + 1, false);
}
