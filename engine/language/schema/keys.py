"""The tables of keys: what each node of a flow may hold, and the noun it becomes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.forms import normalise
from engine.language.model import (
    Back,
    Branch,
    Claim,
    Document,
    Effect,
    Entry,
    Fact,
    Forget,
    Gate,
    Link,
    Mail,
    MakeCode,
    Note,
    Number,
    Page,
    Refuse,
    Register,
    Release,
    Reminder,
    Resume,
    Retention,
    Section,
    SendMail,
    Set,
    Setting,
    Spend,
    State,
    Timeout,
    Transition,
    Tries,
    ValueDecl,
)
from engine.language.schema.fields import (
    BROKEN,
    DURATION,
    EXPRESSION,
    FLAG,
    GUARD,
    NAMED,
    PLAIN_NAME,
    SETTING,
    STRING,
    TEXT,
    Broken,
    Found,
    Key,
    Kind,
    Reading,
    an,
    count,
    delay,
    list_of,
    map_of,
    matching,
    near,
    no_amount,
    no_name,
    nothing,
    one_of,
    one_or_more,
    record,
)
from engine.language.texts.text import parse_text
from engine.language.values import Duration
from engine.language.yaml import Mapping as Map
from engine.language.yaml import Node, Scalar, Sequence
from engine.problems import Place
from engine.registry import email

KEPT_EVENTS = ("back", "timeout", "modify", "reminder", "begin")  # the engine's own
LANGUAGES = ("fr", "en")
DEFAULT_RETENTION = Retention(Duration(24, "hour"), Duration(24, "hour"))


def at_most_one(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Of these keys no two stand together."""
    written = found.those(keys)
    if len(written) > 1:
        reading.tell(
            "too-many",
            f"{' and '.join(written)} stand together",
            found.at(written[1]),
            f"{an(what)} has only one of {', '.join(keys)}",
            f'keep one of them: take out "{written[1]}" or "{written[0]}"',
        )
    return len(written) < 2


def one_needed(reading: Reading, found: Found, keys: tuple[str, ...], what: str) -> bool:
    """Exactly one of these keys stands."""
    if not found.those(keys):
        reading.tell(
            "missing-key",
            f"the {what} has none of {', '.join(keys)}",
            found.place,
            f"{an(what)} has exactly one of them",
            f"add {' or '.join(f'{key}: …' for key in keys)}",
        )
        return False
    return at_most_one(reading, found, keys, what)


def not_with(reading: Reading, found: Found, keys: tuple[str, ...], other: str, why: str) -> None:
    """None of these keys stands beside another."""
    for key in found.those(keys):
        reading.tell("no-effect", f'"{key}" beside "{other}"', found.at(key), why, f'take out "{key}" or "{other}"')


# What all flows share -------------------------------------------------------------------------------------------------

ADDRESS = matching(
    r"https?://[^\s<>\"\\^`{|}]+|mailto:[^\s<>\"\\^`{|}]+|tel:\+?[0-9][0-9.-]*",
    "a whole address that begins with https:, http:, mailto: or tel:",
    "https://www.exemple.fr",
)
PATH = matching(r"/|(?:/[a-z0-9][a-z0-9_-]*)+", "an address on this site, in small letters,", "/accueil")


def _link(reading: Reading, found: Found) -> Link | Broken:
    targets = found.those(("page", "entry", "document", "url"))
    if found.has("flow"):
        not_with(reading, found, ("document", "url"), "flow", "a link leads to one place")
        at_most_one(reading, found, ("page", "entry"), "link")
    elif not one_needed(reading, found, ("page", "entry", "document", "url", "flow"), "link") and not targets:
        return BROKEN
    return Link(**found.values, place=found.node.place)


LINK = record(
    "link",
    {
        "label": Key(TEXT, "the words of the link", need=True),
        "page": Key(PLAIN_NAME, "a page of this flow, of the site or of `flow`"),
        "entry": Key(PLAIN_NAME, "an entry of this flow, or of `flow`"),
        "document": Key(PLAIN_NAME, "a document of this flow, as a PDF"),
        "url": Key(ADDRESS, "an address elsewhere: https, http, mailto or tel"),
        "flow": Key(PLAIN_NAME, "another flow: its first entry, or the page or entry named beside"),
        "button": Key(FLAG, "looks like a button", default=False),
        "new_tab": Key(FLAG, "opens in a new tab", default=False),
    },
    _link,
    shape={"anyOf": [{"required": [key]} for key in ("page", "entry", "document", "url", "flow")]},
)


