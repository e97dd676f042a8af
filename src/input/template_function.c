/* SPDX-License-Identifier: Apache-2.0 */
/* template_function.c -- CloudFormation's intrinsic functions, one row of a table each. Reference:
 * docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
#include "input/template.h"

#include "aws/cidr.h"
#include "text/json_writer.h"

typedef Node (*TemplateFunction)(Template *template, const Node *call, const Node *argument);

static Node function_unknown(Template *template, const Node *at, Str reason) {
    return node_make_unknown(template->arena, at, reason);
}

static Node function_outside(Template *template, const Node *at, Str name, Str reason) {
    NodePart *part = ARENA_NEW(template->arena, NodePart);
    *part = (NodePart){NODE_PART_OUTSIDE, name, 0};
    return node_make_parts(template->arena, at, (NodeUnknown){reason, true, 1, part, NULL});
}

/* A value that is computed from another that isn't known. */
static Node function_derived(Template *template, const Node *at, const NodeUnknown *from) {
    NodeUnknown derived = *from;
    derived.exact = false;
    return node_make_parts(template->arena, at, derived);
}

static Node function_bool(const Node *at, Truth truth, Template *template) {
    if (truth != TRUTH_UNKNOWN) return node_make_bool(at, truth == TRUTH_TRUE);
    return function_unknown(template, at, S("a condition that depends on what isn't known"));
}

static Truth function_truth(const Node *value) {
    if (value->kind == NODE_BOOL) return value->boolean ? TRUTH_TRUE : TRUTH_FALSE;
    if (node_is_text(value, S("true"))) return TRUTH_TRUE;
    return node_is_text(value, S("false")) ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

/* What stands under a name: parameter, pseudo parameter or resource. */
static Node function_named(Template *template, const Node *at, Str name) {
    const Node *parameter = map_find(&template->parameters, name);
    if (parameter != NULL) {
        Node value = *parameter;
        value.source = at->source;
        value.line = at->line;
        value.column = at->column;
        return value;
    }
    if (str_equal(name, S("AWS::NoValue"))) return node_make_null(at);
    if (str_starts(name, S("AWS::"))) {
        const Str *given = map_find(&template->input->parameters, name);
        if (given != NULL) return node_make_string(at, *given);
        return function_outside(
            template, at, name,
            str_format(template->arena, "%.*s is known when deployed", STR_ARGS(name)));
    }
    const Resource *resource = map_find(&template->resources, name);
    if (resource != NULL) {
        Str reason = str_format(template->arena, "the id of %.*s", STR_ARGS(resource->address));
        return node_make_reference(template->arena, at, reason, resource->index, S("Ref"));
    }
    Str reason =
        str_format(template->arena, "there is no parameter or resource %.*s", STR_ARGS(name));
    return function_outside(template, at, name, reason);
}

static Node function_ref(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_STRING) {
        Node name = template_evaluate(template, argument);
        if (name.kind != NODE_STRING) return function_unknown(template, call, S("Ref of no name"));
        return function_named(template, call, name.text);
    }
    return function_named(template, call, argument->text);
}

static Node function_attribute(Template *template, const Node *at, Str name, Str attribute) {
    Template *nested = map_find(&template->nested, name);
    if (nested != NULL && str_starts(attribute, S("Outputs."))) {
        if (template->depth + nested->depth > TEMPLATE_DEPTH_MAX) {
            return function_unknown(template, at, S("is nested too deeply"));
        }
        nested->depth = template->depth;
        Node value = template_output(nested, at, str_slice(attribute, 8, attribute.len));
        nested->depth = 0;
        return value;
    }
    const Resource *resource = map_find(&template->resources, name);
    Str spelled = str_format(template->arena, "%.*s.%.*s", STR_ARGS(name), STR_ARGS(attribute));
    if (resource == NULL) {
        Str reason = str_format(template->arena, "there is no resource %.*s", STR_ARGS(name));
        return function_outside(template, at, spelled, reason);
    }
    Str reason = str_format(template->arena, "%.*s of %.*s", STR_ARGS(attribute),
                            STR_ARGS(resource->address));
    return node_make_reference(template->arena, at, reason, resource->index, attribute);
}

