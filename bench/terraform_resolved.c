/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_resolved -- how much of what Terraform directories say merlon works out, and how fast
 * it reads them. Usage: terraform_resolved [--list] DIRECTORY...
 *
 * Counted are the attributes of resources, data sources, locals, outputs and inputs of modules, the
 * first instance of each. One is resolved when its value is known, or is put together of known
 * text, attributes of resources and names of AWS (its region, a data source). Left out are those
 * that hang on variables without default, modules that aren't downloaded, or remote state. */
#include "base/file.h"
#include "cli/catalog.h"
#include "input/terraform_directory.h"

#include <stdio.h>
#include <time.h>

typedef struct Count {
    size_t resolved;
    size_t unresolved;
    size_t outside;
    bool list;
} Count;

typedef enum Class { CLASS_RESOLVED, CLASS_UNRESOLVED, CLASS_OUTSIDE } Class;

static bool is_outside(Str name) {
    return str_starts(name, S("var.")) || str_contains(name, S(".var.")) ||
           str_starts(name, S("module.")) || str_contains(name, S("terraform_remote_state"));
}

/* A data source of a module is one of AWS all the same. */
static bool is_data(Str name) {
    return str_contains(name, S("data.")) && !str_contains(name, S("terraform_remote_state"));
}

static Class classify_unknown(const NodeUnknown *unknown) {
    Class class = unknown->exact || unknown->part_count == 0 ? CLASS_RESOLVED : CLASS_UNRESOLVED;
    if (unknown->part_count == 0) class = CLASS_UNRESOLVED;
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        const NodePart *part = &unknown->parts[i];
        if (part->kind == NODE_PART_HOLE && class == CLASS_RESOLVED) class = CLASS_UNRESOLVED;
        bool outside = part->kind == NODE_PART_OUTSIDE && is_outside(part->text);
        if (outside && !is_data(part->text)) return CLASS_OUTSIDE;
    }
    return class;
}

static Class classify(const Node *node, int depth) {
    Class worst = CLASS_RESOLVED;
    if (node->kind == NODE_UNKNOWN && node->unknown->tree != NULL && depth < NODE_DEPTH_MAX) {
        return classify(node->unknown->tree, depth + 1);
    }
    if (node->kind == NODE_UNKNOWN) return classify_unknown(node->unknown);
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    for (uint32_t i = 0; container && i < node->count && depth < NODE_DEPTH_MAX; i++) {
        const Node *item = node->kind == NODE_LIST ? &node->items[i] : &node->pairs[i].value;
        Class class = classify(item, depth + 1);
        if (class > worst) worst = class;
    }
    if (worst == CLASS_RESOLVED && (node->flags & NODE_FLAG_OPEN) != 0) return CLASS_UNRESOLVED;
    return worst;
}

static Str reason_of(const Node *node, int depth) {
    if (node->kind == NODE_UNKNOWN && node->unknown->tree == NULL) {
        return classify(node, 0) == CLASS_UNRESOLVED ? node->unknown->reason : S("");
    }
    if (node->kind == NODE_UNKNOWN) return reason_of(node->unknown->tree, depth + 1);
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    for (uint32_t i = 0; container && i < node->count && depth < NODE_DEPTH_MAX; i++) {
        Str reason =
            reason_of(node->kind == NODE_LIST ? &node->items[i] : &node->pairs[i].value, depth + 1);
        if (reason.len > 0) return reason;
    }
    return container && (node->flags & NODE_FLAG_OPEN) != 0 ? S("open") : S("");
}

static void count_value(Count *count, const Scope *scope, const HclAttribute *attribute) {
    Node value = evaluator_value(scope, &attribute->value);
    Class class = classify(&value, 0);
    if (class == CLASS_RESOLVED) count->resolved++;
    if (class == CLASS_OUTSIDE) count->outside++;
    if (class != CLASS_UNRESOLVED) return;
    count->unresolved++;
    Str path = scope->source->path, reason = reason_of(&value, 0);
    Str span = str_slice(attribute->value.span, 0, 100);
    if (!count->list) return;
    printf("%.*s:%u: %.*s = %.*s: %.*s\n", STR_ARGS(path), attribute->line,
           STR_ARGS(attribute->name), STR_ARGS(span), STR_ARGS(reason));
}

