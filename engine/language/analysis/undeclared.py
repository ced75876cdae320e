"""Names that nothing declares, each as a problem with the nearest name that something does."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from engine.language.analysis.effects import Use
from engine.language.analysis.subject import Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.analysis.things import Thing, another, said, titles_of
from engine.language.decoding import listed
from engine.problems import Place, Problem

_A_SLIP = 0.85  # so like a name of the right kind that a letter more or less was meant
LINKED = ("page", "view", "entry", "document")  # what a link may lead to, each by a key of its own


def undeclared(code: str, subject: Subject, known: Mapping[str, Place | None], where: str) -> list[Problem]:
    """
    A problem for every use of this kind whose name is not known.

    Args:
        code: `unknown-` and the kind of use, e.g. "unknown-mail".
        known: what is declared, and where.
        where: under which keys it is declared, in words.
    """
    kind = code.removeprefix("unknown-")
    cause = f"no {kind} of this name is declared {where}"
    return [
        Problem(
            code,
            f'unknown {kind} "{use.name}"',
            use.place,
            *why_and_fix(subject, use, known, (cause, f"declare it {where}")),
        )
        for use in subject.uses
        if use.kind == kind and use.name not in known
    ]


def why_and_fix(
    subject: Subject,
    use: Use,
    known: Mapping[str, Place | None],
    otherwise: tuple[str, str],
    nouns: tuple[str, ...] = (),
) -> tuple[str, str]:
    """
    The cause and the fix of a name that is not known: what it is instead, or how it is written.

    Args:
        otherwise: the cause, and how the name would be declared, where nothing else has it.
        nouns: the kinds of things that are wanted, if not the kind of the use.
    """
    nouns = nouns or (use.kind,)
    thing = another(subject.flow, use.name, nouns)
    if thing is None and "page" not in nouns and use.name in subject.pages():
        thing = Thing("page", use.name, subject.pages()[use.name].place, "")  # one of the site
    if thing is not None:  # what is somewhat like it is not offered: another was meant, or another place
        if use.kind in LINKED and thing.noun in LINKED:
            fix = f'write "{_link(use, thing.noun)}" in place of "{_link(use, use.kind)}"'
        elif slip := next(iter(get_close_matches(use.name, known, 1, _A_SLIP)), None):
            fix = f'write "{slip}"{line_of(known[slip], use.place)}'
        elif len(known) == 1 and len(nouns) == 1:
            fix = f'write "{next(iter(known))}"'
        else:
            fix = f"write one of {listed(known)}" if known else otherwise[1]
        return said(thing, nouns[0], use.place), fix
    titles = titles_of(subject.flow)
    named = next((titles[noun, use.name] for noun in nouns if (noun, use.name) in titles), "")
    if named in known:
        return otherwise[0], f'write "{named}"{line_of(known[named], use.place)}, which has this title'
    return otherwise[0], nearest(use.name, known, use.place, otherwise[1])


def _link(use: Use, key: str) -> str:
    """What leads there by this key: `key:name` in a text, the key with its value elsewhere."""
    return f"{key}:{use.name}" if f"({use.kind}:{use.name}" in use.place.source else f"{key}: {use.name}"
