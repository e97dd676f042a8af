/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_action.c -- see case_report_action.h. */
#include "report/case_report_action.h"

static void action_names(CasePaper *paper, const char *words, uint32_t names) {
    if (names == 0) return;
    case_paper_say(paper, words);
    for (int i = 0, said = 0; i < PLACEHOLDER_COUNT; i++) {
        if ((names & 1U << i) == 0) continue;
        case_paper_say(paper, said++ == 0 ? " " : ", ");
        case_paper_text(paper, placeholder_name((Placeholder)i));
    }
    case_paper_say(paper, ". ");
}

/* A command, and what it lacks, so that nobody runs it as it stands. */
static void action_filled(CasePaper *paper, const PlaceholderFilled *filled) {
    if (case_paper_command(paper, filled->text, filled->complete)) return;
    case_paper_open(paper, CASE_BLOCK_WARNING);
    case_paper_say(paper, "Incomplete, not to be run as it stands. ");
    if (filled->complete) {
        case_paper_say(paper, "A name in it looks like a credential and is masked. ");
    }
    if (!filled->complete && (filled->unknown | filled->refused) == 0) {
        case_paper_say(paper, "What stands between angle brackets is to be filled in. ");
    }
    action_names(paper, "Not known:", filled->unknown);
    action_names(paper, "Can't be written safely into a command:", filled->refused);
    case_paper_close(paper, CASE_BLOCK_WARNING);
}

/* An undo may be a sentence. */
static bool action_is_command(Str text) {
    static const Str programs[] = {S_INIT("aws "), S_INIT("git "), S_INIT("for "),
                                   S_INIT("merlon ")};
    for (size_t i = 0; i < COUNT(programs); i++) {
        if (str_starts(text, programs[i])) return true;
    }
    return false;
}

static void action_command(CasePaper *paper, const char *title, const PlaceholderFilled *filled) {
    if (filled->text.len == 0) return;
    bool command = action_is_command(filled->text);
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_say(paper, title);
    if (!command) {
        case_paper_say(paper, " ");
        case_paper_key(paper, filled->text);
    }
    case_paper_close(paper, CASE_BLOCK_SOFT);
    if (command) action_filled(paper, filled);
}

static void action_write(CasePaper *paper, const CaseAction *action) {
    if (action->subject.len > 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "For ");
        case_paper_code(paper, action->subject);
        case_paper_say(paper, ":");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    action_filled(paper, &action->run);
    action_command(paper, "Check that it worked:", &action->check);
    action_command(paper, "Undo:", &action->undo);
    case_paper_flow(paper);
}

static void action_state(CasePaper *paper, const CaseResult *result) {
    if (result->reason.len == 0) return;
    case_paper_fact(paper, "State", result->reason);
}

static bool action_is_for(const CasePaper *paper, size_t i, const PlaybookStep *step) {
    return paper->found->actions[i].step == step;
}

static void action_none(CasePaper *paper, const PlaybookStep *step) {
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_say(paper, "No command: the case knows no ");
    paper->form->say(paper, playbook_subject_name(step->command.subject));
    case_paper_say(paper, " for it yet. The template:");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_command(paper, step->command.run, false);
}

static void action_step(CasePaper *paper, size_t place) {
    enum { ACTIONS_SHOWN_MAX = 200 }; /* commands of one step: more are a script's work */
    const PlaybookStep *step = &paper->found->playbook->steps[place];
    const CaseResult *result = &paper->found->results[place];
    size_t count = 0;
    for (size_t i = 0; i < paper->found->action_count; i++) count += action_is_for(paper, i, step);
    CaseFold fold = {.id = str_join2(&paper->arena, S("action-"), step->id),
                     .title = step->title,
                     .note = step->purpose,
                     .label = case_file_state_name(result->state),
                     .tone = case_paper_state_tone(result->state),
                     .open = result->state == CASE_OPEN && count > 0};
    case_paper_fold(paper, &fold);
    paper->form->facts(paper, true);
    action_state(paper, result);
    case_paper_fact(paper, "Why", step->command.why);
    case_paper_fact(paper, "Side effects", step->command.effect);
    case_paper_fact(paper, "Done when", step->done);
    paper->form->facts(paper, false);
    size_t shown = 0;
    for (size_t i = 0; i < paper->found->action_count && shown < ACTIONS_SHOWN_MAX; i++) {
        if (!action_is_for(paper, i, step)) continue;
        shown++;
        action_write(paper, &paper->found->actions[i]);
    }
    if (count == 0) action_none(paper, step);
    if (count > shown) {
        case_paper_open(paper, CASE_BLOCK_WARNING);
        case_paper_number(paper, count - shown);
        case_paper_say(paper, " more commands of this step are left out here.");
        case_paper_close(paper, CASE_BLOCK_WARNING);
    }
    paper->form->fold_end(paper);
    case_paper_flow(paper);
}

static size_t action_phase_count(const CasePaper *paper, PlaybookPhase phase) {
    const Playbook *playbook = paper->found->playbook;
    size_t count = 0;
    for (size_t i = 0; i < playbook->step_count; i++) {
        count += playbook->steps[i].type == PLAYBOOK_COMMAND && playbook->steps[i].phase == phase;
    }
    return count;
}

static void action_phase(CasePaper *paper, PlaybookPhase phase) {
    const Playbook *playbook = paper->found->playbook;
    if (action_phase_count(paper, phase) == 0) return;
    paper->form->heading(paper, str_terminated(&paper->arena, case_paper_phase(paper, phase)));
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        if (step->type == PLAYBOOK_COMMAND && step->phase == phase) action_step(paper, i);
    }
}

void case_report_action_write(CasePaper *paper) {
    paper->form->section(paper, "actions", "Actions", CASE_NO_COUNT);
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    if (paper->found->results == NULL) {
        case_paper_say(paper, "The case was not run yet.");
    } else {
        case_paper_say(paper, "Commands with the names of this case, in the order of the playbook. "
                              "merlon runs none of them. Read side effects first; keep what is "
                              "evidence before it is changed.");
    }
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    for (int phase = 0; paper->found->results != NULL && phase < PLAYBOOK_PHASE_COUNT; phase++) {
        action_phase(paper, (PlaybookPhase)phase);
    }
    paper->form->section_end(paper);
}
