"""What a problem's fix says, typed by machine: to the letter, as it is printed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml

from engine.problems import Place, Problem
from tests.support.yaml_spots import (
    around,
    beside,
    cut,
    cut_between_commas,
    end_of,
    index,
    innermost,
    lists_with,
    nearest,
    nodes,
    pairs,
    put,
    put_first,
)

# A name, a word or a line: what follows it is an alternative, or where the thing is declared.
_END = (
    r"(?=$|; or |, or |; else | \((?:\S+, )?line \d+\)| if it is a text| for (?:a text|texts)|; for | without quotes"
    r"|, which has this title)"
)
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^\s,;`]+)"""
_ASKED = "…"  # what the person must still think of
_BELOW = ", and below it: "


def choices(problem: Problem) -> int:
    """How many ways of typing the fix there are: `take out "a" or "b"` leaves a choice of two."""
    return 2 if _TAKE_ONE.match(problem.fix) else 1


def apply_fix(problem: Problem, root: Path, choice: int = 0) -> bool:
    """Whether the fix says what to type, with nothing left to think of; then it is typed, in the file at fault."""
    if (form := _form_of(problem, choice)) and _ASKED in form[1][0]:
        return False
    path = root / problem.place.file
    text = typed(path.read_bytes().decode("utf-8", "surrogateescape"), problem, choice) if form else None
    if text is None:
        return False
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return True


def typed(text: str, problem: Problem, choice: int = 0) -> str | None:
    """The text of the file once the fix (the first of its alternatives) was typed; None: there is nothing to type."""
    form = _form_of(problem, choice)
    return form[0](text, problem, form[1]) if form else None


def _form_of(problem: Problem, choice: int) -> tuple[_Action, re.Match[str]] | None:
    fix = problem.fix
    if choice and (both := _TAKE_ONE.match(fix)):
        fix = f'take out "{both["other"]}"'
    found = ((action, re.match(pattern, fix)) for pattern, action in _FORMS)
    return next(((action, match) for action, match in found if match), None)


# Lines


def _line_span(text: str, place: Place) -> tuple[int, int]:
    begin = index(text, place._replace(column=1))
    end = text.find("\n", begin)
    return begin, len(text) if end < 0 else end


def _whole_line(text: str, problem: Problem, found: re.Match[str]) -> str:
    """A line that is quoted with its indentation."""
    begin, end = _line_span(text, problem.place)
    return text[:begin] + found["line"] + text[end:]


def _remove_line(text: str, problem: Problem, found: re.Match[str]) -> str:
    begin, end = _line_span(text, problem.place)
    return text[:begin] + text[end + 1 :]


