/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_format.c -- "...".format([...]). What is expected comes from cel-spec
 * (doc/extensions/strings.md) and, for digits, from Python. */
#include "cel_expect.h"

TEST(cel_format_clauses) {
    static const CelExample examples[] = {
        {"'%s'.format(['foo'])", "{\"string\":\"foo\"}"},
        {"'%s'.format([b'foo'])", "{\"string\":\"foo\"}"},
        {"'%d'.format([1])", "{\"string\":\"1\"}"},
        {"'%d'.format([1u])", "{\"string\":\"1\"}"},
        {"'%d'.format([3.14])", "{\"string\":\"3.14\"}"},
        {"'%f'.format([1])", "{\"string\":\"1.000000\"}"},
        {"'%f'.format([1u])", "{\"string\":\"1.000000\"}"},
        {"'%f'.format([3.14])", "{\"string\":\"3.140000\"}"},
        {"'%.1f'.format([3.14])", "{\"string\":\"3.1\"}"},
        {"'%e'.format([1])", "{\"string\":\"1.000000e+00\"}"},
        {"'%e'.format([1u])", "{\"string\":\"1.000000e+00\"}"},
        {"'%e'.format([3.14])", "{\"string\":\"3.140000e+00\"}"},
        {"'%.1e'.format([-3.14])", "{\"string\":\"-3.1e+00\"}"},
        {"'%.3f'.format([123.4999])", "{\"string\":\"123.500\"}"},
        {"'%.0f|%.0f|%.0f'.format([0.5, 1.5, 2.5])", "{\"string\":\"0|2|2\"}"},
        {"'%x %X'.format([-255, 255u])", "{\"string\":\"-ff FF\"}"},
        {"'%x'.format([b'\\x00\\xab'])", "{\"string\":\"00ab\"}"},
        {"'%x'.format(['é'])", "{\"string\":\"c3a9\"}"},
        {"'%o'.format([-8])", "{\"string\":\"-10\"}"},
        {"'%b %b %b'.format([-5, true, false])", "{\"string\":\"-101 1 0\"}"},
        {"'%b'.format([0])", "{\"string\":\"0\"}"},
        {"'%x'.format([-9223372036854775808])", "{\"string\":\"-8000000000000000\"}"},
        {"'%x'.format([18446744073709551615u])", "{\"string\":\"ffffffffffffffff\"}"},
        {"'100%%'.format([])", "{\"string\":\"100%\"}"},
        {"''.format([])", "{\"string\":\"\"}"},
        {"'é%s日'.format(['😀'])", "{\"string\":\"é😀日\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_format_strings) {
    static const CelExample examples[] = {
        {"'%s %s %s'.format([null, true, false])", "{\"string\":\"null true false\"}"},
        {"'%s %s'.format([int, type(1.0)])", "{\"string\":\"int double\"}"},
        {"'%s'.format([timestamp('2023-02-03T23:31:20.5+01:00')])",
         "{\"string\":\"2023-02-03T22:31:20.5Z\"}"},
        {"'%s'.format([duration('-1m1.5s')])", "{\"string\":\"-61.5s\"}"},
        {"'%s'.format([['a', [1, 2.5], []]])", "{\"string\":\"[a, [1, 2.5], []]\"}"},
        {"'%s'.format([{'b': [1], 'a': {'d': 1, 'c': 2}}])",
         "{\"string\":\"{a: {c: 2, d: 1}, b: [1]}\"}"},
        {"'%s'.format([{}])", "{\"string\":\"{}\"}"},
        {"'%s'.format([{10: 'x', 9: 'y'}])", "{\"string\":\"{10: x, 9: y}\"}"},
        {"'%s'.format([b'a\\xff\\xfeb\\xffc'])", "{\"string\":\"a\xEF\xBF\xBD"
                                                 "b\xEF\xBF\xBD"
                                                 "c\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

/* Never an exponent, and the fewest digits: Python's format(Decimal(repr(x)), "f"). */
TEST(cel_format_doubles) {
    static const CelExample examples[] = {
        {"'%s'.format([1.0])", "{\"string\":\"1\"}"},
        {"'%s'.format([-0.0])", "{\"string\":\"-0\"}"},
        {"'%s'.format([0.1])", "{\"string\":\"0.1\"}"},
        {"'%s'.format([1e-7])", "{\"string\":\"0.0000001\"}"},
        {"'%s'.format([1e21])", "{\"string\":\"1000000000000000000000\"}"},
        {"'%s'.format([1e23])", "{\"string\":\"100000000000000000000000\"}"},
        {"'%d'.format([123456789.125])", "{\"string\":\"123456789.125\"}"},
        {"'%s'.format([9007199254740993.0])", "{\"string\":\"9007199254740992\"}"},
        {"'%f %e'.format([double('Infinity'), double('NaN')])", "{\"string\":\"Infinity NaN\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_format_refusals) {
    static const CelExample examples[] = {
        {"'%'.format([1])", "a format has"},
        {"'%z'.format([1])", "a format has"},
        {"'%E'.format([1.0])", "a format has"},
        {"'%5d'.format([1])", "a format has"},
        {"'%.f'.format([1.0])", "a precision"},
        {"'%.2'.format([1.0])", "a format has"},
        {"'%s'.format([])", "more than 0 arguments"},
        {"'%s%s'.format([1])", "more than 1 arguments"},
        {"'%d'.format(['1'])", "%d can't take a value of type string"},
        {"'%d'.format([true])", "type bool"},
        {"'%f'.format(['NaN'])", "type string"},
        {"'%e'.format([duration('1s')])", "type google.protobuf.Duration"},
        {"'%x'.format([1.5])", "type double"},
        {"'%o'.format([true])", "type bool"},
        {"'%b'.format(['1'])", "type string"},
        {"'%s'.format([optional.of(1)])", "type optional_type"},
        {"'%s'.format('a')", "no such overload"},
        {"1.format([])", "no such overload"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

TEST(cel_format_unknown) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelValue items[] = {cel_int(1), cel_unknown(&context, S("first"), NULL),
                        cel_unknown(&context, S("second"), NULL)};
    CelValue list = cel_list(&context, items, 3);
    cel_expect_x("'%s'.format(x)", list, "{\"string\":\"1\"}"); /* the others aren't asked for */
    cel_expect_x("'%d %d %d'.format(x)", list, "{\"unknown\":[\"first\",\"second\"]}");
    cel_expect_x("'%s'.format([x])", list, "{\"unknown\":[\"first\",\"second\"]}");
    CelValue open = cel_list_open(&context, items, 1, S("more"));
    cel_expect_x("'%s'.format(x)", open, "{\"string\":\"1\"}");
    cel_expect_x("'%s%s'.format(x)", open, "{\"unknown\":[\"more\"]}");
    cel_expect_x("'%s'.format([x])", open, "{\"unknown\":[\"more\"]}");
    cel_expect_error_x("'%d %d %q'.format(x)", list, "a format has");
    arena_free(&arena);
}

/* A list in a list in a list, depth of them. */
static CelValue nested(CelContext *context, int depth) {
    CelValue value = cel_int(1);
    for (int i = 0; i < depth; i++) {
        CelValue *item = ARENA_NEW(context->arena, CelValue);
        *item = value;
        value = cel_list(context, item, 1);
    }
    return value;
}

TEST(cel_format_limits) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    cel_expect_x("'%.1000f'.format([1.0]).size()", cel_null(), "{\"int\":\"1002\"}");
    cel_expect_error_x("'%.1001f'.format([1.0])", cel_null(), "0 to 1000");
    cel_expect_error_x("'%.99999999999999999999f'.format([1.0])", cel_null(), "0 to 1000");
    cel_expect_x("'%s'.format([x]).size()", cel_expect_text(&arena, CEL_TEXT_BYTES_MAX),
                 "{\"int\":\"4194304\"}");
    cel_expect_error_x("'%s'.format([x])", cel_expect_text(&arena, CEL_TEXT_BYTES_MAX + 1),
                       "longer than");
    cel_expect_x("'%x'.format([x]).size()", cel_expect_text(&arena, CEL_TEXT_BYTES_MAX / 2),
                 "{\"int\":\"4194304\"}");
    cel_expect_error_x("'%x'.format([x])", cel_expect_text(&arena, CEL_TEXT_BYTES_MAX / 2 + 1),
                       "longer than");
    cel_expect_x("'%s'.format([x]).size()", nested(&context, CEL_DEPTH_MAX), "{\"int\":\"401\"}");
    cel_expect_error_x("'%s'.format([x])", nested(&context, CEL_DEPTH_MAX + 1), "too deeply");
    arena_free(&arena);
}
