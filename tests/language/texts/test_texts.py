"""Texts: Markdown of the analyst, values of anybody, and never the one taken for the other."""

from __future__ import annotations

import re
import time

import pytest
from markupsafe import escape

from engine.delivery.display import shown_tries
from engine.language.texts.text import Locale, Text, literal, parse_text
from engine.problems import Place

HERE = Place("flows/f.yaml", 3, 10, 1, "  title: …")


def href(kind: str, target: str) -> tuple[str, bool]:
    """Addresses as a site gives them: pages open in a new tab."""
    return (target if kind == "url" else f"/{kind}/{target}", kind == "page")


def nowhere(kind: str, target: str) -> tuple[str, bool]:
    return ("", False)


def text(source: str) -> Text:
    parsed, problems = parse_text(source, HERE)
    assert problems == []
    return parsed


# What the analyst writes


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Un *mot*, **deux**", "<p>Un <em>mot</em>, <strong>deux</strong></p>"),
        ("a\nb", "<p>a\nb</p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("a\n\n---", "<p>a</p>\n<hr>"),
        ("```\na < b\n```", "<pre><code>a &lt; b</code></pre>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("# Un\n\n## Deux", "<h2>Un</h2>\n<h3>Deux</h3>"),
        ("### Un", "<h2>Un</h2>"),
        ("Entrez, « * » = obligatoire", "<p>Entrez, «\u00a0*\u00a0» = obligatoire</p>"),
        ("R&D, l'été", "<p>R&amp;D, l&#39;été</p>"),
    ],
)
def test_markdown_becomes_html(source: str, html: str) -> None:
    assert text(source).html({}, href) == html


def test_headings_begin_under_the_heading_that_stands_above_them() -> None:
    assert text("# Un").html({}, href, 3) == "<h3>Un</h3>"


@pytest.mark.parametrize("source", ["1. Pré-inscription", "- x", "# x", "> x", "* obligatoire", "+ x", "---"])
def test_a_label_keeps_the_characters_that_would_begin_a_block(source: str) -> None:
    assert text(source).inline({}, href) == source.strip().replace(">", "&gt;")
    assert text(source).plain({}, href) == source.strip()


@pytest.mark.parametrize("source", ["<b>a</b>", "<!-- a -->", "<script>alert(1)</script>", "<http://exemple.fr>"])
def test_html_in_a_text_is_shown_as_typed(source: str) -> None:
    assert "<" not in text(source).html({}, href).removeprefix("<p>").removesuffix("</p>")
    assert text(source).plain({}, href) == source


def test_the_characters_of_an_option_without_a_title_mean_themselves() -> None:
    shown = literal("{a} *b* [c](page:d) - e", HERE)
    assert shown.plain({"a": "x"}, href) == "{a} *b* [c](page:d) - e"
    assert shown.inline({"a": "x"}, href) == "{a} *b* [c](page:d) - e"
    assert (shown.placeholders, shown.links) == ((), ())


# Links


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("[a](entry:b)", '<a href="/entry/b">a</a>'),
        ("[a](page:b)", '<a href="/page/b" target="_blank" rel="noopener">a</a>'),
        ("[a](document:b)", '<a href="/document/b">a</a>'),
        ("[a](flow:b)", '<a href="/flow/b">a</a>'),
        ("[a](https://exemple.fr/?a=1&b=2)", '<a href="https://exemple.fr/?a=1&amp;b=2">a</a>'),
        ("[a](mailto:a@exemple.fr)", '<a href="mailto:a@exemple.fr">a</a>'),
        ("[a](tel:+33102030405)", '<a href="tel:+33102030405">a</a>'),
    ],
)
def test_a_link_leads_where_the_site_says(source: str, html: str) -> None:
    assert text(source).inline({}, href) == html


def test_a_link_without_an_address_is_its_words() -> None:
    assert text("Voir [ici](page:b).").inline({}, nowhere) == "Voir ici."
    assert text("Voir [ici](page:b).").plain({}, nowhere) == "Voir ici."


