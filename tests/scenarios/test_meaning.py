"""What the language promises of its keys together, as people meet it; what each does alone is in test_every_key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.every_key import Edit, Scene, perceived
from tests.support.expert import SAVE

Play = Callable[..., Scene]

YOUNG = "states.nom.transitions.suite.first_of.1"
SIGNED = "states.connexion.transitions.entrer.first_of.0.resume"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """The small procedure, with an edit."""
    scenes: list[Scene] = []

    def played(edit: Edit | None = None) -> Scene:
        scenes.append(Scene(tmp_path, edit or {}))
        return scenes[-1]

    yield played
    for scene in scenes:
        scene.close()


# -- ways between cases


def test_the_link_in_a_mail_carries_that_mails_code_into_the_field(play: Play) -> None:
    scene = play()
    scene.waiting()
    found = re.search(r"<http://127\.0\.0\.1(/\S+)>", scene.letters())
    assert found
    person = scene.at(found[1])
    assert person.page.value("code_saisi") == scene.key()
    person.press("Continuer", email_saisi="neuf@exemple.fr")
    assert person.page.h1 == "Vous êtes inscrit"


def test_a_link_fills_no_other_field(play: Play) -> None:
    page = play().at("/atelier/start/cle?email_saisi=autre@exemple.fr&code_saisi=ABCD").page
    assert (page.value("email_saisi"), page.value("code_saisi")) == ("", "ABCD")


def test_a_resume_with_a_target_keeps_the_browser_at_its_own_case(play: Play) -> None:
    scene = play()
    waiting = scene.waiting()
    person = scene.enter("annulation")
    person.press("Annuler", code_annule=scene.key())
    assert person.page.path == "/atelier/annulation_faite"
    assert person.open("/atelier/annulee").path == "/atelier/annulation_faite", "the other case is not theirs"
    assert waiting.open("/atelier/attente").h1 == "Votre demande est annulée"
    assert "neuf@exemple.fr" not in scene.rows()


def test_a_resume_of_another_flow_hands_the_browser_over_to_it(play: Play) -> None:
    scene = play()
    waiting = scene.waiting()
    person = scene.at("/club/start/premiere")
    person.press("Continuer", code_club=scene.key())
    assert (person.page.path, person.page.h1) == ("/atelier/inscrit", "Vous êtes inscrit")
    page = waiting.open("/atelier/attente")
    assert page.path == "/atelier/connexion", "let go by whoever held it before"


@pytest.mark.parametrize(
    ("states", "told"),
    [(["attente", "inscrit"], "Votre clé vous attend"), (["inscrit"], "Connectez-vous")],
    ids=["it stands in one of them", "it stands in none"],
)
def test_a_resume_looks_in_each_of_its_states(play: Play, states: list[str], told: str) -> None:
    scene = play({f"{SIGNED}.state": states})
    scene.waiting()
    person = scene.enter("connexion")
    person.press("Entrer", email_connu="neuf@exemple.fr", mot_saisi="tresor")
    assert person.page.h1 == told


def test_a_resume_compares_what_is_normalised(play: Play) -> None:
    scene = play()
    scene.waiting()
    assert scene.give_key(scene.key(), "NEUF@Exemple.FR").page.h1 == "Vous êtes inscrit"


def test_after_a_sign_in_both_browsers_hold_the_case(play: Play) -> None:
    scene = play()
    first = scene.enrolled()
    second = scene.enter("connexion")
    second.press("Entrer", email_connu="neuf@exemple.fr", mot_saisi="tresor")
    for person in (first, second):
        assert person.open("/atelier/inscrit").h1 == "Vous êtes inscrit"
    second.press("Sortir")
    assert second.page.path == "/accueil"
    assert second.open("/atelier/inscrit").path == "/atelier/connexion"
    assert first.open("/atelier/inscrit").h1 == "Vous êtes inscrit"


def test_an_entry_leads_to_the_case_begun_there_until_it_is_sealed(play: Play) -> None:
    scene = play()
    person = scene.read_over()
    assert person.open("/atelier/start/demande").path == "/atelier/recap"
    assert person.open("/atelier/start/cle").path == "/atelier/cle", "another door, another case"
    person.open("/atelier/recap")
    person.press("Valider")
    page = person.open("/atelier/start/demande")
    assert (page.path, page.value("pseudo")) == ("/atelier/nom", "")


def test_a_browser_with_two_cases_is_shown_the_one_that_stands_there_else_the_last_with_a_line(play: Play) -> None:
    scene = play()
    person = scene.waiting()
    scene.service.advance(minutes=5)
    person.open("/atelier/start/demande")
    person.press("Continuer", pseudo="Eva", email="eva@exemple.fr", age="40")
    assert person.page.path == "/atelier/ville"
    assert person.open("/atelier/attente").h1 == "Votre clé vous attend"
    page = person.open("/atelier/ville")
    assert "eva@exemple.fr" in page.text
    assert "n'est pas l'étape en cours" not in page.text
    page = person.open("/atelier/recap")
    assert page.path == "/atelier/ville"
    assert "Cette page n'est pas l'étape en cours." in page.text


# -- the trail

CHAIN: Edit = {
    "states.recap.back": {"label": "Retour"},
    "states.tri.automatic.first_of.1.target": "tri_fin",
    "states.tri_fin": {
        "automatic": {"first_of": [{"guard": 'ville == "Nice"', "target": "tri_sud"}, {"target": "recap"}]}
    },
    "states.tri_sud": {"automatic": {"first_of": [{"target": "trop_loin"}]}},
}


@pytest.mark.parametrize(("ville", "told"), [("Brest", "Trop loin"), ("Nice", "Trop loin"), ("Lyon", "Relisez")])
def test_automatic_states_decide_one_after_the_other(play: Play, ville: str, told: str) -> None:
    assert play(CHAIN).read_over(ville=ville).page.h1 == told


def test_back_goes_over_automatic_states_to_the_last_screen_with_what_was_typed(play: Play) -> None:
    person = play(CHAIN).read_over()
    page = person.press("Retour", event=None)
    assert (page.path, page.value("ville")) == ("/atelier/ville", "Lyon")


LATER_GATE: Edit = {
    "states.ville.gate": {"name": "captcha", "length": "longueur"},
    "forms.ville.required": ["ville", "phrase"],
    "forms.ville.properties.phrase": {"type": "string", "title": "Phrase", "x-secret": True},
}


def test_after_an_earlier_form_is_modified_later_gates_and_secrets_count_as_passed(play: Play) -> None:
    scene = play(LATER_GATE)
    person = scene.named()
    person.solve("Continuer", ville="Lyon", phrase="sésame")
    assert person.page.path == "/atelier/recap"
    person.follow("Modifier : Votre nom")
    page = person.press(SAVE, pseudo="Ana")
    assert page.path == "/atelier/recap", "neither the image nor the phrase is asked again"
    assert "Pseudonyme Ana" in page.text
    page = person.open("/atelier/ville")
    assert "laissez vide pour le conserver" in page.text
    page = person.solve(SAVE, ville="Metz")
    assert page.path == "/atelier/recap", "blank keeps the phrase"
    assert "Ville Metz" in page.text


def test_a_secret_left_blank_while_modifying_is_kept_and_signs_in(play: Play) -> None:
    scene = play()
    person = scene.read_over()
    person.open("/atelier/nom")
    person.press(SAVE, pseudo="Ana")
    person.press("Valider")
    person.press("Vérifier", code_rappele=scene.key())
    other = scene.enter("connexion")
    other.press("Entrer", email_connu="neuf@exemple.fr", mot_saisi="tresor")
    assert other.page.h1 == "Vous êtes inscrit"


def test_a_modification_that_takes_another_branch_stands_where_it_leads(play: Play) -> None:
    person = play().read_over()
    person.open("/atelier/nom")
    page = person.press(SAVE, age="12")
    assert page.path == "/atelier/parent"
    page = person.press("Continuer", parent="Eva")
    assert (page.path, page.value("ville")) == ("/atelier/ville", "Lyon")


def test_a_case_that_has_ended_is_not_modified(play: Play) -> None:
    scene = play({"states.trop_loin.review": True})
    person = scene.read_over(ville="Brest")
    assert "Ville Brest" in person.page.text
    assert "Modifier" not in person.page.text
    page = person.open("/atelier/ville")
    assert (page.path, page.h1) == ("/atelier/trop_loin", "Trop loin")


def test_a_button_without_a_verb_stays_and_does_its_effects(play: Play) -> None:
    scene = play()
    person = scene.waiting()
    page = person.press("Renvoyer ma clé")
    assert (page.path, page.h1) == ("/atelier/attente", "Votre clé vous attend")
    assert scene.letters().count("Voici votre clé") == 2
    assert scene.key(0) != scene.key(1)


# -- values


def test_what_set_writes_is_shown_as_what_it_is(play: Play) -> None:
    written = {"jour": "today()", "rang": "age", "tarif": "1234.50", "mineur": "age < majorite", "nom": "pseudo"}
    kinds = {"jour": "date", "rang": "integer", "tarif": "number", "mineur": "boolean", "nom": "string"}
    values = {f"values.{name}": {"type": kind, "title": name.title()} for name, kind in kinds.items()}
    scene = play(
        {
            **values,
            "values.jour": {"type": "date", "title": "Jour"},
            "values.prix": None,
            "values.saison": None,
            "values.venue": None,
            "values.adresse": None,
            f"{YOUNG}.effects": [{"set": written}],
            "states.ville.show": list(kinds),
            "states.ville.content": "Le {jour}, {tarif} euros pour {nom}, {rang} ans.",
        }
    )
    person = scene.named(age="12")
    page = perceived(person.press("Continuer", parent="Eva"))
    assert "Le 23 novembre 2026, 1 234,50 euros pour Zoé, 12 ans." in page
    assert "Jour 23 novembre 2026 Rang 12 Tarif 1 234,50 Mineur Oui Nom Zoé" in page


def test_what_set_wrote_leaves_the_trail_with_its_step(play: Play) -> None:
    person = play().named(age="12")
    assert "Jour de la demande 23 novembre" in person.press("Continuer", parent="Eva").text
    person.press("Étape précédente")
    person.open("/atelier/nom")
    assert "Jour de la demande Non renseigné" in person.press("Enregistrer et revenir", age="30").text


def test_a_number_is_drawn_only_while_it_is_empty_and_nobody_elses(play: Play) -> None:
    scene = play()
    person = scene.enrolled()
    number = re.findall(r"\d{8}", person.page.text)
    assert re.findall(r"\d{8}", person.press("Relire").text) == number
    assert re.findall(r"\d{8}", scene.enrolled(email="eva@exemple.fr").page.text) != number


def test_a_place_brought_in_from_elsewhere_is_taken_and_given_back_as_it_was(play: Play) -> None:
    scene = play()
    person = scene.waiting(email="ancien@exemple.fr")
    assert "ancien@exemple.fr reservee*" in scene.rows()
    person.press("Vérifier", code_rappele=scene.key())
    assert "ancien@exemple.fr prise*" in scene.rows()
    person.press("Rendre ma place")
    assert "ancien@exemple.fr ancienne" in scene.rows()
    assert scene.named(email="ancien@exemple.fr").page.path == "/atelier/ville", "free to be taken again"


def test_tries_are_counted_across_browsers_by_the_value_however_it_is_typed(play: Play) -> None:
    scene = play()
    scene.enrolled()
    for typed in ("neuf@exemple.fr", "NEUF@exemple.fr"):
        person = scene.enter("connexion")
        person.press("Entrer", email_connu=typed, mot_saisi="autre")
    person = scene.enter("connexion")
    person.press("Entrer", email_connu="neuf@exemple.fr", mot_saisi="tresor")
    assert "lundi 23 novembre 2026 à 10 h 15, heure de Paris" in person.page.text
    other = scene.enter("connexion")
    other.press("Entrer", email_connu="eva@exemple.fr", mot_saisi="autre")
    assert "Adresse ou mot de passe inconnus." in other.page.text, "another address is not paused"


# -- texts

WORDS: Edit = {
    "forms.nom.properties.pays": {
        "type": "string",
        "title": "Pays",
        "x-widget": "select",
        "oneOf": [{"const": "fr", "title": "la France"}, {"const": "be", "title": "la Belgique"}],
    },
    "forms.nom.properties.mot.minLength": 4,
    "states.ville.content": (
        "Vous venez de {pays}, {telephone} ; {mot.minLength} signes, {{entre accolades}}, {majorite} ans et {delai}. "
        "[Les tarifs](page:tarifs) et [le plan](https://exemple.fr/plan)."
    ),
}


def test_a_text_quotes_options_by_title_figures_settings_and_braces(play: Play) -> None:
    page = perceived(play(WORDS).named(pays="be", telephone="").page)
    assert "Vous venez de la Belgique, ; 4 signes, {entre accolades}, 18 ans et 48 heures." in page


def test_a_page_linked_inside_a_state_opens_a_new_tab_and_elsewhere_none(play: Play) -> None:
    scene = play({**WORDS, "pages.accueil.content": "[Les tarifs](page:tarifs)"})
    person = scene.named()
    assert "(/atelier/tarifs) new tab" in perceived(person.page)
    assert "[le plan](https://exemple.fr/plan) new tab" not in perceived(person.page)
    assert (
        "[Les tarifs](/atelier/tarifs) new tab" not in perceived(person.open("/accueil")).partition("[S'inscrire]")[0]
    )


@pytest.mark.parametrize("text", ["Mineur : {mineur}.", "Réglage : {ouvert}."], ids=["a value", "a setting"])
def test_what_is_true_or_false_is_refused_in_a_text(play: Play, text: str) -> None:
    scene = play(
        {
            "settings.ouvert": True,
            "guards.fermee": "not ouvert",
            "values.mineur": {"type": "boolean", "title": "Mineur"},
            f"{YOUNG}.effects.0.set.mineur": "true",
            f"{YOUNG}.guard": "jeune or fermee",
            "states.ville.show": ["jour", "mineur"],
            "states.ville.content": text,
        }
    )
    assert "it has no words of its own" in scene.problems()


def test_a_document_shows_what_is_asked_and_the_answers_without_secrets(play: Play) -> None:
    scene = play(
        {
            "forms.nom.properties.lettre": {"type": "boolean", "title": "Recevoir la lettre"},
            "documents.recu.show": ["numero", "lettre", "jour"],
        }
    )
    person = scene.waiting()
    person.press("Vérifier", code_rappele=scene.key())
    paper = scene.paper(person)
    assert re.search(r"Numéro d'inscrit \d{8} Recevoir la lettre Non Jour de la demande Non renseigné", paper)
    assert "Pseudonyme Zoé Adresse neuf@exemple.fr Âge 30" in paper
    assert "tresor" not in paper
    assert scene.key() not in paper
