/* SPDX-License-Identifier: Apache-2.0 */
/* tar.c -- see tar.h. A header's fields, from POSIX.1-2017, pax, "ustar Interchange Format". */
#include "text/tar.h"

typedef struct TarHeader {
    char name[100];
    char mode[8];
    char uid[8];
    char gid[8];
    char size[12];
    char mtime[12];
    char checksum[8];
    char type;
    char link[100];
    char magic[6];
    char version[2];
    char user[32];
    char group[32];
    char major[8];
    char minor[8];
    char prefix[155];
    char rest[12];
} TarHeader;

static_assert(sizeof(TarHeader) == TAR_BLOCK_BYTES, "a header is one block");

enum { TAR_CHECKSUM_DIGITS = 6 };

bool tar_is_safe_name(Str name) {
    if (name.len == 0 || name.len > TAR_NAME_BYTES_MAX) return false;
    if (memchr(name.ptr, '\0', name.len) != NULL) return false;
    Str rest = name;
    for (bool more = true; more;) {
        more = memchr(rest.ptr, '/', rest.len) != NULL;
        Str part = str_cut(&rest, '/');
        if (part.len == 0 || str_equal(part, S(".")) || str_equal(part, S(".."))) return false;
        if (more && rest.len == 0) return false;
    }
    return true;
}

/* ---- writing ---- */

/* Octal digits with zeros before them, and a NUL behind. */
static void tar_octal(char *field, size_t bytes, uint64_t value) {
    field[bytes - 1] = '\0';
    for (size_t i = bytes - 1; i-- > 0; value >>= 3) field[i] = (char)('0' + (value & 7));
}

/* The sum of a header's bytes, of which the checksum's count as blanks. */
static uint64_t tar_checksum(const TarHeader *header) {
    uint64_t sum = ' ' * sizeof(header->checksum);
    const unsigned char *bytes = (const unsigned char *)header;
    size_t start = offsetof(TarHeader, checksum), end = start + sizeof(header->checksum);
    for (size_t i = 0; i < sizeof(*header); i++) {
        if (i < start || i >= end) sum += bytes[i];
    }
    return sum;
}

static void tar_add_block(Buffer *out, char type, Str name, Str prefix, uint64_t bytes) {
    TarHeader header = {.type = type, .magic = "ustar", .version = {'0', '0'}};
    memcpy(header.name, name.ptr, name.len);
    if (prefix.len > 0) memcpy(header.prefix, prefix.ptr, prefix.len);
    tar_octal(header.mode, sizeof header.mode, 0644);
    tar_octal(header.uid, sizeof header.uid, 0);
    tar_octal(header.gid, sizeof header.gid, 0);
    tar_octal(header.size, sizeof header.size, bytes);
    tar_octal(header.mtime, sizeof header.mtime, 0);
    tar_octal(header.major, sizeof header.major, 0);
    tar_octal(header.minor, sizeof header.minor, 0);
    tar_octal(header.checksum, TAR_CHECKSUM_DIGITS + 1, tar_checksum(&header));
    header.checksum[TAR_CHECKSUM_DIGITS + 1] = ' ';
    buffer_add(out, (Str){(const char *)&header, sizeof header});
}

/* Where a name is cut in two at a "/" so that both fit; 0 when it can't be. */
static size_t tar_split(Str name) {
    TarHeader header;
    for (size_t i = 1; i + 1 < name.len && i <= sizeof header.prefix; i++) {
        if (name.ptr[i] == '/' && name.len - i - 1 <= sizeof header.name) return i;
    }
    return 0;
}

/* "22 path=folder/name\n", whose number counts its own digits. */
static void tar_add_pax(Buffer *out, Str name) {
    CLEANUP(buffer_free) Buffer record = {0};
    size_t rest = S(" path=\n").len + name.len, len = rest;
    for (size_t digits = 1, power = 10; digits < 10; digits++, power *= 10) {
        len = rest + digits;
        if (len < power) break;
    }
    buffer_add_format(&record, "%zu path=", len);
    buffer_add(&record, name);
    buffer_add_byte(&record, '\n');
    tar_add_block(out, 'x', S("PaxHeaders/name"), S(""), record.len);
    buffer_add(out, buffer_text(&record));
    tar_add_padding(out, record.len);
}

