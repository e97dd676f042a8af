/* SPDX-License-Identifier: Apache-2.0 */
/* path_text.c -- see path_text.h. */
#include "report/path_text.h"

#include "report/json_model.h"
#include "report/terminal.h"

static void path_text_evidence(Buffer *out, const Evidence *evidence) {
    if (evidence->value.len == 0) return;
    buffer_add(out, S("        "));
    if (evidence->address.len > 0) {
        terminal_add(out, evidence->address);
        buffer_add_byte(out, ' ');
    }
    terminal_add(out, evidence->path);
    buffer_add(out, S(" = "));
    terminal_add(out, evidence->value);
    if (evidence->file.len > 0) {
        buffer_add(out, S("  ("));
        terminal_add(out, evidence->file);
        if (evidence->line > 0) buffer_add_format(out, ":%u", evidence->line);
        buffer_add_byte(out, ')');
    }
    buffer_add_byte(out, '\n');
}

static void path_text_list(Buffer *out, const EvidenceList *list) {
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        path_text_evidence(out, &list->items[i]);
    }
}

static void path_text_how(Buffer *out, size_t number, Str to, Str how) {
    buffer_add_format(out, "    %zu. ", number);
    terminal_add(out, how);
    buffer_add(out, S(" -> "));
    terminal_add(out, to);
    buffer_add_byte(out, '\n');
}

static void path_text_note(Buffer *out, Truth truth, Str note) {
    if (truth == TRUTH_TRUE) return;
    buffer_add(out, S("        not certain"));
    if (note.len > 0) buffer_add(out, S(": "));
    terminal_add(out, note);
    buffer_add_byte(out, '\n');
}

enum { PATH_TEXT_OTHERS_MAX = 10 };

static void path_text_others(Buffer *out, const Path *path) {
    if (path->other_count == 0) return;
    buffer_add(out, S("    also by way of "));
    for (size_t i = 0; i < path->other_count && i < PATH_TEXT_OTHERS_MAX; i++) {
        if (i > 0) buffer_add(out, S(", "));
        terminal_add(out, path->others[i]);
    }
    if (path->other_count > PATH_TEXT_OTHERS_MAX) {
        buffer_add_format(out, " and %zu more", path->other_count - PATH_TEXT_OTHERS_MAX);
    }
    buffer_add_byte(out, '\n');
}

static void path_text_path(Buffer *out, const Path *path) {
    const PathHop *last = &path->hops[path->count - 1];
    buffer_add(out, S("  "));
    terminal_add(out, path->hops[0].from);
    buffer_add(out, S(" -> "));
    terminal_add(out, last->to);
    buffer_add_format(out, "  (%zu hop%s%s)\n", path->count, path->count == 1 ? "" : "s",
                      path->truth == TRUTH_TRUE ? "" : ", not certain");
    for (size_t i = 0; i < path->count; i++) {
        const PathHop *hop = &path->hops[i];
        path_text_how(out, i + 1, hop->to, hop->how);
        path_text_note(out, hop->truth, hop->note);
        path_text_list(out, hop->evidence);
        path_text_evidence(out, &hop->one);
    }
    path_text_others(out, path);
}

static Str path_text_end(const PrivilegeStep *step) {
    return step->to == NULL ? PATHS_ADMINISTRATOR : step->to->address;
}

static void path_text_escalation(Buffer *out, const PrivilegePath *path) {
    buffer_add(out, S("  "));
    terminal_add(out, path->from->address);
    buffer_add_format(out, "  (%zu step%s%s)\n", path->count, path->count == 1 ? "" : "s",
                      path->truth == TRUTH_TRUE ? "" : ", not certain");
    for (size_t i = 0; i < path->count; i++) {
        const PrivilegeStep *step = path->steps[i];
        Str how = step->way == NULL ? S("assumes the role") : step->way->title;
        path_text_how(out, i + 1, path_text_end(step), how);
        path_text_note(out, step->truth, step->note);
        path_text_list(out, &step->evidence);
    }
}

static void path_text_escalations(const PathReport *report, Buffer *out) {
    if (!report->has_escalations) return;
    buffer_add_format(out, "Roles and users that can become administrator: %zu of %zu\n\n",
                      report->escalation_count, report->principal_count);
    for (size_t i = 0; i < report->escalation_count; i++) {
        path_text_escalation(out, &report->escalations[i]);
    }
    if (report->escalation_count > 0) buffer_add_byte(out, '\n');
    if (report->administrator_count == 0) return;
    buffer_add_format(out, "Administrators: %zu\n\n", report->administrator_count);
    for (size_t i = 0; i < report->administrator_count; i++) {
        buffer_add(out, S("  "));
        terminal_add(out, report->administrators[i]->address);
        buffer_add_byte(out, '\n');
    }
    buffer_add_byte(out, '\n');
}

