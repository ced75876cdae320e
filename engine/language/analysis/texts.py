"""Every text of a flow, with what its placeholders may name there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.language.analysis.once import once
from engine.language.forms import Field, Form
from engine.language.model import Flow, Link, Section, Site, State
from engine.language.texts.text import Text


class Words(NamedTuple):
    """A text and where it is read."""

    text: Text
    where: str  # in words: `page "contact"`
    case: bool  # a case is at hand: fields and values have a meaning
    states: tuple[str, ...] = ()  # the case is in one of these when the text is read: `{deadline}` is theirs
    field: Field | None = None  # of a field's message: its figures go by their bare names, and are checked there
    mail: str | None = None  # of a mail: what it may name depends on the steps that send it
    document: str | None = None  # of a document: what it may name depends on the pages and the calls that have it
    counted: tuple[str, ...] = ()  # on a page of one of these states, whose refusals `{tries_left}` counts


@once
def all_words(flow: Flow) -> tuple[Words, ...]:
    """In the order written: the flow's own, then its forms'."""
    return tuple(_words_of(flow))


def _words_of(flow: Flow) -> Iterator[Words]:
    yield Words(flow.title, "the title of the flow", False)
    for name, title in flow.phases.items():
        yield Words(title, f'phase "{name}"', True)
    for value in flow.values.values():
        yield from (Words(text, f'value "{value.name}"', True) for text in (value.title, value.unit) if text)
    for entry in flow.entries.values():
        if entry.opening and entry.opening.message:
            yield Words(entry.opening.message, f'entry "{entry.name}"', False)
    for page in flow.pages.values():
        where = f'page "{page.name}"'
        yield from (Words(text, where, False) for text in (page.title, page.content) if text)
        yield from (Words(text, where, False) for text in (*_sections(page.sections), *_labels(page.links)))
    for state in flow.states.values():
        yield from _of_state(state)
    for view in flow.views.values():
        where, open_in = f'view "{view.name}"', tuple(named.name for named in view.states)
        shown = (view.title, view.content, *_sections(view.sections), *_labels(view.links))
        yield from (Words(text, where, True, open_in) for text in shown if text)
    for mail in flow.mails.values():
        where = f'mail "{mail.name}"'
        yield from (Words(text, where, True, mail=mail.name) for text in (mail.subject, mail.content))
    linking: dict[str, list[str]] = {}
    for state in flow.states.values() if flow.documents else ():
        for name in flow.documents_offered(state):
            linking.setdefault(name, []).append(state.name)
    users_of: dict[str, list[str]] = {}
    for state in flow.states.values():
        if state.form:
            users_of.setdefault(state.form.name, []).append(state.name)
    for document in flow.documents.values():
        states = tuple(linking.get(document.name, ()))
        texts = (text for text in (document.title, document.content) if text)
        where = f'document "{document.name}"'
        yield from (Words(text, where, True, states, document=document.name) for text in texts)
    for form in flow.forms.values():
        yield from _of_form(form, tuple(users_of.get(form.name, ())))


def words_of_site(site: Site) -> Iterator[Words]:
    """The texts of `site.yaml`: no case, and settings only."""
    yield Words(site.service, "the name of the service", False)
    if site.notice:
        yield Words(site.notice, "the notice", False)
    if site.account:
        yield Words(site.account.label, "the account", False)
    yield from (Words(text, "the foot", False) for text in _labels(site.foot))
    for page in site.pages.values():
        where = f'page "{page.name}"'
        yield from (Words(text, where, False) for text in (page.title, page.content) if text)
        yield from (Words(text, where, False) for text in (*_sections(page.sections), *_labels(page.links)))


def _of_state(state: State) -> Iterator[Words]:
    where, here = f'state "{state.name}"', (state.name,)
    texts = [state.title, state.content]
    texts += _sections(state.sections)
    texts += [text for note in state.notes for text in (note.title, note.text)]
    texts += _labels(state.links)
    if state.back:
        texts.append(state.back.label)
    texts += [transition.label for transition in state.transitions.values()]
    yield from (Words(text, where, True, here, counted=here) for text in texts if text)
    for branch in state.branches():
        if branch.refuse:
            at = (branch.refuse.state.name,) if branch.refuse.state else here
            yield Words(branch.refuse.message, where, True, at, counted=here)
        if branch.leave and branch.leave.message:
            yield Words(branch.leave.message, where, True, here)


def _of_form(form: Form, users: tuple[str, ...]) -> Iterator[Words]:
    where = f'form "{form.name}"'
    titles = [form.title, *(group.title for group in form.groups), *(rule.message for rule in form.rules)]
    yield from (Words(text, where, True, users, counted=users) for text in titles if text)
    for field in form.fields.values():
        titles = [field.title, field.description, field.unit, *(option.title for option in field.options)]
        yield from (Words(text, where, True, users, counted=users) for text in titles if text)
        messages = [*field.messages.values(), *(pattern.message for pattern in field.patterns)]
        yield from (Words(text, where, True, users, field, counted=users) for text in messages if text)


def _sections(sections: Iterable[Section]) -> list[Text]:
    found = []
    for section in sections:
        found += [text for text in (section.title, section.content) if text]
        found += _labels(section.links)
    return found


def _labels(links: Iterable[Link]) -> list[Text]:
    return [link.label for link in links]
