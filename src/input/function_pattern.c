/* SPDX-License-Identifier: Apache-2.0 */
/* function_pattern.c -- Terraform's functions with regular expressions. Terraform takes RE2's
 * syntax; PCRE2 reads what people write of it in the same way, within limits on its work. */
#include "base/buffer.h"
#include "input/terraform_function.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    PATTERN_BYTES_MAX = 4096,
    PATTERN_STEPS_MAX = 1000 * 1000,     /* backtracking from one place of the text */
    PATTERN_WORK_MAX = 20 * 1000 * 1000, /* of one call: about half a second */
    PATTERN_WORK_PER_STEP = 8,
    PATTERN_HEAP_KIB_MAX = 16 * 1024
};

typedef struct Pattern {
    TerraformCall *call;
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *limits;
    uint32_t groups;
    bool named;
    bool mixed;   /* some groups have names and some don't */
    bool checked; /* the text is UTF-8 */
    int64_t work; /* what is left of PATTERN_WORK_MAX */
    size_t position;
} Pattern;

static void pattern_close(Pattern *pattern) {
    pcre2_match_data_free(pattern->data);
    pcre2_match_context_free(pattern->limits);
    pcre2_code_free(pattern->code);
}

static bool pattern_open(TerraformCall *call, Str text, Pattern *ret_pattern) {
    int number = 0;
    PCRE2_SIZE offset = 0;
    if (text.len > PATTERN_BYTES_MAX) return terraform_call_fail(call, "the pattern is too long");
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.ptr == NULL ? "" : text.ptr);
    static const uint32_t flags =
        PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY | PCRE2_AUTO_CALLOUT;
    if (!terraform_call_charge(call, 1 + text.len / 2)) return false;
    Pattern pattern = {.call = call, .work = PATTERN_WORK_MAX};
    pattern.code = pcre2_compile(bytes, text.len, flags, &number, &offset, NULL);
    if (pattern.code == NULL) {
        PCRE2_UCHAR message[160];
        pcre2_get_error_message(number, message, sizeof message);
        return terraform_call_fail(call, "the pattern is wrong at byte %zu: %s", (size_t)offset,
                                   (const char *)message);
    }
    uint32_t names = 0;
    pcre2_pattern_info(pattern.code, PCRE2_INFO_CAPTURECOUNT, &pattern.groups);
    pcre2_pattern_info(pattern.code, PCRE2_INFO_NAMECOUNT, &names);
    pattern.named = names > 0;
    pattern.mixed = names > 0 && names < pattern.groups;
    pattern.data = pcre2_match_data_create_from_pattern(pattern.code, NULL);
    pattern.limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(pattern.limits, PATTERN_STEPS_MAX);
    pcre2_set_depth_limit(pattern.limits, PATTERN_STEPS_MAX);
    pcre2_set_heap_limit(pattern.limits, PATTERN_HEAP_KIB_MAX);
    *ret_pattern = pattern;
    return true;
}

/* PCRE2 calls this before each part of the pattern that it tries. Its own limit on steps begins
 * anew at each place of the text; this one is for all of them, and sees how far a part ran. */
static int pattern_work(pcre2_callout_block *block, void *data) {
    Pattern *pattern = data;
    size_t here = block->current_position, there = pattern->position;
    pattern->position = here;
    pattern->work -= 1 + (int64_t)((here > there ? here - there : there - here) / 64);
    return pattern->work < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

/* Searches from offset on; *ret_found says whether there is a match. */
static bool pattern_search(Pattern *pattern, Str text, size_t offset, bool *ret_found) {
    PCRE2_SPTR bytes = (PCRE2_SPTR)(text.ptr == NULL ? "" : text.ptr);
    size_t reading = pattern->checked ? 0 : text.len / 64;
    int64_t before = pattern->work;
    if (!terraform_call_charge(pattern->call, 1 + pattern->groups + reading)) return false;
    pcre2_set_callout(pattern->limits, pattern_work, pattern);
    int result =
        pcre2_match(pattern->code, bytes, text.len, offset,
                    pattern->checked ? PCRE2_NO_UTF_CHECK : 0, pattern->data, pattern->limits);
    size_t work = (size_t)(before - pattern->work) / PATTERN_WORK_PER_STEP;
    if (!terraform_call_charge(pattern->call, work)) return false;
    pattern->checked = true; /* it fails when the text is not */
    *ret_found = result > 0;
    if (result > 0 || result == PCRE2_ERROR_NOMATCH) return true;
    return terraform_call_fail(pattern->call, "the search takes more work than merlon does");
}

static Str pattern_group(const Pattern *pattern, Str text, uint32_t group, bool *ret_set) {
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->data);
    *ret_set = ends[2 * group] != PCRE2_UNSET;
    return *ret_set ? str_slice(text, ends[2 * group], ends[2 * group + 1]) : S("");
}

