"""A case as text and back: exact, for every value that a form or an effect can give."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.core.case import Case, Code, Held, PutCall, PutDocument, PutMail, Step, Timer
from engine.language.values import Duration, LastDay, TypedIn
from engine.store.serialization import case_from_text, case_to_text, put_from_text, put_to_text
from tests.support.cases import NOW, a_case

# Also what no keyboard types: NUL, a lone half of a surrogate pair.
texts = st.text(st.characters(exclude_categories=()), max_size=20)
instants = st.datetimes(timezones=st.just(UTC)).map(lambda when: when.replace(fold=0))
values = st.one_of(
    st.none(),
    texts,
    st.integers(),
    st.booleans(),
    st.decimals(allow_nan=False),
    st.dates(),
    instants,
    st.lists(texts, max_size=3).map(tuple),
)
answers = st.dictionaries(texts, values, max_size=4)
sent = st.lists(texts, max_size=3).map(tuple)
typed = st.dictionaries(texts, sent | st.builds(TypedIn, st.sampled_from(["fr", "en"]), sent), max_size=3)
codes = st.dictionaries(texts, st.builds(Code, st.integers(), st.integers(), instants), max_size=2)
steps = st.builds(
    Step,
    texts,
    st.integers(0),
    st.none() | texts,
    st.none() | texts,
    answers,
    st.lists(texts, max_size=2).map(tuple),
    st.booleans(),
    answers,
    st.none() | instants,
    st.lists(st.builds(Timer, st.sampled_from(["timeout", "reminder"]), st.integers(0, 9), instants), max_size=2).map(
        tuple
    ),
    typed | answers,
    st.lists(texts, max_size=2).map(tuple),
    st.dictionaries(texts, texts, max_size=2),
)
whole_cases = st.builds(
    Case,
    id=texts,
    flow=texts,
    version=texts,
    entry=texts,
    revision=st.integers(0),
    trail=st.lists(steps, max_size=3).map(tuple),
    sealed=st.integers(0),
    visits=st.integers(0),
    drafts=st.dictionaries(texts, typed | answers, max_size=2),
    kept_secrets=st.lists(texts, max_size=2).map(tuple),
    tries=st.dictionaries(texts, st.integers(), max_size=2),
    codes=codes,
    serials=st.dictionaries(texts, st.integers(), max_size=2),
    held=st.lists(st.builds(Held, texts, texts, texts), max_size=2).map(tuple),
    begun_at=st.none() | instants,
    touched_at=st.none() | instants,
    closed_at=st.none() | instants,
    bound=st.booleans(),
)
COLUMNS = ("id", "flow", "version", "entry", "revision", "begun_at", "touched_at", "closed_at")


@given(whole_cases)
def test_every_case_is_read_as_it_was_written(case: Case) -> None:
    columns: dict[str, Any] = {name: getattr(case, name) for name in COLUMNS}
    found = case_from_text(case_to_text(case), **columns)
    assert found == case
    assert repr(found) == repr(case)  # 1 is not True, 1.0 is not 1.00, and the order of the fields stands


delays = st.builds(Duration, st.integers(1), st.sampled_from(["hour", "month", "working day"]))
quoted = st.dictionaries(texts, values | delays | st.builds(LastDay, st.dates()), max_size=3)


@given(st.builds(PutMail, texts, texts, quoted, codes, texts, language=st.none() | st.sampled_from(["fr", "en"])))
def test_every_mail_is_read_as_it_was_written(put: PutMail) -> None:
    assert repr(put_from_text(put_to_text(put))) == repr(put)


documents = st.dictionaries(texts, st.builds(PutDocument, texts, codes), max_size=2)
a_code = st.builds(Code, st.integers(), st.integers(), instants)
named_codes = st.dictionaries(texts, st.tuples(texts, a_code), max_size=2)


@given(st.builds(PutCall, texts, st.dictionaries(texts, values), named_codes, documents, texts, texts, st.none()))
def test_every_call_is_read_as_it_was_written(put: PutCall) -> None:
    assert repr(put_from_text(put_to_text(put))) == repr(put)


def test_a_call_with_a_letter_is_read_with_all_that_the_letter_says() -> None:
    said = a_case("c", "s")._replace(begun_at=None, touched_at=None, closed_at=None)
    put = PutCall("poste", {}, {}, {"lettre": PutDocument("lettre", {})}, "k", "fr", said)
    assert repr(put_from_text(put_to_text(put))) == repr(put)


@given(whole_cases)
def test_the_text_is_ascii_json_for_any_database(case: Case) -> None:
    text = case_to_text(case)
    assert text.isascii()
    assert "\0" not in text
    json.loads(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.50"), '{"number":"12.50"}'),  # never a binary float
        (date(2026, 11, 23), '{"date":"2026-11-23"}'),
        (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), '{"time":1000000}'),
        (("a", "b"), '["a","b"]'),
        (2**70, str(2**70)),
        (True, "true"),
    ],
)
def test_a_value_keeps_its_kind(value: Any, text: str) -> None:
    case = a_case()
    case = case._replace(trail=(case.present._replace(answers={"x": value}),))
    assert f'"answers":{{"x":{text}}}' in case_to_text(case)


def test_what_is_no_value_is_refused_when_it_is_written() -> None:
    for wrong in (1.5, b"bytes", {"a": "map"}, NOW.replace(tzinfo=None), timedelta(1)):
        case = a_case()
        case = case._replace(trail=(case.present._replace(answers={"x": wrong}),))  # type: ignore[dict-item]
        with pytest.raises((TypeError, ValueError)):
            case_to_text(case)


def test_a_mail_that_the_version_before_put_is_read_with_the_words_it_had() -> None:
    text = '{"mail":"cle","to":"a@exemple.fr","values":{"deadline":"le 24"},"codes":{"cle":[1,12,0]},"key":"a:1:cle"}'
    codes = {"cle": Code(1, 12, datetime(1970, 1, 1, tzinfo=UTC))}
    assert put_from_text(text) == PutMail("cle", "a@exemple.fr", {"deadline": "le 24"}, codes, "a:1:cle", None)
