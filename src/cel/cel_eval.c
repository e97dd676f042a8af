/* SPDX-License-Identifier: Apache-2.0 */
/* cel_eval.c -- walks the tree of an expression.
 *
 * Three things can come out of a part: a value, an error, unknown. && and || are commutative about
 * the latter two, as the specification says:
 *
 *     &&        true     false    error    unknown
 *     true      true     false    error    unknown
 *     false     false    false    false    false
 *     error     error    false    error    unknown
 *     unknown   unknown  false    unknown  unknown
 *
 * (|| with true and false exchanged). Everything else hands unknown on before an error, since what
 * is unknown may turn out to be the fault. The macros all() and exists() are && and || over the
 * items of a list, and over "what else may be in it" when the list is open. */
#include "cel/cel_parse.h"

#include "cel/cel_operate.h"

static CelValue eval_node(CelContext *context, const CelNode *node);

/* The names of types are values: type(1) == int. */
static bool eval_type_name(Str name, CelValue *ret_value) {
    static const Str names[] = {
        S_INIT("bool"),
        S_INIT("int"),
        S_INIT("uint"),
        S_INIT("double"),
        S_INIT("string"),
        S_INIT("bytes"),
        S_INIT("list"),
        S_INIT("map"),
        S_INIT("null_type"),
        S_INIT("type"),
        S_INIT("google.protobuf.Timestamp"),
        S_INIT("google.protobuf.Duration"),
        S_INIT("optional_type"),
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!str_equal(names[i], name)) continue;
        *ret_value = cel_type(names[i]);
        return true;
    }
    return false;
}

/* What a name stands for; a lazy one is evaluated now, outside of the macros around its use. */
static CelValue eval_binding(CelContext *context, CelBinding *binding) {
    if (binding->lazy == NULL) return binding->value;
    if (binding->evaluating) {
        return cel_error(context, "'%.*s' is defined by itself", STR_ARGS(binding->name));
    }
    const struct CelScope *scope = context->scope;
    binding->evaluating = true;
    context->scope = NULL;
    binding->value = eval_node(context, binding->lazy->root);
    context->scope = scope;
    binding->lazy = NULL;
    return binding->value;
}

static bool eval_find_name(CelContext *context, Str name, CelValue *ret_value) {
    for (const CelScope *scope = context->scope; scope != NULL; scope = scope->outer) {
        if (!str_equal(scope->name, name)) continue;
        *ret_value = scope->value;
        return true;
    }
    for (size_t i = 0; i < context->binding_count; i++) {
        if (!str_equal(context->bindings[i].name, name)) continue;
        *ret_value = eval_binding(context, &context->bindings[i]);
        return true;
    }
    return eval_type_name(name, ret_value);
}

/* True when node spells exactly the dotted name: compares from the end, without making text. */
static bool eval_spells(const CelNode *node, Str dotted) {
    while (node->kind == CEL_NODE_SELECT && !node->optional) {
        if (dotted.len <= node->name.len || !str_ends(dotted, node->name)) return false;
        dotted.len -= node->name.len;
        if (dotted.ptr[dotted.len - 1] != '.') return false;
        dotted.len--;
        node = node->args[0];
    }
    return node->kind == CEL_NODE_IDENT && str_equal(node->name, dotted);
}

static const CelNode *eval_chain_root(const CelNode *node) {
    while (node->kind == CEL_NODE_SELECT && !node->optional) node = node->args[0];
    return node;
}

/* a.b.c is the name "a.b.c" if there is one, else the field c of what "a.b" is: the longest name
 * wins, unless a macro's variable hides it. */
