/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_pattern.c -- see sigma_pattern.h. Most patterns are plain text with a star at an end or
 * none: they become a comparison or a search. The rest is a row of segments between stars, each
 * found as far left as it can be, the last one at the end: no backtracking, so that hostile
 * patterns cost at most text x pattern. */
#include "sigma/sigma_pattern.h"

#include "base/utf8.h"

#include <unicase.h>

/* ---- parts ---- */

typedef struct PartsMaker {
    SigmaPart *items;
    size_t count;
    char *text; /* of the text part at the end, as far as it was read */
    size_t len;
} PartsMaker;

static void parts_flush(PartsMaker *maker) {
    if (maker->len == 0) return;
    maker->items[maker->count++] = (SigmaPart){SIGMA_PART_TEXT, {maker->text, maker->len}};
    maker->text += maker->len;
    maker->len = 0;
}

static void parts_add(PartsMaker *maker, SigmaPartKind kind) {
    parts_flush(maker);
    bool again = kind == SIGMA_PART_ANY && maker->count > 0 &&
                 maker->items[maker->count - 1].kind == SIGMA_PART_ANY;
    if (!again) maker->items[maker->count++] = (SigmaPart){.kind = kind};
}

static bool parts_is_special(Str text, size_t at) {
    return at < text.len && (text.ptr[at] == '*' || text.ptr[at] == '?' || text.ptr[at] == '\\');
}

/* Most values have no wildcard at all: room for one part for each byte would be a waste. */
static size_t parts_room(Str text) {
    size_t room = 1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '*' || text.ptr[i] == '?') room += 2;
    }
    return room;
}

SigmaParts sigma_parts_read(Arena *arena, Str text) {
    PartsMaker maker = {.items = ARENA_ARRAY(arena, SigmaPart, parts_room(text)),
                        .text = arena_alloc(arena, text.len + 1)};
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '\\' && parts_is_special(text, i + 1)) {
            maker.text[maker.len++] = text.ptr[++i];
        } else if (byte == '*' || byte == '?') {
            parts_add(&maker, byte == '*' ? SIGMA_PART_ANY : SIGMA_PART_ONE);
        } else {
            maker.text[maker.len++] = byte;
        }
    }
    parts_flush(&maker);
    return (SigmaParts){maker.items, maker.count};
}

SigmaParts sigma_parts_plain(Arena *arena, Str text) {
    SigmaPart *item = ARENA_NEW(arena, SigmaPart);
    *item = (SigmaPart){SIGMA_PART_TEXT, text};
    return (SigmaParts){item, text.len > 0};
}

SigmaParts sigma_parts_around(Arena *arena, SigmaParts parts, bool before, bool behind) {
    PartsMaker maker = {.items = ARENA_ARRAY(arena, SigmaPart, parts.count + 2)};
    if (before) parts_add(&maker, SIGMA_PART_ANY);
    for (size_t i = 0; i < parts.count; i++) {
        if (parts.items[i].kind == SIGMA_PART_TEXT) {
            maker.items[maker.count++] = parts.items[i];
        } else {
            parts_add(&maker, parts.items[i].kind);
        }
    }
    if (behind) parts_add(&maker, SIGMA_PART_ANY);
    return (SigmaParts){maker.items, maker.count};
}

bool sigma_parts_text(Arena *arena, SigmaParts parts, Str *ret_text) {
    Str text = S("");
    for (size_t i = 0; i < parts.count; i++) {
        if (parts.items[i].kind != SIGMA_PART_TEXT) return false;
        text = i == 0 ? parts.items[i].text : str_join2(arena, text, parts.items[i].text);
    }
    *ret_text = text;
    return true;
}

Str sigma_parts_write(Arena *arena, SigmaParts parts) {
    size_t room = 1;
    for (size_t i = 0; i < parts.count; i++) room += 1 + 2 * parts.items[i].text.len;
    char *out = arena_alloc(arena, room);
    size_t len = 0;
    for (size_t i = 0; i < parts.count; i++) {
        Str text = parts.items[i].text;
        if (parts.items[i].kind != SIGMA_PART_TEXT) {
            out[len++] = parts.items[i].kind == SIGMA_PART_ANY ? '*' : '?';
        }
        for (size_t j = 0; j < text.len; j++) {
            if (parts_is_special(text, j)) out[len++] = '\\';
            out[len++] = text.ptr[j];
        }
    }
    return (Str){out, len};
}

/* ---- folding ---- */

static bool fold_is_needed(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte >= 0x80 || (byte >= 'A' && byte <= 'Z')) return true;
    }
    return false;
}

/* A character may take more bytes in lower case (2 become 3), never more than twice as many. */
Str sigma_fold(Arena *scratch, Str text) {
    if (!fold_is_needed(text)) return text;
    char *out = arena_alloc(scratch, text.len * 2 + UTF8_BYTES_MAX);
    size_t len = 0;
    for (size_t i = 0; i < text.len;) {
        char byte = text.ptr[i];
        uint32_t point = 0;
        size_t bytes = 1;
        if ((byte & 0x80) == 0) {
            out[len++] = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
        } else if ((bytes = utf8_decode(str_slice(text, i, text.len), &point)) == 0) {
            out[len++] = byte;
            bytes = 1;
        } else {
            len += utf8_encode(uc_tolower(point), out + len);
        }
        i += bytes;
    }
    return (Str){out, len};
}

