/* SPDX-License-Identifier: Apache-2.0 */
/* log_names.c -- see log_names.h.
 * Athena's text of a structure has no quotes and no escapes: a member is "name=value", what is
 * between members is ", ", and a list is "[a, b]". A value may hold commas, braces and equal signs
 * of its own, so a comma ends a member only where a name and an equal sign follow, and a brace ends
 * a structure only where the next thing of the one around it may stand. */
#include "logs/log_names.h"

#include "logs/log_event.h"
#include "text/json_writer.h"

typedef struct NameOfColumn {
    Str name;
    LogNameKind kind;
} NameOfColumn;

static const NameOfColumn names_columns[] = {
    {S_INIT("eventVersion"), LOG_NAME_TEXT},
    {S_INIT("userIdentity"), LOG_NAME_STRUCTURE},
    {S_INIT("eventTime"), LOG_NAME_TEXT},
    {S_INIT("eventSource"), LOG_NAME_TEXT},
    {S_INIT("eventName"), LOG_NAME_TEXT},
    {S_INIT("awsRegion"), LOG_NAME_TEXT},
    {S_INIT("sourceIPAddress"), LOG_NAME_TEXT},
    {S_INIT("userAgent"), LOG_NAME_TEXT},
    {S_INIT("errorCode"), LOG_NAME_TEXT},
    {S_INIT("errorMessage"), LOG_NAME_TEXT},
    {S_INIT("requestParameters"), LOG_NAME_STRUCTURE},
    {S_INIT("responseElements"), LOG_NAME_STRUCTURE},
    {S_INIT("additionalEventData"), LOG_NAME_STRUCTURE},
    {S_INIT("requestID"), LOG_NAME_TEXT},
    {S_INIT("eventID"), LOG_NAME_TEXT},
    {S_INIT("readOnly"), LOG_NAME_BOOL},
    {S_INIT("resources"), LOG_NAME_STRUCTURE},
    {S_INIT("eventType"), LOG_NAME_TEXT},
    {S_INIT("eventCategory"), LOG_NAME_TEXT},
    {S_INIT("managementEvent"), LOG_NAME_BOOL},
    {S_INIT("apiVersion"), LOG_NAME_TEXT},
    {S_INIT("recipientAccountId"), LOG_NAME_TEXT},
    {S_INIT("serviceEventDetails"), LOG_NAME_STRUCTURE},
    {S_INIT("sharedEventID"), LOG_NAME_TEXT},
    {S_INIT("vpcEndpointId"), LOG_NAME_TEXT},
    {S_INIT("vpcEndpointAccountId"), LOG_NAME_TEXT},
    {S_INIT("tlsDetails"), LOG_NAME_STRUCTURE},
    {S_INIT("sessionCredentialFromConsole"), LOG_NAME_TEXT},
    {S_INIT("edgeDeviceDetails"), LOG_NAME_STRUCTURE},
    {S_INIT("addendum"), LOG_NAME_STRUCTURE},
    {S_INIT("insightDetails"), LOG_NAME_STRUCTURE},
    {S_INIT("eventContext"), LOG_NAME_STRUCTURE},
};

static const Str names_members[] = {
    S_INIT("type"),
    S_INIT("principalId"),
    S_INIT("arn"),
    S_INIT("accountId"),
    S_INIT("accessKeyId"),
    S_INIT("userName"),
    S_INIT("invokedBy"),
    S_INIT("identityProvider"),
    S_INIT("credentialId"),
    S_INIT("sessionContext"),
    S_INIT("attributes"),
    S_INIT("mfaAuthenticated"),
    S_INIT("creationDate"),
    S_INIT("sessionIssuer"),
    S_INIT("webIdFederationData"),
    S_INIT("federatedProvider"),
    S_INIT("ec2RoleDelivery"),
    S_INIT("sourceIdentity"),
    S_INIT("assumedRoot"),
    S_INIT("onBehalfOf"),
    S_INIT("userId"),
    S_INIT("identityStoreArn"),
    S_INIT("inScopeOf"),
    S_INIT("sourceArn"),
    S_INIT("sourceAccount"),
    S_INIT("issuerType"),
    S_INIT("credentialsIssuedTo"),
    S_INIT("tlsVersion"),
    S_INIT("cipherSuite"),
    S_INIT("clientProvidedHostHeader"),
    S_INIT("keyExchange"),
    S_INIT("reason"),
    S_INIT("updatedFields"),
    S_INIT("originalRequestID"),
    S_INIT("originalEventID"),
};

Str log_names_column(Str column, LogNameKind *ret_kind) {
    for (size_t i = 0; i < COUNT(names_columns); i++) {
        if (!str_equal_ignore_case(names_columns[i].name, column)) continue;
        *ret_kind = names_columns[i].kind;
        return names_columns[i].name;
    }
    *ret_kind = LOG_NAME_UNKNOWN;
    return column;
}

