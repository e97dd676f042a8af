/* SPDX-License-Identifier: Apache-2.0 */
/* difference.c -- see difference.h. Threats are matched by id, and so are elements, boundaries and
 * flows; flows of which both reports have just one between the same ends are the same flow, too,
 * whatever it is called. A report of an earlier merlon may lack a key: what only one of the two
 * says isn't compared. */
#include "report/difference.h"

#include <stdlib.h>

/* Where a threat stands in a report. */
typedef enum DifferenceStanding {
    STANDING_NONE,     /* not in it */
    STANDING_ABSENT,   /* mitigated by the configuration */
    STANDING_CLOSED,   /* by a decision */
    STANDING_QUESTION, /* unknown, or a person looks into it */
    STANDING_OPEN
} DifferenceStanding;

typedef struct DifferenceRun {
    Arena *arena;
    const DifferenceSide *sides[2];
    Map threats[2];   /* id -> Node */
    Map addresses[2]; /* of resources */
    Map found;        /* id -> DifferenceThreat, new and reopened, or resolved */
    size_t capacity;
    Difference *difference;
} DifferenceRun;

/* ---- reading ---- */

static Str difference_text(const Node *node, Str key) { return node_text(node_find(node, key)); }

bool difference_check_report(const DifferenceSide *side, Error *err) {
    const Node *version = node_find(side->root, S("version"));
    if (!node_is_text(node_find(side->root, S("kind")), S("merlon-report")) ||
        !node_is(node_find(side->root, S("threats")), NODE_LIST)) {
        return error_set(err, side->name, 1, 0,
                         "is no JSON report of merlon (merlon model -f json)");
    }
    if (node_is(version, NODE_INT) && version->integer <= DIFFERENCE_REPORT_VERSION) return true;
    return error_set(err, side->name, 1, 0, "is a report of another version than %d",
                     DIFFERENCE_REPORT_VERSION);
}

static void difference_note(DifferenceRun *run, Str note) {
    Difference *difference = run->difference;
    if (difference->note_count == difference->note_capacity) {
        size_t capacity = difference->note_capacity == 0 ? 8 : difference->note_capacity * 2;
        difference->notes = arena_grow_array(run->arena, difference->notes, difference->note_count,
                                             capacity, sizeof(Str));
        difference->note_capacity = capacity;
    }
    difference->notes[difference->note_count++] = note;
}

/* The things of a list by id; those without one, and second ones, can't be told apart. */
static Map difference_index(DifferenceRun *run, int side, Str path, Str key) {
    Map index = map_make(run->arena);
    const Node *list = node_find_path(run->sides[side]->root, path);
    size_t lost = 0;
    for (uint32_t i = 0; node_is(list, NODE_LIST) && i < list->count; i++) {
        Str id = difference_text(&list->items[i], key);
        if (id.len == 0 || map_find(&index, id) != NULL) {
            lost++;
        } else {
            map_set(&index, id, &list->items[i]);
        }
    }
    if (lost > 0) {
        difference_note(
            run, str_format(run->arena, "%.*s: %zu of its %.*s have no %.*s of their own",
                            STR_ARGS(run->sides[side]->name), lost, STR_ARGS(path), STR_ARGS(key)));
    }
    return index;
}

/* A value for people; "none" for nothing. */
static Str difference_show(Arena *arena, const Node *node) {
    CLEANUP(buffer_free) Buffer joined = {0};
    if (node_is(node, NODE_STRING) && node->text.len > 0) return node->text;
    if (node_is(node, NODE_BOOL)) return node->boolean ? S("yes") : S("no");
    if (node_is(node, NODE_INT)) return str_format(arena, "%lld", (long long)node->integer);
    for (uint32_t i = 0; node_is(node, NODE_LIST) && i < node->count; i++) {
        if (i == DIFFERENCE_TEXTS_MAX) {
            buffer_add_format(&joined, " and %u more", node->count - i);
            break;
        }
        if (i > 0) buffer_add(&joined, S(", "));
        buffer_add(&joined, node_text(&node->items[i]));
    }
    return joined.len == 0 ? S("none") : str_copy(arena, buffer_text(&joined));
}

