/* SPDX-License-Identifier: Apache-2.0 */
/* test_secret.c -- what is taken for a credential and how it is masked. */
#include "tests/test.h"

#include "text/secret.h"

#include <stdio.h>

static void mask(const char *name, const char *value, const char *shown) {
    Arena arena = {0};
    Str got = secret_mask(&arena, str_from(name), str_from(value));
    if (!str_equal(got, str_from(shown))) {
        fail_msg("%s: %s is shown as %.*s, not %s", name, value, STR_ARGS(got), shown);
    }
    arena_free(&arena);
}

TEST(secrets_under_telling_names) {
    static const char *const names[] = {"MasterUserPassword",    "DB_PASSWORD", "AuthToken",
                                        "ClientSecret",          "API_KEY",     "apiKey",
                                        "AWS_SECRET_ACCESS_KEY", "private_key", "credential"};
    for (size_t i = 0; i < COUNT(names); i++) mask(names[i], "hunter2hunter2", "***");
}

TEST(secrets_are_not_names_places_and_switches) {
    mask("SecretArn", "arn:aws:secretsmanager:us-east-1:1:secret:x",
         "arn:aws:secretsmanager:us-east-1:1:secret:x");
    mask("SecretName", "production/db", "production/db");
    mask("TokenUrl", "https://example.com/token", "https://example.com/token");
    mask("PasswordLength", "1234567", "1234567");
    mask("ManageMasterUserPassword", "enabled", "enabled");
    mask("RequireSecret", "false", "false");
    mask("Password", "{{resolve:ssm-secure:db:1}}", "{{resolve:ssm-secure:db:1}}");
    mask("BucketName", "hunter2hunter2", "hunter2hunter2");
}

TEST(secrets_by_their_shape) {
    mask("X", "AKIAIOSFODNN7EXAMPLE", "***");
    mask("X", "ASIAIOSFODNN7EXAMPLE", "***");
    mask("X", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "***");
    mask("X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "***");
    mask("X", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "***");
    mask("X", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPL");     /* 19 characters */
    mask("X", "AKIAIOSFODNN7EXAMPLES", "AKIAIOSFODNN7EXAMPLES"); /* 21 */
    mask("X", "ghp_short", "ghp_short");
}

TEST(secrets_inside_of_longer_text) {
    mask("UserData", "export K=AKIAIOSFODNN7EXAMPLE; run", "export K=***; run");
    mask("Url", "postgres://app:hunter2@db:5432/x", "postgres://app:***@db:5432/x");
    mask("Url", "a://u:p@h b://v:q@i", "a://u:***@h b://v:***@i");
    mask("Url", "https://example.com:8080/a@b", "https://example.com:8080/a@b");
    mask("Url", "https://user@example.com", "https://user@example.com");
    mask("Word", "XAKIAIOSFODNN7EXAMPLE", "XAKIAIOSFODNN7EXAMPLE"); /* in the middle of a word */
}

/* Places are looked at four at a time. */
TEST(secrets_at_any_place) {
    static const char *const secrets[] = {"AKIAIOSFODNN7EXAMPLE",
                                          "ASIAIOSFODNN7EXAMPLE",
                                          "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
                                          "gho_abcdefghijklmnopqrstuvwxyz0123456789",
                                          "ghs_abcdefghijklmnopqrstuvwxyz0123456789",
                                          "github_pat_abcdefghijklmnopqrstuvwxyz0123456789",
                                          "glpat-abcdefghijklmnopqrst",
                                          "xoxb-abcdefghijklmnopqrst",
                                          "xoxp-abcdefghijklmnopqrst",
                                          "sk_live_abcdefghijklmnopqrst",
                                          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"};
    for (size_t i = 0; i < COUNT(secrets); i++) {
        for (int before = 0; before < 9; before++) {
            for (int behind = 0; behind < 6; behind++) {
                char value[128], shown[128];
                snprintf(value, sizeof(value), "%.*s%s%.*s", before, "        ", secrets[i], behind,
                         "      ");
                snprintf(shown, sizeof(shown), "%.*s***%.*s", before, "        ", behind, "      ");
                mask("", value, shown);
                mask("X", value, shown);
            }
        }
    }
    mask("", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "***");
    mask("", "  -----BEGIN PRIVATE KEY-----", "***");
    mask("", "- -- --- no key", "- -- --- no key");
    mask("", "{{resolve:ssm-secure:db:1}}", "{{resolve:ssm-secure:db:1}}");
}

TEST(secrets_are_not_short_words) {
    mask("Password", "short", "short"); /* five bytes: a placeholder, not a password */
    mask("Password", "longer", "***");
}

/* Masking looks at each byte a bounded number of times: this takes no time, or minutes. */
TEST(secrets_in_large_text) {
    enum { ROUNDS = 200000 };
    Arena arena = {0};
    Str parts[] = {S("://a"), S("eyJ-"), S("AKIA"), S("ghp_-")};
    for (size_t p = 0; p < COUNT(parts); p++) {
        char *text = arena_alloc(&arena, ROUNDS * parts[p].len);
        for (size_t i = 0; i < ROUNDS; i++) {
            memcpy(text + i * parts[p].len, parts[p].ptr, parts[p].len);
        }
        Str value = {text, ROUNDS * parts[p].len};
        assert_true(secret_mask(&arena, S("X"), value).len <= value.len);
    }
    arena_free(&arena);
}
