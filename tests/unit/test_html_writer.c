/* SPDX-License-Identifier: Apache-2.0 */
/* test_html_writer.c -- no text gets into HTML as markup. */
#include "tests/test.h"

#include "text/html_writer.h"

static void check(Buffer *html, const char *wanted) {
    buffer_add_byte(html, '\0');
    assert_string_equal(html->bytes, wanted);
    buffer_free(html);
}

static void check_text(Str text, const char *wanted) {
    Buffer html = {0};
    html_text(&html, text);
    check(&html, wanted);
}

TEST(text_escapes_markup) {
    check_text(S("<script>alert('x')</script>"), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    check_text(S("a&b &amp; \"c\""), "a&amp;b &amp;amp; &quot;c&quot;");
    check_text(S(""), "");
    check_text((Str){NULL, 0}, "");
}

TEST(text_keeps_characters_of_all_languages) {
    check_text(S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC2\xA0"),
               "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xC2\xA0");
    check_text(S("a\tb\nc"), "a\tb\nc");
}

TEST(text_replaces_control_characters) {
    check_text(S("a\0b"), "a\xEF\xBF\xBD"
                          "b");
    check_text(S("\r\x1B[31m\x7F"), "\xEF\xBF\xBD\xEF\xBF\xBD[31m\xEF\xBF\xBD");
    check_text(S("\xC2\x80\xC2\x9F"), "\xEF\xBF\xBD\xEF\xBF\xBD"); /* U+0080, U+009F */
}

TEST(text_replaces_what_turns_its_direction) {
    check_text(S("a\xE2\x80\xAE"
                 "b\xE2\x80\xAA\xE2\x81\xA6\xE2\x81\xA9"),
               "a\xEF\xBF\xBD"
               "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    check_text(
        S("\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA\xD7\xA9"), /* the neighbours stay */
        "\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\xA5\xE2\x81\xAA\xD7\xA9");
}

TEST(text_replaces_bytes_that_are_not_utf8) {
    check_text(S("\xFF<"), "\xEF\xBF\xBD&lt;");
    check_text(S("\xC3<b"), "\xEF\xBF\xBD&lt;b");          /* a cut character swallows no bracket */
    check_text(S("\xC0\xBC"), "\xEF\xBF\xBD\xEF\xBF\xBD"); /* overlong '<' */
    check_text(S("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(elements) {
    Buffer html = {0};
    Str class_name = S("\"><script>"), id = S("a'b");
    html_open(&html, "td", "class", &class_name, "id", &id, NULL);
    html_text(&html, S("1 < 2"));
    html_close(&html, "td");
    html_element(&html, "b", S("x&y"));
    html_open(&html, "br", NULL);
    html_literal(&html, "<!-- ours -->");
    check(&html, "<td class=\"&quot;&gt;&lt;script&gt;\" id=\"a&#39;b\">1 &lt; 2</td>"
                 "<b>x&amp;y</b><br><!-- ours -->");
}
