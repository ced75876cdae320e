"""Tables of keys of the effects: what is done with a step."""

from __future__ import annotations

from engine.language.decoding import (
    BROKEN,
    NAMED,
    PLAIN_NAME,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Reading,
    alone,
    at_most_one,
    count,
    delay,
    each_once,
    list_of,
    map_of,
    no_amount,
    not_with,
    one_needed,
    record,
    shaped,
)
from engine.language.decoding.shapes import written
from engine.language.guards.decoding import EXPRESSION
from engine.language.model import Call, Claim, Effect, Forget, MakeCode, Number, Release, SendMail, Set, Spend
from engine.language.schema.ids import ID, items_of
from engine.language.schema.moments import LANDS, counts_working_days
from engine.language.schema.plugins import CALL
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List

CLAIM = record(
    "claim",
    {
        "register": Key(NAMED, "the register", need=True),
        "key": Key(NAMED, "the field or value that is held", need=True),
        "status": Key(NAMED, "the status it gets", need=True),
        "over": Key(each_once(list_of(NAMED)), "statuses of imported rows that may be taken", default=()),
    },
    lambda _, found: Claim(found["register"], found["key"], found["status"], found["over"], found.place),
    meant=Meant(alone("key")),
)
RELEASE = record(
    "release",
    {"register": Key(NAMED, "the register", need=True), "key": Key(NAMED, "the field or value let go", need=True)},
    lambda _, found: Release(found["register"], found["key"], found.place),
    meant=Meant(alone("key")),
)


def _code(reading: Reading, found: Found) -> MakeCode:
    if found["lands"] and counts_working_days(found["lives"]):
        not_with(reading, found, ("lands",), "lives", "what counts working days ends on one")
    return MakeCode(place=found.place, **found.values)


CODE = record(
    "code",
    {
        "name": Key(PLAIN_NAME, "the name by which mails, facts and resumes know it", need=True),
        "length": Key(
            count(10, 40, "a code of fewer than 10 characters can be guessed; one of more than 40 cannot be typed"),
            "how many characters",
            need=True,
            instead=no_amount,
        ),
        "lives": Key(delay(), "how long it is valid", need=True, instead=no_amount),
        "lands": LANDS,
    },
    _code,
    meant=Meant(alone("name")),
)
NUMBER = record(
    "number",
    {
        "field": Key(NAMED, "the value that gets it, while it is empty", need=True),
        "digits": Key(count(4, 18, "a number has 4 to 18 digits"), "how many digits", need=True),
    },
    lambda _, found: Number(found["field"], found["digits"], found.place),
    meant=Meant(alone("field")),
)


def _effect(reading: Reading, found: Found) -> Effect | Broken:
    kinds = tuple(word for word in found.values if word != "id")
    written = found.those(kinds)
    if len(written) != 1:
        if written:
            at_most_one(reading, found, kinds, "effect")
        else:
            one_needed(reading, found, kinds, "effect")
        return BROKEN
    kind = written[0]
    value, place = found[kind], found.node.place
    if value is None:
        return BROKEN
    if kind == "spend":
        return Spend(value, place)
    if kind == "mail":
        return SendMail(value, place)
    if kind == "set":
        return Set(value, place, found.words("set"))
    if kind == "forget":
        return Forget(value, place)
    if kind == "call":
        return Call(value.effect, value.given, value.documents, place, value.words)
    effect: Effect = value._replace(place=place)
    return effect


EFFECT_KEYS = {
    "claim": Key(CLAIM, "holds a key of a register for this case"),
    "release": Key(RELEASE, "lets a key go"),
    "code": Key(CODE, "makes a code; the case's earlier one of that name dies"),
    "spend": Key(NAMED, "uses a code up"),
    "number": Key(NUMBER, "draws a number that no other case has"),
    "mail": Key(NAMED, "sends a mail"),
    "set": Key(map_of(EXPRESSION), "value: expression"),
    "forget": Key(each_once(list_of(NAMED)), "fields and values that are dropped"),
    "call": Key(CALL, "does what a plug-in adds, once the step is committed"),
    "id": ID,
}
_EFFECT: Kind[Effect] = record(
    "effect",
    EFFECT_KEYS,
    _effect,
    meant=Meant(single=True),
)
EFFECT = shaped(_EFFECT, {"maxProperties": 2, "oneOf": [{"required": [word]} for word in EFFECT_KEYS if word != "id"]})
_LISTED = items_of(EFFECT)
_OF_SEVERAL = ("set", "forget")  # effects whose value is a map of names or a list by itself


def _read_effects(reading: Reading, node: Node, at: Scalar | None) -> tuple[Effect, ...] | Broken:
    """The effects; several in one item are reported, and read as an item each."""
    if not isinstance(node, List):
        return _LISTED.read(reading, node, at)
    items: list[Node] = []
    for item in node.items:
        several = _each_alone(item) if isinstance(item, Map) else []
        texts = [text for text in map(written, several) if text]
        if len(several) > 1 and len(texts) == len(several):
            first = next(iter(item.entries.values())) if isinstance(item, Map) else None
            place = first.key.place if first else item.place
            cause = "an effect has one key, with one value; they are done in the order written"
            fix = f"write an effect for each: {', '.join(texts)}"
            reading.report("too-many", "several effects in one item", place, cause, fix)
            items += several
        else:
            items.append(item)
    return _LISTED.read(reading, node._replace(items=tuple(items)), at)


def _each_alone(item: Map) -> list[Node]:
    """The effects of one item, each in an item of its own."""
    found: list[Node] = []
    for word, entry in item.entries.items():
        if word == "id":
            continue
        if word not in EFFECT_KEYS:
            return []
        values = entry.value.items if isinstance(entry.value, List) and word not in _OF_SEVERAL else (entry.value,)
        found += [Map({word: entry._replace(value=value)}, value.place) for value in values]
    return found


EFFECT_LIST: Kind[tuple[Effect, ...]] = Kind(_read_effects, _LISTED.schema, _LISTED.shape, "list")
EFFECTS = Key(EFFECT_LIST, "what is done with the step, in this order", default=())
