"""
unknown-register: keys are held in a register that is declared.

Looked at: facts, `claim`, `release` and `resume`.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-register"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject.uses, places(subject.flow.registers), 'under "registers", here or in site.yaml')
