"""Sources become checked trees, or an error with its place; nothing else happens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists.expressions.checker import checked
from checklists.expressions.errors import MESSAGES, RuleError
from checklists.expressions.evaluate import Environment, compile_tree
from checklists.expressions.schema import Kind, Schema, Scope
from checklists.expressions.tree import questions_read, sections_read

SCHEMA = Schema(
    choices={"yes_no": frozenset({"yes", "no"})},
    questions={
        "n": Kind("number"),
        "b": Kind("bool"),
        "t": Kind("text"),
        "c": Kind("choice", "yes_no"),
        "d": Kind("date"),
        "i": Kind("instant"),
        "g": Kind("geo"),
        "m": Kind("choices", "yes_no"),
        "f": Kind("files"),
        "e": Kind("number"),
    },
    section_of={"e": "s"},
    section_max={"s": 50},
)
MATCH = f"matches(t, '{'a{64}' * 7}')"
WORDS = [
    "n",
    "b",
    "t",
    "c",
    "d",
    "i",
    "g",
    "m",
    "f",
    "s",
    "x",
    "this",
    "true",
    "'yes'",
    "'",
    "1",
    "1.5",
    "0",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "?",
    ":",
    "!",
    "-",
    "+",
    "*",
    "/",
    "%",
    "==",
    "<",
    ">=",
    "in",
    "&&",
    "||",
    "size",
    "is_answered",
    "coalesce",
    "round",
    "date",
    "all",
    "sum",
    "x.e",
    "matches",
    "selected",
    "null",
    "//",
    "duration('1h')",
    "position()",
    "today()",
    "\\",
    "é",
    " ",
    "\n",
]
ENV = Environment(
    today="2026-11-20",
    kind="drill",
    site=["31.23", "121.47"],
    q={"n": "2", "b": True, "t": "abc", "c": "yes", "d": "2026-01-31", "m": ["no", "yes"], "f": 3,
       "i": "2026-11-20T08:00:00.000Z", "g": ["31.24", "121.47"]},
    sec={"s": [{"q": {"e": "1"}, "na": []}, {"q": {}, "na": ["e"]}, {"q": {"e": "4"}, "na": []}]},
)  # fmt: skip


def code_of(source: str, scope: Scope | None = None) -> tuple[str, int] | None:
    """The code and place of what is wrong; none when the rule can be published."""
    try:
        checked(source, SCHEMA, scope or Scope())
    except RuleError as error:
        return error.code, error.at
    return None


def value_of(source: str) -> object:
    """What a rule gives in the environment of this test."""
    return compile_tree(checked(source, SCHEMA, Scope()))(ENV)


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=40))
def test_any_source_is_a_rule_or_a_refusal(source: str) -> None:
    """No text stops publishing; a rule that passes can be evaluated."""
    refused = code_of(source, Scope(this=Kind("number"), section="s"))
    if refused is None:
        compile_tree(checked(source, SCHEMA, Scope(this=Kind("number"), section="s")))(ENV)
    else:
        assert refused[0] in MESSAGES
        assert 0 <= refused[1] <= len(source)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("1" + "+1" * 999, "too_many_nodes"),
        ("!" * 1_990 + "b", "too_many_nodes"),
        ("-" * 1_990 + "n", "too_many_nodes"),
        ("b" + "&&b" * 600, "too_many_nodes"),
        ("n" + "==n" * 600, "type"),
        ("n" + " in [1]" * 280, "type"),
        ("t" + ".size()" * 280, "type"),
        ("t" + ".size(1)" * 240, "function_args"),
        ("t" + ".none()" * 280, "function_unknown"),
        ("(" * 60 + "n" + ")" * 60, "too_deep"),
        ("b?n:" * 400 + "n", "too_deep"),
        ("size(" * 60 + "t" + ")" * 60, "too_deep"),
        ("!" * 70 + "b", "too_deep"),
        ("s.count(x, " + "x.e == 1 || " * 40 + "true)", None),
        (f"s.exists(x, {' && '.join([MATCH] * 5)})", "too_costly"),
        ("n" * 2_001, "too_long"),
        (f"n in [{'1,' * 101}]", "too_long"),
    ],
)
def test_limits_hold_without_overflowing_anything(source: str, code: str | None) -> None:
    """The largest sources are answered by a code as quickly as the smallest."""
    assert (code_of(source) or (None,))[0] == code


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("n + 1.5", 3_500_000),
        ("n / 3 * 3", 2_000_001),
        ("-n", -2_000_000),
        ("n % 0 == 0", None),
        ("b && n > 3", False),
        ("b || n % 0 == 0", True),
        ("!(n % 0 == 0)", None),
        ("t + 'd'", "abcd"),
        ("c == 'yes' ? n : 0", 2_000_000),
        ("n % 0 == 0 ? n : n", None),
        ("n in [1, 2]", True),
        ("t in ['x']", False),
        ("c in ['no', 'yes']", True),
        ("selected(m, 'no') && selected(c, 'yes')", True),
        ("count_selected(m) + size(t) + size(f)", 8_000_000),
        ("contains(t, 'b') && t.startsWith('a') && t.endsWith('c')", True),
        ("matches(t, '[a-c]{3}')", True),
        ("number(t)", None),
        ("coalesce(number(t), n)", 2_000_000),
        ("abs(-n) + floor(1.5) + ceil(1.5) + trunc(1.5)", 6_000_000),
        ("round(1.25, 1) + round(0.5)", 2_300_000),
        ("min(n, 1) + max(n, 3)", 4_000_000),
        ("days_between(d, today())", 293_000_000),
        ("add_days(d, 1) == date(\"2026-02-01\")", True),
        ("add_days(d, 0.5) == d", None),
        ("year(d) + month(d) + day(d) + weekday(d)", 2_064_000_000),
        ("age(d)", 0),
        ("age(add_days(today(), 1))", None),
        ("hours_between(i, i + duration(\"1h30m\"))", 1_500_000),
        ("hours(i - i)", 0),
        ("i - duration(\"1h\") < i", True),
        ("duration(\"1h\") + duration(\"-30m\") == -duration(\"-30m\")", True),
        ("distance_m(g, site_location())", 1_112_000_000),
        ("distance_m(g, geo(-31.24, 179)) > 1000", True),
        ("inspection_kind() == 'drill'", True),
        ("time(\"08:00:00\") < time(\"16:00:00\")", True),
        ("timestamp(\"2026-11-20T08:00:00.000Z\") == i", True),
        ("is_answered(n) && !is_na(n)", True),
        ("s.all(x, x.e > 0)", None),
        ("s.exists(x, x.e > 3)", True),
        ("s.count(x, is_na(x.e)) + size(s)", 4_000_000),
        ("s.sum(x, x.e) + s.min(x, x.e) + s.max(x, x.e)", 10_000_000),
        ("s.size()", 3_000_000),
        ("true == false", False),
    ],
)  # fmt: skip
def test_rules_say_what_the_manual_says(source: str, value: object) -> None:
    """Every function and operator at work, unknown values included."""
    assert value_of(source) == value


@pytest.mark.parametrize(
    ("source", "code", "at"),
    [
        ("n @ 1", "char", 2),
        ("'abc", "string_open", 0),
        ("'a\\x'", "escape", 2),
        ("1e3", "number_form", 0),
        ("n +", "syntax", 3),
        ("n.", "syntax", 2),
        ("n in []", "syntax", 5),
        ("s.all(1, true)", "syntax", 6),
        ("s.all(x.e, true)", "syntax", 8),
        ("null", "name_reserved", 0),
        ("zz", "name_unknown", 0),
        ("zz.all(x, true)", "name_unknown", 0),
        ("x.e", "name_unknown", 0),
        ("s.all(n, true)", "name_shadows", 6),
        ("zz(1)", "function_unknown", 0),
        ("s.size2()", "function_unknown", 2),
        ("size()", "function_args", 0),
        ("n + t", "type", 2),
        ("n == t", "type", 5),
        ("g == g", "type", 2),
        ("n ? 1 : 2", "type", 0),
        ("g in [1]", "type", 0),
        ("n in ['a']", "type", 6),
        ("n in [t]", "literal", 6),
        ("is_na(1)", "type", 6),
        ("matches(t, t)", "literal", 11),
        ("selected(c, t)", "literal", 12),
        ("round(n, 7)", "literal", 9),
        ("date('x')", "literal", 5),
        ("geo(91, 0)", "literal", 4),
        ("c == 'maybe'", "choice_unknown", 5),
        ("matches(t, '(')", "pattern", 11),
        ("this > 1", "this_unavailable", 0),
        ("e > 1", "repeat_needs_aggregate", 0),
        ("s", "repeat_needs_aggregate", 0),
        ("position()", "repeat_scope", 0),
        ("n.all(x, true)", "not_repeated", 0),
        ("s.all(x, s.all(y, true))", "aggregate_nested", 11),
    ],
)
def test_what_is_wrong_is_named_with_its_place(source: str, code: str, at: int) -> None:
    """The first error, at the first character of what is wrong."""
    assert code_of(source) == (code, at)


def test_the_wanted_type_is_tested_last() -> None:
    """A visibility rule is true or false."""
    assert code_of("n + 1", Scope(want="bool")) == ("type", 0)
    assert code_of("n > 1", Scope(want="bool")) is None


def test_an_error_may_say_more() -> None:
    """The list of a circle follows its sentence."""
    assert RuleError("cycle", 0, "a → a").message["en"].endswith(": a → a")


def test_what_a_rule_reads_is_known() -> None:
    """Dependencies are found in the tree, also through an aggregate."""
    tree = checked("n > 1 && s.exists(x, x.e > 1)", SCHEMA, Scope())

    assert questions_read(tree) == {"n", "e"}
    assert sections_read(tree) == {"s"}


def test_a_rule_inside_a_section_reads_its_own_instance() -> None:
    """`e` is the answer of this unit, and `position()` its number."""
    tree = checked("position() * 10 + e + this", SCHEMA, Scope(section="s", this=Kind("number")))
    env = Environment(sec=ENV.sec, own=ENV.sec["s"][2], position=2, this="0.5")

    assert compile_tree(tree)(env) == 34_500_000


@pytest.mark.parametrize(("this", "na"), [(None, False), ("1", True)])
def test_no_answer_under_judgement_is_unknown(this: str | None, na: bool) -> None:  # noqa: FBT001
    """An answer that is not there, or not applicable, is neither large nor small."""
    scope = Scope(this=Kind("number"))
    env = Environment(this=this, this_na=na)

    assert compile_tree(checked("this > 0", SCHEMA, scope))(env) is None
    assert compile_tree(checked("is_answered(this)", SCHEMA, scope))(env) is False
    assert compile_tree(checked("is_na(this)", SCHEMA, scope))(env) is na


def test_without_date_and_place_they_are_unknown() -> None:
    """Before the start there is no day and no site."""
    for source in ("age(d)", "today() == d", "distance_m(g, site_location())"):
        assert compile_tree(checked(source, SCHEMA, Scope()))(Environment()) is None
