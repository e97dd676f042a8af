/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_directory.c -- any bytes as the one .tf file of a Terraform directory: names, instances,
 * functions and policies evaluated, translated and folded. */
#include "fuzz/estate_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Estate estate = estate_make(&arena, estate_check_facts(), size % 2 == 1);
    Input input = input_make(&arena, &estate);
    input_add_variable(&input, S("given"), S("value"));
    input_add_terraform(&input, S("fuzz.tf"), (Str){(const char *)data, size});
    input_finish(&input);
    estate_check(&estate);
    return 0;
}