def _section(reading: Reading, found: Found) -> Section | Broken:
    if not found.node.entries:
        return nothing(reading, found.node, "section")
    return Section(found["title"], found["content"], found["links"])


SECTION = record(
    "section",
    {
        "title": Key(TEXT, "a heading"),
        "content": Key(TEXT, "Markdown"),
        "links": Key(list_of(LINK), "links and buttons below", default=()),
    },
    _section,
)


def _page(reading: Reading, found: Found) -> Page:
    return Page(found.name, **found.values, place=found.place)


PAGE = record(
    "page",
    {
        "title": Key(TEXT, "the page's title", need=True),
        "path": Key(PATH, "its address; without one, /<flow>/<page>"),
        "content": Key(TEXT, "Markdown"),
        "sections": Key(list_of(SECTION), "parts with a heading each", default=()),
        "links": Key(list_of(LINK), "links and buttons below", default=()),
    },
    _page,
)


def _register(reading: Reading, found: Found) -> Register:
    entries = found.node.entries
    listed = entries["statuses"].value if "statuses" in entries else None
    first: dict[str, Place] = {}
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Scalar) and item.text in first:
            message = f'"{item.text}" stands here twice'
            reading.tell("stands-twice", message, item.place, "each status is said once", "take one of the two out")
        elif isinstance(item, Scalar):
            first[item.text] = item.place
    written = entries["samples"].value if "samples" in entries else None
    keys = [entry.key for entry in written.entries.values()] if isinstance(written, Map) else []
    _samples(reading, found["kind"], keys)
    return Register(found.name, found["kind"], found["statuses"], found["samples"], found.place)


def _samples(reading: Reading, kind: str, keys: list[Scalar]) -> None:
    """Keys as a person would type them, each once however it is spelt."""
    first: dict[str, Scalar] = {}
    for key in keys:
        normal = normalise(kind, key.text)
        if kind == "email" and not email.check(key.text):
            cause = "the register's kind is email, so no form would ever ask for it"
            fix = "write an address, such as camille@exemple.fr"
            reading.tell("never-valid", f'the sample "{key.text}" is no e-mail address', key.place, cause, fix)
        elif normal in first:
            cause = f'it is the key of line {first[normal].place.line}, "{first[normal].text}", spelt in another way'
            reading.tell("stands-twice", f'"{key.text}" stands here twice', key.place, cause, "take one of the two out")
        else:
            first[normal] = key


REGISTER = record(
    "register",
    {
        "kind": Key(one_of("email", "text"), "how a key is normalised", need=True),
        "statuses": Key(list_of(PLAIN_NAME), "what a key can be, besides free", need=True),
        "samples": Key(
            map_of(PLAIN_NAME, names=False), "rows that developer mode begins with: key: status", default={}
        ),
    },
    _register,
)


def _read_declared_setting(reading: Reading, node: Node, at: Scalar | None) -> Setting | Broken:
    value = SETTING.read(reading, node, at)
    return BROKEN if value is BROKEN or at is None else Setting(at.text, value, at.place)


def _read_declared_text(reading: Reading, node: Node, at: Scalar | None) -> Setting | Broken:
    value = STRING.read(reading, node, at)
    return BROKEN if value is BROKEN or at is None else Setting(at.text, value, at.place)


def _known_from_here(settings: Kind[dict[str, Setting]]) -> Kind[dict[str, Setting]]:
    """Figures and delays further down may name these settings."""

    def read(reading: Reading, node: Node, at: Scalar | None) -> dict[str, Setting] | Broken:
        found = settings.read(reading, node, at)
        if found is not BROKEN:
            reading.settings = {**reading.settings, **found}
        else:
            reading.lost.add("settings")  # before anything looks for one
        return found

    return Kind(read, settings.schema)


SETTINGS = _known_from_here(map_of(Kind(_read_declared_setting, SETTING.schema)))
TEXT_SETTINGS = map_of(Kind(_read_declared_text, STRING.schema))
VERSION = one_of("1")

