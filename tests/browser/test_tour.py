"""Every page that the tour stops at – and it leaves none out – keeps what is promised of a page, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from engine.delivery.display import settings_shown
from engine.delivery.links import nowhere
from engine.shipped import shipped
from tests.support.in_english import IN_PROCESS, said
from tests.support.person import Page
from tests.support.service_under_test import ServiceUnderTest
from tests.support.tour import EMAIL, OF_NO_LANGUAGE, STATUSES, break_down, chapters_in

REFUSED = ("refused", "empty", "active", "pending", "unknown", "expired", "used", "wrong", "taken", "solved", "422")
ACCOUNT = ("espace_cree", "mon_espace", "gerer_services", "coordonnees")  # a page of these, or of one of these later
SIMPLIFIED = "simplifie-"  # before each stop of that procedure


class Seen(NamedTuple):
    name: str
    page: Page


@pytest.fixture(scope="module", params=IN_PROCESS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, language: str) -> list[Seen]:
    """The whole tour, without a browser."""
    return [
        stop for chapter in chapters_in(language) for stop in went(chapter, language, tmp_path_factory.mktemp(chapter))
    ]


def went(chapter: str, language: str, folder: Path) -> Iterator[Seen]:
    service = ServiceUnderTest(folder)
    break_down(service)
    for stop in chapters_in(language)[chapter](service, lambda: service.person(IN_PROCESS[language])):
        yield Seen(stop.name, stop.person.page)
    service.close()


@pytest.fixture
def ours(seen: list[Seen]) -> list[Seen]:
    """Developer mode's pages have a plain frame of their own; a mail has none."""
    return [stop for stop in seen if not stop.name.startswith(OF_NO_LANGUAGE) and stop.name != "mail"]


@pytest.fixture
def before(language: str) -> str:
    """What stands before each path."""
    return "" if language == "fr" else f"/{language}"


@pytest.fixture
def by_name(seen: list[Seen]) -> dict[str, Page]:
    return dict(seen)


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def test_it_stops_at_every_page_every_state_every_view_and_every_error_each_under_a_name(
    tmp_path: Path, seen: list[Seen], by_name: dict[str, Page], before: str
) -> None:
    catalogue = ServiceUnderTest(tmp_path).parcours.catalogue
    flow, site = catalogue.flows["espace_expert"], catalogue.site
    simplified = catalogue.flows["espace_simplifie"]
    wanted = {f"/{one.name}/{name}" for one in (flow, simplified) for name in {*one.states, *one.views, *one.pages}}
    wanted |= {page.path or f"/{page.name}" for page in site.pages.values()}
    assert {f"{before}{path}" for path in wanted} <= {page.path for _, page in seen}
    assert len(by_name) == len(seen)


def test_it_stops_at_every_form_as_it_is_as_it_is_changed_later_and_with_each_field_wrong(
    tmp_path: Path, seen: list[Seen]
) -> None:
    flow = ServiceUnderTest(tmp_path).parcours.catalogue.flows["espace_expert"]
    at = [(_state_of(page).removeprefix("espace_expert."), page) for _, page in seen]
    shown = {(state, page.status) for state, page in at}
    wrong = {
        (state.rpartition("editing ")[2], str(field.get("name")))
        for state, page in at
        for field in page.tree.xpath("//main//*[@name][@aria-invalid or ancestor::fieldset[@aria-invalid]]")
    }
    forms = [state for state in flow.states.values() if state.form]
    assert forms
    changed_later = {
        (f"recapitulatif, editing {name}", status) for name in ("identifiants", "informations") for status in (200, 422)
    }
    assert {(state.name, status) for state in forms for status in (200, 422)} | changed_later <= shown
    for state in forms:
        assert state.form
        for field in flow.forms[state.form.name].fields.values():
            # A list always has one of its options: no browser sends it empty or otherwise.
            chosen = any(page.tree.xpath(f"//main//select[@name='{field.name}']") for _, page in at)
            assert chosen or (state.name, field.name) in wrong, f"{state.name}: {field.name} is never wrong"
        assert state.gate is None or (state.name, "_answer") in wrong, f"{state.name}: its image is never wrong"


@pytest.mark.parametrize("name", ["espace_expert", "espace_simplifie"])
def test_it_stops_at_every_refusal_of_the_flow(tmp_path: Path, seen: list[Seen], language: str, name: str) -> None:
    flow = ServiceUnderTest(tmp_path).parcours.catalogue.flows[name].spoken(language)
    told = [close(line) for _, page in seen if page.status == 422 for line in page.errors]
    refusals = {branch.key: branch.refuse.message for branch in flow.branches() if branch.refuse}
    assert refusals
    for key, message in refusals.items():
        unknown = {placeholder.name: f"{{{placeholder.name}}}" for placeholder in message.placeholders}
        said = message.plain({**unknown, **settings_shown(flow)}, nowhere)
        assert any(re.match(pattern(said), line) for line in told), f"{key}: {said}"


