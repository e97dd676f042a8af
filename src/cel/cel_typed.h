/* SPDX-License-Identifier: Apache-2.0 */
/* cel_typed.h -- CEL values in the typed JSON that CEL's conformance cases are kept in here:
 * {"int":"1"} {"uint":"1"} {"double":1.5} {"string":"x"} {"bytes":"base64"} {"bool":true}
 * {"null":true} {"list":[...]} {"map":[[key,value],...]} {"type":"int"}; timestamps and durations,
 * which the format lacks, are {"timestamp":"..."} and {"duration":"..."}. */
#ifndef MERLON_CEL_CEL_TYPED_H
#define MERLON_CEL_CEL_TYPED_H

#include "cel/cel.h"

/* Reads a value; false when the node is none, and err says where. */
bool cel_typed_read(CelContext *context, const Node *node, CelValue *ret_value, Error *err);

/* Writes a value as compact JSON. Errors are {"error":message}, unknowns {"unknown":[reasons]}. */
void cel_typed_write(CelContext *context, Buffer *out, CelValue value);

#endif
