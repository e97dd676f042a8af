/* SPDX-License-Identifier: Apache-2.0 */
/* arn.c -- see arn.h. */
#include "aws/arn.h"

bool arn_parse(Str text, Arn *ret_arn) {
    Str rest = text;
    if (!str_equal(str_cut(&rest, ':'), S("arn"))) return false;
    Arn arn = {0};
    arn.partition = str_cut(&rest, ':');
    arn.service = str_cut(&rest, ':');
    arn.region = str_cut(&rest, ':');
    arn.account = str_cut(&rest, ':');
    arn.resource = rest;
    if (arn.partition.len == 0 || arn.service.len == 0 || arn.resource.len == 0) return false;
    *ret_arn = arn;
    return true;
}

Str arn_name(Arn arn) {
    size_t start = 0;
    for (size_t i = 0; i < arn.resource.len; i++) {
        if (arn.resource.ptr[i] == '/' || arn.resource.ptr[i] == ':') start = i + 1;
    }
    return str_slice(arn.resource, start, arn.resource.len);
}

bool arn_is_managed_policy(Str text, Str name) {
    Arn arn = {0};
    if (!arn_parse(text, &arn)) return false;
    return str_equal(arn.service, S("iam")) && str_equal(arn.account, S("aws")) &&
           str_starts(arn.resource, S("policy/")) && str_equal(arn_name(arn), name);
}
