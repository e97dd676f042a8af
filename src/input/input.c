/* SPDX-License-Identifier: Apache-2.0 */
/* input.c -- finds files, parses them, tells formats apart and hands each to its reader.
 * All files are parsed before the first is read, because documents include each other: a template
 * that is nested in another is not analysed a second time on its own. */
#include "input/input.h"

#include "base/file.h"
#include "input/cloudformation.h"
#include "input/otm.h"
#include "input/terraform.h"
#include "input/terraform_directory.h"
#include "input/threat_composer.h"
#include "input/threat_dragon.h"
#include "input/tm7.h"
#include "text/json.h"
#include "text/xml.h"
#include "text/yaml.h"

#include <stdarg.h>
#include <stdio.h>

const InputFormat input_formats[] = {
    {S_INIT("terraform-plan"), "the output of terraform show -json for a plan or a state",
     terraform_recognizes, terraform_read},
    {S_INIT("cloudformation"), "CloudFormation and SAM templates, YAML or JSON, and cdk.out",
     cloudformation_recognizes, cloudformation_read},
    {S_INIT("tm7"), "models of the Microsoft Threat Modeling Tool (.tm7)", tm7_recognizes,
     tm7_read},
    {S_INIT("merlon-model"), "merlon's own model.yaml: what no configuration says",
     otm_recognizes_own, otm_read},
    {S_INIT("otm"), "Open Threat Model 0.2.0", otm_recognizes, otm_read},
    {S_INIT("threat-dragon"), "models of OWASP Threat Dragon 2", threat_dragon_recognizes,
     threat_dragon_read},
    {S_INIT("threat-composer"), "exports of AWS Threat Composer", threat_composer_recognizes,
     threat_composer_read},
};
const size_t input_format_count = COUNT(input_formats);

Input input_make(Arena *arena, Estate *estate) {
    return (Input){.arena = arena,
                   .estate = estate,
                   .model = model_make(arena),
                   .parameters = map_make(arena),
                   .environment = map_make(arena),
                   .folder_index = map_make(arena)};
}

void input_add_variable(Input *input, Str name, Str text) {
    size_t count = input->variable_count;
    input->variables =
        arena_grow_array(input->arena, input->variables, count, count + 1, sizeof(InputVariable));
    input->variables[input->variable_count++] = (InputVariable){name, text};
}

void input_add_knowledge(Input *input, Knowledge *knowledge) {
    size_t count = input->knowledge_count;
    input->knowledge =
        arena_grow_array(input->arena, input->knowledge, count, count + 1, sizeof(Knowledge *));
    input->knowledge[input->knowledge_count++] = knowledge;
}

void input_fail(Input *input, const Node *node, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    Error err = {0};
    Str path = node->source == NULL ? S("") : node->source->path;
    error_set(&err, path, node->line, node->column, "%s", message);
    error_list_add(&input->errors, input->arena, &err);
}

void input_note(Input *input, const Node *node, Str subject, Str reason) {
    if (input->note_count == input->note_capacity) {
        size_t capacity = input->note_capacity == 0 ? 8 : input->note_capacity * 2;
        input->notes = arena_grow_array(input->arena, input->notes, input->note_count, capacity,
                                        sizeof(InputNote));
        input->note_capacity = capacity;
    }
    input->notes[input->note_count++] = (InputNote){subject, reason, node->source, node->line};
}

InputDocument *input_find(Input *input, Str path) {
    for (size_t i = 0; i < input->document_count; i++) {
        if (str_equal(input->documents[i].source->path, path)) return &input->documents[i];
    }
    return NULL;
}

static bool input_keep(Input *input, const Source *source, Node root) {
    for (size_t i = 0; i < input_format_count; i++) {
        if (!input_formats[i].recognizes(&root)) continue;
        if (input->document_count == input->document_capacity) {
            size_t capacity = input->document_capacity == 0 ? 8 : input->document_capacity * 2;
            input->documents =
                arena_grow_array(input->arena, input->documents, input->document_count, capacity,
                                 sizeof(InputDocument));
            input->document_capacity = capacity;
        }
        input->documents[input->document_count++] =
            (InputDocument){source, root, &input_formats[i], false};
        return true;
    }
    return false;
}

static const char input_expected[] =
    "holds nothing that merlon knows; it reads directories of Terraform files, Terraform plans and "
    "states (terraform show -json), CloudFormation, SAM or CDK templates, and threat models "
    "(model.yaml, OTM, .tm7, Threat Dragon, Threat Composer)";

static bool input_parse(Arena *arena, const Source *source, Str text, Node *ret_root, Error *err) {
    if (xml_begins(text)) return xml_read(arena, source, text, ret_root, err);
    Str start = str_starts(text, S("\xEF\xBB\xBF")) ? str_slice(text, 3, text.len) : text;
    start = str_trim(str_slice(start, 0, 4096));
    bool json = str_starts(start, S("{")) || str_starts(start, S("["));
    return json ? json_read(arena, source, text, ret_root, err)
                : yaml_read(arena, source, text, ret_root, err);
}

bool input_add_text(Input *input, Str name, Str text) {
    Source *source = ARENA_NEW(input->arena, Source);
    source->path = str_copy(input->arena, name);
    Node root = {0};
    Error err = {0};
    input->bytes += text.len;
    bool read = input_parse(input->arena, source, text, &root, &err);
    if (read && input_keep(input, source, root)) return true;
    if (read) error_set(&err, source->path, 0, 0, "%s", input_expected);
    error_list_add(&input->errors, input->arena, &err);
    return false;
}

