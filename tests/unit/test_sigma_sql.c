/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_sql.c -- Sigma rules as SQL: the statements, what is refused, and that the matcher
 * finds what tests/data/sigma-sql says, against which tests/run/sigma-sql.sh runs the statements.
 */
#include "base/file.h"
#include "logs/log_reader.h"
#include "sigma/sigma_matcher.h"
#include "sigma/sigma_sql.h"
#include "tests/test.h"

#include <stdlib.h>

typedef struct SqlExpect {
    Arena arena;
    SigmaSet *set;
    Buffer out;
    Error err;
} SqlExpect;

static SqlExpect *expect_make(Str yaml) {
    SqlExpect *expect = calloc(1, sizeof(*expect));
    assert_non_null(expect);
    expect->set = sigma_set_make(&expect->arena);
    bool fine = sigma_set_add(expect->set, S("rule.yml"), yaml) &&
                sigma_set_compile(expect->set, log_keys_make(&expect->arena));
    if (!fine) print_error("%s\n", expect->set->errors.items[0].message);
    assert_true(fine);
    return expect;
}

static void expect_free(SqlExpect *expect) {
    sigma_set_free(expect->set);
    buffer_free(&expect->out);
    arena_free(&expect->arena);
    free(expect);
}

static bool expect_write(SqlExpect *expect, Str dialect) {
    expect->out.len = 0;
    SigmaSql sql = {&expect->arena, expect->set, sigma_sql_dialect_find(dialect)};
    return sigma_sql_write(&sql, 0, &expect->out, &expect->err);
}

static Str rule_yaml(Arena *arena, const char *service, const char *search) {
    return str_format(arena,
                      "title: T\nlogsource: {product: aws, service: %s}\ndetection:\n  s: {%s}\n"
                      "  condition: s\n",
                      service, search);
}

/* What stands behind WHERE for a rule with one search. */
static void expect_where_of(const char *service, const char *search, Str dialect, Str where) {
    CLEANUP(arena_free) Arena arena = {0};
    SqlExpect *expect = expect_make(rule_yaml(&arena, service, search));
    bool fine = expect_write(expect, dialect);
    if (!fine) print_error("%s\n", expect->err.message);
    assert_true(fine);
    Str text = buffer_text(&expect->out);
    size_t at = str_find(text, S("WHERE "));
    assert_true(at != SIZE_MAX && str_ends(text, S(";\n")));
    Str seen = str_slice(text, at + 6, text.len - 2);
    if (!str_equal(seen, where)) print_error("saw %.*s\n", STR_ARGS(seen));
    assert_true(str_equal(seen, where));
    expect_free(expect);
}

static void expect_where(const char *search, Str dialect, Str where) {
    expect_where_of("cloudtrail", search, dialect, where);
}

static void expect_refused_of(const char *service, const char *search, Str dialect, Str message) {
    CLEANUP(arena_free) Arena arena = {0};
    SqlExpect *expect = expect_make(rule_yaml(&arena, service, search));
    buffer_add(&expect->out, S("before"));
    SigmaSql sql = {&arena, expect->set, sigma_sql_dialect_find(dialect)};
    assert_false(sigma_sql_write(&sql, 0, &expect->out, &expect->err));
    assert_true(str_equal(buffer_text(&expect->out), S("before")));
    Str said = str_from(expect->err.message);
    if (!str_contains(said, message)) print_error("said %.*s\n", STR_ARGS(said));
    assert_true(str_contains(said, message));
    assert_string_equal(expect->err.file, "rule.yml");
    assert_true(expect->err.line > 0);
    expect_free(expect);
}

static void expect_refused(const char *search, Str dialect, Str message) {
    expect_refused_of("cloudtrail", search, dialect, message);
}

TEST(a_statement_is_a_comment_and_a_select) {
    SqlExpect *expect =
        expect_make(S("title: \"Two\\n-- lines; DROP TABLE x\"\nid: i-1\n"
                      "logsource: {product: aws, service: cloudtrail}\n"
                      "detection: {s: {eventName: A, awsRegion: b}, f: {errorCode: c}, "
                      "condition: s and not f}\n"));
    assert_true(expect_write(expect, S("athena")));
    Str sql = S("-- Two -- lines; DROP TABLE x (i-1)\n"
                "SELECT * FROM cloudtrail_logs\n"
                "WHERE lower(eventname) = 'a'\n  AND lower(awsregion) = 'b'\n"
                "  AND NOT coalesce(lower(errorcode) = 'c', FALSE);\n");
    if (!str_equal(buffer_text(&expect->out), sql)) {
        print_error("saw %.*s", STR_ARGS(buffer_text(&expect->out)));
    }
    assert_true(str_equal(buffer_text(&expect->out), sql));
    expect_free(expect);
}

