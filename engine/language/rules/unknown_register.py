"""
unknown-register: keys are held in a register that is declared.

Looked at: facts, `claim`, `release` and `resume`.
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Subject
from engine.language.rules.missing import missing
from engine.problems import Problem

CODE = "unknown-register"


def check(subject: Subject) -> list[Problem]:
    return missing(
        subject, "register", CODE, "register", places(subject.flow.registers), 'under "registers", here or in site.yaml'
    )