static Node function_get_att(Template *template, const Node *call, const Node *argument) {
    if (argument->kind == NODE_STRING) {
        Str attribute = argument->text;
        Str name = str_cut(&attribute, '.');
        return function_attribute(template, call, name, attribute);
    }
    if (argument->kind != NODE_LIST || argument->count < 2) {
        return function_unknown(template, call, S("Fn::GetAtt without resource and attribute"));
    }
    Node attribute = template_evaluate(template, &argument->items[1]);
    for (uint32_t i = 2; i < argument->count && attribute.kind == NODE_STRING; i++) {
        attribute.text =
            str_join3(template->arena, attribute.text, S("."), node_text(&argument->items[i]));
    }
    if (argument->items[0].kind != NODE_STRING || attribute.kind != NODE_STRING) {
        return function_unknown(template, call, S("Fn::GetAtt of a name that isn't known"));
    }
    return function_attribute(template, call, argument->items[0].text, attribute.text);
}

/* "${Name}", "${Name.Attribute}", "${!Literal}". */
static Node function_sub_variable(Template *template, const Node *at, Str name, const Node *map) {
    const Node *given = map == NULL ? NULL : node_find(map, name);
    if (given != NULL) return template_evaluate(template, given);
    if (!str_contains(name, S("."))) return function_named(template, at, name);
    Str attribute = name;
    Str resource = str_cut(&attribute, '.');
    return function_attribute(template, at, resource, attribute);
}

static Node function_sub(Template *template, const Node *call, const Node *argument) {
    bool pair = argument->kind == NODE_LIST && argument->count == 2;
    const Node *map = pair ? &argument->items[1] : NULL;
    const Node *pattern =
        argument->kind == NODE_LIST && argument->count > 0 ? &argument->items[0] : argument;
    if (pattern->kind != NODE_STRING) {
        return function_unknown(template, call, S("Fn::Sub of something that is no text"));
    }
    Node pieces = node_make_list(template->arena, call, 0);
    Str text = pattern->text;
    while (text.len > 0) {
        if (pieces.count >= TEMPLATE_ITEMS_MAX) {
            return function_unknown(template, call, S("Fn::Sub has too many variables"));
        }
        size_t start = str_find(text, S("${"));
        Str rest = start == SIZE_MAX ? S("") : str_slice(text, start + 2, text.len);
        size_t end = str_find(rest, S("}"));
        if (start == SIZE_MAX || end == SIZE_MAX) {
            node_list_add(template->arena, &pieces, template_text(template, call, text));
            break;
        }
        node_list_add(template->arena, &pieces,
                      template_text(template, call, str_slice(text, 0, start)));
        Str name = str_trim(str_slice(rest, 0, end));
        Node piece = str_starts(name, S("!"))
                         ? node_make_string(call, str_join3(template->arena, S("${"),
                                                            str_slice(name, 1, name.len), S("}")))
                         : function_sub_variable(template, call, name, map);
        node_list_add(template->arena, &pieces, piece);
        text = str_slice(rest, end + 1, rest.len);
    }
    return template_join(template, call, pieces.items, pieces.count, S(""));
}

static Node function_join(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count != 2) {
        return function_unknown(template, call, S("Fn::Join needs a delimiter and a list"));
    }
    Node list = template_evaluate(template, &argument->items[1]);
    Str separator = node_text(&argument->items[0]);
    if (list.kind == NODE_LIST && (list.flags & NODE_FLAG_OPEN) == 0) {
        return template_join(template, call, list.items, list.count, separator);
    }
    if (list.kind != NODE_UNKNOWN)
        return function_unknown(template, call, S("Fn::Join of no list"));
    return function_derived(template, call, list.unknown);
}

