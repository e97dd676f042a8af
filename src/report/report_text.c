/* SPDX-License-Identifier: Apache-2.0 */
/* report_text.c -- the report for the terminal. Nothing from a file reaches it that a terminal
 * would act on: control characters become U+FFFD. */
#include "report/report.h"

#include "report/listing.h"
#include "report/terminal.h"

static const Str text_reset = S_INIT("\x1b[0m");

static Str text_colour(Severity severity) {
    static const Str colours[] = {S_INIT("\x1b[36m"), S_INIT("\x1b[34m"), S_INIT("\x1b[33m"),
                                  S_INIT("\x1b[31m"), S_INIT("\x1b[1;31m")};
    return colours[severity];
}

static void text_severity(Buffer *out, const Report *report, Severity severity) {
    Str name = severity_name(severity);
    if (report->colour) buffer_add(out, text_colour(severity));
    for (size_t i = 0; i < name.len; i++) {
        buffer_add_byte(out, (char)(name.ptr[i] - 'a' + 'A')); /* names are lower case letters */
    }
    if (report->colour) buffer_add(out, text_reset);
    for (size_t i = name.len; i < S("CRITICAL").len; i++) buffer_add_byte(out, ' ');
}

static void text_place(Buffer *out, Str file, uint32_t line) {
    if (file.len == 0) return;
    buffer_add(out, S("  ("));
    terminal_add(out, file);
    if (line > 0) buffer_add_format(out, ":%u", line);
    buffer_add_byte(out, ')');
}

static bool text_is_absent(const Evidence *evidence) {
    return str_equal(evidence->value, S("absent"));
}

/* Whether b goes on the line of a: both are absent from the same place. */
static bool text_same_line(const Evidence *a, const Evidence *b) {
    return text_is_absent(a) && text_is_absent(b) && a->line == b->line &&
           str_equal(a->file, b->file) && str_equal(a->address, b->address);
}

static void text_evidence(Buffer *out, const Threat *threat) {
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        if (!listing_evidence_tells(evidence)) continue;
        buffer_add(out, S("            "));
        if (evidence->address.len > 0) {
            terminal_add(out, evidence->address);
            buffer_add_byte(out, ' ');
        }
        terminal_add(out, evidence->path);
        while (i + 1 < threat->evidence_count && text_same_line(evidence, &evidence[1])) {
            evidence = &threat->evidence[++i];
            buffer_add(out, S(", "));
            terminal_add(out, evidence->path);
        }
        if (evidence->path.len > 0) buffer_add(out, S(" = "));
        terminal_add(out, evidence->value);
        text_place(out, evidence->file, evidence->line);
        buffer_add_byte(out, '\n');
    }
}

static void text_line(Buffer *out, const char *label, Str text) {
    if (text.len == 0) return;
    buffer_add_format(out, "          %s", label);
    terminal_add(out, str_trim(text));
    buffer_add_byte(out, '\n');
}

static void text_implied(Buffer *out, const Report *report, const Threat *threat) {
    const Threat *other = listing_find_implied(report, threat, NULL);
    for (; other != NULL; other = listing_find_implied(report, threat, other)) {
        buffer_add_format(out,
                          "            also (%.*s): ", STR_ARGS(severity_name(other->severity)));
        terminal_add(out, other->rule->title);
        buffer_add_byte(out, '\n');
    }
}

static void text_subject(Buffer *out, const Report *report, const Threat *threat) {
    const Node *place = &threat->subject->properties;
    buffer_add(out, S("          "));
    CLEANUP(arena_free) Arena scratch = {0};
    Str name = listing_subject_name(&scratch, threat);
    terminal_add(out, name.len > 0 ? name : threat->subject->address);
    text_place(out, place->source == NULL ? S("") : place->source->path, place->line);
    if (threat->is_new) buffer_add(out, S("  [new]"));
    if (threat->contradicted) buffer_add(out, S("  [decided as mitigated, but it shows]"));
    buffer_add_byte(out, '\n');
    text_evidence(out, threat);
    text_line(out, "  the rule has an error: ", threat->fault);
    text_implied(out, report, threat);
    if (threat->decision != NULL) {
        text_line(out, threat->decision->expired ? "  expired decision: " : "  decision: ",
                  threat->decision->why);
    }
}

