/* SPDX-License-Identifier: Apache-2.0 */
/* case_yaml.c -- see case_yaml.h. Each kind of map has a table of its keys: what reads a key's
 * value, into which member. Nothing is skipped: a key that a table lacks is refused, because it may
 * be an answer that somebody wrote by hand and mistyped. */
#include "respond/case_yaml.h"

#include "text/yaml.h"
#include "text/yaml_writer.h"

enum { CASE_YAML_VERSION = 1 };

typedef struct CaseReader {
    Arena *arena;
    Str path;
    Error *err;
} CaseReader;

typedef struct CaseKey {
    Str name;
    size_t offset; /* of the member in what the map is read into */
    bool required;
    bool (*read)(const CaseReader *reader, const Node *value, void *member);
} CaseKey;

typedef struct CaseMap {
    const char *what; /* "a step" */
    const CaseKey *keys;
    size_t count;
} CaseMap;

/* ---- reading: the frame ---- */

static bool reader_fail(const CaseReader *reader, const Node *node, const char *message) {
    return error_set(reader->err, reader->path, node->line, node->column, "%s", message);
}

static bool reader_read_pair(const CaseReader *reader, const CaseMap *map, const NodePair *pair,
                             void *into) {
    for (size_t i = 0; i < map->count; i++) {
        const CaseKey *key = &map->keys[i];
        if (!str_equal(key->name, pair->key)) continue;
        return key->read(reader, &pair->value, (char *)into + key->offset);
    }
    return error_set(reader->err, reader->path, pair->value.line, pair->value.column,
                     "the key \"%.*s\" is not one of %s", STR_ARGS(pair->key), map->what);
}

static bool reader_read_map(const CaseReader *reader, const Node *node, const CaseMap *map,
                            void *into) {
    if (node->kind != NODE_MAP) {
        return error_set(reader->err, reader->path, node->line, node->column, "%s is a map, not %s",
                         map->what, node_kind_name(node));
    }
    for (uint32_t i = 0; i < node->count; i++) {
        if (!reader_read_pair(reader, map, &node->pairs[i], into)) return false;
    }
    for (size_t i = 0; i < map->count; i++) {
        if (!map->keys[i].required || node_find(node, map->keys[i].name) != NULL) continue;
        return error_set(reader->err, reader->path, node->line, node->column, "%s has no \"%.*s\"",
                         map->what, STR_ARGS(map->keys[i].name));
    }
    return true;
}

static bool reader_check_list(const CaseReader *reader, const Node *node) {
    return node->kind == NODE_LIST || reader_fail(reader, node, "this must be a list");
}

/* ---- reading: values ---- */

static bool reader_text(const CaseReader *reader, const Node *value, void *member) {
    if (value->kind != NODE_STRING) return reader_fail(reader, value, "this must be a text");
    *(Str *)member = value->text;
    return true;
}

static bool reader_reason(const CaseReader *reader, const Node *value, void *member) {
    if (!reader_text(reader, value, member)) return false;
    return value->text.len <= CASE_FILE_WORD_BYTES_MAX ||
           reader_fail(reader, value, "the reason is too long");
}

static bool reader_name(const CaseReader *reader, const Node *value, void *member) {
    if (!reader_text(reader, value, member)) return false;
    return case_file_is_name(value->text) ||
           reader_fail(reader, value, "a case's name has letters, digits, '-', '_' and '.'");
}

static bool reader_id(const CaseReader *reader, const Node *value, void *member) {
    if (!reader_text(reader, value, member)) return false;
    return case_file_is_id(value->text) ||
           reader_fail(reader, value, "an id has lower case letters, digits and dashes");
}

static bool reader_time(const CaseReader *reader, const Node *value, void *member) {
    if (!reader_text(reader, value, member)) return false;
    return case_file_is_time(value->text) ||
           reader_fail(reader, value, "this must be a time such as \"2026-11-21T15:30:00Z\"");
}

static bool reader_version(const CaseReader *reader, const Node *value, void *member) {
    (void)member;
    bool known = value->kind == NODE_INT && value->integer == CASE_YAML_VERSION;
    return known || reader_fail(reader, value, "the version of the format must be 1");
}

static bool reader_state(const CaseReader *reader, const Node *value, void *member) {
    return case_file_parse_state(node_text(value), member) ||
           reader_fail(reader, value, "a state is open, done, answered, not-applicable or unknown");
}

static bool reader_set_by(const CaseReader *reader, const Node *value, void *member) {
    *(bool *)member = node_is_text(value, S("person"));
    return *(bool *)member || reader_fail(reader, value, "set_by is person, or left out");
}

