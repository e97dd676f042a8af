/* SPDX-License-Identifier: Apache-2.0 */
/* case_html.c -- the report of a case as a page: no script, nothing loaded from elsewhere, and a
 * content security policy that says so, in the look of the other pages. */
#include "report/case_html_chart.h"
#include "report/case_html_style.h"
#include "report/html_part.h"
#include "report/html_style.h"
#include "report/hunt_html_style.h"
#include "text/html_writer.h"

static Str html_tone(CaseTone tone) {
    static const Str names[] = {
        [CASE_TONE_PLAIN] = S_INIT("info"), [CASE_TONE_GOOD] = S_INIT("good"),
        [CASE_TONE_LOW] = S_INIT("low"),    [CASE_TONE_MEDIUM] = S_INIT("medium"),
        [CASE_TONE_HIGH] = S_INIT("high"),  [CASE_TONE_CRITICAL] = S_INIT("critical"),
    };
    return names[tone];
}

/* ---- the page ---- */

static void html_nav(Buffer *out) {
    html_literal(out, "<nav aria-label=\"Contents\"><ul>\n"
                      "<li><a href=\"#summary\">What happened</a></li>\n"
                      "<li><a href=\"#timeline\">Timeline</a></li>\n"
                      "<li><a href=\"#actors\">Actors</a></li>\n"
                      "<li><a href=\"#targets\">Exposure</a></li>\n"
                      "<li><a href=\"#impact\">Impact</a></li>\n"
                      "<li><a href=\"#actions\">Actions</a></li>\n"
                      "<li><a href=\"#open\">Open questions</a></li>\n"
                      "<li><a href=\"#people\">Escalation</a></li>\n"
                      "<li><a href=\"#lessons\">Lessons</a></li>\n"
                      "<li><a href=\"#steps\">All steps</a></li>\n"
                      "<li><a href=\"#evidence\">Evidence</a></li>\n"
                      "</ul></nav>\n");
}

static void html_head(CasePaper *paper) {
    Buffer *out = paper->out;
    html_literal(out, "<header>\n<p class=\"brand\">merlon case · ");
    case_paper_plain(paper, paper->found->playbook->title);
    html_literal(out, "</p>\n<h1>");
    html_text(out, paper->found->folder->file.name);
    html_literal(out, "</h1>\n</header>\n");
}

