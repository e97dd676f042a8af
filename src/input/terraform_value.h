/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_value.h -- the values of Terraform's language, held as nodes: what is known and what is
 * not, conversions, and text that is put together of both.
 *
 * Terraform has one kind of number; here a number without fraction that fits 64 bits is a NODE_INT,
 * every other a NODE_DOUBLE. Sets are lists with NODE_FLAG_SET, sorted as Terraform sorts them.
 * Unknown parts stay where they are: a list with one unknown item is a list, a text keeps its known
 * parts (NodeUnknown.exact), and a list or map that may have more than is seen is open. */
#ifndef MERLON_INPUT_TERRAFORM_VALUE_H
#define MERLON_INPUT_TERRAFORM_VALUE_H

#include "text/node.h"

enum {
    TERRAFORM_TEXT_BYTES_MAX = 16 << 20, /* of one text that expressions put together */
    TERRAFORM_PARTS_MAX = 256 /* parts of one unknown value; more is said as "computed from" */
};

/* True when node is known to any depth: no unknown in it, and no open list or map. */
bool terraform_is_known(const Node *node);

/* True when node, or something in it, is marked as secret. */
bool terraform_is_secret(const Node *node);

/* An unknown that is computed from values, somehow: it has their unknown parts, each once. */
Node terraform_computed(Arena *arena, const Node *at, const Node *values, size_t count);

/* A number: an integer when it is one. */
Node terraform_number(const Node *at, double value);

/* A node's number, or false for every kind that isn't one or a text that reads as one. */
bool terraform_to_number(const Node *node, double *ret_value);

/* A node's truth: a boolean, or the text "true" or "false". */
bool terraform_to_bool(const Node *node, bool *ret_value);

/* Text as Terraform prints it, from a string, number or boolean; false for every other kind. */
bool terraform_to_text(Arena *arena, const Node *node, Str *ret_text);

/* Whether both are equal, as == says: numbers by value, lists and maps deeply, no conversion. Sets
 * are equal in any order. */
Truth terraform_equal(const Node *left, const Node *right);

/* Brings items to one type where Terraform does so: when some are text, numbers and booleans among
 * them become text. Changes items in place. */
void terraform_unify(Arena *arena, Node *items, size_t count);

/* A set of items: unified, each once, sorted. Unknown items are kept as they are. */
Node terraform_set(Arena *arena, const Node *at, const Node *items, size_t count);

/* Sorts the pairs of a map by key, in place: Terraform's order of maps. */
void terraform_sort_map(Node *map);

/* Text that is put together piece by piece, of known and unknown values. */
typedef struct TerraformText {
    Arena *arena;
    NodePart *parts;
    size_t count;
    size_t capacity;
    bool inexact;
    bool secret;
} TerraformText;

/* Appends known text. */
void terraform_text_add(TerraformText *text, Str piece);

/* Appends a value: text, number, boolean or unknown. False for what has no text (a list, null). */
bool terraform_text_add_value(TerraformText *text, const Node *value);

/* The whole: a string when every piece was known, else an unknown made of the pieces. */
Node terraform_text_finish(TerraformText *text, const Node *at);

#endif
