/* SPDX-License-Identifier: Apache-2.0 */
/* report_sarif.c -- SARIF 2.1.0 (OASIS Standard), for GitHub code scanning and its like. Present
 * threats are failures, unknown ones are reviews; what a decision closes is suppressed, not left
 * out. Mitigated and implied threats are no results. */
#include "report/listing.h"
#include "text/json_writer.h"
#include "text/markdown_writer.h"

#include <stdio.h>

enum { SARIF_HASH_BYTES = 17 }; /* 64 bits in hexadecimal digits, and a NUL */

static const char sarif_schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

typedef struct Sarif {
    JsonWriter json;
    Arena *arena;
    const Report *report;
    Map rule_index; /* rule id -> SarifRule */
} Sarif;

typedef struct SarifRule {
    const Rule *rule;
    size_t index;
} SarifRule;

static bool sarif_is_result(const Threat *threat) {
    return threat->verdict != VERDICT_ABSENT && threat->implied_by == NULL;
}

static Str sarif_level(Severity severity) {
    if (severity >= SEVERITY_HIGH) return S("error");
    return severity == SEVERITY_MEDIUM ? S("warning") : S("note");
}

static void sarif_text_write(JsonWriter *json, Str key, Str text) {
    json_key_write(json, key);
    json_object_begin(json);
    json_pair_write(json, S("text"), text);
    json_object_end(json);
}

/* A message may hold placeholders, {0}, and links, [text](target): SARIF 3.11.5 and 3.11.6. */
static void sarif_plain(Buffer *out, Str text) {
    bool links = str_contains(text, S("]("));
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (links && (byte == '[' || byte == ']' || byte == '\\')) buffer_add_byte(out, '\\');
        if (byte == '{' || byte == '}') buffer_add_byte(out, byte);
        buffer_add_byte(out, byte);
    }
}

/* "s3/bucket-no-cmk" -> "S3BucketNoCmk". */
static void sarif_rule_name_write(JsonWriter *json, Str id) {
    CLEANUP(buffer_free) Buffer name = {0};
    bool upper = true;
    for (size_t i = 0; i < id.len; i++) {
        char byte = id.ptr[i];
        bool lower = byte >= 'a' && byte <= 'z';
        bool word = lower || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        if (word) buffer_add_byte(&name, upper && lower ? (char)(byte - 'a' + 'A') : byte);
        upper = !word;
    }
    json_pair_write(json, S("name"), buffer_text(&name));
}

static void sarif_tags_write(JsonWriter *json, const Rule *rule) {
    json_key_write(json, S("tags"));
    json_array_begin(json);
    json_string_write(json, S("security"));
    for (size_t i = 0; i < rule->stride.count; i++) json_string_write(json, rule->stride.items[i]);
    for (size_t i = 0; i < rule->cwe.count; i++) {
        CLEANUP(arena_free) Arena scratch = {0};
        Str cwe = str_lower(&scratch, rule->cwe.items[i]);
        json_string_write(json, str_join2(&scratch, S("external/cwe/"), cwe));
    }
    json_array_end(json);
}

static void sarif_rule_properties_write(JsonWriter *json, const Rule *rule) {
    json_key_write(json, S("properties"));
    json_object_begin(json);
    sarif_tags_write(json, rule);
    json_pair_write(json, S("precision"), S("high"));
    if (rule->cvss > 0) {
        CLEANUP(buffer_free) Buffer score = {0};
        buffer_add_double(&score, rule->cvss);
        json_pair_write(json, S("security-severity"), buffer_text(&score));
    }
    json_object_end(json);
}

static void sarif_help_write(JsonWriter *json, const Rule *rule) {
    CLEANUP(buffer_free) Buffer markdown = {0};
    markdown_text(&markdown, rule->fix);
    json_key_write(json, S("help"));
    json_object_begin(json);
    json_pair_write(json, S("text"), rule->fix);
    json_pair_write(json, S("markdown"), buffer_text(&markdown));
    json_object_end(json);
    for (size_t i = 0; i < rule->references.count; i++) {
        if (!listing_is_link(rule->references.items[i])) continue;
        json_pair_write(json, S("helpUri"), rule->references.items[i]);
        break;
    }
}

static void sarif_rule_write(JsonWriter *json, const Rule *rule) {
    json_object_begin(json);
    json_pair_write(json, S("id"), rule->id);
    sarif_rule_name_write(json, rule->id);
    sarif_text_write(json, S("shortDescription"), rule->title);
    sarif_text_write(json, S("fullDescription"), rule->why);
    sarif_help_write(json, rule);
    json_key_write(json, S("defaultConfiguration"));
    json_object_begin(json);
    json_pair_write(json, S("level"), sarif_level(rule->severity));
    json_object_end(json);
    sarif_rule_properties_write(json, rule);
    json_object_end(json);
}

