/* SPDX-License-Identifier: Apache-2.0 */
/* hcl.c -- bodies of HCL: attributes and blocks, and going on behind what is broken.
 *
 * After an error the reader skips the attribute that it stands in: to the end of its line outside
 * of brackets and texts. A block that isn't closed is noticed where, at the beginning of a line, a
 * block begins that only stands at the top of a file; reading goes on there. */
#include "text/hcl.h"

#include "base/map.h"
#include "base/utf8.h"
#include "text/hcl_parser.h"

#include <stdlib.h>

enum { NAMES_FEW = 16, LABELS_MAX = 8, ITEMS_FIRST = 8 };

/* What is being collected of one body. */
typedef struct BodyBuilder {
    HclAttribute *attributes; /* malloc'ed */
    size_t attribute_count;
    size_t attribute_capacity;
    HclBlock *blocks; /* malloc'ed */
    size_t block_count;
    size_t block_capacity;
    Map names; /* when there are many attributes */
} BodyBuilder;

static void body_builder_free(BodyBuilder *builder) {
    free(builder->attributes);
    free(builder->blocks);
}

static void *body_grow(void *items, size_t *capacity, size_t size) {
    *capacity = *capacity == 0 ? ITEMS_FIRST : *capacity * 2;
    void *grown = realloc(items, *capacity * size);
    if (grown == NULL) abort();
    return grown;
}

static bool body_read(HclParser *parser, bool top, HclBody *ret_body);

/* --- going on after an error -------------------------------------------------------------------
 */

static void body_report(HclParser *parser) {
    error_list_add(parser->errors, parser->arena, parser->err);
}

/* Skips a quoted text on one line. */
static void body_skip_text(HclParser *parser) {
    parser->at++;
    while (parser->at < parser->end && *parser->at != '"' && *parser->at != '\n') {
        parser->at += *parser->at == '\\' && parser->at + 1 < parser->end ? 2 : 1;
    }
    if (*parser->at == '"') parser->at++;
}

/* Whether the line that begins here opens a block that only stands at the top of a file. */
static bool body_at_top_block(HclParser *parser) {
    static const char *const labelled[] = {"resource", "data",   "variable",
                                           "module",   "output", "provider"};
    static const char *const bare[] = {"locals", "terraform"};
    if (parser->at != parser->line_start) return false;
    const char *before = parser->at;
    Str word = hcl_name(parser);
    size_t spaces = 0;
    while (parser->at[spaces] == ' ' || parser->at[spaces] == '\t') spaces++;
    char next = parser->at[spaces];
    parser->at = before;
    for (size_t i = 0; i < COUNT(labelled) && next == '"'; i++) {
        if (str_equal(word, str_from(labelled[i]))) return true;
    }
    for (size_t i = 0; i < COUNT(bare) && next == '{'; i++) {
        if (str_equal(word, str_from(bare[i]))) return true;
    }
    return false;
}

/* From the beginning of a broken item to the end of its last line. */
static void body_skip_item(HclParser *parser) {
    int depth = 0;
    while (parser->at < parser->end) {
        char byte = *parser->at;
        if (byte == '"') {
            body_skip_text(parser);
            continue;
        }
        if (byte == '{' || byte == '[' || byte == '(') depth++;
        if (byte == ']' || byte == ')') depth--;
        if (byte == '}' && depth-- <= 0) return;
        if (byte == '#' || (byte == '/' && (parser->at[1] == '/' || parser->at[1] == '*'))) {
            hcl_skip(parser);
        } else if (byte == '\n') {
            if (depth <= 0) return;
            hcl_pass_newline(parser);
            if (body_at_top_block(parser)) return;
        } else {
            parser->at++;
        }
    }
}

/* --- attributes --------------------------------------------------------------------------------
 */

static bool body_has(BodyBuilder *builder, Arena *arena, Str name) {
    if (builder->attribute_count < NAMES_FEW) {
        for (size_t i = 0; i < builder->attribute_count; i++) {
            if (str_equal(builder->attributes[i].name, name)) return true;
        }
        return false;
    }
    if (builder->names.arena == NULL) {
        builder->names = map_make(arena);
        for (size_t i = 0; i < builder->attribute_count; i++) {
            map_set(&builder->names, builder->attributes[i].name, builder);
        }
    }
    return map_set(&builder->names, name, builder) != NULL;
}

