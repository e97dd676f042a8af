/* SPDX-License-Identifier: Apache-2.0 */
/* sigma_item.c -- see sigma_item.h. A value goes through the modifiers from left to right as a
 * draft; some make several of one (windash, base64offset, expand): these are alternatives and carry
 * the same number. What is left at the end of the row becomes a test. */
#include "sigma/sigma_item.h"

#include "sigma/sigma_encode.h"

#include <arpa/inet.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What the modifiers made of a value so far. */
typedef struct Draft {
    const Node *node; /* where it stands */
    bool is_text;
    SigmaParts parts; /* text */
    Str raw;          /* text: as it stands in the rule, for regular expressions and the like */
} Draft;

typedef struct DraftList {
    Draft *items;
    size_t count, capacity;
} DraftList;

typedef enum Target {
    TARGET_TEXT,
    TARGET_REGEX,
    TARGET_CIDR,
    TARGET_FIELD,
    TARGET_EXISTS,
    TARGET_NUMBER
} Target;

typedef struct ItemReader {
    Arena *arena;
    SigmaContext *context;
    Str key;
    const Node *values;
    SigmaItem item;
    DraftList drafts; /* of the value at hand */
    size_t capacity;  /* of item.tests */
    Target target;
    SigmaOrder order;
    SigmaTimePart part;
    SigmaShape shape; /* of a reference to another field */
    bool cased, bytes;
    uint32_t flags;
    Error *err;
} ItemReader;

static bool item_fail(ItemReader *reader, const Node *at, const char *what) {
    const Node *node = at == NULL ? reader->values : at;
    return error_set(reader->err, node->source == NULL ? S("") : node->source->path, node->line,
                     node->column, "%.*s: %s", STR_ARGS(reader->key), what);
}

static bool item_has_room(ItemReader *reader) {
    if (sigma_context_has_room(reader->context)) return true;
    return item_fail(reader, NULL, "the rule, or all rules together, would take too much memory");
}

static void draft_add(ItemReader *reader, DraftList *list, Draft draft) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        list->items =
            arena_grow_array(reader->arena, list->items, list->count, capacity, sizeof(Draft));
        list->capacity = capacity;
    }
    list->items[list->count++] = draft;
}

/* ---- modifiers that change values ---- */

static bool item_each(ItemReader *reader,
                      bool (*change)(ItemReader *reader, Draft draft, DraftList *out)) {
    DraftList out = {0};
    for (size_t i = 0; i < reader->drafts.count; i++) {
        if (!reader->drafts.items[i].is_text) {
            return item_fail(reader, reader->drafts.items[i].node, "this modifier takes text");
        }
        if (!item_has_room(reader)) return false;
        if (!change(reader, reader->drafts.items[i], &out)) return false;
        if (out.count > SIGMA_VALUES_MAX) {
            return item_fail(reader, NULL, "stands for too many values");
        }
    }
    reader->drafts = out;
    return true;
}

static bool draft_contains(ItemReader *reader, Draft draft, DraftList *out) {
    draft.parts = sigma_parts_around(reader->arena, draft.parts, true, true);
    draft_add(reader, out, draft);
    return true;
}

static bool draft_startswith(ItemReader *reader, Draft draft, DraftList *out) {
    draft.parts = sigma_parts_around(reader->arena, draft.parts, false, true);
    draft_add(reader, out, draft);
    return true;
}

static bool draft_endswith(ItemReader *reader, Draft draft, DraftList *out) {
    draft.parts = sigma_parts_around(reader->arena, draft.parts, true, false);
    draft_add(reader, out, draft);
    return true;
}

static bool draft_plain(ItemReader *reader, Draft draft, Str *ret_text) {
    if (sigma_parts_text(reader->arena, draft.parts, ret_text)) return true;
    return item_fail(reader, draft.node, "a value that is to be encoded can't have wildcards");
}

static void draft_add_text(ItemReader *reader, DraftList *out, Draft draft, Str text) {
    draft.parts = sigma_parts_plain(reader->arena, text);
    draft.raw = text;
    draft_add(reader, out, draft);
}

static bool draft_base64(ItemReader *reader, Draft draft, DraftList *out) {
    Str text = S("");
    if (!draft_plain(reader, draft, &text)) return false;
    draft_add_text(reader, out, draft, sigma_base64(reader->arena, text));
    return true;
}

