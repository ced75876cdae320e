"""Which answers a field can have at all: told from its keywords, before anybody has typed one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

from engine.addresses import is_email
from engine.language import signs
from engine.language.forms import answering, cleaning
from engine.language.forms.normal import letters_and_digits
from engine.language.forms.nouns import MOST, Field
from engine.language.forms.schema import Checker, build
from engine.language.patterns import Texts
from engine.language.values import YEARS, Value
from engine.registry import FEWEST_DIGITS, tel

_INSIDE = f"[^{signs.NO_ENTRY}{signs.NOT_TYPED}\\n\\t]"
_IN_LINES = f"[^{signs.NO_ENTRY}{signs.NOT_TYPED}]"
_FIRST = f"[^{signs.NO_ENTRY}{signs.NOT_TYPED}{signs.AT_NO_END}]"
_LAST = f"(?:{_FIRST}|[{signs.LAST_OF_ALL}])"

_ANY = "(?s)^.*$"
_SEEN = f"^{_FIRST}(?:{_INSIDE}*{_LAST})?$"
_SEEN_IN_LINES = f"^{_FIRST}(?:{_IN_LINES}*{_LAST})?$"
_SPACELESS = f"^{_FIRST}+$"
_PASSWORD = f"^[^{signs.NO_ENTRY}\\n]*{_FIRST}[^{signs.NO_ENTRY}\\n]*$"
_TYPED_NUMBER = f"^[^{signs.NO_ENTRY}\\n\\tA-Za-zÀ-ÿ@_,;:!?]+$"
_ONLY_NUMBER = r"^\+?[0-9]+$"
_OF_ADDRESS = f"{signs.NO_ENTRY}{signs.NOT_TYPED}\\n\\t "
_LOCAL = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]"  # what may stand before the @
# Wider than what is valid, for whatever is in none of these is not.
_OF_FORMAT = {
    "email": rf"^{_LOCAL}{{1,64}}@(?:[^{_OF_ADDRESS}@]+[.\x{{3002}}\x{{ff0e}}\x{{ff61}}])+[^{_OF_ADDRESS}@]+$",
    "uri": rf"^[Hh][Tt][Tt][Pp][Ss]?://[^{_OF_ADDRESS}]+$",
    "tel": _TYPED_NUMBER,
}
_LONGEST = {"email": 254}


def texts_of(field: Field) -> Texts | None:
    """
    The texts that can be an answer as far as patterns and lengths tell; None: of a field in which none is typed.

    Of a phone number its patterns are left out: its digits alone may meet them, whatever is typed between them.
    """
    shape = shape_of(field)
    if shape is None:
        return None
    own = () if field.format == "tel" else tuple(pattern.source for pattern in field.patterns)
    return shape._replace(sources=(*shape.sources, *own))


def shape_of(field: Field) -> Texts | None:
    """The same without the field's own patterns: what any entry comes to, in the lengths that the field takes."""
    if field.kind != "text" or field.options:
        return None
    least = field.figures.get("minLength", 0)
    most = max(MOST, field.figures.get("maxLength", 0))
    most = min(most, field.figures.get("maxLength", most))
    if field.format in _LONGEST and field.widget != "code":
        most = min(most, _LONGEST[field.format])
    if field.checked is tel:
        least = max(least, FEWEST_DIGITS)
    return Texts((_entries(field),), least, most)


def can_be_address(field: Field) -> bool:
    """Whether an answer to a text field may be an e-mail address."""
    if field.options:
        return any(is_email(option.const) for option in field.options)
    texts = texts_of(field)
    return texts is None or field.format == "email" or texts.meet(_OF_FORMAT["email"])


def takes_digits_alone(field: Field, source: str) -> bool:
    """Whether a pattern of a phone number is met by the number without what stands between its digits."""
    texts = shape_of(field)
    return texts is not None and Texts((_ONLY_NUMBER, source), 0, texts.most).has_one()


def _entries(field: Field) -> str:
    """The pattern that every entry meets once it is read."""
    reading = cleaning.reading_of(field)
    if field.confirms:
        return _ANY  # it is read as the other field is
    if reading == cleaning.PASSWORD:
        return _PASSWORD
    if reading == cleaning.CODE:
        return f"^[{_in_capitals()}]+$"
    if field.format:
        return _OF_FORMAT.get(field.format, _ANY)
    if reading == cleaning.SPACELESS:
        return _SPACELESS
    return _SEEN_IN_LINES if field.widget == "textarea" else _SEEN


@cache
def _in_capitals() -> str:
    """The characters of a code, as parts of a class; of the rarer scripts, all."""
    runs: list[list[int]] = []
    for at in (at for at in range(0x20, 0x3100) if letters_and_digits(chr(at)) == chr(at)):
        if runs and runs[-1][1] == at - 1:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    return "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in (*runs, (0x3100, 0x10FFFF)))


def refusing(field: Field) -> Callable[[Value], str | None]:
    """Which keyword refuses a value as an answer to the field; None: none does, as far as is known."""

    @cache
    def checker() -> Checker:
        return Checker(build({field.name: field}), {field.checked.name: field.checked} if field.checked else {})

    def keyword(value: Value) -> str | None:
        if field.confirms or field.secret or field.kind in ("boolean", "list"):
            return None
        if field.kind == "integer" and isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        if isinstance(value, date) and value.year not in YEARS:
            return "date"
        if isinstance(value, str) and len(value) > max(MOST, field.figures.get("maxLength", 0)):
            return "maxLength"
        return answering.check(field, checker(), value)

    return keyword
