/* SPDX-License-Identifier: Apache-2.0 */
/* detections.c -- see detections.h. */
#include "cli/detections.h"

#include "base/embedded.h"
#include "base/file.h"
#include "cli/command.h"

#include <stdio.h>

void detections_say(const SigmaSet *set, size_t place) {
    for (size_t i = place; i < set->errors.count; i++) command_say_error(&set->errors.items[i]);
    if (set->errors.dropped > 0) {
        fprintf(stderr, "merlon: and %zu more problems in rules\n", set->errors.dropped);
    }
}

static bool detections_fail(SigmaSet *set, const Error *err) {
    error_list_add(&set->errors, set->arena, err);
    set->refused++;
    return false;
}

typedef bool DetectionAdder(SigmaSet *set, Str path, Str text);

static bool detections_read_file(SigmaSet *set, const char *path, DetectionAdder *add) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    if (!file_open(path, SIGMA_BYTES_MAX, &file, &err)) return detections_fail(set, &err);
    return add(set, str_from(path), file.text);
}

static bool detections_is_rule(Str path) {
    return str_ends(path, S(".yml")) || str_ends(path, S(".yaml"));
}

static bool detections_is_builtin(Str path) {
    return str_starts(path, S("rules/detections/")) && detections_is_rule(path);
}

bool detections_have_builtin(Str id) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        if (detections_is_builtin(path) && str_equal(detection_list_id(path), id)) return true;
    }
    return false;
}

static bool detections_read(Arena *arena, SigmaSet *set, const char *path, bool beside_threats) {
    if (file_kind(path) != FILE_KIND_DIRECTORY)
        return detections_read_file(set, path, sigma_set_add);
    FileList list = {0};
    Error err = {0};
    if (!file_list(arena, str_from(path), &list, &err)) return detections_fail(set, &err);
    bool ok = true;
    size_t found = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (!detections_is_rule(list.paths[i])) continue;
        if (beside_threats && !str_ends(list.paths[i], S(".yml"))) continue;
        found++;
        const char *file = str_terminated(arena, list.paths[i]);
        ok = detections_read_file(set, file, sigma_set_add) && ok;
    }
    if (found > 0 || beside_threats) return ok;
    error_set(&err, str_from(path), 0, 0, "holds no rules: files that end in .yml or .yaml");
    return detections_fail(set, &err);
}

bool detections_load(Arena *arena, const DetectionOptions *options, SigmaSet *set) {
    bool ok = true;
    size_t before = set->errors.count;
    for (size_t i = 0; i < options->pipeline_count; i++) {
        ok = detections_read_file(set, options->pipelines[i], sigma_set_add_pipeline) && ok;
    }
    for (size_t i = 0; !options->no_builtin && i < embedded_file_count; i++) {
        const EmbeddedFile *file = &embedded_files[i];
        Str path = str_from(file->path);
        if (!detections_is_builtin(path)) continue;
        ok = sigma_set_add(set, path, (Str){file->data, file->len}) && ok;
    }
    for (size_t i = 0; i < options->rules_count; i++) {
        ok = detections_read(arena, set, options->rules[i], options->beside_threats) && ok;
    }
    detections_say(set, before);
    return ok;
}

bool detections_open(Arena *arena, const DetectionOptions *options, Detections *ret_detections) {
    Detections detections = {sigma_set_make(arena), log_keys_make(arena), {0}};
    bool ok = detections_load(arena, options, detections.set);
    size_t said = detections.set->errors.count;
    ok = sigma_set_compile(detections.set, detections.keys) && ok;
    detections_say(detections.set, said);
    if (ok) {
        detections.list = detection_list_make(arena, detections.set);
        *ret_detections = detections;
    } else {
        detections_close(&detections);
    }
    return ok;
}

void detections_close(Detections *detections) {
    sigma_set_free(detections->set);
    *detections = (Detections){0};
}

Str detections_text(Arena *arena, const Detection *detection) {
    Str path = detection->rule->path;
    for (size_t i = 0; i < embedded_file_count; i++) {
        const EmbeddedFile *file = &embedded_files[i];
        if (str_equal(str_from(file->path), path)) return (Str){file->data, file->len};
    }
    CLEANUP(file_close) File file = {0};
    bool ok = file_open(str_terminated(arena, path), SIGMA_BYTES_MAX, &file, NULL);
    return ok ? str_copy(arena, file.text) : S("");
}
