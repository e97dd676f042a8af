/* SPDX-License-Identifier: Apache-2.0 */
/* report_json.c -- the JSON report: names and order of keys are a promise to other tools
 * (docs/report.md, docs/schema/report.json). */
#include "logs/log_time.h"
#include "report/json_model.h"
#include "report/report.h"

enum { REPORT_JSON_VERSION = 1 };

static void json_count_write(JsonWriter *writer, Str key, size_t count) {
    json_key_write(writer, key);
    json_int_write(writer, (int64_t)count);
}

static void json_texts_write(JsonWriter *writer, Str key, const Str *items, size_t count) {
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < count; i++) json_string_write(writer, items[i]);
    json_array_end(writer);
}

static void json_severities_write(JsonWriter *writer, Str key, const size_t *counts) {
    json_key_write(writer, key);
    json_object_begin(writer);
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        json_count_write(writer, severity_name((Severity)s), counts[s]);
    }
    json_object_end(writer);
}

static void report_json_summary(JsonWriter *writer, const Report *report) {
    const ReportSummary *summary = &report->summary;
    json_key_write(writer, S("summary"));
    json_object_begin(writer);
    json_key_write(writer, S("states"));
    json_object_begin(writer);
    for (int s = 0; s < STATE_COUNT; s++) {
        json_count_write(writer, state_name((State)s), summary->by_state[s]);
    }
    json_object_end(writer);
    json_severities_write(writer, S("present"), summary->present);
    json_severities_write(writer, S("unknown"), summary->unknown);
    json_severities_write(writer, S("absent"), summary->absent);
    json_severities_write(writer, S("open"), summary->open);
    json_count_write(writer, S("implied"), summary->implied);
    json_key_write(writer, S("decisions"));
    json_object_begin(writer);
    json_count_write(writer, S("contradicted"), summary->contradicted);
    json_count_write(writer, S("expired"), summary->expired);
    json_count_write(writer, S("orphaned"), summary->orphaned);
    json_object_end(writer);
    if (report->has_baseline) json_count_write(writer, S("new"), summary->fresh);
    json_object_end(writer);
}

