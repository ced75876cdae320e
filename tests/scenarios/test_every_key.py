"""No key is without effect: each key of the table of keys, with one edit of it, is met differently by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from engine.language.schema import editors
from engine.store import cases
from tests.support import plugins
from tests.support.every_key import Edit, Probe, Scene, perceived, write
from tests.support.person import Person


class Row(NamedTuple):
    """
    One key of a table: what an edit of it changes.

    `seen` is met in the procedure as it stands and not after the edit; `instead` after it and not before.
    """

    key: str
    edit: Edit
    probe: Probe
    seen: str
    instead: str = ""


Way = Callable[[Scene], Person]


def page(way: Way) -> Probe:
    """What the person meets who went that way."""
    return lambda scene: perceived(way(scene).page)


@cache
def opened(path: str) -> Probe:
    return page(lambda scene: scene.at(path))


@cache
def door(entry: str) -> Probe:
    return page(lambda scene: scene.enter(entry))


@cache
def in_a_variant(way: str) -> Probe:
    """What is wrong with a variant that takes out one item of a list."""

    def probe(scene: Scene) -> str:
        changes: Any = None
        for key in reversed(way.split(".")):
            changes = {key: changes}
        write(scene.folder, "flows/variante.yaml", {"extends": scene.name, "flow": "variante", **changes})
        return scene.problems()

    return probe


@cache
def named(**given: str) -> Probe:
    return page(lambda scene: scene.named(**given))


def after(way: Way, path: str, **delta: float) -> Probe:
    """The page at `path` some time later, the worker having worked."""

    def probe(scene: Scene) -> str:
        person = way(scene)
        scene.service.advance(**delta)
        scene.service.worker.work()
        person.open(path)
        return perceived(person.page)

    return probe


def letters_after(**delta: float) -> Probe:
    def probe(scene: Scene) -> str:
        scene.waiting()
        scene.service.advance(**delta)
        return scene.letters()

    return probe


def rows_after(way: Way, **delta: float) -> Probe:
    def probe(scene: Scene) -> str:
        way(scene)
        scene.service.advance(**delta)
        scene.service.worker.work()
        return scene.rows()

    return probe


def young(scene: Scene) -> Person:
    """Below the age: the parent's form, then the simulation's."""
    person = scene.named(age="12")
    person.press("Continuer", parent="Eva")
    return person


def without_telephone(scene: Scene) -> Person:
    person = scene.named()
    person.press("Taire mon téléphone")
    person.press("Continuer", ville="Lyon")
    return person


def stays(scene: Scene) -> Person:
    person = scene.enter("demande")
    person.press("Rester ici")
    return person


def refuses(scene: Scene) -> Person:
    person = scene.named()
    person.press("Refuser")
    return person


def too_late(scene: Scene) -> Person:
    """At the summary, while somebody else took the address."""
    person = scene.read_over()
    scene.waiting()
    person.press("Valider")
    return person


def gives_key(scene: Scene) -> Person:
    scene.waiting()
    return scene.give_key(scene.key())


def gives_key_of_another(scene: Scene) -> Person:
    scene.waiting()
    return scene.give_key(scene.key(), "autre@exemple.fr")


def gives_key_late(scene: Scene) -> Person:
    scene.waiting()
    scene.service.advance(hours=2)
    return scene.give_key(scene.key())


def gives_key_twice(scene: Scene) -> Person:
    scene.enrolled()
    return scene.give_key(scene.key())


def gives_key_to_the_club(scene: Scene) -> Person:
    scene.waiting()
    person = scene.at("/club/start/premiere")
    person.press("Continuer", code_club=scene.key(), membre="Ana")
    return person


def reminds_key_of_another(scene: Scene) -> Person:
    scene.waiting(email="autre@exemple.fr")
    key = scene.key()
    person = scene.waiting()
    person.press("Vérifier", code_rappele=key)
    return person


def reminds_first_of_two_keys(scene: Scene) -> Person:
    person = scene.waiting()
    key = scene.key()
    person.press("Renvoyer ma clé")
    person.press("Vérifier", code_rappele=key)
    return person


@cache
def guesses(times: int) -> Probe:
    """Wrong keys, one after the other."""

    def probe(scene: Scene) -> str:
        person = scene.enter("cle")
        for _ in range(times):
            scene.give_key("AAAAAAAAAAAA", person=person)
        return perceived(person.page)

    return probe


def cancels(scene: Scene) -> Person:
    scene.waiting()
    person = scene.enter("annulation")
    person.press("Annuler", code_annule=scene.key())
    return person


def signs_in(scene: Scene, password: str = "tresor") -> Person:
    person = scene.enter("connexion")
    person.press("Entrer", email_connu="neuf@exemple.fr", mot_saisi=password)
    return person


def enrolled_signs_in(scene: Scene) -> Person:
    scene.enrolled()
    return signs_in(scene)


def signs_in_after_two_wrong_tries(scene: Scene) -> Person:
    scene.enrolled()
    signs_in(scene, "un")
    signs_in(scene, "deux")
    return signs_in(scene)


def signs_in_after_the_pause(scene: Scene) -> Person:
    signs_in_after_two_wrong_tries(scene)
    scene.service.advance(minutes=20)
    return signs_in(scene)


def leaves(scene: Scene) -> Person:
    person = scene.waiting()
    person.press("Plus tard")
    return person


def shows_card(scene: Scene, card: str = "C-1") -> Person:
    person = scene.enter("image")
    person.solve("Continuer", carte=card) if "_answer" in person.page.body.decode() else person.press("Continuer")
    return person


def shows_unknown_card(scene: Scene) -> Person:
    return shows_card(scene, "C-2")


def names_school(scene: Scene, ecole: str = "École vive") -> Person:
    person = scene.enter("ecole")
    person.press("Continuer", ecole=ecole, autre_ecole="École close")
    return person


def names_silent_school(scene: Scene) -> Person:
    return names_school(scene, "École muette")


def calls(scene: Scene) -> str:
    """What the effects of plug-ins were handed."""
    names_school(scene)
    scene.service.worker.work()
    return "\n".join(plugins.received)


def too_far(scene: Scene) -> Person:
    return scene.read_over(ville="Brest")


def gives_place_back(scene: Scene) -> Person:
    """One that was brought in from elsewhere."""
    person = scene.enrolled(email="ancien@exemple.fr")
    person.press("Rendre ma place")
    return person


def waits_long(scene: Scene) -> Person:
    """Looks each day, until time is out."""
    person = scene.waiting()
    for _ in range(3):
        scene.service.advance(hours=16)
        person.open(f"/{scene.name}/attente")
    return person


def looks_at_the_view(scene: Scene) -> Person:
    person = scene.enrolled()
    person.open(f"/{scene.name}/fiche")
    return person


def comes_to_the_door_again(scene: Scene) -> Person:
    """Signed in, at the entry by which one signs in."""
    person = enrolled_signs_in(scene)
    person.open(f"/{scene.name}/start/connexion")
    return person


def problems(scene: Scene) -> str:
    return scene.problems()


def key_length(scene: Scene) -> str:
    scene.waiting()
    return f"{len(scene.key())} signs"


def number_length(scene: Scene) -> str:
    found = re.search(r"inscrit (\d+)", scene.enrolled().page.text)
    return f"{len(found[1]) if found else 'no'} digits"


def recorded(scene: Scene) -> str:
    """What the service's own record says of the case of somebody below the age."""
    young(scene)
    with scene.service.parcours.database.read() as tx:
        ids = [row[0] for row in tx.execute(text("select id from cases"))]
        return "\n".join(str(step) for case in ids for step in cases.history(tx, case))


