/* SPDX-License-Identifier: Apache-2.0 */
/* document.h -- taking values out of a document that a person or another tool wrote. A value that
 * is there in another shape than expected is a problem with its place, never silently nothing. Each
 * function takes the value that was found (NULL or null: it isn't there) and its name for messages.
 */
#ifndef MERLON_INPUT_DOCUMENT_H
#define MERLON_INPUT_DOCUMENT_H

#include "input/input.h"

/* Where a node stands. */
ModelPlace document_place(const Node *node);

/* Text; numbers count as the text of their value. Empty when it isn't there. */
Str document_text(Input *input, const Node *value, Str name);

/* True or false; false when it isn't there. */
bool document_flag(Input *input, const Node *value, Str name);

/* Fills *ret_number; false when it isn't there. */
bool document_number(Input *input, const Node *value, Str name, double *ret_number);

/* The list itself, or NULL. */
const Node *document_list(Input *input, const Node *value, Str name);

/* The map itself, or NULL. */
const Node *document_map(Input *input, const Node *value, Str name);

/* Appends the texts of a list to texts; those that are null or empty are left out. */
void document_texts(Input *input, const Node *value, Str name, ModelTexts *texts);

/* Any value as text that can be kept: text as it is, null as nothing, lists and maps as JSON on one
 * line. In the input's arena. */
Str document_kept(Input *input, const Node *value);

/* Appends a property unless its value is empty. */
void document_property(Input *input, ModelProperties *properties, Str name, Str value);

/* Texts with ", " between them, in the input's arena. */
Str document_join(Input *input, const ModelTexts *texts);

/* Whether one more of count things fits into the model; else a problem at node. what: "assets". */
bool document_has_room(Input *input, const Node *node, size_t count, const char *what);

/* Adds an asset or a threat to the model while there is room. */
void document_add_asset(Input *input, const Node *node, const Asset *asset);

/* Like document_add_asset. */
void document_add_threat(Input *input, const Node *node, const ModelThreat *threat);

#endif
