"""
The rules of a flow: what no schema can say. One rule a module, of one fixed shape:

- `CODE`: the code of its problems.
- its docstring is its manual, and begins with the code.
- `NEEDS`: how much of a flow must have been read for the rule to tell the truth.
- `check(subject) -> list[Problem]`, where the subject is a flow with what several rules look at; of a rule over all
  flows together, the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.fonts import Fonts, shipped_fonts
from engine.language.analysis.subject import Extent, Folder, Subject
from engine.language.model import Flow, Site
from engine.language.rules import (
    always_true,
    anyone_enters,
    automatic_branch,
    automatic_circle,
    back_to_nothing,
    branch_after_open,
    branch_shadowed,
    branch_twice,
    claim_not_guarded,
    code_in_field,
    code_life,
    code_not_asked,
    code_not_told,
    dead_end,
    doubled_braces,
    endless_circle,
    event_never_fired,
    field_differs,
    form_not_posted,
    guard_circle,
    guard_type,
    impossible_value,
    last_branch,
    missing_character,
    name_clash,
    never_true,
    no_sign_out,
    null_not_guarded,
    printed_as_typed,
    refusal_to_nothing,
    reminder,
    reserved_address,
    reserved_name,
    resume_finds_nothing,
    resume_in_automatic,
    same_address,
    same_words,
    secret_differs,
    secret_not_compared,
    shown_before_given,
    site_names,
    timer_circle,
    tries_for_nothing,
    unit_twice,
    unknown_code,
    unknown_document,
    unknown_entry,
    unknown_event,
    unknown_field,
    unknown_flow,
    unknown_mail,
    unknown_name,
    unknown_page,
    unknown_phase,
    unknown_placeholder,
    unknown_register,
    unknown_status,
    unknown_target,
    unknown_view,
    unreachable_state,
    unused,
    value_never_written,
    view_not_open,
    when_outside_case,
    wrong_kind,
)
from engine.problems import Problem

__all__ = ["RULES", "RULES_TOGETHER", "Extent", "check_addresses", "check_all", "check_together"]


class Rule(Protocol):
    """A rule of one flow."""

    CODE: str
    NEEDS: Extent

    def check(self, subject: Subject, /) -> list[Problem]: ...


class RuleTogether(Protocol):
    """A rule over all flows of a folder."""

    CODE: str
    NEEDS: Extent

    def check(self, folder: Folder, /) -> list[Problem]: ...


RULES: tuple[Rule, ...] = (
    unknown_target,
    unknown_field,
    unknown_page,
    unknown_view,
    unknown_entry,
    unknown_document,
    unknown_mail,
    unknown_register,
    unknown_status,
    unknown_code,
    unknown_phase,
    unknown_event,
    view_not_open,
    name_clash,
    reserved_name,
    field_differs,
    secret_differs,
    guard_type,
    unknown_name,
    impossible_value,
    guard_circle,
    wrong_kind,
    when_outside_case,
    last_branch,
    branch_after_open,
    branch_twice,
    always_true,
    never_true,
    branch_shadowed,
    automatic_branch,
    automatic_circle,
    timer_circle,
    resume_in_automatic,
    resume_finds_nothing,
    anyone_enters,
    secret_not_compared,
    unreachable_state,
    dead_end,
    endless_circle,
    form_not_posted,
    back_to_nothing,
    refusal_to_nothing,
    tries_for_nothing,
    reminder,
    unknown_placeholder,
    doubled_braces,
    printed_as_typed,
    unit_twice,
    null_not_guarded,
    claim_not_guarded,
    value_never_written,
    shown_before_given,
    code_in_field,
    code_life,
    code_not_told,
    same_words,
    missing_character,
    unused,
)
RULES_OF_ADDRESSES: tuple[RuleTogether, ...] = (reserved_address, same_address)
RULES_TOGETHER: tuple[RuleTogether, ...] = (
    *RULES_OF_ADDRESSES,
    unknown_flow,
    event_never_fired,
    code_not_asked,
    no_sign_out,
)


def check_all(
    flow: Flow, site: Site | None = None, *, readable: Extent = Extent.WHOLE, fonts: Fonts | None = None
) -> list[Problem]:
    """
    Every problem of one flow that its rules find.

    Args:
        site: whose pages its links may name.
        readable: how much of the flow could be read; a rule that needs more is not asked.
        fonts: those of its documents; None: those that ship.
    """
    subject = Subject(flow, site, fonts or shipped_fonts())
    return [problem for rule in RULES if readable >= rule.NEEDS for problem in rule.check(subject)]


def check_together(
    flows: Mapping[str, Flow], site: Site | None = None, *, readable: Extent = Extent.WHOLE
) -> list[Problem]:
    """
    Every problem that only all flows together show: two things at one address, links and resumes from one flow into
    another, events that none of them fires; and those of the site, whose links lead into flows.

    Args:
        readable: how much of the flows and the site could be read; a rule that needs more is not asked.
    """
    folder = Folder(flows, site)
    rules = [rule for rule in RULES_TOGETHER if readable >= rule.NEEDS]
    found = [problem for rule in rules for problem in rule.check(folder)]
    return found + (site_names.check(folder) if readable >= site_names.NEEDS else [])


def check_addresses(flow: Flow, site: Site) -> list[Problem]:
    """The problems of one flow's addresses among themselves and beside the site's; its neighbours are not looked at."""
    folder = Folder({flow.name: flow}, site)
    return [problem for rule in RULES_OF_ADDRESSES for problem in rule.check(folder)]
