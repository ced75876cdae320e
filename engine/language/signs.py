"""Characters that cannot be seen, and those that turn the text around them: told by Unicode's properties."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Default_Ignorable_Code_Point (Unicode's DerivedCoreProperties.txt) and every format character (Cf) that is not drawn,
# such as those between hieroglyphs or annotations; a test holds the table against `unicodedata`. Among the former are
# letters that look blank: the Hangul fillers.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_LINE_END = "\n\v\f\r\x85\u2028\u2029"
_SPACE = "\t\x1c-\x1f \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"  # of any width; and the blank cell of Braille
_UNSEEN = f"[{_INVISIBLE}{_LINE_END}{_SPACE}]"

_ONE_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_FREED = re.compile(f"[{_INVISIBLE}]+")
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED_TWICE = re.compile(rf"({_JOINERS.pattern})\1+")
_FREED_BUT_JOINERS = re.compile(f"(?!{_JOINERS.pattern})[{_INVISIBLE}]")
_SPACES = re.compile(f"{_UNSEEN}+")
_BEGIN = re.compile(rf"\A{_UNSEEN}+")
_END = re.compile(rf"{_UNSEEN}+\Z")
_UNREADABLE = re.compile("[\x00-\x08\v-\x1f\x7f-\x9f\ud800-\udfff]")

_VARIATIONS = "\u180b\u180c\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_VARIATION = re.compile(f"[{_VARIATIONS}]")
_FLAG = re.compile("[\U000e0020-\U000e007e]+\U000e007f")  # the region of a black flag: England's, Scotland's
_JOINER = "\u200d"

# The same as parts of a pattern's class: what stands neither first nor last in an entry, what may stand last all the
# same, and what no keyboard has – it may be pasted, but who types a space sees the same and is refused.
AT_NO_END = f"{_INVISIBLE}{_LINE_END}{_SPACE}"
LAST_OF_ALL = f"{_VARIATIONS}\u200c\u200d\U000e0020-\U000e007f"
NOT_TYPED = "\u00a0\u00ad\u1680\u2000-\u200b\u202a-\u202f\u205f\u2060\ufeff"
NO_ENTRY = "\x00-\x08\v-\x1f\x7f-\x9f\u2028\u2029"  # unreadable, or read as the end of a line

_TURNING = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_CLOSE = "\u2069"
_OPEN = "\u2068"


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen."""
    return not _SPACES.sub("", text)


def unreadable(text: str) -> bool:
    """Control characters and halves of characters: nothing a person types, and nothing a PDF can hold: refused."""
    return not text.isprintable() and _UNREADABLE.search(text) is not None


def kind_of(sign: str) -> str:
    """How a sign is named: "shown", or in words where it cannot be seen: "space", "no_break_space", "tab", "line_end",
    "invisible"."""
    if sign == "\t":
        return "tab"
    if sign in _LINE_END:
        return "line_end"
    if sign in "\u00a0\u202f":
        return "no_break_space"
    if not _SPACES.sub("", sign):
        return "invisible" if _FREED.fullmatch(sign) else "space"
    return "shown"


def unseen_in(text: str) -> str:
    """The first sign of a text that is not seen, or looks like a space, by name: "zero width space (U+200B)"; or ""."""
    unseen = next((sign for sign in text if sign != " " and kind_of(sign) != "shown"), "")
    return (
        f"{unicodedata.name(unseen, kind_of(unseen)).lower().replace('_', ' ')} (U+{ord(unseen):04X})" if unseen else ""
    )


def drawn_at(text: str, at: int) -> str:
    """The sign at an index as it is drawn: a mark with the letter that it stands on."""
    begin, end = at, at + 1
    while begin and unicodedata.combining(text[begin]):
        begin -= 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return text[begin:end]


