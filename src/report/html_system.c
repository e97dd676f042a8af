/* SPDX-License-Identifier: Apache-2.0 */
/* html_system.c -- see html_system.h. */
#include "report/html_system.h"

#include "report/html_threat.h"
#include "text/html_writer.h"

static const ExchangeThreat *html_first_told(const HtmlPage *page) {
    const ExchangeThreat *first = page->exchange.rest.first;
    return first == NULL || first->told != NULL ? first : html_page_next_told(first);
}

size_t html_system_count(const HtmlPage *page, HtmlPlace place) {
    size_t count = 0;
    for (size_t i = 0; i < page->order.count; i++) {
        count += html_page_place(page->order.items[i]) == place;
    }
    if (place != HTML_ON_SYSTEM) return count;
    const ExchangeThreat *told = html_first_told(page);
    for (; told != NULL; told = html_page_next_told(told)) count++;
    return count;
}

typedef bool HtmlChoice(const Threat *threat, int what);

static bool html_is_of_path(const Threat *threat, int escalation) {
    if (html_page_place(threat) != HTML_ON_PATH) return false;
    return str_equal(threat->subject->type, RULE_ESCALATION) == (escalation != 0);
}

static bool html_is_of_system(const Threat *threat, int kind) {
    return html_page_place(threat) == HTML_ON_SYSTEM && (int)listing_kind(threat) == kind;
}

/* The threats that choice takes, below a heading. */
static void html_threats(HtmlPage *page, const char *heading, HtmlChoice *choice, int what) {
    size_t full = 0, left = 0, at = 0;
    for (size_t i = 0; i < page->order.count; i++) {
        const Threat *threat = page->order.items[i];
        if (!choice(threat, what)) continue;
        if (page->full[html_page_number(page, threat)]) {
            full++;
        } else {
            left++;
        }
    }
    if (full + left == 0) return;
    html_element(page->out, "h3", str_from(heading));
    for (size_t i = 0; i < page->order.count; i++) {
        const Threat *threat = page->order.items[i];
        if (!choice(threat, what) || !page->full[html_page_number(page, threat)]) continue;
        html_part_begin_rest(page->out, at++, full);
        html_threat_write(page, threat);
    }
    html_part_end_rest(page->out, full);
    html_part_more(page->out, "p", left, ", less severe: the formats JSON and CSV have them");
}

void html_system_write_paths(HtmlPage *page) {
    size_t count = html_system_count(page, HTML_ON_PATH);
    if (count == 0) return;
    html_part_section(page->out, "paths", "Attack paths", count);
    html_threats(page, "From the internet", html_is_of_path, 0);
    html_threats(page, "From a role or user to more rights", html_is_of_path, 1);
}

void html_system_write(HtmlPage *page) {
    size_t count = html_system_count(page, HTML_ON_SYSTEM);
    if (count == 0) return;
    bool all = page->model->element_count == 0;
    html_part_section(page->out, "system", all ? "Threats" : "The system as a whole", count);
    if (!all) {
        html_literal(page->out,
                     "<p class=\"soft\">What stands on no element or flow of the diagram: "
                     "the account, its people, resources that are not drawn.</p>\n");
    }
    static const char *const headings[] = {"Open", "Needs investigation", "Closed by decisions",
                                           "Mitigated by the configuration"};
    for (size_t kind = 0; kind < COUNT(headings); kind++) {
        html_threats(page, headings[kind], html_is_of_system, (int)kind);
    }
    if (html_first_told(page) == NULL) return;
    html_literal(page->out, "<h3>Listed by the source of the model</h3>\n");
    html_threat_write_list(page, html_first_told(page));
}

/* ---- questions ---- */

typedef struct HtmlQuestion {
    const Threat *first;
    const Threat **threats;
    size_t count, capacity;
    struct HtmlQuestion *next; /* for the same people */
} HtmlQuestion;

typedef struct HtmlPeople {
    Str who;
    HtmlQuestion *first, *last;
    struct HtmlPeople *next;
} HtmlPeople;

typedef struct HtmlQuestions {
    Map people;    /* who -> HtmlPeople */
    Map questions; /* rule id -> HtmlQuestion */
    HtmlPeople *first, *last;
} HtmlQuestions;

