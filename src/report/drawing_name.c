/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_name.c -- see drawing_name.h. */
#include "report/drawing_name.h"

#include "base/buffer.h"

enum {
    DRAWING_TYPE_BYTES_MAX = 18, /* what a line below a name holds */
    DRAWING_GROUP_BYTES_MAX = 30 /* what two lines hold beside a count */
};

static bool drawing_is_upper(char byte) { return byte >= 'A' && byte <= 'Z'; }
static bool drawing_is_lower(char byte) { return byte >= 'a' && byte <= 'z'; }
static bool drawing_is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* Offset of the dot that ends at most `end` and stands outside of brackets; SIZE_MAX: none. */
static size_t drawing_last_dot(Str text, size_t end) {
    size_t found = SIZE_MAX;
    bool quoted = false;
    int depth = 0;
    for (size_t i = 0; i < end; i++) {
        char byte = text.ptr[i];
        if (byte == '"') quoted = !quoted;
        if (quoted) continue;
        depth += (byte == '[') - (byte == ']');
        if (byte == '.' && depth == 0) found = i;
    }
    return found;
}

Str drawing_name_short(Str id, Str name) {
    if (name.len == 0) name = id;
    bool chosen = !str_equal(id, name); /* by somebody, unless it is an address for sure */
    size_t dot = drawing_last_dot(name, name.len);
    if (dot == SIZE_MAX || dot + 1 >= name.len) return name;
    size_t before = drawing_last_dot(name, dot);
    Str type = str_slice(name, before == SIZE_MAX ? 0 : before + 1, dot);
    bool address = str_starts(type, S("aws_")) ||
                   (!chosen && (str_contains(type, S("_")) || str_equal(type, S("module"))));
    return address ? str_slice(name, dot + 1, name.len) : name;
}

/* Words that are written in capitals; CloudFormation writes them as "Api" and "Nat". */
static bool drawing_is_acronym(Str word) {
    static const Str acronyms[] = {S_INIT("api"),  S_INIT("acl"), S_INIT("cidr"), S_INIT("dns"),
                                   S_INIT("http"), S_INIT("ip"),  S_INIT("nat"),  S_INIT("ssl"),
                                   S_INIT("tls"),  S_INIT("url"), S_INIT("vpc"),  S_INIT("vpn")};
    for (size_t i = 0; i < COUNT(acronyms); i++) {
        if (str_equal(word, acronyms[i])) return true;
    }
    return false;
}

static void drawing_raise_acronyms(Buffer *words) {
    for (size_t start = 0; start < words->len;) {
        Str rest = str_slice(buffer_text(words), start, words->len);
        size_t len = str_cut(&rest, ' ').len;
        bool raise = drawing_is_acronym((Str){words->bytes + start, len});
        for (size_t i = start; raise && i < start + len; i++) words->bytes[i] -= 'a' - 'A';
        start += len + 1;
    }
}

/* "LoadBalancer" becomes "load balancer", "DBInstance" "DB instance", "RestApi" "rest API". */
static Str drawing_split_words(Arena *arena, Str noun) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < noun.len; i++) {
        char byte = noun.ptr[i], next = i + 1 < noun.len ? noun.ptr[i + 1] : '\0';
        char before = i > 0 ? noun.ptr[i - 1] : '\0';
        bool starts = drawing_is_upper(byte) && (drawing_is_lower(next) || next == '\0');
        bool inner = i > 0 && drawing_is_upper(byte) &&
                     (drawing_is_lower(before) || drawing_is_digit(before) ||
                      (drawing_is_upper(before) && drawing_is_lower(next)));
        if (inner) buffer_add_byte(&out, ' ');
        buffer_add_byte(&out, starts && next != '\0' ? (char)(byte + 'a' - 'A') : byte);
    }
    drawing_raise_acronyms(&out);
    return str_copy(arena, buffer_text(&out));
}

Str drawing_name_plural(Arena *arena, Str noun) {
    static const Str hissing[] = {S_INIT("s"), S_INIT("x"), S_INIT("ch"), S_INIT("sh")};
    if (str_ends(noun, S("y")) && noun.len > 1 && strchr("aeiou", noun.ptr[noun.len - 2]) == NULL) {
        return str_join2(arena, str_slice(noun, 0, noun.len - 1), S("ies"));
    }
    for (size_t i = 0; i < COUNT(hissing); i++) {
        if (str_ends(noun, hissing[i])) return str_join2(arena, noun, S("es"));
    }
    return str_join2(arena, noun, S("s"));
}

static bool drawing_is_wordy(Str type) {
    if (type.len > DRAWING_GROUP_BYTES_MAX) return false;
    for (size_t i = 0; i < type.len; i++) {
        char byte = type.ptr[i];
        bool word = drawing_is_upper(byte) || drawing_is_lower(byte) || drawing_is_digit(byte);
        if (!word && strchr(" -/_", byte) == NULL) return false;
    }
    return type.len > 2;
}

Str drawing_name_type(Arena *arena, Str type, size_t count) {
    Str rest = type;
    if (!str_starts(type, S("AWS::"))) {
        if (!drawing_is_wordy(type)) return S("");
        return count == 1 ? type : drawing_name_plural(arena, type);
    }
    rest = str_slice(rest, 5, rest.len);
    Str service = str_cut(&rest, ':');
    while (str_contains(rest, S(":"))) str_cut(&rest, ':');
    if (rest.len == 0 || str_contains(rest, S("\0"))) return S("");
    Str noun = drawing_split_words(arena, rest);
    if (count != 1) noun = drawing_name_plural(arena, noun);
    Str whole = str_join3(arena, service, S(" "), noun);
    Str stem = str_lower(arena, service); /* "log group", not "Logs log group" */
    if (str_ends(stem, S("s"))) stem.len--;
    if (str_starts(str_lower(arena, noun), stem)) return noun;
    size_t most = count == 1 ? DRAWING_TYPE_BYTES_MAX : DRAWING_GROUP_BYTES_MAX;
    return whole.len <= most ? whole : noun;
}

Str drawing_name_count(Arena *arena, size_t count) {
    if (count < 1000) return str_format(arena, "%zu", count);
    return str_format(arena, "%.*s,%03zu", STR_ARGS(drawing_name_count(arena, count / 1000)),
                      count % 1000);
}
