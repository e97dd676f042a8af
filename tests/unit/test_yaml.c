/* SPDX-License-Identifier: Apache-2.0 */
/* test_yaml.c -- reading YAML: the specification's examples, CloudFormation's tags, positions, and
 * the limits that libyaml lacks. */
#include "tests/test.h"

#include "text/json.h"
#include "text/yaml.h"

static const Source source = {S_INIT("a.yaml")};

static Node read(Arena *arena, Str text) {
    Node node = {0};
    Error err = {0};
    bool ok = yaml_read(arena, &source, text, &node, &err);
    if (!ok) print_error("%s\n", error_text(arena, &err).ptr);
    assert_true(ok);
    return node;
}

/* That the YAML means the same as the JSON, which is put into a list so that scalars are fine. */
static void check(Str yaml, Str json) {
    Arena arena = {0};
    Node node = read(&arena, yaml), wanted = {0};
    Error err = {0};
    assert_true(json_read(&arena, &source, str_join3(&arena, S("["), json, S("]")), &wanted, &err));
    if (!node_equal(&node, &wanted.items[0])) fail_msg("differs: %.*s", STR_ARGS(yaml));
    arena_free(&arena);
}

static void check_error(Str yaml, uint32_t line, uint32_t column, const char *message) {
    Arena arena = {0};
    Node node = {.line = 42};
    Error err = {0};
    assert_false(yaml_read(&arena, &source, yaml, &node, &err));
    assert_int_equal(node.line, 42);
    assert_string_equal(err.message, message);
    assert_string_equal(err.file, "a.yaml");
    assert_int_equal(err.line, line);
    assert_int_equal(err.column, column);
    assert_false(yaml_read(&arena, &source, yaml, &node, NULL));
    arena_free(&arena);
}

static bool accepts(Str yaml) {
    Arena arena = {0};
    Node node = {0};
    Error err = {0};
    bool ok = yaml_read(&arena, &source, yaml, &node, &err);
    if (!ok) assert_true(err.message[0] != '\0' && err.line >= 1 && err.column >= 1);
    arena_free(&arena);
    return ok;
}

