/* SPDX-License-Identifier: Apache-2.0 */
/* function_cluster.c -- see function_cluster.h. PCRE2's \X matches one cluster, by its own copy of
 * Unicode's tables. */
#include "input/function_cluster.h"
#include "base/utf8.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { CLUSTER_ASCII_PER_STEP = 64 };

static void cluster_free_code(pcre2_code **code) { pcre2_code_free(*code); }

static void cluster_free_match(pcre2_match_data **match) { pcre2_match_data_free(*match); }

/* Whether every byte is a cluster: ASCII, but for the two bytes of a line's end in DOS. */
static bool cluster_is_byte(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] >= 0x80 || text.ptr[i] == '\r') return false;
    }
    return true;
}

bool function_cluster_count(TerraformCall *call, Str text, size_t *ret_count) {
    bool plain = cluster_is_byte(text) || utf8_find_invalid(text) != SIZE_MAX;
    size_t steps = plain ? text.len / CLUSTER_ASCII_PER_STEP : text.len;
    if (!terraform_call_charge(call, steps)) return false;
    size_t count = plain ? text.len : 0, at = plain ? text.len : 0;
    int error = 0;
    size_t error_at = 0;
    CLEANUP(cluster_free_code)
    pcre2_code *code = pcre2_compile((PCRE2_SPTR) "\\X", 2, PCRE2_UTF, &error, &error_at, NULL);
    CLEANUP(cluster_free_match)
    pcre2_match_data *match = code == NULL ? NULL : pcre2_match_data_create(1, NULL);
    if (match == NULL) return terraform_call_fail(call, "there is no memory for it");
    uint32_t options = PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK;
    while (at < text.len) {
        int found = pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, at, options, match, NULL);
        if (found < 1) return terraform_call_fail(call, "the text is too long to be counted");
        at = pcre2_get_ovector_pointer(match)[1];
        count++;
    }
    *ret_count = count;
    return true;
}
