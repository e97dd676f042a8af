/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_html_table.c -- see hunt_html_table.h. */
#include "report/hunt_html_table.h"

#include "report/html_part.h"
#include "report/hunt_html_seen.h"
#include "text/html_writer.h"

enum { TABLE_LEVELS = SIGMA_LEVEL_CRITICAL + 1, TABLE_TARGETS_MAX = 3 };

/* ---- by rule ---- */

static bool table_is_digits(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
    }
    return text.len > 0;
}

/* The address of "attack.t1530.001" at MITRE; empty for what is no technique. */
static Str table_technique(HuntPage *page, Str tag) {
    Str rest = tag;
    if (!str_equal(str_cut(&rest, '.'), S("attack")) || rest.len < 2 || rest.ptr[0] != 't') {
        return S("");
    }
    rest = str_slice(rest, 1, rest.len);
    Str number = str_cut(&rest, '.');
    if (!table_is_digits(number) || (rest.len > 0 && !table_is_digits(rest))) return S("");
    return str_format(&page->scratch, "https://attack.mitre.org/techniques/T%.*s/%.*s%s",
                      STR_ARGS(number), STR_ARGS(rest), rest.len > 0 ? "/" : "");
}

static void table_tags(HuntPage *page, const SigmaRule *rule) {
    Buffer *out = page->out;
    if (rule->tags.count == 0) return;
    html_part_begin(out, "ATT&CK");
    for (size_t i = 0; i < rule->tags.count; i++) {
        Str tag = rule->tags.items[i], tactic = hunt_tactic(tag), link = table_technique(page, tag);
        html_literal(out, "<span class=\"tag\">");
        if (link.len > 0) html_open(out, "a", "href", &link, "rel", &S("noreferrer"), NULL);
        html_text(out, tactic.len > 0 ? tactic : tag);
        if (link.len > 0) html_close(out, "a");
        html_literal(out, "</span>");
    }
    html_part_end(out);
}

static void table_list(Buffer *out, const char *name, const SigmaList *list, bool folded) {
    if (list->count == 0) return;
    html_part_begin(out, name);
    if (folded) {
        html_literal(out, "<details class=\"small\"><summary>");
        buffer_add_format(out, "%zu known", list->count);
        html_literal(out, "</summary>");
    }
    html_literal(out, "<ul>");
    for (size_t i = 0; i < list->count; i++) {
        html_literal(out, "<li>");
        html_part_link(out, list->items[i]);
        html_literal(out, "</li>");
    }
    html_literal(out, folded ? "</ul></details>" : "</ul>");
    html_part_end(out);
}

static void table_rule(HuntPage *page, const HuntCount *count, size_t place) {
    Buffer *out = page->out;
    const SigmaRule *rule = &page->report->set->rules[place];
    html_literal(out, "<details class=\"unit\"><summary>");
    hunt_html_part_level(page, rule->level, 0);
    html_literal(out, "<span class=\"head\"><h3>");
    html_text(out, rule->title);
    html_literal(out, "</h3> <span class=\"where\">");
    hunt_html_part_range(page, count);
    html_literal(out, "</span></span><span class=\"counts\">");
    hunt_html_part_some(page, count->hits, "hit");
    html_literal(out, "</span></summary>\n");
    buffer_add_format(out, "<div class=\"body\" id=\"rule-%zu\"><dl>\n", place);
    html_part_fact(out, "Description", rule->description);
    table_tags(page, rule);
    table_list(out, "False positives", &rule->falsepositives, true);
    table_list(out, "Threats", &rule->threats, false);
    table_list(out, "References", &rule->references, false);
    html_part_begin(out, "Rule");
    html_element(out, "code", hunt_rule_id(rule));
    html_literal(out, " ");
    html_part_place(out, rule->path, rule->line);
    html_part_end(out);
    html_literal(out, "</dl></div></details>\n");
}

/* The worst first; within a level those with the most hits. */
void hunt_html_table_rules(HuntPage *page) {
    const HuntReport *report = page->report;
    const HuntCounts *counts = &report->by_rule;
    if (counts->count == 0) return;
    html_literal(page->out, "<section>\n");
    html_part_section(page->out, "rules", "By rule", counts->count);
    for (size_t level = TABLE_LEVELS; level-- > 0;) {
        for (size_t i = 0; i < counts->count; i++) {
            if (counts->items[i].worst != (SigmaLevel)level) continue;
            table_rule(page, &counts->items[i], hunt_counted_rule(&counts->items[i]));
        }
        output_flow(page->output);
        arena_reset(&page->scratch);
    }
    html_literal(page->out, "</section>\n");
}

