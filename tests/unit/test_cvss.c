/* SPDX-License-Identifier: Apache-2.0 */
/* test_cvss.c -- base scores: the examples that FIRST publishes with version 3.1 of the standard,
 * and vectors that are none. */
#include "tests/test.h"

#include "rule/cvss.h"

TEST(cvss_scores_the_published_examples) {
    static const struct {
        const char *name;
        const char *metrics;
        double score;
    } cases[] = {
        {"CVE-2013-0375 MySQL", "AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4},
        {"CVE-2014-3566 SSLv3", "AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1},
        {"CVE-2012-1516 VMware", "AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9},
        {"CVE-2009-0783 Tomcat", "AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2},
        {"CVE-2012-0384 Cisco IOS", "AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 8.8},
        {"CVE-2015-1098 iWork", "AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 7.8},
        {"CVE-2014-0160 OpenSSL", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5},
        {"CVE-2014-6271 Bash", "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
        {"CVE-2008-1447 DNS", "AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 6.8},
        {"CVE-2014-2005 Sophos", "AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 6.8},
        {"CVE-2010-0467 Joomla", "AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 5.8},
        {"CVE-2012-1342 Cisco ACL", "AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:L/A:N", 5.8},
        {"CVE-2013-6014 Juniper", "AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 9.3},
        {"CVE-2011-1265 Bluetooth", "AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.8},
        {"CVE-2014-2019 iOS", "AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 4.6},
        {"CVE-2015-0970 SearchBlox", "AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 8.8},
        {"CVE-2014-0224 OpenSSL", "AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 7.4},
        {"CVE-2012-5376 Chrome", "AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 9.6},
        {"CVE-2016-0128 SAM and LSAD", "AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:N", 6.8},
        {"CVE-2016-2118 SAMR", "AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H", 7.5},
        {"CVE-2013-1937 phpMyAdmin", "AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1},
        {"no impact", "AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", 0},
        {"everything", "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10},
        {"another order", "A:H/I:H/C:H/S:C/UI:N/PR:N/AC:L/AV:N", 10},
    };
    Arena arena = {0};
    for (size_t i = 0; i < COUNT(cases); i++) {
        double score = -1;
        Str wrong = S("");
        Str vector = str_join2(&arena, S("CVSS:3.1/"), str_from(cases[i].metrics));
        if (!cvss_score(vector, &score, &wrong) || score != cases[i].score) {
            fail_msg("%s: %f, wrong %.*s", cases[i].name, score, STR_ARGS(wrong));
        }
    }
    arena_free(&arena);
}

TEST(cvss_says_what_is_wrong_with_a_vector) {
    static const struct {
        const char *vector;
        const char *wrong;
    } cases[] = {
        {"", ""},
        {"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "AV:N"},
        {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "CVSS:3.0"},
        {"CVSS:3.1", "AV"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N", "A"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:X", "A:X"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:NN", "A:NN"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A", "A"},
        {"CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "AV:N"},
        {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:U", "E:U"},
        {"CVSS:3.1/AV:N/AC:L//PR:N/UI:N/S:U/C:H/I:N/A:N", ""},
        {"CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "av:N"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double score = -1;
        Str wrong = S("not set");
        assert_false(cvss_score(str_from(cases[i].vector), &score, &wrong));
        assert_true(score == -1);
        if (!str_equal(wrong, str_from(cases[i].wrong))) {
            fail_msg("%s: %.*s", cases[i].vector, STR_ARGS(wrong));
        }
    }
}
