"""
view-not-open: a link to a view stands only where the view is open, and a view is open where a case can stand.

A view is open while a case stands in one of the states under its `in`. On the page of another state, or of a view that
is also open elsewhere, the link would lead to a page that says that there is nothing here. In an automatic state no
case ever stands.

    # reported
    views: {details: {in: account, title: Your details}}
    states:
      form: {title: Form, links: [{label: Details, view: details}], transitions: {ok: {label: OK, target: account}}}
      account: {title: Your account, rest: true, links: [{label: Details, view: details}]}

    # fixed
    views: {details: {in: account, title: Your details}}
    states:
      form: {title: Form, transitions: {ok: {label: OK, target: account}}}
      account: {title: Your account, rest: true, links: [{label: Details, view: details}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.decoding.suggestions import listed
from engine.language.model import Flow, Link, State, View
from engine.problems import Place, Problem

CODE = "view-not-open"
NEEDS = Extent.PARTS


def check(subject: Subject) -> list[Problem]:
    return [*_never_open(subject.flow), *_closed(subject.flow)]


def _never_open(flow: Flow) -> Iterator[Problem]:
    for view in flow.views.values():
        for state in view.states:
            if state.name in flow.states and flow.states[state.name].automatic:
                yield Problem(
                    CODE,
                    f'view "{view.name}" is never open in state "{state.name}"',
                    state.place,
                    "the state is automatic: a case goes through it and never stands in it",
                    f'take "{state.name}" out, or write the state that it leads to',
                )


def _closed(flow: Flow) -> Iterator[Problem]:
    shown_in: list[tuple[State | View, list[str]]] = [(state, [state.name]) for state in flow.states.values()]
    shown_in += [(view, [state.name for state in view.states]) for view in flow.views.values()]
    for page, states in shown_in:
        for name, place in _links_to_views(flow, page):
            view = flow.views.get(name)
            if view is None:
                continue  # unknown-view
            open_in = [state.name for state in view.states]
            closed = [state for state in states if state in flow.states and state not in open_in]
            if closed:
                page_of = "this page" if isinstance(page, State) else f'the view "{page.name}"'
                yield Problem(
                    CODE,
                    f'view "{name}" is not open in {_quoted(closed)}',
                    place,
                    f"{page_of} is shown there, and this link would lead nowhere",
                    f'take the link out, or add {_quoted(closed)} to "in" of the view{line_of(view.place, place)}',
                )


def _links_to_views(flow: Flow, page: State | View) -> Iterator[tuple[str, Place]]:
    for noun in flow.shown_on(page):
        if isinstance(noun, Link) and noun.view:
            yield noun.view, noun.place
        words = noun.label if isinstance(noun, Link) else noun
        yield from ((link.target, link.place) for link in words.links if link.kind == "view")


def _quoted(names: list[str]) -> str:
    return listed(f'"{name}"' for name in names)
