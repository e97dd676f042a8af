/* SPDX-License-Identifier: Apache-2.0 */
/* function_file.c -- Terraform's functions that read files. Paths are relative to the root module;
 * nothing outside of the directories that modules come from is read, links included. */
#include "base/file.h"
#include "base/utf8.h"
#include "input/evaluator.h"

enum { FILE_SET_DEPTH_MAX = 32 };

/* The path of an argument, as merlon can open it. */
static bool file_path(TerraformCall *call, Str *ret_path) {
    const Scope *scope = call->evaluator;
    Str name = S("");
    if (!terraform_call_text(call, 0, &name)) return false;
    if (name.len == 0 || str_contains(name, (Str){"\0", 1})) {
        return terraform_call_fail(call, "the name of a file is missing");
    }
    *ret_path = terraform_folder_join(call->arena, scope->evaluator->root, name);
    return true;
}

static bool file_is_there(TerraformCall *call, Str path) {
    const Scope *scope = call->evaluator;
    if (file_kind(str_terminated(call->arena, path)) == FILE_KIND_NONE) return false;
    return terraform_loader_may_read(scope->evaluator->loader, path);
}

static bool file_read(TerraformCall *call, Str *ret_text) {
    const Scope *scope = call->evaluator;
    Error err = {0};
    Str path = S("");
    if (!file_path(call, &path)) return false;
    if (file_kind(str_terminated(call->arena, path)) != FILE_KIND_REGULAR) {
        return terraform_call_fail(call, "there is no file %.*s", STR_ARGS(path));
    }
    if (!terraform_loader_may_read(scope->evaluator->loader, path)) {
        return terraform_call_fail(call, "%.*s lies outside of the directory", STR_ARGS(path));
    }
    CLEANUP(file_close) File file = {0};
    if (!file_open(str_terminated(call->arena, path), TERRAFORM_TEXT_BYTES_MAX, &file, &err)) {
        return terraform_call_fail(call, "%s", err.message);
    }
    *ret_text = str_copy(call->arena, file.text);
    return terraform_call_charge(call, file.text.len / EVALUATOR_TEXT_STEP_BYTES);
}

static bool file_text(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (!file_read(call, &text)) return false;
    if (utf8_find_invalid(text) != SIZE_MAX) {
        return terraform_call_fail(call, "the file is not UTF-8; filebase64 reads such");
    }
    *ret_value = node_make_string(call->at, text);
    return true;
}

/* "filesha256" is "sha256" of the file's bytes. */
static bool file_digest(TerraformCall *call, Node *ret_value) {
    static const struct {
        Str name;
        Str inner;
    } digests[] = {{S_INIT("filebase64"), S_INIT("base64encode")},
                   {S_INIT("filebase64sha256"), S_INIT("base64sha256")},
                   {S_INIT("filebase64sha512"), S_INIT("base64sha512")},
                   {S_INIT("filemd5"), S_INIT("md5")},
                   {S_INIT("filesha1"), S_INIT("sha1")},
                   {S_INIT("filesha256"), S_INIT("sha256")},
                   {S_INIT("filesha512"), S_INIT("sha512")}};
    Str text = S("");
    if (!file_read(call, &text)) return false;
    Node arg = node_make_string(call->at, text);
    for (size_t i = 0; i < COUNT(digests); i++) {
        if (!str_equal(digests[i].name, call->name)) continue;
        TerraformCall inner = *call;
        inner.args = &arg;
        inner.name = digests[i].inner;
        bool worked =
            terraform_function_run(terraform_function_find(inner.name), &inner, ret_value);
        call->error = inner.error;
        return worked;
    }
    return terraform_call_fail(call, "is not known");
}

static bool file_exists(TerraformCall *call, Node *ret_value) {
    Str path = S("");
    if (!file_path(call, &path)) return false;
    *ret_value = node_make_bool(call->at, file_is_there(call, path));
    return true;
}

/* "*" within a name, "**" over directories, "{a,b}" one of several. */
static bool set_matches(TerraformCall *call, Str pattern, Str path, int depth) {
    size_t open = str_find(pattern, S("{")), close = str_find(pattern, S("}"));
    if (depth > FILE_SET_DEPTH_MAX || !terraform_call_charge(call, 1)) return false;
    if (open != SIZE_MAX && close != SIZE_MAX && open < close) {
        Str choices = str_slice(pattern, open + 1, close);
        while (choices.len > 0) {
            char buffer[1024];
            Str choice = str_cut(&choices, ','), rest = str_slice(pattern, close + 1, pattern.len);
            if (open + choice.len + rest.len > sizeof buffer) return false;
            memcpy(buffer, pattern.ptr, open);
            memcpy(buffer + open, choice.ptr, choice.len);
            memcpy(buffer + open + choice.len, rest.ptr, rest.len);
            Str one = {buffer, open + choice.len + rest.len};
            if (set_matches(call, one, path, depth + 1)) return true;
        }
        return false;
    }
    if (str_starts(pattern, S("**/"))) {
        Str below = str_slice(pattern, 3, pattern.len), rest = path;
        if (set_matches(call, below, path, depth + 1)) return true;
        while (str_contains(rest, S("/"))) {
            str_cut(&rest, '/');
            if (set_matches(call, below, rest, depth + 1)) return true;
        }
        return false;
    }
    if (str_equal(pattern, S("**"))) return true;
    Str first = str_cut(&pattern, '/'), name = str_cut(&path, '/');
    if (!str_glob(first, name)) return false;
    bool last = pattern.len == 0 && path.len == 0;
    return last || (pattern.len > 0 && path.len > 0 && set_matches(call, pattern, path, depth + 1));
}

