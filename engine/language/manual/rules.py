"""The examples of the rules; their texts are the docstrings of the rules' modules."""

from __future__ import annotations

from engine.language.manual.examples import example as _example
from engine.language.manual.page import SITE

_SEND = "          - {target: check}\n  check:\n"
_OPEN = "          - {resume: {code: pickup, typed: typed_code, event: collect}}\n"
_LAPSED = "  lapsed: {phase: take, title: Your request has lapsed, final: true}\n"
_SERVICE = "service: The library\n"
_RETENTION = "retention: {draft: 24 hours, closed: 30 days}\n"
_TICKET = "      Ticket {ticket}. Collect them before {deadline}.\n"
_GUARD = '  known: reader != "free"\n'
_MANY = "  many: copies > most\n"
_SETTINGS = "settings: {keep: 2 days, most: 5, pin: 6}\n"
_RECEIPT = "  receipt: {title: Receipt, review: true}\n"
_MOST = '          - {guard: many, refuse: {field: copies, message: "At most {most} books."}}\n'
_KNOWN = "          - {guard: known, refuse: {field: email, message: You have a request already.}}\n"
_LENT = """          - {guard: 'reader == "lent"', refuse: {field: email, message: You have books already.}}\n"""

MANUALS = (
    _example("always-true", "  many: copies >= 1\n", _MANY),
    _example(
        "anyone-enters",
        "          - {resume: {register: readers, key: email, event: collect}}\n",
        _OPEN,
    ),
    _example(
        "anyone-untrue",
        "          - {resume: {code: pickup, typed: typed_code, anyone: true, event: collect}}\n",
        _OPEN,
    ),
    _example(
        "automatic-branch",
        """\
          - {target: sort}
  sort:
    automatic:
      first_of:
        - {guard: known, refuse: {message: You have a request already.}}
        - {target: check}
  check:
""",
        """\
          - {target: sort}
  sort:
    automatic:
      first_of:
        - {guard: known, target: lapsed}
        - {target: check}
  check:
""",
        instead_of=_SEND,
    ),
    _example(
        "automatic-circle",
        """\
          - {target: sort}
  sort:
    automatic:
      first_of:
        - {guard: copies > 2, target: sort}
        - {target: check}
  check:
""",
        """\
          - {target: sort}
  sort:
    automatic:
      first_of:
        - {guard: copies > 2, target: request}
        - {target: check}
  check:
""",
        instead_of=_SEND,
    ),
    _example(
        "back-to-nothing",
        "    title: Your books are waiting\n    back: {label: Back}\n",
        "    title: Your books are waiting\n",
    ),
    _example(
        "branch-after-open",
        _SEND.replace("  check:\n", "          - {guard: copies > 2, target: lapsed}\n  check:\n"),
        _SEND.replace("          -", "          - {guard: copies > 2, target: lapsed}\n          -", 1),
        instead_of=_SEND,
    ),
    _example(
        "branch-shadowed",
        _KNOWN + _LENT,
        _LENT + _KNOWN,
        instead_of=_KNOWN,
    ),
    _example(
        "branch-twice",
        _MOST + "          - {guard: many, target: lapsed}\n",
        _MOST + "          - {guard: copies > 2, target: lapsed}\n",
        instead_of=_MOST,
    ),
    _example(
        "claim-not-guarded",
        """\
        label: Confirm
        first_of:
          - target: waiting
""",
        """\
        label: Confirm
        first_of:
          - {guard: known, refuse: {message: You have a request already.}}
          - target: waiting
""",
    ),
    _example(
        "dead-end",
        "  lapsed: {phase: take, title: Your request has lapsed}\n",
        _LAPSED,
    ),
    _example(
        "doubled-braces",
        "      Ticket {{ticket}}. Collect them before {deadline}.\n",
        _TICKET,
    ),
    _example(
        "event-never-fired",
        "          - {resume: {code: pickup, typed: typed_code}}\n",
        _OPEN,
    ),
    _example(
        "field-differs",
        """\
properties:
  typed_code: {type: string, title: The code in your mail}
  copies: {type: string, title: Number of books}
""",
        """\
properties:
  typed_code: {type: string, title: The code in your mail}
  copies: {type: integer, title: Number of books}
""",
        "forms/code.yaml",
        "properties:\n  typed_code: {type: string, title: The code in your mail}\n",
    ),
    _example(
        "form-not-posted",
        "      open:\n        label: Collect\n        skip_form: true\n",
        "      open:\n        label: Collect\n",
    ),
    _example("guard-circle", "  many: copies > most or many\n", _MANY),
    _example("guard-type", '  many: copies > "5"\n', _MANY),
    _example("unknown-name", "  many: copys > most\n", _MANY),
    _example("impossible-value", '  known: reader != "fre"\n', _GUARD),
    _example(
        "last-branch",
        "          - {guard: copies > 2, target: check}\n  check:\n",
        _SEND,
    ),
    _example(
        "missing-character",
        "  receipt: {title: Receipt 領収書, review: true}\n",
        _RECEIPT,
    ),
    _example(
        "name-clash",
        "settings: {keep: 2 days, most: 5, pin: 6, copies: 3}\n",
        _SETTINGS,
    ),
    _example(
        "never-true",
        "  many: copies > most and copies < 3\n",
        "  many: copies > most or copies < 3\n",
        instead_of=_MANY,
    ),
    _example(
        "no-sign-out",
        _SERVICE + "account: {flow: loan, entry: collect, state: [waiting, lent], label: Your loan, leave: later}\n",
        _SERVICE + "account: {flow: loan, entry: collect, state: waiting, label: Your loan, leave: later}\n",
        SITE,
        instead_of=_SERVICE,
    ),
    _example(
        "null-not-guarded",
        "          - {guard: until < today(), refuse: {field: until, message: That day is over.}}\n",
        "          - {guard: given(until) and until < today(), refuse: {field: until, message: That day is over.}}\n",
    ),
    _example(
        "printed-as-typed",
        "      Ticket {ticket}. Collect them before {deadline}, see [our hours] (page:hours).\n",
        "      Ticket {ticket}. Collect them before {deadline}, see [our hours](page:hours).\n",
        instead_of=_TICKET,
    ),
    _example(
        "refusal-to-nothing",
        "          - {refuse: {state: check, message: This code is not valid.}}\n",
        "          - {refuse: {field: typed_code, message: This code is not valid.}}\n",
    ),
    _example(
        "reminder",
        "      - {before: 3 days, effects: [{mail: reminder}]}\n",
        "      - {before: 6 hours, effects: [{mail: reminder}]}\n",
    ),
    _example(
        "extra-language",
        "  take: {fr: Your books, en: Your books}\n",
        "  take: {fr: Your books}\n",
        instead_of="  take: Your books\n",
    ),
    _example("missing-language", "languages: [fr, en]\nsettings: {keep: 2 days, most: 5, pin: 6}\n", _SETTINGS),
    _example("reserved-name", "settings: {keep: 2 days, most: 5, pin: 6, deadline: 3}\n", _SETTINGS),
    _example(
        "resume-in-automatic",
        """\
          - {target: sort}
  sort:
    automatic:
      first_of:
        - {resume: {register: readers, key: email, anyone: true, event: collect}}
        - {target: check}
  check:
""",
        _SEND,
    ),
    _example(
        "carry-differs",
        "          - {resume: {code: pickup, typed: typed_code, event: collect, carry: {ticket: typed_code}}}\n",
        _OPEN,
    ),
    _example(
        "secret-differs",
        "          - {resume: {register: readers, key: email, secret: {word: town}, event: collect}}\n" + _KNOWN,
        _KNOWN,
    ),
    _example(
        "timer-circle",
        _LAPSED.replace(", final: true", ", timeout: {after: 5 minutes, target: lapsed}"),
        _LAPSED,
    ),
    _example(
        "secret-not-compared",
        """\
properties:
  typed_code: {type: string, title: The code in your mail}
  typed_word: {type: string, title: Your word, x-secret: true}
""",
        "properties:\n  typed_code: {type: string, title: The code in your mail}\n",
        "forms/code.yaml",
    ),
    _example(
        "secret-not-asked",
        "          - {resume: {code: pickup, typed: typed_code, secret: {word: word}, event: collect}}\n",
        _OPEN,
    ),
    _example(
        "tries-for-nothing",
        "    title: Your books are waiting\n    tries: {max: 3, target: lapsed}\n",
        "    title: Your books are waiting\n",
    ),
    _example(
        "unit-twice",
        "      Ticket {ticket}. Collect them within {keep} jours.\n",
        "      Ticket {ticket}. Collect them within {keep}.\n",
        instead_of=_TICKET,
    ),
    _example(
        "unknown-code",
        "  collected: {code: pick_up, typed: typed_code}\n",
        "  collected: {code: pickup, typed: typed_code}\n",
    ),
    _example(
        "unknown-document",
        "    links: [{label: Receipt, document: reciept}]\n",
        "    links: [{label: Receipt, document: receipt}]\n",
    ),
    _example(
        "unknown-entry",
        "      Ticket {ticket}. [Collect your books](entry:colect).\n",
        "      Ticket {ticket}. [Collect your books](entry:collect).\n",
        instead_of=_TICKET,
    ),
    _example(
        "unknown-event",
        "          - {resume: {code: pickup, typed: typed_code, event: colect}}\n",
        _OPEN,
    ),
    _example("unknown-field", "    show: [tiket, due]\n", "    show: [ticket, due]\n"),
    _example(
        "unknown-flow",
        "    links: [{label: Renew your books, flow: lone}]\n",
        "    links: [{label: Borrow more books, flow: loan}]\n",
        instead_of="    links: [{label: Opening hours, page: hours}]\n",
    ),
    _example("unknown-mail", "              - mail: redy\n", "              - mail: ready\n"),
    _example(
        "unknown-page",
        "    links: [{label: Opening hours, page: hour}]\n",
        "    links: [{label: Opening hours, page: hours}]\n",
    ),
    _example(
        "unknown-view",
        _RETENTION + 'views:\n  loans: {in: lent, title: Your loans, content: "[Again](view:lones)"}\n',
        _RETENTION + 'views:\n  loans: {in: lent, title: Your loans, content: "[Again](view:loans)"}\n',
        instead_of=_RETENTION,
    ),
    _example(
        "view-not-open",
        _RETENTION + "views:\n  loans: {in: lent, title: Your loans}\n  rules: {in: [lent, waiting], title: Rules, "
        "links: [{label: Your loans, view: loans}, {label: Rules, view: rules}]}\n",
        _RETENTION
        + "views:\n  loans: {in: [lent, waiting], title: Your loans}\n  rules: {in: [lent, waiting], title: Rules, "
        "links: [{label: Your loans, view: loans}, {label: Rules, view: rules}]}\n",
        instead_of=_RETENTION,
    ),
    _example("unknown-phase", "  check:\n    phase: asks\n", "  check:\n    phase: ask\n"),
    _example(
        "unknown-placeholder",
        "      Ticket {tiket}. Collect them before {deadline}.\n",
        _TICKET,
    ),
    _example(
        "unknown-register",
        "  reader: {register: reader, key: email}\n",
        "  reader: {register: readers, key: email}\n",
    ),
    _example(
        "unknown-status",
        "              - claim: {register: readers, key: email, status: wait}\n",
        "              - claim: {register: readers, key: email, status: waiting}\n",
    ),
    _example("unknown-target", "      target: lapse\n", "      target: lapsed\n"),
    _example(
        "unreachable-state",
        _LAPSED + "  closed: {phase: take, title: We are closed, final: true}\n",
        _LAPSED,
    ),
    _example("unused-guard", _GUARD + "  few: copies < 2\n", _GUARD),
    _example(
        "unused-fact",
        "  other: {register: readers, key: ticket}\n  reader: {register: readers, key: email}\n",
        "  reader: {register: readers, key: email}\n",
    ),
    _example("unused-value", "    show: [ticket]\n", "    show: [ticket, due]\n"),
    _example(
        "unused-code",
        "              - code: {name: receipt_code, length: 10, lives: keep}\n              - mail: ready\n",
        "              - mail: ready\n",
    ),
    _example("unused-setting", "settings: {keep: 2 days, most: 5, pin: 6, least: 1}\n", _SETTINGS),
    _example(
        "unused-register",
        "registers:\n  books: {kind: text, statuses: [out]}\n",
        "registers:\n",
    ),
    _example(
        "unused-mail",
        "mails:\n  thanks: {to: email, subject: Thank you, content: Come again.}\n",
        "mails:\n",
    ),
    _example("unused-document", _RECEIPT + "  rules: {title: House rules, content: Be quiet.}\n", _RECEIPT),
    _example(
        "unused-view",
        _RETENTION + "views:\n  loans: {in: lent, title: Your loans, show: [ticket]}\n",
        _RETENTION + 'views:\n  loans: {in: lent, title: Your loans, content: "[Again](view:loans)"}\n',
        instead_of=_RETENTION,
    ),
    _example("unused-phase", "  take: Your books\n  done: Done\n", "  take: Your books\n"),
    _example(
        "value-never-written",
        "      collect: {target: lent, effects: [{spend: pickup}]}\n",
        "      collect: {target: lent, effects: [{spend: pickup}, {set: {due: today()}}]}\n",
    ),
    _example(
        "wrong-kind",
        "      collect: {target: lent, effects: [{spend: pickup}, {set: {due: copies}}]}\n",
        "      collect: {target: lent, effects: [{spend: pickup}, {set: {due: today()}}]}\n",
    ),
    _example(
        "when-outside-case",
        "  hours: {title: Opening hours, sections: [{when: given(email), content: We are open every day.}]}\n",
        "  hours: {title: Opening hours, sections: [{when: pin == 6, content: We are open every day.}]}\n",
        instead_of="  hours: {title: Opening hours, content: We are open every day.}\n",
    ),
    _example(
        "reserved-address",
        '  contact: {title: Contact, path: /static/contact, content: "Write to {desk}."}\n',
        '  contact: {title: Contact, path: /contact, content: "Write to {desk}."}\n',
        SITE,
    ),
    _example(
        "same-address",
        "  hours: {title: Opening hours, path: /contact, content: We are open every day.}\n",
        "  hours: {title: Opening hours, content: We are open every day.}\n",
    ),
)
