/* SPDX-License-Identifier: Apache-2.0 */
/* html_threat.c -- see html_threat.h. The anchor of a threat is its index in the report. */
#include "report/html_threat.h"

#include "text/html_writer.h"

#include <stdio.h>
#include <stdlib.h>

enum { HTML_ANCHOR_BYTES = 24 };

void html_threat_pill(Buffer *out, Severity severity) {
    CLEANUP(arena_free) Arena scratch = {0};
    Str name = severity_name(severity);
    Str classes = str_join2(&scratch, S("pill "), name);
    html_open(out, "span", "class", &classes, NULL);
    html_text(out, name);
    html_literal(out, "</span> ");
}

void html_threat_place(Buffer *out, Str file, uint32_t line) {
    if (file.len == 0) return;
    html_literal(out, "<span class=\"soft\">");
    html_text(out, file);
    if (line > 0) buffer_add_format(out, ":%u", line);
    html_literal(out, "</span>");
}

static Str html_anchor(const Report *report, const Threat *threat, char bytes[HTML_ANCHOR_BYTES]) {
    snprintf(bytes, HTML_ANCHOR_BYTES, "#t%zu", (size_t)(threat - report->threats.items));
    return str_from(bytes);
}

void html_threat_link(Buffer *out, const Report *report, const Threat *threat) {
    char bytes[HTML_ANCHOR_BYTES];
    Str target = html_anchor(report, threat, bytes);
    html_threat_pill(out, threat->severity);
    html_open(out, "a", "href", &target, NULL);
    html_text(out, threat->rule->title);
    html_close(out, "a");
}

/* Text of several paragraphs, which an empty line parts. */
static void html_paragraphs(Buffer *out, Str text) {
    while (text.len > 0) {
        size_t end = str_find(text, S("\n\n"));
        Str paragraph = str_trim(str_slice(text, 0, end));
        if (paragraph.len > 0) html_element(out, "p", paragraph);
        text = end == SIZE_MAX ? S("") : str_slice(text, end + 2, text.len);
    }
}

static void html_labelled(Buffer *out, const char *heading, Str text) {
    if (text.len == 0) return;
    html_literal(out, "<div><h4>");
    html_text(out, str_from(heading));
    html_literal(out, "</h4>");
    html_paragraphs(out, text);
    html_literal(out, "</div>");
}

static void html_evidence(Buffer *out, const Threat *threat) {
    if (threat->evidence_count == 0 || !listing_evidence_tells(&threat->evidence[0])) return;
    html_literal(out, "<div class=\"scroll\"><table><tr><th>Evidence</th><th>Value</th>"
                      "<th>Where</th></tr>\n");
    for (size_t i = 0; i < threat->evidence_count; i++) {
        const Evidence *evidence = &threat->evidence[i];
        html_literal(out, "<tr><td>");
        if (evidence->address.len > 0) {
            html_element(out, "code", evidence->address);
            html_literal(out, " ");
        }
        if (evidence->path.len > 0) html_element(out, "code", evidence->path);
        html_literal(out, "</td><td>");
        if (evidence->value.len > 0) html_element(out, "code", evidence->value);
        html_literal(out, "</td><td>");
        html_threat_place(out, evidence->file, evidence->line);
        html_literal(out, "</td></tr>\n");
    }
    html_literal(out, "</table></div>\n");
}

static void html_reasons(Buffer *out, const Threat *threat) {
    bool any = false;
    for (size_t i = 0; i < threat->reason_count; i++) {
        if (listing_reason_is_shown(threat, i)) continue;
        if (!any) html_literal(out, "<p>Not known:</p><ul class=\"implied\">");
        html_element(out, "li", threat->reasons[i]);
        any = true;
    }
    if (any) html_literal(out, "</ul>\n");
}

static void html_implied(Buffer *out, const Report *report, const Threat *threat) {
    const Threat *other = listing_find_implied(report, threat, NULL);
    if (other == NULL) return;
    html_literal(out, "<p>This implies:</p><ul class=\"implied\">\n");
    for (; other != NULL; other = listing_find_implied(report, threat, other)) {
        html_literal(out, "<li>");
        html_threat_pill(out, other->severity);
        html_text(out, other->rule->title);
        html_literal(out, " ");
        html_element(out, "code", other->rule->id);
        html_literal(out, "</li>\n");
    }
    html_literal(out, "</ul>\n");
}

static void html_pair(Buffer *out, const char *label, Str text) {
    if (text.len == 0) return;
    html_literal(out, " · ");
    html_text(out, str_from(label));
    if (listing_is_link(text)) {
        html_open(out, "a", "href", &text, "rel", &S("noreferrer"), NULL);
        html_text(out, text);
        html_close(out, "a");
    } else {
        html_text(out, text);
    }
}

static void html_decision(Buffer *out, const Threat *threat) {
    const Decision *decision = threat->decision;
    if (decision == NULL) return;
    bool broken = decision->expired || threat->contradicted;
    html_open(out, "div", "class", broken ? &S("decision broken") : &S("decision"), NULL);
    html_literal(out, "<p><b>");
    if (decision->expired) html_literal(out, "Expired decision: ");
    if (threat->contradicted) html_literal(out, "Contradicted by the configuration: ");
    html_text(out, state_name(decision->state));
    html_literal(out, "</b></p>");
    html_paragraphs(out, decision->why);
    html_literal(out, "<p class=\"soft\">Decision");
    html_pair(out, "by ", decision->by);
    html_pair(out, "until ", decision->until);
    html_pair(out, "", decision->ticket);
    html_literal(out, " ");
    html_threat_place(out, decision->file, decision->line);
    html_literal(out, "</p></div>\n");
}

