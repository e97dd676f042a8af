/* SPDX-License-Identifier: Apache-2.0 */
/* difference_markdown.c -- what differs, as a comment on a pull request: what the change exposes, a
 * table of it, and folds. GitHub refuses comments that are longer than 65,536 characters, so each
 * row is only written while there is room, and each fold says what was cut. */
#include "report/difference.h"

#include "base/utf8.h"
#include "text/markdown_writer.h"

/* Ends of all folds, and the lines that say what was cut. */
enum { COMMENT_RESERVE_BYTES = 4096 };

typedef struct Comment {
    const Difference *difference;
    Buffer *out;
    size_t start; /* what out held before */
} Comment;

static Str comment_cut(Str text) {
    if (text.len <= DIFFERENCE_CELL_BYTES_MAX) return text;
    size_t end = DIFFERENCE_CELL_BYTES_MAX;
    while (end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80) end--;
    return str_slice(text, 0, end);
}

static bool comment_is_cut(Str text) { return text.len > DIFFERENCE_CELL_BYTES_MAX; }

static void comment_text(Buffer *out, Str text) {
    markdown_text(out, comment_cut(text));
    if (comment_is_cut(text)) buffer_add(out, S("..."));
}

static void comment_code(Buffer *out, Str text) {
    markdown_code(out, comment_cut(text), true);
    if (comment_is_cut(text)) buffer_add(out, S("..."));
}

/* Appends a row if there is room for it. */
static bool comment_add(Comment *comment, const Buffer *row) {
    size_t used = comment->out->len - comment->start;
    if (used + row->len + COMMENT_RESERVE_BYTES >= DIFFERENCE_COMMENT_BYTES_MAX) return false;
    buffer_add(comment->out, buffer_text(row));
    return true;
}

static void comment_add_cut(Comment *comment, size_t count) {
    if (count == 0) return;
    buffer_add_format(comment->out, "\n%zu more are left out: the comment would be too long.\n",
                      count);
}

static void comment_threat_row(Buffer *row, const DifferenceThreat *threat) {
    static const char *const kinds[] = {"new", "open again", "resolved", "changed"};
    buffer_add_format(row, "| %.*s | ", STR_ARGS(severity_name(threat->severity)));
    if (threat->path) buffer_add(row, S("**path** "));
    comment_text(row, threat->title);
    buffer_add(row, S(" | "));
    comment_code(row, threat->address);
    buffer_add(row, S(" | "));
    bool arrives = threat->kind == DIFFERENCE_NEW || threat->kind == DIFFERENCE_REOPENED;
    buffer_add_format(row, "%s", kinds[threat->kind]);
    if (arrives && !threat->open) {
        buffer_add(row, S(", "));
        comment_text(row, threat->state);
    }
    for (size_t i = 0; i < threat->changes.count; i++) {
        const DifferenceChange *change = &threat->changes.items[i];
        buffer_add_format(row, "; %.*s: ", STR_ARGS(change->what));
        comment_text(row, change->before);
        buffer_add(row, S(" &rarr; "));
        comment_text(row, change->after);
    }
    if (threat->note.len > 0) buffer_add_format(row, "; %.*s", STR_ARGS(threat->note));
    buffer_add(row, S(" |\n"));
}

/* The rows of a kind; returns how many did not fit. */
static size_t comment_rows(Comment *comment, DifferenceKind kind, bool path) {
    size_t cut = 0;
    for (size_t i = 0; i < comment->difference->threat_count; i++) {
        const DifferenceThreat *threat = &comment->difference->threats[i];
        CLEANUP(buffer_free) Buffer row = {0};
        if (threat->kind != kind || threat->path != path || threat->is_told) continue;
        if (cut == 0) comment_threat_row(&row, threat);
        if (cut > 0 || !comment_add(comment, &row)) cut++;
    }
    return cut;
}

static const char comment_table[] = "| severity | threat | where | what |\n|---|---|---|---|\n";

static void comment_exposed(Comment *comment) {
    const DifferenceCounts *counts = &comment->difference->counts;
    if (counts->threats[DIFFERENCE_NEW] + counts->threats[DIFFERENCE_REOPENED] == 0) return;
    buffer_add(comment->out, str_from(comment_table));
    size_t cut = comment_rows(comment, DIFFERENCE_NEW, true);
    cut += comment_rows(comment, DIFFERENCE_REOPENED, true);
    cut += comment_rows(comment, DIFFERENCE_NEW, false);
    cut += comment_rows(comment, DIFFERENCE_REOPENED, false);
    comment_add_cut(comment, cut);
    buffer_add_byte(comment->out, '\n');
}

static void comment_fold(Comment *comment, size_t count, const char *title) {
    buffer_add_format(comment->out, "<details>\n<summary>%s (%zu)</summary>\n\n", title, count);
}

static void comment_threats(Comment *comment, DifferenceKind kind, const char *title) {
    size_t count = comment->difference->counts.threats[kind];
    if (count == 0) return;
    comment_fold(comment, count, title);
    buffer_add(comment->out, str_from(comment_table));
    size_t cut = comment_rows(comment, kind, true);
    comment_add_cut(comment, cut + comment_rows(comment, kind, false));
    buffer_add(comment->out, S("\n</details>\n\n"));
}

