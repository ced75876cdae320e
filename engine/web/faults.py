"""What is wrong with a form, in words: above its heading, and at its fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

from engine.core.browsing.results import Screen
from engine.core.case import Typed
from engine.core.filling import locale_of
from engine.delivery.display import figures_of, shown_tries, words_of
from engine.delivery.links import nowhere
from engine.delivery.messages import Messages
from engine.language import signs
from engine.language.forms import SIGN, Fault, Field, Form, answering, typed_again
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.language.model import Flow
from engine.language.texts.text import Href, Locale, Text

GATE = "_answer"  # the gate's own field


class ErrorLine(NamedTuple):
    """
    One line of the summary above the heading.

    Attributes:
        anchor: None: it belongs to no field of the page, and the words hold their links.
        ways: the links of a message that leads to its field, beside it: no link stands within a link.
    """

    words: Markup
    anchor: str | None
    ways: tuple[Markup, ...] = ()


class FormContext(NamedTuple):
    """What a form's texts are filled with and lead to."""

    values: Mapping[str, str]
    href: Href
    words: Messages
    locale: Locale


def field_id(name: str) -> str:
    return f"field-{name}"


def error_lines(screen: Screen, context: FormContext) -> tuple[ErrorLine, ...]:
    """The summary: in the order of the page, each line leading to its field; one of no field has its own links."""
    fields = screen.form.fields if screen.form else {}
    lines = []
    for fault in screen.faults:
        name = GATE if fault.keyword == "gate" else fault.field if fault.field in fields else None
        words = fault_words(fault, screen, context._replace(href=nowhere) if name else context)
        ways = fault.message.ways(_names_in(fault, screen, context), context.href) if name and fault.message else ()
        lines.append(ErrorLine(words, field_id(name) if name else None, ways))
    return tuple(lines)


def errors_by_field(screen: Screen, context: FormContext) -> dict[str, Markup]:
    """The error of each field; the gate's under `_answer`."""
    found: dict[str, Markup] = {}
    for fault in screen.faults:
        name = GATE if fault.keyword == "gate" else fault.field
        if name and name not in found:
            found[name] = fault_words(fault, screen, context)
    return found


def fault_words(fault: Fault, screen: Screen, context: FormContext) -> Markup:
    """One fault in words: the analyst's own, else the language's for its keyword, with an example where one helps."""
    field = screen.form.fields.get(fault.field) if screen.form and fault.field else None
    figures = _figures_in(fault, field, context)
    if fault.message and (SIGN in figures or not _names_a_sign(fault.message)):
        said = fault.message.inline(_names_in(fault, screen, context), context.href)
        named = SIGN not in figures or _names_a_sign(fault.message)
        return said if named else said + " " + context.words.html("keywords.sign", sign=figures[SIGN])
    if fault.keyword == "gate" and screen.state.gate and screen.state.gate.length:
        figures["length"] = context.locale.show(screen.state.gate.length.value)
    if field:
        figures["label"] = field.title.plain(context.values, nowhere)
        other = screen.form.fields.get(field.confirms) if screen.form and field.confirms else None
        figures["other"] = other.title.plain(context.values, nowhere) if other else ""
    keys = (f"keywords.{fault.key}", f"keywords.{fault.keyword}", "keywords.other")
    key = next(key for key in keys if context.words.has(key))
    text = context.words.text(key).inline(figures, context.href)
    example = example_of(field, context.locale) if field else None
    return text + " " + context.words.html("keywords.example", example=example) if example else text


def _names_in(fault: Fault, screen: Screen, context: FormContext) -> dict[str, str]:
    """What a message of the analyst's own may quote."""
    field = screen.form.fields.get(fault.field) if screen.form and fault.field else None
    typed = _typed_words(screen.form, screen.typed, context.locale)
    return {**context.values, **typed, **_figures_in(fault, field, context)}


def _figures_in(fault: Fault, field: Field | None, context: FormContext) -> dict[str, str]:
    """The figures of a fault, and the sign that the field does not take, as words."""
    figures = figures_of(field, fault.figures, context.locale)
    figures |= shown_tries(fault.figures.get(TRIES_LEFT), context.locale)
    if SIGN in fault.figures:
        sign = str(fault.figures[SIGN])
        kind = signs.kind_of(sign)
        figures[SIGN] = context.words.plain(f"signs.{kind}", sign=sign, code=f"U+{ord(sign[0]):04X}")
    return figures


def _names_a_sign(message: Text) -> bool:
    return any(placeholder.name == SIGN for placeholder in message.placeholders)


def example_of(field: Field, locale: Locale) -> str | None:
    """As a person would type it."""
    if not field.examples or field.secret or field.confirms or field.options or field.kind == "boolean":
        return None
    return next(iter(typed_again(field, field.examples[0], locale)), None)


def _typed_words(form: Form | None, typed: Typed, locale: Locale) -> dict[str, str]:
    """What was just typed, for a message that quotes it: it is not among the case's answers yet."""
    found: dict[str, str] = {}
    for name, field in (form.fields if form else {}).items():
        entries = () if field.secret else tuple(signs.contained(entry) for entry in typed.get(name, ()) if entry)
        if entries and field.kind in ("integer", "number", "date"):
            read = answering.read(field, entries, locale)
            found[name] = entries[0] if read.value is None else words_of(field, read.value, locale)
        elif entries:
            found[name] = words_of(field, entries if field.kind == "list" else entries[0], locale)
    return found


def form_context(flow: Flow, values: Mapping[str, str], href: Href, words: Messages) -> FormContext:
    return FormContext(values, href, words, locale_of(flow))
