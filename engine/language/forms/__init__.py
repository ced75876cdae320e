"""A form's JSON Schema: what a person typed -> values, or faults by field."""

from engine.language.forms.answering import TICKED, typed_again, validate
from engine.language.forms.hints import FAULT_KEYS, HINT_KEYS, Hint, hint
from engine.language.forms.normal import normalise
from engine.language.forms.nouns import Answers, Fault, Field, Form, Group, Option, Pattern, Rule
from engine.language.forms.reading import read_form

__all__ = [
    "FAULT_KEYS",
    "HINT_KEYS",
    "TICKED",
    "Answers",
    "Fault",
    "Field",
    "Form",
    "Group",
    "Hint",
    "Option",
    "Pattern",
    "Rule",
    "hint",
    "normalise",
    "read_form",
    "typed_again",
    "validate",
]
