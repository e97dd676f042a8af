/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_chart.c -- see hunt_html_chart.h. The bars are stretched to the width of the window, so
 * the picture holds no text: what has to be read stands around it. */
#include "report/hunt_html_chart.h"

#include "text/html_writer.h"

enum {
    CHART_LEVELS = SIGMA_LEVEL_CRITICAL + 1,
    CHART_DAY = 86400,
    CHART_BARS = 120 /* that a window shows well; the longest ranges may take HUNT_BINS_MAX */
};

/* In the picture's units: the highest bar, what a hit has at least, a bar and its gap. */
static const double chart_height = 100, chart_most = 92, chart_least = 1.5, chart_step = 10,
                    chart_bar = 8;

typedef struct ChartBin {
    uint64_t counts[CHART_LEVELS];
    uint64_t sum;
} ChartBin;

typedef struct Chart {
    const HuntReport *report;
    int64_t start, width; /* seconds */
    size_t count;
    uint64_t most;
    ChartBin bins[HUNT_BINS_MAX];
} Chart;

int64_t hunt_html_chart_width(int64_t range) {
    static const int64_t widths[] = {1,    5,     15,    60,        300,          900,
                                     3600, 10800, 21600, CHART_DAY, 7 * CHART_DAY};
    for (size_t i = 0; i < COUNT(widths); i++) {
        if (range / widths[i] < CHART_BARS) return widths[i];
    }
    int64_t days = range / CHART_DAY / (HUNT_BINS_MAX - 2) + 1;
    return (days < 7 ? 7 : days) * CHART_DAY;
}

static int64_t chart_floor(int64_t time, int64_t width) {
    int64_t rest = time % width;
    return time - (rest < 0 ? rest + width : rest);
}

static void chart_take(void *context, const Hit *hit) {
    Chart *chart = context;
    if (!hit->has_time || hit->time < chart->start) return;
    size_t place = (size_t)((hit->time - chart->start) / chart->width);
    if (place >= HUNT_BINS_MAX) return;
    ChartBin *bin = &chart->bins[place];
    bin->counts[chart->report->set->rules[hit->rule].level]++;
    if (++bin->sum > chart->most) chart->most = bin->sum;
    if (place >= chart->count) chart->count = place + 1;
}