/* One resource that a rule is about. */
static void html_case(Buffer *out, const Report *report, const Threat *threat) {
    char bytes[HTML_ANCHOR_BYTES];
    Str anchor = html_anchor(report, threat, bytes);
    anchor = str_slice(anchor, 1, anchor.len);
    html_open(out, "div", "class", &S("case"), "id", &anchor, NULL);
    html_literal(out, "<h4>");
    html_element(out, "code", threat->subject->address);
    html_literal(out, " <span class=\"soft\">");
    html_text(out, threat->subject->type);
    html_literal(out, " ·</span> ");
    html_threat_place(out, listing_file(threat->subject), threat->subject->properties.line);
    if (threat->is_new) html_literal(out, " <span class=\"tag\">new</span>");
    html_literal(out, "</h4>\n");
    html_reasons(out, threat);
    CLEANUP(arena_free) Arena scratch = {0};
    Str question = listing_question(&scratch, threat);
    html_labelled(out, "Ask", question);
    if (threat->fault.len > 0) html_labelled(out, "The rule has an error", threat->fault);
    html_evidence(out, threat);
    if (threat->note.len > 0) html_labelled(out, "Note", threat->note);
    html_implied(out, report, threat);
    html_decision(out, threat);
    html_literal(out, "</div>\n");
}

static void html_tags(Buffer *out, const RuleTexts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        html_open(out, "span", "class", &S("tag"), NULL);
        html_text(out, texts->items[i]);
        html_close(out, "span");
    }
}

static void html_references(Buffer *out, const Rule *rule) {
    html_literal(out, "<ul>");
    for (size_t i = 0; i < rule->references.count; i++) {
        Str reference = rule->references.items[i];
        html_literal(out, "<li>");
        if (listing_is_link(reference)) {
            html_open(out, "a", "href", &reference, "rel", &S("noreferrer"), NULL);
            html_text(out, reference);
            html_close(out, "a");
        } else {
            html_text(out, reference);
        }
        html_literal(out, "</li>");
    }
    html_literal(out, "</ul>");
}

static void html_meta(Buffer *out, const Threat *threat) {
    const Rule *rule = threat->rule;
    html_literal(out, "<div class=\"meta\">");
    html_tags(out, &rule->stride);
    html_tags(out, &rule->cwe);
    html_tags(out, &rule->frameworks);
    html_literal(out, "<span class=\"tag\">CVSS ");
    buffer_add_double(out, rule->cvss);
    html_literal(out, "</span><span class=\"tag\">");
    html_text(out, confidence_name(threat->confidence));
    html_literal(out, " confidence</span> ");
    html_element(out, "code", rule->id);
    html_references(out, rule);
    html_literal(out, "</div>\n");
}

static void html_summary(Buffer *out, const Listing *group) {
    const Threat *first = group->items[0];
    html_literal(out, "<summary>");
    html_threat_pill(out, first->severity);
    html_literal(out, "<span class=\"title\">");
    html_text(out, first->rule->title);
    html_literal(out, "</span><span class=\"where\">");
    html_element(out, "code", first->subject->address);
    html_literal(out, " ");
    if (group->count == 1) {
        html_threat_place(out, listing_file(first->subject), first->subject->properties.line);
    } else {
        buffer_add_format(out, "and %zu more", group->count - 1);
    }
    html_literal(out, "</span></summary>\n");
}

/* Threats of one rule and severity. */
static void html_group(Buffer *out, const Report *report, const Listing *group) {
    const Threat *first = group->items[0];
    CLEANUP(arena_free) Arena scratch = {0};
    Str classes = str_join2(&scratch, S("threat "), severity_name(first->severity));
    html_open(out, "details", "class", &classes, NULL);
    html_summary(out, group);
    html_literal(out, "<div class=\"body\"><div class=\"two\">");
    html_labelled(out, "Why it matters", first->rule->why);
    html_labelled(out, "How to fix it", first->rule->fix);
    html_literal(out, "</div>\n");
    for (size_t i = 0; i < group->count; i++) html_case(out, report, group->items[i]);
    html_meta(out, first);
    html_literal(out, "</div></details>\n");
}

static int html_compare(const void *left, const void *right) {
    const Threat *a = *(const Threat *const *)left, *b = *(const Threat *const *)right;
    if (a->severity != b->severity) return a->severity > b->severity ? -1 : 1;
    int order = str_compare(a->rule->id, b->rule->id);
    if (order != 0) return order;
    return a < b ? -1 : a > b;
}

static void html_heading(Buffer *out, const Listing *list, size_t at) {
    Severity severity = list->items[at]->severity;
    size_t end = at;
    while (end < list->count && list->items[end]->severity == severity) end++;
    CLEANUP(arena_free) Arena scratch = {0};
    Str classes = str_join2(&scratch, S("severity "), severity_name(severity));
    html_open(out, "h3", "class", &classes, NULL);
    buffer_add_format(out, "%zu ", end - at);
    html_text(out, severity_name(severity));
    html_literal(out, "</h3>\n");
}

void html_threat_write(Buffer *out, const Report *report, Listing *list) {
    if (list->count == 0) return;
    qsort(list->items, list->count, sizeof(list->items[0]), html_compare);
    for (size_t at = 0; at < list->count;) {
        const Threat *first = list->items[at];
        if (at == 0 || list->items[at - 1]->severity != first->severity)
            html_heading(out, list, at);
        size_t end = at;
        while (end < list->count && list->items[end]->rule == first->rule &&
               list->items[end]->severity == first->severity) {
            end++;
        }
        Listing group = {list->items + at, end - at};
        html_group(out, report, &group);
        at = end;
    }
}
