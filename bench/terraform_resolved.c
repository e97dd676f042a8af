/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_resolved -- how much of what Terraform directories say merlon works out, and how fast
 * it reads them. Usage: terraform_resolved [--list] DIRECTORY...
 *
 * Counted are the attributes of resources, data sources, locals, outputs and inputs of modules, the
 * first instance of each. An attribute hangs on everything that its value needs, through variables,
 * locals, modules and the count of what it names. Those that hang on variables without default,
 * modules that aren't downloaded, or remote state are left out, and so are those that need what
 * their directory lacks (undeclared names, missing files). The rest is
 *   known       a value, or known text and ids of resources put together
 *   AWS only    computed from what only AWS knows, and merlon says from what
 *   lost        anything else */
#include "base/file.h"
#include "cli/catalog.h"
#include "input/terraform_directory.h"

#include <stdio.h>
#include <time.h>

enum { NEEDS_DEPTH_MAX = 60 };

typedef enum Class {
    CLASS_KNOWN,
    CLASS_AWS,
    CLASS_LOST,
    CLASS_OUTSIDE,
    CLASS_MISSING,
    CLASSES
} Class;

typedef struct Count {
    size_t classes[CLASSES];
    Class around; /* what the number of instances hangs on: each.value does */
    bool list;
} Count;

/* --- what a value is ---------------------------------------------------------------------------
 */

static Class worse(Class left, Class right) { return left > right ? left : right; }

static Class classify_unknown(const NodeUnknown *unknown) {
    Class class = unknown->exact ? CLASS_KNOWN : CLASS_AWS;
    if (unknown->part_count == 0) return CLASS_LOST;
    for (uint32_t i = 0; i < unknown->part_count; i++) {
        if (unknown->parts[i].kind == NODE_PART_HOLE) class = worse(class, CLASS_AWS);
    }
    return class;
}

/* A hole within text is something computed; alone it is lost, unless it comes from AWS. */
static Class classify(const Node *node, int depth) {
    Class worst = CLASS_KNOWN;
    if (depth > NODE_DEPTH_MAX) return worst;
    if (node->kind == NODE_UNKNOWN && node->unknown->tree != NULL) {
        return classify(node->unknown->tree, depth + 1);
    }
    if (node->kind == NODE_UNKNOWN) return classify_unknown(node->unknown);
    if ((node->flags & NODE_FLAG_OPEN) != 0) worst = CLASS_AWS;
    bool container = node->kind == NODE_LIST || node->kind == NODE_MAP;
    for (uint32_t i = 0; container && i < node->count; i++) {
        const Node *item = node->kind == NODE_LIST ? &node->items[i] : &node->pairs[i].value;
        worst = worse(worst, classify(item, depth + 1));
    }
    return worst;
}

/* --- what an expression needs ------------------------------------------------------------------
 */

static Class needs(const Scope *scope, const HclExpression *expression, int depth);

static Class needs_variable(const Scope *scope, Str name, int depth) {
    const EvaluatorModule *module = scope->module;
    const TerraformItem *item = map_find(&module->folder->variables, name);
    if (item == NULL) return CLASS_MISSING;
    const HclAttribute *preset = hcl_find(&item->block->body, S("default"));
    if (module->call == NULL) {
        bool given = map_find(&module->evaluator->variables, name) != NULL || preset != NULL;
        return given ? CLASS_KNOWN : CLASS_OUTSIDE;
    }
    const HclAttribute *argument = hcl_find(&module->call->item->block->body, name);
    if (argument == NULL) return preset == NULL ? CLASS_MISSING : CLASS_KNOWN;
    Scope outer = evaluator_scope(module->outer, module->call->item->source, NULL);
    return needs(&outer, &argument->value, depth + 1);
}

