/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_open.c -- see case_report_open.h. */
#include "report/case_report_open.h"

#include <stdio.h>

typedef bool OpenTest(const PlaybookStep *step, const CaseResult *result);

static bool open_is_question(const PlaybookStep *step, const CaseResult *result) {
    return step->type == PLAYBOOK_QUESTION && result->state == CASE_OPEN;
}

static bool open_is_unknown(const PlaybookStep *step, const CaseResult *result) {
    (void)step;
    return result->state == CASE_UNKNOWN;
}

static void open_question(CasePaper *paper, const PlaybookStep *step) {
    case_paper_say(paper, ": ");
    case_paper_text(paper, step->question.text);
    if (step->question.ask.len > 0) {
        case_paper_say(paper, " Ask: ");
        case_paper_text(paper, step->question.ask);
        case_paper_say(paper, ".");
    }
    for (size_t i = 0; i < step->question.choices.count; i++) {
        case_paper_say(paper, i == 0 ? " Answers may be: " : "; ");
        case_paper_text(paper, step->question.choices.items[i]);
    }
}

static void open_step(CasePaper *paper, const PlaybookStep *step, const CaseResult *result) {
    Str href = str_join2(&paper->scratch, S("#step-"), step->id);
    case_paper_open(paper, CASE_BLOCK_ITEM);
    case_paper_link(paper, href);
    case_paper_text(paper, step->title);
    case_paper_link_end(paper, href);
    if (open_is_question(step, result)) {
        open_question(paper, step);
    } else {
        case_paper_say(paper, ": ");
        if (result->reason.len == 0) case_paper_say(paper, "nobody wrote why");
        case_paper_key(paper, result->reason);
    }
    case_paper_close(paper, CASE_BLOCK_ITEM);
    case_paper_flow(paper);
}

static void open_steps(CasePaper *paper, const char *title, OpenTest *test, const char *none) {
    const Investigation *found = paper->found;
    size_t count = 0;
    paper->form->heading(paper, title);
    for (size_t i = 0; found->results != NULL && i < found->playbook->step_count; i++) {
        const PlaybookStep *step = &found->playbook->steps[i];
        if (!test(step, &found->results[i])) continue;
        if (count++ == 0) case_paper_open(paper, CASE_BLOCK_LIST);
        open_step(paper, step, &found->results[i]);
    }
    if (count > 0) {
        case_paper_close(paper, CASE_BLOCK_LIST);
        return;
    }
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_say(paper, none);
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
}

/* ---- gaps ---- */

static void open_gap(CasePaper *paper, const CaseFact *fact) {
    case_paper_open(paper, CASE_BLOCK_ITEM);
    case_paper_key(paper, fact->text);
    if (fact->proof.len > 0) {
        case_paper_say(paper, " (");
        case_paper_key(paper, fact->proof);
        case_paper_say(paper, ")");
    }
    if (fact->has_time) {
        case_paper_say(paper, ", ");
        case_paper_time(paper, true, fact->time);
    }
    if (fact->by.len > 0) {
        case_paper_say(paper, ", by ");
        case_paper_principal(paper, fact->by);
    }
    case_paper_proof(paper, fact->step);
    case_paper_close(paper, CASE_BLOCK_ITEM);
    case_paper_flow(paper);
}

static void open_unread(CasePaper *paper) {
    enum { ERRORS_MAX = 20 };
    const LogRunResult *logs = &paper->found->logs;
    size_t shown = logs->errors.count < ERRORS_MAX ? logs->errors.count : ERRORS_MAX;
    for (size_t i = 0; i < shown; i++) {
        Error error = logs->errors.items[i];
        Str path = case_folder_shown(paper->found->folder, str_from(logs->errors.items[i].file));
        snprintf(error.file, sizeof(error.file), "%.*s", STR_ARGS(path));
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_say(paper, "Could not be read: ");
        case_paper_key(paper, error_text(&paper->scratch, &error));
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    if (logs->errors.count + logs->errors.dropped <= shown) return;
    case_paper_open(paper, CASE_BLOCK_ITEM);
    case_paper_number(paper, logs->errors.count + logs->errors.dropped - shown);
    case_paper_say(paper, " more could not be read.");
    case_paper_close(paper, CASE_BLOCK_ITEM);
}

static void open_gaps(CasePaper *paper) {
    const CaseFacts *gaps = &paper->found->gaps;
    const ErrorList *errors = &paper->found->logs.errors;
    size_t shown = gaps->count < CASE_ROWS_MAX ? gaps->count : CASE_ROWS_MAX;
    paper->form->heading(paper, "What the logs can't tell");
    if (gaps->count + errors->count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper,
                       paper->found->logs.tally.records == 0
                           ? "Anything: no event of a log was read."
                           : "No gap was found. Services that were never told to log leave no "
                             "gap to be seen.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        return;
    }
    case_paper_open(paper, CASE_BLOCK_LIST);
    for (size_t i = 0; i < shown; i++) open_gap(paper, &gaps->items[i]);
    if (gaps->count > shown) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_number(paper, gaps->count - shown);
        case_paper_say(paper, " further gaps.");
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    open_unread(paper);
    case_paper_close(paper, CASE_BLOCK_LIST);
}

/* ---- the digests ---- */

static void open_digests(CasePaper *paper) {
    const DigestReport *report = &paper->found->digests;
    uint64_t wrong =
        report->logs_changed + report->logs_missing + report->chain_broken + report->signed_wrong;
    uint64_t open =
        report->logs_unlisted + report->logs_unknown + report->chain_open + report->signed_unknown;
    paper->form->heading(paper, "Whether the logs are whole");
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    if (report->digests == 0) {
        case_paper_say(paper, "Not known: no digest file of CloudTrail was among what was read.");
    } else if (wrong > 0) {
        case_paper_say(paper, "They are not as CloudTrail wrote them: ");
        case_paper_some(paper, S("#digests"), wrong, "fault");
        case_paper_say(paper, " in what the digests say.");
    } else if (open > 0) {
        case_paper_say(paper, "As far as the digests reach, they are; ");
        case_paper_some(paper, S("#digests"), open, "thing");
        case_paper_say(paper, " can't be proved with what is there.");
    } else {
        case_paper_say(paper,
                       "Each log that the digests name is there and has the sum they say, and "
                       "the chain of digests and signatures holds.");
    }
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
}

void case_report_open_write(CasePaper *paper) {
    paper->form->section(paper, "open", "Open questions", CASE_NO_COUNT);
    open_steps(paper, "Questions without an answer", open_is_question,
               paper->found->results == NULL ? "Not known: the case was not run yet."
                                             : "Each has one.");
    open_steps(paper, "What could not be settled", open_is_unknown,
               paper->found->results == NULL ? "Not known: the case was not run yet."
                                             : "No step ended so.");
    open_gaps(paper);
    open_digests(paper);
    paper->form->section_end(paper);
}
