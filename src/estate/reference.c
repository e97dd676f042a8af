/* SPDX-License-Identifier: Apache-2.0 */
/* reference.c -- who refers to whom. See estate.h. */
#include "estate/estate.h"

#include "aws/arn.h"

/* For each target, by index, who refers to it through one property of one type. Most are referred
 * to by nobody: they share one empty list. */
typedef struct EstateReferrers {
    ResourceList **lists; /* NULL: the empty one */
    ResourceList none;
    bool incomplete; /* a property of some resource could refer to anything */
} EstateReferrers;

typedef struct ReferenceSearch {
    const Estate *estate;
    Arena *arena;
    Str type;
    ResourceList found;
    int depth;
} ReferenceSearch;

/* An ARN names what belongs to its own service: a queue and a table may have the same name. Facts
 * say which service that is for the types that have ARNs there. */
static bool reference_is_of_service(const Resource *resource, Str service) {
    if (resource->facts == NULL || resource->facts->diagram.arns.count == 0) return true;
    const DiagramTexts *arns = &resource->facts->diagram.arns;
    for (size_t i = 0; i < arns->count; i++) {
        Str rest = arns->items[i];
        if (str_equal(str_cut(&rest, ':'), service)) return true;
    }
    return false;
}

/* What an integration of API Gateway calls is in its ARN: the service where others have the
 * account, and of a function the whole ARN,
 * "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:.../invocations".
 * Format: docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
static Arn reference_called(Arn arn) {
    Arn called = {0};
    Str before = S("functions/");
    if (!str_equal(arn.service, S("apigateway")) || arn.account.len == 0) return arn;
    size_t at = str_find(arn.resource, S("functions/arn:"));
    Str inner = str_slice(arn.resource, at + before.len, arn.resource.len);
    inner = str_slice(inner, 0, str_find(inner, S("/invocations")));
    if (at < arn.resource.len && arn_parse(inner, &called)) return called;
    arn.service = arn.account;
    return arn;
}

static Resource *reference_by_literal(const Estate *estate, Arena *arena, Str type, Str literal) {
    Arn arn = {0};
    Str key = str_join3(arena, type, S("\n"), literal);
    Resource *found = map_find(&estate->by_identity, key);
    if (found != NULL || !arn_parse(literal, &arn)) return found;
    arn = reference_called(arn);
    found = map_find(&estate->by_identity, str_join3(arena, type, S("\n"), arn_name(arn)));
    return found != NULL && reference_is_of_service(found, arn.service) ? found : NULL;
}

static void reference_add(ReferenceSearch *search, Resource *resource) {
    if (search->type.len > 0 && !str_equal(resource->type, search->type)) return;
    if (search->found.count >= ESTATE_REFERENCES_MAX) {
        search->found.incomplete = true;
        return;
    }
    resource_list_add(search->arena, &search->found, resource);
}

/* A name that is put together of the same unknown parts as that of a resource is its name. */
static bool reference_visit_name(ReferenceSearch *search, const Node *node) {
    Str text = S("");
    if (search->type.len == 0 || !node_canonical(search->arena, node, &text)) return false;
    Str key = str_join3(search->arena, search->type, S("\n"), text);
    Resource *found = map_find(&search->estate->by_identity, key);
    if (found != NULL) reference_add(search, found);
    return found != NULL;
}

static void reference_visit_unknown(ReferenceSearch *search, const Node *node) {
    const NodeUnknown *unknown = node->unknown;
    if (reference_visit_name(search, node)) return;
    if (unknown->part_count == 0) search->found.incomplete = true;
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        if (part->kind == NODE_PART_REFERENCE) {
            reference_add(search, estate_get(search->estate, part->resource));
        } else if (part->kind != NODE_PART_TEXT) {
            /* AWS::Region and its kin name no resource */
            bool pseudo = part->kind == NODE_PART_OUTSIDE && str_starts(part->text, S("AWS::"));
            search->found.incomplete |= !pseudo;
        }
    }
}

static void reference_visit(ReferenceSearch *search, const Node *node) {
    if (search->depth > NODE_DEPTH_MAX) {
        search->found.incomplete = true;
        return;
    }
    search->depth++;
    switch ((NodeKind)node->kind) {
    case NODE_STRING: {
        Resource *found =
            search->type.len == 0
                ? NULL
                : reference_by_literal(search->estate, search->arena, search->type, node->text);
        if (found != NULL) reference_add(search, found);
        break;
    }
    case NODE_LIST:
        for (uint32_t i = 0; i < node->count; i++) reference_visit(search, &node->items[i]);
        break;
    case NODE_MAP:
        for (uint32_t i = 0; i < node->count; i++) reference_visit(search, &node->pairs[i].value);
        break;
    case NODE_UNKNOWN: reference_visit_unknown(search, node); break;
    default: break;
    }
    if (node->flags & NODE_FLAG_OPEN) search->found.incomplete = true;
    search->depth--;
}

ResourceList estate_refers(const Estate *estate, Arena *arena, const Node *value, Str type) {
    ReferenceSearch search = {.estate = estate, .arena = arena, .type = type};
    if (value != NULL) reference_visit(&search, value);
    return search.found;
}

void estate_visit_path(const Node *node, Str path, void (*visit)(void *context, const Node *node),
                       void *context) {
    if (node == NULL) return;
    if (path.len == 0) {
        visit(context, node);
        return;
    }
    if (node->kind == NODE_LIST) {
        for (uint32_t i = 0; i < node->count; i++) {
            estate_visit_path(&node->items[i], path, visit, context);
        }
        return;
    }
    if (node->kind == NODE_UNKNOWN) {
        visit(context, node);
        return;
    }
    Str key = str_cut(&path, '.');
    estate_visit_path(node_find(node, key), path, visit, context);
}

