/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge_read.c -- reads a knowledge base from XML. Its parts stand in any order; what is
 * missing is empty. Templates of their own (.tb7) spell some names differently: ID for Id,
 * ParentElement for ParentId. */
#include "model/knowledge_filter.h"

#include "text/xml.h"

typedef struct KnowledgeReader {
    Arena *arena;
    Knowledge *knowledge;
} KnowledgeReader;

static void read_problem(const KnowledgeReader *reader, const Node *at, Str text) {
    Error err = {0};
    Str file = at->source == NULL ? S("") : at->source->path;
    error_set(&err, file, at->line, at->column, "%.*s", STR_ARGS(text));
    error_list_add(&reader->knowledge->problems, reader->arena, &err);
}

/* The elements of that name inside list, at most KNOWLEDGE_TYPES_MAX; more are a problem. */
static size_t read_count(const KnowledgeReader *reader, const Node *list, Str name) {
    const Node *children = xml_children(list);
    size_t count = 0;
    for (uint32_t i = 0; children != NULL && i < children->count; i++) {
        if (!xml_is(&children->items[i], name)) continue;
        if (count == KNOWLEDGE_TYPES_MAX) {
            read_problem(reader, &children->items[i],
                         str_format(reader->arena,
                                    "the knowledge base has more than %d of %.*s: the rest is left "
                                    "out",
                                    KNOWLEDGE_TYPES_MAX, STR_ARGS(name)));
            break;
        }
        count++;
    }
    return count;
}

/* The text of the first child that has one of two names. */
static Str read_either(const Node *element, Str name, Str other) {
    Str text = str_trim(xml_child_text(element, name));
    return text.len > 0 ? text : str_trim(xml_child_text(element, other));
}

/* The first value of a list of them; empty when there is none. */
static Str read_first(const Node *list) {
    const Node *children = xml_children(list);
    for (uint32_t i = 0; children != NULL && i < children->count; i++) {
        Str text = str_trim(xml_text(&children->items[i]));
        if (text.len > 0) return text;
    }
    return S("");
}

static void read_manifest(const KnowledgeReader *reader, const Node *manifest) {
    Knowledge *knowledge = reader->knowledge;
    knowledge->name = read_either(manifest, S("Name"), S("name"));
    knowledge->version = read_either(manifest, S("Version"), S("version"));
    knowledge->author = read_either(manifest, S("Author"), S("author"));
    if (knowledge->name.len == 0) knowledge->name = xml_attribute(manifest, S("name"));
    if (knowledge->version.len == 0) knowledge->version = xml_attribute(manifest, S("version"));
    if (knowledge->author.len == 0) knowledge->author = xml_attribute(manifest, S("author"));
}

/* ---- types of elements ---- */

static KnowledgeAttribute read_attribute(const Node *element) {
    KnowledgeAttribute attribute = {
        .id = str_trim(xml_child_text(element, S("Name"))),
        .name = str_trim(xml_child_text(element, S("DisplayName"))),
        .initial = read_first(xml_child(element, S("AttributeValues"))),
    };
    Str kind = str_trim(xml_child_text(element, S("Type")));
    bool boolean = str_equal_ignore_case(kind, S("Boolean"));
    if (boolean && attribute.initial.len == 0) attribute.initial = S("false");
    return attribute;
}

static void read_attributes(const KnowledgeReader *reader, const Node *list, KnowledgeType *type) {
    size_t count = read_count(reader, list, S("Attribute"));
    const Node *children = xml_children(list);
    type->attributes = ARENA_ARRAY(reader->arena, KnowledgeAttribute, count);
    for (uint32_t i = 0; type->attribute_count < count; i++) {
        if (!xml_is(&children->items[i], S("Attribute"))) continue;
        type->attributes[type->attribute_count++] = read_attribute(&children->items[i]);
    }
}

/* Adds a type unless it has no id, or one that is taken. */
static void read_type(const KnowledgeReader *reader, const Node *element) {
    Knowledge *knowledge = reader->knowledge;
    KnowledgeType type = {.node = element,
                          .id = read_either(element, S("Id"), S("ID")),
                          .name = str_trim(xml_child_text(element, S("Name"))),
                          .parent_id = read_either(element, S("ParentId"), S("ParentElement"))};
    Str key = str_lower(reader->arena, type.id);
    const char *fault = NULL;
    if (type.id.len == 0) fault = "has no Id";
    if (type.id.len > KNOWLEDGE_ID_BYTES_MAX) fault = "has an Id of more than 128 bytes";
    if (fault == NULL && map_find(&knowledge->types_by_id, key) != NULL) fault = "is there twice";
    if (fault != NULL) {
        read_problem(reader, element,
                     str_format(reader->arena, "the element type \"%.*s\" %s: it is left out",
                                STR_ARGS(type.id.len > 0 ? type.id : type.name), fault));
        return;
    }
    read_attributes(reader, xml_child(element, S("Attributes")), &type);
    KnowledgeType *added = &knowledge->types[knowledge->type_count++];
    *added = type;
    map_set(&knowledge->types_by_id, key, added);
}

