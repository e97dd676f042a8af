/* SPDX-License-Identifier: Apache-2.0 */
/* html_style.c -- the style sheet of the HTML report. Colours are named once and change with the
 * reader's scheme; each severity sets --tone, and everything within takes it from there. The
 * picture brings its own sheet (drawing_style.c), whose names all stand below .merlon-drawing. */
#include "report/html_style.h"

/* clang-format off */
const char *const html_style[] = {
    ":root{color-scheme:light dark;--page:#f6f6f3;--card:#fff;--ink:#1b1f27;--soft:#565e6a;"
    "--line:#dfe0db;--code:#eff0ec;--link:#1a589e;--critical:#9d174d;--high:#b93c0a;"
    "--medium:#835b06;--low:#28658f;--info:#5a6473;--good:#256b42;--warn:#fdf3dc;--on:#fff;"
    "--sheet:#fff}\n",
    "@media(prefers-color-scheme:dark){:root{--page:#14161a;--card:#1b1e24;--ink:#e4e6ea;"
    "--soft:#a0a9b6;--line:#2e333c;--code:#262b33;--link:#8ab8f0;--critical:#f58ab5;"
    "--high:#fb9560;--medium:#e2b551;--low:#7dbcec;--info:#a9b2bf;--good:#6cc392;"
    "--warn:#33290f;--on:#14161a;--sheet:#15171c}}\n",
    ".critical{--tone:var(--critical)}.high{--tone:var(--high)}.medium{--tone:var(--medium)}"
    ".low{--tone:var(--low)}.info{--tone:var(--info)}\n",
    /* the page */
    "*{box-sizing:border-box}html{scroll-padding-top:4.5rem}\n",
    "body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"
    "\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif;font-variant-numeric:tabular-nums}\n",
    "main,footer,nav{max-width:64rem;margin:0 auto;padding:0 1.25rem}main{padding-top:2.2rem}"
    "main:focus{outline:0}\n",
    "nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:0;"
    "padding:1.2rem 0 0;font-size:.92rem}nav a{text-decoration:none}nav a:hover"
    "{text-decoration:underline}\n",
    "@media(min-width:75rem){body{display:grid;grid-template-columns:10.5rem minmax(0,72rem);"
    "justify-content:center}.skip{position:absolute}main,footer,nav{max-width:none;margin:0;"
    "width:100%}footer{grid-column:2}nav ul{position:sticky;top:2.2rem;display:block;"
    "border-right:1px solid var(--line);margin-top:2.6rem;padding:.2rem 0}"
    "nav li{padding:.2rem 0}}\n",
    ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;z-index:1;"
    "background:var(--card);padding:.5rem 1rem;border-radius:.4rem}\n",
    "footer{margin-top:4rem;padding-bottom:3rem;color:var(--soft);font-size:.9rem}\n",
    /* text */
    "h1{font-size:2.2rem;line-height:1.15;letter-spacing:-.022em;margin:.1rem 0 .8rem;"
    "overflow-wrap:anywhere}\n",
    "h2{font-size:1.45rem;letter-spacing:-.012em;line-height:1.25;margin:3.4rem 0 1rem;"
    "padding-top:1.1rem;border-top:2px solid var(--ink)}h2 small{font-weight:400;"
    "color:var(--soft);font-size:1rem}\n",
    "h3{font-size:1.02rem;line-height:1.4;margin:1.8rem 0 .7rem}\n",
    "h4{font-size:.97rem;line-height:1.4;font-weight:600;margin:0}\n",
    "p{margin:0 0 .7rem;max-width:48rem}p:last-child{margin-bottom:0}\n",
    "a{color:var(--link);text-underline-offset:.15em}.merlon-drawing a{color:inherit}\n",
    "a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid "
    "var(--link);outline-offset:2px;border-radius:.2rem}\n",
    "code{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;"
    "background:var(--code);border-radius:.3em;padding:.08em .35em}\n",
    "p,li,dd,h3,h4,summary,a,code{overflow-wrap:anywhere}td,th{overflow-wrap:break-word}\n",
    "ul,ol{margin:0;padding-left:1.2rem}ul.plain,ul.proof,dd>ul{list-style:none;padding:0}"
    ".plain li{padding:.25rem 0}\n",
    ".brand{color:var(--soft);margin:0;font-weight:600}\n",
    ".lede{font-size:1.12rem;margin:1.2rem 0;max-width:48rem}\n",
    ".soft,.where,.unsure{color:var(--soft)}.no{color:var(--high)}.yes{color:var(--good)}\n",
    ".warn{background:var(--warn);border-radius:.5rem;padding:.7rem 1rem;margin:1rem 0;"
    "max-width:none}.warn li{break-inside:avoid}\n",
    ".sev{display:inline-block;font-size:.76rem;line-height:1.5;font-weight:650;"
    "color:var(--tone);border:1px solid;border-radius:1em;padding:0 .6em;white-space:nowrap}\n",
    ".sev.critical,.sev.high{background:var(--tone);border-color:var(--tone);color:var(--on)}\n",
    ".tag{display:inline-block;font-size:.8rem;color:var(--soft);border:1px solid var(--line);"
    "border-radius:.4em;padding:0 .5em;margin:0 .35em .25em 0}\n",
    ".seen{display:inline-block;font-size:.76rem;line-height:1.5;font-weight:650;"
    "border-radius:1em;padding:0 .6em;background:var(--ink);color:var(--page);"
    "white-space:nowrap}\n",
    /* tables */
    ".scroll{overflow-x:auto;margin:.8rem 0}\n",
    "table{border-collapse:collapse;width:100%;font-size:.92rem}\n",
    "caption{text-align:left;color:var(--soft);padding-bottom:.4rem}\n",
    "th{text-align:left;font-weight:500}thead th{color:var(--soft);font-size:.85rem}\n",
    "th,td{padding:.42rem 1rem .42rem 0;border-bottom:1px solid var(--line);"
    "vertical-align:top}td:last-child,th:last-child{padding-right:0}\n",
    ".wide{min-width:46rem}.wide td{min-width:5.6rem}.states{max-width:44rem;margin-bottom:1.2rem}"
    ".states td,.states thead th+th{text-align:right;padding-left:.5rem}"
    ".states tr:last-child>*{border-bottom:0;border-top:1px solid var(--ink);font-weight:650}"
    ".states tr:last-child .soft{font-weight:400}\n",
    ".count{color:var(--on);background:var(--tone);border-radius:1em;padding:.1em .55em;"
    "margin-right:-.55em}tr:target{background:var(--warn)}\n",
    ".first{padding-left:1.5rem}.first li{padding:.18rem 0 .18rem .2rem}\n",
    /* names and facts */
    "dl{margin:0}dl>div{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:0 1rem;"
    "padding:.28rem 0}dt{color:var(--soft);font-size:.92rem}dd{margin:0;min-width:0}\n",
    ".facts{font-size:.95rem;margin:0 0 1rem;display:grid;"
    "grid-template-columns:repeat(3,minmax(0,1fr));gap:0 1rem}.facts>div{grid-column:1/-1}"
    ".facts>.short{grid-column:auto;display:block}\n",
    ".proof{font-size:.92rem}.proof li{padding:.12rem 0}\n",
    ".decision{border-left:.2rem solid var(--good);padding-left:.8rem;margin:.1rem 0 .6rem}"
    ".decision.broken{border-color:var(--high)}\n",
    ".diagram{overflow:auto;background:var(--sheet);border:1px solid var(--line);"
    "border-radius:.6rem}"
    ".diagram svg{display:block;margin:0 auto;min-width:calc(var(--natural,0px)*.5)}\n",
    /* folds */
    "details{background:var(--card);border:1px solid var(--line);border-radius:.6rem;"
    "margin:0 0 .6rem}\n",
    "summary{cursor:pointer;padding:.65rem 1rem;display:flex;gap:.1rem .8rem;"
    "align-items:baseline;list-style:none}summary::-webkit-details-marker{display:none}\n",
    "summary::after{content:\"+\";color:var(--soft);font-weight:400}"
    "details[open]>summary::after{content:\"\\2212\"}\n",
    "summary h3{display:inline;margin:0}summary h4{display:inline}.head{flex:1;min-width:0}"
    ".where{font-size:.9rem;display:block}.counts{font-size:.9rem;text-align:right}\n",
    ".no{font-weight:650}span.no{color:var(--soft);min-width:1.4rem}\n",
    ".body{border-top:1px solid var(--line);padding:.9rem 1rem 1rem;"
    "scroll-margin-top:1rem}\n",
    ".body:target{box-shadow:inset 3px 0 var(--link)}\n",
    ".threat{border-left:.25rem solid var(--tone);background:var(--page)}"
    ".threat>summary .sev{flex:none;min-width:6em;text-align:center}"
    "section>.threat{background:var(--card)}"
    ".threat code{background:none;padding:0}\n",
    ".rest>summary{color:var(--link)}.rest,.rest>.body{background:none}.asked{margin-top:-.4rem}"
    ".asked li{max-width:56rem}\n",
    ".small{border:0;background:none;margin:.1rem 0 0}.small>summary{display:inline;padding:0;"
    "color:var(--link);font-size:.9rem}"
    ".small[open]>summary::after,.small>summary::after{content:none}\n",
    "@media(max-width:40rem){.facts{display:block}h1{font-size:1.7rem}dl>div{display:block;"
    "padding:.35rem 0}"
    "summary{flex-wrap:wrap;padding:.6rem .8rem}.body{padding:.8rem}.head{flex-basis:0;"
    "min-width:50%}"
    ".counts{flex-basis:100%;order:1;text-align:left}.states{font-size:.8rem}"
    ".states td,.states thead th+th{padding:.4rem .25rem}.diagram{max-height:85vh}"
    ".diagram svg{min-width:calc(var(--natural,0px)*.6)}"
    "td,th{padding-right:.6rem}}\n",
    "@media print{:root{--page:#fff;--card:#fff;--code:#f4f4f4;--ink:#000;--soft:#444;"
    "--line:#ccc;--warn:#fff;--link:#000;--critical:#9d174d;--high:#b93c0a;--medium:#835b06;"
    "--low:#28658f;--info:#5a6473;--good:#256b42;--on:#fff;--sheet:#fff}\n",
    "@page{margin:16mm 14mm}html{font-size:8.5pt}body{display:block}main{padding:0}nav,.skip"
    "{display:none}a{text-decoration:none}\n",
    "h2,h3,h4,summary{break-after:avoid}.sev,.count,.seen,.warn{print-color-adjust:exact}"
    "dl>div,tr,li{break-inside:avoid}.scroll,.diagram{overflow:visible;border:0}"
    ".wide{min-width:0;font-size:8pt}\n",
    "#interactions,#elements,#questions,#threats{break-before:page}.scroll{margin:.4rem 0}\n",
    ".diagram{break-inside:avoid}.diagram svg{min-width:0;max-width:100%;max-height:230mm;"
    "width:auto}"
    ".threat{background:none}\n",
    "summary::after{content:none!important}"
    "details::details-content{content-visibility:visible;block-size:auto}}\n",
};
/* clang-format on */
const size_t html_style_count = COUNT(html_style);
