"""PDFs: what they carry, what they fetch (nothing), what a hostile one may cost."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape
from pypdf import PdfReader

from engine.delivery.documents import DocumentContent, DocumentGroup, DocumentRow, document_html
from engine.delivery.pdf import MOST_HTML, PdfFailed, PdfMaker
from engine.delivery.templates import environment
from engine.fonts import Fonts
from engine.shipped import shipped

FONTS = Fonts([shipped() / "templates" / "fonts"])
TEMPLATES = shipped() / "templates"
OWN_FONTS = Path(__file__).parents[1] / "support" / "fonts"
ADDRESS = "a" * 88 + "@exemple.org"
CONTENT = Markup("<p><strong>À conserver</strong>, <em>en lieu sûr</em>.</p><ul><li>un point</li></ul>")


@pytest.fixture(scope="module")
def maker() -> Iterator[PdfMaker]:
    made = PdfMaker(FONTS, seconds=8)
    made.warm()
    yield made
    made.close()


@pytest.fixture(scope="module")
def own() -> Iterator[PdfMaker]:
    """With a font of the site: some characters of Chinese and Japanese."""
    made = PdfMaker(Fonts([OWN_FONTS, *FONTS.folders]), seconds=8)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reader(maker: PdfMaker) -> PdfReader:
    return PdfReader(BytesIO(maker.make(_document())))


@pytest.mark.parametrize(
    "words",
    [
        "Récapitulatif de votre espace",
        "Établi le mardi 24 novembre 2026 à 10:32",
        "À conserver",
        "0012345678",
        "Œuvrard-Łukasz Yıldırım, née Çağlar",
        "Привет, Анна",
        "مرحبا بالعالم",
        "Dupont & <b>Fils</b>",
        "Non renseigné",
        "• un point",
        "Document de démonstration",
        "1 / 1",
    ],
)
def test_its_words_can_be_copied_out_of_it(reader: PdfReader, words: str) -> None:
    assert words in _text(reader)


def test_a_value_of_several_lines_keeps_them(reader: PdfReader) -> None:
    assert "12 bis, rue de l'Église\nbâtiment C" in _text(reader)


def test_a_long_address_wraps_inside_its_column(reader: PdfReader) -> None:
    """Broken where the line ends, not cut off: copied without the break it is whole."""
    assert ADDRESS in _text(reader).replace("\n", "")
    right_edge = 595 - 20 * 72 / 25.4
    for start, width in _runs_of(reader, "a" * 20):
        assert start + width <= right_edge + 1


def test_title_language_and_author_are_its_own(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Récapitulatif de votre espace"
    assert reader.metadata.author == "Démarches de démonstration"
    assert reader.root_object["/Lang"] == "fr"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"], "a reader shows its title, not its file's name"


def test_every_font_that_draws_a_letter_is_embedded(reader: PdfReader) -> None:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].split("+")[-1] for font in fonts if "/FontDescriptor" in font}
    assert names == {"DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts if "/FontDescriptor" in font)
    # xhtml2pdf names Helvetica for a run without letters.
    assert {font["/BaseFont"] for font in fonts if "/FontDescriptor" not in font} <= {"/Helvetica"}


def test_pages_are_a4_and_numbered(maker: PdfMaker) -> None:
    rows = tuple(DocumentRow(f"Rubrique {n}", f"valeur {n}") for n in range(60))
    reader = PdfReader(BytesIO(maker.make(_document(groups=(DocumentGroup("Suite", rows),)))))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    last = len(reader.pages)
    assert last > 1
    assert f"{last} / {last}" in reader.pages[-1].extract_text().replace("\xa0", " ")


def test_a_value_is_never_markup_nor_a_template(maker: PdfMaker) -> None:
    hostile = "<img src=x> {{ 7*7 }} <pdf:nextpage> &amp;"
    html = _document(groups=(DocumentGroup("Nom", (DocumentRow("Nom", hostile),)),))
    assert hostile in _text(PdfReader(BytesIO(maker.make(html))))


class OlderMarkup(Markup):
    """As before markupsafe 3: what it is to be parted by is escaped, and not found."""

    def partition(self, sep: str) -> tuple[Markup, Markup, Markup]:
        return super().partition(escape(sep))


@pytest.mark.parametrize("kind", [Markup, OlderMarkup])
def test_a_letter_has_the_first_paragraph_in_its_window_and_the_rest_below(kind: type[Markup]) -> None:
    html = _document(template="posted", text=kind("<p>12 rue des Lilas<br>75005 Paris</p><p>Bonjour,</p><p>Merci.</p>"))
    assert "<td></td><td><p>12 rue des Lilas<br>75005 Paris</p></td></tr>" in html
    assert '<div class="content"><p>Bonjour,</p><p>Merci.</p></div>' in html
    alone = _document(template="posted", text=kind("Bonjour"))
    assert '<div class="content">Bonjour</div>' in alone


def test_a_word_the_layout_lacks_is_an_error_and_no_blank(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "document.html").write_text("{{ titel }}", encoding="utf-8")
    with pytest.raises(UndefinedError):
        _document(folders=[tmp_path, TEMPLATES])


def test_a_site_may_replace_one_block(tmp_path: Path, maker: PdfMaker) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "mine.html").write_text(
        '{% extends "pdf/document.html" %}{% block title %}<h1>Attestation</h1>{% endblock %}', encoding="utf-8"
    )
    text = _text(PdfReader(BytesIO(maker.make(_document(folders=[tmp_path, TEMPLATES], template="mine")))))
    assert "Attestation" in text
    assert "0012345678" in text


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        ("東京 Lefèvre", "\ufffd\ufffd Lefèvre"),  # a sign that says so, where an empty box says nothing
        ("दिल्ली", "\ufffd\ufffd\ufffd"),  # one for each character that people see
        ("👨\u200d👩\u200d👧 ok", "\ufffd ok"),
        ("a &eacute; <b>東</b> {{ 7 }}", "a &eacute; <b>\ufffd</b> {{ 7 }}"),  # and no value becomes markup by it
        ("x\u0303 e\u0301", "x\u0303 é"),
        ("𝔸 😀", "𝔸 😀"),  # beyond U+FFFF
        ("a\u3000b\u3164c", "a bc"),
        ("ٹھیک مرحبا", "ٹھیک مرحبا"),
    ],
)
def test_what_no_font_has_is_shown_as_missing_and_the_rest_is_whole(maker: PdfMaker, value: str, drawn: str) -> None:
    html = _document(groups=(DocumentGroup("", (DocumentRow("Valeur", value),)),))
    text = _text(PdfReader(BytesIO(maker.make(html))))
    if any(unicodedata.bidirectional(letter) == "AL" for letter in drawn):  # read back in the order of the lines
        assert {*drawn.split()} <= {word for line in text.splitlines() for word in line.split()}
    else:
        assert unicodedata.normalize("NFKC", drawn) in text


def test_a_site_s_own_font_draws_what_the_first_lacks(own: PdfMaker) -> None:
    """In the title, the text, bold and italic, a value; and the PDF's own title is not touched."""
    html = _document(groups=(DocumentGroup("組", (DocumentRow("Ville 渋", "東京 Œuvrard\n東 大"),)),))
    html = html.replace("en lieu sûr", "日本").replace("À conserver", "受領").replace("Récapitulatif", "東京")
    reader = PdfReader(BytesIO(own.make(html)))
    text = _text(reader)
    for words in ("組", "Ville 渋", "東京 Œuvrard\n東 \ufffd", "受領, 日本.", "東京 de votre espace"):
        assert words in text
    assert reader.metadata is not None
    assert reader.metadata.title == "東京 de votre espace"
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    droid = [font for font in fonts if "Droid" in font["/BaseFont"]]
    assert droid
    assert all("/FontFile2" in font["/FontDescriptor"] for font in droid)