/* Questions that no rule asks are for whoever knows what will be deployed. */
static Str html_who(Arena *arena, const Threat *threat) {
    Str who = S("");
    if (listing_question(arena, threat).len == 0) return who;
    for (size_t i = 0; i < threat->rule->who.count; i++) {
        who = str_join3(arena, who, who.len > 0 ? S(", ") : S(""), threat->rule->who.items[i]);
    }
    return who;
}

static HtmlPeople *html_get_people(HtmlPage *page, HtmlQuestions *questions, Str who) {
    HtmlPeople *people = map_find(&questions->people, who);
    if (people != NULL) return people;
    people = ARENA_NEW(page->arena, HtmlPeople);
    people->who = who;
    map_set(&questions->people, who, people);
    if (questions->last != NULL) questions->last->next = people;
    if (questions->first == NULL) questions->first = people;
    questions->last = people;
    return people;
}

static void html_take_question(HtmlPage *page, HtmlQuestions *questions, const Threat *threat) {
    bool asks = listing_question(page->arena, threat).len > 0;
    Str key = str_join2(page->arena, threat->rule->id, asks ? S("\n?") : S("\n"));
    HtmlQuestion *question = map_find(&questions->questions, key);
    if (question == NULL) {
        HtmlPeople *people = html_get_people(page, questions, html_who(page->arena, threat));
        question = ARENA_NEW(page->arena, HtmlQuestion);
        question->first = threat;
        map_set(&questions->questions, key, question);
        if (people->last != NULL) people->last->next = question;
        if (people->first == NULL) people->first = question;
        people->last = question;
    }
    if (question->count == question->capacity) {
        question->capacity = question->capacity == 0 ? 4 : question->capacity * 2;
        question->threats = arena_grow_array(page->arena, question->threats, question->count,
                                             question->capacity, sizeof(const Threat *));
    }
    question->threats[question->count++] = threat;
}

static void html_question(const HtmlPage *page, const HtmlQuestion *question) {
    Buffer *out = page->out;
    const Threat *first = question->first;
    html_literal(out, "<li>");
    html_part_severity(out, first->severity);
    bool asks = listing_question(page->arena, first).len > 0;
    html_text(out, asks ? first->rule->question : first->rule->title);
    if (!asks && first->reason_count > 0) {
        html_literal(out, " <span class=\"soft\">");
        html_text(out, first->reasons[0]);
        html_literal(out, "</span>");
    }
    html_literal(out, "<br><span class=\"soft\">On ");
    for (size_t i = 0; i < question->count && i < HTML_LINKS_MAX; i++) {
        if (i > 0) html_literal(out, ", ");
        html_threat_link_subject(page, question->threats[i]);
    }
    html_literal(out, " ");
    if (question->count > HTML_LINKS_MAX) {
        html_part_more(out, "span", question->count - HTML_LINKS_MAX, "");
    }
    html_literal(out, "</span></li>\n");
}

void html_system_write_questions(HtmlPage *page) {
    const Listing *list = &page->lists[LISTING_INVESTIGATE];
    Buffer *out = page->out;
    if (list->count == 0) return;
    HtmlQuestions questions = {map_make(page->arena), map_make(page->arena), NULL, NULL};
    for (size_t i = 0; i < list->count; i++) html_take_question(page, &questions, list->items[i]);
    html_part_section(out, "questions", "Questions", questions.questions.count);
    buffer_add_format(out, "<p class=\"soft\">%zu threat%s for an answer.</p>\n", list->count,
                      list->count == 1 ? " waits" : "s wait");
    size_t at = 0, total = questions.people.count;
    for (const HtmlPeople *people = questions.first; people != NULL; people = people->next) {
        html_part_begin_rest(out, at++, total);
        html_literal(out, "<h3>For ");
        html_text(out,
                  people->who.len > 0 ? people->who : S("whoever knows what will be deployed"));
        html_literal(out, "</h3>\n<ul class=\"plain asked\">\n");
        for (const HtmlQuestion *q = people->first; q != NULL; q = q->next) html_question(page, q);
        html_literal(out, "</ul>\n");
    }
    html_part_end_rest(out, total);
}
