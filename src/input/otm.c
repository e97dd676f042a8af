/* SPDX-License-Identifier: Apache-2.0 */
/* otm.c -- reads Open Threat Models and model.yaml. Things name each other by id in any order, so
 * that all ids of the document are indexed before the first thing is read. In model.yaml an unknown
 * key is an error, for a person meant something by it; in OTM it is noted. */
#include "input/otm.h"

#include "base/near.h"
#include "input/document.h"
#include "input/otm_kind.h"

typedef enum OtmThing {
    OTM_ZONE,
    OTM_COMPONENT,
    OTM_FLOW,
    OTM_MITIGATION,
    OTM_THREAT,
    OTM_ASSET, /* after the components: it says more of them */
    OTM_THING_COUNT
} OtmThing;

typedef struct Otm {
    Input *input;
    Arena *arena;
    const Node *root;
    bool own;                   /* model.yaml: what OTM lacks stands beside its keys */
    Map index[OTM_THING_COUNT]; /* id -> const Node * */
    Map threats;                /* id -> ModelThreat *, as its definition says */
    Map used;                   /* ids of threats that are on something */
    Map taken;                  /* ids of mitigations that a threat lists */
    Map noted;                  /* keys that were noted already */
} Otm;

static const char otm_threat_keys[] = "threat state mitigations subject";

bool otm_recognizes_own(const Node *root) { return node_find(root, S("merlonModel")) != NULL; }

bool otm_recognizes(const Node *root) {
    return node_find(root, S("otmVersion")) != NULL && !otm_recognizes_own(root);
}

/* ---- keys ---- */

static bool otm_is_word(const char *words, Str word) {
    Str rest = str_from(words);
    while (rest.len > 0) {
        if (str_equal(str_cut(&rest, ' '), word)) return true;
    }
    return false;
}

static Str otm_near_word(const char *words, const char *more, Str word) {
    Near near = near_make(word);
    const char *const lists[] = {words, more};
    for (size_t i = 0; i < COUNT(lists); i++) {
        Str rest = str_from(lists[i]);
        while (rest.len > 0) near_offer(&near, str_cut(&rest, ' '));
    }
    return near.best;
}

/* words: the keys that OTM has for a thing of that name; more: those that only model.yaml has. */
static void otm_check_keys(Otm *otm, const Node *map, const char *name, const char *words[2]) {
    for (uint32_t i = 0; i < map->count; i++) {
        Str key = map->pairs[i].key;
        if (otm_is_word(words[0], key) || (otm->own && otm_is_word(words[1], key))) continue;
        Str subject = str_format(otm->arena, "key \"%.*s\" of %s", STR_ARGS(key), name);
        if (!otm->own) {
            if (map_set(&otm->noted, subject, otm) != NULL) continue;
            input_note(otm->input, &map->pairs[i].value, subject,
                       S("is not part of OTM 0.2.0 and isn't read"));
            continue;
        }
        Str near = otm_near_word(words[0], words[1], key);
        bool found = near.len > 0;
        input_fail(otm->input, &map->pairs[i].value, "%s has no key \"%.*s\"%s%.*s%s", name,
                   STR_ARGS(key), found ? "; did you mean \"" : "", STR_ARGS(near),
                   found ? "\"?" : "");
    }
}

/* What OTM lacks: beside its keys, or among the attributes. */
static const Node *otm_find_extra(const Otm *otm, const Node *thing, Str name) {
    const Node *found = otm->own ? node_find(thing, name) : NULL;
    if (found != NULL) return found;
    const Node *attributes = node_find(thing, S("attributes"));
    for (uint32_t i = 0; node_is(attributes, NODE_MAP) && i < attributes->count; i++) {
        Str key = attributes->pairs[i].key;
        if (!str_starts(key, OTM_EXTRA)) continue;
        if (str_equal(str_slice(key, OTM_EXTRA.len, key.len), name)) {
            return &attributes->pairs[i].value;
        }
    }
    return NULL;
}

