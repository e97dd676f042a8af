/* SPDX-License-Identifier: Apache-2.0 */
/* exchange.c -- threats in the shape that other tools' formats are written from. See exchange.h. */
#include "report/exchange.h"

#include "base/utf8.h"
#include "report/listing.h"

#include <stdio.h>

Str exchange_uuid(Arena *arena, const char *what, Str id) {
    Str name = str_join3(arena, str_from(what), S("\n"), id);
    unsigned long long high = str_hash(name), low = str_hash(str_join2(arena, name, S("\n")));
    return str_format(arena, "%08llx-%04llx-4%03llx-%04llx-%012llx", high >> 32,
                      high >> 16 & 0xffff, high & 0xfff, 0x8000 | (low >> 48 & 0x3fff),
                      low & 0xffffffffffff);
}

char exchange_stride_letter(Str category) {
    static const char *const starts[] = {"spoof", "tamper", "repud", "info", "denial", "elev"};
    for (size_t i = 0; i < COUNT(starts); i++) {
        Str start = str_from(starts[i]);
        if (str_equal_ignore_case(str_slice(category, 0, start.len), start)) return "STRIDE"[i];
    }
    return 0;
}

int exchange_rating(Severity severity) {
    static const int ratings[SEVERITY_COUNT] = {10, 25, 50, 75, 100};
    return ratings[severity];
}

Str exchange_cut(Arena *arena, Str text, size_t units) {
    size_t used = 0, end = 0, keep = 0; /* keep: where "..." still fits */
    while (end < text.len) {
        uint32_t point = 0;
        size_t bytes = utf8_decode(str_slice(text, end, text.len), &point);
        used += bytes > 0 && point > 0xffff ? 2 : 1;
        if (used > units) return str_join2(arena, str_slice(text, 0, keep), S("..."));
        end += bytes > 0 ? bytes : 1;
        if (used + 3 <= units) keep = end;
    }
    return text;
}

const ExchangeThreat *exchange_find(const Exchange *exchange, char what, Str id) {
    Str key = str_join2(exchange->arena, (Str){&what, 1}, id);
    const ExchangeList *list = map_find(&exchange->on, key);
    return list == NULL ? NULL : list->first;
}

static void exchange_append(ExchangeList *list, ExchangeThreat *threat) {
    if (list->last == NULL) {
        list->first = threat;
    } else {
        list->last->next = threat;
    }
    list->last = threat;
}

/* what 0: on no element and no flow. */
static void exchange_put(Exchange *exchange, ExchangeThreat *threat, char what, Str id) {
    if (what == 0) {
        exchange_append(&exchange->rest, threat);
        return;
    }
    Str key = str_join2(exchange->arena, (Str){&what, 1}, id);
    ExchangeList *list = map_find(&exchange->on, key);
    if (list == NULL) {
        list = ARENA_NEW(exchange->arena, ExchangeList);
        map_set(&exchange->on, key, list);
    }
    exchange_append(list, threat);
}

/* ---- what rules found ---- */

static void exchange_add_evidence(Buffer *out, const Evidence *evidence) {
    if (!listing_evidence_tells(evidence)) return;
    buffer_add(out, S("\n"));
    buffer_add(out, evidence->path);
    buffer_add(out, S(" = "));
    buffer_add(out, evidence->value);
    if (evidence->file.len == 0) return;
    buffer_add_format(out, " (%.*s", STR_ARGS(evidence->file));
    if (evidence->line > 0) buffer_add_format(out, ":%u", evidence->line);
    buffer_add(out, S(")"));
}

static Str exchange_detail(Arena *arena, const Threat *threat) {
    CLEANUP(buffer_free) Buffer text = {0};
    buffer_add(&text, threat->rule->why);
    if (threat->note.len > 0) buffer_add_format(&text, "\n%.*s", STR_ARGS(threat->note));
    for (size_t i = 0; i < threat->evidence_count; i++) {
        exchange_add_evidence(&text, &threat->evidence[i]);
    }
    for (size_t i = 0; i < threat->reason_count; i++) {
        buffer_add_format(&text, "\nNot known: %.*s", STR_ARGS(threat->reasons[i]));
    }
    Str question = listing_question(arena, threat);
    if (question.len > 0) buffer_add_format(&text, "\nAsk %.*s", STR_ARGS(question));
    return str_copy(arena, buffer_text(&text));
}

