/* SPDX-License-Identifier: Apache-2.0 */
/* unicode.c -- see unicode.h. ASCII, nearly all of what there is, never reaches the library. */
#include "text/unicode.h"

#include "base/buffer.h"
#include "base/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

enum { CLUSTER_BYTES_MAX = 256 }; /* more marks on one letter than that are cut */

static bool unicode_is_ascii(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80) return false;
    }
    return true;
}

size_t unicode_clusters_next(UnicodeClusters *clusters, Str text) {
    if (text.len == 0) return 0;
    bool plain = (unsigned char)text.ptr[0] < 0x80 && text.ptr[0] != '\r' &&
                 (text.len == 1 || (unsigned char)text.ptr[1] < 0x80);
    if (plain) return 1;
    if (clusters->code == NULL) {
        int error = 0;
        PCRE2_SIZE at = 0;
        clusters->code = pcre2_compile((PCRE2_SPTR) "\\X", 2, PCRE2_UTF, &error, &at, NULL);
        clusters->match = pcre2_match_data_create(1, NULL);
        if (clusters->code == NULL || clusters->match == NULL) abort(); /* no memory */
    }
    Str near = str_slice(text, 0, CLUSTER_BYTES_MAX);
    while (near.len < text.len && ((unsigned char)text.ptr[near.len] & 0xC0) == 0x80) near.len++;
    int found = pcre2_match(clusters->code, (PCRE2_SPTR)near.ptr, near.len, 0, PCRE2_ANCHORED,
                            clusters->match, NULL);
    return found < 1 ? 1 : pcre2_get_ovector_pointer(clusters->match)[1];
}

void unicode_clusters_close(UnicodeClusters *clusters) {
    pcre2_match_data_free(clusters->match);
    pcre2_code_free(clusters->code);
    *clusters = (UnicodeClusters){0};
}

size_t unicode_cluster_count(Str text) {
    CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++) {
        at += unicode_clusters_next(&clusters, str_slice(text, at, text.len));
    }
    return count;
}

Str unicode_normalize(Arena *arena, Str text) {
    if (unicode_is_ascii(text) || utf8_find_invalid(text) != SIZE_MAX) return text;
    size_t len = 0;
    uint8_t *made = u8_normalize(UNINORM_NFC, (const uint8_t *)text.ptr, text.len, NULL, &len);
    if (made == NULL) return text;
    Str copy = str_copy(arena, (Str){(const char *)made, len});
    free(made);
    return str_equal(copy, text) ? text : copy;
}

bool unicode_is_space(uint32_t point) { return uc_is_property_white_space(point); }

static bool unicode_is_word(uint32_t point) {
    return point == '_' ||
           uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static uint32_t unicode_map_point(uint32_t point, UnicodeCase wanted, bool inside) {
    if (wanted == UNICODE_LOWER) return uc_tolower(point);
    if (wanted == UNICODE_UPPER) return uc_toupper(point);
    return inside ? point : uc_totitle(point);
}

Str unicode_map_case(Arena *arena, Str text, UnicodeCase wanted) {
    CLEANUP(buffer_free) Buffer out = {0};
    bool inside = false; /* of a word */
    for (size_t i = 0; i < text.len;) {
        uint32_t point = 0;
        char bytes[UTF8_BYTES_MAX];
        size_t len = utf8_decode(str_slice(text, i, text.len), &point);
        if (len == 0) return text;
        uint32_t mapped = unicode_map_point(point, wanted, inside);
        inside = !unicode_is_space(point) && (unicode_is_word(point) || point == '\'');
        buffer_add(&out, (Str){bytes, utf8_encode(mapped, bytes)});
        i += len;
    }
    return str_copy(arena, buffer_text(&out));
}