/* The rules that have results, in the order of their first one. */
static void sarif_rules_write(Sarif *sarif) {
    json_key_write(&sarif->json, S("rules"));
    json_array_begin(&sarif->json);
    for (size_t i = 0; i < sarif->report->threats.count; i++) {
        const Threat *threat = &sarif->report->threats.items[i];
        if (!sarif_is_result(threat)) continue;
        if (map_find(&sarif->rule_index, threat->rule->id) != NULL) continue;
        SarifRule *rule = ARENA_NEW(sarif->arena, SarifRule);
        *rule = (SarifRule){threat->rule, sarif->rule_index.count};
        map_set(&sarif->rule_index, threat->rule->id, rule);
        sarif_rule_write(&sarif->json, threat->rule);
    }
    json_array_end(&sarif->json);
}

static void sarif_driver_write(Sarif *sarif) {
    json_key_write(&sarif->json, S("tool"));
    json_object_begin(&sarif->json);
    json_key_write(&sarif->json, S("driver"));
    json_object_begin(&sarif->json);
    json_pair_write(&sarif->json, S("name"), S("merlon"));
    json_pair_write(&sarif->json, S("version"), sarif->report->version);
    sarif_rules_write(sarif);
    json_object_end(&sarif->json);
    json_object_end(&sarif->json);
}

static void sarif_add_place(Buffer *out, Str file, uint32_t line) {
    if (file.len == 0) return;
    buffer_add(out, S(" ("));
    sarif_plain(out, file);
    if (line > 0) buffer_add_format(out, ":%u", line);
    buffer_add_byte(out, ')');
}

static void sarif_add_evidence(Buffer *out, const Evidence *evidence) {
    if (evidence->address.len > 0) {
        sarif_plain(out, evidence->address);
        buffer_add_byte(out, ' ');
    }
    if (evidence->path.len > 0) {
        sarif_plain(out, evidence->path);
        buffer_add(out, S(" = "));
    }
    sarif_plain(out, evidence->value);
    sarif_add_place(out, evidence->file, evidence->line);
}

static void sarif_message_write(JsonWriter *json, const Threat *threat) {
    CLEANUP(buffer_free) Buffer text = {0};
    sarif_plain(&text, threat->rule->title);
    buffer_add(&text, S(": "));
    sarif_plain(&text, threat->subject->address);
    buffer_add_byte(&text, '.');
    for (size_t i = 0; i < threat->evidence_count; i++) {
        buffer_add(&text, i == 0 ? S("\nEvidence:\n  ") : S("\n  "));
        sarif_add_evidence(&text, &threat->evidence[i]);
    }
    for (size_t i = 0; i < threat->reason_count; i++) {
        buffer_add(&text, S("\nNot known: "));
        sarif_plain(&text, threat->reasons[i]);
    }
    CLEANUP(arena_free) Arena scratch = {0};
    Str question = listing_question(&scratch, threat);
    if (question.len > 0) {
        buffer_add(&text, S("\nAsk "));
        sarif_plain(&text, question);
    }
    if (threat->fault.len > 0) {
        buffer_add(&text, S("\nThe rule has an error: "));
        sarif_plain(&text, threat->fault);
    }
    sarif_text_write(json, S("message"), buffer_text(&text));
}

