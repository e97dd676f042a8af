/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.c -- see catalog.h. */
#include "cli/catalog.h"

#include "base/embedded.h"
#include "base/file.h"
#include "cli/command.h"
#include "threat/threat.h"

static const Str rules_folder = S_INIT("rules/");
static const Str threats_folder = S_INIT("threats/"); /* in rules/ */
static const Str frameworks_folder = S_INIT("rules/frameworks/");
static const Str facts_folder = S_INIT("facts/");

/* "s3/bucket-public.yaml" -> "s3/bucket-public". */
static Str catalog_rule_id(Str path) { return str_slice(path, 0, path.len - S(".yaml").len); }

/* The id of a rule of merlon's own; false when the file holds something else than a rule.
 * "rules/threats/s3/bucket-public.yaml" -> "s3/bucket-public";
 * "rules/design/insider-threat.yaml" -> "design/insider-threat". */
static bool catalog_builtin_id(Str path, Str *ret_id) {
    if (!str_starts(path, rules_folder)) return false;
    Str name = str_slice(path, rules_folder.len, path.len);
    if (str_starts(name, threats_folder))
        name = str_slice(name, threats_folder.len, name.len);
    else if (!str_starts(name, S("design/")))
        return false;
    *ret_id = catalog_rule_id(name);
    return true;
}

/* The id of a rule in a user's directory, which may be laid out as merlon's own rules/: then its
 * frameworks and playbooks are no rules. */
static bool catalog_directory_id(Str directory, Str path, Str *ret_id) {
    Str name = str_slice(path, directory.len, path.len);
    while (str_starts(name, S("/"))) name = str_slice(name, 1, name.len);
    if (str_starts(name, S("frameworks/")) || str_starts(name, S("playbooks/"))) return false;
    if (str_starts(name, threats_folder)) name = str_slice(name, threats_folder.len, name.len);
    *ret_id = catalog_rule_id(name);
    return true;
}

bool catalog_has_builtin(Str id) {
    Str other = S("");
    for (size_t i = 0; i < embedded_file_count; i++) {
        if (catalog_builtin_id(str_from(embedded_files[i].path), &other) && str_equal(other, id))
            return true;
    }
    return false;
}

static bool catalog_load_builtin(const CatalogOptions *options, Catalog *catalog) {
    bool ok = true;
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        Str text = {embedded_files[i].data, embedded_files[i].len};
        Str id = S("");
        Error err = {0};
        bool loaded = true;
        if (!str_ends(path, S(".yaml"))) continue;
        if (str_starts(path, facts_folder)) {
            loaded = facts_add(&catalog->facts, path, text, &err);
        } else if (!options->no_builtin && catalog_builtin_id(path, &id)) {
            loaded =
                rule_set_add(&catalog->rules, (RuleFile){id, path, text, !options->examples}, &err);
        }
        if (!loaded) command_say_error(&err);
        ok &= loaded;
    }
    return ok;
}

static bool catalog_load_file(Catalog *catalog, Str directory, Str path, bool rules) {
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    Str id = S("");
    if (rules && !catalog_directory_id(directory, path, &id)) return true;
    bool ok = file_open(path.ptr, RULE_BYTES_MAX, &file, &err);
    if (ok && rules) {
        ok = rule_set_add(&catalog->rules, (RuleFile){id, path, file.text, false}, &err);
    } else if (ok) {
        ok = facts_add(&catalog->facts, path, file.text, &err);
    }
    if (!ok) command_say_error(&err);
    return ok;
}

/* What a directory holds, and whether it may hold none of it. */
typedef struct CatalogContent {
    bool rules, may_lack;
} CatalogContent;

static bool catalog_load_directory(Arena *arena, Catalog *catalog, const char *name,
                                   CatalogContent content) {
    Str directory = str_from(name);
    FileList list = {0};
    Error err = {0};
    if (!file_list(arena, directory, &list, &err)) {
        command_say_error(&err);
        return false;
    }
    bool ok = true;
    size_t found = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (!str_ends(list.paths[i], S(".yaml"))) continue;
        found++;
        ok &= catalog_load_file(catalog, directory, list.paths[i], content.rules);
    }
    if (found == 0 && content.may_lack) return true;
    if (found == 0) {
        error_set(&err, directory, 0, 0, "holds no .yaml file");
        command_say_error(&err);
    }
    return ok && found > 0;
}

bool catalog_load(Arena *arena, const CatalogOptions *options, Catalog *ret_catalog) {
    Catalog catalog = {facts_make(arena), rule_set_make(arena, &threat_library)};
    bool ok = catalog_load_builtin(options, &catalog);
    for (size_t i = 0; i < options->facts_count; i++) {
        ok &= catalog_load_directory(arena, &catalog, options->facts[i],
                                     (CatalogContent){false, false});
    }
    for (size_t i = 0; i < options->rules_count; i++) {
        ok &= catalog_load_directory(arena, &catalog, options->rules[i],
                                     (CatalogContent){true, options->beside_detections});
    }
    rule_set_finish(&catalog.rules);
    *ret_catalog = catalog;
    return ok;
}

/* "rules/frameworks/pci-dss-4.yaml" -> "pci-dss-4"; false for other files. */
static bool catalog_framework_name(Str path, Str *ret_name) {
    if (!str_starts(path, frameworks_folder) || !str_ends(path, S(".yaml"))) return false;
    *ret_name = catalog_rule_id(str_slice(path, frameworks_folder.len, path.len));
    return true;
}

Str catalog_framework_names(Arena *arena) {
    Str names = S("");
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str name = S("");
        if (!catalog_framework_name(str_from(embedded_files[i].path), &name)) continue;
        names = str_join3(arena, names, names.len > 0 ? S(", ") : S(""), name);
    }
    return names;
}

static bool catalog_read_framework(Arena *arena, const Catalog *catalog, const RuleFile *file,
                                   Framework *ret_framework) {
    Error err = {0};
    if (framework_read(arena, &catalog->rules, file, ret_framework, &err)) return true;
    command_say_error(&err);
    return false;
}

bool catalog_load_framework(Arena *arena, const Catalog *catalog, const char *name,
                            Framework *ret_framework) {
    Str wanted = str_from(name), found = S("");
    for (size_t i = 0; i < embedded_file_count; i++) {
        Str path = str_from(embedded_files[i].path);
        if (!catalog_framework_name(path, &found) || !str_equal(found, wanted)) continue;
        Str text = {embedded_files[i].data, embedded_files[i].len};
        return catalog_read_framework(arena, catalog, &(RuleFile){found, path, text, false},
                                      ret_framework);
    }
    CLEANUP(file_close) File file = {0};
    Error err = {0};
    if (!str_ends(wanted, S(".yaml"))) {
        error_say(&err, "there is no framework '%s': it is one of %.*s, or a .yaml file", name,
                  STR_ARGS(catalog_framework_names(arena)));
    } else if (file_open(name, FRAMEWORK_BYTES_MAX, &file, &err)) {
        Str id = catalog_rule_id(wanted);
        return catalog_read_framework(arena, catalog, &(RuleFile){id, wanted, file.text, false},
                                      ret_framework);
    }
    command_say_error(&err);
    return false;
}
