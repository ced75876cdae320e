"""The service as a browser meets it: open an address, post a form; every answer is a value."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from engine.core.builder import NoBranch
from engine.core.case import BACK, KEEP, MODIFY, TIMEOUT, Case, Decision, Event, Refusal
from engine.core.effects import MissingKey
from engine.core.machine import Machine, branch_of
from engine.core.trail import modifiable
from engine.language.forms import Answers, Fault
from engine.language.guards import GuardFailed
from engine.language.load import Catalogue
from engine.language.model import Flow
from engine.service.browsing.holdings import Browsers
from engine.service.browsing.navigation import door_to, may_be_meant
from engine.service.browsing.replay import Repeats, Tries, refused_again
from engine.service.browsing.results import Answer, Browser, Look, Move, NotFound, Paper, Url
from engine.service.browsing.submission import At, Posted, checked, one, tests_a_secret, token_of, typed_in
from engine.service.browsing.viewing import NOT_NOW, Showing
from engine.service.security.challenges import Gates, Passed, UsedUp
from engine.service.security.clients import Clients
from engine.service.security.limits import TooOften
from engine.service.security.vault import Vault
from engine.service.steps.machines import Machines
from engine.service.steps.runner import Kept, Moved, Shell
from engine.store import sessions
from engine.store.database import Conflict, Database
from engine.store.tokens import Replay
from engine.store.transaction import Transaction, Unavailable

log = logging.getLogger("parcours")

_FLOW_AT_FAULT = (GuardFailed, MissingKey, NoBranch)


class Service:
    """Everything a page needs. One for all threads."""

    def __init__(
        self,
        machines: Machines,
        database: Database,
        vault: Vault,
        shell: Shell,
        browsers: Browsers,
        gates: Gates,
        clients: Clients,
        clock: Callable[[], datetime],
    ) -> None:
        self._machines = machines
        self._database = database
        self._vault = vault
        self._shell = shell
        self._browsers = browsers
        self._gates = gates
        self._clients = clients
        self._repeats = Repeats(database, vault)
        self._showing = Showing(machines, gates, clock)
        self._tries = Tries()
        self.now = clock  # aware, UTC

    # -- for every request

    @property
    def catalogue(self) -> Catalogue:
        return self._machines.catalogue

    def browser(
        self, cookie: str | None, client: str | None = None, flow: str | None = None, posted: Posted | None = None
    ) -> Browser:
        """
        Who asks.

        Args:
            client: the network address it comes from; None: not known.
            flow, posted: what its request is about; all that it hangs on is then looked up at once.
        """
        token = token_of(posted) if posted else ""
        return self._browsers.of(cookie, self.now(), flow, token)._replace(client=client)

    def csrf(self, browser: Browser) -> str:
        """The token that a form of this browser carries."""
        return self._browsers.csrf(browser)

    def csrf_good(self, browser: Browser, token: str) -> bool:
        return secrets.compare_digest(self._browsers.csrf(browser), token.encode("ascii", "replace").decode())

    def image(self, challenge: str) -> bytes | None:
        """A challenge as a PNG; None for one that is not ours."""
        return self._gates.image(challenge)

    def sound(self, challenge: str) -> bytes | None:
        """The same as a WAV; None also where its language has no voice."""
        return self._gates.sound(challenge, {flow.name: flow.language for flow in self.catalogue.flows.values()})

    def speaks(self, gate: str, language: str) -> bool:
        """Whether this gate's challenges are spoken in this language."""
        return self._gates.speaks(gate, language)

    def challenge_answer(self, challenge: str) -> str | None:
        """What its image says: for the developer bar alone."""
        return self._gates.answer(challenge)

    # -- opening

    def open_entry(
        self,
        browser: Browser,
        flow: str,
        entry: str,
        query: Mapping[str, str] | None = None,
        *,
        notice: str | None = None,
    ) -> Answer:
        """
        This browser's case begun there, as long as nothing has sealed it; else the first form of a case not yet begun.

        Args:
            query: what a link carries for the fields that the entry `fills`; anything else in it is ignored.

        Raises:
            NotFound, Unavailable.
        """
        machine = self._entry(flow, entry)
        browser, cookie = self._awake(browser)
        begun = _begun(self._held_at_first(browser, flow), entry)
        if begun:
            return Answer(Move(Url("state", flow, begun.state), notice or "begun"), cookie)
        now = self.now()
        case = self._shell.first(machine, entry, now)
        at = At.of(machine, case, len(case.trail) - 1, Url("entry", flow, entry))
        fills = machine.flow.entries[entry].fills
        filled = {name: (text[:100],) for name, text in (query or {}).items() if name in fills}
        screen = self._showing.screen(at, notice=notice)
        return Answer(screen._replace(typed={**screen.typed, **filled}), cookie)

    def open_state(self, browser: Browser, flow: str, state: str, *, notice: str | None = None) -> Answer:
        """
        The case that stands there, of those this browser holds; else the earlier form « Modifier » reaches there; else
        the present state of the last touched that can be meant, with a line saying why; else the entry behind which
        such a case is found.

        Raises:
            NotFound, Unavailable.
        """
        newest = self._machines.newest(flow)
        if newest is None:
            raise NotFound(f"no flow {flow}")
        browser, cookie = self._awake(browser)
        held = self._held_at_first(browser, flow)
        if state not in newest.flow.states and not any(state in self._machine(case).flow.states for case in held):
            raise NotFound(f"no state {flow}/{state}")
        for case in held:
            if case.state == state:
                return Answer(self._showing.screen(self._at(case), notice=notice), cookie)
        for case in held:
            machine = self._machine(case)
            index = modifiable(machine.flow, case).get(state)
            if index is not None:
                at = At.of(machine, case, index, Url("state", flow, state))
                return Answer(self._showing.screen(at, notice=notice), cookie)
        meant = [case for case in held if may_be_meant(self._machine(case).flow, case, state)]
        if meant:
            why = "too_late" if _timed_out_of(meant[0], state) else "elsewhere"
            return Answer(Move(Url("state", flow, meant[0].state), notice or why), cookie)
        door = door_to(newest.flow, state)
        if notice != "no_cookie":
            # What was posted, if anything, was for a case that this browser does not hold any more.
            notice = door.why or ("no_case" if notice else None)
        return Answer(Move(Url("entry", flow, door.entry), notice), cookie)

    def document(self, browser: Browser, flow: str, name: str) -> Answer:
        """
        A document, while the present state of a case this browser holds links to it.

        Raises:
            NotFound, Unavailable.
        """
        newest = self._machines.newest(flow)
        if newest is None:
            raise NotFound(f"no flow {flow}")
        browser, cookie = self._awake(browser)
        held = self._held_at_first(browser, flow)
        for case in held:
            theirs = self._machine(case).flow
            if name in theirs.documents_linked(theirs.states[case.state]) and name in theirs.documents:
                return Answer(Paper(theirs, case, theirs.documents[name]), cookie)
        if name not in newest.flow.documents:
            raise NotFound(f"no document {flow}/{name}")
        shown = next((s.name for s in newest.flow.states.values() if name in newest.flow.documents_linked(s)), "")
        for case in held:
            if may_be_meant(self._machine(case).flow, case, shown):
                return Answer(Move(Url("state", flow, case.state), "elsewhere"), cookie)
        door = door_to(newest.flow, shown)
        return Answer(Move(Url("entry", flow, door.entry), door.why or "no_case"), cookie)

    # -- posting

    def post_entry(self, browser: Browser, flow: str, entry: str, posted: Posted) -> Answer:
        """
        The first form of a case not yet begun.

        Raises:
            NotFound, Unavailable.
        """
        machine = self._entry(flow, entry)
        url = Url("entry", flow, entry)
        look = browser.look or self._look(browser, flow, posted)
        again = self._answered(browser, posted, url, look)
        if isinstance(again, Answer):
            return again
        case = self._shell.first(machine, entry, self.now())
        if one(again, "_case"):
            return self.open_entry(browser._replace(look=None), flow, entry, notice="stale")
        return self._post(browser, At.of(machine, case, len(case.trail) - 1, url), again)

    def post_state(self, browser: Browser, flow: str, state: str, posted: Posted) -> Answer:
        """
        A form of a case this browser holds: of its present state, or of an earlier one (« Modifier »). A stale one
        changes nothing: the present state is shown, with a line saying why, and with what was typed for it.

        Raises:
            NotFound, Unavailable.
        """
        newest = self._machines.newest(flow)
        if newest is None:
            raise NotFound(f"no flow {flow}")
        url = Url("state", flow, state)
        look = browser.look or self._look(browser, flow, posted)
        again = self._answered(browser, posted, url, look)
        if isinstance(again, Answer):
            return again
        case = _of_form(self._as_of_now(browser, look.held), again)
        if case:
            machine = self._machine(case)
            index = modifiable(machine.flow, case).get(state)
            if case.state == state and str(case.present.visit) == one(again, "_visit"):
                return self._post(browser, self._at(case), again)
            if case.state != state and index is not None:
                return self._post(browser, At.of(machine, case, index, url), again)
        again = self._again(browser, again, url)  # the other one of two clicks may have been taken meanwhile
        if isinstance(again, Answer):
            return again
        name = one(again, "_event")
        if case is None:
            page = _left_by(newest.flow, state, name)
            anew = browser._replace(look=None)  # what was known at first may have been acted on
            return Answer(Move(page, "left")) if page else self.open_state(anew, flow, state, notice="stale")
        there = self._machine(case).flow
        if _left_by(there, state, name) and _left_by(there, case.state, name):
            # A sign-out signs out, wherever another tab or another browser has led the case meanwhile.
            return self._post(browser, self._at(case), again)
        return self._stale(browser, case, state, again, "stale")

    def post_astray(self, browser: Browser, url: Url, posted: Posted, notice: str) -> Answer:
        """
        A post of our own pages that cannot be this browser's: its cookie was replaced, or never came back. It changes
        nothing; where it was meant to go is shown as it stands now, with what was typed.

        Raises:
            NotFound, Unavailable.
        """
        assert url.flow
        browser, cookie = self._awake(browser)
        if url.kind == "entry":
            machine = self._entry(url.flow, url.name)
            case = self._shell.first(machine, url.name, self.now())
            at = At.of(machine, case, len(case.trail) - 1, url)
            begun = _begun(self._held(browser, url.flow), url.name)
            if begun:
                return self._stale(browser, begun, case.state, posted, notice)._replace(cookie=cookie)
            if any(text.strip() for texts in typed_in(machine, at.form, posted).values() for text in texts):
                return Answer(self._showing.screen(at, typed=posted, notice=notice), cookie)
        else:
            held = _of_form(self._held(browser, url.flow), posted)
            if held:
                return self._stale(browser, held, url.name, posted, notice)._replace(cookie=cookie)
        return Answer(Move(url, notice), cookie)

    def _again(self, browser: Browser, posted: Posted, url: Url) -> Answer | Posted:
        """The answer to a step token that comes again; or what was posted, to be gone on with."""
        assert url.flow
        return self._answered(browser, posted, url, self._look(browser, url.flow, posted))

    def _answered(self, browser: Browser, posted: Posted, url: Url, look: Look) -> Answer | Posted:
        """
        The same step token again. A reload, or the second of two clicks, gets where the first one led; an old copy of
        a form, filled in anew, is a post of its own.

        Returns:
            What was posted, with a token of its own, where it is to be gone on with.
        """
        now, kept, led = self.now(), look.kept, look.led
        if led:
            cookie = self._browsers.follow(led, now)
            case = self._shell.fire_due(led.case_id, now)
            return Answer(self._left_to(case, kept) or self._where(case, url), cookie)
        case = self._shell.fire_due(kept.case_id, now) if kept else None
        if kept and case:
            machine = self._machine(case)
            if not self._repeats.same(machine, case, kept, posted, now):
                return {**posted, "_token": (secrets.token_urlsafe(16),)}
            refuse = self._repeats.refusal(machine, kept) if kept.outcome == "refused" else None
            stood = refuse.state.name if refuse and refuse.state else kept.left
            if refuse and case.state == stood and _of_form(self._held(browser, case.flow), posted):
                typed = posted if stood == url.name else None
                return Answer(self._showing.refused(self._at(case), refused_again(case, refuse), typed, None))
            return Answer(self._where(case, url))
        if kept:
            return Answer(Move(url, "stale"))
        if browser.dead:
            fresh = self._browsers.stranger()
            return Answer(Move(url, "stale"), fresh.id)
        return posted

    def _look(self, browser: Browser, flow: str, posted: Posted | None = None) -> Look:
        """All that a request of this browser hangs on, as it is now."""
        with self._database.read() as tx:
            held = self._browsers.held(tx, browser, flow, self.now())
            return Look(held, *self._browsers.kept_with(tx, browser.family, token_of(posted or {})))

    def _left_to(self, case: Case | None, kept: Replay | None) -> Move | None:
        """The page that a step which let the case go has opened."""
        if case is None or kept is None or kept.outcome != "left":
            return None
        flow = self._machine(case).flow
        branch = branch_of(flow.states[kept.left], kept.event, kept.transition)
        return Move(Url("page", flow.name, branch.leave.name), "left") if branch and branch.leave else None

    def _where(self, case: Case | None, url: Url) -> Move:
        return Move(Url("state", case.flow, case.state)) if case else Move(url, "stale")

    def _stale(self, browser: Browser, case: Case, state: str, posted: Posted, notice: str) -> Answer:
        """
        A form of this case that cannot be taken as it was sent. Where its state can still be shown it is, with what
        was typed; else the present state is, and what was typed fills that form should the person come back to it.
        """
        machine = self._machine(case)
        if notice == "stale" and _timed_out(case, one(posted, "_visit")):
            notice = "too_late"
        index = len(case.trail) - 1 if case.state == state else modifiable(machine.flow, case).get(state)
        if index is not None:
            at = At.of(machine, case, index, Url("state", case.flow, state))
            typed = any(text.strip() for texts in typed_in(machine, at.form, posted).values() for text in texts)
            if typed and not (at.earlier and self._repeats.same_answers(at, posted, self.now())):
                secret = at.form and any(f.secret and one(posted, f.name) for f in at.form.fields.values())
                return Answer(self._showing.screen(at, typed=posted, notice=_but_for_secrets(notice, bool(secret))))
        elif state in machine.flow.states and not case.sealed and not case.closed_at:
            self._keep_typed(machine, case, state, posted)
        return Answer(Move(Url("state", case.flow, case.state), notice))

    def _keep_typed(self, machine: Machine, case: Case, state: str, posted: Posted) -> None:
        named = machine.flow.states[state].form
        typed = typed_in(machine, machine.flow.forms[named.name] if named else None, posted)
        if any(text for texts in typed.values() for text in texts):
            try:
                self._shell.step(machine, case, Event(KEEP, typed=typed, inner=state), self.now())
            except (Moved, Unavailable) as fault:
                log.warning("not kept: %s", fault, extra={"case": case.id, "flow": case.flow})

    def _post(self, browser: Browser, at: At, posted: Posted) -> Answer:
        """A form that is answered. Where that cannot be, it is shown again as it was filled in."""
        try:
            if tests_a_secret(at) and token_of(posted):
                post = (browser.family, at.url, sorted((name, tuple(texts)) for name, texts in posted.items()))
                return self._tries.once(post, self.now(), lambda: self._checked(browser, at, posted))
            return self._checked(browser, at, posted)
        except (*_FLOW_AT_FAULT, *NOT_NOW) as fault:
            return Answer(self._showing.not_kept(at, posted, None, fault))

    def _checked(self, browser: Browser, at: At, posted: Posted) -> Answer:
        name = one(posted, "_event")
        if "_again" in posted:
            return Answer(self._showing.screen(at, typed=posted))
        if name == BACK and not at.earlier:
            return self._take(
                browser,
                at,
                Event(BACK, typed=typed_in(at.machine, at.form, posted)),
                posted,
                Answers({}, {}, (), ()),
                None,
            )
        buttons = at.state.buttons()
        chosen = next((button for button in buttons if button.name == name), None)
        if chosen is None and not name and buttons:
            chosen = buttons[0]  # Enter in a field sends no button
        if chosen is None and at.earlier:
            return Answer(self._showing.screen(at, typed=posted, notice="stale"))  # its « back », from an old copy
        if chosen is None:
            return Answer(self._showing.screen(at, typed=posted, notice="not_open", status=422))
        if tests_a_secret(at):
            try:
                with self._database.read() as tx:
                    self._clients.admit(tx, browser.client, self.now())
            except TooOften as limit:
                return Answer(self._showing.must_wait(at, limit, posted, None))
        answers = Answers({}, {}, (), ())
        faults: tuple[Fault, ...] = ()
        if at.form and not chosen.skip_form:
            answers = checked(at, posted, self.now())
            faults = answers.faults
        passed = self._gate(browser, at, posted)
        if at.state.gate and passed is None:
            again = self._again(browser, posted, at.url)  # the other one of two clicks may have used it
            if isinstance(again, Answer):
                return again
            faults = (*faults, Fault(None, "gate", None, {}))
        if faults:
            return Answer(self._showing.screen(at, typed=posted, faults=faults, passed=passed, status=422))
        begun = _begun(self._held(browser, at.machine.flow.name), at.url.name) if at.url.kind == "entry" else None
        if begun:
            # It was begun meanwhile: in another tab, or by the other one of two clicks.
            again = self._again(browser, posted, at.url)
            return again if isinstance(again, Answer) else self._stale(browser, begun, at.state.name, posted, "stale")
        event = self._event(at, chosen.name, answers, posted, passed)
        return self._take(browser, at, event, posted, answers, passed)

    def _event(self, at: At, name: str, answers: Answers, posted: Posted, passed: Passed | None) -> Event:
        coded = at.machine.flow.code_fields()
        values = {
            field: self._vault.typed_hash(str(value)) if field in coded else value
            for field, value in answers.values.items()
        }
        given = (values, answers.given_secrets, typed_in(at.machine, at.form, posted))
        if at.earlier:
            return Event(MODIFY, "usager", *given, gate=passed is not None, at=at.step, inner=name)
        return Event(name, "usager", *given, gate=passed is not None)

    def _gate(self, browser: Browser, at: At, posted: Posted) -> Passed | None:
        if at.state.gate is None:
            return None
        place = f"{at.machine.flow.name}/{at.state.name}"
        proof, challenge = one(posted, "_proof"), one(posted, "_challenge")
        if proof:
            return self._gates.proven(proof, browser.family, place, self.now())
        typed = one(posted, "_answer")
        if not challenge or not typed.strip():
            return None
        post, lasting = self._post_of(at, posted), tests_a_secret(at)
        return self._gates.check(challenge, typed, post, browser.family, place, self.now(), lasting=lasting)

    def _post_of(self, at: At, posted: Posted) -> str:
        """
        What tells one post from another: its step token; where a code is tried, with that code, so that one solved
        challenge is good for one code. A password is not hashed for this: its post is like no other.
        """
        token = token_of(posted)
        if not token or (at.form and tests_a_secret(at) and any(f.secret for f in at.form.fields.values())):
            return secrets.token_urlsafe(16)
        if at.form is None or not tests_a_secret(at):
            return token
        said = [(name, tuple(posted[name])) for name in at.form.fields if name in posted]
        return self._vault.keyed("post", repr((token, said)))

    def _take(
        self, browser: Browser, at: At, event: Event, posted: Posted, answers: Answers, passed: Passed | None
    ) -> Answer:
        """The step itself, and what is shown of it."""
        token = token_of(posted) or secrets.token_urlsafe(16)
        now = self.now()
        cookies: list[str] = []

        def also(
            tx: Transaction, decided: Decision | Refusal, case: Case, resumed: Case | None, in_vain: bool | None
        ) -> None:
            tried = tests_a_secret(at)
            if tried or in_vain is not None:  # « Modifier » may go through a step that tries what was typed before
                self._clients.admit(tx, browser.client, now)
                if in_vain or (tried and any(taken.outcome == "refused" for taken in decided.taken)):
                    self._clients.count(tx, browser.client, now)
            if isinstance(decided, Refusal) and case.revision > at.case.revision:
                self._repeats.note_refused(tx, at, posted, now)
            cookie = self._browsers.settle(tx, browser, at.case, decided, case, resumed, token, now)
            cookies.extend([cookie] if cookie else [])
            if passed and (isinstance(decided, Decision) or tests_a_secret(at)):
                self._gates.spend(tx, passed)

        try:
            kept = self._shell.step(
                at.machine,
                at.case,
                event,
                now,
                clear=answers.secrets,
                tried=tests_a_secret(at),
                token=token,
                also=also,
            )
        except Moved:
            return self._moved_meanwhile(browser, at, posted)
        except UsedUp:
            used = (Fault(None, "gate", None, {}),)
            return Answer(self._showing.screen(at, typed=posted, faults=used, status=422))
        except Conflict:
            again = self._again(browser, posted, at.url)
            return again if isinstance(again, Answer) else Answer(Move(at.url, "stale"))
        except TooOften as limit:
            return Answer(self._showing.must_wait(at, limit, posted, passed))
        except (*_FLOW_AT_FAULT, *NOT_NOW) as fault:
            return Answer(self._showing.not_kept(at, posted, passed, fault))
        return self._shown(browser, at, kept, posted, passed, cookies[0] if cookies else None)

    def _shown(
        self, browser: Browser, at: At, kept: Kept, posted: Posted, passed: Passed | None, cookie: str | None
    ) -> Answer:
        outcome = kept.outcome
        flow = at.machine.flow
        if isinstance(outcome, Decision):
            if outcome.leave:
                return Answer(Move(Url("page", flow.name, outcome.leave), "left"), cookie)
            if outcome.resumed and outcome.resumed.hand_over and kept.resumed:
                return Answer(Move(Url("state", kept.resumed.flow, kept.resumed.state)), cookie)
            if outcome.stopped:
                # « Modifier » went on only so far: the form it stands at says why.
                return Answer(self._showing.refused(self._at(kept.case), outcome.stopped, None, None), cookie)
            return Answer(Move(Url("state", flow.name, kept.case.state)), cookie)
        here = self._at(kept.case) if kept.case.revision and not at.earlier else at
        if here.state.name != at.state.name:
            # Taken back to an earlier form: shown there, with the message.
            return Answer(self._showing.refused(here, outcome, None, None), cookie)
        still = passed if passed and not tests_a_secret(at) else None
        return Answer(self._showing.refused(here, outcome, posted, still), cookie)

    def _moved_meanwhile(self, browser: Browser, at: At, posted: Posted) -> Answer:
        """Another step was faster: its answer is shown, with what was typed where that still fits."""
        again = self._again(browser, posted, at.url)
        if isinstance(again, Answer):
            return again
        case = self._shell.fire_due(at.case.id, self.now())
        if case is None:
            return Answer(Move(at.url, "stale"))
        return self._stale(browser, case, at.state.name, posted, "stale")

    # -- cases and flows

    def _entry(self, flow: str, entry: str) -> Machine:
        machine = self._machines.newest(flow)
        if machine is None or entry not in machine.flow.entries:
            raise NotFound(f"no entry {flow}/{entry}")
        return machine

    def _machine(self, case: Case) -> Machine:
        return self._machines.of(case.flow, case.version)

    def _at(self, case: Case) -> At:
        return At.of(self._machine(case), case, len(case.trail) - 1, Url("state", case.flow, case.state))

    def _awake(self, browser: Browser) -> tuple[Browser, str | None]:
        """A browser with a dead id is a stranger with a new one."""
        if not browser.dead:
            return browser, None
        fresh = self._browsers.stranger()
        return fresh, fresh.id

    def _held(self, browser: Browser, flow: str) -> list[Case]:
        """This browser's cases of a flow as they stand now, the last touched first."""
        return self._as_of_now(browser, self._look(browser, flow).held)

    def _held_at_first(self, browser: Browser, flow: str) -> list[Case]:
        """The same by what was known when the request came in: for one that has done nothing yet."""
        return self._as_of_now(browser, browser.look.held) if browser.look else self._held(browser, flow)

    def _as_of_now(self, browser: Browser, read: list[tuple[sessions.Hold, Case]]) -> list[Case]:
        """The cases as they stand now, each looked at: whatever is due in them is fired first."""
        now = self.now()
        found = []
        for hold, before in read:
            case = self._shell.as_of(before, now)
            if case:
                self._browsers.touched(browser, hold, now)
                found.append(case)
        return found


