/* SPDX-License-Identifier: Apache-2.0 */
/* seen_index.c -- see seen_index.h. Three ways lead from a name to resources, the surest first:
 *
 *   parts     "s3:reports", "dynamodb:table/orders": what ARNs say behind account and region, as
 *             facts know it for each type. "s3:reports/2026/a.csv" is cut from behind until found.
 *   names     "reports": names and ids, told apart by the service of the event.
 *   patterns  "*-reports", "*-reportsbucket-*": names of which only a part is known.
 *
 * Everything is compared in lower case: AWS lowers the names of buckets and databases itself. */
#include "respond/seen_index.h"

#include "aws/arn.h"

enum { INDEX_ACCOUNT_BYTES = 12, INDEX_SECRET_SUFFIX = 7 /* "-AbCdEf" behind a secret's name */ };

typedef struct SeenPattern {
    Str glob;
    const Resource *resource;
    bool sure; /* only its account, region or partition isn't known */
} SeenPattern;

struct SeenIndex {
    Arena *arena;
    const Estate *estate;
    Map parts, names; /* -> SeenMatch */
    SeenPattern *patterns;
    size_t pattern_count, pattern_capacity;
    bool cut;
    Map accounts;
    Map cache;      /* -> SeenMatch */
    Arena *scratch; /* of the call that runs */
};

/* What is looked for, taken apart. */
typedef struct SeenQuery {
    Str parts;   /* "s3:reports/a.csv"; empty for a plain name */
    Str name;    /* "reports" */
    Str service; /* empty: any */
    Str kind;    /* of IAM's ARNs: "role", "user"; or empty */
    Str account; /* or empty */
} SeenQuery;

/* ---- services ---- */

/* Services whose events and ARNs are called otherwise than their types. */
static const struct {
    Str service, space;
} index_spaces[] = {
    {S_INIT("monitoring"), S_INIT("cloudwatch")},
    {S_INIT("elasticloadbalancing"), S_INIT("elasticloadbalancingv2")},
    {S_INIT("es"), S_INIT("opensearchservice")},
    {S_INIT("es"), S_INIT("elasticsearch")},
    {S_INIT("aoss"), S_INIT("opensearchserverless")},
    {S_INIT("states"), S_INIT("stepfunctions")},
    {S_INIT("email"), S_INIT("ses")},
    {S_INIT("ses"), S_INIT("ses")},
    {S_INIT("apigateway"), S_INIT("apigatewayv2")},
    {S_INIT("execute-api"), S_INIT("apigateway")},
    {S_INIT("execute-api"), S_INIT("apigatewayv2")},
    {S_INIT("rds"), S_INIT("docdb")},
    {S_INIT("rds"), S_INIT("neptune")},
    {S_INIT("firehose"), S_INIT("kinesisfirehose")},
    {S_INIT("kafka"), S_INIT("msk")},
    {S_INIT("elasticfilesystem"), S_INIT("efs")},
    {S_INIT("cognito-idp"), S_INIT("cognito")},
    {S_INIT("cognito-identity"), S_INIT("cognito")},
    {S_INIT("acm"), S_INIT("certificatemanager")},
    {S_INIT("elasticmapreduce"), S_INIT("emr")},
    {S_INIT("cassandra"), S_INIT("keyspaces")},
};

/* "AWS::S3::Bucket" -> "S3"; the last part with at == 2. */
static Str index_type_part(Str type, int at) {
    Str part = S("");
    for (int i = 0; i <= at && type.len > 0; i++) {
        part = str_cut(&type, ':');
        if (type.len > 0 && type.ptr[0] == ':') type = str_slice(type, 1, type.len);
    }
    return part;
}