/* YAML 1.2, chapter 2; what it says of dates and sexagesimal numbers is text here. */
TEST(reads_the_examples_of_the_specification) {
    check(S("- Mark McGwire\n- Sammy Sosa\n- Ken Griffey\n"),
          S("[\"Mark McGwire\", \"Sammy Sosa\", \"Ken Griffey\"]"));
    check(S("hr:  65    # Home runs\navg: 0.278 # Batting average\nrbi: 147   # Runs Batted In\n"),
          S("{\"hr\": 65, \"avg\": 0.278, \"rbi\": 147}"));
    check(S("american:\n- Boston Red Sox\n- Detroit Tigers\nnational:\n- New York Mets\n"),
          S("{\"american\": [\"Boston Red Sox\", \"Detroit Tigers\"], \"national\": [\"New York "
            "Mets\"]}"));
    check(S("-\n  name: Mark McGwire\n  hr:   65\n-\n  name: Sammy Sosa\n  hr:   63\n"),
          S("[{\"name\": \"Mark McGwire\", \"hr\": 65}, {\"name\": \"Sammy Sosa\", \"hr\": 63}]"));
    check(S("- [name        , hr, avg  ]\n- [Mark McGwire, 65, 0.278]\n"),
          S("[[\"name\", \"hr\", \"avg\"], [\"Mark McGwire\", 65, 0.278]]"));
    check(
        S("Mark McGwire: {hr: 65, avg: 0.278}\nSammy Sosa: {\n    hr: 63,\n    avg: 0.288,\n }\n"),
        S("{\"Mark McGwire\": {\"hr\": 65, \"avg\": 0.278}, \"Sammy Sosa\": {\"hr\": 63, \"avg\": "
          "0.288}}"));
    check(S("---\nhr:\n- Mark McGwire\n# Following node labeled SS\n- &SS Sammy Sosa\nrbi:\n- *SS "
            "# Subsequent occurrence\n- Ken Griffey\n"),
          S("{\"hr\": [\"Mark McGwire\", \"Sammy Sosa\"], \"rbi\": [\"Sammy Sosa\", \"Ken "
            "Griffey\"]}"));
    check(S("---\n# Products purchased\n- item    : Super Hoop\n  quantity: 1\n- item    : "
            "Basketball\n  quantity: 4\n"),
          S("[{\"item\": \"Super Hoop\", \"quantity\": 1}, {\"item\": \"Basketball\", "
            "\"quantity\": 4}]"));
    check(S("# ASCII Art\n--- |\n  \\//||\\/||\n  // ||  ||__\n"),
          S("\"\\\\//||\\\\/||\\n// ||  ||__\\n\""));
    check(S("--- >\n  Mark McGwire's\n  year was crippled\n  by a knee injury.\n"),
          S("\"Mark McGwire's year was crippled by a knee injury.\\n\""));
    check(S("--- >\n Sammy Sosa completed another\n fine season with great stats.\n\n   63 Home "
            "Runs\n   0.288 Batting Average\n\n What a year!\n"),
          S("\"Sammy Sosa completed another fine season with great stats.\\n\\n  63 Home Runs\\n  "
            "0.288 Batting Average\\n\\nWhat a year!\\n\""));
    check(S("unicode: \"Sosa did fine.\\u263A\"\ncontrol: \"\\b1998\\t1999\\t2000\\n\"\n"
            "hex esc: \"\\x0d\\x0a is \\r\\n\"\nsingle: '\"Howdy!\" he cried.'\n"
            "quoted: ' # Not a ''comment''.'\ntie-fighter: '|\\-*-/|'\n"),
          S("{\"unicode\": \"Sosa did fine.\\u263A\", \"control\": \"\\b1998\\t1999\\t2000\\n\","
            "\"hex esc\": \"\\r\\n is \\r\\n\", \"single\": \"\\\"Howdy!\\\" he cried.\","
            "\"quoted\": \" # Not a 'comment'.\", \"tie-fighter\": \"|\\\\-*-/|\"}"));
    check(S("plain:\n  This unquoted scalar\n  spans many lines.\n\nquoted: \"So does this\n  "
            "quoted scalar.\\n\"\n"),
          S("{\"plain\": \"This unquoted scalar spans many lines.\", \"quoted\": \"So does this "
            "quoted scalar.\\n\"}"));
    check(S("canonical: 12345\ndecimal: +12345\noctal: 0o14\nhexadecimal: 0xC\n"),
          S("{\"canonical\": 12345, \"decimal\": 12345, \"octal\": 12, \"hexadecimal\": 12}"));
    check(S("canonical: 1.23015e+3\nexponential: 12.3015e+02\nfixed: 1230.15\n"),
          S("{\"canonical\": 1230.15, \"exponential\": 1230.15, \"fixed\": 1230.15}"));
    check(S("null:\nbooleans: [ true, false ]\nstring: '012345'\n"),
          S("{\"null\": null, \"booleans\": [true, false], \"string\": \"012345\"}"));
}

/* YAML 1.2, examples 8.2, 8.4 and 8.6: indentation and chomping indicators. */
TEST(reads_block_scalars) {
    check(S("- |\n detected\n- >\n \n  \n  # detected\n- |1\n  explicit\n"),
          S("[\"detected\\n\", \"\\n\\n# detected\\n\", \" explicit\\n\"]"));
    check(S("strip: |-\n  text\nclip: |\n  text\nkeep: |+\n  text\n"),
          S("{\"strip\": \"text\", \"clip\": \"text\\n\", \"keep\": \"text\\n\"}"));
    check(S("strip: >-\n\nclip: >\n\nkeep: |+\n\n"),
          S("{\"strip\": \"\", \"clip\": \"\", \"keep\": \"\\n\"}"));
    check(S("a: |\n  one\n   two\n\n  three\nb: 1\n"),
          S("{\"a\": \"one\\n two\\n\\nthree\\n\", \"b\": 1}"));
    check(S("a: |+\n  x\n\nb: 1\n"), S("{\"a\": \"x\\n\\n\", \"b\": 1}"));
}

