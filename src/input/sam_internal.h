/* SPDX-License-Identifier: Apache-2.0 */
/* sam_internal.h -- what the files of the SAM expansion share; nobody else includes it.
 *
 *   sam.c             the order of things: globals, implicit APIs, each resource, references
 *   sam_globals.c     the Globals section          sam_implicit.c  APIs that events ask for
 *   sam_form.c        nodes written as YAML        sam_node.c      small work on nodes
 *   sam_resource.c    adding to the output         sam_reference.c !Ref Function.Alias
 *   sam_function.c    functions                    sam_event.c     their events (push)
 *   sam_poll.c        events that are polled       sam_schedule.c  rules and schedules
 *   sam_role.c        execution roles              sam_policy.c    policy templates
 *   sam_api.c         REST APIs                    sam_swagger.c   their OpenAPI documents
 *   ... and one file for each other resource type.
 *
 * All nodes here live in the arena of the expansion. The template is copied once at the start, so
 * whatever hangs below Sam.resources may be changed in place. */
#ifndef MERLON_INPUT_SAM_INTERNAL_H
#define MERLON_INPUT_SAM_INTERNAL_H

#include "input/sam.h"

enum {
    SAM_FORM_ARGS_MAX = 10 /* $0 to $9 */
};

/* One expansion. */
typedef struct Sam {
    Arena *arena;
    ErrorList *errors;
    const Node *template;
    Node resources;  /* the template's own, with globals merged and implicit APIs added */
    Node output;     /* the resources of the result */
    Node conditions; /* the template's Conditions and what was generated beside them */
    Node globals;
    const Node *parameters; /* the template's Parameters, or NULL */
    const Node *mappings;   /* the template's Mappings, or NULL */
    Map forms;              /* parsed forms by their text */
    Map references;         /* "Function.Alias" to the Str of a generated logical id */
    Map renamed;            /* logical id to the Str of its new one (layers) */
    Node preferences;       /* deployment preferences by function id, in order */
    Node usage_plan;        /* what APIs with a shared usage plan have added so far */
} Sam;

/* A resource of the template that is being expanded. */
typedef struct SamOwner {
    Str id;
    Node *resource;   /* in Sam.resources */
    Node *properties; /* a map */
    size_t first;     /* index in Sam.output of the first resource made for it */
} SamOwner;

/* Which attributes of the owner a generated resource takes over. */
typedef enum SamAttributes {
    SAM_ATTRIBUTES_NONE,
    SAM_ATTRIBUTES_PASSED, /* Condition, DeletionPolicy, UpdateReplacePolicy */
    SAM_ATTRIBUTES_OWN,    /* these, Metadata and UpdatePolicy */
    SAM_ATTRIBUTES_ALL     /* these and DependsOn */
} SamAttributes;

/* The policies of an execution role while events still add to it. */
typedef struct SamRole {
    Node *managed;     /* list of ARNs */
    Node *policies;    /* list of {PolicyName, PolicyDocument} */
    const Node *trust; /* the policy document that says who may assume it */
    const Node *tags;  /* a list, or NULL */
} SamRole;

/* What an event calls: a function, its alias, or a state machine. */
typedef struct SamTarget {
    const SamOwner *owner;
    Str id;           /* of the function, alias or state machine */
    const Node *name; /* how a permission names it */
    const Node *arn;
    SamRole *role; /* of a function; else NULL */
    bool is_function;
} SamTarget;

/* One event of a function or a state machine. */
typedef struct SamEvent {
    const SamTarget *target;
    Str id;           /* function id + event name: the logical id of what is made for it */
    Str name;         /* as in the template */
    Node *node;       /* for positions */
    Node *properties; /* a map */
} SamEvent;

/* A statement of a policy template, as sam_policy_table.c explains. */
typedef struct SamPolicyStatement {
    const char *policy;
    const char *actions;
    const char *resources;
    const char *condition_key; /* or NULL */
    const char *condition_value;
} SamPolicyStatement;

extern const SamPolicyStatement sam_policy_table[]; /* ends with a row of NULLs */

/* How a connector grants its permission. */
typedef enum SamProfileKind {
    SAM_PROFILE_SOURCE_ROLE,      /* a managed policy of the source's role */
    SAM_PROFILE_DESTINATION_ROLE, /* or of the destination's */
    SAM_PROFILE_QUEUE_POLICY,
    SAM_PROFILE_TOPIC_POLICY,
    SAM_PROFILE_PERMISSION /* of the function that is the destination */
} SamProfileKind;

