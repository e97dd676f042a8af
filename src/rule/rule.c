/* SPDX-License-Identifier: Apache-2.0 */
/* rule.c -- reads a rule file: every key is a row of a table, another one is an error. */
#include "rule/rule.h"

#include "rule/cvss.h"
#include "text/yaml.h"

#include <stddef.h>

typedef enum RuleKeyKind {
    KEY_STRING,
    KEY_TEXTS, /* a text or a list of texts */
    KEY_SEVERITY,
    KEY_SCORE,
    KEY_VECTOR,
    KEY_EXPRESSION,
    KEY_MAPS,
    KEY_LETS,
    KEY_QUALIFIERS,
    KEY_FLOWS,
    KEY_NODE
} RuleKeyKind;

typedef struct RuleKey {
    Str name;
    RuleKeyKind kind;
    size_t offset; /* of the member of Rule */
    bool required;
} RuleKey;

/* Every key a rule may have: a new key is one row here and one member of Rule. */
static const RuleKey rule_keys[] = {
    {S_INIT("title"), KEY_STRING, offsetof(Rule, title), true},
    {S_INIT("severity"), KEY_SEVERITY, offsetof(Rule, severity), true},
    {S_INIT("cvss"), KEY_SCORE, offsetof(Rule, cvss), false},
    {S_INIT("cvss_vector"), KEY_VECTOR, offsetof(Rule, cvss_vector), false},
    {S_INIT("cwe"), KEY_TEXTS, offsetof(Rule, cwe), true},
    {S_INIT("stride"), KEY_TEXTS, offsetof(Rule, stride), true},
    {S_INIT("frameworks"), KEY_TEXTS, offsetof(Rule, frameworks), false},
    {S_INIT("source"), KEY_TEXTS, offsetof(Rule, source), false},
    {S_INIT("maps"), KEY_MAPS, offsetof(Rule, maps), false},
    {S_INIT("on"), KEY_TEXTS, offsetof(Rule, on), true},
    {S_INIT("flows"), KEY_FLOWS, offsetof(Rule, flows), false},
    {S_INIT("applies"), KEY_EXPRESSION, offsetof(Rule, applies), false},
    {S_INIT("let"), KEY_LETS, offsetof(Rule, lets), false},
    {S_INIT("when"), KEY_EXPRESSION, offsetof(Rule, when), false},
    {S_INIT("qualify"), KEY_QUALIFIERS, offsetof(Rule, qualifiers), false},
    {S_INIT("question"), KEY_STRING, offsetof(Rule, question), false},
    {S_INIT("who"), KEY_TEXTS, offsetof(Rule, who), false},
    {S_INIT("implies"), KEY_TEXTS, offsetof(Rule, implies), false},
    {S_INIT("why"), KEY_STRING, offsetof(Rule, why), true},
    {S_INIT("fix"), KEY_STRING, offsetof(Rule, fix), true},
    {S_INIT("false_positives"), KEY_TEXTS, offsetof(Rule, false_positives), false},
    {S_INIT("references"), KEY_TEXTS, offsetof(Rule, references), false},
    {S_INIT("detections"), KEY_TEXTS, offsetof(Rule, detections), false},
    {S_INIT("aliases"), KEY_TEXTS, offsetof(Rule, aliases), false},
    {S_INIT("examples"), KEY_NODE, offsetof(Rule, examples), true},
};

typedef struct RuleReader {
    Arena *arena;
    const CelLibrary *library;
    Str path;
    Rule *rule;
    Error *err;
    bool skipped; /* the examples */
} RuleReader;

static bool rule_fail(const RuleReader *reader, const Node *node, const char *what, Str detail) {
    return error_set(reader->err, reader->path, node->line, node->column, what, STR_ARGS(detail));
}

static bool rule_read_string(const RuleReader *reader, const Node *node, Str *ret_text) {
    if (node->kind != NODE_STRING) {
        return rule_fail(reader, node, "expected a text, found %.*s",
                         str_from(node_kind_name(node)));
    }
    *ret_text = str_trim(node->text);
    return true;
}

