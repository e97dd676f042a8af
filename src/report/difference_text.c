/* SPDX-License-Identifier: Apache-2.0 */
/* difference_text.c -- what differs, for the terminal: what the change exposes comes first. Control
 * characters of reports don't reach it. */
#include "report/difference.h"

#include "report/terminal.h"

static void text_evidence(Buffer *out, const Node *threat) {
    const Node *list = node_find(threat, S("evidence"));
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        const Node *evidence = &list->items[i], *line = node_find(evidence, S("line"));
        Str path = node_text(node_find(evidence, S("path")));
        Str value = node_text(node_find(evidence, S("value")));
        Str file = node_text(node_find(evidence, S("file")));
        if (i == DIFFERENCE_EVIDENCE_MAX) break;
        if (path.len == 0) continue; /* says no more than on which resource it is */
        buffer_add(out, S("            "));
        terminal_add(out, path);
        buffer_add(out, S(" = "));
        terminal_add(out, value);
        if (file.len > 0) {
            buffer_add(out, S("  ("));
            terminal_add(out, file);
            if (node_is(line, NODE_INT) && line->integer > 0) {
                buffer_add_format(out, ":%lld", (long long)line->integer);
            }
            buffer_add_byte(out, ')');
        }
        buffer_add_byte(out, '\n');
    }
}

static void text_changes(Buffer *out, const DifferenceChanges *changes, const char *indent) {
    for (size_t i = 0; i < changes->count; i++) {
        const DifferenceChange *change = &changes->items[i];
        buffer_add_format(out, "%s%.*s: ", indent, STR_ARGS(change->what));
        terminal_add(out, change->before);
        buffer_add(out, S(" -> "));
        terminal_add(out, change->after);
        buffer_add_byte(out, '\n');
    }
}

static void text_severity(Buffer *out, Severity severity) {
    Str name = severity_name(severity);
    for (size_t i = 0; i < S("CRITICAL  ").len; i++) {
        buffer_add_byte(out, i < name.len ? (char)(name.ptr[i] - 'a' + 'A') : ' ');
    }
}

static void text_threat(Buffer *out, const DifferenceThreat *threat) {
    text_severity(out, threat->severity);
    terminal_add(out, threat->title);
    buffer_add(out, S("  "));
    terminal_add(out, threat->rule);
    buffer_add(out, S("\n          "));
    terminal_add(out, threat->address);
    if (threat->file.len > 0) {
        buffer_add(out, S("  ("));
        terminal_add(out, threat->file);
        if (threat->line > 0) buffer_add_format(out, ":%u", threat->line);
        buffer_add_byte(out, ')');
    }
    buffer_add_byte(out, '\n');
    bool arrives = threat->kind == DIFFERENCE_NEW || threat->kind == DIFFERENCE_REOPENED;
    if (arrives && !threat->open) {
        buffer_add(out, S("            "));
        terminal_add(out, threat->verdict);
        buffer_add(out, S(", "));
        terminal_add(out, threat->state);
        buffer_add_byte(out, '\n');
    }
    if (arrives) text_evidence(out, threat->node);
    text_changes(out, &threat->changes, "            ");
    if (threat->note.len > 0) {
        buffer_add_format(out, "            %.*s\n", STR_ARGS(threat->note));
    }
    for (const DifferenceThreat *told = threat->told; told != NULL; told = told->next) {
        buffer_add_format(out,
                          "            also (%.*s): ", STR_ARGS(severity_name(told->severity)));
        terminal_add(out, told->title);
        buffer_add_byte(out, '\n');
    }
}

typedef struct TextSection {
    const char *title;
    DifferenceKind kind;
    bool path;
    bool open; /* where kind is new: open or not */
} TextSection;

/* In the order of what a reviewer has to look at. */
static const TextSection text_sections[] = {
    {"New paths from the internet", DIFFERENCE_NEW, true, true},
    {"New paths from the internet, to investigate or decided already", DIFFERENCE_NEW, true, false},
    {"Paths from the internet, open again", DIFFERENCE_REOPENED, true, true},
    {"New threats", DIFFERENCE_NEW, false, true},
    {"Open again", DIFFERENCE_REOPENED, false, true},
    {"New threats, to investigate or decided already", DIFFERENCE_NEW, false, false},
    {"Changed paths", DIFFERENCE_CHANGED, true, false},
    {"Changed threats", DIFFERENCE_CHANGED, false, false},
    {"Paths that are gone", DIFFERENCE_RESOLVED, true, false},
    {"Resolved threats", DIFFERENCE_RESOLVED, false, false},
};

static void text_section(Buffer *out, const Difference *difference, const TextSection *section) {
    bool any = false;
    for (size_t i = 0; i < difference->threat_count; i++) {
        const DifferenceThreat *threat = &difference->threats[i];
        if (threat->kind != section->kind || threat->path != section->path) continue;
        if (threat->is_told) continue;
        if (section->kind == DIFFERENCE_NEW && threat->open != section->open) continue;
        if (!any) buffer_add_format(out, "\n%s\n\n", section->title);
        any = true;
        text_threat(out, threat);
    }
}

static void text_things(Buffer *out, const Difference *difference, DifferencePart part) {
    static const char *const titles[] = {"Elements", "Boundaries", "Flows"};
    static const char marks[] = {'+', '?', '-', '~'};
    const DifferenceThings *things = &difference->things[part];
    if (things->count > 0) buffer_add_format(out, "\n%s\n\n", titles[part]);
    for (size_t i = 0; i < things->count; i++) {
        const DifferenceThing *thing = &things->items[i];
        if (i == DIFFERENCE_SHOWN_MAX) {
            buffer_add_format(out, "and %zu more; -f json lists all\n", things->count - i);
            break;
        }
        buffer_add_format(out, "%c ", marks[thing->kind]);
        terminal_add(out, thing->id);
        if (thing->kind != DIFFERENCE_CHANGED) {
            buffer_add(out, S("  "));
            terminal_add(out, thing->about);
        }
        buffer_add_byte(out, '\n');
        text_changes(out, &thing->changes, "    ");
    }
}

static void text_notes(Buffer *out, const Difference *difference) {
    if (difference->note_count > 0) buffer_add(out, S("\nTo keep in mind\n\n"));
    for (size_t i = 0; i < difference->note_count; i++) {
        terminal_add(out, difference->notes[i]);
        buffer_add_byte(out, '\n');
    }
}

void difference_write_text(const Difference *difference, Buffer *out) {
    if (difference_is_empty(difference)) {
        buffer_add(out, S("no differences\n"));
        text_notes(out, difference);
        return;
    }
    CLEANUP(buffer_free) Buffer rest = {0};
    buffer_add(out, S("This change: "));
    difference_headline(difference, out);
    buffer_add_byte(out, '\n');
    difference_rest(difference, &rest);
    if (rest.len > 0) buffer_add_format(out, "Also: %.*s\n", STR_ARGS(buffer_text(&rest)));
    for (size_t i = 0; i < COUNT(text_sections); i++) {
        text_section(out, difference, &text_sections[i]);
    }
    for (int part = 0; part < DIFFERENCE_PARTS; part++) {
        text_things(out, difference, (DifferencePart)part);
    }
    text_notes(out, difference);
}
