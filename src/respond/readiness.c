/* SPDX-License-Identifier: Apache-2.0 */
/* readiness.c -- see readiness.h. */
#include "respond/readiness.h"

#include "hunt/data_event.h"
#include "respond/investigation_parts.h"
#include "sigma/sigma_index.h"

/* What there is to say about one kind of log. */
typedef struct LogKindRow {
    Str name;
    Str turn_on;
    void (*look)(const Estate *estate, Arena *arena, ReadinessLog *log);
} LogKindRow;

Str readiness_state_name(ReadinessState state) {
    static const Str names[] = {[READINESS_COVERED] = S_INIT("covered"),
                                [READINESS_PARTLY] = S_INIT("partly"),
                                [READINESS_MISSING] = S_INIT("missing"),
                                [READINESS_UNKNOWN] = S_INIT("unknown"),
                                [READINESS_NOT_NEEDED] = S_INIT("not needed")};
    return names[state];
}

/* ---- what the model shows ---- */

/* What a switch is set to; one that isn't there is as otherwise says. */
static Truth node_truth(const Node *node, Truth otherwise) {
    if (node == NULL || node->kind == NODE_NULL) return otherwise;
    if (node->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    bool on = (node->kind == NODE_BOOL && node->boolean) ||
              str_equal_ignore_case(node_text(node), S("true"));
    return on ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth truth_and(Truth left, Truth right) { return left < right ? left : right; }

static bool resource_counts(const Resource *resource) {
    return !resource->folded && !resource->outside;
}

static void log_lacks(ReadinessLog *log, const Resource *resource) {
    if (log->lacking_count < READINESS_NAMES_MAX) {
        log->lacking[log->lacking_count] = resource->address;
    }
    log->lacking_count++;
}

/* What is found out about the resources that should write a log, one after the other. */
typedef struct LogCount {
    ReadinessLog *log;
    size_t all, fine, unknown;
} LogCount;

static void log_count(LogCount *count, const Resource *resource, Truth writes) {
    count->all++;
    count->fine += writes == TRUTH_TRUE;
    count->unknown += writes == TRUTH_UNKNOWN;
    if (writes == TRUTH_FALSE) log_lacks(count->log, resource);
}

/* Sets the state from what was counted. */
static void log_judge(const LogCount *count, Arena *arena, const char *what) {
    ReadinessLog *log = count->log;
    bool all_lack = count->fine + count->unknown == 0;
    log->state = count->all == 0                               ? READINESS_NOT_NEEDED
                 : count->fine == count->all                   ? READINESS_COVERED
                 : all_lack                                    ? READINESS_MISSING
                 : count->fine == 0 || log->lacking_count == 0 ? READINESS_UNKNOWN
                                                               : READINESS_PARTLY;
    log->reason = count->all == 0
                      ? S("the model has nothing that would write them")
                      : str_format(arena, "%zu of %zu %s", count->fine, count->all, what);
    if (count->unknown == 0) return;
    log->reason = str_format(arena, "%.*s, %zu not known before deployment", STR_ARGS(log->reason),
                             count->unknown);
}

/* Whether a text stands somewhere below a node, and whether all that stands there is known. */
typedef struct TextSearch {
    Str wanted;
    bool found, unknown;
} TextSearch;

static void node_search(const Node *node, TextSearch *search, int depth) {
    if (depth > NODE_DEPTH_MAX || search->found) return;
    search->unknown |= node->kind == NODE_UNKNOWN;
    if (node->kind == NODE_STRING) search->found = str_contains(node->text, search->wanted);
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        node_search(&node->items[i], search, depth + 1);
    }
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        node_search(&node->pairs[i].value, search, depth + 1);
    }
}

