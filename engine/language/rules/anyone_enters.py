"""
anyone-enters, anyone-untrue: a resume by a register's key alone says `anyone: true`, and no other resume does.

Whoever knows the key – an e-mail address, a number – gets the case that holds it, or fires an event on it. A `secret`
or a `code` shows whose case it is; `where` does not, for what it compares is known to others, or guessed. Where
everybody may enter, the resume says so itself. Beside a secret or a code the same words would say something untrue.

    # reported
    resume: {register: accounts, key: typed_email}

    # fixed
    resume: {register: accounts, key: typed_email, secret: {password: typed_password}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import secrets_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.model import Flow, Resume
from engine.problems import Problem

CODE = "anyone-enters"
UNTRUE = "anyone-untrue"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    return [problem for branch in flow.branches() if branch.resume for problem in _of(flow, branch.resume)]


def _of(flow: Flow, resume: Resume) -> Iterator[Problem]:
    proof = "code" if resume.code else "secret" if resume.secret else None
    if proof and resume.anyone:
        yield Problem(
            UNTRUE,
            f'"anyone: true" is not true of this resume: it asks a {proof}',
            resume.place,
            "it says that the key of a register is enough to enter",
            f"remove `anyone: true`, or find the case by a register and its key, without `{proof}`",
        )
    elif proof is None and not resume.anyone:
        assert resume.key
        known = f'anyone who knows what is typed into "{resume.key.name}"'
        yield Problem(
            CODE,
            f"{known} gets the case of anybody",
            resume.place,
            "it is found by a register's key alone: neither a secret nor a code shows whose it is"
            + (", and what `where` compares others may know too" if resume.where else ""),
            _fix(flow, resume),
        )


def _fix(flow: Flow, resume: Resume) -> str:
    """With names of this flow, where there are two secrets to be compared."""
    kept = next(iter(sorted(secrets_of(flow))), "password") if flow.name in resume.among(flow.name) else "password"
    return (
        f"ask a secret here and compare it: `secret: {{{kept}: …}}`, the kept one and the field that asks it; or find "
        "the case by a code: `code` and `typed`; or write `anyone: true` where everybody may enter"
    )
