/* SPDX-License-Identifier: Apache-2.0 */
/* case_archive.c -- see case_archive.h. A line of the manifest is "<sum>  <name>"; where the name
 * holds a line break or a backslash, the line begins with a backslash and these are escaped, as
 * sha256sum does it. */
#include "respond/case_archive.h"

#include "base/file.h"
#include "base/output.h"
#include "text/tar.h"

#include <stdlib.h>

enum { ARCHIVE_MARK_BYTES = SHA256_HEX_BYTES + 2 };

/* ---- members ---- */

static CaseMember *archive_add(Arena *arena, CaseMembers *members) {
    if (members->count == members->capacity) {
        size_t capacity = members->capacity == 0 ? 64 : members->capacity * 2;
        members->items =
            arena_grow_array(arena, members->items, members->count, capacity, sizeof(CaseMember));
        members->capacity = capacity;
    }
    return &members->items[members->count++];
}

static int archive_compare_names(const void *left, const void *right) {
    const CaseMember *first = left, *second = right;
    return str_compare(first->name, second->name);
}

/* Sorts by name; false where one stands twice. */
static bool archive_sort(CaseMembers *members, Str *ret_twice) {
    if (members->count > 1) {
        qsort(members->items, members->count, sizeof(CaseMember), archive_compare_names);
    }
    for (size_t i = 1; i < members->count; i++) {
        if (!str_equal(members->items[i - 1].name, members->items[i].name)) continue;
        *ret_twice = members->items[i].name;
        return false;
    }
    return true;
}

/* The files below the folder that belong to the case, hashed. */
static bool archive_list(Arena *arena, Str folder, CaseMembers *ret_members, Error *err) {
    FileList list = {0};
    CaseMembers members = {0};
    if (!file_list(arena, folder, &list, err)) return false;
    for (size_t i = 0; i < list.count; i++) {
        CaseMember member = {.name = list.paths[i]};
        size_t above = folder.len + (str_ends(folder, S("/")) ? 0 : 1);
        member.name = str_slice(list.paths[i], above, list.paths[i].len);
        if (str_equal(member.name, S(CASE_FOLDER_MANIFEST))) continue;
        if (!sha256_file(list.paths[i].ptr, &member.sum, &member.bytes, err)) return false;
        *archive_add(arena, &members) = member;
    }
    Str twice = {0};
    bool unique = archive_sort(&members, &twice);
    assert(unique);
    (void)unique;
    *ret_members = members;
    return true;
}

/* ---- the manifest ---- */

static void archive_add_line(Buffer *out, const CaseMember *member) {
    bool escaped = false;
    for (size_t i = 0; i < member->name.len; i++) {
        char byte = member->name.ptr[i];
        escaped |= byte == '\\' || byte == '\n' || byte == '\r';
    }
    if (escaped) buffer_add_byte(out, '\\');
    buffer_add(out, sha256_view(&member->sum));
    buffer_add(out, S("  "));
    for (size_t i = 0; i < member->name.len; i++) {
        char byte = member->name.ptr[i];
        if (byte == '\\') buffer_add_byte(out, '\\');
        if (byte == '\n' || byte == '\r') buffer_add_byte(out, '\\');
        buffer_add_byte(out, byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte);
    }
    buffer_add_byte(out, '\n');
}

static bool archive_unescape(Arena *arena, Str text, Str *ret_name) {
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '\\') {
            if (++i == text.len) return false;
            byte = text.ptr[i];
            if (byte != '\\' && byte != 'n' && byte != 'r') return false;
            if (byte != '\\') byte = byte == 'n' ? '\n' : '\r';
        }
        bytes[len++] = byte;
    }
    *ret_name = (Str){bytes, len};
    return true;
}

