/* SPDX-License-Identifier: Apache-2.0 */
/* directory_expect.h -- runs tests/data/directories/NAME.txt: a small tree of files, how it is
 * read, and what the estate must then hold.
 *
 *     == given                         (optional)
 *     facts                            with the built-in facts
 *     var | NAME | TEXT                --var; varfile | PATH: --var-file; env | NAME | TEXT:
 * TF_VAR_ link | PATH | TARGET             a symbolic link; ROOT in it is the tree's own path add |
 * PATH                       what is read instead of the whole tree; several add up
 *     == main.tf                       a file, up to the next line that begins so
 *     ...
 *     == expect
 *     ADDRESS | PATH | VALUE           as estate_expect.h writes it; "-": there is none
 *     none | ADDRESS                   there is no such resource
 *     count | NUMBER                   so many resources
 *     at | ADDRESS | PATH | FILE:LINE  where the value stands
 *     refers | ADDRESS | PATH | ADDRESS
 *     secret | ADDRESS | PATH
 *     uncertain | ADDRESS
 *     error | FILE:LINE | TEXT         an error that says so; "-": without a place
 *     note | SUBJECT | TEXT            a note that says so
 *
 * Every error must be expected, and every note. A PATH is keys and numbers of items with dots;
 * "." is all of it. */
#ifndef MERLON_TESTS_UNIT_DIRECTORY_EXPECT_H
#define MERLON_TESTS_UNIT_DIRECTORY_EXPECT_H

#include "base/file.h"
#include "estate_expect.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIRECTORY_FIELDS_MAX = 4, DIRECTORY_DEPTH_MAX = 80 };

typedef struct DirectoryExpect {
    Arena arena;
    const char *name; /* of the test's data, for messages */
    Str path;         /* of the temporary directory */
    EstateExpect *made;
    size_t errors; /* expected */
    size_t notes;
    size_t wrong;
} DirectoryExpect;

/* "a | b | c" in three fields; returns how many there are. */
static inline size_t directory_fields(Str line, Str fields[DIRECTORY_FIELDS_MAX]) {
    size_t count = 0;
    while (count < DIRECTORY_FIELDS_MAX) {
        size_t bar = str_find(line, S(" | "));
        fields[count++] = str_trim(str_slice(line, 0, bar));
        if (bar == SIZE_MAX) break;
        line = str_slice(line, bar + 3, line.len);
    }
    return count;
}

static inline const char *directory_path(DirectoryExpect *expect, Str name) {
    return str_format(&expect->arena, "%.*s/%.*s", STR_ARGS(expect->path), STR_ARGS(name)).ptr;
}

/* Makes the directories that a file lies in. */
static inline void directory_make_outer(DirectoryExpect *expect, Str name) {
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] != '/') continue;
        const char *path = directory_path(expect, str_slice(name, 0, i));
        if (mkdir(path, 0700) != 0 && errno != EEXIST) fail_msg("can't make %s", path);
    }
}

static inline void directory_put(DirectoryExpect *expect, Str name, Str text) {
    Error err = {0};
    directory_make_outer(expect, name);
    if (!file_write(directory_path(expect, name), text, &err)) fail_msg("%s", err.message);
}

/* Removes a directory and what is in it; links are removed, not followed. */
static inline void directory_remove(const char *path, int depth) {
    DIR *directory = depth > DIRECTORY_DEPTH_MAX ? NULL : opendir(path);
    if (directory == NULL) return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        char inner[4096];
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (lstat(inner, &status) != 0) continue;
        if (S_ISDIR(status.st_mode)) directory_remove(inner, depth + 1);
        if (!S_ISDIR(status.st_mode)) unlink(inner);
    }
    closedir(directory);
    rmdir(path);
}

static inline DirectoryExpect *directory_expect_make(const char *name, bool facts) {
    char path[] = "/tmp/merlon-directory-XXXXXX";
    DirectoryExpect *expect = calloc(1, sizeof *expect);
    assert_non_null(mkdtemp(path));
    expect->name = name;
    expect->path = str_copy(&expect->arena, str_from(path));
    expect->made = estate_expect_make(facts, false);
    return expect;
}

static inline void directory_expect_free(DirectoryExpect *expect) {
    directory_remove(str_terminated(&expect->arena, expect->path), 0);
    estate_expect_free(expect->made);
    arena_free(&expect->arena);
    free(expect);
}

static inline void directory_wrong(DirectoryExpect *expect, Str what, Str found, Str expected) {
    expect->wrong++;
    print_error("%s: %.*s\n  is  %.*s\n  not %.*s\n", expect->name, STR_ARGS(what), STR_ARGS(found),
                STR_ARGS(expected));
}

/* --- what is given --- */

