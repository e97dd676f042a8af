/* SPDX-License-Identifier: Apache-2.0 */
/* log_access.c -- the columns of the access logs that have no header: S3's (in the order of its
 * documentation) and those of the three kinds of load balancers. Load balancers have the names that
 * Athena's table for Application Load Balancers gives them; what is the same thing in another kind
 * has the same name, so that one rule reads them all. */
#include "logs/log_window.h"

static const LogColumn access_s3[] = {
    {{S_INIT("bucket_owner")}},
    {{S_INIT("bucket")}},
    {{S_INIT("time")}},
    {{S_INIT("remote_ip")}},
    {{S_INIT("requester")}},
    {{S_INIT("request_id")}},
    {{S_INIT("operation")}},
    {{S_INIT("key")}},
    {{S_INIT("request_uri")}},
    {{S_INIT("http_status")}},
    {{S_INIT("error_code")}},
    {{S_INIT("bytes_sent")}},
    {{S_INIT("object_size")}},
    {{S_INIT("total_time")}},
    {{S_INIT("turn_around_time")}},
    {{S_INIT("referer")}},
    {{S_INIT("user_agent")}},
    {{S_INIT("version_id")}},
    {{S_INIT("host_id")}},
    {{S_INIT("signature_version")}},
    {{S_INIT("cipher_suite")}},
    {{S_INIT("authentication_type")}},
    {{S_INIT("host_header")}},
    {{S_INIT("tls_version")}},
    {{S_INIT("access_point_arn")}},
    {{S_INIT("acl_required")}},
};

static const LogColumn access_application[] = {
    {{S_INIT("type")}},
    {{S_INIT("time")}},
    {{S_INIT("elb")}},
    {{S_INIT("client_ip"), S_INIT("client_port")}},
    {{S_INIT("target_ip"), S_INIT("target_port")}},
    {{S_INIT("request_processing_time")}},
    {{S_INIT("target_processing_time")}},
    {{S_INIT("response_processing_time")}},
    {{S_INIT("elb_status_code")}},
    {{S_INIT("target_status_code")}},
    {{S_INIT("received_bytes")}},
    {{S_INIT("sent_bytes")}},
    {{S_INIT("request_verb"), S_INIT("request_url"), S_INIT("request_proto")}},
    {{S_INIT("user_agent")}},
    {{S_INIT("ssl_cipher")}},
    {{S_INIT("ssl_protocol")}},
    {{S_INIT("target_group_arn")}},
    {{S_INIT("trace_id")}},
    {{S_INIT("domain_name")}},
    {{S_INIT("chosen_cert_arn")}},
    {{S_INIT("matched_rule_priority")}},
    {{S_INIT("request_creation_time")}},
    {{S_INIT("actions_executed")}},
    {{S_INIT("redirect_url")}},
    {{S_INIT("lambda_error_reason")}},
    {{S_INIT("target_port_list")}},
    {{S_INIT("target_status_code_list")}},
    {{S_INIT("classification")}},
    {{S_INIT("classification_reason")}},
    {{S_INIT("conn_trace_id")}},
};

static const LogColumn access_classic[] = {
    {{S_INIT("time")}},
    {{S_INIT("elb")}},
    {{S_INIT("client_ip"), S_INIT("client_port")}},
    {{S_INIT("target_ip"), S_INIT("target_port")}},
    {{S_INIT("request_processing_time")}},
    {{S_INIT("target_processing_time")}},
    {{S_INIT("response_processing_time")}},
    {{S_INIT("elb_status_code")}},
    {{S_INIT("target_status_code")}},
    {{S_INIT("received_bytes")}},
    {{S_INIT("sent_bytes")}},
    {{S_INIT("request_verb"), S_INIT("request_url"), S_INIT("request_proto")}},
    {{S_INIT("user_agent")}},
    {{S_INIT("ssl_cipher")}},
    {{S_INIT("ssl_protocol")}},
};

