/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c -- builds the node tree from libyaml's events, with the checks that libyaml lacks.
 * The shape is a recursive descent over the event stream; its depth is bounded by YAML_DEPTH_MAX.
 * Aliases share the subtree of their anchor; what they stand for is counted as if it were copied,
 * in number and in depth, so that a few lines can't stand for billions of values or for a tree that
 * is too deep to walk. */
#include "text/yaml.h"

#include "base/utf8.h"

#include <yaml.h>

typedef struct YamlAnchor {
    Node node;
    size_t expanded; /* how many values it stands for, aliases followed */
    int levels;      /* how deep it nests, aliases followed; 0 for a scalar */
    bool complete;   /* false while inside: an alias to it would make a circle */
} YamlAnchor;

/* Where the last mark was in the text: libyaml counts characters, merlon bytes. */
typedef struct YamlPlace {
    size_t index;      /* in characters */
    size_t offset;     /* of it, in bytes */
    size_t line;       /* 0 is the first */
    size_t line_start; /* of its first character, in bytes */
} YamlPlace;

typedef struct YamlReader {
    yaml_parser_t parser;
    Arena *arena;
    const Source *source;
    Str text;
    YamlPlace place;
    Map anchors; /* name -> YamlAnchor */
    size_t expanded;
    int deepest; /* the depth reached since the innermost open node began, aliases followed */
    Error *err;
} YamlReader;

/* A map that is being read. */
typedef struct YamlMap {
    Node node;
    Map keys;
    bool has_merge;
    Node merge; /* the value of "<<" */
    yaml_mark_t merge_mark;
} YamlMap;

/* Tags of CloudFormation that stand for a one-key map. The others of !X become Fn::X. */
typedef struct YamlTag {
    Str tag;
    Str key;
} YamlTag;

static const YamlTag yaml_tags[] = {
    {S_INIT("!Ref"), S_INIT("Ref")},
    {S_INIT("!Condition"), S_INIT("Condition")},
    {S_INIT("!And"), S_INIT("Fn::And")},
    {S_INIT("!Base64"), S_INIT("Fn::Base64")},
    {S_INIT("!Cidr"), S_INIT("Fn::Cidr")},
    {S_INIT("!Contains"), S_INIT("Fn::Contains")},
    {S_INIT("!EachMemberEquals"), S_INIT("Fn::EachMemberEquals")},
    {S_INIT("!EachMemberIn"), S_INIT("Fn::EachMemberIn")},
    {S_INIT("!Equals"), S_INIT("Fn::Equals")},
    {S_INIT("!FindInMap"), S_INIT("Fn::FindInMap")},
    {S_INIT("!GetAtt"), S_INIT("Fn::GetAtt")},
    {S_INIT("!GetAZs"), S_INIT("Fn::GetAZs")},
    {S_INIT("!GetStackOutput"), S_INIT("Fn::GetStackOutput")},
    {S_INIT("!If"), S_INIT("Fn::If")},
    {S_INIT("!ImportValue"), S_INIT("Fn::ImportValue")},
    {S_INIT("!Join"), S_INIT("Fn::Join")},
    {S_INIT("!Length"), S_INIT("Fn::Length")},
    {S_INIT("!Not"), S_INIT("Fn::Not")},
    {S_INIT("!Or"), S_INIT("Fn::Or")},
    {S_INIT("!RefAll"), S_INIT("Fn::RefAll")},
    {S_INIT("!Select"), S_INIT("Fn::Select")},
    {S_INIT("!Split"), S_INIT("Fn::Split")},
    {S_INIT("!Sub"), S_INIT("Fn::Sub")},
    {S_INIT("!ToJsonString"), S_INIT("Fn::ToJsonString")},
    {S_INIT("!Transform"), S_INIT("Fn::Transform")},
    {S_INIT("!ValueOf"), S_INIT("Fn::ValueOf")},
    {S_INIT("!ValueOfAll"), S_INIT("Fn::ValueOfAll")},
};

