/* SPDX-License-Identifier: Apache-2.0 */
/* test_report.c -- no format lets a value out of its place. One report is built by hand with the
 * same hostile text in every field that a template, a rule or a decision can fill. */
#include "report/report.h"

#include "base/utf8.h"
#include "text/json.h"
#include "text/markdown_writer.h"

#include "tests/test.h"

#include <stdlib.h>

#define HOSTILE                                                                          \
    "=cmd|' /C calc'!A0<script>alert(1)</script><img src=x onerror=y>\"'&\r\n\n# head\n" \
    "\x1b[31m\xff\xc2\x9b[go](javascript:alert(1))```</details>|{0}@someone http://evil.example"

typedef struct Sample {
    Arena arena;
    Report report;
    Estate estate;
    RuleSet rules;
    Rule rule;
    Rule implied_rule;
    Resource resource;
    Source source;
    Threat threats[4];
    Evidence evidence;
    Decision decisions[2];
    ReportType type;
    ReportNote note;
    Str text;   /* the hostile one */
    Str link;   /* a reference that is none */
    Str reason; /* another view of text, for lists */
    Buffer out;
} Sample;

static void sample_fill_rule(Sample *sample, Rule *rule) {
    RuleTexts texts = {&sample->text, 1}, links = {&sample->link, 1};
    *rule = (Rule){.id = sample->text,
                   .path = sample->text,
                   .title = sample->text,
                   .severity = SEVERITY_HIGH,
                   .cvss = 7.5,
                   .cwe = texts,
                   .stride = texts,
                   .frameworks = texts,
                   .source = texts,
                   .why = sample->text,
                   .fix = sample->text,
                   .references = links};
}

static void sample_fill_threats(Sample *sample) {
    Threat threat = {.id = sample->text,
                     .rule = &sample->rule,
                     .subject = &sample->resource,
                     .verdict = VERDICT_PRESENT,
                     .severity = SEVERITY_HIGH,
                     .confidence = CONFIDENCE_HIGH,
                     .note = sample->text,
                     .evidence = &sample->evidence,
                     .evidence_count = 1,
                     .fault = sample->text,
                     .is_new = true};
    for (size_t i = 0; i < COUNT(sample->threats); i++) sample->threats[i] = threat;
    sample->threats[1].rule = &sample->implied_rule;
    sample->threats[2].verdict = VERDICT_UNKNOWN;
    sample->threats[2].state = STATE_NEEDS_INVESTIGATION;
    sample->threats[2].reasons = &sample->reason;
    sample->threats[2].reason_count = 1;
    sample->threats[3].state = STATE_NOT_APPLICABLE;
    sample->threats[3].decision = &sample->decisions[0];
}

static void sample_fill_report(Sample *sample) {
    Report *report = &sample->report;
    report->estate = &sample->estate;
    report->rules = &sample->rules;
    report->threats = (ThreatList){.items = sample->threats, .count = COUNT(sample->threats)};
    report->coverage = (ReportCoverage){.notes = &sample->note, .note_count = 1};
    report->decisions = sample->decisions;
    report->decision_count = COUNT(sample->decisions);
    report->errors = &sample->reason;
    report->error_count = 1;
    report->version = S("1.2.3");
    report->has_baseline = true;
    report_complete(&sample->arena, report);
    sample->type = (ReportType){sample->text, 3};
    report->coverage.not_understood = &sample->type;
    report->coverage.not_understood_count = 1;
}

static Sample *sample_make(Str text) {
    Sample *sample = calloc(1, sizeof(Sample));
    assert_non_null(sample);
    sample->text = sample->reason = text;
    sample->link = str_join2(&sample->arena, S("javascript:"), text);
    sample->source.path = text;
    sample->estate.arena = &sample->arena;
    sample_fill_rule(sample, &sample->rule);
    sample_fill_rule(sample, &sample->implied_rule);
    sample->implied_rule.id = str_join2(&sample->arena, S("="), text);
    sample->rule.implies = (RuleTexts){&sample->implied_rule.id, 1};
    sample->resource = (Resource){.address = text, .type = text, .source_type = text};
    sample->resource.properties.source = &sample->source;
    sample->resource.properties.line = 7;
    resource_list_add(&sample->arena, &sample->estate.resources, &sample->resource);
    sample->evidence = (Evidence){text, text, text, text, 9};
    for (size_t i = 0; i < COUNT(sample->decisions); i++) {
        sample->decisions[i] = (Decision){.threat = text,
                                          .on = text,
                                          .state = STATE_NOT_APPLICABLE,
                                          .why = text,
                                          .by = text,
                                          .until = text,
                                          .ticket = text,
                                          .file = text,
                                          .line = 3,
                                          .matched = i == 0};
    }
    sample->note = (ReportNote){text, text, text, 5};
    sample_fill_threats(sample);
    sample_fill_report(sample);
    return sample;
}

