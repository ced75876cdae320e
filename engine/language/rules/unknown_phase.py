"""
unknown-phase: a state stands in a phase of the stepper.

Looked at: `phase` of states.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-phase"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, places(subject.flow.phases), 'under "phases"')
