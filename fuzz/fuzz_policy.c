/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_policy.c -- any JSON as an IAM policy: parsed, and asked everything that rules ask. Making a
 * document less known must never turn a yes into a no or a no into a yes. */
#include "aws/arn.h"
#include "aws/cidr.h"
#include "aws/policy.h"
#include "text/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { QUESTIONS = 6 };

static void require(bool holds) {
    if (!holds) abort();
}

static void check_words(Str text) {
    Arn arn = {0};
    Cidr cidr = {0};
    if (arn_parse(text, &arn)) require(arn_name(arn).len <= arn.resource.len);
    if (cidr_parse(text, &cidr)) {
        require(cidr_contains(cidr, cidr));
        require(!cidr_is_any(cidr) || !cidr_is_private(cidr));
    }
}

static void ask(Arena *arena, const Policy *policy, Truth answers[QUESTIONS]) {
    Str arns[] = {S("arn:aws:s3:::name"), S("arn:aws:s3:::name/object")};
    answers[0] = policy_is_public(arena, policy).truth;
    answers[1] = policy_is_admin(arena, policy).truth;
    answers[2] = policy_is_full_service(arena, policy).truth;
    answers[3] = policy_has_wildcards(arena, policy).truth;
    answers[4] = policy_denies_insecure_transport(arena, policy, arns, COUNT(arns)).truth;
    answers[5] = policy_allows(arena, policy, S("s3:GetObject"), arns[1]).truth;
}

/* Each statement in turn isn't known. */
static void check_less_known(Arena *arena, Node *list, const Node *document,
                             const Truth known[QUESTIONS]) {
    for (uint32_t i = 0; i < list->count && i < 8; i++) {
        Node kept = list->items[i];
        Truth less[QUESTIONS];
        Policy policy = {0};
        list->items[i] = node_make_unknown(arena, &kept, S("why"));
        require(policy_parse(arena, document, NULL, &policy));
        ask(arena, &policy, less);
        for (size_t q = 0; q < QUESTIONS; q++) {
            require(less[q] == TRUTH_UNKNOWN || less[q] == known[q]);
        }
        list->items[i] = kept;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Source source = {S_INIT("policy")};
    CLEANUP(arena_free) Arena arena = {0};
    Str text = {(const char *)data, size};
    check_words(text);
    Node document = {0};
    Policy policy = {0};
    if (!json_read(&arena, &source, text, &document, NULL)) return 0;
    if (!policy_parse(&arena, &document, NULL, &policy)) return 0;
    Truth answers[QUESTIONS];
    ask(&arena, &policy, answers);
    Node *statement = node_place(&document, S("Statement"));
    if (node_is(statement, NODE_LIST)) check_less_known(&arena, statement, &document, answers);
    return 0;
}
