"""
same-words: what people choose from has words of its own.

Two buttons with the same words, or two links of one list that lead elsewhere under the same words, cannot be told
apart; nor can two fields of a group, two groups of a form, two options of a field, two phases of the stepper.
Links that stand only `when` something holds are not compared.

    # reported
    transitions:
      accept: {label: Continue, target: accepted}
      refuse: {label: Continue, target: refused}

    # fixed
    transitions:
      accept: {label: Accept, target: accepted}
      refuse: {label: Refuse, target: refused}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.forms import Form
from engine.language.model import Link, Page, State, View
from engine.language.texts.text import Text
from engine.problems import Problem

CODE = "same-words"
NEEDS = Extent.FORMS


class _Choice(NamedTuple):
    """One of several things that people choose from."""

    text: Text
    what: str  # in words: `button`
    leads: object = None  # two that lead to the same are one choice, offered twice; None: to nothing else's


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    found = list(_alike(_Choice(title, "phase") for title in flow.phases.values()))
    for state in flow.states.values():
        found += _alike(_controls(state))
        for section in state.sections:
            found += _alike(_links(section.links))
    pages: tuple[Page | View, ...] = (*flow.pages.values(), *flow.views.values())
    for page in pages:
        for links in (page.links, *(section.links for section in page.sections)):
            found += _alike(_links(links))
    for form in flow.forms.values():
        found += _of_form(form)
    return found


def _controls(state: State) -> Iterator[_Choice]:
    if state.back:
        yield _Choice(state.back.label, "button")
    for button in state.buttons():
        if button.label:
            yield _Choice(button.label, "button")
    yield from _links(state.links)


def _links(links: Iterable[Link]) -> Iterator[_Choice]:
    for link in links:
        if link.when is None:
            leads = (link.page, link.view, link.entry, link.document, link.url, link.flow)
            yield _Choice(link.label, "link", leads)


def _of_form(form: Form) -> Iterator[Problem]:
    grouped = {name for group in form.groups for name in group.fields}
    alone = tuple(name for name in form.fields if name not in grouped)
    for names in (alone, *(group.fields for group in form.groups)):
        yield from _alike(_Choice(form.fields[name].title, "field") for name in names if name in form.fields)
    yield from _alike(_Choice(group.title, "group") for group in form.groups)
    for field in form.fields.values():
        yield from _alike(_Choice(option.title, "option") for option in field.options)


def _alike(choices: Iterable[_Choice]) -> Iterator[Problem]:
    first: dict[str, _Choice] = {}
    for choice in choices:
        words = " ".join(choice.text.source.split()).casefold()
        other = first.setdefault(words, choice)
        if other is choice or (choice.leads is not None and choice.leads == other.leads):
            continue
        message = f'two {choice.what}s with the words "{choice.text.source.strip()}"'
        if choice.what != other.what:
            message = f'a {choice.what} with the words of a {other.what}, "{choice.text.source.strip()}"'
        cause = f"the other{line_of(other.text.place, choice.text.place)} has them too: nobody can tell which is which"
        yield Problem(CODE, message, choice.text.place, cause, "write other words in one of the two")
