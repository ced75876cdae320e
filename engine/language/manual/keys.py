"""The manual of what keys and values of a flow or a site can have wrong."""

from __future__ import annotations

from engine.language.manual.page import Manual

MANUALS = (
    Manual(
        "bad-duration",
        "A delay is a whole number and a unit: `30 minutes`, `48 hours`, `2 days`, `3 months`; or the name of a "
        "setting that holds one.",
        "      after: 2 jours\n",
        "      after: 2 days\n",
        instead_of="      after: keep\n",
    ),
    Manual(
        "bad-name",
        "A name is lower case letters, digits and `_`, and begins with a letter. Names appear in guards, texts "
        "and addresses, where anything else would be ambiguous.",
        "  Ask: {state: request}\n",
        "  ask: {state: request}\n",
    ),
    Manual(
        "bad-value",
        "The value does not have the form that this key needs, such as a path that begins with `/` or a whole address.",
        "  hours: {title: Opening hours, path: hours, content: We are open every day.}\n",
        "  hours: {title: Opening hours, path: /hours, content: We are open every day.}\n",
        instead_of="  hours: {title: Opening hours, content: We are open every day.}\n",
    ),
    Manual(
        "empty-text",
        "A text is empty, so nothing would be shown. Write it, or take its key out.",
        '    back: {label: ""}\n',
        "    back: {label: Back}\n",
    ),
    Manual(
        "flow-name",
        "A flow is named like its file, because the name is part of every address. Here the two differ, or the "
        "file's name cannot be a flow's.",
        "flow: lone\n",
        "flow: loan\n",
    ),
    Manual(
        "missing-key",
        "A key that must be there is missing.",
        'title: Borrow books\nversion: "1"\ntimezone: Europe/Paris\n',
        'title: Borrow books\nversion: "1"\nlanguage: fr\ntimezone: Europe/Paris\n',
    ),
    Manual(
        "never-valid",
        "The value can never be used: a sample that no form would accept, an example or a default that its own "
        "field refuses, a pattern that asks for what the field takes out of each answer.",
        "  readers: {kind: email, statuses: [waiting, lent], samples: {camille: lent}}\n",
        "  readers: {kind: email, statuses: [waiting, lent], samples: {camille@example.org: lent}}\n",
    ),
    Manual(
        "no-effect",
        "Two keys do not go together, and one of them would have no effect.",
        "    links: [{label: Receipt, document: receipt}]\n    back: {label: Back}\n    final: true\n",
        "    links: [{label: Receipt, document: receipt}]\n    final: true\n",
    ),
    Manual(
        "not-yet",
        "The word belongs to a later version of the language. It is reserved, so that a file cannot use it with "
        "another meaning today.",
        "in_flight: migrate\nretention: {draft: 24 hours, closed: 30 days}\n",
        "retention: {draft: 24 hours, closed: 30 days}\n",
    ),
    Manual(
        "out-of-bounds",
        "A figure, or the year of a date, is too small or too large for what it is used for; the message gives the "
        "bounds and their reason.",
        "              - code: {name: pickup, length: 4, lives: keep}\n",
        "              - code: {name: pickup, length: 10, lives: keep}\n",
    ),
    Manual(
        "duplicate-item",
        "A list names something twice: a status or a sample of a register, a state, a field under `required` or `show` "
        "or in two groups. It counts once, and is shown in one place; two spellings of one register key are the same "
        "key.",
        "  readers: {kind: email, statuses: [waiting, lent, lent], samples: {camille@example.org: lent}}\n",
        "  readers: {kind: email, statuses: [waiting, lent], samples: {camille@example.org: lent}}\n",
    ),
    Manual(
        "too-many",
        "Only one of several keys may be there, and there are two: it would not be clear which one counts.",
        "    links: [{label: Receipt, document: receipt}]\n    rest: true\n    final: true\n",
        "    links: [{label: Receipt, document: receipt}]\n    final: true\n",
    ),
    Manual(
        "unclear-number",
        "A point before exactly three digits begins decimals in this language, and stands between thousands in many "
        "people's hands: 23.000 is 23, or twenty-three thousand. What was meant is written without the point, or "
        "without the zeros.",
        "settings: {keep: 2 days, most: 5.000, pin: 6}\n",
        "settings: {keep: 2 days, most: 5, pin: 6}\n",
    ),
    Manual(
        "unknown-gate",
        "No gate of this name is installed. A gate is what must be solved before a form; plug-ins add their own.",
        "    gate: {name: capcha, length: pin}\n",
        "    gate: {name: captcha, length: pin}\n",
    ),
    Manual(
        "unknown-key",
        "The language has no such key here. What is not known would be ignored, and the analyst would believe in it.",
        "titel: Borrow books\n",
        "title: Borrow books\n",
    ),
    Manual(
        "unknown-setting",
        "A figure or a delay names a setting that is not declared.",
        "      after: kept\n",
        "      after: keep\n",
    ),
    Manual(
        "unknown-word",
        "The value is not one of the words that this key takes.",
        "  ticket: {type: text, title: Ticket}\n",
        "  ticket: {type: string, title: Ticket}\n",
    ),
    Manual(
        "unknown-zone",
        "There is no such time zone. Deadlines are shown in the flow's zone, so it must be known.",
        "timezone: Paris\n",
        "timezone: Europe/Paris\n",
    ),
    Manual(
        "wrong-setting",
        "The setting named is of another kind: a figure where a delay is needed, a text where a figure is.",
        "      after: most\n",
        "      after: keep\n",
    ),
    Manual(
        "wrong-type",
        "A value has not the shape that the key needs: a list instead of a text, a word instead of a whole "
        "number, a map instead of a list.",
        "    show: ticket, due\n",
        "    show: [ticket, due]\n",
    ),
)
