/* SPDX-License-Identifier: Apache-2.0 */
/* cel_library.c -- the standard library: its tables in one place. */
#include "cel/cel_library.h"

static const CelFunctionTable *const standard_tables[] = {
    &cel_core_functions,
    &cel_strings_functions,
    &cel_format_functions,
    &cel_time_functions,
};

const CelLibrary cel_standard = {standard_tables, COUNT(standard_tables), false};
