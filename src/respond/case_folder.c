/* SPDX-License-Identifier: Apache-2.0 */
/* case_folder.c -- see case_folder.h. */
#include "respond/case_folder.h"

#include "base/file.h"
#include "base/utf8.h"
#include "respond/case_yaml.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FOLDER_WAIT_STEP_NANOSECONDS = 10 * 1000 * 1000, FOLDER_WAIT_STEPS_PER_SECOND = 100 };

static const char *const folder_lock_names[CASE_LOCK_COUNT] = {
    [CASE_LOCK_EDIT] = ".lock",
    [CASE_LOCK_RUN] = ".run",
};

static void folder_directory_close(DIR **directory) {
    if (*directory != NULL) closedir(*directory);
}

static void folder_descriptor_close(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
}

Str case_folder_path(const CaseFolder *folder, Str name) {
    return str_join3(folder->arena, folder->path, S("/"), name);
}

/* ---- what killed programs leave ---- */

/* Whether name is a temporary of file_write or output_open for one of the files below: the name and
 * six characters of mkstemp's. */
static bool folder_is_temporary(Str name) {
    static const Str endings[] = {S_INIT(".yaml"), S_INIT(".jsonl"), S_INIT(".html"), S_INIT(".md"),
                                  S_INIT(".sha256")};
    enum { RANDOM_BYTES = 7 };
    if (name.len <= RANDOM_BYTES || name.ptr[name.len - RANDOM_BYTES] != '.') return false;
    Str stem = str_slice(name, 0, name.len - RANDOM_BYTES);
    for (size_t i = name.len - RANDOM_BYTES + 1; i < name.len; i++) {
        char byte = name.ptr[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!letter && !(byte >= '0' && byte <= '9')) return false;
    }
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (str_ends(stem, endings[i])) return true;
    }
    return false;
}

/* Who holds EDIT is the only one that writes case.yaml, who holds RUN the only one that writes the
 * rest: a temporary that is there then is nobody's. */
static void folder_sweep(const CaseFolder *folder, Str below, CaseLock lock) {
    CLEANUP(arena_free) Arena scratch = {0};
    Str path = str_join2(&scratch, folder->path, below);
    CLEANUP(folder_directory_close) DIR *directory = opendir(str_terminated(&scratch, path));
    struct dirent *entry = NULL;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        Str name = str_from(entry->d_name);
        bool of_case = str_starts(name, S(CASE_FOLDER_FILE "."));
        if (!folder_is_temporary(name) || of_case != (lock == CASE_LOCK_EDIT)) continue;
        unlink(str_join3(&scratch, path, S("/"), name).ptr);
    }
}

static bool folder_make(const CaseFolder *folder, Str path, Error *err) {
    if (mkdir(str_terminated(folder->arena, path), 0777) == 0 || errno == EEXIST) return true;
    return error_set(err, path, 0, 0, "can't be made: %s", strerror(errno));
}

/* A case that was unpacked from a tar has no empty folder; a link could lead results elsewhere. */
static bool folder_make_evidence(const CaseFolder *folder, Error *err) {
    struct stat status;
    Str path = case_folder_path(folder, S(CASE_FOLDER_EVIDENCE));
    if (!folder_make(folder, path, err)) return false;
    if (lstat(path.ptr, &status) == 0 && S_ISDIR(status.st_mode)) return true;
    return error_set(err, path, 0, 0, "is no folder of its own");
}

/* ---- locks ---- */

static int folder_lock_open(const CaseFolder *folder, CaseLock lock, Error *err) {
    Str path = case_folder_path(folder, str_from(folder_lock_names[lock]));
    int descriptor = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    /* somebody else's folder can be read and locked, though not written */
    if (descriptor < 0) descriptor = open(path.ptr, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) error_set(err, path, 0, 0, "can't be opened: %s", strerror(errno));
    return descriptor;
}

static bool folder_lock_take(const CaseFolder *folder, CaseLock lock, int descriptor, Error *err) {
    const struct timespec step = {0, FOLDER_WAIT_STEP_NANOSECONDS};
    int steps =
        lock == CASE_LOCK_EDIT ? CASE_FOLDER_WAIT_SECONDS * FOLDER_WAIT_STEPS_PER_SECOND : 0;
    for (int i = 0; flock(descriptor, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) {
            return error_set(err, folder->path, 0, 0, "can't be locked: %s", strerror(errno));
        }
        if (i >= steps) {
            return error_set(err, folder->path, 0, 0,
                             lock == CASE_LOCK_RUN
                                 ? "another merlon works on this case: wait until it is done"
                                 : "another merlon has been writing this case for %d seconds",
                             CASE_FOLDER_WAIT_SECONDS);
        }
        nanosleep(&step, NULL);
    }
    return true;
}

static bool folder_read(CaseFolder *folder, Error *err) {
    CLEANUP(file_close) File text = {0};
    Str path = case_folder_path(folder, S(CASE_FOLDER_FILE));
    if (!file_open(path.ptr, CASE_FILE_BYTES_MAX, &text, err)) return false;
    return case_yaml_read(folder->arena, path, text.text, &folder->file, err);
}

