/* SPDX-License-Identifier: Apache-2.0 */
/* test_case_yaml.c -- case.yaml: what is written is read back, and nothing is read that isn't
 * right; and the rules of case_file.h about what goes into a case. */
#include "case_expect.h"
#include "respond/case_yaml.h"

static const char head[] = "case: 1\nname: n\nplaybook: p\nopened: \"2026-11-21T15:30:00Z\"\n";

static bool entries_equal(const CaseEntries *left, const CaseEntries *right) {
    bool same = left->count == right->count;
    for (size_t i = 0; same && i < left->count; i++) {
        same = str_equal(left->items[i].at, right->items[i].at) &&
               str_equal(left->items[i].by, right->items[i].by) &&
               str_equal(left->items[i].text, right->items[i].text);
    }
    return same;
}

static bool scopes_equal(CaseScope left, CaseScope right) {
    bool same = str_equal(left.from, right.from) && str_equal(left.to, right.to);
    for (size_t i = 0; same && i < case_file_scope_list_count; i++) {
        CaseWords *a = case_file_scope_words(&left, &case_file_scope_lists[i]);
        CaseWords *b = case_file_scope_words(&right, &case_file_scope_lists[i]);
        same = a->count == b->count;
        for (size_t w = 0; same && w < a->count; w++) same = str_equal(a->items[w], b->items[w]);
    }
    return same;
}

static bool steps_equal(const CaseFile *left, const CaseFile *right) {
    bool same = left->step_count == right->step_count;
    for (size_t i = 0; same && i < left->step_count; i++) {
        const CaseStep *a = &left->steps[i], *b = &right->steps[i];
        same = str_equal(a->id, b->id) && a->state == b->state && a->by_person == b->by_person &&
               str_equal(a->reason, b->reason) && entries_equal(&a->answers, &b->answers);
    }
    return same;
}

static bool cases_equal(const CaseFile *left, const CaseFile *right) {
    bool same = str_equal(left->name, right->name) && str_equal(left->playbook, right->playbook) &&
                str_equal(left->opened, right->opened) &&
                left->person_count == right->person_count &&
                scopes_equal(left->scope, right->scope) && steps_equal(left, right) &&
                entries_equal(&left->notes, &right->notes);
    for (size_t i = 0; same && i < left->person_count; i++) {
        same = str_equal(left->people[i].name, right->people[i].name) &&
               str_equal(left->people[i].role, right->people[i].role);
    }
    return same;
}

static void add_entries(Arena *arena, CaseRandom *random, CaseEntries *entries) {
    for (uint64_t n = case_random(random, 4); n > 0; n--) {
        CaseEntry entry = {S("2026-11-21T15:30:00Z"), case_random_text(arena, random),
                           case_random_text(arena, random)};
        (void)case_file_add_entry(arena, entries, entry, NULL); /* by may be too long */
    }
}

static CaseFile make(Arena *arena, CaseRandom *random) {
    CaseFile file = {.name = S("2026-11_leak.x"),
                     .playbook = S("code-exposure"),
                     .opened = S("2026-11-21T15:30:00Z")};
    for (size_t i = 0; i < case_file_scope_list_count; i++) {
        CaseWords *words = case_file_scope_words(&file.scope, &case_file_scope_lists[i]);
        for (uint64_t n = case_random(random, 4); n > 0; n--) {
            (void)case_file_add_word(arena, words, case_random_text(arena, random), NULL);
        }
    }
    if (case_random(random, 2) == 0) file.scope.to = S("2026-11-22T00:00:00Z");
    for (uint64_t n = case_random(random, 3); n > 0; n--) {
        CasePerson person = {case_random_text(arena, random), case_random_text(arena, random)};
        (void)case_file_add_person(arena, &file, person, NULL);
    }
    for (uint64_t n = case_random(random, 6); n > 0; n--) {
        Str id = str_format(arena, "step-%llu", (unsigned long long)n);
        CaseStep *step = case_file_add_step(arena, &file, id, NULL);
        assert_non_null(step);
        (void)case_file_set_result(arena, step, (CaseState)case_random(random, CASE_STATE_COUNT),
                                   case_random_text(arena, random));
        step->by_person = case_random(random, 2) == 0;
        add_entries(arena, random, &step->answers);
    }
    add_entries(arena, random, &file.notes);
    return file;
}

