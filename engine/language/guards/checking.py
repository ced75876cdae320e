"""The types of a guard against a scope, and where null could meet what does not take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from engine.language import spellings
from engine.language.guards import fixes, never
from engine.language.guards.kinds import IN_WORDS, NUMBERS, ORDERED, kind_of_literal, kind_of_rounded, reads_as_date
from engine.language.guards.nodes import (
    Arithmetic,
    Call,
    Compare,
    Guard,
    Joined,
    Listing,
    Literal,
    Name,
    Negated,
    Node,
    Not,
    Slot,
)
from engine.language.guards.nulls import NO_GUARDS, NamedGuards, named_guards, names_known
from engine.language.guards.vocabulary import TRIES_LEFT
from engine.problems import Place, Problem


def check_guard(
    guard: Guard,
    scope: Mapping[str, Slot],
    *,
    boolean: bool = True,
    guards: Mapping[str, Guard] = NO_GUARDS,
    known: frozenset[str] = frozenset(),
    where: str = "",
) -> list[Problem]:
    """
    Type errors, unknown names, null not guarded against.

    Args:
        boolean: the whole must be true-or-false.
        guards: named guards to look into for nulls, as this guard reads them; without, they are true-or-false names.
            `NamedGuards` remember what they were looked into for: what was found in one of them is not found again.
        known: names surely given here, even if the scope says otherwise (an earlier branch asked).
        where: words for the place where the guard is used, for the causes.
    """
    checker = _Checker(guard, scope, named_guards(guards), where)
    kind = checker.kind(guard.tree, known)
    if boolean:
        checker.must_be_boolean(guard.tree, kind, known)
    return checker.problems


def kind_of(guard: Guard, scope: Mapping[str, Slot]) -> str | None:
    """The kind the expression yields (as Slot.kind), for `set`; None if it does not type, or is `null` itself."""
    checker = _Checker(guard, scope, named_guards(NO_GUARDS), "")
    kind = checker.kind(guard.tree, guard.names)
    return None if checker.problems or kind == "null" else kind


class _Checker:
    """One walk over one guard; `known` goes along: the names surely given where a part is read."""

    def __init__(
        self,
        guard: Guard,
        scope: Mapping[str, Slot],
        guards: NamedGuards,
        where: str,
        inside: bool = False,
    ) -> None:
        self.guard, self.scope, self.guards, self.where = guard, scope, guards, where
        self.inside = inside  # it is a named guard, looked into as another one reads it
        self.problems: list[Problem] = []
        self.asking: Node | None = None  # the comparison, or the call, that is being read

    def place(self, node: Node) -> Place:
        return self.guard.place.inside(node.at, max(1, node.width))

    def words(self, node: Node) -> str:
        return self.guard.source[node.at : node.at + node.width]

    def problem(self, node: Node, message: str, cause: str, fix: str, code: str = "guard-type") -> None:
        self.problems.append(Problem(code, message, self.place(node), cause, fix))

    def kind(self, node: Node, known: frozenset[str]) -> str | None:
        """The kind of the value; "null" for null itself; None where a problem has been reported already."""
        match node:
            case Literal():
                return kind_of_literal(node)
            case Listing():
                return "list"
            case Name():
                return self.name(node, known)
            case Not():
                self.must_be_boolean(node.inner, self.kind(node.inner, known), known)
            case Joined():
                for before, part in zip((None, *node.parts), node.parts, strict=False):
                    if self.alternative(part, before, node.word):
                        continue
                    self.must_be_boolean(part, self.kind(part, known), known)
                    found = names_known(part, node.word == "and", self.guards)
                    known = known if found <= known else known | found
            case Arithmetic():
                return self.calculated(node, known)
            case Negated():
                return self.number(node.inner, known, "a minus")
            case Call() | Compare():
                outer, self.asking = self.asking, self.asking or node
                kind = self.call(node, known) if isinstance(node, Call) else self.compare(node, known)
                self.asking = outer
                return kind
            case _:
                assert_never(node)
        return "boolean"

    def alternative(self, part: Node, before: Node | None, word: str) -> bool:
        """Whether a text stands alone after a comparison: `x == "a" or "b"`; then it is reported."""
        if word != "or" or (isinstance(part, Name) and part.name in self.scope):
            return False
        fix = fixes.of_bare_alternative(part, before, self.guard, self.scope)
        if fix is None:
            return False
        cause = "each side of `or` is a condition of its own; one of several texts is asked for by `in`"
        self.problem(part, f"`{self.words(part)}` alone is no condition", cause, fix)
        return True

    def name(self, node: Name, known: frozenset[str], *, asked: bool = False, beside: Node | None = None) -> str | None:
        slot = self.scope.get(node.name)
        if slot is None:
            self.unknown(node, beside)
            return None
        if slot.kind in ("secret", "code") and not asked:
            self.problem(
                self.asking or node,
                f'"{node.name}" is {IN_WORDS[slot.kind]}: only given({node.name}) may ask about it',
                "a secret is kept as a hash alone"
                if slot.kind == "secret"
                else "a code is kept as a keyed hash alone; a fact says whether it is valid",
                f"write `given({node.name})`",
            )
            return None
        if slot.origin == "guard" and node.name in self.guards:
            self.look_into(node, known)
        return slot.kind

    def look_into(self, node: Name, known: frozenset[str]) -> None:
        """The nulls of a named guard, as it is read here; its types are checked where it is declared."""
        given = frozenset(name for name in self.guards.reads(node.name) if not self.may_be_null(name, known))
        before = self.guards.looked_into.get(node.name)
        if before is not None and before <= given:
            return  # nor in a circle, which is another rule's problem
        self.guards.looked_into[node.name] = given if before is None else before & given
        used = self.where or f"line {self.guard.place.line}"
        inner = _Checker(self.guards[node.name], self.scope, self.guards, used, inside=True)
        inner.must_be_boolean(inner.guard.tree, inner.kind(inner.guard.tree, known), known)
        nulls = [problem for problem in inner.problems if problem.code == "null-not-guarded"]
        self.problems += [self.at_use(node, problem) for problem in nulls]

    def at_use(self, node: Name, problem: Problem) -> Problem:
        """A null of a named guard where that is read: elsewhere the same guard may be right."""
        name, line = problem.message.split('"')[1], self.guards[node.name].place.line
        guarded = f"given({name}) and {node.name}"
        guarded = guarded if node is self.guard.tree else f"({guarded})"
        cause = f'guard "{node.name}" (line {line}) reads it; {problem.cause}'
        return problem._replace(place=self.place(node), cause=cause, fix=f"write `{guarded}`")

    def side(self, node: Node, beside: Node, known: frozenset[str]) -> str | None:
        """The kind of one side of a comparison."""
        return self.name(node, known, beside=beside) if isinstance(node, Name) else self.kind(node, known)

    def unknown(self, node: Name, beside: Node | None = None) -> None:
        cause = "no field, value, fact, setting, guard or code has this name"
        fix = fixes.of_unknown_name(node, self.guard, self.scope, beside)
        if node.name == TRIES_LEFT:
            cause = "how many tries are left is known to a `when` on the page of a state with `tries`"
            fix = "read it in a `when` there; a branch is chosen before its refusal is counted"
        self.problem(node, f'unknown name "{node.name}"', cause, fix, "unknown-name")

    def nullable(self, node: Node, known: frozenset[str]) -> bool:
        if isinstance(node, Literal):
            return node.value is None
        return isinstance(node, Name) and self.may_be_null(node.name, known)

    def may_be_null(self, name: str, known: frozenset[str]) -> bool:
        slot = None if self.guards.surely_given(name, known) else self.scope.get(name)
        return slot is not None and slot.nullable

    def must_be_given(self, node: Node, known: frozenset[str], use: str) -> None:
        """Null would meet what does not take it."""
        if not self.nullable(node, known):
            return
        if isinstance(node, Literal):
            self.problem(node, f"null beside {use}", "only ==, !=, in and given() take null", "compare with == or !=")
            return
        words = self.words(node)
        why = self.scope[words].why_null or "it may be missing"
        used = f"; the guard is used {self.where}" if self.inside and self.where else ""
        self.problem(
            node,
            f'"{words}" may be null here, and {use} does not take null',
            f"{why}{used}",
            fixes.of_null(words, self.guard),
            "null-not-guarded",
        )

    def must_be_boolean(self, node: Node, kind: str | None, known: frozenset[str]) -> None:
        if kind is None:
            return
        if kind != "boolean":
            words = self.words(node)
            fix = f"compare it, or write `given({words})`" if isinstance(node, Name) else "write a comparison"
            self.problem(node, f"`{words}` is {IN_WORDS[kind]}, not true or false", "a guard holds or does not", fix)
            return
        self.must_be_given(node, known, "a bare name")

    def calculated(self, node: Arithmetic, known: frozenset[str]) -> str | None:
        """The kind of a sum, a difference, a product or a quotient: whole where both sides are, a quotient never."""
        if fix := fixes.of_hyphen(node, self.guard, self.scope):
            cause = "names are of a-z, 0-9 and _; a minus takes one number from another"
            self.problem(node, f'unknown name "{self.words(node)}"', cause, fix, "unknown-name")
            return None
        use = f"`{node.operator}`"
        left = self.number(node.left, known, use, node)
        # Two texts side by side are one mistake.
        right = self.number(node.right, known, use, node) if left else self.kind(node.right, known)
        if left is None or right is None:
            return None
        return "integer" if left == right == "integer" and node.operator != "/" else "number"

    def number(self, node: Node, known: frozenset[str], use: str, whole: Node | None = None) -> str | None:
        """The kind of what is calculated with; None where that is reported as no number."""
        kind = self.kind(node, known)
        if kind in (*NUMBERS, "null"):
            self.must_be_given(node, known, use)
        elif kind:
            cause, fix = fixes.of_no_number((node, kind), whole, self.guard, self.scope)
            self.problem(node, f"`{self.words(node)}` is {IN_WORDS[kind]}, beside {use}", cause, fix)
        return kind if kind in NUMBERS else None

    def call(self, node: Call, known: frozenset[str]) -> str | None:
        if node.function == "today":
            return "date"
        subject = node.arguments[0]
        if node.function == "round":
            return self.number(subject, known, "round()") and kind_of_rounded(node.arguments[1])
        if node.function == "given":
            if isinstance(subject, Name):
                self.name(subject, known, asked=True)
            return "boolean"
        kind = self.kind(subject, known)
        wanted = {"len": ("text", "list"), "matches": ("text",), "years_since": ("date",)}[node.function]
        if node.function == "years_since" and reads_as_date(subject, self.scope):
            kind = "date"
        if kind is not None and kind not in wanted:
            fix = "compare it with == or <" if kind in NUMBERS else "ask something else of it"
            if node.function == "years_since" and isinstance(subject, Literal):
                day = spellings.day(str(subject.value))
                fix = f'write `"{day}"`' if day else "write a date as year-month-day, in digits and in quotes"
            self.problem(
                subject,
                f"`{self.words(subject)}` is {IN_WORDS[kind]}",
                f"{node.function}() wants {' or '.join(IN_WORDS[one] for one in wanted)}",
                fix,
            )
        elif kind is not None:
            self.must_be_given(subject, known, f"{node.function}()")
            if node.function == "matches":
                self.meetable(subject, node.arguments[1])
        return "boolean" if node.function == "matches" else "integer"

    def compare(self, node: Compare, known: frozenset[str]) -> str:
        if node.operator in ("in", "not in"):
            self.membership(node, known)
        else:
            self.comparison(node, known)
        return "boolean"

    def comparison(self, node: Compare, known: frozenset[str]) -> None:
        left, right = self.side(node.left, node.right, known), self.side(node.right, node.left, known)
        if left is None or right is None:
            return
        if "null" in (left, right):
            if node.operator not in ("==", "!="):
                null = node.left if left == "null" else node.right
                self.must_be_given(null, known, f"`{node.operator}`")
            return
        if not self.alike(node.left, left, node.right, right):
            return
        if node.operator in ("==", "!="):
            self.possible(node.left, node.right, node.operator)
            self.possible(node.right, node.left, node.operator)
            self.possible_both(node.left, node.right)
            return
        if left not in ORDERED and right not in ORDERED:
            cause, fix = "only numbers and dates have an order", "compare with == or !="
            if left == "text":
                cause, fix = fixes.of_ordered_texts(node, self.scope)
            self.problem(node, f"`{node.operator}` between {IN_WORDS[left]} and {IN_WORDS[right]}", cause, fix)
            return
        self.must_be_given(node.left, known, f"`{node.operator}`")
        self.must_be_given(node.right, known, f"`{node.operator}`")

    def alike(self, left_node: Node, left: str, right_node: Node, right: str) -> bool:
        """Equal types, or a text beside a date that reads as one; else a problem is reported."""
        for node, kind in ((left_node, left), (right_node, right)):
            if kind == "duration":
                self.problem(
                    node,
                    f"`{self.words(node)}` is a duration",
                    "a guard does not compare durations; a timer reads them",
                    "write a timeout or a reminder, or a figure without a unit",
                )
                return False
        if left == right or (left in NUMBERS and right in NUMBERS):
            return True
        for node, kind, other in ((left_node, left, right), (right_node, right, left)):
            if kind == "text" and other == "date" and isinstance(node, (Literal, Name)):
                if reads_as_date(node, self.scope):
                    return True
                if isinstance(node, Literal):
                    day = spellings.day(str(node.value))
                    self.problem(
                        node,
                        f"{self.words(node)} is not a date",
                        "beside a date, a text is read as year-month-day",
                        f'write `"{day}"`' if day else "write it as year-month-day, in digits and in quotes",
                    )
                    return False
        fix = fixes.of_types((left_node, left), (right_node, right), self.guard, self.scope)
        ordered = isinstance(self.asking, Compare) and self.asking.operator in ("<", "<=", ">", ">=")
        if ordered and "text" in (left, right) and fix.startswith('write `"'):
            fix = "compare len() of the text with it"  # a text has no order
        self.problem(
            right_node,
            f"`{self.words(left_node)}` is {IN_WORDS[left]}, `{self.words(right_node)}` is {IN_WORDS[right]}",
            "only equal types are compared",
            fix,
        )
        return False

    def membership(self, node: Compare, known: frozenset[str]) -> None:
        left, right = self.kind(node.left, known), self.kind(node.right, known)
        if left is None or right is None:
            return
        if right == "text" and isinstance(node.left, Literal) and isinstance(node.right, Name):
            operator = "==" if node.operator == "in" else "!="
            fixed = f"{self.words(node.right)} {operator} {self.words(node.left)}"
            cause = "`in` asks whether a name is one of a list; a guard does not look inside a text"
            fix = fixes.in_place(node, fixed, self.guard)
            self.problem(node, f"`{self.words(node.right)}` is a text, not a list", cause, fix)
        elif right != "list":
            self.problem(
                node.right,
                f"`{self.words(node.right)}` is {IN_WORDS[right]}, not a list",
                f"`{node.operator}` wants a list in square brackets, or a field with several choices",
                f"write `[{self.words(node.right)}]`" if right in ("text", "integer", "number") else "write a list",
            )
        elif isinstance(node.right, Listing):
            for item in node.right.items:
                if item.value is None or left == "null":
                    continue
                if not self.alike(node.left, left, item, kind_of_literal(item)):
                    return
                self.possible(node.left, item, node.operator)
        elif left not in ("text", "null"):
            self.problem(
                node.left,
                f"`{self.words(node.left)}` is {IN_WORDS[left]}",
                f"`{self.words(node.right)}` is a list of texts",
                "look for a text in it",
            )
        else:
            self.possible(node.right, node.left, node.operator)
            self.possible_both(node.left, node.right)

    def possible(self, name: Node, other: Node, operator: str) -> None:
        """A name is compared with a value that it can have."""
        if found := never.equal(name, other, operator, self.scope):
            message = f'"{self.words(name)}" is never {self.words(other)}'
            self.problem(other, message, found.cause, found.fix, "impossible-value")

    def possible_both(self, left: Node, right: Node) -> None:
        """Two names are compared that can have one value."""
        found = never.alike(left, right, self.scope) if isinstance(left, Name) and isinstance(right, Name) else None
        if found:
            message = f"`{self.words(left)}` and `{self.words(right)}` are never the same"
            self.problem(right, message, found.cause, found.fix, "impossible-value")

    def meetable(self, name: Node, pattern: Node) -> None:
        """What is typed is compared with a pattern that can be met by what is kept of it."""
        slot = self.scope.get(name.name) if isinstance(name, Name) else None
        source = pattern.value if isinstance(pattern, Literal) else None
        unmet = slot.unmatched(source) if slot and slot.unmatched and isinstance(source, str) else None
        if unmet:
            message = f'"{self.words(name)}" never matches {self.words(pattern)}'
            fix = f"write {fixes.in_guard(unmet.better)}" if unmet.better else unmet.instead
            self.problem(pattern, message, unmet.cause, fix, "impossible-value")
