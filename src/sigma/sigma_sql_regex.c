/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_regex.c -- see sigma_sql_regex.h. The expression is read piece by piece and only what
 * is known to mean the same everywhere goes over: literals, classes, groups, alternatives,
 * repetitions, anchors. Shorthands such as \d are written out, for their sets differ (PCRE2's are
 * ASCII and its \s has the vertical tab). What isn't known here is refused. */
#include "sigma/sigma_sql_regex.h"

#include "base/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { REGEX_REPEAT_MAX = 1000 /* RE2 repeats no more often */ };

typedef struct RegexWriter {
    Arena *arena;
    const SigmaSqlDialect *dialect;
    Str text;
    size_t at;
    uint32_t flags;
    Buffer out;
    Str *ret_what;
} RegexWriter;

/* What \d and its like stand for within [...]: ranges of ASCII. The last one of those that are
 * negated goes up to U+10FFFF. */
typedef struct Shorthand {
    char letter;
    Str ranges;
} Shorthand;

static const Shorthand shorthands[] = {
    {'d', S_INIT("0-9")},
    {'w', S_INIT("0-9A-Za-z_")},
    {'s', S_INIT("\\x09-\\x0D\\x20")},
    {'D', S_INIT("\\x00-\\x2F\\x3A-")},
    {'W', S_INIT("\\x00-\\x2F\\x3A-\\x40\\x5B-\\x5E\\x60\\x7B-")},
    {'S', S_INIT("\\x00-\\x08\\x0E-\\x1F\\x21-")},
};

static bool regex_fail(RegexWriter *writer, const char *what) {
    *writer->ret_what = str_format(writer->arena,
                                   "the regular expression has %s at byte %zu, "
                                   "which %.*s doesn't have or reads in another way",
                                   what, writer->at + 1, STR_ARGS(writer->dialect->title));
    return false;
}

static bool regex_sees(const RegexWriter *writer, Str part) {
    return str_starts(str_slice(writer->text, writer->at, writer->text.len), part);
}

static char regex_byte(const RegexWriter *writer, size_t ahead) {
    size_t at = writer->at + ahead;
    return at < writer->text.len ? writer->text.ptr[at] : '\0';
}

static bool byte_is_word(char byte) {
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           byte == '_';
}

/* A character that stands for itself. */
static void regex_add_literal(RegexWriter *writer, char byte) {
    unsigned char value = (unsigned char)byte;
    if (value < 0x20 || value == 0x7F) {
        buffer_add_format(&writer->out, "\\x%02X", value);
        return;
    }
    bool quote = value < 0x80 && !byte_is_word(byte) && value > ' ' &&
                 memchr("\"'%,/:;<=>@`!#~", byte, 15) == NULL;
    if (quote) buffer_add_byte(&writer->out, '\\');
    buffer_add_byte(&writer->out, byte);
}

static const Shorthand *shorthand_find(char letter) {
    for (size_t i = 0; i < COUNT(shorthands); i++) {
        if (shorthands[i].letter == letter) return &shorthands[i];
    }
    return NULL;
}

static void regex_add_shorthand(RegexWriter *writer, const Shorthand *shorthand) {
    bool negated = shorthand->letter < 'a';
    bool braces = writer->dialect->kind != SIGMA_SQL_ATHENA; /* Joni reads no \x{...} */
    buffer_add(&writer->out, shorthand->ranges);
    if (negated) buffer_add(&writer->out, braces ? S("\\x{10FFFF}") : S("\xF4\x8F\xBF\xBF"));
}

