/* SPDX-License-Identifier: Apache-2.0 */
/* tm7_threat.c -- reads stored threats. Most of a threat is in its Properties, a list of keys and
 * values; older files have some of it in elements of their own. */
#include "input/tm7_threat.h"

#include "text/xml.h"

typedef struct ThreatReader {
    Input *input;
    const Knowledge *knowledge;
    const Node *value;
    const Flow *flow; /* NULL: of no flow that is there */
    size_t fill_budget;
    ModelThreat threat;
} ThreatReader;

/* What has never been changed has the first moment that .NET knows. */
static Str threat_moment(Str text) { return str_starts(text, S("0001-01-01")) ? S("") : text; }

static Str threat_fill(ThreatReader *reader, Str text) {
    if (reader->flow == NULL) return text;
    return knowledge_fill(reader->input->arena, &reader->input->model, reader->flow, text,
                          &reader->fill_budget);
}

static void threat_take(ThreatReader *reader, Str *text, Str value) {
    if (value.len > 0) *text = threat_fill(reader, value);
}

/* The properties that have a place of their own in a threat. */
static Str *threat_member(ModelThreat *threat, Str id) {
    if (str_equal(id, S("Title"))) return &threat->title;
    if (str_equal(id, S("UserThreatCategory"))) return &threat->category;
    if (str_equal(id, S("UserThreatDescription"))) return &threat->description;
    if (str_equal(id, S("StateInformation"))) return &threat->justification;
    if (str_equal(id, S("Priority"))) return &threat->priority;
    return NULL;
}

/* False when there is no room for one more. */
static bool threat_take_property(ThreatReader *reader, Str id, Str value) {
    Model *model = &reader->input->model;
    ModelThreat *threat = &reader->threat;
    Str *member = threat_member(threat, id);
    if (member != NULL) threat_take(reader, member, value);
    if (member != NULL || value.len == 0) return true;
    Str label = knowledge_label(reader->knowledge, id);
    if (knowledge_is_mitigation(id, label)) {
        model_add_text(model, &threat->mitigations, threat_fill(reader, value));
        return true;
    }
    if (threat->properties.count == TM7_THREAT_PROPERTIES_MAX) return false;
    model_add_property(model, &threat->properties, label, threat_fill(reader, value));
    threat->properties.items[threat->properties.count - 1].id = id;
    return true;
}

static void threat_take_properties(ThreatReader *reader, const Node *list) {
    const Node *pairs = xml_children(list);
    bool complete = true;
    for (uint32_t i = 0; pairs != NULL && i < pairs->count; i++) {
        const Node *pair = &pairs->items[i];
        complete &= threat_take_property(reader, str_trim(xml_child_text(pair, S("Key"))),
                                         str_trim(xml_child_text(pair, S("Value"))));
    }
    if (!complete) {
        input_note(reader->input, list, reader->threat.title,
                   S("has more than 100 properties: the rest is left out"));
    }
}

/* Elements of their own count where Properties say nothing. */
static void threat_take_members(ThreatReader *reader) {
    static const Str names[] = {S_INIT("Title"), S_INIT("UserThreatCategory"),
                                S_INIT("UserThreatDescription"), S_INIT("StateInformation"),
                                S_INIT("Priority")};
    for (size_t i = 0; i < COUNT(names); i++) {
        Str *member = threat_member(&reader->threat, names[i]);
        if (member->len > 0) continue;
        threat_take(reader, member, str_trim(xml_child_text(reader->value, names[i])));
    }
}

/* The tool joins a threat with the same one, found again, by these four. */
static Str threat_key(Arena *arena, const Node *value) {
    static const Str names[] = {S_INIT("TypeId"), S_INIT("SourceGuid"), S_INIT("FlowGuid"),
                                S_INIT("TargetGuid")};
    Str key = S("");
    for (size_t i = 0; i < COUNT(names); i++) {
        key = str_join2(arena, key, str_trim(xml_child_text(value, names[i])));
    }
    return str_lower(arena, key);
}

/* The flow, or the element when it is of no flow. */
static Str threat_subject(ThreatReader *reader) {
    Model *model = &reader->input->model;
    Str flow = str_trim(xml_child_text(reader->value, S("FlowGuid")));
    Str source = str_trim(xml_child_text(reader->value, S("SourceGuid")));
    Str target = str_trim(xml_child_text(reader->value, S("TargetGuid")));
    reader->flow = model_find_flow(model, flow);
    if (reader->flow != NULL) return flow;
    if (model_find_element(model, source) != NULL) return source;
    if (model_find_element(model, target) != NULL) return target;
    bool named = flow.len > 0 && !str_starts(flow, S("00000000-0000"));
    if (named) {
        Str id = xml_child_text(reader->value, S("Id"));
        input_note(reader->input, reader->value, str_join2(reader->input->arena, S("threat "), id),
                   S("is on a data flow that isn't in the diagrams: it is kept as one of the whole "
                     "model"));
    }
    return S("");
}

static void threat_read(ThreatReader *reader, const Node *value) {
    Arena *arena = reader->input->arena;
    reader->value = value;
    reader->threat =
        (ModelThreat){.id = str_trim(xml_child_text(value, S("Id"))),
                      .type_id = str_trim(xml_child_text(value, S("TypeId"))),
                      .key = threat_key(arena, value),
                      .state = str_trim(xml_child_text(value, S("State"))),
                      .changed_by = str_trim(xml_child_text(value, S("ChangedBy"))),
                      .changed_at = threat_moment(str_trim(xml_child_text(value, S("ModifiedAt")))),
                      .place = {value->source->path, value->line}};
    reader->threat.on_id = threat_subject(reader);
    threat_take_properties(reader, xml_child(value, S("Properties")));
    threat_take_members(reader);
    model_add_threat(&reader->input->model, &reader->threat);
}

void tm7_threat_read(Input *input, const Node *root, const Knowledge *knowledge) {
    ThreatReader reader = {
        .input = input, .knowledge = knowledge, .fill_budget = KNOWLEDGE_FILL_BYTES_MAX};
    const Node *pairs = xml_children(xml_child(root, S("ThreatInstances")));
    for (uint32_t i = 0; pairs != NULL && i < pairs->count; i++) {
        const Node *value = xml_child(&pairs->items[i], S("Value"));
        if (value == NULL) {
            input_note(input, &pairs->items[i], S("a stored threat"), S("has no value"));
            continue;
        }
        threat_read(&reader, value);
    }
}
