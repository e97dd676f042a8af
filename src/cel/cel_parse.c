/* SPDX-License-Identifier: Apache-2.0 */
/* cel_parse.c -- recursive descent over the tokens, one function per precedence level, lowest
 * first:
 *
 *   conditional  a ? b : c
 *   or           ||
 *   and          &&
 *   relation     < <= >= > == != in
 *   addition     + -
 *   multiplication  * / %
 *   unary        ! -
 *   member       .name .name(...) [index]
 *   primary      name name(...) (e) [list] {map} literal
 *
 * Chains of the same operator are loops, so only real nesting recurses, and that is bounded. */
#include "cel/cel_parse.h"

#include "base/utf8.h"
#include "cel/cel_lexer.h"

typedef struct Parser {
    Arena *arena;
    const CelLibrary *library;
    Str text;
    const Token *tokens;
    size_t at;
    int depth;
    bool no_macros;
    Str unresolved;
    Error *err;
} Parser;

/* A growing list of arguments. */
typedef struct NodeList {
    const CelNode **items;
    size_t count;
    size_t capacity;
} NodeList;

static const CelNode *parse_conditional(Parser *parser);
static const CelNode *parse_unary(Parser *parser);

static const Token *parse_peek(const Parser *parser) { return &parser->tokens[parser->at]; }

static bool parse_sees(const Parser *parser, Str symbol) {
    const Token *token = parse_peek(parser);
    return token->kind == TOKEN_SYMBOL && str_equal(token->text, symbol);
}

static bool parse_sees_word(const Parser *parser, Str word) {
    const Token *token = parse_peek(parser);
    return token->kind == TOKEN_IDENT && str_equal(token->text, word);
}

static bool parse_take(Parser *parser, Str symbol) {
    if (!parse_sees(parser, symbol)) return false;
    parser->at++;
    return true;
}

static const CelNode *parse_fail(Parser *parser, const char *message) {
    lexer_fail(parser->text, parse_peek(parser)->start, message, parser->err);
    return NULL;
}

static const CelNode *parse_expect_failed(Parser *parser, Str symbol) {
    const Token *token = parse_peek(parser);
    Str found =
        token->kind == TOKEN_END ? S("the end") : str_slice(parser->text, token->start, token->end);
    CLEANUP(arena_free) Arena scratch = {0};
    Str message =
        str_format(&scratch, "expected '%.*s', found %.*s", STR_ARGS(symbol), STR_ARGS(found));
    return parse_fail(parser, message.ptr);
}

static CelNode *parse_node(Parser *parser, CelNodeKind kind, size_t position) {
    CelNode *node = ARENA_NEW(parser->arena, CelNode);
    node->kind = kind;
    node->position = (uint32_t)position;
    return node;
}

static void parse_list_add(Parser *parser, NodeList *list, const CelNode *item) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        list->items = arena_grow_array(parser->arena, list->items, list->count, capacity,
                                       sizeof(*list->items));
        list->capacity = capacity;
    }
    list->items[list->count++] = item;
}

static CelNode *parse_node_with(Parser *parser, CelNodeKind kind, size_t position,
                                const CelNode *first, const CelNode *second) {
    CelNode *node = parse_node(parser, kind, position);
    NodeList list = {0};
    if (first != NULL) parse_list_add(parser, &list, first);
    if (second != NULL) parse_list_add(parser, &list, second);
    node->args = list.items;
    node->arg_count = list.count;
    return node;
}

static const CelNode *parse_operator(Parser *parser, CelOperator operation, size_t position,
                                     const CelNode *left, const CelNode *right) {
    CelNode *node = parse_node_with(parser, CEL_NODE_OPERATOR, position, left, right);
    node->operation = operation;
    return node;
}

static bool parse_hex(Str digits, uint64_t *ret_value) {
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        char byte = digits.ptr[i];
        unsigned digit = (unsigned)(byte <= '9' ? byte - '0' : (byte | 0x20) - 'a' + 10);
        if (__builtin_mul_overflow(value, (uint64_t)16, &value)) return false;
        value += digit;
    }
    *ret_value = value;
    return true;
}

