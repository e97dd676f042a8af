/* SPDX-License-Identifier: Apache-2.0 */
/* xml.c -- builds the node tree from libxml2's SAX events.
 * Open elements stand on a stack. The children of all of them are collected in one array, their
 * text in one buffer; both are cut back when an element ends and its children and text have moved
 * to the arena with their exact sizes.
 *
 * Before libxml2 sees the text, its tags are looked through once: a document type is refused, and
 * so is an element with so many attributes that comparing each with each would take minutes. */
#include "text/xml.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>

enum { XML_PIECE_BYTES = 64 * 1024 };

/* An element that is being read. */
typedef struct XmlFrame {
    Node name; /* its text is the local name, its position that of the element */
    Str uri;
    Node attributes;
    size_t first_child; /* in the builder's children */
    size_t first_byte;  /* in the builder's text */
    size_t first_binding;
} XmlFrame;

/* A prefix and what it stands for. */
typedef struct XmlBinding {
    Str prefix; /* empty: of elements without one */
    Str uri;
} XmlBinding;

typedef struct XmlName {
    Str local;
    Str uri;
} XmlName;

typedef struct XmlBuilder {
    Arena *arena;
    const Source *source;
    Str text;
    size_t skipped; /* bytes before what libxml2 sees */
    Node *children; /* of all open elements; malloc'ed */
    size_t child_count;
    size_t child_capacity;
    Buffer content;                          /* the text of all open elements */
    XmlBinding bindings[XML_NAMESPACES_MAX]; /* of all open elements */
    size_t binding_count;
    XmlFrame frames[XML_DEPTH_MAX];
    int depth;
    size_t count;       /* of elements and attributes */
    size_t seen_offset; /* the position below is that of this offset */
    uint32_t line;
    size_t line_start;
    Node root;
    bool complete; /* the root is there */
    bool failed;   /* err says why */
    Error *err;
} XmlBuilder;

/* ---- what is refused before libxml2 sees it ---- */

static bool xml_fail_at(const Source *source, Str text, size_t offset, Error *err,
                        const char *message) {
    uint32_t line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < offset && i < text.len; i++) {
        if (text.ptr[i] != '\n') continue;
        line++;
        line_start = i + 1;
    }
    return error_set(err, source->path, line, (uint32_t)(offset - line_start) + 1, "%s", message);
}

/* The offset behind the next occurrence of end, or the length of text. */
static size_t xml_skip_to(Str text, size_t offset, Str end) {
    size_t found = str_find(str_slice(text, offset, text.len), end);
    return found == SIZE_MAX ? text.len : offset + found + end.len;
}

/* The offset behind a tag that begins at offset; counts its quoted values. */
static size_t xml_skip_tag(Str text, size_t offset, size_t *ret_values) {
    *ret_values = 0;
    for (; offset < text.len && text.ptr[offset] != '>'; offset++) {
        char quote = text.ptr[offset];
        if (quote != '"' && quote != '\'') continue;
        ++*ret_values;
        const char *end = memchr(text.ptr + offset + 1, quote, text.len - offset - 1);
        if (end == NULL) return text.len;
        offset = (size_t)(end - text.ptr);
    }
    return offset < text.len ? offset + 1 : offset;
}

static bool xml_check_tags(const Source *source, Str text, Error *err) {
    size_t offset = 0, values = 0;
    while (offset < text.len) {
        const char *open = memchr(text.ptr + offset, '<', text.len - offset);
        if (open == NULL) return true;
        offset = (size_t)(open - text.ptr);
        Str rest = str_slice(text, offset, text.len);
        if (str_starts(rest, S("<!--"))) {
            offset = xml_skip_to(text, offset + 4, S("-->"));
        } else if (str_starts(rest, S("<![CDATA["))) {
            offset = xml_skip_to(text, offset, S("]]>"));
        } else if (str_starts(rest, S("<?"))) {
            offset = xml_skip_to(text, offset, S("?>"));
        } else if (str_starts(rest, S("<!"))) {
            return xml_fail_at(
                source, text, offset, err,
                "has a document type (<!DOCTYPE>), which merlon doesn't read: please "
                "remove it");
        } else {
            size_t start = offset;
            offset = xml_skip_tag(text, offset, &values);
            if (values > XML_ATTRIBUTES_MAX) {
                return xml_fail_at(source, text, start, err,
                                   "has an element with more than 64 attributes");
            }
        }
    }
    return true;
}

