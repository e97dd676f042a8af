/* SPDX-License-Identifier: Apache-2.0 */
/* json_reader.cc -- the one C++ file: walks a document with simdjson's on-demand parser and calls
 * back into C. On-demand because it alone tells where a value stands, and it is the fastest. It
 * validates only what is visited, so everything is visited. */
#include "text/json_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>

using namespace simdjson;

namespace {

struct Walk {
    const JsonEvents *events;
    void *context;
    const char *base;
    int depth_max;
    error_code code = SUCCESS;
    const char *message = nullptr; /* our own refusal, or null */
    size_t offset = 0;             /* of the value visited last, for errors */
    bool stopped = false;          /* by a callback */

    bool fail(error_code error) {
        code = error;
        return false;
    }
    bool done(bool go_on) {
        stopped = !go_on;
        return go_on;
    }
};

/* A value as on-demand sees it; the root is a document and has the same face. */
template <typename Value> bool walk_value(Walk &walk, Value &value, int depth);

template <typename Value> bool walk_list(Walk &walk, Value &value, int depth) {
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return walk.fail(error);
    if (!walk.done(walk.events->begin(walk.context, false, walk.offset))) return false;
    for (auto item : array) {
        ondemand::value child;
        if (auto error = item.get(child)) return walk.fail(error);
        if (!walk_value(walk, child, depth + 1)) return false;
    }
    return walk.done(walk.events->end(walk.context));
}

template <typename Value> bool walk_map(Walk &walk, Value &value, int depth) {
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return walk.fail(error);
    if (!walk.done(walk.events->begin(walk.context, true, walk.offset))) return false;
    for (auto item : object) {
        ondemand::field field;
        if (auto error = std::move(item).get(field)) return walk.fail(error);
        walk.offset = static_cast<size_t>(field.key().raw() - 1 - walk.base);
        std::string_view key;
        if (auto error = field.unescaped_key().get(key)) return walk.fail(error);
        if (!walk.done(walk.events->key(walk.context, key.data(), key.size(), walk.offset))) {
            return false;
        }
        ondemand::value child = field.value();
        if (!walk_value(walk, child, depth + 1)) return false;
    }
    return walk.done(walk.events->end(walk.context));
}

/* What JSON allows around a value. No strchr: it would find the NUL, too. */
bool is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

/* Integers beyond 64 bits are numbers to JSON; simdjson refuses them, from_chars does not. It would
 * also take "-inf" and "-nan", so all must be digits. */
bool walk_big_number(Walk &walk, std::string_view token) {
    while (!token.empty() && is_space(token.back())) token.remove_suffix(1);
    size_t sign = token[0] == '-' ? 1 : 0;
    if (token.find_first_not_of("0123456789", sign) != std::string_view::npos) {
        return walk.fail(NUMBER_ERROR);
    }
    double number = 0;
    auto result = std::from_chars(token.data(), token.data() + token.size(), number);
    if (result.ec != std::errc() || result.ptr != token.data() + token.size()) {
        return walk.fail(NUMBER_ERROR);
    }
    return walk.done(walk.events->number(walk.context, number, walk.offset));
}

template <typename Value> bool walk_number(Walk &walk, Value &value, std::string_view token) {
    std::string_view digits = token.substr(token[0] == '-' ? 1 : 0);
    if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') {
        return walk.fail(NUMBER_ERROR); /* JSON has no leading zeros */
    }
    if (token.find_first_of(".eE") == std::string_view::npos) {
        int64_t integer = 0;
        if (!value.get_int64().get(integer)) {
            return walk.done(walk.events->integer(walk.context, integer, walk.offset));
        }
        double big = 0;
        if (value.get_double().get(big)) return walk_big_number(walk, token);
        return walk.done(walk.events->number(walk.context, big, walk.offset));
    }
    double number = 0;
    if (auto error = value.get_double().get(number)) return walk.fail(error);
    return walk.done(walk.events->number(walk.context, number, walk.offset));
}

template <typename Value> bool walk_null(Walk &walk, Value &value, std::string_view token) {
    (void)value;
    bool is_null = token.substr(0, 4) == "null" && (token.size() == 4 || is_space(token[4]));
    if (!is_null) return walk.fail(N_ATOM_ERROR);
    return walk.done(walk.events->null(walk.context, walk.offset));
}

template <typename Value> bool walk_value(Walk &walk, Value &value, int depth) {
    std::string_view token = value.raw_json_token();
    walk.offset = static_cast<size_t>(token.data() - walk.base);
    if (depth > walk.depth_max) return walk.fail(DEPTH_ERROR);
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return walk.fail(error);
    switch (type) {
    case ondemand::json_type::array: return walk_list(walk, value, depth);
    case ondemand::json_type::object: return walk_map(walk, value, depth);
    case ondemand::json_type::number: return walk_number(walk, value, token);
    case ondemand::json_type::string: {
        std::string_view text;
        if (auto error = value.get_string().get(text)) return walk.fail(error);
        return walk.done(walk.events->string(walk.context, text.data(), text.size(), walk.offset));
    }
    case ondemand::json_type::boolean: {
        bool truth = false;
        if (auto error = value.get_bool().get(truth)) return walk.fail(error);
        return walk.done(walk.events->boolean(walk.context, truth, walk.offset));
    }
    case ondemand::json_type::null: return walk_null(walk, value, token);
    }
    return walk.fail(TAPE_ERROR);
}

/* A document's root scalar has other methods than a value; JSON texts that are one scalar are
 * valid but never what a user means, so they are refused with a clear message. */
