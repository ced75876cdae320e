"""What of a flow, of its forms and of the site could not be read, by its place: what a rule must not call missing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.language.analysis.outline import Outline, Path, declared_in, words_in
from engine.language.schema.branch import BRANCH_KEYS
from engine.language.schema.flow import FLOW_KEYS
from engine.language.schema.state import STATE_KEYS
from engine.problems import Place, Problem

NO_WORDS: frozenset[str] = frozenset()
# Keys of a state by which a case leaves it, or may stay.
_WAYS = {"back", "transitions", "automatic", "timeout", "tries", "final", "rest"}
_NO_WAYS = frozenset(STATE_KEYS) - _WAYS
_LEADING = {"entries", "state", "target", "transitions", "first_of", "automatic", "timeout", "tries"}
_ASKS_NOTHING = frozenset(STATE_KEYS) - {"form"}
# Keys of what is declared: a name that is one of them was most often written too far to the left.
_INSIDE = frozenset((*STATE_KEYS, *BRANCH_KEYS, "first_of", "label", "subject", "to"))
_NAMED = re.compile(r"\bname\s*:\s*([a-z][a-z0-9_]*)")  # of a code that an effect makes


@dataclass(frozen=True, eq=False)
class Unread:
    """
    What could not be read; the default: everything was.

    A place that could not be read is kept with the words written there: they may be names that it uses. So a target
    that is named there is not out of reach, and a mail not unused, though it is not known how they are used.
    """

    outline: Outline | None = None
    losses: Mapping[Path, frozenset[str]] = field(default_factory=dict)  # where -> the words written there
    names: frozenset[str] = NO_WORDS  # declared where it could not be read: no further problem is reported of them
    made: frozenset[str] = NO_WORDS  # of codes that effects make which may not be read
    elsewhere: frozenset[str] = NO_WORDS  # words of the site and of forms that could not be read
    twice: frozenset[str] = NO_WORDS  # tables in which a name is written twice: one of the two things has another name
    forms: Mapping[str, frozenset[str]] = field(default_factory=dict)  # that were not read -> the fields they may have
    certain: bool = True  # False: some form is not even known, and may have any field
    blank: frozenset[Path] = frozenset()  # where not even a word is written: any name may be meant
    outlines: Mapping[str, Outline] = field(default_factory=dict)  # of a variant: its file and those of its bases

    def words(self) -> frozenset[str]:
        """Every word written where it could not be read."""
        return self._mentioned

    def mentions(self, name: str) -> bool:
        """Whether the name may be used where it could not be read."""
        return bool(self.blank) or name in self._mentioned

    def of_forms(self) -> frozenset[str]:
        """The words that may name forms: those of states and of what is not known at all."""
        of_states = (words for path, words in self.losses.items() if path[0] not in _DECLARING - {"states"})
        return frozenset[str]().union(*of_states)

    def ways(self, state: str) -> bool:
        """Whether a way out of this state may have been written where it could not be read."""
        return state in self._ways

    def asks(self, state: str) -> bool:
        """Whether a form that this state shows may have been written where it could not be read."""
        return state in self._asks

    @cached_property
    def nowhere(self) -> bool:
        """Whether a way into any state may be meant where not even a word is written."""
        return any(path[0] in ("states", "entries") and _leads(path) for path in self.blank)

    def of_state(self, state: str) -> frozenset[str]:
        """The words of what could not be read of a state, beside its transitions."""
        return self._words.get((state,), NO_WORDS)

    def of_event(self, state: str, event: str) -> frozenset[str]:
        """The words of what could not be read of a transition."""
        return self._words.get((state, event), NO_WORDS)

    def of_ways(self, state: str) -> frozenset[str]:
        """The words of all that could not be read of a state."""
        return frozenset[str]().union(*(words for key, words in self._words.items() if key[0] == state))

    def of(self, *path: str) -> frozenset[str]:
        """The words of what could not be read of a declaration."""
        return self.losses.get(path, NO_WORDS)

    def starts(self) -> frozenset[str]:
        """The words by which cases may begin in a state, although that could not be read."""
        return frozenset[str]().union(*(words for path, words in self.losses.items() if path[0] not in _DECLARING))

    def events(self) -> Iterator[tuple[str, str, frozenset[str]]]:
        """State, event ("" for none) and words of every way out that could not be read."""
        for key, words in self._words.items():
            yield key[0], key[1] if len(key) > 1 else "", words

    def covers(self, problem: Problem) -> bool:
        """Whether what a rule about the whole flow says there may follow from what could not be read."""
        if self.outline is None:
            return False
        path = self.outlines.get(problem.place.file, self.outline).path(problem.place, 4)
        declared = len(path) == 2 and path[0] != "states"
        return any(path[:most] in self.losses for most in (1, 2, 3, 4)) or (declared and self.mentions(path[1]))

    def renamed(self, problem: Problem) -> bool:
        """Whether the problem is an unknown name that one of two things of the same name may have."""
        return bool(self.twice) and any(problem.code in _UNKNOWN.get(table, ()) for table in self.twice)

    def __bool__(self) -> bool:
        return bool(self.losses or self.names or self.elsewhere or self.forms) or not self.certain

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        return self.elsewhere.union(*self.losses.values())

    @cached_property
    def _ways(self) -> frozenset[str]:
        in_states = (path for path in self.losses if path[0] == "states" and len(path) > 1)
        return frozenset(path[1] for path in in_states if len(path) == 2 or path[2] not in _NO_WAYS)

    @cached_property
    def _asks(self) -> frozenset[str]:
        in_states = (path for path in self.losses if path[0] == "states" and len(path) > 1)
        return frozenset(path[1] for path in in_states if len(path) == 2 or path[2] not in _ASKS_NOTHING)

    @cached_property
    def _words(self) -> Mapping[Path, frozenset[str]]:
        """(state,) or (state, event) -> words"""
        found: dict[Path, frozenset[str]] = {}
        for path, words in self.losses.items():
            if path[0] == "states" and len(path) > 1:
                key = (path[1], path[3]) if len(path) > 3 else (path[1],)
                found[key] = found.get(key, NO_WORDS) | words
        return found


_OF_NAMES = ("unknown-name", "unknown-placeholder", "unknown-field")
_UNKNOWN = {  # table -> the problems of a name that it lacks
    **dict.fromkeys(("settings", "values", "facts", "guards", "properties"), _OF_NAMES),
    **{f"{noun}s": (f"unknown-{noun}",) for noun in ("page", "view", "mail", "document", "register", "phase")},
    "states": ("unknown-target",),
    "entries": ("unknown-entry",),
    "codes": ("unknown-code", "unknown-placeholder", "unknown-name"),
    "transitions": ("unknown-event", "no-sign-out"),
}
_DECLARING = frozenset(FLOW_KEYS) - {"entries"}


def _leads(path: Path) -> bool:
    """Whether what is missing there may be the name of a state."""
    return path[-1] in _LEADING or (path[0] == "entries" and len(path) < 3)


def name_at(place: Place) -> str:
    """The name that a problem points at; of a placeholder `{name.figure}` or `{name one|more}` too."""
    text = place.source[place.column - 1 : place.column - 1 + place.width]
    if text.startswith("{"):
        return re.split(r"[.\s]", text.strip("{}"), maxsplit=1)[0]
    return text.strip("{}").partition(".")[0]


def unread_of(
    outline: Outline,
    guessed: Collection[Problem],
    found: Iterable[Problem],
    understood: Collection[Place],
    keys: Collection[str] = tuple(FLOW_KEYS),
) -> Unread:
    """
    Returns what of a flow's own file, or of the site's, could not be read.

    Args:
        guessed: the problems of its lines: what belongs to what around them is a guess.
        found: the problems of its keys and values.
        understood: the places of those that were read as what was meant.
        keys: of the whole file.
    """
    losses: dict[Path, frozenset[str]] = {}
    names: set[str] = set()
    made: set[str] = set()
    twice: set[str] = set()
    blank: set[Path] = set()

    def lose(path: Path, place: Place | None = None) -> None:
        text = outline.text(place, len(path)) if place else outline.text_at(path)
        losses[path] = losses.get(path, NO_WORDS) | words_in(text)
        if path[0] == "states":
            made.update(_NAMED.findall(text))
        if path[0] not in keys or len(path) == 1:
            names.update(declared_in(text))
        elif path[0] == "states" and (len(path) == 2 or path[2] not in {*_NO_WAYS, "transitions"}):
            names.update(("tries_left", "deadline"))

    for problem in (*guessed, *found):
        path = outline.path(problem.place)
        if not path and problem.message.endswith('has no "entries"'):
            blank.add(("entries",))
        if not path or problem.place in understood or _loses_nothing(problem, path):
            continue
        guess = problem in guessed
        unit = path[:2] if guess or path[0] != "states" else path[: 4 if path[2:3] == ("transitions",) else 3]
        lose(unit, problem.place)
        if problem.code == "missing-key" or outline.blank(problem.place):
            blank.add(outline.path(problem.place))
        if "code" in path[3:]:  # what it makes has a name that may not be readable
            twice.add("codes")
        if problem.code == "duplicate-key":
            twice.update((path[0], *path[2:3]))
        outside = next((name for name in path[:2] if name in _INSIDE and name not in keys), None)
        if (guess and len(path) < 3) or (outside and len(path) < 4):
            before = outline.before(path)
            if before:
                lose(before)
    return Unread(
        outline, losses, frozenset(names), made=frozenset(made), twice=frozenset(twice), blank=frozenset(blank)
    )


def unread_in(
    outlines: Mapping[str, Outline],
    guessed: Collection[Problem],
    found: Collection[Problem],
    understood: Collection[Place],
) -> Unread:
    """The same of a flow that is written in several files: its own first, then those of its bases."""
    parts = []
    for file, outline in outlines.items():
        here, there = ([one for one in every if one.place.file == file] for every in (guessed, found))
        parts.append(unread_of(outline, here, there, understood))
    if len(parts) == 1:
        return parts[0]
    losses: dict[Path, frozenset[str]] = {}
    for part in parts:
        for path, words in part.losses.items():
            losses[path] = losses.get(path, NO_WORDS) | words
    return Unread(
        parts[0].outline,
        losses,
        NO_WORDS.union(*(part.names for part in parts)),
        made=NO_WORDS.union(*(part.made for part in parts)),
        twice=NO_WORDS.union(*(part.twice for part in parts)),
        blank=frozenset[Path]().union(*(part.blank for part in parts)),
        outlines=outlines,
    )


def _loses_nothing(problem: Problem, path: Path) -> bool:
    """Whether all the rest is known as it was meant: a state that lacks only its title."""
    return problem.code == "missing-key" and len(path) == 2 and path[0] == "states"