/* Returns whether the line said what to read. */
static inline bool directory_given(DirectoryExpect *expect, Str line) {
    Arena *arena = &expect->arena;
    Input *input = &expect->made->input;
    Str field[DIRECTORY_FIELDS_MAX] = {0};
    directory_fields(line, field);
    if (str_equal(field[0], S("var"))) input_add_variable(input, field[1], field[2]);
    if (str_equal(field[0], S("varfile"))) {
        input_add_variable(input, S(""), str_from(directory_path(expect, field[1])));
    }
    if (str_equal(field[0], S("env"))) {
        Str *text = ARENA_NEW(arena, Str);
        *text = field[2];
        map_set(&input->environment, field[1], text);
    }
    if (str_equal(field[0], S("link"))) {
        Str target = field[2];
        if (str_starts(target, S("ROOT"))) {
            target = str_join2(arena, expect->path, str_slice(target, 4, target.len));
        }
        directory_make_outer(expect, field[1]);
        assert_int_equal(symlink(str_terminated(arena, target), directory_path(expect, field[1])),
                         0);
    }
    if (!str_equal(field[0], S("add"))) return false;
    input_add_path(input, str_from(directory_path(expect, field[1])));
    return true;
}

/* --- what is expected --- */

static inline const Node *directory_walk(const Node *node, Str path) {
    if (str_equal(path, S("."))) return node;
    while (node != NULL && path.len > 0) {
        Str key = str_cut(&path, '.');
        int64_t index = 0;
        bool list = node->kind == NODE_LIST && str_to_int(key, &index);
        if (list && (index < 0 || index >= node->count)) return NULL;
        node = list ? &node->items[index] : node_find(node, key);
    }
    return node;
}

/* A file's path as the test's data names it, with the line. */
static inline Str directory_place(DirectoryExpect *expect, Str file, uint32_t line) {
    if (str_starts(file, expect->path)) {
        file = str_slice(file, expect->path.len, file.len);
        file = str_starts(file, S("/")) ? str_slice(file, 1, file.len) : S(".");
    }
    if (line == 0) return file.len == 0 ? S("-") : str_copy(&expect->arena, file);
    return str_format(&expect->arena, "%.*s:%u", STR_ARGS(file), line);
}

static inline void directory_check_value(DirectoryExpect *expect, const Resource *resource,
                                         Str path, Str expected) {
    const Node *node = directory_walk(&resource->properties, path);
    CLEANUP(buffer_free) Buffer out = {0};
    if (node != NULL) estate_expect_write(&expect->made->estate, &out, node);
    Str found = node == NULL ? S("-") : buffer_text(&out);
    if (str_equal(found, expected)) return;
    Str what = str_join3(&expect->arena, resource->address, S(" "), path);
    directory_wrong(expect, what, found, expected);
}

static inline void directory_check_refers(DirectoryExpect *expect, const Node *node, Str line,
                                          Str target) {
    const Resource *wanted = estate_find(&expect->made->estate, target);
    ResourceList list = {0};
    if (wanted != NULL) {
        list = estate_refers(&expect->made->estate, &expect->made->arena, node, wanted->type);
    }
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i] == wanted) return;
    }
    directory_wrong(expect, line, S("no reference"), target);
}

/* The lines that speak of a value of a resource. */
static inline void directory_check_resource(DirectoryExpect *expect, Str line,
                                            const Str field[DIRECTORY_FIELDS_MAX]) {
    static const char *const words[] = {"at", "refers", "secret", "uncertain"};
    size_t word = 0;
    while (word < COUNT(words) && !str_equal(field[0], str_from(words[word]))) word++;
    size_t first = word == COUNT(words) ? 0 : 1;
    const Resource *resource = estate_find(&expect->made->estate, field[first]);
    if (resource == NULL) {
        directory_wrong(expect, line, S("no such resource"), field[first]);
        return;
    }
    if (first == 0) {
        directory_check_value(expect, resource, field[1], field[2]);
        return;
    }
    const Node *node = directory_walk(&resource->properties, field[2]);
    if (word == 3) {
        if (resource->uncertain.len == 0) directory_wrong(expect, line, S("certain"), field[0]);
    } else if (node == NULL) {
        directory_wrong(expect, line, S("no such value"), field[2]);
    } else if (word == 0) {
        Str found =
            directory_place(expect, node->source == NULL ? S("") : node->source->path, node->line);
        if (!str_equal(found, field[3])) directory_wrong(expect, line, found, field[3]);
    } else if (word == 1) {
        directory_check_refers(expect, node, line, field[3]);
    } else if ((node->flags & NODE_FLAG_SECRET) == 0) {
        directory_wrong(expect, line, S("no secret"), field[0]);
    }
}

