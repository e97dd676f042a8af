/* SPDX-License-Identifier: Apache-2.0 */
/* framework.h -- a standard, and which rules serve each of its controls, as read from
 * rules/frameworks/<name>.yaml (docs/frameworks.md). */
#ifndef MERLON_RULE_FRAMEWORK_H
#define MERLON_RULE_FRAMEWORK_H

#include "rule/rule.h"

enum {
    FRAMEWORK_BYTES_MAX = 1024 * 1024, /* NIST 800-53 has a thousand controls of a line each */
    FRAMEWORK_CONTROLS_MAX = 2000,
    FRAMEWORK_RULES_MAX = 1000 /* that one control names */
};

typedef struct Control {
    Str id;    /* as the standard writes it: "8.4.2", "SC-28(1)" */
    Str title; /* in merlon's words */
    const Rule **rules;
    size_t rule_count; /* 0: no configuration shows it */
} Control;

typedef struct Framework {
    Str name; /* "pci-dss-4": its file's name without the ending */
    Str title;
    Control *controls; /* in the order of the file, which is the standard's */
    size_t control_count;
} Framework;

/* Reads a framework; rules must be finished, and every rule that a control names must be in it.
 * file.id is the framework's name. Strings live in arena. On failure returns false, leaves
 * *ret_framework alone, and err says which line and what it should be. */
bool framework_read(Arena *arena, const RuleSet *rules, const RuleFile *file,
                    Framework *ret_framework, Error *err);

/* Whether some control of the framework is served by the rule. */
bool framework_has(const Framework *framework, const Rule *rule);

#endif
