/* SPDX-License-Identifier: Apache-2.0 */
/* draw_model -- writes a picture of a model that needs no input, to look at and to measure.
 * Usage: draw_model svg|dot|mermaid shop [down|right]             a web shop with 30 flows
 *        draw_model svg|dot|mermaid hostile [down|right]          names that mean harm
 *        draw_model svg|dot|mermaid ELEMENTS SEED [down|right]    a random nested model
 * Some elements and flows get badges, as if they had threats. */
#include "report/drawing.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct ShopBoundary {
    const char *id, *name, *parent;
    BoundaryKind kind;
    int open; /* -1: nothing says */
} ShopBoundary;

typedef struct ShopElement {
    const char *id, *type, *category, *boundary;
    ElementKind kind;
    bool actor;
} ShopElement;

typedef struct ShopFlow {
    const char *from, *to, *label;
    Truth encrypted;
    bool unsure;
} ShopFlow;

static const ShopBoundary shop_boundaries[] = {
    {"internet", "Internet", "", BOUNDARY_INTERNET, -1},
    {"account", "123456789012", "", BOUNDARY_ACCOUNT, -1},
    {"region", "eu-central-1", "account", BOUNDARY_REGION, -1},
    {"vpc", "module.network.aws_vpc.main", "region", BOUNDARY_VPC, -1},
    {"private", "private-a, private-b", "vpc", BOUNDARY_SUBNET, 0},
    {"public", "public-a, public-b", "vpc", BOUNDARY_SUBNET, 1},
    {"sg", "orders-functions", "private", BOUNDARY_GROUP, -1},
    {"sg-db", "module.database.aws_security_group.rds", "private", BOUNDARY_GROUP, -1},
    {"partner", "Payment provider", "", BOUNDARY_ACCOUNT, -1},
};

static const ShopElement shop_elements[] = {
    {"Internet users", "", "", "internet", ELEMENT_EXTERNAL, true},
    {"Administrators", "", "", "internet", ELEMENT_EXTERNAL, true},
    {"CI pipeline", "", "delivery", "internet", ELEMENT_EXTERNAL, true},
    {"aws_cloudfront_distribution.shop", "AWS::CloudFront::Distribution", "network", "account",
     ELEMENT_PROCESS, false},
    {"aws_wafv2_web_acl.shop", "AWS::WAFv2::WebACL", "security", "account", ELEMENT_PROCESS, false},
    {"module.site.aws_s3_bucket.assets", "AWS::S3::Bucket", "storage", "region", ELEMENT_STORE,
     false},
    {"module.api.aws_apigatewayv2_api.orders", "AWS::ApiGatewayV2::Api", "network", "region",
     ELEMENT_PROCESS, false},
    {"aws_cognito_user_pool.customers", "AWS::Cognito::UserPool", "identity", "region",
     ELEMENT_PROCESS, false},
    {"module.api.aws_lambda_function.orders", "AWS::Lambda::Function", "compute", "sg",
     ELEMENT_PROCESS, false},
    {"module.api.aws_lambda_function.this[\"payments-webhook-handler\"]", "AWS::Lambda::Function",
     "compute", "sg", ELEMENT_PROCESS, false},
    {"module.api.aws_lambda_function.customer_notification_dispatcher_production",
     "AWS::Lambda::Function", "compute", "region", ELEMENT_PROCESS, false},
    {"aws_dynamodb_table.carts", "AWS::DynamoDB::Table", "database", "region", ELEMENT_STORE,
     false},
    {"module.database.aws_db_instance.orders", "AWS::RDS::DBInstance", "database", "sg-db",
     ELEMENT_STORE, false},
    {"aws_sqs_queue.mails", "AWS::SQS::Queue", "messaging", "region", ELEMENT_STORE, false},
    {"aws_sns_topic.events", "AWS::SNS::Topic", "messaging", "region", ELEMENT_PROCESS, false},
    {"aws_s3_bucket.invoices", "AWS::S3::Bucket", "storage", "region", ELEMENT_STORE, false},
    {"aws_secretsmanager_secret.db", "AWS::SecretsManager::Secret", "security", "region",
     ELEMENT_STORE, false},
    {"aws_kms_key.data", "AWS::KMS::Key", "security", "region", ELEMENT_PROCESS, false},
    {"aws_cloudwatch_log_group.api", "AWS::Logs::LogGroup", "monitoring", "region", ELEMENT_STORE,
     false},
    {"aws_instance.bastion", "AWS::EC2::Instance", "compute", "public", ELEMENT_PROCESS, false},
    {"aws_nat_gateway.main", "AWS::EC2::NatGateway", "network", "public", ELEMENT_PROCESS, false},
    {"Payment API", "", "", "partner", ELEMENT_EXTERNAL, false},
    {"AWS console", "", "", "account", ELEMENT_PROCESS, false},
};

