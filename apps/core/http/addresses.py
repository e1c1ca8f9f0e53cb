"""Which IP addresses are on the public Internet.

The standard library's `is_global` alone is not enough: here (3.11) it calls 192.0.0.8, 192.88.99.1, 3fff::1 and 6to4
public. So the tables of the IANA special-purpose registries are written out, and the library's answers are asked as well.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_DENIED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata service of one large cloud
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent, on an address that looks public
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)

# All unicast addresses handed out so far are in here, which is a shorter and safer list than the exceptions.
_ALLOCATED_V6 = IPv6Network("2000::/3")
_DENIED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4: its relays are gone, so an address in it can only be a trick
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_LAST_32_BITS = 0xFFFF_FFFF


def is_public(address: Address) -> bool:
    """Say whether `address`, and the IPv4 address it may carry inside, can be reached by anybody on the Internet."""
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)

    carried = _carried_v4(address)
    if carried is not None:
        return _is_public_v4(carried)
    return (
        address in _ALLOCATED_V6
        and not any(address in network for network in _DENIED_V6)
        and _library_agrees(address)
    )


def parse_address(text: str) -> Address | None:
    """Return the address that `text` spells canonically, or nothing where it is a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _DENIED_V4) and _library_agrees(address)


def _carried_v4(address: IPv6Address) -> IPv4Address | None:
    # Both forms are a plain detour to an IPv4 host: judge that host. 6to4 and Teredo are refused as a whole above.
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & _LAST_32_BITS)
    return None


def _library_agrees(address: Address) -> bool:
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_reserved
        or address.is_multicast
        or address.is_unspecified
    )
