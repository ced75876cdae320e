"""Words that people write for a key of the language, in French and in everyday English: data, and its look-up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from engine.language.decoding.suggestions import slug

# key -> what is written for it. A word may stand for several keys: it means the first that the table at hand has, and
# that is not written there already. Accents, capitals, spaces and hyphens make no difference.
MEANT: Mapping[str, str] = {
    # ways out of a state
    "target": "cible, destination, vers, aller, aller à, va à, goto, go, go to, next, to, then, suivant, suite, "
    "ensuite, alors, état, étape, state, next state, redirect, else, sinon",
    "guard": "garde, si, if, condition, conditions, quand, when, lorsque, only if, seulement si, check, test",
    "first_of": "premier de, première de, branches, branch, branche, cas, cases, choix, switch, when, if, "
    "conditions, first, premier, routes",
    "refuse": "refus, refuser, rejet, rejeter, reject, refusal, deny, error, erreur, fail",
    "resume": "reprise, reprendre, reprend, retrouver, find, recover, open",
    "leave": "quitter, sortir, sortie, exit, quit, logout, déconnexion, sign_out, fin",
    "effects": "effet, effets, effect, action, actions, do, then do, faire, actes, on_enter, run",
    "skip_form": "sans formulaire, ignorer formulaire, skip, no_form, skip_validation",
    "transitions": "transition, boutons, bouton, buttons, événements, evenement, events, event, actions, sorties, "
    "on, issues, choix, options, next",
    "automatic": "automatique, auto, decision, décision, aiguillage",
    # a state
    "phase": "étape, step, étape du fil, jalon, milestone",
    "form": "formulaire, form_name, questions, saisie",
    "review": "récapitulatif, recapitulatif, recap, relecture, revue, résumé, summary, vérification",
    "back": "retour, précédent, previous, revenir, étape précédente, return, back_button",
    "show": "affiche, afficher, montrer, montre, display, valeurs, values, fields, champs, shown, visible",
    "gate": "barrière, captcha, contrôle, porte, challenge, épreuve",
    "tries": "essais, tentatives, attempts, max_attempts, retries, limite",
    "timeout": "délai, delai, expiration, échéance, deadline, delay, timer, minuteur, expires, time_out",
    "reminders": "rappel, rappels, relance, relances, reminder, notifications",
    "on_enter": "à l'entrée, entrée, on_entry, entry, enter, onenter, effects, effets, effect, effet, actions, "
    "action, do",
    "final": "état final, etat final, final_state, is_final, terminal, end, fin, finale, finished, done",
    "rest": "repos, au repos, permanent, stay, reste, demeure, keep, durable",
    "sections": "section, parties, partie, parts, blocs, blocks, paragraphes",
    "notes": "note, remarques, remarque, encadrés, encadré, avertissements, hints, aides, infos",
    "links": "liens, lien, link, urls",
    # its delays and tries
    "after": "après, apres, délai, delai, delay, durée, duree, duration, au bout de, dans, in, wait, attente, since",
    "before": "avant, before_end, ahead",
    "at": "le, date, jour, day, on, until, jusqu'au, due, échéance, on_date",
    "since": "depuis, from, à partir de, since_state, counted_from",
    "lands": "tombe, land, landing, lands_on, reporté, report, roll, rolls",
    "max": "maximum, nombre, number, count, limit, limite, times, fois, tentatives, essais, attempts",
    "per": "par, by, pour, for, field, champ",
    "pause": "attente, wait, blocage, bloqué, delay, délai, durée, duration, lock",
    "length": "longueur, taille, size, len, caractères, characters, digits, nombre",
    "name": "nom, identifiant, id, code, type, kind",
    # words that people read
    "label": "libellé, libelle, étiquette, bouton, button, texte, text, titre, title, intitulé, nom, name, words, "
    "caption, description",
    "id": "identifiant, identifier, ref, nom, name",
    "title": "titre, intitulé, intitule, libellé, libelle, label, étiquette, nom, name, heading, en-tête, header, "
    "question, caption, subject, objet",
    "content": "contenu, corps, texte, text, body, message, description, markdown, paragraphe, words, html",
    "text": "texte, contenu, content, corps, body, message, description, words",
    "message": "texte, text, motif, raison, reason, error, erreur, avertissement, content, contenu, words, label, "
    "libellé, title, titre",
    "description": "aide, indice, hint, help, précision, explication, consigne, legend, sous-titre, subtitle, note, "
    "text, texte, help_text",
    "subject": "objet, sujet, titre, title, object, intitulé",
    "to": "à, a, pour, destinataire, destinataires, recipient, recipients, adresse, address, email, courriel, dest, "
    "for",
    "template": "modèle, modele, gabarit, layout, mise en page, theme",
    "beside": "à côté de, a cote, champ, field, près de, group, groupe, at, next_to, for",
    "when": "quand, si, if, condition, guard, garde, lorsque, only if, visible, show_if, visible_if",
    "button": "bouton, as_button, is_button",
    "new_tab": "nouvel onglet, onglet, target_blank, blank, external, tab, new_window",
    # where a link leads
    "page": "écran, ecran, screen",
    "view": "vue",
    "entry": "entrée, entree, porte, start, début",
    "document": "pdf, fichier, file, doc",
    "url": "lien, link, href, adresse, address, site, web",
    "path": "chemin, adresse, address, url, route, slug",
    # registers, facts, codes and effects
    "register": "registre, register_name, registry, table",
    "registers": "registre, registres, register, registries",
    "key": "clé, cle, clef, champ, field, value, valeur, id, email",
    "status": "statut, état, etat, state, statuts, value, valeur",
    "statuses": "statuts, statut, status, états, etats, states, values, valeurs",
    "samples": "exemples, exemple, échantillons, sample, examples, données, rows, data",
    "kind": "type, genre, sorte, nature, format",
    "code": "code_name",
    "typed": "saisi, saisie, tapé, tape, field, champ, input, value",
    "where": "où, ou, avec, with, match, filter, conditions, condition",
    "secret": "mot de passe, password, secrets",
    "anyone": "quiconque, tous, public, anybody, everyone",
    "carry": "emporter, emporte, reporter, reporte, porter, take, bring, copy, with_values, values",
    "event": "événement, evenement, évènement, transition, action, fire, trigger",
    "lives": "vit, durée, duree, duration, validité, validite, délai, delai, expires, expires_in, lifetime, "
    "valid_for, ttl, timeout, after, life",
    "digits": "chiffres, longueur, length, taille, size, nombre",
    "over": "remplace, replaces, par dessus, replace",
    "of": "de",
    "claim": "réserver, reserver, réserve, prendre, hold, take, register, registre, reserve, lock",
    "release": "libérer, liberer, libère, free, rendre, unlock, drop",
    "spend": "consommer, utiliser, use, dépenser, consume",
    "number": "numéro, numero, numéroter, sequence",
    "mail": "courriel, email, e-mail, envoyer, send, send_mail, mél, message, notify",
    "set": "écrire, ecrire, affecter, définir, assign, write, put, mettre",
    "forget": "oublier, effacer, erase, delete, clear, remove, supprimer",
    "field": "champ, champs, fields, at, input, name, nom, key, clé, value, valeur",
    "fields": "champs, champ, field, questions, items",
    "open": "ouvert, ouverte, ouverture, période, periode, opening, dates, period, availability",
    "from": "de, du, dès, depuis, à partir de, start, starts, opens, since, début, after",
    "until": "jusqu'à, jusqu'au, au, fin, to, till, end, ends, closes, before, clôture, fermeture",
    "fills": "remplit, remplir, fill, prefill",
    "state": "état, etat, étape, etape, target, cible, step, retour, back, start, début, states, to",
    "in": "dans, état, etat, état(s), state, states, for",
    # a form
    "type": "kind, genre, sorte, nature",
    "properties": "champs, fields, questions, propriétés, proprietes, field",
    "required": "obligatoire, obligatoires, requis, mandatory, needed",
    "x-groups": "groupes, groups, groupe, group, sections, fieldsets, x-group",
    "x-rules": "règles, regles, rules, contrôles, checks, constraints, x-rule, validations",
    "x-messages": "messages, erreurs, errors, message, x-message, error_messages",
    "x-secret": "secret, mot de passe, password, hidden, x-password",
    "x-confirms": "confirme, confirms, confirmation, confirmation de, same_as, equals, répète",
    "x-widget": "widget, contrôle, affichage, input, control, display",
    "x-unit": "unité, unite, unit, x-units, suffix",
    "x-autocomplete": "autocomplete, autocomplétion, autofill, remplissage",
    "x-hint": "hint, indice",
    "x-when": "when, quand, condition, show_if, visible, visible_if, depends_on, only_if",
    "x-ignore": "ignore, ignorer",
    "sort": "sorted, trier, tri, order, ordre, alphabetical, alphabétique",
    "first": "premier, premiers, top, head, en tête, d'abord",
    "x-grouping": "grouping, milliers, thousands, séparateur",
    "check": "contrôle, controle, vérifie, verifie, règle, regle, rule, condition, guard, garde, if, si, test, "
    "assert, expression, expr, when",
    "enum": "options, option, choix, choices, choice, valeurs, values, liste, list, one of, parmi, allowed",
    "oneOf": "options, choix, choices, values, valeurs",
    "const": "valeur, value, key, clé, code, id, name",
    "items": "éléments, elements, options, choix, choices, values, valeurs, enum, item",
    "default": "défaut, defaut, par défaut, valeur par défaut, initial, value, valeur, default_value",
    "examples": "exemple, exemples, example, placeholder, par exemple, sample, samples",
    "minLength": "longueur minimale, longueur minimum, longueur min, min length, minimum length, min, minimum, "
    "min_len, minlen, length_min, min_chars",
    "maxLength": "longueur maximale, longueur maximum, longueur max, max length, maximum length, max, maximum, "
    "max_len, maxlen, maxlenght, longueur, length, taille, size, max_chars",
    "minimum": "min, mini, au moins, least, plus petit, min_value, minvalue, from",
    "maximum": "max, maxi, au plus, most, plus grand, max_value, maxvalue, up_to",
    "multipleOf": "multiple, multiple de, pas, step, multiple_of, precision",
    "pattern": "motif, regex, regexp, expression, modèle, masque, mask, match, matches",
    "allOf": "motifs, patterns, tous",
    "format": "forme, formats",
    # a flow, and the site
    "parcours": "langage, langue version, schema_version, spec",
    "flow": "parcours_nom, nom, name, id, procédure, procedure, workflow, flux",
    "version": "révision, revision, numéro de version",
    "language": "langue, lang, locale, langage",
    "timezone": "fuseau, fuseau horaire, time zone, tz, zone, timezones, heure",
    "settings": "réglages, reglages, paramètres, parametres, paramètre, setting, parameters, params, config, "
    "configuration, constants, constantes, variables, options",
    "phases": "étapes, etapes, steps, jalons, phase",
    "values": "valeurs, valeur, value, variables, data, données",
    "facts": "faits, fait, fact, questions",
    "guards": "gardes, garde, guard, conditions, condition, règles, rules",
    "entries": "entrées, entrees, entrée, entry, start, starts, début, débuts, portes, initial",
    "pages": "page, écrans, ecrans, screens, static",
    "states": "états, etats, état, etat, state, étapes, etapes, steps, écrans, screens, nodes",
    "views": "vues, vue, view",
    "mails": "courriels, courriel, mail, emails, email, e-mails, messages, méls, notifications",
    "documents": "document, pdfs, pdf, fichiers, files",
    "retention": "conservation, rétention, durée de conservation, keep, purge, erase",
    "draft": "brouillon, brouillons, drafts, open, abandonné",
    "closed": "clos, close, fermé, fermés, terminé, fini, ended, done, after, end, fermetures, holidays, days, jours",
    "service": "nom du service, name, nom, title, titre",
    "notice": "bandeau, banner, avis, annonce, message",
    "foot": "pied, pied de page, footer, bas de page, links, liens",
    "account": "compte, espace, user",
    "who": "qui, name, nom",
    "calendar": "calendrier, holidays, jours fériés, jours ouvrés, working_days",
    "country": "pays, nation, land",
    "region": "région, subdivision, state, département, departement, province",
}


# Of two keys that a word may stand for, the one that belongs to a key written beside it.
_BESIDE = {"code": "typed", "register": "key"}


def key_meant(word: str, keys: Collection[str], written: Collection[str]) -> str | None:
    """The key, of those a table has and that are not `written` in it, for which people write this word."""
    return next(iter(keys_meant(word, keys, written)), None)


def keys_meant(word: str, keys: Collection[str], written: Collection[str]) -> list[str]:
    """All such keys, the likeliest first."""
    found = [key for key in _by_word().get(slug(word), ()) if key in keys and key not in written]
    beside = {_BESIDE[other] for other in written if other in _BESIDE}
    return sorted(found, key=lambda key: key not in beside)


@cache
def _by_word() -> Mapping[str, tuple[str, ...]]:
    """word -> the keys it may stand for, in the order of the table above."""
    found: dict[str, tuple[str, ...]] = {}
    for key, words in MEANT.items():
        for word in words.split(","):
            found[slug(word)] = (*found.get(slug(word), ()), key)
    return found