static const ShopFlow shop_flows[] = {
    {"Internet users", "aws_cloudfront_distribution.shop", "HTTPS", TRUTH_TRUE, false},
    {"aws_cloudfront_distribution.shop", "aws_wafv2_web_acl.shop", "inspects", TRUTH_TRUE, false},
    {"aws_cloudfront_distribution.shop", "module.site.aws_s3_bucket.assets", "GetObject",
     TRUTH_TRUE, false},
    {"aws_cloudfront_distribution.shop", "module.api.aws_apigatewayv2_api.orders", "HTTPS /api",
     TRUTH_TRUE, false},
    {"Internet users", "module.api.aws_apigatewayv2_api.orders", "HTTPS", TRUTH_TRUE, true},
    {"Internet users", "aws_cognito_user_pool.customers", "signs in", TRUTH_TRUE, false},
    {"module.api.aws_apigatewayv2_api.orders", "aws_cognito_user_pool.customers", "checks tokens",
     TRUTH_TRUE, false},
    {"module.api.aws_apigatewayv2_api.orders", "module.api.aws_lambda_function.orders", "invokes",
     TRUTH_TRUE, false},
    {"module.api.aws_apigatewayv2_api.orders",
     "module.api.aws_lambda_function.this[\"payments-webhook-handler\"]", "invokes", TRUTH_TRUE,
     false},
    {"module.api.aws_lambda_function.orders", "aws_dynamodb_table.carts", "GetItem, PutItem",
     TRUTH_TRUE, false},
    {"module.api.aws_lambda_function.orders", "aws_dynamodb_table.carts", "Scan", TRUTH_UNKNOWN,
     false},
    {"module.api.aws_lambda_function.orders", "module.database.aws_db_instance.orders", "TCP 5432",
     TRUTH_FALSE, false},
    {"module.api.aws_lambda_function.orders", "aws_sqs_queue.mails", "SendMessage", TRUTH_TRUE,
     false},
    {"module.api.aws_lambda_function.orders", "aws_secretsmanager_secret.db", "GetSecretValue",
     TRUTH_TRUE, false},
    {"module.api.aws_lambda_function.orders", "aws_cloudwatch_log_group.api", "logs", TRUTH_UNKNOWN,
     false},
    {"module.api.aws_lambda_function.this[\"payments-webhook-handler\"]", "Payment API", "HTTPS",
     TRUTH_TRUE, false},
    {"Payment API", "module.api.aws_apigatewayv2_api.orders", "webhooks", TRUTH_TRUE, false},
    {"module.api.aws_lambda_function.this[\"payments-webhook-handler\"]", "aws_sns_topic.events",
     "Publish", TRUTH_UNKNOWN, false},
    {"module.api.aws_lambda_function.this[\"payments-webhook-handler\"]",
     "module.database.aws_db_instance.orders", "TCP 5432", TRUTH_FALSE, false},
    {"aws_sns_topic.events", "aws_sqs_queue.mails", "delivers", TRUTH_UNKNOWN, false},
    {"aws_sqs_queue.mails",
     "module.api.aws_lambda_function.customer_notification_dispatcher_production", "polls",
     TRUTH_TRUE, false},
    {"module.api.aws_lambda_function.customer_notification_dispatcher_production",
     "aws_s3_bucket.invoices", "PutObject", TRUTH_TRUE, false},
    {"module.api.aws_lambda_function.customer_notification_dispatcher_production",
     "aws_kms_key.data", "Decrypt", TRUTH_TRUE, false},
    {"aws_s3_bucket.invoices", "aws_kms_key.data", "encrypts", TRUTH_TRUE, false},
    {"aws_dynamodb_table.carts", "aws_kms_key.data", "encrypts", TRUTH_TRUE, false},
    {"Administrators", "AWS console", "HTTPS", TRUTH_TRUE, false},
    {"Administrators", "aws_instance.bastion", "SSH 22", TRUTH_TRUE, false},
    {"aws_instance.bastion", "module.database.aws_db_instance.orders", "TCP 5432", TRUTH_FALSE,
     true},
    {"CI pipeline", "module.site.aws_s3_bucket.assets", "PutObject", TRUTH_TRUE, false},
    {"CI pipeline", "module.api.aws_lambda_function.orders", "UpdateFunctionCode", TRUTH_TRUE,
     false},
};