/* The proof of what is new, for who wants to know. */
static void comment_proof_row(Buffer *row, const DifferenceThreat *threat) {
    const Node *list = node_find(threat->node, S("evidence"));
    buffer_add(row, S("- "));
    comment_text(row, threat->title);
    buffer_add_byte(row, ' ');
    markdown_code(row, comment_cut(threat->rule), false);
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        const Node *evidence = &list->items[i], *line = node_find(evidence, S("line"));
        Str path = node_text(node_find(evidence, S("path")));
        if (i == DIFFERENCE_EVIDENCE_MAX) break;
        if (path.len == 0) continue; /* says no more than on which resource it is */
        buffer_add(row, S("\n  - "));
        comment_text(row, path);
        buffer_add(row, S(" = "));
        comment_text(row, node_text(node_find(evidence, S("value"))));
        buffer_add_byte(row, ' ');
        markdown_code(row, comment_cut(node_text(node_find(evidence, S("file")))), false);
        if (node_is(line, NODE_INT) && line->integer > 0) {
            buffer_add_format(row, " line %lld", (long long)line->integer);
        }
    }
    buffer_add_byte(row, '\n');
}

static void comment_proofs(Comment *comment) {
    const Difference *difference = comment->difference;
    size_t count = difference->counts.threats[DIFFERENCE_NEW] +
                   difference->counts.threats[DIFFERENCE_REOPENED];
    size_t cut = 0;
    if (count == 0) return;
    comment_fold(comment, count, "Proof");
    for (size_t i = 0; i < difference->threat_count; i++) {
        const DifferenceThreat *threat = &difference->threats[i];
        CLEANUP(buffer_free) Buffer row = {0};
        if (threat->kind > DIFFERENCE_REOPENED || threat->is_told) continue;
        if (cut == 0) comment_proof_row(&row, threat);
        if (cut > 0 || !comment_add(comment, &row)) cut++;
    }
    comment_add_cut(comment, cut);
    buffer_add(comment->out, S("\n</details>\n\n"));
}

static void comment_thing_row(Buffer *row, const DifferenceThing *thing) {
    static const char *const kinds[] = {"added", "", "removed", "changed"};
    buffer_add_format(row, "- %s ", kinds[thing->kind]);
    markdown_code(row, comment_cut(thing->id), false);
    if (thing->kind != DIFFERENCE_CHANGED) {
        buffer_add(row, S(" "));
        comment_text(row, thing->about);
    }
    for (size_t i = 0; i < thing->changes.count; i++) {
        const DifferenceChange *change = &thing->changes.items[i];
        buffer_add_format(row, "%s %.*s ", i == 0 ? "" : ";", STR_ARGS(change->what));
        comment_text(row, change->before);
        buffer_add(row, S(" &rarr; "));
        comment_text(row, change->after);
    }
    buffer_add_byte(row, '\n');
}

static void comment_things(Comment *comment, DifferencePart part) {
    static const char *const titles[] = {"Elements", "Boundaries", "Flows"};
    const DifferenceThings *things = &comment->difference->things[part];
    size_t cut = 0;
    if (things->count == 0) return;
    comment_fold(comment, things->count, titles[part]);
    for (size_t i = 0; i < things->count; i++) {
        CLEANUP(buffer_free) Buffer row = {0};
        if (cut == 0) comment_thing_row(&row, &things->items[i]);
        if (cut > 0 || !comment_add(comment, &row)) cut++;
    }
    comment_add_cut(comment, cut);
    buffer_add(comment->out, S("\n</details>\n\n"));
}

static void comment_notes(Comment *comment) {
    size_t cut = 0;
    if (comment->difference->note_count == 0) return;
    buffer_add(comment->out, S("**To keep in mind:**\n\n"));
    for (size_t i = 0; i < comment->difference->note_count; i++) {
        CLEANUP(buffer_free) Buffer row = {0};
        buffer_add(&row, S("- "));
        comment_text(&row, comment->difference->notes[i]);
        buffer_add_byte(&row, '\n');
        if (!comment_add(comment, &row)) cut++;
    }
    comment_add_cut(comment, cut);
    buffer_add_byte(comment->out, '\n');
}

void difference_write_markdown(const Difference *difference, Buffer *out) {
    Comment comment = {difference, out, out->len};
    buffer_add(out, S("## merlon: what this change exposes\n\n"));
    if (difference_is_empty(difference)) {
        buffer_add(out, S("no differences\n\n"));
        comment_notes(&comment);
        return;
    }
    CLEANUP(buffer_free) Buffer rest = {0};
    buffer_add(out, S("**"));
    difference_headline(difference, out);
    buffer_add(out, S("**"));
    difference_rest(difference, &rest);
    if (rest.len > 0) buffer_add_format(out, "<br>\n%.*s", STR_ARGS(buffer_text(&rest)));
    buffer_add(out, S("\n\n"));
    comment_exposed(&comment);
    comment_threats(&comment, DIFFERENCE_CHANGED, "Changed threats");
    comment_threats(&comment, DIFFERENCE_RESOLVED, "Resolved threats");
    for (int part = 0; part < DIFFERENCE_PARTS; part++) {
        comment_things(&comment, (DifferencePart)part);
    }
    comment_notes(&comment);
    comment_proofs(&comment);
}
