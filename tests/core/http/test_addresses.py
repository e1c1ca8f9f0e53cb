from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.http.addresses import is_public, parse_address

REFUSED = [
    "0.0.0.0",  # noqa: S104  (nothing is bound to it)
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "3fff:fff::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", REFUSED)
def test_special_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_public_implies_what_the_standard_library_calls_global(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        carried = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        judged = carried or address

        assert judged.is_global
        assert not judged.is_private
        assert not judged.is_multicast


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_changes_the_verdict_for_the_better(address: IPv4Address) -> None:
    mapped = IPv6Address(f"::ffff:{address}")
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))
    six_to_four = IPv6Address((0x2002 << 112) | (int(address) << 80))

    assert is_public(mapped) == is_public(address)
    assert is_public(translated) == is_public(address)
    assert not is_public(six_to_four)


@pytest.mark.parametrize("text", ["0x7f.1", "0", "2130706433", "127.1", "0177.0.0.1", "example.com", ""])
def test_only_canonical_spellings_are_addresses(text: str) -> None:
    assert parse_address(text) is None
