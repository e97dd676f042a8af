/* SPDX-License-Identifier: Apache-2.0 */
/* diagram.c -- reads the diagram part of facts. Every key is known; another one is an error. */
#include "aws/diagram.h"

typedef struct DiagramReader {
    Arena *arena;
    Str path;
    Error *err;
} DiagramReader;

static bool diagram_fail(const DiagramReader *reader, const Node *node, const char *message) {
    return error_set(reader->err, reader->path, node->line, node->column, "%s", message);
}

static bool diagram_check_keys(const DiagramReader *reader, const Node *map, const char *keys) {
    if (map->kind != NODE_MAP) return diagram_fail(reader, map, "expected a map");
    if (map->count > DIAGRAM_ITEMS_MAX) return diagram_fail(reader, map, "has too many rows");
    for (uint32_t i = 0; i < map->count; i++) {
        Str rest = str_from(keys);
        bool known = false;
        while (rest.len > 0) known |= str_equal(str_cut(&rest, ' '), map->pairs[i].key);
        if (known) continue;
        return error_set(reader->err, reader->path, map->pairs[i].value.line, 0,
                         "the key \"%.*s\" is not known here; known: %s",
                         STR_ARGS(map->pairs[i].key), keys);
    }
    return true;
}

/* A text, or a list of texts; numbers and truths count as their text. */
static bool diagram_read_texts(const DiagramReader *reader, const Node *node,
                               DiagramTexts *ret_texts) {
    if (node == NULL) return true;
    bool many = node->kind == NODE_LIST;
    size_t count = many ? node->count : 1;
    if (count > DIAGRAM_ITEMS_MAX) return diagram_fail(reader, node, "has too many items");
    Str *items = ARENA_ARRAY(reader->arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        const Node *item = many ? &node->items[i] : node;
        bool scalar = item->kind != NODE_NULL && item->kind != NODE_UNKNOWN &&
                      node_canonical(reader->arena, item, &items[i]);
        if (!scalar) return diagram_fail(reader, item, "must be a text, or a list of texts");
    }
    *ret_texts = (DiagramTexts){items, count};
    return true;
}

/* "path > type | type > path", "< type property > path": see estate/trail.h. */
static bool diagram_is_trail(Str trail) {
    for (size_t steps = 0; steps < DIAGRAM_STEPS_MAX; steps++) {
        bool more = str_find(trail, S(">")) < trail.len;
        Str step = str_trim(str_cut(&trail, '>'));
        if (step.len == 0) return false;
        if (step.ptr[0] == '<') {
            Str property = str_trim(str_slice(step, 1, step.len));
            Str type = str_cut(&property, ' ');
            if (type.len == 0 || str_trim(property).len == 0) return false;
        }
        if (!more) return true;
    }
    return false;
}

static bool diagram_read_trails(const DiagramReader *reader, const Node *node,
                                DiagramTexts *ret_trails) {
    DiagramTexts trails = {0};
    if (!diagram_read_texts(reader, node, &trails)) return false;
    for (size_t i = 0; i < trails.count; i++) {
        if (diagram_is_trail(trails.items[i])) continue;
        const Node *item = node->kind == NODE_LIST ? &node->items[i] : node;
        return diagram_fail(reader, item,
                            "is no trail: write \"path > TYPE > path\" or \"< TYPE property\", of "
                            "16 steps at most");
    }
    if (node != NULL) *ret_trails = trails;
    return true;
}

static bool diagram_read_tests(const DiagramReader *reader, const Node *node,
                               DiagramTests *ret_tests) {
    if (node == NULL) return true;
    if (node->kind != NODE_MAP || node->count > DIAGRAM_ITEMS_MAX) {
        return diagram_fail(reader, node, "must map properties to the values that they may have");
    }
    DiagramTest *items = ARENA_ARRAY(reader->arena, DiagramTest, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        items[i].path = node->pairs[i].key;
        if (!diagram_read_texts(reader, &node->pairs[i].value, &items[i].values)) return false;
    }
    *ret_tests = (DiagramTests){items, node->count};
    return true;
}