/* ---- the events ---- */

static XmlBuilder *xml_builder(void *context) { return ((xmlParserCtxtPtr)context)->_private; }

static Str xml_str(const xmlChar *text) { return str_from((const char *)text); }

/* Moves the position forward to the last '<' at or before where libxml2 is: no start tag holds a
 * second one. */
static void xml_move(XmlBuilder *builder, xmlParserCtxtPtr context) {
    long consumed = xmlByteConsumed(context);
    size_t offset = consumed < 0 ? 0 : (size_t)consumed + builder->skipped;
    if (offset > builder->text.len) offset = builder->text.len;
    const char *tag = memrchr(builder->text.ptr, '<', offset);
    offset = tag == NULL ? 0 : (size_t)(tag - builder->text.ptr);
    while (builder->seen_offset < offset) {
        const char *start = builder->text.ptr + builder->seen_offset;
        const char *newline = memchr(start, '\n', offset - builder->seen_offset);
        if (newline == NULL) break;
        builder->line++;
        builder->line_start = (size_t)(newline - builder->text.ptr) + 1;
        builder->seen_offset = builder->line_start;
    }
    if (builder->seen_offset < offset) builder->seen_offset = offset;
}

static Node xml_node(const XmlBuilder *builder, NodeKind kind) {
    return (Node){.kind = (uint8_t)kind,
                  .line = builder->line,
                  .column = (uint32_t)(builder->seen_offset - builder->line_start) + 1,
                  .source = builder->source};
}

static void xml_stop(XmlBuilder *builder, xmlParserCtxtPtr context, const char *message) {
    if (builder->failed) return;
    builder->failed = true;
    Node at = xml_node(builder, NODE_NULL);
    error_set(builder->err, builder->source->path, at.line, at.column, "%s", message);
    xmlStopParser(context);
}

/* libxml2 leaves "&" in attributes as "&#38;" and every other reference resolved. */
static Str xml_attribute_text(Arena *arena, const xmlChar *value) {
    Str text = str_copy(arena, xml_str(value));
    if (!str_contains(text, S("&"))) return text;
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        bytes[len++] = text.ptr[i];
        if (str_starts(str_slice(text, i, text.len), S("&#38;"))) i += 4;
    }
    return (Str){bytes, len};
}

/* Takes "xmlns" and "xmlns:p"; false when the attribute is another. */
static bool xml_is_binding(Str name, Str *ret_prefix) {
    if (str_equal(name, S("xmlns"))) {
        *ret_prefix = S("");
        return true;
    }
    if (!str_starts(name, S("xmlns:"))) return false;
    *ret_prefix = str_slice(name, 6, name.len);
    return true;
}

/* Attributes come as names and values in turn, ended by NULL. */
static bool xml_bind(XmlBuilder *builder, const xmlChar **attributes) {
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        Str prefix = {0};
        if (!xml_is_binding(xml_str(attributes[0]), &prefix)) continue;
        if (builder->binding_count == XML_NAMESPACES_MAX) return false;
        builder->bindings[builder->binding_count++] = (XmlBinding){
            str_copy(builder->arena, prefix), xml_attribute_text(builder->arena, attributes[1])};
    }
    return true;
}

