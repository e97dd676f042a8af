/* SPDX-License-Identifier: Apache-2.0 */
/* playbook_step.c -- see playbook_step.h. */
#include "respond/playbook_step.h"

#include "base/near.h"

/* ---- words ---- */

static const Str phase_names[PLAYBOOK_PHASE_COUNT] = {
    S_INIT("preparation"), S_INIT("analysis"), S_INIT("containment"),
    S_INIT("eradication"), S_INIT("recovery"), S_INIT("post-incident")};
static const Str type_names[PLAYBOOK_TYPE_COUNT] = {
    S_INIT("inventory"), S_INIT("check"),   S_INIT("query"), S_INIT("finding"),
    S_INIT("question"),  S_INIT("command"), S_INIT("note")};
static const Str input_names[PLAYBOOK_INPUT_COUNT] = {
    S_INIT("model"),        S_INIT("logs"),       S_INIT("findings"), S_INIT("buckets"),
    S_INIT("repositories"), S_INIT("principals"), S_INIT("objects"),  S_INIT("keys")};
static const Str scope_names[] = {S_INIT("target"), S_INIT("actor"), S_INIT("address"),
                                  S_INIT("any")};
static const Str role_names[PLAYBOOK_ROLE_COUNT] = {
    S_INIT("read"),       S_INIT("write"),       S_INIT("exposure"),  S_INIT("containment"),
    S_INIT("credential"), S_INIT("persistence"), S_INIT("discovery"), S_INIT("evasion"),
    S_INIT("impact"),     S_INIT("network"),     S_INIT("other")};
static const Str subject_names[PLAYBOOK_SUBJECT_COUNT] = {
    S_INIT("case"),     S_INIT("bucket"), S_INIT("repository"), S_INIT("principal"),
    S_INIT("user"),     S_INIT("role"),   S_INIT("key"),        S_INIT("instance"),
    S_INIT("database"), S_INIT("object"), S_INIT("snapshot"),   S_INIT("image"),
    S_INIT("address"),  S_INIT("trail")};

static const PlaybookWords phase_words = {phase_names, COUNT(phase_names)};
static const PlaybookWords type_words = {type_names, COUNT(type_names)};
static const PlaybookWords input_words = {input_names, COUNT(input_names)};
static const PlaybookWords scope_words = {scope_names, COUNT(scope_names)};
static const PlaybookWords role_words = {role_names, COUNT(role_names)};
static const PlaybookWords subject_words = {subject_names, COUNT(subject_names)};

Str playbook_phase_name(PlaybookPhase phase) { return phase_names[phase]; }
Str playbook_type_name(PlaybookType type) { return type_names[type]; }
Str playbook_input_name(PlaybookInput input) { return input_names[input]; }
Str playbook_scope_name(PlaybookScope scope) { return scope_names[scope]; }
Str playbook_role_name(PlaybookRole role) { return role_names[role]; }
Str playbook_subject_name(PlaybookSubject subject) { return subject_names[subject]; }

/* The placeholder of a subject; of the case's own, the one for its time. */
static Placeholder subject_placeholder(PlaybookSubject subject) {
    static const Placeholder own[PLAYBOOK_SUBJECT_COUNT] = {
        [PLAYBOOK_SUBJECT_CASE] = PLACEHOLDER_TIME,
        [PLAYBOOK_SUBJECT_BUCKET] = PLACEHOLDER_BUCKET,
        [PLAYBOOK_SUBJECT_REPOSITORY] = PLACEHOLDER_REPOSITORY,
        [PLAYBOOK_SUBJECT_PRINCIPAL] = PLACEHOLDER_PRINCIPAL,
        [PLAYBOOK_SUBJECT_USER] = PLACEHOLDER_USER,
        [PLAYBOOK_SUBJECT_ROLE] = PLACEHOLDER_ROLE,
        [PLAYBOOK_SUBJECT_KEY] = PLACEHOLDER_KEY,
        [PLAYBOOK_SUBJECT_INSTANCE] = PLACEHOLDER_INSTANCE,
        [PLAYBOOK_SUBJECT_DATABASE] = PLACEHOLDER_DATABASE,
        [PLAYBOOK_SUBJECT_OBJECT] = PLACEHOLDER_OBJECT,
        [PLAYBOOK_SUBJECT_SNAPSHOT] = PLACEHOLDER_SNAPSHOT,
        [PLAYBOOK_SUBJECT_IMAGE] = PLACEHOLDER_IMAGE,
        [PLAYBOOK_SUBJECT_ADDRESS] = PLACEHOLDER_ADDRESS,
        [PLAYBOOK_SUBJECT_TRAIL] = PLACEHOLDER_TRAIL,
    };
    return own[subject];
}

