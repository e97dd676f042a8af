/* SPDX-License-Identifier: Apache-2.0 */
/* digest_key.c -- see digest_key.h. */
#include "respond/digest_key.h"

#include "base/file.h"
#include "respond/digest_file.h"
#include "text/json.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

enum { KEY_MD5_BYTES = 16, KEY_SHA256_BYTES = SHA256_HEX_BYTES / 2 };

/* ---- reading ---- */

static Str key_hex(Arena *arena, const unsigned char *bytes, size_t len) {
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(arena, 2 * len + 1);
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return (Str){text, 2 * len};
}

static Str key_fingerprint(Arena *arena, EVP_PKEY *key) {
    unsigned char *der = NULL, sum[EVP_MAX_MD_SIZE];
    unsigned int sum_len = 0;
    Str fingerprint = {0};
    int len = i2d_PublicKey(key, &der);
    if (len > 0 && EVP_Digest(der, (size_t)len, sum, &sum_len, EVP_md5(), NULL) == 1 &&
        sum_len == KEY_MD5_BYTES) {
        fingerprint = key_hex(arena, sum, sum_len);
    }
    OPENSSL_free(der);
    return fingerprint;
}

static bool key_add_der(DigestKeys *keys, Str der, Error *err) {
    const unsigned char *start = (const unsigned char *)der.ptr, *end = start;
    long len = (long)der.len;
    if (keys->count == DIGEST_KEYS_MAX) {
        return error_say(err, "has more than %d keys", DIGEST_KEYS_MAX);
    }
    EVP_PKEY *key = d2i_PUBKEY(NULL, &end, len);
    if (key == NULL) {
        end = start;
        key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &end, len);
    }
    ERR_clear_error();
    if (key == NULL || end != start + len || !EVP_PKEY_is_a(key, "RSA")) {
        EVP_PKEY_free(key);
        return error_say(err, "is no RSA public key; what `aws cloudtrail list-public-keys` "
                              "writes, or a key in PEM, would be right");
    }
    keys->keys[keys->count++] = (DigestKey){key, key_fingerprint(&keys->arena, key)};
    return true;
}

/* White space anywhere in it is passed over. */
static bool key_add_base64(DigestKeys *keys, Str text, Error *err) {
    char *packed = arena_alloc(&keys->arena, text.len + 4);
    size_t len = 0, padding = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (strchr(" \t\r\n", text.ptr[i]) == NULL) packed[len++] = text.ptr[i];
    }
    while (padding < len && packed[len - 1 - padding] == '=') padding++;
    unsigned char *der = arena_alloc(&keys->arena, len + 4);
    int got = EVP_DecodeBlock(der, (const unsigned char *)packed, (int)len);
    ERR_clear_error();
    if (got < 0 || padding > 2 || (size_t)got < padding || len == 0) {
        return error_say(err, "holds neither PEM nor base64");
    }
    return key_add_der(keys, (Str){(const char *)der, (size_t)got - padding}, err);
}

static bool keys_add_pem(DigestKeys *keys, Str text, Error *err) {
    static const Str begin = S_INIT("-----BEGIN "), end = S_INIT("-----END ");
    for (;;) {
        size_t at = str_find(text, begin);
        if (at == SIZE_MAX) return true;
        Str rest = str_slice(text, at + begin.len, text.len);
        Str label = str_trim(str_cut(&rest, '\n'));
        if (!str_equal(label, S("PUBLIC KEY-----")) &&
            !str_equal(label, S("RSA PUBLIC KEY-----"))) {
            return error_say(err, "holds something else than public keys in PEM");
        }
        at = str_find(rest, end);
        if (at == SIZE_MAX) return error_say(err, "holds a key in PEM without its end");
        if (!key_add_base64(keys, str_slice(rest, 0, at), err)) return false;
        text = str_slice(rest, at, rest.len);
    }
}

