"""Effects as a flow declares them -> what they change in the case, and what is kept with the step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from engine.core.case import (
    Case,
    ClaimKey,
    Code,
    DropPending,
    DropSecrets,
    Effect,
    Held,
    NewCode,
    PutCall,
    PutDocument,
    PutMail,
    ReleaseKey,
    SpendCode,
    TakeNumber,
)
from engine.core.context import EvaluationContext, Names
from engine.core.timers import deadline, delay_of, figure_of, timers_of
from engine.core.trail import timed
from engine.language import model
from engine.language.guards import as_date, with_decimals
from engine.language.values import Duration, LastDay, Value
from engine.language.workdays import Delay
from engine.problems import EngineError


class MissingKey(EngineError):
    """An effect needs a name that is not given. The flow is at fault, so the whole step fails."""


def carry_out(
    context: EvaluationContext, case: Case, effects: tuple[model.Effect, ...], *, entering: bool = False
) -> tuple[Case, tuple[Effect, ...]]:
    """
    The case after `effects`, and what is to be kept with the step. In order: a later effect sees what an earlier one
    wrote.

    Args:
        entering: they belong to the entry of the present state, whose due times follow what they write.

    Raises:
        MissingKey: a key or a recipient that is not given.
        Unanswered: a number has to be drawn first.
    """
    kept: list[Effect] = []
    for effect in effects:
        case, asked = _one(context, case, effect)
        kept += asked
        if entering and isinstance(effect, model.Set | model.Forget):
            case = timed(case, timers_of(context.flow, case, context.clock))
    return case, tuple(kept)


def _one(context: EvaluationContext, case: Case, effect: model.Effect) -> tuple[Case, tuple[Effect, ...]]:
    match effect:
        case model.Claim():
            return _claim(context, case, effect)
        case model.Release():
            return _release(context, case, effect)
        case model.MakeCode():
            return _make_code(context, case, effect)
        case model.Spend():
            return spent(case, effect.code.name)
        case model.Number():
            if case.known().get(effect.field.name) is not None:
                return case, ()
            number = context.number(effect.field.name, figure_of(effect.digits))
            return written(case, {effect.field.name: number}), (TakeNumber(effect.field.name, number),)
        case model.SendMail():
            return case, (_mail(context, case, effect),)
        case model.Call():
            return case, (_call(context, case, effect),)
        case model.Set():
            for name, expression in effect.values.items():
                value = context.value(expression, Names(context, case))
                declared = context.flow.values[name]
                if declared.type == "date":
                    value = as_date(value) or value  # a text beside a date is read as one
                if declared.style.most is not None and isinstance(value, int | Decimal):
                    value = with_decimals(value, declared.style.most)  # 12.5 € and 12.50 € are one amount
                case = written(case, {name: value})
            return case, ()
        case model.Forget():
            return forgotten(case, tuple(field.name for field in effect.fields))
        case _:
            assert_never(effect)


def forgotten(case: Case, names: tuple[str, ...]) -> tuple[Case, tuple[Effect, ...]]:
    """The case without these answers, given or typed, asked or not, without these values and these secrets."""
    trail = tuple(
        step._replace(
            answers={k: v for k, v in step.answers.items() if k not in names},
            unasked={k: v for k, v in step.unasked.items() if k not in names},
            values={k: v for k, v in step.values.items() if k not in names},
            secrets=tuple(s for s in step.secrets if s not in names),
        )
        for step in case.trail
    )
    drafts = {s: {k: v for k, v in typed.items() if k not in names} for s, typed in case.drafts.items()}
    dropped = tuple(name for name in case.kept_secrets if name in names)
    kept = tuple(name for name in case.kept_secrets if name not in names)
    waiting = tuple(name for name in case.pending_secrets if name in names)
    pending = tuple(name for name in case.pending_secrets if name not in names)
    case = case._replace(trail=trail, drafts=drafts, kept_secrets=kept, pending_secrets=pending)
    effects: tuple[Effect, ...] = (DropSecrets(dropped),) if dropped else ()
    return case, (*effects, DropPending(waiting)) if waiting else effects


def spent(case: Case, name: str) -> tuple[Case, tuple[Effect, ...]]:
    """The case after one of its codes is used up; as it was where it has no such code."""
    code = case.codes.get(name)
    return (_without_code(case, name), (SpendCode(name, code.serial),)) if code else (case, ())


def _claim(context: EvaluationContext, case: Case, effect: model.Claim) -> tuple[Case, tuple[Effect, ...]]:
    key = _key(context, case, effect.register.name, effect.key)
    mine = Held(effect.register.name, key, effect.status.name)
    others = tuple(held for held in case.held if (held.register, held.key) != (mine.register, mine.key))
    over = tuple(status.name for status in effect.over)
    return case._replace(held=(*others, mine)), (ClaimKey(mine.register, key, mine.status, over),)


def _release(context: EvaluationContext, case: Case, effect: model.Release) -> tuple[Case, tuple[Effect, ...]]:
    key = _key(context, case, effect.register.name, effect.key)
    others = tuple(held for held in case.held if (held.register, held.key) != (effect.register.name, key))
    if others == case.held:
        return case, ()
    return case._replace(held=others), (ReleaseKey(effect.register.name, key),)


def _make_code(context: EvaluationContext, case: Case, effect: model.MakeCode) -> tuple[Case, tuple[Effect, ...]]:
    serial = case.serials.get(effect.name, 0) + 1
    lives = Delay(delay_of(effect.lives), effect.lands)
    expires_at = lives.after(context.now, context.flow.zone, context.clock.calendar)
    code = Code(serial, figure_of(effect.length), expires_at)
    case = case._replace(
        codes={**case.codes, effect.name: code},
        serials={**case.serials, effect.name: serial},
    )
    return case, (NewCode(effect.name, serial, code.length, expires_at),)


def _mail(context: EvaluationContext, case: Case, effect: model.SendMail) -> PutMail:
    flow = context.flow
    mail = flow.mails[effect.mail.name]
    setting = flow.settings.get(mail.to.name)
    to = setting.value if setting else case.known().get(mail.to.name)
    if to is None:
        raise MissingKey(f"mail {mail.name}: its recipient {mail.to.name} is not given")
    wanted = {
        f"{p.name}.{p.figure}" if p.figure else p.name for t in (mail.subject, mail.content) for p in t.placeholders
    }
    filled = {
        code.name
        for link in mail.content.links
        if link.kind == "entry" and link.target in flow.entries
        for code in flow.entries[link.target].fills.values()
    }
    codes = {name: code for name, code in case.codes.items() if name in wanted | filled}
    known = case.known()
    values = {name: value for name in sorted(wanted) if (value := _quoted(flow, case, known, name)) is not None}
    # The revision tells this step's mail from the same mail of a later one; two in one step differ by name.
    return PutMail(mail.name, str(to), values, codes, f"{case.id}:{case.revision + 1}:{mail.name}", flow.language)


def _call(context: EvaluationContext, case: Case, effect: model.Call) -> PutCall:
    flow, known = context.flow, case.known()
    codes = {
        parameter: (named.name, case.codes[named.name])
        for parameter, named in effect.given.items()
        if named.name in case.codes
    }
    values = {
        parameter: _handed(flow, known, named.name)
        for parameter, named in effect.given.items()
        if parameter not in codes  # a code that the case does not have is not given
    }
    documents = {parameter: _document(flow, case, named.name) for parameter, named in effect.documents.items()}
    # The visit tells the calls of one step apart, where it enters several states; what is given, those of one state.
    given = ",".join(sorted(f"{p}={n.name}" for p, n in (*effect.given.items(), *effect.documents.items())))
    key = f"{case.id}:{case.revision + 1}:{case.visits}:{given}:{effect.effect.name}"
    said = case._replace(drafts={}, tries={}, kept_secrets=(), pending_secrets=(), held=()) if documents else None
    return PutCall(effect.effect.name, values, codes, documents, key, flow.language, said)


def _handed(flow: model.Flow, known: Mapping[str, Value], name: str) -> Value:
    """An answer, a value or a setting, as a plug-in is given it. No secret and no typed code."""
    field = flow.field(name)
    if (field and field.secret) or name in flow.code_fields():
        return None
    setting = flow.settings.get(name)
    if setting is None:
        return known.get(name)
    return str(setting.value) if isinstance(setting.value, Duration) else setting.value


def _document(flow: model.Flow, case: Case, name: str) -> PutDocument:
    document = flow.documents[name]
    texts = [text for text in (document.title, document.content) if text]
    said = {placeholder.name for text in texts for placeholder in text.placeholders}
    return PutDocument(name, {code: made for code, made in case.codes.items() if code in said})


def _quoted(
    flow: model.Flow, case: Case, known: Mapping[str, Value], placeholder: str
) -> Value | Duration | datetime | LastDay:
    """What a mail of this step says there: an answer or value, a setting, a form's figure, the deadline. No secret."""
    name, _, figure = placeholder.partition(".")
    if figure:
        asked = [form.fields[name].figures for form in flow.forms.values() if name in form.fields]
        return next((figures[figure] for figures in reversed(asked) if figure in figures), None)
    if name == "deadline":
        return deadline(flow, case)
    field = flow.field(name)
    if (field and field.secret) or name in flow.code_fields():
        return None
    setting = flow.settings.get(name)
    return setting.value if setting else known.get(name)


def _key(context: EvaluationContext, case: Case, register: str, name: model.Named) -> str:
    key = context.key(register, case.known().get(name.name))
    if key is None:
        raise MissingKey(f"{name.place.file}:{name.place.line}: the key {name.name} is not given")
    return key


def written(case: Case, values: Mapping[str, Value]) -> Case:
    """The case with these values, which leave the trail with its present step."""
    if not values:
        return case
    step = case.present
    return case._replace(trail=(*case.trail[:-1], step._replace(values={**step.values, **values})))


def _without_code(case: Case, name: str) -> Case:
    return case._replace(codes={n: code for n, code in case.codes.items() if n != name})