TEST(texts_are_compared_without_case) {
    expect_where("eventName: GetObject", S("duckdb"),
                 S("lower(json_extract_string(event, '$.eventName')) = 'getobject'"));
    expect_where("eventName: [A, 'B*', C]", S("athena"),
                 S("(lower(eventname) IN ('a', 'c') OR lower(eventname) LIKE 'b%')"));
    expect_where("eventName: A", S("clickhouse"),
                 S("lowerUTF8(JSONExtract(event, 'eventName', 'Nullable(String)')) = 'a'"));
    expect_where("eventName|cased: A", S("athena"), S("eventname = 'A'"));
    expect_where("userIdentity.sessionContext.sessionIssuer.arn|endswith: Z", S("athena"),
                 S("lower(useridentity.sessioncontext.sessionissuer.arn) LIKE '%z'"));
}

TEST(literals_cannot_be_left) {
    expect_where("userAgent: \"x' OR 1=1 --\"", S("athena"),
                 S("lower(useragent) = 'x'' or 1=1 --'"));
    expect_where("userAgent: 'a\\'", S("athena"), S("lower(useragent) = 'a\\'"));
    expect_where("userAgent: \"a\\\\' OR '\"", S("clickhouse"),
                 S("lowerUTF8(JSONExtract(event, 'userAgent', 'Nullable(String)')) = "
                   "'a\\\\'' or '''"));
    expect_where("userAgent: \"a\\nb\"", S("athena"), S("lower(useragent) = 'a\nb'"));
    expect_where("userAgent|contains: '1_0%\\'", S("athena"),
                 S("lower(useragent) LIKE '%1\\_0\\%\\\\%' ESCAPE '\\'"));
    expect_where("userAgent|contains: '1_'", S("clickhouse"),
                 S("lowerUTF8(JSONExtract(event, 'userAgent', 'Nullable(String)')) LIKE "
                   "'%1\\\\_%'"));
    expect_where("userAgent|re: \"'\\\\d\"", S("clickhouse"),
                 S("match(JSONExtract(event, 'userAgent', 'Nullable(String)'), "
                   "'(?-s)''[0-9]')"));
    expect_refused("userAgent: \"a\\0b\"", S("duckdb"), S("holds a NUL"));
    expect_refused("\"requestParameters.x' OR \\\"\": 1", S("duckdb"), S("quote, a backslash"));
    expect_where("\"requestParameters.x' --|exists\": true", S("athena"),
                 S("json_exists(requestparameters, 'lax $.\"x'' --\"')"));
    expect_refused_of("vpcflow", "'a\" b': 1", S("duckdb"), S("can't be a column's name"));
}

TEST(null_and_exists) {
    expect_where("errorCode: null", S("athena"), S("errorcode IS NULL"));
    expect_where("errorCode: [null, x]", S("athena"),
                 S("(errorcode IS NULL OR lower(errorcode) = 'x')"));
    expect_where("errorCode|exists: false", S("duckdb"),
                 S("NOT json_exists(event, '$.errorCode')"));
    expect_where("requestParameters: null", S("clickhouse"),
                 S("coalesce(JSONExtractRaw(event, 'requestParameters'), 'null') IN "
                   "('', 'null')"));
    expect_refused("errorCode|exists: true", S("athena"), S("compare with null instead"));
}

TEST(words_are_looked_for_in_json) {
    expect_where("requestParameters|contains: Abc", S("athena"),
                 S("lower(requestparameters) LIKE '%abc%'"));
    expect_where("requestParameters.a|contains|all: [x, y]", S("athena"),
                 S("lower(json_query(requestparameters, 'lax $.\"a\"' WITH UNCONDITIONAL ARRAY "
                   "WRAPPER)) LIKE '%x%' AND lower(json_query(requestparameters, 'lax $.\"a\"' "
                   "WITH UNCONDITIONAL ARRAY WRAPPER)) LIKE '%y%'"));
    expect_where("requestParameters|contains: '*'", S("duckdb"),
                 S("regexp_matches(CAST(json_extract(event, '$.requestParameters') AS VARCHAR), "
                   "'[\"0-9{tf]')"));
}

