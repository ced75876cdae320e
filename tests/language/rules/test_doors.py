"""A door stands open only where the flow says so: what a resume asks of whoever looks for a case."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.language.load import load_flow
from engine.problems import Problem
from tests.conftest import WriteFlow

FLOW = """
    parcours: 1
    flow: essai
    title: Essai
    version: "1"
    language: fr
    timezone: Europe/Paris
    registers: {{comptes: {{kind: email, statuses: [ouvert]}}}}
    facts: {{compte: {{register: comptes, key: email}}}}
    entries: {{creation: {{state: creation}}, porte: {{state: porte}}}}
    states:
      creation:
        title: Création
        form: creation
        transitions:
          attendre: {{label: Attendre, target: attente}}
          suite:
            label: Suite
            first_of:
              - {{guard: compte != "free", refuse: {{message: Pris}}}}
              - target: compte
                effects:
                  - claim: {{register: comptes, key: email, status: ouvert}}
                  - code: {{name: cle, length: 10, lives: 2 days}}
                  - mail: cle
      compte:
        title: Compte
        rest: true
        transitions: {{note: {{target: compte}}, pause: {{label: Pause, target: attente}}}}
      attente: {{title: Attente, rest: true}}
      porte:
        title: Porte
        form: {form}
        transitions:
          entrer: {{label: Entrer, {skip}first_of: [{branches}, {{refuse: {{message: Non}}}}]}}
          autre:
            label: Autre
            skip_form: true
            first_of: [{{resume: {{code: cle, typed: code_saisi, event: note}}}}, {{refuse: {{message: Non}}}}]
          deposer: {{label: Déposer, target: fin}}
      fin: {{title: Fin, final: true}}
    mails: {{cle: {{to: email, subject: Clé, content: "{{cle}}"}}}}
