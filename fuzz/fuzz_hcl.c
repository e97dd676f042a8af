/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_hcl.c -- any bytes as a .tf file, as a template, as an expression and as .tf.json. What is
 * read must lie within the text; what isn't read must say where and why. */
#include "text/hcl.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static bool has_items(const HclExpression *expression) {
    return expression->kind != HCL_NUMBER && expression->kind != HCL_BOOL;
}

/* Chains (a + a + ...) are as deep as they are long: only so far is looked. */
static void check_expression(Str text, const HclExpression *expression, int depth) {
    if (depth > HCL_DEPTH_MAX || expression->kind == HCL_NOTHING) return;
    require(expression->kind < HCL_PART_ELSE);
    require(expression->line >= 1 && expression->line <= text.len + 1);
    require(expression->column >= 1 && expression->column <= text.len + 1);
    require(expression->span.len <= text.len);
    require(!has_items(expression) || expression->count == 0 || expression->items != NULL);
    for (uint32_t i = 0; has_items(expression) && i < expression->count; i++) {
        check_expression(text, &expression->items[i], depth + 1);
    }
}

static void check_body(Str text, const HclBody *body, int depth) {
    require(depth <= HCL_DEPTH_MAX);
    for (size_t i = 0; i < body->attribute_count; i++) {
        require(body->attributes[i].name.len > 0 || text.len > 0);
        check_expression(text, &body->attributes[i].value, 0);
        require(hcl_find(body, body->attributes[i].name) != NULL);
    }
    for (size_t i = 0; i < body->block_count; i++) {
        require(body->blocks[i].line >= 1);
        check_body(text, &body->blocks[i].body, depth + 1);
    }
}

static void check_file(Str text, bool json) {
    CLEANUP(arena_free) Arena arena = {0};
    Source source = {S("fuzz.tf")};
    ErrorList errors = {0};
    HclBody body = {0};
    bool read = json ? hcl_json_read(&arena, &source, text, &body, &errors)
                     : hcl_read(&arena, &source, text, &body, &errors);
    require(read == (errors.count == 0));
    for (size_t i = 0; i < errors.count; i++) require(errors.items[i].message[0] != '\0');
    check_body(text, &body, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(arena_free) Arena arena = {0};
    Source source = {S("fuzz.tf")};
    Node at = {.source = &source};
    Str text = {(const char *)data, size};
    HclExpression expression = {0};
    Error err = {0};
    check_file(text, false);
    check_file(text, true);
    if (hcl_read_template(&arena, &at, text, &expression, &err)) {
        check_expression(text, &expression, 0);
    }
    if (hcl_read_expression(&arena, &source, text, &expression, &err)) {
        check_expression(text, &expression, 0);
    }
    return 0;
}