static bool yaml_read_node(YamlReader *reader, yaml_event_t *event, int depth, Node *ret_node);

static size_t yaml_next_character(Str text, size_t offset) {
    do offset++;
    while (offset < text.len && ((unsigned char)text.ptr[offset] & 0xC0) == 0x80);
    return offset;
}

static size_t yaml_previous_character(Str text, size_t offset) {
    do offset--;
    while (offset > 0 && ((unsigned char)text.ptr[offset] & 0xC0) == 0x80);
    return offset;
}

/* The column of a mark in bytes. Marks come in order but for a step back now and then, so moving
 * from one to the next passes each byte about once. */
static uint32_t yaml_column(YamlReader *reader, yaml_mark_t mark) {
    YamlPlace *place = &reader->place;
    while (place->index < mark.index && place->offset < reader->text.len) {
        place->offset = yaml_next_character(reader->text, place->offset);
        place->index++;
    }
    while (place->index > mark.index && place->offset > 0) {
        place->offset = yaml_previous_character(reader->text, place->offset);
        place->index--;
    }
    if (place->line != mark.line) {
        place->line = mark.line;
        place->line_start = place->offset;
        for (size_t i = 0; i < mark.column && place->line_start > 0; i++) {
            place->line_start = yaml_previous_character(reader->text, place->line_start);
        }
    }
    return (uint32_t)(place->offset - place->line_start) + 1;
}

static bool yaml_fail(YamlReader *reader, yaml_mark_t mark, const char *what, Str detail) {
    return error_set(reader->err, reader->source->path, (uint32_t)mark.line + 1,
                     yaml_column(reader, mark), what, STR_ARGS(detail));
}

/* Fails at a byte of the text. */
static bool yaml_fail_at(const YamlReader *reader, size_t offset, const char *what) {
    uint32_t line = 1;
    size_t line_start = 0;
    for (size_t i = 0; i < offset && i < reader->text.len; i++) {
        if (reader->text.ptr[i] != '\n') continue;
        line++;
        line_start = i + 1;
    }
    return error_set(reader->err, reader->source->path, line, (uint32_t)(offset - line_start) + 1,
                     "is not valid %s", what);
}

static bool yaml_next(YamlReader *reader, yaml_event_t *ret_event) {
    if (yaml_parser_parse(&reader->parser, ret_event) != 0) return true;
    const char *problem = reader->parser.problem;
    if (reader->parser.error == YAML_READER_ERROR) { /* sets no mark but an offset */
        return yaml_fail_at(reader, reader->parser.problem_offset,
                            "YAML: control characters are not allowed");
    }
    return yaml_fail(reader, reader->parser.problem_mark, "is not valid YAML: %.*s",
                     str_from(problem == NULL ? "unreadable" : problem));
}

static void yaml_event_release(yaml_event_t *event) { yaml_event_delete(event); }

static Node yaml_node(YamlReader *reader, NodeKind kind, yaml_mark_t mark) {
    return (Node){.kind = (uint8_t)kind,
                  .line = (uint32_t)mark.line + 1,
                  .column = yaml_column(reader, mark),
                  .source = reader->source};
}

static bool yaml_word(Str text, const char *const *words) {
    for (; *words != NULL; words++) {
        if (str_equal(text, str_from(*words))) return true;
    }
    return false;
}

static bool yaml_hex_or_octal(Str text, int64_t *ret_value) {
    bool hex = str_starts(text, S("0x"));
    if ((!hex && !str_starts(text, S("0o"))) || text.len > 18 || text.len < 3) return false;
    uint64_t value = 0;
    for (size_t i = 2; i < text.len; i++) {
        const char *digits = "0123456789abcdef";
        char lower = (char)(text.ptr[i] | 0x20);
        const char *digit = memchr(digits, lower, hex ? 16 : 8);
        if (digit == NULL) return false;
        value = value * (hex ? 16 : 8) + (uint64_t)(digit - digits);
    }
    if (value > INT64_MAX) return false;
    *ret_value = (int64_t)value;
    return true;
}

