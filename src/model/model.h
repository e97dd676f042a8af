/* SPDX-License-Identifier: Apache-2.0 */
/* model.h -- the data-flow diagram: elements, the flows between them, and the trust boundaries that
 * flows cross. It is drawn from an estate (model/infer.h), read from a model that was made
 * elsewhere (src/input), or both: what a person wrote is laid over what was inferred.
 *
 * Things name each other by id while a model grows, in any order; model_finish turns ids into
 * pointers, finds out which boundaries each flow crosses, and numbers the flows. Memory comes from
 * the model's arena; nothing is freed on its own. */
#ifndef MERLON_MODEL_MODEL_H
#define MERLON_MODEL_MODEL_H

#include "estate/evidence.h"

enum {
    MODEL_THINGS_MAX = 200 * 1000, /* elements, flows or boundaries, each; as in ESTATE limits */
    MODEL_NESTING_MAX = 32,        /* boundaries within boundaries; real models have six */
    MODEL_EVIDENCE_MAX = 8,        /* places shown as proof of one flow or claim */
    MODEL_NEAR_MAX = 20 /* problems that name a near id: a search through all ids for each */
};

typedef enum ElementKind { ELEMENT_EXTERNAL, ELEMENT_PROCESS, ELEMENT_STORE } ElementKind;

typedef enum BoundaryKind {
    BOUNDARY_INTERNET, /* everybody */
    BOUNDARY_ACCOUNT,  /* this AWS account, or one of a third party */
    BOUNDARY_REGION,
    BOUNDARY_VPC,
    BOUNDARY_SUBNET, /* one, or several that stand for the same tier */
    BOUNDARY_GROUP,  /* a security group, or several on the same elements */
    BOUNDARY_OTHER   /* of a model that was made elsewhere */
} BoundaryKind;

typedef struct EvidenceList {
    Evidence *items; /* at most MODEL_EVIDENCE_MAX */
    size_t count;
} EvidenceList;

/* Something about a thing that may not be known, with what shows it. */
typedef struct Claim {
    bool stated; /* else nothing says anything about it, and truth doesn't count */
    Truth truth;
    Str reason; /* in a few words: "the listener takes HTTPS"; or empty */
    EvidenceList evidence;
} Claim;

/* An attribute of a model that was made elsewhere, kept as it was written. */
typedef struct ModelProperty {
    Str name;
    Str value;
    Str id; /* what its source's rules call it: "storesLogData", a GUID; or empty */
} ModelProperty;

typedef struct ModelProperties {
    ModelProperty *items;
    size_t count;
    size_t capacity;
} ModelProperties;

/* Texts, such as the ids of assets. */
typedef struct ModelTexts {
    Str *items;
    size_t count;
    size_t capacity;
} ModelTexts;

/* Where a thing was written; file is empty when nothing says. */
typedef struct ModelPlace {
    Str file;
    uint32_t line; /* 0: not known */
} ModelPlace;

typedef struct Boundary {
    Str id;
    Str name;
    Str type;      /* as its source calls it: "AWS::EC2::VPC", a stencil's id; or empty */
    Str base_type; /* the kind of type that type is one of, where its source says: "GE.TB.B" */
    Str diagram;   /* the one of its source's several diagrams that it is drawn on; or empty */
    Str description;
    BoundaryKind kind;
    Str parent_id; /* empty: none */
    ModelPlace place;
    ModelProperties properties;
    Claim open;       /* of a subnet: whether its routes lead to an internet gateway */
    bool line;        /* drawn as a line that flows cross, it holds no elements */
    bool refines;     /* only says more of one that comes from elsewhere: see Element */
    bool kind_stated; /* see Element */
    bool has_trust;
    double trust;                  /* 0 to 100, OTM's trust rating */
    const struct Boundary *parent; /* set by model_finish */
    uint32_t index;                /* in the model */
    uint32_t depth;                /* 0: has no parent; set by model_finish */
} Boundary;

