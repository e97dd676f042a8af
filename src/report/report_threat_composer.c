/* SPDX-License-Identifier: Apache-2.0 */
/* report_threat_composer.c -- AWS Threat Composer, version 1 of its format. It has no diagram: the
 * elements and flows become two lists in Markdown, the threats statements with what is to be done
 * linked to them. Every text has a greatest length there, in UTF-16 code units. */
#include "report/exchange.h"
#include "text/json_writer.h"
#include "text/markdown_writer.h"

enum {
    COMPOSER_NAME_MAX = 200,
    COMPOSER_DESCRIPTION_MAX = 100 * 1000,
    COMPOSER_LIST_BYTES_MAX = 90 * 1000, /* of lists, so that the last line is whole */
    COMPOSER_CONTENT_MAX = 1000,
    COMPOSER_STATEMENT_MAX = 1400,
    COMPOSER_PART_MAX = 200
};

typedef struct ComposerWriter {
    JsonWriter json;
    Arena *arena;
    Exchange exchange;
    const Model *model;
} ComposerWriter;

static void composer_cut_write(ComposerWriter *composer, const char *key, Str text, size_t most) {
    json_pair_write(&composer->json, str_from(key), exchange_cut(composer->arena, text, most));
}

static void composer_list_begin(ComposerWriter *composer, const char *key) {
    json_key_write(&composer->json, str_from(key));
    json_array_begin(&composer->json);
}

static void composer_number_write(ComposerWriter *composer, size_t number) {
    json_key_write(&composer->json, S("numericId"));
    json_int_write(&composer->json, (int64_t)number);
    json_key_write(&composer->json, S("displayOrder"));
    json_int_write(&composer->json, (int64_t)number);
}

/* ---- what is said of the system ---- */

static bool composer_is_full(Buffer *list, size_t left) {
    if (list->len < COMPOSER_LIST_BYTES_MAX) return false;
    buffer_add_format(list, "- and %zu more\n", left);
    return true;
}

static void composer_add_elements(const Model *model, Buffer *list) {
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = model->elements[i];
        if (composer_is_full(list, model->element_count - i)) return;
        buffer_add(list, S("- "));
        markdown_text(list, element->name);
        buffer_add(list, S(" ("));
        buffer_add(list, element->actor ? S("actor") : element_kind_name(element->kind));
        if (element->boundary != NULL) {
            buffer_add(list, S(", in "));
            markdown_text(list, element->boundary->name);
        }
        buffer_add(list, element->out_of_scope ? S(", out of scope)\n") : S(")\n"));
    }
}

static void composer_add_claim(Buffer *list, const char *what, const Claim *claim) {
    static const char *const words[] = {"not ", "perhaps ", ""};
    if (claim->stated) buffer_add_format(list, ", %s%s", words[claim->truth], what);
}

static void composer_add_flows(const Model *model, Buffer *list) {
    for (size_t i = 0; i < model->flow_count; i++) {
        const Flow *flow = model->flows[i];
        if (composer_is_full(list, model->flow_count - i)) return;
        buffer_add(list, S("- "));
        markdown_text(list, flow->from->name);
        buffer_add(list, flow->bidirectional ? S(" and ") : S(" to "));
        markdown_text(list, flow->to->name);
        buffer_add(list, S(": "));
        markdown_text(list, flow->label);
        composer_add_claim(list, "encrypted", &flow->encrypted);
        composer_add_claim(list, "authenticated", &flow->authenticated);
        buffer_add(list, S("\n"));
    }
}

static void composer_described_write(ComposerWriter *composer, const char *key, Str description) {
    json_key_write(&composer->json, str_from(key));
    json_object_begin(&composer->json);
    composer_cut_write(composer, "description", description, COMPOSER_DESCRIPTION_MAX);
    json_object_end(&composer->json);
}

