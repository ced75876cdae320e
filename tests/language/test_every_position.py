"""
Whatever an analyst may write somewhere is seen there by everything that walks a flow.

The places are computed from the tables of keys, so that one added there is visited here. Three walks that had been
written by hand missed some: a password tried in an automatic state without limit, a typed code kept in clear, a code
made in a reminder that guards did not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, make_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
import yaml

from engine.core.case import REMINDER, TIMEOUT, Decision, Event
from engine.core.decide import begin, decide
from engine.core.machine import Machine
from engine.core.trail import next_due
from engine.language import model
from engine.language.analysis.dataflow import moments, ways_of
from engine.language.analysis.references import uses_of
from engine.language.analysis.texts import all_words
from engine.language.decoding import Key, Kind, list_of, map_of, record
from engine.language.load import load_flow
from engine.language.model import Flow, Site, State
from engine.language.schema import flow as flow_table
from engine.language.schema.branch import BRANCH
from engine.language.schema.branch import VERBS as ALL_VERBS
from engine.language.schema.effect import EFFECT
from engine.language.schema.flow import FLOW, FLOW_KEYS, read_flow
from engine.language.schema.state import STATE_KEYS
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import parse_text
from engine.language.yaml import read_tree
from engine.problems import Place
from engine.registry import Effect, Service, default_registry
from engine.shipped import shipped
from tests.support.service_under_test import ServiceUnderTest, text_of

# -- the places, read off the tables ----------------------------------------------------------------------------------

# Whatever stands at a name is written "x".
REGISTRY = default_registry().with_service(Service("x", str, ("x",))).with_effect(Effect("x", lambda key, given: None))

Way = tuple[str, ...]  # keys from the flow's first on; "*": an entry of a map, "[]": an item of a list

# What stands beside the key that is wanted, where a record cannot be read without it.
BESIDE: Mapping[str, Mapping[str, Any]] = {
    "state": {"title": "Un écran"},
    "transition": {"label": "Suite"},
    "reminder": {"after": "1 hours"},
    "timeout": {"after": "1 hours"},
    "resume": {"code": "x", "typed": "x"},
    "tries": {"max": 3},
    "link": {"url": "https://exemple.fr"},
    "call": {"with": {"a": "x"}},
}
# Words that fit one kind of text or another.
WORDS = ("1 hours", "1", "x", "/x", "https://exemple.fr", "Un texte")


class Spot(NamedTuple):
    """A place where something may be written: the way to it, the record that stands there and its schema."""

    way: Way
    record: str
    schema: Mapping[str, Any]


def is_text(schema: Mapping[str, Any]) -> bool:
    """Whether a text is written there, which may be a map of languages: no map of names."""
    return isinstance(schema.get("type"), list) and "string" in schema["type"]


class Table:
    """What the tables of keys allow, as they tell editors."""

    def __init__(self, flow: Kind[Any]) -> None:
        self.definitions: dict[str, Any] = {}
        self.root = flow.schema(self.definitions)

    def spots(self) -> list[Spot]:
        return list(self._under(self.root, ()))

    def effects(self) -> list[Spot]:
        return [spot for spot in self.spots() if spot.record == "effect"]

    def branches(self) -> list[Spot]:
        return [spot for spot in self.spots() if set(ALL_VERBS) <= set(spot.schema.get("properties", {}))]

    def targets(self) -> list[Spot]:
        return [spot for spot in self.spots() if "target" in spot.schema.get("properties", {})]

    def named(self, schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """A schema with the name of its record; "" where it is none."""
        for part in (schema, *schema.get("allOf", ())):
            if "$ref" in part:
                name = part["$ref"].rpartition("/")[2].replace("%20", " ")
                return name, self.definitions[name]
        return "", schema

    def _under(self, schema: Mapping[str, Any], way: Way) -> Iterator[Spot]:
        name, schema = self.named(schema)
        yield Spot(way, name, schema)
        for key, inner in schema.get("properties", {}).items():
            yield from self._under(inner, (*way, key))
        if isinstance(schema.get("additionalProperties"), dict) and not is_text(schema):
            yield from self._under(schema["additionalProperties"], (*way, "*"))
        if "items" in schema:
            yield from self._under(schema["items"], (*way, "[]"))
        for inner in schema.get("anyOf", ()):
            if "items" not in inner:  # one alone, or a list of such
                yield from self._under(inner, way)

    def sample(self, schema: Mapping[str, Any]) -> Any:
        """Something that may stand there."""
        name, schema = self.named(schema)
        if "enum" in schema:
            return schema["enum"][0]
        if "properties" in schema:
            wanted = [key for key in schema.get("required", ()) if key not in BESIDE.get(name, {})]
            return {**BESIDE.get(name, {}), **{key: self.sample(schema["properties"][key]) for key in wanted}}
        if "items" in schema:
            return [self.sample(schema["items"])]
        if "additionalProperties" in schema and not is_text(schema):
            return {"x": self.sample(schema["additionalProperties"])}
        for inner in schema.get("anyOf", ()):
            return self.sample(inner)
        if schema.get("type") == "integer":
            return schema.get("minimum", 1)
        return next(word for word in WORDS if re.fullmatch(schema.get("pattern", "x"), word))

    def written(self, way: Way, leaf: Any, schema: Mapping[str, Any] | None = None) -> Any:
        """The leaf at the end of the way, and on the way what each record needs beside it."""
        if not way:
            return leaf
        name, schema = self.named(schema or self.root)
        key, *rest = way
        if key == "*":
            return {"x": self.written(tuple(rest), leaf, schema["additionalProperties"])}
        if key == "[]":
            return [self.written(tuple(rest), leaf, schema["items"])]
        inner = self.written(tuple(rest), leaf, schema["properties"][key])
        if key == "automatic":
            return {key: inner}  # it has no screen
        needed = {k: self.sample(schema["properties"][k]) for k in schema.get("required", ()) if k != key}
        return {**needed, **BESIDE.get(name, {}), key: inner}

    def in_state(self, way: Way, leaf: Any) -> Any:
        """The same, below the state that it stands in."""
        assert way[:2] == ("states", "*"), f"{way}: no traversal looks outside states; write one, and this test with it"
        states = self.root["properties"]["states"] if "properties" in self.root else self._states()
        return self.written(way[2:], leaf, states["additionalProperties"])

    def _states(self) -> Mapping[str, Any]:
        _, flow = self.named(self.root)
        _, states = self.named(flow["properties"]["states"])
        return states


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True  # the language has no anchors


def _yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False)


def words_of(spot: Spot) -> str:
    return ".".join(spot.way)


def read(states: Mapping[str, Any]) -> Flow:
    """A flow of these states, as it is read, whatever its rules would say."""
    data = {"parcours": 1, "flow": "f", "title": "T", "language": "fr", "timezone": "Europe/Paris"}
    entries = {f"e_{name}": {"state": name} for name in states}
    node, problems = read_tree(_yaml({**data, "entries": entries, "states": states}).encode(), "flows/f.yaml")
    assert not problems
    assert node
    site = Site("flows/site.yaml", parse_text("S", Place("flows/site.yaml", 1, 1))[0], None, (), {}, {}, {})
    found = read_flow(node, "f", "flows/f.yaml", REGISTRY, site)
    assert not found.problems, "\n".join(map(str, found.problems))
    assert found.flow
    return found.flow


TABLE = Table(FLOW)
EFFECTS = [(spot, kind) for spot in TABLE.effects() for kind in spot.schema["properties"] if kind != "id"]
VERBS = [(spot, verb) for spot in TABLE.branches() for verb in ALL_VERBS]


def all_effects(table: Table) -> dict[str, tuple[str, Any]]:
    """state -> (kind, its one effect): each kind at each place."""
    found: dict[str, tuple[str, Any]] = {"x": ("", {"title": "T"})}
    for at, spot in enumerate(table.effects()):
        for kind, schema in spot.schema["properties"].items():
            if kind == "id":
                continue  # beside an effect, for variants
            found[f"s_{at}_{kind}"] = (kind, table.in_state(spot.way, {kind: table.sample(schema)}))
    return found


def all_verbs(table: Table) -> dict[str, tuple[str, Any]]:
    """state -> (verb, its one branch)."""
    found: dict[str, tuple[str, Any]] = {"x": ("", {"title": "T"})}
    for at, spot in enumerate(table.branches()):
        for verb in ALL_VERBS:
            beside = BESIDE.get(spot.record, {})
            leaf = {**beside, verb: table.sample(spot.schema["properties"][verb])}
            found[f"s_{at}_{verb}"] = (verb, table.in_state(spot.way, leaf))
    return found


def test_the_places_are_found() -> None:
    """As many as the tables have today at least: a test that visits nothing proves nothing."""
    assert {words_of(spot) for spot in TABLE.effects()} >= {
        "states.*.on_enter.[]",
        "states.*.transitions.*.effects.[]",
        "states.*.transitions.*.first_of.[].effects.[]",
        "states.*.automatic.first_of.[].effects.[]",
        "states.*.timeout.effects.[]",
        "states.*.reminders.[].effects.[]",
    }
    assert {words_of(spot) for spot in TABLE.branches()} >= {
        "states.*.transitions.*",
        "states.*.transitions.*.first_of.[]",
        "states.*.automatic.first_of.[]",
    }
    assert {words_of(spot) for spot in TABLE.targets()} >= {"states.*.timeout", "states.*.tries"}
    assert len(EFFECTS) >= 48
    assert len(VERBS) >= 12


# -- every traversal visits every place --------------------------------------------------------------------------------


def test_every_effect_is_visited_wherever_it_stands() -> None:
    wanted = all_effects(TABLE)
    flow = read({name: state for name, (_, state) in wanted.items()})
    nouns: dict[str, set[type]] = {}
    for name, (kind, _) in wanted.items():
        found = [type(effect) for effect in flow.states[name].effects()]
        assert len(found) == (1 if kind else 0), name
        nouns.setdefault(kind, set()).update(found)
    assert all(len(found) == 1 for kind, found in nouns.items() if kind), "one noun for each kind"
    assert set.union(*nouns.values()) == set(get_args(model.Effect))
    assert len(list(flow.effects())) == len(wanted) - 1


def test_every_branch_is_visited_wherever_it_stands() -> None:
    wanted = all_verbs(TABLE)
    flow = read({name: state for name, (_, state) in wanted.items()})
    for name, (verb, _) in wanted.items():
        found = [v for b in flow.states[name].branches() for v in ALL_VERBS if getattr(b, v) is not None]
        assert found == ([verb] if verb else []), name
    assert len(list(flow.branches())) == len(wanted) - 1


def test_every_target_is_an_edge_wherever_it_stands() -> None:
    spots = TABLE.targets()
    states = {f"s_{at}": TABLE.in_state((*spot.way, "target"), "x") for at, spot in enumerate(spots)}
    flow = read({"x": {"title": "T"}, **states})
    assert [(edge.source, edge.target.name) for edge in flow.edges()] == [(name, "x") for name in states]


def test_every_name_in_an_effect_is_looked_up_wherever_it_stands() -> None:
    wanted = all_effects(TABLE)
    flow = read({name: state for name, (_, state) in wanted.items()})
    lines = {use.place.line for use in uses_of(flow)}
    for state in flow.states.values():
        for effect in state.effects():
            if isinstance(effect, model.MakeCode):
                continue  # it declares a name
            around = range(effect.place.line, effect.place.line + 6)
            assert lines & set(around), f"{state.name}: {effect}"


def test_every_refusal_is_read_wherever_it_stands() -> None:
    states = {
        f"s_{at}": TABLE.in_state(spot.way, {**BESIDE.get(spot.record, {}), "refuse": {"message": f"Refus {at}"}})
        for at, spot in enumerate(TABLE.branches())
    }
    read_there = {words.text.source for words in all_words(read(states))}
    assert {f"Refus {at}" for at in range(len(states))} <= read_there


def test_every_effect_is_a_moment_that_rules_look_at_wherever_it_stands() -> None:
    wanted = all_effects(TABLE)
    flow = read({name: state for name, (_, state) in wanted.items()})
    looked_at = [effect for moment in moments(flow, ways_of(flow)) for effect in moment.effects]
    looked_at += [effect for state in flow.states.values() for effect in state.on_enter]
    assert {effect.place for effect in flow.effects()} == {effect.place for effect in looked_at}


def test_every_code_is_known_to_guards_and_every_typed_one_is_hashed_wherever_it_stands() -> None:
    codes = {
        f"s_{at}": TABLE.in_state(spot.way, {"code": {"name": f"c_{at}", "length": 10, "lives": "1 days"}})
        for at, spot in enumerate(TABLE.effects())
    }
    typed = {
        f"t_{at}": TABLE.in_state(
            spot.way, {**BESIDE.get(spot.record, {}), "resume": {"code": "c_0", "typed": f"typed_{at}"}}
        )
        for at, spot in enumerate(TABLE.branches())
    }
    flow = read({"x": {"title": "T"}, **codes, **typed})
    kinds = Machine(flow).kinds
    assert {f"c_{at}" for at in range(len(codes))} <= {name for name, kind in kinds.items() if kind == "code"}
    assert flow.code_fields() == {f"typed_{at}" for at in range(len(typed))}


# Texts that a person reads on the page of a state. To an editor an expression, and a `beside`, is a text too; the
# message of `leave` stands on the page that it opens, where the case is let go and offers no document.
TEXTS = [
    spot
    for spot in TABLE.spots()
    if spot.way[:2] == ("states", "*")
    and not {"guard", "set", "when", "beside", "leave"} & set(spot.way)
    and {**TEXT.schema({}), "description": ""} == {**spot.schema, "description": ""}
]


@pytest.mark.parametrize("spot", TEXTS, ids=words_of)
def test_a_document_that_a_text_of_the_page_links_to_is_offered_there(spot: Spot) -> None:
    flow = read({"x": {"title": "T"}, "s": TABLE.in_state(spot.way, "Voyez [le papier](document:papier).")})
    assert flow.documents_linked(flow.states["s"]) == {"papier"}
    assert flow.documents_linked(flow.states["x"]) == frozenset()


def test_the_documents_that_a_state_offers_are_looked_for_once() -> None:
    """Every page asks: to walk through its form each time took as long as all the rest of it."""
    flow, _ = load_flow(shipped() / "flows" / "espace_expert.yaml")
    assert flow
    offering = [state for state in flow.states.values() if flow.documents_linked(state)]
    assert offering
    assert all(flow.documents_linked(state) is flow.documents_linked(state) for state in offering)


def test_a_place_added_to_a_scratch_table_is_visited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of a state for effects, one for branches: the nouns have them, and nothing else knows."""
    more = {"on_leave": Key(list_of(EFFECT), "", default=()), "aside": Key(list_of(BRANCH), "", default=())}
    added = [(name, tuple[Any, ...], field(default=())) for name in more]
    scratch_noun: Any = make_dataclass("ScratchState", added, bases=(State,), frozen=True, eq=False)

    def make(_: Any, found: Any) -> Any:
        title = found["title"] or parse_text("T", found.place)[0]
        return scratch_noun(name=found.name, **{**found.values, "title": title}, place=found.place)

    state: Any = record("state", {**STATE_KEYS, **more}, make)
    flow: Any = record(
        "flow", {**FLOW_KEYS, "states": Key(map_of(state), "", need=True)}, lambda _, found: found, partly=True
    )
    monkeypatch.setattr(flow_table, "FLOW", flow)
    table = Table(flow)
    assert {words_of(spot) for spot in table.effects()} >= {"states.*.on_leave.[]", "states.*.aside.[].effects.[]"}
    assert "states.*.aside.[]" in {words_of(spot) for spot in table.branches()}

    effects = read({name: state for name, (_, state) in all_effects(table).items()})
    for name in set(effects.states) - {"x"}:
        assert len(list(effects.states[name].effects())) == 1, name
    branches = read({name: state for name, (_, state) in all_verbs(table).items()})
    for name in set(branches.states) - {"x"}:
        assert len(list(branches.states[name].branches())) == 1, name
    leads = {edge.source for edge in branches.edges()}
    assert leads == {name for name in branches.states if name.endswith("_target")}


