"""Which texts a flow has and where each is read; what is found at which address."""

from __future__ import annotations

from engine.language.analysis import Folder, addresses_of, all_words
from tests.support.flow_text import flow_of

FORM = {"un": "{type: object, title: Formulaire, properties: {nom: {type: string, title: Nom}}, required: [nom]}"}
FLOW = """
phases: {debut: Au début}
mails: {bonjour: {to: nom, subject: Sujet, content: Contenu}}
documents: {recu: {title: Reçu, content: Papier}}
pages: {accueil: {title: Accueil, links: [{label: Commencer, entry: creation}]}, aide: {title: Aide, path: /aide}}
entries: {creation: {state: a}}
states:
  a:
    title: Titre
    phase: debut
    form: un
    transitions: {ok: {label: OK, first_of: [{guard: nom == "x", refuse: {message: Non}}, {target: fin}]}}
  fin: {title: Fin, final: true, links: [{label: Reçu, document: recu}]}
"""


def test_every_text_says_where_it_is_read_and_where_the_case_stands_then() -> None:
    found = [(words.text.source, words.where, words.case, words.states) for words in all_words(flow_of(FLOW, FORM))]
    assert found == [
        ("Essai", "the title of the flow", False, ()),
        ("Au début", 'phase "debut"', True, ()),
        ("Accueil", 'page "accueil"', False, ()),
        ("Commencer", 'page "accueil"', False, ()),
        ("Aide", 'page "aide"', False, ()),
        ("Titre", 'state "a"', True, ("a",)),
        ("OK", 'state "a"', True, ("a",)),
        ("Non", 'state "a"', True, ("a",)),
        ("Fin", 'state "fin"', True, ("fin",)),
        ("Reçu", 'state "fin"', True, ("fin",)),
        ("Sujet", 'mail "bonjour"', True, ()),
        ("Contenu", 'mail "bonjour"', True, ()),
        ("Reçu", 'document "recu"', True, ("fin",)),  # where a link offers it
        ("Papier", 'document "recu"', True, ("fin",)),
        ("Formulaire", 'form "un"', True, ("a",)),
        ("Nom", 'form "un"', True, ("a",)),
    ]


def test_a_flow_is_found_at_its_name_and_all_of_it_below() -> None:
    flow = flow_of(FLOW, FORM)
    assert {address.path: address.what for address in addresses_of(Folder({"essai": flow}))} == {
        "/essai": 'flow "essai"',
        "/essai/a": 'state "a"',
        "/essai/fin": 'state "fin"',
        "/essai/start/creation": 'entry "creation"',
        "/essai/document/recu": 'document "recu"',
        "/essai/accueil": 'page "accueil"',
        "/aide": 'page "aide"',  # a path of its own
    }
    assert {address.first for address in addresses_of(Folder({"essai": flow}))} == {"essai", "aide"}
