"""More stages before the summary: texts that are measured, boxes, fields asked twice, circles, values that are kept."""

from __future__ import annotations

from typing import Any

from tests.support.right_flows.fields import Asked, ask
from tests.support.right_flows.growing import Grower


def worded(grower: Grower, name: str, onward: str) -> None:
    """How long a text is, and what it looks like."""
    field = ask(grower.rng, grower.name("champ"), "text")
    field = field._replace(keywords={"type": "string", "title": f"Question {field.name}"}, typed="Bonjour")
    grower.typed[field.name] = field.typed
    given = "" if field.required else f"given({field.name}) and "
    ways = [
        f"{given}len({field.name}) > 200",
        f'{given}matches({field.name}, "[0-9]+")',
        f'{given}matches({field.name}, "(?i)non.*") and len({field.name}) < 20',
        f'{field.name} == "aucun" or {field.name} == "rien"',
    ]
    refused = {"refuse": {"field": field.name, "message": "Dites-le autrement."}}
    guards = grower.rng.sample(ways, grower.rng.randint(1, 2))
    branches: list[dict[str, Any]] = [{"guard": grower.condition(guard), **refused} for guard in guards]
    grower.state(name, [field], [*branches, {"target": onward}])


def boxed(grower: Grower, name: str, onward: str) -> None:
    """Each of several boxes leads aside, the last to a way of its own."""
    field = grower.new("several")
    grower.typed[field.name] = []
    options = field.keywords["items"]["enum"]
    given = "" if field.required else f"given({field.name}) and "
    more = grower.new("text", True)
    if field.required:
        grower.typed[field.name] = [options[-1]]
    branches = [
        {"guard": grower.condition(f'{given}"{option}" in {field.name}'), **grower.aside(onward, more)}
        for option in options[:2]
    ]
    grower.state(name, [field, more], [*branches, {"target": onward}])


def again(grower: Grower, name: str, onward: str) -> None:
    """A field that was asked before is asked once more, and required now."""
    known = [f for f in grower.asked.values() if f.kind not in ("secret", "boolean")]
    field = grower.rng.choice(known)
    fields: list[Asked] = [field._replace(required=True)]
    if grower.chance(0.5):
        fields.append(grower.new("text"))
    grower.undecided = [f for f in grower.undecided if f.name != field.name]
    grower.state(name, fields, onward)


def remembered(grower: Grower, name: str, onward: str) -> None:
    """A value is written on one way, and looked at on a page behind."""
    value = grower.name("valeur")
    grower.parts["values"][value] = {"type": "string", "title": f"Valeur {value}"}
    field = grower.new("choice", True)
    first, *_, last = field.options
    grower.typed[field.name] = last
    after = grower.name("apres")
    branches: list[dict[str, Any]] = [
        {"guard": f'{field.name} == "{first}"', "target": after, "effects": [{"set": {value: f'"{first}"'}}]},
        {"target": after},
    ]
    grower.state(name, [field], branches)
    more = grower.new("text", True)
    grower.state(after, [more], onward)
    seen = grower.rng.choice([f'{value} == "{first}"', f"given({value})", f'{value} != "{first}"'])
    sections = grower.parts["states"][after].setdefault("sections", [])
    sections.append({"title": "Une suite", "when": seen, "content": "Un mot de plus."})
    if grower.chance(0.5):  # a button that saves and stays; what was saved is shown above the form
        grower.parts["states"][after]["transitions"]["garder"] = {"label": "Enregistrer"}
        sections.append(
            {"title": "Déjà là", "when": f"given({more.name})", "content": f"Vous avez écrit {{{more.name}}}."}
        )


def turning(grower: Grower, name: str, onward: str) -> None:
    """Two pages in a circle, which one button leaves."""
    aside = grower.name("aide")
    grower.parts["states"][name] = {
        "title": "Une page à lire",
        "content": grower.words(),
        "transitions": {
            "detail": {"label": "En lire plus", "target": aside},
            "suite": {"label": "Continuer", "target": onward},
        },
    }
    grower.parts["states"][aside] = {
        "title": "Plus de détails",
        "content": "Tout est dit.",
        "transitions": {"retour": {"label": "Revenir", "target": name}},
    }
