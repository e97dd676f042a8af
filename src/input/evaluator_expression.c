/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator_expression.c -- one function for each kind of expression; evaluator_run picks it.
 * Semantics: github.com/hashicorp/hcl, hclsyntax/spec.md; what is unknown stays unknown as in
 * Kleene's logic, and as little as can be becomes so. */
#include "input/evaluator.h"
#include "input/evaluator_for.h"
#include "text/unicode.h"

#include <math.h>

static Node computed(const Scope *scope, const HclExpression *at, const Node *values,
                     size_t count) {
    Node place = evaluator_place(scope, at);
    return terraform_computed(scope->evaluator->arena, &place, values, count);
}

static bool run_number(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node at = evaluator_place(scope, expression);
    int64_t whole = 0;
    *ret = str_to_int(expression->text, &whole) ? node_make_int(&at, whole)
                                                : terraform_number(&at, expression->number);
    return true;
}

static bool run_template_part(const Scope *scope, const HclExpression *part, TerraformText *text);

static bool run_template_parts(const Scope *scope, const HclExpression *expression,
                               TerraformText *text) {
    if (expression->kind != HCL_TEMPLATE) return run_template_part(scope, expression, text);
    for (uint32_t i = 0; i < expression->count; i++) {
        if (!run_template_part(scope, &expression->items[i], text)) return false;
    }
    return true;
}

static bool run_add_value(const Scope *scope, const HclExpression *at, const Node *value,
                          TerraformText *text) {
    size_t before = text->count;
    if (!terraform_text_add_value(text, value)) {
        return evaluator_fail(scope, at, "%s can't be part of a text", node_kind_name(value));
    }
    size_t bytes = 0;
    for (size_t i = before; i < text->count; i++) bytes += text->parts[i].text.len;
    return evaluator_charge(scope->evaluator, 1 + bytes / EVALUATOR_TEXT_STEP_BYTES);
}

static bool run_template_if(const Scope *scope, const HclExpression *part, TerraformText *text) {
    Node condition = {0};
    bool yes = false;
    if (!evaluator_run(scope, &part->items[0], &condition)) return false;
    if (condition.kind == NODE_UNKNOWN) {
        Node unknown = computed(scope, part, &condition, 1);
        return run_add_value(scope, part, &unknown, text);
    }
    if (!terraform_to_bool(&condition, &yes)) {
        return evaluator_fail(scope, part, "the condition of %%{if} must be true or false");
    }
    return run_template_parts(scope, &part->items[yes ? 1 : 2], text);
}

typedef struct TemplateLoop {
    const HclExpression *part;
    TerraformText *text;
} TemplateLoop;

static bool run_template_round(void *context, const Scope *inner) {
    TemplateLoop *loop = context;
    return run_template_parts(inner, &loop->part->items[HCL_FOR_VALUE], loop->text);
}

static bool run_template_for(const Scope *scope, const HclExpression *part, TerraformText *text) {
    TemplateLoop loop = {part, text};
    ForRounds rounds = {.scope = scope, .expression = part, .round = run_template_round};
    rounds.context = &loop;
    if (!evaluator_for_each(&rounds)) return false;
    if (!rounds.open) return true;
    Node unknown = computed(scope, part, &rounds.collection, 1);
    return run_add_value(scope, part, &unknown, text);
}

static bool run_template_part(const Scope *scope, const HclExpression *part, TerraformText *text) {
    Node value = {0};
    if (part->kind == HCL_TEXT) {
        terraform_text_add(text, unicode_normalize(scope->evaluator->arena, part->text));
        return evaluator_charge(scope->evaluator, 1 + part->text.len / EVALUATOR_TEXT_STEP_BYTES);
    }
    if (part->kind == HCL_IF) return run_template_if(scope, part, text);
    if (part->kind == HCL_FOR_TEXT) return run_template_for(scope, part, text);
    const HclExpression *inner = part->kind == HCL_WRAP ? &part->items[0] : part;
    return evaluator_run(scope, inner, &value) && run_add_value(scope, inner, &value, text);
}

