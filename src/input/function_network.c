/* SPDX-License-Identifier: Apache-2.0 */
/* function_network.c -- Terraform's functions on CIDR blocks, IPv4 and IPv6 (RFC 4632, RFC 4291).
 * Addresses are numbers of 128 bits; those of IPv4 stand in the lowest 32. */
#include "input/terraform_function.h"

#include <arpa/inet.h>

__extension__ typedef unsigned __int128 Address;

typedef struct Network {
    Address base;
    int prefix;
    int bits; /* 32 or 128 */
} Network;

enum { SUBNETS_MAX = 4096, SUBNET_BITS_MAX = 32 }; /* the latter as in Terraform */

static Address network_read_bytes(const unsigned char *bytes, size_t count) {
    Address address = 0;
    for (size_t i = 0; i < count; i++) address = address << 8 | bytes[i];
    return address;
}

/* Terraform reads "010.001.0.0" as 10.1.0.0; inet_pton refuses it. */
static const char *network_without_zeros(Arena *arena, Str address) {
    char *text = arena_alloc(arena, address.len + 1);
    size_t len = 0;
    bool four = !str_contains(address, S(":"));
    for (size_t i = 0; i < address.len; i++) {
        bool begins = len == 0 || text[len - 1] == '.';
        bool digit = i + 1 < address.len && address.ptr[i + 1] >= '0' && address.ptr[i + 1] <= '9';
        if (four && begins && address.ptr[i] == '0' && digit) continue;
        text[len++] = address.ptr[i];
    }
    return text;
}

static bool network_parse(TerraformCall *call, Network *ret_network) {
    Str rest = S("");
    unsigned char bytes[16];
    int64_t prefix = -1;
    if (!terraform_call_text(call, 0, &rest)) return false;
    const char *address = network_without_zeros(call->arena, str_cut(&rest, '/'));
    bool four = inet_pton(AF_INET, address, bytes) == 1;
    bool six = !four && inet_pton(AF_INET6, address, bytes) == 1;
    int bits = four ? 32 : 128;
    if ((!four && !six) || !str_to_int(rest, &prefix) || prefix < 0 || prefix > bits) {
        return terraform_call_fail(call, "the first argument must be a CIDR block: 10.0.0.0/16");
    }
    Address base = network_read_bytes(bytes, four ? 4 : 16);
    Address mask = prefix == 0 ? 0 : ~(Address)0 << (bits - prefix);
    *ret_network = (Network){base & mask, (int)prefix, bits};
    return true;
}

static Str network_address_text(Arena *arena, Address address, int bits) {
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    size_t count = (size_t)bits / 8;
    for (size_t i = 0; i < count; i++) bytes[count - 1 - i] = (unsigned char)(address >> (8 * i));
    inet_ntop(bits == 32 ? AF_INET : AF_INET6, bytes, text, sizeof text);
    return str_copy(arena, str_from(text));
}

static bool network_host(TerraformCall *call, Node *ret_value) {
    Network network;
    int64_t number = 0;
    if (!network_parse(call, &network) || !terraform_call_int(call, 1, &number)) return false;
    int host_bits = network.bits - network.prefix;
    Address limit = host_bits >= 128 ? 0 : (Address)1 << host_bits; /* 0: all of them */
    Address size = number < 0 ? (Address)(-(number + 1)) + 1 : (Address)number;
    bool fits = limit == 0 || (number < 0 ? size <= limit : size < limit);
    if (!fits) {
        return terraform_call_fail(call, "the block has no host number %lld", (long long)number);
    }
    Address host = number < 0 ? limit - size : size;
    Address address = network.base | host;
    *ret_value =
        node_make_string(call->at, network_address_text(call->arena, address, network.bits));
    return true;
}

static bool network_mask(TerraformCall *call, Node *ret_value) {
    Network network;
    if (!network_parse(call, &network)) return false;
    if (network.bits != 32) return terraform_call_fail(call, "IPv6 has no netmasks");
    Address mask = network.prefix == 0 ? 0 : (Address)0xFFFFFFFF << (32 - network.prefix);
    *ret_value =
        node_make_string(call->at, network_address_text(call->arena, mask & 0xFFFFFFFF, 32));
    return true;
}

static Node network_node(TerraformCall *call, Address base, int prefix, int bits) {
    Str address = network_address_text(call->arena, base, bits);
    return node_make_string(call->at,
                            str_format(call->arena, "%.*s/%d", STR_ARGS(address), prefix));
}

static bool network_subnet(TerraformCall *call, Node *ret_value) {
    Network network;
    int64_t more = 0, number = 0;
    if (!network_parse(call, &network) || !terraform_call_int(call, 1, &more) ||
        !terraform_call_int(call, 2, &number)) {
        return false;
    }
    int64_t prefix = network.prefix + more;
    if (more < 0 || prefix > network.bits) {
        return terraform_call_fail(call, "a prefix of %d can't be made %lld bits longer",
                                   network.prefix, (long long)more);
    }
    bool fits = more >= 63 ? number >= 0 : number >= 0 && number < (int64_t)1 << more;
    if (!fits) {
        return terraform_call_fail(call, "%lld bits have no network number %lld", (long long)more,
                                   (long long)number);
    }
    int shift = network.bits - (int)prefix;
    Address base = network.base | (shift >= 128 ? 0 : (Address)number << shift);
    *ret_value = network_node(call, base, (int)prefix, network.bits);
    return true;
}

/* One network after the other, each where its size allows. */
static bool network_subnets(TerraformCall *call, Node *ret_value) {
    Network network;
    if (!network_parse(call, &network)) return false;
    if (call->count > SUBNETS_MAX) return terraform_call_fail(call, "too many networks");
    Node list = node_make_list(call->arena, call->at, call->count - 1);
    Address next = network.base;
    bool full = false;
    for (uint32_t i = 1; i < call->count; i++) {
        int64_t more = 0;
        if (!terraform_call_int(call, i, &more)) return false;
        int64_t prefix = network.prefix + more;
        if (more < 1 || more > SUBNET_BITS_MAX || prefix > network.bits) {
            return terraform_call_fail(call, "a prefix of %d can't be made %lld bits longer",
                                       network.prefix, (long long)more);
        }
        Address size = (Address)1 << (network.bits - prefix);
        Address base = (next + size - 1) & ~(size - 1);
        int outer = network.bits - network.prefix;
        Address room = outer >= 128 ? 0 : (Address)1 << outer;
        bool beyond = full || base < next || (room != 0 && base - network.base + size > room);
        if (beyond) return terraform_call_fail(call, "there is no room for network %u", i);
        list.items[i - 1] = network_node(call, base, (int)prefix, network.bits);
        next = base + size;
        full = next == 0;
    }
    *ret_value = list;
    return true;
}

static const TerraformFunction rows[] = {
    {S_INIT("cidrhost"), 2, 2, 0, network_host},
    {S_INIT("cidrnetmask"), 1, 1, 0, network_mask},
    {S_INIT("cidrsubnet"), 3, 3, 0, network_subnet},
    {S_INIT("cidrsubnets"), 1, TERRAFORM_ARGUMENTS_ANY, 0, network_subnets},
};

const TerraformFunctionTable function_network_table = {rows, COUNT(rows)};