# -- what must hold there, holds ---------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BASE: Mapping[str, Any] = {
    "parcours": 1,
    "flow": "essai",
    "title": "Essai",
    "version": "1",
    "language": "fr",
    "timezone": "Europe/Paris",
}
CHOOSE = {"label": "Sortir", "first_of": [{"guard": "given(c)", "target": "connu"}, {"target": "inconnu"}]}


def _write(folder: Path, flow: Mapping[str, Any], forms: Mapping[str, Any]) -> Path:
    for kind, files in (("flows", {"essai": flow}), ("forms", forms)):
        (folder / kind).mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / kind / f"{name}.yaml").write_text(_yaml(data), encoding="utf-8")
    return folder / "flows" / "essai.yaml"


@pytest.mark.parametrize("spot", TABLE.effects(), ids=words_of)
def test_a_guard_knows_a_code_wherever_it_was_made(spot: Spot, tmp_path: Path) -> None:
    state = TABLE.in_state(spot.way, {"code": {"name": "c", "length": 10, "lives": "9 days"}})
    if "automatic" in state:
        state["automatic"]["first_of"][0] |= {"target": "apres"}
    else:
        state["transitions"] = {"sortir": CHOOSE, **state.get("transitions", {})}
        state.get("timeout", {}).update(target="apres")
        for transition in state["transitions"].values():
            transition.setdefault("label", "Suite")
    ends = {name: {"title": name, "final": True} for name in ("connu", "inconnu")}
    after = {"title": "Après", "transitions": {"sortir": CHOOSE}}
    states = {"s": state, **ends, **({"apres": after} if "apres" in str(state) else {})}
    flow, problems = load_flow(_write(tmp_path, {**BASE, "entries": {"e": {"state": "s"}}, "states": states}, {}))
    assert not problems, "\n".join(map(str, problems))
    assert flow

    machine, now = Machine(flow), NOW
    begun = begin(machine, "e", "case", {}, now)
    assert isinstance(begun, Decision)
    case = begun.case
    events = [Event(name) for name in flow.states["s"].transitions if name != "sortir" and case.state == "s"]
    for event in events:
        case = _taken(machine, case, event, now)
    while case.due_at and (timer := next_due(case, case.due_at)):
        now = timer.due_at
        event = Event(TIMEOUT if timer.kind == "timeout" else REMINDER, "timer", at=timer.which)
        case = _taken(machine, case, event, now)
    assert _taken(machine, case, Event("sortir"), now).state == "connu"


