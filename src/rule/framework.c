/* SPDX-License-Identifier: Apache-2.0 */
/* framework.c -- see framework.h. */
#include "rule/framework.h"

#include "text/yaml.h"

typedef struct FrameworkReader {
    Arena *arena;
    const RuleSet *rules;
    Str path;
    Error *err;
} FrameworkReader;

static bool framework_fail(const FrameworkReader *reader, const Node *node, const char *what,
                           Str detail) {
    return error_set(reader->err, reader->path, node->line, node->column, what, STR_ARGS(detail));
}

static bool framework_text(const FrameworkReader *reader, const Node *map, Str key, Str *ret_text) {
    *ret_text = str_trim(node_text(node_find(map, key)));
    return ret_text->len > 0 || framework_fail(reader, map, "needs a text as \"%.*s\"", key);
}

static bool control_holds(const Control *control, const Rule *rule) {
    for (size_t i = 0; i < control->rule_count; i++) {
        if (control->rules[i] == rule) return true;
    }
    return false;
}

/* The rules that are listed by their ids. */
static bool control_take_ids(const FrameworkReader *reader, const Node *ids, Control *control) {
    if (!node_is(ids, NODE_LIST) || ids->count > FRAMEWORK_RULES_MAX) {
        return framework_fail(reader, ids, "rules must be a list of rule ids%.*s", S(""));
    }
    for (uint32_t i = 0; i < ids->count; i++) {
        Str id = node_text(&ids->items[i]);
        const Rule *rule = rule_set_find(reader->rules, id);
        if (rule == NULL) {
            return framework_fail(reader, &ids->items[i], "there is no rule \"%.*s\"", id);
        }
        if (control_holds(control, rule)) {
            return framework_fail(reader, &ids->items[i], "the rule \"%.*s\" stands twice", id);
        }
        control->rules[control->rule_count++] = rule;
    }
    return true;
}

static bool framework_texts_hold(RuleTexts texts, Str text) {
    for (size_t i = 0; i < texts.count; i++) {
        if (str_equal(texts.items[i], text)) return true;
    }
    return false;
}

/* The rules that say of themselves that they belong to it: by their stride or cwe. */
static void control_take_selected(const FrameworkReader *reader, Str stride, Str cwe,
                                  Control *control) {
    for (size_t i = 0; i < reader->rules->count; i++) {
        const Rule *rule = reader->rules->rules[i];
        bool selected = (stride.len > 0 && framework_texts_hold(rule->stride, stride)) ||
                        (cwe.len > 0 && framework_texts_hold(rule->cwe, cwe));
        if (selected && !control_holds(control, rule)) control->rules[control->rule_count++] = rule;
    }
}

static bool framework_read_control(const FrameworkReader *reader, const Node *node,
                                   Control *control) {
    if (!node_is(node, NODE_MAP)) {
        return framework_fail(reader, node, "a control is a map%.*s", S(""));
    }
    const Node *ids = node_find(node, S("rules"));
    Str stride = node_text(node_find(node, S("stride")));
    Str cwe = node_text(node_find(node, S("cwe")));
    for (uint32_t i = 0; i < node->count; i++) {
        static const Str keys[] = {S_INIT("id"), S_INIT("title"), S_INIT("rules"), S_INIT("stride"),
                                   S_INIT("cwe")};
        bool known = false;
        for (size_t k = 0; k < COUNT(keys); k++) known |= str_equal(node->pairs[i].key, keys[k]);
        if (known) continue;
        return framework_fail(reader, &node->pairs[i].value,
                              "the key \"%.*s\" is not one of a control", node->pairs[i].key);
    }
    if (!framework_text(reader, node, S("id"), &control->id) ||
        !framework_text(reader, node, S("title"), &control->title)) {
        return false;
    }
    size_t listed = node_is(ids, NODE_LIST) ? ids->count : 0;
    size_t most = listed + (stride.len + cwe.len > 0 ? reader->rules->count : 0);
    control->rules = ARENA_ARRAY(reader->arena, const Rule *, most);
    if (ids != NULL && !control_take_ids(reader, ids, control)) return false;
    control_take_selected(reader, stride, cwe, control);
    return true;
}

bool framework_read(Arena *arena, const RuleSet *rules, const RuleFile *file,
                    Framework *ret_framework, Error *err) {
    if (file->text.len > FRAMEWORK_BYTES_MAX) {
        return error_set(err, file->path, 0, 0, "is larger than the limit of %d bytes",
                         FRAMEWORK_BYTES_MAX);
    }
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_copy(arena, file->path);
    Node root = {0};
    if (!yaml_read(arena, source, file->text, &root, err)) return false;
    FrameworkReader reader = {arena, rules, source->path, err};
    Framework framework = {.name = str_copy(arena, file->id)};
    if (!node_is(&root, NODE_MAP)) {
        return framework_fail(&reader, &root, "a framework is a map%.*s", S(""));
    }
    const Node *controls = node_find(&root, S("controls"));
    if (!framework_text(&reader, &root, S("title"), &framework.title)) return false;
    if (!node_is(controls, NODE_LIST) || controls->count > FRAMEWORK_CONTROLS_MAX) {
        return framework_fail(&reader, &root, "needs a list as \"%.*s\"", S("controls"));
    }
    Map seen = map_make(arena);
    framework.controls = ARENA_ARRAY(arena, Control, controls->count);
    for (uint32_t i = 0; i < controls->count; i++) {
        Control *control = &framework.controls[framework.control_count++];
        if (!framework_read_control(&reader, &controls->items[i], control)) return false;
        if (map_set(&seen, control->id, control) != NULL) {
            return framework_fail(&reader, &controls->items[i], "the control \"%.*s\" stands twice",
                                  control->id);
        }
    }
    *ret_framework = framework;
    return true;
}

bool framework_has(const Framework *framework, const Rule *rule) {
    for (size_t i = 0; i < framework->control_count; i++) {
        if (control_holds(&framework->controls[i], rule)) return true;
    }
    return false;
}
