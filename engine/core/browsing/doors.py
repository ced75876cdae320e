"""The first form of a case, posted where none begins now."""

from __future__ import annotations

from datetime import datetime

from engine.core.browsing.parts import Parts
from engine.core.browsing.results import Answer, Browser
from engine.core.browsing.submission import StepForm, Submission
from engine.core.case import Case
from engine.core.locate import begun_at
from engine.language.forms import extent_of


def shut_answer(parts: Parts, submission: Submission, context: StepForm) -> Answer | None:
    """The form with what was typed and why no case begins with it; None: it is that of a case, or one may begin."""
    if context.case.revision:
        return None
    shut = parts.shut(context.machine, context.case.entry, submission.at)
    if shut is None or begun_already(parts, submission.browser, context.case, submission.at):
        return None
    too_large = submission.size.exceeds(extent_of(context.form))
    return Answer(parts.screens.shut(context, shut, {} if too_large else submission.posted))


def begun_already(parts: Parts, browser: Browser, first: Case, at: datetime) -> bool:
    """Whether this browser has a case already that was begun where this first form would begin one."""
    return begun_at(parts.holdings.cases(browser, first.flow, at), first.entry) is not None