TEST(types_plain_scalars) {
    check(S("[~, null, Null, NULL, ]"), S("[null, null, null, null]"));
    check(S("{a: , b: ''}"), S("{\"a\": null, \"b\": \"\"}"));
    check(S("[true, True, TRUE, yes, Yes, YES, on, On, ON]"),
          S("[true, true, true, true, true, true, true, true, true]"));
    check(S("[false, False, FALSE, no, No, NO, off, Off, OFF]"),
          S("[false, false, false, false, false, false, false, false, false]"));
    check(S("[y, n, Y, N, tRUE, nULL, yES]"),
          S("[\"y\", \"n\", \"Y\", \"N\", \"tRUE\", \"nULL\", \"yES\"]"));
    check(S("['true', \"null\", '1', \"1.5\"]"), S("[\"true\", \"null\", \"1\", \"1.5\"]"));
    check(S("[0, -0, +7, 9223372036854775807, -9223372036854775808]"),
          S("[0, 0, 7, 9223372036854775807, -9223372036854775808]"));
    check(S("[9223372036854775808, .5, 5., -1.5e-3]"),
          S("[9223372036854775808.0, 0.5, 5.0, -0.0015]"));
    check(S("[0x0, 0xfF, 0x7fffffffffffffff, 0o17]"), S("[0, 255, 9223372036854775807, 15]"));
    check(S("[0x8000000000000000, 0xg, 0x, 0o8, -0x1, 0X1]"),
          S("[\"0x8000000000000000\", \"0xg\", \"0x\", \"0o8\", \"-0x1\", \"0X1\"]"));
}

/* What looks like a number and is not meant as one. */
TEST(keeps_identifiers_as_text) {
    check(S("[012345678901, 007, -01, 00]"), S("[\"012345678901\", \"007\", \"-01\", \"00\"]"));
    check(S("[2012-10-17, 1:30, 1_000, 1.2.3, 10.0.0.0/8]"),
          S("[\"2012-10-17\", \"1:30\", \"1_000\", \"1.2.3\", \"10.0.0.0/8\"]"));
    check(
        S("[1234e567, 1e999, .inf, -.inf, .nan, ., -, +, e5]"),
        S("[\"1234e567\", \"1e999\", \".inf\", \"-.inf\", \".nan\", \".\", \"-\", \"+\", \"e5\"]"));
    check(S("1: a\ntrue: b\nnull: c\n1.5: d\n"),
          S("{\"1\": \"a\", \"true\": \"b\", \"null\": \"c\", \"1.5\": \"d\"}"));
}

TEST(tags_of_yaml_itself) {
    check(S("[!!str 1, !!str true, !!str , ! 2, !!int 3, !!null '', !!seq [], !!map {}]"),
          S("[\"1\", \"true\", \"\", \"2\", 3, \"\", [], {}]"));
    check(S("!<tag:yaml.org,2002:str> 1"), S("\"1\""));
}

TEST(short_tags_become_the_long_form) {
    check(S("!Ref Bucket"), S("{\"Ref\": \"Bucket\"}"));
    check(S("!Condition IsProd"), S("{\"Condition\": \"IsProd\"}"));
    static const char *const names[] = {"And",
                                        "Base64",
                                        "Cidr",
                                        "Contains",
                                        "EachMemberEquals",
                                        "EachMemberIn",
                                        "Equals",
                                        "FindInMap",
                                        "GetAtt",
                                        "GetAZs",
                                        "GetStackOutput",
                                        "If",
                                        "ImportValue",
                                        "Join",
                                        "Length",
                                        "Not",
                                        "Or",
                                        "RefAll",
                                        "Select",
                                        "Split",
                                        "Sub",
                                        "ToJsonString",
                                        "Transform",
                                        "ValueOf",
                                        "ValueOfAll"};
    for (size_t i = 0; i < COUNT(names); i++) {
        Arena arena = {0};
        check(str_format(&arena, "!%s [a, 1]", names[i]),
              str_format(&arena, "{\"Fn::%s\": [\"a\", 1]}", names[i]));
        check(str_format(&arena, "x: !%s a", names[i]),
              str_format(&arena, "{\"x\": {\"Fn::%s\": \"a\"}}", names[i]));
        arena_free(&arena);
    }
    check(S("!Transform {Name: AWS::Include, Parameters: {Location: s3}}"),
          S("{\"Fn::Transform\": {\"Name\": \"AWS::Include\", \"Parameters\": {\"Location\": "
            "\"s3\"}}}"));
}

TEST(get_att_is_split_at_its_first_dot) {
    check(S("!GetAtt A.Arn"), S("{\"Fn::GetAtt\": [\"A\", \"Arn\"]}"));
    check(S("!GetAtt 'A.Outputs.X'"), S("{\"Fn::GetAtt\": [\"A\", \"Outputs.X\"]}"));
    check(S("!GetAtt [A, Arn]"), S("{\"Fn::GetAtt\": [\"A\", \"Arn\"]}"));
    check(S("!GetAtt A"), S("{\"Fn::GetAtt\": \"A\"}"));
}

