/* SPDX-License-Identifier: Apache-2.0 */
/* json_model.h -- the model's part of the JSON report: boundaries, elements, flows, data. */
#ifndef MERLON_REPORT_JSON_MODEL_H
#define MERLON_REPORT_JSON_MODEL_H

#include "model/model.h"
#include "text/json_writer.h"

/* Writes the key "model" and its object. */
void json_model_write(JsonWriter *writer, const Model *model);

/* Writes a list of evidence, as it stands in threats. */
void json_model_evidence(JsonWriter *writer, const Evidence *evidence, size_t count);

#endif
