/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_text.c -- see drawing_text.h. */
#include "report/drawing_text.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "text/unicode.h"

#define DRAWING_ELLIPSIS S("\xE2\x80\xA6")

/* Of the printable characters of ASCII, in hundredths of the font's size. */
static const uint8_t drawing_widths[] = {
    32, 41, 46, 84, 64, 95, 78, 28, 39,  39, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 39, 34, 39, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};

enum {
    DRAWING_WIDTH_LETTER = 66, /* of other alphabets, on the safe side */
    DRAWING_WIDTH_WIDE = 105,  /* of Chinese, Japanese and Korean characters, and of emoji */
    DRAWING_WIDTH_BOLD = 112   /* percent */
};

static unsigned drawing_point_width(uint32_t point) {
    if (point < 0x20) return 0;
    if (point < 0x7F) return drawing_widths[point - 0x20];
    if (point >= 0x300 && point < 0x370) return 0; /* stands on the letter before it */
    return point >= 0x1100 ? DRAWING_WIDTH_WIDE : DRAWING_WIDTH_LETTER;
}

double drawing_text_width(Str text, DrawingFont font) {
    unsigned long hundredths = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        hundredths += len == 0 ? DRAWING_WIDTH_WIDE : drawing_point_width(point);
        at += len == 0 ? 1 : len;
    }
    double width = (double)hundredths * font.size / 100;
    return font.bold ? width * DRAWING_WIDTH_BOLD / 100 : width;
}

/* Marks that turn the direction of what follows, and invisible ones: they would show a name that
 * isn't the one that stands in the file. */
static bool drawing_is_turning(uint32_t point) {
    return (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF || point == 0x61C;
}

static void drawing_clean_into(Buffer *out, Str text) {
    for (size_t at = 0; at < text.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &point);
        if (len == 0) {
            buffer_add(out, S("\xEF\xBF\xBD"));
        } else if (point <= 0x20 || (point >= 0x7F && point <= 0xA0)) {
            if (out->len > 0 && out->bytes[out->len - 1] != ' ') buffer_add_byte(out, ' ');
        } else if (!drawing_is_turning(point)) {
            buffer_add(out, str_slice(text, at, at + len));
        }
        at += len == 0 ? 1 : len;
    }
}

static bool drawing_is_inside(Str text, size_t at) {
    return at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80;
}

Str drawing_text_clean(Arena *arena, Str text) {
    CLEANUP(buffer_free) Buffer out = {0};
    if (text.len <= DRAWING_TEXT_BYTES_MAX) {
        drawing_clean_into(&out, text);
        return str_trim(str_copy(arena, buffer_text(&out)));
    }
    size_t head = DRAWING_TEXT_BYTES_MAX / 2, tail = text.len - DRAWING_TEXT_BYTES_MAX / 2;
    for (int i = 0; i < UTF8_BYTES_MAX && drawing_is_inside(text, head); i++) head--;
    for (int i = 0; i < UTF8_BYTES_MAX && drawing_is_inside(text, tail); i++) tail++;
    drawing_clean_into(&out, str_slice(text, 0, head));
    buffer_add(&out, DRAWING_ELLIPSIS);
    drawing_clean_into(&out, str_slice(text, tail, text.len));
    return str_trim(str_copy(arena, buffer_text(&out)));
}

/* Offsets of the characters that readers see, the end of text included; returns how many. */
static size_t drawing_split(Arena *arena, Str text, size_t **ret_offsets) {
    CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
    size_t *offsets = ARENA_ARRAY(arena, size_t, text.len + 1);
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        size_t len = unicode_clusters_next(&clusters, str_slice(text, at, text.len));
        offsets[count++] = at;
        at += len == 0 ? 1 : len;
    }
    offsets[count++] = text.len;
    *ret_offsets = offsets;
    return count;
}

/* Of text that is clean. */
static Str drawing_cut(Arena *arena, Str text, double width, DrawingFont font) {
    if (drawing_text_width(text, font) <= width) return text;
    size_t *offsets = NULL;
    size_t count = drawing_split(arena, text, &offsets);
    size_t head = 0, tail = count - 1; /* into offsets: what stays is before head, from tail on */
    double left = width - drawing_text_width(DRAWING_ELLIPSIS, font);
    while (head < tail) {
        bool front = head <= count - 1 - tail;
        size_t from = front ? head : tail - 1;
        Str piece = str_slice(text, offsets[from], offsets[from + 1]);
        left -= drawing_text_width(piece, font);
        if (left < 0) break;
        head += front;
        tail -= !front;
    }
    return str_join3(arena, str_slice(text, 0, offsets[head]), DRAWING_ELLIPSIS,
                     str_slice(text, offsets[tail], text.len));
}

Str drawing_text_fit(Arena *arena, Str text, double width, DrawingFont font) {
    return drawing_cut(arena, drawing_text_clean(arena, text), width, font);
}

/* The length of the first line of text: up to the last place to break that fits, or as many
 * characters as do. */
static size_t drawing_line_len(Arena *arena, Str text, double width, DrawingFont font) {
    size_t *offsets = NULL;
    size_t count = drawing_split(arena, text, &offsets);
    size_t fits = 0, breaks = 0;
    for (size_t i = 1; i < count; i++) {
        Str line = str_trim(str_slice(text, 0, offsets[i]));
        if (drawing_text_width(line, font) > width) break;
        fits = offsets[i];
        if (fits == text.len || strchr(" -_./:", text.ptr[fits - 1]) != NULL) breaks = fits;
    }
    if (breaks > 0 && breaks * 3 >= fits)
        return breaks; /* a break that leaves most of the line empty is none */
    return fits > 0 ? fits : offsets[1];
}

DrawingLines drawing_text_wrap(Arena *arena, Str text, double width, DrawingFont font,
                               size_t most) {
    DrawingLines lines = {0};
    assert(most > 0 && most <= DRAWING_LINES_MAX);
    text = drawing_text_clean(arena, text);
    while (text.len > 0 && lines.count + 1 < most && drawing_text_width(text, font) > width) {
        size_t len = drawing_line_len(arena, text, width, font);
        lines.items[lines.count++] = str_trim(str_slice(text, 0, len));
        text = str_trim(str_slice(text, len, text.len));
    }
    if (text.len > 0) lines.items[lines.count++] = drawing_cut(arena, text, width, font);
    return lines;
}