TEST(candidates_are_the_scalars_of_json) {
    expect_where("requestParameters.a: b", S("duckdb"),
                 S("len(list_filter(list_transform(list_filter(regexp_extract_all(CAST("
                   "json_extract(event, '$.requestParameters.a') AS VARCHAR), "
                   "'\"(?:[^\"\\\\]|\\\\.)*\":?|[-0-9][-+.0-9eE]*|true|false'), "
                   "lambda t: NOT ends_with(t, '\":')), lambda t: json_extract_string(t, '$')), "
                   "lambda x: lower(x) = 'b')) > 0"));
    expect_where("resources.ARN: b", S("athena"),
                 S("any_match(transform(resources, t -> t.arn), x -> lower(x) = 'b')"));
    expect_refused("userIdentity|contains: x", S("athena"), S("is no text in the table"));
    expect_refused("managementEvent: true", S("athena"), S("has no column"));
}

TEST(columns_of_line_logs) {
    expect_where_of("vpcflow", "'account-id': '1'", S("duckdb"), S("lower(\"account-id\") = '1'"));
    expect_where_of("vpcflow", "'account-id': '1', end: null", S("athena"),
                    S("lower(account_id) = '1'\n  AND \"end\" IS NULL"));
    expect_where_of("cloudfront", "cs(User-Agent): x", S("athena"),
                    S("lower(cs_user_agent) = 'x'"));
    expect_where_of("elb", "elb_status_code|exists: true", S("athena"),
                    S("elb_status_code IS NOT NULL"));
    expect_refused_of("elb", "'|all': [x]", S("duckdb"), S("keywords look at the whole record"));
}

TEST(numbers_networks_and_times) {
    expect_where_of("vpcflow", "bytes|gte: 1.5", S("athena"),
                    S("(regexp_like(bytes, '^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?"
                      "\\z') AND try_cast(bytes AS double) >= 1.5)"));
    expect_where_of("vpcflow", "srcaddr|cidr: 10.1.8.0/22", S("duckdb"),
                    S("regexp_matches(\"srcaddr\", '^10[.]1[.](8|9|10|11)[.](25[0-5]|2[0-4][0-9]|"
                      "1[0-9][0-9]|[1-9]?[0-9])\\z')"));
    expect_where_of("vpcflow", "srcaddr|cidr: '2001:db8::/33'", S("athena"),
                    S("(strpos(srcaddr, ':') > 0 AND contains('2001:db8:0:0:0:0:0:0/33', "
                      "try_cast(srcaddr AS ipaddress)))"));
    expect_where_of("vpcflow", "srcaddr|cidr: '2001:db8::/33'", S("clickhouse"),
                    S("(position(\"srcaddr\", ':') > 0 AND toIPv6OrNull(\"srcaddr\") BETWEEN "
                      "toIPv6('2001:db8:0:0:0:0:0:0') AND "
                      "toIPv6('2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'))"));
    expect_refused_of("vpcflow", "srcaddr|cidr: '2001:db8::/33'", S("duckdb"), S("extension"));
    expect_refused_of("vpcflow", "srcaddr|cidr: '::/0'", S("athena"), S("IPv4"));
    expect_where("eventTime|hour|gt: 20", S("athena"),
                 S("(regexp_like(eventtime, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:"
                   "[0-9]{2}') AND hour(try(from_iso8601_timestamp(replace(eventtime, ' ', 'T')) "
                   "AT TIME ZONE 'UTC')) > 20)"));
}

