/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_test.c -- see sigma_sql_test.h. A field that is always one text is compared as such.
 * Anything else is JSON whose scalars, and objects as text, are the candidates (docs/hunting.md):
 * one of them must pass. Looking for a word in JSON needs no candidates: where no sign of JSON's
 * own is in the word, the JSON text holds it exactly when a candidate does. */
#include "sigma/sigma_sql_test.h"

#include "sigma/sigma_sql_field.h"
#include "sigma/sigma_sql_regex.h"

#include <math.h>

#define NUMBER_REGEX "'^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\z'"
#define TIME_REGEX "'^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}'"

typedef struct TestWriter {
    const SigmaSqlTable *table;
    Arena *arena;                   /* the table's */
    const SigmaSqlDialect *dialect; /* likewise */
    size_t max;
    Buffer *out;
    Str *ret_what;
} TestWriter;

/* The tests on one field, of which one must hold. */
typedef struct TestGroup {
    const SigmaSqlField *field;
    const SigmaTest *tests;
    size_t count;
    bool words_done; /* what was looked for in JSON text isn't looked for in candidates */
    size_t written;  /* alternatives */
} TestGroup;

static bool test_fail(const TestWriter *writer, const char *what) {
    *writer->ret_what = str_from(what);
    return false;
}

static Str test_fill(const TestWriter *writer, Str template, Str first, Str second) {
    return sigma_sql_dialect_fill(writer->arena, template, first, second, S(""));
}

static bool test_literal(const TestWriter *writer, Str text, Str *ret_literal) {
    if (sigma_sql_dialect_literal(writer->arena, writer->dialect, text, ret_literal)) return true;
    return test_fail(writer, "a value holds a NUL or bytes that are no UTF-8, which SQL can't say");
}

static void group_next(const TestWriter *writer, TestGroup *group) {
    if (group->written++ > 0) buffer_add(writer->out, S(" OR "));
}

/* ---- texts ---- */

/* A pattern of LIKE; *ret_escaped: whether it needs its escape. */
static Str like_pattern(const TestWriter *writer, const SigmaPattern *pattern, bool *ret_escaped) {
    CLEANUP(buffer_free) Buffer out = {0};
    *ret_escaped = false;
    for (size_t i = 0; i < pattern->parts.count; i++) {
        const SigmaPart *part = &pattern->parts.items[i];
        if (part->kind != SIGMA_PART_TEXT) {
            buffer_add_byte(&out, part->kind == SIGMA_PART_ANY ? '%' : '_');
            continue;
        }
        for (size_t j = 0; j < part->text.len; j++) {
            char byte = part->text.ptr[j];
            bool special = byte == '%' || byte == '_' || byte == '\\';
            *ret_escaped |= special;
            if (special) buffer_add_byte(&out, '\\');
            buffer_add_byte(&out, byte);
        }
    }
    return str_copy(writer->arena, buffer_text(&out));
}

static Str test_folded(const TestWriter *writer, Str text, bool cased) {
    return cased ? text : test_fill(writer, writer->dialect->lower, text, S(""));
}

static bool test_write_like(TestWriter *writer, TestGroup *group, const SigmaPattern *pattern,
                            Str text) {
    bool escaped = false;
    Str literal = S("");
    if (!test_literal(writer, like_pattern(writer, pattern, &escaped), &literal)) return false;
    group_next(writer, group);
    buffer_add(writer->out, test_folded(writer, text, pattern->cased));
    buffer_add(writer->out, S(" LIKE "));
    buffer_add(writer->out, literal);
    if (escaped && !writer->dialect->backslashes) buffer_add(writer->out, S(" ESCAPE '\\'"));
    return true;
}

static bool test_is_exact(const SigmaTest *test, bool cased) {
    return test->kind == SIGMA_TEST_TEXT && test->pattern.shape == SIGMA_SHAPE_EXACT &&
           test->pattern.cased == cased;
}

