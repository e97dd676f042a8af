/* SPDX-License-Identifier: Apache-2.0 */
/* test_xml.c -- reading XML: the shape of elements, positions, what is refused, and the limits. */
#include "tests/test.h"

#include "base/buffer.h"
#include "text/json.h"
#include "text/xml.h"

static const Source source = {S_INIT("a.xml")};

static Node read(Arena *arena, Str text) {
    Node node = {0};
    Error err = {0};
    bool ok = xml_read(arena, &source, text, &node, &err);
    if (!ok) print_error("%s\n", error_text(arena, &err).ptr);
    assert_true(ok);
    return node;
}

/* That the XML gives the tree that the JSON describes. */
static void check(Str xml, Str json) {
    Arena arena = {0};
    Node node = read(&arena, xml), wanted = {0};
    Error err = {0};
    assert_true(json_read(&arena, &source, json, &wanted, &err));
    if (!node_equal(&node, &wanted)) fail_msg("differs: %.*s", STR_ARGS(xml));
    arena_free(&arena);
}

static void check_error(Str xml, uint32_t line, uint32_t column, const char *message) {
    Arena arena = {0};
    Node node = {.line = 42};
    Error err = {0};
    assert_false(xml_read(&arena, &source, xml, &node, &err));
    assert_int_equal(node.line, 42);
    assert_string_equal(err.message, message);
    assert_string_equal(err.file, "a.xml");
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    assert_false(xml_read(&arena, &source, xml, &node, NULL));
    arena_free(&arena);
}

