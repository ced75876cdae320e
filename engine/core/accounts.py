"""Who is signed in: which of the cases that a browser holds is an account, and whether it can sign out there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.core.case import Case
from engine.core.holds import Hold
from engine.language.model import Account, Flow, Transition, View


class SignedIn(NamedTuple):
    """
    A case that is an account, opened in a browser.

    Attributes:
        flow: in the case's version.
        leave: the button that signs out; None: this version has none where the case stands.
    """

    flow: Flow
    case: Case
    leave: Transition | None


def gained(held: Sequence[tuple[Hold, Case]], account: Account) -> list[Case]:
    """The cases that a code or a sign-in has handed over, of the flows whose cases are accounts; in the same order."""
    flows = {named.name for named in account.flows}
    return [case for hold, case in held if hold.how != "begun" and case.flow in flows]


def signed_in(account: Account, flow: Flow, case: Case, *, newest: bool) -> SignedIn | None:
    """
    The case as an account; None: it is none where it stands.

    Args:
        flow: in the case's version.
        newest: that version is hosted now. One that is not may have accounts in states which have gone since: there the
            button that signs out shows them.
    """
    button = flow.states[case.state].transitions.get(account.leave.name)
    leave = button if button and button.label and any(branch.leave for branch in button.branches) else None
    if any(named.name == case.state for named in account.states) or (leave and not newest):
        return SignedIn(flow, case, leave)
    return None


def stands_in_one(account: Account | None, flow: str, state: str) -> bool:
    """Whether a case of this flow is an account in this state, as the site says it now."""
    return account is not None and (
        any(named.name == flow for named in account.flows) and any(named.name == state for named in account.states)
    )


def passed_page(account: Account | None, flow: Flow, case: Case, state: str) -> View | None:
    """
    The page of one of the account's states that the case has passed, such as the one that said it is created: Back
    shows it, as it shows a view. None: it is none, or not passed, or the case is no account where it stands.

    Args:
        flow: in the case's version.
    """
    passed = any(step.state == state for step in case.trail[:-1])
    if account is None or not passed or flow.name not in [named.name for named in account.flows]:
        return None
    if state == case.state or not {state, case.state} <= {named.name for named in account.states}:
        return None
    page = flow.states[state]
    shown = (page.title, page.content, page.sections, page.show, page.review, page.links)
    return View(state, account.states, *shown, page.place)


def is_sign_in(account: Account | None, flow: str, entry: str) -> bool:
    """Whether an entry is one by which accounts are opened: that of the first flow, or one of its name in another."""
    return account is not None and entry == account.entry.name and flow in [named.name for named in account.flows]
