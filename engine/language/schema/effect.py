"""Tables of keys of the effects: what is done with a step."""

from __future__ import annotations

from engine.language.decoding import (
    BROKEN,
    NAMED,
    PLAIN_NAME,
    Broken,
    Found,
    Key,
    Reading,
    Refused,
    at_most_one,
    count,
    delay,
    each_once,
    list_of,
    map_of,
    no_amount,
    one_needed,
    record,
)
from engine.language.guards.decoding import EXPRESSION
from engine.language.model import Claim, Effect, Forget, MakeCode, Number, Release, SendMail, Set, Spend

CLAIM = record(
    "claim",
    {
        "register": Key(NAMED, "the register", need=True),
        "key": Key(NAMED, "the field or value that is held", need=True),
        "status": Key(NAMED, "the status it gets", need=True),
        "over": Key(each_once(list_of(NAMED)), "statuses of imported rows that may be taken", default=()),
    },
    lambda _, found: Claim(found["register"], found["key"], found["status"], found["over"], found.place),
)
RELEASE = record(
    "release",
    {"register": Key(NAMED, "the register", need=True), "key": Key(NAMED, "the field or value let go", need=True)},
    lambda _, found: Release(found["register"], found["key"], found.place),
)
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
    },
    lambda _, found: MakeCode(found["name"], found["length"], found["lives"], found.place),
)
NUMBER = record(
    "number",
    {
        "field": Key(NAMED, "the value that gets it, while it is empty", need=True),
        "digits": Key(count(4, 18, "a number has 4 to 18 digits"), "how many digits", need=True),
    },
    lambda _, found: Number(found["field"], found["digits"], found.place),
)


def _effect(reading: Reading, found: Found) -> Effect | Broken:
    written = found.those(tuple(found.values))
    if len(written) != 1:
        if written:
            at_most_one(reading, found, tuple(found.values), "effect")
        else:
            one_needed(reading, found, tuple(found.values), "effect")
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
        return Set(value, place)
    if kind == "forget":
        return Forget(value, place)
    effect: Effect = value._replace(place=place)
    return effect


EFFECT = record(
    "effect",
    {
        "claim": Key(CLAIM, "holds a key of a register for this case"),
        "release": Key(RELEASE, "lets a key go"),
        "code": Key(CODE, "makes a code; the case's earlier one of that name dies"),
        "spend": Key(NAMED, "uses a code up"),
        "number": Key(NUMBER, "draws a number that no other case has"),
        "mail": Key(NAMED, "sends a mail"),
        "set": Key(map_of(EXPRESSION), "value: expression"),
        "forget": Key(each_once(list_of(NAMED)), "fields whose answers are dropped"),
    },
    _effect,
    refused={"call": Refused("an effect of a plug-in")},
    shape={"minProperties": 1, "maxProperties": 1},
)
EFFECTS = Key(list_of(EFFECT), "what is done with the step, in this order", default=())
