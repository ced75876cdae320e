"""
unknown-placeholder: each `{name}` in a text names what is known where the text is read.

That is a field, a value, a setting, `{field.minLength}` (any figure of its schema), `{deadline}` where the state has a
timeout, or on the page of a state with `tries`, how many are left: `{tries_left}`, `{tries_left try|tries}`; in a mail
also a code that is made, before, in the step that sends it, and so in a document that calls alone are given. On a page
outside any case, and in `site.yaml`, there are settings only. What is true or false has no words of its own. A brace is
written `{{`.

    # reported
    settings: {reply_within: 2 days}
    pages: {home: {title: Home, content: "You have {reply_in} to answer."}}

    # fixed
    settings: {reply_within: 2 days}
    pages: {home: {title: Home, content: "You have {reply_within} to answer."}}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.analysis.dataflow import moments
from engine.language.analysis.declarations import answers_of, fields_of, places, typed_codes
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.analysis.texts import Words, all_words
from engine.language.forms import FIGURES, SIGN, TODAY, Field
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Call, Flow, MakeCode, SendMail
from engine.language.texts.text import Placeholder
from engine.problems import Place, Problem

CODE = "unknown-placeholder"
NEEDS = Extent.FORMS


class Sending(NamedTuple):
    """One step that sends a mail, or calls an effect with a document."""

    state: str  # the state entered, or stood in
    codes: frozenset[str]  # made before, in this step
    place: Place
    unread: bool  # whether something of the step could not be read
    later: frozenset[str] = frozenset()  # codes made behind it


def check(subject: Subject) -> list[Problem]:
    finder = Finder(subject)
    return [problem for words in all_words(subject.flow) for problem in finder.problems(words)]


class Finder:
    """Looks one placeholder up after the other; knows the flow's names."""

    def __init__(self, subject: Subject) -> None:
        flow = subject.flow
        self.flow = flow
        self.unread = subject.unread
        self.fields: dict[str, Field] = {name: field for name, (field, _) in fields_of(flow).items()}
        self.codes = flow.codes()
        self.hashed = typed_codes(flow)
        self.sendings, self.callings = sendings(subject)
        self.known = {**places(flow.settings), **answers_of(flow)}

    def problems(self, words: Words) -> Iterator[Problem]:
        for placeholder in words.text.placeholders:
            if placeholder.figure is not None:
                yield from self.figure(placeholder)
            elif placeholder.name == "deadline":
                yield from self.deadline(placeholder, words)
            elif placeholder.name == TRIES_LEFT:
                yield from self.tries_left(placeholder, words)
            elif placeholder.name in (*FIGURES, SIGN) and words.field is not None:
                continue  # a figure of the message's own field: the form has looked
            else:
                yield from self.name(placeholder, words)

    def figure(self, placeholder: Placeholder) -> Iterator[Problem]:
        field = self.fields.get(placeholder.name)
        if field is None:
            having = {name: one.place for name, one in self.fields.items() if placeholder.figure in one.figures}
            fix = nearest(placeholder.name, having, placeholder.place, "remove it")
            yield _problem(placeholder, "no form of this flow has a field of this name", fix)
        elif placeholder.figure and placeholder.figure in field.bounds and placeholder.figure not in field.figures:
            cause = f"that day is today's{line_of(field.place, placeholder.place)}: it has no date of its own"
            if field.bounds[placeholder.figure].name == TODAY:
                yield _problem(placeholder, cause, "write it in words, or remove the placeholder")
        elif placeholder.figure not in field.figures:
            own = ", ".join(field.figures)
            cause = f'field "{field.name}"{line_of(field.place, placeholder.place)} has {own or "no figure"}'
            fix = "remove it"
            if own:
                fix = "write " + " or ".join(f"{{{field.name}.{figure}}}" for figure in field.figures)
            yield _problem(placeholder, cause, f"{fix}, or give the field a {placeholder.figure}")

    def deadline(self, placeholder: Placeholder, words: Words) -> Iterator[Problem]:
        sent_by = self.sendings.get(words.mail or "", ()) or self.callings.get(words.document or "", ())
        states = {s.state: s.place for s in sent_by}
        names = (*states, *words.states)
        if words.mail and not names:
            return  # never sent: reported by another rule
        for name in names:
            state = self.flow.states.get(name)
            if state is not None and state.timeout is None and not self.unread.ways(name):
                does = "sends the mail" if words.mail else "hands it over"
                cause = f'state "{name}", entered by the step that {does}'
                if name in states:
                    cause += f"{_at(states[name], placeholder)}, has no timeout: there is no deadline"
                else:
                    cause = (
                        f'state "{name}"{line_of(state.place, placeholder.place)} has no timeout: there is no deadline'
                    )
                yield _problem(placeholder, cause, f'give state "{name}" a `timeout`, or remove the placeholder')
                return
        if not names:
            yield _problem(placeholder, f"{words.where} is read where no case waits: there is no deadline", "remove it")

    def tries_left(self, placeholder: Placeholder, words: Words) -> Iterator[Problem]:
        for name in words.counted:
            state = self.flow.states.get(name)
            if state is not None and state.tries is None and not self.unread.ways(name):
                at = line_of(state.place, placeholder.place)
                cause = f'state "{name}"{at} has no `tries`: any number of refusals is allowed there'
                yield _problem(placeholder, cause, f'give state "{name}" `tries`, or remove the placeholder')
                return
        if not words.counted:
            cause = f"{words.where} is not read on the page of a state with `tries`, and only there some are left"
            yield _problem(placeholder, cause, "write it in a text of that state, or remove it")

    def name(self, placeholder: Placeholder, words: Words) -> Iterator[Problem]:
        name = placeholder.name
        if name in self.flow.settings:
            if isinstance(self.flow.settings[name].value, bool):
                yield _problem(placeholder, f'"{name}" is true or false: it has no words of its own', "remove it")
            return
        if name in self.codes:
            yield from self.code(placeholder, words)
            return
        field = self.fields.get(name)
        if field is None and name not in self.flow.values:
            if name in self.flow.facts or name in self.flow.guards:
                kind = "fact" if name in self.flow.facts else "guard"
                yield _problem(placeholder, f'"{name}" is a {kind}: it is for guards', "remove it, or name a field")
                return
            fix = nearest(name, self.known, placeholder.place, "write `{{` for a brace")
            yield _problem(placeholder, "no field, value, setting or code has this name", fix)
        elif field is not None and field.secret:
            yield _problem(placeholder, f'"{name}" is a secret: it is never shown', "remove it")
        elif name in self.hashed:
            yield _problem(placeholder, f'"{name}" is a typed code, kept as a keyed hash alone', "remove it")
        elif (field.kind if field is not None else self.flow.values[name].type) == "boolean":
            fix = f"name it under `show`, or write a text for each of the two behind `guard: {name}`"
            yield _problem(placeholder, f'"{name}" is true or false: it has no words of its own', fix)
        elif not words.case:
            cause = f"{words.where} is read outside any case: there are no answers"
            yield _problem(placeholder, cause, "name a setting, or remove it")

    def code(self, placeholder: Placeholder, words: Words) -> Iterator[Problem]:
        name = placeholder.name
        sent_by = self.callings.get(words.document or "", ())
        if words.mail is None and (words.states or not sent_by):
            cause = f'"{name}" is a code: only a mail can contain it, or a document that calls alone are given'
            yield _problem(placeholder, cause, "remove it")
            return
        what, does = ("call", "makes the call") if words.mail is None else ("mail", "sends the mail")
        for sending in self.sendings.get(words.mail, ()) if words.mail else sent_by:
            if name not in sending.codes and not sending.unread:
                cause = f'the step that {does}{_at(sending.place, placeholder)} does not make code "{name}" before'
                fix = f"add `- code: {{name: {name}, …}}` before the {what}, or remove it"
                if name in sending.later:
                    fix = f"move the {what}{_at(sending.place, placeholder)} behind the code"
                yield _problem(placeholder, cause, fix)
                return


