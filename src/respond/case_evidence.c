/* SPDX-License-Identifier: Apache-2.0 */
/* case_evidence.c -- see case_evidence.h. */
#include "respond/case_evidence.h"

#include "base/file.h"
#include "text/json_writer.h"

#include <stdlib.h>

Str case_evidence_path(const CaseFolder *folder, Str step) {
    assert(case_file_is_id(step));
    Str name = str_join3(folder->arena, S(CASE_FOLDER_EVIDENCE "/"), step, S(".jsonl"));
    return case_folder_path(folder, name);
}

bool case_evidence_open(CaseEvidence *evidence, const CaseFolder *folder, Str step, Error *err) {
    assert(folder->locks[CASE_LOCK_RUN] >= 0);
    *evidence = (CaseEvidence){.folder = folder, .path = case_evidence_path(folder, step)};
    return output_open(&evidence->output, evidence->path.ptr, err);
}

void case_evidence_add(CaseEvidence *evidence, Str line) {
    assert(line.len > 0 && memchr(line.ptr, '\n', line.len) == NULL);
    buffer_add(&evidence->output.buffer, line);
    buffer_add_byte(&evidence->output.buffer, '\n');
    evidence->lines++;
    output_flow(&evidence->output);
}

bool case_evidence_close(CaseEvidence *evidence, bool keep, Error *err) {
    bool ok = output_close(&evidence->output, keep, err);
    return ok && (!keep || case_folder_sync(evidence->folder, true, err));
}

CaseSources case_evidence_sources(Arena *arena, const CaseFolder *folder) {
    return (CaseSources){folder, arena, map_make(arena)};
}

const CaseSource *case_evidence_source(CaseSources *sources, Str path) {
    Str shown = case_folder_shown(sources->folder, path);
    CaseSource *source = map_find(&sources->by_path, shown);
    if (source != NULL) return source;
    if (sources->by_path.count == CASE_EVIDENCE_FILES_MAX) return NULL;
    Error err = {0};
    source = ARENA_NEW(sources->arena, CaseSource);
    source->path = str_copy(sources->arena, shown);
    bool nul = str_contains(path, (Str){"\0", 1});
    const char *terminated = str_terminated(sources->arena, path);
    if (nul || !sha256_file(terminated, &source->sum, &source->bytes, &err)) {
        source->fault = nul ? S("is no path") : str_copy(sources->arena, str_from(err.message));
    }
    map_set(&sources->by_path, source->path, source);
    return source;
}

static int evidence_compare(const void *left, const void *right) {
    const CaseSource *const *first = left, *const *second = right;
    return str_compare((*first)->path, (*second)->path);
}

static void evidence_source_line(Buffer *out, const CaseSource *source) {
    JsonWriter writer = json_writer_make(out, true);
    json_object_begin(&writer);
    json_pair_write(&writer, S("file"), source->path);
    if (source->fault.len > 0) {
        json_pair_write(&writer, S("fault"), source->fault);
    } else {
        json_key_write(&writer, S("bytes"));
        json_int_write(&writer, (int64_t)source->bytes);
        json_pair_write(&writer, S("sha256"), sha256_view(&source->sum));
    }
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}

bool case_evidence_write_sources(const CaseSources *sources, Error *err) {
    CLEANUP(arena_free) Arena scratch = {0};
    const CaseFolder *folder = sources->folder;
    size_t count = sources->by_path.count;
    const CaseSource **sorted = ARENA_ARRAY(&scratch, const CaseSource *, count + 1);
    assert(folder->locks[CASE_LOCK_RUN] >= 0);
    for (size_t i = 0; i < count; i++) sorted[i] = sources->by_path.entries[i].value;
    if (count > 0) qsort(sorted, count, sizeof(*sorted), evidence_compare);
    Output output;
    if (!output_open(&output, case_evidence_path(folder, S("files")).ptr, err)) return false;
    for (size_t i = 0; i < count; i++) {
        evidence_source_line(&output.buffer, sorted[i]);
        output_flow(&output);
    }
    return output_close(&output, true, err) && case_folder_sync(folder, true, err);
}
