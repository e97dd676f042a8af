/* SPDX-License-Identifier: Apache-2.0 */
/* sam_application.c -- AWS::Serverless::Application: a nested stack. Its template is that of an
 * application in the Serverless Application Repository, or one at a location. */
#include "input/sam_internal.h"

bool sam_application_expand(Sam *sam, SamOwner *owner) {
    const Node *location = sam_node_find(owner->properties, S("Location"));
    Node *tags = sam_form(sam, owner->resource,
                          "[{Key: 'lambda:createdBy', Value: SAM}, {Key: "
                          "'serverlessrepo:applicationId', Value: $0}, {Key: "
                          "'serverlessrepo:semanticVersion', Value: $1}]",
                          sam_node_find(location, S("ApplicationId")),
                          sam_node_find(location, S("SemanticVersion")));
    /* A tag without its value: the location is no application. */
    Node *kept = sam_form(sam, owner->resource, "[]");
    for (uint32_t i = 0; i < tags->count; i++) {
        if (tags->items[i].count == 2) node_list_add(sam->arena, kept, tags->items[i]);
    }
    const Node *own =
        sam_node_tags(sam, owner->resource, sam_node_find(owner->properties, S("Tags")));
    for (uint32_t i = 0; i < own->count; i++) node_list_add(sam->arena, kept, own->items[i]);
    const Node *url = sam_node_find(owner->properties, S("TemplateUrl"));
    if (node_is(location, NODE_STRING)) url = location;
    if (url == NULL) {
        Node *unknown = ARENA_NEW(sam->arena, Node);
        *unknown = node_make_unknown(sam->arena, location,
                                     S("the template is in the Serverless Application Repository"));
        url = unknown;
    }
    Node *properties = sam_form(sam, owner->resource, "{TemplateURL: $0, Tags: $1}", url, kept);
    sam_node_pick(sam, owner->properties, properties,
                  "Parameters NotificationARNs TimeoutInMinutes");
    Node *stack = sam_form(sam, owner->resource,
                           "{Type: 'AWS::CloudFormation::Stack', Properties: $0}", properties);
    sam_node_pick(sam, owner->resource, stack, "DependsOn");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, owner->id, stack);
    return true;
}
