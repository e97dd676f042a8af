/* SPDX-License-Identifier: Apache-2.0 */
/* cel.h -- the Common Expression Language (cel.dev, cel-spec): parse once, evaluate often.
 *
 * What is special here: a value read from a configuration may be unknown before deployment.
 * Unknown is a value of its own. && || and ?: absorb it where the other side decides (false &&
 * unknown is false), everything else hands it on, and it remembers the reasons. Lists and maps can
 * be open (more may be in them than is seen): exists() over an open list is true or unknown, never
 * false.
 *
 * Left out: protobuf messages, the type checker (types are checked when values meet), and the
 * optional-type macros. Added, as cel-go's extensions define them: optional selection (a.?b,
 * a[?i], orValue, hasValue, optional.none, optional.of), the strings extension, and macros with
 * two variables. docs/cel.md says it for users. */
#ifndef MERLON_CEL_CEL_H
#define MERLON_CEL_CEL_H

#include "base/error.h"
#include "cel/cel_value.h"

enum {
    CEL_BYTES_MAX = 16 * 1024,     /* an expression fits a screen or two */
    CEL_DEPTH_MAX = 200,           /* nesting of an expression, and of its evaluation */
    CEL_STEPS_MAX = 1000 * 1000,   /* evaluated parts per call: about 50 ms */
    CEL_BYTES_PER_STEP = 64,       /* so much text counts as a step */
    CEL_REASONS_MAX = 32,          /* why something is unknown; a report shows fewer */
    CEL_ARGUMENTS_MAX = 8,         /* of a function */
    CEL_ELEMENTS_MAX = 100 * 1000, /* of a list or map that an expression makes */
    CEL_TEXT_BYTES_MAX = 4 << 20   /* of a text that an expression makes */
};

typedef struct CelContext CelContext;

/* A function's body: args[0] is the receiver of a member call. Arguments are neither errors nor
 * unknowns, unless the row says that it takes those. Returns any value, errors included. */
typedef CelValue (*CelFunctionBody)(CelContext *context, const CelValue *args, size_t arg_count);

typedef enum CelCallStyle { CEL_CALL_GLOBAL, CEL_CALL_MEMBER, CEL_CALL_BOTH } CelCallStyle;

typedef struct CelFunction {
    Str name; /* "startsWith"; namespaced ones with their dot: "strings.quote" */
    CelCallStyle style;
    size_t arg_min; /* the receiver counts */
    size_t arg_max;
    bool takes_unknown; /* the body looks at unknown arguments itself (errors never reach it) */
    CelFunctionBody body;
    const char *help; /* "s.startsWith(prefix): whether s begins with prefix" */
} CelFunction;

typedef struct CelFunctionTable {
    const CelFunction *rows;
    size_t count;
} CelFunctionTable;

/* The functions that expressions may call, besides the operators. */
typedef struct CelLibrary {
    const CelFunctionTable *const *tables;
    size_t count;
    bool no_macros; /* has(), all() ... are then ordinary functions (that don't exist) */
} CelLibrary;

/* Core functions, string extension and time: the standard. */
extern const CelLibrary cel_standard;

typedef struct CelNode CelNode; /* a part of a parsed expression, see cel/cel_parse.h */

typedef struct CelExpression {
    Str text;
    const CelNode *root;
    Str unresolved; /* the first function that the library lacks, or empty; calling it is an error
                     */
} CelExpression;

/* A name that the expression may use, and what it stands for. A name may hold dots. */
typedef struct CelBinding {
    Str name;
    CelValue value;
    const CelExpression *lazy; /* gives the value when it is first asked for, then NULL; or NULL */
    bool evaluating;           /* the lazy expression asks for its own value: an error */
} CelBinding;

/* Parses text, which is copied into arena. On failure err has line and column within the
 * expression, counted from 1, and no file. */
bool cel_parse(Arena *arena, const CelLibrary *library, Str text, CelExpression *ret_expression,
               Error *err);

/* Where an evaluation finds names and memory, and what it leaves behind. */
struct CelContext {
    Arena *arena;         /* for the values that it makes */
    CelBinding *bindings; /* lazy ones are filled in as they are used */
    size_t binding_count;
    void *user;                   /* for functions of the library's own: the estate */
    struct CelPatterns *patterns; /* kept from one evaluation to the next; may be NULL */
    CelRead *reads;               /* every place of a tree that was looked at, the newest first */
    size_t steps;                 /* set to 0 by cel_evaluate */
    int depth;
    uint32_t position;            /* in the expression, of what is evaluated: for errors */
    const struct CelScope *scope; /* the variables of macros, innermost first */
};

/* Evaluates expression. The result is a value, an error (with position) or unknown; it lives as
 * long as the context's arena. Beyond the limits it is an error. */
CelValue cel_evaluate(CelContext *context, const CelExpression *expression);

#endif
