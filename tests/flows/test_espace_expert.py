"""The shipped procedure as data: what its source says stands in the files, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from engine.core.case import Decision, Event, Needs, RegisterQuestion, RegisterRow
from engine.core.decide import begin, decide
from engine.core.entrances import found_in
from engine.core.filling import locale_of
from engine.core.machine import Machine
from engine.delivery.display import settings_shown
from engine.language.analysis.texts import all_words, words_of_site
from engine.language.forms import Field, validate
from engine.language.load import Catalogue
from engine.language.model import Flow, Forget, Release
from engine.language.texts.text import Text

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_it_loads_without_a_problem(catalogue: Catalogue) -> None:
    assert not catalogue.problems, "\n\n".join(map(str, catalogue.problems))


# ---- the labels, as the administration's own guide writes them

LABELS = [
    ("the foot", "0809 400 210 (service gratuit + prix appel), de 8h00 à 19h30 du lundi au vendredi"),
    ("the notice", "Service de démonstration"),
    ('page "accueil"', "Votre espace professionnel"),
    ('page "espace_professionnel"', "Créer mon espace professionnel"),
    ('page "espace_professionnel"', "Activer mon espace / mes services"),
    ('page "espace_professionnel"', "Connexion à mon espace"),
    ('page "choix_du_mode"', "Mode simplifié : vous intervenez seul pour le compte d'une entreprise."),
    (
        'page "choix_du_mode"',
        "Mode expert : vous représentez une entreprise ou vous intervenez pour plusieurs entreprises.",
    ),
    ('page "choix_du_mode"', "Créez votre espace en mode expert"),
    ('page "assistance"', "0809 400 210 (service gratuit + prix appel)"),
    ('page "assistance"', "de 8h00 à 19h30 du lundi au vendredi"),
    (
        'page "assistance"',
        (
            "www.impots.gouv.fr > Contact / Accéder > Professionnel > Une assistance aux téléprocédures > "
            "Par formuel pour une procédure de déclaration en ligne des données > Accéder au formuel"
        ),
    ),
    (
        'page "assistance"',
        "www.impots.gouv.fr > Votre espace professionnel > Aide : accéder aux fiches pratiques",
    ),
    (
        'page "presentation"',
        "Cette procédure s'adresse aux usagers professionnels n'ayant pas d'espace professionnel",
    ),
    ('page "presentation"', "un maximum de 100"),
    ('page "presentation"', "dans le délai de 48 heures"),
    ('page "presentation"', "Commencer"),
    ('page "presentation"', "Vous détenez un espace avec un certificat invalide ?"),
    ('page "presentation"', "Vous payez par EDI ?"),
    ('page "cas_particuliers"', "Opter pour l'accès avec une adresse électronique et un mot de passe"),
    ('page "cas_particuliers"', "« Payer »"),
    ('page "page_bloquee"', "Vous restez bloqué sur cette page ?"),
    ('page "page_bloquee"', "Bloquer les fenêtres publicitaires intempestives"),
    ('page "page_bloquee"', "*.impots.gouv.fr"),
    ('page "page_bloquee"', "Activer mon espace / mes services"),
    ('state "conditions"', "Acceptez les conditions générales et recopiez les caractères de l'image"),
    ('state "conditions"', "Lire les conditions générales (nouvel onglet)"),
    ('state "conditions"', "Continuer"),
    (
        'form "conditions"',
        "Je reconnais avoir pris connaissance des conditions générales et les accepte sans restriction",
    ),
    ('state "identifiants"', "Conseil"),
    ('state "identifiants"', "Rappel"),
    ('state "identifiants"', "Continuer"),
    ('state "bloque_unique"', "Opter pour l'accès sans certificat"),
    ('state "bloque_unique"', "fiche FOCUS « Opter pour l'accès avec une adresse électronique et un mot de passe »"),
    ('state "bloque_unique"', "Choisir une autre adresse électronique"),
    ('state "bloque_partage"', "Opter pour l'accès sans certificat"),
    ('state "bloque_partage"', "fiche FOCUS « Opter pour l'accès avec une adresse électronique et un mot de passe »"),
    ('state "bloque_partage"', "Choisir une autre adresse électronique"),
    (
        'state "informations"',
        (
            "Elle est celle que vous avez indiquée sur la page précédente et ne peut être modifiée à ce stade ; "
            "pour la modifier, cliquez sur « Étape précédente », en bas à gauche du formulaire."
        ),
    ),
    ('state "informations"', "Étape précédente"),
    ('form "informations"', "Usager"),
    ('form "informations"', "Question de confiance"),
    ('form "informations"', "Quel est votre surnom ?"),
    ('state "recapitulatif"', "Étape précédente"),
    ('state "recapitulatif"', "Valider"),
    (
        'state "attente_activation"',
        (
            "Vous êtes pré-inscrit : votre espace est en attente d'activation. "
            "Tant que cette création n'aura pas été activée, votre espace n'existera pas."
        ),
    ),
    ('state "attente_activation"', "Activez votre espace abonné"),
    ('state "attente_activation"', "OK"),
    ('state "code"', "Il ne s'agit pas de votre mot de passe"),
    ('state "code"', "Vous restez bloqué sur cette page ?"),
    ('state "adresse"', "Vous restez bloqué sur cette page ?"),
    ('mail "activation"', "Activez votre espace abonné"),
    ('mail "activation"', "« Votre espace professionnel », puis « Activer mon espace / mes services »"),
    ('state "espace_cree"', "Vous devez d'abord sauvegarder les informations récapitulatives de votre espace"),
    ('state "espace_cree"', "Sauvegardez ou imprimez récapitulatif"),
    ('state "espace_cree"', "Accéder à mon espace"),
    ('state "espace_cree"', "Demander une adhésion aux services en ligne (mode expert)"),
    ('state "espace_cree"', "Désigner un Administrateur Suppléant"),
    ('state "espace_cree"', "Désigner des délégataires et consulter les délégations"),
    ('state "mon_espace"', "Gérer mes services"),
    ('state "mon_espace"', "Se déconnecter"),
    ('view "gerer_services"', "Gérer vos coordonnées"),
    ('view "coordonnees"', "Sauvegardez ou imprimez récapitulatif"),
    ("the account", "Mon espace"),
]


@pytest.mark.parametrize(("place", "label"), LABELS, ids=[f"{place}: {label[:30]}" for place, label in LABELS])
def test_a_label_of_the_source_stands_at_its_place(catalogue: Catalogue, flow: Flow, place: str, label: str) -> None:
    assert label in " | ".join(
        read(flow, words.text) for words in [*words_of_site(catalogue.site), *all_words(flow)] if words.where == place
    )


def test_the_summary_is_saved_before_the_account_is_entered(flow: Flow) -> None:
    state = flow.states["espace_cree"]
    assert state.content
    words = read(flow, state.content)
    order = (
        "numéro d'abonné",
        "d'abord sauvegarder",
        "Sauvegardez ou imprimez",
        "« Gérer mes services » puis « Gérer vos coordonnées »",
        "vide de dossiers",
        "Accéder à mon espace",
        "communiquer votre numéro d'abonné",
        "Demander une adhésion",
    )
    found = [words.index(part) for part in order]
    assert found == sorted(found)


def test_who_must_not_create_an_account_reads_so_before_the_button(flow: Flow) -> None:
    links = [link for section in flow.pages["presentation"].sections for link in section.links]
    assert [link.page or link.entry for link in links] == ["cas_particuliers", "cas_particuliers", "creation"]


def test_each_mode_can_be_chosen_and_the_experts_stands_first(catalogue: Catalogue) -> None:
    sections = catalogue.site.pages["choix_du_mode"].sections
    assert [[link.button for link in section.links] for section in sections] == [[True], [True], [True]]


# ---- what happens


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (None, "informations"),
        ("actif", "refused at email"),
        ("en_attente", "refused at email"),
        ("certificat_unique", "bloque_unique"),
        ("certificat_partage", "bloque_partage"),
    ],
    ids=str,
)
def test_where_an_address_leads_depends_on_what_is_known_of_it(flow: Flow, status: str | None, outcome: str) -> None:
    machine = Machine(flow)
    begun = begin(machine, "creation", "case", {}, NOW)
    assert isinstance(begun, Decision)
    accepted = decide(machine, begun.case, Event("continuer", answers={"accepte": True}, gate=True), {}, NOW)
    assert isinstance(accepted, Decision)
    answers = {"email": "nom@exemple.fr", "email_confirmation": "nom@exemple.fr"}
    event = Event("continuer", answers=answers, secrets=("mot_de_passe",))
    known = {RegisterQuestion("espaces", "nom@exemple.fr"): RegisterRow(status, None) if status else None}
    assert decide(machine, accepted.case, event, {}, NOW) == Needs(tuple(known))
    decided = decide(machine, accepted.case, event, known, NOW)
    assert not isinstance(decided, Needs)
    if isinstance(decided, Decision):
        assert decided.case.state == outcome
    else:
        assert (decided.case.state, f"refused at {decided.field}") == ("identifiants", outcome)


def test_the_two_refusals_of_an_address_say_different_things(flow: Flow) -> None:
    refusals = [b.refuse for b in flow.states["identifiants"].transitions["continuer"].branches if b.refuse]
    links = [{(link.kind, link.target) for link in refuse.message.links} for refuse in refusals]
    assert links == [{("entry", "connexion")}, {("page", "espace_professionnel")}]


def test_a_request_is_activated_by_a_resume_alone(flow: Flow) -> None:
    assert flow.states["attente_activation"].transitions["activer"].label is None


@pytest.mark.parametrize("name", ["espace_expert", "espace_expert_collectivites"])
def test_an_expired_request_gives_the_address_back_and_forgets_everything_given(
    catalogue: Catalogue, name: str
) -> None:
    flow = catalogue.flows[name]
    timeout = flow.states["attente_activation"].timeout
    assert timeout
    released = [effect for effect in timeout.effects if isinstance(effect, Release)]
    forgotten = {name.name for effect in timeout.effects if isinstance(effect, Forget) for name in effect.fields}
    given = {field.name for form in ("identifiants", "informations") for field in flow.forms[form].fields.values()}
    assert [(e.register.name, e.key.name) for e in released] == [("espaces", "email")]
    assert forgotten >= given - {"mot_de_passe_confirmation"}, "a confirmation of a secret is never kept"


def test_an_expired_page_offers_one_button_to_begin_again(flow: Flow) -> None:
    links = flow.states["expiree"].links
    assert [(link.entry, link.button) for link in links] == [("creation", True)]


def test_an_account_rests_and_opens_at_a_sign_in_wherever_it_stands(flow: Flow) -> None:
    resting = {state.name for state in flow.states.values() if state.rest}
    branch = next(b for b in flow.states["connexion"].transitions["entrer"].branches if b.resume)
    assert resting == {"espace_cree", "mon_espace"}
    assert branch.resume
    assert branch.resume.states == (), "accounts of older versions stand in states which have gone since"
    assert branch.guard, "a request that waits for its code has an address and a password too"
    assert found_in(flow, branch.resume) == resting


def test_developer_mode_begins_with_an_address_of_each_status_but_a_request(catalogue: Catalogue) -> None:
    register = catalogue.site.registers["espaces"]
    assert {*register.samples.values()} == {*register.statuses} - {"en_attente"}


# ---- the forms


@pytest.mark.parametrize(
    ("password", "keyword"),
    [
        ("Voiture2Rouge7Maison", None),
        ("Voiture2Rouge7Maiso", "minLength"),
        ("a1" * 64, None),
        ("a1" * 64 + "a", "maxLength"),
        ("Voiture2 Rouge7Maison", "pattern"),
        ("Voiture2Rougé7Maison", "pattern"),
        ("Voiture2Rouge7Maison!", "pattern"),
        ("VoitureRougeMaisonBleue", "pattern"),
        ("12345678901234567890", "pattern"),
        ("", "required"),
    ],
    ids=[
        "20 characters",
        "19 characters",
        "128 characters",
        "129 characters",
        "a space",
        "an accent",
        "a sign",
        "no digit",
        "no letter",
        "blank",
    ],
)
def test_what_a_password_may_be(flow: Flow, password: str, keyword: str | None) -> None:
    assert fault_of(flow, "identifiants", mot_de_passe=password).get("mot_de_passe") == keyword


@pytest.mark.parametrize(
    ("email", "keyword"),
    [
        ("a" * 50 + "@" + "b" * 46 + ".fr", None),
        ("a" * 51 + "@" + "b" * 46 + ".fr", "maxLength"),
        ("nom.exemple.fr", "format"),
    ],
    ids=["100 characters", "101 characters", "no address"],
)
def test_what_an_address_may_be(flow: Flow, email: str, keyword: str | None) -> None:
    assert fault_of(flow, "identifiants", email=email).get("email") == keyword


@pytest.mark.parametrize(
    ("country", "required"),
    [
        ("FR", True), ("BE", True), ("DE", True), ("GB", True), ("US", True), ("CH", True), ("CA", True), ("MC", True),
        ("GP", True), ("RE", True), ("PF", True), ("MA", True), ("SN", True), ("JP", True), ("IE", True),
        ("AE", False), ("HK", False), ("MO", False), ("QA", False), ("AO", False), ("CI", False), ("CM", False),
        ("BJ", False), ("BF", False), ("ML", False), ("TG", False), ("TD", False), ("CD", False), ("YE", False),
        ("ZW", False), ("BS", False), ("FJ", False), ("BO", False),
    ],
)  # fmt: skip
def test_a_postal_code_is_asked_where_the_country_has_one(flow: Flow, country: str, required: bool) -> None:
    faults = fault_of(flow, "informations", pays=country, code_postal="")
    assert faults.get("code_postal") == ("x-rules" if required else None)
    assert fault_of(flow, "informations", pays=country, code_postal="12345").get("code_postal") is None


@pytest.mark.parametrize(
    ("country", "code", "keyword"),
    [
        ("FR", "75005", None),
        ("FR", "7500", "x-rules"),
        ("FR", "750051", "x-rules"),
        ("FR", "7500A", "x-rules"),
        ("BE", "1000", None),
        ("GB", "SW1A 1AA", None),
    ],
)
def test_a_french_postal_code_has_five_digits(flow: Flow, country: str, code: str, keyword: str | None) -> None:
    assert fault_of(flow, "informations", pays=country, code_postal=code).get("code_postal") == keyword


def test_what_is_asked_of_a_person(flow: Flow) -> None:
    form = flow.forms["informations"]
    optional = [field.name for field in form.fields.values() if not field.required]
    assert optional == ["complement", "code_postal"], "a postal code where the country has one"
    assert [(group.title.source, len(group.fields)) for group in form.groups] == [
        ("Usager", 9),
        ("Question de confiance", 2),
    ]
    question, country = form.fields["question"], form.fields["pays"]
    assert question.default == question.options[0].const
    assert question.options[0].title.source == "Quel est votre surnom ?"
    assert country.default == country.options[0].const == "FR"
    assert form.fields["reponse"].secret


def test_every_field_that_is_typed_has_an_example(flow: Flow) -> None:
    assert not [f.name for f in fields(flow) if f.kind == "text" and not f.options and not f.examples]


def test_every_message_names_its_field(flow: Flow) -> None:
    for field in fields(flow):
        own = [pattern.message for pattern in field.patterns if pattern.message]
        for message in (*field.messages.values(), *own):
            assert field.title.source in message.source, message.place


# ---- how these tests read the flow


def read(flow: Flow, text: Text) -> str:
    """A text as a person reads it, on one line, settings and figures filled in."""
    return " ".join(text.plain(settings_shown(flow), lambda kind, target: ("", False)).split())


def fields(flow: Flow) -> Iterator[Field]:
    for form in flow.forms.values():
        yield from form.fields.values()


def fault_of(flow: Flow, form: str, **typed: str) -> Mapping[str, str]:
    """field -> the keyword it fails, of those typed."""
    settings = {name: setting.value for name, setting in flow.settings.items()}
    given = {name: (text,) for name, text in typed.items()}
    answers = validate(flow.forms[form], given, names=settings, locale=locale_of(flow))
    return {str(fault.field): fault.keyword for fault in answers.faults}
