/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_expand.c -- count and for_each: from a block to its instances. When it can't be known
 * how many there are, one instance stands for all ("aws_x.y[?]"), and is marked as uncertain. */
#include "input/evaluator.h"

#include <math.h>

typedef struct Expander {
    EvaluatorModule *module;
    ThingKind kind;
    Str name;
    const TerraformItem *item;
    Expansion *expansion;
    const TerraformFolder *folder; /* of a module call, or NULL */
    Str key;                       /* of a module call in modules.json */
    Str missing;                   /* why folder is NULL */
} Expander;

EvaluatorModule *evaluator_module_make(Evaluator *evaluator, const TerraformFolder *folder,
                                       const Thing *call) {
    Arena *arena = evaluator->arena;
    EvaluatorModule *module = ARENA_NEW(arena, EvaluatorModule);
    *module = (EvaluatorModule){.evaluator = evaluator,
                                .folder = folder,
                                .call = call,
                                .outer = call == NULL ? NULL : call->module,
                                .address = call == NULL ? S("") : call->address,
                                .depth = call == NULL ? 0 : call->module->depth + 1,
                                .variables = map_make(arena),
                                .locals = map_make(arena),
                                .outputs = map_make(arena),
                                .resources = map_make(arena),
                                .data = map_make(arena),
                                .calls = map_make(arena),
                                .path = S(".")};
    return module;
}

static Node expand_place(const Expander *expander) {
    return (Node){.line = expander->item->block->line,
                  .column = expander->item->block->column,
                  .source = expander->item->source};
}

static Str expand_address(const Expander *expander, Str index) {
    static const char *const prefixes[] = {"", "data.", "module.", ""};
    Arena *arena = expander->module->evaluator->arena;
    Str prefix = str_from(prefixes[expander->kind]);
    Str own = str_join3(arena, prefix, expander->name, index);
    Str outer = expander->module->address;
    return outer.len == 0 ? own : str_join3(arena, outer, S("."), own);
}

static void expand_add_resource(const Expander *expander, Thing *thing) {
    Input *input = expander->module->evaluator->input;
    Node at = expand_place(expander);
    Str type = expander->item->block->labels[0];
    const FactsTerraform *facts = facts_find_terraform(input->estate->facts, type);
    Resource resource = {.properties = node_make_map(&at),
                         .address = thing->address,
                         .type = facts == NULL ? type : facts->type->name,
                         .source_type = type,
                         .uncertain = thing->uncertain};
    thing->resource = estate_add(input->estate, &resource);
}

static void expand_describe(const Expander *expander, Thing *thing) {
    Evaluator *evaluator = expander->module->evaluator;
    NodePart *part = ARENA_NEW(evaluator->arena, NodePart);
    if (thing->kind == THING_RESOURCE && thing->resource != NULL) {
        *part = (NodePart){NODE_PART_REFERENCE, S("Ref"), thing->resource->index};
    } else {
        *part = (NodePart){NODE_PART_OUTSIDE, thing->address, 0};
    }
    Str reason = expander->missing;
    if (reason.len == 0) {
        reason = str_format(evaluator->arena, "%.*s as a whole", STR_ARGS(thing->address));
    }
    thing->unknown = (NodeUnknown){reason, false, 1, part, NULL};
}

/* What decides how many there are: the expression, and the module whose names are in it. */
static Str expand_condition(const Expander *expander) {
    const HclBody *body = &expander->item->block->body;
    const HclAttribute *count = hcl_find(body, S("count"));
    if (count == NULL) count = hcl_find(body, S("for_each"));
    return str_join3(expander->module->evaluator->arena, expander->module->address, S(" "),
                     count == NULL ? S("") : count->value.span);
}