TEST(tagged_scalars_are_text) {
    check(S("[!Ref Yes, !Condition No, !Sub 1.10, !Sub 007, !GetAZs , !ImportValue null]"),
          S("[{\"Ref\": \"Yes\"}, {\"Condition\": \"No\"}, {\"Fn::Sub\": \"1.10\"},"
            "{\"Fn::Sub\": \"007\"}, {\"Fn::GetAZs\": \"\"}, {\"Fn::ImportValue\": \"null\"}]"));
}

TEST(tags_nest) {
    check(S("!If [!Not [!Equals [!Ref A, !Select [0, !Split [',', !Ref B]]]], !Sub 'x', 1]"),
          S("{\"Fn::If\": [{\"Fn::Not\": [{\"Fn::Equals\": [{\"Ref\": \"A\"}, {\"Fn::Select\": [0,"
            "{\"Fn::Split\": [\",\", {\"Ref\": \"B\"}]}]}]}]}, {\"Fn::Sub\": \"x\"}, 1]}"));
    check(S("UserData:\n  Fn::Base64: !Sub |\n    #!/bin/bash\n    echo ${A}\n"),
          S("{\"UserData\": {\"Fn::Base64\": {\"Fn::Sub\": \"#!/bin/bash\\necho ${A}\\n\"}}}"));
    check(S("a: &x !Ref B\nb: *x\n"), S("{\"a\": {\"Ref\": \"B\"}, \"b\": {\"Ref\": \"B\"}}"));
}

TEST(refuses_other_tags) {
    check_error(S("a:\n  - !Mine x\n"), 2, 5, "has the tag \"!Mine\", which means nothing here");
    check_error(S("!ref x"), 1, 1, "has the tag \"!ref\", which means nothing here");
    check_error(S("%TAG !e! tag:example.com,2000:\n---\na: !e!b c\n"), 3, 4,
                "has the tag \"tag:example.com,2000:b\", which means nothing here");
    check_error(S("a: 1\n!Ref b: 2\n"), 2, 1, "has a key with the tag \"!Ref\"");
}

TEST(reads_a_template) {
    check(S("Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\n"
            "Conditions:\n  IsProd: !Equals [!Ref Stage, prod]\n"
            "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n"
            "      BucketName: !Sub '${AWS::AccountId}-logs'\n"
            "      PublicAccessBlockConfiguration:\n        BlockPublicAcls: on\n"
            "      Tags:\n      - Key: owner\n        Value: !GetAtt Role.Arn\n"),
          S("{\"Parameters\": {\"Stage\": {\"Type\": \"String\", \"AllowedValues\": [\"dev\", "
            "\"prod\"]}},"
            "\"Conditions\": {\"IsProd\": {\"Fn::Equals\": [{\"Ref\": \"Stage\"}, \"prod\"]}},"
            "\"Resources\": {\"Bucket\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {"
            "\"BucketName\": {\"Fn::Sub\": \"${AWS::AccountId}-logs\"},"
            "\"PublicAccessBlockConfiguration\": {\"BlockPublicAcls\": true},"
            "\"Tags\": [{\"Key\": \"owner\", \"Value\": {\"Fn::GetAtt\": [\"Role\", "
            "\"Arn\"]}}]}}}}"));
}

TEST(empty_documents_are_null) {
    check(S(""), S("null"));
    check(S("# nothing\n\n"), S("null"));
    check(S("---\n"), S("null"));
    check(S("---\n...\n"), S("null"));
    check(S("\xEF\xBB\xBF"), S("null"));
    check(S("~"), S("null"));
}

TEST(reads_one_document_per_file) {
    check(S("%YAML 1.1\n--- \na: 1\n...\n# end\n"), S("{\"a\": 1}"));
    check_error(S("a: 1\n---\nb: 2\n"), 2, 1, "has a second document; one per file is read");
    check_error(S("~\n---\nb: 2\n"), 2, 1, "has a second document; one per file is read");
    assert_false(accepts(S("null\n...\n]")));
    assert_false(accepts(S("a: 1\n...\n]")));
}

static void check_position(const Node *node, uint32_t line, uint32_t column) {
    assert_non_null(node);
    assert_int_equal(node->line, line);
    assert_int_equal(node->column, column);
    assert_ptr_equal(node->source, &source);
}

