"""Any request, however malformed, gets a clear page: in the frame, with a way out, and nothing of the inside."""

from __future__ import annotations

import pytest

from tests.house import House
from tests.scenarios.wire import FORM, OWN, ask, unclear

START = "/espace_expert/start/creation"

ROUTES = (
    "/",
    "/assistance",
    "/procedures",
    "/healthz",
    "/robots.txt",
    "/static/style.css",
    "/challenge/x.png",
    "/espace_expert",
    "/espace_expert/presentation",
    START,
    "/espace_expert/identifiants",
    "/espace_expert/document/recapitulatif",
    "/_dev/mails",
    "/_dev/mails/1",
    "/_dev/mails/1/html",
    "/_dev/clock",
)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "G\u00c9T", "x" * 999])
def test_a_method_that_no_page_knows_is_told_so(house: House, method: str) -> None:
    for path in ROUTES:
        answer = ask(house.app, method, path, [OWN])
        assert answer.status in {404, 405}, path
        assert not unclear(answer), path


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_what_a_page_is_may_be_asked_without_the_page(house: House, method: str) -> None:
    for path in ROUTES:
        answer = ask(house.app, method, path)
        assert answer.status in {200, 302, 303, 404}, path
        assert not answer.body, path
        assert not unclear(answer, method), path


TARGETS = {
    "letters that are none": "/%ff%fe",
    "a NUL": "/espace_expert/%00",
    "half a surrogate": "/espace_expert/%ed%a0%80",
    "a line's end": "/espace_expert/identifiants%0a",
    "a carriage return": "/espace_expert/%0d",
    "a header slipped in": "/espace_expert/start/x%0d%0aSet-Cookie:%20a=b",
    "a carriage return after an entry": f"{START}%0d",
    "a percent sign alone": "/espace_expert/%",
    "bad percent-encoding": "/espace_expert/%zz%4",
    "encoded slashes": "/%2f%2fevil.example/%2e%2e/identifiants",
    "another site's name": "//evil.example/espace_expert",
    "the parent's parent": "/static/../../../../etc/passwd",
    "the same, encoded": "/static/%2e%2e%2f%2e%2e%2fapp.py",
    "a file's name too long for a disk": "/static/" + "a" * 300,
    "a path of 64 KiB": "/espace_expert/" + "a/" * 32768,
    "a challenge of 64 KiB": "/challenge/" + "a" * 65536 + ".png",
    "a challenge of no letters": "/challenge/%ff%00.png",
    "a mail's number beyond all numbers": "/_dev/mails/" + "9" * 400,
    "a mail's number in other digits": "/_dev/mails/%d9%a1",
    "a deep query": "/?" + "&".join(f"a{n}[b][c][d]=1" for n in range(5000)),
    "a query of no letters": f"{START}?%ff=%00&=&&n=%0d%0a&n=stale&n[]=stale",
    "a notice that is none": f"{START}?n=errors.fault.title",
    "a template for a value": f"{START}?n={{{{7*7}}}}&code={{{{7*7}}}}",
}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_is_none_gets_a_clear_page(house: House, method: str, target: str) -> None:
    for headers in ([], [OWN, FORM], [OWN, ("Sec-Fetch-Site", "cross-site"), FORM]):
        answer = ask(house.app, method, target, headers, b"a=b" if method == "POST" else b"")
        assert not unclear(answer)
        assert "evil.example" not in answer.location
        assert not any("a=b" in cookie for cookie in answer.cookies)