static bool eval_qualified(CelContext *context, const CelNode *node, CelValue *ret_value) {
    const CelNode *root = eval_chain_root(node);
    if (root->kind != CEL_NODE_IDENT) return false;
    for (const CelScope *scope = context->scope; scope != NULL; scope = scope->outer) {
        if (str_equal(scope->name, root->name)) return false;
    }
    for (size_t i = 0; i < context->binding_count; i++) {
        Str name = context->bindings[i].name;
        if (!str_contains(name, S(".")) || !eval_spells(node, name)) continue;
        *ret_value = eval_binding(context, &context->bindings[i]);
        return true;
    }
    if (!str_equal(root->name, S("google"))) return false;
    Str protobuf[] = {S("google.protobuf.Timestamp"), S("google.protobuf.Duration")};
    for (size_t i = 0; i < COUNT(protobuf); i++) {
        if (eval_spells(node, protobuf[i])) return eval_type_name(protobuf[i], ret_value);
    }
    return false;
}

static CelValue eval_select(CelContext *context, const CelNode *node) {
    CelValue value = cel_null();
    if (!node->optional && eval_qualified(context, node, &value)) return value;
    CelValue operand = eval_node(context, node->args[0]);
    context->position = node->position;
    bool map = operand.kind == CEL_MAP ||
               (operand.kind == CEL_OPTIONAL &&
                (operand.optional == NULL || operand.optional->kind == CEL_MAP));
    if (!map && operand.kind != CEL_UNKNOWN && operand.kind != CEL_ERROR) {
        return cel_no_overload(context);
    }
    return operate_index(context, operand, cel_string(node->name), node->optional);
}

static CelValue eval_has(CelContext *context, const CelNode *node) {
    CelValue operand = eval_node(context, node->args[0]);
    context->position = node->position;
    if (operand.kind == CEL_OPTIONAL) {
        if (operand.optional == NULL) return cel_bool(false);
        operand = *operand.optional;
    }
    if (operand.kind == CEL_UNKNOWN || operand.kind == CEL_ERROR) return operand;
    if (operand.kind != CEL_MAP) return cel_no_overload(context);
    return cel_map_has(context, operand, cel_string(node->name));
}

/* Folds one more operand into the result of && (decisive false) or || (decisive true). */
static CelValue eval_absorb(CelContext *context, CelValue result, CelValue operand) {
    if (operand.kind == CEL_UNKNOWN) return cel_unknown_join(context, operand, result);
    if (result.kind == CEL_UNKNOWN || result.kind == CEL_ERROR) return result;
    if (operand.kind == CEL_BOOL) return result;
    return operand.kind == CEL_ERROR ? operand : cel_no_overload(context);
}

static CelValue eval_logic(CelContext *context, const CelNode *node) {
    bool decisive = node->kind == CEL_NODE_OR;
    CelValue result = cel_bool(!decisive);
    for (size_t i = 0; i < node->arg_count; i++) {
        CelValue operand = eval_node(context, node->args[i]);
        context->position = node->position;
        if (operand.kind == CEL_BOOL && operand.boolean == decisive) return operand;
        result = eval_absorb(context, result, operand);
    }
    return result;
}

static CelValue eval_conditional(CelContext *context, const CelNode *node) {
    CelValue condition = eval_node(context, node->args[0]);
    context->position = node->position;
    if (condition.kind == CEL_UNKNOWN || condition.kind == CEL_ERROR) {
        return cel_unknown_derived(condition);
    }
    if (condition.kind != CEL_BOOL) return cel_no_overload(context);
    return eval_node(context, node->args[condition.boolean ? 1 : 2]);
}

static CelValue eval_list(CelContext *context, const CelNode *node) {
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, node->arg_count);
    for (size_t i = 0; i < node->arg_count; i++) {
        items[i] = eval_node(context, node->args[i]);
        if (items[i].kind == CEL_ERROR) return items[i];
    }
    return cel_list(context, items, node->arg_count);
}

