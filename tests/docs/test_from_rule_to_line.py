"""Each change of the page is made to the small flow of the reference, is clean, and does what its rule says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from engine.language.load import load_catalogue
from tests.support.person import Person
from tests.support.service_under_test import ServiceUnderTest
from tests.support.snippets import ROOT, blocks

PAGE = "docs/from_rule_to_line.md"
SITE = "service: Mairie de Brume\npages:\n  accueil: {title: Bienvenue, path: /, content: Choisissez une démarche.}\n"
ADDRESS = "zoe@exemple.fr"
RULES = ("A delay", "A bound", "A branch", "A field", "A text", "A variant", "A door that closes", "A holiday")
Serve = Callable[..., ServiceUnderTest]


def small_flow() -> dict[str, str]:
    """The files of the reference's small flow, beside a site."""
    flow, form = [block.text for block in blocks("docs/language.md") if block.language == "yaml"][:2]
    return {"flows/salle.yaml": flow, "forms/besoin.yaml": form, "flows/site.yaml": SITE}


def sections() -> Mapping[str, list[str]]:
    """The heading of each change -> its diffs."""
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    lines = {text.count("\n", 0, m.start()): m[1] for m in re.finditer(r"^## \d+\. (.*)$", text, re.MULTILINE)}
    found: dict[str, list[str]] = {title: [] for title in lines.values()}
    for block in blocks(PAGE):
        assert block.language == "diff"
        found[lines[max(line for line in lines if line < block.line)]].append(block.text)
    return found


def changed(files: Mapping[str, str], diff: str) -> dict[str, str]:
    """The files after one diff, whose lines that stay or go are written in the file just so, once."""
    head, *lines = diff.splitlines(keepends=True)
    sign, name = head.split()
    after = "".join(line[1:] for line in lines if line[0] != "-")
    if sign == "+++":
        assert name not in files
        return {**files, name: after}
    before = "".join(line[1:] for line in lines if line[0] != "+")
    assert files[name].count(before) == 1, f"{name} has not once:\n{before}"
    return {**files, name: files[name].replace(before, after)}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """The service with the small flow; with the title of a change, after it. On Monday 23 November 2026."""
    services: list[ServiceUnderTest] = []

    def served(title: str = "") -> ServiceUnderTest:
        files = small_flow()
        for diff in sections()[title] if title else ():
            files = changed(files, diff)
        folder = tmp_path / f"site{len(services)}"
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        catalogue = load_catalogue(folder)
        assert not catalogue.problems, "\n\n".join(map(str, catalogue.problems))
        services.append(ServiceUnderTest(folder / "data", folder))
        return services[-1]

    yield served
    for service in services:
        service.close()


def asked(service: ServiceUnderTest, flow: str = "salle", **answers: str) -> Person:
    person = service.person()
    person.open(f"/{flow}/start/demande")
    person.press("Continuer", **{"email": ADDRESS, "personnes": "12", **answers})
    return person


def words(person: Person) -> str:
    return person.page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_shows_these_eight_each_with_its_rule() -> None:
    assert tuple(sections()) == RULES
    for part in re.split(r"^## \d+\. .*$", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        assert re.match(r"\n\n\*“.+?\*", part, re.DOTALL)


def test_1_the_new_delay_is_on_the_page_in_the_mail_and_kept(serve: Serve) -> None:
    ends = "Votre demande a pris fin"
    for service, day, after_two in (
        (serve(), "mercredi 25 novembre 2026", ends),
        (serve("A delay"), "samedi 28 novembre 2026", "Confirmez votre demande"),
    ):
        person = asked(service)
        assert f"Confirmez avant le {day}" in words(person)
        service.advance(days=2, hours=12)
        assert person.open("/salle/a_confirmer").h1 == after_two


def test_2_the_new_bound_is_in_the_hint_and_the_refusal(serve: Serve) -> None:
    assert asked(serve(), personnes="2").page.h1 == "Confirmez votre demande"
    person = asked(serve("A bound"), personnes="2")
    assert person.page.h1 == "Votre besoin"
    assert "3" in person.page.errors[0]
    assert person.press("Continuer", personnes="3").h1 == "Confirmez votre demande"


@pytest.mark.parametrize(
    ("persons", "leads_to"),
    [
        ("20", "Confirmez votre demande"),
        ("21", "Appelez la mairie pour une grande salle"),
        ("40", "Appelez la mairie pour une grande salle"),
        ("41", "Votre besoin"),  # refused before it is too many for the new branch
    ],
)
def test_3_the_new_branch_is_taken_in_its_order(serve: Serve, persons: str, leads_to: str) -> None:
    assert asked(serve("A branch"), personnes=persons).page.h1 == leads_to


def test_4_the_new_field_is_asked_last_and_may_be_left_out(serve: Serve) -> None:
    service = serve("A field")
    person = service.person()
    page = person.open("/salle/start/demande")
    names = page.tree.xpath("//main//form//input[not(@type='hidden')]/@name")
    assert names.index("usage") == names.index("personnes") + 1
    assert person.press("Continuer", email=ADDRESS, personnes="12").h1 == "Confirmez votre demande"
    assert asked(service, usage="Un bal").page.h1 == "Confirmez votre demande"


def test_5_the_new_text_is_a_paragraph_with_the_settings_figure(serve: Serve) -> None:
    person = asked(serve("A text"))
    assert "Une question ? Le service des salles répond au 01 23 45 67 89, du lundi au vendredi." in words(person)


def test_6_the_variant_differs_in_a_delay_and_a_field_alone(serve: Serve) -> None:
    service = serve("A variant")
    assert "mercredi 25 novembre 2026" in words(asked(service))
    person = asked(service, "salle_association")
    assert person.page.h1 == "Votre besoin"  # the association is obligatory
    assert person.press("Continuer", association="Les Amis du bal").h1 == "Confirmez votre demande"
    assert "jeudi 3 décembre 2026" in words(person)
    page = service.person().open("/salle_association/start/demande")
    names = page.tree.xpath("//main//form//input[not(@type='hidden')]/@name")
    asked_there = ["email", "association", "personnes"]
    assert [name for name in names if name in asked_there] == asked_there


@pytest.mark.parametrize(("days", "is_open"), [(69, False), (70, True), (112, True), (113, False)])
def test_7_the_door_is_open_from_the_first_day_to_the_last(serve: Serve, days: int, is_open: bool) -> None:
    """From 23 November, 1 February is 70 days away and 15 March 112."""
    service = serve("A door that closes")
    service.advance(days=days)
    person = service.person()
    page = person.open("/salle/start/demande")
    assert (page.h1 == "Votre besoin") is is_open
    assert ("Les demandes se font du 1er février au 15 mars." in words(person)) is not is_open


def test_8_the_delay_skips_the_closed_day_and_the_holiday(serve: Serve) -> None:
    service = serve("A holiday")
    service.advance(days=30)
    assert "mardi 29 décembre 2026" in words(asked(service))