static bool draft_base64offset(ItemReader *reader, Draft draft, DraftList *out) {
    Str text = S("");
    if (!draft_plain(reader, draft, &text)) return false;
    if (text.len < 2) { /* of one byte, nothing is the same at every offset */
        return item_fail(reader, draft.node, "base64offset takes two bytes of text or more");
    }
    for (size_t offset = 0; offset < 3; offset++) {
        draft_add_text(reader, out, draft, sigma_base64_inner(reader->arena, text, offset));
    }
    return true;
}

static bool draft_wide(ItemReader *reader, Draft draft, DraftList *out) {
    Str text = S("");
    if (!draft_plain(reader, draft, &text)) return false;
    draft_add_text(reader, out, draft, sigma_utf16(reader->arena, text, SIGMA_UTF16_LITTLE));
    return true;
}

static bool draft_utf16be(ItemReader *reader, Draft draft, DraftList *out) {
    Str text = S("");
    if (!draft_plain(reader, draft, &text)) return false;
    draft_add_text(reader, out, draft, sigma_utf16(reader->arena, text, SIGMA_UTF16_BIG));
    return true;
}

static bool draft_utf16(ItemReader *reader, Draft draft, DraftList *out) {
    Str text = S("");
    if (!draft_plain(reader, draft, &text)) return false;
    draft_add_text(reader, out, draft, sigma_utf16(reader->arena, text, SIGMA_UTF16_MARKED));
    return true;
}

static bool draft_windash(ItemReader *reader, Draft draft, DraftList *out) {
    Str variants[SIGMA_VARIANTS_MAX];
    size_t count = sigma_windash(reader->arena, sigma_parts_write(reader->arena, draft.parts),
                                 variants, SIGMA_VARIANTS_MAX);
    if (count == 0) return item_fail(reader, draft.node, "has too many dashes for windash");
    for (size_t i = 0; i < count; i++) {
        draft.parts = sigma_parts_read(reader->arena, variants[i]);
        draft_add(reader, out, draft);
    }
    return true;
}

