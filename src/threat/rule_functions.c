/* SPDX-License-Identifier: Apache-2.0 */
/* rule_functions.c -- what rules may call besides standard CEL: who refers to whom, what a policy
 * allows. One row of the table each; docs/rules.md describes them. */
#include "aws/policy.h"
#include "cel/cel_library.h"
#include "text/json.h"
#include "text/secret.h"
#include "threat/environment.h"

enum { POLICY_DOCUMENTS_MAX = 200, POLICY_ARNS = 2 };

static Environment *function_environment(CelContext *context) {
    assert(context->user != NULL);
    return context->user;
}

/* What an optional holds; *ret_none is set when it holds nothing. */
static CelValue function_unwrap(CelValue value, bool *ret_none) {
    *ret_none = value.kind == CEL_NULL;
    while (value.kind == CEL_OPTIONAL) {
        *ret_none = value.optional == NULL;
        if (*ret_none) return cel_null();
        value = *value.optional;
    }
    return value;
}

static CelValue function_truth(CelContext *context, Truth truth, Str reason, const CelRead *read) {
    if (truth == TRUTH_UNKNOWN) return cel_unknown(context, reason, read);
    return cel_bool(truth == TRUTH_TRUE);
}

/* The node that a value is a view of, made anew for scalars; NULL when an expression made it. */
static const Node *function_node(CelContext *context, CelValue value) {
    if (value.kind == CEL_LIST || value.kind == CEL_MAP) return value.node;
    if (value.kind == CEL_UNKNOWN) {
        const CelRead *read = value.reason->read;
        return read != NULL && node_is(read->node, NODE_UNKNOWN) ? read->node : NULL;
    }
    if (value.kind != CEL_STRING) return NULL;
    Node *node = ARENA_NEW(context->arena, Node);
    *node = node_make_string(value.read == NULL ? NULL : value.read->node, value.text);
    return node;
}

static CelValue function_is_true(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    bool none = false;
    CelValue value = function_unwrap(args[0], &none);
    if (value.kind == CEL_UNKNOWN || value.kind == CEL_BOOL) return value;
    if (none) return cel_bool(false);
    if (value.kind != CEL_STRING) return cel_no_overload(context);
    return cel_bool(str_equal_ignore_case(value.text, S("true")));
}

/* What a secret's store gives when the value is made, not the name of the secret. */
static bool function_part_is_secret(const Estate *estate, const NodePart *part) {
    enum { DYNAMIC_MARKS = 2 };
    static const char *const marks[] = {
        "{{resolve:secretsmanager:", "{{resolve:ssm-secure:", ".secret_string", ".secret_binary"};
    if (part->kind == NODE_PART_REFERENCE) {
        const Resource *resource = estate_get(estate, part->resource);
        bool password = str_equal(resource->source_type, S("random_password"));
        return str_equal(part->text, S("SecretString")) ||
               str_equal(part->text, S("SecretBinary")) ||
               (password && str_equal(part->text, S("Result")));
    }
    /* the mark of a dynamic reference that is put together stands in a text */
    size_t count = part->kind == NODE_PART_TEXT ? DYNAMIC_MARKS : COUNT(marks);
    for (size_t i = 0; i < count; i++) {
        if (str_contains(part->text, str_from(marks[i]))) return true;
    }
    return str_contains(part->text, S("data.aws_ssm_parameter.")) &&
           str_ends(part->text, S(".value"));
}

/* A value that isn't known is judged by what it is made of, then by its name. */
static CelValue function_unknown_credential(CelContext *context, Str name, CelValue value) {
    const Node *node = value.read == NULL ? NULL : value.read->node;
    if (!node_is(node, NODE_UNKNOWN)) return value;
    if (node->flags & NODE_FLAG_SECRET) return cel_bool(true);
    const Estate *estate = function_environment(context)->estate;
    for (uint32_t i = 0; i < node->unknown->part_count; i++) {
        if (function_part_is_secret(estate, &node->unknown->parts[i])) return cel_bool(true);
    }
    return secret_named(name) ? value : cel_bool(false);
}

