/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_typed.c -- see terraform_typed.h. A plan holds converted values; a directory doesn't.
 */
#include "input/terraform_typed.h"

#include "input/terraform_value.h"

typedef struct Typing {
    Input *input;
    Str type;
} Typing;

static void typed_text(const Typing *typing, Node *value) {
    Str text = S("");
    bool fits = value->kind == NODE_BOOL || value->kind == NODE_INT || value->kind == NODE_DOUBLE;
    if (fits && terraform_to_text(typing->input->arena, value, &text)) {
        *value = node_make_string(value, text);
    }
}

static void typed_map(const Typing *typing, Node *map) {
    for (uint32_t i = 0; i < map->count; i++) typed_text(typing, &map->pairs[i].value);
}

static void typed_primitive(const Typing *typing, FactsAttributeKind kind, Node *value) {
    double number = 0;
    bool truth = false;
    if (kind == FACTS_ATTRIBUTE_STRING) typed_text(typing, value);
    if (value->kind != NODE_STRING) return;
    if (kind == FACTS_ATTRIBUTE_BOOL && terraform_to_bool(value, &truth)) {
        *value = node_make_bool(value, truth);
    } else if (kind == FACTS_ATTRIBUTE_NUMBER && terraform_to_number(value, &number)) {
        *value = terraform_number(value, number);
    }
}

static void typed_block(const Typing *typing, Str path, Node *attributes, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    for (uint32_t i = 0; i < attributes->count; i++) {
        Node *value = &attributes->pairs[i].value;
        const Facts *facts = typing->input->estate->facts;
        Str name = attributes->pairs[i].key;
        Str below = path.len == 0 ? name : str_join3(typing->input->arena, path, S("."), name);
        FactsAttributeKind kind = facts_attribute_kind(facts, typing->type, below);
        if (value->kind == NODE_MAP && kind == FACTS_ATTRIBUTE_MAP) {
            typed_map(typing, value);
        } else if (value->kind == NODE_MAP) {
            typed_block(typing, below, value, depth + 1);
        } else if (value->kind == NODE_LIST) {
            for (uint32_t k = 0; k < value->count; k++) {
                if (value->items[k].kind != NODE_MAP) continue;
                typed_block(typing, below, &value->items[k], depth + 1);
            }
        } else {
            typed_primitive(typing, kind, value);
        }
    }
}

void terraform_typed_convert(Input *input, Str type, Node *attributes) {
    Typing typing = {input, type};
    if (str_starts(type, S("aws_"))) typed_block(&typing, S(""), attributes, 0);
}
