/* SPDX-License-Identifier: Apache-2.0 */
/* geo.h -- where an address is and whose network it belongs to, from databases in MaxMind's format
 * (GeoLite2, DB-IP, IPinfo) that the user has. Nothing is asked of the network. */
#ifndef MERLON_HUNT_GEO_H
#define MERLON_HUNT_GEO_H

#include "base/error.h"
#include "hunt/address.h"

enum {
    GEO_FILES_MAX = 4,         /* a city's and a network's database are usual */
    GEO_BYTES_MAX = INT32_MAX, /* the largest databases on sale have some 500 MB */
    GEO_TEXT_BYTES_MAX = 128   /* of one name in a database */
};

typedef struct Geo Geo;

/* What is known of an address; empty where nothing is. */
typedef struct GeoPlace {
    Str country; /* "NL" */
    Str city;
    Str network; /* "AS14061" */
    Str owner;   /* of the network */
} GeoPlace;

/* No database; NULL when there is no memory. */
Geo *geo_make(void);

/* Gives all databases back; NULL is left alone. */
void geo_free(Geo *geo);

/* Opens one more. False with the reason in err when it isn't one or there are too many. */
bool geo_open(Geo *geo, const char *path, Error *err);

/* Looks text up in all databases; texts come from arena. False when text is no address or nothing
 * is known of it. */
bool geo_find(const Geo *geo, Str text, Arena *arena, GeoPlace *ret_place);

/* "NL Amsterdam, AS14061 DigitalOcean", in arena; empty when nothing is known. geo may be NULL. */
Str geo_text(const Geo *geo, Str text, Arena *arena);

#endif