recap, waiting, enrolled = page(Scene.read_over), page(Scene.waiting), page(Scene.enrolled)
signed_in = page(enrolled_signs_in)
viewed, at_the_door = page(looks_at_the_view), page(comes_to_the_door_again)
paused, after_pause = page(signs_in_after_two_wrong_tries), page(signs_in_after_the_pause)
parent_given, key_given, key_reminded = page(young), page(gives_key), page(reminds_first_of_two_keys)
cancelled, card, other_card = page(cancels), page(shows_card), page(shows_unknown_card)
welcome, form = opened("/accueil"), door("demande")
DRAFT_ERASED = "Vous aviez commencé une demande sans l'envoyer"
CLOSED = "Cette demande est terminée, et n'est plus affichée"
draft_later = after(Scene.read_over, "/atelier/recap", hours=4)
end_later = after(too_far, "/atelier/trop_loin", hours=4)
rest_later = after(shows_card, "/atelier/reconnue", hours=4)
waiting_rows, enrolled_rows = rows_after(Scene.waiting), rows_after(Scene.enrolled)
ended_rows, returned_rows = rows_after(Scene.waiting, hours=48), rows_after(gives_place_back)
letters, first_reminder, last_reminder = letters_after(), letters_after(hours=7), letters_after(hours=43)


def paper(scene: Scene) -> str:
    return scene.paper(scene.enrolled())


NAMED = "states.nom.transitions.suite.first_of"
VALID = "states.recap.transitions.valider.first_of"
EFFECTS = f"{VALID}.1.effects"
CHECKED = "states.attente.transitions.verifier.first_of.0"
AGAIN = "states.attente.transitions.renvoyer"
GIVEN = "states.cle.transitions.suite.first_of"
SIGNED = "states.connexion.transitions.entrer.first_of.0.resume"
CANCEL = "states.annulation.transitions.annuler.first_of.0.resume"
SCHOOL = "states.ecole.transitions.suite.first_of"
CALL = f"{SCHOOL}.1.effects.0.call"
CARD = "states.image.transitions.suite.first_of"
RETURN = "states.inscrit.transitions.rendre.effects.0.release"
LANDING = "delais.states.premiere.transitions.jeton.effects.0.code.lands"
on_a_day = page(lambda scene: scene.delayed("Attendre un jour"))
in_season = page(lambda scene: scene.delayed("Attendre la saison"))


def since_first(scene: Scene) -> str:
    person = scene.delayed("Continuer")
    scene.service.advance(hours=20)
    person.press("Poursuivre")
    return perceived(person.page)


def token_late(scene: Scene) -> str:
    """A token of a day, tried after 26 hours: Tuesday is closed, so that it lives until Wednesday."""
    person = scene.delayed("Recevoir un jeton")
    (token,) = re.findall("jeton : ([0-9A-Z ]+)", scene.letters())
    scene.service.advance(hours=26)
    person.open("/delais/essai")
    person.press("Essayer", jeton_tape=token.strip())
    return perceived(person.page)


def eve_letters(scene: Scene) -> str:
    scene.delayed("Attendre un jour")
    scene.service.now = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    return scene.letters()


CLUB = "club.states.premiere_porte.transitions.suite.first_of.0.resume"
LINKS = "pages.accueil.links"
NEVER = 'today() < "2020-01-01"'
SECTION = "pages.accueil.sections.0"

OTHER_CODE = {
    f"{EFFECTS}.3": {"code": {"name": "double", "length": 12, "lives": "24 hours"}},
    f"{EFFECTS}.4": {"mail": "double"},
    "mails.double": {"to": "email", "subject": "Une autre", "content": "{double}"},
}
TEXT: dict[str, Any] = {"type": "string", "title": "Autre"}
DOUBLES = {"kind": "email", "statuses": ["reservee", "prise", "ancienne"]}
TAKEN, ENROLLED = "Cette adresse a déjà une place.", "Vous êtes inscrit"

