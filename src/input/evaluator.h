/* SPDX-License-Identifier: Apache-2.0 */
/* evaluator.h -- Terraform's expressions, evaluated as "terraform plan" would, without a cloud.
 *
 * Everything is lazy: a local, an input of a module, an attribute of a resource is worked out when
 * something asks for it, once. What can't be known is an unknown node that says why; an attribute
 * of a resource that AWS makes up is a reference to it (NODE_PART_REFERENCE).
 *
 * A resource, data source or module that an expression names as a whole is a Thing: an unknown node
 * with NODE_FLAG_OBJECT whose NodeUnknown is the first member of a Thing. Its attributes are
 * evaluated when they are asked for, so that two resources may refer to each other's attributes. */
#ifndef MERLON_INPUT_EVALUATOR_H
#define MERLON_INPUT_EVALUATOR_H

#include "input/terraform_folder.h"
#include "input/terraform_function.h"

enum {
    EVALUATOR_DEPTH_MAX = 900,        /* values that need each other; real: below 100 */
    EVALUATOR_MODULES_DEPTH_MAX = 32, /* modules within modules */
    EVALUATOR_INSTANCES_MAX = 20000,  /* of one resource or module */
    EVALUATOR_TEXT_STEP_BYTES = 64    /* so much text costs a step */
};

#define EVALUATOR_STEPS_MAX                                              \
    ((int64_t)50 * 1000 * 1000) /* of one root: 2,000 resources take 1 % \
                                 */

typedef struct EvaluatorModule EvaluatorModule;
typedef struct Expansion Expansion;

typedef struct Evaluator {
    TerraformLoader *loader;
    Input *input;
    Arena *arena;
    int64_t steps;
    int depth;
    Str root;          /* the path of the root module */
    Node modules_json; /* .terraform/modules/modules.json, or null */
    Map variables;     /* of the root: name -> Node, as given from outside */
    Error err;         /* the failure that is on its way up */
    Map noted;         /* what was noted already, by place */
    Str workspace;
} Evaluator;

/* A value that is worked out once. */
typedef struct Lazy {
    enum { LAZY_NEW, LAZY_RUNNING, LAZY_DONE, LAZY_FAILED } state;
    Node value;
    Error err;
} Lazy;

/* Names that an expression may use beside those of its module: each, count, for variables. */
typedef struct Binding {
    Str name;
    Node value;
    const struct Binding *outer;
} Binding;

typedef enum ThingKind {
    THING_RESOURCE,
    THING_DATA,
    THING_MODULE,
    THING_MANY /* resources or modules, it isn't known which */
} ThingKind;

/* One instance of a resource, a data source or a module; or several that aren't known. */
typedef struct Thing {
    NodeUnknown unknown; /* first: see above */
    ThingKind kind;
    Str address;
    const TerraformItem *item;
    EvaluatorModule *module; /* that it stands in */
    const Binding *bindings; /* each or count */
    Str uncertain;           /* as Resource.uncertain */
    Resource *resource;      /* THING_RESOURCE */
    EvaluatorModule *inside; /* THING_MODULE; NULL when its source isn't there */
    struct Thing *one;       /* THING_MANY: what each of them is like */
    Map attributes;          /* name -> Lazy */
    Lazy whole;              /* all that is written of it, as a map */
} Thing;

/* The instances of one block. */
struct Expansion {
    Lazy lazy; /* the value of the name: a thing, a list or a map of things */
    Thing **things;
    size_t count;
};

/* One instance of a module. */
struct EvaluatorModule {
    Evaluator *evaluator;
    const TerraformFolder *folder;
    Str address;            /* "module.a[0]"; empty for the root */
    Str key;                /* in modules.json: "a.b"; empty for the root */
    const Thing *call;      /* NULL for the root */
    EvaluatorModule *outer; /* NULL for the root */
    int depth;
    Map variables; /* name -> Lazy */
    Map locals;
    Map outputs;
    Map resources; /* "aws_s3_bucket.logs" -> Expansion */
    Map data;
    Map calls;
    Str path; /* from the root's folder, as path.module says */
};

/* Where an expression stands. */
typedef struct Scope {
    Evaluator *evaluator;
    EvaluatorModule *module;
    const Source *source;
    const Binding *bindings;
    bool literal_types; /* type constraints: bare words are text */
} Scope;

