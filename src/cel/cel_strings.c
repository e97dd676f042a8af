/* SPDX-License-Identifier: Apache-2.0 */
/* cel_strings.c -- functions of text: those of the standard, and the strings extension as cel-go
 * defines it. Positions count code points; inside, bytes are searched, which UTF-8 allows. */
#include "base/utf8.h"
#include "cel/cel_library.h"
#include "cel/cel_pattern.h"

/* Whether the arguments are of the kinds that the letters stand for: s a string, i an int, l a
 * list. There may be fewer arguments than letters. */
static bool strings_fit(const CelValue *args, size_t arg_count, const char *letters) {
    for (size_t i = 0; i < arg_count; i++) {
        CelKind kind = letters[i] == 's' ? CEL_STRING : letters[i] == 'i' ? CEL_INT : CEL_LIST;
        if (args[i].kind != kind) return false;
    }
    return true;
}

static CelValue strings_out_of_range(CelContext *context, int64_t position) {
    return cel_error(context, "position %lld is outside of the text", (long long)position);
}

static CelValue strings_too_long(CelContext *context) {
    return cel_error(context, "the text is longer than %d bytes", CEL_TEXT_BYTES_MAX);
}

/* The bytes of the code point at the start of text that isn't empty. */
static size_t strings_step(Str text) {
    size_t len = 1;
    while (len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) len++;
    return len;
}

/* The byte offset of a position; false when it is negative or behind the end. */
static bool strings_offset(Str text, int64_t position, size_t *ret_offset) {
    size_t offset = 0;
    if (position < 0) return false;
    for (; position > 0 && offset < text.len; position--) {
        offset += strings_step(str_slice(text, offset, text.len));
    }
    if (position > 0) return false;
    *ret_offset = offset;
    return true;
}

/* The position of a byte offset. */
static CelValue strings_position(Str text, size_t offset) {
    return cel_int((int64_t)utf8_length(str_slice(text, 0, offset)));
}

static CelValue strings_finish(CelContext *context, const Buffer *out) {
    if (out->len > CEL_TEXT_BYTES_MAX) return strings_too_long(context);
    return cel_string(str_copy(context->arena, buffer_text(out)));
}

/* ---- looking ---- */

static CelValue strings_contains(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ss")) return cel_no_overload(context);
    return cel_bool(str_contains(args[0].text, args[1].text));
}

static CelValue strings_starts_with(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ss")) return cel_no_overload(context);
    return cel_bool(str_starts(args[0].text, args[1].text));
}

static CelValue strings_ends_with(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ss")) return cel_no_overload(context);
    return cel_bool(str_ends(args[0].text, args[1].text));
}

static CelValue strings_matches(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ss")) return cel_no_overload(context);
    Error err = {0};
    bool matches = false;
    if (!cel_pattern_search(context->patterns, args[1].text, args[0].text, &matches, &err)) {
        return cel_error(context, "%s", err.message);
    }
    return cel_bool(matches);
}

/* A start at the very end is refused for a part that isn't empty, as cel-go does. */
static CelValue strings_index_of(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ssi")) return cel_no_overload(context);
    Str text = args[0].text, part = args[1].text;
    size_t start = 0;
    if (arg_count == 3) {
        bool inside = strings_offset(text, args[2].integer, &start);
        if (!inside || (part.len > 0 && start == text.len)) {
            return strings_out_of_range(context, args[2].integer);
        }
    }
    size_t found = str_find(str_slice(text, start, text.len), part);
    return found == SIZE_MAX ? cel_int(-1) : strings_position(text, start + found);
}

static CelValue strings_last_index_of(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ssi")) return cel_no_overload(context);
    Str text = args[0].text, part = args[1].text;
    size_t start = text.len;
    if (arg_count == 3) {
        bool inside = strings_offset(text, args[2].integer, &start);
        if (!inside || (part.len > 0 && start == text.len)) {
            return strings_out_of_range(context, args[2].integer);
        }
    }
    if (part.len > text.len) return cel_int(-1);
    if (start > text.len - part.len) start = text.len - part.len;
    for (size_t at = start + 1; at-- > 0;) {
        if (str_starts(str_slice(text, at, text.len), part)) return strings_position(text, at);
    }
    return cel_int(-1);
}

/* ---- cutting ---- */

static CelValue strings_char_at(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "si")) return cel_no_overload(context);
    Str text = args[0].text;
    size_t at = 0;
    if (!strings_offset(text, args[1].integer, &at)) {
        return strings_out_of_range(context, args[1].integer);
    }
    Str rest = str_slice(text, at, text.len);
    return cel_string(rest.len == 0 ? S("") : str_slice(rest, 0, strings_step(rest)));
}

