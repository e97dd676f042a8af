/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_style.h -- how pictures look: colours for light, dark and paper, and the glyphs. */
#ifndef MERLON_REPORT_DRAWING_STYLE_H
#define MERLON_REPORT_DRAWING_STYLE_H

#include "report/drawing.h"

/* The style sheet for the picture's <style>, in parts that C compilers take as literals. All of it
 * is below the class merlon-drawing, since HTML shares styles with what it embeds. */
extern const char *const drawing_style[];
extern const size_t drawing_style_count;

/* The glyph of each category: a path in a square of 24, drawn with a pen of 1.8. */
extern const char *const drawing_glyphs[DRAWING_CATEGORY_COUNT];

#endif
