/* SPDX-License-Identifier: Apache-2.0 */
/* investigation_target.c -- what the model says: of the targets, whose they are and how they are
 * exposed; of the rest, what the playbook's inventories and checks ask for, and which secrets lie
 * open. */
#include "respond/investigation_parts.h"
#include "text/json_writer.h"

#include <stdio.h>

Str inquiry_place(const Inquiry *inquiry, const Resource *resource) {
    const Node *node = &resource->properties;
    if (node->source == NULL || node->line == 0) return S("");
    Str path = case_folder_way(inquiry->arena, inquiry->options->folder, node->source->path);
    return str_format(inquiry->arena, "%.*s:%u", STR_ARGS(path), node->line);
}

/* ---- owners ---- */

/* Tags that tell whose something is, the most telling first. */
static const Str owner_tags[] = {S_INIT("owner"), S_INIT("team"), S_INIT("contact"),
                                 S_INIT("costcenter"), S_INIT("cost-center")};

/* The value of a tag, whatever form its type writes tags in. */
static Str tag_value(const Node *tags, Str wanted, Str *ret_name) {
    for (size_t i = 0; tags != NULL && i < tags->count; i++) {
        bool pairs = tags->kind == NODE_MAP;
        const Node *item = pairs ? NULL : &tags->items[i];
        Str name = pairs ? tags->pairs[i].key : node_text(node_find(item, S("Key")));
        const Node *value = pairs ? &tags->pairs[i].value : node_find(item, S("Value"));
        if (!str_equal_ignore_case(name, wanted) || node_text(value).len == 0) continue;
        *ret_name = name;
        return value->text;
    }
    return S("");
}

Str inquiry_owner(const Resource *resource, Str *ret_tag) {
    const Node *tags = node_find(&resource->properties, S("Tags"));
    if (tags == NULL || (tags->kind != NODE_MAP && tags->kind != NODE_LIST)) return S("");
    for (size_t i = 0; i < COUNT(owner_tags); i++) {
        Str value = tag_value(tags, owner_tags[i], ret_tag);
        if (value.len > 0) return value;
    }
    return S("");
}

/* ---- targets ---- */

/* Whether the rule is one that the playbook looks for exposure with, not for preparation. */
static bool playbook_asks(const Playbook *playbook, Str rule) {
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        bool asked = step->type == PLAYBOOK_CHECK && step->phase == PLAYBOOK_ANALYSIS;
        for (size_t j = 0; asked && j < step->check.count; j++) {
            if (str_equal(step->check.items[j], rule)) return true;
        }
    }
    return false;
}

static void target_add_threats(Inquiry *inquiry, CaseTarget *target) {
    const ThreatList *threats = inquiry->options->threats;
    for (size_t i = 0; threats != NULL && i < threats->count; i++) {
        const Threat *threat = &threats->items[i];
        bool on = threat->subject == target->resource && threat->verdict != VERDICT_ABSENT &&
                  threat->implied_by == NULL && !threat_is_imported(threat);
        bool exposes = on && playbook_asks(inquiry->result->playbook, threat->rule->id);
        if (!exposes) continue;
        Str text = threat->rule->title;
        if (threat->verdict == VERDICT_UNKNOWN) {
            text = str_join2(inquiry->arena, text, S(" (not known from the configuration)"));
        }
        case_facts_add(inquiry->arena, &target->exposures,
                       (CaseFact){.text = text, .proof = target->place});
    }
}

static void target_look_up(Inquiry *inquiry, CaseTarget *target) {
    Arena scratch = {0};
    bool bucket = target->kind == CASE_TARGET_BUCKET;
    SeenName name = {.text = target->name, .service = bucket ? S("s3") : S("codecommit")};
    SeenMatch match = seen_index_find(inquiry->index, &name, &scratch);
    arena_free(&scratch);
    if (match.count != 1) {
        Str what = str_format(inquiry->arena, "%s of the model %s called %.*s",
                              match.count == 0 ? "no resource" : "several resources",
                              match.count == 0 ? "is" : "may be", STR_ARGS(target->name));
        case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = what});
        return;
    }
    target->resource = match.items[0];
    target->place = inquiry_place(inquiry, target->resource);
    Str tag = S("");
    target->owner = inquiry_owner(target->resource, &tag);
    if (target->owner.len > 0) {
        target->owner_proof =
            str_format(inquiry->arena, "tag %.*s, %.*s", STR_ARGS(tag), STR_ARGS(target->place));
    }
    target_add_threats(inquiry, target);
}

