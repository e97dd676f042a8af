/* SPDX-License-Identifier: Apache-2.0 */
/* placeholder.c -- see placeholder.h.
 * A template is read once, byte by byte, with the shell's quotes followed: where a name stands
 * decides how it is written.
 *
 *     --bucket {name}           --bucket 'a'           a word of its own; -a makes it --bucket='-a'
 *     s3://{name}/x             s3://'a'/x             a part of a word
 *     Key=k,Values={name}       Key=k,Values='a'       of shorthand: no , = [ ] { } " ' or blanks
 *     '{"Resource":"{name}"}'   '{"Resource":"a"}'     JSON: " and \ get a \, ' is written '\''
 */
#include "respond/placeholder.h"

#include "base/buffer.h"
#include "base/near.h"
#include "base/utf8.h"

static const Str placeholder_names[PLACEHOLDER_COUNT] = {
    S_INIT("account"),  S_INIT("region"),   S_INIT("bucket"),    S_INIT("repository"),
    S_INIT("user"),     S_INIT("role"),     S_INIT("principal"), S_INIT("key"),
    S_INIT("instance"), S_INIT("database"), S_INIT("object"),    S_INIT("version"),
    S_INIT("snapshot"), S_INIT("image"),    S_INIT("trail"),     S_INIT("address"),
    S_INIT("time"),
};

Str placeholder_name(Placeholder placeholder) { return placeholder_names[placeholder]; }

bool placeholder_find(Str name, Placeholder *ret_placeholder) {
    for (size_t i = 0; i < PLACEHOLDER_COUNT; i++) {
        if (!str_equal(placeholder_names[i], name)) continue;
        *ret_placeholder = (Placeholder)i;
        return true;
    }
    return false;
}

/* ---- reading a template ---- */

/* Where in a template the reader is. */
typedef struct TemplateCursor {
    Str text;
    size_t at;
    size_t word; /* where the word at hand begins */
    char quote;  /* that is open: ' or ", or 0 */
} TemplateCursor;

static bool byte_is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n'; }

/* The name in "{name}" at the cursor; empty when there is none: other braces are JSON's. */
static Str cursor_name(const TemplateCursor *cursor) {
    size_t start = cursor->at + 1, end = start;
    if (cursor->text.ptr[cursor->at] != '{') return S("");
    while (end < cursor->text.len && cursor->text.ptr[end] >= 'a' && cursor->text.ptr[end] <= 'z') {
        end++;
    }
    if (end == cursor->text.len || cursor->text.ptr[end] != '}') return S("");
    return str_slice(cursor->text, start, end);
}

/* Passes count bytes, and notes what quotes and blanks among them mean. */
static void cursor_pass(TemplateCursor *cursor, size_t count) {
    for (size_t end = cursor->at + count; cursor->at < end; cursor->at++) {
        char byte = cursor->text.ptr[cursor->at];
        if (cursor->quote == byte) {
            cursor->quote = 0;
        } else if (cursor->quote == 0 && (byte == '\'' || byte == '"')) {
            cursor->quote = byte;
        } else if (cursor->quote == 0 && byte_is_blank(byte)) {
            cursor->word = cursor->at + 1;
        }
    }
}

static Str check_name(Arena *arena, Str name) {
    Near near = near_make(name);
    for (size_t i = 0; i < PLACEHOLDER_COUNT; i++) near_offer(&near, placeholder_names[i]);
    if (near.best.len == 0) {
        return str_format(arena, "there is no placeholder {%.*s}", STR_ARGS(name));
    }
    return str_format(arena, "there is no placeholder {%.*s}; did you mean {%.*s}?", STR_ARGS(name),
                      STR_ARGS(near.best));
}

