/* SPDX-License-Identifier: Apache-2.0 */
/* case_markdown.c -- the report of a case in GitHub's Markdown, for tickets and repositories. What
 * is folded on the page stands below a heading here. */
#include "report/case_paper.h"
#include "report/listing.h"
#include "text/markdown_writer.h"

/* ---- parts ---- */

static void markdown_begin(CasePaper *paper) {
    buffer_add(paper->out, S("# "));
    markdown_text(paper->out, paper->found->folder->file.name);
    buffer_add(paper->out, S("\n\nmerlon case: "));
    case_paper_key(paper, paper->found->playbook->title);
    buffer_add(paper->out, S("\n\n"));
}

static void markdown_end(CasePaper *paper) {
    buffer_add(paper->out, S("merlon "));
    markdown_text(paper->out, paper->report->version);
    buffer_add_byte(paper->out, '\n');
}

/* Ids are the program's own, or those of steps: letters, digits and dashes. */
static void markdown_anchor(CasePaper *paper, Str id) {
    buffer_add_format(paper->out, "<a id=\"%.*s\"></a>\n\n", STR_ARGS(id));
}

static void markdown_section(CasePaper *paper, const char *id, const char *title, uint64_t count) {
    paper->headed = false;
    markdown_anchor(paper, str_from(id));
    buffer_add_format(paper->out, "## %s", title);
    if (count != CASE_NO_COUNT) buffer_add_format(paper->out, " (%llu)", (unsigned long long)count);
    buffer_add(paper->out, S("\n\n"));
}

static void markdown_section_end(CasePaper *paper) { (void)paper; }

static void markdown_level(CasePaper *paper) {
    int level = 3 + (paper->headed ? 1 : 0) + (paper->depth > 0 ? 1 : 0);
    for (int i = 0; i < level; i++) buffer_add_byte(paper->out, '#');
    buffer_add_byte(paper->out, ' ');
}

static void markdown_heading(CasePaper *paper, const char *title) {
    if (paper->depth == 0) paper->headed = false;
    markdown_level(paper);
    buffer_add_format(paper->out, "%s\n\n", title);
    if (paper->depth == 0) paper->headed = true;
}

static void markdown_figures(CasePaper *paper, bool begin) {
    paper->cells = 0;
    if (!begin) buffer_add(paper->out, S("\n\n"));
}

static void markdown_figure(CasePaper *paper, const char *name, Str value, CaseTone tone) {
    (void)tone;
    if (paper->cells++ > 0) buffer_add(paper->out, S(" · "));
    buffer_add_format(paper->out, "%s: **", name);
    markdown_text(paper->out, value);
    buffer_add(paper->out, S("**"));
}

static void markdown_fold(CasePaper *paper, const CaseFold *fold) {
    markdown_anchor(paper, fold->id);
    markdown_level(paper);
    markdown_text(paper->out, fold->title);
    if (fold->label.len > 0) {
        buffer_add(paper->out, S(" ("));
        markdown_text(paper->out, fold->label);
        buffer_add(paper->out, S(")"));
    }
    buffer_add(paper->out, S("\n\n"));
    if (fold->note.len > 0) {
        markdown_text(paper->out, fold->note);
        buffer_add(paper->out, S("\n\n"));
    }
    paper->depth++;
}

static void markdown_fold_end(CasePaper *paper) { paper->depth--; }

static const struct {
    const char *open, *close;
} markdown_blocks[] = {
    [CASE_BLOCK_LEDE] = {"", "\n\n"},      [CASE_BLOCK_PARAGRAPH] = {"", "\n\n"},
    [CASE_BLOCK_WARNING] = {"> ", "\n\n"}, [CASE_BLOCK_LIST] = {"", "\n"},
    [CASE_BLOCK_ITEM] = {"- ", "\n"},      [CASE_BLOCK_SOFT] = {"", "\n\n"},
};

static void markdown_open(CasePaper *paper, CaseBlock block) {
    buffer_add(paper->out, str_from(markdown_blocks[block].open));
}

static void markdown_close(CasePaper *paper, CaseBlock block) {
    buffer_add(paper->out, str_from(markdown_blocks[block].close));
}

static void markdown_facts(CasePaper *paper, bool begin) {
    if (!begin) buffer_add_byte(paper->out, '\n');
}

static void markdown_fact(CasePaper *paper, const char *name) {
    buffer_add_format(paper->out, "- %s: ", name);
}

static void markdown_fact_end(CasePaper *paper) { buffer_add_byte(paper->out, '\n'); }

/* ---- words ---- */

static void markdown_say(CasePaper *paper, Str words) { buffer_add(paper->out, words); }

static void markdown_value(CasePaper *paper, Str text) { markdown_text(paper->out, text); }

static void markdown_name(CasePaper *paper, Str text) {
    markdown_code(paper->out, text, paper->cells > 0);
}

static void markdown_link(CasePaper *paper, Str href) {
    (void)href;
    buffer_add_byte(paper->out, '[');
}

static void markdown_link_end(CasePaper *paper, Str href) {
    buffer_add_format(paper->out, "](%.*s)", STR_ARGS(href));
}

static void markdown_time(CasePaper *paper, Str text) {
    buffer_add(paper->out, str_slice(text, 0, 10));
    buffer_add_byte(paper->out, ' ');
    buffer_add(paper->out, str_slice(text, 11, 19));
}

