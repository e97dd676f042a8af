/* SPDX-License-Identifier: Apache-2.0 */
/* facts.c -- reads facts files. Every key is known to a table; another one is an error with its
 * line, so that a typing mistake never turns a fact off silently. */
#include "aws/facts.h"

#include "text/yaml.h"

enum { FACTS_KEY_BYTES_MAX = 256 };

typedef struct FactsReader {
    Facts *facts;
    Str path;
    Str service;
    Error *err;
} FactsReader;

static bool facts_fail(const FactsReader *reader, const Node *node, const char *message,
                       Str detail) {
    return error_set(reader->err, reader->path, node->line, node->column, message,
                     STR_ARGS(detail));
}

static bool facts_check_keys(const FactsReader *reader, const Node *map,
                             const char *const *allowed) {
    if (map->kind != NODE_MAP) return facts_fail(reader, map, "expected a map%.*s", S(""));
    for (uint32_t i = 0; i < map->count; i++) {
        const char *const *key = allowed;
        while (*key != NULL && !str_equal(map->pairs[i].key, str_from(*key))) key++;
        if (*key == NULL) {
            return facts_fail(reader, &map->pairs[i].value, "the key \"%.*s\" is not known here",
                              map->pairs[i].key);
        }
    }
    return true;
}

static bool facts_read_block(const FactsReader *reader, const Node *node, int nesting,
                             FactsBlock *ret_block);

static bool facts_read_shape(const FactsReader *reader, const Node *node, FactsShape *ret_shape) {
    static const char *const names[] = {"",     "one",   "list", "map", "json",
                                        "text", "entry", "tags", "wrap"};
    if (node == NULL) return true;
    for (size_t i = 1; i < COUNT(names); i++) {
        if (!node_is_text(node, str_from(names[i]))) continue;
        *ret_shape = (FactsShape)i;
        return true;
    }
    return facts_fail(reader, node, "the shape \"%.*s\" is not known", node_text(node));
}

static const Node *facts_keep(const FactsReader *reader, const Node *node) {
    if (node == NULL) return NULL;
    Node *copy = ARENA_NEW(reader->facts->arena, Node);
    *copy = *node;
    return copy;
}

static bool facts_read_property(const FactsReader *reader, const Node *node, int nesting,
                                FactsProperty *property) {
    static const char *const keys[] = {"to",    "shape",  "key",     "properties",
                                       "under", "values", "default", NULL};
    if (node->kind == NODE_NULL) {
        property->dropped = true;
        return true;
    }
    if (node->kind == NODE_STRING) {
        property->to = node->text;
        return true;
    }
    if (!facts_check_keys(reader, node, keys)) return false;
    property->to = node_text(node_find(node, S("to")));
    property->key = node_text(node_find(node, S("key")));
    property->values = facts_keep(reader, node_find(node, S("values")));
    property->default_value = facts_keep(reader, node_find(node, S("default")));
    return facts_read_shape(reader, node_find(node, S("shape")), &property->shape) &&
           facts_read_block(reader, node, nesting + 1, &property->block);
}

/* node has "properties" and "under". */
static bool facts_read_block(const FactsReader *reader, const Node *node, int nesting,
                             FactsBlock *ret_block) {
    FactsBlock block = {.properties = map_make(reader->facts->arena)};
    block.under = node_text(node_find(node, S("under")));
    const Node *properties = node_find(node, S("properties"));
    if (nesting > FACTS_NESTING_MAX)
        return facts_fail(reader, node, "is nested too deeply%.*s", S(""));
    if (properties != NULL && properties->kind != NODE_MAP) {
        return facts_fail(reader, properties, "properties must be a map%.*s", S(""));
    }
    for (uint32_t i = 0; properties != NULL && i < properties->count; i++) {
        FactsProperty *property = ARENA_NEW(reader->facts->arena, FactsProperty);
        property->attribute = properties->pairs[i].key;
        if (!facts_read_property(reader, &properties->pairs[i].value, nesting, property)) {
            return false;
        }
        block.has_defaults |= property->default_value != NULL;
        map_set(&block.properties, property->attribute, property);
    }
    *ret_block = block;
    return true;
}

