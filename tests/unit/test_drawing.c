/* SPDX-License-Identifier: Apache-2.0 */
/* test_drawing.c -- what pictures of models show, and that no name gets out of its place. Those
 * that need Graphviz are skipped where it isn't installed. */
#include "report/drawing.h"

#include "base/process.h"
#include "base/utf8.h"
#include "report/drawing_layout.h"
#include "report/drawing_name.h"
#include "report/drawing_text.h"

#include "tests/test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HOSTILE                                                                     \
    "\"]; x [URL=\"javascript:alert(1)\"] </text></svg><script>alert(1)</script>&'" \
    "\\\r\n\n%% {}[]()|`#quot;;end\n\x1b[31m\xff\xE2\x80\xAE\xC2\x9B--><img src=x onerror=y>\\"

typedef struct Sketch {
    Arena arena;
    Model model;
    DrawingOptions options;
    Buffer out;
} Sketch;

static Sketch *sketch_make(void) {
    Sketch *sketch = calloc(1, sizeof(Sketch));
    assert_non_null(sketch);
    sketch->model = model_make(&sketch->arena);
    sketch->options.links = true;
    return sketch;
}

static void sketch_free(Sketch *sketch) {
    buffer_free(&sketch->out);
    arena_free(&sketch->arena);
    free(sketch);
}

static void add_element(Sketch *sketch, Str id, const char *type, const char *boundary) {
    Element element = {.id = id, .type = str_from(type), .boundary_id = str_from(boundary)};
    element.kind = str_contains(element.type, S("Function")) ? ELEMENT_PROCESS : ELEMENT_STORE;
    if (type[0] == '\0') element.kind = ELEMENT_EXTERNAL;
    element.category = element.kind == ELEMENT_PROCESS ? S("compute") : S("storage");
    model_add_element(&sketch->model, &element);
}

static void add_boundary(Sketch *sketch, Str id, BoundaryKind kind, Str parent) {
    Boundary boundary = {.id = id, .kind = kind, .parent_id = parent};
    model_add_boundary(&sketch->model, &boundary);
}

static void add_flow(Sketch *sketch, Str from, Str to, Truth encrypted) {
    Flow flow = {.from_id = from, .to_id = to, .label = S("calls")};
    flow.encrypted = (Claim){.stated = true, .truth = encrypted};
    model_add_flow(&sketch->model, &flow);
}

/* count functions, each writes to a bucket of its own, in that many VPCs of one account. */
static Sketch *sketch_many(size_t count, size_t vpcs) {
    Sketch *sketch = sketch_make();
    Arena *arena = &sketch->arena;
    add_boundary(sketch, S("account"), BOUNDARY_ACCOUNT, S(""));
    for (size_t i = 0; i < vpcs; i++) {
        add_boundary(sketch, str_format(arena, "main%zu", i), BOUNDARY_VPC, S("account"));
    }
    for (size_t i = 0; i < count; i++) {
        Str function = str_format(arena, "function%zu", i), bucket = str_format(arena, "b%zu", i);
        Str vpc = vpcs == 0 ? S("account") : str_format(arena, "main%zu", i % vpcs);
        add_element(sketch, function, "AWS::Lambda::Function", vpc.ptr);
        add_element(sketch, bucket, "AWS::S3::Bucket", vpc.ptr);
        add_flow(sketch, function, bucket, i == 0 ? TRUTH_FALSE : TRUTH_TRUE);
    }
    model_finish(&sketch->model);
    return sketch;
}

static Drawing sketch_draw(Sketch *sketch) {
    return drawing_make(&sketch->arena, &sketch->model, &sketch->options);
}

static void assert_same(Str text, const char *wanted) {
    if (!str_equal(text, str_from(wanted))) fail_msg("\"%.*s\"", STR_ARGS(text));
}

static void assert_holds(Str text, const char *part) {
    if (!str_contains(text, str_from(part))) fail_msg("\"%s\" is missing", part);
}

static void assert_lacks(Str text, const char *part) {
    if (str_contains(text, str_from(part))) fail_msg("\"%s\" came through", part);
}

