"""
unknown-phase: a state belongs to a phase that the flow declares.

Looked at: `phase` of states. The phases are the steps shown at the top of each page, in the order declared.

    # reported
    phases: {details: Your details, check: Check}
    states: {form: {title: Form, phase: detail}}

    # fixed
    phases: {details: Your details, check: Check}
    states: {form: {title: Form, phase: details}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-phase"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.phases), 'under "phases"')