static const LogColumn access_network[] = {
    {{S_INIT("type")}},
    {{S_INIT("version")}},
    {{S_INIT("time")}},
    {{S_INIT("elb")}},
    {{S_INIT("listener_id")}},
    {{S_INIT("client_ip"), S_INIT("client_port")}},
    {{S_INIT("target_ip"), S_INIT("target_port")}},
    {{S_INIT("tcp_connection_time_ms")}},
    {{S_INIT("tls_handshake_time_ms")}},
    {{S_INIT("received_bytes")}},
    {{S_INIT("sent_bytes")}},
    {{S_INIT("incoming_tls_alert")}},
    {{S_INIT("chosen_cert_arn")}},
    {{S_INIT("certificate_serial")}},
    {{S_INIT("ssl_cipher")}},
    {{S_INIT("ssl_protocol")}},
    {{S_INIT("tls_named_group")}},
    {{S_INIT("domain_name")}},
    {{S_INIT("alpn_fe_protocol")}},
    {{S_INIT("alpn_be_protocol")}},
    {{S_INIT("alpn_client_preference_list")}},
    {{S_INIT("request_creation_time")}},
};

/* Whether text begins as a time does: "2018-07-02T". */
static bool access_is_time(Str text) {
    return text.len > 19 && text.ptr[4] == '-' && text.ptr[7] == '-' && text.ptr[10] == 'T' &&
           text.ptr[13] == ':' && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* owner bucket [06/Feb/2019:00:00:38 +0000] */
static bool access_fits_s3(Str line) {
    Str rest = line;
    str_cut(&rest, ' ');
    str_cut(&rest, ' ');
    return rest.len > 27 && rest.ptr[0] == '[' && rest.ptr[3] == '/' && rest.ptr[12] == ':' &&
           rest.ptr[27] == ']';
}

/* https 2018-07-02T22:23:00.186641Z app/... */
static bool access_fits_application(Str line) {
    Str rest = line;
    Str type = str_cut(&rest, ' ');
    return type.len >= 2 && type.len <= 5 && type.ptr[0] >= 'a' && type.ptr[0] <= 'z' &&
           access_is_time(rest);
}

/* tls 2.0 2018-12-20T02:59:40 net/... */
static bool access_fits_network(Str line) {
    return str_starts(line, S("tls ")) && line.len > 8 &&
           access_is_time(str_slice(line, 8, line.len));
}

/* 2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 ...; an export of CloudWatch Logs
 * begins with a time, too, and so does a log of connections. */
static bool access_fits_classic(Str line) {
    Str rest = line;
    if (!access_is_time(line)) return false;
    str_cut(&rest, ' ');
    str_cut(&rest, ' ');
    Str client = str_cut(&rest, ' ');
    Str target = str_cut(&rest, ' ');
    return str_contains(client, S(":")) &&
           (str_contains(target, S(":")) || str_equal(target, S("-")));
}

static const LogFormat access_formats[] = {
    {.name = S_INIT("an S3 access log"),
     .source = LOG_SOURCE_S3ACCESS,
     .columns = access_s3,
     .count = COUNT(access_s3),
     .least = 17,
     .quoted = true,
     .agent = 17,
     .fits = access_fits_s3},
    {.name = S_INIT("an Application Load Balancer's log"),
     .source = LOG_SOURCE_ELB,
     .columns = access_application,
     .count = COUNT(access_application),
     .least = 17,
     .quoted = true,
     .fits = access_fits_application},
    {.name = S_INIT("a Network Load Balancer's log"),
     .source = LOG_SOURCE_ELB,
     .columns = access_network,
     .count = COUNT(access_network),
     .least = 16,
     .quoted = true,
     .fits = access_fits_network},
    {.name = S_INIT("a Classic Load Balancer's log"),
     .source = LOG_SOURCE_ELB,
     .columns = access_classic,
     .count = COUNT(access_classic),
     .least = 12,
     .quoted = true,
     .agent = 13,
     .fits = access_fits_classic},
};

const LogFormat *log_access_find(Str line) {
    for (size_t i = 0; i < COUNT(access_formats); i++) {
        if (access_formats[i].fits(line)) return &access_formats[i];
    }
    return NULL;
}