static bool has_dot(void) {
    CLEANUP(buffer_free) Buffer out = {0};
    Process process = {.program = "dot", .words = {"-V"}, .output_bytes_max = 1000};
    process.time_ms_max = 10000;
    return process_run(&process, &out, NULL);
}

static Str sketch_svg(Sketch *sketch) {
    Error err = {0};
    sketch->out.len = 0;
    if (!drawing_write_svg(&sketch->model, &sketch->options, &sketch->out, &err)) {
        fail_msg("%s", err.message);
    }
    return buffer_text(&sketch->out);
}

/* ---- names and texts ---- */

TEST(drawing_name_of_an_address_is_its_last_part) {
    static const char *const cases[][2] = {
        {"aws_s3_bucket.logs", "logs"},
        {"module.api.aws_lambda_function.orders[0]", "orders[0]"},
        {"module.a[\"x.y\"].aws_sqs_queue.this[\"a.b\"]", "this[\"a.b\"]"},
        {"module.network", "network"},
        {"api.example.com", "api.example.com"},
        {"Internet users", "Internet users"},
        {"a.", "a."},
        {"", ""}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        Str id = str_from(cases[i][0]);
        assert_same(drawing_name_short(id, id), cases[i][1]);
    }
    assert_same(drawing_name_short(S("aws_s3_bucket.logs"), S("my_team.logs")), "my_team.logs");
    assert_same(drawing_name_short(S("x"), S("")), "x");
}

TEST(drawing_name_of_a_type_is_for_people) {
    static const char *const cases[][3] = {
        {"AWS::Lambda::Function", "Lambda function", "Lambda functions"},
        {"AWS::S3::Bucket", "S3 bucket", "S3 buckets"},
        {"AWS::RDS::DBInstance", "RDS DB instance", "RDS DB instances"},
        {"AWS::ApiGateway::RestApi", "rest API", "ApiGateway rest APIs"},
        {"AWS::ElasticLoadBalancingV2::LoadBalancer", "load balancer", "load balancers"},
        {"AWS::Logs::LogGroup", "log group", "log groups"},
        {"AWS::IAM::Policy", "IAM policy", "IAM policies"},
        {"AWS::EC2::VPC", "EC2 VPC", "EC2 VPCs"},
        {"AWS::", "", ""},
        {"AWS::X::", "", ""},
        {"web-client", "web-client", "web-clients"},
        {"SE.P.TMCore.WebApp", "", ""},
        {"<b>", "", ""}};
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_same(drawing_name_type(&arena, str_from(cases[i][0]), 1), cases[i][1]);
        assert_same(drawing_name_type(&arena, str_from(cases[i][0]), 2), cases[i][2]);
    }
    assert_same(drawing_name_count(&arena, 0), "0");
    assert_same(drawing_name_count(&arena, 999), "999");
    assert_same(drawing_name_count(&arena, 1000), "1,000");
    assert_same(drawing_name_count(&arena, 1234567), "1,234,567");
    arena_free(&arena);
}

TEST(drawing_text_is_cut_in_its_middle) {
    Arena arena = {0};
    DrawingFont font = {10, false};
    assert_same(drawing_text_fit(&arena, S("short"), 100, font), "short");
    Str cut = drawing_text_fit(&arena, S("orders-production-writer"), 80, font);
    assert_holds(cut, "\xE2\x80\xA6");
    assert_true(str_starts(cut, S("orde")) && str_ends(cut, S("ter")));
    assert_true(drawing_text_width(cut, font) <= 80);
    assert_true(drawing_text_width(S("WWW"), font) > drawing_text_width(S("iii"), font));
    assert_same(drawing_text_fit(&arena, S(""), 80, font), "");
    assert_same(drawing_text_fit(&arena, S("abc"), 0, font), "\xE2\x80\xA6");
    arena_free(&arena);
}

