"""
reserved-name: some names are the language's own.

No field, value, fact, setting, guard or code is called like a word of guards (`and or not in true false null`) or
`deadline`, which a text replaces by the moment at which the state's timeout is due, or `tries_left`, which is how many
tries are left in a state.

    # reported
    settings: {deadline: 2 days}

    # fixed
    settings: {reply_within: 2 days}
"""

from __future__ import annotations

from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.guards import RESERVED
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.problems import Problem

CODE = "reserved-name"
NEEDS = Extent.PARTS

_OF_TEXTS = {
    "deadline": "`{deadline}` is when the state's timeout is due",
    TRIES_LEFT: "`{tries_left}` is how many tries are left in the state",
}


def check(subject: Subject) -> list[Problem]:
    found = []
    for name, slot in scope_of(subject.flow).items():
        if name in _OF_TEXTS or name in RESERVED:
            cause = _OF_TEXTS.get(name, "a guard could not name it")
            place = slot.place or subject.flow.place
            found.append(Problem(CODE, f'a {slot.origin} called "{name}"', place, cause, "give it another name"))
    return found