static void difference_add_change(DifferenceChanges *changes, Str what, Str before, Str after) {
    if (changes->count == DIFFERENCE_CHANGES_MAX || str_equal(before, after)) return;
    changes->items[changes->count++] = (DifferenceChange){what, before, after};
}

/* ---- threats ---- */

static DifferenceStanding difference_standing(const Node *threat) {
    Str verdict = difference_text(threat, S("verdict")), name = difference_text(threat, S("state"));
    if (threat == NULL) return STANDING_NONE;
    if (str_equal(verdict, S("absent"))) return STANDING_ABSENT;
    if (str_equal(name, state_name(STATE_MITIGATED)) ||
        str_equal(name, state_name(STATE_NOT_APPLICABLE))) {
        return STANDING_CLOSED;
    }
    if (str_equal(verdict, S("present")) && str_equal(name, state_name(STATE_NOT_STARTED))) {
        return STANDING_OPEN;
    }
    return STANDING_QUESTION; /* what isn't understood isn't fine */
}

static DifferenceThreat *difference_add_threat(DifferenceRun *run, DifferenceKind kind,
                                               const Node *node) {
    Difference *difference = run->difference;
    assert(difference->threat_count < run->capacity);
    DifferenceThreat *threat = &difference->threats[difference->threat_count++];
    const Node *subject = node_find(node, S("subject")), *line = node_find(subject, S("line"));
    *threat = (DifferenceThreat){.kind = kind,
                                 .node = node,
                                 .id = difference_text(node, S("id")),
                                 .rule = difference_text(node, S("rule")),
                                 .title = difference_text(node, S("title")),
                                 .address = difference_text(subject, S("address")),
                                 .file = difference_text(subject, S("file")),
                                 .verdict = difference_text(node, S("verdict")),
                                 .state = difference_text(node, S("state"))};
    if (node_is(line, NODE_INT) && line->integer > 0 && line->integer <= UINT32_MAX) {
        threat->line = (uint32_t)line->integer;
    }
    if (!severity_parse(difference_text(node, S("severity")), &threat->severity)) {
        threat->severity = SEVERITY_CRITICAL; /* not known is never harmless */
        threat->note = S("its severity isn't known");
    }
    threat->path = str_equal(difference_text(subject, S("type")), RULE_PATH);
    threat->open = difference_standing(node) == STANDING_OPEN;
    return threat;
}

/* A decision in one line. Where it stands and in which file doesn't count. */
static Str difference_decision(Arena *arena, const Node *threat) {
    const Node *decision = node_find(threat, S("decision"));
    if (!node_is(decision, NODE_MAP)) return S("none");
    static const Str keys[] = {S_INIT("state"), S_INIT("why"), S_INIT("by"), S_INIT("until"),
                               S_INIT("ticket")};
    CLEANUP(buffer_free) Buffer out = {0};
    for (size_t i = 0; i < COUNT(keys); i++) {
        Str value = difference_text(decision, keys[i]);
        if (value.len == 0) continue;
        if (out.len > 0) buffer_add(&out, S("; "));
        if (i >= 2) {
            buffer_add(&out, keys[i]);
            buffer_add_byte(&out, ' ');
        }
        buffer_add(&out, value);
    }
    static const Str marks[] = {S_INIT("expired"), S_INIT("contradicted")};
    for (size_t i = 0; i < COUNT(marks); i++) {
        const Node *mark = node_find(decision, marks[i]);
        if (!node_is(mark, NODE_BOOL) || !mark->boolean) continue;
        buffer_add(&out, S("; "));
        buffer_add(&out, marks[i]);
    }
    return str_copy(arena, buffer_text(&out));
}

