/* SPDX-License-Identifier: Apache-2.0 */
/* threat_composer.c -- reads exports of AWS Threat Composer. A threat is a statement, most often
 * put together from its parts; mitigations and assumptions are linked to it by id. */
#include "input/threat_composer.h"

#include "base/buffer.h"
#include "input/document.h"

typedef struct Composer {
    Input *input;
    Arena *arena;
    const Node *root;
    Map mitigations;        /* id -> ModelTexts *: one text */
    Map assumptions;        /* likewise */
    Map linked_mitigations; /* id of a threat -> ModelTexts * */
    Map linked_assumptions;
} Composer;

static const char *const composer_keys[] = {"schema",          "applicationInfo", "architecture",
                                            "dataflow",        "assumptions",     "mitigations",
                                            "assumptionLinks", "mitigationLinks", "threats"};

bool threat_composer_recognizes(const Node *root) {
    const Node *schema = node_find(root, S("schema"));
    if (!node_is(schema, NODE_INT) && !node_is(schema, NODE_DOUBLE)) return false;
    for (size_t i = 1; i < COUNT(composer_keys); i++) {
        const Node *part = node_find(root, str_from(composer_keys[i]));
        if (part == NULL) continue;
        return node_is(part, i <= 3 ? NODE_MAP : NODE_LIST);
    }
    return false;
}

static Str composer_text(Composer *composer, const Node *map, Str key) {
    return document_text(composer->input, node_find(map, key), key);
}

static const Node *composer_list(Composer *composer, const Node *map, Str key) {
    return document_list(composer->input, node_find(map, key), key);
}

/* The texts that a map has for an id, made when there are none. */
static ModelTexts *composer_texts(Composer *composer, Map *map, Str id) {
    ModelTexts *texts = map_find(map, id);
    if (texts != NULL) return texts;
    texts = ARENA_NEW(composer->arena, ModelTexts);
    map_set(map, id, texts);
    return texts;
}

static void composer_note_rest(Composer *composer) {
    for (uint32_t i = 0; i < composer->root->count; i++) {
        const NodePair *pair = &composer->root->pairs[i];
        bool known = false;
        for (size_t k = 0; k < COUNT(composer_keys); k++) {
            known |= str_equal(pair->key, str_from(composer_keys[k]));
        }
        if (known) continue;
        input_note(composer->input, &pair->value,
                   str_join3(composer->arena, S("key \""), pair->key, S("\" of Threat Composer")),
                   S("isn't read"));
    }
    const Node *schema = node_find(composer->root, S("schema"));
    if (node_is(schema, NODE_INT) && schema->integer == 1) return;
    input_note(composer->input, schema, S("schema of Threat Composer"),
               S("is not 1; it is read as that"));
}

/* What the application, its architecture and its data flows are said to be, one after the other. */
static void composer_read_head(Composer *composer) {
    static const char *const parts[] = {"applicationInfo", "architecture", "dataflow"};
    ModelHead *head = &composer->input->model.head;
    CLEANUP(buffer_free) Buffer told = {0};
    for (size_t i = 0; i < COUNT(parts); i++) {
        Str key = str_from(parts[i]);
        const Node *part = document_map(composer->input, node_find(composer->root, key), key);
        Str name = composer_text(composer, part, S("name"));
        Str text = str_trim(composer_text(composer, part, S("description")));
        if (name.len > 0) head->name = name;
        if (text.len > 0 && told.len > 0) buffer_add(&told, S("\n\n"));
        buffer_add(&told, text);
        const Node *image = node_find(part, S("image"));
        if (node_text(image).len == 0) continue;
        input_note(composer->input, image, str_join2(composer->arena, S("image of the "), key),
                   S("isn't read"));
    }
    if (told.len > 0) head->description = str_copy(composer->arena, buffer_text(&told));
}

/* Fills the map from the things of a list; all gets every text. */
static void composer_read_contents(Composer *composer, Str key, Map *map, ModelTexts *all) {
    const Node *list = composer_list(composer, composer->root, key);
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        const Node *node = &list->items[i];
        if (document_map(composer->input, node, key) == NULL) continue;
        Str id = composer_text(composer, node, S("id"));
        Str content = composer_text(composer, node, S("content"));
        if (content.len == 0) continue;
        if (all != NULL) model_add_text(&composer->input->model, all, content);
        ModelTexts *texts = composer_texts(composer, map, id);
        if (texts->count == 0) model_add_text(&composer->input->model, texts, content);
    }
}

/* Follows the links from the things of one map to threats. */
static void composer_link(Composer *composer, const char *keys[2], const Map *things, Map *linked) {
    const Node *list = composer_list(composer, composer->root, str_from(keys[0]));
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        Str id = composer_text(composer, &list->items[i], str_from(keys[1]));
        Str threat = composer_text(composer, &list->items[i], S("linkedId"));
        const ModelTexts *texts = map_find(things, id);
        if (texts == NULL) {
            input_fail(composer->input, &list->items[i],
                       "\"%s\" names nothing in this file: \"%.*s\"", keys[1], STR_ARGS(id));
            continue;
        }
        model_add_text(&composer->input->model, composer_texts(composer, linked, threat),
                       texts->items[0]);
    }
}

