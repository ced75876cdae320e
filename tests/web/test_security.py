"""Which posts are let in, by where they say they come from; which hosts are ours; which client it is."""

from __future__ import annotations

import pytest

from engine.web.security import bare_hosts, client_of, host_trusted, origin_of

OWN = ("example.fr", "127.0.0.1:8000")


@pytest.mark.parametrize(
    ("sent", "origin"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, "own"),
        ({"Sec-Fetch-Site": "none"}, "own"),
        ({"Sec-Fetch-Site": "cross-site"}, "foreign"),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://example.fr"}, "foreign"),
        ({"Sec-Fetch-Site": "same-site"}, "unknown"),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.fr"}, "foreign"),
        ({"Origin": "https://example.fr"}, "own"),
        ({"Origin": "http://127.0.0.1:8000"}, "own"),
        ({"Origin": "https://example.fr.evil.example"}, "foreign"),
        ({"Origin": "https://evil.example"}, "foreign"),
        ({"Origin": "null"}, "foreign"),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, "own"),
        ({"Origin": "http://["}, "foreign"),
        ({"Referer": "https://example.fr/page"}, "own"),
        ({"Referer": "http://[::1"}, "foreign"),
        ({"Referer": "https://evil.example/?https://example.fr/"}, "foreign"),
        ({}, "unknown"),
    ],
)
def test_a_browser_says_where_a_post_comes_from(sent: dict[str, str], origin: str) -> None:
    assert origin_of(sent, OWN) == origin


@pytest.mark.parametrize(
    ("host", "trusted"),
    [
        ("example.fr", True),
        ("EXAMPLE.fr:8443", True),
        ("[::1]:8000", True),
        ("example.fr.evil.example", False),
        ("evil.example", False),
        ("example.fr@evil.example", False),
        ("example.fr evil", False),
        ("example.fr:8000:1", False),
        ("", False),
    ],
)
def test_only_our_own_hosts_are_answered(host: str, trusted: bool) -> None:
    assert host_trusted(host, bare_hosts(["example.fr", "::1"])) is trusted


@pytest.mark.parametrize(
    ("peer", "passed_on", "proxies", "client", "why"),
    [
        ("192.0.2.1", [], 0, "192.0.2.1", "who speaks to us"),
        ("192.0.2.1", ["198.51.100.7"], 0, "192.0.2.1", "no proxy of ours said so: anybody may type the header"),
        ("127.0.0.1", ["198.51.100.7"], 1, "198.51.100.7", "our proxy says who"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.7"], 1, "198.51.100.7", "what stands before it was typed by them"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.7"], 1, "198.51.100.7", "in two headers too"),
        ("127.0.0.1", ["198.51.100.7, 10.0.0.1"], 2, "198.51.100.7", "two proxies of ours"),
        ("127.0.0.1", ["198.51.100.7"], 2, None, "fewer than that: it did not come their way"),
        ("127.0.0.1", [], 1, None, "a proxy that does not say: all would be one client"),
        ("127.0.0.1", ["nobody"], 1, None, "no address"),
        (None, [], 0, None, "a socket of the system, that has none"),
        ("2001:db8:1:2:3:4:5:6", [], 0, "2001:db8:1:2::/64", "a household has 64 bits to choose from"),
        ("2001:db8:1:2:ffff::1", [], 0, "2001:db8:1:2::/64", "so this is the same"),
        ("::ffff:192.0.2.1", [], 0, "192.0.2.1", "IPv4 by another name"),
        ("fe80::1%eth0", [], 0, "fe80::/64", "of the machine's own network"),
    ],
)
def test_a_client_is_known_by_its_network_address(
    peer: str | None, passed_on: list[str], proxies: int, client: str | None, why: str
) -> None:
    assert client_of(peer, passed_on, proxies) == client, why
