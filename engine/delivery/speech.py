"""Speaks a challenge: recordings of its characters, each at a pace and with a tone of its own, before a murmur."""

from __future__ import annotations

import math
import re
import wave
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops

from engine import files
from engine.delivery.captcha import ALPHABET
from engine.problems import EngineError

LARGEST = 2 << 20  # bytes of one recording
_STILL = bytes([128])
_MURMUR = 0.4  # of the recordings' own loudness; the voice above it still fits into a byte
_ABOVE = (3.5, 5.5)  # decibels from the murmur up to the voice: known words are followed with far fewer


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

    The pauses let each character be typed before the next is heard. They are not still: the murmur goes on, so that no
    silence says where a character begins.
    """
    chance = Random(seed)
    said = [(_said(voice, character, chance), _pause(voice, chance.uniform(0.6, 1.0))) for character in text]
    alone = _pause(voice, chance.uniform(0.3, 0.7))
    murmur = _murmur(voice, len(alone) + sum(len(word) + len(pause) for word, pause in said), chance)
    loud, speech = _loudness(murmur), alone
    for word, pause in said:
        under = _loudness(murmur[len(speech) : len(speech) + len(word)])
        wanted = max(loud, under) * 10 ** (chance.uniform(*_ABOVE) / 20)
        speech += _louder(word, wanted / (_loudness(word) or 1)) + pause
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(voice.rate)
        file.writeframes(_together(speech, murmur))
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
                if not spoken[character]:
                    raise EngineError(f"{path} is empty: every spoken character is heard")
        except files.Unreadable as fault:
            raise EngineError(f"{fault}. A language speaks every character or none") from fault
        except (EOFError, wave.Error) as fault:
            raise EngineError(f"{path} cannot be read: {fault}; a language speaks every character or none") from fault
    if len(rates) != 1:
        raise EngineError(f"the recordings in {folder} have several rates: {sorted(rates)}")
    return Voice(rates.pop(), spoken)


def _pause(voice: Voice, seconds: float) -> bytes:
    return _STILL * int(seconds * voice.rate)


def _said(voice: Voice, character: str, chance: Random) -> bytes:
    """One recording: its pace wavers, its tone is duller or sharper, and a wall answers."""
    recorded, pace = voice.spoken[character], chance.uniform(0.82, 1.2)
    word, at = b"", 0
    while at < len(recorded):
        piece = recorded[at : at + chance.randint(900, 1900)]
        word += _paced(piece, pace * chance.uniform(0.87, 1.13))
        at += len(piece)
    word = _toned(word, chance.choice((-1, 1)) * chance.uniform(0.2, 0.7)) + _pause(voice, 0.1)
    echo = _pause(voice, chance.uniform(0.03, 0.09)) + _louder(word, 0.3)
    return _together(word, echo[: len(word)])


def _murmur(voice: Voice, length: int, chance: Random) -> bytes:
    """
    Somebody in the background, with nothing to be understood: words played backwards. Of letters alone, without their
    beginning: a lone vowel is the same both ways, and so is « six ».
    """
    letters = sorted(character for character in voice.spoken if character.isalpha())
    start = chance.randrange(voice.rate)  # it begins in the middle of a word
    murmur = bytearray()
    while len(murmur) < start + length:
        recorded = voice.spoken[chance.choice(letters)]
        murmur += _paced(recorded[len(recorded) // 3 :][::-1], chance.uniform(0.85, 1.2))
    return _louder(bytes(murmur[start : start + length]), _MURMUR)


# Samples are handled as a picture one sample high: what Pillow does to pixels takes no loop of ours.


def _strip(samples: bytes) -> Image.Image:
    return Image.frombytes("L", (len(samples), 1), samples)


def _paced(samples: bytes, speed: float) -> bytes:
    """The samples played so much faster: the picture made narrower or wider."""
    return _strip(samples).resize((max(1, round(len(samples) / speed)), 1), Image.Resampling.BICUBIC).tobytes()


def _louder(samples: bytes, factor: float) -> bytes:
    return samples.translate(bytes(min(255, max(0, round(128 + (value - 128) * factor))) for value in range(256)))


def _together(one: bytes, other: bytes) -> bytes:
    """Two sounds of one length, heard at once."""
    return ImageChops.add(_strip(one), _strip(other), 1, -128).tobytes()


def _toned(samples: bytes, sharper: float) -> bytes:
    """Each sample with so much of its difference from the one before; negative: duller."""
    before = _STILL + samples[:-1]
    if sharper < 0:
        return Image.blend(_strip(samples), _strip(before), -sharper / 2).tobytes()
    return _together(_louder(samples, 1 + sharper), _louder(before, -sharper))


def _loudness(samples: bytes) -> float:
    """The root of the mean square, in units of a sample."""
    counts = _strip(samples).histogram()
    return math.sqrt(sum(count * (value - 128) ** 2 for value, count in enumerate(counts)) / max(1, len(samples)))
