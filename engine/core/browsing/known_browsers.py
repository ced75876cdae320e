"""
A browser in which an account is opened is known by it from then on, by a cookie that outlives the sign-out.

Each account has a proof of its own, made when it is opened: one that was there before, planted by somebody else, is
never made good for it.
"""

from __future__ import annotations

from datetime import datetime

from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Browser
from engine.core.browsing.submission import Submission
from engine.core.case import Decision
from engine.core.kept import Change, Kept
from engine.core.proofs import cookie_of, key_of, new_proof
from engine.core.steps.committing import CommittedStep
from engine.language.model import State


def remember(
    tx: Kept, parts: Parts, submission: Submission, state: State, step: CommittedStep, token: str
) -> str | None:
    """
    Remembers the browser, in the transaction of the step that has opened an account in it by a secret.

    Args:
        state: whose form was posted: only where its tries are counted across cases is there a count to tell apart.
        token: of the step.

    Returns:
        The cookie to set; None: no account was opened so.
    """
    resumed = step.outcome.resumed if isinstance(step.outcome, Decision) else None
    if resumed is None or not (resumed.hand_over and resumed.secret) or not (state.tries and state.tries.per):
        return None
    change = tx.change_by(token)
    assert change, "a hand-over leads into a new family"
    browser, at = submission.browser, submission.at
    proof = _known_by(tx, parts, browser, change, at) or new_proof(parts.vault, change.new_family)
    tx.remember_browser(key_of(parts.vault, proof, change.case_id), change.case_id, at)
    return cookie_of(browser.proofs, proof)


def remembered(parts: Parts, browser: Browser, change: Change, at: datetime) -> str | None:
    """The cookie that a step was answered with, for the second of two clicks; None: it was answered with none."""
    with parts.database.read() as tx:
        proof = _known_by(tx, parts, browser, change, at)
    return cookie_of(browser.proofs, proof) if proof else None


def _known_by(tx: Kept, parts: Parts, browser: Browser, change: Change, at: datetime) -> str | None:
    """The proof by which the browser is known for the account that it was led to."""
    shown = (*browser.proofs, new_proof(parts.vault, change.new_family))
    keys = {key_of(parts.vault, proof, change.case_id): proof for proof in shown}
    known = tx.first_known(list(keys), at)
    return keys[known] if known else None