static int hex_digit(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* \x2F and \x{2F}. */
static bool regex_hex(RegexWriter *writer) {
    char text[UTF8_BYTES_MAX];
    size_t count = 0;
    uint32_t point = 0;
    bool braces = regex_byte(writer, 2) == '{';
    size_t start = braces ? 3 : 2;
    for (; count < (braces ? 6 : 2) && hex_digit(regex_byte(writer, start + count)) >= 0; count++) {
        point = point * 16 + (uint32_t)hex_digit(regex_byte(writer, start + count));
    }
    bool whole = braces ? count > 0 && regex_byte(writer, start + count) == '}' : count == 2;
    if (!whole || point > 0x10FFFF) return regex_fail(writer, "an escape");
    if (point < 0x80) {
        regex_add_literal(writer, (char)point);
    } else {
        buffer_add(&writer->out, (Str){text, utf8_encode(point, text)});
    }
    writer->at += start + count + braces;
    return true;
}

/* An escape that stands for one character, in a class or outside. */
static bool regex_escape_character(RegexWriter *writer) {
    static const char letters[] = "ntrfae", values[] = "\n\t\r\f\a\x1B";
    char byte = regex_byte(writer, 1);
    const char *found = byte == '\0' ? NULL : strchr(letters, byte);
    if (byte == 'x') return regex_hex(writer);
    if (found == NULL && (byte_is_word(byte) || byte == '\0' || (byte & 0x80) != 0)) {
        return regex_fail(writer, "an escape");
    }
    regex_add_literal(writer, found != NULL ? values[found - letters] : byte);
    writer->at += 2;
    return true;
}

/* ---- classes ---- */

static bool class_is_range_end(const RegexWriter *writer) {
    return regex_byte(writer, 0) == '-' && regex_byte(writer, 1) != ']' &&
           regex_byte(writer, 1) != '\0';
}

static bool class_add_escape(RegexWriter *writer) {
    const Shorthand *shorthand = shorthand_find(regex_byte(writer, 1));
    if (regex_byte(writer, 1) == 'b') return regex_fail(writer, "\\b in a class");
    if (shorthand == NULL) return regex_escape_character(writer);
    regex_add_shorthand(writer, shorthand);
    writer->at += 2;
    if (class_is_range_end(writer)) return regex_fail(writer, "a range that begins with a class");
    return true;
}

static bool regex_class(RegexWriter *writer) {
    buffer_add_byte(&writer->out, '[');
    writer->at++;
    if (regex_byte(writer, 0) == '^') {
        buffer_add_byte(&writer->out, '^');
        writer->at++;
    }
    for (bool first = true; first || regex_byte(writer, 0) != ']'; first = false) {
        if (writer->at >= writer->text.len) return regex_fail(writer, "a class without an end");
        if (regex_sees(writer, S("[:")) || regex_sees(writer, S("[.")) ||
            regex_sees(writer, S("[="))) {
            return regex_fail(writer, "a named class");
        }
        if (!first && class_is_range_end(writer)) {
            buffer_add_byte(&writer->out, '-');
            writer->at++;
            if (shorthand_find(regex_byte(writer, 1)) != NULL && regex_byte(writer, 0) == '\\')
                return regex_fail(writer, "a range that ends with a class");
        }
        if (regex_byte(writer, 0) == '\\') {
            if (!class_add_escape(writer)) return false;
        } else {
            regex_add_literal(writer, writer->text.ptr[writer->at++]);
        }
    }
    buffer_add_byte(&writer->out, ']');
    writer->at++;
    return true;
}

/* ---- pieces ---- */

/* \b is where an ASCII word begins or ends; Joni would count all letters. */
static void regex_add_border(RegexWriter *writer, bool negated) {
    if (writer->dialect->kind != SIGMA_SQL_ATHENA) {
        buffer_add(&writer->out, negated ? S("\\B") : S("\\b"));
    } else if (negated) {
        buffer_add(&writer->out, S("(?:(?<![0-9A-Za-z_])(?![0-9A-Za-z_])|"
                                   "(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_]))"));
    } else {
        buffer_add(&writer->out, S("(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|"
                                   "(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))"));
    }
}

static bool regex_escape(RegexWriter *writer) {
    char byte = regex_byte(writer, 1);
    const Shorthand *shorthand = shorthand_find(byte);
    if (shorthand != NULL) {
        buffer_add_byte(&writer->out, '[');
        regex_add_shorthand(writer, shorthand);
        buffer_add_byte(&writer->out, ']');
    } else if (byte == 'b' || byte == 'B') {
        regex_add_border(writer, byte == 'B');
    } else if (byte == 'A' || byte == 'z') {
        buffer_add(&writer->out, byte == 'A' ? S("\\A") : S("\\z"));
    } else if (byte == 'Z') {
        buffer_add(&writer->out, S("(?:\\n?\\z)"));
    } else {
        return regex_escape_character(writer);
    }
    writer->at += 2;
    return true;
}

static bool regex_group(RegexWriter *writer) {
    Str kind = S("(?:");
    size_t len = 1;
    if (regex_sees(writer, S("(?:"))) len = 3;
    if (regex_sees(writer, S("(?i:"))) {
        kind = S("(?i:");
        len = 4;
    }
    if (len == 1 && (regex_byte(writer, 1) == '?' || regex_byte(writer, 1) == '*')) {
        return regex_fail(writer, "a group of a special kind, such as (?=");
    }
    buffer_add(&writer->out, kind);
    writer->at += len;
    return true;
}

/* {2}, {2,} and {2,5} repeat; another brace stands for itself. */
static bool regex_brace(RegexWriter *writer) {
    size_t end = 1;
    int64_t least = 0, most = 0;
    while (regex_byte(writer, end) >= '0' && regex_byte(writer, end) <= '9') end++;
    bool fine = end > 1;
    Str text = str_slice(writer->text, writer->at, writer->text.len);
    fine = fine && str_to_int(str_slice(text, 1, end), &least);
    if (regex_byte(writer, end) == ',') {
        size_t comma = end++;
        while (regex_byte(writer, end) >= '0' && regex_byte(writer, end) <= '9') end++;
        if (end > comma + 1) fine = fine && str_to_int(str_slice(text, comma + 1, end), &most);
    }
    if (!fine || regex_byte(writer, end) != '}') {
        regex_add_literal(writer, '{');
        writer->at++;
        return true;
    }
    if (least > REGEX_REPEAT_MAX || most > REGEX_REPEAT_MAX) {
        return regex_fail(writer, "more than 1000 repetitions");
    }
    buffer_add(&writer->out, str_slice(text, 0, end + 1));
    writer->at += end + 1;
    return true;
}

/* Behind a repetition: ? makes it lazy, + possessive. */
static bool regex_after_repeat(RegexWriter *writer) {
    char byte = regex_byte(writer, 0);
    if (byte == '+') return regex_fail(writer, "a possessive repetition");
    if (byte != '?') return true;
    buffer_add_byte(&writer->out, '?');
    writer->at++;
    return true;
}

/* $ is the end, or before a line feed that ends the text. */
static void regex_add_anchor(RegexWriter *writer, char byte) {
    bool lines = (writer->flags & PCRE2_MULTILINE) != 0;
    if (byte == '$') {
        buffer_add(&writer->out, lines ? S("$") : S("(?:\\n?\\z)"));
    } else {
        bool joni = writer->dialect->kind == SIGMA_SQL_ATHENA;
        buffer_add(&writer->out, joni && !lines ? S("\\A") : S("^"));
    }
}

static bool regex_piece(RegexWriter *writer) {
    char byte = regex_byte(writer, 0);
    size_t before = writer->out.len;
    switch (byte) {
    case '\\': return regex_escape(writer);
    case '[': return regex_class(writer);
    case '(': return regex_group(writer);
    case '{':
        if (!regex_brace(writer)) return false;
        return writer->out.bytes[before] != '{' || regex_after_repeat(writer);
    case '*':
    case '+':
    case '?':
        buffer_add_byte(&writer->out, byte);
        writer->at++;
        return regex_after_repeat(writer);
    case '$':
    case '^': regex_add_anchor(writer, byte); break;
    case '.':
    case '|':
    case ')': buffer_add_byte(&writer->out, byte); break;
    default: regex_add_literal(writer, byte); break;
    }
    writer->at++;
    return true;
}

/* (?i) and its like at the start; further inside, their reach differs. */
static void regex_take_flags(RegexWriter *writer) {
    size_t end = 2;
    uint32_t flags = 0;
    if (!regex_sees(writer, S("(?"))) return;
    for (; regex_byte(writer, end) != ')'; end++) {
        char byte = regex_byte(writer, end);
        uint32_t flag = byte == 'i'   ? PCRE2_CASELESS
                        : byte == 'm' ? PCRE2_MULTILINE
                        : byte == 's' ? PCRE2_DOTALL
                                      : 0;
        if (flag == 0) return;
        flags |= flag;
    }
    writer->flags |= flags;
    writer->at = end + 1;
}

bool sigma_sql_regex_write(const SigmaSqlTable *table, Str text, uint32_t flags, Str *ret_regex,
                           Str *ret_what) {
    RegexWriter writer = {.arena = table->arena,
                          .dialect = table->dialect,
                          .text = text,
                          .flags = flags,
                          .ret_what = ret_what};
    regex_take_flags(&writer);
    bool all = (writer.flags & PCRE2_DOTALL) != 0;
    bool fine = true;
    if ((writer.flags & PCRE2_CASELESS) != 0) buffer_add(&writer.out, S("(?i)"));
    if ((writer.flags & PCRE2_MULTILINE) != 0) buffer_add(&writer.out, S("(?m)"));
    if (all) buffer_add(&writer.out, S("(?s)"));
    /* ClickHouse's '.' is any character, unless it is told. */
    if (!all && table->dialect->kind == SIGMA_SQL_CLICKHOUSE) buffer_add(&writer.out, S("(?-s)"));
    while (fine && writer.at < text.len) fine = regex_piece(&writer);
    if (fine) *ret_regex = str_copy(table->arena, buffer_text(&writer.out));
    buffer_free(&writer.out);
    return fine;
}
