/* SPDX-License-Identifier: Apache-2.0 */
/* case_paper.c -- see case_paper.h. */
#include "report/case_paper.h"

#include "report/case_report_action.h"
#include "report/case_report_actor.h"
#include "report/case_report_appendix.h"
#include "report/case_report_open.h"
#include "report/case_report_people.h"
#include "report/case_report_summary.h"
#include "report/case_report_target.h"
#include "report/case_report_timeline.h"
#include "report/hunt_report.h"
#include "report/sheet.h"
#include "text/secret.h"

enum { PAPER_KEY_BYTES = 20 /* of an access key's id */ };

/* ---- words and values ---- */

void case_paper_say(CasePaper *paper, const char *words) {
    paper->form->say(paper, str_from(words));
}

void case_paper_text(CasePaper *paper, Str text) {
    if (text.len == 0) return;
    paper->form->text(paper, secret_mask(&paper->scratch, S(""), text));
}

static bool paper_is_key_byte(char byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static bool paper_is_word_byte(char byte) {
    return paper_is_key_byte(byte) || (byte >= 'a' && byte <= 'z') || byte == '_';
}

/* The place of the next id of an access key at or after at; SIZE_MAX for none. */
static size_t paper_find_key(Str text, size_t at) {
    for (; at + PAPER_KEY_BYTES <= text.len; at++) {
        Str rest = str_slice(text, at, text.len);
        if (!str_starts(rest, S("AKIA")) && !str_starts(rest, S("ASIA"))) continue;
        if (at > 0 && paper_is_word_byte(text.ptr[at - 1])) continue;
        size_t len = 0;
        while (len < rest.len && paper_is_key_byte(rest.ptr[len])) len++;
        bool ends = len == rest.len || !paper_is_word_byte(rest.ptr[len]);
        if (len == PAPER_KEY_BYTES && ends) return at;
    }
    return SIZE_MAX;
}

/* Text with credentials but ids of keys masked. */
static Str paper_mask(CasePaper *paper, Str text) {
    Arena *scratch = &paper->scratch;
    size_t at = paper_find_key(text, 0), done = 0;
    if (at == SIZE_MAX) return secret_mask(scratch, S(""), text);
    CLEANUP(buffer_free) Buffer shown = {0};
    for (; at != SIZE_MAX; at = paper_find_key(text, done)) {
        buffer_add(&shown, secret_mask(scratch, S(""), str_slice(text, done, at)));
        done = at + PAPER_KEY_BYTES;
        buffer_add(&shown, str_slice(text, at, done));
    }
    buffer_add(&shown, secret_mask(scratch, S(""), str_slice(text, done, text.len)));
    return str_copy(scratch, buffer_text(&shown));
}

void case_paper_key(CasePaper *paper, Str text) {
    if (text.len > 0) paper->form->text(paper, paper_mask(paper, text));
}

void case_paper_plain(CasePaper *paper, Str text) {
    paper->form->say(paper, paper_mask(paper, text));
}

void case_paper_code(CasePaper *paper, Str text) {
    if (text.len > 0) paper->form->code(paper, paper_mask(paper, text));
}

void case_paper_quote(CasePaper *paper, Str text) {
    if (text.len > 0) paper->form->quote(paper, paper_mask(paper, text));
}

void case_paper_principal(CasePaper *paper, Str principal) {
    if (principal.len == 0) {
        case_paper_say(paper, "somebody the log doesn't name");
    } else if (str_equal(principal, S("anonymous"))) {
        case_paper_say(paper, "nobody in particular (no credentials)");
    } else {
        case_paper_key(paper, hunt_principal_name(principal));
    }
}

void case_paper_address(CasePaper *paper, Str text) {
    paper->form->address(paper, paper_mask(paper, text));
}

void case_paper_link(CasePaper *paper, Str href) { paper->form->link(paper, href); }

void case_paper_link_end(CasePaper *paper, Str href) { paper->form->link_end(paper, href); }

void case_paper_number(CasePaper *paper, uint64_t number) {
    paper->form->say(paper, hunt_number(number, &paper->scratch));
}

void case_paper_some(CasePaper *paper, Str href, uint64_t number, const char *one) {
    if (href.len > 0) case_paper_link(paper, href);
    case_paper_number(paper, number);
    case_paper_say(paper, " ");
    case_paper_say(paper, one);
    if (number != 1) case_paper_say(paper, "s");
    if (href.len > 0) case_paper_link_end(paper, href);
}

void case_paper_bytes(CasePaper *paper, uint64_t bytes) {
    if (bytes == 0) {
        case_paper_say(paper, "the logs count no bytes that went out");
        return;
    }
    paper->form->say(paper, sheet_bytes(&paper->scratch, bytes));
    case_paper_say(paper, " went out");
}

void case_paper_time(CasePaper *paper, bool has_time, int64_t time) {
    Str text = has_time ? log_time_text(time, &paper->scratch) : S("");
    if (text.len == 0) {
        case_paper_say(paper, "no time");
    } else {
        paper->form->time(paper, text);
    }
}

void case_paper_stamp(CasePaper *paper, Str text) {
    if (case_file_is_time(text)) {
        paper->form->time(paper, text);
    } else {
        case_paper_text(paper, text);
    }
}

void case_paper_range(CasePaper *paper, bool has_time, int64_t first, int64_t last) {
    if (!has_time) {
        case_paper_say(paper, "at times that aren't known");
        return;
    }
    case_paper_say(paper, first == last ? "at " : "from ");
    case_paper_time(paper, true, first);
    if (first == last) return;
    case_paper_say(paper, " to ");
    case_paper_time(paper, true, last);
}

void case_paper_more(CasePaper *paper, uint64_t total, uint64_t shown) {
    if (total <= shown) return;
    case_paper_say(paper, " and ");
    case_paper_number(paper, total - shown);
    case_paper_say(paper, " more");
}

void case_paper_open(CasePaper *paper, CaseBlock block) { paper->form->open(paper, block); }

void case_paper_close(CasePaper *paper, CaseBlock block) { paper->form->close(paper, block); }

void case_paper_fold(CasePaper *paper, const CaseFold *fold) {
    CaseFold masked = *fold;
    masked.title = paper_mask(paper, fold->title);
    masked.note = paper_mask(paper, fold->note);
    paper->form->fold(paper, &masked);
}

bool case_paper_command(CasePaper *paper, Str text, bool complete) {
    Str masked = paper_mask(paper, text);
    bool whole = complete && str_equal(masked, text);
    paper->form->command(paper, masked, whole);
    return whole;
}

void case_paper_fact(CasePaper *paper, const char *name, Str text) {
    if (text.len == 0) return;
    paper->form->fact(paper, name);
    case_paper_key(paper, text);
    paper->form->fact_end(paper);
}

Str case_paper_actor_href(CasePaper *paper, Str principal) {
    const CaseActor *actor = map_find(&paper->actors, principal);
    if (actor == NULL) return S("");
    return str_format(&paper->scratch, "#actor-%zu", (size_t)(actor - paper->found->actors) + 1);
}

/* ---- steps ---- */

const CaseResult *case_paper_result(const CasePaper *paper, Str step) {
    const Playbook *playbook = paper->found->playbook;
    if (paper->found->results == NULL) return NULL;
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (str_equal(playbook->steps[i].id, step)) return &paper->found->results[i];
    }
    return NULL;
}

