/* SPDX-License-Identifier: Apache-2.0 */
/* test_case_report.c -- the report of a case: that no name gets out of its place, that what isn't
 * known is said, its limits, and the bytes of a small one. */
#include "case_expect.h"
#include "report/case_events.h"
#include "report/case_html_chart.h"
#include "report/case_report.h"
#include "text/json_writer.h"

#include <stdlib.h>
#include <sys/stat.h>

/* Markup, quotes, what ends cells and fences, a bare byte, what turns the direction of writing. */
#define HOSTILE                                                                                \
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' &amp; | `` ``` [x](javascript:" \
    "alert(3)) \xE2\x80\xAEgnp.exe\xE2\x81\xA6 \x07\x1B[31m \xFF @octocat\n# head\n"
#define SECRET "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
#define KEY "AKIAIOSFODNN7EXAMPLE"

enum { SCENE_STEPS = 7, SCENE_DAY = 1772409600 /* 2026-03-02 */ };

typedef struct Scene {
    CasePlace place;
    CaseFolder folder;
    Playbook playbook;
    PlaybookStep steps[SCENE_STEPS];
    CaseResult results[SCENE_STEPS];
    CaseStep kept[SCENE_STEPS];
    CaseEntry answer, note;
    Investigation found;
    CaseReport report;
} Scene;

static void scene_steps(Scene *scene, Str word) {
    static const Str ids[] = {S_INIT("logging"),  S_INIT("opened"),   S_INIT("objects-read"),
                              S_INIT("findings"), S_INIT("close-it"), S_INIT("told"),
                              S_INIT("lessons")};
    static const PlaybookType types[] = {PLAYBOOK_CHECK,   PLAYBOOK_QUERY,   PLAYBOOK_QUERY,
                                         PLAYBOOK_FINDING, PLAYBOOK_COMMAND, PLAYBOOK_QUESTION,
                                         PLAYBOOK_QUESTION};
    static const PlaybookPhase phases[] = {
        PLAYBOOK_PREPARATION, PLAYBOOK_ANALYSIS,    PLAYBOOK_ANALYSIS,     PLAYBOOK_ANALYSIS,
        PLAYBOOK_CONTAINMENT, PLAYBOOK_CONTAINMENT, PLAYBOOK_POST_INCIDENT};
    for (size_t i = 0; i < SCENE_STEPS; i++) {
        scene->steps[i] = (PlaybookStep){.id = ids[i],
                                         .title = word,
                                         .purpose = word,
                                         .produces = word,
                                         .done = word,
                                         .nist = word,
                                         .phase = phases[i],
                                         .type = types[i]};
        scene->results[i] = (CaseResult){.step = &scene->steps[i], .reason = word};
        scene->kept[i] = (CaseStep){.id = ids[i], .reason = word};
    }
    scene->steps[1].query =
        (PlaybookQuery){.source = LOG_SOURCE_CLOUDTRAIL, .role = PLAYBOOK_ROLE_EXPOSURE};
    scene->steps[2].query =
        (PlaybookQuery){.source = LOG_SOURCE_CLOUDTRAIL, .role = PLAYBOOK_ROLE_READ};
    scene->steps[2].inputs = 1U << PLAYBOOK_INPUT_BUCKETS;
    scene->steps[4].command = (PlaybookCommand){.subject = PLAYBOOK_SUBJECT_BUCKET,
                                                .run = S("aws s3 ls {bucket}"),
                                                .why = word,
                                                .effect = word};
    scene->steps[5].question.text = word;
    scene->steps[6].question.text = word;
}

static void scene_open(Scene *scene, Str word) {
    *scene = (Scene){.place = case_place_open()};
    CaseFile file = {
        .name = S("leak"), .playbook = S("code-exposure"), .opened = S("2026-11-21T15:30:00Z")};
    Error err = {0};
    if (!case_folder_create(&scene->place.arena, case_place_path(&scene->place, "case"), &file,
                            &scene->folder, &err)) {
        fail_msg("%s", err.message);
    }
    scene_steps(scene, word);
    scene->playbook = (Playbook){.id = S("code-exposure"),
                                 .title = word,
                                 .summary = word,
                                 .steps = scene->steps,
                                 .step_count = SCENE_STEPS};
    scene->found = (Investigation){.arena = &scene->place.arena,
                                   .folder = &scene->folder,
                                   .playbook = &scene->playbook,
                                   .results = scene->results};
    scene->report = (CaseReport){&scene->found, S("0")};
}

