/* SPDX-License-Identifier: Apache-2.0 */
/* test_knowledge.c -- knowledge bases: the language of their filters, types and their parents,
 * placeholders, and the limits of each. */
#include "tests/test.h"

#include "base/buffer.h"
#include "model/knowledge_filter.h"
#include "text/xml.h"

#include <stdlib.h>

static const Source source = {S_INIT("a.tm7")};

/* A knowledge base of text, which stands inside <KnowledgeBase>. */
static Knowledge *read(Arena *arena, Str text) {
    Node root = {0};
    Error err = {0};
    Str whole = str_join3(arena, S("<KnowledgeBase>"), text, S("</KnowledgeBase>"));
    if (!xml_read(arena, &source, whole, &root, &err)) fail_msg("%s", err.message);
    return knowledge_read(arena, &root);
}

#define TYPE(id, parent, attributes)                                           \
    "<ElementType><Id>" id "</Id><Name>Name of " id "</Name><ParentId>" parent \
    "</ParentId><Attributes>" attributes "</Attributes></ElementType>"
#define ATTRIBUTE(id, name, values)                                                             \
    "<Attribute><Name>" id "</Name><DisplayName>" name "</DisplayName><AttributeValues>" values \
    "</AttributeValues></Attribute>"

static const char types_text[] =
    "<GenericElements>" TYPE("GE.P", "ROOT", ATTRIBUTE("kind", "Kind", "<V>old</V><V>new</V>"))
        TYPE("GE.DS", "ROOT", "") TYPE("GE.DF", "ROOT", "") TYPE(
            "GE.TB.B", "ROOT", "") "</GenericElements><StandardElements>" TYPE("SE.Web", "GE.P", "")
            TYPE("SE.Api", "SE.Web", ATTRIBUTE("kind", "Kind", "<V>newest</V>"))
                TYPE("SE.Net", "GE.TB.B", "") "</StandardElements>";

/* An API (of SE.Api) that sends to a store over SE.Net; the store says that its "secret" is Yes. */
typedef struct Scene {
    Arena arena;
    Model model;
    Knowledge *knowledge;
} Scene;

static Scene *scene_make(void) {
    Scene *scene = calloc(1, sizeof *scene);
    Arena *arena = &scene->arena;
    scene->model = model_make(arena);
    scene->knowledge = read(arena, str_from(types_text));
    ModelPlace place = {source.path, 1};
    Element api = {.id = S("1"), .name = S("Api"), .type = S("SE.Api"), .place = place};
    Element store = {.id = S("2"), .name = S("Store"), .type = S("own"), .base_type = S("ge.ds")};
    Boundary net = {.id = S("3"), .name = S("Net"), .type = S("se.net")};
    Flow flow = {.id = S("4"),
                 .label = S("Write"),
                 .type = S("GE.DF"),
                 .from_id = S("1"),
                 .to_id = S("2"),
                 .place = place,
                 .has_crossings = true};
    model_add_property(&scene->model, &store.properties, S("Holds secrets"), S("Yes"));
    store.properties.items[0].id = S("secret");
    model_add_text(&scene->model, &flow.crossing_ids, S("3"));
    model_add_element(&scene->model, &api);
    model_add_element(&scene->model, &store);
    model_add_boundary(&scene->model, &net);
    model_add_flow(&scene->model, &flow);
    model_finish(&scene->model);
    return scene;
}

static void scene_free(Scene *scene) {
    arena_free(&scene->arena);
    free(scene);
}

static bool holds(Scene *scene, Str text) {
    const KnowledgeFilter *filter = NULL;
    Error err = {0};
    if (!knowledge_filter_read(&scene->arena, text, &filter, &err)) fail_msg("%s", err.message);
    KnowledgeInteraction interaction = {scene->knowledge, scene->model.flows[0], 1000 * 1000};
    return knowledge_filter_holds(filter, &interaction);
}

static void check_filters(const char *const *texts, bool wanted) {
    Scene *scene = scene_make();
    for (; *texts != NULL; texts++) {
        if (holds(scene, str_from(*texts)) != wanted) fail_msg("%s", *texts);
    }
    scene_free(scene);
}

