"""Evaluates checked trees with three-valued logic; None is unknown (scoring.md §3.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from checklists import numbers
from checklists.expressions import moments, pattern
from checklists.expressions.functions import NUMBER_OPERATORS, PLAIN, RELATIONS, counted
from checklists.expressions.tree import DURATION_MS_MAX, TEXT_LENGTH_MAX, Node
from checklists.expressions.values import value_from_json

if TYPE_CHECKING:
    from collections.abc import Callable

Value = Any
Instance = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Environment:
    """What a rule may look at: answers in JSON form, the inspection's own facts, its own place."""

    today: str | None = None
    kind: str | None = None
    site: list[str] | None = None
    q: dict[str, Any] = field(default_factory=dict[str, Any])
    na: frozenset[str] = frozenset()
    sec: dict[str, list[Instance]] = field(default_factory=dict[str, list[Instance]])
    own: Instance | None = None
    position: int | None = None
    row: Instance | None = None
    this: Any = None
    this_na: bool = False


def environment_from(given: dict[str, Any]) -> Environment:
    """An environment from its JSON form (scoring.md §3.5)."""
    at = given.get("at")
    sec = given.get("sec", {})
    return Environment(
        today=given.get("today"),
        kind=given.get("kind"),
        site=given.get("site"),
        q=given.get("q", {}),
        na=frozenset(given.get("na", ())),
        sec=sec,
        own=sec[at[0]][at[1]] if at else None,
        position=at[1] if at else None,
        this=given.get("this"),
        this_na=given.get("this_na", False),
    )


def compile_tree(node: Node) -> Callable[[Environment], Value]:
    """A function that gives the tree's value in an environment; None is unknown."""
    return COMPILERS[node["k"]](node)


def _literal(node: Node) -> Callable[[Environment], Value]:
    value = value_from_json(node["t"], node["v"])
    return lambda _: value


def _question(node: Node) -> Callable[[Environment], Value]:
    known, kind = node["id"], node["t"]
    plain = kind in {"bool", "text", "choice", "choices", "time", "files", "duration"}

    def read(env: Environment) -> Value:
        answers, absent = _place(node, env)
        if known in absent:
            return None
        given = answers.get(known)
        return given if plain or given is None else value_from_json(kind, given)

    return read


def _place(node: Node, env: Environment) -> tuple[dict[str, Any], Any]:
    """Answers and not-applicables of the place where a question node looks."""
    instance = env.row if "var" in node else env.own if "sec" in node else None
    if instance is None:
        return env.q, env.na
    return instance["q"], instance["na"]


def _this(node: Node) -> Callable[[Environment], Value]:
    kind = node["t"]

    def read(env: Environment) -> Value:
        if env.this is None or env.this_na:
            return None
        return value_from_json(kind, env.this)

    return read


def _if(node: Node) -> Callable[[Environment], Value]:
    condition, then, other = (compile_tree(child) for child in node["a"])

    def choose(env: Environment) -> Value:
        known = condition(env)
        if known is None:
            return None
        return then(env) if known else other(env)

    return choose


def _in(node: Node) -> Callable[[Environment], Value]:
    (child,) = node["a"]
    inner = compile_tree(child)
    wanted = [value_from_json(child["t"], one) for one in node["v"]]

    def look(env: Environment) -> Value:
        value = inner(env)
        return None if value is None else value in wanted

    return look


def _operator(node: Node) -> Callable[[Environment], Value]:
    match node["op"]:
        case "and":
            return _logic(node, decisive=False)
        case "or":
            return _logic(node, decisive=True)
        case "not":
            (inner,) = (compile_tree(child) for child in node["a"])
            return lambda env: None if (value := inner(env)) is None else not value
        case "neg":
            (inner,) = (compile_tree(child) for child in node["a"])
            return lambda env: None if (value := inner(env)) is None else -value
        case _:
            return _binary(node)


def _logic(node: Node, *, decisive: bool) -> Callable[[Environment], Value]:
    left, right = (compile_tree(child) for child in node["a"])

    def decide(env: Environment) -> Value:
        first = left(env)
        if first is decisive:
            return decisive
        second = right(env)
        if second is decisive:
            return decisive
        return None if first is None or second is None else not decisive

    return decide


def _binary(node: Node) -> Callable[[Environment], Value]:
    left, right = (compile_tree(child) for child in node["a"])
    work = RELATIONS.get(node["op"]) or _arithmetic(node)

    def compute(env: Environment) -> Value:
        first = left(env)
        if first is None:
            return None
        second = right(env)
        return None if second is None else work(first, second)

    return compute


