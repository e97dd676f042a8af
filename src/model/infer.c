/* SPDX-License-Identifier: Apache-2.0 */
/* infer.c -- elements and the boundaries that they stand in. See infer.h.
 *
 *     internet                 AWS account > Region > VPC > subnets > security groups
 *
 * An element that stands in several subnets or groups is put into a boundary of its own for that
 * set, named after all of them, so that boundaries nest and never overlap. */
#include "model/infer.h"

#include "base/buffer.h"
#include "model/infer_parts.h"

#include <stdlib.h>

enum {
    INFER_PART_DEPTH_MAX = 4, /* a part of a part of an element */
    INFER_ENDS_MAX = 200      /* elements that one resource is part of */
};

static const Str infer_account = S_INIT("account");
static const Str infer_region = S_INIT("region");
static const Str infer_unseen_vpc = S_INIT("vpc");

const Diagram *infer_diagram(const Resource *resource) {
    static const Diagram nothing = {0};
    return resource->facts == NULL ? &nothing : &resource->facts->diagram;
}

static bool infer_may_be_drawn(const Resource *resource) {
    if (resource->facts == NULL) return false;
    Str draw = resource->facts->draw;
    return str_equal(draw, S("process")) || str_equal(draw, S("store")) ||
           str_equal(draw, S("external"));
}

void infer_follow(Infer *infer, const Resource *from, const DiagramTexts *trails, Str type,
                  TrailStops *stops) {
    for (size_t i = 0; i < trails->count; i++) {
        trail_follow(infer->estate, from, trails->items[i], type, stops);
    }
}

bool infer_is_drawn(Infer *infer, const Resource *resource) {
    InferDrawn *drawn = &infer->drawn[resource->index];
    if (*drawn != INFER_DRAWN_UNASKED) return *drawn == INFER_DRAWN_YES;
    *drawn = infer_may_be_drawn(resource) ? INFER_DRAWN_YES : INFER_DRAWN_NO;
    const DiagramTexts *part_of = &infer_diagram(resource)->part_of;
    if (*drawn == INFER_DRAWN_NO || part_of->count == 0) return *drawn == INFER_DRAWN_YES;
    TrailStops wholes = {0};
    infer_follow(infer, resource, part_of, S(""), &wholes);
    for (size_t i = 0; i < wholes.count; i++) {
        if (wholes.items[i].resource != resource) *drawn = INFER_DRAWN_NO;
    }
    return *drawn == INFER_DRAWN_YES;
}

void infer_stand_for(Infer *infer, const Resource *resource, int depth, TrailStops *stops,
                     const Evidence *evidence) {
    const Diagram *diagram = infer_diagram(resource);
    bool part = diagram->part_of.count > 0 && !infer_is_drawn(infer, resource);
    if (part && depth < INFER_PART_DEPTH_MAX) {
        TrailStops wholes = {0};
        infer_follow(infer, resource, &diagram->part_of, S(""), &wholes);
        for (size_t i = 0; i < wholes.count; i++) {
            infer_stand_for(infer, wholes.items[i].resource, depth + 1, stops, evidence);
        }
        if (wholes.count > 0) return;
    }
    if (stops->count == INFER_ENDS_MAX) return;
    if (stops->count == stops->capacity) {
        stops->capacity = stops->capacity == 0 ? 4 : stops->capacity * 2;
        stops->items = arena_grow_array(infer->model->arena, stops->items, stops->count,
                                        stops->capacity, sizeof *stops->items);
    }
    stops->items[stops->count++] = (TrailStop){resource, *evidence};
}

Claim infer_always(Truth truth, Str reason) {
    return (Claim){.stated = true, .truth = truth, .reason = reason};
}

static Truth infer_choose(Infer *infer, const Resource *resource, const DiagramChoice *choice,
                          TrailSeen *seen) {
    Truth truth = TRUTH_FALSE;
    for (size_t i = 0; i < choice->count && truth != TRUTH_TRUE; i++) {
        TrailSeen more = {.count = 0};
        Truth one = trail_test(infer->model->arena, resource, &choice->items[i], &more);
        if (one <= truth && i > 0) continue;
        truth = one;
        *seen = more;
    }
    return truth;
}

