"""A small procedure that uses every key of the language, and one edit of it at a time, as a person meets it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from jinja2.bccache import Bucket, BytecodeCache
from pypdf import PdfReader

from engine.language.load import load_catalogue
from engine.shipped import shipped
from engine.store import registers
from tests.support import plugins
from tests.support.person import Page, Person
from tests.support.service_under_test import ServiceUnderTest, text_of

SITE = """
parcours: 1
service: Guichet de Brume
notice: Une démonstration
foot: [{label: Aide en ligne, page: aide}]
settings: {assistance: 01 02 03 04 05}
registers:
  cartes: {kind: text, statuses: [connue], samples: {C-1: connue}}
pages:
  aide: {title: Aide, content: "Appelez le {assistance}."}
account: {flow: atelier, entry: connexion, state: [inscrit], label: Ma place, leave: sortir, who: "Ouvert pour {email}"}
calendar: {country: FR, region: Alsace, closed: [2026-11-24]}
"""

FLOW = """
parcours: 1
flow: atelier
title: Inscription à l'atelier
version: "2026-11"
language: fr
timezone: Europe/Paris
settings: {majorite: 18, delai: 48 hours, longueur: 5}
registers:
  places:
    kind: email
    statuses: [reservee, prise, ancienne]
    samples: {pris@exemple.fr: prise, ancien@exemple.fr: ancienne}
