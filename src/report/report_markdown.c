/* SPDX-License-Identifier: Apache-2.0 */
/* report_markdown.c -- the report as a comment on a pull request (GitHub's and GitLab's Markdown):
 * the table on top is what a reviewer needs, the rest unfolds. Comments are limited to 65536
 * characters, so a threat's details take few words. */
#include "report/listing.h"
#include "text/markdown_writer.h"

static void markdown_place(Buffer *out, Str file, uint32_t line, bool table) {
    CLEANUP(buffer_free) Buffer place = {0};
    if (file.len == 0) return;
    buffer_add(&place, file);
    if (line > 0) buffer_add_format(&place, ":%u", line);
    markdown_code(out, buffer_text(&place), table);
}

static void markdown_counts(Buffer *out, const size_t *counts) {
    bool any = false;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (counts[s] == 0) continue;
        buffer_add_format(out, "%s%zu %.*s", any ? ", " : "", counts[s],
                          STR_ARGS(severity_name((Severity)s)));
        any = true;
    }
    if (!any) buffer_add(out, S("none"));
}

static void markdown_headline(Buffer *out, const Report *report, const Listing *open) {
    const ReportSummary *summary = &report->summary;
    buffer_add_format(out, "## merlon: %zu open threat%s\n\n", open->count,
                      open->count == 1 ? "" : "s");
    buffer_add(out, S("**Open:** "));
    markdown_counts(out, summary->open);
    buffer_add_format(out,
                      "<br>\n**Also:** %zu need investigation, %zu mitigated, "
                      "%zu not applicable",
                      summary->by_state[STATE_NEEDS_INVESTIGATION],
                      summary->by_state[STATE_MITIGATED], summary->by_state[STATE_NOT_APPLICABLE]);
    if (report->has_baseline) buffer_add_format(out, ", %zu new", summary->fresh);
    buffer_add_format(out,
                      "<br>\n**Coverage:** %zu of %zu resources understood, %zu judged by "
                      "%zu rules\n\n",
                      report->coverage.understood, report->coverage.resources,
                      report->coverage.judged, report->coverage.rules);
}

static void markdown_table(Buffer *out, const Listing *list) {
    if (list->count == 0) return;
    buffer_add(out, S("| severity | threat | resource | where |\n|---|---|---|---|\n"));
    for (size_t i = 0; i < list->count; i++) {
        const Threat *threat = list->items[i];
        buffer_add(out, S("| "));
        buffer_add(out, severity_name(threat->severity));
        buffer_add(out, threat->is_new ? S(" | **new** ") : S(" | "));
        markdown_text(out, threat->rule->title);
        buffer_add(out, S(" | "));
        CLEANUP(arena_free) Arena scratch = {0};
        Str name = listing_subject_name(&scratch, threat);
        markdown_code(out, name.len > 0 ? name : threat->subject->address, true);
        buffer_add(out, S(" | "));
        markdown_place(out, listing_file(threat->subject), threat->subject->properties.line, true);
        buffer_add(out, S(" |\n"));
    }
    buffer_add_byte(out, '\n');
}

static void markdown_evidence(Buffer *out, const Threat *threat) {
    if (threat->evidence_count == 0 || !listing_evidence_tells(&threat->evidence[0])) return;
    buffer_add(out, S("| evidence | value | where |\n|---|---|---|\n"));
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        buffer_add(out, S("| "));
        markdown_code(out, evidence->address, true);
        if (evidence->address.len > 0) buffer_add_byte(out, ' ');
        markdown_code(out, evidence->path, true);
        buffer_add(out, S(" | "));
        markdown_code(out, evidence->value, true);
        buffer_add(out, S(" | "));
        markdown_place(out, evidence->file, evidence->line, true);
        buffer_add(out, S(" |\n"));
    }
    buffer_add_byte(out, '\n');
}

static void markdown_paragraph(Buffer *out, const char *label, Str text) {
    if (text.len == 0) return;
    buffer_add_format(out, "**%s:** ", label);
    markdown_text(out, str_trim(text));
    buffer_add(out, S("\n\n"));
}

static void markdown_decided(Buffer *out, const Threat *threat) {
    const Decision *decision = threat->decision;
    if (decision == NULL) return;
    const char *what = "Decision";
    if (decision->expired) what = "Expired decision";
    if (threat->contradicted) what = "Decided as mitigated, but the configuration shows it";
    buffer_add_format(out, "**%s:** %.*s. ", what, STR_ARGS(state_name(decision->state)));
    markdown_text(out, decision->why);
    if (decision->by.len > 0) {
        buffer_add(out, S(" ("));
        markdown_text(out, decision->by);
        buffer_add_byte(out, ')');
    }
    buffer_add(out, S("\n\n"));
}

