"""
What is wrong with a page as a browser shows it: to the eye, a finger, a keyboard, a screen reader, on paper.

Each check is a function of JavaScript that returns sentences: what is wrong, and with which element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from axe_playwright_python.base import AXE_SCRIPT

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]  # the one rule whose verdict depends on the scheme
UNCOLOURED = {"runOnly": STANDARDS, "rules": {rule: {"enabled": False} for rule in COLOURS}}

SIZES = {"phone": (360, 780), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")


class Look(NamedTuple):
    """How a page is looked at. `text` in per cent: what a browser's setting for larger text does."""

    width: int
    height: int
    text: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width} px, text at {self.text} %, {self.scheme}"


LARGEST = Look(320, 640, 200, "dark")
# Where axe looks at all of a page, and where at its colours and at its targets alone: these are its slow rules, and
# what the others find has no width and no colour.
WHOLE = (Look(1280, 900, 100, "light"), LARGEST)
PARTLY = (Look(1280, 900, 100, "dark"), Look(360, 780, 100, "light"))
NARROW = Look(320, 640, 100, "light")
# Where the words of another language are looked at.
OF_WORDS = (Look(1280, 900, 100, "light"), Look(360, 780, 100, "light"))
CLOSELY = (NARROW, *(Look(width, 640, 200, "light") for width in (390, 640, 768, 1280)))

# Contrast that axe cannot judge (it says so under `incomplete`) counts as wrong: ours never needs a guess.
AXE = """
async asked => {
  const told = ["violations", "incomplete"];
  const found = await axe.run(document, {...asked, preload: false, resultTypes: told});
  const unsure = found.incomplete.filter(rule => rule.id === "color-contrast");
  return [...found.violations, ...unsure].flatMap(
    rule => rule.nodes.map(node => `${rule.id} at ${node.target}: ${node.failureSummary}`));
}
"""

# What the checks below share.
SHARED = """
window.checks = (() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const over = (colour, ground) => {  // as it is painted: [red, green, blue]
    canvas.globalCompositeOperation = "copy";
    canvas.fillStyle = `rgb(${ground.join(" ")})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.globalCompositeOperation = "source-over";
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = e => e ? over(getComputedStyle(e).backgroundColor, ground(e.parentElement)) : [255, 255, 255];
  const light = colour => colour.map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const all = selector => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility({visibilityProperty: true}));
  const told = e => e.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  return {over, ground, light, contrast, all, told};
})();
"""

# What sticks out of the window, makes it scroll sideways, or is cut where it does not fit.
CUT = """
() => {
  const {all, told} = checks, root = document.documentElement;
  const wrong = root.scrollWidth > root.clientWidth ? [`the page scrolls sideways, to ${root.scrollWidth} px`] : [];
  return wrong.concat(all("body *:not(.unseen, .enter, .skip, option, input)")
    .filter(e => {
      const box = e.getBoundingClientRect(), style = getComputedStyle(e);
      return box.right > innerWidth + 0.5 || box.left < -0.5
        || (style.overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1 && e.tagName !== "SELECT")
        || (style.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1 && e.tagName !== "SELECT");
    })
    .map(e => `cut: ${told(e)}`).slice(0, 5));
}
"""

# A short word that is broken, such as a unit that a wide field leaves no room.
BROKEN = """
() => {
  const {all, told} = checks, short = /^[^\\s\\u00ad-]{1,8}$/;
  return all("main *").filter(e => e.childNodes.length === 1 && short.test(e.textContent.trim())).filter(e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1;
  }).map(e => `broken: ${told(e)}`);
}
"""

# Each stop of the keyboard: where it is, and by what it shows that it is there. A key was pressed before.
FOCUS = """
() => {
  const {all, told, ground, over, contrast} = checks;
  const stops = all("a[href], button, input, select, textarea, summary, audio, [tabindex='0']")
    .filter(e => !e.disabled && e.tabIndex >= 0);
  const wrong = [];
  for (const e of stops) {
    e.focus();
    const box = e.getBoundingClientRect();
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;  // of what is in the window
    const there = document.elementFromPoint(x, y);
    if (document.activeElement !== e) wrong.push(`takes no focus: ${told(e)}`);
    else if (!there || !(e.contains(there) || there.contains(e))) wrong.push(`focused, but hidden: ${told(e)}`);
    const style = getComputedStyle(e);
    const around = ground(e.parentElement);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`no outline: ${told(e)}`);
    else {
      const halo = style.boxShadow.match(/^[a-z]+\\([^)]*\\)/), lines = [style.outlineColor, ...(halo || [])];
      if (lines.every(line => contrast(over(line, around), around) < 3)) wrong.push(`a pale outline: ${told(e)}`);
    }
  }
  document.activeElement?.blur();
  scrollTo(0, 0);
  return wrong;
}
"""

# A finger's targets: 24 px, in a sentence too. Developer mode's bar is for a mouse.
SMALL = """
() => {
  const {all, told} = checks;
  return all("a[href]:not(.skip), button:not(.enter), select, summary, input, textarea")
    .filter(e => !e.matches(".dev *"))
    .map(e => [e, e.getClientRects()[0]])  // of a link on two lines the first
    .filter(([e, box]) => box.height < 23.99 || (box.width < 23.99 && e.tagName !== "A"))
    .map(([e, box]) => `${box.width.toFixed(1)} x ${box.height.toFixed(1)} px: ${told(e)}`);
}
"""

