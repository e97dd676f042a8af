/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_summary.c -- see case_report_summary.h. A sentence says what was found, or that it is
 * not known and why; it never says nothing. */
#include "report/case_report_summary.h"

enum { SUMMARY_TARGETS_MAX = 5, SUMMARY_ACTORS_MAX = 5, SUMMARY_FACTS_MAX = 3 };

static const uint32_t summary_reads = 1U << PLAYBOOK_ROLE_READ | 1U << PLAYBOOK_ROLE_WRITE;

/* ---- the figures ---- */

typedef struct SummarySums {
    uint64_t events, denied, bytes, later, objects;
    uint64_t questions, unknown, incomplete, left;
    uint64_t states[PLAYBOOK_PHASE_COUNT][CASE_STATE_COUNT];
    uint64_t steps[PLAYBOOK_PHASE_COUNT];
} SummarySums;

static SummarySums summary_sums(const Investigation *found) {
    SummarySums sums = {0};
    for (size_t i = 0; i < found->actor_count; i++) {
        sums.events += found->actors[i].counts.events;
        sums.denied += found->actors[i].counts.denied;
        sums.bytes += found->actors[i].counts.bytes_out;
        sums.later += found->actors[i].later;
    }
    for (size_t i = 0; i < found->target_count; i++)
        sums.objects += found->targets[i].objects.total;
    for (size_t i = 0; i < found->action_count; i++) {
        sums.incomplete += !found->actions[i].run.complete;
    }
    for (size_t i = 0; found->results != NULL && i < found->playbook->step_count; i++) {
        const CaseResult *result = &found->results[i];
        const PlaybookStep *step = &found->playbook->steps[i];
        sums.steps[step->phase]++;
        sums.states[step->phase][result->state]++;
        sums.unknown += result->state == CASE_UNKNOWN;
        sums.left += result->state == CASE_OPEN || result->state == CASE_UNKNOWN;
        sums.questions += step->type == PLAYBOOK_QUESTION && result->state == CASE_OPEN;
    }
    return sums;
}

/* Whether what is counted for the actors is what they did to targets, all of it. */
static bool summary_is_of_targets(const Investigation *found) {
    bool everywhere = false;
    for (size_t i = 0; i < found->actor_count; i++) everywhere |= found->actors[i].everywhere;
    return found->target_count > 0 && !everywhere;
}

static void summary_figure(CasePaper *paper, const char *name, uint64_t number, CaseTone tone) {
    case_paper_flow(paper);
    Str text = str_format(&paper->scratch, "%llu", (unsigned long long)number);
    paper->form->figure(paper, name, text, number == 0 ? CASE_TONE_PLAIN : tone);
}

static void summary_figures(CasePaper *paper, const SummarySums *sums) {
    const Investigation *found = paper->found;
    paper->form->figures(paper, true);
    summary_figure(paper, "targets", found->target_count, CASE_TONE_PLAIN);
    summary_figure(paper, "actors", found->actor_count, CASE_TONE_HIGH);
    summary_figure(paper,
                   summary_is_of_targets(found) ? "their events on the targets" : "their events",
                   sums->events, CASE_TONE_HIGH);
    summary_figure(paper, "findings", found->finding_count, CASE_TONE_MEDIUM);
    summary_figure(paper, "secrets at risk", found->secrets.count, CASE_TONE_MEDIUM);
    summary_figure(paper, "open questions", sums->questions, CASE_TONE_MEDIUM);
    summary_figure(paper, "not known", sums->unknown + found->gaps.count, CASE_TONE_MEDIUM);
    paper->form->figures(paper, false);
}

/* ---- what happened ---- */

static const char *summary_kind(CaseTargetKind kind) {
    return kind == CASE_TARGET_BUCKET ? "Bucket " : "Repository ";
}