/* Appends an entry; an error when the key is of a wrong kind or there already. */
static CelValue eval_add_entry(CelContext *context, CelMap *map, CelEntry entry) {
    CelValue bad = entry.key.kind == CEL_ERROR ? entry.key : entry.value;
    if (bad.kind == CEL_ERROR) return bad;
    if (entry.key.kind == CEL_UNKNOWN) return entry.key;
    bool key_kind = entry.key.kind == CEL_BOOL || entry.key.kind == CEL_INT ||
                    entry.key.kind == CEL_UINT || entry.key.kind == CEL_STRING;
    if (!key_kind) return cel_error(context, "unsupported key type");
    CelValue view = {.kind = CEL_MAP};
    view.map = map;
    CelValue before = cel_null();
    if (cel_map_get(context, view, entry.key, &before)) {
        return cel_error(context, "a key stands twice in the map");
    }
    map->entries[map->count++] = entry;
    return cel_null();
}

__attribute__((noinline)) static CelValue eval_map(CelContext *context, const CelNode *node) {
    CelMap map = {ARENA_ARRAY(context->arena, CelEntry, node->arg_count / 2), 0};
    for (size_t i = 0; i + 1 < node->arg_count; i += 2) {
        CelEntry entry = {eval_node(context, node->args[i]), eval_node(context, node->args[i + 1])};
        context->position = node->position;
        CelValue failed = eval_add_entry(context, &map, entry);
        if (failed.kind != CEL_NULL) return failed;
    }
    return cel_map(context, map.entries, map.count);
}

/* What a function takes and gives counts as work by its size. */
static void eval_spend_size(CelContext *context, CelValue value) {
    if (value.kind == CEL_STRING || value.kind == CEL_BYTES) {
        cel_spend(context, value.text.len / CEL_BYTES_PER_STEP);
    }
    if (value.kind == CEL_LIST) cel_spend(context, cel_list_size(value) / 8);
}

__attribute__((noinline)) static CelValue eval_call(CelContext *context, const CelNode *node) {
    CelValue args[CEL_ARGUMENTS_MAX];
    context->position = node->position;
    if (node->function == NULL) {
        return cel_error(context, "there is no function %.*s with %zu arguments",
                         STR_ARGS(node->name), node->arg_count);
    }
    CelValue blocked = cel_null(); /* an unknown or error among the arguments */
    for (size_t i = 0; i < node->arg_count; i++) {
        args[i] = eval_node(context, node->args[i]);
        bool unknown = args[i].kind == CEL_UNKNOWN && !node->function->takes_unknown;
        if (unknown) blocked = cel_unknown_join(context, args[i], blocked);
        if (args[i].kind == CEL_ERROR && blocked.kind == CEL_NULL) blocked = args[i];
    }
    context->position = node->position;
    if (blocked.kind != CEL_NULL) return cel_unknown_derived(blocked);
    for (size_t i = 0; i < node->arg_count; i++) eval_spend_size(context, args[i]);
    CelValue value = node->function->body(context, args, node->arg_count);
    eval_spend_size(context, value);
    return value;
}

/* The state of a macro that runs over a list or map. */
typedef struct MacroRun {
    const CelNode *node;
    CelValue result; /* of all, exists; for others an unknown or error that ends it */
    CelValue *items; /* map, filter */
    CelMap map;      /* transformMap */
    size_t count;    /* of items; of hits for exists_one */
    bool open;       /* something may be missing in the result */
    Str open_reason;
    bool done;
} MacroRun;

static void eval_macro_decide(CelContext *context, MacroRun *run, CelValue value) {
    bool decisive = run->node->macro == CEL_MACRO_EXISTS;
    if (value.kind == CEL_BOOL && value.boolean == decisive) {
        run->result = value;
        run->done = true;
    } else {
        run->result = eval_absorb(context, run->result, value);
    }
}

static void eval_macro_stop(CelContext *context, MacroRun *run, CelValue value) {
    run->result =
        value.kind == CEL_ERROR || value.kind == CEL_UNKNOWN ? value : cel_no_overload(context);
    run->done = true;
}

