/* SPDX-License-Identifier: Apache-2.0 */
/* digest_store.c -- see digest_store.h. */
#include "respond/digest_store.h"

void digest_store_open(DigestStore *store, size_t room) {
    *store = (DigestStore){.room = room};
    store->digests_by_base = map_make(&store->arena);
    store->logs_by_base = map_make(&store->arena);
}

void digest_store_close(DigestStore *store) { arena_free(&store->arena); }

DigestEntry *digest_store_find(const DigestStore *store, const DigestName *name) {
    return map_find(&store->digests_by_base, name->base);
}

DigestListing *digest_store_find_log(const DigestStore *store, const DigestName *name) {
    return map_find(&store->logs_by_base, name->base);
}

/* Whether there is room for one more; counts it. */
static bool store_take(DigestStore *store) {
    store->full = store->full || store->room == 0;
    if (store->full) return false;
    store->room--;
    return true;
}

typedef enum StoreKnown { STORE_NEW, STORE_KNOWN, STORE_TOO_MANY } StoreKnown;

static StoreKnown listing_known(const DigestStore *store, const DigestListing *listing) {
    const DigestListing *other = digest_store_find_log(store, &listing->name);
    size_t count = 0;
    for (; other != NULL; other = other->next, count++) {
        if (digest_name_same(&other->name, &listing->name) &&
            str_equal(sha256_view(&other->sum), sha256_view(&listing->sum))) {
            return STORE_KNOWN;
        }
    }
    return count < DIGEST_SAME_MAX ? STORE_NEW : STORE_TOO_MANY;
}

static void listings_add(DigestStore *store, DigestEntry *entry, DigestFaults *faults) {
    for (size_t i = 0; i < entry->file.log_count; i++) {
        const DigestLog *log = &entry->file.logs[i];
        DigestListing listing = {.digest = entry, .object = log->object, .sum = log->sum};
        listing.name = digest_name_read(log->object);
        StoreKnown known = listing_known(store, &listing);
        if (known == STORE_KNOWN) continue;
        if (known == STORE_TOO_MANY) {
            entry->file.unclear++;
            digest_fault_add(faults, entry->path,
                             "There are more than %d logs of the name %.*s in digests: not all "
                             "were checked.",
                             DIGEST_SAME_MAX, STR_ARGS(listing.name.base));
            continue;
        }
        if (!store_take(store)) return;
        DigestListing *kept = ARENA_NEW(&store->arena, DigestListing);
        *kept = listing;
        kept->next = map_set(&store->logs_by_base, kept->name.base, kept);
    }
}

/* A digest is another one's copy when it has the same name and text; else both are kept, up to a
 * limit. */
static bool entry_is_known(const DigestStore *store, const DigestEntry *entry,
                           DigestFaults *faults) {
    const DigestEntry *other = digest_store_find(store, &entry->name);
    bool differs = false;
    size_t count = 0;
    for (; other != NULL; other = other->next, count++) {
        if (!digest_name_same(&other->name, &entry->name)) continue;
        if (str_equal(other->path, entry->path)) return true;
        if (entry->has_sum && other->has_sum &&
            str_equal(sha256_view(&other->sum), sha256_view(&entry->sum))) {
            return true;
        }
        differs = true;
    }
    if (count >= DIGEST_SAME_MAX) {
        digest_fault_add(faults, entry->path,
                         "There are more than %d digests of this name: this one wasn't checked.",
                         DIGEST_SAME_MAX);
        return true;
    }
    if (differs) {
        digest_fault_add(faults, entry->path, "This digest is there twice, with two texts.");
    }
    return false;
}

static void entry_check_place(const DigestEntry *entry, DigestFaults *faults) {
    DigestName said = digest_name_read(entry->file.object);
    if (digest_name_same(&entry->name, &said)) return;
    digest_fault_add(faults, entry->path,
                     "The digest says that it is another file: %.*s. It was moved, or put here in "
                     "place of another one.",
                     STR_ARGS(entry->file.object));
}

/* What text says; its faults are told. */
static void entry_read(DigestStore *store, DigestEntry *entry, Str text, DigestFaults *faults) {
    ErrorList notes = {0};
    Error err = {0};
    entry->valid = digest_file_read(&store->arena, text, &entry->file, &notes, &err);
    if (!entry->valid) {
        digest_fault_add(faults, entry->path, "This isn't a digest: %s.", err.message);
        return;
    }
    for (size_t i = 0; i < notes.count; i++) {
        digest_fault_add(faults, entry->path, "The digest is wrong: %s.", notes.items[i].message);
    }
    entry_check_place(entry, faults);
}

static void entry_keep(DigestStore *store, DigestEntry *entry) {
    if (store->count == store->capacity) {
        size_t capacity = store->capacity == 0 ? 64 : store->capacity * 2;
        store->digests = arena_grow_array(&store->arena, store->digests, store->count, capacity,
                                          sizeof(store->digests[0]));
        store->capacity = capacity;
    }
    store->digests[store->count++] = entry;
    entry->next = map_set(&store->digests_by_base, entry->name.base, entry);
}

void digest_store_add(DigestStore *store, Str path, DigestText *reader, DigestFaults *faults) {
    if (!store_take(store)) return;
    DigestEntry *entry = ARENA_NEW(&store->arena, DigestEntry);
    Error err = {0};
    Str text = {0};
    entry->path = path;
    entry->name = digest_name_read(entry->path);
    entry->signature = TRUTH_UNKNOWN;
    entry->has_sum = digest_text_whole(reader, entry->path.ptr, &text, &err) == DIGEST_TEXT_READ;
    if (entry->has_sum) entry->sum = sha256_text(text);
    if (entry_is_known(store, entry, faults)) {
        store->room++;
        return;
    }
    entry_keep(store, entry);
    if (!entry->has_sum) {
        digest_fault_add(faults, entry->path, "The digest can't be read: %s.", err.message);
        return;
    }
    entry_read(store, entry, text, faults);
    if (entry->valid) listings_add(store, entry, faults);
}
