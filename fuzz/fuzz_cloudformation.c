/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_cloudformation.c -- any bytes as a template in YAML or JSON: loops and SAM are expanded,
 * intrinsic functions worked out, settings folded. The template may name itself as a nested stack,
 * and a second one that is always there. An error must say where it is. */
#include "fuzz/estate_check.h"
#include "input/cloudformation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char nested[] = "Parameters: {Name: {Type: String}, List: {Type: CommaDelimitedList, "
                             "Default: 'a,b'}}\n"
                             "Conditions: {Known: !Equals [!Ref Name, x]}\n"
                             "Resources:\n"
                             "  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref "
                             "Name}}\n"
                             "Outputs:\n"
                             "  Arn: {Value: !GetAtt Bucket.Arn}\n"
                             "  Either: {Value: !If [Known, !Ref List, !Ref Bucket]}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Estate estate = estate_make(&arena, estate_check_facts(), size % 2 == 1);
    Input input = input_make(&arena, &estate);
    Str given = S("given,twice");
    map_set(&input.parameters, S("Given"), &given);
    require(input_add_text(&input, S("nested.yaml"), str_from(nested)));
    bool read = input_add_text(&input, S("template.yaml"), (Str){(const char *)data, size});
    require(read == (input.errors.count == 0));
    input_finish(&input);
    estate_check(&estate);
    for (size_t i = 0; i < input.errors.count; i++) require(input.errors.items[i].message[0] != 0);
    return 0;
}