ROWS = (
    # A flow
    Row("flow.parcours", {"parcours": 2}, problems, "no problem", '"parcours" cannot be "2"'),
    Row(
        "flow.flow",
        {"flow": "poterie", f"{CLUB}.flow": "poterie", "site.account.flow": "poterie"},
        welcome,
        "(/atelier/start/demande)",
        "(/poterie/start/demande)",
    ),
    Row("flow.title", {"title": "Inscription au cours"}, form, "Inscription à l'atelier", "Inscription au cours"),
    Row("flow.version", {"version": "2027-01"}, paper, "2026-11", "2027-01"),
    Row(
        "flow.language",
        {"language": "en", "club.language": "en", "delais.language": "en"},
        waiting,
        "mercredi 25 novembre 2026",
        "Wednesday 25 November 2026",
    ),
    Row("flow.languages", {"languages": ["fr", "en"]}, problems, "no problem", "this text does not say it in en"),
    Row(
        "flow.timezone",
        {"timezone": "America/Guadeloupe"},
        waiting,
        "10 h, heure de Paris",
        "5 h, heure de",
    ),
    Row("flow.settings", {"settings.majorite": 31}, named(), "Votre ville", "Votre parent"),
    Row("flow.registers", {"registers.places.samples": {"neuf@exemple.fr": "prise"}}, named(), "Votre ville", TAKEN),
    Row("flow.phases", {"phases.vous": "Présentez-vous"}, form, "Étape 1 sur 2 Qui vous êtes", "Présentez-vous"),
    Row("flow.values", {"values.numero.title": "Matricule"}, enrolled, "Numéro d'inscrit", "Matricule"),
    Row("flow.facts", {"facts.carte_connue.key": "autre_carte"}, card, "Carte reconnue", "Carte inconnue"),
    Row("flow.guards", {"guards.jeune": "age <= 30 or age < majorite"}, named(), "Votre ville", "Votre parent"),
    Row("flow.entries", {"entries.visite": {"state": "image"}}, door("visite"), "introuvable", "Recopiez une image"),
    Row("flow.pages", {"pages.tarifs.content": "Dix euros."}, opened("/atelier/tarifs"), "Douze euros.", "Dix euros."),
    Row("flow.views", {"views.fiche.title": "Votre dossier"}, viewed, "Votre fiche", "Votre dossier"),
    Row("flow.states", {"states.nom.title": "Qui êtes-vous ?"}, form, "Votre nom", "Qui êtes-vous ?"),
    Row("flow.mails", {"mails.cle.subject": "Une clé"}, letters, "Votre clé pour l'atelier", "Une clé"),
    Row("flow.documents", {"documents.recu.title": "Facture"}, paper, "Reçu", "Facture"),
    Row("flow.retention", {"retention.draft": "5 hours"}, draft_later, DRAFT_ERASED, "Relisez"),
    Row("register.kind", {"registers.places.kind": "text"}, named(email="PRIS@exemple.fr"), TAKEN, "Votre ville"),
    Row(
        "register.statuses", {"registers.places.statuses": ["reservee", "prise"]}, problems, "no problem", '"ancienne"'
    ),
    Row("register.samples", {"registers.places.samples": None}, named(email="pris@exemple.fr"), TAKEN, "Votre ville"),
    Row(
        "value.type", {"values.jour.type": "string"}, parent_given, "Jour de la demande 23 novembre 2026", "2026-11-23"
    ),
    Row("value.title", {"values.jour.title": "Date"}, parent_given, "Jour de la demande 23", "Date 23"),
    Row("value.multipleOf", {"values.prix.multipleOf": None}, parent_given, "Prix 1 234,50 €", "Prix 1 234,5 €"),
    Row("value.enum", {"values.venue.enum": ["à deux"]}, problems, "no problem", '"seul" is never "venue"'),
    # what is written to it must then be an address
    Row("value.format", {f"{NAMED}.1.effects.0.set.adresse": "pseudo"}, problems, "no problem", "be no e-mail address"),
    Row("value.x-unit", {"values.prix.x-unit": "francs"}, parent_given, "1 234,50 €", "1 234,50 francs"),
    Row("value.x-grouping", {"values.saison.x-grouping": None}, parent_given, "Saison 2027", "Saison 2 027"),
    Row(
        "fact.register",
        {"registers.membres": {"kind": "text", "statuses": ["connue"]}, "facts.carte_connue.register": "membres"},
        card,
        "Carte reconnue",
        "Carte inconnue",
    ),
    Row("fact.key", {"facts.carte_connue.key": "autre_carte"}, card, "Carte reconnue", "Carte inconnue"),
    Row("fact.service", {"facts.ecole_connue.service": "colleges"}, page(names_school), "est prévenue", "est fermée"),
    Row("fact.with", {"facts.ecole_connue.with": ["autre_ecole"]}, page(names_school), "est prévenue", "est fermée"),
    Row(
        "fact.values",
        {
            "facts.ecole_connue.values": ["fermee"],
            f"{SCHOOL}.1.guard": 'ecole_connue != "inconnue"',
            f"{SCHOOL}.0": None,
        },
        page(names_school),
        "est prévenue",
        "est inconnue",
    ),
    Row(
        "fact.otherwise",
        {"facts.ecole_connue.otherwise": "ouverte"},
        page(names_silent_school),
        "est inconnue",
        "est prévenue",
    ),
    Row("fact.code", {**OTHER_CODE, "facts.cle_rappelee.code": "double"}, enrolled, ENROLLED, "Ce n'est pas la clé"),
    Row(
        "fact.typed",
        {"facts.cle_rappelee.typed": "code_saisi"},
        problems,
        "no problem",
        '"cle_rappelee" is always null',
    ),
    Row("fact.of", {"facts.cle_rappelee.of": None}, page(reminds_key_of_another), "Ce n'est pas la clé", ENROLLED),
    Row(
        "entry.state",
        {"entries.image.state": "connexion", "entries.visite": {"state": "image"}},
        door("image"),
        "Recopiez une image",
        "Connectez-vous",
    ),
    Row("entry.fills", {"entries.cle.fills": None}, letters, "/atelier/start/cle?code_saisi=", "/atelier/start/cle>"),
    Row(
        "entry.open",
        {"entries.image.open": {"until": "2026-11-22"}},
        door("image"),
        "Recopiez une image",
        "22 novembre",
    ),
    Row("open.from", {"entries.image.open.from": "2026-12-01"}, door("image"), "Recopiez une image", "Guichet fermé."),
    Row(
        "open.until", {"entries.image.open.until": "2026-11-22"}, door("image"), "Recopiez une image", "Guichet fermé."
    ),
    Row(
        "open.message",
        {"entries.image.open.from": "2026-12-01", "entries.image.open.message": None},
        door("image"),
        "Recopiez une image",
        "Cette démarche ouvre le 1er décembre 2026.",
    ),
    # Pages and links
    Row("page.title", {"pages.accueil.title": "La maison"}, welcome, "<L'atelier –", "<La maison –"),
    Row("page.path", {"pages.accueil.path": None}, welcome, "Bienvenue à tous.", "Page introuvable"),
    Row("page.content", {"pages.accueil.content": None}, welcome, "Bienvenue à tous."),
    Row("page.sections", {"pages.accueil.sections": None}, welcome, "Horaires Le matin seulement."),
    Row("page.links", {LINKS: None, "club.pages": None}, welcome, "[S'inscrire]"),
    Row("section.title", {f"{SECTION}.title": "Quand ?"}, welcome, "Horaires Le matin", "Quand ? Le matin"),
    Row("section.content", {f"{SECTION}.content": None}, welcome, "Le matin seulement."),
    Row("section.links", {f"{SECTION}.links": None}, welcome, "[Le plan](https://exemple.fr/plan)"),
    Row("link.label", {f"{LINKS}.0.label": "Commencer"}, welcome, "[S'inscrire]", "[Commencer]"),
    Row("link.page", {f"{LINKS}.1.page": "aide"}, welcome, "](/atelier/tarifs)", "](/aide) new tab"),
    Row("link.view", {"states.inscrit.links.1.view": "fichier"}, problems, "no problem", 'unknown view "fichier"'),
    Row("link.entry", {f"{LINKS}.0.entry": "image"}, welcome, "[S'inscrire](/atelier/start/demande)", "/start/image"),
    Row(
        "link.document",
        {
            "documents.facture": {"title": "Facture"},
            "documents.recu": None,
            "states.inscrit.links.0.document": "facture",
        },
        enrolled,
        "](/atelier/document/recu)",
        "](/atelier/document/facture)",
    ),
    Row("link.url", {f"{SECTION}.links.0.url": "tel:0102"}, welcome, "](https://exemple.fr/plan)", "](tel:0102)"),
    Row("link.flow", {f"{LINKS}.2.flow": "atelier"}, welcome, "[Le club](/club/", "[Le club](/atelier/start/demande)"),
    Row("link.button", {f"{LINKS}.0.button": None}, welcome, "[S'inscrire](/atelier/start/demande) button"),
    Row("link.new_tab", {f"{LINKS}.1.new_tab": None}, welcome, "](/atelier/tarifs) new tab"),
    # A state's page
    Row("state.phase", {"states.nom.phase": None}, form, "Étape 1 sur 2"),
    Row("state.title", {"states.nom.title": "Qui êtes-vous ?"}, form, "<Votre nom –", "<Qui êtes-vous ? –"),
    Row("state.content", {"states.nom.content": None}, form, "Dites-nous qui vous êtes."),
    Row("state.notes", {"states.nom.notes": None}, form, "Un conseil Prenez votre temps."),
    Row(
        "state.show",
        {"states.ville.show": ["age", "jour", "prix", "saison", "venue", "adresse"]},
        named(),
        "Adresse neuf@exemple.fr",
        "Âge 30",
    ),
    Row("state.gate", {"states.image.gate": None, "settings.longueur": None}, door("image"), "Recopiez les 5"),
    Row(
        "state.form",
        {"states.parent.form": "ville", "forms.parent": None},
        named(age="12"),
        "{* Parent: text",
        "{* Ville: text",
    ),
    Row("state.review", {"states.recap.review": None}, recap, "Pseudonyme Zoé"),
    Row("state.back", {"states.ville.back": None}, named(), "Étape précédente"),
    Row("state.links", {"states.nom.links": None}, form, "[Lire les tarifs (nouvel onglet)](/atelier/tarifs) new tab"),
    Row("state.transitions", {"states.nom.transitions.patienter": None}, form, "Rester ici"),
    Row(
        "state.automatic",
        {
            "states.tri": {"title": "Une pause", "transitions": {"suite": {"label": "Continuer", "target": "recap"}}},
            "states.trop_loin": None,
        },
        recap,
        "Relisez",
        "Une pause",
    ),
    Row(
        "state.tries",
        {"states.cle.tries": None, "states.bloquee": None},
        guesses(3),
        "Trop d'erreurs",
        "Cette clé n'ouvre rien.",
    ),
    Row(
        "state.timeout",
        {
            "states.attente.timeout": None,
            "states.attente.content": None,
            "states.attente.transitions.partir.leave": "accueil",
            "states.attente.reminders.1": None,
            "states.expiree": None,
            "settings.delai": None,
            "mails.cle.content": "Voici votre clé : {cle}",
            "mails.avant": None,
            "entries.cle.fills": None,
        },
        ended_rows,
        "",
        "neuf@exemple.fr reservee*",
    ),
    Row(
        "state.reminders",
        {"states.attente.reminders": None, "mails.apres": None, "mails.avant": None},
        first_reminder,
        "Six heures sont passées",
    ),
    Row("state.on_enter", {"states.inscrit.on_enter.1": None}, enrolled_rows, "neuf@exemple.fr prise*", "reservee*"),
    Row(
        "state.final",
        {"states.trop_loin.final": None, "states.trop_loin.rest": True},
        end_later,
        CLOSED,
        "Trop loin",
    ),
    Row(
        "state.rest",
        {"states.reconnue.rest": None, "states.reconnue.final": True},
        rest_later,
        "Carte reconnue",
        CLOSED,
    ),
    Row("note.title", {"states.nom.notes.0.title": "Une idée"}, form, "Un conseil", "Une idée"),
    Row("note.text", {"states.nom.notes.0.text": "Respirez."}, form, "Prenez votre temps.", "Respirez."),
    Row(
        "note.beside",
        {"states.nom.notes.1.beside": "email"},
        form,
        "De votre âge En années. * Âge",
        "De votre âge En années. * Adresse",
    ),
    Row("note.when", {"states.nom.notes.0.when": NEVER}, form, "Un conseil Prenez votre temps."),
    Row("state.sections", {"states.nom.sections": None}, form, "Ce qu'il vous faut Une adresse à vous. Voir le plan"),
    Row("section.when", {"states.nom.sections.0.when": NEVER}, form, "Ce qu'il vous faut Une adresse à vous."),
    Row("link.when", {"states.nom.sections.0.links.0.when": NEVER}, form, "Une adresse à vous. Voir le plan"),
    Row("gate.name", {"states.image.gate.name": "enigme"}, problems, "no problem", 'unknown gate "enigme"'),
    Row(
        "gate.length",
        {"states.image.gate.length": 7, "settings.longueur": None},
        door("image"),
        "Recopiez les 5 caractères",
        "Recopiez les 7 caractères",
    ),
    Row("back.label", {"states.ville.back.label": "Retour"}, named(), "Étape précédente", "Retour"),
    # Ways out
    Row("transition.label", {"states.nom.transitions.patienter.label": "Attendre"}, form, "Rester ici", "Attendre"),
    Row(
        "transition.skip_form",
        {"states.nom.transitions.patienter.skip_form": None},
        page(stays),
        "",
        "Pseudonyme : ce champ est obligatoire",
    ),
    Row(
        "transition.first_of",
        {CARD: [{"target": "inconnue"}], "states.reconnue": None, "facts.carte_connue": None},
        card,
        "Carte reconnue",
        "Carte inconnue",
    ),
    Row(
        "transition.id",
        {"states.parent.transitions.suite.id": "avec_parent"},
        recorded,
        "parent.suite else ->",
        "parent.suite avec_parent ->",
    ),
    Row(
        "transition.guard",
        {"states.parent.transitions.suite.guard": "age > 3"},
        problems,
        "no problem",
        "the last branch has a guard",
    ),
    Row(
        "transition.target",
        {"states.parent.transitions.suite.target": "nulle_part"},
        problems,
        "no problem",
        'unknown target "nulle_part"',
    ),
    Row("transition.refuse", {"states.ville.transitions.refuser.refuse": None}, page(refuses), "Non merci."),
    Row(
        "transition.resume",
        {
            "states.parent.transitions.suite.resume": {"register": "places", "key": "parent", "anyone": True},
            "states.parent.transitions.suite.target": None,
        },
        problems,
        "no problem",
        "the last branch is a resume",
    ),
    Row(
        "transition.leave",
        {"states.attente.transitions.partir.leave": None},
        page(leaves),
        "Bienvenue à tous.",
        "<Votre clé vous attend",
    ),
    Row(
        "transition.effects",
        {"states.ville.transitions.oublier.effects": None},
        page(without_telephone),
        "Téléphone Non renseigné",
        "Téléphone 0102030405",
    ),
    Row("leave.page", {"states.attente.transitions.partir.leave.page": "tarifs"}, page(leaves), "Bienvenue", "Douze"),
    Row(
        "leave.message",
        {"states.attente.transitions.partir.leave.message": None},
        page(leaves),
        "Votre clé vous attend jusqu'au mercredi 25 novembre 2026",
        "Vous avez quitté votre demande.",
    ),
    *(
        Row(key, {f"{way}.id": None}, in_a_variant(changed), "no problem", "has no ids")
        for key, way, changed in (
            ("link.id", "pages.accueil.links.1", "pages.accueil.links.tarifs"),
            ("section.id", "pages.accueil.sections.1", "pages.accueil.sections.grands"),
            ("note.id", "states.nom.notes.0", "states.nom.notes.conseil"),
            ("reminder.id", "states.attente.reminders.0", "states.attente.reminders.apres"),
            (
                "effect.id",
                "states.ville.transitions.oublier.effects.0",
                "states.ville.transitions.oublier.effects.taire",
            ),
        )
    ),
    Row("branch.id", {f"{NAMED}.1.id": None}, recorded, "nom.suite mineurs ->", "nom.suite jeune ->"),
    Row("branch.guard", {"states.tri.automatic.first_of.0.guard": 'ville == "Lyon"'}, recap, "Relisez", "Trop loin"),
    Row("branch.target", {f"{NAMED}.2.target": "parent"}, named(), "Votre ville", "Votre parent"),
    Row(
        "branch.refuse",
        {f"{NAMED}.0.refuse": None, f"{NAMED}.0.target": "parent"},
        named(email="pris@exemple.fr"),
        TAKEN,
        "Votre parent",
    ),
    Row(
        "branch.resume",
        {f"{GIVEN}.2.resume": None, f"{GIVEN}.2.guard": 'cle_saisie == "valid"', f"{GIVEN}.2.target": "bloquee"},
        key_given,
        ENROLLED,
        "Trop d'erreurs",
    ),
    Row(
        "branch.leave",
        {f"{CARD}.1": {"leave": "accueil"}, "states.inconnue": None},
        other_card,
        "Carte inconnue",
        "Bienvenue à tous.",
    ),
    Row(
        "branch.effects",
        {f"{CHECKED}.effects": None},
        page(gives_key_twice),
        "Cette clé a déjà servi.",
        "Cette clé n'ouvre rien.",
    ),
    Row(
        "refuse.state",
        {f"{VALID}.0.refuse.state": None, f"{VALID}.0.refuse.field": None},
        page(too_late),
        "<Erreur : Votre nom",
        "<Erreur : Relisez",
    ),
    Row(
        "refuse.field",
        {f"{NAMED}.0.refuse.field": None},
        named(email="pris@exemple.fr"),
        f"[{TAKEN}](#field-email)",
    ),
    Row(
        "refuse.message",
        {f"{NAMED}.0.refuse.message": "Déjà vu."},
        named(email="pris@exemple.fr"),
        TAKEN,
        "Déjà vu.",
    ),
    Row("resume.flow", {f"{CLUB}.flow": None}, problems, "no problem", "unknown"),
    Row("resume.carry", {f"{CLUB}.carry": None}, page(gives_key_to_the_club), "Votre parrain : Ana."),
    Row(
        "resume.state",
        {f"{GIVEN}.2.resume.state": "inscrit", f"{GIVEN}.2.resume.event": None},
        key_given,
        ENROLLED,
        "Cette clé n'ouvre rien.",
    ),
    Row(
        "resume.code",
        {**OTHER_CODE, f"{GIVEN}.2.resume.code": "double"},
        key_given,
        ENROLLED,
        "Cette clé n'ouvre rien.",
    ),
    Row(
        "resume.typed",
        {f"{CANCEL}.typed": "autre", "forms.annulation.properties.autre": TEXT},
        cancelled,
        "C'est annulé",
        "Aucune demande ne porte cette clé.",
    ),
    Row(
        "resume.register",
        {f"{SIGNED}.register": "doubles", "registers.doubles": DOUBLES},
        signed_in,
        ENROLLED,
        "Adresse ou mot de passe inconnus.",
    ),
    Row(
        "resume.key",
        {f"{SIGNED}.key": "autre", "states.connexion.tries.per": "autre", "forms.connexion.properties.autre": TEXT},
        signed_in,
        ENROLLED,
        "Adresse ou mot de passe inconnus.",
    ),
    Row(
        "resume.where",
        {f"{GIVEN}.2.resume.where": None},
        page(gives_key_of_another),
        "Cette clé n'ouvre rien.",
        ENROLLED,
    ),
    Row("resume.secret", {f"{SIGNED}.secret": None}, problems, "no problem", "gets the case of anybody"),
    Row("resume.anyone", {f"{SIGNED}.anyone": True}, problems, "no problem", "not true of this resume"),
    Row("resume.event", {f"{GIVEN}.2.resume.event": None}, key_given, ENROLLED, "Votre clé vous attend"),
    # Effects
    Row(
        "effect.claim",
        {f"{EFFECTS}.0": None, "states.inscrit.on_enter.1": None},
        waiting_rows,
        "neuf@exemple.fr reservee*",
    ),
    Row(
        "effect.release",
        {"states.inscrit.transitions.rendre.effects": None},
        returned_rows,
        "ancien@exemple.fr ancienne",
        "ancien@exemple.fr prise*",
    ),
    Row("effect.code", {f"{AGAIN}.effects": [{"mail": "apres"}]}, key_reminded, "Ce n'est pas la clé", ENROLLED),
    Row("effect.spend", {f"{CHECKED}.effects": None}, page(gives_key_twice), "déjà servi", "n'ouvre rien"),
    Row(
        "effect.number",
        {"states.inscrit.on_enter.0": {"set": {"numero": '"7"'}}},
        enrolled,
        "",
        "Numéro d'inscrit 7 Votre reçu",
    ),
    Row("effect.mail", {f"{EFFECTS}.2": None}, letters, "Votre clé pour l'atelier"),
    Row(
        "effect.set",
        {f"{NAMED}.1.effects.0.set.jour": '"2026-12-01"'},
        parent_given,
        "Jour de la demande 23 novembre 2026",
        "Jour de la demande 1er décembre 2026",
    ),
    Row(
        "effect.forget",
        {"states.ville.transitions.oublier.effects": None},
        page(without_telephone),
        "Téléphone Non renseigné",
        "Téléphone 0102030405",
    ),
    Row("effect.call", {f"{SCHOOL}.1.effects": None, "documents.lettre": None}, calls, "poste: "),
    Row("call.effect", {f"{CALL}.effect": "coursier"}, calls, "poste: ", "coursier: "),
    Row("call.with", {f"{CALL}.with.a": "autre_ecole"}, calls, "a = École vive", "a = École close"),
    Row(
        "document of a call.document",
        {f"{CALL}.with.lettre.document": "recu", "documents.lettre": None},
        calls,
        "Un de vos élèves",
        "Gardez bien ce papier.",
    ),
    Row(
        "claim.register",
        {
            "registers.doubles": DOUBLES,
            "facts.place.register": "doubles",
            f"{EFFECTS}.0.claim.register": "doubles",
            "states.inscrit.on_enter.1.claim.register": "doubles",
        },
        waiting_rows,
        "neuf@exemple.fr reservee*",
    ),
    Row(
        "claim.key",
        {
            "facts.place.key": "pseudo",
            f"{EFFECTS}.0.claim.key": "pseudo",
            "states.inscrit.on_enter.1.claim.key": "pseudo",
        },
        waiting_rows,
        "neuf@exemple.fr reservee*",
        "zoé reservee*",
    ),
    Row(
        "claim.status",
        {"states.inscrit.on_enter.1.claim.status": "reservee"},
        enrolled_rows,
        "neuf@exemple.fr prise*",
        "neuf@exemple.fr reservee*",
    ),
    Row(
        "claim.over",
        {f"{EFFECTS}.0.claim.over": None},
        problems,
        "no problem",
        'may have status "ancienne" in register "places"',
    ),
    Row("release.register", {f"{RETURN}.register": "cartes"}, returned_rows, "ancienne", "prise*"),
    Row("release.key", {f"{RETURN}.key": "pseudo"}, returned_rows, "ancienne", "prise*"),
    Row(
        "code.name",
        {
            f"{AGAIN}.effects.0.code.name": "double",
        },
        problems,
        "no problem",
        'does not make code "cle" before',
    ),
    Row("code.length", {f"{EFFECTS}.1.code.length": 16}, key_length, "12 signs", "16 signs"),
    Row(
        "code.lives",
        {f"{EFFECTS}.1.code.lives": "1 hours"},
        page(gives_key_late),
        ENROLLED,
        "Cette clé est trop vieille.",
    ),
    Row(
        "number.field",
        {
            "values.matricule": {"type": "string", "title": "Matricule"},
            "values.numero": None,
            "states.inscrit.on_enter.0.number.field": "matricule",
            "states.inscrit.show": ["matricule"],
            "views.fiche.show": None,
            "documents.recu.show": None,
        },
        enrolled,
        "Numéro d'inscrit",
        "Matricule",
    ),
    Row("number.digits", {"states.inscrit.on_enter.0.number.digits": 4}, number_length, "8 digits", "4 digits"),
    # Time and tries
    Row(
        "automatic.first_of",
        {"states.tri.automatic.first_of": [{"target": "recap"}], "states.trop_loin": None},
        page(too_far),
        "Trop loin",
        "Relisez",
    ),
    Row("tries.max", {"states.cle.tries.max": 2}, guesses(2), "Cette clé n'ouvre rien.", "Trop d'erreurs"),
    Row(
        "tries.target",
        {"states.cle.tries.target": "expiree", "states.bloquee": None},
        guesses(3),
        "Trop d'erreurs",
        "Votre demande a expiré",
    ),
    Row(
        "tries.per",
        {f"{SIGNED}.key": "autre", "states.connexion.tries.per": "autre", "forms.connexion.properties.autre": TEXT},
        paused,
        "Trop d'essais infructueux",
        "Adresse ou mot de passe inconnus.",
    ),
    Row("tries.pause", {"states.connexion.tries.pause": "1 hours"}, after_pause, ENROLLED, "Trop d'essais infructueux"),
    Row(
        "timeout.after",
        {"states.attente.timeout.after": "72 hours", "settings.delai": None},
        waiting,
        "mercredi 25 novembre 2026",
        "jeudi 26 novembre 2026",
    ),
    Row(
        "timeout.target",
        {"states.attente.timeout.target": "annulee", "states.expiree": None},
        page(waits_long),
        "Votre demande a expiré",
        "Votre demande est annulée",
    ),
    Row("timeout.effects", {"states.attente.timeout.effects": None}, ended_rows, "", "neuf@exemple.fr reservee*"),
    Row("timeout.at", {"delais.states.jour.timeout.at": "2026-12-11"}, on_a_day, "4 décembre", "11 décembre"),
    Row("timeout.since", {"delais.states.seconde.timeout.since": None}, since_first, "jeudi 26", "vendredi 27"),
    Row("timeout.lands", {"delais.states.saison.timeout.lands": None}, in_season, "mardi 30", "vendredi 26 mars"),
    Row("code.lands", {LANDING: None}, token_late, "C'est fini", "Ce jeton est mort"),
    Row("reminder.at", {"delais.states.jour.reminders.0.at": "2026-12-04"}, eve_letters, "C'est demain"),
    Row("site.calendar", {"site.calendar": None}, problems, "no problem", "working days without a calendar"),
    Row("calendar.country", {"site.calendar": {"country": "US"}}, since_first, "jeudi 26", "vendredi 27"),
    Row("calendar.region", {"site.calendar.region": None}, in_season, "mardi 30", "vendredi 26 mars"),
    Row("calendar.closed", {"site.calendar.closed": None}, token_late, "C'est fini", "Ce jeton est mort"),
    Row("reminder.after", {"states.attente.reminders.0.after": "8 hours"}, first_reminder, "Six heures sont passées"),
    Row("reminder.before", {"states.attente.reminders.1.before": "1 hours"}, last_reminder, "Il reste six heures"),
    Row(
        "reminder.effects",
        {"states.attente.reminders.0.effects": [{"mail": "avant"}], "mails.apres": None},
        first_reminder,
        "Six heures sont passées",
        "Il reste six heures",
    ),
    # Mails, documents, and how long all is kept
    Row(
        "mail.to",
        {"mails.cle.to": "secretariat", "settings.secretariat": "secretariat@exemple.fr"},
        letters,
        "neuf@exemple.fr : Votre clé",
        "secretariat@exemple.fr : Votre clé",
    ),
    Row("mail.subject", {"mails.cle.subject": "Une clé"}, letters, "Votre clé pour l'atelier", "Une clé"),
    Row("mail.content", {"mails.cle.content": "Votre clé : {cle}"}, letters, "Voici votre clé", "Votre clé : "),
    Row("mail.template", {"mails.cle.template": None}, letters, "Bref.", "Ce message est envoyé automatiquement"),
    Row("document.title", {"documents.recu.title": "Facture"}, paper, "Reçu, en bref", "Facture, en bref"),
    Row("document.content", {"documents.recu.content": None}, paper, "Gardez bien ce papier."),
    Row("document.show", {"documents.recu.show": None}, paper, "Numéro d'inscrit"),
    Row("document.review", {"documents.recu.review": None}, paper, "Pseudonyme Zoé"),
    Row("document.template", {"documents.recu.template": None}, paper, "Reçu, en bref", "Document établi le"),
    Row("view.in", {"views.fiche.in": "attente"}, problems, "no problem", 'view "fiche" is not open in "inscrit"'),
    Row("view.title", {"views.fiche.title": "Votre dossier"}, viewed, "Votre fiche", "Votre dossier"),
    Row("view.content", {"views.fiche.content": None}, viewed, "Tout ce que nous savons de vous."),
    Row("view.sections", {"views.fiche.sections": None}, viewed, "En bref Peu de choses."),
    Row("view.show", {"views.fiche.show": None}, viewed, "Numéro d'inscrit"),
    Row("view.review", {"views.fiche.review": None}, viewed, "Pseudonyme Zoé"),
    Row("view.links", {"views.fiche.links": None}, viewed, "[Lire les tarifs (nouvel onglet)]"),
    Row("retention.draft", {"retention.draft": "5 hours"}, draft_later, DRAFT_ERASED, "Relisez"),
    Row("retention.closed", {"retention.closed": "5 hours"}, end_later, CLOSED, "Trop loin"),
    # The site
    Row("site.parcours", {"site.parcours": 2}, problems, "no problem", '"parcours" cannot be "2"'),
    Row("site.service", {"site.service": "Guichet d'Azur"}, form, "Guichet de Brume", "Guichet d'Azur"),
    Row("site.notice", {"site.notice": None}, form, "Une démonstration"),
    Row("site.foot", {"site.foot": None}, form, "[Aide en ligne](/aide)"),
    Row("site.settings", {"site.settings.assistance": "0809"}, opened("/aide"), "01 02 03 04 05", "0809"),
    Row("site.registers", {"site.registers.cartes.samples": None}, card, "Carte reconnue", "Carte inconnue"),
    Row(
        "site.pages", {"site.pages.aide.path": "/secours"}, form, "[Aide en ligne](/aide)", "[Aide en ligne](/secours)"
    ),
    Row("site.account", {"site.account": None}, signed_in, "Ouvert pour neuf@exemple.fr"),
    Row("account.flow", {"site.account.flow": ["atelier", "clubs"]}, problems, "no problem", 'unknown flow "clubs"'),
    Row("account.entry", {"site.account.entry": "image"}, at_the_door, "Vous êtes inscrit", "Connectez-vous"),
    Row(
        "account.state",
        {"site.account.state": "attente", "site.account.leave": "partir"},
        signed_in,
        "Ouvert pour neuf@exemple.fr",
    ),
    Row("account.label", {"site.account.label": "Mon inscription"}, signed_in, "[Ma place]", "[Mon inscription]"),
    Row("account.leave", {"site.account.leave": "rendre"}, problems, "no problem", "no way to sign out"),
    Row("account.who", {"site.account.who": "Vous êtes {pseudo}"}, signed_in, "Ouvert pour neuf", "Vous êtes Zoé"),
)