static bool parse_decimal(Str digits, uint64_t *ret_value) {
    uint64_t value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(digits.ptr[i] - '0'), &value)) {
            return false;
        }
    }
    *ret_value = value;
    return true;
}

static const CelNode *parse_number(Parser *parser, bool negative, size_t position) {
    const Token *token = parse_peek(parser);
    CelNode *node = parse_node(parser, CEL_NODE_LITERAL, position);
    uint64_t natural = 0;
    double number = 0;
    bool hex = str_starts(token->text, S("0x")) || str_starts(token->text, S("0X"));
    bool fits = token->kind == TOKEN_DOUBLE ? str_to_double(token->text, &number)
                : hex ? parse_hex(str_slice(token->text, 2, token->text.len), &natural)
                      : parse_decimal(token->text, &natural);
    uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (!fits || (token->kind == TOKEN_INT && natural > limit)) {
        return parse_fail(parser, "the number does not fit in 64 bits");
    }
    if (token->kind == TOKEN_DOUBLE) {
        node->literal = cel_double(negative ? -number : number);
    } else if (token->kind == TOKEN_UINT) {
        node->literal = cel_uint(natural);
    } else {
        node->literal = cel_int(negative ? (int64_t)(0 - natural) : (int64_t)natural);
    }
    parser->at++;
    return node;
}

/* Reads "a, b, c" up to the closing symbol; a trailing comma is allowed where the grammar says. */
static bool parse_arguments(Parser *parser, Str closing, bool trailing_comma, NodeList *list) {
    while (!parse_sees(parser, closing)) {
        const CelNode *item = parse_conditional(parser);
        if (item == NULL) return false;
        parse_list_add(parser, list, item);
        if (!parse_take(parser, S(","))) break;
        if (!trailing_comma && parse_sees(parser, closing)) {
            parse_fail(parser, "expected an argument behind the comma");
            return false;
        }
    }
    if (parse_take(parser, closing)) return true;
    parse_expect_failed(parser, closing);
    return false;
}

static bool parse_map_entries(Parser *parser, NodeList *list) {
    while (!parse_sees(parser, S("}"))) {
        const CelNode *key = parse_conditional(parser);
        if (key == NULL) return false;
        if (!parse_take(parser, S(":"))) return parse_expect_failed(parser, S(":")) != NULL;
        const CelNode *value = parse_conditional(parser);
        if (value == NULL) return false;
        parse_list_add(parser, list, key);
        parse_list_add(parser, list, value);
        if (!parse_take(parser, S(","))) break;
    }
    if (parse_take(parser, S("}"))) return true;
    return parse_expect_failed(parser, S("}")) != NULL;
}

static const CelNode *parse_container(Parser *parser, CelNodeKind kind) {
    size_t position = parse_peek(parser)->start;
    parser->at++;
    NodeList list = {0};
    bool ok = kind == CEL_NODE_LIST ? parse_arguments(parser, S("]"), true, &list)
                                    : parse_map_entries(parser, &list);
    if (!ok) return NULL;
    CelNode *node = parse_node(parser, kind, position);
    node->args = list.items;
    node->arg_count = list.count;
    return node;
}

static bool parse_function_fits(const CelFunction *row, Str name, bool member, size_t arg_count) {
    bool style = row->style == CEL_CALL_BOTH || (row->style == CEL_CALL_MEMBER) == member;
    return style && arg_count >= row->arg_min && arg_count <= row->arg_max &&
           str_equal(row->name, name);
}

static const CelNode *parse_call(Parser *parser, Str name, bool member, NodeList list,
                                 size_t position) {
    CelNode *node = parse_node(parser, CEL_NODE_CALL, position);
    node->name = name;
    node->args = list.items;
    node->arg_count = list.count;
    for (size_t t = 0; t < parser->library->count; t++) {
        const CelFunctionTable *table = parser->library->tables[t];
        for (size_t i = 0; i < table->count && node->function == NULL; i++) {
            if (list.count > CEL_ARGUMENTS_MAX) break;
            if (parse_function_fits(&table->rows[i], name, member, list.count)) {
                node->function = &table->rows[i];
            }
        }
    }
    if (node->function == NULL && parser->unresolved.len == 0) parser->unresolved = name;
    return node;
}

