/* SPDX-License-Identifier: Apache-2.0 */
/* playbook.c -- see playbook.h. */
#include "respond/playbook.h"

#include "base/embedded.h"
#include "text/yaml.h"

static const Str builtin_folder = S_INIT("rules/playbooks/");
static const Str builtin_ending = S_INIT(".yaml");

/* ---- reading ---- */

/* "- incident lead: decides", or only the role. */
static bool playbook_read_contact(const PlaybookReader *reader, const Node *node,
                                  PlaybookContact *contact) {
    if (node_is(node, NODE_STRING) && node->text.len > 0) {
        contact->role = node->text;
    } else if (node_is(node, NODE_MAP) && node->count == 1) {
        contact->role = node->pairs[0].key;
        contact->duty = node_text(&node->pairs[0].value);
    }
    bool fine = contact->role.len > 0 && contact->role.len <= PLAYBOOK_TEXT_BYTES_MAX &&
                contact->duty.len <= PLAYBOOK_TEXT_BYTES_MAX &&
                (!node_is(node, NODE_MAP) || contact->duty.len > 0);
    return fine || playbook_form_fail(reader, node, "should be a role and what it does");
}

static bool playbook_read_contacts(const PlaybookReader *reader, const Node *root,
                                   Playbook *playbook) {
    const Node *list = node_find(root, S("contacts"));
    bool ok = true;
    if (!node_is(list, NODE_LIST) || list->count == 0 || list->count > PLAYBOOK_ITEMS_MAX) {
        return playbook_form_fail(reader, list == NULL ? root : list,
                                  "\"contacts\" should be a list of at most %d roles",
                                  PLAYBOOK_ITEMS_MAX);
    }
    playbook->contacts = ARENA_ARRAY(reader->arena, PlaybookContact, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        ok &= playbook_read_contact(reader, &list->items[i],
                                    &playbook->contacts[playbook->contact_count++]);
    }
    return ok;
}

/* What a step must be beside its neighbours. */
static bool playbook_check_step(const PlaybookReader *reader, const Node *node,
                                const Playbook *playbook, const PlaybookStep *step) {
    const PlaybookStep *other = playbook_find_step(playbook, step->id);
    if (other != NULL) {
        return playbook_form_fail(reader, node_find(node, S("id")),
                                  "the step \"%.*s\" stands in line %u already", STR_ARGS(step->id),
                                  other->line);
    }
    if (playbook->step_count == 0) return true;
    Str phase = playbook_phase_name(step->phase);
    Str last = playbook_phase_name(playbook->steps[playbook->step_count - 1].phase);
    if (step->phase >= playbook->steps[playbook->step_count - 1].phase) return true;
    return playbook_form_fail(reader, node_find(node, S("phase")),
                              "%.*s comes before %.*s: steps stand in the order of phases",
                              STR_ARGS(phase), STR_ARGS(last));
}

static bool playbook_read_step(const PlaybookReader *reader, const Node *node, SigmaSet *set,
                               Playbook *playbook) {
    PlaybookStep step = {0};
    if (!playbook_step_read(reader, node, &step) ||
        !playbook_check_step(reader, node, playbook, &step)) {
        return false;
    }
    if (step.type == PLAYBOOK_QUERY) {
        step.query.rule = str_join3(reader->arena, playbook->id, S("/"), step.id);
        if (!playbook_step_add_query(reader, node, set, &step)) return false;
    }
    playbook->steps[playbook->step_count++] = step;
    return true;
}

static bool playbook_read_steps(const PlaybookReader *reader, const Node *root, SigmaSet *set,
                                Playbook *playbook) {
    const Node *list = node_find(root, S("steps"));
    bool ok = true;
    if (!node_is(list, NODE_LIST) || list->count == 0 || list->count > PLAYBOOK_STEPS_MAX) {
        return playbook_form_fail(reader, list == NULL ? root : list,
                                  "\"steps\" should be a list of at most %d steps",
                                  PLAYBOOK_STEPS_MAX);
    }
    playbook->steps = ARENA_ARRAY(reader->arena, PlaybookStep, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        ok &= playbook_read_step(reader, &list->items[i], set, playbook);
    }
    return ok;
}

