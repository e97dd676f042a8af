/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_sql_field.c -- see sigma_sql_field.h. Logs of lines are tables of text columns. Logs of
 * JSON are a column `event` in DuckDB and ClickHouse; in Athena they have the columns of the tables
 * that AWS documents, with JSON as text in some. What is documented as one text is read as such;
 * everything else may be a list or an object, and a list may stand on the way to it. */
#include "sigma/sigma_sql_field.h"

typedef enum PlaceKind {
    PLACE_TEXT,   /* always one text */
    PLACE_SCALAR, /* text, true or false; a column of text in Athena */
    PLACE_JSON,   /* an object; a column of JSON text in Athena */
    PLACE_STRUCT, /* an object; a struct in Athena */
    PLACE_LIST    /* a list; an array of structs in Athena */
} PlaceKind;

/* What is documented of a log's fields. */
typedef struct Place {
    LogSource source;
    PlaceKind kind;
    Str name;
} Place;

static const Place places[] = {
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventVersion")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("userIdentity")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.type")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.principalId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.arn")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.accountId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.invokedBy")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.accessKeyId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.userName")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("userIdentity.onBehalfOf")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.onBehalfOf.userId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.onBehalfOf.identityStoreArn")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("userIdentity.sessionContext")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("userIdentity.sessionContext.attributes")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_SCALAR,
     S_INIT("userIdentity.sessionContext.attributes.mfaAuthenticated")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT,
     S_INIT("userIdentity.sessionContext.attributes.creationDate")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("userIdentity.sessionContext.sessionIssuer")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.sessionContext.sessionIssuer.type")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT,
     S_INIT("userIdentity.sessionContext.sessionIssuer.principalId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userIdentity.sessionContext.sessionIssuer.arn")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT,
     S_INIT("userIdentity.sessionContext.sessionIssuer.accountId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT,
     S_INIT("userIdentity.sessionContext.sessionIssuer.userName")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_SCALAR, S_INIT("userIdentity.sessionContext.ec2RoleDelivery")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT,
     S_INIT("userIdentity.sessionContext.webIdFederationData")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT,
     S_INIT("userIdentity.sessionContext.webIdFederationData.federatedProvider")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventTime")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventSource")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventName")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("awsRegion")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("sourceIPAddress")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("userAgent")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("errorCode")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("errorMessage")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_JSON, S_INIT("requestParameters")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_JSON, S_INIT("responseElements")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_JSON, S_INIT("additionalEventData")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_JSON, S_INIT("serviceEventDetails")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("requestID")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventID")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_LIST, S_INIT("resources")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventType")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("apiVersion")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_SCALAR, S_INIT("readOnly")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("recipientAccountId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("sharedEventID")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("vpcEndpointId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("vpcEndpointAccountId")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("eventCategory")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_SCALAR, S_INIT("sessionCredentialFromConsole")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_STRUCT, S_INIT("tlsDetails")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("tlsDetails.tlsVersion")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("tlsDetails.cipherSuite")},
    {LOG_SOURCE_CLOUDTRAIL, PLACE_TEXT, S_INIT("tlsDetails.clientProvidedHostHeader")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("version")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("account_id")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("region")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("vpc_id")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("query_timestamp")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("query_name")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("query_type")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("query_class")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("rcode")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_LIST, S_INIT("answers")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("srcaddr")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_SCALAR, S_INIT("srcport")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("transport")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_STRUCT, S_INIT("srcids")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("srcids.instance")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("srcids.resolver_endpoint")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("firewall_rule_action")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("firewall_rule_group_id")},
    {LOG_SOURCE_ROUTE53RESOLVER, PLACE_TEXT, S_INIT("firewall_domain_list_id")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("schemaVersion")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("accountId")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("region")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("partition")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("id")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("arn")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("type")},
    {LOG_SOURCE_GUARDDUTY, PLACE_JSON, S_INIT("resource")},
    {LOG_SOURCE_GUARDDUTY, PLACE_JSON, S_INIT("service")},
    {LOG_SOURCE_GUARDDUTY, PLACE_SCALAR, S_INIT("severity")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("createdAt")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("updatedAt")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("title")},
    {LOG_SOURCE_GUARDDUTY, PLACE_TEXT, S_INIT("description")},
};

