/* SPDX-License-Identifier: Apache-2.0 */
/* test_directory.c -- Terraform directories into the estate. Expected values are what
 * terraform 1.11 plans, or says in its documentation; what it can't know stays unknown, written as
 * in estate_expect.h. */
#include "base/file.h"
#include "tests/unit/estate_expect.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The estate of one .tf file. */
static EstateExpect *read_file(const char *text) {
    EstateExpect *made = estate_expect_make(true, false);
    input_add_terraform(&made->input, S("main.tf"), str_from(text));
    input_finish(&made->input);
    return made;
}

/* That bucket b is named so, in a file of a bucket and what else is written. */
static void expect_name(const char *rest, const char *name, const char *expected) {
    Arena arena = {0};
    Str text = str_format(&arena, "%s\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = %s\n}\n",
                          rest, name);
    EstateExpect *made = read_file(str_terminated(&arena, text));
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_s3_bucket.b", "BucketName", expected);
    estate_expect_free(made);
    arena_free(&arena);
}

static void expect_addresses(const char *text, const char *expected) {
    EstateExpect *made = read_file(text);
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < made->estate.resources.count; i++) {
        Str address = made->estate.resources.items[i]->address;
        buffer_add_format(&out, "%s%.*s", i > 0 ? " " : "", STR_ARGS(address));
    }
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, expected);
    estate_expect_free(made);
}

TEST(directory_variables_and_locals) {
    expect_name("variable \"v\" {\n default = \"x\"\n}", "var.v", "\"x\"");
    expect_name("variable \"v\" {\n type = string\n default = 5\n}", "var.v", "\"5\"");
    expect_name("variable \"v\" {\n type = object({a = optional(string, \"d\")})\n default = {}\n}",
                "var.v.a", "\"d\"");
    expect_name("variable \"v\" {}", "var.v", "<{var.v}>");
    expect_name("variable \"v\" {}", "\"a-${var.v}-b\"", "<a-{var.v}-b>");
    expect_name("variable \"v\" {}", "var.v.name", "<{var.v.name}>");
    expect_name("locals {\n a = local.b\n b = \"${local.c}!\"\n c = \"x\"\n}", "local.a", "\"x!\"");
}

TEST(directory_unknown_values_keep_what_is_known) {
    const char *role = "resource \"aws_iam_role\" \"r\" {}";
    expect_name(role, "aws_iam_role.r.arn", "<{aws_iam_role.r.Arn}>");
    expect_name(role, "\"x/${aws_iam_role.r.id}\"", "<x/{aws_iam_role.r.Ref}>");
    expect_name(role, "join(\"-\", [\"a\", aws_iam_role.r.unique_id])",
                "<a-{aws_iam_role.r.RoleId}>");
    expect_name(role, "format(\"%s/%s\", \"a\", aws_iam_role.r.arn)", "<a/{aws_iam_role.r.Arn}>");
    expect_name(role, "upper(aws_iam_role.r.arn)", "~<{aws_iam_role.r.Arn}>");
    expect_name(role, "aws_iam_role.r.arn == \"x\" ? \"a\" : \"a\"", "\"a\"");
    expect_name(role, "aws_iam_role.r.id != null ? \"there\" : \"none\"", "\"there\"");
    expect_name("data \"aws_caller_identity\" \"me\" {}",
                "\"a-${data.aws_caller_identity.me.account_id}\"", "<a-{AWS::AccountId}>");
    expect_name("data \"aws_vpc\" \"v\" {\n tags = { a = \"b\" }\n}", "data.aws_vpc.v.id",
                "<{data.aws_vpc.v.id}>");
    expect_name("data \"aws_vpc\" \"v\" {\n tags = { a = \"b\" }\n}", "data.aws_vpc.v.tags.a",
                "\"b\"");
}

TEST(directory_failures_can_be_tried) {
    expect_name("locals {\n m = {}\n}", "try(local.m.a, \"none\")", "\"none\"");
    expect_name("locals {\n m = {}\n}", "can(local.m.a) ? \"a\" : \"b\"", "\"b\"");
    expect_name("resource \"aws_iam_role\" \"r\" {\n count = 0\n}",
                "try(aws_iam_role.r[0].name, \"none\")", "\"none\"");
    expect_name("resource \"aws_iam_role\" \"r\" {\n count = 0\n}",
                "length(aws_iam_role.r) == 0 ? \"none\" : \"some\"", "\"none\"");
    expect_name("resource \"aws_iam_role\" \"r\" {\n count = 1\n name = \"n\"\n}",
                "one(aws_iam_role.r[*].name)", "\"n\"");
}

