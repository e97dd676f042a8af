/* SPDX-License-Identifier: Apache-2.0 */
/* playbook_form.h -- reads maps of a playbook by tables of the keys that they may have: a new key
 * is one row of such a table and one member of a struct. Problems are collected, with their place
 * and with what would be right, and reading goes on. */
#ifndef MERLON_RESPOND_PLAYBOOK_FORM_H
#define MERLON_RESPOND_PLAYBOOK_FORM_H

#include "base/error.h"
#include "text/node.h"

enum {
    PLAYBOOK_TEXT_BYTES_MAX = 4096, /* a paragraph, or a command with a policy in it */
    PLAYBOOK_ITEMS_MAX = 200        /* of any list in a playbook */
};

typedef struct PlaybookTexts {
    Str *items;
    size_t count;
} PlaybookTexts;

/* Words that a key takes; their places in the list are what is kept. */
typedef struct PlaybookWords {
    const Str *items;
    size_t count;
} PlaybookWords;

typedef enum PlaybookFieldKind {
    PLAYBOOK_FIELD_TEXT,    /* Str */
    PLAYBOOK_FIELD_TEXTS,   /* PlaybookTexts: at least one, each once */
    PLAYBOOK_FIELD_WORD,    /* int: one of the words */
    PLAYBOOK_FIELD_WORD_SET /* uint32_t: 1 << place of each */
} PlaybookFieldKind;

/* A key, and where in the struct its value goes. */
typedef struct PlaybookField {
    Str name;
    size_t offset;
    PlaybookFieldKind kind;
    bool required;
    const PlaybookWords *words;
} PlaybookField;

/* The keys of one kind of map. */
typedef struct PlaybookForm {
    const char *what; /* "a step" */
    const PlaybookField *fields;
    size_t count;
    PlaybookWords others; /* keys that the caller reads */
} PlaybookForm;

typedef struct PlaybookReader {
    Arena *arena;
    Str path;
    ErrorList *errors;
} PlaybookReader;

/* Notes what is wrong at node (NULL: with the file as a whole); returns false. */
bool playbook_form_fail(const PlaybookReader *reader, const Node *node, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* Reads a map into target, a struct. Texts are trimmed and live as long as node. False when
 * something was wrong: each problem was noted, and what was right is in target. */
bool playbook_form_read(const PlaybookReader *reader, const PlaybookForm *form, const Node *map,
                        void *target);

/* "one, two or three" of words, in arena. */
Str playbook_form_words(Arena *arena, PlaybookWords words);

#endif
