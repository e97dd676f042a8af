/* SPDX-License-Identifier: Apache-2.0 */
/* log_json.c -- records in JSON, in every shape that exports have: {"Records": [...]}, a list, one
 * per line, several documents one after another, lookup-events (JSON in a string), EventBridge
 * (detail), CloudWatch Logs (JSON behind a time on a line, or in a message).
 *
 * simdjson's first pass gives the tokens; a walk over them knows in which lists it is (levels) and
 * takes one entry after the other. An entry is an object: either it holds a list of records, or it
 * is a record, or something around one. A record that isn't whole ends the walk: it comes again
 * with the next window. */
#include "logs/log_window.h"

typedef struct JsonWalk {
    LogReader *reader;
    char *text;
    size_t len;
    const uint32_t *tokens;
    uint32_t count;
    uint32_t at;
    uint64_t offset; /* of text in the file */
    bool open;       /* text ends within a string */
    bool rubbish;    /* something that belongs nowhere was seen */
} JsonWalk;

/* How an entry ended. */
typedef enum JsonEntry {
    JSON_ENTRY_DONE,   /* whole; walk->at is behind it */
    JSON_ENTRY_LIST,   /* it holds a list of records; walk->at is behind the list's '[' */
    JSON_ENTRY_CUT,    /* another begins before it ends; walk->at is there */
    JSON_ENTRY_PARTIAL /* the window ends within it */
} JsonEntry;

static char walk_byte(const JsonWalk *walk, uint32_t token) {
    return walk->text[walk->tokens[token]];
}

static const int8_t json_depth[256] = {['{'] = 1, ['['] = 1, ['}'] = -1, [']'] = -1};

/* The token behind the value at token; false when the window ends within it. Inlined into the walk
 * over an entry's keys, where it takes half of the time. */
static inline bool walk_skip(const JsonWalk *walk, uint32_t token, uint32_t *ret_next) {
    const char *text = walk->text;
    const uint32_t *tokens = walk->tokens;
    int depth = json_depth[(uint8_t)text[tokens[token]]];
    for (token++; depth > 0; token++) {
        if (token >= walk->count) return false;
        depth += json_depth[(uint8_t)text[tokens[token]]];
    }
    *ret_next = token;
    return true;
}

/* The name at token, whose value stands two tokens on. */
static Str walk_name(const JsonWalk *walk, uint32_t token) {
    const char *start = walk->text + walk->tokens[token] + 1;
    const char *end = walk->text + walk->tokens[token + 1];
    while (end > start && end[-1] != '"') end--;
    return (Str){start, (size_t)(end - start) - (end > start)};
}

static void walk_clear(const JsonWalk *walk) {
    memset(walk->reader->slots, 0, walk->reader->keys->count * sizeof(uint32_t));
}

/* Whether a key with a value stands at token. */
static bool walk_is_key(const JsonWalk *walk, uint32_t token) {
    return token + 2 < walk->count && walk_byte(walk, token) == '"' &&
           walk_byte(walk, token + 1) == ':';
}

/* A name without its escapes, with eight bytes behind it that can be read. */
static Str walk_decode(const JsonWalk *walk, Str raw) {
    LogValue value = {.kind = LOG_KIND_STRING, .raw = raw, .token = 1};
    Str name = raw;
    if (raw.len == 0 || memchr(raw.ptr, '\\', raw.len) == NULL) return raw;
    log_value_text(&value, &walk->reader->scratch, &name);
    char *padded = arena_alloc(&walk->reader->scratch, name.len + sizeof(uint64_t));
    memcpy(padded, name.ptr, name.len);
    return (Str){padded, name.len};
}

/* Notes what the key at token is. */
__attribute__((noinline)) static void walk_find(const JsonWalk *walk, uint32_t token, size_t parent,
                                                LogGuess *guess) {
    LogGuesses *guesses = &walk->reader->guesses;
    if (log_guess_turn(guesses, guess, parent, walk->text + walk->tokens[token])) return;
    const LogKeys *keys = walk->reader->keys;
    Str raw = walk_name(walk, token), name = walk_decode(walk, raw);
    size_t slot = parent == LOG_GUESS_TOP ? log_keys_find(keys, name.ptr, name.len)
                                          : log_keys_find_pair(keys, parent, name.ptr, name.len);
    log_guess_note(guesses, guess, parent, raw, slot);
}