TEST(directory_instances) {
    expect_addresses("resource \"aws_s3_bucket\" \"b\" {\n count = 2\n}",
                     "aws_s3_bucket.b[0] aws_s3_bucket.b[1]");
    expect_addresses("resource \"aws_s3_bucket\" \"b\" {\n count = 0\n}", "");
    expect_addresses("resource \"aws_s3_bucket\" \"b\" {\n for_each = toset([\"y\", \"x\"])\n}",
                     "aws_s3_bucket.b[\"x\"] aws_s3_bucket.b[\"y\"]");
    expect_addresses(
        "resource \"aws_s3_bucket\" \"b\" {\n for_each = { \"a.b\" = 1, \"c\\\"d\" = 2 }\n}",
        "aws_s3_bucket.b[\"a.b\"] aws_s3_bucket.b[\"c\\\"d\"]");
    expect_addresses("variable \"n\" {}\nresource \"aws_s3_bucket\" \"b\" {\n count = var.n\n}",
                     "aws_s3_bucket.b[?]");
    expect_addresses("variable \"n\" {}\nresource \"aws_s3_bucket\" \"b\" {\n"
                     " for_each = { for k in var.n : k => 1 }\n}",
                     "aws_s3_bucket.b[?]");
    expect_addresses("resource \"aws_s3_bucket\" \"a\" {\n for_each = toset([\"x\"])\n}\n"
                     "resource \"aws_s3_bucket\" \"b\" {\n for_each = aws_s3_bucket.a\n}",
                     "aws_s3_bucket.a[\"x\"] aws_s3_bucket.b[\"x\"]");
}

TEST(directory_dynamic_blocks) {
    EstateExpect *made = read_file("locals {\n  ports = { http = 80, https = 443 }\n}\n"
                                   "variable \"more\" {}\n"
                                   "resource \"aws_security_group\" \"a\" {\n  dynamic \"ingress\" "
                                   "{\n    for_each = local.ports\n"
                                   "    iterator = port\n    content {\n      description = "
                                   "port.key\n      from_port = port.value\n"
                                   "    }\n  }\n}\n"
                                   "resource \"aws_security_group\" \"b\" {\n  dynamic \"ingress\" "
                                   "{\n    for_each = var.more\n"
                                   "    content {\n      from_port = 22\n    }\n  }\n}\n");
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_security_group.a", "SecurityGroupIngress",
                        "[{\"Description\": \"http\", \"FromPort\": 80}, "
                        "{\"Description\": \"https\", \"FromPort\": 443}]");
    estate_expect_value(made, "aws_security_group.b", "SecurityGroupIngress",
                        "[{\"FromPort\": ~<{var.more}>, +}, +]");
    estate_expect_free(made);
}

TEST(directory_policies) {
    EstateExpect *made = read_file(
        "data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    sid = \"A\"\n"
        "    actions = [\"s3:Get*\", \"s3:List*\"]\n    resources = [aws_s3_bucket.b.arn]\n  }\n}\n"
        "resource \"aws_s3_bucket\" \"b\" {}\n"
        "resource \"aws_iam_policy\" \"data\" {\n  policy = "
        "data.aws_iam_policy_document.d.json\n}\n"
        "resource \"aws_iam_policy\" \"encoded\" {\n  policy = jsonencode({\n"
        "    Statement = [{ Resource = \"${aws_s3_bucket.b.arn}/*\" }]\n  })\n}\n"
        "resource \"aws_iam_policy\" \"text\" {\n  policy = <<EOT\n"
        "{\"Statement\": {\"Resource\": \"${aws_s3_bucket.b.arn}/*\", \"N\": "
        "${length(\"ab\")}}}\nEOT\n}\n");
    estate_expect_errors(made, 0);
    estate_expect_value(
        made, "aws_iam_policy.data", "PolicyDocument",
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Sid\": \"A\", \"Effect\": "
        "\"Allow\", \"Action\": [\"s3:List*\", \"s3:Get*\"], \"Resource\": "
        "<{aws_s3_bucket.b.Arn}>}]}");
    estate_expect_value(made, "aws_iam_policy.encoded", "PolicyDocument.Statement",
                        "[{\"Resource\": <{aws_s3_bucket.b.Arn}/*>}]");
    estate_expect_value(made, "aws_iam_policy.text", "PolicyDocument.Statement",
                        "{\"Resource\": <{aws_s3_bucket.b.Arn}/*>, \"N\": 2}");
    const Resource *encoded = estate_find(&made->estate, S("aws_iam_policy.encoded"));
    const Node *list = node_find_path(&encoded->properties, S("PolicyDocument.Statement"));
    assert_int_equal(list->items[0].line, 14); /* inside of jsonencode */
    estate_expect_free(made);
}

