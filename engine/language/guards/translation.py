"""A guard as other languages and word processors write it -> the same as guards are written here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.language import spellings
from engine.language.decoding.suggestions import slug
from engine.language.guards.vocabulary import MOST_CHARACTERS

_PART = re.compile(
    r"(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<curly>“[^“”\"]*[”\"]|«[^«»]*»|‘[^‘’]*’|„[^„“”]*[“”]|”[^”]*”)"
    r"|(?P<method>\.(?:startswith|starts_with|endswith|ends_with|contains|includes)\(\s*(?P<inner>\"[^\"]*\"|'[^']*'|“[^”]*”)\s*\))"
    r"|(?P<date>[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}(?!\w)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?!\w))"
    r"|(?P<unit>(?<=[0-9])[ \u00a0\u202f]*(?:ans?|années?|years?|jours?|days?|euros?|€|%|mois|months?|heures?)(?!\w))"
    r"|(?P<figure>(?<![\w.])[0-9]+(?:[ \u00a0\u202f][0-9]{3}(?!\w))*(?:,[0-9]+)?(?![\w.]))"
    r"|(?P<is>(?:is\s+not|n'est\s+pas|est\s+différent\s+de)\b)"
    r"|(?P<word>[^\W\d][\w]*(?:-[^\W\d]\w*)*)"
    r"|(?P<mark>===|==|!=|<=|>=|<>|=<|=>|=/=|&&?|\|\|?|=|!|≠|≤|≥|[×·∗−–—])"
)
_MARKS = {
    "===": "==", "=": "==", "<>": "!=", "=/=": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=",
    **dict.fromkeys(("×", "·", "∗"), "*"), **dict.fromkeys(("−", "–", "—"), "-"),
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not",
}  # fmt: skip
_SHARE = re.compile(r"(?<=[*×])(?P<gap>\s*)(?P<figure>[0-9]+(?:[.,][0-9]+)?)[ \u00a0\u202f]*%(?![ \u00a0\u202f]*[\w(])")
_WORDS = {
    "et": "and", "and": "and", "ou": "or", "or": "or", "non": "not", "pas": "not", "not": "not", "dans": "in",
    "in": "in", "parmi": "in", "est": "==", "is": "==", "vrai": "true", "true": "true", "faux": "false",
    "false": "false", "none": "null", "null": "null", "nul": "null", "nulle": "null", "vide": "null", "nil": "null",
}  # fmt: skip
_METHODS = {"s": "{}.*", "e": ".*{}", "c": ".*{}.*", "i": ".*{}.*"}  # by their first letter


def translated(source: str, quote: str = '"') -> str | None:
    """
    The guard with each foreign word and sign as a guard has it; None where nothing is foreign.

    Args:
        quote: the sign around texts that had another, or none.
    """
    if len(source) > MOST_CHARACTERS:
        return None
    written = source
    source = _SHARE.sub(lambda found: found["gap"] + spellings.share(found["figure"]), source)
    parts: list[str] = []
    opens = re.match(r"(?:if|si|when|quand)\s+(?=[^\W\d])", source, re.IGNORECASE)
    at = opens.end() if opens else 0
    for found in _PART.finditer(source, at):
        parts.append(source[at : found.start()])
        at = found.end()
        if found["method"]:
            _called(parts, found, quote)
        else:
            parts += _part(found, quote, source)
    text = re.sub(r"\s+", " ", "".join([*parts, source[at:]]).replace("( ", "(")).strip()
    return None if text == written else text


def _part(found: re.Match[str], quote: str, source: str) -> Iterator[str]:
    text = found.group()
    before = source[found.start() - 1 : found.start()]
    gap = " " if before and before not in " (" else ""
    match found.lastgroup:
        case "curly":
            yield _text(text[1:-1].strip("\u00a0\u202f "), quote)
        case "date":
            yield _text(spellings.day(text) or text, quote)
        case "figure":
            yield text if source[: found.start()].count("[") > source[: found.start()].count("]") else _figure(text)
        case "unit":
            yield ""
        case "is":
            yield "!="
        case "word":
            plain = _WORDS.get(text) or _WORDS.get(text.lower() if text.isupper() or text.istitle() else "")
            # With a hyphen it may be a difference of two names: which, is known when the names are.
            yield plain or (text if re.fullmatch(r"[a-z][a-z0-9_]*(?:-[a-z][a-z0-9_]*)*", text) else slug(text) or text)
        case "mark" if text in _MARKS:
            yield f"{gap}{_MARKS[text]} "
        case _:
            yield text


def _figure(text: str) -> str:
    return spellings.figure(text) or text


def _called(parts: list[str], found: re.Match[str], quote: str) -> None:
    """`x.startswith("a")` as `matches(x, "a.*")`: the name before it is the last word so far."""
    name = re.search(r"[a-z][a-z0-9_]*\Z", "".join(parts))
    words = found["inner"][1:-1]
    if name is None or not re.fullmatch(r"[\w @-]*", words):
        parts.append(found.group())
        return
    whole = "".join(parts)[: name.start()]
    pattern = _METHODS[found.group()[1]].format(words)
    parts[:] = [whole, f"matches({name.group()}, {_text(pattern, quote)})"]


def _text(words: str, quote: str) -> str:
    other = "'" if quote == '"' else '"'
    return f"{other}{words}{other}" if quote in words else f"{quote}{words}{quote}"