typedef struct MacroRow {
    Str name;
    size_t arg_count; /* without the range */
    size_t variable_count;
    bool has_filter;
    CelMacro macro;
} MacroRow;

static const MacroRow macro_rows[] = {
    {S_INIT("all"), 2, 1, false, CEL_MACRO_ALL},
    {S_INIT("exists"), 2, 1, false, CEL_MACRO_EXISTS},
    {S_INIT("exists_one"), 2, 1, false, CEL_MACRO_EXISTS_ONE},
    {S_INIT("existsOne"), 2, 1, false, CEL_MACRO_EXISTS_ONE},
    {S_INIT("map"), 2, 1, false, CEL_MACRO_MAP},
    {S_INIT("map"), 3, 1, true, CEL_MACRO_MAP},
    {S_INIT("filter"), 2, 1, false, CEL_MACRO_FILTER},
    {S_INIT("all"), 3, 2, false, CEL_MACRO_ALL},
    {S_INIT("exists"), 3, 2, false, CEL_MACRO_EXISTS},
    {S_INIT("exists_one"), 3, 2, false, CEL_MACRO_EXISTS_ONE},
    {S_INIT("existsOne"), 3, 2, false, CEL_MACRO_EXISTS_ONE},
    {S_INIT("transformList"), 3, 2, false, CEL_MACRO_MAP},
    {S_INIT("transformList"), 4, 2, true, CEL_MACRO_MAP},
    {S_INIT("transformMap"), 3, 2, false, CEL_MACRO_TRANSFORM_MAP},
    {S_INIT("transformMap"), 4, 2, true, CEL_MACRO_TRANSFORM_MAP},
};

static const MacroRow *macro_find(Str name, size_t arg_count) {
    for (size_t i = 0; i < COUNT(macro_rows); i++) {
        if (macro_rows[i].arg_count == arg_count && str_equal(macro_rows[i].name, name)) {
            return &macro_rows[i];
        }
    }
    return NULL;
}

/* list holds the range and the arguments as written. */
static const CelNode *parse_macro(Parser *parser, const MacroRow *row, NodeList list,
                                  size_t position) {
    CelNode *node = parse_node(parser, CEL_NODE_MACRO, position);
    node->macro = row->macro;
    for (size_t i = 0; i < row->variable_count; i++) {
        const CelNode *variable = list.items[1 + i];
        if (variable->kind != CEL_NODE_IDENT || str_contains(variable->name, S("."))) {
            lexer_fail(parser->text, variable->position, "a macro's variable must be a name",
                       parser->err);
            return NULL;
        }
        node->variables[i] = variable->name;
    }
    size_t at = 1 + row->variable_count;
    node->args = ARENA_ARRAY(parser->arena, const CelNode *, 3);
    node->args[0] = list.items[0];
    node->args[1] = row->has_filter ? list.items[at++] : NULL;
    node->args[2] = list.items[at];
    node->arg_count = 3;
    return node;
}

static const CelNode *parse_has(Parser *parser, NodeList list, size_t position) {
    if (list.count != 1 || list.items[0]->kind != CEL_NODE_SELECT) {
        lexer_fail(parser->text, position, "has() takes a selection: has(a.b)", parser->err);
        return NULL;
    }
    CelNode *node = parse_node_with(parser, CEL_NODE_HAS, position, list.items[0]->args[0], NULL);
    node->name = list.items[0]->name;
    node->optional = list.items[0]->optional;
    return node;
}

/* The dotted name that a chain of selections spells ("a.b.c"), or an empty Str. */
static Str parse_dotted_name(Parser *parser, const CelNode *node) {
    if (node->kind == CEL_NODE_IDENT) return node->name;
    if (node->kind != CEL_NODE_SELECT || node->optional) return S("");
    Str left = parse_dotted_name(parser, node->args[0]);
    return left.len == 0 ? left : str_join3(parser->arena, left, S("."), node->name);
}