/* Notes the values of the object at token that are wanted below the name whose slot is parent, and
 * finds the token behind the object; false when the window ends within it. */
static bool walk_pairs(const JsonWalk *walk, uint32_t token, size_t parent, uint32_t *ret_next) {
    LogGuess *guess = log_guess_first(&walk->reader->guesses, parent);
    for (uint32_t at = token + 1; at < walk->count;) {
        bool fits =
            at + 2 < walk->count && log_guess_fits(guess, parent, walk->text + walk->tokens[at]);
        if (fits || walk_is_key(walk, at)) {
            if (!fits) walk_find(walk, at, parent, guess);
            if (guess->slot != SIZE_MAX) walk->reader->slots[guess->slot] = at + 3;
            guess = guess->next;
            at += 2;
        } else if (walk_byte(walk, at) == '}') {
            *ret_next = at + 1;
            return true;
        }
        if (walk_byte(walk, at) == ',') {
            at++;
        } else if (!walk_skip(walk, at, &at)) {
            break;
        }
    }
    return false;
}

/* What stands at a token that isn't the key that was guessed: another one, the end of the object, a
 * comma, rubbish. */
typedef enum KeyStep {
    KEY_STEP_FOUND,
    KEY_STEP_ON,
    KEY_STEP_END,
    KEY_STEP_CUT, /* an object begins on a line of its own, which can't be within this one */
    KEY_STEP_PARTIAL
} KeyStep;

static KeyStep walk_no_guess(JsonWalk *walk, uint32_t *at, LogGuess *guess) {
    if (walk_is_key(walk, *at)) {
        walk_find(walk, *at, LOG_GUESS_TOP, guess);
        return KEY_STEP_FOUND;
    }
    if (*at >= walk->count) return KEY_STEP_PARTIAL;
    char byte = walk_byte(walk, *at);
    if (byte == '}') {
        ++*at;
        return KEY_STEP_END;
    }
    if (byte == ',') {
        ++*at;
        return KEY_STEP_ON;
    }
    if (*at + 2 >= walk->count) return KEY_STEP_PARTIAL;
    const char *place = walk->text + walk->tokens[*at];
    if (byte == '{' && place[-1] == '\n') return KEY_STEP_CUT;
    walk->rubbish = true;
    return walk_skip(walk, *at, at) ? KEY_STEP_ON : KEY_STEP_PARTIAL;
}

/* A key stands there twice: the last one counts, with what is below it. */
static void walk_forget(const JsonWalk *walk, size_t slot) {
    const LogKeys *keys = walk->reader->keys;
    for (size_t i = 0; keys->has_pairs[slot] && i < keys->count; i++) {
        if (keys->parents[i] == slot) walk->reader->slots[i] = 0;
    }
}

/* Notes the values of the object at token; as long as lists is true, a list of records ends it. It
 * runs once per record and takes a fifth of a hunt's time: what doesn't change is kept at hand. */