/* "007" is an identifier, not a number: account ids begin with zeros. */
static bool yaml_has_leading_zero(Str text) {
    if (text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+')) text.ptr++, text.len--;
    return text.len > 1 && text.ptr[0] == '0' && text.ptr[1] >= '0' && text.ptr[1] <= '9';
}

static Node yaml_type_plain(Node node, Str text) {
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", "yes", "Yes",
                                        "YES",  "on",   "On",   "ON",  NULL};
    static const char *const falses[] = {"false", "False", "FALSE", "no",  "No",
                                         "NO",    "off",   "Off",   "OFF", NULL};
    int64_t integer = 0;
    double number = 0;
    if (yaml_word(text, nulls)) {
        node.kind = NODE_NULL;
    } else if (yaml_word(text, trues) || yaml_word(text, falses)) {
        node.kind = NODE_BOOL;
        node.boolean = yaml_word(text, trues);
    } else if (yaml_hex_or_octal(text, &integer) ||
               (!yaml_has_leading_zero(text) && str_to_int(text, &integer))) {
        node.kind = NODE_INT;
        node.integer = integer;
    } else if (!yaml_has_leading_zero(text) && str_to_double(text, &number)) {
        node.kind = NODE_DOUBLE;
        node.number = number;
    } else {
        node.text = text;
    }
    return node;
}

