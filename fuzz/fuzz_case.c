/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_case.c -- case.yaml: whatever is read can be written and read again, and is the same. */
#include "respond/case_yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer first = {0}, second = {0};
    CaseFile file = {0}, again = {0};
    Error err = {0};
    if (!case_yaml_read(&arena, S("case.yaml"), (Str){(const char *)data, size}, &file, &err)) {
        require(err.message[0] != '\0' && file.name.len == 0);
        return 0;
    }
    require(case_file_is_name(file.name) && case_file_is_id(file.playbook));
    for (size_t i = 0; i < file.step_count; i++) require(case_file_is_id(file.steps[i].id));
    case_yaml_write(&file, &first);
    require(case_yaml_read(&arena, S("again.yaml"), buffer_text(&first), &again, &err));
    case_yaml_write(&again, &second);
    require(str_equal(buffer_text(&first), buffer_text(&second)));
    return 0;
}