def _taken(machine: Machine, case: Any, event: Event, now: datetime) -> Any:
    decided = decide(machine, case, event, {}, now)
    assert isinstance(decided, Decision), decided
    return decided.case


ACCOUNT = {
    "title": "Compte",
    "form": "compte",
    "transitions": {
        "creer": {
            "label": "Créer",
            "first_of": [
                {"guard": 'libre != "free"', "refuse": {"field": "email", "message": "Pris."}},
                {
                    "target": "attente",
                    "effects": [
                        {"claim": {"register": "comptes", "key": "email", "status": "pris"}},
                        {"code": {"name": "c", "length": 12, "lives": "9 days"}},
                        {"mail": "m"},
                    ],
                },
            ],
        }
    },
}
RESUMES = {
    "secret": {"state": "attente", "register": "comptes", "key": "email_saisi", "secret": {"mot": "mot_saisi"}},
    "code": {"state": "attente", "code": "c", "typed": "code_saisi"},
}
FORMS = {
    "compte": {
        "type": "object",
        "required": ["email", "mot"],
        "properties": {
            "email": {"type": "string", "format": "email", "title": "Adresse"},
            "mot": {"type": "string", "title": "Mot de passe", "x-secret": True},
        },
    },
    "secret": {
        "type": "object",
        "required": ["email_saisi", "mot_saisi"],
        "properties": {
            "email_saisi": {"type": "string", "format": "email", "title": "Adresse"},
            "mot_saisi": {"type": "string", "title": "Mot de passe", "x-secret": True},
        },
    },
    "code": {
        "type": "object",
        "required": ["code_saisi"],
        "properties": {"code_saisi": {"type": "string", "title": "Code"}},
    },
}