static ModelTexts exchange_texts(const RuleTexts *texts) {
    return (ModelTexts){texts->items, texts->count, texts->count};
}

static ExchangeStatus exchange_status_of(State state) {
    if (state == STATE_MITIGATED) return EXCHANGE_MITIGATED;
    return state == STATE_NOT_APPLICABLE ? EXCHANGE_NOT_APPLICABLE : EXCHANGE_OPEN;
}

static ExchangeThreat exchange_of_threat(Arena *arena, const Threat *threat) {
    const Rule *rule = threat->rule;
    Str *fix = ARENA_NEW(arena, Str);
    *fix = rule->fix;
    State state = threat->verdict == VERDICT_ABSENT ? STATE_MITIGATED : threat->state;
    Str kind = rule->id;
    if (threat->severity != rule->severity) {
        kind = str_join3(arena, rule->id, S(" at "), severity_name(threat->severity));
    }
    return (ExchangeThreat){.id = threat->id,
                            .kind = kind,
                            .rule = rule->id,
                            .title = rule->title,
                            .why = rule->why,
                            .detail = exchange_detail(arena, threat),
                            .categories = exchange_texts(&rule->stride),
                            .cwes = exchange_texts(&rule->cwe),
                            .mitigations = {fix, rule->fix.len > 0, 1},
                            .severity = threat->severity,
                            .status = exchange_status_of(state),
                            .state = state_name(state),
                            .subject = threat->subject->address};
}

static Str exchange_told_key(Arena *arena, Str rule, Str thing) {
    return str_join3(arena, rule, S("\n"), thing);
}

/* The element that a resource of the estate is, or is part of; NULL: none, or no such resource. */
static const Element *exchange_owner(const Exchange *exchange, const Resource *subject) {
    const Estate *estate = exchange->report->estate;
    if (estate == NULL || subject->index >= estate->resources.count) return NULL;
    if (estate->resources.items[subject->index] != subject) return NULL;
    return model_owner(exchange->model, subject);
}

static void exchange_add_found(Exchange *exchange) {
    const Report *report = exchange->report;
    Arena *arena = exchange->arena;
    Map elements = map_make(arena); /* address -> Element */
    for (size_t i = 0; i < exchange->model->element_count; i++) {
        Element *element = exchange->model->elements[i];
        Str address = element->resource == NULL ? element->id : element->resource->address;
        if (element->resource != NULL || map_find(&elements, address) == NULL) {
            map_set(&elements, address, element);
        }
    }
    for (size_t i = 0; i < report->threats.count; i++) {
        const Threat *threat = &report->threats.items[i];
        if (threat->implied_by != NULL) continue;
        ExchangeThreat *added = &exchange->threats[exchange->threat_count++];
        *added = exchange_of_threat(arena, threat);
        const Element *element = threat->element;
        if (element == NULL && threat->flow == NULL) {
            element = exchange_owner(exchange, threat->subject);
            if (element == NULL) element = map_find(&elements, added->subject);
        }
        char what = element != NULL ? 'e' : threat->flow != NULL ? 'f' : 0;
        Str thing = what == 'e' ? element->id : what == 'f' ? threat->flow->id : S("");
        exchange_put(exchange, added, what, thing);
        map_set(&exchange->told, exchange_told_key(arena, added->rule, thing), added);
        map_set(&exchange->told, exchange_told_key(arena, added->rule, added->subject), added);
    }
}

/* ---- what the model's source told ---- */

/* "Spoofing, Tampering" -> both. */
static ModelTexts exchange_split(Exchange *exchange, Str joined) {
    ModelTexts parts = {0};
    Model scratch = {.arena = exchange->arena};
    while (joined.len > 0) {
        Str part = str_trim(str_cut(&joined, ','));
        if (part.len > 0) model_add_text(&scratch, &parts, part);
    }
    return parts;
}