static bool file_set(TerraformCall *call, Node *ret_value) {
    Str path = S(""), pattern = S("");
    FileList list = {0};
    Error err = {0};
    Node set = node_make_list(call->arena, call->at, 0);
    if (!file_path(call, &path) || !terraform_call_text(call, 1, &pattern)) return false;
    if (file_is_there(call, path) && !file_list(call->arena, path, &list, &err)) {
        return terraform_call_fail(call, "%s", err.message);
    }
    size_t prefix = str_equal(path, S(".")) ? 2 : path.len + 1;
    for (size_t i = 0; i < list.count; i++) {
        Str name = str_slice(list.paths[i], prefix, list.paths[i].len);
        if (!terraform_call_charge(call, 1)) return false;
        if (set_matches(call, pattern, name, 0)) {
            node_list_add(call->arena, &set, node_make_string(call->at, name));
        }
    }
    *ret_value = terraform_set(call->arena, call->at, set.items, set.count);
    return terraform_call_charge(call, 1);
}

/* Runs a template with the variables of a map; nothing else is visible in it. */
static bool file_render(TerraformCall *call, const Node *at, Str text, Node *ret_value) {
    const Scope *scope = call->evaluator;
    Evaluator *evaluator = scope->evaluator;
    const Node *variables = &call->args[1];
    HclExpression template;
    Error err = {0};
    if (variables->kind == NODE_UNKNOWN) {
        *ret_value = terraform_computed(call->arena, call->at, variables, 1);
        return true;
    }
    if (!terraform_call_map(call, 1, &variables)) return false;
    if (!hcl_read_template(call->arena, at, text, &template, &err)) {
        return terraform_call_fail(call, "line %u of the template: %s", err.line, err.message);
    }
    const Binding *bindings = NULL;
    for (uint32_t i = 0; i < variables->count; i++) {
        Binding *binding = ARENA_NEW(call->arena, Binding);
        *binding = (Binding){variables->pairs[i].key, variables->pairs[i].value, bindings};
        bindings = binding;
    }
    Scope inner = {evaluator, NULL, at->source, bindings, false};
    if (evaluator_run(&inner, &template, ret_value)) return true;
    return terraform_call_fail(call, "line %u of the template: %s", evaluator->err.line,
                               str_terminated(call->arena, str_from(evaluator->err.message)));
}

static bool file_template(TerraformCall *call, Node *ret_value) {
    Str text = S(""), path = S("");
    if (call->args[0].kind == NODE_UNKNOWN) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
        return true;
    }
    if (!file_read(call, &text) || !file_path(call, &path)) return false;
    Source *source = ARENA_NEW(call->arena, Source);
    source->path = path;
    Node at = {.source = source};
    return file_render(call, &at, text, ret_value);
}

static bool file_template_text(TerraformCall *call, Node *ret_value) {
    Str text = S("");
    if (call->args[0].kind == NODE_UNKNOWN) {
        *ret_value = terraform_computed(call->arena, call->at, call->args, call->count);
        return true;
    }
    return terraform_call_text(call, 0, &text) && file_render(call, call->at, text, ret_value);
}

/* Absolute as the root module's directory is now: terraform would say the same. */
static bool file_absolute(TerraformCall *call, Node *ret_value) {
    const Scope *scope = call->evaluator;
    Str root = S(""), name = S("");
    if (!terraform_call_text(call, 0, &name)) return false;
    if (!file_real_path(call->arena, scope->evaluator->root, &root)) root = S("/");
    *ret_value = node_make_string(call->at, terraform_folder_join(call->arena, root, name));
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("file"), 1, 1, 0, file_text},
    {S_INIT("filebase64"), 1, 1, 0, file_digest},
    {S_INIT("filebase64sha256"), 1, 1, 0, file_digest},
    {S_INIT("filebase64sha512"), 1, 1, 0, file_digest},
    {S_INIT("filemd5"), 1, 1, 0, file_digest},
    {S_INIT("filesha1"), 1, 1, 0, file_digest},
    {S_INIT("filesha256"), 1, 1, 0, file_digest},
    {S_INIT("filesha512"), 1, 1, 0, file_digest},
    {S_INIT("fileexists"), 1, 1, 0, file_exists},
    {S_INIT("fileset"), 2, 2, 0, file_set},
    {S_INIT("templatefile"), 2, 2, TERRAFORM_FUNCTION_TAKES_UNKNOWN, file_template},
    {S_INIT("templatestring"), 2, 2, TERRAFORM_FUNCTION_TAKES_UNKNOWN, file_template_text},
    {S_INIT("abspath"), 1, 1, 0, file_absolute},
};

const TerraformFunctionTable function_file_table = {rows, COUNT(rows)};
