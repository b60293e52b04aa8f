from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.images.addresses import GLOBAL_IPV6, is_public, may_connect

any_ipv4 = st.ip_addresses(v=4)
any_ipv6 = st.ip_addresses(v=6)
unicast_ipv6 = st.ip_addresses(network=GLOBAL_IPV6)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.9",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "2606:4700::1%1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_with_a_special_purpose_is_no_place_for_pictures(address: str) -> None:
    assert not may_connect(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
    ],
)
def test_an_ordinary_public_address_may_be_connected_to(address: str) -> None:
    assert may_connect(ip_address(address))


@given(st.one_of(any_ipv4, any_ipv6, unicast_ipv6))
@settings(deadline=None)
def test_what_is_public_here_is_nowhere_called_special(address: IPv4Address | IPv6Address) -> None:
    special = (
        not address.is_global
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    assert not (special and is_public(address))


@given(any_ipv4)
@settings(deadline=None)
def test_an_ipv4_address_is_never_reached_through_an_ipv6_one(inner: IPv4Address) -> None:
    number = int(inner)
    carriers = (
        IPv6Address(number),
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    )
    assert not any(is_public(carrier) for carrier in carriers)


@given(st.ip_addresses(network="10.20.0.0/16"), st.one_of(any_ipv4, any_ipv6))
@settings(deadline=None)
def test_a_named_network_is_let_in_and_nothing_else(
    inside: IPv4Address, other: IPv4Address | IPv6Address
) -> None:
    named = IPv4Network("10.20.0.0/16")
    assert may_connect(inside, [named])
    assert may_connect(other, [named]) == (is_public(other) or other in named)


def test_naming_loopback_does_not_name_its_mapped_twin() -> None:
    loopback = ip_network("127.0.0.0/8")
    assert may_connect(ip_address("127.0.0.1"), [loopback])
    assert not may_connect(ip_address("::ffff:127.0.0.1"), [loopback])
    assert may_connect(ip_address("::ffff:127.0.0.1"), [IPv6Network("::ffff:127.0.0.0/104")])
