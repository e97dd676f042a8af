/* SPDX-License-Identifier: Apache-2.0 */
/* log_guess.h -- which key of a record comes next. Records of one service have the same keys in
 * nearly the same order: what follows "awsRegion" is always the same, and what follows "userAgent"
 * one of a few. So each key remembers the two that followed it last: a look at 32 bytes tells
 * whether one is there again, and its slot is known without a search. Not for other folders;
 * inline, for it runs once per key of each record. */
#ifndef MERLON_LOGS_LOG_GUESS_H
#define MERLON_LOGS_LOG_GUESS_H

#include "logs/log_keys.h"

enum {
    LOG_GUESS_BYTES = 32,  /* of a name, its quotes and the colon; longer ones aren't guessed */
    LOG_GUESS_COUNT = 256, /* a power of two; keys that share a place only take longer */
    LOG_GUESS_MASK = LOG_GUESS_COUNT - 1,
    LOG_GUESS_TOP = LOG_KEYS_MAX
};

/* What followed a key of an object. All zero: nothing is known. */
typedef struct LogGuess LogGuess;

struct LogGuess {
    uint64_t words[LOG_GUESS_BYTES / 8]; /* the name in quotes and the colon, then zeros */
    uint64_t masks[LOG_GUESS_BYTES / 8]; /* all ones where words count */
    size_t parent;  /* 1 + the slot of the object's own name, or LOG_GUESS_TOP for a record's */
    size_t slot;    /* SIZE_MAX: nobody wants the key */
    LogGuess *next; /* what follows this key */
};

typedef struct LogGuesses {
    LogGuess items[LOG_GUESS_COUNT]; /* what came last */
    LogGuess older[LOG_GUESS_COUNT]; /* what came before that, at the same place */
} LogGuesses;

/* The guess of an object's first key. */
static inline LogGuess *log_guess_first(LogGuesses *guesses, size_t parent) {
    return &guesses->items[(parent + 1) * UINT64_C(0x9E3779B97F4A7C15) >> 32 & LOG_GUESS_MASK];
}

/* Whether the guessed key begins at ptr: its colon is a token then. LOG_GUESS_BYTES must be
 * readable. */
static inline bool log_guess_fits(const LogGuess *guess, size_t parent, const char *ptr) {
    uint64_t differ = guess->parent ^ (parent + 1), word;
    for (size_t i = 0; i < COUNT(guess->words); i++) {
        memcpy(&word, ptr + i * sizeof(word), sizeof(word));
        differ |= (word ^ guess->words[i]) & guess->masks[i];
    }
    return differ == 0;
}

/* When the key before the guessed one begins at ptr, it is guessed from now on, else any other. */
static inline bool log_guess_turn(LogGuesses *guesses, LogGuess *guess, size_t parent,
                                  const char *ptr) {
    LogGuess *older = &guesses->older[guess - guesses->items], last = *guess;
    bool fits = log_guess_fits(older, parent, ptr);
    if (fits) *guess = *older;
    *older = last;
    return fits;
}

/* Notes the key that stood there instead; eight bytes from its name on must be readable. */
static inline void log_guess_note(LogGuesses *guesses, LogGuess *guess, size_t parent, Str name,
                                  size_t slot) {
    size_t next = (log_keys_hash(name.ptr, name.len) + parent) & LOG_GUESS_MASK;
    *guess = (LogGuess){.slot = slot, .next = &guesses->items[next]};
    if (name.len + 3 > LOG_GUESS_BYTES) return;
    char *words = (char *)guess->words;
    guess->parent = parent + 1;
    words[0] = '"';
    memcpy(words + 1, name.ptr, name.len);
    memcpy(words + 1 + name.len, "\":", 2);
    memset(guess->masks, 0xFF, name.len + 3);
}

#endif