static bool rule_read_texts(const RuleReader *reader, const Node *node, RuleTexts *ret_texts) {
    const Node *items = node->kind == NODE_LIST ? node->items : node;
    size_t count = node->kind == NODE_LIST ? node->count : 1;
    if (count > RULE_ITEMS_MAX) return rule_fail(reader, node, "is too long a list%.*s", S(""));
    RuleTexts texts = {ARENA_ARRAY(reader->arena, Str, count), count};
    for (size_t i = 0; i < count; i++) {
        if (!rule_read_string(reader, &items[i], &texts.items[i])) return false;
    }
    *ret_texts = texts;
    return true;
}

bool severity_parse(Str text, Severity *ret_severity) {
    for (int s = 0; s < SEVERITY_COUNT; s++) {
        if (!str_equal_ignore_case(text, severity_name((Severity)s))) continue;
        *ret_severity = (Severity)s;
        return true;
    }
    return false;
}

static bool rule_read_severity(const RuleReader *reader, const Node *node, Severity *ret_severity) {
    if (severity_parse(node_text(node), ret_severity)) return true;
    return rule_fail(reader, node,
                     "the severity \"%.*s\" is none of critical, high, medium, low, info",
                     node_text(node));
}

static bool rule_read_flows(const RuleReader *reader, const Node *node, RuleFlows *ret_flows) {
    static const char *const names[] = {"none", "in", "out", "from internet", "of administrators"};
    for (size_t i = 1; i < COUNT(names); i++) {
        if (!node_is_text(node, str_from(names[i]))) continue;
        *ret_flows = (RuleFlows)i;
        return true;
    }
    return rule_fail(reader, node,
                     "flows is one of in, out, from internet, of administrators; not \"%.*s\"",
                     node_text(node));
}

static bool rule_read_score(const RuleReader *reader, const Node *node, double *ret_score) {
    double score = node->kind == NODE_INT ? (double)node->integer : node->number;
    bool number = node->kind == NODE_INT || node->kind == NODE_DOUBLE;
    if (!number || !(score >= 0 && score <= 10)) {
        return rule_fail(reader, node, "cvss must be a score from 0 to 10%.*s", S(""));
    }
    *ret_score = score;
    return true;
}

static bool rule_read_vector(const RuleReader *reader, const Node *node) {
    Str wrong = S("");
    Rule *rule = reader->rule;
    if (!rule_read_string(reader, node, &rule->cvss_vector)) return false;
    if (cvss_score(rule->cvss_vector, &rule->vector_score, &wrong)) return true;
    return rule_fail(reader, node,
                     "cvss_vector must be CVSS:3.1/ and the eight base metrics: see \"%.*s\"",
                     wrong);
}

/* Errors within an expression are reported at its place in the rule's file. */
static bool rule_read_expression(const RuleReader *reader, const Node *node,
                                 CelExpression *ret_expression) {
    Str text = S("");
    Error err = {0};
    CelExpression expression = {0};
    if (node->kind == NODE_BOOL) {
        text = node->boolean ? S("true") : S("false");
    } else if (!rule_read_string(reader, node, &text)) {
        return false;
    }
    if (!cel_parse(reader->arena, reader->library, text, &expression, &err)) {
        Str where = str_format(reader->arena, "line %u, column %u of it: %s", err.line, err.column,
                               err.message);
        return rule_fail(reader, node, "the expression is wrong: %.*s", where);
    }
    if (expression.unresolved.len > 0) {
        return rule_fail(reader, node, "the expression calls \"%.*s\", which doesn't exist so",
                         expression.unresolved);
    }
    *ret_expression = expression;
    return true;
}

static bool rule_read_maps(const RuleReader *reader, const Node *node) {
    if (node->kind != NODE_MAP || node->count > RULE_ITEMS_MAX) {
        return rule_fail(reader, node, "maps must map tools to ids%.*s", S(""));
    }
    reader->rule->maps = ARENA_ARRAY(reader->arena, RuleMapping, node->count);
    reader->rule->map_count = node->count;
    for (uint32_t i = 0; i < node->count; i++) {
        reader->rule->maps[i].tool = node->pairs[i].key;
        if (!rule_read_texts(reader, &node->pairs[i].value, &reader->rule->maps[i].ids)) {
            return false;
        }
    }
    return true;
}