static void scene_close(Scene *scene) {
    case_folder_close(&scene->folder);
    case_place_close(&scene->place);
}

/* ---- what stands in it ---- */

static CaseCounts counts_of(Arena *arena, Str word) {
    CaseCounts counts = {.count = 1, .total = 3};
    counts.items = ARENA_NEW(arena, CaseCount);
    counts.items[0] = (CaseCount){word, {.events = 5, .good = 4, .denied = 1, .bytes_out = 4096}};
    return counts;
}

static CaseFacts facts_of(Arena *arena, Str word) {
    CaseFacts facts = {.count = 2, .capacity = 2};
    facts.items = ARENA_ARRAY(arena, CaseFact, 2);
    facts.items[0] = (CaseFact){.text = word, .proof = word};
    facts.items[1] = (CaseFact){.text = word,
                                .proof = word,
                                .step = S("opened"),
                                .has_time = true,
                                .time = SCENE_DAY,
                                .by = word};
    return facts;
}

static void scene_fill_target(Scene *scene, Str word) {
    Arena *arena = &scene->place.arena;
    CaseTarget *target = ARENA_NEW(arena, CaseTarget);
    *target = (CaseTarget){.name = word,
                           .owner = word,
                           .owner_proof = word,
                           .exposures = facts_of(arena, word),
                           .counts = {.events = 5,
                                      .good = 4,
                                      .denied = 1,
                                      .bytes_out = 4096,
                                      .has_time = true,
                                      .first = SCENE_DAY,
                                      .last = SCENE_DAY + 60},
                           .principals = counts_of(arena, word),
                           .addresses = counts_of(arena, word),
                           .objects = counts_of(arena, word)};
    scene->found.targets = target;
    scene->found.target_count = 1;
}

static void scene_fill_actor(Scene *scene, Str word) {
    Arena *arena = &scene->place.arena;
    CaseActor *actor = ARENA_NEW(arena, CaseActor);
    Str *words = ARENA_ARRAY(arena, Str, 3);
    words[0] = words[1] = word;
    words[2] = S(KEY);
    *actor = (CaseActor){.principal = word,
                         .standing = DEED_FOREIGN,
                         .account = word,
                         .reasons = words,
                         .reason_count = 2,
                         .chain = words,
                         .chain_count = 2,
                         .counts = {.events = 5,
                                    .good = 4,
                                    .denied = 1,
                                    .bytes_out = 4096,
                                    .has_time = true,
                                    .first = SCENE_DAY,
                                    .last = SCENE_DAY + 60},
                         .addresses = counts_of(arena, word),
                         .agents = counts_of(arena, word),
                         .objects = counts_of(arena, word),
                         .events = counts_of(arena, word),
                         .keys = &words[2],
                         .key_count = 1,
                         .later = 7};
    scene->found.actors = actor;
    scene->found.actor_count = 1;
    CaseBin *bin = ARENA_NEW(arena, CaseBin);
    *bin = (CaseBin){.hour = SCENE_DAY, .events = 5};
    scene->found.bins = bin;
    scene->found.bin_count = 1;
}