/* A module's scope for what stands in source. */
Scope evaluator_scope(EvaluatorModule *module, const Source *source, const Binding *bindings);

/* A node with the place of an expression, for makers of nodes. */
Node evaluator_place(const Scope *scope, const HclExpression *expression);

/* Evaluates an expression. On failure returns false and evaluator->err says where and why. */
bool evaluator_run(const Scope *scope, const HclExpression *expression, Node *ret_value);

/* The same, but a failure gives an unknown that says so. */
Node evaluator_value(const Scope *scope, const HclExpression *expression);

/* Fills evaluator->err with an expression's place; returns false. */
bool evaluator_fail(const Scope *scope, const HclExpression *expression, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Takes steps for work of that size; false, with the error, when none are left. */
bool evaluator_charge(Evaluator *evaluator, size_t steps);

/* Takes steps for a value that becomes part of another. */
bool evaluator_charge_value(Evaluator *evaluator, const Node *value);

/* value.name; at tells the place for errors. */
bool evaluator_attribute(const Scope *scope, const HclExpression *at, const Node *value, Str name,
                         Node *ret_value);

/* value[key]. */
bool evaluator_index(const Scope *scope, const HclExpression *at, const Node *value,
                     const Node *key, Node *ret_value);

/* The thing that a node stands for, or NULL. */
Thing *evaluator_thing(const Node *node);

/* A node that stands for a thing. */
Node evaluator_thing_node(const Node *at, const Thing *thing);

/* Begins to work a lazy value out; false when it is done (*ret_value) or failed already, or is
 * being worked out further up: a circle. *ret_done says which. */
bool evaluator_lazy_begin(const Scope *scope, const HclExpression *at, Lazy *lazy, Node *ret_value,
                          bool *ret_done);

/* Ends what evaluator_lazy_begin began: with a value, or with the failure that is on its way up.
 * Returns worked. */
bool evaluator_lazy_end(const Scope *scope, Lazy *lazy, bool worked, const Node *value);

/* The lazy value of that name in a map of them, made when it is new. */
Lazy *evaluator_lazy_of(Arena *arena, Map *map, Str name);

/* A thing as a map of its attributes, as far as they are written; other nodes as they are. */
bool evaluator_force(const Scope *scope, const HclExpression *at, const Node *value,
                     Node *ret_value);

/* --- names (evaluator_name.c) --- */

/* The value of a name, alone or as the beginning of a traversal ("var.x", "aws_s3_bucket.b");
 * *ret_found is false when expression is no such name. */
bool evaluator_name(const Scope *scope, const HclExpression *expression, Node *ret_value,
                    bool *ret_found);

/* An attribute of a thing. */
bool evaluator_thing_attribute(const Scope *scope, const HclExpression *at, Thing *thing, Str name,
                               Node *ret_value);

/* --- count and for_each (evaluator_expand.c) --- */

/* The instances of a resource, data source or module call, or NULL when none is declared. */
Expansion *evaluator_expand(EvaluatorModule *module, ThingKind kind, Str name);

/* A module with nothing evaluated yet. */
EvaluatorModule *evaluator_module_make(Evaluator *evaluator, const TerraformFolder *folder,
                                       const Thing *call);

/* --- bodies (evaluator_body.c) --- */

/* The attributes and blocks of a body as a map; blocks of a type are a list of maps. Meta-arguments
 * of resources are left out at the top. Each attribute that fails is unknown. */
Node evaluator_body(const Scope *scope, const HclBody *body, bool top);

/* The blocks of a type in a body, dynamic ones included, as a list of maps. False when there is
 * none. */
bool evaluator_blocks(const Scope *scope, const HclBody *body, Str type, Node *ret_value);

/* --- types (evaluator_type.c) --- */

/* Converts a value to a type constraint ("list(string)"), as far as it can be. */
Node evaluator_convert(const Scope *scope, const HclExpression *type, const Node *value);

/* --- data sources (evaluator_data.c) --- */

/* An attribute of a data source that can be worked out here; false when it is not one of those. */
bool evaluator_data(const Scope *scope, Thing *thing, Str name, Node *ret_value);

/* The tags that a resource has in the end: the provider's default_tags and, over them, its own
 * (which may be null). */
Node evaluator_all_tags(const Thing *thing, const Node *own);

#endif
