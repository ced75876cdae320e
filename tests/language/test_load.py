"""Files -> checked flows: what belongs together is read together, and every problem is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from textwrap import dedent

import pytest

from engine.language.forms import Field
from engine.language.load import Catalogue, empty_site, load_catalogue, load_flow, load_sources
from engine.language.model import Flow, State
from engine.language.texts.locales import zone_here
from engine.language.yaml import Node, Scalar, Sequence, read_tree
from engine.problems import EngineError, Problem
from engine.shipped import shipped

FLOW = """\
parcours: 1
flow: demande
title: Demande
language: fr
timezone: Europe/Paris
settings: {delai: 48 hours}
registers:
  adresses: {kind: email, statuses: [prise]}
facts:
  adresse: {register: adresses, key: email}
guards:
  prise: not adresse == "free"
entries:
  debut: {state: saisie}
pages:
  accueil: {title: Accueil, content: "[Commencer](entry:debut)"}
states:
  saisie:
    title: Votre adresse
    form: adresse
    links: [{label: Accueil, page: accueil}]
    transitions:
      continuer:
        label: Continuer
        first_of:
          - {guard: prise, refuse: {field: email, message: Déjà prise}}
          - target: attente
            effects:
              - claim: {register: adresses, key: email, status: prise}
              - mail: avis
  attente:
    title: Attente
    timeout: {after: delai, target: fin}
  fin: {title: Fin, final: true, on_enter: [{release: {register: adresses, key: email}}]}
mails:
  avis: {to: email, subject: Votre demande, content: "Bonjour {email}"}
"""
FORM = """\
type: object
properties:
  email: {type: string, format: email, title: Adresse}
required: [email]
"""
SITE = "service: Mon service\npages:\n  aide: {title: Aide, content: Texte}\n"

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes files into the folder that is then the current one."""

    def fill(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(dedent(text), encoding="utf-8")
        return Path("flows/demande.yaml")

    monkeypatch.chdir(tmp_path)
    return fill


def files(**changed: str) -> dict[str, str]:
    whole = {"flows/demande.yaml": FLOW, "forms/adresse.yaml": FORM}
    return {**whole, **{f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}}


def loaded(path: Path) -> Flow:
    flow, problems = load_flow(path)
    assert problems == (), "\n".join(map(str, problems))
    assert flow
    return flow


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int, str]]:
    return [(problem.place.file, problem.place.line, problem.code) for problem in problems]


def contents(noun: Flow | State, *but: str) -> dict[str, object]:
    """The fields of a flow or a state, which are the same only where they are one object."""
    return {field.name: getattr(noun, field.name) for field in fields(noun) if field.name not in but}


def test_a_stored_version_loads_again_whatever_a_later_engine_finds_wrong_in_its_forms() -> None:
    """It was checked by the engine that published it, and its cases go on: more is refused of a new one alone."""
    flow = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
entries: {debut: {state: saisie}}
states:
  saisie: {title: Saisie, form: saisie, transitions: {suite: {label: Suite, target: fin}}}
  fin: {title: Fin, final: true}
"""
    form = """
properties:
  a: {type: string, title: A, maxLength: 100000}
  c: {type: string, title: C, enum: ["x ", y]}
"""
    stored = load_sources("essai", {"flows/essai.yaml": flow, "forms/saisie.yaml": form}, empty_site())
    assert list(stored.forms["saisie"].fields) == ["a", "c"]


STORED = """
parcours: 1
flow: essai
title: Essai
language: fr
timezone: Europe/Paris
entries: {debut: {state: saisie}}
states:
  saisie: {title: Saisie, form: saisie, transitions: {suite: {label: Suite, target: fin}}}
  fin: {title: Fin, final: true}
