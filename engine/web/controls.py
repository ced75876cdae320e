"""A form's fields -> the controls of a page, with their labels, hints and errors. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from engine.core.browsing.results import Screen
from engine.delivery.display import figures_of
from engine.delivery.links import nowhere
from engine.delivery.messages import Messages
from engine.language.forms import TICKED, Field, Form, Tree, hint, rests
from engine.language.texts.text import Locale
from engine.web.conditions import Condition, condition_words
from engine.web.faults import FormContext, errors_by_field, example_of, field_id
from engine.web.password_rules import NOTHING, PasswordRules, password_rules
from engine.web.sheet import is_of_choices


class Choice(NamedTuple):
    id: str
    value: str
    words: Markup
    chosen: bool


class Control(NamedTuple):
    """
    One field as it is filled in.

    `kind` is "input" | "textarea" | "select" | "radio" | "checkbox" | "checkboxes"; `id` that of the element an error
    leads to.
    """

    name: str
    id: str
    kind: str
    type: str
    label: Markup
    required: bool
    hint: Markup | None
    error: Markup | None
    value: str
    choices: tuple[Choice, ...]
    options: Markup  # of a select: its choices, which no page lays out otherwise; "" for the other kinds
    autocomplete: str | None
    inputmode: str | None
    verbatim: bool  # no spelling, no capitals of the keyboard's own
    width: str  # "short" | "medium" | "full"
    rules: PasswordRules
    unit: Markup | None
    condition: Condition | None = None  # None: it is asked, whatever is answered on this page

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-when"] if self.condition else []
        parts += [f"{self.id}-hint"] if self.hint else []
        return " ".join([*parts, f"{self.id}-error"] if self.error else parts)


class ControlGroup(NamedTuple):
    title: Markup | None
    controls: tuple[Control, ...]
    id: str = ""  # where « Modifier » leads; "": fields of no group
    name: str = ""  # its title as the form declares it: what a note beside it says

    @property
    def conditional(self) -> bool:
        """Whether it stands on the page only where one of its fields does."""
        return all(control.condition for control in self.controls)

    @property
    def worded(self) -> bool:
        """Whether one of its fields is shown with its condition in words."""
        return any(control.condition and control.condition.worded for control in self.controls)


def group_id(fields: Sequence[str]) -> str:
    return f"group-{fields[0]}"


def groups_of(screen: Screen, context: FormContext) -> tuple[ControlGroup, ...]:
    """The form's fields in the order of the page: those in no group first."""
    form = screen.form
    if form is None:
        return ()
    errors = errors_by_field(screen, context)
    grouped = {name for group in form.groups for name in group.fields}
    left = rests(form, screen.names, screen.today) if form.conditional else {}

    def controls(names: tuple[str, ...]) -> tuple[Control, ...]:
        return tuple(
            _control(form.fields[name], screen, errors.get(name), context)._replace(
                condition=_condition(form, left[name], screen, context) if left.get(name, True) is not True else None
            )
            for name in names
            if left.get(name, True) is not False
        )

    loose = controls(tuple(name for name in form.fields if name not in grouped))
    groups = [ControlGroup(None, loose)] if loose else []
    for group in form.groups:
        asked = controls(group.fields)
        if asked:
            title = group.title.inline(context.values, context.href)
            named = group.name
            groups.append(ControlGroup(title, asked, group_id(group.fields), named))
    return tuple(groups)


def _condition(form: Form, rest: Tree, screen: Screen, context: FormContext) -> Condition:
    return Condition(condition_words(form, rest, screen.names, context), not is_of_choices(form, rest))


def _control(field: Field, screen: Screen, error: Markup | None, context: FormContext) -> Control:
    assert screen.form
    kept = field.name in screen.kept_secrets
    typed = () if field.secret else screen.typed.get(field.name, ())
    blank = _blank_controls(screen.form, context.words, context.locale)[field.name]
    blank = blank or _blank(field, context, screen.form)
    wanted = field.required and not kept
    chosen = _chosen(screen.form, field, typed)
    choices = _choices(field, typed, chosen, screen.form, context, wanted=wanted)
    # A secret, or a code that was tried, is not shown again: whoever typed it well must know whether it is gone.
    again = field.name in screen.retype
    more = ("form.kept_before" if again else "form.kept") if kept else "form.retype" if again and not error else None
    hint = Markup(" ").join(filter(None, (blank.hint, context.words.html(more)))) if more else blank.hint
    return blank._replace(
        required=wanted,
        hint=hint,
        error=error,
        value=typed[0] if typed else "",
        choices=choices,
        options=_options(field, choices, chosen, screen) if blank.kind == "select" else Markup(),
    )


@lru_cache(maxsize=64)
def _blank_controls(form: Form, words: Messages, locale: Locale) -> Mapping[str, Control | None]:
    """field -> its control, not filled in; None where one of its texts quotes a value or leads somewhere."""

    def alike(field: Field) -> bool:
        texts = (field.title, field.description, field.unit)
        return not any(text and (text.placeholders or text.links) for text in texts)

    context = FormContext({}, nowhere, words, locale)
    return {name: _blank(field, context, form) if alike(field) else None for name, field in form.fields.items()}


def _blank(field: Field, context: FormContext, form: Form) -> Control:
    return Control(
        name=field.name,
        id=field_id(field.name),
        kind=_kind(field),
        type=_type(field),
        label=field.title.inline(context.values, context.href),
        required=field.required,
        hint=_hint(field, context),
        error=None,
        value="",
        choices=(),
        options=Markup(),
        autocomplete=field.autocomplete or _autocomplete(field, code=field.name in form.codes),
        inputmode=_inputmode(field),
        verbatim=field.secret or field.widget == "code" or field.format in ("email", "uri"),
        width=_width(field),
        rules=_rules(field, form),
        unit=field.unit.inline(context.values, context.href) if field.unit else None,
    )


