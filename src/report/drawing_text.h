/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_text.h -- how much room text takes in a picture, and text that fits.
 * Fonts differ between readers, so widths are those of DejaVu Sans, the widest of the usual ones;
 * with another one there is some room left. */
#ifndef MERLON_REPORT_DRAWING_TEXT_H
#define MERLON_REPORT_DRAWING_TEXT_H

#include "base/str.h"

enum {
    DRAWING_TEXT_BYTES_MAX = 600, /* looked at; of longer text only both ends */
    DRAWING_LINES_MAX = 8         /* that a text is broken into */
};

typedef struct DrawingFont {
    double size; /* in pixels */
    bool bold;
} DrawingFont;

typedef struct DrawingLines {
    Str items[DRAWING_LINES_MAX];
    size_t count;
} DrawingLines;

/* The width of a line of text in pixels. */
double drawing_text_width(Str text, DrawingFont font);

/* Text on one line: control characters and bytes that are not UTF-8 become spaces and U+FFFD, marks
 * that turn the direction of writing are dropped, and of more than DRAWING_TEXT_BYTES_MAX only both
 * ends stay. Not escaped. Memory comes from arena. */
Str drawing_text_clean(Arena *arena, Str text);

/* Clean text on one line of at most that width; what doesn't fit is cut out of its middle, where
 * names differ least, and "..." (one character) stands there. Memory comes from arena. */
Str drawing_text_fit(Arena *arena, Str text, double width, DrawingFont font);

/* Text broken into at most most lines of that width, at spaces and between the parts of a name; the
 * last one is cut as by drawing_text_fit. Memory comes from arena. */
DrawingLines drawing_text_wrap(Arena *arena, Str text, double width, DrawingFont font, size_t most);

#endif