/* All values that stand for a whole text: = one, or IN several. */
static bool test_write_exact(TestWriter *writer, TestGroup *group, Str text, bool cased) {
    size_t count = 0, written = 0;
    for (size_t i = 0; i < group->count; i++) count += test_is_exact(&group->tests[i], cased);
    if (count == 0) return true;
    group_next(writer, group);
    buffer_add(writer->out, test_folded(writer, text, cased));
    buffer_add(writer->out, count == 1 ? S(" = ") : S(" IN ("));
    for (size_t i = 0; i < group->count && writer->out->len <= writer->max; i++) {
        Str literal = S("");
        if (!test_is_exact(&group->tests[i], cased)) continue;
        if (!test_literal(writer, group->tests[i].pattern.text, &literal)) return false;
        if (written++ > 0) buffer_add(writer->out, S(", "));
        buffer_add(writer->out, literal);
    }
    if (count > 1) buffer_add_byte(writer->out, ')');
    return true;
}

/* ---- numbers and times ---- */

static Str order_sign(SigmaOrder order) {
    static const Str signs[] = {
        [SIGMA_ORDER_EQUAL] = S_INIT("="),          [SIGMA_ORDER_LESS] = S_INIT("<"),
        [SIGMA_ORDER_LESS_EQUAL] = S_INIT("<="),    [SIGMA_ORDER_GREATER] = S_INIT(">"),
        [SIGMA_ORDER_GREATER_EQUAL] = S_INIT(">="), [SIGMA_ORDER_NOT_EQUAL] = S_INIT("<>"),
    };
    return signs[order];
}

/* A guard comes first: databases read more as numbers and times than merlon does. */
static bool test_write_number(TestWriter *writer, TestGroup *group, const SigmaTest *test,
                              Str text) {
    const SigmaSqlDialect *dialect = writer->dialect;
    bool plain = test->part == SIGMA_TIME_NONE;
    Str guard = plain ? S(NUMBER_REGEX) : S(TIME_REGEX);
    if (plain && dialect->backslashes) {
        guard = S("'^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$'");
    }
    if (!isfinite(test->number)) return test_fail(writer, "a number isn't finite");
    Str value = test_fill(writer, plain ? dialect->number : dialect->time, text, S(""));
    if (!plain) {
        Str part = dialect->parts[test->part - SIGMA_TIME_MINUTE];
        value = test_fill(writer, part, value, S(""));
    }
    group_next(writer, group);
    buffer_add_byte(writer->out, '(');
    buffer_add(writer->out, test_fill(writer, dialect->matches, text, guard));
    buffer_add_format(writer->out, " AND %.*s %.*s ", STR_ARGS(value),
                      STR_ARGS(order_sign(test->order)));
    buffer_add_double(writer->out, test->number);
    buffer_add_byte(writer->out, ')');
    return true;
}

/* ---- networks ---- */

/* The numbers of a byte whose first bits are given: any, one, or one of several. */
static void octet_write(Buffer *out, unsigned byte, unsigned bits) {
    unsigned count = 1u << (8 - bits), first = byte & ~(count - 1) & 255;
    if (bits == 0) {
        buffer_add(out, S("(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"));
        return;
    }
    if (count > 1) buffer_add_byte(out, '(');
    for (unsigned i = 0; i < count; i++) {
        buffer_add_format(out, "%s%u", i > 0 ? "|" : "", first + i);
    }
    if (count > 1) buffer_add_byte(out, ')');
}

/* IPv4 as a regular expression: as exact as inet_pton, and the same in each database. */
static void network_write_v4(TestWriter *writer, const SigmaNetwork *network, Str text) {
    CLEANUP(buffer_free) Buffer regex = {0};
    buffer_add(&regex, S("'^"));
    for (unsigned i = 0; i < 4; i++) {
        unsigned bits = network->bits > 8 * i ? network->bits - 8 * i : 0;
        if (i > 0) buffer_add(&regex, S("[.]"));
        octet_write(&regex, network->bytes[i], bits > 8 ? 8 : bits);
    }
    buffer_add(&regex, writer->dialect->backslashes ? S("$'") : S("\\z'"));
    buffer_add(writer->out, test_fill(writer, writer->dialect->matches, text, buffer_text(&regex)));
}

