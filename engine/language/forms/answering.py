"""What the browser sent -> values of the case, or one fault for each field that has any."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.language import guards, signs
from engine.language.forms import schema
from engine.language.forms.asking import ALL_ASKED, Names, Unasked, looking, unasked
from engine.language.forms.bounds import on_day
from engine.language.forms.cleaning import PASSWORD, cleaned, reading_of
from engine.language.forms.figures import as_typed, read_day, read_figure
from engine.language.forms.form import Form
from engine.language.forms.nouns import MOST, SIGN, Answers, Entry, Fault, Field
from engine.language.patterns import foreign
from engine.language.texts.text import Locale, Text
from engine.language.values import Value
from engine.problems import EngineError

TICKED = "true"  # what a page gives a lone checkbox as its value

# Which of a field's faults is shown: the first of these.
ORDER = (
    "required", "type", "characters", "minLength", "maxLength", "minimum", "maximum", "multipleOf",
    "pattern", "format", "enum", "formatMinimum", "formatMaximum", "minItems", "maxItems", "const",
)  # fmt: skip

_TICKS = (TICKED, "on", "1")
_SENT_FOR_ONE = 4  # characters that a browser sends for one that is kept, at most: an end of a line is two, « ế » three


def validate(
    form: Form,
    typed: Mapping[str, Collection[str]],
    *,
    kept_secrets: Collection[str] = (),
    names: Names = MappingProxyType({}),
    locale: Locale,
    today: date | None = None,
) -> Answers:
    """
    Only this form's fields are read. One fault a field, the most basic; in the order of the page.

    Args:
        typed: field -> what the browser sent (several for checkboxes).
        kept_secrets: secrets of which a hash is kept: a blank one counts as given, and asks no confirmation.
        names: what `x-rules` and `x-when` may name besides the fields: settings, and what is known before the form.
        today: the day in the flow's zone, for a rule, a condition or a bound that asks for it.

    Raises:
        GuardFailed: a rule or a condition that cannot be evaluated.
        EngineError: the form asks for the day and none was given.
    """
    form = on_day(form, today) if today else form
    if today is None and form.asks_the_day:
        raise EngineError(f"{form.file}: the form asks for the day: pass `today`")
    entries = {name: _entry(form, field, _several(typed.get(name, ())), locale) for name, field in form.fields.items()}
    kept = {n for n, f in form.fields.items() if f.secret and entries[n] == Entry(None) and n in kept_secrets}
    excused = kept | {n for n, f in form.fields.items() if f.confirms in kept and entries[n] == Entry(None)}
    today = today or date.min

    faults: dict[str, Fault] = {}
    for name, found in _found(form, entries).items():
        if name not in excused:
            faults[name] = found
    for name, field in form.fields.items():
        if field.confirms and name not in faults and name not in excused and field.confirms not in faults:
            one, other = entries[name].value, entries[field.confirms].value
            if not equal(form.fields[field.confirms], one, other):
                faults[name] = _unlike(field, one, other)

    given = {n: e.value for n, e in entries.items() if e.value is not None and n not in faults}
    if form.conditional:
        # What a field that is not asked sends is ignored, and never a fault.
        out = unasked(form, given, names, today, faults)
        given = {name: value for name, value in given.items() if name not in out.all}
        faults = {name: fault for name, fault in faults.items() if name not in out.all}
        kept -= out.all
    else:
        out = ALL_ASKED
    above = list(_ruled(form, given, kept, faults, _Outside(names, today, out)))
    secrets = {n: str(v) for n, v in given.items() if form.fields[n].secret and not form.fields[n].confirms}
    return Answers(
        values={n: v for n, v in given.items() if not form.fields[n].secret},
        secrets=secrets,
        given_secrets=tuple(n for n in form.fields if n in secrets or n in kept),
        faults=(*above, *(faults[name] for name in form.order() if name in faults)) if faults else tuple(above),
    )


def entered(form: Form, typed: Mapping[str, Collection[str]], locale: Locale) -> dict[str, Value]:
    """What fills a form, as values; nothing of an entry that cannot be read, nor of one that is blank."""
    entries = {name: _entry(form, field, _several(typed.get(name, ())), locale) for name, field in form.fields.items()}
    return {name: entry.value for name, entry in entries.items() if entry.value is not None and not entry.fault}


def typed_again(field: Field, value: Value, locale: Locale) -> tuple[str, ...]:
    """A value as a person would type it, to fill the form again. Inverse of `validate` for one field."""
    if value is None or value is False:
        return ()
    if value is True:
        return (TICKED,)
    if isinstance(value, tuple):
        return value
    if isinstance(value, date | int | Decimal):
        return (as_typed(field, value, locale),)
    return (value,)


def typed_in_another(field: Field, sent: tuple[str, ...], before: Locale, now: Locale) -> tuple[str, ...]:
    """
    What was typed in one language as it is typed in another: figures and dates; what cannot be read stays, but for a
    figure with two readings, of which the other language may see one alone: nothing fills its field.
    """
    if not read_by_language(field):
        return sent
    entry = read(field, sent, before)
    if entry.variant in ("unclear", "thousands"):
        return ()
    return sent if entry.fault or entry.value is None else typed_again(field, entry.value, now)


def read_by_language(field: Field) -> bool:
    """Whether each language reads in its own way what is typed there."""
    return field.kind in ("integer", "number", "date")


def read(field: Field, sent: tuple[str, ...], locale: Locale, *, as_code: bool = False) -> Entry:
    """One field's entry: its value, None where blank. Never raises, whatever was sent."""
    most = max(MOST, field.figures.get("maxLength", 0))
    if sent and max(map(len, sent)) > _SENT_FOR_ONE * most:
        return Entry(None, "maxLength")
    texts = [text for one in sent if (text := cleaned(field, one, as_code=as_code))]
    if texts and max(map(len, texts)) > most:
        return Entry(None, "maxLength")
    if any(map(signs.unreadable, texts)):
        return Entry(None, "characters")
    if field.kind == "boolean":
        return Entry(any(text in _TICKS for text in texts))
    if field.kind == "list":
        known = tuple(option.const for option in field.options)
        return Entry(tuple(o for o in known if o in texts) or None, "enum" if set(texts) - set(known) else None)
    if len(set(texts)) > 1:
        return Entry(None, "type")
    if not texts:
        return Entry(None)
    return Entry(texts[0]) if field.kind == "text" else _read_one(field, texts[0], locale)