static Str otm_text(Otm *otm, const Node *thing, Str key) {
    return document_text(otm->input, node_find(thing, key), key);
}

static Str otm_extra_text(Otm *otm, const Node *thing, Str key) {
    return document_text(otm->input, otm_find_extra(otm, thing, key), key);
}

static void otm_properties(Otm *otm, const Node *thing, ModelProperties *properties) {
    ModelTexts tags = {0};
    document_texts(otm->input, node_find(thing, S("tags")), S("tags"), &tags);
    for (size_t i = 0; i < tags.count; i++) {
        document_property(otm->input, properties, S("tag"), tags.items[i]);
    }
    const Node *attributes =
        document_map(otm->input, node_find(thing, S("attributes")), S("attributes"));
    for (uint32_t i = 0; attributes != NULL && i < attributes->count; i++) {
        const NodePair *pair = &attributes->pairs[i];
        if (str_starts(pair->key, OTM_EXTRA)) continue;
        document_property(otm->input, properties, pair->key,
                          document_kept(otm->input, &pair->value));
    }
}

/* yes, no or unknown, alone or as {is: yes, because: "the listener takes TLS only"}. */
static Claim otm_claim(Otm *otm, const Node *thing, Str name) {
    const Node *value = otm_find_extra(otm, thing, name);
    Claim claim = {0};
    if (value == NULL || node_is(value, NODE_NULL)) return claim;
    const Node *is = value->kind == NODE_MAP ? node_find(value, S("is")) : value;
    if (value->kind == NODE_MAP) {
        claim.reason = otm_text(otm, value, S("because"));
        const char *words[2] = {"is because", ""};
        otm_check_keys(otm, value, "a claim", words);
    }
    claim.stated = true;
    if (node_is(is, NODE_BOOL)) {
        claim.truth = is->boolean ? TRUTH_TRUE : TRUTH_FALSE;
    } else if (node_is_text(is, S("unknown"))) {
        claim.truth = TRUTH_UNKNOWN;
    } else {
        input_fail(otm->input, is == NULL ? value : is,
                   "\"%.*s\" must be yes, no or unknown, or {is: ..., because: \"...\"}",
                   STR_ARGS(name));
        claim.stated = false;
    }
    return claim;
}

/* true, or the reason why. */
static bool otm_scope(Otm *otm, const Node *thing, Str *ret_reason) {
    const Node *value = otm_find_extra(otm, thing, S("outOfScope"));
    if (!node_is(value, NODE_STRING)) return document_flag(otm->input, value, S("outOfScope"));
    *ret_reason = value->text;
    return true;
}

/* ---- what stands where ---- */

/* The id of the trust zone that a component or zone stands in: that of the component around it when
 * it stands in one. Empty: none. */
static Str otm_zone_around(Otm *otm, const Node *thing) {
    const Node *inner = thing;
    for (int depth = 0; depth < MODEL_NESTING_MAX; depth++) {
        const Node *parent = node_find(inner, S("parent"));
        if (parent == NULL || node_is(parent, NODE_NULL)) return S("");
        Str component = S(""), zone = S("");
        if (otm->own && node_is(parent, NODE_STRING)) {
            bool inside = map_find(&otm->index[OTM_COMPONENT], parent->text) != NULL &&
                          map_find(&otm->index[OTM_ZONE], parent->text) == NULL;
            *(inside ? &component : &zone) = parent->text;
        } else if (document_map(otm->input, parent, S("parent")) == NULL) {
            return S("");
        } else {
            component = otm_text(otm, parent, S("component"));
            zone = otm_text(otm, parent, S("trustZone"));
        }
        if (component.len == 0) return str_equal(zone, OTM_NOT_PLACED) ? S("") : zone;
        inner = map_find(&otm->index[OTM_COMPONENT], component);
        if (inner != NULL) continue;
        input_fail(otm->input, parent, "there is no component \"%.*s\" to stand in",
                   STR_ARGS(component));
        return S("");
    }
    input_fail(otm->input, thing, "stands in itself, or in more than %d others", MODEL_NESTING_MAX);
    return S("");
}