/* The way to a field at hand. */
typedef struct Way {
    Arena *arena;
    const SigmaSqlDialect *dialect;
    LogSource source;
    Str name;
    Str parts[LOG_PARTS_MAX + 1];
    size_t count;
    size_t known;       /* how many names at the start lead to an object for certain */
    const Place *place; /* what is documented of the whole name, or NULL */
    Str *ret_what;
} Way;

static bool way_fail(const Way *way, const char *what) {
    *way->ret_what = str_format(way->arena, "the field '%.*s' %s", STR_ARGS(way->name), what);
    return false;
}

static const Place *place_find(LogSource source, Str name) {
    for (size_t i = 0; i < COUNT(places); i++) {
        if (places[i].source == source && str_equal(places[i].name, name)) return &places[i];
    }
    return NULL;
}

static bool source_is_json(LogSource source) {
    return source == LOG_SOURCE_CLOUDTRAIL || source == LOG_SOURCE_ROUTE53RESOLVER ||
           source == LOG_SOURCE_GUARDDUTY;
}

/* Paths quote names but can't quote each character. */
static bool name_is_plain(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        unsigned char byte = (unsigned char)name.ptr[i];
        if (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\') return false;
    }
    return name.len > 0;
}

static bool way_split(Way *way) {
    Str rest = way->name;
    if (!name_is_plain(way->name)) {
        return way_fail(way, "has a quote, a backslash or a control character in its name, which "
                             "paths in SQL can't have");
    }
    for (bool more = true; more;) {
        if (way->count == COUNT(way->parts)) return way_fail(way, "has too many parts");
        more = memchr(rest.ptr, '.', rest.len) != NULL;
        Str part = str_cut(&rest, '.');
        if (part.len == 0) return way_fail(way, "has an empty part in its name");
        way->parts[way->count++] = part;
        Str head = {way->name.ptr, (size_t)(part.ptr + part.len - way->name.ptr)};
        const Place *place = place_find(way->source, head);
        bool object = place != NULL && (place->kind == PLACE_JSON || place->kind == PLACE_STRUCT);
        if (object && more && way->known + 1 == way->count) way->known++;
    }
    way->place = place_find(way->source, way->name);
    return true;
}

/* ---- paths ---- */

/* .a.b of the parts from first on, with quotes where they are needed (or everywhere). */
static Str way_path(const Way *way, size_t first, size_t end, bool quoted) {
    Str path = S("$");
    for (size_t i = first; i < end; i++) {
        Str part = way->parts[i];
        bool simple = !quoted;
        for (size_t j = 0; j < part.len; j++) {
            char byte = part.ptr[j];
            simple &= ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') || byte == '_' ||
                      (j > 0 && byte >= '0' && byte <= '9');
        }
        path = str_format(way->arena, simple ? "%.*s.%.*s" : "%.*s.\"%.*s\"", STR_ARGS(path),
                          STR_ARGS(part));
    }
    return path;
}

static Str way_literal(const Way *way, Str text) {
    Str literal = S("''");
    sigma_sql_dialect_literal(way->arena, way->dialect, text, &literal);
    return literal;
}

/* 'a', 'b' for ClickHouse's functions. */
static Str way_keys(const Way *way, size_t first, size_t end) {
    Str keys = S("");
    for (size_t i = first; i < end; i++) {
        keys = str_join3(way->arena, keys, S(", "), way_literal(way, way->parts[i]));
    }
    return keys;
}

static Str way_fill(const Way *way, Str template, Str first, Str second) {
    return sigma_sql_dialect_fill(way->arena, template, first, second, S(""));
}

/* ---- fields ---- */

