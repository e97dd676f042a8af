/* SPDX-License-Identifier: Apache-2.0 */
/* test_network.c -- doors of security groups, and which subnets lead to the internet. */
#include "estate_expect.h"
#include "model/network.h"

static EstateExpect *read(const char *resources) {
    EstateExpect *made = estate_expect_make(true, false);
    Str text = str_format(&made->arena,
                          "Parameters: {Free: {Type: String}}\nResources:\n"
                          "  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n%s",
                          resources);
    estate_expect_read(made, str_terminated(&made->arena, text));
    return made;
}

/* "internet TCP 443; group H UDP 53; range TCP 22; unknown": the doors of G. */
static void expect_doors(const char *ingress, const char *wanted) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "  H: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V}}\n"
                          "  P: {Type: AWS::EC2::PrefixList, Properties: {Entries: [{Cidr: "
                          "0.0.0.0/0}, {Cidr: 10.1.0.0/16}]}}\n"
                          "  G: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref V, "
                          "SecurityGroupIngress: %s}}\n",
                          ingress);
    EstateExpect *made = read(str_terminated(&arena, text));
    Network network = network_make(&made->arena, &made->estate);
    const NetworkDoors *doors = network_doors(&network, estate_expect_find(made, "G"));
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < doors->count; i++) {
        const NetworkDoor *door = &doors->items[i];
        if (i > 0) buffer_add(&out, S("; "));
        if (door->truth == TRUTH_UNKNOWN) buffer_add(&out, S("perhaps "));
        if (door->from != NULL) {
            buffer_add_format(&out, "group %.*s ", STR_ARGS(door->from->address));
        } else {
            buffer_add(&out, door->internet   ? S("internet ")
                             : door->has_cidr ? S("range ")
                                              : S("else "));
        }
        buffer_add(&out, door->ports);
    }
    if (!str_equal(buffer_text(&out), str_from(wanted))) {
        fail_msg("%s\n  is  %.*s\n  not %s", ingress, STR_ARGS(buffer_text(&out)), wanted);
    }
    estate_expect_free(made);
    arena_free(&arena);
}

TEST(network_doors_by_source) {
    expect_doors("[]", "");
    expect_doors("[{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]",
                 "internet TCP 443");
    expect_doors("[{IpProtocol: '6', FromPort: 1, ToPort: 9, CidrIpv6: '::/0'}]",
                 "internet TCP 1-9");
    expect_doors("[{IpProtocol: -1, CidrIp: 10.0.0.0/8}]", "range all traffic");
    expect_doors("[{IpProtocol: udp, FromPort: 53, ToPort: 53, CidrIp: 128.0.0.0/1}]",
                 "internet UDP 53");
    expect_doors("[{IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 192.0.2.1/32}]",
                 "range ICMP");
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref H}]",
                 "group H TCP 22");
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref P}]",
                 "internet TCP 22; range TCP 22");
}

TEST(network_doors_that_are_not_known) {
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Free}]",
                 "perhaps internet TCP 22");
    /* the VPC's own range is never the internet */
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !GetAtt V.CidrBlock}]",
                 "perhaps else TCP 22");
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, SourcePrefixListId: !Ref Free}]",
                 "perhaps else TCP 22");
    expect_doors("!Ref Free", "perhaps internet it is not known whom it lets in");
    expect_doors("[{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: nonsense}]",
                 "perhaps internet TCP 22");
}

TEST(network_doors_limit) {
    EstateExpect *made = estate_expect_make(true, false);
    for (size_t count = NETWORK_DOORS_MAX; count <= NETWORK_DOORS_MAX + 1; count++) {
        CLEANUP(buffer_free) Buffer out = {0};
        buffer_add(&out,
                   S("  G: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupIngress: ["));
        for (size_t i = 0; i < count; i++) {
            buffer_add_format(&out, "{IpProtocol: tcp, FromPort: %zu, CidrIp: 10.0.0.0/8},", i);
        }
        buffer_add(&out, S("]}}\n"));
        EstateExpect *one = read(str_terminated(&made->arena, buffer_text(&out)));
        Network network = network_make(&one->arena, &one->estate);
        const NetworkDoors *doors = network_doors(&network, estate_expect_find(one, "G"));
        assert_int_equal(doors->count, NETWORK_DOORS_MAX);
        estate_expect_free(one);
    }
    estate_expect_free(made);
}