/* Tests, or a list of them of which one must hold. */
static bool diagram_read_choice(const DiagramReader *reader, const Node *node,
                                DiagramChoice *ret_choice) {
    if (node == NULL) return true;
    bool many = node->kind == NODE_LIST;
    size_t count = many ? node->count : 1;
    if (count > DIAGRAM_ITEMS_MAX) return diagram_fail(reader, node, "has too many items");
    DiagramTests *items = ARENA_ARRAY(reader->arena, DiagramTests, count);
    for (size_t i = 0; i < count; i++) {
        if (!diagram_read_tests(reader, many ? &node->items[i] : node, &items[i])) return false;
    }
    *ret_choice = (DiagramChoice){items, count};
    return true;
}

/* yes, no, or {yes: tests, no: tests, of: TYPE PROPERTY}. */
static bool diagram_read_claim(const DiagramReader *reader, const Node *node,
                               DiagramClaim *ret_claim) {
    if (node == NULL) return true;
    DiagramClaim claim = {.stated = true};
    if (node->kind == NODE_BOOL) {
        claim.always = true;
        claim.truth = node->boolean ? TRUTH_TRUE : TRUTH_FALSE;
        *ret_claim = claim;
        return true;
    }
    if (!diagram_check_keys(reader, node, "yes no of")) return false;
    claim.of_path = node_text(node_find(node, S("of")));
    claim.of_type = str_cut(&claim.of_path, ' ');
    if (!diagram_read_choice(reader, node_find(node, S("yes")), &claim.yes)) return false;
    if (!diagram_read_choice(reader, node_find(node, S("no")), &claim.no)) return false;
    *ret_claim = claim;
    return true;
}

static bool diagram_is_yes(const Node *node, Str key) {
    const Node *value = node_find(node, key);
    return node_is(value, NODE_BOOL) && value->boolean;
}

static bool diagram_read_flow(const DiagramReader *reader, const Node *node, DiagramFlow *flow) {
    if (!diagram_check_keys(
            reader, node, "from to when label label_from delivers hint encrypted authenticated")) {
        return false;
    }
    flow->label = node_text(node_find(node, S("label")));
    flow->label_from = node_text(node_find(node, S("label_from")));
    flow->delivers = diagram_is_yes(node, S("delivers"));
    flow->hint = diagram_is_yes(node, S("hint"));
    if (node_find(node, S("from")) == NULL && node_find(node, S("to")) == NULL) {
        return diagram_fail(reader, node, "a flow needs from, to, or both");
    }
    return diagram_read_trails(reader, node_find(node, S("from")), &flow->from) &&
           diagram_read_trails(reader, node_find(node, S("to")), &flow->to) &&
           diagram_read_tests(reader, node_find(node, S("when")), &flow->when) &&
           diagram_read_claim(reader, node_find(node, S("encrypted")), &flow->encrypted) &&
           diagram_read_claim(reader, node_find(node, S("authenticated")), &flow->authenticated);
}

static bool diagram_read_entry(const DiagramReader *reader, const Node *node, DiagramEntry *entry) {
    if (!diagram_check_keys(reader, node, "when label network encrypted authenticated")) {
        return false;
    }
    entry->label = node_text(node_find(node, S("label")));
    entry->network = diagram_is_yes(node, S("network"));
    return diagram_read_tests(reader, node_find(node, S("when")), &entry->when) &&
           diagram_read_claim(reader, node_find(node, S("encrypted")), &entry->encrypted) &&
           diagram_read_claim(reader, node_find(node, S("authenticated")), &entry->authenticated);
}

static bool diagram_check_list(const DiagramReader *reader, const Node *node) {
    if (node->kind != NODE_LIST) return diagram_fail(reader, node, "must be a list");
    if (node->count > DIAGRAM_ITEMS_MAX) return diagram_fail(reader, node, "has too many items");
    return true;
}

static bool diagram_read_flows(const DiagramReader *reader, const Node *node, Diagram *diagram) {
    if (node == NULL) return true;
    if (!diagram_check_list(reader, node)) return false;
    DiagramFlow *flows = ARENA_ARRAY(reader->arena, DiagramFlow, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        if (!diagram_read_flow(reader, &node->items[i], &flows[i])) return false;
    }
    diagram->flows = flows;
    diagram->flow_count = node->count;
    return true;
}

