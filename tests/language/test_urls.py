"""Every address is built and parsed by one module, with a prefix and without."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from engine.language.urls import RESERVED, Address, Kind, Urls, path_of, with_query
from engine.shipped import shipped

CONTACT = Address("page", None, "contact")
ADDRESSES = {
    Address("home"): "/",
    Address("procedures"): "/procedures",
    Address("page", None, "help"): "/help",
    CONTACT: "/write/to-us",
    Address("page", "club", "terms"): "/club/terms",
    Address("flow", "club"): "/club",
    Address("state", "club", "tastes"): "/club/tastes",
    Address("view", "club", "details"): "/club/details",
    Address("entry", "club", "join"): "/club/start/join",
    Address("document", "club", "receipt"): "/club/document/receipt",
    Address("sheet", "club", "0a1b/tastes"): "/club/style/0a1b/tastes.css",
    Address("static", None, "fonts/a.ttf"): "/static/fonts/a.ttf",
    Address("image", None, "x.y-z"): "/challenge/x.y-z.png",
    Address("sound", None, "x.y-z"): "/challenge/x.y-z.wav",
    Address("health"): "/healthz",
    Address("robots"): "/robots.txt",
    Address("dev", None, "mails/12/html"): "/_dev/mails/12/html",
}


def urls(prefix: str = "") -> Urls:
    return Urls({"club": {"terms"}}, {"help", "contact"}, {CONTACT: "/write/to-us"}, prefix)


def test_there_is_an_example_of_every_kind() -> None:
    assert {address.kind for address in ADDRESSES} == set(get_args(Kind))


@pytest.mark.parametrize("prefix", ["", "/services", "/a/b"])
@pytest.mark.parametrize(("address", "path"), ADDRESSES.items(), ids=[f"{a.kind}-{a.name}" for a in ADDRESSES])
def test_an_address_that_was_built_is_parsed_as_the_same(address: Address, path: str, prefix: str) -> None:
    built = urls(prefix).build(address)
    assert built == prefix + path
    # Whether a name is a state's or a view's, only the version of a case can say.
    assert urls(prefix).parse(built) == (address._replace(kind="state") if address.kind == "view" else address)


@pytest.mark.parametrize(
    "path",
    ["", "/nowhere", "/other/tastes", "/club/start/join/more", "//club//tastes", "/Club", "/club/a\n", "/challenge/x",
     "/static/", "/_dev/", "/challenge/.png"],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "/services"])
def test_any_other_path_leads_nowhere(path: str, prefix: str) -> None:
    assert (urls(prefix).parse(prefix + path) is None) == bool(path), "the host's root alone is the home page"


@pytest.mark.parametrize("path", ["/", "/help", "/servicesx", "/services2/help", "services/help"])
def test_a_path_outside_the_prefix_leads_nowhere(path: str) -> None:
    assert urls("/services").parse(path) is None


def test_a_name_that_the_flow_declares_no_page_of_is_a_state() -> None:
    assert urls().parse("/club/of_an_older_version") == Address("state", "club", "of_an_older_version")


def test_a_page_with_a_path_of_its_own_is_found_at_its_name_too() -> None:
    assert urls().parse("/contact") == CONTACT


def test_of_two_pages_at_one_path_the_first_is_found_there() -> None:
    first, second = Address("page", None, "help"), Address("page", "club", "terms")
    assert Urls({"club": {"terms"}}, {"help"}, {first: "/x", second: "/x"}).parse("/x") == first


def test_a_query_follows_the_path() -> None:
    assert urls("/p").build(Address("flow", "club"), {"code": "A B&C"}) == "/p/club?code=A+B%26C"
    assert with_query("/club", "") == "/club"


def test_the_page_that_a_flow_names_is_its_own_or_the_sites() -> None:
    assert urls("/p").page("club", "terms") == "/p/club/terms"
    assert urls("/p").page("club", "contact") == "/p/write/to-us"


def test_all_first_parts_of_the_engines_own_addresses_are_reserved() -> None:
    engines_own = [address for address in ADDRESSES if not address.flow and address.kind not in ("page", "home")]
    firsts = {path_of(address).split("/")[1] for address in engines_own}
    assert firsts == {*RESERVED, "robots.txt"}, "robots.txt is not a name, so nothing can have it"


OTHERS = {"engine/language/schema/shared.py": "what a declared path may look like, and an example of one"}


def test_no_other_module_writes_an_address() -> None:
    found = {}
    for file in sorted((shipped() / "engine").rglob("*.py")):
        name = file.relative_to(shipped()).as_posix()
        written = [text for text in _texts(file) if re.match(r"/[\w<{]", text)]
        if written and name != "engine/language/urls.py":
            found[name] = written
    assert set(found) == set(OTHERS), found


def _texts(file: Path) -> list[str]:
    """Each text of a module; the values that are put into one are written {}."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            found.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found