TEST(directory_values_as_the_provider_has_them) {
    EstateExpect *made = read_file(
        "provider \"aws\" {\n  default_tags {\n    tags = { team = \"t\", stage = \"x\" }\n  }\n}\n"
        "provider \"aws\" {\n  alias = \"west\"\n}\n"
        "resource \"aws_db_instance\" \"d\" {\n  storage_encrypted = \"true\"\n  port = \"5432\"\n"
        "  engine_version = 15\n  tags = { stage = \"y\" }\n}\n"
        "resource \"aws_s3_bucket\" \"b\" {\n  provider = aws.west\n  tags = { a = 1 }\n}\n");
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_db_instance.d", "StorageEncrypted", "true");
    estate_expect_value(made, "aws_db_instance.d", "EngineVersion", "\"15\"");
    estate_expect_value(
        made, "aws_db_instance.d", "Tags",
        "[{\"Key\": \"stage\", \"Value\": \"y\"}, {\"Key\": \"team\", \"Value\": \"t\"}]");
    estate_expect_value(made, "aws_s3_bucket.b", "Tags", "[{\"Key\": \"a\", \"Value\": \"1\"}]");
    estate_expect_free(made);
}

TEST(directory_uncertain_pieces_make_their_whole_unknown) {
    const char *pieces =
        "variable \"on\" {}\n"
        "resource \"aws_s3_bucket\" \"certain\" {}\n"
        "resource \"aws_s3_bucket_public_access_block\" \"certain\" {\n  count = var.on ? 1 : 0\n"
        "  bucket = aws_s3_bucket.certain.id\n  ignore_public_acls = true\n}\n"
        "resource \"aws_s3_bucket\" \"same\" {\n  count = var.on ? 1 : 0\n}\n"
        "resource \"aws_s3_bucket_public_access_block\" \"same\" {\n  count = var.on ? 1 : 0\n"
        "  bucket = aws_s3_bucket.same[0].id\n  ignore_public_acls = true\n}\n";
    EstateExpect *made = read_file(pieces);
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_s3_bucket.certain", "PublicAccessBlockConfiguration", "~<>");
    estate_expect_value(made, "aws_s3_bucket.same[?]",
                        "PublicAccessBlockConfiguration.IgnorePublicAcls", "true");
    estate_expect_free(made);
}

/* ---- directories of the file system ---- */

typedef struct Tree {
    Arena arena;
    Str root;
} Tree;

static Tree tree_make(void) {
    char path[] = "/tmp/merlon-directory-XXXXXX";
    Tree tree = {0};
    if (mkdtemp(path) == NULL) fail_msg("no temporary directory");
    tree.root = str_copy(&tree.arena, str_from(path));
    return tree;
}

static const char *tree_path(Tree *tree, const char *name) {
    return str_terminated(&tree->arena,
                          str_join3(&tree->arena, tree->root, S("/"), str_from(name)));
}

static void tree_put(Tree *tree, const char *name, const char *text) {
    Error err = {0};
    Str path = str_from(tree_path(tree, name));
    for (size_t i = tree->root.len + 1; i < path.len; i++) {
        if (path.ptr[i] == '/') mkdir(str_terminated(&tree->arena, str_slice(path, 0, i)), 0700);
    }
    if (!file_write(path.ptr, str_from(text), &err)) fail_msg("%s", err.message);
}

