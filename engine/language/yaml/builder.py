"""Events -> nodes, gathering what strict YAML does not allow."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from engine.language.yaml import blanks, keys, repair
from engine.language.yaml.characters import CONTROL, named
from engine.language.yaml.events import end_of, start_of
from engine.language.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from engine.language.yaml.source import Source
from engine.problems import Place


def document(events: Iterator[yaml.Event], source: Source) -> Node | None:
    """
    The node of the first document; None where the file is empty. Problems are added to `source`.

    Raises:
        Refused, Broken: what `events` raises; Refused also where there are too many problems.
    """
    return _Builder(events, source).document()


class _Builder:
    """Events -> nodes. Each method consumes the events of what it returns."""

    def __init__(self, events: Iterator[yaml.Event], source: Source) -> None:
        self.events = events
        self.event = next(events)  # the next one to be looked at
        self.source = source

    def document(self) -> Node | None:
        """The first document; a second one is a problem."""
        self._next()  # the stream's own
        if not isinstance(self.event, yaml.DocumentStartEvent):
            self.source.add(
                "empty-file",
                "there is nothing in this file",
                self.source.place(0, 0),
                "a file holds keys with values",
                "write them",
            )
            return None
        start = self._next()
        if isinstance(start, yaml.DocumentStartEvent) and start.tags:
            self.source.add(
                "yaml-directive",
                "a %TAG directive",
                self._first(start, 4),
                "the flow language has no YAML tags",
                "remove the line",
            )
        node = self._node(None)
        self._next()
        if isinstance(self.event, yaml.DocumentStartEvent):
            self.source.add(
                "second-document",
                "a second document begins here",
                self._first(self.event, 3),
                'a line "---" ends one YAML document and begins another; a file holds one',
                'remove the line "---"',
            )
        return node

    def _next(self) -> yaml.Event:
        """The event at hand; the next one comes into its place."""
        event = self.event
        self.event = next(self.events, event)
        return event

    def _node(self, key: Scalar | None) -> Node:
        event = self._next()
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._shared_or_tagged(event)
            return self._scalar(event, key)
        if isinstance(event, yaml.MappingStartEvent):
            self._shared_or_tagged(event)
            return self._mapping(event)
        if isinstance(event, yaml.AliasEvent):
            self._no_sharing(event, "yaml-alias", f"*{event.anchor}", "an alias")
            return Scalar("", "plain", self._span(event))
        assert isinstance(event, yaml.SequenceStartEvent)
        self._shared_or_tagged(event)
        items: list[Node] = []
        while not isinstance(self.event, yaml.SequenceEndEvent):
            items.append(self._node(None))
        return Sequence(tuple(items), self._span(event, self._next()))

    def _key(self) -> Scalar:
        """What the parser has as a key: never empty for want of a value, and cut off by nothing."""
        event = self._next()
        assert isinstance(event, yaml.ScalarEvent)
        if event.anchor is not None or event.tag is not None:
            self._shared_or_tagged(event)
        if event.style:
            return self._scalar(event, None)
        return Scalar(event.value, "plain", self._lines_of(event))

    def _mapping(self, event: yaml.MappingStartEvent) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(self.event, yaml.MappingEndEvent):
            begin = self.event
            if not isinstance(begin, yaml.ScalarEvent):
                keys.not_a_name(begin, self.source)
                self._node(None)
                self._node(None)
                continue
            typed = self._key()
            asked = "?" in typed.place.source and keys.question(begin, self.source)
            key = keys.visible(typed, self.source)
            if key is None:
                self._node(None)
                continue
            if key.text == "<<":
                keys.merge(key, self.source)
            value = self._node(key._replace(style="asked") if asked else key)
            if key.text in entries:
                keys.repeated(key, entries[key.text].key, self.source)
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(entries, self._span(event, self._next()))

    def _scalar(self, event: yaml.ScalarEvent, key: Scalar | None) -> Scalar:
        text: str = event.value
        if event.style in ("|", ">"):
            return Scalar(text, "block", self._with_lines(self._block_place(event), event, text))
        place = self._lines_of(event)
        if event.style:
            return self._quoted(text, place)
        if text == "" and event.anchor is None and event.tag is None:
            if key is None or key.style != "asked":
                blanks.empty(start_of(event), key, self.source)
        else:
            blanks.cut_off(start_of(event), end_of(event), key, self.source)
        return Scalar(text, "plain", place)

    def _quoted(self, text: str, place: Place) -> Scalar:
        if found := CONTROL.search(text):
            self.source.add(
                "control-character",
                f"an escape stands for the character {named(found[0])}",
                place,
                "nobody can see or type this character",
                "remove the escape",
            )
        inside = place.inside(1, max(1, place.width - 2)) if place.width > 2 else place
        return Scalar(text, "quoted", inside)

    def _shared_or_tagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._no_sharing(event, "yaml-anchor", f"&{event.anchor}", "an anchor")
        elif event.tag is not None:
            self._no_sharing(event, "yaml-tag", event.tag, "a tag")

    def _no_sharing(self, event: yaml.NodeEvent, code: str, sign: str, what: str) -> None:
        at = start_of(event)
        line = self.source.lines[at.line]
        self.source.add(
            code,
            f"{what}: {sign[:60]}",
            self._first(event, min(len(sign), 60)),
            f'a text that begins with "{line[at.column : at.column + 1]}" is {what} of YAML, '
            "which the flow language does not have",
            f"{repair.quoted_fix(line, at.column)} if it is a text; else write the thing out",
        )

    def _first(self, event: yaml.Event, width: int) -> Place:
        """The first characters of what an event stands for."""
        return self.source.place(start_of(event).line, start_of(event).column, width)

    def _block_place(self, event: yaml.ScalarEvent) -> Place:
        """Of a block's first line: the one under the `|`, even where it is blank."""
        lines = self.source.lines
        first = start_of(event).line + 1
        written = next((line for line in lines[first : end_of(event).line + 1] if line.strip()), "")
        words = next((line for line in event.value.split("\n") if line.strip()), "")
        # With an indentation indicator (`|2`) the text keeps spaces of its own, and so does its first line.
        column = len(written) - len(words) if event.style == "|" and written.endswith(words) else None
        if column is None:
            column = len(written) - len(written.lstrip())
        first = min(first, len(lines) - 1)
        return self.source.place(first, column, max(1, len(lines[first]) - column))

    def _lines_of(self, event: yaml.ScalarEvent) -> Place:
        """The place of a text that is no block."""
        begin, end, lines = event.start_mark, event.end_mark, self.source.lines
        assert begin is not None  # both are always there where the C parser made the event
        assert end is not None
        line, column = begin.line, begin.column
        if end.line != line or line >= len(lines):
            return self._with_lines(self._span(event), event, event.value)
        # Nearly every text, and a tree has thousands: each mark is asked once.
        return Place(self.source.file, line + 1, column + 1, max(1, end.column - column), lines[line])

    def _with_lines(self, place: Place, event: yaml.ScalarEvent, text: str) -> Place:
        """The place of a text of several lines with those below its first, where each stands in it as it is written."""
        last = end_of(event).line
        if last < place.line:
            return place
        below = list(self.source.lines[place.line : last + bool(end_of(event).column)])
        while below and not below[-1].strip():
            below.pop()
        first = place.source[place.column - 1 :]
        written = " ".join(line.strip() for line in (first, *below))
        return place._replace(below=tuple(below)) if written == text.strip().replace("\n", " ") else place

    def _span(self, event: yaml.Event, end: yaml.Event | None = None) -> Place:
        """From where it begins to where it ends, or to the end of its first line."""
        begin, end_mark = start_of(event), end_of(end or event)
        lines = self.source.lines
        line = lines[begin.line] if begin.line < len(lines) else ""
        stop = end_mark.column if end_mark.line == begin.line else len(line.rstrip())
        return Place(self.source.file, begin.line + 1, begin.column + 1, max(1, stop - begin.column), line)
