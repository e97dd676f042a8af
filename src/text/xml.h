/* SPDX-License-Identifier: Apache-2.0 */
/* xml.h -- reading XML 1.0 with namespaces into nodes; libxml2 does the work.
 * An element becomes a map with these keys, of which all but name are left out when empty:
 *
 *     name        its local name: "Connector"
 *     namespace   the URI that its prefix stands for
 *     attributes  a map: the local name, or "{URI}name" when it has a prefix -> text
 *     children    the list of the elements inside it
 *     text        the text directly inside it, without that of its children; white space alone
 *                 doesn't count beside children
 *
 * Comments and processing instructions are left out. A document type (<!DOCTYPE>) is refused:
 * entities can stand for gigabytes or for files, and no format that merlon reads needs one. */
#ifndef MERLON_TEXT_XML_H
#define MERLON_TEXT_XML_H

#include "base/error.h"
#include "text/node.h"

enum {
    XML_BYTES_MAX = 64 << 20,    /* the largest models hold some MB of pictures */
    XML_DEPTH_MAX = 100,         /* elements in each other; real ones nest 12 deep. Two levels of
                                    nodes each stay below NODE_DEPTH_MAX */
    XML_COUNT_MAX = 1000 * 1000, /* elements and attributes; a large model has 50,000 */
    XML_NAMESPACES_MAX = 256,    /* bound in one place; real ones bind 8 */
    XML_ATTRIBUTES_MAX = 64      /* of one element: libxml2 compares each with each */
};

/* The namespace of xsi:type and xsi:nil. */
#define XML_SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

/* Reads text (UTF-8, whatever it declares; needn't outlive the call) into a tree in arena. Fails
 * on XML that isn't well-formed, on a document type, and beyond the limits; err has the position.
 */
bool xml_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err);

/* Whether text looks like XML: it begins, after white space, with a tag. */
bool xml_begins(Str text);

/* True when node is an element of that local name. */
bool xml_is(const Node *node, Str name);

/* The elements inside node, as a list node; NULL when there are none. */
const Node *xml_children(const Node *node);

/* The first element of that local name directly inside node, or NULL. */
const Node *xml_child(const Node *node, Str name);

/* The text of an element; empty for NULL. */
Str xml_text(const Node *node);

/* The text of the first element of that local name inside node; empty when there is none. */
Str xml_child_text(const Node *node, Str name);

/* The value of an attribute: its local name, or "{URI}name"; empty when there is none. */
Str xml_attribute(const Node *node, Str name);

#endif