static bool placeholder_is_name(Str name) {
    for (size_t i = 0; i < name.len; i++) {
        char byte = name.ptr[i], lower = (char)(byte | 0x20);
        bool fine = (lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
                    byte == '-' || byte == '.';
        if (!fine) return false;
    }
    return name.len > 0;
}

/* Takes what is before the first %placeholder% of *rest off it, a "%" behind a backslash left
 * plain, and the placeholder, too: *ret_name is its name, or empty when there is none. */
static Str placeholder_cut(Arena *arena, Str *rest, Str *ret_name) {
    char *plain = arena_alloc(arena, rest->len + 1);
    size_t len = 0;
    *ret_name = S("");
    for (size_t i = 0; i < rest->len; i++) {
        Str behind = str_slice(*rest, i + 1, rest->len);
        size_t end = rest->ptr[i] == '%' ? str_find(behind, S("%")) : SIZE_MAX;
        if (end != SIZE_MAX && placeholder_is_name(str_slice(behind, 0, end))) {
            *ret_name = str_slice(behind, 0, end);
            *rest = str_slice(behind, end + 1, behind.len);
            return (Str){plain, len};
        }
        bool escaped = rest->ptr[i] == '\\' && str_starts(behind, S("%"));
        plain[len++] = rest->ptr[escaped ? ++i : i];
    }
    *rest = S("");
    return (Str){plain, len};
}

/* The text of a value for a placeholder. */
static bool placeholder_text(ItemReader *reader, const Node *value, Str *ret_text) {
    *ret_text = node_text(value);
    if (value->kind == NODE_INT) {
        *ret_text = str_format(reader->arena, "%lld", (long long)value->integer);
        return true;
    }
    return value->kind == NODE_STRING;
}

/* draft.raw is what is done already; a placeholder's values may hold wildcards, but no more
 * placeholders. */
static bool draft_expand_from(ItemReader *reader, Draft draft, Str rest, size_t depth,
                              DraftList *out) {
    Str name = S("");
    Str plain = placeholder_cut(reader->arena, &rest, &name);
    Str done = str_join2(reader->arena, draft.raw, plain);
    if (name.len == 0) {
        draft.raw = done;
        draft.parts = sigma_parts_read(reader->arena, done);
        draft_add(reader, out, draft);
        return true;
    }
    const Node *values = map_find(&reader->context->pipeline.variables, name);
    size_t count = values == NULL ? 0 : values->kind == NODE_LIST ? values->count : 1;
    if (count == 0) {
        Str what = str_format(reader->arena,
                              "the placeholder %%%.*s%% has no value: a pipeline file gives it one "
                              "under vars (--pipeline)",
                              STR_ARGS(name));
        return item_fail(reader, draft.node, what.ptr);
    }
    for (size_t i = 0; i < count; i++) {
        const Node *value = values->kind == NODE_LIST ? &values->items[i] : values;
        Str text = S("");
        if (!placeholder_text(reader, value, &text)) {
            return item_fail(reader, value, "a placeholder's values are text or numbers");
        }
        if (depth == SIGMA_PLACEHOLDERS_MAX || out->count >= SIGMA_VALUES_MAX) {
            return item_fail(reader, draft.node, "placeholders stand for too many values");
        }
        if (!item_has_room(reader)) return false;
        draft.raw = str_join2(reader->arena, done, text);
        if (!draft_expand_from(reader, draft, rest, depth + 1, out)) return false;
    }
    return true;
}

static bool draft_expand(ItemReader *reader, Draft draft, DraftList *out) {
    Str rest = draft.raw;
    draft.raw = S("");
    return draft_expand_from(reader, draft, rest, 0, out);
}

/* ---- modifiers ---- */

typedef enum ModifierKind {
    MODIFIER_CHANGE, /* of the values, with change */
    MODIFIER_TARGET, /* what the values are */
    MODIFIER_ORDER,
    MODIFIER_PART,
    MODIFIER_FLAG, /* of a regular expression */
    MODIFIER_ALL,
    MODIFIER_CASED,
    MODIFIER_NOT
} ModifierKind;

typedef struct Modifier {
    Str name;
    ModifierKind kind;
    bool (*change)(ItemReader *reader, Draft draft, DraftList *out);
    uint32_t value; /* a Target, SigmaOrder, SigmaTimePart or a flag */
    SigmaShape shape;
    bool makes_bytes, takes_bytes;
} Modifier;

/* Every modifier: a new one is a row here. */
static const Modifier modifiers[] = {
    {S_INIT("contains"), MODIFIER_CHANGE, draft_contains, 0, SIGMA_SHAPE_CONTAINS, false, false},
    {S_INIT("startswith"), MODIFIER_CHANGE, draft_startswith, 0, SIGMA_SHAPE_PREFIX, false, false},
    {S_INIT("endswith"), MODIFIER_CHANGE, draft_endswith, 0, SIGMA_SHAPE_SUFFIX, false, false},
    {S_INIT("windash"), MODIFIER_CHANGE, draft_windash, 0, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("base64"), MODIFIER_CHANGE, draft_base64, 0, SIGMA_SHAPE_GLOB, false, true},
    {S_INIT("base64offset"), MODIFIER_CHANGE, draft_base64offset, 0, SIGMA_SHAPE_GLOB, false, true},
    {S_INIT("wide"), MODIFIER_CHANGE, draft_wide, 0, SIGMA_SHAPE_GLOB, true, false},
    {S_INIT("utf16le"), MODIFIER_CHANGE, draft_wide, 0, SIGMA_SHAPE_GLOB, true, false},
    {S_INIT("utf16be"), MODIFIER_CHANGE, draft_utf16be, 0, SIGMA_SHAPE_GLOB, true, false},
    {S_INIT("utf16"), MODIFIER_CHANGE, draft_utf16, 0, SIGMA_SHAPE_GLOB, true, false},
    {S_INIT("expand"), MODIFIER_CHANGE, draft_expand, 0, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("re"), MODIFIER_TARGET, NULL, TARGET_REGEX, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("cidr"), MODIFIER_TARGET, NULL, TARGET_CIDR, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("fieldref"), MODIFIER_TARGET, NULL, TARGET_FIELD, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("exists"), MODIFIER_TARGET, NULL, TARGET_EXISTS, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("lt"), MODIFIER_ORDER, NULL, SIGMA_ORDER_LESS, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("lte"), MODIFIER_ORDER, NULL, SIGMA_ORDER_LESS_EQUAL, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("gt"), MODIFIER_ORDER, NULL, SIGMA_ORDER_GREATER, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("gte"), MODIFIER_ORDER, NULL, SIGMA_ORDER_GREATER_EQUAL, SIGMA_SHAPE_GLOB, false,
     false},
    {S_INIT("minute"), MODIFIER_PART, NULL, SIGMA_TIME_MINUTE, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("hour"), MODIFIER_PART, NULL, SIGMA_TIME_HOUR, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("day"), MODIFIER_PART, NULL, SIGMA_TIME_DAY, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("week"), MODIFIER_PART, NULL, SIGMA_TIME_WEEK, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("month"), MODIFIER_PART, NULL, SIGMA_TIME_MONTH, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("year"), MODIFIER_PART, NULL, SIGMA_TIME_YEAR, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("i"), MODIFIER_FLAG, NULL, PCRE2_CASELESS, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("m"), MODIFIER_FLAG, NULL, PCRE2_MULTILINE, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("s"), MODIFIER_FLAG, NULL, PCRE2_DOTALL, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("all"), MODIFIER_ALL, NULL, 0, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("cased"), MODIFIER_CASED, NULL, 0, SIGMA_SHAPE_GLOB, false, false},
    {S_INIT("neq"), MODIFIER_NOT, NULL, 0, SIGMA_SHAPE_GLOB, false, false},
};

static const Modifier *modifier_find(Str name) {
    for (size_t i = 0; i < COUNT(modifiers); i++) {
        if (str_equal(modifiers[i].name, name)) return &modifiers[i];
    }
    return NULL;
}

/* What the modifiers of the key say together, before any value is looked at. */
static bool item_apply_setting(ItemReader *reader, const Modifier *modifier) {
    bool was_text = reader->target == TARGET_TEXT;
    switch (modifier->kind) {
    case MODIFIER_TARGET:
        if (!was_text) return item_fail(reader, NULL, "has two modifiers that exclude each other");
        reader->target = (Target)modifier->value;
        return true;
    case MODIFIER_ORDER:
        if (reader->order != SIGMA_ORDER_EQUAL || !(was_text || reader->part != SIGMA_TIME_NONE)) {
            return item_fail(reader, NULL, "has two modifiers that exclude each other");
        }
        reader->order = (SigmaOrder)modifier->value;
        reader->target = TARGET_NUMBER;
        return true;
    case MODIFIER_PART:
        if (reader->part != SIGMA_TIME_NONE || !(was_text || reader->order != SIGMA_ORDER_EQUAL)) {
            return item_fail(reader, NULL, "has two modifiers that exclude each other");
        }
        reader->part = (SigmaTimePart)modifier->value;
        reader->target = TARGET_NUMBER;
        return true;
    case MODIFIER_FLAG:
        if (reader->target != TARGET_REGEX) {
            return item_fail(reader, NULL, "i, m and s come behind re");
        }
        reader->flags |= modifier->value;
        return true;
    case MODIFIER_ALL: reader->item.all = true; return true;
    case MODIFIER_CASED: reader->cased = true; return true;
    case MODIFIER_NOT: reader->item.negated = true; return true;
    default: return true;
    }
}

static bool item_apply_change(ItemReader *reader, const Modifier *modifier) {
    if (reader->target == TARGET_FIELD && modifier->shape != SIGMA_SHAPE_GLOB) {
        reader->shape = modifier->shape;
        return true;
    }
    if (modifier->change == draft_expand) return true; /* it came first */
    if (reader->target != TARGET_TEXT) {
        return item_fail(reader, NULL, "has two modifiers that exclude each other");
    }
    if (reader->bytes && !modifier->takes_bytes) {
        return item_fail(reader, NULL, "what is encoded as UTF-16 must go through base64 next");
    }
    reader->bytes = modifier->makes_bytes;
    return item_each(reader, modifier->change);
}

/* Takes the modifiers from left to right: with settings what holds for all values, else what
 * changes those at hand. */
static bool item_apply(ItemReader *reader, bool settings) {
    Str rest = reader->key;
    str_cut(&rest, '|');
    for (size_t count = 0; rest.len > 0; count++) {
        Str name = str_cut(&rest, '|');
        const Modifier *modifier = modifier_find(name);
        if (modifier == NULL || count == SIGMA_MODIFIERS_MAX) {
            Str what = str_format(reader->arena,
                                  modifier == NULL ? "'%.*s' is no modifier of Sigma 2.1.0"
                                                   : "'%.*s' is one modifier too many",
                                  STR_ARGS(name));
            return item_fail(reader, NULL, what.ptr);
        }
        bool change = modifier->kind == MODIFIER_CHANGE;
        if (!settings && change && !item_apply_change(reader, modifier)) return false;
        if (settings && !item_apply_setting(reader, modifier)) return false;
    }
    if (reader->bytes) {
        return item_fail(reader, NULL, "what is encoded as UTF-16 must go through base64 next");
    }
    return true;
}

/* ---- tests ---- */

/* The end of the class that begins at text's start. */
static size_t regex_class_end(Str text) {
    size_t at = text.len > 1 && text.ptr[1] == '^' ? 2 : 1;
    if (at < text.len && text.ptr[at] == ']') at++;
    while (at < text.len && text.ptr[at] != ']') at += text.ptr[at] == '\\' ? 2 : 1;
    return at + 1;
}

/* The end of "{8,17}" at text's start. */
static size_t regex_count_end(Str text) {
    size_t end = str_find(text, S("}"));
    return end == SIZE_MAX ? text.len : end + 1;
}

static bool regex_is_ordinary(char byte) {
    return byte > ' ' && byte < 0x7F && strchr("\\^$.[]|()?*+{}", byte) == NULL;
}

/* The longest run of ordinary characters that no alternative, group or repetition can leave out:
 * looking for it is a tenth of the work of running the expression. */
static Str regex_needed(Str text) {
    Str best = S("");
    size_t start = 0;
    int depth = 0;
    if (memchr(text.ptr, '|', text.len) != NULL || str_contains(text, S("(?")) ||
        str_contains(text, S("(*")) || str_contains(text, S("\\Q")) ||
        str_contains(text, S("[:")) || str_contains(text, S("[.")) || str_contains(text, S("[=")))
        return best;
    for (size_t at = 0; at <= text.len;) {
        char byte = at < text.len ? text.ptr[at] : '$';
        if (regex_is_ordinary(byte)) {
            at++;
            continue;
        }
        char next = at + 1 < text.len ? text.ptr[at + 1] : '$';
        bool known =
            !regex_is_ordinary(next) || strchr("dDwWsSbB-_/:@,;=<>!~#%&'\"`", next) != NULL;
        if (byte == '\\' && !known) return S(""); /* an escape that may go on, as \x41 does */
        bool may_be_left_out = byte == '*' || byte == '?' || byte == '{';
        size_t end = may_be_left_out && at > start ? at - 1 : at;
        Str run = str_slice(text, start, end);
        if (depth == 0 && run.len > best.len) best = run;
        depth += (byte == '(') - (byte == ')');
        Str rest = str_slice(text, at, text.len);
        at += byte == '['    ? regex_class_end(rest)
              : byte == '{'  ? regex_count_end(rest)
              : byte == '\\' ? 2
                             : 1;
        start = at;
    }
    return best;
}

static bool test_regex(ItemReader *reader, const Draft *draft, SigmaTest *test) {
    if (draft->raw.len > SIGMA_REGEX_BYTES_MAX) {
        return item_fail(reader, draft->node, "the regular expression is too long");
    }
    if (!draft->is_text) return item_fail(reader, draft->node, "re takes text");
    int problem = 0;
    PCRE2_SIZE offset = 0;
    uint32_t flags = reader->flags | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)draft->raw.ptr, draft->raw.len, flags, &problem, &offset, NULL);
    if (code == NULL) {
        PCRE2_UCHAR message[160] = "";
        pcre2_get_error_message(problem, message, sizeof(message));
        Str what = str_format(reader->arena, "the regular expression is not valid: %s at byte %zu",
                              (const char *)message, (size_t)offset + 1);
        return item_fail(reader, draft->node, what.ptr);
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without it, it only is slower */
    if (!sigma_context_keep(reader->context, code)) {
        return item_fail(reader, draft->node, "all regular expressions would take too much memory");
    }
    test->code = code;
    test->flags = flags;
    test->needed = (flags & PCRE2_CASELESS) != 0 ? S("") : regex_needed(draft->raw);
    return true;
}

