"""Twenty processes want the same thing at once: one gets it, nineteen are told, none is turned away as busy."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from engine.core.case import ClaimKey, NewCode, SpendCode, TakeNumber
from engine.core.kept import Conflict
from engine.problems import EngineError
from engine.store import cases, registers
from engine.store.database import Database
from tests.support.cases import DAY, NOW, a_case, keep

RACERS = 20
SHARED = "shared"


def race(url: str, racer: int, start: Barrier, outcomes: SimpleQueue[tuple[str, str]]) -> None:
    """One process: each race begins when all stand at its line."""
    database = Database(url)

    def run(name: str, act: object) -> None:
        start.wait(60)
        try:
            act()  # type: ignore[operator]
            outcomes.put((name, "won"))
        except Conflict as lost:
            outcomes.put((name, lost.what))
        except EngineError as fault:
            outcomes.put((name, str(fault)))

    def claim() -> None:
        with database.read() as tx:
            assert registers.row(tx, "espaces", "elsewhere") is None
        with database.write() as tx:
            keep(tx, a_case(f"claims {racer}"), ClaimKey("espaces", "camille@exemple.fr", "en_attente", ()))

    def number() -> None:
        with database.write() as tx:
            keep(tx, a_case(f"numbers {racer}"), TakeNumber("numero", "1234567890"))

    def token() -> None:
        with database.write() as tx:
            keep(tx, a_case(f"tokens {racer}"), token="the same")

    def code() -> None:
        with database.read() as tx:
            case = cases.load(tx, SHARED)
        assert case
        if case.revision == 1:
            start.wait(60)
        with database.write() as tx:
            keep(tx, case, SpendCode("activation", 1))

    run("create", database.create)
    if racer == 0:
        with database.write() as tx:
            keep(tx, a_case(SHARED), NewCode("activation", 1, 10, NOW + DAY))
    for name, act in (("claim", claim), ("number", number), ("token", token), ("code", code)):
        run(name, act)
    database.close()


def test_of_twenty_processes_one_wins_and_none_finds_the_database_busy(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(RACERS)
    outcomes: SimpleQueue[tuple[str, str]] = context.SimpleQueue()
    url = f"sqlite:///{tmp_path / 'parcours.db'}"
    racers = [context.Process(target=race, args=(url, racer, start, outcomes)) for racer in range(RACERS)]
    for process in racers:
        process.start()
    told = Counter(outcomes.get() for _ in range(5 * RACERS))
    for process in racers:
        process.join(60)
    assert told == {
        ("create", "won"): RACERS,
        ("claim", "won"): 1,
        ("claim", "claim"): RACERS - 1,
        ("number", "won"): 1,
        ("number", "number"): RACERS - 1,
        ("token", "won"): 1,
        ("token", "token"): RACERS - 1,
        ("code", "won"): 1,
        ("code", "revision"): RACERS - 1,
    }
    database = Database(url)
    with database.read() as tx:
        holder = registers.case_of_key(tx, "espaces", "camille@exemple.fr")
        assert holder
        kept = cases.load_many(tx, [f"claims {racer}" for racer in range(RACERS)])
        assert [case.id for case in kept] == [holder]  # the losers left nothing behind
    database.close()
