"""What people choose from, with the same words twice: which are reported, and which are none."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FORM = "{type: object, properties: {%s}%s}"
END = "b: {title: B, final: true}"


def reported(
    state: str, more: str = "", *, fields: str = "n: {type: string, title: N}", groups: str = "", head: str = ""
) -> list[str]:
    text = f"{head}\nentries: {{e: {{state: a}}}}\nstates:\n  a: {state}\n  {END}\n{more}"
    found = check_all(flow_of(text, {"f": FORM % (fields, groups)}))
    return [problem.message for problem in found if problem.code == "same-words"]


GO = "go: {label: Go, target: b}"
PAGES = "pages: {p: {title: P}, q: {title: Q}}"
PLACES = [
    ("{title: A, transitions: {%s, on: {label: Go, leave: p}}}", 1, "two buttons"),
    ("{title: A, transitions: {%s, on: {label: ' go ', leave: p}}}", 1, "capitals and blanks do not tell them apart"),
    ("{title: A, transitions: {%s, on: {label: Go on, leave: p}}}", 0, "other words"),
    ("{title: A, transitions: {%s, x: {target: b}, y: {target: b}}}", 0, "events of resumes have no words"),
    ("{title: A, back: {label: Go}, transitions: {%s}}", 1, "a button and the way back"),
    ("{title: A, links: [{label: Go, page: p}], transitions: {%s}}", 1, "a link and a button"),
    ("{title: A, links: [{label: P, page: p}, {label: P, page: q}], transitions: {%s}}", 1, "two links that lead elsewhere"),
    ("{title: A, links: [{label: P, page: p}, {label: P, page: p}], transitions: {%s}}", 0, "both lead to the same"),
    ("{title: A, links: [{label: P, page: p, when: 1 > 2}, {label: P, page: q, when: 1 < 2}], transitions: {%s}}", 0, "they may never stand together"),
    ("{title: A, sections: [{links: [{label: P, page: p}, {label: P, page: q}]}], transitions: {%s}}", 1, "in one section"),
    ("{title: A, sections: [{title: S, links: [{label: P, page: p}]}, {title: T, links: [{label: P, page: q}]}], transitions: {%s}}", 0, "in two sections: their titles tell them apart"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "count", "reason"), PLACES, ids=[row[2] for row in PLACES])
def test_what_people_press_has_words_of_its_own(state: str, count: int, reason: str) -> None:
    assert len(reported(state.replace("%s", GO), PAGES)) == count, reason


LINKS = "links: [{label: P, page: p}, {label: P, page: q}]"


@pytest.mark.parametrize(
    "more",
    [f"views: {{v: {{in: a, title: V, {LINKS}}}}}\n{PAGES}", f"pages: {{p: {{title: P, {LINKS}}}, q: {{title: Q}}}}"],
    ids=["view", "page"],
)
def test_links_of_views_and_pages_have_words_of_their_own(more: str) -> None:
    assert reported(f"{{title: A, transitions: {{{GO}}}}}", more) == ['two links with the words "P"']


FIELDS = [
    ("n: {type: string, title: N}, m: {type: string, title: N}", "", 1, "two fields"),
    ("n: {type: string, title: N}, m: {type: string, title: M}", "", 0, "other words"),
    ("n: {type: string, title: N}, m: {type: string, title: N}", ", x-groups: [{title: Y, fields: [n]}, {title: Z, fields: [m]}]", 0, "in two groups"),
    ("n: {type: string, title: N}, m: {type: string, title: N}", ", x-groups: [{title: Y, fields: [n, m]}]", 1, "in one group"),
    ("n: {type: string, title: N}, m: {type: string, title: N}", ", x-groups: [{title: Y, fields: [n]}]", 0, "one in a group, one before it"),
    ("n: {type: string, title: N}, m: {type: string, title: M}", ", x-groups: [{title: Y, fields: [n]}, {title: Y, fields: [m]}]", 1, "two groups"),
    ("n: {type: string, title: N, oneOf: [{const: a, title: A}, {const: b, title: A}]}", "", 1, "two options"),
    ("n: {type: string, title: N, oneOf: [{const: a, title: A}]}, m: {type: string, title: M, oneOf: [{const: a, title: A}]}", "", 0, "options of two fields"),
    ("n: {type: array, title: N, items: {oneOf: [{const: a, title: A}, {const: b, title: A}]}}", "", 1, "options that are ticked"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "groups", "count", "reason"), FIELDS, ids=[row[3] for row in FIELDS])
def test_what_a_form_asks_has_words_of_its_own(fields: str, groups: str, count: int, reason: str) -> None:
    found = reported(f"{{title: A, form: f, transitions: {{{GO}}}}}", fields=fields, groups=groups)
    assert len(found) == count, reason


def test_the_phases_have_words_of_their_own() -> None:
    assert reported(f"{{title: A, transitions: {{{GO}}}}}", head="phases: {one: First, two: First}") == [
        'two phases with the words "First"'
    ]


@pytest.mark.parametrize("key", ["show: [v, v]", "on_enter: [{forget: [n, n]}]"])
def test_a_list_names_each_once(key: str) -> None:
    with pytest.raises(AssertionError, match="is listed twice"):
        reported(f"{{title: A, form: f, {key}, transitions: {{{GO}}}}}")
