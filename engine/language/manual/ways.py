"""The examples of the rules about the meaning of a whole flow: what is given, told, waited for and chosen from."""

from __future__ import annotations

from engine.language.manual.examples import example
from engine.language.manual.page import FORM

_SEND = "          - {target: check}\n  check:\n"
_WHICH = "    title: Which books?\n"
_VISIT = """\
parcours: 1
flow: visit
title: Visit us
language: fr
timezone: Europe/Paris
entries: {ask: {state: ask}}
states:
  ask: {title: When?, form: request, transitions: {send: {label: Send, target: done, effects: [%s]}}}
  done: {title: Thank you, final: true}
mails: {visit: {to: email, subject: Your visit, content: "%s"}}
retention: {draft: 24 hours, closed: 30 days}
"""
_OPEN = "          - {resume: {code: pickup, typed: typed_code, event: collect}}\n"

MANUALS = (
    example(
        "asked-before-given",
        "  collected: {code: pickup, typed: typed_code, of: case}\n",
        "  collected: {code: pickup, typed: typed_code}\n",
    ),
    example(
        "code-length",
        "  typed_code: {type: string, title: The code in your mail, maxLength: 8}\n",
        "  typed_code: {type: string, title: The code in your mail}\n",
        "forms/code.yaml",
    ),
    example(
        "code-life",
        "              - code: {name: pickup, length: 10, lives: 5 days}\n",
        "              - code: {name: pickup, length: 10, lives: keep}\n",
    ),
    example(
        "code-not-asked",
        _VISIT % ("{code: {name: hall, length: 10, lives: 2 days}}, {mail: visit}", "Your code: {hall}"),
        _VISIT % ("{mail: visit}", "You are welcome."),
        "flows/visit.yaml",
        instead_of="",
    ),
    example("code-not-told", "      Your code is in this mail.\n", "      Your code: {pickup}\n"),
    example(
        "endless-circle",
        """\
          - {guard: copies > 3, target: sure}
          - {target: check}
  sure: {phase: ask, title: So many?, transitions: {on: {label: Go on, target: really}}}
  really: {phase: ask, title: Really?, transitions: {on: {label: Go on, target: sure}}}
  check:
""",
        """\
          - {guard: copies > 3, target: sure}
          - {target: check}
  sure: {phase: ask, title: So many?, transitions: {on: {label: Go on, target: really}}}
  really: {phase: ask, title: Really?, transitions: {on: {label: Go on, target: check}}}
  check:
""",
        instead_of=_SEND,
    ),
    example(
        "open-beside",
        "  ask: {state: request, open: {until: 2026-10-15}}\n  again: {state: request}\n",
        "  ask: {state: request, open: {until: 2026-10-15}}\n  again: {state: request, open: {until: 2026-10-15}}\n",
        instead_of="  ask: {state: request}\n",
    ),
    example(
        "same-words",
        "      later: {label: Later, leave: hours}\n      no: {label: Later, target: lapsed}\n",
        "      later: {label: Later, leave: hours}\n      no: {label: Not at all, target: lapsed}\n",
        instead_of="      later: {label: I will come later, leave: hours}\n",
    ),
    example(
        "shown-before-given",
        _WHICH + '    content: "We write to {email}."\n',
        _WHICH + "    content: We write to you.\n",
        instead_of=_WHICH,
    ),
    example(
        "resume-finds-nothing",
        '          - {guard: collected == "valid", refuse: {field: typed_code, message: This code is not valid.}}\n',
        '          - {guard: collected != "valid", refuse: {field: typed_code, message: This code is not valid.}}\n',
    ),
    example(
        "when-not-known",
        """\
  until: {type: string, format: date, title: Until, x-when: binding == "hardback"}
  binding:
""",
        """\
  until: {type: string, format: date, title: Until, x-when: copies > 1}
  binding:
""",
        FORM,
        instead_of="  until: {type: string, format: date, title: Until}\n  binding:\n",
    ),
    example(
        "zero-divisor",
        "  many: round(100 / (copies - 1), 0) < most\n",
        "  many: copies > 1 and round(100 / (copies - 1), 0) < most\n",
        instead_of="  many: copies > most\n",
    ),
)
