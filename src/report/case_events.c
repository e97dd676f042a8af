/* SPDX-License-Identifier: Apache-2.0 */
/* case_events.c -- see case_events.h. */
#include "report/case_events.h"

#include "base/file.h"
#include "logs/log_time.h"
#include "text/json.h"

#include <stdlib.h>

enum { EVENTS_RANK_FINDING = 8, EVENTS_RANK_LAST = 15, EVENTS_RANK_FAILED = 20 };

typedef struct EventsReader {
    Arena *arena;
    Arena scratch;
    const Playbook *playbook;
    Map groups; /* CaseEvent by its key */
    CaseEvents events;
} EventsReader;

/* What tells how a case went stands before what there is much of. */
static int events_rank(PlaybookRole role) {
    static const int ranks[PLAYBOOK_ROLE_COUNT] = {
        [PLAYBOOK_ROLE_EXPOSURE] = 0,   [PLAYBOOK_ROLE_CONTAINMENT] = 1,
        [PLAYBOOK_ROLE_CREDENTIAL] = 2, [PLAYBOOK_ROLE_PERSISTENCE] = 3,
        [PLAYBOOK_ROLE_EVASION] = 4,    [PLAYBOOK_ROLE_IMPACT] = 5,
        [PLAYBOOK_ROLE_WRITE] = 6,      [PLAYBOOK_ROLE_READ] = 7,
        [PLAYBOOK_ROLE_DISCOVERY] = 9,  [PLAYBOOK_ROLE_NETWORK] = 10,
        [PLAYBOOK_ROLE_OTHER] = 11,
    };
    return ranks[role];
}

typedef struct EventsMeaning {
    Str step, role;
    int rank;
} EventsMeaning;

static EventsMeaning events_meaning(const EventsReader *reader, Str id) {
    const PlaybookStep *step = playbook_find_step(reader->playbook, id);
    if (step != NULL && step->type == PLAYBOOK_QUERY) {
        PlaybookRole role = step->query.role;
        return (EventsMeaning){step->id, playbook_role_name(role), events_rank(role)};
    }
    if (step != NULL && step->type == PLAYBOOK_FINDING) {
        return (EventsMeaning){step->id, S("finding"), EVENTS_RANK_FINDING};
    }
    return (EventsMeaning){id, S(""), EVENTS_RANK_LAST};
}

/* Of the steps that asked for an event, the one that tells the most. */
static EventsMeaning events_best(const EventsReader *reader, const Node *line) {
    const Node *steps = node_find(line, S("steps"));
    EventsMeaning best = events_meaning(reader, node_text(node_find(line, S("step"))));
    for (uint32_t i = 0; node_is(steps, NODE_LIST) && i < steps->count; i++) {
        EventsMeaning meaning = events_meaning(reader, node_text(&steps->items[i]));
        if (best.step.len == 0 || meaning.rank < best.rank) best = meaning;
    }
    return best;
}

/* The text under the first of these keys that has one. */
static Str events_text(const Node *line, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Str text = node_text(node_find(line, str_from(keys[i])));
        if (text.len > 0) return text;
    }
    return S("");
}

static Str events_key(EventsReader *reader, const CaseEvent *event) {
    Str who = str_join3(&reader->scratch, event->principal, S("\x1f"), event->error);
    Str what = str_join3(&reader->scratch, event->step, S("\x1f"), event->event);
    Str from = str_join3(&reader->scratch, who, S("\x1f"), event->address);
    return str_join3(&reader->scratch, what, S("\x1f"), from);
}

static void events_targets(Arena *arena, const Node *line, CaseEvent *event) {
    const Node *list = node_find(line, S("targets"));
    if (!node_is(list, NODE_LIST)) {
        static const char *const keys[] = {"target", "object", "bucket", "repository"};
        Str text = events_text(line, keys, COUNT(keys));
        if (text.len > 0) event->targets[event->target_count++] = str_copy(arena, text);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        Str text = node_text(&list->items[i]);
        if (i < CASE_EVENTS_TARGETS_MAX) event->targets[i] = str_copy(arena, text);
    }
    event->target_count = list->count;
}

static void events_time(const Node *line, CaseEvent *event) {
    const Node *node = node_find(line, S("time"));
    if (node_is(node, NODE_INT)) {
        event->first = node->integer;
        event->has_time = true;
    } else {
        event->has_time = log_time_read(node_text(node), &event->first);
    }
    event->last = event->first;
}

static void events_count(CaseEvent *group, const CaseEvent *event) {
    group->count++;
    if (!event->has_time) return;
    if (!group->has_time || event->first < group->first) group->first = event->first;
    if (!group->has_time || event->first > group->last) group->last = event->first;
    group->has_time = true;
}

