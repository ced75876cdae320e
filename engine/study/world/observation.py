"""What can be seen after an action, as values: the page, what was sent, what is due, and what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, assert_never

from engine.core.browsing.results import Paper, Screen, ShutDoor, Viewed
from engine.core.case import Case, Put, PutCall
from engine.core.kept import CodeStatus
from engine.language.forms import Fault
from engine.language.model import Flow, Link, Section
from engine.language.values import Value
from engine.study.world.person import NoPage, PlainPage, What, papers_of


class Problem(NamedTuple):
    """
    Why a form was not accepted.

    Attributes:
        field: None: it is of no field.
        keyword: of the form's schema; "refused", "gate", "closed".
        message: its words as the flow wrote them, or which of the engine's own.
    """

    field: str | None
    keyword: str
    message: str


class Shown(NamedTuple):
    """
    A page.

    Attributes:
        kind: "screen": a state; "view"; "paper": a document; "shut": a door that is shut; "plain": a page outside any
            case; "none": nothing is there.
        notice: what is said above it, by its key; None: nothing.
        begun: whether the case is kept.
        earlier: an earlier form is filled in again (« Modifier »).
        typed: what fills the form.
        kept: secrets that blank keeps. retype: fields whose entry is not shown again.
        gate: whether a challenge is shown.
        values: shown of the case: those that the page names, where it sums up all answers.
        standing: what stands on it besides, as the flow wrote it: sections, notes and links.
        documents: those it links to.
    """

    kind: Literal["screen", "view", "paper", "shut", "plain", "none"]
    flow: str | None = None
    name: str = ""
    notice: str | None = None
    status: int = 200
    begun: bool = False
    earlier: bool = False
    problems: tuple[Problem, ...] = ()
    typed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    kept: tuple[str, ...] = ()
    retype: tuple[str, ...] = ()
    gate: bool = False
    buttons: tuple[str, ...] = ()
    back: bool = False
    modifiable: tuple[str, ...] = ()
    tries_left: int | None = None
    values: tuple[tuple[str, Value], ...] = ()
    standing: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class Mail(NamedTuple):
    """A mail that was sent. `codes`: name -> words. `values`: placeholder -> typed value."""

    flow: str
    name: str
    to: str
    values: tuple[tuple[str, Any], ...]
    codes: tuple[tuple[str, str], ...]
    language: str | None


class Call(NamedTuple):
    """A call that was made of a plug-in's effect. `codes`: parameter -> words."""

    flow: str
    effect: str
    values: tuple[tuple[str, Any], ...]
    codes: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]


class Due(NamedTuple):
    """What happens to a case by itself."""

    flow: str
    state: str
    what: Literal["timeout", "reminder", "erasure"]
    at: datetime


class Row(NamedTuple):
    register: str
    key: str
    status: str
    has_case: bool


class CodeSeen(NamedTuple):
    flow: str
    name: str
    serial: int
    status: CodeStatus


class Kept(NamedTuple):
    """What is kept, without an id: each sorted."""

    due: tuple[Due, ...]
    rows: tuple[Row, ...]
    codes: tuple[CodeSeen, ...]


class Observation(NamedTuple):
    """
    What an action has led to.

    Attributes:
        moves: the redirects on the way: where to, and the notice.
        shown: the page; None: the action opens none.
        mails, calls: sent since the action before, in order, and no others.
    """

    moves: tuple[tuple[str, str, str | None], ...]
    shown: Shown | None
    mails: tuple[Mail, ...]
    calls: tuple[Call, ...]
    kept: Kept


