/* SPDX-License-Identifier: Apache-2.0 */
/* sam_compare.c -- compares the SAM expansion with the output of AWS's own translator.
 *
 *   sam_compare DIRECTORY     expands DIRECTORY/input/X.yaml, compares with
 * DIRECTORY/output/X.json, and prints the first difference of each pair that disagrees sam_compare
 * --show FILE   prints the expansion of one template as JSON sam_compare --try FILE... expands
 * templates and prints what was reported
 *
 * Two expansions agree when they have the same resources, each with the same attributes and
 * properties, and the same conditions. Not compared are: the hash at the end of generated logical
 * ids (ten hexadecimal digits), the description of a deployment, which has a hash in it, the order
 * of lists, which the translator's own tests don't compare either, and how the text of a state
 * machine is cut into lines. References to parameters with a default are compared as that default,
 * because the translator puts it there. */
#include "base/buffer.h"
#include "base/file.h"
#include "input/sam.h"
#include "text/json.h"
#include "text/json_writer.h"
#include "text/yaml.h"

#include <stdio.h>
#include <stdlib.h>

enum { COMPARE_HASH_LEN = 10, COMPARE_PATH_MAX = 400, COMPARE_PERCENT_MIN = 95 };

typedef struct Compare {
    Arena *arena;
    const Node *parameters;
} Compare;

static bool compare_load(Arena *arena, Str path, Node *ret_node) {
    Error err = {0};
    CLEANUP(file_close) File file = {0};
    Source *source = ARENA_NEW(arena, Source);
    source->path = path;
    bool json = str_ends(path, S(".json"));
    bool loaded = file_open(str_terminated(arena, path), 64u << 20, &file, &err) &&
                  (json ? json_read(arena, source, file.text, ret_node, &err)
                        : yaml_read(arena, source, file.text, ret_node, &err));
    if (!loaded) fprintf(stderr, "%.*s\n", STR_ARGS(error_text(arena, &err)));
    return loaded;
}

static bool compare_is_hex(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

static bool compare_is_word(char byte) {
    return (byte >= '0' && byte <= '9') || ((byte | 32) >= 'a' && (byte | 32) <= 'z');
}

/* Text with "#" for each hash that ends a word. */
static Str compare_text(const Compare *compare, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    for (size_t i = 0; i < text.len;) {
        size_t end = i;
        while (end < text.len && compare_is_word(text.ptr[end])) end++;
        size_t hex = end;
        while (hex > i && compare_is_hex(text.ptr[hex - 1])) hex--;
        bool hashed = end - i > COMPARE_HASH_LEN && end - hex >= COMPARE_HASH_LEN;
        size_t keep = hashed ? end - COMPARE_HASH_LEN : end;
        buffer_add(&buffer, str_slice(text, i, keep));
        if (hashed) buffer_add_byte(&buffer, '#');
        i = end;
        if (i < text.len) buffer_add_byte(&buffer, text.ptr[i++]);
    }
    return str_copy(compare->arena, buffer_text(&buffer));
}

static const Node *compare_default(const Compare *compare, Str name) {
    return node_find(node_find(compare->parameters, name), S("Default"));
}

static Str compare_sub(const Compare *compare, Str text) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    while (str_contains(text, S("${"))) {
        size_t open = str_find(text, S("${"));
        buffer_add(&buffer, str_slice(text, 0, open));
        text = str_slice(text, open + 2, SIZE_MAX);
        Str name = str_cut(&text, '}');
        const Node *value = compare_default(compare, name);
        if (node_is(value, NODE_STRING)) {
            buffer_add(&buffer, value->text);
        } else {
            buffer_add_format(&buffer, "${%.*s}", STR_ARGS(name));
        }
    }
    buffer_add(&buffer, text);
    return compare_text(compare, buffer_text(&buffer));
}

