"""Secrets and codes: how they are hashed, derived and compared."""

from __future__ import annotations

import threading

import pytest

from engine.core.surroundings import Busy
from engine.language.forms import CODE_ALPHABET
from engine.problems import EngineError
from engine.service.security.vault import Vault

KEY = "0123456789abcdef" * 2


def a_vault(key: str = KEY, *, at_once: int = 4, patience: float = 5.0) -> Vault:
    return Vault(key, memory_kib=8, time_cost=1, at_once=at_once, patience=patience)


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(EngineError, match="fewer than 16"):
        a_vault("0123456789abcde")


def test_each_use_has_a_key_of_its_own_the_same_in_every_process() -> None:
    assert a_vault().key("session") == a_vault().key("session")
    assert len(a_vault().key("session")) == 32
    assert a_vault().key("session") != a_vault().key("family")
    assert a_vault().key("session") != a_vault("another secret key").key("session")
    assert a_vault().keyed("session", "x") == a_vault().keyed("session", "x")
    assert a_vault().keyed("session", "x") != a_vault().keyed("family", "x")
    assert a_vault().attempts_key("Ana") != a_vault().attempts_key("Eva")


def test_any_text_has_a_keyed_hash() -> None:
    assert len(a_vault().keyed("tries", "\ud800 é")) == 64, "also half a character, as a browser may send it"


# -- codes


def test_the_words_of_a_code_are_derived() -> None:
    code = a_vault().code("a", "confirmation", 1, 10)
    assert code == a_vault().code("a", "confirmation", 1, 10)
    assert len(code) == 10
    assert set(code) <= set(CODE_ALPHABET)
    others = [
        a_vault().code("b", "confirmation", 1, 10),
        a_vault().code("a", "activation", 1, 10),
        a_vault().code("a", "confirmation", 2, 10),
        a_vault("another secret key").code("a", "confirmation", 1, 10),
    ]
    assert code not in others


@pytest.mark.parametrize("length", [1, 10, 40])
def test_a_code_has_the_length_that_is_asked_for(length: int) -> None:
    assert len(a_vault().code("a", "confirmation", 1, length)) == length


def test_a_code_is_known_however_it_is_typed() -> None:
    vault = a_vault()
    for serial in range(1, 30):
        words, kept = vault.code("a", "c", serial, 10), vault.code_hash("a", "c", serial, 10)
        for typed in (words, words.lower(), f" {words[:5]}-{words[5:]} ", words.replace("0", "O").replace("1", "l")):
            assert vault.typed_hash(typed) == kept, typed
        assert vault.typed_hash(words[:-1]) != kept


# -- secrets


@pytest.mark.parametrize("clear", ["sésame ouvre-toi", " blanks ", "\ud800", "x" * 1000])
def test_a_secret_is_what_its_hash_was_made_of(clear: str) -> None:
    vault = a_vault()
    kept = vault.hash(clear)
    assert clear not in kept
    assert kept.startswith("$argon2id$")
    assert vault.verify(kept, clear)
    assert not vault.verify(kept, clear + " ")


def test_two_hashes_of_one_secret_differ() -> None:
    vault = a_vault()
    assert vault.hash("sésame") != vault.hash("sésame")


@pytest.mark.parametrize("kept", [None, "", "no hash at all", "$argon2id$v=19$broken"])
def test_what_is_no_hash_verifies_nothing(kept: str | None) -> None:
    assert not a_vault().verify(kept, "sésame")


def test_the_place_is_given_back_when_a_verification_fails() -> None:
    vault = a_vault(at_once=1, patience=0.01)
    for _ in range(3):
        assert not vault.verify("no hash at all", "sésame")
    assert vault.hash("sésame")


def test_one_more_than_may_be_hashed_at_once_is_refused_when_its_patience_ends() -> None:
    vault = a_vault(at_once=1, patience=0.01)
    hashing, go_on = threading.Event(), threading.Event()

    class Slow(str):
        def encode(self, *given: str) -> bytes:  # called while the place is held
            hashing.set()
            assert go_on.wait(30)
            return super().encode(*given)

    first = threading.Thread(target=vault.hash, args=(Slow("sésame"),))
    first.start()
    assert hashing.wait(30)
    for refused in (lambda: vault.hash("x"), lambda: vault.verify(None, "x")):
        with pytest.raises(Busy):
            refused()
    go_on.set()
    first.join(30)
    assert vault.hash("x")
