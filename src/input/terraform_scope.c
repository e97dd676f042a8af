/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_scope.c -- follows references through variables and outputs of modules to resources.
 * "var.x" is what the parent's call says; "module.m.y" what m's output y says; "local.x" can't be
 * followed, since plans don't hold locals. */
#include "input/terraform_scope.h"

#include "input/terraform_reference.h"

typedef struct Follower {
    TerraformScope *scope;
    const TerraformPlace *place;
    NodePart *parts;
    size_t count;
    size_t capacity;
    int hops;
} Follower;

static void follow_reference(Follower *follower, const TerraformModule *module, Str reference);
static void follow_expression(Follower *follower, const TerraformModule *module,
                              const Node *expression);

Str terraform_without_indices(Arena *arena, Str address) {
    char *text = arena_alloc(arena, address.len + 1);
    size_t len = 0;
    bool inside = false, quoted = false;
    for (size_t i = 0; i < address.len; i++) {
        char byte = address.ptr[i];
        if (inside && quoted && byte == '\\') {
            i++;
            continue;
        }
        if (inside && byte == '"') quoted = !quoted;
        if (byte == '[' && !quoted) inside = true;
        if (!inside) text[len++] = byte;
        if (byte == ']' && !quoted) inside = false;
    }
    return (Str){text, len};
}

static void follow_add(Follower *follower, NodePart part) {
    for (size_t i = 0; i < follower->count; i++) {
        const NodePart *there = &follower->parts[i];
        if (there->kind == part.kind && there->resource == part.resource &&
            str_equal(there->text, part.text)) {
            return;
        }
    }
    if (follower->count >= ESTATE_REFERENCES_MAX) return;
    if (follower->count == follower->capacity) {
        size_t capacity = follower->capacity == 0 ? 4 : follower->capacity * 2;
        follower->parts = arena_grow_array(follower->scope->input->arena, follower->parts,
                                           follower->count, capacity, sizeof(NodePart));
        follower->capacity = capacity;
    }
    follower->parts[follower->count++] = part;
}

/* Cuts the next segment of a reference off: "aws_x", "b[\"k.l\"]", "arn". */
static Str follow_segment(Str *rest) {
    bool quoted = false;
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->ptr[i] == '"') quoted = !quoted;
        if (rest->ptr[i] != '.' || quoted) continue;
        Str segment = str_slice(*rest, 0, i);
        *rest = str_slice(*rest, i + 1, rest->len);
        return segment;
    }
    Str segment = *rest;
    *rest = str_slice(*rest, rest->len, rest->len);
    return segment;
}

static Str follow_join(Arena *arena, Str left, Str right) {
    return left.len == 0 ? right : str_join3(arena, left, S("."), right);
}

/* The index part of an address: "[0]", or empty. */
static Str follow_index(Str address) {
    if (!str_ends(address, S("]"))) return S("");
    for (size_t i = address.len; i > 0; i--) {
        if (address.ptr[i - 1] == '[') return str_slice(address, i - 1, address.len);
    }
    return S("");
}

static Str follow_attribute(Follower *follower, const Resource *resource, Str rest) {
    Str attribute = follow_segment(&rest);
    size_t bracket = str_find(attribute, S("["));
    if (bracket != SIZE_MAX) attribute.len = bracket;
    return terraform_reference_name(follower->scope->input, resource, attribute);
}

static void follow_resource(Follower *follower, const TerraformModule *module, Str type, Str rest) {
    Input *input = follower->scope->input;
    Str name = follow_segment(&rest);
    Str written =
        follow_join(input->arena, module->address, str_join3(input->arena, type, S("."), name));
    Resource *exact = estate_find(input->estate, written);
    if (exact == NULL) { /* count.index and each.key mean the instance with the same index */
        Str same = str_join2(input->arena, written, follow_index(follower->place->address));
        bool sibling = follow_index(written).len == 0;
        exact = sibling ? estate_find(input->estate, same) : NULL;
    }
    if (exact != NULL) {
        Str attribute = follow_attribute(follower, exact, rest);
        follow_add(follower, (NodePart){NODE_PART_REFERENCE, attribute, exact->index});
        return;
    }
    Str bare = terraform_without_indices(input->arena, written);
    const ResourceList *all = map_find(&follower->scope->instances, bare);
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        Str attribute = follow_attribute(follower, all->items[i], rest);
        follow_add(follower, (NodePart){NODE_PART_REFERENCE, attribute, all->items[i]->index});
    }
    if (all == NULL) {
        follow_add(follower, (NodePart){NODE_PART_OUTSIDE, written, 0});
    }
}

static void follow_variable(Follower *follower, const TerraformModule *module, Str rest) {
    Arena *arena = follower->scope->input->arena;
    Str name = follow_segment(&rest);
    const Node *given = module->call == NULL ? NULL : node_find(module->call, name);
    if (module->parent == NULL || given == NULL) {
        follow_add(follower, (NodePart){NODE_PART_OUTSIDE, str_join2(arena, S("var."), name), 0});
        return;
    }
    follow_expression(follower, module->parent, given);
}

static void follow_output(Follower *follower, const TerraformModule *module, Str rest) {
    TerraformScope *scope = follower->scope;
    Arena *arena = scope->input->arena;
    Str name = follow_segment(&rest);
    Str output = follow_segment(&rest);
    Str written = follow_join(arena, module->address, str_join2(arena, S("module."), name));
    bool found = false, exact = str_ends(written, S("]"));
    const TerraformModule *child =
        map_find(&scope->modules, terraform_without_indices(arena, written));
    for (; child != NULL; child = child->twin) {
        bool same = exact ? str_equal(child->address, written) : child->parent == module;
        if (!same || child->config == NULL) continue;
        const Node *outputs = node_find(child->config, S("outputs"));
        const Node *expression = node_find_path(node_find(outputs, output), S("expression"));
        if (expression != NULL) follow_expression(follower, child, expression);
        found |= expression != NULL;
    }
    if (!found) {
        Str reason = str_format(arena, "module.%.*s.%.*s can't be followed", STR_ARGS(name),
                                STR_ARGS(output));
        follow_add(follower, (NodePart){NODE_PART_HOLE, reason, 0});
    }
}