/* A zone chosen from Fn::GetAZs by a fixed number: which one isn't known, but numbers differ. */
static Node function_select_zone(Template *template, const Node *call, const Node *zones,
                                 int64_t index) {
    Node number = node_make_string(call, str_format(template->arena, "#%lld", (long long)index));
    Node pieces[] = {*zones, number};
    return template_join(template, call, pieces, COUNT(pieces), S(""));
}

static bool function_is_zones(const Node *value) {
    if (value->kind != NODE_UNKNOWN || value->unknown->part_count == 0) return false;
    const NodePart *part = &value->unknown->parts[0];
    return part->kind == NODE_PART_OUTSIDE && str_starts(part->text, S("AWS::AvailabilityZones"));
}

static Node function_select(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count != 2) {
        return function_unknown(template, call, S("Fn::Select needs an index and a list"));
    }
    Node index = template_evaluate(template, &argument->items[0]);
    Node list = template_evaluate(template, &argument->items[1]);
    int64_t at = index.kind == NODE_INT ? index.integer : -1;
    if (index.kind == NODE_STRING) str_to_int(index.text, &at);
    if (list.kind == NODE_UNKNOWN && at >= 0 && function_is_zones(&list)) {
        return function_select_zone(template, call, &list, at);
    }
    if (list.kind == NODE_UNKNOWN) {
        return function_derived(template, call, list.unknown);
    }
    bool known = list.kind == NODE_LIST && (list.flags & NODE_FLAG_OPEN) == 0;
    if (!known || at < 0) return function_unknown(template, call, S("Fn::Select of unknown index"));
    if ((uint64_t)at >= list.count) {
        return function_unknown(template, call, S("Fn::Select beyond the end of its list"));
    }
    return list.items[at];
}

static Node function_split(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count != 2) {
        return function_unknown(template, call, S("Fn::Split needs a delimiter and a text"));
    }
    Str separator = node_text(&argument->items[0]);
    Node value = template_evaluate(template, &argument->items[1]);
    if (value.kind != NODE_STRING || separator.len == 0) {
        if (value.kind == NODE_UNKNOWN) return function_derived(template, call, value.unknown);
        return function_unknown(template, call, S("Fn::Split of something that is no text"));
    }
    Node list = node_make_list(template->arena, call, 0);
    Str rest = value.text;
    while (list.count < TEMPLATE_ITEMS_MAX) {
        size_t at = str_find(rest, separator);
        Str item = str_slice(rest, 0, at);
        node_list_add(template->arena, &list, node_make_string(call, item));
        if (at == SIZE_MAX) return list;
        rest = str_slice(rest, at + separator.len, rest.len);
    }
    return function_unknown(template, call, S("Fn::Split makes too long a list"));
}

static void function_add_parts(Template *template, const Node *value, NodePart **parts,
                               size_t *count) {
    NodePart text = {0};
    const NodePart *more = NULL;
    size_t more_count = node_parts(value, &text, &more);
    if (value->kind != NODE_UNKNOWN || !template_spend(template, more_count)) return;
    *parts =
        arena_grow_array(template->arena, *parts, *count, *count + more_count, sizeof(NodePart));
    for (size_t i = 0; i < more_count; i++) (*parts)[(*count)++] = more[i];
}

/* Either of two values: what both may be made of is kept, beside the hole that stands for the
 * choice. */
static Node function_either(Template *template, const Node *call, Str condition, const Node *yes,
                            const Node *no) {
    NodePart *parts = ARENA_NEW(template->arena, NodePart);
    size_t count = 1;
    Str reason = str_format(template->arena, "depends on condition %.*s", STR_ARGS(condition));
    parts[0] = (NodePart){NODE_PART_HOLE, reason, 0};
    function_add_parts(template, yes, &parts, &count);
    function_add_parts(template, no, &parts, &count);
    Node either = node_make_parts(template->arena, call,
                                  (NodeUnknown){reason, false, (uint32_t)count, parts, NULL});
    either.flags |= node_may_be_nothing(yes) || node_may_be_nothing(no) ? NODE_FLAG_OPEN : 0;
    return either;
}

