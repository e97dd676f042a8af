/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_lines.c -- the lines are the samples of AWS's documentation. */
#include "tests/unit/log_expect.h"

/* ---- VPC flow logs ---- */

#define FLOW_SSH                                                                          \
    "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 " \
    "1418530010 1418530070 ACCEPT OK\n"
#define FLOW_NONE \
    "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA\n"
#define FLOW_SSH_SEEN \
    "vpcflow 2014-12-14T04:06:50Z|123456789010|172.31.16.139|172.31.16.21|22|ACCEPT|OK\n"
#define FLOW_FIELDS "account-id srcaddr dstaddr dstport action log-status"

TEST(reads_flow_logs_of_the_default_format) {
    log_expect_records(
        S(FLOW_FIELDS), S(FLOW_SSH FLOW_NONE),
        S(FLOW_SSH_SEEN "vpcflow 2015-05-10T18:01:16Z|123456789010|-|-|-|-|NODATA\n"));
}

TEST(reads_flow_logs_with_a_header_and_windows_line_ends) {
    log_expect_records(
        S(FLOW_FIELDS),
        S("version account-id interface-id srcaddr dstaddr srcport dstport protocol "
          "packets bytes start end action log-status\r\n\r\n"
          "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 "
          "20 4249 1418530010 1418530070 ACCEPT OK\r\n"),
        S(FLOW_SSH_SEEN));
}

/* A NAT gateway's, of the documentation; behind it another file with other columns. */
TEST(reads_flow_logs_of_custom_formats_one_behind_another) {
    log_expect_records(
        S("interface-id srcaddr pkt-srcaddr pkt-dstaddr tcp-flags reject-reason"),
        S("instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr\n"
          "- eni-1235b8ca123456789 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5\n"
          "- eni-1235b8ca123456789 10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5\n"
          "version vpc-id interface-id srcaddr tcp-flags start reject-reason new-field\n"
          "8 vpc-1 eni-5 52.213.180.42 19 1566848875 BPA x\n" FLOW_SSH),
        S("vpcflow |eni-1235b8ca123456789|10.0.1.5|10.0.1.5|203.0.113.5||\n"
          "vpcflow |eni-1235b8ca123456789|10.0.0.220|10.0.0.220|203.0.113.5||\n"
          "vpcflow 2019-08-26T19:47:55Z|eni-5|52.213.180.42|||19|BPA\n"
          "vpcflow 2014-12-14T04:06:50Z|eni-1235b8ca123456789|172.31.16.139||||\n"));
}

TEST(reads_flow_logs_that_cloudwatch_exported) {
    log_expect_records(S(FLOW_FIELDS),
                       S("2014-12-14T04:06:50.000Z " FLOW_SSH "2014-12-14T04:06:50.000Z " FLOW_SSH),
                       S(FLOW_SSH_SEEN FLOW_SSH_SEEN));
    log_expect_records(
        S(FLOW_FIELDS),
        S("{\"events\": [{\"timestamp\": 1, \"message\": \"2 123456789010 eni-1235b8ca123456789 "
          "172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\"}]}"),
        S(FLOW_SSH_SEEN));
}

TEST(names_flow_lines_of_a_wrong_shape_and_goes_on) {
    log_expect_fault(S(FLOW_FIELDS), S(FLOW_SSH "2 123456789010 eni-1 172.31\n" FLOW_SSH),
                     S(FLOW_SSH_SEEN FLOW_SSH_SEEN),
                     S("at byte 115: has 4 columns where a VPC flow log has 14"));
    log_expect_fault(S("srcaddr"), S("srcaddr dstaddr\n1.2.3.4 5.6.7.8 9\n"), S(""),
                     S("at byte 16: has 3 columns where the header has 2"));
    log_expect_fault(S("srcaddr"), S("what is this\n" FLOW_SSH),
                     S("vpcflow 2014-12-14T04:06:50Z|172.31.16.139\n"),
                     S("at byte 0: is no line of a log that is known"));
}

