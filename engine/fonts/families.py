"""The fonts of a service in the order in which they are tried, and what of a text each of them draws."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from engine.fonts.arabic import is_letter, joined_forms, pieces
from engine.fonts.clusters import clusters, is_drawn, is_joined, shown_alone
from engine.fonts.truetype import BadFont, characters_of

SHIPPED = "DejaVuSans"
_STYLE = re.compile(r"(.+?)-(Regular|Bold|Oblique|Italic|BoldOblique|BoldItalic)")
# Not drawn, and kept where no font has them: ends of lines, and what says in which direction a text is written.
_KEPT = "\t\n\r\xa0\u061c\u200e\u200f\u2066\u2067\u2068\u2069"
_FONTS = (".otf", ".otc", ".ttc", ".ttf", ".woff", ".woff2", ".pfb", ".dfont")


class Family(NamedTuple):
    """A font in its four styles: regular, bold, italic, bold italic; the same file in each that there is none of."""

    name: str
    faces: tuple[Path, Path, Path, Path]


class Unusable(NamedTuple):
    """A file in a folder of fonts that no document can use."""

    path: Path
    cause: str
    fix: str


class Run(NamedTuple):
    """A stretch of text that one family draws. `family` None: no font has it."""

    family: Family | None
    text: str


class Fonts:
    """
    The fonts of some folders: a file of an earlier one replaces its namesake of a later one.

    The family that ships comes first, then the others by name. Files are read when a text first asks.

    Args:
        folders: the site's own first; the last one has the family that ships.
        root: the folder of the site: no link in those of its own may lead out of it.
    """

    def __init__(self, folders: Sequence[Path], root: Path | None = None) -> None:
        self._root = root
        *before, last = folders
        self.folders = (*(folder for folder in before if folder.resolve() != last.resolve()), last)
        self._characters: dict[Path, frozenset[int]] = {}

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """
        In the order tried. A family whose bold or italic lacks letters is there again without them, after itself: a
        letter is rather upright than missing.
        """
        found = []
        for name, styles in self._by_family().items():
            regular = styles.get("") or styles["Regular"]
            bold = styles.get("Bold", regular)
            italic = styles.get("Oblique") or styles.get("Italic", regular)
            both = styles.get("BoldOblique") or styles.get("BoldItalic", bold)
            sets = ((regular, bold, italic, both), (regular, bold, regular, bold), (regular,) * 4)
            found += [Family(name, faces) for faces in dict.fromkeys(sets)]
        return tuple(found)

    @cached_property
    def unusable(self) -> tuple[Unusable, ...]:
        """The files of the site's own folders that look like fonts and are none that a document can use."""
        return tuple(
            Unusable(path, *why)
            for path in self._files
            if path.parent != self.folders[-1] and (why := self._why_not(path))
        )

    def runs(self, text: str) -> list[Run]:
        """The text in stretches of one family each; what no font has is apart, what nobody would see is gone."""
        found: list[Run] = []
        for piece in pieces(unicodedata.normalize("NFC", text)):
            for family, drawn in self._drawn_by(piece):
                if found and found[-1].family == family:
                    found[-1] = Run(family, found[-1].text + drawn)
                else:
                    found.append(Run(family, drawn))
        return found

    def covers(self, text: str) -> bool:
        """Whether the first family has all of it in every style; quick, for that is so of nearly every text."""
        if text.isascii():
            return True
        drawn = unicodedata.normalize("NFC", text).replace("\n", "")  # an end of a line is drawn by no font
        return self._points(self.families[0]).issuperset(map(ord, drawn))

    def missing(self, text: str) -> tuple[str, ...]:
        """What no font can show, each once, in the order of the text, as people see it: a letter with its marks."""
        if self.covers(text):
            return ()
        return self._clusters(text, lambda cluster: not self._family_of(cluster) and not self._decomposed(cluster))

    def unjoined(self, text: str) -> tuple[str, ...]:
        """What the fonts have and is drawn letter by letter, where people write it joined, each once, in order."""
        if self.covers(text):
            return ()
        return self._clusters(text, self._is_unjoined)

    def _clusters(self, text: str, wanted: Callable[[str], bool]) -> tuple[str, ...]:
        found = (cluster.strip("\u200d") for cluster in clusters(unicodedata.normalize("NFC", text)) if wanted(cluster))
        return tuple(dict.fromkeys(map(shown_alone, found)))

    def _is_unjoined(self, cluster: str) -> bool:
        family = self._family_of(cluster)
        if family is None:
            return False
        return any(is_joined(c) or (is_letter(c) and not self._joins(family, c)) for c in cluster)

    def _drawn_by(self, piece: str) -> Iterator[tuple[Family | None, str]]:
        """
        By one family as a whole, so that marks stand on their letter and Arabic is joined; else piece by piece.

        Signs without a shape of their own ask for no font; where the one that draws has nothing for them they go.
        """
        family = self._family_of(piece, joined=True) or self._family_of(piece)
        if family is None and (decomposed := self._decomposed(piece)):
            piece, family = decomposed, self._family_of(decomposed)
        smaller = list(clusters(piece))
        if family:
            yield family, "".join(self._kept(family, piece))
        elif len(smaller) > 1:
            for cluster in smaller:
                yield from self._drawn_by(cluster)
        else:
            drawn = [(self._family_of(character), character) for character in piece if is_drawn(character)]
            yield from drawn if any(family for family, _ in drawn) else [(None, piece)]

    def _family_of(self, piece: str, *, joined: bool = False) -> Family | None:
        """The first that has all of it; `joined`: with the shapes that its Arabic letters take beside one another."""
        drawn = [character for character in piece if is_drawn(character)]
        points = {*map(ord, drawn)}
        if joined:
            points.update(*map(joined_forms, drawn))
        return next((family for family in self.families if self._points(family).issuperset(points)), None)

    def _decomposed(self, cluster: str) -> str | None:
        """Letter and marks apart, where a font has these and not the one sign that they make."""
        apart = unicodedata.normalize("NFD", cluster)
        return apart if apart != cluster and self._family_of(apart) else None

    def _joins(self, family: Family, letter: str) -> bool:
        forms = joined_forms(letter)
        return bool(forms) and self._points(family).issuperset(forms)

    def _kept(self, family: Family, piece: str) -> Iterator[str]:
        points = self._points(family)
        for character in piece:
            if ord(character) in points or is_drawn(character) or character in _KEPT:
                yield character
            elif character.isspace():
                yield " "

    def _points(self, family: Family) -> frozenset[int]:
        if family not in self._of_families:
            first, *rest = [self._read(face) for face in dict.fromkeys(family.faces)]
            self._of_families[family] = first.intersection(*rest)
        return self._of_families[family]

    @cached_property
    def _of_families(self) -> dict[Family, frozenset[int]]:
        return {}

    def _read(self, path: Path) -> frozenset[int]:
        if path.parent == self.folders[-1]:
            return _of_shipped(path)
        if path not in self._characters:
            read = characters_of(path, self._root)
            self._characters[path] = frozenset() if isinstance(read, BadFont) else read
        return self._characters[path]

    def _root_of(self, path: Path) -> Path | None:
        return self._root if path.parent != self.folders[-1] else None

    def _why_not(self, path: Path) -> BadFont | None:
        read = characters_of(path, self._root_of(path))
        if isinstance(read, BadFont):
            return read
        if path.suffix != ".ttf":
            return BadFont(
                "fonts are the files that end in .ttf", f"call it {path.with_suffix('.ttf').name}, or remove it"
            )
        self._characters[path] = read
        return None

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        """Every file that looks like a font, once by name, the site's own first."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            try:
                paths = sorted(folder.iterdir())
            except OSError:
                continue  # a site need not have any
            for path in paths:
                if path.suffix.lower() in _FONTS and not path.name.startswith("."):
                    found.setdefault(path.name, path)
        return tuple(found.values())

    def _by_family(self) -> dict[str, dict[str, Path]]:
        """Family -> style -> file; a style without its regular is a family of its own."""
        last = self.folders[-1]
        shipped = {f"{SHIPPED}{style}.ttf": last / f"{SHIPPED}{style}.ttf" for style in ("", "-Bold", "-Oblique")}
        usable = {path.name: path for path in self._files if path.suffix == ".ttf" and not self._is_unusable(path)}
        paths = {**shipped, **usable}
        names = sorted(paths, key=lambda name: (name not in shipped, name))
        stems = {Path(name).stem for name in names}
        found: dict[str, dict[str, Path]] = {}
        for name in names:
            stem = Path(name).stem
            styled = _STYLE.fullmatch(stem)
            if styled and (styled[1] in stems or f"{styled[1]}-Regular" in stems):
                found.setdefault(styled[1], {})[styled[2]] = paths[name]
            else:
                found.setdefault(stem, {})[""] = paths[name]
        return found

    def _is_unusable(self, path: Path) -> bool:
        return any(path == one.path for one in self.unusable)


@cache
def _of_shipped(path: Path) -> frozenset[int]:
    """The characters of a font that travels with the engine: read once in a process."""
    read = characters_of(path, None)
    return frozenset() if isinstance(read, BadFont) else read