# What is done where the resume finds nothing: a wrong try is one whichever way it takes.
FALLBACKS: Mapping[str, Mapping[str, Any]] = {
    "refuses": {"refuse": {"message": "Inconnu."}},
    "leads on": {"target": "inconnu"},
    "leaves": {"leave": "accueil"},
    "stays": {"id": "reste"},
}


def _opening(spot: Spot, kind: str, fallback: Mapping[str, Any]) -> dict[str, Any]:
    """A flow in which an account is opened by a resume that stands there, behind a form that asks what it compares."""
    beside = {"target": "fin"} if "automatic" in spot.way else {}
    state = TABLE.in_state(spot.way, {**BESIDE.get(spot.record, {}), "resume": RESUMES[kind], **beside})
    asks = {"title": "Entrez", "form": kind}
    waiting = [{"when": "given(c)", "content": "Votre code vous a été envoyé."}]  # in either kind the code is of use
    states: dict[str, Any] = {"compte": ACCOUNT, "attente": {"title": "Attente", "rest": True, "sections": waiting}}
    if "automatic" in state:
        state["automatic"]["first_of"].append({"target": "fin"})
        states["fin"] = {"title": "Fin", "final": True}
        states |= {"tri": state, "s": {**asks, "transitions": {"x": {"label": "Suite", "target": "tri"}}}}
    else:
        for transition in state["transitions"].values():
            transition["label"] = "Suite"
            transition.get("first_of", []).append(fallback)
        states["s"] = {**state, **asks, "timeout": {"after": "9 days", "target": "fin"}}
        states["fin"] = {"title": "Fin", "final": True}
        if "target" in fallback:
            states["inconnu"] = {"title": "Inconnu", "back": {"label": "Retour"}}
    return {
        **BASE,
        "registers": {"comptes": {"kind": "email", "statuses": ["pris"]}},
        "facts": {"libre": {"register": "comptes", "key": "email"}},
        "entries": {"compte": {"state": "compte"}, "s": {"state": "s"}},
        "states": states,
        "pages": {"accueil": {"title": "Accueil", "content": "Bonjour."}},
        "mails": {"m": {"to": "email", "subject": "Code", "content": "Code : {c}"}},
    }


