"""Checks of function calls and aggregates (scoring.md §3.4)."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checklists.expressions import moments
from checklists.expressions.errors import RuleError
from checklists.expressions.names import NameChecks
from checklists.expressions.pattern import PatternError, compiled
from checklists.expressions.schema import BOOL, NUMBER, TEXT, Kind
from checklists.expressions.tree import AGGREGATES
from checklists.numbers import parse_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.expressions.parser import Syntax
    from checklists.expressions.tree import Node

# name: arguments, with the receiver
METHODS = {"contains": 2, "startsWith": 2, "endsWith": 2, "matches": 2, "size": 1}
INSPECTION = {"today": Kind("date"), "inspection_kind": TEXT, "site_location": Kind("geo")}
# name: (kinds wanted, kind given)
SIMPLE: dict[str, tuple[tuple[str, ...], Kind]] = {
    "count_selected": (("choices",), NUMBER),
    "contains": (("text", "text"), BOOL),
    "startsWith": (("text", "text"), BOOL),
    "endsWith": (("text", "text"), BOOL),
    "number": (("text",), NUMBER),
    **dict.fromkeys(("abs", "floor", "ceil", "trunc"), (("number",), NUMBER)),
    "days_between": (("date", "date"), NUMBER),
    "add_days": (("date", "number"), Kind("date")),
    **dict.fromkeys(("year", "month", "day", "weekday", "age"), (("date",), NUMBER)),
    "hours_between": (("instant", "instant"), NUMBER),
    "hours": (("duration",), NUMBER),
    "distance_m": (("geo", "geo"), NUMBER),
}
MOMENTS: dict[str, tuple[Callable[[str], Any], str]] = {
    "date": (moments.parse_date, "date"),
    "time": (moments.parse_time, "time"),
    "timestamp": (moments.parse_instant, "instant"),
    "duration": (moments.parse_duration, "duration"),
}
SIZED = frozenset({"text", "choices", "files"})
ARGUMENTS_MAX = 8
LATITUDE_MAX, LONGITUDE_MAX = 90_000_000, 180_000_000
ROUND_PLACES = tuple(str(places) for places in range(7))
Checked = tuple["Node", Kind]


class CallChecks(NameChecks):
    """Functions and methods by their names."""

    def call(self, syntax: Syntax) -> Checked:
        return self._called(syntax, syntax.parts)

    def method(self, syntax: Syntax) -> Checked:
        receiver, *arguments = syntax.parts
        if receiver.kind == "name":
            if syntax.value in AGGREGATES:
                return self._aggregate(syntax, receiver, arguments)
            if receiver.value in self.schema.section_max and syntax.value != "size":
                raise RuleError("function_unknown", syntax.at)
        self.demand_method(syntax)
        return self._called(syntax, syntax.parts)

    def demand_method(self, syntax: Syntax) -> None:
        """What is wrong with a method whatever its receiver is."""
        if syntax.value not in METHODS:
            raise RuleError("function_unknown", syntax.at)
        self._count(syntax, syntax.parts, METHODS[syntax.value], METHODS[syntax.value])

    def _called(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        name = syntax.value
        if name in SIMPLE:
            return self._simple(syntax, arguments)
        if name in INSPECTION:
            self._count(syntax, arguments, 0, 0)
            return self._function(syntax, INSPECTION[name], [])
        special: dict[str, Callable[[Syntax, tuple[Syntax, ...]], Checked]] = {
            "is_answered": self._state,
            "is_na": self._state,
            "coalesce": self._coalesce,
            "size": self._size,
            "matches": self._matches,
            "selected": self._selected,
            "round": self._round,
            "min": self._extreme,
            "max": self._extreme,
            "position": self._position,
            "geo": self._geo,
        }
        if name in special:
            return special[name](syntax, arguments)
        if name in MOMENTS:
            return self._moment(syntax, arguments)
        raise RuleError("function_unknown", syntax.at)

    def _count(self, syntax: Syntax, arguments: tuple[Syntax, ...], low: int, high: int) -> None:
        if not low <= len(arguments) <= high:
            raise RuleError("function_args", syntax.at)

    def _function(self, syntax: Syntax, kind: Kind, nodes: list[Node], **more: object) -> Checked:
        return {"k": "fn", "t": kind.t, "fn": syntax.value, "a": nodes, **more}, kind

    def _typed(self, argument: Syntax, *wanted: str) -> Checked:
        node, kind = self.check(argument)
        if kind.t not in wanted:
            raise RuleError("type", argument.at)
        return node, kind

    def _simple(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        wanted, gives = SIMPLE[syntax.value]
        self._count(syntax, arguments, len(wanted), len(wanted))
        nodes = [
            self._typed(argument, kind)[0]
            for argument, kind in zip(arguments, wanted, strict=True)
        ]
        return self._function(syntax, gives, nodes)

    def _state(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 1, 1)
        node, _ = self.check(arguments[0])
        if node["k"] not in {"q", "this"}:
            raise RuleError("type", arguments[0].at)
        return self._function(syntax, BOOL, [node])

    def _coalesce(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 2, ARGUMENTS_MAX)
        nodes, kind = self.same_kind(arguments)
        return self._function(syntax, kind, nodes)

    def _extreme(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 2, ARGUMENTS_MAX)
        return self._function(
            syntax, NUMBER, [self._typed(argument, "number")[0] for argument in arguments]
        )

    def _size(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 1, 1)
        (argument,) = arguments
        if argument.kind == "name" and argument.value in self.schema.section_max:
            node = {"k": "agg", "t": "number", "fn": "size", "sec": argument.value, "a": []}
            return node, NUMBER
        return self._function(syntax, NUMBER, [self._typed(argument, *SIZED)[0]])

    def _matches(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 2, 2)
        node, _ = self._typed(arguments[0], "text")
        if arguments[1].kind != "text":
            raise RuleError("literal", arguments[1].at)
        try:
            program = compiled(arguments[1].value)
        except PatternError as error:
            raise RuleError("pattern", arguments[1].at, str(error)) from error
        return self._function(syntax, BOOL, [node], prog=program)

    def _selected(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 2, 2)
        node, kind = self._typed(arguments[0], "choice", "choices")
        if arguments[1].kind != "text":
            raise RuleError("literal", arguments[1].at)
        self.demand_choice(arguments[1], kind)
        return self._function(syntax, BOOL, [node], v=arguments[1].value)

    def _round(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 1, 2)
        node, _ = self._typed(arguments[0], "number")
        places = 0
        if len(arguments) == 2:
            if arguments[1].kind != "number" or arguments[1].value not in ROUND_PLACES:
                raise RuleError("literal", arguments[1].at)
            places = int(arguments[1].value)
        return self._function(syntax, NUMBER, [node], v=places)

    def _position(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 0, 0)
        if self.scope.section is None:
            raise RuleError("repeat_scope", syntax.at)
        return self._function(syntax, NUMBER, [], sec=self.scope.section)

    def _moment(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 1, 1)
        (argument,) = arguments
        read, kind = MOMENTS[syntax.value]
        value = read(argument.value) if argument.kind == "text" else None
        if value is None:
            raise RuleError("literal", argument.at)
        written = value if kind == "duration" else argument.value
        return {"k": "lit", "t": kind, "v": written}, Kind(kind)

    def _geo(self, syntax: Syntax, arguments: tuple[Syntax, ...]) -> Checked:
        self._count(syntax, arguments, 2, 2)
        for argument, limit in zip(arguments, (LATITUDE_MAX, LONGITUDE_MAX), strict=True):
            value = parse_number(argument.value) if argument.kind == "number" else None
            if value is None or abs(value) > limit:
                raise RuleError("literal", argument.at)
        node = {"k": "lit", "t": "geo", "v": [argument.value for argument in arguments]}
        return node, Kind("geo")

    def _aggregate(self, syntax: Syntax, receiver: Syntax, arguments: list[Syntax]) -> Checked:
        section, name = receiver.value, syntax.value
        if section not in self.schema.section_max:
            known = section in self.schema.questions
            raise RuleError("not_repeated" if known else "name_unknown", receiver.at)
        if self.variable is not None:
            raise RuleError("aggregate_nested", syntax.at)
        self._count(syntax, tuple(arguments), 2, 2)
        variable, body = arguments
        if variable.kind != "name":
            raise RuleError("syntax", variable.at)
        if variable.value in self.schema.questions or variable.value in self.schema.section_max:
            raise RuleError("name_shadows", variable.at)
        self.variable = (variable.value, section)
        wanted = "bool" if name in {"all", "exists", "count"} else "number"
        node, _ = self._typed(body, wanted)
        self.variable = None
        kind = BOOL if name in {"all", "exists"} else NUMBER
        made: Node = {"k": "agg", "t": kind.t, "fn": name, "sec": section}
        return made | {"var": variable.value, "a": [node]}, kind
