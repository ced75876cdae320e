"""Who presses a button that lets the case go does not stay signed in: wherever the case stands, whoever is faster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.browsing.holdings import Holdings
from engine.core.browsing.signing_out import MOST_ROUNDS
from engine.core.steps.runner import Moved, StepRunner
from engine.store import cases
from engine.store.kept import Stored
from tests.conftest import MakeFlow
from tests.support.bare_service import BareService, Post, Visitor, seen
from tests.support.stage import NOW

FLOW = """
    parcours: 1
    flow: compte
    title: Compte
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {comptes: {kind: text, statuses: [ouvert]}}
    facts: {compte: {register: comptes, key: nom}}
    guards: {libre: compte == "free"}
    values: {vu: {type: boolean, title: Vu}}
    pages: {accueil: {title: Accueil, path: /accueil, content: Bonjour.}}
    entries: {creation: {state: creation}, connexion: {state: connexion}}
    states:
      creation:
        title: Création
        form: creation
        transitions:
          suite:
            label: Suite
            first_of:
              - {guard: not libre, refuse: {field: nom, message: Pris.}}
              - {target: compte, effects: [{claim: {register: comptes, key: nom, status: ouvert}}]}
      compte:
        title: Compte
        rest: true
        form: note
        transitions:
          sortir: {label: Sortir, skip_form: true, leave: accueil}
          envoyer: {label: Enregistrer et sortir, leave: accueil}
          voir: {label: Voir et sortir, skip_form: true, leave: accueil, effects: [{set: {vu: "true"}}]}
          choisir:
            label: Sortir peut-être
            skip_form: true
            first_of: [{guard: given(vu), target: ailleurs}, {leave: accueil}]
          noter: {label: Noter, skip_form: true, effects: [{set: {vu: "true"}}]}
          ailleurs: {label: Ailleurs, skip_form: true, target: ailleurs}
          ferme: {label: Fermer, skip_form: true, target: ferme}
          clore: {label: Clore, skip_form: true, target: clos, effects: [{release: {register: comptes, key: nom}}]}
          ouvrir: {target: compte}
      clos: {title: Clos, rest: true}
      ailleurs:
        title: Ailleurs
        rest: true
        transitions:
          sortir: {label: Sortir, leave: accueil}
          voir: {label: Voir, target: compte}
          revenir: {label: Revenir, target: compte}
          coffre: {label: Coffre, target: coffre}
      coffre:
        title: Coffre
        gate: {name: captcha, length: 4}
        form: connexion
        tries: {max: 2, per: nom_saisi, pause: 15 minutes}
        transitions:
          ouvrir_coffre:
            label: Ouvrir
            first_of:
              - {resume: {register: comptes, key: nom_saisi, secret: {mot: mot_saisi}}}
              - {refuse: {message: Inconnu.}}
          sortir: {label: Sortir, skip_form: true, leave: accueil}
      ferme: {title: Fermé, rest: true, transitions: {rouvrir: {label: Rouvrir, target: compte}}}
      connexion:
        title: Connexion
        form: connexion
        transitions:
          entrer:
            label: Entrer
            first_of:
              - {resume: {register: comptes, key: nom_saisi, secret: {mot: mot_saisi}, event: ouvrir}}
              - {resume: {register: comptes, key: nom_saisi, secret: {mot: mot_saisi}}}
              - {refuse: {message: Inconnu.}}
