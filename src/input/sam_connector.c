/* SPDX-License-Identifier: Apache-2.0 */
/* sam_connector.c -- AWS::Serverless::Connector: "this may read from that". What it takes depends
 * on the types of both ends: a policy for a role, a queue or a topic, or a permission of a
 * function. */
#include "input/sam_internal.h"

/* One end of a connector. */
typedef struct SamEnd {
    Str id;   /* logical id, or empty */
    Str type; /* "AWS::Lambda::Function" */
    const Node *arn;
    const Node *role; /* its name */
    const Node *url;
    const Node *resource_id;
    const Node *name;
    const Node *qualifier;
} SamEnd;

/* The connection of a source with one destination. */
typedef struct SamConnection {
    const SamOwner *owner;
    const Node *at;
    SamEnd source;
    SamEnd destination;
    Str suffix; /* of logical ids, when there are several destinations */
    Node *made; /* list of the logical ids of all connections */
} SamConnection;

/* What a logical id alone says about a resource of a type. */
typedef struct SamEndType {
    Str type;
    Str serverless; /* the serverless type that becomes it, or empty */
    bool ref_is_arn;
    const char *role; /* the property that is its role, or NULL */
} SamEndType;

static const SamEndType sam_end_types[] = {
    {S_INIT("AWS::Lambda::Function"), S_INIT("AWS::Serverless::Function"), false, "Role"},
    {S_INIT("AWS::StepFunctions::StateMachine"), S_INIT("AWS::Serverless::StateMachine"), true,
     "RoleArn"},
    {S_INIT("AWS::AppSync::GraphQLApi"), S_INIT(""), true, NULL},
    {S_INIT("AWS::AppSync::DataSource"), S_INIT(""), true, "ServiceRoleArn"},
    {S_INIT("AWS::Events::Rule"), S_INIT(""), false, NULL},
    {S_INIT("AWS::SQS::Queue"), S_INIT(""), false, NULL},
    {S_INIT("AWS::SNS::Topic"), S_INIT(""), true, NULL},
    {S_INIT("AWS::DynamoDB::Table"), S_INIT("AWS::Serverless::SimpleTable"), false, NULL},
    {S_INIT("AWS::S3::Bucket"), S_INIT(""), false, NULL},
    {S_INIT("AWS::Location::PlaceIndex"), S_INIT(""), false, NULL},
    {S_INIT("AWS::ApiGatewayV2::Api"), S_INIT("AWS::Serverless::HttpApi"), false, NULL},
    {S_INIT("AWS::ApiGateway::RestApi"), S_INIT("AWS::Serverless::Api"), false, NULL},
    {S_INIT("AWS::Events::EventBus"), S_INIT(""), false, NULL},
};

static const SamEndType *sam_end_type(Str type) {
    for (size_t i = 0; i < COUNT(sam_end_types); i++) {
        const SamEndType *row = &sam_end_types[i];
        if (str_equal(row->type, type)) return row;
        if (row->serverless.len > 0 && str_equal(row->serverless, type)) return row;
    }
    return NULL;
}

/* The role of a rule is that of its target which is the other end. */
static const Node *sam_end_rule_role(const Node *properties, const Node *other) {
    const Node *targets = sam_node_find(properties, S("Targets"));
    Str id = node_text(sam_node_find(other, S("Id")));
    const Node *arn = sam_node_find(other, S("Arn"));
    for (uint32_t i = 0; node_is(targets, NODE_LIST) && i < targets->count; i++) {
        const Node *target = sam_node_find(&targets->items[i], S("Arn"));
        bool same = id.len > 0 && str_equal(sam_node_target(target), id);
        bool equal = arn != NULL && target != NULL && node_equal(arn, target);
        if (same || equal) return sam_node_find(&targets->items[i], S("RoleArn"));
    }
    return NULL;
}

