/* SPDX-License-Identifier: Apache-2.0 */
/* function_hash.c -- Terraform's functions for digests (OpenSSL's libcrypto computes them), and
 * those whose result is new each time: it is known when they are applied, not before. */
#include "input/terraform_function.h"

#include <openssl/evp.h>
#include <stdio.h>

typedef struct Digest {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int len;
} Digest;

static bool hash_digest(TerraformCall *call, const EVP_MD *kind, Digest *ret_digest) {
    Str text = S("");
    if (!terraform_call_text(call, 0, &text) || !terraform_call_charge(call, text.len / 16)) {
        return false;
    }
    if (EVP_Digest(text.ptr == NULL ? "" : text.ptr, text.len, ret_digest->bytes, &ret_digest->len,
                   kind, NULL) == 1) {
        return true;
    }
    return terraform_call_fail(call, "the digest can't be computed");
}

static bool hash_hex(TerraformCall *call, const EVP_MD *kind, Node *ret_value) {
    Digest digest;
    if (!hash_digest(call, kind, &digest)) return false;
    char *text = arena_alloc(call->arena, 2 * (size_t)digest.len + 1);
    for (unsigned int i = 0; i < digest.len; i++)
        snprintf(text + 2 * i, 3, "%02x", digest.bytes[i]);
    *ret_value = node_make_string(call->at, (Str){text, 2 * (size_t)digest.len});
    return true;
}

static bool hash_base64(TerraformCall *call, const EVP_MD *kind, Node *ret_value) {
    Digest digest;
    if (!hash_digest(call, kind, &digest)) return false;
    unsigned char *text = arena_alloc(call->arena, 2 * (size_t)digest.len + 4);
    int len = EVP_EncodeBlock(text, digest.bytes, (int)digest.len);
    *ret_value = node_make_string(call->at, (Str){(char *)text, (size_t)len});
    return true;
}

static bool hash_md5(TerraformCall *call, Node *ret_value) {
    return hash_hex(call, EVP_md5(), ret_value);
}

static bool hash_sha1(TerraformCall *call, Node *ret_value) {
    return hash_hex(call, EVP_sha1(), ret_value);
}

static bool hash_sha256(TerraformCall *call, Node *ret_value) {
    return hash_hex(call, EVP_sha256(), ret_value);
}

static bool hash_sha512(TerraformCall *call, Node *ret_value) {
    return hash_hex(call, EVP_sha512(), ret_value);
}

static bool hash_base64_sha256(TerraformCall *call, Node *ret_value) {
    return hash_base64(call, EVP_sha256(), ret_value);
}

static bool hash_base64_sha512(TerraformCall *call, Node *ret_value) {
    return hash_base64(call, EVP_sha512(), ret_value);
}

/* The names of RFC 4122, appendix C, or any UUID, as 16 bytes. */
static bool hash_namespace(Str name, unsigned char bytes[16]) {
    static const char *const names[] = {"dns", "url", "oid", "", "x500"};
    Str hex = name;
    char own[] = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    for (size_t i = 0; i < COUNT(names); i++) {
        if (name.len == 0 || !str_equal(name, str_from(names[i]))) continue;
        snprintf(own, sizeof own, "6ba7b81%zu-9dad-11d1-80b4-00c04fd430c8", i);
        hex = str_from(own);
    }
    size_t count = 0;
    for (size_t i = 0; i < hex.len; i++) {
        char byte = hex.ptr[i];
        if (byte == '-') continue;
        int digit = byte >= '0' && byte <= '9'                 ? byte - '0'
                    : (byte | 32) >= 'a' && (byte | 32) <= 'f' ? (byte | 32) - 'a' + 10
                                                               : -1;
        if (digit < 0 || count >= 32) return false;
        bytes[count / 2] = (unsigned char)(count % 2 == 0 ? digit << 4 : bytes[count / 2] | digit);
        count++;
    }
    return count == 32;
}

static bool hash_uuid5(TerraformCall *call, Node *ret_value) {
    Str space = S(""), name = S("");
    if (!terraform_call_text(call, 0, &space) || !terraform_call_text(call, 1, &name)) return false;
    unsigned char *input = arena_alloc(call->arena, 16 + name.len);
    if (!hash_namespace(space, input)) {
        return terraform_call_fail(call, "the namespace must be dns, url, oid, x500 or a UUID");
    }
    if (name.len > 0) memcpy(input + 16, name.ptr, name.len);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (EVP_Digest(input, 16 + name.len, digest, &len, EVP_sha1(), NULL) != 1) {
        return terraform_call_fail(call, "the digest can't be computed");
    }
    digest[6] = (unsigned char)((digest[6] & 0x0F) | 0x50);
    digest[8] = (unsigned char)((digest[8] & 0x3F) | 0x80);
    char text[40];
    size_t at = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text[at++] = '-';
        at += (size_t)snprintf(text + at, 3, "%02x", digest[i]);
    }
    *ret_value = node_make_string(call->at, str_copy(call->arena, (Str){text, at}));
    return true;
}

static bool hash_later(TerraformCall *call, Node *ret_value) {
    Str reason = str_format(call->arena, "%.*s() is known when applied", STR_ARGS(call->name));
    *ret_value = node_make_unknown(call->arena, call->at, reason);
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("md5"), 1, 1, 0, hash_md5},
    {S_INIT("sha1"), 1, 1, 0, hash_sha1},
    {S_INIT("sha256"), 1, 1, 0, hash_sha256},
    {S_INIT("sha512"), 1, 1, 0, hash_sha512},
    {S_INIT("base64sha256"), 1, 1, 0, hash_base64_sha256},
    {S_INIT("base64sha512"), 1, 1, 0, hash_base64_sha512},
    {S_INIT("uuidv5"), 2, 2, 0, hash_uuid5},
    {S_INIT("uuid"), 0, 0, 0, hash_later},
    {S_INIT("bcrypt"), 1, 2, 0, hash_later},
    {S_INIT("timestamp"), 0, 0, 0, hash_later},
    {S_INIT("plantimestamp"), 0, 0, 0, hash_later},
    {S_INIT("rsadecrypt"), 2, 2, 0, hash_later},
    {S_INIT("base64gzip"), 1, 1, 0, hash_later},
};

const TerraformFunctionTable function_hash_table = {rows, COUNT(rows)};