TEST(what_was_written_is_read_back) {
    CaseRandom random = {7};
    for (int i = 0; i < 1000; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        CLEANUP(buffer_free) Buffer out = {0}, again = {0};
        CaseFile file = make(&arena, &random), read = {0};
        Error err = {0};
        case_yaml_write(&file, &out);
        if (!case_yaml_read(&arena, S("case.yaml"), buffer_text(&out), &read, &err)) {
            fail_msg("%u:%u: %s\n%.*s", err.line, err.column, err.message, (int)out.len, out.bytes);
        }
        if (!cases_equal(&file, &read)) fail_msg("differs:\n%.*s", (int)out.len, out.bytes);
        case_yaml_write(&read, &again);
        assert_true(str_equal(buffer_text(&out), buffer_text(&again)));
    }
}

static void refuse(const char *more, uint32_t line, const char *why) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseFile file = {.name = S("untouched")};
    Error err = {0};
    Str text = str_join2(&arena, str_from(head), str_from(more));
    if (case_yaml_read(&arena, S("case.yaml"), text, &file, &err)) fail_msg("%s is read", more);
    assert_true(str_equal(file.name, S("untouched")));
    if (strstr(err.message, why) == NULL || err.line != line) {
        fail_msg("%s: %u: %s, not %u: %s", more, err.line, err.message, line, why);
    }
}

TEST(what_is_not_right_is_refused_with_its_place) {
    refuse("extra: 1\n", 5, "the key \"extra\" is not one of a case");
    refuse("scope:\n  bucket: [x]\n", 6, "is not one of the scope");
    refuse("scope:\n  buckets: x\n", 6, "must be a list");
    refuse("scope:\n  buckets: [1]\n", 6, "must be a text");
    refuse("scope:\n  buckets: [\"\"]\n", 6, "is empty");
    refuse("scope:\n  from: yesterday\n", 6, "must be a time");
    refuse("scope: []\n", 5, "the scope is a map");
    refuse("people:\n  - name: x\n", 6, "has no \"role\"");
    refuse("steps:\n  - id: ../x\n    state: open\n", 6, "an id has");
    refuse("steps:\n  - id: files\n    state: open\n", 6, "no id of a step");
    refuse("steps:\n  - id: a\n", 6, "has no \"state\"");
    refuse("steps:\n  - id: a\n    state: finished\n", 7, "a state is open");
    refuse("steps:\n  - id: a\n    state: done\n    set_by: run\n", 8, "set_by is person");
    refuse("steps:\n  - {id: a, state: open}\n  - {id: a, state: done}\n", 7, "already");
    refuse("steps:\n  - id: a\n    state: open\n    answer: x\n", 8, "not one of a step");
    refuse("notes:\n  - {at: x, by: y, text: z}\n", 6, "must be a time");
    refuse("notes:\n  - {at: 2026-11-21T15:30:00Z, by: y}\n", 6, "has no \"text\"");
    refuse("name: twice\n", 5, "");
    refuse("notes: [\n", 6, "");
}

static bool reads(const char *text) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseFile file = {0};
    Error err = {0};
    return case_yaml_read(&arena, S("case.yaml"), str_from(text), &file, &err);
}

TEST(the_head_of_a_case) {
    assert_true(reads(head));
    assert_false(reads(""));
    assert_false(reads("[]"));
    assert_false(reads("case: 2\nname: n\nplaybook: p\nopened: \"2026-11-21T15:30:00Z\"\n"));
    assert_false(reads("case: 1\nname: .n\nplaybook: p\nopened: \"2026-11-21T15:30:00Z\"\n"));
    assert_false(reads("case: 1\nname: n\nplaybook: P\nopened: \"2026-11-21T15:30:00Z\"\n"));
    assert_false(reads("case: 1\nname: n\nplaybook: p\nopened: \"2026-11-21\"\n"));
    assert_false(reads("case: 1\nname: n\nplaybook: p\n"));
}

TEST(names_and_ids) {
    static const char *const names[] = {"a", "_a", "2026-11.leak_x", "A-b"};
    static const char *const no_names[] = {"",    ".",   "..",       ".a", "-a",
                                           "a/b", "a b", "\xC3\xA4", "a\n"};
    for (size_t i = 0; i < COUNT(names); i++) assert_true(case_file_is_name(str_from(names[i])));
    for (size_t i = 0; i < COUNT(no_names); i++) {
        assert_false(case_file_is_name(str_from(no_names[i])));
    }
    static const char *const ids[] = {"a", "who-read-objects", "1"};
    static const char *const no_ids[] = {"",    "A", "-a",  "a-",  "a--b",
                                         "a/b", ".", "a.b", "a_b", "a\n"};
    for (size_t i = 0; i < COUNT(ids); i++) assert_true(case_file_is_id(str_from(ids[i])));
    for (size_t i = 0; i < COUNT(no_ids); i++) assert_false(case_file_is_id(str_from(no_ids[i])));
    char longest[CASE_FILE_NAME_BYTES_MAX + 1];
    memset(longest, 'a', sizeof longest);
    assert_true(case_file_is_name((Str){longest, CASE_FILE_NAME_BYTES_MAX}));
    assert_false(case_file_is_name((Str){longest, CASE_FILE_NAME_BYTES_MAX + 1}));
    assert_true(case_file_is_id((Str){longest, CASE_FILE_NAME_BYTES_MAX}));
    assert_false(case_file_is_id((Str){longest, CASE_FILE_NAME_BYTES_MAX + 1}));
}