# A line or page of the engine's own that the shipped flows cannot bring about, and what shows it instead.
ELSEWHERE = {
    "fault": "tests/scenarios/test_bad_requests.py: a row robbed of an answer that a guard asks for",
    "over": "tests/scenarios/test_delays.py: a delay since an earlier state",
}


def test_it_stops_at_every_line_that_says_why_and_at_every_error_of_the_engine(seen: list[Seen], language: str) -> None:
    texts = yaml.safe_load((shipped() / "templates" / "texts" / f"{language}.yaml").read_text(encoding="utf-8"))
    lines = [
        close(words(notice)) for _, page in seen for notice in page.tree.xpath("//main//*[contains(@class, 'notice')]")
    ]
    for name, text in texts["notices"].items():
        assert name in ELSEWHERE or any(re.match(pattern(text), line) for line in lines), f"notices.{name} is not shown"
    assert {error["title"] for error in texts["errors"].values() if isinstance(error, dict)} <= {
        page.h1 for _, page in seen if page.status >= 400
    }
    assert {200, *STATUSES} <= {page.status for _, page in seen}


def test_it_stops_at_every_page_of_developer_mode(tmp_path: Path, seen: list[Seen]) -> None:
    service = ServiceUnderTest(tmp_path)
    rules = [rule for rule in service.app.url_map.iter_rules() if rule.rule.startswith("/_dev/")]
    pages = {re.sub("<[^>]+>", "[^/]+", rule.rule) for rule in rules if "GET" in (rule.methods or ())}
    leads_on, a_file = "/_dev/again", "/_dev/mails/[^/]+/made"  # have no page of their own
    assert service.person().open(leads_on).path == "/"
    for page in pages - {leads_on, a_file}:
        assert any(re.fullmatch(page, stop.page.path) for stop in seen), page


def _state_of(page: Page) -> str:
    """Where the developer bar says that the case is."""
    return "".join(words(where) for where in page.tree.xpath("//*[@data-dev='state']"))


def close(text: str) -> str:
    """Without its blanks, which differ between a text and a page that holds it."""
    return re.sub(r"\s+", "", text)


def pattern(text: str) -> str:
    """What a text reads as, its blanks left out, with anything in its placeholders."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(close(text)))


def test_what_is_refused_is_a_422(seen: list[Seen]) -> None:
    for name, page in seen:
        wrong = name == "notice-not_open" if name.startswith("notice-") else name.rpartition("-")[2] in REFUSED
        assert (page.status == 422) == wrong, name


def test_the_frame_is_the_same_everywhere(ours: list[Seen], language: str, before: str) -> None:
    for name, page in ours:
        tree = page.tree
        assert tree.get("lang") == page.headers["Content-Language"] == language, name
        assert len(tree.xpath("//h1")) == len(tree.xpath("//main[@id='main']")) == 1, name
        assert tree.xpath("//body/a[1][@class='skip']/@href") == ["#main"], name
        flow = "espace_simplifie" if name.startswith(SIMPLIFIED) else "espace_expert"
        signed_in = name.removesuffix("-bookmarked").removeprefix(SIMPLIFIED) in ACCOUNT
        home, *account = tree.xpath("//header//a[not(@class='language')]/@href")
        assert home == f"{before}/", name
        stands = "espace_cree" if name.endswith("espace_cree") else "mon_espace"
        assert account == ([f"{before}/{flow}/{stands}"] if signed_in else []), name
        way_out = [words(button) for button in tree.xpath("//header//form//button")]
        assert way_out == ([said("Se déconnecter", language)] if signed_in else []), name
        assert (EMAIL in words(tree.xpath("//header")[0])) == signed_in, name
        assert said("Service de démonstration", language) in words(tree.xpath("//header")[0]), name
        assert {"fr": "Assistance : 0809 400 210", "en": "Help: 0809 400 210"}[language] in page.text, name
        assert not tree.xpath("//script | //style | //@style | //iframe | //@onclick"), name


def test_a_title_names_its_page_and_no_other(ours: list[Seen], language: str) -> None:
    titles: dict[str, set[str]] = {}
    for name, page in ours:
        assert page.title.endswith(f" – {said('Téléprocédures des professionnels', language)}"), name
        plain = page.title.removeprefix({"fr": "Erreur : ", "en": "Error: "}[language])
        assert plain.startswith(page.h1), name
        in_a_form = bool(page.tree.xpath("//main//form"))
        assert (plain != page.title) == (in_a_form and page.status >= 400), name
        state = [words(where).rpartition("editing ")[2] for where in page.tree.xpath("//*[@data-dev='state']")]
        titles.setdefault(plain, set()).add(state[0].rpartition(".")[2] if state else page.path)
    assert not {title: places for title, places in titles.items() if len(places) > 1}


def test_no_mark_stands_alone_at_the_beginning_of_a_line(ours: list[Seen]) -> None:
    """French sets its marks apart, English glues them: in neither is there a plain space or a line's end before one."""
    for name, page in ours:
        tree = page.tree
        for bar in tree.xpath("//*[@data-dev]"):
            bar.getparent().remove(bar)
        loose = [found[0] for text in tree.itertext() for found in re.finditer(".*([ \n][:;?!»]|«[ \n]).*", text)]
        assert not loose, f"{name}: {loose}"


