/* SPDX-License-Identifier: Apache-2.0 */
/* cvss.c -- see cvss.h. */
#include "rule/cvss.h"

#include <math.h>

enum { CVSS_VALUES_MAX = 4 };

typedef enum CvssMetric {
    CVSS_ATTACK_VECTOR,
    CVSS_ATTACK_COMPLEXITY,
    CVSS_PRIVILEGES_REQUIRED,
    CVSS_USER_INTERACTION,
    CVSS_SCOPE,
    CVSS_CONFIDENTIALITY,
    CVSS_INTEGRITY,
    CVSS_AVAILABILITY,
    CVSS_METRIC_COUNT
} CvssMetric;

typedef struct CvssRow {
    Str name;
    const char values[CVSS_VALUES_MAX + 1];
    double weights[CVSS_VALUES_MAX];
} CvssRow;

/* Table 16 of the specification. The weights of PR are those of an unchanged scope. */
static const CvssRow cvss_rows[CVSS_METRIC_COUNT] = {
    [CVSS_ATTACK_VECTOR] = {S_INIT("AV"), "NALP", {0.85, 0.62, 0.55, 0.2}},
    [CVSS_ATTACK_COMPLEXITY] = {S_INIT("AC"), "LH", {0.77, 0.44}},
    [CVSS_PRIVILEGES_REQUIRED] = {S_INIT("PR"), "NLH", {0.85, 0.62, 0.27}},
    [CVSS_USER_INTERACTION] = {S_INIT("UI"), "NR", {0.85, 0.62}},
    [CVSS_SCOPE] = {S_INIT("S"), "UC", {0, 1}},
    [CVSS_CONFIDENTIALITY] = {S_INIT("C"), "HLN", {0.56, 0.22, 0}},
    [CVSS_INTEGRITY] = {S_INIT("I"), "HLN", {0.56, 0.22, 0}},
    [CVSS_AVAILABILITY] = {S_INIT("A"), "HLN", {0.56, 0.22, 0}},
};
static const double cvss_privileges_changed[] = {0.85, 0.68, 0.5};

/* The smallest number of one decimal that is not below value (appendix A, with integers against the
 * errors of binary fractions). */
static double cvss_round_up(double value) {
    long parts = lround(value * 100000);
    return (double)(parts % 10000 == 0 ? parts / 10000 : parts / 10000 + 1) / 10;
}

static double cvss_compute(const size_t values[CVSS_METRIC_COUNT]) {
    double weights[CVSS_METRIC_COUNT];
    for (size_t m = 0; m < CVSS_METRIC_COUNT; m++) weights[m] = cvss_rows[m].weights[values[m]];
    bool changed = values[CVSS_SCOPE] == 1;
    if (changed) {
        weights[CVSS_PRIVILEGES_REQUIRED] =
            cvss_privileges_changed[values[CVSS_PRIVILEGES_REQUIRED]];
    }
    double kept = (1 - weights[CVSS_CONFIDENTIALITY]) * (1 - weights[CVSS_INTEGRITY]) *
                  (1 - weights[CVSS_AVAILABILITY]);
    double base = 1 - kept;
    double impact = changed ? 7.52 * (base - 0.029) - 3.25 * pow(base - 0.02, 15) : 6.42 * base;
    if (impact <= 0) return 0;
    double exploitability = 8.22 * weights[CVSS_ATTACK_VECTOR] * weights[CVSS_ATTACK_COMPLEXITY] *
                            weights[CVSS_PRIVILEGES_REQUIRED] * weights[CVSS_USER_INTERACTION];
    double score = (changed ? 1.08 : 1) * (impact + exploitability);
    return cvss_round_up(score < 10 ? score : 10);
}

/* "AV:N"; false when it names no metric, one that was set before, or a value that it doesn't have.
 */
static bool cvss_read_metric(Str part, size_t values[CVSS_METRIC_COUNT],
                             bool seen[CVSS_METRIC_COUNT]) {
    Str value = part;
    Str name = str_cut(&value, ':');
    for (size_t m = 0; m < CVSS_METRIC_COUNT; m++) {
        if (!str_equal(name, cvss_rows[m].name) || seen[m] || value.len != 1) continue;
        for (size_t v = 0; cvss_rows[m].values[v] != '\0'; v++) {
            if (value.ptr[0] != cvss_rows[m].values[v]) continue;
            values[m] = v;
            return seen[m] = true;
        }
    }
    return false;
}

bool cvss_score(Str vector, double *ret_score, Str *ret_wrong) {
    size_t values[CVSS_METRIC_COUNT] = {0};
    bool seen[CVSS_METRIC_COUNT] = {false};
    Str rest = vector;
    Str version = str_cut(&rest, '/');
    if (!str_equal(version, S("CVSS:3.1"))) {
        *ret_wrong = version;
        return false;
    }
    while (rest.len > 0) {
        Str part = str_cut(&rest, '/');
        if (cvss_read_metric(part, values, seen)) continue;
        *ret_wrong = part;
        return false;
    }
    for (size_t m = 0; m < CVSS_METRIC_COUNT; m++) {
        if (seen[m]) continue;
        *ret_wrong = cvss_rows[m].name;
        return false;
    }
    *ret_score = cvss_compute(values);
    return true;
}