static Str chart_span(HuntPage *page, int64_t seconds) {
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{CHART_DAY, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    size_t i = 0;
    while (seconds % units[i].seconds != 0) i++;
    long long number = seconds / units[i].seconds;
    return str_format(&page->scratch, "%lld %s%s", number, units[i].name, number == 1 ? "" : "s");
}

static Str chart_time(HuntPage *page, const Chart *chart, size_t place) {
    Str text = log_time_text(chart->start + (int64_t)place * chart->width, &page->scratch);
    size_t end = chart->width >= CHART_DAY ? 10 : chart->width >= 60 ? 16 : 19;
    Str day = str_slice(text, 0, 10), clock = str_slice(text, 11, end);
    return end == 10 ? day : str_join3(&page->scratch, day, S(" "), clock);
}

/* "3 high, 2 low" */
static void chart_counts(HuntPage *page, const ChartBin *bin) {
    bool any = false;
    for (size_t level = CHART_LEVELS; level-- > 0;) {
        if (bin->counts[level] == 0) continue;
        if (any) html_literal(page->out, ", ");
        hunt_html_part_number(page, bin->counts[level]);
        html_literal(page->out, " ");
        html_text(page->out, sigma_level_name((SigmaLevel)level));
        any = true;
    }
}

static void chart_bar_write(HuntPage *page, const Chart *chart, size_t place) {
    const ChartBin *bin = &chart->bins[place];
    double top = chart_height, x = (double)place * chart_step + (chart_step - chart_bar) / 2;
    html_literal(page->out, "<g><title>");
    html_text(page->out, chart_time(page, chart, place));
    html_literal(page->out, ": ");
    chart_counts(page, bin);
    html_literal(page->out, "</title>");
    for (size_t level = CHART_LEVELS; level-- > 0;) {
        if (bin->counts[level] == 0) continue;
        double height = (double)bin->counts[level] / (double)chart->most * chart_most;
        if (height < chart_least) height = chart_least;
        top -= height;
        Str class_name = hunt_html_part_class((SigmaLevel)level);
        buffer_add_format(page->out,
                          "<rect class=\"%.*s\" x=\"%.1f\" y=\"%.2f\" width=\"%.1f\" "
                          "height=\"%.2f\"/>",
                          STR_ARGS(class_name), x, top, chart_bar, height);
    }
    html_literal(page->out, "</g>\n");
}

static void chart_picture(HuntPage *page, const Chart *chart) {
    Buffer *out = page->out;
    html_literal(out, "<figure class=\"chart\"><p class=\"soft\">at most ");
    hunt_html_part_some(page, chart->most, "hit");
    html_literal(out, " in ");
    html_text(out, chart_span(page, chart->width));
    html_literal(out, "</p>\n");
    buffer_add_format(out,
                      "<svg role=\"img\" aria-labelledby=\"chart-title chart-description\" "
                      "viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"none\">\n",
                      (double)chart->count * chart_step, chart_height);
    html_literal(out, "<title id=\"chart-title\">Hits over time</title>\n"
                      "<desc id=\"chart-description\">Bars of ");
    html_text(out, chart_span(page, chart->width));
    html_literal(out, " from ");
    html_text(out, chart_time(page, chart, 0));
    html_literal(out, " to ");
    html_text(out, chart_time(page, chart, chart->count));
    html_literal(out, ", stacked by level. The table below has the numbers.</desc>\n");
    for (size_t i = 0; i < chart->count; i++) {
        if (chart->bins[i].sum > 0) chart_bar_write(page, chart, i);
    }
    html_literal(out, "</svg>\n<div class=\"axis soft\"><span>");
    html_text(out, chart_time(page, chart, 0));
    html_literal(out, "</span><span>");
    if (chart->count > 2) html_text(out, chart_time(page, chart, chart->count / 2));
    html_literal(out, "</span><span>");
    html_text(out, chart_time(page, chart, chart->count));
    html_literal(out, "</span></div>\n<figcaption>");
    for (size_t level = CHART_LEVELS; level-- > 0;) {
        if (page->report->levels[level] == 0) continue;
        Str classes = str_join2(&page->scratch, S("key "), hunt_html_part_class((SigmaLevel)level));
        html_open(out, "span", "class", &classes, NULL);
        html_text(out, sigma_level_name((SigmaLevel)level));
        html_literal(out, "</span> ");
    }
    html_literal(out, "</figcaption></figure>\n");
}

static void chart_table(HuntPage *page, const Chart *chart) {
    Buffer *out = page->out;
    html_literal(out, "<details class=\"line\"><summary><span class=\"head\">The same as a table"
                      "</span></summary>\n<div class=\"body\">\n");
    hunt_html_part_table(page, "Hits over time", "From (UTC)|Hits|By level");
    for (size_t i = 0; i < chart->count; i++) {
        const ChartBin *bin = &chart->bins[i];
        if (bin->sum == 0) continue;
        html_literal(out, "<tr><th scope=\"row\">");
        html_text(out, chart_time(page, chart, i));
        html_literal(out, "</th><td>");
        hunt_html_part_number(page, bin->sum);
        html_literal(out, "</td><td>");
        chart_counts(page, bin);
        html_literal(out, "</td></tr>\n");
    }
    hunt_html_part_table_end(page);
    html_literal(out, "</div></details>\n");
}

bool hunt_html_chart_write(HuntPage *page) {
    const HuntReport *report = page->report;
    if (!report->has_time) return true;
    Chart *chart = ARENA_NEW(&page->scratch, Chart);
    chart->report = report;
    chart->width = hunt_html_chart_width(report->last - report->first);
    chart->start = chart_floor(report->first, chart->width);
    if (!hunt_each(report->hunt, chart_take, chart)) return false;
    html_literal(page->out, "<section>\n<h2 id=\"when\">When</h2>\n");
    chart_picture(page, chart);
    chart_table(page, chart);
    html_literal(page->out, "</section>\n");
    output_flow(page->output);
    return true;
}
