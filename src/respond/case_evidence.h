/* SPDX-License-Identifier: Apache-2.0 */
/* case_evidence.h -- evidence/<step>.jsonl, what a step found, one JSON object per line; and
 * evidence/files.jsonl, the SHA-256 of each file that it was found in. The RUN lock must be held
 * while they are written. */
#ifndef MERLON_RESPOND_CASE_EVIDENCE_H
#define MERLON_RESPOND_CASE_EVIDENCE_H

#include "base/map.h"
#include "base/output.h"
#include "base/sha256.h"
#include "respond/case_folder.h"

enum { CASE_EVIDENCE_FILES_MAX = 2 * 1000 * 1000 }; /* ten times what one folder of logs may hold */

/* The evidence of one step while it is written: the old stays until the new is whole. */
typedef struct CaseEvidence {
    const CaseFolder *folder;
    Str path;
    Output output;
    uint64_t lines;
} CaseEvidence;

/* A source file, hashed. */
typedef struct CaseSource {
    Str path; /* as case_folder_shown gives it */
    Sha256 sum;
    uint64_t bytes;
    Str fault; /* why there is no sum; empty: there is one */
} CaseSource;

/* The source files of a case; each is read once, whatever its size and times say. Not for several
 * threads at once. */
typedef struct CaseSources {
    const CaseFolder *folder;
    Arena *arena;
    Map by_path; /* CaseSource */
} CaseSources;

/* Begins the evidence of the step whose id is step (case_file_is_id), and of nothing else: no name
 * out of a log becomes a file's. */
bool case_evidence_open(CaseEvidence *evidence, const CaseFolder *folder, Str step, Error *err);

/* Appends one result: a JSON object without line breaks. A failure is told by
 * case_evidence_close. */
void case_evidence_add(CaseEvidence *evidence, Str line);

/* Puts the evidence in its place and on the disk; with keep false the old stays. */
bool case_evidence_close(CaseEvidence *evidence, bool keep, Error *err);

/* The path of a step's evidence, in the folder's arena; NUL follows it. There may be none yet. */
Str case_evidence_path(const CaseFolder *folder, Str step);

/* No sources yet; they live in arena. */
CaseSources case_evidence_sources(Arena *arena, const CaseFolder *folder);

/* The source at path (as case_folder_resolve gave it, or below that), hashed now when it wasn't
 * before. What can't be read has a fault. NULL when there are too many. */
const CaseSource *case_evidence_source(CaseSources *sources, Str path);

/* Writes evidence/files.jsonl, sorted by path:
 * {"file": ..., "bytes": ..., "sha256": ...} or {"file": ..., "fault": ...}. */
bool case_evidence_write_sources(const CaseSources *sources, Error *err);

#endif
