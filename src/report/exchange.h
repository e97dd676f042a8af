/* SPDX-License-Identifier: Apache-2.0 */
/* exchange.h -- what the writers of other tools' threat models share: threats that rules found and
 * threats that the model's source listed in one shape, each at the thing that it is on; and ids
 * that stay the same from run to run. */
#ifndef MERLON_REPORT_EXCHANGE_H
#define MERLON_REPORT_EXCHANGE_H

#include "report/report.h"

enum { EXCHANGE_UUID_BYTES = 36 };

typedef enum ExchangeStatus {
    EXCHANGE_OPEN,
    EXCHANGE_MITIGATED,
    EXCHANGE_NOT_APPLICABLE
} ExchangeStatus;

typedef struct ExchangeThreat {
    Str id;   /* of this threat on this thing */
    Str kind; /* of the kind of threat: the rule's id, with the severity where it isn't the rule's
               */
    Str rule; /* id, or empty */
    Str title;
    Str why;    /* the same for each of its kind */
    Str detail; /* why, and what shows it here */
    ModelTexts categories;
    ModelTexts cwes;
    ModelTexts mitigations;
    Severity severity;
    ExchangeStatus status;
    Str state;                   /* in words */
    Str subject;                 /* address of the resource, or empty */
    const ModelThreat *told;     /* by the model's source; NULL: a rule found it */
    struct ExchangeThreat *next; /* on the same thing */
} ExchangeThreat;

typedef struct ExchangeList {
    ExchangeThreat *first, *last;
} ExchangeList;

typedef struct Exchange {
    Arena *arena;
    const Report *report;
    const Model *model; /* empty when the report has none */
    ExchangeThreat *threats;
    size_t threat_count;
    Map on;            /* "e" or "f", then the id -> ExchangeList * */
    ExchangeList rest; /* on no element and no flow */
    Map told;          /* kind and thing of what rules found: the source's copy of it is left out */
} Exchange;

/* Sorts the report's threats and the model's by what they are on. Memory comes from arena. Threats
 * that another one implies are left out. */
Exchange exchange_make(Arena *arena, const Report *report);

/* The first threat on an element ('e') or flow ('f'), or NULL. */
const ExchangeThreat *exchange_find(const Exchange *exchange, char what, Str id);

/* A UUID (version 4 in form) that depends on what and id only. */
Str exchange_uuid(Arena *arena, const char *what, Str id);

/* The letter of a STRIDE category in whatever spelling, or 0. */
char exchange_stride_letter(Str category);

/* The start of text that takes at most units UTF-16 code units, with "..." where more was. */
Str exchange_cut(Arena *arena, Str text, size_t units);

/* 0 to 100: the number that stands for a severity where a format wants one. */
int exchange_rating(Severity severity);

#endif