static CelValue function_credential(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind == CEL_UNKNOWN) return args[0];
    if (args[0].kind != CEL_STRING) return cel_no_overload(context);
    CelValue value = args[1];
    if (value.kind == CEL_UNKNOWN) return function_unknown_credential(context, args[0].text, value);
    if (value.kind != CEL_STRING || value.text.len == 0) return cel_bool(false);
    bool marked = value.read != NULL && (value.read->node->flags & NODE_FLAG_SECRET) != 0;
    Str shown = secret_mask(context->arena, args[0].text, value.text);
    return cel_bool(marked || !str_equal(shown, value.text));
}

static CelValue function_unknown(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind != CEL_STRING) return cel_no_overload(context);
    return cel_unknown(context, str_copy(context->arena, args[0].text), NULL);
}

static CelValue function_resource_value(CelContext *context, const Resource *resource) {
    const CelRead *root = cel_read(context, NULL, resource->address, 0, &resource->properties);
    return cel_from_node(context, &resource->properties, root);
}

static CelValue function_list(CelContext *context, const ResourceList *list, Str reason) {
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, list->count);
    for (size_t i = 0; i < list->count; i++) {
        items[i] = function_resource_value(context, list->items[i]);
    }
    return list->incomplete ? cel_list_open(context, items, list->count, reason)
                            : cel_list(context, items, list->count);
}

/* ret_reason: why something that value refers to isn't known, where that can be told. */
static void function_add_refs(CelContext *context, CelValue value, Str type, ResourceList *found,
                              Str *ret_reason) {
    bool none = false;
    value = function_unwrap(value, &none);
    if (none) return;
    const Node *node = function_node(context, value);
    if (node != NULL) {
        ResourceList more =
            estate_refers(function_environment(context)->estate, context->arena, node, type);
        for (size_t i = 0; i < more.count; i++) {
            resource_list_add(context->arena, found, more.items[i]);
        }
        found->incomplete |= more.incomplete;
        if (more.incomplete && node->kind == NODE_UNKNOWN) *ret_reason = node->unknown->reason;
    } else if (value.kind == CEL_UNKNOWN) {
        found->incomplete = true;
        *ret_reason = value.reason->message;
    } else if (value.kind == CEL_LIST) {
        found->incomplete |= cel_list_is_open(value, NULL);
        for (size_t i = 0; i < cel_list_size(value); i++) {
            function_add_refs(context, cel_list_at(context, value, i), type, found, ret_reason);
        }
    }
}

/* Calls body for a type or for each of a list of types. */
static bool function_each_type(CelContext *context, CelValue types, Str *ret_types, size_t *count) {
    if (types.kind == CEL_STRING) {
        ret_types[(*count)++] = types.text;
        return true;
    }
    if (types.kind != CEL_LIST || cel_list_size(types) > RULE_ITEMS_MAX) return false;
    for (size_t i = 0; i < cel_list_size(types); i++) {
        CelValue type = cel_list_at(context, types, i);
        if (type.kind != CEL_STRING) return false;
        ret_types[(*count)++] = type.text;
    }
    return true;
}

static CelValue function_refs(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    Str types[RULE_ITEMS_MAX];
    size_t type_count = 0;
    ResourceList found = {0};
    Str reason = S("what it refers to isn't known");
    if (!function_each_type(context, args[0], types, &type_count)) return cel_no_overload(context);
    for (size_t i = 0; i < type_count; i++) {
        function_add_refs(context, args[1], types[i], &found, &reason);
    }
    return function_list(context, &found, reason);
}

static const Resource *function_resource(CelContext *context, CelValue value) {
    bool none = false;
    const Node *node = function_node(context, function_unwrap(value, &none));
    return estate_of_node(node);
}

/* A resource of which it isn't known whether, or how often, it is there is not certain to be in a
 * list: the list is open in its place. Beside a subject that hangs on the same text it is there. */