/* The component that another one stands in, kept as a property: a model has elements side by side.
 */
static void otm_keep_parent(Otm *otm, const Node *thing, ModelProperties *properties) {
    const Node *parent = node_find(thing, S("parent"));
    if (!node_is(parent, NODE_MAP)) return;
    document_property(otm->input, properties, S("parent component"),
                      otm_text(otm, parent, S("component")));
}

/* A list of ids, or {stored: [...], processed: [...]}: each id once. */
static void otm_assets(Otm *otm, const Node *thing, ModelTexts *assets) {
    const Node *value = node_find(thing, S("assets"));
    ModelTexts all = {0};
    if (node_is(value, NODE_MAP)) {
        static const char *const uses[] = {"stored", "processed"};
        const char *words[2] = {"stored processed", ""};
        otm_check_keys(otm, value, "assets", words);
        for (size_t i = 0; i < COUNT(uses); i++) {
            Str use = str_from(uses[i]);
            document_texts(otm->input, node_find(value, use), use, &all);
        }
    } else {
        document_texts(otm->input, value, S("assets"), &all);
    }
    *assets = all; /* model_finish leaves each in once */
}

/* ---- threats ---- */

static void otm_read_mitigations(Otm *otm, const Node *instance, ModelThreat *threat) {
    const Node *list =
        document_list(otm->input, node_find(instance, S("mitigations")), S("mitigations"));
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        Str id = otm_text(otm, &list->items[i], S("mitigation"));
        const Node *defined = map_find(&otm->index[OTM_MITIGATION], id);
        if (id.len == 0) continue;
        if (defined == NULL) {
            input_fail(otm->input, &list->items[i], "there is no mitigation \"%.*s\"",
                       STR_ARGS(id));
            continue;
        }
        map_set(&otm->taken, id, otm);
        Str text = otm_text(otm, defined, S("description"));
        if (text.len == 0) text = otm_text(otm, defined, S("name"));
        model_add_text(&otm->input->model, &threat->mitigations, text);
        document_property(otm->input, &threat->properties,
                          str_join2(otm->arena, S("state of "), id),
                          otm_text(otm, &list->items[i], S("state")));
    }
}

/* Adds the threats that a component, a flow or the project lists. */
static void otm_read_threats(Otm *otm, const Node *list, Str on_id) {
    list = document_list(otm->input, list, S("threats"));
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        const Node *instance = &list->items[i];
        if (document_map(otm->input, instance, S("threats")) == NULL) continue;
        const char *words[2] = {otm_threat_keys, ""};
        otm_check_keys(otm, instance, "a threat", words);
        Str id = otm_text(otm, instance, S("threat"));
        const ModelThreat *defined = map_find(&otm->threats, id);
        if (defined == NULL) {
            input_fail(otm->input, instance, "there is no threat \"%.*s\"", STR_ARGS(id));
            continue;
        }
        map_set(&otm->used, id, otm);
        ModelThreat threat = *defined;
        threat.properties.capacity = threat.properties.count; /* grows apart from the definition */
        threat.state = otm_text(otm, instance, S("state"));
        threat.on_id = on_id;
        threat.place = document_place(instance);
        document_property(otm->input, &threat.properties, S("subject"),
                          otm_text(otm, instance, S("subject")));
        otm_read_mitigations(otm, instance, &threat);
        document_add_threat(otm->input, instance, &threat);
    }
}

static void otm_read_risk(Otm *otm, const Node *node, ModelThreat *threat) {
    static const char *const keys[] = {"likelihood", "impact"};
    const Node *risk = document_map(otm->input, node_find(node, S("risk")), S("risk"));
    for (size_t i = 0; risk != NULL && i < COUNT(keys); i++) {
        Str key = str_from(keys[i]);
        document_property(otm->input, &threat->properties, key, otm_text(otm, risk, key));
    }
}