static Class needs_body(const Scope *scope, const HclBody *body, int depth) {
    Class worst = CLASS_KNOWN;
    for (size_t i = 0; i < body->attribute_count; i++) {
        worst = worse(worst, needs(scope, &body->attributes[i].value, depth + 1));
    }
    for (size_t i = 0; i < body->block_count && depth < NEEDS_DEPTH_MAX; i++) {
        worst = worse(worst, needs_body(scope, &body->blocks[i].body, depth + 1));
    }
    return worst;
}

/* How many there are of a resource, and, for policy documents, what is in them. */
static Class needs_thing(const Scope *scope, const Map *map, Str name, int depth) {
    const TerraformItem *item = map_find(map, name);
    Class worst = CLASS_KNOWN;
    if (item == NULL) return CLASS_MISSING;
    if (str_starts(name, S("terraform_remote_state."))) return CLASS_OUTSIDE;
    static const char *const counts[] = {"count", "for_each"};
    Scope inner = evaluator_scope(scope->module, item->source, NULL);
    for (size_t i = 0; i < COUNT(counts); i++) {
        const HclAttribute *count = hcl_find(&item->block->body, str_from(counts[i]));
        if (count != NULL) worst = worse(worst, needs(&inner, &count->value, depth + 1));
    }
    bool policy = str_starts(name, S("aws_iam_policy_document."));
    return policy ? worse(worst, needs_body(&inner, &item->block->body, depth + 1)) : worst;
}

static Class needs_attribute(const Scope *scope, const TerraformItem *item, Str name, int depth) {
    Scope inner = evaluator_scope(scope->module, item->source, NULL);
    const HclAttribute *written = hcl_find(&item->block->body, name);
    return written == NULL ? CLASS_KNOWN : needs(&inner, &written->value, depth + 1);
}

static Class needs_output(const Scope *scope, Str name, Str output, int depth) {
    const Expansion *expansion = evaluator_expand(scope->module, THING_MODULE, name);
    Class worst = needs_thing(scope, &scope->module->folder->calls, name, depth);
    if (expansion == NULL || expansion->count == 0) return worse(worst, CLASS_KNOWN);
    EvaluatorModule *inside = expansion->things[0]->inside;
    if (inside == NULL) return CLASS_OUTSIDE;
    const TerraformItem *item = map_find(&inside->folder->outputs, output);
    if (output.len == 0) return worst;
    if (item == NULL) return CLASS_MISSING;
    Scope inner = evaluator_scope(inside, item->source, NULL);
    return worse(worst, needs_attribute(&inner, item, S("value"), depth));
}

/* The attribute that is asked of a thing, some steps up: "a.b[0].name". */
static Str asked_of(const HclExpression *outer) {
    return outer != NULL && outer->kind == HCL_ATTRIBUTE ? outer->text : S("");
}

static Class needs_name(const Scope *scope, const HclExpression *at, const HclExpression *outer,
                        int depth) {
    Str first = at->items[0].text, name = at->text;
    const TerraformFolder *folder = scope->module->folder;
    if (str_equal(first, S("var"))) return needs_variable(scope, name, depth);
    if (str_equal(first, S("local"))) {
        const TerraformItem *item = map_find(&folder->locals, name);
        if (item == NULL) return CLASS_MISSING;
        Scope inner = evaluator_scope(scope->module, item->source, NULL);
        return needs(&inner, &item->attribute->value, depth + 1);
    }
    if (str_equal(first, S("module"))) return needs_output(scope, name, asked_of(outer), depth);
    char key[512];
    snprintf(key, sizeof key, "%.*s.%.*s", STR_ARGS(first), STR_ARGS(name));
    const TerraformItem *item = map_find(&folder->resources, str_from(key));
    bool resource = str_contains(first, S("_")) || item != NULL;
    if (!resource) return CLASS_KNOWN; /* each, path, the names of for */
    Class worst = needs_thing(scope, &folder->resources, str_from(key), depth);
    return item == NULL ? worst
                        : worse(worst, needs_attribute(scope, item, asked_of(outer), depth));
}

