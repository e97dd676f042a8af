/* SPDX-License-Identifier: Apache-2.0 */
/* test_geo.c -- places of addresses, and databases that somebody damaged. */
#include "base/buffer.h"
#include "base/file.h"
#include "hunt/geo.h"
#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

#define PLACES "tests/data/logs/places.mmdb"

static void expect_place(const Geo *geo, const char *address, const char *place) {
    CLEANUP(arena_free) Arena arena = {0};
    Str found = geo_text(geo, str_from(address), &arena);
    if (!str_equal(found, str_from(place))) print_error("%s: %.*s\n", address, STR_ARGS(found));
    assert_true(str_equal(found, str_from(place)));
}

TEST(geo_finds_places) {
    Geo *geo = geo_make();
    expect_place(geo, "203.0.113.7", "");
    assert_true(geo_open(geo, PLACES, NULL));
    expect_place(geo, "203.0.113.7", "NL Amsterdam, AS64500 Example Hosting");
    expect_place(geo, "2001:db8::5", "FR Paris");
    expect_place(geo, "192.0.2.44", "=1+1");
    expect_place(geo, "198.51.100.200", "");
    expect_place(geo, "AWS Internal", "");
    expect_place(NULL, "203.0.113.7", "");
    geo_free(geo);
}

TEST(geo_refuses_what_is_no_database) {
    Geo *geo = geo_make();
    Error err = {0};
    assert_false(geo_open(geo, "tests/data/logs/trail.json", &err));
    assert_true(str_contains(str_from(err.message), S("is no database")));
    assert_false(geo_open(geo, "tests/data/logs", &err));
    assert_false(geo_open(geo, "tests/data/none.mmdb", &err));
    for (int i = 0; i < GEO_FILES_MAX; i++) assert_true(geo_open(geo, PLACES, &err));
    assert_false(geo_open(geo, PLACES, &err));
    geo_free(geo);
}

/* Whatever a byte becomes: it is refused or something is found, and nothing is read elsewhere. */
TEST(geo_stands_damaged_databases) {
    CLEANUP(file_close) File file = {0};
    CLEANUP(buffer_free) Buffer bytes = {0};
    char path[] = "/tmp/merlon-places-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_true(file_open(PLACES, 1 << 20, &file, NULL));
    for (size_t at = 0; at < file.text.len; at++) {
        CLEANUP(arena_free) Arena arena = {0};
        char changed = (char)(at % 3 == 0 ? 0xFF : at % 3 == 1 ? 0 : file.text.ptr[at] ^ 0x41);
        size_t len = at % 50 == 49 ? at : file.text.len; /* some are cut, too */
        GeoPlace place;
        bytes.len = 0;
        buffer_add(&bytes, file.text);
        bytes.bytes[at] = changed;
        assert_int_equal(ftruncate(descriptor, 0), 0);
        assert_int_equal(pwrite(descriptor, bytes.bytes, len, 0), (ssize_t)len);
        Geo *geo = geo_make();
        geo_open(geo, path, NULL);
        geo_find(geo, S("203.0.113.7"), &arena, &place);
        geo_find(geo, S("198.51.100.9"), &arena, &place);
        geo_find(geo, S("2001:db8::5"), &arena, &place);
        geo_free(geo);
    }
    close(descriptor);
    unlink(path);
}