/* A member's name in CloudTrail; of a list of resources it spells one in capitals. */
static Str names_member(Str member, Str column) {
    if (str_equal(column, S("resources")) && str_equal_ignore_case(member, S("arn")))
        return S("ARN");
    for (size_t i = 0; i < COUNT(names_members); i++) {
        if (str_equal_ignore_case(names_members[i], member)) return names_members[i];
    }
    return member;
}

/* ---- structures ---- */

typedef struct NamesWalk {
    Str rest;
    Str column;
    Buffer *json;
} NamesWalk;

static bool walk_is(const NamesWalk *walk, char byte) {
    return walk->rest.len > 0 && walk->rest.ptr[0] == byte;
}

static void walk_pass(NamesWalk *walk, size_t bytes) {
    walk->rest = str_slice(walk->rest, bytes, walk->rest.len);
}

/* The bytes of the name at the start of text, when an equal sign follows; else 0. */
static size_t walk_name_len(Str text) {
    size_t len = 0;
    while (len < text.len && strchr("=, {}[]", text.ptr[len]) == NULL) len++;
    return len < text.len && text.ptr[len] == '=' ? len : 0;
}

/* Whether a structure can end behind the bracket at text. */
static bool walk_ends(Str text) {
    return text.len == 1 || text.ptr[1] == '}' || text.ptr[1] == ']' || text.ptr[1] == ',';
}

/* The bytes of the plain value at the start of text, in an object or in a list. */
static size_t walk_value_len(Str text, bool list) {
    for (size_t at = 0; at < text.len; at++) {
        Str rest = str_slice(text, at, text.len);
        if (rest.ptr[0] == (list ? ']' : '}') && walk_ends(rest)) return at;
        if (!str_starts(rest, S(", "))) continue;
        if (list || walk_name_len(str_slice(rest, 2, rest.len)) > 0) return at;
    }
    return text.len;
}

static bool walk_value(NamesWalk *walk, bool list, int depth);

static bool walk_list(NamesWalk *walk, int depth) {
    buffer_add_byte(walk->json, '[');
    walk_pass(walk, 1);
    for (bool first = true; !walk_is(walk, ']'); first = false) {
        if (!first && !str_starts(walk->rest, S(", "))) return false;
        if (!first) walk_pass(walk, 2);
        if (!first) buffer_add_byte(walk->json, ',');
        if (!walk_value(walk, true, depth + 1)) return false;
    }
    buffer_add_byte(walk->json, ']');
    walk_pass(walk, 1);
    return true;
}

static bool walk_is_null(const NamesWalk *walk) {
    return str_starts(walk->rest, S("null")) && walk_value_len(walk->rest, false) == 4;
}

/* One "name=value"; null leaves no trace. */
static bool walk_member(NamesWalk *walk, bool *first, int depth) {
    size_t len = walk_name_len(walk->rest);
    if (len == 0) return false;
    Str name = str_slice(walk->rest, 0, len);
    walk_pass(walk, len + 1);
    if (walk_is_null(walk)) {
        walk_pass(walk, 4);
        return true;
    }
    if (!*first) buffer_add_byte(walk->json, ',');
    *first = false;
    json_escape(walk->json, names_member(name, walk->column));
    buffer_add_byte(walk->json, ':');
    return walk_value(walk, false, depth + 1);
}

static bool walk_object(NamesWalk *walk, int depth) {
    bool first = true;
    buffer_add_byte(walk->json, '{');
    walk_pass(walk, 1);
    for (bool any = false; !walk_is(walk, '}'); any = true) {
        if (any && !str_starts(walk->rest, S(", "))) return false;
        if (any) walk_pass(walk, 2);
        if (!walk_member(walk, &first, depth)) return false;
    }
    buffer_add_byte(walk->json, '}');
    walk_pass(walk, 1);
    return true;
}

static bool walk_value(NamesWalk *walk, bool list, int depth) {
    if (depth > LOG_DEPTH_MAX) return false;
    if (walk_is(walk, '{')) return walk_object(walk, depth);
    if (walk_is(walk, '[')) return walk_list(walk, depth);
    if (walk->rest.len == 0) return false;
    Str value = str_slice(walk->rest, 0, walk_value_len(walk->rest, list));
    walk_pass(walk, value.len);
    if (list && str_equal(value, S("null"))) {
        buffer_add(walk->json, value);
    } else {
        json_escape(walk->json, value);
    }
    return true;
}

bool log_names_write(Str text, Str column, Buffer *json) {
    NamesWalk walk = {text, column, json};
    size_t len = json->len;
    bool structure = walk_is(&walk, '{') || walk_is(&walk, '[');
    if (structure && walk_value(&walk, false, 1) && walk.rest.len == 0) return true;
    json->len = len;
    return false;
}
