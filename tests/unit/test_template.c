/* SPDX-License-Identifier: Apache-2.0 */
/* test_template.c -- CloudFormation's intrinsic functions, parameters, conditions, loops and nested
 * stacks, by the template reference of docs.aws.amazon.com/AWSCloudFormation. */
#include "estate_expect.h"
#include "input/cloudformation.h"
#include "input/template.h"

typedef struct Case {
    const char *value;    /* of property P of resource T */
    const char *expected; /* NULL: the property disappears */
} Case;

static const char frame[] =
    "Parameters:\n"
    "  Free: {Type: String}\n"
    "  Text: {Type: String, Default: text}\n"
    "  Number: {Type: Number, Default: 3}\n"
    "  List: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"
    "  FreeList: {Type: 'List<AWS::EC2::Subnet::Id>'}\n"
    "  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path}\n"
    "Mappings:\n"
    "  Map: {one: {key: value, list: [x, y]}, two: {key: {deep: 1}}}\n"
    "Conditions:\n"
    "  Is: !Equals [!Ref Text, text]\n"
    "  Isnt: !Not [!Condition Is]\n"
    "  Maybe: !Equals [!Ref Free, prod]\n"
    "  Circle: !Or [!Condition Circle, !Equals [a, b]]\n"
    "Resources:\n"
    "  Other: {Type: AWS::SNS::Topic}\n"
    "  T:\n"
    "    Type: AWS::SQS::Queue\n"
    "    Properties:\n"
    "      P: ";

static void expect(const Case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Arena arena = {0};
        Str text = str_format(&arena, "%s%s\n", frame, cases[i].value);
        EstateExpect *made = estate_expect(str_terminated(&arena, text));
        estate_expect_value(made, "T", "P", cases[i].expected);
        estate_expect_free(made);
        arena_free(&arena);
    }
}

TEST(template_ref) {
    static const Case cases[] = {
        {"!Ref Text", "\"text\""},
        {"!Ref Number", "3"},
        {"!Ref List", "[\"a\", \"b\", \"c\"]"},
        {"!Ref Free", "<{parameter Free}>"},
        {"!Ref FreeList", "<{parameter FreeList}>"},
        {"!Ref Stored", "<{parameter Stored}>"}, /* the default is a path, not the value */
        {"!Ref Other", "<{Other.Ref}>"},
        {"!Ref AWS::Region", "<{AWS::Region}>"},
        {"!Ref AWS::NoValue", NULL},
        {"!Ref Nothing", "<{Nothing}>"},
        {"{Ref: Text, Other: 1}", "{\"Ref\": \"text\", \"Other\": 1}"},
    };
    static const Case plain[] = {{"{Ref: Text, Other: 1}", "{\"Ref\": \"Text\", \"Other\": 1}"}};
    expect(cases, COUNT(cases) - 1);
    expect(plain, COUNT(plain)); /* two keys: no function */
}