static Node function_if(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count != 3 ||
        argument->items[0].kind != NODE_STRING) {
        return function_unknown(template, call, S("Fn::If needs a condition and two values"));
    }
    Str name = argument->items[0].text;
    Truth truth = template_condition(template, name);
    if (truth == TRUTH_TRUE) return template_evaluate(template, &argument->items[1]);
    if (truth == TRUTH_FALSE) return template_evaluate(template, &argument->items[2]);
    Node yes = template_evaluate(template, &argument->items[1]);
    Node no = template_evaluate(template, &argument->items[2]);
    if (node_equal(&yes, &no)) return yes;
    return function_either(template, call, name, &yes, &no);
}

static Node function_equals(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count != 2) {
        return function_unknown(template, call, S("Fn::Equals needs two values"));
    }
    Node left = template_evaluate(template, &argument->items[0]);
    Node right = template_evaluate(template, &argument->items[1]);
    Str left_text = S(""), right_text = S("");
    bool texts = node_canonical(template->arena, &left, &left_text) &&
                 node_canonical(template->arena, &right, &right_text);
    if (texts && str_equal(left_text, right_text)) return node_make_bool(call, true);
    bool unknown = left.kind == NODE_UNKNOWN || right.kind == NODE_UNKNOWN;
    if (unknown) {
        const Node *which = left.kind == NODE_UNKNOWN ? &left : &right;
        return function_unknown(template, call, which->unknown->reason);
    }
    return node_make_bool(call, !texts && node_equal(&left, &right));
}

static Node function_logic(Template *template, const Node *call, const Node *argument, bool is_or) {
    Truth result = is_or ? TRUTH_FALSE : TRUTH_TRUE;
    if (argument->kind != NODE_LIST) {
        return function_unknown(template, call, S("Fn::And and Fn::Or need a list"));
    }
    for (uint32_t i = 0; i < argument->count; i++) {
        Node value = template_evaluate(template, &argument->items[i]);
        Truth truth = function_truth(&value);
        bool take = is_or ? truth > result : truth < result;
        if (take) result = truth;
    }
    return function_bool(call, result, template);
}

static Node function_and(Template *template, const Node *call, const Node *argument) {
    return function_logic(template, call, argument, false);
}

static Node function_or(Template *template, const Node *call, const Node *argument) {
    return function_logic(template, call, argument, true);
}

static Node function_not(Template *template, const Node *call, const Node *argument) {
    bool list = argument->kind == NODE_LIST && argument->count == 1;
    Node value = template_evaluate(template, list ? &argument->items[0] : argument);
    return function_bool(call, (Truth)(TRUTH_TRUE - function_truth(&value)), template);
}

static Node function_condition(Template *template, const Node *call, const Node *argument) {
    return function_bool(call, template_condition(template, node_text(argument)), template);
}

/* A mapping's value: text, number or a list of these. CloudFormation allows no functions there, and
 * working them out would let a mapping of mappings take exponential time. */
static Node function_mapped(Template *template, const Node *call, const Node *value) {
    if (value->kind == NODE_STRING) return template_text(template, value, value->text);
    if (value->kind == NODE_MAP) {
        return function_unknown(template, call, S("a mapping's value is no text or list of texts"));
    }
    if (value->kind != NODE_LIST) return *value;
    Node list = node_make_list(template->arena, value, value->count);
    for (uint32_t i = 0; i < value->count; i++) {
        const Node *item = &value->items[i];
        list.items[i] = item->kind == NODE_LIST
                            ? function_unknown(template, call, S("a mapping's list in a list"))
                            : function_mapped(template, call, item);
    }
    return list;
}