static void markdown_implied(Buffer *out, const Report *report, const Threat *threat) {
    const Threat *other = listing_find_implied(report, threat, NULL);
    if (other == NULL) return;
    buffer_add(out, S("This implies:\n\n"));
    for (; other != NULL; other = listing_find_implied(report, threat, other)) {
        buffer_add_format(out, "- %.*s: ", STR_ARGS(severity_name(other->severity)));
        markdown_text(out, other->rule->title);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
}

static void markdown_references(Buffer *out, const Rule *rule) {
    for (size_t i = 0; i < rule->references.count; i++) {
        if (!listing_is_link(rule->references.items[i])) continue;
        buffer_add_byte(out, '<');
        buffer_add(out, rule->references.items[i]);
        buffer_add(out, S(">\n\n"));
    }
}

static void markdown_threat(Buffer *out, const Report *report, const Threat *threat) {
    buffer_add(out, S("<details>\n<summary><b>"));
    buffer_add(out, severity_name(threat->severity));
    buffer_add(out, S("</b> "));
    markdown_html(out, threat->rule->title);
    buffer_add(out, S(": <code>"));
    CLEANUP(arena_free) Arena scratch = {0};
    Str name = listing_subject_name(&scratch, threat);
    markdown_html(out, name.len > 0 ? name : threat->subject->address);
    buffer_add(out, S("</code></summary>\n\n"));
    for (size_t i = 0; i < threat->reason_count; i++) {
        if (listing_reason_is_shown(threat, i)) continue;
        markdown_paragraph(out, "Not known", threat->reasons[i]);
    }
    markdown_paragraph(out, "Ask", listing_question(&scratch, threat));
    markdown_paragraph(out, "The rule has an error", threat->fault);
    markdown_evidence(out, threat);
    markdown_paragraph(out, "Note", threat->note);
    markdown_paragraph(out, "Why", threat->rule->why);
    markdown_paragraph(out, "Fix", threat->rule->fix);
    markdown_implied(out, report, threat);
    markdown_decided(out, threat);
    markdown_references(out, threat->rule);
    buffer_add(out, S("Rule "));
    markdown_code(out, threat->rule->id, false);
    buffer_add(out, S("\n\n</details>\n\n"));
}

static void markdown_section(Buffer *out, const Report *report, const char *heading,
                             const Listing *list) {
    if (list->count == 0) return;
    buffer_add_format(out, "### %s (%zu)\n\n", heading, list->count);
    for (size_t i = 0; i < list->count; i++) markdown_threat(out, report, list->items[i]);
}

static void markdown_decision(Buffer *out, const Decision *decision, const char *what) {
    buffer_add_format(out, "- **%s:** %.*s for ", what, STR_ARGS(state_name(decision->state)));
    markdown_code(out, decision->threat, false);
    buffer_add(out, S(" on "));
    markdown_code(out, decision->on, false);
    if (decision->until.len > 0) {
        buffer_add(out, S(" until "));
        markdown_text(out, decision->until);
    }
    buffer_add(out, S(": "));
    markdown_text(out, decision->why);
    buffer_add_byte(out, ' ');
    markdown_place(out, decision->file, decision->line, false);
    buffer_add_byte(out, '\n');
}

static void markdown_decisions(Buffer *out, const Report *report) {
    const ReportSummary *summary = &report->summary;
    if (summary->contradicted + summary->expired + summary->orphaned == 0) return;
    buffer_add(out, S("### Decisions that need a look\n\n"));
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (!threat->contradicted || threat->implied_by != NULL) continue;
        markdown_decision(out, threat->decision, "Contradicted by the configuration");
    }
    for (size_t i = 0; i < report->decision_count; i++) {
        const Decision *decision = &report->decisions[i];
        if (decision->expired) markdown_decision(out, decision, "Expired");
        if (!decision->matched) markdown_decision(out, decision, "Matches nothing");
    }
    buffer_add_byte(out, '\n');
}

static void markdown_not_understood(Buffer *out, const Report *report) {
    const ReportCoverage *coverage = &report->coverage;
    if (coverage->not_understood_count + coverage->note_count + report->error_count == 0) return;
    buffer_add(out, S("### Not understood\n\n"));
    for (size_t i = 0; i < coverage->not_understood_count; i++) {
        buffer_add_format(out, "- %zu × ", coverage->not_understood[i].count);
        markdown_code(out, coverage->not_understood[i].type, false);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < coverage->note_count; i++) {
        const ReportNote *note = &coverage->notes[i];
        buffer_add(out, S("- "));
        markdown_code(out, note->subject, false);
        buffer_add(out, S(": "));
        markdown_text(out, note->reason);
        buffer_add_byte(out, ' ');
        markdown_place(out, note->file, note->line, false);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < report->error_count; i++) {
        buffer_add(out, S("- not read: "));
        markdown_text(out, report->errors[i]);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
}

static void markdown_compliance(Buffer *out, const Compliance *compliance) {
    const Framework *framework = compliance->framework;
    buffer_add(out, S("### "));
    markdown_text(out, framework->title);
    buffer_add(out, S("\n\n| control | | status | threats |\n|---|---|---|---|\n"));
    for (size_t i = 0; i < framework->control_count; i++) {
        const ComplianceResult *result = &compliance->results[i];
        buffer_add(out, S("| "));
        markdown_code(out, result->control->id, true);
        buffer_add(out, S(" | "));
        markdown_text(out, result->control->title);
        buffer_add(out, S(" | "));
        buffer_add(out, compliance_status_name(result->status));
        buffer_add(out, S(" | "));
        for (size_t t = 0; t < result->threat_count; t++) {
            if (t > 0) buffer_add(out, S("<br>"));
            markdown_code(out, result->threats[t], true);
        }
        buffer_add(out, S(" |\n"));
    }
    buffer_add_byte(out, '\n');
}

void report_write_markdown(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    Listing open = listing_make(&arena, report, LISTING_OPEN);
    Listing investigate = listing_make(&arena, report, LISTING_INVESTIGATE);
    Listing closed = listing_make(&arena, report, LISTING_CLOSED);
    Listing absent = listing_make(&arena, report, LISTING_ABSENT);
    markdown_headline(out, report, &open);
    markdown_table(out, &open);
    markdown_section(out, report, "Open", &open);
    markdown_section(out, report, "Needs investigation", &investigate);
    markdown_section(out, report, "Closed by a decision", &closed);
    markdown_section(out, report, "Mitigated by the configuration", &absent);
    markdown_decisions(out, report);
    for (size_t i = 0; i < report->compliance_count; i++) {
        markdown_compliance(out, &report->compliance[i]);
    }
    markdown_not_understood(out, report);
}
