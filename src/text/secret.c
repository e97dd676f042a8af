/* SPDX-License-Identifier: Apache-2.0 */
/* secret.c -- recognizing credentials. Shapes are those their issuers publish (AWS access key ids
 * begin with AKIA or ASIA and have 20 characters; GitHub tokens with ghp_ and kin); everything else
 * goes by the name of the setting. Masking too much costs a reader a glance at the source; masking
 * too little costs a credential. */
#include "text/secret.h"

#include "base/buffer.h"

enum {
    SECRET_BYTES_MIN = 6,
    ACCESS_KEY_BYTES = 20,
    URL_USER_BYTES_MAX = 1024 /* of "://user:password@" */
};

static bool secret_is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* How many bytes of a token start at text[at]; looks no further than max. */
static size_t secret_run(Str text, size_t at, const char *more, size_t max) {
    size_t end = at;
    while (end < text.len && end - at < max &&
           (secret_is_word_byte(text.ptr[end]) ||
            (text.ptr[end] != '\0' && strchr(more, text.ptr[end]) != NULL))) {
        end++;
    }
    return end - at;
}

/* Length of the credential that starts exactly at text[at], or 0. */
static size_t secret_shape(Str text, size_t at) {
    typedef struct Shape {
        Str prefix;
        size_t min; /* length of the whole run of token characters */
        size_t max;
    } Shape;
    static const Shape shapes[] = {
        {S_INIT("AKIA"), ACCESS_KEY_BYTES, ACCESS_KEY_BYTES},
        {S_INIT("ASIA"), ACCESS_KEY_BYTES, ACCESS_KEY_BYTES},
        {S_INIT("ghp_"), 36, 255},
        {S_INIT("gho_"), 36, 255},
        {S_INIT("ghs_"), 36, 255},
        {S_INIT("github_pat_"), 36, 255},
        {S_INIT("glpat-"), 20, 255},
        {S_INIT("xoxb-"), 20, 255},
        {S_INIT("xoxp-"), 20, 255},
        {S_INIT("sk_live_"), 20, 255},
        {S_INIT("eyJ"), 40, SIZE_MAX}, /* a JSON web token, of any length */
    };
    if (at > 0 && secret_is_word_byte(text.ptr[at - 1])) return 0;
    Str rest = str_slice(text, at, text.len);
    for (size_t i = 0; i < COUNT(shapes); i++) {
        if (!str_starts(rest, shapes[i].prefix)) continue;
        bool endless = shapes[i].max == SIZE_MAX;
        size_t run = secret_run(text, at, "_-.", endless ? SIZE_MAX : shapes[i].max + 1);
        if (run >= shapes[i].min && run <= shapes[i].max) return run;
    }
    return 0;
}

bool secret_is_access_key(Str text) {
    bool named = str_starts(text, S("AKIA")) || str_starts(text, S("ASIA"));
    return named && text.len == ACCESS_KEY_BYTES && secret_shape(text, 0) == text.len;
}

/* "scheme://user:password@host": the length of the password that starts at text[at], or 0. */
static size_t secret_url_password(Str text, size_t at) {
    Str rest = str_slice(text, at, at + URL_USER_BYTES_MAX);
    if (!str_starts(rest, S("://"))) return 0;
    size_t colon = SIZE_MAX;
    for (size_t i = 3; i < rest.len; i++) {
        if (rest.ptr[i] == ':' && colon == SIZE_MAX) colon = i;
        if (rest.ptr[i] == '@') return colon == SIZE_MAX ? 0 : i;
        if (rest.ptr[i] == '/' || rest.ptr[i] == ' ' || rest.ptr[i] == '\n') return 0;
    }
    return 0;
}

/* The length of what stands at text[at] before a presigned URL's signature or token, or 0. */
static size_t secret_mark(Str text, size_t at) {
    static const Str marks[] = {S_INIT("X-Amz-Signature="), S_INIT("X-Amz-Security-Token="),
                                S_INIT("&Signature="), S_INIT("?Signature=")};
    for (size_t i = 0; i < COUNT(marks); i++) {
        Str here = str_slice(text, at, at + marks[i].len);
        if (str_equal_ignore_case(here, marks[i])) return marks[i].len;
    }
    return 0;
}

bool secret_named(Str name) {
    static const char *const words[] = {"password",   "passwd",    "secret",     "token",
                                        "apikey",     "api_key",   "privatekey", "private_key",
                                        "credential", "accesskey", "access_key", "auth_key"};
    /* names of where the secret is kept, not of the secret */
    static const char *const kept[] = {
        "arn", "name",   "id",       "path",  "manage", "policy", "enabled", "rotation", "type",
        "url", "length", "validity", "reset", "binary", "field",  "status",  "header",   "version"};
    CLEANUP(arena_free) Arena scratch = {0};
    Str lower = str_lower(&scratch, name);
    bool says = false;
    for (size_t i = 0; i < COUNT(words); i++) says |= str_contains(lower, str_from(words[i]));
    for (size_t i = 0; says && i < COUNT(kept); i++) {
        if (str_ends(lower, str_from(kept[i]))) return false;
        if (str_starts(lower, S("manage"))) return false;
    }
    return says;
}