static bool facts_read_ids(const FactsReader *reader, const Node *node, Map *ids) {
    *ids = map_make(reader->facts->arena);
    if (node == NULL) return true;
    if (node->kind != NODE_MAP) return facts_fail(reader, node, "ids must be a map%.*s", S(""));
    for (uint32_t i = 0; i < node->count; i++) {
        Str *attribute = ARENA_NEW(reader->facts->arena, Str);
        *attribute = node_text(&node->pairs[i].value);
        map_set(ids, node->pairs[i].key, attribute);
    }
    return true;
}

static bool facts_read_terraform(const FactsReader *reader, const Node *node,
                                 const FactsType *type) {
    static const char *const keys[] = {"ids", "properties", "under", NULL};
    if (node == NULL) return true;
    if (node->kind != NODE_MAP) {
        return facts_fail(reader, node, "terraform must map Terraform types%.*s", S(""));
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const Node *entry = &node->pairs[i].value;
        FactsTerraform *terraform = ARENA_NEW(reader->facts->arena, FactsTerraform);
        terraform->name = node->pairs[i].key;
        terraform->type = type;
        if (!facts_check_keys(reader, entry, keys) ||
            !facts_read_ids(reader, node_find(entry, S("ids")), &terraform->ids) ||
            !facts_read_block(reader, entry, 0, &terraform->block)) {
            return false;
        }
        map_set(&reader->facts->terraform, terraform->name, terraform);
    }
    return true;
}

static bool facts_read_fold(const FactsReader *reader, const Node *node, FactsFold *fold) {
    static const char *const keys[] = {"by", "of", "into", "shape", "value", "keep", "only", NULL};
    static const char *const shapes[] = {"merge", "append", "value", "self"};
    if (!facts_check_keys(reader, node, keys)) return false;
    fold->by = node_text(node_find(node, S("by")));
    fold->of = node_text(node_find(node, S("of")));
    fold->into = node_text(node_find(node, S("into")));
    fold->value = node_text(node_find(node, S("value")));
    fold->only = facts_keep(reader, node_find(node, S("only")));
    const Node *keep = node_find(node, S("keep"));
    fold->keep = node_is(keep, NODE_BOOL) && keep->boolean;
    const Node *shape = node_find(node, S("shape"));
    for (size_t i = 0; shape != NULL && i < COUNT(shapes); i++) {
        if (node_is_text(shape, str_from(shapes[i]))) {
            fold->shape = (FactsFoldShape)i;
            shape = NULL;
        }
    }
    if (shape != NULL)
        return facts_fail(reader, shape, "the shape of a fold is not known%.*s", S(""));
    if (fold->by.len == 0 || fold->of.len == 0 || fold->into.len == 0) {
        return facts_fail(reader, node, "a fold needs by, of and into%.*s", S(""));
    }
    return true;
}

static bool facts_read_folds(const FactsReader *reader, const Node *node, FactsType *type) {
    if (node == NULL) return true;
    bool many = node->kind == NODE_LIST;
    type->fold_count = many ? node->count : 1;
    type->folds = ARENA_ARRAY(reader->facts->arena, FactsFold, type->fold_count);
    for (size_t i = 0; i < type->fold_count; i++) {
        if (!facts_read_fold(reader, many ? &node->items[i] : node, &type->folds[i])) return false;
    }
    return true;
}

