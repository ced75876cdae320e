"""The same 16 states in python-statemachine: a yardstick. One machine a case, as that library is used."""

from __future__ import annotations

from statemachine import State, StateMachine


class Procedure(StateMachine):
    conditions = State(initial=True)
    identifiants = State()
    bloque_unique = State()
    bloque_partage = State()
    informations = State()
    recapitulatif = State()
    attente_activation = State()
    expiree = State(final=True)
    code = State()
    adresse = State()
    essais_epuises = State(final=True)
    code_mort = State(final=True)
    code_deja_utilise = State(final=True)
    espace_cree = State()
    connexion = State()
    mon_espace = State()

    # The library wants each state reached from the first, and an end reached from each: what a resume or a sign-out
    # does in the procedure is a way here.
    continuer = (
        conditions.to(identifiants, cond="agreed")
        | identifiants.to(bloque_unique, cond="alone")
        | identifiants.to(bloque_partage, cond="shared")
        | identifiants.to(informations)
        | informations.to(recapitulatif)
        | code.to(adresse)
        | adresse.to(code_deja_utilise, cond="alone")
        | adresse.to(code_mort, cond="shared")
        | adresse.to(essais_epuises)
    )
    autre_adresse = bloque_unique.to(identifiants) | bloque_partage.to(identifiants)
    entrer = conditions.to(code, cond="alone") | conditions.to(connexion) | connexion.to(mon_espace)
    valider = recapitulatif.to(attente_activation)
    activer = attente_activation.to(espace_cree)
    se_deconnecter = mon_espace.to(essais_epuises)
    timeout = attente_activation.to(expiree)
    acceder = espace_cree.to(mon_espace)
    revenir = mon_espace.to(espace_cree)  # to and fro: the procedure has no such way

    agreed = True
    alone = False
    shared = False
