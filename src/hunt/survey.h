/* SPDX-License-Identifier: Apache-2.0 */
/* survey.h -- counts what logs hold: by principal, address, event and so on, of all events or of
 * those that a filter wants, with the chains of credentials behind them. It answers what responders
 * ask first: who, when, from where, how much. */
#ifndef MERLON_HUNT_SURVEY_H
#define MERLON_HUNT_SURVEY_H

#include "hunt/log_chain.h"
#include "hunt/log_filter.h"
#include "hunt/roll.h"
#include "logs/log_run.h"

/* What is counted. Names of two parts have SURVEY_SEPARATOR between them. */
typedef enum SurveyRoll {
    SURVEY_SOURCE,
    SURVEY_ACCOUNT,
    SURVEY_REGION,
    SURVEY_PRINCIPAL, /* has details: SurveyDetail */
    SURVEY_ADDRESS,
    SURVEY_AGENT,
    SURVEY_EVENT,
    SURVEY_ERROR,
    SURVEY_BUCKET,
    SURVEY_OBJECT, /* "bucket/key" */
    SURVEY_REPOSITORY,
    SURVEY_KEY,
    SURVEY_PAIR,      /* address, agent */
    SURVEY_HOUR,      /* source and region, hour */
    SURVEY_ANONYMOUS, /* address, event */
    SURVEY_FOREIGN,   /* principal, its account */
    SURVEY_PRESIGNED, /* principal, address */
    SURVEY_DENIED,    /* principal, event */
    SURVEY_READS,     /* hour, principal: objects and code that were taken out */
    SURVEY_SESSION,   /* principal, access key */
    SURVEY_ROLL_COUNT
} SurveyRoll;

/* What is counted for each principal. */
typedef enum SurveyDetail {
    SURVEY_ITS_ADDRESSES,
    SURVEY_ITS_AGENTS,
    SURVEY_ITS_REGIONS,
    SURVEY_ITS_KEYS,
    SURVEY_ITS_EVENTS,
    SURVEY_ITS_OBJECTS,
    SURVEY_DETAIL_COUNT
} SurveyDetail;

enum { SURVEY_REQUESTS_MAX = 1000 * 1000 }; /* ids of requests that are kept: about 100 MB */

#define SURVEY_SEPARATOR '\x1f'

typedef struct SurveyOptions {
    const Str *paths;
    size_t path_count;
    LogScope scope;
    size_t threads;   /* 0: as many as there are processors */
    LogFilter filter; /* as the user gave it */
    bool rolls[SURVEY_ROLL_COUNT];
    bool follow; /* also what was done with the credentials that the wanted ones gave out; reads the
                    logs twice */
    uint32_t without; /* kinds of logs that aren't counted: 1 << LogSource of each */
    bool once; /* a request that CloudTrail and S3's access logs both tell of counts as CloudTrail
                  tells it; reads the logs twice */
    void (*progress)(void *context, const LogProgress *progress);
    void *context;
} SurveyOptions;

typedef struct Survey {
    Arena arena;
    LogKeys *keys;
    DeedFields fields;
    LogFilter filter;
    DeedCounts all; /* of the wanted events */
    Roll rolls[SURVEY_ROLL_COUNT];
    RollBudget budget;
    LogChain chain;            /* of all events in the scope, wanted or not */
    Map followed;              /* keys that were given out by the wanted ones */
    Map requests;              /* ids of requests that CloudTrail tells of */
    uint64_t requests_refused; /* that found no room: they may count twice */
    LogField request;
    LogRunResult logs;
    const SurveyOptions *options;
    bool only_chain, only_requests; /* while the logs are read for the first of two times */
} Survey;

/* A survey that wasn't run; NULL when there is no memory. */
Survey *survey_make(void);

/* Gives a survey back; NULL is left alone. */
void survey_free(Survey *survey);

/* Counts, once per survey. False when it can't: err says why. Files that can't be read are no
 * failure: survey->logs has the errors. */
bool survey_run(Survey *survey, const SurveyOptions *options, Error *err);

/* The events of a roll's entries together; those that say nothing under its heading lack. */
uint64_t survey_roll_events(const Survey *survey, SurveyRoll roll);

#endif