static Node pattern_group_node(const Pattern *pattern, Str text, uint32_t group) {
    bool set = false;
    Str piece = pattern_group(pattern, text, group, &set);
    const Node *at = pattern->call->at;
    return set ? node_make_string(at, piece) : node_make_null(at);
}

/* A map of named groups, a list of unnamed ones, or the match itself. */
static Node pattern_result(const Pattern *pattern, Str text) {
    Arena *arena = pattern->call->arena;
    if (pattern->groups == 0) return pattern_group_node(pattern, text, 0);
    if (!pattern->named) {
        Node list = node_make_list(arena, pattern->call->at, pattern->groups);
        for (uint32_t i = 0; i < pattern->groups; i++) {
            list.items[i] = pattern_group_node(pattern, text, i + 1);
        }
        return list;
    }
    Node map = node_make_map(pattern->call->at);
    PCRE2_SPTR table = NULL;
    uint32_t count = 0, size = 0;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++, table += size) {
        uint32_t group = (uint32_t)table[0] << 8 | table[1];
        Str name = str_copy(arena, str_from((const char *)table + 2));
        node_map_set(arena, &map, name, pattern_group_node(pattern, text, group));
    }
    terraform_sort_map(&map);
    return map;
}

static bool pattern_open_groups(TerraformCall *call, Str text, Pattern *ret_pattern) {
    if (!pattern_open(call, text, ret_pattern)) return false;
    return !ret_pattern->mixed ||
           terraform_call_fail(call, "groups with and without names can't be mixed");
}

static bool pattern_regex(TerraformCall *call, Node *ret_value) {
    Str expression = S(""), text = S("");
    bool found = false;
    if (!terraform_call_text(call, 0, &expression) || !terraform_call_text(call, 1, &text)) {
        return false;
    }
    CLEANUP(pattern_close) Pattern pattern = {0};
    if (!pattern_open_groups(call, expression, &pattern)) return false;
    if (!pattern_search(&pattern, text, 0, &found)) return false;
    if (!found) return terraform_call_fail(call, "the pattern doesn't match");
    *ret_value = pattern_result(&pattern, text);
    return true;
}

/* Where the search goes on behind a match; an empty one takes a character along. */
static size_t pattern_next(const Pattern *pattern, Str text) {
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->data);
    size_t next = ends[1];
    if (ends[1] > ends[0]) return next;
    next++;
    while (next < text.len && ((unsigned char)text.ptr[next] & 0xC0) == 0x80) next++;
    return next;
}

static bool pattern_regexall(TerraformCall *call, Node *ret_value) {
    Str expression = S(""), text = S("");
    bool found = true;
    if (!terraform_call_text(call, 0, &expression) || !terraform_call_text(call, 1, &text)) {
        return false;
    }
    CLEANUP(pattern_close) Pattern pattern = {0};
    if (!pattern_open_groups(call, expression, &pattern)) return false;
    Node list = node_make_list(call->arena, call->at, 0);
    size_t last = SIZE_MAX;
    for (size_t at = 0; at <= text.len;) {
        if (!pattern_search(&pattern, text, at, &found)) return false;
        if (!found) break;
        const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern.data);
        if (list.count == TERRAFORM_ITEMS_MAX)
            return terraform_call_fail(call, "makes a huge list");
        bool nothing = ends[0] == ends[1] && ends[1] == last; /* right behind a match: none */
        if (!nothing) node_list_add(call->arena, &list, pattern_result(&pattern, text));
        last = ends[1];
        at = pattern_next(&pattern, text);
    }
    *ret_value = list;
    return true;
}

/* The name at the start of rest: 1, {1}, {name} or name; 0 when there is none, else its bytes. */
static size_t pattern_name(Str rest, Str *ret_name) {
    size_t start = str_starts(rest, S("{")) ? 1 : 0, end = start;
    for (; end < rest.len; end++) {
        char byte = rest.ptr[end];
        bool word = (byte >= '0' && byte <= '9') || byte == '_' ||
                    ((byte | 32) >= 'a' && (byte | 32) <= 'z');
        if (!word) break;
    }
    *ret_name = str_slice(rest, start, end);
    bool closed = start == 0 || (end < rest.len && rest.ptr[end] == '}');
    return closed && end > start ? end + start : 0;
}