static void scene_fill_rest(Scene *scene, Str word) {
    Arena *arena = &scene->place.arena;
    CaseFinding *finding = ARENA_NEW(arena, CaseFinding);
    *finding = (CaseFinding){.id = word,
                             .type = word,
                             .severity = word,
                             .title = word,
                             .principal = word,
                             .address = word,
                             .target = word,
                             .joined = true};
    CaseAction *action = ARENA_NEW(arena, CaseAction);
    *action = (CaseAction){&scene->steps[4],
                           word,
                           {S("aws s3 ls 'it'\\''s'"), true, 0, 0},
                           {S("aws s3 ls <BUCKET>"), false, 0, 1U << PLACEHOLDER_BUCKET},
                           {word, true, 0, 0}};
    DigestFault *fault = ARENA_NEW(arena, DigestFault);
    *fault = (DigestFault){word, word};
    scene->found.findings = finding;
    scene->found.actions = action;
    scene->found.finding_count = scene->found.action_count = 1;
    scene->found.secrets = facts_of(arena, word);
    scene->found.gaps = facts_of(arena, word);
    scene->found.digests =
        (DigestReport){.digests = 2, .logs_changed = 1, .faults = fault, .fault_count = 1};
    Error err = {0};
    error_say(&err, "%.*s", STR_ARGS(word));
    error_list_add(&scene->found.logs.errors, arena, &err);
    scene->found.logs.tally.failed = 1;
    scene->found.has_time = true;
    scene->found.first = scene->found.last = SCENE_DAY;
}

static void scene_fill_people(Scene *scene, Str word) {
    CaseFile *file = &scene->folder.file;
    CasePerson *person = ARENA_NEW(&scene->place.arena, CasePerson);
    PlaybookContact *contact = ARENA_NEW(&scene->place.arena, PlaybookContact);
    Str *reference = ARENA_NEW(&scene->place.arena, Str);
    *person = (CasePerson){word, word};
    *contact = (PlaybookContact){word, word};
    *reference = word;
    scene->answer = scene->note = (CaseEntry){S("2026-11-21T15:30:00Z"), word, word};
    scene->kept[5].answers = (CaseEntries){&scene->answer, 1, 1};
    scene->kept[6].answers = (CaseEntries){&scene->answer, 1, 1};
    file->notes = (CaseEntries){&scene->note, 1, 1};
    file->people = person;
    file->person_count = 1;
    file->steps = scene->kept;
    file->step_count = SCENE_STEPS;
    scene->playbook.contacts = contact;
    scene->playbook.contact_count = 1;
    scene->playbook.references = (PlaybookTexts){reference, 1};
}

static void scene_fill(Scene *scene, Str word) {
    CLEANUP(buffer_free) Buffer line = {0};
    scene_fill_target(scene, word);
    scene_fill_actor(scene, word);
    scene_fill_rest(scene, word);
    scene_fill_people(scene, word);
    scene->results[2] =
        (CaseResult){&scene->steps[2], CASE_DONE, S(""), 5, true, SCENE_DAY, SCENE_DAY + 60};
    scene->results[1].state = CASE_UNKNOWN;
    for (int i = 0; i < 2; i++) {
        static const char *const keys[] = {"name", "principal", "address", "error", "object"};
        buffer_add_format(&line, "{\"time\":\"2026-03-02T00:00:0%dZ\"", i);
        for (size_t k = 0; k < COUNT(keys); k++) {
            buffer_add_format(&line, ",\"%s\":", keys[k]);
            json_escape(&line, word);
        }
        buffer_add(&line, S(",\"steps\":[\"objects-read\",\"opened\",\"none\"]}\n"));
    }
    case_place_write(&scene->place, "case/timeline.jsonl", buffer_text(&line));
    line.len = 0;
    buffer_add(&line, S("{\"file\":"));
    json_escape(&line, word);
    buffer_add(&line, S(",\"bytes\":3,\"sha256\":\""));
    for (int i = 0; i < SHA256_HEX_BYTES; i++) buffer_add_byte(&line, 'a');
    buffer_add(&line, S("\"}\n{\"file\":"));
    json_escape(&line, word);
    buffer_add(&line, S(",\"fault\":"));
    json_escape(&line, word);
    buffer_add(&line, S("}\nnonsense\n"));
    case_place_write(&scene->place, "case/evidence/files.jsonl", buffer_text(&line));
    case_place_write(&scene->place, "case/evidence/objects-read.jsonl", S("{}\n"));
}

/* ---- writing it ---- */

typedef bool Writer(const CaseReport *report, Output *out);

