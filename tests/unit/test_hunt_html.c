/* SPDX-License-Identifier: Apache-2.0 */
/* test_hunt_html.c -- the page of a hunt: its limits, and that no text of a log gets out of its
 * place. */
#include "report/hunt_html_chart.h"
#include "report/hunt_html_part.h"
#include "report/hunt_html_table.h"

#include "base/file.h"
#include "tests/test.h"

#include <stdlib.h>
#include <unistd.h>

static const char html_rules[] =
    "title: severe\nid: severe\nlevel: high\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {s: {eventName: Severe}, condition: s}\n"
    "---\n"
    "title: mild\nid: mild\nlevel: low\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {s: {eventName: Mild}, condition: s}\n";

typedef struct Scene {
    Arena arena;
    SigmaSet *set;
    Hunt *hunt;
    HuntResult result;
    HuntReport report;
    Output output;
    HuntPage page;
} Scene;

/* A hunt in a log of so many mild events, then so many severe ones. */
static Scene *scene_make(size_t mild, size_t severe) {
    Scene *scene = calloc(1, sizeof(Scene));
    assert_non_null(scene);
    CLEANUP(buffer_free) Buffer log = {0};
    buffer_add(&log, S("{\"Records\":["));
    for (size_t i = 0; i < mild + severe; i++) {
        buffer_add_format(&log,
                          "%s{\"eventVersion\":\"1.08\",\"eventTime\":\"2026-03-02T00:00:%02zuZ\","
                          "\"eventName\":\"%s\",\"eventID\":\"%zu\",\"eventSource\":\"s\"}",
                          i == 0 ? "" : ",", i, i < mild ? "Mild" : "Severe", i);
    }
    buffer_add(&log, S("]}"));
    char path[] = "/tmp/merlon-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    assert_true(file_write(path, buffer_text(&log), NULL));
    scene->set = sigma_set_make(&scene->arena);
    assert_true(sigma_set_add(scene->set, S("rules.yml"), str_from(html_rules)));
    scene->hunt = hunt_make(&scene->arena, scene->set);
    Str paths[] = {str_from(path)};
    HuntOptions options = {.paths = paths, .path_count = 1, .threads = 1};
    assert_true(hunt_run(scene->hunt, &options, &scene->result, NULL));
    unlink(path);
    scene->report = (HuntReport){.hunt = scene->hunt,
                                 .set = scene->set,
                                 .result = &scene->result,
                                 .rules = scene->set->count,
                                 .version = S("0")};
    assert_true(hunt_report_count(&scene->report, &scene->arena));
    scene->output.descriptor = -1;
    scene->page = (HuntPage){
        .report = &scene->report, .output = &scene->output, .out = &scene->output.buffer};
    return scene;
}

static void scene_free(Scene *scene) {
    buffer_free(&scene->output.buffer);
    arena_free(&scene->page.scratch);
    hunt_free(scene->hunt);
    sigma_set_free(scene->set);
    arena_free(&scene->arena);
    free(scene);
}

static size_t count_of(Str text, const char *part) {
    size_t count = 0, at = 0;
    while ((at = str_find(text, str_from(part))) != SIZE_MAX) {
        text = str_slice(text, at + 1, text.len);
        count++;
    }
    return count;
}

TEST(the_timeline_keeps_the_most_severe) {
    Scene *scene = scene_make(4, 3);
    assert_true(hunt_html_table_timeline(&scene->page, 7));
    Str text = buffer_text(&scene->output.buffer);
    assert_int_equal(count_of(text, "<tr class=\"low\">"), 4);
    assert_int_equal(count_of(text, "<tr class=\"high\">"), 3);
    assert_int_equal(count_of(text, "left out"), 0);
    buffer_free(&scene->output.buffer);
    assert_true(hunt_html_table_timeline(&scene->page, 6));
    text = buffer_text(&scene->output.buffer);
    assert_int_equal(count_of(text, "<tr class=\"low\">"), 3);
    assert_int_equal(count_of(text, "<tr class=\"high\">"), 3);
    assert_int_equal(count_of(text, "<b>1 hit is left out here</b>"), 1);
    assert_int_equal(count_of(text, "merlon hunt -f jsonl"), 1);
    buffer_free(&scene->output.buffer);
    assert_true(hunt_html_table_timeline(&scene->page, 2));
    text = buffer_text(&scene->output.buffer);
    assert_int_equal(count_of(text, "<tr class=\"low\">"), 0);
    assert_int_equal(count_of(text, "<tr class=\"high\">"), 2);
    scene_free(scene);
}

TEST(a_page_without_hits_says_what_that_means) {
    Scene *scene = scene_make(0, 0);
    assert_true(hunt_html_write(&scene->report, &scene->output));
    Str text = buffer_text(&scene->output.buffer);
    assert_int_equal(count_of(text, "did not find in what was read"), 1);
    assert_int_equal(count_of(text, "no such logs were read"), 1);
    assert_int_equal(count_of(text, "id=\"timeline\""), 0);
    scene_free(scene);
}

TEST(bars_fit_whatever_the_range) {
    static const int64_t year = 366LL * 86400;
    for (int64_t range = 0; range < 9000 * year; range = range * 3 / 2 + 1) {
        int64_t width = hunt_html_chart_width(range);
        assert_true(width > 0);
        /* the first bar may begin before the first hit */
        assert_true((range + width - 1) / width + 1 <= HUNT_BINS_MAX);
        assert_true(width == 1 || range / width > 3);
    }
    assert_int_equal(hunt_html_chart_width(119), 1);
    assert_int_equal(hunt_html_chart_width(120), 5);
}

TEST(text_of_logs_stays_text) {
    Scene *scene = scene_make(0, 0);
    hunt_html_part_text(&scene->page, S("\"><script>'&\x07\x1b[31m \xe2\x80\xae"
                                        "x\xe2\x81\xa6\xff AKIAIOSFODNN7EXAMPLE"));
    Str text = buffer_text(&scene->output.buffer);
    Str expected = S("<bdi>&quot;&gt;&lt;script&gt;&#39;&amp;\xef\xbf\xbd\xef\xbf\xbd[31m "
                     "\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd ***</bdi>");
    if (!str_equal(text, expected)) fail_msg("%.*s", STR_ARGS(text));
    scene_free(scene);
}

TEST(numbers_have_commas) {
    Arena arena = {0};
    assert_true(str_equal(hunt_number(0, &arena), S("0")));
    assert_true(str_equal(hunt_number(999, &arena), S("999")));
    assert_true(str_equal(hunt_number(1000, &arena), S("1,000")));
    assert_true(str_equal(hunt_number(1234567, &arena), S("1,234,567")));
    arena_free(&arena);
}
