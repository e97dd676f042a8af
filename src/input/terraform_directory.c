/* SPDX-License-Identifier: Apache-2.0 */
/* terraform_directory.c -- finds the root modules, gives them their variables, and moves what their
 * evaluation says into the estate: first every instance gets its place, so that references have
 * something to point to, then the attributes are evaluated and translated. */
#include "input/terraform_directory.h"

#include "base/file.h"
#include "input/terraform_translate.h"
#include "input/terraform_typed.h"
#include "text/json.h"

/* --- roots -------------------------------------------------------------------------------------
 */

/* The directories that the modules of a folder come from, as far as they are local. */
static void roots_mark_called(TerraformLoader *loader, const TerraformFolder *folder, Map *called) {
    Arena *arena = loader->input->arena;
    for (size_t i = 0; i < folder->calls.count; i++) {
        const TerraformItem *item = folder->calls.entries[i].value;
        const HclAttribute *source = hcl_find(&item->block->body, S("source"));
        Str text = source != NULL && source->value.kind == HCL_TEXT ? source->value.text : S("");
        if (!str_starts(text, S("./")) && !str_starts(text, S("../"))) continue;
        Str path = terraform_folder_join(arena, folder->path, text);
        if (!str_equal(path, folder->path)) map_set(called, path, loader);
    }
}

/* --- variables ---------------------------------------------------------------------------------
 */

typedef struct Visitor {
    TerraformVisit visit; /* or NULL */
    void *context;
} Visitor;

typedef struct Root {
    Evaluator evaluator;
    TerraformLoader *loader;
    const Visitor *visitor;
    const TerraformFolder *folder;
    EvaluatorModule *module;
    Thing **things; /* resources, in the order of the files */
    size_t count;
    size_t capacity;
} Root;

static void root_set_variable(Root *root, Str name, Node value) {
    Node *kept = ARENA_NEW(root->evaluator.arena, Node);
    *kept = value;
    map_set(&root->evaluator.variables, name, kept);
}

/* A value from outside: one that can't be worked out is an error at its place. */
static Node root_evaluate(Root *root, const Scope *scope, const HclExpression *expression) {
    Node value = {0};
    if (evaluator_run(scope, expression, &value)) return value;
    Evaluator *evaluator = &root->evaluator;
    error_list_add(&evaluator->input->errors, evaluator->arena, &evaluator->err);
    return evaluator_value(scope, expression);
}

/* A .tfvars file: attributes without names in them. */
static void root_read_variables(Root *root, Str path, bool must) {
    Input *input = root->evaluator.input;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    HclBody body = {0};
    Source *source = ARENA_NEW(input->arena, Source);
    source->path = path;
    const char *name = str_terminated(input->arena, path);
    if (!must && file_kind(name) != FILE_KIND_REGULAR) return;
    if (!file_open(name, HCL_BYTES_MAX, &file, &err)) {
        error_list_add(&input->errors, input->arena, &err);
        return;
    }
    if (str_ends(path, S(".json"))) {
        hcl_json_read(input->arena, source, file.text, &body, &input->errors);
    } else {
        hcl_read(input->arena, source, file.text, &body, &input->errors);
    }
    Scope scope = {&root->evaluator, NULL, source, NULL, false};
    for (size_t i = 0; i < body.attribute_count; i++) {
        Node value = root_evaluate(root, &scope, &body.attributes[i].value);
        root_set_variable(root, body.attributes[i].name, value);
    }
}

/* Whether a text from outside is an expression for a variable of that type, as for all types that
 * aren't primitive; without any type it is text. */
static bool root_reads_expression(const HclAttribute *type) {
    if (type == NULL) return false;
    Str name = type->value.kind == HCL_VARIABLE ? type->value.text : S("");
    return type->value.kind == HCL_CALL || str_equal(name, S("any")) ||
           str_equal(name, S("list")) || str_equal(name, S("map"));
}