REFUSED = {"resume-in-automatic", "last-branch"}


@pytest.mark.parametrize("fallback", FALLBACKS)
@pytest.mark.parametrize("kind", RESUMES)
@pytest.mark.parametrize("spot", TABLE.branches(), ids=words_of)
def test_a_secret_or_code_that_is_tried_is_counted_and_kept_nowhere_in_clear(
    spot: Spot, kind: str, fallback: str, tmp_path: Path
) -> None:
    """Wherever the language allows a resume: twenty wrong tries from one address in a quarter of an hour, no more."""
    flow = _opening(spot, kind, FALLBACKS[fallback])
    path = _write(tmp_path, flow, {"compte": FORMS["compte"], kind: FORMS[kind]})
    _, problems = load_flow(path)
    if {problem.code for problem in problems} & REFUSED:
        assert words_of(spot) != "states.*.transitions.*.first_of.[]"
        return  # what check refuses is never served
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    try:
        right = _account(service)
        wrong = {"secret": "rien-de-tel", "code": "0000000000"}[kind]
        guessed = {"secret": "tresor-cache", "code": right}[kind]
        for _ in range(20):
            assert _tried(service, kind, wrong) == (422 if fallback == "refuses" else 200)
        assert _tried(service, kind, wrong) == 429
        assert _tried(service, kind, guessed) == 429, "the right one is not told from the others"
        kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
        for words in (wrong, "tresor-cache"):  # the right code stands in developer mode's copy of its mail
            assert words.encode() not in kept
    finally:
        service.close()


