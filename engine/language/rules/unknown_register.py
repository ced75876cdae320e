"""
unknown-register: keys are held in a register that the flow or the site declares.

Looked at: facts, `claim`, `release` and `resume`. A register says which statuses a key can have and how keys are
compared; without it nothing could be claimed or looked up.

    # reported
    registers: {addresses: {kind: email, statuses: [taken]}}
    facts: {address: {register: adresses, key: email}}

    # fixed
    registers: {addresses: {kind: email, statuses: [taken]}}
    facts: {address: {register: addresses, key: email}}
"""

from __future__ import annotations

from engine.language.analysis.declarations import places
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.undeclared import undeclared
from engine.problems import Problem

CODE = "unknown-register"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return undeclared(CODE, subject, places(subject.flow.registers), 'under "registers", here or in site.yaml')
