/* SPDX-License-Identifier: Apache-2.0 */
/* test_seen.c -- which threats of a model a hit concerns. */
#include "estate_expect.h"
#include "hunt/data_event.h"
#include "report/seen.h"
#include "report/seen_sight.h"

static const char seen_template[] =
    "Resources:\n"
    "  Reports: {Type: AWS::S3::Bucket, Properties: {BucketName: reports}}\n"
    "  One: {Type: AWS::S3::Bucket, Properties: {BucketName: twice}}\n"
    "  Two: {Type: AWS::S3::Bucket, Properties: {BucketName: twice}}\n"
    "  Worker: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker}}\n"
    "  Role: {Type: AWS::IAM::Role, Properties: {RoleName: worker-role}}\n";

static const char seen_rules[] =
    "title: read\nid: read\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {s: {eventName: [GetObject, HeadObject]}, condition: s}\n"
    "threats: [s3/public, flow/plain, path/data]\n"
    "---\n"
    "title: changed\nid: changed\nlogsource: {product: aws, service: cloudtrail}\n"
    "detection: {s: {eventName: [UpdateFunctionCode, GetObject]}, condition: s}\n"
    "threats: [lambda/role, system/audit]\n"
    "---\n"
    "title: seen by S3\nid: access\nlogsource: {product: aws, service: s3access}\n"
    "detection: {s: {operation: REST.GET.OBJECT}, condition: s}\n"
    "threats: [s3/public]\n";

enum { SCENE_READ, SCENE_CHANGED, SCENE_THREATS_MAX = 12 };

typedef struct Scene {
    EstateExpect *made;
    Model model;
    SigmaSet *set;
    Rule rules[SCENE_THREATS_MAX];
    Threat threats[SCENE_THREATS_MAX];
    ThreatList list;
    Resource system, flow;
    ElementRole role;
    Seen *seen;
    Arena scratch;
} Scene;

static Threat *scene_add(Scene *scene, const char *rule, const Resource *subject) {
    size_t place = scene->list.count++;
    Threat *threat = &scene->threats[place];
    scene->rules[place] = (Rule){.id = str_from(rule), .title = str_from(rule)};
    *threat = (Threat){.rule = &scene->rules[place],
                       .subject = subject,
                       .verdict = VERDICT_PRESENT,
                       .severity = SEVERITY_HIGH};
    threat->id = str_join3(&scene->made->arena, str_from(rule), S("@"), subject->address);
    return threat;
}

static const Resource *scene_resource(const Scene *scene, const char *address) {
    const Resource *resource = estate_find(&scene->made->estate, str_from(address));
    assert_non_null(resource);
    return resource;
}

static void scene_draw(Scene *scene) {
    static const char *const names[] = {"Reports", "Worker"};
    scene->model = model_make(&scene->made->arena);
    for (size_t i = 0; i < COUNT(names); i++) {
        const Resource *resource = scene_resource(scene, names[i]);
        Element element = {
            .id = resource->address, .name = resource->address, .resource = resource};
        model_add_element(&scene->model, &element);
    }
    Flow flow = {.label = S("reads"), .from_id = S("Worker"), .to_id = S("Reports")};
    model_add_flow(&scene->model, &flow);
    model_finish(&scene->model);
    scene->role.role = scene_resource(scene, "Role");
    Element *worker = model_find_element(&scene->model, S("Worker"));
    worker->roles = &scene->role;
    worker->role_count = 1;
}

static void scene_judge(Scene *scene) {
    scene_add(scene, "s3/public", scene_resource(scene, "Reports"));
    scene_add(scene, "s3/public", scene_resource(scene, "One"));
    scene_add(scene, "s3/public", scene_resource(scene, "Two"));
    scene_add(scene, "s3/other", scene_resource(scene, "Reports"));
    Threat *role = scene_add(scene, "lambda/role", scene_resource(scene, "Worker"));
    role->element = model_find_element(&scene->model, S("Worker"));
    scene->system = (Resource){.address = S("system"), .type = RULE_SYSTEM};
    scene_add(scene, "system/audit", &scene->system);
    scene->flow = (Resource){.address = S("Worker -> Reports"), .type = RULE_FLOW};
    scene_add(scene, "flow/plain", &scene->flow)->flow = scene->model.flows[0];
}

static Scene *scene_make(void) {
    Scene *scene = calloc(1, sizeof(Scene));
    assert_non_null(scene);
    scene->made = estate_expect_make(true, false);
    estate_expect_read(scene->made, seen_template);
    scene->set = sigma_set_make(&scene->made->arena);
    assert_true(sigma_set_add(scene->set, S("rules.yml"), str_from(seen_rules)));
    scene_draw(scene);
    scene->list.items = scene->threats;
    scene_judge(scene);
    SeenOptions options = {.estate = &scene->made->estate,
                           .model = &scene->model,
                           .threats = &scene->list,
                           .set = scene->set};
    scene->seen = seen_make(&scene->made->arena, &options);
    return scene;
}

static void scene_free(Scene *scene) {
    arena_free(&scene->scratch);
    sigma_set_free(scene->set);
    estate_expect_free(scene->made);
    free(scene);
}

/* "rule@subject rule@subject?" of what a hit concerns; a question mark behind what isn't sure. */
static SeenHit scene_expect(Scene *scene, const Hit *hit, const char *expected) {
    SeenHit found;
    Str text = S("");
    seen_find(scene->seen, hit, &scene->scratch, &found);
    for (size_t i = 0; i < found.link_count; i++) {
        Str id = found.links[i].seen->threat->id;
        text = str_join3(&scene->scratch, text, i == 0 ? S("") : S(" "), id);
        if (!found.links[i].sure) text = str_join2(&scene->scratch, text, S("?"));
    }
    if (!str_equal(text, str_from(expected))) {
        fail_msg("'%.*s', not '%s'", STR_ARGS(text), expected);
    }
    return found;
}