static bool diagram_read_entries(const DiagramReader *reader, const Node *node, Diagram *diagram) {
    if (node == NULL) return true;
    if (!diagram_check_list(reader, node)) return false;
    DiagramEntry *entries = ARENA_ARRAY(reader->arena, DiagramEntry, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        if (!diagram_read_entry(reader, &node->items[i], &entries[i])) return false;
    }
    diagram->entries = entries;
    diagram->entry_count = node->count;
    return true;
}

static bool diagram_read_carries(const DiagramReader *reader, const Node *node, Diagram *diagram) {
    if (node == NULL) return true;
    if (!diagram_check_keys(reader, node, "encrypted authenticated")) return false;
    return diagram_read_claim(reader, node_find(node, S("encrypted")),
                              &diagram->carries_encrypted) &&
           diagram_read_claim(reader, node_find(node, S("authenticated")),
                              &diagram->carries_authenticated);
}

static bool diagram_read_access(const DiagramReader *reader, const Node *node, Diagram *diagram) {
    if (node == NULL) return true;
    if (node->kind != NODE_MAP || node->count > DIAGRAM_ITEMS_MAX) {
        return diagram_fail(reader, node, "must map verbs to actions");
    }
    DiagramAccess *access = ARENA_ARRAY(reader->arena, DiagramAccess, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        access[i].verb = node->pairs[i].key;
        if (!diagram_read_texts(reader, &node->pairs[i].value, &access[i].actions)) return false;
        Str *lower = ARENA_ARRAY(reader->arena, Str, access[i].actions.count);
        for (size_t k = 0; k < access[i].actions.count; k++) {
            lower[k] = str_lower(reader->arena, access[i].actions.items[k]);
        }
        access[i].lower = (DiagramTexts){lower, access[i].actions.count};
    }
    diagram->access = access;
    diagram->access_count = node->count;
    return true;
}

bool diagram_read(Arena *arena, Str path, const Node *node, Diagram *ret_diagram, Error *err) {
    DiagramReader reader = {arena, path, err};
    Diagram diagram = {0};
    const struct {
        const char *key;
        DiagramTexts *texts;
    } lists[] = {{"part_of", &diagram.part_of},
                 {"role", &diagram.role},
                 {"groups", &diagram.groups},
                 {"subnets", &diagram.subnets},
                 {"vpc", &diagram.vpc}};
    if (!diagram_check_keys(&reader, node,
                            "part_of role groups subnets vpc policy policy_blocked arns public "
                            "subnet_address sensitive global carries entry access flows")) {
        return false;
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        const Node *list = node_find(node, str_from(lists[i].key));
        if (!diagram_read_trails(&reader, list, lists[i].texts)) return false;
    }
    if (!diagram_read_texts(&reader, node_find(node, S("policy")), &diagram.policy) ||
        !diagram_read_texts(&reader, node_find(node, S("arns")), &diagram.arns)) {
        return false;
    }
    const Node *public = node_find(node, S("public"));
    const Node *blocked = node_find(node, S("policy_blocked"));
    diagram.has_public = public != NULL;
    diagram.has_policy_blocked = blocked != NULL;
    diagram.sensitive = diagram_is_yes(node, S("sensitive"));
    diagram.global = diagram_is_yes(node, S("global"));
    diagram.subnet_address = diagram_is_yes(node, S("subnet_address"));
    if (!diagram_read_tests(&reader, public, &diagram.public) ||
        !diagram_read_tests(&reader, blocked, &diagram.policy_blocked) ||
        !diagram_read_carries(&reader, node_find(node, S("carries")), &diagram) ||
        !diagram_read_entries(&reader, node_find(node, S("entry")), &diagram) ||
        !diagram_read_access(&reader, node_find(node, S("access")), &diagram) ||
        !diagram_read_flows(&reader, node_find(node, S("flows")), &diagram)) {
        return false;
    }
    *ret_diagram = diagram;
    return true;
}
