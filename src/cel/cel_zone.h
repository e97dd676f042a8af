/* SPDX-License-Identifier: Apache-2.0 */
/* cel_zone.h -- time zones by name, read from the machine's own database: TZif files (RFC 8536)
 * below /usr/share/zoneinfo. Nothing is kept between calls. */
#ifndef MERLON_CEL_CEL_ZONE_H
#define MERLON_CEL_CEL_ZONE_H

#include "base/error.h"

enum {
    CEL_ZONE_NAME_BYTES_MAX = 64,       /* "America/Argentina/ComodRivadavia" has 32 */
    CEL_ZONE_FILE_BYTES_MAX = 64 * 1024 /* the largest zone has below 4 KiB */
};

/* Finds how many seconds local time is ahead of UTC in a zone, at so many seconds since 1970. The
 * zone is "UTC", an offset ("+02:00", "-02:30", "02:00") or a name ("Europe/Berlin"). On failure
 * err says whether the name is wrong or the machine has no time zones. */
bool cel_zone_offset(Str zone, int64_t seconds, int64_t *ret_offset, Error *err);

/* Like cel_zone_offset for the bytes of a TZif file; name is for messages. */
bool cel_zone_offset_in(Str bytes, Str name, int64_t seconds, int64_t *ret_offset, Error *err);

#endif