/* A URI reference of a path: relative stays relative, absolute becomes file://. */
static void sarif_add_uri(Buffer *out, Str path) {
    static const char hex[] = "0123456789ABCDEF";
    while (str_starts(path, S("./"))) path = str_slice(path, 2, path.len);
    if (str_starts(path, S("/"))) buffer_add(out, S("file://"));
    for (size_t i = 0; i < path.len; i++) {
        unsigned char byte = (unsigned char)path.ptr[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        bool plain = letter || (byte >= '0' && byte <= '9') ||
                     (byte != '\0' && strchr("-._~/", byte) != NULL);
        if (plain) {
            buffer_add_byte(out, (char)byte);
        } else {
            buffer_add(out, (Str){(char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3});
        }
    }
}

static void sarif_physical_write(JsonWriter *json, Str file, uint32_t line) {
    CLEANUP(buffer_free) Buffer uri = {0};
    sarif_add_uri(&uri, file);
    json_key_write(json, S("physicalLocation"));
    json_object_begin(json);
    json_key_write(json, S("artifactLocation"));
    json_object_begin(json);
    json_pair_write(json, S("uri"), buffer_text(&uri));
    json_object_end(json);
    if (line > 0) {
        json_key_write(json, S("region"));
        json_object_begin(json);
        json_key_write(json, S("startLine"));
        json_int_write(json, line);
        json_object_end(json);
    }
    json_object_end(json);
}

static void sarif_locations_write(JsonWriter *json, const Resource *subject) {
    Str file = listing_file(subject);
    json_key_write(json, S("locations"));
    json_array_begin(json);
    json_object_begin(json);
    if (file.len > 0) sarif_physical_write(json, file, subject->properties.line);
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

/* Where some results are suppressed, the others say that they aren't (SARIF 3.27.23). */
static void sarif_suppressions_write(Sarif *sarif, const Threat *threat) {
    JsonWriter *json = &sarif->json;
    if (sarif->report->decision_count == 0) return;
    json_key_write(json, S("suppressions"));
    json_array_begin(json);
    bool valid = threat->decision != NULL && !threat->decision->expired;
    if (valid && !threat->contradicted && listing_kind(threat) == LISTING_CLOSED) {
        json_object_begin(json);
        json_pair_write(json, S("kind"), S("external"));
        json_pair_write(json, S("status"), S("accepted"));
        json_pair_write(json, S("justification"), threat->decision->why);
        json_object_end(json);
    }
    json_array_end(json);
}

static void sarif_identity_write(Sarif *sarif, const Threat *threat) {
    JsonWriter *json = &sarif->json;
    char hex[SARIF_HASH_BYTES];
    snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)str_hash(threat->id));
    json_key_write(json, S("partialFingerprints"));
    json_object_begin(json);
    json_pair_write(json, S("merlon/v1"), str_from(hex));
    json_object_end(json);
    sarif_suppressions_write(sarif, threat);
    if (!sarif->report->has_baseline) return;
    json_pair_write(json, S("baselineState"), threat->is_new ? S("new") : S("unchanged"));
}

static void sarif_result_write(Sarif *sarif, const Threat *threat) {
    JsonWriter *json = &sarif->json;
    bool known = threat->verdict == VERDICT_PRESENT;
    const SarifRule *rule = map_find(&sarif->rule_index, threat->rule->id);
    json_object_begin(json);
    json_pair_write(json, S("ruleId"), threat->rule->id);
    json_key_write(json, S("ruleIndex"));
    json_int_write(json, (int64_t)rule->index);
    json_pair_write(json, S("kind"), known ? S("fail") : S("review"));
    json_pair_write(json, S("level"), known ? sarif_level(threat->severity) : S("none"));
    sarif_message_write(json, threat);
    sarif_locations_write(json, threat->subject);
    sarif_identity_write(sarif, threat);
    json_key_write(json, S("properties"));
    json_object_begin(json);
    json_pair_write(json, S("threat"), threat->id);
    json_pair_write(json, S("severity"), severity_name(threat->severity));
    json_pair_write(json, S("confidence"), confidence_name(threat->confidence));
    json_pair_write(json, S("state"), state_name(threat->state));
    json_object_end(json);
    json_object_end(json);
}

static void sarif_results_write(Sarif *sarif) {
    json_key_write(&sarif->json, S("results"));
    json_array_begin(&sarif->json);
    for (size_t i = 0; i < sarif->report->threats.count; i++) {
        const Threat *threat = &sarif->report->threats.items[i];
        if (sarif_is_result(threat)) sarif_result_write(sarif, threat);
    }
    json_array_end(&sarif->json);
}

static void sarif_invocation_write(JsonWriter *json, const Report *report) {
    json_key_write(json, S("invocations"));
    json_array_begin(json);
    json_object_begin(json);
    json_key_write(json, S("executionSuccessful"));
    json_bool_write(json, report->error_count == 0);
    json_key_write(json, S("toolExecutionNotifications"));
    json_array_begin(json);
    for (size_t i = 0; i < report->error_count; i++) {
        CLEANUP(buffer_free) Buffer text = {0};
        sarif_plain(&text, report->errors[i]);
        json_object_begin(json);
        json_pair_write(json, S("level"), S("error"));
        sarif_text_write(json, S("message"), buffer_text(&text));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

void report_write_sarif(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    Sarif sarif = {json_writer_make(out, false), &arena, report, map_make(&arena)};
    JsonWriter *json = &sarif.json;
    json_object_begin(json);
    json_pair_write(json, S("$schema"), str_from(sarif_schema));
    json_pair_write(json, S("version"), S("2.1.0"));
    json_key_write(json, S("runs"));
    json_array_begin(json);
    json_object_begin(json);
    sarif_driver_write(&sarif);
    sarif_invocation_write(json, report);
    sarif_results_write(&sarif);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    buffer_add_byte(out, '\n');
}