static void eval_macro_count(CelContext *context, MacroRun *run, CelValue value) {
    if (value.kind == CEL_BOOL) {
        run->count += value.boolean;
    } else if (value.kind == CEL_UNKNOWN) {
        run->open = true;
        run->open_reason = value.reason->message;
    } else {
        eval_macro_stop(context, run, value);
    }
}

/* Whether the filter lets the item through; an unknown answer makes the result open. */
static bool eval_macro_passes(CelContext *context, MacroRun *run, const CelNode *filter) {
    if (filter == NULL) return true;
    CelValue value = eval_node(context, filter);
    context->position = run->node->position;
    if (value.kind == CEL_BOOL) return value.boolean;
    if (value.kind == CEL_UNKNOWN) {
        run->open = true;
        run->open_reason = value.reason->message;
    } else {
        eval_macro_stop(context, run, value);
    }
    return false;
}

static void eval_macro_item(CelContext *context, MacroRun *run, CelValue key, CelValue item) {
    const CelNode *node = run->node;
    if (node->macro == CEL_MACRO_FILTER) {
        if (eval_macro_passes(context, run, node->args[2])) run->items[run->count++] = item;
        return;
    }
    if (!eval_macro_passes(context, run, node->args[1])) return;
    CelValue value = eval_node(context, node->args[2]);
    context->position = node->position;
    switch (node->macro) {
    case CEL_MACRO_ALL:
    case CEL_MACRO_EXISTS: eval_macro_decide(context, run, value); break;
    case CEL_MACRO_EXISTS_ONE: eval_macro_count(context, run, value); break;
    case CEL_MACRO_MAP:
        if (value.kind == CEL_ERROR) eval_macro_stop(context, run, value);
        run->items[run->count++] = value;
        break;
    case CEL_MACRO_TRANSFORM_MAP: {
        CelValue failed = eval_add_entry(context, &run->map, (CelEntry){key, value});
        if (failed.kind != CEL_NULL) eval_macro_stop(context, run, failed);
        break;
    }
    case CEL_MACRO_FILTER: break;
    }
}

/* Binds the variables for item number index of range and evaluates the body. */
static void eval_macro_step(CelContext *context, MacroRun *run, CelValue range, size_t index) {
    CelValue key = cel_int((int64_t)index), item = cel_null();
    if (range.kind == CEL_LIST) {
        item = cel_list_at(context, range, index);
    } else {
        CelEntry entry = cel_map_at(context, range, index);
        key = entry.key;
        item = entry.value;
    }
    bool pair = run->node->variables[1].len > 0;
    CelValue first = pair || range.kind == CEL_MAP ? key : item;
    CelScope scope = {run->node->variables[0], first, context->scope};
    CelScope inner = {run->node->variables[1], item, &scope};
    context->scope = pair ? &inner : &scope;
    eval_macro_item(context, run, key, pair ? item : first);
    context->scope = scope.outer;
}

static CelValue eval_macro_result(CelContext *context, MacroRun *run, CelValue range) {
    if (range.kind == CEL_LIST && !run->done && cel_list_is_open(range, &run->open_reason)) {
        run->open = true;
    }
    if (range.kind == CEL_MAP && !run->done && cel_map_is_open(range)) run->open = true;
    if (run->open && run->open_reason.len == 0) run->open_reason = S("more may be in the map");
    switch (run->node->macro) {
    case CEL_MACRO_ALL:
    case CEL_MACRO_EXISTS:
        if (!run->open || run->done) return run->result;
        return cel_unknown_join(context, cel_unknown(context, run->open_reason, range.read),
                                run->result);
    case CEL_MACRO_EXISTS_ONE:
        if (run->done) return run->result;
        if (run->count > 1 || !run->open) return cel_bool(run->count == 1);
        return cel_unknown(context, run->open_reason, range.read);
    case CEL_MACRO_MAP:
    case CEL_MACRO_FILTER:
        if (run->done) return run->result;
        return run->open ? cel_list_open(context, run->items, run->count, run->open_reason)
                         : cel_list(context, run->items, run->count);
    case CEL_MACRO_TRANSFORM_MAP: break;
    }
    if (run->done) return run->result;
    if (run->open) return cel_unknown(context, run->open_reason, range.read);
    return cel_map(context, run->map.entries, run->map.count);
}