static void field_add_lists(const Way *way, SigmaSqlField *field, Str node) {
    field->scalars = way_fill(way, way->dialect->scalars, field->text, S(""));
    field->objects = way_fill(way, way->dialect->objects, node, S(""));
}

/* One text of a record of JSON. */
static void field_make_text(const Way *way, SigmaSqlField *field) {
    bool clickhouse = way->dialect->kind == SIGMA_SQL_CLICKHOUSE;
    Str path = clickhouse ? way_keys(way, 0, way->count)
                          : way_literal(way, way_path(way, 0, way->count, false));
    field->kind = SIGMA_SQL_FIELD_TEXT;
    field->text = way_fill(way,
                           clickhouse ? S("JSONExtract(event$1, 'Nullable(String)')")
                                      : S("json_extract_string(event, $1)"),
                           path, S(""));
    field->is_null = str_join2(way->arena, field->text, S(" IS NULL"));
    field->exists = way_fill(way, clickhouse ? S("JSONHas(event$1)") : S("json_exists(event, $1)"),
                             path, S(""));
}

/* Whatever a record of JSON has there: the names up to the first that may lead to a list are one
 * path, each one behind it is looked for in each element. */
static void field_make_json(const Way *way, SigmaSqlField *field) {
    bool clickhouse = way->dialect->kind == SIGMA_SQL_CLICKHOUSE;
    size_t direct = way->known + 1;
    Str path =
        clickhouse ? way_keys(way, 0, direct) : way_literal(way, way_path(way, 0, direct, false));
    Str node = way_fill(
        way, clickhouse ? S("JSONExtractRaw(event$1)") : S("json_extract(event, $1)"), path, S(""));
    field->kind = SIGMA_SQL_FIELD_JSON;
    if (direct == way->count) {
        field->text = clickhouse ? node : way_fill(way, S("CAST($1 AS VARCHAR)"), node, S(""));
        field->is_null =
            way_fill(way, S("coalesce($1, 'null') IN ('', 'null')"), field->text, S(""));
    } else {
        Str list = str_join3(way->arena, S("["), node, S("]"));
        for (size_t i = direct; i < way->count; i++) {
            path = clickhouse ? way_keys(way, i, i + 1)
                              : way_literal(way, way_path(way, i, i + 1, false));
            list = way_fill(way,
                            clickhouse
                                ? S("arrayMap(t -> JSONExtractRaw(t$2), arrayFlatten(arrayMap("
                                    "t -> if(JSONType(t) = 'Array', JSONExtractArrayRaw(t), [t]), "
                                    "$1)))")
                                : S("list_transform(flatten(list_transform($1, lambda t: "
                                    "CASE json_type(t) WHEN 'ARRAY' THEN json_extract(t, '$[*]') "
                                    "ELSE [t] END)), lambda t: json_extract(t, $2))"),
                            list, path);
        }
        field->text =
            way_fill(way,
                     clickhouse ? S("arrayStringConcat(arrayFilter(t -> t != '', $1), ',')")
                                : S("array_to_string($1, ',')"),
                     list, S(""));
        field->is_null = way_fill(way, way->dialect->matches,
                                  way_fill(way, S("coalesce($1, '')"), field->text, S("")),
                                  S("'^(null(,null)*)?$'"));
    }
    field->exists = way_fill(way, S("coalesce($1, '') <> ''"), field->text, S(""));
    field_add_lists(way, field, field->text);
}

/* ---- Athena ---- */

/* userIdentity.sessionContext -> useridentity.sessioncontext; account-id -> account_id. Words that
 * SQL has another use for are quoted. */