"""
FORMS = {
    "creation": """
        type: object
        required: [nom, mot]
        properties:
          nom: {type: string, title: Nom}
          mot: {type: string, title: Mot, x-secret: true}
    """,
    "note": "{type: object, properties: {note: {type: string, title: Note, maxLength: 5}}}",
    "connexion": """
        type: object
        required: [nom_saisi, mot_saisi]
        properties:
          nom_saisi: {type: string, title: Nom}
          mot_saisi: {type: string, title: Mot, x-secret: true}
    """,
}
OUT = ("move", "page", "accueil", "signed_out")

Meanwhile = Callable[[BareService, Visitor], object]


@pytest.fixture
def bare(tmp_path: Path, make_flow: MakeFlow) -> Iterator[BareService]:
    bare = BareService(tmp_path, make_flow("compte", FLOW, FORMS))
    yield bare
    bare.close()


@pytest.fixture
def ana(bare: BareService) -> Visitor:
    """Signed in to her account."""
    first = bare.visitor()
    first.go("entry", "compte", "creation")
    first.submit("suite", nom="Ana", mot="sésame")
    return sign_in(bare.visitor())


def sign_in(visitor: Visitor) -> Visitor:
    visitor.go("entry", "compte", "connexion")
    visitor.submit("entrer", nom_saisi="Ana", mot_saisi="sésame")
    return visitor


def is_out(bare: BareService, visitor: Visitor) -> bool:
    return not bare.holdings.cases(visitor.browser(), "compte", bare.now)


def other_tab(event: str) -> Meanwhile:
    """The same browser, in another tab."""

    def press(_: BareService, ana: Visitor) -> None:
        ana.go("state", "compte", "compte")
        ana.submit(event)

    return press


def other_browser(bare: BareService, _: Visitor) -> None:
    """Another browser of hers signs in: the state is entered again, so every form of it is stale."""
    sign_in(bare.visitor())


def nothing(_: BareService, __: Visitor) -> None:
    """She is alone."""


STALE = ("screen", "compte", 200, "stale", [])


@pytest.mark.parametrize(
    ("event", "meanwhile", "answer", "why"),
    [
        ("sortir", nothing, OUT, "nobody is faster"),
        ("sortir", other_tab("noter"), OUT, "the revision has moved, the visit has not"),
        ("sortir", other_browser, OUT, "the state was entered again"),
        ("sortir", other_tab("ailleurs"), OUT, "where the case is, this button lets it go too"),
        ("sortir", other_tab("ferme"), OUT, "there is no such button where the case is"),
        ("sortir", other_tab("clore"), OUT, "nor can its page be filled in again"),
        ("voir", other_browser, OUT, "with an effect"),
        ("voir", other_tab("ailleurs"), OUT, "a button of that name does something else there: it is not pressed"),
        ("voir", other_tab("clore"), OUT, "its effect belongs to a page that is gone"),
        ("envoyer", nothing, OUT, "with a form"),
        ("envoyer", other_browser, OUT, "an old copy of the form"),
        ("envoyer", other_tab("clore"), OUT, "which is nowhere any more"),
        ("choisir", other_browser, OUT, "decided again, it still does"),
        (
            "choisir",
            other_tab("noter"),
            ("move", "state", "ailleurs", None),
            "the form is not stale: it leads elsewhere",
        ),
        ("choisir", other_tab("ferme"), OUT, "its page is an earlier form, which may be filled in again"),
        ("choisir", other_tab("clore"), ("move", "state", "clos", "stale"), "what it does depends on the case"),
    ],
)
def test_a_button_that_lets_the_case_go_does_so_wherever_it_stands(
    bare: BareService, ana: Visitor, event: str, meanwhile: Meanwhile, answer: tuple[object, ...], why: str
) -> None:
    screen = ana.go("state", "compte", "compte")
    meanwhile(bare, ana)
    assert ana.sees(ana.fill(event, screen)) == answer, why
    assert is_out(bare, ana) is (answer == OUT), why


@pytest.mark.parametrize("event", ["sortir", "voir", "envoyer", "choisir"])
@pytest.mark.parametrize("lost", [1, MOST_ROUNDS, 1000])
def test_a_sign_out_that_loses_the_race_again_and_again_signs_out(
    bare: BareService, ana: Visitor, monkeypatch: pytest.MonkeyPatch, event: str, lost: int
) -> None:
    ana.go("state", "compte", "compte")
    real, left = StepRunner.step, iter(range(lost))

    def step(self: StepRunner, *given: object) -> object:
        if next(left, None) is not None:
            raise Moved("another one was faster")
        return real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(StepRunner, "step", step)
    certain = event != "choisir" or lost < 1000
    assert (ana.sees(ana.fill(event)) == OUT) is certain, "only where that depends on the case it is told instead"
    assert is_out(bare, ana) is certain


def test_what_was_typed_with_a_stale_form_fills_it_later(bare: BareService, ana: Visitor) -> None:
    screen = ana.go("state", "compte", "compte")
    other_browser(bare, ana)
    case_id = screen.case.id
    before = stored(bare, case_id)
    assert ana.sees(ana.fill("envoyer", screen, note="abc")) == OUT
    after = stored(bare, case_id)
    assert after.trail == before.trail, "an old copy overwrites no answer"
    assert before.sealed == 1, "behind a seal nothing is kept"
    assert after.drafts == before.drafts


def stored(bare: BareService, case_id: str) -> cases.Case:
    with bare.database.read() as tx:
        case = cases.load(tx, case_id, bare.now)
    assert case
    return case


def test_a_form_with_a_fault_is_shown_again(bare: BareService, ana: Visitor) -> None:
    ana.go("state", "compte", "compte")
    answer = ana.sees(ana.fill("envoyer", note="too long"))
    assert answer == ("screen", "compte", 422, None, [("note", "maxLength")])
    assert not is_out(bare, ana)


def test_a_page_of_other_ids_of_the_browser_signs_out_too(bare: BareService, ana: Visitor) -> None:
    """Another tab has begun new ids: this one's token of the family is not theirs, and its own origin is known."""
    ana.go("state", "compte", "compte")
    post = ana.fill("sortir")
    sign_in(ana)
    url = post.url
    assert seen(ana._kept(bare.service.post_astray(ana.browser("compte"), url, post.posted, "stale"))) == OUT
    assert is_out(bare, ana)