static void summary_owner(CasePaper *paper, const CaseTarget *target) {
    if (target->owner.len > 0) {
        case_paper_say(paper, " belongs to ");
        case_paper_text(paper, target->owner);
        if (target->owner_proof.len > 0) {
            case_paper_say(paper, " (");
            case_paper_text(paper, target->owner_proof);
            case_paper_say(paper, ")");
        }
        case_paper_say(paper, ". ");
        return;
    }
    if (target->resource != NULL) {
        case_paper_say(paper, " has no owner in the model: no tag names one. ");
    } else if (paper->found->model != NULL) {
        case_paper_say(paper, " is not in the model, so its owner is not known. ");
    } else {
        case_paper_say(paper, " has no owner that is known: the case has no model. ");
    }
}

static const CaseFact *summary_first_change(const CaseFacts *facts) {
    const CaseFact *first = NULL;
    for (size_t i = 0; i < facts->count; i++) {
        const CaseFact *fact = &facts->items[i];
        if (fact->has_time && (first == NULL || fact->time < first->time)) first = fact;
    }
    return first;
}

static void summary_exposure(CasePaper *paper, const CaseTarget *target, Str href) {
    const CaseFacts *facts = &target->exposures;
    if (facts->count == 0) {
        case_paper_say(paper, "Neither the model nor the logs show how it could be reached from "
                              "outside: how it was exposed is not known. ");
        return;
    }
    case_paper_say(paper, "It was exposed: ");
    for (size_t i = 0; i < facts->count && i < SUMMARY_FACTS_MAX; i++) {
        if (i > 0) case_paper_say(paper, "; ");
        case_paper_key(paper, facts->items[i].text);
        case_paper_proof(paper, facts->items[i].step);
        if (facts->items[i].step.len > 0 || facts->items[i].proof.len == 0) continue;
        case_paper_say(paper, " (");
        case_paper_key(paper, facts->items[i].proof);
        case_paper_say(paper, ")");
    }
    if (facts->count > SUMMARY_FACTS_MAX) {
        case_paper_link(paper, href);
        case_paper_more(paper, facts->count, SUMMARY_FACTS_MAX);
        case_paper_link_end(paper, href);
    }
    case_paper_say(paper, ". ");
    const CaseFact *first = summary_first_change(facts);
    if (first == NULL) {
        case_paper_say(paper, "Since when is not known: no event in the logs shows the change. ");
        return;
    }
    case_paper_say(paper, "The first change that the logs show is of ");
    case_paper_time(paper, true, first->time);
    if (first->by.len > 0) {
        case_paper_say(paper, " by ");
        case_paper_principal(paper, first->by);
    }
    case_paper_proof(paper, first->step);
    case_paper_say(paper, ". ");
}

static void summary_touched(CasePaper *paper, const CaseTarget *target, Str href) {
    const DeedCounts *counts = &target->counts;
    if (counts->events == 0) {
        case_paper_say(paper,
                       "No event on it is in the logs that were read, which is no proof that "
                       "nobody touched it.");
        return;
    }
    case_paper_some(paper, href, target->principals.total, "principal");
    case_paper_say(paper, " touched it ");
    case_paper_range(paper, counts->has_time, counts->first, counts->last);
    case_paper_say(paper, ": ");
    case_paper_some(paper, href, counts->events, "event");
    if (target->objects.total > 0) {
        case_paper_say(paper, " on ");
        case_paper_some(paper, href, target->objects.total, "object");
    }
    case_paper_say(paper, ", of which ");
    case_paper_number(paper, counts->denied);
    case_paper_say(paper, counts->denied == 1 ? " was denied; " : " were denied; ");
    case_paper_bytes(paper, counts->bytes_out);
    bool bucket = target->kind == CASE_TARGET_BUCKET;
    PlaybookInput input = bucket ? PLAYBOOK_INPUT_BUCKETS : PLAYBOOK_INPUT_REPOSITORIES;
    case_paper_proofs(paper, PLAYBOOK_SCOPE_TARGET, summary_reads, 1U << input);
    case_paper_say(paper, ".");
}