static void report_json_coverage(JsonWriter *writer, const ReportCoverage *coverage) {
    json_key_write(writer, S("coverage"));
    json_object_begin(writer);
    json_count_write(writer, S("resources"), coverage->resources);
    json_count_write(writer, S("understood"), coverage->understood);
    json_count_write(writer, S("judged"), coverage->judged);
    json_key_write(writer, S("not_understood"));
    json_array_begin(writer);
    for (size_t i = 0; i < coverage->not_understood_count; i++) {
        json_object_begin(writer);
        json_pair_write(writer, S("type"), coverage->not_understood[i].type);
        json_count_write(writer, S("count"), coverage->not_understood[i].count);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_key_write(writer, S("notes"));
    json_array_begin(writer);
    for (size_t i = 0; i < coverage->note_count; i++) {
        const ReportNote *note = &coverage->notes[i];
        json_object_begin(writer);
        json_pair_write(writer, S("subject"), note->subject);
        json_pair_write(writer, S("reason"), note->reason);
        json_pair_write(writer, S("file"), note->file);
        json_count_write(writer, S("line"), note->line);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_count_write(writer, S("rules"), coverage->rules);
    json_count_write(writer, S("files"), coverage->files);
    json_count_write(writer, S("skipped"), coverage->skipped);
    json_object_end(writer);
}

static Str report_json_file(const Resource *resource) {
    return resource->properties.source == NULL ? S("") : resource->properties.source->path;
}

static void report_json_resource(JsonWriter *writer, const Resource *resource) {
    json_object_begin(writer);
    json_pair_write(writer, S("address"), resource->address);
    json_pair_write(writer, S("type"), resource->type);
    json_pair_write(writer, S("source_type"), resource->source_type);
    json_key_write(writer, S("understood"));
    json_bool_write(writer, resource->facts != NULL);
    json_key_write(writer, S("source"));
    json_object_begin(writer);
    json_pair_write(writer, S("file"), report_json_file(resource));
    json_count_write(writer, S("line"), resource->properties.line);
    json_object_end(writer);
    json_object_end(writer);
}

static void report_json_subject(JsonWriter *writer, const Resource *subject) {
    json_key_write(writer, S("subject"));
    json_object_begin(writer);
    json_pair_write(writer, S("address"), subject->address);
    json_pair_write(writer, S("type"), subject->type);
    json_pair_write(writer, S("file"), report_json_file(subject));
    json_count_write(writer, S("line"), subject->properties.line);
    json_object_end(writer);
}

static void report_json_evidence(JsonWriter *writer, const Threat *threat) {
    json_key_write(writer, S("evidence"));
    json_array_begin(writer);
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        json_object_begin(writer);
        if (evidence->address.len > 0) json_pair_write(writer, S("address"), evidence->address);
        json_pair_write(writer, S("path"), evidence->path);
        json_pair_write(writer, S("value"), evidence->value);
        json_pair_write(writer, S("file"), evidence->file);
        json_count_write(writer, S("line"), evidence->line);
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* The members of a decision, within an object that the caller begins and ends. */
static void report_json_decision(JsonWriter *writer, const Decision *decision) {
    json_pair_write(writer, S("threat"), decision->threat);
    json_pair_write(writer, S("on"), decision->on);
    json_pair_write(writer, S("state"), state_name(decision->state));
    json_pair_write(writer, S("why"), decision->why);
    json_pair_write(writer, S("by"), decision->by);
    json_pair_write(writer, S("until"), decision->until);
    json_pair_write(writer, S("ticket"), decision->ticket);
    json_pair_write(writer, S("file"), decision->file);
    json_count_write(writer, S("line"), decision->line);
    json_key_write(writer, S("expired"));
    json_bool_write(writer, decision->expired);
}

static void report_json_threat_decision(JsonWriter *writer, const Threat *threat) {
    json_key_write(writer, S("decision"));
    if (threat->decision == NULL) {
        json_null_write(writer);
        return;
    }
    json_object_begin(writer);
    report_json_decision(writer, threat->decision);
    json_key_write(writer, S("contradicted"));
    json_bool_write(writer, threat->contradicted);
    json_object_end(writer);
}

static void report_json_rule(JsonWriter *writer, const Threat *threat) {
    const Rule *rule = threat->rule;
    json_pair_write(writer, S("id"), threat->id);
    json_pair_write(writer, S("rule"), rule->id);
    json_texts_write(writer, S("source"), rule->source.items, rule->source.count);
    report_json_subject(writer, threat->subject);
    json_pair_write(writer, S("title"), rule->title);
    json_pair_write(writer, S("severity"), severity_name(threat->severity));
    json_pair_write(writer, S("confidence"), confidence_name(threat->confidence));
    json_pair_write(writer, S("note"), threat->note);
    json_texts_write(writer, S("stride"), rule->stride.items, rule->stride.count);
    json_texts_write(writer, S("cwe"), rule->cwe.items, rule->cwe.count);
    json_key_write(writer, S("cvss"));
    json_object_begin(writer);
    json_key_write(writer, S("score"));
    json_double_write(writer, rule->cvss);
    if (rule->cvss_vector.len > 0) {
        json_pair_write(writer, S("vector"), rule->cvss_vector);
        json_key_write(writer, S("vector_score"));
        json_double_write(writer, rule->vector_score);
    }
    json_object_end(writer);
    json_texts_write(writer, S("frameworks"), rule->frameworks.items, rule->frameworks.count);
}

static void report_json_seen(JsonWriter *writer, const Seen *seen, const Threat *threat) {
    static const Str states[SEEN_STATE_COUNT] = {S_INIT("seen"),     S_INIT("perhaps"),
                                                 S_INIT("not-seen"), S_INIT("no-data-events"),
                                                 S_INIT("no-logs"),  S_INIT("no-detection")};
    CLEANUP(arena_free) Arena scratch = {0};
    const SeenThreat *item = seen_find_threat(seen, threat->id);
    if (item == NULL) return;
    json_key_write(writer, S("seen"));
    json_object_begin(writer);
    json_pair_write(writer, S("state"), states[item->state]);
    json_count_write(writer, S("hits"), item->all.hits);
    json_count_write(writer, S("unsure"), item->unsure);
    if (item->all.has_time) {
        json_pair_write(writer, S("first"), log_time_text(item->all.first, &scratch));
        json_pair_write(writer, S("last"), log_time_text(item->all.last, &scratch));
    }
    json_count_write(writer, S("addresses"), item->addresses.count);
    json_count_write(writer, S("principals"), item->principals.count);
    json_object_end(writer);
}

static void report_json_threat(JsonWriter *writer, const Report *report, const Threat *threat) {
    json_object_begin(writer);
    report_json_rule(writer, threat);
    json_pair_write(writer, S("verdict"), verdict_name(threat->verdict));
    json_pair_write(writer, S("state"), state_name(threat->state));
    report_json_evidence(writer, threat);
    json_texts_write(writer, S("reasons"), threat->reasons, threat->reason_count);
    if (threat->verdict == VERDICT_UNKNOWN && threat->rule->question.len > 0) {
        json_pair_write(writer, S("question"), threat->rule->question);
        json_texts_write(writer, S("who"), threat->rule->who.items, threat->rule->who.count);
    }
    if (threat->fault.len > 0) json_pair_write(writer, S("fault"), threat->fault);
    report_json_threat_decision(writer, threat);
    json_pair_write(writer, S("origin"), threat->origin);
    if (threat->category.len > 0) json_pair_write(writer, S("category"), threat->category);
    if (threat->element != NULL) json_pair_write(writer, S("element"), threat->element->id);
    if (threat->flow != NULL) json_pair_write(writer, S("flow"), threat->flow->id);
    if (threat->flow_count > 0) {
        json_key_write(writer, S("flows"));
        json_array_begin(writer);
        for (size_t i = 0; i < threat->flow_count; i++) {
            json_string_write(writer, threat->flows[i]->id);
        }
        json_array_end(writer);
    }
    json_key_write(writer, S("implied_by"));
    if (threat->implied_by == NULL) {
        json_null_write(writer);
    } else {
        json_string_write(writer, threat->implied_by->id);
    }
    if (report->seen != NULL) report_json_seen(writer, report->seen, threat);
    if (report->has_baseline) {
        json_key_write(writer, S("new"));
        json_bool_write(writer, threat->is_new);
    }
    json_object_end(writer);
}

static void report_json_lists(JsonWriter *writer, const Report *report) {
    json_key_write(writer, S("resources"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->estate->resources.count; i++) {
        const Resource *resource = report->estate->resources.items[i];
        if (!resource->outside) report_json_resource(writer, resource);
    }
    json_array_end(writer);
    json_key_write(writer, S("threats"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->threats.count; i++) {
        report_json_threat(writer, report, &report->threats.items[i]);
    }
    json_array_end(writer);
    json_key_write(writer, S("decisions"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->decision_count; i++) {
        json_object_begin(writer);
        report_json_decision(writer, &report->decisions[i]);
        json_key_write(writer, S("orphaned"));
        json_bool_write(writer, !report->decisions[i].matched);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void report_json_control(JsonWriter *writer, const ComplianceResult *result) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), result->control->id);
    json_pair_write(writer, S("title"), result->control->title);
    json_pair_write(writer, S("status"), compliance_status_name(result->status));
    json_count_write(writer, S("rules"), result->control->rule_count);
    json_count_write(writer, S("judged"), result->judged);
    json_count_write(writer, S("closed"), result->closed);
    json_texts_write(writer, S("threats"), result->threats, result->threat_count);
    json_object_end(writer);
}

static void report_json_frameworks(JsonWriter *writer, const Report *report) {
    json_key_write(writer, S("frameworks"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->compliance_count; i++) {
        const Framework *framework = report->compliance[i].framework;
        json_object_begin(writer);
        json_pair_write(writer, S("name"), framework->name);
        json_pair_write(writer, S("title"), framework->title);
        json_key_write(writer, S("controls"));
        json_array_begin(writer);
        for (size_t c = 0; c < framework->control_count; c++) {
            report_json_control(writer, &report->compliance[i].results[c]);
        }
        json_array_end(writer);
        json_object_end(writer);
    }
    json_array_end(writer);
}

void report_write_json(const Report *report, Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-report"));
    json_key_write(&writer, S("version"));
    json_int_write(&writer, REPORT_JSON_VERSION);
    json_key_write(&writer, S("tool"));
    json_object_begin(&writer);
    json_pair_write(&writer, S("name"), S("merlon"));
    json_pair_write(&writer, S("version"), report->version);
    json_object_end(&writer);
    report_json_summary(&writer, report);
    report_json_coverage(&writer, &report->coverage);
    if (report->model != NULL) json_model_write(&writer, report->model);
    report_json_lists(&writer, report);
    if (report->compliance_count > 0) report_json_frameworks(&writer, report);
    json_texts_write(&writer, S("errors"), report->errors, report->error_count);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}