static bool index_is_of(const Resource *resource, Str service) {
    if (service.len == 0) return true;
    Str space = index_type_part(resource->type, 1);
    if (str_equal_ignore_case(space, service)) return true;
    for (size_t i = 0; i < COUNT(index_spaces); i++) {
        if (str_equal(index_spaces[i].service, service) &&
            str_equal_ignore_case(index_spaces[i].space, space))
            return true;
    }
    const DiagramTexts *arns = resource->facts == NULL ? NULL : &resource->facts->diagram.arns;
    for (size_t i = 0; arns != NULL && i < arns->count; i++) {
        Str rest = arns->items[i];
        if (str_equal(str_cut(&rest, ':'), service)) return true;
    }
    return false;
}

/* ---- making it ---- */

static void match_add(SeenMatch *match, const Resource *resource) {
    for (size_t i = 0; i < match->count; i++) {
        if (match->items[i] == resource) return;
    }
    if (match->count < SEEN_MATCHES_MAX) match->items[match->count++] = resource;
}

static void index_add(SeenIndex *index, Map *map, Str key, const Resource *resource) {
    key = str_lower(index->arena, key);
    SeenMatch *match = map_find(map, key);
    if (match == NULL) {
        match = ARENA_NEW(index->arena, SeenMatch);
        map_set(map, key, match);
    }
    match_add(match, resource);
}

static void index_add_pattern(SeenIndex *index, SeenPattern pattern) {
    if (index->pattern_count == SEEN_PATTERNS_MAX) {
        index->cut = true;
        return;
    }
    if (index->pattern_count == index->pattern_capacity) {
        index->pattern_capacity = index->pattern_capacity == 0 ? 64 : 2 * index->pattern_capacity;
        index->patterns = arena_grow_array(index->arena, index->patterns, index->pattern_count,
                                           index->pattern_capacity, sizeof(SeenPattern));
    }
    pattern.glob = str_lower(index->arena, pattern.glob);
    index->patterns[index->pattern_count++] = pattern;
}

/* Where the resource's ARN names it: of 's3:{BucketName}/x' what is before and behind the hole. A
 * part that differs before the hole ('x/') can't be written out. */
static void index_add_parts(SeenIndex *index, const Resource *resource, Str property, Str name) {
    const DiagramTexts *arns = &resource->facts->diagram.arns;
    Str hole = str_join3(index->scratch, S("{"), property, S("}"));
    for (size_t i = 0; i < arns->count; i++) {
        size_t at = str_find(arns->items[i], hole);
        if (at == SIZE_MAX) continue;
        Str before = str_slice(arns->items[i], 0, at);
        if (str_contains(before, S("{")) || str_contains(before, S("/x/"))) continue;
        index_add(index, &index->parts, str_join2(index->arena, before, name), resource);
    }
}

static void index_add_name(SeenIndex *index, const Resource *resource, Str property, Str name) {
    Arn arn = {0};
    if (name.len == 0 || str_contains(name, S("\x01"))) return;
    if (arn_parse(name, &arn)) {
        Str key = str_join3(index->arena, arn.service, S(":"), arn.resource);
        index_add(index, &index->parts, key, resource);
        if (arn.account.len == INDEX_ACCOUNT_BYTES && !resource->outside) {
            map_set(&index->accounts, arn.account, index);
        }
        return;
    }
    index_add(index, &index->names, name, resource);
    if (property.len > 0) index_add_parts(index, resource, property, name);
}

/* "module.a.aws_s3_bucket.reports[0]" -> "reports", "ReportsBucket" as it is. */
static Str index_logical_id(const Resource *resource) {
    Str name = resource->address, rest = resource->address;
    while (rest.len > 0) name = str_cut(&rest, '.');
    return str_slice(name, 0, str_find(name, S("[")));
}

static size_t index_letters(Str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] != '-' && text.ptr[i] != '_' && text.ptr[i] != '/' &&
                 text.ptr[i] != '.' && text.ptr[i] != '*' && text.ptr[i] != '?';
    }
    return count;
}

