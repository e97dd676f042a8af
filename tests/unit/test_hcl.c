/* SPDX-License-Identifier: Apache-2.0 */
/* test_hcl.c -- reading HCL: the grammar of hashicorp/hcl's hclsyntax/spec.md and json/spec.md,
 * places, going on behind mistakes, and limits. Expressions are shown as (operator operands...). */
#include "base/buffer.h"
#include "tests/test.h"
#include "text/hcl.h"

#include <stdlib.h>

static const Source source = {S_INIT("a.tf")};

static const char *const operators[] = {"||", "&&", "==", "!=", "<", "<=", ">",
                                        ">=", "+",  "-",  "*",  "/", "%"};

static void show(Buffer *out, const HclExpression *expression);

static void show_items(Buffer *out, const char *head, const HclExpression *expression) {
    buffer_add_format(out, "(%s", head);
    for (uint32_t i = 0; i < expression->count; i++) {
        if (expression->items[i].kind == HCL_NOTHING) continue;
        buffer_add_byte(out, ' ');
        show(out, &expression->items[i]);
    }
    buffer_add_byte(out, ')');
}

static void show_call(Buffer *out, const HclExpression *expression) {
    bool spread = (expression->flags & HCL_FLAG_SPREAD) != 0;
    CLEANUP(buffer_free) Buffer head = {0};
    buffer_add_format(&head, "call%s %.*s%c", spread ? "..." : "", STR_ARGS(expression->text), 0);
    show_items(out, head.bytes, expression);
}

static void show(Buffer *out, const HclExpression *expression) {
    static const char *const heads[] = {[HCL_TEMPLATE] = "text",
                                        [HCL_WRAP] = "wrap",
                                        [HCL_IF] = "%if",
                                        [HCL_FOR_TEXT] = "%for",
                                        [HCL_INDEX] = "index",
                                        [HCL_SPLAT] = "each",
                                        [HCL_NOT] = "!",
                                        [HCL_NEGATE] = "neg",
                                        [HCL_CONDITIONAL] = "?",
                                        [HCL_TUPLE] = "list",
                                        [HCL_OBJECT] = "map",
                                        [HCL_FOR_TUPLE] = "for",
                                        [HCL_FOR_OBJECT] = "formap",
                                        [HCL_PARENTHESES] = "paren"};
    switch ((HclKind)expression->kind) {
    case HCL_NULL: buffer_add(out, S("null")); break;
    case HCL_BOOL: buffer_add(out, expression->number != 0 ? S("true") : S("false")); break;
    case HCL_NUMBER: buffer_add_double(out, expression->number); break;
    case HCL_TEXT: buffer_add_format(out, "'%.*s'", STR_ARGS(expression->text)); break;
    case HCL_VARIABLE: buffer_add(out, expression->text); break;
    case HCL_ITEM: buffer_add_byte(out, '_'); break;
    case HCL_ATTRIBUTE:
        show(out, &expression->items[0]);
        buffer_add_format(out, ".%.*s", STR_ARGS(expression->text));
        break;
    case HCL_CALL: show_call(out, expression); break;
    case HCL_BINARY: show_items(out, operators[expression->operation], expression); break;
    default: show_items(out, heads[expression->kind], expression); break;
    }
}

static void expect(const char *text, const char *expected) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    HclExpression expression = {0};
    Error err = {0};
    if (!hcl_read_expression(&arena, &source, str_from(text), &expression, &err)) {
        fail_msg("%s: %u:%u: %s", text, err.line, err.column, err.message);
    }
    show(&out, &expression);
    if (!str_equal(buffer_text(&out), str_from(expected))) {
        fail_msg("%s\n  is  %.*s\n  not %s", text, (int)out.len, out.bytes, expected);
    }
    /* the span is the text, but for space around it */
    assert_true(str_equal(expression.span, str_trim(str_from(text))));
}

static void expect_error(const char *text, uint32_t line, uint32_t column, const char *message) {
    CLEANUP(arena_free) Arena arena = {0};
    HclBody body = {0};
    ErrorList errors = {0};
    assert_false(hcl_read(&arena, &source, str_from(text), &body, &errors));
    const Error *err = &errors.items[0];
    if (strcmp(err->message, message) != 0 || err->line != line || err->column != column) {
        fail_msg("%s\n  is  %u:%u: %s\n  not %u:%u: %s", text, err->line, err->column, err->message,
                 line, column, message);
    }
}