/* Fills in what the logical id of an end says. */
static void sam_end_of_resource(Sam *sam, const Node *resource, const Node *other, SamEnd *end) {
    const SamEndType *type = sam_end_type(end->type);
    if (type == NULL) return;
    const Node *ref = sam_node_ref(sam, resource, end->id);
    end->arn = type->ref_is_arn ? ref : sam_node_attribute(sam, resource, end->id, S("Arn"));
    const Node *properties = sam_node_find(resource, S("Properties"));
    const Node *role = type->role == NULL ? NULL : sam_node_find(properties, str_from(type->role));
    if (str_equal(end->type, S("AWS::Events::Rule"))) role = sam_end_rule_role(properties, other);
    Str role_id = sam_node_target(role);
    if (role_id.len > 0) end->role = sam_node_ref(sam, role, role_id);
    if (str_equal(end->type, S("AWS::SQS::Queue"))) end->url = ref;
    if (str_equal(end->type, S("AWS::StepFunctions::StateMachine"))) {
        end->name = sam_node_attribute(sam, resource, end->id, S("Name"));
    }
    if (str_equal(end->type, S("AWS::AppSync::GraphQLApi"))) {
        end->resource_id = sam_node_attribute(sam, resource, end->id, S("ApiId"));
    }
    if (str_starts(end->type, S("AWS::ApiGateway"))) {
        end->resource_id = ref;
        end->qualifier = sam_node_text(sam, resource, S("*"));
    }
}

static bool sam_end_read(Sam *sam, const Node *node, const Node *other, SamEnd *ret_end) {
    SamEnd end = {.id = node_text(sam_node_find(node, S("Id")))};
    if (end.id.len > 0) {
        const Node *resource = sam_resource_find(sam, end.id);
        if (resource == NULL) {
            return sam_refuse(sam, node, "the template has no resource \"%.*s\" to connect",
                              STR_ARGS(end.id));
        }
        end.type = node_text(sam_node_find(resource, S("Type")));
        sam_end_of_resource(sam, resource, other, &end);
        const Node *qualifier = sam_node_find(node, S("Qualifier"));
        if (qualifier != NULL) end.qualifier = qualifier;
    } else {
        Str type = node_text(sam_node_find(node, S("Type")));
        const SamEndType *row = sam_end_type(type);
        end.type = row == NULL ? type : row->type;
        end.arn = sam_node_find(node, S("Arn"));
        end.role = sam_node_find(node, S("RoleName"));
        end.url = sam_node_find(node, S("QueueUrl"));
        end.resource_id = sam_node_find(node, S("ResourceId"));
        end.name = sam_node_find(node, S("Name"));
        end.qualifier = sam_node_find(node, S("Qualifier"));
    }
    *ret_end = end;
    return true;
}

/* The value of "SourceArn", "DestinationName" and so on. */
static const Node *sam_connector_value(const SamConnection *connection, Str name) {
    bool source = str_starts(name, S("Source"));
    const SamEnd *end = source ? &connection->source : &connection->destination;
    Str attribute = str_slice(name, source ? S("Source").len : S("Destination").len, SIZE_MAX);
    if (str_equal(attribute, S("Arn"))) return end->arn;
    if (str_equal(attribute, S("ResourceId"))) return end->resource_id;
    if (str_equal(attribute, S("Name"))) return end->name;
    return str_equal(attribute, S("Qualifier")) ? end->qualifier : NULL;
}

/* A cell with its values; NULL after reporting one that is not known. */
static Node *sam_connector_text(Sam *sam, const SamConnection *connection, Str cell) {
    Str full = cell;
    if (str_starts(cell, S("@"))) {
        Str rest = str_slice(cell, 1, cell.len);
        Str service = str_cut(&rest, ':');
        full = str_format(sam->arena,
                          "arn:${AWS::Partition}:%.*s:${AWS::Region}:${AWS::AccountId}:%.*s",
                          STR_ARGS(service), STR_ARGS(rest));
    }
    Node *text = sam_node_text(sam, connection->at, full);
    Node *variables = sam_form(sam, connection->at, "{}");
    Str rest = full;
    while (str_contains(rest, S("${"))) {
        rest = str_slice(rest, str_find(rest, S("${")) + 2, SIZE_MAX);
        Str name = str_cut(&rest, '}');
        if (str_contains(name, S("::"))) continue;
        const Node *value = sam_connector_value(connection, name);
        if (value == NULL) {
            sam_refuse(sam, connection->at, "the %.*s of this connector is not known",
                       STR_ARGS(name));
            return NULL;
        }
        if (full.len == name.len + 3) return sam_node_copy(sam, value);
        node_map_set(sam->arena, variables, name, *value);
    }
    if (variables->count > 0) {
        return sam_form(sam, connection->at, "{'Fn::Sub': [$0, $1]}", text, variables);
    }
    bool plain = !str_contains(full, S("${"));
    return plain ? text : sam_form(sam, connection->at, "{'Fn::Sub': $0}", text);
}

