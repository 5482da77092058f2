"""Names, types and limits of a rule; gives the tree that is published (scoring.md §3.2-§3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checklists.expressions.calls import CallChecks
from checklists.expressions.errors import RuleError
from checklists.expressions.parser import Syntax, parse
from checklists.expressions.schema import BOOL, NUMBER, TEXT, Kind, Schema, Scope
from checklists.expressions.tree import (
    COST_MAX,
    DEPTH_MAX,
    IN_VALUES_MAX,
    NODES_MAX,
    Node,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERED = frozenset({"number", "date", "time", "instant", "duration"})
EQUATED = ORDERED | {"bool", "text", "choice"}
LISTED = frozenset({"number", "text", "choice"})
TIMES = ("instant", "duration")


def checked(source: str, schema: Schema, scope: Scope) -> Node:
    """The tree of a rule; raises RuleError at the first thing that is wrong."""
    syntax = parse(source)
    node, kind = _Checker(schema, scope).check(syntax)
    _limits(node, schema)
    if scope.want is not None and kind.t != scope.want:
        raise RuleError("type", 0)
    return node


class _Checker(CallChecks):
    """Walks the syntax depth first and from left to right."""

    def __init__(self, schema: Schema, scope: Scope) -> None:
        super().__init__(schema, scope)
        self._known: dict[int, tuple[Node, Kind]] = {}

    def check(self, syntax: Syntax) -> tuple[Node, Kind]:
        """A piece with its kind.

        A chain of left operands is as long as the source, and not a limit of the parser: it is
        walked here, innermost first, so that no source overflows the stack.
        """
        known = self._known.pop(id(syntax), None)
        if known is not None:
            return known
        chain = [syntax]
        while (left := self._left(chain[-1])) is not None:
            chain.append(left)
        for one in reversed(chain[1:]):
            self._known[id(one)] = self._one(one)
        return self._one(syntax)

    def _left(self, syntax: Syntax) -> Syntax | None:
        """The operand that is checked before anything else of this piece."""
        if syntax.kind == "method" and syntax.parts[0].kind == "method":
            self.demand_method(syntax)
            return syntax.parts[0]
        return syntax.parts[0] if syntax.kind in {"op", "in"} else None

    def _one(self, syntax: Syntax) -> tuple[Node, Kind]:
        handlers: dict[str, Callable[[Syntax], tuple[Node, Kind]]] = {
            "number": lambda one: ({"k": "lit", "t": "number", "v": one.value}, NUMBER),
            "text": lambda one: ({"k": "lit", "t": "text", "v": one.value}, TEXT),
            "bool": lambda one: ({"k": "lit", "t": "bool", "v": one.value == "true"}, BOOL),
            "this": self.this,
            "name": self.name,
            "select": self.select,
            "op": self.operator,
            "if": self.choice_of_two,
            "in": self.membership,
            "call": self.call,
            "method": self.method,
        }
        return handlers[syntax.kind](syntax)

    def operator(self, syntax: Syntax) -> tuple[Node, Kind]:
        match syntax.value:
            case "not" | "neg":
                return self._unary(syntax)
            case "&&" | "||":
                return self._logic(syntax)
            case "==" | "!=" | "<" | "<=" | ">" | ">=":
                return self._relation(syntax)
            case _:
                return self._arithmetic(syntax)

    def _unary(self, syntax: Syntax) -> tuple[Node, Kind]:
        (inner,) = syntax.parts
        node, kind = self.check(inner)
        fits = {"bool"} if syntax.value == "not" else {"number", "duration"}
        if kind.t not in fits:
            raise RuleError("type", inner.at)
        return {"k": "op", "t": kind.t, "op": syntax.value, "a": [node]}, kind

    def _logic(self, syntax: Syntax) -> tuple[Node, Kind]:
        nodes: list[Node] = []
        for part in syntax.parts:
            node, kind = self.check(part)
            if kind.t != "bool":
                raise RuleError("type", part.at)
            nodes.append(node)
        name = "and" if syntax.value == "&&" else "or"
        return {"k": "op", "t": "bool", "op": name, "a": nodes}, BOOL

    def _relation(self, syntax: Syntax) -> tuple[Node, Kind]:
        left, right = syntax.parts
        (one, one_kind), (other, other_kind) = self.check(left), self.check(right)
        one, one_kind = self.as_choice(left, one, one_kind, other_kind)
        other, other_kind = self.as_choice(right, other, other_kind, one_kind)
        fitting = EQUATED if syntax.value in {"==", "!="} else ORDERED
        if syntax.value not in {"==", "!="} and one_kind.t not in fitting:
            raise RuleError("type", syntax.at)
        if one_kind != other_kind:
            raise RuleError("type", right.at)
        if one_kind.t not in fitting:
            raise RuleError("type", syntax.at)
        return {"k": "op", "t": "bool", "op": syntax.value, "a": [one, other]}, BOOL

    def _arithmetic(self, syntax: Syntax) -> tuple[Node, Kind]:
        (one, one_kind), (other, other_kind) = (self.check(part) for part in syntax.parts)
        result = _sum_kind(syntax.value, one_kind.t, other_kind.t)
        if result is None:
            raise RuleError("type", syntax.at)
        return {"k": "op", "t": result, "op": syntax.value, "a": [one, other]}, Kind(result)

    def choice_of_two(self, syntax: Syntax) -> tuple[Node, Kind]:
        condition, then, other = syntax.parts
        tested, kind = self.check(condition)
        if kind.t != "bool":
            raise RuleError("type", condition.at)
        nodes, kind = self.same_kind([then, other])
        return {"k": "if", "t": kind.t, "a": [tested, *nodes]}, kind

    def membership(self, syntax: Syntax) -> tuple[Node, Kind]:
        left, values = syntax.parts
        node, kind = self.check(left)
        if kind.t not in LISTED:
            raise RuleError("type", left.at)
        if len(values.parts) > IN_VALUES_MAX:
            raise RuleError("too_long", values.at)
        literals = [self.literal_of(value, kind) for value in values.parts]
        return {"k": "in", "t": "bool", "a": [node], "v": literals}, BOOL


def _sum_kind(op: str, one: str, other: str) -> str | None:
    if one == other == "number":
        return "number"
    if one == other == "text" and op == "+":
        return "text"
    if op not in {"+", "-"} or one not in TIMES or other not in TIMES:
        return None
    if one == other == "duration":
        return "duration"
    if one == "instant" and other == "duration":
        return "instant"
    return "duration" if one == other and op == "-" else None


def _limits(node: Node, schema: Schema) -> None:
    nodes, depth = _size(node)
    if nodes > NODES_MAX:
        raise RuleError("too_many_nodes", 0)
    if depth > DEPTH_MAX:
        raise RuleError("too_deep", 0)
    if _cost(node, schema) > COST_MAX:
        raise RuleError("too_costly", 0)


def _size(node: Node) -> tuple[int, int]:
    """How many nodes and how deep; walked without recursion, as this is what bounds recursion."""
    count, deepest = 0, 0
    waiting = [(node, 1)]
    while waiting:
        one, depth = waiting.pop()
        count, deepest = count + 1, max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(one))
    return count, deepest


def _cost(node: Node, schema: Schema) -> int:
    own = 1 + len(node.get("prog", ())) + (len(node["v"]) if node["k"] == "in" else 0)
    below = sum(_cost(child, schema) for child in children(node))
    if node["k"] == "agg":
        below *= schema.section_max[node["sec"]]
    return own + below
