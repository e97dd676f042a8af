/* SPDX-License-Identifier: Apache-2.0 */
/* template.h -- one CloudFormation template while its values are worked out. */
#ifndef MERLON_INPUT_TEMPLATE_H
#define MERLON_INPUT_TEMPLATE_H

#include "input/input.h"

enum {
    TEMPLATE_DEPTH_MAX = 150,   /* of values: as deep as a file may nest, plus conditions */
    TEMPLATE_ITEMS_MAX = 10000, /* of a list that Fn::Split makes, of variables in a Fn::Sub */
    TEMPLATE_CIDR_MAX = 256,    /* blocks of a Fn::Cidr: CloudFormation's own limit */
    TEMPLATE_STEPS_MIN = 4 * 1000 * 1000, /* values worked out for one document: some seconds */
    TEMPLATE_STEPS_PER_VALUE = 8          /* and so many more for each value that is written */
};

/* What it may cost to work out one document with all that is nested in it. Outputs, parameters and
 * Fn::Sub repeat values: a few lines could ask for more than any machine has. */
typedef struct TemplateBudget {
    size_t used;
    size_t max;
} TemplateBudget;

typedef struct TemplateCondition {
    Truth truth;
    bool evaluating; /* stops circles */
} TemplateCondition;

typedef struct Template {
    Input *input;
    Arena *arena;
    const Node *root; /* after SAM and Fn::ForEach were expanded */
    const Source *source;
    const struct Template *outer; /* the template that this one is nested in, or NULL */
    TemplateBudget *budget;
    Str prefix;     /* of addresses: "Network/" in a nested stack */
    Map parameters; /* name -> Node */
    Map conditions; /* name -> TemplateCondition */
    Map resources;  /* logical id -> Resource */
    Map nested;     /* logical id -> Template: the stacks that are at hand */
    int nesting;
    int depth;
} Template;

/* Takes steps off the budget; false when it is used up, which is reported once. */
bool template_spend(Template *template, size_t steps);

/* Works out a value: intrinsic functions are replaced by what they give, AWS::NoValue and null
 * disappear, and what can't be known is unknown with its reason. The result is made anew. */
Node template_evaluate(Template *template, const Node *value);

/* Whether a condition of the template holds. */
Truth template_condition(Template *template, Str name);

/* The value of an output; unknown when there is none of that name. */
Node template_output(Template *template, const Node *at, Str name);

/* If value is a call of an intrinsic function ({"Fn::Join": [...]}) fills ret_result. */
bool template_call(Template *template, const Node *value, Node *ret_result);

/* A text whose dynamic references ({{resolve:...}}) are parts from outside. */
Node template_text(Template *template, const Node *at, Str text);

/* Joins values to one text, with separator between them. Unknown parts stay parts. */
Node template_join(Template *template, const Node *at, const Node *values, size_t count,
                   Str separator);

#endif