/* Takes the lock alone. */
static bool folder_lock(CaseFolder *folder, CaseLock lock, Error *err) {
    assert(folder->locks[lock] < 0);
    int descriptor = folder_lock_open(folder, lock, err);
    if (descriptor < 0) return false;
    if (!folder_lock_take(folder, lock, descriptor, err)) {
        close(descriptor);
        return false;
    }
    folder->locks[lock] = descriptor;
    folder_sweep(folder, S(""), lock);
    if (lock == CASE_LOCK_RUN) folder_sweep(folder, S("/" CASE_FOLDER_EVIDENCE), lock);
    return true;
}

bool case_folder_lock(CaseFolder *folder, CaseLock lock, Error *err) {
    if (!folder_lock(folder, lock, err)) return false;
    bool ok = lock != CASE_LOCK_RUN || folder_make_evidence(folder, err);
    if (ok && folder_read(folder, err)) return true;
    case_folder_unlock(folder, lock);
    return false;
}

void case_folder_unlock(CaseFolder *folder, CaseLock lock) {
    if (folder->locks[lock] >= 0) close(folder->locks[lock]);
    folder->locks[lock] = -1;
}

void case_folder_close(CaseFolder *folder) {
    for (size_t i = 0; folder->arena != NULL && i < CASE_LOCK_COUNT; i++) {
        case_folder_unlock(folder, (CaseLock)i);
    }
}

/* ---- writing ---- */

