"""The traps of French text: each gets a message with its fixed line, and the fixed line means what was meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.language.schema import editors
from engine.language.yaml import read_tree, repair
from tests.language.yaml.test_reading import plain

# the line as written; the line to write; what it means then (under "t")
QUOTES: list[tuple[str, str, Any]] = [
    # a colon followed by a space
    ("t: Important : lisez", 't: "Important : lisez"', "Important : lisez"),
    ("t: Important: lisez", 't: "Important: lisez"', "Important: lisez"),
    ("t: Important\u00a0: lisez", 't: "Important\u00a0: lisez"', "Important\u00a0: lisez"),
    ("t: a : b : c", 't: "a : b : c"', "a : b : c"),
    ("t: l'adresse : la vôtre", 't: "l\'adresse : la vôtre"', "l'adresse : la vôtre"),
    ('t: dit "oui" : non', "t: 'dit \"oui\" : non'", 'dit "oui" : non'),
    ('t: l\'un dit "oui" : non', 't: "l\'un dit \\"oui\\" : non"', 'l\'un dit "oui" : non'),
    ("t: C:\\x : y", "t: 'C:\\x : y'", "C:\\x : y"),
    ("t: fin :", 't: "fin :"', "fin :"),
    ("t: un : deux # remarque", 't: "un : deux" # remarque', "un : deux"),
    ("t: [Lire](page:x) : ici", 't: "[Lire](page:x) : ici"', "[Lire](page:x) : ici"),
    # beginning with a sign of YAML
    ("t: {nom}, bonjour", 't: "{nom}, bonjour"', "{nom}, bonjour"),
    ("t: {nom} bonjour", 't: "{nom} bonjour"', "{nom} bonjour"),
    ("t: {nom}", 't: "{nom}"', "{nom}"),
    ("t: {prenom} {nom}", 't: "{prenom} {nom}"', "{prenom} {nom}"),
    ("t: [Lire les conditions](page:x)", 't: "[Lire les conditions](page:x)"', "[Lire les conditions](page:x)"),
    ("t: [Lire](page:x), puis signer", 't: "[Lire](page:x), puis signer"', "[Lire](page:x), puis signer"),
    ("t: [Lire](page:x) [Fin](page:y)", 't: "[Lire](page:x) [Fin](page:y)"', "[Lire](page:x) [Fin](page:y)"),
    ("t: * requis", 't: "* requis"', "* requis"),
    ("t: *important* à lire", 't: "*important* à lire"', "*important* à lire"),
    ("t: **important**", 't: "**important**"', "**important**"),
    ("t: & cie", 't: "& cie"', "& cie"),
    ("t: - un tiret", 't: "- un tiret"', "- un tiret"),
    ("t: > 18 ans", 't: "> 18 ans"', "> 18 ans"),
    ("t: | barre", 't: "| barre"', "| barre"),
    ("t: % de remise", 't: "% de remise"', "% de remise"),
    ("t: @vous", 't: "@vous"', "@vous"),
    ("t: `code`", 't: "`code`"', "`code`"),
    ("t: ? vraiment", 't: "? vraiment"', "? vraiment"),
    ("t: , puis", 't: ", puis"', ", puis"),
    ("t: ] fin", 't: "] fin"', "] fin"),
    ("t: } fin", 't: "} fin"', "} fin"),
    ("t: {pattern: [A-Z]+, m: x}", 't: {pattern: "[A-Z]+", m: x}', {"pattern": "[A-Z]+", "m": "x"}),
    ("t: {m: x, pattern: [0-9]{5}}", 't: {m: x, pattern: "[0-9]{5}"}', {"m": "x", "pattern": "[0-9]{5}"}),
    # quotes first, then more
    ('t: "Oui" ou "non"', 't: \'"Oui" ou "non"\'', '"Oui" ou "non"'),
    ('t: "Oui", dit-il', "t: '\"Oui\", dit-il'", '"Oui", dit-il'),
    ("t: 'l'adresse'", 't: "l\'adresse"', "l'adresse"),
    ("t: 'l'adresse' et plus", "t: \"'l'adresse' et plus\"", "'l'adresse' et plus"),
    ('t: "dites "oui" ici"', "t: 'dites \"oui\" ici'", 'dites "oui" ici'),
    ('t: "clé": valeur', "t: '\"clé\": valeur'", '"clé": valeur'),
    ('t: "a" == b', "t: '\"a\" == b'", '"a" == b'),
    ('t: "a" == b or c == "d"', 't: \'"a" == b or c == "d"\'', '"a" == b or c == "d"'),
    ('t: ["a", "b"] == c', 't: \'["a", "b"] == c\'', '["a", "b"] == c'),
    # curly quotes, made of straight ones by a text program
    ("t: “Nom : saisissez”", 't: "Nom : saisissez"', "Nom : saisissez"),
    ("t: ‘l’un : deux’", 't: "‘l’un : deux’"', "‘l’un : deux’"),  # the one in the midst is an apostrophe
    ("t: “un” : “deux”", 't: "“un” : “deux”"', "“un” : “deux”"),  # not around the whole
    ("t: {l: “un : deux”, m: x}", 't: {l: "un : deux", m: x}', {"l": "un : deux", "m": "x"}),
    # inside braces and brackets
    ("t: {l: un : deux}", 't: {l: "un : deux"}', {"l": "un : deux"}),
    ("t: {l: un : deux, m: x}", 't: {l: "un : deux", m: x}', {"l": "un : deux", "m": "x"}),
    ("t: {m: x, l: un : deux}", 't: {m: x, l: "un : deux"}', {"m": "x", "l": "un : deux"}),
    ("t: {l: Oui, bien sûr}", 't: {l: "Oui, bien sûr"}', {"l": "Oui, bien sûr"}),
    ("t: {l: Oui, bien sûr, m: x}", 't: {l: "Oui, bien sûr", m: x}', {"l": "Oui, bien sûr", "m": "x"}),
    ("t: {m: x, l: un, deux, trois}", 't: {m: x, l: "un, deux, trois"}', {"m": "x", "l": "un, deux, trois"}),
    ("t: {l: Bonjour {nom}}", 't: {l: "Bonjour {nom}"}', {"l": "Bonjour {nom}"}),
    ("t: {k: {l: Bonjour {nom}.}}", 't: {k: {l: "Bonjour {nom}."}}', {"k": {"l": "Bonjour {nom}."}}),
    ("t: {k: {l: Nom : {nom}}}", 't: {k: {l: "Nom : {nom}"}}', {"k": {"l": "Nom : {nom}"}}),
    ("t: {k: {l: « {nom} » ici}, m: x}", 't: {k: {l: "« {nom} » ici"}, m: x}', {"k": {"l": "« {nom} » ici"}, "m": "x"}),
    ("t: [{k: {l: Oui, {nom}.}}]", 't: [{k: {l: "Oui, {nom}."}}]', [{"k": {"l": "Oui, {nom}."}}]),
    ("t: {l: Bonjour {nom} !, m: x}", 't: {l: "Bonjour {nom} !", m: x}', {"l": "Bonjour {nom} !", "m": "x"}),
    ("t: {l: Lire [ici], m: x}", 't: {l: "Lire [ici]", m: x}', {"l": "Lire [ici]", "m": "x"}),
    ("t: {l: Lire [ici](page:x)}", 't: {l: "Lire [ici](page:x)"}', {"l": "Lire [ici](page:x)"}),
    ("t: {l: voir #3}", 't: {l: "voir #3"}', {"l": "voir #3"}),
    ("t: {l: ? vraiment}", 't: {l: "? vraiment"}', {"l": "? vraiment"}),
    ("t: {l: @vous, m: x}", 't: {l: "@vous", m: x}', {"l": "@vous", "m": "x"}),
    ("t: {l: * requis}", 't: {l: "* requis"}', {"l": "* requis"}),
    ("t: {l: % de remise}", 't: {l: "% de remise"}', {"l": "% de remise"}),
    ("t: {l: > 18 ans}", 't: {l: "> 18 ans"}', {"l": "> 18 ans"}),
    ('t: {l: "Oui" ou non, m: x}', "t: {l: '\"Oui\" ou non', m: x}", {"l": '"Oui" ou non', "m": "x"}),
    ("t: {l: 'l'adresse', m: x}", 't: {l: "l\'adresse", m: x}', {"l": "l'adresse", "m": "x"}),
    ('t: {g: e in ["a", "b"], m: x}', 't: {g: \'e in ["a", "b"]\', m: x}', {"g": 'e in ["a", "b"]', "m": "x"}),
    ('t: {g: "a" == e, m: x}', "t: {g: '\"a\" == e', m: x}", {"g": '"a" == e', "m": "x"}),
    ("t: [Rouge, @Vert]", 't: [Rouge, "@Vert"]', ["Rouge", "@Vert"]),
    ("t: [{l: un : deux}, {l: x}]", 't: [{l: "un : deux"}, {l: x}]', [{"l": "un : deux"}, {"l": "x"}]),
    # brackets, colons, spaces
    ("t: {l:x, m: y}", "t: {l: x, m: y}", {"l": "x", "m": "y"}),
    ("t: {m: x, l:y, n: z}", "t: {m: x, l: y, n: z}", {"m": "x", "l": "y", "n": "z"}),
    ("t: {m: x, l:y}", "t: {m: x, l: y}", {"m": "x", "l": "y"}),
    ("t: {m: x, l:{n: z}}", "t: {m: x, l: {n: z}}", {"m": "x", "l": {"n": "z"}}),
    ("t: {l: x", "t: {l: x}", {"l": "x"}),
    ("t: [x, y", "t: [x, y]", ["x", "y"]),
    ("t: {l: {m: x}", "t: {l: {m: x}}", {"l": {"m": "x"}}),
    ("t: {l: x}}", "t: {l: x}", {"l": "x"}),
    ("t: [x]]", "t: [x]", ["x"]),
    ('t: "Bonjour', 't: "Bonjour"', "Bonjour"),
    ("t: 'Bonjour", "t: 'Bonjour'", "Bonjour"),
    ('t: "\\d{5}"', "t: '\\d{5}'", "\\d{5}"),
    ('t: "l\'adresse \\d"', "t: 'l''adresse \\d'", "l'adresse \\d"),
    ('t: {p: "^\\d+$", m: x}', "t: {p: '^\\d+$', m: x}", {"p": "^\\d+$", "m": "x"}),
]


@pytest.mark.parametrize(("written", "fixed", "meaning"), QUOTES, ids=[row[0] for row in QUOTES])
@pytest.mark.parametrize("around", ["{}\n", "x: y\n{}\nz: é\n"], ids=["alone", "between"])
def test_a_trap_is_told_with_its_fixed_line(written: str, fixed: str, meaning: Any, around: str) -> None:
    problems = read_tree(around.format(written), "f.yaml")[1]
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert problems[0].place.line == (1 if around == "{}\n" else 2)
    assert fixed in problems[0].fix
    again, left = read_tree(around.format(fixed), "f.yaml")
    assert left == []
    assert plain(again)["t"] == meaning


@pytest.mark.parametrize("written", ["{l:x, m:y}", "{l:10,5}"])
def test_of_several_mistakes_behind_a_glued_colon_the_first_is_told(written: str) -> None:
    """Each fix writes the whole line: followed one after the other, the second would undo the first."""
    (problem,) = read_tree(f"t: {written}\n", "f.yaml")[1]
    assert problem.fix == f"write: t: {written.replace(':', ': ', 1)}"


@pytest.mark.parametrize("written", [row[0] for row in QUOTES])
def test_a_trap_deep_in_a_flow_leaves_the_rest_readable(written: str) -> None:
    text = f"states:\n  un:\n    title: Un\n    {written}\n  deux:\n    liste:\n      - {written}\n    fin: oui\n"
    node, problems = read_tree(text, "f.yaml")
    assert {problem.place.line for problem in problems} <= {4, 7}
    assert problems[0].place.line == 4
    assert node is not None
    assert plain(node)["states"]["deux"]["fin"] == "oui"


@pytest.mark.parametrize(
    ("text", "column", "fix"),
    [
        ("t: voir #3", 9, 't: "voir #3"'),
        ("t: voir #3 et #4", 9, 't: "voir #3 et #4"'),
        ("t: #3", 4, 't: "#3"'),
        ("- voir #3", 8, '- "voir #3"'),
    ],
)
def test_a_text_cut_by_a_comment_is_told(text: str, column: int, fix: str) -> None:
    problems = read_tree(text, "f.yaml")[1]
    assert [(p.code, p.place.column) for p in problems] == [("comment-in-text", column)]
    assert fix in problems[0].fix


@pytest.mark.parametrize(
    "text",
    ["t: voir # 3", "t: voir  # une remarque", "t: x#3", 't: "voir #3"', "t: |\n  voir #3", "# t: x\nt: y", "t: x ##"],
)
def test_a_comment_that_is_one_is_none_of_our_business(text: str) -> None:
    assert read_tree(text, "f.yaml")[1] == []


@pytest.mark.parametrize(
    ("text", "code", "line", "fix"),
    [
        ("a:\n\tb: c", "tab-indent", 2, "  b: c"),
        ("a:\n  b: c\n\td: e", "tab-indent", 3, "  d: e"),
        ("a: |\n  x\n\ty", "tab-indent", 3, "  y"),
        ("a:\n\u00a0\u00a0b: c", "odd-space", 2, "plain"),
        ("a:\n  b: 1\n\u00a0\u00a0c: 2\n  d: 3", "odd-space", 3, "  c: 2"),  # not the line below
        ("a:\n  b: c\n d: e", "bad-indent", 3, "column 3"),
        ("a:\n  b: c\n   d: e", "bad-indent", 3, "column 3"),
        ("a: b\n  c: d", "bad-indent", 2, "column 1"),
        ("a:\n  title: Nom\n   maxLength: 80\n  b: c", "bad-indent", 3, '"  maxLength: 80"'),  # a capital, yet a key
        ("  a: b\nc: d", "bad-indent", 2, "column 3"),
        ("a: b\n- c", "bad-indent", 2, "dashes"),
        ("- a\nb: c", "bad-indent", 2, "dashes"),
        ("t:Bonjour\nu: x", "missing-space", 1, "t: Bonjour"),
        ("s: x\nt:Bonjour\nu: x", "missing-space", 2, "t: Bonjour"),
        ("t:\u00a0Bonjour\nu: x", "odd-space", 1, "t: Bonjour"),
        ("s:\n  a:\u00a0{b: c}\n  d: e", "odd-space", 2, "write: a: {b: c}"),  # no name "a_b"
        ("s:\n  a:\u00a0[{b: c}]\n  d: e", "odd-space", 2, "write: a: [{b: c}]"),
        ("t: ! attention", "yaml-tag", 1, 't: "! attention"'),
        ("states\n  a: b", "missing-colon", 1, "states:"),
        ("a: b\nstates\n  c: d", "missing-colon", 2, "states:"),
        ("t: Bonjour\n  cher ami : salut", "text-needs-quotes", 2, '"t: |" in line 1'),
        ("t:\n  Bonjour\n  Cause : un\nu: x", "text-without-bar", 1, "t: |"),
        ("t:\n  Bonjour à vous\n  l'un : un\nu: x", "text-without-bar", 1, "t: |"),
        ("t:\n  ## Titre\n  Bonjour\n  ## Suite\n  Fin\nu: x", "text-without-bar", 1, "t: |"),
        ("s:\n  - t:\n      Bonjour\n      Cause : un\n    u: x", "text-without-bar", 2, "- t: |"),
        ("s:\n  t: |\n    Bonjour\n   à vous\n  u: x", "text-outside-block", 4, '"    à vous"'),
        ("s:\n  t: |\n    Bonjour\n\nà vous\n\n    Fin\n  u: x", "text-outside-block", 5, "column 5"),
        ("t:\n  ## Titre\n  Bonjour\nu: x", "comment-in-text", 2, '"t: |" in line 1'),
        ("pattern: [A-Z*$\nu: x", "text-needs-quotes", 1, 'pattern: "[A-Z*$", and in it the "]"'),  # not [A-Z*$]
        ("u:\n  - pattern: [A-Z # x\n", "text-needs-quotes", 2, '- pattern: "[A-Z" # x, and in it the "]"'),
        ('t: "Bonjour\nu: "x"\n', "unclosed-quote", 1, 't: "Bonjour"'),
    ],
)
def test_a_line_out_of_place_is_told(text: str, code: str, line: int, fix: str) -> None:
    problems = read_tree(text, "f.yaml")[1]
    assert [(p.code, p.place.line) for p in problems] == [(code, line)], [str(p) for p in problems]
    assert fix in problems[0].fix


@pytest.mark.parametrize(
    "text", ["[", "{", '"', "'", "a: [b, {c: d\n\n\ne: f", "%", "@", "? [", "a: 'b\n" * 5, "}{", "- - -"]
)
def test_any_text_gives_problems_and_never_an_exception(text: str) -> None:
    problems = read_tree(text, "f.yaml")[1]
    assert problems
    for problem in problems:
        assert str(problem)
        assert problem.place.line >= 1
        assert problem.place.column >= 1


@pytest.mark.parametrize(
    ("slip", "fixed"),
    [
        ("  review:true", "review: true"),
        ("  gate:{name: captcha, length: 6}", "gate: {name: captcha, length: 6}"),
        ("  timeout\n    after: 2 days", "timeout:"),
        ("  -{target: a}", "- {target: a}"),
        ("  -mail: a", "- mail: a"),
    ],
)
def test_a_key_mistyped_behind_a_text_is_not_taken_for_a_line_of_it(slip: str, fixed: str) -> None:
    """Following that fix would put the key into the text that people read, and lose the rule."""
    source = f"state:\n  content: |\n    Vérifiez vos informations.\n{slip}\n"
    _, problems = read_tree(source, "flow.yaml")
    if slip.startswith("  -"):
        source = f"of:\n  - content: |\n      Vérifiez.\n{slip}\n"
        _, problems = read_tree(source, "flow.yaml")
    assert problems[0].fix == f"write: {fixed}", problems[0]


# Two states; a line of the first as it was typed, and the number of the line.
FLOW = """\
flow: essai
states:
  besoin:
    title: Votre besoin
    content: |
      Dites-nous tout.

      Merci : à bientôt.
    timeout: {after: delai, target: fin}
    transitions:
      aller:
        label: Continuer
        first_of:
          - guard: personnes > 3
            target: fin
  fin:
    title: La fin
    final: true
  autre: {title: Une autre, final: true}
