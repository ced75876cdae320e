"""YAML text -> nodes that know their line and column. The only room with yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, Protocol

import yaml

from engine.language.yaml import repair
from engine.language.yaml.repair import Failure, Trap
from engine.problems import EngineError, Place, Problem, in_order

LARGEST = 2 * 1024 * 1024  # bytes
DEEPEST = 40  # levels
MOST_EVENTS = 100_000
MOST_PROBLEMS = 50  # of one file: who has more fixes these first
_BUDGET = 1_000_000  # characters parsed again to find where else a broken file is broken

# Not allowed in a file: what no keyboard types (YAML refuses most of it, without saying where), line ends only YAML
# knows, and marks that make a text read otherwise than it is written.
_CONTROL = re.compile(
    "[\0-\b\v\f\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


# Once one of these was fixed by a guess, the others are most often its echo.
_GUESSED = frozenset({"bad-indent", "unclosed-bracket", "unclosed-quote", "stray-bracket", "missing-colon"})
_ECHOES = frozenset({"bad-indent", "not-yaml"})
_SHOWN = "\N{REPLACEMENT CHARACTER}"


class Scalar(NamedTuple):
    text: str  # the characters as written (quotes and escapes undone)
    style: str  # "plain" | "quoted" | "block"
    place: Place  # of the value's first character (inside the quotes, or of a block's first line)


class Entry(NamedTuple):
    key: Scalar
    value: Node


class Mapping(NamedTuple):
    entries: dict[str, Entry]
    place: Place


class Sequence(NamedTuple):
    items: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Sequence


def read_tree(data: bytes | str, file: str) -> tuple[Node | None, list[Problem]]:
    """
    Strict YAML: see language.md "The text". None where the file cannot be parsed at all.

    A line that breaks the text is explained, fixed in memory, and reading goes on, so that the mistakes behind it are
    told too. What stands on a line with a problem is a guess: further complaints about that line are noise.
    """
    text, problems = _decode(data, file)
    if text is None:
        return None, problems
    if refused := _too_many(text, file):
        return None, [*problems, refused]
    lines = text.split("\n")
    if lines[-1]:
        lines.append("")  # where the parser stands when a file ends too early
    budget = _BUDGET
    fixed: list[int] = []
    while True:
        builder = _Builder(_events("\n".join(lines), file), lines, file)
        try:
            node = builder.document()
            if any(problem.code == "bad-indent" for problem in problems):
                return None, list(in_order(problems))  # what belongs to what is a guess
            return node, list(in_order([*problems, *_others(builder, problems)]))
        except _Refused as refusal:
            return None, list(in_order([*problems, *_others(builder, problems), *refusal.problems]))
        except _Broken as broken:
            trial = _Trial(lines, broken.failure, budget)
            found = repair.explain(lines, broken.failure, trial.holds)
            if found.code in _ECHOES and not {problem.code for problem in problems}.isdisjoint(_GUESSED):
                return None, list(in_order(problems))
            if not _goes_on(found, lines, fixed, problems):
                problems.append(found.problem(file, lines))
            budget = trial.budget - len(text)
            fixed.append(found.line)
            if found.fixed is None or budget < 0 or len(fixed) == MOST_PROBLEMS or fixed.count(found.line) > 3:
                return None, list(in_order([*problems, *_others(builder, problems)]))
            lines[found.line] = found.fixed


def _goes_on(found: Trap, lines: list[str], fixed: list[int], problems: list[Problem]) -> bool:
    """Whether it is the next line of a text of which a line was told already: with its fix they all are moved."""
    above = found.line - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    return found.code == "text-outside-block" and above in fixed and problems[-1].code == found.code


def _others(builder: _Builder, problems: list[Problem]) -> list[Problem]:
    """What the builder found on lines that have no problem yet."""
    told = {problem.place.line for problem in problems}
    return [problem for problem in builder.problems if problem.place.line not in told]


class _Mark(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _Refused(EngineError):
    """The file is not looked into any further."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