static void otm_define_threat(Otm *otm, const Node *node, Str id) {
    ModelTexts categories = {0}, cwes = {0};
    document_texts(otm->input, node_find(node, S("categories")), S("categories"), &categories);
    document_texts(otm->input, node_find(node, S("cwes")), S("cwes"), &cwes);
    ModelThreat *threat = ARENA_NEW(otm->arena, ModelThreat);
    *threat = (ModelThreat){.id = id,
                            .type_id = otm_extra_text(otm, node, S("rule")),
                            .title = otm_text(otm, node, S("name")),
                            .category = document_join(otm->input, &categories),
                            .description = otm_text(otm, node, S("description")),
                            .priority = otm_extra_text(otm, node, S("severity")),
                            .place = document_place(node)};
    document_property(otm->input, &threat->properties, S("cwe"), document_join(otm->input, &cwes));
    otm_read_risk(otm, node, threat);
    otm_properties(otm, node, &threat->properties);
    map_set(&otm->threats, id, threat);
}

/* Definitions come before what lists them; those that nothing lists are of the whole model. */
static void otm_define_threats(Otm *otm) {
    const Map *index = &otm->index[OTM_THREAT];
    for (size_t i = 0; i < index->count; i++) {
        otm_define_threat(otm, index->entries[i].value, index->entries[i].key);
    }
}

static void otm_read_threat(Otm *otm, const Node *node) {
    Str id = otm_text(otm, node, S("id"));
    if (map_find(&otm->used, id) != NULL) return;
    document_add_threat(otm->input, node, map_find(&otm->threats, id));
}

static void otm_read_mitigation(Otm *otm, const Node *node) {
    Str id = otm_text(otm, node, S("id"));
    if (map_find(&otm->taken, id) != NULL) return;
    input_note(otm->input, node, str_join3(otm->arena, S("mitigation \""), id, S("\"")),
               S("is left out: no threat lists it"));
}

/* ---- things ---- */

static void otm_read_asset(Otm *otm, const Node *node) {
    Asset asset = {.id = otm_text(otm, node, S("id")),
                   .name = otm_text(otm, node, S("name")),
                   .description = otm_text(otm, node, S("description")),
                   .classification = otm_extra_text(otm, node, S("classification")),
                   .place = document_place(node)};
    if (asset.name.len == 0) asset.name = asset.id;
    const Node *risk = document_map(otm->input, node_find(node, S("risk")), S("risk"));
    const struct {
        Str key;
        double *value;
    } parts[] = {{S("confidentiality"), &asset.confidentiality},
                 {S("integrity"), &asset.integrity},
                 {S("availability"), &asset.availability}};
    bool unrated = document_flag(otm->input, otm_find_extra(otm, node, S("unrated")), S("unrated"));
    for (size_t i = 0; risk != NULL && !unrated && i < COUNT(parts); i++) {
        asset.has_risk |= document_number(otm->input, node_find(risk, parts[i].key), parts[i].key,
                                          parts[i].value);
    }
    document_add_asset(otm->input, node, &asset);
    ModelTexts places = {0};
    if (otm->own) {
        document_texts(otm->input, node_find(node, S("storedIn")), S("storedIn"), &places);
    }
    for (size_t i = 0; i < places.count; i++) {
        Element element = {.id = places.items[i], .refines = true, .place = asset.place};
        model_add_text(&otm->input->model, &element.assets, asset.id);
        model_add_element(&otm->input->model, &element);
    }
}

static bool otm_zone_kind(Otm *otm, const Node *node, BoundaryKind *ret_kind) {
    const Node *value = otm_find_extra(otm, node, S("kind"));
    Str name = document_text(otm->input, value, S("kind"));
    if (name.len == 0) return false;
    for (int kind = 0; kind <= BOUNDARY_OTHER; kind++) {
        if (!str_equal(name, boundary_kind_name((BoundaryKind)kind))) continue;
        *ret_kind = (BoundaryKind)kind;
        return true;
    }
    input_fail(otm->input, value,
               "a trust zone's kind is internet, account, region, vpc, subnet, security group or "
               "other, not \"%.*s\"",
               STR_ARGS(name));
    return false;
}

