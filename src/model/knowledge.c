/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge.c -- what filters and texts ask of a knowledge base: types and their parents, the
 * values of attributes, placeholders. */
#include "model/knowledge.h"

#include "base/buffer.h"

/* Types above GE.TB.B (borders) and GE.TB.L (lines), which templates don't define. */
static const char knowledge_boundary[] = "GE.TB";

const KnowledgeType *knowledge_find_type(const Knowledge *knowledge, Str id) {
    char bytes[KNOWLEDGE_ID_BYTES_MAX];
    if (knowledge == NULL || id.len == 0 || id.len > sizeof bytes) return NULL;
    for (size_t i = 0; i < id.len; i++) {
        char byte = id.ptr[i];
        bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    return map_find(&knowledge->types_by_id, (Str){bytes, id.len});
}

Str knowledge_label(const Knowledge *knowledge, Str id) {
    for (size_t i = 0; knowledge != NULL && i < knowledge->labels.count; i++) {
        if (str_equal(knowledge->labels.items[i].id, id)) return knowledge->labels.items[i].name;
    }
    return id;
}

bool knowledge_is_mitigation(Str id, Str label) {
    static const Str known[] = {S_INIT("PossibleMitigations"),  S_INIT("Possible Mitigation(s)"),
                                S_INIT("Possible Mitigations"), S_INIT("Mitigations"),
                                S_INIT("Mitigation"),           S_INIT("Action Items")};
    for (size_t i = 0; i < COUNT(known); i++) {
        if (str_equal_ignore_case(id, known[i]) || str_equal_ignore_case(label, known[i])) {
            return true;
        }
    }
    return false;
}

Str knowledge_key(Arena *arena, Str type_id, const Flow *flow) {
    Str key = str_format(arena, "%.*s%.*s%.*s%.*s", STR_ARGS(type_id), STR_ARGS(flow->from_id),
                         STR_ARGS(flow->id), STR_ARGS(flow->to_id));
    return str_lower(arena, key);
}

/* ---- subjects ---- */

KnowledgeSubject knowledge_subject_of(const Element *element) {
    return (KnowledgeSubject){element->name, element->type, element->base_type,
                              &element->properties};
}

KnowledgeSubject knowledge_subject_of_flow(const Flow *flow) {
    return (KnowledgeSubject){flow->label, flow->type, flow->base_type, &flow->properties};
}

static bool knowledge_type_is(const Knowledge *knowledge, Str id, Str wanted) {
    if (id.len == 0) return false;
    if (str_equal_ignore_case(id, wanted)) return true;
    const KnowledgeType *type = knowledge_find_type(knowledge, id);
    for (; type != NULL; type = type->parent) {
        if (str_equal_ignore_case(type->id, wanted)) return true;
        id = type->id;
    }
    Str boundary = str_from(knowledge_boundary);
    bool below = id.len > boundary.len && id.ptr[boundary.len] == '.' &&
                 str_equal_ignore_case(str_slice(id, 0, boundary.len), boundary);
    return below && str_equal_ignore_case(wanted, boundary);
}

bool knowledge_subject_is(const Knowledge *knowledge, const KnowledgeSubject *subject, Str wanted) {
    return knowledge_type_is(knowledge, subject->type, wanted) ||
           knowledge_type_is(knowledge, subject->base_type, wanted);
}

static const ModelProperty *knowledge_find_property(const ModelProperties *properties, Str name) {
    for (size_t i = 0; i < properties->count; i++) {
        if (str_equal_ignore_case(properties->items[i].id, name)) return &properties->items[i];
    }
    for (size_t i = 0; i < properties->count; i++) {
        if (str_equal_ignore_case(properties->items[i].name, name)) return &properties->items[i];
    }
    return NULL;
}

static const KnowledgeAttribute *knowledge_find_attribute(const KnowledgeType *type, Str name) {
    for (; type != NULL; type = type->parent) {
        for (size_t i = 0; i < type->attribute_count; i++) {
            const KnowledgeAttribute *attribute = &type->attributes[i];
            if (str_equal_ignore_case(attribute->id, name) ||
                str_equal_ignore_case(attribute->name, name)) {
                return attribute;
            }
        }
    }
    return NULL;
}

bool knowledge_subject_value(const Knowledge *knowledge, const KnowledgeSubject *subject, Str name,
                             Str *ret_value) {
    const ModelProperty *property = knowledge_find_property(subject->properties, name);
    if (property != NULL) {
        *ret_value = property->value;
        return true;
    }
    if (str_equal_ignore_case(name, S("Name"))) {
        *ret_value = subject->name;
        return true;
    }
    const KnowledgeType *type = knowledge_find_type(knowledge, subject->type);
    if (type == NULL) type = knowledge_find_type(knowledge, subject->base_type);
    const KnowledgeAttribute *attribute = knowledge_find_attribute(type, name);
    if (attribute == NULL) return false;
    *ret_value = attribute->initial;
    return true;
}

/* ---- placeholders ---- */

/* What "source", "flow" or "target" is; false for every other word. */
static bool knowledge_find_subject(const Model *model, const Flow *flow, Str word,
                                   KnowledgeSubject *ret_subject) {
    bool source = str_equal_ignore_case(word, S("source"));
    if (str_equal_ignore_case(word, S("flow"))) {
        *ret_subject = knowledge_subject_of_flow(flow);
        return true;
    }
    if (!source && !str_equal_ignore_case(word, S("target"))) return false;
    const Element *end = model_find_element(model, source ? flow->from_id : flow->to_id);
    if (end == NULL) return false;
    *ret_subject = knowledge_subject_of(end);
    return true;
}

/* The value of a placeholder's inside, "source.Name". */
static bool knowledge_find_value(const Model *model, const Flow *flow, Str inside, Str *ret_value) {
    Str name = inside;
    Str word = str_cut(&name, '.');
    KnowledgeSubject subject = {0};
    if (!knowledge_find_subject(model, flow, str_trim(word), &subject)) return false;
    if (!knowledge_subject_value(NULL, &subject, str_trim(name), ret_value)) return false;
    *ret_value = str_slice(*ret_value, 0, KNOWLEDGE_VALUE_BYTES_MAX);
    return true;
}

/* The inside of a placeholder whose brace stands at start; false when there is none. */
static bool knowledge_find_inside(Str text, size_t start, Str *ret_inside) {
    Str near = str_slice(text, start + 1, start + 1 + KNOWLEDGE_VALUE_BYTES_MAX);
    const char *close = near.len == 0 ? NULL : memchr(near.ptr, '}', near.len);
    if (close == NULL) return false;
    *ret_inside = str_slice(near, 0, (size_t)(close - near.ptr));
    return true;
}

Str knowledge_fill(Arena *arena, const Model *model, const Flow *flow, Str text, size_t *budget) {
    if (!str_contains(text, S("{")) || text.len > *budget) return text;
    *budget -= text.len; /* the copy costs too */
    CLEANUP(buffer_free) Buffer out = {0};
    size_t at = 0;
    while (at < text.len) {
        const char *open = memchr(text.ptr + at, '{', text.len - at);
        size_t start = open == NULL ? text.len : (size_t)(open - text.ptr);
        buffer_add(&out, str_slice(text, at, start));
        if (start == text.len) break;
        Str inside = {0}, value = {0};
        bool known = knowledge_find_inside(text, start, &inside) &&
                     knowledge_find_value(model, flow, inside, &value) && value.len <= *budget;
        if (known) *budget -= value.len;
        buffer_add(&out, known ? value : S("{"));
        at = start + 1 + (known ? inside.len + 1 : 0);
    }
    return str_copy(arena, buffer_text(&out));
}