TEST(hcl_literals) {
    expect("1", "1");
    expect("1.5e-3", "0.0015");
    expect("-5", "(neg 5)");
    expect("!true", "(! true)");
    expect("null", "null");
    expect("\"a\\n\\t\\\"\\\\\\u00e9\\U0001F600\"", "'a\n\t\"\\\xC3\xA9\xF0\x9F\x98\x80'");
    expect("\"$${x} %%{y} $x $$x\"", "'${x} %{y} $x $$x'");
    expect("[]", "(list)");
    expect("[1, \"a\", ]", "(list 1 'a')");
    expect("{}", "(map)");
}

TEST(hcl_operators_bind_by_precedence) {
    expect("a || b && c", "(|| a (&& b c))");
    expect("a == b && c != d", "(&& (== a b) (!= c d))");
    expect("a + b * c - d", "(- (+ a (* b c)) d)");
    expect("a - b - c", "(- (- a b) c)");
    expect("a < b == c >= d", "(== (< a b) (>= c d))");
    expect("a % b / c", "(/ (% a b) c)");
    expect("!a && -b < c", "(&& (! a) (< (neg b) c))");
    expect("(a + b) * c", "(* (paren (+ a b)) c)");
    expect("a ? b : c ? d : e", "(? a b (? c d e))");
    expect("a == b ? c + 1 : d", "(? (== a b) (+ c 1) d)");
}

TEST(hcl_traversals) {
    expect("a.b[0].c[\"k\"]", "(index (index a.b 0).c 'k')");
    expect("a.0.b", "(index a 0).b");
    expect("a[*].b[0]", "(each a (index _.b 0))");
    expect("a.*.b[0]", "(index (each a _.b) 0)");
    expect("a[*].b[*].c", "(each a (each _.b _.c))");
    expect("f(a, b...)", "(call... f a b)");
    expect("provider::aws::arn(x)", "(call provider::aws::arn x)");
    expect("f(\n  a,\n  b,\n)", "(call f a b)");
    expect("data.aws_x.y.id", "data.aws_x.y.id");
}

TEST(hcl_objects_and_for) {
    expect("{a = 1, \"b\": 2, (c) = 3, d.e = 4}", "(map 'a' 1 'b' 2 (paren c) 3 d.e 4)");
    expect("{\n  a = 1 # one\n  b = [\n    2 ]\n\n  // end\n}", "(map 'a' 1 'b' (list 2))");
    expect("[for x in y : x.z if x.w]", "(for x y x.z x.w)");
    expect("{for k, v in m : k => v...}", "(formap k v m k v)");
    expect("[for x in [for y in z : y] : x]", "(for x (for y z y) x)");
    expect("{null = 1, true = 2}", "(map 'null' 1 true 2)");
}

TEST(hcl_templates) {
    expect("\"a${b}c\"", "(text 'a' (wrap b) 'c')");
    expect("\"${b}\"", "(wrap b)");
    expect("\"${\"x${y}\"}\"", "(wrap (text 'x' (wrap y)))");
    expect("\"a ${~ b ~} c\"", "(text 'a' (wrap b) 'c')");
    expect("\"%{ if a }b%{ else }c%{ endif }\"", "(text (%if a (text 'b') (text 'c')))");
    expect("\"%{ for x in y }${x},%{ endfor }\"", "(text (%for x y (text (wrap x) ',')))");
    expect("<<EOT\n  a ${b}\n  EOT", "(text '  a ' (wrap b) '\n')");
    expect("<<-EOT\n    a\n      b\n\n    c\n  EOT", "'a\n  b\n\nc\n'");
}

TEST(hcl_bodies) {
    CLEANUP(arena_free) Arena arena = {0};
    HclBody body = {0};
    ErrorList errors = {0};
    Str text = S("\xEF\xBB\xBF# comment\r\n"
                 "resource \"aws_x\" n {\r\n"
                 "  a = 1 /* in\n line */\r\n"
                 "  empty {}\r\n"
                 "  one { b = 2 }\r\n"
                 "  \xC3\xBCn\xC3\xAF = [\r\n    3\r\n  ]\r\n"
                 "}\r\n"
                 "top = <<E\nx\nE\n");
    assert_true(hcl_read(&arena, &source, text, &body, &errors));
    assert_int_equal(body.block_count, 1);
    const HclBlock *block = hcl_find_block(&body, S("resource"));
    assert_int_equal(block->label_count, 2);
    assert_true(str_equal(block->labels[0], S("aws_x")) && str_equal(block->labels[1], S("n")));
    assert_int_equal(block->line, 2);
    assert_int_equal(block->body.attribute_count, 2);
    assert_int_equal(block->body.block_count, 2);
    assert_int_equal(hcl_find(&block->body.blocks[1].body, S("b"))->value.number, 2);
    const HclAttribute *name = hcl_find(&block->body, S("\xC3\xBCn\xC3\xAF"));
    assert_int_equal(name->line, 7);
    assert_int_equal(name->column, 3);
    assert_int_equal(name->value.items[0].line, 8);
    assert_int_equal(name->value.items[0].column, 5);
    assert_int_equal(block->body.end_line, 10);
    assert_true(str_equal(hcl_find(&body, S("top"))->value.text, S("x\n")));
    assert_null(hcl_find(&body, S("a")));
}