TEST(drawing_text_is_clean) {
    Arena arena = {0};
    assert_same(drawing_text_clean(&arena, S(" a\r\n\tb\x1b[0m ")), "a b [0m");
    assert_same(drawing_text_clean(&arena, S("a\xff\xE2\x80\xAE"
                                             "b")),
                "a\xEF\xBF\xBD"
                "b");
    /* at the limit all of it stays, beyond both ends do, and no character is cut in two */
    char bytes[DRAWING_TEXT_BYTES_MAX + 2];
    memset(bytes, 'x', sizeof bytes);
    assert_int_equal(drawing_text_clean(&arena, (Str){bytes, DRAWING_TEXT_BYTES_MAX}).len,
                     DRAWING_TEXT_BYTES_MAX);
    for (size_t i = 0; i + 1 < sizeof bytes; i += 2) memcpy(bytes + i, "\xC3\xA4", 2);
    Str cut = drawing_text_clean(&arena, (Str){bytes, sizeof bytes});
    assert_holds(cut, "\xE2\x80\xA6");
    assert_true(utf8_find_invalid(cut) == SIZE_MAX);
    assert_true(cut.len <= DRAWING_TEXT_BYTES_MAX + 3);
    arena_free(&arena);
}

TEST(drawing_text_wraps_between_the_parts_of_a_name) {
    Arena arena = {0};
    DrawingFont font = {10, false};
    DrawingLines lines = drawing_text_wrap(&arena, S("customer-orders writer"), 60, font, 3);
    assert_int_equal(lines.count, 3);
    assert_same(lines.items[0], "customer-");
    assert_same(lines.items[1], "orders");
    assert_same(lines.items[2], "writer");
    lines = drawing_text_wrap(&arena, S("customerorderswriterproductionnumberone"), 60, font, 2);
    assert_int_equal(lines.count, 2);
    for (size_t i = 0; i < 2; i++) assert_true(drawing_text_width(lines.items[i], font) <= 60);
    assert_holds(lines.items[1], "\xE2\x80\xA6");
    lines = drawing_text_wrap(&arena, S("WWWW"), 1, font, 8); /* no room: one character a line */
    assert_int_equal(lines.count, 4);
    assert_int_equal(drawing_text_wrap(&arena, S(""), 60, font, 2).count, 0);
    arena_free(&arena);
}

/* ---- what is shown ---- */

TEST(drawing_shows_each_element_up_to_the_limit) {
    Sketch *sketch = sketch_many(DRAWING_NODES_MAX / 2, 2);
    Drawing drawing = sketch_draw(sketch);
    assert_false(drawing.grouped);
    assert_int_equal(drawing.node_count, DRAWING_NODES_MAX);
    assert_int_equal(drawing.edge_count, DRAWING_NODES_MAX / 2);
    assert_int_equal(drawing.boundary_count, 3);
    assert_int_equal(drawing.note_count, 0);
    sketch_free(sketch);
}

TEST(drawing_groups_by_type_above_the_limit) {
    Sketch *sketch = sketch_many(DRAWING_NODES_MAX / 2 + 1, 2);
    Drawing drawing = sketch_draw(sketch);
    assert_true(drawing.grouped);
    assert_int_equal(drawing.node_count, 4);
    assert_int_equal(drawing.boundary_count, 3);
    assert_same(drawing.nodes[0].name, "16 Lambda functions");
    assert_same(drawing.nodes[1].name, "16 S3 buckets");
    assert_same(drawing.nodes[2].name, "15 Lambda functions");
    assert_int_equal(drawing.edge_count, 2);
    assert_int_equal(drawing.edges[0].flow_count, 16);
    assert_int_equal(drawing.edges[0].encrypted, TRUTH_FALSE); /* the worst of them */
    assert_int_equal(drawing.edges[1].encrypted, TRUTH_TRUE);
    assert_same(drawing_numbers(&sketch->arena, &drawing.edges[0]), "1 +15");
    assert_holds(drawing.notes[0], "62 elements and 31 flows are too many");
    assert_holds(drawing.notes[0], "of one type in one boundary");
    sketch_free(sketch);
}

