"""Signs of a text that were meant as Markdown or as a placeholder, and are printed as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.language.texts import markdown
from engine.language.texts.text import Text
from engine.problems import Place


class Slip(NamedTuple):
    """Some signs of a text. `fixed`: what to write in their place; `fix`: where that alone does not say it."""

    place: Place
    what: str
    cause: str
    fixed: str
    fix: str = ""


class _Found(NamedTuple):
    begin: int
    end: int
    what: str
    cause: str
    fixed: str
    fix: str = ""


_INSIDE = "|".join(markdown.KINDS)
_TARGET = rf"(?:{_INSIDE}):[a-z][a-z0-9_]*|https?://[^\s()<>\[\]]+|mailto:[^\s()<>\[\]]+|tel:\+?[0-9]+"
_WORDS = r"[^\[\]\n]+"
_BLANK = "[ \t\u00a0\u202f]"
_AS_LINK = "a link is written [words](target): words in brackets, right behind them the target in parentheses"
_APART = "a blank between the words of a link and its target"
_LINKS = (
    (rf"\[(?P<words>{_WORDS})\]{_BLANK}+\((?P<target>{_TARGET})\)", _APART),
    (rf"(?<!\])\((?P<target>{_TARGET})\){_BLANK}?\[(?P<words>{_WORDS})\](?!\()", "a link with its target first"),
    (rf"\((?P<words>[^()\n]+)\)\[(?P<target>{_TARGET})\]", "a link with its brackets and parentheses exchanged"),
    (rf"\[(?P<words>{_WORDS})\]{_BLANK}?\[(?P<target>{_TARGET})\]", "a link with its target in brackets"),
    (rf"\[(?P<words>{_WORDS})\]{_BLANK}?\{{(?P<target>{_TARGET})\}}", "a link with its target in braces"),
    (rf"\[(?P<words>{_WORDS})\]:?{_BLANK}*<(?P<target>{_TARGET})>", "a link with its target between < and >"),
    (rf"\[(?P<words>{_WORDS})\]\((?P<target>{_TARGET})(?![\w)])(?!\s*[\"'(])", "a link that is not closed"),
    (
        rf"\[(?P<words>{_WORDS})\]\({_BLANK}*(?P<kind>{_INSIDE}){_BLANK}*:{_BLANK}*(?P<name>[a-z][a-z0-9_]*){_BLANK}*\)",
        "a blank in the target of a link",
    ),
    (rf"\[(?P<words>[^\[\]()\n]+?){_BLANK}?\((?P<target>{_TARGET})\)", "a link whose words are not closed"),
)
_SLIPPED = tuple((re.compile(pattern), what) for pattern, what in _LINKS)
_LINK = re.compile(rf"\[{_WORDS}\]\([^()\n]*\)")
_HALF = re.compile(rf"\]\((?:{_TARGET})\)")
_TAGS = "a|b|i|u|s|p|br|hr|em|strong|small|big|sub|sup|ul|ol|li|dl|dt|dd|div|span|h[1-6]|img|table|tr|td|th|font|center"
_TAG = re.compile(rf"</?(?:{_TAGS}|script|style|blockquote|code|pre|tbody|thead|button)(?:\s[^<>\n]*)?/?>", re.I)
_INNER = r"(?P<words>[^<>\n]+)"
_HREF = r"<a\s[^<>\n]*?href=[\"']?(?P<target>[^\"'<>\s]+)[\"']?[^<>\n]*>"
_SIGNS = re.compile(r"[\[(<*~#|–—−•·▪●◦‣∙■□○➢►✓✔\n]")  # every slip has one of them
_PLAIN = r"<(?P<tag>u|span|small|big|font|center|p|div|s)(?:\s[^<>\n]*)?>"
_PAIRS = (
    (re.compile(rf"{_HREF}{_INNER}</a>", re.I), "[{words}]({target})"),
    (re.compile(rf"<(?P<tag>b|strong)>{_INNER}</(?P=tag)>", re.I), "**{words}**"),
    (re.compile(rf"<(?P<tag>i|em)>{_INNER}</(?P=tag)>", re.I), "*{words}*"),
    (re.compile(rf"{_PLAIN}{_INNER}</(?P=tag)>", re.I), "{words}"),
)
_BETWEEN = re.compile(rf"<(?P<target>{_TARGET})>")
_ADDRESS = re.compile(r"<(?P<target>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_COMMENT = re.compile(r"<!--.*?-->")
_NO_HTML = "HTML is no part of a text: its signs are printed as they are typed"
_STARS = re.compile(r"(?<![*\w])\*\*(?![*])|(?<!\*)\*\*(?![*\w])")
_OPENS = re.compile(r"\*\*[\w«\"“'{\[(]")
_LOOSE = re.compile(
    r"(?<!\*)\*\*[ \u00a0]+(?P<words>[^*\n]*[^*\s])[ \u00a0]*\*\*(?!\*)"
    r"|(?<!\*)\*\*(?P<more>[^*\s][^*\n]*?)[ \u00a0]+\*\*(?!\*)"
)
_STRUCK = re.compile(r"~~(?P<words>[^~\s](?:[^~\n]*[^~\s])?)~~")
_GLUED_HEADING = re.compile(r"^(?P<hashes> {0,3}#{1,6})(?P<words>[^\W\d_].*)$", re.M)
_TABLE = re.compile(r"^ *\|?(?: *:?-{2,}:? *\|)+ *(?::?-{2,}:?)? *\|? *$", re.M)
_BULLET = re.compile(r"^(?P<margin> *)(?P<mark>[•·▪●◦‣∙■□○➢►✓✔])\s*(?=\S)", re.M)
_DASH = re.compile(r"^(?P<margin> *)(?P<mark>[–—−])\s*(?=\S)", re.M)
_GLUED_ITEM = re.compile(r"^(?P<margin> *)(?P<mark>[-*])(?=[^\W\d_]|\*\*\w|\[\w)(?!\*\w[^*\n]*\*(?!\*))", re.M)
_GLUED_NUMBER = re.compile(r"^(?P<margin> *)(?P<mark>\d{1,2}[.)])(?=[^\W\d_])", re.M)


def slips(text: Text) -> Iterator[Slip]:
    """What is printed as it is typed, in the order written; of signs that belong to two, the first alone."""
    if not _SIGNS.search(text.source):
        return
    masked = _masked(text.source)
    reached = 0
    for found in sorted(_all(text, masked), key=lambda one: one.begin):
        if found.begin >= reached:
            reached = found.end
            place = text.place_at(found.begin, found.end - found.begin)
            yield Slip(place, found.what, found.cause, found.fixed, found.fix)


def doubled(text: Text) -> Iterator[tuple[str, Place]]:
    """Each name between doubled braces, outside code: `{{email}}`."""
    if "{{" not in text.source:
        return
    for found in re.finditer(r"(?<!\{)\{\{ *([A-Za-z]\w*(?:\.\w+)?) *\}\}(?!\})", _masked(text.source)):
        yield found[1], text.place_at(found.start(), len(found[0]))


def bare_targets(text: Text) -> Iterator[tuple[str, str, Place]]:
    """Each `page:name` outside a link and outside code: its kind, the name and where it stands."""
    if ":" not in text.source:
        return
    masked = _LINK.sub(lambda link: " " * len(link[0]), _masked(text.source))
    for found in re.finditer(rf"(?<![\w(/:\[<{{'\"=])({_INSIDE}):([a-z][a-z0-9_]*)(?![\w:/)\]])", masked):
        yield found[1], found[2], text.place_at(found.start(), len(found[0]))


def _all(text: Text, masked: str) -> Iterator[_Found]:
    yield from _of_links(text.source, masked)
    yield from _of_html(masked)
    yield from _of_stars(text, masked)
    for found in _STRUCK.finditer(masked):
        yield _whole(found, "words struck out by ~~", "a text has no such sign: it is printed as typed", found["words"])
    if "\n" in text.source.strip():
        yield from _of_lines(masked)


def _of_links(source: str, masked: str) -> Iterator[_Found]:
    if "[" not in masked and "](" not in masked:
        return
    taken = [found.span() for found in _LINK.finditer(masked) if markdown.kind_of(found[0].rpartition("(")[2][:-1])]
    for pattern, what in _SLIPPED:
        for found in pattern.finditer(masked):
            if any(begin < found.end() and found.start() < end for begin, end in taken):
                continue
            named = found.groupdict()
            target = named.get("target") or f"{named['kind']}:{named['name']}"
            words = source[found.start("words") : found.end("words")].strip()
            taken.append(found.span())
            yield _whole(found, what, _AS_LINK, f"[{words}]({target})")
    for found in _HALF.finditer(masked):
        if not any(begin < found.end() and found.start() < end for begin, end in taken):
            fix = 'write "[" where the words of the link begin'
            yield _whole(found, "a link whose words are not opened", _AS_LINK, "", fix)


def _of_html(masked: str) -> Iterator[_Found]:
    if "<" not in masked:
        return
    for pattern, shape in _PAIRS:
        for found in pattern.finditer(masked):
            fix = ""
            if shape.startswith("[") and not markdown.kind_of(found["target"]):
                fix = f"write [{found['words']}](page:NAME), with the name of a page"
            fixed = shape.format(**found.groupdict())
            yield _whole(found, f"HTML in a text: {found[0][:40]}", _NO_HTML, fixed, fix)
    for found in _BETWEEN.finditer(masked):
        target = found["target"]
        words = target.removeprefix("mailto:")
        yield _whole(found, "an address between < and >", _AS_LINK, f"[{words}]({target})")
    for found in _ADDRESS.finditer(masked):
        target = found["target"]
        yield _whole(found, "an address between < and >", _AS_LINK, f"[{target}](mailto:{target})")
    for found in _COMMENT.finditer(masked):
        yield _whole(found, "an HTML comment in a text", _NO_HTML, "", f'take out "{found[0]}"')
    for found in _TAG.finditer(masked):
        breaks = re.fullmatch(r"<br\s*/?>", found[0], re.I)
        fix = f'take out "{found[0]}"'
        if breaks:
            fix += "; for a new line, end the line with a backslash; for a new paragraph, leave a line blank"
        yield _whole(found, f"HTML in a text: {found[0][:40]}", _NO_HTML, "", fix)


def _of_stars(text: Text, masked: str) -> Iterator[_Found]:
    """`**` that became nothing: the parser left it in the words."""
    if "**" not in masked:
        return
    runs = [run.tokens for run in markdown.runs(text.parsed.blocks)] if "\n" in text.source else [text.parsed.words]
    if not any(token.type == "text" and "**" in token.content for tokens in runs for token in tokens):
        return
    cause = "bold words have ** before and behind them, with no blank between: alone, the stars are printed"
    for found in _LOOSE.finditer(masked):
        words = found["words"] or found["more"]
        if masked.count("**", masked.rfind("\n\n", 0, found.start()) + 1, found.start()) % 2 == 0:
            yield _whole(found, "a blank inside the ** of bold words", cause, f"**{words}**")
    begin = 0
    for paragraph in re.split(r"(\n[ ]*\n)", masked):
        stars = [star.start() for star in _STARS.finditer(paragraph)]
        beside = [at for at in stars if _OPENS.match(paragraph, at) or paragraph[at - 1 : at].isalpha()]
        if len(stars) % 2 and beside:
            at = begin + beside[-1]
            fix = 'write "**" behind the last bold word, or take this one out'
            yield _Found(at, at + 2, "a ** that is not closed", cause, "", fix)
        begin += len(paragraph)


def _of_lines(masked: str) -> Iterator[_Found]:
    """Signs at the beginning of a line that were meant as the mark of an item, or as a heading."""
    for found in _GLUED_HEADING.finditer(masked):
        fixed = f"{found['hashes']} {found['words']}"
        yield _whole(
            found, "a heading with no space behind its #", "a heading is # or ##, a space and the words", fixed
        )
    for found in _TABLE.finditer(masked):
        if "|" in found[0]:
            fix = "write a list instead, one item a line: `- words`"
            yield _whole(found, "a table in a text", "a text has no tables: all of it is printed as typed", "", fix)
    cause = "the items of a list begin with a dash and a space, or with 1. and a space; else their lines run together"
    for pattern, least in ((_BULLET, 1), (_DASH, 2), (_GLUED_ITEM, 2), (_GLUED_NUMBER, 2)):
        marks = list(pattern.finditer(masked))
        for found in marks[:1] if len(marks) >= least else ():
            glued = pattern in (_GLUED_ITEM, _GLUED_NUMBER)
            fixed = f"{found['mark']} " if glued else "- "
            mark = f'"{found["mark"]}"'
            what = f"no space behind the {mark} of an item" if glued else f"a {mark} in place of a list's dash"
            more = f" at the beginning of each of its {len(marks)} items, not {mark}" if len(marks) > 1 else ""
            yield _Found(found.start("mark"), found.end(), what, cause, "", f'write "{fixed}"{more}')


def _whole(found: re.Match[str], what: str, cause: str, fixed: str, fix: str = "") -> _Found:
    return _Found(found.start(), found.end(), what, cause, fixed, fix)


def _masked(source: str) -> str:
    """The text with its code and its escaped signs blotted out; every character keeps its place."""

    def blot(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "\0", found[0])

    if not any(sign in source for sign in "`~\\"):
        return source
    source = re.sub(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)", blot, source, flags=re.M | re.S)
    source = re.sub(r"(?<!`)(`+)(?!`)(?:(?!\n\n).)*?(?<!`)\1(?!`)", blot, source, flags=re.S)
    return re.sub(r"\\[!-/:-@\[-`{-~]", blot, source)