static uint32_t placeholder_bit(Placeholder placeholder) { return UINT32_C(1) << placeholder; }

uint32_t playbook_subject_placeholders(PlaybookSubject subject) {
    uint32_t set = placeholder_bit(PLACEHOLDER_ACCOUNT) | placeholder_bit(PLACEHOLDER_REGION) |
                   placeholder_bit(PLACEHOLDER_TIME) |
                   placeholder_bit(subject_placeholder(subject));
    if (subject == PLAYBOOK_SUBJECT_KEY) set |= placeholder_bit(PLACEHOLDER_USER);
    if (subject == PLAYBOOK_SUBJECT_OBJECT) {
        set |= placeholder_bit(PLACEHOLDER_BUCKET) | placeholder_bit(PLACEHOLDER_VERSION);
    }
    return set;
}

/* ---- what each type says ---- */

static bool step_read_inventory(const PlaybookReader *reader, const Node *node,
                                PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("types"), offsetof(PlaybookStep, inventory), PLAYBOOK_FIELD_TEXTS, true, NULL}};
    static const PlaybookForm form = {"an inventory", fields, COUNT(fields), {0}};
    return playbook_form_read(reader, &form, node, step);
}

static bool step_read_check(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("rules"), offsetof(PlaybookStep, check), PLAYBOOK_FIELD_TEXTS, true, NULL}};
    static const PlaybookForm form = {"a check", fields, COUNT(fields), {0}};
    return playbook_form_read(reader, &form, node, step);
}

static bool query_read_service(const PlaybookReader *reader, const Node *map, LogSource *source) {
    const Node *service = node_find(map, S("service"));
    Str names[LOG_SOURCE_COUNT];
    for (int i = 0; i < LOG_SOURCE_COUNT; i++) {
        names[i] = log_source_name((LogSource)i);
        if (service == NULL || !node_is_text(service, names[i])) continue;
        *source = (LogSource)i;
        return true;
    }
    Str known = playbook_form_words(reader->arena, (PlaybookWords){names, COUNT(names)});
    return playbook_form_fail(reader, service == NULL ? map : service, "\"service\" should be %.*s",
                              STR_ARGS(known));
}

static bool step_read_query(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {{S_INIT("scope"), offsetof(PlaybookStep, query.scope),
                                            PLAYBOOK_FIELD_WORD, true, &scope_words},
                                           {S_INIT("role"), offsetof(PlaybookStep, query.role),
                                            PLAYBOOK_FIELD_WORD, true, &role_words}};
    static const Str others[] = {S_INIT("service"), S_INIT("detection")};
    static const PlaybookForm form = {"a query", fields, COUNT(fields), {others, COUNT(others)}};
    bool ok = playbook_form_read(reader, &form, node, step);
    if (!node_is(node, NODE_MAP)) return false;
    ok &= query_read_service(reader, node, &step->query.source);
    step->query.detection = node_find(node, S("detection"));
    if (step->query.detection == NULL) {
        ok = playbook_form_fail(reader, node, "a query needs \"detection\"");
    }
    return ok;
}

static bool finding_is_type(Str text) {
    size_t colon = str_find(text, S(":")), slash = str_find(text, S("/"));
    return colon != SIZE_MAX && slash != SIZE_MAX && colon > 0 && slash > colon + 1 &&
           slash + 1 < text.len && !str_contains(text, S(" "));
}

static bool finding_read_retired(const PlaybookReader *reader, const Node *node,
                                 PlaybookFinding *finding) {
    bool ok = true;
    if (!node_is(node, NODE_MAP) || node->count > PLAYBOOK_ITEMS_MAX) {
        return playbook_form_fail(reader, node, "should be a map: the old type, its successor");
    }
    finding->retired = ARENA_ARRAY(reader->arena, PlaybookRetired, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        const NodePair *pair = &node->pairs[i];
        PlaybookRetired retired = {pair->key, node_text(&pair->value)};
        if (!finding_is_type(retired.type) || !finding_is_type(retired.successor)) {
            ok = playbook_form_fail(reader, &pair->value, "should be one type for another");
            continue;
        }
        finding->retired[finding->retired_count++] = retired;
    }
    return ok;
}

