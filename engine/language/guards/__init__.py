"""Guard text -> typed expression -> verdict. Parsed with the standard library's parser, never run by Python."""

from __future__ import annotations

from engine.language.guards.checking import check_guard, kind_of
from engine.language.guards.domains import Domain, Domains
from engine.language.guards.exact import with_decimals
from engine.language.guards.levels import too_deep
from engine.language.guards.nodes import Guard, GuardFailed, Slot, Verdict, as_date
from engine.language.guards.nulls import NamedGuards, asked_in, names_known, never_null
from engine.language.guards.parsing import parse_guard
from engine.language.guards.run import evaluate
from engine.language.guards.solving import worlds_of
from engine.language.guards.vocabulary import MOST_LEVELS, RESERVED
from engine.language.guards.worlds import Worlds

__all__ = [
    "MOST_LEVELS",
    "RESERVED",
    "Domain",
    "Domains",
    "Guard",
    "GuardFailed",
    "NamedGuards",
    "Slot",
    "Verdict",
    "Worlds",
    "as_date",
    "asked_in",
    "check_guard",
    "evaluate",
    "kind_of",
    "names_known",
    "never_null",
    "parse_guard",
    "too_deep",
    "with_decimals",
    "worlds_of",
]
