"""The picture of a flow in a real browser: its words fit, whatever the font; nothing of it is barred to anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from engine.study.picture import draw, svg
from tests.support.shipped_flows import shipped_catalogue

pytestmark = pytest.mark.browser

# Words that stick out of their box, or out of the ground that keeps lines off them.
STICKING_OUT = """() => {
  const found = [];
  const within = (text, ground) => {
    const [a, b] = [text.getBBox(), ground.getBBox()];
    if (a.x < b.x - 1 || a.x + a.width > b.x + b.width + 1 || a.y < b.y - 2 || a.y + a.height > b.y + b.height + 2)
      found.push(text.textContent);
  };
  for (const state of document.querySelectorAll('g.state[id]'))
    for (const text of state.querySelectorAll('text')) within(text, state.querySelector('.frame'));
  for (const label of document.querySelectorAll('g.label'))
    for (const text of label.querySelectorAll('text')) within(text, label.querySelector('.paper'));
  return found;
}"""


@pytest.mark.parametrize("name", sorted(shipped_catalogue().flows))
@pytest.mark.parametrize("font", ["", "DejaVu Sans", "Liberation Sans"], ids=["usual", "wide", "narrow"])
def test_words_stay_in_their_boxes(chromium: Browser, name: str, font: str, tmp_path: Path) -> None:
    path = tmp_path / "flow.svg"
    text = svg(draw(shipped_catalogue().flows[name]))
    path.write_text(text.replace("font-family:system-ui", f"font-family:'{font}',system-ui") if font else text, "utf-8")
    tab = chromium.new_page()
    tab.goto(path.as_uri())
    assert tab.evaluate("document.querySelectorAll('g.state[id]').length") >= 10
    assert tab.evaluate(STICKING_OUT) == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found_in_it(chromium: Browser, scheme: str) -> None:
    flow = shipped_catalogue().flows["permis_vegetaliser"]
    links = {state: f"#state-{state}" for state in flow.states}
    tab = chromium.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    picture = svg(draw(flow), links=links)
    tab.set_content(f'<!doctype html><html lang="fr"><title>Flow</title><main><h1>Flow</h1>{picture}</main></html>')
    found = Axe().run(tab).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []
    tab.close()