static CelValue strings_substring(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "sii")) return cel_no_overload(context);
    Str text = args[0].text;
    size_t start = 0, end = text.len;
    if (!strings_offset(text, args[1].integer, &start)) {
        return strings_out_of_range(context, args[1].integer);
    }
    if (arg_count == 3 && !strings_offset(text, args[2].integer, &end)) {
        return strings_out_of_range(context, args[2].integer);
    }
    if (start > end) return cel_error(context, "the substring ends before it starts");
    return cel_string(str_slice(text, start, end));
}

/* Unicode's White_Space. Joiners and the byte order mark (U+200B, U+FEFF) are none. */
static bool strings_is_space(uint32_t code_point) {
    static const struct {
        uint32_t first, last;
    } spaces[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                  {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                  {0x205F, 0x205F}, {0x3000, 0x3000}};
    for (size_t i = 0; i < COUNT(spaces); i++) {
        if (code_point >= spaces[i].first && code_point <= spaces[i].last) return true;
    }
    return false;
}

static CelValue strings_trim(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "s")) return cel_no_overload(context);
    Str text = args[0].text;
    size_t start = text.len, end = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        bool space = len > 0 && strings_is_space(code_point);
        len += len == 0; /* not UTF-8: kept, byte by byte */
        if (!space && start == text.len) start = at;
        if (!space) end = at + len;
        at += len;
    }
    return cel_string(start < end ? str_slice(text, start, end) : S(""));
}

/* How often part, which isn't empty, occurs in text without overlap. */
static size_t strings_count(Str text, Str part) {
    size_t count = 0;
    for (;;) {
        size_t found = str_find(text, part);
        if (found == SIZE_MAX) return count;
        text = str_slice(text, found + part.len, text.len);
        count++;
    }
}

/* Without a separator every code point is a piece. The last piece that the limit allows is the
 * rest; a negative limit is none. */
static CelValue strings_split(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ssi")) return cel_no_overload(context);
    Str rest = args[0].text, separator = args[1].text;
    size_t count = separator.len == 0 ? utf8_length(rest) : strings_count(rest, separator) + 1;
    int64_t limit = arg_count == 3 ? args[2].integer : -1;
    if (limit >= 0 && (uint64_t)limit < count) count = (size_t)limit;
    if (count > CEL_ELEMENTS_MAX) {
        return cel_error(context, "the list has more than %d items", CEL_ELEMENTS_MAX);
    }
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, count);
    for (size_t i = 0; i < count; i++) {
        size_t len = separator.len == 0 ? strings_step(rest) : str_find(rest, separator);
        if (i + 1 == count) len = rest.len;
        items[i] = cel_string(str_slice(rest, 0, len));
        rest = str_slice(rest, len + (i + 1 < count ? separator.len : 0), rest.len);
    }
    return cel_list(context, items, count);
}

/* ---- making ---- */

static CelValue strings_map_ascii(CelContext *context, Str text, char first, int shift) {
    if (text.len > CEL_TEXT_BYTES_MAX) return strings_too_long(context);
    char *bytes = ARENA_ARRAY(context->arena, char, text.len);
    for (size_t i = 0; i < text.len; i++) {
        bool letter = text.ptr[i] >= first && text.ptr[i] <= first + 25;
        bytes[i] = (char)(text.ptr[i] + (letter ? shift : 0));
    }
    return cel_string((Str){bytes, text.len});
}

static CelValue strings_lower_ascii(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "s")) return cel_no_overload(context);
    return strings_map_ascii(context, args[0].text, 'A', 'a' - 'A');
}

static CelValue strings_upper_ascii(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "s")) return cel_no_overload(context);
    return strings_map_ascii(context, args[0].text, 'a', 'A' - 'a');
}

static CelValue strings_reverse(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "s")) return cel_no_overload(context);
    Str text = args[0].text;
    if (text.len > CEL_TEXT_BYTES_MAX) return strings_too_long(context);
    char *bytes = ARENA_ARRAY(context->arena, char, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t len = strings_step(str_slice(text, at, text.len));
        memcpy(bytes + (text.len - at - len), text.ptr + at, len);
        at += len;
    }
    return cel_string((Str){bytes, text.len});
}

/* An empty old text is found before every code point and at the end, as in Go's strings.Replace. */
static CelValue strings_replace(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "sssi")) return cel_no_overload(context);
    Str rest = args[0].text, old = args[1].text;
    int64_t limit = arg_count == 4 ? args[3].integer : -1;
    CLEANUP(buffer_free) Buffer out = {0};
    for (int64_t i = 0; i != limit && out.len <= CEL_TEXT_BYTES_MAX; i++) {
        size_t skip = old.len == 0 && i > 0 ? 0 : str_find(rest, old);
        if (old.len == 0 && i > 0) skip = rest.len == 0 ? SIZE_MAX : strings_step(rest);
        if (skip == SIZE_MAX) break;
        buffer_add(&out, str_slice(rest, 0, skip));
        buffer_add(&out, args[2].text);
        rest = str_slice(rest, skip + old.len, rest.len);
    }
    buffer_add(&out, rest);
    return strings_finish(context, &out);
}

