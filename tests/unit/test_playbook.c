/* SPDX-License-Identifier: Apache-2.0 */
/* test_playbook.c -- reading playbooks (docs/playbooks.md), and that those built in are whole. */
#include "base/buffer.h"
#include "base/embedded.h"
#include "respond/playbook.h"
#include "sigma/sigma_index.h"
#include "tests/test.h"
#include "threat/threat.h"

#define HEAD                                                                                \
    "id: p\ntitle: T\nsummary: S\nreferences: [https://a]\nindicators: [i]\ncontacts: [a, " \
    "{b: c}]\nsteps:\n"
#define STEP(id, phase, type)                                                                    \
    "- {id: " id ", phase: " phase ", type: " type ", title: t, purpose: p, produces: r, done: " \
    "d, "
#define NOTE(id, phase) STEP(id, phase, "note") "note: {text: n}}\n"
#define COMMAND(keys)                                  \
    STEP("a", "containment", "command")                \
    "command: {for: key, run: \"aws {key}\", why: w, " \
    "effect: e, check: c, undo: u" keys "}}\n"

typedef struct Reading {
    Arena arena;
    SigmaSet *set;
    Playbook playbook;
    ErrorList errors;
} Reading;

static bool reading_make(Reading *reading, Str text) {
    *reading = (Reading){0};
    reading->set = sigma_set_make(&reading->arena);
    PlaybookFile file = {S("p"), S("p.yaml"), text};
    return playbook_read(&reading->arena, &file, reading->set, &reading->playbook,
                         &reading->errors);
}

static void reading_free(Reading *reading) {
    sigma_set_free(reading->set);
    arena_free(&reading->arena);
}

static void expect_fine(const char *text) {
    Reading reading;
    if (!reading_make(&reading, str_from(text))) {
        fail_msg("%s\n%s", text, reading.errors.items[0].message);
    }
    assert_int_equal(reading.errors.count, 0);
    reading_free(&reading);
}

/* The first problem stands at place ("8:3", "8:") and holds part. */
static void expect_problem(const char *text, const char *place, const char *part) {
    Reading reading;
    if (reading_make(&reading, str_from(text))) fail_msg("taken: %s", text);
    assert_true(reading.errors.count > 0);
    Str message = error_text(&reading.arena, &reading.errors.items[0]);
    const char *end = str_ends(str_from(place), S(":")) ? "" : ": ";
    Str start = str_format(&reading.arena, "p.yaml:%s%s", place, end);
    if (!str_starts(message, start) || !str_contains(message, str_from(part))) {
        fail_msg("%s\n%.*s\nshould be at %s and say: %s", text, STR_ARGS(message), place, part);
    }
    assert_null(reading.playbook.steps);
    reading_free(&reading);
}

/* One step of each type, in the order of types. */
static const char *const each_type[] = {
    STEP("a", "preparation", "inventory") "inventory: {types: [AWS::S3::Bucket]}}\n",
    STEP("b", "preparation", "check") "inputs: [model], nist: ID.AM-1, check: {rules: [s/r]}}\n",
    STEP("c", "analysis", "query") "inputs: [logs, keys], query: {service: s3access, scope: actor, "
                                   "role: write, detection: {s: {operation: X}, condition: s}}}\n",
    STEP("d", "analysis", "finding") "finding: {types: ['A:B/C'], retired: {'D:E/F': 'A:B/C'}}}\n",
    STEP("e", "analysis", "question") "question: {text: q, ask: w, choices: [x, y]}}\n",
    STEP("f", "recovery",
         "command") "command: {for: object, run: 'aws {bucket} {object} {version}',"
                    " why: w, effect: it's all, check: c, undo: \"can't\"}}\n",
    NOTE("g", "post-incident"),
};