# Declarations ---------------------------------------------------------------------------------------------------------


def _value(reading: Reading, found: Found) -> ValueDecl:
    reading.types[found.name] = found["type"]
    return ValueDecl(found.name, found["type"], found["title"], found.place)


VALUE = record(
    "value",
    {
        "type": Key(one_of("string", "integer", "number", "boolean", "date"), "what it holds", need=True),
        "title": Key(TEXT, "its words on pages, in mails and documents", need=True),
    },
    _value,
)


def _fact(reading: Reading, found: Found) -> Fact | Broken:
    if not one_needed(reading, found, ("register", "code"), "fact"):
        return BROKEN
    pairs = {"register": ("key", ("typed", "of")), "code": ("typed", ("key",))}
    first = "register" if found.has("register") else "code"
    second, strangers = pairs[first]
    not_with(reading, found, strangers, first, f'it would be left without effect beside "{first}"')
    if not found.has(second):
        reading.tell(
            "missing-key",
            f'the fact "{found.name}" has no "{second}"',
            found.place,
            "a register is asked for a key, a code is compared with what was typed",
            f"add {second}: and the name of a field",
        )
    if found[first] is None or found[second] is None:
        return BROKEN
    return Fact(
        found.name, found["register"], found["key"], found["code"], found["typed"], found["of"] is not None, found.place
    )


FACT = record(
    "fact",
    {
        "register": Key(NAMED, "a register: free, or one of its statuses"),
        "key": Key(NAMED, "the field or value that is looked up in the register"),
        "code": Key(NAMED, "a code this flow makes: unknown, valid, expired or used"),
        "typed": Key(NAMED, "the field into which the code is typed"),
        "of": Key(one_of("case"), "case: only this case's own codes are known"),
    },
    _fact,
    later_here={
        "service": "a fact of a plug-in",
        "with": "what a plug-in is given",
        "values": "what a plug-in answers",
        "otherwise": "what holds when a plug-in fails",
    },
)


def _entry(reading: Reading, found: Found) -> Entry:
    return Entry(found.name, found["state"], found["fills"], found.place)


ENTRY = record(
    "entry",
    {
        "state": Key(NAMED, "where a case begins", need=True),
        "fills": Key(map_of(NAMED), "field: code – a mail's link to here carries that mail's code", default={}),
    },
    _entry,
)

# Effects --------------------------------------------------------------------------------------------------------------

CLAIM = record(
    "claim",
    {
        "register": Key(NAMED, "the register", need=True),
        "key": Key(NAMED, "the field or value that is held", need=True),
        "status": Key(NAMED, "the status it gets", need=True),
        "over": Key(list_of(NAMED), "statuses of imported rows that may be taken", default=()),
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
            count(10, 40, "a code of fewer than 10 signs can be guessed; one of more than 40 cannot be typed"),
            "how many signs",
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
            at_most_one(reading, found, tuple(written), "effect")
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
        "forget": Key(list_of(NAMED), "fields whose answers are dropped"),
    },
    _effect,
    later_here={"call": "an effect of a plug-in"},
    shape={"minProperties": 1, "maxProperties": 1},
)
EFFECTS = Key(list_of(EFFECT), "what is done with the step, in this order", default=())

# Ways out -------------------------------------------------------------------------------------------------------------

REFUSE = record(
    "refuse",
    {
        "state": Key(NAMED, "an earlier form to go back to; without one, the state stays"),
        "field": Key(NAMED, "the field that shows the message; without one, above the form"),
        "message": Key(TEXT, "what the person reads", need=True),
    },
    lambda _, found: Refuse(found["state"], found["field"], found["message"], found.place),
)


def _resume(reading: Reading, found: Found) -> Resume | Broken:
    if not one_needed(reading, found, ("code", "register"), "resume"):
        return BROKEN
    first, second, other = ("code", "typed", "key") if found.has("code") else ("register", "key", "typed")
    not_with(reading, found, (other,), first, f'it would be left without effect beside "{first}"')
    if not found.has(second):
        reading.tell(
            "missing-key",
            f'the resume has no "{second}"',
            found.at(first),
            "a case is found by a code and the field it is typed into, or by a register and the field that is its key",
            f"add {second}: and the name of a field",
        )
    if found[first] is None or found[second] is None:
        return BROKEN
    values = {("states" if key == "state" else key): value for key, value in found.values.items()}
    return Resume(**values, place=found.place)