static void sample_free(Sample *sample) {
    buffer_free(&sample->out);
    arena_free(&sample->arena);
    free(sample);
}

static Str sample_write(Sample *sample, Str format) {
    const ReportFormat *found = report_find_format(format);
    assert_non_null(found);
    sample->out.len = 0;
    found->write(&sample->report, &sample->out);
    return buffer_text(&sample->out);
}

static Str sample_hostile(void) { return S(HOSTILE); }

static void assert_holds(Str text, const char *part) {
    if (!str_contains(text, str_from(part))) fail_msg("\"%s\" is missing", part);
}

static void assert_lacks(Str text, const char *part) {
    if (str_contains(text, str_from(part))) fail_msg("\"%s\" came through", part);
}

/* Every format is valid UTF-8 without control characters, but for the newline. */
static void assert_clean(Str text) {
    assert_true(utf8_find_invalid(text) == SIZE_MAX);
    for (size_t at = 0; at < text.len;) {
        uint32_t code_point = 0;
        size_t len = utf8_decode(str_slice(text, at, text.len), &code_point);
        assert_true(len > 0);
        assert_true(code_point >= 0x20 || code_point == '\n' || code_point == '\r');
        assert_false(code_point >= 0x7F && code_point < 0xA0);
        at += len;
    }
}

TEST(report_finds_formats) {
    assert_ptr_equal(report_find_format(S("sarif"))->write, report_write_sarif);
    assert_null(report_find_format(S("pdf")));
    assert_ptr_equal(report_format_of_path(S("out/x.html"))->write, report_write_html);
    assert_null(report_format_of_path(S("html")));
}

TEST(report_counts_without_implied) {
    Sample *sample = sample_make(S("a"));
    const ReportSummary *summary = &sample->report.summary;
    assert_int_equal(summary->implied, 1);
    assert_int_equal(summary->open[SEVERITY_HIGH], 1);
    assert_int_equal(summary->unknown[SEVERITY_HIGH], 1);
    assert_int_equal(summary->by_state[STATE_NOT_APPLICABLE], 1);
    assert_int_equal(summary->orphaned, 1);
    assert_int_equal(summary->fresh, 3);
    assert_int_equal(sample->report.coverage.resources, 1);
    assert_int_equal(sample->report.coverage.understood, 0);
    sample_free(sample);
}

/* Two rules on one subject, with the severities that are given; the first one implies the other. */
static void expect_told(Severity first, Severity second, bool first_told, bool second_told) {
    Sample *sample = sample_make(S("a"));
    ThreatList *threats = &sample->report.threats;
    threats->count = 2;
    for (size_t i = 0; i < 2; i++) threats->items[i].implied_by = NULL;
    threats->items[0].severity = first;
    threats->items[1].severity = second;
    report_complete(&sample->arena, &sample->report);
    assert_int_equal(threats->items[0].implied_by != NULL, first_told);
    assert_int_equal(threats->items[1].implied_by != NULL, second_told);
    sample_free(sample);
}

TEST(report_tells_the_lesser_of_two_under_the_worse) {
    expect_told(SEVERITY_HIGH, SEVERITY_LOW, false, true);
    expect_told(SEVERITY_HIGH, SEVERITY_HIGH, false, true);
    expect_told(SEVERITY_LOW, SEVERITY_HIGH, true, false);
}

