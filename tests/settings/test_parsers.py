"""What each kind of setting accepts, and what it is read as."""

from __future__ import annotations

import pytest

from engine.settings import parsers


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("a.example.org", ("a.example.org",)),
        ("A.Example.ORG, b.example.org,", ("a.example.org", "b.example.org")),  # a browser sends it in lower case
        ("[::1],127.0.0.1", ("::1", "127.0.0.1")),  # as in an address, or as the system shows it
        ("::1", ("::1",)),
        ("démarches.straße.de", ("xn--dmarches-b1a.xn--strae-oqa.de",)),  # as a browser sends it
    ],
)
def test_hosts_are_read_in_the_form_in_which_they_are_compared(text: str, hosts: tuple[str, ...]) -> None:
    assert parsers.host_names(text) == hosts


@pytest.mark.parametrize("text", ["https://a.example.org", "a.example.org:443", "a.example.org/x"])
def test_a_host_is_a_name_and_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match="write the host name only"):
        parsers.host_names(text)


@pytest.mark.parametrize("text", ["https://a.example.org", "https://[::1]:8443", "https://a.example.org:65535/"])
def test_a_base_url_is_https_and_a_host(text: str) -> None:
    assert parsers.base_url(text) == text.rstrip("/")


def test_international_names_are_read_as_the_wire_has_them() -> None:
    assert parsers.base_url("https://straße.de:8443/") == "https://xn--strae-oqa.de:8443"
    assert parsers.relay_host("relais.faß.de") == "relais.xn--fa-hia.de"
    for parse, text in ((parsers.base_url, "https://☃.fr"), (parsers.host_names, "☃.fr"), (parsers.relay_host, "☃.fr")):
        with pytest.raises(ValueError, match="is not a valid domain"):
            parse(text)


@pytest.mark.parametrize("text", ["http://a.example.org", "https://a.example.org/x", "https://a.example.org:99999"])
def test_another_base_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is 'http"):
        parsers.base_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "x@a.example.org",
        "Guichet <x@a.example.org>",
        '"A, B" <x@localhost>',
        "Mairie d'Évry : état civil <x@straße.de>",
        "👩\u200d👩\u200d👧 Équipe <x@a.org>",
        "نامه\u200cها <x@a.org>",
    ],
)
def test_a_sender_is_one_address(text: str) -> None:
    assert parsers.sender(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "@a.org",
        "x@",
        "nobody",
        "x@a.org, y@b.org",
        "x@a.org\nBcc: z@b.org",
        "x y@a.org@b.org",
        "A, B <x@a.org>",
        "A: x@a.org;",
        "x.@a.org",
        ".x@a.org",
        "x..y@a.org",
        "x@a.org.",
        "A \u202e <x@a.org>",
        "A\tB <x@a.org>",
    ],
    ids=[
        "no name",
        "no host",
        "no address",
        "two",
        "a header more",
        "two signs",
        "a comma not quoted",
        "a group",
        "a dot last",
        "a dot first",
        "two dots",
        "a dot at the end",
        "what turns the words round",
        "a tab",
    ],
)
def test_another_sender_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one e-mail address"):
        parsers.sender(text)
