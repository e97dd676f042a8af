/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_policy.c -- any JSON as an IAM policy: parsed, and asked everything that rules ask. */
#include "aws/arn.h"
#include "aws/cidr.h"
#include "aws/policy.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Source source = {S_INIT("policy")};
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    Arn arn = {0};
    Cidr cidr = {0};
    if (arn_parse(text, &arn)) arn_name(arn);
    if (cidr_parse(text, &cidr)) cidr_is_private(cidr);
    Node document = {0};
    Policy policy = {0};
    if (!json_read(&arena, &source, text, &document, NULL)) return 0;
    if (!policy_parse(&arena, &document, NULL, &policy)) return 0;
    Str arns[] = {S("arn:aws:s3:::name"), S("arn:aws:s3:::name/object")};
    policy_is_public(&arena, &policy);
    policy_is_admin(&arena, &policy);
    policy_is_full_service(&arena, &policy);
    policy_has_wildcards(&arena, &policy);
    policy_denies_insecure_transport(&arena, &policy, arns, COUNT(arns));
    policy_allows(&arena, &policy, S("s3:GetObject"), arns[1]);
    return 0;
}
