/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_lines.c -- see terraform_lines.h. */
#include "input/terraform_lines.h"

#include "input/terraform_scope.h"

static size_t lines_count_of(const Node *node) {
    return node_is(node, NODE_MAP) || node_is(node, NODE_LIST) ? node->count : 0;
}

/* Whether the plan's resources are those that are written in the folder. */
static bool lines_same_resources(Arena *arena, const TerraformFolder *folder,
                                 const Node *configuration) {
    const Node *resources = node_find(configuration, S("resources"));
    size_t count = lines_count_of(resources);
    if (count != folder->resources.count + folder->data.count) return false;
    for (size_t i = 0; i < count; i++) {
        const Node *node = &resources->items[i];
        bool data = node_is_text(node_find(node, S("mode")), S("data"));
        Str name = str_join3(arena, node_text(node_find(node, S("type"))), S("."),
                             node_text(node_find(node, S("name"))));
        if (map_find(data ? &folder->data : &folder->resources, name) == NULL) return false;
    }
    return true;
}

static bool lines_same_calls(const TerraformFolder *folder, const Node *configuration) {
    const Node *calls = node_find(configuration, S("module_calls"));
    if (lines_count_of(calls) != folder->calls.count) return false;
    for (uint32_t i = 0; node_is(calls, NODE_MAP) && i < calls->count; i++) {
        if (map_find(&folder->calls, calls->pairs[i].key) == NULL) return false;
    }
    return true;
}

const TerraformFolder *terraform_lines_match(Input *input, const Node *configuration) {
    if (!node_is(configuration, NODE_MAP)) return NULL;
    for (size_t i = 0; i < input->folder_count; i++) {
        InputFolder *candidate = &input->folders[i];
        if (candidate->planned || candidate->text.ptr != NULL) continue;
        const TerraformFolder *folder =
            terraform_folder_load(terraform_loader_of(input), candidate->path);
        bool same = folder != NULL && folder->resources.count + folder->calls.count > 0 &&
                    lines_same_resources(input->arena, folder, configuration) &&
                    lines_same_calls(folder, configuration);
        if (!same) continue;
        candidate->planned = true;
        return folder;
    }
    return NULL;
}

/* The folder of a local module call, or NULL. */
static const TerraformFolder *lines_called(Input *input, const TerraformFolder *folder, Str name) {
    const TerraformItem *item = map_find(&folder->calls, name);
    const HclAttribute *source = item == NULL ? NULL : hcl_find(&item->block->body, S("source"));
    bool local =
        source != NULL && source->value.kind == HCL_TEXT && str_starts(source->value.text, S("."));
    if (!local) return NULL;
    Str path = terraform_folder_join(input->arena, folder->path, source->value.text);
    return terraform_folder_load(terraform_loader_of(input), path);
}

static void lines_move(Node *node, const Node *at, int depth) {
    node->source = at->source;
    node->line = at->line;
    node->column = at->column;
    if (depth > NODE_DEPTH_MAX) return;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        lines_move(&node->items[i], at, depth + 1);
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        lines_move(&node->pairs[i].value, at, depth + 1);
    }
}

static void lines_place_body(const HclBody *body, Node *map, int depth);

/* Blocks of a type, in their order; one dynamic block may have become several. */
static void lines_place_blocks(const HclBody *body, Str type, Node *list, int depth) {
    uint32_t next = 0;
    for (size_t i = 0; i < body->block_count && next < list->count; i++) {
        const HclBlock *block = &body->blocks[i];
        bool dynamic = str_equal(block->type, S("dynamic")) && block->label_count == 1;
        if (!str_equal(dynamic ? block->labels[0] : block->type, type)) continue;
        const HclBlock *content = dynamic ? hcl_find_block(&block->body, S("content")) : block;
        uint32_t last = dynamic ? list->count : next + 1;
        for (; next < last; next++) {
            Node at = {.source = body->source, .line = block->line, .column = block->column};
            lines_move(&list->items[next], &at, 0);
            if (content != NULL) lines_place_body(&content->body, &list->items[next], depth + 1);
        }
    }
}

static void lines_place_body(const HclBody *body, Node *map, int depth) {
    if (map->kind != NODE_MAP || depth > HCL_DEPTH_MAX) return;
    for (uint32_t i = 0; i < map->count; i++) {
        NodePair *pair = &map->pairs[i];
        const HclAttribute *attribute = hcl_find(body, pair->key);
        if (attribute != NULL) {
            Node at = {
                .source = body->source, .line = attribute->line, .column = attribute->column};
            lines_move(&pair->value, &at, 0);
        } else if (pair->value.kind == NODE_LIST) {
            lines_place_blocks(body, pair->key, &pair->value, depth);
        }
    }
}

void terraform_lines_place(Input *input, const TerraformFolder *root, Str address,
                           Node *attributes) {
    const TerraformFolder *folder = root;
    Str rest = terraform_without_indices(input->arena, address);
    while (str_starts(rest, S("module.")) && folder != NULL) {
        str_cut(&rest, '.');
        folder = lines_called(input, folder, str_cut(&rest, '.'));
    }
    const TerraformItem *item = folder == NULL ? NULL : map_find(&folder->resources, rest);
    if (item == NULL) return;
    Node at = {.source = item->source, .line = item->block->line, .column = item->block->column};
    lines_move(attributes, &at, 0);
    lines_place_body(&item->block->body, attributes, 0);
}