def _kind(field: Field) -> str:
    return "input" if field.widget in ("text", "password", "code") else field.widget


def _type(field: Field) -> str:
    if field.widget == "password":
        return "password"
    # A date is typed day/month/year: the browser's own date field would show it in the browser's language.
    return {"email": "email", "tel": "tel", "uri": "url"}.get(field.format or "", "text")


def _rules(field: Field, form: Form) -> PasswordRules:
    """Of a new password, and of the field that repeats it; one that is only asked again has none."""
    if field.widget != "password" or (field.autocomplete or "new-password") != "new-password":
        return NOTHING
    return password_rules(form.fields[field.confirms] if field.confirms else field)


def _inputmode(field: Field) -> str | None:
    if field.kind in ("integer", "number"):
        least = field.figures.get("minimum")
        if least is None or least < 0:
            return None  # a phone's keys for figures have no minus sign
        return "numeric" if field.kind == "integer" else "decimal"
    # A date may be typed in digits alone.
    return "numeric" if field.kind == "date" else {"email": "email", "tel": "tel", "uri": "url"}.get(field.format or "")


def _autocomplete(field: Field, *, code: bool) -> str | None:
    """Words of HTML's own. `code`: a code that was sent is typed here, which a phone finds in a message."""
    if field.widget == "password":
        return "new-password"
    if code:
        return "one-time-code"
    if field.secret:
        return "off"
    return {"email": "email", "tel": "tel", "uri": "url"}.get(field.format or "")


def _width(field: Field) -> str:
    most = field.figures.get("maxLength")
    if field.kind in ("integer", "number", "date") or (most is not None and most <= 12):
        return "short"
    return "medium" if field.widget == "code" or field.format == "tel" or (most is not None and most <= 40) else "full"


def _choices(
    field: Field, typed: tuple[str, ...], chosen: Sequence[int], form: Form, context: FormContext, *, wanted: bool
) -> tuple[Choice, ...]:
    kind = _kind(field)
    if kind == "checkbox":
        ticked = any(text in (TICKED, "on", "1") for text in typed)
        return (Choice(field_id(field.name), TICKED, field.title.inline(context.values, context.href), ticked),)
    choices = [*(_open_choices(form)[field.name] or _offered(field, context.values))]
    for number in chosen:
        choices[number] = choices[number]._replace(chosen=True)
    if kind == "select" and not (wanted and chosen):
        return (Choice("", "", context.words.html("form.choose"), not typed), *choices)
    if kind == "radio" and not wanted:
        # A browser cannot undo a choice among radio buttons: no answer is a choice of its own.
        none = Choice(f"{field_id(field.name)}-none", "", context.words.html("form.no_answer"), not chosen)
        return (*choices, none)
    return tuple(choices)


def _chosen(form: Form, field: Field, typed: tuple[str, ...]) -> Sequence[int]:
    """Which of the field's options were typed, by number."""
    numbers = _numbers(form)[field.name]
    return [numbers[text] for text in dict.fromkeys(typed) if text in numbers]


@lru_cache(maxsize=64)
def _numbers(form: Form) -> Mapping[str, Mapping[str, int]]:
    """field -> the number of each choice: the one typed is found without a search through all countries."""
    return {
        name: {option.const: number for number, option in enumerate(field.options)}
        for name, field in form.fields.items()
    }


@lru_cache(maxsize=64)
def _open_choices(form: Form) -> Mapping[str, tuple[Choice, ...] | None]:
    """field -> its choices, none chosen; None where a title quotes a value. A list of all countries is long."""
    return {
        name: None if any(option.title.placeholders for option in field.options) else _offered(field, {})
        for name, field in form.fields.items()
    }


def _options(field: Field, choices: tuple[Choice, ...], chosen: Sequence[int], screen: Screen) -> Markup:
    assert screen.form
    written = _open_options(screen.form)[field.name]
    before = len(choices) - len(field.options)  # the line that only asks to choose
    lines = [*map(_option, choices[:before]), *(written or map(_option, choices[before:]))]
    for number in chosen:
        lines[before + number] = _option(choices[before + number])
    return Markup("".join(lines))


@lru_cache(maxsize=64)
def _open_options(form: Form) -> Mapping[str, tuple[Markup, ...]]:
    """The same as HTML: writing them again would be most of the time that such a page takes."""
    return {name: tuple(map(_option, offered or ())) for name, offered in _open_choices(form).items()}


def _option(choice: Choice) -> Markup:
    chosen = Markup(" selected") if choice.chosen else ""
    return Markup('<option value="%s"%s>%s</option>\n') % (choice.value, chosen, choice.words)


def _offered(field: Field, values: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            field_id(field.name) + (f"-{number}" if number else ""),
            option.const,
            option.title.inline(values, nowhere),
            False,
        )
        for number, option in enumerate(field.options)
    )


def _hint(field: Field, context: FormContext) -> Markup | None:
    if field.description:
        return field.description.inline(context.values, context.href) or None
    words = _built_hint(field, context)
    return escape(words[0].upper() + words[1:] + ".") if words else None


def _built_hint(field: Field, context: FormContext) -> str:
    """From the schema. A secret's example would be taken for a good secret; a plug-in's format may have no words."""
    words = []
    for part in hint(field):
        figures = figures_of(field, part.figures, context.locale)
        if part.key == "example":
            figures = {"example": example_of(field, context.locale) or ""}
        if context.words.has(f"hints.{part.key}") and not (part.key == "example" and not figures["example"]):
            words.append(context.words.plain(f"hints.{part.key}", **figures))
    return ", ".join(words)
