"""
impossible-value: a fact or a choice is compared with a value that it can have.

A fact has the statuses of its register and `free`, a field with choices the constants of its options. A comparison with
any other value never holds: most often it is a spelling mistake, and the branch would never be taken.

    # reported
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    facts: {address: {register: addresses, key: email}}
    guards: {refused: address == "tacken"}

    # fixed
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    facts: {address: {register: addresses, key: email}}
    guards: {refused: address == "taken"}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "impossible-value"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return [problem for problem in subject.guard_problems if problem.code == CODE]
