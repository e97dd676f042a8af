/* SPDX-License-Identifier: Apache-2.0 */
/* trail.c -- see trail.h. */
#include "estate/trail.h"

#include <stdio.h>

/* ---- walking a path ---- */

typedef struct TrailWalk {
    TrailVisit visit;
    void *context;
    char shown[TRAIL_PATH_BYTES_MAX];
    int depth;
} TrailWalk;

static size_t trail_show_key(TrailWalk *walk, size_t len, Str key) {
    size_t room = TRAIL_PATH_BYTES_MAX - len;
    size_t dot = len > 0 && room > 0 ? 1 : 0;
    if (key.len + dot > room) return len;
    if (dot > 0) walk->shown[len] = '.';
    memcpy(walk->shown + len + dot, key.ptr, key.len);
    return len + dot + key.len;
}

static size_t trail_show_index(TrailWalk *walk, size_t len, uint32_t index) {
    char text[16];
    int count = snprintf(text, sizeof text, "[%u]", index);
    if (len + (size_t)count > TRAIL_PATH_BYTES_MAX) return len;
    memcpy(walk->shown + len, text, (size_t)count);
    return len + (size_t)count;
}

static void trail_walk(TrailWalk *walk, const Node *node, Str path, size_t len);

static void trail_walk_map(TrailWalk *walk, const Node *node, Str path, size_t len) {
    Str rest = path;
    Str key = str_cut(&rest, '.');
    bool any = str_equal(key, S("*"));
    for (uint32_t i = 0; i < node->count; i++) {
        if (!any && !str_equal(node->pairs[i].key, key)) continue;
        size_t longer = trail_show_key(walk, len, node->pairs[i].key);
        trail_walk(walk, &node->pairs[i].value, rest, longer);
    }
}

static void trail_walk(TrailWalk *walk, const Node *node, Str path, size_t len) {
    if (walk->depth >= NODE_DEPTH_MAX) return;
    walk->depth++;
    if (path.len > 0 && node_tree(node) != NULL) node = node_tree(node);
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            trail_walk(walk, &node->items[i], path, trail_show_index(walk, len, i));
        }
    } else if (path.len == 0 || node->kind == NODE_UNKNOWN) {
        walk->visit(walk->context, node, (Str){walk->shown, len});
    } else if (node->kind == NODE_MAP) {
        trail_walk_map(walk, node, path, len);
    }
    walk->depth--;
}

void trail_visit(const Node *node, Str path, TrailVisit visit, void *context) {
    TrailWalk walk = {.visit = visit, .context = context};
    trail_walk(&walk, node, path, 0);
}

Evidence trail_evidence(Arena *arena, const Resource *resource, const Node *node, Str path) {
    Str name = path, rest = path;
    while (rest.len > 0) name = str_cut(&rest, '.');
    const Node *place = node == NULL ? &resource->properties : node;
    Evidence evidence = {.address = resource->address,
                         .path = str_copy(arena, path),
                         .value = evidence_value(arena, name, node)};
    if (place->source == NULL) place = &resource->properties;
    if (place->source != NULL) evidence.file = place->source->path;
    evidence.line = place->line;
    return evidence;
}

/* ---- following ---- */

typedef struct TrailSearch {
    Estate *estate;
    Arena *scratch;
    const Resource *from;
    const Resource *target; /* of a step backwards */
    Str types;              /* "A | B" */
    TrailStops *stops;
    char shown[TRAIL_PATH_BYTES_MAX];
    int depth;
} TrailSearch;

static void trail_add(TrailSearch *search, const Resource *resource, const Node *node, Str path) {
    TrailStops *stops = search->stops;
    for (size_t i = 0; i < stops->count; i++) {
        if (stops->items[i].resource == resource) return;
    }
    if (stops->count == TRAIL_STOPS_MAX) {
        stops->incomplete = true;
        return;
    }
    if (stops->count == stops->capacity) {
        stops->capacity = stops->capacity == 0 ? 4 : stops->capacity * 2;
        stops->items = arena_grow_array(search->estate->arena, stops->items, stops->count,
                                        stops->capacity, sizeof *stops->items);
    }
    Evidence evidence = trail_evidence(search->estate->arena, search->from, node, path);
    stops->items[stops->count++] = (TrailStop){resource, evidence};
}

