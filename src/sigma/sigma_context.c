/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_context.c -- see sigma_context.h. */
#include "sigma/sigma_context.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

SigmaContext sigma_context_make(Arena *arena) {
    return (SigmaContext){.arena = arena, .pipeline = sigma_pipeline_make(arena)};
}

void sigma_context_free(SigmaContext *context) {
    for (size_t i = 0; i < context->code_count; i++) pcre2_code_free(context->codes[i]);
    context->code_count = 0;
}

void sigma_context_begin(SigmaContext *context) {
    size_t left = SIGMA_MEMORY_MAX - context->memory;
    context->start = context->arena->total;
    context->limit = context->start + (left < SIGMA_RULE_MEMORY_MAX ? left : SIGMA_RULE_MEMORY_MAX);
}

void sigma_context_end(SigmaContext *context) {
    size_t left = SIGMA_MEMORY_MAX - context->memory;
    size_t taken = context->arena->total - context->start;
    context->memory += taken < left ? taken : left;
}

bool sigma_context_has_room(const SigmaContext *context) {
    return context->arena->total < context->limit;
}

bool sigma_context_keep(SigmaContext *context, void *code) {
    size_t size = 0, jit = 0, count = context->code_count;
    pcre2_pattern_info(code, PCRE2_INFO_SIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &jit);
    if (count == SIGMA_REGEXES_MAX || context->code_memory > SIGMA_REGEX_MEMORY_MAX) {
        pcre2_code_free(code);
        return false;
    }
    if ((count & (count - 1)) == 0) {
        size_t capacity = count == 0 ? 1 : count * 2;
        context->codes =
            arena_grow_array(context->arena, context->codes, count, capacity, sizeof(void *));
    }
    context->codes[context->code_count++] = code;
    context->code_memory += size + jit;
    return true;
}
