"""How much of the CAPTCHA a robot reads and hears, beside the same signs drawn and spoken plainly."""

from __future__ import annotations

import math
import wave
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bench.robots import reading
from bench.table import Row
from engine.delivery.captcha import answer, image, same
from engine.delivery.speech import Voice, sound, voices
from engine.shipped import shipped

PICTURES, SOME, RECORDINGS, LENGTH = 150, 30, 100, 6
FEWER = 3  # of the plain ones: that they are read needs no hundred

Read = Callable[[Sequence[bytes]], list[set[str]]]


def rows(_folder: Path) -> Iterator[Row]:
    yield _read("CAPTCHA read whole, best of three filters", 3, _as_one_word, PICTURES)
    yield _read("the same, best of 27 ways", None, _in_every_way, SOME)
    yield _heard("CAPTCHA heard whole, best of four ways", 20)


def _read(what: str, bound: float | None, read: Read, count: int) -> Row:
    if not reading.there():
        return _not_measured(what, bound)
    answers = _answers(count)
    ours = _share(answers, read([image(text, text.encode()) for text in answers]))
    few = answers[: max(1, count // FEWER)]
    return _row(what, ours, _share(few, read([_plainly_drawn(text) for text in few])), bound)


def _as_one_word(pictures: Sequence[bytes]) -> list[set[str]]:
    return reading.readings(pictures, reading.THREE)


def _in_every_way(pictures: Sequence[bytes]) -> list[set[str]]:
    """Eight filters: as a word at two sizes, and as a line; three of them sign by sign."""
    found = [reading.readings(pictures, reading.MORE, scale, mode) for scale, mode in ((0.5, 8), (1, 8), (1, 7))]
    return [set().union(*each) for each in zip(*found, reading.sliced(pictures, reading.THREE, LENGTH), strict=True)]


def _heard(what: str, bound: float) -> Row:
    try:
        from bench.robots.hearing import Listener
    except ImportError:  # numpy is not installed
        return _not_measured(what, bound)
    voice = voices([shipped() / "templates" / "audio"])["fr"]
    listener, answers = Listener(voice), _answers(RECORDINGS)
    ours = _share(answers, [listener.heard(sound(text, voice, text.encode()), LENGTH) for text in answers])
    few = answers[: RECORDINGS // FEWER]
    plain = _share(few, [listener.heard(_plainly_spoken(text, voice), LENGTH) for text in few])
    return _row(what, ours, plain, bound)


def _row(what: str, ours: float, plain: float, bound: float | None) -> Row:
    return Row(what, ours, plain, ours / plain if plain else math.nan, "%", bound=bound)


def _not_measured(what: str, bound: float | None) -> Row:
    return Row(what, math.nan, math.nan, math.nan, "%", bound=bound)


def _answers(count: int) -> list[str]:
    return [answer(b"bench", str(number), LENGTH) for number in range(count)]


def _share(answers: Sequence[str], found: Sequence[set[str]]) -> float:
    right = [any(same(text, guess) for guess in guesses) for text, guesses in zip(answers, found, strict=True)]
    return 100 * sum(right) / len(answers)


def _plainly_drawn(text: str) -> bytes:
    font = ImageFont.truetype(str(shipped() / "templates" / "fonts" / "DejaVuSans.ttf"), 118)
    plain = Image.new("L", (600, 192), 255)
    ImageDraw.Draw(plain).text((300, 96), text, fill=0, font=font, anchor="mm")
    out = BytesIO()
    plain.save(out, "PNG")
    return out.getvalue()


def _plainly_spoken(text: str, voice: Voice) -> bytes:
    still = bytes([128]) * (voice.rate * 7 // 10)
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(voice.rate)
        file.writeframes(still + still.join(voice.spoken[character] for character in text) + still)
    return out.getvalue()
