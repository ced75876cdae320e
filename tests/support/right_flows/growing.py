"""A flow that is right by construction: stage after stage, each drawn by a seed."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from tests.support.right_flows.fields import KINDS, Asked, Typed, ask, form_of

SITE = {
    "service": "Guichet de Brume",
    "foot": [{"label": "Aide", "page": "aide"}],
    "settings": {"assistance": "01 02 03 04 05"},
    "pages": {
        "accueil": {"title": "Bienvenue", "path": "/", "content": "Choisissez une démarche."},
        "aide": {"title": "Aide", "content": "Appelez le {assistance}."},
    },
}
PARTS = (
    "settings",
    "phases",
    "registers",
    "values",
    "facts",
    "guards",
    "entries",
    "pages",
    "states",
    "views",
    "mails",
    "documents",
)
DURATIONS = ("90 minutes", "48 hours", "2 days", "3 weeks", "2 months")
# Words that look like a mistake and are none.
WORDS = (
    "Lisez bien ce qui suit.",
    "Brest - Quimper : 70 km ; comptez une heure.",
    "Tapez {{ pour une accolade.",
    "Les cases [facultatives] (voir plus bas) peuvent rester vides.",
    "**Important** : gardez ce numéro, n° 12.",
    "Prix : 12 000 € – 3 % de remise.",
    "- un point\n- un autre\n\n1. d'abord\n2. ensuite",
    "Une adresse :\\\n29200 Brest",
)


class Grown(NamedTuple):
    """
    Attributes:
        files: a folder's, by name.
        typed: field -> an entry that it accepts.
    """

    files: Mapping[str, str]
    typed: Mapping[str, Typed]


class Grower:
    """One flow as it grows. `asked` is what some way to here has asked; `sure` what each way has, and required."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.flow: dict[str, Any] = {
            "parcours": 1,
            "flow": "essai",
            "title": f"Démarche {seed}",
            "language": "fr",
            "timezone": self.rng.choice(["Europe/Paris", "America/Martinique", "Indian/Reunion"]),
        }
        self.parts: dict[str, dict[str, Any]] = {name: {} for name in PARTS}
        self.forms: dict[str, Any] = {}
        self.typed: dict[str, Typed] = {}
        self.asked: dict[str, Asked] = {}
        self.sure: dict[str, Asked] = {}
        self.undecided: list[Asked] = []
        self.beside: list[Asked] = []  # asked on a way that leaves the state that is being written
        self.before: list[str] = []  # states with a form that « back » and a button may lead to
        self.sealed = False
        self.password = self.register = False
        self.count = 0

    # -- small things

    def chance(self, likely: float) -> bool:
        return self.rng.random() < likely

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}_{self.count}"

    def amount(self, value: Any) -> Any:
        """The value itself, or a setting that holds it."""
        if self.chance(0.4):
            return value
        name = self.name("reglage")
        self.parts["settings"][name] = value
        return name

    def condition(self, expression: str) -> str:
        """The expression itself, or a guard of that meaning."""
        if self.chance(0.7):
            return expression
        name = self.name("garde")
        self.parts["guards"][name] = expression
        return name

    def new(self, kind: str, required: bool | None = None) -> Asked:
        field = ask(self.rng, self.name("champ"), kind, required)
        self.typed[field.name] = field.typed
        return field

    def some(self, least: int = 1, most: int = 4) -> list[Asked]:
        return [self.new(self.rng.choice([*KINDS])) for _ in range(self.rng.randint(least, most))]

    def passed(self, fields: list[Asked], *, sure: bool) -> None:
        """What these fields ask can be shown from here on; `sure`: every way has passed them."""
        for field in fields:
            self.asked[field.name] = field
            if sure and field.required:
                self.sure[field.name] = field

    def joined(self) -> None:
        """The ways aside have come back: what they asked can be shown, and may be missing."""
        self.passed(self.beside, sure=False)
        self.beside = []

    def words(self, *, deadline: bool = False) -> str:
        """A text, with some of what has been asked."""
        lines = self.rng.sample(WORDS, self.rng.randint(0, 2))
        told = [f for f in self.asked.values() if f.kind not in ("secret", "boolean", "array")]
        for field in self.rng.sample(told, min(len(told), self.rng.randint(0, 2))):
            lines.append(f"Votre réponse {{{field.name}}} est notée.")
        if self.chance(0.3):
            setting = self.name("reglage")
            value, after = self.rng.choice([("2027-03-01", ""), (12, " €"), (120.5, " €"), ("2 days", ""), ("Oui", "")])
            self.parts["settings"][setting] = value
            lines.append(f"Retenez : {{{setting}}}{after}, et le {{{{ aussi.")
        if deadline:
            lines.append("Vous avez jusqu'au {deadline}.")
        return "\n\n".join(lines) or "Continuez."

    def dress(self, state: dict[str, Any], fields: list[Asked]) -> None:
        """Adds what stands around a form."""
        if self.chance(0.5):
            state["content"] = self.words()
        if fields and self.chance(0.3):
            state["notes"] = [{"title": "Conseil", "beside": self.rng.choice(fields).name, "text": "Prenez le temps."}]
        if self.chance(0.3):
            section: dict[str, Any] = {"title": "À savoir", "content": self.rng.choice(WORDS)}
            known = [f for f in self.sure.values() if f.kind == "choice"]
            if known and self.chance(0.6):
                field = self.rng.choice(known)
                section["when"] = f'{field.name} == "{self.rng.choice(field.options)}"'
            state["sections"] = [section]
        if self.chance(0.2):
            page = self.name("page")
            self.parts["pages"][page] = {"title": f"Page {page}", "content": "Quelques mots."}
            state["links"] = [{"label": "En savoir plus", "page": page, **({"new_tab": True} if fields else {})}]
        shown = [f.name for f in self.asked.values() if f.kind != "secret"]
        if shown and self.chance(0.2):
            state["show"] = self.rng.sample(shown, min(2, len(shown)))
        if fields and self.chance(0.1):
            state["gate"] = {"name": "captcha", "length": self.amount(6)}
        if self.before and not self.sealed and self.chance(0.6):
            state["back"] = {"label": "Retour"}

    def state(self, name: str, fields: list[Asked], way: str | list[dict[str, Any]], *, side: bool = False) -> None:
        """
        Writes a state with a form.

        Args:
            way: where its button leads: a state's name, or branches.
            side: not every way passes here, and none that comes to the state that is being written.
        """
        branches = [{"target": way}] if isinstance(way, str) else way
        state: dict[str, Any] = {"title": f"Étape {name}"}
        self.dress(state, fields)
        state["form"] = name
        state["transitions"] = {
            "suite": {"label": "Continuer", **({"first_of": branches} if branches[1:] else branches[0])}
        }
        self.parts["states"][name] = state
        self.forms[name] = form_of(fields, self.rng)
        if side:
            self.beside += fields
        else:
            self.passed(fields, sure=True)

    def ending(self, title: str) -> str:
        name = self.name("fin")
        self.parts["states"][name] = {"title": title, "final": True, "content": "Vous pouvez fermer cette page."}
        return name

    # -- stages: each writes states whose first is `name`, and whose ways lead to `onward`

    def first(self, name: str, onward: str) -> None:
        address = ask(self.rng, "email", "email", True)
        fields = [address, *self.some(0, 2)]
        if self.password:
            fields += self._password()
        self.typed["email"] = "zoe@exemple.fr"
        self.state(name, fields, [*self._taken(), {"target": onward}])

    def _password(self) -> list[Asked]:
        words = {"type": "string", "title": "Mot de passe", "x-secret": True, "minLength": 12}
        again = {"type": "string", "title": "Encore le mot de passe", "x-secret": True, "x-confirms": "mot"}
        secret = "trois rivières calmes"
        self.typed |= {"mot": secret, "mot_encore": secret, "mot_saisi": secret, "email_saisi": "zoe@exemple.fr"}
        return [Asked("mot", words, True, secret), Asked("mot_encore", again, True, secret)]

    def _taken(self, back_to: str | None = None) -> list[dict[str, Any]]:
        """Branches that stop whoever's address is taken."""
        if not self.register:
            return []
        where = {"state": back_to} if back_to else {}
        ways: list[list[str]] = [
            ['place != "free"'],
            ['not (place == "free")'],
            ['place in ["demandee", "inscrite"]'],
            ['place == "inscrite"', 'place == "demandee"'],
            ['place == "inscrite"', 'place != "free"'],  # the second is still met: by « demandee »
        ]
        return [
            {
                "guard": self.condition(guard),
                "refuse": {**where, "field": "email", "message": f"Adresse prise ({number})."},
            }
            for number, guard in enumerate(self.rng.choice(ways), 1)
        ]

    def plain(self, name: str, onward: str) -> None:
        fields = self.some()
        self.undecided += fields
        self.state(name, fields, onward)
        dates = [f.name for f in fields if f.kind == "date" and f.required]
        if dates and self.chance(0.3):
            rule = {"check": f"{dates[0]} <= today()", "field": dates[0], "message": "Ce jour est à venir."}
            self.forms[name]["x-rules"] = [rule]

    def chosen(self, name: str, onward: str) -> None:
        """Each value of a closed set leads somewhere: on, to a form of its own, to an end, or nowhere."""
        field = self.new("choice")
        options = self.rng.sample(field.options, len(field.options))
        cuts = sorted(self.rng.sample(range(1, len(options)), self.rng.randint(1, min(3, len(options) - 1))))
        groups = [options[a:b] for a, b in zip([0, *cuts], [*cuts, len(options)], strict=True)]
        branches: list[dict[str, Any]] = []
        for at, group in enumerate(groups):
            last = at == len(groups) - 1
            branch: dict[str, Any] = {} if last else {"guard": self.condition(self._among(field, group, groups[:at]))}
            branches.append(branch | self.aside(onward, field, last=last))
        self.typed[field.name] = groups[-1][0]
        self.state(name, [field], branches)

    def _among(self, field: Asked, group: list[str], earlier: list[list[str]]) -> str:
        listed = [f'"{option}"' for option in group]
        if earlier and self.chance(0.3):
            listed.insert(0, f'"{earlier[-1][0]}"')  # taken by a branch before: this one is met by the others
        if len(listed) == 1:
            return f"{field.name} == {listed[0]}"
        ways = [
            f"{field.name} in [{', '.join(listed)}]",
            " or ".join(f"{field.name} == {option}" for option in listed),
            f"not ({' and '.join(f'{field.name} != {option}' for option in listed)})",
        ]
        return self.rng.choice(ways)

    def aside(self, onward: str, field: Asked, *, last: bool = False) -> dict[str, Any]:
        """What a branch does: the last one goes on."""
        draw = self.rng.random()
        if last or draw < 0.2:
            return {"target": onward} if last else {"id": self.name("choix"), "target": onward}
        if draw < 0.6:
            side = self.name("detour")
            fields = self.some(1, 2)
            self.state(side, fields, onward, side=True)
            return {"target": side}
        if draw < 0.8:
            return {"refuse": {"field": field.name, "message": "Ce choix n'est pas possible."}}
        return {"target": self.ending("Cette démarche n'est pas pour vous")}

    def measured(self, name: str, onward: str) -> None:
        """Bounds of a number, the highest first."""
        field = self.new(self.rng.choice(["integer", "number"]))
        self.typed[field.name] = "1"
        asked = "" if field.required else f"given({field.name}) and "
        high, low = (15, 5) if self.chance(0.5) else (12, 11)
        bounds = [(">", high), (">=", low)][: self.rng.randint(1, 2)]
        branches = [
            {"guard": self.condition(f"{asked}{field.name} {sign} {self.amount(bound)}"), **self.aside(onward, field)}
            for sign, bound in bounds
        ]
        self.state(name, [field], [*branches, {"target": onward}])

    def aged(self, name: str, onward: str) -> None:
        field = self.new("date", True)
        parent = self.name("parent")
        fields = self.some(1, 2)
        branches: list[dict[str, Any]] = [
            {"guard": f"{field.name} > today()", "refuse": {"field": field.name, "message": "Ce jour est à venir."}},
            {"guard": self.condition(f"years_since({field.name}) < {self.amount(18)}"), "target": parent},
            {"target": onward},
        ]
        self.state(name, [field], branches)
        self.state(parent, fields, onward, side=True)

    def ticked(self, name: str, onward: str) -> None:
        field = self.new("boolean")
        more = self.new("text", True)
        self.typed[field.name] = field.required  # a person who ticks every box might be refused each time
        if field.required:  # a box that must be ticked decides nothing
            self.state(name, [field, more], onward)
            return
        side = self.aside(onward, more)
        self.state(
            name,
            [field, more],
            [{"guard": self.condition(f"given({field.name}) and {field.name}"), **side}, {"target": onward}],
        )

    def sorted(self, name: str, onward: str) -> None:
        """A state without a page, on something that no branch has looked at yet."""
        fields = [f for f in self.undecided if f.kind in ("choice", "integer", "number", "date")]
        end = self.ending("Vous n'êtes pas concerné")
        if not fields:
            self.plain(name, onward)
            del self.parts["states"][end]
            return
        field = self.rng.choice(fields)
        self.undecided.remove(field)
        asked = "" if field.name in self.sure else f"given({field.name}) and "
        match field.kind:
            case "choice":
                expression = f'{field.name} == "{next(o for o in field.options if o != self.typed[field.name])}"'
            case "date":
                expression = f'{asked}{field.name} > "2020-01-01"'
            case _:
                expression = f"{asked}{field.name} > 19"
        first_of = [{"guard": self.condition(expression), "target": end}, {"target": onward}]
        self.parts["states"][name] = {"automatic": {"first_of": first_of}}

    def summary(self, name: str, onward: str, effects: list[Any]) -> None:
        state: dict[str, Any] = {"title": "Vérifiez", "review": True}
        if self.before and self.chance(0.7):
            state["back"] = {"label": "Retour"}
        way: dict[str, Any] = {"target": onward, **({"effects": effects} if effects else {})}
        branches = [*self._taken(self.before[0]), way]
        transitions: dict[str, Any] = {
            "valider": {"label": "Valider", **({"first_of": branches} if branches[1:] else way)}
        }
        if self.chance(0.4):
            transitions["changer"] = {"label": "Tout reprendre", "target": self.rng.choice(self.before)}
        self.parts["states"][name] = {**state, "transitions": transitions}
        self.sealed = any(next(iter(effect)) not in ("set", "forget") for effect in effects)