static bool rule_read_lets(const RuleReader *reader, const Node *node) {
    if (node->kind != NODE_MAP || node->count > RULE_ITEMS_MAX) {
        return rule_fail(reader, node, "let must map names to expressions%.*s", S(""));
    }
    reader->rule->lets = ARENA_ARRAY(reader->arena, RuleLet, node->count);
    reader->rule->let_count = node->count;
    for (uint32_t i = 0; i < node->count; i++) {
        RuleLet *let = &reader->rule->lets[i];
        let->name = node->pairs[i].key;
        if (!rule_read_expression(reader, &node->pairs[i].value, &let->expression)) return false;
    }
    return true;
}

static bool rule_read_confidence(const RuleReader *reader, const Node *node,
                                 Confidence *ret_confidence) {
    for (int c = 0; c <= CONFIDENCE_HIGH; c++) {
        if (!node_is_text(node, confidence_name((Confidence)c))) continue;
        *ret_confidence = (Confidence)c;
        return true;
    }
    return rule_fail(reader, node, "the confidence \"%.*s\" is none of high, medium, low",
                     node_text(node));
}

static bool rule_read_qualifier(const RuleReader *reader, const Node *node,
                                RuleQualifier *qualifier) {
    bool has_when = false;
    qualifier->confidence = CONFIDENCE_HIGH;
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        Str key = node->pairs[i].key;
        const Node *value = &node->pairs[i].value;
        bool ok = true;
        if (str_equal(key, S("when"))) {
            has_when = ok = rule_read_expression(reader, value, &qualifier->when);
        } else if (str_equal(key, S("severity"))) {
            qualifier->has_severity = true;
            ok = rule_read_severity(reader, value, &qualifier->severity);
        } else if (str_equal(key, S("confidence"))) {
            ok = rule_read_confidence(reader, value, &qualifier->confidence);
        } else if (str_equal(key, S("note"))) {
            ok = rule_read_string(reader, value, &qualifier->note);
        } else {
            ok = rule_fail(reader, value, "the key \"%.*s\" is not known here", key);
        }
        if (!ok) return false;
    }
    return has_when || rule_fail(reader, node, "a qualifier needs a when%.*s", S(""));
}

static bool rule_read_qualifiers(const RuleReader *reader, const Node *node) {
    if (node->kind != NODE_LIST || node->count > RULE_ITEMS_MAX) {
        return rule_fail(reader, node, "qualify must be a list%.*s", S(""));
    }
    reader->rule->qualifiers = ARENA_ARRAY(reader->arena, RuleQualifier, node->count);
    reader->rule->qualifier_count = node->count;
    for (uint32_t i = 0; i < node->count; i++) {
        if (!rule_read_qualifier(reader, &node->items[i], &reader->rule->qualifiers[i])) {
            return false;
        }
    }
    return true;
}

static bool rule_read_key(const RuleReader *reader, const RuleKey *key, const Node *node) {
    void *member = (char *)reader->rule + key->offset;
    switch (key->kind) {
    case KEY_STRING: return rule_read_string(reader, node, member);
    case KEY_TEXTS: return rule_read_texts(reader, node, member);
    case KEY_SEVERITY: return rule_read_severity(reader, node, member);
    case KEY_SCORE: return rule_read_score(reader, node, member);
    case KEY_VECTOR: return rule_read_vector(reader, node);
    case KEY_EXPRESSION:
        if (key->offset == offsetof(Rule, applies)) reader->rule->has_applies = true;
        return rule_read_expression(reader, node, member);
    case KEY_MAPS: return rule_read_maps(reader, node);
    case KEY_LETS: return rule_read_lets(reader, node);
    case KEY_QUALIFIERS: return rule_read_qualifiers(reader, node);
    case KEY_FLOWS: return rule_read_flows(reader, node, member);
    case KEY_NODE: {
        Node *kept = ARENA_NEW(reader->arena, Node);
        *kept = *node;
        *(const Node **)member = kept;
        return true;
    }
    }
    return false;
}

static bool rule_read_pair(const RuleReader *reader, const NodePair *pair) {
    for (size_t k = 0; k < COUNT(rule_keys); k++) {
        if (str_equal(rule_keys[k].name, pair->key)) {
            return rule_read_key(reader, &rule_keys[k], &pair->value);
        }
    }
    return rule_fail(reader, &pair->value, "the key \"%.*s\" is not one of a rule", pair->key);
}

