/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_expression.c -- expressions of HCL, by recursive descent: conditional, binary operators by
 * precedence, unary operators, traversals (.name [index] [*]), terms. */
#include "text/hcl_parser.h"

static bool expression_unary(HclParser *parser, HclExpression *ret);

/* Bytes from the beginning of one to the end of the other: no space behind it. */
static size_t expression_span(const HclExpression *first, const HclExpression *last) {
    return (size_t)(last->span.ptr + last->span.len - first->span.ptr);
}

/* An expression of that kind over count items, which begins where the first does. */
static HclExpression expression_over(HclParser *parser, HclKind kind, const HclExpression *first,
                                     const HclExpression *second) {
    HclExpression made = *first;
    made.kind = (uint8_t)kind;
    made.flags = 0;
    made.text = S("");
    made.count = second == NULL ? 1 : 2;
    made.items = ARENA_ARRAY(parser->arena, HclExpression, made.count);
    made.items[0] = *first;
    if (second != NULL) made.items[1] = *second;
    hcl_end(parser, &made);
    if (kind == HCL_BINARY) made.span.len = expression_span(first, second);
    return made;
}

static bool expression_number(HclParser *parser, HclExpression *ret) {
    HclExpression made = hcl_begin(parser, HCL_NUMBER);
    const char *at = parser->at;
    while (*at >= '0' && *at <= '9') at++;
    if (at[0] == '.' && at[1] >= '0' && at[1] <= '9') {
        at++;
        while (*at >= '0' && *at <= '9') at++;
    }
    bool exponent = *at == 'e' || *at == 'E';
    size_t sign = exponent && (at[1] == '+' || at[1] == '-') ? 1 : 0;
    if (exponent && at[1 + sign] >= '0' && at[1 + sign] <= '9') {
        at += 1 + sign;
        while (*at >= '0' && *at <= '9') at++;
    }
    parser->at = at;
    hcl_end(parser, &made);
    made.text = made.span;
    if (!str_to_double(made.span, &made.number)) {
        return hcl_fail(parser, "a number that is too large");
    }
    *ret = made;
    return true;
}

/* Reads items up to a closing bracket, separated by commas; newlines don't count. */
static bool expression_list(HclParser *parser, char close, HclExpression *list) {
    size_t first = parser->stack.count;
    for (;;) {
        hcl_skip(parser);
        if (*parser->at == close && parser->at < parser->end) break;
        HclExpression item;
        if (!hcl_expression(parser, &item)) return false;
        hcl_push(parser, &item);
        hcl_skip(parser);
        if (hcl_take(parser, S(","))) continue;
        if (close == ')' && hcl_take(parser, S("..."))) {
            list->flags |= HCL_FLAG_SPREAD;
            hcl_skip(parser);
            hcl_take(parser, S(","));
            hcl_skip(parser);
        }
        if (*parser->at != close) {
            return hcl_expected(parser, close == ')' ? "a comma or )" : "a comma or ]");
        }
    }
    parser->at++;
    hcl_collect(parser, first, list);
    hcl_end(parser, list);
    return true;
}

static bool expression_name(HclParser *parser, HclExpression *ret, const char *what) {
    hcl_skip(parser);
    *ret = hcl_begin(parser, HCL_VARIABLE);
    ret->text = hcl_name(parser);
    if (ret->text.len == 0) return hcl_expected(parser, what);
    hcl_end(parser, ret);
    return true;
}

/* "k, v in collection", after the word for. */
static bool expression_for_head(HclParser *parser, HclExpression items[HCL_FOR_ITEMS]) {
    if (!expression_name(parser, &items[HCL_FOR_VALUE_NAME], "a name after for")) return false;
    hcl_skip(parser);
    if (hcl_take(parser, S(","))) {
        items[HCL_FOR_KEY_NAME] = items[HCL_FOR_VALUE_NAME];
        if (!expression_name(parser, &items[HCL_FOR_VALUE_NAME], "a second name after the comma")) {
            return false;
        }
        hcl_skip(parser);
    }
    if (!hcl_take_word(parser, S("in"))) return hcl_expected(parser, "the word in");
    return hcl_expression(parser, &items[HCL_FOR_COLLECTION]);
}

