/* SPDX-License-Identifier: Apache-2.0 */
/* case_file.c -- see case_file.h. */
#include "respond/case_file.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "logs/log_time.h"

const CaseScopeList case_file_scope_lists[] = {
    {S_INIT("models"), offsetof(CaseScope, models)},
    {S_INIT("logs"), offsetof(CaseScope, logs)},
    {S_INIT("findings"), offsetof(CaseScope, findings)},
    {S_INIT("buckets"), offsetof(CaseScope, buckets)},
    {S_INIT("repositories"), offsetof(CaseScope, repositories)},
    {S_INIT("principals"), offsetof(CaseScope, principals)},
};
const size_t case_file_scope_list_count = COUNT(case_file_scope_lists);

static const Str case_states[CASE_STATE_COUNT] = {
    [CASE_OPEN] = S_INIT("open"),         [CASE_DONE] = S_INIT("done"),
    [CASE_ANSWERED] = S_INIT("answered"), [CASE_NOT_APPLICABLE] = S_INIT("not-applicable"),
    [CASE_UNKNOWN] = S_INIT("unknown"),
};

CaseWords *case_file_scope_words(CaseScope *scope, const CaseScopeList *list) {
    return (CaseWords *)(void *)((char *)scope + list->offset);
}

Str case_file_state_name(CaseState state) {
    assert(state < CASE_STATE_COUNT);
    return case_states[state];
}

bool case_file_parse_state(Str text, CaseState *ret_state) {
    for (size_t i = 0; i < CASE_STATE_COUNT; i++) {
        if (!str_equal(text, case_states[i])) continue;
        *ret_state = (CaseState)i;
        return true;
    }
    return false;
}

/* ---- what texts must look like ---- */