/* {Fn::Join: ["\n", [texts]]} as one text, parsed as JSON when it is; so is plain JSON text. */
static Node compare_definition(const Compare *compare, Node node) {
    const Node *join = node_find(&node, S("Fn::Join"));
    CLEANUP(buffer_free) Buffer buffer = {0};
    if (node_is(join, NODE_LIST) && join->count == 2) {
        for (uint32_t i = 0; i < join->items[1].count; i++) {
            buffer_add(&buffer, node_text(&join->items[1].items[i]));
        }
    } else {
        buffer_add(&buffer, node_text(&node));
    }
    Node parsed;
    bool json = json_read(compare->arena, NULL, buffer_text(&buffer), &parsed, NULL);
    return json ? parsed : node;
}

typedef struct CompareItem {
    Str text; /* as JSON */
    Node node;
} CompareItem;

static int compare_items(const void *left, const void *right) {
    return str_compare(((const CompareItem *)left)->text, ((const CompareItem *)right)->text);
}

static int compare_keys(const void *left, const void *right) {
    return str_compare(((const NodePair *)left)->key, ((const NodePair *)right)->key);
}

static Str compare_json(Arena *arena, const Node *node) {
    CLEANUP(buffer_free) Buffer buffer = {0};
    JsonWriter writer = json_writer_make(&buffer, true);
    json_node_write(&writer, node);
    return str_copy(arena, buffer_text(&buffer));
}

/* Sorts a list of normal nodes by their text. */
static void compare_sort(Arena *arena, Node *list) {
    if (list->count < 2) return;
    CompareItem *items = ARENA_ARRAY(arena, CompareItem, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        items[i] = (CompareItem){compare_json(arena, &list->items[i]), list->items[i]};
    }
    qsort(items, list->count, sizeof items[0], compare_items);
    for (uint32_t i = 0; i < list->count; i++) list->items[i] = items[i].node;
}

/* A copy in which what isn't compared is the same on both sides. */
static Node compare_normal(const Compare *compare, const Node *node) {
    Node copy = *node;
    if (node->kind == NODE_STRING) copy.text = compare_text(compare, node->text);
    if (node->kind == NODE_LIST) {
        copy.count = 0;
        for (uint32_t i = 0; i < node->count; i++) {
            node_list_add(compare->arena, &copy, compare_normal(compare, &node->items[i]));
        }
        compare_sort(compare->arena, &copy);
    }
    bool whole = node->kind == NODE_DOUBLE && node->number > -1e15 && node->number < 1e15 &&
                 !((double)(int64_t)node->number < node->number) &&
                 !((double)(int64_t)node->number > node->number);
    if (whole) copy = node_make_int(node, (int64_t)node->number);
    if (node->kind != NODE_MAP) return copy;
    const Node *value =
        node->count == 1 ? compare_default(compare, node_text(node_find(node, S("Ref")))) : NULL;
    if (value != NULL) return compare_normal(compare, value);
    copy.count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        Str key = compare_text(compare, node->pairs[i].key);
        Node child = compare_normal(compare, &node->pairs[i].value);
        if (str_equal(key, S("Fn::Sub")) && child.kind == NODE_STRING) {
            child.text = compare_sub(compare, child.text);
        }
        if (str_equal(key, S("DefinitionString"))) {
            child = compare_definition(compare, node->pairs[i].value);
            child = compare_normal(compare, &child);
        }
        if (str_equal(key, S("DependsOn")) && child.kind == NODE_STRING) {
            Node list = node_make_map(NULL);
            list.kind = NODE_LIST;
            node_list_add(compare->arena, &list, child);
            child = list;
        }
        node_map_set(compare->arena, &copy, key, child);
    }
    if (copy.count > 1) qsort(copy.pairs, copy.count, sizeof copy.pairs[0], compare_keys);
    return copy;
}

static Str compare_short(Arena *arena, const Node *node) {
    return node == NULL ? S("nothing") : str_slice(compare_json(arena, node), 0, 200);
}

