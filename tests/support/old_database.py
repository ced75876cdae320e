"""A database of the version before Alembic, copied for one test: data/README.md says what is in it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.web.security import cookie_name
from tests.support.person import Person, in_process
from tests.support.service_under_test import KEY, ServiceUnderTest

DATA = Path(__file__).parents[1] / "store" / "data"

# What flows share is read as it is now, and has no part in a version: this much of it the old ones name.
SITE = """\
service: Essai
registers:
  espaces: {kind: email, statuses: [en_attente, actif, certificat_unique, certificat_partage]}
pages:
  accueil: {title: Bienvenue, path: /, content: Bienvenue.}
  espace_professionnel: {title: Votre espace professionnel, content: Bienvenue.}
  assistance: {title: Assistance, content: Appelez-nous.}
"""


class OldFile:
    """
    A copy of `schema_2.sqlite`, and what is known of it.

    Attributes:
        path: the copy, where a `ServiceUnderTest` of `folder` looks for its database.
        known: `schema_2.json`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "parcours.db"
        shutil.copyfile(DATA / "schema_2.sqlite", self.path)
        self.known: dict[str, Any] = json.loads((DATA / "schema_2.json").read_text("utf-8"))
        assert self.known["key"] == KEY

    def service(self, edits: dict[str, str] | None = None) -> ServiceUnderTest:
        """
        A service that goes on from the file's last moment.

        Its flows are those that the file holds, so that no edit of the shipped ones is an edit of this test.

        Args:
            edits: words of these flows -> what stands there now: a newer version than that of every case.
        """
        site = self.folder / "site"
        for name, text in self._sources().items():
            for old, new in (edits or {}).items():
                text = text.replace(old, new)
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(text, encoding="utf-8")
        (site / "flows" / "site.yaml").write_text(SITE, encoding="utf-8")
        return ServiceUnderTest(self.folder, site, start=datetime.fromisoformat(self.known["clock"]))

    def shipped(self) -> ServiceUnderTest:
        """The same, with the shipped procedure: in it an account is one state with views."""
        return ServiceUnderTest(self.folder, start=datetime.fromisoformat(self.known["clock"]))

    def person(self, service: ServiceUnderTest, cookie: str) -> Person:
        """Somebody who comes back with the cookie they were given last."""
        return in_process(service.app, {cookie_name(production=False): cookie})

    def post_again(self, service: ServiceUnderTest, name: str) -> str:
        """Sends one of the posts that the file has kept once more as it was; the path it is redirected to."""
        post = self.known["posts"][name]
        client = service.app.test_client()
        client.set_cookie(cookie_name(production=False), post["cookie"])
        answer = client.post(post["path"], data=post["body"], content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 303, answer.text
        return urlsplit(answer.headers["Location"]).path

    def rows(self, statement: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(statement, values).fetchall()

    def counts(self) -> dict[str, int]:
        """table -> how many rows it has."""
        tables = [name for (name,) in self.rows("select name from sqlite_master where type = 'table' order by name")]
        return {name: self.rows(f'select count(*) from "{name}"')[0][0] for name in tables}

    def _sources(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for (sources,) in self.rows("select sources from versions"):
            found.update(json.loads(sources))
        return found