/* Splits a name at its prefix and finds the prefix's namespace; false when none is bound. */
static bool xml_resolve(const XmlBuilder *builder, Str name, bool is_attribute, XmlName *ret_name) {
    const char *colon = name.len == 0 ? NULL : memchr(name.ptr, ':', name.len);
    size_t len = colon == NULL ? 0 : (size_t)(colon - name.ptr);
    Str prefix = str_slice(name, 0, len);
    *ret_name = (XmlName){str_slice(name, colon == NULL ? 0 : len + 1, name.len), S("")};
    bool malformed = len == 0 || ret_name->local.len == 0 || str_contains(ret_name->local, S(":"));
    if (colon != NULL && malformed) return false;
    if (str_equal(prefix, S("xml"))) {
        ret_name->uri = S("http://www.w3.org/XML/1998/namespace");
        return true;
    }
    if (is_attribute && prefix.len == 0) return true;
    for (size_t i = builder->binding_count; i > 0; i--) {
        if (!str_equal(builder->bindings[i - 1].prefix, prefix)) continue;
        ret_name->uri = builder->bindings[i - 1].uri;
        return true;
    }
    return prefix.len == 0;
}

/* The attributes but for those that bind prefixes; false when one's prefix isn't bound, or when
 * two are the same one. */
static bool xml_attributes(XmlBuilder *builder, const xmlChar **list, Node *map) {
    size_t count = 0;
    while (list != NULL && list[2 * count] != NULL) count++;
    builder->count += count;
    map->pairs = ARENA_ARRAY(builder->arena, NodePair, count);
    map->flags = NODE_FLAG_FULL;
    for (size_t i = 0; i < count; i++) {
        Str full = xml_str(list[2 * i]), prefix = {0};
        XmlName name = {0};
        if (xml_is_binding(full, &prefix)) continue;
        if (!xml_resolve(builder, full, true, &name)) return false;
        Str key = name.uri.len == 0 ? str_copy(builder->arena, name.local)
                                    : str_format(builder->arena, "{%.*s}%.*s", STR_ARGS(name.uri),
                                                 STR_ARGS(name.local));
        if (node_find(map, key) != NULL) return false;
        Str value = xml_attribute_text(builder->arena, list[2 * i + 1]);
        map->pairs[map->count++] = (NodePair){key, node_make_string(map, value)};
    }
    return true;
}

static void xml_start(void *context, const xmlChar *name, const xmlChar **attributes) {
    XmlBuilder *builder = xml_builder(context);
    if (builder->failed) return;
    xml_move(builder, context);
    if (builder->depth == XML_DEPTH_MAX) {
        xml_stop(builder, context, "is nested deeper than 100 elements");
        return;
    }
    XmlFrame *frame = &builder->frames[builder->depth++];
    *frame = (XmlFrame){.name = xml_node(builder, NODE_STRING),
                        .attributes = xml_node(builder, NODE_MAP),
                        .first_child = builder->child_count,
                        .first_byte = builder->content.len,
                        .first_binding = builder->binding_count};
    if (!xml_bind(builder, attributes)) {
        xml_stop(builder, context, "has more than 256 namespaces in one place");
        return;
    }
    XmlName resolved = {0};
    if (!xml_resolve(builder, xml_str(name), false, &resolved) ||
        !xml_attributes(builder, attributes, &frame->attributes)) {
        xml_stop(
            builder, context,
            "is not valid XML: a name's prefix has no namespace, or an attribute stands twice");
        return;
    }
    frame->name.text = str_copy(builder->arena, resolved.local);
    frame->uri = resolved.uri;
    if (++builder->count > XML_COUNT_MAX) {
        xml_stop(builder, context, "has more than 1,000,000 elements and attributes");
    }
}

/* The text of the element that ends, or the empty text where it only lays out children. */
static Str xml_content(XmlBuilder *builder, const XmlFrame *frame) {
    Str text = str_slice(buffer_text(&builder->content), frame->first_byte, builder->content.len);
    bool only_layout = builder->child_count > frame->first_child && str_trim(text).len == 0;
    return only_layout ? S("") : str_copy(builder->arena, text);
}