static bool facts_read_type(const FactsReader *reader, Str name, const Node *node) {
    static const char *const keys[] = {"draw",      "category", "names", "fold",
                                       "terraform", "diagram",  NULL};
    if (!facts_check_keys(reader, node, keys)) return false;
    FactsType *type = ARENA_NEW(reader->facts->arena, FactsType);
    type->name = name;
    type->service = reader->service;
    const Node *draw = node_find(node, S("draw"));
    const Node *category = node_find(node, S("category"));
    type->draw = draw == NULL ? S("none") : node_text(draw);
    type->category = category == NULL ? S("other") : node_text(category);
    const Node *names = node_find(node, S("names"));
    if (names != NULL && names->kind != NODE_LIST) {
        return facts_fail(reader, names, "names must be a list%.*s", S(""));
    }
    type->name_count = names == NULL ? 0 : names->count;
    type->names = ARENA_ARRAY(reader->facts->arena, Str, type->name_count);
    for (size_t i = 0; i < type->name_count; i++) type->names[i] = node_text(&names->items[i]);
    if (!facts_read_folds(reader, node_find(node, S("fold")), type)) return false;
    const Node *diagram = node_find(node, S("diagram"));
    if (diagram != NULL &&
        !diagram_read(reader->facts->arena, reader->path, diagram, &type->diagram, reader->err)) {
        return false;
    }
    map_set(&reader->facts->types, name, type);
    return facts_read_terraform(reader, node_find(node, S("terraform")), type);
}

Facts facts_make(Arena *arena) {
    return (Facts){.arena = arena,
                   .types = map_make(arena),
                   .terraform = map_make(arena),
                   .attributes = map_make(arena),
                   .tagged = map_make(arena),
                   .policies = map_make(arena)};
}

static const char *const facts_kind_names[FACTS_ATTRIBUTE_KINDS + 1] = {"other",  "string", "bool",
                                                                        "number", "map",    NULL};

/* Sets each word of a text in a map. */
static void facts_set_words(Map *map, const Node *node, const char *value) {
    Str rest = node_text(node);
    while (rest.len > 0) {
        Str word = str_trim(str_cut(&rest, ' '));
        if (word.len > 0) map_set(map, word, (void *)(uintptr_t)value);
    }
}

static bool facts_read_attributes(const FactsReader *reader, const Node *node) {
    static const char *const keys[] = {"bool", "number", "map", "but", "tagged", NULL};
    Facts *facts = reader->facts;
    const Node *but = node_find(node, S("but"));
    if (!facts_check_keys(reader, node, keys)) return false;
    if (but != NULL && !facts_check_keys(reader, but, facts_kind_names)) return false;
    for (size_t i = 0; i < COUNT(facts_kind_names) - 1; i++) {
        Str kind = str_from(facts_kind_names[i]);
        facts_set_words(&facts->attributes, node_find(node, kind), facts_kind_names[i]);
        facts_set_words(&facts->attributes, node_find(but, kind), facts_kind_names[i]);
    }
    facts_set_words(&facts->tagged, node_find(node, S("tagged")), "tagged");
    return true;
}

static const char *facts_find_kind(const Facts *facts, Str type, Str path) {
    char key[FACTS_KEY_BYTES_MAX];
    if (type.len + path.len + 1 > sizeof key) return NULL;
    memcpy(key, type.ptr, type.len);
    key[type.len] = '.';
    memcpy(key + type.len + 1, path.ptr, path.len);
    return map_find(&facts->attributes, (Str){key, type.len + 1 + path.len});
}

FactsAttributeKind facts_attribute_kind(const Facts *facts, Str type, Str path) {
    Str name = path;
    while (str_contains(name, S("."))) str_cut(&name, '.');
    const char *kind = facts_find_kind(facts, type, path);
    if (kind == NULL) kind = facts_find_kind(facts, type, name);
    if (kind == NULL) kind = map_find(&facts->attributes, name);
    for (size_t i = 0; kind != NULL && i < FACTS_ATTRIBUTE_KINDS; i++) {
        if (strcmp(kind, facts_kind_names[i]) == 0) return (FactsAttributeKind)i;
    }
    return FACTS_ATTRIBUTE_STRING;
}

