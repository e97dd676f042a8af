/* SPDX-License-Identifier: Apache-2.0 */
/* cel_pattern.c -- RE2's regular expressions on top of PCRE2. See cel_pattern.h.
 *
 * Two things separate the libraries. RE2 knows less syntax (no backreferences, no looking around,
 * no possessive repetition) and gives some of it another meaning (\v is one character, \s lacks
 * it). And RE2 takes time in proportion to the text, where PCRE2 tries one alternative after the
 * other, which a text made for it can turn into years.
 *
 * So a pattern is first translated, part by part: what RE2 refuses is refused, what means something
 * else is spelled out. What is left has no need of backtracking, and PCRE2's other matcher runs it,
 * pcre2_dfa_match, which follows all alternatives at once. To try every start in the same pass, the
 * translation reads \A(?s:.*?)(?:pattern).
 *
 * What is still different: RE2 takes [:alpha:] without a second pair of brackets for a class of
 * these letters, and with (?i) its classes hold every case of their letters: \p{Lu} the small ones,
 * \w the long s. */
#include "cel/cel_pattern.h"

#include "base/buffer.h"
#include "base/map.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum {
    PATTERN_STATE_INTS = 6, /* what pcre2_dfa_match takes per state: two lists of three */
    PATTERN_MESSAGE_BYTES = 128,
    PATTERN_SHOWN_BYTES = 80,
    PATTERN_CODE_POINT_MAX = 0x10FFFF,
    PATTERN_DEPTH_MAX = 100 /* of groups; PCRE2 itself allows 250 */
};

static const size_t PATTERN_IS_GROUP = SIZE_MAX;

/* A pattern on its way from RE2's syntax to PCRE2's. */
typedef struct Pattern {
    Str text;
    size_t at;
    int depth;                             /* of open groups */
    bool multiline[PATTERN_DEPTH_MAX + 1]; /* by depth: whether (?m) holds */
    Buffer *out;
    Error *err;
} Pattern;

static bool pattern_refuse(const Pattern *pattern, const char *why) {
    return error_say(pattern->err, "the regular expression '%.*s' is not valid at byte %zu: %s",
                     STR_ARGS(str_slice(pattern->text, 0, PATTERN_SHOWN_BYTES)), pattern->at + 1,
                     why);
}

/* The byte that is so many ahead, or -1 behind the end. */
static int pattern_peek(const Pattern *pattern, size_t ahead) {
    size_t at = pattern->at + ahead;
    return at < pattern->text.len ? (unsigned char)pattern->text.ptr[at] : -1;
}

static void pattern_copy(Pattern *pattern, size_t count) {
    buffer_add(pattern->out, str_slice(pattern->text, pattern->at, pattern->at + count));
    pattern->at += count;
}

/* Writes something else for the next count bytes. */
static void pattern_replace(Pattern *pattern, size_t count, Str with) {
    buffer_add(pattern->out, with);
    pattern->at += count;
}

static bool pattern_is_digit(int byte) { return byte >= '0' && byte <= '9'; }