Str case_paper_step_href(CasePaper *paper, Str step) {
    const CaseResult *result = case_paper_result(paper, step);
    if (result != NULL && result->count > 0) {
        return str_join3(&paper->scratch, S(CASE_FOLDER_EVIDENCE "/"), step, S(".jsonl"));
    }
    return str_join2(&paper->scratch, S("#step-"), step);
}

void case_paper_proof(CasePaper *paper, Str step) {
    const CaseResult *result = case_paper_result(paper, step);
    if (result == NULL) return;
    Str href = case_paper_step_href(paper, step);
    case_paper_say(paper, " (");
    case_paper_link(paper, href);
    case_paper_text(paper, step);
    case_paper_link_end(paper, href);
    case_paper_say(paper, ")");
}

static bool paper_proves(const CasePaper *paper, size_t i, uint32_t roles, uint32_t inputs) {
    const PlaybookStep *step = &paper->found->playbook->steps[i];
    if (inputs != 0 && (step->inputs & inputs) == 0) return false;
    if (roles != 0 && (roles & 1U << step->query.role) == 0) return false;
    return paper->found->results[i].count > 0;
}

size_t case_paper_proofs(CasePaper *paper, PlaybookScope scope, uint32_t roles, uint32_t inputs) {
    enum { PROOFS_MAX = 6 };
    size_t count = 0;
    for (size_t i = 0; i < paper->found->playbook->step_count; i++) {
        const PlaybookStep *asked = &paper->found->playbook->steps[i];
        if (asked->type != PLAYBOOK_QUERY || asked->query.scope != scope) continue;
        if (!paper_proves(paper, i, roles, inputs)) continue;
        if (count++ >= PROOFS_MAX) continue;
        Str step = asked->id, href = case_paper_step_href(paper, step);
        case_paper_say(paper, count == 1 ? " (evidence: " : ", ");
        case_paper_link(paper, href);
        case_paper_text(paper, step);
        case_paper_link_end(paper, href);
    }
    case_paper_more(paper, count, PROOFS_MAX);
    if (count > 0) case_paper_say(paper, ")");
    return count;
}

