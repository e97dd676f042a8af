/* SPDX-License-Identifier: Apache-2.0 */
/* sam_url.c -- FunctionUrlConfig: the function's URL and, without authorization, the permissions
 * that let everybody call it. */
#include "input/sam_internal.h"

void sam_url_add(Sam *sam, const SamOwner *owner, const Node *function) {
    const Node *config = sam_node_find(owner->properties, S("FunctionUrlConfig"));
    if (!node_is(config, NODE_MAP)) return;
    const Node *type = sam_node_find(config, S("AuthType"));
    Node *url = sam_form(
        sam, config, "{Type: 'AWS::Lambda::Url', Properties: {TargetFunctionArn: $0}}", function);
    sam_node_pick(sam, config, sam_node_find_own(url, S("Properties")), "AuthType Cors InvokeMode");
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED, str_join2(sam->arena, owner->id, S("Url")),
                     url);
    if (!node_is_text(type, S("NONE"))) return;
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED,
                     str_join2(sam->arena, owner->id, S("UrlPublicPermissions")),
                     sam_form(sam, config,
                              "{Type: 'AWS::Lambda::Permission', Properties: {Action: "
                              "'lambda:InvokeFunctionUrl', FunctionName: $0, Principal: '*', "
                              "FunctionUrlAuthType: NONE}}",
                              function));
    sam_resource_add(sam, owner, SAM_ATTRIBUTES_PASSED,
                     str_join2(sam->arena, owner->id, S("URLInvokeAllowPublicAccess")),
                     sam_form(sam, config,
                              "{Type: 'AWS::Lambda::Permission', Properties: {Action: "
                              "'lambda:InvokeFunction', FunctionName: $0, Principal: '*', "
                              "InvokedViaFunctionUrl: true}}",
                              function));
}
