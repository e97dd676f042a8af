/* SPDX-License-Identifier: Apache-2.0 */
/* test_paths.c -- searching the model: which path is told, and what it depends on. The estates are
 * small enough that every path can be seen by eye. */
#include "estate_expect.h"
#include "model/infer.h"
#include "model/paths.h"

/* Just what the estates below need of the facts; the real ones are tested by tests/run. */
static const char paths_facts[] =
    "types:\n"
    "  A::B::Web:\n"
    "    draw: process\n"
    "    category: compute\n"
    "    diagram:\n"
    "      role: Role\n"
    "      entry: [{when: {Public: 'true'}, label: requests}]\n"
    "      flows:\n"
    "        - {to: Calls > A::B::Web | A::B::Store, label: calls}\n"
    "        - {to: Logs > A::B::Store, label: logs, delivers: yes}\n"
    "  A::B::Store:\n"
    "    draw: store\n"
    "    category: storage\n"
    "    names: [Name]\n"
    "    diagram:\n"
    "      sensitive: yes\n"
    "      arns: ['b:store/{Name}']\n"
    "      access: {reads: ['b:Read'], writes: ['b:Write']}\n"
    "  AWS::IAM::Role: {names: [RoleName], diagram: {arns: ['iam:role/{RoleName}']}}\n"
    "  AWS::IAM::User: {draw: external, names: [UserName], diagram: {arns: "
    "['iam:user/{UserName}']}}\n"
    "escalation:\n"
    "  - id: put\n"
    "    title: writes a policy into a role\n"
    "    needs: [{do: 'iam:PutRolePolicy', on: role}]\n"
    "    gives: administrator\n";

typedef struct PathsScene {
    EstateExpect *made;
    Model *model;
    Access access;
    Privileges privileges;
    PathGraph *graph;
} PathsScene;

static PathsScene *scene_make(const char *resources) {
    PathsScene *scene = calloc(1, sizeof(PathsScene));
    assert_non_null(scene);
    scene->made = estate_expect_make(false, false);
    Arena *arena = &scene->made->arena;
    Error err = {0};
    if (!facts_add(&scene->made->facts, S("f.yaml"), str_from(paths_facts), &err)) {
        fail_msg("%s", err.message);
    }
    Str text = str_format(arena, "Parameters: {Free: {Type: String}}\nResources:\n%s", resources);
    estate_expect_read(scene->made, str_terminated(arena, text));
    scene->model = &scene->made->input.model;
    infer_model(scene->model, &scene->made->estate);
    model_finish(scene->model);
    scene->access = access_make(arena, &scene->made->estate);
    scene->privileges = privilege_make(&scene->access, scene->model);
    scene->graph = paths_make(scene->model, &scene->made->estate, &scene->privileges);
    return scene;
}

static void scene_free(PathsScene *scene) {
    estate_expect_free(scene->made);
    free(scene);
}

/* "A, B" for the ends of the hops of the path between two places; "-" when there is none, with "?"
 * behind hops that aren't certain. */
static Str scene_path(PathsScene *scene, const char *from, const char *to) {
    Arena *arena = &scene->made->arena;
    size_t start = paths_find_node(scene->graph, str_from(from));
    size_t end = strcmp(to, "administrator") == 0 ? paths_administrator(scene->graph)
                                                  : paths_find_node(scene->graph, str_from(to));
    Path path = {0};
    assert_true(start != SIZE_MAX && end != SIZE_MAX);
    if (!paths_between(scene->graph, start, end, &path)) return S("-");
    Str shown = S("");
    for (size_t i = 0; i < path.count; i++) {
        shown = str_join3(arena, shown, i > 0 ? S(", ") : S(""), path.hops[i].to);
        if (path.hops[i].truth != TRUTH_TRUE) shown = str_join2(arena, shown, S("?"));
    }
    return shown;
}

static void expect_path(PathsScene *scene, const char *from, const char *to, const char *expected) {
    Str shown = scene_path(scene, from, to);
    if (!str_equal(shown, str_from(expected))) {
        fail_msg("%s -> %s: %.*s, not %s", from, to, STR_ARGS(shown), expected);
    }
}