static Str network_text(Arena *arena, const SigmaNetwork *network, bool last) {
    Str text = S("");
    for (unsigned i = 0; i < 16; i += 2) {
        unsigned pair = 0;
        for (unsigned bit = 0; bit < 16; bit++) {
            unsigned at = i * 8 + bit;
            unsigned own = network->bytes[at / 8] >> (7 - at % 8) & 1u;
            pair = pair << 1 | (at < network->bits ? own : last);
        }
        text = str_format(arena, "%.*s%s%x", STR_ARGS(text), i > 0 ? ":" : "", pair);
    }
    return text;
}

/* Whether IPv4 addresses written as IPv6's are in it: Athena takes them for IPv4. */
static bool network_holds_v4(const SigmaNetwork *network) {
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    unsigned bits = network->bits > 96 ? 96 : network->bits;
    for (unsigned at = 0; at < bits; at++) {
        if ((network->bytes[at / 8] ^ mapped[at / 8]) >> (7 - at % 8) & 1u) return false;
    }
    return true;
}

static bool network_write_v6(TestWriter *writer, const SigmaNetwork *network, Str text) {
    Str first = network_text(writer->arena, network, false);
    Str last = network_text(writer->arena, network, true);
    if (writer->dialect->kind == SIGMA_SQL_DUCKDB) {
        return test_fail(writer, "DuckDB compares IPv6 networks with an extension only");
    }
    Str colon = test_fill(writer, writer->dialect->contains, text, S("':'"));
    if (writer->dialect->kind == SIGMA_SQL_CLICKHOUSE) {
        buffer_add_format(writer->out,
                          "(%.*s AND toIPv6OrNull(%.*s) BETWEEN toIPv6('%.*s') AND toIPv6('%.*s'))",
                          STR_ARGS(colon), STR_ARGS(text), STR_ARGS(first), STR_ARGS(last));
        return true;
    }
    if (network_holds_v4(network)) {
        return test_fail(writer, "Athena takes IPv4 addresses for part of this IPv6 network");
    }
    buffer_add_format(writer->out, "(%.*s AND contains('%.*s/%u', try_cast(%.*s AS ipaddress)))",
                      STR_ARGS(colon), STR_ARGS(first), network->bits, STR_ARGS(text));
    return true;
}

/* ---- another field ---- */

static Str reference_compare(TestWriter *writer, const SigmaTest *test, Str left, Str right) {
    left = test_folded(writer, left, test->cased);
    right = test_folded(writer, right, test->cased);
    switch (test->shape) {
    case SIGMA_SHAPE_PREFIX: return test_fill(writer, writer->dialect->starts, left, right);
    case SIGMA_SHAPE_SUFFIX: return test_fill(writer, writer->dialect->ends, left, right);
    case SIGMA_SHAPE_CONTAINS: return test_fill(writer, writer->dialect->contains, left, right);
    default: return test_fill(writer, S("$1 = $2"), left, right);
    }
}

static Str field_candidates(TestWriter *writer, const SigmaSqlField *field, bool objects) {
    if (field->kind != SIGMA_SQL_FIELD_JSON) return field->text;
    if (!objects) return field->scalars;
    return test_fill(writer, writer->dialect->lists, field->scalars, field->objects);
}

static bool test_write_reference(TestWriter *writer, const SigmaTest *test, Str text) {
    SigmaSqlField other = {0};
    if (!sigma_sql_field_make(writer->table, test->text, &other, writer->ret_what)) return false;
    if (other.kind == SIGMA_SQL_FIELD_TEXT) {
        buffer_add(writer->out, reference_compare(writer, test, text, other.text));
        return true;
    }
    Str compare = reference_compare(writer, test, text, S("y"));
    buffer_add(writer->out,
               sigma_sql_dialect_fill(writer->arena, writer->dialect->any,
                                      field_candidates(writer, &other, true), S("y"), compare));
    return true;
}

/* ---- one candidate ---- */

static bool test_write_regex(TestWriter *writer, const SigmaTest *test, Str text) {
    Str regex = S(""), literal = S("");
    if (!sigma_sql_regex_write(writer->table, test->text, test->flags, &regex, writer->ret_what) ||
        !test_literal(writer, regex, &literal))
        return false;
    buffer_add(writer->out, test_fill(writer, writer->dialect->matches, text, literal));
    return true;
}

