/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_json.c -- HCL's JSON syntax (json/spec.md of hashicorp/hcl, and Terraform's "JSON
 * Configuration Syntax") into the tree of hcl.h. Strings are templates; keys "//" are comments. */
#include "text/hcl.h"
#include "text/json.h"

typedef struct JsonSyntax {
    Arena *arena;
    const Source *source;
    ErrorList *errors;
    int depth;
} JsonSyntax;

/* How many labels the blocks of a file's top have. */
static const struct {
    Str type;
    size_t labels;
} top_blocks[] = {
    {S_INIT("resource"), 2},  {S_INIT("data"), 2},     {S_INIT("ephemeral"), 2},
    {S_INIT("module"), 1},    {S_INIT("variable"), 1}, {S_INIT("output"), 1},
    {S_INIT("provider"), 1},  {S_INIT("check"), 1},    {S_INIT("locals"), 0},
    {S_INIT("terraform"), 0}, {S_INIT("moved"), 0},    {S_INIT("import"), 0},
    {S_INIT("removed"), 0},
};

static void json_syntax_fail(JsonSyntax *syntax, const Node *node, const char *message) {
    Error err = {0};
    error_set(&err, syntax->source->path, node->line, node->column, "%s", message);
    error_list_add(syntax->errors, syntax->arena, &err);
}

static HclExpression json_syntax_value(JsonSyntax *syntax, const Node *node);

static HclExpression json_syntax_text(JsonSyntax *syntax, const Node *node, Str text) {
    HclExpression made = {.kind = HCL_TEXT, .line = node->line, .column = node->column};
    Error err = {0};
    made.text = text;
    made.span = text;
    bool markup = str_contains(text, S("${")) || str_contains(text, S("%{"));
    if (!markup) return made;
    if (!hcl_read_template(syntax->arena, node, text, &made, &err)) {
        error_list_add(syntax->errors, syntax->arena, &err);
        made.kind = HCL_NULL;
    }
    return made;
}

static void json_syntax_items(JsonSyntax *syntax, const Node *node, HclExpression *made) {
    bool map = node->kind == NODE_MAP;
    made->kind = map ? HCL_OBJECT : HCL_TUPLE;
    made->items = ARENA_ARRAY(syntax->arena, HclExpression, (size_t)node->count * (map ? 2 : 1));
    for (uint32_t i = 0; i < node->count; i++) {
        if (map && str_equal(node->pairs[i].key, S("//"))) continue;
        if (map) {
            const NodePair *pair = &node->pairs[i];
            made->items[made->count++] = json_syntax_text(syntax, &pair->value, pair->key);
        }
        const Node *item = map ? &node->pairs[i].value : &node->items[i];
        made->items[made->count++] = json_syntax_value(syntax, item);
    }
}

static HclExpression json_syntax_value(JsonSyntax *syntax, const Node *node) {
    HclExpression made = {.kind = HCL_NULL, .line = node->line, .column = node->column};
    if (syntax->depth >= HCL_DEPTH_MAX) {
        json_syntax_fail(syntax, node, "is nested too deep");
        return made;
    }
    syntax->depth++;
    if (node->kind == NODE_STRING) made = json_syntax_text(syntax, node, node->text);
    if (node->kind == NODE_BOOL) {
        made.kind = HCL_BOOL;
        made.number = node->boolean;
    }
    if (node->kind == NODE_INT || node->kind == NODE_DOUBLE) {
        made.kind = HCL_NUMBER;
        made.number = node->kind == NODE_INT ? (double)node->integer : node->number;
        made.text = node->kind == NODE_INT
                        ? str_format(syntax->arena, "%lld", (long long)node->integer)
                        : S("");
    }
    if (node->kind == NODE_LIST || node->kind == NODE_MAP) json_syntax_items(syntax, node, &made);
    syntax->depth--;
    return made;
}

/* Counts what json_syntax_blocks will make. */
static size_t json_syntax_count(const Node *node, size_t labels) {
    size_t count = 0;
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            count += json_syntax_count(&node->items[i], labels);
        }
        return count;
    }
    if (node->kind != NODE_MAP || labels == 0) return 1;
    for (uint32_t i = 0; i < node->count; i++) {
        count += json_syntax_count(&node->pairs[i].value, labels - 1);
    }
    return count;
}

typedef struct JsonBlocks {
    JsonSyntax *syntax;
    Str type;
    Str labels[2];
    size_t label_count; /* in all */
    HclBody *body;      /* that they are added to */
} JsonBlocks;

static void json_syntax_body(JsonSyntax *syntax, Str type, const Node *node, HclBody *body);