/* path as terraform shows it: relative to the root module's directory. */
static Str expand_relative(Arena *arena, Str root, Str path) {
    Str from = str_equal(root, S(".")) ? S("") : root, to = path, up = S("");
    if (str_starts(from, S("/")) != str_starts(to, S("/"))) return path;
    while (from.len > 0 && to.len > 0) {
        Str from_rest = from, to_rest = to;
        if (!str_equal(str_cut(&from_rest, '/'), str_cut(&to_rest, '/'))) break;
        from = from_rest;
        to = to_rest;
    }
    while (from.len > 0) {
        if (str_equal(str_cut(&from, '/'), S("..")))
            return path; /* what that is called isn't seen */
        up = str_join2(arena, up, S("../"));
    }
    Str whole = str_join2(arena, up, to);
    if (str_ends(whole, S("/"))) whole.len--;
    return whole.len == 0 ? S(".") : whole;
}

static Thing *expand_make(Expander *expander, ThingKind kind, Str index, const Binding *bindings) {
    Evaluator *evaluator = expander->module->evaluator;
    Thing *thing = ARENA_NEW(evaluator->arena, Thing);
    *thing = (Thing){.kind = kind,
                     .address = expand_address(expander, index),
                     .item = expander->item,
                     .module = expander->module,
                     .bindings = bindings,
                     .attributes = map_make(evaluator->arena)};
    if (str_equal(index, S("[?]"))) thing->uncertain = expand_condition(expander);
    if (thing->uncertain.len == 0 && expander->module->call != NULL) {
        thing->uncertain = expander->module->call->uncertain;
    }
    if (kind == THING_RESOURCE) expand_add_resource(expander, thing);
    expand_describe(expander, thing);
    if (kind == THING_MODULE && expander->folder != NULL) {
        thing->inside = evaluator_module_make(evaluator, expander->folder, thing);
        thing->inside->key = expander->key;
        thing->inside->path =
            expand_relative(evaluator->arena, evaluator->root, expander->folder->path);
    }
    return thing;
}

static Thing *expand_add(Expander *expander, Str index, const Binding *bindings) {
    Expansion *expansion = expander->expansion;
    Thing *thing = expand_make(expander, expander->kind, index, bindings);
    expansion->things[expansion->count++] = thing;
    return thing;
}

/* A name, bound to a map of one or two values: "each" or "count". */
static Binding *expand_bind(const Expander *expander, Str name, Node value) {
    Binding *binding = ARENA_NEW(expander->module->evaluator->arena, Binding);
    *binding = (Binding){name, value, NULL};
    return binding;
}

static Binding *expand_bind_each(const Expander *expander, const Node *key, const Node *value) {
    Arena *arena = expander->module->evaluator->arena;
    Node each = node_make_map(key);
    node_map_add(arena, &each, S("key"), *key);
    node_map_add(arena, &each, S("value"), *value);
    return expand_bind(expander, S("each"), each);
}

static Binding *expand_bind_count(const Expander *expander, const Node *index) {
    Node count = node_make_map(index);
    node_map_add(expander->module->evaluator->arena, &count, S("index"), *index);
    return expand_bind(expander, S("count"), count);
}

static bool expand_room(Expander *expander, size_t count) {
    Node at = expand_place(expander);
    Evaluator *evaluator = expander->module->evaluator;
    if (count > EVALUATOR_INSTANCES_MAX) {
        input_fail(evaluator->input, &at, "%.*s would have %zu instances; merlon takes at most %d",
                   STR_ARGS(expander->name), count, EVALUATOR_INSTANCES_MAX);
        return false;
    }
    expander->expansion->things = ARENA_ARRAY(evaluator->arena, Thing *, count + 1);
    return true;
}

