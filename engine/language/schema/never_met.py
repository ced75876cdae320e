"""Keywords of a text field that no answer can meet: patterns, alone and together, and lengths beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.language.decoding import Found, Reading
from engine.language.forms import FORMATS_IN_WORDS, Field, meets, shape_of, why_unmet
from engine.language.patterns import Texts
from engine.language.yaml import repair
from engine.problems import Place
from engine.registry import tel


def patterns_and_lengths(reading: Reading, field: Field, found: Found) -> None:
    """Reports the first keyword of a text field that keeps it from ever having an answer."""
    least, most = _own_lengths(field)
    bounded, natural = shape_of(field), _natural(field)
    if bounded is None or natural is None or (least is not None and most is not None and least > most):
        return
    written = tuple(_written(found))
    for pattern in written:
        if not meets(field, natural, pattern.source):
            _report_pattern(reading, field, pattern, natural)
            return
    if not bounded.has_one():
        _report_lengths(reading, field, found, natural)
        return
    # Each pattern of a phone number may be met in another way: by the number as typed, or by its digits alone.
    for count in range(1, len(written) + 1) if field.format != "tel" else ():
        sources = tuple(pattern.source for pattern in written[:count])
        if not natural.meet(*sources):
            _report_together(reading, field, written[:count], natural)
            return
        if not bounded.meet(*sources):
            _report_lengths(reading, field, found, natural._replace(sources=(*natural.sources, *sources)))
            return


def _own_lengths(field: Field) -> tuple[int | None, int | None]:
    return field.figures.get("minLength"), field.figures.get("maxLength")


def _natural(field: Field) -> Texts | None:
    """The entries of the field, whatever lengths it takes of them."""
    return shape_of(field._replace(figures={}))


class _Written(NamedTuple):
    """A pattern as the form has it."""

    source: str
    place: Place


def _written(found: Found) -> Iterator[_Written]:
    if found.values.get("pattern") is not None:
        yield _Written(found["pattern"], found.at("pattern"))
    for one in found.values.get("allOf") or ():
        if one["pattern"] is not None:
            yield _Written(one["pattern"], one.at("pattern"))


def _report_together(reading: Reading, field: Field, written: tuple[_Written, ...], natural: Texts) -> None:
    """Reports the last of some patterns, which the others keep from being met."""
    last = written[-1]
    others = [one for one in written[:-1] if not natural.meet(one.source, last.source)]
    reading.report(
        "never-valid",
        f"no answer to {field.name} meets this pattern and "
        + (f"that of line {others[0].place.line}" if others else "those before it"),
        last.place,
        "all patterns of a field must match, and what one takes another refuses",
        "take one of them out, or write patterns that one answer can meet together",
    )


def _report_lengths(reading: Reading, field: Field, found: Found, texts: Texts) -> None:
    """Reports a length that none of these texts has, which the field would take without it."""
    allowed = texts.lengths()
    if allowed is None:
        return
    shortest = max(allowed[0], texts.least)
    longest = min(most for most in (allowed[1], texts.most) if most is not None)
    least, most = _own_lengths(field)
    alone = len(texts.sources) == 1
    whose = FORMATS_IN_WORDS.get(field.format or "", "an answer") if alone else "what the pattern takes"
    if most is not None and shortest > most:
        key, right = "maxLength", f"write maxLength: {shortest}"
        cause = f"{whose} has at least {shortest} character{'s' * (shortest > 1)}"
        if field.checked is tel and alone:
            right = f"add minLength: {max(1, most)}, with which shorter numbers are valid"
    elif least is not None and least > longest:
        key, right = "minLength", f"write minLength: {longest}"
        cause = f"{whose} has at most {longest} character{'s' * (longest > 1)}"
    else:
        key = "maxLength" if most is not None else "minLength"
        cause, right = f"{whose} has from {shortest} to {longest} characters, but none of these lengths", ""
    reading.report(
        "contradiction",
        f"no answer to {field.name} meets {key}: {field.figures[key]}",
        found.node.entries[key].value.place,
        cause,
        f"{right or f'write another {key}'}, or take {key} out",
    )


def _report_pattern(reading: Reading, field: Field, pattern: _Written, natural: Texts) -> None:
    cause, better, instead = why_unmet(field, pattern.source, natural)
    fix = f"write pattern: {repair.quoted(better)}" if better else instead
    reading.report("never-valid", f"no answer to {field.name} meets this pattern", pattern.place, cause, fix)