static void summary_targets(CasePaper *paper) {
    const Investigation *found = paper->found;
    if (found->target_count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper,
                       "No bucket or repository is named in the case, so what was exposed or "
                       "touched is not counted.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    for (size_t i = 0; i < found->target_count && i < SUMMARY_TARGETS_MAX; i++) {
        const CaseTarget *target = &found->targets[i];
        Str href = str_format(&paper->arena, "#target-%zu", i + 1);
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, summary_kind(target->kind));
        case_paper_link(paper, href);
        case_paper_text(paper, target->name);
        case_paper_link_end(paper, href);
        summary_owner(paper, target);
        summary_exposure(paper, target, href);
        summary_touched(paper, target, href);
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_flow(paper);
    }
    if (found->target_count <= SUMMARY_TARGETS_MAX) return;
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_some(paper, S("#targets"), found->target_count - SUMMARY_TARGETS_MAX,
                    "further target");
    case_paper_say(paper, ".");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
}

static void summary_did(CasePaper *paper, const CaseActor *actor, Str href) {
    bool targets = paper->found->target_count > 0 && !actor->everywhere;
    case_paper_say(paper, ": ");
    case_paper_some(paper, href, actor->counts.events, "event");
    if (targets) case_paper_say(paper, " on the targets");
    if (actor->counts.events > 0) {
        case_paper_say(paper, " ");
        case_paper_range(paper, actor->counts.has_time, actor->counts.first, actor->counts.last);
    }
    if (actor->objects.total > 0) {
        case_paper_say(paper, ", ");
        case_paper_some(paper, href, actor->objects.total, "object");
    }
    if (actor->counts.bytes_out > 0) {
        case_paper_say(paper, ", ");
        case_paper_bytes(paper, actor->counts.bytes_out);
    }
    if (actor->later > 0) {
        case_paper_say(paper, targets ? "; elsewhere the queries found " : "; the queries found ");
        case_paper_some(paper, href, actor->later, "event");
        if (!targets) case_paper_say(paper, " that tell");
    }
    case_paper_say(paper, ".");
}

static void summary_actor(CasePaper *paper, size_t i) {
    const CaseActor *actor = &paper->found->actors[i];
    Str href = str_format(&paper->arena, "#actor-%zu", i + 1);
    case_paper_open(paper, CASE_BLOCK_ITEM);
    case_paper_link(paper, href);
    case_paper_principal(paper, actor->principal);
    case_paper_link_end(paper, href);
    if (actor->standing == DEED_FOREIGN) case_paper_say(paper, ", of another account");
    if (actor->account.len > 0) {
        case_paper_say(paper, " (");
        case_paper_text(paper, actor->account);
        case_paper_say(paper, ")");
    }
    for (size_t k = 0; k + 1 < actor->chain_count; k++) {
        case_paper_say(paper, k == 0 ? ", by way of " : " → ");
        case_paper_principal(paper, actor->chain[k]);
    }
    summary_did(paper, actor, href);
    case_paper_close(paper, CASE_BLOCK_ITEM);
    case_paper_flow(paper);
}