/* Prints the first difference below path; false when there is one. */
static bool compare_nodes(Arena *arena, Str path, const Node *ours, const Node *theirs) {
    bool unknown = node_is(ours, NODE_UNKNOWN);
    if (unknown || (ours != NULL && theirs != NULL && node_equal(ours, theirs))) return true;
    bool maps = node_is(ours, NODE_MAP) && node_is(theirs, NODE_MAP);
    bool lists =
        node_is(ours, NODE_LIST) && node_is(theirs, NODE_LIST) && ours->count == theirs->count;
    if (!maps && !lists) {
        printf("  %.*s: %.*s instead of %.*s\n", STR_ARGS(path),
               STR_ARGS(compare_short(arena, ours)), STR_ARGS(compare_short(arena, theirs)));
        return false;
    }
    for (uint32_t i = 0; lists && i < ours->count; i++) {
        Str inner = str_format(arena, "%.*s[%u]", STR_ARGS(path), i);
        if (!compare_nodes(arena, inner, &ours->items[i], &theirs->items[i])) return false;
    }
    for (uint32_t i = 0; maps && i < theirs->count; i++) {
        Str inner = str_join3(arena, path, S("."), theirs->pairs[i].key);
        const Node *value = node_find(ours, theirs->pairs[i].key);
        if (!compare_nodes(arena, inner, value, &theirs->pairs[i].value)) return false;
    }
    for (uint32_t i = 0; maps && i < ours->count; i++) {
        if (node_find(theirs, ours->pairs[i].key) != NULL) continue;
        Str inner = str_join3(arena, path, S("."), ours->pairs[i].key);
        return compare_nodes(arena, inner, &ours->pairs[i].value, NULL);
    }
    return true;
}

/* Resources by their ids without hash; several with the same id are told apart by a number, in the
 * order of their content. */
static Node compare_resources(const Compare *compare, const Node *template) {
    Node all = node_make_map(NULL);
    const Node *resources = node_find(template, S("Resources"));
    Node list = node_make_map(NULL);
    list.kind = NODE_LIST;
    for (uint32_t i = 0; node_is(resources, NODE_MAP) && i < resources->count; i++) {
        Node resource = compare_normal(compare, &resources->pairs[i].value);
        Node properties = node_make_map(NULL);
        const Node *own = node_find(&resource, S("Properties"));
        bool deployment =
            node_is_text(node_find(&resource, S("Type")), S("AWS::ApiGateway::Deployment"));
        for (uint32_t j = 0; node_is(own, NODE_MAP) && j < own->count; j++) {
            if (deployment && str_equal(own->pairs[j].key, S("Description"))) continue;
            node_map_add(compare->arena, &properties, own->pairs[j].key, own->pairs[j].value);
        }
        node_map_set(compare->arena, &resource, S("Properties"), properties);
        Node item = node_make_map(NULL);
        node_map_add(compare->arena, &item, compare_text(compare, resources->pairs[i].key),
                     resource);
        node_list_add(compare->arena, &list, item);
    }
    compare_sort(compare->arena, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        Str id = list.items[i].pairs[0].key;
        Str unique = id;
        for (int n = 2; node_find(&all, unique) != NULL; n++) {
            unique = str_format(compare->arena, "%.*s(%d)", STR_ARGS(id), n);
        }
        node_map_add(compare->arena, &all, unique, list.items[i].pairs[0].value);
    }
    return all;
}

