"""unknown-template: a mail or a document names a layout that is neither the site's own nor the engine's."""

from __future__ import annotations

import re

from engine.language.analysis import Extent, Subject
from engine.language.decoding import closest
from engine.problems import Problem

CODE = "unknown-template"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    files, flow = subject.files, subject.flow
    if files is None:
        return []
    wanted = [(mail.template, "mail", ["html", "txt"]) for mail in flow.mails.values()]
    wanted += [(document.template, "pdf", ["html"]) for document in flow.documents.values()]
    found = []
    for named, kind, endings in wanted:
        layouts = [f"{kind}/{named.name}.{ending}" for ending in endings] if named else []
        missing = [f"{files.templates}/{layout}" for layout in layouts if layout not in files.layouts]
        if named and missing:
            there = (one[len(kind) + 1 : -5] for one in files.layouts if re.fullmatch(rf"{kind}/.*\.html", one))
            near = closest(named.name, sorted(there))
            fix = "write that layout, or remove `template`"
            cause = f"there is no file {' and no '.join(missing)}"
            fix = f'write "{near}"; or {fix}' if near else fix
            found.append(Problem(CODE, f'unknown template "{named.name}"', named.place, cause, fix))
    return found
