/* SPDX-License-Identifier: Apache-2.0 */
/* detection_check.c -- see detection_check.h. */
#include "cli/detection_check.h"

#include "cli/detections.h"

typedef struct Check {
    Arena *arena;
    const RuleSet *rules;
    const DetectionList *list;
    DetectionTests *tests;
} Check;

static void check_fail(const Check *check, Str path, uint32_t line, Str what) {
    Error err = {0};
    error_set(&err, path, line, 0, "%.*s", STR_ARGS(what));
    detection_test_fail(check->arena, check->tests, error_text(check->arena, &err));
}

/* ---- form ---- */

static void check_has(const Check *check, const SigmaRule *rule, bool there, const char *what) {
    if (there) return;
    check_fail(check, rule->path, rule->line, str_format(check->arena, "has no %s", what));
}

static bool tags_are_of_attack(SigmaList tags) {
    for (size_t i = 0; i < tags.count; i++) {
        if (!str_starts(tags.items[i], S("attack."))) return false;
    }
    return tags.count > 0;
}

void detection_check_form(Arena *arena, const SigmaSet *set, const DetectionList *list,
                          DetectionTests *tests) {
    Check check = {arena, NULL, list, tests};
    for (size_t i = 0; i < set->count; i++) {
        const SigmaRule *rule = &set->rules[i];
        check_has(&check, rule, rule->id.len > 0, "'id'");
        check_has(&check, rule, rule->title.len > 0, "'title'");
        check_has(&check, rule, rule->has_level, "'level'");
    }
    for (size_t i = 0; i < list->count; i++) {
        const SigmaRule *rule = list->items[i].rule;
        check_has(&check, rule, rule->description.len > 0, "'description'");
        check_has(&check, rule, rule->falsepositives.count > 0, "'falsepositives'");
        check_has(&check, rule, tags_are_of_attack(rule->tags),
                  "'tags' of ATT&CK only: attack.initial-access, attack.t1078.004");
    }
}

/* ---- links ---- */

static bool texts_have(const Str *items, size_t count, Str text) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(items[i], text)) return true;
    }
    return false;
}

static void check_threat(const Check *check, const Detection *detection, Str id) {
    const Rule *rule = rule_set_find(check->rules, id);
    bool answered =
        rule != NULL && texts_have(rule->detections.items, rule->detections.count, detection->id);
    if (answered || (rule == NULL && catalog_has_builtin(id))) return;
    Str what = rule == NULL ? str_format(check->arena, "there is no threat '%.*s'", STR_ARGS(id))
                            : str_format(check->arena,
                                         "the 'detections' of the threat '%.*s' don't name '%.*s'",
                                         STR_ARGS(id), STR_ARGS(detection->id));
    check_fail(check, detection->rule->path, detection->rule->line, what);
}

static void check_detection(const Check *check, const Rule *rule, Str id) {
    const Detection *detection = detection_list_find(check->list, id);
    bool answered = detection != NULL && texts_have(detection->rule->threats.items,
                                                    detection->rule->threats.count, rule->id);
    if (answered || (detection == NULL && detections_have_builtin(id))) return;
    Str what =
        detection == NULL
            ? str_format(check->arena, "there is no detection '%.*s'", STR_ARGS(id))
            : str_format(check->arena, "the 'threats' of the detection '%.*s' don't name '%.*s'",
                         STR_ARGS(id), STR_ARGS(rule->id));
    check_fail(check, rule->path, 0, what);
}

void detection_check_links(Arena *arena, const RuleSet *rules, const DetectionList *list,
                           DetectionTests *tests) {
    Check check = {arena, rules, list, tests};
    for (size_t i = 0; i < list->count; i++) {
        const Detection *detection = &list->items[i];
        for (size_t j = 0; j < detection->rule->threats.count; j++) {
            check_threat(&check, detection, detection->rule->threats.items[j]);
        }
    }
    for (size_t i = 0; i < rules->count; i++) {
        const Rule *rule = rules->rules[i];
        for (size_t j = 0; j < rule->detections.count; j++) {
            check_detection(&check, rule, rule->detections.items[j]);
        }
    }
}
