"""What 20 processes at one database get when they all want the same thing at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.store import mailbox, registers, tables
from engine.store.database import Database
from engine.store.transaction import Transaction
from tests.support.expert import EMAIL
from tests.support.racing import LETTERS, RACERS
from tests.support.smtp_server import relaying

ROOT = Path(__file__).parents[2]

TAKEN = (
    "Adresse électronique : cette adresse vient d'être associée à un autre espace ou à une autre demande en cours. "
    "Saisissez une autre adresse."
)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs a race in this test's folder: what each process was answered."""

    def race(name: str) -> list[dict[str, Any]]:
        command = [sys.executable, "-W", "error", "-m", "tests.support.racing", name, str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        answers: list[dict[str, Any]] = json.loads(done.stdout)
        faults = [answer["fault"] for answer in answers if "fault" in answer]
        assert not faults, faults[0]
        assert all(answers), "some never came to the start"
        assert len(answers) == RACERS
        return answers

    return race


@contextmanager
def kept(folder: Path) -> Iterator[Transaction]:
    """What the race has left in the database."""
    database = Database(f"sqlite:///{folder / 'parcours.db'}")
    with database.read() as tx:
        yield tx
    database.close()


def events(tx: Transaction) -> Counter[tuple[str, str, str]]:
    """(state, event, outcome) -> how often it is in the history."""
    history = tables.history.c
    return Counter(tuple(row) for row in tx.execute(select(history.state, history.event, history.outcome)))


def test_of_20_that_want_one_address_one_gets_it_and_19_are_told_why(run: Any, tmp_path: Path) -> None:
    answers = run("one_address")

    won = [answer for answer in answers if answer["status"] == 200]
    assert [answer["h1"] for answer in won] == ["Pré-inscription enregistrée"]
    lost = [answer for answer in answers if answer not in won]
    assert {answer["status"] for answer in lost} == {422}
    assert {tuple(answer["errors"]) for answer in lost} == {(TAKEN,)}
    assert {answer["h1"] for answer in lost} == {"Créez vos identifiants"}  # where another one can be typed
    with kept(tmp_path) as tx:
        assert [mail.put.to for mail in mailbox.newest(tx, RACERS) if mail.put] == [EMAIL]
        assert registers.row(tx, "espaces", EMAIL)
        assert events(tx)["recapitulatif", "valider", "moved"] == 1
        assert len(list(tx.execute(select(tables.codes)))) == 1


@pytest.mark.parametrize(("race", "most"), [("one_mailbox", 3), ("strangers", 10)])
def test_of_20_that_write_to_strangers_at_once_no_more_do_than_one_after_another(
    run: Any, tmp_path: Path, race: str, most: int
) -> None:
    answers = run(race)

    assert Counter(answer["status"] for answer in answers) == {200: most, 429: RACERS - most}
    assert {answer["path"] for answer in answers if answer["status"] == 429} == {"/espace_expert/recapitulatif"}
    with kept(tmp_path) as tx:
        assert len(mailbox.newest(tx, RACERS)) == most
        assert events(tx)["recapitulatif", "valider", "moved"] == most


def test_of_20_with_one_code_one_activates_the_account_and_19_are_told_it_is_used(run: Any, tmp_path: Path) -> None:
    answers = run("one_code")

    assert {answer["status"] for answer in answers} == {200}
    assert Counter(answer["h1"] for answer in answers) == {
        "Votre espace est créé": 1,
        "Ce code d'activation a déjà été utilisé": RACERS - 1,
    }
    with kept(tmp_path) as tx:
        assert events(tx)["attente_activation", "activer", "moved"] == 1
        assert len(list(tx.execute(select(tables.numbers)))) == 1
        row = registers.row(tx, "espaces", EMAIL)
        assert row
        assert row.status == "actif"


def test_the_same_post_20_times_has_one_effect_and_leads_each_to_the_same_page(run: Any, tmp_path: Path) -> None:
    answers = run("one_token")

    assert {answer["posted"] for answer in answers} == {303}
    assert {(answer["status"], answer["h1"]) for answer in answers} == {(200, "Pré-inscription enregistrée")}
    with kept(tmp_path) as tx:
        assert events(tx)["recapitulatif", "valider", "moved"] == 1
        assert len(mailbox.newest(tx, RACERS)) == 1


def test_the_very_first_post_20_times_begins_one_case_and_leads_each_to_it(run: Any, tmp_path: Path) -> None:
    answers = run("first_token")

    assert {answer["posted"] for answer in answers} == {303}
    assert {(answer["status"], answer["h1"]) for answer in answers} == {(200, "Créez vos identifiants")}
    with kept(tmp_path) as tx:
        assert len(list(tx.execute(select(tables.cases)))) == 1
        assert len(list(tx.execute(select(tables.holds)))) == 1


def test_one_image_read_right_lets_one_of_20_posts_pass(run: Any, tmp_path: Path) -> None:
    answers = run("one_image")

    assert Counter(answer["posted"] for answer in answers) == {303: 1, 422: RACERS - 1}
    told = {tuple(answer["errors"]) for answer in answers if answer["posted"] == 422}
    used = "Image : celle que vous aviez sous les yeux a déjà servi. Recopiez les 6 caractères de la nouvelle image."
    assert told == {(used,)}
    with kept(tmp_path) as tx:
        assert len(list(tx.execute(select(tables.cases)))) == 1


def test_20_workers_at_one_outbox_send_each_mail_once(run: Any, tmp_path: Path) -> None:
    with relaying() as relay:
        (tmp_path / "relay").write_text(str(relay.port))
        answers = run("one_outbox")
        mails = relay.taken()

    assert sum(answer["posted"] for answer in answers) == LETTERS
    assert Counter(relay.recipients) == {f"personne{number}@exemple.fr": 1 for number in range(LETTERS)}
    assert len({mail["Message-ID"] for mail in mails}) == LETTERS
    with kept(tmp_path) as tx:
        assert not mailbox.unsent(tx)
        assert len(mailbox.newest(tx, 2 * LETTERS)) == LETTERS


def test_of_50_sign_outs_beside_other_posts_all_are_out(run: Any, tmp_path: Path) -> None:
    answers = run("sign_outs")

    out = [answer for answer in answers if "paths" in answer]
    assert {path for answer in out for path in answer["paths"]} == {"/"}
    entered = "/espace_expert/connexion", "/espace_expert/start/connexion"
    assert [path for answer in out for path in answer["then"] if path not in entered] == []
    still = [path for answer in answers for path in answer.get("still there", ())]
    assert len(still) == 50
    assert not set(still) & set(entered), "nobody else is"
    with kept(tmp_path) as tx:
        assert tx.execute(select(tables.holds.c.how).where(tables.holds.c.how == "register")).all() == [
            ("register",)
        ] * len(still)


def test_of_20_wrong_passwords_at_once_five_of_strangers_and_five_of_a_known_browser_are_told(run: Any) -> None:
    answers = run("guesses")

    told = Counter((answer["known"], answer["status"]) for answer in answers)
    assert told == {(False, 422): 5, (False, 429): 5, (True, 422): 5, (True, 429): 5}
