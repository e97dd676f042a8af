#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make_places.py -- writes tests/data/logs/places.mmdb, a small database of addresses in MaxMind's
format (https://maxmind.github.io/MaxMind-DB/, version 2.0): a search tree of 24-bit records for
IPv6, with IPv4 below ::/96, 16 zero bytes, the data, a marker and the metadata. The addresses are
those that are reserved for documentation; what is said about them is made up.

    python3 tests/tools/make_places.py tests/data/logs/places.mmdb
"""
import ipaddress
import struct
import sys

PLACES = {
    "203.0.113.0/24": {"country": {"iso_code": "NL"}, "city": {"names": {"en": "Amsterdam"}},
                       "autonomous_system_number": 64500,
                       "autonomous_system_organization": "Example Hosting"},
    "198.51.100.0/25": {"country": {"iso_code": "DE"},
                        "autonomous_system_number": 64501,
                        "autonomous_system_organization": "\x1b[31mBeispiel \"Netz\""},
    "192.0.2.0/24": {"country": {"iso_code": "=1+1"}},
    "2001:db8::/32": {"country": {"iso_code": "FR"}, "city": {"names": {"en": "Paris"}}},
}


def control(kind, size):
    extended = kind > 7
    first = 0 if extended else kind << 5
    if size < 29:
        head, tail = first | size, b""
    else:
        assert size < 285
        head, tail = first | 29, bytes([size - 29])
    return bytes([head]) + (bytes([kind - 7]) if extended else b"") + tail


def encode(value):
    if isinstance(value, str):
        data = value.encode()
        return control(2, len(data)) + data
    if isinstance(value, dict):
        return control(7, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, list):
        return control(11, len(value)) + b"".join(encode(v) for v in value)
    kind, number = value
    data = number.to_bytes(16, "big").lstrip(b"\0")
    return control(kind, len(data)) + data


def typed(value):
    if isinstance(value, int):
        return (6, value)
    return {k: typed(v) for k, v in value.items()} if isinstance(value, dict) else value


nodes, data, offsets = [[None, None]], b"", []
for text, place in PLACES.items():
    network = ipaddress.ip_network(text)
    bits = format(int(network.network_address), "0128b")
    length = network.prefixlen + (96 if network.version == 4 else 0)
    at = 0
    for depth in range(length - 1):
        side = int(bits[depth])
        if nodes[at][side] is None:
            nodes[at][side] = len(nodes)
            nodes.append([None, None])
        at = nodes[at][side]
    nodes[at][int(bits[length - 1])] = ("data", len(data))
    data += encode(typed(place))

tree = b""
for node in nodes:
    for record in node:
        if record is None:
            record = len(nodes)
        elif isinstance(record, tuple):
            record = len(nodes) + 16 + record[1]
        tree += struct.pack(">I", record)[1:]

metadata = encode({
    "binary_format_major_version": (5, 2), "binary_format_minor_version": (5, 0),
    "build_epoch": (9, 1700000000), "database_type": "Merlon-Test",
    "description": {"en": "made by tests/tools/make_places.py"}, "ip_version": (5, 6),
    "languages": ["en"], "node_count": (6, len(nodes)), "record_size": (5, 24),
})
with open(sys.argv[1], "wb") as out:
    out.write(tree + b"\0" * 16 + data + b"\xab\xcd\xefMaxMind.com" + metadata)