bool secret_suspected(Str name, Str value) {
    if (value.len < SECRET_BYTES_MIN || str_starts(value, S("arn:"))) return false;
    if (str_contains(value, S("{{resolve:"))) return false;
    if (str_contains(value, S("-----BEGIN")) && str_contains(value, S("PRIVATE KEY"))) return true;
    if (secret_shape(value, 0) == value.len) return true;
    bool boolean = str_equal_ignore_case(value, S("false"));
    return !boolean && secret_named(name);
}

/* What a credential, what stands before a password in a URL, a reference to where the secret is
 * kept or a private key may begin with: two bytes. Those that may come first have a bit in the
 * lower half, those that may follow the same bit in the upper one. */
enum {
    PAIR_AK = 1,  /* AKIA, ASIA */
    PAIR_GH = 2,  /* ghp_, github_, glpat- */
    PAIR_XO = 4,  /* xoxb- */
    PAIR_SK = 8,  /* sk_live_ */
    PAIR_EY = 16, /* eyJ */
    PAIR_URL = 32,
    PAIR_RESOLVE = 64,
    PAIR_PEM = 128,
    PAIR_MARK = 256 /* what a presigned URL calls its signature; and some others */
};

static const uint32_t secret_pairs[256] = {
    ['A'] = PAIR_AK,
    ['K'] = PAIR_AK << 16,
    ['S'] = (PAIR_AK | PAIR_MARK) << 16,
    ['g'] = PAIR_GH,
    ['h'] = PAIR_GH << 16,
    ['i'] = PAIR_GH << 16,
    ['l'] = PAIR_GH << 16,
    ['x'] = PAIR_XO | PAIR_MARK,
    ['X'] = PAIR_MARK,
    ['&'] = PAIR_MARK,
    ['?'] = PAIR_MARK,
    ['o'] = PAIR_XO << 16,
    ['s'] = PAIR_SK,
    ['k'] = PAIR_SK << 16,
    ['e'] = PAIR_EY,
    ['y'] = PAIR_EY << 16,
    [':'] = PAIR_URL,
    ['/'] = PAIR_URL << 16,
    ['{'] = PAIR_RESOLVE | PAIR_RESOLVE << 16,
    ['-'] = PAIR_PEM | (PAIR_PEM | PAIR_MARK) << 16,
};

static inline unsigned secret_pair(Str text, size_t at) {
    return secret_pairs[(uint8_t)text.ptr[at]] & secret_pairs[(uint8_t)text.ptr[at + 1]] >> 16;
}

/* The first place from at on where one of them may begin, or text.len. This is asked of every text
 * that is shown: four places at a time. */
static size_t secret_next(Str text, size_t at) {
    for (; at + 4 < text.len; at += 4) {
        unsigned pairs = secret_pair(text, at) | secret_pair(text, at + 1) |
                         secret_pair(text, at + 2) | secret_pair(text, at + 3);
        if (pairs != 0) break;
    }
    for (; at + 1 < text.len; at++) {
        if (secret_pair(text, at) != 0) return at;
    }
    return text.len;
}

Str secret_mask(Arena *arena, Str name, Str value) {
    size_t next = secret_next(value, 0);
    if (next == value.len && name.len == 0) return value; /* most texts */
    /* Without a name, all but keys in PEM are found by their shapes below. */
    bool asked = name.len > 0 || str_contains(value, S("-----BEGIN"));
    if (asked && secret_suspected(name, value)) return S("***");
    CLEANUP(buffer_free) Buffer result = {0};
    size_t copied = 0;
    for (size_t at = next; at < value.len; at = secret_next(value, at + 1)) {
        size_t start = at;
        size_t len = secret_shape(value, at);
        size_t password_end = secret_url_password(value, at);
        if (password_end > 0) {
            Str rest = str_slice(value, at + 3, value.len);
            start = at + 3 + str_find(rest, S(":")) + 1;
            len = at + password_end - start;
        }
        size_t mark = secret_mark(value, at);
        if (mark > 0) {
            start = at + mark;
            for (len = 0; start + len < value.len; len++) {
                if (strchr("& \"'\n", value.ptr[start + len]) != NULL) break;
            }
        }
        if (len == 0) continue;
        buffer_add(&result, str_slice(value, copied, start));
        buffer_add(&result, S("***"));
        copied = start + len;
        at = copied - 1;
    }
    if (copied == 0) return value;
    buffer_add(&result, str_slice(value, copied, value.len));
    return str_copy(arena, buffer_text(&result));
}
