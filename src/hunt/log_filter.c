/* SPDX-License-Identifier: Apache-2.0 */
/* log_filter.c -- see log_filter.h. */
#include "hunt/log_filter.h"

bool log_filter_make(LogFilter *filter, LogKeys *keys, Error *err) {
    Str address = filter->address;
    bool numeric = address.len > 0 && (address.ptr[0] == ':' || str_contains(address, S("/")) ||
                                       (address.ptr[0] >= '0' && address.ptr[0] <= '9'));
    filter->has_network = address_parse_network(address, &filter->network);
    if (numeric && !filter->has_network) {
        return error_say(err,
                         "'%.*s' is no address: write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32",
                         STR_ARGS(address));
    }
    bool ok = true;
    for (size_t i = 0; i < filter->field_count; i++) {
        ok &= log_field_make(keys, filter->names[i], &filter->fields[i]);
    }
    if (!ok) return error_say(err, "a field's name has too many parts: at most %d", LOG_PARTS_MAX);
    ok =
        log_field_make(keys, S("userIdentity.sessionContext.sessionIssuer.arn"), &filter->issuer) &&
        log_field_make(keys, S("userIdentity.userName"), &filter->user) &&
        log_field_make(keys, S("requestParameters.x-amz-copy-source"), &filter->copied) &&
        log_field_make(keys, S("requestParameters.repositoryNames"), &filter->repositories);
    return ok || error_say(err, "too many fields");
}

bool log_filter_is_empty(const LogFilter *filter) {
    return filter->principal.len + filter->address.len + filter->event.len + filter->bucket.len +
               filter->object.len + filter->repository.len + filter->key.len + filter->error.len +
               filter->text.len + filter->field_count ==
           0;
}

/* ---- names ---- */

static bool is_pattern(Str text) {
    return str_contains(text, S("*")) || str_contains(text, S("?"));
}

static bool text_is(Str wanted, Str text) {
    return is_pattern(wanted) ? str_glob(wanted, text) : str_equal(wanted, text);
}

static bool is_border(char byte) { return byte == '/' || byte == ':'; }

/* "alice" or "user/alice" is in "arn:aws:iam::123456789012:user/alice", "ice" isn't. */
static bool has_part(Str text, Str part) {
    for (size_t at = 0; part.len > 0 && at < text.len;) {
        size_t found = str_find(str_slice(text, at, text.len), part);
        if (found == SIZE_MAX) return false;
        at += found;
        size_t end = at + part.len;
        bool begins = at == 0 || is_border(text.ptr[at - 1]);
        if (begins && (end == text.len || is_border(text.ptr[end]))) return true;
        at++;
    }
    return false;
}

bool log_filter_names(Str wanted, Str principal) {
    if (is_pattern(wanted)) return str_glob(wanted, principal);
    return has_part(principal, wanted);
}

/* ---- what is asked ---- */

static bool principal_holds(const LogFilter *filter, const LogEvent *event, const Deed *deed,
                            Arena *scratch) {
    Str wanted = filter->principal;
    return log_filter_names(wanted, deed->texts[LOG_FACT_PRINCIPAL]) ||
           log_filter_names(wanted, log_field_text(event, &filter->issuer, scratch)) ||
           log_filter_names(wanted, log_field_text(event, &filter->user, scratch));
}

static bool address_holds(const LogFilter *filter, Str text) {
    Address address;
    if (!filter->has_network) return text_is(filter->address, text);
    return address_parse(text, &address) && address_is_in(&address, &filter->network);
}

/* What an ARN of S3 is about: "bucket" or "bucket/key"; empty for other texts. */
static Str arn_s3(Str text) {
    if (!str_starts(text, S("arn:"))) return S("");
    Str rest = text;
    str_cut(&rest, ':');
    str_cut(&rest, ':');
    bool s3 = str_equal(str_cut(&rest, ':'), S("s3"));
    str_cut(&rest, ':');
    str_cut(&rest, ':');
    return s3 ? rest : S("");
}

/* "bucket/key" is the bucket's or, when an object is asked for, it. */
static bool place_holds(const LogFilter *filter, Str place) {
    Str rest = place;
    Str bucket = str_cut(&rest, '/');
    if (place.len == 0 || (filter->bucket.len > 0 && !text_is(filter->bucket, bucket)))
        return false;
    if (filter->object.len == 0) return true;
    return rest.len > 0 && (text_is(filter->object, place) || text_is(filter->object, rest));
}

/* The resources that a record names. */
typedef struct Targets {
    Str items[LOG_FACT_TARGETS_MAX];
    size_t count;
} Targets;

