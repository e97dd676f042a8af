/* SPDX-License-Identifier: Apache-2.0 */
/* decision_edit.c -- see decision_edit.h. An edit is a few patches, each a range of bytes and what
 * stands there instead. The values of a decision are patched one by one, so comments, order and the
 * quoting of what doesn't change stay. What the file shares between decisions (anchors, aliases,
 * merges) and lists in brackets are refused: a patch there could change more than it shows. */
#include "register/decision_edit.h"

#include "text/yaml.h"
#include "text/yaml_span.h"
#include "text/yaml_writer.h"

enum { EDIT_KEYS = 7 };

typedef struct EditPatch {
    size_t start, end; /* of the old text */
    Str text;
} EditPatch;

typedef struct Editor {
    Arena *arena;
    const DecisionEdit *edit;
    Str text;
    YamlSpans spans;
    Str newline;
    const YamlSpan *list;   /* of decisions; NULL: there is none yet */
    const YamlSpan *holder; /* the value of "decisions", when it is nothing or []; or NULL */
    EditPatch *patches;     /* in the order of the text, without overlap */
    size_t patch_count, patch_capacity;
    Error *err;
} Editor;

/* ---- the keys of a decision ---- */

typedef struct EditKey {
    Str name;
    Str value; /* empty: left out */
    bool required;
} EditKey;

/* In the order in which they are written. */
static void edit_keys(const Decision *wanted, EditKey keys[EDIT_KEYS]) {
    const EditKey all[EDIT_KEYS] = {{S("threat"), wanted->threat, true},
                                    {S("on"), wanted->on, true},
                                    {S("state"), state_name(wanted->state), true},
                                    {S("why"), wanted->why, true},
                                    {S("by"), wanted->by, true},
                                    {S("until"), wanted->until, false},
                                    {S("ticket"), wanted->ticket, false}};
    memcpy(keys, all, sizeof all);
}

static bool edit_same_value(const EditKey *key, Str written) {
    State state = STATE_NOT_STARTED, wanted = STATE_NOT_STARTED;
    if (str_equal(key->name, S("state"))) {
        return decision_parse_state(written, &state) && decision_parse_state(key->value, &wanted) &&
               state == wanted;
    }
    return str_equal(str_trim(written), str_trim(key->value));
}

/* ---- places ---- */

static bool edit_refuse(const Editor *editor, size_t at, const char *what) {
    uint32_t line = 1;
    for (size_t i = 0; i < at && i < editor->text.len; i++) line += editor->text.ptr[i] == '\n';
    return error_set(editor->err, editor->edit->path, line, 0, "%s", what);
}

static size_t edit_line_start(Str text, size_t at) {
    while (at > 0 && text.ptr[at - 1] != '\n') at--;
    return at;
}

/* The end of the line that at stands on, before its line break. */
static size_t edit_line_end(Str text, size_t at) {
    while (at < text.len && text.ptr[at] != '\n') at++;
    if (at > 0 && at < text.len && text.ptr[at - 1] == '\r') at--;
    return at;
}

/* Where the line behind the one that at stands on begins. */
static size_t edit_next_line(Str text, size_t at) {
    while (at < text.len && text.ptr[at] != '\n') at++;
    return at < text.len ? at + 1 : at;
}

static size_t edit_indent(Str text, size_t line) {
    size_t at = line;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t')) at++;
    return at - line;
}

static bool edit_is_blank_line(Str text, size_t line) {
    size_t end = edit_line_end(text, line);
    return line + edit_indent(text, line) >= end;
}

/* Where a decision ends, on its last line: comments behind it that are indented more than its "-"
 * are its own. */
static size_t edit_item_end(const Editor *editor, const YamlSpan *item) {
    Str text = editor->text;
    size_t end = edit_line_end(text, item->end);
    for (size_t line = edit_next_line(text, end); line < text.len;
         line = edit_next_line(text, line)) {
        size_t indent = edit_indent(text, line);
        if (edit_is_blank_line(text, line)) continue;
        if (text.ptr[line + indent] != '#' || indent <= editor->list->column) break;
        end = edit_line_end(text, line);
    }
    return end;
}