static bool archive_read_line(Arena *arena, Str line, CaseMember *ret_member) {
    bool escaped = str_starts(line, S("\\"));
    if (escaped) line = str_slice(line, 1, line.len);
    Str hex = str_slice(line, 0, SHA256_HEX_BYTES), name = {0};
    if (!sha256_is_hex(hex) || line.len <= ARCHIVE_MARK_BYTES) return false;
    Str mark = str_slice(line, SHA256_HEX_BYTES, ARCHIVE_MARK_BYTES);
    if (!str_equal(mark, S("  ")) && !str_equal(mark, S(" *"))) return false;
    name = str_slice(line, ARCHIVE_MARK_BYTES, line.len);
    if (escaped && !archive_unescape(arena, name, &name)) return false;
    ret_member->name = name;
    memcpy(ret_member->sum.hex, hex.ptr, SHA256_HEX_BYTES);
    return tar_is_safe_name(name);
}

static bool archive_read_manifest(Arena *arena, Str path, Str text, CaseMembers *ret_members,
                                  Error *err) {
    CaseMembers members = {0};
    Str twice = {0};
    uint32_t line = 1;
    for (; text.len > 0; line++) {
        CaseMember member = {0};
        if (!archive_read_line(arena, str_cut(&text, '\n'), &member)) {
            return error_set(err, path, 0, 0,
                             "line %u of " CASE_FOLDER_MANIFEST " is no SHA-256 and a file's name",
                             line);
        }
        if (members.count == CASE_ARCHIVE_FILES_MAX) {
            return error_set(err, path, 0, 0, CASE_FOLDER_MANIFEST " lists more than %d files",
                             CASE_ARCHIVE_FILES_MAX);
        }
        *archive_add(arena, &members) = member;
    }
    if (!archive_sort(&members, &twice)) {
        return error_set(err, path, 0, 0, CASE_FOLDER_MANIFEST " lists \"%.*s\" twice",
                         STR_ARGS(twice));
    }
    *ret_members = members;
    return true;
}

/* ---- writing ---- */

/* The tar must not become a part of what it is made of. */
static bool archive_check_place(Arena *arena, const CaseFolder *folder, const char *path,
                                Error *err) {
    Str whole = str_from(path), real = {0}, below = {0};
    size_t cut = whole.len;
    while (cut > 0 && whole.ptr[cut - 1] != '/') cut--;
    Str above = cut == 0 ? S(".") : str_slice(whole, 0, cut);
    if (!file_real_path(arena, above, &below)) {
        return error_set(err, whole, 0, 0, "can't be written: its folder isn't there");
    }
    bool inside = file_real_path(arena, folder->path, &real) &&
                  (str_equal(below, real) || str_starts(below, str_join2(arena, real, S("/"))));
    return !inside ||
           error_set(err, whole, 0, 0, "lies in the folder of the case: write it elsewhere");
}

static bool archive_write_member(Arena *scratch, const CaseFolder *folder, const CaseMember *member,
                                 Output *output, Error *err) {
    CLEANUP(file_close) File file = {0};
    CLEANUP(sha256_free) Sha256Sum sum = sha256_begin();
    Str path = str_join3(scratch, folder->path, S("/"), member->name);
    if (member->bytes > TAR_FILE_BYTES_MAX) {
        return error_set(err, path, 0, 0, "is larger than 8 GiB, which a tar can't hold");
    }
    if (!file_open(path.ptr, SIZE_MAX, &file, err)) return false;
    Str name = str_join3(scratch, folder->file.name, S("/"), member->name);
    if (!tar_is_safe_name(name)) return error_set(err, path, 0, 0, "has too long a path");
    tar_add_header(&output->buffer, name, member->bytes);
    bool same = file.text.len == member->bytes;
    for (size_t at = 0; same && at < file.text.len; at += OUTPUT_PIECE_BYTES) {
        size_t start = output->buffer.len;
        buffer_add(&output->buffer, str_slice(file.text, at, at + OUTPUT_PIECE_BYTES));
        /* what is written, not what the file holds a moment later */
        sha256_add(&sum, str_slice(buffer_text(&output->buffer), start, output->buffer.len));
        output_flow(output);
    }
    tar_add_padding(&output->buffer, member->bytes);
    Sha256 now = sha256_end(&sum);
    if (same && str_equal(sha256_view(&now), sha256_view(&member->sum))) return true;
    return error_set(err, path, 0, 0, "changed while it was exported: try again");
}

