"""What every rule looks at: the flow, its site, and what several rules would each work out again."""

from __future__ import annotations

from typing import NamedTuple

from engine.language.analysis.graph import Ways, ways_of
from engine.language.analysis.references import Use, uses_of
from engine.language.model import Flow, Page, Site


class Subject(NamedTuple):
    flow: Flow
    site: Site | None
    uses: tuple[Use, ...]
    ways: Ways

    def pages(self) -> dict[str, Page]:
        """The flow's pages, and the site's behind them."""
        return {**(self.site.pages if self.site else {}), **self.flow.pages}


def subject_of(flow: Flow, site: Site | None = None) -> Subject:
    return Subject(flow, site, uses_of(flow), ways_of(flow))
