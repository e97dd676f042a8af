/* SPDX-License-Identifier: Apache-2.0 */
/* otm_kind.h -- what the free words for types in Open Threat Models mean in a data-flow diagram. */
#ifndef MERLON_INPUT_OTM_KIND_H
#define MERLON_INPUT_OTM_KIND_H

#include "model/model.h"

/* The kind of a component of that type, "web-client", "CD-MSSQL", "AWS::S3::Bucket": that of the
 * last word that the table knows; a process when it knows none. */
ElementKind otm_kind_of_component(Str type);

/* The kind of a trust zone of that type, or of that name; BOUNDARY_OTHER when neither says it. */
BoundaryKind otm_kind_of_zone(Str type, Str name);

#endif