/* The tests of a claim on one resource: false when no holds, true when yes does. */
static Truth infer_claim_truth(Infer *infer, const Resource *resource, const DiagramClaim *claim,
                               EvidenceList *evidence) {
    TrailSeen seen = {.count = 0};
    Truth no = infer_choose(infer, resource, &claim->no, &seen), yes = TRUTH_FALSE;
    if (no == TRUTH_FALSE) yes = infer_choose(infer, resource, &claim->yes, &seen);
    for (size_t i = 0; i < seen.count; i++) {
        model_add_evidence(infer->model, evidence, seen.items[i]);
    }
    if (no == TRUTH_TRUE) return TRUTH_FALSE;
    return no == TRUTH_FALSE && yes == TRUTH_TRUE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

Claim infer_claim(Infer *infer, const Resource *resource, const DiagramClaim *claim) {
    Claim result = {.stated = claim->stated, .truth = TRUTH_UNKNOWN};
    if (claim->always) result.truth = claim->truth;
    if (!claim->stated || claim->always) return result;
    if (claim->of_type.len == 0) {
        result.truth = infer_claim_truth(infer, resource, claim, &result.evidence);
        return result;
    }
    const ResourceList *of =
        estate_referrers(infer->estate, claim->of_type, claim->of_path, resource);
    bool all = of->count > 0 && !of->incomplete;
    bool none = false;
    for (size_t i = 0; i < of->count && !none; i++) {
        EvidenceList evidence = {0};
        Truth one = infer_claim_truth(infer, of->items[i], claim, &evidence);
        none = one == TRUTH_FALSE;
        all &= one == TRUTH_TRUE;
        if (none) result.evidence = (EvidenceList){0};
        for (size_t e = 0; e < evidence.count; e++) {
            model_add_evidence(infer->model, &result.evidence, evidence.items[e]);
        }
    }
    if (none) result.truth = TRUTH_FALSE;
    if (all && !none) result.truth = TRUTH_TRUE;
    return result;
}

static ModelPlace infer_written(const Resource *resource) {
    const Node *node = &resource->properties;
    return (ModelPlace){node->source == NULL ? S("") : node->source->path, node->line};
}

/* "module.shop.aws_s3_bucket.assets[0]" -> "assets[0]"; dots within brackets don't count. */
static Str infer_name(Str address) {
    size_t start = 0;
    int depth = 0;
    for (size_t i = 0; i < address.len; i++) {
        if (address.ptr[i] == '[') depth++;
        if (address.ptr[i] == ']') depth--;
        if (address.ptr[i] == '.' && depth == 0) start = i + 1;
    }
    return str_slice(address, start, address.len);
}

/* ---- boundaries ---- */

static void infer_add_frame(Infer *infer) {
    Boundary internet = {.id = INFER_INTERNET, .name = S("Internet"), .kind = BOUNDARY_INTERNET};
    Boundary account = {.id = infer_account, .name = S("AWS account"), .kind = BOUNDARY_ACCOUNT};
    Boundary region = {.id = infer_region, .name = S("Region"), .kind = BOUNDARY_REGION};
    region.parent_id = infer_account;
    model_add_boundary(infer->model, &internet);
    model_add_boundary(infer->model, &account);
    model_add_boundary(infer->model, &region);
}

static void infer_add_vpc(Infer *infer, const Resource *vpc) {
    Boundary boundary = {.id = vpc->address,
                         .name = infer_name(vpc->address),
                         .type = vpc->type,
                         .kind = BOUNDARY_VPC,
                         .parent_id = infer_region,
                         .place = infer_written(vpc)};
    model_add_boundary(infer->model, &boundary);
}

/* The VPC that holds a subnet or group. */
static Str infer_vpc_of(Infer *infer, const Resource *resource) {
    TrailStops vpcs = {0};
    trail_follow(infer->estate, resource, S("VpcId"), S("AWS::EC2::VPC"), &vpcs);
    return vpcs.count == 0 ? S("") : vpcs.items[0].resource->address;
}

static Str infer_place_vpc(Infer *infer, const InferPlace *place) {
    if (place->vpcs.count > 0) return place->vpcs.items[0].resource->address;
    for (size_t i = 0; i < place->subnets.count; i++) {
        Str vpc = infer_vpc_of(infer, place->subnets.items[i].resource);
        if (vpc.len > 0) return vpc;
    }
    for (size_t i = 0; i < place->groups.count; i++) {
        Str vpc = infer_vpc_of(infer, place->groups.items[i].resource);
        if (vpc.len > 0) return vpc;
    }
    return S("");
}

static int infer_compare_stops(const void *left, const void *right) {
    const TrailStop *a = left, *b = right;
    return (a->resource->index > b->resource->index) - (a->resource->index < b->resource->index);
}

/* "subnet:a,b" from the addresses, in the order of the estate whatever the order of the list. */
static Str infer_set_id(Infer *infer, const char *prefix, TrailStops *stops, bool names) {
    CLEANUP(buffer_free) Buffer out = {0};
    buffer_add(&out, str_from(prefix));
    qsort(stops->items, stops->count, sizeof *stops->items, infer_compare_stops);
    for (size_t i = 0; i < stops->count; i++) {
        Str address = stops->items[i].resource->address;
        if (i > 0) buffer_add(&out, names ? S(", ") : S(","));
        buffer_add(&out, names ? infer_name(address) : address);
    }
    return str_copy(infer->model->arena, buffer_text(&out));
}

/* Public when one of the subnets is. */
static Claim infer_open_of(Infer *infer, const TrailStops *subnets) {
    Claim claim = {0};
    for (size_t i = 0; i < subnets->count; i++) {
        Claim one = network_subnet_open(&infer->network, infer->model, subnets->items[i].resource);
        if (!claim.stated || one.truth > claim.truth) claim = one;
    }
    return claim;
}

static Str infer_add_subnets(Infer *infer, TrailStops *subnets, Str parent) {
    Boundary boundary = {.kind = BOUNDARY_SUBNET, .type = S("AWS::EC2::Subnet")};
    boundary.id = infer_set_id(infer, "subnets:", subnets, false);
    if (model_find_boundary(infer->model, boundary.id) != NULL) return boundary.id;
    boundary.open = infer_open_of(infer, subnets);
    Truth open = claim_truth(&boundary.open);
    bool many = subnets->count > 1;
    const char *prefix = open == TRUTH_TRUE    ? (many ? "public subnets " : "public subnet ")
                         : open == TRUTH_FALSE ? (many ? "private subnets " : "private subnet ")
                                               : (many ? "subnets " : "subnet ");
    boundary.name = infer_set_id(infer, prefix, subnets, true);
    boundary.parent_id = parent;
    boundary.place = infer_written(subnets->items[0].resource);
    model_add_boundary(infer->model, &boundary);
    return boundary.id;
}

static Str infer_add_groups(Infer *infer, TrailStops *groups, Str parent) {
    Boundary boundary = {.kind = BOUNDARY_GROUP, .type = S("AWS::EC2::SecurityGroup")};
    Str id = infer_set_id(infer, "groups:", groups, false);
    boundary.id = str_join3(infer->model->arena, parent, S(" "), id);
    bool many = groups->count > 1;
    boundary.name =
        infer_set_id(infer, many ? "security groups " : "security group ", groups, true);
    boundary.parent_id = parent;
    boundary.place = infer_written(groups->items[0].resource);
    model_add_boundary(infer->model, &boundary);
    return boundary.id;
}

/* The innermost boundary of an element in a VPC. */
static Str infer_add_place(Infer *infer, InferPlace *place) {
    Str inside = infer_place_vpc(infer, place);
    if (inside.len == 0) {
        Boundary unseen = {.id = infer_unseen_vpc,
                           .name = S("VPC that is not among what was read"),
                           .kind = BOUNDARY_VPC,
                           .parent_id = infer_region};
        model_add_boundary(infer->model, &unseen);
        inside = infer_unseen_vpc;
    } else if (model_find_boundary(infer->model, inside) == NULL) {
        infer_add_vpc(infer, estate_find(infer->estate, inside));
    }
    if (place->subnets.count > 0) inside = infer_add_subnets(infer, &place->subnets, inside);
    if (place->groups.count > 0) inside = infer_add_groups(infer, &place->groups, inside);
    return inside;
}

InferPlace *infer_find_place(Infer *infer, const Resource *resource) {
    static const Str group = S_INIT("AWS::EC2::SecurityGroup"), subnet = S_INIT("AWS::EC2::Subnet");
    static const Str vpc = S_INIT("AWS::EC2::VPC");
    const Diagram *diagram = infer_diagram(resource);
    if (diagram->groups.count + diagram->subnets.count + diagram->vpc.count == 0) return NULL;
    if (infer->places[resource->index] != NULL) return infer->places[resource->index];
    InferPlace *place = ARENA_NEW(infer->model->arena, InferPlace);
    infer_follow(infer, resource, &diagram->groups, group, &place->groups);
    infer_follow(infer, resource, &diagram->groups, S("Terraform::EC2::DefaultSecurityGroup"),
                 &place->groups);
    infer_follow(infer, resource, &diagram->subnets, subnet, &place->subnets);
    infer_follow(infer, resource, &diagram->vpc, vpc, &place->vpcs);
    bool set = place->groups.set || place->subnets.set || place->vpcs.set;
    if (set) infer->places[resource->index] = place;
    return infer->places[resource->index];
}

/* ---- elements ---- */

static Str infer_boundary_of(Infer *infer, const Resource *resource) {
    if (str_equal(resource->facts->draw, S("external"))) return INFER_INTERNET;
    InferPlace *place = infer_find_place(infer, resource);
    if (place != NULL) return infer_add_place(infer, place);
    return infer_diagram(resource)->global ? infer_account : infer_region;
}

Element *infer_element(Infer *infer, const Resource *resource) {
    if (!infer_is_drawn(infer, resource)) return NULL;
    Element *known = model_find_element(infer->model, resource->address);
    if (known != NULL && known->resource == resource) return known;
    Str draw = resource->facts->draw;
    Element element = {.id = resource->address,
                       .type = resource->type,
                       .category = resource->facts->category,
                       .resource = resource,
                       .sensitive = resource->facts->diagram.sensitive,
                       .place = infer_written(resource)};
    element.kind = str_equal(draw, S("process")) ? ELEMENT_PROCESS
                   : str_equal(draw, S("store")) ? ELEMENT_STORE
                                                 : ELEMENT_EXTERNAL;
    element.name = infer_name(resource->address);
    element.boundary_id = infer_boundary_of(infer, resource);
    return model_add_element(infer->model, &element);
}

static void infer_add_part(Infer *infer, Element *element, const Resource *resource) {
    if (infer->part_count == infer->part_capacity) {
        infer->part_capacity = infer->part_capacity == 0 ? 16 : infer->part_capacity * 2;
        infer->parts = arena_grow_array(infer->model->arena, infer->parts, infer->part_count,
                                        infer->part_capacity, sizeof *infer->parts);
    }
    infer->parts[infer->part_count++] = (InferPart){element, resource};
}

static void infer_add_elements(Infer *infer) {
    const ResourceList *all = &infer->estate->resources;
    for (size_t i = 0; i < all->count; i++) {
        const Resource *resource = all->items[i];
        if (resource->outside || resource->folded) continue;
        if (str_equal(resource->type, S("AWS::EC2::VPC"))) infer_add_vpc(infer, resource);
        Element *element = infer_element(infer, resource);
        if (element != NULL) infer_add_part(infer, element, resource);
    }
}

/* What isn't drawn, and says something about an element that it is part of. */
static void infer_add_parts(Infer *infer) {
    const ResourceList *all = &infer->estate->resources;
    for (size_t i = 0; i < all->count; i++) {
        const Resource *resource = all->items[i];
        const Diagram *diagram = infer_diagram(resource);
        size_t rows = diagram->role.count + diagram->entry_count + diagram->policy.count;
        if (resource->outside || resource->folded || rows == 0) continue;
        if (diagram->part_of.count == 0 || infer_is_drawn(infer, resource)) continue;
        TrailStops wholes = {0};
        Evidence none = {0};
        infer_stand_for(infer, resource, 0, &wholes, &none);
        for (size_t w = 0; w < wholes.count; w++) {
            Element *whole = infer_element(infer, wholes.items[w].resource);
            if (whole != NULL) infer_add_part(infer, whole, resource);
        }
    }
}

Element *infer_users(Infer *infer) {
    Element users = {.id = INFER_USERS,
                     .name = S("Internet users"),
                     .kind = ELEMENT_EXTERNAL,
                     .boundary_id = INFER_INTERNET,
                     .actor = true};
    return model_add_element(infer->model, &users);
}

/* People administer every account, by the console or with keys. */
static void infer_add_administrators(Infer *infer) {
    Element people = {.id = INFER_ADMINISTRATORS,
                      .name = S("Administrators"),
                      .kind = ELEMENT_EXTERNAL,
                      .boundary_id = INFER_INTERNET,
                      .actor = true};
    Element console = {.id = INFER_CONSOLE,
                       .name = S("AWS console and API"),
                       .category = S("identity"),
                       .kind = ELEMENT_PROCESS,
                       .boundary_id = infer_account};
    Flow manages = {
        .label = S("manages the account"), .from_id = INFER_ADMINISTRATORS, .to_id = INFER_CONSOLE};
    manages.encrypted = infer_always(TRUTH_TRUE, S("the console and AWS's API take TLS only"));
    manages.authenticated = infer_always(TRUTH_TRUE, S("IAM lets nobody in unknown"));
    model_add_element(infer->model, &people);
    model_add_element(infer->model, &console);
    model_add_flow(infer->model, &manages);
}

/* What the target asks of everybody counts where nothing says more. */
static void infer_complete_claims(Infer *infer) {
    for (size_t i = 0; i < infer->model->flow_count; i++) {
        Flow *flow = infer->model->flows[i];
        const Element *to = model_find_element(infer->model, flow->to_id);
        if (to == NULL || to->resource == NULL) continue;
        const Diagram *diagram = infer_diagram(to->resource);
        if (!flow->encrypted.stated) {
            flow->encrypted = infer_claim(infer, to->resource, &diagram->carries_encrypted);
        }
        if (!flow->authenticated.stated) {
            flow->authenticated = infer_claim(infer, to->resource, &diagram->carries_authenticated);
        }
    }
}

/* ---- what belongs to what ---- */

/* The first element that a resource stands for. */
static Element *infer_owner_of(Infer *infer, const Resource *resource) {
    Evidence none = {0};
    TrailStops wholes = {0};
    if (resource->folded) return NULL;
    infer_stand_for(infer, resource, 0, &wholes, &none);
    for (size_t i = 0; i < wholes.count; i++) {
        Element *element = infer_element(infer, wholes.items[i].resource);
        if (element != NULL) return element;
    }
    return NULL;
}

/* A role belongs to the first workload that acts with it. */
static void infer_find_owners(Infer *infer) {
    Model *model = infer->model;
    const ResourceList *all = &infer->estate->resources;
    model->owners = ARENA_ARRAY(model->arena, Element *, all->count);
    model->owner_count = all->count;
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i]->outside) continue;
        model->owners[i] = infer_owner_of(infer, all->items[i]);
    }
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = model->elements[i];
        for (size_t r = 0; r < element->role_count; r++) {
            Element **owner = &model->owners[element->roles[r].role->index];
            if (*owner == NULL) *owner = element;
        }
    }
}

void infer_model(Model *model, Estate *estate) {
    if (estate->resources.count == 0) return;
    Infer infer = {.model = model,
                   .estate = estate,
                   .network = network_make(model->arena, estate),
                   .access = access_make(model->arena, estate)};
    infer.places = ARENA_ARRAY(model->arena, InferPlace *, estate->resources.count);
    infer.drawn = ARENA_ARRAY(model->arena, InferDrawn, estate->resources.count);
    infer_add_frame(&infer);
    infer_add_administrators(&infer);
    infer_add_elements(&infer);
    infer_add_parts(&infer);
    infer_add_references(&infer);
    infer_add_entries(&infer);
    infer_add_access(&infer);
    infer_add_doors(&infer);
    infer_add_hints(&infer);
    infer_complete_claims(&infer);
    infer_find_owners(&infer);
}