def check(field: Field, checker: schema.Checker, value: Value) -> str | None:
    """The first keyword of its own schema that a value does not meet; None where it meets all."""
    found = checker.of(field.name, _plain(value))
    return min((f.keyword for f in found if not _met_as_number(field, f, value)), key=ORDER.index, default=None)


def equal(field: Field, one: Value, other: Value) -> bool:
    """Whether a confirmation says the same: as the field's format compares, else exactly."""
    if not isinstance(one, str) or not isinstance(other, str) or reading_of(field) == PASSWORD:
        return one == other
    one, other = signs.freed(one), signs.freed(other)
    if field.checked and not field.secret:
        return field.checked.normalise(one) == field.checked.normalise(other)
    return one == other


def _entry(form: Form, field: Field, sent: tuple[str, ...], locale: Locale) -> Entry:
    """One field's entry in its form: what repeats another is read as that one, and nothing unseen makes it wrong."""
    other = form.fields.get(field.confirms) if field.confirms else None
    if other:
        field = other._replace(name=field.name)
    entry = read(field, sent, locale, as_code=field.name in form.codes)
    value = entry.value
    if field.kind != "text" or not isinstance(value, str) or value.isascii() or reading_of(field) == PASSWORD:
        return entry
    # A sign that is part of no word stays in a text, but nobody could know why a pattern refuses it.
    seen, asked = signs.freed(value), other or field
    if seen == value or check(asked, form.checker, value) is None or check(asked, form.checker, seen) is not None:
        return entry
    return Entry(seen)


def _met_as_number(field: Field, finding: schema.Finding, value: Value) -> bool:
    """Whether a phone number meets its pattern without what stands between its digits."""
    if field.format != "tel" or finding.pattern is None or not field.checked or not isinstance(value, str):
        return False
    return field.patterns[finding.pattern].accepts(field.checked.normalise(value))


def _read_one(field: Field, text: str, locale: Locale) -> Entry:
    if field.kind == "date":
        return read_day(text, locale)
    if field.kind in ("integer", "number"):
        return read_figure(field, text, locale)
    return Entry(text)


