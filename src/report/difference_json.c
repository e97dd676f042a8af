/* SPDX-License-Identifier: Apache-2.0 */
/* difference_json.c -- what differs, as JSON: names and order of keys are a promise to other tools
 * (docs/diff.md, docs/schema/diff.json). */
#include "report/difference.h"
#include "text/json_writer.h"

enum { DIFFERENCE_JSON_VERSION = 1 };

static const Str difference_kinds[DIFFERENCE_KINDS] = {S_INIT("new"), S_INIT("reopened"),
                                                       S_INIT("resolved"), S_INIT("changed")};

static void json_count(JsonWriter *writer, const char *key, size_t count) {
    json_key_write(writer, str_from(key));
    json_int_write(writer, (int64_t)count);
}

static void json_flag(JsonWriter *writer, const char *key, bool value) {
    json_key_write(writer, str_from(key));
    json_bool_write(writer, value);
}

static void json_changes(JsonWriter *writer, const DifferenceChanges *changes) {
    json_key_write(writer, S("changes"));
    json_array_begin(writer);
    for (size_t i = 0; i < changes->count; i++) {
        json_object_begin(writer);
        json_pair_write(writer, S("what"), changes->items[i].what);
        json_pair_write(writer, S("before"), changes->items[i].before);
        json_pair_write(writer, S("after"), changes->items[i].after);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void json_threat(JsonWriter *writer, const DifferenceThreat *threat) {
    json_object_begin(writer);
    json_pair_write(writer, S("id"), threat->id);
    json_pair_write(writer, S("rule"), threat->rule);
    json_pair_write(writer, S("title"), threat->title);
    json_pair_write(writer, S("severity"), severity_name(threat->severity));
    json_pair_write(writer, S("address"), threat->address);
    json_pair_write(writer, S("file"), threat->file);
    json_count(writer, "line", threat->line);
    json_pair_write(writer, S("verdict"), threat->verdict);
    json_pair_write(writer, S("state"), threat->state);
    json_flag(writer, "open", threat->open);
    json_flag(writer, "path", threat->path);
    json_flag(writer, "implied", threat->is_told);
    json_pair_write(writer, S("note"), threat->note);
    json_changes(writer, &threat->changes);
    json_object_end(writer);
}

static void json_threats(JsonWriter *writer, const Difference *difference) {
    json_key_write(writer, S("threats"));
    json_object_begin(writer);
    for (int kind = 0; kind < DIFFERENCE_KINDS; kind++) {
        json_key_write(writer, difference_kinds[kind]);
        json_array_begin(writer);
        for (size_t i = 0; i < difference->threat_count; i++) {
            const DifferenceThreat *threat = &difference->threats[i];
            if (threat->kind == (DifferenceKind)kind) json_threat(writer, threat);
        }
        json_array_end(writer);
    }
    json_object_end(writer);
}

static void json_things(JsonWriter *writer, const DifferenceThings *things) {
    static const struct {
        const char *name;
        DifferenceKind kind;
    } lists[] = {{"added", DIFFERENCE_NEW},
                 {"removed", DIFFERENCE_RESOLVED},
                 {"changed", DIFFERENCE_CHANGED}};
    json_object_begin(writer);
    for (size_t k = 0; k < COUNT(lists); k++) {
        json_key_write(writer, str_from(lists[k].name));
        json_array_begin(writer);
        for (size_t i = 0; i < things->count; i++) {
            const DifferenceThing *thing = &things->items[i];
            if (thing->kind != lists[k].kind) continue;
            json_object_begin(writer);
            json_pair_write(writer, S("id"), thing->id);
            json_pair_write(writer, S("about"), thing->about);
            json_changes(writer, &thing->changes);
            json_object_end(writer);
        }
        json_array_end(writer);
    }
    json_object_end(writer);
}

static void json_summary(JsonWriter *writer, const Difference *difference) {
    const DifferenceCounts *counts = &difference->counts;
    json_key_write(writer, S("summary"));
    json_object_begin(writer);
    json_flag(writer, "different", !difference_is_empty(difference));
    json_count(writer, "paths_opened", counts->paths_opened);
    json_count(writer, "paths_closed", counts->paths_closed);
    json_key_write(writer, S("opened"));
    json_object_begin(writer);
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        json_key_write(writer, severity_name((Severity)s));
        json_int_write(writer, (int64_t)counts->opened[s]);
    }
    json_object_end(writer);
    json_count(writer, "to_investigate", counts->questions);
    json_count(writer, "decided_already", counts->closed);
    for (int kind = 0; kind < DIFFERENCE_KINDS; kind++) {
        json_key_write(writer, difference_kinds[kind]);
        json_int_write(writer, (int64_t)counts->threats[kind]);
    }
    json_object_end(writer);
}

void difference_write_json(const Difference *difference, Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-diff"));
    json_count(&writer, "version", DIFFERENCE_JSON_VERSION);
    json_pair_write(&writer, S("old"), difference->names[0]);
    json_pair_write(&writer, S("new"), difference->names[1]);
    json_summary(&writer, difference);
    json_threats(&writer, difference);
    for (int part = 0; part < DIFFERENCE_PARTS; part++) {
        json_key_write(&writer, difference_part_name((DifferencePart)part));
        json_things(&writer, &difference->things[part]);
    }
    json_key_write(&writer, S("notes"));
    json_array_begin(&writer);
    for (size_t i = 0; i < difference->note_count; i++) {
        json_string_write(&writer, difference->notes[i]);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}