static DifferenceChanges difference_threat_changes(Arena *arena, const Node *old, const Node *new) {
    static const Str keys[] = {S_INIT("severity"), S_INIT("verdict"), S_INIT("state")};
    DifferenceChanges changes = {0};
    for (size_t i = 0; i < COUNT(keys); i++) {
        difference_add_change(&changes, keys[i], difference_text(old, keys[i]),
                              difference_text(new, keys[i]));
    }
    difference_add_change(&changes, S("decision"), difference_decision(arena, old),
                          difference_decision(arena, new));
    return changes;
}

static void difference_take_new(DifferenceRun *run, const Node *old, const Node *new) {
    DifferenceStanding before = difference_standing(old), now = difference_standing(new);
    bool unknown = str_equal(difference_text(old, S("verdict")), S("unknown"));
    DifferenceThreat *threat = NULL;
    if (now == STANDING_NONE || now == STANDING_ABSENT) return;
    DifferenceChanges changes = difference_threat_changes(run->arena, old, new);
    if (now == STANDING_OPEN && (before == STANDING_CLOSED || before == STANDING_ABSENT)) {
        threat = difference_add_threat(run, DIFFERENCE_REOPENED, new);
        threat->note = before == STANDING_ABSENT ? S("the configuration had mitigated it before")
                                                 : S("a decision had closed it before");
        if (before == STANDING_CLOSED) threat->changes = changes;
    } else if (before == STANDING_NONE || before == STANDING_ABSENT) {
        threat = difference_add_threat(run, DIFFERENCE_NEW, new);
        if (before == STANDING_ABSENT) {
            threat->note = S("the configuration had mitigated it before");
        }
    } else if (now == STANDING_OPEN && before == STANDING_QUESTION && unknown) {
        threat = difference_add_threat(run, DIFFERENCE_NEW, new);
        threat->note = S("it could not be known before");
    } else if (changes.count > 0) {
        threat = difference_add_threat(run, DIFFERENCE_CHANGED, new);
        threat->changes = changes;
    }
}

static void difference_take_resolved(DifferenceRun *run, const Node *old, const Node *new) {
    DifferenceStanding before = difference_standing(old), now = difference_standing(new);
    if (before == STANDING_ABSENT || (now != STANDING_NONE && now != STANDING_ABSENT)) return;
    DifferenceThreat *threat = difference_add_threat(run, DIFFERENCE_RESOLVED, old);
    bool was = map_find(&run->addresses[0], threat->address) != NULL;
    bool is = map_find(&run->addresses[1], threat->address) != NULL;
    if (now == STANDING_ABSENT) {
        threat->note = S("the configuration mitigates it now");
    } else if (was && !is) {
        threat->note = S("the resource is gone");
    }
}

static void difference_add_threats(DifferenceRun *run) {
    run->capacity = run->threats[0].count + run->threats[1].count;
    run->difference->threats = ARENA_ARRAY(run->arena, DifferenceThreat, run->capacity);
    for (size_t i = 0; i < run->threats[1].count; i++) {
        const MapEntry *entry = &run->threats[1].entries[i];
        difference_take_new(run, map_find(&run->threats[0], entry->key), entry->value);
    }
    for (size_t i = 0; i < run->threats[0].count; i++) {
        const MapEntry *entry = &run->threats[0].entries[i];
        difference_take_resolved(run, entry->value, map_find(&run->threats[1], entry->key));
    }
}

static int difference_compare_threats(const void *left, const void *right) {
    const DifferenceThreat *a = left, *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    if (a->open != b->open) return a->open ? -1 : 1;
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    return str_compare(a->id, b->id);
}

