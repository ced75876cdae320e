"""The examples of docs/language.md for entries that close and for what a resume takes along, each loaded in a flow."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent

from engine.language.load import load_catalogue
from tests.conftest import MakeFlow, WriteFlow

REFERENCE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")

HEAD = "parcours: 1\nflow: {flow}\ntitle: Example\nlanguage: en\ntimezone: Europe/Paris\n"
CHILD = """
states:
  child:
    title: Your child
    form: child
    transitions: {send: {label: Send, target: sent, effects: [{code: CODE}, {mail: key}]}}
  sent: {title: Sent, timeout: {after: 2 days, target: end}, transitions: {open: {target: end}}}
  code:
    title: Your code
    form: code
    transitions:
      send:
        label: Send
        first_of:
          - resume: {state: sent, code: key, typed: typed_code, event: open}
          - refuse: {message: "No."}
  end: {title: End, final: true}
mails: {key: {to: email, subject: Your code, content: "{key}"}}
""".replace("CODE", "{name: key, length: 10, lives: 2 days}")
HOUSE = """
values: {member: {type: string, title: Member}, born: {type: date, title: Born on}}
entries: {ask: {state: child}}
states:
  child:
    title: Ask
    form: child
    transitions: {send: {label: Send, target: waiting, effects: [{code: CODE}, {mail: key}]}}
  waiting: {title: Waiting, timeout: {after: 2 days, target: end}, transitions: {join: {target: joined}}}
  joined: {title: Joined, rest: true, content: "{member}, {born}"}
  end: {title: End, final: true}
mails: {key: {to: email, subject: Your code, content: "{invitation}"}}
""".replace("CODE", "{name: invitation, length: 10, lives: 2 days}")
MEMBER = """
entries: {join: {state: join}}
states:
  join:
    title: Join
    form: join
    transitions:
      join:
        label: Join
        first_of:
"""
FORMS = {
    "child": """
        type: object
        required: [email]
        properties: {email: {type: string, format: email, title: E-mail address}}
    """,
    "code": "type: object\nrequired: [typed_code]\nproperties: {typed_code: {type: string, title: Code}}\n",
    "join": """
        type: object
        required: [typed_code, name, birth_date]
        properties:
          typed_code: {type: string, title: Code}
          name: {type: string, title: Name}
          birth_date: {type: string, format: date, title: Date of birth}
    """,
}


def example(beginning: str) -> str:
    """The block of the page that begins so."""
    [found] = {block for block in re.findall(r"```yaml\n(.*?)```", REFERENCE, re.S) if block.startswith(beginning)}
    return str(found)


def test_the_example_of_an_entry_that_closes_loads(make_flow: MakeFlow) -> None:
    flow = make_flow("essai", HEAD.format(flow="essai") + example("settings: {first_day: 2026-09-01}") + CHILD, FORMS)
    opening = flow.entries["enrolment"].opening
    assert opening
    assert [str(bound.value) for bound in (opening.since, opening.until) if bound] == ["2026-09-01", "2026-10-15"]
    assert opening.message


def test_the_example_of_what_a_resume_takes_along_loads(tmp_path: Path, write_flow: WriteFlow) -> None:
    for name in ("household", "company"):
        write_flow(name, HEAD.format(flow=name) + HOUSE, {"child": FORMS["child"], "join": FORMS["join"]})
    branches = indent(example("# flows/membership.yaml").partition("\n")[2], " " * 10)
    write_flow("membership", HEAD.format(flow="membership") + MEMBER + branches)
    catalogue = load_catalogue(tmp_path)
    assert catalogue.problems == ()
    [resume] = [branch.resume for branch in catalogue.flows["membership"].branches() if branch.resume]
    assert resume.among("membership") == ("household", "company")
    assert sorted(resume.carry) == ["born", "member"]