static void function_drop_uncertain(CelContext *context, const Resource *beside,
                                    ResourceList *list) {
    ResourceList certain = {.incomplete = list->incomplete};
    for (size_t i = 0; i < list->count; i++) {
        Resource *resource = list->items[i];
        bool there = resource->uncertain.len == 0 ||
                     (beside != NULL && str_equal(resource->uncertain, beside->uncertain));
        if (there) resource_list_push(context->arena, &certain, resource);
        certain.incomplete |= !there;
    }
    *list = certain;
}

static CelValue function_referrers(CelContext *context, const CelValue *args, size_t arg_count) {
    Environment *environment = function_environment(context);
    Str types[RULE_ITEMS_MAX];
    size_t type_count = 0;
    ResourceList found = {0};
    const Resource *target = environment->subject;
    if (arg_count == 3) target = function_resource(context, args[2]);
    if (!function_each_type(context, args[0], types, &type_count) || args[1].kind != CEL_STRING ||
        target == NULL) {
        return cel_no_overload(context);
    }
    for (size_t t = 0; t < type_count; t++) {
        const ResourceList *list =
            estate_referrers(environment->estate, types[t], args[1].text, target);
        for (size_t i = 0; i < list->count; i++) {
            resource_list_add(context->arena, &found, list->items[i]);
        }
        found.incomplete |= list->incomplete;
    }
    function_drop_uncertain(context, target, &found);
    return function_list(context, &found, S("others outside of what is seen may refer to it"));
}

static CelValue function_same(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    const Resource *left = function_resource(context, args[0]);
    const Resource *right = function_resource(context, args[1]);
    if (left == NULL || right == NULL) return cel_no_overload(context);
    return cel_bool(left == right);
}

static CelValue function_resources(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    const Estate *estate = function_environment(context)->estate;
    if (args[0].kind != CEL_STRING) return cel_no_overload(context);
    ResourceList list = *estate_of_type(estate, args[0].text);
    list.incomplete = estate->open_world;
    function_drop_uncertain(context, function_environment(context)->subject, &list);
    return function_list(context, &list, S("there may be others outside of what is seen"));
}

/* The index of the item whose Key is key; SIZE_MAX when there is none. *ret_unsure is set to an
 * item that could be the one. The keys that were passed over are no evidence, so nothing is noted.
 */
static size_t function_find_entry(const Node *list, Str key, const Node **ret_unsure) {
    for (uint32_t i = 0; i < list->count; i++) {
        const Node *item = &list->items[i];
        const Node *name = node_find(item, S("Key"));
        if (node_is_text(name, key)) return i;
        if (item->kind == NODE_UNKNOWN) *ret_unsure = item;
        if (node_is(name, NODE_UNKNOWN)) *ret_unsure = name;
    }
    return SIZE_MAX;
}

/* Whether the list has such an entry isn't known: the place stands for one that may not be there.
 */
static CelValue function_entry_unsure(CelContext *context, CelValue list, Str key, Str reason) {
    CelRead *place = ARENA_NEW(context->arena, CelRead);
    *place = (CelRead){.parent = list.read, .key = key};
    return cel_unknown(context, reason, list.read == NULL ? NULL : place);
}

static CelValue function_entry(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    bool none = false;
    CelValue list = function_unwrap(args[0], &none), value = cel_null();
    if (none) return cel_none();
    if (args[1].kind != CEL_STRING) return cel_no_overload(context);
    Str key = args[1].text;
    if (list.kind == CEL_UNKNOWN) {
        return function_entry_unsure(context, list, key, list.reason->message);
    }
    if (list.kind != CEL_LIST || list.node == NULL) return cel_no_overload(context);
    const Node *unsure = NULL;
    Str reason = S("");
    size_t index = function_find_entry(list.node, key, &unsure);
    if (index != SIZE_MAX) {
        CelValue item = cel_list_at(context, list, index);
        if (!cel_map_get(context, item, cel_string(S("Value")), &value)) return cel_none();
        return value.kind == CEL_UNKNOWN ? value : cel_optional(context, value);
    }
    if (unsure != NULL) {
        return function_entry_unsure(context, list, key, unsure->unknown->reason);
    }
    if (cel_list_is_open(list, &reason)) return function_entry_unsure(context, list, key, reason);
    return cel_none();
}