static Node xml_children_of(XmlBuilder *builder, const XmlFrame *frame) {
    Node list = node_make_list(builder->arena, &frame->name, 0);
    size_t count = builder->child_count - frame->first_child;
    list.count = (uint32_t)count;
    list.flags = NODE_FLAG_FULL;
    list.items = ARENA_ARRAY(builder->arena, Node, count);
    if (count > 0) {
        memcpy(list.items, builder->children + frame->first_child, count * sizeof *list.items);
    }
    return list;
}

static void xml_put(Node *map, Str key, Node value) {
    map->pairs[map->count++] = (NodePair){key, value};
}

static Node xml_element(XmlBuilder *builder, const XmlFrame *frame) {
    Node children = xml_children_of(builder, frame);
    Str text = xml_content(builder, frame);
    Node element = node_make_map(&frame->name);
    size_t pairs = 1;
    if (frame->uri.len > 0) pairs++;
    if (frame->attributes.count > 0) pairs++;
    if (children.count > 0) pairs++;
    if (text.len > 0) pairs++;
    element.pairs = ARENA_ARRAY(builder->arena, NodePair, pairs);
    element.flags = NODE_FLAG_FULL;
    xml_put(&element, S("name"), frame->name);
    if (frame->uri.len > 0)
        xml_put(&element, S("namespace"), node_make_string(&frame->name, frame->uri));
    if (frame->attributes.count > 0) xml_put(&element, S("attributes"), frame->attributes);
    if (children.count > 0) xml_put(&element, S("children"), children);
    if (text.len > 0) xml_put(&element, S("text"), node_make_string(&frame->name, text));
    return element;
}

static void xml_end(void *context, const xmlChar *name) {
    (void)name;
    XmlBuilder *builder = xml_builder(context);
    if (builder->failed || builder->depth == 0) return;
    const XmlFrame *frame = &builder->frames[--builder->depth];
    Node element = xml_element(builder, frame);
    builder->child_count = frame->first_child;
    builder->content.len = frame->first_byte;
    builder->binding_count = frame->first_binding;
    if (builder->depth == 0) {
        builder->root = element;
        builder->complete = true;
        return;
    }
    if (builder->child_count == builder->child_capacity) {
        builder->child_capacity = builder->child_capacity == 0 ? 256 : builder->child_capacity * 2;
        builder->children =
            realloc(builder->children, builder->child_capacity * sizeof *builder->children);
        if (builder->children == NULL) abort();
    }
    builder->children[builder->child_count++] = element;
}

static void xml_characters(void *context, const xmlChar *text, int len) {
    XmlBuilder *builder = xml_builder(context);
    if (builder->failed || builder->depth == 0) return;
    buffer_add(&builder->content, (Str){(const char *)text, (size_t)len});
}

/* Says which element isn't closed; libxml2 doesn't know its line. */
static void xml_note_open(XmlBuilder *builder, uint32_t line, uint32_t column) {
    const Node *open = &builder->frames[builder->depth - 1].name;
    error_set(builder->err, builder->source->path, line, column,
              "is not valid XML: the element \"%.*s\" of line %u isn't closed",
              STR_ARGS(open->text), open->line);
}

static void xml_note_error(XmlBuilder *builder, xmlParserCtxtPtr context) {
    const xmlError *error = xmlCtxtGetLastError(context);
    uint32_t line = error != NULL && error->line > 0 ? (uint32_t)error->line : builder->line;
    uint32_t column = error != NULL && error->int2 > 0 ? (uint32_t)error->int2 : 1;
    Str message = S("unreadable");
    if (error != NULL && error->message != NULL) message = str_trim(str_from(error->message));
    int code = error == NULL ? XML_ERR_DOCUMENT_END : error->code;
    bool unclosed = code == XML_ERR_TAG_NAME_MISMATCH || code == XML_ERR_TAG_NOT_FINISHED ||
                    code == XML_ERR_DOCUMENT_END;
    if (unclosed && builder->depth > 0) {
        xml_note_open(builder, line, column);
        return;
    }
    error_set(builder->err, builder->source->path, line, column, "is not valid XML: %.*s",
              STR_ARGS(message));
}