/* Whether one of the listed threats, which nothing else implies, tells of this one. */
static DifferenceThreat *difference_teller(const DifferenceRun *run,
                                           const DifferenceThreat *threat) {
    DifferenceThreat *teller =
        map_find(&run->found, difference_text(threat->node, S("implied_by")));
    if (teller == NULL || teller == threat || threat->kind == DIFFERENCE_CHANGED) return NULL;
    bool first = difference_text(teller->node, S("implied_by")).len == 0;
    bool both = (threat->kind == DIFFERENCE_RESOLVED) == (teller->kind == DIFFERENCE_RESOLVED);
    return first && both && threat->path == teller->path ? teller : NULL;
}

static void difference_fold(DifferenceRun *run) {
    Difference *difference = run->difference;
    run->found = map_make(run->arena);
    for (size_t i = 0; i < difference->threat_count; i++) {
        DifferenceThreat *threat = &difference->threats[i];
        if (threat->kind != DIFFERENCE_CHANGED) map_set(&run->found, threat->id, threat);
    }
    for (size_t i = difference->threat_count; i > 0; i--) {
        DifferenceThreat *threat = &difference->threats[i - 1];
        DifferenceThreat *teller = difference_teller(run, threat);
        if (teller == NULL) continue;
        threat->is_told = true;
        threat->next = teller->told;
        teller->told = threat;
    }
}

static void difference_count(DifferenceRun *run) {
    Difference *difference = run->difference;
    DifferenceCounts *counts = &difference->counts;
    Map paths[2] = {map_make(run->arena), map_make(run->arena)};
    for (size_t i = 0; i < difference->threat_count; i++) {
        const DifferenceThreat *threat = &difference->threats[i];
        if (threat->is_told) continue;
        counts->threats[threat->kind]++;
        bool gone = threat->kind == DIFFERENCE_RESOLVED;
        if (threat->path && threat->kind != DIFFERENCE_CHANGED) {
            map_set(&paths[gone], threat->address, run);
        }
        if (gone || threat->kind == DIFFERENCE_CHANGED) continue;
        DifferenceStanding standing = difference_standing(threat->node);
        if (standing == STANDING_OPEN) counts->opened[threat->severity]++;
        if (standing == STANDING_QUESTION) counts->questions++;
        if (standing == STANDING_CLOSED) counts->closed++;
    }
    counts->paths_opened = paths[0].count;
    counts->paths_closed = paths[1].count;
}

/* ---- elements, boundaries, flows ---- */

typedef struct DifferenceField {
    Str what;
    Str path; /* below the thing */
} DifferenceField;

typedef struct DifferencePartKeys {
    Str name;
    Str path; /* in a report */
    DifferenceField fields[DIFFERENCE_CHANGES_MAX];
} DifferencePartKeys;

/* What of each part is compared; a new key of the model is one row here. */
static const DifferencePartKeys difference_parts[DIFFERENCE_PARTS] = {
    {S_INIT("elements"),
     S_INIT("model.elements"),
     {{S_INIT("name"), S_INIT("name")},
      {S_INIT("kind"), S_INIT("kind")},
      {S_INIT("type"), S_INIT("type")},
      {S_INIT("category"), S_INIT("category")},
      {S_INIT("boundary"), S_INIT("boundary")},
      {S_INIT("assets"), S_INIT("assets")},
      {S_INIT("out of scope"), S_INIT("out_of_scope")}}},
    {S_INIT("boundaries"),
     S_INIT("model.boundaries"),
     {{S_INIT("name"), S_INIT("name")},
      {S_INIT("kind"), S_INIT("kind")},
      {S_INIT("type"), S_INIT("type")},
      {S_INIT("inside"), S_INIT("parent")},
      {S_INIT("open to the internet"), S_INIT("open.is")}}},
    {S_INIT("flows"),
     S_INIT("model.flows"),
     {{S_INIT("label"), S_INIT("label")},
      {S_INIT("from"), S_INIT("from")},
      {S_INIT("to"), S_INIT("to")},
      {S_INIT("both ways"), S_INIT("bidirectional")},
      {S_INIT("crosses"), S_INIT("crosses")},
      {S_INIT("certain"), S_INIT("certain.is")},
      {S_INIT("encrypted"), S_INIT("encrypted.is")},
      {S_INIT("authenticated"), S_INIT("authenticated.is")},
      {S_INIT("assets"), S_INIT("assets")},
      {S_INIT("out of scope"), S_INIT("out_of_scope")}}},
};

