"""Production on this machine, as docs/production/ has it: gunicorn, nginx before it, a worker beside it."""

from __future__ import annotations

import configparser
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cached_property
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

from engine.application import Application
from engine.settings import read_settings
from engine.shipped import shipped
from tests.support.nginx import find_nginx
from tests.support.person import Page, Person, over_http
from tests.support.server_process import FROM_CHECKOUT, OURS
from tests.support.shipped_flows import shipped_catalogue
from tests.support.smtp_server import CERTS, Relay

FILES = Path(__file__).parents[2] / "docs" / "production"
SECONDS = 60  # on a busy machine


def until(done: Callable[[], bool], what: str) -> None:
    """Looks again and again until it is done."""
    end = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < end, f"not in {SECONDS} s: {what}"
        time.sleep(0.02)  # of processes that are not ours there is no event to wait for


def written(name: str) -> dict[str, str]:
    """The settings of a file NAME=VALUE."""
    lines = (FILES / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def unit(name: str) -> configparser.SectionProxy:
    """The [Service] of a unit."""
    found = configparser.RawConfigParser()
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read(FILES / name, encoding="utf-8")
    return found["Service"]


def command(name: str) -> list[str]:
    """What a unit starts, with this environment's programs and this checkout's files."""
    program, *arguments = unit(name)["ExecStart"].split()
    module = {"gunicorn": "gunicorn", "parcours": "engine"}[program.removeprefix("/srv/parcours/.venv/bin/")]
    return [sys.executable, "-m", module, *(each.replace("/srv/parcours/", f"{FILES}/") for each in arguments)]


class Reader(Person):
    """A person before production, where no bar says what an image reads: told by the one who holds the key."""

    read: Callable[[str], str | None]

    def solve(self, button: str | None, event: str | None = None, **fields: str | list[str] | bool) -> Page:
        answer = self.read(self.page.value("_challenge") or "")
        assert answer
        return self.press(button, event, _answer=answer, **fields)


class Site:
    """
    Args:
        folder: of this run: the database, logs. It may have a long name; sockets lie elsewhere.
        relay: takes the mails.
    """

    def __init__(self, folder: Path, relay: Relay, stack: ExitStack, **settings: str) -> None:
        self.nginx = find_nginx()
        self.folder = folder
        self.relay = relay
        self._short = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parcours-")))
        self.port = _free_port()
        self.plain_port = _free_port()
        self.address = f"https://localhost:{self.port}"
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            **FROM_CHECKOUT,
            **written("parcours.env"),
            "SECRET_KEY": "7c1f0b5e93d84a26be41f79a0c3d586e",
            "PUBLIC_BASE_URL": self.address,
            "TRUSTED_HOSTS": "localhost",
            "DATABASE_URL": f"sqlite:///{folder}/parcours.db",
            **relay.settings,
            **({} if self.nginx else {"PROXIES": "0"}),
            **settings,
        }
        self.tls = ssl.create_default_context(cafile=str(CERTS / "ca.pem"))
        self._stack = stack

    # -- its processes

    def start_pages(self) -> subprocess.Popen[str]:
        """gunicorn, once it answers."""
        place = [f"unix:{self._short}/gunicorn.sock"]
        if not self.nginx:
            place = [f"127.0.0.1:{self.port}", "--certfile", f"{CERTS}/server.pem", "--keyfile", f"{CERTS}/server.key"]
        process = self._started([*command("parcours.service"), "--bind", *place], "gunicorn.log")
        until(lambda: process.poll() is not None or self._answers(), "gunicorn answers")
        assert process.poll() is None, self.said("gunicorn.log")
        return process

    def start_front(self) -> None:
        """nginx, where there is one."""
        if not self.nginx:
            return
        (self.folder / "site.conf").write_text(self._site_conf(), encoding="utf-8")
        main = f"""
            daemon off;
            pid {self._short}/nginx.pid;
            worker_processes 1;
            {"user root;" if os.geteuid() == 0 else ""}
            events {{ worker_connections 768; }}
            http {{
                client_body_temp_path {self._short}/body;
                proxy_temp_path {self._short}/proxy;
                fastcgi_temp_path {self._short}/fastcgi;
                uwsgi_temp_path {self._short}/uwsgi;
                scgi_temp_path {self._short}/scgi;
                include {self.folder}/site.conf;
            }}
        """
        (self.folder / "nginx.conf").write_text(main, encoding="utf-8")
        process = self._started([self.nginx, "-e", "stderr", "-c", str(self.folder / "nginx.conf")], "nginx.log")
        until(lambda: process.poll() is not None or _open(self.port), "nginx listens")
        assert process.poll() is None, self.said("nginx.log")

    def start_worker(self) -> subprocess.Popen[str]:
        return self._started(command("parcours-worker.service"), "worker.log")

    def _started(self, line: list[str], log: str) -> subprocess.Popen[str]:
        with open(self.folder / log, "a", encoding="utf-8") as said:
            process = subprocess.Popen(line, cwd=self.folder, env=self.environ, stdout=said, stderr=said, text=True)
        self._stack.callback(_ended, process)
        return process

    def _site_conf(self) -> str:
        """docs/production/nginx.conf, with this run's ports and files in place of those of a machine of its own."""
        text = (FILES / "nginx.conf").read_text(encoding="utf-8")
        for there, here in {
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "demarches.example.fr": "localhost",
            "/run/parcours/gunicorn.sock": f"{self._short}/gunicorn.sock",
            "/etc/ssl/parcours/fullchain.pem": f"{CERTS}/server.pem",
            "/etc/ssl/parcours/key.pem": f"{CERTS}/server.key",
            "/var/log/nginx/": f"{self.folder}/",
        }.items():
            assert there in text, f"nginx.conf has no {there}"
            text = text.replace(there, here)
        return text

    def _answers(self) -> bool:
        if self.nginx:
            line: HTTPConnection = _UnixConnection(self._short / "gunicorn.sock")
        else:
            line = self.line()
        with closing(line), suppress(OSError):
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            return line.getresponse().status == 200
        return False

    def said(self, log: str) -> str:
        path = self.folder / log
        return path.read_text(encoding="utf-8") if path.exists() else ""

    # -- before it

    def person(self) -> Reader:
        """Someone with a browser of their own, who trusts this run's authority."""
        plain = over_http(self.address, SECONDS, self.tls)
        reader = Reader(plain._send, plain.cookies, self.address)
        reader.read = self._read
        return reader

    def line(self, timeout: float = SECONDS) -> HTTPSConnection:
        return HTTPSConnection("localhost", self.port, timeout=timeout, context=self.tls)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> HTTPResponse:
        """One request with whatever headers, `_` standing for `-`."""
        with closing(self.line()) as line:
            line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            answer.read()
            return answer

    @cached_property
    def _ours(self) -> Application:
        """The same service here, with the same key."""
        settings = read_settings(self.environ, dev=False, folder=shipped(), database=None, address="")
        parcours = Application(settings, shipped_catalogue())
        self._stack.callback(parcours.close)
        return parcours

    def _read(self, challenge: str) -> str | None:
        return self._ours.service.challenge_answer(challenge)


@contextmanager
def site(folder: Path, relay: Relay, **settings: str) -> Iterator[Site]:
    """Somewhere to start it; whatever was started is ended."""
    with ExitStack() as stack:
        found = Site(folder, relay, stack, **settings)
        if not found.nginx:
            print("No nginx here: gunicorn alone speaks TLS. What nginx is for is not tested on this machine.")
        yield found


def sockets_of(process: subprocess.Popen[str]) -> int:
    """How many sockets the children of a process have open."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    found = 0
    for child in children:
        for link in Path(f"/proc/{child}/fd").iterdir():
            with suppress(OSError):
                found += os.readlink(link).startswith("socket:")
    return found


def idle_sockets_of(process: subprocess.Popen[str]) -> int:
    """The same once it is done with what it was asked: as few, look after look."""
    seen = [sockets_of(process)]

    def settled() -> bool:
        seen.append(sockets_of(process))
        return len(seen) > 25 and len(set(seen[-25:])) == 1

    until(settled, "it is done with what it was asked")
    return seen[-1]


class _UnixConnection(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(5)
        self.sock.connect(str(self._path))


def _open(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _ended(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(SECONDS)