/* The pattern of a name with unknown parts; false when it would say too little. */
static bool index_read_pattern(SeenIndex *index, const Node *name, SeenPattern *pattern) {
    const NodeUnknown *unknown = name->unknown;
    size_t letters = 0;
    *pattern = (SeenPattern){.glob = S(""), .sure = true};
    if (!unknown->exact || unknown->part_count == 0) return false;
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        Str piece = S("*");
        if (part->kind == NODE_PART_TEXT) {
            piece = part->text;
            letters += index_letters(piece);
        } else if (part->kind == NODE_PART_OUTSIDE && str_equal(part->text, S("AWS::AccountId"))) {
            piece = S("????????????");
        } else if (part->kind != NODE_PART_OUTSIDE || !str_equal(part->text, S("AWS::Region"))) {
            pattern->sure = false;
        }
        pattern->glob = str_join2(index->arena, pattern->glob, piece);
    }
    return letters >= SEEN_PATTERN_LETTERS_MIN;
}

/* CloudFormation makes a name of the stack's, the logical id and some letters. */
static void index_guess(SeenIndex *index, const Resource *resource, const Node *name) {
    SeenPattern pattern = {0};
    Str id = index_logical_id(resource);
    bool none = name == NULL || name->kind == NODE_NULL;
    bool template = str_starts(resource->source_type, S("AWS::"));
    if (!none && index_read_pattern(index, name, &pattern)) {
        pattern.resource = resource;
        index_add_pattern(index, pattern);
        return;
    }
    if (index_letters(id) < SEEN_PATTERN_LETTERS_MIN || (none && !template)) return;
    pattern = (SeenPattern){.glob = id, .resource = resource};
    if (none) pattern.glob = str_join3(index->arena, S("*-"), id, S("-*"));
    index_add_pattern(index, pattern);
}

static void index_take_resource(SeenIndex *index, const Resource *resource) {
    const FactsType *facts = resource->facts;
    const Node *unknown = NULL;
    bool known = false;
    if (facts == NULL || resource->folded) return;
    for (size_t i = 0; i < facts->name_count; i++) {
        const Node *name = node_find(&resource->properties, facts->names[i]);
        known |= node_is(name, NODE_STRING);
        index_add_name(index, resource, facts->names[i], node_text(name));
        if (node_is(name, NODE_UNKNOWN)) unknown = name;
    }
    if (!known && facts->name_count > 0) index_guess(index, resource, unknown);
    arena_reset(index->scratch);
}

SeenIndex *seen_index_make(Arena *arena, const Estate *estate) {
    CLEANUP(arena_free) Arena scratch = {0};
    SeenIndex *index = ARENA_NEW(arena, SeenIndex);
    index->arena = arena;
    index->scratch = &scratch;
    index->estate = estate;
    index->parts = map_make(arena);
    index->names = map_make(arena);
    index->accounts = map_make(arena);
    index->cache = map_make(arena);
    for (size_t i = 0; i < estate->resources.count; i++) {
        index_take_resource(index, estate->resources.items[i]);
    }
    for (size_t i = 0; i < estate->by_identity.count; i++) {
        Str name = estate->by_identity.entries[i].key;
        const Resource *resource = estate->by_identity.entries[i].value;
        str_cut(&name, '\n');
        if (!resource->folded) index_add_name(index, resource, S(""), name);
    }
    index->scratch = NULL;
    return index;
}

/* ---- asking it ---- */

/* The part of an ARN's resource that patterns are compared with: "function:NAME:1", "NAME". */
static Str query_name(Arn arn) {
    size_t end = arn.resource.len, at = 0;
    while (at < end && arn.resource.ptr[at] != '/' && arn.resource.ptr[at] != ':') at++;
    bool first = at == end || str_equal(arn.service, S("s3"));
    Str name = first ? str_slice(arn.resource, 0, at) : str_slice(arn.resource, at + 1, end);
    for (size_t i = 0; !first && i < name.len; i++) {
        bool slash = name.ptr[i] == '/' && !str_equal(arn.service, S("ecr"));
        if (slash || name.ptr[i] == ':') return str_slice(name, 0, i);
    }
    return name;
}

