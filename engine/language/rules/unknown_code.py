"""
unknown-code: a code is asked for that some step makes.

Looked at: facts, `spend`, `fills` of entries and `resume`: each names a code that some step of this flow makes.
"""

from __future__ import annotations

from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-code"


def check(subject: Subject) -> list[Problem]:
    return missing(subject, "code", CODE, "code", {**subject.flow.codes()}, 'by an effect "code"')
