/* SPDX-License-Identifier: Apache-2.0 */
/* test_infer.c -- the diagram of an estate: elements, the boundaries that they stand in, and which
 * of them a flow crosses. What the rows of each service say is in test_diagram_cases.c. */
#include "flow_expect.h"

static const char test_network[] =
    "Parameters: {Free: {Type: String}}\n"
    "Resources:\n"
    "  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
    "  I: {Type: AWS::EC2::InternetGateway}\n"
    "  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}\n"
    "  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, DestinationCidrBlock: "
    "0.0.0.0/0, GatewayId: !Ref I}}\n"
    "  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Outer, "
    "RouteTableId: !Ref T}}\n"
    "  Outer: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.1.0/24}}\n"
    "  Inner: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.0.2.0/24}}\n"
    "  Web: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, SecurityGroupIngress: "
    "[{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}}\n"
    "  Data: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, SecurityGroupIngress: "
    "[{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref Web}]}}\n"
    "  Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref Inner]}}\n"
    "  D: {Type: AWS::RDS::DBInstance, Properties: {DBSubnetGroupName: !Ref Group, "
    "VPCSecurityGroups: [!Ref Data], PubliclyAccessible: %s}}\n"
    "  S: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref %s, SecurityGroupIds: [!Ref Web], "
    "NetworkInterfaces: [], AssociatePublicIpAddress: %s}}\n";

static Model *draw(EstateExpect **made, const char *public, const char *subnet,
                   const char *address) {
    Arena arena = {0};
    Str text = str_format(&arena, test_network, public, subnet, address);
    Model *model = flow_expect_template(made, str_terminated(&arena, text));
    arena_free(&arena);
    return model;
}

static void expect_flows(const char *public, const char *subnet, const char *address,
                         const char *flows) {
    EstateExpect *made = NULL;
    Str found = flow_expect_flows(draw(&made, public, subnet, address));
    if (!str_equal(found, str_from(flows))) {
        fail_msg("%s %s %s:\n%.*snot\n%s", public, subnet, address, STR_ARGS(found), flows);
    }
    estate_expect_free(made);
}

/* Address, route and door: all three, or nobody comes in. */
TEST(infer_who_comes_in_from_the_internet) {
    expect_flows("false", "Outer", "true", "Internet users -> S: TCP 443\nS -> D: TCP 5432\n");
    expect_flows("false", "Outer", "false", "S -> D: TCP 5432\n");
    expect_flows("false", "Inner", "true", "S -> D: TCP 5432\n");
    expect_flows("false", "Outer", "!Ref Free",
                 "Internet users -> S: TCP 443 (maybe)\nS -> D: TCP 5432\n");
    /* a public database in a private subnet behind a group is not reached */
    expect_flows("true", "Inner", "false", "S -> D: TCP 5432\n");
}

TEST(infer_boundaries_that_flows_cross) {
    EstateExpect *made = NULL;
    const Model *model = draw(&made, "false", "Outer", "true");
    flow_expect_crosses(model, "Internet users -> S: TCP 443",
                        "Internet > AWS account > Region > V > public subnet Outer > security "
                        "group Web");
    flow_expect_crosses(model, "S -> D: TCP 5432",
                        "security group Web > public subnet Outer > private subnet Inner > "
                        "security group Data");
    estate_expect_free(made);
}

TEST(infer_boundaries_without_a_network) {
    EstateExpect *made = NULL;
    const Model *model = flow_expect_template(
        &made, "Resources:\n"
               "  Q: {Type: AWS::SQS::Queue}\n"
               "  F: {Type: AWS::Lambda::Function}\n"
               "  U: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: "
               "NONE}}\n"
               "  M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref F, "
               "EventSourceArn: !GetAtt Q.Arn}}\n"
               "  C: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: "
               "{Origins: [{DomainName: !GetAtt B.DomainName}]}}}\n"
               "  B: {Type: AWS::S3::Bucket}\n");
    flow_expect_crosses(model, "Q -> F: events (encrypted, authenticated)", "");
    flow_expect_crosses(model,
                        "Internet users -> F: HTTPS to the function's URL (encrypted, anonymous)",
                        "Internet > AWS account > Region");
    /* a distribution belongs to no Region */
    flow_expect_crosses(model, "C -> B: reads objects (encrypted)", "Region");
    estate_expect_free(made);
}

/* A type with both draw and part_of is an element only where it is part of nothing. */
TEST(infer_parts_are_no_elements) {
    EstateExpect *made = NULL;
    const Model *model = flow_expect_template(
        &made, "Resources:\n"
               "  C: {Type: AWS::RDS::DBCluster}\n"
               "  I: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref C}}\n"
               "  J: {Type: AWS::RDS::DBInstance}\n"
               "  T: {Type: AWS::ECS::TaskDefinition}\n"
               "  U: {Type: AWS::ECS::TaskDefinition}\n"
               "  S: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref T}}\n");
    assert_non_null(model_find_element(model, S("C")));
    assert_null(model_find_element(model, S("I")));
    assert_non_null(model_find_element(model, S("J")));
    assert_null(model_find_element(model, S("T")));
    assert_non_null(model_find_element(model, S("U")));
    assert_non_null(model_find_element(model, S("S")));
    estate_expect_free(made);
}

TEST(infer_an_administrator_is_told_of_once) {
    flow_expect("Resources:\n"
                "  B: {Type: AWS::S3::Bucket}\n"
                "  Q: {Type: AWS::SQS::Queue}\n"
                "  R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: "
                "[]}, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']}}\n"
                "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}\n",
                "F -> AWS console and API: may do everything in the account (encrypted, "
                "authenticated)\n");
}

/* So many queues that one role may send to. */
static size_t count_fanout(size_t queues) {
    EstateExpect *made = NULL;
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, S("Resources:\n"
                       "  R: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, "
                       "PolicyDocument: {Statement: [{Effect: Allow, Action: 'sqs:SendMessage', "
                       "Resource: '*'}]}}]}}\n"
                       "  F: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}\n"));
    for (size_t i = 0; i < queues; i++) {
        buffer_add_format(&out, "  Q%zu: {Type: AWS::SQS::Queue}\n", i);
    }
    Arena arena = {0};
    const Model *model = flow_expect_template(&made, str_terminated(&arena, buffer_text(&out)));
    size_t count = model->flow_count - 1; /* but that of the administrators */
    estate_expect_free(made);
    arena_free(&arena);
    return count;
}

TEST(infer_fanout_limit) {
    assert_int_equal(count_fanout(INFER_FANOUT_MAX), INFER_FANOUT_MAX);
    assert_int_equal(count_fanout(INFER_FANOUT_MAX + 1), 1);
}
