/* SPDX-License-Identifier: Apache-2.0 */
/* test_cidr.c -- address blocks: RFC 4632 (IPv4), RFC 4291 (IPv6), RFC 1918 and 4193 (private). */
#include "tests/test.h"

#include "aws/cidr.h"

static Cidr parse(const char *text) {
    Cidr cidr = {0};
    if (!cidr_parse(str_from(text), &cidr)) fail_msg("%s is refused", text);
    return cidr;
}

TEST(cidr_prefixes) {
    assert_int_equal(parse("10.0.0.0/8").prefix, 8);
    assert_int_equal(parse("10.1.2.3").prefix, 32);
    assert_int_equal(parse("::1").prefix, 128);
    assert_int_equal(parse("2001:db8::/32").prefix, 32);
    assert_int_equal(parse(" 10.0.0.0/8 ").prefix, 8);
    assert_true(parse("::/0").v6);
    assert_false(parse("0.0.0.0/0").v6);
}

TEST(cidr_prefixes_end_at_the_address) {
    Cidr cidr = {0};
    assert_true(cidr_parse(S("10.0.0.0/32"), &cidr));
    assert_false(cidr_parse(S("10.0.0.0/33"), &cidr));
    assert_true(cidr_parse(S("::/128"), &cidr));
    assert_false(cidr_parse(S("::/129"), &cidr));
    assert_false(cidr_parse(S("10.0.0.0/-1"), &cidr));
}

TEST(cidr_host_bits_do_not_count) {
    Cidr cidr = parse("10.1.2.3/8");
    assert_int_equal(cidr.bytes[0], 10);
    assert_int_equal(cidr.bytes[1], 0);
    assert_true(cidr_contains(cidr, parse("10.255.255.255")));
    cidr = parse("192.168.1.129/25");
    assert_int_equal(cidr.bytes[3], 128);
}

TEST(cidr_contains_what_lies_inside) {
    assert_true(cidr_contains(parse("10.0.0.0/8"), parse("10.2.0.0/16")));
    assert_true(cidr_contains(parse("10.0.0.0/8"), parse("10.0.0.0/8")));
    assert_false(cidr_contains(parse("10.2.0.0/16"), parse("10.0.0.0/8")));
    assert_false(cidr_contains(parse("10.0.0.0/8"), parse("11.0.0.0/16")));
    assert_true(cidr_contains(parse("10.0.0.0/9"), parse("10.127.0.0/16")));
    assert_false(cidr_contains(parse("10.0.0.0/9"), parse("10.128.0.0/16")));
    assert_true(cidr_contains(parse("::/0"), parse("2001:db8::1")));
    assert_false(cidr_contains(parse("::/0"), parse("1.2.3.4")));
    assert_false(cidr_contains(parse("0.0.0.0/0"), parse("::1")));
}

TEST(cidr_any_is_every_address_of_a_family) {
    assert_true(cidr_is_any(parse("0.0.0.0/0")));
    assert_true(cidr_is_any(parse("::/0")));
    assert_true(cidr_is_any(parse("1.2.3.4/0")));
    assert_false(cidr_is_any(parse("0.0.0.0/1")));
}

TEST(cidr_private_blocks) {
    static const char *const inside[] = {"10.0.0.0/8",     "172.16.0.0/12", "172.31.255.255",
                                         "192.168.0.0/16", "100.64.0.0/10", "100.127.0.1/32",
                                         "127.0.0.1",      "169.254.1.1",   "fc00::/7",
                                         "fd12:3456::1",   "fe80::1",       "::1"};
    static const char *const outside[] = {
        "0.0.0.0/0",  "10.0.0.0/7", "172.32.0.0/16", "172.15.0.0",  "192.169.0.0",   "100.128.0.0",
        "100.63.0.0", "8.8.8.8",    "::/0",          "2001:db8::1", "192.168.0.0/15"};
    for (size_t i = 0; i < COUNT(inside); i++) {
        if (!cidr_is_private(parse(inside[i]))) fail_msg("%s is private", inside[i]);
    }
    for (size_t i = 0; i < COUNT(outside); i++) {
        if (cidr_is_private(parse(outside[i]))) fail_msg("%s is not private", outside[i]);
    }
}

TEST(cidr_refuses_what_is_no_block) {
    static const char *const wrong[] = {"",           "/8",        "10.0.0/8",     "10.0.0.0/",
                                        "10.0.0.0/a", "256.0.0.0", "10.0.0.0/8/8", ":::/0",
                                        "any",        "sg-123",    "10.0.0.0 /8"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        Cidr cidr = {.prefix = 77};
        if (cidr_parse(str_from(wrong[i]), &cidr)) fail_msg("\"%s\" is taken", wrong[i]);
        assert_int_equal(cidr.prefix, 77);
    }
}
