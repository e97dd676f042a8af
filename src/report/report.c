/* SPDX-License-Identifier: Apache-2.0 */
/* report.c -- the table of formats, and what all of them need. */
#include "report/report.h"

#include <stdlib.h>

const ReportFormat report_formats[] = {
    {S_INIT("text"), S_INIT(".txt"), "for the terminal", report_write_text, NULL},
    {S_INIT("markdown"), S_INIT(".md"), "for a pull request", report_write_markdown, NULL},
    {S_INIT("json"), S_INIT(".json"), "for other tools", report_write_json, NULL},
    {S_INIT("sarif"), S_INIT(".sarif"), "for code scanning", report_write_sarif, NULL},
    {S_INIT("csv"), S_INIT(".csv"), "for a spreadsheet", report_write_csv, NULL},
    {S_INIT("html"), S_INIT(".html"), "a page to read and to send", report_write_html, NULL},
    {S_INIT("svg"), S_INIT(".svg"), "a picture of the data flows", report_write_svg,
     report_try_svg},
    {S_INIT("dot"), S_INIT(".dot"), "the picture for Graphviz", report_write_dot, NULL},
    {S_INIT("mermaid"), S_INIT(".mmd"), "the picture for Mermaid", report_write_mermaid, NULL},
    {S_INIT("otm"), S_INIT(".otm"), "Open Threat Model 0.2.0", report_write_otm, NULL},
    {S_INIT("threat-dragon"), S_INIT(".td.json"), "for OWASP Threat Dragon 2",
     report_write_threat_dragon, NULL},
    {S_INIT("threat-composer"), S_INIT(".tc.json"), "for AWS Threat Composer",
     report_write_threat_composer, NULL},
};
const size_t report_format_count = COUNT(report_formats);

const ReportFormat *report_find_format(Str name) {
    for (size_t i = 0; i < report_format_count; i++) {
        if (str_equal(report_formats[i].name, name)) return &report_formats[i];
    }
    return NULL;
}

const ReportFormat *report_format_of_path(Str path) {
    const ReportFormat *found = NULL; /* by the longest ending: ".td.json" is also ".json" */
    for (size_t i = 0; i < report_format_count; i++) {
        const ReportFormat *format = &report_formats[i];
        if (!str_ends(path, format->ending)) continue;
        if (found == NULL || format->ending.len > found->ending.len) found = format;
    }
    return found;
}

static int report_compare_types(const void *left, const void *right) {
    const ReportType *a = left, *b = right;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return str_compare(a->type, b->type);
}

static void report_cover(Arena *arena, Report *report) {
    Map types = map_make(arena);
    ReportCoverage *coverage = &report->coverage;
    for (size_t i = 0; i < report->estate->resources.count; i++) {
        const Resource *resource = report->estate->resources.items[i];
        if (resource->outside) continue;
        coverage->resources++;
        coverage->judged += resource->folded || rule_set_on(report->rules, resource->type) != NULL;
        if (resource->facts != NULL) {
            coverage->understood++;
            continue;
        }
        ReportType *type = map_find(&types, resource->type);
        if (type == NULL) {
            type = ARENA_NEW(arena, ReportType);
            type->type = resource->type;
            map_set(&types, resource->type, type);
        }
        type->count++;
    }
    coverage->not_understood = ARENA_ARRAY(arena, ReportType, types.count);
    for (size_t i = 0; i < types.count; i++) {
        coverage->not_understood[i] = *(const ReportType *)types.entries[i].value;
    }
    coverage->not_understood_count = types.count;
    if (types.count > 0) {
        qsort(coverage->not_understood, types.count, sizeof(ReportType), report_compare_types);
    }
    coverage->rules = report->rules->count;
}

static bool report_implies(const Rule *rule, Str id) {
    for (size_t i = 0; i < rule->implies.count; i++) {
        if (str_equal(rule->implies.items[i], id)) return true;
    }
    return false;
}

static bool report_is_open(const Threat *threat) {
    return threat->verdict == VERDICT_PRESENT && threat->state == STATE_NOT_STARTED;
}

/* Whether other tells all that threat does: other implies it, or threat is the lesser half of what
 * it implies itself. Never the worse one: a report hides nothing behind what looks harmless. */
static bool report_is_told(const Threat *threat, const Threat *other) {
    if (other->severity < threat->severity) return false;
    if (report_implies(other->rule, threat->rule->id)) return true;
    return other->severity > threat->severity && report_implies(threat->rule, other->rule->id);
}

/* Threats on one subject stand together; only open ones tell of others. */
static void report_mark_implied(ThreatList *list, size_t first, size_t end) {
    for (size_t i = first; i < end; i++) {
        Threat *threat = &list->items[i];
        if (threat->verdict == VERDICT_ABSENT) continue;
        for (size_t k = first; k < end; k++) {
            Threat *other = &list->items[k];
            /* one that a decision closed hides no other */
            if (k == i || !report_is_open(other) || other->implied_by != NULL) continue;
            if (report_is_told(threat, other)) threat->implied_by = other;
        }
    }
}

static void report_count(ReportSummary *summary, const Threat *threat) {
    if (threat->verdict == VERDICT_ABSENT) return; /* counted by the list */
    if (threat->implied_by != NULL) {
        summary->implied++;
        return;
    }
    summary->by_state[threat->state]++;
    if (threat->verdict == VERDICT_PRESENT) summary->present[threat->severity]++;
    if (threat->verdict == VERDICT_UNKNOWN) summary->unknown[threat->severity]++;
    if (report_is_open(threat)) summary->open[threat->severity]++;
    summary->contradicted += threat->contradicted;
    summary->fresh += threat->is_new;
}

void report_complete(Arena *arena, Report *report) {
    ThreatList *list = &report->threats;
    size_t first = 0;
    for (size_t i = 1; i <= list->count; i++) {
        if (i < list->count && list->items[i].subject == list->items[first].subject) continue;
        report_mark_implied(list, first, i);
        first = i;
    }
    for (size_t i = 0; i < list->count; i++) report_count(&report->summary, &list->items[i]);
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        report->summary.absent[s] = list->absent[s];
        report->summary.by_state[STATE_MITIGATED] += list->absent[s];
    }
    for (size_t i = 0; i < report->decision_count; i++) {
        report->summary.expired += report->decisions[i].expired;
        report->summary.orphaned += !report->decisions[i].matched;
    }
    report_cover(arena, report);
}
