/* SPDX-License-Identifier: Apache-2.0 */
/* network.h -- what the network lets through: the doors of security groups, and the subnets whose
 * routes lead to the internet. Network ACLs are not looked at: they narrow, and rarely do. */
#ifndef MERLON_MODEL_NETWORK_H
#define MERLON_MODEL_NETWORK_H

#include "aws/cidr.h"
#include "model/model.h"

enum { NETWORK_DOORS_MAX = 1000 /* of one group; AWS allows 1,000 rules on an interface */ };

/* Something that a rule of a security group lets in. */
typedef struct NetworkDoor {
    const Resource *from; /* the members of this group; or NULL */
    bool internet;        /* everybody, or a range that holds half of the internet */
    bool has_cidr;
    Cidr cidr;
    Truth truth; /* unknown: whom it lets in isn't known, it may be the internet */
    Str ports;   /* "TCP 443", "all traffic" */
    Evidence evidence;
} NetworkDoor;

typedef struct NetworkDoors {
    NetworkDoor *items;
    size_t count;
    size_t capacity;
} NetworkDoors;

typedef struct Network {
    Estate *estate;
    Arena *arena;
    NetworkDoors *doors; /* by the index of the group; made when first asked for */
    bool *has_doors;
} Network;

/* The network of an estate; memory comes from arena. */
Network network_make(Arena *arena, Estate *estate);

/* What a security group lets in. */
const NetworkDoors *network_doors(Network *network, const Resource *group);

/* Whether the routes of a subnet lead to an internet gateway, with the evidence. model owns it. */
Claim network_subnet_open(Network *network, Model *model, const Resource *subnet);

#endif
