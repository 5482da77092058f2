"""Tokens to syntax (scoring.md §3.1); names and types are the checker's work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checklists.expressions.errors import RuleError
from checklists.expressions.lexer import RESERVED, Token, tokens
from checklists.expressions.tree import NESTING_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

RELATIONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
AGGREGATE_CALLS = frozenset({"all", "exists", "count", "sum", "min", "max"})


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of syntax: number, text, bool, name, this, op, if, in, call, method, select."""

    kind: str
    at: int
    value: str = ""
    parts: tuple[Syntax, ...] = ()


def parse(source: str) -> Syntax:
    """The syntax of a source; raises RuleError."""
    parser = _Parser(tokens(source))
    found = parser.expression()
    if parser.now.kind != "end":
        raise RuleError("syntax", parser.now.at)
    return found


class _Parser:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0

    @property
    def now(self) -> Token:
        return self._words[self._place]

    def take(self) -> Token:
        token = self.now
        self._place += 1
        return token

    def takes(self, *signs: str) -> Token | None:
        if self.now.kind == "sign" and self.now.value in signs:
            return self.take()
        return None

    def demand(self, sign: str) -> None:
        if self.takes(sign) is None:
            raise RuleError("syntax", self.now.at)

    def expression(self) -> Syntax:
        self._depth += 1
        if self._depth > NESTING_MAX:
            raise RuleError("too_deep", self.now.at)
        condition = self.left_to_right(("||",), self.conjunction)
        if mark := self.takes("?"):
            then = self.left_to_right(("||",), self.conjunction)
            self.demand(":")
            condition = Syntax("if", mark.at, "", (condition, then, self.expression()))
        self._depth -= 1
        return condition

    def conjunction(self) -> Syntax:
        return self.left_to_right(("&&",), self.relation)

    def relation(self) -> Syntax:
        left = self.sum()
        while True:
            if sign := self.takes(*RELATIONS):
                left = Syntax("op", sign.at, sign.value, (left, self.sum()))
            elif self.now.kind == "name" and self.now.value == "in":
                word = self.take()
                left = Syntax("in", word.at, "", (left, self.values()))
            else:
                return left

    def sum(self) -> Syntax:
        return self.left_to_right(("+", "-"), self.product)

    def product(self) -> Syntax:
        return self.left_to_right(("*", "/", "%"), self.unary)

    def left_to_right(self, signs: tuple[str, ...], inner: Callable[[], Syntax]) -> Syntax:
        left = inner()
        while sign := self.takes(*signs):
            left = Syntax("op", sign.at, sign.value, (left, inner()))
        return left

    def unary(self) -> Syntax:
        signs: list[Token] = []
        first = self.now.value if self.now.kind == "sign" else ""
        if first in {"!", "-"}:
            while sign := self.takes(first):
                signs.append(sign)
        number = self.now.kind == "number"
        found = self.member()
        if signs and signs[-1].value == "-" and number and found.kind == "number":
            sign = signs.pop()
            found = Syntax("number", sign.at, _negated(found.value))
        for sign in reversed(signs):
            found = Syntax("op", sign.at, "not" if sign.value == "!" else "neg", (found,))
        return found

    def member(self) -> Syntax:
        found = self.primary()
        while self.takes("."):
            name = self.take()
            if name.kind != "name":
                raise RuleError("syntax", name.at)
            if self.now.kind == "sign" and self.now.value == "(":
                aggregate = name.value in AGGREGATE_CALLS and found.kind == "name"
                found = Syntax("method", name.at, name.value, (found, *self.arguments(aggregate)))
            else:
                found = Syntax("select", name.at, name.value, (found,))
        return found

    def primary(self) -> Syntax:
        token = self.take()
        match token.kind:
            case "number" | "text":
                return Syntax(token.kind, token.at, token.value)
            case "name":
                return self.named(token)
            case _ if token.kind == "sign" and token.value == "(":
                inner = self.expression()
                self.demand(")")
                return inner
            case _:
                raise RuleError("syntax", token.at)

    def named(self, token: Token) -> Syntax:
        if token.value in {"true", "false"}:
            return Syntax("bool", token.at, token.value)
        if token.value == "this":
            return Syntax("this", token.at)
        if token.value in RESERVED:
            raise RuleError("name_reserved", token.at)
        if self.now.kind == "sign" and self.now.value == "(":
            return Syntax("call", token.at, token.value, tuple(self.arguments(aggregate=False)))
        return Syntax("name", token.at, token.value)

    def arguments(self, aggregate: bool) -> list[Syntax]:  # noqa: FBT001 - private
        self.demand("(")
        found: list[Syntax] = []
        if self.takes(")"):
            return found
        if aggregate and self.now.kind != "name":
            raise RuleError("syntax", self.now.at)
        found.append(self.expression())
        while self.takes(","):
            found.append(self.expression())
        self.demand(")")
        return found

    def values(self) -> Syntax:
        start = self.now.at
        self.demand("[")
        if self.takes("]"):
            raise RuleError("syntax", start)
        found = [self.sum()]
        while self.takes(","):
            if self.now.kind == "sign" and self.now.value == "]":
                break
            found.append(self.sum())
        self.demand("]")
        return Syntax("list", start, "", tuple(found))


def _negated(number: str) -> str:
    if number == "0":
        return number
    return number[1:] if number.startswith("-") else f"-{number}"