bool walk_document(Walk &walk, ondemand::document &document) {
    ondemand::json_type type;
    if (auto error = document.type().get(type)) return walk.fail(error);
    if (type != ondemand::json_type::array && type != ondemand::json_type::object) {
        walk.message = "holds a single value; an object or a list is needed";
        return false;
    }
    ondemand::value root;
    if (auto error = document.get_value().get(root)) return walk.fail(error);
    if (!walk_value(walk, root, 0)) return false;
    const char *location = nullptr;
    if (!document.current_location().get(location)) { /* at the end this is an error */
        walk.offset = static_cast<size_t>(location - walk.base);
        walk.message = "has more text behind the end of its JSON value";
        return false;
    }
    return true;
}

const char *explain(error_code code) {
    switch (code) {
    case DEPTH_ERROR: return "is nested too deeply";
    case UTF8_ERROR: return "is not valid UTF-8";
    case UNCLOSED_STRING: return "has a string without an end";
    case UNESCAPED_CHARS: return "has an unescaped control character in a string";
    case STRING_ERROR: return "has a wrong escape in a string";
    case NUMBER_ERROR: return "has something that is neither a number nor another JSON value";
    case EMPTY: return "is empty; a JSON value is needed";
    case INCOMPLETE_ARRAY_OR_OBJECT: return "ends before its JSON value is complete";
    case T_ATOM_ERROR:
    case F_ATOM_ERROR:
    case N_ATOM_ERROR:
    case INCORRECT_TYPE: return "has a word that is none of true, false, null";
    default: return "is not valid JSON here";
    }
}

/* simdjson's first pass says that a string is wrong, but not which one: look again. A control
 * character stands where it is; a string without an end where it begins. */
size_t find_string_error(const char *text, size_t len, error_code code) {
    bool inside = false, escaped = false;
    size_t start = 0;
    for (size_t at = 0; at < len; at++) {
        if (!inside) {
            inside = text[at] == '"';
            start = at;
        } else if (code == UNESCAPED_CHARS && static_cast<unsigned char>(text[at]) < 0x20) {
            return at;
        } else if (escaped) {
            escaped = false;
        } else {
            escaped = text[at] == '\\';
            inside = text[at] != '"';
        }
    }
    return start;
}

} // namespace

extern "C" bool json_reader_walk(const char *text, size_t len, const JsonEvents *events,
                                 int depth_max, JsonFailure *ret_failure) {
    ondemand::parser parser;
    Walk walk{events, events->context, text, depth_max};
    ondemand::document document;
    /* one more than ours, so that our own check speaks first */
    error_code code = parser.allocate(len, static_cast<size_t>(depth_max) + 8);
    if (code == SUCCESS) {
        code = parser.iterate(text, len, len + SIMDJSON_PADDING).get(document);
    }
    bool ok = code == SUCCESS && walk_document(walk, document);
    if (ok) return true;
    if (code == UNCLOSED_STRING || code == UNESCAPED_CHARS) {
        walk.offset = find_string_error(text, len, code);
    }
    if (code == SUCCESS) code = walk.code;
    *ret_failure = JsonFailure{walk.message, walk.offset};
    if (walk.message == nullptr && !walk.stopped) ret_failure->message = explain(code);
    return false;
}

extern "C" size_t json_reader_padding(void) { return SIMDJSON_PADDING; }

struct JsonIndexer {
    std::unique_ptr<internal::dom_parser_implementation> parser;
    size_t capacity = 0;
};

extern "C" JsonIndexer *json_indexer_make(void) { return new (std::nothrow) JsonIndexer; }

extern "C" void json_indexer_free(JsonIndexer *indexer) { delete indexer; }

namespace {

/* Room for len bytes, kept for the next text: some more, for the next one may be a little longer.
 */
bool indexer_grow(JsonIndexer *indexer, size_t len) {
    if (indexer->parser != nullptr && indexer->capacity >= len) return true;
    size_t capacity = len < 65536 ? 65536 : std::min(len + len / 2, size_t{SIMDJSON_MAXSIZE_BYTES});
    indexer->parser.reset();
    auto code =
        get_active_implementation()->create_dom_parser_implementation(capacity, 1, indexer->parser);
    indexer->capacity = code == SUCCESS ? capacity : 0;
    return code == SUCCESS;
}

bool ends_escaped(const char *text, size_t len) {
    size_t slashes = 0;
    while (slashes < len && text[len - 1 - slashes] == '\\') slashes++;
    return slashes % 2 == 1;
}

} // namespace

extern "C" JsonIndexStatus json_indexer_run(JsonIndexer *indexer, char *text, size_t len,
                                            const uint32_t **ret_tokens, size_t *ret_count) {
    if (len > SIMDJSON_MAXSIZE_BYTES - 2 || !indexer_grow(indexer, len + 2)) {
        return JSON_INDEX_FAILED;
    }
    auto *bytes = reinterpret_cast<uint8_t *>(text);
    auto &parser = *indexer->parser;
    auto code = parser.stage1(bytes, len, stage1_mode::regular);
    auto status = JSON_INDEX_FINE;
    if (code == UNCLOSED_STRING) {
        char kept[2] = {text[len], text[len + 1]};
        text[len] = text[len + 1] = '"';
        code = parser.stage1(bytes, len + (ends_escaped(text, len) ? 2 : 1), stage1_mode::regular);
        text[len] = kept[0], text[len + 1] = kept[1];
        status = JSON_INDEX_OPEN_STRING;
    }
    if (code == UNESCAPED_CHARS) return JSON_INDEX_CONTROL;
    bool there = code == SUCCESS || code == UTF8_ERROR || code == EMPTY;
    if (!there) return JSON_INDEX_FAILED;
    *ret_tokens = parser.structural_indexes.get();
    *ret_count = code == EMPTY ? 0 : parser.n_structural_indexes;
    if (status == JSON_INDEX_OPEN_STRING && *ret_count > 0) *ret_count -= 1;
    return status;
}
