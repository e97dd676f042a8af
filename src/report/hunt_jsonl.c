/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_jsonl.c -- one JSON object per hit and line, for other programs. */
#include "report/hunt_report.h"
#include "text/json_writer.h"
#include "text/secret.h"

typedef struct JsonLines {
    const HuntReport *report;
    Output *out;
    Arena scratch;
} JsonLines;

static const struct {
    HitText text;
    Str key;
    bool free; /* the caller chose it, and may have put a credential there */
} json_texts[] = {
    {HIT_NAME, S_INIT("name"), true},
    {HIT_SERVICE, S_INIT("service"), false},
    {HIT_PRINCIPAL, S_INIT("principal"), true},
    {HIT_ADDRESS, S_INIT("address"), false},
    {HIT_AGENT, S_INIT("agent"), true},
    {HIT_ACCOUNT, S_INIT("account"), false},
    {HIT_REGION, S_INIT("region"), false},
    {HIT_ERROR, S_INIT("error"), true},
    {HIT_KEY, S_INIT("key"), false},
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

static void json_hit(void *context, const Hit *hit) {
    JsonLines *lines = context;
    const SigmaRule *rule = &lines->report->set->rules[hit->rule];
    JsonWriter writer = json_writer_make(&lines->out->buffer, true);
    arena_reset(&lines->scratch);
    json_object_begin(&writer);
    if (hit->has_time) json_time(lines, &writer, S("time"), hit->time);
    json_pair_write(&writer, S("rule"), hunt_rule_id(rule));
    json_pair_write(&writer, S("title"), rule->title);
    json_pair_write(&writer, S("level"), sigma_level_name(rule->level));
    json_pair_write(&writer, S("event"), hit->texts[HIT_EVENT]);
    json_pair_write(&writer, S("source"), log_source_name(hit->source));
    for (size_t i = 0; i < COUNT(json_texts); i++) {
        Str text = hit->texts[json_texts[i].text];
        if (text.len == 0) continue;
        if (json_texts[i].free) text = secret_mask(&lines->scratch, S(""), text);
        json_pair_write(&writer, json_texts[i].key, text);
    }
    json_targets(&writer, hit->texts[HIT_TARGETS], &lines->scratch);
    if (rule->correlation != NULL) {
        json_key_write(&writer, S("events"));
        json_int_write(&writer, (int64_t)hit->count);
        json_time(lines, &writer, S("first"), hit->first);
        json_time(lines, &writer, S("last"), hit->last);
    }
    json_list(&writer, S("tags"), &rule->tags);
    json_list(&writer, S("threats"), &rule->threats);
    json_model(lines, &writer, hit);
    json_pair_write(&writer, S("file"), hit->texts[HIT_FILE]);
    json_key_write(&writer, S("offset"));
    json_int_write(&writer, (int64_t)hit->offset);
    json_object_end(&writer);
    buffer_add_byte(&lines->out->buffer, '\n');
    output_flow(lines->out);
}

bool hunt_jsonl_write(const HuntReport *report, Output *out) {
    JsonLines lines = {.report = report, .out = out};
    bool ok = hunt_each(report->hunt, json_hit, &lines);
    arena_free(&lines.scratch);
    return ok;
}
