/* SPDX-License-Identifier: Apache-2.0 */
/* test_sigma_condition.c -- conditions as trees, and which are refused. What they find is in
 * test_sigma_match.c. Source: the Sigma rules specification, "Condition". */
#include "base/buffer.h"
#include "sigma/sigma_condition.h"
#include "tests/test.h"

static void write_term(Buffer *out, const SigmaTerm *term, const SigmaSearch *searches) {
    static const char *const words[] = {"and", "or", "not"};
    if (term->kind == SIGMA_TERM_ITEM) {
        for (; searches->term != term;) searches++;
        buffer_add(out, searches->name);
        return;
    }
    buffer_add_byte(out, '(');
    buffer_add(out, str_from(words[term->kind]));
    for (size_t i = 0; i < term->count; i++) {
        buffer_add_byte(out, ' ');
        write_term(out, term->terms[i], searches);
    }
    buffer_add_byte(out, ')');
}

/* Reads a condition over a, b, c1, c2, _d and and_e. On failure returns what is said of it. */
static Str read_condition(Arena *arena, Str text) {
    static const Str names[] = {S_INIT("a"),  S_INIT("b"),  S_INIT("c1"),
                                S_INIT("c2"), S_INIT("_d"), S_INIT("and_e")};
    SigmaSearch searches[COUNT(names)];
    for (size_t i = 0; i < COUNT(names); i++) {
        SigmaTerm *term = ARENA_NEW(arena, SigmaTerm);
        term->kind = SIGMA_TERM_ITEM;
        searches[i] = (SigmaSearch){names[i], term};
    }
    const SigmaTerm *term = NULL;
    Str what = S("");
    if (!sigma_condition_read(arena, text, (SigmaSearches){searches, COUNT(names)}, &term, &what))
        return what;
    CLEANUP(buffer_free) Buffer out = {0};
    write_term(&out, term, searches);
    return str_copy(arena, buffer_text(&out));
}

static void expect(const char *text, const char *expected) {
    Arena arena = {0};
    Str got = read_condition(&arena, str_from(text));
    if (!str_equal(got, str_from(expected))) {
        fail_msg("%s\n  gives %.*s\n  not   %s", text, STR_ARGS(got), expected);
    }
    arena_free(&arena);
}

/* "Operator Precedence (least to most binding): or, and, not, x of search-identifier, ( )" */
TEST(binds_not_then_and_then_or) {
    expect("a", "a");
    expect("a or b and c1", "(or a (and b c1))");
    expect("a and b or c1", "(or (and a b) c1)");
    expect("(a or b) and c1", "(and (or a b) c1)");
    expect("a and b and c1", "(and a b c1)");
    expect("not a and b", "(and (not a) b)");
    expect("not (a and b)", "(not (and a b))");
    expect("not not not a", "(not a)");
    expect("not 1 of c*", "(not (or c1 c2))");
    expect("a or not b and c1 or c2", "(or a (and (not b) c1) c2)");
    expect(" \t a\r\n AND b ", "(and a b)");
    expect("and_e and a", "(and and_e a)");
    expect("a or(b)and(not(c1))", "(or a (and b (not c1)))");
}

TEST(writes_out_quantifiers) {
    expect("1 of them", "(or a b c1 c2 and_e)");
    expect("all of them", "(and a b c1 c2 and_e)");
    expect("1 of c*", "(or c1 c2)");
    expect("all of c*", "(and c1 c2)");
    expect("1 of *1", "c1");
    expect("all of a", "a");
    expect("1 of *", "(or a b c1 c2 and_e)");
    expect("1 of _*", "_d");
    expect("_d", "_d");
    expect("a and 1 of c* and not 1 of b*", "(and a (or c1 c2) (not b))");
    expect("any of c*", "(or c1 c2)");
    expect("All Of Them", "(and a b c1 c2 and_e)");
}

TEST(says_what_is_wrong) {
    expect("", "the condition ends where the name of a search should be");
    expect("a and", "the condition ends where the name of a search should be");
    expect("a b", "the condition has 'b' where 'and', 'or' or the end should be");
    expect("x", "the condition has 'x' where the name of a search should be");
    expect("A", "the condition has 'A' where the name of a search should be");
    expect("(a", "the condition ends where a ')' should be");
    expect("a)", "the condition has ')' where 'and', 'or' or the end should be");
    expect("()", "the condition has ')' where the name of a search should be");
    expect("or a", "the condition has 'or' where the name of a search should be");
    expect("a not b", "the condition has 'not' where 'and', 'or' or the end should be");
    expect("1 of x*", "the condition has 'x*' where a pattern that fits some search should be");
    expect("1 of", "the condition ends where a name or 'them' should be");
    expect("1 ofx them", "the condition has '1' where the name of a search should be");
    expect("2 of them", "the condition has '2' where the name of a search should be");
    expect("c*", "the condition has 'c*' where the name of a search should be");
    expect("a | count() > 5",
           "the condition has '|' where it should end: aggregations became correlations");
    expect("| a", "the condition has '|' where a term should be: aggregations became correlations");
}

/* Text at the front count times, then middle, then text behind count times. */
static Str nest(Arena *arena, const char *front, const char *middle, const char *behind,
                size_t count) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < count; i++) buffer_add(&out, str_from(front));
    buffer_add(&out, str_from(middle));
    for (size_t i = 0; i < count; i++) buffer_add(&out, str_from(behind));
    return str_copy(arena, buffer_text(&out));
}

TEST(bounds_parentheses) {
    Arena arena = {0};
    Str fine = nest(&arena, "(", "a", ")", SIGMA_DEPTH_MAX);
    Str deep = nest(&arena, "(", "a", ")", SIGMA_DEPTH_MAX + 1);
    assert_true(str_equal(read_condition(&arena, fine), S("a")));
    assert_true(str_contains(read_condition(&arena, deep), S("nested too deeply")));
    Str row = nest(&arena, "(a) and ", "a", "", 1000); /* one after the other is no nesting */
    assert_true(str_starts(read_condition(&arena, row), S("(and a a")));
    arena_free(&arena);
}

TEST(bounds_terms_and_bytes) {
    Arena arena = {0};
    Str many = nest(&arena, "a or ", "a", "", SIGMA_TERMS_MAX / 2);
    assert_true(str_contains(read_condition(&arena, many), S("has too many terms")));
    Str fine = nest(&arena, " ", "a", "", SIGMA_CONDITION_BYTES_MAX - 1);
    assert_true(str_equal(read_condition(&arena, fine), S("a")));
    Str longer = nest(&arena, " ", "a", "", SIGMA_CONDITION_BYTES_MAX);
    assert_true(str_contains(read_condition(&arena, longer), S("is too long")));
    arena_free(&arena);
}