TEST(nodes_know_where_they_stand) {
    Arena arena = {0};
    Node map = read(&arena, S("# c\na: 1\r\nl:\n  - x\n  - {y: [z]}\nt: !Ref B\ng: !GetAtt C.D\n"
                              "s: |\n  text\nx: &x\n  k: v\ne:\nu: *x\n"));
    check_position(&map, 2, 1);
    check_position(node_find(&map, S("a")), 2, 4);
    const Node *list = node_find(&map, S("l"));
    check_position(list, 4, 3);
    check_position(&list->items[0], 4, 5);
    check_position(&list->items[1], 5, 5);
    check_position(node_find(&list->items[1], S("y")), 5, 9);
    check_position(&node_find(&list->items[1], S("y"))->items[0], 5, 10);
    check_position(node_find(&map, S("t")), 6, 4); /* where the tag stands */
    check_position(node_find_path(&map, S("t.Ref")), 6, 4);
    check_position(&node_find_path(&map, S("g.Fn::GetAtt"))->items[1], 7, 4);
    check_position(node_find(&map, S("s")), 8, 4);
    check_position(node_find_path(&map, S("x.k")), 11, 6);
    check_position(node_find_path(&map, S("u.k")), 11, 6); /* what an alias stands for */
    arena_free(&arena);
}

TEST(columns_are_bytes) {
    Arena arena = {0};
    Node map =
        read(&arena, S("\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\": [\xC3\xA9, {x: \xC3\xA9, y: 1}]\n"
                       "b: 2\n\xC3\xA9: [3]\n"));
    const Node *list = &map.pairs[0].value;
    check_position(list, 1, 14);
    check_position(&list->items[0], 1, 15);
    check_position(&list->items[1], 1, 19);
    check_position(node_find(&list->items[1], S("x")), 1, 23);
    check_position(node_find(&list->items[1], S("y")), 1, 30);
    check_position(node_find(&map, S("b")), 2, 4);
    check_position(&node_find(&map, S("\xC3\xA9"))->items[0], 3, 6);
    check_error(S("\xC3\xA9: [\xC3\xA9, !Mine x]"), 1, 10,
                "has the tag \"!Mine\", which means nothing here");
    arena_free(&arena);
}

TEST(takes_a_byte_order_mark) {
    check(S("\xEF\xBB\xBF"
            "a: 1\nb: 2\n"),
          S("{\"a\": 1, \"b\": 2}"));
    assert_false(accepts(S("\xFF\xFE"
                           "a\0:\0")));
}

TEST(errors_say_where) {
    check_error(S("a: 1\nb: \"\xC3\xA9\xFF\""), 2, 7, "is not valid UTF-8");
    check_error(S("a: 1\nb: \"\xC3\xA9\x01\""), 2, 7,
                "is not valid YAML: control characters are not allowed");
    check_error(S("a:\n  b: 1\n c: 2\n"), 3, 2, "is not valid YAML: did not find expected key");
    check_error(S("a: b: c\n"), 1, 5,
                "is not valid YAML: mapping values are not allowed in this context");
    check_error(S("a: *x\n"), 1, 4, "has no anchor named \"x\"");
    check_error(S("a: 1\n? [b]\n: 2\n"), 2, 3, "has a key that is not text");
    check_error(S("x: &x k\n*x : 1\n"), 2, 1, "has a key that is not text");
    assert_false(accepts(S("a: \"lone")));
    assert_false(accepts(S("a: [1, 2")));
    assert_false(accepts(S("{a: 1")));
    assert_false(accepts(S("a:\n\t- b\n")));
    assert_false(accepts(S("a: \"\\q\"")));
    assert_false(accepts(S("a: \"\\ud800\"")));
    assert_false(accepts(S("a: @x")));
    assert_false(accepts(S("a: {{ template }}")));
    assert_false(accepts(S("a: \0")));
}

TEST(refuses_keys_that_stand_twice) {
    check_error(S("a: 1\nb: 2\na: 3\n"), 3, 1, "has the key \"a\" twice in one map");
    check_error(S("x: {a: 1, 'a': 2}\n"), 1, 11, "has the key \"a\" twice in one map");
    check_error(S("<<: {a: 1}\n<<: {b: 1}\n"), 2, 1, "has the key \"<<\" twice in one map");
    check(S("a: {x: 1}\nb: {x: 1}\n"), S("{\"a\": {\"x\": 1}, \"b\": {\"x\": 1}}"));
}

