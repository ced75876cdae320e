"""
unused-guard, -fact, -value, -code, -setting, -register, -mail, -document, -view, -phase: what is declared is used.

A name that nothing uses is left over, or misspelled where it should be used. A name that resembles an unknown one is
not reported, since that one is. The registers and settings of the site may be used by other flows: they are not looked
at.

    # reported
    settings: {reply_within: 2 days}
    states: {waiting: {title: Waiting, timeout: {after: 48 hours, target: expired}}}

    # fixed
    settings: {reply_within: 2 days}
    states: {waiting: {title: Waiting, timeout: {after: reply_within, target: expired}}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.codes import told_in
from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.decoding import closest
from engine.language.forms import FIGURES, SIGN
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.problems import Place, Problem

OWN = {"deadline", TRIES_LEFT, SIGN, *FIGURES}  # names of the language itself

CODE = "unused"
NEEDS = Extent.WHOLE


def check(subject: Subject) -> list[Problem]:
    return list(_unused(subject))


def _unused(subject: Subject) -> Iterator[Problem]:
    flow = subject.flow
    scope = scope_of(flow)
    used: dict[str, set[str]] = {}
    for use in subject.uses:
        used.setdefault(use.kind, set()).add(use.name)
    named = used.get("name", set())
    answers = named | used.get("answer", set()) | used.get("recipient", set()) | used.get("argument", set())
    declared: tuple[tuple[str, Mapping[str, Place], set[str], str], ...] = (
        (
            "guard",
            {n: guard.place.key(n) for n, guard in flow.guards.items()},
            named,
            "no branch and no guard names it",
        ),
        ("fact", {n: fact.place for n, fact in flow.facts.items()}, named, "no guard names it"),
        ("value", {n: v.place for n, v in flow.values.items()}, answers, "nothing shows, tests or uses it"),
        (
            "code",
            flow.codes(),
            named | used.get("code", set()) | used.get("argument", set()),
            "no mail contains it and nothing asks for it",
        ),
        (
            "setting",
            {n: s.place for n, s in flow.settings.items() if s.place.file == flow.file},
            named | used.get("recipient", set()) | used.get("argument", set()),
            "no rule, timer or text names it",
        ),
        (
            "register",
            {n: r.place for n, r in flow.registers.items() if r.place.file == flow.file},
            used.get("register", set()),
            "nothing is claimed or looked up in it",
        ),
        (
            "mail",
            {n: m.place for n, m in flow.mails.items()},
            used.get("mail", set()) | _unsent(subject),
            "no effect sends it",
        ),
        (
            "document",
            {n: d.place for n, d in flow.documents.items()},
            used.get("document", set()),
            "no link leads to it, and no call is given it",
        ),
        ("view", {n: v.place for n, v in flow.views.items()}, used.get("view", set()), "no link leads to it"),
        (
            "phase",
            {n: t.place.key(n) for n, t in flow.phases.items()},
            used.get("phase", set()),
            "no state belongs to it",
        ),
    )
    for kind, names, known, cause in declared:
        unknown = known - names.keys() - scope.keys() - flow.registers.keys() - OWN
        misspelled = {closest(name, names) for name in unknown}
        if None in misspelled:
            continue  # any of them may be meant by a name that there is not
        for name, place in names.items():
            if name not in known | misspelled | OWN and not subject.unread.mentions(
                name
            ):  # else it is reported elsewhere
                yield Problem(f"unused-{kind}", f'{kind} "{name}" is never used', place, cause, "use it, or remove it")


def _unsent(subject: Subject) -> set[str]:
    """The mails that tell a code which no step's mail tells: that is reported at the step."""
    untold = {made.name for made, _ in subject.codes.untold()}
    return {mail.name for mail in subject.flow.mails.values() if untold & told_in(subject.flow, mail)}
