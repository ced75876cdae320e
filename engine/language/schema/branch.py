"""Tables of keys of the ways out of a state: transitions, their branches, refusals and resumes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language import spellings
from engine.language.decoding import (
    BROKEN,
    FLAG,
    NAME,
    NAMED,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Reading,
    at_key,
    at_most_one,
    each_once,
    list_of,
    map_of,
    matching,
    not_with,
    one_needed,
    one_or_more,
    record,
    wrong_type,
)
from engine.language.guards.decoding import GUARD
from engine.language.model import Branch, Leave, Refuse, Resume, Transition
from engine.language.schema.effect import EFFECTS
from engine.language.texts.decoding import TEXT
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar

KEPT_EVENTS = ("back", "timeout", "modify", "reminder", "begin")  # the engine's own
REFUSE = record(
    "refuse",
    {
        "state": Key(NAMED, "an earlier form to go back to; without one, the state stays"),
        "field": Key(NAMED, "the field that shows the message; without one, above the form"),
        "message": Key(TEXT, "what the person reads", need=True),
    },
    lambda _, found: Refuse(found["state"], found["field"], found["message"], found.place),
    meant=Meant(lambda text: "field" if NAME.match(text) else "message"),
)


def _resume(reading: Reading, found: Found) -> Resume | Broken:
    if not one_needed(reading, found, ("code", "register"), "resume"):
        return BROKEN
    first, second, other = ("code", "typed", "key") if found.has("code") else ("register", "key", "typed")
    not_with(reading, found, (other,), first, f"it belongs to a resume by {'register' if first == 'code' else 'code'}")
    if not found.has(second) and not found.strange:
        reading.report(
            "missing-key",
            f'the resume has no "{second}"',
            found.at(first),
            "a case is found by a code and the field it is typed into, or by a register and the field that is its key",
            f"add {second}: and the name of a field",
        )
    if found[first] is None or found[second] is None:
        return BROKEN
    if found.has("carry") and not found.has("event"):
        reading.report(
            "no-effect",
            '"carry" has no effect without an event',
            found.at("carry"),
            "what is taken along is written in the step of the event that is fired on the case found",
            "name a transition of that case under event, or remove carry",
        )
    values = {{"state": "states", "flow": "flows"}.get(key, key): value for key, value in found.values.items()}
    words = {**found.words("where"), **found.words("secret"), **found.words("carry")}
    return Resume(**values, place=found.place, words=words)


RESUME = record(
    "resume",
    {
        "flow": Key(
            each_once(one_or_more(NAMED)),
            "the flow, or flows, to look in, in that order; without one, this",
            default=(),
        ),
        "state": Key(each_once(one_or_more(NAMED)), "the state, or states, in which the case must be", default=()),
        "code": Key(NAMED, "the code by which the case is found"),
        "typed": Key(NAMED, "the field into which the code is typed"),
        "register": Key(NAMED, "the register by which the case is found"),
        "key": Key(NAMED, "the field that holds the register's key"),
        "where": Key(map_of(NAMED), "their field: my field – equal, once normalised", default={}),
        "secret": Key(map_of(NAMED), "their secret field: my field – verified against the kept hash", default={}),
        "anyone": Key(FLAG, "true: the register's key is enough to enter, without a secret", default=False),
        "event": Key(NAMED, "the transition that is fired on the case found"),
        "carry": Key(map_of(NAMED), "their value: my field – written first in the step of the event", default={}),
    },
    _resume,
)
_LEAVE = record(
    "leave",
    {
        "page": Key(NAMED, "the page that is opened", need=True),
        "message": Key(TEXT, "what the person reads there, once the case is let go"),
    },
    lambda _, found: Leave(found["page"], found["message"], found.place) if found["page"] else BROKEN,
)


def _read_leave(reading: Reading, node: Node, at: Scalar | None) -> Leave | Broken:
    if isinstance(node, Map):
        return _LEAVE.read(reading, node, at)
    page = NAMED.read(reading, node, at)
    return BROKEN if page is BROKEN else Leave(page, None, page.place)


LEAVE: Kind[Leave] = Kind(_read_leave, lambda defs: {"anyOf": [NAMED.schema(defs), _LEAVE.schema(defs)]}, _LEAVE.shape)
VERBS = ("target", "refuse", "resume", "leave")
BRANCH_KEYS: Mapping[str, Key] = {
    "id": Key(
        matching("[A-Za-z][A-Za-z0-9_-]*", "a short name", "urgent"),
        "the name of the branch in a case's history, independent of its guard",
    ),
    "guard": Key(GUARD, "the branch is taken when this holds; the last branch has none"),
    "target": Key(NAMED, "the state to go to"),
    "refuse": Key(REFUSE, "stays, with a message"),
    "resume": Key(RESUME, "finds another case and hands the browser over to it, or with a target fires an event on it"),
    "leave": Key(LEAVE, "ends this browser's hold on the case and opens this page"),
    "effects": EFFECTS,
}


def _branch(reading: Reading, found: Found) -> Branch | Broken:
    written = found.those(VERBS)
    if set(written) != {"target", "resume"} and not at_most_one(reading, found, VERBS, "branch"):
        return BROKEN
    not_with(
        reading,
        found,
        ("effects",) if found.has("refuse") else (),
        "refuse",
        "a refusal changes nothing, so it has none",
    )
    if written == ["resume"]:
        not_with(
            reading,
            found,
            ("effects",),
            "resume",
            "the visitor's own case ends there, and nothing of it is done: effects belong to the event that is fired "
            "on the case found, or to a branch that also has a target",
        )
    if any(found[verb] is None for verb in written) or (found.has("guard") and found["guard"] is None):
        return BROKEN
    return Branch(**{key: found[key] for key in BRANCH_KEYS}, place=found.node.place)


_TO_A_STATE = Meant(lambda text: "target" if NAME.match(text) else None)
BRANCH = record("branch", BRANCH_KEYS, _branch, meant=_TO_A_STATE)


def _transition(reading: Reading, found: Found) -> Transition | Broken:
    if found.name in KEPT_EVENTS:
        reading.report(
            "reserved-name",
            f'"{found.name}" is a reserved name',
            found.place,
            f"the engine's own events have the names {', '.join(KEPT_EVENTS)}",
            "give the transition another name",
        )
    if found["skip_form"] and not found.has("label"):
        reading.report(
            "no-effect",
            '"skip_form" has no effect without a label',
            found.at("skip_form"),
            "a transition without a label is never fired by a button, so no form is posted with it",
            "add label: and the button's words, or take skip_form out",
        )
    if found.has("first_of"):
        not_with(
            reading,
            found,
            tuple(BRANCH_KEYS),
            "first_of",
            "with first_of, each branch has its own guard and target",
        )
        branches = found["first_of"]
    else:
        branch = _branch(reading, found)
        branches = () if branch is BROKEN else (branch,)
    if not branches:
        return BROKEN
    skips = found["skip_form"]
    return Transition(found.name, found["label"], bool(skips), branches, found.place, skips == "keep")


def _read_skip_form(reading: Reading, node: Node, at: Scalar | None) -> bool | str | Broken:
    text = node.text if isinstance(node, Scalar) and node.style == "plain" else ""
    if text in ("true", "false", "keep"):
        return text if text == "keep" else text == "true"
    meant = spellings.truth(node.text) if isinstance(node, Scalar) else None
    return wrong_type(reading, node, at, "true, false or keep", at_key(at, meant or "keep"))


SKIP_FORM: Kind[bool | str] = Kind(_read_skip_form, lambda defs: {"anyOf": [FLAG.schema(defs), {"const": "keep"}]})
FIRST_OF = Key(list_of(BRANCH), "branches: the first whose guard holds is taken; the last has none")
TRANSITION = record(
    "transition",
    {
        "label": Key(TEXT, "the button's words; without them, only a resume fires it"),
        "skip_form": Key(
            SKIP_FORM, "true: the button neither posts nor checks the form; keep: it saves it", default=False
        ),
        "first_of": FIRST_OF,
        **BRANCH_KEYS,
    },
    _transition,
    meant=_TO_A_STATE,
)
AUTOMATIC = record(
    "automatic", {"first_of": FIRST_OF._replace(need=True)}, lambda _, found: found["first_of"] or BROKEN
)