static void trail_refer(TrailSearch *search, const Node *node, Str path) {
    Str types = search->types;
    do {
        Str type = str_trim(str_cut(&types, '|'));
        ResourceList found = estate_refers(search->estate, search->scratch, node, type);
        for (size_t i = 0; i < found.count; i++) trail_add(search, found.items[i], node, path);
        search->stops->incomplete |= found.incomplete;
    } while (types.len > 0);
}

/* Down to the values themselves, so that the evidence is the one that refers. */
static void trail_visit_end(void *context, const Node *node, Str path) {
    TrailSearch *search = context;
    if (node->kind == NODE_NULL || search->depth >= NODE_DEPTH_MAX) return;
    if (node_tree(node) != NULL) node = node_tree(node);
    search->stops->set = true;
    search->depth++;
    TrailWalk walk = {.depth = 0};
    memcpy(walk.shown, path.ptr, path.len);
    if (node->kind == NODE_MAP) {
        for (uint32_t i = 0; i < node->count; i++) {
            size_t len = trail_show_key(&walk, path.len, node->pairs[i].key);
            trail_visit_end(context, &node->pairs[i].value, (Str){walk.shown, len});
        }
    } else if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            size_t len = trail_show_index(&walk, path.len, i);
            trail_visit_end(context, &node->items[i], (Str){walk.shown, len});
        }
    } else {
        trail_refer(search, node, path);
    }
    if (node->flags & NODE_FLAG_OPEN) search->stops->incomplete = true;
    search->depth--;
}

static void trail_step(Estate *estate, const Resource *from, Str path, Str types,
                       TrailStops *stops) {
    CLEANUP(arena_free) Arena scratch = {0};
    TrailSearch search = {.estate = estate, .scratch = &scratch};
    search.from = from;
    search.types = types;
    search.stops = stops;
    trail_visit(&from->properties, path, trail_visit_end, &search);
}

/* Up to the next '>', or before a '<' that goes on backwards. */
static Str trail_part(Str *rest) {
    size_t end = 0;
    while (end < rest->len && rest->ptr[end] != '>' && (end == 0 || rest->ptr[end] != '<')) end++;
    Str part = str_trim(str_slice(*rest, 0, end));
    bool forward = end < rest->len && rest->ptr[end] == '>';
    *rest = str_trim(str_slice(*rest, end + forward, rest->len));
    return part;
}

static void trail_visit_back(void *context, const Node *node, Str path) {
    TrailSearch *search = context;
    CLEANUP(arena_free) Arena scratch = {0};
    ResourceList found = estate_refers(search->estate, &scratch, node, search->types);
    for (size_t i = 0; i < found.count; i++) {
        if (found.items[i] != search->target) continue;
        trail_add(search, search->from, node, path);
        return;
    }
}

/* "< TYPE PROPERTY": the resources of a type that refer to target by a property. */
static void trail_step_back(Estate *estate, const Resource *target, Str part, TrailStops *stops) {
    Str property = str_trim(str_slice(part, 1, part.len));
    Str type = str_cut(&property, ' ');
    property = str_trim(property);
    const ResourceList *found = estate_referrers(estate, type, property, target);
    stops->incomplete |= found->incomplete;
    for (size_t i = 0; i < found->count; i++) {
        TrailSearch search = {.estate = estate, .from = found->items[i], .types = target->type};
        search.target = target;
        search.stops = stops;
        stops->set = true;
        trail_visit(&search.from->properties, property, trail_visit_back, &search);
    }
}