static bool pattern_is_letter(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool pattern_is_one_of(int byte, const char *bytes) {
    return byte > 0 && strchr(bytes, byte) != NULL;
}

/* ---- repetition ---- */

/* The number at *offset ahead, which moves behind it; -1 when there is none. */
static int pattern_peek_number(const Pattern *pattern, size_t *offset) {
    size_t first = *offset;
    int number = 0;
    while (pattern_is_digit(pattern_peek(pattern, *offset))) {
        number = number * 10 + (pattern_peek(pattern, *offset) - '0');
        if (number > CEL_PATTERN_REPEATS_MAX) number = CEL_PATTERN_REPEATS_MAX + 1;
        (*offset)++;
    }
    bool leading_zero = pattern_peek(pattern, first) == '0' && *offset > first + 1;
    return *offset == first || leading_zero ? -1 : number;
}

/* The length of {2}, {2,} or {2,3}; 0 when the brace is an ordinary character. */
static size_t pattern_peek_count(const Pattern *pattern, bool *ret_valid) {
    if (pattern_peek(pattern, 0) != '{') return 0;
    size_t offset = 1;
    int low = pattern_peek_number(pattern, &offset);
    int high = low;
    if (low < 0) return 0;
    if (pattern_peek(pattern, offset) == ',') {
        offset++;
        if (pattern_peek(pattern, offset) != '}') {
            high = pattern_peek_number(pattern, &offset);
            if (high < 0) return 0;
        }
    }
    if (pattern_peek(pattern, offset) != '}') return 0;
    *ret_valid = low <= high && high <= CEL_PATTERN_REPEATS_MAX;
    return offset + 1;
}

/* The length of a repetition, without the ? for "as few as possible"; 0 when there is none. */
static size_t pattern_peek_repeat(const Pattern *pattern, bool *ret_valid) {
    *ret_valid = true;
    if (pattern_is_one_of(pattern_peek(pattern, 0), "*+?")) return 1;
    return pattern_peek_count(pattern, ret_valid);
}

/* Puts what was written from start on into a group. PCRE2 counts the rounds of a single character's
 * +, so that each is a state of its own; it doesn't count a group's. */
static void pattern_wrap(Buffer *out, size_t start) {
    static const char open[] = {'(', '?', ':'};
    buffer_add(out, (Str){open, sizeof open});
    memmove(out->bytes + start + sizeof open, out->bytes + start, out->len - sizeof open - start);
    memcpy(out->bytes + start, open, sizeof open);
    buffer_add_byte(out, ')');
}

/* Whether ^ $ \A \z \b or \B was written at start. PCRE2 repeats groups of these only. */
static bool pattern_is_assertion(const Buffer *out, size_t start) {
    if (out->bytes[start] != '\\') return out->bytes[start] == '^' || out->bytes[start] == '$';
    return pattern_is_one_of(out->bytes[start + 1], "AzbB");
}

/* What may follow anything that can be repeated. What that is was written from start on; a group
 * gives PATTERN_IS_GROUP. */
static bool pattern_repeat(Pattern *pattern, size_t start) {
    bool valid = true;
    size_t length = pattern_peek_repeat(pattern, &valid);
    if (!valid) return pattern_refuse(pattern, "a count is above 1000, or the first is the larger");
    if (length == 0) return true;
    Str repeat = str_slice(pattern->text, pattern->at, pattern->at + length);
    bool plus = str_equal(repeat, S("+")) || str_equal(repeat, S("{1,}"));
    if (start != PATTERN_IS_GROUP && (plus || pattern_is_assertion(pattern->out, start))) {
        pattern_wrap(pattern->out, start);
    }
    pattern_copy(pattern, length);
    if (pattern_peek(pattern, 0) == '?') pattern_copy(pattern, 1);
    if (pattern_peek_repeat(pattern, &valid) > 0) {
        return pattern_refuse(pattern, "a repetition follows a repetition");
    }
    return true;
}

/* ---- escapes ---- */

static void pattern_add_code_point(Pattern *pattern, uint32_t code_point) {
    buffer_add_format(pattern->out, "\\x{%x}", code_point);
}

static int pattern_hex_value(int byte) {
    if (pattern_is_digit(byte)) return byte - '0';
    if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

/* \x7F or \x{10FFFF}. */
static bool pattern_hex(Pattern *pattern) {
    bool braces = pattern_peek(pattern, 2) == '{';
    size_t offset = braces ? 3 : 2, digits = 0;
    uint32_t code_point = 0;
    for (; pattern_hex_value(pattern_peek(pattern, offset)) >= 0 && (braces || digits < 2);
         offset++, digits++) {
        code_point = code_point * 16 + (uint32_t)pattern_hex_value(pattern_peek(pattern, offset));
        if (code_point > PATTERN_CODE_POINT_MAX) break;
    }
    bool ended = braces ? digits > 0 && pattern_peek(pattern, offset) == '}' : digits == 2;
    if (!ended) return pattern_refuse(pattern, "\\x takes two digits or \\x{...} up to 10FFFF");
    pattern_add_code_point(pattern, code_point);
    pattern->at += offset + braces;
    return true;
}

/* \0, \012, \123. One digit that isn't 0 would be a backreference. */
static bool pattern_octal(Pattern *pattern) {
    uint32_t code_point = 0;
    size_t digits = 0;
    for (; digits < 3; digits++) {
        int byte = pattern_peek(pattern, 1 + digits);
        if (byte < '0' || byte > '7') break;
        code_point = code_point * 8 + (uint32_t)(byte - '0');
    }
    if (digits == 0 || (digits == 1 && code_point != 0)) {
        return pattern_refuse(pattern, "references to groups are not part of RE2");
    }
    pattern_add_code_point(pattern, code_point);
    pattern->at += 1 + digits;
    return true;
}

/* \pL, \PL, \p{Greek}, \p{^Greek}. Long names are scripts, which PCRE2 wants said. */
static bool pattern_property(Pattern *pattern) {
    bool negated = pattern_peek(pattern, 1) == 'P';
    size_t first = 2, end = 3;
    if (pattern_peek(pattern, 2) == '{') {
        if (pattern_peek(pattern, 3) == '^') negated = !negated;
        first = pattern_peek(pattern, 3) == '^' ? 4 : 3;
        for (end = first;
             pattern_is_letter(pattern_peek(pattern, end)) || pattern_peek(pattern, end) == '_';
             end++) {
        }
        if (pattern_peek(pattern, end) != '}') first = end;
    }
    if (first == end || !pattern_is_letter(pattern_peek(pattern, first))) {
        return pattern_refuse(pattern, "\\p takes a letter or {the name of a class or script}");
    }
    Str name = str_slice(pattern->text, pattern->at + first, pattern->at + end);
    bool script = name.len > 2 && !str_equal(name, S("Any"));
    buffer_add_format(pattern->out, "\\%c{%s%.*s}", negated ? 'P' : 'p', script ? "sc:" : "",
                      STR_ARGS(name));
    pattern->at += end + (pattern_peek(pattern, 2) == '{');
    return true;
}

/* \s and \S lack the vertical tab in RE2. A class can't hold a negated class, so it is spelled out
 * there. */
static void pattern_space(Pattern *pattern, bool in_class) {
    static const Str spellings[] = {S_INIT("[\\t\\n\\f\\r ]"), S_INIT("\\t\\n\\f\\r "),
                                    S_INIT("[^\\t\\n\\f\\r ]"),
                                    S_INIT("\\x00-\\x08\\x0b\\x0e-\\x1f\\x21-\\x{10ffff}")};
    size_t negated = pattern_peek(pattern, 1) == 'S';
    pattern_replace(pattern, 2, spellings[2 * negated + in_class]);
}

/* An escape that stands for one character or, with *ret_set, for one of several. */
static bool pattern_escape(Pattern *pattern, bool in_class, bool *ret_set) {
    int byte = pattern_peek(pattern, 1);
    *ret_set = pattern_is_one_of(byte, "dDwWsSpP");
    if (byte == 's' || byte == 'S') {
        pattern_space(pattern, in_class);
    } else if (byte == 'p' || byte == 'P') {
        return pattern_property(pattern);
    } else if (byte == 'v') {
        pattern_replace(pattern, 2, S("\\x0b"));
    } else if (byte == 'x') {
        return pattern_hex(pattern);
    } else if (pattern_is_digit(byte)) {
        return pattern_octal(pattern);
    } else if (pattern_is_one_of(byte, "dDwWaftnr") ||
               (!in_class && pattern_is_one_of(byte, "AzbB"))) {
        pattern_copy(pattern, 2);
    } else if (byte < 0 || byte >= 0x80 || pattern_is_letter(byte)) {
        return pattern_refuse(pattern, "RE2 has no such escape");
    } else {
        pattern_copy(pattern, 2);
    }
    return true;
}

/* Bytes above 0x7F belong together: a repetition is for the whole character. */
static void pattern_character(Pattern *pattern) {
    pattern_copy(pattern, 1);
    while ((pattern_peek(pattern, 0) & ~0x3F) == 0x80) pattern_copy(pattern, 1);
}

/* \Q...\E: everything between is ordinary. A repetition after it holds for the last character only,
 * which is written from *ret_start on. */
static void pattern_quotation(Pattern *pattern, size_t *ret_start) {
    pattern->at += 2;
    while (pattern_peek(pattern, 0) >= 0) {
        if (pattern_peek(pattern, 0) == '\\' && pattern_peek(pattern, 1) == 'E') {
            pattern->at += 2;
            return;
        }
        *ret_start = pattern->out->len;
        if (pattern_is_one_of(pattern_peek(pattern, 0), "\\^$.[]|()?*+{}")) {
            buffer_add_byte(pattern->out, '\\');
        }
        pattern_character(pattern);
    }
}

/* ---- classes ---- */

/* [:alpha:] or [:^alpha:] inside of a class: its length, or 0 when the bracket is ordinary. */
static size_t pattern_peek_named_class(const Pattern *pattern, bool *ret_valid) {
    static const Str names[] = {S_INIT("alnum"), S_INIT("alpha"), S_INIT("ascii"), S_INIT("blank"),
                                S_INIT("cntrl"), S_INIT("digit"), S_INIT("graph"), S_INIT("lower"),
                                S_INIT("print"), S_INIT("punct"), S_INIT("space"), S_INIT("upper"),
                                S_INIT("word"),  S_INIT("xdigit")};
    if (pattern_peek(pattern, 1) != ':') return 0;
    Str rest = str_slice(pattern->text, pattern->at + 2, pattern->text.len);
    size_t end = str_find(rest, S(":]"));
    if (end == SIZE_MAX) return 0;
    Str name = str_slice(rest, str_starts(rest, S("^")), end);
    *ret_valid = false;
    for (size_t i = 0; i < COUNT(names); i++) *ret_valid |= str_equal(name, names[i]);
    return end + 4;
}

/* One part of a class: a character, an end of a range, or a set. A hyphen behind a set is ordinary
 * and must not make a range of what the set was spelled out to. */
static bool pattern_class_part(Pattern *pattern, bool *set) {
    int byte = pattern_peek(pattern, 0);
    bool behind_set = *set, valid = true;
    *set = false;
    if (byte == '\\') return pattern_escape(pattern, true, set);
    size_t length = byte == '[' ? pattern_peek_named_class(pattern, &valid) : 0;
    if (!valid) return pattern_refuse(pattern, "there is no class of this name");
    if (length > 0) {
        *set = true;
        pattern_copy(pattern, length);
    } else if (byte == '[' || (byte == '-' && behind_set)) {
        pattern_replace(pattern, 1, byte == '[' ? S("\\[") : S("\\-"));
    } else {
        pattern_copy(pattern, 1);
    }
    return true;
}

static bool pattern_class(Pattern *pattern) {
    size_t start = pattern->out->len;
    pattern_copy(pattern, pattern_peek(pattern, 1) == '^' ? 2 : 1);
    if (pattern_peek(pattern, 0) == ']') pattern_replace(pattern, 1, S("\\]"));
    bool set = false;
    while (pattern_peek(pattern, 0) != ']') {
        if (pattern_peek(pattern, 0) < 0) return pattern_refuse(pattern, "a ']' is missing");
        if (!pattern_class_part(pattern, &set)) return false;
    }
    pattern_copy(pattern, 1);
    return pattern_repeat(pattern, start);
}

/* ---- groups ---- */

static bool pattern_open(Pattern *pattern, bool multiline) {
    if (pattern->depth == PATTERN_DEPTH_MAX) {
        return pattern_refuse(pattern, "groups are nested too deeply");
    }
    pattern->multiline[++pattern->depth] = multiline;
    return true;
}

/* (?P<name> or (?<name>: a group like any other, as nobody asks for its text. */
static bool pattern_named_group(Pattern *pattern, size_t first) {
    size_t end = first;
    while (pattern_is_letter(pattern_peek(pattern, end)) ||
           pattern_is_digit(pattern_peek(pattern, end)) || pattern_peek(pattern, end) == '_') {
        end++;
    }
    if (end == first || pattern_peek(pattern, end) != '>') {
        return pattern_refuse(pattern, "looking around is not part of RE2, and names have letters");
    }
    pattern_replace(pattern, end + 1, S("(?:"));
    return pattern_open(pattern, pattern->multiline[pattern->depth]);
}

/* (?i), (?s-m:, (?: */
static bool pattern_flags(Pattern *pattern) {
    size_t end = 2, minus = 0;
    bool multiline = pattern->multiline[pattern->depth];
    for (;; end++) {
        int byte = pattern_peek(pattern, end);
        if (byte == 'm') multiline = minus == 0;
        if (byte == '-' && minus == 0) {
            minus = end;
        } else if (!pattern_is_one_of(byte, "imsU")) {
            break;
        }
    }
    int last = pattern_peek(pattern, end);
    if ((last != ':' && last != ')') || (minus > 0 && end == minus + 1)) {
        return pattern_refuse(pattern, "RE2 has no such group");
    }
    pattern_copy(pattern, end + 1);
    if (last == ':') return pattern_open(pattern, multiline);
    pattern->multiline[pattern->depth] = multiline;
    return true;
}

static bool pattern_group(Pattern *pattern) {
    if (pattern_peek(pattern, 1) == '?') {
        if (pattern_peek(pattern, 2) == '<') return pattern_named_group(pattern, 3);
        if (pattern_peek(pattern, 2) == 'P' && pattern_peek(pattern, 3) == '<') {
            return pattern_named_group(pattern, 4);
        }
        return pattern_flags(pattern);
    }
    pattern_replace(pattern, 1, S("(?:"));
    return pattern_open(pattern, pattern->multiline[pattern->depth]);
}

/* ---- the whole ---- */

static bool pattern_backslash(Pattern *pattern) {
    bool set = false;
    size_t start = pattern->out->len;
    if (pattern_peek(pattern, 1) == 'Q') {
        pattern_quotation(pattern, &start);
    } else if (!pattern_escape(pattern, false, &set)) {
        return false;
    }
    return pattern_repeat(pattern, start);
}

static bool pattern_brace(Pattern *pattern) {
    bool valid = true;
    if (pattern_peek_count(pattern, &valid) > 0) {
        return pattern_refuse(pattern, "there is nothing to repeat");
    }
    size_t start = pattern->out->len;
    pattern_replace(pattern, 1, S("\\{"));
    return pattern_repeat(pattern, start);
}

static bool pattern_close(Pattern *pattern) {
    if (pattern->depth == 0) return pattern_refuse(pattern, "a '(' is missing");
    pattern->depth--;
    pattern_copy(pattern, 1);
    return pattern_repeat(pattern, PATTERN_IS_GROUP);
}

static bool pattern_ordinary(Pattern *pattern) {
    size_t start = pattern->out->len;
    pattern_character(pattern);
    return pattern_repeat(pattern, start);
}

/* $ is the very end, or with (?m) the end of a line. PCRE2's option for the former, DOLLAR_ENDONLY,
 * makes pcre2_dfa_match overlook the latter. */
static bool pattern_dollar(Pattern *pattern) {
    size_t start = pattern->out->len;
    pattern_replace(pattern, 1, pattern->multiline[pattern->depth] ? S("$") : S("\\z"));
    return pattern_repeat(pattern, start);
}

static bool pattern_part(Pattern *pattern) {
    switch (pattern_peek(pattern, 0)) {
    case '\\': return pattern_backslash(pattern);
    case '[': return pattern_class(pattern);
    case '(': return pattern_group(pattern);
    case ')': return pattern_close(pattern);
    case '{': return pattern_brace(pattern);
    case '$': return pattern_dollar(pattern);
    case '*':
    case '+':
    case '?': return pattern_refuse(pattern, "there is nothing to repeat");
    case '|': pattern_copy(pattern, 1); return true;
    default: return pattern_ordinary(pattern);
    }
}

static bool pattern_translate(Pattern *pattern) {
    buffer_add(pattern->out, S("\\A(?s:.*?)(?:"));
    while (pattern->at < pattern->text.len) {
        if (!pattern_part(pattern)) return false;
    }
    if (pattern->depth > 0) return pattern_refuse(pattern, "a ')' is missing");
    buffer_add_byte(pattern->out, ')');
    return true;
}

/* ---- running ---- */

static void pattern_free_code(pcre2_code **code) { pcre2_code_free(*code); }

static void pattern_free_options(pcre2_compile_context **options) {
    pcre2_compile_context_free(*options);
}

static void pattern_free_result(pcre2_match_data **result) { pcre2_match_data_free(*result); }

static pcre2_code *pattern_compile(Str text, Str translated, Error *err) {
    static const uint32_t flags = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ALT_CIRCUMFLEX |
                                  PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_POSSESS;
    CLEANUP(pattern_free_options)
    pcre2_compile_context *options = pcre2_compile_context_create(NULL);
    if (options == NULL) abort();
    pcre2_set_newline(options, PCRE2_NEWLINE_LF);
    int problem = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)translated.ptr, translated.len, flags, &problem,
                                     &offset, options);
    if (code == NULL) {
        PCRE2_UCHAR message[PATTERN_MESSAGE_BYTES] = "";
        pcre2_get_error_message(problem, message, sizeof message);
        error_say(err, "the regular expression '%.*s' is not valid: %s",
                  STR_ARGS(str_slice(text, 0, PATTERN_SHOWN_BYTES)), (const char *)message);
    }
    return code;
}