Str difference_part_name(DifferencePart part) { return difference_parts[part].name; }

static DifferenceChanges difference_thing_changes(Arena *arena, DifferencePart part,
                                                  const Node *old, const Node *new) {
    DifferenceChanges changes = {0};
    const DifferenceField *fields = difference_parts[part].fields;
    for (size_t i = 0; i < DIFFERENCE_CHANGES_MAX && fields[i].path.len > 0; i++) {
        const Node *before = node_find_path(old, fields[i].path);
        const Node *after = node_find_path(new, fields[i].path);
        if (before == NULL || after == NULL) continue;
        difference_add_change(&changes, fields[i].what, difference_show(arena, before),
                              difference_show(arena, after));
    }
    return changes;
}

static Str difference_about(Arena *arena, DifferencePart part, const Node *thing) {
    if (part != DIFFERENCE_FLOWS) {
        Str name = difference_text(thing, S("name")), kind = difference_text(thing, S("kind"));
        return str_format(arena, "%.*s (%.*s)", STR_ARGS(name), STR_ARGS(kind));
    }
    Str crosses = difference_show(arena, node_find(thing, S("crosses")));
    Str encrypted = difference_show(arena, node_find_path(thing, S("encrypted.is")));
    Str known = difference_show(arena, node_find_path(thing, S("authenticated.is")));
    return str_format(arena, "crosses %.*s; encrypted: %.*s; authenticated: %.*s",
                      STR_ARGS(crosses), STR_ARGS(encrypted), STR_ARGS(known));
}

static DifferenceThing *difference_add_thing(DifferenceRun *run, DifferencePart part,
                                             DifferenceKind kind, const Node *thing) {
    DifferenceThings *things = &run->difference->things[part];
    if (things->count == things->capacity) {
        size_t capacity = things->capacity == 0 ? 16 : things->capacity * 2;
        things->items = arena_grow_array(run->arena, things->items, things->count, capacity,
                                         sizeof *things->items);
        things->capacity = capacity;
    }
    DifferenceThing *added = &things->items[things->count++];
    *added = (DifferenceThing){.kind = kind,
                               .id = difference_text(thing, S("id")),
                               .about = difference_about(run->arena, part, thing)};
    return added;
}

static void difference_add_pair(DifferenceRun *run, DifferencePart part, const Node *old,
                                const Node *new) {
    DifferenceChanges changes = difference_thing_changes(run->arena, part, old, new);
    if (changes.count == 0) return;
    difference_add_thing(run, part, DIFFERENCE_CHANGED, new)->changes = changes;
}

static Str difference_ends(Arena *arena, const Node *flow) {
    return str_join3(arena, difference_text(flow, S("from")), S("\n"),
                     difference_text(flow, S("to")));
}

/* The flow between the same ends that only this report has, by its ends; several stand as NULL's
 * substitute, the run itself. */
static Map difference_lonely(DifferenceRun *run, const Map *flows, const Map *others) {
    Map lonely = map_make(run->arena);
    for (size_t i = 0; i < flows->count; i++) {
        if (map_find(others, flows->entries[i].key) != NULL) continue;
        Str ends = difference_ends(run->arena, flows->entries[i].value);
        bool second = map_find(&lonely, ends) != NULL;
        map_set(&lonely, ends, second ? (void *)run : flows->entries[i].value);
    }
    return lonely;
}

static const Node *difference_partner(DifferenceRun *run, const Map *lonely, const Node *flow) {
    void *partner = map_find(lonely, difference_ends(run->arena, flow));
    return partner == run ? NULL : partner;
}

static int difference_compare_things(const void *left, const void *right) {
    const DifferenceThing *a = left, *b = right;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return str_compare(a->id, b->id);
}