static const YamlSpan *edit_item(const Editor *editor, size_t index) {
    size_t at = (size_t)(editor->list - editor->spans.items) + 1;
    for (; index > 0; index--) at = editor->spans.items[at].next;
    return &editor->spans.items[at];
}

static size_t edit_item_count(const Editor *editor) {
    if (editor->list == NULL) return 0;
    size_t count = 0;
    size_t at = (size_t)(editor->list - editor->spans.items) + 1;
    for (; at < editor->list->next; at = editor->spans.items[at].next) count++;
    return count;
}

/* ---- patches ---- */

static void edit_patch(Editor *editor, size_t start, size_t end, const Buffer *text) {
    if (editor->patch_count == editor->patch_capacity) {
        editor->patch_capacity += 2 * EDIT_KEYS;
        editor->patches = arena_grow_array(editor->arena, editor->patches, editor->patch_count,
                                           editor->patch_capacity, sizeof *editor->patches);
    }
    Str copy = text == NULL ? S("") : str_copy(editor->arena, buffer_text(text));
    size_t at = editor->patch_count++;
    for (; at > 0; at--) { /* what is put in comes before what is cut at the same place */
        const EditPatch *before = &editor->patches[at - 1];
        if (before->start < start) break;
        if (before->start == start && (start < end || before->end == start)) break;
        editor->patches[at] = *before;
    }
    editor->patches[at] = (EditPatch){start, end, copy};
}

static Str edit_apply(const Editor *editor) {
    CLEANUP(buffer_free) Buffer out = {0};
    size_t at = 0;
    for (size_t i = 0; i < editor->patch_count; i++) {
        const EditPatch *patch = &editor->patches[i];
        if (patch->start < at) continue; /* the check that follows sees what is missing */
        buffer_add(&out, str_slice(editor->text, at, patch->start));
        buffer_add(&out, patch->text);
        at = patch->end;
    }
    buffer_add(&out, str_slice(editor->text, at, editor->text.len));
    return str_copy(editor->arena, buffer_text(&out));
}

static void edit_add_spaces(Buffer *out, size_t count) {
    for (size_t i = 0; i < count; i++) buffer_add_byte(out, ' ');
}

/* A comment may follow quotes and brackets without a space, but nothing else. */
static void edit_part_from_comment(const Editor *editor, Buffer *out, size_t end) {
    if (end < editor->text.len && editor->text.ptr[end] == '#') buffer_add_byte(out, ' ');
}

static void edit_add_key(Buffer *out, const EditKey *key, bool flow) {
    buffer_add(out, key->name);
    buffer_add(out, S(": "));
    yaml_writer_text(out, key->value, flow);
}

/* ---- adding ---- */

/* Whether there is an empty line between the last two decisions, as some like it. */
static bool edit_is_spaced(const Editor *editor, size_t count) {
    if (count < 2) return false;
    const YamlSpan *before = edit_item(editor, count - 2), *last = edit_item(editor, count - 1);
    size_t line = edit_next_line(editor->text, before->end);
    for (; line < last->start; line = edit_next_line(editor->text, line)) {
        if (edit_is_blank_line(editor->text, line)) return true;
    }
    return false;
}

static void edit_add_decision(const Editor *editor, Buffer *out, size_t column,
                              const Decision *wanted) {
    EditKey keys[EDIT_KEYS];
    edit_keys(wanted, keys);
    for (size_t i = 0; i < EDIT_KEYS; i++) {
        if (keys[i].value.len == 0 && !keys[i].required) continue;
        buffer_add(out, editor->newline);
        edit_add_spaces(out, column);
        buffer_add(out, i == 0 ? S("- ") : S("  "));
        edit_add_key(out, &keys[i], false);
    }
}

