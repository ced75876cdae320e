"""Nodes -> values, or problems: what flows, forms and sites are read with."""

from engine.language.decoding.amounts import count, day, delay, kept, no_amount, no_name, report_unfit
from engine.language.decoding.checks import at_most_one, not_with, one_needed
from engine.language.decoding.containers import each_once, list_of, map_of, one_or_more
from engine.language.decoding.durations import duration_in
from engine.language.decoding.figures import DAY, DECIMAL, INTEGER, NUMBER, WHOLE, unclear_figure
from engine.language.decoding.kinds import BROKEN, Amount, Broken, Day, Kind, Named, Reading, Setting
from engine.language.decoding.mistakes import LATER, at_key, empty, in_quotes, not_yet, subject, wrong_type
from engine.language.decoding.names import NAME, NAMED, PLAIN_NAME
from engine.language.decoding.records import Found, Meant, alone, record, shaped
from engine.language.decoding.scalars import (
    CHARACTERS,
    FLAG,
    PLAIN_TYPES,
    STRING,
    matching,
    one_of,
    read_words,
    string_schema,
)
from engine.language.decoding.settings import SETTING
from engine.language.decoding.suggestions import MOST_LISTED, an, closest, listed, near, one_of_these, slug
from engine.language.decoding.tables import Key, Refused, Stray

__all__ = [
    "BROKEN",
    "CHARACTERS",
    "DAY",
    "DECIMAL",
    "FLAG",
    "INTEGER",
    "LATER",
    "MOST_LISTED",
    "NAME",
    "NAMED",
    "NUMBER",
    "PLAIN_NAME",
    "PLAIN_TYPES",
    "SETTING",
    "STRING",
    "WHOLE",
    "Amount",
    "Broken",
    "Day",
    "Found",
    "Key",
    "Kind",
    "Meant",
    "Named",
    "Reading",
    "Refused",
    "Setting",
    "Stray",
    "alone",
    "an",
    "at_key",
    "at_most_one",
    "closest",
    "count",
    "day",
    "delay",
    "duration_in",
    "each_once",
    "empty",
    "in_quotes",
    "kept",
    "list_of",
    "listed",
    "map_of",
    "matching",
    "near",
    "no_amount",
    "no_name",
    "not_with",
    "not_yet",
    "one_needed",
    "one_of",
    "one_of_these",
    "one_or_more",
    "read_words",
    "record",
    "report_unfit",
    "shaped",
    "slug",
    "string_schema",
    "subject",
    "unclear_figure",
    "wrong_type",
]
