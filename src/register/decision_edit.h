/* SPDX-License-Identifier: Apache-2.0 */
/* decision_edit.h -- changes a file of decisions as a careful person would: one decision, and not a
 * byte of the rest. The new text is read again and compared with what was meant before anybody may
 * write it. */
#ifndef MERLON_REGISTER_DECISION_EDIT_H
#define MERLON_REGISTER_DECISION_EDIT_H

#include "register/decision.h"

enum { DECISION_TEXT_BYTES_MAX = 64 * 1024 }; /* of one value: a reason is a few sentences */

/* Stands for no decision of the file: what is wanted is added at the end. */
#define DECISION_EDIT_ADD SIZE_MAX

typedef struct DecisionEdit {
    Str path;
    Str text;               /* of the file, which decision_read reads; empty: there is none yet */
    size_t index;           /* of the decision that is changed or taken out, or DECISION_EDIT_ADD */
    const Decision *wanted; /* the members that people write; keys for empty ones are left out */
    size_t count;           /* to change: 1; to take out: 0; to add: any */
} DecisionEdit;

typedef enum DecisionEdited {
    DECISION_EDITED,       /* *ret_text is the new text */
    DECISION_EDIT_REFUSED, /* the file can't be read, or is written in a way that isn't edited */
    DECISION_EDIT_FAULT    /* the new text would mean something else: a fault of merlon's own */
} DecisionEdited;

/* Makes the text with the edit done, in arena. When it can't, err says why and *ret_text is left
 * alone. A decision that says what is wanted already stays as it is written. */
DecisionEdited decision_edit_text(Arena *arena, const DecisionEdit *edit, Str *ret_text,
                                  Error *err);

#endif