static void difference_add_things(DifferenceRun *run, DifferencePart part) {
    Map index[2], lonely[2] = {map_make(run->arena), map_make(run->arena)};
    for (int side = 0; side < 2; side++) {
        index[side] = difference_index(run, side, difference_parts[part].path, S("id"));
    }
    for (int side = 0; side < 2 && part == DIFFERENCE_FLOWS; side++) {
        lonely[side] = difference_lonely(run, &index[side], &index[!side]);
    }
    for (size_t i = 0; i < index[1].count; i++) {
        const Node *new = index[1].entries[i].value;
        const Node *old = map_find(&index[0], index[1].entries[i].key);
        bool only = difference_partner(run, &lonely[1], new) != NULL;
        if (old == NULL && only) old = difference_partner(run, &lonely[0], new);
        if (old != NULL) {
            difference_add_pair(run, part, old, new);
        } else {
            difference_add_thing(run, part, DIFFERENCE_NEW, new);
        }
    }
    for (size_t i = 0; i < index[0].count; i++) {
        const Node *old = index[0].entries[i].value;
        bool only = difference_partner(run, &lonely[0], old) != NULL;
        bool paired = only && difference_partner(run, &lonely[1], old) != NULL;
        if (map_find(&index[1], index[0].entries[i].key) != NULL || paired) continue;
        difference_add_thing(run, part, DIFFERENCE_RESOLVED, old);
    }
    DifferenceThings *things = &run->difference->things[part];
    if (things->count > 0) {
        qsort(things->items, things->count, sizeof *things->items, difference_compare_things);
    }
}

/* ---- the whole ---- */

static void difference_note_errors(DifferenceRun *run, int side) {
    const Node *errors = node_find(run->sides[side]->root, S("errors"));
    if (!node_is(errors, NODE_LIST) || errors->count == 0) return;
    difference_note(run, str_format(run->arena,
                                    "%.*s: %u errors; what could not be read is not compared",
                                    STR_ARGS(run->sides[side]->name), errors->count));
}

static int64_t difference_number(const DifferenceSide *side, Str path) {
    const Node *node = node_find_path(side->root, path);
    return node_is(node, NODE_INT) ? node->integer : 0;
}

/* Threats may differ because merlon does, or because it saw less. */
static void difference_note_coverage(DifferenceRun *run) {
    static const struct {
        Str path;
        const char *what;
    } keys[] = {{S_INIT("tool.version"), "the version of merlon"},
                {S_INIT("coverage.rules"), "the number of rules"}};
    for (size_t i = 0; i < COUNT(keys); i++) {
        const Node *old = node_find_path(run->sides[0]->root, keys[i].path);
        const Node *new = node_find_path(run->sides[1]->root, keys[i].path);
        Str before = difference_show(run->arena, old), after = difference_show(run->arena, new);
        if (str_equal(before, after)) continue;
        difference_note(run, str_format(run->arena, "%s was %.*s and is %.*s", keys[i].what,
                                        STR_ARGS(before), STR_ARGS(after)));
    }
    for (int side = 0; side < 2; side++) {
        int64_t all = difference_number(run->sides[side], S("coverage.resources"));
        int64_t known = difference_number(run->sides[side], S("coverage.understood"));
        if (known < 0 || all <= known) continue;
        difference_note(run, str_format(run->arena,
                                        "%.*s: %lld of %lld resources are not understood, so "
                                        "nothing is said about them",
                                        STR_ARGS(run->sides[side]->name), (long long)(all - known),
                                        (long long)all));
    }
}

static void difference_compare_models(DifferenceRun *run) {
    bool both = true;
    for (int side = 0; side < 2; side++) {
        if (node_is(node_find(run->sides[side]->root, S("model")), NODE_MAP)) continue;
        both = false;
        difference_note(run, str_format(run->arena,
                                        "%.*s: has no model; elements, boundaries and flows are "
                                        "not compared",
                                        STR_ARGS(run->sides[side]->name)));
    }
    for (int part = 0; part < DIFFERENCE_PARTS && both; part++) {
        difference_add_things(run, (DifferencePart)part);
    }
}