class _Broken(EngineError):
    """The C parser gave up here."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure


def _too_many(text: str, file: str) -> Problem | None:
    """Says no to a text of more than MOST_EVENTS, before anything is kept of it."""
    if len(text) <= MOST_EVENTS - 4:  # no event is shorter than a character, but for the four that open and close
        return None
    try:
        for _ in _events(text, file):
            pass
    except _Refused as refused:
        return refused.problems[0]
    except _Broken:
        pass  # explained when the tree is built
    return None


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    """
    The parser's events, one by one, so that a bomb ends here and no tree is built of it.

    The parser keeps its own stack for events; only its trees are recursive, and crash.
    """
    parser = yaml.CLoader(text)
    depth = count = 0
    try:
        while True:
            event = parser.get_event()
            assert event is not None  # the stream's end is an event too
            kind = type(event)
            if kind is yaml.ScalarEvent:
                pass
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                depth += 1
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                depth -= 1
            elif kind is yaml.StreamEndEvent:
                return
            count += 1
            if depth > DEEPEST or count > MOST_EVENTS:
                at = _start(event)
                raise _Refused(_bomb(depth, _place(file, text.split("\n", at.line + 1), at.line, at.column)))
            yield event
    except yaml.MarkedYAMLError as error:
        mark, context, last = error.problem_mark, error.context_mark, text.count("\n")
        raise _Broken(
            Failure(
                min(mark.line, last) if mark else 0,
                mark.column if mark else 0,
                error.problem or "",
                error.context or "",
                min(context.line, last) if context else None,
                context.column if context else 0,
            )
        ) from None
    except yaml.YAMLError as error:
        raise _Broken(Failure(0, 0, str(error), "", None, 0)) from None
    finally:
        parser.dispose()


class _Trial:
    """Tries lines in the place of others, as long as the budget lasts."""

    def __init__(self, lines: list[str], failure: Failure, budget: int) -> None:
        self.lines = lines
        self.failure = failure
        self.budget = budget

    def holds(self, line: int, fixed: str) -> bool:
        """Whether with `fixed` for line number `line` (from 0) the text can be read further than without."""
        lines = [*self.lines[:line], fixed, *self.lines[line + 1 :]]
        self.budget -= sum(map(len, lines))
        if self.budget < 0:
            return False
        try:
            for event in _events("\n".join(lines), ""):
                if _start(event).line > max(line, self.failure.line) + 1:
                    break
        except _Broken as broken:
            # A line fixed above may uncover another mistake on the very line that seemed broken.
            other = broken.failure[:3] != self.failure[:3] and line < self.failure.line
            return broken.failure.line > (line if other else self.failure.line)
        except _Refused:
            return False
        return True


class _Builder:
    """Events -> nodes, gathering what strict YAML does not allow."""

    def __init__(self, events: Iterator[yaml.Event], lines: list[str], file: str) -> None:
        self.events = events
        self.event = next(events)  # the next one to be looked at
        self.lines = lines
        self.file = file
        self.problems: list[Problem] = []

    def document(self) -> Node | None:
        """The first document; a second one is a problem."""
        node: Node | None = None
        start = self._next()  # after the stream's own
        if not isinstance(self.event, yaml.DocumentStartEvent):
            self._tell(
                "empty-file", "there is nothing in this file", 0, 0, 1, "a file holds keys with values", "write them"
            )
            return None
        start = self._next()
        if isinstance(start, yaml.DocumentStartEvent) and start.tags:
            self._tell(
                "yaml-directive",
                "a %TAG directive",
                _start(start).line,
                _start(start).column,
                4,
                "the flow language has no YAML tags",
                "take the line out",
            )
        node = self._node(None)
        self._next()
        if isinstance(self.event, yaml.DocumentStartEvent):
            self._tell(
                "second-document",
                "a second document begins here",
                _start(self.event).line,
                _start(self.event).column,
                3,
                'a line "---" ends one YAML document and begins another; a file holds one',
                'take the line "---" out',
            )
        return node

    def _next(self) -> yaml.Event:
        """The event at hand; the next one comes into its place."""
        event = self.event
        self.event = next(self.events, event)
        return event

    def _node(self, key: Scalar | None) -> Node:
        event = self._next()
        assert isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            self._no_sharing(event, "yaml-alias", f"*{event.anchor}", "an alias")
            return Scalar("", "plain", self._span(event))
        if event.anchor is not None:
            self._no_sharing(event, "yaml-anchor", f"&{event.anchor}", "an anchor")
        elif isinstance(event, yaml.CollectionStartEvent | yaml.ScalarEvent) and event.tag is not None:
            self._no_sharing(event, "yaml-tag", event.tag, "a tag")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, key)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event)
        items: list[Node] = []
        while not isinstance(self.event, yaml.SequenceEndEvent):
            items.append(self._node(None))
        return Sequence(tuple(items), self._span(event, self._next()))

    def _mapping(self, event: yaml.MappingStartEvent) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(self.event, yaml.MappingEndEvent):
            begin = self.event
            if not isinstance(begin, yaml.ScalarEvent):
                self._no_name(begin)
                self._node(None)
                self._node(None)
                continue
            question = self._question(begin)
            key = self._node(Scalar("", "key", self._span(begin)))
            assert isinstance(key, Scalar)
            seen = self._visible(key)
            if seen is None:
                self._node(None)
                continue
            key = seen
            if key.text == "<<" and key.style == "plain":
                self._tell_at(
                    "yaml-merge",
                    "a merge key",
                    key.place,
                    '"<<" would copy other keys to here; the flow language has no such copies',
                    "write the keys out",
                )
            value = self._node(key._replace(style="asked") if question else key)
            if key.text in entries:
                first = entries[key.text].key.place
                self._tell_at(
                    "duplicate-key",
                    f'"{key.text[:60]}" stands here twice',
                    key.place,
                    f"it stands already in line {first.line}; of two values for one key only one could count",
                    "give it another name, or take one of the two out",
                )
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(entries, self._span(event, self._next()))

    def _visible(self, key: Scalar) -> Scalar | None:
        """The key without what cannot be seen in it: that is told, and the key read as it looks. None: no key."""
        opens = key.style == "plain" and re.match(rf"\w+\s*:[{''.join(repair.ODD_SPACES)}]+[{{\[]", key.text)
        if opens and self._space_after_colon(key):
            raise _Refused  # what the brace or bracket holds is not read as what it is
        bare = re.sub(f"[{repair.INVISIBLE}]", "", key.text).strip("".join(repair.ODD_SPACES))
        if key.style != "plain" or (bare == key.text and not re.match(rf"-[{''.join(repair.ODD_SPACES)}]", bare)):
            return key
        before, after = key.place.source[: key.place.column - 1], key.place.source[key.place.column - 1 :]
        if key.text[:1] in repair.ODD_SPACES and not before.strip(" -"):
            self._tell_at(
                "odd-space",
                "a no-break space at the beginning of the line",
                key.place._replace(width=1),
                "YAML indents by plain spaces only; this one looks the same, and is often copied from a web page",
                "replace the no-break spaces by plain ones",
            )
        elif bare == key.text:
            self._tell_at(
                "odd-space",
                "a no-break space after the dash",
                key.place.inside(1, 1),
                "only a dash with a plain space after it begins an item",
                f"write: - {after[1:].lstrip(''.join(repair.ODD_SPACES))}",
            )
            return None
        else:
            signs = [sign for sign in key.text if sign in (*repair.ODD_SPACES, *repair.INVISIBLE)]
            self._tell_at(
                "odd-space",
                f'a character that cannot be seen stands in the key "{bare[:60]}": {_named(signs[0])}',
                key.place,
                "it makes another word of it, and is often copied from a web page or a text program",
                f"delete the word, and what stands before and after it, and type it anew: {bare[:60]}:",
            )
        return key._replace(text=bare)

    def _space_after_colon(self, key: Scalar) -> bool:
        """Tells of a no-break space by which a key and its value are one word."""
        spaces = "".join(repair.ODD_SPACES)
        glued = re.match(rf"\w+\s*:(?=[{spaces}])", key.text)
        if glued:
            source, begin = key.place.source, key.place.column - 1
            self._tell_at(
                "odd-space",
                "a no-break space after the colon",
                key.place.inside(glued.end(), 1),
                "only a colon with a plain space after it ends a key",
                f"write: {source[:begin].lstrip()}{glued[0]} {source[begin + glued.end() :].lstrip(spaces)}",
            )
        return glued is not None

    def _question(self, key: yaml.Event) -> bool:
        """A text that begins with a question mark is YAML's other way to write a key."""
        source = self.lines[min(_start(key).line, len(self.lines) - 1)]
        found = re.search(r"\?\s+$", source[: _start(key).column])
        if found:
            self._tell(
                "text-needs-quotes",
                'a text that begins with "?"',
                _start(key).line,
                found.start(),
                1,
                'at the beginning of a value, "?" is a sign of YAML',
                repair.quoted_fix(source, found.start()),
            )
        return found is not None

    def _scalar(self, event: yaml.ScalarEvent, key: Scalar | None) -> Scalar:
        line, column = _start(event).line, _start(event).column
        text: str = event.value
        if event.style in ("|", ">"):
            return Scalar(text, "block", self._block_place(event))
        place = self._span(event)
        if event.style:
            if found := _CONTROL.search(text):
                self._tell_at(
                    "control-character",
                    f"an escape stands for the character {_named(found[0])}",
                    place,
                    "no one can see or type this character",
                    "take the escape out",
                )
            inside = place.inside(1, max(1, place.width - 2)) if place.width > 2 else place
            return Scalar(text, "quoted", inside)
        if key is not None and key.style == "key":
            return Scalar(text, "plain", place)
        if text == "" and event.anchor is None and event.tag is None:
            if key is None or key.style != "asked":
                self._empty(line, column, key)
        elif (end := _end(event)) and (cut := repair.cut_by_comment(self.lines[end.line], end.column)):
            self._tell(
                "comment-in-text",
                "the text ends before the #",
                end.line,
                cut,
                1,
                'after a space, "#" begins a comment: what follows is not read',
                repair.quoted_fix(self.lines[line], column) + '; for a comment, write a space after the "#"',
            )
        elif key is not None and line > key.place.line and self.lines[key.place.line].lstrip().startswith("#"):
            self._tell(
                "comment-in-text",
                "the first line of the text is a comment",
                key.place.line,
                self.lines[key.place.line].index("#"),
                1,
                'outside a | block, a line that begins with "#" is a comment, and is not read',
                f'write "{self.lines[key.place.line - 1].strip()} |" in line {key.place.line}',
            )
        return Scalar(text, "plain", place)

    def _empty(self, line: int, column: int, key: Scalar | None) -> None:
        """A value that is not there: forgotten, or a text that YAML takes for something else."""
        source = self.lines[line] if line < len(self.lines) else ""
        place = key.place if key else self._place(line, min(column, len(source)), 1)
        name = f'"{key.text[:60]}"' if key else "this item"
        below = next((under for under in self.lines[line + 1 :] if under.strip()), "")
        if below.lstrip(" ")[:1] in repair.ODD_SPACES and below:
            return  # what should stand here is told of there
        if key and self._space_after_colon(key):
            return
        if any(told.code == "missing-space" and told.place.line == place.line for told in self.problems[-3:]):
            return  # with that fix it is another line
        if key and (colon := re.match(r"[A-Za-z_][\w-]*:(?=[^\s:/])", key.text)) and key.style == "plain":
            begin = key.place.column - 1
            self._tell_at(
                "missing-space",
                "no space after the colon",
                key.place.inside(colon.end() - 1, 1),
                "only a colon with a space after it ends a key",
                f"write: {(source[: begin + colon.end()] + ' ' + source[begin + colon.end() :]).strip()}",
            )
            return
        if key and (figure := repair.decimal_comma(source, column)):
            at, text, line_fixed = figure
            self._tell(
                "decimal-comma",
                f'a comma in the figure "{text}"',
                line,
                at,
                len(text),
                "inside braces, a comma begins another key; decimals take a point",
                f"write: {line_fixed.strip()}; for a text, put it in double quotes",
            )
            return
        fixed = repair.text_in_braces(source, column)
        if fixed is None and key and key.place.line == line + 1 and (cut := repair.begins_with_comment(source, column)):
            fixed = repair.quoted_fix(source, cut)
            self._tell_at(
                "comment-in-text",
                f'{name} has no value: a comment begins at the "#"',
                self._place(line, cut, 1),
                'after a space, "#" begins a comment: what follows is not read',
                f'{fixed}; for a comment, write a value before it and a space after the "#"',
            )
        elif fixed is not None:
            if any(told.fix == fixed and told.place.line == place.line for told in self.problems[-3:]):
                return  # of a text with two commas, one is enough
            self._tell_at(
                "text-needs-quotes",
                f"{name} is read as a key without a value",
                place,
                "inside braces, a comma begins another key and another brace a map",
                fixed,
            )
        else:
            self._tell_at(
                "empty-value",
                f"{name} has no value",
                place,
                "every key says something; one without a value would be left without effect",
                self._filling(key, name, below) if key else "write it, or take the dash out",
            )

    def _filling(self, key: Scalar, name: str, below: str) -> str:
        """The fix of a key that has no value: a name with keys just below it may only stand in the wrong column."""
        named = key.text not in repair.KEYS and len(below) - len(below.lstrip(" ")) == key.place.column - 1
        if named and key.place.line > 1 and re.match(r"\s*[\w$-]+\s*:(?:\s|$)", below):
            return f"begin it further left if the lines below belong to it; else write a value after {name}"
        return f"write a value after {name}, or take the line out"

    def _no_sharing(self, event: yaml.NodeEvent, code: str, sign: str, what: str) -> None:
        mark = _start(event)
        self._tell(
            code,
            f"{what}: {sign[:60]}",
            mark.line,
            mark.column,
            min(len(sign), 60),
            f'a text that begins with "{self.lines[mark.line][mark.column : mark.column + 1]}" is {what} of YAML, '
            "which the flow language does not have",
            f"{repair.quoted_fix(self.lines[mark.line], mark.column)} if it is a text; else write the thing out",
        )

    def _no_name(self, begin: yaml.Event) -> None:
        """A key that is a list or a map: most often a text that begins with a bracket."""
        mark = _start(begin)
        source = self.lines[mark.line]
        self._tell(
            "text-needs-quotes",
            "a key cannot be a list or a map",
            mark.line,
            mark.column,
            1,
            "a key is a name; a text that begins with a brace or a bracket needs quotes",
            repair.quoted_fix(source, mark.column),
        )

    def _block_place(self, event: yaml.ScalarEvent) -> Place:
        """Of a block's first line: the one under the `|`, even where it is blank."""
        first = _start(event).line + 1
        written = next((line for line in self.lines[first : _end(event).line + 1] if line.strip()), "")
        words = next((line for line in event.value.split("\n") if line.strip()), "")
        # With an indentation indicator (`|2`) the text keeps spaces of its own, and so does its first line.
        column = len(written) - len(words) if event.style == "|" and written.endswith(words) else None
        if column is None:
            column = len(written) - len(written.lstrip())
        first = min(first, len(self.lines) - 1)
        return self._place(first, column, max(1, len(self.lines[first]) - column))

    def _span(self, event: yaml.Event, end: yaml.Event | None = None) -> Place:
        """From where it begins to where it ends, or to the end of its first line."""
        begin, end_mark = _start(event), _end(end or event)
        same = end_mark.line == begin.line
        source = self.lines[min(begin.line, len(self.lines) - 1)]
        stop = end_mark.column if same else len(source.rstrip())
        return self._place(begin.line, begin.column, max(1, stop - begin.column))

    def _place(self, line: int, column: int, width: int) -> Place:
        return _place(self.file, self.lines, line, column, width)

    def _tell(self, code: str, message: str, line: int, column: int, width: int, cause: str, fix: str) -> None:
        self._tell_at(code, message, self._place(line, column, width), cause, fix)

    def _tell_at(self, code: str, message: str, place: Place, cause: str, fix: str) -> None:
        self.problems.append(Problem(code, message, place, cause, fix))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Refused


