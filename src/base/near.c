/* SPDX-License-Identifier: Apache-2.0 */
/* near.c -- names that are nearly the same. See near.h. */
#include "base/near.h"

Near near_make(Str wanted) { return (Near){.wanted = wanted, .distance = SIZE_MAX}; }

static size_t near_least(size_t a, size_t b, size_t c) {
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* One row of the table after another: row[k] is the distance of left's first i bytes to right's
 * first k. */
static size_t near_distance(Str left, Str right) {
    size_t row[NEAR_BYTES_MAX + 1];
    for (size_t k = 0; k <= right.len; k++) row[k] = k;
    for (size_t i = 0; i < left.len; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < right.len; k++) {
            size_t above = row[k + 1];
            size_t changed = diagonal + (left.ptr[i] != right.ptr[k]);
            row[k + 1] = near_least(changed, above + 1, row[k] + 1);
            diagonal = above;
        }
    }
    return row[right.len];
}

/* Whether name is wanted with something in front: "module.web.aws_s3_bucket.logs". */
static bool near_ends(Str name, Str wanted) {
    if (wanted.len == 0 || name.len <= wanted.len || !str_ends(name, wanted)) return false;
    char before = name.ptr[name.len - wanted.len - 1];
    return before == '.' || before == ':' || before == '/' || before == '_';
}

void near_offer(Near *near, Str name) {
    if (near->seen == NEAR_NAMES_MAX) return;
    near->seen++;
    if (near->wanted.len > NEAR_BYTES_MAX || name.len > NEAR_BYTES_MAX) return;
    size_t distance = 1;
    if (!near_ends(name, near->wanted)) {
        size_t longer = name.len > near->wanted.len ? name.len : near->wanted.len;
        size_t shorter = name.len + near->wanted.len - longer;
        if (longer - shorter > NEAR_CHANGES_MAX) return;
        distance = near_distance(near->wanted, name);
        if (distance > NEAR_CHANGES_MAX || distance * 2 > longer) return;
    }
    if (distance < near->distance) {
        near->best = name;
        near->distance = distance;
    }
}