/* A text from outside. */
static void root_read_text(Root *root, Str name, Str text) {
    Arena *arena = root->evaluator.arena;
    const TerraformItem *item = map_find(&root->folder->variables, name);
    if (item == NULL) return;
    const HclAttribute *type = hcl_find(&item->block->body, S("type"));
    static const Source outside = {S_INIT("--var")};
    Node value = node_make_string(&(Node){.source = &outside}, str_copy(arena, text));
    bool complex = root_reads_expression(type);
    HclExpression expression;
    Error err = {0};
    if (complex && !hcl_read_expression(arena, &outside, text, &expression, &err)) {
        Node at = {.source = &outside};
        input_fail(root->evaluator.input, &at, "the value of %.*s is no expression: %s",
                   STR_ARGS(name), err.message);
        return;
    }
    Scope scope = {&root->evaluator, NULL, &outside, NULL, false};
    if (complex) value = root_evaluate(root, &scope, &expression);
    root_set_variable(root, name, value);
}

/* In terraform's order: the environment, terraform.tfvars, *.auto.tfvars, then the command line. */
static void root_find_variables(Root *root) {
    Input *input = root->evaluator.input;
    Arena *arena = input->arena;
    static const char *const names[] = {"terraform.tfvars", "terraform.tfvars.json"};
    FileList list = {0};
    for (size_t i = 0; i < input->environment.count; i++) {
        const MapEntry *entry = &input->environment.entries[i];
        root_read_text(root, entry->key, *(const Str *)entry->value);
    }
    for (size_t i = 0; i < COUNT(names); i++) {
        Str path = terraform_folder_join(arena, root->folder->path, str_from(names[i]));
        root_read_variables(root, path, false);
    }
    if (!file_list_folder(arena, root->folder->path, &list, NULL)) list.count = 0;
    for (size_t i = 0; i < list.count; i++) {
        bool automatic = str_ends(list.paths[i], S(".auto.tfvars")) ||
                         str_ends(list.paths[i], S(".auto.tfvars.json"));
        if (automatic) root_read_variables(root, list.paths[i], true);
    }
    for (size_t i = 0; i < input->variable_count; i++) {
        const InputVariable *variable = &input->variables[i];
        if (variable->name.len == 0) root_read_variables(root, variable->text, true);
        if (variable->name.len > 0) root_read_text(root, variable->name, variable->text);
    }
}

/* --- instances ---------------------------------------------------------------------------------
 */

static void root_add_thing(Root *root, Thing *thing) {
    if (thing->resource == NULL) return;
    if (root->count == root->capacity) {
        root->capacity = root->capacity == 0 ? 64 : root->capacity * 2;
        root->things = arena_grow_array(root->evaluator.arena, root->things, root->count,
                                        root->capacity, sizeof(Thing *));
    }
    root->things[root->count++] = thing;
}

static void root_expand_module(Root *root, EvaluatorModule *module) {
    const TerraformFolder *folder = module->folder;
    for (size_t i = 0; i < folder->resources.count; i++) {
        Str name = folder->resources.entries[i].key;
        const Expansion *expansion = evaluator_expand(module, THING_RESOURCE, name);
        for (size_t k = 0; k < expansion->count; k++) root_add_thing(root, expansion->things[k]);
    }
    for (size_t i = 0; i < folder->calls.count; i++) {
        Str name = folder->calls.entries[i].key;
        const Expansion *expansion = evaluator_expand(module, THING_MODULE, name);
        for (size_t k = 0; k < expansion->count; k++) {
            EvaluatorModule *inside = expansion->things[k]->inside;
            if (inside != NULL) root_expand_module(root, inside);
        }
    }
    if (root->visitor->visit != NULL) root->visitor->visit(root->visitor->context, module);
}

static void root_fill(Root *root, Thing *thing) {
    Input *input = root->evaluator.input;
    Scope scope = evaluator_scope(thing->module, thing->item->source, thing->bindings);
    Node attributes = evaluator_body(&scope, &thing->item->block->body, true);
    Resource *resource = thing->resource;
    if (facts_is_tagged(input->estate->facts, resource->source_type)) {
        const Node *written = node_find(&attributes, S("tags"));
        Node own = written == NULL ? node_make_null(&attributes) : *written;
        Node all = evaluator_all_tags(thing, &own);
        if (all.kind != NODE_NULL) node_map_set(input->arena, &attributes, S("tags"), all);
    }
    terraform_typed_convert(input, resource->source_type, &attributes);
    attributes.source = thing->item->source;
    attributes.line = thing->item->block->line;
    attributes.column = thing->item->block->column;
    const FactsTerraform *facts = facts_find_terraform(input->estate->facts, resource->source_type);
    uint8_t flags = resource->properties.flags;
    resource->properties = terraform_translate(input, facts, &attributes);
    resource->properties.flags |= flags;
}