static void text_reasons(Buffer *out, const Threat *threat) {
    for (size_t i = 0; i < threat->reason_count; i++) {
        if (listing_reason_is_shown(threat, i)) continue;
        text_line(out, "  not known: ", threat->reasons[i]);
    }
}

/* Whether the remarks on a subject hold for the next one of the group as well. */
static bool text_same_remarks(const Threat *threat, const Threat *next) {
    CLEANUP(buffer_free) Buffer here = {0};
    CLEANUP(buffer_free) Buffer there = {0};
    text_reasons(&here, threat);
    text_reasons(&there, next);
    return str_equal(threat->note, next->note) &&
           str_equal(buffer_text(&here), buffer_text(&there));
}

/* One rule, then its subjects; what is said of several in a row stands once, after the last. */
static void text_group(Buffer *out, const Report *report, const Threat *const *group,
                       size_t count) {
    CLEANUP(arena_free) Arena scratch = {0};
    text_severity(out, report, group[0]->severity);
    buffer_add(out, S("  "));
    terminal_add(out, group[0]->rule->title);
    buffer_add(out, S("  "));
    terminal_add(out, group[0]->rule->id);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < count; i++) {
        text_subject(out, report, group[i]);
        if (i + 1 < count && text_same_remarks(group[i], group[i + 1])) continue;
        text_reasons(out, group[i]);
        text_line(out, "  note: ", group[i]->note);
    }
    text_line(out, "ask ", listing_question(&scratch, group[0]));
}

static bool text_shows(const Threat *threat, Verdict verdict, State state, Severity severity) {
    return threat->verdict == verdict && threat->state == state && threat->severity == severity &&
           threat->implied_by == NULL;
}

static size_t text_severity_groups(Buffer *out, const Report *report, const Threat **list,
                                   size_t count) {
    CLEANUP(arena_free) Arena scratch = {0};
    const Threat **group = ARENA_ARRAY(&scratch, const Threat *, count);
    for (size_t i = 0; i < count; i++) {
        size_t members = 0;
        if (list[i] == NULL) continue;
        const Rule *rule = list[i]->rule;
        for (size_t k = i; k < count; k++) {
            if (list[k] == NULL || list[k]->rule != rule) continue;
            group[members++] = list[k];
            list[k] = NULL;
        }
        text_group(out, report, group, members);
    }
    return count;
}

static void text_section(Buffer *out, const Report *report, const char *heading, Verdict verdict,
                         State state) {
    CLEANUP(arena_free) Arena scratch = {0};
    const Threat **list = ARENA_ARRAY(&scratch, const Threat *, report->threats.count);
    bool any = false;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        size_t count = 0;
        for (size_t i = 0; i < report->threats.count; i++) {
            const Threat *threat = &report->threats.items[i];
            if (text_shows(threat, verdict, state, (Severity)s)) list[count++] = threat;
        }
        if (count > 0 && !any) buffer_add_format(out, "%s\n\n", heading);
        any |= text_severity_groups(out, report, list, count) > 0;
    }
    if (any) buffer_add_byte(out, '\n');
}

static void text_decisions(Buffer *out, const Report *report) {
    for (size_t i = 0; i < report->decision_count; i++) {
        const Decision *decision = &report->decisions[i];
        if (decision->matched && !decision->expired) continue;
        buffer_add(out, decision->matched ? S("Expired decision: ") : S("Orphaned decision: "));
        terminal_add(out, decision->threat);
        buffer_add(out, S(" on "));
        terminal_add(out, decision->on);
        text_place(out, decision->file, decision->line);
        buffer_add_byte(out, '\n');
    }
}

