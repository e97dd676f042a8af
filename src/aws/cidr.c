/* SPDX-License-Identifier: Apache-2.0 */
/* cidr.c -- see cidr.h. */
#include "aws/cidr.h"

#include <arpa/inet.h>

enum { CIDR_TEXT_BYTES_MAX = 64 };

static void cidr_clear_host_bits(Cidr *cidr) {
    for (int bit = cidr->prefix; bit < (cidr->v6 ? 128 : 32); bit++) {
        cidr->bytes[bit / 8] &= (uint8_t) ~(0x80u >> (bit % 8));
    }
}

bool cidr_parse(Str text, Cidr *ret_cidr) {
    char address[CIDR_TEXT_BYTES_MAX];
    Str rest = str_trim(text);
    bool has_prefix = str_contains(rest, S("/"));
    Str head = str_cut(&rest, '/');
    if (head.len == 0 || head.len >= sizeof address) return false;
    memcpy(address, head.ptr, head.len);
    address[head.len] = '\0';
    Cidr cidr = {.v6 = str_contains(head, S(":"))};
    if (inet_pton(cidr.v6 ? AF_INET6 : AF_INET, address, cidr.bytes) != 1) return false;
    int64_t prefix = cidr.v6 ? 128 : 32;
    int64_t most = prefix;
    if (has_prefix && (!str_to_int(rest, &prefix) || prefix < 0 || prefix > most)) return false;
    cidr.prefix = (int)prefix;
    cidr_clear_host_bits(&cidr);
    *ret_cidr = cidr;
    return true;
}

bool cidr_contains(Cidr outer, Cidr inner) {
    if (outer.v6 != inner.v6 || outer.prefix > inner.prefix) return false;
    Cidr cut = inner;
    cut.prefix = outer.prefix;
    cidr_clear_host_bits(&cut);
    return memcmp(cut.bytes, outer.bytes, sizeof cut.bytes) == 0;
}

bool cidr_is_any(Cidr cidr) { return cidr.prefix == 0; }

bool cidr_is_private(Cidr cidr) {
    static const char *const blocks[] = {"10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                                         "100.64.0.0/10", "127.0.0.0/8",   "169.254.0.0/16",
                                         "fc00::/7",      "fe80::/10",     "::1/128"};
    for (size_t i = 0; i < COUNT(blocks); i++) {
        Cidr block = {0};
        if (cidr_parse(str_from(blocks[i]), &block) && cidr_contains(block, cidr)) return true;
    }
    return false;
}