static void read_types_of(const KnowledgeReader *reader, const Node *list, size_t count) {
    const Node *children = xml_children(list);
    for (uint32_t i = 0; count > 0; i++) {
        if (!xml_is(&children->items[i], S("ElementType"))) continue;
        read_type(reader, &children->items[i]);
        count--;
    }
}

/* How many attributes a type has with its parents', or SIZE_MAX when there are too many of these,
 * which is so in a circle. */
static size_t read_chain(const KnowledgeType *type) {
    size_t attributes = 0;
    for (int level = 0; type != NULL; type = type->parent) {
        attributes += type->attribute_count;
        if (++level > KNOWLEDGE_PARENTS_MAX) return SIZE_MAX;
    }
    return attributes;
}

static void read_types(const KnowledgeReader *reader, const Node *root) {
    Knowledge *knowledge = reader->knowledge;
    const Node *generic = xml_child(root, S("GenericElements"));
    const Node *standard = xml_child(root, S("StandardElements"));
    size_t generic_count = read_count(reader, generic, S("ElementType"));
    size_t standard_count = read_count(reader, standard, S("ElementType"));
    knowledge->types = ARENA_ARRAY(reader->arena, KnowledgeType, generic_count + standard_count);
    read_types_of(reader, generic, generic_count);
    read_types_of(reader, standard, standard_count);
    for (size_t i = 0; i < knowledge->type_count; i++) {
        KnowledgeType *type = &knowledge->types[i];
        type->parent = knowledge_find_type(knowledge, type->parent_id);
    }
    for (size_t i = 0; i < knowledge->type_count; i++) {
        KnowledgeType *type = &knowledge->types[i];
        size_t attributes = read_chain(type);
        if (attributes == SIZE_MAX) {
            type->parent = NULL;
            read_problem(reader, type->node,
                         str_format(reader->arena,
                                    "the element type \"%.*s\" is below itself, or below more than "
                                    "%d others: it counts as one without a parent",
                                    STR_ARGS(type->id), KNOWLEDGE_PARENTS_MAX));
            attributes = type->attribute_count;
        }
        if (attributes > knowledge->attributes_max) knowledge->attributes_max = attributes;
    }
}

/* ---- threats ---- */

static void read_categories(const KnowledgeReader *reader, const Node *list) {
    Knowledge *knowledge = reader->knowledge;
    size_t count = read_count(reader, list, S("ThreatCategory"));
    const Node *children = xml_children(list);
    knowledge->categories = ARENA_ARRAY(reader->arena, KnowledgeCategory, count);
    for (uint32_t i = 0; knowledge->category_count < count; i++) {
        const Node *element = &children->items[i];
        if (!xml_is(element, S("ThreatCategory"))) continue;
        knowledge->categories[knowledge->category_count++] = (KnowledgeCategory){
            read_either(element, S("Id"), S("ID")), str_trim(xml_child_text(element, S("Name")))};
    }
}

static Str read_category_name(const Knowledge *knowledge, Str id) {
    for (size_t i = 0; i < knowledge->category_count; i++) {
        const KnowledgeCategory *category = &knowledge->categories[i];
        if (str_equal_ignore_case(category->id, id) && category->name.len > 0) {
            return category->name;
        }
    }
    return id;
}

/* A filter that can't be read is a problem, which says what is done without it. */
static const KnowledgeFilter *read_filter(const KnowledgeReader *reader, const Node *element,
                                          Str title, const char *without) {
    const KnowledgeFilter *filter = NULL;
    Error err = {0};
    if (element == NULL) return NULL;
    if (knowledge_filter_read(reader->arena, xml_text(element), &filter, &err)) return filter;
    Str name = node_text(node_find(element, S("name")));
    read_problem(reader, element,
                 str_format(reader->arena,
                            "the %.*s filter of the threat \"%.*s\" can't be read at its byte %u: "
                            "%s; %s",
                            STR_ARGS(name), STR_ARGS(title), err.column, err.message, without));
    return NULL;
}