static void summary_actors(CasePaper *paper, const SummarySums *sums) {
    const Investigation *found = paper->found;
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    if (found->actor_count == 0) {
        case_paper_say(paper,
                       "Nobody is known to have done it: no stranger is seen at the targets, "
                       "and the case names no principal that the logs know.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        return;
    }
    case_paper_some(paper, S("#actors"), found->actor_count, "actor");
    case_paper_say(paper, found->actor_count == 1 ? " belongs" : " belong");
    case_paper_say(paper, " to the case, with ");
    case_paper_some(paper, S("#actors"), sums->events, "event");
    if (summary_is_of_targets(found)) case_paper_say(paper, " on the targets");
    if (found->has_time || sums->events > 0) {
        case_paper_say(paper, " ");
        case_paper_range(paper, found->has_time, found->first, found->last);
    }
    case_paper_say(paper, "; ");
    case_paper_bytes(paper, sums->bytes);
    if (case_paper_proofs(paper, PLAYBOOK_SCOPE_TARGET, summary_reads, 0) == 0) {
        case_paper_proofs(paper, PLAYBOOK_SCOPE_ACTOR, 0, 0);
    }
    case_paper_say(paper, ".");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_open(paper, CASE_BLOCK_LIST);
    size_t shown =
        found->actor_count < SUMMARY_ACTORS_MAX ? found->actor_count : SUMMARY_ACTORS_MAX;
    for (size_t i = 0; i < shown; i++) summary_actor(paper, i);
    if (found->actor_count > shown) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_some(paper, S("#actors"), found->actor_count - shown, "further actor");
        case_paper_say(paper, ".");
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    case_paper_close(paper, CASE_BLOCK_LIST);
}

/* ---- what else, what was done, what isn't known ---- */

typedef struct SummaryRole {
    PlaybookRole role;
    const char *what;
} SummaryRole;

static void summary_role(CasePaper *paper, const SummaryRole *role) {
    const Playbook *playbook = paper->found->playbook;
    for (size_t i = 0; paper->found->results != NULL && i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        const CaseResult *result = &paper->found->results[i];
        if (step->type != PLAYBOOK_QUERY || step->query.role != role->role) continue;
        if (result->count == 0 || step->query.scope == PLAYBOOK_SCOPE_TARGET) continue;
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_text(paper, step->title);
        case_paper_say(paper, " (");
        case_paper_say(paper, role->what);
        case_paper_say(paper, "): ");
        case_paper_some(paper, case_paper_step_href(paper, step->id), result->count, "event");
        case_paper_say(paper, " ");
        case_paper_range(paper, result->has_time, result->first, result->last);
        case_paper_say(paper, ".");
        case_paper_close(paper, CASE_BLOCK_ITEM);
        case_paper_flow(paper);
    }
}

static void summary_risk(CasePaper *paper) {
    static const SummaryRole roles[] = {
        {PLAYBOOK_ROLE_CREDENTIAL, "credentials"},  {PLAYBOOK_ROLE_PERSISTENCE, "staying in"},
        {PLAYBOOK_ROLE_EVASION, "covering tracks"}, {PLAYBOOK_ROLE_IMPACT, "damage"},
        {PLAYBOOK_ROLE_WRITE, "changes"},           {PLAYBOOK_ROLE_NETWORK, "network"},
    };
    const Investigation *found = paper->found;
    uint64_t joined = 0;
    for (size_t i = 0; i < found->finding_count; i++) joined += found->findings[i].joined;
    paper->form->heading(paper, "What else is at risk");
    case_paper_open(paper, CASE_BLOCK_LIST);
    case_paper_open(paper, CASE_BLOCK_ITEM);
    if (found->secrets.count > 0) {
        case_paper_some(paper, S("#secrets"), found->secrets.count, "place");
        case_paper_say(paper,
                       found->secrets.count == 1 ? " of the model holds" : " of the model hold");
        case_paper_say(paper, " secrets that whoever got the code may have got with it.");
    } else if (found->model == NULL) {
        case_paper_say(paper,
                       "Which secrets could have been revealed is not known: the case has no "
                       "model.");
    } else {
        case_paper_say(paper,
                       "The model shows no secret that the targets could have revealed; what "
                       "lies in objects and code is not in a model.");
    }
    case_paper_close(paper, CASE_BLOCK_ITEM);
    if (found->finding_count > 0) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_some(paper, S("#findings"), found->finding_count, "finding");
        case_paper_say(paper, " of GuardDuty, of which ");
        case_paper_number(paper, joined);
        case_paper_say(paper, joined == 1 ? " names" : " name");
        case_paper_say(paper, " a target or an actor of the case.");
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    for (size_t i = 0; i < COUNT(roles); i++) summary_role(paper, &roles[i]);
    case_paper_close(paper, CASE_BLOCK_LIST);
}

/* How many command steps of a phase there are, and how many a person called done. False when the
 * playbook has none. */
static bool summary_phase_done(CasePaper *paper, PlaybookPhase phase, uint64_t *all,
                               uint64_t *done) {
    bool has = false;
    const Playbook *playbook = paper->found->playbook;
    for (size_t i = 0; paper->found->results != NULL && i < playbook->step_count; i++) {
        CaseState state = paper->found->results[i].state;
        const PlaybookStep *step = &playbook->steps[i];
        if (step->phase != phase || step->type != PLAYBOOK_COMMAND) continue;
        has = true;
        *all += state != CASE_NOT_APPLICABLE;
        *done += state == CASE_DONE || state == CASE_ANSWERED;
    }
    return has;
}

static void summary_contained(CasePaper *paper) {
    uint64_t all = 0, done = 0;
    bool has = summary_phase_done(paper, PLAYBOOK_CONTAINMENT, &all, &done);
    paper->form->heading(paper, "What was contained");
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    if (all == 0) {
        case_paper_say(paper, has ? "Nothing that is known wants to be contained."
                                  : "The playbook has nothing to contain here.");
    } else {
        case_paper_some(paper, S("#actions"), done, "step");
        case_paper_say(paper, " of ");
        case_paper_number(paper, all);
        case_paper_say(paper, " to contain it ");
        case_paper_say(paper, done == 1 ? "is" : "are");
        case_paper_say(paper, " marked as done");
        case_paper_say(paper, done < all ? "; the others are open: what they would close must be "
                                           "taken for open still."
                                         : ".");
    }
    const Playbook *playbook = paper->found->playbook;
    for (size_t i = 0; paper->found->results != NULL && i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        const CaseResult *result = &paper->found->results[i];
        if (step->type != PLAYBOOK_QUERY || result->count == 0) continue;
        if (step->query.role != PLAYBOOK_ROLE_CONTAINMENT) continue;
        case_paper_say(paper, " The logs show ");
        case_paper_some(paper, case_paper_step_href(paper, step->id), result->count, "event");
        case_paper_say(paper, " that contained something, ");
        case_paper_range(paper, result->has_time, result->first, result->last);
        case_paper_say(paper, ".");
    }
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
}

static void summary_unknown_item(CasePaper *paper, Str href, uint64_t number, const char *one,
                                 const char *rest) {
    if (number == 0) return;
    case_paper_open(paper, CASE_BLOCK_ITEM);
    case_paper_some(paper, href, number, one);
    case_paper_say(paper, rest);
    case_paper_close(paper, CASE_BLOCK_ITEM);
}

static void summary_unknown(CasePaper *paper, const SummarySums *sums) {
    const Investigation *found = paper->found;
    const DigestReport *digests = &found->digests;
    uint64_t faults = digests->logs_changed + digests->logs_missing + digests->chain_broken +
                      digests->signed_wrong;
    paper->form->heading(paper, "What isn't known");
    case_paper_open(paper, CASE_BLOCK_LIST);
    summary_unknown_item(paper, S("#open"), sums->unknown, "step", " could not be settled.");
    summary_unknown_item(paper, S("#open"), sums->questions, "question", " without an answer.");
    summary_unknown_item(paper, S("#open"), found->gaps.count, "gap", " in what was logged.");
    summary_unknown_item(paper, S("#open"), found->logs.tally.failed, "file",
                         " of the logs could not be read, or not whole.");
    summary_unknown_item(paper, S("#actions"), sums->incomplete, "command", " still incomplete.");
    summary_unknown_item(paper, S("#digests"), faults, "fault",
                         " in the chain of CloudTrail's digests.");
    case_paper_open(paper, CASE_BLOCK_ITEM);
    if (digests->digests == 0) {
        case_paper_say(paper, "Whether the logs are whole: there is no digest file to tell.");
    } else {
        case_paper_some(paper, S("#digests"), digests->digests, "digest file");
        case_paper_say(paper, " say which logs must be there; what they can't prove stands in the "
                              "appendix.");
    }
    case_paper_close(paper, CASE_BLOCK_ITEM);
    if (found->logs.tally.records == 0) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_say(paper, "Who did what: no event of a log was read.");
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    case_paper_close(paper, CASE_BLOCK_LIST);
}

/* ---- the phases ---- */

static void summary_phases(CasePaper *paper, const SummarySums *sums) {
    paper->form->heading(paper, "Where the work stands");
    paper->form->table(paper, "Steps by phase and state",
                       "Phase|Steps|Open|Done|Answered|Unknown|Not applicable");
    for (size_t phase = 0; phase < PLAYBOOK_PHASE_COUNT; phase++) {
        static const CaseState order[] = {CASE_OPEN, CASE_DONE, CASE_ANSWERED, CASE_UNKNOWN,
                                          CASE_NOT_APPLICABLE};
        Str href = str_format(&paper->arena, "#phase-%zu", phase);
        paper->form->row(paper, S(""));
        paper->form->cell(paper);
        if (sums->steps[phase] > 0) case_paper_link(paper, href);
        paper->form->say(paper, case_paper_phase(paper, (PlaybookPhase)phase));
        if (sums->steps[phase] > 0) case_paper_link_end(paper, href);
        paper->form->cell(paper);
        case_paper_number(paper, sums->steps[phase]);
        for (size_t i = 0; i < COUNT(order); i++) {
            paper->form->cell(paper);
            case_paper_number(paper, sums->states[phase][order[i]]);
        }
        paper->form->row_end(paper);
    }
    paper->form->table_end(paper);
}

/* The whole in one breath. */
static void summary_lede(CasePaper *paper, const SummarySums *sums) {
    const Investigation *found = paper->found;
    case_paper_open(paper, CASE_BLOCK_LEDE);
    if (found->actor_count > 0) {
        case_paper_some(paper, S("#actors"), found->actor_count, "actor");
        case_paper_say(paper, " left ");
        case_paper_some(paper, S("#actors"), sums->events, "event");
    } else {
        case_paper_say(paper, "No actor is known");
    }
    if (summary_is_of_targets(found)) {
        case_paper_say(paper, found->actor_count > 0 ? " on " : " at ");
        case_paper_some(paper, S("#targets"), found->target_count, "target");
    }
    if (found->has_time) {
        case_paper_say(paper, " ");
        case_paper_range(paper, true, found->first, found->last);
    }
    case_paper_say(paper, ". The case was opened on ");
    case_paper_stamp(paper, found->folder->file.opened);
    case_paper_say(paper, "; ");
    case_paper_some(paper, S("#steps"), sums->left, "step");
    case_paper_say(paper, sums->left == 1 ? " is" : " are");
    case_paper_say(paper, " left to do. All times are UTC.");
    case_paper_close(paper, CASE_BLOCK_LEDE);
}

void case_report_summary_write(CasePaper *paper) {
    const Investigation *found = paper->found;
    SummarySums sums = summary_sums(found);
    paper->form->section(paper, "summary", "What happened", CASE_NO_COUNT);
    summary_lede(paper, &sums);
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_text(paper, found->playbook->summary);
    case_paper_close(paper, CASE_BLOCK_SOFT);
    summary_figures(paper, &sums);
    summary_targets(paper);
    summary_actors(paper, &sums);
    summary_risk(paper);
    summary_contained(paper);
    summary_unknown(paper, &sums);
    summary_phases(paper, &sums);
    paper->form->section_end(paper);
}