TEST(drawing_merges_boundaries_when_groups_are_too_many) {
    Sketch *sketch = sketch_many(200, 100);
    Drawing drawing = sketch_draw(sketch);
    assert_int_equal(drawing.boundary_count, 2);
    assert_same(drawing.boundaries[1].kind, "100 VPCs");
    assert_int_equal(drawing.node_count, 2);
    assert_same(drawing.nodes[0].name, "200 compute processes");
    assert_holds(drawing.notes[1], "Boundaries of one kind stand together");
    size_t flows = 0;
    for (size_t i = 0; i < drawing.edge_count; i++) flows += drawing.edges[i].flow_count;
    assert_int_equal(flows, 200);
    sketch_free(sketch);
}

TEST(drawing_fits_any_limit) {
    Sketch *sketch = sketch_many(50, 5);
    for (size_t most = 2; most <= 100; most++) {
        sketch->options.nodes_max = most;
        Drawing drawing = sketch_draw(sketch);
        assert_true(drawing.node_count <= most);
        size_t elements = 0;
        for (size_t i = 0; i < drawing.node_count; i++) elements += drawing.nodes[i].count;
        assert_int_equal(elements, 100);
    }
    sketch_free(sketch);
}

TEST(drawing_has_one_line_between_groups) {
    Sketch *sketch = sketch_make();
    for (size_t i = 0; i < 10; i++) {
        Str function = str_format(&sketch->arena, "f%zu", i);
        add_element(sketch, function, "AWS::Lambda::Function", "");
        add_element(sketch, str_format(&sketch->arena, "b%zu", i), "AWS::S3::Bucket", "");
        if (i > 0) add_flow(sketch, function, S("f0"), TRUTH_TRUE);
        add_flow(sketch, function, S("b0"), TRUTH_TRUE);
        add_flow(sketch, S("b0"), function, TRUTH_TRUE);
    }
    model_finish(&sketch->model);
    sketch->options.nodes_max = 5;
    Drawing drawing = sketch_draw(sketch);
    assert_int_equal(drawing.edge_count, 1);
    assert_true(drawing.edges[0].bidirectional);
    assert_int_equal(drawing.edges[0].flow_count, 20);
    assert_int_equal(drawing.nodes[0].inner_flows, 9);
    sketch_free(sketch);
}

/* What can go wrong stays when lines have to go. */
TEST(drawing_says_which_lines_are_left_out) {
    Sketch *sketch = sketch_make();
    add_element(sketch, S("a"), "", "");
    add_element(sketch, S("b"), "AWS::S3::Bucket", "");
    add_element(sketch, S("f"), "AWS::Lambda::Function", "");
    add_flow(sketch, S("a"), S("f"), TRUTH_TRUE);
    add_flow(sketch, S("a"), S("b"), TRUTH_FALSE);
    add_flow(sketch, S("f"), S("b"), TRUTH_TRUE);
    model_finish(&sketch->model);
    sketch->options.edges_max = 1;
    Drawing drawing = sketch_draw(sketch);
    assert_int_equal(drawing.edge_count, 1);
    assert_int_equal(drawing.edges[0].encrypted, TRUTH_FALSE);
    assert_holds(drawing.notes[drawing.note_count - 1], "2 lines of flows are not drawn");
    sketch_free(sketch);
}

TEST(drawing_sums_badges) {
    Sketch *sketch = sketch_many(40, 1);
    DrawingBadge elements[80] = {{0, SEVERITY_INFO}}, flows[40] = {{0, SEVERITY_INFO}};
    elements[0] = (DrawingBadge){2, SEVERITY_INFO};
    elements[2] = (DrawingBadge){3, SEVERITY_HIGH};
    flows[39] = (DrawingBadge){1, SEVERITY_CRITICAL};
    sketch->options.element_badges = elements;
    sketch->options.flow_badges = flows;
    Drawing drawing = sketch_draw(sketch);
    assert_int_equal(drawing.nodes[0].badge.count, 5);
    assert_int_equal(drawing.nodes[0].badge.worst, SEVERITY_HIGH);
    assert_int_equal(drawing.nodes[1].badge.count, 0);
    assert_int_equal(drawing.edges[0].badge.worst, SEVERITY_CRITICAL);
    sketch_free(sketch);
}

