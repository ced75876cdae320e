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
        ("2001:db8:1:2:3:4:5:6", [], 0, "2001:db8:1::/56", "a household has 72 bits to choose from"),
        ("2001:db8:1:2:ffff::1", [], 0, "2001:db8:1::/56", "so this is the same"),
        ("2001:db8:1:ff:ffff::1", [], 0, "2001:db8:1::/56", "and the last of its networks too"),
        ("2001:db8:1:100::1", [], 0, "2001:db8:1:100::/56", "the household next door"),
        ("2001:DB8:1:0100:0:0:0:1", [], 0, "2001:db8:1:100::/56", "written in another way"),
        ("::ffff:192.0.2.1", [], 0, "192.0.2.1", "IPv4 by another name"),
        ("::ffff:c000:201", [], 0, "192.0.2.1", "and by another"),
        ("2002:c000:0201::1", [], 0, "192.0.2.1", "6to4: its IPv4 address, which has 2**80 of them"),
        ("2002:c000:0201:ffff::1", [], 0, "192.0.2.1", "so this is the same"),
        ("64:ff9b::192.0.2.1", [], 0, "192.0.2.1", "NAT64: all of IPv4 would be one client"),
        ("64:ff9b::c633:6407", [], 0, "198.51.100.7", "and here is another one"),
        ("::ffff:0:192.0.2.1", [], 0, "192.0.2.1", "the older translation of the same kind"),
        ("64:ff9b:1::192.0.2.1", [], 0, "64:ff9b:1::c000:201", "a network's own translator: nothing is cut off"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdfe", [], 0, "192.0.2.1", "Teredo: the client, not its server"),
        ("fe80::1%eth0", [], 0, "fe80::/56", "of the machine's own network"),
        ("fe80::1%eth1", [], 0, "fe80::/56", "by whatever name it calls it"),
        ("64:ff9b:1::192.0.2.1%eth0", [], 0, "64:ff9b:1::c000:201", "a zone is no part of who it is"),
        ("::1", [], 0, "::/56", "this machine"),
        ("127.0.0.1", ["2001:db8:1:2::1"], 1, "2001:db8:1::/56", "what a proxy says is cut as well"),
        ("127.0.0.1", ["::ffff:192.0.2.1"], 1, "192.0.2.1", "and read as well"),
        ("127.0.0.1", ["192.0.2.1:50123"], 1, "192.0.2.1", "some proxies write the port: each would be another client"),
        ("127.0.0.1", ["[2001:db8:1:2::1]:50123"], 1, "2001:db8:1::/56", "of IPv6 behind brackets"),
        ("127.0.0.1", ["[2001:db8:1:2::1]"], 1, "2001:db8:1::/56", "or the brackets alone"),
        ("127.0.0.1", [" 192.0.2.1 "], 1, "192.0.2.1", "with spaces around it"),
        ("127.0.0.1", ["203.0.113.9,,, 198.51.100.7"], 1, "198.51.100.7", "empty places before it are theirs"),
        ("127.0.0.1", ["198.51.100.7, "], 1, None, "our proxy has said nothing"),
        ("127.0.0.1", ["unknown"], 1, None, "in a word"),
        ("127.0.0.1", ["192.0.2.1:port"], 1, None, "no port"),
        ("127.0.0.1", ["[192.0.2.1"], 1, None, "half a bracket"),
        ("127.0.0.1", ["010.0.0.1"], 1, None, "two machines read this as two addresses"),
        ("127.0.0.1", ["2001:db8:1:2::1:5012"], 1, "2001:db8:1::/56", "without brackets it is part of the address"),
        ("127.0.0.1", ["192.0.2.1, 10.0.0.1, 10.0.0.2"], 2, "10.0.0.1", "what more than two have added is not ours"),
    ],
)
def test_a_client_is_known_by_its_network_address(
    peer: str | None, passed_on: list[str], proxies: int, client: str | None, why: str
) -> None:
    assert client_of(peer, passed_on, proxies) == client, why
