/* SPDX-License-Identifier: Apache-2.0 */
/* digest_file.c -- see digest_file.h. */
#include "respond/digest_file.h"

#include "logs/log_time.h"
#include "respond/digest_name.h"
#include "text/json.h"

typedef struct DigestReading {
    Arena *arena;
    ErrorList *notes;
    uint64_t dropped; /* notes beyond DIGEST_NOTES_MAX */
} DigestReading;

static void note_add(DigestReading *reading, const Error *note) {
    if (reading->notes->count < DIGEST_NOTES_MAX) {
        error_list_add(reading->notes, reading->arena, note);
    } else {
        reading->dropped++;
    }
}

/* A text of at most max bytes that must be there. */
static bool text_take(const Node *map, Str key, size_t max, Str *ret_text, Error *err) {
    const Node *node = node_find(map, key);
    if (node == NULL) return error_say(err, "%.*s is missing", STR_ARGS(key));
    if (!node_is(node, NODE_STRING)) {
        return error_say(err, "%.*s is %s, not text", STR_ARGS(key), node_kind_name(node));
    }
    if (node->text.len > max) {
        return error_say(err, "%.*s is longer than %zu bytes", STR_ARGS(key), max);
    }
    *ret_text = node->text;
    return true;
}

/* Like text_take, for what may be null. */
static bool text_may(const Node *map, Str key, size_t max, Str *ret_text, Error *err) {
    *ret_text = (Str){0};
    return node_is(node_find(map, key), NODE_NULL) || text_take(map, key, max, ret_text, err);
}

/* A SHA-256 in hexadecimal digits with its algorithm beside it. */
static bool sum_take(const Node *map, Str key, Str algorithm_key, Sha256 *ret_sum, Error *err) {
    Str digits, algorithm;
    if (!text_take(map, key, SHA256_HEX_BYTES, &digits, err)) return false;
    if (!text_take(map, algorithm_key, SHA256_HEX_BYTES, &algorithm, err)) return false;
    if (!str_equal(algorithm, S("SHA-256"))) {
        return error_say(err, "%.*s is \"%.*s\"; only SHA-256 can be checked",
                         STR_ARGS(algorithm_key), STR_ARGS(algorithm));
    }
    Sha256 sum = {{0}};
    for (size_t i = 0; i < digits.len; i++) {
        char byte = digits.ptr[i];
        sum.hex[i] = (char)(byte >= 'A' && byte <= 'F' ? byte - 'A' + 'a' : byte);
    }
    if (digits.len != SHA256_HEX_BYTES || !sha256_is_hex(sha256_view(&sum))) {
        return error_say(err, "%.*s is no SHA-256 in hexadecimal digits", STR_ARGS(key));
    }
    *ret_sum = sum;
    return true;
}

static bool object_take(const Node *map, Str key, Str *ret_object, Error *err) {
    if (!text_take(map, key, DIGEST_NAME_BYTES_MAX, ret_object, err)) return false;
    if (digest_name_is_key(*ret_object)) return true;
    return error_say(err, "%.*s is no key of one of CloudTrail's files: \"%.*s\"", STR_ARGS(key),
                     STR_ARGS(*ret_object));
}

static bool time_take(const Node *map, Str key, Str *ret_text, int64_t *ret_seconds, Error *err) {
    if (!text_take(map, key, DIGEST_NAME_BYTES_MAX, ret_text, err)) return false;
    return log_time_read(*ret_text, ret_seconds) ||
           error_say(err, "%.*s is no time", STR_ARGS(key));
}

static bool head_read(DigestReading *reading, const Node *root, DigestFile *file, Error *err) {
    Str start;
    Error note = {0};
    if (!object_take(root, S("digestS3Object"), &file->object, err) ||
        !text_take(root, S("digestS3Bucket"), DIGEST_NAME_BYTES_MAX, &file->bucket, err) ||
        !time_take(root, S("digestStartTime"), &start, &file->start, err) ||
        !time_take(root, S("digestEndTime"), &file->end_text, &file->end, err)) {
        return false;
    }
    if (file->end < file->start) return error_say(err, "digestEndTime is before digestStartTime");
    Str algorithm = {0};
    if (!text_take(root, S("digestPublicKeyFingerprint"), DIGEST_NAME_BYTES_MAX, &file->fingerprint,
                   &note)) {
        note_add(reading, &note);
    }
    if (!text_take(root, S("digestSignatureAlgorithm"), DIGEST_NAME_BYTES_MAX, &algorithm, &note)) {
        note_add(reading, &note);
    } else if (!str_equal(algorithm, S("SHA256withRSA"))) {
        error_say(&note, "digestSignatureAlgorithm is \"%.*s\"; only SHA256withRSA can be checked",
                  STR_ARGS(algorithm));
        note_add(reading, &note);
    }
    return true;
}