/* A for expression, after its bracket and the word for. */
static bool expression_for(HclParser *parser, char close, HclExpression *made) {
    HclExpression items[HCL_FOR_ITEMS] = {0};
    if (!expression_for_head(parser, items)) return false;
    hcl_skip(parser);
    if (!hcl_take(parser, S(":"))) return hcl_expected(parser, "a colon");
    if (!hcl_expression(parser, &items[HCL_FOR_VALUE])) return false;
    hcl_skip(parser);
    if (close == '}') {
        items[HCL_FOR_KEY] = items[HCL_FOR_VALUE];
        if (!hcl_take(parser, S("=>"))) return hcl_expected(parser, "=> and the value");
        if (!hcl_expression(parser, &items[HCL_FOR_VALUE])) return false;
        hcl_skip(parser);
        if (hcl_take(parser, S("..."))) made->flags |= HCL_FLAG_GROUP;
        hcl_skip(parser);
    }
    if (hcl_take_word(parser, S("if"))) {
        if (!hcl_expression(parser, &items[HCL_FOR_CONDITION])) return false;
        hcl_skip(parser);
    }
    if (*parser->at != close) {
        return hcl_expected(parser, close == '}' ? "if or }" : "if or ]");
    }
    parser->at++;
    made->kind = close == '}' ? HCL_FOR_OBJECT : HCL_FOR_TUPLE;
    made->count = HCL_FOR_ITEMS;
    made->items = ARENA_ARRAY(parser->arena, HclExpression, HCL_FOR_ITEMS);
    memcpy(made->items, items, sizeof items);
    hcl_end(parser, made);
    return true;
}

static bool expression_tuple(HclParser *parser, HclExpression *ret) {
    HclExpression made = hcl_begin(parser, HCL_TUPLE);
    bool newlines = parser->newlines;
    parser->newlines = false;
    parser->at++;
    hcl_skip(parser);
    bool read = hcl_take_word(parser, S("for")) ? expression_for(parser, ']', &made)
                                                : expression_list(parser, ']', &made);
    parser->newlines = newlines;
    *ret = made;
    return read;
}

static bool expression_pair(HclParser *parser) {
    HclExpression key, value;
    if (!hcl_expression(parser, &key)) return false;
    if (key.kind == HCL_VARIABLE || key.kind == HCL_NULL) {
        key.text = key.span;
        key.kind = HCL_TEXT;
        key.flags = HCL_FLAG_KEY;
    }
    hcl_skip(parser);
    if (!hcl_take(parser, S("=")) && !hcl_take(parser, S(":"))) {
        return hcl_expected(parser, "= and the value of the key");
    }
    hcl_skip_lines(parser);
    if (!hcl_expression(parser, &value)) return false;
    hcl_push(parser, &key);
    hcl_push(parser, &value);
    hcl_skip(parser);
    if (hcl_take(parser, S(",")) || *parser->at == '}') return true;
    if (*parser->at == '\n' || (*parser->at == '\r' && parser->at[1] == '\n')) return true;
    return hcl_expected(parser, "a comma, a new line or }");
}

static bool expression_pairs(HclParser *parser, HclExpression *made) {
    size_t first = parser->stack.count;
    for (;;) {
        hcl_skip_lines(parser);
        if (*parser->at == '}') break;
        if (!expression_pair(parser)) return false;
    }
    parser->at++;
    hcl_collect(parser, first, made);
    hcl_end(parser, made);
    return true;
}

static bool expression_object(HclParser *parser, HclExpression *ret) {
    HclExpression made = hcl_begin(parser, HCL_OBJECT);
    bool newlines = parser->newlines;
    parser->at++;
    hcl_skip_lines(parser);
    parser->newlines = false;
    bool read;
    if (hcl_take_word(parser, S("for"))) {
        read = expression_for(parser, '}', &made);
    } else {
        parser->newlines = true; /* they separate the pairs */
        read = expression_pairs(parser, &made);
    }
    parser->newlines = newlines;
    *ret = made;
    return read;
}

static bool expression_parentheses(HclParser *parser, HclExpression *ret) {
    HclExpression made = hcl_begin(parser, HCL_PARENTHESES), inner;
    bool newlines = parser->newlines;
    parser->newlines = false;
    parser->at++;
    bool read = hcl_expression(parser, &inner);
    hcl_skip(parser);
    if (read && !hcl_take(parser, S(")"))) read = hcl_expected(parser, ")");
    parser->newlines = newlines;
    if (!read) return false;
    made.count = 1;
    made.items = ARENA_NEW(parser->arena, HclExpression);
    made.items[0] = inner;
    hcl_end(parser, &made);
    *ret = made;
    return true;
}