/* A row of what connectors grant, as sam_profile_table.c explains. */
typedef struct SamProfile {
    const char *source;
    const char *destination;
    const char *permission; /* Read or Write */
    SamProfileKind kind;
    const char *actions;
    const char *resources;
} SamProfile;

extern const SamProfile sam_profile_table[]; /* ends with a row of NULLs */

/* ---- sam.c ---- */

/* Adds an error at the position of at, which may be NULL; returns false. */
bool sam_refuse(Sam *sam, const Node *at, const char *format, ...) PRINTF_LIKE(3, 4);

/* ---- sam_form.c ---- */

/* A node written as YAML, at the position of at. The texts $0 to $9 stand for the arguments that
 * follow, each a const Node *: a whole "$0" is replaced by the node, and left out together with its
 * key when the argument is NULL; within a longer text it is replaced by the argument's text.
 * A form is the program's own: one that can't be read is a programmer's error. */
Node *sam_form(Sam *sam, const Node *at, const char *form, ...);

/* ---- sam_node.c ---- */

/* A copy of node that shares nothing with it that could be changed in place. */
Node *sam_node_copy(Sam *sam, const Node *node);

/* A text node. */
Node *sam_node_text(Sam *sam, const Node *at, Str text);

/* A text node of prefix and suffix in one. */
Node *sam_node_join(Sam *sam, const Node *at, Str prefix, Str suffix);

/* {Ref: id}. */
Node *sam_node_ref(Sam *sam, const Node *at, Str id);

/* {Fn::GetAtt: [id, attribute]}. */
Node *sam_node_attribute(Sam *sam, const Node *at, Str id, Str attribute);

/* {Fn::If: [condition, node, {Ref: AWS::NoValue}]}, or node itself when condition is empty. */
Node *sam_node_conditional(Sam *sam, Str condition, const Node *node);

/* The value of key when it is there and not null; else NULL. */
const Node *sam_node_find(const Node *map, Str key);

/* Like sam_node_find, for changing the value in place. */
Node *sam_node_find_own(Node *map, Str key);

/* The map at key of map, added when it is missing; NULL when something else is there, or map is no
 * map itself. */
Node *sam_node_map_at(Sam *sam, Node *map, Str key);

/* Sets key to value unless value is NULL or map is no map (users' templates may be wrong anywhere:
 * what matters is checked where it matters). */
void sam_node_set(Sam *sam, Node *map, Str key, const Node *value);

/* Removes key from map. */
void sam_node_remove(Node *map, Str key);

/* Copies the values of the keys named in the space-separated names, where there are any. */
void sam_node_pick(Sam *sam, const Node *from, Node *to, const char *names);

/* Appends item to list unless an equal one is there already. */
void sam_node_add_unique(Sam *sam, Node *list, const Node *item);

/* True unless node is NULL, null, false, 0, or empty. */
bool sam_node_is_true(const Node *node);

/* True for a map of one key that is Ref, Condition or begins with Fn::. */
bool sam_node_is_intrinsic(const Node *node);

/* The three items of {Fn::If: [condition, then, else]}, or NULL. */
const Node *sam_node_if(const Node *node);

/* True for {Ref: AWS::NoValue}. */
bool sam_node_is_no_value(const Node *node);

/* The logical id in {Ref: id} or {Fn::GetAtt: [id, ...]}; empty for anything else. */
Str sam_node_target(const Node *node);

/* The items that a list or a single value stand for: *ret_count of them. */
const Node *sam_node_items(const Node *node, size_t *ret_count);

/* [{Key, Value}, ...] of a map of tags; an empty list for NULL. */
Node *sam_node_tags(Sam *sam, const Node *at, const Node *tags);

/* Ten hexadecimal digits that depend on the content of node only. */
Str sam_node_hash(Sam *sam, const Node *node);

/* True when text is not empty and all ASCII letters and digits. */
bool sam_node_is_alphanumeric(Str text);

/* Text without all but ASCII letters and digits. */
Str sam_node_alphanumeric(Sam *sam, Str text);

/* ---- sam_default.c ---- */

/* A copy of node (NULL for NULL) in which {Ref: Parameter} is the parameter's default and Fn::Sub
 * texts have the defaults of parameters in them, where there is one. */
Node *sam_default_resolve(Sam *sam, const Node *node);

/* The same, and a Fn::FindInMap at the top becomes the value in the template's Mappings. */
Node *sam_default_resolve_map(Sam *sam, const Node *node);