static void composer_system_write(ComposerWriter *composer) {
    CLEANUP(buffer_free) Buffer elements = {0};
    CLEANUP(buffer_free) Buffer flows = {0};
    const ModelHead *head = &composer->model->head;
    json_key_write(&composer->json, S("applicationInfo"));
    json_object_begin(&composer->json);
    composer_cut_write(composer, "name", head->name, COMPOSER_NAME_MAX);
    composer_cut_write(composer, "description", head->description, COMPOSER_DESCRIPTION_MAX);
    json_object_end(&composer->json);
    composer_add_elements(composer->model, &elements);
    composer_described_write(composer, "architecture", buffer_text(&elements));
    composer_add_flows(composer->model, &flows);
    composer_described_write(composer, "dataflow", buffer_text(&flows));
}

static void composer_assumptions_write(ComposerWriter *composer) {
    const ModelTexts *assumptions = &composer->model->head.assumptions;
    composer_list_begin(composer, "assumptions");
    for (size_t i = 0; i < assumptions->count; i++) {
        Str text = assumptions->items[i];
        Str name = str_format(composer->arena, "%zu %.*s", i, STR_ARGS(text));
        json_object_begin(&composer->json);
        json_pair_write(&composer->json, S("id"),
                        exchange_uuid(composer->arena, "assumption", name));
        composer_number_write(composer, i + 1);
        composer_cut_write(composer, "content", text, COMPOSER_CONTENT_MAX);
        json_object_end(&composer->json);
    }
    json_array_end(&composer->json);
}

/* ---- mitigations ---- */

static Str composer_mitigation_id(ComposerWriter *composer, Str text) {
    return exchange_uuid(composer->arena, "mitigation", text);
}

/* A mitigation is done when no threat that it is linked to is open. */
static Map composer_open_mitigations(const ComposerWriter *composer) {
    Map open = map_make(composer->arena);
    for (size_t i = 0; i < composer->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &composer->exchange.threats[i];
        for (size_t k = 0; k < threat->mitigations.count; k++) {
            if (threat->status != EXCHANGE_OPEN) continue;
            map_set(&open, threat->mitigations.items[k], (void *)(uintptr_t)threat);
        }
    }
    return open;
}

static void composer_mitigations_write(ComposerWriter *composer) {
    Map open = composer_open_mitigations(composer), seen = map_make(composer->arena);
    composer_list_begin(composer, "mitigations");
    for (size_t i = 0; i < composer->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &composer->exchange.threats[i];
        for (size_t k = 0; k < threat->mitigations.count; k++) {
            Str text = threat->mitigations.items[k];
            if (map_set(&seen, text, composer) != NULL) continue;
            bool done = map_find(&open, text) == NULL;
            json_object_begin(&composer->json);
            json_pair_write(&composer->json, S("id"), composer_mitigation_id(composer, text));
            composer_number_write(composer, seen.count);
            composer_cut_write(composer, "content", text, COMPOSER_CONTENT_MAX);
            json_pair_write(&composer->json, S("status"),
                            done ? S("mitigationResolved") : S("mitigationIdentified"));
            json_object_end(&composer->json);
        }
    }
    json_array_end(&composer->json);
}

/* ---- threats ---- */

/* The same kind of threat may be on one thing twice in a model that was made elsewhere. */
static Str composer_threat_id(ComposerWriter *composer, size_t index) {
    const ExchangeThreat *threat = &composer->exchange.threats[index];
    Str name = threat->id;
    if (threat->told != NULL) {
        name = str_format(composer->arena, "%zu %.*s", index, STR_ARGS(threat->id));
    }
    return exchange_uuid(composer->arena, "threat", name);
}

static void composer_links_write(ComposerWriter *composer) {
    composer_list_begin(composer, "mitigationLinks");
    for (size_t i = 0; i < composer->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &composer->exchange.threats[i];
        Str id = composer_threat_id(composer, i);
        Map seen = map_make(composer->arena);
        for (size_t k = 0; k < threat->mitigations.count; k++) {
            if (map_set(&seen, threat->mitigations.items[k], composer) != NULL) continue;
            json_object_begin(&composer->json);
            json_pair_write(&composer->json, S("mitigationId"),
                            composer_mitigation_id(composer, threat->mitigations.items[k]));
            json_pair_write(&composer->json, S("linkedId"), id);
            json_object_end(&composer->json);
        }
    }
    json_array_end(&composer->json);
}