/* ---- S3 ---- */

#define S3_OWNER "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
#define S3_FIELDS                                                                             \
    "bucket remote_ip requester operation key request_uri http_status error_code bytes_sent " \
    "user_agent host_id access_point_arn acl_required"

TEST(reads_s3_access_logs) {
    log_expect_records(
        S(S3_FIELDS),
        S(S3_OWNER
          " amzn-s3-demo-bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 " S3_OWNER
          " 3E57427F3EXAMPLE REST.GET.VERSIONING - \"GET /amzn-s3-demo-bucket1?versioning "
          "HTTP/1.1\" 200 - 113 - 7 - \"-\" \"S3Console/0.4\" - "
          "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 "
          "ECDHE-RSA-AES128-GCM-SHA256 AuthHeader amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com "
          "TLSV1.2 arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP Yes\n" S3_OWNER
          " amzn-s3-demo-bucket1 [06/Feb/2019:00:01:57 +0000] 192.0.2.3 - "
          "DD6CC733AEXAMPLE REST.PUT.OBJECT s3-dg.pdf \"PUT /amzn-s3-demo-bucket1/s3-dg.pdf "
          "HTTP/1.1\" 403 AccessDenied - 4406583 41754 28 \"-\" \"a \"quoted\" word\" -\n"),
        S("s3access 2019-02-06T00:00:38Z|amzn-s3-demo-bucket1|192.0.2.3|" S3_OWNER
          "|REST.GET.VERSIONING|-|GET /amzn-s3-demo-bucket1?versioning HTTP/1.1|200|-|113|"
          "S3Console/0.4|s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/"
          "VLi31234=|arn:aws:s3:us-west-1:123456789012:accesspoint/example-AP|Yes\n"
          "s3access 2019-02-06T00:01:57Z|amzn-s3-demo-bucket1|192.0.2.3|-|REST.PUT.OBJECT|"
          "s3-dg.pdf|PUT /amzn-s3-demo-bucket1/s3-dg.pdf HTTP/1.1|403|AccessDenied|-|a "
          "\"quoted\" word|||\n"));
}

TEST(names_s3_lines_that_are_cut) {
    log_expect_fault(S("bucket"),
                     S("o b [06/Feb/2019:00:00:38 +0000] 1.2.3.4 - ID REST.GET.OBJECT k \"GET /k"),
                     S(""), S("at byte 0: has a quote that doesn't end"));
    log_expect_fault(S("bucket"), S("o b [06/Feb/2019:00:00:38 +0000] 1.2.3.4 - ID REST.GET"),
                     S(""), S("has 7 columns where an S3 access log has 17"));
}

/* ---- load balancers ---- */

#define ELB_FIELDS                                                                       \
    "type elb client_ip client_port target_ip target_port elb_status_code request_verb " \
    "request_url "                                                                       \
    "request_proto user_agent ssl_protocol domain_name target_port_list"

TEST(reads_application_load_balancers) {
    log_expect_records(
        S(ELB_FIELDS),
        S("https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 "
          "192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "
          "\"GET https://www.example.com:443/ HTTP/1.1\" \"curl/7.46.0\" "
          "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "
          "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/"
          "73e2d6bc24d8a067 \"Root=1-58337281-1d84f3d73c47ec4e58577259\" \"www.example.com\" "
          "\"arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012\" "
          "1 2018-07-02T22:22:48.364000Z \"authenticate,forward\" \"-\" \"-\" \"10.0.0.1:80\" "
          "\"200\" \"-\" \"-\" TID_123456\n"
          "http 2018-11-30T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 "
          "[2001:db8::1]:2817 "
          "- 0.000 0.001 0.000 400 - 34 366 \"- http://10.0.0.30:80- -\" \"-\" - - - \"-\" \"-\" "
          "\"-\" 0 2018-11-30T22:22:48.364000Z \"-\" \"-\" \"-\" \"-\" \"-\"\n"),
        S("elb 2018-07-02T22:23:00Z|https|app/my-loadbalancer/50dc6c495c0c9188|192.168.131.39|2817|"
          "10.0.0.1|80|200|GET|https://www.example.com:443/|HTTP/1.1|curl/7.46.0|TLSv1.2|"
          "www.example.com|10.0.0.1:80\n"
          "elb 2018-11-30T22:23:00Z|http|app/my-loadbalancer/50dc6c495c0c9188|2001:db8::1|2817|-|-|"
          "400|-|http://10.0.0.30:80-|-|-|-|-|-\n"));
}

