/* SPDX-License-Identifier: Apache-2.0 */
/* geo.c -- see geo.h. libmaxminddb checks each offset that it follows; what it gives out is bounded
 * here, and only values of the expected type are taken. */
#include "hunt/geo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <maxminddb.h>
#include <stdlib.h>
#include <sys/stat.h>

struct Geo {
    MMDB_s files[GEO_FILES_MAX];
    size_t count;
};

Geo *geo_make(void) { return calloc(1, sizeof(Geo)); }

void geo_free(Geo *geo) {
    if (geo == NULL) return;
    for (size_t i = 0; i < geo->count; i++) MMDB_close(&geo->files[i]);
    free(geo);
}

bool geo_open(Geo *geo, const char *path, Error *err) {
    struct stat status;
    Str file = str_from(path);
    if (geo->count == GEO_FILES_MAX) {
        return error_set(err, file, 0, 0, "at most %d databases of addresses", GEO_FILES_MAX);
    }
    if (stat(path, &status) != 0) return error_set(err, file, 0, 0, "%s", strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size > GEO_BYTES_MAX) {
        return error_set(err, file, 0, 0, "is no file of at most %d bytes", GEO_BYTES_MAX);
    }
    int code = MMDB_open(path, MMDB_MODE_MMAP, &geo->files[geo->count]);
    if (code != MMDB_SUCCESS) {
        return error_set(err, file, 0, 0,
                         "is no database of addresses in MaxMind's format (.mmdb): %s",
                         MMDB_strerror(code));
    }
    geo->count++;
    return true;
}

/* ---- looking up ---- */

/* The text at path in an entry, or the empty one. */
static Str geo_string(MMDB_entry_s *entry, const char *const *path, Arena *arena) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data) return S("");
    if (data.type != MMDB_DATA_TYPE_UTF8_STRING) return S("");
    size_t len = data.data_size < GEO_TEXT_BYTES_MAX ? data.data_size : GEO_TEXT_BYTES_MAX;
    return str_copy(arena, (Str){data.utf8_string, len});
}

static Str geo_number(MMDB_entry_s *entry, const char *const *path, Arena *arena) {
    MMDB_entry_data_s data;
    if (MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data) return S("");
    if (data.type == MMDB_DATA_TYPE_UINT32) return str_format(arena, "AS%u", data.uint32);
    if (data.type == MMDB_DATA_TYPE_UINT16) return str_format(arena, "AS%u", data.uint16);
    return S("");
}

/* Where databases say what: MaxMind's own names first, then IPinfo's. */
static const char *const geo_country[] = {"country", "iso_code", NULL};
static const char *const geo_registered[] = {"registered_country", "iso_code", NULL};
static const char *const geo_country_code[] = {"country_code", NULL};
static const char *const geo_country_plain[] = {"country", NULL};
static const char *const geo_city[] = {"city", "names", "en", NULL};
static const char *const geo_city_plain[] = {"city", NULL};
static const char *const geo_number_path[] = {"autonomous_system_number", NULL};
static const char *const geo_network_plain[] = {"asn", NULL};
static const char *const geo_owner[] = {"autonomous_system_organization", NULL};
static const char *const geo_owner_plain[] = {"as_name", NULL};

typedef struct GeoRow {
    size_t offset; /* in GeoPlace */
    const char *const *path;
    bool number;
} GeoRow;

static const GeoRow geo_rows[] = {
    {offsetof(GeoPlace, country), geo_country, false},
    {offsetof(GeoPlace, country), geo_country_code, false},
    {offsetof(GeoPlace, country), geo_country_plain, false},
    {offsetof(GeoPlace, country), geo_registered, false},
    {offsetof(GeoPlace, city), geo_city, false},
    {offsetof(GeoPlace, city), geo_city_plain, false},
    {offsetof(GeoPlace, network), geo_number_path, true},
    {offsetof(GeoPlace, network), geo_network_plain, false},
    {offsetof(GeoPlace, owner), geo_owner, false},
    {offsetof(GeoPlace, owner), geo_owner_plain, false},
};

static bool geo_find_entry(const MMDB_s *file, const Address *address, MMDB_entry_s *ret_entry) {
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    const struct sockaddr *socket_address = (const struct sockaddr *)&v4;
    if (address->is_v6) {
        memcpy(&v6.sin6_addr, address->bytes, sizeof(v6.sin6_addr));
        socket_address = (const struct sockaddr *)&v6;
    } else {
        memcpy(&v4.sin_addr, address->bytes, sizeof(v4.sin_addr));
    }
    int code = MMDB_SUCCESS;
    MMDB_lookup_result_s result = MMDB_lookup_sockaddr(file, socket_address, &code);
    if (code != MMDB_SUCCESS || !result.found_entry) return false;
    *ret_entry = result.entry;
    return true;
}

bool geo_find(const Geo *geo, Str text, Arena *arena, GeoPlace *ret_place) {
    Address address;
    GeoPlace place = {0};
    bool known = false;
    if (geo->count == 0 || !address_parse(text, &address)) return false;
    for (size_t i = 0; i < geo->count; i++) {
        MMDB_entry_s entry;
        if (!geo_find_entry(&geo->files[i], &address, &entry)) continue;
        for (size_t j = 0; j < COUNT(geo_rows); j++) {
            const GeoRow *row = &geo_rows[j];
            Str *found = (Str *)(void *)((char *)&place + row->offset);
            if (found->len > 0) continue;
            *found = row->number ? geo_number(&entry, row->path, arena)
                                 : geo_string(&entry, row->path, arena);
            known |= found->len > 0;
        }
    }
    if (known) *ret_place = place;
    return known;
}

Str geo_text(const Geo *geo, Str text, Arena *arena) {
    GeoPlace place;
    if (geo == NULL || !geo_find(geo, text, arena, &place)) return S("");
    Str where = str_join3(arena, place.country, S(" "), place.city);
    Str whose = str_join3(arena, place.network, S(" "), place.owner);
    where = str_trim(where);
    whose = str_trim(whose);
    return where.len > 0 && whose.len > 0 ? str_join3(arena, where, S(", "), whose)
           : where.len > 0                ? where
                                          : whose;
}