TEST(knowledge_filters_that_hold) {
    static const char *const texts[] = {
        "source is 'SE.Api'",
        "source is 'SE.Web'", /* its parent */
        "source is 'GE.P'",   /* and that one's */
        "SOURCE IS 'ge.p'",
        "source\n\tis\r\n\"GE.P\"",
        "source is'GE.P'and(target is'GE.DS')",
        "target is 'own'", /* a type that the knowledge base doesn't know */
        "target is 'GE.DS'",
        "flow is 'GE.DF'",
        "flow crosses 'SE.Net'",
        "flow crosses 'GE.TB.B'",
        "flow crosses 'GE.TB'",
        "target.secret is 'Yes'",
        "target.Secret is 'yes'",
        "target.'Holds secrets' is 'Yes'",
        "target.Name is 'Store'",
        "flow.name is 'Write'",
        "source.kind is 'newest'", /* as its own type begins, not as its parent's */
        "not source is 'GE.DS'",
        "not not source is 'GE.P'",
        "not (source is 'GE.DS' or target is 'GE.P')",
        "source is 'GE.DS' and source is 'GE.P' or source is 'GE.P'", /* and binds tighter */
        "source is 'GE.P' or source is 'GE.P' and source is 'GE.DS'",
        "((((source is 'GE.P'))))",
        NULL};
    check_filters(texts, true);
}

TEST(knowledge_filters_that_do_not_hold) {
    static const char *const texts[] = {"",
                                        " \n ",
                                        "source is 'ROOT'",
                                        "source is ''",
                                        "source is 'GE.DS'",
                                        "target is 'GE.P'",
                                        "flow is 'GE.P'",
                                        "flow crosses 'GE.TB.L'",
                                        "flow crosses 'GE.P'",
                                        "target.secret is 'No'",
                                        "target.secret is ''",
                                        "source.secret is ''", /* it has no such attribute */
                                        "source.kind is 'old'",
                                        "not source is 'GE.P' or target is 'GE.P'",
                                        "source is 'GE.P' and target is 'GE.P'",
                                        NULL};
    check_filters(texts, false);
}

TEST(knowledge_filters_that_are_broken) {
    static const struct {
        const char *text;
        uint32_t column;
        const char *message;
    } cases[] = {
        {"sauce is 'x'", 1, "expected source, target, flow, not or a parenthesis, not \"sauce\""},
        {"source", 7, "expected is, not the end"},
        {"flow was 'x'", 6, "expected is or crosses, not \"was\""},
        {"source crosses 'x'", 8, "expected is, not \"crosses\""},
        {"source is x", 11, "expected a value in quotes, not \"x\""},
        {"source is 'x", 11, "the quote isn't closed"},
        {"source. is 'x'", 12, "expected is, not \"'\""},
        {"(source is 'x'", 15, "expected and, or or \")\", not the end"},
        {"source is 'x')", 14, "expected and, or or the end, not \")\""},
        {"source is 'x' and", 18,
         "expected source, target, flow, not or a parenthesis, not the end"},
        {"source is 'x' source is 'y'", 15, "expected and, or or the end, not \"source\""},
        {"()", 2, "expected source, target, flow, not or a parenthesis, not \")\""},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        const KnowledgeFilter *filter = NULL;
        Error err = {0};
        if (knowledge_filter_read(&arena, str_from(cases[i].text), &filter, &err)) {
            fail_msg("accepted: %s", cases[i].text);
        }
        assert_null(filter);
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(err.column, cases[i].column);
    }
    arena_free(&arena);
}

/* before, count times what, behind. */
static Str repeat(Buffer *out, const char *before, const char *what, size_t count,
                  const char *behind) {
    out->len = 0;
    buffer_add(out, str_from(before));
    for (size_t i = 0; i < count; i++) buffer_add_format(out, what, i);
    buffer_add(out, str_from(behind));
    return buffer_text(out);
}