Difference difference_make(Arena *arena, const DifferenceSide *old, const DifferenceSide *new) {
    Difference difference = {.names = {old->name, new->name}};
    DifferenceRun run = {.arena = arena, .sides = {old, new}, .difference = &difference};
    for (int side = 0; side < 2; side++) {
        run.threats[side] = difference_index(&run, side, S("threats"), S("id"));
        run.addresses[side] = difference_index(&run, side, S("resources"), S("address"));
        difference_note_errors(&run, side);
    }
    difference_add_threats(&run);
    if (difference.threat_count > 0) {
        qsort(difference.threats, difference.threat_count, sizeof *difference.threats,
              difference_compare_threats);
    }
    difference_fold(&run);
    difference_count(&run);
    difference_compare_models(&run);
    difference_note_coverage(&run);
    return difference;
}

bool difference_is_empty(const Difference *difference) {
    size_t count = difference->threat_count;
    for (int part = 0; part < DIFFERENCE_PARTS; part++) count += difference->things[part].count;
    return count == 0;
}

bool difference_opens(const Difference *difference, Severity severity) {
    for (int s = SEVERITY_COUNT - 1; s >= (int)severity; s--) {
        if (difference->counts.opened[s] > 0) return true;
    }
    return false;
}

/* ---- in a sentence ---- */

static void difference_phrase(Buffer *out, size_t count, const char *one, const char *many) {
    if (count == 0) return;
    if (out->len > 0 && out->bytes[out->len - 1] != '\n') buffer_add(out, S(", "));
    buffer_add_format(out, "%zu %s", count, count == 1 ? one : many);
}

void difference_headline(const Difference *difference, Buffer *out) {
    const DifferenceCounts *counts = &difference->counts;
    CLEANUP(buffer_free) Buffer line = {0};
    size_t opened = 0;
    for (int s = 0; s < SEVERITY_COUNT; s++) opened += counts->opened[s];
    difference_phrase(&line, counts->paths_opened, "new path from the internet",
                      "new paths from the internet");
    difference_phrase(&line, opened, "threat newly open", "threats newly open");
    const char *before = " (";
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (counts->opened[s] == 0) continue;
        buffer_add_format(&line, "%s%zu %.*s", before, counts->opened[s],
                          STR_ARGS(severity_name((Severity)s)));
        before = ", ";
    }
    if (opened > 0) buffer_add_byte(&line, ')');
    difference_phrase(&line, counts->questions, "new threat to investigate",
                      "new threats to investigate");
    if (line.len == 0) buffer_add(&line, S("nothing new is exposed"));
    buffer_add(out, buffer_text(&line));
}

void difference_rest(const Difference *difference, Buffer *out) {
    const DifferenceCounts *counts = &difference->counts;
    CLEANUP(buffer_free) Buffer line = {0};
    difference_phrase(&line, counts->closed, "new threat decided already",
                      "new threats decided already");
    difference_phrase(&line, counts->paths_closed, "path from the internet is gone",
                      "paths from the internet are gone");
    difference_phrase(&line, counts->threats[DIFFERENCE_RESOLVED], "threat resolved",
                      "threats resolved");
    difference_phrase(&line, counts->threats[DIFFERENCE_CHANGED], "threat changed",
                      "threats changed");
    difference_phrase(&line, difference->things[DIFFERENCE_ELEMENTS].count, "element differs",
                      "elements differ");
    difference_phrase(&line, difference->things[DIFFERENCE_BOUNDARIES].count, "boundary differs",
                      "boundaries differ");
    difference_phrase(&line, difference->things[DIFFERENCE_FLOWS].count, "flow differs",
                      "flows differ");
    buffer_add(out, buffer_text(&line));
}