static bool test_cidr(ItemReader *reader, const Draft *draft, SigmaTest *test) {
    Str rest = draft->raw;
    bool whole = !str_contains(rest, S("/"));
    bool fine = !str_contains(rest, S("\0"));
    const char *address = str_terminated(reader->arena, str_cut(&rest, '/'));
    int64_t bits = 0;
    SigmaNetwork *network = &test->network;
    network->is_v6 = strchr(address, ':') != NULL;
    int64_t most = network->is_v6 ? 128 : 32;
    if (whole) bits = most;
    fine = fine && inet_pton(network->is_v6 ? AF_INET6 : AF_INET, address, network->bytes) == 1 &&
           (whole || str_to_int(rest, &bits));
    if (!fine || bits < 0 || bits > most) {
        return item_fail(reader, draft->node, "is no network: write 10.0.0.0/8 or 2001:db8::/32");
    }
    network->bits = (uint8_t)bits;
    return true;
}

static bool node_number(const Node *node, double *ret_number) {
    if (node->kind == NODE_INT) *ret_number = (double)node->integer;
    if (node->kind == NODE_DOUBLE) *ret_number = node->number;
    if (node->kind == NODE_STRING) return str_to_double(node->text, ret_number);
    return node->kind == NODE_INT || node->kind == NODE_DOUBLE;
}