/* outer: the attribute or index that expression is the beginning of. */
static Class needs_within(const Scope *scope, const HclExpression *expression,
                          const HclExpression *outer, int depth) {
    Class worst = CLASS_KNOWN;
    if (depth > NEEDS_DEPTH_MAX) return worst;
    bool attribute = expression->kind == HCL_ATTRIBUTE;
    if (attribute && expression->items[0].kind == HCL_VARIABLE) {
        return needs_name(scope, expression, outer, depth);
    }
    const HclExpression *type = attribute ? &expression->items[0] : NULL;
    if (type != NULL && type->kind == HCL_ATTRIBUTE && type->items[0].kind == HCL_VARIABLE &&
        str_equal(type->items[0].text, S("data"))) {
        char key[512];
        snprintf(key, sizeof key, "%.*s.%.*s", STR_ARGS(type->text), STR_ARGS(expression->text));
        return needs_thing(scope, &scope->module->folder->data, str_from(key), depth);
    }
    bool items = expression->kind != HCL_NUMBER && expression->kind != HCL_BOOL;
    for (uint32_t i = 0; items && i < expression->count; i++) {
        bool steps = expression->kind == HCL_INDEX || expression->kind == HCL_SPLAT;
        const HclExpression *above = attribute ? expression : steps && i == 0 ? outer : NULL;
        if (expression->kind == HCL_SPLAT && i == 0) above = &expression->items[1];
        worst = worse(worst, needs_within(scope, &expression->items[i], above, depth + 1));
    }
    return worst;
}

static Class needs(const Scope *scope, const HclExpression *expression, int depth) {
    return needs_within(scope, expression, NULL, depth);
}

static bool is_missing(const Node *value) {
    static const char *const signs[] = {"there is no file", "isn't declared", "has no output",
                                        "source that is no directory"};
    for (size_t i = 0; value->kind == NODE_UNKNOWN && i < COUNT(signs); i++) {
        if (str_contains(value->unknown->reason, str_from(signs[i]))) return true;
    }
    return false;
}

static void count_value(Count *count, const Scope *scope, const HclAttribute *attribute) {
    static const char *const words[] = {"known", "AWS only", "lost", "outside", "missing"};
    Node value = evaluator_value(scope, &attribute->value);
    Class class = classify(&value, 0);
    bool known = terraform_is_known(&value);
    Class hangs = known ? CLASS_KNOWN : worse(count->around, needs(scope, &attribute->value, 0));
    if (!known && is_missing(&value)) hangs = CLASS_MISSING;
    if (hangs >= CLASS_OUTSIDE) class = hangs;
    count->classes[class]++;
    if (!count->list || class == CLASS_KNOWN) return;
    Str path = scope->source->path, reason = S("");
    Str span = str_slice(attribute->value.span, 0, 80);
    if (value.kind == NODE_UNKNOWN) reason = value.unknown->reason;
    printf("%s\t%.*s:%u\t%.*s = %.*s\t%.*s\n", words[class], STR_ARGS(path), attribute->line,
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
        Scope outer = evaluator_scope(module, item->source, NULL);
        count->around = needs_thing(&outer, map, map->entries[i].key, 0);
        count_body(count, &scope, &item->block->body);
        count->around = CLASS_KNOWN;
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
    const size_t *n = count.classes;
    size_t all = n[CLASS_KNOWN] + n[CLASS_AWS] + n[CLASS_LOST];
    double part = all == 0 ? 100 : (double)(n[CLASS_KNOWN] + n[CLASS_AWS]) * 100 / (double)all;
    printf("attributes: %zu known, %zu AWS only, %zu lost: %.2f %% resolved; left out: %zu hang on "
           "what is outside, %zu on what is missing\n",
           n[CLASS_KNOWN], n[CLASS_AWS], n[CLASS_LOST], part, n[CLASS_OUTSIDE], n[CLASS_MISSING]);
    measure_parser(&arena, &files);
    return 0;
}
