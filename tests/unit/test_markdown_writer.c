/* SPDX-License-Identifier: Apache-2.0 */
/* test_markdown_writer.c -- that no value gets out of its place in Markdown. */
#include "tests/test.h"
#include "text/markdown_writer.h"

static void expect_block(Str text, const char *expected) {
    CLEANUP(buffer_free) Buffer out = {0};
    markdown_block(&out, text);
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, expected);
}

TEST(a_block_has_fences_that_it_cant_close) {
    expect_block(S("aws s3 ls"), "```\naws s3 ls\n```\n");
    expect_block(S("a\n  b\n"), "```\na\n  b\n\n```\n");
    expect_block(S("`a` ``` b"), "````\n`a` ``` b\n````\n");
    expect_block(S("a\x1B[31m\r\xFF"), "```\na\xEF\xBF\xBD[31m \xEF\xBF\xBD\n```\n");
}

TEST(nothing_turns_the_direction) {
    CLEANUP(buffer_free) Buffer out = {0};
    markdown_text(&out, S("a\xE2\x80\xAE"
                          "b\xE2\x81\xA6"
                          "c\xE2\x80\xAA"
                          "d\xE2\x81\xA9"));
    markdown_code(&out, S("\xE2\x80\xAE"), true);
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, "a\xEF\xBF\xBD"
                                   "b\xEF\xBF\xBD"
                                   "c\xEF\xBF\xBD"
                                   "d\xEF\xBF\xBD"
                                   "`\xEF\xBF\xBD`");
}
