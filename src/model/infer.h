/* SPDX-License-Identifier: Apache-2.0 */
/* infer.h -- draws the model of an estate: what facts say about each type (facts/aws, "diagram"),
 * what security groups let through, and what the policies of roles allow. */
#ifndef MERLON_MODEL_INFER_H
#define MERLON_MODEL_INFER_H

#include "model/model.h"

enum {
    INFER_FANOUT_MAX = 30, /* targets of one type that a principal may reach, drawn one by one; more
                              become one element that stands for all */
    INFER_PASSAGE_MAX = 8, /* resources between two elements: listener, rule, target group, ... */
    INFER_DOOR_FLOWS_MAX = 400 /* flows that one rule of a security group is drawn as */
};

/* Ids of what no resource stands for. */
#define INFER_INTERNET S("internet")
#define INFER_USERS S("actor:internet-users")
#define INFER_ADMINISTRATORS S("actor:administrators")
#define INFER_CONSOLE S("aws:console")

/* Adds elements, flows and boundaries of an estate to a model that isn't finished; what the model
 * has already under the same ids stays and is completed. The estate must be finished. */
void infer_model(Model *model, Estate *estate);

#endif