TEST(playbook_reads_each_type_of_step) {
    Reading reading;
    Buffer text = {0};
    buffer_add(&text, S(HEAD));
    for (size_t i = 0; i < COUNT(each_type); i++) buffer_add(&text, str_from(each_type[i]));
    bool fine = reading_make(&reading, buffer_text(&text));
    if (!fine) fail_msg("%s", reading.errors.items[0].message);
    const Playbook *playbook = &reading.playbook;
    assert_int_equal(playbook->step_count, 7);
    assert_int_equal(playbook->contact_count, 2);
    assert_true(str_equal(playbook->contacts[0].role, S("a")));
    assert_true(str_equal(playbook->contacts[1].duty, S("c")));
    for (size_t i = 0; i < playbook->step_count; i++) {
        assert_int_equal(playbook->steps[i].type, i);
        assert_int_equal(playbook->steps[i].line, 8 + i);
    }
    assert_true(str_equal(playbook->steps[0].inventory.items[0], S("AWS::S3::Bucket")));
    assert_int_equal(playbook->steps[1].inputs, 1 << PLAYBOOK_INPUT_MODEL);
    assert_true(str_equal(playbook->steps[1].nist, S("ID.AM-1")));
    const PlaybookQuery *query = &playbook->steps[2].query;
    assert_int_equal(query->source, LOG_SOURCE_S3ACCESS);
    assert_int_equal(query->scope, PLAYBOOK_SCOPE_ACTOR);
    assert_int_equal(query->role, PLAYBOOK_ROLE_WRITE);
    assert_true(str_equal(query->rule, S("p/c")));
    assert_int_equal(sigma_set_find(reading.set, S("p/c")), 0);
    assert_int_equal(reading.set->rules[0].line, 10);
    assert_int_equal(playbook->steps[3].finding.retired_count, 1);
    assert_int_equal(playbook->steps[4].question.choices.count, 2);
    assert_int_equal(playbook->steps[5].command.subject, PLAYBOOK_SUBJECT_OBJECT);
    assert_false(playbook->steps[5].command.undo_is_command);
    assert_true(str_equal(playbook->steps[6].note, S("n")));
    assert_ptr_equal(playbook_find_step(playbook, S("c")), &playbook->steps[2]);
    assert_null(playbook_find_step(playbook, S("z")));
    reading_free(&reading);
    buffer_free(&text);
}

TEST(playbook_problems_have_their_place) {
    expect_problem("[]", "1:1", "a playbook should be a map");
    expect_problem("id: [\n", "2:1", "is not valid YAML");
    expect_problem("id: q\n" HEAD, "2:1", "");
    expect_problem("id: q\ntitle: T\nsummary: S\nreferences: [a]\nindicators: [i]\n"
                   "contacts: [a]\nsteps:\n" NOTE("a", "analysis"),
                   "1:5", "the id should be the file's name, p");
    expect_problem(HEAD "- x\n", "8:3", "a step should be a map");
    expect_problem("titel: T\n" HEAD NOTE("a", "analysis"), "1:8", "did you mean title?");
    expect_problem(HEAD NOTE("a b", "analysis"), "8:8", "lower case with dashes");
    expect_problem(HEAD NOTE("-a", "analysis"), "8:8", "lower case with dashes");
    expect_problem(HEAD NOTE("a", "analysys"), "8:18", "did you mean analysis?");
    expect_problem(HEAD NOTE("a", "when"), "8:18", "preparation, analysis, containment,");
    expect_problem(HEAD NOTE("a", "analysis") NOTE("a", "analysis"), "9:8", "in line 8 already");
    expect_problem(HEAD NOTE("a", "recovery") NOTE("b", "analysis"), "9:18",
                   "analysis comes before recovery");
    expect_problem(HEAD STEP("a", "analysis", "note") "}\n", "8:3", "needs \"note\"");
    expect_problem(HEAD STEP("a", "analysis", "note") "note: {text: ''}}\n", "8:", "empty");
    expect_problem(HEAD STEP("a", "analysis", "note") "note: {text: n}, check: {rules: [a]}}\n",
                   "8:", "\"check\" stands in a step of the type note");
    expect_problem(HEAD STEP("a", "analysis", "note") "notes: {text: n}}\n", "8:", "did you mean");
    expect_problem(HEAD STEP("a", "analysis", "note") "inputs: [log], note: {text: n}}\n",
                   "8:", "did you mean logs?");
    expect_problem(HEAD STEP("a", "analysis", "check") "check: {rules: []}}\n", "8:", "list of");
    expect_problem(HEAD STEP("a", "analysis", "check") "check: {rules: [x, x]}}\n", "8:", "twice");
    expect_problem(HEAD STEP("a", "analysis", "check") "check: {rules: [5]}}\n", "8:", "text");
    expect_problem(HEAD STEP("a", "analysis", "finding") "finding: {types: [x]}}\n",
                   "8:", "Purpose:Resource/Name");
    expect_problem(HEAD STEP("a", "analysis",
                             "finding") "finding: {types: ['A:B/C'], retired: {x: 'A:B/C'}}}\n",
                   "8:", "one type for");
}

