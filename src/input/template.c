/* SPDX-License-Identifier: Apache-2.0 */
/* template.c -- walks values of a template; the functions themselves are in template_function.c. */
#include "input/template.h"

#include "base/buffer.h"

static Node template_evaluate_map(Template *template, const Node *value) {
    Node map = node_make_map(value);
    for (uint32_t i = 0; i < value->count; i++) {
        Node inner = template_evaluate(template, &value->pairs[i].value);
        if (inner.kind != NODE_NULL) {
            node_map_add(template->arena, &map, value->pairs[i].key, inner);
        }
    }
    return map;
}

static Node template_evaluate_list(Template *template, const Node *value) {
    Node list = node_make_list(template->arena, value, 0);
    for (uint32_t i = 0; i < value->count; i++) {
        Node inner = template_evaluate(template, &value->items[i]);
        if (inner.kind != NODE_NULL) node_list_add(template->arena, &list, inner);
    }
    return list;
}

bool template_spend(Template *template, size_t steps) {
    TemplateBudget *budget = template->budget;
    bool fine = budget->used <= budget->max;
    budget->used += steps;
    if (fine && budget->used > budget->max) {
        input_fail(template->input, template->root,
                   "takes more than %zu steps to work out; the rest is unknown", budget->max);
    }
    return budget->used <= budget->max;
}

Node template_evaluate(Template *template, const Node *value) {
    if (template->depth >= TEMPLATE_DEPTH_MAX) {
        return node_make_unknown(template->arena, value, S("is nested too deeply"));
    }
    if (!template_spend(template, 1)) {
        return node_make_unknown(template->arena, value, S("the template takes too long"));
    }
    template->depth++;
    Node result = *value;
    if (value->kind == NODE_MAP) {
        if (!template_call(template, value, &result)) {
            result = template_evaluate_map(template, value);
        }
    } else if (value->kind == NODE_LIST) {
        result = template_evaluate_list(template, value);
    } else if (value->kind == NODE_STRING && str_contains(value->text, S("{{resolve:"))) {
        result = template_text(template, value, value->text);
    }
    template->depth--;
    return result;
}

Truth template_condition(Template *template, Str name) {
    TemplateCondition *condition = map_find(&template->conditions, name);
    if (condition != NULL) return condition->evaluating ? TRUTH_UNKNOWN : condition->truth;
    const Node *written = node_find(node_find(template->root, S("Conditions")), name);
    if (written == NULL) return TRUTH_UNKNOWN;
    condition = ARENA_NEW(template->arena, TemplateCondition);
    *condition = (TemplateCondition){TRUTH_UNKNOWN, true};
    map_set(&template->conditions, name, condition);
    Node value = template_evaluate(template, written);
    if (value.kind == NODE_BOOL) condition->truth = value.boolean ? TRUTH_TRUE : TRUTH_FALSE;
    condition->evaluating = false;
    return condition->truth;
}

Node template_output(Template *template, const Node *at, Str name) {
    const Node *output = node_find(node_find(template->root, S("Outputs")), name);
    const Node *value = output == NULL ? NULL : node_find(output, S("Value"));
    if (value != NULL) return template_evaluate(template, value);
    Str reason = str_format(template->arena, "the nested stack has no output %.*s", STR_ARGS(name));
    return node_make_unknown(template->arena, at, reason);
}

enum { PART_BYTES_PER_STEP = 16 };

/* Collects parts; neighbouring texts become one. */
typedef struct PartList {
    Template *template;
    Buffer text; /* the end of the list, not yet an item */
    NodePart *items;
    size_t count;
    size_t capacity;
    bool exact;
    bool secret;
    Str reason; /* of the first part that isn't known */
} PartList;

static void part_list_push(PartList *list, NodePart part) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        list->items = arena_grow_array(list->template->arena, list->items, list->count, capacity,
                                       sizeof(NodePart));
        list->capacity = capacity;
    }
    list->items[list->count++] = part;
}

static void part_list_flush(PartList *list) {
    if (list->text.len == 0) return;
    Str text = str_copy(list->template->arena, buffer_text(&list->text));
    part_list_push(list, (NodePart){NODE_PART_TEXT, text, 0});
    list->text.len = 0;
}