static void edit_add_all(Editor *editor) {
    const DecisionEdit *edit = editor->edit;
    CLEANUP(buffer_free) Buffer out = {0};
    size_t count = edit_item_count(editor), at = editor->text.len, column = 2;
    bool spaced = edit_is_spaced(editor, count);
    if (count > 0) {
        at = edit_item_end(editor, edit_item(editor, count - 1));
        column = editor->list->column;
    } else if (editor->holder != NULL) {
        /* what stands for nothing goes: "decisions: []" */
        size_t end = editor->holder->end, start = editor->holder->start;
        while (start > 0 && editor->text.ptr[start - 1] == ' ') start--;
        CLEANUP(buffer_free) Buffer nothing = {0};
        edit_part_from_comment(editor, &nothing, end);
        if (end > editor->holder->start) edit_patch(editor, start, end, &nothing);
        at = edit_line_end(editor->text, end);
    } else {
        while (at > 0 && editor->text.ptr[at - 1] == '\n') at--;
        if (at > 0 && editor->text.ptr[at - 1] == '\r') at--;
        if (at > 0 && !str_ends(str_slice(editor->text, 0, at), S("\xEF\xBB\xBF"))) {
            buffer_add(&out, editor->newline);
        }
        buffer_add(&out, S("decisions:"));
    }
    for (size_t i = 0; i < edit->count; i++) {
        if (spaced) buffer_add(&out, editor->newline);
        edit_add_decision(editor, &out, column, &edit->wanted[i]);
    }
    if (at == editor->text.len && count == 0) buffer_add(&out, editor->newline);
    edit_patch(editor, at, at, &out);
}

/* ---- changing and taking out ---- */

/* Anchors, aliases and merges tie a decision to other places of the file. */
static bool edit_check_item(const Editor *editor, const YamlSpan *item) {
    const YamlSpan *spans = editor->spans.items;
    if (item->kind != YAML_SPAN_MAP || item->anchored) {
        return edit_refuse(editor, item->start,
                           "the decision is an alias or has an anchor: change it by hand");
    }
    for (size_t at = (size_t)(item - spans) + 1; at < item->next; at++) {
        if (spans[at].kind != YAML_SPAN_SCALAR || spans[at].anchored ||
            str_equal(spans[at].text, S("<<"))) {
            return edit_refuse(editor, spans[at].start,
                               "the decision has an anchor or an alias: change it by hand");
        }
    }
    return true;
}

/* A pair of a decision is two spans: its key's and its value's. */
static const YamlSpan *edit_find_key(const Editor *editor, const YamlSpan *item, Str name) {
    const YamlSpan *spans = editor->spans.items;
    for (size_t at = (size_t)(item - spans) + 1; at + 1 < item->next; at += 2) {
        if (str_equal(spans[at].text, name)) return &spans[at];
    }
    return NULL;
}

static bool edit_cut_in_block(Editor *editor, const YamlSpan *item, const YamlSpan *key) {
    Str text = editor->text;
    const YamlSpan *last = &editor->spans.items[item->next - 1];
    if (key == item + 1) { /* on the line of the "-" */
        size_t end = key + 1 == last ? key[1].end : key[2].start;
        edit_patch(editor, key->start, end, NULL);
        return true;
    }
    size_t line = edit_line_start(text, key->start);
    if (line + edit_indent(text, line) != key->start) {
        return edit_refuse(editor, key->start,
                           "is written in a way that isn't edited: the key "
                           "doesn't begin its line");
    }
    size_t end = edit_next_line(text, edit_line_end(text, key[1].end));
    if (end == text.len && text.ptr[end - 1] != '\n') { /* no line break behind it: before it */
        line = edit_line_end(text, line - 1);
    }
    edit_patch(editor, line, end, NULL);
    return true;
}

