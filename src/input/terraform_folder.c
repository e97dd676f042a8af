/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_folder.c -- see terraform_folder.h. Override files (override.tf, *_override.tf) replace
 * the attributes of blocks with the same labels, as developer.hashicorp.com/terraform/language/
 * files/override says. */
#include "input/terraform_folder.h"

#include "base/file.h"

TerraformLoader *terraform_loader_of(Input *input) {
    if (input->loader != NULL) return input->loader;
    input->loader = ARENA_NEW(input->arena, TerraformLoader);
    *input->loader = (TerraformLoader){.input = input, .folders = map_make(input->arena)};
    return input->loader;
}

Str terraform_folder_join(Arena *arena, Str folder, Str relative) {
    bool absolute = str_starts(relative, S("/"));
    Str whole = absolute || folder.len == 0 ? relative : str_join3(arena, folder, S("/"), relative);
    bool rooted = str_starts(whole, S("/"));
    char *bytes = arena_alloc(arena, whole.len + 2);
    size_t len = 0, fixed = 0; /* up to fixed there is nothing that ".." could take away */
    while (whole.len > 0) {
        Str part = str_cut(&whole, '/');
        if (part.len == 0 || str_equal(part, S("."))) continue;
        bool up = str_equal(part, S(".."));
        if (up && len > fixed) {
            while (len > fixed && bytes[len - 1] != '/') len--;
            if (len > fixed) len--;
            continue;
        }
        if (up && rooted) continue;
        if (len > 0) bytes[len++] = '/';
        memcpy(bytes + len, part.ptr, part.len);
        len += part.len;
        if (up) fixed = len;
    }
    Str joined = {bytes, len};
    if (rooted) return str_join2(arena, S("/"), joined);
    return len == 0 ? S(".") : joined;
}

void terraform_loader_allow(TerraformLoader *loader, Str path) {
    Str real = S("");
    if (!file_real_path(loader->input->arena, path, &real)) return;
    for (size_t i = 0; i < loader->allowed_count; i++) {
        if (str_equal(loader->allowed[i], real)) return;
    }
    size_t count = loader->allowed_count;
    loader->allowed =
        arena_grow_array(loader->input->arena, loader->allowed, count, count + 1, sizeof(Str));
    loader->allowed[loader->allowed_count++] = real;
}

bool terraform_loader_may_read(const TerraformLoader *loader, Str path) {
    Str real = S("");
    if (!file_real_path(loader->input->arena, path, &real)) return false;
    for (size_t i = 0; i < loader->allowed_count; i++) {
        Str allowed = loader->allowed[i];
        if (!str_starts(real, allowed)) continue;
        if (real.len == allowed.len || real.ptr[allowed.len] == '/') return true;
        if (str_equal(allowed, S("/"))) return true;
    }
    return false;
}

static bool folder_is_source(Str path) {
    return str_ends(path, S(".tf")) || str_ends(path, S(".tf.json"));
}

static bool folder_is_override(Str path) {
    static const char *const endings[] = {"/override.tf", "_override.tf", "/override.tf.json",
                                          "_override.tf.json"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (str_ends(path, str_from(endings[i]))) return true;
    }
    return false;
}

bool terraform_folder_is_module(Arena *arena, Str path) {
    FileList list = {0};
    if (!file_list_folder(arena, path, &list, NULL)) return false;
    for (size_t i = 0; i < list.count; i++) {
        if (folder_is_source(list.paths[i])) return true;
    }
    return false;
}

/* What is being added to a folder. */
typedef struct Filling {
    TerraformLoader *loader;
    TerraformFolder *folder;
    const HclBody *body;
    bool override;
} Filling;

static void folder_fail(Filling *filling, const HclBlock *block, Str name) {
    Node at = {.source = filling->body->source, .line = block->line, .column = block->column};
    input_fail(filling->loader->input, &at, "%.*s is declared a second time", STR_ARGS(name));
}

static void folder_override(Arena *arena, const TerraformItem *there, const HclBody *body) {
    HclBody *target = (HclBody *)(uintptr_t)&there->block->body;
    for (size_t i = 0; i < body->attribute_count; i++) {
        HclAttribute *same = (HclAttribute *)(uintptr_t)hcl_find(target, body->attributes[i].name);
        if (same == NULL) {
            size_t count = target->attribute_count;
            target->attributes =
                arena_grow_array(arena, target->attributes, count, count + 1, sizeof(HclAttribute));
            same = &target->attributes[target->attribute_count++];
        }
        *same = body->attributes[i];
    }
    size_t kept = 0;
    HclBlock *blocks = ARENA_ARRAY(arena, HclBlock, target->block_count + body->block_count);
    for (size_t i = 0; i < target->block_count; i++) {
        bool replaced = hcl_find_block(body, target->blocks[i].type) != NULL;
        if (!replaced) blocks[kept++] = target->blocks[i];
    }
    for (size_t i = 0; i < body->block_count; i++) blocks[kept++] = body->blocks[i];
    target->blocks = blocks;
    target->block_count = kept;
}

static void folder_add(Filling *filling, Map *map, Str name, const HclBlock *block) {
    Arena *arena = filling->loader->input->arena;
    const TerraformItem *there = map_find(map, name);
    if (there != NULL && filling->override) {
        folder_override(arena, there, &block->body);
        return;
    }
    if (there != NULL) {
        folder_fail(filling, block, name);
        return;
    }
    TerraformItem *item = ARENA_NEW(arena, TerraformItem);
    *item = (TerraformItem){block, NULL, filling->body->source};
    map_set(map, name, item);
}