def sendings(subject: Subject) -> tuple[dict[str, tuple[Sending, ...]], dict[str, tuple[Sending, ...]]]:
    """mail -> the steps that send it; document -> the steps that call an effect with it."""
    flow: Flow = subject.flow
    found: dict[str, tuple[Sending, ...]] = {}
    called: dict[str, tuple[Sending, ...]] = {}
    for moment in moments(flow, subject.ways):
        entered = flow.states[moment.target].on_enter if moment.target else ()
        codes: set[str] = set()
        done = (*moment.effects, *entered)
        for at, effect in enumerate(done):
            if isinstance(effect, MakeCode):
                codes.add(effect.name)
            elif isinstance(effect, SendMail | Call):
                unread = subject.unread.ways(moment.state) or subject.unread.ways(moment.target or "")
                later = frozenset(one.name for one in done[at:] if isinstance(one, MakeCode))
                sending = Sending(moment.target or moment.state, frozenset(codes), effect.place, unread, later)
                if isinstance(effect, SendMail):
                    found[effect.mail.name] = (*found.get(effect.mail.name, ()), sending)
                    continue
                for document in effect.documents.values():
                    called[document.name] = (*called.get(document.name, ()), sending)
    return found, called


def _at(place: Place, placeholder: Placeholder) -> str:
    return line_of(place, placeholder.place)


def _problem(placeholder: Placeholder, cause: str, fix: str) -> Problem:
    figure = f".{placeholder.figure}" if placeholder.figure is not None else ""
    forms = f" {'|'.join(placeholder.forms)}" if placeholder.forms else ""
    message = f"placeholder {{{placeholder.name}{figure}{forms}}} names nothing here"
    return Problem(CODE, message, placeholder.place, cause, fix)
