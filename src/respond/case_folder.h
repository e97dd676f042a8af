/* SPDX-License-Identifier: Apache-2.0 */
/* case_folder.h -- the folder that a case is kept in:
 *
 *     case.yaml          what people decided and wrote (case_yaml.h)
 *     evidence/          <step>.jsonl, one result per line, and files.jsonl (case_evidence.h)
 *     timeline.jsonl, report.html, report.md
 *     MANIFEST.sha256    what the last export held
 *     .lock, .run        empty; the locks are on them
 *
 * Every file is replaced as a whole (temporary, fsync, rename, fsync of the folder), so at each
 * moment the old or the new one stands there; what a killed program left half written is removed by
 * the next one that takes the lock. Locks are flock's: they end with their process.
 *
 * Two locks, because a run may take an hour and somebody who answers must not wait for it:
 *   CASE_LOCK_EDIT  while case.yaml is read, changed and written: moments
 *   CASE_LOCK_RUN   while results (evidence, timeline, reports) are made: one run at a time
 * Who needs both takes RUN first. */
#ifndef MERLON_RESPOND_CASE_FOLDER_H
#define MERLON_RESPOND_CASE_FOLDER_H

#include "respond/case_file.h"

#define CASE_FOLDER_FILE "case.yaml"
#define CASE_FOLDER_EVIDENCE "evidence"
#define CASE_FOLDER_TIMELINE "timeline.jsonl"
#define CASE_FOLDER_REPORT_HTML "report.html"
#define CASE_FOLDER_REPORT_MARKDOWN "report.md"
#define CASE_FOLDER_MANIFEST "MANIFEST.sha256"

typedef enum CaseLock { CASE_LOCK_EDIT, CASE_LOCK_RUN, CASE_LOCK_COUNT } CaseLock;

enum { CASE_FOLDER_WAIT_SECONDS = 30 }; /* for another's edit, which takes moments */

typedef struct CaseFolder {
    Arena *arena;
    Str path;                   /* as the user gave it, without a "/" at its end */
    CaseFile file;              /* as last read */
    int locks[CASE_LOCK_COUNT]; /* descriptors, or -1 */
} CaseFolder;

/* Makes the folder with case.yaml in it. A folder that is there must be empty, or hold nothing but
 * what a killed attempt left. The folder is open then, without a lock. */
bool case_folder_create(Arena *arena, Str path, const CaseFile *file, CaseFolder *ret_folder,
                        Error *err);

/* Opens the folder of a case and reads case.yaml; takes no lock. */
bool case_folder_open(Arena *arena, Str path, CaseFolder *ret_folder, Error *err);

/* Gives the locks back; a zeroed folder that was never opened is left alone when its arena is NULL.
 * Fit for CLEANUP. */
void case_folder_close(CaseFolder *folder);

/* Takes a lock and reads case.yaml anew, because another may have changed it meanwhile: pointers
 * into folder->file that were kept show the old one. EDIT is waited for, RUN is refused at once
 * when another has it. */
bool case_folder_lock(CaseFolder *folder, CaseLock lock, Error *err);

/* Gives a lock back. */
void case_folder_unlock(CaseFolder *folder, CaseLock lock);

/* Writes folder->file to case.yaml; when it returns true, it is on the disk. The EDIT lock must be
 * held. */
bool case_folder_save(CaseFolder *folder, Error *err);

/* Replaces one of the files that runs make, such as CASE_FOLDER_REPORT_HTML. The RUN lock must be
 * held. Longer ones are written with output_open at case_folder_path, then case_folder_sync. */
bool case_folder_write(const CaseFolder *folder, Str name, Str text, Error *err);

/* The path of one of the folder's files, such as CASE_FOLDER_TIMELINE, in the folder's arena; NUL
 * follows it. */
Str case_folder_path(const CaseFolder *folder, Str name);

/* Where a path of the scope is for this process: absolute ones as they are, others below the
 * folder. NUL follows it. */
Str case_folder_resolve(const CaseFolder *folder, Str path);

/* The opposite, for what is written into evidence: the path without the folder, so that it is the
 * same wherever merlon is run. */
Str case_folder_shown(const CaseFolder *folder, Str path);

/* How a path that a user gave is kept in the scope of a case at folder_path, which needn't be there
 * yet: absolute ones stay, others become relative to the folder. False when nothing is there. */
bool case_folder_relative(Arena *arena, Str folder_path, Str path, Str *ret_path, Error *err);

/* The way from the folder of the case to a file, the same wherever merlon is run and however the
 * case is named; path itself when nothing is there. Memory comes from arena. */
Str case_folder_way(Arena *arena, const CaseFolder *folder, Str path);

/* Makes sure that what was renamed into the folder, or into evidence/ with evidence true, stays so
 * when the power goes. */
bool case_folder_sync(const CaseFolder *folder, bool evidence, Error *err);

#endif