/* IAM's names are unique whatever their path; sessions of a role are the role's. */
static void query_take_iam(SeenQuery *query, Arn arn, Arena *scratch) {
    Str rest = arn.resource, kind = str_cut(&rest, '/');
    if (str_equal(arn.service, S("sts"))) {
        if (!str_equal(kind, S("assumed-role"))) return;
        kind = S("role");
        query->name = str_cut(&rest, '/');
    } else {
        query->name = arn_name(arn);
    }
    query->service = S("iam");
    query->kind = kind;
    query->parts = str_join3(scratch, S("iam:"), kind, str_join2(scratch, S("/"), query->name));
}

static void query_take_arn(SeenQuery *query, Arn arn, Arena *scratch) {
    Str resource = arn.resource;
    if (str_equal(arn.service, S("secretsmanager")) && resource.len > INDEX_SECRET_SUFFIX &&
        resource.ptr[resource.len - INDEX_SECRET_SUFFIX] == '-') {
        arn.resource = str_slice(resource, 0, resource.len - INDEX_SECRET_SUFFIX);
    }
    query->service = arn.service;
    query->name = query_name(arn);
    query->parts = str_join3(scratch, arn.service, S(":"), arn.resource);
    if (arn.account.len == INDEX_ACCOUNT_BYTES) query->account = arn.account;
    if (str_equal(arn.service, S("iam")) || str_equal(arn.service, S("sts"))) {
        query_take_iam(query, arn, scratch);
    }
}

/* "https://sqs.eu-central-1.amazonaws.com/111122223333/orders" */
static bool query_take_queue(SeenQuery *query, Str text) {
    Str rest = text;
    if (!str_starts(text, S("https://")) || !str_contains(text, S("sqs"))) return false;
    for (int i = 0; i < 3; i++) str_cut(&rest, '/');
    query->account = str_cut(&rest, '/');
    query->service = S("sqs");
    query->name = rest;
    return rest.len > 0;
}

/* "i-0123456789abcdef0", "sg-0a1b2c3d": AWS gives each id once. */
static bool query_is_id(Str text) {
    size_t dash = str_find(text, S("-")), at = dash + 1;
    if (dash == SIZE_MAX || dash == 0 || text.len < dash + 9) return false;
    for (; at < text.len; at++) {
        char c = text.ptr[at];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

static void match_take(SeenMatch *match, const SeenMatch *found, const SeenQuery *query) {
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        if (index_is_of(found->items[i], query->service)) match_add(match, found->items[i]);
    }
}

/* Cuts "s3:reports/2026/a.csv" from behind until something has that ARN. */
static void index_find_parts(const SeenIndex *index, const SeenQuery *query, SeenMatch *match) {
    Str rest = query->parts;
    while (rest.len > query->service.len + 1) {
        match_take(match, map_find(&index->parts, rest), query);
        if (match->count > 0) return;
        size_t end = rest.len - 1;
        while (end > 0 && rest.ptr[end] != '/' && rest.ptr[end] != ':') end--;
        rest = str_slice(rest, 0, end);
    }
}

static bool index_is_kind(const Resource *resource, Str kind) {
    return kind.len == 0 || str_equal_ignore_case(index_type_part(resource->type, 2), kind);
}

static void index_find_patterns(const SeenIndex *index, const SeenQuery *query, SeenMatch *match) {
    for (size_t i = 0; i < index->pattern_count; i++) {
        const SeenPattern *pattern = &index->patterns[i];
        if (!index_is_of(pattern->resource, query->service) ||
            !index_is_kind(pattern->resource, query->kind) || !str_glob(pattern->glob, query->name))
            continue;
        match_add(match, pattern->resource);
        match->guessed |= !pattern->sure;
    }
}

/* An ARN's name alone says enough where facts don't know how the type's ARNs are made. */
static void index_find_names(const SeenIndex *index, const SeenQuery *query, SeenMatch *match) {
    const SeenMatch *found = map_find(&index->names, query->name);
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        const Resource *resource = found->items[i];
        bool spelled = resource->facts != NULL && resource->facts->diagram.arns.count > 0;
        for (size_t k = 0; spelled && k < resource->facts->diagram.arns.count; k++) {
            spelled = !str_contains(resource->facts->diagram.arns.items[k], S("/x/{"));
        }
        if (query->parts.len > 0 && spelled) continue;
        if (index_is_of(resource, query->service)) match_add(match, resource);
    }
}

