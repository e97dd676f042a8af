/* SPDX-License-Identifier: Apache-2.0 */
/* cidr.h -- blocks of IPv4 and IPv6 addresses (RFC 4632, RFC 4291). */
#ifndef MERLON_AWS_CIDR_H
#define MERLON_AWS_CIDR_H

#include "base/str.h"

typedef struct Cidr {
    bool v6;
    int prefix; /* bits: 0 to 32 or 128 */
    uint8_t
        bytes[16]; /* network byte order; v4 uses the first four; bits behind the prefix are 0 */
} Cidr;

/* Reads "10.0.0.0/8", "::/0" or a single address; false for anything else. */
bool cidr_parse(Str text, Cidr *ret_cidr);

/* Whether outer holds every address of inner; blocks of different families never do. */
bool cidr_contains(Cidr outer, Cidr inner);

/* Whether the block holds every address of its family: 0.0.0.0/0, ::/0. */
bool cidr_is_any(Cidr cidr);

/* Whether no address of the block is reachable from the internet: RFC 1918, 100.64/10, loopback,
 * link-local, fc00::/7. */
bool cidr_is_private(Cidr cidr);

#endif