static JsonEntry walk_keys(JsonWalk *walk, uint32_t token, bool lists, uint32_t *ret_end) {
    uint32_t *const slots = walk->reader->slots;
    const bool *const has_pairs = walk->reader->keys->has_pairs;
    const char *const text = walk->text;
    const uint32_t *const tokens = walk->tokens;
    const uint32_t count = walk->count;
    LogGuess *guess = log_guess_first(&walk->reader->guesses, LOG_GUESS_TOP);
    uint32_t at = token + 1;
    for (;;) {
        KeyStep step = KEY_STEP_ON;
        while (step == KEY_STEP_ON &&
               (at + 2 >= count || !log_guess_fits(guess, LOG_GUESS_TOP, text + tokens[at]))) {
            step = walk_no_guess(walk, &at, guess);
        }
        *ret_end = at;
        if (step == KEY_STEP_END) return JSON_ENTRY_DONE;
        if (step == KEY_STEP_CUT) return JSON_ENTRY_CUT;
        if (step == KEY_STEP_PARTIAL) return JSON_ENTRY_PARTIAL;
        const size_t slot = guess->slot;
        const char byte = text[tokens[at + 2]];
        guess = guess->next;
        at += 3;
        if (slot != SIZE_MAX) {
            if (slots[slot] != 0) walk_forget(walk, slot);
            slots[slot] = at;
        }
        if (byte == '{' || byte == '[') {
            bool list = slot >= LOG_KEY_RECORDS && slot <= LOG_KEY_FINDINGS && byte == '[';
            if (list && lists) {
                *ret_end = at;
                return JSON_ENTRY_LIST;
            }
            bool pairs = slot != SIZE_MAX && has_pairs[slot] && byte == '{';
            bool whole = pairs ? walk_pairs(walk, at - 1, slot, &at) : walk_skip(walk, at - 1, &at);
            if (!whole) return JSON_ENTRY_PARTIAL;
        }
        if (at == count) continue;
        const char behind = text[tokens[at]];
        if (behind == ',') at++;
        if (behind == '}') {
            *ret_end = at + 1;
            return JSON_ENTRY_DONE;
        }
    }
}

static LogEvent walk_event(const JsonWalk *walk, uint32_t begin, uint32_t end) {
    uint32_t start = walk->tokens[begin];
    return (LogEvent){.text = {walk->text + start, walk->tokens[end - 1] + 1 - start},
                      .base = walk->text,
                      .tokens = walk->tokens,
                      .begin = begin,
                      .end = end,
                      .slots = walk->reader->slots,
                      .keys = walk->reader->keys,
                      .file = walk->reader->file,
                      .offset = walk->offset + start};
}

static bool walk_has(const JsonWalk *walk, LogKey key) { return walk->reader->slots[key] != 0; }

/* What kind of record the values that were noted make; LOG_SOURCE_COUNT when it is none. */
static LogSource walk_source(const JsonWalk *walk) {
    bool named = walk_has(walk, LOG_KEY_EVENT_NAME);
    if (named && (walk_has(walk, LOG_KEY_EVENT_SOURCE) || walk_has(walk, LOG_KEY_EVENT_ID) ||
                  walk_has(walk, LOG_KEY_EVENT_VERSION)))
        return LOG_SOURCE_CLOUDTRAIL;
    if (walk_has(walk, LOG_KEY_EVENT_VERSION) && walk_has(walk, LOG_KEY_EVENT_TYPE))
        return LOG_SOURCE_CLOUDTRAIL; /* insights */
    if (walk_has(walk, LOG_KEY_QUERY_NAME) && walk_has(walk, LOG_KEY_QUERY_TIME))
        return LOG_SOURCE_ROUTE53RESOLVER;
    if (walk_has(walk, LOG_KEY_SERVICE) && walk_has(walk, LOG_KEY_TYPE) &&
        walk_has(walk, LOG_KEY_SCHEMA_VERSION))
        return LOG_SOURCE_GUARDDUTY;
    return LOG_SOURCE_COUNT;
}

/* GuardDuty's API writes Type where EventBridge has type: the same slots. */
static void walk_lower_keys(JsonWalk *walk, uint32_t begin, uint32_t end) {
    for (uint32_t at = begin + 1; at + 2 < end;) {
        char lower[64 + 8] = {0};
        Str name = walk_byte(walk, at) == '"' ? walk_name(walk, at) : S("");
        if (name.len > 0 && name.len < 64 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z') {
            memcpy(lower, name.ptr, name.len);
            lower[0] = (char)(lower[0] | 0x20);
            size_t slot = log_keys_find(walk->reader->keys, lower, name.len);
            if (slot != SIZE_MAX && walk->reader->slots[slot] == 0)
                walk->reader->slots[slot] = at + 3;
        }
        uint32_t value = walk_byte(walk, at) == '"' ? at + 2 : at;
        if (!walk_skip(walk, value, &at)) return;
    }
}