void inquiry_targets(Inquiry *inquiry) {
    Investigation *result = inquiry->result;
    const CaseScope *scope = &inquiry->options->folder->file.scope;
    const CaseWords *lists[] = {
        [CASE_TARGET_BUCKET] = &scope->buckets, [CASE_TARGET_REPOSITORY] = &scope->repositories};
    result->targets = ARENA_ARRAY(inquiry->arena, CaseTarget, INVESTIGATION_TARGETS_MAX);
    for (size_t kind = 0; kind < COUNT(lists); kind++) {
        for (size_t i = 0; i < lists[kind]->count; i++) {
            if (result->target_count == INVESTIGATION_TARGETS_MAX) {
                case_facts_add(inquiry->arena, &result->gaps,
                               (CaseFact){.text = S("the case names more buckets and repositories "
                                                    "than are looked at one by one")});
                return;
            }
            CaseTarget *target = &result->targets[result->target_count++];
            target->kind = (CaseTargetKind)kind;
            target->name = lists[kind]->items[i];
            if (inquiry->index != NULL) target_look_up(inquiry, target);
        }
    }
}

/* ---- steps over the model ---- */

static void resource_write(Inquiry *inquiry, JsonWriter *writer, const Resource *resource) {
    Str tag = S(""), owner = inquiry_owner(resource, &tag);
    json_pair_write(writer, S("resource"), resource->address);
    json_pair_write(writer, S("type"), resource->type);
    if (owner.len > 0) json_pair_write(writer, S("owner"), owner);
    json_pair_write(writer, S("place"), inquiry_place(inquiry, resource));
}

static void evidence_add_resource(Inquiry *inquiry, CaseEvidence *evidence,
                                  const Resource *resource) {
    CLEANUP(buffer_free) Buffer line = {0};
    JsonWriter writer = json_writer_make(&line, true);
    json_object_begin(&writer);
    resource_write(inquiry, &writer, resource);
    json_object_end(&writer);
    case_evidence_add(evidence, buffer_text(&line));
}

static size_t model_errors(const Inquiry *inquiry) {
    const ErrorList *errors = inquiry->options->model_errors;
    return errors == NULL ? 0 : errors->count + errors->dropped;
}

/* A model of which a part couldn't be read shows what it shows; that it shows nothing says nothing.
 */
static bool model_conclude(Inquiry *inquiry, CaseResult *result, Str reason) {
    bool open = result->count == 0 && model_errors(inquiry) > 0;
    if (open) {
        reason = str_join2(inquiry->arena, reason, S("; a part of the model could not be read"));
    }
    return inquiry_conclude(inquiry, result, open ? CASE_UNKNOWN : CASE_DONE, reason);
}

/* What of the model couldn't be read is something that isn't known. */
static void model_gaps(Inquiry *inquiry) {
    enum { MODEL_GAPS_MAX = 20 };
    const ErrorList *errors = inquiry->options->model_errors;
    for (size_t i = 0; i < model_errors(inquiry) && i < MODEL_GAPS_MAX; i++) {
        if (i >= errors->count) break;
        Error error = errors->items[i];
        Str path = str_copy(inquiry->arena, str_from(error.file));
        Str shown = case_folder_way(inquiry->arena, inquiry->options->folder, path);
        snprintf(error.file, sizeof(error.file), "%.*s", STR_ARGS(shown));
        Str text = str_join2(inquiry->arena, S("the model could not be read: "),
                             error_text(inquiry->arena, &error));
        case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = text});
    }
    if (model_errors(inquiry) <= MODEL_GAPS_MAX) return;
    Str text = str_format(inquiry->arena, "%zu more problems of the model",
                          model_errors(inquiry) - MODEL_GAPS_MAX);
    case_facts_add(inquiry->arena, &inquiry->result->gaps, (CaseFact){.text = text});
}

static bool inventory_run(Inquiry *inquiry, CaseResult *result, CaseEvidence *evidence) {
    const Estate *estate = inquiry->options->estate;
    size_t without = 0;
    for (size_t i = 0; i < result->step->inventory.count; i++) {
        const ResourceList *list = estate_of_type(estate, result->step->inventory.items[i]);
        for (size_t j = 0; j < list->count; j++) {
            Str tag = S("");
            if (list->items[j]->folded || list->items[j]->outside) continue;
            evidence_add_resource(inquiry, evidence, list->items[j]);
            without += inquiry_owner(list->items[j], &tag).len == 0;
            result->count++;
        }
    }
    Str reason = str_format(inquiry->arena, "%llu in the model, %zu without a tag that says whose",
                            (unsigned long long)result->count, without);
    return model_conclude(inquiry, result, reason);
}