TEST(paths_follow_flows_but_no_deliveries) {
    PathsScene *scene =
        scene_make("  Front: {Type: A::B::Web, Properties: {Public: true, Calls: !Ref Back}}\n"
                   "  Back: {Type: A::B::Web, Properties: {Calls: !Ref Data, Logs: !Ref Log}}\n"
                   "  Data: {Type: A::B::Store}\n"
                   "  Log: {Type: A::B::Store}\n");
    expect_path(scene, "actor:internet-users", "Data", "Front, Back, Data");
    expect_path(scene, "Back", "Data", "Data");
    expect_path(scene, "actor:internet-users", "Log", "-");
    expect_path(scene, "Data", "Back", "-");
    PathList list =
        paths_to_data(scene->graph, paths_find_node(scene->graph, S("actor:internet-users")));
    assert_int_equal(list.count, 1);
    assert_true(str_equal(list.items[0].to->id, S("Data")));
    scene_free(scene);
}

TEST(paths_prefer_what_is_certain_to_what_is_short) {
    PathsScene *scene =
        scene_make("  Short: {Type: A::B::Web, Properties: {Public: !Ref Free, Calls: !Ref Data}}\n"
                   "  Long: {Type: A::B::Web, Properties: {Public: true, Calls: !Ref Back}}\n"
                   "  Back: {Type: A::B::Web, Properties: {Calls: !Ref Data}}\n"
                   "  Data: {Type: A::B::Store}\n");
    expect_path(scene, "actor:internet-users", "Data", "Long, Back, Data");
    expect_path(scene, "actor:internet-users", "Short", "Short?");
    size_t users = paths_find_node(scene->graph, S("actor:internet-users"));
    PathList list = paths_to_data(scene->graph, users);
    assert_int_equal(list.count, 1);
    paths_find_others(scene->graph, users, &list);
    assert_int_equal(list.items[0].other_count, 1);
    assert_true(str_equal(list.items[0].others[0], S("Short")));
    size_t certain = 0, possible = 0;
    paths_count_reach(scene->graph, users, &certain, &possible);
    assert_int_equal(certain, 3);
    assert_int_equal(possible, 1);
    scene_free(scene);
}

#define ROLE_HEAD                                                                        \
    ":\n    Type: AWS::IAM::Role\n    Properties:\n"                                     \
    "      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: " \
    "b.amazonaws.com}, Action: 'sts:AssumeRole'}]}\n"                                    \
    "      Policies: [{PolicyName: p, PolicyDocument: {Statement: ["
#define ROLE_TAIL "]}}]\n"

TEST(paths_take_roles_and_their_rights) {
    static const char resources[] =
        "  Web: {Type: A::B::Web, Properties: {Public: true, Role: !GetAtt Role.Arn}}\n"
        "  Role" ROLE_HEAD "{Effect: Allow, Action: 'b:Read', Resource: !GetAtt Mine.Arn}, "
        "{Effect: Allow, Action: 'b:*', Resource: '*', Condition: {Bool: {'aws:x': 'true'}}}, "
        "{Effect: Deny, Action: 'b:*', Resource: !GetAtt Never.Arn}" ROLE_TAIL
        "  Mine: {Type: A::B::Store}\n"
        "  Maybe: {Type: A::B::Store}\n"
        "  Never: {Type: A::B::Store}\n";
    PathsScene *scene = scene_make(resources);
    expect_path(scene, "actor:internet-users", "Mine", "Web, Mine");
    expect_path(scene, "actor:internet-users", "Maybe", "Web, Maybe?");
    expect_path(scene, "actor:internet-users", "Never", "-");
    expect_path(scene, "Role", "Mine", "Mine");
    scene_free(scene);
}

TEST(paths_lead_to_all_rights) {
    static const char resources[] =
        "  Web: {Type: A::B::Web, Properties: {Public: true, Role: !GetAtt Role.Arn}}\n"
        "  Quiet: {Type: A::B::Web, Properties: {Role: !GetAtt Other.Arn}}\n"
        "  Role" ROLE_HEAD
        "{Effect: Allow, Action: 'iam:PutRolePolicy', Resource: !GetAtt Role.Arn}" ROLE_TAIL
        "  Other" ROLE_HEAD "{Effect: Allow, Action: '*', Resource: '*'}" ROLE_TAIL;
    PathsScene *scene = scene_make(resources);
    expect_path(scene, "actor:internet-users", "administrator", "Web, Role, administrator");
    expect_path(scene, "Quiet", "administrator", "Other, administrator");
    expect_path(scene, "actor:internet-users", "Other", "-");
    scene_free(scene);
}
