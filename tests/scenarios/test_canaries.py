"""What a person types is shown as it was typed, wherever it is shown: named after its row in docs/security.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
from lxml import html
from pypdf import PdfReader

from tests.support.person import Page
from tests.support.service_under_test import ServiceUnderTest, text_of

# Each group is typed as one name.
CANARIES = {
    "templates": [
        "{{7*7}}",
        "{% for x in range(9) %}x{% endfor %}",
        "{{ cycler.__init__.__globals__ }}",
        "{nom} {secret} {deadline} {{nom}} {activation}",
        "%s %(nom)s {0.__class__} ${nom} #{nom}",
    ],
    "markup": [
        '<img src="https://evil.example/a.png"><script>alert(1)</script>',
        '"><b onmouseover="x">',
        "' autofocus onfocus='x",
        "</textarea></title></style><iframe src=//evil.example><style>*{display:none}</style>",
        "<!-- --><![CDATA[ &lt;b&gt; &amp;amp; &#60;i&#62;",
        "<pdf:nextpage><pdf:barcode value=x>",
    ],
    "Markdown": [
        "- un **gras** _x_ `code` # titre",
        "[cliquez](https://evil.example) ![x](https://evil.example/a.png) <https://evil.example>",
        "[x](entry:debut) [y](document:recu) [z]: https://evil.example",
    ],
    "Markdown's blocks": ["> # 1. ``` ~~~ --- === | a | b |", "\\*x\\* \\"],
}

FLOW = """
    parcours: 1
    flow: canari
    title: Un canari
    version: "1"
    language: fr
    timezone: Europe/Paris
    entries: {debut: {state: nom}}
    states:
      nom:
        title: Votre nom
        form: nom
        transitions:
          refuser:
            label: Refuser
            first_of:
              - {guard: given(avis), refuse: {field: nom, message: "Refusé : **{nom}** et {avis}."}}
              - {target: relire}
          continuer: {label: Continuer, target: relire}
      relire:
        title: "Relisez, {nom}"
        content: |
          # {nom}

          - {nom}
          - [{nom}](page:aide) et **{avis}**

          {nom}
        notes: [{title: "Pour {nom}", text: "{avis}"}]
        show: [nom, avis]
        review: true
        back: {label: Retour}
        transitions: {finir: {label: "Finir, {nom}", target: fini, effects: [{mail: merci}]}}
      fini:
        title: Fini
        rest: true
        links: [{label: "Le reçu de {nom}", document: recu}]
    pages: {aide: {title: Aide, content: Aide.}}
    mails:
      merci:
        to: email
        subject: "Merci, {nom}"
        content: |
          Bonjour **{nom}**,

          {nom}

          - [{nom}](page:aide) : {avis}
    documents:
      recu: {title: "Reçu de {nom}", content: "Merci **{nom}**.\\n\\n{avis}", show: [nom, avis], review: true}
    retention: {draft: 24 hours, closed: 24 hours}
"""
FORM = """
    type: object
    required: [nom, email]
    properties:
      nom: {type: string, title: Nom}
      email: {type: string, format: email, title: Courriel}
      avis: {type: string, title: Avis, x-widget: textarea}
"""


class Outputs(NamedTuple):
    pages: dict[str, Page]
    mail: EmailMessage
    pdf: str


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceUnderTest]:
    folder = tmp_path_factory.mktemp("canaries")
    for name, text in (("flows/canari.yaml", FLOW), ("forms/nom.yaml", FORM)):
        (folder / name).parent.mkdir()
        (folder / name).write_text(dedent(text), encoding="utf-8")
    service = ServiceUnderTest(folder, folder)
    yield service
    service.close()


@pytest.fixture(scope="module", params=CANARIES)
def typed(request: pytest.FixtureRequest, service: ServiceUnderTest) -> tuple[str, Outputs]:
    """What was typed, and everything that was shown of it."""
    canary = " ".join(CANARIES[request.param])
    given = {"nom": canary, "avis": canary, "email": f"canari{len(service.mails())}@exemple.fr"}
    person = service.person()
    person.open("/canari/start/debut")
    pages = {"a fault": person.press("Continuer", **{**given, "email": "faux"})}
    pages["a refusal"] = person.press("Refuser", **given)
    pages["the summary"] = person.press("Continuer", **given)
    pages["an earlier form"] = person.open("/canari/nom")
    person.open("/canari/relire")
    pages["the end"] = person.press(None, event="finir")
    pdf = person.open("/canari/document/recu")
    assert pdf.headers["Content-Type"] == "application/pdf", pdf.text
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf.body)).pages)
    mail = service.mails()[-1]
    pages["the mailbox"] = person.open("/_dev/mails")
    return canary, Outputs(pages, mail, text)


def squeezed(text: str) -> str:
    """Without its spaces: a PDF and a mail break lines where they like."""
    return re.sub(r"\s+", "", text)


def strange(tree: Any) -> list[str]:
    """Markup that no template of ours has, and addresses of another's."""
    found = tree.xpath(
        "//script|//iframe|//main//b|//main//i|//textarea//*"
        "|//img[not(starts-with(@src, '/challenge/') or starts-with(@src, '/static/mark.svg?'))]"
        "|//*[@onmouseover or @onfocus or @autofocus][not(@id='errors')]"
        "|//*[contains(@href, 'evil') or contains(@src, 'evil') or contains(@action, 'evil')]"
    )
    return [html.tostring(element).decode()[:200] for element in found]


def test_templates_pages_show_it_as_it_was_typed(typed: tuple[str, Outputs]) -> None:
    canary, shown = typed
    for name, page in shown.pages.items():
        assert strange(page.tree) == [], name
        assert "evil.example/" not in page.headers.get("Location", "")
    for name in ("a fault", "a refusal", "an earlier form"):
        page = shown.pages[name]
        assert page.value("nom") == canary, name
        # A browser drops the line break with which a text area's content begins.
        assert page.value("avis") in {canary, f"\n{canary}"}, name
    assert squeezed(f"Refusé : {canary} et {canary}.") in squeezed(shown.pages["a refusal"].errors[0])
    summary = squeezed(shown.pages["the summary"].text)
    assert summary.count(squeezed(canary)) >= 10, "in every text, list, link, label and row"
    assert squeezed(f"Relisez, {canary}") == squeezed(shown.pages["the summary"].h1)
    assert squeezed(canary) in squeezed(shown.pages["the end"].text), "in a link's words"
    assert squeezed(f"Merci, {canary}") in squeezed(shown.pages["the mailbox"].text)


def test_templates_mails_show_it_as_it_was_typed(typed: tuple[str, Outputs]) -> None:
    canary, shown = typed
    assert shown.mail["Subject"] == f"Merci, {canary} – Parcours"
    part = shown.mail.get_body(("html",))
    assert part
    tree = html.fromstring(part.get_content())
    assert strange(tree) == []
    for text in (text_of(shown.mail), tree.find("body").text_content()):
        assert squeezed(text).count(squeezed(canary)) >= 4


def test_templates_the_pdf_shows_it_as_it_was_typed(typed: tuple[str, Outputs]) -> None:
    canary, shown = typed
    assert squeezed(shown.pdf).count(squeezed(canary)) >= 6
    assert "\n49\n" not in shown.pdf
