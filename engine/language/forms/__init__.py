"""A form's JSON Schema: what a person typed -> values, or faults by field."""

from engine.language.forms.answering import TICKED, typed_again, validate
from engine.language.forms.cleaning import alphabet_of, keeps, reading_of, takes_no_space
from engine.language.forms.extent import Extent, extent_of
from engine.language.forms.form import Form
from engine.language.forms.hints import FAULT_KEYS, HINT_KEYS, Hint, hint
from engine.language.forms.normal import normalise
from engine.language.forms.nouns import FIGURES, SIGN, Answers, Fault, Field, Group, Option, Pattern, Rule

__all__ = [
    "FAULT_KEYS",
    "FIGURES",
    "HINT_KEYS",
    "SIGN",
    "TICKED",
    "Answers",
    "Extent",
    "Fault",
    "Field",
    "Form",
    "Group",
    "Hint",
    "Option",
    "Pattern",
    "Rule",
    "alphabet_of",
    "extent_of",
    "hint",
    "keeps",
    "normalise",
    "reading_of",
    "takes_no_space",
    "typed_again",
    "validate",
]