/* --- reading -----------------------------------------------------------------------------------
 */

static void root_read_json(Root *root, Str name, Node *ret_node) {
    Arena *arena = root->evaluator.arena;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Source *source = ARENA_NEW(arena, Source);
    source->path = terraform_folder_join(arena, root->folder->path, name);
    const char *path = str_terminated(arena, source->path);
    if (file_kind(path) != FILE_KIND_REGULAR) return;
    bool read = file_open(path, HCL_BYTES_MAX, &file, &err) &&
                json_read(arena, source, file.text, ret_node, &err);
    if (!read) error_list_add(&root->evaluator.input->errors, arena, &err);
}

/* The workspace that "terraform workspace select" left behind. */
static Str root_workspace(const Root *root) {
    Arena *arena = root->evaluator.arena;
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Str path = terraform_folder_join(arena, root->folder->path, S(".terraform/environment"));
    const char *name = str_terminated(arena, path);
    enum { WORKSPACE_BYTES_MAX = 256 };
    if (file_kind(name) != FILE_KIND_REGULAR) return S("default");
    if (!file_open(name, WORKSPACE_BYTES_MAX, &file, &err)) return S("default");
    return str_copy(arena, str_trim(file.text));
}

static void root_read(TerraformLoader *loader, const TerraformFolder *folder,
                      const Visitor *visitor) {
    Input *input = loader->input;
    Root root = {.loader = loader, .folder = folder, .visitor = visitor};
    root.evaluator = (Evaluator){.loader = loader,
                                 .input = input,
                                 .arena = input->arena,
                                 .steps = EVALUATOR_STEPS_MAX,
                                 .root = folder->path,
                                 .variables = map_make(input->arena),
                                 .noted = map_make(input->arena)};
    root.evaluator.workspace = root_workspace(&root);
    root_read_json(&root, S(".terraform/modules/modules.json"), &root.evaluator.modules_json);
    root_find_variables(&root);
    root.module = evaluator_module_make(&root.evaluator, folder, NULL);
    root_expand_module(&root, root.module);
    for (size_t i = 0; i < root.count; i++) root_fill(&root, root.things[i]);
    if (root.evaluator.steps > 0) return;
    Node at = {.source = ARENA_NEW(input->arena, Source)};
    ((Source *)(uintptr_t)at.source)->path = folder->path;
    input_fail(input, &at,
               "its expressions ask for more work than merlon does (%lld steps); what "
               "is left is unknown",
               (long long)EVALUATOR_STEPS_MAX);
}

void terraform_directory_visit(Input *input, TerraformVisit visit, void *context) {
    const Visitor visitor = {visit, context};
    if (input->folder_count == 0) return;
    TerraformLoader *loader = terraform_loader_of(input);
    Map called = map_make(input->arena);
    TerraformFolder **folders = ARENA_ARRAY(input->arena, TerraformFolder *, input->folder_count);
    for (size_t i = 0; i < input->folder_count; i++) {
        const InputFolder *folder = &input->folders[i];
        folders[i] = folder->text.ptr != NULL
                         ? terraform_folder_read_text(loader, folder->path, folder->text)
                         : terraform_folder_load(loader, folder->path);
        if (folders[i] != NULL) roots_mark_called(loader, folders[i], &called);
    }
    for (int found = 0; found < 2; found++) { /* what was named first: its addresses are its own */
        for (size_t i = 0; i < input->folder_count; i++) {
            const InputFolder *folder = &input->folders[i];
            if (folders[i] == NULL || folder->planned || folder->given == found) continue;
            bool child = map_find(&called, folders[i]->path) != NULL && !folder->given;
            if (!child) root_read(loader, folders[i], &visitor);
        }
    }
}

void terraform_directory_read(Input *input) { terraform_directory_visit(input, NULL, NULL); }