def test_a_style_of_the_site_may_name_no_other_file_for_a_font(own: PdfMaker, tmp_path: Path) -> None:
    """Its fonts are loaded before any document: the document itself still reads nothing."""
    canary = tmp_path / "canary.ttf"
    canary.write_bytes((OWN_FONTS / "droid-subset.ttf").read_bytes())
    markup = VECTORS["font"].format(url=f"file://{tmp_path}/canary.ttf#", host="")
    made = _made_or_refused(own, f"<html><body>{markup}<p style='font-family: f'>大</p></body></html>")
    assert b"Droid" not in made


def test_a_font_that_is_gone_when_the_process_starts_takes_no_document_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    font = tmp_path / "other.ttf"
    font.write_bytes((OWN_FONTS / "droid-subset.ttf").read_bytes())
    fonts = Fonts([tmp_path, *FONTS.folders])
    assert not fonts.missing("東")
    font.unlink()
    maker = PdfMaker(fonts)
    assert maker.make("<p>Zoé 東</p>").startswith(b"%PDF")
    maker.close()
    assert "other.ttf" in capfd.readouterr().err  # for whoever runs the service


def test_the_number_by_which_the_case_is_known_is_large_and_framed(maker: PdfMaker) -> None:
    rows = (DocumentRow("Numéro", "0012345678"), DocumentRow("Créé", "le 24"))
    framed, plain = (
        PdfReader(BytesIO(maker.make(_document(groups=(DocumentGroup("", rows, framed=framed),)))))
        for framed in (True, False)
    )
    assert _size_of(framed, "0012345678") > 1.4 * _size_of(plain, "0012345678")
    assert _size_of(framed, "le 24") == _size_of(plain, "le 24")
    content = framed.pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b".933333 .94902 .976471 rg") >= 4  # each of its cells is tinted


