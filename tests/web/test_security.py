"""Which posts are let in, by where they say they come from; which hosts are ours."""

from __future__ import annotations

import pytest

from engine.web.security import host_trusted, origin_of

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
        ({"Referer": "https://example.fr/page"}, "own"),
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
    assert host_trusted(host, ["example.fr", "::1"]) is trusted