static bool expression_call(HclParser *parser, HclExpression *made) {
    bool newlines = parser->newlines;
    parser->newlines = false;
    parser->at++;
    made->kind = HCL_CALL;
    bool read = expression_list(parser, ')', made);
    parser->newlines = newlines;
    return read;
}

static bool expression_word(HclParser *parser, HclExpression *ret) {
    HclExpression made = hcl_begin(parser, HCL_VARIABLE);
    made.text = hcl_name(parser);
    if (made.text.len == 0) return hcl_expected(parser, "a value");
    while (parser->at[0] == ':' && parser->at[1] == ':') { /* provider::aws::arn_parse() */
        parser->at += 2;
        if (hcl_name(parser).len == 0) return hcl_expected(parser, "a name after ::");
        made.text.len = (size_t)(parser->at - made.text.ptr);
    }
    hcl_end(parser, &made);
    bool yes = str_equal(made.text, S("true"));
    if (yes || str_equal(made.text, S("false"))) {
        made.kind = HCL_BOOL;
        made.number = yes;
    } else if (str_equal(made.text, S("null"))) {
        made.kind = HCL_NULL;
    } else {
        const char *after = parser->at;
        hcl_skip(parser);
        bool call = *parser->at == '(';
        if (!call) parser->at = after;
        if (call && !expression_call(parser, &made)) return false;
    }
    *ret = made;
    return true;
}

static bool expression_term(HclParser *parser, HclExpression *ret) {
    char byte = *parser->at;
    if (byte == '"') return hcl_quoted(parser, ret);
    if (byte >= '0' && byte <= '9') return expression_number(parser, ret);
    if (byte == '[') return expression_tuple(parser, ret);
    if (byte == '{') return expression_object(parser, ret);
    if (byte == '(') return expression_parentheses(parser, ret);
    if (byte == '<' && parser->at[1] == '<') return hcl_heredoc(parser, ret);
    return expression_word(parser, ret);
}

static bool expression_traversal(HclParser *parser, bool names_only, HclExpression *base);

/* What follows [*] or .* belongs to each item. */
static bool expression_splat(HclParser *parser, bool names_only, HclExpression *base) {
    HclExpression each = hcl_begin(parser, HCL_ITEM);
    if (!hcl_enter(parser)) return false;
    bool read = expression_traversal(parser, names_only, &each);
    parser->depth--;
    if (!read) return false;
    *base = expression_over(parser, HCL_SPLAT, base, &each);
    return true;
}

/* After a dot: a name, a number (the old way to say [0]) or a star. */
static bool expression_dot(HclParser *parser, bool names_only, HclExpression *base) {
    parser->at++;
    hcl_skip(parser);
    if (!names_only && hcl_take(parser, S("*"))) return expression_splat(parser, true, base);
    if (*parser->at >= '0' && *parser->at <= '9') {
        HclExpression index = hcl_begin(parser, HCL_NUMBER);
        while (*parser->at >= '0' && *parser->at <= '9') parser->at++;
        hcl_end(parser, &index);
        index.text = index.span;
        if (!str_to_double(index.span, &index.number)) return hcl_fail(parser, "a large index");
        *base = expression_over(parser, HCL_INDEX, base, &index);
        return true;
    }
    Str name = hcl_name(parser);
    if (name.len == 0) return hcl_expected(parser, "the name of an attribute");
    *base = expression_over(parser, HCL_ATTRIBUTE, base, NULL);
    base->text = name;
    return true;
}

static bool expression_bracket(HclParser *parser, HclExpression *base) {
    bool newlines = parser->newlines;
    parser->newlines = false;
    parser->at++;
    hcl_skip(parser);
    bool splat = *parser->at == '*', read = true;
    HclExpression index;
    if (splat) parser->at++;
    if (!splat) read = hcl_expression(parser, &index);
    hcl_skip(parser);
    if (read && !hcl_take(parser, S("]"))) read = hcl_expected(parser, "]");
    parser->newlines = newlines;
    if (!read) return false;
    if (splat) return expression_splat(parser, false, base);
    *base = expression_over(parser, HCL_INDEX, base, &index);
    return true;
}

