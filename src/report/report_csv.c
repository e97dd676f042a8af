/* SPDX-License-Identifier: Apache-2.0 */
/* report_csv.c -- one line per threat, RFC 4180. */
#include "report/listing.h"

#include "text/csv_writer.h"

static const char csv_header[] =
    "id,rule,title,severity,confidence,verdict,state,address,type,file,line,stride,cwe,cvss,"
    "frameworks,evidence,reasons,decision,implied_by\r\n";

static void csv_list(Buffer *out, const Str *items, size_t count) {
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_add(&text, S("; "));
        buffer_add(&text, items[i]);
    }
    csv_cell(out, buffer_text(&text));
}

static void csv_evidence(Buffer *out, const Threat *threat) {
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        if (i > 0) buffer_add(&text, S("; "));
        if (evidence->address.len > 0) {
            buffer_add(&text, evidence->address);
            buffer_add_byte(&text, ' ');
        }
        if (evidence->path.len > 0) {
            buffer_add(&text, evidence->path);
            buffer_add(&text, S(" = "));
        }
        buffer_add(&text, evidence->value);
        if (evidence->file.len == 0) continue;
        buffer_add(&text, S(" ("));
        buffer_add(&text, evidence->file);
        if (evidence->line > 0) buffer_add_format(&text, ":%u", evidence->line);
        buffer_add_byte(&text, ')');
    }
    csv_cell(out, buffer_text(&text));
}

static void csv_decision(Buffer *out, const Threat *threat) {
    CLEANUP(buffer_free) Buffer text = {0};
    const Decision *decision = threat->decision;
    if (decision != NULL) {
        if (decision->expired) buffer_add(&text, S("expired: "));
        if (threat->contradicted) buffer_add(&text, S("contradicted: "));
        buffer_add(&text, state_name(decision->state));
        buffer_add(&text, S(": "));
        buffer_add(&text, decision->why);
    }
    csv_cell(out, buffer_text(&text));
}

static void csv_number(Buffer *out, double value) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add_double(&text, value);
    csv_cell(out, buffer_text(&text));
}

static void csv_threat(Buffer *out, const Threat *threat) {
    const Rule *rule = threat->rule;
    const Resource *subject = threat->subject;
    csv_cell(out, threat->id);
    csv_cell(out, rule->id);
    csv_cell(out, rule->title);
    csv_cell(out, severity_name(threat->severity));
    csv_cell(out, confidence_name(threat->confidence));
    csv_cell(out, verdict_name(threat->verdict));
    csv_cell(out, state_name(threat->state));
    csv_cell(out, subject->address);
    csv_cell(out, subject->type);
    csv_cell(out, listing_file(subject));
    csv_number(out, subject->properties.line);
    csv_list(out, rule->stride.items, rule->stride.count);
    csv_list(out, rule->cwe.items, rule->cwe.count);
    csv_number(out, rule->cvss);
    csv_list(out, rule->frameworks.items, rule->frameworks.count);
    csv_evidence(out, threat);
    csv_list(out, threat->reasons, threat->reason_count);
    csv_decision(out, threat);
    csv_cell(out, threat->implied_by == NULL ? S("") : threat->implied_by->id);
    buffer_add(out, S("\r\n"));
}

void report_write_csv(const Report *report, Buffer *out) {
    buffer_add(out, str_from(csv_header));
    for (size_t i = 0; i < report->threats.count; i++) csv_threat(out, &report->threats.items[i]);
}
