/* SPDX-License-Identifier: Apache-2.0 */
/* policy.c -- parsing IAM policies and answering what rules ask. See policy.h.
 * An answer over all statements is Kleene's OR of the answers of each: true wins, then unknown. */
#include "aws/policy.h"

#include "aws/arn.h"
#include "aws/cidr.h"

static PolicyValues policy_values(const Node *node) {
    PolicyValues values = {0};
    if (node == NULL || node->kind == NODE_NULL) return values;
    if (node->kind == NODE_LIST) {
        values.items = node->items;
        values.count = node->count < POLICY_VALUES_MAX ? node->count : POLICY_VALUES_MAX;
        values.unknown = (node->flags & NODE_FLAG_OPEN) != 0 || node->count > POLICY_VALUES_MAX;
        return values;
    }
    return (PolicyValues){node, 1, false};
}

static void policy_add_condition(Arena *arena, PolicyStatement *statement, Str operation,
                                 const NodePair *pair) {
    PolicyCondition condition = {.operation = operation, .key = pair->key};
    if (str_starts(condition.operation, S("ForAllValues:"))) condition.for_all = true;
    if (str_contains(condition.operation, S(":"))) str_cut(&condition.operation, ':');
    if (str_ends(condition.operation, S("IfExists"))) {
        condition.if_exists = true;
        condition.operation.len -= S("IfExists").len;
    }
    condition.values = policy_values(&pair->value);
    size_t count = statement->condition_count;
    if ((count & (count - 1)) == 0) { /* 0 or a power of two: full */
        statement->conditions = arena_grow_array(arena, statement->conditions, count,
                                                 count == 0 ? 1 : count * 2, sizeof condition);
    }
    statement->conditions[statement->condition_count++] = condition;
}

static void policy_read_conditions(Arena *arena, const Node *node, PolicyStatement *statement) {
    if (node == NULL || node->kind == NODE_NULL) return;
    statement->conditions_unknown = node->kind != NODE_MAP || (node->flags & NODE_FLAG_OPEN) != 0;
    if (node->kind != NODE_MAP) return;
    for (uint32_t i = 0; i < node->count; i++) {
        const Node *keys = &node->pairs[i].value;
        if (keys->kind != NODE_MAP) {
            statement->conditions_unknown = true;
            continue;
        }
        for (uint32_t k = 0; k < keys->count && k < POLICY_VALUES_MAX; k++) {
            policy_add_condition(arena, statement, node->pairs[i].key, &keys->pairs[k]);
        }
    }
}

/* Resources that are made of known and unknown parts become text that stands for them. */
static PolicyValues policy_spell(Arena *arena, PolicyValues values,
                                 const PolicySpelling *spelling) {
    Node *spelled = ARENA_ARRAY(arena, Node, values.count);
    for (size_t i = 0; i < values.count; i++) {
        Str text = S("");
        const Node *item = &values.items[i];
        bool known = spelling == NULL ? node_canonical(arena, item, &text)
                                      : spelling->spell(spelling->context, arena, item, &text);
        spelled[i] = item->kind == NODE_UNKNOWN && known ? node_make_string(item, text) : *item;
        /* a text must not pass for what stands for a reference */
        if (item->kind == NODE_STRING && !known) spelled[i] = node_make_null(item);
    }
    values.items = spelled;
    return values;
}

/* IAM takes element names in any case ("effect"). */
static const Node *policy_element(const Node *statement, Str name) {
    for (uint32_t i = 0; i < statement->count; i++) {
        if (str_equal_ignore_case(statement->pairs[i].key, name)) {
            return &statement->pairs[i].value;
        }
    }
    return NULL;
}

static PolicyStatement policy_read_statement(Arena *arena, const Node *node, uint32_t index,
                                             const PolicySpelling *spelling) {
    PolicyStatement statement = {.node = node, .index = index};
    const Node *effect = policy_element(node, S("Effect"));
    statement.effect = POLICY_EFFECT_UNKNOWN;
    if (str_equal_ignore_case(node_text(effect), S("Allow"))) statement.effect = POLICY_ALLOW;
    if (str_equal_ignore_case(node_text(effect), S("Deny"))) statement.effect = POLICY_DENY;
    const Node *not_principal = policy_element(node, S("NotPrincipal"));
    const Node *not_action = policy_element(node, S("NotAction"));
    const Node *not_resource = policy_element(node, S("NotResource"));
    const Node *resource = policy_element(node, S("Resource"));
    statement.not_principal = not_principal != NULL;
    statement.principal =
        not_principal != NULL ? not_principal : policy_element(node, S("Principal"));
    statement.not_action = not_action != NULL;
    statement.actions =
        policy_values(not_action != NULL ? not_action : policy_element(node, S("Action")));
    statement.not_resource = not_resource != NULL;
    statement.resources = policy_values(not_resource != NULL ? not_resource : resource);
    statement.resources = policy_spell(arena, statement.resources, spelling);
    statement.has_resource = not_resource != NULL || resource != NULL;
    policy_read_conditions(arena, policy_element(node, S("Condition")), &statement);
    return statement;
}

