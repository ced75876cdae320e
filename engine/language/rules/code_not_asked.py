"""
code-not-asked: a code that a mail tells is asked for somewhere, by a fact or by a resume.

Whoever gets the mail would look in vain for where to type it. Looked at over all flows together: another flow may ask.

    # reported: no fact and no resume reads "pickup"
    mails: {pickup: {to: email, subject: Your code, content: "Your code: {pickup}"}}

    # fixed
    facts: {typed: {code: pickup, typed: code_typed}}
    mails: {pickup: {to: email, subject: Your code, content: "Your code: {pickup}"}}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.codes import handed_to, told_in
from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import line_of, meant
from engine.language.model import Call, Flow, MakeCode
from engine.problems import Place, Problem

CODE = "code-not-asked"
NEEDS = Extent.WHOLE


def check(folder: Folder) -> list[Problem]:
    resumes = [
        (meant(name, folder.flows), resume.code.name)
        for flow in folder.flows.values()
        for branch in flow.branches()
        if (resume := branch.resume) and resume.code
        for name in resume.among(flow.name)
    ]
    asked = frozenset(resumes)
    return [problem for flow in folder.flows.values() for problem in _of_flow(flow, asked)]


def _of_flow(flow: Flow, asked: frozenset[tuple[str, str]]) -> Iterator[Problem]:
    tested = {fact.code.name for fact in flow.facts.values() if fact.code} | _read(flow)
    reported: set[str] = set()
    for made in flow.effects():
        if not isinstance(made, MakeCode) or made.name in tested | reported or (flow.name, made.name) in asked:
            continue
        telling = _telling(flow, made.name)
        if telling:  # else it is used nowhere: another rule's
            reported.add(made.name)
            what, name, place = telling
            cause = f'{what} "{name}"{line_of(place, made.place)} tells it, and no fact and no resume reads it'
            fix = f"ask for it: `resume: {{code: {made.name}, typed: …}}`; or take the code out, here and in the {what}"
            yield Problem(CODE, f'nothing asks for code "{made.name}"', made.place, cause, fix)


def _telling(flow: Flow, code: str) -> tuple[str, str, Place] | None:
    """The mail, or the call, that tells a code."""
    for mail in flow.mails.values():
        if code in told_in(flow, mail):
            return "mail", mail.name, mail.place
    for effect in flow.effects():
        if isinstance(effect, Call) and code in handed_to(flow, effect):
            return "call", effect.effect.name, effect.place
    return None


def _read(flow: Flow) -> set[str]:
    """The names that guards read: one may ask whether the case has a code."""
    guards = [*flow.guards.values(), *(branch.guard for branch in flow.branches())]
    guards += [when for state in flow.states.values() for when in state.conditions()]
    guards += [when for view in flow.views.values() for when in view.conditions()]
    return {name for guard in guards if guard for name in guard.names}
