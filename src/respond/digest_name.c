/* SPDX-License-Identifier: Apache-2.0 */
/* digest_name.c -- see digest_name.h. */
#include "respond/digest_name.h"

#include "logs/log_time.h"

#define ROOT S("AWSLogs/")
#define DIGEST_MARK S("_CloudTrail-Digest_")
#define LOG_MARK S("_CloudTrail_")

static Str name_unpacked(Str path) {
    if (str_ends(path, S(".gz"))) return str_slice(path, 0, path.len - strlen(".gz"));
    if (str_ends(path, S(".zst"))) return str_slice(path, 0, path.len - strlen(".zst"));
    return path;
}

/* Where the last "AWSLogs/" that is a whole part begins; SIZE_MAX without one. */
static size_t name_root(Str path) {
    for (size_t at = path.len; at-- > 0;) {
        if (at > 0 && path.ptr[at - 1] != '/') continue;
        if (str_starts(str_slice(path, at, path.len), ROOT)) return at;
    }
    return SIZE_MAX;
}

DigestName digest_name_read(Str path) {
    path = name_unpacked(path);
    size_t base = path.len;
    while (base > 0 && path.ptr[base - 1] != '/') base--;
    DigestName name = {.base = str_slice(path, base, path.len)};
    size_t root = name_root(path);
    name.full = root != SIZE_MAX;
    name.whole = name.full ? str_slice(path, root, path.len) : name.base;
    return name;
}

bool digest_name_is_key(Str key) {
    size_t root = name_root(key);
    if (key.len > DIGEST_NAME_BYTES_MAX || root == SIZE_MAX) return false;
    for (size_t i = 0; i < key.len; i++) {
        unsigned char byte = (unsigned char)key.ptr[i];
        if (byte < ' ' || byte == 0x7F) return false;
    }
    Str rest = str_slice(key, root, key.len);
    if (str_ends(rest, S("/"))) return false;
    while (rest.len > 0) {
        Str part = str_cut(&rest, '/');
        if (part.len == 0 || str_equal(part, S(".")) || str_equal(part, S(".."))) return false;
    }
    return true;
}

bool digest_name_same(const DigestName *left, const DigestName *right) {
    if (!left->full || !right->full) return str_equal(left->base, right->base);
    return str_equal(left->whole, right->whole);
}

bool digest_name_is_digest(const DigestName *name) { return str_contains(name->base, DIGEST_MARK); }

/* What is behind the mark of a digest or a log; *ret_account is before it. */
static bool name_split(const DigestName *name, Str *ret_account, Str *ret_rest) {
    Str mark = digest_name_is_digest(name) ? DIGEST_MARK : LOG_MARK;
    size_t at = str_find(name->base, mark);
    if (at == SIZE_MAX) return false;
    *ret_account = str_slice(name->base, 0, at);
    *ret_rest = str_slice(name->base, at + mark.len, name->base.len);
    return true;
}

bool digest_name_scope(Arena *arena, const DigestName *name, Str *ret_scope) {
    Str account, rest;
    if (!name_split(name, &account, &rest)) return false;
    *ret_scope = str_join3(arena, account, S("/"), str_cut(&rest, '_'));
    return true;
}

static bool name_number(Str digits, int *ret_number) {
    int number = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9') return false;
        number = number * 10 + (digits.ptr[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool digest_name_time(const DigestName *name, int64_t *ret_seconds) {
    Str account, rest;
    if (digest_name_is_digest(name) || !name_split(name, &account, &rest)) return false;
    str_cut(&rest, '_');
    Str time = str_cut(&rest, '_');
    LogClock clock = {0};
    if (time.len != strlen("20150817T1445Z") || time.ptr[8] != 'T' || !str_ends(time, S("Z")) ||
        !name_number(str_slice(time, 0, 4), &clock.year) ||
        !name_number(str_slice(time, 4, 6), &clock.month) ||
        !name_number(str_slice(time, 6, 8), &clock.day) ||
        !name_number(str_slice(time, 9, 11), &clock.hour) ||
        !name_number(str_slice(time, 11, 13), &clock.minute)) {
        return false;
    }
    if (clock.month < 1 || clock.month > 12 || clock.day < 1 || clock.day > 31 || clock.hour > 23 ||
        clock.minute > 59) {
        return false;
    }
    *ret_seconds = log_time_make(clock);
    return true;
}

Str digest_name_chain(const DigestName *name, bool *ret_backfill) {
    Str base = name->base;
    if (str_ends(base, S(".json"))) base = str_slice(base, 0, base.len - strlen(".json"));
    *ret_backfill = str_ends(base, S("_backfill"));
    if (*ret_backfill) base = str_slice(base, 0, base.len - strlen("_backfill"));
    size_t end = base.len;
    while (end > 0 && base.ptr[end - 1] != '_') end--;
    return str_slice(base, 0, end);
}