static bool reader_words(const CaseReader *reader, const Node *value, void *member) {
    Error err = {0};
    Str word = {0};
    if (!reader_check_list(reader, value)) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        if (!reader_text(reader, &value->items[i], &word)) return false;
        if (!case_file_add_word(reader->arena, member, word, &err)) {
            return reader_fail(reader, &value->items[i], err.message);
        }
    }
    return true;
}

static bool reader_entries(const CaseReader *reader, const Node *value, void *member) {
    static const CaseKey keys[] = {
        {S_INIT("at"), offsetof(CaseEntry, at), true, reader_time},
        {S_INIT("by"), offsetof(CaseEntry, by), true, reader_text},
        {S_INIT("text"), offsetof(CaseEntry, text), true, reader_text},
    };
    static const CaseMap map = {"an answer or note", keys, COUNT(keys)};
    Error err = {0};
    if (!reader_check_list(reader, value)) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        CaseEntry entry = {0};
        if (!reader_read_map(reader, &value->items[i], &map, &entry)) return false;
        if (!case_file_add_entry(reader->arena, member, entry, &err)) {
            return reader_fail(reader, &value->items[i], err.message);
        }
    }
    return true;
}

static bool reader_people(const CaseReader *reader, const Node *value, void *member) {
    static const CaseKey keys[] = {
        {S_INIT("name"), offsetof(CasePerson, name), true, reader_text},
        {S_INIT("role"), offsetof(CasePerson, role), true, reader_text},
    };
    static const CaseMap map = {"a person", keys, COUNT(keys)};
    Error err = {0};
    if (!reader_check_list(reader, value)) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        CasePerson person = {0};
        if (!reader_read_map(reader, &value->items[i], &map, &person)) return false;
        if (!case_file_add_person(reader->arena, member, person, &err)) {
            return reader_fail(reader, &value->items[i], err.message);
        }
    }
    return true;
}

static bool reader_step(const CaseReader *reader, const Node *node, CaseFile *file) {
    static const CaseKey keys[] = {
        {S_INIT("id"), offsetof(CaseStep, id), true, reader_id},
        {S_INIT("state"), offsetof(CaseStep, state), true, reader_state},
        {S_INIT("set_by"), offsetof(CaseStep, by_person), false, reader_set_by},
        {S_INIT("reason"), offsetof(CaseStep, reason), false, reader_reason},
        {S_INIT("answers"), offsetof(CaseStep, answers), false, reader_entries},
    };
    static const CaseMap map = {"a step", keys, COUNT(keys)};
    Error err = {0};
    CaseStep read = {0};
    if (!reader_read_map(reader, node, &map, &read)) return false;
    if (case_file_find_step(file, read.id) != NULL) {
        return reader_fail(reader, node, "there is a step of this id already");
    }
    CaseStep *step = case_file_add_step(reader->arena, file, read.id, &err);
    if (step == NULL) return reader_fail(reader, node, err.message);
    *step = read;
    return true;
}

static bool reader_steps(const CaseReader *reader, const Node *value, void *member) {
    if (!reader_check_list(reader, value)) return false;
    for (uint32_t i = 0; i < value->count; i++) {
        if (!reader_step(reader, &value->items[i], member)) return false;
    }
    return true;
}

static bool reader_scope(const CaseReader *reader, const Node *value, void *member) {
    CaseScope *scope = member;
    static const CaseKey times[] = {
        {S_INIT("from"), offsetof(CaseScope, from), false, reader_time},
        {S_INIT("to"), offsetof(CaseScope, to), false, reader_time},
    };
    CaseKey *keys = ARENA_ARRAY(reader->arena, CaseKey, case_file_scope_list_count + COUNT(times));
    CaseMap map = {"the scope", keys, 0};
    for (size_t i = 0; i < COUNT(times); i++) keys[map.count++] = times[i];
    for (size_t i = 0; i < case_file_scope_list_count; i++) {
        const CaseScopeList *list = &case_file_scope_lists[i];
        keys[map.count++] = (CaseKey){list->name, list->offset, false, reader_words};
    }
    return reader_read_map(reader, value, &map, scope);
}