static bool reads(Str text) {
    Arena arena = {0};
    const KnowledgeFilter *filter = NULL;
    bool read = knowledge_filter_read(&arena, text, &filter, NULL);
    arena_free(&arena);
    return read;
}

TEST(knowledge_filters_are_limited) {
    Buffer out = {0}, tail = {0};
    for (size_t more = 0; more <= 1; more++) {
        bool wanted = more == 0;
        Str close = repeat(&tail, "flow is 'x'", ")", KNOWLEDGE_FILTER_DEPTH_MAX + more, "");
        repeat(&out, "", "(", KNOWLEDGE_FILTER_DEPTH_MAX + more, "");
        buffer_add(&out, close);
        assert_int_equal(reads(buffer_text(&out)), wanted);
        repeat(&out, "", "not ", KNOWLEDGE_FILTER_DEPTH_MAX + more, "flow is 'x'");
        assert_int_equal(reads(buffer_text(&out)), wanted);
        repeat(&out, "", "flow is 'x' or ", KNOWLEDGE_FILTER_TESTS_MAX - 1 + more, "flow is 'x'");
        assert_int_equal(reads(buffer_text(&out)), wanted);
        repeat(&out, "flow is '", "x", KNOWLEDGE_FILTER_BYTES_MAX - 10 + more, "'");
        assert_int_equal(reads(buffer_text(&out)), wanted);
    }
    buffer_free(&out);
    buffer_free(&tail);
}

/* One test of a type costs twice KNOWLEDGE_PARENTS_MAX. */
TEST(knowledge_filters_stop_when_their_steps_are_used_up) {
    Scene *scene = scene_make();
    const KnowledgeFilter *filter = NULL;
    assert_true(knowledge_filter_read(&scene->arena, S("source is 'GE.P'"), &filter, NULL));
    KnowledgeInteraction interaction = {scene->knowledge, scene->model.flows[0],
                                        2 * KNOWLEDGE_PARENTS_MAX + 1};
    assert_true(knowledge_filter_holds(filter, &interaction));
    assert_int_equal(interaction.steps, 1);
    assert_false(knowledge_filter_holds(filter, &interaction));
    assert_int_equal(interaction.steps, 0);
    scene_free(scene);
}

/* ---- types ---- */

static void check_problem(const Knowledge *knowledge, const char *message) {
    assert_int_equal(knowledge->problems.count, 1);
    assert_string_equal(knowledge->problems.items[0].message, message);
    assert_string_equal(knowledge->problems.items[0].file, "a.tm7");
    assert_true(knowledge->problems.items[0].line == 1 && knowledge->problems.items[0].column > 1);
}

TEST(knowledge_types_without_or_with_taken_ids_are_problems) {
    Arena arena = {0};
    Knowledge *knowledge =
        read(&arena, S("<GenericElements>" TYPE("", "ROOT", "") "</GenericElements>"));
    check_problem(knowledge, "the element type \"Name of\" has no Id: it is left out");
    knowledge = read(&arena, S("<GenericElements>" TYPE("a", "ROOT", "")
                                   TYPE("A", "ROOT", "") "</GenericElements>"));
    check_problem(knowledge, "the element type \"A\" is there twice: it is left out");
    assert_int_equal(knowledge->type_count, 1);
    Buffer out = {0};
    for (size_t more = 0; more <= 1; more++) {
        repeat(&out, "<GenericElements><ElementType><Id>", "x", KNOWLEDGE_ID_BYTES_MAX + more,
               "</Id></ElementType></GenericElements>");
        knowledge = read(&arena, buffer_text(&out));
        assert_int_equal(knowledge->type_count, 1 - more);
        assert_int_equal(knowledge->problems.count, more);
    }
    buffer_free(&out);
    arena_free(&arena);
}