static void read_property(const KnowledgeReader *reader, const Node *datum,
                          KnowledgeThreatType *type) {
    Str id = str_trim(xml_child_text(datum, S("Name")));
    Str label = str_trim(xml_child_text(datum, S("Label")));
    Str value = read_first(xml_child(datum, S("Values")));
    if (str_equal(id, S("UserThreatShortDescription"))) {
        type->short_description = value;
    } else if (str_equal(id, S("UserThreatDescription"))) {
        if (value.len > 0) type->description = value;
    } else if (str_equal(id, S("Priority"))) {
        type->priority = value;
    } else if (type->mitigation.len == 0 && knowledge_is_mitigation(id, label)) {
        type->mitigation = value;
    } else if (id.len > 0 && value.len > 0) {
        size_t index = type->properties.count++;
        if (label.len == 0) label = knowledge_label(reader->knowledge, id);
        type->properties.items[index] = (ModelProperty){label, value, id};
    }
}

static void read_properties(const KnowledgeReader *reader, const Node *list,
                            KnowledgeThreatType *type) {
    const Node *children = xml_children(list);
    if (children == NULL) return;
    type->properties.items = ARENA_ARRAY(reader->arena, ModelProperty, children->count);
    type->properties.capacity = children->count;
    for (uint32_t i = 0; i < children->count; i++) read_property(reader, &children->items[i], type);
}

static void read_threat(const KnowledgeReader *reader, const Node *element) {
    Knowledge *knowledge = reader->knowledge;
    KnowledgeThreatType type = {.id = read_either(element, S("Id"), S("ID")),
                                .title = str_trim(xml_child_text(element, S("ShortTitle"))),
                                .category_id = str_trim(xml_child_text(element, S("Category"))),
                                .description = str_trim(xml_child_text(element, S("Description"))),
                                .place = {knowledge->file, element->line}};
    type.category = read_category_name(knowledge, type.category_id);
    if (type.title.len == 0) type.title = type.id;
    const Node *filters = xml_child(element, S("GenerationFilters"));
    const Node *include = xml_child(filters, S("Include"));
    const Node *exclude = xml_child(filters, S("Exclude"));
    type.include_text = str_trim(xml_text(include));
    type.exclude_text = str_trim(xml_text(exclude));
    type.include = read_filter(reader, include, type.title, "the threat is never found");
    type.exclude =
        read_filter(reader, exclude, type.title, "the threat is found wherever Include holds");
    read_properties(reader, xml_child(element, S("PropertiesMetaData")), &type);
    if (type.priority.len == 0) type.priority = S("High"); /* the tool's own default */
    knowledge->threats[knowledge->threat_count++] = type;
}

static void read_threats(const KnowledgeReader *reader, const Node *list) {
    Knowledge *knowledge = reader->knowledge;
    size_t count = read_count(reader, list, S("ThreatType"));
    const Node *children = xml_children(list);
    knowledge->threats = ARENA_ARRAY(reader->arena, KnowledgeThreatType, count);
    for (uint32_t i = 0; knowledge->threat_count < count; i++) {
        if (xml_is(&children->items[i], S("ThreatType"))) {
            read_threat(reader, &children->items[i]);
        }
    }
}

static void read_labels(const KnowledgeReader *reader, const Node *list) {
    Knowledge *knowledge = reader->knowledge;
    const Node *children = xml_children(list);
    if (children == NULL) return;
    knowledge->labels.items = ARENA_ARRAY(reader->arena, ModelProperty, children->count);
    for (uint32_t i = 0; i < children->count; i++) {
        const Node *datum = &children->items[i];
        Str id = str_trim(xml_child_text(datum, S("Name")));
        Str label = str_trim(xml_child_text(datum, S("Label")));
        if (id.len == 0 || label.len == 0) continue;
        if (knowledge->labels.count == KNOWLEDGE_LABELS_MAX) {
            read_problem(reader, datum,
                         S("more than 1000 properties of threats have labels: the "
                           "rest goes by its ids"));
            return;
        }
        knowledge->labels.items[knowledge->labels.count++] = (ModelProperty){label, S(""), id};
    }
}

Knowledge *knowledge_read(Arena *arena, const Node *element) {
    Knowledge *knowledge = ARENA_NEW(arena, Knowledge);
    knowledge->file = element->source == NULL ? S("") : element->source->path;
    knowledge->types_by_id = map_make(arena);
    KnowledgeReader reader = {arena, knowledge};
    read_manifest(&reader, xml_child(element, S("Manifest")));
    read_types(&reader, element);
    read_categories(&reader, xml_child(element, S("ThreatCategories")));
    const Node *meta = xml_child(element, S("ThreatMetaData"));
    read_labels(&reader, xml_child(meta, S("PropertiesMetaData")));
    read_threats(&reader, xml_child(element, S("ThreatTypes")));
    return knowledge;
}