TEST(drawing_notes_boundaries_that_are_not_drawn) {
    Sketch *sketch = sketch_many(1, 0);
    Boundary line = {.id = S("line"), .kind = BOUNDARY_OTHER, .line = true};
    model_add_boundary(&sketch->model, &line);
    add_boundary(sketch, S("empty"), BOUNDARY_VPC, S("account"));
    model_finish(&sketch->model);
    Drawing drawing = sketch_draw(sketch);
    assert_int_equal(drawing.boundary_count, 1);
    assert_int_equal(drawing.note_count, 2);
    assert_holds(drawing.notes[0], "1 boundary without an inside");
    assert_holds(drawing.notes[1], "1 boundary that holds no element");
    sketch_free(sketch);
}

TEST(drawing_of_nothing_says_so) {
    Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    DrawingOptions options = {.program = "merlon-no-such-program"};
    Error err = {0};
    assert_true(drawing_write_svg(NULL, &options, &out, &err));
    assert_holds(buffer_text(&out), "The model holds no elements.");
    arena_free(&arena);
}

/* ---- the layout ---- */

static const char layout_head[] = "{\"bb\": \"0,0,300,200\", \"objects\": [";
static const char layout_nodes[] =
    "{\"name\": \"cluster_0\", \"bb\": \"10,10,290,190\"},"
    "{\"name\": \"n0\", \"pos\": \"50,150\", \"width\": \"1\", \"height\": \"0.5\"},"
    "{\"name\": \"n1\", \"pos\": \"50,50\", \"width\": \"1\", \"height\": \"0.5\"}], \"edges\": [";

static bool read_layout(Sketch *sketch, Layout *layout, const char *nodes, const char *edges) {
    Drawing drawing = sketch_draw(sketch);
    Error err = {0};
    Str text = str_format(&sketch->arena, "%s%s%s]}", layout_head, nodes, edges);
    bool read = drawing_layout_read(&sketch->arena, &drawing, text, layout, &err);
    assert_int_equal(read, err.message[0] == '\0');
    if (!read) assert_holds(str_from(err.message), "dot's answer can't be used: ");
    return read;
}

TEST(drawing_layout_reads_what_dot_says) {
    Sketch *sketch = sketch_many(1, 0);
    Layout layout = {0};
    assert_true(read_layout(sketch, &layout, layout_nodes,
                            "{\"id\": \"e0\", \"pos\": \"e,50,70 50,130 50,120 50,90 50,80\"}"));
    assert_true(layout.size.width == 300 && layout.size.height == 200);
    assert_true(layout.nodes[0].left == 14 && layout.nodes[0].right == 86);
    assert_true(layout.nodes[0].top == 32 && layout.nodes[0].bottom == 68); /* y goes down here */
    assert_true(layout.boundaries[0].top == 10 && layout.boundaries[0].bottom == 190);
    assert_int_equal(layout.lines[0].count, 4);
    assert_true(layout.lines[0].has_end && !layout.lines[0].has_start);
    assert_true(layout.lines[0].end.y == 130);
    sketch_free(sketch);
}

TEST(drawing_layout_refuses_what_is_no_answer) {
    static const char *const lines[] = {"",
                                        "{\"id\": \"e0\"}",
                                        "{\"id\": \"e0\", \"pos\": \"\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 x\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 4,nan\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 4,1e300\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 4,4,4\"}",
                                        "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 4,200001\"}",
                                        "{\"id\": \"e1\", \"pos\": \"1,1 2,2 3,3 4,4\"}"};
    Sketch *sketch = sketch_many(1, 0);
    Layout layout = {0};
    const char *fine = "{\"id\": \"e0\", \"pos\": \"1,1 2,2 3,3 4,200000\"}";
    assert_true(read_layout(sketch, &layout, layout_nodes, fine));
    for (size_t i = 0; i < COUNT(lines); i++) {
        if (read_layout(sketch, &layout, layout_nodes, lines[i])) fail_msg("%s", lines[i]);
    }
    assert_false(read_layout(sketch, &layout, "], \"edges\": [", fine));
    assert_false(read_layout(sketch, &layout, "{\"name\": \"n0\"}], \"edges\": [", fine));
    assert_false(read_layout(sketch, &layout, "{\"name\": \"n7\"}], \"edges\": [", fine));
    assert_false(read_layout(sketch, &layout, "7, null, \"n0\"], \"edges\": [", fine));
    sketch_free(sketch);
}

