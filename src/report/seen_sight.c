/* SPDX-License-Identifier: Apache-2.0 */
/* seen_sight.c -- see seen_sight.h. */
#include "report/seen_sight.h"

uint32_t seen_sight_sources(const SigmaSet *set, const SigmaRule *rule) {
    uint32_t sources = 0;
    if (rule->correlation != NULL) {
        const SigmaCorrelation *correlation = rule->correlation;
        for (size_t i = 0; i < correlation->rules.count && correlation->members != NULL; i++) {
            const SigmaRule *member = &set->rules[correlation->members[i]];
            if (member->correlation == NULL) sources |= seen_sight_sources(set, member);
        }
        return sources;
    }
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        bool its = str_equal(rule->service, log_source_name((LogSource)source));
        if (rule->service.len == 0 || its) sources |= 1u << source;
    }
    return sources;
}

Str seen_sight_names(uint32_t sources, Arena *arena) {
    Str names = S("");
    for (int source = 0; source < LOG_SOURCE_COUNT; source++) {
        if ((sources & 1u << source) == 0) continue;
        Str name = log_source_name((LogSource)source);
        names = names.len == 0 ? name : str_join3(arena, names, S(", "), name);
    }
    return names;
}