static Claim claim_of(Truth truth) { return (Claim){.stated = true, .truth = truth}; }

static void make_shop(Model *model) {
    model->head.name = S("Web shop");
    for (size_t i = 0; i < COUNT(shop_boundaries); i++) {
        const ShopBoundary *from = &shop_boundaries[i];
        Boundary boundary = {.id = str_from(from->id),
                             .name = str_from(from->name),
                             .parent_id = str_from(from->parent),
                             .kind = from->kind};
        if (str_starts(boundary.name, S("module."))) boundary.id = boundary.name;
        boundary.id = str_from(from->id);
        if (from->open >= 0) boundary.open = claim_of(from->open ? TRUTH_TRUE : TRUTH_FALSE);
        model_add_boundary(model, &boundary);
    }
    for (size_t i = 0; i < COUNT(shop_elements); i++) {
        const ShopElement *from = &shop_elements[i];
        Element element = {.id = str_from(from->id),
                           .type = str_from(from->type),
                           .category = str_from(from->category),
                           .boundary_id = str_from(from->boundary),
                           .kind = from->kind,
                           .actor = from->actor};
        model_add_element(model, &element);
    }
    for (size_t i = 0; i < COUNT(shop_flows); i++) {
        const ShopFlow *from = &shop_flows[i];
        Flow flow = {.from_id = str_from(from->from),
                     .to_id = str_from(from->to),
                     .label = str_from(from->label),
                     .encrypted = claim_of(from->encrypted)};
        if (from->unsure) flow.certain = claim_of(TRUTH_UNKNOWN);
        model_add_flow(model, &flow);
    }
}

/* The generator of L'Ecuyer's table with multiplier 1103515245: small, and the same everywhere. */
static uint32_t dice(uint32_t *state, uint32_t sides) {
    *state = *state * 1103515245u + 12345u;
    return (*state >> 16) % sides;
}

static uint32_t add_random_boundaries(Model *model, uint32_t elements, uint32_t *state) {
    uint32_t count = 3 + elements / 12;
    for (uint32_t i = 0; i < count; i++) {
        static const BoundaryKind kinds[] = {BOUNDARY_VPC, BOUNDARY_SUBNET, BOUNDARY_GROUP};
        Boundary boundary = {.id = str_format(model->arena, "b%u", i), .kind = BOUNDARY_ACCOUNT};
        boundary.name = str_format(model->arena, "boundary number %u", i);
        if (i == 1) boundary.kind = BOUNDARY_REGION;
        if (i > 1) boundary.kind = kinds[i == 2 ? 0 : dice(state, 3)];
        uint32_t parent = i < 3 ? i - 1 : 1 + dice(state, i - 1);
        if (i > 0) boundary.parent_id = str_format(model->arena, "b%u", parent);
        if (i > 2 && parent == 1) boundary.kind = BOUNDARY_VPC;
        model_add_boundary(model, &boundary);
    }
    return count;
}

/* Which types lead to which: a flow between others is rare. */
static bool is_usual(Str from, Str to) {
    static const char *const pairs[][2] = {{"LoadBalancer", "Instance"},
                                           {"LoadBalancer", "Function"},
                                           {"Function", "Table"},
                                           {"Function", "Bucket"},
                                           {"Function", "Queue"},
                                           {"Queue", "Function"},
                                           {"Function", "LogGroup"},
                                           {"Instance", "Table"},
                                           {"Instance", "Bucket"},
                                           {"Function", "Key"},
                                           {"Bucket", "Key"}};
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (str_ends(from, str_from(pairs[i][0])) && str_ends(to, str_from(pairs[i][1]))) {
            return true;
        }
    }
    return false;
}

static void add_random_flows(Model *model, uint32_t *state) {
    uint32_t elements = (uint32_t)model->element_count;
    for (uint32_t i = 0; i < elements * 12; i++) {
        uint32_t from = dice(state, elements), near = dice(state, 40);
        uint32_t to = near < elements ? (from + near) % elements : dice(state, elements);
        const Element *source = model->elements[from], *target = model->elements[to];
        bool edge = source->actor && str_ends(target->type, S("LoadBalancer"));
        if (!edge && !is_usual(source->type, target->type) && dice(state, 400) > 0) continue;
        if (to < 2 || from == to) continue;
        Flow flow = {.from_id = source->id, .to_id = target->id};
        flow.label = str_format(model->arena, "flow %u", i);
        flow.encrypted = claim_of(dice(state, 5) > 1 ? TRUTH_TRUE : (Truth)dice(state, 3));
        if (dice(state, 10) == 0) flow.certain = claim_of(TRUTH_UNKNOWN);
        model_add_flow(model, &flow);
    }
}