"""


@pytest.mark.parametrize(
    ("written", "since"),
    [
        ('naissance: {type: string, format: date, title: N, default: "1750-01-01"}', "a year from 1800 on"),
        ('naissance: {type: string, format: date, title: N, const: "2200-01-01"}', "a year up to 2199"),
        ('naissance: {type: string, format: date, title: N, examples: ["0900-01-01"]}', "the same of an example"),
    ],
)
def test_a_stored_version_loads_again_with_a_day_that_is_refused_since(write: Write, written: str, since: str) -> None:
    """Its cases would answer with a fault of the server until they are erased."""
    form = f"properties:\n  {written}\n"
    stored = load_sources("essai", {"flows/essai.yaml": STORED, "forms/saisie.yaml": form}, empty_site())
    assert list(stored.forms["saisie"].fields) == ["naissance"], since
    write({"flows/essai.yaml": STORED, "forms/saisie.yaml": form})
    problems = load_flow(Path("flows/essai.yaml"))[1]
    assert {problem.code for problem in problems} == {"out-of-bounds"}, "of a new version it is a problem"


def test_a_stored_version_keeps_a_time_zone_of_this_machine() -> None:
    """Most have one of these at least; what another machine understands by it is no reason to leave its cases alone."""
    for zone in filter(zone_here, ("localtime", "posixrules", "right/Europe/Paris", "Factory")):
        sources = {
            "flows/essai.yaml": STORED.replace("Europe/Paris", zone),
            "forms/saisie.yaml": "properties: {a: {type: string, title: A}}",
        }
        assert load_sources("essai", sources, empty_site()).zone == zone


def test_a_stored_version_in_a_time_zone_that_is_none_does_not_load() -> None:
    sources = {
        "flows/essai.yaml": STORED.replace("Europe/Paris", "Paris/Europe"),
        "forms/saisie.yaml": "properties: {a: {type: string, title: A}}",
    }
    with pytest.raises(EngineError, match="unknown-zone"):
        load_sources("essai", sources, empty_site())


def test_a_flow_loads_with_its_forms_and_its_site(write: Write) -> None:
    flow = loaded(write(files(flows__site=SITE)))
    assert list(flow.forms) == ["adresse"]
    assert isinstance(flow.forms["adresse"].fields["email"], Field)
    assert flow.sources == {"flows/demande.yaml": FLOW, "forms/adresse.yaml": FORM}
    assert flow.file == "flows/demande.yaml"


def test_the_shipped_flow_has_no_problem() -> None:
    assert load_catalogue(shipped()).problems == ()


def test_the_digest_is_that_of_flow_and_forms_alone(write: Write) -> None:
    digest = loaded(write(files())).digest
    assert len(digest) == 64
    assert loaded(write(files(flows__site=SITE))).digest == digest  # the site is read as it is now
    assert loaded(write(files(flows__demande=FLOW + "# x\n"))).digest != digest
    assert loaded(write(files(forms__adresse=FORM + "# x\n"))).digest != digest
    windows = {"flows/demande.yaml": "\ufeff" + FLOW.replace("\n", "\r\n")}
    assert loaded(write({**files(), **windows})).digest == digest  # another editor is no other version


def test_a_stored_version_loads_from_its_sources(write: Write) -> None:
    flow = loaded(write(files()))
    again = load_sources("demande", flow.sources, empty_site())
    assert contents(again, "states", "forms") == contents(flow, "states", "forms")
    assert list(map(contents, again.states.values())) == list(map(contents, flow.states.values()))
    assert again.forms["adresse"].fields.keys() == flow.forms["adresse"].fields.keys()


@pytest.mark.parametrize(
    "sources",
    [
        {},
        {"flows/demande.yaml": FLOW},
        {"flows/demande.yaml": FLOW.replace("parcours: 1", "parcours: 2"), "forms/adresse.yaml": FORM},
        {"flows/demande.yaml": FLOW, "forms/adresse.yaml": "["},
    ],
)
def test_a_stored_version_that_no_longer_loads_is_an_error(sources: dict[str, str]) -> None:
    with pytest.raises(EngineError, match="demande"):
        load_sources("demande", sources, empty_site())


def test_a_stored_version_outlives_a_name_the_site_has_taken_since(write: Write) -> None:
    flow = loaded(write(files()))
    site = load_catalogue(Path("."), registry=None).site
    shared = site._replace(registers=flow.registers, settings=flow.settings)
    assert load_sources("demande", flow.sources, shared).digest == flow.digest


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"flows__demande": FLOW.replace("form: adresse", "form: adrese")}, ("flows/demande.yaml", 20, "unknown-form")),
        ({"flows__demande": FLOW.replace("target: fin", "target: fini")}, ("flows/demande.yaml", 33, "unknown-target")),
        (
            {"flows__demande": FLOW.replace(": Attente", ": Att : ente")},
            ("flows/demande.yaml", 32, "text-needs-quotes"),
        ),
        ({"flows__demande": "["}, ("flows/demande.yaml", 1, "unclosed-bracket")),
        ({"flows__demande": "bonjour"}, ("flows/demande.yaml", 1, "wrong-type")),
        ({"flows__demande": ""}, ("flows/demande.yaml", 1, "empty-file")),
        ({"forms__adresse": FORM.replace("Adresse}", "Adresse : la vôtre}")}, None),
        ({"flows__site": "service: "}, ("flows/site.yaml", 1, "empty-value")),
        ({"flows__site": "service: a : b"}, ("flows/site.yaml", 1, "text-needs-quotes")),
        ({"flows__site": "service: A\nzzz: b"}, ("flows/site.yaml", 2, "unknown-key")),
        ({"flows__site": "service: A\nsettings: {delai: x}"}, ("flows/demande.yaml", 6, "name-clash")),
        (
            {"flows__site": "service: A\nregisters: {adresses: {kind: text, statuses: [a]}}"},
            ("flows/demande.yaml", 8, "name-clash"),
        ),
    ],
)
def test_a_problem_is_told_once_where_it_is(
    write: Write, changed: dict[str, str], problem: tuple[str, int, str] | None
) -> None:
    flow, problems = load_flow(write(files(**changed)))
    assert flow is None
    if problem:
        assert told(problems) == [problem], "\n".join(map(str, problems))
    else:
        assert {p.place.file for p in problems} == {"forms/adresse.yaml"}
        assert len({p.place.line for p in problems}) == 1


def test_an_unknown_form_is_told_with_the_nearest_one(write: Write) -> None:
    problem = load_flow(write(files(flows__demande=FLOW.replace("form: adresse", "form: adrese"))))[1][0]
    assert problem.cause == "there is no file forms/adrese.yaml"
    assert problem.fix.startswith('write "adresse"')


def test_problems_of_all_files_come_together(write: Write) -> None:
    flow = FLOW.replace("target: attente", "target: atente").replace("Votre adresse", "Adresse : la vôtre")
    path = write(
        files(flows__demande=flow, forms__adresse=FORM.replace("format", "fromat"), flows__site=SITE + "zzz: x")
    )
    assert [(file, line) for file, line, _ in told(load_flow(path)[1])] == [
        ("flows/demande.yaml", 19),
        ("flows/demande.yaml", 27),
        ("flows/site.yaml", 4),
        ("forms/adresse.yaml", 3),
    ]


def test_what_could_not_be_read_is_not_called_unknown_as_well(write: Write) -> None:
    broken = FLOW.replace("{register: adresses, key: email}\n", "{register: adresses}\n").replace(
        "{kind: email", "{kind: x"
    )
    assert [line for _, line, _ in told(load_flow(write(files(flows__demande=broken)))[1])] == [8, 10]


def test_a_file_that_cannot_be_read_is_a_problem(write: Write) -> None:
    path = write(files())
    path.write_bytes(b"title: caf\xe9\n")
    assert told(load_flow(path)[1]) == [("flows/demande.yaml", 1, "not-utf8")]
    path.unlink()
    assert told(load_flow(path)[1]) == [("flows/demande.yaml", 1, "unreadable-file")]
    path.mkdir()
    assert told(load_flow(path)[1]) == [("flows/demande.yaml", 1, "unreadable-file")]
    assert told(load_catalogue(Path("nowhere")).problems) == [("nowhere/flows", 1, "unreadable-file")]


def test_places_name_files_as_seen_from_here(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(files(flows__demande="["))
    assert load_flow(tmp_path / "flows" / "demande.yaml")[1][0].place.file == "flows/demande.yaml"
    monkeypatch.chdir(tmp_path / "forms")
    assert load_flow(Path("../flows/demande.yaml"))[1][0].place.file == "../flows/demande.yaml"


def catalogue(write: Write, **changed: str) -> Catalogue:
    write(files(**changed))
    return load_catalogue(Path("."))


def named(name: str, more: str = "") -> str:
    return FLOW.replace("flow: demande", f"flow: {name}").replace("pages:\n", f"pages:\n{more}")


def test_a_catalogue_holds_the_flows_that_load(write: Write) -> None:
    found = catalogue(
        write, flows__autre=named("autre"), flows__mauvais=named("mauvais").replace("target: fin", "target: x")
    )
    assert list(found.flows) == ["autre", "demande"]
    assert [(p.place.file, p.code) for p in found.problems] == [("flows/mauvais.yaml", "unknown-target")]


def test_a_broken_form_stops_the_flows_that_use_it(write: Write) -> None:
    found = catalogue(write, forms__adresse=FORM.replace("format", "fromat"))
    assert list(found.flows) == []


def test_a_form_that_no_flow_asks_for_is_told(write: Write) -> None:
    found = catalogue(write, forms__oubli=FORM)
    assert told(found.problems) == [("forms/oubli.yaml", 1, "unused-form")]
    assert list(found.flows) == ["demande"]


@pytest.mark.parametrize(
    ("changed", "file", "code"),
    [
        (
            {"flows__autre": named("autre", "  x: {title: X, path: /demande/accueil}\n")},
            "flows/demande.yaml",
            "same-address",
        ),
        (
            {"flows__autre": named("autre", "  x: {title: X, path: /demande/start/debut}\n")},
            "flows/demande.yaml",
            "same-address",
        ),
        ({"flows__autre": named("autre", "  x: {title: X, path: /autre/fin}\n")}, "flows/autre.yaml", "same-address"),
        ({"flows__site": SITE.replace("aide:", "demande:")}, "flows/demande.yaml", "same-address"),
        ({"flows__site": SITE.replace("aide:", "static:")}, "flows/site.yaml", "reserved-address"),
        ({"flows__site": SITE.replace("{title", "{path: /procedures/x, title")}, "flows/site.yaml", "reserved-address"),
        ({"flows__procedures": named("procedures")}, "flows/procedures.yaml", "reserved-address"),
        ({"flows__healthz": named("healthz")}, "flows/healthz.yaml", "reserved-address"),
    ],
)
def test_two_things_at_one_address_are_told(write: Write, changed: dict[str, str], file: str, code: str) -> None:
    found = [p for p in catalogue(write, **changed).problems if not p.code.startswith(("unused", "event"))]
    assert [(p.place.file, p.code) for p in found][:1] == [(file, code)]


CANARIES = ("os.system", "__import__('os').system('touch hurt')")
WORDS = {"title", "label", "content", "message", "subject"}  # where any words may stand


def scalars(node: Node, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every key and every value of a tree, with the key it stands under ("" for a key)."""
    if isinstance(node, Scalar):
        yield key, node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item, key)
    else:
        for name, entry in node.entries.items():
            yield "", entry.key
            yield from scalars(entry.value, name)


