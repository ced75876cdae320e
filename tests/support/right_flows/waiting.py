"""The stages behind the summary: codes by mail, delays, and ends."""

from __future__ import annotations

from typing import Any

from tests.support.right_flows.fields import ask
from tests.support.right_flows.growing import DURATIONS, Grower

RELEASE = {"release": {"register": "places", "key": "email"}}


def claim(status: str) -> dict[str, Any]:
    return {"claim": {"register": "places", "key": "email", "status": status}}


def code_field(grower: Grower, name: str, length: int) -> dict[str, Any]:
    """A field that a code of this length can be typed into."""
    ways: list[dict[str, Any]] = [
        {"x-widget": "code"},
        {"x-widget": "code", "maxLength": length},
        {"maxLength": 60},
        {},
    ]
    more = grower.rng.choice(ways)
    return {"type": "string", "title": f"Code {name}", **more}


class Code:
    """A code that a mail tells, and the setting of the delay that it lives as long as."""

    def __init__(self, grower: Grower, name: str, *, short: bool) -> None:
        self.name = name
        self.length = grower.rng.choice([10, 12, 20, 40])
        self.delay = grower.amount(grower.rng.choice(DURATIONS))
        # One that lives shorter than the wait can be had again from the page that waits.
        self.short = short and grower.chance(0.3)
        lives = grower.amount("20 minutes") if self.short else self.delay
        self.effects: list[Any] = [
            {"code": {"name": name, "length": grower.amount(self.length), "lives": lives}},
            {"mail": name},
        ]


def leaving(grower: Grower, title: str) -> dict[str, Any]:
    """The keys of a way to an end, which gives the address up where it is held."""
    return {"target": grower.ending(title), **({"effects": [RELEASE]} if grower.register else {})}


def reminders(grower: Grower, delay: Any, end: str = "before") -> dict[str, Any]:
    if not grower.chance(0.5):
        return {}
    mail = grower.name("rappel")
    content = (
        f"Il vous reste peu de temps, jusqu'au {{deadline}}. Le délai est de {{{delay}}}."
        if isinstance(delay, str) and delay.startswith("reglage")
        else "Jusqu'au {deadline}."
    )
    grower.parts["mails"][mail] = {"to": "email", "subject": "Rappel", "content": content}
    return {"reminders": [{end: "30 minutes", "effects": [{"mail": mail}]}]}


def confirm(grower: Grower, name: str, onward: str, code: Code) -> None:
    """The code is typed into the same case."""
    typed, form = f"{code.name}_saisi", grower.name("code")
    fact = f"etat_{code.name}"
    grower.parts["facts"][fact] = {"code": code.name, "typed": typed, "of": "case"}
    grower.forms[form] = {
        "type": "object",
        "required": [typed],
        "properties": {typed: code_field(grower, code.name, code.length)},
    }
    content = f"Bonjour,\n\nVotre code :\n\n{{{code.name}}}\n\nIl est valable jusqu'au {{deadline}}."
    grower.parts["mails"][code.name] = {"to": "email", "subject": "Votre code", "content": content}
    refuse = {"field": typed, "message": "Ce code n'est pas le bon."}
    ways: list[list[dict[str, Any]]] = [
        [{"guard": f'{fact} == "valid"', "target": onward, "effects": [{"spend": code.name}]}, {"refuse": refuse}],
        [
            {"guard": f'{fact} == "unknown"', "refuse": {**refuse, "message": "Ce code est inconnu."}},
            {"guard": f'{fact} in ["expired", "used"]', "refuse": {**refuse, "message": "Ce code ne sert plus."}},
            {"target": onward, "effects": [{"spend": code.name}]},
        ],
        [
            {"guard": f'not ({fact} == "valid")', "refuse": refuse},
            {"target": onward, "effects": [{"spend": code.name}]},
        ],
    ]
    state: dict[str, Any] = {
        "title": "Le code",
        "content": "Saisissez le code avant le {deadline}.",
        "form": form,
        "timeout": {"after": code.delay, **leaving(grower, "Trop tard")},
        **reminders(grower, code.delay),
        "transitions": {"confirmer": {"label": "Confirmer", "first_of": grower.rng.choice(ways)}},
    }
    if code.short or grower.chance(0.4):
        state["transitions"]["renvoyer"] = {"label": "Un autre code", "skip_form": True, "effects": code.effects}
    if grower.chance(0.3):
        state["tries"] = {"max": grower.amount(5), "target": grower.ending("Trop d'essais")}
        state["sections"] = [{"when": "given(tries_left)", "content": "Encore {tries_left essai|essais}."}]
    if grower.chance(0.3):
        message = "Votre demande vous attend jusqu'au {deadline}."
        later = {"label": "Plus tard", "skip_form": True, "leave": {"page": "accueil", "message": message}}
        state["transitions"]["plus_tard"] = later
    grower.parts["states"][name] = state