TEST(aliases_stand_for_their_anchor) {
    check(S("a: &x [1, {b: 2}]\nc: *x\n"), S("{\"a\": [1, {\"b\": 2}], \"c\": [1, {\"b\": 2}]}"));
    check(S("a: &x 1\nb: &x 2\nc: *x\n"), S("{\"a\": 1, \"b\": 2, \"c\": 2}"));
    check(S("&k key: *k\n"), S("{\"key\": \"key\"}"));
    check_error(S("a: &x [*x]\n"), 1, 8, "has an alias inside its own anchor \"x\"");
    check_error(S("a: &x {b: {c: *x}}\n"), 1, 15, "has an alias inside its own anchor \"x\"");
}

TEST(aliases_can_be_added_to_apart) {
    Arena arena = {0};
    Node map = read(&arena, S("a: &x [1, 2]\nb: *x\nc: *x\n"));
    for (int i = 0; i < 3; i++) {
        node_list_add(&arena, &map.pairs[i].value, node_make_int(NULL, 10 + i));
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(map.pairs[i].value.count, 3);
        assert_int_equal(map.pairs[i].value.items[2].integer, 10 + i);
    }
    arena_free(&arena);
}

/* https://yaml.org/type/merge.html */
TEST(merges) {
    check(
        S("- &CENTER { x: 1, y: 2 }\n- &LEFT { x: 0, y: 2 }\n- &BIG { r: 10 }\n- &SMALL { r: 1 }\n"
          "- << : *CENTER\n  r: 10\n  label: center/big\n"
          "- << : [ *CENTER, *BIG ]\n  label: center/big\n"
          "- << : [ *BIG, *LEFT, *SMALL ]\n  x: 1\n  label: center/big\n"),
        S("[{\"x\":1,\"y\":2},{\"x\":0,\"y\":2},{\"r\":10},{\"r\":1},"
          "{\"x\":1,\"y\":2,\"r\":10,\"label\":\"center/big\"},"
          "{\"x\":1,\"y\":2,\"r\":10,\"label\":\"center/big\"},"
          "{\"x\":1,\"y\":2,\"r\":10,\"label\":\"center/big\"}]"));
    check(S("\"<<\": 1\n"), S("{\"<<\": 1}"));
    check(S("<<: []\na: 1\n"), S("{\"a\": 1}"));
    check_error(S("a: 1\n<<: 2\n"), 2, 1, "can merge only maps");
    check_error(S("a: 1\n<<:\n"), 2, 1, "can merge only maps");
    check_error(S("<<: [{a: 1}, [b]]\n"), 1, 1, "can merge only maps");
    check_error(S("<<: [[{a: 1}]]\n"), 1, 1, "can merge only maps");
}

static Str repeat(Arena *arena, Str unit, size_t times) {
    char *text = arena_alloc(arena, unit.len * times + 1);
    for (size_t i = 0; i < times; i++) memcpy(text + i * unit.len, unit.ptr, unit.len);
    return (Str){text, unit.len * times};
}

static Str nested(Arena *arena, Str open, Str inside, Str close, size_t levels) {
    return str_join3(arena, repeat(arena, open, levels), inside, repeat(arena, close, levels));
}

TEST(has_a_depth) {
    Arena arena = {0};
    assert_true(accepts(nested(&arena, S("["), S("1"), S("]"), YAML_DEPTH_MAX)));
    check_error(nested(&arena, S("["), S("1"), S("]"), YAML_DEPTH_MAX + 1), 1, YAML_DEPTH_MAX + 2,
                "is nested deeper than 100 levels");
    assert_true(accepts(nested(&arena, S("{a: "), S("1"), S("}"), YAML_DEPTH_MAX)));
    assert_false(accepts(nested(&arena, S("{a: "), S("1"), S("}"), YAML_DEPTH_MAX + 1)));
    assert_true(accepts(nested(&arena, S("- "), S("1"), S(""), YAML_DEPTH_MAX)));
    assert_false(accepts(nested(&arena, S("- "), S("1"), S(""), YAML_DEPTH_MAX + 1)));
    /* tags add levels of their own, and stay below what every other part can take */
    assert_true(accepts(nested(&arena, S("!Not ["), S("!GetAtt a.b"), S("]"), YAML_DEPTH_MAX)));
    arena_free(&arena);
}