static Hit scene_hit(uint32_t rule, const char *targets, const char *principal) {
    Hit hit = {.rule = rule, .source = LOG_SOURCE_CLOUDTRAIL, .count = 1};
    hit.texts[HIT_SERVICE] = S("s3.amazonaws.com");
    hit.texts[HIT_NAME] = S("GetObject");
    hit.texts[HIT_TARGETS] = str_from(targets);
    hit.texts[HIT_PRINCIPAL] = str_from(principal);
    return hit;
}

TEST(joins_what_the_event_was_about) {
    Scene *scene = scene_make();
    Hit hit = scene_hit(SCENE_READ, "arn:aws:s3:::reports/a.csv\nreports", "ANONYMOUS_PRINCIPAL");
    SeenHit found = scene_expect(scene, &hit, "s3/public@Reports flow/plain@Worker -> Reports");
    assert_int_equal(found.count, 1);
    assert_true(found.known && found.sure[0]);
    assert_int_equal(found.stranger.len, 0);
    hit = scene_hit(SCENE_READ, "reports", "");
    hit.source = LOG_SOURCE_S3ACCESS;
    scene_expect(scene, &hit, "s3/public@Reports flow/plain@Worker -> Reports");
    hit.source = LOG_SOURCE_VPCFLOW; /* its targets are addresses */
    scene_expect(scene, &hit, "");
    scene_free(scene);
}

TEST(joins_who_did_it) {
    Scene *scene = scene_make();
    Hit hit = scene_hit(SCENE_CHANGED, "", "arn:aws:sts::111122223333:assumed-role/worker-role/x");
    SeenHit found = scene_expect(scene, &hit, "lambda/role@Worker system/audit@system");
    assert_false(found.known);
    hit = scene_hit(SCENE_CHANGED, "", "arn:aws:sts::111122223333:assumed-role/other-role/x");
    scene_expect(scene, &hit, "system/audit@system");
    scene_free(scene);
}

TEST(counts_what_is_ambiguous_apart) {
    Scene *scene = scene_make();
    Hit hit = scene_hit(SCENE_READ, "twice", "");
    SeenHit found = scene_expect(scene, &hit, "s3/public@One? s3/public@Two?");
    assert_true(str_equal(found.ambiguous, S("twice")));
    scene_free(scene);
}

TEST(names_what_is_not_in_the_model) {
    Scene *scene = scene_make();
    Hit hit = scene_hit(SCENE_READ, "arn:aws:s3:::stranger/a.csv\nstranger", "");
    SeenHit found = scene_expect(scene, &hit, "");
    assert_true(str_equal(found.stranger, S("stranger")));
    hit = scene_hit(SCENE_READ, "arn:aws:iam::aws:policy/AdministratorAccess", "");
    found = scene_expect(scene, &hit, "");
    assert_int_equal(found.stranger.len, 0);
    scene_free(scene);
}

TEST(leaves_other_accounts_out) {
    Scene *scene = scene_make();
    estate_identify(&scene->made->estate, estate_find(&scene->made->estate, S("Role")),
                    S("arn:aws:iam::111122223333:role/worker-role"));
    scene->seen->index = seen_index_make(&scene->made->arena, &scene->made->estate);
    Hit hit = scene_hit(SCENE_CHANGED, "reports", "");
    hit.texts[HIT_ACCOUNT] = S("999999999999");
    SeenHit found = scene_expect(scene, &hit, "");
    assert_true(found.elsewhere);
    assert_int_equal(found.stranger.len, 0);
    scene_free(scene);
}

TEST(a_threat_that_another_tells_of_counts_there) {
    Scene *scene = scene_make();
    scene->threats[0].implied_by = &scene->threats[3];
    Hit hit = scene_hit(SCENE_READ, "reports", "");
    scene_expect(scene, &hit, "s3/other@Reports flow/plain@Worker -> Reports");
    scene_free(scene);
}

TEST(knows_which_logs_a_rule_wants) {
    Scene *scene = scene_make();
    const SigmaSet *set = scene->set;
    assert_int_equal(seen_sight_sources(set, &set->rules[0]), 1u << LOG_SOURCE_CLOUDTRAIL);
    assert_int_equal(seen_sight_sources(set, &set->rules[2]), 1u << LOG_SOURCE_S3ACCESS);
    assert_int_equal(data_event_wanted(set, &set->rules[0]), DATA_EVENT_S3);
    assert_int_equal(data_event_wanted(set, &set->rules[1]), 0);
    assert_int_equal(data_event_wanted(set, &set->rules[2]), 0);
    assert_int_equal(data_event_service(S("getObject")), DATA_EVENT_S3);
    assert_int_equal(data_event_service(S("ListBuckets")), 0);
    Str services = data_event_names(DATA_EVENT_S3 | DATA_EVENT_DYNAMODB, &scene->scratch);
    assert_true(str_equal(services, S("S3, DynamoDB")));
    Str names =
        seen_sight_names(1u << LOG_SOURCE_CLOUDTRAIL | 1u << LOG_SOURCE_S3ACCESS, &scene->scratch);
    assert_true(str_equal(names, S("cloudtrail, s3access")));
    scene_free(scene);
}