TEST(hcl_mistakes_have_a_place) {
    expect_error("a = ", 1, 5, "expected a value, but the text ends");
    expect_error("a = 1 2\n", 1, 7, "expected a new line, not 2");
    expect_error("a = \"x\n", 1, 7, "expected a closing \", but the line ends");
    expect_error("a = [1\nb = 2\n", 2, 1, "expected a comma or ], not b");
    expect_error("a = f(1,\n", 2, 1, "expected a value, but the text ends");
    expect_error("a = {b 1}\n", 1, 8, "expected = and the value of the key, not 1}");
    expect_error("a = b.\n", 1, 7, "expected the name of an attribute, but the line ends");
    expect_error("a = \"${b\"\n", 1, 9, "expected } that ends the template's expression, not \"");
    expect_error("a = \"%{ if x }\"\n", 1, 6, "%{if} without its %{endif}");
    expect_error("a = \"%{ endif }\"\n", 1, 6,
                 "%{else}, %{endif} or %{endfor} without its beginning");
    expect_error("a = \"\\q\"\n", 1, 7,
                 "expected n, r, t, \", \\, u or U after the backslash, not q\"");
    expect_error("a = [for x y : z]\n", 1, 12, "expected the word in, not y");
    expect_error("a = b ? c\n", 1, 10, "expected : and the value otherwise, but the line ends");
    expect_error("a = <<E\nx\n", 3, 1, "the heredoc isn't closed: expected a line with E");
    expect_error("a = 1\na = 2\n", 2, 1, "a is set a second time in this block");
    expect_error("?\n", 1, 1, "expected the name of an attribute or block, not ?");
    expect_error("a b c\n", 1, 6, "expected a label in quotes, or {, but the line ends");
    expect_error("a \"${b}\" {}\n", 1, 9, "a label can't hold a template");
    expect_error("a {\n  b = 1\n", 1, 1, "the block a isn't closed: expected } before line 3");
    expect_error("a = \"\xFF\"\n", 1, 0, "is not valid UTF-8");
}

TEST(hcl_goes_on_behind_a_mistake) {
    CLEANUP(arena_free) Arena arena = {0};
    HclBody body = {0};
    ErrorList errors = {0};
    Str text =
        S("resource \"a\" \"b\" {\n  x = [1, {\n    2 }\n  ]\n  y = 3\n  z = \"\n  w = 4\n}\n"
          "}\n"
          "resource \"c\" \"d\" {\n  open {\n    v = 1\n"
          "resource \"e\" \"f\" {\n  u = 5\n}\n");
    assert_false(hcl_read(&arena, &source, text, &body, &errors));
    assert_int_equal(body.block_count, 3);
    const HclBody *first = &body.blocks[0].body, *last = &body.blocks[2].body;
    assert_int_equal(first->attribute_count, 2);
    assert_int_equal(hcl_find(first, S("y"))->value.number, 3);
    assert_int_equal(hcl_find(first, S("w"))->value.number, 4);
    assert_true(first->broken);
    assert_true(body.blocks[1].body.broken);
    assert_int_equal(hcl_find(last, S("u"))->value.number, 5);
    assert_false(last->broken);
    uint32_t lines[] = {3, 6, 9, 11, 10}; /* the inner block is noticed first */
    assert_int_equal(errors.count, COUNT(lines));
    for (size_t i = 0; i < COUNT(lines); i++) assert_int_equal(errors.items[i].line, lines[i]);
}

/* begin, count times, then middle, then end, count times. */
static bool accepts_nested(const char *begin, const char *middle, const char *end, size_t count) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer text = {0};
    HclExpression expression = {0};
    Error err = {0};
    for (size_t i = 0; i < count; i++) buffer_add(&text, str_from(begin));
    buffer_add(&text, str_from(middle));
    for (size_t i = 0; i < count; i++) buffer_add(&text, str_from(end));
    bool read = hcl_read_expression(&arena, &source, buffer_text(&text), &expression, &err);
    if (!read) assert_string_equal(err.message, "nested deeper than 200");
    return read;
}