/* The statement of a role's row; NULL after reporting. */
static Node *sam_connector_statement(Sam *sam, const SamConnection *connection,
                                     const SamProfile *row) {
    Node *actions = sam_form(sam, connection->at, "[]");
    Node *resources = sam_form(sam, connection->at, "[]");
    Str rest = str_from(row->actions);
    Str service = str_cut(&rest, ' ');
    while (rest.len > 0) {
        Str action = str_join3(sam->arena, service, S(":"), str_cut(&rest, ' '));
        node_list_add(sam->arena, actions, node_make_string(connection->at, action));
    }
    rest = str_from(row->resources);
    while (rest.len > 0) {
        Node *resource = sam_connector_text(sam, connection, str_cut(&rest, ' '));
        if (resource == NULL) return NULL;
        node_list_add(sam->arena, resources, *resource);
    }
    return sam_form(sam, connection->at, "{Effect: Allow, Action: $0, Resource: $1}", actions,
                    resources);
}

static Node *sam_connector_resource_statement(Sam *sam, const SamConnection *connection,
                                              const SamProfile *row) {
    if (connection->source.arn == NULL || connection->destination.arn == NULL) return NULL;
    return sam_form(
        sam, connection->at,
        "{Effect: Allow, Principal: {Service: $0}, Resource: $1, Action: $2, Condition: "
        "{ArnEquals: {'aws:SourceArn': $3}}}",
        sam_node_text(sam, connection->at, str_from(row->actions)), connection->destination.arn,
        sam_node_text(sam, connection->at, str_from(row->resources)), connection->source.arn);
}

/* Adds a generated resource, which says for which connector it is. */
static void sam_connector_add(Sam *sam, const SamConnection *connection, Str id, Node *resource) {
    const Node *own = node_find(&sam->resources, connection->source.id);
    const Node *other = node_find(&sam->resources, connection->destination.id);
    Str source = connection->source.id.len == 0 ? S("") : node_text(node_find(own, S("Type")));
    Str destination =
        connection->destination.id.len == 0 ? S("") : node_text(node_find(other, S("Type")));
    if (source.len == 0) source = connection->source.type;
    if (destination.len == 0) destination = connection->destination.type;
    Node *metadata =
        sam_form(sam, connection->at,
                 "{'aws:sam:connectors': {$0: {Source: {Type: $1}, Destination: {Type: $2}}}}",
                 sam_node_text(sam, connection->at, connection->owner->id),
                 sam_node_text(sam, connection->at, source),
                 sam_node_text(sam, connection->at, destination));
    const Node *before = sam_node_find(connection->owner->resource, S("Metadata"));
    for (uint32_t i = 0; node_is(before, NODE_MAP) && i < before->count; i++) {
        node_map_set(sam->arena, metadata, before->pairs[i].key, before->pairs[i].value);
    }
    sam_node_set(sam, resource, S("Metadata"), metadata);
    sam_resource_add(sam, connection->owner, SAM_ATTRIBUTES_ALL, id, resource);
    node_list_add(sam->arena, connection->made, node_make_string(connection->at, id));
}

static Str sam_connector_id(Sam *sam, const SamConnection *connection, const char *kind) {
    return str_format(sam->arena, "%.*s%s%.*s", STR_ARGS(connection->owner->id), kind,
                      STR_ARGS(connection->suffix));
}