static void follow_data(Follower *follower, const TerraformModule *module, Str rest) {
    Arena *arena = follower->scope->input->arena;
    Str type = follow_segment(&rest);
    Str name = follow_segment(&rest);
    static const struct {
        Str type;
        Str pseudo;
    } known[] = {{S_INIT("aws_caller_identity"), S_INIT("AWS::AccountId")},
                 {S_INIT("aws_region"), S_INIT("AWS::Region")},
                 {S_INIT("aws_partition"), S_INIT("AWS::Partition")}};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (!str_equal(type, known[i].type)) continue;
        follow_add(follower, (NodePart){NODE_PART_OUTSIDE, known[i].pseudo, 0});
        return;
    }
    Str address = str_format(arena, "data.%.*s.%.*s", STR_ARGS(type), STR_ARGS(name));
    address = follow_join(arena, module->address, address);
    follow_add(follower, (NodePart){NODE_PART_OUTSIDE, address, 0});
}

/* Terraform lists "a.b.c", "a.b" for one reference, the longest first and the others right behind
 * it: a shorter one says nothing more. */
static bool follow_is_prefix(const Node *references, uint32_t index) {
    if (index == 0) return false;
    Str reference = node_text(&references->items[index]);
    Str before = node_text(&references->items[index - 1]);
    if (before.len <= reference.len || !str_starts(before, reference)) return false;
    return before.ptr[reference.len] == '.' || before.ptr[reference.len] == '[';
}

/* "each.value.id" with for_each over a resource is "id" of its instance with the same key. */
static void follow_each(Follower *follower, const TerraformModule *module, Str rest) {
    const Node *over = node_find_path(follower->place->config, S("for_each_expression.references"));
    bool value = str_equal(follow_segment(&rest), S("value"));
    if (!value || !node_is(over, NODE_LIST) || ++follower->hops > TERRAFORM_HOPS_MAX) return;
    for (uint32_t i = 0; i < over->count; i++) {
        Str reference = node_text(&over->items[i]);
        if (follow_is_prefix(over, i) || str_starts(reference, S("each."))) continue;
        Arena *arena = follower->scope->input->arena;
        follow_reference(follower, module, str_join3(arena, reference, S("."), rest));
    }
}

static void follow_reference(Follower *follower, const TerraformModule *module, Str reference) {
    static const char *const skipped[] = {"count", "self", "path", "terraform"};
    Arena *arena = follower->scope->input->arena;
    Str rest = reference;
    Str first = follow_segment(&rest);
    for (size_t i = 0; i < COUNT(skipped); i++) {
        if (str_equal(first, str_from(skipped[i]))) return;
    }
    if (str_equal(first, S("each"))) {
        follow_each(follower, module, rest);
    } else if (str_equal(first, S("var"))) {
        follow_variable(follower, module, rest);
    } else if (str_equal(first, S("module"))) {
        follow_output(follower, module, rest);
    } else if (str_equal(first, S("data"))) {
        follow_data(follower, module, rest);
    } else if (str_equal(first, S("local"))) {
        Str reason = str_format(arena, "%.*s: plans don't hold local values", STR_ARGS(reference));
        follow_add(follower, (NodePart){NODE_PART_HOLE, reason, 0});
    } else {
        follow_resource(follower, module, first, rest);
    }
}

static void follow_expression(Follower *follower, const TerraformModule *module,
                              const Node *expression) {
    const Node *references = node_find(expression, S("references"));
    if (++follower->hops > TERRAFORM_HOPS_MAX || !node_is(references, NODE_LIST)) return;
    for (uint32_t i = 0; i < references->count; i++) {
        if (follow_is_prefix(references, i)) continue;
        follow_reference(follower, module, node_text(&references->items[i]));
    }
}

/* One reference to a resource is taken as the value itself; everything else only tells what the
 * value is computed from. */
Node terraform_unknown(TerraformScope *scope, const TerraformPlace *place, const Node *at,
                       const Node *expression) {
    Follower follower = {.scope = scope, .place = place};
    if (expression != NULL) follow_expression(&follower, place->module, expression);
    Str reason = S("known after apply");
    const NodePart *only = follower.count == 1 ? &follower.parts[0] : NULL;
    if (only != NULL && only->kind == NODE_PART_OUTSIDE) {
        reason = str_format(scope->input->arena, "known after apply: comes from %.*s",
                            STR_ARGS(only->text));
    }
    if (only != NULL && only->kind == NODE_PART_HOLE) reason = only->text;
    if (only != NULL && only->kind == NODE_PART_REFERENCE) {
        bool id = str_equal(only->text, S("Ref"));
        const Resource *resource = estate_get(scope->input->estate, only->resource);
        reason = str_format(scope->input->arena, "%.*s of %.*s",
                            STR_ARGS(id ? S("the id") : only->text), STR_ARGS(resource->address));
    }
    bool exact = only != NULL && only->kind == NODE_PART_REFERENCE;
    NodeUnknown unknown = {reason, exact, (uint32_t)follower.count, follower.parts, NULL};
    return node_make_parts(scope->input->arena, at, unknown);
}
