"""A node -> the value of a setting: a figure, a delay, true or false, or a text."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.language import signs
from engine.language.decoding.durations import duration_in
from engine.language.decoding.figures import MOST_DIGITS, unclear_figure, whole_number
from engine.language.decoding.kinds import BROKEN, Broken, Kind, Reading
from engine.language.decoding.mistakes import subject, wrong_type
from engine.language.decoding.scalars import read_words, string_schema
from engine.language.values import SettingValue
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List


def _read_setting(reading: Reading, node: Node, at: Scalar | None) -> SettingValue | Broken:
    key = at.text if at else "it"
    if not isinstance(node, Scalar):
        fix = f"write one number, delay or text after {key}:"
        if isinstance(node, List) and len(node.items) > 1 and all(isinstance(item, Scalar) for item in node.items):
            several = (f"{key}_{n}: {item.text}" for n, item in enumerate(node.items, 1) if isinstance(item, Scalar))
            fix = f"write a setting for each: {', '.join(several)}"
        elif isinstance(node, List) and len(node.items) == 1 and isinstance(node.items[0], Scalar):
            fix = f"write: {key}: {node.items[0].text}"
        return wrong_type(reading, node, at, "one number, delay or text", fix=fix)
    words = read_words(reading, node, at)
    if words is BROKEN or node.style != "plain":
        return BROKEN if words is BROKEN else signs.one_form(node.text)
    text = signs.one_form(node.text)
    if text == "null":
        return wrong_type(reading, node, at, "a number, a delay, a text, true or false", fix=f"write one after {key}:")
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) and len(text) > MOST_DIGITS:
        return reading.report(
            "out-of-bounds",
            f"{subject(at)} has too many digits",
            node.place,
            f"a number has at most {MOST_DIGITS} digits",
            f'write fewer; if it is a text, in quotes: {key}: "{text}"',
        )
    if (whole := whole_number(text)) is not None:
        return whole
    if (unclear := unclear_figure(reading, node, at)) is not None:
        return unclear
    if re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", text):
        return Decimal(text)
    return duration_in(text) or text


SETTING: Kind[SettingValue] = Kind(_read_setting, string_schema)