# What shows where a button or a field is: 3:1, by its ground or its edge. A box to tick is the browser's own.
EDGES = """
() => {
  const {all, told, ground, over, contrast} = checks;
  const pressed = "button:not(.enter), .button, .prose .action a";
  return all(`${pressed}, input:not([type=checkbox], [type=radio]), select, textarea`).filter(e => {
    const style = getComputedStyle(e), around = ground(e.parentElement);
    const edge = parseFloat(style.borderTopWidth) >= 1 ? over(style.borderTopColor, around) : around;
    return Math.max(contrast(edge, around), contrast(ground(e), around)) < 2.995;
  }).map(e => `a pale edge: ${told(e)}`);
}
"""

# The next thing to do is the one button that is filled.
FILLED = """
() => {
  const {all, told, ground, contrast} = checks;
  const filled = all("main a, main button:not(.enter)")
    .filter(e => contrast(ground(e), ground(e.parentElement)) >= 3);
  return filled.length > 1 ? [`${filled.length} filled buttons: ${filled.map(e => e.innerText).join(", ")}`] : [];
}
"""

# What is of no use on paper, and words that would be pale on it.
PAPER = """
() => {
  const {all, told, light, over} = checks, white = [255, 255, 255];
  const seen = all("body, body *:not(.unseen, option)");
  const useless = seen.filter(e => e.matches(".dev, .skip, .button, button, audio, img"));
  const pale = seen.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => 1.05 / (light(over(getComputedStyle(e).color, white)) + 0.05) < 4.5);
  const dark = seen.filter(e => light(over(getComputedStyle(e).backgroundColor, white)) < 0.8);
  const why = what => e => `${what}: ${told(e)}`;
  return [...useless.map(why("useless")), ...pale.map(why("pale")), ...dark.map(why("dark"))];
}
"""


def faults(tab: Any, *, ours: bool) -> Iterator[str]:
    """What is wrong with the page at hand. A mail is not `ours`: it has a style of its own."""
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate(SHARED)
    tab.keyboard.press("Tab")  # the browser then shows the focus
    for look in WHOLE:
        look_at(tab, look)
        yield from (f"{look}: {fault}" for fault in tab.evaluate(AXE, {"runOnly": STANDARDS}))
        yield from (f"{look}: {fault}" for fault in tab.evaluate(CUT))
        if ours:
            # Where no line holds a word, it is broken rather than cut.
            for check in (*(() if look == LARGEST else (BROKEN,)), FOCUS, SMALL, EDGES, FILLED):
                yield from (f"{look}: {fault}" for fault in tab.evaluate(check))
    for look in PARTLY:
        look_at(tab, look)
        yield from (f"{look}: {fault}" for fault in tab.evaluate(AXE, {"runOnly": {"type": "rule", "values": COLOURS}}))
    for look in CLOSELY:
        look_at(tab, look)
        yield from (f"{look}: {fault}" for fault in tab.evaluate(CUT))
        if ours and look == NARROW:
            yield from (f"{look}: {fault}" for fault in tab.evaluate(SMALL))
    if ours:
        tab.emulate_media(media="print", color_scheme="dark")
        yield from (f"on paper, {fault}" for fault in tab.evaluate(PAPER))
        tab.emulate_media(media="screen", color_scheme="light")


def faults_of_words(tab: Any, *, ours: bool) -> Iterator[str]:
    """The same of a page that was looked at in another language: what its words can change, and not its colours."""
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate(SHARED)
    for look in (*OF_WORDS, LARGEST):
        look_at(tab, look)
        yield from (f"{look}: {fault}" for fault in tab.evaluate(CUT))
        if look in OF_WORDS:
            yield from (f"{look}: {fault}" for fault in tab.evaluate(AXE, UNCOLOURED))
            for check in (SMALL, FILLED) if ours else ():
                yield from (f"{look}: {fault}" for fault in tab.evaluate(check))


def axe(tab: Any, *, coloured: bool = True) -> list[str]:
    """What axe finds on the page as it stands; its slow rules, of colours, may have looked at it at another width."""
    tab.evaluate(AXE_SCRIPT)
    found: list[str] = tab.evaluate(AXE, {"runOnly": STANDARDS} if coloured else UNCOLOURED)
    return found


def cut(tab: Any) -> list[str]:
    """What is cut, or makes the page scroll sideways, as it stands."""
    tab.evaluate(SHARED)
    found: list[str] = tab.evaluate(CUT)
    return found


def look_at(tab: Any, look: Look) -> None:
    """The page as someone has it before them. It is not loaded again: a page of ours has no script that would mind."""
    tab.set_viewport_size({"width": look.width, "height": look.height})
    tab.emulate_media(color_scheme=look.scheme)
    tab.evaluate(
        "text => { document.documentElement.style.fontSize = text === 100 ? '' : `${text * 1.0625}%`; }", look.text
    )
