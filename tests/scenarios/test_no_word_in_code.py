"""
Every word and figure that people see is data: with all of it rewritten, nothing else is left to read.

Of the two languages one is rewritten at a time: a word of the other on its pages, in its mails or in its PDF is found.
"""

from __future__ import annotations

import json
import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from babel import Locale
from pypdf import PdfReader

from engine.language.texts import locales
from engine.shipped import shipped
from tests.support.expert import EMAIL, IDENTITY, PASSWORD
from tests.support.service_under_test import ServiceUnderTest, codes_in, text_of

MARK = "Zq"
MARKERS: dict[str, str] = {}
TEXTS = {"title", "label", "content", "message", "subject", "text", "description", "service", "notice", "x-unit"}
FIGURES = {
    "activation_delay: 48 hours": "activation_delay: 53 hours",
    "code_length: 10": "code_length: 12",
    "captcha_length: 6": "captcha_length: 7",
    "activation_tries: 5": "activation_tries: 4",
    "connexion_tries: 5": "connexion_tries: 4",
    "connexion_pause: 15 minutes": "connexion_pause: 17 minutes",
    "subscriber_digits: 10": "subscriber_digits: 11",
    "dossiers_max: 100": "dossiers_max: 131",
    "time_needed: 10 minutes": "time_needed: 19 minutes",
    "minLength: 20": "minLength: 21",
    "maxLength: 128": "maxLength: 127",
    "maxLength: 100": "maxLength: 101",
    "maxLength: 80": "maxLength: 81",
    "maxLength: 120": "maxLength: 121",
    "maxLength: 30": "maxLength: 31",
}


def marker(word: str) -> str:
    """The marker of a word: of two words, two, for what people choose from must not have the same words."""
    return MARKERS.setdefault(word, MARK + "".join("Zq"[int(bit)] for bit in f"{len(MARKERS):b}"))


def marked(text: str) -> str:
    """Every word and figure a marker; placeholders, link targets and the shape of lists stay."""
    text = re.sub(r"(\{\w+ )[^{}|]+\|[^{}|]+(?=\})", rf"\1{MARK}|{MARK}", text)  # the words that count
    kept = re.split(r"(\{[^{}]*\}|\]\([^()]*\)|^\s*\d+\.\s)", text, flags=re.M)
    return "".join(
        part if i % 2 else re.sub(r"[^\W_]+", lambda word: marker(word[0]), part) for i, part in enumerate(kept)
    )


def rewrite(path: Path, language: str, *, everything: bool = False) -> None:
    """Each text of a file in this language marked, where it stands."""
    text = path.read_text(encoding="utf-8")
    found: list[tuple[int, int, str]] = []

    def visit(node: yaml.Node, is_text: bool) -> None:
        if isinstance(node, yaml.MappingNode) and {key.value for key, _ in node.value} == {"fr", "en"}:
            for key, value in node.value:
                visit(value, is_text and key.value == language)
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = key.value in {"x-messages", "phases"} or everything
                named = key.value in TEXTS and not (key.value == "service" and path.name != "site.yaml")
                named |= (
                    key.value == "beside" and language == "fr" and not value.value.islower()
                )  # a group, by its title
                is_setting = path.name == "site.yaml" and key.value == "settings"
                if key.value == "settings" and not is_setting:
                    for _, setting in value.value:  # figures stay, words in two languages do not
                        visit(setting, isinstance(setting, yaml.MappingNode))
                    continue
                visit(value, named or below or is_setting or is_text)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                visit(item, False)
        elif is_text:
            found.append((node.start_mark.index, node.end_mark.index, node.value))

    visit(yaml.compose(text, Loader=yaml.SafeLoader), False)
    for start, end, value in sorted(found, reverse=True):
        newline = "\n" if text[start:end].endswith("\n") else ""
        text = text[:start] + json.dumps(marked(value), ensure_ascii=False) + newline + text[end:]
    path.write_text(text, encoding="utf-8")


def rewritten(folder: Path, language: str) -> Path:
    for part in ("flows", "forms"):
        shutil.copytree(shipped() / part, folder / part)
        for path in (folder / part).rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            for old, new in FIGURES.items():
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
            rewrite(path, language)
    (folder / "templates" / "texts").mkdir(parents=True)
    own = folder / "templates" / "texts" / f"{language}.yaml"
    shutil.copy(shipped() / "templates" / "texts" / own.name, own)
    rewrite(own, language, everything=True)
    return folder


