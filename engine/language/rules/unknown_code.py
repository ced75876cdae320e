"""
unknown-code: a code that is asked for is made by some step of this flow.

Looked at: facts, `spend`, `fills` of entries and `resume`. A code exists once an effect `code` has made it: one that
no step makes can never be typed correctly.

    # reported
    effects: [{code: {name: pickup, length: 20, lives: 2 days}}]
    facts: {code: {code: activate, typed: typed_code}}

    # fixed
    effects: [{code: {name: pickup, length: 20, lives: 2 days}}]
    facts: {code: {code: pickup, typed: typed_code}}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-code"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, {**subject.flow.codes()}, 'by an effect "code"')