def _write_line(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`write: YAML`: in the place of the line, of the key that it writes again, or of the value."""
    place, written, out = problem.place, found["line"], found.groupdict().get("out")
    new = _written(text, place, written)
    if out and (pair := nearest(new, place, out)):
        return cut(new, pair)
    return new


def _written(text: str, place: Place, written: str) -> str:
    begin, end = _line_span(text, place)
    word = re.match(r"[\w@.-]+(?=:(?: |$))", written)
    if written.startswith("- ") or not nodes(text):
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
        return text[:begin] + written + text[end:]
    if written.startswith("{") or not word:
        value = innermost(text, place)
        assert value
        return text[: value.start_mark.index] + written + text[end_of(text, value) :]
    pair = beside(text, place, word[0]) or around(text, place)[0]
    begin = pair.span[0]
    column = begin - (text.rfind("\n", 0, begin) + 1)
    end = max(end_of(text, pair.key), end_of(text, pair.value))
    if end <= index(text, place):  # a comment that is none
        end = _line_span(text, place)[1]
    return text[:begin] + written.replace(_BELOW, "\n" + " " * column) + text[end:]


# Words within a line


def _write_word(text: str, problem: Problem, found: re.Match[str]) -> str:
    """`write "WORD"`: in the place of the marked word, or of the one that the message quotes within what is marked."""
    begin = index(text, problem.place)
    end = begin + problem.place.width
    quoted = re.findall(r'"(.+?)"', problem.message)
    marked, word = text[begin:end], found["word"]
    if marked[:1] == "{" and word[:1] != "{" and (name := re.match(r"\{(\w+)", marked)):  # its braces stay
        begin, end, marked = begin + 1, begin + name.end(), name[1]
    if marked[:1] in "\"'" and marked[:1] == marked[-1:] and word[:1] not in "\"'":
        begin, end, marked = begin + 1, end - 1, marked[1:-1]
    inside = [re.search(rf"(?<!\w){re.escape(one)}(?!\w)", marked) for one in quoted if marked not in quoted]
    if part := next((one for one in inside if one), None):
        begin, end = begin + part.start(), begin + part.end()
    return _over(text, (begin, end), word)


def _write_part(text: str, problem: Problem, found: re.Match[str]) -> str:
    """``write `PART` ``: in the place of what is marked, a part of a guard."""
    begin = index(text, problem.place)
    return _over(text, (begin, begin + problem.place.width), found["word"])


def _over(text: str, span: tuple[int, int], word: str) -> str:
    """The word over the mark, and over as much around it as the word repeats: `a > 1`, where only `a` is marked."""
    begin, end = span
    if text[begin:end] in word:
        while end < len(text) and text[begin : end + 1] in word:
            end += 1
    return text[:begin] + word + text[end:]


def _write_whole(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """``write the whole as `GUARD` ``: in the place of the text that the mark is in; of the line, under a `|`."""
    value, word, at = innermost(text, problem.place), found["word"], index(text, problem.place)
    if not isinstance(value, yaml.ScalarNode):  # nothing stands there, or the file cannot be read
        begin, end = _line_span(text, problem.place)
        key = re.match(r"[\s-]*[\w-]+: +", text[begin:end])
        return text[: begin + key.end()] + word + text[end:] if key else None
    begin, end = int(value.start_mark.index), end_of(text, value)
    if value.style in ("|", ">"):
        begin, end = _line_span(text, problem.place)
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    elif value.style in ("'", '"') and word[0] != value.style:
        begin, end = begin + 1, end - 1
    assert begin <= at <= end
    return text[:begin] + word + text[end:]


def _instead(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`write "NEW" in place of "OLD"`: the old one that stands nearest to the place."""
    at = index(text, problem.place)
    there = [one.span() for one in re.finditer(re.escape(found["old"]), text)]
    if not there:
        return None
    begin, end = min(there, key=lambda span: (not span[0] <= at <= span[1], abs(span[0] - at)))
    return text[:begin] + found["word"] + text[end:]


# Keys


def _add(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`add KEY: VALUE`: to the map at the place."""
    inner = around(text, problem.place)
    at, value = index(text, problem.place), innermost(text, problem.place)
    if isinstance(value, yaml.MappingNode) and value.start_mark.index == at:
        return put_first(text, value, found["pair"])
    if not inner:
        return None
    own = inner[0].value
    return put_first(text, own if isinstance(own, yaml.MappingNode) else inner[0].map, found["pair"])


def _write_or_add(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`write KEY: VALUE`: in the place of the key there, or as one more."""
    inner, word = around(text, problem.place), found["pair"].partition(":")[0]
    known = [key for key, _ in inner[0].map.value if key.value == word]
    return _written(text, problem.place, found["pair"]) if known else _add(text, problem, found)


def _take_out(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`take out "KEY"`: with its value, and with what stands below it; or an item of a list, of this name."""
    place, key = problem.place, found["key"]
    items = [(one, item) for one, item in lists_with(text, place) if item.value == key]
    if items and items[-1][0].flow_style:
        around_it, item = items[-1]
        if len(around_it.value) > 1:
            return cut_between_commas(text, item.start_mark.index, end_of(text, item))
        return cut(text, next(pair for pair in pairs(text) if pair.value is around_it))  # no list is left
    pair = nearest(text, place, key)
    new = cut(text, pair) if pair else None
    if new is not None and (also := found.groupdict().get("also")):
        other = nearest(new, place, also)
        return cut(new, other) if other else None
    return new


def _take_this_out(text: str, problem: Problem, found: re.Match[str]) -> str | None:
    """`take KEY out`: the one at the place."""
    return cut(text, around(text, problem.place)[0])


# Keys that belong elsewhere


def _move_under(text: str, problem: Problem, found: re.Match[str]) -> str:
    stray = around(text, problem.place)[0]
    tables = [value for key, value in stray.map.value if key.value == found["table"]]
    (into,) = [table for table in tables if isinstance(table, yaml.MappingNode)]
    if into.start_mark.index < stray.span[0]:  # what stands further down is cut first
        return put(cut(text, stray), into, found["line"])
    return cut(put(text, into, found["line"]), stray)


def _move_up(text: str, problem: Problem, found: re.Match[str]) -> str:
    stray, outer = around(text, problem.place)[:2]
    without = cut(text, stray)
    return put(without, around(without, outer.after(problem.place))[0].map, found["line"])


def _move_to_form(text: str, problem: Problem, found: re.Match[str]) -> str:
    text = cut(text, around(text, problem.place)[0])
    word, line = found["word"], found["line"]
    top = next((pair for pair in pairs(text) if pair.key.value == word and not pair.key.start_mark.column), None)
    if top is None:
        return f"{text}{word}: {line}\n"
    return f"{text[: top.span[0]]}{word}: {line}{text[end_of(text, top.value) :]}"


def _move_to_rules(text: str, problem: Problem, found: re.Match[str]) -> str:
    text = cut(text, around(text, problem.place)[0])
    return text.replace("x-rules:\n", f"x-rules:\n  {found['line']}\n", 1)


def _move_to_field(text: str, problem: Problem, found: re.Match[str]) -> str:
    text = cut(text, around(text, problem.place)[0])
    return re.sub(rf"(?m)^( +){found['field']}:\n( +)", rf"\g<0>{found['line']}\n\2", text, count=1)


def _move_to_messages(text: str, problem: Problem, found: re.Match[str]) -> str:
    without = cut(text, around(text, problem.place)[0])
    lines = without.split("\n")
    below = int(found["number"])
    lines.insert(below, lines[below][: len(lines[below]) - len(lines[below].lstrip())] + found["line"])
    return "\n".join(lines)


def _effects(text: str, problem: Problem, found: re.Match[str]) -> str:
    """`write an effect for each: {…}, {…}`: in the place of the item of several."""
    one, item = [pair for pair in lists_with(text, problem.place) if isinstance(pair[1], yaml.MappingNode)][-1]
    written = found["line"]
    if not one.flow_style:
        parts = yaml.safe_load(f"[{written}]")
        dumped = (yaml.safe_dump(part, default_flow_style=True, allow_unicode=True, width=10000) for part in parts)
        written = ("\n" + " " * one.start_mark.column + "- ").join(part.strip() for part in dumped)
    return text[: item.start_mark.index] + written + text[end_of(text, item) :]


_TAKE_ONE = re.compile(r'(?:keep one of them: )?take out "(?P<key>[\w-]+)" or "(?P<other>[\w-]+)"$')
_TAKE_OUT = (
    r'(?:keep one of them: )?(?:take out|remove) ["`](?P<key>[\w-]+)[^"`]*["`](?: and `(?P<also>\w+)`)?'
    r"(?= or |, or |; or |: |$)"
)
_Action = Callable[[str, Problem, re.Match[str]], str | None]
_FORMS: list[tuple[str, _Action]] = [
    (rf"write: (?P<line>.+?)(?:; and take (?P<out>\S+) out.*)?{_END}", _write_line),
    (r"write in place of (?:all of it|lines \d+ to \d+): (?P<line>.*)$", _write_line),
    (r"write an effect for each: (?P<line>.*)$", _effects),
    (r'write it under "(?P<table>[\w-]+)"(?: \(line \d+\))?: (?P<line>.*)$', _move_under),
    (r"take it out here, and write it in the \w+: (?P<line>.*)$", _move_up),
    (r"take [\w-]+ out, and write in the form: (?P<word>\w+): (?P<line>.*)$", _move_to_form),
    (r"take [\w-]+ out, and write in the form, under x-rules: (?P<line>- .*)$", _move_to_rules),
    (r"take [\w-]+ out, and write in (?P<field>\w+): (?P<line>x-messages: .*)$", _move_to_field),
    (
        r"take [\w-]+ out, and write in \w+, under x-messages \(line (?P<number>\d+)\): (?P<line>.*)$",
        _move_to_messages,
    ),
    (r"take [\w-]+ out(?=$|:)", _take_this_out),
    (rf'write "(?P<word>(?:[^"\\]|\\.)+)" in place of "(?P<old>[^"]+)"{_END}', _instead),
    (rf'write "(?P<word>(?:[^"\\]|\\.)+)"{_END}', _write_word),
    (rf"write the whole as `(?P<word>[^`]+)`{_END}", _write_whole),
    (rf"write (?P<tick>`?)(?P<pair>[\w-]+: {_VALUE})(?P=tick)(?!, or [\w-]+: ){_END}", _write_or_add),
    (rf"write `(?P<word>[^`]+)`{_END}", _write_part),
    (rf"write (?P<word>\{{[^}}]+\}}|(?:page|entry|view|document|flow):\w+){_END}", _write_word),
    (rf"add `?(?P<pair>[\w-]+: .+?)`?{_END}", _add),
    (_TAKE_OUT, _take_out),
    (r'begin it in column \d+[^"]*: "(?P<line>.+)"$', _whole_line),
    (r'write spaces for the tab: "(?P<line>.+)"$', _whole_line),
    (r"remove the line", _remove_line),
]