bool placeholder_check(Arena *arena, Str template, uint32_t *ret_used, Str *ret_what) {
    TemplateCursor cursor = {.text = template};
    uint32_t used = 0;
    Str what = S("");
    if (template.len > PLACEHOLDER_TEMPLATE_BYTES_MAX) {
        what = str_format(arena, "is longer than %d bytes", PLACEHOLDER_TEMPLATE_BYTES_MAX);
    }
    while (what.len == 0 && cursor.at < template.len) {
        Str name = cursor_name(&cursor);
        Placeholder placeholder = PLACEHOLDER_ACCOUNT;
        if (template.ptr[cursor.at] == '\\' && cursor.quote != '\'') {
            what = S("has a backslash outside of single quotes; write the text within them");
        } else if (name.len == 0) {
            cursor_pass(&cursor, 1);
        } else if (!placeholder_find(name, &placeholder)) {
            what = check_name(arena, name);
        } else if (cursor.quote == '"') {
            what = str_format(arena, "{%.*s} stands within double quotes; use none, or single ones",
                              STR_ARGS(name));
        } else {
            used |= UINT32_C(1) << placeholder;
            cursor_pass(&cursor, name.len + 2);
        }
    }
    if (what.len == 0 && cursor.quote != 0) what = S("has a quote that isn't closed");
    if (what.len == 0) {
        *ret_used = used;
    } else {
        *ret_what = what;
    }
    return what.len == 0;
}

/* ---- values ---- */

/* Characters that no command shows as they are: controls, and such as are unseen, break lines or
 * turn the direction of what follows. */
static bool code_point_hides(uint32_t point) {
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD},  {0x061C, 0x061C},
                  {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                  {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};
    for (size_t i = 0; i < COUNT(ranges); i++) {
        if (point >= ranges[i].first && point <= ranges[i].last) return true;
    }
    return false;
}

static bool value_is_plain(Str value) {
    if (value.len > PLACEHOLDER_VALUE_BYTES_MAX) return false;
    for (Str rest = value; rest.len > 0;) {
        uint32_t point = 0;
        size_t len = utf8_decode(rest, &point);
        if (len == 0 || code_point_hides(point)) return false;
        rest = str_slice(rest, len, rest.len);
    }
    return true;
}

/* AWS's command line reads a parameter that begins so from a file or an address. */
static bool value_is_fetched(Str value) {
    static const Str schemes[] = {S_INIT("file://"), S_INIT("fileb://"), S_INIT("http://"),
                                  S_INIT("https://")};
    Str start = str_slice(value, 0, 8);
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (str_equal_ignore_case(str_slice(start, 0, schemes[i].len), schemes[i])) return true;
    }
    return false;
}

/* Whether a value ends where it should as a part of shorthand: "Key=a,Values=b". */
static bool value_is_one_of_shorthand(Str value) {
    for (size_t i = 0; i < value.len; i++) {
        if (memchr(",=[]{}\"' ", value.ptr[i], 9) != NULL) return false;
    }
    return true;
}

static void buffer_add_quoted(Buffer *out, Str value) {
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '\'') {
            buffer_add(out, S("'\\''"));
        } else {
            buffer_add_byte(out, value.ptr[i]);
        }
    }
}

bool placeholder_quote(Arena *arena, Str value, Str *ret_word) {
    CLEANUP(buffer_free) Buffer out = {0};
    if (!value_is_plain(value)) return false;
    buffer_add_byte(&out, '\'');
    buffer_add_quoted(&out, value);
    buffer_add_byte(&out, '\'');
    *ret_word = str_copy(arena, buffer_text(&out));
    return true;
}

/* ---- filling ---- */

typedef struct TemplateFiller {
    Arena *arena;
    TemplateCursor cursor;
    Buffer out;
    PlaceholderFilled filled;
} TemplateFiller;

/* What stands of the word before the name at hand. */
static Str filler_word(const TemplateFiller *filler) {
    return str_slice(filler->cursor.text, filler->cursor.word, filler->cursor.at);
}

static bool word_is_option(Str word) {
    for (size_t i = 2; i < word.len; i++) {
        bool letter = word.ptr[i] >= 'a' && word.ptr[i] <= 'z';
        bool digit = word.ptr[i] >= '0' && word.ptr[i] <= '9';
        if (!letter && !digit && word.ptr[i] != '-') return false;
    }
    return word.len > 2 && str_starts(word, S("--"));
}

/* Whether the word is "--option=" up to here. */
static bool word_is_assignment(Str word) {
    return str_ends(word, S("=")) && word_is_option(str_slice(word, 0, word.len - 1));
}