/* ---- by name ---- */

static void table_count(HuntPage *page, const HuntCount *count) {
    Buffer *out = page->out;
    html_literal(out, "<tr><th scope=\"row\">");
    hunt_html_part_text(page, hunt_principal_name(count->name));
    html_literal(out, "</th><td>");
    hunt_html_part_number(page, count->hits);
    html_literal(out, "</td><td>");
    hunt_html_part_level(page, count->worst, 0);
    html_literal(out, "</td><td>");
    hunt_html_part_time(page, count->has_time, count->first);
    html_literal(out, "</td><td>");
    hunt_html_part_time(page, count->has_time, count->last);
    html_literal(out, "</td></tr>\n");
}

void hunt_html_table_counts(HuntPage *page, const char *id, const char *heading,
                            const HuntCounts *counts) {
    Buffer *out = page->out;
    if (counts->count == 0) return;
    html_literal(out, "<section>\n");
    html_part_section(out, id, heading, counts->count);
    html_literal(out, "<div class=\"tally\">");
    hunt_html_part_table(page, heading, "Name|Hits|Worst level|First (UTC)|Last (UTC)");
    for (size_t i = 0; i < counts->count && i < HUNT_HTML_NAMES_MAX; i++) {
        table_count(page, &counts->items[i]);
    }
    hunt_html_part_table_end(page);
    html_literal(out, "</div>");
    if (counts->count > HUNT_HTML_NAMES_MAX) {
        html_part_more(out, "p", counts->count - HUNT_HTML_NAMES_MAX,
                       ", with fewer hits: -f csv or -f jsonl has all hits");
    }
    if (counts->others > 0) {
        html_literal(out, "<p class=\"warn\">");
        hunt_html_part_some(page, counts->others, "hit");
        html_literal(out, " of further names could not be told apart: there were too many.</p>");
    }
    html_literal(out, "</section>\n");
    output_flow(page->output);
    arena_reset(&page->scratch);
}

/* ---- the timeline ---- */

typedef struct Timeline {
    HuntPage *page;
    uint64_t room[TABLE_LEVELS]; /* rows that may still be written, by level */
    uint64_t rows;
    uint64_t total;
} Timeline;

/* The worst levels get their rows first. */
static void timeline_share(Timeline *timeline, uint64_t most) {
    for (size_t level = TABLE_LEVELS; level-- > 0;) {
        uint64_t wanted = timeline->page->report->levels[level];
        timeline->room[level] = wanted < most ? wanted : most;
        most -= timeline->room[level];
        timeline->total += timeline->room[level];
    }
}

static void timeline_fold(Timeline *timeline, const Hit *hit) {
    HuntPage *page = timeline->page;
    Buffer *out = page->out;
    if (timeline->rows % HUNT_HTML_FOLD_ROWS != 0) return;
    if (timeline->rows > 0) {
        hunt_html_part_table_end(page);
        html_literal(out, "</div></details>\n");
    }
    html_literal(out, timeline->rows == 0 ? "<details class=\"hits\" open>"
                                          : "<details class=\"hits\">");
    html_literal(out, "<summary><span class=\"head\">From ");
    hunt_html_part_time(page, hit->has_time, hit->time);
    html_literal(out, "</span><span class=\"counts\">");
    uint64_t left = timeline->total - timeline->rows;
    hunt_html_part_some(page, left < HUNT_HTML_FOLD_ROWS ? left : HUNT_HTML_FOLD_ROWS, "hit");
    html_literal(out, "</span></summary>\n<div class=\"body\">\n");
    hunt_html_part_table(page, "Hits",
                         page->report->seen == NULL
                             ? "Time (UTC)|Level|What|Who|From where|On"
                             : "Time (UTC)|Level|What|Who|From where|On|In the model");
}