static bool test_number(const Draft *draft, SigmaTest *test) {
    const Node *node = draft->node;
    if (node->kind == NODE_INT) test->integer = node->integer;
    test->is_integer = node->kind == NODE_INT || str_to_int(node_text(node), &test->integer);
    return node_number(node, &test->number);
}

static bool test_make(ItemReader *reader, const Draft *draft, SigmaTest *test) {
    const Node *node = draft->node;
    test->text = draft->raw;
    test->cased = reader->cased;
    switch (reader->target) {
    case TARGET_REGEX: test->kind = SIGMA_TEST_REGEX; return test_regex(reader, draft, test);
    case TARGET_CIDR: test->kind = SIGMA_TEST_CIDR; return test_cidr(reader, draft, test);
    case TARGET_FIELD:
        test->kind = SIGMA_TEST_FIELD;
        test->shape = reader->shape;
        if (draft->raw.len == 0) return item_fail(reader, node, "fieldref takes a field's name");
        return true;
    case TARGET_EXISTS:
        test->kind = SIGMA_TEST_EXISTS;
        test->wanted = node->kind == NODE_BOOL && node->boolean;
        if (node->kind != NODE_BOOL) return item_fail(reader, node, "exists takes true or false");
        return true;
    case TARGET_NUMBER:
        test->kind = SIGMA_TEST_NUMBER;
        test->order = reader->order;
        test->part = reader->part;
        if (!test_number(draft, test)) return item_fail(reader, node, "takes a number");
        return true;
    default: break;
    }
    if (node->kind == NODE_NULL && !draft->is_text) {
        test->kind = SIGMA_TEST_NULL;
    } else if (!draft->is_text && test_number(draft, test)) {
        test->kind = SIGMA_TEST_NUMBER;
    } else {
        test->kind = SIGMA_TEST_TEXT;
        test->pattern = sigma_pattern_make(reader->arena, draft->parts, reader->cased);
    }
    return true;
}

