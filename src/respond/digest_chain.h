/* SPDX-License-Identifier: Apache-2.0 */
/* digest_chain.h -- whether each digest is what the one after it says: its sum and, with the public
 * key, its signature, which only the one after it has. */
#ifndef MERLON_RESPOND_DIGEST_CHAIN_H
#define MERLON_RESPOND_DIGEST_CHAIN_H

#include "respond/digest_store.h"

/* Sorts the store's digests by chain and time, and fills the report's chain_* and signed_*. keys
 * may have none. */
void digest_chain_check(DigestStore *store, const DigestKeys *keys, DigestReport *report,
                        DigestFaults *faults);

#endif