def of_locale(language: str) -> set[str]:
    """Names of days, months, zones, units and languages, as the locale data has them."""
    data = Locale(language)
    names = [*data.days["format"]["wide"].values(), *data.months["format"]["wide"].values()]
    names += [
        "minutes",
        "France",
        "Paris",
        *(["heures", "et", "English"] if language == "fr" else ["hours", "Français"]),
    ]
    moments = yaml.safe_load((Path(locales.__file__).with_name("moments.yaml")).read_text("utf-8"))
    names += [re.sub(r"\{.*?\}", " ", words) for words in moments[language].values()]
    return {word for name in names for word in re.findall(r"[^\W\d_]+", name)}


def strangers(text: str, service: ServiceUnderTest, language: str) -> set[str]:
    """Words and figures that are neither markers, nor typed, nor the locale's."""
    flow = service.parcours.catalogue.flows["espace_expert"]
    fields = [field for form in flow.forms.values() for field in form.fields.values()]
    examples = [str(example) for field in fields for example in field.examples]
    typed = " ".join([EMAIL, PASSWORD, *IDENTITY.values(), *examples])
    allowed = {MARK, *MARKERS.values(), *re.findall(r"[^\W_]+", typed), *of_locale(language)}
    figures = {"53", "12", "7", "4", "17", "11", "131", "21", "127", "101", "81", "121", "31", "2", "1", "3", "2026"}
    words = set(re.findall(r"[^\W_]+", text))
    known = {word for word in words if word in allowed or word in figures}
    return {
        word for word in words - known if not re.fullmatch(r"\d\d?|\d{11}|[0-9A-Z]{12}|[0-9A-Z]{5}|[0-9A-Z]{2}", word)
    }


@pytest.mark.parametrize(("language", "before"), [("fr", ""), ("en", "/en")])
def test_nothing_that_people_read_stands_in_code_or_templates(tmp_path: Path, language: str, before: str) -> None:
    service = ServiceUnderTest(tmp_path, rewritten(tmp_path / "copy", language))
    person = service.person()
    texts: dict[str, str] = {}

    def read(page: object = None) -> None:
        here = person.page
        texts[f"{here.path} {here.status}"] = here.text + " " + here.title

    for path in ("/", "/procedures", "/assistance", "/espace_professionnel", "/choix_du_mode", "/nowhere"):
        read(person.open(before + path))
    flow = service.parcours.catalogue.flows["espace_expert"]
    for name in flow.pages:
        read(person.open(f"{before}/espace_expert/{name}"))
    read(person.open(f"{before}/espace_expert/start/creation"))
    read(person.press(None, event="continuer"))
    person.open(f"{before}/espace_expert/start/creation")
    read(person.solve(None, event="continuer", accepte=True))
    read(person.press(None, event="continuer", email="x", mot_de_passe="é"))
    secret = {"mot_de_passe": PASSWORD, "mot_de_passe_confirmation": PASSWORD}
    for taken in ("actif@exemple.fr", "certificat@exemple.fr"):
        read(person.press(None, event="continuer", email=taken, email_confirmation=taken, **secret))
    person.press(None, event="autre_adresse")
    read(person.press(None, event="continuer", email=EMAIL, email_confirmation=EMAIL, **secret))
    read(person.press(None, event="continuer"))
    read(person.press(None, event="continuer", **IDENTITY))
    read(person.press(None, event="valider"))
    mail = service.mails()[-1]
    html = mail.get_body(("html",))
    assert html
    texts["mail"] = text_of(mail)
    texts["mail html"] = re.sub(r"<style.*?</style>|<[^>]+>", " ", str(html.get_content()), flags=re.S)
    texts["subject"] = str(mail["Subject"])
    code = codes_in(text_of(mail), 12)[-1]
    read(person.open(f"{before}/espace_expert/start/activation"))
    read(person.solve(None, event="continuer", code_activation="AAAAAAAAAAAA"))
    read(person.solve(None, event="continuer", code_activation=code))
    read(person.press(None, event="continuer", email_saisi="autre@exemple.fr"))
    read(person.press(None, event="continuer", email_saisi=EMAIL))
    pdf = person.open(f"{before}/espace_expert/document/recapitulatif")
    assert pdf.status == 200
    texts["pdf"] = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.body)).pages)
    person.open(f"{before}/espace_expert/espace_cree")
    read(person.press(None, event="acceder"))
    for view in ("gerer_services", "coordonnees"):
        read(person.open(f"{before}/espace_expert/{view}"))
    read(person.press(None, event="se_deconnecter"))
    service.close()

    addresses = {
        "http",
        "https",
        "assistance",
        "espace",
        "expert",
        "start",
        "activation",
        "autre",
        "actif",
        "certificat",
        "nowhere",
        *(["en"] if before else []),
    }
    found = {place: strangers(text, service, language) - addresses for place, text in texts.items()}
    assert {place: strange for place, strange in found.items() if strange} == {}
