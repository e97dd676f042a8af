/* SPDX-License-Identifier: Apache-2.0 */
/* report_markdown.c -- Markdown for a pull request. Every text of a file or rule is escaped, so
 * that it can make neither markup nor HTML. */
#include "report/report.h"

#include "base/utf8.h"

/* Escapes what Markdown or HTML would act on; control characters and line ends become spaces. */
static void markdown_text(Buffer *out, Str text) {
    size_t at = 0;
    while (at < text.len) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        char byte = text.ptr[at];
        if (len == 0) {
            buffer_add(out, S("\xEF\xBF\xBD"));
            len = 1;
        } else if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) {
            buffer_add_byte(out, ' ');
        } else if (byte == '<') {
            buffer_add(out, S("&lt;"));
        } else if (byte == '>') {
            buffer_add(out, S("&gt;"));
        } else if (byte == '&') {
            buffer_add(out, S("&amp;"));
        } else {
            if (strchr("\\`*_{}[]()#+-!|~@:", byte) != NULL) buffer_add_byte(out, '\\');
            buffer_add(out, str_slice(text, at, at + len));
        }
        at += len;
    }
}

static void markdown_place(Buffer *out, Str file, uint32_t line) {
    markdown_text(out, file);
    if (line > 0) buffer_add_format(out, "\\:%u", line);
}

static void markdown_cells(Buffer *out, const Threat *threat) {
    const Node *place = &threat->subject->properties;
    buffer_add(out, S("| "));
    buffer_add(out, severity_name(threat->weight));
    buffer_add(out, S(" | "));
    markdown_text(out, threat->rule->title);
    buffer_add(out, threat->is_new ? S(" **new** | ") : S(" | "));
    markdown_text(out, threat->subject->address);
    buffer_add(out, S(" | "));
    markdown_place(out, place->source == NULL ? S("") : place->source->path, place->line);
    buffer_add(out, S(" |\n"));
}

static void markdown_evidence(Buffer *out, const Threat *threat) {
    buffer_add(out, S("\n| setting | value | where |\n|---|---|---|\n"));
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        buffer_add(out, S("| "));
        markdown_text(out, evidence->address);
        if (evidence->address.len > 0) buffer_add_byte(out, ' ');
        markdown_text(out, evidence->path);
        buffer_add(out, S(" | "));
        markdown_text(out, evidence->value);
        buffer_add(out, S(" | "));
        markdown_place(out, evidence->file, evidence->line);
        buffer_add(out, S(" |\n"));
    }
}

static void markdown_paragraph(Buffer *out, const char *label, Str text) {
    if (text.len == 0) return;
    buffer_add_format(out, "\n**%s** ", label);
    markdown_text(out, text);
    buffer_add_byte(out, '\n');
}

static void markdown_threat(Buffer *out, const Threat *threat) {
    buffer_add(out, S("\n<details><summary>"));
    buffer_add(out, severity_name(threat->weight));
    buffer_add(out, S(": "));
    markdown_text(out, threat->rule->title);
    buffer_add(out, S(" &ndash; "));
    markdown_text(out, threat->subject->address);
    buffer_add(out, S("</summary>\n"));
    for (size_t i = 0; i < threat->reason_count; i++) {
        markdown_paragraph(out, "Not known:", threat->reasons[i]);
    }
    markdown_evidence(out, threat);
    markdown_paragraph(out, "Note:", threat->note);
    if (threat->contradicted) {
        markdown_paragraph(
            out, "Contradicted:", S("decided as mitigated, but the configuration shows it"));
    }
    if (threat->decision != NULL) {
        markdown_paragraph(out, threat->decision->expired ? "Expired decision:" : "Decision:",
                           threat->decision->why);
    }
    markdown_paragraph(out, "Why:", threat->rule->why);
    markdown_paragraph(out, "Fix:", threat->rule->fix);
    markdown_paragraph(out, "Rule:", threat->rule->id);
    buffer_add(out, S("\n</details>\n"));
}

static bool markdown_shows(const Threat *threat, Verdict verdict, State state, int severity) {
    return threat->verdict == verdict && threat->state == state && threat->implied_by == NULL &&
           (int)threat->weight == severity;
}