/* After a value or a block: nothing else on the line, unless the block that it is in ends there. */
static bool body_end_of_item(HclParser *parser) {
    hcl_skip(parser);
    if (parser->at >= parser->end || *parser->at == '\n' || *parser->at == '}') return true;
    if (*parser->at == '\r' && parser->at[1] == '\n') {
        parser->at++;
        return true;
    }
    return hcl_expected(parser, "a new line");
}

static bool body_attribute(HclParser *parser, BodyBuilder *builder, HclAttribute attribute) {
    if (!hcl_expression(parser, &attribute.value)) return false;
    if (!body_end_of_item(parser)) return false;
    if (body_has(builder, parser->arena, attribute.name)) {
        error_set(parser->err, parser->source->path, attribute.line, attribute.column,
                  "%.*s is set a second time in this block", STR_ARGS(attribute.name));
        body_report(parser);
        return true;
    }
    if (builder->attribute_count == builder->attribute_capacity) {
        builder->attributes =
            body_grow(builder->attributes, &builder->attribute_capacity, sizeof(HclAttribute));
    }
    builder->attributes[builder->attribute_count++] = attribute;
    return true;
}

/* --- blocks ------------------------------------------------------------------------------------
 */

static bool body_label(HclParser *parser, Str *ret_label) {
    if (*parser->at != '"') {
        *ret_label = hcl_name(parser);
        return ret_label->len > 0 || hcl_expected(parser, "a label in quotes, or {");
    }
    HclExpression text;
    if (!hcl_quoted(parser, &text)) return false;
    *ret_label = text.text;
    return text.kind == HCL_TEXT || hcl_fail(parser, "a label can't hold a template");
}

static bool body_block(HclParser *parser, BodyBuilder *builder, HclBlock block) {
    Str labels[LABELS_MAX];
    for (hcl_skip(parser); *parser->at != '{'; hcl_skip(parser)) {
        if (block.label_count == LABELS_MAX) return hcl_fail(parser, "a block with many labels");
        if (!body_label(parser, &labels[block.label_count])) return false;
        block.label_count++;
    }
    parser->at++;
    block.labels = ARENA_ARRAY(parser->arena, Str, block.label_count);
    memcpy(block.labels, labels, block.label_count * sizeof(Str));
    if (!hcl_enter(parser)) return false;
    bool closed = body_read(parser, false, &block.body);
    parser->depth--;
    if (builder->block_count == builder->block_capacity) {
        builder->blocks = body_grow(builder->blocks, &builder->block_capacity, sizeof(HclBlock));
    }
    builder->blocks[builder->block_count++] = block;
    if (closed) return body_end_of_item(parser);
    error_set(parser->err, parser->source->path, block.line, block.column,
              "the block %.*s isn't closed: expected } before line %u", STR_ARGS(block.type),
              parser->line);
    body_report(parser);
    return true;
}

static bool body_item(HclParser *parser, BodyBuilder *builder) {
    uint32_t line = parser->line, column = (uint32_t)(parser->at - parser->line_start) + 1;
    Str name = hcl_name(parser);
    if (name.len == 0) return hcl_expected(parser, "the name of an attribute or block");
    hcl_skip(parser);
    if (*parser->at == '=' && parser->at[1] != '=') {
        parser->at++;
        return body_attribute(parser, builder, (HclAttribute){name, line, column, {0}});
    }
    if (*parser->at == '{' || *parser->at == '"' || hcl_name(parser).len > 0) {
        parser->at = name.ptr + name.len;
        return body_block(parser, builder,
                          (HclBlock){.type = name, .line = line, .column = column});
    }
    return hcl_expected(parser, "= or {");
}

/* --- bodies ------------------------------------------------------------------------------------
 */

static void body_finish(HclParser *parser, BodyBuilder *builder, HclBody *body) {
    Arena *arena = parser->arena;
    body->source = parser->source;
    body->end_line = parser->line;
    body->attribute_count = builder->attribute_count;
    body->block_count = builder->block_count;
    body->attributes = ARENA_ARRAY(arena, HclAttribute, builder->attribute_count);
    body->blocks = ARENA_ARRAY(arena, HclBlock, builder->block_count);
    if (builder->attribute_count > 0) {
        memcpy(body->attributes, builder->attributes,
               builder->attribute_count * sizeof(HclAttribute));
    }
    if (builder->block_count > 0) {
        memcpy(body->blocks, builder->blocks, builder->block_count * sizeof(HclBlock));
    }
}

