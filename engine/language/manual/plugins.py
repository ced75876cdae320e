"""The manual of facts that a service answers and of effects that are called. The examples' plug-ins: `samples`."""

from __future__ import annotations

from engine.language.manual.page import Manual

_COLLECTED = "  collected: {code: pickup, typed: typed_code}\n"
_REMINDER = "      - {before: 6 hours, effects: [{mail: reminder}]}\n"
_KNOWN = '  known: reader != "free"\n'


def _fact(company: str) -> str:
    guard = '  known: reader != "free" or company == "known"\n'
    return f"{_COLLECTED}  company: {{{company}, otherwise: unknown}}\n\nguards:\n{guard}"


def _service(code: str, text: str, wrong: str, right: str) -> Manual:
    """A fact added to the library's, with a guard that reads it."""
    return Manual(code, text, _fact(wrong), _fact(right), instead_of=f"{_COLLECTED}\nguards:\n{_KNOWN}")


def _call(code: str, text: str, wrong: str, right: str) -> Manual:
    """A call in place of the library's reminder by mail."""
    before = "      - {before: 6 hours, effects: [{mail: reminder}, {call: "
    return Manual(code, text, f"{before}{wrong}}}]}}\n", f"{before}{right}}}]}}\n", instead_of=_REMINDER)


MANUALS = (
    _service(
        "unknown-service",
        "A fact names a service that no installed plug-in has. A service is a Python function that a package registers "
        "under a name: `parcours check` asks the packages that are installed where it runs. A version of a flow that "
        "is kept in the database needs its plug-ins as long as it has cases.",
        "service: compannies, with: [email], values: [known]",
        "service: companies, with: [email], values: [known]",
    ),
    _service(
        "unknown-answer",
        "A fact takes a value that its service never answers. A service is registered with every answer that it has; "
        "the fact lists those that its guards tell apart, and all others are its `otherwise`.",
        "service: companies, with: [email], values: [known, strike_off]",
        "service: companies, with: [email], values: [known, struck_off]",
    ),
    _service(
        "wrong-number",
        "A service is given more than it takes, or less. What `with` names is given to the plug-in's function in that "
        "order, one thing for each of its parameters.",
        "service: companies, with: [email, copies], values: [known]",
        "service: companies, with: [email], values: [known]",
    ),
    _call(
        "unknown-effect",
        "A call names an effect that no installed plug-in has. An effect is a Python function that a package registers "
        "under a name.",
        "{effect: pots, with: {to: email}}",
        "{effect: post, with: {to: email}}",
    ),
    _call(
        "unknown-parameter",
        "A call gives what the effect does not take. The plug-in says which parameters it needs, and which it may be "
        "given besides.",
        "{effect: post, with: {to: email, leter: {document: receipt}}}",
        "{effect: post, with: {to: email, letter: {document: receipt}}}",
    ),
    _call(
        "missing-parameter",
        "A call does not give what the effect needs.",
        "{effect: post, with: {letter: {document: receipt}}}",
        "{effect: post, with: {to: email, letter: {document: receipt}}}",
    ),
)