TEST(report_text_says_once_what_several_share) {
    Sample *sample = sample_make(S("a"));
    Str reasons[] = {S_INIT("P: no default"), S_INIT("who calls it")};
    Evidence evidence[] = {{S(""), S("P"), S("unknown: no default"), S("t"), 4},
                           {S(""), S("A"), S("absent"), S("t"), 3},
                           {S(""), S("B"), S("absent"), S("t"), 3},
                           {S(""), S("C"), S("absent"), S("t"), 5}};
    for (size_t i = 2; i < 4; i++) {
        Threat *threat = &sample->threats[i];
        threat->verdict = VERDICT_UNKNOWN;
        threat->state = STATE_NEEDS_INVESTIGATION;
        threat->reasons = reasons;
        threat->reason_count = COUNT(reasons);
        threat->evidence = evidence;
        threat->evidence_count = COUNT(evidence);
        threat->decision = NULL;
        threat->fault = S("");
        threat->note = S("the same note");
        threat->rule = &sample->implied_rule;
    }
    sample->implied_rule.title = S("the title");
    Str text = sample_write(sample, S("text"));
    assert_holds(text, "HIGH      the title  =a\n"
                       "          a  (a:7)  [new]\n"
                       "            P = unknown: no default  (t:4)\n"
                       "            A, B = absent  (t:3)\n"
                       "            C = absent  (t:5)\n"
                       "          a  (a:7)  [new]\n"
                       "            P = unknown: no default  (t:4)\n"
                       "            A, B = absent  (t:3)\n"
                       "            C = absent  (t:5)\n"
                       "            not known: who calls it\n"
                       "            note: the same note\n");
    sample_free(sample);
}

TEST(report_is_clean_and_the_same_twice_in_every_format) {
    Sample *sample = sample_make(sample_hostile());
    for (size_t i = 0; i < report_format_count; i++) {
        Str first = str_copy(&sample->arena, sample_write(sample, report_formats[i].name));
        Str second = sample_write(sample, report_formats[i].name);
        assert_true(str_equal(first, second));
        if (!str_starts(first, S("{"))) {
            assert_clean(first);
            continue;
        }
        Node root = {0}; /* JSON may hold anything: its readers know where texts end */
        Source source = {S("report")};
        assert_true(json_read(&sample->arena, &source, first, &root, NULL));
    }
    sample_free(sample);
}

TEST(report_is_written_when_there_is_nothing_to_say) {
    Arena arena = {0};
    Estate estate = {.arena = &arena};
    RuleSet rules = {0};
    Report report = {.estate = &estate, .rules = &rules, .version = S("1")};
    report_complete(&arena, &report);
    for (size_t i = 0; i < report_format_count; i++) {
        CLEANUP(buffer_free) Buffer out = {0};
        report_formats[i].write(&report, &out);
        assert_true(out.len > 0);
    }
    arena_free(&arena);
}

TEST(report_html_escapes) {
    Sample *sample = sample_make(sample_hostile());
    Str text = sample_write(sample, S("html"));
    assert_lacks(text, "<script");
    assert_lacks(text, "<img");
    assert_lacks(text, "\"javascript:");
    assert_lacks(text, "alert(1)</details>");
    assert_holds(text, "&lt;script&gt;");
    assert_holds(text, "&quot;&#39;&amp;");
    assert_holds(text, "default-src 'none'; style-src 'unsafe-inline'");
    sample_free(sample);
}