static void events_keep(EventsReader *reader, const Node *line, CaseEvent *event) {
    Arena *arena = reader->arena;
    if (reader->groups.count >= CASE_EVENTS_GROUPS_MAX) {
        reader->events.others++;
        return;
    }
    CaseEvent *group = ARENA_NEW(arena, CaseEvent);
    *group = *event;
    Str *const texts[] = {&group->key,       &group->step,    &group->event, &group->role,
                          &group->principal, &group->address, &group->error, &group->file};
    for (size_t i = 0; i < COUNT(texts); i++) *texts[i] = str_copy(arena, *texts[i]);
    group->count = 1;
    events_targets(arena, line, group);
    map_set(&reader->groups, group->key, group);
}

static void events_line(EventsReader *reader, Str text) {
    static const char *const names[] = {"name", "title", "event"};
    Node line;
    const Source source = {S("timeline.jsonl")};
    arena_reset(&reader->scratch);
    if (++reader->events.lines > CASE_EVENTS_LINES_MAX) {
        reader->events.others++;
        return;
    }
    if (!json_read(&reader->scratch, &source, text, &line, NULL) || line.kind != NODE_MAP) {
        reader->events.broken++;
        return;
    }
    EventsMeaning meaning = events_best(reader, &line);
    CaseEvent event = {.step = meaning.step,
                       .role = meaning.role,
                       .rank = meaning.rank,
                       .event = events_text(&line, names, COUNT(names)),
                       .principal = node_text(node_find(&line, S("principal"))),
                       .address = node_text(node_find(&line, S("address"))),
                       .error = node_text(node_find(&line, S("error"))),
                       .file = node_text(node_find(&line, S("file")))};
    Str actor = node_text(node_find(&line, S("actor")));
    if (str_equal(actor, S("anonymous"))) event.principal = actor; /* logs have several words */
    events_time(&line, &event);
    if (event.error.len > 0) event.rank += EVENTS_RANK_FAILED; /* it came to nothing */
    event.key = events_key(reader, &event);
    CaseEvent *group = map_find(&reader->groups, event.key);
    if (group == NULL) {
        events_keep(reader, &line, &event);
    } else {
        events_targets(&reader->scratch, &line, &event);
        bool same = event.target_count == group->target_count &&
                    (event.target_count == 0 || str_equal(event.targets[0], group->targets[0]));
        group->more_targets |= !same;
        events_count(group, &event);
    }
}

static int events_compare_time(const void *left, const void *right) {
    const CaseEvent *a = *(CaseEvent *const *)left, *b = *(CaseEvent *const *)right;
    if (a->has_time != b->has_time) return a->has_time ? -1 : 1;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return str_compare(a->key, b->key);
}

static int events_compare_rank(const void *left, const void *right) {
    const CaseEvent *a = *(CaseEvent *const *)left, *b = *(CaseEvent *const *)right;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return events_compare_time(left, right);
}

static void events_choose(EventsReader *reader) {
    CaseEvents *events = &reader->events;
    size_t count = reader->groups.count;
    events->groups = count;
    events->items = ARENA_ARRAY(reader->arena, CaseEvent *, count + 1);
    for (size_t i = 0; i < count; i++) events->items[i] = reader->groups.entries[i].value;
    if (count > 1) qsort(events->items, count, sizeof(CaseEvent *), events_compare_rank);
    events->count = count < CASE_EVENTS_SHOWN_MAX ? count : CASE_EVENTS_SHOWN_MAX;
    if (count > 1) {
        qsort(events->items, events->count, sizeof(CaseEvent *), events_compare_time);
    }
}

CaseEvents case_events_read(Arena *arena, const Investigation *found) {
    EventsReader reader = {.arena = arena, .playbook = found->playbook, .groups = map_make(arena)};
    Error err = {0};
    Str folder = found->folder->path;
    const char *path =
        str_terminated(arena, str_join3(arena, folder, S("/"), S(CASE_FOLDER_TIMELINE)));
    if (file_kind(path) == FILE_KIND_NONE) return reader.events;
    reader.events.there = true;
    CLEANUP(file_close) File file = {0};
    if (!file_open(path, SIZE_MAX, &file, &err)) {
        reader.events.fault = str_copy(arena, str_from(err.message));
        return reader.events;
    }
    for (Str rest = file.text; rest.len > 0;) {
        Str text = str_trim(str_cut(&rest, '\n'));
        if (text.len > 0) events_line(&reader, text);
    }
    events_choose(&reader);
    arena_free(&reader.scratch);
    return reader.events;
}