static Str column_name(const Way *way, Str name) {
    static const Str words[] = {S_INIT("end"),       S_INIT("start"),   S_INIT("key"),
                                S_INIT("type"),      S_INIT("time"),    S_INIT("date"),
                                S_INIT("partition"), S_INIT("version"), S_INIT("action"),
                                S_INIT("protocol")};
    char *out = arena_alloc(way->arena, name.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i];
        if (byte >= 'A' && byte <= 'Z') byte = (char)(byte | 0x20);
        bool fine = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.';
        if (fine) out[len++] = byte;
        if (!fine && len > 0 && out[len - 1] != '_') out[len++] = '_';
    }
    while (len > 0 && out[len - 1] == '_') len--;
    Str column = {out, len};
    bool digit = len > 0 && out[0] >= '0' && out[0] <= '9';
    for (size_t i = 0; i < COUNT(words); i++) digit |= str_equal(column, words[i]);
    return digit ? str_join3(way->arena, S("\""), column, S("\"")) : column;
}

/* A JSON column itself, or what is below it. */
static void field_make_athena_json(const Way *way, SigmaSqlField *field) {
    Str column = column_name(way, way->parts[0]);
    field->kind = SIGMA_SQL_FIELD_JSON;
    if (way->count == 1) {
        field->text = column;
        field->is_null = way_fill(way, S("coalesce($1, 'null') = 'null'"), column, S(""));
        field_add_lists(way, field, column);
        return;
    }
    Str path =
        way_literal(way, str_join2(way->arena, S("lax "), way_path(way, 1, way->count, true)));
    field->text =
        way_fill(way, S("json_query($1, $2 WITH UNCONDITIONAL ARRAY WRAPPER)"), column, path);
    field->is_null = way_fill(way, S("regexp_like(coalesce($1, '[]'), '^\\[(null(,null)*)?\\]$')"),
                              field->text, S(""));
    field->exists = way_fill(way, S("json_exists($1, $2)"), column, path);
    field_add_lists(way, field, way_fill(way, S("json_query($1, $2)"), column, path));
}

static bool field_make_athena(const Way *way, SigmaSqlField *field) {
    const Place *first = place_find(way->source, way->parts[0]);
    if (first != NULL && first->kind == PLACE_JSON) {
        field_make_athena_json(way, field);
        return true;
    }
    if (first != NULL && first->kind == PLACE_LIST && way->count == 2) {
        field->kind = SIGMA_SQL_FIELD_LIST;
        field->text = way_fill(way, S("transform($1, t -> t.$2)"), column_name(way, way->parts[0]),
                               column_name(way, way->parts[1]));
        field->is_null = way_fill(way, S("NOT coalesce(any_match($1, t -> t IS NOT NULL), FALSE)"),
                                  field->text, S(""));
        return true;
    }
    if (way->place == NULL) {
        return way_fail(way, "has no column in the table that AWS documents for Athena");
    }
    if (way->place->kind != PLACE_TEXT && way->place->kind != PLACE_SCALAR) {
        return way_fail(way, "is no text in the table that AWS documents for Athena: name a field "
                             "within it");
    }
    field->kind = SIGMA_SQL_FIELD_TEXT;
    field->text = column_name(way, way->name);
    bool port = str_equal(way->name, S("srcport"));
    if (port) field->text = way_fill(way, S("CAST($1 AS varchar)"), field->text, S(""));
    field->is_null = str_join2(way->arena, field->text, S(" IS NULL"));
    return true;
}

/* ---- all ---- */

static void field_make_column(const Way *way, SigmaSqlField *field) {
    field->kind = SIGMA_SQL_FIELD_TEXT;
    field->text = way->dialect->kind == SIGMA_SQL_ATHENA
                      ? column_name(way, way->name)
                      : str_join3(way->arena, S("\""), way->name, S("\""));
    field->is_null = str_join2(way->arena, field->text, S(" IS NULL"));
    field->exists = str_join2(way->arena, field->text, S(" IS NOT NULL"));
}

static Way way_make(const SigmaSqlTable *table, Str name, Str *ret_what) {
    return (Way){.arena = table->arena,
                 .dialect = table->dialect,
                 .source = table->source,
                 .name = name,
                 .ret_what = ret_what};
}

