"""Markdown -> tokens whose placeholders are atoms, and tokens -> HTML or plain text. Only it has markdown-it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.backticks import backtick
from markdown_it.rules_inline.image import image
from markdown_it.rules_inline.link import link
from markdown_it.token import Token
from markupsafe import Markup, escape

from engine.language import signs
from engine.language.texts.spaces import NO_BREAK, held, kept_together


class Target(NamedTuple):
    """Where a link leads, and what a page says of it."""

    address: str  # "": nowhere, its words stand alone
    new_tab: bool = False
    within: Markup = Markup()  # HTML after its words, inside the link: a format and a weight
    after: Markup = Markup()  # HTML after the paragraph that the link stands in


# (kind, target) -> address, and whether it opens in a new tab; or more
Href = Callable[[str, str], tuple[str, bool] | Target]
Rule = Callable[[StateInline, bool], bool]

KINDS = ("page", "view", "entry", "document", "flow")
SCHEMES = ("http", "https", "mailto", "tel")

NAME = re.compile(r"([a-z][A-Za-z0-9_]*)(?:\.([A-Za-z][A-Za-z0-9]*))?")
# A figure with the word that it counts, in the form for one and the form for several.
COUNTED = re.compile(r"(tries_left) +([^\s{}|][^{}|\n]*?) *\| *([^\s{}|][^{}|\n]*?) *")
SEVERAL = " (several)"  # behind the name of such a figure: a value of this name says that it takes the second form
LONGEST_ALONE = 60  # characters that are read at a glance: what is longer is read as words
_BRACE = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
# One paragraph of one text: a letter first, and none of the signs that Markdown or a placeholder is made with.
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[,;:.?!'’«»()…–/%€-]|[ \u00a0\u202f](?=\S))*")
_BREAKS = re.compile(r"[\t\n\v\f\r \x85\u2028\u2029]+")  # not the no-break spaces: French needs them


class Run(NamedTuple):
    """An inline's tokens, with where its text begins: the source lines it is made of."""

    text: str
    first_line: int  # of the source, from 0
    tokens: Sequence[Token]


def is_plain(source: str) -> bool:
    """Whether the text is one paragraph of words alone: no sign of Markdown, no placeholder."""
    return _PLAIN.fullmatch(source) is not None


def blocks(source: str) -> list[Token]:
    """The whole text: paragraphs, lists, headings."""
    if not is_plain(source):
        return _PARSER.parse(source)
    # Most texts are a label, a title, an option: the parser says the same, and takes ten times as long.
    words = Token("inline", "", 0, map=[0, 1], level=1, content=source, block=True, children=_one_text(source))
    return [
        Token("paragraph_open", "p", 1, map=[0, 1], block=True),
        words,
        Token("paragraph_close", "p", -1, block=True),
    ]


def line(source: str) -> list[Token]:
    """The text as one run of words: `# x`, `- x` and `1. x` are those characters."""
    if not is_plain(source):
        return _PARSER.parseInline(source)
    return [Token("inline", "", 0, map=[0, 1], content=source, children=_one_text(source))]


def _one_text(source: str) -> list[Token]:
    return [Token("text", "", 0, content=kept_together(source))]


def literal(words: str) -> list[Token]:
    """One run that means its own characters."""
    return [Token("inline", "", 0, content=words, map=[0, 1], children=[Token("text", "", 0, content=words)])]


def runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Every inline of the text, and every block of code as one."""
    for token in tokens:
        first = token.map[0] if token.map else 0
        if token.type == "inline":
            yield Run(token.content, first, token.children or ())
        elif token.type == "fence":
            yield Run(token.content, first + 1, (token,))


def split(text: str) -> Iterator[tuple[int, str, str | None]]:
    """
    The pieces of a text that holds placeholders: (offset, characters, what).

    what: None for words (braces already undone), "name" for what stands in braces, "brace" for a brace alone.
    """
    at = 0
    for found in _BRACE.finditer(text):
        if found.start() > at:
            yield at, text[at : found.start()], None
        characters = found.group()
        if characters in ("{{", "}}"):
            yield found.start(), characters[0], None
        elif found.group(1) is not None:
            yield found.start(), found.group(1), "name"
        else:
            yield found.start(), characters, "brace"
        at = found.end()
    if at < len(text):
        yield at, text[at:], None


def kind_of(href: str) -> tuple[str, str] | None:
    """(kind, target) of a link's target; None where it leads nowhere a text may lead."""
    scheme, colon, rest = href.partition(":")
    if not colon or not rest or re.search(r"[\x00-\x20\x7f{}<>\"\\]", href):
        return None
    if scheme in KINDS:
        return (scheme, rest) if re.fullmatch("[a-z][a-z0-9_]*", rest) else None
    if scheme.lower() not in SCHEMES or (scheme.lower() in ("http", "https") and not re.match(r"//[^/?#]", rest)):
        return None
    return ("url", href)


# Rendering