static void walk_emit(const JsonWalk *walk, LogSource source, uint32_t begin, uint32_t end) {
    LogEvent event = walk_event(walk, begin, end);
    event.source = source;
    log_reader_emit(walk->reader, &event);
}

/* The kind of the record whose values were noted, or of the one in its detail (EventBridge), whose
 * begin and end *begin and *end become then. */
static LogSource walk_record(JsonWalk *walk, uint32_t *begin, uint32_t *end) {
    LogSource source = walk_source(walk);
    if (source != LOG_SOURCE_COUNT) return source;
    walk_lower_keys(walk, *begin, *end);
    if (walk_source(walk) == LOG_SOURCE_GUARDDUTY) return LOG_SOURCE_GUARDDUTY;
    if (!walk_has(walk, LOG_KEY_DETAIL)) return LOG_SOURCE_COUNT;
    uint32_t inner = walk->reader->slots[LOG_KEY_DETAIL] - 1;
    if (walk_byte(walk, inner) != '{') return LOG_SOURCE_COUNT;
    walk_clear(walk);
    *begin = inner;
    return walk_keys(walk, inner, false, end) == JSON_ENTRY_DONE ? walk_source(walk)
                                                                 : LOG_SOURCE_COUNT;
}

/* Takes the record or line that stands in a string of the object from begin to end. */
static bool walk_unwrap(JsonWalk *walk, uint32_t begin, uint32_t end) {
    static const LogKey keys[] = {LOG_KEY_CLOUDTRAIL_EVENT, LOG_KEY_MESSAGE, LOG_KEY_AT_MESSAGE};
    LogEvent event = walk_event(walk, begin, end);
    for (size_t i = 0; i < COUNT(keys); i++) {
        Str text = S("");
        if (!walk_has(walk, keys[i])) continue;
        LogValue value = log_value_at(&event, walk->reader->slots[keys[i]] - 1);
        if (value.kind != LOG_KIND_STRING) continue;
        log_value_text(&value, &walk->reader->scratch, &text);
        return log_reader_take_message(walk->reader, text, event.offset);
    }
    return false;
}

static void walk_take(JsonWalk *walk, uint32_t begin, uint32_t end) {
    LogReader *reader = walk->reader;
    uint64_t place = walk->offset + walk->tokens[begin];
    if (walk_has(walk, LOG_KEY_DIGEST_TIME) && walk_source(walk) == LOG_SOURCE_COUNT) {
        reader->tally.digests++;
        return;
    }
    LogSource source = walk_record(walk, &begin, &end);
    if (source != LOG_SOURCE_COUNT) {
        walk_emit(walk, source, begin, end);
        return;
    }
    bool known = walk_unwrap(walk, begin, end);
    if (reader->scratch.total > 0) arena_reset(&reader->scratch);
    if (!known) {
        log_reader_note(reader, place,
                        "is a record of no kind that is known: write CloudTrail's records, "
                        "GuardDuty's findings or Route 53's resolver queries");
    }
}

static JsonEntry walk_entry(JsonWalk *walk) {
    uint32_t begin = walk->at, end = 0;
    walk_clear(walk);
    JsonEntry entry = walk_keys(walk, begin, true, &end);
    if (entry == JSON_ENTRY_PARTIAL) return entry;
    walk->at = end;
    if (entry == JSON_ENTRY_DONE) walk_take(walk, begin, end);
    if (entry == JSON_ENTRY_CUT) {
        walk->rubbish = false; /* this says it all */
        log_reader_note(walk->reader, walk->offset + walk->tokens[begin],
                        "has a record that is cut: another one begins before it ends");
    }
    return entry;
}

static void walk_push(JsonWalk *walk, LogLevel level) {
    LogReader *reader = walk->reader;
    if (reader->level + 1 < LOG_LEVELS_MAX) {
        reader->levels[++reader->level] = level;
    } else {
        walk->rubbish = true;
    }
}

