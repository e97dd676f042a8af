/* SPDX-License-Identifier: Apache-2.0 */
/* sam_version.c -- AutoPublishAlias: a version of the function and an alias that names it. */
#include "input/sam_internal.h"

Str sam_version_alias_id(Sam *sam, const SamOwner *owner, Str alias) {
    char *id = arena_alloc(sam->arena, alias.len + 1);
    for (size_t i = 0; i < alias.len; i++) {
        char byte = alias.ptr[i];
        id[i] = byte == '-' ? 'D' : byte == '_' ? 'U' : byte;
    }
    return str_join3(sam->arena, owner->id, S("Alias"), (Str){id, alias.len});
}

/* A new version is made when the code or what is set beside it changes: so the id depends on it. */
static Str sam_version_id(Sam *sam, const SamOwner *owner) {
    const Node *function = sam_resource_find(sam, owner->id);
    const Node *properties = sam_node_find(function, S("Properties"));
    Node changing = node_make_map(NULL);
    sam_node_pick(sam, properties, &changing, "Code Environment MemorySize SnapStart");
    bool all =
        sam_node_is_true(sam_node_find(owner->properties, S("AutoPublishAliasAllProperties")));
    const Node *hash = sam_node_find(owner->properties, S("AutoPublishCodeSha256"));
    Str suffix = sam_node_hash(sam, all ? properties : &changing);
    if (node_is(hash, NODE_STRING)) suffix = str_slice(hash->text, 0, 10);
    return str_join3(sam->arena, owner->id, S("Version"), suffix);
}

static void sam_version_add_version(Sam *sam, const SamOwner *owner, Str id) {
    const Node *properties = owner->properties;
    bool managed = sam_node_find(properties, S("CapacityProviderConfig")) != NULL;
    const Node *deletion = sam_node_find(owner->resource, S("DeletionPolicy"));
    if (deletion == NULL) deletion = sam_node_find(properties, S("VersionDeletionPolicy"));
    if (deletion == NULL) {
        deletion = sam_node_text(sam, owner->resource, managed ? S("Delete") : S("Retain"));
    }
    const Node *scaling = sam_node_find(properties, S("FunctionScalingConfig"));
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_PASSED, id,
        sam_form(
            sam, sam_node_find(properties, S("AutoPublishAlias")),
            "{Type: 'AWS::Lambda::Version', DeletionPolicy: $0, Properties: {FunctionName: $1, "
            "Description: $2, FunctionScalingConfig: $3}}",
            deletion, sam_node_ref(sam, owner->resource, owner->id),
            sam_node_find(properties, S("VersionDescription")), managed ? scaling : NULL));
}

bool sam_version_add(Sam *sam, const SamOwner *owner, Str *ret_alias) {
    const Node *value = sam_node_find(owner->properties, S("AutoPublishAlias"));
    if (!sam_node_is_true(value)) return true;
    const Node *alias = sam_default_resolve(sam, value);
    if (!node_is(alias, NODE_STRING)) {
        return sam_refuse(sam, value,
                          "AutoPublishAlias must be text or a reference to a parameter with a "
                          "default");
    }
    Str id = sam_version_id(sam, owner);
    sam_version_add_version(sam, owner, id);
    sam_resource_add(
        sam, owner, SAM_ATTRIBUTES_PASSED, sam_version_alias_id(sam, owner, alias->text),
        sam_form(sam, value,
                 "{Type: 'AWS::Lambda::Alias', Properties: {Name: $0, FunctionName: $1, "
                 "FunctionVersion: $2, ProvisionedConcurrencyConfig: $3}}",
                 alias, sam_node_ref(sam, value, owner->id),
                 sam_node_attribute(sam, value, id, S("Version")),
                 sam_node_find(owner->properties, S("ProvisionedConcurrencyConfig"))));
    *ret_alias = alias->text;
    return true;
}
