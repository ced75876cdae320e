"""The manual of what a guard or a text can have wrong in itself."""

from __future__ import annotations

from engine.language.guards import MOST_LEVELS as LEVELS
from engine.language.manual.page import Manual

_CHAIN = "".join(f"  many_{at}: many_{at + 1}\n" for at in range(1, LEVELS + 1))

MANUALS = (
    Manual(
        "bad-guard",
        "The expression cannot be read. Guards know `and or not`, comparisons, `in`, `matches` and a few "
        "functions; [language.md](language.md#guards) lists them.",
        "  known: reader is not free\n",
        '  known: reader != "free"\n',
    ),
    Manual(
        "bad-link",
        "A link in a text leads nowhere: it needs `page:NAME`, `entry:NAME`, `document:NAME`, `flow:NAME` or a "
        "whole address.",
        "      Ticket {ticket}. See our [opening hours](hours).\n",
        "      Ticket {ticket}. See our [opening hours](page:hours).\n",
        instead_of="      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "bad-placeholder",
        "What is between the braces is not a name, so nothing could be put in its place.",
        "      Ticket {Your ticket}. Collect them before {deadline}.\n",
        "      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "image-in-text",
        "A text holds an image. Texts are words: nothing is fetched to show a page, a mail or a document. Link to "
        "the image instead.",
        "      Ticket {ticket}. ![Our desk](https://example.org/desk.png)\n",
        "      Ticket {ticket}. [Our desk](https://example.org/desk.png)\n",
        instead_of="      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "lone-brace",
        "A brace in a text has no partner. Braces enclose a name; `{{` is the character itself.",
        "      Ticket {ticket. Collect them before {deadline}.\n",
        "      Ticket {ticket}. Collect them before {deadline}.\n",
    ),
    Manual(
        "not-a-text",
        "A file of the engine's own words (`templates/texts/*.yaml`) holds texts, and maps of texts; here it "
        "holds a list. It is read when the service starts.",
        "code: [Code of the request]\n",
        "code: Code of the request\n",
        "templates/texts/en.yaml",
        instead_of="",
    ),
    Manual(
        "too-deep-guard",
        f"A named guard names another, which names another, and so on, for more than {LEVELS} levels. Nobody can "
        "follow it, and nor can the interpreter.",
        f"  many: many_1\n{_CHAIN}  many_{LEVELS + 1}: copies > most\n",
        "  many: copies > most\n",
    ),
)
