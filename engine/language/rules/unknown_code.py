"""
unknown-code: a code is asked for that some step makes.

Looked at: facts, `spend`, `fills` of entries and `resume`: each names a code that some step of this flow makes.
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-code"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, {**subject.flow.codes()}, 'by an effect "code"')
