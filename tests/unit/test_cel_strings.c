/* SPDX-License-Identifier: Apache-2.0 */
/* test_cel_strings.c -- functions of text, and regular expressions in RE2's syntax. What is
 * expected comes from cel-spec (doc/langdef.md), cel-go's ext/README.md, and RE2's syntax.txt. */
#include "cel_expect.h"

#include "cel/cel_pattern.h"

TEST(cel_strings_looking) {
    static const CelExample examples[] = {
        {"'hello mellow'.indexOf('')", "{\"int\":\"0\"}"},
        {"'hello mellow'.indexOf('ello')", "{\"int\":\"1\"}"},
        {"'hello mellow'.indexOf('jello')", "{\"int\":\"-1\"}"},
        {"'hello mellow'.indexOf('', 2)", "{\"int\":\"2\"}"},
        {"'hello mellow'.indexOf('ello', 2)", "{\"int\":\"7\"}"},
        {"'hello mellow'.lastIndexOf('')", "{\"int\":\"12\"}"},
        {"'hello mellow'.lastIndexOf('ello')", "{\"int\":\"7\"}"},
        {"'hello mellow'.lastIndexOf('jello')", "{\"int\":\"-1\"}"},
        {"'hello mellow'.lastIndexOf('ello', 6)", "{\"int\":\"1\"}"},
        {"''.indexOf('a')", "{\"int\":\"-1\"}"},
        {"''.lastIndexOf('a')", "{\"int\":\"-1\"}"},
        {"''.lastIndexOf('')", "{\"int\":\"0\"}"},
        {"'日本日'.indexOf('日', 1)", "{\"int\":\"2\"}"},
        {"'日本日'.lastIndexOf('日', 1)", "{\"int\":\"0\"}"},
        {"'日本日'.lastIndexOf('日', 2)", "{\"int\":\"2\"}"},
        {"'a😀b'.charAt(1)", "{\"string\":\"😀\"}"},
        {"'hello'.charAt(5)", "{\"string\":\"\"}"},
        {"'hello'.contains('')", "{\"bool\":true}"},
        {"'a\\u0000b'.contains('\\u0000b')", "{\"bool\":true}"},
        {"''.startsWith('')", "{\"bool\":true}"},
        {"'a'.startsWith('ab')", "{\"bool\":false}"},
        {"'a'.endsWith('ba')", "{\"bool\":false}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_strings_refuse_positions) {
    static const CelExample examples[] = {
        {"'hello'.charAt(-1)", "outside"},
        {"'hello'.charAt(6)", "outside"},
        {"'hello mellow'.indexOf('ello', 20)", "outside"},
        {"'hello mellow'.indexOf('ello', -1)", "outside"},
        {"'hello mellow'.lastIndexOf('ello', -1)", "outside"},
        {"'hello mellow'.lastIndexOf('ello', 12)", "outside"},
        {"'hello'.indexOf('', 6)", "outside"},
        {"'tacocat'.substring(-1)", "outside"},
        {"'tacocat'.substring(8)", "outside"},
        {"'tacocat'.substring(0, 8)", "outside"},
        {"'tacocat'.substring(2, 1)", "ends before it starts"},
        {"'é'.charAt(9223372036854775807)", "outside"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

TEST(cel_strings_refuse_types) {
    static const CelExample examples[] = {
        {"1.contains('a')", "no such overload"},      {"'a'.contains(1)", "no such overload"},
        {"b'a'.startsWith('a')", "no such overload"}, {"'a'.endsWith(b'a')", "no such overload"},
        {"'a'.matches(1)", "no such overload"},       {"'a'.charAt('0')", "no such overload"},
        {"'a'.charAt(0u)", "no such overload"},       {"'a'.substring(0.0)", "no such overload"},
        {"[1].join()", "no such overload"},           {"['a'].join(1)", "no such overload"},
        {"'a'.join()", "no such overload"},           {"1.trim()", "no such overload"},
        {"null.lowerAscii()", "no such overload"},    {"true.upperAscii()", "no such overload"},
        {"'a'.replace('a', 1)", "no such overload"},  {"'a'.split('a', '1')", "no such overload"},
        {"strings.quote(1)", "no such overload"},     {"[].reverse()", "no such overload"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

TEST(cel_strings_making) {
    static const CelExample examples[] = {
        {"'TacoCÆt Xii'.lowerAscii()", "{\"string\":\"tacocÆt xii\"}"},
        {"'TacoCæt Xii'.upperAscii()", "{\"string\":\"TACOCæT XII\"}"},
        {"'@[`{azAZ'.upperAscii()", "{\"string\":\"@[`{AZAZ\"}"},
        {"'@[`{azAZ'.lowerAscii()", "{\"string\":\"@[`{azaz\"}"},
        {"'gums'.reverse()", "{\"string\":\"smug\"}"},
        {"'a😀é'.reverse()", "{\"string\":\"é😀a\"}"},
        {"'hello hello'.replace('he', 'we')", "{\"string\":\"wello wello\"}"},
        {"'hello hello'.replace('he', 'we', -1)", "{\"string\":\"wello wello\"}"},
        {"'hello hello'.replace('he', 'we', 1)", "{\"string\":\"wello hello\"}"},
        {"'hello hello'.replace('he', 'we', 0)", "{\"string\":\"hello hello\"}"},
        {"'hello'.replace('', '_')", "{\"string\":\"_h_e_l_l_o_\"}"},
        {"'hé'.replace('', '_', 2)", "{\"string\":\"_h_é\"}"},
        {"''.replace('', '_')", "{\"string\":\"_\"}"},
        {"'aaa'.replace('aa', 'a')", "{\"string\":\"aa\"}"},
        {"'banana'.replace('a', '')", "{\"string\":\"bnn\"}"},
        {"['hello', 'mellow'].join()", "{\"string\":\"hellomellow\"}"},
        {"['hello', 'mellow'].join(' ')", "{\"string\":\"hello mellow\"}"},
        {"[].join('/')", "{\"string\":\"\"}"},
        {"['', ''].join('/')", "{\"string\":\"/\"}"},
        {"strings.quote('a\\\"b\\\\c\\nd')", "{\"string\":\"\\\"a\\\\\\\"b\\\\\\\\c\\\\nd\\\"\"}"},
        {"strings.quote('')", "{\"string\":\"\\\"\\\"\"}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_strings_cutting) {
    static const CelExample examples[] = {
        {"'tacocat'.substring(4)", "{\"string\":\"cat\"}"},
        {"'tacocat'.substring(0, 4)", "{\"string\":\"taco\"}"},
        {"'日本語'.substring(1, 2)", "{\"string\":\"本\"}"},
        {"'a'.substring(1)", "{\"string\":\"\"}"},
        {"'a b c'.split(' ')",
         "{\"list\":[{\"string\":\"a\"},{\"string\":\"b\"},{\"string\":\"c\"}]}"},
        {"'a b c'.split(' ', 0)", "{\"list\":[]}"},
        {"'a b c'.split(' ', 1)", "{\"list\":[{\"string\":\"a b c\"}]}"},
        {"'a b c'.split(' ', 2)", "{\"list\":[{\"string\":\"a\"},{\"string\":\"b c\"}]}"},
        {"'a b'.split(' ', 9)", "{\"list\":[{\"string\":\"a\"},{\"string\":\"b\"}]}"},
        {"'aé'.split('')", "{\"list\":[{\"string\":\"a\"},{\"string\":\"é\"}]}"},
        {"'abc'.split('', 2)", "{\"list\":[{\"string\":\"a\"},{\"string\":\"bc\"}]}"},
        {"''.split('')", "{\"list\":[]}"},
        {"''.split(',')", "{\"list\":[{\"string\":\"\"}]}"},
        {"','.split(',')", "{\"list\":[{\"string\":\"\"},{\"string\":\"\"}]}"},
        {"'  \\ttrim\\n    '.trim()", "{\"string\":\"trim\"}"},
        {"'\\u0085\\u00a0\\u1680\\u2028\\u2029\\u202f\\u205f\\u3000a b\\u3000'.trim()",
         "{\"string\":\"a b\"}"},
        {"' \\t '.trim()", "{\"string\":\"\"}"},
        {"'\\u200bx\\ufeff'.trim() == '\\u200bx\\ufeff'", "{\"bool\":true}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_strings_join_unknown) {
    Arena arena = {0};
    CelContext context = {.arena = &arena};
    CelValue items[] = {cel_string(S("a")), cel_unknown(&context, S("first"), NULL),
                        cel_unknown(&context, S("second"), NULL)};
    cel_expect_x("x.join('-')", cel_list(&context, items, 3),
                 "{\"unknown\":[\"first\",\"second\"]}");
    cel_expect_x("x.join('-')", cel_list_open(&context, items, 1, S("more")),
                 "{\"unknown\":[\"more\"]}");
    cel_expect_x("x.join('-')", cel_list(&context, items, 1), "{\"string\":\"a\"}");
    arena_free(&arena);
}

TEST(cel_strings_limits) {
    Arena arena = {0};
    CelValue most = cel_expect_text(&arena, CEL_TEXT_BYTES_MAX);
    CelValue more = cel_expect_text(&arena, CEL_TEXT_BYTES_MAX + 1);
    cel_expect_x("x.reverse().size()", most, "{\"int\":\"4194304\"}");
    cel_expect_error_x("x.reverse()", more, "longer than");
    cel_expect_x("x.upperAscii().size()", most, "{\"int\":\"4194304\"}");
    cel_expect_error_x("x.lowerAscii()", more, "longer than");
    cel_expect_x("[x].join().size()", most, "{\"int\":\"4194304\"}");
    cel_expect_error_x("[x, 'b'].join()", most, "longer than");
    cel_expect_x("x.replace('a', 'b', 1).size()", most, "{\"int\":\"4194304\"}");
    cel_expect_error_x("x.replace('a', 'bc', 1)", most, "longer than");
    cel_expect_error_x("strings.quote(x)", most, "longer than");
    cel_expect_x("x.split('').size()", cel_expect_text(&arena, CEL_ELEMENTS_MAX),
                 "{\"int\":\"100000\"}");
    cel_expect_error_x("x.split('')", cel_expect_text(&arena, CEL_ELEMENTS_MAX + 1),
                       "more than 100000");
    cel_expect_x("x.split('', 2).size()", most, "{\"int\":\"2\"}");
    arena_free(&arena);
}

TEST(cel_pattern_meaning) {
    static const CelExample examples[] = {
        {"'hubba'.matches('ubb')", "{\"bool\":true}"},
        {"matches('hubba', '^hub')", "{\"bool\":true}"},
        {"'hubba'.matches('^ubb')", "{\"bool\":false}"},
        {"'a\\n'.matches('a$')", "{\"bool\":false}"}, /* $ is the very end */
        {"'a\\nb'.matches('(?m)a$')", "{\"bool\":true}"},
        {"'a\\nb'.matches('((?m)a$)\\nb$')", "{\"bool\":true}"},
        {"'b\\na\\n'.matches('(?m)(?-m:a)$')", "{\"bool\":true}"},
        {"'b\\na\\n'.matches('((?m)b)|a$')", "{\"bool\":true}"},
        {"'a\\n'.matches('((?m)b)|a$')", "{\"bool\":false}"},
        {"'a\\n'.matches('(?m)^$')", "{\"bool\":true}"},
        {"'a\\nb'.matches('a.b')", "{\"bool\":false}"},
        {"'a\\nb'.matches('(?s)a.b')", "{\"bool\":true}"},
        {"'a\\r'.matches('a.')", "{\"bool\":true}"}, /* only \n ends a line */
        {"'ABC'.matches('(?i)abc')", "{\"bool\":true}"},
        {"'ABC'.matches('(?i:a)bc')", "{\"bool\":false}"},
        {"'aaa'.matches('^a{2,3}$')", "{\"bool\":true}"},
        {"'a{,2}'.matches('a{,2}$')", "{\"bool\":true}"}, /* no count, so the brace is ordinary */
        {"'٣'.matches('\\\\d')", "{\"bool\":false}"},     /* ASCII digits only */
        {"'é'.matches('\\\\w')", "{\"bool\":false}"},
        {"'\\v'.matches('\\\\s')", "{\"bool\":false}"},
        {"'\\v'.matches('\\\\v')", "{\"bool\":true}"},
        {"'\\n'.matches('\\\\v')", "{\"bool\":false}"},
        {"'\\v'.matches('[[:space:]]')", "{\"bool\":true}"},
        {"'é'.matches('^.$')", "{\"bool\":true}"},
        {"'日'.matches('\\\\p{Han}')", "{\"bool\":true}"},
        {"'日'.matches('\\\\P{Han}')", "{\"bool\":false}"},
        {"'日'.matches('\\\\p{^Han}')", "{\"bool\":false}"},
        {"'É'.matches('\\\\p{Lu}')", "{\"bool\":true}"},
        {"'S'.matches('\\\\123')", "{\"bool\":true}"}, /* octal */
        {"'é'.matches('\\\\x{e9}')", "{\"bool\":true}"},
        {"'a.b'.matches('\\\\Q.\\\\E')", "{\"bool\":true}"},
        {"'ab'.matches('\\\\Q.\\\\E')", "{\"bool\":false}"},
        {"'-'.matches('[\\\\s-a]')", "{\"bool\":true}"}, /* a hyphen behind a set is ordinary */
        {"'@'.matches('[\\\\s-a]')", "{\"bool\":false}"},
        {"']'.matches('[]]')", "{\"bool\":true}"},
        {"'['.matches('[[a]')", "{\"bool\":true}"},
        {"'x'.matches('(?P<name>x)')", "{\"bool\":true}"},
        {"'ab'.matches('^(?:^)*ab')", "{\"bool\":true}"},
        {"'ab'.matches('^*ab')", "{\"bool\":true}"},
    };
    cel_expect_all(examples, COUNT(examples));
}

TEST(cel_pattern_refusals) {
    static const CelExample examples[] = {
        {"'a'.matches('(a)\\\\1')", "references to groups"},
        {"'a'.matches('(?=a)')", "no such group"},
        {"'a'.matches('(?!a)')", "no such group"},
        {"'a'.matches('(?<=a)')", "looking around"},
        {"'a'.matches('(?>a)')", "no such group"},
        {"'a'.matches('(?x)a')", "no such group"},
        {"'a'.matches('(?#a)')", "no such group"},
        {"'a'.matches('(*UTF)a')", "nothing to repeat"},
        {"'a'.matches('a++')", "follows a repetition"},
        {"'a'.matches('a{2}{3}')", "follows a repetition"},
        {"'a'.matches('a{3,2}')", "larger"},
        {"'a'.matches('*a')", "nothing to repeat"},
        {"'a'.matches('a)(b')", "'(' is missing"},
        {"'a'.matches('(?-)a')", "no such group"},
        {"'a'.matches('(?i-m-s)a')", "no such group"},
        {"'a'.matches('(a')", "')' is missing"},
        {"'a'.matches('[a')", "']' is missing"},
        {"'a'.matches('[b-a]')", "out of order"},
        {"'a'.matches('a\\\\')", "no such escape"},
        {"'a'.matches('\\\\Z')", "no such escape"},
        {"'a'.matches('\\\\R')", "no such escape"},
        {"'a'.matches('\\\\p{Nonsense}')", "unknown property"},
        {"'a'.matches('[[:nonsense:]]')", "no class of this name"},
        {"'a'.matches('\\\\x{110000}')", "10FFFF"},
    };
    cel_expect_errors(examples, COUNT(examples));
}

/* With a matcher that goes back and tries again these would take years. */
TEST(cel_pattern_takes_no_years) {
    Arena arena = {0};
    CelValue text = cel_expect_text(&arena, CEL_PATTERN_TEXT_BYTES_MAX);
    cel_expect_x("x.matches('(a+)+b')", text, "{\"bool\":false}");
    cel_expect_x("x.matches('(a|aa)*c')", text, "{\"bool\":false}");
    cel_expect_x("x.matches('(a*)*(a*)*(a*)*b')", text, "{\"bool\":false}");
    cel_expect_x("x.matches('a+$')", text, "{\"bool\":true}");
    arena_free(&arena);
}

static void expect_pattern(Arena *arena, size_t pattern_len, size_t text_len, bool allowed) {
    Error err = {0};
    bool matches = false;
    Str pattern = cel_expect_text(arena, pattern_len).text;
    Str text = cel_expect_text(arena, text_len).text;
    assert_int_equal(cel_pattern_search(NULL, pattern, text, &matches, &err), allowed);
    assert_int_equal(matches, allowed && text_len >= pattern_len);
}

TEST(cel_pattern_limits) {
    Arena arena = {0};
    expect_pattern(&arena, CEL_PATTERN_BYTES_MAX, 1, true);
    expect_pattern(&arena, CEL_PATTERN_BYTES_MAX + 1, 1, false);
    expect_pattern(&arena, 1, CEL_PATTERN_TEXT_BYTES_MAX, true);
    expect_pattern(&arena, 1, CEL_PATTERN_TEXT_BYTES_MAX + 1, false);
    Str open = str_format(&arena, "%0100d%0100d", 0, 0);
    for (size_t i = 0; i < open.len; i++) ((char *)open.ptr)[i] = i < 100 ? '(' : ')';
    cel_expect_x("'a'.matches(x)", cel_string(open), "{\"bool\":true}");
    open = str_join3(&arena, S("("), open, S(")"));
    cel_expect_error_x("'a'.matches(x)", cel_string(open), "nested too deeply");
    CelValue text = cel_expect_text(&arena, 1200);
    cel_expect_x("x.matches('^a{1000}')", text, "{\"bool\":true}");
    cel_expect_error_x("x.matches('^a{1001}')", text, "above 1000");
    cel_expect_x("x.matches('a{900}[bc]')", text, "{\"bool\":false}");
    cel_expect_error_x("x.matches('a{1000}[bc]')", text, "more than 1000 alternatives");
    text = cel_expect_text(&arena, CEL_PATTERN_SHORT_BYTES_MAX);
    cel_expect_x("x.matches('a{260}[bc]')", text, "{\"bool\":false}");
    text = cel_expect_text(&arena, CEL_PATTERN_SHORT_BYTES_MAX + 1);
    cel_expect_x("x.matches('a{200}[bc]')", text, "{\"bool\":false}");
    cel_expect_error_x("x.matches('a{260}[bc]')", text, "more than 250 alternatives");
    arena_free(&arena);
}
