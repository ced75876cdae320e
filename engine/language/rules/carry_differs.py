"""
carry-differs: what a resume takes along with `carry` fits the value that it becomes.

The left side is a value that the flow of the case found declares; the right side is an answer or a value of this flow,
of the same type. It is never a secret, nor a code that was typed: neither is kept as it was typed, so there is nothing
to take along.

    # reported: registration is a text, count an integer
    - resume: {flow: company, code: key, typed: typed_key, event: join, carry: {count: registration}}

    # fixed
    - resume: {flow: company, code: key, typed: typed_key, event: join, carry: {number: registration}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.scope import KIND_OF_TYPE, scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.model import Flow, Resume
from engine.problems import Problem

CODE = "carry-differs"
NEEDS = Extent.FORMS
TYPES = {kind: name for name, kind in KIND_OF_TYPE.items()}


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    resumes = (branch.resume for branch in flow.branches() if branch.resume)
    return [
        problem
        for resume in resumes
        for problem in (
            *_never_taken(resume, flow),
            *(types_differing(resume, flow, flow) if flow.name in resume.among(flow.name) else ()),
        )
    ]


def types_differing(resume: Resume, flow: Flow, other: Flow) -> Iterator[Problem]:
    """What this resume of `flow` takes along that is of another type than the value of `other` it becomes."""
    scope, fields = scope_of(flow), fields_of(flow)
    for theirs, mine in resume.carry.items():
        value = other.values.get(theirs)
        slot = scope.get(mine.name)
        if value is None or slot is None or slot.origin not in ("field", "value") or slot.kind in ("secret", "code"):
            continue
        wanted = KIND_OF_TYPE.get(value.type, "text")
        if slot.kind == wanted:
            continue
        message = (
            f'"{mine.name}" is of type {TYPES.get(slot.kind, slot.kind)}, and value "{theirs}" of type {value.type}'
        )
        cause = "what is taken along is written as it is"
        others = [name for name, (field, _) in fields.items() if field.kind == wanted and not field.secret]
        fix = f"take along an answer of type {value.type}"
        fix += f", such as {others[0]}" if others else ""
        if slot.kind in TYPES:
            fix = f'write "type: {TYPES[slot.kind]}" at value {theirs}{line_of(value.place, mine.place)}, or {fix}'
        yield Problem(CODE, message, mine.place, cause, fix)


def _never_taken(resume: Resume, flow: Flow) -> Iterator[Problem]:
    scope = scope_of(flow)
    for theirs, mine in resume.carry.items():
        slot = scope.get(mine.name)
        if slot is None or slot.origin not in ("field", "value") or slot.kind not in ("secret", "code"):
            continue
        what = "a secret" if slot.kind == "secret" else "a code that is typed"
        message = f'"{mine.name}" is {what}, which no resume takes along'
        cause = "it is kept as a hash alone, and never as it was typed"
        yield Problem(CODE, message, mine.place, cause, f"take out {theirs}: {mine.name}")