static bool accepts(Str xml) {
    Arena arena = {0};
    Node node = {0};
    Error err = {0};
    bool ok = xml_read(&arena, &source, xml, &node, &err);
    if (!ok) assert_true(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
    arena_free(&arena);
    return ok;
}

TEST(xml_elements_become_maps) {
    check(S("<a/>"), S("{\"name\": \"a\"}"));
    check(S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>x</a>\n"),
          S("{\"name\": \"a\", \"text\": \"x\"}"));
    check(S("\xEF\xBB\xBF<a> x </a>"), S("{\"name\": \"a\", \"text\": \" x \"}"));
    check(S("<a>\n  <b>1</b>\n  <!-- no --><b/>\n</a>"),
          S("{\"name\": \"a\", \"children\": [{\"name\": \"b\", \"text\": \"1\"}, {\"name\": "
            "\"b\"}]}"));
    check(S("<a>x<b>y</b>z<![CDATA[<&]]></a>"),
          S("{\"name\": \"a\", \"children\": [{\"name\": \"b\", \"text\": \"y\"}], \"text\": "
            "\"xz<&\"}"));
    check(S("<a> </a>"), S("{\"name\": \"a\", \"text\": \" \"}"));
}

TEST(xml_names_carry_their_namespace) {
    check(S("<p:a xmlns:p='urn:p' xmlns='urn:d' i='1' p:i='2'><b/></p:a>"),
          S("{\"name\": \"a\", \"namespace\": \"urn:p\", \"attributes\": {\"i\": \"1\", "
            "\"{urn:p}i\": \"2\"}, \"children\": [{\"name\": \"b\", \"namespace\": \"urn:d\"}]}"));
}

TEST(xml_namespaces_end_with_their_element) {
    check(S("<a><b xmlns='u'><c xmlns=''/></b><d xml:lang='en'/></a>"),
          S("{\"name\": \"a\", \"children\": [{\"name\": \"b\", \"namespace\": \"u\", "
            "\"children\": [{\"name\": \"c\"}]}, {\"name\": \"d\", \"attributes\": "
            "{\"{http://www.w3.org/XML/1998/namespace}lang\": \"en\"}}]}"));
}

/* XML 1.0, 4.1 and 4.6: character references and the five predefined entities. */
TEST(xml_references_are_resolved) {
    check(S("<a b='&amp;#38;&lt;&quot;&#38;&#x41;'>&amp;lt;&#65;&gt;&apos;</a>"),
          S("{\"name\": \"a\", \"attributes\": {\"b\": \"&#38;<\\\"&A\"}, \"text\": "
            "\"&lt;A>'\"}"));
}

TEST(xml_positions_are_those_of_the_tags) {
    Arena arena = {0};
    Node root = read(&arena, S("\xEF\xBB\xBF<?xml version='1.0'?>\n<a>\n  <b c='1'\n d='2'/><e>\n"
                               "</e></a>"));
    assert_int_equal(root.line, 2);
    assert_int_equal(root.column, 1);
    const Node *b = xml_child(&root, S("b")), *e = xml_child(&root, S("e"));
    assert_int_equal(b->line, 3);
    assert_int_equal(b->column, 3);
    assert_int_equal(e->line, 4);
    assert_int_equal(e->column, 9);
    assert_true(b->source == &source);
    arena_free(&arena);
}

TEST(xml_elements_are_looked_into) {
    Arena arena = {0};
    Node root = read(&arena, S("<a x='1'><b>one</b><b>two</b></a>"));
    assert_true(xml_is(&root, S("a")) && !xml_is(&root, S("b")) && !xml_is(NULL, S("a")));
    assert_true(str_equal(xml_child_text(&root, S("b")), S("one")));
    assert_true(str_equal(xml_attribute(&root, S("x")), S("1")));
    assert_int_equal(xml_children(&root)->count, 2);
    assert_null(xml_child(&root, S("c")));
    assert_int_equal(xml_child_text(&root, S("c")).len, 0);
    assert_int_equal(xml_attribute(xml_child(&root, S("c")), S("x")).len, 0);
    arena_free(&arena);
}

TEST(xml_is_told_from_other_text) {
    assert_true(xml_begins(S(" \n<a/>")) && xml_begins(S("<?xml?>")) && xml_begins(S("<!--")));
    assert_true(xml_begins(S("\xEF\xBB\xBF<_a/>")));
    assert_false(xml_begins(S("<<: *a")) || xml_begins(S("a <b>")) || xml_begins(S("<")));
}

TEST(xml_that_is_malformed_is_refused) {
    check_error(S("<a>\n<b></a>"), 2, 8,
                "is not valid XML: the element \"b\" of line 2 isn't closed");
    check_error(S("<a>\n\xFF</a>"), 2, 1,
                "is not valid UTF-8, the encoding that merlon reads XML in");
    check_error(S("<a>\n<b>"), 2, 4, "is not valid XML: the element \"b\" of line 2 isn't closed");
    check_error(S("<a b='1' b='2'/>"), 1, 15, "is not valid XML: Attribute b redefined");
    static const char *const broken[] = {"",
                                         "<a",
                                         "<a>",
                                         "<a/><b/>",
                                         "<a b=1/>",
                                         "<a b='1' b='2'/>",
                                         "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
                                         "<a p:b='1'/>",
                                         "<:/>",
                                         "<p: xmlns:p='u'/>",
                                         "<p:q:r xmlns:p='u'/>",
                                         "<a>&b;</a>",
                                         "<p:a/>",
                                         "<a>\x01</a>",
                                         "x<a/>",
                                         "<a/>x",
                                         "<a><![CDATA[</a>"};
    for (size_t i = 0; i < COUNT(broken); i++) {
        if (accepts(str_from(broken[i]))) fail_msg("accepted: %s", broken[i]);
    }
}

TEST(xml_document_types_are_refused) {
    const char *message =
        "has a document type (<!DOCTYPE>), which merlon doesn't read: please remove it";
    check_error(S("<?xml version='1.0'?>\n <!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), 2, 2,
                message);
    check_error(S("<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>"), 1, 1, message);
    assert_true(accepts(S("<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]></a>")));
}

/* count times what, between a start and an end. */
static Str repeat(Buffer *out, const char *start, const char *what, size_t count, const char *end) {
    out->len = 0;
    buffer_add(out, str_from(start));
    for (size_t i = 0; i < count; i++) buffer_add_format(out, what, i);
    buffer_add(out, str_from(end));
    return buffer_text(out);
}

TEST(xml_limits_hold_at_their_borders) {
    Buffer out = {0};
    Arena arena = {0};
    for (int more = 0; more <= 1; more++) {
        Buffer tail = {0};
        Str end = repeat(&tail, "", "</a>", XML_DEPTH_MAX + (size_t)more, "");
        repeat(&out, "", "<a>", XML_DEPTH_MAX + (size_t)more, "");
        buffer_add(&out, end);
        assert_int_equal(accepts(buffer_text(&out)), more == 0);
        buffer_free(&tail);
        repeat(&out, "<a", " b%zu='1'", XML_ATTRIBUTES_MAX + (size_t)more, "/>");
        assert_int_equal(accepts(buffer_text(&out)), more == 0);
        size_t spaces = XML_NAMESPACES_MAX + (size_t)more;
        out.len = 0;
        for (size_t i = 0; i < spaces; i++) {
            buffer_add_format(&out, "%s xmlns:p%zu='u'", i % 60 == 0 ? "<a" : "", i);
            if (i % 60 == 59 || i + 1 == spaces) buffer_add(&out, S(">"));
        }
        for (size_t i = 0; i < spaces; i += 60) buffer_add(&out, S("</a>"));
        assert_int_equal(accepts(buffer_text(&out)), more == 0);
        repeat(&out, "<a>", "<b/>", XML_COUNT_MAX - 1 + (size_t)more, "</a>");
        assert_int_equal(accepts(buffer_text(&out)), more == 0);
    }
    check_error(repeat(&out, "<a>", "<b/>", XML_COUNT_MAX, "</a>"), 1, 4 * XML_COUNT_MAX,
                "has more than 1,000,000 elements and attributes");
    buffer_free(&out);
    arena_free(&arena);
}

/* Bytes that are only spaces around one element: exactly as many as may be, and one more. */
TEST(xml_size_is_limited) {
    Arena arena = {0};
    char *bytes = arena_alloc(&arena, XML_BYTES_MAX + 1);
    memset(bytes, ' ', XML_BYTES_MAX + 1);
    memcpy(bytes, "<a/>", 4);
    assert_true(accepts((Str){bytes, XML_BYTES_MAX}));
    check_error((Str){bytes, XML_BYTES_MAX + 1}, 1, 1, "is larger than 64 MiB, too large for XML");
    arena_free(&arena);
}

TEST(xml_long_texts_are_read) {
    Arena arena = {0};
    char *bytes = arena_alloc(&arena, 8 << 20);
    memset(bytes, 'x', 8 << 20);
    Str text = str_join3(&arena, S("<a>"), (Str){bytes, 8 << 20}, S("</a>"));
    Node root = read(&arena, text);
    assert_int_equal(xml_text(&root).len, 8 << 20);
    arena_free(&arena);
}
