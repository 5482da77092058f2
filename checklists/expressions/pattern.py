"""Regular expressions without backtracking: compiled at publish, run as a set of states (§3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PATTERN_LENGTH_MAX = 200
INSTRUCTIONS_MAX = 512
DEPTH_MAX = 8
REPEAT_MAX = 64
ESCAPED = "\\^$.|?*+()[]{}/-"
CLASSES: dict[str, list[list[int]]] = {
    "d": [[48, 57]],
    "w": [[48, 57], [65, 90], [95, 95], [97, 122]],
    "s": [[9, 13], [32, 32]],
}
Program = list[list[Any]]
Item = tuple[str, Any]


class PatternError(ValueError):
    """The pattern is not of the small language, or too large."""


def compiled(pattern: str) -> Program:
    """The program of a pattern; raises PatternError."""
    if len(pattern) > PATTERN_LENGTH_MAX:
        raise PatternError("longer than 200 characters")
    body = pattern.removeprefix("^")
    if body.endswith("$") and not _escaped_end(body):
        body = body[:-1]
    reader = _Reader(body)
    tree = reader.alternation(0)
    if not reader.ended():
        raise PatternError("unexpected character")
    program: Program = []
    _emit(tree, program)
    program.append(["match"])
    if len(program) > INSTRUCTIONS_MAX:
        raise PatternError("too large")
    return program


def matches(program: Program, text: str) -> bool:
    """Whether the whole text matches; time grows with text times program, never more."""
    states = _closed(program, {0})
    for character in text:
        code = ord(character)
        states = _closed(program, {at + 1 for at in states if _takes(program[at], code)})
        if not states:
            return False
    return any(program[at][0] == "match" for at in states)


def _takes(instruction: list[Any], code: int) -> bool:
    if instruction[0] != "set":
        return False
    inside = any(low <= code <= high for low, high in instruction[2])
    return inside != instruction[1]


def _closed(program: Program, states: set[int]) -> set[int]:
    found: set[int] = set()
    waiting = list(states)
    while waiting:
        at = waiting.pop()
        if at in found:
            continue
        found.add(at)
        if program[at][0] in {"split", "jmp"}:
            waiting.extend(program[at][1:])
    return found


def _escaped_end(body: str) -> bool:
    slashes = len(body[:-1]) - len(body[:-1].rstrip("\\"))
    return slashes % 2 == 1


@dataclass(slots=True)
class _Reader:
    """Reads a pattern into a tree of ("set", …), ("cat", […]), ("alt", […]), ("rep", …)."""

    text: str
    at: int = 0

    def ended(self) -> bool:
        return self.at >= len(self.text)

    def peek(self) -> str:
        return self.text[self.at] if not self.ended() else ""

    def take(self) -> str:
        if self.ended():
            raise PatternError("ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def alternation(self, depth: int) -> Item:
        if depth > DEPTH_MAX:
            raise PatternError("nested too deep")
        branches = [self.sequence(depth)]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence(depth))
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def sequence(self, depth: int) -> Item:
        items: list[Item] = []
        while not self.ended() and self.peek() not in "|)":
            items.append(self.repeated(self.atom(depth)))
        return ("cat", items)

    def atom(self, depth: int) -> Item:
        character = self.take()
        match character:
            case "(":
                if self.peek() == "?":
                    raise PatternError("groups are plain")
                inner = self.alternation(depth + 1)
                if self.take() != ")":
                    raise PatternError("a bracket is open")
                return inner
            case "[":
                return self.bracket()
            case ".":
                return ("set", (True, [[10, 10]]))
            case "\\":
                return ("set", (False, self.escape()))
            case _ if character in "^$?*+{}])":
                raise PatternError("must be escaped")
            case _:
                return ("set", (False, [[ord(character), ord(character)]]))

    def escape(self) -> list[list[int]]:
        character = self.take()
        if character in CLASSES:
            return CLASSES[character]
        if character not in ESCAPED:
            raise PatternError("unknown escape")
        return [[ord(character), ord(character)]]

    def bracket(self) -> Item:
        negated = self.peek() == "^"
        if negated:
            self.take()
        ranges: list[list[int]] = []
        while self.peek() != "]":
            ranges.extend(self.range())
        self.take()
        if not ranges:
            raise PatternError("an empty set")
        return ("set", (negated, sorted(ranges)))

    def range(self) -> list[list[int]]:
        low = self.member()
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in {"]", ""}:
            return low
        self.take()
        high = self.member()
        if len(low) > 1 or len(high) > 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
            raise PatternError("a range between classes")
        if low[0][0] > high[0][0]:
            raise PatternError("a range backwards")
        return [[low[0][0], high[0][0]]]

    def member(self) -> list[list[int]]:
        character = self.take()
        if character == "\\":
            return self.escape()
        if character == "[":
            raise PatternError("must be escaped")
        return [[ord(character), ord(character)]]

    def repeated(self, item: Item) -> Item:
        bounds = self.quantifier()
        if bounds is None:
            return item
        if self.peek() and self.peek() in "?*+{":
            raise PatternError("stacked or lazy")
        return ("rep", (item, *bounds))

    def quantifier(self) -> tuple[int, int | None] | None:
        simple: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        mark = self.peek()
        if mark == "{":
            return self.braces()
        if mark not in simple:
            return None
        self.take()
        return simple[mark]

    def braces(self) -> tuple[int, int | None]:
        self.take()
        low = self.count()
        high: int | None = low
        if self.peek() == ",":
            self.take()
            high = None if self.peek() == "}" else self.count()
        if self.take() != "}" or (high is not None and high < low):
            raise PatternError("a malformed count")
        return low, high

    def count(self) -> int:
        digits = ""
        while self.peek().isdigit() and self.peek().isascii():
            digits += self.take()
        if not digits or int(digits) > REPEAT_MAX:
            raise PatternError("a malformed count")
        return int(digits)


def _emit(item: Item, program: Program) -> None:
    if len(program) > INSTRUCTIONS_MAX:
        raise PatternError("too large")
    kind, value = item
    match kind:
        case "set":
            program.append(["set", value[0], value[1]])
        case "cat":
            for one in value:
                _emit(one, program)
        case "alt":
            _emit_alternation(value, program)
        case _:
            _emit_repeat(value, program)


def _emit_alternation(branches: list[Item], program: Program) -> None:
    first, *others = branches
    if not others:
        _emit(first, program)
        return
    split = len(program)
    program.append(["split", split + 1, 0])
    _emit(first, program)
    jump = len(program)
    program.append(["jmp", 0])
    program[split][2] = len(program)
    _emit_alternation(others, program)
    program[jump][1] = len(program)


def _emit_repeat(value: tuple[Item, int, int | None], program: Program) -> None:
    item, low, high = value
    for _ in range(low):
        _emit(item, program)
    if high is None:
        loop = len(program)
        program.append(["split", loop + 1, 0])
        _emit(item, program)
        program.append(["jmp", loop])
        program[loop][2] = len(program)
        return
    splits: list[int] = []
    for _ in range(high - low):
        splits.append(len(program))
        program.append(["split", len(program) + 1, 0])
        _emit(item, program)
    for split in splits:
        program[split][2] = len(program)