static Str write_report(Scene *scene, Writer *write) {
    Str path = case_place_path(&scene->place, "report");
    Output out;
    assert_true(output_open(&out, path.ptr, NULL));
    assert_true(write(&scene->report, &out));
    assert_true(output_close(&out, true, NULL));
    CLEANUP(file_close) File file = {0};
    assert_true(file_open(path.ptr, SIZE_MAX, &file, NULL));
    return str_copy(&scene->place.arena, file.text);
}

static void expect(Str text, const char *part) {
    if (!str_contains(text, str_from(part))) fail_msg("there is no \"%s\"", part);
}

static void expect_none(Str text, const char *part) {
    size_t at = str_find(text, str_from(part));
    if (at == SIZE_MAX) return;
    Str around = str_slice(text, at < 80 ? 0 : at - 80, at + 80);
    fail_msg("there is \"%s\" in \"%.*s\"", part, STR_ARGS(around));
}

static size_t count_of(Str text, const char *part) {
    size_t count = 0, at = 0;
    while ((at = str_find(text, str_from(part))) != SIZE_MAX) {
        text = str_slice(text, at + 1, text.len);
        count++;
    }
    return count;
}

static void expect_no_controls(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if ((byte < ' ' && byte != '\n') || byte == 0x7F) fail_msg("byte %d at %zu", byte, i);
    }
    expect_none(text, "\xE2\x80\xAE");
    expect_none(text, "\xE2\x81\xA6");
    expect_none(text, "\xFF");
}

TEST(no_name_gets_out_of_its_place_on_the_page) {
    Scene scene;
    scene_open(&scene, S(HOSTILE SECRET " " KEY));
    scene_fill(&scene, S(HOSTILE SECRET " " KEY));
    Str text = write_report(&scene, case_html_write);
    expect(text, "default-src 'none'");
    expect(text, ">2 places</a> of the model hold secrets");
    expect(text, "&lt;script&gt;alert(1)");
    expect(text, KEY);
    expect(text, "***");
    expect(text, "aws s3 ls &#39;it&#39;\\&#39;&#39;s&#39;");
    expect_none(text, SECRET);
    expect_none(text, "<script");
    expect_none(text, "<img");
    expect_none(text, "href=\"javascript");
    expect_none(text, "&amp; |\"");
    expect_no_controls(text);
    scene_close(&scene);
}

TEST(no_name_gets_out_of_its_place_in_markdown) {
    Scene scene;
    scene_open(&scene, S(HOSTILE SECRET " " KEY));
    scene_fill(&scene, S(HOSTILE SECRET " " KEY));
    Str text = write_report(&scene, case_markdown_write);
    expect(text, "&lt;script&gt;alert");
    expect(text, KEY);
    expect_none(text, SECRET);
    assert_int_equal(count_of(text, "<script"), 1); /* in a code span, which it can't close */
    expect(text, "\nFor ````\"><script>");
    assert_int_equal(count_of(text, "](javascript:"), 1);
    expect_none(text, "\n# head");
    assert_int_equal(count_of(text, "@octocat"), 1);
    expect_no_controls(text);
    scene_close(&scene);
}

/* Every row of a table has the cells of its heading: no name adds or ends one. */
TEST(tables_of_markdown_keep_their_columns) {
    Scene scene;
    scene_open(&scene, S(HOSTILE));
    scene_fill(&scene, S(HOSTILE));
    Str rest = write_report(&scene, case_markdown_write);
    size_t columns = 0, rows = 0;
    while (rest.len > 0) {
        Str line = str_cut(&rest, '\n');
        if (!str_starts(line, S("| "))) {
            if (!str_starts(line, S("|---"))) columns = 0;
            continue;
        }
        size_t bars = 0;
        for (size_t i = 0; i < line.len; i++) {
            bars += line.ptr[i] == '|' && (i == 0 || line.ptr[i - 1] != '\\');
        }
        if (columns == 0) columns = bars;
        if (bars != columns) fail_msg("%zu bars, not %zu: %.*s", bars, columns, STR_ARGS(line));
        rows++;
    }
    assert_true(rows > 30);
    scene_close(&scene);
}

