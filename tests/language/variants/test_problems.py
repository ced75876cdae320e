"""What is wrong with a variant: one problem a mistake, in the file that holds it, and no problem of its base again."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from engine.language.load import load_catalogue, load_flow
from engine.language.variants.merging import arranged
from engine.problems import Problem
from tests.scenarios.test_variants import BASE, FORMS, NURSERY, SCHOOL
from tests.support.fixes import apply_fix

HEAD = "extends: carte\nflow: essai\n"
V = "flows/essai.yaml"
FIELD = "{type: string, title: Un mot}"
REMINDERS = "        reminders: [{id: rappel, after: 12 hours, effects: [{mail: relance}]}]\n"
# The base of the other tests, with a section and a reminder that have ids.
WHOLE = (
    BASE.replace("rest: true\n", "rest: true\n        sections: [{id: intro, title: Vous voilà, content: Lisez.}]\n")
    .replace(
        "    mails:\n",
        "    mails:\n      relance: {to: email, subject: Votre code, content: Pensez à votre code.}\n",
    )
    .replace("        transitions:\n          activer", f"{REMINDERS}        transitions:\n          activer")
)
# What the variant says; the code, the file and what is marked there; why. Each is one problem.
MISTAKES = {
    "an unknown base": ("extends: zzz\nflow: essai\ntitle: A\n", "unknown-base", V, "zzz"),
    "a misspelt base": ("extends: crate\nflow: essai\ntitle: A\n", "unknown-base", V, "crate"),
    "itself": ("extends: essai\nflow: essai\ntitle: A\n", "unknown-base", V, "essai"),
    "the site": ("extends: site\nflow: essai\ntitle: A\n", "unknown-base", V, "site"),
    "a base that is no name": ("extends: [carte]\nflow: essai\ntitle: A\n", "wrong-type", V, "[carte]"),
    "another flow's name": ("extends: carte\nflow: autre\n", "flow-name", V, "autre"),
    "nothing to take out": (HEAD + "states: {zzz: null}\n", "not-in-base", V, "zzz"),
    "a misspelt name": (HEAD + "states: {qui: {links: {aid: null}}}\n", "not-in-base", V, "aid"),
    "a key that the base does not have": (HEAD + "states: {qui: {back: null}}\n", "not-in-base", V, "back"),
    "null in what is new": (HEAD + "settings: {neuf: null}\n", "not-in-base", V, "neuf"),
    "an item that is none": (HEAD + "states: {qui: {links: {zzz: null}}}\n", "not-in-base", V, "zzz"),
    "a map over a list without ids": (
        HEAD + "states: {cle: {transitions: {suite: {first_of: {lu: {resume: {state: {a: b}}}}}}}}\n",
        "wrong-type",
        V,
        "{a: b}",
    ),
    "no item of a list has an id": (
        HEAD + "states: {active: {show: {nom: null}}}\n",
        "list-without-ids",
        V,
        "show",
    ),
    "before what is nowhere": (
        HEAD + "states: {qui: {links: {neuf: {label: Neuf, page: accueil, before: zzz}}}}\n",
        "not-in-base",
        V,
        "zzz",
    ),
    "after what is nowhere": (
        HEAD + "forms: {lecteur: {properties: {mot: {type: string, title: Mot, x-after: zzz}}}}\n",
        "not-in-base",
        V,
        "zzz",
    ),
    "after itself": (
        HEAD + "forms: {lecteur: {properties: {mot: {type: string, title: Mot, x-after: mot}}}}\n",
        "not-in-base",
        V,
        "mot",
    ),
    "a form that nothing asks": (
        HEAD + f"forms: {{lecteurs: {{properties: {{mot: {FIELD}}}}}}}\n",
        "form-not-asked",
        V,
        "lecteurs",
    ),
    "a form that is taken out and asked": (HEAD + "forms: {lecteur: null}\n", "form-not-asked", V, "lecteur"),
    "forms that are no map": (HEAD + "forms: [lecteur]\n", "wrong-type", V, "[lecteur]"),
    "a form that is no map": (HEAD + "forms: {lecteur: [nom]}\n", "wrong-type", V, "[nom]"),
    "a field that is none": (
        HEAD + "forms: {lecteur: {properties: {zzz: null}}}\n",
        "not-in-base",
        V,
        "zzz",
    ),
    "required, and it is already": (HEAD + "forms: {lecteur: {required: {nom: true}}}\n", "no-effect", V, "nom"),
    "required, of no field": (HEAD + "forms: {lecteur: {required: {zzz: true}}}\n", "unknown-field", V, "zzz"),
    "not required, and it was not": (
        HEAD + "forms: {lecteur: {required: {remarque: null}}}\n",
        "not-in-base",
        V,
        "remarque",
    ),
    "a misspelt transition that would change nothing else": (
        HEAD + "states: {qui: {transitions: {suit: {label: Suite}}}}\n",
        "not-in-base",
        V,
        "suit",
    ),
    "a misspelt transition, and something is taken out within": (
        HEAD + "states: {qui: {title: Vous, transitions: {suit: {first_of: {prise: {refuse: {field: null}}}}}}}\n",
        "not-in-base",
        V,
        "suit",
    ),
    "an unknown transition, and something is taken out within": (
        HEAD + "states: {qui: {title: Vous, transitions: {zzz: {first_of: {prise: null}}}}}\n",
        "not-in-base",
        V,
        "zzz",
    ),
    "a misspelt branch": (
        HEAD + "states: {qui: {transitions: {suite: {first_of: {pris: {refuse: {message: Non}}}}}}}\n",
        "not-in-base",
        V,
        "pris",
    ),
    "a new branch that all take": (
        HEAD + "states: {qui: {transitions: {suite: {first_of: {neuve: {refuse: {message: Non}}}}}}}\n",
        "branch-after-open",
        V,
        "neuve",
    ),
    "a misspelt link": (HEAD + "states: {qui: {links: {aid: {label: Zut}}}}\n", "not-in-base", V, "aid"),
    "a misspelt state": (HEAD + "states: {qu: {content: Bonjour}}\n", "not-in-base", V, "qu"),
    "a misspelt page": (HEAD + "pages: {acueil: {title: Bonjour}}\n", "not-in-base", V, "acueil"),
    "a misspelt page, with what it holds": (
        HEAD + "pages: {acueil: {links: {demander: {label: Zut}}}}\n",
        "not-in-base",
        V,
        "acueil",
    ),
    "a misspelt mail": (HEAD + "mails: {cles: {subject: Clé}}\n", "not-in-base", V, "cles"),
    "a misspelt entry": (
        HEAD + "entries: {demand: {open: {until: 2026-12-31, message: Fermé}}}\n",
        "not-in-base",
        V,
        "demand",
    ),
    "a misspelt fact": (HEAD + "facts: {cart: {key: email}}\n", "not-in-base", V, "cart"),
    "a misspelt register": (
        HEAD + "registers: {carte: {statuses: [demandee, active, perdue]}}\n",
        "not-in-base",
        V,
        "carte",
    ),
    "a misspelt setting": (HEAD + "settings: {delais: 47 hours}\n", "unused-setting", V, "delais"),
    "a misspelt guard": (HEAD + "guards: {pris: carte != 'free' or carte == 'active'}\n", "unused-guard", V, "pris"),
    "a misspelt field": (
        HEAD + "forms: {lecteur: {properties: {nomm: {title: Votre nom entier}}}}\n",
        "not-in-base",
        V,
        "nomm",
    ),
    "a misspelt field that is only placed": (
        HEAD + "forms: {lecteur: {properties: {nomm: {x-after: email}}}}\n",
        "not-in-base",
        V,
        "nomm",
    ),
    "a misspelt section": (HEAD + "states: {active: {sections: {intros: {title: T}}}}\n", "not-in-base", V, "intros"),
    "a misspelt reminder": (
        HEAD + "states: {attente: {reminders: {rapel: {after: 2 hours}}}}\n",
        "not-in-base",
        V,
        "rapel",
    ),
    "a reminder before another": (
        HEAD + "states: {attente: {reminders: {neuf: {after: 1 hours, before: rappel, effects: [{mail: relance}]}}}}\n",
        "wrong-type",
        V,
        "rappel",
    ),
    "a reminder that only stands before another": (
        HEAD + "states: {attente: {reminders: {neuf: {before: rappel, effects: [{mail: relance}]}}}}\n",
        "wrong-type",
        V,
        "rappel",
    ),
    "another id within an item": (
        HEAD + "states: {qui: {links: {aide: {id: autre, label: Aide}}}}\n",
        "contradiction",
        V,
        "autre",
    ),
    "a day, and where it lands": (
        HEAD + "states: {attente: {content: À bientôt., timeout: {at: 2026-12-31, lands: working day}}}\n",
        "no-effect",
        V,
        "lands",
    ),
    "required: neither": (HEAD + "forms: {lecteur: {required: {nom: 2}}}\n", "wrong-type", V, "2"),
    "an unknown key": (HEAD + "states: {qui: {zzz: 1}}\n", "unknown-key", V, "zzz"),
    "an unknown keyword": (
        HEAD + "forms: {lecteur: {properties: {nom: {zzz: 1}}}}\n",
        "unknown-key",
        V,
        "zzz",
    ),
    "an unknown target": (
        HEAD + "states: {qui: {transitions: {suite: {first_of: {prise: {target: zzz}}}}}}\n",
        "unknown-target",
        V,
        "zzz",
    ),
    "a state that is taken out and named": (HEAD + "states: {perdue: null}\n", "unknown-target", V, "perdue"),
    "a field that is taken out and shown": (
        HEAD + "forms: {lecteur: {properties: {nom: null}}}\n",
        "unknown-field",
        V,
        "nom",
    ),
    "two ids in one list": (
        HEAD + "states: {qui: {links: [{id: a, label: A, page: accueil}, {id: a, label: B, page: accueil}]}}\n",
        "duplicate-item",
        V,
        "a",
    ),
    "an empty map": (HEAD + "states: {}\n", "empty-value", V, "{}"),
    "what is unused of its own": (HEAD + "settings: {neuf: 3}\n", "unused-setting", V, "neuf"),
    "a line that is no YAML": (HEAD + "title: Un: deux\n", "text-needs-quotes", V, None),
}


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(dedent(text), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "flows/carte.yaml", WHOLE)
    for name, form in FORMS.items():
        put(tmp_path, f"forms/{name}.yaml", form)
    return tmp_path


def found(folder: Path) -> tuple[Problem, ...]:
    return load_catalogue(Path()).problems


def printed(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_problem_in_the_file_that_holds_it(name: str, folder: Path) -> None:
    text, code, file, marked = MISTAKES[name]
    put(folder, V, text)
    problems = found(folder)
    assert [problem.code for problem in problems] == [code], printed(problems)
    place = problems[0].place
    assert place.file == file, printed(problems)
    assert place.source == (folder / file).read_text(encoding="utf-8").split("\n")[place.line - 1]
    if marked is not None:
        assert place.source[place.column - 1 :][: place.width] == marked, printed(problems)
    assert "essai" not in load_catalogue(Path()).flows
    assert "carte" in load_catalogue(Path()).flows


@pytest.mark.parametrize("name", MISTAKES)
def test_a_fix_that_can_be_typed_fixes(name: str, folder: Path) -> None:
    text, *_ = MISTAKES[name]
    put(folder, V, text)
    (problem, *_) = found(folder)
    if apply_fix(problem, folder):
        after = found(folder)
        assert after == (), printed(after) + "\n" + (folder / V).read_text(encoding="utf-8")


CIRCLES = {
    "links before each other": (
        "states: {qui: {links: {un: {label: Un, page: accueil, before: deux}, "
        "deux: {label: Deux, page: accueil, before: un}}}}\n"
    ),
    "fields after each other": (
        "forms: {lecteur: {properties: {un: {type: string, title: Un, x-after: deux}, "
        "deux: {type: string, title: Deux, x-after: un}}}}\n"
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_items_that_stand_beside_each_other_are_not_told_to_write_the_same_again(name: str, folder: Path) -> None:
    put(folder, V, HEAD + CIRCLES[name])
    first, second = found(folder)
    for problem in (first, second):
        assert problem.code == "not-in-base"
        assert problem.fix in ('take out "before"', 'take out "x-after"')
    assert apply_fix(first, folder)
    assert found(folder) == (), printed(found(folder))


def test_a_variant_is_said_where_the_line_stands_in_its_base(folder: Path) -> None:
    put(folder, V, HEAD + "states: {attente: {transitions: {activer: {label: Activer}}, timeout: null}}\n")
    (problem,) = found(folder)
    assert (problem.code, problem.place.file) == ("unknown-placeholder", "flows/carte.yaml")
    assert 'in the variant "essai"' in problem.message
    assert problem.fix.startswith(f"in {V}: ")
    put(folder, V, HEAD + "states: {perdue: null}\n")
    (problem,) = found(folder)
    assert "flows/carte.yaml, line 40" in problem.message + problem.fix
    assert 'the variant "essai"' in problem.cause


def test_a_fix_names_one_place_to_write_it(folder: Path) -> None:
    """What the variant changes shows in its base, and is put right in a third file."""
    put(folder, V, HEAD + "states: {attente: {timeout: {lands: working day}}}\n")
    problems = found(folder)
    assert [problem.code for problem in problems] == ["no-calendar"], printed(problems)
    assert problems[0].fix.startswith("in flows/site.yaml, add calendar: ")


def test_a_circle_is_said_in_each_of_its_files(folder: Path) -> None:
    put(folder, "flows/un.yaml", "extends: deux\nflow: un\n")
    put(folder, "flows/deux.yaml", "extends: un\nflow: deux\n")
    put(folder, "flows/trois.yaml", "extends: un\nflow: trois\n")
    problems = found(folder)
    assert {(problem.place.file, problem.code) for problem in problems} == {
        ("flows/un.yaml", "unknown-base"),
        ("flows/deux.yaml", "unknown-base"),
        ("flows/trois.yaml", "unknown-base"),
    }
    assert list(load_catalogue(Path()).flows) == ["carte"]


def test_a_problem_of_the_base_is_not_said_again_for_its_variants(folder: Path) -> None:
    put(folder, "flows/carte.yaml", BASE.replace("target: perdue,", "target: perdu,"))
    put(folder, "flows/carte_scolaire.yaml", SCHOOL)
    put(folder, "flows/carte_maternelle.yaml", NURSERY)
    problems = found(folder)
    assert [(problem.place.file, problem.code) for problem in problems] == [("flows/carte.yaml", "unknown-target")]
    assert not load_catalogue(Path()).flows, "a variant of a flow that is not right is not served"
    alone = load_flow(Path("flows/carte_maternelle.yaml"))
    assert alone == (None, problems)


def test_what_is_missing_of_a_part_that_the_variant_writes_on_is_said_in_the_base_alone(folder: Path) -> None:
    base = dedent(WHOLE)
    assert base.count("after: delai, ") == 1
    Path("flows/carte.yaml").write_text(base.replace("after: delai, ", ""), encoding="utf-8")
    own = "states: {attente: {timeout: {target: active}}, qui: {transitions: {suite: {label: null}}}}\n"
    Path(V).write_text(HEAD + own, encoding="utf-8")
    found = [(one.code, one.place.file) for one in load_catalogue(Path()).problems]
    assert found.count(("missing-key", "flows/carte.yaml")) == 1
    assert ("missing-key", V) not in found


def test_a_problem_of_the_base_hides_none_of_the_variant(folder: Path) -> None:
    put(folder, "flows/carte.yaml", BASE.replace("target: perdue,", "target: perdu,"))
    put(folder, V, HEAD + "title: A\nzzz: 1\nstates: {active: {show: [nam]}}\n")
    assert {(problem.place.file, problem.code) for problem in found(folder)} == {
        ("flows/carte.yaml", "unknown-target"),
        (V, "unknown-key"),
        (V, "unknown-field"),
    }


def test_what_cannot_be_read_of_a_base_hides_none_of_the_variant(folder: Path) -> None:
    put(folder, "flows/carte.yaml", BASE.replace('guard: code_lu == "valid"', "guard: code_lu &"))
    put(folder, V, HEAD + "states: {active: {show: [nam]}}\n")
    assert {(problem.place.file, problem.code) for problem in found(folder)} == {
        ("flows/carte.yaml", "bad-guard"),
        (V, "unknown-field"),
    }


def test_a_base_that_is_no_yaml_is_said_once_and_at_the_variant_that_nothing_of_it_was_checked(folder: Path) -> None:
    put(folder, "flows/carte.yaml", "- a\n")
    put(folder, V, HEAD + "title: A\n")
    problems = found(folder)
    assert {problem.place.file for problem in problems} == {"flows/carte.yaml", V}
    assert [problem.code for problem in problems if problem.place.file == V] == ["unknown-base"]


def test_a_problem_of_a_form_of_the_base_is_not_said_again(folder: Path) -> None:
    put(folder, "forms/lecteur.yaml", FORMS["lecteur"].replace("format: email", "format: mail"))
    put(folder, "flows/carte_scolaire.yaml", SCHOOL)
    problems = found(folder)
    assert {problem.place.file for problem in problems} == {"forms/lecteur.yaml"}
    assert len(problems) == 1, printed(problems)


# What a variant leaves unused of its base is no problem in it.
UNUSED = {
    "a setting and a state": """
        states:
          attente: {content: null, timeout: null, transitions: {fermer: {label: Fermer, target: active}}}
    """,
    "a mail, what stands in it, and a code": """
        entries: {cle: null}
        facts: {code_lu: null}
        states:
          cle: null
          attente: {content: null, timeout: null, transitions: {activer: {label: Voir}}}
          qui:
            transitions:
              suite:
                first_of:
                  - {guard: prise, refuse: {message: Non}}
                  - {target: attente, effects: [{claim: {register: cartes, key: email, status: demandee}}]}
    """,
    "a guard": """
        states:
          qui: {transitions: {suite: {first_of: {prise: {guard: 'carte in ["demandee", "active"]'}}}}}
    """,
    "a page": """
        pages: {accueil: {links: null}}
        states: {qui: {links: null}}
    """,
}


@pytest.mark.parametrize("name", UNUSED)
def test_what_a_variant_leaves_unused_is_no_problem(name: str, folder: Path) -> None:
    put(folder, V, HEAD + dedent(UNUSED[name]))
    assert found(folder) == (), printed(found(folder))


def test_forms_and_x_after_are_of_variants_alone(folder: Path) -> None:
    put(folder, "flows/carte.yaml", dedent(BASE) + "forms: {lecteur: {title: Vous}}\n")
    (problem,) = found(folder)
    assert (problem.code, problem.place.file) == ("unsupported-keyword", "flows/carte.yaml")
    put(folder, "flows/carte.yaml", BASE)
    put(folder, "forms/cle.yaml", FORMS["cle"].replace("x-widget: code", "x-widget: code, x-after: nom"))
    (problem,) = found(folder)
    assert (problem.code, problem.place.file) == ("unsupported-keyword", "forms/cle.yaml")


def test_what_all_flows_together_show_of_a_base_is_not_said_of_its_variant(folder: Path) -> None:
    """The variant has no resume that fires `activer`, which it inherits: left unused there, fired in the base."""
    rest = "facts: {code_lu: null}\nmails: {cle: {content: Rien.}}\n"
    put(folder, V, f"{HEAD}title: A\nentries: {{cle: null}}\nstates: {{cle: null}}\n{rest}")
    left = {problem.code for problem in found(folder) if problem.place.file == "flows/carte.yaml"}
    assert "event-never-fired" not in left
    assert "code-not-asked" not in left


def test_a_long_chain_of_variants_is_put_together(folder: Path) -> None:
    before = "carte"
    for number in range(60):
        put(folder, f"flows/v{number}.yaml", f"extends: {before}\ntitle: Carte {number}\n")
        before = f"v{number}"
    flow, problems = load_flow(Path("flows/v59.yaml"))
    assert problems == ()
    assert flow
    assert flow.title.source == "Carte 59"


def test_many_items_that_are_placed_one_before_another_cost_no_more_each() -> None:
    names = [f"n{number}" for number in range(20_000)]
    beside = dict(zip(names, [*names[1:], "last"], strict=True))
    assert arranged(["last"], beside, before=True) == ([*names, "last"], [])
    assert arranged(["last"], dict(reversed(beside.items())), before=True) == ([*names, "last"], [])
    assert arranged(["last"], {"a": "b", "b": "a", "c": "zzz"}, before=False) == (["last"], ["a", "b", "c"])


def test_a_variant_that_is_too_large_with_what_it_inherits_is_refused(folder: Path) -> None:
    most = "x" * 1_100_000
    put(folder, "flows/carte.yaml", dedent(BASE).replace("{delai: 48 hours}", f"{{delai: 48 hours, long: {most}}}"))
    put(folder, V, f"{HEAD}title: A\nsettings: {{autre: {most}}}\n")
    problems = load_flow(Path(V))[1]
    assert [problem.code for problem in problems if problem.place.file == V] == ["too-large"]
