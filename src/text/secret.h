/* SPDX-License-Identifier: Apache-2.0 */
/* secret.h -- values that must never stand in a report: passwords, keys, tokens. Told by what the
 * value looks like and by the name it stands under. */
#ifndef MERLON_TEXT_SECRET_H
#define MERLON_TEXT_SECRET_H

#include "base/str.h"

/* Whether a setting of that name holds a credential: "DB_PASSWORD" does, "SECRET_ARN" doesn't. */
bool secret_named(Str name);

/* Whether value, found under the key name, looks like a credential. Names of secrets, ARNs and
 * dynamic references ({{resolve:...}}) are no secrets themselves. */
bool secret_suspected(Str name, Str value);

/* Whether text is the id of an access key of AWS, and nothing else. */
bool secret_is_access_key(Str text);

/* The value as it may be shown: itself, or "***" when it is suspected. Credentials inside a longer
 * text (a URL with a password, an access key in a script) are masked in place, in arena. */
Str secret_mask(Arena *arena, Str name, Str value);

#endif
