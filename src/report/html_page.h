/* SPDX-License-Identifier: Apache-2.0 */
/* html_page.h -- what the parts of the HTML report share: each threat's place in the document, and
 * what leads where. A threat stands in full once: on its flow, on its element, among the paths, or
 * with what concerns the system as a whole; everything else links to it. */
#ifndef MERLON_REPORT_HTML_PAGE_H
#define MERLON_REPORT_HTML_PAGE_H

#include "report/drawing.h"
#include "report/exchange.h"
#include "report/listing.h"

enum {
    HTML_THREATS_MAX = 4000, /* in full, what is open and the worst first: some 10 MB of page */
    HTML_ROWS_MAX = 1000,    /* of one table: nobody reads more, other formats have all */
    HTML_LINKS_MAX = 20,     /* in one line or cell */
    HTML_TEXTS_MAX = 5,      /* times that a rule's texts are said; then a link tells where */
    HTML_UNITS_MAX = 50,     /* flows, elements, paths, ... before a fold that holds the rest */
    HTML_OPEN_MAX = 40       /* elements of a model whose flows and elements start unfolded */
};

/* What a threat is on, as its place in the document. */
typedef enum HtmlPlace { HTML_ON_FLOW, HTML_ON_ELEMENT, HTML_ON_PATH, HTML_ON_SYSTEM } HtmlPlace;

/* Numbers sorted into buckets, in their order. */
typedef struct HtmlBuckets {
    uint32_t *starts; /* by bucket; one more than there are */
    uint32_t *items;
} HtmlBuckets;

/* A part of a bucket list. */
typedef struct HtmlBucket {
    const uint32_t *items;
    size_t count;
} HtmlBucket;

typedef struct HtmlPage {
    Arena *arena;
    Buffer *out;
    const Report *report;
    const Model *model;  /* an empty one when the report has none */
    Exchange exchange;   /* holds threats only when the model lists some itself */
    Listing lists[4];    /* by ListingKind */
    Listing order;       /* all of them, one list after the other */
    HtmlBuckets of_flow; /* by number - 1: indexes in order */
    HtmlBuckets of_element;
    HtmlBuckets to_element;   /* indexes of flows by the element that they lead to */
    HtmlBuckets from_element; /* by the one that they come from */
    HtmlBuckets rights;       /* by element: indexes of what policies allow */
    HtmlBuckets paths;        /* by element: indexes in order of paths that end there */
    bool *full;               /* by threat: it stands in full */
    bool *element_there;      /* by index: #element-INDEX exists */
    bool *flow_there;         /* by number - 1: #flow-NUMBER exists */
    DrawingOptions drawing;
    size_t left_out; /* threats beyond HTML_THREATS_MAX */
    Map texts;       /* rule id -> HtmlTexts */
    Map ids;         /* of threats -> Threat; made when first asked for */
    bool unfolded;
} HtmlPage;

/* A page about report, to be written to out. Memory comes from arena. */
HtmlPage html_page_make(Arena *arena, const Report *report, Buffer *out);

/* What stands in a bucket. */
HtmlBucket html_page_bucket(const HtmlBuckets *buckets, size_t bucket);

/* Where the threat stands. */
HtmlPlace html_page_place(const Threat *threat);

/* The number of a threat in the report. */
size_t html_page_number(const HtmlPage *page, const Threat *threat);

/* The threat of the report with that id, or NULL. */
const Threat *html_page_find(HtmlPage *page, Str id);

/* Counts that a rule's texts are said by a threat; NULL: say them, else the threat that has them.
 */
const Threat *html_page_take_texts(HtmlPage *page, const Threat *threat);

/* The first threat that the model's source lists on an element ('e') or flow ('f'), or NULL; what
 * rules found is skipped. */
const ExchangeThreat *html_page_told(const HtmlPage *page, char what, Str id);

/* The next one on the same thing, or NULL. */
const ExchangeThreat *html_page_next_told(const ExchangeThreat *threat);

/* The number of such a threat in the model; those from HTML_THREATS_MAX on have no place of their
 * own. */
size_t html_page_told_number(const HtmlPage *page, const ExchangeThreat *threat);

/* How many threats the model's source lists, without those that rules found, too. */
size_t html_page_count_told(const HtmlPage *page);

/* Whether a threat is open or needs investigation. */
bool html_page_is_pending(const HtmlPage *page);

/* Whether the flow stands with its own heading, since it has threats that stand in full. */
bool html_page_flow_speaks(const HtmlPage *page, const Flow *flow);

/* Like html_page_flow_speaks. */
bool html_page_element_speaks(const HtmlPage *page, const Element *element);

#endif