/* What it says of the digest before it: all null, or all there. */
static bool previous_read(DigestReading *reading, const Node *root, DigestFile *file, Error *err) {
    Str signature;
    if (!text_may(root, S("previousDigestSignature"), DIGEST_SIGNATURE_DIGITS_MAX, &signature,
                  err)) {
        return false;
    }
    file->has_previous_signature =
        !node_is(node_find(root, S("previousDigestSignature")), NODE_NULL);
    file->previous_signature = signature;
    if (node_is(node_find(root, S("previousDigestS3Object")), NODE_NULL)) {
        file->first = true;
        return true;
    }
    if (!object_take(root, S("previousDigestS3Object"), &file->previous_object, err)) return false;
    Error note = {0};
    file->has_previous_sum = sum_take(root, S("previousDigestHashValue"),
                                      S("previousDigestHashAlgorithm"), &file->previous_sum, &note);
    if (!file->has_previous_sum) note_add(reading, &note);
    return true;
}

static void logs_read(DigestReading *reading, const Node *list, DigestFile *file) {
    file->logs = ARENA_ARRAY(reading->arena, DigestLog, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        const Node *item = &list->items[i];
        DigestLog log = {0};
        Error fault = {0};
        if (object_take(item, S("s3Object"), &log.object, &fault) &&
            sum_take(item, S("hashValue"), S("hashAlgorithm"), &log.sum, &fault)) {
            log.object = str_copy(reading->arena, log.object);
            file->logs[file->log_count++] = log;
            continue;
        }
        Error note = {0};
        error_say(&note, "logFiles[%u]: %s", i, fault.message);
        note_add(reading, &note);
        file->unclear++;
    }
}

static void texts_keep(Arena *arena, DigestFile *file) {
    file->bucket = str_copy(arena, file->bucket);
    file->object = str_copy(arena, file->object);
    file->end_text = str_copy(arena, file->end_text);
    file->fingerprint = str_copy(arena, file->fingerprint);
    file->previous_object = str_copy(arena, file->previous_object);
    file->previous_signature = str_copy(arena, file->previous_signature);
}

bool digest_file_read(Arena *arena, Str text, DigestFile *ret_file, ErrorList *notes, Error *err) {
    CLEANUP(arena_free) Arena scratch = {0};
    DigestReading reading = {arena, notes, 0};
    Source source = {S("")};
    Node root;
    DigestFile file = {0};
    if (!json_read(&scratch, &source, text, &root, err)) return false;
    if (!node_is(&root, NODE_MAP)) return error_say(err, "is no JSON object");
    const Node *logs = node_find(&root, S("logFiles"));
    if (!node_is(logs, NODE_LIST)) return error_say(err, "has no list logFiles");
    if (logs->count > DIGEST_LOGS_MAX) {
        return error_say(err, "names more than %d log files", DIGEST_LOGS_MAX);
    }
    if (!head_read(&reading, &root, &file, err)) return false;
    if (!previous_read(&reading, &root, &file, err)) return false;
    texts_keep(arena, &file);
    logs_read(&reading, logs, &file);
    if (reading.dropped > 0) {
        Error note = {0};
        error_say(&note, "%llu more of its values are wrong", (unsigned long long)reading.dropped);
        error_list_add(notes, arena, &note);
    }
    *ret_file = file;
    return true;
}

Sha256 digest_file_signed(const DigestFile *file, const Sha256 *sum) {
    Sha256Sum all = sha256_begin();
    sha256_add(&all, file->end_text);
    sha256_add(&all, S("\n"));
    sha256_add(&all, file->bucket);
    sha256_add(&all, S("/"));
    sha256_add(&all, file->object);
    sha256_add(&all, S("\n"));
    sha256_add(&all, sha256_view(sum));
    sha256_add(&all, S("\n"));
    sha256_add(&all, file->has_previous_signature ? file->previous_signature : S("null"));
    return sha256_end(&all);
}
