/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_report.c -- see hunt_report.h. */
#include "report/hunt_report.h"

#include <stdlib.h>

const HuntFormat hunt_formats[] = {
    {S_INIT("text"), S_INIT(".txt"), "a timeline and who, where and what (default)", true,
     hunt_text_write},
    {S_INIT("csv"), S_INIT(".csv"), "one line per hit", false, hunt_csv_write},
    {S_INIT("jsonl"), S_INIT(".jsonl"), "one JSON object per hit", false, hunt_jsonl_write},
    {S_INIT("html"), S_INIT(".html"), "a page with a histogram", true, hunt_html_write},
};
const size_t hunt_format_count = COUNT(hunt_formats);

const HuntFormat *hunt_find_format(Str name) {
    for (size_t i = 0; i < hunt_format_count; i++) {
        if (str_equal(hunt_formats[i].name, name)) return &hunt_formats[i];
    }
    return NULL;
}

const HuntFormat *hunt_format_of_path(Str path) {
    for (size_t i = 0; i < hunt_format_count; i++) {
        if (str_ends(path, hunt_formats[i].ending)) return &hunt_formats[i];
    }
    return NULL;
}

/* ---- names ---- */

/* The tactics of ATT&CK for enterprises, in its order; older and newer ids of one share a row. */
static const struct {
    Str tag, name;
} hunt_tactics[] = {
    {S_INIT("attack.reconnaissance"), S_INIT("Reconnaissance")},
    {S_INIT("attack.resource-development"), S_INIT("Resource development")},
    {S_INIT("attack.initial-access"), S_INIT("Initial access")},
    {S_INIT("attack.execution"), S_INIT("Execution")},
    {S_INIT("attack.persistence"), S_INIT("Persistence")},
    {S_INIT("attack.privilege-escalation"), S_INIT("Privilege escalation")},
    {S_INIT("attack.defense-evasion"), S_INIT("Defense evasion")},
    {S_INIT("attack.stealth"), S_INIT("Stealth")},
    {S_INIT("attack.defense-impairment"), S_INIT("Defense impairment")},
    {S_INIT("attack.credential-access"), S_INIT("Credential access")},
    {S_INIT("attack.discovery"), S_INIT("Discovery")},
    {S_INIT("attack.lateral-movement"), S_INIT("Lateral movement")},
    {S_INIT("attack.collection"), S_INIT("Collection")},
    {S_INIT("attack.command-and-control"), S_INIT("Command and control")},
    {S_INIT("attack.exfiltration"), S_INIT("Exfiltration")},
    {S_INIT("attack.impact"), S_INIT("Impact")},
};

Str hunt_tactic(Str tag) {
    for (size_t i = 0; i < COUNT(hunt_tactics); i++) {
        bool same = tag.len == hunt_tactics[i].tag.len;
        for (size_t j = 0; same && j < tag.len; j++) {
            char byte = tag.ptr[j] == '_' ? '-' : tag.ptr[j]; /* older rules write it so */
            same = byte == hunt_tactics[i].tag.ptr[j];
        }
        if (same) return hunt_tactics[i].name;
    }
    return S("");
}

Str hunt_principal_name(Str principal) {
    Str rest = principal;
    if (!str_starts(rest, S("arn:"))) return principal;
    for (int i = 0; i < 4; i++) str_cut(&rest, ':');
    Str account = str_cut(&rest, ':');
    return account.len == 0 || rest.len == 0 ? principal : rest;
}

Str hunt_rule_id(const SigmaRule *rule) {
    return rule->id.len > 0 ? rule->id : rule->name.len > 0 ? rule->name : rule->title;
}

/* ---- counting ---- */

/* Counts by name; names are copied when they are new. */
typedef struct Counter {
    Arena *arena;
    Map map;
    uint64_t others;
} Counter;

typedef struct Counting {
    HuntReport *report;
    Counter rules, principals, addresses, tactics;
} Counting;

static void counter_add(Counter *counter, Str name, const Hit *hit) {
    HuntCount *count = map_find(&counter->map, name);
    if (count == NULL) {
        if (counter->map.count >= HUNT_NAMES_MAX) {
            counter->others++;
            return;
        }
        count = ARENA_NEW(counter->arena, HuntCount);
        count->name = str_copy(counter->arena, name);
        map_set(&counter->map, count->name, count);
    }
    count->hits++;
    if (!hit->has_time) return;
    if (!count->has_time || hit->first < count->first) count->first = hit->first;
    if (!count->has_time || hit->last > count->last) count->last = hit->last;
    count->has_time = true;
}

static void counting_take(void *context, const Hit *hit) {
    Counting *counting = context;
    HuntReport *report = counting->report;
    const SigmaRule *rule = &report->set->rules[hit->rule];
    report->hits++;
    report->levels[rule->level]++;
    if (hit->has_time) {
        if (!report->has_time || hit->first < report->first) report->first = hit->first;
        if (!report->has_time || hit->last > report->last) report->last = hit->last;
        report->has_time = true;
    }
    counter_add(&counting->rules, hunt_rule_id(rule), hit);
    if (hit->texts[HIT_PRINCIPAL].len > 0)
        counter_add(&counting->principals, hit->texts[HIT_PRINCIPAL], hit);
    if (hit->texts[HIT_ADDRESS].len > 0)
        counter_add(&counting->addresses, hit->texts[HIT_ADDRESS], hit);
    for (size_t i = 0; i < rule->tags.count; i++) {
        Str tactic = hunt_tactic(rule->tags.items[i]);
        if (tactic.len > 0) counter_add(&counting->tactics, tactic, hit);
    }
}

static int count_compare(const void *left, const void *right) {
    const HuntCount *a = left, *b = right;
    if (a->hits != b->hits) return a->hits > b->hits ? -1 : 1;
    return str_compare(a->name, b->name);
}

static HuntCounts counter_sorted(const Counter *counter) {
    HuntCounts counts = {.count = counter->map.count, .others = counter->others};
    counts.items = ARENA_ARRAY(counter->arena, HuntCount, counts.count + 1);
    for (size_t i = 0; i < counts.count; i++) {
        counts.items[i] = *(const HuntCount *)counter->map.entries[i].value;
    }
    if (counts.count > 1) qsort(counts.items, counts.count, sizeof(HuntCount), count_compare);
    return counts;
}

bool hunt_report_count(HuntReport *report, Arena *arena) {
    Counting counting = {.report = report,
                         .rules = {arena, map_make(arena), 0},
                         .principals = {arena, map_make(arena), 0},
                         .addresses = {arena, map_make(arena), 0},
                         .tactics = {arena, map_make(arena), 0}};
    if (!hunt_each(report->hunt, counting_take, &counting)) return false;
    report->by_rule = counter_sorted(&counting.rules);
    report->by_principal = counter_sorted(&counting.principals);
    report->by_address = counter_sorted(&counting.addresses);
    report->by_tactic = counter_sorted(&counting.tactics);
    return true;
}
