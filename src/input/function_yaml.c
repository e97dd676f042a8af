/* SPDX-License-Identifier: Apache-2.0 */
/* function_yaml.c -- Terraform's yamldecode and yamlencode. yamlencode writes as Terraform does:
 * keys sorted and quoted, text quoted, or as a block when it has several lines. */
#include "base/buffer.h"
#include "input/terraform_function.h"
#include "text/yaml.h"

enum { YAML_INDENT = 2 };

static void yaml_settle(Node *node, const Node *at) {
    if (node->kind == NODE_DOUBLE) *node = terraform_number(at, node->number);
    node->source = at->source;
    node->line = at->line;
    node->column = at->column;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        yaml_settle(&node->items[i], at);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        yaml_settle(&node->pairs[i].value, at);
    }
    if (node->kind == NODE_MAP) terraform_sort_map(node);
}

static bool yaml_decode(TerraformCall *call, Node *ret_value) {
    static const Source nowhere = {S_INIT("")};
    Str text = S("");
    Error err = {0};
    const Source *source = call->at->source == NULL ? &nowhere : call->at->source;
    if (!terraform_call_text(call, 0, &text)) return false;
    if (!terraform_call_charge(call, text.len / 8)) return false;
    if (!yaml_read(call->arena, source, text, ret_value, &err)) {
        return terraform_call_fail(call, "line %u of the text: %s", err.line, err.message);
    }
    yaml_settle(ret_value, call->at);
    return true;
}

typedef struct YamlWriter {
    TerraformCall *call;
    Buffer out;
} YamlWriter;

static bool yaml_write(YamlWriter *writer, const Node *node, int indent, bool inside);

static void yaml_write_quoted(Buffer *out, Str text) {
    static const char letters[] = "\"\\\n\t\r\a\b\f\v\x1b", names[] = "\"\\ntrabfve";
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        const char *found = byte == '\0' ? NULL : strchr(letters, byte);
        if (found != NULL) {
            buffer_add_byte(out, '\\');
            buffer_add_byte(out, names[found - letters]);
        } else if ((unsigned char)byte < ' ' || byte == 0x7F) {
            buffer_add_format(out, "\\x%02X", (unsigned char)byte);
        } else {
            buffer_add_byte(out, byte);
        }
    }
    buffer_add_byte(out, '"');
}

/* "|", with how much it is indented when it begins with a space, and what becomes of its end. */
static void yaml_write_block(Buffer *out, Str text, int indent) {
    bool ends = str_ends(text, S("\n"));
    bool several = str_ends(text, S("\n\n")) || str_equal(text, S("\n"));
    buffer_add_byte(out, '|');
    if (str_starts(text, S(" ")) || str_starts(text, S("\n"))) {
        buffer_add_format(out, "%d", YAML_INDENT);
    }
    if (!ends) buffer_add_byte(out, '-');
    if (several) buffer_add_byte(out, '+');
    if (ends) text.len--;
    for (bool more = true; more;) {
        more = str_contains(text, S("\n"));
        Str line = str_cut(&text, '\n');
        buffer_add_byte(out, '\n');
        if (line.len > 0) buffer_add_format(out, "%*s", indent, "");
        buffer_add(out, line);
    }
}

static void yaml_write_text(Buffer *out, Str text, int indent) {
    if (!str_contains(text, S("\n"))) {
        yaml_write_quoted(out, text);
    } else {
        yaml_write_block(out, text, indent == 0 ? YAML_INDENT : indent);
    }
}

static bool yaml_write_list(YamlWriter *writer, const Node *list, int indent, bool inside) {
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0 || !inside) buffer_add_byte(&writer->out, '\n');
        if (i > 0 || !inside) buffer_add_format(&writer->out, "%*s", indent, "");
        buffer_add(&writer->out, S("- "));
        if (!yaml_write(writer, &list->items[i], indent + YAML_INDENT, true)) return false;
    }
    return true;
}

static bool yaml_write_map(YamlWriter *writer, const Node *map, int indent, bool inside) {
    Node sorted = *map;
    sorted.pairs = ARENA_ARRAY(writer->call->arena, NodePair, map->count);
    memcpy(sorted.pairs, map->pairs, map->count * sizeof(NodePair));
    terraform_sort_map(&sorted);
    for (uint32_t i = 0; i < sorted.count; i++) {
        const Node *value = &sorted.pairs[i].value;
        bool list = value->kind == NODE_LIST && value->count > 0;
        bool inner = value->kind == NODE_MAP && value->count > 0;
        if (i > 0 || !inside) buffer_add_byte(&writer->out, '\n');
        if (i > 0 || !inside) buffer_add_format(&writer->out, "%*s", indent, "");
        yaml_write_quoted(&writer->out, sorted.pairs[i].key);
        buffer_add(&writer->out, list || inner ? S(":") : S(": "));
        int below = list ? indent : indent + YAML_INDENT; /* lists stand at their key */
        if (!yaml_write(writer, value, below, false)) return false;
    }
    return true;
}

/* Writes a value; inside: on the line that is there ("- "), else containers begin a new one. */
static bool yaml_write(YamlWriter *writer, const Node *node, int indent, bool inside) {
    Str text = S("");
    if (!terraform_call_charge(writer->call, 1)) return false;
    if (indent > NODE_DEPTH_MAX) return terraform_call_fail(writer->call, "is nested too deep");
    if (writer->out.len > TERRAFORM_TEXT_BYTES_MAX) {
        return terraform_call_fail(writer->call, "makes a huge text");
    }
    if (node->kind == NODE_NULL) {
        buffer_add(&writer->out, S("null"));
    } else if (node->kind == NODE_STRING) {
        yaml_write_text(&writer->out, node->text, indent);
    } else if (node->kind == NODE_LIST || node->kind == NODE_MAP) {
        bool list = node->kind == NODE_LIST;
        if (node->count == 0) {
            buffer_add(&writer->out, list ? S("[]") : S("{}"));
            return true;
        }
        return list ? yaml_write_list(writer, node, indent, inside)
                    : yaml_write_map(writer, node, indent, inside);
    } else if (terraform_to_text(writer->call->arena, node, &text)) {
        buffer_add(&writer->out, text);
    }
    return true;
}

static void yaml_writer_free(YamlWriter *writer) { buffer_free(&writer->out); }

static bool yaml_encode(TerraformCall *call, Node *ret_value) {
    CLEANUP(yaml_writer_free) YamlWriter writer = {.call = call};
    const Node *arg = &call->args[0];
    if (!yaml_write(&writer, arg, 0, true)) return false;
    buffer_add_byte(&writer.out, '\n');
    bool bare = arg->kind == NODE_NULL || arg->kind == NODE_BOOL || arg->kind == NODE_INT ||
                arg->kind == NODE_DOUBLE;
    if (bare) buffer_add(&writer.out, S("...\n"));
    *ret_value = node_make_string(call->at, str_copy(call->arena, buffer_text(&writer.out)));
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("yamldecode"), 1, 1, 0, yaml_decode},
    {S_INIT("yamlencode"), 1, 1, TERRAFORM_FUNCTION_TAKES_NULL, yaml_encode},
};

const TerraformFunctionTable function_yaml_table = {rows, COUNT(rows)};
