/* SPDX-License-Identifier: Apache-2.0 */
/* sam_domain.c -- custom domains of APIs: the domain name, its mappings to the API's stage, and the
 * records in Route 53. A private domain of a REST API has resource types of its own. */
#include "input/sam_internal.h"

typedef enum SamDomainKind { SAM_DOMAIN_REST, SAM_DOMAIN_PRIVATE, SAM_DOMAIN_V2 } SamDomainKind;

typedef struct SamDomain {
    SamDomainKind kind;
    const SamOwner *owner;
    const Node *config; /* the Domain property */
    const Node *name;   /* the DomainName in it */
    Str id;             /* of the domain name */
    Str endpoint;       /* REGIONAL, EDGE or PRIVATE */
} SamDomain;

static Node *sam_domain_properties(Sam *sam, const SamDomain *domain, const Node *certificate) {
    const Node *config = domain->config;
    const Node *endpoint = sam_node_text(sam, config, domain->endpoint);
    Node *properties = sam_form(sam, config, "{DomainName: $0}", domain->name);
    if (domain->kind == SAM_DOMAIN_V2) {
        Node *first =
            sam_form(sam, config, "{CertificateArn: $0, EndpointType: $1}", certificate, endpoint);
        sam_node_pick(sam, config, first, "OwnershipVerificationCertificateArn SecurityPolicy");
        sam_node_set(sam, properties, S("DomainNameConfigurations"),
                     sam_form(sam, config, "[$0]", first));
        sam_node_pick(sam, config, properties, "MutualTlsAuthentication");
        return properties;
    }
    bool regional = str_equal(domain->endpoint, S("REGIONAL"));
    sam_node_set(sam, properties, regional ? S("RegionalCertificateArn") : S("CertificateArn"),
                 certificate);
    Node *types = sam_form(sam, config, "{Types: [$0]}", endpoint);
    sam_node_pick(sam, config, types, "IpAddressType");
    sam_node_set(sam, properties, S("EndpointConfiguration"), types);
    sam_node_pick(sam, config, properties, "SecurityPolicy EndpointAccessMode");
    sam_node_pick(sam, config, properties,
                  domain->kind == SAM_DOMAIN_PRIVATE
                      ? "Policy"
                      : "MutualTlsAuthentication OwnershipVerificationCertificateArn");
    return properties;
}

/* One mapping of a path, or of everything when path is NULL. */
static void sam_domain_add_mapping(Sam *sam, const SamDomain *domain, const Node *path) {
    static const char *const forms[] = {
        [SAM_DOMAIN_REST] =
            "{Type: 'AWS::ApiGateway::BasePathMapping', Properties: {DomainName: {Ref: "
            "$0}, RestApiId: {Ref: $1}, Stage: {Ref: $1.Stage}, BasePath: $2}}",
        [SAM_DOMAIN_PRIVATE] =
            "{Type: 'AWS::ApiGateway::BasePathMappingV2', Properties: {DomainNameArn: {Ref: $0}, "
            "RestApiId: {Ref: $1}, Stage: {Ref: $1.Stage}, BasePath: $2}}",
        [SAM_DOMAIN_V2] =
            "{Type: 'AWS::ApiGatewayV2::ApiMapping', Properties: {DomainName: {Ref: $0}, "
            "ApiId: {Ref: $1}, Stage: {Ref: $1.Stage}, ApiMappingKey: $2}}",
    };
    bool v2 = domain->kind == SAM_DOMAIN_V2;
    Str clean = sam_node_alphanumeric(sam, node_text(path));
    const Node *normalize = sam_node_find(domain->config, S("NormalizeBasePath"));
    const Node *value = path;
    if (path != NULL && v2) {
        Str key = path->text;
        while (str_starts(key, S("/"))) key = str_slice(key, 1, key.len);
        while (str_ends(key, S("/"))) key = str_slice(key, 0, key.len - 1);
        value = sam_node_text(sam, path, key);
    } else if (path != NULL && (normalize == NULL || sam_node_is_true(normalize))) {
        value = sam_node_text(sam, path, clean);
    }
    Str suffix = v2 ? S("ApiMapping") : S("BasePathMapping");
    sam_resource_add(sam, domain->owner, SAM_ATTRIBUTES_PASSED,
                     str_join3(sam->arena, domain->owner->id, clean, suffix),
                     sam_form(sam, domain->config, forms[domain->kind],
                              sam_node_text(sam, domain->config, domain->id),
                              sam_node_text(sam, domain->config, domain->owner->id), value));
}