CaseTone case_paper_state_tone(CaseState state) {
    static const CaseTone tones[CASE_STATE_COUNT] = {
        [CASE_OPEN] = CASE_TONE_MEDIUM,   [CASE_DONE] = CASE_TONE_GOOD,
        [CASE_ANSWERED] = CASE_TONE_GOOD, [CASE_NOT_APPLICABLE] = CASE_TONE_PLAIN,
        [CASE_UNKNOWN] = CASE_TONE_HIGH,
    };
    return tones[state];
}

Str case_paper_phase(CasePaper *paper, PlaybookPhase phase) {
    Str name = playbook_phase_name(phase);
    char first = (char)(name.ptr[0] - 'a' + 'A');
    return str_join2(&paper->scratch, (Str){&first, 1}, str_slice(name, 1, name.len));
}

/* ---- the whole ---- */

void case_paper_flow(CasePaper *paper) {
    output_flow(paper->output);
    arena_reset(&paper->scratch);
}

bool case_paper_write(const CaseReport *report, const CaseForm *form, Output *out) {
    CasePaper paper = {.report = report,
                       .found = report->investigation,
                       .form = form,
                       .output = out,
                       .out = &out->buffer,
                       .ok = true};
    static void (*const parts[])(CasePaper *) = {
        case_report_summary_write,  case_report_timeline_write, case_report_actor_write,
        case_report_target_write,   case_report_target_impact,  case_report_action_write,
        case_report_open_write,     case_report_people_write,   case_report_people_lessons,
        case_report_appendix_write,
    };
    paper.actors = map_make(&paper.arena);
    for (size_t i = paper.found->actor_count; i-- > 0;) {
        map_set(&paper.actors, paper.found->actors[i].principal, &paper.found->actors[i]);
    }
    paper.events = case_events_read(&paper.arena, paper.found);
    paper.ok = paper.events.fault.len == 0;
    form->begin(&paper);
    for (size_t i = 0; i < COUNT(parts); i++) {
        parts[i](&paper);
        case_paper_flow(&paper);
    }
    form->end(&paper);
    bool ok = paper.ok;
    arena_free(&paper.scratch);
    arena_free(&paper.arena);
    return ok;
}
