/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_reference.c -- see terraform_reference.h. */
#include "input/terraform_reference.h"

Str terraform_reference_name(const Input *input, const Resource *resource, Str attribute) {
    if (attribute.len == 0 || str_equal(attribute, S("id"))) return S("Ref");
    if (str_equal(attribute, S("arn"))) return S("Arn");
    const FactsTerraform *facts = facts_find_terraform(input->estate->facts, resource->source_type);
    const Str *known = facts == NULL ? NULL : map_find(&facts->ids, attribute);
    return known != NULL ? *known : facts_pascal_case(input->arena, attribute);
}

Node terraform_reference_make(const Input *input, const Node *at, const Resource *resource,
                              Str name) {
    bool id = str_equal(name, S("Ref"));
    Str what = id ? S("the id") : name;
    Str reason =
        str_format(input->arena, "%.*s of %.*s", STR_ARGS(what), STR_ARGS(resource->address));
    return node_make_reference(input->arena, at, reason, resource->index, name);
}