static bool playbook_read_root(const PlaybookReader *reader, const Node *root, SigmaSet *set,
                               Playbook *playbook) {
    static const PlaybookField fields[] = {
        {S_INIT("id"), offsetof(Playbook, id), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("title"), offsetof(Playbook, title), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("summary"), offsetof(Playbook, summary), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("references"), offsetof(Playbook, references), PLAYBOOK_FIELD_TEXTS, true, NULL},
        {S_INIT("indicators"), offsetof(Playbook, indicators), PLAYBOOK_FIELD_TEXTS, true, NULL}};
    static const Str others[] = {S_INIT("contacts"), S_INIT("steps")};
    static const PlaybookForm form = {"a playbook", fields, COUNT(fields), {others, COUNT(others)}};
    Str id = playbook->id;
    bool ok = playbook_form_read(reader, &form, root, playbook);
    if (!node_is(root, NODE_MAP)) return false;
    if (!str_equal(playbook->id, id)) {
        ok = playbook_form_fail(reader, node_find(root, S("id")),
                                "the id should be the file's name, %.*s", STR_ARGS(id));
    }
    playbook->id = id;
    ok &= playbook_read_contacts(reader, root, playbook);
    ok &= playbook_read_steps(reader, root, set, playbook);
    return ok;
}

bool playbook_read(Arena *arena, const PlaybookFile *file, SigmaSet *set, Playbook *ret_playbook,
                   ErrorList *errors) {
    Source *source = ARENA_NEW(arena, Source);
    Node *root = ARENA_NEW(arena, Node);
    Error err = {0};
    source->path = str_copy(arena, file->path);
    PlaybookReader reader = {arena, source->path, errors};
    if (file->text.len > PLAYBOOK_BYTES_MAX) {
        return playbook_form_fail(&reader, NULL, "is larger than the limit of %d KiB",
                                  PLAYBOOK_BYTES_MAX / 1024);
    }
    if (!yaml_read(arena, source, file->text, root, &err)) {
        error_list_add(errors, arena, &err);
        return false;
    }
    Playbook playbook = {.id = str_copy(arena, file->id), .path = source->path};
    if (!playbook_read_root(&reader, root, set, &playbook)) return false;
    *ret_playbook = playbook;
    return true;
}

/* ---- asking ---- */

bool playbook_check_rules(Arena *arena, const Playbook *playbook, const RuleSet *rules,
                          ErrorList *errors) {
    PlaybookReader reader = {arena, playbook->path, errors};
    bool ok = true;
    for (size_t i = 0; i < playbook->step_count; i++) {
        const PlaybookStep *step = &playbook->steps[i];
        Node at = {.line = step->line, .column = 1};
        for (size_t j = 0; step->type == PLAYBOOK_CHECK && j < step->check.count; j++) {
            Str id = step->check.items[j];
            if (rule_set_find(rules, id) != NULL) continue;
            ok = playbook_form_fail(&reader, &at,
                                    "the step %.*s names the rule \"%.*s\", which "
                                    "there isn't",
                                    STR_ARGS(step->id), STR_ARGS(id));
        }
    }
    return ok;
}

const PlaybookStep *playbook_find_step(const Playbook *playbook, Str id) {
    for (size_t i = 0; i < playbook->step_count; i++) {
        if (str_equal(playbook->steps[i].id, id)) return &playbook->steps[i];
    }
    return NULL;
}

/* ---- what is built in ---- */

static bool builtin_id(const EmbeddedFile *file, Str *ret_id) {
    Str path = str_from(file->path);
    if (!str_starts(path, builtin_folder) || !str_ends(path, builtin_ending)) return false;
    *ret_id = str_slice(path, builtin_folder.len, path.len - builtin_ending.len);
    return true;
}

bool playbook_find_builtin(Str id, PlaybookFile *ret_file) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        const EmbeddedFile *file = &embedded_files[i];
        Str name = S("");
        if (!builtin_id(file, &name) || !str_equal(name, id)) continue;
        *ret_file = (PlaybookFile){name, str_from(file->path), {file->data, file->len}};
        return true;
    }
    return false;
}

size_t playbook_list_builtin(Arena *arena, Str **ret_ids) {
    Str *ids = ARENA_ARRAY(arena, Str, embedded_file_count);
    size_t count = 0;
    for (size_t i = 0; i < embedded_file_count; i++) {
        if (builtin_id(&embedded_files[i], &ids[count])) count++;
    }
    *ret_ids = ids;
    return count;
}