/* Two values that aren't known are the same when they are made of the same parts. */
static bool function_canonical(CelContext *context, CelValue value, Str *ret_text) {
    const Estate *estate = function_environment(context)->estate;
    if (value.kind == CEL_UNKNOWN) {
        const Node *node = function_node(context, value);
        return node != NULL && estate_canonical(estate, context->arena, node, ret_text);
    }
    if (value.kind != CEL_STRING) return false;
    *ret_text = value.text;
    return true;
}

/* How much of a canonical text ends with its last part that isn't known; 0 for a literal. */
static size_t function_unknown_length(Str text) {
    size_t len = text.len;
    while (len > 0 && text.ptr[len - 1] != '\x02') len--;
    return len;
}

/* Whether two canonical texts must become different: the same but for their literal ends (two zones
 * of the same region). */
static bool function_surely_differ(Str left, Str right) {
    size_t len = function_unknown_length(left);
    if (len != function_unknown_length(right)) return false;
    return str_equal(str_slice(left, 0, len), str_slice(right, 0, len)) && !str_equal(left, right);
}

static CelValue function_distinct(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    if (args[0].kind != CEL_LIST) return cel_no_overload(context);
    size_t size = cel_list_size(args[0]), count = 0;
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, size);
    Str *texts = ARENA_ARRAY(context->arena, Str, size);
    Str reason = S("some items aren't known and may repeat");
    bool open = cel_list_is_open(args[0], &reason);
    for (size_t i = 0; i < size; i++) {
        CelValue item = cel_list_at(context, args[0], i);
        Str text = S("");
        if (!function_canonical(context, item, &text)) {
            open = true;
            continue;
        }
        bool repeats = false, may_repeat = false;
        for (size_t k = 0; k < count; k++) {
            repeats |= str_equal(texts[k], text);
            may_repeat |= !function_surely_differ(texts[k], text);
        }
        if (repeats) continue;
        if (may_repeat) {
            open = true;
            continue;
        }
        texts[count] = text;
        items[count++] = item;
    }
    return open ? cel_list_open(context, items, count, reason) : cel_list(context, items, count);
}

static CelValue function_at_least(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    Str reason = S("");
    if (args[0].kind != CEL_LIST || args[1].kind != CEL_INT) return cel_no_overload(context);
    if ((int64_t)cel_list_size(args[0]) >= args[1].integer) return cel_bool(true);
    if (cel_list_is_open(args[0], &reason)) return cel_unknown(context, reason, args[0].read);
    return cel_bool(false);
}

static Truth function_key_truth(CelContext *context, CelValue value) {
    static const char *const types[] = {"AWS::KMS::Key", "AWS::KMS::ReplicaKey", "AWS::KMS::Alias"};
    const Estate *estate = function_environment(context)->estate;
    if (value.kind == CEL_STRING) {
        bool managed =
            str_starts(value.text, S("alias/aws/")) || str_contains(value.text, S(":alias/aws/"));
        return managed || value.text.len == 0 ? TRUTH_FALSE : TRUTH_TRUE;
    }
    const Node *node = function_node(context, value);
    for (size_t i = 0; node != NULL && i < COUNT(types); i++) {
        ResourceList keys = estate_refers(estate, context->arena, node, str_from(types[i]));
        if (keys.count > 0) return TRUTH_TRUE;
    }
    return TRUTH_UNKNOWN;
}

static CelValue function_customer_key(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    bool none = false;
    CelValue value = function_unwrap(args[0], &none);
    if (none) return cel_bool(false);
    Truth truth = function_key_truth(context, value);
    if (truth == TRUTH_UNKNOWN && value.kind == CEL_UNKNOWN) return value;
    return function_truth(context, truth, S("which key it is isn't known"), value.read);
}