/* Whether both are the same but for spaces and case. */
static bool exchange_same(Str left, Str right) {
    size_t at = 0;
    for (size_t i = 0; i < left.len; i++) {
        if (left.ptr[i] == ' ') continue;
        if (at == right.len) return false;
        Str one = str_slice(left, i, i + 1), other = str_slice(right, at, at + 1);
        if (!str_equal_ignore_case(one, other)) return false;
        at++;
    }
    return at == right.len;
}

static ExchangeStatus exchange_status_named(Str state) {
    static const struct {
        const char *name; /* lower case, without spaces */
        ExchangeStatus status;
    } names[] = {{"mitigated", EXCHANGE_MITIGATED},
                 {"mitigationimplemented", EXCHANGE_MITIGATED},
                 {"mitigate", EXCHANGE_MITIGATED},
                 {"implemented", EXCHANGE_MITIGATED},
                 {"threatresolved", EXCHANGE_MITIGATED},
                 {"eliminated", EXCHANGE_MITIGATED},
                 {"notapplicable", EXCHANGE_NOT_APPLICABLE},
                 {"na", EXCHANGE_NOT_APPLICABLE},
                 {"threatresolvednotuseful", EXCHANGE_NOT_APPLICABLE}};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (exchange_same(state, str_from(names[i].name))) return names[i].status;
    }
    return EXCHANGE_OPEN;
}

static ExchangeThreat exchange_of_told(Exchange *exchange, const ModelThreat *told, size_t number) {
    Arena *arena = exchange->arena;
    Str kind = told->id.len > 0 ? told->id : str_format(arena, "threat-%zu", number + 1);
    Severity severity = SEVERITY_MEDIUM; /* what most tools take when nobody says */
    severity_parse(told->priority, &severity);
    bool on = told->on_id.len > 0;
    ExchangeThreat threat = {
        .id = on ? str_join3(arena, kind, S(" @ "), told->on_id) : kind,
        .kind = kind,
        .rule = told->type_id,
        .title = told->title.len > 0 ? told->title : kind,
        .why = told->description,
        .detail = told->description,
        .categories = exchange_split(exchange, told->category),
        .cwes = exchange_split(exchange, model_property(&told->properties, S("cwe"))),
        .mitigations = told->mitigations,
        .severity = severity,
        .status = exchange_status_named(told->state),
        .state = told->state.len > 0 ? told->state : state_name(0),
        .subject = model_property(&told->properties, S("subject")),
        .told = told};
    return threat;
}

static void exchange_add_told(Exchange *exchange) {
    const Model *model = exchange->model;
    for (size_t i = 0; i < model->threat_count; i++) {
        const ModelThreat *told = &model->threats[i];
        ExchangeThreat threat = exchange_of_told(exchange, told, i);
        Str thing = told->on_id.len > 0 ? told->on_id : threat.subject;
        Str key = exchange_told_key(exchange->arena, told->type_id, thing);
        if (told->type_id.len > 0 && map_find(&exchange->told, key) != NULL) continue;
        ExchangeThreat *added = &exchange->threats[exchange->threat_count++];
        *added = threat;
        char what = 0;
        if (model_find_flow(model, told->on_id) != NULL) what = 'f';
        if (model_find_element(model, told->on_id) != NULL) what = 'e';
        exchange_put(exchange, added, what, told->on_id);
    }
}

Exchange exchange_make(Arena *arena, const Report *report) {
    Exchange exchange = {.arena = arena, .report = report, .model = report->model};
    exchange.on = exchange.told = map_make(arena);
    if (report->model == NULL) {
        Model *empty = ARENA_NEW(arena, Model);
        *empty = model_make(arena);
        exchange.model = empty;
    }
    size_t most = report->threats.count + exchange.model->threat_count;
    exchange.threats = ARENA_ARRAY(arena, ExchangeThreat, most);
    exchange_add_found(&exchange);
    exchange_add_told(&exchange);
    return exchange;
}
