"""
code-length: the field into which a code is typed takes codes of its length and letters.

A code has `length` characters, capitals without I, L, O and U and digits from 0 to 9. Where the field takes fewer or
more, or a pattern of it asks for other signs, nobody can type the code of their mail.

    # reported: a code of 10 characters
    typed_code: {type: string, title: Code, x-widget: code, maxLength: 8}

    # fixed
    typed_code: {type: string, title: Code, x-widget: code, maxLength: 10}
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.analysis.declarations import typed_codes
from engine.language.analysis.subject import Extent, Subject
from engine.language.analysis.suggestions import line_of
from engine.language.forms import CODE_ALPHABET, Field
from engine.language.model import MakeCode
from engine.problems import Problem

CODE = "code-length"
NEEDS = Extent.FORMS
GROUP = 5  # characters of a code that mails show together


def check(subject: Subject) -> list[Problem]:
    flow, hashed = subject.flow, typed_codes(subject.flow)
    fields: dict[str, list[Field]] = {}
    for form in flow.forms.values():
        for field in form.fields.values():
            fields.setdefault(field.name, []).append(field)
    first: dict[tuple[str, object], Problem] = {}
    for made in flow.effects():
        if not isinstance(made, MakeCode) or not isinstance(made.length.value, int):
            continue
        asked = hashed.intersection(named.name for named in subject.codes.asked_by(made.name))
        for field in (field for name in sorted(asked) for field in fields.get(name, ())):
            for problem in _misfit(made, made.length.value, field):
                first.setdefault((problem.message, problem.place), problem)
    return list(first.values())


def _misfit(made: MakeCode, length: int, field: Field) -> Iterator[Problem]:
    what = f'code "{made.name}"{line_of(made.length.place, field.place)} has {length} characters'
    most, fewest = field.figures.get("maxLength"), field.figures.get("minLength")
    pasted = length if field.widget == "code" or field.ignores_spaces else length + (length - 1) // GROUP
    if most is not None and most < length:
        message = f'field "{field.name}" takes {most} characters, and a code of {length} is typed into it'
        yield _problem(field, "maxLength", message, f"{what}: nobody could type it", f"write: maxLength: {pasted}")
    elif most is not None and most < pasted:
        message = f'field "{field.name}" takes {most} characters, and a code of {length} may be pasted with its blanks'
        yield _problem(
            field,
            "maxLength",
            message,
            f"{what}, which mails show in groups of {GROUP}: pasted as it stands there it is too long",
            f"write: maxLength: {pasted}; or add x-widget: code, which takes blanks out",
        )
    elif fewest is not None and fewest > length:
        message = (
            f'field "{field.name}" takes no less than {fewest} characters, and a code of {length} is typed into it'
        )
        yield _problem(field, "minLength", message, f"{what}: it is never long enough", f"write: minLength: {length}")
    elif field.kind == "text" and not field.options:
        yield from _refused(made, field, _some(length))


def _refused(made: MakeCode, field: Field, codes: list[str]) -> Iterator[Problem]:
    """Codes are drawn: a pattern that refuses one of them refuses somebody's."""
    cause = f'code "{made.name}"{line_of(made.length.place, field.place)} may be drawn so'
    for pattern in field.patterns:
        refused = next((code for code in codes if not pattern.accepts(code)), None)
        if refused is not None:
            key = "pattern" if "pattern" in field.written else "allOf"
            message = f'a pattern of field "{field.name}" refuses the code {refused}'
            yield _problem(field, key, message, cause, "take the pattern out: the code itself is compared")
            return
    if field.checked and not field.checked.check(codes[-1]):
        message = f'field "{field.name}" has `format: {field.format}`, and a code is typed into it'
        yield _problem(field, "format", message, f"{cause}: {codes[-1]}", "take `format` out")


def _some(length: int) -> list[str]:
    """Codes of this length in which each sign stands at each place."""
    row = CODE_ALPHABET * (length // len(CODE_ALPHABET) + 2)
    return [sign * length for sign in CODE_ALPHABET] + [row[at : at + length] for at in range(len(CODE_ALPHABET))]


def _problem(field: Field, key: str, message: str, cause: str, fix: str) -> Problem:
    place = field.written.get(key, field.place)
    return Problem(CODE, message, place.value(key) if key.endswith("Length") else place, cause, fix)
