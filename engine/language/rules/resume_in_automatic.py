"""
resume-in-automatic: a resume is in a transition of a state with a screen.

An automatic state is passed without anybody typing anything. What a resume tries there, a code or a password, was typed
on an earlier page, and wrong tries could be neither counted nor paused.

    # reported
    find: {title: Find, automatic: {first_of: [{resume: {code: access, typed: typed_code}}, {target: form}]}}

    # fixed: in the state whose form asks "typed_code"
    transitions:
      ok: {label: OK, first_of: [{resume: {code: access, typed: typed_code}}, {refuse: {message: Unknown code.}}]}
"""

from __future__ import annotations

from engine.language.analysis.subject import Extent, Subject
from engine.problems import Problem

CODE = "resume-in-automatic"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return [
        Problem(
            CODE,
            f'a resume in the automatic state "{state.name}"',
            branch.resume.place,
            "its wrong tries could not be counted: nobody types anything in an automatic state",
            "move the resume to a transition, with a label, of the state whose form asks what it compares",
        )
        for state in subject.flow.states.values()
        for branch in state.automatic
        if branch.resume
    ]
