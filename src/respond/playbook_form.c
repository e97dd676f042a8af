/* SPDX-License-Identifier: Apache-2.0 */
/* playbook_form.c -- see playbook_form.h. */
#include "respond/playbook_form.h"

#include "base/buffer.h"
#include "base/near.h"

#include <stdarg.h>
#include <stdio.h>

bool playbook_form_fail(const PlaybookReader *reader, const Node *node, const char *format, ...) {
    char message[ERROR_MESSAGE_BYTES_MAX];
    Error err = {0};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(&err, reader->path, node == NULL ? 0 : node->line, node == NULL ? 0 : node->column,
              "%s", message);
    error_list_add(reader->errors, reader->arena, &err);
    return false;
}

Str playbook_form_words(Arena *arena, PlaybookWords words) {
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < words.count; i++) {
        if (i > 0) buffer_add(&out, i + 1 == words.count ? S(" or ") : S(", "));
        buffer_add(&out, words.items[i]);
    }
    return str_copy(arena, buffer_text(&out));
}

/* ---- values ---- */

static bool form_read_text(const PlaybookReader *reader, const Node *node, Str *ret_text) {
    Str text = str_trim(node_text(node));
    if (!node_is(node, NODE_STRING)) {
        return playbook_form_fail(reader, node, "is %s; should be text", node_kind_name(node));
    }
    if (text.len == 0) return playbook_form_fail(reader, node, "is an empty text");
    if (text.len > PLAYBOOK_TEXT_BYTES_MAX) {
        return playbook_form_fail(reader, node, "is longer than %d bytes", PLAYBOOK_TEXT_BYTES_MAX);
    }
    *ret_text = text;
    return true;
}

static bool texts_hold(const PlaybookTexts *texts, Str text) {
    for (size_t i = 0; i < texts->count; i++) {
        if (str_equal(texts->items[i], text)) return true;
    }
    return false;
}

static bool form_read_texts(const PlaybookReader *reader, const Node *node,
                            PlaybookTexts *ret_texts) {
    bool ok = true;
    if (!node_is(node, NODE_LIST) || node->count == 0) {
        return playbook_form_fail(reader, node, "should be a list of texts");
    }
    if (node->count > PLAYBOOK_ITEMS_MAX) {
        return playbook_form_fail(reader, node, "has more than %d items", PLAYBOOK_ITEMS_MAX);
    }
    PlaybookTexts texts = {.items = ARENA_ARRAY(reader->arena, Str, node->count)};
    for (uint32_t i = 0; i < node->count; i++) {
        Str text = S("");
        if (!form_read_text(reader, &node->items[i], &text)) {
            ok = false;
        } else if (texts_hold(&texts, text)) {
            ok = playbook_form_fail(reader, &node->items[i], "\"%.*s\" stands twice",
                                    STR_ARGS(text));
        } else {
            texts.items[texts.count++] = text;
        }
    }
    *ret_texts = texts;
    return ok;
}

static bool form_read_word(const PlaybookReader *reader, PlaybookWords words, const Node *node,
                           int *ret_word) {
    Str text = node_text(node);
    Near near = near_make(text);
    for (size_t i = 0; i < words.count; i++) {
        if (str_equal(words.items[i], text)) {
            *ret_word = (int)i;
            return true;
        }
        near_offer(&near, words.items[i]);
    }
    if (near.best.len > 0) {
        return playbook_form_fail(reader, node, "\"%.*s\" is not known here; did you mean %.*s?",
                                  STR_ARGS(text), STR_ARGS(near.best));
    }
    Str known = playbook_form_words(reader->arena, words);
    return playbook_form_fail(reader, node, "should be %.*s", STR_ARGS(known));
}

static bool form_read_word_set(const PlaybookReader *reader, PlaybookWords words, const Node *node,
                               uint32_t *ret_set) {
    PlaybookTexts texts = {0};
    bool ok = form_read_texts(reader, node, &texts);
    for (uint32_t i = 0; ok && i < node->count; i++) {
        int word = 0;
        ok &= form_read_word(reader, words, &node->items[i], &word);
        *ret_set |= UINT32_C(1) << word;
    }
    return ok;
}

static bool form_read_field(const PlaybookReader *reader, const PlaybookField *field,
                            const Node *node, void *target) {
    void *place = (char *)target + field->offset;
    switch (field->kind) {
    case PLAYBOOK_FIELD_TEXT: return form_read_text(reader, node, place);
    case PLAYBOOK_FIELD_TEXTS: return form_read_texts(reader, node, place);
    case PLAYBOOK_FIELD_WORD: return form_read_word(reader, *field->words, node, place);
    case PLAYBOOK_FIELD_WORD_SET: return form_read_word_set(reader, *field->words, node, place);
    }
    return false;
}

/* ---- maps ---- */

/* Whether the form has that key; *near looks at all it has. */
static bool form_has(const PlaybookForm *form, Str key, Near *near) {
    for (size_t i = 0; i < form->count; i++) {
        if (str_equal(form->fields[i].name, key)) return true;
        near_offer(near, form->fields[i].name);
    }
    for (size_t i = 0; i < form->others.count; i++) {
        if (str_equal(form->others.items[i], key)) return true;
        near_offer(near, form->others.items[i]);
    }
    return false;
}

static bool form_check_keys(const PlaybookReader *reader, const PlaybookForm *form,
                            const Node *map) {
    bool ok = true;
    for (uint32_t i = 0; i < map->count; i++) {
        const NodePair *pair = &map->pairs[i];
        Near near = near_make(pair->key);
        if (form_has(form, pair->key, &near)) continue;
        if (near.best.len > 0) {
            ok = playbook_form_fail(reader, &pair->value,
                                    "\"%.*s\" is no key of %s; did you mean %.*s?",
                                    STR_ARGS(pair->key), form->what, STR_ARGS(near.best));
        } else {
            ok = playbook_form_fail(reader, &pair->value, "\"%.*s\" is no key of %s",
                                    STR_ARGS(pair->key), form->what);
        }
    }
    return ok;
}

bool playbook_form_read(const PlaybookReader *reader, const PlaybookForm *form, const Node *map,
                        void *target) {
    if (!node_is(map, NODE_MAP)) {
        return playbook_form_fail(reader, map, "%s should be a map", form->what);
    }
    bool ok = form_check_keys(reader, form, map);
    for (size_t i = 0; i < form->count; i++) {
        const PlaybookField *field = &form->fields[i];
        const Node *value = node_find(map, field->name);
        if (value != NULL) {
            ok &= form_read_field(reader, field, value, target);
        } else if (field->required) {
            ok = playbook_form_fail(reader, map, "%s needs \"%.*s\"", form->what,
                                    STR_ARGS(field->name));
        }
    }
    return ok;
}
