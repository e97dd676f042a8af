/* SPDX-License-Identifier: Apache-2.0 */
/* function_text.c -- Terraform's functions on text. Characters are grapheme clusters, as readers
 * see them. */
#include "base/buffer.h"
#include "base/utf8.h"
#include "input/terraform_folder.h"
#include "input/terraform_function.h"
#include "text/unicode.h"

/* --- helpers -----------------------------------------------------------------------------------
 */

static bool text_take(TerraformCall *call, uint32_t index, Str *ret_text) {
    return terraform_call_text(call, index, ret_text) &&
           terraform_call_charge(call, ret_text->len / 64);
}

static bool text_give(TerraformCall *call, Str text, Node *ret_value) {
    if (text.len > TERRAFORM_TEXT_BYTES_MAX) return terraform_call_fail(call, "makes a huge text");
    *ret_value = node_make_string(call->at, text);
    return true;
}

static bool text_give_buffer(TerraformCall *call, const Buffer *buffer, Node *ret_value) {
    return text_give(call, str_copy(call->arena, buffer_text(buffer)), ret_value);
}

static bool text_map_case(TerraformCall *call, UnicodeCase wanted, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text) || !terraform_call_charge(call, text.len / 16)) return false;
    return text_give(call, unicode_map_case(call->arena, text, wanted), ret_value);
}

static bool text_call_lower(TerraformCall *call, Node *ret_value) {
    return text_map_case(call, UNICODE_LOWER, ret_value);
}

static bool text_call_upper(TerraformCall *call, Node *ret_value) {
    return text_map_case(call, UNICODE_UPPER, ret_value);
}

static bool text_call_title(TerraformCall *call, Node *ret_value) {
    return text_map_case(call, UNICODE_TITLE, ret_value);
}

/* --- trimming ----------------------------------------------------------------------------------
 */

static bool text_chomp(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r')) {
        text.len--;
    }
    return text_give(call, text, ret_value);
}

/* The length of the code point that text ends with. */
static size_t text_last(Str text, uint32_t *ret_point) {
    size_t len = 1;
    while (len < text.len && len < UTF8_BYTES_MAX &&
           ((unsigned char)text.ptr[text.len - len] & 0xC0) == 0x80) {
        len++;
    }
    return utf8_decode(str_slice(text, text.len - len, text.len), ret_point) == len ? len : 1;
}

static bool text_in_set(Str set, uint32_t point) {
    uint32_t member = 0;
    for (size_t i = 0; i < set.len;) {
        size_t len = utf8_decode(str_slice(set, i, set.len), &member);
        if (len == 0) return false;
        if (member == point) return true;
        i += len;
    }
    return false;
}

/* set.ptr NULL: white space. */
static Str text_trim_set(Str text, Str set) {
    uint32_t point = 0;
    bool space = set.ptr == NULL;
    while (text.len > 0) {
        size_t len = utf8_decode(text, &point);
        if (len == 0 || !(space ? unicode_is_space(point) : text_in_set(set, point))) break;
        text = str_slice(text, len, text.len);
    }
    while (text.len > 0) {
        size_t len = text_last(text, &point);
        if (!(space ? unicode_is_space(point) : text_in_set(set, point))) break;
        text.len -= len;
    }
    return text;
}

static bool text_trim(TerraformCall *call, Node *ret_value) {
    Str text = S(""), set = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &set)) return false;
    if (!terraform_call_charge(call, text.len / 16 * (set.len / 16 + 1))) return false;
    return text_give(call, set.len == 0 ? text : text_trim_set(text, set), ret_value);
}

static bool text_trim_space(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    return text_give(call, text_trim_set(text, (Str){NULL, 0}), ret_value);
}

static bool text_trim_prefix(TerraformCall *call, Node *ret_value) {
    Str text = S(""), prefix = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &prefix)) return false;
    if (str_starts(text, prefix)) text = str_slice(text, prefix.len, text.len);
    return text_give(call, text, ret_value);
}

static bool text_trim_suffix(TerraformCall *call, Node *ret_value) {
    Str text = S(""), suffix = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &suffix)) return false;
    if (str_ends(text, suffix)) text.len -= suffix.len;
    return text_give(call, text, ret_value);
}

/* --- questions ---------------------------------------------------------------------------------
 */

