/* SPDX-License-Identifier: Apache-2.0 */
/* sam_state_machine.c -- AWS::Serverless::StateMachine: the state machine, its role, a version with
 * an alias, and events. In a definition that is part of the template, intrinsic functions become
 * substitutions, because Step Functions wants one text. */
#include "base/buffer.h"
#include "input/sam_internal.h"
#include "text/json_writer.h"

#include <stdlib.h>

static const char *const sam_state_machine_s3_names[] = {"Bucket", "Key", "Version"};

static bool sam_state_machine_is_dynamic(const Node *node) {
    Str text = node_text(node);
    return sam_node_is_intrinsic(node) ||
           (str_starts(text, S("{{resolve:")) && str_ends(text, S("}}")));
}

/* Puts ${definition_substitution_1} and so on for what is only known later, in the order of keys.
 * Depth is that of the template. */
static void sam_state_machine_substitute(Sam *sam, Node *node, Node *substitutions) {
    if (sam_state_machine_is_dynamic(node)) {
        Str name = str_format(sam->arena, "definition_substitution_%u", substitutions->count + 1);
        node_map_set(sam->arena, substitutions, name, *node);
        *node = node_make_string(node, str_join3(sam->arena, S("${"), name, S("}")));
        return;
    }
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        sam_state_machine_substitute(sam, &node->items[i], substitutions);
    }
    if (node->kind != NODE_MAP) return;
    Str *keys = ARENA_ARRAY(sam->arena, Str, node->count);
    for (uint32_t i = 0; i < node->count; i++) keys[i] = node->pairs[i].key;
    if (node->count > 1) qsort(keys, node->count, sizeof keys[0], str_compare_pointers);
    for (uint32_t i = 0; i < node->count; i++) {
        Node *value = sam_node_find_own(node, keys[i]);
        if (value != NULL) sam_state_machine_substitute(sam, value, substitutions);
    }
}

static void sam_state_machine_define(Sam *sam, const SamOwner *owner, Node *properties) {
    const Node *definition = sam_node_find(owner->properties, S("Definition"));
    const Node *given = sam_node_find(owner->properties, S("DefinitionSubstitutions"));
    sam_node_set(sam, properties, S("DefinitionSubstitutions"), given);
    if (definition == NULL) {
        const Node *uri = sam_node_find(owner->properties, S("DefinitionUri"));
        sam_node_set(sam, properties, S("DefinitionS3Location"),
                     sam_code_location(sam, uri, owner->resource, sam_state_machine_s3_names));
        return;
    }
    Node *copy = sam_node_copy(sam, definition);
    Node *substitutions = sam_form(sam, definition, "{}");
    sam_state_machine_substitute(sam, copy, substitutions);
    for (uint32_t i = 0; node_is(given, NODE_MAP) && i < given->count; i++) {
        node_map_set(sam->arena, substitutions, given->pairs[i].key, given->pairs[i].value);
    }
    if (substitutions->count > 0) {
        sam_node_set(sam, properties, S("DefinitionSubstitutions"), substitutions);
    }
    CLEANUP(buffer_free) Buffer buffer = {0};
    JsonWriter writer = json_writer_make(&buffer, true);
    json_node_write(&writer, copy);
    Str text = str_copy(sam->arena, buffer_text(&buffer));
    sam_node_set(sam, properties, S("DefinitionString"), sam_node_text(sam, definition, text));
}

static const Node *sam_state_machine_tags(Sam *sam, const SamOwner *owner) {
    Node *tags = sam_form(sam, owner->resource, "[{Key: 'stateMachine:createdBy', Value: SAM}]");
    const Node *own =
        sam_node_tags(sam, owner->resource, sam_node_find(owner->properties, S("Tags")));
    for (uint32_t i = 0; i < own->count; i++) node_list_add(sam->arena, tags, own->items[i]);
    return tags;
}