static bool run_template(const Scope *scope, const HclExpression *expression, Node *ret) {
    TerraformText text = {.arena = scope->evaluator->arena};
    if (!run_template_parts(scope, expression, &text)) return false;
    Node at = evaluator_place(scope, expression);
    *ret = terraform_text_finish(&text, &at);
    if (ret->kind == NODE_STRING && ret->text.len > TERRAFORM_TEXT_BYTES_MAX) {
        return evaluator_fail(scope, expression, "makes a text of more than %d MiB",
                              TERRAFORM_TEXT_BYTES_MAX >> 20);
    }
    return true;
}

static bool run_variable(const Scope *scope, const HclExpression *expression, Node *ret) {
    bool found = false;
    Node at = evaluator_place(scope, expression);
    if (!evaluator_name(scope, expression, ret, &found)) return false;
    if (found) return true;
    if (scope->literal_types) {
        *ret = node_make_string(&at, expression->text);
        return true;
    }
    return evaluator_fail(scope, expression, "there is nothing named %.*s",
                          STR_ARGS(expression->text));
}

static bool run_attribute(const Scope *scope, const HclExpression *expression, Node *ret) {
    bool found = false;
    Node base = {0};
    if (!evaluator_name(scope, expression, ret, &found)) return false;
    if (found) return true;
    return evaluator_run(scope, &expression->items[0], &base) &&
           evaluator_attribute(scope, expression, &base, expression->text, ret);
}

static bool run_index(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node base = {0}, key = {0};
    return evaluator_run(scope, &expression->items[0], &base) &&
           evaluator_run(scope, &expression->items[1], &key) &&
           evaluator_index(scope, expression, &base, &key, ret);
}

static bool run_not(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node value = {0}, at = evaluator_place(scope, expression);
    bool truth = false;
    if (!evaluator_run(scope, &expression->items[0], &value)) return false;
    if (value.kind == NODE_UNKNOWN) {
        *ret = computed(scope, expression, &value, 1);
        return true;
    }
    if (!terraform_to_bool(&value, &truth)) {
        return evaluator_fail(scope, expression, "! needs true or false, not %s",
                              node_kind_name(&value));
    }
    *ret = node_make_bool(&at, !truth);
    return true;
}

static bool run_negate(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node value = {0}, at = evaluator_place(scope, expression);
    double number = 0;
    if (!evaluator_run(scope, &expression->items[0], &value)) return false;
    if (value.kind == NODE_UNKNOWN) {
        *ret = computed(scope, expression, &value, 1);
        return true;
    }
    if (!terraform_to_number(&value, &number)) {
        return evaluator_fail(scope, expression, "- needs a number, not %s",
                              node_kind_name(&value));
    }
    *ret = terraform_number(&at, -number);
    return true;
}

/* --- binary operators --- */

static bool run_logic(const Scope *scope, const HclExpression *expression, Node *ret) {
    bool decisive = expression->operation == HCL_OR, truth = false;
    Node sides[2] = {{0}, {0}}, at = evaluator_place(scope, expression);
    bool unknown = false;
    for (int i = 0; i < 2; i++) {
        if (!evaluator_run(scope, &expression->items[i], &sides[i])) return false;
        if (sides[i].kind == NODE_UNKNOWN) {
            unknown = true;
            continue;
        }
        if (!terraform_to_bool(&sides[i], &truth)) {
            return evaluator_fail(scope, expression, "needs true or false, not %s",
                                  node_kind_name(&sides[i]));
        }
        if (truth != decisive) continue;
        *ret = node_make_bool(&at, decisive);
        return true;
    }
    *ret = unknown ? computed(scope, expression, sides, 2) : node_make_bool(&at, !decisive);
    return true;
}

/* An id or ARN that AWS gives isn't null. */
static bool run_is_given(const Node *value) {
    if (evaluator_thing(value) != NULL) return true;
    if (value->kind != NODE_UNKNOWN || !value->unknown->exact) return false;
    if (value->unknown->tree != NULL || value->unknown->part_count > 1) return true;
    const NodePart *only = value->unknown->parts;
    return value->unknown->part_count == 1 && only->kind == NODE_PART_REFERENCE &&
           (str_equal(only->text, S("Ref")) || str_equal(only->text, S("Arn")));
}