static void make_random(Model *model, uint32_t elements, uint32_t seed) {
    static const char *const types[][2] = {
        {"AWS::Lambda::Function", "compute"},
        {"AWS::S3::Bucket", "storage"},
        {"AWS::DynamoDB::Table", "database"},
        {"AWS::SQS::Queue", "messaging"},
        {"AWS::EC2::Instance", "compute"},
        {"AWS::IAM::Role", "identity"},
        {"AWS::KMS::Key", "security"},
        {"AWS::Logs::LogGroup", "monitoring"},
        {"AWS::ElasticLoadBalancingV2::LoadBalancer", "network"}};
    uint32_t state = seed;
    uint32_t boundaries = add_random_boundaries(model, elements, &state);
    model->head.name = str_format(model->arena, "%u elements", elements);
    for (uint32_t i = 0; i < elements; i++) {
        uint32_t type = dice(&state, COUNT(types));
        bool store = type == 1 || type == 2 || type == 3 || type == 7;
        Element element = {.type = str_from(types[type][0]), .category = str_from(types[type][1])};
        element.id = str_format(model->arena, "module.part_%u.aws_thing.element-%u", i % 7, i);
        element.kind = store ? ELEMENT_STORE : ELEMENT_PROCESS;
        element.actor = i < 2;
        if (element.actor) element.kind = ELEMENT_EXTERNAL;
        element.boundary_id = str_format(model->arena, "b%u", dice(&state, boundaries));
        if (element.actor) element.boundary_id = S("");
        model_add_element(model, &element);
    }
    add_random_flows(model, &state);
}

/* Texts that try to get out of their place. */
static void make_hostile(Model *model) {
    Str text = S("\"]; x [URL=\"javascript:alert(1)\"] </text></svg><script>alert(1)</script>&'"
                 "\\\r\n%% {}[]()|`#quot;;end\n\x1b[31m\xff\xE2\x80\xAE--> 1. - click n0 \\");
    Boundary boundary = {.id = text, .type = text, .kind = BOUNDARY_VPC};
    model->head.name = text;
    model_add_boundary(model, &boundary);
    for (int i = 0; i < 6; i++) {
        Element element = {.id = str_format(model->arena, "%d%.*s", i, STR_ARGS(text)),
                           .type = text,
                           .category = text,
                           .kind = (ElementKind)(i % 3)};
        if (i > 2) element.name = str_slice(text, (size_t)i * 8, text.len);
        if (i > 1) element.boundary_id = text;
        model_add_element(model, &element);
        Flow flow = {.from_id = model->elements[0]->id, .to_id = element.id, .label = text};
        model_add_flow(model, &flow);
    }
}

static DrawingBadge *some_badges(Arena *arena, size_t count, size_t each) {
    DrawingBadge *badges = ARENA_ARRAY(arena, DrawingBadge, count);
    for (size_t i = 1; i < count; i += each) {
        badges[i] = (DrawingBadge){1 + i % 13, (Severity)(i / each % SEVERITY_COUNT)};
    }
    return badges;
}

int main(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer out = {0};
    Model model = model_make(&arena);
    Error err = {0};
    if (argc < 3) return 2;
    uint32_t elements = (uint32_t)strtoul(argv[2], NULL, 10);
    if (strcmp(argv[2], "hostile") == 0) {
        make_hostile(&model);
    } else if (elements == 0) {
        make_shop(&model);
    } else {
        make_random(&model, elements, argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1);
    }
    model_finish(&model);
    DrawingOptions options = {.links = true, .title = model.head.name};
    if (strcmp(argv[argc - 1], "down") == 0) options.direction = DRAWING_DOWN;
    if (strcmp(argv[argc - 1], "right") == 0) options.direction = DRAWING_RIGHT;
    options.element_badges = some_badges(&arena, model.element_count, 3);
    options.flow_badges = some_badges(&arena, model.flow_count, 7);
    if (strcmp(argv[1], "svg") == 0 && !drawing_write_svg(&model, &options, &out, &err)) {
        fprintf(stderr, "draw_model: %s\n", err.message);
        return 1;
    }
    Report report = {.model = &model};
    if (strcmp(argv[1], "dot") == 0) report_write_dot(&report, &out);
    if (strcmp(argv[1], "mermaid") == 0) report_write_mermaid(&report, &out);
    fwrite(out.bytes, 1, out.len, stdout);
    return 0;
}
