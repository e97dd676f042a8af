/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_rule.c -- any bytes as a rule, a facts file and a file of decisions. */
#include "aws/facts.h"
#include "register/decision.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    Error err = {0};
    RuleSet rules = rule_set_make(&arena, &threat_library);
    rule_set_add(&rules, (RuleFile){S("service/slug"), S("slug.yaml"), text}, &err);
    rule_set_finish(&rules);
    Facts facts = facts_make(&arena);
    facts_add(&facts, S("facts.yaml"), text, &err);
    DecisionList decisions = {0};
    DecisionFile file = {S("decisions.yaml"), text, S("2026-01-31")};
    decision_read(&arena, &file, &decisions, &err);
    return 0;
}
