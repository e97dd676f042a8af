/* SPDX-License-Identifier: Apache-2.0 */
/* digest.c -- see digest.h. Two walks: the first reads the digests, the second sums the logs that
 * they name and finds those that they don't; in between only names and sums are kept. */
#include "respond/digest.h"

#include "logs/log_walk.h"
#include "respond/digest_chain.h"
#include "respond/digest_cover.h"

#include <stdlib.h>

typedef struct DigestCheck {
    const DigestOptions *options;
    DigestReport *report;
    DigestStore store;
    DigestText reader;
    DigestFaults faults;
    DigestCover cover;
    Map unlisted; /* by DigestName.whole: copies count once */
    size_t files_max;
    Str *paths; /* of digests */
    size_t path_count, path_capacity;
} DigestCheck;

static void check_free(DigestCheck *check) {
    digest_text_free(&check->reader);
    digest_store_close(&check->store);
}

typedef void (*FileVisit)(DigestCheck *check, Str path);

/* Calls visit for each file below the paths; what can't be walked is a fault, once. */
static void files_walk(DigestCheck *check, FileVisit visit, bool tell) {
    LogScope scope = {0};
    LogBatch batch = {0};
    LogWalk *walk = log_walk_make(check->options->paths, check->options->path_count, &scope);
    if (walk == NULL) abort();
    while (log_walk_next(walk, &batch)) {
        for (size_t i = 0; i < batch.count; i++) visit(check, batch.paths[i]);
    }
    const ErrorList *errors = log_walk_errors(walk);
    for (size_t i = 0; tell && i < errors->count; i++) {
        digest_fault_add(&check->faults, str_from(errors->items[i].file),
                         "This can't be searched: %s.", errors->items[i].message);
    }
    arena_free(&batch.arena);
    log_walk_free(walk);
}

static void visit_digest(DigestCheck *check, Str path) {
    DigestName name = digest_name_read(path);
    if (!digest_name_is_digest(&name)) return;
    if (check->path_count == check->files_max) {
        check->store.full = true;
        return;
    }
    if (check->path_count == check->path_capacity) {
        size_t capacity = check->path_capacity == 0 ? 64 : check->path_capacity * 2;
        check->paths = arena_grow_array(&check->store.arena, check->paths, check->path_count,
                                        capacity, sizeof(Str));
        check->path_capacity = capacity;
    }
    check->paths[check->path_count++] = str_copy(&check->store.arena, path);
}

/* Sorted, as which copy of a digest stands for all mustn't depend on the order in a folder. */
static void digests_read(DigestCheck *check) {
    files_walk(check, visit_digest, true);
    if (check->path_count == 0) return;
    qsort(check->paths, check->path_count, sizeof(Str), str_compare_pointers);
    for (size_t i = 0; i < check->path_count; i++) {
        digest_store_add(&check->store, check->paths[i], &check->reader, &check->faults);
    }
}

static void listing_set(DigestListing *listing, DigestListingState state) {
    if (state > listing->state) listing->state = state;
}

static void tell_changed(DigestCheck *check, Str path, const DigestListing *listing) {
    digest_fault_add(&check->faults, path,
                     "The log was changed: %.*s says that its text has the SHA-256 %.*s, and it "
                     "has another one.",
                     STR_ARGS(listing->digest->name.base), STR_ARGS(sha256_view(&listing->sum)));
}

/* Compares the log at path with all listings of its name. */
static void check_log(DigestCheck *check, Str path, const DigestName *name,
                      DigestListing *listing) {
    CLEANUP(arena_free) Arena scratch = {0};
    Sha256 sum = {{0}};
    Error err = {0};
    DigestTextStatus status =
        digest_text_sum(&check->reader, str_terminated(&scratch, path), &sum, &err);
    if (status == DIGEST_TEXT_CLOSED) {
        digest_fault_add(&check->faults, path, "The log can't be checked: %s.", err.message);
    } else if (status == DIGEST_TEXT_DAMAGED) {
        digest_fault_add(&check->faults, path,
                         "The log was changed, as it can't be unpacked whole: %s.", err.message);
    }
    for (; listing != NULL; listing = listing->next) {
        if (!digest_name_same(&listing->name, name)) continue;
        if (status == DIGEST_TEXT_CLOSED) {
            listing_set(listing, DIGEST_LISTING_UNKNOWN);
        } else if (status == DIGEST_TEXT_DAMAGED) {
            listing_set(listing, DIGEST_LISTING_CHANGED);
        } else if (str_equal(sha256_view(&sum), sha256_view(&listing->sum))) {
            listing_set(listing, DIGEST_LISTING_RIGHT);
        } else {
            listing_set(listing, DIGEST_LISTING_CHANGED);
            tell_changed(check, path, listing);
        }
    }
}

