/* SPDX-License-Identifier: Apache-2.0 */
/* facts.h -- what merlon knows about AWS resource types, read from the files below facts/aws/.
 * The format is described in docs/facts.md. */
#ifndef MERLON_AWS_FACTS_H
#define MERLON_AWS_FACTS_H

#include "aws/escalation.h"

enum { FACTS_BYTES_MAX = 1 << 20, FACTS_NESTING_MAX = 12 };

typedef enum FactsShape {
    FACTS_SHAPE_DEFAULT, /* as it comes */
    FACTS_SHAPE_ONE,
    FACTS_SHAPE_LIST,
    FACTS_SHAPE_MAP,
    FACTS_SHAPE_JSON,
    FACTS_SHAPE_TEXT,
    FACTS_SHAPE_ENTRY,
    FACTS_SHAPE_TAGS,
    FACTS_SHAPE_WRAP
} FactsShape;

typedef struct FactsProperty FactsProperty;

/* How the attributes of a resource or block become properties. */
typedef struct FactsBlock {
    Map properties;    /* Terraform attribute -> FactsProperty */
    Str under;         /* where attributes without an entry go; empty: right here */
    bool has_defaults; /* some property has a default */
} FactsBlock;

struct FactsProperty {
    Str attribute;
    bool dropped;
    Str to; /* dotted; empty: the default name; ".": merged into the holder */
    FactsShape shape;
    Str key;
    FactsBlock block;
    const Node *values;        /* map of literal text -> value, or NULL */
    const Node *default_value; /* or NULL */
};

typedef enum FactsFoldShape {
    FACTS_FOLD_MERGE,
    FACTS_FOLD_APPEND,
    FACTS_FOLD_VALUE,
    FACTS_FOLD_SELF
} FactsFoldShape;

typedef struct FactsFold {
    Str by;
    Str of;
    Str into;
    FactsFoldShape shape;
    Str value;
    bool keep;
    const Node *only; /* a map of properties and the texts they must have, or NULL */
} FactsFold;

typedef struct FactsType {
    Str name; /* "AWS::S3::Bucket" */
    Str service;
    Str draw;
    Str category;
    Str *names;
    size_t name_count;
    FactsFold *folds;
    size_t fold_count;
    Diagram diagram;
} FactsType;

typedef struct FactsTerraform {
    Str name; /* "aws_s3_bucket" */
    const FactsType *type;
    Map ids; /* attribute -> Str *: the CloudFormation attribute it equals */
    FactsBlock block;
} FactsTerraform;

/* What Terraform's provider makes of an attribute's value. */
typedef enum FactsAttributeKind {
    FACTS_ATTRIBUTE_OTHER, /* a list, an object, or not known */
    FACTS_ATTRIBUTE_STRING,
    FACTS_ATTRIBUTE_BOOL,
    FACTS_ATTRIBUTE_NUMBER,
    FACTS_ATTRIBUTE_MAP, /* of texts */
    FACTS_ATTRIBUTE_KINDS
} FactsAttributeKind;

typedef struct Facts {
    Arena *arena;
    Map types;      /* CloudFormation type -> FactsType */
    Map terraform;  /* Terraform type -> FactsTerraform */
    Map attributes; /* "name", "type.name", "type.path.name" -> a word */
    Map tagged;     /* Terraform type without "aws_" -> anything */
    Map policies;   /* name of a policy that AWS manages -> Node, its document */
    Escalation *escalations;
    size_t escalation_count;
} Facts;

/* Empty facts whose memory comes from arena, which must outlive them. */
Facts facts_make(Arena *arena);

/* Adds what a facts file says; a type that is there already is replaced. On failure err has
 * file:line, and the file's types read so far stay. */
bool facts_add(Facts *facts, Str path, Str text, Error *err);

/* What is known of a CloudFormation type, or NULL. */
const FactsType *facts_find_type(const Facts *facts, Str name);

/* What is known of a Terraform type, or NULL. */
const FactsTerraform *facts_find_terraform(const Facts *facts, Str name);

/* The document of a policy that AWS manages, by its name ("AdministratorAccess"), or NULL. */
const Node *facts_find_policy(const Facts *facts, Str name);

/* What an attribute of a Terraform type holds; path is that of the blocks that it stands in:
 * "default_action.redirect.port". */
FactsAttributeKind facts_attribute_kind(const Facts *facts, Str type, Str path);

/* Whether the provider's default_tags apply to a Terraform type. */
bool facts_is_tagged(const Facts *facts, Str type);

/* snake_case in PascalCase: "vpc_zone_identifier" -> "VpcZoneIdentifier". */
Str facts_pascal_case(Arena *arena, Str snake);

#endif
