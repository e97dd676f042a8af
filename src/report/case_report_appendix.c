/* SPDX-License-Identifier: Apache-2.0 */
/* case_report_appendix.c -- see case_report_appendix.h. */
#include "report/case_report_appendix.h"

#include "base/file.h"
#include "report/case_report_people.h"
#include "text/json.h"

/* ---- steps ---- */

static void appendix_evidence(CasePaper *paper, const PlaybookStep *step,
                              const CaseResult *result) {
    paper->form->fact(paper, "Evidence");
    if (result->count == 0) {
        case_paper_say(paper, "none");
    } else {
        case_paper_some(paper, case_paper_step_href(paper, step->id), result->count, "line");
        if (result->has_time) {
            case_paper_say(paper, ", ");
            case_paper_range(paper, true, result->first, result->last);
        }
    }
    paper->form->fact_end(paper);
}

static void appendix_asked(CasePaper *paper, const PlaybookStep *step) {
    if (step->type == PLAYBOOK_QUESTION) {
        case_paper_fact(paper, "Question", step->question.text);
        case_paper_fact(paper, "Ask", step->question.ask);
    } else if (step->type == PLAYBOOK_NOTE) {
        case_paper_fact(paper, "Note", step->note);
    } else if (step->type == PLAYBOOK_QUERY) {
        case_paper_fact(paper, "Logs", log_source_name(step->query.source));
        case_paper_fact(paper, "Counts what is of", playbook_scope_name(step->query.scope));
    }
}

static void appendix_step(CasePaper *paper, size_t place) {
    const PlaybookStep *step = &paper->found->playbook->steps[place];
    const CaseResult *result = &paper->found->results[place];
    const CaseStep *kept = case_file_find_step(&paper->found->folder->file, step->id);
    bool runs = step->type <= PLAYBOOK_FINDING;
    CaseFold fold = {.id = str_join2(&paper->arena, S("step-"), step->id),
                     .title = step->title,
                     .note = playbook_type_name(step->type),
                     .label = case_file_state_name(result->state),
                     .tone = case_paper_state_tone(result->state)};
    case_paper_fold(paper, &fold);
    paper->form->facts(paper, true);
    case_paper_fact(paper, "Step", step->id);
    case_paper_fact(paper, "Purpose", step->purpose);
    appendix_asked(paper, step);
    if (kept != NULL && kept->by_person) case_paper_fact(paper, "State", S("set by a person"));
    case_paper_fact(paper, "Reason", result->reason);
    if (runs) appendix_evidence(paper, step, result);
    case_paper_fact(paper, "Done when", step->done);
    case_paper_fact(paper, "NIST CSF", step->nist);
    paper->form->facts(paper, false);
    if (kept != NULL) case_report_people_answers(paper, &kept->answers);
    paper->form->fold_end(paper);
    case_paper_flow(paper);
}

static void appendix_phase(CasePaper *paper, PlaybookPhase phase) {
    const Playbook *playbook = paper->found->playbook;
    bool any = false;
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (playbook->steps[i].phase != phase) continue;
        if (!any) {
            Str id = str_format(&paper->arena, "phase-%d", (int)phase);
            paper->form->anchor(paper, id);
            const char *title = str_terminated(&paper->arena, case_paper_phase(paper, phase));
            paper->form->heading(paper, title);
        }
        any = true;
        appendix_step(paper, i);
    }
}

/* A newer playbook may lack steps that people answered; their words stay. */
static void appendix_former(CasePaper *paper) {
    const CaseFile *file = &paper->found->folder->file;
    bool any = false;
    for (size_t i = 0; i < file->step_count; i++) {
        const CaseStep *step = &file->steps[i];
        if (playbook_find_step(paper->found->playbook, step->id) != NULL) continue;
        if (!any) paper->form->heading(paper, "Steps that the playbook no longer has");
        any = true;
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_text(paper, step->id);
        case_paper_say(paper, ": ");
        paper->form->say(paper, case_file_state_name(step->state));
        if (step->reason.len > 0) case_paper_say(paper, ", ");
        case_paper_key(paper, step->reason);
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
        case_report_people_answers(paper, &step->answers);
    }
}

static void appendix_steps(CasePaper *paper) {
    paper->form->section(paper, "steps", "All steps", paper->found->playbook->step_count);
    if (paper->found->results == NULL) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "The case was not run yet.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    for (int phase = 0; paper->found->results != NULL && phase < PLAYBOOK_PHASE_COUNT; phase++) {
        appendix_phase(paper, (PlaybookPhase)phase);
    }
    appendix_former(paper);
    paper->form->section_end(paper);
}

/* ---- the case's own files ---- */

