/* SPDX-License-Identifier: Apache-2.0 */
/* sam_table.c -- AWS::Serverless::SimpleTable: a DynamoDB table with a primary key only. */
#include "input/sam_internal.h"

static const char *sam_table_key_type(Str type) {
    if (str_equal(type, S("String"))) return "S";
    if (str_equal(type, S("Number"))) return "N";
    return str_equal(type, S("Binary")) ? "B" : NULL;
}

bool sam_table_expand(Sam *sam, SamOwner *owner) {
    const Node *key = sam_node_find(owner->properties, S("PrimaryKey"));
    const Node *name = sam_node_text(sam, owner->resource, S("id"));
    const char *type = "S";
    if (sam_node_is_true(key)) {
        name = sam_node_find(key, S("Name"));
        type = sam_table_key_type(node_text(sam_node_find(key, S("Type"))));
        if (name == NULL || type == NULL) {
            return sam_refuse(sam, key,
                              "PrimaryKey needs a Name and a Type of String, Number or "
                              "Binary");
        }
    }
    Node *properties = sam_form(sam, owner->resource,
                                "{AttributeDefinitions: [{AttributeName: $0, AttributeType: $1}], "
                                "KeySchema: [{AttributeName: $0, KeyType: HASH}]}",
                                name, sam_node_text(sam, owner->resource, str_from(type)));
    sam_node_pick(
        sam, owner->properties, properties,
        "PointInTimeRecoverySpecification ProvisionedThroughput SSESpecification TableName");
    if (!sam_node_is_true(sam_node_find(owner->properties, S("ProvisionedThroughput")))) {
        sam_node_set(sam, properties, S("BillingMode"),
                     sam_node_text(sam, owner->resource, S("PAY_PER_REQUEST")));
    }
    const Node *tags = sam_node_find(owner->properties, S("Tags"));
    if (sam_node_is_true(tags)) {
        sam_node_set(sam, properties, S("Tags"), sam_node_tags(sam, tags, tags));
    }
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_ALL, owner->id,
                     sam_form(sam, owner->resource,
                              "{Type: 'AWS::DynamoDB::Table', Properties: $0}", properties));
    return true;
}