static int tree_remove_entry(const char *path, const struct stat *status, int kind,
                             struct FTW *place) {
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static void tree_remove(Tree *tree) {
    enum { OPEN_DIRECTORIES = 16 };
    const char *root = str_terminated(&tree->arena, tree->root);
    assert_int_equal(nftw(root, tree_remove_entry, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS), 0);
    arena_free(&tree->arena);
}

static EstateExpect *tree_read(Tree *tree) {
    EstateExpect *made = estate_expect_make(true, false);
    input_add_path(&made->input, tree->root);
    input_finish(&made->input);
    return made;
}

TEST(directory_modules) {
    Tree tree = tree_make();
    tree_put(&tree, "main.tf",
             "module \"m\" {\n  source = \"./modules/bucket\"\n  for_each = toset([\"a\"])\n"
             "  name = \"${each.key}-${module.role.arn}\"\n}\n"
             "module \"role\" {\n  source = \"./modules/role\"\n}\n"
             "resource \"aws_s3_object\" \"o\" {\n  bucket = module.m[\"a\"].id\n  key = "
             "module.gone.x\n}\n"
             "module \"gone\" {\n  source = \"example/gone/aws\"\n}\n"
             "module \"here\" {\n  source = \"example/here/aws\"\n}\n");
    tree_put(&tree, "modules/bucket/main.tf",
             "variable \"name\" {}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = var.name\n}\n"
             "output \"id\" {\n  value = aws_s3_bucket.b.id\n}\n");
    tree_put(
        &tree, "modules/role/main.tf",
        "resource \"aws_iam_role\" \"r\" {}\noutput \"arn\" {\n  value = aws_iam_role.r.arn\n}\n");
    tree_put(&tree, ".terraform/modules/modules.json",
             "{\"Modules\": [{\"Key\": \"here\", \"Dir\": \".terraform/modules/here\"}]}");
    tree_put(&tree, ".terraform/modules/here/main.tf",
             "resource \"aws_s3_bucket\" \"b\" {\n  bucket = path.module\n}\n");
    EstateExpect *made = tree_read(&tree);
    estate_expect_errors(made, 0);
    assert_int_equal(made->estate.resources.count, 4); /* the modules are no roots */
    estate_expect_value(made, "module.m[\"a\"].aws_s3_bucket.b", "BucketName",
                        "<a-{module.role.aws_iam_role.r.Arn}>");
    estate_expect_value(made, "module.here.aws_s3_bucket.b", "BucketName",
                        "\".terraform/modules/here\"");
    const Resource *object = estate_find(&made->estate, S("aws_s3_object.o"));
    ResourceList buckets =
        estate_refers(&made->estate, &made->arena, &object->properties, S("AWS::S3::Bucket"));
    assert_int_equal(buckets.count, 1);
    assert_int_equal(made->input.note_count, 1); /* module.gone */
    assert_true(str_equal(made->input.notes[0].subject, S("module.gone")));
    estate_expect_free(made);
    tree_remove(&tree);
}

TEST(directory_variables_come_in_terraforms_order) {
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    Tree tree = tree_make();
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < COUNT(names); i++) {
        buffer_add_format(&text,
                          "variable \"%s\" {\n  default = \"default\"\n}\n"
                          "resource \"aws_s3_bucket\" \"%s\" {\n  bucket = var.%s\n}\n",
                          names[i], names[i], names[i]);
    }
    buffer_add_byte(&text, '\0');
    tree_put(&tree, "main.tf", text.bytes);
    tree_put(&tree, "terraform.tfvars", "b = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\n");
    tree_put(&tree, "x.auto.tfvars", "c = \"auto\"\nd = \"auto\"\n");
    EstateExpect *made = estate_expect_make(true, false);
    Str environment = S("environment");
    map_set(&made->input.environment, S("a"), &environment);
    map_set(&made->input.environment, S("b"), &environment);
    input_add_variable(&made->input, S("d"), S("option"));
    input_add_path(&made->input, tree.root);
    input_finish(&made->input);
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_s3_bucket.a", "BucketName", "\"environment\"");
    estate_expect_value(made, "aws_s3_bucket.b", "BucketName", "\"tfvars\"");
    estate_expect_value(made, "aws_s3_bucket.c", "BucketName", "\"auto\"");
    estate_expect_value(made, "aws_s3_bucket.d", "BucketName", "\"option\"");
    estate_expect_value(made, "aws_s3_bucket.e", "BucketName", "\"default\"");
    estate_expect_free(made);
    tree_remove(&tree);
}