static bool keys_add_json(DigestKeys *keys, Str text, Error *err) {
    Source source = {S("")};
    Node root;
    if (!json_read(&keys->arena, &source, text, &root, err)) return false;
    const Node *list = node_find(&root, S("PublicKeyList"));
    if (list == NULL) list = node_find(&root, S("publicKeyList"));
    if (!node_is(list, NODE_LIST)) return error_say(err, "has no PublicKeyList");
    for (uint32_t i = 0; i < list->count; i++) {
        Str value = node_text(node_find(&list->items[i], S("Value")));
        if (!key_add_base64(keys, value, err)) return false;
    }
    return true;
}

static bool keys_add(DigestKeys *keys, Str text, Error *err) {
    if (str_starts(text, S("\x30"))) return key_add_der(keys, text, err);
    text = str_trim(text);
    if (str_starts(text, S("{"))) return keys_add_json(keys, text, err);
    if (str_contains(text, S("-----BEGIN "))) return keys_add_pem(keys, text, err);
    return key_add_base64(keys, text, err);
}

bool digest_key_read(const char *path, DigestKeys *ret_keys, Error *err) {
    CLEANUP(file_close) File file = {0};
    Error reason = {0};
    if (!file_open(path, DIGEST_KEY_FILE_BYTES_MAX, &file, err)) return false;
    DigestKeys keys = {0};
    keys.keys = ARENA_ARRAY(&keys.arena, DigestKey, DIGEST_KEYS_MAX);
    bool fine = keys_add(&keys, file.text, &reason);
    if (fine && keys.count == 0) fine = error_say(&reason, "has no public keys");
    if (!fine) {
        digest_key_free(&keys);
        return error_set(err, str_from(path), 0, 0, "%s", reason.message);
    }
    *ret_keys = keys;
    return true;
}

void digest_key_free(DigestKeys *keys) {
    for (size_t i = 0; i < keys->count; i++) EVP_PKEY_free(keys->keys[i].key);
    arena_free(&keys->arena);
    *keys = (DigestKeys){0};
}

/* ---- checking ---- */

bool digest_key_has(const DigestKeys *keys, Str fingerprint) {
    for (size_t i = 0; i < keys->count; i++) {
        Str own = keys->keys[i].fingerprint;
        if (own.len > 0 && str_equal_ignore_case(own, fingerprint)) return true;
    }
    return false;
}

static int digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

static bool digits_read(Str digits, unsigned char *bytes, size_t room) {
    if (digits.len % 2 != 0 || digits.len / 2 > room) return false;
    for (size_t i = 0; i < digits.len / 2; i++) {
        int high = digit_value(digits.ptr[2 * i]), low = digit_value(digits.ptr[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool key_verifies(EVP_PKEY *key, const unsigned char *sum, Str signature) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    bool right = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
                 EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                 EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1 &&
                 EVP_PKEY_verify(context, (const unsigned char *)signature.ptr, signature.len, sum,
                                 KEY_SHA256_BYTES) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return right;
}

Truth digest_key_check(const DigestKeys *keys, Str fingerprint, const Sha256 *sum, Str signature) {
    unsigned char sum_bytes[KEY_SHA256_BYTES], bytes[DIGEST_SIGNATURE_DIGITS_MAX / 2];
    bool known = digest_key_has(keys, fingerprint);
    Truth failed = known ? TRUTH_FALSE : TRUTH_UNKNOWN;
    if (!digits_read(signature, bytes, sizeof(bytes)) ||
        !digits_read(sha256_view(sum), sum_bytes, sizeof(sum_bytes))) {
        return failed;
    }
    Str raw = {(const char *)bytes, signature.len / 2};
    for (size_t i = 0; i < keys->count; i++) {
        const DigestKey *key = &keys->keys[i];
        bool other =
            key->fingerprint.len > 0 && !str_equal_ignore_case(key->fingerprint, fingerprint);
        if (!other && key_verifies(key->key, sum_bytes, raw)) return TRUTH_TRUE;
    }
    return failed;
}
