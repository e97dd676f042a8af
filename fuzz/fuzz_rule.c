/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_rule.c -- any bytes as a rule; one that is accepted judges a small template. */
#include "fuzz/estate_check.h"
#include "rule/rule.h"
#include "threat/threat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char template_text[] =
    "Parameters: {P: {Type: String}}\n"
    "Resources:\n"
    "  Key: {Type: AWS::KMS::Key}\n"
    "  Bucket:\n"
    "    Type: AWS::S3::Bucket\n"
    "    Properties:\n"
    "      BucketName: !Ref P\n"
    "      Tags: [{Key: owner, Value: !Ref P}, {Key: level, Value: 3}]\n"
    "  Policy:\n"
    "    Type: AWS::S3::BucketPolicy\n"
    "    Properties:\n"
    "      Bucket: !Ref Bucket\n"
    "      PolicyDocument:\n"
    "        Statement: {Effect: Allow, Principal: '*', Action: 's3:*', Resource: !Ref P}\n"
    "  Function: {Type: AWS::Lambda::Function, Properties: {KmsKeyArn: !GetAtt Key.Arn}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Error err = {0};
    RuleSet rules = rule_set_make(&arena, &threat_library);
    RuleFile file = {S("service/slug"), S("slug.yaml"), (Str){(const char *)data, size}, false};
    if (!rule_set_add(&rules, file, &err)) {
        require(err.message[0] != '\0');
        return 0;
    }
    rule_set_finish(&rules);
    require(rule_set_find(&rules, S("service/slug")) != NULL);
    Estate estate = estate_make(&arena, estate_check_facts(), size % 2 == 1);
    Input input = input_make(&arena, &estate);
    require(input_add_text(&input, S("template.yaml"), str_from(template_text)));
    input_finish(&input);
    ThreatList threats = threat_find(&arena, &rules, &estate, NULL, true);
    for (size_t i = 0; i < threats.count; i++) {
        const Threat *threat = &threats.items[i];
        require(threat->evidence_count <= THREAT_EVIDENCE_MAX);
        require(threat->verdict != VERDICT_UNKNOWN || threat->reason_count > 0 ||
                threat->fault.len > 0);
    }
    return 0;
}
