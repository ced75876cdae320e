"""What a case, a mail and a call hold, as JSON text and back: exact for every value, in the same order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Never

from engine.core.case import Case, Code, Held, Put, PutCall, PutDocument, PutMail, Step, Timer
from engine.language.values import Duration, LastDay, TypedIn, Value
from engine.store.tables import from_ticks, to_ticks

# What JSON has no word for is a map of one tag; no value is a map of its own.
_NUMBER, _DATE, _TIME, _DELAY, _LAST_DAY, _TYPED = "number", "date", "time", "delay", "last_day", "typed"

# ASCII only: a lone surrogate or a NUL that was typed stays text to every database.
_write = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def case_to_text(case: Case) -> str:
    """Everything of a case that has no column of its own."""
    pending = (case.pending_secrets, case.pending_made)
    return _write(
        {
            "trail": [_step(step) for step in case.trail],
            "sealed": case.sealed,
            "visits": case.visits,
            "drafts": {state: _values(draft) for state, draft in case.drafts.items()},
            "kept_secrets": case.kept_secrets,
            "tries": case.tries,
            "codes": _codes(case.codes),
            "serials": case.serials,
            "held": case.held,
            "bound": case.bound,
            **({"pending": pending} if any(pending) else {}),
            **({} if case.language is None else {"language": case.language}),
        }
    )


def case_from_text(text: str, **columns: Any) -> Case:
    """The case again; `columns`: the fields that have a column."""
    body = json.loads(text)
    pending, made = body.get("pending", ((), 0))
    return Case(
        **columns,
        trail=tuple(_step_again(step) for step in body["trail"]),
        sealed=body["sealed"],
        visits=body["visits"],
        drafts={state: _values_again(draft) for state, draft in body["drafts"].items()},
        kept_secrets=tuple(body["kept_secrets"]),
        tries=body["tries"],
        codes=_codes_again(body["codes"]),
        serials=body["serials"],
        held=tuple(Held(*held) for held in body["held"]),
        bound=body["bound"],
        pending_secrets=tuple(pending),
        pending_made=made,
        language=body.get("language"),
    )


def in_language(text: str, language: str) -> str:
    """The text of a case whose last page was in this language."""
    return _write({**json.loads(text), "language": language})


def put_to_text(put: Put) -> str:
    """What the outbox keeps of a mail or a call."""
    return _mail_to_text(put) if isinstance(put, PutMail) else _call_to_text(put)


def put_from_text(text: str) -> Put:
    body = json.loads(text)
    return _call_again(body) if "effect" in body else _mail_again(body)


def _call_to_text(put: PutCall) -> str:
    return _write(
        {
            "effect": put.effect,
            "values": _values(put.values),
            "codes": {parameter: (name, *_code(code)) for parameter, (name, code) in put.codes.items()},
            "documents": {name: (one.document, _codes(one.codes)) for name, one in put.documents.items()},
            "key": put.key,
            "language": put.language,
            **({"case": _said(put.case)} if put.case else {}),
        }
    )


def _call_again(body: Mapping[str, Any]) -> PutCall:
    return PutCall(
        body["effect"],
        _values_again(body["values"]),
        {parameter: (name, _code_again(code)) for parameter, (name, *code) in body["codes"].items()},
        {name: PutDocument(document, _codes_again(codes)) for name, (document, codes) in body["documents"].items()},
        body["key"],
        body["language"],
        _said_again(body["case"]) if "case" in body else None,
    )


def _said(case: Case) -> dict[str, Any]:
    """A case as its documents read it."""
    columns = (case.id, case.flow, case.version, case.entry, case.revision)
    return {"columns": columns, "body": case_to_text(case)}


def _said_again(kept: Mapping[str, Any]) -> Case:
    columns = dict(zip(("id", "flow", "version", "entry", "revision"), kept["columns"], strict=True))
    return case_from_text(kept["body"], **columns)


def _mail_to_text(put: PutMail) -> str:
    kept = {"mail": put.mail, "to": put.to, "values": _values(put.values), "codes": _codes(put.codes), "key": put.key}
    return _write({**kept, "language": put.language} if put.language is not None else kept)


def _mail_again(body: Mapping[str, Any]) -> PutMail:
    values, codes = _values_again(body["values"]), _codes_again(body["codes"])
    return PutMail(body["mail"], body["to"], values, codes, body["key"], body.get("language"))


def _step(step: Step) -> dict[str, Any]:
    kept: dict[str, Any] = {"state": step.state, "visit": step.visit}
    if step.event is not None:
        kept["event"] = step.event
    if step.transition is not None:
        kept["transition"] = step.transition
    if step.answers:
        kept["answers"] = _values(step.answers)
    if step.secrets:
        kept["secrets"] = step.secrets
    if step.gate:
        kept["gate"] = True
    if step.values:
        kept["values"] = _values(step.values)
    if step.entered_at is not None:
        kept["entered_at"] = to_ticks(step.entered_at)
    if step.unasked:
        kept["unasked"] = _values(step.unasked)
    if step.heard:
        kept["heard"] = step.heard
    if step.timers:
        kept["timers"] = [(timer.kind, timer.which, to_ticks(timer.due_at)) for timer in step.timers]
    if step.carried:
        kept["carried"] = step.carried
    return kept


def _step_again(kept: Mapping[str, Any]) -> Step:
    entered_at = kept.get("entered_at")
    return Step(
        kept["state"],
        kept["visit"],
        kept.get("event"),
        kept.get("transition"),
        _values_again(kept["answers"]) if "answers" in kept else {},
        tuple(kept.get("secrets", ())),
        kept.get("gate", False),
        _values_again(kept["values"]) if "values" in kept else {},
        None if entered_at is None else from_ticks(entered_at),
        tuple([Timer(kind, which, from_ticks(due)) for kind, which, due in kept["timers"]]) if "timers" in kept else (),
        _values_again(kept["unasked"]) if "unasked" in kept else {},
        tuple(kept.get("carried", ())),
        kept.get("heard", {}),
    )


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    # Most are texts, which are as they are.
    return {name: value if type(value) is str else _value(value) for name, value in values.items()}


def _values_again(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if type(value) is str else _value_again(value) for name, value in kept.items()}


def _value(value: Value | Duration | LastDay | TypedIn) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    match value:
        case Decimal():
            return {_NUMBER: str(value)}
        case datetime():  # before date, of which it is one
            return {_TIME: to_ticks(value)}
        case date():
            return {_DATE: value.isoformat()}
        case Duration():  # before tuple, of which it is one
            return {_DELAY: value}
        case LastDay():
            return {_LAST_DAY: value.day.isoformat()}
        case TypedIn():
            return {_TYPED: (value.language, value.texts)}
        case tuple():
            return value
        case _:
            nothing_is_left: Never = value
            raise TypeError(f"no value of a case: {type(nothing_is_left).__name__}")


def _value_again(kept: Any) -> Value | Duration | LastDay | TypedIn:
    match kept:
        case {"delay": [int(amount), str(unit)]}:
            return Duration(amount, unit)
        case {"last_day": str(day)}:
            return LastDay(date.fromisoformat(day))
        case {"number": str(number)}:
            return Decimal(number)
        case {"time": int(ticks)}:
            return from_ticks(ticks)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"typed": [str(language), list(texts)]}:
            return TypedIn(language, tuple(texts))
        case list():
            return tuple(kept)
    plain: Value = kept
    return plain


def _codes(codes: Mapping[str, Code]) -> dict[str, Any]:
    return {name: _code(code) for name, code in codes.items()}


def _codes_again(kept: Mapping[str, Any]) -> dict[str, Code]:
    return {name: _code_again(code) for name, code in kept.items()}


def _code(code: Code) -> tuple[int, int, int]:
    return code.serial, code.length, to_ticks(code.expires_at)


def _code_again(kept: Sequence[int]) -> Code:
    serial, length, ticks = kept
    return Code(serial, length, from_ticks(ticks))