/* A role that a workload acts with, and what says so. */
typedef struct ElementRole {
    const Resource *role;
    Evidence evidence;
} ElementRole;

typedef struct Element {
    Str id;        /* the resource's address, or what its source says */
    Str name;      /* for people */
    Str type;      /* "AWS::S3::Bucket", a stencil's id, or empty */
    Str base_type; /* as in Boundary: "GE.P" */
    Str diagram;   /* as in Boundary */
    Str category;  /* as in facts: compute, storage, database, ... */
    Str description;
    ElementKind kind;
    Str boundary_id; /* the innermost boundary that it stands in; empty: none */
    ModelPlace place;
    ModelProperties properties;
    ModelTexts assets;        /* ids of data that it holds */
    const Resource *resource; /* NULL when it is not of the estate */
    ElementRole *roles;
    size_t role_count;
    bool sensitive; /* it holds data that attackers come for */
    bool out_of_scope;
    Str scope_reason;
    bool actor;       /* a person or system that acts: internet users, administrators, CI */
    bool refines;     /* only says more of one that comes from elsewhere: a problem if none does */
    bool kind_stated; /* somebody wrote the kind down: it counts more than one that was inferred */
    const Boundary *boundary; /* set by model_finish */
    uint32_t index;           /* in the model */
} Element;

typedef struct Flow {
    Str id;        /* stable: "from -> to: label" unless its source has one */
    Str label;     /* what passes: "invokes", "dynamodb:GetItem, Query", "TCP 5432" */
    Str type;      /* as its source calls it; or empty */
    Str base_type; /* as in Boundary: "GE.DF" */
    Str diagram;   /* as in Boundary */
    Str description;
    Str from_id, to_id; /* of elements */
    ModelPlace place;
    ModelProperties properties;
    ModelTexts assets;     /* ids of data that passes */
    EvidenceList evidence; /* what shows that there is such a flow */
    Claim certain;         /* stated where something may forbid it, see flow_truth */
    Claim encrypted;
    Claim authenticated;
    bool bidirectional;
    bool refines;  /* only says more of one that comes from elsewhere: see Element */
    bool delivers; /* who controls the source gets no further by it: logs, replicas */
    bool out_of_scope;
    Str scope_reason;
    bool has_crossings;       /* crossing_ids says what it crosses, not the nesting of boundaries */
    ModelTexts crossing_ids;  /* of boundaries */
    const Element *from, *to; /* set by model_finish */
    const Boundary **crosses; /* set by model_finish: from the source outwards, then inwards */
    size_t cross_count;
    uint32_t number; /* 1 is the first in the list; set by model_finish */
} Flow;

/* What the policies of a role or user let it do with an element. The rights of one principal stand
 * together. */
typedef struct ModelRight {
    const Resource *principal; /* AWS::IAM::Role or AWS::IAM::User */
    const Element *to;         /* INFER_CONSOLE for who may do everything */
    Str label;                 /* "dynamodb:GetItem, Query" */
    Truth truth;
    EvidenceList evidence;
    bool everything; /* all rights in the account */
} ModelRight;

/* Data that is worth protecting. */
typedef struct Asset {
    Str id;
    Str name;
    Str description;
    Str classification; /* "personal data", or empty */
    bool has_risk;
    double confidentiality, integrity, availability; /* 0 to 100, as OTM has them */
    ModelPlace place;
} Asset;

/* A threat that the source of a model lists, with what people decided about it. */
typedef struct ModelThreat {
    Str id;      /* in its source */
    Str type_id; /* of the kind of threat, where its source has kinds: "TH17" */
    Str key;     /* says which threat it is when it is found again (model/knowledge.h); or empty */
    Str title;
    Str category; /* as its source has it: "Spoofing", "Storage" */
    Str description;
    Str state; /* as its source has it: "AutoGenerated", "Mitigated"; or empty */
    Str justification;
    Str priority; /* "High" */
    Str changed_by, changed_at;
    Str on_id; /* the element, flow or boundary; empty: the whole model */
    ModelTexts mitigations;
    ModelPlace place;
    ModelProperties properties;
} ModelThreat;

