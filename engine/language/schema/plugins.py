"""Tables of keys of what plug-ins add: a fact that a service answers, an effect that is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from engine.language.decoding import (
    BROKEN,
    NAMED,
    STRING,
    Broken,
    Found,
    Key,
    Kind,
    Meant,
    Named,
    Reading,
    alone,
    each_once,
    list_of,
    listed,
    map_of,
    near,
    not_with,
    record,
)
from engine.language.model import Fact
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar
from engine.language.yaml import Sequence as List
from engine.problems import Place
from engine.registry import PLUGINS, Service

SERVICE_KEYS: Mapping[str, Key] = {
    "service": Key(NAMED, "a plug-in's service, by the name under which it is registered"),
    "with": Key(each_once(list_of(NAMED)), "fields and values that the service is given, in its order", default=()),
    "values": Key(list_of(STRING), "the service's answers that the fact takes", default=()),
    "otherwise": Key(STRING, "the value where the service fails, is late or answers anything else"),
}
_NEEDED = ("with", "values", "otherwise")


def service_fact(reading: Reading, found: Found) -> Fact | Broken:
    """A fact that a service answers."""
    name: Named | None = found["service"]
    not_with(reading, found, ("key", "typed", "of"), "service", "it belongs to a fact about a register or a code")
    service = reading.registry.services.get(name.name) if name else None
    missing = [key for key in _NEEDED if not found.has(key)]
    if missing and not found.strange:
        listed_keys = " and no ".join(f'"{key}"' for key in missing)
        cause = "a service is asked about something, its answers are a closed list, and it may fail or be late"
        some = {"with": "[…]", "values": f"[{listed(service.values)}]" if service else "[…]", "otherwise": "unknown"}
        fix = f"add {', '.join(f'{key}: {some[key]}' for key in missing)}"
        reading.report("missing-key", f'the fact "{found.name}" has no {listed_keys}', found.place, cause, fix)
    if name is None or any(not found[key] for key in _NEEDED):
        return BROKEN
    if service is None:
        _not_installed(reading, "unknown-service", name, reading.registry.services)
    elif not reading.stored:
        meant = _check_values(reading, found, service)
        _check_number(reading, found, service)
        return _fact(found, name, tuple(meant.get(value, value) for value in found["values"]))
    return _fact(found, name, found["values"])


def _fact(found: Found, name: Named, answers: Iterable[str]) -> Fact:
    values = tuple(dict.fromkeys(answers))
    return Fact(found.name, None, None, None, None, False, found.place, name, found["with"], values, found["otherwise"])


def _check_values(reading: Reading, found: Found, service: Service) -> dict[str, str]:
    """Each answer that the fact takes is one that the service gives. Returns what was meant by those that are not."""
    meant: dict[str, str] = {}
    written = found.node.entries["values"].value
    items = written.items if isinstance(written, List) else ()
    every = [(item.text.strip(), item) for item in items if isinstance(item, Scalar) and item.text.strip()]
    seen: set[str] = set()
    for value, item in every:
        if value in seen:
            message, cause = f'"{value[:60]}" is listed twice', "once is enough"
            reading.report("duplicate-item", message, item.place, cause, "take one of the two out")
        elif value not in service.values:
            better = near(value, service.values)
            meant |= {value: better} if better else {}
            reading.report(
                "unknown-answer",
                f'service "{service.name}" never answers "{value[:60]}"',
                item.place,
                f"its answers are: {listed(service.values)}",
                f'write "{better}"' if better and better not in dict(every) else "take it out of the list",
            )
        seen.add(value)
    return meant


def _check_number(reading: Reading, found: Found, service: Service) -> None:
    """The service is given as much as it takes."""
    given = [named.name for named in found["with"]]
    least, most = service.takes
    if len(given) < least or (most is not None and len(given) > most):
        wanted = f"{least}" if least == most else f"{least} or more" if most is None else f"{least} to {most}"
        fix = f"take out {listed(given[most:])}" if len(given) > least else f"name {wanted} under with"
        reading.report(
            "wrong-number",
            f'service "{service.name}" takes {wanted}, and "with" names {len(given)}',
            found.at("with"),
            "what it names is given to the plug-in's function, in that order",
            fix,
        )


_DOCUMENT = record(
    "document of a call",
    {"document": Key(NAMED, "a document of the flow, handed over as a PDF", need=True)},
    lambda _, found: found["document"],
    meant=Meant(alone("document")),
)


def _read_given(reading: Reading, node: Node, at: Scalar | None) -> tuple[str, Named] | Broken:
    """A name alone, or `{document: NAME}`."""
    if isinstance(node, Map):
        document = _DOCUMENT.read(reading, node, at)
        return BROKEN if document is BROKEN else ("document", document)
    name = NAMED.read(reading, node, at)
    return BROKEN if name is BROKEN else ("name", name)


_GIVEN: Kind[tuple[str, Named]] = Kind(
    _read_given, lambda defs: {"anyOf": [NAMED.schema(defs), _DOCUMENT.schema(defs)]}
)


class Called(NamedTuple):
    """What a `call` says: see `model.Call`."""

    effect: Named
    given: Mapping[str, Named]
    documents: Mapping[str, Named]
    words: Mapping[str, Place]


def _call(reading: Reading, found: Found) -> Called:
    name: Named = found["effect"]
    given: Mapping[str, tuple[str, Named]] = found["with"]
    effect = reading.registry.effects.get(name.name)
    if effect is None:
        _not_installed(reading, "unknown-effect", name, reading.registry.effects)
    elif effect.parameters is not None and not reading.stored:
        known = (*effect.parameters, *effect.optional)
        missing = [one for one in effect.parameters if one not in _written(found)]
        for parameter, place in _written(found).items():
            if parameter not in known:
                alone = len(missing) == 1 == len(_strange(found, known))
                better = missing[0] if alone else near(parameter, missing)
                takes = f"it takes: {listed(known)}" if known else "it takes nothing"
                message = f'effect "{name.name}" has no parameter "{parameter[:60]}"'
                fix = f'write "{better}"' if better else "take it out"
                missing = [one for one in missing if one != better]
                reading.report("unknown-parameter", message, place, takes, fix)
        if missing and not ("with" in found.node.entries and not given):  # or it could not be read
            reading.report(
                "missing-parameter",
                f'effect "{name.name}" is not given "{missing[0]}"',
                found.at("effect"),
                f"the plug-in needs: {listed(effect.parameters)}",
                f"add under with: {', '.join(f'{one}: and the name of a field or value' for one in missing)}",
            )
    return Called(
        name,
        {parameter: named for parameter, (kind, named) in given.items() if kind == "name"},
        {parameter: named for parameter, (kind, named) in given.items() if kind == "document"},
        found.words("with"),
    )


def _strange(found: Found, known: Collection[str]) -> list[str]:
    """The parameters that are written, and that the effect does not have."""
    return [parameter for parameter in _written(found) if parameter not in known]


def _written(found: Found) -> dict[str, Place]:
    return found.words("with")


CALL: Kind[Called] = record(
    "call",
    {
        "effect": Key(NAMED, "a plug-in's effect, by the name under which it is registered", need=True),
        "with": Key(map_of(_GIVEN), "parameter: a field, a value, a setting, a code, or {document: NAME}", default={}),
    },
    _call,
    meant=Meant(alone("effect")),
)


def _not_installed(reading: Reading, code: str, name: Named, known: Collection[str]) -> None:
    noun = code.removeprefix("unknown-")
    better = near(name.name, known)
    have = f"those that are: {listed(sorted(known))}" if known else f"no plug-in with {noun}s is installed"
    fix = f"install the package that has it: its entry point stands in the group {PLUGINS}"
    reading.report(
        code,
        f'no {noun} named "{name.name}" is installed',
        name.place,
        f"{noun}s come with plug-ins; {have}",
        f'write "{better}"' if better else fix,
    )