TEST(drawing_layout_limits_the_points_of_a_line) {
    Sketch *sketch = sketch_many(1, 0);
    Layout layout = {0};
    CLEANUP(buffer_free) Buffer line = {0};
    buffer_add(&line, S("{\"id\": \"e0\", \"pos\": \"0,0"));
    for (int i = 1; i < LAYOUT_POINTS_MAX; i++) buffer_add(&line, S(" 1,1"));
    size_t most = LAYOUT_POINTS_MAX - (LAYOUT_POINTS_MAX - 1) % 3; /* whole curves */
    Str fine = str_slice(buffer_text(&line), 0, line.len - (LAYOUT_POINTS_MAX - most) * 4);
    assert_true(
        read_layout(sketch, &layout, layout_nodes, str_join2(&sketch->arena, fine, S("\"}")).ptr));
    buffer_add(&line, S(" 1,1 1,1 1,1\"}"));
    assert_false(read_layout(sketch, &layout, layout_nodes,
                             str_copy(&sketch->arena, buffer_text(&line)).ptr));
    sketch_free(sketch);
}

/* ---- without dot, and with one that fails ---- */

TEST(drawing_says_why_there_is_none) {
    Sketch *sketch = sketch_many(2, 1);
    static const char *const programs[][2] = {{"merlon-no-such-program", "is not installed"},
                                              {"/bin/false", "failed with status 1"},
                                              {"/bin/true", "it is no JSON"}};
    for (size_t i = 0; i < COUNT(programs); i++) {
        Error err = {0};
        sketch->options.program = programs[i][0];
        assert_false(drawing_write_svg(&sketch->model, &sketch->options, &sketch->out, &err));
        assert_int_equal(sketch->out.len, 0);
        assert_holds(str_from(err.message), programs[i][1]);
    }
    sketch_free(sketch);
}

TEST(drawing_file_says_why_it_is_none) {
    Sketch *sketch = sketch_many(2, 1);
    const char *kept = str_copy(&sketch->arena, str_from(getenv("PATH"))).ptr;
    setenv("PATH", "/nonexistent", 1);
    Report report = {.model = &sketch->model};
    Error err = {0};
    assert_false(report_try_svg(&report, &sketch->out, &err));
    setenv("PATH", kept, 1);
    assert_holds(str_from(err.message), "the picture can't be drawn: dot is not installed");
    Str text = buffer_text(&sketch->out);
    assert_true(str_starts(text, S("<svg ")) && str_ends(text, S("</svg>\n")));
    assert_holds(text, "be drawn: dot is not installed");
    sketch_free(sketch);
}

/* One second for a dot that never answers, however many layouts it is asked for. */
TEST(drawing_waits_no_longer_than_it_may) {
    Sketch *sketch = sketch_many(2, 1);
    char path[] = "/tmp/merlon-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "#!/bin/sh\nsleep 60\n", 19), 19);
    assert_int_equal(fchmod(descriptor, 0700), 0);
    close(descriptor);
    sketch->options.program = path;
    sketch->options.time_ms_max = 1000;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    Error err = {0};
    assert_false(drawing_write_svg(&sketch->model, &sketch->options, &sketch->out, &err));
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_holds(str_from(err.message), "took longer than");
    assert_true(end.tv_sec - start.tv_sec <= 2);
    unlink(path);
    sketch_free(sketch);
}

/* ---- SVG ---- */

