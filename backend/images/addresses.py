"""Which addresses pictures may be fetched from.

A merchant chooses the URL, so the service must not become a way into the network it runs in: only
globally routable addresses are connected to, plus the networks the operator names. The lists are
those of the IANA special-purpose registries (RFC 6890 and later); they are spelt out because what
`ipaddress` calls global differs between Python versions.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SPECIAL_IPV4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network; Linux connects 0.0.0.0 to loopback
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared behind carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, where clouds serve instance credentials
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Everything outside is special: loopback, IPv4-mapped, NAT64, unique local, link-local, multicast.
GLOBAL_IPV6: Final = IPv6Network("2000::/3")
SPECIAL_IPV6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; Teredo carries an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries an IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: Address) -> bool:
    """Whether the address is globally routable and stands for itself: one that carries an IPv4
    address inside (mapped, 6to4, NAT64, Teredo) is not, whatever that address is."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in SPECIAL_IPV4)
    if address.scope_id is not None or address not in GLOBAL_IPV6:
        return False
    return not any(address in network for network in SPECIAL_IPV6)


def may_connect(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Whether a picture may be fetched from `address`: public, or in a network of `allowed`.

    Naming 127.0.0.0/8 allows just that, not its IPv4-mapped twin ::ffff:127.0.0.0/104.
    """
    return is_public(address) or any(address in network for network in allowed)