"""
FORMS = {
    "creation": """
        type: object
        required: [email, mot, mot_encore, reponse]
        properties:
          email: {type: string, title: Adresse, format: email}
          naissance: {type: string, title: Née le, format: date}
          mot: {type: string, title: Mot, x-secret: true}
          mot_encore: {type: string, title: Mot encore, x-secret: true, x-confirms: mot}
          reponse: {type: string, title: Réponse, x-secret: true}
    """,
    "sans": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          naissance_saisie: {type: string, title: Née le, format: date}
          code_saisi: {type: string, title: Clé}
    """,
    "mot": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          code_saisi: {type: string, title: Clé}
          surnom: {type: string, title: Surnom}
          mot_saisi: {type: string, title: Mot, x-secret: true}
    """,
    "deux": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          code_saisi: {type: string, title: Clé}
          mot_saisi: {type: string, title: Mot, x-secret: true}
          reponse_saisie: {type: string, title: Réponse, x-secret: true}
    """,
    "encore": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          code_saisi: {type: string, title: Clé}
          mot_saisi: {type: string, title: Mot, x-secret: true}
          mot_saisi_encore: {type: string, title: Mot encore, x-secret: true, x-confirms: mot_saisi}
    """,
    "meme": """
        type: object
        properties:
          email_saisi: {type: string, title: Adresse, format: email}
          code_saisi: {type: string, title: Clé}
          mot: {type: string, title: Mot, x-secret: true}
    """,
}
KEY = "register: comptes, key: email_saisi"
CODE = "code: cle, typed: code_saisi"


class Door(NamedTuple):
    form: str
    resume: str  # its keys, or whole branches
    found: tuple[str, ...]
    why: str
    skip: str = ""


DOORS = [
    Door("sans", KEY, ("anyone-enters",), "the key alone"),
    Door("sans", f"{KEY}, anyone: false", ("anyone-enters",), "not anyone, and nothing keeps anyone out"),
    Door("sans", f"{KEY}, secret: {{}}", ("empty-value",), "an empty map compares nothing"),
    Door("sans", f"{KEY}, state: compte, event: note", ("anyone-enters",), "an event is fired on anybody's case"),
    Door("sans", f"{{resume: {{{KEY}, event: note}}, target: fin}}", ("anyone-enters",), "also without a hand-over"),
    Door("sans", f"{KEY}, where: {{email: email_saisi}}", ("anyone-enters",), "what is compared is the key again"),
    Door("sans", f"{KEY}, where: {{naissance: naissance_saisie}}", ("anyone-enters",), "others know a birthday"),
    Door("sans", f"{{guard: given(email_saisi), resume: {{{KEY}}}}}", ("anyone-enters",), "a guard proves nothing"),
    Door("sans", f"{KEY}, anyone: true", (), "it says so"),
    Door("sans", f"{KEY}, anyone: true, where: {{naissance: naissance_saisie}}", (), "it says so, and asks more"),
    Door("sans", CODE, (), "a code was mailed to its owner"),
    Door("sans", f"{CODE}, anyone: true", ("anyone-untrue",), "a code keeps others out"),
    Door("sans", f"{CODE}, anyone: false", (), "which is true"),
    Door("mot", f"{KEY}, secret: {{mot: mot_saisi}}", (), "the secret is compared"),
    Door("mot", f"{KEY}, secret: {{mot: mot_saisi}}, anyone: true", ("anyone-untrue",), "a secret keeps others out"),
    Door("mot", f"{KEY}, secret: {{mot: mot_saisi}}, anyone: false", (), "which is true"),
    Door("mot", KEY, ("anyone-enters",), "a password for show: who enters is the one mistake"),
    Door("mot", f"{KEY}, anyone: true", ("secret-not-compared",), "that anyone enters is said, not to who types it"),
    Door("mot", CODE, ("secret-not-compared",), "with a code as well"),
    Door("mot", f"{CODE}, secret: {{mot: mot_saisi}}", (), "a code and a secret"),
    Door("deux", f"{KEY}, secret: {{mot: mot_saisi}}", ("secret-not-compared",), "one of two"),
    Door("deux", f"{KEY}, secret: {{reponse: reponse_saisie}}", ("secret-not-compared",), "the other one of two"),
    Door("deux", f"{KEY}, secret: {{mot: mot_saisi, reponse: reponse_saisie}}", (), "both"),
    Door(
        "deux",
        ", ".join(f"{{resume: {{{KEY}, secret: {{{one}}}}}}}" for one in ("mot: mot_saisi", "reponse: reponse_saisie")),
        (),
        "either of two",
    ),
    Door(
        "mot",
        f"{{resume: {{{KEY}, secret: {{mot: mot_saisi}}}}}}, {{resume: {{{KEY}, anyone: true}}}}",
        ("secret-not-compared",),
        "a wrong one is compared, and enters by the next branch",
    ),
    Door(
        "mot",
        f"{{resume: {{{KEY}, anyone: true, state: compte, event: note}}, target: fin}}, "
        f"{{resume: {{{KEY}, secret: {{mot: mot_saisi}}}}}}",
        ("secret-not-compared",),
        "the open branch first, and it fires an event only",
    ),
    Door(
        "mot",
        f"{{resume: {{{KEY}, state: compte, secret: {{mot: mot_saisi}}}}}}, "
        f"{{resume: {{{KEY}, state: attente, anyone: true}}}}",
        (),
        "other cases, which are open to all, under the same button",
    ),
    Door(
        "mot",
        f"{{resume: {{{KEY}, secret: {{mot: mot_saisi}}}}}}, {{resume: {{{CODE}}}}}",
        (),
        "a secret, or a code",
    ),
    Door("encore", f"{KEY}, secret: {{mot: mot_saisi}}", (), "a confirmation is compared with what it confirms"),
    Door("meme", f"{KEY}, secret: {{mot: mot}}", (), "asked here under the name under which it is kept"),
    Door(
        "meme", f"{{resume: {{{KEY}, anyone: true, event: note}}, target: fin}}", ("secret-not-compared",), "for show"
    ),
    Door(
        "mot",
        f"{{resume: {{{KEY}, secret: {{mot: mot_saisi}}}}, effects: [{{release: {{{KEY}}}}}]}}",
        ("no-effect",),
        "the visitor's case ends: nobody would do it",
    ),
    Door("mot", f"{KEY}, secret: {{mot_saisi: mot_saisi}}", ("secret-not-compared",), "no account keeps that one"),
    Door("sans", f"{KEY}, secret: {{mot: mot}}", ("secret-not-asked",), "its clear text is not known here"),
    Door("mot", f"{KEY}, secret: {{mot: mot}}", ("secret-not-compared", "secret-not-asked"), "the wrong one of two"),
    Door("mot", f"{KEY}, secret: {{mot: mot_saisi}}", ("secret-not-asked",), "not posted", "skip_form: true, "),
    Door("mot", f"{KEY}, anyone: true", (), "nothing is asked by this button", "skip_form: true, "),
]


def problems(write_flow: WriteFlow, door: Door) -> tuple[Problem, ...]:
    branches = door.resume if door.resume.startswith("{") else f"{{resume: {{{door.resume}}}}}"
    path: Path = write_flow("essai", FLOW.format(form=door.form, branches=branches, skip=door.skip), FORMS)
    return load_flow(path)[1]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.form}: {door.resume} – {door.why}")
def test_a_door_stands_open_only_where_it_says_so(write_flow: WriteFlow, door: Door) -> None:
    found = problems(write_flow, door)
    assert sorted(problem.code for problem in found) == sorted(door.found), "\n\n".join(map(str, found))


@pytest.mark.parametrize(
    ("door", "old", "new"),
    [
        (Door("sans", KEY, (), ""), "anyone: true", f"{KEY}, anyone: true"),
        (Door("mot", CODE, (), ""), "write `secret: {…: mot_saisi}`", f"{CODE}, secret: {{mot: mot_saisi}}"),
        (Door("sans", f"{CODE}, anyone: true", (), ""), "remove `anyone: true`", CODE),
    ],
)
def test_the_fix_fixes(write_flow: WriteFlow, door: Door, old: str, new: str) -> None:
    (problem,) = problems(write_flow, door)
    assert old in problem.fix
    assert problems(write_flow, door._replace(resume=new)) == ()


def test_a_secret_that_is_kept_and_compared_by_nothing_yet_is_no_problem_where_nothing_is_looked_for(
    write_flow: WriteFlow,
) -> None:
    """The trust answer of the shipped procedure: asked when the account is made, for operations to come."""
    door = Door("mot", f"{KEY}, secret: {{mot: mot_saisi}}", (), "")
    assert problems(write_flow, door) == (), "`reponse` is asked in « creation » and compared nowhere"


COUNTED = [
    ("email_saisi", f"{KEY}, secret: {{mot: mot_saisi}}", (), "by the key that the account has"),
    ("surnom", f"{KEY}, secret: {{mot: mot_saisi}}", ("tries-for-nothing",), "each other one has tries of its own"),
    ("email_saisi", f"{CODE}, secret: {{mot: mot_saisi}}", (), "a code is one case's, and guessing it is counted"),
]


@pytest.mark.parametrize(("per", "resume", "found", "why"), COUNTED)
def test_tries_are_counted_by_what_leads_to_the_account(
    write_flow: WriteFlow, per: str, resume: str, found: tuple[str, ...], why: str
) -> None:
    limited = FLOW.replace("form: {form}", f"form: {{form}}\n        tries: {{{{max: 5, per: {per}, pause: 1 hour}}}}")
    flow = limited.format(form="mot", branches=f"{{resume: {{{resume}}}}}", skip="")
    problems = load_flow(write_flow("essai", flow, FORMS))[1]
    assert tuple(problem.code for problem in problems) == found, why
    if problems:
        fixed = flow.replace(f"per: {per}", problems[0].fix.removeprefix("write `").removesuffix("`"))
        assert load_flow(write_flow("essai", fixed, FORMS))[1] == ()