static Node function_find_in_map(Template *template, const Node *call, const Node *argument) {
    if (argument->kind != NODE_LIST || argument->count < 3) {
        return function_unknown(template, call, S("Fn::FindInMap needs a map and two keys"));
    }
    const Node *found = node_find(template->root, S("Mappings"));
    for (uint32_t i = 0; i < 3 && found != NULL; i++) {
        Node key = template_evaluate(template, &argument->items[i]);
        Str text = S("");
        if (key.kind == NODE_UNKNOWN || !node_canonical(template->arena, &key, &text)) {
            return function_unknown(template, call, S("a mapping's key isn't known"));
        }
        found = node_find(found, text);
    }
    if (found != NULL) return function_mapped(template, call, found);
    const Node *fallback =
        argument->count > 3 ? node_find(&argument->items[3], S("DefaultValue")) : NULL;
    if (fallback != NULL) return template_evaluate(template, fallback);
    return function_unknown(template, call, S("the mapping has no such key"));
}

static Node function_get_azs(Template *template, const Node *call, const Node *argument) {
    Node region = template_evaluate(template, argument);
    Str name = S("AWS::AvailabilityZones");
    if (region.kind == NODE_STRING && region.text.len > 0) {
        name = str_join3(template->arena, name, S(":"), region.text);
    }
    return function_outside(template, call, name, S("the zones of the region"));
}

static Node function_import(Template *template, const Node *call, const Node *argument) {
    Node name = template_evaluate(template, argument);
    Str text = S("");
    node_canonical(template->arena, &name, &text);
    Str reason = str_format(template->arena, "imported from another stack: %.*s", STR_ARGS(text));
    return function_outside(template, call, str_join2(template->arena, S("import:"), text), reason);
}

static Node function_base64(Template *template, const Node *call, const Node *argument) {
    (void)call; /* kept readable: user data is looked into, never decoded by AWS rules of ours */
    return template_evaluate(template, argument);
}

static Node function_length(Template *template, const Node *call, const Node *argument) {
    Node list = template_evaluate(template, argument);
    if (list.kind == NODE_LIST && (list.flags & NODE_FLAG_OPEN) == 0) {
        return node_make_int(call, list.count);
    }
    return function_unknown(template, call, S("the length of a list that isn't known"));
}

static bool function_has_unknown(const Node *value, int depth) {
    if (value->kind == NODE_UNKNOWN || depth > TEMPLATE_DEPTH_MAX) return true;
    for (uint32_t i = 0; value->kind == NODE_LIST && i < value->count; i++) {
        if (function_has_unknown(&value->items[i], depth + 1)) return true;
    }
    for (uint32_t i = 0; value->kind == NODE_MAP && i < value->count; i++) {
        if (function_has_unknown(&value->pairs[i].value, depth + 1)) return true;
    }
    return false;
}

/* A text that a policy or definition is given as; while parts are unknown the tree says more. */
static Node function_to_json(Template *template, const Node *call, const Node *argument) {
    Node value = template_evaluate(template, argument);
    if (function_has_unknown(&value, 0)) return value;
    CLEANUP(buffer_free) Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    json_node_write(&writer, &value);
    return node_make_string(call, str_copy(template->arena, buffer_text(&out)));
}

/* A whole number that may be written as text; -1 when it is none. */
static int64_t function_number(const Node *value) {
    int64_t number = -1;
    if (value->kind == NODE_INT) return value->integer;
    return str_to_int(node_text(value), &number) ? number : -1;
}