static bool step_read_finding(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("types"), offsetof(PlaybookStep, finding.types), PLAYBOOK_FIELD_TEXTS, true, NULL}};
    static const Str others[] = {S_INIT("retired")};
    static const PlaybookForm form = {"a finding", fields, COUNT(fields), {others, COUNT(others)}};
    bool ok = playbook_form_read(reader, &form, node, step);
    const Node *types = node_find(node, S("types")), *retired = node_find(node, S("retired"));
    for (uint32_t i = 0; ok && i < types->count; i++) {
        if (finding_is_type(node_text(&types->items[i]))) continue;
        ok = playbook_form_fail(reader, &types->items[i],
                                "should be a type as GuardDuty writes it: Purpose:Resource/Name");
    }
    if (retired != NULL) ok &= finding_read_retired(reader, retired, &step->finding);
    return ok;
}

static bool step_read_question(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("text"), offsetof(PlaybookStep, question.text), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("ask"), offsetof(PlaybookStep, question.ask), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("choices"), offsetof(PlaybookStep, question.choices), PLAYBOOK_FIELD_TEXTS, false,
         NULL}};
    static const PlaybookForm form = {"a question", fields, COUNT(fields), {0}};
    return playbook_form_read(reader, &form, node, step);
}

static bool step_read_note(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("text"), offsetof(PlaybookStep, note), PLAYBOOK_FIELD_TEXT, true, NULL}};
    static const PlaybookForm form = {"a note", fields, COUNT(fields), {0}};
    return playbook_form_read(reader, &form, node, step);
}

/* ---- commands ---- */

/* Checks the template at a key of a command; must is a set that it has to use, or 0. */
static bool command_check_template(const PlaybookReader *reader, const Node *map, Str key,
                                   PlaybookSubject subject, uint32_t must) {
    const Node *node = node_find(map, key);
    uint32_t used = 0;
    Str what = S(""), subject_name = subject_names[subject];
    if (!node_is(node, NODE_STRING)) return true; /* said already */
    if (!placeholder_check(reader->arena, str_trim(node_text(node)), &used, &what)) {
        return playbook_form_fail(reader, node, "%.*s", STR_ARGS(what));
    }
    if ((used & must) != must) {
        return playbook_form_fail(reader, node, "is for each %.*s, but doesn't name {%.*s}",
                                  STR_ARGS(subject_name), STR_ARGS(subject_name));
    }
    uint32_t extra = used & ~playbook_subject_placeholders(subject);
    if (extra == 0) return true;
    Placeholder first = (Placeholder)__builtin_ctz(extra);
    Str name = placeholder_name(first);
    return playbook_form_fail(reader, node, "is for each %.*s, which has no {%.*s}",
                              STR_ARGS(subject_name), STR_ARGS(name));
}

static bool step_read_command(const PlaybookReader *reader, const Node *node, PlaybookStep *step) {
    static const PlaybookField fields[] = {
        {S_INIT("for"), offsetof(PlaybookStep, command.subject), PLAYBOOK_FIELD_WORD, true,
         &subject_words},
        {S_INIT("run"), offsetof(PlaybookStep, command.run), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("why"), offsetof(PlaybookStep, command.why), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("effect"), offsetof(PlaybookStep, command.effect), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("check"), offsetof(PlaybookStep, command.check), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("undo"), offsetof(PlaybookStep, command.undo), PLAYBOOK_FIELD_TEXT, true, NULL}};
    static const PlaybookForm form = {"a command", fields, COUNT(fields), {0}};
    if (!playbook_form_read(reader, &form, node, step)) return false;
    PlaybookSubject subject = step->command.subject;
    uint32_t must =
        subject == PLAYBOOK_SUBJECT_CASE ? 0 : placeholder_bit(subject_placeholder(subject));
    bool ok = command_check_template(reader, node, S("run"), subject, must);
    ok &= command_check_template(reader, node, S("check"), subject, 0);
    step->command.undo_is_command = str_starts(step->command.undo, S("aws "));
    if (step->command.undo_is_command || str_contains(step->command.undo, S("{"))) {
        ok &= command_check_template(reader, node, S("undo"), subject, 0);
    }
    return ok;
}

/* ---- steps ---- */

typedef bool StepReader(const PlaybookReader *reader, const Node *node, PlaybookStep *step);