TEST(regular_expressions_are_written_out) {
    expect_where("userAgent|re|i: '^a\\d+[^\\s.]$'", S("duckdb"),
                 S("regexp_matches(json_extract_string(event, '$.userAgent'), "
                   "'(?i)^a[0-9]+[^\\x09-\\x0D\\x20\\.](?:\\n?\\z)')"));
    expect_where("userAgent|re: '(?s)a.{2,3}?\\bx{'", S("clickhouse"),
                 S("match(JSONExtract(event, 'userAgent', 'Nullable(String)'), "
                   "'(?s)a.{2,3}?\\\\bx\\\\{')"));
    expect_where("userAgent|re: '^\\x41[&-z]'", S("athena"),
                 S("regexp_like(useragent, '\\AA[\\&-z]')"));
    expect_refused("userAgent|re: 'a(?=b)'", S("duckdb"), S("at byte 2"));
    expect_refused("userAgent|re: '(a)\\1'", S("duckdb"), S("an escape"));
    expect_refused("userAgent|re: 'a++'", S("duckdb"), S("possessive"));
    expect_refused("userAgent|re: 'a{1001}'", S("duckdb"), S("1000 repetitions"));
    expect_where("userAgent|re: 'a{1000}'", S("athena"), S("regexp_like(useragent, 'a{1000}')"));
    expect_refused("userAgent|re: '[[:alpha:]]'", S("duckdb"), S("a named class"));
    expect_refused("userAgent|re: '\\p{L}'", S("duckdb"), S("an escape"));
    expect_refused("userAgent|re: 'a(?i)b'", S("duckdb"), S("special kind"));
}

TEST(another_field) {
    expect_where("userIdentity.arn|fieldref|endswith: userIdentity.userName", S("athena"),
                 S("substr(lower(useridentity.arn), -length(lower(useridentity.username))) = "
                   "lower(useridentity.username)"));
    expect_where("eventName|fieldref|cased: eventType", S("duckdb"),
                 S("json_extract_string(event, '$.eventName') = "
                   "json_extract_string(event, '$.eventType')"));
}

/* A correlation with the lines, over one rule. */
static SqlExpect *correlation_make(Arena *arena, const char *lines) {
    return expect_make(str_format(arena,
                                  "title: C\ncorrelation:\n  rules: [r]\n%s\n---\n"
                                  "title: R\nname: r\n"
                                  "logsource: {product: aws, service: cloudtrail}\n"
                                  "detection: {s: {eventName: x}, condition: s}\n",
                                  lines));
}

TEST(correlations_are_windows) {
    CLEANUP(arena_free) Arena arena = {0};
    SqlExpect *expect =
        correlation_make(&arena, "  type: value_count\n  group-by: [userIdentity.arn]\n"
                                 "  timespan: 15m\n  condition: {gte: 3, field: awsRegion}\n");
    assert_true(expect_write(expect, S("athena")));
    Str sql = S("-- C\n"
                "SELECT seconds, group_1 AS \"userIdentity.arn\", hits AS \"count\" FROM (\n"
                "SELECT *, cardinality(filter(array_distinct(array_agg(counted) OVER "
                "(PARTITION BY group_1 ORDER BY seconds RANGE BETWEEN 900 PRECEDING "
                "AND CURRENT ROW)), t -> t IS NOT NULL)) AS hits FROM (\n"
                "SELECT coalesce(CAST(floor(to_unixtime(try(from_iso8601_timestamp("
                "replace(eventtime, ' ', 'T')) AT TIME ZONE 'UTC'))) AS bigint), 0) AS seconds, "
                "useridentity.arn AS group_1, awsregion AS counted "
                "FROM cloudtrail_logs\nWHERE lower(eventname) = 'x'\n"
                ") AS found WHERE seconds > 0\n) AS windows WHERE hits >= 3;\n");
    if (!str_equal(buffer_text(&expect->out), sql)) {
        print_error("saw %.*s", STR_ARGS(buffer_text(&expect->out)));
    }
    assert_true(str_equal(buffer_text(&expect->out), sql));
    expect_free(expect);
}

static void expect_correlation_refused(const char *lines, Str message) {
    CLEANUP(arena_free) Arena arena = {0};
    SqlExpect *expect = correlation_make(&arena, lines);
    assert_false(expect_write(expect, S("duckdb")));
    assert_true(str_contains(str_from(expect->err.message), message));
    expect_free(expect);
}

TEST(correlations_that_are_refused) {
    expect_correlation_refused("  type: temporal\n  timespan: 1h\n", S("event_count"));
    expect_correlation_refused("  type: event_count\n  timespan: 1h\n  condition: {lt: 3}\n",
                               S("gt and gte"));
    expect_correlation_refused("  type: value_count\n  timespan: 1h\n"
                               "  condition: {gt: 3, field: [a, b]}\n",
                               S("several fields"));
}

TEST(a_rule_without_a_service_is_refused) {
    SqlExpect *expect = expect_make(S("title: T\nlogsource: {product: aws}\n"
                                      "detection: {s: {a: b}, condition: s}\n"));
    assert_false(expect_write(expect, S("duckdb")));
    assert_true(str_contains(str_from(expect->err.message), S("which table")));
    expect_free(expect);
}