bool case_yaml_read(Arena *arena, Str path, Str text, CaseFile *ret_file, Error *err) {
    static const CaseKey keys[] = {
        {S_INIT("case"), 0, true, reader_version},
        {S_INIT("name"), offsetof(CaseFile, name), true, reader_name},
        {S_INIT("playbook"), offsetof(CaseFile, playbook), true, reader_id},
        {S_INIT("opened"), offsetof(CaseFile, opened), true, reader_time},
        {S_INIT("scope"), offsetof(CaseFile, scope), false, reader_scope},
        {S_INIT("people"), 0, false, reader_people},
        {S_INIT("steps"), 0, false, reader_steps},
        {S_INIT("notes"), offsetof(CaseFile, notes), false, reader_entries},
    };
    static const CaseMap map = {"a case", keys, COUNT(keys)};
    CaseReader reader = {arena, path, err};
    if (text.len > CASE_FILE_BYTES_MAX) {
        return error_set(err, path, 0, 0, "is larger than the limit of %d MiB",
                         CASE_FILE_BYTES_MAX >> 20);
    }
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_copy(arena, path);
    Node root = {0};
    CaseFile file = {0};
    if (!yaml_read(arena, source, text, &root, err)) return false;
    if (!reader_read_map(&reader, &root, &map, &file)) return false;
    *ret_file = file;
    return true;
}

/* ---- writing ---- */

/* "  key: value", or nothing when the value is empty. */
static void writer_text(Buffer *out, int indent, const char *key, Str value) {
    if (value.len == 0) return;
    buffer_add_format(out, "%*s%s: ", indent, "", key);
    yaml_writer_lines(out, value, (size_t)indent + 2);
    buffer_add_byte(out, '\n');
}

/* Items of a list stand below its key; the first key of an item behind the dash. */
static void writer_item(Buffer *out, int indent, const char *key, Str value) {
    buffer_add_format(out, "%*s- %s: ", indent, "", key);
    yaml_writer_lines(out, value, (size_t)indent + 4);
    buffer_add_byte(out, '\n');
}

static void writer_entries(Buffer *out, int indent, const char *key, const CaseEntries *entries) {
    if (entries->count == 0) return;
    buffer_add_format(out, "%*s%s:\n", indent, "", key);
    for (size_t i = 0; i < entries->count; i++) {
        const CaseEntry *entry = &entries->items[i];
        writer_item(out, indent + 2, "at", entry->at);
        writer_text(out, indent + 4, "by", entry->by);
        writer_text(out, indent + 4, "text", entry->text);
    }
}

static bool writer_has_scope(const CaseScope *scope) {
    bool any = scope->from.len + scope->to.len > 0;
    CaseScope copy = *scope;
    for (size_t i = 0; i < case_file_scope_list_count; i++) {
        any |= case_file_scope_words(&copy, &case_file_scope_lists[i])->count > 0;
    }
    return any;
}

static void writer_scope(Buffer *out, const CaseScope *scope) {
    CaseScope copy = *scope;
    if (!writer_has_scope(scope)) return;
    buffer_add(out, S("scope:\n"));
    for (size_t i = 0; i < case_file_scope_list_count; i++) {
        const CaseScopeList *list = &case_file_scope_lists[i];
        const CaseWords *words = case_file_scope_words(&copy, list);
        if (words->count > 0) buffer_add_format(out, "  %.*s:\n", STR_ARGS(list->name));
        for (size_t w = 0; w < words->count; w++) {
            buffer_add(out, S("    - "));
            yaml_writer_lines(out, words->items[w], 6);
            buffer_add_byte(out, '\n');
        }
    }
    writer_text(out, 2, "from", scope->from);
    writer_text(out, 2, "to", scope->to);
}

static void writer_people(Buffer *out, const CaseFile *file) {
    if (file->person_count > 0) buffer_add(out, S("people:\n"));
    for (size_t i = 0; i < file->person_count; i++) {
        writer_item(out, 2, "name", file->people[i].name);
        writer_text(out, 4, "role", file->people[i].role);
    }
}

static void writer_steps(Buffer *out, const CaseFile *file) {
    if (file->step_count > 0) buffer_add(out, S("steps:\n"));
    for (size_t i = 0; i < file->step_count; i++) {
        const CaseStep *step = &file->steps[i];
        writer_item(out, 2, "id", step->id);
        writer_text(out, 4, "state", case_file_state_name(step->state));
        if (step->by_person) buffer_add(out, S("    set_by: person\n"));
        writer_text(out, 4, "reason", step->reason);
        writer_entries(out, 4, "answers", &step->answers);
    }
}

void case_yaml_write(const CaseFile *file, Buffer *out) {
    buffer_add(out,
               S("# A case that merlon keeps: see \"merlon case --help\". Each change writes the "
                 "file anew,\n# so comments of your own don't stay; notes do: merlon case "
                 "note.\n"));
    buffer_add_format(out, "case: %d\n", CASE_YAML_VERSION);
    writer_text(out, 0, "name", file->name);
    writer_text(out, 0, "playbook", file->playbook);
    writer_text(out, 0, "opened", file->opened);
    writer_scope(out, &file->scope);
    writer_people(out, file);
    writer_steps(out, file);
    writer_entries(out, 0, "notes", &file->notes);
}
