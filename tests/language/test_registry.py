"""Formats: what each accepts, and the one spelling in which it is compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.problems import EngineError
from engine.registry import Format, default_registry, effect, format, gate, service
from tests.support.plugins import installed

REGISTRY = default_registry().without_samples()

ACCEPTED = {
    "email": [
        ("a@exemple.fr", "plain"),
        ("certificat@example.com", "a domain for examples is a domain"),
        ("a+b.c_d@x-y.example.org", "signs allowed before the @"),
        ("a@é.fr", "an international domain"),
        ("a@xn--9ca.fr", "the same in ASCII"),
        ("A@EXEMPLE.FR", "any case"),
    ],
    "date": [("2026-11-24", "ISO"), ("2024-02-29", "a leap day")],
    "tel": [
        ("0102030405", "digits"),
        ("01 02 03 04 05", "spaces"),
        ("01.02-03.04-05", "dots and dashes"),
        ("01\N{NO-BREAK SPACE}02\N{NARROW NO-BREAK SPACE}03", "6 digits, French spaces"),
        ("+33 1 02 03 04 05", "international"),
        ("+123456789012345", "15 digits, E.164's most"),
        ("+33 (0)1 02 03 04 05", "as most letterheads write it"),
    ],
    "uri": [
        ("https://exemple.fr/a?b=c#d", "https"),
        ("http://exemple.fr:8080", "a port"),
        ("https://é.fr/", "an international domain"),
    ],
}
REFUSED = {
    "email": [
        ("", "nothing"),
        ("a", "no @"),
        ("a@", "no domain"),
        ("a@localhost", "no dot"),
        ("a@exemple.invalid", "a domain that never is"),
        ("é@exemple.fr", "no ASCII before the @: many relays refuse it"),
        (" a@exemple.fr", "a space"),
        ("a@exemple.fr\n", "a line break could begin another header"),
        ("a@exemple.fr\r\nBcc: b@exemple.fr", "a header"),
        ("a@exemple.fr,b@exemple.fr", "two"),
        ("Nom <a@exemple.fr>", "a name beside it"),
        ('"a b"@exemple.fr', "quoted"),
        ("a..b@exemple.fr", "two dots"),
        ("a@[127.0.0.1]", "a machine's number"),
        ("a" * 65 + "@exemple.fr", "more than 64 characters before the @"),
        ("a@" + "b" * 64 + ".fr", "a label of more than 63"),
    ],
    "date": [
        ("2026-02-30", "no such day"),
        ("2025-02-29", "no leap year"),
        ("24/11/2026", "not the internal form"),
        ("20261124", "another ISO form"),
        ("2026-W48-2", "a week"),
        ("2026-11-24\n", "a line break"),
        ("２０２６-11-24", "other digits"),
    ],
    "tel": [
        ("12345", "5 digits"),
        ("1234567890123456", "16 digits"),
        ("01 02 03 04 05 poste 3", "words"),
        ("01+02030405", "a + inside"),
        ("++33102030405", "two"),
        ("(((0102030405", "brackets that hold nothing"),
        ("٠١٠٢٠٣٠٤٠٥", "other digits"),
        ("0102030405\n", "a line break"),
    ],
    "uri": [
        ("exemple.fr", "no scheme"),
        ("//exemple.fr", "no scheme"),
        ("javascript:alert(1)", "runs"),
        ("ftp://exemple.fr", "not the web"),
        ("https://", "no host"),
        ("https://exemple.fr:port", "no port"),
        ("https://exemple.fr:99999", "no such port"),
        ("https://exemple.fr/a b", "a space"),
        ('https://exemple.fr/"><b>', "markup"),
        ("https://[", "no address"),
    ],
}


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(n, t, id=f"{n}: {why}") for n, table in ACCEPTED.items() for t, why in table]
)
def test_a_format_accepts(name: str, text: str) -> None:
    assert REGISTRY.formats[name].check(text)


@pytest.mark.parametrize(
    ("name", "text"), [pytest.param(n, t, id=f"{n}: {why}") for n, table in REFUSED.items() for t, why in table]
)
def test_a_format_refuses(name: str, text: str) -> None:
    assert not REGISTRY.formats[name].check(text)


@pytest.mark.parametrize("name", ["email", "date", "tel", "uri"])
@pytest.mark.parametrize("text", ["\x00", "\ud800", "@" * 5000, "a@" + "é" * 300, "\u202e", "9" * 5000, "[" * 500])
def test_no_text_makes_a_format_raise(name: str, text: str) -> None:
    known = REGISTRY.formats[name]
    assert not known.check(text)
    assert known.normalise(known.normalise(text)) == known.normalise(text)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("tel", "01 02 03 04 05", "0102030405"),
        ("tel", "0033 1 02 03 04 05", "+33.1.02.03.04.05"),
        ("tel", "+33 (0)1 02 03 04 05", "+33102030405"),
        ("uri", "HTTPS://Exemple.FR/A", "https://exemple.fr/A"),
    ],
)
def test_two_spellings_of_one_value_are_compared_as_one(name: str, one: str, other: str) -> None:
    known = REGISTRY.formats[name]
    assert known.normalise(one) == known.normalise(other)


def test_the_engine_brings_four_formats_and_one_gate() -> None:
    assert (sorted(REGISTRY.formats), list(REGISTRY.gates)) == (["date", "email", "tel", "uri"], ["captcha"])


@format("siren", normalise=lambda text: text.replace(" ", ""))
def siren(text: str) -> bool:
    return len(text.replace(" ", "")) == 9


@gate("badge", answer=lambda key, nonce, length: "7" * length)
def badge(answer: str, seed: bytes) -> bytes:
    return answer.encode()


def test_a_format_is_added_to_a_value_and_to_nothing_else() -> None:
    assert isinstance(siren, Format)
    more = REGISTRY.with_format(siren).with_gate(badge)
    assert more.formats["siren"].check("732 829 320")
    assert more.gates == {"captcha": None, "badge": badge}
    assert "siren" not in REGISTRY.formats
    assert "siren" not in REGISTRY.formats


def test_what_is_no_sample_takes_the_place_of_a_sample_of_its_name() -> None:
    def of_each_kind(sample: bool) -> list[Any]:
        return [
            format("siren", sample=sample)(siren.check),
            gate("badge", badge.answer, sample=sample)(badge.image),
            service("companies", ["known"], sample=sample)(str),
            effect("post", sample=sample)(lambda key, given: None),
        ]

    kinds = of_each_kind(sample=False)
    samples = REGISTRY
    for one in of_each_kind(sample=True):
        samples = samples.with_added(one) or samples
    assert samples.samples() == ("format siren", "gate badge", "service companies", "effect post")
    real = samples
    for one in kinds:
        real = real.with_added(one) or real
    assert real.samples() == ()
    for one in kinds:
        with pytest.raises(EngineError, match="registered already"):
            real.with_added(one)


def test_without_samples_all_else_is_there() -> None:
    mixed = REGISTRY.with_format(siren._replace(sample=True)).with_gate(badge)
    assert mixed.without_samples() == REGISTRY.with_gate(badge)


@pytest.mark.parametrize("name", ["email", "Siren", "", "si ren", "siren\n"])
def test_a_format_cannot_take_a_taken_name_nor_one_that_no_form_can_write(name: str) -> None:
    with pytest.raises(EngineError):
        REGISTRY.with_format(Format(name, lambda text: True, str))


def test_a_plug_in_found_through_its_entry_point_adds_its_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adds = "from engine.registry import Gate\nadd = Gate('badge', str, bytes, str.__eq__)\n"
    installed(tmp_path, monkeypatch, "demo_ok", adds, adds=("add",))
    assert "badge" in default_registry().gates


@pytest.mark.parametrize("module", ["a_real_one", "z_real_one"])  # entry points come in the order of their names
def test_an_installed_plug_in_takes_the_place_of_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    sample = "from engine.registry import service\nasks = service('ecoles', ['x'], sample=True)(str)\n"
    installed(tmp_path / "sample", monkeypatch, "m_sample", sample, adds=("asks",))
    assert "service ecoles" in default_registry().samples()
    real = "from engine.registry import service\nasks = service('ecoles', ['y'])(str)\n"
    installed(tmp_path / "real", monkeypatch, module, real, adds=("asks",))
    assert default_registry().services["ecoles"].values == ("y",)
    assert "service ecoles" not in default_registry().samples()


def test_a_plug_in_that_fails_is_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch, "demo_bad", "def add(registry):\n    return 3\n", adds=("add",))
    with pytest.raises(EngineError, match="demo_bad"):
        default_registry()
