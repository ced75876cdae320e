"""What a name stands for, of whatever kind: so that a page named where a state is wanted is called a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.once import once
from engine.language.analysis.suggestions import line_of
from engine.language.decoding import an, slug
from engine.language.model import Flow
from engine.language.texts.text import Text
from engine.problems import Place


class Thing(NamedTuple):
    """One declaration. `noun`: what it is, as the kinds of `Use` have it."""

    noun: str
    name: str
    place: Place | None
    title: str


@once
def things_of(flow: Flow) -> Mapping[str, tuple[Thing, ...]]:
    """name -> everything of the flow that has it."""
    found: dict[str, tuple[Thing, ...]] = {}
    for thing in _things(flow):
        found[thing.name] = (*found.get(thing.name, ()), thing)
    return found


@once
def titles_of(flow: Flow) -> Mapping[tuple[str, str], str]:
    """(noun, title as a name would be) -> the name; without titles that several have."""
    found: dict[tuple[str, str], str] = {}
    for things in things_of(flow).values():
        for thing in things:
            key = (thing.noun, slug(thing.title))
            found[key] = "" if key in found else thing.name
    return {key: name for key, name in found.items() if name and key[1]}


def another(flow: Flow, name: str, nouns: tuple[str, ...]) -> Thing | None:
    """What the name stands for, where it is none of these nouns."""
    return next((thing for thing in things_of(flow).get(name, ()) if thing.noun not in nouns), None)


def said(thing: Thing, wanted: str, beside: Place) -> str:
    """`"home" is a page (line 12), not a state`."""
    return f'"{thing.name}" is {an(thing.noun)}{line_of(thing.place, beside)}, not {an(wanted)}'


def _things(flow: Flow) -> Iterator[Thing]:
    for name, (field, _) in fields_of(flow).items():
        yield Thing("field", name, field.place, field.title.source)
    for name, phase in flow.phases.items():
        yield Thing("phase", name, None, phase.source)
    titled = (("state", flow.states), ("page", flow.pages), ("view", flow.views), ("document", flow.documents))
    for noun, declared in (*titled, ("value", flow.values)):
        for name, one in declared.items():
            yield Thing(noun, name, one.place, _words(getattr(one, "title", None)))
    for name, mail in flow.mails.items():
        yield Thing("mail", name, mail.place, mail.subject.source)
    plain = (
        ("entry", flow.entries),
        ("fact", flow.facts),
        ("guard", flow.guards),
        ("setting", flow.settings),
        ("register", flow.registers),
    )
    for noun, others in plain:
        for name, other in others.items():
            yield Thing(noun, name, other.place, "")
    for name, place in flow.codes().items():
        yield Thing("code", name, place, "")


def _words(title: Text | None) -> str:
    return title.source if title else ""