@pytest.mark.parametrize("first", ["0012345678", None], ids=["given", "not given"])
@pytest.mark.parametrize("more", [(), (DocumentRow("Créé", "31 mars"),)], ids=["alone", "two"])
def test_framed_or_not_values_stand_in_one_column_and_each_on_the_line_of_its_name(
    maker: PdfMaker, first: str | None, more: tuple[DocumentRow, ...]
) -> None:
    framed = DocumentGroup("", (DocumentRow("Numéro", first), *more), framed=True)
    plain = DocumentGroup("Usager", (DocumentRow("Nom", "Martin"),))
    reader = PdfReader(BytesIO(maker.make(_document(groups=(framed, plain)))))
    (_, name), (column, number) = _place_of(reader, "Numéro"), _place_of(reader, first or "Non renseigné")
    assert abs(name - number) < 0.3
    for value in ("Martin", *(row.value or "" for row in more)):
        assert abs(_place_of(reader, value)[0] - column) < 0.3


def test_how_to_reach_assistance_stands_at_the_foot(maker: PdfMaker) -> None:
    html = _document(foot=("Assistance : 01 23 45 67 89",))
    assert "Assistance : 01 23 45 67 89\nDocument de démonstration" in _text(PdfReader(BytesIO(maker.make(html))))


# {url} is a listener on loopback: a connection to it is a hit.
VECTORS = {
    "image": '<img src="{url}/a.png">',
    "image without scheme": '<img src="//{host}/a.png">',
    "image relative to a base": '<base href="{url}/"><img src="a.png">',
    "style sheet": '<link rel="stylesheet" href="{url}/a.css">',
    "import": '<style>@import url("{url}/a.css");</style>',
    "import without url()": '<style>@import "{url}/a.css";</style>',
    "font": '<style>@font-face {{ font-family: f; src: url("{url}/a.ttf"); }} p {{ font-family: f }}</style><p>x</p>',
    "font tag": '<pdf:font name="f" src="{url}/a.ttf"><p style="font-family: f">x</p>',
    "background of the page": '<style>@page {{ background-image: url("{url}/a.pdf"); }}</style>',
    "background picture of a page": '<style>@page {{ background-image: url("{url}/a.png"); }}</style>',
    "background in a style": '<p style="background-image: url({url}/a.png)">x</p>',
    "background attribute": '<body background="{url}/a.png"><table background="{url}/b.png"><tr><td>x</table>',
    "page template": '<pdf:template name="t" background="{url}/a.pdf"></pdf:template>',
    "list marker": '<ul style="list-style-image: url({url}/a.png)"><li>x</li></ul>',
    "generated content": '<style>p::before {{ content: url("{url}/a.png"); }}</style><p>x</p>',
    "object, embed, frame": '<object data="{url}/a"></object><embed src="{url}/b"><iframe src="{url}/c"></iframe>',
    "svg": '<svg><image href="{url}/a.png" xlink:href="{url}/b.png"/><use href="{url}/c.svg#d"/></svg>',
    "svg inside a data URI": '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    'xmlns:xlink=%22http://www.w3.org/1999/xlink%22%3E%3Cimage xlink:href=%22{url}/a.png%22/%3E%3C/svg%3E">',
    "entity of a document type": '<!DOCTYPE p [<!ENTITY x SYSTEM "{url}/a">]><p>&x;</p>',
    "inserted document": '<link rel="attachment" href="{url}/a.pdf"><pdf:insert src="{url}/a.pdf">',
    "script and form": '<script src="{url}/a.js"></script><input type="image" src="{url}/b.png">',
}