/* What polls or runs must wait for the policy that lets it. */
static void sam_connector_order(Sam *sam, const SamConnection *connection, Str policy) {
    const SamEnd *source = &connection->source;
    const SamEnd *destination = &connection->destination;
    if (source->id.len == 0 || destination->id.len == 0) return;
    Str machine = S("AWS::StepFunctions::StateMachine");
    if (str_equal(source->type, machine) && str_equal(destination->type, machine)) {
        sam_resource_depend(sam, sam_resource_find(sam, source->id), policy);
    }
    bool polled = str_equal(source->type, S("AWS::SQS::Queue")) ||
                  str_equal(source->type, S("AWS::DynamoDB::Table"));
    if (!polled || !str_equal(destination->type, S("AWS::Lambda::Function"))) return;
    Node *mapping = NULL;
    size_t count = 0;
    for (uint32_t i = 0; i < sam->output.count; i++) {
        Node *resource = &sam->output.pairs[i].value;
        if (!node_is_text(node_find(resource, S("Type")), S("AWS::Lambda::EventSourceMapping"))) {
            continue;
        }
        const Node *function = node_find_path(resource, S("Properties.FunctionName"));
        const Node *from = node_find_path(resource, S("Properties.EventSourceArn"));
        if (!str_equal(sam_node_target(function), destination->id)) continue;
        if (!str_equal(sam_node_target(from), source->id)) continue;
        mapping = resource;
        count++;
    }
    if (count == 1) sam_resource_depend(sam, mapping, policy);
}

static bool sam_connector_add_permission(Sam *sam, const SamConnection *connection,
                                         const SamProfile *row) {
    const Node *arn = sam_connector_text(sam, connection, str_from(row->resources));
    if (arn == NULL || connection->destination.arn == NULL) return false;
    bool bucket = str_equal(connection->source.type, S("AWS::S3::Bucket"));
    const Node *account =
        bucket ? sam_form(sam, connection->at, "{'Fn::Sub': '${AWS::AccountId}'}") : NULL;
    Str kind = str_join2(sam->arena, str_from(row->permission), S("LambdaPermission"));
    Node *permission =
        sam_form(sam, connection->at,
                 "{Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunction', "
                 "FunctionName: $0, Principal: $1, SourceArn: $2, SourceAccount: $3}}",
                 connection->destination.arn,
                 sam_node_text(sam, connection->at, str_from(row->actions)), arn, account);
    sam_connector_add(sam, connection,
                      sam_connector_id(sam, connection, str_terminated(sam->arena, kind)),
                      permission);
    return true;
}

/* Adds the policy with all statements, to the role, queue or topic of the kind. */
static bool sam_connector_add_policy(Sam *sam, const SamConnection *connection, SamProfileKind kind,
                                     const Node *statements) {
    const Node *document =
        sam_form(sam, connection->at, "{Version: '2012-10-17', Statement: $0}", statements);
    bool of_source = kind == SAM_PROFILE_SOURCE_ROLE;
    const Node *role = of_source ? connection->source.role : connection->destination.role;
    const char *form =
        "{Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: $0, Roles: [$1]}}";
    const char *name = "Policy";
    const Node *whose = role;
    if (kind == SAM_PROFILE_QUEUE_POLICY) {
        form = "{Type: 'AWS::SQS::QueuePolicy', Properties: {PolicyDocument: $0, Queues: [$1]}}";
        name = "QueuePolicy";
        whose = connection->destination.url;
    } else if (kind == SAM_PROFILE_TOPIC_POLICY) {
        form = "{Type: 'AWS::SNS::TopicPolicy', Properties: {PolicyDocument: $0, Topics: [$1]}}";
        name = "TopicPolicy";
        whose = connection->destination.arn;
    }
    if (whose == NULL) {
        return sam_refuse(sam, connection->at, "the %s of this connector can't be told",
                          kind == SAM_PROFILE_QUEUE_POLICY   ? "queue URL"
                          : kind == SAM_PROFILE_TOPIC_POLICY ? "topic"
                                                             : "role");
    }
    Str id = sam_connector_id(sam, connection, name);
    sam_connector_add(sam, connection, id, sam_form(sam, connection->at, form, document, whose));
    sam_connector_order(sam, connection, id);
    return true;
}

static bool sam_connector_wants(const Node *permissions, const char *permission) {
    for (uint32_t i = 0; node_is(permissions, NODE_LIST) && i < permissions->count; i++) {
        if (node_is_text(&permissions->items[i], str_from(permission))) return true;
    }
    return false;
}