bool facts_is_tagged(const Facts *facts, Str type) {
    if (!str_starts(type, S("aws_"))) return false;
    return map_find(&facts->tagged, str_slice(type, 4, type.len)) != NULL;
}

static bool facts_read_policies(const FactsReader *reader, const Node *node, bool *ret_any) {
    if (node == NULL) return true;
    if (node->kind != NODE_MAP) {
        return facts_fail(reader, node, "policies must map names to documents%.*s", S(""));
    }
    for (uint32_t i = 0; i < node->count; i++) {
        const Node *document = &node->pairs[i].value;
        if (!node_is(node_find(document, S("Statement")), NODE_LIST)) {
            return facts_fail(reader, document, "a policy needs a Statement%.*s", S(""));
        }
        map_set(&reader->facts->policies, node->pairs[i].key,
                (void *)(uintptr_t)facts_keep(reader, document));
    }
    *ret_any = true;
    return true;
}

static bool facts_read_escalations(const FactsReader *reader, const Node *node, bool *ret_any) {
    Facts *facts = reader->facts;
    if (node == NULL) return true;
    if (node->kind != NODE_LIST) {
        return facts_fail(reader, node, "escalation must be a list of ways%.*s", S(""));
    }
    size_t count = facts->escalation_count;
    facts->escalations = arena_grow_array(facts->arena, facts->escalations, count,
                                          count + node->count, sizeof(Escalation));
    for (uint32_t i = 0; i < node->count; i++) {
        if (!escalation_read(facts->arena, reader->path, &node->items[i],
                             &facts->escalations[count + i], reader->err)) {
            return false;
        }
        facts->escalation_count++;
    }
    *ret_any = true;
    return true;
}

bool facts_add(Facts *facts, Str path, Str text, Error *err) {
    static const char *const keys[] = {"service",  "title",      "types", "attributes",
                                       "policies", "escalation", NULL};
    if (text.len > FACTS_BYTES_MAX) {
        return error_set(err, path, 0, 0, "is larger than the limit of %d bytes", FACTS_BYTES_MAX);
    }
    Source *source = ARENA_NEW(facts->arena, Source);
    source->path = path;
    Node root = {0};
    if (!yaml_read(facts->arena, source, text, &root, err)) return false;
    FactsReader reader = {facts, path, S(""), err};
    if (!facts_check_keys(&reader, &root, keys)) return false;
    reader.service = node_text(node_find(&root, S("service")));
    bool more = false;
    const Node *types = node_find(&root, S("types"));
    if (!facts_read_policies(&reader, node_find(&root, S("policies")), &more) ||
        !facts_read_escalations(&reader, node_find(&root, S("escalation")), &more)) {
        return false;
    }
    if (more && types == NULL) return true;
    const Node *attributes = node_find(&root, S("attributes"));
    if (attributes != NULL && types == NULL) return facts_read_attributes(&reader, attributes);
    if (types == NULL || types->kind != NODE_MAP) {
        return facts_fail(&reader, &root, "has no types: a facts file maps type names%.*s", S(""));
    }
    for (uint32_t i = 0; i < types->count; i++) {
        if (!facts_read_type(&reader, types->pairs[i].key, &types->pairs[i].value)) return false;
    }
    return true;
}

const FactsType *facts_find_type(const Facts *facts, Str name) {
    return map_find(&facts->types, name);
}

const Node *facts_find_policy(const Facts *facts, Str name) {
    return map_find(&facts->policies, name);
}

const FactsTerraform *facts_find_terraform(const Facts *facts, Str name) {
    return map_find(&facts->terraform, name);
}

Str facts_pascal_case(Arena *arena, Str snake) {
    char *text = arena_alloc(arena, snake.len + 1);
    size_t len = 0;
    bool upper = true;
    for (size_t i = 0; i < snake.len; i++) {
        char byte = snake.ptr[i];
        if (byte == '_') {
            upper = true;
            continue;
        }
        text[len++] = (char)(upper && byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
        upper = false;
    }
    return (Str){text, len};
}