TEST(reads_classic_and_network_load_balancers) {
    log_expect_records(
        S(ELB_FIELDS),
        S("2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000086 "
          "0.001048 0.001337 200 200 0 57 \"GET https://www.example.com:443/ HTTP/1.1\" "
          "\"curl/7.38.0\" DHE-RSA-AES128-SHA TLSv1.2\n"
          "2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.001069 "
          "0.000028 0.000041 - - 82 305 \"- - - \" \"-\" - -\n"
          "tls 2.0 2018-12-20T02:59:40 net/network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd "
          "72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - "
          "arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - "
          "ECDHE-RSA-AES128-SHA tlsv12 - "
          "my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - "
          "2018-12-20T02:59:30\n"),
        S("elb 2015-05-13T23:39:43Z||my-loadbalancer|192.168.131.39|2817|10.0.0.1|80|200|GET|"
          "https://www.example.com:443/|HTTP/1.1|curl/7.38.0|TLSv1.2||\n"
          "elb "
          "2015-05-13T23:39:43Z||my-loadbalancer|192.168.131.39|2817|10.0.0.1|80|-|-|-|-|-|-||\n"
          "elb 2018-12-20T02:59:40Z|tls|net/network-loadbalancer/c6e77e28c25b2234|72.21.218.154|"
          "51341|172.100.100.185|443||||||tlsv12|"
          "my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com|\n"));
}

/* ---- CloudFront ---- */

TEST(reads_cloudfront_logs) {
    log_expect_records(
        S("c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) c-port"),
        S("#Version: 1.0\n"
          "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem "
          "sc-status "
          "cs(Referer) cs(User-Agent)\n"
          "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.24\tGET\td111111abcdef8.cloudfront.net\t"
          "/index.html\t200\t-\tMozilla/5.0%20(Windows%20NT%2010.0)\n"
          "#Version: 1.0\n#Fields: date time c-ip c-port\n"
          "2019-12-04\t21:02:32\t2001:db8::7\t11040\n"),
        S("cloudfront "
          "2019-12-04T21:02:31Z|192.0.2.24|GET|d111111abcdef8.cloudfront.net|/index.html|"
          "200|Mozilla/5.0%20(Windows%20NT%2010.0)|\n"
          "cloudfront 2019-12-04T21:02:32Z|2001:db8::7||||||11040\n"));
}

/* ---- limits ---- */

static Buffer line_of(size_t bytes) {
    Buffer text = {0};
    buffer_add(&text, S(FLOW_SSH "2 "));
    for (size_t i = 2; i < bytes; i++) buffer_add_byte(&text, i % 100 == 0 ? ' ' : 'x');
    buffer_add(&text, S("\n" FLOW_SSH));
    return text;
}

static void check_long_line(size_t bytes, size_t piece, Str message) {
    CLEANUP(buffer_free) Buffer text = line_of(bytes);
    LogExpect *expect = log_expect_make(S("action"));
    log_reader_read_pieces(expect->reader, S("test"), buffer_text(&text), piece);
    const ErrorList *errors = log_reader_errors(expect->reader);
    assert_int_equal(errors->count, 1);
    assert_true(str_contains(str_from(errors->items[0].message), message));
    log_expect_equal(buffer_text(&expect->seen), S("vpcflow 2014-12-14T04:06:50Z|ACCEPT\n"
                                                   "vpcflow 2014-12-14T04:06:50Z|ACCEPT\n"));
    log_expect_free(expect);
}

