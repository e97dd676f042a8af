/* SPDX-License-Identifier: Apache-2.0 */
/* report_csv.c -- one line per threat (RFC 4180), for a spreadsheet. A cell that a spreadsheet
 * would take for a formula begins with a quote instead. */
#include "report/report.h"

static bool csv_starts_formula(Str text) {
    return text.len > 0 && text.ptr[0] != '\0' && strchr("=+-@\t\r", text.ptr[0]) != NULL;
}

static void csv_text(Buffer *out, Str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '"') buffer_add_byte(out, '"');
        bool control = (byte < 0x20 && byte != '\n') || byte == 0x7F;
        buffer_add_byte(out, control ? ' ' : (char)byte);
    }
}

/* Every cell is quoted, so that no character in it means anything. */
static void csv_cell(Buffer *out, Str text, bool last) {
    buffer_add_byte(out, '"');
    if (csv_starts_formula(text)) buffer_add_byte(out, '\'');
    csv_text(out, text);
    buffer_add(out, last ? S("\"\r\n") : S("\","));
}

static void csv_list(Buffer *out, const Str *items, size_t count) {
    CLEANUP(buffer_free) Buffer cell = {0};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buffer_add(&cell, S("; "));
        buffer_add(&cell, items[i]);
    }
    csv_cell(out, buffer_text(&cell), false);
}

static void csv_number(Buffer *out, double value) {
    CLEANUP(buffer_free) Buffer cell = {0};
    buffer_add_double(&cell, value);
    csv_cell(out, buffer_text(&cell), false);
}

static void csv_evidence(Buffer *out, const Threat *threat) {
    CLEANUP(buffer_free) Buffer cell = {0};
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        if (i > 0) buffer_add(&cell, S("; "));
        if (evidence->address.len > 0) {
            buffer_add(&cell, evidence->address);
            buffer_add_byte(&cell, ' ');
        }
        buffer_add(&cell, evidence->path);
        buffer_add(&cell, S(" = "));
        buffer_add(&cell, evidence->value);
    }
    csv_cell(out, buffer_text(&cell), false);
}

static void csv_threat(Buffer *out, const Threat *threat) {
    const Rule *rule = threat->rule;
    const Resource *subject = threat->subject;
    const Node *place = &subject->properties;
    csv_cell(out, threat->id, false);
    csv_cell(out, rule->id, false);
    csv_cell(out, rule->title, false);
    csv_cell(out, severity_name(threat->severity), false);
    csv_cell(out, confidence_name(threat->confidence), false);
    csv_cell(out, verdict_name(threat->verdict), false);
    csv_cell(out, state_name(threat->state), false);
    csv_cell(out, subject->address, false);
    csv_cell(out, subject->type, false);
    csv_cell(out, place->source == NULL ? S("") : place->source->path, false);
    csv_number(out, place->line);
    csv_list(out, rule->stride.items, rule->stride.count);
    csv_list(out, rule->cwe.items, rule->cwe.count);
    csv_number(out, rule->cvss);
    csv_list(out, rule->frameworks.items, rule->frameworks.count);
    csv_evidence(out, threat);
    csv_list(out, threat->reasons, threat->reason_count);
    csv_cell(out, threat->decision == NULL ? S("") : threat->decision->why, false);
    csv_cell(out, threat->implied_by == NULL ? S("") : threat->implied_by->id, true);
}

void report_write_csv(const Report *report, Buffer *out) {
    buffer_add(out,
               S("id,rule,title,severity,confidence,verdict,state,address,type,file,line,stride,"
                 "cwe,cvss,frameworks,evidence,reasons,decision,implied_by\r\n"));
    for (size_t i = 0; i < report->threats.count; i++) csv_threat(out, &report->threats.items[i]);
}
