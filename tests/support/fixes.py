"""Does what a problem's fix says, as a person would who follows it to the letter; None where it leaves a decision."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from engine.problems import Place, Problem

# A name, a word or a line: what follows it is an alternative, or where the thing is declared.
_END = r"(?=$|; or |, or |; else | \((?:\S+, )?line \d+\)| if it is a text|; for )"
_ASKED = "…"  # what the person must still think of


def choices(problem: Problem) -> int:
    """How many ways of typing the fix there are: `take out "a" or "b"` leaves a choice of two."""
    return 2 if _TAKE_ONE.match(problem.fix) else 1


def apply_fix(problem: Problem, root: Path, choice: int = 0) -> bool:
    """Whether the fix (the first of its alternatives) says what to type; then it is typed, in the file at fault."""
    path = root / problem.place.file
    if choice and (both := _TAKE_ONE.match(problem.fix)):
        problem = problem._replace(fix=f'take out "{both["other"]}"')
    for pattern, action in _ACTIONS:
        found = pattern.match(problem.fix)
        if not found:
            continue
        if _ASKED in found[0]:
            return False
        text = path.read_bytes().decode("utf-8")
        lines = text.split("\n")
        if not action(lines, problem, found):
            return False
        path.write_text("\n".join(lines), encoding="utf-8", newline="")
        return True
    return False


def _write_line(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """`write: YAML`: in the place of the line, of the one key of the line that it writes again, or of the value."""
    at = problem.place.line - 1
    line, written = lines[at], found["line"]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    old = line.strip()
    if not _key_of(written) and not written.startswith("- ") and _key_of(old):
        begin, end = _value_at(line, problem.place)
        lines[at] = line[:begin] + written + line[end:]
        return True
    begins = _key_of(old) == _key_of(written)
    marked = re.match(r"[\w.-]+(?=\s*:)", line[problem.place.column - 1 :])
    pair = None if begins else _pair(line, problem.place, _key_of(written))
    if not begins and not pair and marked:
        pair = _pair(line, problem.place, marked[0])
    if pair:
        lines[at] = line[: pair[0]] + written + line[pair[1] :]
    else:
        lines[at] = indent + written
    return True


def _key_of(line: str) -> str:
    found = re.match(r"(?:- )*[{\[]?\s*[\"']?([\w.@-]+)[\"']?\s*[:=]", line)
    return found[1] if found else ""


def _pair(line: str, place: Place, key: str) -> tuple[int, int] | None:
    """Where `key: value` stands in a line in braces, nearest to the place."""
    keys = [m.start() for m in re.finditer(rf"(?<![\w-]){re.escape(key)}\s*:", line)]
    if not keys:
        return None
    begin = min(keys, key=lambda at: abs(at + 1 - place.column))
    return begin, _value_end(line, begin)


def _value_at(line: str, place: Place) -> tuple[int, int]:
    """What is marked, with the quotes around it."""
    begin, end = place.column - 1, place.column - 1 + place.width
    quoted = begin and line[begin - 1] in "\"'" and line[begin - 1] == line[end : end + 1]
    return (begin - 1, end + 1) if quoted else (begin, end)


def _value_end(line: str, begin: int) -> int:
    """Where the value that begins after here ends: at a comma or a bracket that is not its own, or with the line."""
    depth, quote = 0, ""
    for at in range(begin, len(line)):
        sign = line[at]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and line[at - 1] in " {[,(":
            quote = sign
        elif sign in "{[":
            depth += 1
        elif sign in "}]" and depth:
            depth -= 1
        elif (sign in "}]" and not depth) or (sign == "," and not depth):
            return at
    return len(line)


def _write_word(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """`write "WORD"`: in the place of the marked word, or of the one that the message quotes within what is marked."""
    at, begin = problem.place.line - 1, problem.place.column - 1
    line, end = lines[at], problem.place.column - 1 + problem.place.width
    quoted = re.findall(r'"(.+?)"', problem.message)
    marked, word = line[begin:end], found["word"]
    if marked[:1] == "{" and word[:1] != "{" and (name := re.match(r"\{(\w+)", marked)):  # its braces stay
        begin, end, marked = begin + 1, begin + name.end(), name[1]
    if marked[:1] in "\"'" and marked[:1] == marked[-1:] and word[:1] not in "\"'":
        begin, end, marked = begin + 1, end - 1, marked[1:-1]
    wrong = next((one for one in quoted if one == marked), "")
    if not wrong:
        inside = [one for one in quoted if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", marked)]
        if inside:
            word_at = re.search(rf"(?<!\w){re.escape(inside[0])}(?!\w)", marked)
            assert word_at
            begin, end = begin + word_at.start(), begin + word_at.end()
    begin, end = _repeated(line, begin, end, word)
    lines[at] = line[:begin] + word + line[end:]
    return True


def _write_part(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """``write `PART` ``: in the place of what is marked, a part of a guard."""
    at, begin = problem.place.line - 1, problem.place.column - 1
    begin, end = _repeated(lines[at], begin, begin + problem.place.width, found["word"])
    lines[at] = lines[at][:begin] + found["word"] + lines[at][end:]
    return True


def _write_whole(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """``write the whole as `GUARD` ``: in the place of the value that the mark is in."""
    line, at = lines[problem.place.line - 1], problem.place.line - 1
    keys = [one.end() for one in re.finditer(r"[\w-]+: +", line[: problem.place.column])]
    if not keys:
        return False
    lines[at] = line[: keys[-1]] + found["word"] + line[_value_end(line, keys[-1]) :]
    return True


def _repeated(line: str, begin: int, end: int, word: str) -> tuple[int, int]:
    """As much of the line around the mark as what is to be written repeats: `a > 1`, where only `a` is marked."""
    if line[begin:end] not in word:
        return begin, end
    while end < len(line) and line[begin : end + 1] in word:
        end += 1
    while begin and line[begin - 1 : end] in word:
        begin -= 1
    return begin + len(line[begin:end]) - len(line[begin:end].lstrip()), end


def _whole_line(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """A line that is quoted with its indentation."""
    lines[problem.place.line - 1] = found["line"]
    return True


def _remove_line(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    del lines[problem.place.line - 1]
    return True


def _take_out(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """`take out "KEY"`: with its value, and with what stands below it."""
    at, key = problem.place.line - 1, found["key"].partition(":")[0]
    if also := found.groupdict().get("also"):
        two = problem._replace(fix=f'take out "{also}"')
        return _take_out(lines, problem, _KEY_OUT.match(f'take out "{key}"')) and _take_out(
            lines, two, _KEY_OUT.match(two.fix)
        )
    line = lines[at]
    begin, end = problem.place.column - 1, problem.place.column - 1 + problem.place.width
    if line[begin:end] == key and not line[end:].lstrip().startswith(":") and "[" in line[:begin]:  # of a list
        if line[:begin].rstrip()[-1:] == "," or line[end:].lstrip()[:1] == ",":
            before = re.sub(r",\s*$", "", line[:begin])
            lines[at] = before + (line[end:] if before != line[:begin] else line[end:].lstrip(", "))
            return True
        key = re.split(r"[{,]", line[: line.rindex("[", 0, begin)])[-1].strip(" :")  # its only one: no list is left
    pair = _pair(line, problem.place, key)
    if not pair:
        near = [n for n in range(len(lines)) if re.match(rf"\s*(?:- )?{re.escape(key)}\s*:", lines[n])]
        if not near:
            return False
        at = min(near, key=lambda n: abs(n - at))
        line, pair = lines[at], _pair(lines[at], problem.place, key)
        assert pair
    if line[: pair[0]].strip() in ("", "-"):  # a line of its own
        column = pair[0]
        below = at + 1
        while below < len(lines) and (not lines[below].strip() or _indent(lines[below]) > column):
            below += 1
        while below > at + 1 and not lines[below - 1].strip():
            below -= 1
        kept = [line[:column] + lines[below][column:]] if line[:column].strip() == "-" else []
        lines[at : below + len(kept)] = kept
        return True
    before, after = line[: pair[0]], line[pair[1] :]
    if after.startswith(","):
        after = after[1:].lstrip(" ")
    else:
        before = re.sub(r",\s*$", "", before)
    lines[at] = before + after
    return True


def _open_brace(line: str, begin: int) -> int | None:
    """Where the brace opens that the place is in."""
    depth = 0
    for at in range(begin - 1, -1, -1):
        if line[at] in "}]":
            depth += 1
        elif line[at] in "{[":
            if not depth:
                return at if line[at] == "{" else None
            depth -= 1
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _add(lines: list[str], problem: Problem, found: re.Match[str]) -> bool:
    """`add KEY: VALUE`: to the map at the place, in its braces or as its first line."""
    at, line, written = problem.place.line - 1, lines[problem.place.line - 1], found["pair"]
    begin = problem.place.column - 1
    after = line[begin:]
    if brace := re.match(r"(?:- )?(?:[\w@.-]+:\s+)?\{", after):
        end = _value_end(line, begin + brace.end() - 1) - 1
        if line[begin:end].rstrip().endswith("{"):
            lines[at] = line[:end] + written + line[end:]
        else:
            lines[at] = f"{line[:end]}, {written}{line[end:]}"
        return True
    if (around := _open_brace(line, begin)) is not None:
        end = _value_end(line, around) - 1
        lines[at] = f"{line[:end]}, {written}{line[end:]}"
        return True
    if re.match(r"[\w@.-]+:\s*(#.*)?$", after):  # a key with a map below it
        inside = next(one for one in lines[at + 1 :] if one.strip())
        lines.insert(at + 1, " " * _indent(inside) + written)
        return True
    begin_of_item = re.match(r"\s*- ", line)
    if begin_of_item and begin >= begin_of_item.end() - 2:
        lines.insert(at + 1, " " * begin_of_item.end() + written)
        return True
    lines.insert(at, line[:begin] + written) if not line[:begin].strip() else lines.insert(at + 1, written)
    return True


_TAKE_ONE = re.compile(r'(?:keep one of them: )?take out "(?P<key>[\w-]+)" or "(?P<other>[\w-]+)"$')
_KEY_OUT = re.compile(
    r'(?:keep one of them: )?(?:take out|remove) ["`](?P<key>[\w-]+)[^"`]*["`](?: and `(?P<also>\w+)`)?'
    r"(?= or |, or |; or |: |$)"
)
_Action = Callable[[list[str], Problem, re.Match[str]], bool]
_ACTIONS: list[tuple[re.Pattern[str], _Action]] = [
    (re.compile(rf"write: (?P<line>.+?){_END}"), _write_line),
    (re.compile(rf'write "(?P<word>(?:[^"\\]|\\.)+)"{_END}'), _write_word),
    (re.compile(rf"write `(?P<word>[^`]+)`{_END}"), _write_part),
    (re.compile(rf"write the whole as `(?P<word>[^`]+)`{_END}"), _write_whole),
    (re.compile(rf"write (?P<word>\{{[^}}]+\}}|(?:page|entry|view|document|flow):\w+){_END}"), _write_word),
    (re.compile(rf"add `?(?P<pair>[\w-]+: .+?)`?{_END}"), _add),
    (_KEY_OUT, _take_out),
    (re.compile(r'begin it in column \d+[^"]*: "(?P<line>.+)"$'), _whole_line),
    (re.compile(r'write spaces for the tab: "(?P<line>.+)"$'), _whole_line),
    (re.compile(r"remove the line"), _remove_line),
]
