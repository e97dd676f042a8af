/* SPDX-License-Identifier: Apache-2.0 */
/* knowledge.h -- the knowledge base of the Microsoft Threat Modeling Tool, which every .tm7 file
 * carries along: types of elements with their parents and attributes, categories, and types of
 * threats, each with filters that say which flows have it.
 *
 * A threat type holds for a flow when its Include filter does and its Exclude filter doesn't; an
 * empty filter never holds. The language of the filters is described in model/knowledge_filter.h.
 * An element of a type also is one of each of that type's parents.
 *
 * The shape is that of the tool's own serializer; there is no specification. Ids are compared
 * without regard to case, as the tool does. */
#ifndef MERLON_MODEL_KNOWLEDGE_H
#define MERLON_MODEL_KNOWLEDGE_H

#include "model/model.h"

enum {
    KNOWLEDGE_TYPES_MAX = 10 * 1000, /* of elements, or of threats; real ones have 200 */
    KNOWLEDGE_ID_BYTES_MAX = 128,    /* of a type; GUIDs have 36 */
    KNOWLEDGE_LABELS_MAX = 1000,     /* properties that threats can have; real ones have ten */
    KNOWLEDGE_PARENTS_MAX = 16,      /* types above each other; real ones have two */
    KNOWLEDGE_STEPS_MAX = 200 * 1000 * 1000, /* comparisons for one model: some seconds */
    KNOWLEDGE_THREATS_MAX = 200 * 1000,      /* found in one model */
    KNOWLEDGE_VALUE_BYTES_MAX = 1024,        /* of a name that is put into a text */
    KNOWLEDGE_FILL_BYTES_MAX = 64 << 20      /* of all texts whose placeholders are filled */
};

typedef struct KnowledgeFilter KnowledgeFilter;

/* What elements of a type have, besides their names. */
typedef struct KnowledgeAttribute {
    Str id;      /* what filters call it */
    Str name;    /* for people */
    Str initial; /* what an element that says nothing about it has */
} KnowledgeAttribute;

typedef struct KnowledgeType KnowledgeType;

/* A type of elements, flows or boundaries. */
struct KnowledgeType {
    Str id; /* "GE.P", a GUID */
    Str name;
    Str parent_id;
    const KnowledgeType *parent; /* NULL: none */
    KnowledgeAttribute *attributes;
    size_t attribute_count;
    const Node *node; /* where it is written */
};

typedef struct KnowledgeCategory {
    Str id;
    Str name;
} KnowledgeCategory;

/* A type of threats. Texts may hold placeholders: {source.Name}, {flow.Name}, {target.Name}. */
typedef struct KnowledgeThreatType {
    Str id;
    Str title;
    Str category_id;
    Str category; /* its name; the id when it has none */
    Str description;
    Str short_description;
    Str priority; /* "High" */
    Str mitigation;
    ModelProperties properties;     /* whatever else the template's author added */
    Str include_text, exclude_text; /* the filters as they were written */
    const KnowledgeFilter *include; /* NULL: never holds */
    const KnowledgeFilter *exclude; /* NULL: never holds */
    ModelPlace place;
} KnowledgeThreatType;

typedef struct Knowledge {
    Str file; /* the model that carries it: the file of its flows */
    Str name, version, author;
    bool disabled; /* the model's author has switched the finding of threats off */
    KnowledgeType *types;
    size_t type_count;
    Map types_by_id;       /* in lower case -> KnowledgeType */
    size_t attributes_max; /* the most attributes that one type has, with its parents' */
    KnowledgeCategory *categories;
    size_t category_count;
    KnowledgeThreatType *threats;
    size_t threat_count;
    ModelProperties labels; /* of the properties of threats: name is the label, id the id */
    ErrorList problems;     /* filters that can't be read, and what was left out for it */
} Knowledge;

/* A threat that was found on a flow. */
typedef struct KnowledgeThreat {
    const KnowledgeThreatType *type;
    const Flow *flow;
    Str key; /* as in ModelThreat: "TH17", source's, flow's and target's ids, joined, lower case */
    Str title, description, mitigation; /* placeholders filled */
    Str category, priority;
    const ModelThreat *instance; /* what the file says about it; NULL: nothing. Valid until the
                                    model gets another threat */
} KnowledgeThreat;

typedef struct KnowledgeResult {
    KnowledgeThreat *threats; /* by flow, in the model's order, then as in the knowledge base */
    size_t count;
    const ModelThreat **others; /* threats of the file that weren't found: added by people, or the
                                   diagram has changed since */
    size_t other_count;
    size_t skipped;  /* flows that are out of scope, or whose source or target is */
    bool incomplete; /* KNOWLEDGE_STEPS_MAX or KNOWLEDGE_THREATS_MAX was reached */
} KnowledgeResult;

/* What a filter or a placeholder can ask about: an element, a flow, or a boundary. */
typedef struct KnowledgeSubject {
    Str name;
    Str type, base_type;
    const ModelProperties *properties;
} KnowledgeSubject;

/* Reads a <KnowledgeBase> element (text/xml.h). What can't be read is in its problems. */
Knowledge *knowledge_read(Arena *arena, const Node *element);

/* The type with that id, or NULL. */
const KnowledgeType *knowledge_find_type(const Knowledge *knowledge, Str id);

/* Whether a subject's type or base type is wanted, or one below it. */
bool knowledge_subject_is(const Knowledge *knowledge, const KnowledgeSubject *subject, Str wanted);

/* The value of a subject's attribute, by its id or its name for people: as the diagram has it, else
 * as its type begins with it. False when it has no such attribute. knowledge may be NULL. */
bool knowledge_subject_value(const Knowledge *knowledge, const KnowledgeSubject *subject, Str name,
                             Str *ret_value);

/* An element as a subject. */
KnowledgeSubject knowledge_subject_of(const Element *element);

/* A flow as a subject. */
KnowledgeSubject knowledge_subject_of_flow(const Flow *flow);

/* The label of a threat's property, or its id when it has none. */
Str knowledge_label(const Knowledge *knowledge, Str id);

/* Whether a property of threats with that id or label says what to do about a threat. */
bool knowledge_is_mitigation(Str id, Str label);

/* The key that a threat of a type on a flow is known by: see KnowledgeThreat. */
Str knowledge_key(Arena *arena, Str type_id, const Flow *flow);

/* Text with the placeholders that name something of flow and its ends filled. Takes the bytes of
 * the filled text off *budget; when too few are left, placeholders stay as they are. */
Str knowledge_fill(Arena *arena, const Model *model, const Flow *flow, Str text, size_t *budget);

/* Finds the threats of a model that model_finish has completed. Only flows of the file that
 * carries the knowledge base are looked at; when it is disabled, none are found. */
KnowledgeResult knowledge_generate(Arena *arena, const Model *model, const Knowledge *knowledge);

#endif