/* 0 to 100, as trust or as OTM's risk.trustRating. */
static void otm_read_trust(Otm *otm, const Node *node, Boundary *zone) {
    const Node *value = node_find_path(node, S("risk.trustRating"));
    if (otm->own && node_find(node, S("trust")) != NULL) value = node_find(node, S("trust"));
    bool unrated = document_flag(otm->input, otm_find_extra(otm, node, S("unrated")), S("unrated"));
    double trust = 0;
    if (unrated || !document_number(otm->input, value, S("trust"), &trust)) return;
    if (!(trust >= 0 && trust <= 100)) {
        input_fail(otm->input, value, "trust is from 0 to 100");
        return;
    }
    zone->has_trust = true;
    zone->trust = trust;
}

static void otm_read_zone(Otm *otm, const Node *node) {
    Boundary zone = {.id = otm_text(otm, node, S("id")),
                     .name = otm_text(otm, node, S("name")),
                     .type = otm_text(otm, node, S("type")),
                     .description = otm_text(otm, node, S("description")),
                     .parent_id = otm_zone_around(otm, node),
                     .place = document_place(node),
                     .open = otm_claim(otm, node, S("open"))};
    if (str_equal(zone.id, OTM_NOT_PLACED)) return;
    zone.kind_stated = otm_zone_kind(otm, node, &zone.kind);
    if (!zone.kind_stated) zone.kind = otm_kind_of_zone(zone.type, zone.name);
    zone.refines = otm->own && !zone.kind_stated && zone.type.len == 0;
    zone.line = document_flag(otm->input, otm_find_extra(otm, node, S("line")), S("line"));
    otm_read_trust(otm, node, &zone);
    otm_properties(otm, node, &zone.properties);
    model_add_boundary(&otm->input->model, &zone);
}

static void otm_component_kind(Otm *otm, const Node *node, Element *element) {
    const Node *value = otm_find_extra(otm, node, S("kind"));
    Str name = document_text(otm->input, value, S("kind"));
    element->kind = otm_kind_of_component(element->type);
    if (name.len == 0) return;
    element->actor = str_equal(name, S("actor"));
    if (element->actor) name = element_kind_name(ELEMENT_EXTERNAL);
    for (int kind = 0; kind <= ELEMENT_STORE && !element->kind_stated; kind++) {
        element->kind_stated = str_equal(name, element_kind_name((ElementKind)kind));
        if (element->kind_stated) element->kind = (ElementKind)kind;
    }
    if (element->kind_stated) return;
    input_fail(otm->input, value,
               "a component's kind is actor, external, process or store, not \"%.*s\"",
               STR_ARGS(name));
}

static void otm_read_component(Otm *otm, const Node *node) {
    Element element = {.id = otm_text(otm, node, S("id")),
                       .name = otm_text(otm, node, S("name")),
                       .type = otm_text(otm, node, S("type")),
                       .description = otm_text(otm, node, S("description")),
                       .category = otm_extra_text(otm, node, S("category")),
                       .boundary_id = otm_zone_around(otm, node),
                       .place = document_place(node)};
    otm_component_kind(otm, node, &element);
    element.refines = otm->own && !element.kind_stated && element.type.len == 0;
    bool untyped = document_flag(otm->input, otm_find_extra(otm, node, S("untyped")), S("untyped"));
    if (untyped) element.type = S("");
    element.out_of_scope = otm_scope(otm, node, &element.scope_reason);
    otm_keep_parent(otm, node, &element.properties);
    otm_properties(otm, node, &element.properties);
    otm_assets(otm, node, &element.assets);
    model_add_element(&otm->input->model, &element);
    otm_read_threats(otm, node_find(node, S("threats")), element.id);
}

