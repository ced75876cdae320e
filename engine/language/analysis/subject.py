"""What a rule looks at: a flow or all flows of a folder, with what several rules would each work out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

from engine.fonts import Fonts, shipped_fonts
from engine.language.analysis.chances import Chances
from engine.language.analysis.codes import Codes
from engine.language.analysis.dataflow import Ways, ways_of
from engine.language.analysis.effects import Use
from engine.language.analysis.guards import guard_problems
from engine.language.analysis.references import uses_in_texts, uses_of_keys
from engine.language.analysis.shadows import Untaken, untaken
from engine.language.analysis.unread import Unread
from engine.language.analysis.verdicts import Verdicts, verdicts_of
from engine.language.model import Flow, Page, Site
from engine.language.model.spoken import spoken
from engine.problems import Problem


class Extent(IntEnum):
    """
    How much of a flow a rule looks at, as its `NEEDS`: where that could not be read, it would complain of what is only
    unread. What the rule then finds is left out; everywhere else it is asked as always.
    """

    PARTS = 0  # at names where they are written: what a declaration that could not be read declares is left out
    FORMS = 1  # as well at the fields there are: not asked where a form is not even known
    WHOLE = 2  # at what belongs together: what it finds where something could not be read is left out


class Files(NamedTuple):
    """What lies beside the flows of a folder. Folders are named as they are shown."""

    folder: str  # of the forms
    forms: Mapping[str, str]  # name -> its file as shown
    templates: str  # the site's own folder of layouts
    layouts: frozenset[str]  # "mail/<name>.html", "pdf/<name>.html", …: the site's, and the engine's own
    lists: Mapping[str, str] = {}  # of options, name -> its file as shown


@dataclass(frozen=True, eq=False)
class Subject:
    """One flow and the site it belongs to. What is worked out of them is worked out when a rule first asks."""

    flow: Flow
    site: Site | None = None
    fonts: Fonts = field(default_factory=shipped_fonts)  # of its documents
    unread: Unread = field(default_factory=Unread)
    files: Files | None = None

    def spoken(self, language: str) -> Subject:
        """The same, whose texts are in another language: what is known on its ways does not hang on them."""
        site = spoken(self.site, language) if self.site else None
        other = replace(self, flow=self.flow.spoken(language), site=site)
        other.__dict__.update(ways=self.ways, chances=self.chances, _uses_of_keys=self._uses_of_keys)
        return other

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every name that the flow uses, wherever it is written; a name used twice is there twice."""
        return (*self._uses_of_keys, *uses_in_texts(self.flow))

    @cached_property
    def _uses_of_keys(self) -> tuple[Use, ...]:
        return tuple(uses_of_keys(self.flow))

    @cached_property
    def ways(self) -> Ways:
        """The flow's edges, and what is known on them."""
        return ways_of(self.flow, self.unread)

    @cached_property
    def chances(self) -> Chances:
        """What can have been given in each of its states."""
        return Chances(self.flow, self.ways)

    @cached_property
    def codes(self) -> Codes:
        """Where its codes are made, told, asked and waited for."""
        return Codes(self.flow, self.ways, self.chances)

    @cached_property
    def guard_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the types and names of the flow's guards: several rules, each with its code."""
        return guard_problems(self.flow)

    @cached_property
    def verdicts(self) -> Verdicts:
        """The guards, and parts of guards, that always turn out the same."""
        return verdicts_of(self.flow, self.ways, self.guard_problems)

    @cached_property
    def untaken(self) -> Untaken:
        """The branches that others before them keep from being taken, and the states that are lost with such ones."""
        return untaken(self.flow, self.ways, self.verdicts)

    def pages(self) -> dict[str, Page]:
        """The flow's pages, and the site's behind them."""
        return {**(self.site.pages if self.site else {}), **self.flow.pages}


class Folder(NamedTuple):
    """All flows of a folder, by name, and its site."""

    flows: Mapping[str, Flow]
    site: Site | None = None
    unread: Mapping[str, Unread] = {}  # file -> what of it could not be read
    lost: frozenset[str] = frozenset()  # words of flows of which nothing could be read
    files: Files | None = None

    def mentions(self, name: str) -> bool:
        """Whether the name may be used where it could not be read."""
        return name in self.lost or any(one.mentions(name) for one in self.unread.values())

    def ways(self, flow: Flow, state: str) -> bool:
        """Whether a way out of this state may have been written where it could not be read."""
        return flow.file in self.unread and self.unread[flow.file].ways(state)
