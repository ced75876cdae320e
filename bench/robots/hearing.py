"""
Listens to recordings with the sounds that are shipped, which everybody has: each is matched with the spectrogram.

Two ways, since a listener takes the one that works: cut the recording where it is still and name each piece, or slide
the sounds along the whole and take the six that fit best one after another.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np

from engine.delivery.speech import Voice

_WINDOW, _HOP, _BANDS = 256, 160, 20
_PACES = (0.85, 0.92, 1.0, 1.08, 1.16)
_SHORT, _GAP = 0.15, 0.4  # seconds: no word is shorter, no pause either

Array = Any  # numpy's, of numbers; its own type says less than it takes to write
Scale = Callable[[Array], Array]


class Listener:
    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def heard(self, wav: bytes, length: int) -> set[str]:
        """What the recording may say."""
        power = self._power(_samples_of(wav))
        scales: tuple[Scale, ...] = (lambda p: np.log(p + np.quantile(power, 0.4) + 1), lambda p: p**0.25)
        return {way(power, scale, length) for scale in scales for way in (self._cut, self._slid)}

    @cached_property
    def _sounds(self) -> list[tuple[str, Array]]:
        """Each sound at several paces, as a spectrogram."""
        return [
            (character, self._power(_paced(_centred(samples), pace)))
            for character, samples in self._voice.spoken.items()
            for pace in _PACES
        ]

    @cached_property
    def _mel(self) -> Array:
        """Bands as an ear has them."""
        pitch = 2595 * np.log10(1 + np.linspace(0, self._voice.rate / 2, _WINDOW // 2 + 1) / 700)
        edges = np.linspace(2595 * np.log10(1 + 150 / 700), pitch[-1], _BANDS + 2)
        low, middle, high = (edges[at : at + _BANDS, None] for at in range(3))
        return np.clip(np.minimum((pitch - low) / (middle - low), (high - pitch) / (high - middle)), 0, None)

    def _power(self, samples: Array) -> Array:
        padded = np.pad(samples, (0, max(0, _WINDOW - len(samples))))
        frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * np.hanning(_WINDOW)
        return np.abs(np.fft.rfft(frames, axis=1)) ** 2 @ self._mel.T

    # -- cut where it is still

    def _cut(self, power: Array, scale: Scale, length: int) -> str:
        known = np.array([_fixed(scale(sound)) for _, sound in self._sounds])
        lasting = np.log([len(sound) for _, sound in self._sounds])
        said = ""
        for begin, end in self._pieces(power, length):
            likeness = known @ _fixed(scale(power[begin:end])) - 0.3 * np.abs(lasting - np.log(end - begin))
            said += self._sounds[int(likeness.argmax())][0]
        return said

    def _pieces(self, power: Array, length: int) -> list[tuple[int, int]]:
        """As many as there are characters, at the lowest loudness that cuts it so; else none."""
        loud = np.convolve(power.sum(1), np.ones(9) / 9, "same")
        a_second = self._voice.rate / _HOP
        for least in np.geomspace(np.quantile(loud, 0.02) + 1, loud.max(), 60):
            edges = np.flatnonzero(np.diff(np.r_[0, loud > least, 0].astype(int)))
            pieces: list[tuple[int, int]] = []
            for begin, end in zip(edges[::2], edges[1::2], strict=True):
                near = pieces and begin - pieces[-1][1] < _GAP * a_second
                pieces.append((pieces.pop()[0] if near else begin, end))
            pieces = [(begin, end) for begin, end in pieces if end - begin > _SHORT * a_second]
            if len(pieces) == length:
                return pieces
        return []

    # -- slid along

    def _slid(self, power: Array, scale: Scale, length: int) -> str:
        """The sounds one after another whose likeness, each weighed by how long it is, is the greatest in all."""
        shown = scale(power)
        likeness = np.array([_along(shown, scale(sound)) for _, sound in self._sounds])  # of each sound, by its end
        lasting = np.array([len(sound) for _, sound in self._sounds])
        ends = np.arange(len(shown) + 1)
        starts = ends - lasting[:, None]
        best, ways = np.zeros(len(ends)), []
        for _ in range(length):
            reached = np.where(starts >= 0, best[np.maximum(starts, 0)] + likeness, -np.inf)
            last = reached.argmax(0)
            best = np.maximum.accumulate(reached[last, ends])
            until = np.maximum.accumulate(np.where(reached[last, ends] >= best, ends, 0))
            ways.append((last, until))
        return "".join(reversed(list(self._back(ways, len(shown), lasting))))

    def _back(self, ways: list[tuple[Array, Array]], end: int, lasting: Array) -> Iterator[str]:
        for last, until in reversed(ways):
            end = until[end]
            yield self._sounds[last[end]][0]
            end -= lasting[last[end]]


def _samples_of(wav: bytes) -> Array:
    with wave.open(BytesIO(wav)) as file:
        return _centred(file.readframes(file.getnframes()))


def _centred(samples: bytes) -> Array:
    return np.frombuffer(samples, np.uint8).astype(float) - 128


def _paced(samples: Array, speed: float) -> Array:
    return np.interp(np.arange(round(len(samples) / speed)) * speed, np.arange(len(samples)), samples)


def _fixed(shown: Array, frames: int = 40) -> Array:
    """Stretched to one length, without its mean tone and loudness."""
    at = np.linspace(0, len(shown) - 1, frames)
    stretched = np.array([np.interp(at, np.arange(len(shown)), band) for band in shown.T])
    stretched -= stretched.mean(1, keepdims=True)
    return (stretched / (np.linalg.norm(stretched) or 1)).ravel()


def _along(shown: Array, sound: Array) -> Array:
    """How like a sound each stretch of its length is that ends there: its correlation, weighed by the length's root."""
    frames, found = len(sound), np.full(len(shown) + 1, -np.inf)
    if frames >= len(shown):
        return found
    sound = sound - sound.mean(0)
    windows = np.lib.stride_tricks.sliding_window_view(shown, frames, axis=0)
    same = np.einsum("abt,tb->a", windows, sound / np.linalg.norm(sound), optimize=True)
    total, squares = (np.cumsum(np.vstack([np.zeros(shown.shape[1]), each]), 0) for each in (shown, shown**2))
    sums = total[frames:] - total[:-frames]
    spread = np.maximum((squares[frames:] - squares[:-frames] - sums**2 / frames).sum(1), 1e-9)
    found[frames:] = same / np.sqrt(spread) * np.sqrt(frames)
    return found
