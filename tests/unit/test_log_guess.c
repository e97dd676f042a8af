/* SPDX-License-Identifier: Apache-2.0 */
/* test_log_guess.c -- whatever order the keys of records have, and however they are written, each
 * value is found under its own name: what the reader guesses must never show. The records are made
 * at random; what each key's value is, the test knows as it writes them. */
#include "tests/unit/log_expect.h"

/* Names that begin alike, that are as long as what is guessed and longer, that have an escape. */
static const char *const guess_names[] = {
    "a",
    "awsRegion",
    "awsRegio",
    "eventCategory",
    "eventCategories",
    "abcdefghijklmnopqrstuvwxyzAB",      /* 28: with quotes and colon 31 */
    "abcdefghijklmnopqrstuvwxyzABC",     /* 32 */
    "abcdefghijklmnopqrstuvwxyzABCD",    /* 33 */
    "abcdefghijklmnopqrstuvwxyzABCDEF",  /* 35 */
    "abcdefghijklmnopqrstuvwxyzABCDEFG", /* one more */
    "with\\\"quote",
    "with\\\":colon",
    "",
};

enum { GUESS_NAMES = COUNT(guess_names), GUESS_RECORDS = 2000 };

/* Names in between that nobody asks for, so many that keys share the places of guesses. */
enum { GUESS_FILLERS = LOG_GUESS_COUNT * 2 };

/* A value that is a list, whose first text is LIST_TEXT. */
#define LIST "[{\"a\":\"}x\",\"top\":{\"a\":0}},[]]"
#define LIST_TEXT "}x"
enum { LIST_NUMBER = 5000 };

/* The fields that are asked for: those of every other name, alone and one level down. */
#define GUESS_FIELDS                                                           \
    "a awsRegio eventCategories abcdefghijklmnopqrstuvwxyzABC "                \
    "abcdefghijklmnopqrstuvwxyzABCDEF top.a top.awsRegio top.eventCategories " \
    "top.abcdefghijklmnopqrstuvwxyzABC top.abcdefghijklmnopqrstuvwxyzABCDEF other.a"
enum { GUESS_ASKED = 5 };
static const size_t guess_asked[GUESS_ASKED] = {0, 2, 4, 6, 8};

typedef struct GuessMaker {
    uint64_t seed;
    Buffer text, wanted;
} GuessMaker;

static size_t maker_random(GuessMaker *maker, size_t below) {
    maker->seed = maker->seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(maker->seed >> 33) % below;
}

static void maker_add(GuessMaker *maker, const char *text) {
    buffer_add(&maker->text, str_from(text));
}

/* An object's members in any order, each at most once, with blanks as they come; notes the number
 * that each one's value is. */
static void maker_members(GuessMaker *maker, size_t numbers[GUESS_NAMES]) {
    static const char *const colons[] = {":", ":", ":", " :", ": ", " : ", "\n:\t"};
    size_t offset = maker_random(maker, GUESS_NAMES), step = 1 + maker_random(maker, 3);
    for (size_t i = 0; i < GUESS_NAMES; i++) numbers[i] = 0;
    for (size_t i = 0; i < GUESS_NAMES; i++) {
        size_t name = (offset + i * step) % GUESS_NAMES; /* 13 is a prime: each comes once */
        if (maker_random(maker, 3) == 0) {
            buffer_add_format(&maker->text, "\"k%zu\":{},", maker_random(maker, GUESS_FILLERS));
        }
        if (maker_random(maker, 8) == 0) continue;
        numbers[name] = 1 + maker_random(maker, 1000);
        buffer_add_format(&maker->text, "\"%s\"%s", guess_names[name],
                          colons[maker_random(maker, COUNT(colons))]);
        if (maker_random(maker, 6) == 0) numbers[name] = LIST_NUMBER;
        if (numbers[name] == LIST_NUMBER) {
            maker_add(maker, LIST);
        } else {
            const char *quote = maker_random(maker, 2) == 0 ? "" : "\"";
            buffer_add_format(&maker->text, "%s%zu%s", quote, numbers[name], quote);
        }
        maker_add(maker, maker_random(maker, 2) == 0 ? "," : " ,\n");
    }
}

static void maker_want(GuessMaker *maker, const size_t numbers[GUESS_NAMES]) {
    for (size_t i = 0; i < GUESS_ASKED; i++) {
        size_t number = numbers[guess_asked[i]];
        buffer_add_byte(&maker->wanted, '|');
        if (number == LIST_NUMBER) {
            buffer_add(&maker->wanted, S(LIST_TEXT));
        } else if (number > 0) {
            buffer_add_format(&maker->wanted, "%zu", number);
        }
    }
}

/* A record whose keys are the names, one of which may stand in front of an object with the same. */
static void maker_record(GuessMaker *maker) {
    size_t numbers[GUESS_NAMES], below[GUESS_NAMES] = {0};
    bool has_object = maker_random(maker, 3) > 0;
    maker_add(maker, "{\"eventName\":\"x\",");
    maker_members(maker, numbers);
    if (has_object) {
        maker_add(maker, "\"top\":{");
        maker_members(maker, below);
        maker_add(maker, "\"z\":0},");
    }
    maker_add(maker, "\"eventID\":\"1\",\"other\":{\"awsRegio\":1,\"a\":\"other\"}}");
    buffer_add(&maker->wanted, S("cloudtrail "));
    maker_want(maker, numbers);
    maker_want(maker, below);
    buffer_add(&maker->wanted, S("|other\n"));
}

static void expect_guesses(uint64_t seed, bool hasten) {
    GuessMaker maker = {.seed = seed};
    LogExpect *expect = log_expect_make(S(GUESS_FIELDS));
    for (size_t i = 0; hasten && i < expect->field_count; i++) {
        log_field_hasten(expect->keys, &expect->fields[i]);
    }
    log_reader_free(expect->reader); /* it was made before all keys were known */
    expect->reader = log_reader_make(expect->keys, log_expect_take, expect);
    for (size_t i = 0; i < GUESS_RECORDS; i++) maker_record(&maker);
    assert_true(log_reader_read_text(expect->reader, S("made.json"), buffer_text(&maker.text)));
    Str seen = buffer_text(&expect->seen), wanted = buffer_text(&maker.wanted);
    while (wanted.len > 0) {
        Str line = str_cut(&wanted, '\n'), got = str_cut(&seen, '\n');
        if (!str_equal(line, got)) fail_msg("%.*s, not %.*s", STR_ARGS(got), STR_ARGS(line));
    }
    assert_int_equal(seen.len, 0);
    buffer_free(&maker.text);
    buffer_free(&maker.wanted);
    log_expect_free(expect);
}

TEST(keys_in_any_order_keep_their_values) {
    for (uint64_t seed = 1; seed <= 4; seed++) {
        expect_guesses(seed, false);
        expect_guesses(seed, true);
    }
}
