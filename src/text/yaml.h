/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.h -- reading YAML into nodes, on libyaml's events.
 * libyaml has no limits of its own, so depth, aliases, sizes and duplicate keys are checked here.
 * Plain scalars are typed as the JSON-like core schema of YAML 1.2 does, plus yes/no/on/off as in
 * YAML 1.1, because CloudFormation reads templates so; dates stay text. Keys are always text.
 * CloudFormation's short tags become the long form: !Ref x is {Ref: x}, !GetAtt a.b is
 * {Fn::GetAtt: [a, b]}, !Sub x is {Fn::Sub: x}; x is text then, whatever it looks like. Other tags
 * of one's own are refused. */
#ifndef MERLON_TEXT_YAML_H
#define MERLON_TEXT_YAML_H

#include "base/error.h"
#include "text/node.h"

enum {
    YAML_BYTES_MAX = 256 << 20,         /* 256 MiB: 200 times CloudFormation's own limit */
    YAML_DOCUMENTS_MAX = 1000,          /* of one stream: Sigma rules of one file */
    YAML_DEPTH_MAX = 100,               /* templates nest about 20 deep */
    YAML_EXPANDED_MAX = 5 * 1000 * 1000 /* values after aliases are followed: stops alias bombs */
};

/* Reads the one document of text (UTF-8; needn't outlive the call) into a tree in arena. An empty
 * document is null. Fails beyond the limits (depth and number count what aliases stand for), on a
 * second document, on keys that stand twice in one map, on keys that are no scalars and on
 * malformed YAML; err has the position. */
bool yaml_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err);

/* Like yaml_read, for a stream of any number of documents: *ret_list is a list of them. */
bool yaml_read_all(Arena *arena, const Source *source, Str text, Node *ret_list, Error *err);

#endif
