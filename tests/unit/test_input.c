/* SPDX-License-Identifier: Apache-2.0 */
/* test_input.c -- telling formats apart, files and directories, errors that leave the rest alone.
 */
#include "estate_expect.h"

#include "base/file.h"

#include <stdio.h>
#include <unistd.h>

static const char template_text[] = "Resources: {T: {Type: AWS::SNS::Topic}}\n";

/* The name of the format that a text is taken for, or an empty text. */
static Str format_of(const char *text) {
    EstateExpect *made = estate_expect_make(false, false);
    bool known = input_add_text(&made->input, S("x"), str_from(text));
    assert_int_equal(made->input.errors.count, known ? 0 : 1);
    Str name = known ? made->input.documents[0].format->name : S("");
    estate_expect_free(made);
    return name;
}

TEST(input_formats_are_told_by_content) {
    static const char *const cases[][2] = {
        {"{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\"}}}", "cloudformation"},
        {"\xEF\xBB\xBF{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\"}}}", "cloudformation"},
        {"Resources: {A: {Type: Custom::Thing}}", "cloudformation"},
        {"Resources: {'Fn::ForEach::X': []}", "cloudformation"},
        {"AWSTemplateFormatVersion: '2010-09-09'", "cloudformation"},
        {"Transform: AWS::Serverless-2016-10-31\nResources: {}", "cloudformation"},
        {"{\"format_version\": \"1.2\", \"planned_values\": {}}", "terraform-plan"},
        {"{\"format_version\": \"1.0\", \"values\": {}}", "terraform-plan"},
        {"{\"format_version\": \"1.0\", \"terraform_version\": \"1.9\"}", "terraform-plan"},
        {"<ThreatModel><DrawingSurfaceList/></ThreatModel>", "tm7"},
        {"<?xml version='1.0'?><a:ThreatModel xmlns:a='b'><DrawingSurfaceList/></a:ThreatModel>",
         "tm7"},
        {"<ThreatModel/>", ""},
        {"<Resources/>", ""},
        {"<ThreatModel>", ""},
        {"merlonModel: 1", "merlon-model"},
        {"{\"merlonModel\": 1, \"otmVersion\": \"0.2.0\"}", "merlon-model"},
        {"otmVersion: 0.2.0", "otm"},
        {"{\"summary\": {}, \"detail\": {\"diagrams\": []}}", "threat-dragon"},
        {"{\"summary\": {}, \"detail\": {}}", ""},
        {"{\"schema\": 1, \"threats\": []}", "threat-composer"},
        {"{\"schema\": 1, \"threats\": {}}", ""},
        {"{\"schema\": 1}", ""},
        {"{\"version\": 4, \"terraform_version\": \"1.9\", \"resources\": []}", ""},
        {"Resources: {A: {Type: text}}", ""},
        {"Resources: [1]", ""},
        {"[]", ""},
        {"", ""},
        {"hello", ""},
        {"{\"a\": ", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        Str got = format_of(cases[i][0]);
        if (!str_equal(got, str_from(cases[i][1]))) {
            fail_msg("%s is taken for \"%.*s\"", cases[i][0], STR_ARGS(got));
        }
    }
}

/* A directory for one test, removed with what is in it. */
typedef struct Folder {
    Arena arena;
    Str path;
} Folder;

static Folder folder_make(void) {
    char name[] = "/tmp/merlon-input-XXXXXX";
    Folder folder = {0};
    assert_non_null(mkdtemp(name));
    folder.path = str_copy(&folder.arena, str_from(name));
    return folder;
}

static const char *folder_path(Folder *folder, const char *name) {
    return str_format(&folder->arena, "%s/%s", folder->path.ptr, name).ptr;
}

static void folder_put(Folder *folder, const char *name, const char *text) {
    Error err = {0};
    if (!file_write(folder_path(folder, name), str_from(text), &err)) fail_msg("%s", err.message);
}

static void folder_remove(Folder *folder, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) remove(folder_path(folder, names[i]));
    rmdir(folder->path.ptr);
    arena_free(&folder->arena);
}

TEST(input_directories_hold_models) {
    static const char *const names[] = {"a.tm7", "b.tm7", "c.xml"};
    static const char model[] =
        "<ThreatModel xmlns='http://schemas.datacontract.org/2004/07/ThreatModeling.Model'>"
        "<DrawingSurfaceList/></ThreatModel>";
    Folder folder = folder_make();
    folder_put(&folder, "a.tm7", model);
    folder_put(&folder, "b.tm7", "<Other/>");
    folder_put(&folder, "c.xml", model);
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, folder.path);
    assert_int_equal(made->input.errors.count, 0);
    assert_int_equal(made->input.document_count, 1);
    assert_int_equal(made->input.skipped, 1);
    assert_true(str_ends(made->input.documents[0].source->path, S("/a.tm7")));
    estate_expect_free(made);
    folder_remove(&folder, names, COUNT(names));
}