/* [block, count, host bits]: count neighbouring blocks, cut from the start of an IPv4 block. */
static Node function_cidr(Template *template, const Node *call, const Node *argument) {
    Node list = template_evaluate(template, argument);
    Str reason = S("blocks that Fn::Cidr cuts");
    Cidr cidr = {0};
    bool known = list.kind == NODE_LIST && list.count >= 2 &&
                 cidr_parse(node_text(&list.items[0]), &cidr) && !cidr.v6;
    int64_t count = known ? function_number(&list.items[1]) : -1;
    int64_t bits = known && list.count > 2 ? function_number(&list.items[2]) : 8;
    if (count < 1 || count > TEMPLATE_CIDR_MAX || bits < 1 || bits > 32 - cidr.prefix) {
        return function_unknown(template, call, reason);
    }
    uint32_t base = (uint32_t)cidr.bytes[0] << 24 | (uint32_t)cidr.bytes[1] << 16 |
                    (uint32_t)cidr.bytes[2] << 8 | cidr.bytes[3];
    if ((uint64_t)count << bits > (uint64_t)1 << (32 - cidr.prefix)) {
        return function_unknown(template, call, S("Fn::Cidr cuts more than its block holds"));
    }
    Node blocks = node_make_list(template->arena, call, (size_t)count);
    for (uint32_t i = 0; i < blocks.count; i++) {
        uint32_t address = base + (uint32_t)((uint64_t)i << bits);
        Str text = str_format(template->arena, "%u.%u.%u.%u/%d", address >> 24, address >> 16 & 255,
                              address >> 8 & 255, address & 255, (int)(32 - bits));
        blocks.items[i] = node_make_string(call, text);
    }
    return blocks;
}

static Node function_transform(Template *template, const Node *call, const Node *argument) {
    Str name = node_text(node_find(argument, S("Name")));
    Str subject = str_join2(template->arena, S("Fn::Transform "), name);
    input_note(template->input, call, subject, S("macros run when deployed"));
    return function_unknown(template, call, subject);
}

static const struct {
    Str name;
    TemplateFunction body;
} template_functions[] = {
    {S_INIT("Ref"), function_ref},
    {S_INIT("Condition"), function_condition},
    {S_INIT("Fn::GetAtt"), function_get_att},
    {S_INIT("Fn::Sub"), function_sub},
    {S_INIT("Fn::Join"), function_join},
    {S_INIT("Fn::Select"), function_select},
    {S_INIT("Fn::Split"), function_split},
    {S_INIT("Fn::If"), function_if},
    {S_INIT("Fn::Equals"), function_equals},
    {S_INIT("Fn::And"), function_and},
    {S_INIT("Fn::Or"), function_or},
    {S_INIT("Fn::Not"), function_not},
    {S_INIT("Fn::FindInMap"), function_find_in_map},
    {S_INIT("Fn::GetAZs"), function_get_azs},
    {S_INIT("Fn::ImportValue"), function_import},
    {S_INIT("Fn::GetStackOutput"), function_import},
    {S_INIT("Fn::Base64"), function_base64},
    {S_INIT("Fn::Length"), function_length},
    {S_INIT("Fn::ToJsonString"), function_to_json},
    {S_INIT("Fn::Cidr"), function_cidr},
    {S_INIT("Fn::Transform"), function_transform},
};

bool template_call(Template *template, const Node *value, Node *ret_result) {
    if (value->count != 1) return false;
    Str key = value->pairs[0].key;
    const Node *argument = &value->pairs[0].value;
    /* IAM policies have a Condition too, but never one that is a text */
    if (str_equal(key, S("Condition")) && argument->kind != NODE_STRING) return false;
    for (size_t i = 0; i < COUNT(template_functions); i++) {
        if (!str_equal(template_functions[i].name, key)) continue;
        *ret_result = template_functions[i].body(template, value, argument);
        return true;
    }
    if (!str_starts(key, S("Fn::"))) return false;
    Str reason = str_format(template->arena, "%.*s is not understood", STR_ARGS(key));
    input_note(template->input, value, key, S("an intrinsic function that isn't understood"));
    *ret_result = function_unknown(template, value, reason);
    return true;
}