TEST(directory_files_and_overrides) {
    Tree tree = tree_make();
    tree_put(&tree, "main.tf",
             "resource \"aws_s3_bucket\" \"b\" {\n  bucket = file(\"${path.module}/name\")\n"
             "  acl = \"private\"\n}\n"
             "resource \"aws_s3_bucket\" \"c\" {\n  bucket = templatefile(\"t.tftpl\", { x = \"y\" "
             "})\n}\n"
             "resource \"aws_s3_bucket\" \"d\" {\n  bucket = file(\"/etc/hostname\")\n}\n");
    tree_put(&tree, "name", "from-a-file");
    tree_put(&tree, "t.tftpl", "a-${x}");
    tree_put(&tree, "b_override.tf",
             "resource \"aws_s3_bucket\" \"b\" {\n  acl = \"public-read\"\n}\n");
    tree_put(&tree, "more.tf.json",
             "{\"resource\": {\"aws_s3_bucket\": {\"e\": {\"bucket\": \"${1 + 1}\"}}}}");
    EstateExpect *made = tree_read(&tree);
    estate_expect_errors(made, 0);
    estate_expect_value(made, "aws_s3_bucket.b", "BucketName", "\"from-a-file\"");
    estate_expect_value(made, "aws_s3_bucket.b", "AccessControl", "\"public-read\"");
    estate_expect_value(made, "aws_s3_bucket.c", "BucketName", "\"a-y\"");
    estate_expect_value(made, "aws_s3_bucket.d", "BucketName", "~<>");
    estate_expect_value(made, "aws_s3_bucket.e", "BucketName", "\"2\"");
    estate_expect_free(made);
    tree_remove(&tree);
}

TEST(directory_roots) {
    Tree tree = tree_make();
    tree_put(&tree, "main.tf", "resource \"aws_s3_bucket\" \"b\" {}\n");
    tree_put(&tree, "examples/one/main.tf", "module \"m\" {\n  source = \"../../\"\n}\n");
    tree_put(&tree, "live/a/main.tf", "module \"n\" {\n  source = \"../../net\"\n}\n");
    tree_put(&tree, "live/b/main.tf", "module \"n\" {\n  source = \"../../net\"\n}\n");
    tree_put(&tree, "net/main.tf", "resource \"aws_vpc\" \"v\" {}\n");
    EstateExpect *made = tree_read(&tree);
    estate_expect_errors(made, 0);
    /* the directory that was named, the example that calls it, and the two live ones */
    assert_int_equal(made->estate.resources.count, 4);
    assert_non_null(estate_find(&made->estate, S("aws_s3_bucket.b")));
    assert_non_null(estate_find(&made->estate, S("module.m.aws_s3_bucket.b")));
    assert_non_null(estate_find(&made->estate, S("module.n.aws_vpc.v")));
    assert_null(estate_find(&made->estate, S("aws_vpc.v")));
    estate_expect_free(made);
    tree_remove(&tree);
}

TEST(directory_instances_end_at_the_limit) {
    static const char *const texts[] = {"count = 20000", "count = 20001", "count = 1e300"};
    static const size_t counts[] = {20000, 1, 1};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Arena arena = {0};
        Str text = str_format(&arena, "resource \"aws_s3_bucket\" \"b\" {\n  %s\n}\n", texts[i]);
        EstateExpect *made = read_file(str_terminated(&arena, text));
        estate_expect_errors(made, i == 0 ? 0 : 1);
        assert_int_equal(made->estate.resources.count, counts[i]);
        estate_expect_free(made);
        arena_free(&arena);
    }
}

/* local.a0 is 1, each other one the one before it. */
static size_t chain_errors(size_t length) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, S("locals {\n  a0 = \"x\"\n"));
    for (size_t i = 1; i <= length; i++) {
        buffer_add_format(&text, "  a%zu = local.a%zu\n", i, i - 1);
    }
    buffer_add_format(&text, "}\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = local.a%zu\n}\n%c",
                      length, 0);
    EstateExpect *made = read_file(text.bytes);
    const Resource *bucket = estate_find(&made->estate, S("aws_s3_bucket.b"));
    bool known = node_is_text(node_find(&bucket->properties, S("BucketName")), S("x"));
    estate_expect_free(made);
    return known ? 0 : 1;
}

TEST(directory_values_end_at_their_depth) {
    assert_int_equal(chain_errors(800), 0);
    assert_int_equal(chain_errors(1000), 1);
    assert_int_equal(chain_errors(100000), 1);
}