static bool archive_write_all(Arena *scratch, const CaseFolder *folder, const CaseMembers *members,
                              Output *output, Error *err) {
    Str name = str_join2(scratch, folder->file.name, S("/" CASE_FOLDER_MANIFEST));
    tar_add_header(&output->buffer, name, members->manifest.len);
    buffer_add(&output->buffer, members->manifest);
    tar_add_padding(&output->buffer, members->manifest.len);
    for (size_t i = 0; i < members->count; i++) {
        Arena one = {0};
        bool ok = archive_write_member(&one, folder, &members->items[i], output, err);
        arena_free(&one);
        if (!ok) return false;
    }
    tar_add_end(&output->buffer);
    return true;
}

static bool archive_write(Arena *scratch, const CaseFolder *folder, const CaseMembers *members,
                          const char *path, Error *err) {
    Output output;
    if (!output_open(&output, path, err)) return false;
    bool whole = archive_write_all(scratch, folder, members, &output, err);
    bool closed = output_close(&output, whole, whole ? err : NULL);
    return whole && closed;
}

bool case_archive_write(const CaseFolder *folder, const char *path, CaseCheck *ret_check,
                        Error *err) {
    CLEANUP(arena_free) Arena scratch = {0};
    CLEANUP(buffer_free) Buffer manifest = {0};
    CaseMembers members = {0};
    assert(folder->locks[CASE_LOCK_EDIT] >= 0 && folder->locks[CASE_LOCK_RUN] >= 0);
    if (path != NULL && !archive_check_place(&scratch, folder, path, err)) return false;
    if (!archive_list(&scratch, folder->path, &members, err)) return false;
    for (size_t i = 0; i < members.count; i++) archive_add_line(&manifest, &members.items[i]);
    members.manifest = buffer_text(&manifest);
    if (!archive_write(&scratch, folder, &members, path, err)) return false;
    if (!case_folder_write(folder, S(CASE_FOLDER_MANIFEST), members.manifest, err)) return false;
    *ret_check = (CaseCheck){.files = members.count, .manifest = sha256_text(members.manifest)};
    return true;
}

/* ---- reading ---- */

/* "leak/evidence/x.jsonl" without "leak/", which must be the same for all. */
static bool archive_read_name(TarReader *reader, Str *top, Str *name) {
    Str rest = *name;
    Str first = str_cut(&rest, '/');
    if (top->len == 0) *top = str_copy(reader->arena, first);
    if (!str_equal(first, *top)) {
        return error_set(reader->err, reader->path, 0, 0,
                         "holds more than one folder: \"%.*s\" and \"%.*s\"", STR_ARGS(*top),
                         STR_ARGS(first));
    }
    *name = rest;
    return true;
}

static bool archive_read_entry(TarReader *reader, TarEntry *entry, Str *top, CaseMembers *members) {
    if (!archive_read_name(reader, top, &entry->name)) return false;
    if (entry->folder) return true;
    const char *fault = NULL;
    bool manifest = str_equal(entry->name, S(CASE_FOLDER_MANIFEST));
    if (entry->name.len == 0) fault = "holds a file that is in no folder";
    if (manifest && members->has_manifest) fault = "holds " CASE_FOLDER_MANIFEST " twice";
    if (manifest && entry->content.len > CASE_ARCHIVE_MANIFEST_BYTES_MAX) {
        fault = "has a " CASE_FOLDER_MANIFEST " beyond the limit of 256 MiB";
    }
    if (members->count == CASE_ARCHIVE_FILES_MAX) fault = "holds more than 200,000 files";
    if (fault != NULL) return error_set(reader->err, reader->path, 0, 0, "%s", fault);
    if (manifest) {
        members->has_manifest = true;
        members->manifest = str_copy(reader->arena, entry->content);
        return true;
    }
    CaseMember *member = archive_add(reader->arena, members);
    member->name = str_copy(reader->arena, entry->name);
    member->bytes = entry->content.len;
    member->sum = sha256_text(entry->content);
    return true;
}