bool policy_parse(Arena *arena, const Node *document, const PolicySpelling *spelling,
                  Policy *ret_policy) {
    Policy policy = {0};
    if (node_is(document, NODE_UNKNOWN)) {
        *ret_policy = (Policy){.unknown = true};
        return true;
    }
    if (!node_is(document, NODE_MAP)) return false;
    const Node *statement = policy_element(document, S("Statement"));
    if (node_is(statement, NODE_UNKNOWN) || (document->flags & NODE_FLAG_OPEN) != 0) {
        policy.unknown = true;
    }
    PolicyValues list = policy_values(statement);
    if (list.count > POLICY_STATEMENTS_MAX) return false;
    policy.unknown |= list.unknown;
    policy.statements = ARENA_ARRAY(arena, PolicyStatement, list.count);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].kind != NODE_MAP) {
            policy.unknown = true;
            continue;
        }
        policy.statements[policy.count++] =
            policy_read_statement(arena, &list.items[i], (uint32_t)i, spelling);
    }
    *ret_policy = policy;
    return true;
}

static Truth policy_not(Truth truth) { return (Truth)(TRUTH_TRUE - truth); }
static Truth policy_and(Truth left, Truth right) { return left < right ? left : right; }
static Truth policy_or(Truth left, Truth right) { return left > right ? left : right; }

/* Whether any value answers yes. */
typedef Truth (*PolicyTest)(Arena *arena, const Node *value, Str argument);

static Truth policy_any(Arena *arena, PolicyValues values, PolicyTest test, Str argument) {
    Truth result = values.unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; i < values.count; i++) {
        result = policy_or(result, test(arena, &values.items[i], argument));
    }
    return result;
}

static bool policy_equal_text(Str left, Str right) { return str_equal_ignore_case(left, right); }

static Truth policy_test_equal(Arena *arena, const Node *value, Str text) {
    (void)arena;
    if (value->kind == NODE_UNKNOWN) {
        /* a text that surely has other parts than "*" */
        bool longer = value->unknown->exact && value->unknown->part_count > 1;
        return longer && text.len <= 1 ? TRUTH_FALSE : TRUTH_UNKNOWN;
    }
    return policy_equal_text(node_text(value), text) ? TRUTH_TRUE : TRUTH_FALSE;
}

/* A reference to a resource of the estate is never "*", a value from outside may be. */
static Truth policy_test_everything(Arena *arena, const Node *value, Str unused) {
    (void)unused;
    if (value->kind == NODE_UNKNOWN && value->unknown->part_count > 0) {
        for (uint32_t i = 0; i < value->unknown->part_count; i++) {
            if (value->unknown->parts[i].kind == NODE_PART_REFERENCE) return TRUTH_FALSE;
        }
    }
    Str text = node_text(value);
    bool outside = str_starts(text, S("\x01:")) && str_find(text, S("\x02")) + 1 == text.len;
    return outside ? TRUTH_UNKNOWN : policy_test_equal(arena, value, S("*"));
}

/* "arn:aws-cn:s3:::x" and "arn:aws:s3:::x" name the same thing, each in its partition. */
static Str policy_without_partition(Str text) {
    if (!str_starts(text, S("arn:"))) return text;
    str_cut(&text, ':');
    str_cut(&text, ':');
    return text;
}

/* value is a pattern of the policy, text what is asked for. A pattern with a part from outside
 * could become anything. */
