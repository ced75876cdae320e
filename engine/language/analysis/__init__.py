"""
What can be asked of a flow beyond what it holds: for rules, and for any module that analyses flows.

Every answer is worked out from the flow alone; nothing here reports a problem but for `guards` and `undeclared`, which
several rules share. One question a module:

- `declarations`: which names are declared, and where.
- `references`: which names are used, where and as what.
- `scope`: what each name stands for where a guard is read.
- `domains`: which values each name can have where a guard is read.
- `asking`: where fields are asked that are not always asked, and what follows once that is known.
- `verdicts`: which guards, and parts of guards, always turn out the same.
- `shadows`: which branches are never taken, because of those before them.
- `texts`: which texts there are, and what their placeholders may name.
- `graph`: which steps come before a state, and which of them can be taken back.
- `dataflow`: what is surely given and held on every way to a place.
- `chances`: what can have been given, on some way to a place.
- `shown`: where answers and values are shown, and what can be given there.
- `addresses`: what is found at which address.
- `effects`: what an effect uses, needs and changes.
- `unread`: what could not be read, by its place (`outline`); `doubts`: what it may give that is not known.
- `subject`: what a rule is handed, with the answers that several rules share.
"""

from __future__ import annotations

from engine.language.analysis.addresses import Destination, addresses_of
from engine.language.analysis.dataflow import Moment, Ways, moments, ways_of
from engine.language.analysis.declarations import answers_of, fields_of, places, secrets_of, typed_codes
from engine.language.analysis.effects import Known, Need, Use, after_effects, needs_of, uses_of_effect
from engine.language.analysis.graph import ancestors, sealing, unsealed_behind
from engine.language.analysis.outline import Outline, declared_in, words_in
from engine.language.analysis.references import uses_of
from engine.language.analysis.scope import scope_of, scope_of_form
from engine.language.analysis.subject import Extent, Files, Folder, Subject
from engine.language.analysis.suggestions import line_of, nearest
from engine.language.analysis.texts import Words, all_words, words_of_site
from engine.language.analysis.unread import Unread, unread_in, unread_of

__all__ = [
    "Destination",
    "Extent",
    "Files",
    "Folder",
    "Known",
    "Moment",
    "Need",
    "Outline",
    "Subject",
    "Unread",
    "Use",
    "Ways",
    "Words",
    "addresses_of",
    "after_effects",
    "all_words",
    "ancestors",
    "answers_of",
    "declared_in",
    "fields_of",
    "line_of",
    "moments",
    "nearest",
    "needs_of",
    "places",
    "scope_of",
    "scope_of_form",
    "sealing",
    "secrets_of",
    "typed_codes",
    "unread_in",
    "unread_of",
    "unsealed_behind",
    "uses_of",
    "uses_of_effect",
    "ways_of",
    "words_in",
    "words_of_site",
]