static bool run_equality(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node sides[2] = {{0}, {0}}, at = evaluator_place(scope, expression);
    for (int i = 0; i < 2; i++) {
        if (!evaluator_run(scope, &expression->items[i], &sides[i])) return false;
    }
    Truth equal = terraform_equal(&sides[0], &sides[1]);
    bool against_null = sides[0].kind == NODE_NULL || sides[1].kind == NODE_NULL;
    const Node *other = sides[0].kind == NODE_NULL ? &sides[1] : &sides[0];
    if (against_null && run_is_given(other)) equal = TRUTH_FALSE;
    if (equal == TRUTH_UNKNOWN) {
        *ret = computed(scope, expression, sides, 2);
    } else {
        bool wanted = expression->operation == HCL_EQUAL;
        *ret = node_make_bool(&at, (equal == TRUTH_TRUE) == wanted);
    }
    return true;
}

static Node run_compare(const Node *at, HclOperator operation, double left, double right) {
    switch (operation) {
    case HCL_LESS: return node_make_bool(at, left < right);
    case HCL_LESS_EQUAL: return node_make_bool(at, left <= right);
    case HCL_GREATER: return node_make_bool(at, left > right);
    case HCL_GREATER_EQUAL: return node_make_bool(at, left >= right);
    case HCL_ADD: return terraform_number(at, left + right);
    case HCL_SUBTRACT: return terraform_number(at, left - right);
    case HCL_MULTIPLY: return terraform_number(at, left * right);
    case HCL_DIVIDE: return terraform_number(at, left / right);
    case HCL_MODULO: return terraform_number(at, fmod(left, right));
    case HCL_OR:
    case HCL_AND:
    case HCL_EQUAL:
    case HCL_NOT_EQUAL: break;
    }
    return node_make_null(at);
}

/* Whole numbers of 64 bits stay exact. */
static bool run_whole(const Node *at, HclOperator operation, const Node sides[2], Node *ret) {
    int64_t result = 0;
    if (sides[0].kind != NODE_INT || sides[1].kind != NODE_INT) return false;
    int64_t left = sides[0].integer, right = sides[1].integer;
    bool overflow = true;
    if (operation == HCL_ADD) overflow = __builtin_add_overflow(left, right, &result);
    if (operation == HCL_SUBTRACT) overflow = __builtin_sub_overflow(left, right, &result);
    if (operation == HCL_MULTIPLY) overflow = __builtin_mul_overflow(left, right, &result);
    if (!overflow) *ret = node_make_int(at, result);
    return !overflow;
}

static bool run_binary(const Scope *scope, const HclExpression *expression, Node *ret) {
    HclOperator operation = (HclOperator)expression->operation;
    if (operation == HCL_OR || operation == HCL_AND) return run_logic(scope, expression, ret);
    if (operation == HCL_EQUAL || operation == HCL_NOT_EQUAL) {
        return run_equality(scope, expression, ret);
    }
    Node sides[2] = {{0}, {0}}, at = evaluator_place(scope, expression);
    double numbers[2] = {0};
    bool unknown = false;
    for (int i = 0; i < 2; i++) {
        if (!evaluator_run(scope, &expression->items[i], &sides[i])) return false;
        if (sides[i].kind == NODE_UNKNOWN) {
            unknown = true;
        } else if (!terraform_to_number(&sides[i], &numbers[i])) {
            return evaluator_fail(scope, expression, "needs numbers, not %s",
                                  node_kind_name(&sides[i]));
        }
    }
    if (unknown) {
        *ret = computed(scope, expression, sides, 2);
        return true;
    }
    bool divides = operation == HCL_DIVIDE || operation == HCL_MODULO;
    if (divides && numbers[1] == 0) return evaluator_fail(scope, expression, "divides by zero");
    if (!run_whole(&at, operation, sides, ret)) {
        *ret = run_compare(&at, operation, numbers[0], numbers[1]);
    }
    return true;
}

/* --- conditional --- */

static bool run_is_text(const HclExpression *expression) {
    return expression->kind == HCL_TEXT || expression->kind == HCL_TEMPLATE;
}