static bool sam_state_machine_add_role(Sam *sam, const SamOwner *owner, Node *properties) {
    const Node *given = sam_node_find(owner->properties, S("Role"));
    if (given != NULL) {
        sam_node_set(sam, properties, S("RoleArn"), given);
        return true;
    }
    Str id = str_join2(sam->arena, owner->id, S("Role"));
    SamRole role = sam_role_make(sam, owner->resource,
                                 sam_role_trust(sam, owner->resource, "states.amazonaws.com"));
    role.tags = sam_state_machine_tags(sam, owner);
    const Node *policies = sam_node_find(owner->properties, S("Policies"));
    if (!sam_role_policies(sam, &role, id, policies)) return false;
    const Node *tracing = sam_node_find(owner->properties, S("Tracing"));
    const Node *enabled = sam_node_find(tracing, S("Enabled"));
    if (node_is(enabled, NODE_BOOL) && enabled->boolean) {
        sam_role_manage(sam, &role, "AWSXrayWriteOnlyAccess");
    }
    sam_role_add(sam, owner, id, &role);
    sam_node_set(sam, properties, S("RoleArn"),
                 sam_node_attribute(sam, owner->resource, id, S("Arn")));
    return true;
}

/* Adds version and alias; returns the alias's logical id, empty without one. */
static Str sam_state_machine_add_alias(Sam *sam, const SamOwner *owner) {
    const Node *alias = sam_node_find(owner->properties, S("AutoPublishAlias"));
    if (!node_is(alias, NODE_STRING)) return S("");
    Str version = str_join2(sam->arena, owner->id, S("Version"));
    const Node *id = sam_node_text(sam, alias, owner->id);
    Node *resource = sam_form(sam, alias,
                              "{Type: 'AWS::StepFunctions::StateMachineVersion', DeletionPolicy: "
                              "Retain, UpdateReplacePolicy: Retain, Properties: {StateMachineArn: "
                              "{Ref: $0}, StateMachineRevisionId: {'Fn::GetAtt': [$0, "
                              "StateMachineRevisionId]}}}",
                              id);
    sam_node_pick(sam, owner->resource, resource, "DeletionPolicy UpdateReplacePolicy");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, version, resource);
    const Node *given = sam_node_find(owner->properties, S("DeploymentPreference"));
    Node *preference =
        given == NULL ? sam_form(sam, alias, "{Type: ALL_AT_ONCE}") : sam_node_copy(sam, given);
    sam_node_set(sam, preference, S("StateMachineVersionArn"), sam_node_ref(sam, alias, version));
    Str alias_id = str_join3(sam->arena, owner->id, S("Alias"), alias->text);
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_PASSED, alias_id,
        sam_form(sam, alias,
                 "{Type: 'AWS::StepFunctions::StateMachineAlias', Properties: {Name: $0, "
                 "DeploymentPreference: $1}}",
                 alias, preference));
    return alias_id;
}

bool sam_state_machine_expand(Sam *sam, SamOwner *owner) {
    const Node *from = owner->properties;
    Node *properties =
        sam_form(sam, owner->resource,
                 "{LoggingConfiguration: $0, StateMachineName: $1, StateMachineType: "
                 "$2, TracingConfiguration: $3, Tags: $4}",
                 sam_node_find(from, S("Logging")), sam_node_find(from, S("Name")),
                 sam_node_find(from, S("Type")), sam_node_find(from, S("Tracing")),
                 sam_state_machine_tags(sam, owner));
    sam_state_machine_define(sam, owner, properties);
    if (!sam_state_machine_add_role(sam, owner, properties)) return false;
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::StepFunctions::StateMachine', Properties: $0}",
                              properties));
    Str alias = sam_state_machine_add_alias(sam, owner);
    bool by_alias = sam_node_is_true(sam_node_find(from, S("UseAliasAsEventTarget")));
    SamTarget target = {.owner = owner, .id = by_alias && alias.len > 0 ? alias : owner->id};
    target.name = target.arn = sam_node_ref(sam, owner->resource, target.id);
    sam_event_expand(sam, &target);
    return true;
}