def html(tokens: Sequence[Token], values: Mapping[str, str], href: Href, level: int) -> Markup:
    """
    Block HTML. The text's highest heading is a <h{level}>.

    A paragraph of one short value is <p class="alone">, one of a link to a document <p class="action">.
    """
    highest = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=1)
    out: list[str] = []
    for at, token in enumerate(tokens):
        if token.type == "inline":
            out.append(inline(token.children or (), values, href))
        elif token.type == "fence":
            out.append(f"<pre><code>{_code(token.content, values)}</code></pre>\n")
        elif token.type == "hr":
            out.append("<hr>\n")
        elif token.hidden:
            continue
        elif token.nesting:
            tag = (
                token.tag if not token.type.startswith("heading") else f"h{min(6, int(token.tag[1]) - highest + level)}"
            )
            out.append(_tag(token, tag, _class_of(tokens[at + 1], values) if token.type == "paragraph_open" else ""))
    return Markup("".join(out).strip())


def inline(tokens: Sequence[Token], values: Mapping[str, str], href: Href) -> Markup:
    """HTML of one run of words."""
    out: list[str] = []
    open_links: list[Target] = []
    after: dict[Markup, None] = {}  # each once
    for token in tokens:
        if token.type == "text":
            out.append(escape(token.content))
        elif token.type == "placeholder":
            out.append(_value(_named(values, token.content)))
        elif token.type == "softbreak":
            out.append("\n")
        elif token.type == "hardbreak":
            out.append("<br>\n")
        elif token.type == "code_inline":
            out.append(f"<code>{_code(token.content, values)}</code>")
        elif token.type == "link_open":
            open_links.append(_target(token, href))
            out.append(_anchor(open_links[-1]))
        elif token.type == "link_close":
            ended = open_links.pop()
            if ended.address:
                out.append(f"{ended.within}</a>")
                after[ended.after] = None
        elif token.tag in ("em", "strong"):
            out.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
    return Markup("".join([*out, *after]))


def plain(tokens: Sequence[Token], values: Mapping[str, str], href: Href) -> str:
    """Lines of plain text: blocks parted by an empty line, list items by their mark."""
    lines: list[str] = []
    margins: list[str] = []  # what each open list item or quote puts before its lines
    counters: list[int | None] = []  # of each open list: the next number, or None
    mark = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            counters.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counters.pop()
            lines += [] if counters else [""]
        elif token.type == "list_item_open":
            number = counters[-1]
            mark = "- " if number is None else f"{number}. "
            counters[-1] = None if number is None else number + 1
            margins.append(" " * len(mark))
        elif token.type == "blockquote_open":
            margins.append("> ")
        elif token.type in ("list_item_close", "blockquote_close"):
            margin = margins.pop()
            mark = ""
            if margin == "> " and lines[-1:] == ["".join([*margins, ">"])]:
                lines[-1] = "".join(margins).rstrip()
        elif token.type in ("inline", "fence", "hr"):
            block = _block(token, values, href)
            for number, text in enumerate(block.split("\n")):
                margin = "".join(margins)
                lines.append(margin[: len(margin) - len(mark)] + mark + text if number == 0 else margin + text)
                mark = ""
        if token.type in ("paragraph_close", "heading_close", "hr") and not token.hidden:
            lines.append("".join(margins).rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" ") for line in lines)).strip("\n")


def one_line(tokens: Sequence[Token], values: Mapping[str, str], href: Href) -> str:
    """Plain words on one line, whatever the values hold: a subject, a title."""
    return _BREAKS.sub(" ", _words(tokens, values, href)).strip()


def _named(values: Mapping[str, str], name: str) -> str:
    """What stands for a placeholder: a value; or one with its word, in the form that the value's language counts by."""
    counted = COUNTED.fullmatch(name)
    if counted is None:
        return values.get(name, "")
    value = values.get(counted[1], "")
    several = bool(values.get(f"{counted[1]}{SEVERAL}"))
    return f"{value}{NO_BREAK}{counted[3 if several else 2]}" if value else ""


def alone(token: Token) -> bool:
    """Whether this inline holds nothing but one placeholder (emphasis aside)."""
    held = [t.type for t in token.children or () if t.tag not in ("em", "strong") and (t.type != "text" or t.content)]
    return held == ["placeholder"]


def document_alone(token: Token) -> bool:
    """Whether this inline holds nothing but one link to a document (emphasis aside)."""
    seen = [
        t for t in token.children or () if t.tag not in ("em", "strong") and (t.type != "text" or t.content.strip())
    ]
    links = [t for t in seen if t.type == "link_open"]
    if len(links) != 1 or seen[:1] != links or seen[-1].type != "link_close":
        return False
    return (kind_of(str(links[0].attrGet("href"))) or ("", ""))[0] == "document"


