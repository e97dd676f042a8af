/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_jsonl.c -- one JSON object per hit and line, for other programs. */
#include "report/hunt_report.h"
#include "text/json_writer.h"
#include "text/secret.h"

/* What all hits of a rule have in common, written once. */
typedef struct JsonRule {
    Str head; /* id, title and level */
    Str tail; /* tags and threats */
} JsonRule;

typedef struct JsonLines {
    const HuntReport *report;
    Output *out;
    Arena scratch;
    Arena arena;
    JsonRule *rules; /* by rule; empty until the first hit */
} JsonLines;

static const struct {
    HitText text;
    Str key;   /* with what stands around it */
    bool free; /* the caller chose it, and may have put a credential there */
} json_texts[] = {
    {HIT_NAME, S_INIT(",\"name\":"), true},
    {HIT_SERVICE, S_INIT(",\"service\":"), false},
    {HIT_PRINCIPAL, S_INIT(",\"principal\":"), true},
    {HIT_ADDRESS, S_INIT(",\"address\":"), false},
    {HIT_AGENT, S_INIT(",\"agent\":"), true},
    {HIT_ACCOUNT, S_INIT(",\"account\":"), false},
    {HIT_REGION, S_INIT(",\"region\":"), false},
    {HIT_ERROR, S_INIT(",\"error\":"), true},
    {HIT_KEY, S_INIT(",\"key\":"), false},
};

static void json_list(JsonWriter *writer, Str key, const SigmaList *list) {
    if (list->count == 0) return;
    json_key_write(writer, key);
    json_array_begin(writer);
    for (size_t i = 0; i < list->count; i++) json_string_write(writer, list->items[i]);
    json_array_end(writer);
}

static void json_targets(JsonWriter *writer, Str targets, Arena *scratch) {
    if (targets.len == 0) return;
    json_key_write(writer, S("targets"));
    json_array_begin(writer);
    while (targets.len > 0) {
        json_string_write(writer, secret_mask(scratch, S(""), str_cut(&targets, '\n')));
    }
    json_array_end(writer);
}

/* What the hit has to do with the model; a resource without a threat stands there, too. */
static void json_model(JsonLines *lines, JsonWriter *writer, const Hit *hit) {
    SeenHit found;
    if (lines->report->seen == NULL) return;
    seen_find(lines->report->seen, hit, &lines->scratch, &found);
    if (found.count + found.link_count == 0) return;
    json_key_write(writer, S("model"));
    json_array_begin(writer);
    for (size_t i = 0; i < found.link_count; i++) {
        const SeenLink *link = &found.links[i];
        const Resource *on = link->resource;
        json_object_begin(writer);
        json_pair_write(writer, S("threat"), link->seen->threat->id);
        json_pair_write(writer, S("resource"),
                        on == NULL ? link->seen->threat->subject->address : on->address);
        json_key_write(writer, S("sure"));
        json_bool_write(writer, link->sure);
        json_object_end(writer);
    }
    for (size_t i = 0; i < found.count; i++) {
        if (seen_hit_leads(&found, found.resources[i])) continue;
        json_object_begin(writer);
        json_pair_write(writer, S("resource"), found.resources[i]->address);
        json_key_write(writer, S("sure"));
        json_bool_write(writer, found.sure[i]);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void json_time(JsonLines *lines, JsonWriter *writer, Str key, int64_t time) {
    json_pair_write(writer, key, log_time_text(time, &lines->scratch));
}

/* The members of an object, without its braces. */
static Str json_members(JsonLines *lines, const Buffer *object) {
    return str_copy(&lines->arena, str_slice(buffer_text(object), 1, object->len - 1));
}

static const JsonRule *json_rule(JsonLines *lines, uint32_t place) {
    const SigmaRule *rule = &lines->report->set->rules[place];
    JsonRule *json = &lines->rules[place];
    if (json->head.len > 0) return json;
    CLEANUP(buffer_free) Buffer head = {0};
    CLEANUP(buffer_free) Buffer tail = {0};
    JsonWriter writer = json_writer_make(&head, true);
    json_object_begin(&writer);
    json_pair_write(&writer, S("rule"), hunt_rule_id(rule));
    json_pair_write(&writer, S("title"), rule->title);
    json_pair_write(&writer, S("level"), sigma_level_name(rule->level));
    json_object_end(&writer);
    json->head = json_members(lines, &head);
    writer = json_writer_make(&tail, true);
    json_object_begin(&writer);
    json_list(&writer, S("tags"), &rule->tags);
    json_list(&writer, S("threats"), &rule->threats);
    json_object_end(&writer);
    json->tail = json_members(lines, &tail);
    return json;
}

static void json_texts_write(JsonLines *lines, const Hit *hit) {
    Buffer *out = &lines->out->buffer;
    for (size_t i = 0; i < COUNT(json_texts); i++) {
        Str text = hit->texts[json_texts[i].text];
        if (text.len == 0) continue;
        if (json_texts[i].free) text = secret_mask(&lines->scratch, S(""), text);
        buffer_add(out, json_texts[i].key);
        json_escape(out, text);
    }
}

/* Hits may be millions: what is the same for each is put together here, the rest by a writer that
 * is told that the object has begun. */
static void json_hit(void *context, const Hit *hit) {
    JsonLines *lines = context;
    Buffer *out = &lines->out->buffer;
    const JsonRule *rule = json_rule(lines, hit->rule);
    JsonWriter writer = json_writer_make(out, true);
    arena_reset(&lines->scratch);
    json_object_begin(&writer);
    if (hit->has_time) {
        json_time(lines, &writer, S("time"), hit->time);
        buffer_add_byte(out, ',');
    }
    writer.has_items[writer.depth] = true;
    buffer_add(out, rule->head);
    buffer_add(out, S(",\"event\":"));
    json_escape(out, hit->texts[HIT_EVENT]);
    buffer_add(out, S(",\"source\":"));
    json_escape(out, log_source_name(hit->source));
    json_texts_write(lines, hit);
    json_targets(&writer, hit->texts[HIT_TARGETS], &lines->scratch);
    if (lines->report->set->rules[hit->rule].correlation != NULL) {
        Str unit = str_from(hunt_correlation_unit(&lines->report->set->rules[hit->rule]));
        json_key_write(&writer, str_join2(&lines->scratch, unit, S("s")));
        json_int_write(&writer, (int64_t)hit->count);
        json_time(lines, &writer, S("first"), hit->first);
        json_time(lines, &writer, S("last"), hit->last);
    }
    if (rule->tail.len > 0) buffer_add_byte(out, ',');
    buffer_add(out, rule->tail);
    json_model(lines, &writer, hit);
    json_pair_write(&writer, S("file"), hit->texts[HIT_FILE]);
    json_key_write(&writer, S("offset"));
    json_int_write(&writer, (int64_t)hit->offset);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
    output_flow(lines->out);
}

bool hunt_jsonl_write(const HuntReport *report, Output *out) {
    JsonLines lines = {.report = report, .out = out};
    lines.rules = ARENA_ARRAY(&lines.arena, JsonRule, report->set->count + 1);
    bool ok = hunt_each(report->hunt, json_hit, &lines);
    arena_free(&lines.scratch);
    arena_free(&lines.arena);
    return ok;
}
