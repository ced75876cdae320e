"""What may stand at a place of a variant's tree: which keys take the place of which, and what a new item needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.language.decoding import Kind
from engine.language.decoding.kinds import Shape
from engine.language.schema.branch import BRANCH, BRANCH_KEYS, RESUME, TRANSITION, VERBS
from engine.language.schema.declarations import DOCUMENT, FACT
from engine.language.schema.effect import EFFECT, EFFECT_KEYS
from engine.language.schema.shared import LEADS_TO, LINK, PAGE, SECTION
from engine.language.schema.state import REMINDER, STATE, TIMEOUT, TRIES
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List


class Way(NamedTuple):
    """Keys that go together, of which other keys take the place."""

    keys: frozenset[str]
    leads: frozenset[str]  # those of them that say that this way is taken


Ways = tuple[Way, ...]
_Wants = tuple[tuple[str, ...], ...]  # of each of these, one


def either(*ways: str) -> Ways:
    """Ways of several keys, of which the first says that it is taken."""
    return tuple(Way(frozenset(way.split()), frozenset(way.split()[:1])) for way in ways)


def _any_of(*words: str) -> Way:
    return Way(frozenset(words), frozenset(words))


_EFFECTS = tuple(word for word in EFFECT_KEYS if word != "id")
# Keys of which one way is taken: another way that is written takes the place of the one that was.
_RIVALS: tuple[tuple[Kind[Any], tuple[Ways, ...]], ...] = (
    (BRANCH, (either(*VERBS),)),
    (TRANSITION, ((_any_of("first_of"), _any_of(*BRANCH_KEYS)), either(*VERBS))),
    (EFFECT, (either(*_EFFECTS),)),
    (LINK, (either(*LEADS_TO, "flow"),)),
    (RESUME, (either("code typed", "register key"),)),
    (FACT, (either("register key", "code typed of", "service with values otherwise"),)),
    (TIMEOUT, (either("after since lands", "at"),)),
    (REMINDER, (either("after", "before", "at"),)),
    (TRIES, (either("target", "per pause"),)),
    (STATE, (either("transitions", "automatic"), either("final", "rest"))),
)
# What something new needs beside the keys that each of its kind needs.
_WANTED: tuple[tuple[Kind[Any], _Wants], ...] = (
    (BRANCH, (("guard",), (*VERBS, "effects"))),
    (TRANSITION, ((*VERBS, "effects", "first_of"),)),
    (EFFECT, (_EFFECTS,)),
    (LINK, ((*LEADS_TO, "flow"),)),
    (SECTION, (("content", "links"),)),
    (PAGE, (("content", "sections", "links"),)),
    (DOCUMENT, (("content", "show", "review"),)),
    (FACT, (("register", "code", "service"), ("key", "typed", "values"))),
    (REMINDER, (("after", "before", "at"),)),
    (STATE, (("title", "automatic"), ("transitions", "automatic", "final", "rest", "timeout"))),
)
_RIVALS_OF: Mapping[int, tuple[Ways, ...]] = {id(kind.shape.keys): ways for kind, ways in _RIVALS if kind.shape}
_WANTED_OF: Mapping[int, _Wants] = {id(kind.shape.keys): wants for kind, wants in _WANTED if kind.shape}
_BRANCHES = frozenset(id(kind.shape.keys) for kind in (BRANCH, TRANSITION) if kind.shape)


class Spot(NamedTuple):
    """What may stand at a place of a tree: a table, a map or a list of such tables."""

    shape: Shape | None = None
    many: str = ""  # "list" | "map"
    ways: tuple[Ways, ...] = ()  # of a table that no shape describes
    wants: _Wants = ()  # of the same

    def under(self, key: str) -> Spot:
        """What may stand under a key."""
        if self.many == "map":
            return self._replace(many="")
        if self.shape is None or self.many or key not in self.shape.keys:
            return Spot()
        kind = self.shape.keys[key].kind
        return Spot(kind.shape, kind.many)

    def rivals(self) -> tuple[Ways, ...]:
        if self.many:
            return ()
        return _RIVALS_OF.get(id(self.shape.keys), ()) if self.shape else self.ways

    def has(self, key: str) -> bool:
        return self.shape is not None and key in self.shape.keys

    def lacking(self, item: Node) -> str:
        """What something new would need here beside what is written of it, in words; "": nothing."""
        if not isinstance(item, Map):
            return ""
        needed = [word for word, key in self.shape.keys.items() if key.need] if self.shape else []
        wants = _WANTED_OF.get(id(self.shape.keys), ()) if self.shape else self.wants
        every = [(word,) for word in needed] + [one for one in wants if not {*one} & {*needed}]
        lacking = [one for one in every if not item.entries.keys() & {*one}]
        return (", and " if any(len(one) > 1 for one in lacking) else " and ").join(map(_or, lacking))

    @property
    def is_branch(self) -> bool:
        return self.shape is not None and id(self.shape.keys) in _BRANCHES


def _or(words: tuple[str, ...]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def is_null(node: Node) -> bool:
    """Whether it takes out what the base has."""
    return isinstance(node, Scalar) and node.style == "plain" and node.text == "null"


def takes_out(node: Node) -> bool:
    """Whether something in it is taken out of the base."""
    if isinstance(node, Map):
        return any(is_null(entry.value) or takes_out(entry.value) for entry in node.entries.values())
    return isinstance(node, List) and any(map(takes_out, node.items))