/* A model with text in every field that the source of a model can fill. */
static void sample_fill_model(Sample *sample, Model *model) {
    Str text = sample->text;
    *model = model_make(&sample->arena);
    Str shop = str_join2(&sample->arena, S("shop"), text);
    Str data = str_join2(&sample->arena, S("data"), text);
    ModelPlace place = {text, 4};
    EvidenceList evidence = {&sample->evidence, 1};
    Claim claim = {true, TRUTH_FALSE, text, evidence};
    ModelTexts texts = {&sample->text, 1, 1};
    model->head = (ModelHead){text, text, text, text, texts, texts, texts};
    model_add_boundary(
        model,
        &(Boundary){.id = text, .name = text, .type = text, .place = place, .kind = BOUNDARY_VPC});
    model_add_asset(
        model, &(Asset){.id = text, .name = text, .description = text, .classification = text});
    model_add_element(model, &(Element){.id = shop,
                                        .name = text,
                                        .type = text,
                                        .place = place,
                                        .description = text,
                                        .boundary_id = text,
                                        .assets = texts,
                                        .out_of_scope = true,
                                        .scope_reason = text});
    model_add_element(model, &(Element){.id = data,
                                        .name = text,
                                        .type = text,
                                        .place = place,
                                        .kind = ELEMENT_STORE,
                                        .assets = texts});
    model_add_flow(model, &(Flow){.id = text,
                                  .label = text,
                                  .description = text,
                                  .from_id = shop,
                                  .to_id = data,
                                  .place = place,
                                  .assets = texts,
                                  .certain = claim,
                                  .evidence = evidence,
                                  .encrypted = claim,
                                  .authenticated = claim});
    const Str on[] = {text, data, S("")};
    for (size_t i = 0; i < COUNT(on); i++) {
        model_add_threat(model, &(ModelThreat){.id = text,
                                               .title = text,
                                               .category = text,
                                               .description = text,
                                               .state = text,
                                               .justification = text,
                                               .priority = text,
                                               .changed_by = text,
                                               .changed_at = text,
                                               .on_id = on[i],
                                               .mitigations = texts,
                                               .place = place});
    }
    model_finish(model);
    model_add_right(
        model,
        &(ModelRight){.principal = &sample->resource, .to = model->elements[1], .label = text});
    assert_int_equal(model->flow_count, 1);
    sample->report.model = model;
    sample->threats[0].flow = model->flows[0];
    sample->threats[2].element = model->elements[1];
}

TEST(report_html_escapes_models) {
    Sample *sample = sample_make(sample_hostile());
    Model model;
    sample_fill_model(sample, &model);
    Resource path = sample->resource;
    path.type = RULE_PATH;
    Node map = node_make_map(&path.properties), hops = node_make_list(&sample->arena, &map, 0);
    Str step = str_join3(&sample->arena, sample->text, S(" -> "), sample->text);
    node_list_add(&sample->arena, &hops, node_make_string(&map, step));
    node_map_add(&sample->arena, &map, S("hops"), hops);
    path.properties = map;
    sample->threats[3].subject = &path;
    Str text = sample_write(sample, S("html"));
    assert_clean(text);
    assert_lacks(text, "<script");
    assert_lacks(text, "<img");
    assert_lacks(text, "\"javascript:");
    assert_lacks(text, "alert(1)</details>");
    assert_lacks(text, "<a href=\"http://evil");
    assert_holds(text, "id=\"element-1\"");
    assert_holds(text, "id=\"flow-1\"");
    assert_holds(text, "id=\"m2\"");
    assert_holds(text, "<ol class=\"steps\">");
    sample_free(sample);
}

/* Where a threat stands: on its flow, on its element, among paths, or with the system. */
TEST(report_html_tells_each_threat_once) {
    Sample *sample = sample_make(S("plain"));
    Model model;
    sample_fill_model(sample, &model);
    Str text = sample_write(sample, S("html"));
    size_t flow = str_find(text, S("id=\"flow-1\"")),
           element = str_find(text, S("id=\"element-1\""));
    size_t system = str_find(text, S("id=\"system\"")), end = str_find(text, S("id=\"questions\""));
    assert_true(flow < element && element < system && system < end && end != SIZE_MAX);
    assert_holds(str_slice(text, flow, element), "id=\"t0\"");
    assert_holds(str_slice(text, element, system), "id=\"t2\"");
    assert_holds(str_slice(text, system, end), "id=\"t3\"");
    static const char *const anchors[] = {"id=\"t0\"", "id=\"t2\"", "id=\"t3\""};
    for (size_t i = 0; i < COUNT(anchors); i++) {
        size_t at = str_find(text, str_from(anchors[i]));
        assert_lacks(str_slice(text, at + 1, text.len), anchors[i]);
    }
    assert_holds(text, "<a href=\"#t0\">plain</a>");
    assert_holds(text, "<h1>plain</h1>");
    sample_free(sample);
}

static Str sample_write_many(Sample *sample, size_t count) {
    Threat *many = ARENA_ARRAY(&sample->arena, Threat, count);
    for (size_t i = 0; i < count; i++) many[i] = sample->threats[0];
    sample->report.threats = (ThreatList){.items = many, .count = count};
    return sample_write(sample, S("html"));
}