__attribute__((noinline)) static CelValue eval_macro(CelContext *context, const CelNode *node) {
    CelValue range = eval_node(context, node->args[0]);
    context->position = node->position;
    if (range.kind == CEL_UNKNOWN || range.kind == CEL_ERROR) return range;
    if (range.kind != CEL_LIST && range.kind != CEL_MAP) return cel_no_overload(context);
    size_t size = range.kind == CEL_LIST ? cel_list_size(range) : cel_map_size(range);
    MacroRun run = {.node = node, .result = cel_bool(node->macro != CEL_MACRO_EXISTS)};
    if (node->macro == CEL_MACRO_MAP || node->macro == CEL_MACRO_FILTER) {
        cel_spend(context, size / 4);
        run.items = ARENA_ARRAY(context->arena, CelValue, size);
    }
    if (node->macro == CEL_MACRO_TRANSFORM_MAP) {
        cel_spend(context, size / 4);
        run.map.entries = ARENA_ARRAY(context->arena, CelEntry, size);
    }
    for (size_t i = 0; i < size && !run.done; i++) eval_macro_step(context, &run, range, i);
    return eval_macro_result(context, &run, range);
}

static CelValue eval_operator(CelContext *context, const CelNode *node) {
    CelValue left = eval_node(context, node->args[0]);
    CelValue right = node->arg_count > 1 ? eval_node(context, node->args[1]) : cel_null();
    context->position = node->position;
    return operate(context, node->operation, left, right);
}

static CelValue eval_ident(CelContext *context, const CelNode *node) {
    CelValue value = cel_null();
    context->position = node->position;
    if (eval_find_name(context, node->name, &value)) return value;
    return cel_error(context, "undeclared reference to '%.*s'", STR_ARGS(node->name));
}

static CelValue eval_index(CelContext *context, const CelNode *node) {
    CelValue operand = eval_node(context, node->args[0]);
    CelValue index = eval_node(context, node->args[1]);
    context->position = node->position;
    return operate_index(context, operand, index, node->optional);
}

static CelValue eval_kind(CelContext *context, const CelNode *node) {
    switch (node->kind) {
    case CEL_NODE_LITERAL: return node->literal;
    case CEL_NODE_IDENT: return eval_ident(context, node);
    case CEL_NODE_SELECT: return eval_select(context, node);
    case CEL_NODE_INDEX: return eval_index(context, node);
    case CEL_NODE_CALL: return eval_call(context, node);
    case CEL_NODE_OPERATOR: return eval_operator(context, node);
    case CEL_NODE_AND:
    case CEL_NODE_OR: return eval_logic(context, node);
    case CEL_NODE_CONDITIONAL: return eval_conditional(context, node);
    case CEL_NODE_LIST: return eval_list(context, node);
    case CEL_NODE_MAP: return eval_map(context, node);
    case CEL_NODE_HAS: return eval_has(context, node);
    case CEL_NODE_MACRO: return eval_macro(context, node);
    }
    return cel_error(context, "not an expression");
}

static CelValue eval_node(CelContext *context, const CelNode *node) {
    if (++context->steps > CEL_STEPS_MAX) {
        context->position = node->position;
        return cel_error(context, "the expression takes more than %d steps", CEL_STEPS_MAX);
    }
    if (context->depth >= CEL_DEPTH_MAX * 4) {
        context->position = node->position;
        return cel_error(context, "the evaluation is nested too deeply");
    }
    context->depth++;
    CelValue value = eval_kind(context, node);
    context->depth--;
    return value;
}

CelValue cel_evaluate(CelContext *context, const CelExpression *expression) {
    context->steps = 0;
    context->depth = 0;
    context->scope = NULL;
    return eval_node(context, expression->root);
}