/* Whether the word before the one at hand is an option, with one blank between. */
static bool filler_follows_option(const TemplateFiller *filler) {
    size_t end = filler->cursor.word, start = 0;
    if (end == 0 || filler->cursor.text.ptr[end - 1] != ' ') return false;
    for (start = --end; start > 0 && !byte_is_blank(filler->cursor.text.ptr[start - 1]);) start--;
    return word_is_option(str_slice(filler->cursor.text, start, end));
}

/* A value outside of quotes. */
static bool filler_add_bare(TemplateFiller *filler, Str value) {
    Str word = filler_word(filler), quoted = S("");
    bool first = word.len == 0, assignment = word_is_assignment(word);
    if (!placeholder_quote(filler->arena, value, &quoted)) return false;
    if ((first || assignment) && value_is_fetched(value)) return false;
    if (!first && !assignment && str_contains(word, S("=")) && !value_is_one_of_shorthand(value)) {
        return false;
    }
    if (first && value.ptr[0] == '-') {
        if (!filler_follows_option(filler)) return false;
        filler->out.bytes[filler->out.len - 1] = '='; /* the blank behind the option */
    }
    buffer_add(&filler->out, quoted);
    return true;
}

/* A value within single quotes, as a part of a JSON text. */
static bool filler_add_json(TemplateFiller *filler, Str value) {
    CLEANUP(buffer_free) Buffer escaped = {0};
    if (!value_is_plain(value)) return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"' || value.ptr[i] == '\\') buffer_add_byte(&escaped, '\\');
        buffer_add_byte(&escaped, value.ptr[i]);
    }
    buffer_add_quoted(&filler->out, buffer_text(&escaped));
    return true;
}

static void filler_add_blank(TemplateFiller *filler, Str name) {
    buffer_add_byte(&filler->out, '<');
    for (size_t i = 0; i < name.len; i++) {
        buffer_add_byte(&filler->out, (char)(name.ptr[i] - 'a' + 'A'));
    }
    buffer_add_byte(&filler->out, '>');
}

static void filler_add_value(TemplateFiller *filler, Placeholder placeholder, Str value) {
    uint32_t bit = UINT32_C(1) << placeholder;
    bool known = value.len > 0;
    bool quoted = filler->cursor.quote == '\'';
    bool fits = known && (quoted ? filler_add_json(filler, value) : filler_add_bare(filler, value));
    if (fits) return;
    if (known) {
        filler->filled.refused |= bit;
    } else {
        filler->filled.unknown |= bit;
    }
    filler_add_blank(filler, placeholder_names[placeholder]);
}

/* Whether the template itself leaves something to be filled in by hand: <NEW_INSTANCE>. */
static bool template_has_blank(Str template) {
    for (size_t i = 0; i < template.len; i++) {
        size_t end = i + 1;
        if (template.ptr[i] != '<') continue;
        while (end < template.len && ((template.ptr[end] >= 'A' && template.ptr[end] <= 'Z') ||
                                      template.ptr[end] == '_')) {
            end++;
        }
        if (end > i + 1 && end < template.len && template.ptr[end] == '>') return true;
    }
    return false;
}

PlaceholderFilled placeholder_fill(Arena *arena, Str template, const PlaceholderValues *values) {
    TemplateFiller filler = {.arena = arena, .cursor = {.text = template}};
    while (filler.cursor.at < template.len) {
        Placeholder placeholder = PLACEHOLDER_ACCOUNT;
        Str name = cursor_name(&filler.cursor);
        if (name.len > 0 && placeholder_find(name, &placeholder)) {
            filler_add_value(&filler, placeholder, values->items[placeholder]);
            filler.cursor.at += name.len + 2;
        } else {
            buffer_add_byte(&filler.out, template.ptr[filler.cursor.at]);
            cursor_pass(&filler.cursor, 1);
        }
    }
    filler.filled.text = str_copy(arena, buffer_text(&filler.out));
    filler.filled.complete =
        (filler.filled.unknown | filler.filled.refused) == 0 && !template_has_blank(template);
    buffer_free(&filler.out);
    return filler.filled;
}
