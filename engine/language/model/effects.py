"""What a step does beside going on: the effects that a branch, a timer or an entry may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, get_args

from engine.language.decoding import Amount, Named
from engine.language.guards import Guard
from engine.problems import Place


class Claim(NamedTuple):
    register: Named
    key: Named
    status: Named
    over: tuple[Named, ...]
    place: Place


class Release(NamedTuple):
    register: Named
    key: Named
    place: Place


class MakeCode(NamedTuple):
    name: str
    length: Amount
    lives: Amount
    place: Place
    lands: bool = False  # dies on a working day


class Spend(NamedTuple):
    code: Named
    place: Place


class Number(NamedTuple):
    field: Named
    digits: Amount
    place: Place


class SendMail(NamedTuple):
    mail: Named
    place: Place


class Set(NamedTuple):
    values: Mapping[str, Guard]  # value -> expression
    place: Place
    words: Mapping[str, Place] = {}  # value -> where its name is written


class Forget(NamedTuple):
    fields: tuple[Named, ...]
    place: Place


class Call(NamedTuple):
    """A plug-in's effect."""

    effect: Named
    given: Mapping[str, Named]  # its parameter -> a field, a value, a setting or a code
    documents: Mapping[str, Named]  # its parameter -> a document, handed over as a PDF
    place: Place
    words: Mapping[str, Place] = {}  # of its parameters


Effect = Claim | Release | MakeCode | Spend | Number | SendMail | Set | Forget | Call
EFFECTS: tuple[type, ...] = get_args(Effect)
SEALING = (Claim, Release, MakeCode, Spend, Number, SendMail, Call)