static bool parse_library_has(const Parser *parser, Str name) {
    for (size_t t = 0; t < parser->library->count; t++) {
        for (size_t i = 0; i < parser->library->tables[t]->count; i++) {
            if (str_equal(parser->library->tables[t]->rows[i].name, name)) return true;
        }
    }
    return false;
}

static const CelNode *parse_member_call(Parser *parser, const CelNode *receiver, Str name,
                                        size_t position) {
    NodeList list = {0};
    parse_list_add(parser, &list, receiver);
    if (!parse_arguments(parser, S(")"), false, &list)) return NULL;
    const MacroRow *macro = parser->no_macros ? NULL : macro_find(name, list.count - 1);
    if (macro != NULL) return parse_macro(parser, macro, list, position);
    /* strings.quote(x): a function whose name has a dot, not a call on a variable */
    Str prefix = parse_dotted_name(parser, receiver);
    if (prefix.len > 0) {
        Str full = str_join3(parser->arena, prefix, S("."), name);
        if (parse_library_has(parser, full)) {
            list.items++;
            list.count--;
            return parse_call(parser, full, false, list, position);
        }
    }
    return parse_call(parser, name, true, list, position);
}

static const CelNode *parse_selection(Parser *parser, const CelNode *operand, size_t position) {
    bool optional = parse_take(parser, S("?"));
    const Token *token = parse_peek(parser);
    bool keyword = parse_sees_word(parser, S("in")) || parse_sees_word(parser, S("true")) ||
                   parse_sees_word(parser, S("false")) || parse_sees_word(parser, S("null"));
    if ((token->kind != TOKEN_IDENT && token->kind != TOKEN_QUOTED_IDENT) || keyword) {
        return parse_fail(parser, "expected a name behind the dot");
    }
    parser->at++;
    if (!optional && token->kind == TOKEN_IDENT && parse_take(parser, S("("))) {
        return parse_member_call(parser, operand, token->text, token->start);
    }
    CelNode *node = parse_node_with(parser, CEL_NODE_SELECT, position, operand, NULL);
    node->name = token->text;
    node->optional = optional;
    return node;
}

static bool parse_is_reserved(Str word) {
    static const char *const words[] = {
        "as",  "break", "const",   "continue",  "else",   "for", "function", "if",    "import",
        "let", "loop",  "package", "namespace", "return", "var", "void",     "while", "in"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_equal(word, str_from(words[i]))) return true;
    }
    return false;
}

static const CelNode *parse_name(Parser *parser) {
    size_t position = parse_peek(parser)->start;
    parse_take(parser, S(".")); /* ".name" is name at the root; there is only the root here */
    const Token *token = parse_peek(parser);
    if (token->kind != TOKEN_IDENT) return parse_fail(parser, "expected an expression");
    parser->at++;
    CelNode *literal = parse_node(parser, CEL_NODE_LITERAL, position);
    literal->literal = cel_bool(str_equal(token->text, S("true")));
    if (literal->literal.boolean || str_equal(token->text, S("false"))) return literal;
    literal->literal = cel_null();
    if (str_equal(token->text, S("null"))) return literal;
    if (parse_is_reserved(token->text)) {
        parser->at--;
        return parse_fail(parser, "this word is reserved and can't be a name");
    }
    if (parse_take(parser, S("("))) {
        NodeList list = {0};
        if (!parse_arguments(parser, S(")"), false, &list)) return NULL;
        bool has = !parser->no_macros && str_equal(token->text, S("has"));
        return has ? parse_has(parser, list, position)
                   : parse_call(parser, token->text, false, list, position);
    }
    CelNode *node = parse_node(parser, CEL_NODE_IDENT, position);
    node->name = token->text;
    return node;
}

