/* SPDX-License-Identifier: Apache-2.0 */
/* log_event.c -- see log_event.h. */
#include "logs/log_event.h"

#include "base/utf8.h"
#include "logs/log_time.h"

Str log_source_name(LogSource source) {
    static const Str names[LOG_SOURCE_COUNT] = {
        [LOG_SOURCE_CLOUDTRAIL] = S_INIT("cloudtrail"),
        [LOG_SOURCE_VPCFLOW] = S_INIT("vpcflow"),
        [LOG_SOURCE_ROUTE53RESOLVER] = S_INIT("route53resolver"),
        [LOG_SOURCE_S3ACCESS] = S_INIT("s3access"),
        [LOG_SOURCE_ELB] = S_INIT("elb"),
        [LOG_SOURCE_CLOUDFRONT] = S_INIT("cloudfront"),
        [LOG_SOURCE_GUARDDUTY] = S_INIT("guardduty"),
    };
    return names[source];
}

bool log_field_make(LogKeys *keys, Str name, LogField *ret_field) {
    LogField field = {.name = name};
    Str rest = name;
    Str first = str_cut(&rest, '.');
    field.literal = log_keys_add(keys, name);
    field.first = first.len == 0 ? field.literal : log_keys_add(keys, first);
    while (rest.len > 0) {
        if (field.rest_count == LOG_PARTS_MAX) return false;
        field.rest[field.rest_count++] = str_cut(&rest, '.');
    }
    if (field.literal == SIZE_MAX || field.first == SIZE_MAX) return false;
    *ret_field = field;
    return true;
}

void log_field_hasten(LogKeys *keys, LogField *field) {
    if (field->rest_count == 0 || field->pair != 0) return;
    size_t slot = log_keys_add_pair(keys, field->first, field->rest[0]);
    if (slot != SIZE_MAX) field->pair = slot;
}

/* ---- JSON ---- */

static char event_byte(const LogEvent *event, uint32_t token) {
    return event->base[event->tokens[token]];
}

/* Where the token ends at the latest: at the next one, or at the record's end. */
static const char *event_limit(const LogEvent *event, uint32_t token) {
    if (token + 1 < event->end) return event->base + event->tokens[token + 1];
    return event->text.ptr + event->text.len;
}

static Str event_scalar(const LogEvent *event, uint32_t token) {
    const char *start = event->base + event->tokens[token];
    const char *end = event_limit(event, token);
    while (end > start && (end[-1] == ' ' || end[-1] == '\n' || end[-1] == '\r' || end[-1] == '\t'))
        end--;
    return (Str){start, (size_t)(end - start)};
}

static LogKind scalar_kind(Str raw) {
    switch (raw.len == 0 ? 'n' : raw.ptr[0]) {
    case '"': return LOG_KIND_STRING;
    case 't':
    case 'f': return LOG_KIND_BOOL;
    case 'n': return LOG_KIND_NULL;
    default: return LOG_KIND_NUMBER;
    }
}

LogValue log_value_at(const LogEvent *event, uint32_t token) {
    if (event->base == NULL) return (LogValue){.token = token};
    char byte = event_byte(event, token);
    if (byte == '{') return (LogValue){.kind = LOG_KIND_OBJECT, .token = token};
    if (byte == '[') return (LogValue){.kind = LOG_KIND_ARRAY, .token = token};
    Str raw = event_scalar(event, token);
    LogKind kind = scalar_kind(raw);
    const char *start = raw.ptr + (kind == LOG_KIND_STRING);
    const char *end = raw.ptr + raw.len - (kind == LOG_KIND_STRING && raw.len > 1);
    return (LogValue){.kind = kind, .token = token, .raw = {start, (size_t)(end - start)}};
}

uint32_t log_value_skip(const LogEvent *event, uint32_t token) {
    int depth = 0;
    do {
        char byte = event_byte(event, token++);
        if (byte == '{' || byte == '[') depth++;
        if (byte == '}' || byte == ']') depth--;
    } while (depth > 0 && token < event->end);
    return token;
}

/* ---- text ---- */