/* dynamic blocks: what they go over; their content hangs on it. */
static void count_body(Count *count, const Scope *scope, const HclBody *body) {
    for (size_t i = 0; i < body->attribute_count; i++) {
        static const char *const skipped[] = {"depends_on",     "provider", "providers",
                                              "ignore_changes", "iterator", "type"};
        bool skip = false;
        for (size_t k = 0; k < COUNT(skipped); k++) {
            skip |= str_equal(body->attributes[i].name, str_from(skipped[k])) && k != 5;
        }
        if (!skip) count_value(count, scope, &body->attributes[i]);
    }
    for (size_t i = 0; i < body->block_count; i++) {
        const HclBlock *block = &body->blocks[i];
        bool lifecycle =
            str_equal(block->type, S("lifecycle")) || str_equal(block->type, S("provisioner")) ||
            str_equal(block->type, S("connection")) || str_equal(block->type, S("content"));
        if (!lifecycle) count_body(count, scope, &block->body);
    }
}

static void count_things(Count *count, EvaluatorModule *module, ThingKind kind, const Map *map) {
    for (size_t i = 0; i < map->count; i++) {
        const TerraformItem *item = map->entries[i].value;
        const Expansion *expansion = evaluator_expand(module, kind, map->entries[i].key);
        if (expansion->count == 0) continue;
        Scope scope = evaluator_scope(module, item->source, expansion->things[0]->bindings);
        count_body(count, &scope, &item->block->body);
    }
}

static void count_module(void *context, EvaluatorModule *module) {
    Count *count = context;
    const TerraformFolder *folder = module->folder;
    count_things(count, module, THING_RESOURCE, &folder->resources);
    count_things(count, module, THING_DATA, &folder->data);
    count_things(count, module, THING_MODULE, &folder->calls);
    for (size_t i = 0; i < folder->locals.count; i++) {
        const TerraformItem *item = folder->locals.entries[i].value;
        Scope scope = evaluator_scope(module, item->source, NULL);
        count_value(count, &scope, item->attribute);
    }
    for (size_t i = 0; i < folder->outputs.count; i++) {
        const TerraformItem *item = folder->outputs.entries[i].value;
        const HclAttribute *value = hcl_find(&item->block->body, S("value"));
        Scope scope = evaluator_scope(module, item->source, NULL);
        if (value != NULL) count_value(count, &scope, value);
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Parses the files, which are in memory, again and again for a second. */
static void measure_parser(Arena *arena, const FileList *files) {
    CLEANUP(arena_free) Arena scratch = {0};
    Str *texts = ARENA_ARRAY(arena, Str, files->count);
    size_t bytes = 0;
    for (size_t i = 0; i < files->count; i++) {
        CLEANUP(file_close) File file = {0};
        if (!str_ends(files->paths[i], S(".tf"))) continue;
        if (file_open(files->paths[i].ptr, HCL_BYTES_MAX, &file, NULL)) {
            texts[i] = str_copy(arena, file.text);
        }
    }
    double start = seconds(), spent = 0;
    while (spent < 1) {
        for (size_t i = 0; i < files->count; i++) {
            Source source = {files->paths[i]};
            ErrorList errors = {0};
            HclBody body = {0};
            hcl_read(&scratch, &source, texts[i], &body, &errors);
            bytes += texts[i].len;
            arena_reset(&scratch);
        }
        spent = seconds() - start;
    }
    printf("parser: %.0f MB/s on one core\n", (double)bytes / 1e6 / spent);
}

int main(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    Catalog catalog = {0};
    CatalogOptions options = {0};
    Count count = {0};
    if (!catalog_load(&arena, &options, &catalog)) return 2;
    Estate estate = estate_make(&arena, &catalog.facts, false);
    Input input = input_make(&arena, &estate);
    FileList files = {0};
    for (int i = 1; i < argc; i++) {
        Str argument = str_from(argv[i]);
        if (str_equal(argument, S("--list"))) {
            count.list = true;
        } else {
            input_add_path(&input, argument);
            file_list(&arena, argument, &files, NULL);
        }
    }
    terraform_directory_visit(&input, count_module, &count);
    size_t known = count.resolved + count.unresolved;
    printf("attributes: %zu of %zu resolved (%.2f %%); %zu hang on what is outside\n",
           count.resolved, known, known == 0 ? 100.0 : (double)count.resolved * 100 / (double)known,
           count.outside);
    measure_parser(&arena, &files);
    return 0;
}
