"""
unknown-flow: a link or a resume into another flow finds there what it names.

Looked at, over all flows together: the flow itself; of a link also its page or entry; of a resume also states, events,
codes and fields. What is missing there has the code of its kind, such as unknown-entry; what is there and of another
kind has that one's, such as secret-differs.

    # reported: the folder has flows/permit.yaml
    links: [{label: Ask for a permit, flow: permits}]

    # fixed
    links: [{label: Ask for a permit, flow: permit}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.language.analysis.declarations import answers_of, places, secrets_of
from engine.language.analysis.subject import Extent, Folder
from engine.language.analysis.suggestions import nearest
from engine.language.analysis.texts import all_words
from engine.language.analysis.unread import Unread
from engine.language.model import Flow, Link, Named, Resume
from engine.language.rules.carry_differs import types_differing
from engine.language.rules.event_never_fired import resumes_of
from engine.language.rules.impossible_value import answers_apart
from engine.language.rules.secret_differs import secrets_differing
from engine.language.rules.unknown_event import events_missing
from engine.problems import Place, Problem

CODE = "unknown-flow"
NEEDS = Extent.PARTS


def check(folder: Folder) -> list[Problem]:
    flows = folder.flows
    return [problem for flow in flows.values() for problem in _of_flow(flow, folder)]


def _of_flow(flow: Flow, folder: Folder) -> Iterator[Problem]:
    flows = folder.flows
    for words in all_words(flow):
        for link in words.text.links:
            if link.kind == "flow":
                yield from _missing("flow", link.target, link.place, places(flows), "add it to the folder of flows")
    for inner in _links(flow):
        yield from links_missing(inner, flows)
    for resume in resumes_of(flow):
        among = resume.among(flow.name)
        for named in resume.flows if among != (flow.name,) else ():
            yield from _resume(resume, named, folder, several=len(among) > 1)
            if named.name in flows and named.name != flow.name:
                yield from secrets_differing(resume, flow, flows[named.name])
                yield from answers_apart(resume, flow, flows[named.name])
                yield from types_differing(resume, flow, flows[named.name])


def links_missing(link: Link, flows: Mapping[str, Flow]) -> Iterator[Problem]:
    """What a link into another flow does not find."""
    if link.flow is None:
        return
    other = flows.get(link.flow)
    if other is None:
        yield from _missing("flow", link.flow, link.at("flow"), places(flows), "add it to the folder of flows")
    elif link.page is not None:
        yield from _missing("page", link.page, link.at("page"), places(other.pages), f"declare it in {other.file}")
    elif link.entry is not None:
        yield from _missing("entry", link.entry, link.at("entry"), places(other.entries), f"declare it in {other.file}")


def _resume(resume: Resume, named: Named, folder: Folder, *, several: bool) -> Iterator[Problem]:
    """What a resume does not find in one of the flows that it looks in; `several`: which one is said."""
    flows = folder.flows
    other = flows.get(named.name)
    if other is None:
        yield from _missing("flow", named.name, named.place, places(flows), "add it to the folder of flows")
        return
    there = f"declare it in {other.file}"
    looked_in = [flows[one.name] for one in resume.flows if one.name in flows]
    found: list[Problem] = []
    for state in resume.states:
        nowhere = not any(state.name in flow.states for flow in looked_in)
        none_here = not any(one.name in other.states for one in resume.states)
        if nowhere or none_here:  # of several flows, each may have a state of its own
            found += _missing("target", state.name, state.place, places(other.states), there)
    if resume.code:
        found += _missing("code", resume.code.name, resume.code.place, {**other.codes()}, there)
    for theirs in resume.where:
        found += _missing("field", theirs, resume.at(theirs), answers_of(other), there)
    for theirs in resume.secret:
        found += _missing("secret", theirs, resume.at(theirs), dict.fromkeys(secrets_of(other)), there)
    for theirs in resume.carry:
        found += _missing("value", theirs, resume.at(theirs), places(other.values), f"{there}, under values")
    found += events_missing(other, resume, folder.unread.get(other.file, Unread()))
    for problem in found:
        yield problem._replace(message=f'{problem.message}, in flow "{other.name}"') if several else problem


def _missing(noun: str, name: str, place: Place, known: Mapping[str, Place | None], declare: str) -> Iterator[Problem]:
    if name not in known:
        code = "unknown-field" if noun in ("secret", "value") else f"unknown-{noun}"
        fix = nearest(name, known, place, declare)
        yield Problem(code, f'unknown {noun} "{name}"', place, f"no {noun} of this name is declared there", fix)


def _links(flow: Flow) -> Iterator[Link]:
    for page in flow.pages.values():
        yield from page.links
        for section in page.sections:
            yield from section.links
    for view in flow.views.values():
        yield from view.links
        for section in view.sections:
            yield from section.links
    for state in flow.states.values():
        yield from state.links
        for section in state.sections:
            yield from section.links