/* The policies that an argument holds: a document, its text, an optional, a list of these. */
typedef struct PolicySet {
    Policy *policies;
    const CelRead **reads;
    size_t count;
    CelValue unknown; /* kind CEL_UNKNOWN when something wasn't known */
} PolicySet;

static void policy_set_note(CelContext *context, PolicySet *set, Str reason, const CelRead *read) {
    CelValue unknown = cel_unknown(context, reason, read);
    set->unknown = cel_unknown_join(context, unknown, set->unknown);
}

static bool policy_spell_reference(const void *estate, Arena *arena, const Node *node,
                                   Str *ret_text) {
    return estate_canonical(estate, arena, node, ret_text);
}

static const Node *policy_parse_text(CelContext *context, Str text) {
    static const Source nowhere = {S_INIT("")};
    Node *node = ARENA_NEW(context->arena, Node);
    return json_read(context->arena, &nowhere, text, node, NULL) ? node : NULL;
}

static void policy_set_add(CelContext *context, PolicySet *set, CelValue value) {
    bool none = false;
    value = function_unwrap(value, &none);
    if (none) return;
    if (value.kind == CEL_UNKNOWN) {
        set->unknown = cel_unknown_join(context, value, set->unknown);
        return;
    }
    if (value.kind == CEL_LIST) {
        Str reason = S("");
        if (cel_list_is_open(value, &reason)) policy_set_note(context, set, reason, value.read);
        for (size_t i = 0; i < cel_list_size(value); i++) {
            policy_set_add(context, set, cel_list_at(context, value, i));
        }
        return;
    }
    const Node *node = value.kind == CEL_STRING ? policy_parse_text(context, value.text)
                       : value.kind == CEL_MAP  ? value.node
                                                : NULL;
    Policy policy = {0};
    PolicySpelling spelling = {policy_spell_reference, function_environment(context)->estate};
    if (node == NULL || set->count == POLICY_DOCUMENTS_MAX ||
        !policy_parse(context->arena, node, &spelling, &policy)) {
        policy_set_note(context, set, S("the policy can't be read"), value.read);
        return;
    }
    set->reads[set->count] = value.read;
    set->policies[set->count++] = policy;
}

static PolicySet policy_set_make(CelContext *context, CelValue value) {
    PolicySet set = {.unknown = cel_null()};
    set.policies = ARENA_ARRAY(context->arena, Policy, POLICY_DOCUMENTS_MAX);
    set.reads = ARENA_ARRAY(context->arena, const CelRead *, POLICY_DOCUMENTS_MAX);
    policy_set_add(context, &set, value);
    return set;
}

/* The statement that decided is the evidence. */
static const CelRead *policy_note_read(CelContext *context, const CelRead *read,
                                       const PolicyStatement *statement) {
    if (read == NULL || statement == NULL) return read;
    ((CelRead *)(uintptr_t)read)->inner = true;
    CelRead *list = cel_read(context, read, S("Statement"), 0, statement->node);
    list->inner = true;
    return cel_read(context, list, S(""), statement->index, statement->node);
}

typedef PolicyAnswer (*PolicyQuestion)(Arena *arena, const Policy *policy);

/* Any of the documents answers yes. */
static CelValue policy_ask(CelContext *context, CelValue value, PolicyQuestion question) {
    PolicySet set = policy_set_make(context, value);
    for (size_t i = 0; i < set.count; i++) {
        PolicyAnswer answer = question(context->arena, &set.policies[i]);
        if (answer.truth == TRUTH_FALSE) continue;
        const CelRead *read = policy_note_read(context, set.reads[i], answer.statement);
        if (answer.truth == TRUTH_TRUE) return cel_bool(true);
        policy_set_note(context, &set, S("parts of the policy aren't known"), read);
    }
    return set.unknown.kind == CEL_UNKNOWN ? set.unknown : cel_bool(false);
}

static CelValue function_policy_public(CelContext *context, const CelValue *args,
                                       size_t arg_count) {
    (void)arg_count;
    return policy_ask(context, args[0], policy_is_public);
}