phases: {vous: Qui vous êtes, place: Votre place}
values:
  numero: {type: string, title: Numéro d'inscrit}
  jour: {type: date, title: Jour de la demande}
  prix: {type: number, title: Prix, multipleOf: 0.01, x-unit: €}
  saison: {type: integer, title: Saison, x-grouping: false}
  venue: {type: string, title: Venue, enum: [seul, accompagné]}
  adresse: {type: string, title: Adresse, format: email}
  parrain: {type: string, title: Parrain}
facts:
  place: {register: places, key: email}
  carte_connue: {register: cartes, key: carte}
  cle_saisie: {code: cle, typed: code_saisi}
  cle_rappelee: {code: cle, typed: code_rappele, of: case}
  ecole_connue: {service: ecoles, with: [ecole], values: [ouverte, fermee], otherwise: inconnue}
guards:
  jeune: age < majorite
  occupee: place == "prise" or place == "reservee"
entries:
  demande: {state: nom}
  cle: {state: cle, fills: {code_saisi: cle}}
  connexion: {state: connexion}
  annulation: {state: annulation}
  image: {state: image, open: {from: 2026-11-01, until: 2026-12-31, message: Guichet fermé.}}
  ecole: {state: ecole}
pages:
  accueil:
    title: L'atelier
    path: /accueil
    content: Bienvenue à tous.
    sections:
      - title: Horaires
        content: Le matin seulement.
        links: [{label: Le plan, url: "https://exemple.fr/plan"}]
      - {id: grands, when: majorite > 18, content: Les grands seulement.}
    links:
      - {label: S'inscrire, entry: demande, button: true}
      - {id: tarifs, label: Les tarifs, page: tarifs, new_tab: true}
      - {label: Le club, flow: club}
      - {label: Le règlement, flow: club, page: reglement}
      - {label: La seconde porte, flow: club, entry: seconde}
  tarifs: {title: Tarifs, content: Douze euros.}
states:
  nom:
    phase: vous
    title: Votre nom
    content: Dites-nous qui vous êtes.
    sections:
      - title: Ce qu'il vous faut
        content: Une adresse à vous.
        links: [{label: Voir le plan, page: tarifs, when: majorite == 18}]
      - {when: today() < "2020-01-01", content: C'était avant.}
    notes:
      - {id: conseil, title: Un conseil, text: Prenez votre temps.}
      - {title: De votre âge, beside: age, text: En années.}
      - {title: Autrefois, when: today() < "2020-01-01", text: Jadis.}
    form: nom
    links: [{label: Lire les tarifs, page: tarifs}]
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: occupee, refuse: {field: email, message: Cette adresse a déjà une place.}}
          - id: mineurs
            guard: jeune
            target: parent
            effects:
              - set:
                  {jour: '"2026-11-23"', prix: 1234.5, saison: 2027, venue: '"seul"', adresse: email, parrain: pseudo}
          - {target: ville}
      patienter: {label: Rester ici, skip_form: true}
  parent:
    title: Votre parent
    form: parent
    transitions:
      suite: {label: Continuer, target: ville}
  ville:
    phase: vous
    title: Votre ville
    show: [email, jour, prix, saison, venue, adresse]
    form: ville
    back: {label: Étape précédente}
    transitions:
      suite: {label: Continuer, target: tri}
      oublier: {label: Taire mon téléphone, skip_form: true, effects: [{id: taire, forget: [telephone]}]}
      refuser: {label: Refuser, skip_form: true, refuse: {message: Non merci.}}
  tri:
    automatic:
      first_of:
        - {guard: ville == "Brest", target: trop_loin}
        - {target: recap}
  trop_loin: {title: Trop loin, final: true}
  recap:
    phase: place
    title: Relisez
    review: true
    transitions:
      valider:
        label: Valider
        first_of:
          - {guard: occupee, refuse: {state: nom, field: email, message: Cette adresse vient d'être prise.}}
          - target: attente
            effects:
              - claim: {register: places, key: email, status: reservee, over: [ancienne]}
              - code: {name: cle, length: 12, lives: 24 hours}
              - mail: cle
  attente:
    phase: place
    title: Votre clé vous attend
    content: Donnez votre clé avant le {deadline}.
    form: rappel
    timeout: {after: delai, target: expiree, effects: [{release: {register: places, key: email}}]}
    reminders:
      - {id: apres, after: 6 hours, effects: [{mail: apres}]}
      - {before: 6 hours, effects: [{mail: avant}]}
    transitions:
      verifier:
        label: Vérifier
        first_of:
          - {guard: cle_rappelee == "valid", target: inscrit, effects: [{spend: cle}]}
          - {refuse: {field: code_rappele, message: Ce n'est pas la clé de cette demande.}}
      partir:
        label: Plus tard
        skip_form: true
        leave: {page: accueil, message: "Votre clé vous attend jusqu'au {deadline}."}
      renvoyer:
        label: Renvoyer ma clé
        skip_form: true
        effects: [{code: {name: cle, length: 12, lives: 24 hours}}, {mail: cle}]
      confirmer: {target: inscrit}
      annuler: {target: annulee, effects: [{release: {register: places, key: email}}]}
  inscrit:
    title: Vous êtes inscrit
    rest: true
    sections: [{when: given(parrain), content: "Votre parrain : {parrain}."}]
    show: [numero]
    links: [{label: Votre reçu, document: recu}, {label: Ma fiche, view: fiche}]
    on_enter:
      - number: {field: numero, digits: 8}
      - claim: {register: places, key: email, status: prise}
    transitions:
      relire: {label: Relire, target: inscrit}
      rendre: {label: Rendre ma place, target: rendue, effects: [{release: {register: places, key: email}}]}
      sortir: {label: Sortir, leave: accueil}
  rendue: {title: Votre place est rendue, final: true}
  annulee: {title: Votre demande est annulée, final: true}
  expiree: {title: Votre demande a expiré, final: true}
  cle:
    title: Votre clé
    form: cle
    tries: {max: 3, target: bloquee}
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: cle_saisie == "used", refuse: {field: code_saisi, message: Cette clé a déjà servi.}}
          - {guard: cle_saisie == "expired", refuse: {field: code_saisi, message: Cette clé est trop vieille.}}
          - resume: {state: attente, code: cle, typed: code_saisi, where: {email: email_saisi}, event: confirmer}
          - {refuse: {field: code_saisi, message: Cette clé n'ouvre rien.}}
  bloquee: {title: Trop d'erreurs, final: true}
  connexion:
    title: Connectez-vous
    form: connexion
    tries: {max: 2, per: email_connu, pause: 15 minutes}
    transitions:
      entrer:
        label: Entrer
        first_of:
          - resume: {state: inscrit, register: places, key: email_connu, secret: {mot: mot_saisi}}
          - {refuse: {message: Adresse ou mot de passe inconnus.}}
  annulation:
    title: Annulez votre demande
    form: annulation
    transitions:
      annuler:
        label: Annuler
        first_of:
          - {resume: {state: attente, code: cle, typed: code_annule, event: annuler}, target: annulation_faite}
          - {refuse: {field: code_annule, message: Aucune demande ne porte cette clé.}}
  annulation_faite: {title: C'est annulé, final: true}
  image:
    title: Recopiez une image
    form: carte
    gate: {name: captcha, length: longueur}
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: carte_connue == "connue", target: reconnue}
          - {target: inconnue}
  reconnue: {title: Carte reconnue, rest: true}
  inconnue: {title: Carte inconnue, final: true}
  ecole:
    title: Votre école
    form: ecole
    transitions:
      suite:
        label: Continuer
        first_of:
          - {guard: ecole_connue == "fermee", refuse: {field: ecole, message: Cette école est fermée.}}
          - guard: ecole_connue == "ouverte"
            target: ecole_ouverte
            effects: [{call: {effect: poste, with: {a: ecole, lettre: {document: lettre}}}}]
          - {target: ecole_inconnue}
  ecole_ouverte: {title: Votre école est prévenue, final: true}
  ecole_inconnue: {title: Votre école est inconnue, final: true}
views:
  fiche:
    in: [inscrit]
    title: Votre fiche
    content: Tout ce que nous savons de vous.
    sections: [{title: En bref, content: Peu de choses.}]
    show: [numero]
    review: true
    links: [{label: Lire les tarifs, page: tarifs}]
mails:
  cle:
    to: email
    subject: Votre clé pour l'atelier
    content: |
      Voici votre clé : {cle}

      [Confirmez](entry:cle) avant le {deadline}.
    template: bref
  apres: {to: email, subject: Six heures sont passées, content: N'oubliez pas votre clé.}
  avant: {to: email, subject: Il reste six heures, content: N'oubliez pas votre clé.}
documents:
  lettre: {title: Un élève de plus, content: Un de vos élèves vient à l'atelier.}
  recu: {title: Reçu, content: Gardez bien ce papier., show: [numero], review: true, template: bref}
retention: {draft: 3 hours, closed: 2 hours}
"""

CLUB = """
parcours: 1
flow: club
title: Le club
language: fr
timezone: Europe/Paris
entries: {premiere: {state: premiere_porte}, seconde: {state: seconde_porte}}
pages: {reglement: {title: Règlement, content: Soyez sages.}}
states:
  premiere_porte:
    title: Première porte
    form: code_club
    transitions:
      suite:
        label: Continuer
        first_of:
          - resume:
              {flow: atelier, state: attente, code: cle, typed: code_club, event: confirmer, carry: {parrain: membre}}
          - {refuse: {message: Le club ne connaît pas cette clé.}}
  seconde_porte: {title: Seconde porte, final: true}
"""

DELAYS = """
parcours: 1
flow: delais
title: Des délais
language: fr
timezone: Europe/Paris
settings: {guichet: guichet@exemple.fr}
facts: {jeton_saisi: {code: jeton, typed: jeton_tape}}
entries: {delais: {state: premiere}}
states:
  premiere:
    title: Première étape
    transitions:
      etape: {label: Continuer, target: milieu}
      saison: {label: Attendre la saison, target: saison}
      jour: {label: Attendre un jour, target: jour}
      jeton:
        label: Recevoir un jeton
        target: essai
        effects: [{code: {name: jeton, length: 10, lives: 24 hours, lands: working day}}, {mail: jeton}]
  milieu: {title: Étape du milieu, transitions: {suite: {label: Poursuivre, target: seconde}}}
  seconde:
    title: Seconde étape
    content: Jusqu'au {deadline}.
    timeout: {after: 3 days, lands: working day, since: milieu, target: fin}
  saison:
    title: La saison
    content: Jusqu'au {deadline}.
    timeout: {after: 123 days, lands: working day, target: fin}
  jour:
    title: Un jour
    content: Jusqu'au {deadline}.
    reminders: [{at: 2026-12-03, effects: [{mail: bientot}]}]
    timeout: {at: 2026-12-04, target: fin}
  essai:
    title: Essayez votre jeton
    form: jeton
    transitions:
      essayer:
        label: Essayer
        first_of:
          - {guard: jeton_saisi == "valid", target: fin}
          - {refuse: {message: Ce jeton est mort.}}
  fin: {title: C'est fini, final: true}
mails:
  jeton: {to: guichet, subject: Un jeton, content: "Voici le jeton : {jeton}"}
  bientot: {to: guichet, subject: C'est demain, content: Le jour vient.}
retention: {draft: 24 hours, closed: 24 hours}
"""

FORMS = """
jeton: {type: object, required: [jeton_tape], properties: {jeton_tape: {type: string, title: Jeton, x-widget: code}}}
nom:
  type: object
  required: [pseudo, email, age]
  properties:
    pseudo: {type: string, title: Pseudonyme}
    email: {type: string, format: email, title: Adresse}
    age: {type: integer, title: Âge}
    telephone: {type: string, title: Téléphone}
    mot: {type: string, title: Mot de passe, x-secret: true}
parent: {type: object, required: [parent], properties: {parent: {type: string, title: Parent}}}
ville: {type: object, required: [ville], properties: {ville: {type: string, title: Ville}}}
rappel: {type: object, required: [code_rappele], properties: {code_rappele: {type: string, title: Clé reçue}}}
cle:
  type: object
  required: [code_saisi, email_saisi]
  properties:
    code_saisi: {type: string, title: Clé, x-widget: code}
    email_saisi: {type: string, format: email, title: Adresse}
connexion:
  type: object
  required: [email_connu, mot_saisi]
  properties:
    email_connu: {type: string, format: email, title: Adresse}
    mot_saisi: {type: string, title: Mot de passe, x-secret: true}
annulation: {type: object, required: [code_annule], properties: {code_annule: {type: string, title: Clé}}}
carte:
  type: object
  required: [carte]
  properties: {carte: {type: string, title: Carte}, autre_carte: {type: string, title: Autre carte}}
ecole:
  type: object
  required: [ecole, autre_ecole]
  properties: {ecole: {type: string, title: École}, autre_ecole: {type: string, title: Autre école}}
code_club:
  type: object
  required: [code_club]
  properties: {code_club: {type: string, title: Clé}, membre: {type: string, title: Membre du club}}
"""

# Layouts of the site's own, for `template`.
TEMPLATES = {
    "mail/bref.txt": "Bref. {{ content }}",
    "mail/bref.html": "<p>Bref.</p>{{ content }}",
    "pdf/bref.html": '{% extends "pdf/document.html" %}{% block title %}<h1>{{ title }}, en bref</h1>{% endblock %}',
}

Edit = Mapping[str, Any]  # way to a key, by dots -> its new value; None: taken out


class _Compiled(BytecodeCache):
    """Layouts are the same in every scene: each is compiled once."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


class Scene:
    """
    The procedure with one edit, and whoever comes to it.

    Args:
        edit: ways begin in the flow; those that begin with `site`, `forms`, `club` or `delais` in that file.
    """

    def __init__(self, folder: Path, edit: Edit) -> None:
        self.folder = folder
        flow, site, club, delays, forms = (deepcopy(data(text)) for text in (FLOW, SITE, CLUB, DELAYS, FORMS))
        roots = {"site": site, "forms": forms, "club": club, "delais": delays}
        for way, value in edit.items():
            first, _, rest = way.partition(".")
            change(*((roots[first], rest) if first in roots else (flow, way)), value)
        write(folder, f"flows/{flow['flow']}.yaml", flow)
        write(folder, "flows/club.yaml", club)
        write(folder, "flows/delais.yaml", delays)
        write(folder, "flows/site.yaml", site)
        for name, form in forms.items():
            write(folder, f"forms/{name}.yaml", form)
        for name, text in TEMPLATES.items():
            (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "templates" / name).write_text(text, encoding="utf-8")
        words = folder / "templates" / "texts"
        words.mkdir()
        shutil.copy(
            shipped() / "templates" / "texts" / "fr.yaml", words / "en.yaml"
        )  # only what the engine adds differs
        self.name = flow["flow"]

    @cached_property
    def service(self) -> ServiceUnderTest:
        plugins.received.clear()
        service = ServiceUnderTest(self.folder / "data", self.folder, plugins.sampled())
        service.parcours.templates.bytecode_cache = COMPILED
        return service

    def problems(self) -> str:
        """What `parcours check` says."""
        return "\n".join(map(str, load_catalogue(self.folder, registry=plugins.sampled()).problems)) or "no problem"

    def close(self) -> None:
        if "service" in self.__dict__:
            self.service.close()

    # -- a person's ways

    def at(self, path: str) -> Person:
        person = self.service.person()
        person.open(path)
        return person

    def enter(self, entry: str) -> Person:
        return self.at(f"/{self.name}/start/{entry}")

    def named(self, email: str = "neuf@exemple.fr", age: str = "30", **more: str) -> Person:
        """The first form, answered."""
        person = self.enter("demande")
        given = {"pseudo": "Zoé", "email": email, "age": age, "telephone": "0102030405", "mot": "tresor", **more}
        person.press("Continuer", **given)
        return person

    def read_over(self, ville: str = "Lyon", **given: str) -> Person:
        """At the summary."""
        person = self.named(**given)
        person.press("Continuer", ville=ville)
        return person

    def waiting(self, **given: str) -> Person:
        """Until the key is given."""
        person = self.read_over(**given)
        person.press("Valider")
        return person

    def enrolled(self, **given: str) -> Person:
        person = self.waiting(**given)
        person.press("Vérifier", code_rappele=self.key())
        return person

    def give_key(self, key: str, email: str = "neuf@exemple.fr", person: Person | None = None) -> Person:
        """In another browser, unless one is given."""
        person = person or self.enter("cle")
        person.press("Continuer", code_saisi=key, email_saisi=email)
        return person

    def delayed(self, button: str) -> Person:
        """In the flow of delays."""
        person = self.at("/delais/start/delais")
        person.press(button)
        return person

    # -- what a person finds elsewhere

    def key(self, nth: int = -1) -> str:
        """The key in one of the mails."""
        found = [
            match[1] for mail in self.service.mails() if (match := re.search(r"clé : ([0-9A-Z ]+)", text_of(mail)))
        ]
        return found[nth].replace(" ", "")

    def letters(self) -> str:
        """Every mail, as its reader meets it."""
        self.service.worker.work()
        found = []
        for mail in self.service.mails():
            found.append(f"{mail['To']} : {mail['Subject']}\n{text_of(mail)}")
        return "\n".join(found)

    def rows(self, register: str = "places") -> str:
        """The register's rows; those a case holds are marked."""
        with self.service.parcours.database.read() as tx:
            found = [f"{key} {status}{'*' if held else ''}" for key, status, held in registers.listing(tx, register)]
        return f"{register} : {', '.join(sorted(found))}"

    def paper(self, person: Person) -> str:
        """A document, with the subject that its reader's software shows."""
        page = person.follow("Votre reçu")
        reader = PdfReader(BytesIO(page.body))
        text = " ".join(page.extract_text() for page in reader.pages)
        return _squeezed(f"[{reader.metadata.subject if reader.metadata else ''}] {text}")


Probe = Callable[[Scene], str]


def perceived(page: Page) -> str:
    """A page as a person meets it: its tab, its address, its words, where links lead, and how its fields are filled."""
    found = [f"<{page.title}>", f"<{page.path}>", page.text]
    for link in page.tree.xpath("//main//a[@href] | //footer//a[@href] | //*[@class='account']//a[@href]"):
        looks = " button" if "button" in (link.get("class") or "") else ""
        tab = " new tab" if link.get("target") else ""
        found.append(f"[{_squeezed(link.text_content())}]({link.get('href')}){looks}{tab}")
    for field in page.tree.xpath("//main//input[not(@type='hidden')] | //main//textarea | //main//select"):
        found.append(_control(page, field))
    return _squeezed(" ".join(found))


@cache
def data(text: str) -> Any:
    return yaml.load(text, yaml.CSafeLoader)


class _Plain(yaml.CSafeDumper):
    """The language has no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dumped(node: Any) -> str:
    return str(yaml.dump(node, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000))


def write(folder: Path, name: str, node: Any) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumped(node), encoding="utf-8")


def _control(page: Page, field: Any) -> str:
    kind = field.get("type") if field.tag == "input" else field.tag
    label = "".join(page.tree.xpath(f"//label[@for='{field.get('id')}']//text()"))
    value = (field.get("value") if field.tag == "input" else field.value) or ""
    ticked = " ticked" if field.get("checked") is not None else ""
    help_ = f" completed as {field.get('autocomplete')}" if field.get("autocomplete") else ""
    return f"{{{_squeezed(label)}: {kind} «{value.strip()}»{ticked}{help_}}}"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def change(node: Any, way: str, value: Any) -> None:
    """Changes or takes out what stands at a way; a list's items by their number."""
    *steps, last = (int(step) if step.isdigit() else step for step in way.split("."))
    for step in steps:
        node = node[step]
    if value is None:
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
