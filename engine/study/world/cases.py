"""Cases in memory, and what their steps ask for: codes, keys, numbers, mails and calls, secrets, counted tries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from engine.core.case import (
    TIMEOUT,
    AcceptPending,
    Case,
    ClaimKey,
    ClearTries,
    CountTry,
    DropPending,
    DropSecrets,
    Effect,
    NewCode,
    PutCall,
    PutMail,
    RegisterRow,
    ReleaseKey,
    SpendCode,
    Taken,
    TakeNumber,
)
from engine.core.keeping import CODES_KNOWN_FOR, CodeState, claimed, code_is_worth, counted_at, one_more, released
from engine.core.kept import CodeHash, CodeStatus, Conflict, Counted, KeptStep
from engine.core.retention import is_past
from engine.study.world.tables import CaseRow, CodeRow, Desk, TokenRow, TryRow, Waiting


class CasesInMemory:
    """Implements `core.kept.KeptCases`, and what is counted of tries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def case(self, case_id: str, at: datetime | None = None) -> Case | None:
        row = self._desk.tables.cases.get(case_id)
        return None if row is None or (at and is_past(row.erase_at, at)) else row.case

    def keep(self, step: KeptStep, code_hash: CodeHash) -> Case:
        desk, kept = self._desk, step.case._replace(revision=step.case.revision + 1)
        before = desk.tables.cases.get(kept.id)
        if (before.case.revision if before else 0) != step.case.revision:
            raise Conflict("revision", f"case {kept.id} is not at revision {step.case.revision} any more")
        row = CaseRow(kept, step.erase_at, any(taken.event == TIMEOUT for taken in step.taken))
        desk.change(cases={**desk.tables.cases, kept.id: row})
        if step.token is not None:
            self._keep_token(step.token, kept, step.taken)
        for effect in step.effects:
            self._carry_out(kept, effect, step.at, code_hash)
        if step.secrets or step.pending:
            fresh = {(kept.id, name, False): hashed for name, hashed in step.secrets.items()}
            waiting = {(kept.id, name, True): hashed for name, hashed in step.pending.items()}
            desk.change(secrets={**desk.tables.secrets, **fresh, **waiting})
        if kept.closed_at is not None and kept.serials:
            self._end_codes(kept.id, None, "killed", step.at)
        return kept

    def keep_effects(self, case: Case, effects: tuple[Effect, ...], at: datetime) -> None:
        for effect in effects:
            assert isinstance(effect, CountTry | ClearTries), "any other would belong to a case that is not kept"
            self._count(effect, at)

    def note_language(self, case_id: str, language: str) -> None:
        row = self._desk.tables.cases.get(case_id)
        if row:
            said = row._replace(case=row.case._replace(language=language))
            self._desk.change(cases={**self._desk.tables.cases, case_id: said})

    def secret_hashes(self, case_id: str) -> Mapping[str, str]:
        kept = self._desk.tables.secrets
        return {name: hashed for (owner, name, pending), hashed in kept.items() if owner == case_id and not pending}

    def register_row(self, register: str, key: str) -> RegisterRow | None:
        row = self._desk.tables.keys.get((register, key))
        return RegisterRow(row.status, row.case_id) if row else None

    def code_status(self, named: tuple[str, str], typed_hash: str, case_id: str | None, at: datetime) -> CodeStatus:
        row = self._desk.tables.codes.get((*named, typed_hash))
        if row is None or (case_id is not None and row.case_id != case_id):
            return "unknown"
        return code_is_worth(row.state, row.expires_at, at)

    def case_of_code(self, named: tuple[str, str], typed_hash: str, at: datetime) -> str | None:
        row = self._desk.tables.codes.get((*named, typed_hash))
        return row.case_id if row and code_is_worth(row.state, row.expires_at, at) == "valid" else None

    def number_free(self, field: str, number: str) -> bool:
        return (field, number) not in self._desk.tables.numbers

    def tries(self, place: tuple[str, str], key: str, at: datetime) -> Counted:
        row = self._desk.tables.tries.get((*place, key))
        return counted_at(row.counted if row else None, at)

    def _keep_token(self, token: str, case: Case, taken: tuple[Taken, ...]) -> None:
        row = self._desk.tables.tokens.get(token, TokenRow())
        if row.kept is not None:
            raise Conflict("token", "this step token was kept already")
        row = row._replace(kept=(case.id, taken[0], taken[-1]))
        self._desk.change(tokens={**self._desk.tables.tokens, token: row})

    def _carry_out(self, case: Case, effect: Effect, at: datetime, code_hash: CodeHash) -> None:
        desk = self._desk
        match effect:
            case ClaimKey():
                this = (effect.register, effect.key)
                desk.change(keys={**desk.tables.keys, this: claimed(desk.tables.keys.get(this), effect, case.id)})
            case ReleaseKey():
                self._release(case.id, (effect.register, effect.key))
            case NewCode():
                self._end_codes(case.id, (effect.name, None), "killed", at)
                hashed = code_hash(case.id, effect.name, effect.serial, effect.length)
                code = CodeRow(case.id, effect.serial, "live", effect.expires_at, effect.expires_at + CODES_KNOWN_FOR)
                desk.change(codes={**desk.tables.codes, (case.flow, effect.name, hashed): code})
            case SpendCode():
                self._end_codes(case.id, (effect.name, effect.serial), "spent", at)
            case TakeNumber():
                if not self.number_free(effect.field, effect.number):
                    raise Conflict("number", f"a number of {effect.field} is taken")
                desk.change(numbers=desk.tables.numbers | {(effect.field, effect.number)})
            case PutMail() | PutCall():
                if (case.id, effect.key) not in desk.tables.outbox:
                    waiting = {(case.id, effect.key): Waiting(case.id, case.flow, effect)}
                    desk.change(outbox={**desk.tables.outbox, **waiting})
            case DropSecrets() | DropPending():
                self._drop_secrets(case.id, effect.fields, pending=isinstance(effect, DropPending))
            case AcceptPending():
                waits = {
                    (case.id, name, False): desk.tables.secrets.get((case.id, name, True)) for name in effect.fields
                }
                self._drop_secrets(case.id, effect.fields, pending=False)
                self._drop_secrets(case.id, effect.fields, pending=True)
                accepted = {this: hashed for this, hashed in waits.items() if hashed is not None}
                desk.change(secrets={**desk.tables.secrets, **accepted})
            case CountTry() | ClearTries():
                self._count(effect, at)
            case _:
                assert_never(effect)

    def _release(self, case_id: str, this: tuple[str, str]) -> None:
        keys = self._desk.tables.keys
        found = keys.get(this)
        if found is None or found.case_id != case_id:
            return
        left = {key: row for key, row in keys.items() if key != this}
        back = released(found)
        self._desk.change(keys={**left, this: back} if back else left)

    def _end_codes(self, case_id: str, which: tuple[str, int | None] | None, state: CodeState, at: datetime) -> None:
        """
        Live codes of a case are dead.

        Args:
            which: name and serial, or any serial; None: all of them.
        """
        changed = {
            key: row._replace(state=state, forget_at=at + CODES_KNOWN_FOR)
            for key, row in self._desk.tables.codes.items()
            if row.case_id == case_id
            and row.state == "live"
            and (which is None or (key[1] == which[0] and which[1] in (None, row.serial)))
        }
        if changed:
            self._desk.change(codes={**self._desk.tables.codes, **changed})

    def _drop_secrets(self, case_id: str, fields: tuple[str, ...], *, pending: bool) -> None:
        dropped = {(case_id, name, pending) for name in fields}
        left = {this: hashed for this, hashed in self._desk.tables.secrets.items() if this not in dropped}
        self._desk.change(secrets=left)

    def _count(self, effect: CountTry | ClearTries, at: datetime) -> None:
        place, tries = (effect.flow, effect.state), self._desk.tables.tries
        this = (*place, effect.key)
        if isinstance(effect, CountTry):
            now = one_more(self.tries(place, effect.key, at), effect)
            self._desk.change(tries={**tries, this: TryRow(now, at)})
        elif this in tries:
            self._desk.change(tries={key: row for key, row in tries.items() if key != this})