TEST(the_same_case_gives_the_same_bytes) {
    static Writer *const writers[] = {case_html_write, case_markdown_write};
    for (size_t i = 0; i < COUNT(writers); i++) {
        Scene scene;
        scene_open(&scene, S("shop"));
        scene_fill(&scene, S("shop"));
        Str first = write_report(&scene, writers[i]);
        assert_true(str_equal(first, write_report(&scene, writers[i])));
        scene_close(&scene);
    }
}

/* UPDATE=1 rewrites what is expected, to be read before it is committed. */
static void expect_golden(Str text, const char *path) {
    CLEANUP(file_close) File file = {0};
    if (getenv("UPDATE") != NULL) assert_true(file_write(path, text, NULL));
    assert_true(file_open(path, SIZE_MAX, &file, NULL));
    for (size_t i = 0; i < text.len && i < file.text.len; i++) {
        if (text.ptr[i] == file.text.ptr[i]) continue;
        Str is = str_slice(text, i < 40 ? 0 : i - 40, i + 80);
        fail_msg("%s differs at byte %zu: %.*s", path, i, STR_ARGS(is));
    }
    assert_int_equal(text.len, file.text.len);
}

TEST(the_bytes_of_a_small_report) {
    Scene scene;
    scene_open(&scene, S("shop"));
    scene_fill(&scene, S("shop"));
    Str page = write_report(&scene, case_html_write);
    /* the style sheet is the other pages', too */
    page = str_slice(page, str_find(page, S("<main")), page.len);
    expect_golden(page, "tests/data/case/small.html");
    expect_golden(write_report(&scene, case_markdown_write), "tests/data/case/small.md");
    scene_close(&scene);
}

/* ---- what isn't known ---- */

TEST(nothing_found_is_not_called_fine) {
    Scene scene;
    scene_open(&scene, S("step"));
    scene.playbook.step_count = 0;
    scene.found.results = NULL;
    Str text = write_report(&scene, case_html_write);
    expect(text, "No actor is known");
    expect(text, "No bucket or repository is named in the case");
    expect(text, "Which secrets could have been revealed is not known: the case has no model");
    expect(text, "there is no digest file to tell");
    expect(text, "no event of a log was read");
    expect(text, "There is no timeline");
    expect(text, "There is no picture");
    expect(text, "The case was not run yet");
    expect(text, "No file is listed");
    text = write_report(&scene, case_markdown_write);
    expect(text, "No actor is known");
    expect(text, "There is no picture");
    scene_close(&scene);
}

TEST(a_target_that_nothing_is_known_of) {
    Scene scene;
    scene_open(&scene, S("step"));
    CaseTarget target = {.kind = CASE_TARGET_REPOSITORY, .name = S("shop")};
    scene.found.targets = &target;
    scene.found.target_count = 1;
    Str text = write_report(&scene, case_html_write);
    expect(text, "has no owner that is known: the case has no model");
    expect(text, "how it was exposed is not known");
    expect(text, "which is no proof that nobody touched it");
    expect(text, "No object is named in what was read");
    CaseFact fact = {.text = S("public")};
    target.exposures = (CaseFacts){&fact, 1, 1};
    expect(write_report(&scene, case_html_write), "Since when is not known");
    scene_close(&scene);
}

TEST(lines_that_are_no_json) {
    Scene scene;
    scene_open(&scene, S("step"));
    case_place_write(&scene.place, "case/timeline.jsonl", S("{\"name\":\"A\"}\n[]\nnonsense\n\n"));
    Str text = write_report(&scene, case_html_write);
    expect(text, ">2 lines</a> of the timeline could not be understood");
    assert_int_equal(count_of(text, "<bdi>A</bdi>"), 1);
    scene_close(&scene);
}

TEST(a_timeline_that_cant_be_read) {
    Scene scene;
    scene_open(&scene, S("step"));
    assert_int_equal(mkdir(case_place_path(&scene.place, "case/timeline.jsonl").ptr, 0777), 0);
    Output out;
    assert_true(output_open(&out, case_place_path(&scene.place, "report").ptr, NULL));
    assert_false(case_html_write(&scene.report, &out));
    expect(buffer_text(&out.buffer), "The timeline could not be read");
    output_close(&out, false, NULL);
    scene_close(&scene);
}