static bool text_starts_with(TerraformCall *call, Node *ret_value) {
    Str text = S(""), prefix = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &prefix)) return false;
    *ret_value = node_make_bool(call->at, str_starts(text, prefix));
    return true;
}

static bool text_ends_with(TerraformCall *call, Node *ret_value) {
    Str text = S(""), suffix = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &suffix)) return false;
    *ret_value = node_make_bool(call->at, str_ends(text, suffix));
    return true;
}

static bool text_contains(TerraformCall *call, Node *ret_value) {
    Str text = S(""), part = S("");
    if (!text_take(call, 0, &text) || !text_take(call, 1, &part)) return false;
    *ret_value = node_make_bool(call->at, str_contains(text, part));
    return true;
}

/* --- pieces ------------------------------------------------------------------------------------
 */

static bool text_indent(TerraformCall *call, Node *ret_value) {
    int64_t spaces = 0;
    Str text = S("");
    enum { INDENT_MAX = 1000 };
    if (!terraform_call_int(call, 0, &spaces) || !text_take(call, 1, &text)) return false;
    if (spaces < 0 || spaces > INDENT_MAX) {
        return terraform_call_fail(call, "the indentation must be from 0 to %d", INDENT_MAX);
    }
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < text.len; i++) {
        buffer_add_byte(&out, text.ptr[i]);
        if (text.ptr[i] != '\n') continue;
        buffer_add_format(&out, "%*s", (int)spaces, "");
        if (!terraform_call_charge(call, 1 + (size_t)spaces / 64)) return false;
        if (out.len > TERRAFORM_TEXT_BYTES_MAX) break;
    }
    return text_give_buffer(call, &out, ret_value);
}

/* What text holds from part *done on is added to *bytes; false, with the error, when it is too
 * much. */
static bool text_fits(TerraformCall *call, const TerraformText *text, size_t *done, size_t *bytes) {
    for (; *done < text->count; (*done)++) {
        const NodePart *part = &text->parts[*done];
        if (part->kind == NODE_PART_TEXT) *bytes += part->text.len;
    }
    return *bytes <= TERRAFORM_TEXT_BYTES_MAX || terraform_call_fail(call, "makes a huge text");
}

/* A list (a known one) whose items are joined; several lists come one after the other. */
static bool text_join(TerraformCall *call, Node *ret_value) {
    TerraformText text = {.arena = call->arena};
    const Node *separator = &call->args[0];
    size_t done = 0, total = 0;
    bool first = true;
    for (uint32_t k = 0; k < call->count; k++) {
        bool unknown = call->args[k].kind == NODE_UNKNOWN ||
                       (k > 0 && (call->args[k].flags & NODE_FLAG_OPEN) != 0);
        if (!unknown) continue;
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
        return true;
    }
    for (uint32_t k = 1; k < call->count; k++) {
        const Node *list = NULL;
        if (!terraform_call_list(call, k, &list)) return false;
        for (uint32_t i = 0; i < list->count; i++) {
            size_t bytes = list->items[i].kind == NODE_STRING ? list->items[i].text.len : 0;
            if (!terraform_call_charge(call, 1 + bytes / 64)) return false;
            if (!first && !terraform_text_add_value(&text, separator)) {
                return terraform_call_fail(call, "the separator must be text");
            }
            if (!terraform_text_add_value(&text, &list->items[i])) {
                return terraform_call_fail(call, "item %u is %s, not text", i,
                                           node_kind_name(&list->items[i]));
            }
            if (!text_fits(call, &text, &done, &total)) return false;
            first = false;
        }
    }
    *ret_value = terraform_text_finish(&text, call->at);
    return true;
}

static bool text_split(TerraformCall *call, Node *ret_value) {
    Str separator = S(""), text = S("");
    if (!text_take(call, 0, &separator) || !text_take(call, 1, &text)) return false;
    CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
    Node list = node_make_list(call->arena, call->at, 0);
    for (;;) {
        size_t found =
            separator.len == 0 ? unicode_clusters_next(&clusters, text) : str_find(text, separator);
        if (!terraform_call_charge(call, 1)) return false;
        if (separator.len == 0 && text.len == 0) break;
        if (list.count == TERRAFORM_ITEMS_MAX)
            return terraform_call_fail(call, "makes a huge list");
        bool last = found == SIZE_MAX;
        Str piece = last ? text : str_slice(text, 0, found);
        node_list_add(call->arena, &list, node_make_string(call->at, piece));
        if (last) break;
        text = str_slice(text, found + separator.len, text.len);
    }
    *ret_value = list;
    return true;
}

