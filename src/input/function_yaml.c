/* SPDX-License-Identifier: Apache-2.0 */
/* function_yaml.c -- Terraform's yamldecode and yamlencode. yamlencode writes as Terraform does:
 * keys sorted and quoted, text quoted, or as a block when it has several lines. */
#include "base/buffer.h"
#include "base/utf8.h"
#include "input/terraform_function.h"
#include "text/yaml.h"

enum { YAML_INDENT = 2, YAML_WIDTH = 80 };

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

/* Whether libyaml's Go translation, which Terraform has, takes a code point for printable. */
static bool yaml_is_printable(uint32_t point) {
    return point == '\n' || (point >= ' ' && point < 0x7F) ||
           (point >= 0xA0 && point < 0xFFFE && point != 0xFEFF && point != 0x2028 &&
            point != 0x2029);
}

static void yaml_write_escape(Buffer *out, uint32_t point) {
    static const struct {
        uint32_t point;
        char name;
    } names[] = {{'"', '"'},  {'\\', '\\'}, {'\n', 'n'}, {'\t', 't'},   {'\r', 'r'},
                 {'\a', 'a'}, {'\b', 'b'},  {'\f', 'f'}, {'\v', 'v'},   {0x1B, 'e'},
                 {0, '0'},    {0x85, 'N'},  {0xA0, '_'}, {0x2028, 'L'}, {0x2029, 'P'}};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (names[i].point != point) continue;
        buffer_add_byte(out, '\\');
        buffer_add_byte(out, names[i].name);
        return;
    }
    int digits = point <= 0xFF ? 2 : point <= 0xFFFF ? 4 : 8;
    buffer_add_format(out, "\\%c%0*X", digits == 2 ? 'x' : digits == 4 ? 'u' : 'U', digits, point);
}

/* How many characters stand in the last line. */
static size_t yaml_column(const Buffer *out) {
    size_t column = 0;
    for (size_t i = out->len; i > 0 && out->bytes[i - 1] != '\n'; i--) {
        column += ((unsigned char)out->bytes[i - 1] & 0xC0) != 0x80;
    }
    return column;
}

/* A line that is wider than YAML_WIDTH is broken at the next single space; keys are not (fold -1),
 * else fold is how far the next line is indented. */
static void yaml_write_quoted(Buffer *out, Str text, int fold) {
    size_t line = out->len - yaml_column(out); /* the column is what comes behind this, in bytes */
    bool space = false;
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.len;) {
        uint32_t point = 0;
        Str rest = str_slice(text, i, text.len);
        size_t len = utf8_decode(rest, &point);
        if (len == 0) point = (unsigned char)text.ptr[i];
        if (len == 0) len = 1;
        bool wide = fold >= 0 && out->len - line > YAML_WIDTH;
        if (point == ' ' && wide && !space && i > 0 && i + 1 < text.len) {
            buffer_add_format(out, "\n%*s", fold, "");
            line = out->len - (size_t)fold;
            if (str_starts(rest, S("  "))) buffer_add_byte(out, '\\');
        } else if (!yaml_is_printable(point) || point == '\n' || point == '"' || point == '\\') {
            yaml_write_escape(out, point);
        } else {
            buffer_add(out, str_slice(rest, 0, len));
            line += len - 1;
        }
        space = point == ' ';
        i += len;
    }
    buffer_add_byte(out, '"');
}

/* Several lines of printable text, none of which ends with a space. */
static bool yaml_fits_block(Str text) {
    uint32_t point = 0, before = 0;
    bool several = false;
    for (size_t i = 0; i < text.len;) {
        size_t len = utf8_decode(str_slice(text, i, text.len), &point);
        if (len == 0 || !yaml_is_printable(point) || (point == '\n' && before == ' ')) return false;
        several |= point == '\n';
        before = point;
        i += len;
    }
    return several && before != ' ';
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
    int below = indent == 0 ? YAML_INDENT : indent;
    if (yaml_fits_block(text)) {
        yaml_write_block(out, text, below);
    } else {
        yaml_write_quoted(out, text, below);
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
        yaml_write_quoted(&writer->out, sorted.pairs[i].key, -1);
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
