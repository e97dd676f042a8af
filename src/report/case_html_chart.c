/* SPDX-License-Identifier: Apache-2.0 */
/* case_html_chart.c -- see case_html_chart.h. Each actor has a row with bars over the same time:
 *
 *     anonymous   |        #  ##          |  1,203
 *     alice       |   #                   |     12
 *                 2026-03-02     2026-03-03
 *
 * A row has its own scale, or the noisiest would flatten all others; its highest bar is said beside
 * it. The pictures are stretched to the width of the window, so they hold no text. */
#include "report/case_html_chart.h"

#include "report/hunt_html_chart.h"
#include "report/hunt_report.h"
#include "text/html_writer.h"

enum { CHART_HOUR = 3600, CHART_DAY = 86400, CHART_ROWS = CASE_CHART_ROWS_MAX + 1 };

static const double chart_height = 40, chart_most = 38, chart_least = 2, chart_step = 10,
                    chart_bar = 8.4;

typedef struct CaseChartRow {
    size_t actor;
    uint64_t sum, most;
    uint64_t bars[HUNT_BINS_MAX];
} CaseChartRow;

typedef struct CaseChart {
    const Investigation *found;
    int64_t start, width;
    size_t count; /* of bars */
    CaseChartRow rows[CHART_ROWS];
    size_t row_count, actors; /* with anything at all */
} CaseChart;

static bool chart_is_usable(const Investigation *found, const CaseBin *bin) {
    return bin->events > 0 && bin->actor < found->actor_count;
}

static bool chart_range(CaseChart *chart) {
    const Investigation *found = chart->found;
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < found->bin_count; i++) {
        const CaseBin *bin = &found->bins[i];
        if (!chart_is_usable(found, bin)) continue;
        if (bin->hour < first) first = bin->hour;
        if (bin->hour > last) last = bin->hour;
    }
    if (first > last) return false;
    chart->width = hunt_html_chart_width(last - first);
    if (chart->width < CHART_HOUR) chart->width = CHART_HOUR;
    int64_t rest = first % chart->width;
    chart->start = first - (rest < 0 ? rest + chart->width : rest);
    chart->count = (size_t)((last - chart->start) / chart->width) + 1;
    if (chart->count > HUNT_BINS_MAX) chart->count = HUNT_BINS_MAX;
    if (chart->count < CASE_CHART_BARS_MIN) chart->count = CASE_CHART_BARS_MIN;
    return true;
}

static void chart_take(CaseChart *chart, CaseChartRow *row, const CaseBin *bin) {
    size_t place = (size_t)((bin->hour - chart->start) / chart->width);
    if (place >= chart->count) place = chart->count - 1;
    row->bars[place] += bin->events;
    row->sum += bin->events;
    if (row->bars[place] > row->most) row->most = row->bars[place];
}

/* Rows in the order of the actors: those whom nobody knows stand first. */
static void chart_fill(CasePaper *paper, CaseChart *chart) {
    const Investigation *found = chart->found;
    bool *acts = ARENA_ARRAY(&paper->scratch, bool, found->actor_count + 1);
    size_t *rows = ARENA_ARRAY(&paper->scratch, size_t, found->actor_count + 1);
    for (size_t i = 0; i < found->bin_count; i++) {
        if (chart_is_usable(found, &found->bins[i])) acts[found->bins[i].actor] = true;
    }
    for (size_t i = 0; i < found->actor_count; i++) {
        if (!acts[i]) continue;
        rows[i] = chart->actors < CASE_CHART_ROWS_MAX ? chart->actors : CASE_CHART_ROWS_MAX;
        if (rows[i] == chart->row_count) chart->rows[chart->row_count++].actor = i;
        chart->actors++;
    }
    for (size_t i = 0; i < found->bin_count; i++) {
        const CaseBin *bin = &found->bins[i];
        if (chart_is_usable(found, bin)) chart_take(chart, &chart->rows[rows[bin->actor]], bin);
    }
}

static Str chart_time(CasePaper *paper, const CaseChart *chart, size_t place) {
    Str text = log_time_text(chart->start + (int64_t)place * chart->width, &paper->scratch);
    Str day = str_slice(text, 0, 10), clock = str_slice(text, 11, 16);
    return chart->width >= CHART_DAY ? day : str_join3(&paper->scratch, day, S(" "), clock);
}

static Str chart_span(CasePaper *paper, const CaseChart *chart) {
    int64_t unit = chart->width % CHART_DAY == 0 ? CHART_DAY : CHART_HOUR;
    long long number = chart->width / unit;
    return str_format(&paper->scratch, "%lld %s%s", number, unit == CHART_DAY ? "day" : "hour",
                      number == 1 ? "" : "s");
}

static void chart_name(CasePaper *paper, const CaseChart *chart, size_t row) {
    if (row < CASE_CHART_ROWS_MAX) {
        case_paper_principal(paper, chart->found->actors[chart->rows[row].actor].principal);
        return;
    }
    case_paper_number(paper, chart->actors - CASE_CHART_ROWS_MAX);
    case_paper_say(paper, " others");
}

/* An accessible name holds text only: no element may stand in it. */
static void chart_name_text(CasePaper *paper, const CaseChart *chart, size_t row) {
    if (row < CASE_CHART_ROWS_MAX) {
        Str principal = chart->found->actors[chart->rows[row].actor].principal;
        case_paper_plain(paper, hunt_principal_name(principal));
    } else {
        html_literal(paper->out, "the others");
    }
}

