"""Whether any text meets some patterns, and how long it is: what the automaton says is what RE2 says of each text."""

from __future__ import annotations

import itertools
import random
import time

import pytest

from engine.language.patterns import ever_met, lengths_of, matches, whole, why_not
from engine.language.patterns.running import taken_by

SIGNS = "aB1 -\n"
LONGEST = 4
TEXTS = ["".join(text) for length in range(LONGEST + 1) for text in itertools.product(SIGNS, repeat=length)]
OF_THESE = r"^[aB1 \n-]*$"

ATOMS = (
    "a", "B", "1", " ", "-", "[aB]", "[^a]", r"\d", r"\w", r"\s", ".", "(?i:b)", r"[^\n]", r"\D", r"\W", "[[:alpha:]]",
    r"\pL", "(?s:.)", r"\x61", r"[\x61-c]", r"\Qa-\E",
)  # fmt: skip
REPEATED = ("*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}", "{0}", "*?", "+?")


def pattern(chance: random.Random, depth: int = 0) -> str:
    kind = chance.random()
    if depth > 3 or kind < 0.35:
        return chance.choice(ATOMS)
    inner = pattern(chance, depth + 1)
    if kind < 0.55:
        return inner + pattern(chance, depth + 1)
    if kind < 0.65:
        return f"({inner}|{pattern(chance, depth + 1)})"
    if kind < 0.8:
        return f"(?:{inner}){chance.choice(REPEATED)}"
    if kind < 0.86:
        return chance.choice(("^", "$", r"\b", r"\B", r"\A", r"\z", "(?i)")) + inner
    if kind < 0.92:
        return inner + chance.choice(("^", "$", r"\b", r"\B"))
    return f"({inner}|)" if kind < 0.96 else f"^{inner}$"


@pytest.mark.parametrize("seed", range(8))
def test_what_is_met_is_what_re2_meets_of_all_short_texts(seed: int) -> None:
    chance = random.Random(seed)
    tried = 0
    while tried < 60:
        anchored = chance.random() < 0.6
        sources = [pattern(chance) for _ in range(chance.choice((1, 1, 2, 3)))]
        sources = [f"^{one}$" if anchored else one for one in sources]
        if any(map(why_not, sources)):
            continue
        tried += 1
        met = {len(text) for text in TEXTS if all(matches(one, text) for one in sources)}
        said = [ever_met((*sources, OF_THESE), length, length) for length in range(LONGEST + 1)]
        assert said == [length in met for length in range(LONGEST + 1)], sources
        lengths = lengths_of((*sources, OF_THESE))
        assert min(met, default=99) == (lengths.least if lengths and lengths.least <= LONGEST else 99), sources
        if lengths and lengths.most is not None and lengths.most <= LONGEST:
            assert max(met) == lengths.most, sources


@pytest.mark.parametrize(
    "atom",
    [
        ".",
        "[^a]",
        r"\pL",
        r"\p{Greek}",
        "(?i)k",
        "[à-ÿ]",
        r"[[:^alpha:]\x{10000}]",
        r"\W",
        "[^a-z]",
        r"[^\n\t-]",
        "[-a]",
        "[a-]",
        r"[\-a]",
        r"[+\--/]",
        "[^^]",
        "[a^]",
        r"[\]\[]",
        r"[^\x{100}-\x{200}b]",
        "[b-da-c]",
        "[^\u00a0-\u00ff]",
        r"[\^-a]",
        "[,--]",
        "[--/]",
        "(?s:.)",
        "[0-9]",
        "[[:digit:]]",
        "[^]a]",
        "[]a]",
    ],
)
def test_the_characters_that_a_part_takes_are_those_of_re2(atom: str) -> None:
    some = (*range(0, 0x3000, 7), 0x212A, 0xD7FF, 0xE000, 0xFFFF, 0x10000, *range(0x10001, 0x110000, 0xFFF), 0x10FFFF)
    ranges = taken_by(atom)
    for at in some:
        assert any(first <= at <= last for first, last in ranges) == matches(atom, chr(at)), hex(at)


LENGTHS = [
    # patterns, the shortest and the longest text
    (["^[0-9]{5}$"], (5, 5)),
    (["^[0-9]{2,5}$"], (2, 5)),
    (["^[0-9]+$"], (1, None)),
    (["[0-9]{5}"], (5, None)),
    (["^FOI|foi-$"], (3, 4)),  # the whole of it, as it begins with ^ and ends with $
    (["(?:^FOI)|(?:foi-$)"], (3, None)),
    (["^a{2}$|^b{7}$"], (2, 7)),
    (["^(?:a|bb)*$", "^.{3}$"], (3, 3)),
    (["^$"], (0, 0)),
    ([""], (0, None)),
    (["^a$", "^b$"], None),
    (["[0-9]", "[A-Z]", "^.{0,9}$"], (2, 9)),
    ([r"^\bA\bB$"], None),
    ([r"^A\b B$"], (3, 3)),
    ([r"a$b"], None),
    (["^[0-9]{5}$\n"], None),
    (["/^a$/"], None),
    (["^a{,5}$"], (5, 5)),  # these braces are signs like any others
    ([r"^[^\x00-\x{10FFFF}]$"], None),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "lengths"), LENGTHS, ids=[" & ".join(sources) for sources, _ in LENGTHS])
def test_the_shortest_and_the_longest_text(sources: list[str], lengths: tuple[int, int | None] | None) -> None:
    assert lengths_of(tuple(sources)) == lengths
    assert ever_met(tuple(sources)) is (lengths is not None)


@pytest.mark.parametrize(
    ("sources", "least", "most", "met"),
    [
        (["^(?:aaa)*$"], 4, 5, False),  # no multiple of three
        (["^(?:aaa)*$"], 4, 6, True),
        (["^(?:aaa)*$"], 10_000, 10_001, False),
        (["^(?:aaa)*$"], 10_000, None, True),
        (["^(?:a{5}|b{8})$"], 6, 7, False),
        (["^[0-9]{5}$"], 0, 4, False),
        (["^[0-9]{5}$"], 6, None, False),
    ],
)
def test_whether_a_text_of_some_lengths_meets_a_pattern(
    sources: list[str], least: int, most: int | None, met: bool
) -> None:
    assert ever_met(tuple(sources), least, most) is met


@pytest.mark.parametrize(
    "source",
    [
        "^(.*a.{20})$",  # two million states
        "^(.*[a-z].*[0-9].*|.*x.{1,12}y)$",
        "^((a{1,100}){1,10}){1,3}$",
        "(" * 60 + "a" + ")" * 60,
        "(?m)^a$",  # asks about lines
        r"^\Cb$",  # half a character
        "(?=a)b",  # RE2 cannot run it
        "(",
    ],
)
def test_where_it_gives_up_nothing_is_known_and_soon(source: str) -> None:
    began = time.perf_counter()
    assert ever_met((source,)) is None
    assert lengths_of((source,)) is None
    assert time.perf_counter() - began < 3


def test_what_matches_the_whole_of_a_text() -> None:
    assert ever_met((whole("a|b"), "^.{2}$")) is False
    assert ever_met((whole("a|bb"), "^.{2}$")) is True