TEST(template_get_att) {
    static const Case cases[] = {
        {"!GetAtt Other.TopicArn", "<{Other.TopicArn}>"},
        {"!GetAtt [Other, TopicArn]", "<{Other.TopicArn}>"},
        {"!GetAtt Other.Endpoint.Address", "<{Other.Endpoint.Address}>"},
        {"{'Fn::GetAtt': [Other, Endpoint, Address]}", "<{Other.Endpoint.Address}>"},
        {"{'Fn::GetAtt': [Other, !Ref Text]}", "<{Other.text}>"},
        {"!GetAtt Nothing.Arn", "<{Nothing.Arn}>"},
        {"{'Fn::GetAtt': [Other]}", "~<>"},
        {"{'Fn::GetAtt': [Other, !Ref Free]}", "~<>"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_sub) {
    static const Case cases[] = {
        {"!Sub 'a-${Text}-${Number}'", "\"a-text-3\""},
        {"!Sub 'arn:aws:s3:::${Other}/*'", "<arn:aws:s3:::{Other.Ref}/*>"},
        {"!Sub '${Other.TopicArn}'", "<{Other.TopicArn}>"},
        {"!Sub '${AWS::Region}-x'", "<{AWS::Region}-x>"},
        {"!Sub '${!Literal}${Text}'", "\"${Literal}text\""},
        {"!Sub ['${A}${Text}', {A: !Ref Number}]", "\"3text\""},
        {"!Sub ['${A}', {A: !Ref Other}]", "<{Other.Ref}>"},
        {"!Sub ['${Text}', {Text: hidden}]", "\"hidden\""},
        {"!Sub '${Free}${Free}'", "<{parameter Free}{parameter Free}>"},
        {"!Sub 'no variables'", "\"no variables\""},
        {"!Sub '${Unclosed'", "\"${Unclosed\""},
        {"!Sub [1, {}]", "~<>"},
        {"!Sub ['${A}', {A: [1]}]", "~<{?}>"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_join) {
    static const Case cases[] = {
        {"!Join ['-', [a, !Ref Text, 3, true]]", "\"a-text-3-true\""},
        {"!Join ['', []]", "\"\""},
        {"!Join [',', !Ref List]", "\"a,b,c\""},
        {"!Join ['', ['arn:', !Ref 'AWS::Partition', ':x']]", "<arn:{AWS::Partition}:x>"},
        {"!Join ['/', [!GetAtt Other.Arn, '*']]", "<{Other.Arn}/*>"},
        {"!Join ['-', [a, !Ref 'AWS::NoValue', b]]", "\"a-b\""},
        {"!Join [',', !Ref FreeList]", "~<{parameter FreeList}>"},
        {"!Join [',', text]", "~<>"},
        {"!Join [x]", "~<>"},
        {"!Join ['', [[a], b]]", "~<{?}b>"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_select_and_split) {
    static const Case cases[] = {
        {"!Select [1, [a, b]]", "\"b\""},
        {"!Select ['0', !Ref List]", "\"a\""},
        {"!Select [2, [a, b]]", "~<>"},
        {"!Select [-1, [a, b]]", "~<>"},
        {"!Select [!Ref Free, [a, b]]", "~<>"},
        {"!Select [0, !Ref FreeList]", "~<{parameter FreeList}>"},
        {"!Select [1, !GetAZs '']", "<{AWS::AvailabilityZones}#1>"},
        {"!Select [0, !Split [':', 'arn:aws']]", "\"arn\""},
        {"!Split [',', 'a,,b']", "[\"a\", \"\", \"b\"]"},
        {"!Split ['--', 'a--b']", "[\"a\", \"b\"]"},
        {"!Split [',', '']", "[\"\"]"},
        {"!Split ['', abc]", "~<>"},
        {"!Split [',', !Ref Free]", "~<{parameter Free}>"},
        {"{'Fn::Length': [1, 2]}", "2"},
        {"{'Fn::Length': !Ref FreeList}", "~<>"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_conditions) {
    static const Case cases[] = {
        {"!If [Is, a, b]", "\"a\""},
        {"!If [Isnt, a, b]", "\"b\""},
        {"!If [Isnt, a, !Ref 'AWS::NoValue']", NULL},
        {"!If [Maybe, same, same]", "\"same\""},
        {"!If [Maybe, a, b]", "~<{?}>"},
        {"!If [Maybe, !Ref Other, b]", "~<{?}{Other.Ref}>"},
        {"!If [Circle, a, b]", "~<{?}>"},
        {"!If [Nothing, a, b]", "~<{?}>"},
        {"!If [Is, a]", "~<>"},
        {"[1, !If [Isnt, 2, !Ref 'AWS::NoValue'], 3]", "[1, 3]"},
        {"!If [Is, !If [Isnt, a, {k: !Ref Text}], c]", "{\"k\": \"text\"}"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_logic) {
    static const Case cases[] = {
        {"!Equals [a, a]", "true"},
        {"!Equals [a, A]", "false"},
        {"!Equals ['3', !Ref Number]", "true"}, /* all values are text */
        {"!Equals ['true', true]", "true"},
        {"!Equals [!Ref Free, !Ref Free]", "true"},
        {"!Equals [!Ref Free, a]", "~<>"},
        {"!Equals [!Ref 'AWS::Region', us-east-1]", "~<>"},
        {"!Equals [[a], [a]]", "true"},
        {"!And [!Condition Is, !Condition Isnt]", "false"},
        {"!And [!Condition Maybe, !Condition Isnt]", "false"},
        {"!And [!Condition Maybe, !Condition Is]", "~<>"},
        {"!Or [!Condition Maybe, !Condition Is]", "true"},
        {"!Or [!Condition Maybe, !Condition Isnt]", "~<>"},
        {"!Not [!Condition Maybe]", "~<>"},
        {"!Not [!Condition Is]", "false"},
        {"!Not ['false']", "true"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_mappings) {
    static const Case cases[] = {
        {"!FindInMap [Map, one, key]", "\"value\""},
        {"!FindInMap [Map, one, list]", "[\"x\", \"y\"]"},
        {"!FindInMap [Map, !Ref Text, key]", "~<>"},
        {"!FindInMap [Map, !Ref 'AWS::Region', key]", "~<>"},
        {"!FindInMap [Map, nine, key, {DefaultValue: !Ref Text}]", "\"text\""},
        {"!FindInMap [Map, one, key, {DefaultValue: other}]", "\"value\""},
        {"!FindInMap [Map, two, key]", "~<>"}, /* a mapping's value is no map */
        {"!FindInMap [Map, one]", "~<>"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_other_functions) {
    static const Case cases[] = {
        {"!GetAZs us-east-1", "<{AWS::AvailabilityZones:us-east-1}>"},
        {"!GetAZs {Ref: 'AWS::Region'}", "<{AWS::AvailabilityZones}>"},
        {"!ImportValue net-vpc", "<{import:net-vpc}>"},
        {"!ImportValue {'Fn::Sub': '${Text}-vpc'}", "<{import:text-vpc}>"},
        {"!Base64 'echo hi'", "\"echo hi\""},
        {"{'Fn::ToJsonString': {a: [1, true]}}", "\"{\"a\":[1,true]}\""},
        {"{'Fn::ToJsonString': {a: !Ref Other}}", "{\"a\": <{Other.Ref}>}"},
        {"{'Fn::Transform': {Name: Macro}}", "~<>"},
        {"{'Fn::Invented': 1}", "~<>"},
        {"'{{resolve:ssm:/a:1}}'", "<{{{resolve:ssm:/a:1}}}>"},
        {"'x{{resolve:secretsmanager:s}}y'", "<x{{{resolve:secretsmanager:s}}}y>"},
        {"'{{resolve:unclosed'", "\"{{resolve:unclosed\""},
        {"!Sub '{{resolve:ssm:${Text}}}'", "<{{{resolve:ssm:text}}}>"},
        {"!Sub '{{resolve:ssm:${Other}}}'", "~<{{resolve:ssm:{Other.Ref}}}>"},
        {"!Join ['', ['{{resolve:ssm:', x, '}}']]", "<{{{resolve:ssm:x}}}>"},
        {"null", NULL},
    };
    expect(cases, COUNT(cases));
}

/* In a policy, Condition is an element and no function. */
TEST(template_policy_conditions_are_no_functions) {
    static const Case cases[] = {
        {"{Condition: {Bool: {k: !Ref Text}}}", "{\"Condition\": {\"Bool\": {\"k\": \"text\"}}}"},
        {"{Condition: Is}", "true"},
    };
    expect(cases, COUNT(cases));
}

TEST(template_resources_of_false_conditions_are_left_out) {
    EstateExpect *made = estate_expect("Parameters: {P: {Type: String}}\n"
                                       "Conditions:\n"
                                       "  Never: !Equals [a, b]\n"
                                       "  Open: !Equals [!Ref P, b]\n"
                                       "Resources:\n"
                                       "  A: {Type: AWS::SNS::Topic, Condition: Never}\n"
                                       "  B: {Type: AWS::SNS::Topic, Condition: Open}\n"
                                       "  C: {Type: AWS::SNS::Topic, Condition: Missing}\n");
    assert_null(estate_find(&made->estate, S("A")));
    assert_non_null(estate_find(&made->estate, S("B")));
    assert_non_null(estate_find(&made->estate, S("C")));
    estate_expect_free(made);
}

TEST(template_parameters_that_are_given) {
    EstateExpect *made = estate_expect_make(false, false);
    Str stage = S("prod"), zones = S("x, y"), region = S("eu-west-1");
    map_set(&made->input.parameters, S("Stage"), &stage);
    map_set(&made->input.parameters, S("Zones"), &zones);
    map_set(&made->input.parameters, S("AWS::Region"), &region);
    estate_expect_read(made, "Parameters:\n"
                             "  Stage: {Type: String, Default: dev}\n"
                             "  Zones: {Type: 'List<String>'}\n"
                             "  Hidden: {Type: String, NoEcho: true, Default: x}\n"
                             "  Told: {Type: String, NoEcho: 'true', Default: x}\n"
                             "Resources:\n"
                             "  T:\n"
                             "    Type: AWS::SQS::Queue\n"
                             "    Properties: {A: !Ref Stage, B: !Ref Zones, C: !Sub "
                             "'${AWS::Region}', D: !Ref Hidden, E: !Sub 'a${Told}'}\n");
    estate_expect_value(made, "T", "A", "\"prod\"");
    estate_expect_value(made, "T", "B", "[\"x\", \"y\"]");
    estate_expect_value(made, "T", "C", "\"eu-west-1\"");
    const Node *properties = &estate_expect_find(made, "T")->properties;
    assert_true((node_find(properties, S("D"))->flags & NODE_FLAG_SECRET) != 0);
    assert_true((node_find(properties, S("E"))->flags & NODE_FLAG_SECRET) != 0);
    assert_true((node_find(properties, S("A"))->flags & NODE_FLAG_SECRET) == 0);
    estate_expect_free(made);
}

/* ---- loops ---- */

TEST(template_loops_make_resources) {
    EstateExpect *made = estate_expect(
        "Transform: AWS::LanguageExtensions\n"
        "Parameters: {Names: {Type: CommaDelimitedList, Default: 'a,b-c'}}\n"
        "Resources:\n"
        "  Fn::ForEach::Topics:\n"
        "    - Name\n"
        "    - !Ref Names\n"
        "    - 'Topic&{Name}':\n"
        "        Type: AWS::SNS::Topic\n"
        "        Properties: {TopicName: !Sub 'x-${Name}', Tag: !Ref Name, Key: 'k${Other}'}\n"
        "  Fn::ForEach::Outer:\n"
        "    - I\n"
        "    - ['1', '2']\n"
        "    - Fn::ForEach::Inner:\n"
        "        - J\n"
        "        - [x, y]\n"
        "        - 'T${I}${J}': {Type: AWS::SQS::Queue, Properties: {N: '${I}.${J}'}}\n");
    estate_expect_errors(made, 0);
    assert_int_equal(made->estate.resources.count, 6);
    estate_expect_value(made, "Topica", "",
                        "{\"TopicName\": \"x-a\", \"Tag\": \"a\", \"Key\": "
                        "\"k${Other}\"}");
    estate_expect_value(made, "Topicbc", "TopicName", "\"x-b-c\"");
    estate_expect_value(made, "T2x", "N", "\"2.x\"");
    estate_expect_free(made);
}

TEST(template_loops_over_the_unknown_are_noted) {
    EstateExpect *made = estate_expect("Parameters: {L: {Type: CommaDelimitedList}}\n"
                                       "Resources:\n"
                                       "  Fn::ForEach::X: [I, !Ref L, {'T${I}': {Type: A::B::C}}]\n"
                                       "  Q: {Type: AWS::SQS::Queue}\n");
    assert_int_equal(made->estate.resources.count, 1);
    assert_int_equal(made->input.note_count, 1);
    assert_true(str_contains(made->input.notes[0].reason, S("isn't known")));
    estate_expect_free(made);
}

/* A loop of count elements, each making one topic. */
static size_t loop_errors(size_t count) {
    EstateExpect *made = estate_expect_make(false, false);
    Buffer text = {0};
    buffer_add(&text, S("Resources: {'Fn::ForEach::L': [I, ["));
    for (size_t i = 0; i < count; i++) buffer_add_format(&text, "%s'%zu'", i > 0 ? "," : "", i);
    buffer_add(&text, S("], {'T${I}': {Type: AWS::SNS::Topic}}]}"));
    assert_true(input_add_text(&made->input, S("t.yaml"), buffer_text(&text)));
    input_finish(&made->input);
    size_t errors = made->input.errors.count;
    if (errors == 0) assert_int_equal(made->estate.resources.count, count);
    buffer_free(&text);
    estate_expect_free(made);
    return errors;
}

TEST(template_loops_end_at_the_limit) {
    assert_int_equal(loop_errors(CLOUDFORMATION_FOREACH_MAX), 0);
    assert_int_equal(loop_errors(CLOUDFORMATION_FOREACH_MAX + 1), 1);
}

/* Loops in loops whose bodies are empty make nothing, 10^20 times. */
TEST(template_loops_that_make_nothing_end) {
    EstateExpect *made = estate_expect_make(false, false);
    Buffer text = {0};
    buffer_add(&text, S("Parameters: {L: {Type: CommaDelimitedList, Default: 'a"));
    for (size_t i = 1; i < TEMPLATE_ITEMS_MAX; i++) buffer_add(&text, S(",a"));
    buffer_add(&text, S("'}}\nResources: "));
    for (int i = 0; i < 5; i++) {
        buffer_add_format(&text, "{'Fn::ForEach::L%d': [I%d, !Ref L, ", i, i);
    }
    buffer_add(&text, S("{}]}]}]}]}]}\n"));
    assert_true(input_add_text(&made->input, S("t.yaml"), buffer_text(&text)));
    input_finish(&made->input);
    estate_expect_errors(made, 1);
    buffer_free(&text);
    estate_expect_free(made);
}

/* ---- nested stacks ---- */

static void add(EstateExpect *made, const char *path, const char *text) {
    assert_true(input_add_text(&made->input, str_from(path), str_from(text)));
}

TEST(template_nested_stacks_join_the_estate) {
    EstateExpect *made = estate_expect_make(false, false);
    add(made, "app/main.yaml",
        "Parameters: {Free: {Type: String}}\n"
        "Resources:\n"
        "  Net:\n"
        "    Type: AWS::CloudFormation::Stack\n"
        "    Properties: {TemplateURL: ./net.yaml, Parameters: {Name: main, Free: !Ref Free}}\n"
        "  Use: {Type: AWS::SQS::Queue, Properties: {A: !GetAtt Net.Outputs.Arn, B: !GetAtt "
        "Net.Outputs.Text, C: !Sub '${Net.Outputs.Text}!', D: !GetAtt Net.Outputs.None}}\n"
        "  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
        "'https://s3.amazonaws.com/b/t.yaml'}}\n");
    add(made, "app/net.yaml",
        "Parameters: {Name: {Type: String}, Free: {Type: String, Default: unused}}\n"
        "Resources:\n"
        "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name, F: !Ref Free}}\n"
        "Outputs: {Arn: {Value: !Ref T}, Text: {Value: !Sub '${Name}-x'}}\n");
    input_finish(&made->input);
    estate_expect_errors(made, 0);
    assert_int_equal(made->estate.resources.count, 4); /* net.yaml is not analysed again */
    estate_expect_value(made, "Net/T", "TopicName", "\"main\"");
    estate_expect_value(made, "Net/T", "F", "<{parameter Free}>");
    estate_expect_value(made, "Use", "A", "<{Net/T.Ref}>");
    estate_expect_value(made, "Use", "B", "\"main-x\"");
    estate_expect_value(made, "Use", "C", "\"main-x!\"");
    estate_expect_value(made, "Use", "D", "~<>");
    assert_int_equal(made->input.note_count, 1); /* Far */
    estate_expect_free(made);
}

TEST(template_nested_stacks_stay_beside_the_file) {
    static const char *const paths[] = {"/etc/passwd", "../net.yaml", "a/../../net.yaml",
                                        "file://net.yaml"};
    for (size_t i = 0; i < COUNT(paths); i++) {
        EstateExpect *made = estate_expect_make(false, false);
        Arena arena = {0};
        add(made, "net.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}\n");
        Str text = str_format(&arena,
                              "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: "
                              "{TemplateURL: '%s'}}}",
                              paths[i]);
        add(made, "app/main.yaml", str_terminated(&arena, text));
        input_finish(&made->input);
        assert_null(estate_find(&made->estate, S("S/T")));
        assert_non_null(estate_find(&made->estate, S("T")));
        estate_expect_free(made);
        arena_free(&arena);
    }
}

/* Two templates that include each other: neither may be left out in silence. */
TEST(template_nested_circles_are_read_once) {
    EstateExpect *made = estate_expect_make(false, false);
    add(made, "a.yaml",
        "Resources: {B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}, T: "
        "{Type: AWS::SNS::Topic}}\n");
    add(made, "b.yaml",
        "Resources: {A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}, U: "
        "{Type: AWS::SNS::Topic}}\n");
    input_finish(&made->input);
    assert_non_null(estate_find(&made->estate, S("T")));
    assert_non_null(estate_find(&made->estate, S("B/U")));
    assert_int_equal(made->estate.resources.count, 4);
    assert_int_equal(made->input.note_count, 1);
    assert_true(str_contains(made->input.notes[0].reason, S("includes itself")));
    estate_expect_free(made);
}

/* Each of seven templates asks 30 times for the output of the next: 30^7 values. */
TEST(template_outputs_of_outputs_end) {
    EstateExpect *made = estate_expect_make(false, false);
    for (int i = 0; i < 7; i++) {
        Buffer text = {0};
        buffer_add_format(&text,
                          "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: "
                          "{TemplateURL: t%d.yaml}}}\nOutputs: {O: {Value: !Join ['', [x",
                          i + 1);
        for (int k = 0; k < 30; k++) buffer_add(&text, S(", !GetAtt S.Outputs.O"));
        buffer_add(&text, S("]]}}\n"));
        Str path = str_format(&made->arena, "t%d.yaml", i);
        assert_true(input_add_text(&made->input, path, buffer_text(&text)));
        buffer_free(&text);
    }
    add(made, "main.yaml",
        "Resources: {S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: t0.yaml}}, T: "
        "{Type: AWS::SNS::Topic, Properties: {N: !GetAtt S.Outputs.O}}}\n");
    input_finish(&made->input);
    estate_expect_errors(made, 1);
    assert_non_null(strstr(made->input.errors.items[0].message, "steps"));
    assert_true(
        node_is(node_find(&estate_expect_find(made, "T")->properties, S("N")), NODE_UNKNOWN));
    estate_expect_free(made);
}

/* Fn::Sub within Fn::Sub, each doubling the text of the one inside: 2^40 bytes. */
TEST(template_texts_that_double_end) {
    EstateExpect *made = estate_expect_make(false, false);
    Buffer text = {0};
    buffer_add(&text, S("Resources: {T: {Type: AWS::SNS::Topic, Properties: {N: "));
    for (int i = 0; i < 20; i++) buffer_add(&text, S("!Sub ['${A}${A}${A}${A}', {A: "));
    buffer_add(&text, S("x"));
    for (int i = 0; i < 20; i++) buffer_add(&text, S("}]"));
    buffer_add(&text, S("}}}\n"));
    assert_true(input_add_text(&made->input, S("t.yaml"), buffer_text(&text)));
    input_finish(&made->input);
    estate_expect_errors(made, 1);
    buffer_free(&text);
    estate_expect_free(made);
}

TEST(template_variables_of_a_sub_end_at_the_limit) {
    for (size_t more = 0; more <= 1; more++) {
        EstateExpect *made = estate_expect_make(false, false);
        Buffer text = {0};
        buffer_add(&text, S("Resources: {T: {Type: AWS::SNS::Topic, Properties: {N: !Sub '"));
        /* two pieces each: what is before, and the variable */
        for (size_t i = 0; i < TEMPLATE_ITEMS_MAX / 2 + more; i++) buffer_add(&text, S("a${!b}"));
        buffer_add(&text, S("'}}}\n"));
        assert_true(input_add_text(&made->input, S("t.yaml"), buffer_text(&text)));
        input_finish(&made->input);
        const Node *name = node_find(&estate_expect_find(made, "T")->properties, S("N"));
        assert_int_equal(name->kind, more == 0 ? NODE_STRING : NODE_UNKNOWN);
        buffer_free(&text);
        estate_expect_free(made);
    }
}

/* ---- what is wrong ---- */

TEST(template_faults_have_a_place) {
    EstateExpect *made = estate_expect("AWSTemplateFormatVersion: 2010-09-09\n"
                                       "Resources:\n"
                                       "  NoType: {Properties: {A: 1}}\n"
                                       "  B:\n"
                                       "    Type: AWS::S3::Bucket\n"
                                       "    Properties: [1]\n"
                                       "  Good: {Type: AWS::SNS::Topic}\n");
    estate_expect_errors(made, 2);
    assert_int_equal(made->input.errors.items[0].line, 3);
    assert_non_null(strstr(made->input.errors.items[0].message, "NoType has no Type"));
    assert_int_equal(made->input.errors.items[1].line, 6);
    assert_non_null(estate_find(&made->estate, S("Good")));
    estate_expect_free(made);
}

TEST(template_macros_are_noted) {
    EstateExpect *made = estate_expect("Transform: [AWS::LanguageExtensions, MyMacro]\n"
                                       "Resources: {T: {Type: AWS::SNS::Topic}}\n");
    assert_int_equal(made->input.note_count, 1);
    assert_true(str_equal(made->input.notes[0].subject, S("Transform MyMacro")));
    estate_expect_free(made);
}
