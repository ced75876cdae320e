"""Each check of a page finds the mistake that it looks for, and nothing on the same page without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.checks import BROKEN, CUT, EDGES, FILLED, FOCUS, PAPER, SHARED, SMALL

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta name="viewport" content="width=device-width">
<style>
:focus-visible {{ outline: 3px solid #00f; }}
a {{ display: inline-block; padding: 4px 0; }}
button, input {{ border: 2px solid #555; background: #fff; color: #000; min-height: 48px; }}
.primary {{ background: #005; color: #fff; }}
@media print {{ button, a, input {{ display: none; }} }}
{style}
</style></head><body><main><h1>Titre</h1><p id="p">Des mots et <a href="/">un lien</a>.</p>
<p><input name="nom"> <button id="b">Retour</button> <button class="primary">Suite</button></p></main></body></html>"""


@pytest.mark.parametrize(
    ("check", "style", "found"),
    [
        (CUT, "#p { width: 500px; }", "scrolls sideways"),
        (CUT, "#p { position: relative; left: -20px; }", "cut: <p"),
        (CUT, "#p { overflow: hidden; width: 60px; white-space: nowrap; }", "cut: <p"),
        (CUT, "#p { overflow: hidden; height: 10px; }", "cut: <p"),
        (BROKEN, "h1 { width: 2em; overflow-wrap: anywhere; }", "broken: <h1"),
        (FOCUS, "#b:focus { outline: none; }", "no outline: <button"),
        (FOCUS, "#b:focus { outline: 1px solid; }", "no outline: <button"),
        (FOCUS, "#b:focus { outline-color: #eee; }", "a pale outline: <button"),
        (FOCUS, "h1 { position: fixed; inset: 0; margin: 0; }", "hidden: <button"),
        (SMALL, "a { padding: 0; }", "<a "),
        (SMALL, "#b { min-height: 0; height: 20px; }", "<button"),
        (EDGES, "#b { border-color: #bbb; }", "a pale edge: <button"),
        (EDGES, "input { border: 0; }", "a pale edge: <input"),
        (FILLED, "#b { background: #050; }", "2 filled buttons"),
        (PAPER, "@media print { #b { display: block; } }", "useless: <button"),
        (PAPER, "@media print { #p { color: #aaa; } }", "pale: <p"),
        (PAPER, "@media print { #p { background: #444; } }", "dark: <p"),
    ],
)
def test_a_mistake_is_found(chromium: Browser, check: str, style: str, found: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    for there, expected in (("", False), (style, True)):
        tab.set_content(PAGE.format(style=there))
        if check == PAPER:
            tab.emulate_media(media="print")
        tab.evaluate(SHARED)
        tab.keyboard.press("Tab")
        told = tab.evaluate(check)
        assert bool(told) is expected, told
        assert not expected or any(found in line for line in told), told
    context.close()


def test_text_that_axe_cannot_judge_counts_as_wrong(chromium: Browser) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.set_content(PAGE.format(style="#p { background: linear-gradient(#fff, #000); }"))
    told = list(checks.faults(tab, ours=True))
    context.close()
    assert any("color-contrast at #p" in line for line in told), told