static void folder_add_locals(Filling *filling, const HclBlock *block) {
    Arena *arena = filling->loader->input->arena;
    for (size_t i = 0; i < block->body.attribute_count; i++) {
        TerraformItem *item = ARENA_NEW(arena, TerraformItem);
        *item = (TerraformItem){NULL, &block->body.attributes[i], filling->body->source};
        Str name = block->body.attributes[i].name;
        bool again = map_find(&filling->folder->locals, name) != NULL && !filling->override;
        if (again) folder_fail(filling, block, str_join2(arena, S("local."), name));
        if (!again) map_set(&filling->folder->locals, name, item);
    }
}

static void folder_add_provider(Filling *filling, const HclBlock *block) {
    Arena *arena = filling->loader->input->arena;
    const HclAttribute *alias = hcl_find(&block->body, S("alias"));
    Str name = block->labels[0];
    if (alias != NULL && alias->value.kind == HCL_TEXT) {
        name = str_join3(arena, name, S("."), alias->value.text);
    }
    folder_add(filling, &filling->folder->providers, name, block);
}

static void folder_add_block(Filling *filling, const HclBlock *block) {
    TerraformFolder *folder = filling->folder;
    const struct {
        Str type;
        size_t labels;
        Map *map;
    } kinds[] = {{S("resource"), 2, &folder->resources},
                 {S("data"), 2, &folder->data},
                 {S("variable"), 1, &folder->variables},
                 {S("output"), 1, &folder->outputs},
                 {S("module"), 1, &folder->calls},
                 {S("provider"), 1, NULL},
                 {S("locals"), 0, NULL}};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_equal(block->type, kinds[i].type)) continue;
        if (block->label_count != kinds[i].labels) {
            Node at = {.source = filling->body->source, .line = block->line};
            input_fail(filling->loader->input, &at, "a %.*s block has %zu labels, not %zu",
                       STR_ARGS(block->type), kinds[i].labels, block->label_count);
        } else if (kinds[i].labels == 0) {
            folder_add_locals(filling, block);
        } else if (kinds[i].map == NULL) {
            folder_add_provider(filling, block);
        } else {
            Str name = block->labels[0];
            if (kinds[i].labels == 2) {
                name = str_join3(filling->loader->input->arena, name, S("."), block->labels[1]);
            }
            folder_add(filling, kinds[i].map, name, block);
        }
        return;
    }
}

static void folder_read_text(TerraformLoader *loader, TerraformFolder *folder, const Source *source,
                             Str text) {
    Input *input = loader->input;
    HclBody *body = ARENA_NEW(input->arena, HclBody);
    input->bytes += text.len;
    if (str_ends(source->path, S(".json"))) {
        hcl_json_read(input->arena, source, text, body, &input->errors);
    } else {
        hcl_read(input->arena, source, text, body, &input->errors);
    }
    Filling filling = {loader, folder, body, folder_is_override(source->path)};
    for (size_t i = 0; i < body->block_count; i++) folder_add_block(&filling, &body->blocks[i]);
}

static void folder_read_file(TerraformLoader *loader, TerraformFolder *folder, Str path) {
    Input *input = loader->input;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Source *source = ARENA_NEW(input->arena, Source);
    source->path = path;
    if (!terraform_loader_may_read(loader, path)) {
        Node at = {.source = source};
        input_note(input, &at, path, S("not read: a link that leads out of the directory"));
        return;
    }
    if (!file_open(path.ptr, HCL_BYTES_MAX, &file, &err)) {
        error_list_add(&input->errors, input->arena, &err);
        return;
    }
    folder_read_text(loader, folder, source, file.text);
}

static TerraformFolder *folder_make(TerraformLoader *loader, Str path) {
    Arena *arena = loader->input->arena;
    TerraformFolder *folder = ARENA_NEW(arena, TerraformFolder);
    *folder = (TerraformFolder){.path = path,
                                .resources = map_make(arena),
                                .data = map_make(arena),
                                .variables = map_make(arena),
                                .locals = map_make(arena),
                                .outputs = map_make(arena),
                                .calls = map_make(arena),
                                .providers = map_make(arena)};
    map_set(&loader->folders, path, folder);
    return folder;
}

TerraformFolder *terraform_folder_read_text(TerraformLoader *loader, Str path, Str text) {
    TerraformFolder *folder = folder_make(loader, path);
    Source *source = ARENA_NEW(loader->input->arena, Source);
    source->path = path;
    folder_read_text(loader, folder, source, text);
    return folder;
}

TerraformFolder *terraform_folder_load(TerraformLoader *loader, Str path) {
    Arena *arena = loader->input->arena;
    TerraformFolder *folder = map_find(&loader->folders, path);
    if (folder != NULL) return folder;
    FileList list = {0};
    Error err = {0};
    if (file_kind(str_terminated(arena, path)) != FILE_KIND_DIRECTORY) return NULL;
    if (!file_list_folder(arena, path, &list, &err)) {
        error_list_add(&loader->input->errors, arena, &err);
        return NULL;
    }
    folder = folder_make(loader, path);
    terraform_loader_allow(loader, path);
    for (int override = 0; override < 2; override++) {
        for (size_t i = 0; i < list.count; i++) {
            bool later = folder_is_override(list.paths[i]);
            if (!folder_is_source(list.paths[i]) || later != override) continue;
            folder_read_file(loader, folder, list.paths[i]);
        }
    }
    return folder;
}
