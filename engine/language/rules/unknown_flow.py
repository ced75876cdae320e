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
from engine.language.model import Flow, Link, Resume
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
        if resume.flow is not None and resume.flow != flow.name:
            yield from _resume(resume, resume.flow, folder)
            if resume.flow in flows:
                yield from secrets_differing(resume, flow, flows[resume.flow])
                yield from answers_apart(resume, flow, flows[resume.flow])


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


def _resume(resume: Resume, name: str, folder: Folder) -> Iterator[Problem]:
    flows = folder.flows
    other = flows.get(name)
    if other is None:
        yield from _missing("flow", name, resume.at("flow"), places(flows), "add it to the folder of flows")
        return
    there = f"declare it in {other.file}"
    for state in resume.states:
        yield from _missing("target", state.name, state.place, places(other.states), there)
    if resume.code:
        yield from _missing("code", resume.code.name, resume.code.place, {**other.codes()}, there)
    for theirs in resume.where:
        yield from _missing("field", theirs, resume.at(theirs), answers_of(other), there)
    for theirs in resume.secret:
        yield from _missing("secret", theirs, resume.at(theirs), dict.fromkeys(secrets_of(other)), there)
    yield from events_missing(other, resume, folder.unread.get(other.file, Unread()))


def _missing(noun: str, name: str, place: Place, known: Mapping[str, Place | None], declare: str) -> Iterator[Problem]:
    if name not in known:
        code = "unknown-field" if noun == "secret" else f"unknown-{noun}"
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