/* Items that aren't known yet make the whole unknown. */
static CelValue strings_join(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "ls")) return cel_no_overload(context);
    Str reason = S(""), separator = arg_count == 2 ? args[1].text : S("");
    CelValue unknown = cel_null();
    if (cel_list_is_open(args[0], &reason)) unknown = cel_unknown(context, reason, args[0].read);
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < cel_list_size(args[0]); i++) {
        CelValue item = cel_list_at(context, args[0], i);
        if (item.kind == CEL_ERROR) return item;
        if (item.kind == CEL_UNKNOWN) {
            unknown = cel_unknown_join(context, unknown, item);
            continue;
        }
        if (item.kind != CEL_STRING) return cel_no_overload(context);
        if (i > 0) buffer_add(&out, separator);
        buffer_add(&out, item.text);
        if (out.len > CEL_TEXT_BYTES_MAX) return strings_too_long(context);
    }
    return unknown.kind == CEL_UNKNOWN ? unknown : strings_finish(context, &out);
}

static CelValue strings_quote(CelContext *context, const CelValue *args, size_t arg_count) {
    if (!strings_fit(args, arg_count, "s")) return cel_no_overload(context);
    static const char plain[] = "\a\b\f\n\r\t\v\\\"";
    static const char escaped[] = "abfnrtv\\\"";
    Str text = args[0].text;
    if (text.len > CEL_TEXT_BYTES_MAX) return strings_too_long(context);
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add_byte(&out, '"');
    for (size_t i = 0; i < text.len; i++) {
        const char *found = memchr(plain, text.ptr[i], sizeof plain - 1);
        if (found != NULL) buffer_add_byte(&out, '\\');
        buffer_add_byte(&out, found != NULL ? escaped[found - plain] : text.ptr[i]);
    }
    buffer_add_byte(&out, '"');
    return strings_finish(context, &out);
}

static const CelFunction strings_rows[] = {
    {S_INIT("contains"), CEL_CALL_MEMBER, 2, 2, false, strings_contains,
     "s.contains(part): whether part occurs in s"},
    {S_INIT("startsWith"), CEL_CALL_MEMBER, 2, 2, false, strings_starts_with,
     "s.startsWith(prefix): whether s begins with prefix"},
    {S_INIT("endsWith"), CEL_CALL_MEMBER, 2, 2, false, strings_ends_with,
     "s.endsWith(suffix): whether s ends with suffix"},
    {S_INIT("matches"), CEL_CALL_BOTH, 2, 2, false, strings_matches,
     "s.matches(re): whether the regular expression (RE2) matches a part of s"},
    {S_INIT("charAt"), CEL_CALL_MEMBER, 2, 2, false, strings_char_at,
     "s.charAt(i): the character at position i; empty at the end"},
    {S_INIT("indexOf"), CEL_CALL_MEMBER, 2, 3, false, strings_index_of,
     "s.indexOf(part, start): position of the first part from start on, or -1"},
    {S_INIT("lastIndexOf"), CEL_CALL_MEMBER, 2, 3, false, strings_last_index_of,
     "s.lastIndexOf(part, start): position of the last part that begins at start or before, or -1"},
    {S_INIT("substring"), CEL_CALL_MEMBER, 2, 3, false, strings_substring,
     "s.substring(start, end): the text from start to before end"},
    {S_INIT("trim"), CEL_CALL_MEMBER, 1, 1, false, strings_trim,
     "s.trim(): s without white space at both ends"},
    {S_INIT("split"), CEL_CALL_MEMBER, 2, 3, false, strings_split,
     "s.split(separator, limit): the pieces between separators, at most limit"},
    {S_INIT("join"), CEL_CALL_MEMBER, 1, 2, false, strings_join,
     "l.join(separator): the texts of a list as one"},
    {S_INIT("replace"), CEL_CALL_MEMBER, 3, 4, false, strings_replace,
     "s.replace(old, new, limit): s with old replaced by new, at most limit times"},
    {S_INIT("lowerAscii"), CEL_CALL_MEMBER, 1, 1, false, strings_lower_ascii,
     "s.lowerAscii(): s with A to Z in lower case"},
    {S_INIT("upperAscii"), CEL_CALL_MEMBER, 1, 1, false, strings_upper_ascii,
     "s.upperAscii(): s with a to z in upper case"},
    {S_INIT("reverse"), CEL_CALL_MEMBER, 1, 1, false, strings_reverse,
     "s.reverse(): the characters of s from last to first"},
    {S_INIT("strings.quote"), CEL_CALL_GLOBAL, 1, 1, false, strings_quote,
     "strings.quote(s): s as a literal in double quotes"},
};

const CelFunctionTable cel_strings_functions = {strings_rows, COUNT(strings_rows)};
