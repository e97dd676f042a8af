/* SPDX-License-Identifier: Apache-2.0 */
/* report_otm.c -- Open Threat Model 0.2.0: the model with the threats on its components and flows.
 * What OTM has no place for goes into attributes that begin with "merlon."; input/otm.c reads it
 * back. Properties of resources are not written out: they can hold anything. */
#include "input/otm.h"
#include "report/exchange.h"
#include "text/json_writer.h"
#include "text/secret.h"

/* OTM wants numbers where nobody gave any; readers see from "merlon.unrated" that it is so. */
enum { OTM_TRUST_UNRATED = 50, OTM_RISK_UNRATED = 50, OTM_REDUCTION = 100 };

typedef struct OtmWriter {
    JsonWriter json;
    Arena *arena;
    Exchange exchange;
    const Model *model;
    bool unplaced; /* some component stands in no boundary */
} OtmWriter;

static void otm_list_begin(OtmWriter *otm, const char *key) {
    json_key_write(&otm->json, str_from(key));
    json_array_begin(&otm->json);
}

static void otm_texts_write(OtmWriter *otm, const char *key, const ModelTexts *texts) {
    otm_list_begin(otm, key);
    for (size_t i = 0; i < texts->count; i++) json_string_write(&otm->json, texts->items[i]);
    json_array_end(&otm->json);
}

static void otm_optional_write(OtmWriter *otm, const char *key, Str text) {
    if (text.len > 0) json_pair_write(&otm->json, str_from(key), text);
}

static void otm_true_write(OtmWriter *otm, const char *key, bool holds) {
    if (!holds) return;
    json_key_write(&otm->json, str_from(key));
    json_bool_write(&otm->json, true);
}

static void otm_claim_write(OtmWriter *otm, const char *key, const Claim *claim) {
    JsonWriter *json = &otm->json;
    if (!claim->stated) return;
    json_key_write(json, str_from(key));
    json_object_begin(json);
    json_key_write(json, S("is"));
    if (claim->truth == TRUTH_UNKNOWN) {
        json_string_write(json, S("unknown"));
    } else {
        json_bool_write(json, claim->truth == TRUTH_TRUE);
    }
    otm_optional_write(otm, "because", claim->reason);
    json_object_end(json);
}

static void otm_scope_write(OtmWriter *otm, bool out_of_scope, Str reason) {
    if (!out_of_scope) return;
    json_key_write(&otm->json, S("merlon.outOfScope"));
    if (reason.len > 0) {
        json_string_write(&otm->json, reason);
    } else {
        json_bool_write(&otm->json, true);
    }
}

/* Each name once, as JSON wants it; tags have a place of their own. */
static void otm_properties_write(OtmWriter *otm, const ModelProperties *properties) {
    CLEANUP(arena_free) Arena scratch = {0};
    Map seen = map_make(&scratch);
    for (size_t i = 0; i < properties->count; i++) {
        const ModelProperty *property = &properties->items[i];
        bool own = str_starts(property->name, OTM_EXTRA) || str_equal(property->name, S("tag"));
        if (own || map_set(&seen, property->name, otm) != NULL) continue;
        json_pair_write(&otm->json, property->name,
                        secret_mask(&scratch, property->name, property->value));
    }
}

static void otm_tags_write(OtmWriter *otm, const ModelProperties *properties) {
    otm_list_begin(otm, "tags");
    for (size_t i = 0; i < properties->count; i++) {
        if (!str_equal(properties->items[i].name, S("tag"))) continue;
        json_string_write(&otm->json, properties->items[i].value);
    }
    json_array_end(&otm->json);
}

static void otm_parent_write(OtmWriter *otm, const Boundary *boundary) {
    json_key_write(&otm->json, S("parent"));
    json_object_begin(&otm->json);
    json_pair_write(&otm->json, S("trustZone"), boundary == NULL ? OTM_NOT_PLACED : boundary->id);
    json_object_end(&otm->json);
}

static void otm_attributes_begin(OtmWriter *otm) {
    json_key_write(&otm->json, S("attributes"));
    json_object_begin(&otm->json);
}

/* ---- threats ---- */