static void composer_metadata_begin(ComposerWriter *composer, const char *key) {
    json_object_begin(&composer->json);
    json_pair_write(&composer->json, S("key"), str_from(key));
    json_key_write(&composer->json, S("value"));
}

static void composer_metadata_text(ComposerWriter *composer, const char *key, Str text) {
    if (text.len == 0) return;
    composer_metadata_begin(composer, key);
    json_string_write(&composer->json, text);
    json_object_end(&composer->json);
}

static void composer_stride_write(ComposerWriter *composer, const ExchangeThreat *threat) {
    const char *all = "STRIDE";
    bool has[6] = {0}, any = false;
    for (size_t i = 0; i < threat->categories.count; i++) {
        char letter = exchange_stride_letter(threat->categories.items[i]);
        if (letter == 0) continue;
        any = has[strchr(all, letter) - all] = true;
    }
    if (!any) return;
    composer_metadata_begin(composer, "STRIDE");
    json_array_begin(&composer->json);
    for (size_t i = 0; i < COUNT(has); i++) {
        if (has[i]) json_string_write(&composer->json, (Str){all + i, 1});
    }
    json_array_end(&composer->json);
    json_object_end(&composer->json);
}

static void composer_metadata_write(ComposerWriter *composer, const ExchangeThreat *threat) {
    Str priority = threat->severity >= SEVERITY_HIGH     ? S("High")
                   : threat->severity == SEVERITY_MEDIUM ? S("Medium")
                                                         : S("Low");
    composer_list_begin(composer, "metadata");
    composer_stride_write(composer, threat);
    composer_metadata_text(composer, "Priority", priority);
    composer_metadata_text(composer, "Comments",
                           exchange_cut(composer->arena, threat->detail, COMPOSER_CONTENT_MAX));
    composer_metadata_text(composer, "custom:merlon-rule", threat->rule);
    composer_metadata_text(composer, "custom:merlon-subject", threat->subject);
    composer_metadata_text(composer, "custom:merlon-severity", severity_name(threat->severity));
    composer_metadata_text(composer, "custom:merlon-state", threat->state);
    json_array_end(&composer->json);
}

static void composer_threat_write(ComposerWriter *composer, size_t index) {
    static const Str statuses[] = {S_INIT("threatIdentified"), S_INIT("threatResolved"),
                                   S_INIT("threatResolvedNotUseful")};
    const ExchangeThreat *threat = &composer->exchange.threats[index];
    Str statement = threat->title;
    if (threat->told == NULL) {
        statement = str_join3(composer->arena, threat->title, S(": "), threat->subject);
    }
    json_object_begin(&composer->json);
    json_pair_write(&composer->json, S("id"), composer_threat_id(composer, index));
    composer_number_write(composer, index + 1);
    composer_metadata_write(composer, threat);
    if (threat->subject.len > 0) {
        composer_list_begin(composer, "impactedAssets");
        json_string_write(&composer->json,
                          exchange_cut(composer->arena, threat->subject, COMPOSER_PART_MAX));
        json_array_end(&composer->json);
    }
    composer_cut_write(composer, "statement", statement, COMPOSER_STATEMENT_MAX);
    json_pair_write(&composer->json, S("status"), statuses[threat->status]);
    json_object_end(&composer->json);
}

void report_write_threat_composer(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    ComposerWriter composer = {.json = json_writer_make(out, false),
                               .arena = &arena,
                               .exchange = exchange_make(&arena, report)};
    composer.model = composer.exchange.model;
    json_object_begin(&composer.json);
    json_key_write(&composer.json, S("schema"));
    json_int_write(&composer.json, 1);
    composer_system_write(&composer);
    composer_assumptions_write(&composer);
    composer_mitigations_write(&composer);
    composer_list_begin(&composer, "assumptionLinks");
    json_array_end(&composer.json);
    composer_links_write(&composer);
    composer_list_begin(&composer, "threats");
    for (size_t i = 0; i < composer.exchange.threat_count; i++) composer_threat_write(&composer, i);
    json_array_end(&composer.json);
    json_object_end(&composer.json);
    buffer_add_byte(out, '\n');
}
