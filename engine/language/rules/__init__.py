"""
The rules of a flow: what no schema can say. One rule a module – CODE, its docstring is its manual, `check`.

`check(subject) -> list[Problem]`, where the subject is the flow with what several rules look at; the rules over all
flows together take the flows.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.analysis.scope import scope_of
from engine.language.analysis.subject import subject_of
from engine.language.model import Flow, Site
from engine.language.rules import (
    automatic_branch,
    automatic_circle,
    back_to_nothing,
    branch_after_open,
    branch_twice,
    claim_not_guarded,
    dead_end,
    event_never_fired,
    field_differs,
    form_not_posted,
    guard_circle,
    guard_type,
    last_branch,
    name_clash,
    null_not_guarded,
    placeholder,
    refusal_to_nothing,
    reminder,
    reserved_name,
    resume_in_automatic,
    tries_for_nothing,
    unknown_code,
    unknown_document,
    unknown_entry,
    unknown_event,
    unknown_field,
    unknown_flow,
    unknown_mail,
    unknown_page,
    unknown_phase,
    unknown_register,
    unknown_status,
    unknown_target,
    unreachable_state,
    unused,
    value_never_written,
    wrong_kind,
)
from engine.language.rules.site import check_site
from engine.problems import Problem

__all__ = ["RULES", "RULES_TOGETHER", "check_all", "check_site", "check_together", "scope_of"]

RULES = (
    unknown_target,
    unknown_field,
    unknown_page,
    unknown_entry,
    unknown_document,
    unknown_mail,
    unknown_register,
    unknown_status,
    unknown_code,
    unknown_phase,
    unknown_event,
    name_clash,
    reserved_name,
    field_differs,
    guard_type,
    guard_circle,
    wrong_kind,
    last_branch,
    branch_after_open,
    branch_twice,
    automatic_branch,
    automatic_circle,
    resume_in_automatic,
    unreachable_state,
    dead_end,
    form_not_posted,
    back_to_nothing,
    refusal_to_nothing,
    tries_for_nothing,
    reminder,
    placeholder,
    null_not_guarded,
    claim_not_guarded,
    value_never_written,
    unused,
)
RULES_TOGETHER = (unknown_flow, event_never_fired)


def check_all(flow: Flow, site: Site | None = None) -> list[Problem]:
    """Every problem of one flow; `site`: whose pages its links may name."""
    subject = subject_of(flow, site)
    return [problem for rule in RULES for problem in rule.check(subject)]


def check_together(flows: Mapping[str, Flow]) -> list[Problem]:
    """What only all flows together tell: links and resumes from one into another, events that none of them fires."""
    return [problem for rule in RULES_TOGETHER for problem in rule.check(flows)]
