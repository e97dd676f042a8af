/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_csv.c -- one line per hit, for spreadsheets. */
#include "report/hunt_report.h"
#include "text/csv_writer.h"
#include "text/secret.h"

typedef struct CsvLines {
    const HuntReport *report;
    Output *out;
    Arena scratch;
} CsvLines;

static const char csv_header[] =
    "time,level,title,rule,event,source,name,service,principal,address,agent,account,region,error,"
    "key,targets,events,first,last,file,offset";

static void csv_time(CsvLines *lines, const Hit *hit, int64_t time) {
    csv_cell(&lines->out->buffer, hit->has_time ? log_time_text(time, &lines->scratch) : S(""));
}

static void csv_number(CsvLines *lines, uint64_t number) {
    csv_cell(&lines->out->buffer, str_format(&lines->scratch, "%llu", (unsigned long long)number));
}

/* The ids of the model's threats that the hit concerns, else the resources that it names; one that
 * isn't sure has a question mark. */
static void csv_model(CsvLines *lines, const Hit *hit) {
    SeenHit found;
    CLEANUP(buffer_free) Buffer text = {0};
    if (lines->report->seen == NULL) return;
    seen_find(lines->report->seen, hit, &lines->scratch, &found);
    for (size_t i = 0; i < found.link_count; i++) {
        if (i > 0) buffer_add(&text, S("; "));
        buffer_add(&text, found.links[i].seen->threat->id);
        if (!found.links[i].sure) buffer_add_byte(&text, '?');
    }
    for (size_t i = 0; found.link_count == 0 && i < found.count; i++) {
        if (i > 0) buffer_add(&text, S("; "));
        buffer_add(&text, found.resources[i]->address);
        if (!found.sure[i]) buffer_add_byte(&text, '?');
    }
    csv_cell(&lines->out->buffer, buffer_text(&text));
}

static void csv_hit(void *context, const Hit *hit) {
    static const struct {
        HitText text;
        bool free; /* the caller chose it, and may have put a credential there */
    } texts[] = {
        {HIT_NAME, true},  {HIT_SERVICE, false}, {HIT_PRINCIPAL, true}, {HIT_ADDRESS, false},
        {HIT_AGENT, true}, {HIT_ACCOUNT, false}, {HIT_REGION, false},   {HIT_ERROR, true},
        {HIT_KEY, false},  {HIT_TARGETS, true},
    };
    CsvLines *lines = context;
    const SigmaRule *rule = &lines->report->set->rules[hit->rule];
    Buffer *out = &lines->out->buffer;
    arena_reset(&lines->scratch);
    csv_time(lines, hit, hit->time);
    csv_cell(out, sigma_level_name(rule->level));
    csv_cell(out, rule->title);
    csv_cell(out, hunt_rule_id(rule));
    csv_cell(out, hit->texts[HIT_EVENT]);
    csv_cell(out, log_source_name(hit->source));
    for (size_t i = 0; i < COUNT(texts); i++) {
        Str text = hit->texts[texts[i].text];
        csv_cell(out, texts[i].free ? secret_mask(&lines->scratch, S(""), text) : text);
    }
    csv_number(lines, hit->count);
    csv_time(lines, hit, hit->first);
    csv_time(lines, hit, hit->last);
    csv_cell(out, hit->texts[HIT_FILE]);
    csv_number(lines, hit->offset);
    csv_model(lines, hit);
    buffer_add(out, S("\r\n"));
    output_flow(lines->out);
}

bool hunt_csv_write(const HuntReport *report, Output *out) {
    CsvLines lines = {.report = report, .out = out};
    buffer_add(&out->buffer, str_from(csv_header));
    buffer_add(&out->buffer, report->seen == NULL ? S("\r\n") : S(",model\r\n"));
    bool ok = hunt_each(report->hunt, csv_hit, &lines);
    arena_free(&lines.scratch);
    return ok;
}
