"""
A flow as changes of another, its base: put together before it is read, so that every later room sees one flow.

- `merging`: one tree over another; `fields`: one form over another.
- `chain`: which file is over which; `blame`: whose problem is whose.
"""

from engine.language.variants.blame import own_problems, spanning_problems
from engine.language.variants.chain import (
    Whole,
    Written,
    base_of,
    form_of,
    no_flow,
    text_of,
    too_large_to_store,
    unasked_forms,
    whole_of,
)

__all__ = [
    "Whole",
    "Written",
    "base_of",
    "form_of",
    "no_flow",
    "own_problems",
    "spanning_problems",
    "text_of",
    "too_large_to_store",
    "unasked_forms",
    "whole_of",
]
