/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_encode.c -- see sigma_encode.h. */
#include "sigma/sigma_encode.h"

#include "base/utf8.h"

Str sigma_base64(Arena *arena, Str bytes) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = arena_alloc(arena, (bytes.len + 2) / 3 * 4 + 1);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t group = 0;
        size_t count = bytes.len - i < 3 ? bytes.len - i : 3;
        for (size_t j = 0; j < 3; j++) {
            group = group << 8 | (j < count ? (unsigned char)bytes.ptr[i + j] : 0);
        }
        for (size_t j = 0; j < 4; j++) {
            out[len++] = j > count ? '=' : letters[group >> (18 - 6 * j) & 63];
        }
    }
    return (Str){out, len};
}

Str sigma_base64_inner(Arena *arena, Str bytes, size_t offset) {
    static const size_t cut_front[] = {0, 2, 3}, cut_back[] = {0, 3, 2};
    Str shifted = str_join2(arena, str_slice(S("   "), 0, offset), bytes);
    Str text = sigma_base64(arena, shifted);
    size_t back = cut_back[shifted.len % 3];
    return str_slice(text, cut_front[offset], text.len > back ? text.len - back : 0);
}

static size_t utf16_add(char *out, uint32_t unit, bool big) {
    out[big ? 0 : 1] = (char)(unit >> 8);
    out[big ? 1 : 0] = (char)unit;
    return 2;
}

Str sigma_utf16(Arena *arena, Str text, SigmaUtf16 kind) {
    bool big = kind == SIGMA_UTF16_BIG;
    char *out = arena_alloc(arena, text.len * 2 + 3);
    size_t len = kind == SIGMA_UTF16_MARKED ? utf16_add(out, 0xFEFF, big) : 0;
    for (size_t i = 0; i < text.len;) {
        uint32_t point = (unsigned char)text.ptr[i];
        size_t bytes = utf8_decode(str_slice(text, i, text.len), &point);
        i += bytes == 0 ? 1 : bytes;
        if (point >= 0x10000) {
            len += utf16_add(out + len, 0xD800 + ((point - 0x10000) >> 10), big);
            point = 0xDC00 + ((point - 0x10000) & 0x3FF);
        }
        len += utf16_add(out + len, point, big);
    }
    return (Str){out, len};
}

static bool windash_is_word(char byte) {
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           byte == '_';
}

static const Str windash_dashes[] = {S_INIT("-"), S_INIT("/"), S_INIT("\xE2\x80\x93"),
                                     S_INIT("\xE2\x80\x94"), S_INIT("\xE2\x80\x95")};

/* How many bytes a dash or slash at a place takes that stands before a parameter: no word character
 * is before it and one is behind it. 0 when there is none. */
static size_t windash_find(Str text, size_t at) {
    for (size_t i = 0; i < COUNT(windash_dashes); i++) {
        Str rest = str_slice(text, at, text.len);
        if (!str_starts(rest, windash_dashes[i])) continue;
        size_t len = windash_dashes[i].len;
        bool before = at > 0 && windash_is_word(text.ptr[at - 1]);
        return !before && rest.len > len && windash_is_word(rest.ptr[len]) ? len : 0;
    }
    return 0;
}

size_t sigma_windash(Arena *arena, Str text, Str *variants, size_t room) {
    const size_t many = COUNT(windash_dashes);
    size_t count = 1;
    if (room == 0) return 0;
    variants[0] = S("");
    size_t done = 0;
    for (size_t at = 0; at <= text.len; at++) {
        size_t dash = windash_find(text, at);
        if (dash == 0 && at < text.len) continue;
        Str plain = str_slice(text, done, at);
        for (size_t i = 0; i < count; i++) variants[i] = str_join2(arena, variants[i], plain);
        done = at + dash;
        if (dash == 0) break;
        if (count * many > room) return 0;
        for (size_t i = count * many; i-- > 0;) {
            variants[i] = str_join2(arena, variants[i / many], windash_dashes[i % many]);
        }
        count *= many;
    }
    return count;
}
