/* SPDX-License-Identifier: Apache-2.0 */
/* fold.h -- moves settings that are spread over several resources into the one they speak of. */
#ifndef MERLON_ESTATE_FOLD_H
#define MERLON_ESTATE_FOLD_H

#include "estate/estate.h"

/* Applies the folds of docs/facts.md to all resources, in their order. Called by estate_finish. */
void fold_all(Estate *estate);

#endif