RESUME = record(
    "resume",
    {
        "flow": Key(PLAIN_NAME, "another flow to look in; without one, this flow"),
        "state": Key(one_or_more(NAMED), "the state, or states, where the case must stand", default=()),
        "code": Key(NAMED, "the code by which the case is found"),
        "typed": Key(NAMED, "the field into which the code is typed"),
        "register": Key(NAMED, "the register by which the case is found"),
        "key": Key(NAMED, "the field that holds the register's key"),
        "where": Key(map_of(NAMED), "their field: my field – equal, once normalised", default={}),
        "secret": Key(map_of(NAMED), "their secret field: my field – verified against the kept hash", default={}),
        "event": Key(NAMED, "the transition that is fired on the case found"),
    },
    _resume,
)

VERBS = ("target", "refuse", "resume", "leave")
BRANCH_KEYS: Mapping[str, Key] = {
    "id": Key(
        matching("[A-Za-z][A-Za-z0-9_-]*", "a short name", "certificat"),
        "names the branch in the record of a case, whatever its guard",
    ),
    "guard": Key(GUARD, "the branch is taken when this holds; the last branch has none"),
    "target": Key(NAMED, "the state to go to"),
    "refuse": Key(REFUSE, "stays, with a message"),
    "resume": Key(RESUME, "finds another case and hands the browser over to it, or with a target fires an event on it"),
    "leave": Key(NAMED, "ends this browser's hold on the case and opens this page"),
    "effects": EFFECTS,
}


def _branch(reading: Reading, found: Found) -> Branch | Broken:
    written = found.those(VERBS)
    if set(written) != {"target", "resume"} and not at_most_one(reading, found, VERBS, "branch"):
        return BROKEN
    not_with(
        reading,
        found,
        ("effects",) if found.has("refuse") else (),
        "refuse",
        "a refusal changes nothing, so it has none",
    )
    if any(found[verb] is None for verb in written) or (found.has("guard") and found["guard"] is None):
        return BROKEN
    return Branch(**{key: found[key] for key in BRANCH_KEYS}, place=found.node.place)


BRANCH = record("branch", BRANCH_KEYS, _branch)


def _transition(reading: Reading, found: Found) -> Transition | Broken:
    if found.name in KEPT_EVENTS:
        reading.tell(
            "reserved-name",
            f'a transition called "{found.name}"',
            found.place,
            f"the engine's own events are {', '.join(KEPT_EVENTS)}",
            "give it another name",
        )
    if found["skip_form"] and not found.has("label"):
        reading.tell(
            "no-effect",
            '"skip_form" without a label',
            found.at("skip_form"),
            "a transition without a label is never fired by a button, so no form is posted with it",
            "add label: and the button's words, or take skip_form out",
        )
    if found.has("first_of"):
        not_with(
            reading,
            found,
            tuple(BRANCH_KEYS),
            "first_of",
            "with first_of, each branch says its own guard and where it leads",
        )
        branches = found["first_of"]
    else:
        branch = _branch(reading, found)
        branches = () if branch is BROKEN else (branch,)
    if not branches:
        return BROKEN
    return Transition(found.name, found["label"], found["skip_form"], branches, found.place)


FIRST_OF = Key(list_of(BRANCH), "branches: the first whose guard holds is taken; the last has none")
TRANSITION = record(
    "transition",
    {
        "label": Key(TEXT, "the button's words; without them, only a resume fires it"),
        "skip_form": Key(FLAG, "the button neither posts nor checks the form", default=False),
        "first_of": FIRST_OF,
        **BRANCH_KEYS,
    },
    _transition,
)
AUTOMATIC = record(
    "automatic", {"first_of": FIRST_OF._replace(need=True)}, lambda _, found: found["first_of"] or BROKEN
)


# States ---------------------------------------------------------------------------------------------------------------


def _timeout(reading: Reading, found: Found) -> Timeout:
    return Timeout(found["after"], found["target"], found["effects"], found.place)


