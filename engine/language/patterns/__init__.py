"""Patterns that analysts write: run by RE2 in linear time, and read, to know which texts meet them at all."""

from engine.language.patterns.automaton import Lengths, ever_met, lengths_of, whole
from engine.language.patterns.parts import foreign, one_class, repeated_class
from engine.language.patterns.running import matches, matches_whole, why_not
from engine.language.patterns.slips import Slip, runnable, slip_in
from engine.language.patterns.texts import Texts

__all__ = [
    "Lengths",
    "Slip",
    "Texts",
    "ever_met",
    "foreign",
    "lengths_of",
    "matches",
    "matches_whole",
    "one_class",
    "repeated_class",
    "runnable",
    "slip_in",
    "whole",
    "why_not",
]
