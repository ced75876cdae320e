"""
What security.md promises, checked on the tables themselves after every step of whatever is going on.

Nothing of the engine reads them here: a fault of its reading would hide one of its writing.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

REQUESTED, CREATED = "attente_activation", "espace_cree"
LIVE = {REQUESTED, CREATED, "mon_espace"}  # states in which an address is taken
ACCOUNT = LIVE - {REQUESTED}
CLOSED = DAY = timedelta(hours=24)  # that an ended case is kept
TICK = timedelta(microseconds=1)
Row = Mapping[str, Any]


class Broken(AssertionError):
    """A promise is broken."""


class Tables:
    """All that is committed just now."""

    def __init__(self, connection: sqlite3.Connection, names: Iterable[str]) -> None:
        connection.execute("BEGIN")
        self.rows: dict[str, list[Row]] = {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names
        }
        self.orphans = [tuple(row) for row in connection.execute("PRAGMA foreign_key_check")]
        connection.execute("ROLLBACK")

    @cached_property
    def cases(self) -> dict[str, Row]:
        return {row["id"]: {**row, "body": json.loads(row["body"])} for row in self.rows["cases"]}

    @cached_property
    def history(self) -> dict[str, list[Row]]:
        found = defaultdict(list)
        for row in sorted(self.rows["history"], key=lambda row: (row["revision"], row["seq"])):
            if row["forget_at"] is None:  # else nobody's any more
                found[row["case_id"]].append(row)
        return dict(found)

    def words(self) -> str:
        """Every text of every table."""
        return "\n".join(
            value for rows in self.rows.values() for row in rows for value in row.values() if isinstance(value, str)
        )


class Look(NamedTuple):
    """One look at the tables."""

    before: Tables
    now: Tables
    at: datetime  # the latest that any process's clock has shown


Promise = Callable[[Look], Iterable[str]]  # what is wrong


class Oracle:
    """
    Looks at one database after every step.

    Args:
        secret: what must stand in no table: passwords, answers, codes; grows while the oracle looks.
        delays: flow version -> how long a request of it lives.
    """

    def __init__(self, path: Path, delays: Mapping[str, timedelta]) -> None:
        self.path = path
        self._delays = delays
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        listed = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        # The words of a flow, and developer mode's own, are nobody's.
        self._names = sorted({row["name"] for row in listed} - {"versions", "clock", "mailbox", "schema_version"})
        self._seen = self._changes()
        self.secret: set[str] = set()
        self.at = datetime.min.replace(tzinfo=UTC)
        self.tables = Tables(self._connection, self._names)
        self.mails: dict[str, Row] = {}  # Message-ID -> row, of every mail ever committed
        self.erased: set[str] = set()
        self._versions: dict[str, str] = {}  # case -> version
        self._numbers: dict[str, str] = {}  # number -> case
        self._counted: set[str] = set()  # mails
        self._mailed: dict[str, list[int]] = defaultdict(list)  # recipient -> when, of the last day
        self._proved: set[str | None] = set()

    def look(self, at: datetime) -> Tables:
        """
        Checks every promise.

        Raises:
            Broken.
        """
        self.at = max(self.at, at)
        if self._seen == (changes := self._changes()):
            return self.tables
        self._seen = changes
        look = Look(self.tables, Tables(self._connection, self._names), self.at)
        for promise in self._promises:
            for wrong in promise(look):
                raise Broken(f"{(promise.__doc__ or '').strip().splitlines()[0]} {wrong}")
        self.tables = look.now
        for row in look.now.rows["outbox"]:
            self.mails[row["message_id"]] = row
        return look.now

    def row(self, table: str, **where: str) -> Row | None:
        """One row as it is committed just now."""
        ((column, value),) = where.items()
        found = self._connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,)).fetchone()
        return dict(found) if found else None

    def close(self) -> None:
        self._connection.close()

    def _changes(self) -> int:
        """Another figure whenever anything was committed."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    @property
    def _promises(self) -> tuple[Promise, ...]:
        return (
            _rows_belong_to_cases,
            _claims_agree,
            _one_live_request,
            _steps_are_whole,
            _columns_agree,
            _secrets_agree,
            self._what_was_kept_stays,
            self._one_activation,
            self._nothing_after_its_time,
            self._versions_stay,
            self._mails_have_a_cause,
            self._numbers_are_unique,
            self._no_secret,
            self._nobody_from_before,
            self._nobody_is_flooded,
        )

    # -- promises that look back

    def _what_was_kept_stays(self, look: Look) -> Iterable[str]:
        """What a page said was done is durable."""
        for case_id, was in look.before.cases.items():
            is_now = look.now.cases.get(case_id)
            if is_now is None:
                self.erased.add(case_id)
                # Where its timer was due too, it may have expired and been erased in one look.
                erase_at = was["erase_at"] or (was["due_at"] and was["due_at"] + CLOSED // TICK)
                if erase_at is None or erase_at > _ticks(look.at):
                    yield f"{case_id} was erased before its time"
            elif is_now["revision"] < was["revision"]:
                yield f"{case_id} went from revision {was['revision']} back to {is_now['revision']}"
            elif look.now.history[case_id][: len(look.before.history[case_id])] != look.before.history[case_id]:
                yield f"the history of {case_id} was rewritten"

    def _one_activation(self, look: Look) -> Iterable[str]:
        """One code, one activation."""
        for case_id, rows in look.now.history.items():
            activated = sum(row["event"] == "activer" for row in rows)
            if activated > 1:
                yield f"{case_id} was activated {activated} times"
            spent = [c for c in look.now.rows["codes"] if c["case_id"] == case_id and c["state"] == "spent"]
            known = [c["state"] for c in look.now.rows["codes"] if c["case_id"] == case_id]
            requested = look.now.cases[case_id]["state"] == REQUESTED
            if _long_ago(rows, look.at):
                continue  # codes are forgotten
            if len(spent) != activated:
                yield f"{case_id} was activated {activated} times, with {len(spent)} codes"
            if known.count("live") != requested:
                yield f"{case_id} stands in {look.now.cases[case_id]['state']}, its codes are {known}"
        for code in look.before.rows["codes"]:
            again = [c["state"] for c in look.now.rows["codes"] if c["hash"] == code["hash"]]
            if code["state"] != "live" and again and again != [code["state"]]:
                yield f"a code was {code['state']} and is {again}"

    def _nothing_after_its_time(self, look: Look) -> Iterable[str]:
        """What is past its time is unusable."""
        for case_id, rows in look.now.history.items():
            case = look.now.cases[case_id]
            asked = next((row["at"] for row in rows if row["event"] == "valider" and row["outcome"] == "moved"), None)
            if asked is None:
                continue
            ends = asked + self._delays[case["version"]] // TICK
            for row in rows:
                if row["event"] == "activer" and row["at"] >= ends:
                    yield f"{case_id} was activated {row['at'] - ends} µs after its time"
                if row["event"] == "timeout" and row["at"] != ends:
                    yield f"{case_id} expired {row['at'] - ends} µs beside its time"
            if case["state"] == REQUESTED and case["due_at"] != ends:
                yield f"{case_id} lives until {case['due_at']}, not {ends}"

    def _versions_stay(self, look: Look) -> Iterable[str]:
        """A case keeps the version it began with."""
        for case_id, case in look.now.cases.items():
            began = self._versions.setdefault(case_id, case["version"])
            found = {case["version"], *(row["version"] for row in look.now.history[case_id])}
            if found != {began}:
                yield f"{case_id} began with {began[:8]} and has {sorted(v[:8] for v in found)}"

    def _mails_have_a_cause(self, look: Look) -> Iterable[str]:
        """No mail without a committed cause."""
        for row in look.now.rows["outbox"]:
            case_id, revision, mail = row["key"].rsplit(":", 2)
            causes = [(h["event"], h["outcome"]) for h in look.now.history[case_id] if str(h["revision"]) == revision]
            if (mail, causes) != ("activation", [("valider", "moved")]) or case_id != row["case_id"]:
                yield f"mail {row['key']} is caused by {causes}"
        for was in look.before.rows["outbox"]:
            still = any(row["message_id"] == was["message_id"] for row in look.now.rows["outbox"])
            if not still and was["case_id"] in look.now.cases:
                yield f"mail {was['key']} is gone, its case is not"

    def _numbers_are_unique(self, look: Look) -> Iterable[str]:
        """A number is one account's for ever."""
        for row in look.now.rows["numbers"]:
            owner = self._numbers.setdefault(row["number"], row["case_id"])
            if row["case_id"] != owner and not (row["case_id"] is None and owner not in look.now.cases):
                yield f"{row['number']} was {owner}'s and is {row['case_id']}'s"
        for case_id, case in look.now.cases.items():
            has = [row["number"] for row in look.now.rows["numbers"] if row["case_id"] == case_id]
            values = [step.get("values", {}) for step in case["body"]["trail"]]
            shown = [given["numero_abonne"] for given in values if "numero_abonne" in given]
            if has != shown or len(has) != (case["state"] in ACCOUNT):
                yield f"{case_id} in {case['state']} has {has} and shows {shown}"

    def _nobody_from_before(self, look: Look) -> Iterable[str]:
        """Whoever held a request before its code proved an owner holds it no more."""
        for hold in look.now.rows["holds"]:
            rows = look.now.history[hold["case_id"]]
            proved = next((row["at"] for row in rows if row["event"] == "activer"), None)
            if proved is not None and hold["since"] < proved:
                yield f"{hold['case_id']} is still held since {proved - hold['since']} µs before"

    def _nobody_is_flooded(self, look: Look) -> Iterable[str]:
        """Nobody is mailed a fourth time in 24 hours without having proved to want it."""
        for case_id, case in look.now.cases.items():
            if any(row["event"] == "activer" for row in look.now.history[case_id]):
                self._proved.add(_address(case))
        for row in look.now.rows["outbox"]:
            if row["put"] and row["key"] not in self._counted:
                self._counted.add(row["key"])
                to = json.loads(row["put"])["to"].lower()
                if to in self._proved:
                    continue
                self._mailed[to] = [at for at in self._mailed[to] if row["created_at"] - at < DAY // TICK]
                self._mailed[to].append(row["created_at"])
                if len(self._mailed[to]) > 3:
                    yield f"{to} is mailed {self._mailed[to]}"

    def _no_secret(self, look: Look) -> Iterable[str]:
        """No secret outside its hash."""
        words = look.now.words().lower()
        yield from (secret for secret in self.secret if secret.lower() in words)


# -- promises about one moment


def _rows_belong_to_cases(look: Look) -> Iterable[str]:
    """What is erased is erased whole."""
    yield from (f"a row of {table} is an orphan" for table, *_ in look.now.orphans)
    nobodys = {row["case_id"] for row in look.now.rows["history"] if row["forget_at"] is not None}
    known = {*look.before.cases, *look.now.cases}
    yield from (f"{case_id} is erased, its history still names it" for case_id in sorted(nobodys & known))
    for name in ("history", "secrets", "outbox", "holds", "recipients", "tokens"):
        theirs = {row["case_id"] for row in look.now.rows[name] if row.get("forget_at") is None}
        lost = theirs - set(look.now.cases)
        yield from (f"{case_id} is erased, but not from {name}" for case_id in sorted(lost))


def _claims_agree(look: Look) -> Iterable[str]:
    """Registers and cases agree."""
    rows = [row for row in look.now.rows["register_rows"] if row["case_id"]]
    claimed = {(row["register"], row["key"], row["status"], row["case_id"]) for row in rows}
    held = {(*held, case_id) for case_id, case in look.now.cases.items() for held in case["body"]["held"]}
    if claimed != held:
        yield f"claimed alone: {claimed - held}; held alone: {held - claimed}"


def _one_live_request(look: Look) -> Iterable[str]:
    """One address, one live request."""
    wanted = Counter(_address(case) for case in look.now.cases.values() if case["state"] in LIVE)
    held = {row["key"]: row for row in look.now.rows["register_rows"]}
    for address, requests in wanted.items():
        if requests > 1:
            yield f"{address} has {requests}"
        if address not in held or held[address]["case_id"] is None:
            yield f"{address} is live and not claimed"
    for case_id, case in look.now.cases.items():
        status = ["actif"] if case["state"] in ACCOUNT else ["en_attente"] if case["state"] == REQUESTED else []
        if [held[2] for held in case["body"]["held"]] != status:
            yield f"{case_id} stands in {case['state']} and holds {case['body']['held']}"


def _steps_are_whole(look: Look) -> Iterable[str]:
    """A step happens wholly or not at all."""
    for case_id, case in look.now.cases.items():
        rows = look.now.history.get(case_id, [])
        if sorted({row["revision"] for row in rows}) != list(range(1, case["revision"] + 1)):
            yield f"{case_id} is at revision {case['revision']}, its history tells {[r['revision'] for r in rows]}"
        asked = [r for r in rows if r["event"] == "valider" and r["outcome"] == "moved"]
        mails = [m["key"] for m in look.now.rows["outbox"] if m["case_id"] == case_id]
        if mails != [f"{case_id}:{r['revision']}:activation" for r in asked]:
            yield f"{case_id} was confirmed {len(asked)} times and has the mails {mails}"
        codes = [c for c in look.now.rows["codes"] if c["case_id"] == case_id]
        if len(codes) != len(asked) and not _long_ago(asked, look.at):
            yield f"{case_id} was confirmed {len(asked)} times and has {len(codes)} codes"


def _columns_agree(look: Look) -> Iterable[str]:
    """A case's columns say what its body says."""
    for case_id, case in look.now.cases.items():
        present = case["body"]["trail"][-1]
        due = min((timer[2] for timer in present.get("timers", ())), default=None)
        if (case["state"], case["due_at"], case["entered_at"]) != (present["state"], due, present.get("entered_at")):
            yield f"{case_id}: {case['state']}, {case['due_at']} beside {present}"


def _secrets_agree(look: Look) -> Iterable[str]:
    """A secret is kept as long as its case needs it, as a hash."""
    for case_id, case in look.now.cases.items():
        kept = {row["field"] for row in look.now.rows["secrets"] if row["case_id"] == case_id}
        pending, _ = case["body"].get("pending", ((), 0))
        said = {*case["body"]["kept_secrets"], *(f"{name}?" for name in pending)}
        if kept != said:
            yield f"{case_id} says {sorted(said)}, kept are {sorted(kept)}"
        given = {name for step in case["body"]["trail"] for name in step.get("secrets", ())}
        if not given <= kept:
            yield f"{case_id} was given {sorted(given)}, kept are {sorted(kept)}"
    yield from ("a secret is no hash" for row in look.now.rows["secrets"] if not row["hash"].startswith("$argon2id$"))


def _address(case: Row) -> str | None:
    """The address a case is about, as a register knows it."""
    answers = [step["answers"]["email"] for step in case["body"]["trail"] if "email" in step.get("answers", ())]
    return str(answers[-1]).lower() if answers else None


def _long_ago(rows: list[Row], at: datetime) -> bool:
    return any(row["at"] < _ticks(at - timedelta(days=90)) for row in rows)


def _ticks(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // TICK


def from_ticks(ticks: int) -> datetime:
    """A time as the tables keep it, as an instant."""
    return datetime(1970, 1, 1, tzinfo=UTC) + ticks * TICK