TEST(drawing_svg_shows_all_parts) {
    if (!has_dot()) skip();
    Sketch *sketch = sketch_many(2, 1);
    DrawingBadge badges[4] = {{0, SEVERITY_INFO}, {7, SEVERITY_HIGH}};
    sketch->options.element_badges = badges;
    sketch->options.title = S("My <model>");
    Str text = sketch_svg(sketch);
    assert_holds(text, "My &lt;model&gt;");
    assert_holds(text, ">function0<");
    assert_holds(text, "<tspan class=\"kind\">VPC</tspan>");
    assert_holds(text, "href=\"#element-1\"");
    assert_holds(text, "href=\"#flow-2\"");
    assert_holds(text, "class=\"badge high\"");
    assert_holds(text, "class=\"flow clear\"");
    assert_holds(text, "not encrypted");
    assert_holds(text, "1: function0 -&gt; b0\ncalls\nnot encrypted");
    assert_holds(text, "prefers-color-scheme:dark");
    sketch->options.links = false;
    assert_lacks(sketch_svg(sketch), "href=");
    sketch_free(sketch);
}

TEST(drawing_svg_is_the_same_twice) {
    if (!has_dot()) skip();
    Sketch *sketch = sketch_many(30, 3);
    Str first = str_copy(&sketch->arena, sketch_svg(sketch));
    assert_true(str_equal(first, sketch_svg(sketch)));
    sketch_free(sketch);
}

static Sketch *sketch_hostile(void) {
    Sketch *sketch = sketch_make();
    Str text = S(HOSTILE);
    Boundary boundary = {.id = text, .type = text, .description = text, .kind = BOUNDARY_VPC};
    model_add_boundary(&sketch->model, &boundary);
    for (int i = 0; i < 3; i++) {
        Element element = {.id = str_format(&sketch->arena, "%.*s%d", STR_ARGS(text), i),
                           .type = text,
                           .category = text,
                           .scope_reason = text,
                           .boundary_id = text,
                           .kind = (ElementKind)i};
        model_add_element(&sketch->model, &element);
        Flow flow = {.label = text, .from_id = sketch->model.elements[0]->id, .to_id = element.id};
        flow.encrypted = (Claim){.stated = true, .truth = (Truth)i, .reason = text};
        model_add_flow(&sketch->model, &flow);
    }
    sketch->model.head.name = text;
    sketch->options.title = text;
    model_finish(&sketch->model);
    return sketch;
}

static void assert_clean(Str text) {
    assert_true(utf8_find_invalid(text) == SIZE_MAX);
    for (size_t at = 0; at < text.len;) {
        uint32_t point = 0;
        at += utf8_decode(str_slice(text, at, text.len), &point);
        assert_true(point >= 0x20 || point == '\n');
        assert_false(point >= 0x7F && point < 0xA0);
    }
}

TEST(drawing_svg_escapes) {
    if (!has_dot()) skip();
    Sketch *sketch = sketch_hostile();
    Str text = sketch_svg(sketch);
    assert_clean(text);
    assert_lacks(text, "<script");
    assert_lacks(text, "<img");
    assert_lacks(text, "</svg><");
    assert_lacks(text, "URL=\"javascript");
    assert_holds(text, "&lt;/svg&gt;");
    size_t end = str_find(text, S("</svg>"));
    assert_int_equal(end, text.len - 7); /* the only one, with its newline */
    sketch_free(sketch);
}

/* In DOT every quote of a text has a backslash before it, and every backslash another one. */
TEST(drawing_dot_escapes) {
    Sketch *sketch = sketch_hostile();
    Report report = {.model = &sketch->model};
    report_write_dot(&report, &sketch->out);
    Str text = buffer_text(&sketch->out);
    assert_clean(text);
    bool quoted = false;
    CLEANUP(buffer_free) Buffer outside = {0};
    for (size_t i = 0; i < text.len; i++) {
        if (quoted && text.ptr[i] == '\\') {
            assert_non_null(strchr("\"\\nl", text.ptr[++i]));
            continue;
        }
        if (text.ptr[i] == '"') quoted = !quoted;
        if (quoted) assert_true(text.ptr[i] != '\n');
        if (!quoted) buffer_add_byte(&outside, text.ptr[i]);
    }
    assert_false(quoted);
    assert_lacks(buffer_text(&outside), "URL");
    assert_lacks(buffer_text(&outside), "script");
    sketch_free(sketch);
}