/* Who made the model, and what it takes for granted. */
typedef struct ModelHead {
    Str name, description, owner, reviewer;
    ModelTexts contributors, assumptions, dependencies;
} ModelHead;

typedef struct Model {
    Arena *arena;
    ModelHead head;
    Element **elements; /* actors first, then in the order in which they were added */
    size_t element_count, element_capacity;
    Flow **flows; /* by the order of their elements, then by label */
    size_t flow_count, flow_capacity;
    Boundary **boundaries; /* each after the one that it stands in */
    size_t boundary_count, boundary_capacity;
    Asset *assets;
    size_t asset_count, asset_capacity;
    Map asset_ids; /* id -> Asset; set by model_finish */
    ModelThreat *threats;
    size_t threat_count, threat_capacity;
    ModelRight *rights;
    size_t right_count, right_capacity;
    Element **owners; /* by the index of a resource of the estate: the element that it is, or is
                         part of; NULL for none */
    size_t owner_count;
    Map element_ids, flow_ids, boundary_ids; /* id -> Element, Flow, Boundary */
    ErrorList problems; /* ids that name nothing, and what was left out for it */
} Model;

/* An empty model whose memory comes from arena. */
Model model_make(Arena *arena);

/* Adds a copy of what is given; an id that is there already gets what the new one says more: texts
 * that are not empty replace the old ones, and so does a kind that is stated. What a person wrote
 * stays whatever the order: an element without a resource, and what refines. Returns the thing in
 * the model, or NULL beyond MODEL_THINGS_MAX, which is noted as a problem. An empty id of a flow is
 * made of its ends and label. */
Element *model_add_element(Model *model, const Element *element);

/* Like model_add_element. */
Flow *model_add_flow(Model *model, const Flow *flow);

/* Like model_add_element. */
Boundary *model_add_boundary(Model *model, const Boundary *boundary);

/* Appends a copy. */
void model_add_asset(Model *model, const Asset *asset);

/* Appends a copy. */
void model_add_threat(Model *model, const ModelThreat *threat);

/* Appends a copy. */
void model_add_right(Model *model, const ModelRight *right);

/* Appends to the properties of a thing. */
void model_add_property(Model *model, ModelProperties *properties, Str name, Str value);

/* Appends a text to a list. */
void model_add_text(Model *model, ModelTexts *texts, Str text);

/* Appends evidence unless it is there or the list is full. */
void model_add_evidence(Model *model, EvidenceList *list, Evidence evidence);

/* The element with that id, or NULL; what only refines one is none. */
Element *model_find_element(const Model *model, Str id);

/* The flow with that id, or NULL; what only refines one is none. */
Flow *model_find_flow(const Model *model, Str id);

/* The boundary with that id, or NULL; what only refines one is none. */
Boundary *model_find_boundary(const Model *model, Str id);

/* The element that a resource is or is part of, or NULL. */
const Element *model_owner(const Model *model, const Resource *resource);

/* The value of a property, or the empty text. */
Str model_property(const ModelProperties *properties, Str name);

/* Turns ids into pointers, sorts, numbers the flows and finds what they cross. A flow with an end
 * that names no element is left out, and so is what refines a thing that isn't there; a boundary in
 * a circle loses its parent. These are problems. */
void model_finish(Model *model);

/* The truth of a claim; unknown when nothing states it. */
Truth claim_truth(const Claim *claim);

/* Whether the flow is there at all: true unless something says that it may not be. */
Truth flow_truth(const Flow *flow);

/* "external", "process", "store". */
Str element_kind_name(ElementKind kind);

/* "internet", "account", "region", "vpc", "subnet", "security group", "other". */
Str boundary_kind_name(BoundaryKind kind);

#endif
