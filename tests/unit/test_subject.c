/* SPDX-License-Identifier: Apache-2.0 */
/* test_subject.c -- what rules on the model speak of. */
#include "flow_expect.h"
#include "threat/subject.h"
#include "threat/threat.h"

static const char subject_template[] =
    "Resources:\n"
    "  Front: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {DestinationBucketName: "
    "!Ref Log}}}\n"
    "  Log: {Type: AWS::S3::Bucket}\n";

static Str subject_text(const Subject *subject, const char *path) {
    return node_text(node_find_path(&subject->resource->properties, str_from(path)));
}

/* Administrators come from the internet into the account; logs stay within the Region. */
TEST(subject_crossings_are_one_for_each_boundary) {
    EstateExpect *made = NULL;
    Model *model = flow_expect_template(&made, subject_template);
    SubjectList flows = subject_flows(&made->arena, model);
    SubjectList crossings = subject_crossings(&made->arena, model);
    assert_int_equal(flows.count, 2);
    assert_int_equal(crossings.count, 2);
    const char *const boundaries[] = {"internet", "account"};
    for (size_t i = 0; i < crossings.count; i++) {
        const Subject *crossing = &crossings.items[i];
        assert_true(str_equal(crossing->resource->type, RULE_CROSSING));
        assert_true(str_equal(subject_text(crossing, "boundary.id"), str_from(boundaries[i])));
        assert_true(str_equal(subject_text(crossing, "flow.from.id"), S("actor:administrators")));
        assert_true(str_ends(crossing->resource->address, str_from(boundaries[i])));
        assert_ptr_equal(crossing->flow, crossings.items[0].flow);
    }
    estate_expect_free(made);
}

TEST(subject_leaves_out_what_is_out_of_scope) {
    EstateExpect *made = NULL;
    Model *model = flow_expect_template(&made, subject_template);
    size_t elements = subject_elements(&made->arena, model).count;
    model_find_element(model, S("Log"))->out_of_scope = true;
    assert_int_equal(subject_elements(&made->arena, model).count, elements - 1);
    assert_int_equal(subject_flows(&made->arena, model).count, 1);
    estate_expect_free(made);
}

TEST(subject_flow_says_what_is_not_known) {
    EstateExpect *made = NULL;
    Model *model = flow_expect_template(
        &made, "Resources:\n"
               "  Box: {Type: AWS::S3::Bucket}\n"
               "  Open:\n"
               "    Type: AWS::S3::BucketPolicy\n"
               "    Properties:\n"
               "      Bucket: !Ref Box\n"
               "      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: "
               "'s3:GetObject', Resource: !Sub '${Box.Arn}/*'}]}\n");
    SubjectList flows = subject_flows(&made->arena, model);
    bool found = false;
    for (size_t i = 0; i < flows.count; i++) {
        const Node *properties = &flows.items[i].resource->properties;
        if (!str_equal(subject_text(&flows.items[i], "to.id"), S("Box"))) continue;
        found = true;
        assert_true(node_is(node_find(properties, S("encrypted")), NODE_UNKNOWN));
        assert_false(node_find(properties, S("authenticated"))->boolean);
        assert_true(node_find(properties, S("certain"))->boolean);
        assert_true(flows.items[i].evidence.count > 0);
    }
    assert_true(found);
    estate_expect_free(made);
}