static void markdown_section(Buffer *out, const Report *report, const char *heading,
                             Verdict verdict, State state) {
    bool any = false;
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        for (size_t i = 0; i < report->threats.count; i++) {
            const Threat *threat = &report->threats.items[i];
            if (!markdown_shows(threat, verdict, state, s)) continue;
            if (!any) {
                buffer_add_format(out, "\n## %s\n\n| severity | threat | resource | where |\n",
                                  heading);
                buffer_add(out, S("|---|---|---|---|\n"));
            }
            any = true;
            markdown_cells(out, threat);
        }
    }
    for (int s = SEVERITY_COUNT - 1; any && s >= 0; s--) {
        for (size_t i = 0; i < report->threats.count; i++) {
            const Threat *threat = &report->threats.items[i];
            if (markdown_shows(threat, verdict, state, s)) markdown_threat(out, threat);
        }
    }
}

static void markdown_decisions(Buffer *out, const Report *report) {
    bool any = false;
    for (size_t i = 0; i < report->decision_count; i++) {
        const Decision *decision = &report->decisions[i];
        if (decision->matched && !decision->expired) continue;
        if (!any) buffer_add(out, S("\n## Decisions to look at\n\n"));
        any = true;
        buffer_add(out, decision->matched ? S("- expired: ") : S("- orphaned: "));
        markdown_text(out, decision->threat);
        buffer_add(out, S(" on "));
        markdown_text(out, decision->on);
        buffer_add(out, S(" at "));
        markdown_place(out, decision->file, decision->line);
        buffer_add_byte(out, '\n');
    }
}

static void markdown_coverage(Buffer *out, const Report *report) {
    const ReportCoverage *coverage = &report->coverage;
    buffer_add_format(out, "\n## Coverage\n\n%zu of %zu resources understood, %zu rules.\n",
                      coverage->understood, coverage->resources, coverage->rules);
    if (coverage->not_understood_count + coverage->note_count + report->error_count > 0) {
        buffer_add(out, S("\nNot understood, and nothing that depends on it is called fine:\n\n"));
    }
    for (size_t i = 0; i < coverage->not_understood_count; i++) {
        buffer_add_format(out, "- %zu &times; ", coverage->not_understood[i].count);
        markdown_text(out, coverage->not_understood[i].type);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < coverage->note_count; i++) {
        buffer_add(out, S("- "));
        markdown_text(out, coverage->notes[i].subject);
        buffer_add(out, S(": "));
        markdown_text(out, coverage->notes[i].reason);
        buffer_add_byte(out, '\n');
    }
    for (size_t i = 0; i < report->error_count; i++) {
        buffer_add(out, S("- not read: "));
        markdown_text(out, report->errors[i]);
        buffer_add_byte(out, '\n');
    }
}

void report_write_markdown(const Report *report, Buffer *out) {
    const ReportSummary *summary = &report->summary;
    buffer_add(out, S("# Threat model\n\n"));
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        buffer_add_format(out, "%zu %.*s%s", summary->open[s], STR_ARGS(severity_name((Severity)s)),
                          s > 0 ? ", " : " open; ");
    }
    buffer_add_format(out, "%zu need investigation, %zu mitigated, %zu not applicable.\n",
                      summary->by_state[STATE_NEEDS_INVESTIGATION],
                      summary->by_state[STATE_MITIGATED], summary->by_state[STATE_NOT_APPLICABLE]);
    if (report->has_baseline) buffer_add_format(out, "\n%zu are new.\n", summary->fresh);
    markdown_section(out, report, "Open threats", VERDICT_PRESENT, STATE_NOT_STARTED);
    markdown_section(out, report, "Being investigated", VERDICT_PRESENT, STATE_NEEDS_INVESTIGATION);
    markdown_section(out, report, "Needs investigation", VERDICT_UNKNOWN,
                     STATE_NEEDS_INVESTIGATION);
    markdown_section(out, report, "Not applicable", VERDICT_PRESENT, STATE_NOT_APPLICABLE);
    markdown_decisions(out, report);
    markdown_coverage(out, report);
}
