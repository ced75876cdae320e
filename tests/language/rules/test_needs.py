"""How much of a flow each rule looks at: what it finds where that could not be read would only be unread."""

from __future__ import annotations

from engine.language.analysis import Extent
from engine.language.rules import RULES, RULES_TOGETHER

# What a name means where it is used can be told of any part; `unknown-field` needs the forms that declare it; a rule
# about ways, ends or uses needs everything: what leads somewhere, or uses something, may be in the part not read.
NEEDS = {
    Extent.PARTS: {
        "field-differs", "impossible-value", "name-clash", "reserved-address", "reserved-name", "same-address",
        "printed-as-typed", "secret-differs", "when-not-known", "extra-language", "missing-language",
        "unknown-code", "unknown-document", "unknown-entry", "unknown-event", "unknown-flow", "unknown-mail",
        "unknown-page", "unknown-phase", "unknown-register", "unknown-status", "unknown-target", "unknown-view",
        "view-not-open", "wrong-setting",
        "no-calendar",
    },
    Extent.FORMS: {
        "code-length", "doubled-braces", "guard-type", "missing-character", "same-words", "unit-twice", "unknown-field",
        "unknown-name",
        "unknown-placeholder", "when-outside-case", "wrong-kind",
        "not-a-date", "carry-differs", "zero-divisor",
    },
    Extent.WHOLE: {
        "always-true", "anyone-enters", "asked-before-given", "branch-shadowed", "never-true",
        "secret-not-compared",
        "automatic-branch", "automatic-circle", "back-to-nothing", "branch-after-open", "branch-twice",
        "claim-not-guarded", "code-life", "code-not-asked", "code-not-told", "dead-end", "endless-circle",
        "event-never-fired", "form-not-posted", "guard-circle", "last-branch",
        "no-sign-out", "null-not-guarded", "refusal-to-nothing", "reminder", "resume-in-automatic", "timer-circle",
        "resume-finds-nothing", "shown-before-given", "tries-for-nothing", "unreachable-state", "unused",
        "value-never-written",
        "since-not-passed", "open-beside",
    },
}  # fmt: skip


def test_each_rule_declares_how_much_it_needs() -> None:
    declared: dict[Extent, set[str]] = {extent: set() for extent in Extent}
    for rule in (*RULES, *RULES_TOGETHER):
        declared[rule.NEEDS].add(rule.CODE)
    assert declared == NEEDS
