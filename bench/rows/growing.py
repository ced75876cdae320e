"""What one process of gunicorn holds in memory after a thousand cases, and after ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.person import Line, Person
from bench.servers import ENGINE, Served, gunicorn, memory_of
from bench.service import ServiceUnderTest
from bench.table import Row

FIRST, LAST = 1_000, 10_000
PERSONS = 4
ENTRY = "/espace_expert/start/creation"


def rows(folder: Path) -> Iterator[Row]:
    with ServiceUnderTest(folder) as service, gunicorn(ENGINE, folder, workers=1) as served:
        _begin(service, served, FIRST)
        early = memory_of(served.workers[0])
        _begin(service, served, LAST - FIRST)
        late = memory_of(served.workers[0])
    yield Row("memory of a worker, 10,000 cases / 1,000", late, early, late / early, "MiB", 1.05)


def _begin(service: ServiceUnderTest, served: Served, cases: int) -> None:
    """So many browsers, each of which begins a case."""

    def run(_number: int) -> None:
        line = Line(served.port)
        for _ in range(cases // PERSONS):
            person = Person(line, service.read)
            person.open(ENTRY)
            begun = person.request("POST", ENTRY, person.filled("continuer", accepte="true"))
            assert begun.status == 303, begun.status
        line.close()

    with ThreadPoolExecutor(PERSONS) as pool:
        list(pool.map(run, range(PERSONS)))
