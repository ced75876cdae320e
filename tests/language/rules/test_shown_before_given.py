"""What is shown before any way has given it: which places are reported, and which are none."""

# ruff: noqa: E501 - a case a line

from __future__ import annotations

import pytest

from engine.language.rules import check_all
from tests.support.flow_text import flow_of

FORMS = {
    "you": """
type: object
properties:
  email: {type: string, format: email, title: E, description: "%s", x-messages: {required: "%s"}}
  age: {type: integer, title: A}
required: [email]
x-rules: [{check: "not given(age) or age > 3", field: age, message: "%s"}]
""",
    "more": "{type: object, properties: {town: {type: string, title: T}, ok: {type: boolean, title: O}}}",
}
SETTINGS = "settings: {desk: desk@example.org, hour: 1 hour}\n"
VALUES = "values: {number: {type: string, title: N}, day: {type: date, title: D}}\n"
GO = "transitions: {go: {label: Go, target: %s}}"
END = "end: {title: End, final: true, show: [day], on_enter: [{set: {day: today()}}]}"


def reported(
    states: str, more: str = "", *, entries: str = "e: {state: a}", form: tuple[str, str, str] = ("", "", "")
) -> list[str]:
    texts = tuple(text or "None." for text in form)
    forms = {"you": FORMS["you"] % texts, "more": FORMS["more"]}
    lines = "\n".join(f"  {line}" for line in (*states.strip().splitlines(), END))
    flow = flow_of(f"{SETTINGS}{VALUES}entries: {{{entries}}}\nstates:\n{lines}\n{more}", forms)
    found = [problem for problem in check_all(flow) if problem.code == "shown-before-given"]
    return [problem.message.split(" is shown in ")[0].strip('"{}') for problem in found]


YOU = "a: {title: A, form: you, transitions: {go: {label: Go, target: b}}}\n"
MORE = "b: {title: B, form: more, %s, transitions: {go: {label: Go, target: end}}}"