/* The comma behind goes too; one that stays behind the last value may stand before a bracket. */
static bool edit_cut_in_flow(Editor *editor, const YamlSpan *key) {
    Str text = editor->text;
    size_t end = key[1].end;
    while (end < text.len &&
           (text.ptr[end] == ' ' || text.ptr[end] == '\n' || text.ptr[end] == '\r')) {
        end++;
    }
    if (end < text.len && text.ptr[end] == ',') {
        end++;
        while (end < text.len && text.ptr[end] == ' ') end++;
        edit_patch(editor, key->start, end, NULL);
        return true;
    }
    size_t start = key->start;
    while (start > 0 && text.ptr[start - 1] == ' ') start--;
    bool behind_comma = start > 0 && text.ptr[start - 1] == ',';
    edit_patch(editor, behind_comma ? start - 1 : key->start, key[1].end, NULL);
    return true;
}

static bool edit_change_value(Editor *editor, const YamlSpan *item, const YamlSpan *key,
                              const EditKey *wanted) {
    CLEANUP(buffer_free) Buffer out = {0};
    const YamlSpan *value = key + 1;
    if (edit_same_value(wanted, value->text)) return true;
    if (wanted->value.len == 0 && !wanted->required) {
        return item->flow ? edit_cut_in_flow(editor, key) : edit_cut_in_block(editor, item, key);
    }
    if (value->start == value->end || editor->text.ptr[value->start - 1] == ':') {
        buffer_add_byte(&out, ' ');
    }
    yaml_writer_text(&out, wanted->value, item->flow);
    edit_part_from_comment(editor, &out, value->end);
    edit_patch(editor, value->start, value->end, &out);
    return true;
}

/* The value of the last key that stays. */
static const YamlSpan *edit_last_kept(const Editor *editor, const YamlSpan *item,
                                      const EditKey *keys) {
    const YamlSpan *last = item;
    for (size_t i = 0; i < EDIT_KEYS; i++) {
        const YamlSpan *key = edit_find_key(editor, item, keys[i].name);
        bool kept = key != NULL && (keys[i].required || keys[i].value.len > 0);
        if (kept && key + 1 > last) last = key + 1;
    }
    return last;
}

/* Keys that the decision lacks come behind its last value. */
static void edit_add_missing(Editor *editor, const YamlSpan *item, const EditKey *keys) {
    CLEANUP(buffer_free) Buffer out = {0};
    const YamlSpan *last = edit_last_kept(editor, item, keys);
    for (size_t i = 0; i < EDIT_KEYS; i++) {
        if (keys[i].value.len == 0 || edit_find_key(editor, item, keys[i].name) != NULL) continue;
        if (item->flow) {
            buffer_add(&out, S(", "));
        } else {
            buffer_add(&out, editor->newline);
            edit_add_spaces(&out, item->column);
        }
        edit_add_key(&out, &keys[i], item->flow);
    }
    if (out.len == 0) return;
    if (item->flow) edit_part_from_comment(editor, &out, last->end);
    size_t at = item->flow ? last->end : edit_line_end(editor->text, last->end);
    edit_patch(editor, at, at, &out);
}

static bool edit_change(Editor *editor) {
    const YamlSpan *item = edit_item(editor, editor->edit->index);
    if (!edit_check_item(editor, item)) return false;
    EditKey keys[EDIT_KEYS];
    edit_keys(editor->edit->wanted, keys);
    for (size_t i = 0; i < EDIT_KEYS; i++) {
        const YamlSpan *key = edit_find_key(editor, item, keys[i].name);
        if (key != NULL && !edit_change_value(editor, item, key, &keys[i])) return false;
    }
    edit_add_missing(editor, item, keys);
    return true;
}