bool input_add_node(Input *input, const Node *root) {
    if (input_keep(input, root->source, *root)) return true;
    input_fail(input, root, "%s", input_expected);
    return false;
}

static void input_add_file(Input *input, Str path) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    if (!file_open(str_terminated(input->arena, path), INPUT_BYTES_MAX, &file, &err)) {
        error_list_add(&input->errors, input->arena, &err);
        return;
    }
    input_add_text(input, path, file.text);
}

/* In a directory many files are something else. One that can't be parsed is an error only when it
 * mentions what would make it one of ours. */
static bool input_mentions_known(Str text) {
    static const char *const words[] = {"AWS::",
                                        "AWSTemplateFormatVersion",
                                        "planned_values",
                                        "terraform_version",
                                        "otmVersion",
                                        "merlonModel",
                                        "isTrustBoundary",
                                        "applicationInfo",
                                        "mitigationLinks",
                                        "numericId",
                                        "ThreatModeling.Model"};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (str_contains(text, str_from(words[i]))) return true;
    }
    return false;
}

static bool input_name_fits(Str path) {
    static const char *const endings[] = {".json",        ".yaml", ".yml", ".template",
                                          ".tfplan.json", ".otm",  ".tm7"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (str_ends(path, str_from(endings[i]))) return true;
    }
    return false;
}

static void input_add_listed(Input *input, Str path) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    if (!file_open(path.ptr, INPUT_BYTES_MAX, &file, &err)) {
        error_list_add(&input->errors, input->arena, &err);
        return;
    }
    if (!input_mentions_known(file.text)) {
        input->skipped++;
        return;
    }
    Source *source = ARENA_NEW(input->arena, Source);
    source->path = path;
    Node root = {0};
    input->bytes += file.text.len;
    if (!input_parse(input->arena, source, file.text, &root, &err)) {
        error_list_add(&input->errors, input->arena, &err);
    } else if (!input_keep(input, source, root)) {
        input->skipped++;
    }
}

/* Notes a normalized path of a directory with .tf files. */
static void input_note_folder(Input *input, Str path, bool given) {
    Arena *arena = input->arena;
    uintptr_t known = (uintptr_t)map_find(&input->folder_index, path);
    if (known > 0) {
        input->folders[known - 1].given |= given;
        return;
    }
    if (input->folder_count == input->folder_capacity) {
        input->folder_capacity = input->folder_capacity == 0 ? 8 : input->folder_capacity * 2;
        input->folders = arena_grow_array(arena, input->folders, input->folder_count,
                                          input->folder_capacity, sizeof(InputFolder));
    }
    input->folders[input->folder_count++] = (InputFolder){.path = path, .given = given};
    map_set(&input->folder_index, path, (void *)(uintptr_t)input->folder_count);
}

/* Notes the directory of a .tf file that was found below the directory given. */
static void input_find_folder(Input *input, Str given, Str file) {
    size_t slash = file.len;
    while (slash > 0 && file.ptr[slash - 1] != '/') slash--;
    Str path = terraform_folder_join(input->arena, S(""), str_slice(file, 0, slash));
    if (slash == 1) path = S("/");
    bool same = str_equal(path, terraform_folder_join(input->arena, S(""), given));
    input_note_folder(input, path, same);
}

void input_add_folder(Input *input, Str path) {
    input_note_folder(input, terraform_folder_join(input->arena, S(""), path), true);
}

void input_add_terraform(Input *input, Str name, Str text) {
    input_note_folder(input, name, true);
    input->folders[input->folder_count - 1].text = text;
}

static bool input_is_terraform(Str path) {
    return str_ends(path, S(".tf")) || str_ends(path, S(".tf.json"));
}

static void input_add_directory(Input *input, Str path) {
    FileList list = {0};
    Error err = {0};
    if (!file_list(input->arena, path, &list, &err)) {
        error_list_add(&input->errors, input->arena, &err);
        return;
    }
    terraform_loader_allow(terraform_loader_of(input), path); /* file() may read below it */
    size_t before = input->document_count, errors = input->errors.count;
    size_t folders = input->folder_count;
    for (size_t i = 0; i < list.count; i++) {
        if (input_is_terraform(list.paths[i])) {
            input_find_folder(input, path, list.paths[i]);
        } else if (input_name_fits(list.paths[i])) {
            input_add_listed(input, list.paths[i]);
        }
    }
    Source *source = ARENA_NEW(input->arena, Source);
    source->path = path;
    Node place = {.source = source};
    bool found = input->document_count > before || input->folder_count > folders;
    if (!found && input->errors.count == errors) input_fail(input, &place, "%s", input_expected);
}

void input_add_path(Input *input, Str path) {
    if (str_contains(path, (Str){"\0", 1})) return;
    if (file_kind(str_terminated(input->arena, path)) == FILE_KIND_DIRECTORY) {
        input_add_directory(input, path);
    } else if (input_is_terraform(path)) { /* terraform knows directories only: it means its own */
        input_add_folder(input, terraform_folder_join(input->arena, path, S("..")));
    } else {
        input_add_file(input, path);
    }
}

void input_finish(Input *input) {
    cloudformation_find_nested(input);
    for (size_t i = 0; i < input->document_count; i++) {
        const InputDocument *document = &input->documents[i];
        if (!document->nested) document->format->read(input, document);
    }
    terraform_directory_read(input);
    estate_finish(input->estate);
}