/* ---- patterns ---- */

static SigmaShape pattern_shape(SigmaParts parts) {
    const SigmaPart *items = parts.items;
    for (size_t i = 0; i < parts.count; i++) {
        if (items[i].kind == SIGMA_PART_ONE) return SIGMA_SHAPE_GLOB;
    }
    if (parts.count == 0) return SIGMA_SHAPE_EXACT;
    bool first = items[0].kind == SIGMA_PART_ANY;
    bool last = items[parts.count - 1].kind == SIGMA_PART_ANY;
    if (parts.count == 1) return first ? SIGMA_SHAPE_ANYTHING : SIGMA_SHAPE_EXACT;
    if (parts.count == 2 && first != last) return first ? SIGMA_SHAPE_SUFFIX : SIGMA_SHAPE_PREFIX;
    if (parts.count == 3 && first && last) return SIGMA_SHAPE_CONTAINS;
    return SIGMA_SHAPE_GLOB;
}

/* Texts that stand beside each other become one, so that the shape can be seen. */
static SigmaParts parts_merge(Arena *arena, SigmaParts parts) {
    SigmaPart *items = ARENA_ARRAY(arena, SigmaPart, parts.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < parts.count; i++) {
        bool text = parts.items[i].kind == SIGMA_PART_TEXT;
        if (text && count > 0 && items[count - 1].kind == SIGMA_PART_TEXT) {
            items[count - 1].text = str_join2(arena, items[count - 1].text, parts.items[i].text);
        } else {
            items[count++] = parts.items[i];
        }
    }
    return (SigmaParts){items, count};
}

SigmaPattern sigma_pattern_make(Arena *arena, SigmaParts parts, bool cased) {
    SigmaParts merged = parts_merge(arena, parts);
    SigmaPart *items = ARENA_ARRAY(arena, SigmaPart, merged.count + 1);
    SigmaPattern pattern = {.cased = cased, .shape = pattern_shape(merged), .text = S("")};
    for (size_t i = 0; i < merged.count; i++) {
        items[i] = merged.items[i];
        if (!cased) items[i].text = sigma_fold(arena, items[i].text);
        if (items[i].kind == SIGMA_PART_TEXT) pattern.text = items[i].text;
    }
    pattern.parts = (SigmaParts){items, merged.count};
    return pattern;
}

/* The bytes of the character at the start of text; 1 for what is no UTF-8. */
static size_t glob_character(Str text) {
    uint32_t point = 0;
    size_t bytes = utf8_decode(text, &point);
    return bytes == 0 ? 1 : bytes;
}

/* How many bytes of text the parts [first, end) take at its start; SIZE_MAX when they don't fit. */
static size_t glob_fit(SigmaParts parts, size_t first, size_t end, Str text) {
    size_t at = 0;
    for (size_t i = first; i < end; i++) {
        Str rest = str_slice(text, at, text.len);
        Str part = parts.items[i].text;
        if (parts.items[i].kind == SIGMA_PART_ONE) {
            if (rest.len == 0) return SIZE_MAX;
            at += glob_character(rest);
        } else {
            if (!str_starts(rest, part)) return SIZE_MAX;
            at += part.len;
        }
    }
    return at;
}

/* Finds the parts [first, end) in *rest as far left as possible, or only at its end, and cuts it
 * behind them. */
static bool glob_find(SigmaParts parts, size_t first, size_t end, bool at_end, Str *rest) {
    for (size_t at = 0; at <= rest->len;) {
        Str text = str_slice(*rest, at, rest->len);
        if (parts.items[first].kind == SIGMA_PART_TEXT) {
            size_t skip = str_find(text, parts.items[first].text);
            if (skip == SIZE_MAX) return false;
            at += skip;
            text = str_slice(*rest, at, rest->len);
        }
        size_t fits = glob_fit(parts, first, end, text);
        if (fits != SIZE_MAX && (!at_end || fits == text.len)) {
            *rest = str_slice(text, fits, text.len);
            return true;
        }
        at += text.len == 0 ? 1 : glob_character(text);
    }
    return false;
}

static bool glob_matches(SigmaParts parts, Str text) {
    Str rest = text;
    bool anchored = true;
    for (size_t first = 0; first < parts.count;) {
        if (parts.items[first].kind == SIGMA_PART_ANY) {
            anchored = false;
            first++;
            continue;
        }
        size_t end = first;
        while (end < parts.count && parts.items[end].kind != SIGMA_PART_ANY) end++;
        if (anchored) {
            size_t fits = glob_fit(parts, first, end, rest);
            if (fits == SIZE_MAX || (end == parts.count && fits != rest.len)) return false;
            rest = str_slice(rest, fits, rest.len);
        } else if (!glob_find(parts, first, end, end == parts.count, &rest)) {
            return false;
        }
        first = end;
    }
    return true;
}

bool sigma_pattern_matches(const SigmaPattern *pattern, Str text) {
    switch (pattern->shape) {
    case SIGMA_SHAPE_EXACT: return str_equal(pattern->text, text);
    case SIGMA_SHAPE_PREFIX: return str_starts(text, pattern->text);
    case SIGMA_SHAPE_SUFFIX: return str_ends(text, pattern->text);
    case SIGMA_SHAPE_CONTAINS: return str_contains(text, pattern->text);
    case SIGMA_SHAPE_ANYTHING: return true;
    default: return glob_matches(pattern->parts, text);
    }
}