static void appendix_sum_row(CasePaper *paper, Str name, Str bytes, Str sum) {
    paper->form->row(paper, S(""));
    paper->form->cell(paper);
    case_paper_key(paper, name);
    paper->form->cell(paper);
    case_paper_key(paper, bytes);
    paper->form->cell(paper);
    if (sha256_is_hex(sum)) {
        paper->form->code(paper, sum);
    } else {
        case_paper_key(paper, sum);
    }
    paper->form->row_end(paper);
    case_paper_flow(paper);
}

/* A file of the folder; one that isn't there has no row. */
static void appendix_own(CasePaper *paper, Str name) {
    Str path = str_join3(&paper->scratch, paper->found->folder->path, S("/"), name);
    const char *terminated = str_terminated(&paper->scratch, path);
    Error err = {0};
    Sha256 sum;
    uint64_t bytes = 0;
    if (file_kind(terminated) == FILE_KIND_NONE) return;
    if (!sha256_file(terminated, &sum, &bytes, &err)) {
        paper->ok = false;
        appendix_sum_row(paper, name, S("not known"), str_from(err.message));
        return;
    }
    Str size = str_format(&paper->scratch, "%llu", (unsigned long long)bytes);
    appendix_sum_row(paper, name, size, sha256_view(&sum));
}

static void appendix_own_files(CasePaper *paper) {
    const Playbook *playbook = paper->found->playbook;
    paper->form->section(paper, "evidence", "Evidence of the case", CASE_NO_COUNT);
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_say(paper,
                   "What the steps found, one result per line, with the file, the place and the "
                   "sum of the record that it comes from.");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    paper->form->table(paper, "Evidence of the case", "File|Bytes|SHA-256");
    appendix_own(paper, S(CASE_FOLDER_TIMELINE));
    appendix_own(paper, S(CASE_FOLDER_EVIDENCE "/files.jsonl"));
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (!case_file_is_id(playbook->steps[i].id)) continue;
        appendix_own(paper, str_join3(&paper->scratch, S(CASE_FOLDER_EVIDENCE "/"),
                                      playbook->steps[i].id, S(".jsonl")));
    }
    paper->form->table_end(paper);
    paper->form->section_end(paper);
}

/* ---- the sources ---- */

static void appendix_source(CasePaper *paper, Str line) {
    Node node;
    const Source source = {S("evidence/files.jsonl")};
    Str broken = S("this line can't be understood");
    if (!json_read(&paper->scratch, &source, line, &node, NULL)) {
        appendix_sum_row(paper, broken, S(""), S(""));
        return;
    }
    const Node *bytes = node_find(&node, S("bytes"));
    Str size = S("not known"), sum = node_text(node_find(&node, S("sha256")));
    if (node_is(bytes, NODE_INT)) {
        size = str_format(&paper->scratch, "%lld", (long long)bytes->integer);
    }
    if (sum.len == 0) sum = node_text(node_find(&node, S("fault")));
    appendix_sum_row(paper, node_text(node_find(&node, S("file"))), size, sum);
}

static void appendix_source_rows(CasePaper *paper, Str text) {
    uint64_t lines = 0;
    paper->form->table(paper, "Files that were read", "File|Bytes|SHA-256");
    for (Str rest = text; rest.len > 0;) {
        Str line = str_trim(str_cut(&rest, '\n'));
        if (line.len == 0) continue;
        if (lines++ < CASE_SOURCES_MAX) appendix_source(paper, line);
    }
    paper->form->table_end(paper);
    if (lines <= CASE_SOURCES_MAX) return;
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_number(paper, lines - CASE_SOURCES_MAX);
    case_paper_say(paper, " more stand in ");
    case_paper_link(paper, S("evidence/files.jsonl"));
    case_paper_say(paper, "evidence/files.jsonl");
    case_paper_link_end(paper, S("evidence/files.jsonl"));
    case_paper_say(paper, ".");
    case_paper_close(paper, CASE_BLOCK_SOFT);
}

static void appendix_sources(CasePaper *paper) {
    Str path = str_join3(&paper->scratch, paper->found->folder->path, S("/"),
                         S(CASE_FOLDER_EVIDENCE "/files.jsonl"));
    const char *terminated = str_terminated(&paper->arena, path);
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    paper->form->section(paper, "sources", "Files that the evidence comes from", CASE_NO_COUNT);
    bool there = file_kind(terminated) != FILE_KIND_NONE;
    if (there && file_open(terminated, SIZE_MAX, &file, &err)) {
        appendix_source_rows(paper, file.text);
    } else {
        paper->ok &= !there;
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, there ? "Their list could not be read: " : "No file is listed.");
        case_paper_text(paper, str_from(err.message));
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    }
    paper->form->section_end(paper);
}

/* ---- the digests ---- */