static bool edit_take_out(Editor *editor) {
    const YamlSpan *item = edit_item(editor, editor->edit->index);
    if (!edit_check_item(editor, item)) return false;
    Str text = editor->text;
    size_t start = edit_line_start(text, item->start);
    /* the "-" may stand on a line of its own, above */
    while (start > 0 && text.ptr[start + edit_indent(text, start)] != '-') {
        start = edit_line_start(text, start - 1);
    }
    if (str_starts(str_slice(text, start, text.len), S("\xEF\xBB\xBF"))) start += 3;
    edit_patch(editor, start, edit_next_line(text, edit_item_end(editor, item)), NULL);
    return true;
}

/* ---- the whole ---- */

static bool edit_find_list(Editor *editor) {
    const YamlSpan *root = editor->spans.items;
    if (editor->spans.count == 0) return true;
    const YamlSpan *list = root;
    if (root->kind == YAML_SPAN_MAP) {
        if (root->flow || root->anchored) {
            return edit_refuse(
                editor, root->start,
                "the file is one map in braces: write it in lines to have it edited");
        }
        size_t at = 1;
        while (at < root->next && !str_equal(root[at].text, S("decisions"))) at = root[at + 1].next;
        if (at >= root->next) {
            return edit_refuse(editor, root->start,
                               "the list of decisions is merged from elsewhere: "
                               "change it by hand");
        }
        list = &root[at + 1];
    }
    bool empty = list->kind == YAML_SPAN_SCALAR || list->next == (size_t)(list - root) + 1;
    if (list->kind == YAML_SPAN_ALIAS || list->anchored) {
        return edit_refuse(editor, list->start,
                           "the list of decisions has an anchor or is an alias: change it by hand");
    }
    if (empty && list != root) {
        editor->holder = list;
    } else if (list->kind == YAML_SPAN_SCALAR) {
        /* the empty document */
        if (list->end > list->start) {
            return edit_refuse(editor, list->start, "is no list of decisions");
        }
    } else if (list->flow) {
        return edit_refuse(editor, list->start,
                           "the list of decisions is written in brackets: write each decision on "
                           "lines of its own, behind a \"-\", to have it edited");
    } else {
        editor->list = list;
    }
    return true;
}

static bool edit_same_decision(const Decision *left, const Decision *right) {
    return str_equal(left->threat, right->threat) && str_equal(left->on, right->on) &&
           left->state == right->state && str_equal(left->why, right->why) &&
           str_equal(left->by, right->by) && str_equal(left->until, right->until) &&
           str_equal(left->ticket, right->ticket);
}

/* Whether what the file holds besides decisions is what it was. */
static bool edit_same_rest(Arena *arena, Str before, Str after) {
    Node old = {0}, new = {0};
    Source *source = ARENA_NEW(arena, Source);
    if (!yaml_read(arena, source, before, &old, NULL)) return false;
    if (!yaml_read(arena, source, after, &new, NULL)) return false;
    if (old.kind != NODE_MAP) return true;
    if (new.kind != NODE_MAP || new.count != old.count) return false;
    for (uint32_t i = 0; i < old.count; i++) {
        const Node *value = node_find(&new, old.pairs[i].key);
        bool ours = str_equal(old.pairs[i].key, S("decisions"));
        if (value == NULL || (!ours && !node_equal(&old.pairs[i].value, value))) return false;
    }
    return true;
}

static Decision edit_trimmed(const Decision *wanted) {
    Decision trimmed = *wanted;
    Str *texts[] = {&trimmed.threat, &trimmed.on,    &trimmed.why,
                    &trimmed.by,     &trimmed.until, &trimmed.ticket};
    for (size_t i = 0; i < COUNT(texts); i++) *texts[i] = str_trim(*texts[i]);
    return trimmed;
}