static Str otm_mitigation_id(OtmWriter *otm, const ExchangeThreat *threat, Str text) {
    if (threat->told == NULL) return str_join2(otm->arena, S("fix "), threat->rule);
    return exchange_uuid(otm->arena, "mitigation", text);
}

/* The threats from first on, as a component, a flow or the project lists them. */
static void otm_threats_write(OtmWriter *otm, const char *key, const ExchangeThreat *first) {
    JsonWriter *json = &otm->json;
    otm_list_begin(otm, key);
    for (const ExchangeThreat *threat = first; threat != NULL; threat = threat->next) {
        json_object_begin(json);
        json_pair_write(json, S("threat"), threat->kind);
        json_pair_write(json, S("state"), threat->state);
        otm_optional_write(otm, "subject", threat->subject);
        otm_list_begin(otm, "mitigations");
        for (size_t i = 0; i < threat->mitigations.count; i++) {
            json_object_begin(json);
            json_pair_write(json, S("mitigation"),
                            otm_mitigation_id(otm, threat, threat->mitigations.items[i]));
            bool done = threat->status == EXCHANGE_MITIGATED;
            json_pair_write(json, S("state"), done ? S("implemented") : S("required"));
            json_object_end(json);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static double otm_rating(const ExchangeThreat *threat, Str key) {
    double rating = exchange_rating(threat->severity);
    if (threat->told == NULL) return rating;
    str_to_double(model_property(&threat->told->properties, key), &rating);
    return rating;
}

static void otm_kind_write(OtmWriter *otm, const ExchangeThreat *threat) {
    JsonWriter *json = &otm->json;
    json_object_begin(json);
    json_pair_write(json, S("id"), threat->kind);
    json_pair_write(json, S("name"), threat->title);
    json_pair_write(json, S("description"), threat->why);
    otm_texts_write(otm, "categories", &threat->categories);
    otm_texts_write(otm, "cwes", &threat->cwes);
    json_key_write(json, S("risk"));
    json_object_begin(json);
    json_key_write(json, S("likelihood"));
    json_double_write(json, otm_rating(threat, S("likelihood")));
    json_key_write(json, S("impact"));
    json_double_write(json, otm_rating(threat, S("impact")));
    json_object_end(json);
    otm_attributes_begin(otm);
    otm_optional_write(otm, "merlon.rule", threat->rule);
    json_pair_write(json, S("merlon.severity"), severity_name(threat->severity));
    json_object_end(json);
    json_object_end(json);
}

static void otm_kinds_write(OtmWriter *otm) {
    Map seen = map_make(otm->arena);
    otm_list_begin(otm, "threats");
    for (size_t i = 0; i < otm->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &otm->exchange.threats[i];
        if (map_set(&seen, threat->kind, otm) == NULL) otm_kind_write(otm, threat);
    }
    json_array_end(&otm->json);
}

static void otm_mitigations_write(OtmWriter *otm) {
    JsonWriter *json = &otm->json;
    Map seen = map_make(otm->arena);
    otm_list_begin(otm, "mitigations");
    for (size_t i = 0; i < otm->exchange.threat_count; i++) {
        const ExchangeThreat *threat = &otm->exchange.threats[i];
        for (size_t k = 0; k < threat->mitigations.count; k++) {
            Str text = threat->mitigations.items[k];
            Str id = otm_mitigation_id(otm, threat, text);
            if (map_set(&seen, id, otm) != NULL) continue;
            json_object_begin(json);
            json_pair_write(json, S("id"), id);
            json_pair_write(json, S("name"), str_join2(otm->arena, S("Against: "), threat->title));
            json_pair_write(json, S("description"), text);
            json_key_write(json, S("riskReduction"));
            json_int_write(json, OTM_REDUCTION);
            json_object_end(json);
        }
    }
    json_array_end(json);
}

/* ---- the model ---- */

static void otm_project_write(OtmWriter *otm) {
    JsonWriter *json = &otm->json;
    const ModelHead *head = &otm->model->head;
    Str name = head->name.len > 0 ? head->name : S("merlon");
    json_key_write(json, S("project"));
    json_object_begin(json);
    json_pair_write(json, S("name"), name);
    json_pair_write(json, S("id"), exchange_uuid(otm->arena, "project", name));
    otm_optional_write(otm, "description", head->description);
    otm_optional_write(otm, "owner", head->owner);
    otm_attributes_begin(otm);
    json_pair_write(json, S("merlon.version"), otm->exchange.report->version);
    otm_true_write(otm, "merlon.unnamed", head->name.len == 0);
    otm_optional_write(otm, "merlon.reviewer", head->reviewer);
    otm_texts_write(otm, "merlon.contributors", &head->contributors);
    otm_texts_write(otm, "merlon.assumptions", &head->assumptions);
    otm_texts_write(otm, "merlon.dependencies", &head->dependencies);
    otm_threats_write(otm, "merlon.threats", otm->exchange.rest.first);
    json_object_end(json);
    json_object_end(json);
}

static void otm_asset_write(OtmWriter *otm, const Asset *asset) {
    JsonWriter *json = &otm->json;
    const struct {
        Str key;
        double value;
    } parts[] = {{S("confidentiality"), asset->confidentiality},
                 {S("integrity"), asset->integrity},
                 {S("availability"), asset->availability}};
    json_object_begin(json);
    json_pair_write(json, S("name"), asset->name);
    json_pair_write(json, S("id"), asset->id);
    otm_optional_write(otm, "description", asset->description);
    json_key_write(json, S("risk"));
    json_object_begin(json);
    for (size_t i = 0; i < COUNT(parts); i++) {
        json_key_write(json, parts[i].key);
        json_double_write(json, asset->has_risk ? parts[i].value : OTM_RISK_UNRATED);
    }
    json_object_end(json);
    otm_attributes_begin(otm);
    otm_optional_write(otm, "merlon.classification", asset->classification);
    otm_true_write(otm, "merlon.unrated", !asset->has_risk);
    json_object_end(json);
    json_object_end(json);
}

static void otm_trust_write(OtmWriter *otm, double trust) {
    JsonWriter *json = &otm->json;
    json_key_write(json, S("risk"));
    json_object_begin(json);
    json_key_write(json, S("trustRating"));
    json_double_write(json, trust);
    json_object_end(json);
}

static void otm_zone_write(OtmWriter *otm, const Boundary *zone) {
    JsonWriter *json = &otm->json;
    json_object_begin(json);
    json_pair_write(json, S("id"), zone->id);
    json_pair_write(json, S("name"), zone->name);
    otm_optional_write(otm, "type", zone->type);
    otm_optional_write(otm, "description", zone->description);
    otm_trust_write(otm, zone->has_trust ? zone->trust : OTM_TRUST_UNRATED);
    if (zone->parent != NULL) otm_parent_write(otm, zone->parent);
    otm_attributes_begin(otm);
    json_pair_write(json, S("merlon.kind"), boundary_kind_name(zone->kind));
    otm_true_write(otm, "merlon.unrated", !zone->has_trust);
    otm_true_write(otm, "merlon.line", zone->line);
    otm_claim_write(otm, "merlon.open", &zone->open);
    otm_properties_write(otm, &zone->properties);
    json_object_end(json);
    json_object_end(json);
}

static void otm_zones_write(OtmWriter *otm) {
    JsonWriter *json = &otm->json;
    otm_list_begin(otm, "trustZones");
    for (size_t i = 0; i < otm->model->boundary_count; i++) {
        otm_zone_write(otm, otm->model->boundaries[i]);
    }
    if (otm->unplaced) {
        json_object_begin(json);
        json_pair_write(json, S("id"), OTM_NOT_PLACED);
        json_pair_write(json, S("name"), S("Not placed"));
        json_pair_write(json, S("description"),
                        S("Holds what stands in no trust boundary: OTM wants one around each "
                          "component."));
        otm_trust_write(otm, OTM_TRUST_UNRATED);
        json_object_end(json);
    }
    json_array_end(json);
}

static void otm_component_write(OtmWriter *otm, const Element *element) {
    JsonWriter *json = &otm->json;
    Str kind = element_kind_name(element->kind);
    json_object_begin(json);
    json_pair_write(json, S("id"), element->id);
    json_pair_write(json, S("name"), element->name);
    json_pair_write(json, S("type"), element->type.len > 0 ? element->type : kind);
    otm_optional_write(otm, "description", element->description);
    otm_parent_write(otm, element->boundary);
    json_key_write(json, S("assets"));
    json_object_begin(json);
    otm_texts_write(otm, element->kind == ELEMENT_STORE ? "stored" : "processed", &element->assets);
    json_object_end(json);
    otm_threats_write(otm, "threats", exchange_find(&otm->exchange, 'e', element->id));
    otm_tags_write(otm, &element->properties);
    otm_attributes_begin(otm);
    json_pair_write(json, S("merlon.kind"), element->actor ? S("actor") : kind);
    otm_true_write(otm, "merlon.untyped", element->type.len == 0);
    otm_optional_write(otm, "merlon.category", element->category);
    otm_scope_write(otm, element->out_of_scope, element->scope_reason);
    if (element->resource == NULL) otm_properties_write(otm, &element->properties);
    json_object_end(json);
    json_object_end(json);
}

static void otm_crossings_write(OtmWriter *otm, const Flow *flow) {
    otm_list_begin(otm, "merlon.crosses");
    for (size_t i = 0; i < flow->cross_count; i++) {
        json_string_write(&otm->json, flow->crosses[i]->id);
    }
    json_array_end(&otm->json);
}

static void otm_flow_write(OtmWriter *otm, const Flow *flow) {
    JsonWriter *json = &otm->json;
    json_object_begin(json);
    json_pair_write(json, S("id"), flow->id);
    json_pair_write(json, S("name"), flow->label);
    otm_optional_write(otm, "description", flow->description);
    json_key_write(json, S("bidirectional"));
    json_bool_write(json, flow->bidirectional);
    json_pair_write(json, S("source"), flow->from->id);
    json_pair_write(json, S("destination"), flow->to->id);
    otm_texts_write(otm, "assets", &flow->assets);
    otm_threats_write(otm, "threats", exchange_find(&otm->exchange, 'f', flow->id));
    otm_tags_write(otm, &flow->properties);
    otm_attributes_begin(otm);
    otm_optional_write(otm, "merlon.type", flow->type);
    otm_claim_write(otm, "merlon.encrypted", &flow->encrypted);
    otm_claim_write(otm, "merlon.authenticated", &flow->authenticated);
    otm_claim_write(otm, "merlon.certain", &flow->certain);
    otm_scope_write(otm, flow->out_of_scope, flow->scope_reason);
    if (flow->has_crossings) otm_crossings_write(otm, flow);
    otm_properties_write(otm, &flow->properties);
    json_object_end(json);
    json_object_end(json);
}

static void otm_components_write(OtmWriter *otm) {
    const Model *model = otm->model;
    otm_list_begin(otm, "components");
    for (size_t i = 0; i < model->element_count; i++) otm_component_write(otm, model->elements[i]);
    json_array_end(&otm->json);
    otm_list_begin(otm, "dataflows");
    for (size_t i = 0; i < model->flow_count; i++) otm_flow_write(otm, model->flows[i]);
    json_array_end(&otm->json);
}

void report_write_otm(const Report *report, Buffer *out) {
    CLEANUP(arena_free) Arena arena = {0};
    OtmWriter otm = {.json = json_writer_make(out, false),
                     .arena = &arena,
                     .exchange = exchange_make(&arena, report)};
    otm.model = otm.exchange.model;
    for (size_t i = 0; i < otm.model->element_count; i++) {
        otm.unplaced |= otm.model->elements[i]->boundary == NULL;
    }
    json_object_begin(&otm.json);
    json_pair_write(&otm.json, S("otmVersion"), S("0.2.0"));
    otm_project_write(&otm);
    otm_list_begin(&otm, "assets");
    for (size_t i = 0; i < otm.model->asset_count; i++) {
        otm_asset_write(&otm, &otm.model->assets[i]);
    }
    json_array_end(&otm.json);
    otm_zones_write(&otm);
    otm_components_write(&otm);
    otm_kinds_write(&otm);
    otm_mitigations_write(&otm);
    json_object_end(&otm.json);
    buffer_add_byte(out, '\n');
}