static CelValue function_policy_admin(CelContext *context, const CelValue *args, size_t arg_count) {
    (void)arg_count;
    return policy_ask(context, args[0], policy_is_admin);
}

static CelValue function_policy_full_service(CelContext *context, const CelValue *args,
                                             size_t arg_count) {
    (void)arg_count;
    return policy_ask(context, args[0], policy_is_full_service);
}

static CelValue function_policy_wildcards(CelContext *context, const CelValue *args,
                                          size_t arg_count) {
    (void)arg_count;
    return policy_ask(context, args[0], policy_has_wildcards);
}

static CelValue function_policy_allows(CelContext *context, const CelValue *args,
                                       size_t arg_count) {
    (void)arg_count;
    if (args[1].kind != CEL_STRING || args[2].kind != CEL_STRING) return cel_no_overload(context);
    PolicySet set = policy_set_make(context, args[0]);
    for (size_t i = 0; i < set.count; i++) {
        PolicyAnswer answer =
            policy_allows(context->arena, &set.policies[i], args[1].text, args[2].text);
        if (answer.truth == TRUTH_FALSE) continue;
        const CelRead *read = policy_note_read(context, set.reads[i], answer.statement);
        if (answer.truth == TRUTH_TRUE) return cel_bool(true);
        policy_set_note(context, &set, S("conditions or parts that aren't known decide"), read);
    }
    return set.unknown.kind == CEL_UNKNOWN ? set.unknown : cel_bool(false);
}

/* Adds what one statement allows; false when more may be allowed than is seen. */
static bool policy_add_actions(CelContext *context, const PolicyStatement *statement,
                               CelValue *items, size_t *count) {
    bool known = statement->effect == POLICY_ALLOW && !statement->actions.unknown;
    if (statement->effect == POLICY_DENY) return true;
    if (statement->not_action) {
        items[(*count)++] = cel_string(S("*"));
        return known;
    }
    for (size_t i = 0; i < statement->actions.count; i++) {
        const Node *action = &statement->actions.items[i];
        known &= action->kind == NODE_STRING;
        if (action->kind != NODE_STRING) continue;
        items[(*count)++] = cel_string(str_lower(context->arena, action->text));
    }
    return known;
}

static CelValue function_policy_actions(CelContext *context, const CelValue *args,
                                        size_t arg_count) {
    (void)arg_count;
    PolicySet set = policy_set_make(context, args[0]);
    size_t most = 0, count = 0;
    for (size_t i = 0; i < set.count; i++) {
        for (size_t s = 0; s < set.policies[i].count; s++) {
            most += 1 + set.policies[i].statements[s].actions.count;
        }
    }
    bool known = set.unknown.kind != CEL_UNKNOWN;
    CelValue *items = ARENA_ARRAY(context->arena, CelValue, most);
    for (size_t i = 0; i < set.count; i++) {
        const Policy *policy = &set.policies[i];
        known &= !policy->unknown;
        for (size_t s = 0; s < policy->count; s++) {
            known &= policy_add_actions(context, &policy->statements[s], items, &count);
        }
    }
    return known ? cel_list(context, items, count)
                 : cel_list_open(context, items, count, S("parts of the policy aren't known"));
}

static CelValue function_denies_insecure(CelContext *context, const CelValue *args,
                                         size_t arg_count) {
    (void)arg_count;
    const Resource *resource = function_resource(context, args[1]);
    if (resource == NULL) return cel_no_overload(context);
    Arena *arena = context->arena;
    Str arn =
        estate_attribute_text(function_environment(context)->estate, arena, resource, S("Arn"));
    Str arns[POLICY_ARNS] = {arn, str_join2(arena, arn, S("/object"))};
    PolicySet set = policy_set_make(context, args[0]);
    for (size_t i = 0; i < set.count; i++) {
        const Policy *policy = &set.policies[i];
        PolicyAnswer answer = policy_denies_insecure_transport(arena, policy, arns, POLICY_ARNS);
        if (answer.truth == TRUTH_FALSE) continue;
        const CelRead *read = policy_note_read(context, set.reads[i], answer.statement);
        if (answer.truth == TRUTH_TRUE) return cel_bool(true);
        policy_set_note(context, &set, S("parts of the policy aren't known"), read);
    }
    return set.unknown.kind == CEL_UNKNOWN ? set.unknown : cel_bool(false);
}