/* 60 levels under an anchor, and an alias to it at a given depth. */
static Str ladder(Arena *arena, size_t levels) {
    Str first = nested(arena, S("["), S("1"), S("]"), 60);
    Str second = nested(arena, S("["), S("*a"), S("]"), levels);
    return str_format(arena, "- &a %.*s\n- %.*s\n", STR_ARGS(first), STR_ARGS(second));
}

TEST(counts_the_depth_behind_aliases) {
    Arena arena = {0};
    assert_true(accepts(ladder(&arena, YAML_DEPTH_MAX - 61)));
    assert_false(accepts(ladder(&arena, YAML_DEPTH_MAX - 60)));
    /* each rung stands on the one before: few bytes, hundreds of levels */
    Str rungs = S("- &r0 [[[[[[1]]]]]]\n");
    for (int i = 1; i < 60; i++) {
        rungs = str_join2(&arena, rungs, str_format(&arena, "- &r%d [[[[[[*r%d]]]]]]\n", i, i - 1));
    }
    check_error(rungs, 17, 14, "is nested deeper than 100 levels");
    arena_free(&arena);
}

TEST(refuses_great_depths_fast) {
    Arena arena = {0};
    static const Str units[] = {S_INIT("["), S_INIT("{a: "),  S_INIT("- "),     S_INIT("? "),
                                S_INIT("{"), S_INIT("[{a: "), S_INIT("!Ref ["), S_INIT("&a [")};
    for (size_t i = 0; i < COUNT(units); i++)
        assert_false(accepts(repeat(&arena, units[i], 100000)));
    arena_free(&arena);
}

/* A list of 999 values under an anchor and 4998 aliases to it are 4,999,000 values; with the list
 * around them and as many single ones as are missing, they are YAML_EXPANDED_MAX. */
static Str bomb(Arena *arena, size_t singles) {
    Str values = repeat(arena, S("x,"), 999), aliases = repeat(arena, S("*a,"), 4998);
    Str rest = repeat(arena, S("1,"), singles);
    return str_format(arena, "[&a [%.*s],\n%.*s%.*s]", STR_ARGS(values), STR_ARGS(aliases),
                      STR_ARGS(rest));
}

TEST(counts_the_values_behind_aliases) {
    Arena arena = {0};
    size_t singles = YAML_EXPANDED_MAX - 4999 * 1000 - 1;
    assert_true(accepts(bomb(&arena, singles)));
    check_error(bomb(&arena, singles + 1), 2, (uint32_t)(3 * 4998 + 2 * singles + 1),
                "stands for more than 5,000,000 values (aliases followed)");
    arena_free(&arena);
}

TEST(stops_alias_bombs) {
    Arena arena = {0};
    Str text = S("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 30; i++) {
        Str ten = repeat(&arena, str_format(&arena, "*a%d,", i - 1), 10);
        text =
            str_join2(&arena, text, str_format(&arena, "a%d: &a%d [%.*s]\n", i, i, STR_ARGS(ten)));
    }
    assert_false(accepts(text));
    arena_free(&arena);
}

/* Each merge looks every key up: by hash, or this would take minutes. */
TEST(merges_large_maps_fast) {
    Arena arena = {0};
    Str map = S(""), merges = repeat(&arena, S("*m,"), 400);
    for (int i = 0; i < 5000; i++) {
        map = i % 100 == 0 ? str_join2(&arena, map, S("\n")) : map;
        map = str_join2(&arena, map, str_format(&arena, " k%d: 1,", i));
    }
    assert_true(accepts(
        str_format(&arena, "m: &m {%.*s}\nn: {<<: [%.*s]}\n", STR_ARGS(map), STR_ARGS(merges))));
    arena_free(&arena);
}

TEST(has_a_greatest_size) {
    check_error((Str){"a", (size_t)YAML_BYTES_MAX + 1}, 0, 0,
                "is larger than the limit of 256 MiB");
}

TEST(survives_cut_and_changed_text) {
    Str text = S("a: &x [1, !Ref b, \"\\u00e9\"]\n<<: {c: *x}\nd: |\n  \xE2\x82\xAC\n? e\n: 'f'\n");
    assert_true(accepts(text));
    for (size_t at = 0; at < text.len; at++) {
        accepts(str_slice(text, 0, at));
        for (int byte = 0; byte < 256; byte += 5) {
            Arena arena = {0};
            Str copy = str_copy(&arena, text);
            ((char *)(uintptr_t)copy.ptr)[at] = (char)byte;
            accepts(copy);
            arena_free(&arena);
        }
    }
}
