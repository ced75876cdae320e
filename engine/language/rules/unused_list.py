"""unused-list: a list of options is in `forms/lists/` and no form uses it."""

from __future__ import annotations

from engine import files
from engine.language.analysis import Extent, Folder
from engine.language.decoding import NAME, slug
from engine.problems import Place, Problem

CODE = "unused-list"
NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    if folder.files is None:
        return []
    forms = [form for flow in folder.flows.values() for form in flow.forms.values()]
    if folder.files.forms.keys() - {form.name for form in forms} or any(form.unread for form in forms):
        return []  # it may be named in a form, or at a field, that is not read
    used = {name for form in forms for name in form.lists}
    return [
        _problem(name, file)
        for name, file in folder.files.lists.items()
        if name not in used and not folder.mentions(name)
    ]


def _problem(written: str, file: str) -> Problem:
    if wrong := files.why_no_name(f"{written}.yaml"):
        return Problem("unreadable-file", f"{file} cannot be read", Place(file, 1, 1), *wrong)
    name = written if NAME.match(written) else slug(written) or "a_name"
    rename = "" if name == written else f"call it {name}.yaml and "
    return Problem(
        CODE,
        "no form chooses from this list",
        Place(file, 1, 1),
        "a file that nothing uses is left over, or its name is spelled differently in the form",
        f"{rename}write x-options: {name} in a field, or remove the file",
    )