/* What isn't an exact text, and not done. */
static bool test_write_other(TestWriter *writer, TestGroup *group, const SigmaTest *test,
                             Str text) {
    switch (test->kind) {
    case SIGMA_TEST_TEXT:
        if (test->pattern.shape == SIGMA_SHAPE_EXACT) return true;
        if (test->pattern.shape != SIGMA_SHAPE_ANYTHING) {
            return test_write_like(writer, group, &test->pattern, text);
        }
        group_next(writer, group);
        buffer_add(writer->out, test_fill(writer, S("$1 IS NOT NULL"), text, S("")));
        return true;
    case SIGMA_TEST_NUMBER: return test_write_number(writer, group, test, text);
    case SIGMA_TEST_REGEX: group_next(writer, group); return test_write_regex(writer, test, text);
    case SIGMA_TEST_CIDR:
        group_next(writer, group);
        if (test->network.is_v6) return network_write_v6(writer, &test->network, text);
        network_write_v4(writer, &test->network, text);
        return true;
    case SIGMA_TEST_FIELD:
        group_next(writer, group);
        return test_write_reference(writer, test, text);
    default: return true;
    }
}

/* Whether a word has no sign of JSON's own in it: neither what ends or parts its strings and lists,
 * nor what is escaped, nor a piece of "null". */
static bool word_is_plain(Str word) {
    for (size_t i = 0; i < word.len; i++) {
        unsigned char byte = (unsigned char)word.ptr[i];
        if (byte < 0x20 || byte >= 0x7F || memchr("\"\\[]{},", byte, 7) != NULL) return false;
    }
    return word.len > 0 && !str_contains(S("null"), word) && !str_contains(S("NULL"), word);
}

/* Whether a test was answered by the JSON text. */
static bool test_is_word(const SigmaTest *test) {
    if (test->kind != SIGMA_TEST_TEXT) return false;
    const SigmaPattern *pattern = &test->pattern;
    return pattern->shape == SIGMA_SHAPE_ANYTHING ||
           (pattern->shape == SIGMA_SHAPE_CONTAINS && word_is_plain(pattern->text));
}

/* Whether the JSON text of an object, "{...}", may pass. */
static bool test_wants_objects(const SigmaTest *test) {
    if (test->kind == SIGMA_TEST_REGEX || test->kind == SIGMA_TEST_FIELD) return true;
    if (test->kind != SIGMA_TEST_TEXT || test->pattern.parts.count == 0) return false;
    const SigmaPart *first = &test->pattern.parts.items[0];
    const SigmaPart *last = &test->pattern.parts.items[test->pattern.parts.count - 1];
    return (first->kind != SIGMA_PART_TEXT || str_starts(first->text, S("{"))) &&
           (last->kind != SIGMA_PART_TEXT || str_ends(last->text, S("}")));
}

/* The tests on one text. */
static bool group_write_text(TestWriter *writer, TestGroup *group, Str text) {
    bool fine =
        test_write_exact(writer, group, text, false) && test_write_exact(writer, group, text, true);
    for (size_t i = 0; fine && i < group->count && writer->out->len <= writer->max; i++) {
        if (group->words_done && test_is_word(&group->tests[i])) continue;
        fine = test_write_other(writer, group, &group->tests[i], text);
    }
    return fine;
}

/* ---- JSON ---- */

static bool group_write_words(TestWriter *writer, TestGroup *group) {
    const SigmaSqlField *field = group->field;
    for (size_t i = 0; i < group->count && writer->out->len <= writer->max; i++) {
        const SigmaTest *test = &group->tests[i];
        if (!test_is_word(test)) continue;
        if (test->pattern.shape == SIGMA_SHAPE_CONTAINS) {
            if (!test_write_like(writer, group, &test->pattern, field->text)) return false;
            continue;
        }
        group_next(writer, group); /* a scalar or an object: neither null nor an empty list */
        buffer_add(writer->out,
                   test_fill(writer, writer->dialect->matches, field->text, S("'[\"0-9{tf]'")));
    }
    return true;
}