@pytest.mark.parametrize("canary", CANARIES)
def test_code_in_any_place_of_a_flow_is_never_run(write: Write, tmp_path: Path, canary: str) -> None:
    tree, _ = read_tree(FLOW, "flow")
    assert tree
    for key, scalar in scalars(tree):
        place = scalar.place
        lines = FLOW.splitlines()
        begin, end = place.column - 1, place.column - 1 + place.width
        written = canary if scalar.style == "quoted" else f'"{canary}"'
        lines[place.line - 1] = place.source[:begin] + written + place.source[end:]
        flow, problems = load_flow(write(files(flows__demande="\n".join(lines) + "\n")))
        assert (flow is not None) == (key in WORDS), f"{canary} in line {place.line}: {place.source}"
        assert all(problem.place.line for problem in problems)
    assert not (tmp_path / "hurt").exists()


@pytest.mark.parametrize(
    ("form", "line", "code"),
    [
        (FORM.replace("string", "strng"), 3, "unknown-word"),  # the flow asks for it all the same
        (FORM.replace("type: string, ", ""), 3, "missing-key"),
        (
            FORM.replace("format: email, title: Adresse}", "title: Adresse,\n    maxLenght: 9,\n")
            + '    x-messages: {maxLength: "{maxLength} au plus"}}\n',
            4,
            "unknown-key",
        ),
        (
            FORM.replace("format: email, title: Adresse}", "title: Adresse,\n    maxLength: neuf,\n")
            + '    x-messages: {maxLength: "{maxLength} au plus"}}\n',
            4,
            "wrong-type",
        ),
    ],
    ids=["a type misspelt", "no type", "a keyword misspelt", "a figure that is none"],
)
def test_a_field_that_cannot_be_read_is_told_once_where_it_is(write: Write, form: str, line: int, code: str) -> None:
    lines = [one for one in form.splitlines() if not one.startswith("required")]
    form = "\n".join(["type: object", "required: [email]", *lines[1:]]) + "\n"
    assert told(load_flow(write(files(forms__adresse=form)))[1]) == [("forms/adresse.yaml", line + 1, code)]