static Truth policy_test_matches(Arena *arena, const Node *value, Str text) {
    (void)arena;
    if (value->kind != NODE_STRING) return TRUTH_UNKNOWN;
    Str pattern = value->text;
    bool everything = str_equal(pattern, S("*"));
    if (everything || str_glob(policy_without_partition(pattern), policy_without_partition(text))) {
        return TRUTH_TRUE;
    }
    return str_contains(pattern, S("\x01:")) ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static Truth policy_test_action(Arena *arena, const Node *value, Str action) {
    if (value->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    return str_glob(str_lower(arena, node_text(value)), action) ? TRUTH_TRUE : TRUTH_FALSE;
}

Truth policy_principal_is_public(const PolicyStatement *statement) {
    const Node *principal = statement->principal;
    if (statement->not_principal) return TRUTH_TRUE;
    if (principal == NULL) return TRUTH_FALSE;
    if (principal->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    if (principal->kind != NODE_MAP) {
        return policy_any(NULL, policy_values(principal), policy_test_everything, S(""));
    }
    const Node *accounts = policy_element(principal, S("AWS"));
    Truth any = policy_any(NULL, policy_values(accounts), policy_test_everything, S(""));
    return policy_or(any, (principal->flags & NODE_FLAG_OPEN) != 0 ? TRUTH_UNKNOWN : TRUTH_FALSE);
}

static bool policy_is_restricting_key(Str key) {
    static const char *const keys[] = {
        "aws:SourceAccount",  "aws:SourceOwner",       "aws:SourceArn",
        "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount",
        "aws:PrincipalArn",   "aws:SourceVpc",         "aws:SourceVpce",
        "aws:VpceOrgID",      "aws:SourceIp",          "aws:SourceOrgID",
        "aws:SourceOrgPaths", "aws:VpceAccount",       "aws:VpceOrgPaths",
        "aws:userid",         "s3:DataAccessPointArn", "s3:DataAccessPointAccount",
        "kms:CallerAccount"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (str_equal_ignore_case(key, str_from(keys[i]))) return true;
    }
    return false;
}

static bool policy_is_positive_match(Str operation) {
    static const char *const operations[] = {"StringEquals", "StringEqualsIgnoreCase",
                                             "StringLike",   "ArnEquals",
                                             "ArnLike",      "IpAddress"};
    for (size_t i = 0; i < COUNT(operations); i++) {
        if (str_equal_ignore_case(operation, str_from(operations[i]))) return true;
    }
    return false;
}

/* Whether one value narrows anything down. */
static Truth policy_value_restricts(const Node *value, Str key) {
    if (value->kind == NODE_UNKNOWN) {
        const NodeUnknown *unknown = value->unknown;
        for (uint32_t i = 0; i < unknown->part_count; i++) {
            const NodePart *part = &unknown->parts[i];
            bool pseudo = part->kind == NODE_PART_OUTSIDE && str_starts(part->text, S("AWS::"));
            if (pseudo || part->kind == NODE_PART_REFERENCE) return TRUTH_TRUE;
        }
        return TRUTH_UNKNOWN;
    }
    Str text = node_text(value);
    if (value->kind != NODE_STRING) return value->kind == NODE_INT ? TRUTH_TRUE : TRUTH_FALSE;
    if (text.len == 0 || str_equal(text, S("*"))) return TRUTH_FALSE;
    Cidr cidr = {0};
    if (str_equal_ignore_case(key, S("aws:SourceIp"))) {
        return cidr_parse(text, &cidr) && !cidr_is_any(cidr) ? TRUTH_TRUE : TRUTH_FALSE;
    }
    Arn arn = {0};
    if (str_equal_ignore_case(key, S("aws:SourceArn"))) {
        /* S3 bucket ARNs carry no account, but name one owner's bucket */
        if (!arn_parse(text, &arn)) return TRUTH_FALSE;
        bool account = arn.account.len > 0 && !str_equal(arn.account, S("*"));
        bool bucket = str_equal(arn.service, S("s3")) && !str_starts(arn.resource, S("*"));
        return account || bucket ? TRUTH_TRUE : TRUTH_FALSE;
    }
    return TRUTH_TRUE;
}

static Truth policy_condition_restricts(const PolicyCondition *condition) {
    if (condition->if_exists || condition->for_all) return TRUTH_FALSE;
    if (!policy_is_positive_match(condition->operation)) return TRUTH_FALSE;
    if (!policy_is_restricting_key(condition->key)) return TRUTH_FALSE;
    if (condition->values.count == 0) return TRUTH_UNKNOWN;
    Truth all = condition->values.unknown ? TRUTH_UNKNOWN : TRUTH_TRUE;
    for (size_t i = 0; i < condition->values.count; i++) {
        Truth one = policy_value_restricts(&condition->values.items[i], condition->key);
        all = policy_and(all, one);
    }
    return all;
}

Truth policy_statement_is_restricted(Arena *arena, const PolicyStatement *statement) {
    (void)arena;
    Truth result = statement->conditions_unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    for (size_t i = 0; i < statement->condition_count; i++) {
        result = policy_or(result, policy_condition_restricts(&statement->conditions[i]));
    }
    return result;
}

static Truth policy_effect_is(const PolicyStatement *statement, PolicyEffect effect) {
    if (statement->effect == POLICY_EFFECT_UNKNOWN) return TRUTH_UNKNOWN;
    return statement->effect == effect ? TRUTH_TRUE : TRUTH_FALSE;
}

static void policy_note(PolicyAnswer *answer, Truth truth, const PolicyStatement *statement) {
    if (truth <= answer->truth) return;
    *answer = (PolicyAnswer){truth, statement};
}

static PolicyAnswer policy_answer_start(const Policy *policy) {
    return (PolicyAnswer){policy->unknown ? TRUTH_UNKNOWN : TRUTH_FALSE, NULL};
}

PolicyAnswer policy_is_public(Arena *arena, const Policy *policy) {
    PolicyAnswer answer = policy_answer_start(policy);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        Truth open = policy_and(policy_principal_is_public(statement),
                                policy_not(policy_statement_is_restricted(arena, statement)));
        policy_note(&answer, policy_and(policy_effect_is(statement, POLICY_ALLOW), open),
                    statement);
    }
    return answer;
}

/* Whether the statement covers Resource "*" (identity policies must name a resource). */
static Truth policy_covers_all_resources(Arena *arena, const PolicyStatement *statement) {
    if (statement->not_resource) return TRUTH_UNKNOWN;
    return policy_any(arena, statement->resources, policy_test_everything, S(""));
}

/* NotAction grants all but what it lists; that is administrator unless it leaves out whole areas
 * that matter. "Without real restriction" is read as: IAM itself is not left out. */
static Truth policy_covers_all_actions(Arena *arena, const PolicyStatement *statement) {
    if (!statement->not_action) {
        Truth all = policy_any(arena, statement->actions, policy_test_equal, S("*"));
        return policy_or(all, policy_any(arena, statement->actions, policy_test_equal, S("*:*")));
    }
    Truth iam = policy_any(arena, statement->actions, policy_test_action, S("iam:createuser"));
    return policy_not(iam);
}

PolicyAnswer policy_is_admin(Arena *arena, const Policy *policy) {
    PolicyAnswer answer = policy_answer_start(policy);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        Truth admin = policy_and(policy_covers_all_actions(arena, statement),
                                 policy_covers_all_resources(arena, statement));
        policy_note(&answer, policy_and(policy_effect_is(statement, POLICY_ALLOW), admin),
                    statement);
    }
    return answer;
}

static Truth policy_test_full_service(Arena *arena, const Node *value, Str unused) {
    (void)arena, (void)unused;
    if (value->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    Str text = node_text(value);
    bool full = str_ends(text, S(":*")) && str_find(text, S("*")) == text.len - 1;
    return full || str_equal(text, S("*")) ? TRUTH_TRUE : TRUTH_FALSE;
}

PolicyAnswer policy_is_full_service(Arena *arena, const Policy *policy) {
    PolicyAnswer answer = policy_answer_start(policy);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        if (statement->not_action) continue;
        Truth full = policy_any(arena, statement->actions, policy_test_full_service, S(""));
        full = policy_and(full, policy_covers_all_resources(arena, statement));
        policy_note(&answer, policy_and(policy_effect_is(statement, POLICY_ALLOW), full),
                    statement);
    }
    return answer;
}

static Truth policy_test_wildcard(Arena *arena, const Node *value, Str unused) {
    (void)arena, (void)unused;
    if (value->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    return str_contains(node_text(value), S("*")) ? TRUTH_TRUE : TRUTH_FALSE;
}

PolicyAnswer policy_has_wildcards(Arena *arena, const Policy *policy) {
    PolicyAnswer answer = policy_answer_start(policy);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        Truth wild = statement->not_action || statement->not_resource
                         ? TRUTH_TRUE
                         : policy_any(arena, statement->actions, policy_test_wildcard, S(""));
        wild = policy_or(wild, policy_covers_all_resources(arena, statement));
        policy_note(&answer, policy_and(policy_effect_is(statement, POLICY_ALLOW), wild),
                    statement);
    }
    return answer;
}

/* Bool aws:SecureTransport false, or a TLS version below 1.2. */
static Truth policy_condition_is_insecure(Arena *arena, const PolicyCondition *condition) {
    if (str_equal_ignore_case(condition->key, S("aws:SecureTransport")) &&
        str_equal_ignore_case(condition->operation, S("Bool"))) {
        if (condition->values.count != 1) return TRUTH_FALSE;
        const Node *value = &condition->values.items[0];
        if (value->kind == NODE_BOOL) return value->boolean ? TRUTH_FALSE : TRUTH_TRUE;
        return policy_test_equal(arena, value, S("false"));
    }
    if (str_equal_ignore_case(condition->key, S("s3:TlsVersion")) &&
        str_starts(condition->operation, S("NumericLessThan"))) {
        const Node *value = condition->values.count == 1 ? condition->values.items : NULL;
        double version = 0;
        if (node_is(value, NODE_UNKNOWN)) return TRUTH_UNKNOWN;
        if (node_is(value, NODE_DOUBLE)) version = value->number;
        if (node_is(value, NODE_STRING)) str_to_double(value->text, &version);
        return version >= 1.2 ? TRUTH_TRUE : TRUTH_FALSE;
    }
    return TRUTH_FALSE;
}

/* A second condition would narrow the denial, so it must be the only one. */
static Truth policy_denies_only_insecure(Arena *arena, const PolicyStatement *statement) {
    if (statement->conditions_unknown) return TRUTH_UNKNOWN;
    if (statement->condition_count != 1) return TRUTH_FALSE;
    return policy_condition_is_insecure(arena, &statement->conditions[0]);
}

static Truth policy_denial_covers(Arena *arena, const PolicyStatement *statement, const Str *arns,
                                  size_t arn_count) {
    if (statement->not_action || statement->not_resource) return TRUTH_FALSE;
    Truth covers = policy_any(arena, statement->actions, policy_test_equal, S("*"));
    covers = policy_or(covers, policy_any(arena, statement->actions, policy_test_equal, S("s3:*")));
    for (size_t i = 0; i < arn_count; i++) {
        covers = policy_and(covers,
                            policy_any(arena, statement->resources, policy_test_matches, arns[i]));
    }
    return covers;
}

PolicyAnswer policy_denies_insecure_transport(Arena *arena, const Policy *policy, const Str *arns,
                                              size_t arn_count) {
    PolicyAnswer answer = policy_answer_start(policy);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        if (statement->not_principal) continue;
        Truth denies = policy_and(policy_effect_is(statement, POLICY_DENY),
                                  policy_principal_is_public(statement));
        denies = policy_and(denies, policy_denies_only_insecure(arena, statement));
        denies = policy_and(denies, policy_denial_covers(arena, statement, arns, arn_count));
        policy_note(&answer, denies, statement);
    }
    return answer;
}