static bool folder_sync(const CaseFolder *folder, Str path, Error *err) {
    CLEANUP(folder_descriptor_close)
    int descriptor = open(str_terminated(folder->arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0 && fsync(descriptor) == 0) return true;
    return error_set(err, path, 0, 0, "can't be written to the disk: %s", strerror(errno));
}

bool case_folder_sync(const CaseFolder *folder, bool evidence, Error *err) {
    Str path = evidence ? case_folder_path(folder, S(CASE_FOLDER_EVIDENCE)) : folder->path;
    return folder_sync(folder, path, err);
}

bool case_folder_write(const CaseFolder *folder, Str name, Str text, Error *err) {
    assert(folder->locks[CASE_LOCK_RUN] >= 0 && !str_equal(name, S(CASE_FOLDER_FILE)));
    return file_write(case_folder_path(folder, name).ptr, text, err) &&
           case_folder_sync(folder, false, err);
}

bool case_folder_save(CaseFolder *folder, Error *err) {
    assert(folder->locks[CASE_LOCK_EDIT] >= 0);
    CLEANUP(buffer_free) Buffer out = {0};
    Str path = case_folder_path(folder, S(CASE_FOLDER_FILE));
    case_yaml_write(&folder->file, &out);
    if (out.len > CASE_FILE_BYTES_MAX) {
        return error_set(err, path, 0, 0, "would be larger than the limit of %d MiB",
                         CASE_FILE_BYTES_MAX >> 20);
    }
    return file_write(path.ptr, buffer_text(&out), err) && case_folder_sync(folder, false, err);
}

/* ---- opening ---- */

static bool folder_start(Arena *arena, Str path, CaseFolder *ret_folder, Error *err) {
    if (path.len == 0 || str_contains(path, (Str){"\0", 1})) {
        return error_set(err, path, 0, 0, "is no path of a folder");
    }
    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    *ret_folder = (CaseFolder){.arena = arena, .path = str_copy(arena, path), .locks = {-1, -1}};
    return true;
}

bool case_folder_open(Arena *arena, Str path, CaseFolder *ret_folder, Error *err) {
    CaseFolder folder;
    if (!folder_start(arena, path, &folder, err)) return false;
    FileKind kind = file_kind(folder.path.ptr);
    if (kind == FILE_KIND_NONE) return error_set(err, folder.path, 0, 0, "is not there");
    if (kind != FILE_KIND_DIRECTORY) {
        return error_set(err, folder.path, 0, 0, "is no folder of a case");
    }
    if (file_kind(case_folder_path(&folder, S(CASE_FOLDER_FILE)).ptr) == FILE_KIND_NONE) {
        return error_set(err, folder.path, 0, 0,
                         "holds no " CASE_FOLDER_FILE ": 'merlon case open' makes a case");
    }
    if (!folder_read(&folder, err)) return false;
    *ret_folder = folder;
    return true;
}

/* Whether a killed attempt to create a case could have left the entry. */
static bool folder_is_left(const CaseFolder *folder, Str name) {
    if (str_equal(name, S(".")) || str_equal(name, S(".."))) return true;
    for (size_t i = 0; i < CASE_LOCK_COUNT; i++) {
        if (str_equal(name, str_from(folder_lock_names[i]))) return true;
    }
    if (!str_equal(name, S(CASE_FOLDER_EVIDENCE))) return folder_is_temporary(name);
    FileList list = {0};
    Str path = case_folder_path(folder, name);
    return file_list(folder->arena, path, &list, NULL) && list.count == 0;
}

static bool folder_check_free(const CaseFolder *folder, Error *err) {
    CLEANUP(folder_directory_close) DIR *directory = opendir(folder->path.ptr);
    if (directory == NULL) {
        return error_set(err, folder->path, 0, 0, "can't be listed: %s", strerror(errno));
    }
    struct dirent *entry = NULL;
    while ((entry = readdir(directory)) != NULL) {
        Str name = str_from(entry->d_name);
        if (str_equal(name, S(CASE_FOLDER_FILE))) {
            return error_set(err, folder->path, 0, 0,
                             "holds a case already: choose another "
                             "--name, or another folder with --case");
        }
        if (folder_is_left(folder, name)) continue;
        return error_set(err, folder->path, 0, 0,
                         "holds \"%.*s\": a case wants a folder of its own", STR_ARGS(name));
    }
    return true;
}

/* What is seen before the lock is taken may be another's that is about to make a case too: it is
 * looked at again behind the lock. */
static bool folder_fill(CaseFolder *folder, const CaseFile *file, Error *err) {
    if (!folder_check_free(folder, err) || !folder_lock(folder, CASE_LOCK_EDIT, err)) return false;
    folder->file = *file;
    bool ok = folder_check_free(folder, err) && folder_make_evidence(folder, err) &&
              case_folder_save(folder, err) &&
              folder_sync(folder, case_folder_path(folder, S("..")), err);
    case_folder_unlock(folder, CASE_LOCK_EDIT);
    return ok;
}

bool case_folder_create(Arena *arena, Str path, const CaseFile *file, CaseFolder *ret_folder,
                        Error *err) {
    CaseFolder folder;
    if (!folder_start(arena, path, &folder, err)) return false;
    if (!folder_make(&folder, folder.path, err) || !folder_fill(&folder, file, err)) return false;
    *ret_folder = folder;
    return true;
}

/* ---- paths ---- */

Str case_folder_resolve(const CaseFolder *folder, Str path) {
    bool absolute = str_starts(path, S("/"));
    return absolute ? str_copy(folder->arena, path) : case_folder_path(folder, path);
}

Str case_folder_shown(const CaseFolder *folder, Str path) {
    bool below = str_starts(path, folder->path) && path.len > folder->path.len &&
                 path.ptr[folder->path.len] == '/';
    return below ? str_slice(path, folder->path.len + 1, path.len) : path;
}

/* The real path of a folder that needn't be there, though the one above it must. */
static bool folder_real(Arena *arena, Str path, Str *ret_path) {
    if (file_real_path(arena, path, ret_path)) return true;
    while (path.len > 1 && path.ptr[path.len - 1] == '/') path.len--;
    size_t cut = path.len;
    while (cut > 0 && path.ptr[cut - 1] != '/') cut--;
    Str above = cut == 0 ? S(".") : str_slice(path, 0, cut);
    Str real = {0};
    if (!file_real_path(arena, above, &real)) return false;
    *ret_path = str_join3(arena, real, S("/"), str_slice(path, cut, path.len));
    return true;
}

/* From one real path to another: up as often as needed, then down. */
static Str folder_way(Arena *arena, Str from, Str to) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t same = 0; /* the bytes of the folders that both are below, without the last "/" */
    for (size_t i = 0; i <= from.len && i <= to.len; i++) {
        bool ends = (i == from.len || from.ptr[i] == '/') && (i == to.len || to.ptr[i] == '/');
        if (ends) same = i;
        if (i == from.len || i == to.len || from.ptr[i] != to.ptr[i]) break;
    }
    for (size_t i = same; i < from.len; i++) {
        if (from.ptr[i] == '/') buffer_add(&out, S("../"));
    }
    if (same < to.len) buffer_add(&out, str_slice(to, same + 1, to.len));
    Str way = buffer_text(&out);
    if (str_ends(way, S("/"))) way.len--;
    return way.len == 0 ? S(".") : str_copy(arena, way);
}

bool case_folder_relative(Arena *arena, Str folder_path, Str path, Str *ret_path, Error *err) {
    Str folder = {0}, real = {0};
    if (utf8_find_invalid(path) != SIZE_MAX) {
        return error_set(err, path, 0, 0, "is not valid UTF-8, so case.yaml can't name it");
    }
    if (!file_real_path(arena, path, &real)) return error_set(err, path, 0, 0, "is not there");
    if (str_starts(path, S("/"))) {
        *ret_path = str_copy(arena, path);
        return true;
    }
    if (!folder_real(arena, folder_path, &folder)) {
        return error_set(err, folder_path, 0, 0, "can't be made: the folder above isn't there");
    }
    *ret_path = folder_way(arena, folder, real);
    return true;
}

Str case_folder_way(Arena *arena, const CaseFolder *folder, Str path) {
    Str from = {0}, to = {0};
    bool there = folder_real(arena, folder->path, &from) && file_real_path(arena, path, &to);
    return there ? folder_way(arena, from, to) : path;
}