PLACES = [
    ("a: {title: A, content: 'To {email}', form: you, " + GO % "end" + "}", ["email"], "above its own form"),
    ("a: {title: 'To {email}', form: you, " + GO % "end" + "}", ["email"], "in the title of that page"),
    ("a: {title: A, form: you, notes: [{title: N, text: 'To {email}'}], " + GO % "end" + "}", ["email"], "in a note"),
    ("a: {title: A, form: you, sections: [{content: '{email}'}], " + GO % "end" + "}", ["email"], "in a section"),
    ("a: {title: A, form: you, links: [{label: '{email}', url: 'https://example.org'}], " + GO % "end" + "}", ["email"], "in a link"),
    ("a: {title: A, form: you, transitions: {go: {label: '{email}', target: end}}}", ["email"], "on a button"),
    ("a: {title: A, form: you, show: [email], " + GO % "end" + "}", ["email"], "as a row of that page"),
    (YOU + MORE % "content: '{email} {age}'", [], "the step before has asked it, the optional one too"),
    (YOU + MORE % "content: '{town}'", ["town"], "the second form's own page"),
    (YOU + MORE % "show: [number]", [], "a value that nothing writes is reported as that"),
    (YOU + MORE % "content: '{day}'", ["day"], "a value that the next step writes"),
    ("a: {title: A, content: '{email.maxLength}{hour}', form: you, " + GO % "end" + "}", [], "figures and settings"),
    ("a: {title: A, form: you, sections: [{when: given(email), content: '{email}'}], " + GO % "end" + "}", [], "it waits"),
    ("a: {title: A, form: you, sections: [{when: hour == '1 hour', content: '{email}'}], " + GO % "end" + "}", ["email"], "its `when` asks something else"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, skip_form: true, target: b}}}\n" + MORE % "content: '{email}'", ["email"], "the only button skips the form"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: b}, no: {label: No, skip_form: true, target: b}}}\n" + MORE % "content: '{email}'", [], "one of two ways gives it"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: b, effects: [{forget: [email]}]}}}\n" + MORE % "content: '{email}'", ["email"], "the only way forgets it"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: b, effects: [{forget: [email]}]}, on: {label: On, target: b}}}\n" + MORE % "content: '{email}'", [], "one way keeps it"),
    # On the page of a state that the case comes back to.
    (YOU.replace("form", "content: '{email}', form") + "b: {title: B, back: {label: Back}, " + GO % "end" + "}", ["email"], "`back` takes the answer off"),
    (YOU.replace("form", "content: '{email}', form") + "b: {title: B, transitions: {go: {label: Go, target: a}, on: {label: On, target: end}}}", ["email"], "so does a target that cuts the trail"),
    (YOU.replace("form", "content: '{email}', form") + "b: {title: B, transitions: {go: {label: Go, target: a, effects: [{mail: m}]}, on: {label: On, target: end}}}", [], "a seal keeps the step, and the form is asked once more"),
    (YOU.replace("form", "content: '{email}', form") + "b: {title: B, reminders: [{after: 1 hour, effects: [{mail: m}]}], transitions: {go: {label: Go, target: a}, on: {label: On, target: end}}}", [], "a reminder may have sealed it"),
    ("a: {title: A, content: '{email}', form: you, transitions: {keep: {label: Keep, id: kept}, go: {label: Go, target: end}}}", [], "a branch that stays keeps what was posted"),
    ("a: {title: A, content: '{email}', form: you, transitions: {keep: {label: Keep, leave: home}, go: {label: Go, target: end}}}", [], "who leaves comes back to it"),
    ("a: {title: A, content: '{email}', form: you, transitions: {go: {label: Go, first_of: [{guard: age > 3, refuse: {message: No.}}, {target: end}]}}}", ["email"], "a refusal keeps nothing"),
    # Refusals and other messages.
    ("a: {title: A, form: you, transitions: {go: {label: Go, first_of: [{guard: age > 3, refuse: {message: '{email}'}}, {target: end}]}}}", [], "a refusal quotes what was just typed"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, first_of: [{guard: age > 3, refuse: {message: '{town}'}}, {target: end}]}}}", [], "a field that no state asks"),
    (YOU.replace("target: b", "first_of: [{guard: age > 3, refuse: {message: '{town}'}}, {target: b}]") + MORE % "content: X", ["town"], "a refusal quotes what is asked later"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, leave: {page: home, message: '{email}'}}, on: {label: On, target: end}}}", [], "who leaves has posted the form"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, skip_form: true, leave: {page: home, message: '{email}'}}, on: {label: On, target: end}}}", ["email"], "nobody has posted it"),
    # Timers, automatic states, entries into the middle.
    ("a: {title: A, form: you, timeout: {after: 1 hour, target: b}, " + GO % "end" + "}\n" + MORE % "content: '{email}'", ["email"], "a timer posts nothing"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: t}}}\nt: {automatic: {first_of: [{target: b}]}}\n" + MORE % "content: '{email}'", [], "through an automatic state"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: t}}}\nt: {automatic: {first_of: [{target: b, effects: [{set: {day: today()}}]}]}}\n" + MORE % "content: '{day}'", [], "which writes a value"),
    ("a: {title: A, form: you, transitions: {go: {label: Go, target: b, effects: [{set: {day: null}}]}}}\n" + MORE % "content: '{day}'", ["day"], "nothing is written"),
    ("a: {title: A, form: you, reminders: [{after: 1 hour, effects: [{set: {day: today()}}]}], content: '{day}', " + GO % "end" + "}", [], "a reminder writes it while the page stands"),
    ("a: {title: A, form: you, tries: {max: 2, target: b}, transitions: {go: {label: Go, first_of: [{guard: age > 3, refuse: {message: No.}}, {target: end}]}}}\n" + MORE % "content: '{email}'", ["email"], "after the last refusal nothing was kept"),
    ("x: {title: X, content: '{email}', " + GO % "end" + "}", [], "a state that nothing leads to is reported as that"),
]  # fmt: skip
REST = "pages: {home: {title: H}}\nmails: {m: {to: desk, subject: S, content: C}}\n"


