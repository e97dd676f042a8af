/* SPDX-License-Identifier: Apache-2.0 */
/* html_threat.c -- see html_threat.h. The anchor of a threat is its index in the report; it stands
 * within the fold, so that browsers unfold it for those who follow a link. */
#include "report/html_threat.h"

#include "report/html_seen.h"
#include "text/html_writer.h"

static Str html_target(const HtmlPage *page, const Threat *threat) {
    while (threat->implied_by != NULL) threat = threat->implied_by; /* it tells of this one */
    size_t number = html_page_number(page, threat);
    if (!page->full[number]) return S("");
    return str_format(page->arena, "#t%zu", number);
}

static void html_link(const HtmlPage *page, const Threat *threat, Str text) {
    Str target = html_target(page, threat);
    if (target.len > 0) html_open(page->out, "a", "href", &target, NULL);
    html_text(page->out, text);
    if (target.len > 0) html_close(page->out, "a");
    html_seen_mark(page, threat);
}

void html_threat_link(const HtmlPage *page, const Threat *threat) {
    html_part_severity(page->out, threat->severity);
    html_link(page, threat, threat->rule->title);
}

void html_threat_link_subject(const HtmlPage *page, const Threat *threat) {
    html_link(page, threat, threat->subject->address);
}

void html_threat_link_id(const HtmlPage *page, const Threat *threat) {
    html_link(page, threat, threat->id);
}

static Str html_state(const Threat *threat) {
    return state_name(threat->verdict == VERDICT_ABSENT ? STATE_MITIGATED : threat->state);
}

/* ---- the parts of a threat ---- */

static void html_priority(Buffer *out, const Threat *threat) {
    html_part_begin(out, "Priority");
    html_part_severity(out, threat->severity);
    html_literal(out, "<span class=\"soft\">");
    html_text(out, confidence_name(threat->confidence));
    html_literal(out, " confidence, CVSS ");
    buffer_add_double(out, threat->rule->cvss);
    html_literal(out, "</span>");
    html_part_end(out);
}

static void html_tags(Buffer *out, const RuleTexts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        html_literal(out, "<span class=\"tag\">");
        html_text(out, html_part_stride(texts->items[i]));
        html_literal(out, "</span>");
    }
}

static void html_category(Buffer *out, const Rule *rule) {
    html_part_begin(out, "Category");
    html_tags(out, &rule->stride);
    html_tags(out, &rule->cwe);
    html_tags(out, &rule->frameworks);
    html_element(out, "code", rule->id);
    html_part_end(out);
}

static void html_pair(Buffer *out, const char *label, Str text) {
    if (text.len == 0) return;
    html_literal(out, " · ");
    html_text(out, str_from(label));
    html_part_link(out, text);
}

static void html_decision(Buffer *out, const Threat *threat) {
    const Decision *decision = threat->decision;
    bool broken = decision->expired || threat->contradicted;
    html_open(out, "div", "class", broken ? &S("decision broken") : &S("decision"), NULL);
    html_literal(out, "<p><b>");
    if (decision->expired) html_literal(out, "Expired decision: ");
    if (threat->contradicted) html_literal(out, "Contradicted by the configuration: ");
    html_text(out, state_name(decision->state));
    html_literal(out, "</b></p>");
    html_part_paragraphs(out, decision->why);
    html_literal(out, "<p class=\"soft\">Decision");
    html_pair(out, "by ", decision->by);
    html_pair(out, "until ", decision->until);
    html_pair(out, "", decision->ticket);
    html_literal(out, " ");
    html_part_place(out, decision->file, decision->line);
    html_literal(out, "</p></div>");
}

static void html_reasons(Buffer *out, const Threat *threat) {
    bool any = false;
    for (size_t i = 0; i < threat->reason_count; i++) {
        if (listing_reason_is_shown(threat, i)) continue;
        html_literal(out, any ? "; " : "<p>Not known: ");
        html_text(out, threat->reasons[i]);
        any = true;
    }
    if (any) html_literal(out, "</p>");
}

static void html_justification(Buffer *out, const Threat *threat) {
    static const char *const verdicts[] = {
        "The configuration has the control: see the evidence.",
        "It can't be known from the configuration.",
        "The configuration shows it, and nobody has decided about it: see the evidence."};
    html_part_begin(out, "Justification");
    if (threat->decision != NULL) {
        html_decision(out, threat);
    } else {
        html_literal(out, "<p>");
        html_literal(out, verdicts[threat->verdict]);
        html_literal(out, "</p>");
    }
    html_reasons(out, threat);
    html_part_end(out);
}

