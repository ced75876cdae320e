"""What a browser shows of the accounts that were opened in it before, and what is kept of that."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.core.surroundings import Vault

# A cookie holds so many proofs, each of one account.
MOST_PROOFS = 10

_PROOF = re.compile(r"[0-9a-f]{32}")


def proofs_of(cookie: str | None) -> tuple[str, ...]:
    """The proofs in a cookie's value, that of the account opened last at the end; what is none of ours is left out."""
    shown = (cookie or "").split(".") if len(cookie or "") <= MOST_PROOFS * 33 else []
    return tuple(dict.fromkeys(proof for proof in shown if _PROOF.fullmatch(proof)))


def cookie_of(proofs: Iterable[str], last: str) -> str:
    """The value of a cookie with these proofs, and with that of the account opened last."""
    others = [proof for proof in proofs if proof != last]
    return ".".join([*others[-(MOST_PROOFS - 1) :], last])


def new_proof(vault: Vault, family: str) -> str:
    """
    The proof of an account that was opened in a browser whose ids are of this family since then: random, as the family
    is. Derived from it, so that the second of two clicks is given the same one.
    """
    return vault.keyed("proof of a browser", family)[:32]


def key_of(vault: Vault, proof: str, case_id: str) -> str:
    """What is kept of a proof: good for one account alone."""
    return vault.keyed("known browser", f"{proof} {case_id}")
