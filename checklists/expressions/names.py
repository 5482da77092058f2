"""Checks of what a rule names: questions, `this`, variables, choices."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from checklists.expressions.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.expressions.parser import Syntax
    from checklists.expressions.schema import Kind, Schema, Scope
    from checklists.expressions.tree import Node


class NameChecks:
    """Questions and choices by their names."""

    def __init__(self, schema: Schema, scope: Scope) -> None:
        self.schema, self.scope = schema, scope
        self.variable: tuple[str, str] | None = None

    @abstractmethod
    def check(self, syntax: Syntax) -> tuple[Node, Kind]:
        """Any piece of syntax."""

    def this(self, syntax: Syntax) -> tuple[Node, Kind]:
        if self.scope.this is None:
            raise RuleError("this_unavailable", syntax.at)
        return {"k": "this", "t": self.scope.this.t}, self.scope.this

    def name(self, syntax: Syntax) -> tuple[Node, Kind]:
        if syntax.value in self.schema.section_max:
            raise RuleError("repeat_needs_aggregate", syntax.at)
        kind = self.schema.questions.get(syntax.value)
        if kind is None:
            raise RuleError("name_unknown", syntax.at)
        node: Node = {"k": "q", "t": kind.t, "id": syntax.value}
        section = self.schema.section_of.get(syntax.value)
        if section is not None:
            if section != self.scope.section:
                raise RuleError("repeat_needs_aggregate", syntax.at)
            node["sec"] = section
        return node, kind

    def select(self, syntax: Syntax) -> tuple[Node, Kind]:
        (base,) = syntax.parts
        if base.kind != "name" or self.variable is None or base.value != self.variable[0]:
            raise RuleError("name_unknown", base.at)
        kind = self.schema.questions.get(syntax.value)
        if kind is None or self.schema.section_of.get(syntax.value) != self.variable[1]:
            raise RuleError("name_unknown", syntax.at)
        return {"k": "q", "t": kind.t, "id": syntax.value, "var": base.value}, kind

    def as_choice(self, syntax: Syntax, node: Node, kind: Kind, beside: Kind) -> tuple[Node, Kind]:
        """A text literal beside a choice becomes that choice and must be in its response set."""
        if syntax.kind != "text" or beside.t != "choice":
            return node, kind
        self.demand_choice(syntax, beside)
        return {"k": "lit", "t": "choice", "v": syntax.value}, beside

    def demand_choice(self, syntax: Syntax, kind: Kind) -> None:
        if syntax.value not in self.schema.choices.get(kind.list or "", frozenset()):
            raise RuleError("choice_unknown", syntax.at)

    def same_kind(self, parts: Sequence[Syntax]) -> tuple[list[Node], Kind]:
        """All of one kind; the first that is no text literal says which."""
        checks = [self.check(part) for part in parts]
        leading = next(
            (kind for part, (_, kind) in zip(parts, checks, strict=True) if part.kind != "text"),
            checks[0][1],
        )
        nodes: list[Node] = []
        wanted: Kind | None = None
        for part, (node, kind) in zip(parts, checks, strict=True):
            fitted, fitted_kind = self.as_choice(part, node, kind, leading)
            wanted = wanted or fitted_kind
            if fitted_kind != wanted:
                raise RuleError("type", part.at)
            nodes.append(fitted)
        assert wanted is not None
        return nodes, wanted

    def literal_of(self, syntax: Syntax, kind: Kind) -> Any:  # noqa: ANN401 - a JSON value
        """A literal's value, of the kind that stands beside it."""
        if syntax.kind not in {"number", "text", "bool"}:
            raise RuleError("literal", syntax.at)
        if kind.t == "choice" and syntax.kind == "text":
            self.demand_choice(syntax, kind)
        elif syntax.kind != kind.t:
            raise RuleError("type", syntax.at)
        return syntax.value