def _start(event: yaml.Event) -> _Mark:
    assert event.start_mark is not None  # always there where the C parser made the event
    return event.start_mark


def _end(event: yaml.Event) -> _Mark:
    assert event.end_mark is not None
    return event.end_mark


def _place(file: str, lines: list[str], line: int, column: int, width: int = 1) -> Place:
    """From the parser's numbers, which count from 0."""
    return Place(file, line + 1, column + 1, width, lines[line] if line < len(lines) else "")


def _bomb(depth: int, place: Place) -> Problem:
    if depth > DEEPEST:
        return Problem(
            "too-deep",
            f"more than {DEEPEST} levels inside one another",
            place,
            "no flow needs so many levels; the rest of the file was not read",
            "take levels out; a bracket or brace that was never closed also opens levels",
        )
    return Problem(
        "too-large",
        f"more than {MOST_EVENTS} keys, values and lists",
        place,
        "no flow needs so many; the rest of the file was not read",
        "split it into several flows",
    )


def _decode(data: bytes | str, file: str) -> tuple[str | None, list[Problem]]:
    """Bytes -> text with plain line ends and without what no keyboard types."""
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        return None, [
            Problem(
                "too-large",
                "the file is larger than 2 MiB",
                Place(file, 1, 1),
                f"it has {size} bytes; it was not read",
                "split it into several flows",
            )
        ]
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            return None, [_not_utf8(data, error.start, file)]
    else:
        text = data
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = list(islice(_CONTROL.finditer(text), MOST_PROBLEMS))
    first = {text.rfind("\n", 0, character.start()) + 1: character for character in reversed(found)}
    problems = [_control(text, begin, character.start(), file) for begin, character in sorted(first.items())]
    if len(found) == MOST_PROBLEMS:
        return None, problems
    return _CONTROL.sub(_SHOWN, text), problems