TEST(playbook_problems_of_queries) {
#define QUERY(keys) \
    HEAD STEP("a", "analysis", "query") "query: {scope: any, role: read, " keys "}}\n"
    expect_fine(QUERY("service: cloudtrail, detection: {s: {eventName: X}, condition: s}"));
    expect_problem(QUERY("detection: {s: {a: b}, condition: s}"), "8:", "\"service\" should be cl");
    expect_problem(QUERY("service: dns, detection: {s: {a: b}, condition: s}"), "8:", "cloudtrail");
    expect_problem(QUERY("service: cloudtrail"), "8:", "needs \"detection\"");
    expect_problem(QUERY("service: cloudtrail, detection: {s: {a: b}, condition: t}"),
                   "8:", "has 't' where the name of a search should be");
    expect_problem(QUERY("service: cloudtrail, detection: {s: {a|zz: b}, condition: s}"),
                   "8:", "zz");
    expect_problem(QUERY("service: cloudtrail, detection: x"), "8:", "want a map");
}

TEST(playbook_problems_of_commands) {
    expect_fine(HEAD COMMAND(""));
    expect_problem(HEAD COMMAND(", sudo: x"), "8:", "\"sudo\" is no key of a command");
#define RUN(subject, run)                                                             \
    HEAD STEP("a", "containment", "command") "command: {for: " subject ", run: '" run \
                                             "', why: w, effect: e, check: c, undo: u}}\n"
    expect_fine(RUN("case", "aws {account} {region} {time}"));
    expect_fine(RUN("key", "aws {key} {user}"));
    expect_problem(RUN("keys", "aws {key}"), "8:", "did you mean key?");
    expect_problem(RUN("bucket", "aws"), "8:", "is for each bucket, but doesn't name {bucket}");
    expect_problem(RUN("bucket", "aws {bucket} {user}"), "8:", "bucket, which has no {user}");
    expect_problem(RUN("bucket", "aws {bukket}"), "8:", "did you mean {bucket}?");
    expect_problem(RUN("bucket", "aws \"{bucket}\""), "8:", "double quotes");
}

/* All problems are told, not only the first. */
TEST(playbook_goes_on_after_a_problem) {
    Reading reading;
    assert_false(reading_make(&reading, S("id: p\ntitel: T\nsteps:\n- 5\n- {id: a}\n")));
    assert_true(reading.errors.count > 10);
    for (size_t i = 0; i < reading.errors.count; i++) {
        assert_true(reading.errors.items[i].line > 0);
    }
    reading_free(&reading);
}

/* ---- limits ---- */

static Str repeat(Buffer *buffer, const char *head, const char *format, int count) {
    buffer_add(buffer, str_from(head));
    for (int i = 0; i < count; i++) {
        Arena arena = {0};
        Str text = str_from(format);
        Str before = str_cut(&text, '#');
        buffer_add(buffer, str_format(&arena, "%.*s%d%.*s", STR_ARGS(before), i, STR_ARGS(text)));
        arena_free(&arena);
    }
    return buffer_text(buffer);
}

static void expect_limit(const char *head, const char *item, const char *tail, int max) {
    for (int more = 0; more < 2; more++) {
        Buffer buffer = {0};
        Reading reading;
        repeat(&buffer, head, item, max + more);
        buffer_add(&buffer, str_from(tail));
        bool fine = reading_make(&reading, buffer_text(&buffer));
        if (fine != (more == 0)) fail_msg("%s: %d", item, max + more);
        reading_free(&reading);
        buffer_free(&buffer);
    }
}

