/* SPDX-License-Identifier: Apache-2.0 */
/* drawing_style.c -- see drawing_style.h. Colours are named once; each has at least the contrast
 * that WCAG 2 asks of text (4.5 : 1) on the page, also in the dark. The class "light" or "dark"
 * beside merlon-drawing sets the scheme whatever the reader's is; paper is always light. A picture
 * shrinks with its page until its text would be too small; then the page around it scrolls. */
#include "report/drawing_style.h"

#define DRAWING_LIGHT                                                                       \
    "--page:#fff;--card:#fff;--ink:#1d2129;--soft:#545c68;--edge:#4a5361;--warn:#b3370a;"   \
    "--unsure:#69717e;--badge:#fff;--tile:#fff;"                                            \
    "--critical:#9d174d;--high:#c2410c;--medium:#8a5f06;--low:#2b6896;--info:#5c6675;"      \
    "--internet:#555d69;--account:#4f5b6b;--region:#1b6680;--vpc:#5b3fa8;--subnet:#236638;" \
    "--group:#a8332a;--boundary:#555d69;"                                                   \
    "--compute:#b4530a;--storage:#3f7a1f;--database:#2b5fb3;--network:#6a44b5;"             \
    "--identity:#a83255;--security:#b3261e;--messaging:#a82f7c;--monitoring:#0f6f68;"       \
    "--delivery:#4b44a6;--other:#5c6470;--person:#343b46"

#define DRAWING_DARK                                                                            \
    "--page:#15171c;--card:#22262e;--ink:#e8eaee;--soft:#a9b2bf;--edge:#b3bcc8;--warn:#ff9d6b;" \
    "--unsure:#98a1ae;--badge:#15171c;--tile:#15171c;"                                          \
    "--critical:#f58ab5;--high:#fb9560;--medium:#e2b551;--low:#7dbcec;--info:#a9b2bf;"          \
    "--internet:#a9b2bf;--account:#b0bac7;--region:#74c4da;--vpc:#b9a4f5;--subnet:#80cd98;"     \
    "--group:#f2958b;--boundary:#a9b2bf;"                                                       \
    "--compute:#f5a35c;--storage:#93ca6d;--database:#86b3f2;--network:#b79df2;"                 \
    "--identity:#ee8ba8;--security:#f58d86;--messaging:#ee8ccb;--monitoring:#63c7bd;"           \
    "--delivery:#a6a0f2;--other:#a9b2bf;--person:#cfd5de"