static void otm_read_crossings(Otm *otm, const Node *node, Flow *flow) {
    const Node *crosses = otm_find_extra(otm, node, S("crosses"));
    flow->has_crossings = node_is(crosses, NODE_LIST);
    document_texts(otm->input, crosses, S("crosses"), &flow->crossing_ids);
}

static void otm_read_flow(Otm *otm, const Node *node) {
    Flow flow = {.id = otm_text(otm, node, S("id")),
                 .label = otm_text(otm, node, S("name")),
                 .type = otm_extra_text(otm, node, S("type")),
                 .description = otm_text(otm, node, S("description")),
                 .from_id = otm_text(otm, node, S("source")),
                 .to_id = otm_text(otm, node, S("destination")),
                 .place = document_place(node),
                 .certain = otm_claim(otm, node, S("certain")),
                 .encrypted = otm_claim(otm, node, S("encrypted")),
                 .authenticated = otm_claim(otm, node, S("authenticated"))};
    flow.refines = otm->own && flow.id.len > 0 && flow.from_id.len + flow.to_id.len == 0;
    if (!flow.refines && (flow.from_id.len == 0 || flow.to_id.len == 0)) {
        input_fail(otm->input, node,
                   "a flow has a source and a destination, the ids of components");
        return;
    }
    flow.bidirectional =
        document_flag(otm->input, node_find(node, S("bidirectional")), S("bidirectional"));
    flow.out_of_scope = otm_scope(otm, node, &flow.scope_reason);
    otm_read_crossings(otm, node, &flow);
    otm_properties(otm, node, &flow.properties);
    otm_assets(otm, node, &flow.assets);
    const Flow *added = model_add_flow(&otm->input->model, &flow);
    if (added != NULL) otm_read_threats(otm, node_find(node, S("threats")), added->id);
}

/* ---- the document ---- */

typedef struct OtmRow {
    const char *list; /* the key of the root */
    const char *name; /* for messages */
    const char *keys;
    const char *own_keys;
    void (*read)(Otm *otm, const Node *node);
} OtmRow;

static const OtmRow otm_rows[OTM_THING_COUNT] = {
    [OTM_ASSET] = {"assets", "an asset", "id name description risk attributes",
                   "classification storedIn", otm_read_asset},
    [OTM_ZONE] = {"trustZones", "a trust zone",
                  "id name type description risk parent representations attributes",
                  "kind trust open line tags", otm_read_zone},
    [OTM_COMPONENT] = {"components", "a component",
                       "id name type description parent representations assets threats tags "
                       "attributes",
                       "kind category outOfScope", otm_read_component},
    [OTM_FLOW] = {"dataflows", "a data flow",
                  "id name description bidirectional source destination assets threats tags "
                  "attributes",
                  "type encrypted authenticated certain crosses outOfScope", otm_read_flow},
    [OTM_MITIGATION] = {"mitigations", "a mitigation",
                        "id name description riskReduction attributes", "", otm_read_mitigation},
    [OTM_THREAT] = {"threats", "a threat",
                    "id name description categories cwes risk tags attributes", "severity",
                    otm_read_threat},
};

/* Whether the node is the first one of its id; an id may be missing only from a flow of one's own,
 * which gets one of its ends. */
static bool otm_index_one(Otm *otm, OtmThing thing, const Node *node) {
    const OtmRow *row = &otm_rows[thing];
    if (document_map(otm->input, node, str_from(row->list)) == NULL) return false;
    const char *words[2] = {row->keys, row->own_keys};
    otm_check_keys(otm, node, row->name, words);
    Str id = otm_text(otm, node, S("id"));
    if (id.len == 0 && thing == OTM_FLOW && otm->own) return true;
    if (id.len == 0) {
        input_fail(otm->input, node, "%s needs an \"id\"", row->name);
        return false;
    }
    const Node *first = map_find(&otm->index[thing], id);
    if (first != NULL) {
        input_fail(otm->input, node, "the id \"%.*s\" in %s is that of line %u already",
                   STR_ARGS(id), row->list, first->line);
        return false;
    }
    map_set(&otm->index[thing], id, (void *)(uintptr_t)node);
    return true;
}

