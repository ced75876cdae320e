"""Where answers and values are shown: in the texts, the rows and the mails of a flow, and what can be given there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.language.analysis.chances import Bits, Chances
from engine.language.analysis.texts import all_words
from engine.language.forms import Form
from engine.language.guards import Guard, NamedGuards, names_known
from engine.language.model import Call, Flow, Link, Named, Note, Page, Section, SendMail, State, View
from engine.language.texts.text import Text
from engine.problems import Place


class Shown(NamedTuple):
    """A name that is shown, once."""

    name: str
    place: Place
    where: str  # in words: `state "recap"`
    given: Bits  # what can be given there
    row: bool = False  # named under `show`
    to: str = ""  # not shown but handed to this effect of a plug-in


def shown_names(flow: Flow, chances: Chances) -> Iterator[Shown]:
    """
    Every answer and value that is shown where a case can stand. Left out are a form's titles and options, which the
    summary repeats later, and what stands under a `when` that asks first whether the name is given.
    """
    yield from _rows(flow, chances)
    yield from _handed(chances)
    asked = _asked_first(flow)
    told = _of_messages(flow, chances)
    mailed, called = _of_mails(chances), _of_calls(chances)
    for words in all_words(flow):
        if words.where.startswith('form "'):
            continue
        given = told.get(words.text.place)
        if given is None and (words.mail or words.states):
            given = mailed.get(words.mail) if words.mail else chances.on_pages(words.states)
        if words.document in called:
            given = called[words.document] | (given or 0)
        if given is not None:
            known = asked.get(words.text.place, frozenset())
            yield from (one for one in _names(words.text, words.where, given) if one.name not in known)
    yield from _of_forms(flow, chances)


def offering(flow: Flow) -> dict[str, list[str]]:
    """document -> the states in which it can be opened"""
    found: dict[str, list[str]] = {}
    for state in flow.states.values() if flow.documents else ():
        for offered in flow.documents_offered(state):
            found.setdefault(offered, []).append(state.name)
    return found


def _names(text: Text, where: str, given: Bits) -> Iterator[Shown]:
    for placeholder in text.placeholders:
        if placeholder.figure is None:
            yield Shown(placeholder.name, placeholder.place, where, given)


def _rows(flow: Flow, chances: Chances) -> Iterator[Shown]:
    """What is named under `show`."""
    offered, called = offering(flow), _of_calls(chances)
    for state in flow.states.values():
        yield from _listed(state.show, f'state "{state.name}"', chances.on_pages([state.name]))
    for view in flow.views.values():
        yield from _listed(view.show, f'view "{view.name}"', chances.on_pages(named.name for named in view.states))
    for document in flow.documents.values():
        given = chances.on_pages(offered.get(document.name, ()))
        if document.name in called:
            given = called[document.name] | (given or 0)
        yield from _listed(document.show, f'document "{document.name}"', given)


def _listed(names: Iterable[Named], where: str, given: Bits | None) -> Iterator[Shown]:
    if given is not None:
        yield from (Shown(named.name, named.place, where, given, row=True) for named in names)


def _of_messages(flow: Flow, chances: Chances) -> dict[Place, Bits]:
    """What a refusal and the message of a `leave` may quote, by the text's place."""
    found: dict[Place, Bits] = {}
    for name, page in chances.page.items():
        state = flow.states[name]
        for _, event, branches in state.branch_lists():
            posted = chances.after_post(state, event)
            for branch in branches:
                if branch.leave and branch.leave.message:
                    found[branch.leave.message.place] = chances.after(posted, branch.effects)
                if branch.refuse:
                    shown_in = flow.states.get(branch.refuse.state.name, state) if branch.refuse.state else state
                    quoted = page | chances.of_form(state) | chances.of_form(shown_in)  # what was just typed, too
                    found[branch.refuse.message.place] = quoted | (chances.on_pages([shown_in.name]) or 0)
    return found


def _of_mails(chances: Chances) -> dict[str, Bits]:
    """mail -> what can be given at some step that sends it."""
    found: dict[str, Bits] = {}
    for step in chances.steps():
        given = step.begins
        for effect in step.effects:
            given = chances.after(given, (effect,))
            if isinstance(effect, SendMail):
                found[effect.mail.name] = found.get(effect.mail.name, 0) | given
    return found


def _of_calls(chances: Chances) -> dict[str, Bits]:
    """document -> what can be given at some step that hands it to a plug-in's effect."""
    found: dict[str, Bits] = {}
    for call, given in _calls(chances):
        for document in call.documents.values():
            found[document.name] = found.get(document.name, 0) | given
    return found


def _handed(chances: Chances) -> Iterator[Shown]:
    """What the effects of plug-ins are given, each once: by some step that may have it, if there is one."""
    found: dict[Named, tuple[Call, Bits]] = {}
    for call, given in _calls(chances):
        for named in call.given.values():
            before = found[named][1] if named in found else 0
            found[named] = (call, before | given)
    for named, (call, given) in found.items():
        where = f'the call of effect "{call.effect.name}"'
        yield Shown(named.name, named.place, where, given, row=True, to=call.effect.name)


def _calls(chances: Chances) -> Iterator[tuple[Call, Bits]]:
    for step in chances.steps():
        given = step.begins
        for effect in step.effects:
            given = chances.after(given, (effect,))
            if isinstance(effect, Call):
                yield effect, given


def _of_forms(flow: Flow, chances: Chances) -> Iterator[Shown]:
    """The hints of each form, and its messages, which may quote what was just typed."""
    users: dict[str, list[str]] = {}
    for state in flow.states.values():
        if state.form:
            users.setdefault(state.form.name, []).append(state.name)
    for form in flow.forms.values():
        given = chances.on_pages(users.get(form.name, ()))
        if given is None:
            continue
        where = f'form "{form.name}"'
        for field in form.fields.values():
            if field.description:
                yield from _names(field.description, where, given)
        for message in _messages(form):
            yield from _names(message, where, given | chances.of(form.fields))


def _messages(form: Form) -> Iterator[Text]:
    yield from (rule.message for rule in form.rules)
    for field in form.fields.values():
        yield from field.messages.values()
        yield from (pattern.message for pattern in field.patterns if pattern.message)


def _asked_first(flow: Flow) -> dict[Place, frozenset[str]]:
    """The names that surely are given where a text under a `when` is shown, by the text's place."""
    found: dict[Place, frozenset[str]] = {}
    named = NamedGuards(flow.guards)

    def look(parts: Iterable[Note | Section | Link], known: frozenset[str]) -> None:
        for part in parts:
            here = known | _known(part.when, named)
            if isinstance(part, Section):
                look(part.links, here)
            for text in _texts(part) if here else ():
                found[text.place] = here

    pages: tuple[State | View | Page, ...] = (*flow.states.values(), *flow.views.values())
    for page in pages:
        look((*page.sections, *page.links, *(page.notes if isinstance(page, State) else ())), frozenset())
    return found


def _known(when: Guard | None, named: NamedGuards) -> frozenset[str]:
    return names_known(when.tree, True, named) if when else frozenset()


def _texts(part: Note | Section | Link) -> Iterator[Text]:
    if isinstance(part, Link):
        yield part.label
    elif isinstance(part, Note):
        yield from (part.title, part.text)
    else:
        yield from (text for text in (part.title, part.content) if text)