def _arithmetic(node: Node) -> Callable[[Value, Value], Value]:
    kind, op = node["t"], node["op"]
    match kind:
        case "number":
            return NUMBER_OPERATORS[op]
        case "text":
            return lambda a, b: a + b if len(a) + len(b) <= TEXT_LENGTH_MAX else None
        case "instant":
            return lambda a, b: moments.within(a + b if op == "+" else a - b)
        case _:
            return lambda a, b: _duration(a + b if op == "+" else a - b)


def _duration(ms: int) -> int | None:
    return ms if abs(ms) <= DURATION_MS_MAX else None


def _aggregate(node: Node) -> Callable[[Environment], Value]:
    section, fn = node["sec"], node["fn"]
    if fn == "size":
        return lambda env: counted(len(env.sec.get(section, ())))
    body = compile_tree(node["a"][0])
    join = AGGREGATES[fn]

    def over(env: Environment) -> Value:
        outer, values = env.row, list[Value]()
        for instance in env.sec.get(section, ()):
            env.row = instance
            values.append(body(env))
        env.row = outer
        return join(values)

    return over


def _all(values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _exists(values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _known(values: list[Value]) -> list[Value]:
    return [value for value in values if value is not None]


AGGREGATES: dict[str, Callable[[list[Value]], Value]] = {
    "all": _all,
    "exists": _exists,
    "count": lambda values: counted(sum(value is True for value in values)),
    "sum": lambda values: numbers.bounded(sum(_known(values))),
    "min": lambda values: min(_known(values), default=None),
    "max": lambda values: max(_known(values), default=None),
}


def _function(node: Node) -> Callable[[Environment], Value]:
    fn = node["fn"]
    if fn in INSPECTION:
        return INSPECTION[fn]
    if fn in {"is_answered", "is_na"}:
        return _state(node)
    inner = [compile_tree(child) for child in node["a"]]
    if fn == "coalesce":
        return lambda env: next((value for one in inner if (value := one(env)) is not None), None)
    work = _with_literal(node) or PLAIN.get(fn)
    if fn == "age":
        return lambda env: _age(inner[0](env), env)
    assert work is not None, f"unknown function {fn}"
    return _strict(inner, work)


def _strict(
    inner: list[Callable[[Environment], Value]], work: Callable[..., Value]
) -> Callable[[Environment], Value]:
    def call(env: Environment) -> Value:
        values = [one(env) for one in inner]
        return None if None in values else work(*values)

    return call


def _with_literal(node: Node) -> Callable[..., Value] | None:
    match node["fn"]:
        case "selected":
            return _selected(node["v"])
        case "round":
            return _rounded(int(node["v"]))
        case "matches":
            return partial(pattern.matches, node["prog"])
        case _:
            return None


def _selected(name: str) -> Callable[[str | list[str]], bool]:
    def look(value: str | list[str]) -> bool:
        return value == name if isinstance(value, str) else name in value

    return look


def _rounded(places: int) -> Callable[[int], int | None]:
    def compute(value: int) -> int | None:
        return numbers.rounded(value, places)

    return compute


def _state(node: Node) -> Callable[[Environment], Value]:
    (child,) = node["a"]
    about_na = node["fn"] == "is_na"

    def look(env: Environment) -> Value:
        if child["k"] == "this":
            return env.this_na if about_na else env.this is not None and not env.this_na
        answers, absent = _place(child, env)
        if about_na:
            return child["id"] in absent
        return child["id"] not in absent and answers.get(child["id"]) is not None

    return look


def _age(born: int | None, env: Environment) -> Value:
    today = moments.parse_date(env.today) if env.today else None
    years = None if born is None or today is None else moments.age(born, today)
    return None if years is None else counted(years)


INSPECTION: dict[str, Callable[[Environment], Value]] = {
    "today": lambda env: moments.parse_date(env.today) if env.today else None,
    "inspection_kind": lambda env: env.kind,
    "site_location": lambda env: value_from_json("geo", env.site) if env.site else None,
    "position": lambda env: None if env.position is None else counted(env.position + 1),
}
COMPILERS: dict[str, Callable[[Node], Callable[[Environment], Value]]] = {
    "lit": _literal,
    "q": _question,
    "this": _this,
    "op": _operator,
    "if": _if,
    "in": _in,
    "fn": _function,
    "agg": _aggregate,
}