static bool storage_holds(const LogFilter *filter, const Deed *deed, const Targets *targets,
                          Str copied) {
    Str bucket = deed->texts[LOG_FACT_BUCKET];
    if (place_holds(filter, deed->object.len > 0 ? deed->object : bucket)) return true;
    for (size_t i = 0; i < targets->count; i++) {
        if (place_holds(filter, arn_s3(targets->items[i]))) return true;
    }
    if (str_starts(copied, S("/"))) copied = str_slice(copied, 1, copied.len);
    return place_holds(filter, copied);
}

static bool repository_holds(const LogFilter *filter, Str named, const Targets *targets) {
    Str wanted = filter->repository;
    if (text_is(wanted, named)) return true;
    for (size_t i = 0; i < targets->count; i++) {
        Str target = targets->items[i];
        bool code = str_starts(target, S("arn:")) &&
                    (str_contains(target, S(":codecommit:")) || str_contains(target, S(":ecr:")));
        if (code && log_filter_names(wanted, target)) return true;
    }
    return false;
}

typedef struct TextSearch {
    Str wanted; /* in lower case */
    Arena *scratch;
    bool found;
} TextSearch;

static bool text_take(void *context, const LogValue *value) {
    TextSearch *search = context;
    Str text = S("");
    if (!log_value_text(value, search->scratch, &text)) return true;
    search->found = str_contains(str_lower(search->scratch, text), search->wanted);
    return !search->found;
}

static bool text_holds(const LogFilter *filter, const LogEvent *event, Arena *scratch) {
    TextSearch search = {.wanted = str_lower(scratch, filter->text), .scratch = scratch};
    if (event->base == NULL) {
        return str_contains(str_lower(scratch, event->text), search.wanted);
    }
    log_event_visit(event, text_take, &search);
    return search.found;
}

typedef struct FieldSearch {
    const LogEvent *event;
    Str wanted;
    Arena *scratch;
    bool found;
} FieldSearch;

static bool field_take_text(void *context, const LogValue *value) {
    FieldSearch *search = context;
    Str text = S("");
    search->found = log_value_text(value, search->scratch, &text) && text_is(search->wanted, text);
    return !search->found;
}

static bool field_take(void *context, const LogValue *value) {
    FieldSearch *search = context;
    return log_scalars_visit(search->event, value, field_take_text, search);
}

static bool fields_hold(const LogFilter *filter, const LogEvent *event, Arena *scratch) {
    for (size_t i = 0; i < filter->field_count; i++) {
        FieldSearch search = {.event = event, .wanted = filter->values[i], .scratch = scratch};
        log_field_visit(event, &filter->fields[i], field_take, &search);
        if (!search.found) return false;
    }
    return true;
}

/* ---- the filter ---- */

bool log_filter_rules_out(const LogFilter *filter, const LogFacts *facts, const LogEvent *event,
                          Arena *scratch) {
    if (filter->event.len > 0 &&
        !text_is(filter->event, log_facts_text(facts, event, LOG_FACT_NAME, scratch)))
        return true;
    bool key_only = filter->key.len > 0 && filter->keys == NULL;
    return key_only && !str_equal(filter->key, log_facts_text(facts, event, LOG_FACT_KEY, scratch));
}

static bool resources_hold(const LogFilter *filter, const LogFacts *facts, const LogEvent *event,
                           const Deed *deed, Arena *scratch) {
    bool storage = filter->bucket.len + filter->object.len > 0;
    bool code = filter->repository.len > 0;
    if (!storage && !code) return true;
    Targets targets;
    targets.count = log_facts_targets(facts, event, scratch, targets.items, COUNT(targets.items));
    if (storage &&
        !storage_holds(filter, deed, &targets, log_field_text(event, &filter->copied, scratch)))
        return false;
    return !code || repository_holds(filter, deed->texts[LOG_FACT_REPOSITORY], &targets) ||
           repository_holds(filter, log_field_text(event, &filter->repositories, scratch),
                            &targets);
}

static bool caller_holds(const LogFilter *filter, const LogEvent *event, const Deed *deed,
                         Arena *scratch) {
    Str key = deed->texts[LOG_FACT_KEY];
    if (filter->keys != NULL && key.len > 0 && map_find(filter->keys, key) != NULL) return true;
    if (filter->key.len > 0 && !str_equal(filter->key, key)) return false;
    return filter->principal.len == 0 || principal_holds(filter, event, deed, scratch);
}

bool log_filter_holds(const LogFilter *filter, const LogFacts *facts, const LogEvent *event,
                      const Deed *deed, Arena *scratch) {
    if (!caller_holds(filter, event, deed, scratch)) return false;
    if (filter->address.len > 0 && !address_holds(filter, deed->texts[LOG_FACT_ADDRESS]))
        return false;
    if (filter->error.len > 0 && !text_is(filter->error, deed->texts[LOG_FACT_ERROR])) return false;
    return resources_hold(filter, facts, event, deed, scratch) &&
           fields_hold(filter, event, scratch) &&
           (filter->text.len == 0 || text_holds(filter, event, scratch));
}