/* ---- limits ---- */

static void write_timeline(Scene *scene, size_t names) {
    CLEANUP(buffer_free) Buffer lines = {0};
    for (size_t i = 0; i < names; i++) {
        buffer_add_format(
            &lines, "{\"time\":\"2026-03-02T00:00:00Z\",\"name\":\"E%zu\",\"steps\":[\"%s\"]}\n", i,
            i == names - 1 ? "opened" : "objects-read");
    }
    case_place_write(&scene->place, "case/timeline.jsonl", buffer_text(&lines));
}

TEST(the_rows_that_tell_the_most_stay) {
    Scene scene;
    scene_open(&scene, S("step"));
    write_timeline(&scene, CASE_EVENTS_SHOWN_MAX);
    CaseEvents events = case_events_read(&scene.place.arena, &scene.found);
    assert_int_equal(events.count, CASE_EVENTS_SHOWN_MAX);
    assert_int_equal(events.groups, events.count);
    write_timeline(&scene, CASE_EVENTS_SHOWN_MAX + 1);
    events = case_events_read(&scene.place.arena, &scene.found);
    assert_int_equal(events.count, CASE_EVENTS_SHOWN_MAX);
    assert_int_equal(events.groups, events.count + 1);
    size_t exposures = 0;
    for (size_t i = 0; i < events.count; i++) {
        exposures += str_equal(events.items[i]->role, S("exposure"));
    }
    assert_int_equal(exposures, 1);
    expect(write_report(&scene, case_html_write), ">1 row</a> that tell less are left out");
    scene_close(&scene);
}

TEST(more_names_than_are_told_apart) {
    Scene scene;
    scene_open(&scene, S("step"));
    write_timeline(&scene, CASE_EVENTS_GROUPS_MAX);
    assert_int_equal(case_events_read(&scene.place.arena, &scene.found).others, 0);
    write_timeline(&scene, CASE_EVENTS_GROUPS_MAX + 1);
    CaseEvents events = case_events_read(&scene.place.arena, &scene.found);
    assert_int_equal(events.others, 1);
    assert_int_equal(events.lines, CASE_EVENTS_GROUPS_MAX + 1);
    scene_close(&scene);
}

static Str chart_of(Scene *scene, size_t actors, int64_t hours) {
    Arena *arena = &scene->place.arena;
    scene->found.actors = ARENA_ARRAY(arena, CaseActor, actors);
    scene->found.actor_count = actors;
    scene->found.bins = ARENA_ARRAY(arena, CaseBin, actors * 2 + 1);
    scene->found.bin_count = actors * 2 + 1;
    for (size_t i = 0; i < actors; i++) {
        scene->found.actors[i].principal = S("p");
        scene->found.bins[2 * i] = (CaseBin){SCENE_DAY, i, 1};
        scene->found.bins[2 * i + 1] = (CaseBin){SCENE_DAY + (hours - 1) * 3600, i, 1};
    }
    scene->found.bins[actors * 2] = (CaseBin){0, actors, 1}; /* of nobody */
    return write_report(scene, case_html_write);
}

TEST(rows_of_the_picture) {
    Scene scene;
    scene_open(&scene, S("step"));
    Str text = chart_of(&scene, CASE_CHART_ROWS_MAX, 1);
    assert_int_equal(count_of(text, "<svg role=\"img\""), CASE_CHART_ROWS_MAX);
    assert_int_equal(count_of(text, "<rect"), CASE_CHART_ROWS_MAX);
    expect(text, ">2026-03-02 06:00<"); /* an hour is no wall */
    expect_none(text, "Activity of the others");
    text = chart_of(&scene, CASE_CHART_ROWS_MAX + 2, 1);
    assert_int_equal(count_of(text, "<svg role=\"img\""), CASE_CHART_ROWS_MAX + 1);
    expect(text, "2 others");
    for (int64_t hours = 2; hours < 100000; hours *= 3) {
        text = chart_of(&scene, 1, hours);
        assert_int_equal(count_of(text, "<rect"), 2);
    }
    scene_close(&scene);
}