TEST(drawing_dot_is_taken_by_dot) {
    if (!has_dot()) skip();
    Sketch *sketch = sketch_hostile();
    CLEANUP(buffer_free) Buffer out = {0};
    Report report = {.model = &sketch->model};
    report_write_dot(&report, &sketch->out);
    Process process = {.program = "dot", .words = {"-Tplain"}, .output_bytes_max = 1 << 20};
    process.time_ms_max = 10000;
    process.input = buffer_text(&sketch->out);
    Error err = {0};
    if (!process_run(&process, &out, &err)) fail_msg("%s", err.message);
    size_t nodes = 0, edges = 0;
    for (Str rest = buffer_text(&out); rest.len > 0;) {
        Str line = str_cut(&rest, '\n');
        nodes += str_starts(line, S("node "));
        edges += str_starts(line, S("edge "));
    }
    assert_int_equal(nodes, 3);
    assert_int_equal(edges, 3);
    sketch_free(sketch);
}

TEST(drawing_mermaid_escapes) {
    Sketch *sketch = sketch_hostile();
    Report report = {.model = &sketch->model};
    report_write_mermaid(&report, &sketch->out);
    Str text = buffer_text(&sketch->out);
    assert_clean(text);
    /* Between the quotes of a label stands nothing that means something to Mermaid. */
    Str rest = text;
    for (size_t i = 0; rest.len > 0; i++) {
        Str part = str_cut(&rest, '"');
        if (i % 2 == 0) continue;
        assert_lacks(part, "\n");
        assert_lacks(part, "`");
        assert_lacks(part, "{");
        assert_lacks(part, "|");
        assert_lacks(part, "<s");
        assert_lacks(part, "#quot;");
    }
    assert_holds(text, "#34;#93;#59; x");
    assert_lacks(text, "<script");
    sketch_free(sketch);
}

TEST(drawing_mermaid_marks_flows) {
    Sketch *sketch = sketch_many(2, 1);
    Report report = {.model = &sketch->model};
    report_write_mermaid(&report, &sketch->out);
    Str text = buffer_text(&sketch->out);
    assert_holds(text,
                 "flowchart LR\n  subgraph b0[\"account\"]\n    subgraph b1[\"VPC main0\"]\n");
    assert_holds(text, "      n0([\"function0<br/>Lambda function\"])\n");
    assert_holds(text, "      n1[(\"b0<br/>S3 bucket\")]\n");
    assert_holds(text, "  n0 -->|\"1 calls\"| n1\n");
    assert_holds(text, "linkStyle 0 stroke:#c2410c");
    sketch_free(sketch);
}

/* Every pair of 90 functions calls each other, in 300 boundaries. */
TEST(drawing_of_a_ball_of_wool_is_quick) {
    if (!has_dot()) skip();
    Sketch *sketch = sketch_make();
    for (size_t i = 0; i < 300; i++) {
        Str id = str_format(&sketch->arena, "b%zu", i);
        Str parent = str_format(&sketch->arena, "b%zu", i % 30 == 0 ? 0 : i - 1);
        add_boundary(sketch, id, (BoundaryKind)(i % 7), i == 0 ? S("") : parent);
        add_element(sketch, str_format(&sketch->arena, "e%zu", i), "AWS::S3::Bucket", id.ptr);
    }
    for (size_t i = 0; i < 90 * 90; i++) {
        add_flow(sketch, str_format(&sketch->arena, "e%zu", i / 90),
                 str_format(&sketch->arena, "e%zu", i % 90), TRUTH_UNKNOWN);
    }
    model_finish(&sketch->model);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    assert_true(sketch_svg(sketch).len > 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - start.tv_sec < 10); /* with sanitizers; a second without */
    sketch_free(sketch);
}