/* Whether subnet N leads to the internet. */
static void expect_open(const char *resources, Truth wanted) {
    Arena arena = {0};
    Str text = str_format(&arena,
                          "  I: {Type: AWS::EC2::InternetGateway}\n"
                          "  N: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V}}\n%s",
                          resources);
    EstateExpect *made = read(str_terminated(&arena, text));
    Network network = network_make(&made->arena, &made->estate);
    Claim claim = network_subnet_open(&network, &made->input.model, estate_expect_find(made, "N"));
    if (claim_truth(&claim) != wanted) fail_msg("%s is %d", resources, claim_truth(&claim));
    estate_expect_free(made);
    arena_free(&arena);
}

#define TABLE                                                                            \
    "  T: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}\n"                   \
    "  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref N, " \
    "RouteTableId: !Ref T}}\n"
#define ROUTE(destination, target)                                                             \
    "  R: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref T, " destination ", " target \
    "}}\n"

TEST(network_routes) {
    expect_open("", TRUTH_FALSE); /* the main table of the VPC has only its own range */
    expect_open(TABLE, TRUTH_FALSE);
    expect_open(TABLE ROUTE("DestinationCidrBlock: 0.0.0.0/0", "GatewayId: !Ref I"), TRUTH_TRUE);
    expect_open(TABLE ROUTE("DestinationIpv6CidrBlock: '::/0'", "GatewayId: !Ref I"), TRUTH_TRUE);
    expect_open(TABLE ROUTE("DestinationCidrBlock: 10.9.0.0/16", "GatewayId: !Ref I"), TRUTH_FALSE);
    expect_open(TABLE ROUTE("DestinationCidrBlock: 0.0.0.0/0", "NatGatewayId: nat-1"), TRUTH_FALSE);
    expect_open(TABLE ROUTE("DestinationCidrBlock: 0.0.0.0/0", "GatewayId: igw-0123"), TRUTH_TRUE);
    expect_open(TABLE ROUTE("DestinationCidrBlock: 0.0.0.0/0", "GatewayId: !Ref Free"),
                TRUTH_UNKNOWN);
    expect_open(TABLE ROUTE("DestinationCidrBlock: !Ref Free", "GatewayId: !Ref I"), TRUTH_UNKNOWN);
    expect_open("  G: {Type: AWS::EC2::VPNGateway}\n" TABLE ROUTE("DestinationCidrBlock: 0.0.0.0/0",
                                                                  "GatewayId: !Ref G"),
                TRUTH_FALSE);
    expect_open("  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref N, "
                "RouteTableId: rtb-1}}\n",
                TRUTH_UNKNOWN);
}

TEST(network_routes_of_a_vpc_that_was_not_read) {
    EstateExpect *made = estate_expect_make(true, false);
    estate_expect_read(made,
                       "Resources:\n  N: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1}}\n");
    Network network = network_make(&made->arena, &made->estate);
    Claim claim = network_subnet_open(&network, &made->input.model, estate_expect_find(made, "N"));
    assert_int_equal(claim_truth(&claim), TRUTH_UNKNOWN);
    estate_expect_free(made);
}

/* Main tables exist by name in Terraform only. */
TEST(network_main_tables) {
    static const char common[] = "resource \"aws_vpc\" \"v\" {}\n"
                                 "resource \"aws_internet_gateway\" \"i\" {}\n"
                                 "resource \"aws_subnet\" \"n\" { vpc_id = aws_vpc.v.id }\n";
    static const char *const tables[] = {
        "resource \"aws_default_route_table\" \"t\" {\n"
        "  default_route_table_id = aws_vpc.v.default_route_table_id\n"
        "  route {\n    cidr_block = \"0.0.0.0/0\"\n    gateway_id = aws_internet_gateway.i.id\n  "
        "}\n}\n",
        "resource \"aws_route_table\" \"t\" {\n  vpc_id = aws_vpc.v.id\n"
        "  route {\n    cidr_block = \"0.0.0.0/0\"\n    gateway_id = aws_internet_gateway.i.id\n  "
        "}\n}\n"
        "resource \"aws_main_route_table_association\" \"m\" {\n  vpc_id = aws_vpc.v.id\n"
        "  route_table_id = aws_route_table.t.id\n}\n"};
    for (size_t i = 0; i < COUNT(tables); i++) {
        EstateExpect *made = estate_expect_make(true, false);
        Str text = str_format(&made->arena, "%s%s", common, tables[i]);
        input_add_terraform(&made->input, S("main.tf"), text);
        input_finish(&made->input);
        Network network = network_make(&made->arena, &made->estate);
        Claim claim = network_subnet_open(&network, &made->input.model,
                                          estate_expect_find(made, "aws_subnet.n"));
        if (claim_truth(&claim) != TRUTH_TRUE) fail_msg("%s is %d", tables[i], claim_truth(&claim));
        estate_expect_free(made);
    }
}