void tar_add_header(Buffer *out, Str name, uint64_t bytes) {
    assert(tar_is_safe_name(name) && bytes <= TAR_FILE_BYTES_MAX);
    TarHeader header;
    size_t split = name.len <= sizeof header.name ? 0 : tar_split(name);
    if (split > 0) {
        tar_add_block(out, '0', str_slice(name, split + 1, name.len), str_slice(name, 0, split),
                      bytes);
        return;
    }
    if (name.len > sizeof header.name) tar_add_pax(out, name);
    tar_add_block(out, '0', str_slice(name, 0, sizeof header.name), S(""), bytes);
}

void tar_add_padding(Buffer *out, uint64_t bytes) {
    static const char zeros[TAR_BLOCK_BYTES];
    size_t used = bytes % TAR_BLOCK_BYTES;
    if (used > 0) buffer_add(out, (Str){zeros, TAR_BLOCK_BYTES - used});
}

void tar_add_end(Buffer *out) {
    static const char zeros[2 * TAR_BLOCK_BYTES];
    buffer_add(out, (Str){zeros, sizeof zeros});
}

/* ---- reading ---- */

static TarStep tar_fail(const TarReader *reader, const char *what) {
    error_set(reader->err, reader->path, 0, 0, "at byte %zu: %s", reader->at, what);
    return TAR_FAILED;
}

/* A field of octal digits, with nothing but NULs and blanks behind them. */
static bool tar_read_octal(const char *field, size_t bytes, uint64_t *ret_value) {
    uint64_t value = 0;
    size_t i = 0;
    while (i < bytes && field[i] == ' ') i++;
    size_t start = i;
    for (; i < bytes && field[i] >= '0' && field[i] <= '7'; i++) {
        value = value << 3 | (uint64_t)(field[i] - '0');
    }
    if (i == start) return false;
    for (; i < bytes; i++) {
        if (field[i] != '\0' && field[i] != ' ') return false;
    }
    *ret_value = value;
    return true;
}

static bool tar_is_zero(const char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != '\0') return false;
    }
    return true;
}

static Str tar_field(const char *field, size_t bytes) {
    const char *end = memchr(field, '\0', bytes);
    return (Str){field, end == NULL ? bytes : (size_t)(end - field)};
}

/* Two blocks of zeros, and nothing but zeros behind them (tar fills up to 10 KiB). */
static TarStep tar_read_end(TarReader *reader) {
    size_t left = reader->text.len - reader->at;
    if (left < 2 * TAR_BLOCK_BYTES) return tar_fail(reader, "the archive is cut off");
    if (!tar_is_zero(reader->text.ptr + reader->at, left)) {
        return tar_fail(reader, "something follows the end of the archive");
    }
    return TAR_END;
}