static void markdown_line(CasePaper *paper) { buffer_add(paper->out, S("<br>")); }

static void markdown_address(CasePaper *paper, Str text) {
    if (!listing_is_link(text)) {
        markdown_text(paper->out, text);
        return;
    }
    buffer_add_format(paper->out, "<%.*s>", STR_ARGS(text));
}

/* ---- tables, commands, quotations ---- */

static void markdown_table(CasePaper *paper, const char *label, const char *columns) {
    Str rest = str_from(columns);
    size_t count = 0;
    (void)label;
    for (; rest.len > 0; count++) {
        buffer_add(paper->out, S("| "));
        buffer_add(paper->out, str_cut(&rest, '|'));
        buffer_add_byte(paper->out, ' ');
    }
    buffer_add(paper->out, S("|\n"));
    for (; count > 0; count--) buffer_add(paper->out, S("|---"));
    buffer_add(paper->out, S("|\n"));
}

static void markdown_table_end(CasePaper *paper) { buffer_add_byte(paper->out, '\n'); }

static void markdown_row(CasePaper *paper, Str id) {
    (void)id;
    paper->cells = 0;
}

static void markdown_cell(CasePaper *paper) {
    buffer_add(paper->out, paper->cells++ == 0 ? S("| ") : S(" | "));
}

static void markdown_row_end(CasePaper *paper) {
    buffer_add(paper->out, S(" |\n"));
    paper->cells = 0;
}

static void markdown_command(CasePaper *paper, Str command, bool complete) {
    if (!complete) buffer_add(paper->out, S("*incomplete:*\n\n"));
    markdown_block(paper->out, command);
    buffer_add_byte(paper->out, '\n');
}

static void markdown_quote(CasePaper *paper, Str text) {
    while (text.len > 0) {
        buffer_add(paper->out, S("> "));
        markdown_text(paper->out, str_trim(str_cut(&text, '\n')));
        buffer_add(paper->out, text.len > 0 ? S("<br>\n") : S("\n"));
    }
    buffer_add_byte(paper->out, '\n');
}

/* ---- the picture, as numbers ---- */

typedef struct MarkdownActor {
    uint64_t sum, most;
    int64_t first, last, busiest;
} MarkdownActor;

static MarkdownActor markdown_actor(const Investigation *found, size_t actor) {
    MarkdownActor sums = {0};
    for (size_t i = 0; i < found->bin_count; i++) {
        const CaseBin *bin = &found->bins[i];
        if (bin->actor != actor || bin->events == 0) continue;
        if (sums.sum == 0 || bin->hour < sums.first) sums.first = bin->hour;
        if (sums.sum == 0 || bin->hour > sums.last) sums.last = bin->hour;
        if (bin->events > sums.most) sums.busiest = bin->hour;
        if (bin->events > sums.most) sums.most = bin->events;
        sums.sum += bin->events;
    }
    return sums;
}

static void markdown_picture_row(CasePaper *paper, size_t actor, const MarkdownActor *sums) {
    const int64_t hours[] = {sums->first, sums->last, sums->busiest};
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    case_paper_principal(paper, paper->found->actors[actor].principal);
    paper->form->cell(paper);
    case_paper_number(paper, sums->sum);
    for (size_t i = 0; i < COUNT(hours); i++) {
        paper->form->cell(paper);
        case_paper_time(paper, true, hours[i]);
    }
    paper->form->cell(paper);
    case_paper_number(paper, sums->most);
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

static void markdown_picture(CasePaper *paper) {
    size_t rows = 0;
    for (size_t i = 0; i < paper->found->actor_count; i++) {
        MarkdownActor sums = markdown_actor(paper->found, i);
        if (sums.sum == 0 || rows == CASE_ROWS_MAX) continue;
        if (rows++ == 0) {
            paper->form->table(paper, "Activity over time",
                               "Who|Events|First hour (UTC)|Last hour|Busiest hour|Events in it");
        }
        markdown_picture_row(paper, i, &sums);
    }
    if (rows > 0) {
        paper->form->table_end(paper);
        return;
    }
    buffer_add(paper->out, S("There is no picture: no event of an actor has a time.\n\n"));
}

static const CaseForm markdown_form = {
    .begin = markdown_begin,
    .end = markdown_end,
    .section = markdown_section,
    .section_end = markdown_section_end,
    .heading = markdown_heading,
    .figure = markdown_figure,
    .figures = markdown_figures,
    .fold = markdown_fold,
    .fold_end = markdown_fold_end,
    .open = markdown_open,
    .close = markdown_close,
    .facts = markdown_facts,
    .fact = markdown_fact,
    .fact_end = markdown_fact_end,
    .say = markdown_say,
    .text = markdown_value,
    .code = markdown_name,
    .link = markdown_link,
    .link_end = markdown_link_end,
    .time = markdown_time,
    .line = markdown_line,
    .table = markdown_table,
    .row = markdown_row,
    .cell = markdown_cell,
    .row_end = markdown_row_end,
    .table_end = markdown_table_end,
    .command = markdown_command,
    .quote = markdown_quote,
    .address = markdown_address,
    .anchor = markdown_anchor,
    .picture = markdown_picture,
};

bool case_markdown_write(const CaseReport *report, Output *out) {
    return case_paper_write(report, &markdown_form, out);
}
