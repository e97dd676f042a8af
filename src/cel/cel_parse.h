/* SPDX-License-Identifier: Apache-2.0 */
/* cel_parse.h -- the tree of a parsed expression, shared by the parser and the evaluator. */
#ifndef MERLON_CEL_CEL_PARSE_H
#define MERLON_CEL_CEL_PARSE_H

#include "cel/cel.h"

typedef enum CelNodeKind {
    CEL_NODE_LITERAL,
    CEL_NODE_IDENT,    /* name, without a leading dot */
    CEL_NODE_SELECT,   /* args[0].name */
    CEL_NODE_INDEX,    /* args[0][args[1]] */
    CEL_NODE_CALL,     /* function(args...) */
    CEL_NODE_OPERATOR, /* operator over args */
    CEL_NODE_AND,      /* any number of args, as the others absorb */
    CEL_NODE_OR,
    CEL_NODE_CONDITIONAL, /* args[0] ? args[1] : args[2] */
    CEL_NODE_LIST,
    CEL_NODE_MAP, /* key, value, key, value ... */
    CEL_NODE_HAS, /* has(args[0].name) */
    CEL_NODE_MACRO
} CelNodeKind;

typedef enum CelOperator {
    CEL_ADD,
    CEL_SUBTRACT,
    CEL_MULTIPLY,
    CEL_DIVIDE,
    CEL_MODULO,
    CEL_NEGATE,
    CEL_NOT,
    CEL_EQUAL,
    CEL_NOT_EQUAL,
    CEL_LESS,
    CEL_LESS_EQUAL,
    CEL_GREATER,
    CEL_GREATER_EQUAL,
    CEL_IN
} CelOperator;

typedef enum CelMacro {
    CEL_MACRO_ALL,
    CEL_MACRO_EXISTS,
    CEL_MACRO_EXISTS_ONE,
    CEL_MACRO_MAP, /* also transformList */
    CEL_MACRO_FILTER,
    CEL_MACRO_TRANSFORM_MAP
} CelMacro;

struct CelNode {
    CelNodeKind kind;
    uint32_t position; /* offset in the expression */
    bool optional;     /* SELECT, INDEX: written .? or [?; LIST, MAP: unused */
    CelOperator operation;
    CelMacro macro;
    CelValue literal;
    Str name;
    Str variables[2];            /* MACRO: variables[1] is empty when there is one */
    const CelFunction *function; /* CALL: NULL when the library has no such function */
    const CelNode **args;        /* MACRO: range, then filter (may be NULL), then result */
    size_t arg_count;
};

/* A variable of a macro while its body is evaluated. */
typedef struct CelScope {
    Str name;
    CelValue value;
    const struct CelScope *outer;
} CelScope;

#endif