static Truth policy_statement_matches(Arena *arena, const PolicyStatement *statement, Str action,
                                      Str resource) {
    Truth actions = policy_any(arena, statement->actions, policy_test_action, action);
    if (statement->not_action) actions = policy_not(actions);
    Truth resources = TRUTH_TRUE;
    if (statement->has_resource) {
        resources = policy_any(arena, statement->resources, policy_test_matches, resource);
        if (statement->not_resource) resources = policy_not(resources);
    }
    Truth matches = policy_and(actions, resources);
    bool conditional = statement->condition_count > 0 || statement->conditions_unknown;
    return conditional ? policy_and(matches, TRUTH_UNKNOWN) : matches;
}

PolicyAnswer policy_allows(Arena *arena, const Policy *policy, Str action, Str resource) {
    PolicyAnswer allowed = policy_answer_start(policy);
    Truth denied = policy->unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    Str lower = str_lower(arena, action);
    for (size_t i = 0; i < policy->count; i++) {
        const PolicyStatement *statement = &policy->statements[i];
        Truth matches = policy_statement_matches(arena, statement, lower, resource);
        policy_note(&allowed, policy_and(matches, policy_effect_is(statement, POLICY_ALLOW)),
                    statement);
        denied = policy_or(denied, policy_and(matches, policy_effect_is(statement, POLICY_DENY)));
    }
    allowed.truth = policy_and(allowed.truth, policy_not(denied));
    return allowed;
}