static bool case_is_lower(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

bool case_file_is_name(Str text) {
    if (text.len == 0 || text.len > CASE_FILE_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool letter = case_is_lower(byte) || (byte >= 'A' && byte <= 'Z') || byte == '_';
        if (!letter && (i == 0 || (byte != '-' && byte != '.'))) return false;
    }
    return true;
}

bool case_file_is_id(Str text) {
    if (text.len == 0 || text.len > CASE_FILE_NAME_BYTES_MAX) return false;
    for (size_t i = 0; i < text.len; i++) {
        bool inside = i > 0 && i + 1 < text.len && text.ptr[i - 1] != '-';
        if (!case_is_lower(text.ptr[i]) && !(text.ptr[i] == '-' && inside)) return false;
    }
    return true;
}

bool case_file_is_time(Str text) {
    int64_t seconds = 0;
    if (!log_time_read(text, &seconds)) return false;
    CLEANUP(arena_free) Arena scratch = {0};
    return str_equal(log_time_text(seconds, &scratch), text);
}

static bool case_check(Str text, size_t bytes_max, const char *what, Error *err) {
    if (text.len == 0) return error_say(err, "%s is empty", what);
    if (text.len > bytes_max) {
        return error_say(err, "%s is longer than the limit of %zu bytes", what, bytes_max);
    }
    if (utf8_find_invalid(text) != SIZE_MAX) return error_say(err, "%s is not valid UTF-8", what);
    return true;
}

/* ---- adding ---- */

/* The array with room for one more; a copy that is twice as long when it was full. */
static void *case_grow(Arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return items;
    *capacity = *capacity == 0 ? 8 : *capacity * 2;
    return arena_grow_array(arena, items, count, *capacity, size);
}

CaseStep *case_file_find_step(const CaseFile *file, Str id) {
    for (size_t i = 0; i < file->step_count; i++) {
        if (str_equal(file->steps[i].id, id)) return &file->steps[i];
    }
    return NULL;
}

CaseStep *case_file_add_step(Arena *arena, CaseFile *file, Str id, Error *err) {
    CaseStep *step = case_file_find_step(file, id);
    if (step != NULL) return step;
    /* evidence/files.jsonl is no step's */
    if (!case_file_is_id(id) || str_equal(id, S("files"))) {
        error_say(err, "\"%.*s\" is no id of a step: lower case letters, digits and dashes",
                  STR_ARGS(id));
        return NULL;
    }
    if (file->step_count == CASE_FILE_STEPS_MAX) {
        error_say(err, "a case has at most %d steps", CASE_FILE_STEPS_MAX);
        return NULL;
    }
    file->steps =
        case_grow(arena, file->steps, file->step_count, &file->step_capacity, sizeof(CaseStep));
    file->steps[file->step_count] = (CaseStep){.id = id};
    return &file->steps[file->step_count++];
}

bool case_file_add_word(Arena *arena, CaseWords *words, Str word, Error *err) {
    if (!case_check(word, CASE_FILE_WORD_BYTES_MAX, "an entry of the scope", err)) return false;
    for (size_t i = 0; i < words->count; i++) {
        if (str_equal(words->items[i], word)) return true;
    }
    if (words->count == CASE_FILE_SCOPE_MAX) {
        return error_say(err, "a list of the scope has at most %d entries", CASE_FILE_SCOPE_MAX);
    }
    words->items = case_grow(arena, words->items, words->count, &words->capacity, sizeof(Str));
    words->items[words->count++] = word;
    return true;
}

bool case_file_add_person(Arena *arena, CaseFile *file, CasePerson person, Error *err) {
    if (!case_check(person.name, CASE_FILE_WORD_BYTES_MAX, "a person's name", err) ||
        !case_check(person.role, CASE_FILE_WORD_BYTES_MAX, "a person's role", err)) {
        return false;
    }
    for (size_t i = 0; i < file->person_count; i++) {
        const CasePerson *known = &file->people[i];
        if (str_equal(known->name, person.name) && str_equal(known->role, person.role)) return true;
    }
    if (file->person_count == CASE_FILE_PEOPLE_MAX) {
        return error_say(err, "a case names at most %d people", CASE_FILE_PEOPLE_MAX);
    }
    file->people = case_grow(arena, file->people, file->person_count, &file->person_capacity,
                             sizeof(CasePerson));
    file->people[file->person_count++] = person;
    return true;
}

bool case_file_add_entry(Arena *arena, CaseEntries *entries, CaseEntry entry, Error *err) {
    if (!case_check(entry.text, CASE_FILE_TEXT_BYTES_MAX, "the text", err) ||
        !case_check(entry.by, CASE_FILE_WORD_BYTES_MAX, "the name of who writes it", err)) {
        return false;
    }
    if (!case_file_is_time(entry.at)) {
        return error_say(err, "\"%.*s\" is no time such as 2026-11-21T15:30:00Z",
                         STR_ARGS(entry.at));
    }
    if (entries->count == CASE_FILE_ENTRIES_MAX) {
        return error_say(err, "there are %d of them already, the most that a case keeps",
                         CASE_FILE_ENTRIES_MAX);
    }
    entries->items =
        case_grow(arena, entries->items, entries->count, &entries->capacity, sizeof(CaseEntry));
    entries->items[entries->count++] = entry;
    return true;
}

/* Whole characters of text, as many as fit. */
static Str case_clean(Arena *arena, Str text) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < text.len;) {
        uint32_t point = 0;
        size_t len = utf8_decode(str_slice(text, i, text.len), &point);
        Str piece = len == 0 ? S("\xEF\xBF\xBD") : str_slice(text, i, i + len);
        if (out.len + piece.len > CASE_FILE_WORD_BYTES_MAX) break;
        buffer_add(&out, piece);
        i += len == 0 ? 1 : len;
    }
    return str_copy(arena, buffer_text(&out));
}

bool case_file_set_result(Arena *arena, CaseStep *step, CaseState state, Str reason) {
    if (step->by_person) return false;
    bool clean = reason.len <= CASE_FILE_WORD_BYTES_MAX && utf8_find_invalid(reason) == SIZE_MAX;
    step->state = state;
    step->reason = clean ? reason : case_clean(arena, reason);
    return true;
}