@pytest.mark.parametrize(("folder", "fix"), [("flows", "flows/autre.yaml"), ("forms", "forms/autre.yaml")])
def test_a_file_with_the_other_ending_is_told(write: Write, tmp_path: Path, folder: str, fix: str) -> None:
    """It would be left out without a word: no flow of that name is served, no form found."""
    write(files())
    (tmp_path / folder / "autre.yml").write_text(FORM, encoding="utf-8")
    (problem,) = load_catalogue(Path(".")).problems
    assert (problem.code, problem.place.file) == ("wrong-ending", f"{folder}/autre.yml")
    assert fix in problem.fix


def test_a_layout_that_lies_nowhere_is_told(write: Write, tmp_path: Path) -> None:
    """The mail would never be made: found by whoever waits for it."""
    flow = FLOW.replace('content: "Bonjour {email}"}', 'content: "Bonjour {email}",\n    template: lettre}')
    path = write(files(flows__demande=flow))
    (problem,) = load_flow(path)[1]
    assert (problem.code, problem.place.line) == ("unknown-template", len(FLOW.splitlines()) + 1)
    assert problem.cause == "there is no file templates/mail/lettre.html and no templates/mail/lettre.txt"
    (tmp_path / "templates" / "mail").mkdir(parents=True)
    (tmp_path / "templates" / "mail" / "lettre.html").write_text("{{ content }}", encoding="utf-8")
    (problem,) = load_flow(path)[1]
    assert problem.cause == "there is no file templates/mail/lettre.txt"
    (tmp_path / "templates" / "mail" / "lettre.txt").write_text("{{ content }}", encoding="utf-8")
    assert load_flow(path)[1] == ()