static int text_hex(char byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The four hexadecimal digits at the start of text; -1 when they aren't. */
static int32_t text_unit(Str text) {
    int32_t unit = 0;
    if (text.len < 4) return -1;
    for (size_t i = 0; i < 4; i++) {
        int digit = text_hex(text.ptr[i]);
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/* Writes the character of the \u escape at rest, which is cut; surrogates without a partner become
 * U+FFFD. */
static size_t text_decode_unit(Str *rest, char *out) {
    int32_t unit = text_unit(str_slice(*rest, 2, rest->len));
    if (unit < 0) {
        *rest = str_slice(*rest, 2, rest->len);
        out[0] = 'u';
        return 1;
    }
    *rest = str_slice(*rest, 6, rest->len);
    if (unit >= 0xD800 && unit < 0xDC00 && str_starts(*rest, S("\\u"))) {
        int32_t low = text_unit(str_slice(*rest, 2, rest->len));
        if (low >= 0xDC00 && low < 0xE000) {
            *rest = str_slice(*rest, 6, rest->len);
            return utf8_encode((uint32_t)(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), out);
        }
    }
    return utf8_encode(unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : (uint32_t)unit, out);
}

static char text_escape(char letter) {
    switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'b': return '\b';
    case 'f': return '\f';
    default: return letter;
    }
}

static Str text_unescape(Str raw, Arena *scratch) {
    char *out = arena_alloc(scratch, raw.len + 1);
    size_t len = 0;
    for (Str rest = raw; rest.len > 0;) {
        const char *slash = memchr(rest.ptr, '\\', rest.len);
        size_t plain = slash == NULL ? rest.len : (size_t)(slash - rest.ptr);
        memcpy(out + len, rest.ptr, plain);
        len += plain;
        rest = str_slice(rest, plain, rest.len);
        if (rest.len < 2) break;
        if (rest.ptr[1] == 'u') {
            len += text_decode_unit(&rest, out + len);
        } else {
            out[len++] = text_escape(rest.ptr[1]);
            rest = str_slice(rest, 2, rest.len);
        }
    }
    return (Str){out, len};
}

bool log_value_text(const LogValue *value, Arena *scratch, Str *ret_text) {
    if (value->kind == LOG_KIND_NULL || value->kind >= LOG_KIND_OBJECT) return false;
    bool escaped = value->kind == LOG_KIND_STRING && value->raw.len > 0 && value->token != 0 &&
                   memchr(value->raw.ptr, '\\', value->raw.len) != NULL;
    *ret_text = escaped ? text_unescape(value->raw, scratch) : value->raw;
    return true;
}

/* ---- visits ---- */

/* A key whose name is written with escapes: nobody does, so that it takes longer does no harm. */
static bool object_is_escaped_key(const LogEvent *event, uint32_t token, Str name) {
    CLEANUP(arena_free) Arena scratch = {0};
    LogValue key = log_value_at(event, token);
    Str text = S("");
    return log_value_text(&key, &scratch, &text) && str_equal(text, name);
}

/* Whether the key at token is called name. GuardDuty's API writes names with a capital where its
 * events don't. */
static bool object_is_key(const LogEvent *event, uint32_t token, Str name) {
    const char *key = event->base + event->tokens[token] + 1;
    const char *limit = event->base + event->tokens[token + 1];
    const char *escape = memchr(key, '\\', (size_t)(limit - key));
    if (escape != NULL) return object_is_escaped_key(event, token, name);
    if (name.len == 0 || (size_t)(limit - key) <= name.len || key[name.len] != '"') return false;
    bool first = key[0] == name.ptr[0] ||
                 (event->source == LOG_SOURCE_GUARDDUTY && (key[0] | 0x20) == (name.ptr[0] | 0x20));
    return first && log_keys_same(key + 1, name.ptr + 1, name.len - 1);
}

/* The token behind the value at token, mostly without a walk. */
static inline uint32_t value_end(const LogEvent *event, uint32_t token) {
    char byte = event_byte(event, token);
    return byte == '{' || byte == '[' ? log_value_skip(event, token) : token + 1;
}

typedef struct FieldWalk {
    const LogEvent *event;
    const LogField *field;
    LogVisitor *visit;
    void *context;
} FieldWalk;

static bool field_walk(const FieldWalk *walk, uint32_t token, size_t part, int depth);

static bool field_walk_array(const FieldWalk *walk, uint32_t token, size_t part, int depth) {
    const LogEvent *event = walk->event;
    for (uint32_t at = token + 1; at < event->end && event_byte(event, at) != ']';) {
        if (event_byte(event, at) == ',') {
            at++;
            continue;
        }
        if (!field_walk(walk, at, part, depth + 1)) return false;
        at = value_end(event, at);
    }
    return true;
}

static bool field_walk_object(const FieldWalk *walk, uint32_t token, size_t part, int depth) {
    const LogEvent *event = walk->event;
    Str name = walk->field->rest[part];
    uint32_t found = 0; /* the last one of that name counts, as the reader's slots have it */
    for (uint32_t at = token + 1; at + 2 < event->end && event_byte(event, at) != '}';) {
        if (event_byte(event, at) == ',') {
            at++;
            continue;
        }
        if (object_is_key(event, at, name)) found = at + 2;
        at = value_end(event, at + 2);
    }
    return found == 0 || field_walk(walk, found, part + 1, depth + 1);
}

/* The value at token is what the names before part lead to. */
static bool field_walk(const FieldWalk *walk, uint32_t token, size_t part, int depth) {
    const LogEvent *event = walk->event;
    if (part == walk->field->rest_count) {
        LogValue value = log_value_at(event, token);
        return walk->visit(walk->context, &value);
    }
    char byte = event_byte(event, token);
    if (depth > LOG_DEPTH_MAX) return true;
    if (byte == '[') return field_walk_array(walk, token, part, depth);
    return byte != '{' || field_walk_object(walk, token, part, depth);
}

bool log_field_visit(const LogEvent *event, const LogField *field, LogVisitor *visit,
                     void *context) {
    if (event->base == NULL) {
        Str column = event->columns[field->literal];
        LogValue value = {.kind = LOG_KIND_STRING, .raw = column};
        return column.ptr == NULL || visit(context, &value);
    }
    if (event->slots[field->literal] != 0) {
        LogValue value = log_value_at(event, event->slots[field->literal] - 1);
        return visit(context, &value);
    }
    if (field->rest_count == 0 || event->slots[field->first] == 0) return true;
    FieldWalk walk = {event, field, visit, context};
    uint32_t first = event->slots[field->first] - 1;
    bool noted = field->pair != 0 && event->source != LOG_SOURCE_GUARDDUTY &&
                 event_byte(event, first) == '{';
    if (!noted) return field_walk(&walk, first, 0, 0);
    uint32_t slot = event->slots[field->pair];
    return slot == 0 || field_walk(&walk, slot - 1, 1, 1);
}

bool log_scalars_visit(const LogEvent *event, const LogValue *value, LogVisitor *visit,
                       void *context) {
    if (value->kind < LOG_KIND_OBJECT) return visit(context, value);
    uint32_t end = log_value_skip(event, value->token);
    for (uint32_t at = value->token + 1; at < end; at++) {
        char byte = event_byte(event, at);
        if (byte == ',' || byte == ':' || byte == '{' || byte == '[' || byte == '}' || byte == ']')
            continue;
        bool key = at + 1 < end && event_byte(event, at + 1) == ':';
        if (key) continue;
        LogValue scalar = log_value_at(event, at);
        if (!visit(context, &scalar)) return false;
    }
    return true;
}

bool log_elements_visit(const LogEvent *event, const LogValue *value, LogVisitor *visit,
                        void *context) {
    if (value->kind != LOG_KIND_ARRAY) return visit(context, value);
    uint32_t end = log_value_skip(event, value->token) - 1;
    for (uint32_t at = value->token + 1; at < end;) {
        if (event_byte(event, at) == ',') {
            at++;
            continue;
        }
        LogValue element = log_value_at(event, at);
        if (!visit(context, &element)) return false;
        at = log_value_skip(event, at);
    }
    return true;
}

bool log_event_visit(const LogEvent *event, LogVisitor *visit, void *context) {
    if (event->base != NULL) {
        LogValue whole = {.kind = LOG_KIND_OBJECT, .token = event->begin};
        return log_scalars_visit(event, &whole, visit, context);
    }
    for (size_t i = 0; i < event->keys->count; i++) {
        LogValue value = {.kind = LOG_KIND_STRING, .raw = event->columns[i]};
        if (value.raw.ptr != NULL && !visit(context, &value)) return false;
    }
    return true;
}

Str log_value_compact(const LogEvent *event, const LogValue *value, Arena *scratch) {
    if (event->base == NULL) return event->text;
    uint32_t at = value == NULL ? event->begin : value->token;
    uint32_t end = log_value_skip(event, at);
    size_t room = (size_t)(event_limit(event, end - 1) - (event->base + event->tokens[at]));
    char *out = arena_alloc(scratch, room + 1);
    size_t len = 0;
    for (; at < end; at++) {
        Str token = event_scalar(event, at);
        memcpy(out + len, token.ptr, token.len);
        len += token.len;
    }
    return (Str){out, len};
}

typedef struct FirstText {
    Arena *scratch;
    Str text;
} FirstText;

static bool field_take_text(void *context, const LogValue *value) {
    FirstText *first = context;
    return !log_value_text(value, first->scratch, &first->text);
}

typedef struct FirstField {
    const LogEvent *event;
    FirstText first;
} FirstField;

static bool field_take_scalar(void *context, const LogValue *value) {
    FirstField *want = context;
    return log_scalars_visit(want->event, value, field_take_text, &want->first);
}

Str log_field_text(const LogEvent *event, const LogField *field, Arena *scratch) {
    FirstField want = {.event = event, .first = {.scratch = scratch, .text = S("")}};
    log_field_visit(event, field, field_take_scalar, &want);
    return want.first.text;
}

/* ---- time ---- */

/* The text of a top-level value, which is empty when there is none. */
static Str event_key_text(const LogEvent *event, LogKey key) {
    if (event->base == NULL) return event->columns[key];
    if (event->slots[key] == 0) return S("");
    LogValue value = log_value_at(event, event->slots[key] - 1);
    return value.kind == LOG_KIND_STRING ? value.raw : S("");
}

/* The time in a text of JSON; nobody writes it with escapes, but it may be. */
static bool event_read_time(Str raw, int64_t *ret_seconds) {
    CLEANUP(arena_free) Arena scratch = {0};
    bool escaped = raw.len > 0 && memchr(raw.ptr, '\\', raw.len) != NULL;
    return log_time_read(escaped ? text_unescape(raw, &scratch) : raw, ret_seconds);
}

bool log_event_time(const LogEvent *event, int64_t *ret_seconds) {
    switch (event->source) {
    case LOG_SOURCE_CLOUDTRAIL:
        return event_read_time(event_key_text(event, LOG_KEY_EVENT_TIME), ret_seconds);
    case LOG_SOURCE_ROUTE53RESOLVER:
        return event_read_time(event_key_text(event, LOG_KEY_QUERY_TIME), ret_seconds);
    case LOG_SOURCE_GUARDDUTY:
        return event_read_time(event_key_text(event, LOG_KEY_UPDATED_AT), ret_seconds);
    case LOG_SOURCE_VPCFLOW:
        return log_time_read_epoch(event_key_text(event, LOG_KEY_START), ret_seconds) ||
               log_time_read_epoch(event_key_text(event, LOG_KEY_END), ret_seconds);
    case LOG_SOURCE_S3ACCESS:
        return log_time_read_request(event_key_text(event, LOG_KEY_TIME), ret_seconds);
    case LOG_SOURCE_ELB: return log_time_read(event_key_text(event, LOG_KEY_TIME), ret_seconds);
    case LOG_SOURCE_CLOUDFRONT:
        return log_time_read_pair(event_key_text(event, LOG_KEY_DATE),
                                  event_key_text(event, LOG_KEY_TIME), ret_seconds);
    case LOG_SOURCE_COUNT: break;
    }
    return false;
}

Str log_event_time_text(const LogEvent *event, Arena *scratch) {
    int64_t seconds = 0;
    return log_event_time(event, &seconds) ? log_time_text(seconds, scratch) : S("");
}