static const CelNode *parse_primary(Parser *parser) {
    const Token *token = parse_peek(parser);
    switch (token->kind) {
    case TOKEN_INT:
    case TOKEN_UINT:
    case TOKEN_DOUBLE: return parse_number(parser, false, token->start);
    case TOKEN_STRING:
    case TOKEN_BYTES: {
        if (token->kind == TOKEN_STRING && utf8_find_invalid(token->text) != SIZE_MAX) {
            return parse_fail(parser, "the string is not valid UTF-8");
        }
        CelNode *node = parse_node(parser, CEL_NODE_LITERAL, token->start);
        node->literal =
            token->kind == TOKEN_STRING ? cel_string(token->text) : cel_bytes(token->text);
        parser->at++;
        return node;
    }
    default: break;
    }
    if (parse_take(parser, S("("))) {
        const CelNode *inner = parse_conditional(parser);
        if (inner == NULL || parse_take(parser, S(")"))) return inner;
        return parse_expect_failed(parser, S(")"));
    }
    if (parse_sees(parser, S("["))) return parse_container(parser, CEL_NODE_LIST);
    if (parse_sees(parser, S("{"))) return parse_container(parser, CEL_NODE_MAP);
    return parse_name(parser);
}

static const CelNode *parse_index(Parser *parser, const CelNode *operand, size_t position) {
    bool optional = parse_take(parser, S("?"));
    const CelNode *index = parse_conditional(parser);
    if (index == NULL) return NULL;
    if (!parse_take(parser, S("]"))) return parse_expect_failed(parser, S("]"));
    CelNode *node = parse_node_with(parser, CEL_NODE_INDEX, position, operand, index);
    node->optional = optional;
    return node;
}

static const CelNode *parse_member(Parser *parser) {
    const CelNode *node = parse_primary(parser);
    size_t chain = 0;
    while (node != NULL) {
        size_t position = parse_peek(parser)->start;
        if (parse_take(parser, S("."))) {
            node = parse_selection(parser, node, position);
        } else if (parse_take(parser, S("["))) {
            node = parse_index(parser, node, position);
        } else {
            return node;
        }
        if (node != NULL && ++chain > CEL_DEPTH_MAX) {
            return parse_fail(parser, "the expression is nested too deeply");
        }
    }
    return NULL;
}

/* A run of ! or of - is counted, not recursed into. A minus before a number is its sign. */
static const CelNode *parse_unary(Parser *parser) {
    size_t position = parse_peek(parser)->start;
    Str symbol = parse_sees(parser, S("!")) ? S("!") : S("-");
    size_t count = 0;
    while (parse_take(parser, symbol)) count++;
    TokenKind kind = parse_peek(parser)->kind;
    bool number = kind == TOKEN_INT || kind == TOKEN_DOUBLE;
    if (count % 2 == 1 && symbol.ptr[0] == '-' && number) {
        /* the sign belongs to the number, behind which members may follow */
        const CelNode *literal = parse_number(parser, true, position);
        if (literal == NULL || !(parse_sees(parser, S(".")) || parse_sees(parser, S("[")))) {
            return literal;
        }
        return parse_fail(parser, "put a negative number in parentheses to call something on it");
    }
    const CelNode *operand = parse_member(parser);
    if (operand == NULL || count == 0) return operand;
    CelOperator operation = symbol.ptr[0] == '!' ? CEL_NOT : CEL_NEGATE;
    operand = parse_operator(parser, operation, position, operand, NULL);
    if (count % 2 == 1) return operand;
    return parse_operator(parser, operation, position, operand, NULL);
}

typedef struct OperatorRow {
    Str symbol;
    int level; /* 0 binds loosest */
    CelOperator operation;
} OperatorRow;

static const OperatorRow operator_rows[] = {
    {S_INIT("<"), 0, CEL_LESS},
    {S_INIT("<="), 0, CEL_LESS_EQUAL},
    {S_INIT(">="), 0, CEL_GREATER_EQUAL},
    {S_INIT(">"), 0, CEL_GREATER},
    {S_INIT("=="), 0, CEL_EQUAL},
    {S_INIT("!="), 0, CEL_NOT_EQUAL},
    {S_INIT("in"), 0, CEL_IN},
    {S_INIT("+"), 1, CEL_ADD},
    {S_INIT("-"), 1, CEL_SUBTRACT},
    {S_INIT("*"), 2, CEL_MULTIPLY},
    {S_INIT("/"), 2, CEL_DIVIDE},
    {S_INIT("%"), 2, CEL_MODULO},
};