static void json_syntax_block(JsonBlocks *blocks, const Node *node) {
    JsonSyntax *syntax = blocks->syntax;
    if (node->kind != NODE_MAP) {
        json_syntax_fail(syntax, node, "expected an object that holds a block");
        return;
    }
    HclBlock *block = &blocks->body->blocks[blocks->body->block_count++];
    *block = (HclBlock){.type = blocks->type,
                        .labels = ARENA_ARRAY(syntax->arena, Str, blocks->label_count),
                        .label_count = blocks->label_count,
                        .line = node->line,
                        .column = node->column};
    for (size_t i = 0; i < blocks->label_count; i++) block->labels[i] = blocks->labels[i];
    json_syntax_body(syntax, blocks->type, node, &block->body);
}

static void json_syntax_blocks(JsonBlocks *blocks, const Node *node, size_t level) {
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            json_syntax_blocks(blocks, &node->items[i], level);
        }
        return;
    }
    if (level == blocks->label_count || node->kind != NODE_MAP) {
        json_syntax_block(blocks, node);
        return;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (str_equal(node->pairs[i].key, S("//"))) continue;
        blocks->labels[level] = node->pairs[i].key;
        json_syntax_blocks(blocks, &node->pairs[i].value, level + 1);
    }
}

static void json_syntax_attribute(JsonSyntax *syntax, Str type, const NodePair *pair,
                                  HclBody *body) {
    HclAttribute *attribute = &body->attributes[body->attribute_count++];
    const Node *value = &pair->value;
    *attribute = (HclAttribute){.name = pair->key, .line = value->line, .column = value->column};
    bool type_text = str_equal(type, S("variable")) && str_equal(pair->key, S("type")) &&
                     value->kind == NODE_STRING;
    Error err = {0};
    if (!type_text) {
        attribute->value = json_syntax_value(syntax, value);
    } else if (!hcl_read_expression(syntax->arena, syntax->source, value->text, &attribute->value,
                                    &err)) {
        json_syntax_fail(syntax, value, err.message);
    }
}

/* A body that isn't the top: attributes, and "dynamic" with its "content". */
static void json_syntax_body(JsonSyntax *syntax, Str type, const Node *node, HclBody *body) {
    body->source = syntax->source;
    body->end_line = node->line;
    body->attributes = ARENA_ARRAY(syntax->arena, HclAttribute, node->count);
    if (syntax->depth >= HCL_DEPTH_MAX) return;
    syntax->depth++;
    for (uint32_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        bool dynamic = str_equal(pair->key, S("dynamic"));
        bool content = str_equal(type, S("dynamic")) && str_equal(pair->key, S("content"));
        if (str_equal(pair->key, S("//"))) continue;
        if (dynamic || content) {
            size_t labels = dynamic ? 1 : 0;
            size_t count = json_syntax_count(&pair->value, labels);
            JsonBlocks blocks = {syntax, pair->key, {{0}}, labels, body};
            body->blocks = arena_grow_array(syntax->arena, body->blocks, body->block_count,
                                            body->block_count + count, sizeof(HclBlock));
            json_syntax_blocks(&blocks, &pair->value, 0);
        } else {
            json_syntax_attribute(syntax, type, pair, body);
        }
    }
    syntax->depth--;
}

static void json_syntax_top(JsonSyntax *syntax, const Node *node, HclBody *body) {
    for (uint32_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        size_t row = 0;
        while (row < COUNT(top_blocks) && !str_equal(top_blocks[row].type, pair->key)) row++;
        if (row == COUNT(top_blocks)) {
            json_syntax_attribute(syntax, S(""), pair, body);
            continue;
        }
        size_t labels = top_blocks[row].labels;
        size_t count = json_syntax_count(&pair->value, labels);
        JsonBlocks blocks = {syntax, pair->key, {{0}}, labels, body};
        body->blocks = arena_grow_array(syntax->arena, body->blocks, body->block_count,
                                        body->block_count + count, sizeof(HclBlock));
        json_syntax_blocks(&blocks, &pair->value, 0);
    }
}

bool hcl_json_read(Arena *arena, const Source *source, Str text, HclBody *ret_body,
                   ErrorList *errors) {
    size_t before = errors->count + errors->dropped;
    JsonSyntax syntax = {arena, source, errors, 0};
    Node root = {0};
    Error err = {0};
    *ret_body = (HclBody){.source = source};
    if (!json_read(arena, source, text, &root, &err)) {
        error_list_add(errors, arena, &err);
        return false;
    }
    if (root.kind != NODE_MAP) {
        json_syntax_fail(&syntax, &root, "expected an object that holds blocks");
        return false;
    }
    ret_body->end_line = root.line;
    ret_body->attributes = ARENA_ARRAY(arena, HclAttribute, root.count);
    json_syntax_top(&syntax, &root, ret_body);
    return errors->count + errors->dropped == before;
}