/* By PlaybookType. */
static StepReader *const step_readers[PLAYBOOK_TYPE_COUNT] = {
    step_read_inventory, step_read_check,   step_read_query, step_read_finding,
    step_read_question,  step_read_command, step_read_note};

static bool step_read_id(const PlaybookReader *reader, const Node *map, Str id) {
    const Node *node = node_find(map, S("id"));
    bool fine = id.len <= PLAYBOOK_ID_BYTES_MAX && !str_starts(id, S("-")) && !str_ends(id, S("-"));
    for (size_t i = 0; i < id.len; i++) {
        char byte = id.ptr[i];
        fine &= (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-';
    }
    return fine ||
           playbook_form_fail(reader, node, "an id is lower case with dashes, at most %d bytes",
                              PLAYBOOK_ID_BYTES_MAX);
}

/* The one map that stands below the type's name. */
static bool step_read_body(const PlaybookReader *reader, const Node *map, PlaybookStep *step) {
    bool ok = true;
    for (uint32_t i = 0; i < map->count; i++) {
        for (size_t type = 0; type < COUNT(type_names); type++) {
            if (type == step->type || !str_equal(map->pairs[i].key, type_names[type])) continue;
            ok = playbook_form_fail(reader, &map->pairs[i].value,
                                    "\"%.*s\" stands in a step of the type %.*s",
                                    STR_ARGS(type_names[type]), STR_ARGS(type_names[step->type]));
        }
    }
    const Node *body = node_find(map, type_names[step->type]);
    if (body != NULL) return step_readers[step->type](reader, body, step) && ok;
    return playbook_form_fail(reader, map, "a step of the type %.*s needs \"%.*s\"",
                              STR_ARGS(type_names[step->type]), STR_ARGS(type_names[step->type]));
}

bool playbook_step_read(const PlaybookReader *reader, const Node *node, PlaybookStep *ret_step) {
    static const PlaybookField fields[] = {
        {S_INIT("id"), offsetof(PlaybookStep, id), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("phase"), offsetof(PlaybookStep, phase), PLAYBOOK_FIELD_WORD, true, &phase_words},
        {S_INIT("type"), offsetof(PlaybookStep, type), PLAYBOOK_FIELD_WORD, true, &type_words},
        {S_INIT("title"), offsetof(PlaybookStep, title), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("purpose"), offsetof(PlaybookStep, purpose), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("inputs"), offsetof(PlaybookStep, inputs), PLAYBOOK_FIELD_WORD_SET, false,
         &input_words},
        {S_INIT("produces"), offsetof(PlaybookStep, produces), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("done"), offsetof(PlaybookStep, done), PLAYBOOK_FIELD_TEXT, true, NULL},
        {S_INIT("nist"), offsetof(PlaybookStep, nist), PLAYBOOK_FIELD_TEXT, false, NULL}};
    static const PlaybookForm form = {
        "a step", fields, COUNT(fields), {type_names, COUNT(type_names)}};
    PlaybookStep step = {.line = node->line};
    if (!playbook_form_read(reader, &form, node, &step)) return false;
    bool ok = step_read_id(reader, node, step.id);
    ok &= step_read_body(reader, node, &step);
    if (ok) *ret_step = step;
    return ok;
}

/* ---- queries as rules ---- */

bool playbook_step_add_query(const PlaybookReader *reader, const Node *node, SigmaSet *set,
                             const PlaybookStep *step) {
    Arena *arena = reader->arena;
    Node *rule = ARENA_NEW(arena, Node), source = node_make_map(node);
    *rule = node_make_map(node);
    size_t before = set->errors.count;
    node_map_add(arena, &source, S("product"), node_make_string(node, S("aws")));
    node_map_add(arena, &source, S("service"),
                 node_make_string(node, log_source_name(step->query.source)));
    node_map_add(arena, rule, S("title"), node_make_string(node, step->title));
    node_map_add(arena, rule, S("id"), node_make_string(node, step->query.rule));
    node_map_add(arena, rule, S("description"), node_make_string(node, step->purpose));
    node_map_add(arena, rule, S("level"), node_make_string(node, S("informational")));
    node_map_add(arena, rule, S("logsource"), source);
    node_map_add(arena, rule, S("detection"), *step->query.detection);
    if (sigma_set_add_node(set, rule)) return true;
    for (size_t i = before; i < set->errors.count; i++) {
        error_list_add(reader->errors, arena, &set->errors.items[i]);
    }
    return false;
}
