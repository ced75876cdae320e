"""What the documents of a flow show that an analyst wrote: their own texts, and those of what they quote and show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.forms import Field, Form
from engine.language.guards.nodes import Literal
from engine.language.model import Document, Flow, Set, Site
from engine.language.texts.text import Text
from engine.problems import Place


class Drawn(NamedTuple):
    """Words that a document shows. `text` None: they are no text, but a literal at `place`."""

    words: str
    what: str  # in words: `option "jp" of field "country"`
    document: str
    text: Text | None
    place: Place

    def place_of(self, characters: str) -> Place:
        return self.text.place_of(characters) if self.text else self.place


def drawn_by_documents(flow: Flow, site: Site | None) -> Iterator[Drawn]:
    """Each text once, for the first document that shows it."""
    seen: set[Place] = set()
    for document in flow.documents.values():
        for drawn in _drawn(flow, site, document):
            if drawn.place not in seen:
                seen.add(drawn.place)
                yield drawn


def _drawn(flow: Flow, site: Site | None, document: Document) -> Iterator[Drawn]:
    def of(text: Text, what: str) -> Drawn:
        names.extend(placeholder.name for placeholder in text.placeholders)
        return Drawn(text.plain({}, _nowhere), what, document.name, text, text.place)

    names = [named.name for named in document.show]
    yield of(document.title, "its title")
    if document.content:
        yield of(document.content, "its content")
    for named in document.show:
        yield from (of(text, what) for text, what in _title_of(flow, named.name))
    if document.review:
        yield from (of(text, what) for text, what in _reviewed(flow))
        names += [field.name for form in flow.forms.values() for field in _shown(flow, form)]
    if site:
        yield of(site.service, "the name of the service")
        if site.notice:
            yield of(site.notice, "the notice")
        yield from (of(link.label, "the foot") for link in site.foot)
    settings = {**(site.settings if site else {}), **flow.settings}
    done: set[str] = set()
    while names:  # a text quotes a name whose option quotes another
        name = names.pop(0)
        if name in done:
            continue
        done.add(name)
        yield from (of(text, what) for text, what in _values_of(flow, name))
        if name in settings:
            yield Drawn(str(settings[name].value), f'setting "{name}"', document.name, None, settings[name].place)
        for words, what, place in _literals(flow, name):
            yield Drawn(words, what, document.name, None, place)


def _title_of(flow: Flow, name: str) -> Iterator[tuple[Text, str]]:
    field, value = flow.field(name), flow.values.get(name)
    if field:
        yield field.title, f'the title of field "{name}"'
    elif value:
        yield value.title, f'the title of value "{name}"'


def _reviewed(flow: Flow) -> Iterator[tuple[Text, str]]:
    """The titles in a summary: of forms or their states, of groups, of fields."""
    for state in flow.states.values():
        form = flow.forms.get(state.form.name) if state.form else None
        if form is None:
            continue
        shown = _shown(flow, form)
        if shown:
            yield (
                (form.title, f'the title of form "{form.name}"')
                if form.title
                else (
                    state.title,
                    f'the title of state "{state.name}"',
                )
            )
        yield from ((group.title, f'a group of form "{form.name}"') for group in form.groups)
        yield from ((field.title, f'the title of field "{field.name}"') for field in shown)


def _values_of(flow: Flow, name: str) -> Iterator[tuple[Text, str]]:
    """The texts that a value of this name may be shown as, or with."""
    field = flow.field(name)
    if field and not field.secret:
        yield from ((option.title, f'option "{option.const}" of field "{name}"') for option in field.options)
        if field.unit:
            yield field.unit, f'the unit of field "{name}"'


def _literals(flow: Flow, name: str) -> Iterator[tuple[str, str, Place]]:
    """Words that the flow itself gives to a name: a default, what `set` writes."""
    field = flow.field(name)
    if field and not field.secret and isinstance(field.default, str) and not field.options:
        yield field.default, f'the default of field "{name}"', field.place
    for effect in flow.effects():
        guard = effect.values.get(name) if isinstance(effect, Set) else None
        if guard and isinstance(guard.tree, Literal) and isinstance(guard.tree.value, str):
            yield guard.tree.value, f'what is written to "{name}"', guard.place


def _shown(flow: Flow, form: Form) -> list[Field]:
    """The fields that a summary has: no secret, no code, no confirmation, no box that must be ticked."""
    hidden = flow.code_fields()
    return [
        field
        for field in form.fields.values()
        if field.name not in hidden and not (field.secret or field.confirms or "const" in field.figures)
    ]


def _nowhere(_kind: str, _target: str) -> tuple[str, bool]:
    return "", False