/* t0 below t1 below t2 ... */
TEST(knowledge_parents_are_limited) {
    Arena arena = {0};
    Buffer out = {0};
    for (size_t more = 0; more <= 1; more++) {
        out.len = 0;
        buffer_add(&out, S("<GenericElements>"));
        for (size_t i = 0; i < KNOWLEDGE_PARENTS_MAX + more; i++) {
            buffer_add_format(&out,
                              "<ElementType><Id>t%zu</Id><ParentId>t%zu</ParentId></ElementType>",
                              i, i + 1);
        }
        buffer_add(&out, S("</GenericElements>"));
        Knowledge *knowledge = read(&arena, buffer_text(&out));
        assert_int_equal(knowledge->problems.count, more);
        ModelProperties none = {0};
        KnowledgeSubject subject = {S(""), S("t0"), S(""), &none};
        assert_int_equal(knowledge_subject_is(knowledge, &subject, S("t1")), more == 0);
    }
    buffer_free(&out);
    Knowledge *circle = read(
        &arena, S("<GenericElements>" TYPE("a", "b", "") TYPE("b", "a", "") "</GenericElements>"));
    check_problem(circle,
                  "the element type \"a\" is below itself, or below more than 16 others: it "
                  "counts as one without a parent");
    arena_free(&arena);
}

TEST(knowledge_types_and_threats_are_limited) {
    Arena arena = {0};
    Buffer out = {0};
    for (size_t more = 0; more <= 1; more++) {
        repeat(&out, "<StandardElements>", "<ElementType><Id>%zu</Id></ElementType>",
               KNOWLEDGE_TYPES_MAX + more, "</StandardElements>");
        Knowledge *knowledge = read(&arena, buffer_text(&out));
        assert_int_equal(knowledge->type_count, KNOWLEDGE_TYPES_MAX);
        assert_int_equal(knowledge->problems.count, more);
        repeat(&out, "<ThreatTypes>", "<ThreatType><Id>%zu</Id></ThreatType>",
               KNOWLEDGE_TYPES_MAX + more, "</ThreatTypes>");
        knowledge = read(&arena, buffer_text(&out));
        assert_int_equal(knowledge->threat_count, KNOWLEDGE_TYPES_MAX);
        assert_int_equal(knowledge->problems.count, more);
    }
    for (size_t more = 0; more <= 1; more++) {
        repeat(&out, "<ThreatMetaData><PropertiesMetaData>",
               "<ThreatMetaDatum><Name>n%zu</Name><Label>A label</Label></ThreatMetaDatum>",
               KNOWLEDGE_LABELS_MAX + more, "</PropertiesMetaData></ThreatMetaData>");
        Knowledge *knowledge = read(&arena, buffer_text(&out));
        assert_int_equal(knowledge->problems.count, more);
        assert_true(str_equal(knowledge_label(knowledge, S("n999")), S("A label")));
        assert_true(str_equal(knowledge_label(knowledge, S("n1000")), S("n1000")));
    }
    buffer_free(&out);
    arena_free(&arena);
}

/* A template of its own spells some names differently; values may stand in attributes. */
TEST(knowledge_templates_spellings_are_read) {
    Arena arena = {0};
    Knowledge *knowledge = read(
        &arena,
        S("<Manifest name='N' version='1' author='A'/><GenericElements><ElementType><ID>GE.P</ID>"
          "<ParentElement>ROOT</ParentElement></ElementType></GenericElements><StandardElements>"
          "<ElementType><ID>SE.P</ID><ParentElement>GE.P</ParentElement></ElementType>"
          "</StandardElements>"));
    assert_true(str_equal(knowledge->name, S("N")) && str_equal(knowledge->author, S("A")));
    const KnowledgeType *type = knowledge_find_type(knowledge, S("se.p"));
    assert_non_null(type);
    assert_ptr_equal(type->parent, knowledge_find_type(knowledge, S("GE.P")));
    assert_null(knowledge_find_type(knowledge, S("")));
    assert_null(knowledge_find_type(NULL, S("GE.P")));
    arena_free(&arena);
}

/* ---- placeholders ---- */

static void check_fill(Scene *scene, const char *text, size_t budget, const char *wanted) {
    Str got = knowledge_fill(&scene->arena, &scene->model, scene->model.flows[0], str_from(text),
                             &budget);
    if (!str_equal(got, str_from(wanted))) fail_msg("%.*s, not %s", STR_ARGS(got), wanted);
}