static bool item_add_tests(ItemReader *reader, uint32_t value) {
    SigmaItem *item = &reader->item;
    for (size_t i = 0; i < reader->drafts.count; i++) {
        if (item->test_count == SIGMA_VALUES_MAX) {
            return item_fail(reader, NULL, "has too many values");
        }
        if (item->test_count == reader->capacity) {
            size_t capacity = reader->capacity == 0 ? 1 : reader->capacity * 2;
            item->tests = arena_grow_array(reader->arena, item->tests, item->test_count, capacity,
                                           sizeof(SigmaTest));
            reader->capacity = capacity;
        }
        SigmaTest *test = &item->tests[item->test_count];
        *test = (SigmaTest){.value = value};
        if (!item_has_room(reader) || !test_make(reader, &reader->drafts.items[i], test))
            return false;
        item->test_count++;
    }
    return true;
}

/* ---- values ---- */

/* Whether change, or with NULL any change, is among the modifiers. */
static bool item_has_change(const ItemReader *reader,
                            bool (*change)(ItemReader *reader, Draft draft, DraftList *out)) {
    Str rest = reader->key;
    str_cut(&rest, '|');
    while (rest.len > 0) {
        const Modifier *modifier = modifier_find(str_cut(&rest, '|'));
        if (modifier == NULL || modifier->kind != MODIFIER_CHANGE) continue;
        if (change == NULL || modifier->change == change) return true;
    }
    return false;
}

