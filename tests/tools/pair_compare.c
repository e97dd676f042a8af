/* SPDX-License-Identifier: Apache-2.0 */
/* pair_compare -- reads a Terraform directory and the plan that terraform made of it, and says
 * where merlon's two readings differ: addresses, values known to both, threats.
 * Usage: pair_compare [--list] DIRECTORY...      each with .tf files and plan.json
 *
 * A list is compared without regard to order: sets have none. What the plan knows and the directory
 * doesn't hold is a default of the provider, counted apart; so is what only one of both knows. */
#include "base/file.h"
#include "cli/catalog.h"
#include "input/input.h"
#include "model/infer.h"
#include "text/json_writer.h"
#include "threat/threat.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Tally {
    size_t agreed;
    size_t differ;
    size_t only_plan;
    size_t only_directory;
    size_t unknown; /* in one or both */
} Tally;

typedef struct Side {
    Arena *arena;
    Estate estate;
    Input input;
    ThreatList threats;
} Side;

typedef struct Compare {
    Arena *arena;
    Side plan;
    Side directory;
    bool list;
    Str pair;
    Str address;
    Tally addresses;
    Tally values;
    Tally threats;
} Compare;

static Str dump(Arena *arena, const Node *node) {
    CLEANUP(buffer_free) Buffer out = {0};
    JsonWriter writer = json_writer_make(&out, true);
    if (node == NULL) return S("(absent)");
    json_node_write(&writer, node);
    return str_copy(arena, buffer_text(&out));
}

static void tell(Compare *compare, const char *kind, Str path, const Node *plan,
                 const Node *directory) {
    if (!compare->list) return;
    Str left = dump(compare->arena, plan), right = dump(compare->arena, directory);
    left = str_slice(left, 0, 300);
    right = str_slice(right, 0, 300);
    printf("%s\t%.*s\t%.*s\t%.*s\t%.*s\t%.*s\n", kind, STR_ARGS(compare->pair),
           STR_ARGS(compare->address), STR_ARGS(path), STR_ARGS(left), STR_ARGS(right));
}

static void compare_node(Compare *compare, Str path, const Node *plan, const Node *directory);

static bool is_known(const Node *node) {
    if (node->kind == NODE_UNKNOWN || (node->flags & NODE_FLAG_OPEN) != 0) return false;
    for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++) {
        if (!is_known(&node->items[i])) return false;
    }
    for (uint32_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        if (!is_known(&node->pairs[i].value)) return false;
    }
    return true;
}

/* How many leaves two trees have in common. */
static size_t likeness(const Node *left, const Node *right) {
    size_t same = 0;
    if (left->kind == NODE_MAP && right->kind == NODE_MAP) {
        for (uint32_t i = 0; i < left->count; i++) {
            const Node *other = node_find(right, left->pairs[i].key);
            if (other != NULL) same += likeness(&left->pairs[i].value, other);
        }
        return same;
    }
    if (left->kind == NODE_LIST && right->kind == NODE_LIST) {
        for (uint32_t i = 0; i < left->count && i < right->count; i++) {
            same += likeness(&left->items[i], &right->items[i]);
        }
        return same;
    }
    return node_equal(left, right) ? 2 : 0;
}

/* Each item of the plan with the one of the directory that is most like it. */
static void compare_list(Compare *compare, Str path, const Node *plan, const Node *directory) {
    bool *taken = ARENA_ARRAY(compare->arena, bool, directory->count + 1);
    for (uint32_t i = 0; i < plan->count; i++) {
        Str below = str_format(compare->arena, "%.*s[%u]", STR_ARGS(path), i);
        uint32_t best = UINT32_MAX;
        size_t most = 0;
        for (uint32_t k = 0; k < directory->count; k++) {
            size_t same = taken[k] ? 0 : likeness(&plan->items[i], &directory->items[k]) + 1;
            if (same <= most) continue;
            most = same;
            best = k;
        }
        if (best != UINT32_MAX) taken[best] = true;
        compare_node(compare, below, &plan->items[i],
                     best == UINT32_MAX ? NULL : &directory->items[best]);
    }
    for (uint32_t k = 0; k < directory->count; k++) {
        if (!taken[k]) compare_node(compare, path, NULL, &directory->items[k]);
    }
}

static void compare_map(Compare *compare, Str path, const Node *plan, const Node *directory) {
    const Node *maps[] = {plan, directory};
    for (size_t side = 0; side < 2; side++) {
        for (uint32_t i = 0; i < maps[side]->count; i++) {
            Str key = maps[side]->pairs[i].key;
            if (side == 1 && node_find(plan, key) != NULL) continue;
            Str below = str_join3(compare->arena, path, S("."), key);
            compare_node(compare, below, node_find(plan, key), node_find(directory, key));
        }
    }
}

static void compare_node(Compare *compare, Str path, const Node *plan, const Node *directory) {
    if (plan != NULL && directory != NULL && plan->kind == directory->kind) {
        if (plan->kind == NODE_MAP) {
            compare_map(compare, path, plan, directory);
            return;
        }
        if (plan->kind == NODE_LIST) {
            compare_list(compare, path, plan, directory);
            return;
        }
    }
    bool known = (plan == NULL || is_known(plan)) && (directory == NULL || is_known(directory));
    if (!known) {
        compare->values.unknown++;
        bool lost = plan != NULL && is_known(plan);
        tell(compare, lost ? "lost" : "unknown", path, plan, directory);
    } else if (plan == NULL) {
        compare->values.only_directory++;
        tell(compare, "only-directory", path, plan, directory);
    } else if (directory == NULL) {
        compare->values.only_plan++;
        tell(compare, "only-plan", path, plan, directory);
    } else if (node_equal(plan, directory)) {
        compare->values.agreed++;
    } else {
        compare->values.differ++;
        tell(compare, "differ", path, plan, directory);
    }
}