static bool group_write_candidates(TestWriter *writer, TestGroup *group) {
    bool left = false, objects = false;
    for (size_t i = 0; i < group->count; i++) {
        const SigmaTest *test = &group->tests[i];
        bool present = test->kind == SIGMA_TEST_NULL || test->kind == SIGMA_TEST_EXISTS;
        if (present || (group->words_done && test_is_word(test))) continue;
        left = true;
        objects |= test_wants_objects(test);
    }
    if (!left) return true;
    CLEANUP(buffer_free) Buffer inner = {0};
    TestWriter aside = *writer;
    TestGroup same = *group;
    aside.out = &inner;
    same.written = 0;
    if (!group_write_text(&aside, &same, S("x"))) return false;
    group_next(writer, group);
    buffer_add(writer->out, sigma_sql_dialect_fill(writer->arena, writer->dialect->any,
                                                   field_candidates(writer, group->field, objects),
                                                   S("x"), buffer_text(&inner)));
    return true;
}

/* ---- an item ---- */

static bool group_write_presence(TestWriter *writer, TestGroup *group) {
    const SigmaSqlField *field = group->field;
    for (size_t i = 0; i < group->count; i++) {
        const SigmaTest *test = &group->tests[i];
        bool exists = test->kind == SIGMA_TEST_EXISTS;
        if (!exists && test->kind != SIGMA_TEST_NULL) continue;
        if (exists && field->exists.len == 0) {
            return test_fail(writer, "exists: a column doesn't tell a field that is null from one "
                                     "that isn't there; compare with null instead");
        }
        group_next(writer, group);
        if (exists && !test->wanted) buffer_add(writer->out, S("NOT "));
        buffer_add(writer->out, exists ? field->exists : field->is_null);
    }
    return true;
}

static bool group_write(TestWriter *writer, TestGroup *group) {
    if (!group_write_presence(writer, group)) return false;
    if (group->field->kind == SIGMA_SQL_FIELD_TEXT) {
        return group_write_text(writer, group, group->field->text);
    }
    if (group->field->kind == SIGMA_SQL_FIELD_JSON) {
        group->words_done = true;
        if (!group_write_words(writer, group)) return false;
    }
    return group_write_candidates(writer, group);
}

/* The tests of one value, or of all, as one condition. */
static bool item_write_group(TestWriter *writer, const SigmaSqlField *field, const SigmaTest *tests,
                             size_t count) {
    CLEANUP(buffer_free) Buffer inner = {0};
    TestWriter aside = *writer;
    TestGroup group = {.field = field, .tests = tests, .count = count};
    aside.out = &inner;
    if (!group_write(&aside, &group)) return false;
    if (group.written > 1) buffer_add_byte(writer->out, '(');
    buffer_add(writer->out, buffer_text(&inner));
    if (group.written > 1) buffer_add_byte(writer->out, ')');
    return true;
}

static bool item_write_values(TestWriter *writer, const SigmaItem *item,
                              const SigmaSqlField *field) {
    if (!item->all) return item_write_group(writer, field, item->tests, item->test_count);
    for (size_t first = 0; first < item->test_count && writer->out->len <= writer->max;) {
        size_t end = first;
        while (end < item->test_count && item->tests[end].value == item->tests[first].value) end++;
        if (first > 0) buffer_add(writer->out, S(" AND "));
        if (!item_write_group(writer, field, item->tests + first, end - first)) return false;
        first = end;
    }
    return true;
}

bool sigma_sql_test_write(const SigmaSqlTable *table, const SigmaItem *item, size_t max,
                          Buffer *out, Str *ret_what) {
    TestWriter writer = {table, table->arena, table->dialect, max, out, ret_what};
    SigmaSqlField field = {0};
    bool made = item->name.len == 0 ? sigma_sql_field_whole(table, &field, ret_what)
                                    : sigma_sql_field_make(table, item->name, &field, ret_what);
    if (!made) return false;
    if (item->negated) buffer_add(out, S("NOT coalesce("));
    if (!item_write_values(&writer, item, &field)) return false;
    if (item->negated) buffer_add(out, S(", FALSE)"));
    return true;
}
