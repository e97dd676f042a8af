/* SPDX-License-Identifier: Apache-2.0 */
/* yaml_writer.c -- see yaml_writer.h. */
#include "text/yaml_writer.h"

#include "base/utf8.h"

/* Words that some reader of YAML takes for something else than text. */
static bool yaml_writer_is_word(Str value) {
    static const Str words[] = {S_INIT("null"), S_INIT("true"), S_INIT("false"),
                                S_INIT("yes"),  S_INIT("no"),   S_INIT("on"),
                                S_INIT("off"),  S_INIT("y"),    S_INIT("n"),
                                S_INIT("inf"),  S_INIT("nan"),  S_INIT("infinity")};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_equal_ignore_case(value, words[i])) return true;
    }
    return false;
}

static bool yaml_writer_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* Whether YAML and people see the character as itself. */
static bool yaml_writer_is_shown(uint32_t point) {
    if (point < 0x20 || (point >= 0x7F && point <= 0xA0)) return false;
    if (point >= 0x200B && point <= 0x200F) return false; /* without width, or turning the line */
    if (point >= 0x2028 && point <= 0x202E) return false;
    if (point >= 0x2060 && point <= 0x206F) return false;
    return point != 0xFEFF && (point & 0xFFFE) != 0xFFFE;
}

static bool yaml_writer_is_plain(Str value, bool flow) {
    if (value.len == 0 || !yaml_writer_is_letter(value.ptr[0]) || yaml_writer_is_word(value))
        return false;
    if (value.ptr[value.len - 1] == ' ' || value.ptr[value.len - 1] == ':') return false;
    if (str_contains(value, S(": ")) || str_contains(value, S(" #"))) return false;
    for (size_t i = 0; i < value.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(value, i, value.len), &point);
        if (len == 0 || !yaml_writer_is_shown(point)) return false;
        if (flow && point < 0x80 && strchr(",[]{}:", (int)point) != NULL) return false;
        i += len;
    }
    return true;
}

static void yaml_writer_escape(Buffer *out, uint32_t point, Str bytes) {
    if (point == '"' || point == '\\') {
        buffer_add_byte(out, '\\');
        buffer_add(out, bytes);
    } else if (point == '\n') {
        buffer_add(out, S("\\n"));
    } else if (point == '\t') {
        buffer_add(out, S("\\t"));
    } else if (yaml_writer_is_shown(point)) {
        buffer_add(out, bytes);
    } else if (point < 0x100) {
        buffer_add_format(out, "\\x%02X", point);
    } else if (point < 0x10000) {
        buffer_add_format(out, "\\u%04X", point);
    } else {
        buffer_add_format(out, "\\U%08X", point);
    }
}

/* Between quotes. A line break may be followed by one of the file's own, which the backslash before
 * it takes back; the blanks after that don't count, so one of the text's own is escaped. */
static void yaml_writer_quoted(Buffer *out, Str value, size_t indent) {
    bool fresh = false;
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < value.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(value, i, value.len), &point);
        if (fresh && len > 0 && point == ' ') buffer_add_byte(out, '\\');
        if (len == 0) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else {
            yaml_writer_escape(out, point, str_slice(value, i, i + len));
        }
        i += len == 0 ? 1 : len;
        fresh = indent > 0 && len > 0 && point == '\n' && i < value.len;
        if (fresh) buffer_add_format(out, "\\\n%*s", (int)indent, "");
    }
    buffer_add_byte(out, '"');
}

void yaml_writer_text(Buffer *out, Str value, bool flow) {
    if (yaml_writer_is_plain(value, flow)) {
        buffer_add(out, value);
    } else {
        yaml_writer_quoted(out, value, 0);
    }
}

void yaml_writer_lines(Buffer *out, Str value, size_t indent) {
    if (yaml_writer_is_plain(value, false)) {
        buffer_add(out, value);
    } else {
        yaml_writer_quoted(out, value, indent);
    }
}
