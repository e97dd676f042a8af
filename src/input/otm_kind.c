/* SPDX-License-Identifier: Apache-2.0 */
/* otm_kind.c -- words in types and what they mean. OTM leaves types to the tools, so that a table
 * of well-known words is all there is to go by. Adding a word is one row; docs/model-formats.md
 * lists them in short. */
#include "input/otm_kind.h"

typedef struct OtmWord {
    const char *word; /* in lower case */
    bool ends;        /* words that end with it count too: "mongodb" */
    ElementKind kind;
} OtmWord;

static const OtmWord otm_words[] = {
    {"actor", false, ELEMENT_EXTERNAL},
    {"admin", false, ELEMENT_EXTERNAL},
    {"administrator", false, ELEMENT_EXTERNAL},
    {"browser", false, ELEMENT_EXTERNAL},
    {"client", false, ELEMENT_EXTERNAL},
    {"customer", false, ELEMENT_EXTERNAL},
    {"device", false, ELEMENT_EXTERNAL},
    {"external", false, ELEMENT_EXTERNAL},
    {"human", false, ELEMENT_EXTERNAL},
    {"partner", false, ELEMENT_EXTERNAL},
    {"person", false, ELEMENT_EXTERNAL},
    {"phone", false, ELEMENT_EXTERNAL},
    {"user", false, ELEMENT_EXTERNAL},
    {"users", false, ELEMENT_EXTERNAL},
    {"api", false, ELEMENT_PROCESS},
    {"app", false, ELEMENT_PROCESS},
    {"application", false, ELEMENT_PROCESS},
    {"function", false, ELEMENT_PROCESS},
    {"gateway", false, ELEMENT_PROCESS},
    {"pool", false, ELEMENT_PROCESS},
    {"process", false, ELEMENT_PROCESS},
    {"server", false, ELEMENT_PROCESS},
    {"service", false, ELEMENT_PROCESS},
    {"worker", false, ELEMENT_PROCESS},
    {"aurora", false, ELEMENT_STORE},
    {"bucket", false, ELEMENT_STORE},
    {"cache", true, ELEMENT_STORE},
    {"cassandra", false, ELEMENT_STORE},
    {"database", true, ELEMENT_STORE},
    {"datastore", false, ELEMENT_STORE},
    {"db", true, ELEMENT_STORE},
    {"disk", false, ELEMENT_STORE},
    {"ebs", false, ELEMENT_STORE},
    {"ecr", false, ELEMENT_STORE},
    {"efs", false, ELEMENT_STORE},
    {"elasticsearch", false, ELEMENT_STORE},
    {"file", false, ELEMENT_STORE},
    {"files", false, ELEMENT_STORE},
    {"filesystem", false, ELEMENT_STORE},
    {"kafka", false, ELEMENT_STORE},
    {"kinesis", false, ELEMENT_STORE},
    {"loggroup", false, ELEMENT_STORE},
    {"logs", false, ELEMENT_STORE},
    {"mssql", false, ELEMENT_STORE},
    {"mysql", false, ELEMENT_STORE},
    {"opensearch", false, ELEMENT_STORE},
    {"oracle", false, ELEMENT_STORE},
    {"postgres", false, ELEMENT_STORE},
    {"postgresql", false, ELEMENT_STORE},
    {"queue", true, ELEMENT_STORE},
    {"rds", false, ELEMENT_STORE},
    {"redis", false, ELEMENT_STORE},
    {"redshift", false, ELEMENT_STORE},
    {"registry", false, ELEMENT_STORE},
    {"repository", false, ELEMENT_STORE},
    {"s3", false, ELEMENT_STORE},
    {"secret", false, ELEMENT_STORE},
    {"secretsmanager", false, ELEMENT_STORE},
    {"sql", false, ELEMENT_STORE},
    {"sqs", false, ELEMENT_STORE},
    {"storage", true, ELEMENT_STORE},
    {"store", true, ELEMENT_STORE},
    {"stream", false, ELEMENT_STORE},
    {"table", false, ELEMENT_STORE},
    {"vault", false, ELEMENT_STORE},
    {"volume", false, ELEMENT_STORE},
};

enum { OTM_WORD_BYTES_MAX = 64 /* longer than any row: what is longer is no known word */ };

static bool otm_kind_is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool otm_kind_of_word(Str word, ElementKind *ret_kind) {
    for (size_t i = 0; i < COUNT(otm_words); i++) {
        Str known = str_from(otm_words[i].word);
        Str end = word;
        if (otm_words[i].ends && word.len > known.len) {
            end = str_slice(word, word.len - known.len, word.len);
        }
        if (!str_equal_ignore_case(end, known)) continue;
        *ret_kind = otm_words[i].kind;
        return true;
    }
    return false;
}

/* Cuts the last word of letters and digits off *rest; empty when there is none. */
static Str otm_kind_last_word(Str *rest) {
    size_t end = rest->len;
    while (end > 0 && !otm_kind_is_letter(rest->ptr[end - 1])) end--;
    size_t start = end;
    while (start > 0 && otm_kind_is_letter(rest->ptr[start - 1])) start--;
    Str word = str_slice(*rest, start, end);
    *rest = str_slice(*rest, 0, start);
    return word;
}

ElementKind otm_kind_of_component(Str type) {
    Str rest = type;
    ElementKind kind = ELEMENT_PROCESS;
    while (rest.len > 0) {
        Str word = otm_kind_last_word(&rest);
        if (word.len <= OTM_WORD_BYTES_MAX && otm_kind_of_word(word, &kind)) break;
    }
    return kind;
}

BoundaryKind otm_kind_of_zone(Str type, Str name) {
    static const struct {
        const char *word;
        BoundaryKind kind;
    } words[] = {{"internet", BOUNDARY_INTERNET}, {"account", BOUNDARY_ACCOUNT},
                 {"region", BOUNDARY_REGION},     {"vpc", BOUNDARY_VPC},
                 {"subnet", BOUNDARY_SUBNET},     {"securitygroup", BOUNDARY_GROUP}};
    Str rest = type;
    while (rest.len > 0) {
        Str word = otm_kind_last_word(&rest);
        for (size_t i = 0; i < COUNT(words); i++) {
            if (str_equal_ignore_case(word, str_from(words[i].word))) return words[i].kind;
        }
    }
    return str_equal_ignore_case(name, S("internet")) ? BOUNDARY_INTERNET : BOUNDARY_OTHER;
}
