/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_item.h -- reads "field|modifier|modifier: values" into tests. */
#ifndef MERLON_SIGMA_SIGMA_ITEM_H
#define MERLON_SIGMA_SIGMA_ITEM_H

#include "sigma/sigma_context.h"

/* Reads one entry of a search. key is the field with its modifiers, or modifiers only ("|all"), or
 * empty (keywords). Regular expressions are compiled; the context keeps them. Fails with the place
 * when the modifiers or values make no sense. */
bool sigma_item_read(SigmaContext *context, Str key, const Node *values, SigmaItem *ret_item,
                     Error *err);

#endif
