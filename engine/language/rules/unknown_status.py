"""
unknown-status: a key is held with one of the statuses of its register.

Looked at: `status` and `over` of `claim`, and the samples of a register. `free` is not a status that a register may
declare: a fact has this value for a key that nobody holds.

    # reported
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    effects: [{claim: {register: addresses, key: email, status: active}}]

    # fixed
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    effects: [{claim: {register: addresses, key: email, status: taken}}]
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.decoding import listed
from engine.problems import Problem

CODE = "unknown-status"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    found = []
    registers = subject.flow.registers
    for use in subject.uses:
        register = registers.get(use.role) if use.kind == "status" else None
        if register and use.name not in register.statuses:
            known = dict.fromkeys(register.statuses)
            line = line_of(register.place, use.place)
            fix = nearest(use.name, known, use.place, f'add it to the statuses of "{register.name}"{line}')
            cause = f'register "{register.name}" has: {listed(register.statuses)}'
            found.append(Problem(CODE, f'unknown status "{use.name}"', use.place, cause, fix))
    for register in registers.values():
        for key, status in register.samples.items():
            if status not in register.statuses:
                place = register.sampled.get(key, register.place)
                known = dict.fromkeys(register.statuses)
                fix = nearest(status, known, place, f'add it to the statuses of "{register.name}"')
                message = f'sample "{key}" has the unknown status "{status}"'
                found.append(Problem(CODE, message, place, "a sample is a row like others", fix))
        if "free" in register.statuses:
            message = f'register "{register.name}" has a status "free"'
            cause = "a fact says `free` of a key that nobody holds"
            found.append(Problem(CODE, message, register.place, cause, "give the status another name"))
    return found