TEST(playbook_limits) {
    expect_limit(HEAD, NOTE("a#", "analysis"), "", PLAYBOOK_STEPS_MAX);
    expect_limit(HEAD STEP("a", "analysis", "check") "check: {rules: [", "r#, ", "x]}}\n",
                 PLAYBOOK_ITEMS_MAX - 1);
    for (int more = 0; more < 2; more++) {
        Buffer buffer = {0};
        Reading reading;
        buffer_add(&buffer, S(HEAD STEP("a", "analysis", "note") "note: {text: "));
        for (int i = 0; i < PLAYBOOK_TEXT_BYTES_MAX + more; i++) buffer_add_byte(&buffer, 'x');
        buffer_add(&buffer, S("}}\n"));
        assert_int_equal(reading_make(&reading, buffer_text(&buffer)), more == 0);
        reading_free(&reading);
        buffer_free(&buffer);
    }
}

TEST(playbook_limits_of_bytes) {
    Buffer buffer = {0};
    Reading reading;
    buffer_add(&buffer, S(HEAD NOTE("a", "analysis") "#"));
    while (buffer.len < PLAYBOOK_BYTES_MAX) buffer_add_byte(&buffer, 'x');
    assert_true(reading_make(&reading, buffer_text(&buffer)));
    reading_free(&reading);
    buffer_add_byte(&buffer, 'x');
    assert_false(reading_make(&reading, buffer_text(&buffer)));
    assert_non_null(strstr(reading.errors.items[0].message, "512 KiB"));
    reading_free(&reading);
    buffer_free(&buffer);
}

TEST(playbook_limits_of_ids) {
    for (int more = 0; more < 2; more++) {
        char id[PLAYBOOK_ID_BYTES_MAX + 2] = {0};
        Arena arena = {0};
        Reading reading;
        memset(id, 'a', (size_t)(PLAYBOOK_ID_BYTES_MAX + more));
        Str text = str_format(&arena, HEAD NOTE("%s", "analysis"), id);
        assert_int_equal(reading_make(&reading, text), more == 0);
        reading_free(&reading);
        arena_free(&arena);
    }
}

/* ---- names ---- */

TEST(playbook_words_are_named) {
    assert_true(str_equal(playbook_phase_name(PLAYBOOK_POST_INCIDENT), S("post-incident")));
    assert_true(str_equal(playbook_type_name(PLAYBOOK_NOTE), S("note")));
    assert_true(str_equal(playbook_input_name(PLAYBOOK_INPUT_KEYS), S("keys")));
    assert_true(str_equal(playbook_scope_name(PLAYBOOK_SCOPE_ANY), S("any")));
    assert_true(str_equal(playbook_role_name(PLAYBOOK_ROLE_OTHER), S("other")));
    for (int i = 1; i < PLAYBOOK_SUBJECT_COUNT; i++) {
        Placeholder own = PLACEHOLDER_ACCOUNT;
        Str name = playbook_subject_name((PlaybookSubject)i);
        assert_true(placeholder_find(name, &own));
        assert_true((playbook_subject_placeholders((PlaybookSubject)i) >> own) & 1);
    }
}

/* ---- those built in ---- */

static void read_builtin(Reading *reading, Str id) {
    PlaybookFile file = {0};
    *reading = (Reading){0};
    reading->set = sigma_set_make(&reading->arena);
    assert_true(playbook_find_builtin(id, &file));
    if (playbook_read(&reading->arena, &file, reading->set, &reading->playbook, &reading->errors)) {
        return;
    }
    Str text = error_text(&reading->arena, &reading->errors.items[0]);
    fail_msg("%.*s", STR_ARGS(text));
}

