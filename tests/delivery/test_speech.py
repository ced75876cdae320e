"""The challenge, spoken: recordings joined, always alike for one challenge; a language has all of them or none."""

from __future__ import annotations

import math
import shutil
import wave
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from engine.delivery import speech
from engine.delivery.captcha import ALPHABET
from engine.delivery.speech import Voice, sound, voices
from engine.problems import EngineError
from engine.shipped import shipped

AUDIO = shipped() / "templates" / "audio"


@pytest.fixture(scope="module")
def french() -> Voice:
    return voices([AUDIO])["fr"]


def seconds(wav: bytes) -> float:
    with wave.open(BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 1)
        return file.getnframes() / file.getframerate()


def test_every_character_of_the_alphabet_has_its_recording_and_all_together_are_small(french: Voice) -> None:
    assert set(french.spoken) == set(ALPHABET)
    assert len({hash(samples) for samples in french.spoken.values()}) == len(ALPHABET), "each its own"
    for language in ("en", "fr"):
        assert sum(path.stat().st_size for path in AUDIO.joinpath(language).glob("*.wav")) < 400_000


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_recording_is_words_neither_silence_nor_noise_at_full_strength(language: str) -> None:
    voice = voices([AUDIO])[language]
    assert len({hash(samples) for samples in voice.spoken.values()}) == len(ALPHABET), "each its own"
    for character, samples in voice.spoken.items():
        loudest = max(abs(sample - 128) for sample in samples)
        assert 90 <= loudest <= 110, character
        assert 0.25 < len(samples) / voice.rate < 2.5, character


def test_a_challenge_is_a_wav_that_grows_with_its_characters(french: Voice) -> None:
    lengths = [seconds(sound("D2U5KX"[:count], french, b"seed")) for count in range(1, 7)]
    assert lengths == sorted(lengths)
    assert all(after - before > 0.8 for before, after in pairwise(lengths))


def test_the_same_text_and_seed_give_the_same_sound_so_that_asking_again_averages_no_noise_away(french: Voice) -> None:
    assert sound("D2U5KX", french, b"seed") == sound("D2U5KX", french, b"seed")
    assert sound("D2U5KX", french, b"seed") != sound("D2U5KX", french, b"other")


SEEDS = [bytes([number]) for number in range(8)]


def samples_of(wav: bytes) -> bytes:
    with wave.open(BytesIO(wav)) as file:
        return file.readframes(file.getnframes())


def loudness(samples: bytes) -> float:
    return math.sqrt(sum((sample - 128) ** 2 for sample in samples) / len(samples))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_voice_stands_out_from_the_murmur_by_what_a_person_needs_to_follow_it(
    french: Voice, seed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digits in other people's talk are followed down to 0 dB and below, by poor ears too; here no less than 3."""
    text = "".join(Random(seed).choices(ALPHABET, k=6))
    joined: list[tuple[bytes, bytes]] = []
    real = speech._together
    monkeypatch.setattr(speech, "_together", lambda one, other: joined.append((one, other)) or real(one, other))
    sound(text, french, seed)
    voice, murmur = joined[-1]
    ratios = [20 * math.log10(loudness(voice[a:b]) / loudness(murmur[a:b])) for a, b in words(voice, french)]
    assert len(ratios) == 6
    assert all(3 < ratio < 20 for ratio in ratios), ratios


def words(voice: bytes, kind: Voice) -> list[tuple[int, int]]:
    """Where something is said, of a track on which nothing else is."""
    heard = [at for at, sample in enumerate(voice) if sample != 128]
    gaps = [(a, b) for a, b in pairwise(heard) if b - a > 0.55 * kind.rate]
    return list(zip([heard[0], *(b for _, b in gaps)], [*(a for a, _ in gaps), heard[-1]], strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_silence_says_where_a_character_begins(french: Voice, seed: bytes) -> None:
    samples = samples_of(sound("2K2K2K", french, seed))
    half = french.rate // 2
    least = min(loudness(samples[at : at + half]) for at in range(0, len(samples) - half, half // 2))
    assert least > 2, "in every half second, the first and the last too, something is heard"


@pytest.mark.parametrize("seed", SEEDS)
def test_hardly_a_sample_is_cut_off(french: Voice, seed: bytes) -> None:
    samples = samples_of(sound("D2U5KX", french, seed))
    assert sum(sample in (0, 255) for sample in samples) < 0.001 * len(samples)


def test_each_character_has_a_pace_of_its_own(french: Voice) -> None:
    lengths = {round(seconds(sound("K", french, bytes([seed]))), 2) for seed in range(20)}
    assert len(lengths) > 10


@pytest.mark.parametrize("length", [4, 6, 12])
def test_a_recording_lasts_no_longer_than_people_wait(french: Voice, length: int) -> None:
    for seed in SEEDS:
        wav = sound("".join(Random(seed).choices(ALPHABET, k=length)), french, seed)
        assert 0.8 * length < seconds(wav) < 3.2 * length + 1
        assert len(wav) < 50_000 * length


def test_the_murmur_is_made_of_no_digit_and_no_lone_vowel_which_are_the_same_backwards(french: Voice) -> None:
    """« six » is « six » both ways: it would be typed."""
    only = Voice(french.rate, {**dict.fromkeys(ALPHABET, b"\x80" * 9000), "6": french.spoken["6"]})
    assert set(samples_of(sound("K", only, b"seed"))) == {128}, "no letter is heard, so nothing is"
    begun = Voice(french.rate, dict.fromkeys(ALPHABET, b"\xff" * 3000 + b"\x80" * 6001))
    assert set(samples_of(sound("2", begun, b"seed"))[: int(0.29 * french.rate)]) == {128}


def test_a_recording_that_is_empty_is_refused(tmp_path: Path) -> None:
    shutil.copytree(AUDIO / "fr", tmp_path / "de")
    with wave.open(str(tmp_path / "de" / "K.wav"), "wb") as file:
        file.setparams((1, 1, 11025, 0, "NONE", ""))
    with pytest.raises(EngineError, match=r"K\.wav is empty"):
        voices([tmp_path])


def test_a_language_lacking_one_character_is_refused_with_its_name(tmp_path: Path) -> None:
    shutil.copytree(AUDIO / "fr", tmp_path / "de")
    (tmp_path / "de" / "K.wav").unlink()
    with pytest.raises(EngineError, match=r"K\.wav cannot be read"):
        voices([tmp_path])


def test_a_recording_of_another_kind_is_refused(tmp_path: Path) -> None:
    shutil.copytree(AUDIO / "fr", tmp_path / "de")
    with wave.open(str(tmp_path / "de" / "K.wav"), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
        file.writeframes(b"\0" * 400)
    with pytest.raises(EngineError, match=r"K\.wav is not 8-bit mono"):
        voices([tmp_path])


def test_a_site_may_speak_with_a_voice_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(AUDIO / "fr", tmp_path / "de")
    assert set(voices([AUDIO, tmp_path, tmp_path / "none"])) == {"en", "fr", "de"}
