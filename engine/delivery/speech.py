"""Speaks a challenge: recordings of its characters, joined with pauses, each at its own pace, under a light noise."""

from __future__ import annotations

import re
import wave
from collections.abc import Mapping, Sequence
from io import BytesIO
from operator import add
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image

from engine import files
from engine.delivery.captcha import ALPHABET
from engine.problems import EngineError

# Squeezed by this much, a sample leaves room for the noise: 240 + 15 is the most a byte holds.
_NOISE = 16
LARGEST = 2 << 20  # bytes of one recording
_SQUEEZED = bytes(value * (256 - _NOISE) // 255 for value in range(256))
_NOISY = bytes(value % _NOISE for value in range(256))
_STILL = _SQUEEZED[128:129]


class Voice(NamedTuple):
    """A language's recordings. spoken: character -> unsigned 8-bit samples, `rate` of them a second."""

    rate: int
    spoken: Mapping[str, bytes]


def voices(folders: Sequence[Path]) -> dict[str, Voice]:
    """
    language -> its voice, from `<folder>/<language>/<character>.wav`: 8-bit mono, all of one rate.

    Args:
        folders: a later one's language replaces an earlier one's; a folder that is not there is passed over.

    Raises:
        EngineError: a recording is missing, or is of another kind.
    """
    found = {}
    for folder in folders:
        # Named as languages are: whatever else lies there – what an installer compiled, say – is none.
        for language in sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ():
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]+)*", language.name):
                continue
            found[language.name] = _voice(language)
    return found


def sound(text: str, voice: Voice, seed: bytes) -> bytes:
    """
    The text as a WAV. The same text and seed give the same bytes: asking again averages no noise away.

    The pauses let each character be typed before the next is heard.
    """
    chance = Random(seed)
    parts = [_pause(voice, 0.4)]
    for character in text:
        parts.append(_paced(voice.spoken[character], chance.uniform(0.94, 1.06)).translate(_SQUEEZED))
        parts.append(_pause(voice, chance.uniform(0.7, 0.9)))
    samples = b"".join(parts)
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(voice.rate)
        file.writeframes(bytes(map(add, samples, chance.randbytes(len(samples)).translate(_NOISY))))
    return out.getvalue()


def _voice(folder: Path) -> Voice:
    rates, spoken = set(), {}
    for character in ALPHABET:
        path = folder / f"{character}.wav"
        try:
            with wave.open(BytesIO(files.read(path, folder.parents[2], LARGEST))) as file:
                if (file.getnchannels(), file.getsampwidth()) != (1, 1):
                    raise EngineError(f"{path} is not 8-bit mono, as every spoken character is")
                rates.add(file.getframerate())
                spoken[character] = file.readframes(file.getnframes())
        except files.Unreadable as fault:
            raise EngineError(f"{fault}. A language speaks every character or none") from fault
        except (EOFError, wave.Error) as fault:
            raise EngineError(f"{path} cannot be read: {fault}; a language speaks every character or none") from fault
    if len(rates) != 1:
        raise EngineError(f"the recordings in {folder} have several rates: {sorted(rates)}")
    return Voice(rates.pop(), spoken)


def _pause(voice: Voice, seconds: float) -> bytes:
    return _STILL * int(seconds * voice.rate)


def _paced(samples: bytes, speed: float) -> bytes:
    """The samples played so much faster: a picture one sample high, made narrower or wider."""
    strip = Image.frombytes("L", (len(samples), 1), samples)
    return strip.resize((round(len(samples) / speed), 1), Image.Resampling.BICUBIC).tobytes()