static inline void directory_check_error(DirectoryExpect *expect, Str place, Str message) {
    const ErrorList *errors = &expect->made->input.errors;
    expect->errors++;
    for (size_t i = 0; i < errors->count; i++) {
        const Error *err = &errors->items[i];
        Str found = directory_place(expect, str_from(err->file), err->line);
        if (str_equal(found, place) && str_contains(str_from(err->message), message)) return;
    }
    directory_wrong(expect, S("error"), S("not reported"),
                    str_join3(&expect->arena, place, S(" "), message));
}

static inline void directory_check_note(DirectoryExpect *expect, Str subject, Str reason) {
    const Input *input = &expect->made->input;
    expect->notes++;
    for (size_t i = 0; i < input->note_count; i++) {
        const InputNote *note = &input->notes[i];
        Str about = directory_place(expect, note->subject, 0);
        if (str_equal(about, subject) && str_contains(note->reason, reason)) return;
    }
    directory_wrong(expect, S("note"), S("not said"),
                    str_join3(&expect->arena, subject, S(" "), reason));
}

static inline void directory_check_line(DirectoryExpect *expect, Str line) {
    Str field[DIRECTORY_FIELDS_MAX] = {0};
    const Estate *estate = &expect->made->estate;
    size_t count = directory_fields(line, field);
    int64_t number = 0;
    if (str_equal(field[0], S("error"))) {
        directory_check_error(expect, field[1], field[2]);
    } else if (str_equal(field[0], S("note"))) {
        directory_check_note(expect, field[1], field[2]);
    } else if (str_equal(field[0], S("none"))) {
        bool there = estate_find(estate, field[1]) != NULL;
        if (there) directory_wrong(expect, line, S("there"), S("absent"));
    } else if (str_equal(field[0], S("count")) && str_to_int(field[1], &number)) {
        Str found = str_format(&expect->arena, "%zu", estate->resources.count);
        if (!str_equal(found, field[1])) directory_wrong(expect, line, found, field[1]);
    } else if (count >= 2) {
        directory_check_resource(expect, line, field);
    } else {
        directory_wrong(expect, line, S("no line of an expectation"), S(""));
    }
}

/* Every error and every note that there is must have been expected. */
static inline void directory_check_rest(DirectoryExpect *expect) {
    const Input *input = &expect->made->input;
    for (size_t i = 0; input->errors.count != expect->errors && i < input->errors.count; i++) {
        const Error *err = &input->errors.items[i];
        Str place = directory_place(expect, str_from(err->file), err->line);
        print_error("error | %.*s | %s\n", STR_ARGS(place), err->message);
    }
    for (size_t i = 0; input->note_count != expect->notes && i < input->note_count; i++) {
        const InputNote *note = &input->notes[i];
        print_error("note | %.*s | %.*s\n", STR_ARGS(note->subject), STR_ARGS(note->reason));
    }
    if (input->errors.count != expect->errors || input->note_count != expect->notes) {
        directory_wrong(expect, S("errors or notes"), S("those above"), S("as expected"));
    }
}

static inline void directory_check_all(DirectoryExpect *expect, Str lines) {
    while (lines.len > 0) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (line.len > 0) directory_check_line(expect, line);
    }
    directory_check_rest(expect);
}

/* --- the whole --- */

/* Cuts the next section off text: its name, and its lines. */
static inline Str directory_section(Str *text, Str *ret_name) {
    Str head = str_cut(text, '\n');
    *ret_name = str_trim(str_slice(head, 3, head.len));
    size_t next = str_starts(*text, S("== ")) ? 0 : str_find(*text, S("\n== "));
    size_t end = next == SIZE_MAX ? text->len : next == 0 ? 0 : next + 1;
    Str lines = str_slice(*text, 0, end);
    *text = str_slice(*text, end, text->len);
    return lines;
}

/* Runs tests/data/directories/NAME.txt. */
static inline void directory_expect(const char *name) {
    Arena arena = {0};
    File file = {0};
    Str path = str_format(&arena, "tests/data/directories/%s.txt", name);
    if (!file_open(path.ptr, 1 << 20, &file, NULL)) fail_msg("%s is missing", path.ptr);
    Str text = str_copy(&arena, file.text), given = S(""), expected = S("");
    file_close(&file);
    DirectoryExpect *expect = directory_expect_make(name, str_contains(text, S("\nfacts\n")));
    while (text.len > 0) {
        Str section = S("");
        Str lines = directory_section(&text, &section);
        if (str_equal(section, S("given"))) {
            given = lines;
        } else if (str_equal(section, S("expect"))) {
            expected = lines;
        } else {
            directory_put(expect, section, lines);
        }
    }
    bool said = false;
    while (given.len > 0) said |= directory_given(expect, str_cut(&given, '\n'));
    if (!said) input_add_path(&expect->made->input, expect->path);
    input_finish(&expect->made->input);
    directory_check_all(expect, expected);
    size_t wrong = expect->wrong;
    directory_expect_free(expect);
    arena_free(&arena);
    assert_int_equal(wrong, 0);
}

#endif