/* clang-format off */
const char *const drawing_style[] = {
    ".merlon-drawing{" DRAWING_LIGHT ";max-width:100%;min-width:calc(var(--natural,0px)*.62);"
    "height:auto;background:var(--page);"
    "color:var(--ink);font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Helvetica Neue\",sans-serif;font-variant-numeric:tabular-nums}\n",
    "@media(prefers-color-scheme:dark){.merlon-drawing:not(.light){" DRAWING_DARK "}}\n",
    ".merlon-drawing.dark{" DRAWING_DARK "}\n",
    "@media print{.merlon-drawing:not(.light),.merlon-drawing.dark{" DRAWING_LIGHT "}"
    ".merlon-drawing *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n",
    "@media(max-width:40rem){.merlon-drawing{min-width:calc(var(--natural,0px)*.8)}}\n",
    "@media print{.merlon-drawing{min-width:0}}\n",
    ".merlon-drawing .page{fill:var(--page)}\n",
    ".merlon-drawing text{fill:var(--ink);font-size:13px}\n",
    ".merlon-drawing .heading{font-size:22px;font-weight:650;letter-spacing:-.01em}\n",
    ".merlon-drawing .name{font-weight:600}.merlon-drawing .type,.merlon-drawing .note"
    "{fill:var(--soft);font-size:11px}\n",
    ".merlon-drawing .note{font-size:12.5px}\n",
    ".merlon-drawing .legend text{font-size:12px;fill:var(--soft)}\n",
    ".merlon-drawing .rule{stroke:var(--soft);stroke-opacity:.35}\n",
    /* boundaries */
    ".merlon-drawing .boundary rect{fill:currentColor;fill-opacity:.035;stroke:currentColor;"
    "stroke-width:1.3;stroke-dasharray:6 4}\n",
    ".merlon-drawing .label{fill:currentColor;font-size:12px;paint-order:stroke;"
    "stroke:var(--page);stroke-width:5px;stroke-linejoin:round}"
    ".merlon-drawing .label .kind{font-weight:650}\n",
    ".merlon-drawing .internet{color:var(--internet)}.merlon-drawing .account"
    "{color:var(--account)}.merlon-drawing .region{color:var(--region)}"
    ".merlon-drawing .vpc{color:var(--vpc)}.merlon-drawing .subnet{color:var(--subnet)}"
    ".merlon-drawing .group{color:var(--group)}.merlon-drawing .plain{color:var(--boundary)}\n",
    /* elements */
    ".merlon-drawing .shape{fill:var(--card);stroke:var(--edge);stroke-width:1.4}\n",
    ".merlon-drawing .external .shape{stroke-width:2.2}\n",
    ".merlon-drawing .lid{fill:none;stroke:var(--edge);stroke-width:1.4}\n",
    ".merlon-drawing .outside .shape{stroke-dasharray:2 3}"
    ".merlon-drawing .outside .name{fill:var(--soft)}\n",
    ".merlon-drawing .tile{fill:currentColor}"
    ".merlon-drawing .glyph{fill:none;stroke:var(--tile);stroke-width:1.8;"
    "stroke-linecap:round;stroke-linejoin:round}\n",
    ".merlon-drawing a{cursor:pointer;text-decoration:none}"
    ".merlon-drawing a:hover .shape,.merlon-drawing a:focus-visible .shape"
    "{stroke:var(--low);stroke-width:2.6}"
    ".merlon-drawing a:hover .number,.merlon-drawing a:focus-visible .number"
    "{text-decoration:underline}\n",
    /* flows */
    ".merlon-drawing .flow path{fill:none;stroke:var(--edge);stroke-width:1.4}"
    ".merlon-drawing .flow polygon{fill:var(--edge);stroke:var(--edge);stroke-width:1.2;"
    "stroke-linejoin:round}\n",
    ".merlon-drawing .flow .hit{stroke:transparent;stroke-width:12;stroke-dasharray:none}\n",
    ".merlon-drawing .crossing .course{stroke-width:2.6}\n",
    ".merlon-drawing .clear .course{stroke:var(--warn);stroke-dasharray:8 4}"
    ".merlon-drawing .clear polygon{fill:var(--warn);stroke:var(--warn)}\n",
    ".merlon-drawing .unknown .course{stroke-dasharray:.1 4.5;stroke-linecap:round}"
    ".merlon-drawing .unknown.crossing .course{stroke-dasharray:.1 5.5}\n",
    ".merlon-drawing .unsure .course{stroke:var(--unsure)}"
    ".merlon-drawing .unsure polygon{fill:var(--page);stroke:var(--unsure)}\n",
    ".merlon-drawing .pill{fill:var(--card);stroke:var(--edge);stroke-width:1.2}"
    ".merlon-drawing .clear .pill{stroke:var(--warn)}.merlon-drawing .unsure .pill"
    "{stroke:var(--unsure)}\n",
    ".merlon-drawing .number,.merlon-drawing .legend .number{font-size:11px;font-weight:600;"
    "text-anchor:middle;fill:var(--ink)}\n",
    ".merlon-drawing .says{font-size:11.5px;paint-order:stroke;stroke:var(--page);"
    "stroke-width:3px;stroke-linejoin:round}\n",
    /* badges */
    ".merlon-drawing .critical{color:var(--critical)}.merlon-drawing .high{color:var(--high)}"
    ".merlon-drawing .medium{color:var(--medium)}.merlon-drawing .low{color:var(--low)}"
    ".merlon-drawing .info{color:var(--info)}\n",
    ".merlon-drawing .compute{color:var(--compute)}.merlon-drawing .storage{color:var(--storage)}"
    ".merlon-drawing .database{color:var(--database)}.merlon-drawing .network"
    "{color:var(--network)}.merlon-drawing .identity{color:var(--identity)}"
    ".merlon-drawing .security{color:var(--security)}.merlon-drawing .messaging"
    "{color:var(--messaging)}.merlon-drawing .monitoring{color:var(--monitoring)}"
    ".merlon-drawing .delivery{color:var(--delivery)}.merlon-drawing .other"
    "{color:var(--other)}.merlon-drawing .person{color:var(--person)}\n",
    ".merlon-drawing .rated .pill,.merlon-drawing .badge rect{fill:currentColor;"
    "stroke:var(--page);stroke-width:1.5}\n",
    ".merlon-drawing .rated .number,.merlon-drawing .badge text,"
    ".merlon-drawing .legend .badge text{fill:var(--badge);font-size:11px;"
    "font-weight:700;text-anchor:middle}\n",
};
/* clang-format on */
const size_t drawing_style_count = COUNT(drawing_style);

const char *const drawing_glyphs[DRAWING_CATEGORY_COUNT] = {
    [DRAWING_COMPUTE] = "M7 7h10v10H7zM10 7V4M14 7V4M10 20v-3M14 20v-3M7 10H4M7 14H4M20 10h-3M20 "
                        "14h-3",
    [DRAWING_STORAGE] = "M5 7c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 7l1.6 11.2c.3 1 2.6 "
                        "1.8 5.4 1.8s5.1-.8 5.4-1.8L19 7",
    [DRAWING_DATABASE] = "M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 "
                         "3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3",
    [DRAWING_NETWORK] = "M9.5 3.5h5v5h-5zM3 15.5h5v5H3zM16 15.5h5v5h-5zM12 8.5V12M5.5 15.5V12h13v3."
                        "5",
    [DRAWING_IDENTITY] = "M12 15.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM11 12.5l8.5-8.5M16 7.5l3 "
                         "3M13.3 10.2l2 2",
    [DRAWING_SECURITY] = "M12 3l7 3v5c0 4.6-2.9 8.2-7 10-4.1-1.8-7-5.4-7-10V6zM9 12l2.2 2.2L15.2 "
                         "10",
    [DRAWING_MESSAGING] = "M4 6h16v12H4zM4 7l8 6 8-6",
    [DRAWING_MONITORING] = "M4 4v16h16M7.5 15l3.3-5 3 3L19 6.5",
    [DRAWING_DELIVERY] = "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9",
    [DRAWING_OTHER] = "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM8.5 12h.01M12 12h.01M15.5 12h.01",
    [DRAWING_PERSON] = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
};