TEST(hcl_nesting_ends_at_the_limit) {
    static const char *const forms[][3] = {
        {"(", "1", ")"},  {"[", "1", "]"},  {"{a=", "1", "}"},     {"\"${", "1", "}\""},
        {"f(", "1", ")"}, {"a[", "1", "]"}, {"a ? b : ", "1", ""}, {"!", "true", ""}};
    for (size_t i = 0; i < COUNT(forms); i++) {
        const char *const *form = forms[i];
        assert_true(accepts_nested(form[0], form[1], form[2], HCL_DEPTH_MAX / 2 - 1));
        assert_false(accepts_nested(form[0], form[1], form[2], HCL_DEPTH_MAX));
        assert_false(accepts_nested(form[0], form[1], form[2], 10000));
    }
    assert_true(accepts_nested("(", "1", ")", HCL_DEPTH_MAX - 1));
    assert_false(accepts_nested("(", "1", ")", HCL_DEPTH_MAX));
    assert_true(accepts_nested("a + ", "1", "", 100000)); /* a chain isn't deep */
    assert_true(accepts_nested("", "a", ".b", 100000));
}

TEST(hcl_large_files) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer text = {0};
    HclBody body = {0};
    ErrorList errors = {0};
    enum { MANY = 50000 };
    for (int i = 0; i < MANY; i++) buffer_add_format(&text, "a%d = %d\nb \"%d\" {}\n", i, i, i);
    assert_true(hcl_read(&arena, &source, buffer_text(&text), &body, &errors));
    assert_int_equal(body.attribute_count, MANY);
    assert_int_equal(body.block_count, MANY);
    buffer_add(&text, S("a7 = 1\n"));
    assert_false(hcl_read(&arena, &source, buffer_text(&text), &body, &errors));
    assert_string_equal(errors.items[0].message, "a7 is set a second time in this block");
}

/* ---- the JSON syntax ---- */

static HclBody read_json(Arena *arena, const char *text, ErrorList *errors) {
    HclBody body = {0};
    hcl_json_read(arena, &source, str_from(text), &body, errors);
    return body;
}

TEST(hcl_json_blocks) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    ErrorList errors = {0};
    HclBody body =
        read_json(&arena,
                  "{\"//\": \"comment\", \"resource\": {\"aws_x\": {\"n\": {\"a\": \"t ${var.b}\", "
                  "\"c\": [1, null],\n"
                  "\"dynamic\": {\"e\": {\"for_each\": [], \"content\": {\"f\": true}}}}, \"m\": "
                  "[{}, {}]}},\n"
                  "\"variable\": {\"v\": {\"type\": \"list(string)\", \"default\": []}},\n"
                  "\"locals\": [{\"l\": 1}, {\"k\": 2}]}",
                  &errors);
    assert_int_equal(errors.count, 0);
    assert_int_equal(body.block_count, 6);
    const HclBlock *first = &body.blocks[0];
    assert_true(str_equal(first->labels[0], S("aws_x")) && str_equal(first->labels[1], S("n")));
    show(&out, &hcl_find(&first->body, S("a"))->value);
    assert_true(str_equal(buffer_text(&out), S("(text 't ' (wrap var.b))")));
    assert_int_equal(hcl_find(&first->body, S("c"))->value.count, 2);
    const HclBlock *dynamic = hcl_find_block(&first->body, S("dynamic"));
    assert_true(str_equal(dynamic->labels[0], S("e")));
    assert_non_null(hcl_find(&hcl_find_block(&dynamic->body, S("content"))->body, S("f")));
    const HclBlock *variable = hcl_find_block(&body, S("variable"));
    assert_int_equal(hcl_find(&variable->body, S("type"))->value.kind, HCL_CALL);
    assert_int_equal(variable->line, 3);
}

TEST(hcl_json_mistakes) {
    static const char *const wrong[] = {"[1]", "{\"resource\": {\"a\": {\"b\": 3}}}",
                                        "{\"locals\": {\"a\": \"${\"}}", "{"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        CLEANUP(arena_free) Arena arena = {0};
        ErrorList errors = {0};
        read_json(&arena, wrong[i], &errors);
        assert_int_equal(errors.count, 1);
        assert_int_equal(errors.items[0].line, 1);
    }
}