/* The text is given in pieces: libxml2 limits what it looks at as a whole to 10 MB. */
static void xml_feed(XmlBuilder *builder, xmlParserCtxtPtr context, Str text) {
    xmlCtxtResetPush(context, NULL, 0, NULL, "UTF-8");
    xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    for (size_t offset = 0; offset < text.len && !builder->failed; offset += XML_PIECE_BYTES) {
        Str piece = str_slice(text, offset, offset + XML_PIECE_BYTES);
        xmlParseChunk(context, piece.ptr, (int)piece.len, 0);
    }
    if (!builder->failed) xmlParseChunk(context, NULL, 0, 1);
}

/* libxml2's newer events have nine parameters; these are the older ones, which leave namespaces to
 * the reader. */
static const xmlSAXHandler xml_handler = {.initialized = 1,
                                          .startElement = xml_start,
                                          .endElement = xml_end,
                                          .characters = xml_characters,
                                          .ignorableWhitespace = xml_characters,
                                          .cdataBlock = xml_characters};

static void xml_parse(XmlBuilder *builder, Str text) {
    xmlInitParser();
    xmlParserCtxtPtr context = xmlNewParserCtxt();
    if (context == NULL) abort();
    *context->sax = xml_handler;
    context->_private = builder;
    xml_feed(builder, context, text);
    if (!builder->failed && (!context->wellFormed || !builder->complete)) {
        builder->failed = true;
        xml_note_error(builder, context);
    }
    xmlDocPtr document = context->myDoc;
    xmlFreeParserCtxt(context);
    if (document != NULL) xmlFreeDoc(document);
}

bool xml_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err) {
    if (text.len > XML_BYTES_MAX) {
        return error_set(err, source->path, 1, 1, "is larger than 64 MiB, too large for XML");
    }
    size_t invalid = utf8_find_invalid(text);
    if (invalid != SIZE_MAX) {
        return xml_fail_at(source, text, invalid, err,
                           "is not valid UTF-8, the encoding that merlon reads XML in");
    }
    if (!xml_check_tags(source, text, err)) return false;
    XmlBuilder *builder = calloc(1, sizeof *builder);
    if (builder == NULL) abort();
    *builder = (XmlBuilder){.arena = arena, .source = source, .text = text, .line = 1, .err = err};
    if (str_starts(text, S("\xEF\xBB\xBF"))) builder->skipped = 3;
    xml_parse(builder, str_slice(text, builder->skipped, text.len));
    bool read = !builder->failed;
    if (read) *ret_node = builder->root;
    free(builder->children);
    buffer_free(&builder->content);
    free(builder);
    return read;
}

/* ---- looking into elements ---- */

bool xml_begins(Str text) {
    if (str_starts(text, S("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
    text = str_trim(str_slice(text, 0, 4096));
    if (text.len < 2 || text.ptr[0] != '<') return false;
    char next = text.ptr[1];
    bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    return letter || next == '?' || next == '!' || next == '_';
}

bool xml_is(const Node *node, Str name) { return node_is_text(node_find(node, S("name")), name); }

const Node *xml_children(const Node *node) { return node_find(node, S("children")); }

const Node *xml_child(const Node *node, Str name) {
    const Node *children = xml_children(node);
    for (uint32_t i = 0; children != NULL && i < children->count; i++) {
        if (xml_is(&children->items[i], name)) return &children->items[i];
    }
    return NULL;
}

Str xml_text(const Node *node) { return node_text(node_find(node, S("text"))); }

Str xml_child_text(const Node *node, Str name) { return xml_text(xml_child(node, name)); }

Str xml_attribute(const Node *node, Str name) {
    return node_text(node_find(node_find(node, S("attributes")), name));
}