def _control(text: str, begin: int, at: int, file: str) -> Problem:
    """A character that is not allowed, in the line that begins at `begin`."""
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)]
    short = len(line) <= repair.LONGEST
    return Problem(
        "control-character",
        f"the character {_named(text[at])} stands in the file",
        Place(file, text.count("\n", 0, begin) + 1, at - begin + 1, 1, _CONTROL.sub(_SHOWN, line) if short else ""),
        "it cannot be seen or typed; it often comes from copying out of another program",
        f"write: {' '.join(_CONTROL.sub(' ', line).split())}" if short else "take it out",
    )


def _not_utf8(data: bytes, start: int, file: str) -> Problem:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        cause = "its first bytes say that it was saved as UTF-16"
    elif b"\0" in data[:1024]:
        cause = "it looks like a picture, a program or an archive, not like a text"
    else:
        cause = f"the byte {data[start]:#04x} is no UTF-8; the file was probably saved as Windows-1252 (Latin 1)"
    before = data[:start].rpartition(b"\n")[2]
    line = before + data[start:].partition(b"\n")[0]
    shown = "" if b"\0" in line else line.decode("cp1252", "replace").rstrip("\r")
    place = Place(file, data.count(b"\n", 0, start) + 1, len(before.decode("utf-8").lstrip("\ufeff")) + 1, 1, shown)
    return Problem(
        "not-utf8",
        "the file is not UTF-8 text",
        place,
        cause,
        'save it again with the encoding "UTF-8" in your editor',
    )


def _named(character: str) -> str:
    return f"U+{ord(character):04X}"