static bool run_conditional(const Scope *scope, const HclExpression *expression, Node *ret) {
    Evaluator *evaluator = scope->evaluator;
    Node values[3] = {{0}, {0}, {0}};
    bool truth = false;
    if (!evaluator_run(scope, &expression->items[0], &values[0])) return false;
    if (values[0].kind == NODE_UNKNOWN) {
        for (int i = 1; i < 3; i++) {
            if (evaluator_run(scope, &expression->items[i], &values[i])) continue;
            if (evaluator->steps == 0) return false;
            values[i] = node_make_list(evaluator->arena, NULL, 0); /* no value to go on with */
        }
        bool same = terraform_is_known(&values[1]) && node_equal(&values[1], &values[2]);
        *ret = same ? values[1] : computed(scope, expression, values, 3);
        bool nothing = node_may_be_nothing(&values[1]) || node_may_be_nothing(&values[2]);
        if (!same && nothing) ret->flags |= NODE_FLAG_OPEN;
        return true;
    }
    if (!terraform_to_bool(&values[0], &truth)) {
        return evaluator_fail(scope, expression, "the condition must be true or false, not %s",
                              node_kind_name(&values[0]));
    }
    if (!evaluator_run(scope, &expression->items[truth ? 1 : 2], ret)) return false;
    bool text = run_is_text(&expression->items[truth ? 2 : 1]);
    Str as_text = S("");
    bool primitive = ret->kind == NODE_BOOL || ret->kind == NODE_INT || ret->kind == NODE_DOUBLE;
    if (text && primitive && terraform_to_text(evaluator->arena, ret, &as_text)) {
        *ret = node_make_string(ret, as_text);
    }
    ret->flags |= values[0].flags & NODE_FLAG_SECRET;
    return true;
}

/* --- lists and maps --- */

static bool run_tuple(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node at = evaluator_place(scope, expression);
    Node list = node_make_list(scope->evaluator->arena, &at, expression->count);
    for (uint32_t i = 0; i < expression->count; i++) {
        if (!evaluator_run(scope, &expression->items[i], &list.items[i])) return false;
        if (!evaluator_charge_value(scope->evaluator, &list.items[i])) return false;
    }
    *ret = list;
    return true;
}

/* What can be said of a key: its known text, with question marks for the rest. Policies have such
 * ("${issuer}:sub"), and there the value counts whatever the key is. */
static Str run_partial_key(Arena *arena, const Node *key) {
    Str name = S("");
    bool text = false;
    const NodeUnknown *unknown = key->unknown;
    for (uint32_t i = 0; unknown->exact && i < unknown->part_count; i++) {
        bool known = unknown->parts[i].kind == NODE_PART_TEXT;
        text |= known;
        name = str_join2(arena, name, known ? unknown->parts[i].text : S("?"));
    }
    return text ? name : S("");
}

static bool run_object(const Scope *scope, const HclExpression *expression, Node *ret) {
    Evaluator *evaluator = scope->evaluator;
    Node at = evaluator_place(scope, expression);
    Node map = node_make_map(&at);
    MapBuilder builder = evaluator_map_make(evaluator->arena, &map);
    for (uint32_t i = 0; i + 1 < expression->count; i += 2) {
        Node key = {0}, value = {0};
        Str name = S("");
        if (!evaluator_run(scope, &expression->items[i], &key)) return false;
        if (!evaluator_run(scope, &expression->items[i + 1], &value)) return false;
        if (!evaluator_charge_value(evaluator, &value)) return false;
        if (key.kind == NODE_UNKNOWN) {
            map.flags |= NODE_FLAG_OPEN;
            name = run_partial_key(evaluator->arena, &key);
            if (name.len > 0) evaluator_map_set(&builder, name, value);
        } else if (!terraform_to_text(evaluator->arena, &key, &name)) {
            return evaluator_fail(scope, &expression->items[i], "a key must be text, not %s",
                                  node_kind_name(&key));
        } else {
            evaluator_map_set(&builder, name, value);
        }
    }
    terraform_sort_map(&map);
    *ret = map;
    return true;
}

static bool run_splat_item(const Scope *scope, const HclExpression *expression, const Node *item,
                           Node *ret) {
    Binding binding = {S("*"), *item, scope->bindings};
    Scope inner = *scope;
    inner.bindings = &binding;
    return evaluator_run(&inner, &expression->items[1], ret) &&
           evaluator_charge_value(scope->evaluator, ret);
}

