"""The nouns of a flow: frozen values, made by the readers of `schema`, read by everybody."""

from __future__ import annotations

from engine.language.decoding import Amount, Named, Setting
from engine.language.model.branches import Branch, BranchList, Refuse, Reminder, Resume, Timeout, Transition, Tries
from engine.language.model.effects import (
    EFFECTS,
    SEALING,
    Claim,
    Effect,
    Forget,
    MakeCode,
    Number,
    Release,
    SendMail,
    Set,
    Spend,
)
from engine.language.model.flow import Edge, Flow
from engine.language.model.nouns import (
    Back,
    Document,
    Entry,
    Fact,
    Gate,
    Link,
    Mail,
    Note,
    Page,
    Register,
    Retention,
    Section,
    Site,
    ValueDecl,
)
from engine.language.model.state import State

__all__ = [
    "EFFECTS",
    "SEALING",
    "Amount",
    "Back",
    "Branch",
    "BranchList",
    "Claim",
    "Document",
    "Edge",
    "Effect",
    "Entry",
    "Fact",
    "Flow",
    "Forget",
    "Gate",
    "Link",
    "Mail",
    "MakeCode",
    "Named",
    "Note",
    "Number",
    "Page",
    "Refuse",
    "Register",
    "Release",
    "Reminder",
    "Resume",
    "Retention",
    "Section",
    "SendMail",
    "Set",
    "Setting",
    "Site",
    "Spend",
    "State",
    "Timeout",
    "Transition",
    "Tries",
    "ValueDecl",
]