static bool rule_check_stride(const RuleReader *reader, const Node *node) {
    static const char *const words[] = {"spoofing",          "tampering",
                                        "repudiation",       "information-disclosure",
                                        "denial-of-service", "elevation-of-privilege"};
    for (size_t i = 0; i < reader->rule->stride.count; i++) {
        bool known = false;
        for (size_t w = 0; w < COUNT(words); w++) {
            known |= str_equal(reader->rule->stride.items[i], str_from(words[w]));
        }
        if (!known) {
            return rule_fail(reader, node, "\"%.*s\" is not one of STRIDE",
                             reader->rule->stride.items[i]);
        }
    }
    return true;
}

/* The text before the examples, when only they follow; else all of it. */
static Str rule_without_examples(Str text) {
    size_t start = str_find(text, S("\nexamples:"));
    if (start == SIZE_MAX) return text;
    Str rest = str_slice(text, start + 1, text.len);
    str_cut(&rest, '\n');
    while (rest.len > 0) {
        Str line = str_cut(&rest, '\n');
        bool inner = line.len == 0 || line.ptr[0] == ' ' || line.ptr[0] == '#';
        if (!inner) return text;
    }
    return str_slice(text, 0, start + 1);
}

/* What one key asks of another. */
static bool rule_check_keys(const RuleReader *reader, const Node *root) {
    Rule *rule = reader->rule;
    for (size_t k = 0; k < COUNT(rule_keys); k++) {
        bool skipped = reader->skipped && rule_keys[k].offset == offsetof(Rule, examples);
        if (rule_keys[k].required && !skipped && node_find(root, rule_keys[k].name) == NULL) {
            return rule_fail(reader, root, "the rule has no \"%.*s\"", rule_keys[k].name);
        }
    }
    bool scored = node_find(root, S("cvss")) != NULL;
    if (!scored && rule->cvss_vector.len == 0) {
        return rule_fail(reader, root, "the rule has neither cvss nor cvss_vector%.*s", S(""));
    }
    if (!scored) rule->cvss = rule->vector_score;
    rule->only_asks = node_find(root, S("when")) == NULL;
    if (rule->only_asks && rule->question.len == 0) {
        return rule_fail(reader, root, "the rule has neither when nor a question%.*s", S(""));
    }
    if (rule->question.len > 0 && rule->who.count == 0) {
        return rule_fail(reader, root, "the question needs a who: who can answer it%.*s", S(""));
    }
    return true;
}

bool rule_read(Arena *arena, const CelLibrary *library, const RuleFile *file, Rule *ret_rule,
               Error *err) {
    if (file->text.len > RULE_BYTES_MAX) {
        return error_set(err, file->path, 0, 0, "is larger than the limit of %d bytes",
                         RULE_BYTES_MAX);
    }
    Source *source = ARENA_NEW(arena, Source);
    source->path = str_copy(arena, file->path);
    Node root = {0};
    Str text = file->skip_examples ? rule_without_examples(file->text) : file->text;
    if (!yaml_read(arena, source, text, &root, err)) return false;
    Rule rule = {.id = str_copy(arena, file->id), .path = source->path};
    RuleReader reader = {arena, library, source->path, &rule, err, text.len < file->text.len};
    if (root.kind != NODE_MAP) return rule_fail(&reader, &root, "a rule is a map%.*s", S(""));
    for (uint32_t i = 0; i < root.count; i++) {
        if (!rule_read_pair(&reader, &root.pairs[i])) return false;
    }
    if (!rule_check_keys(&reader, &root) || !rule_check_stride(&reader, &root)) return false;
    *ret_rule = rule;
    return true;
}

Str severity_name(Severity severity) {
    static const Str names[] = {S_INIT("info"), S_INIT("low"), S_INIT("medium"), S_INIT("high"),
                                S_INIT("critical")};
    return names[severity];
}

Str confidence_name(Confidence confidence) {
    static const Str names[] = {S_INIT("low"), S_INIT("medium"), S_INIT("high")};
    return names[confidence];
}