bool case_archive_read(Arena *arena, Str path, Str text, CaseMembers *ret_members, Error *err) {
    TarReader reader = {.arena = arena, .path = path, .text = text, .err = err};
    CaseMembers members = {0};
    TarEntry entry = {0};
    Str top = {0}, twice = {0};
    TarStep step = TAR_END;
    while ((step = tar_next(&reader, &entry)) == TAR_ENTRY) {
        if (!archive_read_entry(&reader, &entry, &top, &members)) return false;
    }
    if (step == TAR_FAILED) return false;
    if (!archive_sort(&members, &twice)) {
        return error_set(err, path, 0, 0, "holds \"%.*s\" twice", STR_ARGS(twice));
    }
    *ret_members = members;
    return true;
}

/* ---- comparing ---- */

bool case_archive_compare(Arena *arena, Str path, const CaseMembers *members, CaseCheck *ret_check,
                          Error *err) {
    CaseMembers listed = {0};
    if (!members->has_manifest) {
        return error_set(err, path, 0, 0,
                         "holds no " CASE_FOLDER_MANIFEST ": 'merlon case export' makes one");
    }
    if (!archive_read_manifest(arena, path, members->manifest, &listed, err)) return false;
    CaseCheck check = {.files = listed.count, .manifest = sha256_text(members->manifest)};
    check.differences = ARENA_ARRAY(arena, CaseDifference, listed.count + members->count + 1);
    for (size_t l = 0, m = 0; l < listed.count || m < members->count;) {
        const CaseMember *want = l < listed.count ? &listed.items[l] : NULL;
        const CaseMember *have = m < members->count ? &members->items[m] : NULL;
        int order = want == NULL ? 1 : have == NULL ? -1 : str_compare(want->name, have->name);
        bool same = order == 0 && str_equal(sha256_view(&want->sum), sha256_view(&have->sum));
        CaseDifferenceKind kind = order < 0   ? CASE_DIFFERENCE_MISSING
                                  : order > 0 ? CASE_DIFFERENCE_ADDED
                                              : CASE_DIFFERENCE_CHANGED;
        Str name = order > 0 ? have->name : want->name;
        if (!same) check.differences[check.difference_count++] = (CaseDifference){kind, name};
        if (order <= 0) l++;
        if (order >= 0) m++;
    }
    *ret_check = check;
    return true;
}

static bool archive_read_folder(Arena *arena, Str path, CaseMembers *ret_members, Error *err) {
    CLEANUP(file_close) File file = {0};
    Str manifest = str_join2(arena, path, S("/" CASE_FOLDER_MANIFEST));
    if (!archive_list(arena, path, ret_members, err)) return false;
    if (file_kind(manifest.ptr) != FILE_KIND_REGULAR) return true;
    if (!file_open(manifest.ptr, CASE_ARCHIVE_MANIFEST_BYTES_MAX, &file, err)) return false;
    ret_members->has_manifest = true;
    ret_members->manifest = str_copy(arena, file.text);
    return true;
}

bool case_archive_verify(Arena *arena, Str path, CaseCheck *ret_check, Error *err) {
    CaseMembers members = {0};
    const char *place = str_terminated(arena, path);
    FileKind kind = file_kind(place);
    if (kind == FILE_KIND_NONE) return error_set(err, path, 0, 0, "is not there");
    if (kind == FILE_KIND_DIRECTORY) {
        if (!archive_read_folder(arena, path, &members, err)) return false;
    } else {
        CLEANUP(file_close) File file = {0};
        if (!file_open(place, CASE_ARCHIVE_BYTES_MAX, &file, err)) return false;
        if (!case_archive_read(arena, path, file.text, &members, err)) return false;
    }
    return case_archive_compare(arena, path, &members, ret_check, err);
}
