"""
The rules of a flow: what no schema can say. One rule a module, of one fixed shape:

- `CODE`: the code of its problems.
- its docstring is its manual, and begins with the code.
- `NEEDS`: how much of a flow it looks at: what it finds is left out where that could not be read.
- `check(subject) -> list[Problem]`, where the subject is a flow with what several rules look at; of a rule over all
  flows together, the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from engine.fonts import Fonts, shipped_fonts
from engine.language.analysis.subject import Extent, Files, Folder, Subject
from engine.language.analysis.unread import NO_WORDS, Unread, name_at
from engine.language.model import Flow, Site
from engine.language.model.spoken import spoken
from engine.language.rules import (
    always_true,
    anyone_enters,
    asked_before_given,
    automatic_branch,
    automatic_circle,
    back_to_nothing,
    bound_setting,
    branch_after_open,
    branch_shadowed,
    branch_twice,
    carry_differs,
    claim_not_guarded,
    code_in_field,
    code_life,
    code_not_asked,
    code_not_told,
    dead_end,
    doubled_braces,
    endless_circle,
    event_never_fired,
    extra_language,
    field_differs,
    form_not_posted,
    guard_circle,
    guard_type,
    impossible_value,
    last_branch,
    missing_character,
    missing_language,
    name_clash,
    never_true,
    no_calendar,
    no_sign_out,
    not_a_date,
    null_not_guarded,
    open_beside,
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
    since_not_passed,
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
    unknown_form,
    unknown_mail,
    unknown_name,
    unknown_page,
    unknown_phase,
    unknown_placeholder,
    unknown_register,
    unknown_status,
    unknown_target,
    unknown_template,
    unknown_view,
    unreachable_state,
    unused,
    unused_form,
    unused_list,
    value_never_written,
    view_not_open,
    when_not_known,
    when_outside_case,
    wrong_kind,
    zero_divisor,
)
from engine.language.rules.echoes import without_echoes
from engine.problems import Problem

__all__ = ["RULES", "RULES_TOGETHER", "Extent", "check_addresses", "check_all", "check_together"]


EVERYTHING_READ = Unread()


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
    bound_setting,
    carry_differs,
    guard_type,
    unknown_name,
    impossible_value,
    guard_circle,
    wrong_kind,
    zero_divisor,
    when_outside_case,
    when_not_known,
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
    no_calendar,
    not_a_date,
    since_not_passed,
    unknown_placeholder,
    doubled_braces,
    printed_as_typed,
    unit_twice,
    null_not_guarded,
    claim_not_guarded,
    value_never_written,
    shown_before_given,
    asked_before_given,
    code_in_field,
    code_life,
    code_not_told,
    same_words,
    missing_character,
    missing_language,
    extra_language,
    unused,
    open_beside,
)
# Those that look at texts: of a flow in several languages, at those of each.
RULES_OF_TEXTS: tuple[Rule, ...] = (
    unknown_page,
    unknown_view,
    unknown_entry,
    unknown_document,
    view_not_open,
    unknown_placeholder,
    doubled_braces,
    printed_as_typed,
    unit_twice,
    shown_before_given,
    code_not_told,
    same_words,
    missing_character,
)
RULES_OF_ADDRESSES: tuple[RuleTogether, ...] = (reserved_address, same_address)
RULES_TOGETHER: tuple[RuleTogether, ...] = (
    *RULES_OF_ADDRESSES,
    unknown_flow,
    event_never_fired,
    code_not_asked,
    no_sign_out,
)
# Of what lies beside the flows; their manuals are with those of the folder.
RULES_OF_FILES: tuple[Rule, ...] = (unknown_form, unknown_template)
RULES_OF_FILES_TOGETHER: tuple[RuleTogether, ...] = (unused_form, unused_list)


def check_all(
    flow: Flow,
    site: Site | None = None,
    *,
    unread: Unread = EVERYTHING_READ,
    fonts: Fonts | None = None,
    files: Files | None = None,
) -> list[Problem]:
    """
    Every problem of one flow that its rules find.

    Args:
        site: whose pages its links may name.
        unread: what of the flow, its forms and the site could not be read: nothing is reported that may follow from it.
        fonts: those of its documents; None: those that ship.
        files: those beside the flow; None: not known.
    """
    subject = Subject(flow, site, fonts or shipped_fonts(), unread, files)
    rules = [rule for rule in (*RULES, *RULES_OF_FILES) if unread.certain or rule.NEEDS != Extent.FORMS]
    found = [
        problem for rule in rules for problem in rule.check(subject) if not _may_follow(rule.NEEDS, problem, unread)
    ]
    for language in flow.languages[1:]:
        found = _in_language(subject.spoken(language), found, rules)
    return without_echoes(flow, found)


def _in_language(subject: Subject, found: list[Problem], rules: list[Rule]) -> list[Problem]:
    """With what the texts of another language have wrong; without what is unused in one language alone."""
    known = {(problem.code, problem.place) for problem in found}
    more = [
        problem
        for rule in rules
        if rule in RULES_OF_TEXTS
        for problem in rule.check(subject)
        if (problem.code, problem.place) not in known and not _may_follow(rule.NEEDS, problem, subject.unread)
    ]
    idle = {(problem.code, problem.place) for problem in unused.check(subject)}
    return [one for one in found if not one.code.startswith("unused-") or (one.code, one.place) in idle] + more


def check_together(
    flows: Mapping[str, Flow],
    site: Site | None = None,
    *,
    unread: Mapping[str, Unread] | None = None,
    lost: frozenset[str] | None = NO_WORDS,
    files: Files | None = None,
) -> list[Problem]:
    """
    Every problem that only all flows together show: two things at one address, links and resumes from one flow into
    another, events that none of them fires; and those of the site, whose links lead into flows.

    Args:
        unread: file of a flow or of the site -> what of it could not be read.
        lost: every word of the flows that could not be read at all; None where not even these are known.
        files: those beside the flows; None: not known.
    """
    unread = unread or {}
    folder = Folder(flows, site, unread, lost or NO_WORDS, files)
    names = (lost or NO_WORDS).union(*(one.names for one in unread.values()))
    every = (*RULES_TOGETHER, *RULES_OF_FILES_TOGETHER)
    rules = [rule for rule in every if lost is not None or rule.NEEDS != Extent.WHOLE]
    found = [(rule.NEEDS, problem) for rule in rules for problem in rule.check(folder)]
    found += _of_site(folder) if lost is not None else []
    return [
        problem
        for needs, problem in found
        if name_at(problem.place) not in names
        and not _may_follow(needs, problem, unread.get(problem.place.file, EVERYTHING_READ))
    ]


def _of_site(folder: Folder) -> list[tuple[Extent, Problem]]:
    """The problems of the site itself, in each language."""
    languages = dict.fromkeys(language for flow in folder.flows.values() for language in flow.languages)
    found = dict.fromkeys(site_names.check(folder))
    for language in [*languages][1:]:
        site = spoken(folder.site, language) if folder.site else None
        found |= dict.fromkeys(site_names.check(folder._replace(site=site)))
    missing = missing_language.check_site(folder)
    return [*((site_names.NEEDS, one) for one in found), *((missing_language.NEEDS, one) for one in missing)]


def check_addresses(flow: Flow, site: Site) -> list[Problem]:
    """The problems of one flow's addresses among themselves and beside the site's; its neighbours are not looked at."""
    folder = Folder({flow.name: flow}, site)
    return [problem for rule in RULES_OF_ADDRESSES for problem in rule.check(folder)]


def _may_follow(needs: Extent, problem: Problem, unread: Unread) -> bool:
    """Whether what a rule says may be so only because something could not be read."""
    if not unread:
        return False
    if name_at(problem.place) in unread.names or unread.renamed(problem):
        return True
    return needs == Extent.WHOLE and unread.covers(problem)