/* In an object that holds a list of records, behind the list. */
static bool walk_object(JsonWalk *walk) {
    LogReader *reader = walk->reader;
    char byte = walk_byte(walk, walk->at);
    if (byte == '}') {
        reader->level--;
        walk->at++;
        return true;
    }
    if (byte != '"') {
        walk->rubbish |= byte != ',';
        walk->at++;
        return true;
    }
    if (walk->at + 2 >= walk->count) return false;
    Str name = walk_name(walk, walk->at);
    size_t slot = log_keys_find(reader->keys, name.ptr, name.len);
    bool list = slot >= LOG_KEY_RECORDS && slot <= LOG_KEY_FINDINGS;
    if (list && walk_byte(walk, walk->at + 2) == '[') {
        walk->at += 3;
        walk_push(walk, LOG_LEVEL_ARRAY);
        return true;
    }
    if (walk->at + 3 >= walk->count) return false; /* a number or a word may go on */
    return walk_skip(walk, walk->at + 2, &walk->at);
}

/* One token of a list or of the document itself; false when the window ends within it. */
static bool walk_step(JsonWalk *walk) {
    LogReader *reader = walk->reader;
    char byte = walk_byte(walk, walk->at);
    if (reader->levels[reader->level] == LOG_LEVEL_OBJECT) return walk_object(walk);
    switch (byte) {
    case '{': {
        JsonEntry entry = walk_entry(walk);
        if (entry == JSON_ENTRY_LIST) {
            walk_push(walk, LOG_LEVEL_OBJECT);
            walk_push(walk, LOG_LEVEL_ARRAY);
        }
        return entry != JSON_ENTRY_PARTIAL;
    }
    case '[': walk_push(walk, LOG_LEVEL_ARRAY); break;
    case ']':
        if (reader->levels[reader->level] == LOG_LEVEL_ARRAY) {
            reader->level--;
        } else {
            walk->rubbish = true;
        }
        break;
    case ',': walk->rubbish |= reader->level == 0 && !reader->lines; break;
    default: walk->rubbish |= reader->level > 0 || !reader->lines; break;
    }
    walk->at++;
    return true;
}

/* Takes what is whole; returns how many bytes that is. */
static size_t walk_run(JsonWalk *walk) {
    while (walk->at < walk->count) {
        if (!walk_step(walk)) return walk->tokens[walk->at];
        if (walk->rubbish) {
            uint32_t token = walk->at == 0 ? 0 : walk->at - 1;
            log_reader_note(walk->reader, walk->offset + walk->tokens[token],
                            "is not valid JSON here");
            walk->rubbish = false;
        }
    }
    return walk->len;
}

/* Where in text a control character stands in a string; text.len when none does. */
static size_t json_find_control(Str text) {
    bool inside = false;
    for (size_t at = 0; at < text.len; at++) {
        char byte = text.ptr[at];
        if (inside && (unsigned char)byte < 0x20) return at;
        if (inside && byte == '\\') {
            at++;
        } else if (byte == '"') {
            inside = !inside;
        }
    }
    return text.len;
}

/* The tokens of text from start to end; false when there is no memory for them. */
static bool json_index(LogReader *reader, LogWindow window, size_t start, size_t end,
                       JsonWalk *ret_walk) {
    const uint32_t *tokens = NULL;
    size_t count = 0;
    char *text = window.text + start;
    JsonIndexStatus status = json_indexer_run(reader->indexer, text, end - start, &tokens, &count);
    if (status > JSON_INDEX_OPEN_STRING) return false;
    *ret_walk = (JsonWalk){.reader = reader,
                           .text = text,
                           .len = end - start,
                           .tokens = tokens,
                           .count = (uint32_t)count,
                           .offset = reader->offset + start,
                           .open = status == JSON_INDEX_OPEN_STRING};
    return true;
}

/* Control characters in strings: what is before the first one is taken, its line is named, and what
 * follows the line begins anew. Each byte is looked at once, however many lines are broken. Returns
 * where the part without any begins. */