static Str repeat(Arena *arena, size_t len) {
    char *bytes = arena_alloc(arena, len);
    memset(bytes, 'x', len);
    return (Str){bytes, len};
}

TEST(limits_of_texts) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseEntries entries = {0};
    CaseWords words = {0};
    CaseEntry entry = {S("2026-11-21T15:30:00Z"), S("me"),
                       repeat(&arena, CASE_FILE_TEXT_BYTES_MAX)};
    assert_true(case_file_add_entry(&arena, &entries, entry, NULL));
    entry.text = repeat(&arena, CASE_FILE_TEXT_BYTES_MAX + 1);
    assert_false(case_file_add_entry(&arena, &entries, entry, NULL));
    entry.text = S("\xFF");
    assert_false(case_file_add_entry(&arena, &entries, entry, NULL));
    entry.text = S("x");
    entry.by = repeat(&arena, CASE_FILE_WORD_BYTES_MAX + 1);
    assert_false(case_file_add_entry(&arena, &entries, entry, NULL));
    assert_int_equal(entries.count, 1);
    assert_true(case_file_add_word(&arena, &words, repeat(&arena, CASE_FILE_WORD_BYTES_MAX), NULL));
    assert_false(
        case_file_add_word(&arena, &words, repeat(&arena, CASE_FILE_WORD_BYTES_MAX + 1), NULL));
}

TEST(limits_of_counts) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseFile file = {0};
    CaseEntries entries = {0};
    CaseEntry entry = {S("2026-11-21T15:30:00Z"), S("me"), S("x")};
    for (int i = 0; i < CASE_FILE_SCOPE_MAX; i++) {
        Str word = str_format(&arena, "w%d", i);
        assert_true(case_file_add_word(&arena, &file.scope.logs, word, NULL));
        assert_true(case_file_add_word(&arena, &file.scope.logs, word, NULL)); /* once only */
    }
    assert_false(case_file_add_word(&arena, &file.scope.logs, S("x"), NULL));
    for (int i = 0; i < CASE_FILE_STEPS_MAX; i++) {
        assert_non_null(case_file_add_step(&arena, &file, str_format(&arena, "s%d", i), NULL));
    }
    assert_null(case_file_add_step(&arena, &file, S("x"), NULL));
    assert_non_null(case_file_add_step(&arena, &file, S("s0"), NULL));
    for (int i = 0; i < CASE_FILE_PEOPLE_MAX; i++) {
        CasePerson person = {str_format(&arena, "p%d", i), S("r")};
        assert_true(case_file_add_person(&arena, &file, person, NULL));
    }
    assert_false(case_file_add_person(&arena, &file, (CasePerson){S("x"), S("r")}, NULL));
    for (int i = 0; i < CASE_FILE_ENTRIES_MAX; i++) {
        assert_true(case_file_add_entry(&arena, &entries, entry, NULL));
    }
    assert_false(case_file_add_entry(&arena, &entries, entry, NULL));
}

TEST(a_run_leaves_what_a_person_said) {
    CLEANUP(arena_free) Arena arena = {0};
    CaseStep step = {.id = S("a"), .state = CASE_ANSWERED, .by_person = true};
    assert_false(case_file_set_result(&arena, &step, CASE_DONE, S("found 3")));
    assert_int_equal(step.state, CASE_ANSWERED);
    assert_int_equal(step.reason.len, 0);
    step.by_person = false;
    assert_true(case_file_set_result(&arena, &step, CASE_UNKNOWN, S("no \xFF logs")));
    assert_int_equal(step.state, CASE_UNKNOWN);
    assert_true(str_equal(step.reason, S("no \xEF\xBF\xBD logs")));
    Str long_reason = repeat(&arena, CASE_FILE_WORD_BYTES_MAX + 1);
    assert_true(case_file_set_result(&arena, &step, CASE_DONE, long_reason));
    assert_int_equal(step.reason.len, CASE_FILE_WORD_BYTES_MAX);
}
