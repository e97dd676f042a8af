/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_terraform.c -- any bytes as what "terraform show -json" writes: modules, references and
 * values that aren't known before apply, translated and folded. */
#include "fuzz/estate_check.h"
#include "input/terraform.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Estate estate = estate_make(&arena, estate_check_facts(), size % 2 == 1);
    Input input = input_make(&arena, &estate);
    bool read = input_add_text(&input, S("plan.json"), (Str){(const char *)data, size});
    require(read == (input.errors.count == 0));
    input_finish(&input);
    estate_check(&estate);
    for (size_t i = 0; i < estate.resources.count; i++) {
        const Resource *resource = estate.resources.items[i];
        ResourceList refers = estate_refers(&estate, &arena, &resource->properties, S(""));
        require(refers.count <= ESTATE_REFERENCES_MAX);
    }
    return 0;
}
