/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_model.c -- see hunt_model.h. */
#include "cli/hunt_model.h"

#include "base/file.h"
#include "cli/command.h"
#include "cli/decided.h"
#include "cli/version.h"
#include "threat/imported.h"

#include <stdio.h>

void hunt_model_start(HuntModel *model) { reading_start(&model->reading); }

static int model_take_output(HuntModel *model, const char *path) {
    if (report_format_of_path(str_from(path)) == NULL) {
        return command_usage("hunt", "the ending of '%s' names no format: .html or .json", path);
    }
    if (model->output_count == HUNT_MODEL_OUTPUTS_MAX) {
        return command_usage("hunt", "at most %d times --threat-model", HUNT_MODEL_OUTPUTS_MAX);
    }
    model->outputs[model->output_count++] = path;
    return EXIT_FINE;
}

int hunt_model_take_option(HuntModel *model, int option, char *value) {
    switch (option) {
    case HUNT_MODEL_OPTION_MODEL:
        if (model->path_count == HUNT_MODEL_PATHS_MAX) {
            return command_usage("hunt", "at most %d times --model", HUNT_MODEL_PATHS_MAX);
        }
        model->paths[model->path_count++] = value;
        return EXIT_FINE;
    case HUNT_MODEL_OPTION_DECISIONS: model->decisions = value; return EXIT_FINE;
    case HUNT_MODEL_OPTION_DATE: model->date = value; return EXIT_FINE;
    case HUNT_MODEL_OPTION_REPORT: return model_take_output(model, value);
    default: return reading_take_option(&model->reading, "hunt", option, value);
    }
}

bool hunt_model_is_asked(const HuntModel *model) { return model->path_count > 0; }

/* ---- reading ---- */

static void model_take_errors(HuntModel *model) {
    Arena *arena = &model->reading.arena;
    const Input *input = &model->reading.input;
    const ErrorList *lists[] = {&input->errors, &input->model.problems};
    Report *report = &model->report;
    report->errors = ARENA_ARRAY(arena, Str, lists[0]->count + lists[1]->count);
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            report->errors[report->error_count++] = error_text(arena, &lists[i]->items[k]);
        }
    }
    model->failed |= !reading_say_errors(&model->reading);
}

static void model_take_notes(HuntModel *model) {
    const Input *input = &model->reading.input;
    ReportCoverage *coverage = &model->report.coverage;
    coverage->notes = ARENA_ARRAY(&model->reading.arena, ReportNote, input->note_count);
    coverage->note_count = input->note_count;
    for (size_t i = 0; i < input->note_count; i++) {
        const InputNote *note = &input->notes[i];
        Str file = note->source == NULL ? S("") : note->source->path;
        coverage->notes[i] = (ReportNote){note->subject, note->reason, file, note->line};
    }
    coverage->files = input->document_count;
    coverage->skipped = input->skipped;
}

/* Absent threats are kept: what the configuration forbids may be seen for all that. */
static void model_judge(HuntModel *model) {
    Report *report = &model->report;
    Reading *reading = &model->reading;
    Input *input = &reading->input;
    report->estate = &reading->estate;
    report->model = &input->model;
    report->rules = &reading->catalog.rules;
    report->version = S(MERLON_VERSION);
    report->threats =
        threat_find(&reading->arena, report->rules, &reading->estate, &input->model, true);
    const ImportedModel imported = {&input->model, input->knowledge, input->knowledge_count};
    imported_add(&reading->arena, &report->threats, &imported);
    decision_apply(report->rules, &reading->estate, &model->decided, &report->threats);
    report->decisions = model->decided.items;
    report->decision_count = model->decided.count;
    report_complete(&reading->arena, report);
}

int hunt_model_read(HuntModel *model) {
    Reading *reading = &model->reading;
    if (!hunt_model_is_asked(model)) {
        if (model->output_count == 0 && model->decisions == NULL) return EXIT_FINE;
        return command_usage("hunt", "--threat-model and --decisions need --model");
    }
    if (!reading_load(reading)) return EXIT_USAGE;
    DecidedOptions options = {model->decisions, model->date, model->paths[0]};
    if (!decided_read(&reading->arena, &options, &model->decided)) return EXIT_USAGE;
    reading_read(reading, model->paths, model->path_count);
    reading_finish(reading);
    model_take_errors(model);
    if (!reading_has_input(reading)) return EXIT_USAGE;
    model_take_notes(model);
    model_judge(model);
    return EXIT_FINE;
}

/* ---- joining and writing ---- */

bool hunt_model_join(HuntModel *model, const SigmaSet *set, const Hunt *hunt,
                     const HuntResult *result) {
    SeenOptions options = {.estate = model->report.estate,
                           .model = model->report.model,
                           .threats = &model->report.threats,
                           .set = set};
    if (!hunt_model_is_asked(model)) return true;
    model->seen = seen_make(&model->reading.arena, &options);
    return seen_count(model->seen, hunt, result);
}

/* The report as merlon model has it: of the absent threats only those that were seen. They are
 * judged by what tells of what anew, since the others point at each other. */
static Report model_report(HuntModel *model) {
    Arena *arena = &model->reading.arena;
    Report report = model->report;
    ThreatList *threats = &report.threats;
    threats->items = ARENA_ARRAY(arena, Threat, threats->count);
    threats->count = 0;
    for (size_t i = 0; i < model->report.threats.count; i++) {
        const Threat *threat = &model->report.threats.items[i];
        const SeenThreat *seen = seen_find_threat(model->seen, threat->id);
        if (threat->verdict == VERDICT_ABSENT && (seen == NULL || seen->all.hits == 0)) continue;
        threats->items[threats->count] = *threat;
        threats->items[threats->count++].implied_by = NULL;
    }
    report.summary = (ReportSummary){0};
    ReportCoverage coverage = report.coverage;
    report.coverage = (ReportCoverage){.notes = coverage.notes,
                                       .note_count = coverage.note_count,
                                       .files = coverage.files,
                                       .skipped = coverage.skipped};
    report_complete(arena, &report);
    report.seen = model->seen;
    return report;
}

void hunt_model_write(HuntModel *model) {
    if (model->output_count == 0) return;
    Report report = model_report(model);
    for (size_t i = 0; i < model->output_count; i++) {
        CLEANUP(buffer_free) Buffer out = {0};
        Error err = {0};
        const ReportFormat *format = report_format_of_path(str_from(model->outputs[i]));
        bool ok = format->try == NULL || format->try(&report, &out, &err);
        if (format->try == NULL) format->write(&report, &out);
        if (ok && file_write(model->outputs[i], buffer_text(&out), &err)) continue;
        command_say_error(&err);
        model->failed = true;
    }
}

void hunt_model_free(HuntModel *model) { reading_free(&model->reading); }
