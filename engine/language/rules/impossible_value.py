"""
impossible-value: what is compared, under a guard or a `where`, is something that the other side can be.

A fact has the statuses of its register and `free`, a field with choices the constants of its options, any other what
its keywords take: pattern, lengths, bounds, format. A comparison with another value never holds: most often it is a
spelling mistake, and the branch would never be taken. The same holds for two fields that never have one answer, and for
the keys of a register of addresses.

    # reported
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    facts: {address: {register: addresses, key: email}}
    guards: {refused: address == "tacken"}

    # fixed
    registers: {addresses: {kind: email, statuses: [pending, taken]}}
    facts: {address: {register: addresses, key: email}}
    guards: {refused: address == "taken"}
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from engine.language.analysis.declarations import declared_in_forms
from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.decoding import Named
from engine.language.forms import Field, can_be_address, in_guards, texts_of
from engine.language.guards import Slot, never
from engine.language.model import Claim, Flow, Release, Resume
from engine.problems import Problem
from engine.registry import email

CODE = "impossible-value"
NEEDS = Extent.PARTS

_BLANK = r"[\s\p{Z}]"


def check(subject: Subject) -> list[Problem]:
    flow = subject.flow
    resumes = (branch.resume for branch in flow.branches() if branch.resume)
    own = [resume for resume in resumes if flow.name in resume.among(flow.name)]
    return [
        *(problem for problem in subject.guard_problems if problem.code == CODE),
        *(problem for resume in own for problem in answers_apart(resume, flow, flow)),
        *_keys(flow),
        *_samples(flow),
    ]


def answers_apart(resume: Resume, flow: Flow, other: Flow) -> Iterator[Problem]:
    """What a `where` or a `secret` compares of two fields, of `flow` and of `other`, that never have one answer."""
    ours, theirs = declared_in_forms(flow), declared_in_forms(other)
    for name, mine in (*resume.where.items(), *resume.secret.items()):
        kept, asked = theirs.get(name), ours.get(mine.name)
        if not kept or not asked or len({one.secret for one in (*kept, *asked)}) > 1 or kept == asked:
            continue  # a secret beside what is none is another rule's
        cause = _why_apart((name, kept), (mine.name, asked))
        if cause:
            message = f'"{mine.name}" is never the "{name}" of a case that waits'
            yield Problem(CODE, message, mine.place, cause, "compare two that can be equal")


def _why_apart(left: tuple[str, tuple[Field, ...]], right: tuple[str, tuple[Field, ...]]) -> str | None:
    (left_name, kept), (right_name, asked) = left, right
    bounds = [_bounds(fields) for fields in (kept, asked)]
    if bounds[0] and bounds[1] and (bounds[0][1] < bounds[1][0] or bounds[1][1] < bounds[0][0]):
        return "what one of them takes, by its minimum and maximum, the other refuses"
    if {one.kind for one in (*kept, *asked)} != {"text"} or any(one.format for one in (*kept, *asked)):
        return None  # of formats, what is compared is another form of the text
    one, other = (in_guards(Slot("text", "field"), *fields) for fields in (kept, asked))
    if cause := never.apart((left_name, one), (right_name, other)):
        return cause
    if any(one.figures.get("minLength", 0) > one.figures.get("maxLength", inf) for one in (*kept, *asked)):
        return None  # nobody can answer it: reported there
    texts = [texts_of(fields[0]) for fields in (kept, asked) if len(fields) == 1]
    if len(texts) < 2 or texts[0] is None or texts[1] is None:
        return None
    # Of texts with spaces, several are compared as one.
    if texts[0].share(texts[1]) or all(some.meet(_BLANK) for some in texts if some):
        return None
    return "what one of them takes, by its patterns and lengths, the other refuses"


def _bounds(fields: tuple[Field, ...]) -> tuple[float, float] | None:
    if len(fields) > 1 or fields[0].kind not in ("integer", "number"):
        return None
    figures = fields[0].figures
    return figures.get("minimum", float("-inf")), figures.get("maximum", float("inf"))


def _keys(flow: Flow) -> Iterator[Problem]:
    """Keys of a register of addresses that are never one."""
    fields = declared_in_forms(flow)
    seen = set[tuple[str, str]]()
    for register, key in _used_as_keys(flow):
        declared, asked = flow.registers.get(register.name), fields.get(key.name, ())
        if declared is None or declared.kind != "email" or (register.name, key.name) in seen:
            continue
        seen.add((register.name, key.name))
        value = flow.values.get(key.name)
        never_one = bool(value and value.options and not any(map(email.check, value.options)))
        never_one = never_one or bool(asked and not any(map(_may_be_one, asked)))
        if not never_one:
            continue
        message = f'"{key.name}" is a key of register "{register.name}", and never an e-mail address'
        cause = f"the register is of kind email{line_of(declared.place, key.place)}"
        yield Problem(CODE, message, key.place, cause, "name a field of format: email, or write kind: text there")


def _may_be_one(field: Field) -> bool:
    """Whether an answer may be an address, or that is another rule's to say."""
    return field.kind != "text" or field.secret or can_be_address(field)


def _samples(flow: Flow) -> Iterator[Problem]:
    """Samples of the flow's own registers that are an answer to none of the fields by which they are found."""
    scope = scope_of(flow)
    keys: dict[str, set[str]] = {}
    for register, key in _used_as_keys(flow):
        keys.setdefault(register.name, set()).add(key.name)
    for declared in flow.registers.values():
        names = keys.get(declared.name, set())
        if declared.place.file != flow.file or declared.kind != "text" or not names:
            continue
        slots = [scope[name] for name in names if name in scope]
        if len(slots) < len(names) or any(slot.refuses is None or slot.kind != "text" for slot in slots):
            continue
        for sample in declared.samples:
            if any(never.possible(slot, sample) for slot in slots):
                continue
            asked = " or ".join(f'"{name}"' for name in sorted(names))
            message = f'the sample "{sample}" of register "{declared.name}" is never an answer to {asked}'
            cause = "nobody can type it: a pattern, a length or a format refuses it, or it is kept otherwise"
            yield Problem(CODE, message, declared.place, cause, "write a sample that the field takes")


def _used_as_keys(flow: Flow) -> Iterator[tuple[Named, Named]]:
    """Each register with the name of the answer that is its key."""
    for fact in flow.facts.values():
        if fact.register and fact.key:
            yield fact.register, fact.key
    for effect in flow.effects():
        if isinstance(effect, Claim | Release):
            yield effect.register, effect.key
    for branch in flow.branches():
        if branch.resume and branch.resume.register and branch.resume.key:
            yield branch.resume.register, branch.resume.key