/* ---- sam_resource.c ---- */

/* Adds a resource {Type, Properties} to the output (or replaces the one of that id), with the
 * owner's attributes. */
void sam_resource_add(Sam *sam, const SamOwner *owner, SamAttributes attributes, Str id,
                      Node *resource);

/* The resource of the output with that id, or NULL; valid until the next addition. */
Node *sam_resource_find(Sam *sam, Str id);

/* The properties of a resource of the output or, failing that, of the template; NULL when there is
 * no such resource or its properties are no map. They are added when they are missing. */
Node *sam_resource_properties(Sam *sam, Str id);

/* Gives the owner's Tags to all taggable resources made for it when its PropagateTags is true. */
void sam_resource_tag(Sam *sam, const SamOwner *owner);

/* Appends an id to the resource's DependsOn. */
void sam_resource_depend(Sam *sam, Node *resource, Str id);

/* The name of the owner's Condition; empty without one. */
Str sam_resource_condition(const SamOwner *owner);

/* Adds {name: {Fn::Or: [conditions...]}} to the template's conditions, nested when there are more
 * than ten; conditions is a list of texts. */
void sam_resource_combine(Sam *sam, Str name, const Node *conditions);

/* ---- sam_reference.c ---- */

/* Notes that "id.property" stands for the generated resource. */
void sam_reference_add(Sam *sam, Str id, const char *property, Str generated);

/* Notes that a resource of the template has another logical id in the output. */
void sam_reference_rename(Sam *sam, Str id, Str generated);

/* Notes the references that are possible to what was made for owner. */
void sam_reference_note(Sam *sam, const SamOwner *owner);

/* Replaces noted references in a whole tree: Ref, Fn::GetAtt, Fn::Sub and DependsOn. */
void sam_reference_replace(Sam *sam, Node *node);

/* ---- sam_globals.c ---- */

/* Merges the Globals section into the resources. */
void sam_globals_merge(Sam *sam);

/* ---- sam_implicit.c ---- */

/* Adds empty API definitions where the user gave none, and the implicit APIs that events need. */
void sam_implicit_add(Sam *sam);

/* Gives the documents that SAM manages the OpenApiVersion of their API; after the globals. */
void sam_implicit_set_version(Sam *sam);

/* True when SAM manages the document in an API's properties: nobody wrote it. */
bool sam_implicit_is_managed(const Node *properties);

/* ---- sam_policy.c, sam_managed.c, sam_role.c ---- */

/* The policy document of a policy template with its parameters, or NULL when there is no template
 * of that name; parameters that are missing are reported. */
Node *sam_policy_find(Sam *sam, Str name, const Node *parameters, const Node *at);

/* The ARN of an AWS managed policy named by its short name; an ARN is returned as it is. */
Str sam_managed_arn(Sam *sam, Str name);

/* A role without policies; see sam_role_trust for trust. */
SamRole sam_role_make(Sam *sam, const Node *at, const Node *trust);

/* Adds an AWS managed policy by the last part of its ARN ("service-role/AWSLambdaRole"). */
void sam_role_manage(Sam *sam, SamRole *role, const char *path);

/* Adds an inline policy unless an equal document is there. NULL is ignored. */
void sam_role_allow(Sam *sam, SamRole *role, const Node *policy);

/* Adds everything in a Policies property (names, ARNs, templates, documents). prefix is the
 * logical id of the role, for policy names. Returns false after reporting what isn't a policy. */
bool sam_role_policies(Sam *sam, SamRole *role, Str prefix, const Node *policies);

/* Adds the role to the output as id, with the owner's RolePath and PermissionsBoundary. */
void sam_role_add(Sam *sam, const SamOwner *owner, Str id, const SamRole *role);

/* The trust policy for one AWS service. */
Node *sam_role_trust(Sam *sam, const Node *at, const char *service);

/* ---- resource types ---- */

/* Each adds what its resource type expands to to the output, or returns false after reporting why
 * it can't. */

/* Expands a function. */
bool sam_function_expand(Sam *sam, SamOwner *owner);

/* Expands a state machine. */
bool sam_state_machine_expand(Sam *sam, SamOwner *owner);

/* Expands a REST API. */
bool sam_api_expand(Sam *sam, SamOwner *owner);

/* Expands a HTTP API. */
bool sam_http_api_expand(Sam *sam, SamOwner *owner);

/* Expands a WebSocket API. */
bool sam_web_socket_expand(Sam *sam, SamOwner *owner);