TIMEOUT = record(
    "timeout",
    {
        "after": Key(delay(), "how long after the state is entered", need=True, instead=no_amount),
        "target": Key(NAMED, "the state to go to", need=True, instead=no_name),
        "effects": EFFECTS,
    },
    _timeout,
)


def _reminder(reading: Reading, found: Found) -> Reminder | Broken:
    if not one_needed(reading, found, ("after", "before"), "reminder"):
        return BROKEN
    return Reminder(found["after"], found["before"], found["effects"], found.node.place)


REMINDER = record(
    "reminder",
    {
        "after": Key(delay(), "how long after the state is entered"),
        "before": Key(delay(), "how long before the timeout"),
        "effects": EFFECTS._replace(need=True),
    },
    _reminder,
)


def _tries(reading: Reading, found: Found) -> Tries | Broken:
    if not one_needed(reading, found, ("target", "per"), "tries"):
        return BROKEN
    if found.has("target"):
        not_with(reading, found, ("pause",), "target", "the case goes elsewhere, so nothing pauses")
    elif not found.has("pause"):
        reading.tell(
            "missing-key",
            'tries with "per" have no "pause"',
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
)


def _gate(reading: Reading, found: Found) -> Gate | Broken:
    name = found["name"]
    if name.name in reading.registry.gates:
        return Gate(name.name, found["length"], found.place)
    gates = sorted(reading.registry.gates)
    return reading.tell(
        "unknown-gate",
        f'unknown gate "{name.name}"',
        name.place,
        f"the gates that are installed: {', '.join(gates)}",
        f'write "{near(name.name, gates) or gates[0]}"' if gates else "install the plug-in that has it",
    )


GATE = record(
    "gate",
    {
        "name": Key(NAMED, "captcha, or a plug-in's", need=True),
        "length": Key(count(4, 12, "4 to 12 characters can be both read and not guessed"), "how many signs", need=True),
    },
    _gate,
)
NOTE = record(
    "note",
    {"title": Key(TEXT, "its heading", need=True), "text": Key(TEXT, "Markdown", need=True)},
    lambda _, found: Note(found["title"], found["text"]),
)
BACK = record(
    "back", {"label": Key(TEXT, "the button's words", need=True)}, lambda _, found: Back(found["label"], found.place)
)
NAMES = list_of(NAMED)

STATE_KEYS: Mapping[str, Key] = {
    "phase": Key(NAMED, "the step of the stepper"),
    "title": Key(TEXT, "the page's title"),
    "content": Key(TEXT, "Markdown above the form"),
    "notes": Key(list_of(NOTE), "boxes beside the form", default=()),
    "show": Key(NAMES, "answers and values shown, not editable", default=()),
    "gate": Key(GATE, "what a person must solve before anything is looked up"),
    "form": Key(NAMED, "the name of a file in forms/"),
    "review": Key(FLAG, "shows all the answers given, with links to change them", default=False),
    "back": Key(BACK, "a button to the previous step"),
    "links": Key(list_of(LINK), "links and buttons below", default=()),
    "transitions": Key(map_of(TRANSITION), "the ways out, by the name of their event", default={}),
    "automatic": Key(AUTOMATIC, "branches taken at once, without a screen", default=()),
    "tries": Key(TRIES, "how many refusals there may be"),
    "timeout": Key(
        TIMEOUT,
        "what happens after a delay",
        instead=lambda place: Timeout(no_amount(place), no_name(place), (), place),
    ),
    "reminders": Key(list_of(REMINDER), "effects at a moment, the state stays", default=()),
    "on_enter": Key(list_of(EFFECT), "done on every entry by a target", default=()),
    "final": Key(FLAG, "the case ends here", default=False),
    "rest": Key(FLAG, "a case may stay here for ever", default=False),
}
SCREEN = ("content", "notes", "show", "gate", "form", "review", "back", "links", "phase")
WAITING = ("tries", "timeout", "reminders")


