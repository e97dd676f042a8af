/* SPDX-License-Identifier: Apache-2.0 */
/* sam_layer.c -- AWS::Serverless::LayerVersion: a layer version is made anew whenever anything
 * about it changes, and the old one is kept; so its logical id depends on its content. */
#include "input/sam_internal.h"

bool sam_layer_expand(Sam *sam, SamOwner *owner) {
    const Node *properties = owner->properties;
    Str id = str_join2(sam->arena, owner->id, sam_node_hash(sam, properties));
    const Node *name = sam_node_find(properties, S("LayerName"));
    if (name == NULL) name = sam_node_text(sam, owner->resource, owner->id);
    const Node *retention =
        sam_default_resolve(sam, sam_node_find(properties, S("RetentionPolicy")));
    const Node *deletion = sam_node_find(owner->resource, S("DeletionPolicy"));
    if (node_is(retention, NODE_STRING)) {
        bool keeps = str_equal_ignore_case(retention->text, S("Retain"));
        deletion = sam_node_text(sam, retention, keeps ? S("Retain") : S("Delete"));
    }
    if (deletion == NULL) deletion = sam_node_text(sam, owner->resource, S("Retain"));
    Node *made = sam_form(sam, owner->resource, "{LayerName: $0, Content: $1}", name,
                          sam_code_content(sam, owner, sam_node_find(properties, S("ContentUri"))));
    sam_node_pick(sam, properties, made,
                  "Description CompatibleArchitectures CompatibleRuntimes LicenseInfo");
    Node *layer = sam_form(
        sam, owner->resource,
        "{Type: 'AWS::Lambda::LayerVersion', DeletionPolicy: $0, Properties: $1}", deletion, made);
    sam_node_pick(sam, owner->resource, layer, "DependsOn");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, id, layer);
    sam_reference_rename(sam, owner->id, id);
    return true;
}