static void timeline_what(HuntPage *page, const Hit *hit) {
    Buffer *out = page->out;
    const SigmaRule *rule = &page->report->set->rules[hit->rule];
    buffer_add_format(out, "<a href=\"#rule-%u\">", hit->rule);
    html_text(out, rule->title);
    html_literal(out, "</a><br><span class=\"soft\">");
    if (rule->correlation != NULL) {
        hunt_html_part_some(page, hit->count, hunt_correlation_unit(rule));
        html_literal(out, " since ");
        hunt_html_part_time(page, hit->has_time, hit->first);
    } else {
        hunt_html_part_text(page, hit->texts[HIT_NAME]);
    }
    if (hit->texts[HIT_ERROR].len > 0) {
        html_literal(out, " · ");
        hunt_html_part_text(page, hit->texts[HIT_ERROR]);
    }
    html_literal(out, "</span>");
}

static void timeline_targets(HuntPage *page, Str targets) {
    for (size_t i = 0; targets.len > 0 && i < TABLE_TARGETS_MAX; i++) {
        if (i > 0) html_literal(page->out, "<br>");
        hunt_html_part_text(page, str_cut(&targets, '\n'));
    }
    if (targets.len > 0) html_literal(page->out, "<br><span class=\"soft\">and more</span>");
}

static void timeline_take(void *context, const Hit *hit) {
    Timeline *timeline = context;
    HuntPage *page = timeline->page;
    Buffer *out = page->out;
    SigmaLevel level = page->report->set->rules[hit->rule].level;
    if (timeline->room[level] == 0) return;
    timeline->room[level]--;
    timeline_fold(timeline, hit);
    timeline->rows++;
    Str class_name = hunt_html_part_class(level);
    html_open(out, "tr", "class", &class_name, NULL);
    html_literal(out, "<td>");
    hunt_html_part_time(page, hit->has_time, hit->time);
    html_literal(out, "</td><td>");
    hunt_html_part_level(page, level, 0);
    html_literal(out, "</td><td>");
    timeline_what(page, hit);
    html_literal(out, "</td><td>");
    hunt_html_part_text(page, hunt_principal_name(hit->texts[HIT_PRINCIPAL]));
    html_literal(out, "</td><td>");
    hunt_html_part_text(page, hit->texts[HIT_ADDRESS]);
    html_literal(out, "</td><td>");
    timeline_targets(page, hit->texts[HIT_TARGETS]);
    if (page->report->seen != NULL) {
        html_literal(out, "</td><td>");
        hunt_html_seen_hit(page, hit);
    }
    html_literal(out, "</td></tr>\n");
    arena_reset(&page->scratch);
    output_flow(page->output);
}

static void timeline_filter(HuntPage *page) {
    Buffer *out = page->out;
    html_literal(out, "<fieldset class=\"filter\"><legend>Levels that are shown</legend>\n");
    for (size_t level = TABLE_LEVELS; level-- > 0;) {
        if (page->report->levels[level] == 0) continue;
        Str id = str_join2(&page->scratch, S("show-"), hunt_html_part_class((SigmaLevel)level));
        html_literal(out, "<label>");
        html_open(out, "input", "type", &S("checkbox"), "id", &id, "checked", &S(""),
                  "autocomplete", &S("off"), NULL);
        html_literal(out, " ");
        html_text(out, sigma_level_name((SigmaLevel)level));
        html_literal(out, " <span class=\"soft\">");
        hunt_html_part_number(page, page->report->levels[level]);
        html_literal(out, "</span></label>\n");
    }
    html_literal(out, "</fieldset>\n");
}

bool hunt_html_table_timeline(HuntPage *page, uint64_t most) {
    Timeline timeline = {.page = page};
    uint64_t hits = page->report->hits;
    if (hits == 0) return true;
    timeline_share(&timeline, most);
    html_literal(page->out, "<section>\n");
    html_part_section(page->out, "timeline", "Timeline", SIZE_MAX);
    if (timeline.total < hits) {
        html_literal(page->out, "<p class=\"warn\"><b>");
        hunt_html_part_some(page, hits - timeline.total, "hit");
        html_literal(page->out, hits - timeline.total == 1 ? " is" : " are");
        html_literal(page->out, " left out here</b>, the least severe. All of them: "
                                "<code>merlon hunt -f jsonl</code>, or <code>-f csv</code>.</p>\n");
    }
    timeline_filter(page);
    bool ok = hunt_each(page->report->hunt, timeline_take, &timeline);
    if (timeline.rows > 0) {
        hunt_html_part_table_end(page);
        html_literal(page->out, "</div></details>\n");
    }
    html_literal(page->out, "</section>\n");
    return ok;
}