def _account(service: ServiceUnderTest) -> str:
    """Somebody's account, with a password of theirs; the code that was mailed to them."""
    owner = service.person()
    owner.open("/essai/start/compte")
    owner.press("Créer", email="ana@exemple.fr", mot="tresor-cache")
    service.worker.work()
    found = re.search(r"Code : ([0-9A-Z ]+)", text_of(service.mails()[-1]))
    assert found
    return found[1].replace(" ", "")


def _tried(service: ServiceUnderTest, kind: str, entry: str) -> int:
    """The answer to one try, each in a browser of its own, from one network address."""
    stranger = service.person()
    stranger.open("/essai/start/s")
    return stranger.press("Suite", **_entry(kind, entry)).status


@pytest.mark.parametrize("kind", RESUMES)
def test_a_secret_or_code_that_modify_tries_again_is_counted(kind: str, tmp_path: Path) -> None:
    """Typed in one step, compared in the next: « Modifier » of the first goes through both."""
    (spot,) = [spot for spot in TABLE.branches() if words_of(spot) == "states.*.transitions.*.first_of.[]"]
    flow = _opening(spot, kind, {"target": "inconnu"})
    flow["states"]["s"].pop("form")
    (event,) = flow["states"]["s"]["transitions"].values()
    event["first_of"][0]["target"] = "trouve"
    flow["states"]["demande"] = {
        "title": "Qui",
        "form": kind,
        "transitions": {"suite": {"label": "Continuer", "target": "s"}},
    }
    flow["states"]["trouve"] = {"title": "Trouvé", "final": True}
    flow["entries"]["s"]["state"] = "demande"
    _write(tmp_path, flow, {"compte": FORMS["compte"], kind: FORMS[kind]})
    service = ServiceUnderTest(tmp_path / "data", tmp_path)
    try:
        right = _account(service)
        stranger = service.person()
        stranger.open("/essai/start/s")
        stranger.press("Continuer", **_entry(kind, {"secret": "rien-de-tel", "code": "0000000000"}[kind]))
        assert stranger.press("Suite").path == "/essai/inconnu"
        statuses = []
        for number in range(25):
            stranger.open("/essai/demande")
            wrong = {"secret": f"faux-{number:04}", "code": f"{number:010}"}[kind]
            statuses.append(stranger.press("Enregistrer et revenir", **_entry(kind, wrong)).status)
        assert statuses.count(200) <= 20
        stranger.open("/essai/demande")
        guessed = {"secret": "tresor-cache", "code": right}[kind]
        page = stranger.press("Enregistrer et revenir", **_entry(kind, guessed))
        assert page.status == 429
    finally:
        service.close()


def _entry(kind: str, tried: str) -> dict[str, str]:
    return {"email_saisi": "ana@exemple.fr", "mot_saisi": tried} if kind == "secret" else {"code_saisi": tried}