/* Whether the new text means the old decisions with the edit done, and nothing else. */
static bool edit_check(const Editor *editor, const DecisionList *before, Str text) {
    const DecisionEdit *edit = editor->edit;
    DecisionList after = {0};
    DecisionFile file = {edit->path, text, S("")};
    if (!decision_read(editor->arena, &file, &after, NULL)) return false;
    bool add = edit->index == DECISION_EDIT_ADD;
    size_t kept = 0, seen = 0;
    if (after.count != before->count + edit->count - (add ? 0 : 1)) return false;
    for (size_t i = 0; i < before->count; i++) {
        if (i == edit->index && edit->count == 0) continue;
        const Decision *meant = i == edit->index ? edit->wanted : &before->items[i];
        Decision trimmed = edit_trimmed(meant);
        if (!edit_same_decision(&trimmed, &after.items[kept++])) return false;
    }
    for (; add && seen < edit->count; seen++) {
        Decision trimmed = edit_trimmed(&edit->wanted[seen]);
        if (!edit_same_decision(&trimmed, &after.items[kept + seen])) return false;
    }
    return edit_same_rest(editor->arena, editor->text, text);
}

static bool edit_check_size(const Editor *editor, const DecisionList *before) {
    const DecisionEdit *edit = editor->edit;
    for (size_t i = 0; i < edit->count; i++) {
        EditKey keys[EDIT_KEYS];
        edit_keys(&edit->wanted[i], keys);
        for (size_t k = 0; k < EDIT_KEYS; k++) {
            if (keys[k].value.len <= DECISION_TEXT_BYTES_MAX) continue;
            return error_set(editor->err, edit->path, 0, 0,
                             "\"%.*s\" would be longer than %d bytes", STR_ARGS(keys[k].name),
                             DECISION_TEXT_BYTES_MAX);
        }
    }
    if (edit->count <= DECISIONS_MAX && before->count + edit->count <= DECISIONS_MAX) return true;
    return error_set(editor->err, edit->path, 0, 0, "would hold more than %d decisions",
                     DECISIONS_MAX);
}

/* Comments only, or nothing at all: one line says what the file is for. */
static Str edit_start_text(const DecisionEdit *edit) {
    if (edit->text.len > 0) return edit->text;
    return S("# What people decided about the threats that merlon finds: docs/decisions.md\n");
}

static bool edit_make(Editor *editor) {
    const DecisionEdit *edit = editor->edit;
    if (!yaml_span_read(editor->arena, edit->path, editor->text, &editor->spans, editor->err)) {
        return false;
    }
    size_t feed = str_find(editor->text, S("\n"));
    bool carriage = feed != SIZE_MAX && feed > 0 && editor->text.ptr[feed - 1] == '\r';
    editor->newline = carriage ? S("\r\n") : S("\n");
    if (!edit_find_list(editor)) return false;
    if (edit->index == DECISION_EDIT_ADD) {
        edit_add_all(editor);
        return true;
    }
    return edit->count == 0 ? edit_take_out(editor) : edit_change(editor);
}

DecisionEdited decision_edit_text(Arena *arena, const DecisionEdit *edit, Str *ret_text,
                                  Error *err) {
    assert(edit->index == DECISION_EDIT_ADD || edit->count <= 1);
    Editor editor = {.arena = arena, .edit = edit, .text = edit_start_text(edit), .err = err};
    DecisionList before = {0};
    DecisionFile file = {edit->path, edit->text, S("")};
    if (!decision_read(arena, &file, &before, err)) return DECISION_EDIT_REFUSED;
    assert(edit->index == DECISION_EDIT_ADD || edit->index < before.count);
    if (!edit_check_size(&editor, &before) || !edit_make(&editor)) return DECISION_EDIT_REFUSED;
    Str text = edit_apply(&editor);
    if (text.len > DECISION_BYTES_MAX) {
        error_set(err, edit->path, 0, 0, "would be larger than %d MiB", DECISION_BYTES_MAX >> 20);
        return DECISION_EDIT_REFUSED;
    }
    if (!edit_check(&editor, &before, text)) {
        error_set(err, edit->path, 0, 0,
                  "the edit would have changed more than the one decision; nothing was written");
        return DECISION_EDIT_FAULT;
    }
    *ret_text = text;
    return DECISION_EDITED;
}