/* The header's content, and the reader behind it and its padding. */
static bool tar_read_content(TarReader *reader, const TarHeader *header, Str *ret_content) {
    uint64_t bytes = 0;
    size_t start = reader->at + TAR_BLOCK_BYTES;
    if (!tar_read_octal(header->size, sizeof header->size, &bytes) || bytes > TAR_FILE_BYTES_MAX) {
        return tar_fail(reader, "the size of a file is damaged") != TAR_FAILED;
    }
    uint64_t padded = (bytes + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES * TAR_BLOCK_BYTES;
    if (padded > reader->text.len - start) {
        return tar_fail(reader, "the archive is cut off within a file") != TAR_FAILED;
    }
    *ret_content = (Str){reader->text.ptr + start, bytes};
    if (!tar_is_zero(reader->text.ptr + start + bytes, padded - bytes)) {
        return tar_fail(reader, "something stands behind the content of a file") != TAR_FAILED;
    }
    reader->at = start + padded;
    return true;
}

/* The path of an extended header; times and the like don't matter, a size or a link would. */
static bool tar_read_pax(TarReader *reader, Str content, Str *ret_path) {
    if (content.len > TAR_PAX_BYTES_MAX) {
        return tar_fail(reader, "an extended header is too long") != TAR_FAILED;
    }
    while (content.len > 0) {
        Str rest = content;
        Str digits = str_cut(&rest, ' ');
        int64_t len = 0;
        bool fine = digits.len < 10 && str_to_int(digits, &len) && len > (int64_t)digits.len + 1 &&
                    (uint64_t)len <= content.len && content.ptr[len - 1] == '\n';
        if (!fine) return tar_fail(reader, "an extended header is damaged") != TAR_FAILED;
        Str value = str_slice(content, digits.len + 1, (size_t)len - 1);
        Str key = str_cut(&value, '=');
        content = str_slice(content, (size_t)len, content.len);
        if (str_equal(key, S("path"))) *ret_path = value;
        if (str_equal(key, S("size")) || str_equal(key, S("linkpath")) ||
            str_starts(key, S("GNU."))) {
            return tar_fail(reader, "an extended header holds more than a name") != TAR_FAILED;
        }
    }
    return true;
}

static bool tar_check_header(TarReader *reader, const TarHeader *header) {
    uint64_t sum = 0;
    if (memcmp(header->magic, "ustar", sizeof header->magic) != 0) {
        return tar_fail(reader, "this is no tar in the format of POSIX") != TAR_FAILED;
    }
    if (!tar_read_octal(header->checksum, sizeof header->checksum, &sum) ||
        sum != tar_checksum(header)) {
        return tar_fail(reader, "a header is damaged: its checksum differs") != TAR_FAILED;
    }
    return true;
}

/* The next header; *ret_end where zeros stand. */
static bool tar_read_header(TarReader *reader, const TarHeader **ret_header, bool *ret_end) {
    if (reader->text.len - reader->at < TAR_BLOCK_BYTES) {
        return tar_fail(reader, "the archive is cut off") != TAR_FAILED;
    }
    const char *block = reader->text.ptr + reader->at;
    *ret_header = (const TarHeader *)(const void *)block;
    *ret_end = tar_is_zero(block, TAR_BLOCK_BYTES);
    return *ret_end || tar_check_header(reader, *ret_header);
}

static Str tar_header_name(Arena *arena, const TarHeader *header) {
    Str name = tar_field(header->name, sizeof header->name);
    Str prefix = tar_field(header->prefix, sizeof header->prefix);
    return prefix.len == 0 ? name : str_join3(arena, prefix, S("/"), name);
}

TarStep tar_next(TarReader *reader, TarEntry *ret_entry) {
    const TarHeader *header = NULL;
    Str long_name = {0}, content = {0};
    bool end = false;
    if (!tar_read_header(reader, &header, &end)) return TAR_FAILED;
    if (end) return tar_read_end(reader);
    size_t start = reader->at;
    if (header->type == 'x') {
        if (!tar_read_content(reader, header, &content)) return TAR_FAILED;
        if (!tar_read_pax(reader, content, &long_name)) return TAR_FAILED;
        if (!tar_read_header(reader, &header, &end)) return TAR_FAILED;
        if (end) return tar_fail(reader, "an extended header has no file");
    }
    bool folder = header->type == '5';
    if (!folder && header->type != '0' && header->type != '\0') {
        return tar_fail(reader, "holds something else than files and folders, such as a link");
    }
    Str name = long_name.len > 0 ? long_name : tar_header_name(reader->arena, header);
    if (!tar_read_content(reader, header, &content)) return TAR_FAILED;
    if (folder && str_ends(name, S("/"))) name.len--;
    if (!tar_is_safe_name(name) || (folder && content.len > 0)) {
        reader->at = start;
        return tar_fail(reader, "a file's name could lead out of the folder");
    }
    *ret_entry = (TarEntry){name, content, folder};
    return TAR_ENTRY;
}