static bool pattern_run(const pcre2_code *code, Str text, bool *ret_matches, Error *err) {
    int workspace[CEL_PATTERN_STATES_MAX * PATTERN_STATE_INTS + 2];
    size_t states = text.len > CEL_PATTERN_SHORT_BYTES_MAX ? CEL_PATTERN_LONG_STATES_MAX
                                                           : CEL_PATTERN_STATES_MAX;
    CLEANUP(pattern_free_result) pcre2_match_data *result = pcre2_match_data_create(1, NULL);
    if (result == NULL) abort();
    const char *bytes = text.ptr == NULL ? "" : text.ptr;
    int found = pcre2_dfa_match(code, (PCRE2_SPTR)bytes, text.len, 0, PCRE2_DFA_SHORTEST, result,
                                NULL, workspace, states * PATTERN_STATE_INTS + 2);
    if (found == PCRE2_ERROR_DFA_WSSIZE) {
        return error_say(err, "the regular expression has more than %zu alternatives at once",
                         states);
    }
    if (found < 0 && found != PCRE2_ERROR_NOMATCH) {
        PCRE2_UCHAR message[PATTERN_MESSAGE_BYTES] = "";
        pcre2_get_error_message(found, message, sizeof message);
        return error_say(err, "the regular expression can't be run: %s", (const char *)message);
    }
    *ret_matches = found >= 0;
    return true;
}