/* A log that no digest names. */
static void check_unlisted(DigestCheck *check, Str path, const DigestName *name) {
    if (check->store.full || !digest_cover_holds(&check->cover, name)) return;
    if (map_find(&check->unlisted, name->whole) == NULL) {
        check->report->logs_unlisted++;
        if (check->unlisted.count < check->files_max) { /* beyond it copies count again */
            map_set(&check->unlisted, str_copy(&check->store.arena, name->whole), check);
        }
    }
    digest_fault_add(&check->faults, path,
                     "No digest names this log, though there are digests of its time: it was "
                     "added, or comes from a trail without digests.");
}

static void visit_log(DigestCheck *check, Str path) {
    DigestName name = digest_name_read(path);
    if (digest_name_is_digest(&name)) return;
    DigestListing *first = digest_store_find_log(&check->store, &name);
    for (const DigestListing *listing = first; listing != NULL; listing = listing->next) {
        if (!digest_name_same(&listing->name, &name)) continue;
        check_log(check, path, &name, first);
        return;
    }
    check_unlisted(check, path, &name);
}

static void count_listing(DigestCheck *check, const DigestListing *listing) {
    DigestReport *report = check->report;
    report->logs_right += listing->state == DIGEST_LISTING_RIGHT;
    report->logs_unknown += listing->state == DIGEST_LISTING_UNKNOWN;
    report->logs_changed += listing->state == DIGEST_LISTING_CHANGED;
    if (listing->state != DIGEST_LISTING_MISSING) return;
    report->logs_missing++;
    digest_fault_add(&check->faults, listing->object, "The log is missing: %.*s names it.",
                     STR_ARGS(listing->digest->name.base));
}

static void count_all(DigestCheck *check) {
    const Map *logs = &check->store.logs_by_base;
    for (size_t i = 0; i < logs->count; i++) {
        const DigestListing *listing = logs->entries[i].value;
        for (; listing != NULL; listing = listing->next) count_listing(check, listing);
    }
    for (size_t i = 0; i < check->store.count; i++) {
        const DigestEntry *entry = check->store.digests[i];
        check->report->digests += entry->valid;
        check->report->logs_unknown += entry->file.unclear;
    }
}

static void tell_full(DigestCheck *check) {
    if (!check->store.full) return;
    digest_fault_add(&check->faults, S(""),
                     "There are more than %zu digests and logs that they name: not all were "
                     "checked, and which ones no digest names can't be told. Check a shorter time.",
                     check->files_max);
}

bool digest_check(Arena *arena, const DigestOptions *options, DigestReport *ret_report,
                  Error *err) {
    CLEANUP(digest_key_free) DigestKeys keys = {0};
    CLEANUP(check_free) DigestCheck check = {.options = options};
    DigestReport report = {0};
    if (options->key_path.len > 0 &&
        !digest_key_read(str_terminated(arena, options->key_path), &keys, err)) {
        return false;
    }
    check.files_max = options->files_max > 0 ? options->files_max : DIGEST_FILES_MAX;
    check.report = &report;
    check.faults = digest_fault_list(arena);
    check.reader = digest_text_make();
    digest_store_open(&check.store, check.files_max);
    check.unlisted = map_make(&check.store.arena);
    digests_read(&check);
    digest_chain_check(&check.store, &keys, &report, &check.faults);
    check.cover = digest_cover_make(&check.store);
    files_walk(&check, visit_log, false);
    count_all(&check);
    tell_full(&check);
    digest_fault_sort(&check.faults);
    report.faults = check.faults.items;
    report.fault_count = check.faults.count;
    report.faults_dropped = check.faults.dropped;
    *ret_report = report;
    return true;
}