"""

NO_COLON = [
    (1, "flow essai", "the first line"),
    (4, "    title Votre besoin", "the first key of a state"),
    (4, "    title = Votre besoin", "an equals sign"),
    (4, "    title=Votre besoin", "glued"),
    (4, "    title; Votre besoin", "a semicolon"),
    (4, "    title ; Votre besoin", "a semicolon, the French way"),
    (4, "    title - Votre besoin", "a dash"),
    (4, "    Title Votre besoin", "a capital"),
    (9, "    timeout {after: delai, target: fin}", "behind a text under a |, which it does not belong to"),
    (12, "        label Continuer", "in a transition"),
    (14, "          - guard personnes > 3", "an item"),
    (14, "          - guard = personnes > 3", "an item, with an equals sign"),
    (15, "            target fin", "the last key of an item"),
    (17, "    title La fin", "the first key of the second state"),
    (19, "  autre {title: Une autre, final: true}", "a name, before braces"),
]


@pytest.mark.parametrize(("line", "slip", "reason"), [pytest.param(*row, id=row[2]) for row in NO_COLON])
def test_a_forgotten_colon_is_told_in_its_own_line(line: int, slip: str, reason: str) -> None:
    lines = FLOW.split("\n")
    meant, lines[line - 1] = lines[line - 1], slip
    node, problems = read_tree("\n".join(lines), "f.yaml")
    assert [(p.code, p.place.line) for p in problems] == [("missing-colon", line)], [str(p) for p in problems]
    assert problems[0].fix == f"write: {meant.strip()}"
    assert plain(node) == plain(read_tree(FLOW, "f.yaml")[0])


def test_two_forgotten_colons_are_both_told() -> None:
    source = FLOW.replace("    title: La fin\n    final: true", "    title La fin\n    final true\n    rest: x")
    assert [(p.code, p.place.line) for p in read_tree(source, "f.yaml")[1]] == [
        ("missing-colon", 17),
        ("missing-colon", 18),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("t:\n  Voici\n  page 3 du texte : un\nu: x", "text-without-bar"),  # a line of a text, whatever it begins with
        ("s:\n  t: |\n    Bonjour\n   title de la page\n  u: x", "text-outside-block"),
    ],
)
def test_a_line_of_a_text_is_not_taken_for_a_key(text: str, code: str) -> None:
    assert [problem.code for problem in read_tree(text, "f.yaml")[1]] == [code]


def test_the_words_that_are_known_as_keys_are_those_of_the_language() -> None:
    known: set[str] = set()
    for name in editors.SCHEMAS:
        schema = json.loads((Path(editors.__file__).parents[1] / name).read_text(encoding="utf-8"))
        every = [*schema["definitions"].values(), *schema.get("changes", {}).values()]
        known |= {key for table in every for key in table["properties"]}
    assert known == repair.KEYS


COLUMNS = [
    (16, 3, "one space too many, behind an item far to the right"),
    (16, 1, "one too few"),
    (16, 0, "in the first column: the next name only looks wrong"),
    (3, 0, "the first name in the first column"),
    (19, 3, "a name in one line, one too many"),
    (19, 1, "a name in one line, one too few"),
    (10, 5, "a key, one too many"),
]


@pytest.mark.parametrize(("line", "spaces", "reason"), [pytest.param(*row, id=row[2]) for row in COLUMNS])
def test_a_line_in_the_wrong_column_is_sent_back_to_its_own(line: int, spaces: int, reason: str) -> None:
    lines = FLOW.split("\n")
    meant = lines[line - 1]
    lines[line - 1] = " " * spaces + meant.lstrip()
    problems = read_tree("\n".join(lines), "f.yaml")[1]
    assert [(p.code, p.place.line) for p in problems] == [("bad-indent", line)], [str(p) for p in problems]
    assert problems[0].fix.startswith(f"begin it in column {len(meant) - len(meant.lstrip()) + 1},")
    assert f'"{meant}"' in problems[0].fix


# Of several lines below one key, one stands in another column: it is told, and not the one below it.
ODD = [
    ("a:\n  t: x\n  u:\n    b: 1\n  max: 2\n    d: 3\n    e: 4\n", 5, "    max: 2", "two too few, among keys"),
    ("a:\n  b: 1\nmaxLength: 2\n  d: 3\n  e: 4\n", 3, "  maxLength: 2", "in the first column"),
    ("a:\n   b: 1\n  c: 2\n  d: 3\n", 2, "  b: 1", "one too many, the first"),
    ("a:\n   b:\n    x: 1\n    y: 2\n  c: 2\n  d: 3\n", 2, "  b:", "the first, with keys of its own"),
    ("a:\n\n   # x\n   b: |\n    x y\n\n  c: 2\n\n  # y\n  d: 3\n", 4, "  b: |", "between blank lines and comments"),
    ("a:\n  b: 1\n    c: 2\n  d: 3\n", 3, "  c: 2", "two too many, and not the one above"),
]


@pytest.mark.parametrize(("text", "line", "meant", "reason"), [pytest.param(*row, id=row[3]) for row in ODD])
def test_of_lines_in_different_columns_the_odd_one_is_told(text: str, line: int, meant: str, reason: str) -> None:
    problems = read_tree(text, "f.yaml")[1]
    assert [(p.code, p.place.line) for p in problems] == [("bad-indent", line)], [str(p) for p in problems]
    assert problems[0].fix.endswith(f': "{meant}"')


@pytest.mark.parametrize(
    "text",
    [
        "    Dites-nous tout.",
        "    Dites-nous tout.\n    Et plus.\n\n    Encore.",
        "    Dites-nous : {tout}.",
        "  Dites-nous tout.",
        "Dites-nous tout.",
    ],
)
def test_a_text_in_the_column_of_its_key_is_told_once(text: str) -> None:
    source = FLOW.replace("      Dites-nous tout.\n\n      Merci : à bientôt.", text)
    (problem,) = read_tree(source, "f.yaml")[1]
    assert (problem.code, problem.place.line) == ("text-outside-block", 6)
    assert problem.fix == f'begin each of its lines in column 7: "      {text.strip().splitlines()[0]}"'


def test_a_name_with_its_keys_beside_it_is_not_to_be_taken_out() -> None:
    problems = read_tree(FLOW.replace("  fin:\n", "    fin:\n"), "f.yaml")[1]
    assert (problems[0].code, problems[0].place.line) == ("empty-value", 16)
    assert problems[0].fix.startswith("begin it further left if the lines below belong to it;")


# What cannot be seen: (the words as meant, as typed, the line, the column of the problem, in the fix)
UNSEEN = [
    ("title: Votre", "title:\u00a0Votre", 4, 11, "write: title: Votre besoin"),
    ("title: Votre", "title\u00a0:\u00a0Votre", 4, 12, "write: title: Votre besoin"),
    ("- guard", "-\u00a0guard", 14, 12, "write: - guard: personnes > 3"),
    ("{title: Une", "{title:\u202fUne", 19, 17, "write: autre: {title: Une autre, final: true}"),
    (", final: true}", ",\u00a0final: true}", 19, 28, "write: autre: {title: Une autre, final: true}"),
    ("title: La fin", "title:\u00a0La fin", 17, 11, "write: title: La fin"),  # the name above only looks wrong
    ("title: Votre", "title\u00a0: Votre", 4, 10, "write: title: Votre besoin"),
    ("title: Votre", "title\u200b: Votre", 4, 10, "write: title: Votre besoin"),
    ("title: Votre", "ti\u00adtle: Votre", 4, 5, "type it again: title:"),
    ("\n  fin:", "\n  fin\u00a0:", 16, 6, "write: fin:"),
]


@pytest.mark.parametrize(("meant", "typed", "line", "column", "fix"), UNSEEN, ids=[ascii(row[1]) for row in UNSEEN])
def test_what_cannot_be_seen_is_told_where_it_stands(meant: str, typed: str, line: int, column: int, fix: str) -> None:
    assert meant in FLOW
    node, problems = read_tree(FLOW.replace(meant, typed), "f.yaml")
    assert [(p.code, p.place.line, p.place.column) for p in problems] == [("odd-space", line, column)], problems
    assert problems[0].fix.endswith(fix)
    if "anew" in fix:  # it is read as it looks, so nothing else goes missing
        assert plain(node) == plain(read_tree(FLOW, "f.yaml")[0])


def test_a_list_whose_dashes_all_have_a_no_break_space_is_told() -> None:
    problems = read_tree("of:\n  -\u00a0mail: a\n  -\u00a0mail: b\n", "f.yaml")[1]
    assert [(p.code, p.place.line, p.fix) for p in problems] == [
        ("odd-space", 2, "write: - mail: a"),
        ("odd-space", 3, "write: - mail: b"),
    ]