static void otm_read_texts(Otm *otm, const Node *project, Str key, ModelTexts *texts) {
    const Node *value = otm->own ? node_find(otm->root, key) : NULL;
    if (value == NULL) value = otm_find_extra(otm, project, key);
    document_texts(otm->input, value, key, texts);
}

static void otm_take_text(Str *text, Str more) {
    if (more.len > 0) *text = more;
}

static void otm_read_project(Otm *otm) {
    const Node *project =
        document_map(otm->input, node_find(otm->root, S("project")), S("project"));
    ModelHead *head = &otm->input->model.head;
    otm_read_texts(otm, project, S("assumptions"), &head->assumptions);
    otm_read_texts(otm, project, S("dependencies"), &head->dependencies);
    if (project == NULL) return;
    const char *words[2] = {"name id description owner ownerContact tags attributes",
                            "reviewer contributors"};
    otm_check_keys(otm, project, "the project", words);
    if (!document_flag(otm->input, otm_find_extra(otm, project, S("unnamed")), S("unnamed"))) {
        otm_take_text(&head->name, otm_text(otm, project, S("name")));
    }
    otm_take_text(&head->description, otm_text(otm, project, S("description")));
    otm_take_text(&head->owner, otm_text(otm, project, S("ownerContact")));
    otm_take_text(&head->owner, otm_text(otm, project, S("owner")));
    otm_take_text(&head->reviewer, otm_extra_text(otm, project, S("reviewer")));
    otm_read_texts(otm, project, S("contributors"), &head->contributors);
}

static void otm_check_version(Otm *otm) {
    const Node *version = node_find(otm->root, S("merlonModel"));
    if (otm->own && !(node_is(version, NODE_INT) && version->integer == 1)) {
        input_fail(otm->input, version, "merlonModel is 1, the version of the format");
    }
    Str of_otm = otm_text(otm, otm->root, S("otmVersion"));
    if (of_otm.len == 0 || str_starts(of_otm, S("0.2")) || str_starts(of_otm, S("0.1"))) return;
    input_note(otm->input, node_find(otm->root, S("otmVersion")),
               str_join2(otm->arena, S("OTM "), of_otm), S("isn't known; it is read as 0.2.0"));
}

void otm_read(Input *input, const InputDocument *document) {
    const Node *root = &document->root;
    Otm otm = {.input = input, .arena = input->arena, .root = root};
    otm.own = otm_recognizes_own(root);
    otm.threats = otm.used = otm.taken = otm.noted = map_make(input->arena);
    otm_check_version(&otm);
    const char *words[2] = {"otmVersion project representations assets trustZones components "
                            "dataflows threats mitigations",
                            "merlonModel assumptions dependencies"};
    otm_check_keys(&otm, root, "a model", words);
    const Node **things[OTM_THING_COUNT] = {0};
    size_t counts[OTM_THING_COUNT] = {0};
    for (int i = 0; i < OTM_THING_COUNT; i++) {
        Str key = str_from(otm_rows[i].list);
        const Node *list = document_list(input, node_find(root, key), key);
        otm.index[i] = map_make(input->arena);
        if (list == NULL) continue;
        things[i] = ARENA_ARRAY(input->arena, const Node *, list->count);
        for (uint32_t k = 0; k < list->count; k++) {
            const Node *node = &list->items[k];
            if (otm_index_one(&otm, (OtmThing)i, node)) things[i][counts[i]++] = node;
        }
    }
    otm_define_threats(&otm);
    otm_read_project(&otm);
    const Node *whole = otm_find_extra(&otm, node_find(root, S("project")), S("threats"));
    for (int i = 0; i < OTM_THING_COUNT; i++) {
        if (i == OTM_MITIGATION) otm_read_threats(&otm, whole, S(""));
        for (size_t k = 0; k < counts[i]; k++) {
            otm_rows[i].read(&otm, things[i][k]);
        }
    }
}
