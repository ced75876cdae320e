"""10,000 malformed requests and 2,000 messages that are none: no failure of ours, and no memory lost."""

from __future__ import annotations

import gc
import logging
import os
import socket
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.support.expert import accept, identify, preregister, sign_in, to_conditions, to_recap
from tests.support.garbage import Request, messages, requests
from tests.support.person import Person
from tests.support.server_process import FROM_CHECKOUT, serving
from tests.support.service_under_test import ServiceUnderTest

REQUESTS, BATCHES = 10_000, 5
MESSAGES = 2_000
WARM = 300  # requests after which everything that is made once is made
GROWN = 4 << 20  # bytes that a process may grow by after that: the allocator keeps some
PAGE = os.sysconf("SC_PAGE_SIZE")


def memory(process: int | str = "self") -> int:
    """Bytes of a process that are in memory."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * PAGE


def forms(service: ServiceUnderTest) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Forms as real browsers would send them, at every step."""
    found = []
    for come in (to_conditions, accept, _to_informations, to_recap, preregister, _to_sign_in):
        person = service.person()
        come(person)
        url, pairs = person.filled(None)
        found.append((urlsplit(url).path, pairs, person.cookies()))
    return found


def _to_informations(person: Person) -> None:
    accept(person)
    identify(person, "autre@exemple.fr")


def _to_sign_in(person: Person) -> None:
    sign_in(person, "personne@exemple.fr")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system tells no memory")
@pytest.mark.parametrize("batch", range(BATCHES))
def test_10_000_malformed_requests_get_clear_answers_and_cost_no_memory(
    service: ServiceUnderTest, batch: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    known = forms(service)
    before = 0
    for number, request in enumerate(islice(requests(Random(batch), known), WARM + REQUESTS // BATCHES)):
        if number == WARM:
            gc.collect()
            before = memory()
        status = _status(service, request)
        assert status[0] in "234", f"request {number} of batch {batch}: {status}\n{request}"
        assert caplog.records == [], f"request {number} of batch {batch}: {caplog.text}\n{request}"
    gc.collect()
    assert memory() - before < GROWN
    person = service.person()
    assert preregister(person, "apres@exemple.fr").h1 == "Pré-inscription enregistrée"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system tells no memory")
def test_2_000_messages_of_noise_leave_a_server_as_it_was(tmp_path: Path) -> None:
    with serving(tmp_path, **FROM_CHECKOUT) as served:
        address = urlsplit(served.address)
        before = 0
        for number, message in enumerate(islice(messages(Random(0)), WARM + MESSAGES)):
            if number == WARM:
                before = memory(served.process.pid)
            answer = _told((address.hostname or "", address.port or 0), message)
            status = answer.split(b" ", 2)[1:2]
            clear = not status or status[0][:1] in (b"1", b"2", b"3", b"4")  # 1: it waits for a body, which never comes
            assert clear, f"{number}: {message[:300]!r} {answer[:300]!r}"
        assert memory(served.process.pid) - before < GROWN
        assert preregister(served.person()).h1 == "Pré-inscription enregistrée"


def _status(service: ServiceUnderTest, request: Request) -> str:
    status: list[str] = []
    with closing(service.app.wsgi_app(request.environ, lambda line, *_: status.append(line))) as answer:
        b"".join(answer)
    return status[0]


def _told(address: tuple[str, int], message: bytes) -> bytes:
    """What a server answers to bytes after which nothing more comes."""
    answer = b""
    with socket.create_connection(address, timeout=20) as line, suppress(ConnectionResetError, BrokenPipeError):
        line.sendall(message)
        line.shutdown(socket.SHUT_WR)
        while part := line.recv(1 << 16):
            answer += part
    return answer
