/* SPDX-License-Identifier: Apache-2.0 */
/* threat_composer.h -- exports of AWS Threat Composer (github.com/awslabs/threat-composer), version
 * 1 of its format. They hold no diagram: only what is said of the system, and threats. */
#ifndef MERLON_INPUT_THREAT_COMPOSER_H
#define MERLON_INPUT_THREAT_COMPOSER_H

#include "input/input.h"

/* Whether root is an export of Threat Composer. */
bool threat_composer_recognizes(const Node *root);

/* Adds the threats and what is said of the system to the input's model. */
void threat_composer_read(Input *input, const InputDocument *document);

#endif