static bool sam_connector_matches(const SamConnection *connection, const SamProfile *row) {
    Str aws = S("AWS::");
    Str source = str_slice(connection->source.type, aws.len, SIZE_MAX);
    Str destination = str_slice(connection->destination.type, aws.len, SIZE_MAX);
    return str_equal(str_from(row->source), source) &&
           str_equal(str_from(row->destination), destination);
}

static bool sam_connector_connect(Sam *sam, const SamConnection *connection) {
    const Node *permissions = sam_node_find(connection->owner->properties, S("Permissions"));
    Node *statements = sam_form(sam, connection->at, "[]");
    SamProfileKind kind = SAM_PROFILE_PERMISSION;
    bool known = false;
    bool granted = false;
    for (const SamProfile *row = sam_profile_table; row->source != NULL; row++) {
        if (!sam_connector_matches(connection, row)) continue;
        known = true;
        kind = row->kind;
        if (!sam_connector_wants(permissions, row->permission)) continue;
        granted = true;
        if (kind == SAM_PROFILE_PERMISSION) {
            if (!sam_connector_add_permission(sam, connection, row)) return false;
            continue;
        }
        bool role = kind == SAM_PROFILE_SOURCE_ROLE || kind == SAM_PROFILE_DESTINATION_ROLE;
        const Node *statement = role ? sam_connector_statement(sam, connection, row)
                                     : sam_connector_resource_statement(sam, connection, row);
        if (statement == NULL) return false;
        node_list_add(sam->arena, statements, *statement);
    }
    if (!known) {
        return sam_refuse(sam, connection->at, "there is no connector from \"%.*s\" to \"%.*s\"",
                          STR_ARGS(connection->source.type),
                          STR_ARGS(connection->destination.type));
    }
    if (!granted) {
        return sam_refuse(sam, connection->at,
                          "Permissions must have Read or Write, as far as the "
                          "connector from \"%.*s\" to \"%.*s\" has it",
                          STR_ARGS(connection->source.type),
                          STR_ARGS(connection->destination.type));
    }
    return kind == SAM_PROFILE_PERMISSION ||
           sam_connector_add_policy(sam, connection, kind, statements);
}

/* What waits for the connector waits for all that was made of it. */
static void sam_connector_replace_depends(Sam *sam, Node *resources, Str id, const Node *made) {
    for (uint32_t i = 0; i < resources->count; i++) {
        Node *resource = &resources->pairs[i].value;
        size_t count = 0;
        const Node *before = sam_node_items(sam_node_find(resource, S("DependsOn")), &count);
        Node *after = sam_form(sam, resource, "[]");
        bool found = false;
        for (size_t j = 0; j < count; j++) {
            bool is_connector = node_is_text(&before[j], id);
            found = found || is_connector;
            if (!is_connector) node_list_add(sam->arena, after, before[j]);
        }
        for (uint32_t j = 0; found && j < made->count; j++) {
            sam_node_add_unique(sam, after, &made->items[j]);
        }
        if (found) sam_node_set(sam, resource, S("DependsOn"), after);
    }
}

bool sam_connector_expand(Sam *sam, SamOwner *owner) {
    const Node *source = sam_node_find(owner->properties, S("Source"));
    const Node *destination = sam_node_find(owner->properties, S("Destination"));
    size_t count = 0;
    const Node *items = sam_node_items(destination, &count);
    if (source == NULL || count == 0) {
        return sam_refuse(sam, owner->resource, "\"%.*s\" needs a Source and a Destination",
                          STR_ARGS(owner->id));
    }
    Node *made = sam_form(sam, owner->resource, "[]");
    for (size_t i = 0; i < count; i++) {
        SamConnection connection = {.owner = owner, .at = &items[i], .made = made};
        if (node_is(destination, NODE_LIST)) {
            connection.suffix = str_format(sam->arena, "Destination%zu", i);
        }
        if (!sam_end_read(sam, &items[i], source, &connection.destination)) return false;
        if (!sam_end_read(sam, source, &items[i], &connection.source)) return false;
        if (!sam_connector_connect(sam, &connection)) return false;
    }
    sam_connector_replace_depends(sam, &sam->output, owner->id, made);
    sam_connector_replace_depends(sam, &sam->resources, owner->id, made);
    return true;
}