static void appendix_digest_counts(CasePaper *paper) {
    const DigestReport *report = &paper->found->digests;
    const struct {
        const char *what;
        uint64_t number;
    } rows[] = {
        {"Digest files that were read", report->digests},
        {"Logs that have the sum their digest says", report->logs_right},
        {"Logs that have another sum", report->logs_changed},
        {"Logs that a digest names and that are not there", report->logs_missing},
        {"Logs that could not be checked", report->logs_unknown},
        {"Logs that no digest names", report->logs_unlisted},
        {"Digests whose predecessor is there and right", report->chain_right},
        {"Digests whose predecessor is there and is something else", report->chain_broken},
        {"Digests whose predecessor is not there", report->chain_open},
        {"Signatures that are right", report->signed_right},
        {"Signatures that are wrong", report->signed_wrong},
        {"Signatures that could not be checked", report->signed_unknown},
    };
    paper->form->table(paper, "What the digests say", "What|Number");
    for (size_t i = 0; i < COUNT(rows); i++) {
        paper->form->row(paper, S(""));
        paper->form->cell(paper);
        case_paper_say(paper, rows[i].what);
        paper->form->cell(paper);
        case_paper_number(paper, rows[i].number);
        paper->form->row_end(paper);
    }
    paper->form->table_end(paper);
}

static void appendix_digest_faults(CasePaper *paper) {
    const DigestReport *report = &paper->found->digests;
    size_t shown = report->fault_count < CASE_ROWS_MAX ? report->fault_count : CASE_ROWS_MAX;
    if (report->fault_count == 0) return;
    paper->form->table(paper, "Faults", "File|What is wrong");
    for (size_t i = 0; i < shown; i++) {
        paper->form->row(paper, S(""));
        paper->form->cell(paper);
        case_paper_key(paper, report->faults[i].file);
        paper->form->cell(paper);
        case_paper_key(paper, report->faults[i].what);
        paper->form->row_end(paper);
        case_paper_flow(paper);
    }
    paper->form->table_end(paper);
    if (report->fault_count + report->faults_dropped <= shown) return;
    case_paper_open(paper, CASE_BLOCK_SOFT);
    case_paper_number(paper, report->fault_count + report->faults_dropped - shown);
    case_paper_say(paper, " more faults are left out here.");
    case_paper_close(paper, CASE_BLOCK_SOFT);
}

static void appendix_digests(CasePaper *paper) {
    paper->form->section(paper, "digests", "CloudTrail's digests", CASE_NO_COUNT);
    if (paper->found->digests.digests == 0) {
        case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
        case_paper_say(paper, "None was read, so nothing proves that the logs are whole.");
        case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    } else {
        appendix_digest_counts(paper);
    }
    appendix_digest_faults(paper);
    paper->form->section_end(paper);
}

static void appendix_read(CasePaper *paper) {
    const LogRunResult *logs = &paper->found->logs;
    paper->form->section(paper, "read", "What was read", CASE_NO_COUNT);
    paper->form->table(paper, "Events by kind of log", "Kind of log|Events");
    for (int i = 0; i < LOG_SOURCE_COUNT; i++) {
        paper->form->row(paper, S(""));
        paper->form->cell(paper);
        paper->form->say(paper, log_source_name((LogSource)i));
        paper->form->cell(paper);
        case_paper_number(paper, logs->tally.by_source[i]);
        paper->form->row_end(paper);
    }
    paper->form->table_end(paper);
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_number(paper, logs->tally.files);
    case_paper_say(paper, " files of logs; ");
    case_paper_number(paper, logs->tally.failed);
    case_paper_say(paper, " of them could not be read, or not whole. ");
    case_paper_number(paper, logs->outside);
    case_paper_say(paper, " events lie outside of the case's time, ");
    case_paper_number(paper, logs->repeats);
    case_paper_say(paper, logs->repeats_open ? " or more were" : " were");
    case_paper_say(paper, " delivered twice and count once.");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    paper->form->section_end(paper);
}

static void appendix_references(CasePaper *paper) {
    const PlaybookTexts *references = &paper->found->playbook->references;
    paper->form->section(paper, "references", "The playbook", CASE_NO_COUNT);
    case_paper_open(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_text(paper, paper->found->playbook->title);
    case_paper_say(paper, " (");
    case_paper_text(paper, paper->found->playbook->id);
    case_paper_say(paper, "). It follows:");
    case_paper_close(paper, CASE_BLOCK_PARAGRAPH);
    case_paper_open(paper, CASE_BLOCK_LIST);
    for (size_t i = 0; i < references->count; i++) {
        case_paper_open(paper, CASE_BLOCK_ITEM);
        case_paper_address(paper, references->items[i]);
        case_paper_close(paper, CASE_BLOCK_ITEM);
    }
    case_paper_close(paper, CASE_BLOCK_LIST);
    paper->form->section_end(paper);
}

void case_report_appendix_write(CasePaper *paper) {
    appendix_steps(paper);
    appendix_own_files(paper);
    appendix_sources(paper);
    appendix_digests(paper);
    appendix_read(paper);
    appendix_references(paper);
}
