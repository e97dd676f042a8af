/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_target.c -- see case_report_target.h. */
#include "report/case_report_target.h"

static void target_place(CasePaper *paper, const CaseTarget *target) {
    case_paper_code(paper, target->resource->address);
    case_paper_say(paper, ", ");
    case_paper_text(paper, target->resource->type);
    if (target->place.len == 0) return;
    case_paper_say(paper, ", ");
    case_paper_text(paper, target->place);
}

static void target_in_model(CasePaper *paper, const CaseTarget *target) {
    paper->form->fact(paper, "In the model");
    if (target->resource != NULL) {
        target_place(paper, target);
    } else if (paper->found->model == NULL) {
        case_paper_say(paper, "not known: the case has no model");
    } else {
        case_paper_say(paper, "nothing of that name");
    }
    paper->form->fact_end(paper);
}

static void target_owner(CasePaper *paper, const CaseTarget *target) {
    paper->form->fact(paper, "Owner");
    if (target->owner.len > 0) {
        case_paper_text(paper, target->owner);
        case_paper_say(paper, target->owner_proof.len > 0 ? ", as says " : "");
        case_paper_text(paper, target->owner_proof);
    } else {
        case_paper_say(paper, "not known");
    }
    paper->form->fact_end(paper);
}

static void target_fact_row(CasePaper *paper, const CaseFact *fact) {
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    case_paper_key(paper, fact->text);
    case_paper_proof(paper, fact->step);
    paper->form->cell(paper);
    case_paper_key(paper, fact->proof);
    paper->form->cell(paper);
    if (fact->has_time) {
        case_paper_time(paper, true, fact->time);
    } else {
        case_paper_say(paper, "not known");
    }
    paper->form->cell(paper);
    if (fact->by.len > 0) {
        case_paper_principal(paper, fact->by);
    } else {
        case_paper_say(paper, "not known");
    }
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

static void target_more_row(CasePaper *paper, uint64_t total) {
    if (total <= CASE_ROWS_MAX) return;
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_say(paper, "The table has the first of them,");
    case_paper_more(paper, total, CASE_ROWS_MAX);
    case_paper_say(paper, " stand in the evidence.");
    case_paper_close(paper, CASE_BLOCK_SOFT);
}

static void target_facts(CasePaper *paper, const char *label, const char *columns,
                         const CaseFacts *facts) {
    paper->form->table(paper, label, columns);
    for (size_t i = 0; i < facts->count && i < CASE_ROWS_MAX; i++) {
        target_fact_row(paper, &facts->items[i]);
    }
    paper->form->table_end(paper);
    target_more_row(paper, facts->count);
}

static void target_count_row(CasePaper *paper, const CaseCount *count, bool principal) {
    const DeedCounts *counts = &count->counts;
    const uint64_t numbers[] = {counts->events, counts->good, counts->denied, counts->failed,
                                counts->bytes_out};
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    Str href = principal ? case_paper_actor_href(paper, count->name) : S("");
    if (href.len > 0) case_paper_link(paper, href);
    if (principal) {
        case_paper_principal(paper, count->name);
    } else {
        case_paper_key(paper, count->name);
    }
    if (href.len > 0) case_paper_link_end(paper, href);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        paper->form->cell(paper);
        case_paper_number(paper, numbers[i]);
    }
    paper->form->cell(paper);
    case_paper_time(paper, counts->has_time, counts->first);
    paper->form->cell(paper);
    case_paper_time(paper, counts->has_time, counts->last);
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

/* Of principals, the actors stand first: they are who a reader looks for. */
static void target_counts(CasePaper *paper, const char *title, const char *columns,
                          const CaseCounts *counts, bool principal) {
    if (counts->count == 0) return;
    paper->form->heading(paper, title);
    paper->form->table(paper, title, columns);
    size_t rows = 0;
    for (int pass = principal ? 0 : 1; pass < 2; pass++) {
        for (size_t i = 0; i < counts->count && rows < CASE_ROWS_MAX; i++) {
            const CaseCount *count = &counts->items[i];
            bool actor = principal && map_find(&paper->actors, count->name) != NULL;
            if (actor == (pass == 1)) continue;
            target_count_row(paper, count, principal);
            rows++;
        }
    }
    paper->form->table_end(paper);
    target_more_row(paper, counts->total);
}

static void target_write(CasePaper *paper, size_t i) {
    const CaseTarget *target = &paper->found->targets[i];
    CaseFold fold = {.id = str_format(&paper->scratch, "target-%zu", i + 1),
                     .title = target->name,
                     .label = target->kind == CASE_TARGET_BUCKET ? S("bucket") : S("repository"),
                     .open = true};
    case_paper_fold(paper, &fold);
    paper->form->facts(paper, true);
    target_owner(paper, target);
    target_in_model(paper, target);
    paper->form->facts(paper, false);
    paper->form->heading(paper, "How it was exposed");
    if (target->exposures.count > 0) {
        target_facts(paper, "Exposure", "What|Proof|When (UTC)|By", &target->exposures);
    } else {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "Not known: nothing in the model or the logs shows it.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    static const char columns[] = "Name|Events|Well|Denied|Failed|Bytes out|First (UTC)|Last (UTC)";
    target_counts(paper, "Who touched it", columns, &target->principals, true);
    target_counts(paper, "From where", columns, &target->addresses, false);
    if (target->principals.count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "No event on it is in the logs that were read.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    paper->form->fold_end(paper);
    case_paper_flow(paper);
}

void case_report_target_write(CasePaper *paper) {
    size_t count = paper->found->target_count;
    paper->form->section(paper, "targets", "Exposure", count);
    if (count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "The case names no bucket and no repository.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    for (size_t i = 0; i < count; i++) target_write(paper, i);
    paper->form->section_end(paper);
}

/* ---- the impact ---- */

static void target_objects(CasePaper *paper) {
    const Investigation *found = paper->found;
    uint64_t total = 0;
    for (size_t i = 0; i < found->target_count; i++) {
        const CaseTarget *target = &found->targets[i];
        if (target->objects.count == 0) continue;
        total += target->objects.total;
        Str title = str_join2(&paper->scratch, S("Objects of "), target->name);
        CaseFold fold = {.id = str_format(&paper->arena, "objects-%zu", i + 1),
                         .title = title,
                         .label = str_format(&paper->arena, "%zu", target->objects.total)};
        case_paper_fold(paper, &fold);
        target_counts(paper, "What was touched",
                      "Name|Events|Well|Denied|Failed|Bytes out|First (UTC)|Last (UTC)",
                      &target->objects, false);
        paper->form->fold_end(paper);
    }
    if (total > 0) return;
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_say(paper,
                   "No object is named in what was read. Reads of objects stand in data events "
                   "and access logs only: without them nobody can say that there were none.");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
}

static void target_secrets(CasePaper *paper) {
    const Investigation *found = paper->found;
    paper->form->section(paper, "secrets", "Secrets and rights at risk", found->secrets.count);
    if (found->secrets.count > 0) {
        target_facts(paper, "Secrets and rights", "What|Proof|When (UTC)|By", &found->secrets);
    } else {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper,
                       found->model == NULL
                           ? "Not known: the case has no model to look into."
                           : "The model shows none. What lies in the objects and in the code "
                             "is not in a model: somebody must look.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    paper->form->section_end(paper);
}

static void target_finding(CasePaper *paper, const CaseFinding *finding) {
    const Str texts[] = {finding->type,      finding->severity, finding->title,
                         finding->principal, finding->address,  finding->target};
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    case_paper_time(paper, finding->has_time, finding->time);
    for (size_t i = 0; i < COUNT(texts); i++) {
        paper->form->cell(paper);
        case_paper_key(paper, texts[i]);
    }
    paper->form->cell(paper);
    case_paper_say(paper, finding->joined ? "yes" : "not told");
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

static void target_findings(CasePaper *paper) {
    const Investigation *found = paper->found;
    paper->form->section(paper, "findings", "Findings", found->finding_count);
    if (found->finding_count == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, found->folder->file.scope.findings.count == 0
                                  ? "The case was given no findings."
                                  : "None of the findings that were given is of the playbook's "
                                    "types.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    } else {
        paper->form->table(paper, "Findings",
                           "When (UTC)|Type|Severity|Title|Who|From where|On|Names the case");
        for (size_t i = 0; i < found->finding_count && i < CASE_ROWS_MAX; i++) {
            target_finding(paper, &found->findings[i]);
        }
        paper->form->table_end(paper);
        target_more_row(paper, found->finding_count);
    }
    paper->form->section_end(paper);
}

void case_report_target_impact(CasePaper *paper) {
    paper->form->section(paper, "impact", "Impact", CASE_NO_COUNT);
    target_objects(paper);
    paper->form->section_end(paper);
    target_secrets(paper);
    target_findings(paper);
}
