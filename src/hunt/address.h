/* SPDX-License-Identifier: Apache-2.0 */
/* address.h -- addresses and networks of the internet, both versions, as logs and people write
 * them. */
#ifndef MERLON_HUNT_ADDRESS_H
#define MERLON_HUNT_ADDRESS_H

#include "base/str.h"

typedef struct Address {
    uint8_t bytes[16]; /* version 4: the first four */
    uint8_t bits;      /* of an address: 32 or 128, of a network those that count */
    bool is_v6;
} Address;

/* Reads an address: "203.0.113.7", "2001:db8::1". */
bool address_parse(Str text, Address *ret_address);

/* Reads an address or a network: "203.0.113.0/24". */
bool address_parse_network(Str text, Address *ret_network);

/* Whether address lies in network. */
bool address_is_in(const Address *address, const Address *network);

#endif