/* Expands a simple table. */
bool sam_table_expand(Sam *sam, SamOwner *owner);

/* Expands a layer. */
bool sam_layer_expand(Sam *sam, SamOwner *owner);

/* Expands a nested application. */
bool sam_application_expand(Sam *sam, SamOwner *owner);

/* Expands a GraphQL API. */
bool sam_graphql_expand(Sam *sam, SamOwner *owner);

/* Expands a capacity provider. */
bool sam_capacity_expand(Sam *sam, SamOwner *owner);

/* Expands a connector. */
bool sam_connector_expand(Sam *sam, SamOwner *owner);

/* ---- parts of functions ---- */

/* The Code of a function. */
Node *sam_code_make(Sam *sam, const SamOwner *owner);

/* The Content of a layer: the same names as Code has. */
Node *sam_code_content(Sam *sam, const SamOwner *owner, const Node *uri);

/* Bucket, key and version of an "s3://bucket/key?versionId=v" text or a {Bucket, Key, Version} map,
 * under the three names given; unknown values for a path that is not in S3 yet. at is the position
 * when uri is NULL. */
Node *sam_code_location(Sam *sam, const Node *uri, const Node *at, const char *const names[3]);

/* Adds the version and the alias of AutoPublishAlias. ret_alias, the alias's name, is left alone
 * when there is none. */
bool sam_version_add(Sam *sam, const SamOwner *owner, Str *ret_alias);

/* The logical id of the alias. */
Str sam_version_alias_id(Sam *sam, const SamOwner *owner, Str alias);

/* Adds the function's URL and the permissions of a public one; function is how both name it. */
void sam_url_add(Sam *sam, const SamOwner *owner, const Node *function);

/* Adds the EventInvokeConfig, its generated queues and topics, and what the role needs for them. */
bool sam_invoke_add(Sam *sam, const SamOwner *owner, Str alias, SamRole *role);

/* The inline policy that lets a role write to a destination of that type (SQS, SNS, EventBridge,
 * Lambda, S3Bucket or S3); NULL for another type. */
Node *sam_invoke_policy(Sam *sam, Str type, Str id, const Node *arn);

/* Notes the function's DeploymentPreference, and gives its alias an update policy. */
bool sam_deployment_add(Sam *sam, const SamOwner *owner, Str alias_id);

/* Adds what all deployment preferences need together: application, role, groups. */
void sam_deployment_finish(Sam *sam);

/* ---- events ---- */

/* Expands all events of the target's owner, in the order that the translator has. */
void sam_event_expand(Sam *sam, const SamTarget *target);

/* Adds the permission id for a service to call the function; source is a map with what may be of
 * SourceArn, SourceAccount and EventSourceToken. */
void sam_event_permit(Sam *sam, const SamEvent *event, Str id, const char *principal,
                      const Node *source);

/* The value of a required property of an event, or NULL after reporting that it is missing. */
const Node *sam_event_need(Sam *sam, const SamEvent *event, const char *property);

/* Expands an event that Lambda polls for. */
bool sam_poll_expand(Sam *sam, const SamEvent *event);

/* Adds the mapping of the queue that stands between a topic and the function; batch or NULL. */
void sam_poll_queue(Sam *sam, const SamEvent *event, const Node *queue, const Node *batch);

/* Expands a rule by time or by pattern: Schedule, CloudWatchEvent, EventBridgeRule. */
bool sam_schedule_expand_rule(Sam *sam, const SamEvent *event);

/* Expands a ScheduleV2. */
bool sam_schedule_expand(Sam *sam, const SamEvent *event);

/* Adds the role in which the service starts the event's state machine; returns its ARN. */
const Node *sam_schedule_start(Sam *sam, const SamEvent *event, const char *service);

/* Expands an Api event. */
bool sam_rest_event_expand(Sam *sam, const SamEvent *event);

/* Expands a HttpApi event. */
bool sam_http_event_expand(Sam *sam, const SamEvent *event);

/* ---- OpenAPI documents ---- */

/* A method of a document that has an integration. */
typedef struct SamMethod {
    Str path;
    Str name;         /* "get", "x-amazon-apigateway-any-method" */
    Node *definition; /* to be changed in place */
} SamMethod;

typedef struct SamMethods {
    SamMethod *items;
    size_t count;
} SamMethods;

/* An empty Swagger 2.0 document (REST APIs), or OpenAPI 3.0.1 (HTTP APIs). */
Node *sam_swagger_make(Sam *sam, const Node *at, bool http);