static Truth node_holds(const Node *node, Str wanted) {
    TextSearch search = {.wanted = wanted};
    if (node != NULL) node_search(node, &search, 0);
    return search.found ? TRUTH_TRUE : search.unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

/* ---- trails ---- */

static Truth trail_is_on(const Resource *trail) {
    return node_truth(node_find(&trail->properties, S("IsLogging")), TRUTH_TRUE);
}

/* Whether a selector takes reads and writes alike. */
static Truth selector_takes_all(const Node *selector) {
    const Node *kind = node_find(selector, S("ReadWriteType"));
    if (kind == NULL || node_is_text(kind, S("All"))) return TRUTH_TRUE;
    return kind->kind == NODE_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

/* Whether the trail's selectors leave nothing of the management events out. */
static Truth trail_takes_management(const Resource *trail) {
    const Node *simple = node_find(&trail->properties, S("EventSelectors"));
    const Node *advanced = node_find(&trail->properties, S("AdvancedEventSelectors"));
    Truth takes = simple == NULL && advanced == NULL ? TRUTH_TRUE : TRUTH_FALSE;
    if (advanced != NULL) {
        Truth readers = node_holds(advanced, S("readOnly"));
        Truth all = readers == TRUTH_TRUE    ? TRUTH_FALSE
                    : readers == TRUTH_FALSE ? TRUTH_TRUE
                                             : TRUTH_UNKNOWN;
        takes = truth_and(node_holds(advanced, S("Management")), all);
    }
    if (simple == NULL) return takes;
    if (simple->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    for (size_t i = 0; simple->kind == NODE_LIST && i < simple->count; i++) {
        const Node *item = &simple->items[i];
        Truth here =
            truth_and(node_truth(node_find(item, S("IncludeManagementEvents")), TRUTH_TRUE),
                      selector_takes_all(item));
        if (here > takes) takes = here;
    }
    return takes;
}

/* Which requests on objects a trail records. */
typedef enum TrailObjects {
    TRAIL_OBJECTS_NONE,
    TRAIL_OBJECTS_UNKNOWN,
    TRAIL_OBJECTS_SOME, /* of some buckets, or some kinds of requests only */
    TRAIL_OBJECTS_ALL
} TrailObjects;

/* "arn:aws:s3", with ":::" or without, stands for all buckets. */
static bool values_mean_all(const Node *values) {
    for (size_t i = 0; node_is(values, NODE_LIST) && i < values->count; i++) {
        Str text = node_text(&values->items[i]);
        if (str_equal(text, S("arn:aws:s3")) || str_equal(text, S("arn:aws:s3:::"))) return true;
    }
    return false;
}

static TrailObjects selector_objects(const Node *selector) {
    const Node *resources = node_find(selector, S("DataResources"));
    TrailObjects most = TRAIL_OBJECTS_NONE;
    if (node_is(resources, NODE_UNKNOWN)) return TRAIL_OBJECTS_UNKNOWN;
    for (size_t i = 0; node_is(resources, NODE_LIST) && i < resources->count; i++) {
        const Node *item = &resources->items[i];
        Truth of_objects = node_holds(node_find(item, S("Type")), S("AWS::S3::Object"));
        TrailObjects here = of_objects == TRUTH_FALSE     ? TRAIL_OBJECTS_NONE
                            : of_objects == TRUTH_UNKNOWN ? TRAIL_OBJECTS_UNKNOWN
                                                          : TRAIL_OBJECTS_SOME;
        bool all = here == TRAIL_OBJECTS_SOME && values_mean_all(node_find(item, S("Values"))) &&
                   selector_takes_all(selector) == TRUTH_TRUE;
        if (all) here = TRAIL_OBJECTS_ALL;
        if (here > most) most = here;
    }
    return most;
}

/* An advanced selector with more than a category and a type leaves something out. */
static TrailObjects selector_objects_advanced(const Node *selector) {
    static const Str narrower[] = {S_INIT("resources.ARN"), S_INIT("readOnly"), S_INIT("eventName"),
                                   S_INIT("userIdentity.arn")};
    Truth of_objects = node_holds(selector, S("AWS::S3::Object"));
    if (of_objects == TRUTH_FALSE) return TRAIL_OBJECTS_NONE;
    if (of_objects == TRUTH_UNKNOWN) return TRAIL_OBJECTS_UNKNOWN;
    for (size_t i = 0; i < COUNT(narrower); i++) {
        if (node_holds(selector, narrower[i]) != TRUTH_FALSE) return TRAIL_OBJECTS_SOME;
    }
    return TRAIL_OBJECTS_ALL;
}

static TrailObjects trail_objects(const Resource *trail) {
    static const struct {
        Str name;
        TrailObjects (*look)(const Node *selector);
    } lists[] = {{S_INIT("EventSelectors"), selector_objects},
                 {S_INIT("AdvancedEventSelectors"), selector_objects_advanced}};
    TrailObjects most = TRAIL_OBJECTS_NONE;
    Truth on = trail_is_on(trail);
    for (size_t i = 0; i < COUNT(lists); i++) {
        const Node *list = node_find(&trail->properties, lists[i].name);
        if (node_is(list, NODE_UNKNOWN) && most < TRAIL_OBJECTS_UNKNOWN)
            most = TRAIL_OBJECTS_UNKNOWN;
        for (size_t j = 0; node_is(list, NODE_LIST) && j < list->count; j++) {
            TrailObjects here = lists[i].look(&list->items[j]);
            if (here > most) most = here;
        }
    }
    if (on == TRUTH_FALSE) return TRAIL_OBJECTS_NONE;
    bool open = on == TRUTH_UNKNOWN && most > TRAIL_OBJECTS_UNKNOWN;
    return open ? TRAIL_OBJECTS_UNKNOWN : most;
}

static void look_at_trails(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *trails = estate_of_type(estate, S("AWS::CloudTrail::Trail"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < trails->count; i++) {
        const Resource *trail = trails->items[i];
        if (!resource_counts(trail)) continue;
        Truth whole = truth_and(
            node_truth(node_find(&trail->properties, S("IsMultiRegionTrail")), TRUTH_FALSE),
            trail_takes_management(trail));
        log_count(&count, trail, truth_and(trail_is_on(trail), whole));
    }
    log_judge(&count, arena, "trails log all of them, in all Regions");
    if (count.all > 0) return;
    log->state = READINESS_UNKNOWN;
    log->reason = S("the model has no trail; the organization may have one");
}

/* One trail is enough. */
static void look_at_objects(const Estate *estate, Arena *arena, ReadinessLog *log) {
    (void)arena;
    static const struct {
        ReadinessState state;
        Str reason;
    } words[] = {
        [TRAIL_OBJECTS_NONE] = {READINESS_MISSING, S_INIT("no trail of the model records them")},
        [TRAIL_OBJECTS_UNKNOWN] = {READINESS_UNKNOWN, S_INIT("not known before deployment")},
        [TRAIL_OBJECTS_SOME] = {READINESS_PARTLY, S_INIT("only those of some buckets, or only "
                                                         "reads or only writes")},
        [TRAIL_OBJECTS_ALL] = {READINESS_COVERED, S_INIT("a trail records all of them")},
    };
    const ResourceList *trails = estate_of_type(estate, S("AWS::CloudTrail::Trail"));
    TrailObjects most = TRAIL_OBJECTS_NONE;
    size_t all = 0;
    for (size_t i = 0; i < trails->count; i++) {
        if (!resource_counts(trails->items[i])) continue;
        TrailObjects here = trail_objects(trails->items[i]);
        all++;
        if (here > most) most = here;
    }
    log->state = all == 0 ? READINESS_UNKNOWN : words[most].state;
    log->reason =
        all == 0 ? S("the model has no trail; the organization may have one") : words[most].reason;
}

/* ---- networks ---- */

/* Which resources write the log of a network, and what they must say besides its name. */
typedef struct NetworkLog {
    Str type;
    Str traffic; /* a property that must be ALL; empty: none */
} NetworkLog;

static Truth network_is_logged(const Estate *estate, Arena *arena, const Resource *network,
                               const NetworkLog *kind) {
    const ResourceList *logs = estate_of_type(estate, kind->type);
    Truth logged = TRUTH_FALSE;
    for (size_t i = 0; i < logs->count; i++) {
        if (!resource_counts(logs->items[i])) continue;
        const Node *properties = &logs->items[i]->properties;
        const Node *id = node_find(properties, S("ResourceId"));
        if (id == NULL) continue;
        ResourceList named = estate_refers(estate, arena, id, S("AWS::EC2::VPC"));
        bool its = false;
        for (size_t j = 0; j < named.count; j++) its |= named.items[j] == network;
        const Node *traffic = node_find(properties, kind->traffic);
        Truth here = its ? TRUTH_TRUE : TRUTH_FALSE;
        if (named.count == 0 && id->kind == NODE_UNKNOWN) here = TRUTH_UNKNOWN;
        if (kind->traffic.len > 0 && traffic != NULL && !node_is_text(traffic, S("ALL")))
            here = truth_and(here, traffic->kind == NODE_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_FALSE);
        if (here > logged) logged = here;
    }
    return logged;
}

static void look_at_networks(const Estate *estate, Arena *arena, ReadinessLog *log,
                             const NetworkLog *kind) {
    const ResourceList *networks = estate_of_type(estate, S("AWS::EC2::VPC"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < networks->count; i++) {
        const Resource *network = networks->items[i];
        if (!resource_counts(network)) continue;
        log_count(&count, network, network_is_logged(estate, arena, network, kind));
    }
    log_judge(&count, arena, "networks have such a log of all traffic");
}

static void look_at_flows(const Estate *estate, Arena *arena, ReadinessLog *log) {
    NetworkLog kind = {S("AWS::EC2::FlowLog"), S("TrafficType")};
    look_at_networks(estate, arena, log, &kind);
}

static void look_at_names(const Estate *estate, Arena *arena, ReadinessLog *log) {
    NetworkLog kind = {S("AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation"), S("")};
    look_at_networks(estate, arena, log, &kind);
}

/* ---- the others ---- */

static void look_at_buckets(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *buckets = estate_of_type(estate, S("AWS::S3::Bucket"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < buckets->count; i++) {
        const Resource *bucket = buckets->items[i];
        if (!resource_counts(bucket)) continue;
        const Node *logging = node_find(&bucket->properties, S("LoggingConfiguration"));
        log_count(&count, bucket,
                  logging == NULL                 ? TRUTH_FALSE
                  : logging->kind == NODE_UNKNOWN ? TRUTH_UNKNOWN
                                                  : TRUTH_TRUE);
    }
    log_judge(&count, arena, "buckets log access");
}

/* The attribute that turns the log on, in a list of keys and values. */
static Truth balancer_logs(const Resource *balancer) {
    const Node *list = node_find(&balancer->properties, S("LoadBalancerAttributes"));
    if (list == NULL) return TRUTH_FALSE;
    if (list->kind == NODE_UNKNOWN) return TRUTH_UNKNOWN;
    for (size_t i = 0; list->kind == NODE_LIST && i < list->count; i++) {
        const Node *item = &list->items[i];
        if (node_is_text(node_find(item, S("Key")), S("access_logs.s3.enabled")))
            return node_truth(node_find(item, S("Value")), TRUTH_FALSE);
    }
    return (list->flags & NODE_FLAG_OPEN) != 0 ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static void look_at_balancers(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *list =
        estate_of_type(estate, S("AWS::ElasticLoadBalancingV2::LoadBalancer"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < list->count; i++) {
        if (!resource_counts(list->items[i])) continue;
        log_count(&count, list->items[i], balancer_logs(list->items[i]));
    }
    log_judge(&count, arena, "load balancers log access");
}

static void look_at_distributions(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *list = estate_of_type(estate, S("AWS::CloudFront::Distribution"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < list->count; i++) {
        if (!resource_counts(list->items[i])) continue;
        const Node *logging =
            node_find_path(&list->items[i]->properties, S("DistributionConfig.Logging"));
        log_count(&count, list->items[i],
                  logging == NULL                 ? TRUTH_FALSE
                  : logging->kind == NODE_UNKNOWN ? TRUTH_UNKNOWN
                                                  : TRUTH_TRUE);
    }
    log_judge(&count, arena, "distributions log access");
}

static void look_at_detectors(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *list = estate_of_type(estate, S("AWS::GuardDuty::Detector"));
    LogCount count = {.log = log};
    for (size_t i = 0; i < list->count; i++) {
        const Resource *detector = list->items[i];
        if (!resource_counts(detector)) continue;
        log_count(&count, detector,
                  node_truth(node_find(&detector->properties, S("Enable")), TRUTH_TRUE));
    }
    log_judge(&count, arena, "detectors are on");
    if (count.all > 0) return;
    log->state = READINESS_UNKNOWN;
    log->reason = S("the model has no detector; the organization may have turned it on");
}

static const LogKindRow log_kinds[READINESS_LOGS] = {
    [LOG_SOURCE_CLOUDTRAIL] = {S_INIT("CloudTrail management events"),
                               S_INIT("a trail for all Regions, with validation, into a bucket of "
                                      "an account of its own"),
                               look_at_trails},
    [LOG_SOURCE_VPCFLOW] = {S_INIT("VPC flow logs"), S_INIT("a flow log for each network"),
                            look_at_flows},
    [LOG_SOURCE_ROUTE53RESOLVER] = {S_INIT("Route 53 resolver query logs"),
                                    S_INIT("a query logging configuration, associated with each "
                                           "network"),
                                    look_at_names},
    [LOG_SOURCE_S3ACCESS] = {S_INIT("S3 server access logs"),
                             S_INIT("LoggingConfiguration of each bucket that matters"),
                             look_at_buckets},
    [LOG_SOURCE_ELB] = {S_INIT("access logs of load balancers"),
                        S_INIT("access_logs.s3.enabled and a bucket"), look_at_balancers},
    [LOG_SOURCE_CLOUDFRONT] = {S_INIT("access logs of CloudFront"),
                               S_INIT("Logging of each distribution"), look_at_distributions},
    [LOG_SOURCE_GUARDDUTY] = {S_INIT("GuardDuty findings"),
                              S_INIT("a detector in each Region, with S3 protection"),
                              look_at_detectors},
    [READINESS_DATA_EVENTS] = {S_INIT("CloudTrail data events of objects"),
                               S_INIT("event selectors for AWS::S3::Object on the trail"),
                               look_at_objects},
};

/* ---- which question needs what ---- */

static void log_add_step(Readiness *readiness, size_t log, const PlaybookStep *step) {
    readiness->logs[log].steps[readiness->logs[log].step_count++] = step;
}

/* A query on CloudTrail may ask for management events, for data events, or for both. */
static void step_add_trail(Readiness *readiness, const PlaybookStep *step, const SigmaSet *set,
                           Str *texts) {
    size_t rule = sigma_set_find(set, step->query.rule), data = 0;
    size_t count = rule == SIZE_MAX ? SIZE_MAX
                                    : sigma_index_demand(set->rules[rule].condition, S("eventName"),
                                                         texts, SIGMA_DEMAND_MAX);
    for (size_t i = 0; count != SIZE_MAX && i < count; i++)
        data += data_event_service(texts[i]) == DATA_EVENT_S3;
    if (data > 0) log_add_step(readiness, READINESS_DATA_EVENTS, step);
    if (count == SIZE_MAX || data < count) log_add_step(readiness, LOG_SOURCE_CLOUDTRAIL, step);
}

static void readiness_questions(Arena *arena, const Playbook *playbook, const SigmaSet *set,
                                Readiness *readiness) {
    Str *texts = ARENA_ARRAY(arena, Str, SIGMA_DEMAND_MAX);
    for (size_t i = 0; i < READINESS_LOGS; i++) {
        readiness->logs[i].steps = ARENA_ARRAY(arena, const PlaybookStep *, playbook->step_count);
    }
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        if (step->type == PLAYBOOK_FINDING) log_add_step(readiness, LOG_SOURCE_GUARDDUTY, step);
        if (step->type != PLAYBOOK_QUERY) continue;
        if (step->query.source == LOG_SOURCE_CLOUDTRAIL) {
            step_add_trail(readiness, step, set, texts);
        } else {
            log_add_step(readiness, (size_t)step->query.source, step);
        }
    }
}

/* ---- checks and inventories ---- */

static bool steps_name_rule(const Playbook *playbook, Str rule) {
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        bool asked = step->type == PLAYBOOK_CHECK && step->phase == PLAYBOOK_PREPARATION;
        for (size_t j = 0; asked && j < step->check.count; j++) {
            if (str_equal(step->check.items[j], rule)) return true;
        }
    }
    return false;
}

static void readiness_checks(Arena *arena, const Playbook *playbook, const ThreatList *threats,
                             Readiness *readiness) {
    readiness->checks = ARENA_ARRAY(arena, const Threat *, threats->count + 1);
    for (size_t i = 0; i < threats->count; i++) {
        const Threat *threat = &threats->items[i];
        bool counts = threat->verdict != VERDICT_ABSENT && !threat_is_imported(threat) &&
                      threat->implied_by == NULL;
        if (counts && steps_name_rule(playbook, threat->rule->id)) {
            readiness->checks[readiness->check_count++] = threat;
        }
    }
}

static void readiness_owners(const Playbook *playbook, const Estate *estate, Readiness *readiness) {
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        if (step->type != PLAYBOOK_INVENTORY) continue;
        for (size_t j = 0; j < step->inventory.count; j++) {
            const ResourceList *list = estate_of_type(estate, step->inventory.items[j]);
            for (size_t k = 0; k < list->count; k++) {
                Str tag = S("");
                if (!resource_counts(list->items[k])) continue;
                readiness->listed++;
                readiness->unowned += inquiry_owner(list->items[k], &tag).len == 0;
            }
        }
    }
}

Readiness readiness_make(Arena *arena, const Playbook *playbook, const SigmaSet *set,
                         const Estate *estate, const ThreatList *threats) {
    Readiness readiness = {0};
    readiness_questions(arena, playbook, set, &readiness);
    for (size_t i = 0; i < READINESS_LOGS; i++) {
        ReadinessLog *log = &readiness.logs[i];
        log->name = log_kinds[i].name;
        log_kinds[i].look(estate, arena, log);
        bool fine = log->state == READINESS_COVERED || log->state == READINESS_NOT_NEEDED;
        log->turn_on = fine ? S("") : log_kinds[i].turn_on;
    }
    readiness_checks(arena, playbook, threats, &readiness);
    readiness_owners(playbook, estate, &readiness);
    return readiness;
}