/* Reads items up to the closing brace, which is taken (or to the end of the file, at the top).
 * Returns false when there is none. */
static bool body_read(HclParser *parser, bool top, HclBody *ret_body) {
    CLEANUP(body_builder_free) BodyBuilder builder = {0};
    bool closed = top, broken = false;
    for (;;) {
        parser->newlines = true;
        hcl_skip_lines(parser);
        if (parser->at >= parser->end) break;
        if (!top && *parser->at == '}') {
            parser->at++;
            closed = true;
            break;
        }
        if (!top && body_at_top_block(parser)) break;
        const char *start = parser->at, *line_start = parser->line_start;
        uint32_t line = parser->line;
        int depth = parser->depth;
        size_t stack = parser->stack.count;
        if (body_item(parser, &builder)) continue;
        body_report(parser);
        broken = true;
        parser->depth = depth;
        parser->stack.count = stack;
        parser->at = start;
        parser->line = line;
        parser->line_start = line_start;
        parser->newlines = true;
        body_skip_item(parser);
        if (parser->at == start) parser->at++; /* a stray } at the top */
    }
    body_finish(parser, &builder, ret_body);
    ret_body->broken = broken || !closed;
    return closed;
}

static bool hcl_check_text(const Source *source, Str *text, Error *err) {
    if (str_starts(*text, S("\xEF\xBB\xBF"))) *text = str_slice(*text, 3, text->len);
    if (text->len > HCL_BYTES_MAX) {
        return error_set(err, source->path, 0, 0, "is larger than %d MiB", HCL_BYTES_MAX >> 20);
    }
    size_t invalid = utf8_find_invalid(*text);
    if (invalid == SIZE_MAX) return true;
    uint32_t line = 1;
    for (size_t i = 0; i < invalid; i++) line += text->ptr[i] == '\n';
    return error_set(err, source->path, line, 0, "is not valid UTF-8");
}

bool hcl_read(Arena *arena, const Source *source, Str text, HclBody *ret_body, ErrorList *errors) {
    Error err = {0};
    size_t before = errors->count + errors->dropped;
    if (!hcl_check_text(source, &text, &err)) {
        error_list_add(errors, arena, &err);
        *ret_body = (HclBody){.source = source};
        return false;
    }
    CLEANUP(hcl_parser_free) HclParser parser = hcl_parser_make(arena, source, text, &err);
    parser.errors = errors;
    body_read(&parser, true, ret_body);
    return errors->count + errors->dropped == before;
}

bool hcl_read_template(Arena *arena, const Node *at, Str text, HclExpression *ret_expression,
                       Error *err) {
    if (!hcl_check_text(at->source, &text, err)) return false;
    CLEANUP(hcl_parser_free) HclParser parser = hcl_parser_make(arena, at->source, text, err);
    parser.fixed = at->line == 0 ? NULL : at;
    return hcl_bare_template(&parser, ret_expression);
}

bool hcl_read_expression(Arena *arena, const Source *source, Str text,
                         HclExpression *ret_expression, Error *err) {
    if (!hcl_check_text(source, &text, err)) return false;
    CLEANUP(hcl_parser_free) HclParser parser = hcl_parser_make(arena, source, text, err);
    parser.newlines = false;
    if (!hcl_expression(&parser, ret_expression)) return false;
    hcl_skip(&parser);
    return parser.at >= parser.end || hcl_expected(&parser, "the end of the expression");
}

const HclAttribute *hcl_find(const HclBody *body, Str name) {
    for (size_t i = 0; i < body->attribute_count; i++) {
        if (str_equal(body->attributes[i].name, name)) return &body->attributes[i];
    }
    return NULL;
}

const HclBlock *hcl_find_block(const HclBody *body, Str type) {
    for (size_t i = 0; i < body->block_count; i++) {
        if (str_equal(body->blocks[i].type, type)) return &body->blocks[i];
    }
    return NULL;
}