TEST(input_directories_are_read_whole) {
    static const char *const names[] = {"a.yaml", "b.json", "notes.yaml", "c.txt", "main.tf"};
    Folder folder = folder_make();
    folder_put(&folder, "a.yaml", template_text);
    folder_put(&folder, "b.json", "{\"Resources\": {\"T\": {\"Type\": \"AWS::SNS::Topic\"}}}");
    folder_put(&folder, "notes.yaml", "just: notes\n");
    folder_put(&folder, "c.txt", template_text); /* its name doesn't fit */
    folder_put(&folder, "main.tf", "resource \"aws_sns_topic\" \"t\" {}\n");
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, folder.path);
    input_finish(&made->input);
    estate_expect_errors(made, 0);
    assert_int_equal(made->input.document_count, 2);
    assert_int_equal(made->input.skipped, 1);
    assert_int_equal(made->input.note_count, 0);
    assert_int_equal(made->estate.resources.count, 3);
    assert_non_null(estate_find(&made->estate, S("aws_sns_topic.t")));
    assert_non_null(estate_find(&made->estate, S("T")));
    estate_expect_free(made);
    folder_remove(&folder, names, COUNT(names));
}

TEST(input_directories_go_on_behind_a_broken_file) {
    static const char *const names[] = {"a.yaml", "b.yaml", "c.yaml"};
    Folder folder = folder_make();
    folder_put(&folder, "a.yaml", "Resources: {T: {Type: AWS::SNS::Topic}\n"); /* a brace lacks */
    folder_put(&folder, "b.yaml", template_text);
    folder_put(&folder, "c.yaml", "broken: [and nothing of ours\n");
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, folder.path);
    input_finish(&made->input);
    estate_expect_errors(made, 1);
    assert_non_null(strstr(made->input.errors.items[0].file, "a.yaml"));
    assert_true(made->input.errors.items[0].line >= 1);
    assert_int_equal(made->estate.resources.count, 1);
    estate_expect_free(made);
    folder_remove(&folder, names, COUNT(names));
}

TEST(input_directories_without_anything_known) {
    Folder folder = folder_make();
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, folder.path);
    estate_expect_errors(made, 1);
    assert_non_null(strstr(made->input.errors.items[0].message, "holds nothing that merlon knows"));
    estate_expect_free(made);
    folder_remove(&folder, NULL, 0);
}

TEST(input_files_that_are_not_there) {
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, S("/nonexistent/x.yaml"));
    estate_expect_errors(made, 1);
    assert_string_equal(made->input.errors.items[0].file, "/nonexistent/x.yaml");
    estate_expect_free(made);
}

/* A nested stack's template is found beside its parent, though nobody named it. */
TEST(input_reads_what_is_nested_beside_a_file) {
    static const char *const names[] = {"main.yaml", "inner.yaml"};
    Folder folder = folder_make();
    folder_put(&folder, "main.yaml",
               "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
               "inner.yaml}}}\n");
    folder_put(&folder, "inner.yaml", template_text);
    EstateExpect *made = estate_expect_make(false, false);
    input_add_path(&made->input, str_from(folder_path(&folder, "main.yaml")));
    input_finish(&made->input);
    estate_expect_errors(made, 0);
    assert_non_null(estate_find(&made->estate, S("S/T")));
    assert_null(estate_find(&made->estate, S("T")));
    estate_expect_free(made);
    folder_remove(&folder, names, COUNT(names));
}

TEST(input_errors_of_text_have_a_place) {
    EstateExpect *made = estate_expect_make(false, false);
    assert_false(input_add_text(&made->input, S("a.json"), S("{\"Resources\": {\n  \"A\": ,}}")));
    assert_false(input_add_text(&made->input, S("b.yaml"), S("Resources:\n  - [x\n")));
    assert_true(input_add_text(&made->input, S("c.yaml"), str_from(template_text)));
    input_finish(&made->input);
    estate_expect_errors(made, 2);
    assert_string_equal(made->input.errors.items[0].file, "a.json");
    assert_int_equal(made->input.errors.items[0].line, 2);
    assert_string_equal(made->input.errors.items[1].file, "b.yaml");
    assert_int_equal(made->estate.resources.count, 1);
    estate_expect_free(made);
}

TEST(input_finds_documents_by_path) {
    EstateExpect *made = estate_expect_make(false, false);
    assert_true(input_add_text(&made->input, S("a.yaml"), str_from(template_text)));
    assert_non_null(input_find(&made->input, S("a.yaml")));
    assert_null(input_find(&made->input, S("b.yaml")));
    estate_expect_free(made);
}
