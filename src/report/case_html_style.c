/* SPDX-License-Identifier: Apache-2.0 */
/* case_html_style.c -- see case_html_style.h. A click selects a whole command that can be run as it
 * stands; one with a gap has to be picked up by hand. */
#include "report/case_html_style.h"

/* clang-format off */
const char case_html_style[] =
    ".good{--tone:var(--good)}.figures .plain dd{color:var(--ink)}\n"
    ".story{padding-left:1.2rem;margin:0 0 .7rem;max-width:56rem}.story li{padding:.15rem 0}"
    "section>p{max-width:56rem}\n"
    ".unit>summary>.sev{flex:none;min-width:7.4em;text-align:center}"
    ".unit>.body>p+p{margin-top:.4rem}"
    ".body h4,.body h5{margin:1.1rem 0 .4rem;font-size:.97rem;line-height:1.4;font-weight:600}"
    "summary h5{display:inline;margin:0;font-size:.97rem}section>h3{margin-top:2rem}"
    ".body>dl{margin-bottom:.8rem}"
    "pre{margin:.3rem 0 .8rem;background:var(--code);border-radius:.4rem;padding:.6rem .8rem;"
    "white-space:pre-wrap;overflow-wrap:anywhere;border-left:.25rem solid var(--high)}"
    "pre code{padding:0;background:none;font-size:.84rem}"
    "pre.whole{border-color:var(--good)}pre.whole code{user-select:all;-webkit-user-select:all}\n"
    "blockquote{margin:.2rem 0 .9rem;padding:.4rem .9rem;border-left:.2rem solid var(--line);"
    "white-space:pre-wrap;overflow-wrap:anywhere;max-width:56rem}\n"
    ".rows figcaption{margin-bottom:.5rem;color:var(--soft)}"
    ".row{display:grid;grid-template-columns:13rem minmax(0,1fr) 6.5rem;gap:0 .8rem;"
    "align-items:end;padding:.3rem 0 0;font-size:.88rem}.row .who{overflow-wrap:anywhere;"
    "display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}"
    ".chart .row svg{height:2.4rem;border-bottom:1px solid var(--line)}"
    ".row .sum{text-align:right;white-space:nowrap}.row .soft{display:block;font-size:.78rem}"
    ".row.times .axis{display:flex;grid-column:2;font-size:.8rem}\n"
    "td bdi,th bdi,td code{overflow-wrap:anywhere}"
    "td,th[scope=row]{min-width:4.2rem}th[scope=row],td:has(bdi)"
    "{min-width:9.4rem}\n"
    "@media(max-width:40rem){.row{grid-template-columns:minmax(0,1fr) auto}.row svg"
    "{grid-column:1/-1;grid-row:2}.row.times .axis{grid-column:1/-1}"
    "#timeline~.scroll thead{position:absolute;left:-99rem}#timeline~.scroll tr,"
    "#timeline~.scroll td,#timeline~.scroll th{display:block}#timeline~.scroll tr"
    "{background:var(--card);border:1px solid var(--line);border-radius:.4rem;"
    "padding:.4rem .7rem;margin:0 0 .5rem}#timeline~.scroll tr>*{border:0;padding:.08rem 0}"
    "#timeline~.scroll td:empty{display:none}}\n"
    "@media print{pre,blockquote,.row{break-inside:avoid}pre,.chart rect{print-color-adjust:exact}"
    "pre{border:1px solid var(--line)}#timeline,#actions{break-before:page}"
    "td,th{padding-right:.4rem}td,th[scope=row]{min-width:0}td:has(bdi){min-width:5.8rem}}\n";
/* clang-format on */
