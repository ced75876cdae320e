"""A link to a view stands where the view is open; a view is open where a case can stand."""

from __future__ import annotations

import pytest

from engine.language.analysis.subject import Subject
from engine.language.rules import view_not_open
from tests.support.flow_text import flow_of

FLOW = """
entries: {{debut: {{state: debut}}}}
states:
  debut: {{title: Début, {debut}transitions: {{ok: {{label: OK, target: tri}}}}}}
  tri: {{title: Tri, automatic: {{first_of: [{{target: compte}}]}}}}
  compte: {{title: Compte, rest: true, {compte}transitions: {{ok: {{label: OK, target: clos}}}}}}
  clos: {{title: Clos, final: true}}
views:
  une: {{in: {one}, title: Une}}
  autre: {{in: {other}, title: Autre, {links}}}
"""
LINK = "links: [{label: Une, view: une}], "
IN_TEXT = 'content: "[Une](view:une)", '

CASES = [
    # the page of debut, the page of compte, une is open in, autre is open in, autre's links -> what is said
    ("", LINK, "compte", "compte", "", ""),  # the link's own state
    ("", "", "[debut, compte]", "compte", LINK, ""),  # open wherever the other is
    ("", "", "compte", "compte", IN_TEXT, ""),  # in a text too
    ("", "", "compte", "[debut, compte]", 'links: [{label: Elle, url: "https://a.example"}], ', ""),
    (LINK, "", "compte", "compte", "", 'view "une" is not open in "debut"'),  # a link of the state
    (IN_TEXT, "", "compte", "compte", "", 'view "une" is not open in "debut"'),  # a link in its text
    (
        "sections: [{title: A, links: [{label: Une, view: une}]}], ",
        "",
        "compte",
        "compte",
        "",
        'view "une" is not open in "debut"',
    ),
    ("notes: [{title: A, text: '[Une](view:une)'}], ", "", "compte", "compte", "", 'view "une" is not open in "debut"'),
    ("", "", "compte", "[debut, compte, clos]", LINK, 'view "une" is not open in "debut", "clos"'),  # shown there too
    ("", "", "[tri, compte]", "compte", "", 'view "une" is never open in state "tri"'),  # no case stands there
]


@pytest.mark.parametrize(("debut", "compte", "one", "other", "links", "said"), CASES)
def test_a_link_to_a_view_that_is_closed_there_is_reported(
    debut: str, compte: str, one: str, other: str, links: str, said: str
) -> None:
    flow = flow_of(FLOW.format(debut=debut, compte=compte, one=one, other=other, links=links))
    assert [problem.message for problem in view_not_open.check(Subject(flow))] == ([said] if said else [])


def test_a_view_that_is_not_declared_is_the_problem_of_another_rule() -> None:
    flow = flow_of(FLOW.format(debut=LINK.replace("une", "deux"), compte="", one="compte", other="compte", links=""))
    assert view_not_open.check(Subject(flow)) == []