def test_an_address_is_escaped() -> None:
    shown = text("[a](page:b)").inline({}, lambda kind, target: ('/"><script>', False))
    assert shown == '<a href="/&#34;&gt;&lt;script&gt;">a</a>'


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("javascript:alert(1)", "write one of these"),
        ("java&#x73;cript:alert", "write one of these"),
        ("JavaScript:alert", "write one of these"),
        ("data:text/html,a", "write one of these"),
        ("vbscript:a", "write one of these"),
        ("file:///etc/passwd", "write one of these"),
        ("//exemple.fr", "write one of these"),
        ("https:exemple.fr", "write one of these"),
        ("/conditions", "write one of these"),
        ("conditions", "write page:conditions"),
        ("www.exemple.fr", "write https://www.exemple.fr"),
        ("page:", "write one of these"),
        ("page:Conditions", "write one of these"),
        ("page:{nom}", "write the target out"),
        ("https://exemple.fr/{nom}", "write the target out"),
        ('page:a "titre"', 'take out "titre"'),
    ],
)
def test_a_link_that_leads_nowhere_is_a_problem_with_its_fix(target: str, fix: str) -> None:
    parsed, (problem,) = parse_text(f"[a]({target})", HERE)
    assert (problem.code, problem.fix[: len(fix)]) == ("bad-link", fix)
    assert parsed.links == ()


def test_an_image_is_a_problem() -> None:
    _, (problem,) = parse_text("Voyez ![plan](https://exemple.fr/a.png)", HERE)
    assert (problem.code, problem.place.column, problem.place.width) == ("image-in-text", 16, 33)


# Placeholders


def test_placeholders_are_filled_wherever_words_may_stand() -> None:
    values = {"a": "1", "b.minLength": "20"}
    source = "{a} *{a}* [{a}](page:b) `{a}` {b.minLength}\n\n- {a}\n\n```\n{a}\n```"
    shown = text(source).html(values, nowhere)
    assert shown == ("<p>1 <em>1</em> 1 <code>1</code> 20</p>\n<ul>\n<li>1</li>\n</ul>\n<pre><code>1</code></pre>")
    names = [(p.name, p.figure) for p in text(source).placeholders]
    assert names == [("a", None)] * 4 + [("b", "minLength")] + [("a", None)] * 2


def test_a_missing_value_is_nothing() -> None:
    assert text("Bonjour {a}.").plain({}, href) == "Bonjour ."


@pytest.mark.parametrize(
    ("source", "one", "several"),
    [
        ("{tries_left}", "1", "3"),
        ("Encore {tries_left essai|essais}.", "Encore 1\u00a0essai.", "Encore 3\u00a0essais."),
        ("{tries_left essai restant|essais restants}", "1\u00a0essai restant", "3\u00a0essais restants"),
        ("{tries_left  essai | essais }", "1\u00a0essai", "3\u00a0essais"),
        ("{tries_left cheval|chevaux}", "1\u00a0cheval", "3\u00a0chevaux"),
        ("{tries_left a<b|a&b}", "1\u00a0a<b", "3\u00a0a&b"),
    ],
)
def test_a_figure_has_its_word_in_the_form_that_it_asks_for(source: str, one: str, several: str) -> None:
    for left, shown in ((1, one), (3, several)):
        values = shown_tries(left, Locale("fr", "UTC"))
        assert text(source).plain(values, nowhere) == shown
        assert text(source).inline(values, nowhere) == escape(shown)
        assert text(f"`{source}`").html(values, nowhere) == f"<p><code>{escape(shown)}</code></p>"
    assert shown_tries(None, Locale("fr", "UTC")) == {}
    assert text("{tries_left essai|essais}").plain({}, nowhere) == "", "no word without its figure"


@pytest.mark.parametrize(
    ("language", "left", "shown"),
    [("fr", 0, "0 a"), ("fr", 1, "1 a"), ("fr", 2, "2 b"), ("en", 0, "0 b"), ("en", 1, "1 a"), ("en", 2, "2 b")],
)
def test_nought_is_counted_as_the_language_does(language: str, left: int, shown: str) -> None:
    values = shown_tries(left, Locale(language, "UTC"))
    assert text("{tries_left a|b}").plain(values, nowhere) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize(("source", "shown"), [("{{a}}", "{a}"), ("{{{a}}}", "{1}"), ("a }} b", "a } b")])
def test_a_doubled_brace_is_a_brace(source: str, shown: str) -> None:
    assert text(source).plain({"a": "1"}, href) == shown