static bool text_reverse(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
    char *out = arena_alloc(call->arena, text.len + 1);
    size_t end = text.len;
    for (size_t at = 0; at < text.len;) {
        size_t len = unicode_clusters_next(&clusters, str_slice(text, at, text.len));
        end -= len;
        memcpy(out + end, text.ptr + at, len);
        at += len;
    }
    return text_give(call, (Str){out, text.len}, ret_value);
}

static bool text_substr(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    int64_t offset = 0, length = 0;
    if (!text_take(call, 0, &text)) return false;
    if (!terraform_call_int(call, 1, &offset) || !terraform_call_int(call, 2, &length))
        return false;
    CLEANUP(unicode_clusters_close) UnicodeClusters clusters = {0};
    int64_t count = (int64_t)unicode_cluster_count(text);
    if (offset < 0 && length == 0) length = -1; /* as Terraform has it */
    if (!terraform_call_charge(call, text.len / 8)) return false;
    if (offset < 0) offset = offset + count < 0 ? 0 : offset + count;
    if (length < 0 || length > count) length = count;
    size_t start = text.len, at = 0;
    int64_t number = 0;
    for (; at < text.len && number < offset + length; number++) {
        if (number == offset) start = at;
        at += unicode_clusters_next(&clusters, str_slice(text, at, text.len));
    }
    return text_give(call, start >= at ? S("") : str_slice(text, start, at), ret_value);
}

/* --- paths -------------------------------------------------------------------------------------
 */

static bool text_basename(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    if (text.len == 0) return text_give(call, S("."), ret_value);
    while (text.len > 1 && text.ptr[text.len - 1] == '/') text.len--;
    for (size_t i = text.len; i > 0 && text.len > 1; i--) {
        if (text.ptr[i - 1] == '/') return text_give(call, str_slice(text, i, text.len), ret_value);
    }
    return text_give(call, text, ret_value);
}

static bool text_dirname(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    size_t end = text.len;
    while (end > 0 && text.ptr[end - 1] != '/') end--;
    return text_give(call, terraform_folder_join(call->arena, S(""), str_slice(text, 0, end)),
                     ret_value);
}

static bool text_expand_path(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!text_take(call, 0, &text)) return false;
    if (!str_starts(text, S("~"))) return text_give(call, text, ret_value);
    *ret_value = node_make_unknown(call->arena, call->at, S("~ depends on who runs terraform"));
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("basename"), 1, 1, 0, text_basename},
    {S_INIT("chomp"), 1, 1, 0, text_chomp},
    {S_INIT("dirname"), 1, 1, 0, text_dirname},
    {S_INIT("endswith"), 2, 2, 0, text_ends_with},
    {S_INIT("indent"), 2, 2, 0, text_indent},
    {S_INIT("join"), 2, TERRAFORM_ARGUMENTS_ANY, TERRAFORM_FUNCTION_TAKES_UNKNOWN, text_join},
    {S_INIT("lower"), 1, 1, 0, text_call_lower},
    {S_INIT("pathexpand"), 1, 1, 0, text_expand_path},
    {S_INIT("split"), 2, 2, 0, text_split},
    {S_INIT("startswith"), 2, 2, 0, text_starts_with},
    {S_INIT("strcontains"), 2, 2, 0, text_contains},
    {S_INIT("strrev"), 1, 1, 0, text_reverse},
    {S_INIT("substr"), 3, 3, 0, text_substr},
    {S_INIT("title"), 1, 1, 0, text_call_title},
    {S_INIT("trim"), 2, 2, 0, text_trim},
    {S_INIT("trimprefix"), 2, 2, 0, text_trim_prefix},
    {S_INIT("trimspace"), 1, 1, 0, text_trim_space},
    {S_INIT("trimsuffix"), 2, 2, 0, text_trim_suffix},
    {S_INIT("upper"), 1, 1, 0, text_call_upper},
};

const TerraformFunctionTable function_text_table = {rows, COUNT(rows)};