def test_every_field_has_its_label_its_hint_and_its_error(ours: list[Seen], language: str) -> None:
    for name, page in ours:
        tree = page.tree
        fields = tree.xpath("//main//form//*[self::input or self::select or self::textarea][not(@type='hidden')]")
        assert not fields or tree.xpath("//main//form/@novalidate") == [""], name
        for field in fields:
            place = f"{name}, {field.get('name')}"
            (label,) = tree.xpath(f"//label[@for='{field.get('id')}']")
            legend = field.xpath("ancestor::fieldset[contains(@class, 'choices')]/legend")
            starred = words((legend or [label])[0]).startswith("* ")
            if (
                legend and field.get("type") == "checkbox"
            ):  # one that is required need not be this one: the star is heard
                assert not legend[0].xpath("./*[@aria-hidden]"), place
            else:
                assert starred == (field.get("required") is not None), place
            for one in (field.get("aria-describedby") or "").split():
                assert words(tree.get_element_by_id(one)), place
        if any(field.get("required") is not None for field in fields):
            assert {"fr": "sont obligatoires", "en": "are required"}[language] in page.text, name


def test_what_is_wrong_is_said_above_the_heading_and_at_the_field_in_the_same_words(
    ours: list[Seen], language: str
) -> None:
    count = 0
    for name, page in ours:
        tree = page.tree
        if not page.errors:
            assert page.status != 422 or name in ("error-422", "notice-not_open"), name
            continue
        (summary,) = tree.xpath("//*[@id='errors'][following::h1]")
        assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1"), name
        (focused,) = tree.xpath("//*[@autofocus]")
        alarm = tree.xpath("//*[@role='alert'][contains(@class, 'notice')]")  # it stands first, and is read first
        assert focused in (alarm or [summary]), name
        for line in summary.xpath(".//li"):
            (link,) = line.xpath("./a[starts-with(@href, '#')]") or [None]
            if link is None:
                assert line.xpath("./a"), f"{name}: a line of no field leads on by itself"
                continue
            count += 1
            field = tree.get_element_by_id(link.get("href")[1:])
            around = [field, *field.xpath("ancestor::fieldset[1]")]
            boxes = field.xpath("ancestor::fieldset[1][contains(@class, 'wrong')][not(@role)]")  # no group is invalid
            told = next(each for each in (*boxes, *around) if each in boxes or each.get("aria-invalid") == "true")
            at_field = tree.get_element_by_id(told.get("aria-describedby").split()[-1])
            assert words(link) == words(at_field), name
            assert line.xpath("./span//a/@href") == at_field.xpath(".//a/@href"), name
            title = told.xpath("./legend") or tree.xpath(f"//label[@for='{field.get('id')}']")
            label = words(title[0]).removeprefix("* ")
            named, between = {"fr": (f"{label} : ", f"« {label} »"), "en": (f"{label}: ", f"“{label}”")}[language]
            quoted = words(link).startswith(named) or between in words(link)
            assert quoted or field.get("name") == "_answer", f"{name}: {words(link)} does not quote {label}"
    assert count >= 30


def test_no_page_gives_back_a_secret(ours: list[Seen]) -> None:
    for name, page in ours:
        for field in page.tree.xpath("//main//input[@type='password' or @name='_answer' or @name='code_activation']"):
            assert not field.get("value"), f"{name}, {field.get('name')}"