def _begun(held: list[Case], entry: str) -> Case | None:
    """The case begun there, of those this browser holds, as long as nothing has sealed it."""
    return next((case for case in held if case.entry == entry and not case.bound and not case.closed_at), None)


def _of_form(held: list[Case], posted: Posted) -> Case | None:
    """The case that a form says it is of, of those this browser holds."""
    return next((case for case in held if case.id == one(posted, "_case")), None)


def _left_by(flow: Flow, state: str, event: str) -> Url | None:
    """The page that a button opens which lets the case go and does nothing else."""
    here = flow.states.get(state)
    button = here.transitions.get(event) if here else None
    if button is None or button.label is None or (here and here.form and not button.skip_form):
        return None
    (branch, *others) = button.branches
    alone = branch.leave and not others and not branch.effects
    return Url("page", flow.name, branch.leave.name) if alone and branch.leave else None


def _but_for_secrets(notice: str, typed: bool) -> str:
    """A secret that was typed is not shown again: whoever is told that nothing is lost must be told this too."""
    return "stale_secret" if typed and notice == "stale" else notice


def _timed_out_of(case: Case, state: str) -> bool:
    return any(step.event == TIMEOUT and step.state == state for step in case.trail)


def _timed_out(case: Case, visit: str) -> bool:
    """Whether a deadline has passed since the visit that a form says it is of."""
    return any(step.event == TIMEOUT and str(step.visit) == visit for step in case.trail)
