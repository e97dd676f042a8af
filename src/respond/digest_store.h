/* SPDX-License-Identifier: Apache-2.0 */
/* digest_store.h -- the digests that were read and the logs they name, found by name. */
#ifndef MERLON_RESPOND_DIGEST_STORE_H
#define MERLON_RESPOND_DIGEST_STORE_H

#include "base/map.h"
#include "respond/digest_fault.h"
#include "respond/digest_file.h"
#include "respond/digest_key.h"
#include "respond/digest_name.h"
#include "respond/digest_text.h"

enum {
    DIGEST_SAME_MAX =
        100 /* different ones of one base name, which is unique but for an attacker's */
};

/* A digest file that is there, whatever can be made of it. */
typedef struct DigestEntry DigestEntry;
struct DigestEntry {
    Str path;
    DigestName name;     /* of path */
    bool has_sum, valid; /* its text could be had; it is a digest, and file is what it says */
    Sha256 sum;
    DigestFile file;   /* its logs are listings of the store's */
    Truth signature;   /* this and the next two are what digest_chain.c found out */
    bool named;        /* a later one names it as the one before it */
    bool has_previous; /* the one that it names is there, whatever its text */
    DigestEntry *next; /* of the same base name */
};

typedef enum DigestListingState { /* of several copies the worst counts */
                                  DIGEST_LISTING_MISSING,
                                  DIGEST_LISTING_RIGHT,
                                  DIGEST_LISTING_UNKNOWN,
                                  DIGEST_LISTING_CHANGED
} DigestListingState;

/* A log that a digest names. */
typedef struct DigestListing DigestListing;
struct DigestListing {
    const DigestEntry *digest;
    Str object;
    DigestName name; /* of object */
    Sha256 sum;
    DigestListingState state;
    DigestListing *next; /* of the same base name */
};

typedef struct DigestStore {
    Arena arena;
    size_t room; /* for so many digests and logs more */
    bool full;   /* not everything is in it */
    DigestEntry **digests;
    size_t count, capacity;
    Map digests_by_base, logs_by_base; /* DigestEntry, DigestListing */
} DigestStore;

/* Makes *store empty, for at most room digests and logs. It must not be moved. */
void digest_store_open(DigestStore *store, size_t room);

/* Gives its memory back. Fit for CLEANUP. */
void digest_store_close(DigestStore *store);

/* Reads the digest at path, which must outlive the store and has a NUL behind it. A copy of one
 * that is there already counts once: the first one's path stands for both. */
void digest_store_add(DigestStore *store, Str path, DigestText *reader, DigestFaults *faults);

/* The first digest that has the base name; others hang behind it. NULL when there is none. */
DigestEntry *digest_store_find(const DigestStore *store, const DigestName *name);

/* Likewise the first listing. */
DigestListing *digest_store_find_log(const DigestStore *store, const DigestName *name);

#endif