static void compare_resources(Compare *compare) {
    const Estate *plan = &compare->plan.estate, *directory = &compare->directory.estate;
    for (size_t i = 0; i < plan->resources.count; i++) {
        const Resource *left = plan->resources.items[i];
        const Resource *right = estate_find(directory, left->address);
        compare->address = left->address;
        if (right == NULL) {
            compare->addresses.only_plan++;
            tell(compare, "address-only-plan", S(""), NULL, NULL);
            continue;
        }
        compare->addresses.agreed++;
        compare_map(compare, S(""), &left->properties, &right->properties);
    }
    for (size_t i = 0; i < directory->resources.count; i++) {
        compare->address = directory->resources.items[i]->address;
        if (estate_find(plan, compare->address) != NULL) continue;
        compare->addresses.only_directory++;
        tell(compare, "address-only-directory", S(""), NULL, NULL);
    }
}

static const Threat *threat_of(const ThreatList *list, const Threat *threat) {
    for (size_t i = 0; i < list->count; i++) {
        const Threat *other = &list->items[i];
        if (other->rule == threat->rule &&
            str_equal(other->subject->address, threat->subject->address)) {
            return other;
        }
    }
    return NULL;
}

static void compare_threats(Compare *compare) {
    static const char *const words[] = {"absent", "unknown", "present"};
    const ThreatList *plan = &compare->plan.threats, *directory = &compare->directory.threats;
    for (size_t i = 0; i < plan->count; i++) {
        const Threat *left = &plan->items[i], *right = threat_of(directory, left);
        if (right != NULL && right->verdict == left->verdict) {
            compare->threats.agreed++;
            continue;
        }
        bool undecided = right != NULL &&
                         (left->verdict == VERDICT_UNKNOWN || right->verdict == VERDICT_UNKNOWN);
        *(undecided ? &compare->threats.unknown : &compare->threats.differ) += 1;
        if (!compare->list) continue;
        printf("threat\t%.*s\t%.*s\t%.*s\t%s\t%s\n", STR_ARGS(compare->pair),
               STR_ARGS(left->subject->address), STR_ARGS(left->rule->id), words[left->verdict],
               right == NULL ? "none" : words[right->verdict]);
    }
    for (size_t i = 0; i < directory->count; i++) {
        const Threat *right = &directory->items[i];
        if (threat_of(plan, right) != NULL) continue;
        compare->threats.only_directory++;
        if (!compare->list) continue;
        printf("threat\t%.*s\t%.*s\t%.*s\tnone\t%s\n", STR_ARGS(compare->pair),
               STR_ARGS(right->subject->address), STR_ARGS(right->rule->id), words[right->verdict]);
    }
}

static void side_read(Side *side, Arena *arena, const Catalog *catalog, Str path, bool folder) {
    side->arena = arena;
    side->estate = estate_make(arena, &catalog->facts, false);
    side->input = input_make(arena, &side->estate);
    if (folder) {
        input_add_folder(&side->input, path);
    } else {
        input_add_path(&side->input, path);
    }
    input_finish(&side->input);
    for (size_t i = 0; i < side->input.errors.count; i++) {
        Str text = error_text(arena, &side->input.errors.items[i]);
        printf("error\t%.*s\n", STR_ARGS(text));
    }
    infer_model(&side->input.model, &side->estate);
    model_finish(&side->input.model);
    side->threats = threat_find(arena, &catalog->rules, &side->estate, &side->input.model, true);
}

static void compare_pair(Compare *totals, const Catalog *catalog, Str directory) {
    CLEANUP(arena_free) Arena arena = {0};
    Compare compare = *totals;
    compare.arena = &arena;
    if (str_ends(directory, S("/"))) directory.len--;
    size_t slash = directory.len;
    while (slash > 0 && directory.ptr[slash - 1] != '/') slash--;
    compare.pair = str_slice(directory, slash, directory.len);
    side_read(&compare.plan, &arena, catalog, str_join2(&arena, directory, S("/plan.json")), false);
    side_read(&compare.directory, &arena, catalog, directory, true);
    compare_resources(&compare);
    compare_threats(&compare);
    totals->addresses = compare.addresses;
    totals->values = compare.values;
    totals->threats = compare.threats;
}

static void print_tally(const char *name, const Tally *tally) {
    size_t total = tally->agreed + tally->differ;
    printf("%-10s %zu of %zu agree (%.2f %%); only in the plan %zu, only in the directory %zu, "
           "unknown to one or both %zu\n",
           name, tally->agreed, total,
           total == 0 ? 100.0 : (double)tally->agreed * 100 / (double)total, tally->only_plan,
           tally->only_directory, tally->unknown);
}

int main(int argc, char **argv) {
    CLEANUP(arena_free) Arena arena = {0};
    Catalog catalog = {0};
    CatalogOptions options = {0};
    Compare totals = {.arena = &arena};
    if (!catalog_load(&arena, &options, &catalog)) return 2;
    for (int i = 1; i < argc; i++) {
        Str argument = str_from(argv[i]);
        if (str_equal(argument, S("--list"))) {
            totals.list = true;
        } else {
            compare_pair(&totals, &catalog, argument);
        }
    }
    print_tally("addresses", &totals.addresses);
    print_tally("values", &totals.values);
    print_tally("threats", &totals.threats);
    return 0;
}
