"""Why no answer to a field is a value, or meets a pattern, and what was meant, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.language import patterns, signs
from engine.language.forms.cleaning import keeps
from engine.language.forms.nouns import MOST, Field
from engine.language.forms.possible import refusing, shape_of, takes_digits_alone, texts_of
from engine.language.guards import Slot
from engine.language.patterns import Texts
from engine.language.values import YEARS, Value

FORMATS_IN_WORDS = {"email": "an e-mail address", "uri": "a web address", "tel": "a phone number"}


class Unmet(NamedTuple):
    """
    Why no answer is a value, or meets a pattern.

    Attributes:
        better: the text or pattern that was meant; None: that is not certain.
        instead: what to do where it is not.
    """

    cause: str
    better: str | None
    instead: str


def in_guards(slot: Slot, *fields: Field) -> Slot:
    """The slot of a name with what its answers can be: of the one field, or of those by which several forms ask it."""
    place = slot.place or fields[0].place
    fields = tuple({_keywords(field): field for field in fields}.values())
    options = [tuple(option.const for option in field.options) for field in fields]
    reasons, matched = [why_refused(field) for field in fields], [why_never_matched(field) for field in fields]
    return slot._replace(
        choices=tuple(dict.fromkeys(one for some in options for one in some)) if all(options) else (),
        place=place,
        kept=keeps(fields[0]) if not any(options) else None,
        texts=texts_of(fields[0]) if len(fields) == 1 else None,
        refuses=lambda value: _of_all(reason(value) for reason in reasons),
        unmatched=lambda source: _of_all(reason(source) for reason in matched),
    )


def _keywords(field: Field) -> tuple[object, ...]:
    """What decides which answers a field takes: the same for the same field in two forms."""
    options, sources = (option.const for option in field.options), (pattern.source for pattern in field.patterns)
    how = (field.kind, field.format, field.widget, field.ignores_spaces, field.secret, field.confirms)
    return (*how, tuple(field.figures.items()), tuple(options), tuple(sources))


def _of_all(reasons: Iterator[Unmet | None]) -> Unmet | None:
    """The first of these, if none is missing."""
    first = None
    for reason in reasons:
        if reason is None:
            return None
        first = first or reason
    return first


def meets(field: Field, texts: Texts, source: str) -> bool:
    """Whether a pattern is met by one of these texts, as answers to the field; or it is not known."""
    return texts.meet(source) or (field.format == "tel" and takes_digits_alone(field, source))


_ANYTHING = r"(?s)\A.*\z"


def why_never_matched(field: Field) -> Callable[[str], Unmet | None]:
    """Why no answer to the field is matched whole by a pattern; None: one may be."""

    def why(source: str) -> Unmet | None:
        texts, natural = texts_of(field), shape_of(field._replace(figures={}))
        if texts is None or natural is None or texts.meet(patterns.whole(source)) or not texts.meet(_ANYTHING):
            return None  # where no answer is valid at all, that is reported of the field
        if not natural.meet(patterns.whole(source)):
            return why_unmet(field, source, natural, whole=True)
        return Unmet("its own keywords allow no answer that matches", None, "write a pattern that an answer can meet")

    return why


_KEYWORDS = {
    "minLength": "an answer has at least {minLength} characters",
    "maxLength": "an answer has at most {maxLength} characters",
    "minimum": "an answer is at least {minimum}",
    "maximum": "an answer is at most {maximum}",
    "multipleOf": "an answer is a multiple of {multipleOf}",
    "formatMinimum": "an answer is {formatMinimum} or later",
    "formatMaximum": "an answer is {formatMaximum} or earlier",
    "const": "the only answer is {const}",
    "pattern": "an answer meets the pattern {pattern}",
    "type": "an answer is a whole number",
    "date": "an answer is a day of the years {first} to {last}",
}
_ANOTHER_SPELLING: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.capitalize,
    str.title,
    lambda text: re.sub(r"\s+", "", text),
    lambda text: re.sub(r"[\s./_-]+", "", text),
    lambda text: re.sub(r"[\s./_-]+", "", text).upper(),
)


def why_refused(field: Field) -> Callable[[Value], Unmet | None]:
    """Why no answer to the field is a value; None: one may be."""

    refused_by = refusing(field)

    def why(value: Value) -> Unmet | None:
        keyword = refused_by(value)
        if keyword is None:
            return None
        noun = FORMATS_IN_WORDS.get(field.format or "") or f"of format {field.format}"
        sources = ", ".join(pattern.source for pattern in field.patterns)
        more = {"maxLength": MOST, "pattern": sources, "first": YEARS[0], "last": YEARS[-1]}
        cause = _KEYWORDS.get(keyword, f"an answer is {noun}").format_map({**more, **field.figures})
        spelt = (other(value) for other in _ANOTHER_SPELLING) if isinstance(value, str) else ()
        better = next((text for text in spelt if text and text != value and refused_by(text) is None), None)
        return Unmet(cause, better, "write a value that the field takes")

    return why


def why_unmet(field: Field, source: str, natural: Texts, *, whole: bool = False) -> Unmet:
    """
    Why no answer meets a pattern.

    Args:
        natural: the entries of the field, whatever lengths and patterns it asks for.
        whole: it must match the whole of the answer, whether it is anchored or not.
    """
    better, first = source, ""
    for cause, without in _slips(field, source):
        changed = without(better)
        if changed == better:
            continue
        better, first = changed, first or cause
        if not better.strip("^$") or patterns.why_not(better):
            continue
        if meets(field, natural, patterns.whole(better) if whole else better):
            return Unmet(first, better, "")
    if field.widget == "code":
        what, key = "capitals and digits alone", "x-widget: code"
    elif field.ignores_spaces:
        what, key = "no space", "x-ignore: spaces"
    elif field.format in FORMATS_IN_WORDS:
        noun = FORMATS_IN_WORDS[field.format]
        return Unmet(f"{noun} never meets it", None, f"take it out, or write one that {noun} can meet")
    else:
        instead = "write a pattern that an answer can meet"
        return Unmet("whatever is typed, a part of it is not met", None, instead)
    return Unmet(f"with {key}, an answer has {what}", None, f"write a pattern of {what}, or take {key} out")


class _Slip(NamedTuple):
    """What makes a pattern one that nothing meets. `without`: the pattern without it, or the same."""

    cause: str
    without: Callable[[str], str]


_ESCAPED = re.compile(r"\\x\{0*([0-9a-fA-F]{1,6})\}|\\x([0-9a-fA-F]{2})")
_JAVASCRIPT = re.compile(r"/(.*)/([a-z]*)", re.S)


def _without_line_ends(source: str) -> str:
    return re.sub(r"[ \t]*(?:[\n\r]|\\n|\\r)[ \t]*", "", source)


def _without_slashes(source: str) -> str:
    found = _JAVASCRIPT.fullmatch(source.strip())
    if not found:
        return source
    inner = found[1].replace(r"\/", "/")
    return f"(?i){inner}" if "i" in found[2] else inner


def _plain_blanks(source: str) -> str:
    """With the space of the keyboard for each other one, and without what cannot be seen."""
    source = _ESCAPED.sub(lambda code: _unless_shown(chr(int(code[1] or code[2], 16)), code[0]), source)
    return "".join(_unless_shown(sign, sign) for sign in source)


def _unless_shown(sign: str, otherwise: str) -> str:
    kind = signs.kind_of(sign)
    if kind in ("no_break_space", "space") and sign != " ":
        return " "
    return "" if kind == "invisible" else otherwise


def _without_blanks_at_ends(source: str) -> str:
    blank = r"(?:[ \t]|\\s|\\t|\[ \])(?:[*+?]|\{[0-9,]+\})?"
    source = re.sub(rf"^(\(\?[a-z]+\))?[ \t]*(\^?)(?:{blank})*", r"\1\2", source)
    return re.sub(rf"(?<!\\)(?:{blank})*(\$?)[ \t]*$", r"\1", source)


def _without_spaces(source: str) -> str:
    return _taken_out(source, " ")


def _taken_out(source: str, between: str) -> str:
    outside = r"(?![^\[]*\])(?:[*+?]|\{[0-9,]*\})?\??"
    return re.sub(rf"(?:\[(?:\\?[{between}]|\\s)+\]|\\?[{between}]|\\s){outside}", "", source)


def _in_capitals(source: str) -> str:
    source = _taken_out(source, " /-")
    return re.sub(r"(?<![\\(?<a-zA-Z])[a-z]+(?![a-zA-Z]*\})", lambda word: word[0].upper(), source)


def _slips(field: Field, source: str) -> Iterator[_Slip]:
    yield _Slip("a text under | or > ends with a line break, and an answer does not", lambda text: text.rstrip("\n"))
    yield _Slip("an answer is one line, and the pattern wants the end of one", _without_line_ends)
    yield _Slip("RE2 takes the slashes of JavaScript for signs of the answer", _without_slashes)
    named = signs.unseen_in(_plain(source))
    yield _Slip(f"it wants a sign that looks like a space or like nothing, and is not typed: {named}", _plain_blanks)
    yield _Slip("what is blank at the ends of an answer is no part of it", _without_blanks_at_ends)
    if field.widget == "code":
        yield _Slip("with x-widget: code, an answer has capitals and digits alone", _in_capitals)
    elif field.ignores_spaces:
        yield _Slip("with x-ignore: spaces, an answer has no space", _without_spaces)


def _plain(source: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1] or code[2], 16)), source)
