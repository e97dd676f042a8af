/* SPDX-License-Identifier: Apache-2.0 */
/* hcl_json -- prints what merlon's HCL reader makes of .tf files in the form of npm's
 * @cdktf/hcl2json: literals as JSON, everything else as "${source text}". One line for each file:
 * its JSON, or {"error": "..."}. tests/run/hcl-oracle.sh compares the two.
 * Usage: hcl_json FILE... */
#include "base/file.h"
#include "text/hcl.h"
#include "text/json_writer.h"

#include <stdio.h>

static void print_expression(JsonWriter *writer, Arena *arena, const HclExpression *expression);

/* Text in which "${" and "%{" would be markup gets its escapes back. */
static void add_escaped(Buffer *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool markup = (byte == '$' || byte == '%') && i + 1 < text.len && text.ptr[i + 1] == '{';
        if (markup) buffer_add_byte(out, byte);
        buffer_add_byte(out, byte);
    }
}

static void add_template(Buffer *out, const HclExpression *template) {
    for (uint32_t i = 0; i < template->count; i++) {
        const HclExpression *part = &template->items[i];
        if (part->kind == HCL_TEXT) {
            add_escaped(out, part->text);
        } else if (part->kind == HCL_WRAP) {
            buffer_add_format(out, "${%.*s}", STR_ARGS(part->items[0].span));
        } else if (part->kind == HCL_IF) {
            buffer_add_format(out, "%%{ if %.*s }", STR_ARGS(part->items[0].span));
            add_template(out, &part->items[1]);
            if (part->items[2].count > 0) buffer_add(out, S("%{ else }"));
            add_template(out, &part->items[2]);
            buffer_add(out, S("%{ endif }"));
        } else {
            buffer_add(out, S("%{ for }"));
            add_template(out, &part->items[HCL_FOR_VALUE]);
            buffer_add(out, S("%{ endfor }"));
        }
    }
}

static void print_text(JsonWriter *writer, const HclExpression *expression) {
    CLEANUP(buffer_free) Buffer text = {0};
    if (expression->kind == HCL_TEXT) {
        add_escaped(&text, expression->text);
    } else if (expression->kind == HCL_TEMPLATE) {
        add_template(&text, expression);
    } else {
        Str span = expression->kind == HCL_WRAP ? expression->items[0].span : expression->span;
        buffer_add_format(&text, "${%.*s}", STR_ARGS(span));
    }
    json_string_write(writer, buffer_text(&text));
}

static void print_object(JsonWriter *writer, Arena *arena, const HclExpression *object) {
    json_object_begin(writer);
    for (uint32_t i = 0; i + 1 < object->count; i += 2) {
        const HclExpression *key = &object->items[i];
        CLEANUP(buffer_free) Buffer text = {0};
        if (key->kind == HCL_TEXT) {
            buffer_add(&text, key->text);
        } else if (key->kind == HCL_TEMPLATE) {
            add_template(&text, key);
        } else {
            Str span = key->kind == HCL_WRAP ? key->items[0].span : key->span;
            bool bare = key->kind == HCL_ATTRIBUTE; /* aws.west = aws.east in providers */
            buffer_add_format(&text, bare ? "%.*s" : "${%.*s}", STR_ARGS(span));
        }
        json_key_write(writer, str_copy(arena, buffer_text(&text)));
        print_expression(writer, arena, &object->items[i + 1]);
    }
    json_object_end(writer);
}

static void print_expression(JsonWriter *writer, Arena *arena, const HclExpression *expression) {
    switch ((HclKind)expression->kind) {
    case HCL_NULL: json_null_write(writer); break;
    case HCL_BOOL: json_bool_write(writer, expression->number != 0); break;
    case HCL_NUMBER: json_double_write(writer, expression->number); break;
    case HCL_TUPLE:
        json_array_begin(writer);
        for (uint32_t i = 0; i < expression->count; i++) {
            print_expression(writer, arena, &expression->items[i]);
        }
        json_array_end(writer);
        break;
    case HCL_OBJECT: print_object(writer, arena, expression); break;
    case HCL_NEGATE:
        if (expression->items[0].kind == HCL_NUMBER) {
            json_double_write(writer, -expression->items[0].number);
            break;
        }
        print_text(writer, expression);
        break;
    case HCL_NOT:
        if (expression->items[0].kind == HCL_BOOL) {
            json_bool_write(writer, expression->items[0].number == 0);
            break;
        }
        print_text(writer, expression);
        break;
    default: print_text(writer, expression); break;
    }
}

static void print_body(JsonWriter *writer, Arena *arena, const HclBody *body);

/* Blocks of one type and one row of labels stand in a list; blocks with labels in maps of maps. */
static void print_blocks(JsonWriter *writer, Arena *arena, const HclBlock **blocks, size_t count,
                         size_t level) {
    if (blocks[0]->label_count == level) {
        json_array_begin(writer);
        for (size_t i = 0; i < count; i++) print_body(writer, arena, &blocks[i]->body);
        json_array_end(writer);
        return;
    }
    json_object_begin(writer);
    for (size_t i = 0; i < count; i++) {
        Str label = blocks[i]->labels[level];
        const HclBlock **same = ARENA_ARRAY(arena, const HclBlock *, count);
        size_t found = 0;
        bool before = false;
        for (size_t k = 0; k < count; k++) {
            bool equal = str_equal(blocks[k]->labels[level], label);
            before |= equal && k < i;
            if (equal) same[found++] = blocks[k];
        }
        if (before) continue;
        json_key_write(writer, label);
        print_blocks(writer, arena, same, found, level + 1);
    }
    json_object_end(writer);
}

static void print_body(JsonWriter *writer, Arena *arena, const HclBody *body) {
    json_object_begin(writer);
    for (size_t i = 0; i < body->attribute_count; i++) {
        json_key_write(writer, body->attributes[i].name);
        print_expression(writer, arena, &body->attributes[i].value);
    }
    for (size_t i = 0; i < body->block_count; i++) {
        const HclBlock **same = ARENA_ARRAY(arena, const HclBlock *, body->block_count);
        size_t found = 0;
        bool before = false;
        for (size_t k = 0; k < body->block_count; k++) {
            bool equal = str_equal(body->blocks[k].type, body->blocks[i].type);
            before |= equal && k < i;
            if (equal) same[found++] = &body->blocks[k];
        }
        if (before) continue;
        json_key_write(writer, body->blocks[i].type);
        print_blocks(writer, arena, same, found, 0);
    }
    json_object_end(writer);
}

static void print_file(const char *path) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(file_close) File file = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    Source source = {str_from(path)};
    ErrorList errors = {0};
    HclBody body = {0};
    Error err = {0};
    if (!file_open(path, HCL_BYTES_MAX, &file, &err)) error_list_add(&errors, &arena, &err);
    if (errors.count == 0) hcl_read(&arena, &source, file.text, &body, &errors);
    if (errors.count > 0) {
        json_object_begin(&writer);
        json_pair_write(&writer, S("error"), error_text(&arena, &errors.items[0]));
        json_object_end(&writer);
    } else {
        print_body(&writer, &arena, &body);
    }
    printf("%.*s\n", (int)out.len, out.bytes);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) print_file(argv[i]);
    return 0;
}