/* ---- patterns that are kept ---- */

struct CelPatterns {
    Arena arena; /* the patterns' texts */
    Map codes;   /* pattern -> pcre2_code */
};

CelPatterns *cel_patterns_make(void) {
    CelPatterns *patterns = calloc(1, sizeof(CelPatterns));
    if (patterns == NULL) abort();
    patterns->codes = map_make(&patterns->arena);
    return patterns;
}

void cel_patterns_free(CelPatterns *patterns) {
    if (patterns == NULL) return;
    for (size_t i = 0; i < patterns->codes.count; i++) {
        pcre2_code_free(patterns->codes.entries[i].value);
    }
    arena_free(&patterns->arena);
    free(patterns);
}

static pcre2_code *pattern_make(Str pattern, Error *err) {
    CLEANUP(buffer_free) Buffer translated = {0};
    Pattern translation = {.text = pattern, .out = &translated, .err = err};
    if (!pattern_translate(&translation)) return NULL;
    return pattern_compile(pattern, buffer_text(&translated), err);
}

bool cel_pattern_search(CelPatterns *patterns, Str pattern, Str text, bool *ret_matches,
                        Error *err) {
    if (pattern.len > CEL_PATTERN_BYTES_MAX || text.len > CEL_PATTERN_TEXT_BYTES_MAX) {
        return error_say(err, "matches() takes a pattern of %d bytes and a text of %d at most",
                         CEL_PATTERN_BYTES_MAX, CEL_PATTERN_TEXT_BYTES_MAX);
    }
    const pcre2_code *known = patterns == NULL ? NULL : map_find(&patterns->codes, pattern);
    if (known != NULL) return pattern_run(known, text, ret_matches, err);
    CLEANUP(pattern_free_code) pcre2_code *code = pattern_make(pattern, err);
    if (code == NULL || !pattern_run(code, text, ret_matches, err)) return false;
    if (patterns == NULL || patterns->codes.count == CEL_PATTERNS_MAX) return true;
    map_set(&patterns->codes, str_copy(&patterns->arena, pattern), code);
    code = NULL;
    return true;
}