static bool run_splat(const Scope *scope, const HclExpression *expression, Node *ret) {
    Evaluator *evaluator = scope->evaluator;
    Node source = {0}, at = evaluator_place(scope, expression);
    if (!evaluator_run(scope, &expression->items[0], &source)) return false;
    const Thing *thing = evaluator_thing(&source);
    bool many = thing != NULL && thing->kind == THING_MANY;
    if (source.kind == NODE_UNKNOWN && thing == NULL) {
        *ret = computed(scope, expression, &source, 1);
        return true;
    }
    Node one = source;
    Node zero = node_make_int(&at, 0);
    if (many && !evaluator_index(scope, expression, &source, &zero, &one)) return false;
    bool list = source.kind == NODE_LIST;
    const Node *items = list ? source.items : &one;
    uint32_t count = list ? source.count : source.kind == NODE_NULL ? 0 : 1;
    Node made = node_make_list(evaluator->arena, &at, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!run_splat_item(scope, expression, &items[i], &made.items[i])) return false;
    }
    if (many || (list && (source.flags & NODE_FLAG_OPEN) != 0)) made.flags |= NODE_FLAG_OPEN;
    made.flags |= source.flags & NODE_FLAG_SECRET;
    *ret = made;
    return true;
}

static bool run_item(const Scope *scope, const HclExpression *expression, Node *ret) {
    for (const Binding *binding = scope->bindings; binding != NULL; binding = binding->outer) {
        if (!str_equal(binding->name, S("*"))) continue;
        *ret = binding->value;
        return true;
    }
    return evaluator_fail(scope, expression, "a splat without its list");
}

/* --- calls --- */

/* try() and can() see failures; their arguments aren't evaluated before. */
static bool run_try(const Scope *scope, const HclExpression *expression, Node *ret) {
    Evaluator *evaluator = scope->evaluator;
    for (uint32_t i = 0; i < expression->count; i++) {
        if (!evaluator_run(scope, &expression->items[i], ret)) {
            if (evaluator->steps == 0) return false;
            continue;
        }
        const Thing *thing = evaluator_thing(ret);
        bool sure = ret->kind != NODE_UNKNOWN || thing != NULL || run_is_given(ret) ||
                    i + 1 == expression->count;
        if (!sure) *ret = computed(scope, expression, ret, 1);
        return true;
    }
    return evaluator_fail(scope, expression, "none of the arguments of try can be evaluated: %s",
                          str_terminated(evaluator->arena, str_from(evaluator->err.message)));
}

static bool run_can(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node value = {0}, at = evaluator_place(scope, expression);
    if (expression->count != 1) return evaluator_fail(scope, expression, "can takes one argument");
    bool can = evaluator_run(scope, &expression->items[0], &value);
    if (!can && scope->evaluator->steps == 0) return false;
    bool sure = !can || value.kind != NODE_UNKNOWN || run_is_given(&value);
    *ret = sure ? node_make_bool(&at, can) : computed(scope, expression, &value, 1);
    return true;
}

/* Evaluates the arguments into list; a last one with "..." is spread. *ret_unknown: one that is
 * spread isn't known. */
static bool run_arguments(const Scope *scope, const HclExpression *expression, Node *list,
                          bool *ret_unknown) {
    Evaluator *evaluator = scope->evaluator;
    bool spreads = (expression->flags & HCL_FLAG_SPREAD) != 0;
    for (uint32_t i = 0; i < expression->count; i++) {
        Node value = {0}, forced = {0};
        if (!evaluator_run(scope, &expression->items[i], &value)) return false;
        if (!evaluator_force(scope, &expression->items[i], &value, &forced)) return false;
        if (!evaluator_charge_value(evaluator, &forced)) return false;
        bool spread = spreads && i + 1 == expression->count;
        if (!spread) {
            node_list_add(evaluator->arena, list, forced);
            continue;
        }
        if (forced.kind == NODE_UNKNOWN || (forced.flags & NODE_FLAG_OPEN) != 0) {
            *ret_unknown = true;
            node_list_add(evaluator->arena, list, forced);
            continue;
        }
        if (forced.kind != NODE_LIST) {
            return evaluator_fail(scope, expression, "only a list can be spread with ...");
        }
        for (uint32_t k = 0; k < forced.count; k++) {
            node_list_add(evaluator->arena, list, forced.items[k]);
        }
    }
    return true;
}