enum { PARSE_LEVELS = 3 };

static const OperatorRow *parse_operator_at(const Parser *parser, int level) {
    const Token *token = parse_peek(parser);
    if (token->kind != TOKEN_SYMBOL && token->kind != TOKEN_IDENT) return NULL;
    for (size_t i = 0; i < COUNT(operator_rows); i++) {
        if (operator_rows[i].level == level && str_equal(operator_rows[i].symbol, token->text)) {
            return &operator_rows[i];
        }
    }
    return NULL;
}

/* Left-associative chains; a chain nests to the left, so its length counts as depth. */
static const CelNode *parse_binary(Parser *parser, int level) {
    if (level == PARSE_LEVELS) return parse_unary(parser);
    const CelNode *left = parse_binary(parser, level + 1);
    const OperatorRow *row = NULL;
    size_t chain = 0;
    while (left != NULL && (row = parse_operator_at(parser, level)) != NULL) {
        size_t position = parse_peek(parser)->start;
        parser->at++;
        const CelNode *right = parse_binary(parser, level + 1);
        if (right == NULL) return NULL;
        if (++chain > CEL_DEPTH_MAX / 2) {
            return parse_fail(parser, "the expression has too many operators in a row");
        }
        left = parse_operator(parser, row->operation, position, left, right);
    }
    return left;
}

/* a && b && c is one node with three arguments. */
static const CelNode *parse_logic(Parser *parser, CelNodeKind kind) {
    bool is_or = kind == CEL_NODE_OR;
    size_t position = parse_peek(parser)->start;
    NodeList list = {0};
    do {
        const CelNode *item = is_or ? parse_logic(parser, CEL_NODE_AND) : parse_binary(parser, 0);
        if (item == NULL) return NULL;
        parse_list_add(parser, &list, item);
    } while (parse_take(parser, is_or ? S("||") : S("&&")));
    if (list.count == 1) return list.items[0];
    CelNode *node = parse_node(parser, kind, position);
    node->args = list.items;
    node->arg_count = list.count;
    return node;
}

static const CelNode *parse_conditional(Parser *parser) {
    if (parser->depth >= CEL_DEPTH_MAX) {
        return parse_fail(parser, "the expression is nested too deeply");
    }
    parser->depth++;
    const CelNode *node = parse_logic(parser, CEL_NODE_OR);
    size_t position = parse_peek(parser)->start;
    if (node != NULL && parse_take(parser, S("?"))) {
        const CelNode *yes = parse_logic(parser, CEL_NODE_OR);
        if (yes != NULL && !parse_take(parser, S(":"))) yes = parse_expect_failed(parser, S(":"));
        const CelNode *no = yes == NULL ? NULL : parse_conditional(parser);
        CelNode *choice = parse_node_with(parser, CEL_NODE_CONDITIONAL, position, node, yes);
        NodeList list = {choice->args, choice->arg_count, choice->arg_count};
        if (no != NULL) parse_list_add(parser, &list, no);
        choice->args = list.items;
        choice->arg_count = list.count;
        node = no == NULL ? NULL : choice;
    }
    parser->depth--;
    return node;
}

bool cel_parse(Arena *arena, const CelLibrary *library, Str text, CelExpression *ret_expression,
               Error *err) {
    if (text.len > CEL_BYTES_MAX) {
        return error_say(err, "is longer than the limit of %d bytes", CEL_BYTES_MAX);
    }
    text = str_copy(arena, text);
    Token *tokens = NULL;
    size_t count = 0;
    if (!lexer_split(arena, text, &tokens, &count, err)) return false;
    Parser parser = {.arena = arena,
                     .library = library,
                     .text = text,
                     .tokens = tokens,
                     .no_macros = library->no_macros,
                     .err = err};
    const CelNode *root = parse_conditional(&parser);
    if (root != NULL && parse_peek(&parser)->kind != TOKEN_END) {
        root = parse_fail(&parser, "expected an operator or the end");
    }
    if (root == NULL) return false;
    *ret_expression = (CelExpression){text, root, parser.unresolved};
    return true;
}