static void sam_domain_add_mappings(Sam *sam, const SamDomain *domain) {
    size_t count = 0;
    const Node *paths = sam_node_items(sam_node_find(domain->config, S("BasePath")), &count);
    if (count == 0) sam_domain_add_mapping(sam, domain, NULL);
    for (size_t i = 0; i < count; i++) {
        if (node_is(&paths[i], NODE_STRING)) sam_domain_add_mapping(sam, domain, &paths[i]);
    }
}

/* Where the record points to. */
static Node *sam_domain_alias(Sam *sam, const SamDomain *domain, const Node *route) {
    const Node *health = sam_node_find(route, S("EvaluateTargetHealth"));
    const Node *id = sam_node_text(sam, route, domain->id);
    if (str_equal(domain->endpoint, S("REGIONAL"))) {
        return sam_form(
            sam, route,
            "{EvaluateTargetHealth: $0, HostedZoneId: {'Fn::GetAtt': [$1, "
            "RegionalHostedZoneId]}, DNSName: {'Fn::GetAtt': [$1, RegionalDomainName]}}",
            health, id);
    }
    if (str_equal(domain->endpoint, S("EDGE"))) {
        const Node *name = sam_node_find(route, S("DistributionDomainName"));
        if (name == NULL) {
            name = sam_node_attribute(sam, route, domain->id, S("DistributionDomainName"));
        }
        /* The hosted zone of all CloudFront distributions. */
        return sam_form(sam, route,
                        "{EvaluateTargetHealth: $0, HostedZoneId: Z2FDTNDATAQYW2, DNSName: $1}",
                        health, name);
    }
    return sam_form(sam, route, "{EvaluateTargetHealth: $0, HostedZoneId: $1, DNSName: $2}", health,
                    sam_node_find(route, S("VpcEndpointHostedZoneId")),
                    sam_node_find(route, S("VpcEndpointDomainName")));
}

static void sam_domain_add_record(Sam *sam, const SamDomain *domain, const Node *route,
                                  Node *records, const char *type) {
    Node *record =
        sam_form(sam, route, "{Name: $0, Type: $1, AliasTarget: $2}", domain->name,
                 sam_node_text(sam, route, str_from(type)), sam_domain_alias(sam, domain, route));
    sam_node_pick(sam, route, record, "Region SetIdentifier");
    node_list_add(sam->arena, records, *record);
}

/* All records of one hosted zone are in one group, unless the domain wants its own. */
static bool sam_domain_add_records(Sam *sam, const SamDomain *domain) {
    const Node *route = sam_node_find(domain->config, S("Route53"));
    if (route == NULL) return true;
    const Node *zone = sam_node_find(route, S("HostedZoneId"));
    if (zone == NULL) zone = sam_node_find(route, S("HostedZoneName"));
    if (zone == NULL) {
        return sam_refuse(sam, route, "Route53 needs a HostedZoneId or a HostedZoneName");
    }
    bool separate = sam_node_is_true(sam_node_find(route, S("SeparateRecordSetGroup")));
    const Node *identity = separate ? sam_form(sam, route, "[$0, $1]", zone, domain->name) : zone;
    Str id = str_join2(sam->arena, S("RecordSetGroup"), sam_node_hash(sam, identity));
    if (sam_resource_find(sam, id) == NULL) {
        Node *group = sam_form(
            sam, route, "{Type: 'AWS::Route53::RecordSetGroup', Properties: {RecordSets: []}}");
        Node *properties = sam_node_find_own(group, S("Properties"));
        sam_node_pick(sam, route, properties, "HostedZoneId HostedZoneName");
        sam_resource_add(sam, domain->owner, SAM_ATTRIBUTES_PASSED, id, group);
    }
    Node *records = sam_node_find_own(sam_resource_properties(sam, id), S("RecordSets"));
    sam_domain_add_record(sam, domain, route, records, "A");
    if (sam_node_is_true(sam_node_find(route, S("IpV6")))) {
        sam_domain_add_record(sam, domain, route, records, "AAAA");
    }
    return true;
}