static bool expression_traversal(HclParser *parser, bool names_only, HclExpression *base) {
    for (;;) {
        const char *after = parser->at;
        const char *line_start = parser->line_start;
        uint32_t line = parser->line;
        hcl_skip(parser);
        bool dot = parser->at[0] == '.' && parser->at[1] != '.';
        bool bracket = !names_only && parser->at[0] == '[';
        if (!dot && !bracket) { /* comments and newlines may matter to what comes */
            parser->at = after;
            parser->line = line;
            parser->line_start = line_start;
            return true;
        }
        bool read =
            dot ? expression_dot(parser, names_only, base) : expression_bracket(parser, base);
        if (!read) return false;
    }
}

static bool expression_unary(HclParser *parser, HclExpression *ret) {
    hcl_skip(parser);
    bool not = *parser->at == '!', negate = *parser->at == '-';
    if (!not &&!negate) {
        return expression_term(parser, ret) && expression_traversal(parser, false, ret);
    }
    HclExpression made = hcl_begin(parser, not ? HCL_NOT : HCL_NEGATE), inner;
    parser->at++;
    if (!hcl_enter(parser)) return false;
    bool read = expression_unary(parser, &inner);
    parser->depth--;
    if (!read) return false;
    made.count = 1;
    made.items = ARENA_NEW(parser->arena, HclExpression);
    made.items[0] = inner;
    hcl_end(parser, &made);
    *ret = made;
    return true;
}

typedef struct BinaryOperator {
    Str sign;
    int precedence; /* higher binds tighter */
    HclOperator operation;
} BinaryOperator;

/* Longer signs come before those that they begin with. */
static const BinaryOperator operators[] = {
    {S_INIT("||"), 1, HCL_OR},         {S_INIT("&&"), 2, HCL_AND},
    {S_INIT("=="), 3, HCL_EQUAL},      {S_INIT("!="), 3, HCL_NOT_EQUAL},
    {S_INIT("<="), 4, HCL_LESS_EQUAL}, {S_INIT(">="), 4, HCL_GREATER_EQUAL},
    {S_INIT("<"), 4, HCL_LESS},        {S_INIT(">"), 4, HCL_GREATER},
    {S_INIT("+"), 5, HCL_ADD},         {S_INIT("-"), 5, HCL_SUBTRACT},
    {S_INIT("*"), 6, HCL_MULTIPLY},    {S_INIT("/"), 6, HCL_DIVIDE},
    {S_INIT("%"), 6, HCL_MODULO},
};

static const BinaryOperator *expression_operator(const HclParser *parser) {
    if (strchr("|&=!<>+-*/%", *parser->at) == NULL || *parser->at == '\0') return NULL;
    for (size_t i = 0; i < COUNT(operators); i++) {
        const char *sign = operators[i].sign.ptr;
        if (sign[0] != parser->at[0]) continue;
        if (operators[i].sign.len == 1 || sign[1] == parser->at[1]) return &operators[i];
    }
    return NULL;
}

static bool expression_binary(HclParser *parser, int precedence, HclExpression *ret) {
    if (!expression_unary(parser, ret)) return false;
    for (;;) {
        hcl_skip(parser);
        const BinaryOperator *found = expression_operator(parser);
        if (found == NULL || found->precedence < precedence) return true;
        parser->at += found->sign.len;
        HclExpression right;
        if (!expression_binary(parser, found->precedence + 1, &right)) return false;
        *ret = expression_over(parser, HCL_BINARY, ret, &right);
        ret->operation = (uint8_t)found->operation;
    }
}

static bool expression_conditional(HclParser *parser, HclExpression *ret) {
    HclExpression items[3];
    items[0] = *ret;
    parser->at++;
    if (!hcl_expression(parser, &items[1])) return false;
    hcl_skip(parser);
    if (!hcl_take(parser, S(":"))) return hcl_expected(parser, ": and the value otherwise");
    if (!hcl_expression(parser, &items[2])) return false;
    ret->kind = HCL_CONDITIONAL;
    ret->text = S("");
    ret->flags = 0;
    ret->count = 3;
    ret->items = ARENA_ARRAY(parser->arena, HclExpression, 3);
    memcpy(ret->items, items, sizeof items);
    ret->span.len = expression_span(&items[0], &items[2]);
    return true;
}

bool hcl_expression(HclParser *parser, HclExpression *ret) {
    if (!hcl_enter(parser)) return false;
    bool read = expression_binary(parser, 1, ret);
    if (read && *parser->at == '?') read = expression_conditional(parser, ret);
    parser->depth--;
    return read;
}