HOSTILE = [
    "<b>x</b>", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "*x*", "**x**", "`x`", "[x](page:y)",
    "![x](y)", "{a}", "{{7*7}}", "{% x %}", "https://exemple.fr", "&lt;", "&amp;", "# x", "- x", "1. x", "a\\*", "_x_",
    "<!--", "]]>", "x](javascript:alert(1))", "\u202ex", "'", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "source", ["{v}", "a {v} b", "[{v}](page:b)", "`{v}`", "- {v}", "# {v}", "```\n{v}\n```", "*{v}*"]
)
def test_a_value_is_its_characters_and_never_markup(source: str, value: str) -> None:
    def escaped(characters: str) -> str:
        for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
            characters = characters.replace(sign, entity)
        return characters

    parsed = text(source)
    for shown in (parsed.html, parsed.inline):
        around = str(shown({"v": "\ue000"}, href))
        assert str(shown({"v": value}, href)) == around.replace("\ue000", escaped(value))
    assert parsed.plain({"v": value}, href) == parsed.plain({"v": "\ue000"}, href).replace("\ue000", value)


def test_a_value_of_several_lines_keeps_them_in_html_and_none_in_a_subject() -> None:
    values = {"v": "a\r\nb\nc\x0bd\u2028e"}
    assert text("{v}").inline(values, href) == "a<br>\nb<br>\nc\x0bd\u2028e"
    assert text("Objet : {v}").plain(values, href) == "Objet\u00a0: a b c d e"


def test_the_no_break_spaces_of_french_stay() -> None:
    assert text("Objet\u00a0: {v}").plain({"v": "12\u202f500"}, href) == "Objet\u00a0: 12\u202f500"


@pytest.mark.parametrize(
    ("source", "shown", "why"),
    [
        ("Qui ? Moi ! Or ; donc : fin", "Qui_? Moi_! Or_; donc_: fin", "before each of the four marks"),
        ("dit « {v} » et (« oui »)", "dit «_a : b_» et («_oui_»)", "inside quotes; what a person typed stays as typed"),
        ("l'«\nautre\n» suit\n: fin", "l'«_autre_» suit_: fin", "where the author's line ended"),
        ("le 0809 400 210, ou +33 1 02 03", "le 0809_400_210, ou +33_1_02_03", "between the groups of a number"),
        ("*Lire* : {v} !", "Lire_: a : b_!", "beside emphasis and values"),
        ("https://a.fr/?b :c `d : e`", "https://a.fr/?b :c d : e", "not in an address, before a word, in code"),
        ("Er sagte »ja« und ging", "Er sagte »ja« und ging", "other languages' quotes turn the other way"),
        ("Name: x? Yes! 10:30", "Name: x? Yes! 10:30", "nor where no space was typed"),
    ],
)
def test_no_line_breaks_before_a_mark_of_french_or_inside_its_quotes(source: str, shown: str, why: str) -> None:
    assert text(source).plain({"v": "a : b"}, href) == shown.replace("_", "\u00a0"), why
    html = re.sub("<[^>]+>", "", text(source).inline({"v": "a : b"}, href))
    assert html.replace("&#39;", "'") == shown.replace("_", "\u00a0"), why


@pytest.mark.parametrize("source", ["{code}", "**{code}**", "a\n\n{code}\n\nb"])
def test_a_paragraph_of_one_placeholder_can_be_set_apart(source: str) -> None:
    assert '<p class="alone">' in text(source).html({"code": "ABC"}, href)


@pytest.mark.parametrize(("value", "apart"), [("x" * 60, True), ("x" * 61, False), ("Deux\nlignes", False)])
def test_words_that_take_longer_to_read_than_a_glance_are_not_set_apart(value: str, apart: bool) -> None:
    assert ('<p class="alone">' in text("a\n\n{code}").html({"code": value}, href)) == apart


@pytest.mark.parametrize("source", ["{code}.", "{a}{b}", "a {code}", "[{code}](page:b)"])
def test_a_paragraph_of_more_is_like_any_other(source: str) -> None:
    assert 'class="alone"' not in text(source).html({"code": "ABC"}, href)