static void part_list_add(PartList *list, NodePart part) {
    if (part.kind == NODE_PART_TEXT && part.text.len == 0) return;
    size_t cost = 1 + (part.kind == NODE_PART_TEXT ? part.text.len / PART_BYTES_PER_STEP : 0);
    if (!template_spend(list->template, cost)) {
        list->exact = false;
        list->reason = S("the template takes too long");
        part = (NodePart){NODE_PART_HOLE, list->reason, 0};
        if (list->count > 0 && list->items[list->count - 1].kind == NODE_PART_HOLE) return;
    }
    if (part.kind == NODE_PART_TEXT) {
        buffer_add(&list->text, part.text);
        return;
    }
    part_list_flush(list);
    part_list_push(list, part);
}

static void part_list_add_node(PartList *list, const Node *value) {
    Arena *arena = list->template->arena;
    Str text = S("");
    list->secret |= (value->flags & NODE_FLAG_SECRET) != 0;
    if (value->kind == NODE_UNKNOWN) {
        const NodeUnknown *unknown = value->unknown;
        if (list->reason.len == 0) list->reason = unknown->reason;
        list->exact &= unknown->exact && unknown->part_count > 0;
        for (uint32_t i = 0; i < unknown->part_count; i++) {
            part_list_add(list, unknown->parts[i]);
        }
        if (unknown->part_count == 0) {
            part_list_add(list, (NodePart){NODE_PART_HOLE, unknown->reason, 0});
        }
    } else if (node_canonical(arena, value, &text)) {
        part_list_add(list, (NodePart){NODE_PART_TEXT, text, 0});
    } else {
        list->exact = false;
        list->reason = S("a list or map stands where text is needed");
        part_list_add(list, (NodePart){NODE_PART_HOLE, list->reason, 0});
    }
}

/* The value that the parts make; the list gives its memory back. */
static Node part_list_node(PartList *list, const Node *at) {
    Node node = {0};
    part_list_flush(list);
    buffer_free(&list->text);
    if (list->count == 0) {
        node = node_make_string(at, S(""));
    } else if (list->count == 1 && list->items[0].kind == NODE_PART_TEXT) {
        node = node_make_string(at, list->items[0].text);
    } else {
        NodeUnknown unknown = {list->reason, list->exact, (uint32_t)list->count, list->items, NULL};
        node = node_make_parts(list->template->arena, at, unknown);
    }
    if (list->secret) node.flags |= NODE_FLAG_SECRET;
    return node;
}

Node template_text(Template *template, const Node *at, Str text) {
    if (!str_contains(text, S("{{resolve:"))) return node_make_string(at, text);
    PartList list = {.template = template,
                     .exact = true,
                     .reason = S("a dynamic reference, resolved when deployed")};
    while (text.len > 0) {
        size_t start = str_find(text, S("{{resolve:"));
        size_t len =
            start == SIZE_MAX ? SIZE_MAX : str_find(str_slice(text, start, text.len), S("}}"));
        if (len == SIZE_MAX) {
            part_list_add(&list, (NodePart){NODE_PART_TEXT, text, 0});
            break;
        }
        Str before = str_slice(text, 0, start);
        Str reference = str_slice(text, start, start + len + 2);
        part_list_add(&list, (NodePart){NODE_PART_TEXT, before, 0});
        part_list_add(&list, (NodePart){NODE_PART_OUTSIDE, reference, 0});
        text = str_slice(text, start + len + 2, text.len);
    }
    return part_list_node(&list, at);
}

/* A dynamic reference may be put together of pieces: then its value is only computed from them. */
static Node template_resolve(Template *template, const Node *joined) {
    if (joined->kind == NODE_STRING) return template_text(template, joined, joined->text);
    NodeUnknown unknown = *joined->unknown;
    for (uint32_t i = 0; i < unknown.part_count; i++) {
        const NodePart *part = &unknown.parts[i];
        bool text = part->kind == NODE_PART_TEXT;
        if (text && str_contains(part->text, S("{{resolve:"))) unknown.exact = false;
    }
    if (unknown.exact == joined->unknown->exact) return *joined;
    return node_make_parts(template->arena, joined, unknown);
}

Node template_join(Template *template, const Node *at, const Node *values, size_t count,
                   Str separator) {
    PartList list = {.template = template, .exact = true};
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            part_list_add(&list, (NodePart){NODE_PART_TEXT, separator, 0});
        }
        part_list_add_node(&list, &values[i]);
    }
    Node joined = part_list_node(&list, at);
    return template_resolve(template, &joined);
}