static SeenMatch index_ask(const SeenIndex *index, const SeenQuery *query) {
    SeenMatch match = {0};
    if (query->account.len == INDEX_ACCOUNT_BYTES && index->accounts.count > 0 &&
        map_find(&index->accounts, query->account) == NULL) {
        match.other_place = true;
        return match;
    }
    if (query->parts.len > 0) index_find_parts(index, query, &match);
    if (match.count == 0) index_find_names(index, query, &match);
    if (match.count == 0) index_find_patterns(index, query, &match);
    return match;
}

static SeenMatch index_ask_name(SeenIndex *index, const SeenName *name) {
    Arena *scratch = index->scratch;
    SeenQuery query = {.account = name->account, .service = str_lower(scratch, name->service)};
    Arn arn = {0};
    Str text = str_lower(scratch, name->text);
    if (arn_parse(text, &arn)) {
        query_take_arn(&query, arn, scratch);
    } else if (!query_take_queue(&query, text)) {
        query.name = text;
        bool balancer = str_starts(text, S("app/")) || str_starts(text, S("net/"));
        if (balancer && str_equal(query.service, S("elasticloadbalancing"))) {
            query.parts = str_join2(scratch, S("elasticloadbalancing:loadbalancer/"), text);
        }
        if (query_is_id(text)) query.service = S("");
    }
    return index_ask(index, &query);
}

/* Of a role and a user of one name that which the event speaks of. */
static void match_narrow(SeenMatch *match, Str event) {
    SeenMatch kept = {.guessed = match->guessed, .other_place = match->other_place};
    for (size_t i = 0; match->count > 1 && event.len > 0 && i < match->count; i++) {
        Str kind = index_type_part(match->items[i]->type, 2);
        if (str_contains(event, kind)) match_add(&kept, match->items[i]);
    }
    if (kept.count > 0) *match = kept;
}

SeenMatch seen_index_find(SeenIndex *index, const SeenName *name, Arena *scratch) {
    index->scratch = scratch;
    Str key = str_format(scratch, "%.*s\n%.*s\n%.*s", STR_ARGS(name->text), STR_ARGS(name->service),
                         STR_ARGS(name->account));
    SeenMatch match = {0}, *cached = map_find(&index->cache, key);
    if (cached != NULL) {
        match = *cached;
    } else {
        match = index_ask_name(index, name);
        if (index->cache.count < SEEN_CACHE_MAX) {
            cached = ARENA_NEW(index->arena, SeenMatch);
            *cached = match;
            map_set(&index->cache, str_copy(index->arena, key), cached);
        }
    }
    match_narrow(&match, name->event);
    index->scratch = NULL;
    return match;
}

SeenMatch seen_index_find_principal(SeenIndex *index, const SeenName *who, Arena *scratch) {
    SeenName name = {who->text, S("iam"), S("User"), who->account};
    Arn arn = {0};
    bool known = arn_parse(who->text, &arn) &&
                 (str_equal(arn.service, S("iam")) || str_equal(arn.service, S("sts")));
    if (!known && !query_is_id(who->text)) return (SeenMatch){0};
    return seen_index_find(index, &name, scratch);
}

size_t seen_index_accounts(const SeenIndex *index) { return index->accounts.count; }

bool seen_index_is_cut(const SeenIndex *index) { return index->cut; }