def test_two_mistakes_of_one_line_are_told_together(write: Write) -> None:
    """One line in braces holds much: what was told of one word says nothing of the next."""
    flow = FLOW.replace("{after: delai, target: fin}", "{after: dela, target: fini}").replace(
        "{guard: prise, refuse: {field: email,", "{guard: prize, refuse: {feld: email,"
    )
    assert told(load_flow(write(files(flows__demande=flow)))[1]) == [
        ("flows/demande.yaml", 26, "unknown-name"),
        ("flows/demande.yaml", 26, "unknown-key"),
        ("flows/demande.yaml", 33, "unknown-setting"),
        ("flows/demande.yaml", 33, "unknown-target"),
    ]


def test_a_code_typed_into_the_wrong_field_is_told_there_and_nowhere_else(write: Write) -> None:
    """Whatever else that field is – a key, a recipient, something shown – is right."""
    flow = (shipped() / "flows" / "espace_expert.yaml").read_text(encoding="utf-8")
    before, _, after = flow.rpartition("typed: code_activation")
    path = write({"flows/espace_expert.yaml": f"{before}typed: email{after}"})
    for shared in (shipped() / "flows" / "site.yaml", *(shipped() / "forms").rglob("*.yaml")):
        write({shared.relative_to(shipped()).as_posix(): shared.read_text(encoding="utf-8")})
    (problem,) = load_flow(path.with_name("espace_expert.yaml"))[1]
    assert (problem.place.line, problem.message) == (before.count("\n") + 1, '"email" is not a field for a code')


@pytest.mark.parametrize("name", [".#demande.yaml", "._demande.yaml", ".demande.yaml.swp", ".DS_Store"])
@pytest.mark.parametrize("folder", ["flows", "forms"])
def test_a_hidden_file_is_not_read(write: Write, tmp_path: Path, folder: str, name: str) -> None:
    """Editors and systems leave them beside the file that is being written: the service starts nevertheless."""
    write(files())
    (tmp_path / folder / name).write_bytes(b"\x00\xff\xfe")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.problems == ()
    assert list(catalogue.flows) == ["demande"]