void trail_follow(Estate *estate, const Resource *from, Str trail, Str type, TrailStops *stops) {
    TrailStop start = {.resource = from};
    TrailStops at = {.items = &start, .count = 1};
    bool last = false;
    while (!last) {
        TrailStops next = {0};
        Str step = trail_part(&trail), types = type;
        bool back = step.len > 0 && step.ptr[0] == '<';
        if (!back && trail.len > 0) types = trail_part(&trail);
        last = trail.len == 0;
        TrailStops *reached = last ? stops : &next;
        for (size_t i = 0; i < at.count; i++) {
            if (back) {
                trail_step_back(estate, at.items[i].resource, step, reached);
            } else {
                trail_step(estate, at.items[i].resource, step, types, reached);
            }
        }
        stops->incomplete |= next.incomplete;
        at = next;
    }
}

/* ---- tests ---- */

typedef struct TrailTester {
    const Resource *resource;
    Arena *arena;
    const DiagramTest *test;
    Truth truth;
    bool seen;
    TrailSeen *seen_values;
} TrailTester;

static void trail_note(TrailTester *tester, const Node *node, Str path) {
    TrailSeen *seen = tester->seen_values;
    if (seen == NULL || seen->count == TRAIL_SEEN_MAX) return;
    seen->items[seen->count++] = trail_evidence(tester->arena, tester->resource, node, path);
}

/* Whether an unknown is surely something: it has known text in it, or is another resource's
 * attribute as it is. */
static bool trail_surely_there(const Node *node) {
    const NodeUnknown *unknown = node->unknown;
    for (size_t i = 0; unknown->exact && i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        if (part->kind == NODE_PART_REFERENCE || (part->kind == NODE_PART_TEXT && part->text.len))
            return true;
    }
    return false;
}

static Truth trail_compare(const TrailTester *tester, const Node *node, Str wanted) {
    bool any = str_equal(wanted, S("*"));
    if (node->kind == NODE_UNKNOWN) {
        if (any) return trail_surely_there(node) ? TRUTH_TRUE : TRUTH_UNKNOWN;
        return node_could_be_text(node, wanted) ? TRUTH_UNKNOWN : TRUTH_FALSE;
    }
    Str text = S("");
    bool scalar = node->kind != NODE_MAP && node_canonical(tester->arena, node, &text);
    bool same = any ? !scalar || text.len > 0 : scalar && str_equal_ignore_case(text, wanted);
    return same ? TRUTH_TRUE : TRUTH_FALSE;
}

static void trail_visit_test(void *context, const Node *node, Str path) {
    TrailTester *tester = context;
    Truth best = TRUTH_FALSE;
    if (node->kind == NODE_NULL) return;
    tester->seen = true;
    for (size_t i = 0; i < tester->test->values.count; i++) {
        Truth one = trail_compare(tester, node, tester->test->values.items[i]);
        if (one > best) best = one;
    }
    if (best > tester->truth) tester->truth = best;
    if (best != TRUTH_FALSE) trail_note(tester, node, path);
}

static Truth trail_test_one(TrailTester *tester) {
    trail_visit(&tester->resource->properties, tester->test->path, trail_visit_test, tester);
    for (size_t i = 0; !tester->seen && i < tester->test->values.count; i++) {
        if (!str_equal(tester->test->values.items[i], S("absent"))) continue;
        trail_note(tester, NULL, tester->test->path);
        return TRUTH_TRUE;
    }
    return tester->truth;
}

Truth trail_test(Arena *arena, const Resource *resource, const DiagramTests *tests,
                 TrailSeen *ret_seen) {
    Truth all = TRUTH_TRUE;
    for (size_t i = 0; i < tests->count; i++) {
        TrailTester tester = {.resource = resource,
                              .arena = arena,
                              .test = &tests->items[i],
                              .seen_values = ret_seen};
        Truth one = trail_test_one(&tester);
        if (one < all) all = one;
    }
    return all;
}