def answered(grower: Grower, name: str, onward: str, code: Code) -> None:
    """The case waits for an event that a code fires from another case, by a link in the mail."""
    typed, entry, form = f"{code.name}_saisi", f"porte_{code.name}", grower.name("porte")
    grower.parts["entries"][entry] = {"state": form, **({"fills": {typed: code.name}} if grower.chance(0.7) else {})}
    properties: dict[str, Any] = {typed: code_field(grower, code.name, code.length)}
    resume: dict[str, Any] = {"state": name, "code": code.name, "typed": typed, "event": "repondre"}
    if grower.chance(0.4):
        other = ask(grower.rng, "email_confirme", "email", True)
        properties["email_confirme"] = other.keywords
        grower.typed["email_confirme"] = "zoe@exemple.fr"
        resume["where"] = {"email": "email_confirme"}
    grower.forms[form] = {"type": "object", "required": [*properties], "properties": properties}
    branches: list[dict[str, Any]] = [{"resume": resume}]
    if grower.chance(0.4):
        branches[0]["target"] = grower.ending("C'est noté")
    if grower.chance(0.5):
        fact = f"etat_{code.name}"
        grower.parts["facts"][fact] = {"code": code.name, "typed": typed}
        late = {"guard": f'{fact} == "expired"', "refuse": {"field": typed, "message": "Ce code a expiré."}}
        branches.insert(0, late)
    branches.append({"refuse": {"field": typed, "message": "Ce code n'ouvre rien."}})
    grower.parts["states"][form] = {
        "title": "Répondre",
        "form": form,
        "tries": {"max": 3, "target": grower.ending("Trop d'essais ici")},
        "transitions": {"repondre_ici": {"label": "Répondre", "first_of": branches}},
    }
    content = f"Répondez avant le {{deadline}} :\n\n[Répondre](entry:{entry})\n\nVotre code : {{{code.name}}}"
    grower.parts["mails"][code.name] = {"to": "email", "subject": "À vous de répondre", "content": content}
    state: dict[str, Any] = {
        "title": "En attente",
        "content": grower.words(deadline=True),
        "timeout": {"after": code.delay, **leaving(grower, "Sans réponse")},
        **reminders(grower, code.delay, grower.rng.choice(["before", "after"])),
        "transitions": {"repondre": {"target": onward}},
    }
    if grower.chance(0.5):
        state["transitions"]["renoncer"] = {"label": "Renoncer", **leaving(grower, "Vous avez renoncé")}
    grower.parts["states"][name] = state


def pause(grower: Grower, name: str, onward: str) -> None:
    """A delay: the person goes on, or it ends."""
    delay = grower.amount(grower.rng.choice(DURATIONS))
    on_time = {"target": onward} if grower.chance(0.3) else leaving(grower, "Le délai est passé")
    grower.parts["states"][name] = {
        "title": "Un délai",
        "content": grower.words(deadline=True),
        "timeout": {"after": delay, **on_time},
        **reminders(grower, delay),
        "transitions": {"suite": {"label": "J'accepte", "target": onward}},
    }


def finish(grower: Grower, name: str) -> None:
    """An end: final or an account, with what it draws, shows and offers."""
    values = grower.parts["values"]
    effects: list[dict[str, Any]] = []
    if grower.chance(0.6):
        values["numero"] = {"type": "string", "title": "Numéro"}
        effects.append({"number": {"field": "numero", "digits": grower.amount(8)}})
    if grower.chance(0.5):
        values["jour"] = {"type": "date", "title": "Jour"}
        effects.append({"set": {"jour": grower.rng.choice(["today()", '"2027-03-01"'])}})
    amounts = [f for f in grower.sure.values() if f.kind == "number"]
    if amounts and grower.chance(0.7):
        values["total"] = {"type": "number", "title": "Total", "multipleOf": 0.01, "x-unit": "€"}
        effects.append({"set": {"total": grower.rng.choice(amounts).name}})
    if grower.register:
        effects.append(claim("inscrite"))
    if grower.chance(0.4):
        mail = grower.name("mail")
        shown = " ".join(f"Voici : {{{value}}}." for value in values)
        grower.parts["mails"][mail] = {"to": "email", "subject": "C'est fait", "content": shown or "Merci."}
        effects.append({"mail": mail})
    state: dict[str, Any] = {"title": "C'est fait", **({"on_enter": effects} if effects else {})}
    if values:
        state["show"] = list(values)
    links: list[dict[str, Any]] = []
    if grower.chance(0.5):
        title = "Votre reçu"
        grower.parts["documents"]["recu"] = {"title": title, "content": grower.words(), "review": True}
        if values:
            grower.parts["documents"]["recu"]["show"] = list(values)
        links.append({"label": title, "document": "recu"})
    if grower.password or grower.chance(0.2):
        state["rest"] = True
        state["transitions"] = {"sortir": {"label": "Se déconnecter", "leave": "accueil"}}
        if grower.chance(0.6):
            grower.parts["views"]["dossier"] = {"in": [name], "title": "Mon dossier", "review": True}
            links.append({"label": "Mon dossier", "view": "dossier", "button": True})
        if grower.password:
            _sign_in(grower, name)
    else:
        state["final"] = True
    if links:
        state["links"] = links
    grower.parts["states"][name] = state


def _sign_in(grower: Grower, account: str) -> None:
    grower.parts["entries"]["connexion"] = {"state": "connexion"}
    grower.forms["connexion"] = {
        "type": "object",
        "required": ["email_saisi", "mot_saisi"],
        "properties": {
            "email_saisi": {"type": "string", "format": "email", "title": "Votre adresse"},
            "mot_saisi": {"type": "string", "title": "Votre mot de passe", "x-secret": True},
        },
    }
    resume: dict[str, Any] = {
        "register": "places",
        "key": "email_saisi",
        "state": account,
        "secret": {"mot": "mot_saisi"},
    }
    grower.parts["states"]["connexion"] = {
        "title": "Connexion",
        "form": "connexion",
        "tries": {"max": grower.amount(5), "per": "email_saisi", "pause": grower.amount("15 minutes")},
        "transitions": {
            "entrer": {"label": "Entrer", "first_of": [{"resume": resume}, {"refuse": {"message": "Inconnus."}}]}
        },
    }
