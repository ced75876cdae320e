"""The procedure as a bare `transitions` machine: its 16 states, its guards as lambdas. No flow, no case, no trail."""

from __future__ import annotations

from typing import Any

from transitions import Machine

STATES = [
    *("conditions", "identifiants", "bloque_unique", "bloque_partage", "informations", "recapitulatif"),
    *("attente_activation", "expiree", "code", "adresse", "essais_epuises", "code_mort", "code_deja_utilise"),
    *("espace_cree", "connexion", "mon_espace"),
]


class Model:
    """One step's throw-away subject: where it stands, what was answered, what was looked up."""

    __slots__ = ("code", "known", "register", "state")

    def __init__(self, state: str, known: dict[str, Any], register: dict[str, str], code: str | None = None) -> None:
        self.state, self.known, self.register, self.code = state, known, register, code

    def address(self) -> str:
        return self.register.get(self.known["email"].lower(), "free")


WAYS: list[tuple[Any, ...]] = [  # trigger, from, to (None: refused), guard
    ("continuer", "conditions", "identifiants"),
    ("continuer", "identifiants", "bloque_unique", lambda e: e.model.address() == "certificat_unique"),
    ("continuer", "identifiants", "bloque_partage", lambda e: e.model.address() == "certificat_partage"),
    ("continuer", "identifiants", None, lambda e: e.model.address() == "actif"),
    ("continuer", "identifiants", None, lambda e: e.model.address() == "en_attente"),
    ("continuer", "identifiants", "informations"),
    ("autre_adresse", "bloque_unique", "identifiants"),
    ("autre_adresse", "bloque_partage", "identifiants"),
    ("continuer", "informations", "recapitulatif"),
    ("valider", "recapitulatif", None, lambda e: e.model.address() != "free"),
    ("valider", "recapitulatif", "attente_activation"),
    ("continuer", "code", None, lambda e: e.model.code == "unknown"),
    ("continuer", "code", None, lambda e: e.model.code == "expired"),
    ("continuer", "code", None, lambda e: e.model.code == "used"),
    ("continuer", "code", "adresse"),
    ("continuer", "adresse", "code_deja_utilise", lambda e: e.model.code == "used"),
    ("continuer", "adresse", "code_mort", lambda e: e.model.code != "valid"),
    ("activer", "attente_activation", "espace_cree"),
    ("timeout", "attente_activation", "expiree"),
    ("acceder", "espace_cree", "mon_espace"),
    ("revenir", "mon_espace", "espace_cree"),  # for the yardstick, which goes to and fro: the procedure has no such way
]


def machine() -> Machine:
    """One for all cases, as the engine has it: one for each would cost far more than the step."""
    made = Machine(model=None, states=STATES, initial=STATES[0], auto_transitions=False, send_event=True)
    for trigger, source, target, *guard in WAYS:
        made.add_transition(trigger, source, target, conditions=guard)
    return made