static bool compare_pair(Arena *arena, Str input, Str output) {
    Node template;
    Node theirs;
    Node ours;
    if (!compare_load(arena, input, &template) || !compare_load(arena, output, &theirs))
        return false;
    ErrorList errors = {0};
    if (!sam_expand(arena, &template, &ours, &errors)) return false;
    for (size_t i = 0; i < errors.count; i++) {
        printf("  %.*s\n", STR_ARGS(error_text(arena, &errors.items[i])));
    }
    Compare compare = {arena, node_find(&template, S("Parameters"))};
    Node left = compare_resources(&compare, &ours);
    Node right = compare_resources(&compare, &theirs);
    bool same = true;
    for (uint32_t i = 0; i < right.count; i++) {
        const Node *mine = node_find(&left, right.pairs[i].key);
        same = compare_nodes(arena, right.pairs[i].key, mine, &right.pairs[i].value) && same;
    }
    for (uint32_t i = 0; i < left.count; i++) {
        if (node_find(&right, left.pairs[i].key) != NULL) continue;
        printf("  %.*s: isn't there in the translator's output\n", STR_ARGS(left.pairs[i].key));
        same = false;
    }
    const Node *my_conditions = node_find(&ours, S("Conditions"));
    const Node *conditions = node_find(&theirs, S("Conditions"));
    if (my_conditions == NULL && conditions == NULL) return same;
    Node empty = node_make_map(NULL);
    Node a = compare_normal(&compare, my_conditions == NULL ? &empty : my_conditions);
    Node b = compare_normal(&compare, conditions == NULL ? &empty : conditions);
    return compare_nodes(arena, S("Conditions"), &a, &b) && same;
}

static int compare_all(Str directory) {
    CLEANUP(arena_free) Arena arena = {0};
    FileList list = {0};
    Error err = {0};
    if (!file_list(&arena, str_join2(&arena, directory, S("/input")), &list, &err)) {
        fprintf(stderr, "%.*s\n", STR_ARGS(error_text(&arena, &err)));
        return 2;
    }
    size_t agree = 0;
    for (size_t i = 0; i < list.count; i++) {
        CLEANUP(arena_free) Arena scratch = {0};
        Str name = str_slice(list.paths[i], directory.len + S("/input/").len, SIZE_MAX);
        name = str_slice(name, 0, name.len - S(".yaml").len);
        Str output =
            str_format(&arena, "%.*s/output/%.*s.json", STR_ARGS(directory), STR_ARGS(name));
        bool same = compare_pair(&scratch, list.paths[i], output);
        if (same) agree++;
        if (!same) printf("%.*s differs\n", STR_ARGS(name));
    }
    printf("sam-pairs: %zu of %zu agree\n", agree, list.count);
    return agree * 100 >= list.count * COMPARE_PERCENT_MIN ? 0 : 1;
}

static int compare_show(Str path) {
    CLEANUP(arena_free) Arena arena = {0};
    CLEANUP(buffer_free) Buffer buffer = {0};
    Node template;
    Node result;
    ErrorList errors = {0};
    if (!compare_load(&arena, path, &template)) return 2;
    if (!sam_expand(&arena, &template, &result, &errors)) return 2;
    JsonWriter writer = json_writer_make(&buffer, false);
    json_node_write(&writer, &result);
    printf("%.*s\n", STR_ARGS(buffer_text(&buffer)));
    return 0;
}

static int compare_try(char **paths, int count) {
    for (int i = 0; i < count; i++) {
        CLEANUP(arena_free) Arena arena = {0};
        Node template;
        Node result = {0};
        ErrorList errors = {0};
        if (!compare_load(&arena, str_from(paths[i]), &template)) continue;
        bool expanded = sam_expand(&arena, &template, &result, &errors);
        const Node *resources = node_find(&result, S("Resources"));
        printf("%s: %s, %u resources, %zu errors\n", paths[i], expanded ? "expanded" : "refused",
               resources == NULL ? 0 : resources->count, errors.count);
        for (size_t j = 0; j < errors.count; j++) {
            printf("  %.*s\n", STR_ARGS(error_text(&arena, &errors.items[j])));
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc >= 3 && str_equal(str_from(argv[1]), S("--show")))
        return compare_show(str_from(argv[2]));
    if (argc >= 3 && str_equal(str_from(argv[1]), S("--try")))
        return compare_try(argv + 2, argc - 2);
    if (argc == 2) return compare_all(str_from(argv[1]));
    fprintf(stderr, "usage: sam_compare DIRECTORY | --show FILE | --try FILE...\n");
    return 2;
}
