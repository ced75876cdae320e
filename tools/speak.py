"""
Makes the spoken characters again: `python tools/speak.py fr`, or without a language those of all; with espeak-ng
installed. See templates/audio/README.md.

Each comes out as 8-bit mono at 11 025 Hz, of one loudness, without the silence around it.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
import wave
from array import array
from pathlib import Path

RATE = 11025  # half of espeak-ng's own
LOUDEST = 104  # of 127: the rest is for the noise that is laid over it
SILENT = 0.02  # of the loudest
EDGE = 0.03  # seconds kept before and after the words

# Letters as they are spelt on the telephone: « dé », « té » and « pé » alone sound alike, as do "D", "T" and "P".
SPOKEN = {
    "fr": {
        **{str(digit): str(digit) for digit in range(2, 10)},
        "A": "A, comme Anatole",
        "C": "C, comme Célestin",
        "D": "D, comme Désiré",
        "E": "E, comme Eugène",
        "F": "F, comme François",
        "H": "H, comme Henri",
        "K": "K, comme Kléber",
        "N": "N, comme Nicolas",
        "P": "P, comme Pierre",
        "R": "R, comme Raoul",
        "T": "T, comme Thérèse",
        "U": "U, comme Ursule",
        "X": "X, comme Xavier",
        "Y": "Y, comme Yvonne",
    },
    "en": {
        **{str(digit): str(digit) for digit in range(2, 10)},
        "A": "A, as in Alfa",
        "C": "C, as in Charlie",
        "D": "D, as in Delta",
        "E": "E, as in Echo",
        "F": "F, as in Foxtrot",
        "H": "H, as in Hotel",
        "K": "K, as in Kilo",
        "N": "N, as in November",
        "P": "P, as in Papa",
        "R": "R, as in Romeo",
        "T": "T, as in Tango",
        "U": "U, as in Uniform",
        "X": "X, as in X-ray",
        "Y": "Y, as in Yankee",
    },
}


def spoken(words: str, voice: str) -> array[int]:
    """16-bit samples at twice RATE."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", "120", "-w", str(path), words], check=True)
        with wave.open(str(path)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 2 * RATE)
            return array("h", file.readframes(file.getnframes()))


def halved(samples: array[int]) -> list[float]:
    """Every second sample, after a low-pass below half of RATE: what is above would come back as hiss."""
    reach = 20
    taps = [
        (0.5 if at == 0 else math.sin(math.pi * at / 2) / (math.pi * at))
        * (0.54 + 0.46 * math.cos(math.pi * at / reach))
        for at in range(-reach, reach + 1)
    ]
    padded = [0] * reach + list(samples) + [0] * reach
    return [sum(map(float.__mul__, taps, map(float, padded[at : at + len(taps)]))) for at in range(0, len(samples), 2)]


def trimmed(samples: list[float]) -> list[float]:
    loud = max(map(abs, samples)) * SILENT
    heard = [at for at, sample in enumerate(samples) if abs(sample) > loud]
    edge = int(EDGE * RATE)
    return samples[max(0, heard[0] - edge) : heard[-1] + edge]


def main(languages: list[str]) -> None:
    here = Path(__file__).parent.parent / "templates" / "audio"
    for voice in languages or SPOKEN:
        characters = SPOKEN[voice]
        (here / voice).mkdir(exist_ok=True)
        for character, words in characters.items():
            samples = trimmed(halved(spoken(words, voice)))
            scale = LOUDEST / max(map(abs, samples))
            with wave.open(str(here / voice / f"{character}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(1)
                file.setframerate(RATE)
                file.writeframes(bytes(128 + round(sample * scale) for sample in samples))


if __name__ == "__main__":
    main(sys.argv[1:])