static void html_begin(CasePaper *paper) {
    Buffer *out = paper->out;
    html_literal(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(out, paper->found->folder->file.name);
    html_literal(out, " - merlon case</title>\n<style>\n");
    for (size_t i = 0; i < html_style_count; i++) html_literal(out, html_style[i]);
    html_literal(out, hunt_html_style);
    html_literal(out, case_html_style);
    html_literal(out, "</style>\n</head>\n<body>\n"
                      "<a class=\"skip\" href=\"#main\">Skip to what happened</a>\n");
    html_nav(out);
    html_literal(out, "<main id=\"main\" tabindex=\"-1\">\n");
    html_head(paper);
}

static void html_end(CasePaper *paper) {
    html_literal(paper->out, "</main>\n<footer>merlon ");
    html_text(paper->out, paper->report->version);
    html_literal(paper->out, "</footer>\n</body>\n</html>\n");
}

/* ---- parts ---- */

static void html_section(CasePaper *paper, const char *id, const char *title, uint64_t count) {
    paper->headed = false;
    html_literal(paper->out, "<section>\n");
    html_part_section(paper->out, id, title, count == CASE_NO_COUNT ? SIZE_MAX : (size_t)count);
}

static void html_section_end(CasePaper *paper) { html_literal(paper->out, "</section>\n"); }

/* The level below what stands around it. */
static const char *html_level(const CasePaper *paper) {
    static const char *const tags[] = {"h3", "h4", "h5"};
    return tags[(paper->headed ? 1 : 0) + (paper->depth > 0 ? 1 : 0)];
}

static void html_heading(CasePaper *paper, const char *title) {
    if (paper->depth == 0) paper->headed = false;
    html_element(paper->out, html_level(paper), str_from(title));
    html_literal(paper->out, "\n");
    if (paper->depth == 0) paper->headed = true;
}

static void html_figures(CasePaper *paper, bool begin) {
    html_literal(paper->out, begin ? "<dl class=\"figures\">\n" : "</dl>\n");
}

static void html_figure(CasePaper *paper, const char *name, Str value, CaseTone tone) {
    Str class_name = tone == CASE_TONE_PLAIN ? S("plain") : html_tone(tone);
    html_open(paper->out, "div", "class", &class_name, NULL);
    html_element(paper->out, "dt", str_from(name));
    html_element(paper->out, "dd", value);
    html_literal(paper->out, "</div>\n");
}

static void html_label(CasePaper *paper, CaseTone tone, Str text) {
    Str classes = str_join2(&paper->scratch, S("sev "), html_tone(tone));
    html_open(paper->out, "span", "class", &classes, NULL);
    html_text(paper->out, text);
    html_literal(paper->out, "</span> ");
}

static void html_bdi(Buffer *out, Str text) {
    if (text.len == 0) return;
    html_literal(out, "<bdi>");
    html_text(out, text);
    html_literal(out, "</bdi>");
}

static void html_fold(CasePaper *paper, const CaseFold *fold) {
    Buffer *out = paper->out;
    const char *tag = html_level(paper);
    html_literal(out, fold->open ? "<details class=\"unit\" open>" : "<details class=\"unit\">");
    html_literal(out, "<summary>");
    if (fold->label.len > 0) html_label(paper, fold->tone, fold->label);
    html_literal(out, "<span class=\"head\">");
    html_open(out, tag, NULL);
    html_bdi(out, fold->title);
    html_close(out, tag);
    if (fold->note.len > 0) {
        html_literal(out, "<span class=\"where\">");
        html_bdi(out, fold->note);
        html_literal(out, "</span>");
    }
    html_literal(out, "</span></summary>\n");
    html_open(out, "div", "class", &S("body"), "id", &fold->id, NULL);
    html_literal(out, "\n");
    paper->depth++;
}

static void html_fold_end(CasePaper *paper) {
    paper->depth--;
    html_literal(paper->out, "</div></details>\n");
}

static const struct {
    const char *open, *close;
} html_blocks[] = {
    [CASE_BLOCK_LEDE] = {"<p class=\"lede\">", "</p>\n"},
    [CASE_BLOCK_PARAGRAPH] = {"<p>", "</p>\n"},
    [CASE_BLOCK_WARNING] = {"<p class=\"warn\">", "</p>\n"},
    [CASE_BLOCK_LIST] = {"<ul class=\"story\">\n", "</ul>\n"},
    [CASE_BLOCK_ITEM] = {"<li>", "</li>\n"},
    [CASE_BLOCK_SOFT] = {"<p class=\"soft\">", "</p>\n"},
};

static void html_block_open(CasePaper *paper, CaseBlock block) {
    html_literal(paper->out, html_blocks[block].open);
}

static void html_block_close(CasePaper *paper, CaseBlock block) {
    html_literal(paper->out, html_blocks[block].close);
}

static void html_facts(CasePaper *paper, bool begin) {
    html_literal(paper->out, begin ? "<dl>\n" : "</dl>\n");
}

static void html_fact(CasePaper *paper, const char *name) { html_part_begin(paper->out, name); }

static void html_fact_end(CasePaper *paper) { html_part_end(paper->out); }

/* ---- words ---- */

static void html_say(CasePaper *paper, Str words) { html_text(paper->out, words); }

static void html_value(CasePaper *paper, Str text) { html_bdi(paper->out, text); }

static void html_code(CasePaper *paper, Str text) {
    html_literal(paper->out, "<code><bdi>");
    html_text(paper->out, text);
    html_literal(paper->out, "</bdi></code>");
}

static void html_link(CasePaper *paper, Str href) {
    html_open(paper->out, "a", "href", &href, NULL);
}

static void html_link_end(CasePaper *paper, Str href) {
    (void)href;
    html_close(paper->out, "a");
}

static void html_time(CasePaper *paper, Str text) {
    html_open(paper->out, "time", "datetime", &text, NULL);
    html_text(paper->out, str_slice(text, 0, 10));
    html_literal(paper->out, " ");
    html_text(paper->out, str_slice(text, 11, 19));
    html_literal(paper->out, "</time>");
}

static void html_line(CasePaper *paper) { html_literal(paper->out, "<br>"); }

static void html_address(CasePaper *paper, Str text) { html_part_link(paper->out, text); }

static void html_anchor(CasePaper *paper, Str id) {
    html_open(paper->out, "span", "id", &id, NULL);
    html_literal(paper->out, "</span>");
}

/* ---- tables, commands, quotations ---- */

static void html_table(CasePaper *paper, const char *label, const char *columns) {
    Str name = str_from(label), rest = str_from(columns);
    html_open(paper->out, "div", "class", &S("scroll"), "role", &S("group"), "tabindex", &S("0"),
              "aria-label", &name, NULL);
    html_literal(paper->out, "<table><thead><tr>");
    while (rest.len > 0) {
        html_literal(paper->out, "<th scope=\"col\">");
        html_text(paper->out, str_cut(&rest, '|'));
        html_literal(paper->out, "</th>");
    }
    html_literal(paper->out, "</tr></thead>\n<tbody>\n");
}

static void html_table_end(CasePaper *paper) {
    html_literal(paper->out, "</tbody></table></div>\n");
}

static void html_row(CasePaper *paper, Str id) {
    paper->cells = 0;
    if (id.len == 0) {
        html_literal(paper->out, "<tr>");
    } else {
        html_open(paper->out, "tr", "id", &id, NULL);
    }
}

/* The first cell is what the row is about. */
static void html_cell(CasePaper *paper) {
    size_t place = paper->cells++;
    if (place == 0) html_literal(paper->out, "<th scope=\"row\">");
    if (place == 1) html_literal(paper->out, "</th><td>");
    if (place > 1) html_literal(paper->out, "</td><td>");
}

static void html_row_end(CasePaper *paper) {
    html_literal(paper->out, paper->cells == 1 ? "</th></tr>\n" : "</td></tr>\n");
}

static void html_command(CasePaper *paper, Str command, bool complete) {
    html_literal(paper->out, complete ? "<pre class=\"whole\"><code>" : "<pre><code>");
    html_text(paper->out, command);
    html_literal(paper->out, "</code></pre>\n");
}

static void html_quote(CasePaper *paper, Str text) {
    html_literal(paper->out, "<blockquote dir=\"auto\">");
    html_text(paper->out, text);
    html_literal(paper->out, "</blockquote>\n");
}

static const CaseForm html_form = {
    .begin = html_begin,
    .end = html_end,
    .section = html_section,
    .section_end = html_section_end,
    .heading = html_heading,
    .figure = html_figure,
    .figures = html_figures,
    .fold = html_fold,
    .fold_end = html_fold_end,
    .open = html_block_open,
    .close = html_block_close,
    .facts = html_facts,
    .fact = html_fact,
    .fact_end = html_fact_end,
    .say = html_say,
    .text = html_value,
    .code = html_code,
    .link = html_link,
    .link_end = html_link_end,
    .time = html_time,
    .line = html_line,
    .table = html_table,
    .row = html_row,
    .cell = html_cell,
    .row_end = html_row_end,
    .table_end = html_table_end,
    .command = html_command,
    .quote = html_quote,
    .address = html_address,
    .anchor = html_anchor,
    .picture = case_html_chart_write,
};

bool case_html_write(const CaseReport *report, Output *out) {
    return case_paper_write(report, &html_form, out);
}