bool sigma_sql_field_make(const SigmaSqlTable *table, Str name, SigmaSqlField *ret_field,
                          Str *ret_what) {
    Way way = way_make(table, name, ret_what);
    SigmaSqlField field = {.exists = S("")};
    if (!source_is_json(table->source)) {
        if (!name_is_plain(name)) return way_fail(&way, "can't be a column's name");
        field_make_column(&way, &field);
    } else if (!way_split(&way)) {
        return false;
    } else if (table->dialect->kind == SIGMA_SQL_ATHENA) {
        if (!field_make_athena(&way, &field)) return false;
    } else if (way.place != NULL && way.place->kind == PLACE_TEXT) {
        field_make_text(&way, &field);
    } else {
        field_make_json(&way, &field);
    }
    *ret_field = field;
    return true;
}

bool sigma_sql_field_whole(const SigmaSqlTable *table, SigmaSqlField *ret_field, Str *ret_what) {
    SigmaSqlKind kind = table->dialect->kind;
    if (!source_is_json(table->source) || kind == SIGMA_SQL_ATHENA) {
        *ret_what = S("keywords look at the whole record, which the table has no column for: name "
                      "the fields");
        return false;
    }
    Way way = way_make(table, S(""), ret_what);
    SigmaSqlField field = {.kind = SIGMA_SQL_FIELD_JSON, .is_null = S(""), .exists = S("")};
    field.text = kind == SIGMA_SQL_CLICKHOUSE ? S("JSONExtractRaw(event)")
                                              : S("CAST(json(event) AS VARCHAR)");
    field_add_lists(&way, &field, field.text);
    *ret_field = field;
    return true;
}

Str sigma_sql_field_first(const SigmaSqlTable *table, const SigmaSqlField *field) {
    if (field->kind == SIGMA_SQL_FIELD_TEXT) return field->text;
    Str list = field->kind == SIGMA_SQL_FIELD_LIST ? field->text : field->scalars;
    return sigma_sql_dialect_fill(table->arena, table->dialect->first, list, S(""), S(""));
}

Str sigma_sql_field_table(const SigmaSqlTable *table) {
    bool athena = table->dialect->kind == SIGMA_SQL_ATHENA;
    bool documented = athena && table->source == LOG_SOURCE_CLOUDTRAIL;
    return documented ? S("cloudtrail_logs") : log_source_name(table->source);
}

Str sigma_sql_field_time(const SigmaSqlTable *table) {
    static const Str names[LOG_SOURCE_COUNT] = {
        [LOG_SOURCE_CLOUDTRAIL] = S_INIT("eventTime"),
        [LOG_SOURCE_VPCFLOW] = S_INIT("start"),
        [LOG_SOURCE_ROUTE53RESOLVER] = S_INIT("query_timestamp"),
        [LOG_SOURCE_S3ACCESS] = S_INIT("time"),
        [LOG_SOURCE_ELB] = S_INIT("time"),
        [LOG_SOURCE_CLOUDFRONT] = S_INIT("time"),
        [LOG_SOURCE_GUARDDUTY] = S_INIT("updatedAt"),
    };
    const SigmaSqlDialect *dialect = table->dialect;
    SigmaSqlField field = {0}, date = {0};
    Str what = S("");
    sigma_sql_field_make(table, names[table->source], &field, &what);
    Str text = field.text;
    if (table->source == LOG_SOURCE_VPCFLOW) {
        return sigma_sql_dialect_fill(table->arena, dialect->epoch_text, text, S(""), S(""));
    }
    if (table->source == LOG_SOURCE_CLOUDFRONT) {
        sigma_sql_field_make(table, S("date"), &date, &what);
        Str both = S("concat($1, 'T', $2)");
        text = sigma_sql_dialect_fill(table->arena, both, date.text, text, S(""));
    }
    bool request = table->source == LOG_SOURCE_S3ACCESS;
    Str time = request ? dialect->request_time : dialect->time;
    time = sigma_sql_dialect_fill(table->arena, time, text, S(""), S(""));
    return sigma_sql_dialect_fill(table->arena, dialect->epoch, time, S(""), S(""));
}
