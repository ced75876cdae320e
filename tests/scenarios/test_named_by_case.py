"""
Which statements name the case they are about: all of a step, so that the tables can be divided by case among machines.

The few that cannot stand in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store import mailbox
from engine.store.tables import metadata
from tests.support import expert
from tests.support.service_under_test import ServiceUnderTest
from tests.support.statements import Heard, Sent, listening

OF_A_CASE = {"cases": "id", "history": "case_id", "secrets": "case_id", "outbox": "case_id"}
OF_NO_CASE = {  # module of the store -> what its statements do
    "due": {"SELECT"},  # what is due
    "waiting": {"SELECT"},  # the mails that wait for a worker; a lease is of a case again
    "erasing": {"SELECT", "DELETE"},  # what is past its time
    "mailbox": {"SELECT", "UPDATE"},  # the operator's lists, and « try them all again »
}

_NAMED = re.compile(r"(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: AS (\w+))?")


def unnamed(text: str) -> list[str]:
    """Those tables of a case in a statement whose row it does not look for by the case's id."""
    words = re.sub(r'\s+|"', " ", text)
    found = [(table, alias or table) for table, alias in _NAMED.findall(words) if table in OF_A_CASE]
    return [table for table, known_as in found if not _by_case(words, known_as, OF_A_CASE[table])]


def _by_case(words: str, table: str, key: str) -> bool:
    if words.lstrip().startswith("INSERT"):
        columns = re.search(r"\(([^)]*)\)", words)
        return columns is not None and key in columns[1].split(", ")
    looked_for = rf"(?<!\w){table}\.{key} (?:=|IN)|= {table}\.{key}(?!\w)"
    conditions = re.split(r" ON | WHERE ", words)[1:]
    return any(re.search(looked_for, condition) for condition in conditions)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("SELECT cases.id FROM cases WHERE cases.due_at <= ?", ["cases"]),
        ("SELECT cases.body FROM cases WHERE cases.id = ?", []),
        ("UPDATE outbox SET state=? WHERE outbox.id = ?", ["outbox"]),
        ("UPDATE outbox SET state=? WHERE outbox.case_id = ? AND outbox.id = ?", []),
        ("DELETE FROM secrets WHERE secrets.case_id IN (?, ?)", []),
        ("SELECT first.at FROM tokens JOIN history AS first ON first.revision = tokens.revision", ["history"]),
        ("SELECT first.at FROM tokens JOIN history AS first ON first.case_id = tokens.case_id", []),
        ("INSERT INTO secrets (field, hash) VALUES (?, ?)", ["secrets"]),
        ("SELECT nonces.token FROM nonces WHERE nonces.nonce = ?", []),
    ],
)
def test_what_names_a_case_is_told_from_what_does_not(text: str, tables: list[str]) -> None:
    assert unnamed(text) == tables


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Heard]:
    """The expert flow, from the conditions to the account and into it, with the worker, and what then ends."""
    service = ServiceUnderTest(tmp_path)
    with listening() as heard:
        person = service.person()
        expert.create(service, person)
        expert.sign_in(service.person())
        expert.sign_in(service.person(), password="Another1Password2Altogether3")
        other = service.person()
        expert.to_recap(other, "dominique@exemple.fr")
        other.press("Étape précédente")
        other.press("Continuer", **expert.IDENTITY)
        other.press("Valider")
        service.worker.work()
        service.advance(days=4)
        service.worker.work()
        service.advance(days=2)
        service.worker.work()
        assert service.person().open("/_dev/mails").status == 200
        with service.parcours.database.write() as tx:
            mailbox.try_again(tx, service.now, None)
        yield heard
    service.close()


def test_every_statement_of_a_step_names_its_case(heard: Heard) -> None:
    touched = [sent for sent in heard.statements if any(table in sent.text for table in OF_A_CASE)]
    assert len(touched) > 100
    without = {sent for sent in touched if unnamed(sent.text)}
    strangers = [sent for sent in without if sent.module not in OF_NO_CASE]
    assert not strangers, strangers
    does: dict[str, set[str]] = {name: set() for name in OF_NO_CASE}
    for sent in without:
        does[sent.module].add(sent.text.split()[0])
    assert does == OF_NO_CASE, "what is listed is so, and nothing else"


def test_every_statement_is_sent_by_the_store(heard: Heard) -> None:
    assert not [sent for sent in heard.statements if not sent.module]
    assert set(OF_A_CASE) <= set(metadata.tables)


def test_each_table_of_a_case_is_heard_of(heard: Heard) -> None:
    def written(sent: Sent, table: str) -> bool:
        return sent.text.startswith((f"INSERT INTO {table}", f"UPDATE {table}", f"DELETE FROM {table}"))

    assert all(any(written(sent, table) for sent in heard.statements) for table in OF_A_CASE)
