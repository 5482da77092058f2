"""Whose request it is: the peer, or whom a trusted proxy names (RFC 7239, X-Forwarded-For)."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend.settings import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
BRACKETED = re.compile(r"\[([^\]]*)\](?::\d{1,5})?\Z")
WITH_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}\Z")
FOR = re.compile(r"(?:^|;)\s*for\s*=\s*(\"[^\"]*\"|[^;\s]*)", re.IGNORECASE)
PROTO = re.compile(r"(?:^|;)\s*proto\s*=\s*\"?(https?)\"?\s*(?:;|$)", re.IGNORECASE)
HOPS_MAX = 100


def address_of(text: str) -> Address | None:
    """An address as proxies write it: with brackets, port or zone; `None` when it is none."""
    bare = text.strip().strip('"')
    if found := BRACKETED.match(bare) or WITH_PORT.match(bare):
        bare = found[1]
    try:
        read = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, ipaddress.IPv6Address) else None
    return mapped or read


def _trusted(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _asker(peer: Address, hops: Sequence[str], networks: Sequence[Network]) -> Address:
    """From the right, the first whom no trusted proxy is; nothing left of a bad value counts."""
    found = peer
    for hop in reversed(hops[-HOPS_MAX:]):
        named = address_of(hop)
        if named is None:
            return found
        found = named
        if not _trusted(named, networks):
            return found
    return found


def asker(peer: str, headers: Mapping[str, Sequence[str]], networks: Sequence[Network]) -> str:
    """The address that asks; headers of a peer that is no trusted proxy are not read.

    Where both headers are given and name different ones, one was passed through as the client wrote it:
    neither is believed.
    """
    at = address_of(peer)
    if at is None:
        return peer
    if not _trusted(at, networks):
        return str(at)
    lists = [
        _parts(headers.get("x-forwarded-for", ())),
        [_named(one) for one in _parts(headers.get("forwarded", ()))],
    ]
    found = {_asker(at, hops, networks) for hops in lists if hops}
    return str(found.pop()) if len(found) == 1 else str(at)


def scheme(
    peer: str, headers: Mapping[str, Sequence[str]], networks: Sequence[Network]
) -> str | None:
    """`http` or `https` as the nearest trusted proxy says; `None` when it says nothing."""
    at = address_of(peer)
    if at is None or not _trusted(at, networks):
        return None
    said = _parts(headers.get("x-forwarded-proto", ()))
    if said:
        last = said[-1].lower()
        return last if last in {"http", "https"} else None
    forwarded = _parts(headers.get("forwarded", ()))
    found = PROTO.search(forwarded[-1]) if forwarded else None
    return found[1].lower() if found else None


def counted(address: str) -> str:
    """The name under which an address is counted: of IPv6 the network that one house has."""
    read = address_of(address)
    if isinstance(read, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read or address)


def _parts(lines: Sequence[str]) -> list[str]:
    return [one.strip() for one in ",".join(lines).split(",") if one.strip()]


def _named(element: str) -> str:
    found = FOR.search(element)
    return found[1] if found else "unknown"
