"""The manual of what a form can have wrong."""

from __future__ import annotations

from engine.language.manual.page import FORM, Manual

_NOTE = """\
  note:
    type: string
    title: A note for us
    maxLength: 80
    x-messages: {maxLength: "At most {maxLength} characters."}
"""

MANUALS = (
    Manual(
        "bad-pattern",
        "The pattern cannot be run. Patterns are RE2's, which take linear time whatever is typed, so they have no "
        "look-around and no back-references.",
        '  note: {type: string, title: A note for us, pattern: "(?=.*!)hello"}\n',
        '  note: {type: string, title: A note for us, pattern: "hello.*!"}\n',
        FORM,
        _NOTE,
    ),
    Manual(
        "contradiction",
        "Two keywords of a field contradict each other, so that no answer could be right, or one of them would "
        "never apply.",
        "  copies: {type: integer, minimum: 9, maximum: 5, title: Number of books}\n",
        "  copies: {type: integer, minimum: 5, maximum: 9, title: Number of books}\n",
        FORM,
        "  copies: {type: integer, minimum: 1, title: Number of books}\n",
    ),
    Manual(
        "form-too-large",
        "The fields of a form may have more characters together than one post can carry: a body has at most 1 MiB, "
        "and a character takes up to 12 bytes of it. Whoever filled them all could not go on.",
        "    maxLength: 90000\n",
        "    maxLength: 9000\n",
        FORM,
        "    maxLength: 80\n",
    ),
    Manual(
        "message-for-nothing",
        "`x-messages` holds a message for a keyword that the field does not have, so it would never be shown.",
        '    maxLength: 80\n    x-messages: {minLength: "At least {minLength} characters."}\n',
        '    maxLength: 80\n    x-messages: {maxLength: "At most {maxLength} characters."}\n',
        FORM,
    ),
    Manual(
        "misread-pattern",
        "A part of the pattern is read as something else than what it looks like: in a class, [ and | are signs of "
        "the answer, and A-z has six signs between Z and a; {,5} counts nothing; \\\\d is a backslash and a d.",
        '  note: {type: string, title: A note for us, pattern: "^[a|b]$"}\n',
        '  note: {type: string, title: A note for us, pattern: "^[ab]$"}\n',
        FORM,
        _NOTE,
    ),
    Manual(
        "unknown-autocomplete",
        "Browsers do not know this word of HTML's `autocomplete`, so they would complete nothing.",
        "  email: {type: string, format: email, title: E-mail address, x-autocomplete: emial}\n",
        "  email: {type: string, format: email, title: E-mail address, x-autocomplete: email}\n",
        FORM,
    ),
    Manual(
        "unknown-format",
        "No format of this name is registered. Without its check, anything could be typed. Plug-ins add formats.",
        "  note: {type: string, format: emial, title: Another address}\n",
        "  note: {type: string, format: email, title: Another address}\n",
        FORM,
        _NOTE,
    ),
    Manual(
        "unknown-list",
        "`x-options` names a list, and `forms/lists/` has no such file.",
        "  branch: {type: string, title: Branch, x-options: branchs}\n",
        "  branch: {type: string, title: Branch, x-options: branches}\n",
        FORM,
        "  branch: {type: string, title: Branch, x-options: branches}\n",
    ),
    Manual(
        "unknown-option",
        "`only`, `without` or `first` names an option that the list does not have. They name options by their `const`.",
        "  branch: {type: string, title: Branch, x-options: {list: branches, without: [Station]}}\n",
        "  branch: {type: string, title: Branch, x-options: {list: branches, without: [station]}}\n",
        FORM,
        "  branch: {type: string, title: Branch, x-options: branches}\n",
    ),
    Manual(
        "unsupported-keyword",
        "This keyword of JSON Schema is not supported, here or in a field of this type. What is not checked must "
        "not look as if it were.",
        "  copies: {type: integer, exclusiveMinimum: 0, title: Number of books}\n",
        "  copies: {type: integer, minimum: 1, title: Number of books}\n",
        FORM,
    ),
)
