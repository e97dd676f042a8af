/* SPDX-License-Identifier: Apache-2.0 */
/* report_sarif.c -- SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), for code scanning. Only
 * rules with results are described. A threat that is unknown is a result to review, not a failure.
 */
#include "report/report.h"
#include "text/json_writer.h"

/* A rule's place in the list of descriptions. */
typedef struct SarifRule {
    const Rule *rule;
    int64_t index;
} SarifRule;

typedef struct SarifWriter {
    JsonWriter json;
    const Report *report;
    Arena scratch;
    Map rules; /* id -> SarifRule */
} SarifWriter;

static bool sarif_reports(const Threat *threat) {
    return threat->verdict != VERDICT_ABSENT && threat->implied_by == NULL;
}

static void sarif_collect_rules(SarifWriter *writer) {
    writer->rules = map_make(&writer->scratch);
    for (size_t i = 0; i < writer->report->threats.count; i++) {
        const Threat *threat = &writer->report->threats.items[i];
        if (!sarif_reports(threat)) continue;
        if (map_find(&writer->rules, threat->rule->id) != NULL) continue;
        SarifRule *rule = ARENA_NEW(&writer->scratch, SarifRule);
        *rule = (SarifRule){threat->rule, (int64_t)writer->rules.count};
        map_set(&writer->rules, threat->rule->id, rule);
    }
}

static void sarif_message(JsonWriter *json, Str key, Str text) {
    json_key_write(json, key);
    json_object_begin(json);
    json_pair_write(json, S("text"), text);
    json_object_end(json);
}

static Str sarif_level(const Threat *threat) {
    if (threat->verdict == VERDICT_UNKNOWN) return S("none");
    if (threat->weight >= SEVERITY_HIGH) return S("error");
    return threat->weight == SEVERITY_MEDIUM ? S("warning") : S("note");
}

static Str sarif_rule_level(const Rule *rule) {
    if (rule->severity >= SEVERITY_HIGH) return S("error");
    return rule->severity == SEVERITY_MEDIUM ? S("warning") : S("note");
}

static bool sarif_is_link(Str text) {
    return str_starts(text, S("https://")) || str_starts(text, S("http://"));
}

static void sarif_write_rule(SarifWriter *writer, const Rule *rule) {
    JsonWriter *json = &writer->json;
    json_object_begin(json);
    json_pair_write(json, S("id"), rule->id);
    sarif_message(json, S("shortDescription"), rule->title);
    sarif_message(json, S("fullDescription"), rule->why);
    sarif_message(json, S("help"), rule->fix);
    for (size_t i = 0; i < rule->references.count; i++) {
        if (!sarif_is_link(rule->references.items[i])) continue;
        json_pair_write(json, S("helpUri"), rule->references.items[i]);
        break;
    }
    json_key_write(json, S("defaultConfiguration"));
    json_object_begin(json);
    json_pair_write(json, S("level"), sarif_rule_level(rule));
    json_object_end(json);
    json_key_write(json, S("properties"));
    json_object_begin(json);
    json_key_write(json, S("tags"));
    json_array_begin(json);
    json_string_write(json, S("security"));
    for (size_t i = 0; i < rule->stride.count; i++) json_string_write(json, rule->stride.items[i]);
    for (size_t i = 0; i < rule->cwe.count; i++) {
        Str lower = str_lower(&writer->scratch, rule->cwe.items[i]);
        json_string_write(json, str_join2(&writer->scratch, S("external/cwe/"), lower));
    }
    json_array_end(json);
    json_pair_write(json, S("precision"), S("high"));
    json_pair_write(json, S("security-severity"), str_format(&writer->scratch, "%.1f", rule->cvss));
    json_object_end(json);
    json_object_end(json);
}

/* A path as a relative URI, or a file URI when it is absolute: all but the unreserved characters
 * and the slash are encoded. */
