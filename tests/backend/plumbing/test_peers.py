"""Whose address counts: a header is believed only from a proxy that the operator trusts."""

from __future__ import annotations

import ipaddress

import pytest

from backend.plumbing.peers import asker, counted, scheme

NETWORKS = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("fd00::/8"))
PEER = "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "lines", "found"),
    [
        ("9.9.9.9", ["1.2.3.4"], "9.9.9.9"),
        (PEER, [], PEER),
        (PEER, ["1.2.3.4"], "1.2.3.4"),
        (PEER, ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        (PEER, ["6.6.6.6", "1.2.3.4", "127.0.0.9"], "1.2.3.4"),
        (PEER, ["1.2.3.4:5678"], "1.2.3.4"),
        (PEER, ["[2001:db8::1]:443"], "2001:db8::1"),
        (PEER, ["[2001:db8::1]"], "2001:db8::1"),
        (PEER, ["fe80::1%eth0"], "fe80::1"),
        (PEER, ["::ffff:1.2.3.4"], "1.2.3.4"),
        (PEER, ["6.6.6.6, nonsense"], PEER),
        (PEER, ["6.6.6.6, 999.1.1.1, 127.0.0.2"], "127.0.0.2"),
        (PEER, [" , ,"], PEER),
        (PEER, ["1.2.3.4'; --"], PEER),
        ("::ffff:127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("fd00::2", ["fd00::3, 2001:db8::7, fd00::4"], "2001:db8::7"),
        ("unknown", ["1.2.3.4"], "unknown"),
    ],
)
def test_the_right_most_address_of_no_proxy_asks(peer: str, lines: list[str], found: str) -> None:
    """What a client writes to the left of it makes nobody else of it, and nonsense ends the walk."""
    assert asker(peer, {"x-forwarded-for": lines}, NETWORKS) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("for=1.2.3.4;proto=https", "1.2.3.4"),
        ('for=6.6.6.6, For="[2001:db8::1]:4711"', "2001:db8::1"),
        ("for=_hidden", PEER),
        ("for=unknown", PEER),
        ("proto=https", PEER),
    ],
)
def test_forwarded_is_read_as_its_standard_says(value: str, found: str) -> None:
    """The standard header names the same address as the older one; a hidden one names nobody."""
    assert asker(PEER, {"forwarded": [value]}, NETWORKS) == found


def test_two_headers_that_disagree_are_both_disbelieved() -> None:
    """A proxy writes one of them and passes the other on as the client wrote it."""
    both = {"x-forwarded-for": ["1.2.3.4"], "forwarded": ["for=6.6.6.6"]}

    assert asker(PEER, both, NETWORKS) == PEER


@pytest.mark.parametrize(
    ("peer", "headers", "found"),
    [
        ("9.9.9.9", {"x-forwarded-proto": ["https"]}, None),
        (PEER, {"x-forwarded-proto": ["http, https"]}, "https"),
        (PEER, {"x-forwarded-proto": ["gopher"]}, None),
        (PEER, {"forwarded": ['for=1.2.3.4;proto="https"']}, "https"),
        (PEER, {}, None),
    ],
)
def test_the_scheme_is_taken_from_a_trusted_proxy_only(
    peer: str, headers: dict[str, list[str]], found: str | None
) -> None:
    """A client cannot say of itself that it came over HTTPS."""
    assert scheme(peer, headers, NETWORKS) == found


def test_one_house_with_ipv6_is_one_address() -> None:
    """Whoever holds a network of 2^64 addresses has one budget."""
    assert counted("2001:db8::1") == counted("2001:db8::ffff:1") != counted("2001:db8:0:1::1")
    assert counted("1.2.3.4") == "1.2.3.4"
