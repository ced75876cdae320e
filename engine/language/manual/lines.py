"""The manual of what the lines of a file can have wrong: indents, quotes, brackets, signs that YAML takes otherwise."""

from __future__ import annotations

from engine.language.manual.page import FORM, Manual

_CODE = """\
type: object
properties:
  typed_code: {type: string, title: The code in your mail}
required: [typed_code]
"""

MANUALS = (
    Manual(
        "bad-escape",
        "Between double quotes a backslash begins an escape such as `\\n`, and YAML has only a few. Patterns are "
        "full of backslashes: write them between single quotes, where a backslash is a backslash.",
        '  note: {type: string, title: A note for us, pattern: "\\d+"}\n',
        "  note: {type: string, title: A note for us, pattern: '\\d+'}\n",
        FORM,
        instead_of="""\
  note:
    type: string
    title: A note for us
    maxLength: 80
    x-messages: {maxLength: "At most {maxLength} characters."}
""",
    ),
    Manual(
        "bad-indent",
        "A line begins in a column that fits neither the key above it nor the keys around it, so it is not clear "
        "what it belongs to. Keys of one thing all begin in the same column; what belongs to a key is indented "
        "below it.",
        "  ask: Your request\n   take: Your books\n",
        "  ask: Your request\n  take: Your books\n",
    ),
    Manual(
        "comment-in-text",
        "After a space, `#` begins a comment, and the rest of the line is not read: a text would lose its end "
        "without a word. Put a text that holds a `#` in double quotes.",
        "  check:\n    phase: ask\n    title: Check request #one\n",
        '  check:\n    phase: ask\n    title: "Check request #one"\n',
        instead_of="  check:\n    phase: ask\n    title: Check your request\n",
    ),
    Manual(
        "control-character",
        "The file holds a character that no keyboard types, or a mark that makes a text read otherwise than it is "
        "written. It usually comes with a text copied from elsewhere. Delete it and type the word again.",
        "title: Borrow\x07 books\n",
        "title: Borrow books\n",
    ),
    Manual(
        "decimal-comma",
        "Figures take a decimal point. Inside braces a comma ends a value, so `1,5` would be read as `1` and a "
        "key `5`.",
        "  copies: {type: number, minimum: 1,5, title: Number of books}\n",
        "  copies: {type: number, minimum: 1.5, title: Number of books}\n",
        FORM,
        instead_of="  copies: {type: integer, minimum: 1, title: Number of books}\n",
    ),
    Manual(
        "duplicate-key",
        "A key is declared twice in the same place. YAML would silently keep one of the two, and nobody would "
        "know which.",
        "    title: Check your request\n    title: Check it all\n    review: true\n",
        "    title: Check your request\n    review: true\n",
    ),
    Manual(
        "empty-file",
        "The file holds nothing, or nothing but comments.",
        "# to be written\n",
        _CODE,
        "forms/code.yaml",
        instead_of="",
    ),
    Manual(
        "empty-value",
        "A key has no value, or a list or map holds nothing: it would have no effect. Often the value is still to "
        "be written, or it stands one line too low or too far left.",
        'title:\nversion: "1"\n',
        'title: Borrow books\nversion: "1"\n',
    ),
    Manual(
        "missing-colon",
        "A key has no colon after it, so the line is read as a text.",
        "phases\n  ask: Your request\n",
        "phases:\n  ask: Your request\n",
    ),
    Manual(
        "missing-comma",
        "Inside braces a comma parts one key from the next; without it the next key is taken for the end of a value.",
        "  collect: {state: desk fills: {typed_code: pickup}}\n",
        "  collect: {state: desk, fills: {typed_code: pickup}}\n",
    ),
    Manual(
        "missing-dash",
        "An item of a list has no dash, so its keys are taken for those of what stands around it.",
        "            {target: check}\n  check:\n",
        "          - {target: check}\n  check:\n",
    ),
    Manual(
        "missing-space",
        "Only a colon with a space after it ends a key: `title:Borrow` is one word.",
        "title:Borrow books\n",
        "title: Borrow books\n",
    ),
    Manual(
        "not-utf8",
        "The file is not saved as UTF-8, so its accents would be read wrong. Save it again with the encoding UTF-8.",
        "title: Borrow books at the caf\udce9\n",
        "title: Borrow books at the café\n",
        instead_of="title: Borrow books\n",
    ),
    Manual(
        "not-yaml",
        "The line is no YAML, and no usual mistake explains why. The message says what the parser expected.",
        'title: Borrow books\n@version: "1"\n',
        'title: Borrow books\nversion: "1"\n',
    ),
    Manual(
        "odd-colon",
        "A sign that looks like a colon (the wide one of a phone's keyboard, for instance) stands where YAML wants the "
        "plain one, so the line is no key.",
        "title： Borrow books\n",
        "title: Borrow books\n",
    ),
    Manual(
        "odd-dash",
        "A long dash, a bullet or a star stands where the plain dash of a list belongs. Word processors put them.",
        "          – {target: check}\n  check:\n",
        "          - {target: check}\n  check:\n",
    ),
    Manual(
        "odd-space",
        "A space that is not the space bar's (a no-break space, for instance) stands where YAML wants a plain "
        "one, or hides in a name. It looks right and is read otherwise. It usually comes with a text copied from "
        "a web page.",
        "title:\u00a0Borrow books\n",
        "title: Borrow books\n",
    ),
    Manual(
        "second-document",
        "A line of three dashes begins a second document. A file holds one.",
        "---\nretention: {draft: 24 hours, closed: 30 days}\n",
        "retention: {draft: 24 hours, closed: 30 days}\n",
    ),
    Manual(
        "stray-bracket",
        "A closing bracket or brace has no opening one.",
        "  ask: {state: request}}\n",
        "  ask: {state: request}\n",
    ),
    Manual(
        "tab-indent",
        "The line is indented with a tab. YAML takes spaces only.",
        "phases:\n\task: Your request\n  take: Your books\n",
        "phases:\n  ask: Your request\n  take: Your books\n",
    ),
    Manual(
        "text-needs-quotes",
        "The text holds or begins with a sign that YAML reads as its own: a colon followed by a space, a bracket, "
        "a brace, a star … In double quotes it is a text. In an expression, a text has quotes of its own inside "
        "the outer ones.",
        "title: Important: borrow books\n",
        'title: "Important: borrow books"\n',
        instead_of="title: Borrow books\n",
    ),
    Manual(
        "text-outside-block",
        "A text begins under a `|`, and one of its lines stands further left than the first: there the text would "
        "end. All its lines are indented alike.",
        "    content: |\n      Ticket {ticket}.\n   Collect them before {deadline}.\n",
        "    content: |\n      Ticket {ticket}.\n      Collect them before {deadline}.\n",
        instead_of="    content: |\n      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "text-without-bar",
        "A text of several lines has no `|` after its key, so YAML reads its lines as keys, comments or one long line.",
        "    content:\n      Your ticket\n      Number : {ticket}.\n",
        "    content: |\n      Your ticket\n      Number : {ticket}.\n",
        instead_of="    content: |\n      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "too-deep",
        "The file nests more than 40 levels. No procedure needs that many; it would exhaust the reader.",
        "title: " + "[" * 45 + "x" + "]" * 45 + "\n",
        "title: Borrow books\n",
    ),
    Manual(
        "too-large",
        "The file is larger than 2 MiB, or holds more than 100,000 keys and values. Cut the procedure in two "
        "flows that link to each other.",
        "# and so on\n" * 200_000,
        _CODE,
        "forms/code.yaml",
        instead_of="",
    ),
    Manual(
        "unclosed-bracket",
        "A bracket or brace is opened and not closed, or something inside it is not what it seems.",
        "  ask: {state: request\n",
        "  ask: {state: request}\n",
    ),
    Manual(
        "unclosed-quote",
        "A text begins with a quote and has none at its end, so it goes on over the lines below.",
        'title: "Borrow books\n',
        'title: "Borrow books"\n',
        instead_of="title: Borrow books\n",
    ),
    Manual(
        "yaml-alias",
        "`*name` repeats what an anchor marks elsewhere. Aliases are not supported: a reader of the file sees all "
        "of it where it is. Write the value out, or put a text that begins with a star in quotes.",
        "  ask: *first\n",
        "  ask: Your request\n",
    ),
    Manual(
        "yaml-anchor",
        "`&name` marks a value to be repeated elsewhere. Anchors are not supported. Take the mark out, or put a "
        "text that begins with `&` in quotes.",
        "  ask: &first Your request\n",
        "  ask: Your request\n",
    ),
    Manual(
        "yaml-directive",
        "A line that begins with `%` gives orders to the YAML parser. Directives are not supported.",
        "%TAG ! tag:example.org,2026:\n---\nparcours: 1\n",
        "parcours: 1\n",
    ),
    Manual(
        "yaml-merge",
        "`<<` merges another map into this one. Merge keys are not supported. Write the keys out.",
        "  lapsed: {<<: {phase: take}, title: Your request has lapsed, final: true}\n",
        "  lapsed: {phase: take, title: Your request has lapsed, final: true}\n",
    ),
    Manual(
        "yaml-tag",
        "`!name` gives a value a type of the YAML parser's. Tags are not supported: some of them run code. Take "
        "it out, or put a text that begins with `!` in quotes.",
        "title: !!str Borrow books\n",
        "title: Borrow books\n",
    ),
)
