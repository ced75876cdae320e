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
    ("origin", "own", "why"),
    [
        ("https://demarches.exemple.fr", True, "what people see"),
        ("https://demarches.exemple.fr:443", True, "the scheme's own port"),
        ("HTTPS://Demarches.Exemple.FR", True, "names have no case"),
        ("https://interne.exemple.fr:8443", True, "the host of this request, at its port"),
        ("https://xn--dmarches-b1a.fr", True, "a browser sends the ASCII form of a name with accents"),
        ("https://[2001:db8::1]", True, "IPv6"),
        ("http://demarches.exemple.fr", False, "anybody on the way may have written that page"),
        ("http://demarches.exemple.fr:443", False, "another scheme at the port of ours"),
        ("https://demarches.exemple.fr:80", False, "another port is another origin"),
        ("https://interne.exemple.fr", False, "the same"),
        ("https://demarches.exemple.fr.", False, "another name to a browser, with cookies of its own"),
        ("https://x@demarches.exemple.fr", False, "no browser sends a user's name"),
        ("https://demarches.exemple.fr/", False, "nor a path"),
        ("https://demarches.exemple.fr, https://evil.example", False, "nor two"),
        ("https://démarches.fr", False, "nor accents"),
        ("ftp://demarches.exemple.fr", False, "not ours"),
        ("https://", False, "no host"),
    ],
)
def test_an_origin_is_scheme_host_and_port(origin: str, own: bool, why: str) -> None:
    ours = ("interne.exemple.fr:8443", "demarches.exemple.fr", "xn--dmarches-b1a.fr", "[2001:db8::1]")
    assert origin_of({"Origin": origin}, ours, "https") == ("own" if own else "foreign"), why
    if "/" not in origin.partition("://")[2] and "," not in origin:
        assert origin_of({"Referer": f"{origin}/page?a#b"}, ours, "https") == ("own" if own else "foreign"), why


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