@pytest.mark.parametrize(
    ("source", "code", "column", "width", "fix"),
    [
        ("a { b", "lone-brace", 12, 1, 'write "{{" for the character itself'),
        ("a } b", "lone-brace", 12, 1, 'write "}}" for the character itself'),
        ("{nom", "lone-brace", 10, 1, 'write "{{"'),
        ("ab {Nom}", "bad-placeholder", 13, 5, "write {nom}"),
        ("{ nom }", "bad-placeholder", 10, 7, "write {nom}"),
        ("{}", "bad-placeholder", 10, 2, "write a name"),
        ("{nom.}", "bad-placeholder", 10, 6, "write {nom}"),
        ("{a.b.c}", "bad-placeholder", 10, 7, "write a name"),
        ("{7*7}", "bad-placeholder", 10, 5, "write a name"),
        ("`{Nom}`", "bad-placeholder", 11, 5, "write {nom}"),
        # A bar belongs to the one figure that counts a word.
        ("{nom un|deux}", "bad-placeholder", 10, 13, "write {nom}"),
        ("{nom|a}", "bad-placeholder", 10, 7, "write {nom}"),
        ("{tries_left|essais}", "bad-placeholder", 10, 19, "write {tries_left try|tries}"),
        ("{tries_left essai}", "bad-placeholder", 10, 18, "write {tries_left try|tries}"),
        ("{tries_left essai|}", "bad-placeholder", 10, 19, "write {tries_left try|tries}"),
        ("{tries_left |essais}", "bad-placeholder", 10, 20, "write {tries_left try|tries}"),
        ("{tries_left a|b|c}", "bad-placeholder", 10, 18, "write {tries_left try|tries}"),
    ],
)
def test_a_brace_that_is_no_placeholder_is_a_problem_where_it_stands(
    source: str, code: str, column: int, width: int, fix: str
) -> None:
    _, (problem,) = parse_text(source, HERE)
    assert (problem.code, problem.place.line, problem.place.column, problem.place.width) == (code, 3, column, width)
    assert problem.fix.startswith(fix)


def test_all_problems_of_a_text_are_told_at_once() -> None:
    _, problems = parse_text("{A} { [b](c) ![d](e)", HERE)
    assert [p.code for p in problems] == ["bad-placeholder", "lone-brace", "bad-link", "image-in-text"]


# Places


def test_in_a_longer_text_each_place_is_in_its_own_line() -> None:
    block = Place("flows/f.yaml", 5, 7, 1, "      Un {un}")
    source = "Un {un}\n\n- deux {deux}\n  encore {trois}\n\n> [mot](page:quatre)\n\n```\n{cinq}\n```\n{Six}\n"
    parsed, (problem,) = parse_text(source, block)
    places = [(p.name, p.place.line, p.place.column) for p in parsed.placeholders]
    assert places == [("un", 5, 10), ("deux", 7, 14), ("trois", 8, 16), ("cinq", 13, 7)]
    assert [(link.place.line, link.place.column) for link in parsed.links] == [(10, 20)]  # its target
    assert (problem.place.line, problem.place.column, problem.place.source) == (15, 7, "      {Six}")


def test_after_an_escape_in_quotes_the_place_is_found_by_the_words() -> None:
    line = r'  title: "Dit \"oui\" à {nom}"'
    parsed, _ = parse_text('Dit "oui" à {nom}', Place("flows/f.yaml", 1, 11, 1, line))
    place = parsed.placeholders[0].place
    assert line[place.column - 1 :].startswith("{nom}")


# Plain text


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("[Activez](entry:a) avant", "Activez </entry/a> avant"),
        ("[https://exemple.fr](https://exemple.fr)", "https://exemple.fr"),
        ("[a@exemple.fr](mailto:a@exemple.fr)", "a@exemple.fr"),
        ("[0809 400 210](tel:0809400210)", "0809\u00a0400\u00a0210"),
        ("**a** *b* `c`", "a b c"),
        ("a\nb\n\nc", "a b\n\nc"),
        ("# Un\n\ndeux", "Un\n\ndeux"),
        ("- a\n- b\n\nc", "- a\n- b\n\nc"),
        ("1. a\n2. b\n   - c", "1. a\n2. b\n   - c"),
        ("> a\n> b\n\nc", "> a b\n\nc"),
        ("a\n\n```\nb\n  c\n```\n\nd", "a\n\nb\n  c\n\nd"),
    ],
)
def test_plain_text_keeps_the_shape_of_what_is_written(source: str, plain: str) -> None:
    assert text(source).plain({}, href) == plain


LONG = ["[" * 20000, "*" * 20000, "`" * 20000, "{" * 20000, "<" * 20000, "\\" * 20000]
NESTED = ["> " * 5000, "- " * 2000, "[a](" * 5000, "![" * 5000, "*a " * 5000]


@pytest.mark.parametrize("source", [*LONG, *NESTED], ids=lambda source: source[:4])
def test_no_text_takes_long_to_read(source: str) -> None:
    begin = time.process_time()
    parse_text(source, HERE)
    assert time.process_time() - begin < 2