/* It isn't known how many there are: one for all. */
static void expand_many(Expander *expander, const Node *why, const Binding *bindings) {
    Evaluator *evaluator = expander->module->evaluator;
    Node at = expand_place(expander);
    Thing *one = expand_add(expander, S("[?]"), bindings);
    Thing *many = ARENA_NEW(evaluator->arena, Thing);
    *many = *one;
    many->kind = THING_MANY;
    many->one = one;
    many->resource = NULL;
    Str address = expand_address(expander, S(""));
    many->address = address;
    Node also[] = {*why, evaluator_thing_node(&at, one)}; /* what it hangs on is part of it */
    Node computed = terraform_computed(evaluator->arena, &at, also, 2);
    many->unknown = *computed.unknown;
    many->unknown.reason =
        str_format(evaluator->arena, "it isn't known how many of %.*s there are: %.*s",
                   STR_ARGS(address), STR_ARGS(why->unknown->reason));
    input_note(evaluator->input, &at, address,
               str_format(evaluator->arena,
                          "shown once, as [?]: how many there are isn't known "
                          "(%.*s)",
                          STR_ARGS(why->unknown->reason)));
    expander->expansion->lazy.value = evaluator_thing_node(&at, many);
}

static Node expand_too_many(const Expander *expander) {
    Node at = expand_place(expander);
    return node_make_unknown(expander->module->evaluator->arena, &at, S("too many instances"));
}

static void expand_count_unknown(Expander *expander, const Node *why) {
    Node at = expand_place(expander);
    Node index =
        node_make_unknown(expander->module->evaluator->arena, &at, S("count.index isn't known"));
    if (expander->expansion->things == NULL) expand_room(expander, 1);
    expand_many(expander, why, expand_bind_count(expander, &index));
}

static void expand_count(Expander *expander, const Node *count) {
    Evaluator *evaluator = expander->module->evaluator;
    double number = 0;
    if (count->kind == NODE_UNKNOWN) {
        expand_count_unknown(expander, count);
        return;
    }
    bool whole = terraform_to_number(count, &number) && floor(number) == number && number >= 0;
    bool fits = whole && expand_room(expander, number > 1e9 ? SIZE_MAX / 64 : (size_t)number);
    if (!fits) {
        Node at = expand_place(expander);
        if (!whole) {
            Str text = str_from(node_kind_name(count));
            terraform_to_text(evaluator->arena, count, &text);
            input_fail(evaluator->input, &at, "count must be a whole number from 0 on, not %.*s",
                       STR_ARGS(text));
        }
        Node why = whole ? expand_too_many(expander)
                         : node_make_unknown(evaluator->arena, &at, S("count is no number"));
        expander->expansion->things = NULL;
        expand_count_unknown(expander, &why);
        return;
    }
    Node at = expand_place(expander);
    Node list = node_make_list(evaluator->arena, &at, (size_t)number);
    for (uint32_t i = 0; i < list.count; i++) {
        Node index = node_make_int(&at, i);
        Thing *thing = expand_add(expander, str_format(evaluator->arena, "[%u]", i),
                                  expand_bind_count(expander, &index));
        list.items[i] = evaluator_thing_node(&at, thing);
    }
    expander->expansion->lazy.value = list;
}

/* One byte of a key as terraform prints it; returns how many bytes were written, 6 at most. */
static size_t expand_key_byte(Str key, size_t i, char *bytes) {
    static const char plain[] = "\n\r\t\"\\", escapes[] = "nrt\"\\";
    char byte = key.ptr[i];
    const char *found = byte == 0 ? NULL : strchr(plain, byte);
    if (found != NULL) {
        bytes[0] = '\\';
        bytes[1] = escapes[found - plain];
        return 2;
    }
    if ((unsigned char)byte < ' ' || byte == 0x7F) {
        static const char digits[] = "0123456789abcdef";
        memcpy(bytes, "\\u00", 4);
        bytes[4] = digits[(unsigned char)byte >> 4];
        bytes[5] = digits[byte & 15];
        return 6;
    }
    bool begins = (byte == '$' || byte == '%') && i + 1 < key.len && key.ptr[i + 1] == '{';
    bytes[0] = byte;
    if (begins) bytes[1] = byte; /* else it would begin a template */
    return begins ? 2 : 1;
}

