/* SPDX-License-Identifier: Apache-2.0 */
/* json_model.c -- see json_model.h. */
#include "report/json_model.h"

void json_model_evidence(JsonWriter *writer, const Evidence *evidence, size_t count) {
    json_key_write(writer, S("evidence"));
    json_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(writer);
        if (evidence[i].address.len > 0) json_pair_write(writer, S("address"), evidence[i].address);
        json_pair_write(writer, S("path"), evidence[i].path);
        json_pair_write(writer, S("value"), evidence[i].value);
        json_pair_write(writer, S("file"), evidence[i].file);
        json_key_write(writer, S("line"));
        json_int_write(writer, evidence[i].line);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void json_model_place(JsonWriter *writer, ModelPlace place) {
    json_key_write(writer, S("source"));
    json_object_begin(writer);
    json_pair_write(writer, S("file"), place.file);
    json_key_write(writer, S("line"));
    json_int_write(writer, place.line);
    json_object_end(writer);
}

static void json_model_claim(JsonWriter *writer, Str key, Truth truth, const Claim *claim) {
    static const Str names[] = {S_INIT("no"), S_INIT("unknown"), S_INIT("yes")};
    json_key_write(writer, key);
    json_object_begin(writer);
    json_pair_write(writer, S("is"), names[truth]);
    json_pair_write(writer, S("reason"), claim->reason);
    json_model_evidence(writer, claim->evidence.items, claim->evidence.count);
    json_object_end(writer);
}

static void json_model_texts(JsonWriter *writer, Str key, const ModelTexts *texts) {
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < texts->count; i++) json_string_write(writer, texts->items[i]);
    json_array_end(writer);
}

static void json_model_scope(JsonWriter *writer, bool out_of_scope, Str reason) {
    json_key_write(writer, S("out_of_scope"));
    json_bool_write(writer, out_of_scope);
    if (out_of_scope) json_pair_write(writer, S("scope_reason"), reason);
}

static void json_model_boundary(JsonWriter *writer, const Boundary *boundary) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), boundary->id);
    json_pair_write(writer, S("name"), boundary->name);
    json_pair_write(writer, S("kind"), boundary_kind_name(boundary->kind));
    json_pair_write(writer, S("type"), boundary->type);
    json_pair_write(writer, S("description"), boundary->description);
    json_key_write(writer, S("parent"));
    if (boundary->parent == NULL) {
        json_null_write(writer);
    } else {
        json_string_write(writer, boundary->parent->id);
    }
    if (boundary->open.stated)
        json_model_claim(writer, S("open"), boundary->open.truth, &boundary->open);
    json_model_place(writer, boundary->place);
    json_object_end(writer);
}

static void json_model_element(JsonWriter *writer, const Element *element) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), element->id);
    json_pair_write(writer, S("name"), element->name);
    json_pair_write(writer, S("kind"), element_kind_name(element->kind));
    json_pair_write(writer, S("type"), element->type);
    json_pair_write(writer, S("category"), element->category);
    json_pair_write(writer, S("description"), element->description);
    json_key_write(writer, S("boundary"));
    if (element->boundary == NULL) {
        json_null_write(writer);
    } else {
        json_string_write(writer, element->boundary->id);
    }
    json_model_texts(writer, S("assets"), &element->assets);
    json_model_scope(writer, element->out_of_scope, element->scope_reason);
    json_model_place(writer, element->place);
    json_object_end(writer);
}

static void json_model_flow(JsonWriter *writer, const Flow *flow) {
    json_object_begin(writer);
    json_key_write(writer, S("number"));
    json_int_write(writer, flow->number);
    json_pair_write(writer, S("id"), flow->id);
    json_pair_write(writer, S("label"), flow->label);
    json_pair_write(writer, S("description"), flow->description);
    json_pair_write(writer, S("from"), flow->from->id);
    json_pair_write(writer, S("to"), flow->to->id);
    json_key_write(writer, S("bidirectional"));
    json_bool_write(writer, flow->bidirectional);
    json_key_write(writer, S("crosses"));
    json_array_begin(writer);
    for (size_t i = 0; i < flow->cross_count; i++) json_string_write(writer, flow->crosses[i]->id);
    json_array_end(writer);
    json_model_claim(writer, S("certain"), flow_truth(flow), &flow->certain);
    json_model_claim(writer, S("encrypted"), claim_truth(&flow->encrypted), &flow->encrypted);
    json_model_claim(writer, S("authenticated"), claim_truth(&flow->authenticated),
                     &flow->authenticated);
    json_model_evidence(writer, flow->evidence.items, flow->evidence.count);
    json_model_texts(writer, S("assets"), &flow->assets);
    json_model_scope(writer, flow->out_of_scope, flow->scope_reason);
    json_object_end(writer);
}

static void json_model_asset(JsonWriter *writer, const Asset *asset) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), asset->id);
    json_pair_write(writer, S("name"), asset->name);
    json_pair_write(writer, S("description"), asset->description);
    json_pair_write(writer, S("classification"), asset->classification);
    json_object_end(writer);
}

static void json_model_head(JsonWriter *writer, const ModelHead *head) {
    json_pair_write(writer, S("name"), head->name);
    json_pair_write(writer, S("description"), head->description);
    json_pair_write(writer, S("owner"), head->owner);
    json_pair_write(writer, S("reviewer"), head->reviewer);
    json_model_texts(writer, S("contributors"), &head->contributors);
    json_model_texts(writer, S("assumptions"), &head->assumptions);
    json_model_texts(writer, S("dependencies"), &head->dependencies);
}

void json_model_write(JsonWriter *writer, const Model *model) {
    json_key_write(writer, S("model"));
    json_object_begin(writer);
    json_model_head(writer, &model->head);
    json_key_write(writer, S("boundaries"));
    json_array_begin(writer);
    for (size_t i = 0; i < model->boundary_count; i++) {
        json_model_boundary(writer, model->boundaries[i]);
    }
    json_array_end(writer);
    json_key_write(writer, S("elements"));
    json_array_begin(writer);
    for (size_t i = 0; i < model->element_count; i++) {
        json_model_element(writer, model->elements[i]);
    }
    json_array_end(writer);
    json_key_write(writer, S("flows"));
    json_array_begin(writer);
    for (size_t i = 0; i < model->flow_count; i++) json_model_flow(writer, model->flows[i]);
    json_array_end(writer);
    json_key_write(writer, S("assets"));
    json_array_begin(writer);
    for (size_t i = 0; i < model->asset_count; i++) json_model_asset(writer, &model->assets[i]);
    json_array_end(writer);
    json_object_end(writer);
}
