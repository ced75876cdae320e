"""A form's JSON Schema: what a person typed -> values, or faults by field."""

from engine.language.forms.answering import TICKED, entered, read_by_language, typed_again, typed_in_another, validate
from engine.language.forms.asking import Leaf, Names, Tree, Unasked, rests, unasked
from engine.language.forms.bounds import BOUNDS, with_days
from engine.language.forms.cleaning import keeps, reading_of, takes_no_space
from engine.language.forms.extent import Extent, extent_of
from engine.language.forms.form import Form
from engine.language.forms.hints import FAULT_KEYS, HINT_KEYS, Hint, hint
from engine.language.forms.normal import CODE_ALPHABET, normalise
from engine.language.forms.nouns import (
    FIGURES,
    SIGN,
    TODAY,
    Answers,
    Fault,
    Field,
    Group,
    Option,
    Pattern,
    Rule,
    SharedList,
)
from engine.language.forms.possible import can_be_address, shape_of, texts_of
from engine.language.forms.unmet import FORMATS_IN_WORDS, Unmet, in_guards, meets, why_unmet

__all__ = [
    "BOUNDS",
    "CODE_ALPHABET",
    "FAULT_KEYS",
    "FIGURES",
    "FORMATS_IN_WORDS",
    "HINT_KEYS",
    "SIGN",
    "TICKED",
    "TODAY",
    "Answers",
    "Extent",
    "Fault",
    "Field",
    "Form",
    "Group",
    "Hint",
    "Leaf",
    "Names",
    "Option",
    "Pattern",
    "Rule",
    "SharedList",
    "Tree",
    "Unasked",
    "Unmet",
    "can_be_address",
    "entered",
    "extent_of",
    "hint",
    "in_guards",
    "keeps",
    "meets",
    "normalise",
    "read_by_language",
    "reading_of",
    "rests",
    "shape_of",
    "takes_no_space",
    "texts_of",
    "typed_again",
    "typed_in_another",
    "unasked",
    "validate",
    "why_unmet",
    "with_days",
]
