"""
Walks through a world and the real service at once: what people do, at random from one seed, but led to where something
can happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple, NoReturn

from engine.core.browsing.results import Screen
from engine.core.keeping import code_is_worth
from engine.language.forms import Field
from engine.language.urls import Address
from engine.study.world import Action, Advance, Hosted, Observation, Open, Post, PutRow, SayAnswer, World
from tests.support.insides import of_database, of_world
from tests.support.told_service import ToldService

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BROWSERS = ("A", "B")
ADDRESSES = ("camille@exemple.fr", "Camille+deux@exemple.fr", "dupont@exemple.fr", "certificat@exemple.fr")
LISTED = ("certificat@exemple.fr", "cabinet@exemple.fr", "dupont@exemple.fr", "lou@exemple.fr")
PASSWORDS = ("Voiture2Rouge7Maison9Bleue", "TroisRivieres2026Calmes")
LETTERS = "BCDFGHJKLM"
VALUES = {
    "telephone": ("01 23 45 67 89",),
    "code_postal": ("75005",),
    "naissance": ("12/05/2019", "12/05/2023"),
    "siren": ("100 000 009",),
    "siren_collectivite": ("100 000 009",),
    "surface": ("2,5", "12"),
    "fin": ("30/09/2027",),
    "quotient_familial": ("480", ""),
    "pays": ("FR", "FR", "DE"),
    "reponse": ("Mimi-la-discrete",),
    "complement": ("",),
    "decision": ("confirmer", "confirmer", "refuser"),
}
DATES = {"cantine": "04/01/2027", "permis_vegetaliser": "01/03/2027"}


class Theme(NamedTuple):
    """
    What a walk is about: how often what is done, of 100 actions.

    Attributes:
        calm: at most so many actions go straight on first.
        steps: of the whole walk.
        begins: days before the usual start.
        wrong: codes and passwords that are wrong.
        faulty: a field that is filled in wrongly.
        far: of 100 jumps of the clock.
        labels: each request gives another label of one mailbox, or another address.
        piece: what is played first, from its beginning to its end: see `_PIECES`.
    """

    flows: tuple[str, ...]
    calm: int = 16
    steps: int = 34
    begins: int = 0
    wrong: int = 15
    faulty: int = 6
    jump: int = 9
    far: int = 20
    again: int = 7
    stale: int = 6
    back: int = 6
    modify: int = 6
    elsewhere: int = 9
    operator: int = 4
    other_browser: int = 10
    labels: str = ""
    piece: str = ""


EXPERT = ("espace_expert",)
THEMES = (
    Theme(EXPERT),
    Theme(EXPERT, wrong=85, jump=2, elsewhere=4, again=3, other_browser=4),
    Theme(EXPERT, jump=25, far=45),
    Theme(EXPERT, calm=60, steps=44, labels="mailbox"),
    Theme(EXPERT, calm=144, steps=80, labels="network"),
    Theme(EXPERT, calm=5, back=16, modify=18, stale=10),
    Theme(EXPERT, again=18, stale=16, other_browser=18),
    Theme(EXPERT, operator=16, wrong=5),
    Theme(EXPERT, calm=0, piece="guesses a code"),
    Theme(EXPERT, piece="guesses a password"),
    Theme(EXPERT, calm=0, piece="taken over"),
    Theme(EXPERT, calm=0, piece="open all day"),
    Theme(EXPERT, calm=0, piece="idle"),
    Theme(EXPERT, calm=0, piece="late code"),
    Theme(EXPERT, calm=0, piece="used code"),
    Theme(EXPERT, calm=0, piece="stale secret"),
    Theme(EXPERT, calm=0, piece="late page"),
    Theme((*("espace_simplifie",) * 4, "espace_expert"), calm=24),
    Theme(("espace_simplifie",), calm=26, jump=20),
    Theme(("option_sans_certificat",), calm=18, operator=8),
    Theme(("option_sans_certificat", "espace_expert"), jump=16, wrong=5),
    Theme(("cantine",), jump=14, piece="wrong figure"),
    Theme(("cantine",), jump=20, begins=200),
    Theme(("permis_vegetaliser",), calm=22, jump=14),
    Theme(("permis_vegetaliser",), calm=0, piece="unused"),
    Theme(EXPERT, calm=0, piece="late attempt"),
    Theme(("espace_expert_collectivites", "espace_expert")),
)


def _identity(address: str) -> dict[str, tuple[str, ...]]:
    secret = {"mot_de_passe": (PASSWORDS[0],), "mot_de_passe_confirmation": (PASSWORDS[0],)}
    return {"email": (address,), "email_confirmation": (address,), **secret}


class Differs(AssertionError):
    """The world and the service show different things."""


class Walk:
    """One walk, in a world and in the service."""

    def __init__(self, hosted: Hosted, seed: int) -> None:
        self.rng = Random(seed)
        self.theme = THEMES[seed % len(THEMES)]
        start = START - timedelta(days=self.theme.begins)
        self.world = World.begun(hosted, start, BROWSERS)
        self.service = self._serve(start)
        self.met: Counter[str] = Counter()
        self.done: list[Action] = []
        self.browser = "A"
        self.codes: list[tuple[str, str, str]] = []  # flow, name and words, the newest last
        self.calm = self.rng.randrange(self.theme.calm // 2, self.theme.calm + 1)
        self.mailed: list[str] = []  # to whom
        self.stubborn = 0  # attempts that go on being wrong
        self.asked = 0  # requests begun
        self.entered: set[str] = set()  # codes

    def _serve(self, start: datetime) -> ToldService:
        return ToldService(start, BROWSERS)

    def go(self) -> None:
        """
        Raises:
            Differs: with what was done so far.
        """
        try:
            self._do(PutRow("espaces", "certificat@exemple.fr", "certificat_unique"))
            self._do(PutRow("espaces", "cabinet@exemple.fr", "certificat_partage"))
            self._do(SayAnswer("companies", "active"))
            self._do(SayAnswer("account_holdings", "one"))
            if self.theme.piece:
                self._play(self.theme.piece)
            for _ in range(self.theme.steps):
                self._do(Advance(timedelta(seconds=self.rng.randrange(1, 40))))
                self._do(self._next())
        finally:
            self.service.close()

    def _do(self, action: Action) -> None:
        before = self.world
        self.done.append(action)
        self.world, seen = self.world.do(action)
        self._compare(action, seen)
        for mail in seen.mails:
            self.codes += [(mail.flow, name, words) for name, words in mail.codes]
            self.mailed.append(mail.to)
        for call in seen.calls:
            self.codes += [(call.flow, name, words) for name, words in call.codes]
        self._count(before, action, seen)

    def _compare(self, action: Action, seen: Observation) -> None:
        told = self.service.do(action)
        if seen != told:
            self._differ(seen._asdict(), told._asdict())
        inside, stored = of_world(self.world.tables), of_database(self.service.parcours.database)
        if inside != stored:
            self._differ(inside, stored)

    def _differ(self, world: Mapping[str, object], service: Mapping[str, object]) -> NoReturn:
        lines = [f"{number:3} {action}" for number, action in enumerate(self.done)]
        for name, ours in world.items():
            if ours != service[name]:
                lines += [name, f"  world:   {ours}", f"  service: {service[name]}"]
        raise Differs("\n".join(lines))

    # -- what is done next

    def _next(self) -> Action:
        rng, theme = self.rng, self.theme
        if self.calm:
            self.calm -= 1
            return self._calm()
        if rng.randrange(100) < theme.other_browser and not self.stubborn:
            self.browser = rng.choice(BROWSERS)
        page = self.world.page(self.browser)
        if page is None or (not page.buttons and not page.can_go_back):
            chosen = rng.choices((self._jump, self._revisit, self._go_elsewhere), (theme.jump, 25, 60))[0]
            return chosen()
        if self.stubborn:
            self.stubborn -= 1
            return self._fill(page, wrong=100)
        chances = {
            self._jump: theme.jump,
            self._again: theme.again,
            self._stale: theme.stale,
            self._back: theme.back if page.can_go_back else 0,
            self._modify: theme.modify if page.modifiable else 0,
            self._go_elsewhere: theme.elsewhere,
            self._revisit: 4,
            self._operate: theme.operator,
        }
        rest = max(20, 100 - sum(chances.values()))
        chosen = rng.choices([*chances, self._forward], [*chances.values(), rest])[0]
        return chosen()

    # -- pieces: what chance alone would seldom bring about

    def _play(self, piece: str) -> None:
        match piece:
            case "guesses a code":
                self._guess("activation")
            case "guesses a password":
                self._guess("connexion")
            case "taken over":
                self._ask()
                self.browser = "B"
                self._enter_code()
                self.browser = "A"
                self._do(Open("A", Address("state", "espace_expert", "attente_activation")))
            case "open all day":
                self._account()
                for _ in range(31):
                    self._do(Advance(timedelta(minutes=25)))
                    self._do(Open("A", Address("state", "espace_expert", "mon_espace")))
            case "idle":
                self._account()
                for name in ("gerer_services", "coordonnees"):
                    self._do(Open("A", Address("state", "espace_expert", name)))
                self._do(Advance(timedelta(minutes=31)))
                self._do(Open("A", Address("state", "espace_expert", "coordonnees")))
                self._do(Advance(timedelta(hours=73)))
                self._do(Open("A", Address("state", "espace_expert", "espace_cree")))
            case "late code":
                self._ask()
                self._do(Advance(timedelta(hours=48)))
                self._enter_code()
                self._do(Advance(timedelta(hours=24)))
                self._do(Open("A", Address("state", "espace_expert", "attente_activation")))
            case "used code":
                self._ask()
                self._enter_code()
                self.browser = "B"
                self._enter_code()
            case "stale secret":
                self._go_to("identifiants")
                values = _identity("certificat@exemple.fr")
                for wrong in ("Été 2026, encore la mer", "court"):
                    self._do(Post("A", "continuer", {**values, "mot_de_passe": (wrong,)}))
                self._do(Post("A", "continuer", values))
                self._do(Post("A", "autre_adresse"))
                self._do(Post("A", "continuer", _identity("dupont@exemple.fr"), page=-3))
            case "late attempt":
                self._ask()
                self.browser = "B"
                for state in ("recapitulatif", "nulle_part"):
                    self._do(Open("B", Address("state", "espace_expert", state)))
                self._enter_code(whole=False)
                self._do(Advance(timedelta(hours=25)))
                self._do(Open("B", Address("state", "espace_expert", "adresse")))
            case "unused":
                self._go_to("attente_avis", "instruction")
                self._do(Advance(timedelta(hours=73)))
                self._do(self._revisit())
            case "wrong figure":
                self._go_to("famille")
                filled = self._fill_well()
                for home, figure in (("ville", "douze"), ("nulle part", "")):
                    wrong = {**filled.values, "domicile": (home,), "quotient_familial": (figure,)}
                    self._do(filled._replace(values=wrong))
            case "late page":
                self._ask()
                self._do(Advance(timedelta(hours=47)))
                self._do(Open("A", Address("state", "espace_expert", "attente_activation")))
                self._do(Advance(timedelta(hours=2)))
                self._do(Post("A", "ok"))
                self._do(Open("A", Address("state", "espace_expert", "attente_activation")))
                self._do(Advance(timedelta(days=100)))  # nothing is remembered of it
                self._do(Post("A", "ok", page=-3))

    def _guess(self, entry: str) -> None:
        """One wrong attempt after the other, until nobody of this network may make another."""
        self._do(Open(self.browser, Address("entry", "espace_expert", entry)))
        for number in range(24):
            page = self.world.page(self.browser)
            if page is None:
                return
            self._do(Advance(timedelta(seconds=5)))
            values = self._values(page, wrong=100)
            if "email_saisi" in values:
                values["email_saisi"] = (f"{number // 4}@exemple.fr",)
            self._do(Post(self.browser, page.buttons[0].name, values))

    def _ask(self) -> None:
        """A request, as far as its code."""
        self._go_to("attente_activation")

    def _enter_code(self, *, whole: bool = True) -> None:
        self._do(Open(self.browser, Address("entry", "espace_expert", "activation")))
        self._do(Post(self.browser, "continuer", {"code_activation": (self.codes[-1][2],)}))
        page = self.world.page(self.browser)
        if whole and page and page.state.name == "adresse":
            self._do(Post(self.browser, "continuer", {"email_saisi": (self.mailed[-1],)}))

    def _account(self) -> None:
        self._ask()
        self._enter_code()
        self._do(Post(self.browser, "acceder"))

    def _go_to(self, *states: str) -> None:
        for _ in range(60):
            page = self.world.page(self.browser)
            if page and page.state.name in states:
                return
            self.calm = 1  # while it is filled in
            self._do(self._calm())
            self.calm = 0
        raise AssertionError(f"{states} was not reached")

    def _fill_well(self) -> Post:
        page = self.world.page(self.browser)
        assert page
        return self._fill(page, wrong=0)._replace(event=page.buttons[0].name, gate="passed")

    def _calm(self) -> Action:
        """What leads on: the form is filled in well; a code that has come is entered."""
        page, flows = self.world.page(self.browser), self.world.hosted.catalogue.flows
        if page is not None and page.state.rest:
            self.calm = 0  # an account: from here on anything may happen
        if self.codes and not self.theme.labels:
            flow, name, words = self.codes[-1]
            asks = {field for field, code in self._asked_codes(flow).items() if code == name}
            here = page is not None and page.form is not None and not asks.isdisjoint(page.form.fields)
            if words not in self.entered:
                if here and page is not None:
                    self.entered.add(words)
                    return self._fill_well()
                for entry in flows[flow].entries.values():
                    form = flows[flow].states[entry.state.name].form
                    if form and not asks.isdisjoint(flows[flow].forms[form.name].fields):
                        fills = {field: words for field, code in entry.fills.items() if code.name == name}
                        return Open(self.browser, Address("entry", flow, entry.name), fills)
        if page is None or not page.buttons or (page.form is None and len(page.buttons) == 1 and page.state.timeout):
            flow = self.rng.choice(self.theme.flows)
            return Open(self.browser, Address("entry", flow, next(iter(flows[flow].entries))))
        return self._fill_well()

    def _asked_codes(self, flow: str) -> dict[str, str]:
        """field -> the code that is typed in it."""
        found = self.world.hosted.catalogue.flows[flow]
        asked = {fact.typed.name: fact.code.name for fact in found.facts.values() if fact.code and fact.typed}
        for state in found.states.values():
            for resume in (branch.resume for branch in state.branches() if branch.resume):
                if resume.code and resume.typed:
                    asked[resume.typed.name] = resume.code.name
        return asked

    def _revisit(self) -> Action:
        """The address of the page that was shown last, or before."""
        pages = [seen.what for seen in self.world.persons[self.browser].pages if isinstance(seen.what, Screen)]
        if not pages:
            return self._go_elsewhere()
        page = self.rng.choice(pages[-2:])
        return Open(self.browser, Address("state", page.flow.name, page.state.name))

    def _forward(self) -> Action:
        page = self.world.page(self.browser)
        assert page
        if self.rng.randrange(100) < 8 and self._tries(page):
            self.stubborn = self.rng.choice((5, 6, 22))
        return self._fill(page, wrong=self.theme.wrong)

    def _fill(self, page: Screen, wrong: int) -> Post:
        rng = self.rng
        buttons = [button.name for button in page.buttons]
        event = rng.choice([*buttons, *buttons[:1] * 3, *([""] if rng.random() < 0.1 else [])]) if buttons else "back"
        values = self._values(page, wrong)
        gate = rng.choices(("passed", "failed", "blank"), (88, 7, 5))[0]
        return Post(self.browser, event, values, gate)

    def _tries(self, page: Screen) -> bool:
        fields = page.form.fields.values() if page.form else ()
        return any(field.name in page.flow.code_fields() or field.name.endswith("_saisi") for field in fields)

    def _values(self, page: Screen, wrong: int) -> dict[str, tuple[str, ...]]:
        values: dict[str, tuple[str, ...]] = {}
        for field in page.form.fields.values() if page.form else ():
            if page.typed.get(field.name) and not page.faults and not self._tries(page) and self.rng.random() < 0.6:
                continue
            if field.confirms and (self.calm or self.rng.random() < 0.95):
                values[field.name] = values.get(field.confirms, page.typed.get(field.confirms, ("",)))
            else:
                values[field.name] = self._value(page, field, wrong)
        return values

    def _value(self, page: Screen, field: Field, wrong: int) -> tuple[str, ...]:
        rng = self.rng
        faulty = 0 if self.calm else self.theme.faulty
        if rng.randrange(100) < faulty / max(1, len(page.form.fields if page.form else ())) * 2:
            return rng.choice(((), ("",), ("x" * 300,), ("?",), ("3",)))
        if field.name in page.flow.code_fields():
            return (self._code(page, wrong),)
        if field.name == "numero_saisi":
            numbers = sorted(number for _, number in self.world.tables.numbers)
            return (rng.choice(numbers) if numbers and rng.randrange(100) >= wrong else "00000000",)
        if field.format == "email":
            return (self._address(field, wrong),)
        if field.secret and field.widget == "password":
            return (PASSWORDS[rng.randrange(100) < wrong],)
        if field.name in VALUES:
            return (rng.choice(VALUES[field.name]),)
        if field.kind == "boolean":
            return ("true",) if self.calm or rng.random() < 0.95 else ()
        if field.options:
            names = [option.const for option in field.options]
            return tuple(sorted(rng.sample(names, 1 + (field.kind == "list" and len(names) > 1))))
        if field.kind == "date":
            return (DATES.get(page.flow.name, "04/01/2027"),)
        return (rng.choice(("Martin", "Rue des Lilas 3", "Émile")),)

    def _code(self, page: Screen, wrong: int) -> str:
        ours = [words for flow, _, words in self.codes if flow == page.flow.name]
        if not ours or self.rng.randrange(100) < wrong:
            return "".join(self.rng.choice(LETTERS) for _ in range(10))
        return ours[-1] if self.rng.random() < 0.75 else self.rng.choice(ours)

    def _address(self, field: Field, wrong: int) -> str:
        rng = self.rng
        if field.name.endswith("_saisi"):
            known = sorted({key.key for key in self.world.kept().rows if key.has_case} | set(self.mailed[-2:]))
            return rng.choice(known) if known and rng.randrange(100) >= wrong else "personne@exemple.fr"
        if field.name == "email_certificat":
            return rng.choice(LISTED[:2] if self.calm else LISTED)
        if self.theme.labels:
            self.asked += 1
            return f"eva+{self.asked}@exemple.fr" if self.theme.labels == "mailbox" else f"p{self.asked}@exemple.fr"
        return rng.choice(ADDRESSES[:3] if self.calm else ADDRESSES)

    def _jump(self) -> Action:
        rng = self.rng
        due = [one.at for one in self.world.due() if one.at > self.world.now]
        if due and rng.random() < 0.5:
            at = rng.choice(due[:2]) + timedelta(seconds=rng.choice((-1, 0, 1)))
            return Advance(max(at - self.world.now, timedelta()))
        if rng.randrange(100) < self.theme.far:
            return Advance(timedelta(days=rng.randrange(1, 101)))
        minutes = rng.choice((1, 5, 14, 16, 31, 61, 121, 13 * 60, 25 * 60, 49 * 60, 73 * 60))
        return Advance(timedelta(minutes=minutes))

    def _again(self) -> Action:
        """The last post once more, from the page that it was sent from."""
        last = next((one for one in reversed(self.done) if isinstance(one, Post)), None)
        if last is None or len(self.world.persons[last.browser].pages) < 2 or not self._has_form(last.browser, -2):
            return self._forward()
        return last._replace(page=-2)

    def _stale(self) -> Action:
        """An old page is sent, as it is or filled in otherwise."""
        pages = self.world.persons[self.browser].pages
        old = [at for at in range(-len(pages), -1) if self._has_form(self.browser, at)]
        if not old:
            return self._forward()
        at = self.rng.choice(old)
        screen = pages[at].what
        assert isinstance(screen, Screen)
        return self._fill(screen, self.theme.wrong)._replace(page=at)

    def _has_form(self, browser: str, at: int) -> bool:
        screen = self.world.persons[browser].pages[at].what
        return isinstance(screen, Screen) and bool(screen.buttons)

    def _back(self) -> Action:
        page = self.world.page(self.browser)
        assert page
        return Post(self.browser, "back", self._values(page, 0) if self.rng.random() < 0.5 else {})

    def _modify(self) -> Action:
        page = self.world.page(self.browser)
        assert page
        return Open(self.browser, Address("state", page.flow.name, self.rng.choice(page.modifiable)))

    def _go_elsewhere(self) -> Action:
        return self._elsewhere(self.world.page(self.browser))

    def _elsewhere(self, page: Screen | None) -> Action:
        rng, flows = self.rng, self.world.hosted.catalogue.flows
        flow = flows[rng.choice(self.theme.flows)]
        entries = [*flow.entries, *list(flow.entries)[:1] * 2]
        kind = rng.choices(("entry", "state", "view", "document", "page", "nothing"), (64, 16, 8, 8, 2, 2))[0]
        if kind == "entry":
            entry = rng.choice(entries)
            fills = flow.entries[entry].fills
            ours = [words for of, _, words in self.codes if of == flow.name]
            query = dict.fromkeys(fills, ours[-1]) if fills and ours and rng.random() < 0.5 else {}
            return Open(self.browser, Address("entry", flow.name, entry), query)
        if kind == "view" and flow.views:
            return Open(self.browser, Address("state", flow.name, rng.choice(list(flow.views))))
        if kind == "document" and flow.documents:
            return Open(self.browser, Address("document", flow.name, rng.choice(list(flow.documents))))
        if kind == "page" and flow.pages:
            return Open(self.browser, Address("page", flow.name, rng.choice(list(flow.pages))))
        if kind == "nothing":
            return Open(self.browser, Address("state", flow.name, "nulle_part"))
        shown = [state.name for state in flow.states.values() if not state.automatic]
        return Open(self.browser, Address("state", flow.name, rng.choice(shown)))

    def _operate(self) -> Action:
        rng = self.rng
        kind = rng.randrange(3)
        if kind == 0:
            return SayAnswer("companies", rng.choice(("active", "closed", "unknown", None)))
        if kind == 1:
            return SayAnswer("account_holdings", rng.choice(("none", "few", None)))
        statuses = ("certificat_unique", "certificat_partage", None)
        return PutRow("espaces", rng.choice(LISTED), rng.choice(statuses))

    # -- what was met

    def _count(self, before: World, action: Action, seen: Observation) -> None:
        met = self.met
        kind = type(action).__name__
        if isinstance(action, Post):
            typed = {f"code: {text}" for texts in action.values.values() for text in texts}
            worth = (
                code_is_worth(code.state, code.expires_at, before.now)
                for (*_, words), code in before.tables.codes.items()
                if words in typed
            )
            met["limit: dead code"] += any(one != "valid" for one in worth)
            last = next((one for one in reversed(self.done[:-1]) if isinstance(one, Post)), None)
            old = "double " if action.page == -2 and last and last._replace(page=-2) == action else "stale "
            kind = f"{old if action.page < -1 else ''}Post{' back' if action.event == 'back' else ''}"
            page = before.persons[action.browser].pages[action.page].what
            if isinstance(page, Screen) and page.at == "earlier":
                met["action: Post of an earlier form"] += 1
            if isinstance(page, Screen) and page.challenge and not page.proof:
                met[f"action: gate {action.gate}"] += 1
        elif isinstance(action, Open):
            kind = f"Open {action.address.kind}"
        elif isinstance(action, PutRow):
            kind = "PutRow" if action.status else "take row"
        elif isinstance(action, SayAnswer):
            kind = "SayAnswer" if action.answer else "service fails"
        elif action.by >= timedelta(days=1):
            kind = "Advance by days"
        met[f"action: {kind}"] += 1
        if isinstance(action, Open | Post):
            met[f"browser: {action.browser}"] += 1
        met["seen: mails"] += len(seen.mails)
        met["seen: calls"] += len(seen.calls)
        if isinstance(action, Advance):
            met["seen: mails of timers"] += len(seen.mails)
        for code in seen.kept.codes:
            met[f"code: {code.status}"] += 1
        if len(self.world.tables.cases) < len(before.tables.cases):
            met["limit: retention"] += 1
        for _, _, notice in seen.moves:
            if notice:
                met[f"notice: {notice}"] += 1
        shown = seen.shown
        if shown is None:
            return
        met[f"seen: {shown.kind} {shown.status}"] += 1
        met[f"flow: {shown.flow}"] += 1
        met[f"state: {shown.flow} {shown.name}"] += 1
        if shown.notice:
            met[f"notice: {shown.notice}"] += 1
        for problem in shown.problems:
            met[f"problem: {problem.keyword}"] += 1
        met["seen: earlier form"] += shown.earlier
        met["seen: tries left"] += shown.tries_left is not None
        met["seen: secrets kept"] += bool(shown.kept)
        met["seen: to be typed again"] += bool(shown.retype)
        met["limit: tries"] += "epuises" in shown.name or shown.name == "trop_d_essais"
