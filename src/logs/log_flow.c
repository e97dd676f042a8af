/* SPDX-License-Identifier: Apache-2.0 */
/* log_flow.c -- VPC flow logs: their header, and the format that needs none.
 * Files in S3 begin with a line of field names, in the order that the flow log was made with. In
 * CloudWatch Logs there is no such line: there only the default format is known by its look. */
#include "logs/log_window.h"

enum {
    FLOW_DEFAULT_COLUMNS = 14,
    FLOW_HEADER_KNOWN_MIN = 2 /* AWS adds fields each year: some must be known, all be names */
};

static const LogColumn flow_default[FLOW_DEFAULT_COLUMNS] = {
    {{S_INIT("version")}}, {{S_INIT("account-id")}}, {{S_INIT("interface-id")}},
    {{S_INIT("srcaddr")}}, {{S_INIT("dstaddr")}},    {{S_INIT("srcport")}},
    {{S_INIT("dstport")}}, {{S_INIT("protocol")}},   {{S_INIT("packets")}},
    {{S_INIT("bytes")}},   {{S_INIT("start")}},      {{S_INIT("end")}},
    {{S_INIT("action")}},  {{S_INIT("log-status")}},
};

/* Those of versions 3 to 10, and of transit gateways (6). */
static const Str flow_names[] = {
    S_INIT("vpc-id"),
    S_INIT("subnet-id"),
    S_INIT("instance-id"),
    S_INIT("tcp-flags"),
    S_INIT("type"),
    S_INIT("pkt-srcaddr"),
    S_INIT("pkt-dstaddr"),
    S_INIT("region"),
    S_INIT("az-id"),
    S_INIT("sublocation-type"),
    S_INIT("sublocation-id"),
    S_INIT("pkt-src-aws-service"),
    S_INIT("pkt-dst-aws-service"),
    S_INIT("flow-direction"),
    S_INIT("traffic-path"),
    S_INIT("resource-type"),
    S_INIT("tgw-id"),
    S_INIT("tgw-attachment-id"),
    S_INIT("ecs-cluster-arn"),
    S_INIT("ecs-cluster-name"),
    S_INIT("ecs-task-arn"),
    S_INIT("ecs-task-id"),
    S_INIT("reject-reason"),
    S_INIT("resource-id"),
    S_INIT("encryption-status"),
};

static bool flow_is_status(Str text) {
    return str_equal(text, S("OK")) || str_equal(text, S("NODATA")) ||
           str_equal(text, S("SKIPDATA"));
}

static bool flow_fits(Str line) {
    return line.len > 2 && line.ptr[0] >= '1' && line.ptr[0] <= '9' && line.ptr[1] == ' ';
}

static const LogFormat flow_format = {
    .name = S_INIT("a VPC flow log"),
    .source = LOG_SOURCE_VPCFLOW,
    .columns = flow_default,
    .count = FLOW_DEFAULT_COLUMNS,
    .least = FLOW_DEFAULT_COLUMNS,
    .fits = flow_fits,
};

const LogFormat *log_flow_find(Str line) {
    size_t count = 0;
    Str last = S("");
    if (!flow_fits(line)) return NULL;
    for (Str rest = line; rest.len > 0 && count <= FLOW_DEFAULT_COLUMNS; count++) {
        last = str_cut(&rest, ' ');
    }
    return count == FLOW_DEFAULT_COLUMNS && flow_is_status(last) ? &flow_format : NULL;
}

static bool flow_is_name(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool letter = byte >= 'a' && byte <= 'z';
        bool other = byte == '-' || byte == '_' || (byte >= '0' && byte <= '9');
        if (!letter && (i == 0 || !other)) return false;
    }
    return text.len > 0;
}

static bool flow_is_known(Str name) {
    for (size_t i = 0; i < COUNT(flow_default); i++) {
        if (str_equal(flow_default[i].names[0], name)) return true;
    }
    for (size_t i = 0; i < COUNT(flow_names); i++) {
        if (str_equal(flow_names[i], name)) return true;
    }
    return false;
}

bool log_flow_is_header(Str line) {
    size_t known = 0;
    Str rest = line;
    if (line.len == 0 || line.ptr[0] < 'a' || line.ptr[0] > 'z') return false;
    if (!flow_is_name(str_cut(&rest, ' '))) return false;
    for (rest = line; rest.len > 0;) {
        Str name = str_cut(&rest, ' ');
        if (!flow_is_name(name)) return false;
        known += flow_is_known(name);
    }
    return known >= FLOW_HEADER_KNOWN_MIN;
}
