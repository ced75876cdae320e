"""unused-form: a form is in `forms/` and no flow uses it."""

from __future__ import annotations

from engine import files
from engine.language.analysis import Extent, Folder
from engine.language.decoding import NAME, closest, slug
from engine.problems import Place, Problem

CODE = "unused-form"
NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    if folder.files is None:
        return []
    flows = folder.flows.values()
    used = {state.form.name for flow in flows for state in flow.states.values() if state.form}
    used |= {form.name for flow in flows for form in flow.forms.values()}
    if any(closest(name, folder.files.forms) is None for name in used - folder.files.forms.keys()):
        return []  # any of them may be meant by a name that there is not
    return [
        _problem(name, file, folder.files.folder)
        for name, file in folder.files.forms.items()
        if name not in used and not folder.mentions(name)
    ]


def _problem(written: str, file: str, within: str) -> Problem:
    if wrong := files.why_no_name(f"{written}.yaml"):
        return Problem("unreadable-file", f"{file} cannot be read", Place(file, 1, 1), *wrong)
    name = written if NAME.match(written) else slug(written) or "a_name"
    rename = "" if name == written else f"call it {name}.yaml and "
    return Problem(
        CODE,
        "no flow asks for this form",
        Place(file, 1, 1),
        "a file that nothing uses is left over, or its name is spelled differently in the flow",
        f"{rename}write form: {name} in a state, or remove the file",
    )