static void evidence_add_threat(Inquiry *inquiry, CaseEvidence *evidence, const Threat *threat) {
    CLEANUP(buffer_free) Buffer line = {0};
    JsonWriter writer = json_writer_make(&line, true);
    json_object_begin(&writer);
    json_pair_write(&writer, S("rule"), threat->rule->id);
    json_pair_write(&writer, S("title"), threat->rule->title);
    json_pair_write(&writer, S("verdict"), verdict_name(threat->verdict));
    json_pair_write(&writer, S("severity"), severity_name(threat->severity));
    json_pair_write(&writer, S("state"), state_name(threat->state));
    if (threat->subject != NULL) resource_write(inquiry, &writer, threat->subject);
    json_object_end(&writer);
    case_evidence_add(evidence, buffer_text(&line));
}

static bool check_names(const PlaybookStep *step, const Threat *threat) {
    for (size_t i = 0; i < step->check.count; i++) {
        if (str_equal(step->check.items[i], threat->rule->id)) return true;
    }
    return false;
}

static bool check_run(Inquiry *inquiry, CaseResult *result, CaseEvidence *evidence) {
    const ThreatList *threats = inquiry->options->threats;
    size_t counts[VERDICT_PRESENT + 1] = {0};
    for (size_t i = 0; i < threats->count; i++) {
        const Threat *threat = &threats->items[i];
        if (threat_is_imported(threat) || !check_names(result->step, threat)) continue;
        counts[threat->verdict]++;
        if (threat->verdict == VERDICT_ABSENT) continue;
        evidence_add_threat(inquiry, evidence, threat);
        result->count++;
    }
    Str reason =
        str_format(inquiry->arena, "%zu shown by the configuration, %zu not known, %zu fine",
                   counts[VERDICT_PRESENT], counts[VERDICT_UNKNOWN], counts[VERDICT_ABSENT]);
    return model_conclude(inquiry, result, reason);
}

static bool model_step(Inquiry *inquiry, CaseResult *result) {
    bool inventory = result->step->type == PLAYBOOK_INVENTORY;
    if (inquiry->options->estate == NULL) {
        return inquiry_conclude(inquiry, result, CASE_UNKNOWN,
                                model_errors(inquiry) > 0
                                    ? S("the model could not be read")
                                    : S("the case has no model: --model names one"));
    }
    CaseEvidence evidence;
    if (!case_evidence_open(&evidence, inquiry->options->folder, result->step->id, inquiry->err))
        return false;
    bool ok = inventory ? inventory_run(inquiry, result, &evidence)
                        : check_run(inquiry, result, &evidence);
    return case_evidence_close(&evidence, ok, ok ? inquiry->err : NULL) && ok;
}

/* Whether a rule is about credentials that lie open: in plain text, in the environment, in code. */
static bool rule_is_of_secrets(const Rule *rule) {
    static const Str weaknesses[] = {S_INIT("CWE-256"), S_INIT("CWE-312"), S_INIT("CWE-522"),
                                     S_INIT("CWE-526"), S_INIT("CWE-798")};
    for (size_t i = 0; i < rule->cwe.count; i++) {
        for (size_t j = 0; j < COUNT(weaknesses); j++) {
            if (str_equal(rule->cwe.items[i], weaknesses[j])) return true;
        }
    }
    return false;
}

/* Secrets that whoever got the code or the bucket may have got with it. */
static void inquiry_secrets(Inquiry *inquiry) {
    const ThreatList *threats = inquiry->options->threats;
    for (size_t i = 0; threats != NULL && i < threats->count; i++) {
        const Threat *threat = &threats->items[i];
        bool meant = threat->rule != NULL && rule_is_of_secrets(threat->rule);
        if (!meant || threat->verdict == VERDICT_ABSENT || threat->subject == NULL) continue;
        Str text = str_format(inquiry->arena, "%.*s: %.*s%s", STR_ARGS(threat->subject->address),
                              STR_ARGS(threat->rule->title),
                              threat->verdict == VERDICT_UNKNOWN ? " (not known)" : "");
        case_facts_add(inquiry->arena, &inquiry->result->secrets,
                       (CaseFact){.text = text, .proof = inquiry_place(inquiry, threat->subject)});
    }
}

bool inquiry_model(Inquiry *inquiry) {
    model_gaps(inquiry);
    for (size_t i = 0; i < inquiry->result->playbook->step_count; i++) {
        CaseResult *result = &inquiry->result->results[i];
        bool ours =
            result->step->type == PLAYBOOK_INVENTORY || result->step->type == PLAYBOOK_CHECK;
        if (ours && !model_step(inquiry, result)) return false;
    }
    inquiry_secrets(inquiry);
    return true;
}
