/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_function.h -- Terraform's built-in functions. Each kind (text, collections, ...) is one
 * file with one table; terraform_function.c holds the list of tables.
 * What they do is described at developer.hashicorp.com/terraform/language/functions; the expected
 * values of the tests come from terraform itself (tests/data/functions). */
#ifndef MERLON_INPUT_TERRAFORM_FUNCTION_H
#define MERLON_INPUT_TERRAFORM_FUNCTION_H

#include "base/error.h"
#include "input/terraform_value.h"

enum {
    TERRAFORM_ITEMS_MAX = 1000 * 1000, /* of one list or map that a function makes */
    TERRAFORM_ARGUMENTS_ANY = 255
};

/* One call while it is worked on. */
typedef struct TerraformCall {
    Arena *arena;     /* of the result */
    Str name;         /* of the function */
    const Node *args; /* never objects of the reader (NODE_FLAG_OBJECT) */
    uint32_t count;
    const Node *at;  /* the place of the call, for nodes that are made */
    int64_t *steps;  /* what is left of the work that one directory may ask for */
    Str error;       /* what is wrong, after a failure */
    void *evaluator; /* for functions that read files or templates */
} TerraformCall;

enum {
    /* args may hold unknown values at any depth; else the result is unknown when one does */
    TERRAFORM_FUNCTION_TAKES_UNKNOWN = 1,
    /* args may be null themselves; else null is an error */
    TERRAFORM_FUNCTION_TAKES_NULL = 2,
    /* the result isn't secret because an argument is */
    TERRAFORM_FUNCTION_SHOWS_SECRET = 4
};

typedef struct TerraformFunction {
    Str name;
    uint8_t count_min; /* of arguments */
    uint8_t count_max; /* TERRAFORM_ARGUMENTS_ANY: no limit */
    uint8_t flags;
    /* Fills *ret_value, or fills call->error and returns false. */
    bool (*run)(TerraformCall *call, Node *ret_value);
} TerraformFunction;

typedef struct TerraformFunctionTable {
    const TerraformFunction *rows;
    size_t count;
} TerraformFunctionTable;

/* The tables, one per file. */
extern const TerraformFunctionTable function_text_table;
extern const TerraformFunctionTable function_format_table;
extern const TerraformFunctionTable function_pattern_table;
extern const TerraformFunctionTable function_collection_table;
extern const TerraformFunctionTable function_set_table;
extern const TerraformFunctionTable function_number_table;
extern const TerraformFunctionTable function_encode_table;
extern const TerraformFunctionTable function_yaml_table;
extern const TerraformFunctionTable function_hash_table;
extern const TerraformFunctionTable function_network_table;
extern const TerraformFunctionTable function_time_table;
extern const TerraformFunctionTable function_type_table;
extern const TerraformFunctionTable function_file_table;

/* The function of that name, or NULL. */
const TerraformFunction *terraform_function_find(Str name);

/* Runs a function on its arguments, after the checks that its row asks for. On failure returns
 * false and call->error says why. */
bool terraform_function_run(const TerraformFunction *function, TerraformCall *call,
                            Node *ret_value);

/* Fills call->error; returns false, so that "return terraform_call_fail(...)" reads well. */
bool terraform_call_fail(TerraformCall *call, const char *format, ...) PRINTF_LIKE(2, 3);

/* Takes steps for work of that size (items, or 64 bytes of text each); false, with the error, when
 * none are left. Every loop whose length input decides takes them. */
bool terraform_call_charge(TerraformCall *call, size_t steps);

/* Argument number index as text (numbers and booleans are converted). */
bool terraform_call_text(TerraformCall *call, uint32_t index, Str *ret_text);

/* Argument number index as a number (text is converted). */
bool terraform_call_number(TerraformCall *call, uint32_t index, double *ret_value);

/* Argument number index as a whole number. */
bool terraform_call_int(TerraformCall *call, uint32_t index, int64_t *ret_value);

/* Argument number index as a list (or set). */
bool terraform_call_list(TerraformCall *call, uint32_t index, const Node **ret_list);

/* Argument number index as a map. */
bool terraform_call_map(TerraformCall *call, uint32_t index, const Node **ret_map);

#endif
