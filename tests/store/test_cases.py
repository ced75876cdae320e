"""A step is kept with all it asks for; two of the same are one; what is past its time is erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.core.case import (
    AcceptPending,
    ClaimKey,
    ClearTries,
    Code,
    CountTry,
    DropPending,
    DropSecrets,
    NewCode,
    PutMail,
    SpendCode,
    Step,
    Taken,
    TakeNumber,
    Timer,
)
from engine.core.holds import How
from engine.core.kept import Conflict
from engine.problems import EngineError
from engine.store import cases, codes, due, erasing, nonces, outbox, registers, sessions, tokens, tries, waiting
from engine.store.cases import HistoryRow
from engine.store.database import Database
from engine.store.tokens import Replay
from engine.store.transaction import Transaction
from tests.support.cases import DAY, HOUR, NOW, a_case, code_hash, keep


def test_each_step_makes_a_revision_and_its_history(database: Database) -> None:
    taken = (
        Taken("adresse", "continuer", "usager", "adresse.continuer else", "moved"),
        Taken("choix", "automatic", "usager", "choix.automatic 1", "moved"),
    )
    with database.write() as tx:
        first = keep(tx, a_case(), token="t1")
        second = keep(tx, first, taken=taken, at=NOW + HOUR, token="t2")
    assert (first.revision, second.revision) == (1, 2)
    with database.read() as tx:
        found = cases.history(tx, "a")
    assert [(row.revision, row.seq, row.state, row.token) for row in found] == [
        (1, 0, "identifiants", "t1"),
        (2, 0, "adresse", "t2"),
        (2, 1, "choix", None),  # one token a step
    ]
    assert found[1] == HistoryRow("a", 2, 0, NOW + HOUR, "espace", "v1", *taken[0], token="t2")


def test_a_case_only_opened_leaves_a_row_of_history_too(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), taken=())
        (row,) = cases.history(tx, case.id)
    assert (row.event, row.actor, row.outcome) == ("open", "resume", "opened")


def test_a_case_that_has_moved_is_not_written_over(database: Database) -> None:
    with database.write() as tx:
        read = keep(tx, a_case())
    with database.write() as tx:
        keep(tx, read)
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, read)
    assert lost.value.what == "revision"


def test_a_case_that_was_erased_is_not_brought_back(database: Database) -> None:
    with database.write() as tx:
        read = keep(tx, a_case(), erase_at=NOW)
        erasing.erase_due(tx, NOW)
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, read)
    assert lost.value.what == "revision"


def test_a_case_begins_once(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case())
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case())
    assert lost.value.what == "revision"


def test_cases_are_loaded_in_the_order_asked_for(database: Database) -> None:
    with database.write() as tx:
        kept = {name: keep(tx, a_case(name)) for name in "abc"}
        assert cases.load_many(tx, ["c", "gone", "a"]) == [kept["c"], kept["a"]]
        assert cases.load_many(tx, []) == []


def test_a_step_token_is_kept_once_also_by_another_case(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case("a"), token="t")
    with pytest.raises(Conflict) as lost, database.write() as tx:
        keep(tx, a_case("b"), token="t")
    assert lost.value.what == "token"
    with database.read() as tx:
        assert cases.load(tx, "b") is None


def test_a_repeated_token_tells_where_its_case_stands_now(database: Database) -> None:
    refused_then_moved = (
        Taken("adresse", "continuer", "usager", "adresse.continuer 3", "refused"),
        Taken("adresse", "continuer", "usager", "adresse.tries -> essais_epuises", "moved"),
    )
    with database.write() as tx:
        case = keep(tx, a_case(), taken=refused_then_moved, token="t")
        keep(tx, case._replace(trail=(*case.trail, Step("recapitulatif", 2))), token="u")
        left = ("adresse", "continuer", "adresse.tries -> essais_epuises")
        assert tokens.replayed(tx, "t") == Replay("a", "espace", "recapitulatif", "moved", *left)
        assert tokens.replayed(tx, "unknown") is None


def test_secrets_are_kept_as_they_were_hashed_and_dropped_by_name(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), secrets={"mot_de_passe": "h1", "reponse": "h2"})
        case = keep(tx, case, secrets={"mot_de_passe": "h3"})
        assert cases.secret_hashes(tx, "a") == {"mot_de_passe": "h3", "reponse": "h2"}
        case = keep(tx, case, DropSecrets(("mot_de_passe", "unknown")))
        assert cases.secret_hashes(tx, "a") == {"reponse": "h2"}
        # Dropped and given anew in one step: what was given stands.
        keep(tx, case, DropSecrets(("reponse",)), secrets={"reponse": "h4"})
        assert cases.secret_hashes(tx, "a") == {"reponse": "h4"}


def test_a_secret_that_waits_is_in_force_once_it_is_accepted(database: Database) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), secrets={"mot_de_passe": "h1"})
        case = keep(tx, case, pending={"mot_de_passe": "h2", "reponse": "h3"})
        assert cases.secret_hashes(tx, "a") == {"mot_de_passe": "h1"}, "what waits verifies nothing"
        case = keep(tx, case, pending={"mot_de_passe": "h4"})
        case = keep(tx, case, AcceptPending(("mot_de_passe",)), DropPending(("reponse",)))
        assert cases.secret_hashes(tx, "a") == {"mot_de_passe": "h4"}
        keep(tx, case, AcceptPending(("reponse",)))
        assert cases.secret_hashes(tx, "a") == {"mot_de_passe": "h4"}, "dropped, it is nowhere"


def test_a_case_waits_for_its_next_timer(database: Database) -> None:
    case = a_case()
    timers = (Timer("reminder", 0, NOW + HOUR), Timer("timeout", 0, NOW + DAY))
    with database.write() as tx:
        keep(tx, case._replace(trail=(case.present._replace(timers=timers),)))
        assert due.due_cases(tx, NOW + HOUR - timedelta(microseconds=1), 10) == []
        assert due.due_cases(tx, NOW + HOUR, 10) == ["a"]


def test_a_refusal_of_a_case_not_kept_counts_its_tries(database: Database) -> None:
    with database.write() as tx:
        cases.commit_effects(tx, a_case(), (CountTry("f", "s", "k", 1, NOW + HOUR),), at=NOW)
        assert tries.counted(tx, "f", "s", "k", NOW).paused_until == NOW + HOUR
        cases.commit_effects(tx, a_case(), (ClearTries("f", "s", "k"),), at=NOW)
        assert tries.counted(tx, "f", "s", "k", NOW).paused_until is None


def test_nothing_else_is_kept_for_a_case_that_is_not(database: Database) -> None:
    with pytest.raises(EngineError, match="TakeNumber cannot be"), database.write() as tx:
        cases.commit_effects(tx, a_case(), (TakeNumber("numero", "1"),), at=NOW)


# -- erasing

EVERYTHING = (
    ClaimKey("espaces", "camille@exemple.fr", "en_attente", ()),
    ClaimKey("espaces", "certificat@exemple.fr", "en_attente", ("certificat",)),
    NewCode("activation", 1, 10, NOW + 2 * DAY),
    TakeNumber("numero", "1234567890"),
    PutMail("activation", "camille@exemple.fr", {"nom": "Martin"}, {"activation": Code(1, 10, NOW)}, "a:1:activation"),
    PutMail("bienvenue", "camille@exemple.fr", {"nom": "Martin"}, {}, "a:1:bienvenue"),
)


def test_an_erased_case_leaves_nothing_of_a_person(database: Database, dump: Callable[[], str]) -> None:
    with database.write() as tx:
        registers.put(tx, "espaces", "certificat@exemple.fr", "certificat")
        case = a_case("case-of-camille")
        step = case.present._replace(answers={"nom": "Martin"})
        keep(tx, case._replace(trail=(step,)), *EVERYTHING, secrets={"mot_de_passe": "argon"}, erase_at=NOW + DAY)
        keep(tx, a_case("b"), erase_at=NOW + 2 * DAY)
        sessions.hold(tx, "family", case.id, "begun", NOW)
        (mail,) = waiting.lease(tx, NOW, "worker", 60)
        outbox.keep_copy(tx, mail, "To: camille@exemple.fr\n\nMartin")
    assert dump().count("Martin") == 4  # the case, two mails, a copy

    with database.write() as tx:
        assert erasing.erase_due(tx, NOW + DAY - timedelta(microseconds=1)) == 0
        assert erasing.erase_due(tx, NOW + DAY) == 1
        assert erasing.erase_due(tx, NOW + DAY) == 0
    left = dump()
    for word in ("case-of-camille", "camille@", "Martin", "argon"):
        assert word not in left
    with database.read() as tx:
        assert registers.row(tx, "espaces", "camille@exemple.fr") is None
        assert registers.row(tx, "espaces", "certificat@exemple.fr") == ("certificat", None)
        assert cases.load(tx, "b") is not None
        assert not registers.number_free(tx, "numero", "1234567890")  # never given to another


def test_an_erased_case_is_overwritten_in_the_file(database: Database, path: Path) -> None:
    with database.write() as tx:
        case = a_case()
        step = case.present._replace(answers={"nom": "Martin" * 2000})
        keep(tx, case._replace(trail=(step,)), erase_at=NOW)
    with database.write() as tx:
        erasing.erase_due(tx, NOW)
    with database.read() as tx:
        assert cases.load(tx, "a") is None
    database.close()  # the last one to close carries the log over into the file
    assert b"MartinMartin" not in path.read_bytes()


def test_an_erased_case_is_wiped_from_the_log_too_once_nobody_reads_an_older_moment(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.database.PATIENCE", 0.05)
    impatient = Database(f"sqlite:///{path}")
    with database.write() as tx:
        case = a_case()
        step = case.present._replace(answers={"nom": "Martin" * 2000})
        keep(tx, case._replace(trail=(step,)), erase_at=NOW)
    with database.read() as reading:
        assert cases.load(reading, "a") is not None
        with database.write() as tx:
            erasing.erase_due(tx, NOW)
        assert not impatient.wipe()
        assert cases.load(reading, "a") is not None, "the reader's moment stays whole"
    assert impatient.wipe()
    impatient.close()
    assert b"MartinMartin" not in b"".join(file.read_bytes() for file in path.parent.glob("parcours.db*"))


def test_a_dead_code_is_known_for_ninety_days_after_its_case_is_erased(database: Database) -> None:
    def status(tx: Transaction, serial: int, days: int) -> str:
        typed = code_hash("a", "activation", serial, 10)
        return codes.code_status(tx, "espace", "activation", typed, None, NOW + days * DAY)

    with database.write() as tx:
        case = keep(tx, a_case(), NewCode("activation", 1, 10, NOW + 2 * DAY))
        case = keep(tx, case, SpendCode("activation", 1))
        keep(tx, case, NewCode("activation", 2, 10, NOW + 2 * DAY), erase_at=NOW + DAY)
        erasing.erase_due(tx, NOW + DAY)
        assert status(tx, 1, 1) == "used"
        assert status(tx, 2, 1) == "expired"  # still good by its time, but nothing is behind it
        assert codes.case_of_code(tx, "espace", "activation", code_hash("a", "activation", 2, 10), NOW + DAY) is None
        erasing.erase_due(tx, NOW + 90 * DAY)
        assert (status(tx, 1, 90), status(tx, 2, 90)) == ("unknown", "expired")
        erasing.erase_due(tx, NOW + 91 * DAY)
        assert status(tx, 2, 91) == "unknown"


def test_a_case_that_never_ends_is_never_erased(database: Database) -> None:
    with database.write() as tx:
        keep(tx, a_case(), ClaimKey("espaces", "k", "actif", ()), erase_at=None)
        assert erasing.erase_due(tx, NOW + 3653 * DAY) == 0
        assert cases.load(tx, "a") is not None
        assert registers.case_of_key(tx, "espaces", "k") == "a"


def test_so_many_cases_at_once_are_erased_bit_by_bit(database: Database) -> None:
    with database.write() as tx:
        for number in range(erasing.ERASED_AT_ONCE + 1):
            keep(tx, a_case(f"case {number}"), erase_at=NOW)
        assert [erasing.erase_due(tx, NOW) for _ in range(3)] == [erasing.ERASED_AT_ONCE, 1, 0]


@pytest.mark.parametrize("how", ["begun", "register"])
def test_what_cannot_matter_any_more_is_forgotten(database: Database, dump: Callable[[], str], how: How) -> None:
    with database.write() as tx:
        case = keep(tx, a_case(), erase_at=None)
        keep(tx, case, CountTry("f", "s", "typed by camille", 5, NOW + HOUR))
        nonces.use(tx, "a nonce", "t", True, NOW + HOUR)
        sessions.add_session(tx, "an id", "a family", NOW)
        sessions.hold(tx, "a family", "a", how, NOW)
        tokens.note_change(tx, "t", "a family", "another", "a", NOW)
        erasing.erase_due(tx, NOW + HOUR - timedelta(microseconds=1))
    assert all(word in dump() for word in ("typed by camille", "a nonce", "an id", "a family", "another"))
    with database.write() as tx:
        erasing.erase_due(tx, NOW + 91 * DAY)
    assert not any(word in dump() for word in ("typed by camille", "a nonce", "an id", "a family", "another"))