static Str composer_stride_name(Str letter) {
    static const Str names[] = {S_INIT("Spoofing"),          S_INIT("Tampering"),
                                S_INIT("Repudiation"),       S_INIT("Information Disclosure"),
                                S_INIT("Denial of Service"), S_INIT("Elevation of Privilege")};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (letter.len == 1 && letter.ptr[0] == names[i].ptr[0]) return names[i];
    }
    return letter;
}

static void composer_read_stride(Composer *composer, const Node *value, ModelThreat *threat) {
    ModelTexts letters = {0};
    document_texts(composer->input, value, S("STRIDE"), &letters);
    for (size_t i = 0; i < letters.count; i++) {
        letters.items[i] = composer_stride_name(letters.items[i]);
    }
    threat->category = document_join(composer->input, &letters);
}

static void composer_read_metadata(Composer *composer, const Node *node, ModelThreat *threat) {
    const Node *list = composer_list(composer, node, S("metadata"));
    for (uint32_t i = 0; list != NULL && i < list->count; i++) {
        Str key = composer_text(composer, &list->items[i], S("key"));
        const Node *value = node_find(&list->items[i], S("value"));
        Str kept = document_kept(composer->input, value);
        if (str_equal(key, S("STRIDE"))) {
            composer_read_stride(composer, value, threat);
        } else if (str_equal(key, S("Priority"))) {
            threat->priority = kept;
        } else if (str_equal(key, S("Comments"))) {
            threat->description = kept;
        } else if (str_equal(key, S("custom:merlon-rule"))) {
            threat->type_id = kept;
        } else {
            document_property(composer->input, &threat->properties, key, kept);
        }
    }
}

/* "An actor with ... can do that, which leads to this": of the parts that are there. */
static Str composer_statement(Composer *composer, const Node *node) {
    Str statement = composer_text(composer, node, S("statement"));
    if (statement.len > 0) return statement;
    static const struct {
        const char *key;
        const char *before;
    } parts[] = {{"threatSource", ""},
                 {"prerequisites", " "},
                 {"threatAction", " can "},
                 {"threatImpact", ", which leads to "}};
    CLEANUP(buffer_free) Buffer text = {0};
    for (size_t i = 0; i < COUNT(parts); i++) {
        Str part = composer_text(composer, node, str_from(parts[i].key));
        if (part.len == 0) continue;
        buffer_add(&text, str_from(parts[i].before));
        buffer_add(&text, part);
    }
    return str_copy(composer->arena, str_trim(buffer_text(&text)));
}

static void composer_read_parts(Composer *composer, const Node *node, ModelThreat *threat) {
    static const char *const texts[] = {"threatSource", "prerequisites", "threatAction",
                                        "threatImpact"};
    static const char *const lists[] = {"impactedGoal", "impactedAssets", "tags"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        Str key = str_from(texts[i]);
        document_property(composer->input, &threat->properties, key,
                          composer_text(composer, node, key));
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        Str key = str_from(lists[i]);
        ModelTexts items = {0};
        document_texts(composer->input, node_find(node, key), key, &items);
        document_property(composer->input, &threat->properties, key,
                          document_join(composer->input, &items));
    }
}

static void composer_read_threat(Composer *composer, const Node *node) {
    if (document_map(composer->input, node, S("threats")) == NULL) return;
    ModelThreat threat = {.id = composer_text(composer, node, S("id")),
                          .title = composer_statement(composer, node),
                          .state = composer_text(composer, node, S("status")),
                          .place = document_place(node)};
    composer_read_metadata(composer, node, &threat);
    composer_read_parts(composer, node, &threat);
    const ModelTexts *mitigations = map_find(&composer->linked_mitigations, threat.id);
    if (mitigations != NULL) threat.mitigations = *mitigations;
    const ModelTexts *assumptions = map_find(&composer->linked_assumptions, threat.id);
    for (size_t i = 0; assumptions != NULL && i < assumptions->count; i++) {
        document_property(composer->input, &threat.properties, S("assumption"),
                          assumptions->items[i]);
    }
    document_add_threat(composer->input, node, &threat);
}

void threat_composer_read(Input *input, const InputDocument *document) {
    Composer composer = {.input = input, .arena = input->arena, .root = &document->root};
    composer.mitigations = composer.assumptions = map_make(input->arena);
    composer.linked_mitigations = composer.linked_assumptions = map_make(input->arena);
    composer_note_rest(&composer);
    composer_read_head(&composer);
    composer_read_contents(&composer, S("assumptions"), &composer.assumptions,
                           &input->model.head.assumptions);
    composer_read_contents(&composer, S("mitigations"), &composer.mitigations, NULL);
    const char *mitigations[2] = {"mitigationLinks", "mitigationId"};
    composer_link(&composer, mitigations, &composer.mitigations, &composer.linked_mitigations);
    const char *assumptions[2] = {"assumptionLinks", "assumptionId"};
    composer_link(&composer, assumptions, &composer.assumptions, &composer.linked_assumptions);
    const Node *threats = composer_list(&composer, &document->root, S("threats"));
    for (uint32_t i = 0; threats != NULL && i < threats->count; i++) {
        composer_read_threat(&composer, &threats->items[i]);
    }
}
