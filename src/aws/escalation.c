/* SPDX-License-Identifier: Apache-2.0 */
/* escalation.c -- see escalation.h. */
#include "aws/escalation.h"

static bool escalation_fail(Str path, const Node *node, const char *message, Error *err) {
    return error_set(err, path, node->line, node->column, "%s", message);
}

static bool escalation_read_on(const Node *node, EscalationNeed *need) {
    static const char *const names[] = {"any",  "self",  "own policy", "own group",
                                        "user", "group", "role"};
    Str text = node_text(node);
    need->on = ESCALATION_ON_ANY;
    if (node == NULL) return true;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!str_equal(text, str_from(names[i]))) continue;
        need->on = (EscalationOn)i;
        return true;
    }
    need->on = ESCALATION_ON_TYPE;
    need->type = text;
    return str_contains(text, S("::"));
}

static bool escalation_read_need(Arena *arena, Str path, const Node *node, EscalationNeed *need,
                                 Error *err) {
    if (node->kind != NODE_MAP) return escalation_fail(path, node, "a need is a map", err);
    for (uint32_t i = 0; i < node->count; i++) {
        Str key = node->pairs[i].key;
        if (str_equal(key, S("do")) || str_equal(key, S("on")) || str_equal(key, S("trusts"))) {
            continue;
        }
        return escalation_fail(path, &node->pairs[i].value, "a need has do, on and trusts", err);
    }
    const Node *actions = node_find(node, S("do")), *on = node_find(node, S("on"));
    bool many = node_is(actions, NODE_LIST);
    size_t count = actions == NULL ? 0 : many ? actions->count : 1;
    if (count == 0 || count > DIAGRAM_ITEMS_MAX) {
        return escalation_fail(path, node, "a need says what to do: an action or several", err);
    }
    Str *items = ARENA_ARRAY(arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = str_lower(arena, node_text(many ? &actions->items[i] : actions));
    }
    need->actions = (DiagramTexts){items, count};
    need->service = node_text(node_find(node, S("trusts")));
    if (!escalation_read_on(on, need)) {
        return escalation_fail(path, on,
                               "on is any, self, own policy, own group, user, group, role or a "
                               "type",
                               err);
    }
    return true;
}

static bool escalation_read_gives(Str path, const Node *node, const Node *at,
                                  EscalationGives *gives, Error *err) {
    static const char *const names[] = {"administrator", "target", "its role", "group"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!node_is_text(node, str_from(names[i]))) continue;
        *gives = (EscalationGives)i;
        return true;
    }
    return escalation_fail(path, at, "gives is administrator, target, its role or group", err);
}

bool escalation_read(Arena *arena, Str path, const Node *node, Escalation *ret_escalation,
                     Error *err) {
    Escalation way = {0};
    if (node->kind != NODE_MAP) return escalation_fail(path, node, "a way is a map", err);
    for (uint32_t i = 0; i < node->count; i++) {
        static const char *const keys[] = {"id", "title", "needs", "gives"};
        bool known = false;
        for (size_t k = 0; k < COUNT(keys); k++) {
            known |= str_equal(node->pairs[i].key, str_from(keys[k]));
        }
        if (known) continue;
        return escalation_fail(path, &node->pairs[i].value, "a way has id, title, needs and gives",
                               err);
    }
    way.id = node_text(node_find(node, S("id")));
    way.title = node_text(node_find(node, S("title")));
    const Node *needs = node_find(node, S("needs"));
    bool complete = way.id.len > 0 && way.title.len > 0 && node_is(needs, NODE_LIST);
    if (!complete || needs->count == 0 || needs->count > ESCALATION_NEEDS_MAX) {
        return escalation_fail(path, node, "a way needs id, title, and one to eight needs", err);
    }
    for (uint32_t i = 0; i < needs->count; i++) {
        EscalationNeed *need = &way.needs[way.need_count++];
        if (!escalation_read_need(arena, path, &needs->items[i], need, err)) return false;
    }
    const Node *gives = node_find(node, S("gives"));
    if (!escalation_read_gives(path, gives, node, &way.gives, err)) return false;
    *ret_escalation = way;
    return true;
}
