"""The challenge, spoken: recordings joined, always alike for one challenge; a language has all of them or none."""

from __future__ import annotations

import shutil
import wave
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

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
    assert sum(path.stat().st_size for path in AUDIO.rglob("*.wav")) < 400_000


def test_every_recording_is_words_neither_silence_nor_noise_at_full_strength(french: Voice) -> None:
    for character, samples in french.spoken.items():
        loudest = max(abs(sample - 128) for sample in samples)
        assert 90 <= loudest <= 110, character
        assert 0.25 < len(samples) / french.rate < 2.5, character


def test_a_challenge_is_a_wav_that_grows_with_its_characters(french: Voice) -> None:
    lengths = [seconds(sound("D2U5KX"[:count], french, b"seed")) for count in range(1, 7)]
    assert lengths == sorted(lengths)
    assert all(after - before > 0.8 for before, after in pairwise(lengths))


def test_the_same_text_and_seed_give_the_same_sound_so_that_asking_again_averages_no_noise_away(french: Voice) -> None:
    assert sound("D2U5KX", french, b"seed") == sound("D2U5KX", french, b"seed")
    assert sound("D2U5KX", french, b"seed") != sound("D2U5KX", french, b"other")


def test_the_noise_is_light_and_each_character_has_a_pace_of_its_own(french: Voice) -> None:
    wav = sound("22", french, b"seed")
    with wave.open(BytesIO(wav)) as file:
        samples = file.readframes(file.getnframes())
    still = samples[: int(0.35 * french.rate)]
    assert 8 < max(still) - min(still) < 20, "heard in the pauses, far below the voice"
    loud = [at for at, sample in enumerate(samples) if abs(sample - 127) > 20]
    gaps = [(a, b) for a, b in pairwise(loud) if b - a > 0.5 * french.rate]
    assert len(gaps) == 1, "a pause between the two"
    (end, begin) = gaps[0]
    assert abs((end - loud[0]) - (loud[-1] - begin)) > 20


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
    assert set(voices([AUDIO, tmp_path, tmp_path / "none"])) == {"fr", "de"}