/* HTML_THREATS_MAX in src/report/html_page.h */
TEST(report_html_has_a_limit_and_says_so) {
    Sample *sample = sample_make(S("plain"));
    sample->rule.implies.count = 0;
    Str text = sample_write_many(sample, 4000);
    assert_holds(text, "id=\"t3999\"");
    assert_lacks(text, "without details");
    text = sample_write_many(sample, 4001);
    assert_lacks(text, "id=\"t4000\"");
    assert_lacks(text, "href=\"#t4000\"");
    assert_holds(text, "<b>1 threat stands here without details</b>");
    assert_holds(text, "and 1 more, less severe");
    sample_free(sample);
}

TEST(report_html_links_only_to_the_web) {
    Sample *sample = sample_make(S("plain"));
    assert_lacks(sample_write(sample, S("html")), "href=\"javascript");
    sample->link = S("https://example.com/a?b=c&d#e");
    assert_holds(sample_write(sample, S("html")), "href=\"https://example.com/a?b=c&amp;d#e\"");
    sample->link = S("https://example.com/\"onclick=x");
    assert_lacks(sample_write(sample, S("html")), "href=\"https://example.com");
    sample_free(sample);
}

TEST(report_html_shows_all_parts) {
    Sample *sample = sample_make(S("plain"));
    Str text = sample_write(sample, S("html"));
    assert_holds(text, "<b>1 open threat</b>");
    assert_holds(text, "This implies:");
    assert_holds(text, "Not understood, so not judged:");
    assert_holds(text, "Could not be read:");
    assert_holds(text, "Needs investigation");
    assert_holds(text, "id=\"t0\"");
    assert_lacks(text, "id=\"t1\""); /* implied: listed under t0 */
    assert_holds(text, "matches nothing");
    assert_holds(text, "plain:9");
    sample_free(sample);
}

TEST(report_markdown_escapes) {
    Sample *sample = sample_make(sample_hostile());
    Str text = sample_write(sample, S("markdown"));
    assert_lacks(text, "\n# head");
    assert_lacks(text, "&\n"); /* no value breaks its line */
    assert_lacks(text, "&amp;\n");
    assert_holds(text, "\\[go\\]\\(javascript&#58;alert\\(1\\)\\)");
    assert_holds(text, "@<!-- -->someone");
    assert_holds(text, "\\`\\`\\`&lt;/details&gt;\\|");
    sample_free(sample);
}

TEST(report_markdown_table_keeps_its_columns) {
    Sample *sample = sample_make(S("a|b`|c"));
    Str text = sample_write(sample, S("markdown"));
    assert_holds(text, "| high | **new** a\\|b\\`\\|c | ``a\\|b`\\|c`` | ``a\\|b`\\|c:7`` |\n");
    assert_holds(text, "<summary><b>high</b> a|b`|c: <code>a|b`|c</code></summary>\n");
    sample_free(sample);
}

TEST(markdown_code_is_fenced_by_more_backticks_than_it_holds) {
    CLEANUP(buffer_free) Buffer out = {0};
    markdown_code(&out, S("`"), false);
    markdown_code(&out, S("a``b"), false);
    markdown_code(&out, S(""), false);
    markdown_code(&out, S("x\ny"), true);
    assert_true(str_equal(buffer_text(&out), S("`` ` `````a``b````x y`")));
}

/* Cells of a line of RFC 4180, all of them in quotes. */
TEST(report_csv_has_no_formulas) {
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", " =", "\xEF\xBC\x9D"};
    for (size_t i = 0; i < COUNT(starts); i++) {
        Arena arena = {0};
        Sample *sample = sample_make(str_join2(&arena, str_from(starts[i]), S("1+1")));
        Str text = sample_write(sample, S("csv"));
        Str lines = str_slice(text, str_find(text, S("\r\n")) + 2, text.len);
        for (size_t at = 1; at < lines.len; at++) {
            if (lines.ptr[at - 1] != '"' || lines.ptr[at] == ',' || lines.ptr[at] == '\r') continue;
            assert_null(memchr("=+-@\t", lines.ptr[at], 5));
        }
        assert_holds(text, "\"'");
        sample_free(sample);
        arena_free(&arena);
    }
}

