"""How many files there are in an account."""

from __future__ import annotations

from engine.registry import service

NONE, ONE, FEW, MANY = "none", "one", "few", "many"

ACCOUNTS = {
    "seul@exemple.fr": ONE,
    "certificat@exemple.fr": FEW,
    "cabinet@exemple.fr": MANY,
}
SILENT = "panne@exemple.fr"  # asked about it, the service does not answer


@service("account_holdings", values=[NONE, ONE, FEW, MANY], sample=True)
def account_holdings(email: str) -> str:
    """How many files the account of this address has: one, up to ten, or more."""
    if email.casefold() == SILENT:
        raise ConnectionError("the accounts do not answer")
    return ACCOUNTS.get(email.casefold(), NONE)