/* ["key"], with the escapes that terraform prints. */
static Str expand_key_index(Arena *arena, Str key) {
    enum { KEY_BYTE_MAX = 6 };
    char *bytes = arena_alloc(arena, key.len * KEY_BYTE_MAX + 4);
    size_t len = 0;
    bytes[len++] = '[';
    bytes[len++] = '"';
    for (size_t i = 0; i < key.len; i++) len += expand_key_byte(key, i, bytes + len);
    bytes[len++] = '"';
    bytes[len++] = ']';
    return (Str){bytes, len};
}

static void expand_each_unknown(Expander *expander, const Node *why) {
    Node at = expand_place(expander);
    Arena *arena = expander->module->evaluator->arena;
    Node key = node_make_unknown(arena, &at, S("each.key isn't known"));
    Node value = terraform_computed(arena, &at, why, 1);
    expander->expansion->count = 0;
    expand_room(expander, 1);
    expand_many(expander, why, expand_bind_each(expander, &key, &value));
}

static void expand_each(Expander *expander, const Node *each) {
    Evaluator *evaluator = expander->module->evaluator;
    Arena *arena = evaluator->arena;
    Node at = expand_place(expander);
    bool list = each->kind == NODE_LIST;
    if (each->kind == NODE_UNKNOWN || (each->flags & NODE_FLAG_OPEN) != 0) {
        Node why = each->kind == NODE_UNKNOWN ? *each : terraform_computed(arena, &at, each, 1);
        expand_each_unknown(expander, &why);
        return;
    }
    if (!list && each->kind != NODE_MAP) {
        input_fail(evaluator->input, &at, "for_each needs a map or a set of texts, not %s",
                   node_kind_name(each));
        Node why = node_make_unknown(arena, &at, S("for_each is neither map nor set"));
        expand_each_unknown(expander, &why);
        return;
    }
    if (!expand_room(expander, each->count)) {
        Node why = expand_too_many(expander);
        expand_each_unknown(expander, &why);
        return;
    }
    Node set = list ? terraform_set(arena, each, each->items, each->count) : *each;
    Node map = node_make_map(&at);
    for (uint32_t i = 0; i < set.count; i++) {
        const Node *value = list ? &set.items[i] : &set.pairs[i].value;
        Str text = list ? S("") : set.pairs[i].key;
        if (list && !terraform_to_text(arena, value, &text)) {
            Node why = terraform_computed(arena, &at, value, 1);
            expand_each_unknown(expander, &why);
            return;
        }
        Node key = node_make_string(value, text);
        Thing *thing = expand_add(expander, expand_key_index(arena, text),
                                  expand_bind_each(expander, &key, list ? &key : value));
        node_map_add(arena, &map, text, evaluator_thing_node(&at, thing));
    }
    expander->expansion->lazy.value = map;
}

/* --- modules -----------------------------------------------------------------------------------
 */

/* Where terraform init put a module: modules.json names its directory, relative to the root. */
static Str expand_downloaded(const Expander *expander) {
    Evaluator *evaluator = expander->module->evaluator;
    const Node *modules = node_find(&evaluator->modules_json, S("Modules"));
    for (uint32_t i = 0; node_is(modules, NODE_LIST) && i < modules->count; i++) {
        if (!node_is_text(node_find(&modules->items[i], S("Key")), expander->key)) continue;
        Str directory = node_text(node_find(&modules->items[i], S("Dir")));
        bool inside = directory.len > 0 && !str_starts(directory, S("/")) &&
                      !str_contains(directory, S(".."));
        if (inside) return terraform_folder_join(evaluator->arena, evaluator->root, directory);
    }
    return S("");
}

static void expand_fail_module(Expander *expander, const char *what) {
    Evaluator *evaluator = expander->module->evaluator;
    Node at = expand_place(expander);
    Str address = expand_address(expander, S(""));
    expander->missing = str_format(evaluator->arena, "%.*s %s", STR_ARGS(address), what);
    input_fail(evaluator->input, &at, "%.*s", STR_ARGS(expander->missing));
}

static bool expand_is_inside(const EvaluatorModule *module, const TerraformFolder *folder) {
    for (; module != NULL; module = module->outer) {
        if (module->folder == folder) return true;
    }
    return false;
}

