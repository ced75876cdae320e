"""
reserved-name: some names are the language's own.

No field, value, fact, setting, guard or code is called like a word of guards (`and or not in true false null`) or
`deadline`, which a text replaces by the moment at which the state's timeout is due.

    # reported
    settings: {deadline: 2 days}

    # fixed
    settings: {reply_within: 2 days}
"""

from __future__ import annotations

from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.guards import RESERVED
from engine.problems import Problem

CODE = "reserved-name"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    found = []
    for name, slot in scope_of(subject.flow).items():
        if name in RESERVED or name == "deadline":
            cause = (
                "a guard could not name it" if name in RESERVED else "`{deadline}` is when the state's timeout is due"
            )
            place = slot.place or subject.flow.place
            found.append(Problem(CODE, f'a {slot.origin} called "{name}"', place, cause, "give it another name"))
    return found