static void html_implied(Buffer *out, const Report *report, const Threat *threat) {
    const Threat *other = listing_find_implied(report, threat, NULL);
    if (other == NULL) return;
    html_literal(out, "<p>This implies:</p><ul>\n");
    for (; other != NULL; other = listing_find_implied(report, threat, other)) {
        html_literal(out, "<li>");
        html_part_severity(out, other->severity);
        html_text(out, other->rule->title);
        html_literal(out, " ");
        html_element(out, "code", other->rule->id);
        html_literal(out, "</li>\n");
    }
    html_literal(out, "</ul>\n");
}

static void html_comments(HtmlPage *page, const Threat *threat) {
    Buffer *out = page->out;
    html_part_fact(out, "Ask", listing_question(page->arena, threat));
    html_part_fact(out, "The rule has an error", threat->fault);
    bool implies = listing_find_implied(page->report, threat, NULL) != NULL;
    if (threat->note.len == 0 && !implies) return;
    html_part_begin(out, "Comments");
    html_part_paragraphs(out, threat->note);
    html_implied(out, page->report, threat);
    html_part_end(out);
}

static void html_references(Buffer *out, const Rule *rule) {
    if (rule->references.count == 0) return;
    html_part_begin(out, "References");
    html_literal(out, "<ul>");
    for (size_t i = 0; i < rule->references.count; i++) {
        html_literal(out, "<li>");
        html_part_link(out, rule->references.items[i]);
        html_literal(out, "</li>");
    }
    html_literal(out, "</ul>");
    html_part_end(out);
}

/* The Sigma rules that see it happen. */
static void html_detections(Buffer *out, const Rule *rule) {
    if (rule->detections.count == 0) return;
    html_part_begin(out, "Detected by");
    for (size_t i = 0; i < rule->detections.count; i++) {
        html_literal(out, i == 0 ? "<code>" : ", <code>");
        html_text(out, rule->detections.items[i]);
        html_literal(out, "</code>");
    }
    html_part_end(out);
}

/* The texts that all threats of a rule share are said some times only. */
static void html_said(HtmlPage *page, const Threat *first) {
    html_part_begin(page->out, "Description");
    html_literal(page->out,
                 "<p>Description, action items, detections and references are those of ");
    html_threat_link_subject(page, first);
    html_literal(page->out, ".</p>");
    html_part_end(page->out);
}

/* ---- steps of a path ---- */

/* "how -> to": the last arrow parts them. */
static void html_step(const HtmlPage *page, const Node *step) {
    Buffer *out = page->out;
    Str text = node_text(step), to = S("");
    size_t at = str_find(text, S(" -> "));
    if (at != SIZE_MAX) to = text;
    while (at != SIZE_MAX) {
        to = str_slice(to, at + 4, to.len);
        at = str_find(to, S(" -> "));
    }
    const Element *element = model_find_element(page->model, to);
    html_literal(out, "<li>");
    if (element != NULL) {
        html_text(out, str_slice(text, 0, text.len - to.len - 4));
        html_literal(out, " → ");
        html_part_element(page, element);
    } else {
        html_text(out, text);
    }
    html_literal(out, " ");
    if (step->source != NULL) html_part_place(out, step->source->path, step->line);
    html_literal(out, "</li>\n");
}

static void html_steps(const HtmlPage *page, const Threat *threat) {
    const Node *steps = node_find(&threat->subject->properties, S("hops"));
    if (steps == NULL) steps = node_find(&threat->subject->properties, S("steps"));
    if (!node_is(steps, NODE_LIST) || steps->count == 0) return;
    html_part_begin(page->out, "Steps");
    html_literal(page->out, "<ol class=\"steps\">\n");
    for (uint32_t i = 0; i < steps->count; i++) html_step(page, &steps->items[i]);
    html_literal(page->out, "</ol>");
    html_part_end(page->out);
}

/* What shows the steps of a path stands beside them. */
static void html_evidence(const HtmlPage *page, const Threat *threat) {
    CLEANUP(arena_free) Arena scratch = {0};
    Evidence *shown = ARENA_ARRAY(&scratch, Evidence, threat->evidence_count);
    size_t count = 0;
    bool path = html_page_place(threat) == HTML_ON_PATH;
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        bool step =
            str_starts(evidence->path, S("hops[")) || str_starts(evidence->path, S("steps["));
        if (!listing_evidence_tells(evidence) || (path && step)) continue;
        shown[count++] = *evidence;
    }
    if (count == 0) return;
    html_part_begin(page->out, "Evidence");
    html_part_evidence(page->out, shown, count);
    html_part_end(page->out);
}

/* ---- the whole ---- */