static bool run_call(const Scope *scope, const HclExpression *expression, Node *ret) {
    if (str_equal(expression->text, S("try"))) return run_try(scope, expression, ret);
    if (str_equal(expression->text, S("can"))) return run_can(scope, expression, ret);
    Evaluator *evaluator = scope->evaluator;
    Node at = evaluator_place(scope, expression);
    Node list = node_make_list(evaluator->arena, &at, 0);
    bool unknown = false;
    if (!run_arguments(scope, expression, &list, &unknown)) return false;
    const TerraformFunction *function = terraform_function_find(expression->text);
    if (function == NULL) {
        Str reason = str_format(evaluator->arena, "the function %.*s is not known to merlon",
                                STR_ARGS(expression->text));
        *ret = node_make_unknown(evaluator->arena, &at, reason);
        return true;
    }
    if (unknown) {
        *ret = computed(scope, expression, list.items, list.count);
        return true;
    }
    TerraformCall call = {.arena = evaluator->arena,
                          .name = function->name,
                          .args = list.items,
                          .count = list.count,
                          .at = &at,
                          .steps = &evaluator->steps,
                          .evaluator = (void *)(uintptr_t)scope};
    if (terraform_function_run(function, &call, ret)) return true;
    return evaluator_fail(scope, expression, "%.*s", STR_ARGS(call.error));
}

static bool run_one(const Scope *scope, const HclExpression *expression, Node *ret) {
    Node at = evaluator_place(scope, expression);
    switch ((HclKind)expression->kind) {
    case HCL_NULL: *ret = node_make_null(&at); return true;
    case HCL_BOOL: *ret = node_make_bool(&at, expression->number != 0); return true;
    case HCL_TEXT:
        *ret = node_make_string(&at, unicode_normalize(scope->evaluator->arena, expression->text));
        return true;
    case HCL_NUMBER: return run_number(scope, expression, ret);
    case HCL_TEMPLATE:
    case HCL_IF:
    case HCL_FOR_TEXT: return run_template(scope, expression, ret);
    case HCL_WRAP:
    case HCL_PARENTHESES: return evaluator_run(scope, &expression->items[0], ret);
    case HCL_VARIABLE: return run_variable(scope, expression, ret);
    case HCL_ITEM: return run_item(scope, expression, ret);
    case HCL_ATTRIBUTE: return run_attribute(scope, expression, ret);
    case HCL_INDEX: return run_index(scope, expression, ret);
    case HCL_SPLAT: return run_splat(scope, expression, ret);
    case HCL_CALL: return run_call(scope, expression, ret);
    case HCL_NOT: return run_not(scope, expression, ret);
    case HCL_NEGATE: return run_negate(scope, expression, ret);
    case HCL_BINARY: return run_binary(scope, expression, ret);
    case HCL_CONDITIONAL: return run_conditional(scope, expression, ret);
    case HCL_TUPLE: return run_tuple(scope, expression, ret);
    case HCL_OBJECT: return run_object(scope, expression, ret);
    case HCL_FOR_TUPLE: return evaluator_for_tuple(scope, expression, ret);
    case HCL_FOR_OBJECT: return evaluator_for_object(scope, expression, ret);
    case HCL_NOTHING:
    case HCL_PART_ELSE:
    case HCL_PART_END_IF:
    case HCL_PART_END_FOR: break;
    }
    return evaluator_fail(scope, expression, "no value");
}

bool evaluator_run(const Scope *scope, const HclExpression *expression, Node *ret_value) {
    Evaluator *evaluator = scope->evaluator;
    if (!evaluator_charge(evaluator, 1)) return false;
    if (++evaluator->depth > EVALUATOR_DEPTH_MAX) {
        evaluator->depth--;
        return evaluator_fail(scope, expression,
                              "values need each other in a circle, or too deeply");
    }
    Node value = {0};
    bool done = run_one(scope, expression, &value);
    evaluator->depth--;
    if (done) *ret_value = value;
    return done;
}
