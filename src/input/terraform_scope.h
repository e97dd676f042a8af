/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_scope.h -- modules of a plan, and what the references in their expressions mean.
 * A plan's "configuration" tells which references each attribute's expression uses. On a first
 * apply that is all there is: ids don't exist yet. */
#ifndef MERLON_INPUT_TERRAFORM_SCOPE_H
#define MERLON_INPUT_TERRAFORM_SCOPE_H

#include "input/input.h"

enum {
    TERRAFORM_MODULES_DEPTH_MAX = 32, /* modules within modules */
    TERRAFORM_HOPS_MAX = 64           /* variables and outputs followed from one reference */
};

/* One instance of a module. */
typedef struct TerraformModule {
    Str address;        /* "module.a[0].module.b", empty for the root */
    const Node *config; /* its "configuration", or NULL */
    const Node *call;   /* the expressions that its variables come from, or NULL */
    const struct TerraformModule *parent;
    Map resources;                      /* "managed aws_x.b" -> its part of config, a Node */
    const struct TerraformModule *twin; /* another instance of the same module call */
} TerraformModule;

/* A resource of the plan as long as references are resolved. */
typedef struct TerraformScope {
    Input *input;
    Map modules;           /* address -> TerraformModule */
    Map instances;         /* address without indices -> ResourceList of all its instances */
    Map data;              /* address of a data source -> its values, a Node */
    const Node *variables; /* of the root module, or NULL */
} TerraformScope;

/* "module.a[0].aws_x.b[\"k\"]" -> "module.a.aws_x.b". */
Str terraform_without_indices(Arena *arena, Str address);

/* Whose attribute it is: for count.index and each.value. */
typedef struct TerraformPlace {
    const TerraformModule *module;
    const Node *config; /* the resource's part of the configuration, or NULL */
    Str address;
} TerraformPlace;

/* Makes an unknown out of the expression of an attribute ({references: [...]}), which may be NULL.
 */
Node terraform_unknown(TerraformScope *scope, const TerraformPlace *place, const Node *at,
                       const Node *expression);

#endif
