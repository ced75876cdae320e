"""Addresses: one rule says which are valid, which are one, where a mail goes and what people read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.addresses import ascii_domain, deliverable, is_email, normal_email, shown

# typed, where the mail goes, what people read, why
VALID = [
    ("nom@exemple.fr", "nom@exemple.fr", "nom@exemple.fr", "plain"),
    ("Nom@Exemple.FR", "Nom@exemple.fr", "Nom@Exemple.FR", "before the @ case may mean something, behind it never"),
    ("nom@straße.de", "nom@xn--strae-oqa.de", "nom@straße.de", "IDNA 2003 has it as strasse.de, another's domain"),
    ("nom@STRAßE.DE", "nom@xn--strae-oqa.de", "nom@straße.de", "upper case"),
    ("nom@faß.de", "nom@xn--fa-hia.de", "nom@faß.de", "the same"),
    ("nom@ẞ.de", "nom@xn--zca.de", "nom@ß.de", "the capital of ß"),
    ("nom@βόλος.com", "nom@xn--nxasmm1c.com", "nom@βόλος.com", "a final sigma, which IDNA 2003 turns into another"),
    ("nom@ΒΌΛΟΣ.com", "nom@xn--nxasmq6b.com", "nom@βόλοσ.com", "capitals do not say which sigma it is"),
    ("nom@xn--strae-oqa.de", "nom@xn--strae-oqa.de", "nom@straße.de", "typed as machines have it"),
    ("nom@XN--STRAE-OQA.de", "nom@xn--strae-oqa.de", "nom@straße.de", "the same in capitals"),
    ("nom@château.fr", "nom@xn--chteau-xta.fr", "nom@château.fr", "an accent"),
    ("nom@cha\u0302teau.fr", "nom@xn--chteau-xta.fr", "nom@château.fr", "an accent typed as a sign of its own"),
    ("nom@İstanbul.com", "nom@xn--istanbul-o0e.com", "nom@i̇stanbul.com", "the Turkish capital"),
    ("nom@ıstanbul.com", "nom@xn--stanbul-qfb.com", "nom@ıstanbul.com", "no dot: another domain"),
    ("nom@exemple。fr", "nom@exemple.fr", "nom@exemple.fr", "the full stop of Japanese keyboards"),
    ("nom@ｅxemple．fr", "nom@exemple.fr", "nom@exemple.fr", "full-width"),
    (
        "nom@日本語テストab.jp",
        "nom@xn--ab-fi4a2bl3962fo4bc84j.jp",
        "nom@日本語テストab.jp",
        "alphabets written together",
    ),
    ("nom@한국abc.kr", "nom@xn--abc-lt8lk11n.kr", "nom@한국abc.kr", "the same in Korean"),
    ("nom@пример.рф", "nom@xn--e1afmkfd.xn--p1ai", "nom@пример.рф", "every label"),
    ("nom@אב.com", "nom@xn--4dbc.com", "nom@אב.com", "right to left"),
    ("nom@نامه\u200cای.com", "nom@xn--mgba3gch31f060k.com", "nom@نامه\u200cای.com", "a joiner of Persian"),
    ("nom@xn--mgba3gch31f060k.com", "nom@xn--mgba3gch31f060k.com", "nom@نامه\u200cای.com", "typed in ASCII"),
    ("nom@शर्\u200dमा.in", "nom@xn--r2bdr8azew25p.in", "nom@शर्\u200dमा.in", "a joiner of Hindi"),
    ("nom@pаypal.com", "nom@xn--pypal-4ve.com", "nom@xn--pypal-4ve.com", "a Cyrillic а among Latin letters"),
    ("nom@xn--pypal-4ve.com", "nom@xn--pypal-4ve.com", "nom@xn--pypal-4ve.com", "the same, typed in ASCII"),
    ("nom@straße.xn--strae-oqa.de", "nom@xn--strae-oqa.xn--strae-oqa.de", "nom@straße.straße.de", "both in one"),
]
INVALID = [
    ("nom@ex\u0378.fr", "a sign that Unicode has not"),
    ("nom@☃.fr", "a symbol"),
    ("nom@😀.fr", "an emoji, which IDNA 2003 allowed"),
    ("nom@xn--a.fr", "no Punycode"),
    ("nom@xn--ls8h.fr", "an emoji in Punycode"),
    ("nom@xn--strae-oqa-.de", "another spelling of Punycode"),
    ("nom@é_.fr", "an underscore"),
    ("nom@-é.fr", "a hyphen first"),
    ("nom@ab--é.fr", "two hyphens where Punycode has them"),
    ("nom@\u0301a.fr", "an accent that stands on nothing"),
    ("nom@a\u200db.fr", "a joiner between letters that do not join"),
    ("nom@نامه\u200c.com", "a joiner with no letter behind it"),
    ("nom@شر\u200dमा.in", "a joiner that follows no virama"),
    ("nom@1.אב.com", "a label that is read from the other side"),
    ("nom@é..fr", "an empty label"),
    ("nom@" + "é" * 60 + ".fr", "more than 63 in ASCII"),
    ("nom@" + ".".join(["é" * 20] * 12) + ".fr", "more than 253 in ASCII"),
]


@pytest.mark.parametrize(("typed", "to", "read", "why"), VALID, ids=[row[3] for row in VALID])
def test_a_mail_goes_to_the_domain_that_is_claimed_and_people_read_it_in_unicode(
    typed: str, to: str, read: str, why: str
) -> None:
    assert is_email(typed)
    assert deliverable(typed) == to
    assert normal_email(typed) == to.lower()
    assert shown(typed) == read
    assert normal_email(read) == normal_email(typed), "what is shown, typed again, is the same account"


@pytest.mark.parametrize(("typed", "why"), INVALID, ids=[row[1] for row in INVALID])
def test_a_domain_that_cannot_be_is_refused(typed: str, why: str) -> None:
    assert not is_email(typed)
    assert normal_email(normal_email(typed)) == normal_email(typed), "and raises nowhere"
    assert normal_email(shown(typed)) == normal_email(typed)


LABELS = st.text("aAéßẞςΣσ日テ한пßاא1-xn\u0301ıİŁ\u094dर\u200c\u200d\u00adｅ", min_size=1, max_size=8)


@given(st.lists(LABELS, min_size=1, max_size=3), st.sampled_from(".。．｡"))
def test_whatever_is_accepted_goes_where_its_key_says_and_is_shown_as_the_same(labels: list[str], dot: str) -> None:
    typed = f"nom@{dot.join(labels)}.fr"
    if not is_email(typed):
        return
    domain = normal_email(typed).rpartition("@")[2]
    assert domain.isascii()
    assert deliverable(typed) == f"nom@{domain}" == deliverable(deliverable(typed))
    assert ascii_domain(domain) == domain
    assert is_email(shown(typed))
    assert normal_email(shown(typed)) == normal_email(typed) == normal_email(deliverable(typed))


@pytest.mark.parametrize("text", ["", "@", "nom", "a@", "@b", "a@b@c", "\ud800@é", "a@" + "é" * 5000, "a@\x00"])
def test_no_text_makes_it_raise(text: str) -> None:
    assert not is_email(text)
    assert normal_email(deliverable(text)) == normal_email(text)
    assert normal_email(shown(text)) == normal_email(text)
