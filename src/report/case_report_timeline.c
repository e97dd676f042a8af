/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_timeline.c -- see case_report_timeline.h. */
#include "report/case_report_timeline.h"

static void timeline_said(CasePaper *paper) {
    const CaseEvents *events = &paper->events;
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    if (!events->there) {
        case_paper_say(paper, "There is no timeline: 'merlon case run' makes it.");
    } else if (events->fault.len > 0) {
        case_paper_say(paper, "The timeline could not be read: ");
        case_paper_text(paper, events->fault);
        case_paper_say(paper, ".");
    } else if (events->lines == 0) {
        case_paper_say(paper, "Nothing of what was read belongs to the case. That says what was "
                              "looked for and not found, and no more.");
    } else {
        case_paper_some(paper, S(CASE_FOLDER_TIMELINE), events->lines, "line");
        case_paper_say(paper, events->lines == 1 ? " stands" : " stand");
        case_paper_say(paper, " in the timeline. What one principal did again and again is one row "
                              "here");
        if (events->groups > events->count) {
            case_paper_say(paper, "; ");
            case_paper_some(paper, S(CASE_FOLDER_TIMELINE), events->groups - events->count, "row");
            case_paper_say(paper, " that tell less are left out");
        }
        case_paper_say(paper, ".");
    }
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    if (events->broken + events->others == 0) return;
    case_paper_open(paper, CASE_BLOCK_WARNING);
    case_paper_some(paper, S(CASE_FOLDER_TIMELINE), events->broken + events->others, "line");
    case_paper_say(paper, " of the timeline could not be understood, or found no room here.");
    case_paper_close(paper, CASE_BLOCK_WARNING);
}

static void timeline_what(CasePaper *paper, const CaseEvent *event) {
    Str href = case_paper_step_href(paper, event->step);
    case_paper_key(paper, event->event);
    if (event->count > 1) {
        case_paper_say(paper, " ");
        case_paper_some(paper, S(""), event->count, "time");
    }
    if (event->error.len > 0) {
        case_paper_say(paper, ", ");
        case_paper_text(paper, event->error);
    }
    if (playbook_find_step(paper->found->playbook, event->step) == NULL) return;
    paper->form->line(paper);
    case_paper_link(paper, href);
    case_paper_text(paper, event->step);
    case_paper_link_end(paper, href);
}

static void timeline_targets(CasePaper *paper, const CaseEvent *event) {
    for (size_t i = 0; i < event->target_count && i < CASE_EVENTS_TARGETS_MAX; i++) {
        if (i > 0) paper->form->line(paper);
        case_paper_key(paper, event->targets[i]);
    }
    case_paper_more(paper, event->target_count, CASE_EVENTS_TARGETS_MAX);
    if (!event->more_targets) return;
    paper->form->line(paper);
    case_paper_say(paper, "and others");
}

static void timeline_event(CasePaper *paper, const CaseEvent *event) {
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    case_paper_time(paper, event->has_time, event->first);
    if (event->count > 1 && event->last != event->first) {
        case_paper_say(paper, " to ");
        case_paper_time(paper, event->has_time, event->last);
    }
    paper->form->cell(paper);
    paper->form->say(paper, event->role); /* a word of the program */
    paper->form->cell(paper);
    timeline_what(paper, event);
    paper->form->cell(paper);
    case_paper_principal(paper, event->principal);
    paper->form->cell(paper);
    case_paper_text(paper, event->address);
    paper->form->cell(paper);
    timeline_targets(paper, event);
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

void case_report_timeline_write(CasePaper *paper) {
    const CaseEvents *events = &paper->events;
    paper->form->section(paper, "timeline", "Timeline", CASE_NO_COUNT);
    paper->form->picture(paper);
    timeline_said(paper);
    if (events->count > 0) {
        paper->form->table(paper, "Events that tell the most",
                           "When (UTC)|Means|What|Who|From where|On");
        for (size_t i = 0; i < events->count; i++) timeline_event(paper, events->items[i]);
        paper->form->table_end(paper);
    }
    paper->form->section_end(paper);
}