ENDS = (
    "espace_cree",
    "simplifie-espace_cree",
    "cantine-inscrit",
    "refus_definitif",
    "terminee",
)  # where a case ends or rests, in the last phase
ASIDE = ("bloque", "non_deposee")  # stops that nothing leads on from
STEPPER = {
    "fr": re.compile(r"Étape (\d) sur (\d) .+?( Étape suivante : .+)?"),
    "en": re.compile(r"Step (\d) of (\d) .+?( Next step: .+)?"),
}


def test_the_stepper_names_this_phase_and_the_next_where_it_is_true_and_leads_nowhere(
    ours: list[Seen], language: str
) -> None:
    for name, page in ours:
        for stepper in page.tree.xpath("//*[@class='stepper']"):
            found = STEPPER[language].fullmatch(words(stepper))
            assert found, name
            number, count, following = found.groups()
            leads_on = number != count and not name.startswith(ASIDE) and "-earlier" not in name
            assert bool(following) == leads_on, name
            finished = len(stepper.xpath(".//*[contains(@class, 'stepper-bar ') and contains(@class, 'done')]"))
            if "-earlier" in name:  # of the case that stands at the summary, of the last phase but one
                assert finished == int(count) - 2, name
            else:
                assert finished == int(number) - (name not in ENDS), name
            assert not stepper.xpath(".//a | .//button"), name


# Stop -> what is filled there: the next thing to do.
NEXT = {
    "page-presentation": "Commencer",
    "page-choix_du_mode": "Créez votre espace en mode expert",
    "conditions": "Continuer",
    "bloque_unique": "Choisir une autre adresse électronique",
    "recapitulatif": "Valider",
    "attente_activation": "OK",
    "espace_cree": "Sauvegardez ou imprimez récapitulatif",  # before « Accéder à mon espace »
    "mon_espace": "Gérer mes services",  # signing out stands in the header, and leads nobody on
    "gerer_services": "Gérer vos coordonnées",
    "coordonnees": "Sauvegardez ou imprimez récapitulatif",
    "expiree": "Recommencer la création de mon espace",
    "simplifie-attente_confirmation": "OK",
    "simplifie-espace_cree": "Sauvegardez ou imprimez récapitulatif",
    "simplifie-given_up": "Faire une nouvelle demande",
}


def test_the_next_thing_to_do_is_filled_and_nothing_else(by_name: dict[str, Page], language: str) -> None:
    for name, french in NEXT.items():
        following = said(french, language)
        filled = by_name[name].tree.xpath(
            "//main//*[contains(concat(' ', @class, ' '), ' primary ')]"
            " | //main//*[contains(@class, 'kept-first')]//*[contains(@class, 'action')]//a"
        )
        assert [words(one)[: len(following)] for one in filled] == [following], name


MOMENTS = {
    "fr": (
        r"(lundi|mardi|mercredi|jeudi|vendredi) \d+ novembre 2026 à \d+ h( \d\d)?, heure de Paris",
        "au plus tard le",
        "à partir du",
    ),
    "en": (r"(Mon|Tues|Wednes|Thurs|Fri)day,? \d+ November 2026 at \d+:\d\d, Paris time", "by", "from"),
}


def test_a_deadline_is_a_date_an_hour_and_a_zone(by_name: dict[str, Page], language: str) -> None:
    moment, before, after = MOMENTS[language]
    assert re.search(rf"{before} {moment}", by_name["attente_activation"].text)
    assert re.search(rf"{after} {moment}", by_name["connexion-paused"].text)


EXPIRED = {
    "fr": ("n'a pas été activé dans le délai de 48 heures", "Tout ce que vous aviez saisi", "Reprendre"),
    "en": ("was not activated within 48 hours", "Everything you had entered", "again"),
}


def test_an_expired_request_says_what_happened_what_was_erased_and_how_to_begin_again(
    by_name: dict[str, Page], language: str, before: str
) -> None:
    page = by_name["expiree"]
    for words_of_it in EXPIRED[language]:
        assert words_of_it in page.text
    assert page.tree.xpath("//main//*[contains(@class, 'button')]/@href") == [f"{before}/espace_expert/start/creation"]
    assert "camille" not in page.text


def test_another_step_is_reached_by_its_own_address_only_where_it_can_be_changed(
    by_name: dict[str, Page], language: str, before: str
) -> None:
    earlier, not_here = {
        "fr": ("Vous modifiez une étape précédente", "Cette page n'est pas l'étape en cours"),
        "en": ("You are changing an earlier step", "This page is not the current step"),
    }[language]
    assert earlier in by_name["informations-earlier"].text
    elsewhere = by_name["informations-elsewhere"]
    assert elsewhere.path == f"{before}/espace_expert/informations", "the summary is not reached yet: the present step"
    assert not_here in elsewhere.text