static void sam_domain_add_access(Sam *sam, const SamDomain *domain) {
    const Node *access = sam_node_find(domain->config, S("AccessAssociation"));
    if (access == NULL) return;
    const Node *endpoint = sam_node_find(access, S("VpcEndpointId"));
    const Node *id = sam_node_text(sam, access, domain->id);
    Str hash = sam_node_hash(sam, sam_form(sam, access, "[$0, $1]", endpoint, id));
    sam_resource_add(sam, domain->owner, SAM_ATTRIBUTES_PASSED,
                     str_join2(sam->arena, S("DomainNameAccessAssociation"), hash),
                     sam_form(sam, access,
                              "{Type: 'AWS::ApiGateway::DomainNameAccessAssociation', Properties: "
                              "{DomainNameArn: {Ref: $0}, AccessAssociationSourceType: VPCE, "
                              "AccessAssociationSource: $1}}",
                              id, endpoint));
}

static bool sam_domain_add_all(Sam *sam, SamDomain *domain, const Node *tags) {
    static const char *const types[][2] = {
        [SAM_DOMAIN_REST] = {"AWS::ApiGateway::DomainName", "ApiGatewayDomainName"},
        [SAM_DOMAIN_PRIVATE] = {"AWS::ApiGateway::DomainNameV2", "ApiGatewayDomainNameV2"},
        [SAM_DOMAIN_V2] = {"AWS::ApiGatewayV2::DomainName", "ApiGatewayDomainNameV2"},
    };
    const Node *certificate = sam_node_find(domain->config, S("CertificateArn"));
    domain->name = sam_node_find(domain->config, S("DomainName"));
    if (domain->name == NULL || certificate == NULL) {
        return sam_refuse(sam, domain->config, "Domain needs a DomainName and a CertificateArn");
    }
    domain->id = str_join2(sam->arena, str_from(types[domain->kind][1]),
                           sam_node_hash(sam, sam_default_resolve(sam, domain->name)));
    Node *properties = sam_domain_properties(sam, domain, certificate);
    sam_node_set(sam, properties, S("Tags"), tags);
    sam_resource_add(sam, domain->owner, SAM_ATTRIBUTES_PASSED, domain->id,
                     sam_form(sam, domain->config, "{Type: $0, Properties: $1}",
                              sam_node_text(sam, domain->config, str_from(types[domain->kind][0])),
                              properties));
    sam_domain_add_mappings(sam, domain);
    sam_domain_add_access(sam, domain);
    return sam_domain_add_records(sam, domain);
}

bool sam_domain_add(Sam *sam, const SamOwner *owner) {
    const Node *config = sam_node_find(owner->properties, S("Domain"));
    if (!node_is(config, NODE_MAP)) return true;
    const Node *endpoint =
        sam_default_resolve(sam, sam_node_find(config, S("EndpointConfiguration")));
    Str name = endpoint == NULL ? S("REGIONAL") : node_text(endpoint);
    bool is_private = str_equal(name, S("PRIVATE"));
    if (!is_private && !str_equal(name, S("EDGE"))) name = S("REGIONAL");
    SamDomain domain = {.kind = is_private ? SAM_DOMAIN_PRIVATE : SAM_DOMAIN_REST,
                        .owner = owner,
                        .config = config,
                        .endpoint = name};
    return sam_domain_add_all(sam, &domain, NULL);
}

bool sam_domain_add_v2(Sam *sam, const SamOwner *owner, const Node *tags) {
    const Node *config = sam_node_find(owner->properties, S("Domain"));
    if (!node_is(config, NODE_MAP)) return true;
    SamDomain domain = {
        .kind = SAM_DOMAIN_V2, .owner = owner, .config = config, .endpoint = S("REGIONAL")};
    return sam_domain_add_all(sam, &domain, tags);
}
