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

static bool node_is_true(const Node *node) {
    return node != NULL && ((node->kind == NODE_BOOL && node->boolean) ||
                            str_equal_ignore_case(node_text(node), S("true")));
}

static bool resource_counts(const Resource *resource) {
    return !resource->folded && !resource->outside;
}

static size_t count_of(const Estate *estate, Str type) {
    const ResourceList *list = estate_of_type(estate, type);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) count += resource_counts(list->items[i]);
    return count;
}

static void log_lacks(ReadinessLog *log, const Resource *resource) {
    if (log->lacking_count < READINESS_NAMES_MAX) {
        log->lacking[log->lacking_count] = resource->address;
    }
    log->lacking_count++;
}

/* Sets the state from how many resources there are that should write the log. */
static void log_judge(ReadinessLog *log, Arena *arena, size_t all, const char *what) {
    size_t fine = all - log->lacking_count;
    log->state = all == 0                  ? READINESS_NOT_NEEDED
                 : log->lacking_count == 0 ? READINESS_COVERED
                 : fine > 0                ? READINESS_PARTLY
                                           : READINESS_MISSING;
    log->reason = all == 0 ? S("the model has nothing that would write them")
                           : str_format(arena, "%zu of %zu %s", fine, all, what);
}

/* Whether some text below node is wanted. */
typedef struct TextSearch {
    Str wanted;
    bool found;
} TextSearch;

static void node_search(const Node *node, TextSearch *search, int depth) {
    if (depth > NODE_DEPTH_MAX || search->found) return;
    if (node->kind == NODE_STRING) search->found = str_contains(node->text, search->wanted);
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        node_search(&node->items[i], search, depth + 1);
    }
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        node_search(&node->pairs[i].value, search, depth + 1);
    }
}

static bool trail_logs_objects(const Resource *trail) {
    TextSearch search = {.wanted = S("AWS::S3::Object")};
    const Str names[] = {S("EventSelectors"), S("AdvancedEventSelectors")};
    for (size_t i = 0; i < COUNT(names); i++) {
        const Node *node = node_find(&trail->properties, names[i]);
        if (node != NULL) node_search(node, &search, 0);
    }
    return search.found;
}

static void look_at_trails(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *trails = estate_of_type(estate, S("AWS::CloudTrail::Trail"));
    size_t all = 0;
    for (size_t i = 0; i < trails->count; i++) {
        const Resource *trail = trails->items[i];
        if (!resource_counts(trail)) continue;
        all++;
        const Node *on = node_find(&trail->properties, S("IsLogging"));
        bool fine = (on == NULL || node_is_true(on)) &&
                    node_is_true(node_find(&trail->properties, S("IsMultiRegionTrail")));
        if (!fine) log_lacks(log, trail);
    }
    log_judge(log, arena, all, "trails log in all Regions");
    if (all > 0) return;
    log->state = READINESS_UNKNOWN;
    log->reason = S("the model has no trail; the organization may have one");
}

static void look_at_objects(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *trails = estate_of_type(estate, S("AWS::CloudTrail::Trail"));
    size_t all = 0, fine = 0;
    for (size_t i = 0; i < trails->count; i++) {
        if (!resource_counts(trails->items[i])) continue;
        all++;
        fine += trail_logs_objects(trails->items[i]);
    }
    log->state = fine > 0 ? READINESS_COVERED : all > 0 ? READINESS_MISSING : READINESS_UNKNOWN;
    log->reason = fine > 0  ? str_format(arena, "%zu of %zu trails record them", fine, all)
                  : all > 0 ? S("no trail of the model records them")
                            : S("the model has no trail; the organization may have one");
}

/* One log of a kind covers the network it names: those are counted, not matched. */
static void look_at_pairs(const Estate *estate, Arena *arena, ReadinessLog *log, Str type) {
    size_t networks = count_of(estate, S("AWS::EC2::VPC")), logs = count_of(estate, type);
    log->state = networks == 0     ? READINESS_NOT_NEEDED
                 : logs == 0       ? READINESS_MISSING
                 : logs < networks ? READINESS_PARTLY
                                   : READINESS_COVERED;
    log->reason = str_format(arena, "%zu networks and %zu such logs in the model", networks, logs);
    const ResourceList *list = estate_of_type(estate, S("AWS::EC2::VPC"));
    for (size_t i = 0; logs == 0 && i < list->count; i++) {
        if (resource_counts(list->items[i])) log_lacks(log, list->items[i]);
    }
}

static void look_at_flows(const Estate *estate, Arena *arena, ReadinessLog *log) {
    look_at_pairs(estate, arena, log, S("AWS::EC2::FlowLog"));
}

static void look_at_names(const Estate *estate, Arena *arena, ReadinessLog *log) {
    look_at_pairs(estate, arena, log, S("AWS::Route53Resolver::ResolverQueryLoggingConfig"));
}

static void look_at_buckets(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *buckets = estate_of_type(estate, S("AWS::S3::Bucket"));
    size_t all = 0;
    for (size_t i = 0; i < buckets->count; i++) {
        if (!resource_counts(buckets->items[i])) continue;
        all++;
        if (node_find(&buckets->items[i]->properties, S("LoggingConfiguration")) == NULL) {
            log_lacks(log, buckets->items[i]);
        }
    }
    log_judge(log, arena, all, "buckets log access");
}

static void look_at_balancers(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *list =
        estate_of_type(estate, S("AWS::ElasticLoadBalancingV2::LoadBalancer"));
    size_t all = 0;
    for (size_t i = 0; i < list->count; i++) {
        TextSearch search = {.wanted = S("access_logs.s3.bucket")};
        if (!resource_counts(list->items[i])) continue;
        all++;
        const Node *node = node_find(&list->items[i]->properties, S("LoadBalancerAttributes"));
        if (node != NULL) node_search(node, &search, 0);
        if (!search.found) log_lacks(log, list->items[i]);
    }
    log_judge(log, arena, all, "load balancers log access");
}

static void look_at_distributions(const Estate *estate, Arena *arena, ReadinessLog *log) {
    const ResourceList *list = estate_of_type(estate, S("AWS::CloudFront::Distribution"));
    size_t all = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!resource_counts(list->items[i])) continue;
        all++;
        bool fine =
            node_find_path(&list->items[i]->properties, S("DistributionConfig.Logging")) != NULL;
        if (!fine) log_lacks(log, list->items[i]);
    }
    log_judge(log, arena, all, "distributions log access");
}

static void look_at_detectors(const Estate *estate, Arena *arena, ReadinessLog *log) {
    size_t all = count_of(estate, S("AWS::GuardDuty::Detector"));
    log->state = all > 0 ? READINESS_COVERED : READINESS_UNKNOWN;
    log->reason = all > 0 ? str_format(arena, "%zu detectors in the model", all)
                          : S("the model has no detector; the organization may have turned it on");
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