static RuleSet builtin_rules(Arena *arena) {
    RuleSet rules = rule_set_make(arena, &threat_library);
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path), id = S("");
        Error err = {0};
        if (!str_ends(path, S(".yaml"))) continue;
        if (str_starts(path, S("rules/threats/"))) id = str_slice(path, 14, path.len - 5);
        if (str_starts(path, S("rules/design/"))) id = str_slice(path, 6, path.len - 5);
        if (id.len == 0) continue;
        RuleFile file = {id, path, {embedded_files[i].data, embedded_files[i].len}, true};
        assert_true(rule_set_add(&rules, file, &err));
    }
    rule_set_finish(&rules);
    return rules;
}

TEST(playbooks_built_in_are_listed) {
    Arena arena = {0};
    Str *ids = NULL;
    PlaybookFile file = {0};
    size_t count = playbook_list_builtin(&arena, &ids);
    assert_true(count >= 4);
    for (size_t i = 1; i < count; i++) assert_true(str_compare(ids[i - 1], ids[i]) < 0);
    assert_true(playbook_find_builtin(S("code-exposure"), &file));
    assert_true(str_equal(file.path, S("rules/playbooks/code-exposure.yaml")));
    assert_false(playbook_find_builtin(S("none"), &file));
    arena_free(&arena);
}

TEST(playbooks_built_in_are_whole) {
    Arena arena = {0};
    Str *ids = NULL;
    RuleSet rules = builtin_rules(&arena);
    size_t count = playbook_list_builtin(&arena, &ids);
    for (size_t i = 0; i < count; i++) {
        Reading reading;
        read_builtin(&reading, ids[i]);
        if (!playbook_check_rules(&reading.arena, &reading.playbook, &rules, &reading.errors)) {
            fail_msg("%s", reading.errors.items[0].message);
        }
        bool phases[PLAYBOOK_PHASE_COUNT] = {0};
        for (size_t s = 0; s < reading.playbook.step_count; s++) {
            phases[reading.playbook.steps[s].phase] = true;
        }
        for (int p = 0; p < PLAYBOOK_PHASE_COUNT; p++) assert_true(phases[p]);
        LogKeys *keys = log_keys_make(&reading.arena);
        assert_true(sigma_set_compile(reading.set, keys));
        reading_free(&reading);
    }
    arena_free(&arena);
}

/* The names that a query over CloudTrail demands are few, so that it is tried on few events. */
TEST(playbooks_built_in_demand_events_by_name) {
    Arena arena = {0};
    Str *ids = NULL;
    size_t count = playbook_list_builtin(&arena, &ids);
    for (size_t i = 0; i < count; i++) {
        Reading reading;
        Str *texts = ARENA_ARRAY(&arena, Str, SIGMA_DEMAND_MAX);
        read_builtin(&reading, ids[i]);
        for (size_t r = 0; r < reading.set->count; r++) {
            const SigmaRule *rule = &reading.set->rules[r];
            if (!str_equal(rule->service, S("cloudtrail"))) continue;
            if (str_ends(rule->id, S("/actor-was-refused"))) continue; /* whatever was refused */
            if (sigma_index_demand(rule->condition, S("eventSource"), texts, SIGMA_DEMAND_MAX) >
                SIGMA_DEMAND_MAX) {
                fail_msg("%.*s demands no eventSource", STR_ARGS(rule->id));
            }
            if (sigma_index_demand(rule->condition, S("eventName"), texts, SIGMA_DEMAND_MAX) >
                SIGMA_DEMAND_MAX) {
                fail_msg("%.*s demands no eventName", STR_ARGS(rule->id));
            }
        }
        reading_free(&reading);
    }
    arena_free(&arena);
}

/* A rule that isn't there, and one that is. */
TEST(playbook_checks_the_rules_it_names) {
    Arena arena = {0};
    Reading reading;
    RuleSet rules = builtin_rules(&arena);
    assert_true(reading_make(
        &reading,
        S(HEAD STEP("a", "analysis", "check") "check: {rules: [s3/bucket-public, s3/none]}}\n")));
    assert_false(playbook_check_rules(&reading.arena, &reading.playbook, &rules, &reading.errors));
    assert_int_equal(reading.errors.count, 1);
    assert_int_equal(reading.errors.items[0].line, 8);
    assert_non_null(strstr(reading.errors.items[0].message, "\"s3/none\""));
    reading_free(&reading);
    arena_free(&arena);
}