static Str yaml_event_tag(const yaml_event_t *event) {
    switch (event->type) {
    case YAML_SCALAR_EVENT: return str_from((const char *)event->data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT: return str_from((const char *)event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT: return str_from((const char *)event->data.mapping_start.tag);
    default: return S("");
    }
}

static Str yaml_event_anchor(const yaml_event_t *event) {
    switch (event->type) {
    case YAML_SCALAR_EVENT: return str_from((const char *)event->data.scalar.anchor);
    case YAML_SEQUENCE_START_EVENT:
        return str_from((const char *)event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT: return str_from((const char *)event->data.mapping_start.anchor);
    default: return S("");
    }
}

static Str yaml_scalar_text(const YamlReader *reader, const yaml_event_t *event) {
    Str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    return str_copy(reader->arena, text);
}

/* What has a tag of CloudFormation or "!" is text: "!Sub 1.10" and "!Condition No" are no numbers
 * and no booleans. */
static Node yaml_read_scalar(YamlReader *reader, const yaml_event_t *event) {
    Node node = yaml_node(reader, NODE_STRING, event->start_mark);
    node.text = yaml_scalar_text(reader, event);
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    Str tag = yaml_event_tag(event);
    bool as_text = str_starts(tag, S("!")) || str_equal(tag, S("tag:yaml.org,2002:str"));
    return plain && !as_text ? yaml_type_plain(node, node.text) : node;
}

static bool yaml_read_list(YamlReader *reader, yaml_mark_t mark, int depth, Node *ret_node) {
    Node list = yaml_node(reader, NODE_LIST, mark);
    for (;;) {
        CLEANUP(yaml_event_release) yaml_event_t event = {0};
        if (!yaml_next(reader, &event)) return false;
        if (event.type == YAML_SEQUENCE_END_EVENT) break;
        Node item = {0};
        if (!yaml_read_node(reader, &event, depth + 1, &item)) return false;
        node_list_add(reader->arena, &list, item);
    }
    *ret_node = list;
    return true;
}

/* Registers the event's anchor, if it has one, as not complete yet. */
static YamlAnchor *yaml_anchor_begin(YamlReader *reader, const yaml_event_t *event) {
    Str name = yaml_event_anchor(event);
    if (name.len == 0) return NULL;
    YamlAnchor *anchor = ARENA_NEW(reader->arena, YamlAnchor);
    map_set(&reader->anchors, str_copy(reader->arena, name), anchor);
    return anchor;
}

/* "<<: *defaults" adds the pairs of another map that are not set here. */
static bool yaml_merge(YamlReader *reader, YamlMap *map, const Node *from) {
    if (from->kind != NODE_MAP) {
        return yaml_fail(reader, map->merge_mark, "can merge only maps%.*s", S(""));
    }
    for (uint32_t i = 0; i < from->count; i++) {
        if (map_find(&map->keys, from->pairs[i].key) != NULL) continue;
        map_set(&map->keys, from->pairs[i].key, reader);
        node_map_add(reader->arena, &map->node, from->pairs[i].key, from->pairs[i].value);
    }
    return true;
}

/* The value of "<<" is one map, or a list of maps of which the first wins. */
static bool yaml_merge_all(YamlReader *reader, YamlMap *map) {
    if (!map->has_merge) return true;
    if (map->merge.kind != NODE_LIST) return yaml_merge(reader, map, &map->merge);
    for (uint32_t i = 0; i < map->merge.count; i++) {
        if (!yaml_merge(reader, map, &map->merge.items[i])) return false;
    }
    return true;
}

static bool yaml_read_key(YamlReader *reader, const yaml_event_t *event, Str *ret_key) {
    if (event->type != YAML_SCALAR_EVENT) {
        return yaml_fail(reader, event->start_mark, "has a key that is not text%.*s", S(""));
    }
    Str tag = yaml_event_tag(event);
    if (tag.len > 1 && tag.ptr[0] == '!') {
        return yaml_fail(reader, event->start_mark, "has a key with the tag \"%.*s\"", tag);
    }
    YamlAnchor *anchor = yaml_anchor_begin(reader, event);
    if (anchor != NULL) *anchor = (YamlAnchor){yaml_read_scalar(reader, event), 1, 0, true};
    *ret_key = yaml_scalar_text(reader, event);
    return true;
}

static bool yaml_read_pair(YamlReader *reader, const yaml_event_t *key_event, int depth,
                           YamlMap *map) {
    Str key = {0};
    if (!yaml_read_key(reader, key_event, &key)) return false;
    yaml_mark_t mark = key_event->start_mark;
    bool plain = key_event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    bool merge = plain && str_equal(key, S("<<"));
    if (merge ? map->has_merge : map_find(&map->keys, key) != NULL) {
        return yaml_fail(reader, mark, "has the key \"%.*s\" twice in one map", key);
    }
    CLEANUP(yaml_event_release) yaml_event_t event = {0};
    if (!yaml_next(reader, &event)) return false;
    Node value = {0};
    if (!yaml_read_node(reader, &event, depth + 1, &value)) return false;
    if (merge) {
        map->has_merge = true;
        map->merge = value;
        map->merge_mark = mark;
    } else {
        map_set(&map->keys, key, reader);
        node_map_add(reader->arena, &map->node, key, value);
    }
    return true;
}

static bool yaml_read_map(YamlReader *reader, yaml_mark_t mark, int depth, Node *ret_node) {
    CLEANUP(arena_free) Arena scratch = {0};
    YamlMap map = {.node = yaml_node(reader, NODE_MAP, mark), .keys = map_make(&scratch)};
    for (;;) {
        CLEANUP(yaml_event_release) yaml_event_t event = {0};
        if (!yaml_next(reader, &event)) return false;
        if (event.type == YAML_MAPPING_END_EVENT) break;
        if (!yaml_read_pair(reader, &event, depth, &map)) return false;
    }
    if (!yaml_merge_all(reader, &map)) return false;
    *ret_node = map.node;
    return true;
}

static bool yaml_count(YamlReader *reader, yaml_mark_t mark, size_t more) {
    reader->expanded += more;
    if (reader->expanded <= YAML_EXPANDED_MAX) return true;
    return yaml_fail(reader, mark, "stands for more than 5,000,000 values (aliases followed)%.*s",
                     S(""));
}

static bool yaml_too_deep(YamlReader *reader, yaml_mark_t mark) {
    return yaml_fail(reader, mark, "is nested deeper than 100 levels%.*s", S(""));
}

static bool yaml_follow_alias(YamlReader *reader, const yaml_event_t *event, int depth,
                              Node *ret_node) {
    Str name = str_from((const char *)event->data.alias.anchor);
    const YamlAnchor *anchor = map_find(&reader->anchors, name);
    if (anchor == NULL) {
        return yaml_fail(reader, event->start_mark, "has no anchor named \"%.*s\"", name);
    }
    if (!anchor->complete) {
        return yaml_fail(reader, event->start_mark, "has an alias inside its own anchor \"%.*s\"",
                         name);
    }
    if (!yaml_count(reader, event->start_mark, anchor->expanded)) return false;
    if (depth + anchor->levels > YAML_DEPTH_MAX) return yaml_too_deep(reader, event->start_mark);
    if (reader->deepest < depth + anchor->levels) reader->deepest = depth + anchor->levels;
    *ret_node = anchor->node;
    if (node_is(ret_node, NODE_LIST) || node_is(ret_node, NODE_MAP)) {
        ret_node->flags |= NODE_FLAG_FULL; /* what is added to it is not added to the anchor's */
    }
    return true;
}

/* "!GetAtt a.b" names its two parts in one text; the long form is a list. */
static Node yaml_split_attribute(const YamlReader *reader, Node node) {
    if (node.kind != NODE_STRING || !str_contains(node.text, S("."))) return node;
    Str attribute = node.text;
    Str resource = str_cut(&attribute, '.');
    Node list = node_make_list(reader->arena, &node, 2);
    list.items[0] = node_make_string(&node, resource);
    list.items[1] = node_make_string(&node, attribute);
    return list;
}

static bool yaml_apply_tag(YamlReader *reader, const yaml_event_t *event, Node *node) {
    Str tag = yaml_event_tag(event);
    if (tag.len <= 1 || str_starts(tag, S("tag:yaml.org,2002:"))) return true;
    for (size_t i = 0; i < COUNT(yaml_tags); i++) {
        if (!str_equal(tag, yaml_tags[i].tag)) continue;
        Node inner = *node;
        if (str_equal(tag, S("!GetAtt"))) inner = yaml_split_attribute(reader, inner);
        *node = node_make_map(&inner);
        node_map_add(reader->arena, node, yaml_tags[i].key, inner);
        return true;
    }
    return yaml_fail(reader, event->start_mark, "has the tag \"%.*s\", which means nothing here",
                     tag);
}

static bool yaml_read_content(YamlReader *reader, yaml_event_t *event, int depth, Node *ret_node) {
    switch (event->type) {
    case YAML_SCALAR_EVENT: *ret_node = yaml_read_scalar(reader, event); return true;
    case YAML_SEQUENCE_START_EVENT:
        return yaml_read_list(reader, event->start_mark, depth, ret_node);
    case YAML_MAPPING_START_EVENT: return yaml_read_map(reader, event->start_mark, depth, ret_node);
    default: return yaml_fail(reader, event->start_mark, "is not valid YAML here%.*s", S(""));
    }
}

static bool yaml_read_node(YamlReader *reader, yaml_event_t *event, int depth, Node *ret_node) {
    if (depth > YAML_DEPTH_MAX) return yaml_too_deep(reader, event->start_mark);
    if (event->type == YAML_ALIAS_EVENT) return yaml_follow_alias(reader, event, depth, ret_node);
    if (!yaml_count(reader, event->start_mark, 1)) return false;
    size_t before = reader->expanded - 1;
    int deepest_outside = reader->deepest;
    reader->deepest = depth;
    YamlAnchor *anchor = yaml_anchor_begin(reader, event);
    Node node = {0};
    if (!yaml_read_content(reader, event, depth, &node)) return false;
    if (!yaml_apply_tag(reader, event, &node)) return false;
    if (anchor != NULL) {
        *anchor = (YamlAnchor){node, reader->expanded - before, reader->deepest - depth, true};
    }
    if (reader->deepest < deepest_outside) reader->deepest = deepest_outside;
    *ret_node = node;
    return true;
}

static bool yaml_read_document(YamlReader *reader, Node *ret_node) {
    for (;;) {
        CLEANUP(yaml_event_release) yaml_event_t event = {0};
        if (!yaml_next(reader, &event)) return false;
        switch (event.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_START_EVENT: break;
        case YAML_STREAM_END_EVENT:
            *ret_node = (Node){.kind = NODE_NULL, .line = 1, .column = 1, .source = reader->source};
            return true;
        default: return yaml_read_node(reader, &event, 0, ret_node);
        }
    }
}

/* Reads on behind the root, so that an unfinished rest is an error and not overlooked. libyaml
 * gives no event at all once the end of the stream was seen. */
static bool yaml_read_rest(YamlReader *reader) {
    for (;;) {
        CLEANUP(yaml_event_release) yaml_event_t event = {0};
        if (!yaml_next(reader, &event)) return false;
        if (event.type == YAML_DOCUMENT_START_EVENT) {
            return yaml_fail(reader, event.start_mark,
                             "has a second document; one per file is read%.*s", S(""));
        }
        if (event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT) return true;
    }
}

/* The documents of the stream, each with anchors of its own. */
static bool yaml_read_documents(YamlReader *reader, Node *list) {
    for (;;) {
        CLEANUP(yaml_event_release) yaml_event_t event = {0};
        if (!yaml_next(reader, &event)) return false;
        if (event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT) return true;
        if (event.type == YAML_DOCUMENT_START_EVENT) reader->anchors = map_make(reader->arena);
        if (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_START_EVENT ||
            event.type == YAML_DOCUMENT_END_EVENT)
            continue;
        if (list->count == YAML_DOCUMENTS_MAX) {
            return yaml_fail(reader, event.start_mark, "has too many documents%.*s", S(""));
        }
        Node document = {0};
        if (!yaml_read_node(reader, &event, 0, &document)) return false;
        node_list_add(reader->arena, list, document);
    }
}

static bool yaml_read_single(YamlReader *reader, Node *ret_node) {
    return yaml_read_document(reader, ret_node) && yaml_read_rest(reader);
}

/* Sets a reader up, reads and cleans up. */
static bool yaml_run(YamlReader *reader, bool (*read)(YamlReader *, Node *), Node *ret_node) {
    if (reader->text.len > YAML_BYTES_MAX) {
        return error_set(reader->err, reader->source->path, 0, 0,
                         "is larger than the limit of %d MiB", YAML_BYTES_MAX >> 20);
    }
    Str *text = &reader->text;
    if (str_starts(*text, S("\xEF\xBB\xBF"))) *text = str_slice(*text, 3, text->len);
    size_t invalid = utf8_find_invalid(*text);
    if (invalid != SIZE_MAX) return yaml_fail_at(reader, invalid, "UTF-8");
    reader->anchors = map_make(reader->arena);
    if (yaml_parser_initialize(&reader->parser) == 0) abort();
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser,
                                 (const unsigned char *)(text->len ? text->ptr : ""), text->len);
    bool ok = read(reader, ret_node);
    yaml_parser_delete(&reader->parser);
    return ok;
}

bool yaml_read(Arena *arena, const Source *source, Str text, Node *ret_node, Error *err) {
    YamlReader reader = {.arena = arena, .source = source, .text = text, .err = err};
    Node root = {0};
    if (!yaml_run(&reader, yaml_read_single, &root)) return false;
    *ret_node = root;
    return true;
}

bool yaml_read_all(Arena *arena, const Source *source, Str text, Node *ret_list, Error *err) {
    YamlReader reader = {.arena = arena, .source = source, .text = text, .err = err};
    Node list = {.kind = NODE_LIST, .line = 1, .column = 1, .source = source};
    if (!yaml_run(&reader, yaml_read_documents, &list)) return false;
    *ret_list = list;
    return true;
}
