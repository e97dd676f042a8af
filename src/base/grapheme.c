/* SPDX-License-Identifier: Apache-2.0 */
/* grapheme.c -- see grapheme.h. */
#include "base/grapheme.h"

#include "base/utf8.h"

enum { ZERO_WIDTH_JOINER = 0x200D };

static const struct {
    uint32_t first;
    uint32_t last;
} extending[] = {{0x300, 0x36F},     {0x483, 0x489},    {0x591, 0x5BD},   {0x610, 0x61A},
                 {0x64B, 0x65F},     {0x1AB0, 0x1AFF},  {0x1DC0, 0x1DFF}, {0x200C, 0x200D},
                 {0x20D0, 0x20F0},   {0xFE00, 0xFE0F},  {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF},
                 {0xE0020, 0xE007F}, {0xE0100, 0xE01EF}};

static bool grapheme_extends(uint32_t point) {
    for (size_t i = 0; i < COUNT(extending); i++) {
        if (point >= extending[i].first && point <= extending[i].last) return true;
    }
    return false;
}

static bool grapheme_is_flag(uint32_t point) { return point >= 0x1F1E6 && point <= 0x1F1FF; }

size_t grapheme_next(Str text) {
    uint32_t point = 0, first = 0;
    if (text.len == 0) return 0;
    if (str_starts(text, S("\r\n"))) return 2;
    size_t used = utf8_decode(text, &first);
    if (used == 0) return 1;
    uint32_t before = first;
    bool flag = grapheme_is_flag(first);
    for (;;) {
        size_t len = utf8_decode(str_slice(text, used, text.len), &point);
        bool joined = before == ZERO_WIDTH_JOINER && point >= 0x2190;
        bool pair = flag && grapheme_is_flag(point);
        if (len == 0 || !(grapheme_extends(point) || joined || pair) || first < ' ') return used;
        flag = false;
        used += len;
        before = point;
    }
}

size_t grapheme_count(Str text) {
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++) {
        at += grapheme_next(str_slice(text, at, text.len));
    }
    return count;
}