def test_a_page_that_has_signed_out_once_signs_out_again(bare: BareService, ana: Visitor) -> None:
    """The browser has kept the page (Back): its step token was used by the first sign-out."""
    screen = ana.go("state", "compte", "compte")
    post = ana.fill("sortir", screen)
    assert ana.sees(post) == OUT
    sign_in(ana)
    answer = bare.service.post_astray(ana.browser("compte"), post.url, post.posted, "stale")
    assert seen(ana._kept(answer)) == OUT
    assert is_out(bare, ana)


def test_a_page_of_other_ids_does_nothing_but_sign_out(bare: BareService, ana: Visitor) -> None:
    ana.go("state", "compte", "compte")
    for event in ("noter", "choisir", "ferme"):
        post = ana.fill(event)
        answer = bare.service.post_astray(ana.browser("compte"), post.url, post.posted, "stale")
        assert seen(answer) != OUT
        assert not is_out(bare, ana)


def test_a_sign_out_under_an_id_that_was_replaced_meanwhile_leaves_the_browser_none(
    bare: BareService, ana: Visitor
) -> None:
    ana.go("state", "compte", "compte")
    post = ana.fill("sortir")
    stranger = Visitor(bare)
    stranger.cookie = ana.cookie
    sign_in(ana)  # its answer is on its way: the ids of the post are dead
    dead = post._replace(browser=stranger.browser("compte", post.posted))
    assert dead.browser.dead
    answer = bare.service.post_state(dead.browser, "compte", "compte", post.posted)
    assert seen(answer) == OUT
    assert answer.cookie
    assert not bare.holdings.cases(bare.service.browser(answer.cookie), "compte", NOW)


def test_a_dead_id_is_given_none_that_lives(bare: BareService, ana: Visitor) -> None:
    """The id died within its family: the hold ends, and nothing else of the family is handed out."""
    ana.go("state", "compte", "compte")
    post = ana.fill("sortir")
    with bare.database.write() as tx:
        fresh = Holdings._rotate(bare.holdings, Stored(tx), post.browser.family, NOW)
    assert not bare.holdings.of(fresh, NOW).dead
    old = ana.browser("compte", post.posted)
    assert old.dead
    answer = ana.send(post._replace(browser=old))
    assert seen(answer) == OUT
    assert bare.holdings.of(answer.cookie, NOW).family != post.browser.family
    assert not bare.holdings.cases(bare.service.browser(fresh), "compte", NOW), "signed out"


@pytest.mark.parametrize("moved", ["noter", "ferme", "clore"])
def test_two_clicks_lead_to_the_same_page_also_where_the_case_has_moved_on(
    bare: BareService, ana: Visitor, moved: str
) -> None:
    screen = ana.go("state", "compte", "compte")
    other_tab(moved)(bare, ana)
    post = ana.fill("sortir", screen)
    assert [ana.sees(post), ana.sees(post)] == [OUT, OUT]
    again = Post(ana.browser("compte", post.posted), post.url, post.posted)
    assert ana.sees(again) == OUT
    assert is_out(bare, ana)


def test_who_holds_the_case_no_more_is_out(bare: BareService, ana: Visitor) -> None:
    ana.go("state", "compte", "compte")
    post = ana.fill("sortir")
    bare.now = NOW + timedelta(minutes=30)
    again = Post(ana.browser("compte", post.posted), post.url, post.posted)
    assert ana.sees(again) == OUT


@pytest.mark.parametrize("tried", [0, 1, 2, 20])
def test_letting_go_is_no_attempt_so_it_asks_no_image_and_waits_for_nobody(
    bare: BareService, ana: Visitor, tried: int
) -> None:
    ana._client = "192.0.2.1"
    ana.go("state", "compte", "compte")
    ana.submit("ailleurs")
    ana.submit("coffre")
    for number in range(tried):
        name = "Ana" if number < 2 else f"Eva {number}"
        assert ana.submit("ouvrir_coffre", nom_saisi=name, mot_saisi=f"faux {number}").status == 422
    assert ana.sees(ana.fill("sortir", _answer="no idea", nom_saisi="Ana")) == OUT
    assert is_out(bare, ana)