@pytest.fixture(scope="module")
def unedited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Probe], str]]:
    """What each probe finds in the procedure as it stands; looked at once."""
    scenes: list[Scene] = []

    @cache
    def found(probe: Probe) -> str:
        scenes.append(Scene(tmp_path_factory.mktemp("unedited"), {}))
        return probe(scenes[-1])

    yield found
    for scene in scenes:
        scene.close()


@pytest.mark.parametrize("row", [pytest.param(row, id=row.key) for row in ROWS])
def test_a_key_is_met_by_a_person(row: Row, unedited: Callable[[Probe], str], tmp_path: Path) -> None:
    before = unedited(row.probe)
    scene = Scene(tmp_path, row.edit)
    after = row.probe(scene)
    scene.close()
    assert row.seen or row.instead, "a row tells what is met"
    assert row.seen in before
    assert not row.seen or row.seen not in after
    assert row.instead in after
    assert not row.instead or row.instead not in before


def test_no_key_is_without_a_row() -> None:
    assert sorted(row.key for row in ROWS) == sorted(keys_of_the_table())


def keys_of_the_table() -> set[str]:
    """Every key that the reader takes: what editors are told of is made from the same table."""
    found = set()
    for name in editors.SCHEMAS.keys() - {
        "form.schema.json",
        "list.schema.json",
    }:  # those are met in test_every_form_keyword
        schema = json.loads((Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8"))
        found |= {f"{table}.{key}" for table, shape in schema["definitions"].items() for key in shape["properties"]}
    return found