TEST(skips_lines_that_are_too_long) {
    check_long_line(LOG_LINE_BYTES_MAX, SIZE_MAX, S("columns where a VPC flow log has 14"));
    check_long_line(LOG_LINE_BYTES_MAX, 100000, S("columns where a VPC flow log has 14"));
    check_long_line(LOG_LINE_BYTES_MAX + 1, SIZE_MAX, S("a line of more than 1048576 bytes"));
    check_long_line(LOG_LINE_BYTES_MAX + 1, 100000, S("a line of more than 1048576 bytes"));
    check_long_line(3 * LOG_LINE_BYTES_MAX, 100000, S("a line of more than 1048576 bytes"));
}

static void check_columns(int count, bool fine) {
    CLEANUP(arena_free) Arena arena = {0};
    Str header = S("srcaddr dstaddr"), row = S("1.1.1.1 2.2.2.2");
    for (int i = 2; i < count; i++) {
        header = str_format(&arena, "%.*s c%d", STR_ARGS(header), i);
        row = str_join2(&arena, row, S(" 0"));
    }
    Str text = str_format(&arena, "%.*s\n%.*s\n", STR_ARGS(header), STR_ARGS(row));
    LogExpect *expect = log_expect_make(S("dstaddr"));
    assert_int_equal(log_reader_read_text(expect->reader, S("test"), text), fine);
    log_expect_equal(buffer_text(&expect->seen), fine ? S("vpcflow |2.2.2.2\n") : S(""));
    log_expect_free(expect);
}

TEST(takes_as_many_columns_as_are_allowed) {
    check_columns(LOG_COLUMNS_MAX, true);
    check_columns(LOG_COLUMNS_MAX + 1, false);
}

/* A name as long as a page is nobody's, and no line of errors is endless. */
TEST(bounds_names_and_errors) {
    LogExpect *expect = log_expect_make(S("srcaddr"));
    Buffer text = {0};
    buffer_add(&text, S("srcaddr dstaddr "));
    for (int i = 0; i < 5000; i++) buffer_add_byte(&text, 'a');
    for (int i = 0; i < 1000; i++) buffer_add(&text, S("\n1.1.1.1 2.2.2.2 3"));
    for (int i = 0; i < 1000; i++) buffer_add(&text, S("\n1.1.1.1 2.2.2.2"));
    assert_false(log_reader_read_text(expect->reader, S("test"), buffer_text(&text)));
    assert_int_equal(log_reader_errors(expect->reader)->count, LOG_ERRORS_PER_FILE_MAX);
    assert_int_equal(log_reader_tally(expect->reader)->by_source[LOG_SOURCE_VPCFLOW], 1000);
    buffer_free(&text);
    log_expect_free(expect);
}

/* A last line without an end that has less columns than the one before: what there is is read. */
TEST(tells_that_the_last_line_is_cut) {
    static const char whole[] = S3_OWNER
        " b [06/Feb/2019:00:00:38 +0000] 192.0.2.3 " S3_OWNER " 3E57427F3EXAMPLE "
        "REST.GET.OBJECT k \"GET /b/k HTTP/1.1\" 200 - 113 113 7 - \"-\" \"S3Console/0.4\" - h "
        "SigV4 ECDHE AuthHeader b.s3.amazonaws.com TLSV1.1\n";
    for (int cut = 0; cut <= 2; cut++) {
        LogExpect *expect = log_expect_make(S("key"));
        Buffer text = {0};
        size_t rest = strlen(whole) -
                      (cut == 2 ? strlen(" AuthHeader b.s3.amazonaws.com TLSV1.1\n") : (size_t)cut);
        buffer_add(&text, str_from(whole));
        buffer_add(&text, (Str){whole, rest});
        log_reader_read_text(expect->reader, S("cut.log"), buffer_text(&text));
        assert_int_equal(log_reader_tally(expect->reader)->records, 2);
        assert_int_equal(log_reader_errors(expect->reader)->count, cut == 2);
        buffer_free(&text);
        log_expect_free(expect);
    }
}