/* What $name stands for; nothing when there is no such group. */
static Str pattern_named(const Pattern *pattern, Str text, Str name) {
    int64_t number = -1;
    bool set = false;
    bool zero = name.len > 1 && name.ptr[0] == '0'; /* "01" is no number here */
    if (zero || !str_to_int(name, &number)) {
        number = pcre2_substring_number_from_name(
            pattern->code, (PCRE2_SPTR)str_terminated(pattern->call->arena, name));
    }
    if (number < 0 || number > pattern->groups) return S("");
    return pattern_group(pattern, text, (uint32_t)number, &set);
}

/* A dollar without a name behind it is just a dollar, and so is $$. */
static void pattern_add_replacement(const Pattern *pattern, Str text, Str with, Buffer *out) {
    while (with.len > 0 && out->len <= TERRAFORM_TEXT_BYTES_MAX) {
        size_t dollar = str_find(with, S("$"));
        buffer_add(out, str_slice(with, 0, dollar));
        if (dollar == SIZE_MAX) return;
        with = str_slice(with, dollar + 1, with.len);
        Str name = S("");
        size_t len = pattern_name(with, &name);
        if (len > 0) {
            buffer_add(out, pattern_named(pattern, text, name));
        } else {
            buffer_add_byte(out, '$');
            len = str_starts(with, S("$"));
        }
        with = str_slice(with, len, with.len);
    }
}

static bool pattern_replace_all(TerraformCall *call, Str text, Str expression, Buffer *out) {
    CLEANUP(pattern_close) Pattern pattern = {0};
    Str with = S("");
    bool found = true;
    size_t copied = 0;
    if (!terraform_call_text(call, 2, &with) || !pattern_open(call, expression, &pattern)) {
        return false;
    }
    for (size_t at = 0; at <= text.len;) {
        if (!pattern_search(&pattern, text, at, &found)) return false;
        if (!found) break;
        const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern.data);
        buffer_add(out, str_slice(text, copied, ends[0]));
        bool nothing = ends[1] == copied && ends[1] > 0; /* right behind a match: none */
        if (!nothing) pattern_add_replacement(&pattern, text, with, out);
        copied = ends[1];
        at = pattern_next(&pattern, text);
        if (!terraform_call_charge(call, with.len / 64)) return false;
        if (out->len > TERRAFORM_TEXT_BYTES_MAX) {
            return terraform_call_fail(call, "makes a huge text");
        }
    }
    buffer_add(out, str_slice(text, copied, text.len));
    return true;
}

static bool pattern_replace_plain(TerraformCall *call, Str text, Str what, Buffer *out) {
    Str with = S("");
    if (!terraform_call_text(call, 2, &with)) return false;
    while (text.len > 0 || what.len == 0) {
        size_t found = str_find(text, what);
        if (!terraform_call_charge(call, 1 + with.len / 64)) return false;
        if (out->len > TERRAFORM_TEXT_BYTES_MAX) {
            return terraform_call_fail(call, "makes a huge text");
        }
        if (found == SIZE_MAX) break;
        if (what.len == 0) { /* before every character, and at the end */
            buffer_add(out, with);
            if (text.len == 0) return true;
            size_t len = 1;
            while (len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80) len++;
            buffer_add(out, str_slice(text, 0, len));
            text = str_slice(text, len, text.len);
            continue;
        }
        buffer_add(out, str_slice(text, 0, found));
        buffer_add(out, with);
        text = str_slice(text, found + what.len, text.len);
    }
    buffer_add(out, text);
    return true;
}

static bool pattern_replace(TerraformCall *call, Node *ret_value) {
    Str text = S(""), what = S("");
    CLEANUP(buffer_free) Buffer out = {0};
    if (!terraform_call_text(call, 0, &text) || !terraform_call_text(call, 1, &what)) return false;
    if (!terraform_call_charge(call, text.len / 64)) return false;
    bool expression = what.len > 1 && str_starts(what, S("/")) && str_ends(what, S("/"));
    bool done = expression ? pattern_replace_all(call, text, str_slice(what, 1, what.len - 1), &out)
                           : pattern_replace_plain(call, text, what, &out);
    if (!done) return false;
    if (out.len > TERRAFORM_TEXT_BYTES_MAX) return terraform_call_fail(call, "makes a huge text");
    *ret_value = node_make_string(call->at, str_copy(call->arena, buffer_text(&out)));
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("regex"), 2, 2, 0, pattern_regex},
    {S_INIT("regexall"), 2, 2, 0, pattern_regexall},
    {S_INIT("replace"), 3, 3, 0, pattern_replace},
};

const TerraformFunctionTable function_pattern_table = {rows, COUNT(rows)};