enum { LONG_FIELDS = 5 }; /* a value alone may not be that long */

/* The statement of a rule with so many letters in the values of five fields; its length, or 0 when
 * it is refused. */
static size_t write_letters(size_t letters) {
    CLEANUP(arena_free) Arena arena = {0};
    Str search = S("");
    for (size_t i = 0; i < LONG_FIELDS; i++) {
        size_t count = letters / LONG_FIELDS + (i < letters % LONG_FIELDS);
        char *value = arena_alloc(&arena, count + 1);
        memset(value, 'x', count);
        Str entry = str_format(&arena, "%c: %s", (int)('a' + i), value);
        search = i == 0 ? entry : str_join3(&arena, search, S(", "), entry);
    }
    SqlExpect *expect = expect_make(rule_yaml(&arena, "elb", str_terminated(&arena, search)));
    size_t length = expect_write(expect, S("athena")) ? expect->out.len : 0;
    expect_free(expect);
    return length;
}

TEST(a_statement_has_a_longest) {
    size_t around = write_letters(LONG_FIELDS) - LONG_FIELDS;
    size_t most = SIGMA_SQL_BYTES_MAX - around;
    assert_int_equal(write_letters(most), SIGMA_SQL_BYTES_MAX);
    assert_int_equal(write_letters(most + 1), 0);
}

TEST(dialects_have_names) {
    CLEANUP(arena_free) Arena arena = {0};
    assert_null(sigma_sql_dialect_find(S("oracle")));
    assert_true(str_equal(sigma_sql_dialect_names(&arena), S("clickhouse, athena, duckdb")));
    assert_true(
        str_equal(sigma_sql_dialect_fill(&arena, S("$2 '$' $1$3$4"), S("$2"), S("b"), S("")),
                  S("b '$' $2$4")));
}

/* ---- the same data that the databases are tried with ---- */

typedef struct Finds {
    Arena arena, scratch;
    const SigmaSet *set;
    SigmaMatcher *matcher;
    LogField id;
    Buffer *ids; /* by rule: " a b" */
} Finds;

static void finds_take(void *context, const LogEvent *event) {
    Finds *finds = context;
    for (size_t i = 0; i < finds->set->count; i++) {
        if (!sigma_matcher_test(finds->matcher, i, event)) continue;
        buffer_add_byte(&finds->ids[i], ' ');
        buffer_add(&finds->ids[i], log_field_text(event, &finds->id, &finds->scratch));
    }
}

TEST(the_matcher_finds_what_the_databases_find) {
    CLEANUP(file_close) File rules = {0};
    Error err = {0};
    assert_true(file_open("tests/data/sigma-sql/rules.yml", SIGMA_BYTES_MAX, &rules, &err));
    Finds finds = {0};
    SigmaSet *set = sigma_set_make(&finds.arena);
    LogKeys *keys = log_keys_make(&finds.arena);
    assert_true(sigma_set_add(set, S("rules.yml"), rules.text) && sigma_set_compile(set, keys));
    assert_true(log_field_make(keys, S("eventID"), &finds.id));
    finds.set = set;
    finds.matcher = sigma_matcher_make(set);
    finds.ids = ARENA_ARRAY(&finds.arena, Buffer, set->count);
    LogReader *reader = log_reader_make(keys, finds_take, &finds);
    assert_true(log_reader_read(reader, S("tests/data/sigma-sql/events.jsonl")));
    size_t compared = 0;
    for (size_t i = 0; i < set->count; i++) {
        Str title = set->rules[i].title;
        size_t at = str_find(title, S(" ="));
        Str want = at == SIZE_MAX ? S("") : str_slice(title, at + 2, title.len);
        bool skip = at == SIZE_MAX || set->rules[i].correlation != NULL;
        bool same = skip || str_equal(want, buffer_text(&finds.ids[i]));
        if (!same) {
            print_error("%.*s: found%.*s\n", STR_ARGS(title), STR_ARGS(buffer_text(&finds.ids[i])));
        }
        assert_true(same);
        compared += !skip;
        buffer_free(&finds.ids[i]);
    }
    assert_true(compared > 60);
    log_reader_free(reader);
    sigma_matcher_free(finds.matcher);
    sigma_set_free(set);
    arena_free(&finds.scratch);
    arena_free(&finds.arena);
}