/* Two names of types and a path; rules and facts are where they come from. */
enum { REFERRERS_KEY_BYTES = 1024 };

typedef struct ReferrersMaker {
    Estate *estate;
    Arena *scratch;
    EstateReferrers *referrers;
    Str target_type; /* of the resource that was asked for: literals are looked up by type */
    Resource *from;
} ReferrersMaker;

static void referrers_visit(void *context, const Node *node) {
    ReferrersMaker *maker = context;
    /* a value from outside can't be a resource that this estate creates */
    if (node_could_be_any(node)) maker->referrers->incomplete = true;
    ResourceList targets = estate_refers(maker->estate, maker->scratch, node, maker->target_type);
    for (size_t i = 0; i < targets.count; i++) {
        ResourceList **list = &maker->referrers->lists[targets.items[i]->index];
        if (*list == NULL) *list = ARENA_NEW(maker->estate->arena, ResourceList);
        resource_list_add(maker->estate->arena, *list, maker->from);
    }
}

static EstateReferrers *referrers_make(Estate *estate, Str type, Str path, Str target_type) {
    CLEANUP(arena_free) Arena scratch = {0};
    EstateReferrers *referrers = ARENA_NEW(estate->arena, EstateReferrers);
    size_t count = estate->resources.count;
    referrers->lists = ARENA_ARRAY(estate->arena, ResourceList *, count);
    const ResourceList *sources = estate_of_type(estate, type);
    ReferrersMaker maker = {estate, &scratch, referrers, target_type, NULL};
    for (size_t i = 0; i < sources->count; i++) {
        maker.from = sources->items[i];
        estate_visit_path(&maker.from->properties, path, referrers_visit, &maker);
    }
    referrers->none.incomplete = referrers->incomplete || estate->open_world;
    for (size_t i = 0; i < count; i++) {
        ResourceList *list = referrers->lists[i];
        if (list != NULL) list->incomplete = referrers->none.incomplete;
    }
    return referrers;
}

const ResourceList *estate_referrers(Estate *estate, Str type, Str path, const Resource *target) {
    const Str parts[] = {type, path, target->type};
    char text[REFERRERS_KEY_BYTES]; /* asked for often: no printf here */
    Str key = {text, 0};
    for (size_t i = 0; i < COUNT(parts); i++) {
        assert(key.len + parts[i].len < sizeof(text));
        memcpy(text + key.len, parts[i].ptr, parts[i].len);
        key.len += parts[i].len;
        text[key.len++] = '\n';
    }
    EstateReferrers *referrers = map_find(&estate->referrers, key);
    if (referrers == NULL) {
        referrers = referrers_make(estate, type, path, target->type);
        map_set(&estate->referrers, str_copy(estate->arena, key), referrers);
    }
    const ResourceList *list = referrers->lists[target->index];
    return list == NULL ? &referrers->none : list;
}

static bool reference_is_name(const Resource *resource, Str attribute) {
    for (size_t i = 0; resource->facts != NULL && i < resource->facts->name_count; i++) {
        if (str_equal(resource->facts->names[i], attribute)) return true;
    }
    return false;
}

/* What an attribute is in canonical text. Only S3's ARNs can be spelled out without knowing account
 * and region, and only they are compared with patterns that were. The name that a resource was
 * given is itself; one that is made in deployment is the same by whichever attribute. */
Str estate_attribute_text(const Estate *estate, Arena *arena, const Resource *resource,
                          Str attribute) {
    bool bucket = str_equal(resource->type, S("AWS::S3::Bucket"));
    bool arn = bucket && str_equal(attribute, S("Arn"));
    bool name = bucket && (arn || str_equal(attribute, S("Ref")));
    (void)estate;
    if (!name && reference_is_name(resource, attribute)) {
        const Node *given = node_find(&resource->properties, attribute);
        if (node_is(given, NODE_STRING)) return given->text;
        attribute = S("Ref");
    }
    if (!name) {
        return str_format(arena, "\x01%u:%.*s\x02", resource->index, STR_ARGS(attribute));
    }
    const Node *literal = node_find(&resource->properties, S("BucketName"));
    Str text = node_is(literal, NODE_STRING) ? literal->text
                                             : str_format(arena, "\x01%u:Ref\x02", resource->index);
    return arn ? str_join2(arena, S("arn:aws:s3:::"), text) : text;
}

bool estate_canonical(const Estate *estate, Arena *arena, const Node *node, Str *ret_text) {
    if (!node_is(node, NODE_UNKNOWN)) return node_canonical(arena, node, ret_text);
    if (!node->unknown->exact || node->unknown->part_count == 0) return false;
    Str text = S("");
    for (uint32_t i = 0; i < node->unknown->part_count; i++) {
        const NodePart *part = &node->unknown->parts[i];
        Str piece = part->text;
        if (part->kind == NODE_PART_HOLE) return false;
        if (part->kind == NODE_PART_REFERENCE) {
            const Resource *resource = estate_get(estate, part->resource);
            piece = estate_attribute_text(estate, arena, resource, part->text);
        }
        if (part->kind == NODE_PART_OUTSIDE) {
            bool partition = str_equal(part->text, S("AWS::Partition"));
            piece = partition ? S("aws") : str_format(arena, "\x01:%.*s\x02", STR_ARGS(part->text));
        }
        text = str_join2(arena, text, piece);
    }
    *ret_text = text;
    return true;
}
