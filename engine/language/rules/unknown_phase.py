"""
unknown-phase: a state stands in a phase of the stepper.

Looked at: `phase` of states.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-phase"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "phase", CODE, "phase", places(subject.flow.phases), 'under "phases"')
