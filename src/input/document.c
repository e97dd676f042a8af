/* SPDX-License-Identifier: Apache-2.0 */
/* document.c -- values of documents, with problems that say where. See document.h. */
#include "input/document.h"

#include "text/json_writer.h"

ModelPlace document_place(const Node *node) {
    return (ModelPlace){node->source == NULL ? S("") : node->source->path, node->line};
}

static bool document_is_there(const Node *value) {
    return value != NULL && !node_is(value, NODE_NULL);
}

static void document_refuse(Input *input, const Node *value, Str name, const char *expected) {
    input_fail(input, value, "\"%.*s\" is %s; it must be %s", STR_ARGS(name), node_kind_name(value),
               expected);
}

Str document_kept(Input *input, const Node *value) {
    if (!document_is_there(value)) return S("");
    if (value->kind == NODE_STRING) return value->text;
    CLEANUP(buffer_free) Buffer text = {0};
    JsonWriter json = json_writer_make(&text, true);
    json_node_write(&json, value);
    return str_copy(input->arena, buffer_text(&text));
}

Str document_text(Input *input, const Node *value, Str name) {
    if (!document_is_there(value)) return S("");
    bool number = value->kind == NODE_INT || value->kind == NODE_DOUBLE;
    if (number || value->kind == NODE_STRING) return document_kept(input, value);
    document_refuse(input, value, name, "text");
    return S("");
}

bool document_flag(Input *input, const Node *value, Str name) {
    if (!document_is_there(value)) return false;
    if (value->kind == NODE_BOOL) return value->boolean;
    document_refuse(input, value, name, "true or false");
    return false;
}

bool document_number(Input *input, const Node *value, Str name, double *ret_number) {
    if (!document_is_there(value)) return false;
    if (value->kind == NODE_INT) {
        *ret_number = (double)value->integer;
    } else if (value->kind == NODE_DOUBLE) {
        *ret_number = value->number;
    } else {
        document_refuse(input, value, name, "a number");
        return false;
    }
    return true;
}

const Node *document_list(Input *input, const Node *value, Str name) {
    if (!document_is_there(value)) return NULL;
    if (value->kind == NODE_LIST) return value;
    document_refuse(input, value, name, "a list");
    return NULL;
}

const Node *document_map(Input *input, const Node *value, Str name) {
    if (!document_is_there(value)) return NULL;
    if (value->kind == NODE_MAP) return value;
    document_refuse(input, value, name, "a map");
    return NULL;
}

void document_texts(Input *input, const Node *value, Str name, ModelTexts *texts) {
    const Node *list = document_list(input, value, name);
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        Str text = document_text(input, &list->items[i], name);
        if (text.len > 0) model_add_text(&input->model, texts, text);
    }
}

void document_property(Input *input, ModelProperties *properties, Str name, Str value) {
    if (value.len > 0) model_add_property(&input->model, properties, name, value);
}

Str document_join(Input *input, const ModelTexts *texts) {
    CLEANUP(buffer_free) Buffer joined = {0};
    for (size_t i = 0; i < texts->count; i++) {
        if (i > 0) buffer_add(&joined, S(", "));
        buffer_add(&joined, texts->items[i]);
    }
    return str_copy(input->arena, buffer_text(&joined));
}

bool document_has_room(Input *input, const Node *node, size_t count, const char *what) {
    if (count < MODEL_THINGS_MAX) return true;
    input_fail(input, node, "is one too many: a model holds at most %d %s", MODEL_THINGS_MAX, what);
    return false;
}

void document_add_asset(Input *input, const Node *node, const Asset *asset) {
    if (!document_has_room(input, node, input->model.asset_count, "assets")) return;
    model_add_asset(&input->model, asset);
}

void document_add_threat(Input *input, const Node *node, const ModelThreat *threat) {
    if (!document_has_room(input, node, input->model.threat_count, "threats")) return;
    model_add_threat(&input->model, threat);
}