def _state(reading: Reading, found: Found) -> State:
    automatic = found.has("automatic")
    if automatic:
        strangers = (*SCREEN, "transitions", *WAITING, "final", "rest")
        why = "an automatic state has no screen and is left at once"
        not_with(reading, found, strangers, "automatic", why)
    elif not found.has("title"):
        reading.tell(
            "missing-key",
            f'the state "{found.name}" has no "title"',
            found.place,
            "every screen has a title",
            f"add title: and its words under {found.name}:",
        )
    if found["final"]:
        why = "a final state is never left"
        not_with(reading, found, ("transitions", "form", "gate", "back", *WAITING), "final", why)
    at_most_one(reading, found, ("final", "rest"), "state")
    if found.has("gate") and not automatic and not found["final"] and not found.has("transitions"):
        reading.tell(
            "no-effect",
            '"gate" in a state without transitions',
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


def _mail(reading: Reading, found: Found) -> Mail:
    return Mail(found.name, **found.values, place=found.place)


MAIL = record(
    "mail",
    {
        "to": Key(NAMED, "a field, a value or a text setting: the address", need=True),
        "subject": Key(TEXT, "the subject", need=True),
        "content": Key(TEXT, "Markdown", need=True),
        "template": Key(NAMED, "another layout, from templates/mail/"),
    },
    _mail,
)


def _document(reading: Reading, found: Found) -> Document:
    return Document(found.name, **found.values, place=found.place)


DOCUMENT = record(
    "document",
    {
        "title": Key(TEXT, "the document's title", need=True),
        "content": Key(TEXT, "Markdown"),
        "show": Key(NAMES, "answers and values shown", default=()),
        "review": Key(FLAG, "shows all the answers given", default=False),
        "template": Key(NAMED, "another layout, from templates/pdf/"),
    },
    _document,
)


def _retention(reading: Reading, found: Found) -> Retention | Broken:
    if not found.node.entries:
        return nothing(reading, found.node, "retention")
    return Retention(found["draft"], found["closed"])


RETENTION = record(
    "retention",
    {
        "draft": Key(
            DURATION, "after the last step of a case that nothing has sealed", default=DEFAULT_RETENTION.draft
        ),
        "closed": Key(DURATION, "after the end", default=DEFAULT_RETENTION.closed),
    },
    _retention,
)

# Files ----------------------------------------------------------------------------------------------------------------

_VERSION = Key(VERSION, "the version of this language", need=True)

FLOW_KEYS: Mapping[str, Key] = {
    "parcours": _VERSION,
    "flow": Key(NAMED, "the flow's name: that of the file", need=True),
    "title": Key(TEXT, "the flow's title", need=True),
    "version": Key(STRING, "a label for people", default=""),
    "language": Key(one_of(*LANGUAGES), "the language of its texts", need=True),
    "timezone": Key(STRING, "the time zone of its hours, e.g. Europe/Paris", need=True),
    "settings": Key(SETTINGS, "figures, delays and texts that rules and texts share", default={}),
    "registers": Key(map_of(REGISTER), "business keys that only one case may hold at a time", default={}),
    "phases": Key(map_of(TEXT), "the steps of the stepper, in this order", default={}),
    "values": Key(map_of(VALUE), "what the case holds and no form asks", default={}),
    "facts": Key(map_of(FACT), "what a guard may ask of the world", default={}),
    "guards": Key(map_of(GUARD), "conditions with a name", default={}),
    "entries": Key(map_of(ENTRY), "the doors: where a case begins", need=True),
    "pages": Key(map_of(PAGE), "screens outside any case", default={}),
    "states": Key(map_of(STATE), "where a case can stand", need=True),
    "mails": Key(map_of(MAIL), "mails, by name", default={}),
    "documents": Key(map_of(DOCUMENT), "documents, by name", default={}),
    "retention": Key(RETENTION, "when the case's rows are erased", default=DEFAULT_RETENTION),
}


FLOW: Kind[Found] = record(
    "flow",
    FLOW_KEYS,
    lambda _, found: found,
    partly=True,
)
SITE: Kind[Found] = record(
    "site",
    {
        "parcours": _VERSION._replace(need=False),
        "service": Key(TEXT, "the service's name, at the top of every page", need=True),
        "notice": Key(TEXT, "a line on every page"),
        "foot": Key(list_of(LINK), "links at the foot of every page", default=()),
        "settings": Key(TEXT_SETTINGS, "texts that flows share", default={}),
        "registers": Key(map_of(REGISTER), "registers that flows share", default={}),
        "pages": Key(map_of(PAGE), "pages at /<page>, or at their path", default={}),
    },
    lambda _, found: found,
    partly=True,
)
