/* SPDX-License-Identifier: Apache-2.0 */
/* cel_library.h -- the tables that make up cel_standard, one per file. */
#ifndef MERLON_CEL_CEL_LIBRARY_H
#define MERLON_CEL_CEL_LIBRARY_H

#include "cel/cel.h"

/* Conversions, size, type, dyn, optional: cel_core.c. */
extern const CelFunctionTable cel_core_functions;

/* contains, startsWith, matches ... and the strings extension: cel_strings.c. */
extern const CelFunctionTable cel_strings_functions;

/* "...".format(list) of the strings extension: cel_format.c. */
extern const CelFunctionTable cel_format_functions;

/* Time zones and the parts of timestamps and durations: cel_time.c. */
extern const CelFunctionTable cel_time_functions;

/* Reads a timestamp of RFC 3339 ("2009-02-13T23:31:30.5Z"); an error when it is none or out of
 * range. */
CelValue cel_time_parse(CelContext *context, Str text);

/* Reads a duration ("1h30m", "-1.5s", "10ms"; units h m s ms us ns); an error otherwise. */
CelValue cel_time_parse_duration(CelContext *context, Str text);

/* The text of a timestamp as string() gives it: RFC 3339 in UTC, fraction only where there is one.
 */
Str cel_time_text(CelContext *context, CelValue timestamp);

/* The text of a duration as string() gives it: seconds with fraction and "s". */
Str cel_time_duration_text(CelContext *context, CelValue duration);

/* Appends the shortest text of a double as string() gives it: "1", "0.0045", "NaN", "Infinity",
 * "1e+30". */
void cel_core_double_text(Buffer *out, double value);

#endif