@pytest.mark.parametrize("vector", VECTORS)
def test_a_document_reaches_no_server(maker: PdfMaker, vector: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        markup = VECTORS[vector].format(url=f"http://{host}", host=host)
        _made_or_refused(maker, f"<html><body><p>before</p>{markup}</body></html>")
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has connected
            listener.accept()


@pytest.mark.parametrize("vector", VECTORS)
def test_a_document_reads_no_file(maker: PdfMaker, vector: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("canary-7c1f", encoding="utf-8")
    for url in (f"file://{canary}#", f"{canary}#", str(canary)):
        made = _made_or_refused(maker, "<html><body>" + VECTORS[vector].format(url=url, host=url) + "</body></html>")
        assert b"canary-7c1f" not in made


BOMBS = {
    "rowspan of a hundred million": "<table><tr><td rowspan=100000000>x</td></tr></table>",
    "colspan of a hundred million": "<table><tr><td colspan=100000000>x</td></tr></table>",
    "200 cells of 1000 by 1000": "<table>" + "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 200 + "</table>",
    "50 000 nested boxes": "<div>" * 50_000,
    "60 nested tables": "<table><tr><td>" * 60,
    "15 000 pages": "<pdf:nextpage>" * 15_000,
    "a selector of 80 000 names": "<style>" + "a " * 80_000 + "{color: red}</style><p>x",
    "a letter as high as a mountain": "<p style='font-size: 100000000pt'>x",
    "120 000 words": "a " * 120_000,
    "1 MB of text": "a " * 500_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_in_a_clear_error_within_its_limits(limited: PdfMaker, bomb: str) -> None:
    begun = time.monotonic()
    with pytest.raises(PdfFailed) as failed:
        limited.make("<html><body>" + BOMBS[bomb])
    assert time.monotonic() - begun < 4
    assert failed.value.why in ("size", "time", "memory", "content")


def test_after_a_bomb_the_next_document_is_made(limited: PdfMaker) -> None:
    with pytest.raises(PdfFailed, match="time"):
        limited.make("<div>" * 50_000)
    assert limited.make("<p>next</p>").startswith(b"%PDF")


@pytest.fixture(scope="module")
def limited() -> Iterator[PdfMaker]:
    made = PdfMaker(FONTS, memory_mb=256, seconds=1)
    made.make("<p>warm</p>")
    yield made
    made.close()


def test_too_large_is_told_before_any_work() -> None:
    with pytest.raises(PdfFailed) as failed:
        PdfMaker(FONTS).make("x" * (MOST_HTML + 1))
    assert failed.value.why == "size"


def test_more_than_may_be_made_at_once_wait_for_a_turn_and_then_are_told_to_come_back() -> None:
    maker = PdfMaker(FONTS, seconds=1, at_once=1, patience=0.2)
    with ThreadPoolExecutor(3) as threads:
        reasons = sorted(threads.map(lambda n: _reason(maker, "<div>" * 50_000 + str(n)), range(3)))
    maker.close()
    assert reasons == ["busy", "busy", "time"]


def test_each_thread_gets_its_own_document(maker: PdfMaker) -> None:
    def read(number: int) -> str:
        return _text(PdfReader(BytesIO(maker.make(f"<p>document {number}</p>"))))

    with ThreadPoolExecutor(8) as threads:
        read_back = list(threads.map(read, range(24)))
    assert [text.strip() for text in read_back] == [f"document {number}" for number in range(24)]


def test_the_same_html_is_made_once(maker: PdfMaker) -> None:
    assert maker.make("<p>twice</p>") is maker.make("<p>twice</p>")


def test_a_document_takes_less_than_half_a_second(maker: PdfMaker) -> None:
    """p95 of twenty recaps, once the process is warm."""
    taken = []
    for number in range(20):
        html = _document(made_on=f"Établi le {number}")
        begun = time.monotonic()
        maker.make(html)
        taken.append(time.monotonic() - begun)
    assert sorted(taken)[18] < 0.5


def test_no_process_is_left_behind() -> None:
    before = _children()
    maker = PdfMaker(FONTS, seconds=1)
    maker.make("<p>x</p>")
    _reason(maker, "<div>" * 50_000)
    assert len(_children() - before) == 1
    maker.close()
    assert _children() <= before


def test_no_process_is_left_behind_by_a_maker_nobody_closed() -> None:
    before = _children()
    maker = PdfMaker(FONTS)
    maker.make("<p>x</p>")
    del maker
    assert _children() <= before


def test_a_process_that_was_killed_is_replaced() -> None:
    before = _children()
    maker = PdfMaker(FONTS)
    maker.make("<p>one</p>")
    (process,) = _children() - before
    os.kill(process, signal.SIGKILL)
    assert maker.make("<p>two</p>").startswith(b"%PDF")
    maker.close()


def test_a_process_that_cannot_start_is_told_as_such(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python here"))
    assert _reason(PdfMaker(FONTS), "<p>x</p>") == "stopped"


def test_fonts_that_are_not_there_are_told_as_such(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _reason(PdfMaker(Fonts([tmp_path])), "<p>x</p>") == "stopped"
    assert "DejaVuSans" in capfd.readouterr().err  # for whoever runs the service


def test_the_process_does_not_know_the_keys_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary-55d0")
    before = _children()
    maker = PdfMaker(FONTS)
    maker.make("<p>x</p>")
    (process,) = _children() - before
    assert b"canary-55d0" not in Path(f"/proc/{process}/environ").read_bytes()
    maker.close()


def test_the_process_ends_with_the_service_however_that_ends() -> None:
    maker = PdfMaker(FONTS)
    maker.make("<p>x</p>")
    process = maker._idle.pop()
    process._line.close()  # as the system does for a service that was killed
    assert process._process.wait(timeout=10) == 0


def _document(
    *,
    folders: list[Path] | None = None,
    groups: tuple[DocumentGroup, ...] | None = None,
    made_on: str = "Établi le mardi 24 novembre 2026 à 10:32 (heure de Paris)",
    template: str = "document",
    foot: tuple[str, ...] = (),
    text: Markup = CONTENT,
) -> str:
    content = DocumentContent(
        title="Récapitulatif de votre espace",
        language="fr",
        service="Démarches de démonstration",
        groups=groups
        or (
            DocumentGroup("", (DocumentRow("Numéro", "0012345678"), DocumentRow("Adresse", ADDRESS))),
            DocumentGroup(
                "Identité",
                (
                    DocumentRow("Nom", "Œuvrard-Łukasz Yıldırım, née Çağlar"),
                    DocumentRow("Nom cyrillique", "Привет, Анна"),
                    DocumentRow("Nom arabe", "مرحبا بالعالم"),
                    DocumentRow("Raison sociale", "Dupont & <b>Fils</b>"),
                    DocumentRow("Voie", "12 bis, rue de l'Église\nbâtiment C"),
                    DocumentRow("Complément", None),
                ),
            ),
        ),
        content=text,
        made_on=made_on,
        notice="Document de démonstration",
        blank="Non renseigné",
        foot=foot,
    )
    return document_html(environment(folders or [TEMPLATES]), content, template)


def _text(reader: PdfReader) -> str:
    """All its words. Joined Arabic letters are folded to the plain ones, as a search does."""
    return unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in reader.pages))


def _runs_of(reader: PdfReader, start: str) -> list[tuple[float, float]]:
    """Left edge and breadth, in points, of the runs of text that begin so (DejaVu's "a" is 0.613 em broad)."""
    found: list[tuple[float, float]] = []

    def visit(text: str, _cm: object, tm: list[float], _font: object, size: float) -> None:
        if text.startswith(start):
            found.append((tm[4], text.strip().count("a") * 0.613 * size))

    reader.pages[0].extract_text(visitor_text=visit)
    return found


def _size_of(reader: PdfReader, words: str) -> float:
    sizes: list[float] = []

    def visit(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if words in text:
            sizes.append(size)

    reader.pages[0].extract_text(visitor_text=visit)
    return max(sizes)


def _place_of(reader: PdfReader, words: str) -> tuple[float, float]:
    """Where the run of these words begins: from the left, and its baseline from below."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if words in text:
            found.append((cm[4] + tm[4], cm[5] + tm[5]))

    reader.pages[0].extract_text(visitor_text=visit)
    return found[0]


def _made_or_refused(maker: PdfMaker, html: str) -> bytes:
    try:
        made = maker.make(html)
    except PdfFailed:
        return b""
    pages = PdfReader(BytesIO(made)).pages
    return made + "".join(page.extract_text() for page in pages).encode()


def _reason(maker: PdfMaker, html: str) -> str:
    with pytest.raises(PdfFailed) as failed:
        maker.make(html)
    return failed.value.why


def _children() -> set[int]:
    """Processes that this one has started and not yet waited for."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()}
