/* SPDX-License-Identifier: Apache-2.0 */
/* detection_event.c -- see detection_event.h. */
#include "cli/detection_event.h"

#include "logs/log_time.h"

/* How a record writes its time. */
typedef enum EventTime {
    EVENT_TIME_ISO,
    EVENT_TIME_EPOCH,
    EVENT_TIME_REQUEST, /* S3's */
    EVENT_TIME_PAIR     /* CloudFront's: a date, and a time in the second column */
} EventTime;

typedef struct EventTimeField {
    LogSource source;
    EventTime form;
    Str name, second;
} EventTimeField;

static const EventTimeField event_time_fields[] = {
    {LOG_SOURCE_CLOUDTRAIL, EVENT_TIME_ISO, S_INIT("eventTime"), S_INIT("")},
    {LOG_SOURCE_ROUTE53RESOLVER, EVENT_TIME_ISO, S_INIT("query_timestamp"), S_INIT("")},
    {LOG_SOURCE_GUARDDUTY, EVENT_TIME_ISO, S_INIT("updatedAt"), S_INIT("")},
    {LOG_SOURCE_ELB, EVENT_TIME_ISO, S_INIT("time"), S_INIT("")},
    {LOG_SOURCE_S3ACCESS, EVENT_TIME_REQUEST, S_INIT("time"), S_INIT("")},
    {LOG_SOURCE_VPCFLOW, EVENT_TIME_EPOCH, S_INIT("start"), S_INIT("")},
    {LOG_SOURCE_VPCFLOW, EVENT_TIME_EPOCH, S_INIT("end"), S_INIT("")},
    {LOG_SOURCE_CLOUDFRONT, EVENT_TIME_PAIR, S_INIT("date"), S_INIT("time")},
};

static bool event_number(const Node *line, Str key, int64_t most, int64_t *number, Error *err) {
    const Node *node = node_find(line, key);
    if (node == NULL) return true;
    if (!node_is(node, NODE_INT) || node->integer < 1 || node->integer > most) {
        return error_say(err, "'%.*s' is a number from 1 to %lld", STR_ARGS(key), (long long)most);
    }
    *number = node->integer;
    return true;
}

bool detection_event_read(const Node *line, LogSource source, DetectionEvents *ret_events,
                          Error *err) {
    DetectionEvents events = {source, node_find(line, S("event")), 1, 0};
    if (!node_is(events.event, NODE_MAP)) return error_say(err, "'event' isn't an object");
    if (!event_number(line, S("repeat"), DETECTION_REPEAT_MAX, &events.repeat, err) ||
        !event_number(line, S("every"), DETECTION_EVERY_SECONDS_MAX, &events.every, err))
        return false;
    *ret_events = events;
    return true;
}

/* ---- numbers ---- */

static Str event_fill_text(Arena *arena, Str text, Str number) {
    static const Str mark = S_INIT("{n}");
    Str filled = S("");
    for (size_t at = str_find(text, mark); at != SIZE_MAX; at = str_find(text, mark)) {
        filled = str_join3(arena, filled, str_slice(text, 0, at), number);
        text = str_slice(text, at + mark.len, text.len);
    }
    return filled.len == 0 ? text : str_join2(arena, filled, text);
}

static void event_fill(Arena *arena, Node *node, Str number, int depth) {
    if (depth > NODE_DEPTH_MAX) return;
    if (node->kind == NODE_STRING) node->text = event_fill_text(arena, node->text, number);
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        event_fill(arena, &node->items[i], number, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        event_fill(arena, &node->pairs[i].value, number, depth + 1);
    }
}

/* ---- times ---- */

static Str event_request_time(Arena *arena, int64_t seconds) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    LogClock clock = log_time_clock(seconds);
    return str_format(arena, "%02d/%s/%04d:%02d:%02d:%02d +0000", clock.day,
                      months[clock.month - 1], clock.year, clock.hour, clock.minute, clock.second);
}

static bool event_advance(Arena *arena, const EventTimeField *field, Node *event, int64_t later) {
    Node *node = node_place(event, field->name);
    Node *second = node_place(event, field->second);
    int64_t time = 0;
    if (!node_is(node, NODE_STRING)) return false;
    switch (field->form) {
    case EVENT_TIME_ISO:
        if (!log_time_read(node->text, &time)) return false;
        node->text = log_time_text(time + later, arena);
        return true;
    case EVENT_TIME_EPOCH:
        if (!log_time_read_epoch(node->text, &time)) return false;
        node->text = str_format(arena, "%lld", (long long)(time + later));
        return true;
    case EVENT_TIME_REQUEST:
        if (!log_time_read_request(node->text, &time)) return false;
        node->text = event_request_time(arena, time + later);
        return true;
    case EVENT_TIME_PAIR: break;
    }
    if (!log_time_read_pair(node->text, node_text(second), &time)) return false;
    Str text = log_time_text(time + later, arena);
    node->text = str_slice(text, 0, 10);
    second->text = str_slice(text, 11, 19);
    return true;
}

bool detection_event_make(Arena *arena, const DetectionEvents *events, int64_t number,
                          Node *ret_event, Error *err) {
    Node event = node_copy(arena, events->event);
    if (events->repeat > 1) {
        event_fill(arena, &event, str_format(arena, "%lld", (long long)number), 0);
    }
    int64_t later = number * events->every;
    for (size_t i = 0; later > 0 && i < COUNT(event_time_fields); i++) {
        const EventTimeField *field = &event_time_fields[i];
        if (field->source != events->source) continue;
        if (event_advance(arena, field, &event, later)) continue;
        return error_say(err, "'%.*s' isn't a time that 'every' could advance",
                         STR_ARGS(field->name));
    }
    *ret_event = event;
    return true;
}
