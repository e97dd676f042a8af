/* SPDX-License-Identifier: Apache-2.0 */
/* hunt_model.h -- the model that merlon hunt joins its hits to (--model), read and judged as merlon
 * model does it. */
#ifndef MERLON_CLI_HUNT_MODEL_H
#define MERLON_CLI_HUNT_MODEL_H

#include "cli/reading.h"
#include "register/decision.h"
#include "report/report.h"

enum { HUNT_MODEL_PATHS_MAX = 64, HUNT_MODEL_OUTPUTS_MAX = 8 };

/* Values of getopt_long for the options below. */
enum {
    HUNT_MODEL_OPTION_MODEL = READING_OPTION_END,
    HUNT_MODEL_OPTION_DECISIONS,
    HUNT_MODEL_OPTION_DATE,
    HUNT_MODEL_OPTION_REPORT,
    HUNT_MODEL_OPTION_END
};

/* The rows of these options for getopt_long; --rules is the Sigma rules' here. */
#define HUNT_MODEL_OPTIONS                                                   \
    {"model", required_argument, NULL, HUNT_MODEL_OPTION_MODEL},             \
        {"decisions", required_argument, NULL, HUNT_MODEL_OPTION_DECISIONS}, \
        {"date", required_argument, NULL, HUNT_MODEL_OPTION_DATE},           \
        {"threat-model", required_argument, NULL, HUNT_MODEL_OPTION_REPORT}, \
        {"parameter", required_argument, NULL, READING_OPTION_PARAMETER},    \
        {"var", required_argument, NULL, READING_OPTION_VAR},                \
        {"var-file", required_argument, NULL, READING_OPTION_VAR_FILE},      \
        {"open-world", no_argument, NULL, READING_OPTION_OPEN_WORLD},        \
        {"threat-rules", required_argument, NULL, READING_OPTION_RULES}, {   \
        "facts", required_argument, NULL, READING_OPTION_FACTS               \
    }

typedef struct HuntModel {
    Reading reading;
    char *paths[HUNT_MODEL_PATHS_MAX];
    int path_count;
    const char *decisions;
    const char *date;
    const char *outputs[HUNT_MODEL_OUTPUTS_MAX]; /* --threat-model */
    size_t output_count;
    DecisionList decided;
    Report report; /* absent threats, too */
    Seen *seen;
    bool failed; /* something of the model could not be read or written */
} HuntModel;

/* Prepares model, which must stay where it is. */
void hunt_model_start(HuntModel *model);

/* Takes one of the options above; returns EXIT_FINE, or what the program shall exit with after a
 * message. */
int hunt_model_take_option(HuntModel *model, int option, char *value);

/* Whether there is a model to be joined. */
bool hunt_model_is_asked(const HuntModel *model);

/* Checks the options; reads and judges the model. An exit code. */
int hunt_model_read(HuntModel *model);

/* Joins the hits of a hunt with the rules of set to the model. False when they can't be read
 * again. */
bool hunt_model_join(HuntModel *model, const SigmaSet *set, const Hunt *hunt,
                     const HuntResult *result);

/* Writes the threat models that were asked for, with what was seen. */
void hunt_model_write(HuntModel *model);

/* Gives the memory back. */
void hunt_model_free(HuntModel *model);

#endif
