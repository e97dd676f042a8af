/* SPDX-License-Identifier: Apache-2.0 */
/* sam_form.c -- nodes written as YAML.
 * What SAM generates is nested five levels deep and more; as C calls nobody could read it. A form
 * is the generated thing itself, in YAML flow style, with $0 to $9 where values go. */
#include "base/buffer.h"
#include "input/sam_internal.h"
#include "text/yaml.h"

#include <stdarg.h>

typedef struct SamFormArgs {
    const Node *at;
    const Node *values[SAM_FORM_ARGS_MAX];
} SamFormArgs;

static bool sam_form_is_place(Str text, size_t offset) {
    return offset + 1 < text.len && text.ptr[offset] == '$' && text.ptr[offset + 1] >= '0' &&
           text.ptr[offset + 1] <= '9';
}

static size_t sam_form_count(Str form) {
    size_t count = 0;
    for (size_t i = 0; i < form.len; i++) {
        if (!sam_form_is_place(form, i)) continue;
        size_t place = (size_t)(form.ptr[i + 1] - '0');
        if (place + 1 > count) count = place + 1;
    }
    return count;
}

static const Node *sam_form_read(Sam *sam, Str form) {
    Node *node = map_find(&sam->forms, form);
    if (node != NULL) return node;
    node = ARENA_NEW(sam->arena, Node);
    bool readable = yaml_read(sam->arena, NULL, form, node, NULL);
    assert(readable);
    (void)readable;
    map_set(&sam->forms, form, node);
    return node;
}

/* "$0Role" with the text of the first argument in it. */
static Str sam_form_text(Sam *sam, const SamFormArgs *args, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (!sam_form_is_place(text, i)) {
            buffer_add_byte(&buffer, text.ptr[i]);
            continue;
        }
        buffer_add(&buffer, node_text(args->values[text.ptr[++i] - '0']));
    }
    return str_copy(sam->arena, buffer_text(&buffer));
}

/* Fills the places of one node; false when it is left out. Forms nest a dozen levels. */
static bool sam_form_fill(Sam *sam, const SamFormArgs *args, const Node *form, Node *ret_node) {
    if (form->kind == NODE_STRING && form->text.len == 2 && sam_form_is_place(form->text, 0)) {
        const Node *value = args->values[form->text.ptr[1] - '0'];
        if (value != NULL) *ret_node = *value;
        return value != NULL;
    }
    Node node = *form;
    node.source = args->at == NULL ? NULL : args->at->source;
    node.line = args->at == NULL ? 0 : args->at->line;
    node.column = args->at == NULL ? 0 : args->at->column;
    if (form->kind == NODE_STRING) node.text = sam_form_text(sam, args, form->text);
    if (form->kind == NODE_LIST || form->kind == NODE_MAP) node.count = 0;
    for (uint32_t i = 0; form->kind == NODE_LIST && i < form->count; i++) {
        Node item;
        if (!sam_form_fill(sam, args, &form->items[i], &item)) continue;
        node_list_add(sam->arena, &node, item);
    }
    for (uint32_t i = 0; form->kind == NODE_MAP && i < form->count; i++) {
        Node value;
        if (!sam_form_fill(sam, args, &form->pairs[i].value, &value)) continue;
        node_map_add(sam->arena, &node, sam_form_text(sam, args, form->pairs[i].key), value);
    }
    *ret_node = node;
    return true;
}

Node *sam_form(Sam *sam, const Node *at, const char *form, ...) {
    Str text = str_from(form);
    SamFormArgs args = {.at = at};
    size_t count = sam_form_count(text);
    va_list values;
    va_start(values, form);
    for (size_t i = 0; i < count; i++) args.values[i] = va_arg(values, const Node *);
    va_end(values);
    Node *node = ARENA_NEW(sam->arena, Node);
    bool filled = sam_form_fill(sam, &args, sam_form_read(sam, text), node);
    assert(filled);
    (void)filled;
    return node;
}
