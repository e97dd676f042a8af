/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.c -- decoding, encoding and checking UTF-8. See utf8.h. */
#include "base/utf8.h"

size_t utf8_decode(Str text, uint32_t *ret_code_point) {
    if (text.len == 0) return 0;
    unsigned char first = (unsigned char)text.ptr[0];
    if (first < 0x80) {
        *ret_code_point = first;
        return 1;
    }
    size_t len = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.len < len) return 0;
    uint32_t code_point = first & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if ((byte & 0xC0) != 0x80) return 0;
        code_point = (code_point << 6) | (byte & 0x3F);
    }
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code_point < smallest[len] || code_point > UTF8_CODE_POINT_MAX) return 0;
    if (code_point >= 0xD800 && code_point <= 0xDFFF) return 0;
    *ret_code_point = code_point;
    return len;
}

size_t utf8_encode(uint32_t code_point, char bytes[UTF8_BYTES_MAX]) {
    if (code_point > UTF8_CODE_POINT_MAX) return 0;
    if (code_point >= 0xD800 && code_point <= 0xDFFF) return 0;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    size_t len = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    bytes[0] = (char)(lead[len] | code_point);
    return len;
}

/* The whole words of eight ASCII bytes that text begins with. */
static size_t utf8_ascii_run(const char *bytes, size_t len) {
    size_t run = 0;
    for (; run + sizeof(uint64_t) <= len; run += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, bytes + run, sizeof word);
        if ((word & 0x8080808080808080u) != 0) break;
    }
    return run;
}

size_t utf8_find_invalid(Str text) {
    size_t at = 0;
    while (at < text.len) {
        at += utf8_ascii_run(text.ptr + at, text.len - at);
        if (at >= text.len) break;
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        if (len == 0) return at;
        at += len;
    }
    return SIZE_MAX;
}

size_t utf8_length(Str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (((unsigned char)text.ptr[i] & 0xC0) != 0x80) count++;
    }
    return count;
}