@pytest.mark.parametrize(("states", "names", "reason"), PLACES, ids=[row[2] for row in PLACES])
def test_what_no_way_has_given_is_reported_where_it_is_shown(states: str, names: list[str], reason: str) -> None:
    if not states.startswith("a:"):
        states = "a: {title: A, form: you, " + GO % "end" + "}\n" + states
    assert reported(states, REST) == names, reason


def test_an_entry_into_the_middle_has_given_nothing() -> None:
    assert reported(YOU + MORE % "content: '{email}'", entries="e: {state: a}, m: {state: b}") == []
    assert reported(YOU + MORE % "content: '{email}'", entries="m: {state: b}") == []  # nothing leads to "a"
    two = YOU.replace("target: b", "target: end") + MORE % "content: '{email}'"
    assert reported(two, entries="e: {state: a}, m: {state: b}") == ["email"]


STEPS = YOU.replace("target: b", "target: b, effects: [{mail: m}]") + MORE % "content: X"
MAILS = [
    ("{email}", [], "the form is posted by then"),
    ("{town}", ["town"], "asked by the next form"),
    ("{day}", ["day"], "written later"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "names", "reason"), MAILS, ids=[row[2] for row in MAILS])
def test_a_mail_says_what_is_given_when_it_is_sent(content: str, names: list[str], reason: str) -> None:
    assert reported(STEPS, f"mails: {{m: {{to: email, subject: S, content: '{content}'}}}}") == names


def test_a_mail_says_what_an_effect_before_it_has_written() -> None:
    for effects, names in (("{set: {day: today()}}, {mail: m}", []), ("{mail: m}, {set: {day: today()}}", ["day"])):
        states = YOU.replace("target: b", f"target: b, effects: [{effects}]") + MORE % "content: X"
        assert reported(states, "mails: {m: {to: email, subject: S, content: '{day}'}}") == names


def test_a_mail_of_two_steps_is_right_where_one_of_them_knows() -> None:
    states = STEPS.replace("target: end", "target: end, effects: [{mail: m}]")
    assert reported(states, "mails: {m: {to: email, subject: S, content: '{town}'}}") == []


@pytest.mark.parametrize(
    ("shown", "names"),
    [("{in: a, %s}", ["email"]), ("{in: b, %s}", []), ("{in: [a, b], %s}", [])],
    ids=["open before", "open after", "open in both"],
)
@pytest.mark.parametrize("text", ["title: '{email}'", "title: T, content: '{email}'", "title: T, show: [email]"])
def test_a_view_shows_what_is_given_where_it_is_open(shown: str, names: list[str], text: str) -> None:
    more = f"views: {{v: {shown % text}}}"
    links = "links: [{label: V, view: v}]"
    assert reported(YOU.replace("form", f"{links}, form") + MORE % links, more) == names


@pytest.mark.parametrize("text", ["title: '{email}'", "title: T, content: '{email}'", "title: T, show: [email]"])
def test_a_document_shows_what_is_given_where_it_is_offered(text: str) -> None:
    links, more = "links: [{label: D, document: d}]", f"documents: {{d: {{{text}}}}}"
    assert reported(YOU.replace("form", f"{links}, form") + MORE % "content: X", more) == ["email"]
    assert reported(YOU + MORE % links, more) == []
    assert reported(YOU.replace("form", f"{links}, form") + MORE % links, more) == []


@pytest.mark.parametrize(
    ("form", "names", "reason"),
    [
        (("{email}", "", ""), ["email"], "a hint stands beside the empty field"),
        (("", "{email}", ""), [], "a message quotes what was typed"),
        (("", "", "{email}"), [], "so does that of a rule"),
        (("", "{town}", ""), ["town"], "asked later"),
    ],
)
def test_a_form_says_what_is_given_where_it_is_asked(form: tuple[str, str, str], names: list[str], reason: str) -> None:
    assert reported(YOU + MORE % "content: X", form=form) == names, reason
