/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_report.c -- see hunt_report.h. */
#include "report/hunt_report.h"

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

const char *hunt_correlation_unit(const SigmaRule *rule) {
    if (rule->correlation->type == SIGMA_VALUE_COUNT) return "value";
    return rule->correlation->type >= SIGMA_TEMPORAL ? "rule" : "event";
}

enum { RULE_PLACE_DIGITS = 5 };
static_assert(SIGMA_RULES_MAX < 100000, "a rule's place has no more digits");

size_t hunt_counted_rule(const HuntCount *count) {
    size_t place = 0;
    for (size_t i = count->name.len - RULE_PLACE_DIGITS; i < count->name.len; i++) {
        place = place * 10 + (size_t)(count->name.ptr[i] - '0');
    }
    return place;
}

Str hunt_number(uint64_t number, Arena *arena) {
    Str digits = str_format(arena, "%llu", (unsigned long long)number);
    Str text = str_slice(digits, 0, (digits.len - 1) % 3 + 1);
    for (size_t i = text.len; i < digits.len; i += 3) {
        text = str_join3(arena, text, S(","), str_slice(digits, i, i + 3));
    }
    return text;
}

/* ---- counting ---- */

typedef struct Counting {
    HuntReport *report;
    Str *names; /* by rule: its id, for the order, and its place, for two may have the same title */
    HuntCounter rules, principals, addresses, tactics;
} Counting;

static void counting_take(void *context, const Hit *hit) {
    Counting *counting = context;
    HuntReport *report = counting->report;
    const SigmaRule *rule = &report->set->rules[hit->rule];
    Str principal = hit->texts[HIT_PRINCIPAL], address = hit->texts[HIT_ADDRESS];
    report->hits++;
    report->levels[rule->level]++;
    if (hit->has_time) {
        if (!report->has_time || hit->first < report->first) report->first = hit->first;
        if (!report->has_time || hit->last > report->last) report->last = hit->last;
        report->has_time = true;
    }
    hunt_count_add(&counting->rules, counting->names[hit->rule], hit, rule->level);
    if (principal.len > 0) hunt_count_add(&counting->principals, principal, hit, rule->level);
    if (address.len > 0) hunt_count_add(&counting->addresses, address, hit, rule->level);
    for (size_t i = 0; i < rule->tags.count; i++) {
        Str tactic = hunt_tactic(rule->tags.items[i]);
        if (tactic.len > 0) hunt_count_add(&counting->tactics, tactic, hit, rule->level);
    }
}

bool hunt_report_count(HuntReport *report, Arena *arena) {
    Counting counting = {.report = report,
                         .rules = hunt_count_make(arena, SIGMA_RULES_MAX),
                         .principals = hunt_count_make(arena, HUNT_NAMES_MAX),
                         .addresses = hunt_count_make(arena, HUNT_NAMES_MAX),
                         .tactics = hunt_count_make(arena, HUNT_NAMES_MAX)};
    counting.names = ARENA_ARRAY(arena, Str, report->set->count + 1);
    for (size_t i = 0; i < report->set->count; i++) {
        counting.names[i] =
            str_format(arena, "%.*s%0*zu", STR_ARGS(hunt_rule_id(&report->set->rules[i])),
                       RULE_PLACE_DIGITS, i);
    }
    if (!hunt_each(report->hunt, counting_take, &counting)) return false;
    report->by_rule = hunt_count_sorted(&counting.rules);
    report->by_principal = hunt_count_sorted(&counting.principals);
    report->by_address = hunt_count_sorted(&counting.addresses);
    report->by_tactic = hunt_count_sorted(&counting.tactics);
    return true;
}
