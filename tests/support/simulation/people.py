"""The people of a simulation: what they do, what they mistake, and what they may be answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.core.browsing.results import Answer, Browser, NotFound, Paper, Redirect, Screen
from engine.core.kept import Unavailable
from engine.core.limits import Limits
from engine.language.forms import normalise
from engine.language.urls import Address
from tests.support.expert import IDENTITY
from tests.support.simulation.oracle import ACCOUNT, CREATED, REQUESTED, Broken, from_ticks
from tests.support.simulation.visitor import Posted, Seen, Visitor

if TYPE_CHECKING:
    from tests.support.simulation.world import Simulation

FLOW = "espace_expert"
NAMES = ("ada", "bao", "cleo", "dan")
# Four people who want the same few addresses, however they write them.
CAMILLE, CAMILLE_TOO, CERTIFICATE = "camille@exemple.fr", "Camille@Exemple.FR", "certificat@exemple.fr"
ADDRESSES = (CAMILLE, CAMILLE_TOO, "dominique@exemple.fr", "sacha@exemple.fr", CERTIFICATE)
LIMITS = Limits()


class Mind(NamedTuple):
    """What somebody knows by heart, and nobody may read anywhere."""

    password: str
    answer: str


class People:
    """Some browsers, and whoever sits before them."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._rng = simulation.rng
        self._minds = {name: Mind(f"{name}Voiture2Rouge7Maison9", f"Mimi-le-chat-{name}") for name in (*NAMES, "eve")}
        simulation.oracle.secret |= {word for mind in self._minds.values() for word in mind}
        self._all = [self._visitor(name) for name in NAMES]
        self._posts: dict[str, tuple[Address, Posted]] = {}  # who -> the last post
        self._under_way: list[Posted] = []  # posts not yet answered
        self._cookies: dict[str, list[str]] = defaultdict(list)
        self._passwords: dict[str, set[str]] = defaultdict(set)  # case -> what was ever typed for it
        self._addressed: dict[str, str] = {}  # who -> whom the code they typed was mailed to
        self._refused: dict[str, list[datetime]] = defaultdict(list)  # address -> sign-ins refused since one was let in
        self._refusals: list[Answer] = []  # the last of them, as answered

    def _visitor(self, name: str) -> Visitor:
        return Visitor(name, lambda: self._simulation.parcours.service, self._hear)

    def act(self) -> None:
        """One of them does something."""
        who = self._rng.choice(self._all)
        doings: dict[Callable[[Visitor], None], int] = {
            self._go_on: 64,
            self._again: 9,
            self._old_tab: 6,
            self._modify: 5,
            self._back: 4,
            self._elsewhere: 5,
            self._forge: 3,
            self._document: 3,
            self._other_cookie: 2,
        }
        try:
            self._rng.choices(list(doings), list(doings.values()))[0](who)
        except (Unavailable, NotFound) as fault:
            self._simulation.note(f"  {who.name}: {fault}")

    def begin(self) -> None:
        """Some have come part of the way before anything happens."""
        for who, address in zip(self._all, self._rng.sample(ADDRESSES[:4], 4), strict=True):
            self._come(who, address, self._rng.randrange(6))

    def _come(self, who: Visitor, email: str, pages: int) -> None:
        """The straight way to a request: so many of its five pages."""
        mind = self._minds[who.name]
        words = [{"accepte": "on"}, self._identity(email, mind), {**IDENTITY, "reponse": mind.answer}, {}]
        if pages:
            who.open(Address("entry", FLOW, "creation"))
        for typed in words[: max(0, pages - 1)]:
            case = who.screen.case.id
            self._passwords[case].add(mind.password)
            who.press("continuer" if typed else "valider", **typed)

    def finish(self) -> None:
        """
        Whoever has a live request can end it; where nobody has, somebody new gets an account and its document.

        Raises:
            Broken: they cannot.
        """
        simulation, eve = self._simulation, self._visitor("eve")
        for case_id, case in sorted(simulation.oracle.tables.cases.items()):
            if case["state"] == REQUESTED and from_ticks(case["due_at"]) > simulation.now:
                email = next(s["answers"]["email"] for s in case["body"]["trail"] if "email" in s.get("answers", ()))
                self._activate(eve, email, simulation.code(case_id))
                return
        self._come(eve, "eve@exemple.fr", 5)
        if eve.screen.state.name != REQUESTED:
            raise Broken(f"a newcomer stands at {eve.screen.state.name}")
        simulation.workers[0].post()
        self._activate(eve, "eve@exemple.fr", simulation.code(eve.screen.case.id))

    def _activate(self, who: Visitor, email: str, code: str) -> None:
        who.open(Address("entry", FLOW, "activation"))
        who.press("continuer", code_activation=code)
        who.press("continuer", email_saisi=email)
        if who.screen.state.name != CREATED or not isinstance(who.document(FLOW, "recapitulatif"), Paper):
            raise Broken(f"{email} cannot be activated: {who.screen.state.name} {who.screen.faults}")

    # -- habits

    def _go_on(self, who: Visitor) -> None:
        """What somebody who wants an account would do now."""
        if not who.tabs or self._rng.random() < 0.04:
            self._enter(who)
            return
        state = who.screen.state
        if state.name == REQUESTED and self._rng.random() < 0.8:
            if not self._codes():
                self._simulation.work()
            self._open(who, Address("entry", FLOW, "activation"))
        elif state.name == CREATED and self._rng.random() < 0.5:
            self._document(who)
        elif state.final:
            self._enter(who)
        elif self._rng.random() < 0.06:
            self._press(who, "continuer")  # nothing is filled in
        else:
            event = self._rng.choice([t.name for t in state.transitions.values() if t.label])
            self._press(who, event, **self._words(who, state.name))

    def _enter(self, who: Visitor) -> None:
        states = {row["state"] for row in self._simulation.oracle.tables.rows["cases"]}
        likely = (4, 6 if self._codes() else 0, 4 if states & ACCOUNT else 1)
        self._open(who, Address("entry", FLOW, self._rng.choices(("creation", "activation", "connexion"), likely)[0]))

    def _again(self, who: Visitor) -> None:
        """The second of two clicks, a reload: the last post, as it was."""
        if who.name in self._posts:
            self._post(who, *self._posts[who.name])

    def _old_tab(self, who: Visitor) -> None:
        """A form shown long ago."""
        if who.tabs:
            tab = self._rng.choice(who.tabs)
            answer = {"_answer": tab.answer} if tab.answer else {}
            event = self._rng.choice([*tab.buttons(), ""])
            self._post(who, tab.url, tab.post(event, **answer, **self._words(who, tab.screen.state.name)))

    def _modify(self, who: Visitor) -> None:
        """« Modifier »: the form of an earlier step."""
        if who.tabs and who.screen.modifiable:
            self._open(who, Address("state", FLOW, self._rng.choice(who.screen.modifiable)))
            self._press(who, "continuer", **self._words(who, who.screen.state.name))

    def _back(self, who: Visitor) -> None:
        if who.tabs and who.screen.can_go_back:
            self._press(who, "back", **self._words(who, who.screen.state.name))

    def _elsewhere(self, who: Visitor) -> None:
        """A reload, or the address of any state."""
        here = [who.screen.state.name] * 15 if who.tabs else []
        states = list(self._simulation.parcours.catalogue.flows[FLOW].states)
        self._open(who, Address("state", FLOW, self._rng.choice([*here, *states])))

    def _forge(self, who: Visitor) -> None:
        """An event that no button of the page sends, and fields of no form."""
        if who.tabs:
            tab = who.tabs[-1]
            event = self._rng.choice(("activer", "ouvrir", "timeout", "modify", "begin", "valider", "acceder"))
            answer = {"_answer": tab.answer} if tab.answer else {}
            forged = {"state": CREATED, "numero_abonne": "1", **self._words(who, tab.screen.state.name)}
            self._post(who, tab.url, tab.post(event, **answer, **forged))

    def _document(self, who: Visitor) -> None:
        self._simulation.note(f"{who.name} asks for the document")
        self._saw(who, who.document(FLOW, "recapitulatif"))

    def _other_cookie(self, who: Visitor) -> None:
        """A browser that has lost its cookie, or has an old one again."""
        self._simulation.note(f"{who.name} has another cookie")
        who.cookie = self._rng.choice([None, *self._cookies[who.name]])

    # -- what they type

    def _words(self, who: Visitor, state: str) -> dict[str, str]:
        """What is typed into the form of a state: mostly right."""
        rng, mind = self._rng, self._minds[who.name]
        address = rng.choice(ADDRESSES)
        match state:
            case "conditions":
                return {"accepte": "on" if rng.random() < 0.95 else ""}
            case "identifiants":
                return self._identity(address, mind, again=address if rng.random() < 0.95 else "autre@exemple.fr")
            case "informations":
                return {**IDENTITY, "reponse": mind.answer}
            case "code":
                return {"code_activation": self._a_code(who)}
            case "adresse":
                return {"email_saisi": self._addressed.get(who.name, address) if rng.random() < 0.85 else address}
            case "connexion":
                known = rng.choice(list(self._minds.values())).password
                return {"email_saisi": address, "mot_de_passe_saisi": known if rng.random() < 0.6 else "Faux2"}
        return {}

    def _identity(self, email: str, mind: Mind, again: str | None = None) -> dict[str, str]:
        return {
            "email": email,
            "email_confirmation": again or email,
            "mot_de_passe": mind.password,
            "mot_de_passe_confirmation": mind.password,
        }

    def _a_code(self, who: Visitor) -> str:
        known = self._codes()
        if not known or self._rng.random() < 0.1:
            return "ABCDE12345"
        self._addressed[who.name], code = self._rng.choice(known)
        return self._rng.choice((code, code, code.lower(), f" {code[:5]}-{code[5:]} "))

    def _codes(self) -> list[tuple[str, str]]:
        """What has come by mail lately: (to whom, the code)."""
        return [(to, code) for to, codes in self._simulation.simulated_relay.inbox.items() for code in codes[-2:]]

    # -- what they send

    def _open(self, who: Visitor, url: Address) -> None:
        self._simulation.note(f"{who.name} opens {url.name}")
        self._saw(who, who.open(url))

    def _press(self, who: Visitor, event: str, **words: str) -> None:
        tab = who.tabs[-1]
        if tab.answer:
            words["_answer"] = tab.answer if self._rng.random() < 0.93 else "XXXXXX"
        self._post(who, tab.url, tab.post(event, **words))

    def _post(self, who: Visitor, url: Address, posted: Posted) -> None:
        typed = {name: values[0] for name, values in posted.items()}
        told = [typed[name] for name in ("email", "email_saisi", "code_activation") if name in typed]
        self._simulation.note(f"{who.name} posts {' '.join([typed.get('_event', 'Enter'), *told])} to {url.name}")
        if posted in self._under_way:
            self._simulation.note("  it waits until its twin is answered")
            return
        self._posts[who.name] = url, posted
        self._passwords[typed.get("_case", "")].add(typed.get("mot_de_passe", ""))
        known = self._kept(typed["_token"])
        answers: list[Answer] = []
        self._under_way.append(posted)
        try:
            seen: Seen | None = who.post(url, posted, answers)
        except Unavailable as fault:
            self._simulation.note(f"  {who.name}: {fault}")
            seen = None
        finally:
            self._under_way.remove(posted)
        if not known and not any(isinstance(answer.what, Redirect) for answer in answers):
            self._not_kept(seen, typed["_token"])
        if typed.get("_event") == "entrer" and isinstance(seen, Screen):
            address = normalise("email", typed.get("email_saisi", ""))
            self._signed_in(seen, answers, address, typed.get("mot_de_passe_saisi", ""))
        if seen:
            self._saw(who, seen)

    # -- what they may be answered

    def _hear(self, who: Visitor, browser: Browser, answer: Answer, posted: bool) -> None:
        """Each answer, before it is followed: what it says must be true just now."""
        simulation, what = self._simulation, answer.what
        if answer.cookie:
            self._cookies[who.name].append(answer.cookie)
        if isinstance(what, Redirect):
            simulation.note(f"  {who.name} is sent to {what.to.name}{f' ({what.notice})' if what.notice else ''}")
        before = simulation.oracle.tables
        quiet = simulation.look()
        if quiet and isinstance(what, Screen | Paper) and what.case.revision:
            self._is_theirs(before.rows["holds"], browser, what, began=posted and what.case.revision == 1)
            kept = simulation.oracle.tables.cases.get(what.case.id)
            if kept is None or kept["revision"] != what.case.revision:
                raise Broken(f"{who.name} is shown a case that is not so")

    def _is_theirs(self, holds: list[Any], browser: Browser, what: Screen | Paper, *, began: bool) -> None:
        """A case is shown to who holds it, for as long as a hold lasts."""
        mine = [h for h in holds if (h["family"], h["case_id"]) == (browser.family, what.case.id)]
        if not mine and not began:
            raise Broken(f"case {what.case.id} is shown to a browser that does not hold it")
        for hold in mine:
            idle, held = (
                self._simulation.now - from_ticks(hold["seen_at"]),
                self._simulation.now - from_ticks(hold["since"]),
            )
            if idle >= (LIMITS.begun_idle if hold["how"] == "begun" else LIMITS.resumed_idle):
                raise Broken(f"case {what.case.id} is shown after {idle} idle")
            if hold["how"] != "begun" and held >= LIMITS.resumed_absolute:
                raise Broken(f"case {what.case.id} is shown {held} after it was opened")

    def _not_kept(self, seen: Seen | None, token: str) -> None:
        """« Not now » means that nothing was done."""
        unavailable = seen is None or (isinstance(seen, Screen) and seen.status == 503)
        if unavailable:
            self._simulation.happened["503"] += 1
            if self._kept(token):
                raise Broken("a post answered with 503 was kept")

    def _kept(self, token: str) -> bool:
        """Whether a step was kept with this token."""
        row = self._simulation.oracle.row("tokens", token=token)
        return row is not None and row["revision"] is not None

    def _signed_in(self, seen: Screen, answers: list[Answer], address: str, password: str) -> None:
        if seen.state.name == "connexion":
            known = any(answer.what is seen for answer in self._refusals)  # a second click is no second try
            if any(fault.keyword == "refused" for fault in seen.faults) and not known:
                self._refused[address].append(self._simulation.now)
                self._refusals = [*self._refusals[-20:], *answers]
        elif seen.state.name in ACCOUNT and any(
            isinstance(a.what, Redirect) and not a.what.notice for a in answers[:1]
        ):
            if password not in self._passwords[seen.case.id]:
                raise Broken(f"a wrong password opened {seen.case.id}")
            if sum(self._simulation.now - at < timedelta(minutes=15) for at in self._refused[address]) >= 5:
                raise Broken("a right password was taken after five wrong ones")
            self._refused[address].clear()

    def _saw(self, who: Visitor, seen: Seen) -> None:
        if isinstance(seen, Screen):
            wrong = ", ".join(f"{fault.field} {fault.keyword}" for fault in seen.faults)
            line = f"{seen.state.name} {seen.status}"
            self._simulation.note(f"  {who.name} sees {line} {seen.notice or ''} {wrong}".rstrip())
            self._simulation.happened[line] += 1
            if seen.status == 500:
                raise Broken("the flow is said to be at fault")
        else:
            line = "document" if isinstance(seen, Paper) else "page"
            self._simulation.note(f"  {who.name} sees a {line}")
            self._simulation.happened[line] += 1
