"""Flows of a shape and of any size: what grows with a flow shows in them, each as a folder that can be checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

HEAD = "parcours: 1\nflow: big\ntitle: Big\nversion: '1'\nlanguage: fr\ntimezone: Europe/Paris\n"
ONE = "  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n"
END = "  end: {title: End, final: true}\n"
FORM = "title: Form\nproperties:\n"
Files = dict[str, str]


def written(folder: Path, files: Files) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


DESK = "settings: {desk: desk@example.org}\n"


def flow(states: str, *, entry: str = "s0", declared: str = "", forms: Files | None = None) -> Files:
    """A flow of these states, and its forms."""
    text = f"{HEAD}{declared}entries: {{go: {{state: {entry}}}}}\nstates:\n{states}"
    return {"flows/big.yaml": text, **(forms or {})}


def state(name: str, *ways: str, more: str = "") -> str:
    """A state with a button for each target."""
    buttons = ", ".join(f"b{n}: {{label: B{n}, target: {way}}}" for n, way in enumerate(ways))
    return f"  {name}: {{title: {name.upper()}, transitions: {{{buttons}}}{more}}}\n"


def ring_of(n: int) -> Iterator[tuple[str, str]]:
    """Each of the names, and the next; after the last the first."""
    return ((f"s{i}", f"s{(i + 1) % n}") for i in range(n))


def line(n: int) -> Files:
    """States one after the other."""
    steps = "".join(state(f"s{i}", f"s{i + 1}" if i + 1 < n else "end") for i in range(n))
    return flow(steps + END)


def ring(n: int) -> Files:
    """States in a circle, each with a way out."""
    return flow("".join(state(name, after, "end") for name, after in ring_of(n)) + END)


def line_with_back(n: int) -> Files:
    """A line in which each step may be taken back."""
    steps = (state(f"s{i}", f"s{i + 1}" if i + 1 < n else "end", more=_back(i)) for i in range(n))
    return flow("".join(steps) + END)


def automatic_first(n: int) -> Files:
    """A line of automatic states, with no screen before any: nothing to go back to."""
    steps = (
        f"  s{i}: {{title: S, automatic: {{first_of: [{{target: {f's{i + 1}' if i + 1 < n else 'last'}}}]}}}}\n"
        for i in range(n)
    )
    return flow("".join(steps) + state("last", "end", more=", back: {label: Back}") + END)


def star(n: int) -> Files:
    """One state with a button to each of the others, and back."""
    return flow(
        state("s0", *(f"s{i}" for i in range(1, n)), "end") + "".join(state(f"s{i}", "s0") for i in range(1, n)) + END
    )


def ladder(n: int) -> Files:
    """Two lines with rungs between them."""
    steps = []
    for i in range(n // 2):
        ahead = str(i + 1) if i + 1 < n // 2 else ""
        steps.append(state(f"s{i}", f"s{ahead}" if ahead else "end", f"t{i}"))
        steps.append(state(f"t{i}", f"t{ahead}" if ahead else "end", f"s{i}"))
    return flow("".join(steps) + END)


def mesh(n: int) -> Files:
    """So many edges: each state leads to each."""
    size = max(2, int(n**0.5))
    names = [f"s{i}" for i in range(size)]
    return flow("".join(state(name, *names, "end") for name in names) + END)


def refusals_back(n: int) -> Files:
    """A line of forms, each of which may refuse to an earlier one."""
    steps = []
    for i in range(n):
        ahead = f"s{i + 1}" if i + 1 < n else "end"
        back = f"{{guard: a == 1, refuse: {{state: s{i // 2}, message: No.}}}}, " if i else ""
        ways = f"first_of: [{back}{{target: {ahead}}}]"
        steps.append(f"  s{i}: {{title: S, form: f, transitions: {{go: {{label: G, {ways}}}}}}}\n")
    return flow("".join(steps) + END, forms={"forms/f.yaml": form(["a"])})


def branches(n: int) -> Files:
    """One list of so many branches."""
    listed = "".join(f"          - {{guard: a == {i}, target: end}}\n" for i in range(n))
    text = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{listed}"
    )
    return flow(text + "          - {target: end}\n" + END, forms={"forms/f.yaml": form(["a"])})


def claims(n: int) -> Files:
    """One list of branches, each of which claims a key behind a fact and its named guard."""
    claim = "effects: [{claim: {register: r, key: a, status: taken}}]"
    listed = "".join(f'          - {{guard: a == "k{i}", target: end, {claim}}}\n' for i in range(n))
    first = "          - {guard: not free, refuse: {message: No.}}\n"
    text = f"{ONE}{first}{listed}"
    declared = (
        "registers: {r: {kind: text, statuses: [taken]}}\nfacts: {known: {register: r, key: a}}\n"
        'guards: {free: known == "free"}\n'
    )
    return flow(
        text + f"          - {{target: end, {claim}}}\n" + END,
        declared=declared,
        forms={"forms/f.yaml": form(["a"], "string")},
    )


def doubling(n: int) -> Files:
    """Guards, each of which names the one before twice."""
    declared = "guards:\n  g0: a == 1\n" + "".join(f"  g{i}: g{i - 1} and g{i - 1}\n" for i in range(1, n))
    return _guarded(declared, f"g{n - 1}")


def doubling_with_tests(n: int) -> Files:
    """Guards that name the one before twice, behind another test each time."""
    names = [f"a{i}" for i in range(2 * n)]
    double = (f"  g{i}: (given(a{2 * i}) and g{i - 1}) or (given(a{2 * i + 1}) and g{i - 1})\n" for i in range(1, n))
    return _guarded("guards:\n  g0: a0 > 1\n" + "".join(double), f"g{n - 1}", names)


def chained_guards(n: int) -> Files:
    """Guards, each of which is the next."""
    declared = "guards:\n  g0: a == 1\n" + "".join(f"  g{i}: g{i - 1}\n" for i in range(1, n))
    return _guarded(declared, f"g{n - 1}")


def many_guards(n: int) -> Files:
    """So many named guards, and branches that read them."""
    declared = "guards:\n" + "".join(f"  g{i}: a == {i}\n" for i in range(n))
    listed = "".join(f"          - {{guard: g{i}, target: end}}\n" for i in range(n))
    text = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{listed}"
    )
    return flow(text + "          - {target: end}\n" + END, declared=declared, forms={"forms/f.yaml": form(["a"])})


def automatic(n: int) -> Files:
    """A circle of automatic states: each is a problem."""
    steps = (f"  {name}: {{title: S, automatic: {{first_of: [{{target: {after}}}]}}}}\n" for name, after in ring_of(n))
    return flow("".join(steps))


def timers(n: int) -> Files:
    """A line of timers."""
    steps = (
        f"  s{i}: {{title: S, timeout: {{after: 1 hour, target: {f's{i + 1}' if i + 1 < n else 'end'}}}}}\n"
        for i in range(n)
    )
    return flow("".join(steps) + END)


def timer_circle(n: int) -> Files:
    """A circle of timers alone."""
    steps = (f"  {name}: {{title: S, timeout: {{after: 1 hour, target: {after}}}}}\n" for name, after in ring_of(n))
    return flow("".join(steps))


def fields(n: int) -> Files:
    """One form of so many fields, each shown and tested."""
    names = [f"a{i}" for i in range(n)]
    listed = "".join(f"          - {{guard: {name} == 1, target: end}}\n" for name in names)
    text = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{listed}"
    )
    return flow(text + "          - {target: end}\n" + END, forms={"forms/f.yaml": form(names)})


def forms(n: int) -> Files:
    """A line of states, each with a form and a field of its own, each tested in the next."""
    steps = []
    for i in range(n):
        ahead = f"s{i + 1}" if i + 1 < n else "end"
        test = f"{{guard: a{i - 1} == 1, target: {ahead}}}, " if i else ""
        ways = f"first_of: [{test}{{target: {ahead}}}]"
        steps.append(f"  s{i}: {{title: S, form: f{i}, transitions: {{go: {{label: G, {ways}}}}}}}\n")
    return flow("".join(steps) + END, forms={f"forms/f{i}.yaml": form([f"a{i}"]) for i in range(n)})


def options(n: int) -> Files:
    """A list of so many options, and a test for each."""
    listed = ", ".join(f"{{const: o{i}, title: O{i}}}" for i in range(n))
    text = f"{FORM}  a: {{type: string, title: A, oneOf: [{listed}]}}\nrequired: [a]\n"
    tests = "".join(f'          - {{guard: a == "o{i}", target: end}}\n' for i in range(n))
    step = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{tests}"
    )
    return flow(step + "          - {target: end}\n" + END, forms={"forms/f.yaml": text})


def impossible_options(n: int) -> Files:
    """As many tests for options that a list of so many does not have."""
    files = options(n)
    files["flows/big.yaml"] = files["flows/big.yaml"].replace('== "o', '== "p')
    return files


def unknown_names(n: int) -> Files:
    """Every target, name, mail, page and placeholder is unknown, beside as many that are known."""
    names = [f"a{i}" for i in range(n)]
    listed = "".join(f"          - {{guard: b{i} == 1, target: t{i}, effects: [{{mail: m{i}}}]}}\n" for i in range(n))
    text = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{listed}"
    )
    return flow(
        text + "          - {target: end}\n" + "".join(state(f"u{i}", "end") for i in range(n // 4)) + END,
        forms={"forms/f.yaml": form(names)},
    )


def unknown_keys(n: int) -> Files:
    """Every state has a key that there is not."""
    return flow("".join(state(f"s{i}", "end", more=f", colour{i}: red") for i in range(n)) + END)


def placeholders(n: int) -> Files:
    """One text of so many placeholders."""
    text = " ".join("{a}" for _ in range(n))
    step = state("s0", "s1", more=", form: f")
    shown = f"  s1:\n    title: T\n    content: |\n      {text}\n    transitions: {{b: {{label: B, target: end}}}}\n"
    return flow(step + shown + END, forms={"forms/f.yaml": form(["a"])})


def long_line(n: int) -> Files:
    """Problems on one line of so many characters."""
    buttons = ", ".join(f"b{i}: {{label: B{i}, target: t{i}}}" for i in range(n))
    step = f"  s0: {{title: S, transitions: {{{buttons}}}}}\n"
    return flow(step + END)


def long_line_of_two_kinds(n: int) -> Files:
    """The same with two problems beside each other: the one is not to hide the other."""
    buttons = ", ".join(f"b{i}: {{label: B{i}, target: t{i}, colour: red}}" for i in range(n))
    return flow(f"  s0: {{title: S, transitions: {{{buttons}}}}}\n" + END)


def mails(n: int) -> Files:
    """So many mails, each sent by a branch of one state that claims nothing."""
    listed = "".join(f"          - {{guard: n == {i}, target: end, effects: [{{mail: m{i}}}]}}\n" for i in range(n))
    text = (
        f"  s0:\n    title: S\n    form: f\n    transitions:\n      go:\n        label: G\n        first_of:\n{listed}"
    )
    sent = "mails:\n" + "".join(f'  m{i}: {{to: e, subject: S, content: "Hello {{e}} {{n}}"}}\n' for i in range(n))
    asked = (
        f"{FORM}  e: {{type: string, format: email, title: E}}\n  n: {{type: integer, title: N}}\nrequired: [e, n]\n"
    )
    return flow(text + "          - {target: end}\n" + END, declared=sent, forms={"forms/f.yaml": asked})


def documents(n: int) -> Files:
    """So many states and documents, each state with a link to one."""
    links = (
        state(f"s{i}", f"s{i + 1}" if i + 1 < n else "end", more=f", links: [{{label: D, document: d{i}}}]")
        for i in range(n)
    )
    declared = "documents:\n" + "".join(f"  d{i}: {{title: D, content: Hello}}\n" for i in range(n))
    return flow("".join(links) + END, declared=declared)


def pages(n: int) -> Files:
    """So many pages, each with a link to the next."""
    declared = "pages:\n" + "".join(
        f"  p{i}: {{title: P, content: Hello, links: [{{label: L, page: p{(i + 1) % n}}}]}}\n" for i in range(n)
    )
    return flow(state("s0", "end") + END, declared=declared)


def effects(n: int) -> Files:
    """One branch with so many effects."""
    values = "values:\n" + "".join(f"  v{i}: {{type: integer, title: V}}\n" for i in range(n))
    done = "".join(f"          - {{set: {{v{i}: {i}}}}}\n" for i in range(n))
    text = (
        "  s0:\n    title: S\n    transitions:\n      go:\n        label: G\n        target: last\n        effects:\n"
    )
    shown = f"  last: {{title: L, final: true, show: [{', '.join(f'v{i}' for i in range(n))}]}}\n"
    return flow(text + done + shown, declared=values)


def codes(n: int) -> Files:
    """A line of states that each make a code, have a fact about it and test it."""
    facts = "facts:\n" + "".join(f"  c{i}: {{code: k{i}, typed: a{i}}}\n" for i in range(n))
    steps = []
    for i in range(n):
        ahead = f"s{i + 1}" if i + 1 < n else "end"
        made = f"effects: [{{code: {{name: k{i}, length: 10, lives: 1 hour}}}}, {{mail: m{i}}}]"
        ways = f'{{guard: c{i} == "valid", target: {ahead}, {made}}}, {{target: {ahead}, {made}}}'
        steps.append(f"  s{i}: {{title: S, form: f, transitions: {{go: {{label: G, first_of: [{ways}]}}}}}}\n")
    mails = "mails:\n" + "".join(f"  m{i}: {{to: desk, subject: S, content: '{{k{i}}}'}}\n" for i in range(n))
    asked = {"forms/f.yaml": form([f"a{i}" for i in range(n)], "string")}
    return flow("".join(steps) + END, declared=f"{facts}{DESK}{mails}", forms=asked)


def reminders(n: int) -> Files:
    """One state with so many reminders, each of which writes a value."""
    listed = "".join(f"      - {{after: {i + 1} hours, effects: [{{set: {{v: {i}}}}}]}}\n" for i in range(n))
    text = f"  s0:\n    title: S\n    timeout: {{after: 20000 hours, target: last}}\n    reminders:\n{listed}"
    return flow(
        text + "  last: {title: L, final: true, show: [v]}\n", declared="values: {v: {type: integer, title: V}}\n"
    )


def resumes(n: int) -> Files:
    """A line of states that each fire an event of the one before by its code."""
    steps = []
    for i in range(n):
        ahead = f"s{i + 1}" if i + 1 < n else "end"
        found = f"{{resume: {{state: s{i}, code: k, typed: a, event: woken{i}}}}}, {{refuse: {{message: No.}}}}"
        made = "effects: [{code: {name: k, length: 10, lives: 1 hour}}, {mail: m}]"
        first = f"on_{made.replace('effects', 'enter')}, " if i == 0 else ""
        steps.append(
            f"  s{i}: {{title: S, form: f, {first}transitions: {{go: {{label: G, target: {ahead}, {made}}}, "
            f"find: {{label: F, first_of: [{found}]}}, woken{i}: {{target: {ahead}}}}}}}\n"
        )
    mails = "mails: {m: {to: desk, subject: S, content: '{k}'}}\n"
    return flow("".join(steps) + END, declared=DESK + mails, forms={"forms/f.yaml": form(["a"], "string")})


def rules(n: int) -> Files:
    """One form of so many checks."""
    names = [f"a{i}" for i in range(n)]
    checks = "x-rules:\n" + "".join(f"  - {{check: {name} > 0, field: {name}, message: No.}}\n" for name in names)
    step = state("s0", "end", more=", form: f")
    return flow(step + END, forms={"forms/f.yaml": form(names) + checks})


def form(names: list[str], kind: str = "integer") -> str:
    """A form that asks these, all of which must be given."""
    asked = "".join(f"  {name}: {{type: {kind}, title: T {name}}}\n" for name in names)
    return f"{FORM}{asked}required: [{', '.join(names)}]\n"


def _guarded(declared: str, guard: str, names: list[str] | None = None) -> Files:
    ways = f"first_of: [{{guard: {guard}, target: end}}, {{target: end}}]"
    step = f"  s0: {{title: S, form: f, transitions: {{go: {{label: G, {ways}}}}}}}\n"
    asked = form(names or ["a"])
    if names:
        asked = asked.partition("required:")[0]  # each may be null
    return flow(step + END, declared=declared, forms={"forms/f.yaml": asked})


def _back(at: int) -> str:
    return ", back: {label: Back}" if at else ""


# Each with a size that is large for its kind.
SHAPES: dict[str, tuple[Callable[[int], Files], int]] = {
    "line": (line, 5000),
    "ring": (ring, 4000),
    "line with back": (line_with_back, 4000),
    "automatic before a back": (automatic_first, 5000),
    "star": (star, 5000),
    "ladder": (ladder, 4000),
    "mesh": (mesh, 14000),
    "refusals back": (refusals_back, 2000),
    "branches": (branches, 6000),
    "claims": (claims, 3000),
    "doubling guards": (doubling, 60),
    "doubling guards behind tests": (doubling_with_tests, 40),
    "chained guards": (chained_guards, 5000),
    "many guards": (many_guards, 6000),
    "automatic circle": (automatic, 5000),
    "timers": (timers, 6000),
    "timer circle": (timer_circle, 6000),
    "fields": (fields, 4000),
    "forms": (forms, 1000),
    "options": (options, 5000),
    "impossible options": (impossible_options, 2000),
    "unknown names": (unknown_names, 3000),
    "unknown keys": (unknown_keys, 3000),
    "placeholders": (placeholders, 20000),
    "long line": (long_line, 5000),
    "long line of two kinds": (long_line_of_two_kinds, 4000),
    "mails": (mails, 3000),
    "documents": (documents, 3000),
    "pages": (pages, 4000),
    "effects": (effects, 4000),
    "codes": (codes, 1000),
    "reminders": (reminders, 5000),
    "resumes": (resumes, 1000),
    "rules": (rules, 4000),
}
