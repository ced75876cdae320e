"""
secret-differs: what a `resume` compares, under `secret` or `where`, is read in the same way on both sides.

A password is kept as it was typed, sign for sign; of any other secret the blanks at its ends and what cannot be seen
are taken off, and with `x-widget: code` or `x-ignore: spaces` more. If the two are read in two ways, the right secret
is refused, and nobody can find out why. The same holds for what `where` compares, and there for the format too: a phone
number is compared by its digits, a text by its letters.

    # reported: the form of the account has password as a password, that of the sign-in has typed with "x-widget: text"
    - resume: {register: accounts, key: email, secret: {password: typed}}

    # fixed: typed has "x-secret: true" and no x-widget, so it is a password too
    - resume: {register: accounts, key: email, secret: {password: typed}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import fields_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.forms import Field, reading_of
from engine.language.model import Flow, Resume
from engine.problems import Problem

CODE = "secret-differs"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    resumes = (branch.resume for branch in flow.branches() if branch.resume)
    return [
        problem
        for resume in resumes
        if flow.name in resume.among(flow.name)
        for problem in (*secrets_differing(resume, flow, flow), *_answers_differing(resume, flow))
    ]


def secrets_differing(resume: Resume, flow: Flow, other: Flow) -> Iterator[Problem]:
    """The secrets of `flow` that are read otherwise than those of `other`, with which this resume compares them."""
    ours, theirs = fields_of(flow), fields_of(other)
    for name, mine in resume.secret.items():
        if name not in theirs or mine.name not in ours:
            continue
        kept, asked = theirs[name][0], ours[mine.name][0]
        if not (kept.secret and asked.secret) or reading_of(kept) == reading_of(asked):
            continue
        message = f'"{mine.name}" is read as {reading_of(asked)}, and "{name}" as {reading_of(kept)}'
        cause = "they are compared, and what is typed in the same way must be kept in the same way"
        fix = f"{_written(kept)} at {mine.name}{line_of(asked.place, mine.place)}, as at {name}"
        yield Problem(CODE, message, mine.place, cause, fix)


def _answers_differing(resume: Resume, flow: Flow) -> Iterator[Problem]:
    """What `where` compares of two fields of text that are read, or compared, in two ways."""
    fields = fields_of(flow)
    for name, mine in resume.where.items():
        two = [fields[one][0] for one in (name, mine.name) if one in fields and one not in flow.code_fields()]
        if len(two) < 2 or any(one.secret or one.kind != "text" for one in two):
            continue  # of other kinds, or kept as a hash: reported by another rule
        kept, asked = two
        if _compared_as(kept) == _compared_as(asked):
            continue
        message = f'"{mine.name}" is {_compared_as(asked)}, and "{name}" {_compared_as(kept)}'
        cause = "they are compared, and what is typed in the same way must be kept in the same way"
        same = "format" if kept.format != asked.format else "x-widget and x-ignore"
        fix = f"give {mine.name} the {same} of {name}{line_of(kept.place, mine.place)}"
        yield Problem(CODE, message, mine.place, cause, fix)


def _compared_as(field: Field) -> str:
    return f"of format {field.format}" if field.format else f"read as {reading_of(field)}"


def _written(kept: Field) -> str:
    """What makes another field be read like this one."""
    widget = "password" if kept.widget == "password" else "code" if kept.widget == "code" else "text"
    ignoring = "with x-ignore: spaces" if kept.ignores_spaces else "without x-ignore"
    return f"write x-widget: {widget}" + (f", {ignoring}," if widget == "text" else "")
