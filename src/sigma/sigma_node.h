/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_node.h -- what the readers of Sigma's files share. */
#ifndef MERLON_SIGMA_SIGMA_NODE_H
#define MERLON_SIGMA_SIGMA_NODE_H

#include "sigma/sigma_rule.h"
#include "text/node.h"

/* Says what is wrong at node; returns false. */
bool sigma_node_fail(const Node *node, Error *err, const char *what);

/* The texts of a list, or the one of a text. Numbers and booleans count as their text. */
bool sigma_node_list(Arena *arena, const Node *node, SigmaList *ret_list, Error *err);

/* Whether a map has no other keys than these. */
bool sigma_node_known(const Node *map, const Str *keys, size_t count, Error *err);

#endif
