"""unknown-form: a state names a form, and `forms/` has no such file."""

from __future__ import annotations

from engine.language.analysis import Extent, Subject
from engine.language.decoding import closest
from engine.problems import Problem

CODE = "unknown-form"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    files = subject.files
    if files is None:
        return []
    found = []
    for state in subject.flow.states.values():
        name = state.form.name if state.form else None
        if state.form is None or name is None or name in files.forms:
            continue
        near = closest(name, files.forms)
        fix = "write that file, or remove the form from the state"
        cause = f"there is no file {files.folder}/{name}.yaml"
        fix = f'write "{near}"; or {fix}' if near else fix
        found.append(Problem(CODE, f'unknown form "{name}"', state.form.place, cause, fix))
    return found