static void text_control(Buffer *out, const ComplianceResult *result) {
    Str status = compliance_status_name(result->status);
    buffer_add_format(out, "%-11.*s  ", STR_ARGS(status));
    terminal_add(out, result->control->id);
    buffer_add(out, S("  "));
    terminal_add(out, result->control->title);
    if (result->closed > 0) buffer_add_format(out, "  (%zu closed by decisions)", result->closed);
    if (result->status == COMPLIANCE_NOT_COVERED) {
        buffer_add(out, result->control->rule_count == 0 ? S("  (no rule shows it)")
                                                         : S("  (nothing here to judge)"));
    }
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < result->threat_count; i++) {
        buffer_add(out, S("               "));
        terminal_add(out, result->threats[i]);
        buffer_add_byte(out, '\n');
    }
}

static void text_compliance(Buffer *out, const Compliance *compliance) {
    const Framework *framework = compliance->framework;
    terminal_add(out, framework->title);
    buffer_add(out, S("\n\n"));
    for (size_t i = 0; i < framework->control_count; i++) {
        text_control(out, &compliance->results[i]);
    }
    buffer_add(out, S("\nControls of "));
    terminal_add(out, framework->name);
    buffer_add_byte(out, ':');
    for (int s = 0; s < COMPLIANCE_STATUS_COUNT; s++) {
        buffer_add_format(out, " %zu %.*s%s", compliance->by_status[s],
                          STR_ARGS(compliance_status_name((ComplianceStatus)s)),
                          s + 1 < COMPLIANCE_STATUS_COUNT ? "," : "\n\n");
    }
}

static void text_coverage(Buffer *out, const Report *report) {
    const ReportCoverage *coverage = &report->coverage;
    buffer_add_format(out, "Coverage: %zu of %zu resources understood, %zu judged by %zu rules\n",
                      coverage->understood, coverage->resources, coverage->judged, coverage->rules);
    for (size_t i = 0; i < coverage->not_understood_count; i++) {
        buffer_add_format(out, "  not understood: %zu x ", coverage->not_understood[i].count);
        terminal_add(out, coverage->not_understood[i].type);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < coverage->note_count; i++) {
        buffer_add(out, S("  not understood: "));
        terminal_add(out, coverage->notes[i].subject);
        buffer_add(out, S(": "));
        terminal_add(out, coverage->notes[i].reason);
        text_place(out, coverage->notes[i].file, coverage->notes[i].line);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < report->error_count; i++) {
        buffer_add(out, S("  not read: "));
        terminal_add(out, report->errors[i]);
        buffer_add_byte(out, '\n');
    }
}

static void text_summary(Buffer *out, const Report *report) {
    const ReportSummary *summary = &report->summary;
    buffer_add(out, S("Open:"));
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        buffer_add_format(out, " %zu %.*s%s", summary->open[s],
                          STR_ARGS(severity_name((Severity)s)), s > 0 ? "," : "");
    }
    buffer_add_format(out, "; %zu need investigation, %zu mitigated, %zu not applicable\n",
                      summary->by_state[STATE_NEEDS_INVESTIGATION],
                      summary->by_state[STATE_MITIGATED], summary->by_state[STATE_NOT_APPLICABLE]);
    if (report->has_baseline) buffer_add_format(out, "New: %zu\n", summary->fresh);
}

void report_write_text(const Report *report, Buffer *out) {
    text_section(out, report, "Open threats", VERDICT_PRESENT, STATE_NOT_STARTED);
    text_section(out, report, "Being investigated", VERDICT_PRESENT, STATE_NEEDS_INVESTIGATION);
    text_section(out, report, "Needs investigation", VERDICT_UNKNOWN, STATE_NEEDS_INVESTIGATION);
    text_section(out, report, "Not started", VERDICT_UNKNOWN, STATE_NOT_STARTED);
    text_section(out, report, "Decided as mitigated", VERDICT_UNKNOWN, STATE_MITIGATED);
    text_section(out, report, "Decided as not applicable", VERDICT_PRESENT, STATE_NOT_APPLICABLE);
    text_section(out, report, "Decided as not applicable", VERDICT_UNKNOWN, STATE_NOT_APPLICABLE);
    if (report->all) {
        text_section(out, report, "Mitigated", VERDICT_ABSENT, STATE_MITIGATED);
    }
    text_decisions(out, report);
    for (size_t i = 0; i < report->compliance_count; i++) {
        text_compliance(out, &report->compliance[i]);
    }
    text_coverage(out, report);
    text_summary(out, report);
}
