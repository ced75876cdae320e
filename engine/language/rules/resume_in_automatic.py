"""
resume-in-automatic: a resume stands behind a screen.

An automatic state is passed without anybody typing anything: what a resume tries there – a code, a password – was typed
on an earlier page, and its wrong tries could not be counted or paused.
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