static void html_summary(HtmlPage *page, const Threat *threat) {
    Buffer *out = page->out;
    html_literal(out, "<summary>");
    html_part_severity(out, threat->severity);
    html_literal(out, "<span class=\"head\"><h4>");
    bool path = html_page_place(threat) == HTML_ON_PATH; /* their titles are all the same */
    html_text(out, path ? threat->subject->address : threat->rule->title);
    html_literal(out, "</h4> ");
    if (threat->is_new) html_literal(out, "<span class=\"tag\">new</span>");
    html_seen_mark(page, threat);
    html_literal(out, "<span class=\"where\">");
    html_text(out, html_state(threat));
    if (html_page_place(threat) != HTML_ON_FLOW) {
        html_literal(out, " · ");
        html_text(out, path ? threat->rule->title : threat->subject->address);
    }
    Str file = listing_file(threat->subject);
    if (file.len > 0) html_literal(out, " · ");
    html_part_place(out, file, threat->subject->properties.line);
    html_literal(out, "</span></span></summary>\n");
}

void html_threat_write(HtmlPage *page, const Threat *threat) {
    Buffer *out = page->out;
    Str classes = str_join2(page->arena, S("threat "), severity_name(threat->severity));
    Str anchor = str_slice(html_target(page, threat), 1, SIZE_MAX);
    html_open(out, "details", "class", &classes, NULL);
    html_summary(page, threat);
    html_open(out, "div", "class", &S("body"), "id", &anchor, NULL);
    html_literal(out, "<dl>\n");
    html_part_fact(out, "State", html_state(threat));
    html_seen_fact(page, threat);
    html_priority(out, threat);
    html_category(out, threat->rule);
    html_steps(page, threat);
    const Threat *told = html_page_take_texts(page, threat);
    if (told == NULL) html_part_fact(out, "Description", threat->rule->why);
    html_justification(out, threat);
    if (told == NULL) html_part_fact(out, "Action items", threat->rule->fix);
    html_comments(page, threat);
    html_evidence(page, threat);
    if (told == NULL) html_detections(out, threat->rule);
    if (told == NULL) html_references(out, threat->rule);
    if (told != NULL) html_said(page, told);
    html_literal(out, "</dl></div></details>\n");
}

void html_threat_link_told(const HtmlPage *page, const ExchangeThreat *threat) {
    size_t number = html_page_told_number(page, threat);
    bool full = number < HTML_THREATS_MAX;
    html_part_severity(page->out, threat->severity);
    if (full) buffer_add_format(page->out, "<a href=\"#m%zu\">", number);
    html_text(page->out, threat->title);
    if (full) html_literal(page->out, "</a>");
}

static void html_told_facts(Buffer *out, const ExchangeThreat *threat) {
    const ModelThreat *told = threat->told;
    html_part_fact(out, "State", threat->state);
    html_part_fact(out, "Priority", told->priority);
    html_part_fact(out, "Category", told->category);
    html_part_fact(out, "Description", told->description);
    html_part_fact(out, "Justification", told->justification);
    if (told->mitigations.count > 0) {
        html_part_begin(out, "Action items");
        html_literal(out, "<ul>");
        for (size_t i = 0; i < told->mitigations.count; i++) {
            html_element(out, "li", told->mitigations.items[i]);
        }
        html_literal(out, "</ul>");
        html_part_end(out);
    }
    html_part_fact(out, "Changed by", told->changed_by);
    html_part_fact(out, "Changed at", told->changed_at);
}

void html_threat_write_told(HtmlPage *page, const ExchangeThreat *threat) {
    Buffer *out = page->out;
    const ModelThreat *told = threat->told;
    Str classes = str_join2(page->arena, S("threat "), severity_name(threat->severity));
    Str anchor = str_format(page->arena, "m%zu", html_page_told_number(page, threat));
    html_open(out, "details", "class", &classes, NULL);
    html_literal(out, "<summary>");
    html_part_severity(out, threat->severity);
    html_literal(out, "<span class=\"head\"><h4>");
    html_text(out, threat->title);
    html_literal(out, "</h4> <span class=\"where\">");
    html_text(out, threat->state);
    html_literal(out, " · listed by the model · ");
    html_part_place(out, told->place.file, told->place.line);
    html_literal(out, "</span></span></summary>\n");
    html_open(out, "div", "class", &S("body"), "id", &anchor, NULL);
    html_literal(out, "<dl>\n");
    html_told_facts(out, threat);
    html_literal(out, "</dl></div></details>\n");
}

void html_threat_write_list(HtmlPage *page, const ExchangeThreat *first) {
    size_t count = 0;
    for (; first != NULL; first = html_page_next_told(first)) {
        if (html_page_told_number(page, first) < HTML_THREATS_MAX) {
            html_threat_write_told(page, first);
        } else {
            count++;
        }
    }
    html_part_more(page->out, "p", count, " that the source of the model lists");
}

void html_threat_write_bucket(HtmlPage *page, HtmlBucket bucket) {
    size_t left = 0;
    for (size_t i = 0; i < bucket.count; i++) {
        const Threat *threat = page->order.items[bucket.items[i]];
        if (page->full[html_page_number(page, threat)]) {
            html_threat_write(page, threat);
        } else {
            left++;
        }
    }
    html_part_more(page->out, "p", left, ", less severe: the formats JSON and CSV have them");
}
