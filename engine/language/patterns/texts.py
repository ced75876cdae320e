"""A set of texts, as the patterns that all of them meet, and their lengths."""

from __future__ import annotations

from typing import NamedTuple

from engine.language.patterns.automaton import ever_met, lengths_of
from engine.language.patterns.running import matches


class Texts(NamedTuple):
    """
    The texts that meet all these patterns.

    Args:
        least: the fewest characters.
        most: the most; None: any number.
    """

    sources: tuple[str, ...]
    least: int = 0
    most: int | None = None

    def has_one(self) -> bool:
        """Whether there is any such text, or it is not known."""
        return ever_met(self.sources, self.least, self.most) is not False

    def meet(self, *sources: str) -> bool:
        """Whether one of them meets these patterns too, or it is not known."""
        return self._replace(sources=tuple(dict.fromkeys((*self.sources, *sources)))).has_one()

    def share(self, other: Texts) -> bool:
        """Whether a text is of both, or it is not known."""
        mosts = [most for most in (self.most, other.most) if most is not None]
        least = max(self.least, other.least)
        return self._replace(least=least, most=min(mosts, default=None)).meet(*other.sources)

    def has(self, text: str) -> bool:
        """Whether this text is one of them."""
        fits = self.least <= len(text) and (self.most is None or len(text) <= self.most)
        return fits and all(matches(source, text) for source in self.sources)

    def lengths(self) -> tuple[int, int | None] | None:
        """The lengths that the patterns allow, whatever the bounds say; None: not known, or there is no such text."""
        return lengths_of(self.sources)
