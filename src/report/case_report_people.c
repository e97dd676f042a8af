/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_people.c -- see case_report_people.h. */
#include "report/case_report_people.h"

#include <stdlib.h>

enum { PEOPLE_NOTES_MAX = 1000 };

static void people_contacts(CasePaper *paper) {
    const Playbook *playbook = paper->found->playbook;
    paper->form->heading(paper, "Who is to be reached");
    if (playbook->contact_count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "The playbook names nobody.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        return;
    }
    case_paper_open(paper, CASE_BLOCK_LIST);
    for (size_t i = 0; i < playbook->contact_count; i++) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_text(paper, playbook->contacts[i].role);
        if (playbook->contacts[i].duty.len > 0) case_paper_say(paper, ": ");
        case_paper_text(paper, playbook->contacts[i].duty);
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    case_paper_close(paper, CASE_BLOCK_LIST);
}

static void people_names(CasePaper *paper) {
    const CaseFile *file = &paper->found->folder->file;
    paper->form->heading(paper, "Who works on the case");
    if (file->person_count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "Nobody is written down.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        return;
    }
    case_paper_open(paper, CASE_BLOCK_LIST);
    for (size_t i = 0; i < file->person_count; i++) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_text(paper, file->people[i].name);
        if (file->people[i].role.len > 0) case_paper_say(paper, ", ");
        case_paper_text(paper, file->people[i].role);
        case_paper_close(paper, CASE_BLOCK_ITEM);
        case_paper_flow(paper);
    }
    case_paper_close(paper, CASE_BLOCK_LIST);
}

static void people_entry(CasePaper *paper, const CaseEntry *entry) {
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_text(paper, entry->by);
    case_paper_say(paper, ", ");
    case_paper_stamp(paper, entry->at);
    case_paper_say(paper, ":");
    case_paper_close(paper, CASE_BLOCK_SOFT);
    case_paper_quote(paper, entry->text);
    case_paper_flow(paper);
}

void case_report_people_answers(CasePaper *paper, const CaseEntries *answers) {
    for (size_t i = 0; i < answers->count; i++) people_entry(paper, &answers->items[i]);
}

/* By their time; what was written later stands behind what has the same. */
static int people_compare(const void *left, const void *right) {
    const CaseEntry *a = *(const CaseEntry *const *)left, *b = *(const CaseEntry *const *)right;
    int order = str_compare(a->at, b->at);
    return order != 0 ? order : (a > b) - (a < b);
}

static void people_notes(CasePaper *paper) {
    const CaseEntries *notes = &paper->found->folder->file.notes;
    CLEANUP(arena_free) Arena arena = {0}; /* paper->scratch is emptied on the way */
    const CaseEntry **sorted = ARENA_ARRAY(&arena, const CaseEntry *, notes->count + 1);
    for (size_t i = 0; i < notes->count; i++) sorted[i] = &notes->items[i];
    if (notes->count > 1) qsort(sorted, notes->count, sizeof(*sorted), people_compare);
    size_t shown = notes->count < PEOPLE_NOTES_MAX ? notes->count : PEOPLE_NOTES_MAX;
    paper->form->heading(paper, "Notes");
    if (notes->count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "There are none.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    /* the last ones, when there are too many */
    if (notes->count > shown) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_number(paper, notes->count - shown);
        case_paper_say(paper, " earlier notes stand in case.yaml.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    for (size_t i = notes->count - shown; i < notes->count; i++) {
        people_entry(paper, sorted[i]);
    }
}

void case_report_people_write(CasePaper *paper) {
    paper->form->section(paper, "people", "Escalation and communication", CASE_NO_COUNT);
    people_contacts(paper);
    people_names(paper);
    people_notes(paper);
    paper->form->section_end(paper);
}

/* ---- lessons ---- */

static void people_lesson(CasePaper *paper, size_t place) {
    const PlaybookStep *step = &paper->found->playbook->steps[place];
    const CaseResult *result = &paper->found->results[place];
    const CaseStep *kept = case_file_find_step(&paper->found->folder->file, step->id);
    CaseFold fold = {.id = str_join2(&paper->arena, S("lesson-"), step->id),
                     .title = step->title,
                     .note = step->purpose,
                     .label = case_file_state_name(result->state),
                     .tone = case_paper_state_tone(result->state),
                     .open = true};
    case_paper_fold(paper, &fold);
    if (step->type == PLAYBOOK_QUESTION) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_text(paper, step->question.text);
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    } else if (step->type == PLAYBOOK_NOTE) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_text(paper, step->note);
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    if (kept != NULL && kept->answers.count > 0) {
        case_report_people_answers(paper, &kept->answers);
    } else {
        case_paper_open(paper, CASE_BLOCK_SOFT);
        case_paper_say(paper, "Nobody has written anything to it yet. ");
        case_paper_key(paper, result->reason);
        case_paper_close(paper, CASE_BLOCK_SOFT);
    }
    paper->form->fold_end(paper);
    case_paper_flow(paper);
}

void case_report_people_lessons(CasePaper *paper) {
    const Playbook *playbook = paper->found->playbook;
    size_t count = 0;
    paper->form->section(paper, "lessons", "Lessons learned", CASE_NO_COUNT);
    for (size_t i = 0; paper->found->results != NULL && i < playbook->step_count; i++) {
        if (playbook->steps[i].phase != PLAYBOOK_POST_INCIDENT) continue;
        if (playbook->steps[i].type == PLAYBOOK_COMMAND) continue; /* an action */
        count++;
        people_lesson(paper, i);
    }
    if (count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "The playbook asks for none.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    paper->form->section_end(paper);
}
