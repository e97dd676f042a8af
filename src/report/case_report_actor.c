/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_actor.c -- see case_report_actor.h. */
#include "report/case_report_actor.h"

#include "report/hunt_report.h"

enum {
    ACTOR_OPEN_MAX = 3,
    ACTOR_ADDRESSES_MAX = 50, /* to be looked for elsewhere, so most of them stand here */
    ACTOR_NAMES_MAX = 10
};

static void actor_standing(CaseFold *fold, DeedStanding standing) {
    switch (standing) {
    case DEED_ANONYMOUS:
        fold->label = S("anonymous");
        fold->tone = CASE_TONE_CRITICAL;
        return;
    case DEED_FOREIGN:
        fold->label = S("other account");
        fold->tone = CASE_TONE_HIGH;
        return;
    case DEED_OWN: fold->label = S("own account"); fold->tone = CASE_TONE_LOW;
    }
}

static void actor_counts(CasePaper *paper, const char *name, const CaseCounts *counts,
                         size_t most) {
    if (counts->total == 0 && counts->count == 0) return;
    paper->form->fact(paper, name);
    size_t shown = counts->count < most ? counts->count : most;
    for (size_t i = 0; i < shown; i++) {
        if (i > 0) paper->form->line(paper);
        case_paper_key(paper, counts->items[i].name);
        case_paper_say(paper, ": ");
        case_paper_number(paper, counts->items[i].counts.events);
        if (counts->items[i].counts.denied > 0) {
            case_paper_say(paper, ", ");
            case_paper_number(paper, counts->items[i].counts.denied);
            case_paper_say(paper, " denied");
        }
    }
    if (counts->total > shown) {
        paper->form->line(paper);
        case_paper_more(paper, counts->total, shown);
    }
    paper->form->fact_end(paper);
}

static void actor_chain(CasePaper *paper, const CaseActor *actor) {
    if (actor->chain_count < 2) return;
    paper->form->fact(paper, "Chain");
    for (size_t i = 0; i < actor->chain_count && i < CASE_ROWS_MAX; i++) {
        if (i > 0) case_paper_say(paper, " → ");
        case_paper_principal(paper, actor->chain[i]);
    }
    case_paper_more(paper, actor->chain_count, CASE_ROWS_MAX);
    paper->form->fact_end(paper);
}

static void actor_texts(CasePaper *paper, const char *name, const Str *texts, size_t count) {
    if (count == 0) return;
    paper->form->fact(paper, name);
    for (size_t i = 0; i < count && i < CASE_ROWS_MAX; i++) {
        if (i > 0) paper->form->line(paper);
        case_paper_key(paper, texts[i]);
    }
    case_paper_more(paper, count, CASE_ROWS_MAX);
    paper->form->fact_end(paper);
}

static void actor_did(CasePaper *paper, const CaseActor *actor) {
    const DeedCounts *counts = &actor->counts;
    paper->form->fact(paper, actor->everywhere ? "In all logs" : "On the targets");
    if (counts->events == 0) {
        case_paper_say(paper, "nothing in the logs that were read");
    } else {
        case_paper_some(paper, S(""), counts->events, "event");
        case_paper_say(paper, " ");
        case_paper_range(paper, counts->has_time, counts->first, counts->last);
        case_paper_say(paper, ": ");
        case_paper_number(paper, counts->good);
        case_paper_say(paper, " went well, ");
        case_paper_number(paper, counts->denied);
        case_paper_say(paper, " denied, ");
        case_paper_number(paper, counts->failed);
        case_paper_say(paper, " failed; ");
        case_paper_bytes(paper, counts->bytes_out);
        if (!actor->everywhere) case_paper_proofs(paper, PLAYBOOK_SCOPE_TARGET, 0, 0);
    }
    paper->form->fact_end(paper);
    paper->form->fact(paper, actor->everywhere ? "Of these tell" : "Elsewhere");
    if (actor->later == 0) {
        case_paper_say(paper, "nothing that the queries found");
    } else {
        case_paper_some(paper, S(""), actor->later, "event");
        case_paper_proofs(paper, PLAYBOOK_SCOPE_ACTOR, 0, 0);
    }
    paper->form->fact_end(paper);
}

static void actor_write(CasePaper *paper, size_t i) {
    const CaseActor *actor = &paper->found->actors[i];
    CaseFold fold = {.id = str_format(&paper->scratch, "actor-%zu", i + 1),
                     .title = hunt_principal_name(actor->principal),
                     .open = i < ACTOR_OPEN_MAX};
    actor_standing(&fold, actor->standing);
    if (actor->reason_count > 0) fold.note = actor->reasons[0];
    case_paper_fold(paper, &fold);
    paper->form->facts(paper, true);
    case_paper_fact(paper, "Principal", actor->principal);
    case_paper_fact(paper, "Account", actor->account);
    actor_texts(paper, "Why", actor->reasons, actor->reason_count);
    actor_chain(paper, actor);
    actor_did(paper, actor);
    actor_counts(paper, "Events", &actor->events, ACTOR_NAMES_MAX);
    actor_counts(paper, "Addresses", &actor->addresses, ACTOR_ADDRESSES_MAX);
    actor_counts(paper, "Programs", &actor->agents, ACTOR_NAMES_MAX);
    actor_counts(paper, "Objects", &actor->objects, ACTOR_NAMES_MAX);
    actor_texts(paper, "Access keys", actor->keys, actor->key_count);
    paper->form->facts(paper, false);
    paper->form->fold_end(paper);
    case_paper_flow(paper);
}

void case_report_actor_write(CasePaper *paper) {
    size_t count = paper->found->actor_count;
    paper->form->section(paper, "actors", "Actors", count);
    if (count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper,
                       "Nobody is known. Strangers at the targets, and the principals that the "
                       "case names, would stand here.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    for (size_t i = 0; i < count; i++) actor_write(paper, i);
    paper->form->section_end(paper);
}
