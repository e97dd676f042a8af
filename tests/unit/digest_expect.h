/* SPDX-License-Identifier: Apache-2.0 */
/* digest_expect.h -- a trail's folder with logs, digests and their signatures, made with a key of
 * the test's own, and what a check of it must say. */
#ifndef MERLON_TESTS_UNIT_DIGEST_EXPECT_H
#define MERLON_TESTS_UNIT_DIGEST_EXPECT_H

#include "tests/test.h"

#include "base/file.h"
#include "base/sha256.h"
#include "respond/digest.h"

#include <ftw.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define DIGEST_BUCKET "trail-logs"
#define DIGEST_FOLDER "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2023/07/10/"
#define DIGEST_STEM "111122223333_CloudTrail-Digest_us-east-1_audit_us-east-1_20230710T"
#define LOG_FOLDER "AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/"
#define LOG_STEM "111122223333_CloudTrail_us-east-1_20230710T"

/* A trail: its folder goes with it. Each digest that is added names the one before it. */
typedef struct Trail {
    Arena arena;
    char folder[64];
    EVP_PKEY *key;
    Str fingerprint;
    Str previous_object, previous_sum, previous_signature; /* JSON: null or text */
} Trail;

static inline int trail_remove(const char *path, const struct stat *status, int kind,
                               struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static inline void trail_close(Trail *trail) {
    nftw(trail->folder, trail_remove, 16, FTW_DEPTH | FTW_PHYS);
    EVP_PKEY_free(trail->key);
    arena_free(&trail->arena);
}

static inline Str hex_of(Arena *arena, const unsigned char *bytes, size_t len) {
    char *text = arena_alloc(arena, 2 * len + 1);
    for (size_t i = 0; i < len; i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return (Str){text, 2 * len};
}

static inline void trail_restart(Trail *trail) {
    trail->previous_object = trail->previous_sum = trail->previous_signature = S("null");
}

/* A key of 1024 bits: small ones are made quickly. */
static inline Trail trail_open(void) {
    Trail trail = {0};
    snprintf(trail.folder, sizeof(trail.folder), "/tmp/merlon-test-XXXXXX");
    assert_non_null(mkdtemp(trail.folder));
    trail.key = EVP_RSA_gen(1024);
    assert_non_null(trail.key);
    unsigned char *der = NULL, sum[EVP_MAX_MD_SIZE];
    unsigned int sum_len = 0;
    int len = i2d_PublicKey(trail.key, &der);
    assert_true(len > 0);
    assert_int_equal(EVP_Digest(der, (size_t)len, sum, &sum_len, EVP_md5(), NULL), 1);
    OPENSSL_free(der);
    trail.fingerprint = hex_of(&trail.arena, sum, sum_len);
    trail_restart(&trail);
    return trail;
}

static inline const char *trail_path(Trail *trail, const char *name) {
    return str_format(&trail->arena, "%s/%s", trail->folder, name).ptr;
}

static inline void make_parents(char *path) {
    for (char *at = strchr(path + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        mkdir(path, 0700);
        *at = '/';
    }
}

/* Writes a file below the folder, packed when its name says so. */
static inline const char *trail_write(Trail *trail, const char *name, Str text) {
    const char *path = trail_path(trail, name);
    make_parents((char *)(uintptr_t)path);
    const char *mode = str_ends(str_from(name), S(".gz")) ? "wb" : "wbT";
    gzFile file = gzopen(path, mode);
    assert_non_null(file);
    assert_int_equal(gzwrite(file, text.ptr, (unsigned)text.len), (int)text.len);
    assert_int_equal(gzclose(file), Z_OK);
    return path;
}

/* Writes a log; returns what a digest says of it. time is "0105". */
static inline Str trail_log(Trail *trail, const char *time, const char *text) {
    Str name = str_format(&trail->arena, LOG_FOLDER LOG_STEM "%sZ_abc.json.gz", time);
    Sha256 sum = sha256_text(str_from(text));
    trail_write(trail, name.ptr, str_from(text));
    return str_format(&trail->arena,
                      "{\"s3Bucket\":\"" DIGEST_BUCKET "\",\"s3Object\":\"%s\",\"hashValue\":"
                      "\"%.*s\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":null,"
                      "\"oldestEventTime\":null}",
                      name.ptr, STR_ARGS(sha256_view(&sum)));
}

static inline Str trail_sign(Trail *trail, Str text) {
    unsigned char signature[1024];
    size_t len = sizeof(signature);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, trail->key), 1);
    assert_int_equal(
        EVP_DigestSign(context, signature, &len, (const unsigned char *)text.ptr, text.len), 1);
    EVP_MD_CTX_free(context);
    return hex_of(&trail->arena, signature, len);
}

/* The text of a digest of the hour before hour, and what the next one says of it. */
static inline Str trail_digest_text(Trail *trail, int hour, Str logs) {
    Str object = str_format(&trail->arena, DIGEST_FOLDER DIGEST_STEM "%02d0000Z.json.gz", hour);
    Str end = str_format(&trail->arena, "2023-07-10T%02d:00:00Z", hour);
    Str text = str_format(
        &trail->arena,
        "{\"awsAccountId\":\"111122223333\",\"digestStartTime\":\"2023-07-10T%02d:00:00Z\","
        "\"digestEndTime\":\"%s\",\"digestS3Bucket\":\"" DIGEST_BUCKET
        "\",\"digestS3Object\":\"%s\",\"digestPublicKeyFingerprint\":\"%.*s\","
        "\"digestSignatureAlgorithm\":\"SHA256withRSA\",\"newestEventTime\":null,"
        "\"oldestEventTime\":null,\"previousDigestS3Bucket\":\"" DIGEST_BUCKET
        "\",\"previousDigestS3Object\":%.*s,\"previousDigestHashValue\":%.*s,"
        "\"previousDigestHashAlgorithm\":\"SHA-256\",\"previousDigestSignature\":%.*s,"
        "\"logFiles\":[%.*s]}",
        hour - 1, end.ptr, object.ptr, STR_ARGS(trail->fingerprint),
        STR_ARGS(trail->previous_object), STR_ARGS(trail->previous_sum),
        STR_ARGS(trail->previous_signature), STR_ARGS(logs));
    Sha256 sum = sha256_text(text);
    Str before = trail->previous_signature; /* without its quotes */
    if (str_starts(before, S("\""))) before = str_slice(before, 1, before.len - 1);
    Str all = str_format(&trail->arena, "%s\n" DIGEST_BUCKET "/%s\n%.*s\n%.*s", end.ptr, object.ptr,
                         STR_ARGS(sha256_view(&sum)), STR_ARGS(before));
    trail->previous_object = str_join3(&trail->arena, S("\""), object, S("\""));
    trail->previous_sum = str_join3(&trail->arena, S("\""), sha256_view(&sum), S("\""));
    trail->previous_signature = str_join3(&trail->arena, S("\""), trail_sign(trail, all), S("\""));
    return text;
}

static inline const char *digest_name_of(Trail *trail, int hour) {
    return str_format(&trail->arena, DIGEST_FOLDER DIGEST_STEM "%02d0000Z.json.gz", hour).ptr;
}

static inline void trail_digest(Trail *trail, int hour, Str logs) {
    Str text = trail_digest_text(trail, hour, logs);
    trail_write(trail, digest_name_of(trail, hour), text);
}

/* Three digests (of 01:00, 02:00 and 03:00), and a log of each hour. */
static inline void trail_fill(Trail *trail) {
    trail_digest(trail, 1, trail_log(trail, "0005", "{\"Records\":[1]}"));
    trail_digest(trail, 2, trail_log(trail, "0105", "{\"Records\":[2]}"));
    trail_digest(trail, 3, trail_log(trail, "0205", "{\"Records\":[3]}"));
}

/* The public key's file: PEM. */
static inline Str trail_key(Trail *trail) {
    const char *path = trail_path(trail, "key.pem");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(PEM_write_PUBKEY(file, trail->key), 1);
    assert_int_equal(fclose(file), 0);
    return str_from(path);
}

/* Whether a report, as text, is what the pattern (str_glob) says: "D <digests> L <right> <changed>
 * <missing> <unknown> <unlisted> C <right> <broken> <open> S <right> <wrong> <unknown>", and a line
 * for each fault. */
static inline void digest_expect(Trail *trail, DigestOptions options, const char *pattern) {
    CLEANUP(arena_free) Arena arena = {0};
    DigestReport report = {0};
    Error err = {0};
    Str folder = str_from(trail->folder);
    if (options.path_count == 0) {
        options.paths = &folder;
        options.path_count = 1;
    }
    if (!digest_check(&arena, &options, &report, &err)) fail_msg("%s", err.message);
    Str text =
        str_format(&arena, "D %d L %d %d %d %d %d C %d %d %d S %d %d %d", (int)report.digests,
                   (int)report.logs_right, (int)report.logs_changed, (int)report.logs_missing,
                   (int)report.logs_unknown, (int)report.logs_unlisted, (int)report.chain_right,
                   (int)report.chain_broken, (int)report.chain_open, (int)report.signed_right,
                   (int)report.signed_wrong, (int)report.signed_unknown);
    for (size_t i = 0; i < report.fault_count; i++) {
        Str file = report.faults[i].file;
        if (str_starts(file, folder)) file = str_slice(file, folder.len + 1, file.len);
        text = str_format(&arena, "%.*s\n%.*s: %.*s", STR_ARGS(text), STR_ARGS(file),
                          STR_ARGS(report.faults[i].what));
    }
    if (!str_glob(str_from(pattern), text)) {
        fail_msg("wanted %s\nbut got %.*s", pattern, STR_ARGS(text));
    }
}

#endif
