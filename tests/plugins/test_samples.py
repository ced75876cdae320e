"""The sample plug-ins that ship: what each answers and does."""

from __future__ import annotations

import pytest
from parcours_samples import companies, holdings
from parcours_samples.post import MOST_KEPT, Letter, PostOffice, office, post

from engine import load_folder
from engine.registry import Made, default_registry
from engine.shipped import shipped

ADDRESS = {"name": "Boulangerie des Lilas", "street": "7 rue des Lilas", "postal_code": "75005", "town": "Paris"}


def test_they_are_installed_with_the_engine_and_say_that_they_are_samples() -> None:
    expected = {"format siren", "service companies", "service account_holdings", "effect post"}
    assert expected <= set(default_registry().samples())


@pytest.mark.parametrize("text", ["100000009", "732829320", *companies.COMPANIES, companies.SILENT])
def test_a_number_whose_last_digit_is_its_key_is_one(text: str) -> None:
    assert companies.siren.check(text)


@pytest.mark.parametrize("text", ["", "100000008", "732829321", "73282932", "7328293200", "732 829 320", "٧٣٢٨٢٩٣٢٠"])
def test_any_other_text_is_none(text: str) -> None:
    assert not companies.siren.check(text)


def test_one_wrong_digit_and_two_in_each_others_place_are_seen() -> None:
    right = "732829320"
    for place in range(9):
        for digit in set("0123456789") - {right[place]}:
            assert not companies.siren.check(right[:place] + digit + right[place + 1 :])
    for place in range(8):
        one, two = right[place], right[place + 1]
        swapped = right[:place] + two + one + right[place + 2 :]
        assert swapped == right or {one, two} == {"0", "9"} or not companies.siren.check(swapped)


@pytest.mark.parametrize(
    ("siren", "status"), [("100000009", "active"), ("100000025", "closed"), ("732829320", "unknown")]
)
def test_a_company_is_active_closed_or_unknown(siren: str, status: str) -> None:
    assert companies.companies.ask(siren) == status


def test_of_one_company_nothing_is_answered() -> None:
    with pytest.raises(ConnectionError):
        companies.companies.ask(companies.SILENT)


@pytest.mark.parametrize(
    ("email", "files"),
    [
        ("seul@exemple.fr", "one"),
        ("certificat@exemple.fr", "few"),
        ("Cabinet@exemple.fr", "many"),
        ("actif@exemple.fr", "none"),
    ],
)
def test_an_account_has_files(email: str, files: str) -> None:
    assert holdings.account_holdings.ask(email) == files


def test_of_one_account_nothing_is_answered() -> None:
    with pytest.raises(ConnectionError):
        holdings.account_holdings.ask(holdings.SILENT)


def test_each_answer_is_one_that_the_service_is_registered_with() -> None:
    assert set(companies.COMPANIES.values()) <= set(companies.companies.values)
    assert set(holdings.ACCOUNTS.values()) <= set(holdings.account_holdings.values)


def test_a_letter_is_posted_once_by_its_key() -> None:
    office = PostOffice()
    first, second = Letter(("A",), b"%PDF 1"), Letter(("B",), b"%PDF 2")
    assert office.post("key", first) == first
    assert office.post("key", second) == first
    assert office.post("another", second) == second
    assert office.letters() == (first, second)


def test_without_them_what_ships_is_refused_by_their_names() -> None:
    """As docs/production.md says a site makes sure of it."""
    _, catalogue = load_folder(shipped(), registry=default_registry().without_samples())
    codes = {problem.code for problem in catalogue.refusing()}
    assert {"unknown-format", "unknown-service", "unknown-effect"} <= codes


def test_of_many_letters_the_newest_are_kept() -> None:
    office = PostOffice()
    for number in range(MOST_KEPT + 2):
        office.post(str(number), Letter((str(number),), b""))
    assert [letter.address[0] for letter in office.letters()] == [str(n) for n in range(2, MOST_KEPT + 2)]


def test_what_is_posted_is_the_document_at_the_address() -> None:
    made = post.deliver("one letter", {**ADDRESS, "further": None, "letter": b"%PDF"})
    assert made == Made("Lettre à Boulangerie des Lilas, 7 rue des Lilas, 75005 Paris", b"%PDF")
    assert office.letters()[-1].address == ("Boulangerie des Lilas", "7 rue des Lilas", "75005 Paris")


def test_a_text_is_no_letter() -> None:
    with pytest.raises(TypeError):
        post.deliver("no letter", {**ADDRESS, "letter": "Bonjour"})