static size_t json_take_broken(LogReader *reader, LogWindow window, size_t start) {
    while (start < window.len) {
        Str rest = {window.text + start, window.len - start};
        size_t control = start + json_find_control(rest);
        if (control == window.len) return start;
        JsonWalk walk;
        if (json_index(reader, window, start, control, &walk)) walk_run(&walk);
        log_reader_note(reader, reader->offset + control,
                        "has a control character in a string: the line is cut or no JSON");
        const char *end = memchr(window.text + control, '\n', window.len - control);
        reader->level = 0;
        start = end == NULL ? window.len : (size_t)(end + 1 - window.text);
    }
    return start;
}

/* Where a line begins with an object behind the record at start, which has no end; SIZE_MAX when
 * there is none, or were too many of these: each costs a look at all that follows. */
static size_t json_find_next(LogReader *reader, LogWindow window, size_t start) {
    Str rest = {window.text + start, window.len - start};
    size_t found = reader->endless < LOG_ENDLESS_MAX ? str_find(rest, S("\n{")) : SIZE_MAX;
    if (found == SIZE_MAX) return SIZE_MAX;
    reader->endless++;
    log_reader_note(reader, reader->offset + start,
                    "has a record that doesn't end: what follows its line was read");
    return start + found + 1;
}

/* Takes what has no control characters in strings; *ret_open says whether a record or a list of
 * them goes on behind what was taken. */
static size_t json_take_walk(JsonWalk *walk, bool *ret_open) {
    size_t done = walk_run(walk);
    *ret_open = walk->open || done < walk->len;
    if (walk->open && done == walk->len) {
        done = walk->count == 0 ? 0 : walk->tokens[walk->count - 1];
    }
    return done;
}

size_t log_json_take(LogReader *reader, LogWindow window) {
    for (size_t start = 0;;) {
        JsonWalk walk;
        bool open = false, fine = json_index(reader, window, start, window.len, &walk);
        if (!fine) {
            start = json_take_broken(reader, window, start);
            fine = start == window.len || json_index(reader, window, start, window.len, &walk);
        }
        if (start == window.len) return start;
        if (!fine) {
            log_reader_note(reader, reader->offset + start,
                            "can't be indexed: there is no memory for it");
            return window.len;
        }
        size_t done = start + json_take_walk(&walk, &open);
        bool endless = open && (window.last || (done == 0 && window.len >= LOG_RECORD_BYTES_MAX));
        start = endless ? json_find_next(reader, window, done) : SIZE_MAX;
        if (start != SIZE_MAX) continue;
        if (!window.last || (!open && reader->level == 0)) return done;
        log_reader_note(reader, reader->offset + done,
                        "ends within %s: the file is cut, what is before was read",
                        open ? "a record" : "a list of records");
        return window.len;
    }
}

void log_json_take_text(LogReader *reader, Str text, uint64_t offset) {
    const uint32_t *tokens = NULL;
    size_t count = 0;
    size_t padding = json_reader_padding();
    char *copy = arena_alloc(&reader->scratch, text.len + padding);
    memcpy(copy, text.ptr, text.len);
    JsonIndexStatus status = json_indexer_run(reader->inner, copy, text.len, &tokens, &count);
    JsonWalk walk = {.reader = reader,
                     .text = copy,
                     .len = text.len,
                     .tokens = tokens,
                     .count = (uint32_t)count};
    uint32_t begin = 0, end = 0;
    walk_clear(&walk);
    bool whole = status == JSON_INDEX_FINE && count > 0 && copy[tokens[0]] == '{' &&
                 walk_keys(&walk, 0, false, &end) == JSON_ENTRY_DONE;
    LogSource source = whole ? walk_record(&walk, &begin, &end) : LOG_SOURCE_COUNT;
    if (source == LOG_SOURCE_COUNT) {
        log_reader_note(reader, offset, "holds text that is no record of a known kind");
        arena_reset(&reader->scratch);
        return;
    }
    LogEvent event = walk_event(&walk, begin, end);
    event.source = source;
    event.offset = offset;
    log_reader_emit(reader, &event);
}