def shown(what: What) -> Shown:
    """A page as it can be seen."""
    match what:
        case Screen():
            return _screen(what)
        case Viewed():
            flow, view = what.flow, what.view
            return Shown(
                "view",
                flow.name,
                view.name,
                what.notice,
                begun=True,
                values=_values(flow, what.case, [named.name for named in view.show], review=view.review),
                standing=_standing(view.sections, view.links),
                documents=_documents(what),
            )
        case Paper():
            values = _values(what.flow, what.case, (), review=True)
            return Shown("paper", what.flow.name, what.document.name, begun=True, values=values)
        case ShutDoor():
            problem = Problem(None, what.shut.why, str(what.shut.day or ""))
            return Shown("shut", what.flow.name, "", what.notice, begun=what.case is not None, problems=(problem,))
        case PlainPage():
            said = ("said",) if what.said else ()
            standing = (*said, *_standing(what.page.sections, what.page.links))
            return Shown("plain", what.flow, what.page.name, what.notice, standing=standing)
        case NoPage():
            return Shown("none", status=404)
        case _:
            assert_never(what)


def _screen(screen: Screen) -> Shown:
    state = screen.state
    notes = tuple(f"note {note.title.source}" for note in state.notes)
    return Shown(
        "screen",
        screen.flow.name,
        state.name,
        screen.notice,
        screen.status,
        screen.case.revision > 0,
        screen.at == "earlier",
        tuple(_problem(fault) for fault in screen.faults),
        tuple(sorted((name, tuple(texts)) for name, texts in screen.typed.items())),
        screen.kept_secrets,
        tuple(sorted(screen.retype)),
        screen.challenge is not None and screen.proof is None,
        tuple(button.name for button in screen.buttons),
        screen.can_go_back,
        screen.modifiable,
        screen.tries_left,
        _values(screen.flow, screen.case, [named.name for named in state.show], review=state.review),
        (*notes, *_standing(state.sections, state.links)),
        _documents(screen),
    )


def _problem(fault: Fault) -> Problem:
    message = fault.message.source if fault.message else fault.key
    return Problem(fault.field, fault.keyword, message)


def _values(flow: Flow, case: Case, named: Iterable[str], *, review: bool) -> tuple[tuple[str, Value], ...]:
    """What is shown of a case: these, or all that is known of it; no code."""
    hidden = flow.code_fields()
    known = {name: value for name, value in case.known().items() if name not in hidden}
    wanted = known if review else [name for name in named if name in known]
    return tuple(sorted(((name, known[name]) for name in wanted), key=str))


def _standing(sections: tuple[Section, ...], links: tuple[Link, ...]) -> tuple[str, ...]:
    titles = [f"section {part.title.source}" for part in sections if part.title]
    inner = [f"link {link.label.source}" for part in sections for link in part.links]
    return (*titles, *inner, *(f"link {link.label.source}" for link in links))


def _documents(page: Screen | Viewed) -> tuple[str, ...]:
    return tuple(sorted(document.name for document in papers_of(page)))


def sent(puts: Iterable[tuple[str, str, Put]], words: Any) -> tuple[tuple[Mail, ...], tuple[Call, ...]]:
    """
    Mails and calls as they leave.

    Args:
        puts: case, its flow, and what it has put.
        words: (case, name, serial, length) -> the words of a code.
    """
    mails: list[Mail] = []
    calls: list[Call] = []
    for case_id, flow, put in puts:
        if isinstance(put, PutCall):
            said = {parameter: words(case_id, name, c.serial, c.length) for parameter, (name, c) in put.codes.items()}
            papers = tuple(sorted((parameter, one.document) for parameter, one in put.documents.items()))
            calls.append(Call(flow, put.effect, _sorted(put.values), _sorted(said), papers))
        else:
            said = {name: words(case_id, name, code.serial, code.length) for name, code in put.codes.items()}
            mails.append(Mail(flow, put.mail, put.to, _sorted(put.values), _sorted(said), put.language))
    return tuple(mails), tuple(calls)


def due_of(case: Case, erase_at: datetime | None) -> tuple[Due, ...]:
    """What happens to a case by itself: its timers, and that it is erased."""
    timers = tuple(Due(case.flow, case.state, timer.kind, timer.due_at) for timer in case.present.timers)
    return (*timers, Due(case.flow, case.state, "erasure", erase_at)) if erase_at else timers


def _sorted(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items(), key=lambda pair: pair[0]))
