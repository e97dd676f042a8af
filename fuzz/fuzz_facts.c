/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_facts.c -- any bytes as a facts file; what is accepted is then used to read a small plan
 * and a small template, and to draw their diagram. */
#include "fuzz/estate_check.h"
#include "model/infer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char plan[] =
    "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {\"resources\": ["
    "{\"address\": \"aws_a.x\", \"mode\": \"managed\", \"type\": \"aws_a\", \"name\": \"x\", "
    "\"values\": {\"name\": \"n\", \"block\": [{\"inner\": 1, \"flag\": true}], \"list\": [\"l\"], "
    "\"policy\": \"{\\\"Statement\\\": []}\", \"map\": {\"k\": \"v\"}, \"tags\": {\"t\": \"u\"}}},"
    "{\"address\": \"aws_b.y\", \"mode\": \"managed\", \"type\": \"aws_b\", \"name\": \"y\", "
    "\"values\": {\"name\": \"n\", \"a\": \"n\", \"setting\": 5}}]}}}";

static const char template_text[] =
    "Resources:\n"
    "  X: {Type: AWS::Test::A, Properties: {Name: n, Settings: {Deep: 1}}}\n"
    "  Y: {Type: AWS::Test::B, Properties: {A: !Ref X, Setting: 5, Tags: [{Key: k, Value: v}]}}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Facts facts = facts_make(&arena);
    Error err = {0};
    if (!facts_add(&facts, S("facts.yaml"), (Str){(const char *)data, size}, &err)) {
        require(err.message[0] != '\0');
    }
    Estate estate = estate_make(&arena, &facts, size % 2 == 1);
    Input input = input_make(&arena, &estate);
    require(input_add_text(&input, S("plan.json"), str_from(plan)));
    require(input_add_text(&input, S("template.yaml"), str_from(template_text)));
    input_finish(&input);
    estate_check(&estate);
    infer_model(&input.model, &estate);
    model_finish(&input.model);
    return 0;
}
