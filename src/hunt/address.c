/* SPDX-License-Identifier: Apache-2.0 */
/* address.c -- see address.h. */
#include "hunt/address.h"

#include <arpa/inet.h>

bool address_parse(Str text, Address *ret_address) {
    char terminated[INET6_ADDRSTRLEN];
    Address address = {0};
    if (text.len == 0 || text.len >= sizeof(terminated)) return false;
    memcpy(terminated, text.ptr, text.len);
    terminated[text.len] = '\0';
    address.is_v6 = memchr(text.ptr, ':', text.len) != NULL;
    address.bits = address.is_v6 ? 128 : 32;
    if (inet_pton(address.is_v6 ? AF_INET6 : AF_INET, terminated, address.bytes) != 1) return false;
    *ret_address = address;
    return true;
}

bool address_parse_network(Str text, Address *ret_network) {
    Str rest = text;
    Address network;
    int64_t bits = 0;
    if (!address_parse(str_cut(&rest, '/'), &network)) return false;
    if (rest.ptr != NULL && rest.len > 0) {
        if (!str_to_int(rest, &bits) || bits < 0 || bits > network.bits) return false;
        network.bits = (uint8_t)bits;
    }
    *ret_network = network;
    return true;
}

bool address_is_in(const Address *address, const Address *network) {
    if (address->is_v6 != network->is_v6) return false;
    size_t whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(address->bytes, network->bytes, whole) != 0) return false;
    if (rest == 0) return true;
    return ((address->bytes[whole] ^ network->bytes[whole]) >> (8 - rest)) == 0;
}