static Str chart_tone(const CaseChart *chart, size_t row) {
    if (row >= CASE_CHART_ROWS_MAX) return S("info");
    switch (chart->found->actors[chart->rows[row].actor].standing) {
    case DEED_ANONYMOUS: return S("critical");
    case DEED_FOREIGN: return S("high");
    case DEED_OWN: return S("low");
    }
    return S("info");
}

static void chart_bars(CasePaper *paper, const CaseChart *chart, const CaseChartRow *row) {
    for (size_t i = 0; i < chart->count; i++) {
        if (row->bars[i] == 0) continue;
        double height = (double)row->bars[i] / (double)row->most * chart_most;
        if (height < chart_least) height = chart_least;
        html_literal(paper->out, "<g><title>");
        html_text(paper->out, chart_time(paper, chart, i));
        html_literal(paper->out, ": ");
        case_paper_number(paper, row->bars[i]);
        buffer_add_format(paper->out,
                          "</title><rect x=\"%.1f\" y=\"%.2f\" width=\"%.1f\" height=\"%.2f\"/>"
                          "</g>\n",
                          (double)i * chart_step + (chart_step - chart_bar) / 2,
                          chart_height - height, chart_bar, height);
    }
}

static void chart_row(CasePaper *paper, const CaseChart *chart, size_t place) {
    Buffer *out = paper->out;
    const CaseChartRow *row = &chart->rows[place];
    Str classes = str_join2(&paper->scratch, S("row "), chart_tone(chart, place));
    html_open(out, "div", "class", &classes, NULL);
    html_literal(out, "<span class=\"who\">");
    if (place < CASE_CHART_ROWS_MAX)
        buffer_add_format(out, "<a href=\"#actor-%zu\">", row->actor + 1);
    chart_name(paper, chart, place);
    if (place < CASE_CHART_ROWS_MAX) html_literal(out, "</a>");
    html_literal(out, "</span>");
    buffer_add_format(out,
                      "<svg role=\"img\" aria-labelledby=\"row-%zu-title row-%zu-text\" "
                      "viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"none\">\n"
                      "<title id=\"row-%zu-title\">Activity of ",
                      place, place, (double)chart->count * chart_step, chart_height, place);
    chart_name_text(paper, chart, place);
    buffer_add_format(out, "</title>\n<desc id=\"row-%zu-text\">", place);
    case_paper_some(paper, S(""), row->sum, "event");
    html_literal(out, ", at most ");
    case_paper_number(paper, row->most);
    html_literal(out, " in ");
    html_text(out, chart_span(paper, chart));
    html_literal(out, ". The table below has the numbers.</desc>\n");
    chart_bars(paper, chart, row);
    html_literal(out, "</svg><span class=\"sum\">");
    case_paper_number(paper, row->sum);
    html_literal(out, " <span class=\"soft\">most ");
    case_paper_number(paper, row->most);
    html_literal(out, "</span></span></div>\n");
    case_paper_flow(paper);
}

static void chart_axis(CasePaper *paper, const CaseChart *chart) {
    Buffer *out = paper->out;
    html_literal(out, "<div class=\"row times\"><span class=\"axis soft\"><span>");
    html_text(out, chart_time(paper, chart, 0));
    html_literal(out, "</span><span>");
    html_text(out, chart_time(paper, chart, chart->count / 2));
    html_literal(out, "</span><span>");
    html_text(out, chart_time(paper, chart, chart->count));
    html_literal(out, "</span></span></div>\n");
}

static void chart_table(CasePaper *paper, const CaseChart *chart) {
    html_literal(paper->out, "<details class=\"line\"><summary><span class=\"head\">The same as a "
                             "table</span></summary>\n<div class=\"body\">\n");
    paper->form->table(paper, "Activity over time", "From (UTC)|Who|Events");
    for (size_t i = 0; i < chart->count; i++) {
        for (size_t place = 0; place < chart->row_count; place++) {
            if (chart->rows[place].bars[i] == 0) continue;
            paper->form->row(paper, S(""));
            paper->form->cell(paper);
            html_text(paper->out, chart_time(paper, chart, i));
            paper->form->cell(paper);
            chart_name(paper, chart, place);
            paper->form->cell(paper);
            case_paper_number(paper, chart->rows[place].bars[i]);
            paper->form->row_end(paper);
            case_paper_flow(paper);
        }
    }
    paper->form->table_end(paper);
    html_literal(paper->out, "</div></details>\n");
}

void case_html_chart_write(CasePaper *paper) {
    CaseChart *chart = ARENA_NEW(&paper->arena, CaseChart);
    chart->found = paper->found;
    if (!chart_range(chart)) {
        html_literal(paper->out,
                     "<p class=\"soft\">There is no picture: no event of an actor has a "
                     "time.</p>\n");
        return;
    }
    chart_fill(paper, chart);
    html_literal(paper->out, "<figure class=\"chart rows\"><figcaption>Events of each actor in ");
    html_text(paper->out, chart_span(paper, chart));
    html_literal(paper->out, ", each row with a scale of its own</figcaption>\n");
    case_paper_flow(paper);
    for (size_t i = 0; i < chart->row_count; i++) chart_row(paper, chart, i);
    chart_axis(paper, chart);
    html_literal(paper->out, "</figure>\n");
    chart_table(paper, chart);
}
