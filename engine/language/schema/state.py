"""Tables of keys of a state: its screen, its delays and its tries."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.decoding import (
    BROKEN,
    FLAG,
    NAMED,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Named,
    Reading,
    alone,
    at_most_one,
    count,
    delay,
    map_of,
    near,
    no_amount,
    no_name,
    not_with,
    one_needed,
    read_words,
    record,
    string_schema,
)
from engine.language.model import Back, Gate, Note, Reminder, State, Timeout, Tries
from engine.language.schema.branch import AUTOMATIC, TRANSITION
from engine.language.schema.effect import EFFECT_LIST, EFFECTS
from engine.language.schema.ids import ID, items_of, without_id
from engine.language.schema.moments import AT, LANDS, counts_working_days
from engine.language.schema.shared import LINK, NAMES, SECTIONS, WHEN
from engine.language.texts.decoding import TEXT
from engine.language.texts.text import parse_text
from engine.language.yaml import Node, Scalar


def _timeout(reading: Reading, found: Found) -> Timeout:
    if not one_needed(reading, found, ("after", "at"), "timeout") and not found.has("after"):
        return Timeout(no_amount(found.place), found["target"], found["effects"], found.place)
    if found.has("at"):
        not_with(reading, found, ("since",), "at", "a day is the same whenever the state was entered")
        not_with(reading, found, ("lands",), "at", "the day that is named is meant, whether or not it is worked")
    elif found["lands"] and found["after"] and counts_working_days(found["after"]):
        not_with(reading, found, ("lands",), "after", "what counts working days ends on one")
    return Timeout(place=found.place, **found.values)


TIMEOUT = record(
    "timeout",
    {
        "after": Key(delay(), "how long after the state is entered"),
        "at": Key(AT, "the last day, instead of a delay: the case goes as it ends"),
        "since": Key(NAMED, "the earlier state from whose entry `after` counts"),
        "lands": LANDS,
        "target": Key(NAMED, "the state to go to", need=True, instead=no_name),
        "effects": EFFECTS,
    },
    _timeout,
    meant=Meant(alone("after")),
)


def _reminder(reading: Reading, found: Found) -> Reminder | Broken:
    if not one_needed(reading, found, ("after", "before", "at"), "reminder"):
        return BROKEN
    return Reminder(place=found.node.place, **without_id(found))


REMINDER = record(
    "reminder",
    {
        "after": Key(delay(), "how long after the state is entered"),
        "before": Key(delay(), "how long before the timeout"),
        "at": Key(AT, "the day, instead of a delay: at 9 in the morning"),
        "effects": EFFECTS._replace(need=True),
        "id": ID,
    },
    _reminder,
    meant=Meant(alone("before")),
)


def _tries(reading: Reading, found: Found) -> Tries | Broken:
    if not one_needed(reading, found, ("target", "per"), "limit of tries"):
        return BROKEN
    if found.has("target"):
        not_with(reading, found, ("pause",), "target", "the case goes elsewhere, so nothing pauses")
    elif not found.has("pause"):
        if found.strange:
            return BROKEN
        reading.report(
            "missing-key",
            '"per" has no "pause"',
            found.at("per"),
            "tries that are counted per field are followed by a pause",
            "add pause: 15 minutes",
        )
        return BROKEN
    return Tries(found["max"], found["target"], found["per"], found["pause"], found.place)


TRIES = record(
    "tries",
    {
        "max": Key(count(1, 1000, "1 to 1000 refusals"), "how many refusals", need=True),
        "target": Key(NAMED, "where the case goes with the last of them"),
        "per": Key(NAMED, "counted across cases, by this field's normalised value"),
        "pause": Key(delay(), "how long nothing is tried for that value"),
    },
    _tries,
    meant=Meant(alone("max"), wants=("target",)),
)


def _gate(reading: Reading, found: Found) -> Gate | Broken:
    name = found["name"]
    if name.name in reading.registry.gates:
        return Gate(name.name, found["length"], found.place)
    gates = sorted(reading.registry.gates)
    return reading.report(
        "unknown-gate",
        f'unknown gate "{name.name}"',
        name.place,
        f"the gates that are installed: {', '.join(gates)}",
        f'write "{near(name.name, gates) or gates[0]}"' if gates else "install the plug-in that has it",
    )


GATE = record(
    "gate",
    {
        "name": Key(NAMED, "captcha, or a plug-in's", need=True, example="captcha"),
        "length": Key(
            count(4, 12, "4 to 12 characters can be both read and not guessed"),
            "how many characters",
            need=True,
            example="6",
        ),
    },
    _gate,
    meant=Meant(lambda text: "length" if text.isdigit() else "name"),
)


def _read_beside(reading: Reading, node: Node, at: Scalar | None) -> Named | Broken:
    words = read_words(reading, node, at)
    return BROKEN if words is BROKEN else Named(words.text.strip(), words.place)


BESIDE: Kind[Named] = Kind(_read_beside, string_schema)  # a field has a name, a group only a title
NOTE = record(
    "note",
    {
        "title": Key(TEXT, "its heading", need=True),
        "text": Key(TEXT, "Markdown", need=True),
        "beside": Key(BESIDE, "the field, or the group by its title, that it speaks of; without one, the whole form"),
        "when": WHEN,
        "id": ID,
    },
    lambda _, found: Note(**without_id(found)),
    meant=Meant(alone("text"), ("title", "text")),
)
BACK = record(
    "back",
    {"label": Key(TEXT, "the button's words", need=True)},
    lambda _, found: Back(found["label"], found.place),
    meant=Meant(alone("label")),
)
STATE_KEYS: Mapping[str, Key] = {
    "phase": Key(NAMED, "the step of the stepper"),
    "title": Key(TEXT, "the page's title"),
    "content": Key(TEXT, "Markdown above the form"),
    "sections": SECTIONS,
    "notes": Key(items_of(NOTE), "boxes beside the form", default=()),
    "show": Key(NAMES, "answers and values shown, not editable", default=()),
    "gate": Key(GATE, "what a person must solve before anything is looked up"),
    "form": Key(NAMED, "the name of a file in forms/"),
    "review": Key(FLAG, "shows all the answers given, with links to change them", default=False),
    "back": Key(BACK, "a button to the previous step"),
    "links": Key(items_of(LINK), "links and buttons below", default=()),
    "transitions": Key(map_of(TRANSITION), "the ways out, by the name of their event", default={}),
    "automatic": Key(AUTOMATIC, "branches taken at once, without a screen", default=()),
    "tries": Key(TRIES, "how many refusals there may be"),
    "timeout": Key(
        TIMEOUT,
        "what happens after a delay",
        instead=lambda place: Timeout(no_amount(place), no_name(place), (), place),
    ),
    "reminders": Key(items_of(REMINDER), "effects at a moment, the state stays", default=()),
    "on_enter": Key(EFFECT_LIST, "done on every entry by a target", default=()),
    "final": Key(FLAG, "the case ends here", default=False),
    "rest": Key(FLAG, "a case may stay here for ever", default=False),
}
SCREEN = ("content", "sections", "notes", "show", "gate", "form", "review", "back", "links", "phase")
WAITING = ("tries", "timeout", "reminders")


def _state(reading: Reading, found: Found) -> State:
    automatic = found.has("automatic")
    if automatic:
        strangers = (*SCREEN, "transitions", *WAITING, "final", "rest")
        why = "an automatic state has no screen and is left at once"
        not_with(reading, found, strangers, "automatic", why)
    elif not found.has("title") and not found.strange:
        reading.report(
            "missing-key",
            f'the state "{found.name}" has no "title"',
            found.place,
            "every screen has a title",
            "add title: …",
        )
    if found["final"]:
        why = "a final state is never left"
        not_with(reading, found, ("transitions", "form", "gate", "back", *WAITING), "final", why)
    at_most_one(reading, found, ("final", "rest"), "state")
    if (
        found.has("gate")
        and not automatic
        and not found["final"]
        and not found.has("transitions")
        and not found.strange
    ):
        reading.report(
            "no-effect",
            '"gate" has no effect in a state without transitions',
            found.at("gate"),
            "a gate is passed when a transition's button is pressed",
            "add transitions: with a label and a target, or take the gate out",
        )
    if found.has("form") and found["form"] is None:
        reading.lost.add("form")
    title = found["title"] or parse_text(found.name.replace("{", ""), found.place)[0]
    values = {**found.values, "title": title}
    return State(found.name, **values, place=found.place)


STATE = record("state", STATE_KEYS, _state)
