/* SPDX-License-Identifier: Apache-2.0 */
/* hcl.h -- reading HCL2, the language of Terraform's .tf files, and its JSON syntax (.tf.json) into
 * one syntax tree: bodies of attributes and blocks, and expressions that are not evaluated here.
 * Grammar: github.com/hashicorp/hcl, hclsyntax/spec.md and json/spec.md.
 *
 * A broken attribute or block is reported with its place, and reading goes on behind it, so that
 * the rest of the file isn't lost. */
#ifndef MERLON_TEXT_HCL_H
#define MERLON_TEXT_HCL_H

#include "base/error.h"
#include "text/node.h"

enum {
    HCL_BYTES_MAX = 64 << 20, /* of one file: real ones have at most a few MB of policies */
    HCL_DEPTH_MAX = 200       /* expressions, templates and blocks within each other; real: 30 */
};

typedef enum HclKind {
    HCL_NOTHING,     /* an optional part that isn't there */
    HCL_NULL,        /* null */
    HCL_BOOL,        /* true, false: number is 1 or 0 */
    HCL_NUMBER,      /* a literal: number */
    HCL_TEXT,        /* text that is known from the source */
    HCL_TEMPLATE,    /* items: texts, expressions and directives, put together */
    HCL_WRAP,        /* "${x}": the value of items[0], whatever its type */
    HCL_IF,          /* %{if} items: condition, then, else */
    HCL_FOR_TEXT,    /* %{for} items: see HclForItem; HCL_FOR_VALUE is the body */
    HCL_VARIABLE,    /* a name: text */
    HCL_ITEM,        /* inside a splat: the item that it goes over */
    HCL_ATTRIBUTE,   /* items[0].text */
    HCL_INDEX,       /* items[0][items[1]] */
    HCL_SPLAT,       /* items[0][*], then items[1] for each */
    HCL_CALL,        /* text(items...) */
    HCL_NOT,         /* !items[0] */
    HCL_NEGATE,      /* -items[0] */
    HCL_BINARY,      /* items[0] op items[1] */
    HCL_CONDITIONAL, /* items[0] ? items[1] : items[2] */
    HCL_TUPLE,       /* [items...] */
    HCL_OBJECT,      /* {items[0] = items[1], ...} */
    HCL_FOR_TUPLE,   /* [for ...] items: see HclForItem */
    HCL_FOR_OBJECT,  /* {for ...} */
    HCL_PARENTHESES, /* (items[0]) */

    /* only while a template is read */
    HCL_PART_ELSE,
    HCL_PART_END_IF,
    HCL_PART_END_FOR
} HclKind;

/* The items of a for expression; those that aren't there are HCL_NOTHING. */
typedef enum HclForItem {
    HCL_FOR_KEY_NAME, /* HCL_VARIABLE */
    HCL_FOR_VALUE_NAME,
    HCL_FOR_COLLECTION,
    HCL_FOR_KEY,
    HCL_FOR_VALUE,
    HCL_FOR_CONDITION,
    HCL_FOR_ITEMS /* how many there are */
} HclForItem;

typedef enum HclOperator {
    HCL_OR,
    HCL_AND,
    HCL_EQUAL,
    HCL_NOT_EQUAL,
    HCL_LESS,
    HCL_LESS_EQUAL,
    HCL_GREATER,
    HCL_GREATER_EQUAL,
    HCL_ADD,
    HCL_SUBTRACT,
    HCL_MULTIPLY,
    HCL_DIVIDE,
    HCL_MODULO
} HclOperator;

enum {
    HCL_FLAG_SPREAD = 1, /* call: the last argument is followed by "..." */
    HCL_FLAG_GROUP = 2,  /* for: values of one key are gathered ("...") */
    HCL_FLAG_KEY = 4     /* text: a bare name as the key of an object */
};

typedef struct HclExpression HclExpression;

struct HclExpression {
    uint8_t kind;      /* HclKind */
    uint8_t operation; /* HclOperator */
    uint8_t flags;
    uint8_t unused;
    uint32_t line;   /* 1 is the first */
    uint32_t column; /* in bytes, 1 is the first */
    uint32_t count;  /* of items */
    Str text;        /* a name, or literal text */
    Str span;        /* the source text of the whole expression */
    union {
        HclExpression *items;
        double number;
    };
};

typedef struct HclBody HclBody;

typedef struct HclAttribute {
    Str name;
    uint32_t line;
    uint32_t column;
    HclExpression value;
} HclAttribute;

typedef struct HclBlock HclBlock;

struct HclBody {
    const Source *source;
    HclAttribute *attributes; /* in the order of the file; names are unique */
    size_t attribute_count;
    HclBlock *blocks; /* in the order of the file */
    size_t block_count;
    uint32_t end_line; /* of the closing brace, or the last line of the file */
    bool broken;       /* some of it could not be read: more is in it than is seen */
};

struct HclBlock {
    Str type;
    Str *labels;
    size_t label_count;
    uint32_t line;
    uint32_t column;
    HclBody body;
};

/* Reads a .tf or .tfvars file; text needn't outlive the call, source must. Fills *ret_body with all
 * that could be read; returns false when errors were added. */
bool hcl_read(Arena *arena, const Source *source, Str text, HclBody *ret_body, ErrorList *errors);

/* The same for the JSON syntax, .tf.json and .tfvars.json. What is a block there only a schema can
 * tell: the blocks of a file's top and "dynamic" are, everything else is an attribute. */
bool hcl_json_read(Arena *arena, const Source *source, Str text, HclBody *ret_body,
                   ErrorList *errors);

/* Reads a template that stands alone (templatefile). Its nodes are in at's source; when at has a
 * line, all are there. */
bool hcl_read_template(Arena *arena, const Node *at, Str text, HclExpression *ret_expression,
                       Error *err);

/* Reads one expression that stands alone (--var 'zones=["a"]'). */
bool hcl_read_expression(Arena *arena, const Source *source, Str text,
                         HclExpression *ret_expression, Error *err);

/* The attribute of that name, or NULL. */
const HclAttribute *hcl_find(const HclBody *body, Str name);

/* The first block of that type, or NULL. */
const HclBlock *hcl_find_block(const HclBody *body, Str type);

#endif