TEST(knowledge_placeholders_are_filled) {
    Scene *scene = scene_make();
    check_fill(scene, "{source.Name} to {target.Name} by {flow.name}", 1000,
               "Api to Store by Write");
    check_fill(scene, "{target.secret} {target.Holds secrets}", 1000, "Yes Yes");
    check_fill(scene, "{source}{nobody.Name}{source.nothing}{}{", 1000,
               "{source}{nobody.Name}{source.nothing}{}{");
    check_fill(scene, "{{source.Name}}", 1000, "{Api}");
    check_fill(scene, "plain", 0, "plain");
    scene_free(scene);
}

TEST(knowledge_filling_is_limited) {
    Scene *scene = scene_make();
    check_fill(scene, "{source.Name}", 13 + 3, "Api"); /* the text costs, and the name */
    check_fill(scene, "{source.Name}", 13 + 2, "{source.Name}");
    check_fill(scene, "{source.Name}", 12, "{source.Name}");
    char *name = arena_alloc(&scene->arena, KNOWLEDGE_VALUE_BYTES_MAX + 1);
    memset(name, 'x', KNOWLEDGE_VALUE_BYTES_MAX + 1);
    for (size_t more = 0; more <= 1; more++) {
        model_find_element(&scene->model, S("1"))->name =
            (Str){name, KNOWLEDGE_VALUE_BYTES_MAX + more};
        size_t budget = 100000;
        Str got = knowledge_fill(&scene->arena, &scene->model, scene->model.flows[0],
                                 S("{source.Name}"), &budget);
        assert_int_equal(got.len, KNOWLEDGE_VALUE_BYTES_MAX);
    }
    scene_free(scene);
}

/* 20 flows of which each has each threat, of which there are as many as may be found. */
TEST(knowledge_threats_found_are_limited) {
    enum { FLOWS = 20 };
    Scene *scene = scene_make();
    for (int i = 1; i < FLOWS; i++) {
        Flow flow = *scene->model.flows[0];
        flow.id = str_format(&scene->arena, "f%d", i);
        model_add_flow(&scene->model, &flow);
    }
    model_finish(&scene->model);
    Buffer out = {0};
    repeat(&out, types_text, "", 0, "<ThreatTypes>");
    for (int i = 0; i < KNOWLEDGE_THREATS_MAX / FLOWS; i++) {
        buffer_add_format(&out,
                          "<ThreatType><Id>t%d</Id><GenerationFilters><Include>source is 'GE.P'"
                          "</Include></GenerationFilters></ThreatType>",
                          i);
    }
    buffer_add(&out, S("</ThreatTypes>"));
    scene->knowledge = read(&scene->arena, buffer_text(&out));
    KnowledgeResult result = knowledge_generate(&scene->arena, &scene->model, scene->knowledge);
    assert_int_equal(result.count, KNOWLEDGE_THREATS_MAX);
    assert_false(result.incomplete);
    Flow flow = *scene->model.flows[0];
    flow.id = S("one more");
    model_add_flow(&scene->model, &flow);
    model_finish(&scene->model);
    result = knowledge_generate(&scene->arena, &scene->model, scene->knowledge);
    assert_int_equal(result.count, KNOWLEDGE_THREATS_MAX);
    assert_true(result.incomplete);
    buffer_free(&out);
    scene_free(scene);
}

TEST(knowledge_of_another_file_finds_nothing) {
    Scene *scene = scene_make();
    Str threats = S("<ThreatTypes><ThreatType><Id>t</Id><GenerationFilters><Include>source is 'own'"
                    "</Include><Exclude/></GenerationFilters></ThreatType></ThreatTypes>");
    scene->knowledge = read(&scene->arena, threats);
    scene->model.elements[0]->type = S("own");
    assert_int_equal(knowledge_generate(&scene->arena, &scene->model, scene->knowledge).count, 1);
    scene->knowledge->file = S("b.tm7");
    assert_int_equal(knowledge_generate(&scene->arena, &scene->model, scene->knowledge).count, 0);
    scene_free(scene);
}
