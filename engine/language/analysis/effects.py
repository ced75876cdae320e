"""
What an effect means to those who read a flow: the names it uses, what is known after it, what must be given for it.

A new effect is described here once; references, dataflow and rules ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple, assert_never

from engine.language.analysis.asking import asking_of
from engine.language.guards import Guard, never_null
from engine.language.guards.nodes import Literal
from engine.language.model import (
    Amount,
    Call,
    Claim,
    Day,
    Effect,
    Flow,
    Forget,
    MakeCode,
    Named,
    Number,
    Release,
    SendMail,
    Set,
    Spend,
)
from engine.problems import Place


class Use(NamedTuple):
    """
    One name, used once.

    kind: "state" | "phase" | "page" | "view" | "entry" | "document" | "mail" | "register" | "status" | "code" | "flow"
    | "answer" (a field or value) | "argument" (one of these, a setting or a code) | "field" | "secret" | "recipient"
    | "written" (a value) | "name" (read in a guard, a text or as a figure: anything).
    """

    kind: str
    name: str
    place: Place
    role: str = ""  # "key" | "typed" | "shown" | "compared" | …; of a status: its register; of a message: its state


class Known(NamedTuple):
    """What holds on every way to a place."""

    given: frozenset[str]  # fields and values that have a value
    held: frozenset[tuple[str, str]]  # (register, key) this case has claimed and not released

    def both(self, other: Known) -> Known:
        """What holds whether a case comes with the one or the other."""
        if self is other:
            return self
        return Known(self.given & other.given, self.held & other.held)

    def with_given(self, names: frozenset[str]) -> Known:
        """The same where these have a value too."""
        return self if names <= self.given else self._replace(given=self.given | names)


class Need(NamedTuple):
    """A field or value that must be given when an effect is done."""

    name: Named
    place: Place
    role: str  # in words: `the key of a register`


def uses_of_effect(effect: Effect) -> Iterator[Use]:
    """Every name that an effect uses."""
    match effect:
        case Claim():
            yield from named("register", effect.register)
            yield from named("answer", effect.key, "key")
            for status in (effect.status, *effect.over):
                yield from named("status", status, effect.register.name)
        case Release():
            yield from named("register", effect.register)
            yield from named("answer", effect.key, "key")
        case MakeCode():
            yield from figure(effect.length)
            yield from figure(effect.lives)
        case Spend():
            yield from named("code", effect.code)
        case Number():
            yield from named("written", effect.field, "number")
            yield from figure(effect.digits)
        case SendMail():
            yield from named("mail", effect.mail)
        case Set():
            for name, guard in effect.values.items():
                yield Use("written", name, effect.words.get(name, guard.place), "set")
                yield from (Use("name", read, guard.place) for read in guard.names)
        case Forget():
            for field in effect.fields:
                yield from named("answer", field, "forgotten")
        case Call():
            for given in effect.given.values():
                yield from named("argument", given, "given")
            for document in effect.documents.values():
                yield from named("document", document, "called")
        case _:
            assert_never(effect)


def after_effects(flow: Flow, known: Known, effects: Sequence[Effect]) -> Known:
    """What is known once these effects are done, in this order."""
    if not effects:
        return known
    given, held = set(known.given), set(known.held)
    for effect in effects:
        match effect:
            case Set():
                for name, guard in effect.values.items():
                    sure = never_null(guard.tree, partial(_never_null, flow, frozenset(given)))
                    (given.add if sure else given.discard)(name)
                    held = {pair for pair in held if pair[1] != name}
            case Number():
                given.add(effect.field.name)
            case Forget():
                given -= {field.name for field in effect.fields}
            case Claim():
                held.add((effect.register.name, effect.key.name))
            case Release():
                held.discard((effect.register.name, effect.key.name))
            case MakeCode() | Spend() | SendMail() | Call():
                pass
            case _:
                assert_never(effect)
    return Known(frozenset(given), frozenset(held))


def _never_null(flow: Flow, given: frozenset[str], name: str) -> bool:
    """Whether a name surely has a value: a setting and a named guard always do, a fact where what it asks has one."""
    if name in flow.settings or name in flow.guards:
        return True
    surely = asking_of(flow).named.surely_given
    if name in flow.facts:
        return all(surely(asked.name, given) for asked in flow.facts[name].asked)
    return surely(name, given)


def changes_of(effect: Effect) -> Iterator[tuple[str, bool]]:
    """Each name that may be given once an effect is done (True), and each that surely is not any more (False)."""
    match effect:
        case Set():
            for name, guard in effect.values.items():
                yield name, not (isinstance(guard.tree, Literal) and guard.tree.value is None)
        case Number():
            yield effect.field.name, True
        case Forget():
            yield from ((field.name, False) for field in effect.fields)
        case MakeCode():
            yield effect.name, True
        case Spend():
            yield effect.code.name, False
        case Claim():
            yield held_in(effect.register.name), True
        case Release() | SendMail() | Call():
            pass  # of a register another key may be held
        case _:
            assert_never(effect)


def held_in(register: str) -> str:
    """The name under which it is kept that a key of this register is held: no name of a flow holds a blank."""
    return f"held in {register}"


def needs_of(flow: Flow, effect: Effect) -> Iterator[Need | Guard]:
    """What must be given when an effect is done, and the expressions that it evaluates."""
    match effect:
        case Set():
            yield from effect.values.values()
        case Claim() | Release():
            yield Need(effect.key, effect.key.place, "the key of a register")
        case SendMail():
            mail = flow.mails.get(effect.mail.name)
            if mail and mail.to.name not in flow.settings:
                yield Need(mail.to, effect.mail.place, f'the recipient of mail "{mail.name}"')
        case MakeCode() | Spend() | Number() | Forget() | Call():
            pass  # each does what it can with what is not given
        case _:
            assert_never(effect)


def named(kind: str, name: Named | None, role: str = "") -> Iterator[Use]:
    """The use of a name that may be left out."""
    if name is not None and name.name:  # else it could not be read
        yield Use(kind, name.name, name.place, role)


def figure(amount: Amount | Day | None) -> Iterator[Use]:
    """The use of a setting by a figure or delay that is written by its name."""
    if amount is not None and amount.setting is not None:
        yield Use("name", amount.setting, amount.place)