/* Whether the modifiers need the value as text though the rule writes a number or a boolean. */
static bool item_wants_text(const ItemReader *reader) {
    return item_has_change(reader, NULL) || reader->target == TARGET_REGEX ||
           reader->target == TARGET_FIELD || reader->target == TARGET_CIDR ||
           reader->item.name.len == 0;
}

static bool draft_make(ItemReader *reader, const Node *node, Draft *ret_draft) {
    Draft draft = {.node = node, .raw = node_text(node), .is_text = node->kind == NODE_STRING};
    switch (node->kind) {
    case NODE_STRING:
    case NODE_NULL: break;
    case NODE_BOOL:
        draft.raw = node->boolean ? S("true") : S("false");
        draft.is_text = true;
        break;
    case NODE_INT:
        draft.raw = str_format(reader->arena, "%lld", (long long)node->integer);
        draft.is_text = item_wants_text(reader);
        break;
    case NODE_DOUBLE:
        draft.raw = str_format(reader->arena, "%.15g", node->number);
        draft.is_text = item_wants_text(reader);
        break;
    default: return item_fail(reader, node, "a value is text, a number, true, false or null");
    }
    if (draft.raw.len > SIGMA_TEXT_BYTES_MAX) return item_fail(reader, node, "is too long");
    if (!item_has_room(reader)) return false;
    draft.parts = sigma_parts_read(reader->arena, draft.raw);
    if (node->kind == NODE_NULL && reader->item.name.len == 0) {
        return item_fail(reader, node, "a keyword can't be null");
    }
    *ret_draft = draft;
    return true;
}

static bool item_add_value(ItemReader *reader, const Node *node, uint32_t value) {
    Draft draft = {0};
    if (!draft_make(reader, node, &draft)) return false;
    reader->drafts = (DraftList){0};
    reader->bytes = false;
    draft_add(reader, &reader->drafts, draft);
    if (item_has_change(reader, draft_expand) && !item_each(reader, draft_expand)) return false;
    if (!item_apply(reader, false)) return false;
    if (reader->item.name.len == 0 && reader->target == TARGET_TEXT) {
        item_each(reader, draft_contains);
    }
    return item_add_tests(reader, value);
}

bool sigma_item_read(SigmaContext *context, Str key, const Node *values, SigmaItem *ret_item,
                     Error *err) {
    Str rest = key;
    ItemReader reader = {.arena = context->arena,
                         .context = context,
                         .key = key,
                         .values = values,
                         .shape = SIGMA_SHAPE_EXACT,
                         .err = err};
    reader.item = (SigmaItem){.name = str_cut(&rest, '|'), .line = values->line};
    if (!item_apply(&reader, true)) return false;
    bool ok = true;
    if (values->kind == NODE_LIST) {
        if (values->count == 0) return item_fail(&reader, values, "has no values");
        for (size_t i = 0; ok && i < values->count; i++) {
            ok = item_add_value(&reader, &values->items[i], (uint32_t)i);
        }
        reader.item.value_count = values->count;
    } else {
        ok = item_add_value(&reader, values, 0);
        reader.item.value_count = 1;
    }
    if (!ok) return false;
    bool whole = reader.item.name.len == 0;
    if (whole && reader.target != TARGET_TEXT && reader.target != TARGET_REGEX) {
        return item_fail(&reader, values, "this modifier needs a field");
    }
    *ret_item = reader.item;
    return true;
}