def _class_of(token: Token, values: Mapping[str, str]) -> str:
    if alone(token):
        shown = "".join(_named(values, held.content) for held in token.children or () if held.type == "placeholder")
        return "alone" if len(shown) <= LONGEST_ALONE and "\n" not in shown else ""
    return "action" if document_alone(token) else ""


def _block(token: Token, values: Mapping[str, str], href: Href) -> str:
    if token.type == "hr":
        return "-" * 20
    if token.type == "fence":
        return _filled(token.content, values).rstrip("\n") + "\n"
    return _words(token.children or (), values, href)


def _words(tokens: Iterable[Token], values: Mapping[str, str], href: Href) -> str:
    out: list[str] = []
    links: list[tuple[str, int]] = []  # address, where its words begin
    for token in tokens:
        if token.type == "text":
            out.append(token.content)
        elif token.type == "placeholder":
            out.append(signs.isolated(_named(values, token.content)))
        elif token.type in ("softbreak", "hardbreak"):
            out.append(" " if token.type == "softbreak" else "\n")
        elif token.type == "code_inline":
            out.append(_filled(token.content, values))
        elif token.type == "link_open":
            links.append((_target(token, href).address, len(out)))
        elif token.type == "link_close":
            address, begin = links.pop()
            words = "".join(out[begin:])
            if address and re.sub("^[a-z]+:(//)?", "", address).rstrip("/") not in (words, re.sub(r"\s", "", words)):
                out.append(f" <{address}>" if words != address else "")
    return "".join(out)


def _filled(code: str, values: Mapping[str, str]) -> str:
    return "".join(signs.isolated(_named(values, text)) if what == "name" else text for _, text, what in split(code))


def _code(code: str, values: Mapping[str, str]) -> Markup:
    return escape(_filled(code, values).rstrip("\n"))


def _value(value: str) -> Markup:
    """A value, escaped; the lines of a longer answer stay lines, and its direction moves nothing around it."""
    lines = Markup("<br>\n").join(re.split(r"\r\n|\r|\n", value))
    return Markup("<bdi>{}</bdi>").format(lines) if signs.turns(value) else lines


def _tag(token: Token, tag: str, named: str) -> str:
    if token.nesting < 0:
        return f"</{tag}>\n"
    start = token.attrGet("start")
    attributes = f' class="{named}"' if named else f' start="{int(start)}"' if start is not None else ""
    return f"<{tag}{attributes}>" + ("\n" if tag in ("ul", "ol", "blockquote") else "")


def _target(token: Token, href: Href) -> Target:
    found = kind_of(str(token.attrGet("href")))
    leads = href(*found) if found else ("", False)
    return leads if isinstance(leads, Target) else Target(*leads)


def _anchor(target: Target) -> Markup:
    if not target.address:
        return Markup("")
    tab = Markup(' target="_blank" rel="noopener"') if target.new_tab else Markup("")
    return Markup('<a href="{}"{}>').format(target.address, tab)


# Parsing


def _placeholder(state: StateInline, silent: bool) -> bool:
    """A brace and what stands in it, as one token: no value is there yet, so none can become markup."""
    if state.src[state.pos] not in "{}":
        return False
    found = _BRACE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        if found.group() in ("{{", "}}"):
            state.append_pending(found.group()[0])
        else:
            token = state.push("placeholder" if found.group(1) is not None else "brace", "", 0)
            token.content = found.group(1) if found.group(1) is not None else found.group()
            token.meta = {"at": state.pos}
    state.pos = found.end()
    return True


def _placed(rule: Rule, kind: str) -> Rule:
    """The rule, its token knowing at which character it began."""

    def placed(state: StateInline, silent: bool) -> bool:
        begin, count = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[count:]:
                if token.type == kind:
                    token.meta = {"at": begin, "end": state.pos}
                    break
        return matched

    return placed


def _kept_together(state: StateCore) -> None:
    """What the analyst wrote keeps its spaces before a mark, also where a line ended; a value's own are left alone."""
    for block in state.tokens:
        children = block.children or []
        for at, token in enumerate(children):
            if token.type == "text":
                token.content = kept_together(token.content)
            elif token.type == "softbreak" and held(_text(children[at - 1 : at]), _text(children[at + 1 : at + 2])):
                token.type, token.tag, token.content = "text", "", NO_BREAK


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens if token.type == "text")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    # Not what an analyst means: words indented by accident as code, words in <> or beside [x]: as links.
    parser.disable(["code", "reference", "html_block", "html_inline", "autolink"])
    parser.inline.ruler.before("escape", "placeholder", _placeholder)
    parser.inline.ruler.at("backticks", _placed(backtick, "code_inline"))
    parser.inline.ruler.at("link", _placed(link, "link_open"))
    parser.inline.ruler.at("image", _placed(image, "image"))
    parser.core.ruler.push("kept_together", _kept_together)
    # Targets are judged by `kind_of`, by the kinds allowed: here they come through as written, so that a problem can
    # quote them. To put functions in these places is the library's own way to replace them.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_PARSER = _parser()
