/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_chain.c -- chains of credentials: back to whoever began, on to all that came of a key,
 * circles, and the order in which links come. */
#include "hunt/log_chain.h"
#include "tests/test.h"

typedef struct ChainTest {
    Arena arena, scratch;
    LogKeys *keys;
    LogChain chain;
    LogEvent event; /* one without any field */
    uint32_t *slots;
} ChainTest;

static ChainTest chain_test_make(void) {
    ChainTest test = {0};
    test.keys = log_keys_make(&test.arena);
    assert_true(log_chain_make(&test.arena, test.keys, &test.chain));
    test.slots = ARENA_ARRAY(&test.arena, uint32_t, LOG_KEYS_MAX);
    test.event = (LogEvent){.base = "{}", .slots = test.slots, .keys = test.keys};
    return test;
}

static void chain_test_free(ChainTest *test) {
    arena_free(&test->arena);
    arena_free(&test->scratch);
}

/* by, with by_key, was given key at time. */
static void give(ChainTest *test, LogChain *chain, const char *links, int64_t time) {
    Str rest = str_from(links);
    Deed deed = {.has_time = true, .time = time};
    deed.texts[LOG_FACT_PRINCIPAL] = str_cut(&rest, ' ');
    deed.texts[LOG_FACT_KEY] = str_cut(&rest, ' ');
    deed.texts[LOG_FACT_GIVEN] = rest;
    deed.texts[LOG_FACT_NAME] = S("AssumeRole");
    log_chain_add(chain, &test->event, &deed, &test->scratch);
}

/* The principals from the first one to the one that asked for key, with blanks between. */
static void expect_trace(const LogChain *chain, Str key, const char *expected) {
    const LogLink *links[LOG_CHAIN_DEPTH_MAX];
    CLEANUP(arena_free) Arena arena = {0};
    Str seen = S("");
    size_t count = log_chain_trace(chain, key, links, COUNT(links));
    for (size_t i = 0; i < count; i++) {
        seen = i == 0 ? links[i]->by : str_join3(&arena, seen, S(" "), links[i]->by);
    }
    assert_true(str_equal(seen, str_from(expected)));
}

TEST(chain_leads_back_to_who_began) {
    ChainTest test = chain_test_make();
    give(&test, &test.chain, "role/a ASIA2 ASIA3", 20); /* in whichever order files are read */
    give(&test, &test.chain, "alice AKIA1 ASIA2", 10);
    expect_trace(&test.chain, S("ASIA3"), "alice role/a");
    expect_trace(&test.chain, S("ASIA2"), "alice");
    expect_trace(&test.chain, S("AKIA1"), "");
    expect_trace(&test.chain, S(""), "");
    chain_test_free(&test);
}

TEST(chain_ends_a_circle_where_it_closes) {
    ChainTest test = chain_test_make();
    give(&test, &test.chain, "a K1 K2", 1);
    give(&test, &test.chain, "b K2 K1", 2);
    give(&test, &test.chain, "c K3 K3", 3);
    expect_trace(&test.chain, S("K1"), "a b");
    expect_trace(&test.chain, S("K3"), "c");
    Map keys = map_make(&test.arena);
    map_set(&keys, S("K1"), &test);
    log_chain_follow(&test.chain, S(""), &keys);
    assert_int_equal(keys.count, 2);
    chain_test_free(&test);
}

TEST(chain_has_a_depth) {
    ChainTest test = chain_test_make();
    for (int i = 0; i <= LOG_CHAIN_DEPTH_MAX; i++) {
        give(&test, &test.chain,
             str_terminated(&test.arena, str_format(&test.arena, "p%d K%d K%d", i, i, i + 1)), i);
    }
    const LogLink *links[LOG_CHAIN_DEPTH_MAX + 1];
    size_t count = log_chain_trace(&test.chain, S("K32"), links, COUNT(links));
    assert_int_equal(count, LOG_CHAIN_DEPTH_MAX);
    assert_true(str_equal(links[0]->by, S("p0")));
    count = log_chain_trace(&test.chain, S("K33"), links, COUNT(links));
    assert_int_equal(count, LOG_CHAIN_DEPTH_MAX);
    assert_true(str_equal(links[0]->by, S("p1"))); /* the last ones are kept */
    chain_test_free(&test);
}

TEST(chain_keeps_the_same_link_in_any_order) {
    ChainTest test = chain_test_make();
    LogChain left = log_chain_like(&test.chain, &test.arena);
    LogChain right = log_chain_like(&test.chain, &test.arena);
    give(&test, &left, "late K1 K9", 20);
    give(&test, &right, "early K2 K9", 10);
    LogChain both = log_chain_like(&test.chain, &test.arena);
    log_chain_merge(&both, &left);
    log_chain_merge(&both, &right);
    expect_trace(&both, S("K9"), "early");
    both = log_chain_like(&test.chain, &test.arena);
    log_chain_merge(&both, &right);
    log_chain_merge(&both, &left);
    expect_trace(&both, S("K9"), "early");
    chain_test_free(&test);
}

TEST(chain_follows_all_that_came_of_a_key_or_a_principal) {
    ChainTest test = chain_test_make();
    give(&test, &test.chain, "arn:aws:iam::111122223333:user/alice K1 K2", 1);
    give(&test, &test.chain, "role/a K2 K3", 2);
    give(&test, &test.chain, "role/a K2 K4", 3);
    give(&test, &test.chain, "arn:aws:iam::111122223333:user/malice K7 K8", 4);
    Map keys = map_make(&test.arena);
    map_set(&keys, S("K2"), &test);
    log_chain_follow(&test.chain, S(""), &keys);
    assert_int_equal(keys.count, 3);
    keys = map_make(&test.arena);
    log_chain_follow(&test.chain, S("alice"), &keys);
    assert_int_equal(keys.count, 3);
    assert_non_null(map_find(&keys, S("K4")));
    assert_null(map_find(&keys, S("K8")));
    chain_test_free(&test);
}

TEST(chain_says_when_it_is_full) {
    ChainTest test = chain_test_make();
    test.chain.taken = LOG_CHAIN_LINKS_MAX - 1;
    give(&test, &test.chain, "alice K1 K2", 1);
    assert_int_equal(test.chain.refused, 0);
    give(&test, &test.chain, "alice K1 K3", 1);
    assert_int_equal(test.chain.refused, 1);
    assert_null(log_chain_find(&test.chain, S("K3")));
    chain_test_free(&test);
}
