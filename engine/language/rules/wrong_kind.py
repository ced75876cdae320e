"""
wrong-kind: each answer is used as what it is.

A key of a register is a text, a recipient is one e-mail address. A secret, and a code that was typed, are kept as a
hash alone: they cannot be a key, be shown, be compared, be given to a plug-in or be written to. `set` writes what its
value is declared as – where it says `multipleOf: 0.01`, an amount with two decimals: a product has as many as its
factors together, and is rounded –, a number given by the engine is written to a text, and what `where` compares is of
one kind.

    # reported: the form asks "name" without a format, so it may be any text
    mails: {welcome: {to: name, subject: Welcome, content: Hello}}

    # fixed: the form asks "email" with "format: email"
    mails: {welcome: {to: email, subject: Welcome, content: Hello}}
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.language.analysis.declarations import declared_in_forms, fields_of, typed_codes
from engine.language.analysis.domains import domains_of
from engine.language.analysis.effects import Use
from engine.language.analysis.scope import KIND_OF_TYPE, scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.decoding import closest, listed
from engine.language.forms import Field
from engine.language.guards import Guard, Slot, fixes, kind_of, typing
from engine.language.guards.bounds import bounds_of
from engine.language.guards.kinds import NUMBERS
from engine.language.guards.nodes import Literal, Name, Node, as_date
from engine.language.guards.vocabulary import MOST_DECIMALS
from engine.language.model import Flow, Set, ValueDecl
from engine.problems import Problem
from engine.registry import email

CODE = "wrong-kind"
NEEDS = Extent.FORMS

OPEN = {
    "key": "a key of a register",
    "shown": "shown",
    "compared": "compared",
    "typed": "a code that is typed",
    "given": "given to a plug-in",
}


def check(subject: Subject) -> list[Problem]:
    return [
        *_fields(subject),
        *_answers(subject),
        *_written(subject),
        *_expressions(subject.flow),
        *_decimals(subject.flow),
        *_compared(subject.flow),
    ]


def _fields(subject: Subject) -> Iterator[Problem]:
    """Fields where a secret is wanted, or a value."""
    fields = fields_of(subject.flow)
    for use in subject.uses:
        field = fields[use.name][0] if use.name in fields else None
        if field is None:
            continue
        if use.kind == "secret" and not field.secret:
            there = line_of(field.place, use.place)
            fix = f"compare it under `where`, or add `x-secret: true` to {use.name}{there}"
            if asked := _asked_beside(subject.flow, use):
                fix = f'write "{asked}"; or {fix}'
            cause = "only fields with `x-secret: true` are kept as a hash"
            yield _problem(use, f'"{use.name}" is not a secret', cause, fix)
        elif use.kind == "written" and use.name not in subject.flow.values:
            fix = 'declare a value of another name under "values", and write that'
            yield _problem(use, f'"{use.name}" is a field', "what a person answers is written by nobody else", fix)


def _asked_beside(flow: Flow, use: Use) -> str | None:
    """The one secret, read in the same way, that the state asks in which a resume compares this field as one."""
    fields = fields_of(flow)
    for state in flow.states.values():
        form = flow.forms.get(state.form.name) if state.form else None
        pairs = [pair for one in state.branches() if one.resume for pair in one.resume.secret.items()]
        theirs = next((theirs for theirs, mine in pairs if mine.place == use.place), None)
        if form and theirs in fields:
            compared = {mine.name for _, mine in pairs}
            asked = [field for field in form.fields.values() if field.secret and field.name not in compared]
            alike = len(asked) == 1 and asked[0].widget == fields[theirs][0].widget
            return asked[0].name if alike else None
    return None


def _answers(subject: Subject) -> Iterator[Problem]:
    flow = subject.flow
    hashed = typed_codes(flow)
    fields = fields_of(flow)
    scope = scope_of(flow)
    for use in subject.uses:
        wanted = "a recipient" if use.kind == "recipient" else OPEN.get(use.role)
        if wanted is None:
            continue
        field = fields[use.name][0] if use.name in fields else None
        if field and field.secret:
            yield _problem(
                use, f'secret "{use.name}" is {wanted}', "a secret is kept as a hash alone", "name another field"
            )
        elif use.role == "typed" and use.name in flow.code_fields() - hashed:
            cause = "it is a register's key or a mail's recipient too, and of a typed code a hash alone is kept"
            yield _problem(use, f'"{use.name}" is not a field for a code', cause, "name the field that asks the code")
        elif use.name in hashed and use.role != "typed":
            cause = "a code that was typed is kept as a keyed hash alone"
            yield _problem(use, f'code "{use.name}" is {wanted}', cause, "name another field")
        elif use.role in ("key", "typed") or use.kind == "recipient":
            wrong = list(_text_wanted(scope.get(use.name), field.kind if field else "text", use, wanted))
            yield from wrong
            if use.kind == "recipient" and not wrong:
                yield from _address_wanted(flow, field, use)


def _text_wanted(slot: Slot | None, kind: str, use: Use, wanted: str) -> Iterator[Problem]:
    if slot is None or ("text" in (slot.kind, kind) and slot.kind in ("text", "code")):
        return
    if use.kind == "recipient" and slot.origin not in ("field", "value", "setting"):
        return  # an unknown field: reported by another rule
    line = line_of(slot.place, use.place)
    yield _problem(use, f'"{use.name}"{line} is {wanted}, and not a text', f"{wanted} is a text", "name a text")


def _address_wanted(flow: Flow, field: Field | None, use: Use) -> Iterator[Problem]:
    """What a value that `set` writes holds is known only then."""
    setting, written = flow.settings.get(use.name), flow.values.get(use.name)
    if written and (wrong := next((text for text in written.options if not email.check(text)), None)):
        message = f'"{use.name}" is a recipient, and "{wrong}" is not an e-mail address'
        fix = f"write addresses in its enum{line_of(written.place, use.place)}, or name another"
        yield _problem(use, message, "a mail goes to one e-mail address", fix)
    elif field and field.format != "email":
        message, place = f'"{use.name}" is a recipient and may be any text', field.place
        fix = f"give that field `format: email`{line_of(place, use.place)}, or name another"
        yield _problem(use, message, "a mail goes to one e-mail address, and nobody checks that this is one", fix)
    elif setting and isinstance(setting.value, str) and not email.check(setting.value):
        message = f'"{use.name}" is a recipient, and "{setting.value}" is not an e-mail address'
        fix = f"write one address{line_of(setting.place, use.place)}, such as contact@example.org"
        yield _problem(use, message, "a mail goes to one e-mail address", fix)


def _compared(flow: Flow) -> Iterator[Problem]:
    scope = scope_of(flow)
    for state in flow.states.values():
        for resume in (branch.resume for branch in state.branches() if branch.resume):
            if flow.name not in resume.among(flow.name):
                continue
            for theirs, mine in resume.where.items():
                kinds = [scope[name].kind for name in (theirs, mine.name) if name in scope]
                if len({"number" if kind == "integer" else kind for kind in kinds}) < 2 or "secret" in kinds:
                    continue
                message = f'"{theirs}" is of kind {kinds[0]}, "{mine.name}" of kind {kinds[1]}'
                fix = f"compare it with a field of kind {kinds[0]}"
                yield Problem(CODE, message, mine.place, "what `where` compares would never be the same", fix)


def _written(subject: Subject) -> Iterator[Problem]:
    for use in subject.uses:
        value = subject.flow.values.get(use.name) if use.kind == "written" and use.role == "number" else None
        if value and (value.options or value.format):
            key = "enum" if value.options else "format"
            fix = f"take {key} out of it{line_of(value.place, use.place)}"
            yield _problem(use, f'"{use.name}" is never such a number', "the engine draws a row of digits", fix)
        elif value and value.type != "string":
            fix = f"declare it as `type: string`{line_of(value.place, use.place)}"
            cause = "a number given by the engine is a row of digits, a text"
            yield _problem(use, f'"{use.name}" is declared as {value.type}', cause, fix)


def _expressions(flow: Flow) -> Iterator[Problem]:
    scope = scope_of(flow)
    for effect in flow.effects():
        if not isinstance(effect, Set):
            continue
        for name, expression in effect.values.items():
            value, kind = flow.values.get(name), kind_of(expression, scope)
            if value is None or kind is None:
                continue
            wanted = KIND_OF_TYPE.get(value.type, "text")
            tree = expression.tree
            dated = isinstance(tree, Literal) and as_date(tree.value) is not None
            if kind == wanted or (kind, wanted) == ("integer", "number") or (wanted == "date" and dated):
                yield from _texts(flow, value, expression)
                continue
            place = expression.place._replace(width=max(1, len(expression.source)))
            message = f'`{expression.source}` is written to "{name}", declared as {value.type}'
            cause = f"the expression is of kind {kind}"
            fix = f'write an expression of kind {wanted}, or change the type of "{name}"{line_of(value.place, place)}'
            if (kind, wanted) == ("number", "integer") and not isinstance(tree, Literal):
                rounded = typing.whole(f"round({expression.source}, 0)", expression.place)
                fix = f'{rounded}, or change the type of "{name}"{line_of(value.place, place)}'
            yield Problem(CODE, message, place, cause, fix)


def _decimals(flow: Flow) -> Iterator[Problem]:
    """What is worked out for a value with so many decimals, and may have more; a mere copy is as it was typed."""
    written = [effect for effect in flow.effects() if isinstance(effect, Set)]
    exact = {name: value for name, value in flow.values.items() if value.style.most is not None}
    if not exact or not written:
        return
    scope, domains = scope_of(flow), dict(domains_of(flow))
    for name, value in exact.items():
        domains[name] = domains[name]._replace(step=_step(value))
    for effect in written:
        for name, expression in effect.values.items():
            declared = exact.get(name)
            copied = isinstance(expression.tree, Name | Literal)
            if declared is None or copied or kind_of(expression, scope) not in NUMBERS:
                continue
            step = bounds_of(expression.tree, domains).step
            if step is None or step % _step(declared):
                yield _too_exact(expression, declared)


def _step(value: ValueDecl) -> Fraction:
    return Fraction(1, 10 ** (value.style.most or 0))


def _too_exact(expression: Guard, value: ValueDecl) -> Problem:
    decimals, place = value.style.most or 0, expression.place._replace(width=max(1, len(expression.source)))
    message = f'`{expression.source}` may have more decimals than "{value.name}"'
    cause = f'"{value.name}" has {decimals}, by its multipleOf{line_of(value.place, place)}'
    fix = typing.whole(f"round({expression.source}, {decimals})", expression.place)
    if decimals > MOST_DECIMALS:
        fix = f"write it with {decimals} decimals"
    return Problem(CODE, message, place, cause, fix)


def _texts(flow: Flow, value: ValueDecl, expression: Guard) -> Iterator[Problem]:
    """A text that is written to a value, and is none of those it can be; or may be one."""
    tree = expression.tree
    if not (value.options or value.format) or (isinstance(tree, Literal) and tree.value is None):
        return
    texts = _texts_of(flow, tree)
    place = expression.place._replace(width=max(1, len(expression.source)))
    there = line_of(value.place, place)
    if value.options and (texts is None or set(texts) - set(value.options)):
        known = listed(value.options)
        if texts is not None and isinstance(tree, Literal):
            near = closest(texts[0], value.options)
            fix = f"write {fixes.in_guard(near)}" if near else f"write one of these, or add it to the enum{there}"
            message = f'{expression.source} is never "{value.name}"'
        else:
            message = f'`{expression.source}` is written to "{value.name}", and may be another text'
            fix = f"write one of these, or take the enum out{there}"
        yield Problem(CODE, message, place, f'"{value.name}" is one of: {known}', fix)
    elif value.format and not _are_addresses(flow, tree, texts):
        message = f'`{expression.source}` is written to "{value.name}", and may be no e-mail address'
        fix = f"write a field or a value of format: email, or take that format out{there}"
        yield Problem(CODE, message, place, f'"{value.name}" is of format email', fix)


def _texts_of(flow: Flow, tree: Node) -> tuple[str, ...] | None:
    """Every text that a side of an expression can be; None: they are not known one by one."""
    if isinstance(tree, Literal):
        return (str(tree.value),)
    slot = scope_of(flow).get(tree.name) if isinstance(tree, Name) else None
    return slot.choices if slot and slot.choices else None


def _are_addresses(flow: Flow, tree: Node, texts: tuple[str, ...] | None) -> bool:
    if texts is not None:
        return all(map(email.check, texts))
    name = tree.name if isinstance(tree, Name) else ""
    asked = declared_in_forms(flow).get(name, ())
    written = flow.values.get(name)
    return (bool(asked) and all(field.format == "email" for field in asked)) or bool(written and written.format)


def _problem(use: Use, message: str, cause: str, fix: str) -> Problem:
    return Problem(CODE, message, use.place, cause, fix)
