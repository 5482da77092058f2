"""Source to tokens (scoring.md §3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checklists.expressions.errors import RuleError
from checklists.expressions.tree import SOURCE_LENGTH_MAX
from checklists.numbers import format_number, parse_number

RESERVED = frozenset(
    [
        "null",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
        "in",
        "true",
        "false",
        "this",
    ]
)
SPACE = re.compile(r"(?:[ \t\r\n]|//[^\n]*)*")
NUMBER = re.compile(r"[0-9][0-9A-Za-z_.]*")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SIGN = re.compile(r"==|!=|<=|>=|&&|\|\||[<>+\-*/%!?:()\[\],.]")
HEX = re.compile(r"[0-9A-Fa-f]{4}")
SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", '"': '"'}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the source: kind is number, text, name, sign or end."""

    kind: str
    value: str
    at: int


def tokens(source: str) -> list[Token]:
    """All tokens and the end; raises RuleError."""
    if len(source) > SOURCE_LENGTH_MAX:
        raise RuleError("too_long", SOURCE_LENGTH_MAX)
    found: list[Token] = []
    at = _after_space(source, 0)
    while at < len(source):
        token, at = _token(source, at)
        found.append(token)
        at = _after_space(source, at)
    found.append(Token("end", "", len(source)))
    return found


def _after_space(source: str, at: int) -> int:
    space = SPACE.match(source, at)
    return space.end() if space else at


def _token(source: str, at: int) -> tuple[Token, int]:
    if source[at] in "'\"":
        return _text(source, at)
    if number := NUMBER.match(source, at):
        value = parse_number(number[0])
        if value is None:
            raise RuleError("number_form", at)
        return Token("number", format_number(value), at), number.end()
    for kind, form in (("name", NAME), ("sign", SIGN)):
        if word := form.match(source, at):
            return Token(kind, word[0], at), word.end()
    raise RuleError("char", at)


def _text(source: str, start: int) -> tuple[Token, int]:
    quote, at, parts = source[start], start + 1, list[str]()
    while at < len(source) and source[at] not in {quote, "\n", "\r"}:
        if source[at] == "\\":
            part, at = _escape(source, at)
            parts.append(part)
        else:
            parts.append(source[at])
            at += 1
    if at >= len(source) or source[at] != quote:
        raise RuleError("string_open", start)
    return Token("text", "".join(parts), start), at + 1


def _escape(source: str, at: int) -> tuple[str, int]:
    following = source[at + 1 : at + 2]
    if following in SIMPLE_ESCAPES:
        return SIMPLE_ESCAPES[following], at + 2
    digits = HEX.match(source, at + 2) if following == "u" else None
    if digits is None or 0xD800 <= int(digits[0], 16) <= 0xDFFF:
        raise RuleError("escape", at)
    return chr(int(digits[0], 16)), at + 6