void path_text_write(const PathReport *report, Buffer *out) {
    buffer_add(out, S("Paths from "));
    terminal_add(out, report->from);
    buffer_add(out, S(" to "));
    terminal_add(out, report->to);
    buffer_add_format(out, ": %zu\n", report->paths.count);
    buffer_add_format(out, "It reaches %zu element%s", report->reach,
                      report->reach == 1 ? "" : "s");
    if (report->reach_possible > 0) {
        buffer_add_format(out, ", and perhaps %zu more", report->reach_possible);
    }
    buffer_add(out, S("\n\n"));
    for (size_t i = 0; i < report->paths.count; i++) path_text_path(out, &report->paths.items[i]);
    if (report->paths.count > 0) buffer_add_byte(out, '\n');
    path_text_escalations(report, out);
}

/* ---- JSON ---- */

static void path_json_certain(JsonWriter *writer, Truth truth) {
    json_key_write(writer, S("certain"));
    json_bool_write(writer, truth == TRUTH_TRUE);
}

static void path_json_hop(JsonWriter *writer, const PathHop *hop) {
    static const Str kinds[] = {S_INIT("flow"), S_INIT("role"), S_INIT("step"), S_INIT("right")};
    json_object_begin(writer);
    json_pair_write(writer, S("kind"), kinds[hop->kind]);
    json_pair_write(writer, S("from"), hop->from);
    json_pair_write(writer, S("to"), hop->to);
    json_pair_write(writer, S("how"), hop->how);
    path_json_certain(writer, hop->truth);
    json_pair_write(writer, S("note"), hop->note);
    if (hop->evidence != NULL) {
        json_model_evidence(writer, hop->evidence->items, hop->evidence->count);
    } else {
        json_model_evidence(writer, &hop->one, hop->one.value.len > 0);
    }
    json_object_end(writer);
}

static void path_json_step(JsonWriter *writer, const PrivilegeStep *step) {
    json_object_begin(writer);
    json_pair_write(writer, S("way"), step->way == NULL ? S("sts-assume-role") : step->way->id);
    json_pair_write(writer, S("from"), step->from->address);
    json_pair_write(writer, S("to"), path_text_end(step));
    json_pair_write(writer, S("target"), step->target == NULL ? S("") : step->target->address);
    json_pair_write(writer, S("how"), step->way == NULL ? S("assumes the role") : step->way->title);
    path_json_certain(writer, step->truth);
    json_pair_write(writer, S("note"), step->note);
    json_model_evidence(writer, step->evidence.items, step->evidence.count);
    json_object_end(writer);
}

static void path_json_escalations(JsonWriter *writer, const PathReport *report) {
    json_key_write(writer, S("escalations"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->escalation_count; i++) {
        const PrivilegePath *path = &report->escalations[i];
        json_object_begin(writer);
        json_pair_write(writer, S("from"), path->from->address);
        path_json_certain(writer, path->truth);
        json_key_write(writer, S("steps"));
        json_array_begin(writer);
        for (size_t s = 0; s < path->count; s++) path_json_step(writer, path->steps[s]);
        json_array_end(writer);
        json_object_end(writer);
    }
    json_array_end(writer);
    json_key_write(writer, S("administrators"));
    json_array_begin(writer);
    for (size_t i = 0; i < report->administrator_count; i++) {
        json_string_write(writer, report->administrators[i]->address);
    }
    json_array_end(writer);
}

void path_text_write_json(const PathReport *report, Buffer *out) {
    JsonWriter writer = json_writer_make(out, false);
    json_object_begin(&writer);
    json_pair_write(&writer, S("kind"), S("merlon-paths"));
    json_key_write(&writer, S("version"));
    json_int_write(&writer, 1);
    json_pair_write(&writer, S("from"), report->from);
    json_pair_write(&writer, S("to"), report->to);
    json_key_write(&writer, S("reaches"));
    json_int_write(&writer, (int64_t)report->reach);
    json_key_write(&writer, S("may_reach"));
    json_int_write(&writer, (int64_t)report->reach_possible);
    json_key_write(&writer, S("paths"));
    json_array_begin(&writer);
    for (size_t i = 0; i < report->paths.count; i++) {
        const Path *path = &report->paths.items[i];
        json_object_begin(&writer);
        json_pair_write(&writer, S("from"), path->hops[0].from);
        json_pair_write(&writer, S("to"), path->hops[path->count - 1].to);
        path_json_certain(&writer, path->truth);
        json_key_write(&writer, S("hops"));
        json_array_begin(&writer);
        for (size_t h = 0; h < path->count; h++) path_json_hop(&writer, &path->hops[h]);
        json_array_end(&writer);
        json_key_write(&writer, S("also_by_way_of"));
        json_array_begin(&writer);
        for (size_t o = 0; o < path->other_count; o++) {
            json_string_write(&writer, path->others[o]);
        }
        json_array_end(&writer);
        json_object_end(&writer);
    }
    json_array_end(&writer);
    if (report->has_escalations) path_json_escalations(&writer, report);
    json_object_end(&writer);
    buffer_add_byte(out, '\n');
}