def _found(form: Form, entries: Mapping[str, Entry]) -> dict[str, Fault]:
    """The most basic fault of each field against its own schema."""
    given = {
        name: value if type(value) is str else _plain(value)
        for name, entry in entries.items()
        if (value := entry.value) is not None
    }
    worst: dict[str, schema.Finding] = {n: schema.Finding(n, e.fault, None) for n, e in entries.items() if e.fault}
    unread = frozenset(worst)
    for finding in form.checker.findings(given):
        if finding.field in unread:
            continue  # what could not be read is not missing besides
        if finding.pattern is not None and _met_as_number(
            form.fields[finding.field], finding, entries[finding.field].value
        ):
            continue
        before = worst.get(finding.field)
        if before is None or ORDER.index(finding.keyword) < ORDER.index(before.keyword):
            worst[finding.field] = finding
    return {name: _fault_of(form.fields[name], found, entries[name]) for name, found in worst.items()}


def _unlike(field: Field, one: Value, other: Value) -> Fault:
    """The fault of a confirmation; one that only has a space too many has words of its own, whatever the form says."""
    if isinstance(one, str) and isinstance(other, str) and len(one) > len(other):
        bare = signs.without_spaces(one)
        if bare == signs.without_spaces(other):
            return Fault(field.name, "x-confirms", None, {"field": field.confirms}, "space")
    return _fault(field, "x-confirms", {"field": field.confirms})


def _fault_of(field: Field, finding: schema.Finding, entry: Entry) -> Fault:
    if entry.variant:
        # Whoever wrote "a number, please" has not thought of one that can be read in two ways.
        said = None if finding.keyword == "type" else field.messages.get(finding.keyword)
        return Fault(field.name, finding.keyword, said, {**field.figures, **entry.figures}, entry.variant)
    value = entry.value
    own = field.patterns[finding.pattern].message if finding.pattern is not None else None
    extra: dict[str, Any] = {"length": len(value)} if isinstance(value, str) else {}
    if finding.keyword == "maxLength":
        extra["maxLength"] = field.figures.get("maxLength", MOST)
    if finding.keyword == "format":
        extra["format"] = field.format
    if finding.pattern is not None and isinstance(value, str):
        # Of a phone number what stands between its digits is not looked at.
        looked_at = field.checked.normalise(value) if field.format == "tel" and field.checked else value
        at = foreign(field.patterns[finding.pattern].source, looked_at)
        if at is not None:
            extra[SIGN] = signs.drawn_at(looked_at, at)
    return _fault(field, finding.keyword, extra, own)


def _fault(field: Field, keyword: str, extra: Mapping[str, Any], own: Text | None = None) -> Fault:
    message = own or field.messages.get(keyword)
    if keyword == "const" and field.kind == "boolean" and message is None:
        message = field.messages.get("required")
    return Fault(field.name, keyword, message, {**field.figures, **extra}, _variant(field, keyword, extra))


def _variant(field: Field, keyword: str, extra: Mapping[str, Any]) -> str:
    """Which of a keyword's default words fit the field."""
    if keyword == "required":
        return "choice" if field.options else ""
    if keyword == "type":
        return field.kind if field.kind in ("integer", "number") else ""
    if keyword == "const":
        return "box" if field.kind == "boolean" else ""
    if keyword == "pattern":
        return SIGN if SIGN in extra else ""
    if keyword == "maxItems":
        return "one" if field.figures.get(keyword) == 1 else ""
    return (field.format or "") if keyword == "format" else ""


class _Outside(NamedTuple):
    """What the rules of a form depend on besides its answers."""

    names: Names
    today: date
    unasked: Unasked


def _ruled(
    form: Form, given: Mapping[str, Value], kept: Collection[str], faults: dict[str, Fault], outside: _Outside
) -> Iterator[Fault]:
    """The rules across fields; one over a faulty field waits until that is fixed. Those with a field go to it."""

    look = looking(form, lambda name: "" if name in kept else given.get(name), outside.names, outside.today)
    for rule in form.rules:
        if rule.check.names & (faults.keys() | outside.unasked.unsure) or (rule.field in faults):
            continue
        if guards.evaluate(rule.check, look, outside.today, boolean=True).value:
            continue
        field = None if rule.field in outside.unasked.all else rule.field  # a line that leads nowhere corrects nothing
        fault = Fault(field, "x-rules", rule.message, {})
        if field is None:
            yield fault
        else:
            faults[field] = fault


def _plain(value: Value) -> Any:
    """As JSON Schema sees it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _several(sent: Collection[str]) -> tuple[str, ...]:
    return (sent,) if isinstance(sent, str) else tuple(sent)


def _nowhere(kind: str, target: str) -> tuple[str, bool]:
    return ("", False)