static void expand_note_missing(Expander *expander, Str source) {
    Evaluator *evaluator = expander->module->evaluator;
    Node at = expand_place(expander);
    Str address = expand_address(expander, S(""));
    expander->missing = str_format(evaluator->arena, "%.*s comes from %.*s, which isn't here",
                                   STR_ARGS(address), STR_ARGS(source));
    input_note(
        evaluator->input, &at, address,
        str_format(evaluator->arena,
                   "its source %.*s isn't downloaded (terraform init does so): its resources "
                   "are missing, and what uses its outputs is unknown",
                   STR_ARGS(source)));
}

static void expand_find_folder(Expander *expander) {
    EvaluatorModule *module = expander->module;
    Evaluator *evaluator = module->evaluator;
    Arena *arena = evaluator->arena;
    const HclAttribute *source = hcl_find(&expander->item->block->body, S("source"));
    Str text = source != NULL && source->value.kind == HCL_TEXT ? source->value.text : S("");
    bool local = str_starts(text, S("./")) || str_starts(text, S("../"));
    Str name = expander->name;
    expander->key = module->key.len == 0 ? name : str_join3(arena, module->key, S("."), name);
    Str path = local ? terraform_folder_join(arena, module->folder->path, text)
                     : expand_downloaded(expander);
    const TerraformFolder *folder =
        path.len == 0 ? NULL : terraform_folder_load(evaluator->loader, path);
    if (folder == NULL && local) {
        expand_fail_module(expander, "has a source that is no directory");
    } else if (folder == NULL) {
        expand_note_missing(expander, text.len == 0 ? S("an expression") : text);
    } else if (expand_is_inside(module, folder)) {
        expand_fail_module(expander, "includes itself");
        folder = NULL;
    } else if (module->depth >= EVALUATOR_MODULES_DEPTH_MAX) {
        expand_fail_module(expander, "is nested too deep in other modules");
        folder = NULL;
    }
    expander->folder = folder;
}

static void expand_block(Expander *expander) {
    const HclBody *body = &expander->item->block->body;
    const HclAttribute *count = hcl_find(body, S("count"));
    const HclAttribute *each = hcl_find(body, S("for_each"));
    Scope scope = evaluator_scope(expander->module, expander->item->source, NULL);
    if (expander->kind == THING_MODULE) expand_find_folder(expander);
    if (count != NULL) {
        Node value = evaluator_value(&scope, &count->value);
        expand_count(expander, &value);
    } else if (each != NULL) {
        Node value = evaluator_value(&scope, &each->value), forced = value;
        const Thing *thing = evaluator_thing(&value);
        bool many = thing != NULL && thing->kind == THING_MANY;
        if (!many && !evaluator_force(&scope, &each->value, &value, &forced)) forced = value;
        expand_each(expander, &forced);
    } else {
        expand_room(expander, 1);
        Node at = expand_place(expander);
        Thing *thing = expand_add(expander, S(""), NULL);
        expander->expansion->lazy.value = evaluator_thing_node(&at, thing);
    }
}

Expansion *evaluator_expand(EvaluatorModule *module, ThingKind kind, Str name) {
    const TerraformFolder *folder = module->folder;
    const Map *declared[] = {&folder->resources, &folder->data, &folder->calls};
    Map *expanded[] = {&module->resources, &module->data, &module->calls};
    Evaluator *evaluator = module->evaluator;
    Expansion *expansion = map_find(expanded[kind], name);
    if (expansion != NULL) return expansion;
    const TerraformItem *item = map_find(declared[kind], name);
    if (item == NULL) return NULL;
    expansion = ARENA_NEW(evaluator->arena, Expansion);
    map_set(expanded[kind], name, expansion);
    expansion->lazy.state = LAZY_RUNNING;
    Expander expander = {
        .module = module, .kind = kind, .name = name, .item = item, .expansion = expansion};
    expand_block(&expander);
    expansion->lazy.state = LAZY_DONE;
    return expansion;
}