TEST(report_csv_doubles_quotes) {
    Sample *sample = sample_make(S("say \"hi\", then\x1b go"));
    Str text = sample_write(sample, S("csv"));
    assert_holds(text, "\"say \"\"hi\"\", then  go\",");
    assert_true(str_starts(text, S("id,rule,title,severity,")));
    assert_holds(text, "\"7.5\"");
    sample_free(sample);
}

static const Node *node_at(const Node *node, const char *key, uint32_t index) {
    const Node *list = node_find(node, str_from(key));
    assert_true(node_is(list, NODE_LIST) && list->count > index);
    return &list->items[index];
}

static Node sample_json(Sample *sample, Str format) {
    Node root = {0};
    Error err = {0};
    Str text = str_copy(&sample->arena, sample_write(sample, format));
    assert_true(utf8_find_invalid(text) == SIZE_MAX);
    for (size_t i = 0; i < text.len; i++)
        assert_true(text.ptr[i] == '\n' || text.ptr[i] >= ' ' ||
                    (unsigned char)text.ptr[i] >= 0x80);
    if (!json_read(&sample->arena, &sample->source, text, &root, &err)) fail_msg("%s", err.message);
    return root;
}

TEST(report_json_escapes) {
    Sample *sample = sample_make(sample_hostile());
    Node root = sample_json(sample, S("json"));
    const Node *threat = node_at(&root, "threats", 0);
    Str title = node_text(node_find(threat, S("title")));
    assert_true(str_starts(title, S("=cmd|' /C calc'!A0<script>alert(1)</script>")));
    assert_holds(title, "\x1b[31m\xEF\xBF\xBD"); /* told as it is, but for what is not UTF-8 */
    assert_true(node_is(node_find(threat, S("implied_by")), NODE_NULL));
    assert_true(node_is(node_find(node_at(&root, "threats", 1), S("implied_by")), NODE_STRING));
    sample_free(sample);
}

TEST(report_sarif_says_what_stands) {
    Sample *sample = sample_make(S("a {0} [x](y)"));
    Node root = sample_json(sample, S("sarif"));
    const Node *run = node_at(&root, "runs", 0);
    const Node *results = node_find(run, S("results"));
    assert_int_equal(results->count, 3);
    const Node *present = &results->items[0], *unknown = &results->items[1];
    assert_true(node_is_text(node_find(present, S("level")), S("error")));
    assert_true(node_is_text(node_find(present, S("baselineState")), S("new")));
    assert_true(node_is_text(node_find(unknown, S("kind")), S("review")));
    assert_true(node_is_text(node_find(unknown, S("level")), S("none")));
    assert_int_equal(node_find(present, S("suppressions"))->count, 0);
    assert_int_equal(node_find(&results->items[2], S("suppressions"))->count, 1);
    Str message = node_text(node_find(node_find(present, S("message")), S("text")));
    assert_true(str_starts(message, S("a {{0}} \\[x\\](y): a {{0}} \\[x\\](y).")));
    sample_free(sample);
}

TEST(report_sarif_locations_are_uris) {
    Sample *sample = sample_make(S("plain"));
    sample->source.path = S("./a b/\xC3\xA4:%.tf");
    assert_holds(sample_write(sample, S("sarif")), "\"uri\": \"a%20b/%C3%A4%3A%25.tf\"");
    sample->source.path = S("/tmp/x.tf");
    assert_holds(sample_write(sample, S("sarif")), "\"uri\": \"file:///tmp/x.tf\"");
    assert_holds(sample_write(sample, S("sarif")), "\"startLine\": 7");
    sample->resource.properties.line = 0;
    assert_lacks(sample_write(sample, S("sarif")), "startLine");
    sample_free(sample);
}

TEST(report_text_cannot_drive_a_terminal) {
    Sample *sample = sample_make(sample_hostile());
    Str text = sample_write(sample, S("text"));
    assert_lacks(text, "\x1b");
    assert_lacks(text, "\r");
    assert_lacks(text, "\n# head");
    sample_free(sample);
}