static Str sarif_uri(Arena *arena, Str path) {
    static const char hex[] = "0123456789ABCDEF";
    CLEANUP(buffer_free) Buffer out = {0};
    if (str_starts(path, S("/"))) buffer_add(&out, S("file://"));
    for (size_t i = 0; i < path.len; i++) {
        unsigned char byte = (unsigned char)path.ptr[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') ||
                     (byte != '\0' && strchr("-._~/", byte) != NULL);
        if (plain) {
            buffer_add_byte(&out, (char)byte);
        } else {
            buffer_add_byte(&out, '%');
            buffer_add_byte(&out, hex[byte >> 4]);
            buffer_add_byte(&out, hex[byte & 15]);
        }
    }
    return str_copy(arena, buffer_text(&out));
}

static void sarif_write_region(JsonWriter *json, const Node *place) {
    if (place->line == 0) return;
    json_key_write(json, S("region"));
    json_object_begin(json);
    json_key_write(json, S("startLine"));
    json_int_write(json, place->line);
    if (place->column > 0) {
        json_key_write(json, S("startColumn"));
        json_int_write(json, place->column);
    }
    json_object_end(json);
}

static void sarif_write_location(SarifWriter *writer, const Resource *subject) {
    JsonWriter *json = &writer->json;
    const Node *place = &subject->properties;
    json_key_write(json, S("locations"));
    json_array_begin(json);
    json_object_begin(json);
    if (place->source != NULL && place->source->path.len > 0) {
        json_key_write(json, S("physicalLocation"));
        json_object_begin(json);
        json_key_write(json, S("artifactLocation"));
        json_object_begin(json);
        json_pair_write(json, S("uri"), sarif_uri(&writer->scratch, place->source->path));
        json_object_end(json);
        sarif_write_region(json, place);
        json_object_end(json);
    }
    json_key_write(json, S("logicalLocations"));
    json_array_begin(json);
    json_object_begin(json);
    json_pair_write(json, S("fullyQualifiedName"), subject->address);
    json_pair_write(json, S("kind"), S("resource"));
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

static Str sarif_text(Arena *arena, const Threat *threat) {
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, threat->subject->address);
    buffer_add(&out, S(": "));
    buffer_add(&out, threat->rule->title);
    buffer_add(&out, threat->verdict == VERDICT_UNKNOWN ? S(" (not known)") : S(""));
    for (size_t i = 0; i < threat->reason_count; i++) {
        buffer_add(&out, S("\n- not known: "));
        buffer_add(&out, threat->reasons[i]);
    }
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        buffer_add(&out, S("\n- "));
        if (evidence->address.len > 0) buffer_add(&out, evidence->address);
        if (evidence->address.len > 0) buffer_add_byte(&out, ' ');
        buffer_add(&out, evidence->path);
        buffer_add(&out, evidence->path.len > 0 ? S(" = ") : S(""));
        buffer_add(&out, evidence->value);
        buffer_add_format(&out, " (%.*s:%u)", STR_ARGS(evidence->file), evidence->line);
    }
    return str_copy(arena, buffer_text(&out));
}

/* A decision that closes a threat suppresses its result. */
static void sarif_write_suppression(JsonWriter *json, const Threat *threat) {
    bool closed = threat->state == STATE_MITIGATED || threat->state == STATE_NOT_APPLICABLE;
    if (!closed || threat->decision == NULL) return;
    json_key_write(json, S("suppressions"));
    json_array_begin(json);
    json_object_begin(json);
    json_pair_write(json, S("kind"), S("external"));
    json_pair_write(json, S("justification"), threat->decision->why);
    json_object_end(json);
    json_array_end(json);
}

static void sarif_write_result(SarifWriter *writer, const Threat *threat) {
    JsonWriter *json = &writer->json;
    const SarifRule *rule = map_find(&writer->rules, threat->rule->id);
    json_object_begin(json);
    json_pair_write(json, S("ruleId"), threat->rule->id);
    json_key_write(json, S("ruleIndex"));
    json_int_write(json, rule->index);
    json_pair_write(json, S("kind"), threat->verdict == VERDICT_UNKNOWN ? S("review") : S("fail"));
    json_pair_write(json, S("level"), sarif_level(threat));
    sarif_message(json, S("message"), sarif_text(&writer->scratch, threat));
    sarif_write_location(writer, threat->subject);
    json_key_write(json, S("partialFingerprints"));
    json_object_begin(json);
    json_pair_write(
        json, S("merlon/v1"),
        str_format(&writer->scratch, "%016llx", (unsigned long long)str_hash(threat->id)));
    json_object_end(json);
    sarif_write_suppression(json, threat);
    if (writer->report->has_baseline) {
        json_pair_write(json, S("baselineState"), threat->is_new ? S("new") : S("unchanged"));
    }
    json_object_end(json);
}

static void sarif_write_driver(SarifWriter *writer) {
    JsonWriter *json = &writer->json;
    json_key_write(json, S("tool"));
    json_object_begin(json);
    json_key_write(json, S("driver"));
    json_object_begin(json);
    json_pair_write(json, S("name"), S("merlon"));
    json_pair_write(json, S("version"), writer->report->version);
    json_key_write(json, S("rules"));
    json_array_begin(json);
    for (size_t i = 0; i < writer->rules.count; i++) {
        sarif_write_rule(writer, ((const SarifRule *)writer->rules.entries[i].value)->rule);
    }
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void sarif_write_invocation(SarifWriter *writer) {
    JsonWriter *json = &writer->json;
    const Report *report = writer->report;
    json_key_write(json, S("invocations"));
    json_array_begin(json);
    json_object_begin(json);
    json_key_write(json, S("executionSuccessful"));
    json_bool_write(json, report->error_count == 0);
    json_key_write(json, S("toolExecutionNotifications"));
    json_array_begin(json);
    for (size_t i = 0; i < report->error_count; i++) {
        json_object_begin(json);
        json_pair_write(json, S("level"), S("error"));
        sarif_message(json, S("message"), report->errors[i]);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

void report_write_sarif(const Report *report, Buffer *out) {
    SarifWriter writer = {.json = json_writer_make(out, false), .report = report};
    JsonWriter *json = &writer.json;
    sarif_collect_rules(&writer);
    json_object_begin(json);
    json_pair_write(json, S("$schema"), S("https://json.schemastore.org/sarif-2.1.0.json"));
    json_pair_write(json, S("version"), S("2.1.0"));
    json_key_write(json, S("runs"));
    json_array_begin(json);
    json_object_begin(json);
    sarif_write_driver(&writer);
    sarif_write_invocation(&writer);
    json_key_write(json, S("results"));
    json_array_begin(json);
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (sarif_reports(threat)) sarif_write_result(&writer, threat);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    buffer_add_byte(out, '\n');
    arena_free(&writer.scratch);
}
