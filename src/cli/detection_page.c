/* SPDX-License-Identifier: Apache-2.0 */
/* detection_page.c -- see detection_page.h. What a detection finds is shown as its author wrote it:
 * Sigma is made to be read. */
#include "cli/detection_page.h"

#include "cli/page.h"

/* Whether a line begins a section that says what is found. */
static bool section_is_shown(Str line) {
    static const Str keys[] = {S_INIT("name:"), S_INIT("logsource:"), S_INIT("detection:"),
                               S_INIT("correlation:"), S_INIT("---")};
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (str_starts(line, keys[i])) return true;
    }
    return false;
}

/* The sections of a file's rules that say what is found. */
static void page_write_yaml(Buffer *out, Str text) {
    bool shown = false;
    page_heading(out, "Finds");
    while (text.len > 0) {
        Str line = str_cut(&text, '\n');
        bool inside = line.len == 0 || line.ptr[0] == ' ';
        if (!inside) shown = section_is_shown(line);
        if (shown && line.len > 0) page_text(out, line);
    }
}

static void page_write_threats(Arena *arena, const SigmaRule *detection, const RuleSet *rules,
                               Buffer *out) {
    Str *lines = ARENA_ARRAY(arena, Str, detection->threats.count);
    for (size_t i = 0; i < detection->threats.count; i++) {
        Str id = detection->threats.items[i];
        const Rule *rule = rule_set_find(rules, id);
        lines[i] = id;
        if (rule == NULL) continue;
        lines[i] = str_format(arena, "%.*s (%.*s): %.*s", STR_ARGS(id),
                              STR_ARGS(severity_name(rule->severity)), STR_ARGS(rule->title));
    }
    page_list(out, "Threats that it sees happen", lines, detection->threats.count);
}

void detection_page_write(Arena *arena, const Detections *detections, const Detection *detection,
                          const RuleSet *rules, Buffer *out) {
    const SigmaRule *rule = detection->rule;
    Str level = sigma_level_name(rule->level);
    Str service = detections->set->rules[detection->first].service;
    buffer_add_format(out, "%.*s\n%.*s\n\n", STR_ARGS(detection->id), STR_ARGS(rule->title));
    page_words(out, "level", &level, 1);
    page_words(out, "log", &service, service.len > 0);
    page_words(out, "tags", rule->tags.items, rule->tags.count);
    page_words(out, "uuid", &rule->id, rule->id.len > 0);
    page_heading(out, "Means");
    page_text(out, rule->description);
    page_write_yaml(out, detections_text(arena, detection));
    page_list(out, "False positives", rule->falsepositives.items, rule->falsepositives.count);
    page_write_threats(arena, rule, rules, out);
    page_list(out, "References", rule->references.items, rule->references.count);
}
