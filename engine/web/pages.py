"""What the page of a state says: a screen -> nouns that a template only lays out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from engine.core.browsing.results import Screen
from engine.core.browsing.submission import hidden_of
from engine.core.filling import locale_of
from engine.delivery import display
from engine.delivery.display import (
    SummaryGroup,
    shown_row,
    shown_tries,
    shown_values,
    summary,
    value_text,
)
from engine.delivery.links import Links, nowhere
from engine.delivery.messages import Messages
from engine.language.texts.text import Href
from engine.language.urls import Address
from engine.web.controls import ControlGroup, group_id, groups_of
from engine.web.faults import GATE, ErrorLine, FormContext, error_lines, errors_by_field, field_id, form_context
from engine.web.frame import (
    Anchor,
    Frame,
    Notice,
    PaperLink,
    anchors,
    frame_of,
    notice_of,
    title_in_flow,
    with_papers,
)
from engine.web.plain import Part, one_filled, sections_of
from engine.web.sheet import known_before
from engine.web.stepper import standing


class Stepper(NamedTuple):
    """`bars`: of each phase, whether it is "done", the present one ("now"), or "ahead"."""

    number: int
    total: int
    title: Markup
    next: str | None
    bars: tuple[str, ...]


class NoteBox(NamedTuple):
    id: str
    title: Markup
    content: Markup


class Notes(NamedTuple):
    """Where each note stands: above the form, or beside what it speaks of."""

    above: tuple[NoteBox, ...]
    fields: Mapping[str, tuple[NoteBox, ...]]  # name ->
    groups: Mapping[str, tuple[NoteBox, ...]]  # title, as declared ->


class Row(NamedTuple):
    title: Markup
    value: str | None  # None: not given


class Answers(NamedTuple):
    """A group of the summary. `modify`: where it can still be changed, down to the group itself."""

    title: str
    modify: str | None
    rows: tuple[Row, ...]


class GateBox(NamedTuple):
    """The image, its sound and the field for its answer. No `picture`: solved. No `sound`: not in this language."""

    picture: str | None
    sound: str | None
    length: str
    id: str
    error: Markup | None

    @property
    def described_by(self) -> str:
        return f"{self.id}-hint {self.id}-error" if self.error else f"{self.id}-hint"


class Button(NamedTuple):
    value: str
    words: Markup
    primary: bool


class StatePage(NamedTuple):
    """Any state of any flow."""

    frame: Frame
    heading: Markup
    stepper: Stepper | None
    notice: Notice | None
    lost: tuple[Row, ...]  # typed in a form that cannot be shown any more: to be copied
    errors: tuple[ErrorLine, ...]
    content: Markup | None
    kept_first: bool  # the link to a document in `content` is the next thing to do
    sections: tuple[Part, ...]
    notes: Notes
    shown: tuple[Row, ...]
    answers: tuple[Answers, ...]
    links: tuple[Anchor, ...]
    action: str
    hidden: tuple[tuple[str, str], ...]
    groups: tuple[ControlGroup, ...]
    gate: GateBox | None
    buttons: tuple[Button, ...]
    back: Markup | None
    sheet: str | None  # the style sheet that hides what is not asked; None: every field is asked
    known: str  # what is known before the form, for that sheet: classes
    unchanged: str | None  # an earlier form: the way to the present state that changes nothing

    @property
    def any_required(self) -> bool:
        asked = any(control.required for group in self.groups for control in group.controls)
        return asked or bool(self.gate and self.gate.picture)


def state_page(
    screen: Screen,
    links: Links,
    words: Messages,
    csrf: str,
    papers: Mapping[str, PaperLink] = MappingProxyType({}),
    *,
    spoken: bool = False,
) -> StatePage:
    """
    One screen as a page.

    Args:
        csrf: the token its form carries.
        papers: what is said beside each link to a document.
        spoken: its image may be heard instead.
    """
    flow, state = screen.flow, screen.state
    values = shown_values(flow, screen.case) | shown_tries(screen.tries_left, locale_of(flow))
    href = with_papers(links.href(flow, inside=True), papers)
    # One filled button a page. Where a document is to be kept first, that link is it.
    content = state.content.html(values, href, 2) if state.content else None
    leading = partial(anchors, links, flow, values=values, inside=True, papers=papers)
    parts = (
        Part(None, content, (), bool(state.content and state.content.offers_document())),
        *sections_of(state.sections, values, href, leading),
        Part(None, None, leading(state.links)),
    )
    kept_first = state.form is None and any(part.kept_first for part in parts)
    linked_first = not kept_first and (
        not screen.buttons or (state.form is None and any(link.document and link.button for link in state.links))
    )
    if kept_first or linked_first:
        parts = one_filled(parts)
    else:
        parts = tuple(part._replace(kept_first=False) for part in parts)
    context = form_context(flow, values, href, words)
    title = title_in_flow(flow, state.title, values, links, words)
    if screen.faults or screen.status >= 400:
        title = words.plain("page.title_wrong", title=title)
    conditional = screen.form if screen.form and screen.form.conditional else None
    return StatePage(
        frame=frame_of(links, flow.language, title),
        heading=state.title.inline(values, href),
        stepper=_stepper(screen, values),
        notice=_notice_of(screen, words),
        lost=_lost(screen, values, words),
        errors=error_lines(screen, context),
        content=content,
        kept_first=parts[0].kept_first,
        sections=parts[1:-1],
        notes=_notes(screen, values, href),
        shown=_shown(screen, values, words),
        answers=_answers(links, screen, values, words) if state.review else (),
        links=parts[-1].links,
        action=links.address(screen.url),
        hidden=_hidden(screen, csrf),
        groups=groups_of(screen, context),
        gate=_gate(links, screen, context, spoken=spoken),
        buttons=_buttons(screen, values, words, filled=not (kept_first or linked_first)),
        back=state.back.label.inline(values, nowhere) if state.back and screen.can_go_back else None,
        sheet=links.address(Address("sheet", flow.name, f"{flow.digest}/{conditional.name}")) if conditional else None,
        known=" ".join(known_before(conditional, screen.names, screen.today)) if conditional else "",
        unchanged=_state(links, screen, screen.case.state) if screen.at == "earlier" else None,
    )


def _notes(screen: Screen, values: Mapping[str, str], href: Href) -> Notes:
    """Each note where it stands. In a group a heading stands above it, that of the group."""
    fields = screen.form.fields if screen.form else {}
    grouped = {name for group in screen.form.groups for name in group.fields} if screen.form else set()
    above: list[NoteBox] = []
    at_fields: dict[str, tuple[NoteBox, ...]] = {}
    at_groups: dict[str, tuple[NoteBox, ...]] = {}
    for number, note in enumerate(screen.state.notes, 1):
        beside = note.beside.name if note.beside else None
        level = 4 if beside in grouped else 3
        box = NoteBox(f"note-{number}", note.title.inline(values, href), note.text.html(values, href, level))
        if beside is None or screen.form is None:
            above.append(box)
        elif beside in fields:
            at_fields[beside] = (*at_fields.get(beside, ()), box)
        else:
            at_groups[beside] = (*at_groups.get(beside, ()), box)
    return Notes(tuple(above), at_fields, at_groups)


def _stepper(screen: Screen, values: Mapping[str, str]) -> Stepper | None:
    stands = standing(screen.flow, screen.case, screen.state)
    if stands is None:
        return None
    phases = screen.flow.phases
    bars = tuple(
        "done" if number <= stands.finished else "now" if number == stands.number else "ahead"
        for number in range(1, stands.total + 1)
    )
    following = phases[stands.following].plain(values, nowhere) if stands.following else None
    return Stepper(stands.number, stands.total, phases[stands.phase].inline(values, nowhere), following, bars)


def _buttons(screen: Screen, values: Mapping[str, str], words: Messages, *, filled: bool) -> tuple[Button, ...]:
    """The first one filled, unless something else of the page is. A form that is only changed is saved, by any name."""
    shown = [button for button in screen.buttons if button.label]
    saving = [button for button in shown if not button.skip_form]
    renamed = saving[0] if screen.at == "earlier" and len(saving) == 1 else None
    review = screen.flow.states[screen.case.state].review
    save = words.html("form.save_to_review" if review else "form.save")
    return tuple(
        Button(
            button.name,
            save if button is renamed else button.label.inline(values, nowhere),
            filled and number == 0,
        )
        for number, button in enumerate(shown)
        if button.label
    )


def _notice_of(screen: Screen, words: Messages) -> Notice | None:
    if screen.notice:
        text = words.html(f"notices.{screen.notice}", **screen.notice_values)
        return notice_of(screen.notice, text, alarming=screen.status >= 400)
    return Notice(words.html("form.earlier"), "information") if screen.at == "earlier" and not screen.faults else None


def _lost(screen: Screen, values: Mapping[str, str], words: Messages) -> tuple[Row, ...]:
    """What was typed in a form that cannot be shown any more, as it was typed."""
    if screen.lost is None:
        return ()
    fields, rows = screen.lost.form.fields, []
    for name, texts in screen.lost.typed.items():
        field = fields[name]
        titles = {option.const: option.title.plain(values, nowhere) for option in field.options}
        told = [words.plain("form.yes")] if field.kind == "boolean" else [titles.get(text, text) for text in texts]
        rows.append(Row(field.title.inline(values, nowhere), ", ".join(told)))
    return tuple(rows)


def _shown(screen: Screen, values: Mapping[str, str], words: Messages) -> tuple[Row, ...]:
    rows = (shown_row(screen.flow, named.name, screen.case) for named in screen.state.show)
    return rows_of(rows, values, words)


def rows_of(rows: Iterable[display.Row], values: Mapping[str, str], words: Messages) -> tuple[Row, ...]:
    """Answers as rows of a page."""
    return tuple(Row(row.title.inline(values, nowhere), value_text(row.value, row.ticked, words)) for row in rows)


def _answers(links: Links, screen: Screen, values: Mapping[str, str], words: Messages) -> tuple[Answers, ...]:
    return tuple(
        Answers(
            group.title.plain(values, nowhere),
            f"{_state(links, screen, group.state)}#{_anchor_of(screen, group)}"
            if group.state in screen.modifiable
            else None,
            rows_of(group.rows, values, words),
        )
        for group in summary(screen.flow, screen.case)
    )


def _anchor_of(screen: Screen, group: SummaryGroup) -> str:
    """The id of what a group of the summary was asked in: its own group of the form, else its first field."""
    first = group.rows[0].name
    form = screen.flow.states[group.state].form
    asked = screen.flow.forms[form.name].groups if form else ()
    return next((group_id(one.fields) for one in asked if first in one.fields), field_id(first))


def _gate(links: Links, screen: Screen, context: FormContext, *, spoken: bool) -> GateBox | None:
    gate = screen.state.gate
    if gate is None or not (screen.challenge or screen.proof):
        return None
    length = context.locale.show(gate.length.value) if gate.length else ""
    error = errors_by_field(screen, context).get(GATE)
    picture, sound = None, None
    if screen.challenge:
        picture = links.address(Address("image", None, screen.challenge))
        sound = links.address(Address("sound", None, screen.challenge)) if spoken else None
    return GateBox(picture, sound, length, field_id(GATE), error)


def _hidden(screen: Screen, csrf: str) -> tuple[tuple[str, str], ...]:
    return (("_csrf", csrf), *hidden_of(screen))


def _state(links: Links, screen: Screen, state: str) -> str:
    return links.address(Address("state", screen.flow.name, state))
