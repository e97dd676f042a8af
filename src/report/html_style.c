/* SPDX-License-Identifier: Apache-2.0 */
/* html_style.c -- the style sheet of the HTML report. Colours are named once and change with the
 * reader's scheme; each severity sets --tone, and everything within takes it from there. */
#include "report/html_style.h"

/* clang-format off */
const char *const html_style[] = {
    ":root{color-scheme:light dark;--page:#f7f7f5;--card:#fff;--ink:#1d2129;--soft:#5c6470;"
    "--line:#e3e4e0;--code:#f1f2ef;--link:#1f5fa8;--critical:#9d174d;--high:#c2410c;"
    "--medium:#97690a;--low:#2f6f9f;--info:#667080;--good:#2f7d4f;--warn:#fdf3dc}\n",
    "@media(prefers-color-scheme:dark){:root{--page:#14161a;--card:#1c1f25;--ink:#e4e6ea;"
    "--soft:#9aa3b0;--line:#2d323b;--code:#252a32;--link:#8ab8f0;--critical:#f472a8;"
    "--high:#fb8b4e;--medium:#e0b04a;--low:#6db3e8;--info:#9aa3b0;--good:#6cc392;"
    "--warn:#33290f}}\n",
    "*{box-sizing:border-box}\n",
    "body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"
    "\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif;font-variant-numeric:tabular-nums}\n",
    "main{max-width:66rem;margin:0 auto;padding:2.5rem 1.5rem 5rem}\n",
    "h1{font-size:2rem;line-height:1.2;letter-spacing:-.02em;margin:.2rem 0 .5rem}\n",
    "h2{font-size:1.3rem;letter-spacing:-.01em;margin:3rem 0 1rem}\n",
    "h3{font-size:.8rem;text-transform:uppercase;letter-spacing:.07em;color:var(--soft);"
    "font-weight:600;margin:0 0 .8rem}\n",
    "h4{font-size:.95rem;margin:0 0 .3rem}\n",
    "p{margin:0 0 .7rem}a{color:var(--link);text-underline-offset:.15em;overflow-wrap:anywhere}\n",
    "code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;"
    "background:var(--code);border-radius:.3em;padding:.08em .35em;overflow-wrap:anywhere}\n",
    ".brand{color:var(--soft);margin:0;font-weight:600}\n",
    ".lede{font-size:1.1rem;color:var(--soft);margin:0}.lede b{color:var(--ink)}\n",
    ".soft{color:var(--soft)}.under{margin-top:.8rem}\n",
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem;"
    "margin:2rem 0 1.5rem}\n",
    ".card{background:var(--card);border:1px solid var(--line);border-radius:.8rem;"
    "padding:1.1rem 1.25rem}\n",
    ".card p:last-child{margin-bottom:0}\n",
    ".bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:.45rem .7rem;"
    "align-items:center;font-size:.93rem}\n",
    ".bars b{text-align:right;min-width:1.5em}\n",
    ".track{display:block;background:var(--code);border-radius:1em;height:.55rem;"
    "overflow:hidden}\n",
    ".fill{display:block;height:100%;border-radius:1em;background:var(--tone,var(--info))}\n",
    ".big{font-size:1.9rem;font-weight:650;letter-spacing:-.02em;line-height:1.2}\n",
    ".big span{font-size:1rem;font-weight:400;letter-spacing:0;color:var(--soft)}\n",
    ".warn{background:var(--warn);border-radius:.6rem;padding:.7rem 1rem;margin:1rem 0}\n",
    ".warn ul{margin:.3rem 0 0;padding-left:1.2rem;columns:23rem;column-gap:2rem}"
    ".warn li{break-inside:avoid}\n",
    "nav{display:flex;flex-wrap:wrap;gap:.4rem 1.3rem;font-size:.95rem}\n",
    ".critical{--tone:var(--critical)}.high{--tone:var(--high)}.medium{--tone:var(--medium)}"
    ".low{--tone:var(--low)}.info{--tone:var(--info)}.good{--tone:var(--good)}\n",
    ".pill{display:inline-block;min-width:6em;text-align:center;font-size:.75rem;"
    "font-weight:650;color:var(--tone);border:1px solid;border-radius:1em;padding:.05rem .6em;"
    "white-space:nowrap}\n",
    ".tag{display:inline-block;font-size:.8rem;color:var(--soft);border:1px solid var(--line);"
    "border-radius:.4em;padding:0 .5em;margin:0 .3em .3em 0}\n",
    "h2 small{font-weight:400;color:var(--soft);font-size:1rem}\n",
    ".severity{color:var(--tone);text-transform:none;letter-spacing:0;font-size:1.02rem;"
    "margin:1.6rem 0 .7rem}\n",
    "details{background:var(--card);border:1px solid var(--line);border-radius:.7rem;"
    "margin:0 0 .6rem}\n",
    ".threat{border-left:.25rem solid var(--tone)}\n",
    "summary{cursor:pointer;padding:.75rem 1.1rem;display:grid;"
    "grid-template-columns:5.2rem 1fr auto;gap:.1rem .9rem;align-items:baseline;list-style:none}\n",
    "summary::-webkit-details-marker{display:none}\n",
    "summary::after{content:\"+\";color:var(--soft);font-weight:400;grid-column:3;grid-row:1}\n",
    "details[open]>summary::after{content:\"\\2212\"}\n",
    "summary:focus-visible{outline:2px solid var(--link);outline-offset:2px;"
    "border-radius:.6rem}\n",
    ".title{font-weight:600}.where{grid-column:2;color:var(--soft);font-size:.9rem}\n",
    ".plain{grid-column:1/3}\n",
    ".body{border-top:1px solid var(--line);padding:1.1rem 1.25rem 1.2rem}\n",
    ".two{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:.5rem 2rem}\n",
    ".case{border-top:1px solid var(--line);margin-top:1rem;padding-top:1rem}\n",
    ".case:target,.case:target h4{scroll-margin-top:1rem}\n",
    ".case:target{box-shadow:-.6rem 0 0 -.35rem var(--link)}\n",
    ".case h4{font-weight:400}.case h4 code{font-weight:600}\n",
    ".scroll{overflow-x:auto}\n",
    "table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.5rem 0 .9rem}\n",
    "th{text-align:left;font-weight:500;color:var(--soft);font-size:.83rem}\n",
    "th,td{padding:.32rem .9rem .32rem 0;border-bottom:1px solid var(--line);"
    "vertical-align:top}\n",
    "tr:last-child td{border-bottom:0}td:last-child,th:last-child{padding-right:0}\n",
    ".meta{border-top:1px solid var(--line);margin-top:1rem;padding-top:.9rem;font-size:.9rem}\n",
    ".meta ul,.plainlist{margin:.2rem 0 0;padding:0;list-style:none}\n",
    ".body>ul{margin:0;padding:0;list-style:none}.body>ul li{padding:.2rem 0}\n",
    ".body>ul .pill{margin-right:.6em}\n",
    ".implied{margin:.2rem 0 .7rem;padding-left:1.2rem}\n",
    ".decision{border-left:.2rem solid var(--good);padding-left:.8rem;margin:.6rem 0}\n",
    ".decision.broken{border-color:var(--high)}\n",
    "footer{margin-top:4rem;color:var(--soft);font-size:.9rem}\n",
    "@media print{:root{--page:#fff;--card:#fff;--code:#f4f4f4;--ink:#000;--soft:#444;"
    "--line:#ccc}\n",
    "body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}\n",
    "details{break-inside:avoid-page}summary::after{content:none!important}\n",
    "details::details-content{content-visibility:visible;block-size:auto}}\n",
};
/* clang-format on */
const size_t html_style_count = COUNT(html_style);
