/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_decision.c -- any bytes as a file of decisions, applied to the threats of a small template.
 */
#include "fuzz/estate_check.h"
#include "register/decision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rule_text[] =
    "title: t\nseverity: high\ncvss: 7.0\ncwe: [CWE-1]\nstride: [tampering]\n"
    "on: AWS::S3::Bucket\nwhen: '!has(this.BucketName)'\nwhy: w\nfix: f\n"
    "aliases: [s3/earlier]\nexamples: {}\n";

static const char template_text[] =
    "Resources:\n"
    "  Logs: {Type: AWS::S3::Bucket}\n"
    "  Data: {Type: AWS::S3::Bucket, Properties: {BucketName: n}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Error err = {0};
    DecisionList decisions = {0};
    DecisionFile file = {S("d.yaml"), (Str){(const char *)data, size}, S("2026-01-31")};
    if (!decision_read(&arena, &file, &decisions, &err)) {
        require(err.message[0] != '\0' && decisions.count == 0);
        return 0;
    }
    RuleSet rules = rule_set_make(&arena, &threat_library);
    require(rule_set_add(&rules, (RuleFile){S("s3/rule"), S("r.yaml"), str_from(rule_text), false},
                         &err));
    rule_set_finish(&rules);
    Estate estate = estate_make(&arena, estate_check_facts(), false);
    Input input = input_make(&arena, &estate);
    require(input_add_text(&input, S("template.yaml"), str_from(template_text)));
    input_finish(&input);
    ThreatList threats = threat_find(&arena, &rules, &estate, NULL, true);
    decision_apply(&rules, &estate, &decisions, &threats);
    for (size_t i = 0; i < threats.count; i++) {
        const Decision *decision = threats.items[i].decision;
        require(decision == NULL || decision->matched);
    }
    return 0;
}