def one_form(text: str) -> str:
    """The text in the Unicode form in which entries are kept: NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def trimmed(text: str, *, lines: bool = False) -> str:
    """
    The text without what cannot be seen at its ends, and without what would turn the text around it (`contained`).

    What belongs to the last character stays: the selector of an emoji, the joiner of a Persian or Hindi letter, the
    region of a flag. Twice is the same as once.

    Args:
        lines: it may have several; else each end of a line is a space, and so is a tab.
    """
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    text = _ONE_LINE_END.sub("\n" if lines else " ", text)
    text = text if lines else text.replace("\t", " ")
    while True:
        before = text
        text = _BEGIN.sub("", one_form(contained(text)))
        end = _END.search(text)
        text = text[: end.start() + _kept_of(text, end.start())] if end else text
        if text == before:
            return text


def freed(text: str, stays: Callable[[str, int], bool] | None = None) -> str:
    """
    The text without anything that cannot be seen, wherever it stands; blanks at its ends are none of it either.

    Args:
        stays: whether the joiner at a place of the text is part of it all the same.
    """
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    text = _ONE_LINE_END.sub(" ", text).replace("\t", " ")
    while True:
        before = text
        text = one_form(_END.sub("", _BEGIN.sub("", _seen(text, stays))))
        if text == before:
            return text


def _seen(text: str, stays: Callable[[str, int], bool] | None) -> str:
    if stays is None or not _JOINERS.search(text):
        return _FREED.sub("", text)
    text = _JOINED_TWICE.sub(r"\1", _FREED_BUT_JOINERS.sub("", text))
    return _JOINERS.sub(lambda found: found[0] if stays(text, found.start()) else "", text)


def without_spaces(text: str) -> str:
    """The text without spaces of any width, and without anything else that cannot be seen."""
    while True:
        before = text
        text = one_form(_SPACES.sub("", text))
        if text == before:
            return text


def contained(text: str) -> str:
    """
    The text without embeddings and overrides, and without isolates that are not closed, or not open, in their line.

    These would go on behind it: the words around a value would be shown turned round (Unicode's UAX #9). What is
    closed stays, and so do the marks of one character (U+200E, U+200F, U+061C).
    """
    if text.isascii():
        return text
    text = _TURNING.sub("", text)
    if not _ISOLATES.search(text):
        return text
    return "\n".join(map(_closed, text.split("\n")))


def isolated(text: str) -> str:
    """The text between the characters that keep its direction to itself; as it is where nothing in it has another."""
    return "\n".join(f"{_OPEN}{line}{_CLOSE}" if turns(line) else line for line in text.split("\n"))


def turns(text: str) -> bool:
    """Whether anything in a text that is `contained` is written from right to left: it moves what stands beside it."""
    if text.isascii():
        return False
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text)


_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))


def _closed(line: str) -> str:
    kept: list[str] = []
    opened: list[int] = []
    for character in line:
        if character == _CLOSE:
            if not opened:
                continue
            opened.pop()
        elif _ISOLATES.match(character):
            opened.append(len(kept))
        kept.append(character)
    for at in opened:
        kept[at] = ""
    return "".join(kept)


def _kept_of(text: str, at: int) -> int:
    """How many of the characters from `at` on, none of which is seen by itself, are part of the one before."""
    if at == 0:
        return 0
    last = text[at - 1]
    if last == "\N{WAVING BLACK FLAG}" and (flag := _FLAG.match(text, at)):
        return flag.end() - at
    if _VARIATION.match(text, at) and _varies(last):
        return 1
    joins = unicodedata.combining(last) == 9 or unicodedata.bidirectional(last) == "AL"  # a virama, an Arabic letter
    return 1 if joins and text[at] == _JOINER else 0


def _varies(character: str) -> bool:
    """Whether there is another picture of it: symbols, the punctuation of emoji, and letters that have no case."""
    if character.isascii():
        return False
    category = unicodedata.category(character)
    return category[0] in "SP" or category in ("Lo", "Lm") or character == "\N{INFORMATION SOURCE}"