/* True when the body is a Swagger 2 (REST APIs only) or OpenAPI 3 document with paths. */
bool sam_swagger_is_valid(const Node *body, bool http);

/* The name of a method in a document: lower case, and "any" is x-amazon-apigateway-any-method. */
Str sam_swagger_method(Sam *sam, Str method);

/* The node itself or, of a {Fn::If}, those of its two values that are there. */
size_t sam_swagger_branches(Node *node, Node *ret_branches[2]);

/* Makes sure that the path has the method. Returns false when the document has something else. */
bool sam_swagger_add(Sam *sam, Node *body, Str path, Str method);

/* True when the method of the path has an integration in every branch. */
bool sam_swagger_has_integration(Sam *sam, Node *body, Str path, Str method);

/* Sets the integration of a method, which is added when it is missing, and its responses, unless
 * there are some, to those of definition; all under the condition when it isn't empty. */
void sam_swagger_integrate(Sam *sam, Node *body, const SamMethod *place, const Node *definition,
                           Str condition);

/* The methods with an integration below a path, or all when path is empty; only those of the name
 * method, unless it is empty. Valid until a path or method is added. */
SamMethods sam_swagger_methods(Sam *sam, Node *body, Str path, Str method);

/* The integration URI that calls a function. */
Node *sam_swagger_uri(Sam *sam, const SamTarget *target, const char *partition, bool stream);

/* The path with "*" for each parameter and without a slash at the end, as ARNs have it. */
Str sam_swagger_arn_path(Sam *sam, Str path);

/* Moves what Swagger 2 and OpenAPI 3 have in different places when version is 3 and the document
 * has no "swagger". */
void sam_swagger_normalize(Sam *sam, Node *body, const Node *version);

/* ---- who may call the methods of an API ---- */

/* Adds {name: scopes} to the method's security; scopes may be NULL for []. */
void sam_security_add(Sam *sam, Node *definition, Str name, const Node *scopes);

/* Adds the definition of a well-known scheme (AWS_IAM, api_key) to a Swagger document. */
void sam_security_define(Sam *sam, Node *body, Str name);

/* Gives all methods of a REST API the default authorizer, unless they have one or refuse it. */
void sam_security_default(Sam *sam, Node *body, const Node *auth);

/* Gives all methods of a REST API the API key, unless they refuse it. */
void sam_security_require_key(Sam *sam, Node *body, const Node *auth);

/* Applies the Auth of an Api event to its method. stage is a name. */
bool sam_security_of_event(Sam *sam, const SamEvent *event, Node *api, Node *body,
                           const SamMethod *place);

/* Adds the authorizers of a REST API to its document's securityDefinitions. */
void sam_authorizer_define(Sam *sam, const SamOwner *owner, const Node *auth, Node *body);

/* Adds the authorizers of a HTTP API to its document's securitySchemes. */
void sam_authorizer_define_http(Sam *sam, const SamOwner *owner, const Node *auth, Node *body);

/* Adds the permissions for the API to call its Lambda authorizers. */
void sam_authorizer_permit(Sam *sam, const SamOwner *owner, const Node *authorizers, bool http);

/* Adds a ResourcePolicy property to the document's x-amazon-apigateway-policy for one path. */
void sam_resource_policy_add(Sam *sam, Node *body, const Node *policy, Str path, const Node *stage);

/* Adds the CustomStatements of a ResourcePolicy property. */
void sam_resource_policy_add_custom(Sam *sam, Node *body, const Node *policy);

/* Adds the methods that answer CORS preflights to a REST API's document. */
void sam_cors_add(Sam *sam, const SamOwner *owner, Node *body);

/* Adds x-amazon-apigateway-cors to a HTTP API's document. */
void sam_cors_add_http(Sam *sam, const SamOwner *owner, Node *body);

/* ---- domains and usage plans of APIs ---- */

/* Adds the custom domain of a REST API: domain, mappings, records. */
bool sam_domain_add(Sam *sam, const SamOwner *owner);

/* Adds the custom domain of a HTTP or WebSocket API; tags is a map or NULL. */
bool sam_domain_add_v2(Sam *sam, const SamOwner *owner, const Node *tags);

/* Adds the usage plan of a REST API with its key. */
bool sam_usage_plan_add(Sam *sam, const SamOwner *owner, const Node *auth, Str stage_id);

/* The logical id of an API's stage: named stages have their name in it. */
Str sam_api_stage_id(Sam *sam, Str api, const Node *stage_name);

#endif
