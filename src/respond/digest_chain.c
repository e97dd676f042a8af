/* SPDX-License-Identifier: Apache-2.0 */
/* digest_chain.c -- see digest_chain.h. */
#include "respond/digest_chain.h"

#include <stdlib.h>

typedef struct ChainCheck {
    DigestStore *store;
    const DigestKeys *keys;
    DigestReport *report;
    DigestFaults *faults;
    Map fingerprints; /* of keys that weren't given and were told already */
} ChainCheck;

/* By chain, then time. */
static int entry_compare(const void *left_item, const void *right_item) {
    const DigestEntry *left = *(DigestEntry *const *)left_item;
    const DigestEntry *right = *(DigestEntry *const *)right_item;
    bool left_backfill, right_backfill;
    Str left_chain = digest_name_chain(&left->name, &left_backfill);
    Str right_chain = digest_name_chain(&right->name, &right_backfill);
    int order = str_compare(left_chain, right_chain);
    if (order == 0) order = (int)left_backfill - (int)right_backfill;
    if (order == 0) order = str_compare(left->name.base, right->name.base);
    return order != 0 ? order : str_compare(left->path, right->path);
}

/* Whether the digest sorted before this one is an earlier one of the same chain. */
static bool has_earlier(const DigestStore *store, size_t at) {
    if (at == 0) return false;
    bool backfill, earlier_backfill;
    Str chain = digest_name_chain(&store->digests[at]->name, &backfill);
    Str earlier = digest_name_chain(&store->digests[at - 1]->name, &earlier_backfill);
    return str_equal(chain, earlier) && backfill == earlier_backfill;
}

/* The signature that entry has of one of the digests before it. */
static void check_signature(ChainCheck *check, const DigestEntry *entry, DigestEntry *before) {
    if (!before->valid || !entry->file.has_previous_signature || check->keys->count == 0) return;
    Sha256 sum = digest_file_signed(&before->file, &before->sum);
    Truth right = digest_key_check(check->keys, before->file.fingerprint, &sum,
                                   entry->file.previous_signature);
    if (right == TRUTH_TRUE) before->signature = TRUTH_TRUE;
    if (right == TRUTH_FALSE) {
        if (before->signature == TRUTH_UNKNOWN) before->signature = TRUTH_FALSE;
        digest_fault_add(check->faults, before->path,
                         "The signature is wrong: what %.*s has isn't CloudTrail's of this text.",
                         STR_ARGS(entry->name.base));
    }
}

/* The digests that can be the one before entry. */
static void check_previous(ChainCheck *check, DigestEntry *entry, bool earlier) {
    DigestName name = digest_name_read(entry->file.previous_object);
    DigestEntry *before = digest_store_find(check->store, &name);
    const DigestEntry *there = NULL;
    bool right = false;
    for (; before != NULL; before = before->next) {
        if (!digest_name_same(&before->name, &name)) continue;
        there = before;
        before->named = true;
        right = right || (before->has_sum && str_equal(sha256_view(&before->sum),
                                                       sha256_view(&entry->file.previous_sum)));
        check_signature(check, entry, before);
    }
    entry->has_previous = there != NULL;
    if (there == NULL || !entry->file.has_previous_sum) {
        check->report->chain_open++;
        if (there == NULL && earlier && !check->store->full) {
            digest_fault_add(check->faults, entry->file.previous_object,
                             "The digest is missing: %.*s names it as the one before it, and there "
                             "are earlier ones.",
                             STR_ARGS(entry->name.base));
        }
    } else if (right) {
        check->report->chain_right++;
    } else {
        check->report->chain_broken++;
        digest_fault_add(check->faults, there->path,
                         "The digest was changed: %.*s says that its text has the SHA-256 %.*s, "
                         "and it has another one.",
                         STR_ARGS(entry->name.base),
                         STR_ARGS(sha256_view(&entry->file.previous_sum)));
    }
}

/* A digest that the next one passes over for another one that is there, too. */
static void check_named(ChainCheck *check, size_t at) {
    const DigestStore *store = check->store;
    if (at + 1 == store->count || store->digests[at]->named || !has_earlier(store, at + 1)) return;
    const DigestEntry *next = store->digests[at + 1];
    if (!next->valid || !next->has_previous) return;
    digest_fault_add(check->faults, store->digests[at]->path,
                     "The digest isn't part of its chain: %.*s names another one as the one before "
                     "it. It was added.",
                     STR_ARGS(next->name.base));
}

static void count_signature(ChainCheck *check, DigestEntry *entry) {
    DigestReport *report = check->report;
    report->signed_right += entry->signature == TRUTH_TRUE;
    report->signed_wrong += entry->signature == TRUTH_FALSE;
    report->signed_unknown += entry->signature == TRUTH_UNKNOWN;
    Str fingerprint = entry->file.fingerprint;
    if (check->keys->count == 0 || entry->signature != TRUTH_UNKNOWN ||
        digest_key_has(check->keys, fingerprint) ||
        map_set(&check->fingerprints, fingerprint, entry) != NULL) {
        return;
    }
    digest_fault_add(check->faults, entry->path,
                     "The digest says that it is signed with the key \"%.*s\", which wasn't given: "
                     "neither its signature nor that of others with that key was checked.",
                     STR_ARGS(fingerprint));
}

void digest_chain_check(DigestStore *store, const DigestKeys *keys, DigestReport *report,
                        DigestFaults *faults) {
    ChainCheck check = {store, keys, report, faults, map_make(&store->arena)};
    if (store->count > 0) {
        qsort(store->digests, store->count, sizeof(store->digests[0]), entry_compare);
    }
    for (size_t i = 0; i < store->count; i++) {
        DigestEntry *entry = store->digests[i];
        if (!entry->valid) continue;
        bool earlier = has_earlier(store, i);
        if (!entry->file.first) {
            check_previous(&check, entry, earlier);
        } else if (earlier) {
            digest_fault_add(faults, entry->path,
                             "A chain begins here, though there are earlier digests: CloudTrail "
                             "didn't log or make digests for a while, or this one was replaced.");
        }
    }
    for (size_t i = 0; i < store->count; i++) {
        if (!store->digests[i]->valid) continue;
        check_named(&check, i);
        count_signature(&check, store->digests[i]);
    }
}
