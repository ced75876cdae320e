"""What is kept of an entry: nothing typed is changed but what nobody sees, and what the field says that it ignores."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.language.forms import Form, normalise, reading_of, validate
from engine.language.forms.cleaning import cleaned
from engine.language.schema.form import read_form
from engine.language.texts.locales import Locale
from engine.language.yaml import read_tree
from engine.registry import default_registry

REGISTRY = default_registry()
FRENCH = Locale("fr", "Europe/Paris")


def form(*fields: str) -> Form:
    lines = (f"  {name}: {{title: {name}, {keys}}}\n" for name, keys in zip("fgh", fields, strict=False))
    source = "properties:\n" + "".join(lines)
    node, problems = read_tree(source, "forms/f.yaml")
    assert node is not None, problems
    read, problems = read_form(node, "f", "forms/f.yaml", REGISTRY)
    assert read is not None
    assert [str(problem) for problem in problems] == []
    return read


def kept(field: str, typed: str) -> Any:
    """The value; the key of the fault after a `!`; None where it is not given."""
    answers = validate(form(field), {"f": [typed]}, locale=FRENCH)
    if answers.faults:
        return f"!{answers.faults[0].key}"
    return answers.secrets.get("f", answers.values.get("f"))


EMAIL = "type: string, format: email"
TEL = "type: string, format: tel"
URI = "type: string, format: uri"
DAY = "type: string, format: date"
CODE = "type: string, x-widget: code"
SPACELESS = "type: string, x-ignore: spaces"
AREA = "type: string, x-widget: textarea"
PASSWORD = "type: string, x-secret: true"
ANSWER = "type: string, x-secret: true, x-widget: text"

ENTRIES: list[tuple[str, str, Any, str]] = [
    # Formats and figures: without what cannot be seen, wherever it stands
    (EMAIL, "\u202anom@exemple.fr\u202c", "nom@exemple.fr", "from a phone's contacts"),
    (EMAIL, "nom\u200b@\u00adexemple.fr\ufe0f", "nom@exemple.fr", "from a page"),
    (EMAIL, "mailto:nom@exemple.fr", "nom@exemple.fr", "a link that was copied"),
    (EMAIL, "MailTo: nom@exemple.fr", "nom@exemple.fr", "in any case"),
    (URI, "\u2068https://exemple.fr/\u200ba\u2069", "https://exemple.fr/a", "from a messenger"),
    (DAY, "\u200e24/\u200e11/\u200e2026", date(2026, 11, 24), "as some programs write dates"),
    (DAY, "2026\u201111\u201124", date(2026, 11, 24), "a dash is one however wide it is"),
    ("type: integer", "\u202d12\u202c", 12, "a figure"),
    ("type: integer", "1\u2060 200", 1200, "grouped"),
    ("type: number", "\u2066-3,50\u2069", Decimal("-3.50"), "with a sign"),
    ("type: number, x-unit: €", "12,50\u200b €\u200b", Decimal("12.50"), "with its unit"),
    # Texts: at the ends; what would turn the words around it everywhere
    ("type: string", "\u202eabc", "abc", "an override at the beginning"),
    ("type: string", "abc\u202edef", "abcdef", "an override inside"),
    ("type: string", "Jean\u00adPaul", "Jean\u00adPaul", "no sign inside a text is touched"),
    ("type: string", "a\u2028b", "a b", "one line"),
    ("type: string, x-widget: textarea", "a\u2028b", "a\nb", "several"),
    ("type: string, x-widget: textarea", "a\n\u202eb\n", "a\nb", "several"),
    ("type: string, minLength: 1", "\u3164\u200b", None, "nothing to be seen is not given"),
    ("type: string, maxLength: 3", "abc\u202c\u00ad", "abc", "what cannot be seen does not count"),
    ('type: string, pattern: "^[0-9]{5}$"', "7\u200b5005", "75005", "nobody could know why a pattern refuses it"),
    ('type: string, pattern: "^[0-9]{5}$"', "7 5005", "!pattern.sign", "a space can be seen"),
    ('type: string, pattern: "^[^0-9]+$"', "a\u200bb", "a\u200bb", "it meets its pattern as it is"),
    ("type: string, const: OUI", "O\u200bUI", "OUI", "the word"),
    ("type: string, enum: [a, b]", "\u202ab\u202c", "b", "an option"),
    ("type: array, items: {type: string, enum: [a, b]}", "\u200bb", ("b",), "an option"),
    ("type: boolean", "true\u200b", True, "a box"),
    # Telephones, as people write them; kept as typed
    (TEL, "+1 (418) 555-1234", "+1 (418) 555-1234", "North America"),
    (TEL, "(418) 555-1234", "(418) 555-1234", "North America, at home"),
    (TEL, "+49 (30) 1234567", "+49 (30) 1234567", "Germany"),
    (TEL, "(01) 02 03 04 05", "(01) 02 03 04 05", "France, in brackets"),
    (TEL, "01/02/03/04/05", "01/02/03/04/05", "Belgium, Germany: slashes"),
    (TEL, "0472 / 12.34.56", "0472 / 12.34.56", "mixed"),
    (TEL, "tel:+33102030405", "+33102030405", "a link that was copied"),
    (TEL, "TEL: 01 02 03 04 05", "01 02 03 04 05", "in any case"),
    (TEL, "(+33) 1 02 03 04 05", "(+33) 1 02 03 04 05", "the country in brackets"),
    (TEL, "+33 (0)1 02 03 04 05", "+33 (0)1 02 03 04 05", "the trunk's zero"),
    (TEL, "[01] 02 03 04 05", "[01] 02 03 04 05", "square brackets"),
    (TEL, "01–02—03−04‑05", "01–02—03−04‑05", "dashes of any kind"),
    (TEL, "01·02·03·04·05", "01·02·03·04·05", "dots of another kind"),
    (TEL, "\u202d+33 1 02 03 04 05\u202c", "+33 1 02 03 04 05", "from a phone's contacts"),
    (TEL, "\u2068+33102030405\u2069", "+33102030405", "from a messenger"),
    (TEL, "01\u00ad02\u00ad03\u00ad04\u00ad05", "0102030405", "from a PDF"),
    (TEL, "０１０２０３０４０５", "0102030405", "full-width figures"),
    (TEL, "+٣٣١٠٢٠٣٠٤٠٥", "+33102030405", "an Arabic keyboard"),
    (TEL, "01 02 03 04 05 poste 12", "!format.tel", "an extension is another field's"),
    (TEL, "() 0102030405", "!format.tel", "brackets around nothing"),
    (TEL, "(01 02 03 04 05", "!format.tel", "a bracket left open"),
    (TEL, "tel:", None, "no number"),
    (TEL, "＋33 （0）1 02 03 04 05", "＋33 （0）1 02 03 04 05", "full-width signs"),
    (TEL, "3939", "!format.tel", "short numbers: only where the analyst says so"),
    (TEL + ", minLength: 3", "3939", "3939", "by a smaller minLength"),
    (TEL + ", minLength: 3", "112", "112", "at its bound"),
    (TEL + ", minLength: 3", "1 2", "!format.tel", "spaces are no digits"),
    (TEL + ', pattern: "^0[1-9][0-9]{8}$"', "(01) 02.03 04-05", "(01) 02.03 04-05", "a pattern sees the number alone"),
    (TEL + r', pattern: "^\\+1[0-9]{10}$"', "001 (418) 555-1234", "001 (418) 555-1234", "in its international form"),
    (TEL + ', pattern: "^0[1-9][0-9]{8}$"', "+33 1 02 03 04 05", "!pattern.sign", "another number"),
    # Codes: letters as typed, in capitals; nothing else
    (CODE, "NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", "an IBAN"),
    (CODE, "IL-010-OI", "IL010OI", "a plate"),
    (CODE, "DOSSIER-2026-LILLE", "DOSSIER2026LILLE", "a reference"),
    (CODE, "soleil", "SOLEIL", "capitals"),
    (CODE, "a_b.c/d:e«f»(g)", "ABCDEFG", "nothing but letters and digits"),
    (CODE, "été", "ÉTÉ", "a letter keeps its accent"),
    (CODE, "e\u0301", "É", "however it is coded"),
    (CODE, "код-7", "КОД7", "and its script"),
    (CODE, "ａｂ１２", "AB12", "a full-width one is the plain one"),
    (CODE, "١٢ ab", "12AB", "digits of any script"),
    (CODE, "\u3164-\u200b", None, "nothing of a code"),
    (CODE + ', pattern: "^FOI[0-9]+$"', "foi 123", "FOI123", "a pattern of letters"),
    (CODE + ", minLength: 9", "ABCD-12345", "ABCD12345", "lengths count letters and digits"),
    (CODE + ", minLength: 9", "ABCD-1234", "!minLength", "and nothing else"),
    # Spaces that a field ignores
    (SPACELESS, "75 005", "75005", "a postal code"),
    (SPACELESS, "\u202f75\u2009\u200b005\u3000", "75005", "spaces of any width"),
    (SPACELESS, "732 829 320 00074", "73282932000074", "a SIRET"),
    (SPACELESS, "fr76-30 04", "fr76-3004", "only spaces"),
    (SPACELESS, " \u200b ", None, "nothing"),
    (SPACELESS + ", minLength: 5, maxLength: 5", "75 005", "75005", "lengths count what is kept"),
    (SPACELESS + ', pattern: "^[0-9]{5}$"', "75 005", "75005", "patterns see what is kept"),
    (SPACELESS + ", format: tel", "01 02 03 04 05", "0102030405", "a number without its spaces"),
    (SPACELESS + ", x-secret: true, x-widget: text", "1 2\u00a03", "123", "a secret number"),
    # As long as it may be once it is kept, however it is sent
    (AREA, "a" * 9_900 + "\r\n" * 99 + "b", "a" * 9_900 + "\n" * 99 + "b", "an end of a line is sent as two"),
    (AREA + ", maxLength: 20000", "a\r\n" * 9_999 + "b", "a\n" * 9_999 + "b", "beyond what all forms have"),
    ("type: string", "e\u0301" * 10_000, "é" * 10_000, "letters copied from a PDF come in two parts"),
    ("type: string", "ế" * 3_000 + "e\u0302\u0301" * 7_000, "ế" * 10_000, "or in three"),
    (SPACELESS, "75 005 " * 2_000, "75005" * 2_000, "what is ignored does not count"),
    (CODE, "ab-" * 5_000, "AB" * 5_000, "nor do the dashes of a code"),
    (AREA, "a" * 9_999 + "\r\nb", "!maxLength", "one too many, kept"),
    ("type: string", "a" * 40_001, "!maxLength", "so long that it is not read"),
    # Secrets
    (PASSWORD, "  ", None, "nothing but blanks is not given"),
    (PASSWORD, "\u00a0\u200b\u3164", None, "nor is what cannot be seen"),
    (PASSWORD, " a b ", " a b ", "a password is kept sign for sign"),
    (PASSWORD, "\u200ba\u202e", "\u200ba\u202e", "whatever the signs"),
    (PASSWORD, "e\u0301", "é", "in one Unicode form"),
    (ANSWER, "  ", None, "nothing but blanks is not given"),
    (ANSWER, "Zouzou ", "Zouzou", "a phone's keyboard adds the space"),
    (ANSWER, "\u200bZouzou", "Zouzou", "and a page this"),
    (ANSWER, "a\u2028b", "a b", "one line"),
    (ANSWER + ", minLength: 2", "a ", "!minLength", "lengths count what is kept"),
    ("type: string, x-secret: true, x-widget: code", "ab-12", "AB12", "a secret code"),
    ("type: string, x-secret: true, enum: [a, b]", "b\u200b", "b", "a secret that is chosen"),
]


@pytest.mark.parametrize(("field", "typed", "value", "why"), ENTRIES, ids=[f"{f}: {w}" for f, _, _, w in ENTRIES])
def test_an_entry_is_kept_as_it_was_meant(field: str, typed: str, value: Any, why: str) -> None:
    found = kept(field, typed)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("field", [EMAIL, TEL, URI, CODE, SPACELESS, PASSWORD, ANSWER, "type: string"])
@given(typed=st.text(st.characters() | st.sampled_from("a1 :+\u0301\u200b\u202e\u2069\u3164（tel"), max_size=12))
def test_cleaning_twice_is_cleaning_once(field: str, typed: str) -> None:
    read = FIELDS[field]
    assert cleaned(read, cleaned(read, typed)) == cleaned(read, typed)


FIELDS = {keys: form(keys).fields["f"] for keys in (EMAIL, TEL, URI, CODE, SPACELESS, PASSWORD, ANSWER, "type: string")}


# A code that the engine made: K7M2XPQ9RT

MADE = "K7M2XPQ9RT"
PASTED = [
    ("K7M2XPQ9RT.", "the end of a sentence"),
    ("« K7M2XPQ9RT »", "quoted, in French"),
    ("(K7M2XPQ9RT)", "in brackets"),
    ('"K7M2XPQ9RT",', "quoted, and a comma"),
    ("“K7M2XPQ9RT”", "curly quotes"),
    ("code:K7M2XPQ9RT", "with its label"),
    ("Code : K7M2XPQ9RT", "with its label, in French"),
    ("Votre code d'activation : k7m2xpq9rt.", "with the line of the mail"),
    ("CODE=K7M2XPQ9RT", "with its label, as in a link"),
    ("Ｃｏｄｅ：Ｋ７Ｍ２ＸＰＱ９ＲＴ", "full-width"),
    ("K7M2X-PQ9RT", "a dash"),
    ("K7M2X PQ9RT\n", "a line break"),
    ("K7M2X\u2011PQ9RT\u00ad", "dashes of another kind"),
    ("K7:M2:XP:Q9:RT", "colons between groups are no label"),
    ("K7M2XPQ9RT:", "a colon behind it"),
    ("*K7M2XPQ9RT*", "as a messenger makes it bold"),
    ("<K7M2XPQ9RT>", "as a mail program writes links"),
    ("\u2068K7M2XPQ9RT\u2069", "isolates"),
    ("K7M2XPQ9RT\ufe0f", "a selector"),
]


@pytest.mark.parametrize(("typed", "why"), PASTED, ids=[why for _, why in PASTED])
def test_a_code_is_right_with_whatever_stands_around_it(typed: str, why: str) -> None:
    assert normalise("code", typed) == MADE


@pytest.mark.parametrize("typed", ["K7M2XPQ9R", "K7M2XPQ9RTA", "ÉK7M2XPQ9RT", "КK7M2XPQ9RT", "code", "code:", ""])
def test_another_code_stays_another(typed: str) -> None:
    assert normalise("code", typed) != MADE


def test_look_alikes_are_one_only_where_a_code_of_the_engine_is_typed() -> None:
    assert normalise("code", "oil0 1") == "01101"
    assert kept(CODE, "oil0 1") == "OIL01"


# Comparisons see what is kept

DIGITS = 'type: string, pattern: "^[0-9]{5}$"'

ALIKE = [
    ((CODE, CODE + ", x-confirms: f"), "nl91-abna", "NL91 ABNA", "two spellings of a code"),
    ((SPACELESS, "type: string, x-confirms: f"), "75 005", "75005", "the confirmation is read as what it confirms"),
    ((TEL, TEL + ", x-confirms: f"), "+33 (0)1 02 03 04 05", "tel:0033 1 02/03/04/05", "one number"),
    ((ANSWER, ANSWER + ", x-confirms: f"), "Zouzou", "Zouzou ", "a secret that is no password"),
    ((EMAIL, "type: string, x-confirms: f"), "a@exemple.fr", "A@exemple\u200b.fr", "an address"),
    (("type: string", "type: string, x-confirms: f"), "abc", "abc\u202c", "a text"),
    (("type: string", "type: string, x-confirms: f"), "Lefèvre", "Lef\u200bèvre", "nobody sees how they differ"),
    ((ANSWER, ANSWER + ", x-confirms: f"), "Zou\u00adzou", "Zouzou", "nor in a secret that is no password"),
    ((DIGITS, "type: string, x-confirms: f"), "75\u200b005", "75\u200b005", "pasted twice: both are freed alike"),
    ((DIGITS, "type: string, x-confirms: f"), "75005", "75\u200b005", "typed and pasted"),
]


@pytest.mark.parametrize(("fields", "one", "other", "why"), ALIKE, ids=[why for *_, why in ALIKE])
def test_a_confirmation_says_the_same(fields: tuple[str, str], one: str, other: str, why: str) -> None:
    assert validate(form(*fields), {"f": [one], "g": [other]}, locale=FRENCH).faults == ()


@pytest.mark.parametrize(
    ("one", "other", "key", "why"),
    [
        ("abc", "abc ", "x-confirms.space", "pasted with a space"),
        ("abc", "\u00a0abc", "x-confirms.space", "of any width"),
        ("ab c", "ab c ", "x-confirms.space", "beside one that it has"),
        ("abc ", "abc", "x-confirms", "a space less"),
        ("abc", "abd ", "x-confirms", "another password"),
        ("abc", "ABC", "x-confirms", "another case"),
        ("abc", "a\u00adbd", "x-confirms", "another, and a sign that nobody sees"),
    ],
)
@pytest.mark.parametrize("own", ["", ", x-messages: {x-confirms: Pas le même.}"], ids=["", "own words"])
def test_a_password_is_confirmed_sign_for_sign_and_a_space_too_many_is_named(
    own: str, one: str, other: str, key: str, why: str
) -> None:
    asked = form(PASSWORD, PASSWORD + ", x-confirms: f" + own)
    (fault,) = validate(asked, {"f": [one], "g": [other]}, locale=FRENCH).faults
    assert (fault.field, fault.key, fault.message is None) == ("g", key, key == "x-confirms.space" or not own), why


def test_how_a_field_is_read_has_a_name() -> None:
    fields = form(PASSWORD, ANSWER, CODE).fields
    assert [reading_of(fields[n]) for n in "fgh"] == ["a password", "a text", "letters and digits alone"]