static const CelFunction rule_rows[] = {
    {S_INIT("is_true"), CEL_CALL_GLOBAL, 1, 1, true, function_is_true,
     "is_true(x): whether x, optional or not, is true or text that CloudFormation takes for true"},
    {S_INIT("unknown"), CEL_CALL_GLOBAL, 1, 1, false, function_unknown,
     "unknown(reason): an unknown, for what configuration can't tell"},
    {S_INIT("credential"), CEL_CALL_GLOBAL, 2, 2, true, function_credential,
     "credential(name, value): whether a setting of that name and value is a secret in clear text"},
    {S_INIT("refs"), CEL_CALL_GLOBAL, 2, 2, true, function_refs,
     "refs(type, x): the resources of that type, or list of types, that x refers to"},
    {S_INIT("referrers"), CEL_CALL_GLOBAL, 2, 3, true, function_referrers,
     "referrers(type, path[, resource]): the resources whose property refers to the subject"},
    {S_INIT("same"), CEL_CALL_GLOBAL, 2, 2, false, function_same,
     "same(a, b): whether two results of refs, referrers or resources are one resource"},
    {S_INIT("resources"), CEL_CALL_GLOBAL, 1, 1, false, function_resources,
     "resources(type): all resources of that type"},
    {S_INIT("entry"), CEL_CALL_GLOBAL, 2, 2, true, function_entry,
     "entry(list, key): optional: the Value of the item whose Key is key"},
    {S_INIT("distinct"), CEL_CALL_GLOBAL, 1, 1, false, function_distinct,
     "distinct(list): the list without repetitions"},
    {S_INIT("at_least"), CEL_CALL_GLOBAL, 2, 2, false, function_at_least,
     "at_least(list, n): whether the list holds n items or more"},
    {S_INIT("customer_key"), CEL_CALL_GLOBAL, 1, 1, true, function_customer_key,
     "customer_key(x): whether x names a customer managed KMS key"},
    {S_INIT("policy_public"), CEL_CALL_GLOBAL, 1, 1, true, function_policy_public,
     "policy_public(doc): whether a policy allows anyone without a restricting condition"},
    {S_INIT("policy_admin"), CEL_CALL_GLOBAL, 1, 1, true, function_policy_admin,
     "policy_admin(doc): whether a policy allows every action on every resource"},
    {S_INIT("policy_full_service"), CEL_CALL_GLOBAL, 1, 1, true, function_policy_full_service,
     "policy_full_service(doc): whether it allows all of a service on every resource"},
    {S_INIT("policy_wildcards"), CEL_CALL_GLOBAL, 1, 1, true, function_policy_wildcards,
     "policy_wildcards(doc): whether it allows wildcard actions, or acts on every resource"},
    {S_INIT("policy_allows"), CEL_CALL_GLOBAL, 3, 3, true, function_policy_allows,
     "policy_allows(doc, action, resource): whether it allows that action on that resource"},
    {S_INIT("policy_actions"), CEL_CALL_GLOBAL, 1, 1, true, function_policy_actions,
     "policy_actions(doc): the actions that it allows, in lower case; \"*\" for NotAction"},
    {S_INIT("policy_denies_insecure_transport"), CEL_CALL_GLOBAL, 2, 2, true,
     function_denies_insecure,
     "policy_denies_insecure_transport(doc, r): whether it denies all access to r without TLS"},
};

static const CelFunctionTable rule_functions = {rule_rows, COUNT(rule_rows)};

static const CelFunctionTable *const rule_tables[] = {&cel_core_functions, &cel_strings_functions,
                                                      &cel_format_functions, &cel_time_functions,
                                                      &rule_functions};

const CelLibrary threat_library = {rule_tables, COUNT(rule_tables), false};
