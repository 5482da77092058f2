"""Runs files of shared cases against the code that the server uses; there is no second copy."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from audit_rules import vector_time
from audit_rules.actions import Move, Options, Standing, moved, standing
from audit_rules.judge import compile_judge, judge, so_far
from checklists.admission import Chain, Issued, Known, admit
from checklists.batch import BatchError, read_batch
from checklists.errors import CODES
from checklists.expressions.checker import checked
from checklists.expressions.errors import RuleError
from checklists.expressions.evaluate import compile_tree, environment_from
from checklists.expressions.schema import Kind, Schema, Scope
from checklists.expressions.values import json_from_value
from checklists.fold import Fold, folded
from checklists.inspection import summary
from checklists.numbers import basis_points
from checklists.template import Template, template_from

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from checklists.operation import Op

Case = dict[str, Any]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One case: what came out when it is not what was expected."""

    name: str
    passed: bool
    got: Any
    wanted: Any


def run(document: Document, zones: Callable[[str], tzinfo]) -> list[Ran]:
    """Run every case; raises ValueError for a file of unknown shape."""
    work = _runner(document, zones)
    ran: list[Ran] = []
    for case in document["cases"]:
        got, wanted = _attempted(work, case), _wanted(case)
        ran.append(Ran(name=case["name"], passed=got == wanted, got=got, wanted=wanted))
    if "sha256" in document and "tricky" in document:
        got = _all_fractions()
        wanted = document["sha256"]
        ran.append(Ran(name="all fractions", passed=got == wanted, got=got, wanted=wanted))
    return ran


def _wanted(case: Case) -> Any:  # noqa: ANN401 - any JSON
    """What a case expects; the score so far stands beside `expect`, whose keys are the verdict's."""
    expect, so_far_of_case = case["expect"], case.get("so_far")
    return expect if so_far_of_case is None else {**(expect or {}), "so_far": so_far_of_case}


def _attempted(work: Callable[[Case], Any], case: Case) -> Any:  # noqa: ANN401 - any JSON
    """A case that breaks the code has failed; the others are still run."""
    try:
        return work(case)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told as this case's result
        return f"{type(error).__name__}: {error}"


def _runner(document: Document, zones: Callable[[str], tzinfo]) -> Callable[[Case], Any]:
    """The shape of the file says which part of the code it is for."""
    given = document["cases"][0]["given"] if document["cases"] else {}
    if "worlds" in document:
        return lambda case: _operations(document, case)
    if "calendars" in document:
        return vector_time.deadlines(document, zones)
    if "templates" in document:
        return _fold_runner(document)
    for key, work in (
        ("ast", _expression), ("pack", _score), ("events", _lifecycle), ("d", _fraction),
    ):  # fmt: skip
        if key in given:
            return work
    if "source" in given:
        return lambda case: _parse(_schema(document["schema"]), case)
    if given.get("op") in {"watch", "repeat"}:
        return vector_time.effectiveness
    raise ValueError("no part of this program knows cases of this shape")


def _expression(case: Case) -> Any:  # noqa: ANN401 - any JSON
    tree = case["given"]["ast"]
    value = compile_tree(tree)(environment_from(case["given"]["env"]))
    return {"t": tree["t"], "v": json_from_value(tree["t"], value)}


def _schema(given: dict[str, Any]) -> Schema:
    return Schema(
        choices={name: frozenset(choices) for name, choices in given["lists"].items()},
        questions={
            name: Kind(one["t"], one.get("list")) for name, one in given["questions"].items()
        },
        section_of={
            name: one["section"] for name, one in given["questions"].items() if "section" in one
        },
        section_max={name: one["max"] for name, one in given["sections"].items()},
    )


def _parse(schema: Schema, case: Case) -> Any:  # noqa: ANN401 - any JSON
    given = case["given"]
    this = given.get("this")
    scope = Scope(
        section=given.get("scope"),
        this=Kind(this["t"], this.get("list")) if this else None,
        want=given.get("want"),
    )
    try:
        return {"ast": checked(given["source"], schema, scope)}
    except RuleError as error:
        return {"error": {"code": error.code, "at": error.at}}


def _score(case: Case) -> Any:  # noqa: ANN401 - any JSON
    given = case["given"]
    rules = compile_judge(given["form"], given["pack"])
    judged = judge(rules, environment_from(given["answers"]))
    if "so_far" not in case:
        return judged.explanation
    return {**judged.explanation, "so_far": so_far(rules, judged)}


def _fraction(case: Case) -> Any:  # noqa: ANN401 - any JSON
    return {"bp": _half_up(case["given"]["n"], case["given"]["d"])}


def _half_up(n: int, d: int) -> int:
    return basis_points(Fraction(n, d))


def _all_fractions() -> str:
    lines = "".join(f"{n}/{d}={_half_up(n, d)}\n" for d in range(1, 401) for n in range(d + 1))
    return hashlib.sha256(lines.encode()).hexdigest()


def _fold_runner(document: Document) -> Callable[[Case], Any]:
    templates = {name: template_from(one) for name, one in document["templates"].items()}

    def whole(op: Op) -> Op:
        merged = {**document["common"], **document["by"][op["by"]], **op}
        del merged["by"]
        return merged

    def work(case: Case) -> Any:  # noqa: ANN401 - any JSON
        given = case["given"]
        fold = folded(
            templates[given["template"]],
            [whole(op) for op in given["accepted"]],
            [whole(op) for op in given.get("unsent", [])],
        )
        return summary(fold, given.get("site"))

    return work


def _lifecycle(case: Case) -> Any:  # noqa: ANN401 - any JSON
    given = case["given"]
    options = Options(**given.get("options", {}))
    kind = "nonconformity" if given["kind"] == "nc" else "action"
    now: Standing = standing(kind, given["owner"], options)
    trace: list[str] = []
    for event in given["events"]:
        facts: Case = {**event, "roles": frozenset(event["roles"])}
        move = Move(**facts)
        after = moved(now, move)
        if isinstance(after, str):
            trace.append(f"!{after}")
        else:
            now = after
            trace.append(now.state)
    return {
        "trace": trace,
        "state": now.state,
        "owner": now.owner,
        "reopened": now.reopened,
        "extensions": now.extensions,
        "paused": now.paused,
        "pending": list(now.pending),
    }


class _World:
    """The inspections, versions and roles that a case of pushes names."""

    def __init__(self, document: Document, world: dict[str, Any], roles: list[str]) -> None:
        self._templates = {key: template_from(one) for key, one in document["templates"].items()}
        self._rules = set(document["rules"])
        self._roles = frozenset(roles)
        self._folds = {
            subject: folded(
                self._templates[one["template"]], [json.loads(op) for op in one["accepted"]]
            )
            for subject, one in world.items()
        }

    def inspection(self, subject: str) -> Fold | None:
        return self._folds.get(subject)

    def begin(self, subject: str, template: Template) -> Fold:
        self._folds[subject] = Fold(template)
        return self._folds[subject]

    def version(self, template: str, rules: str) -> Template | None:
        return self._templates.get(template) if rules in self._rules else None

    def is_site(self, place: str) -> bool:
        assert place
        return True

    def roles(self, subject: Fold | None, site: str | None) -> frozenset[str]:
        assert subject is None or site is None or site
        return self._roles

    def move(self, op: Op) -> str | None:
        assert op["kind"] == "move"
        return "unknown_subject"

    def accepted(self, op: Op, fold: Fold) -> None:
        assert op["id"] in fold.operations


def _operations(document: Document, case: Case) -> Any:  # noqa: ANN401 - any JSON
    given = case["given"]
    who = {**document["chain"], **given.get("chain", {})}
    head = given.get("head", {"seq": 0, "hash": None})
    stored = given.get("stored", [])
    chain = Chain(
        id=who["id"],
        person=who["person"],
        head_seq=head["seq"],
        head_hash=head["hash"],
        stored={
            one["seq"]: Known(one["id"], one["sha256"], one["status"], one.get("code"))
            for one in stored
        },
        ids={
            one["id"]: [Issued(one.get("core"), one.get("status", "ok"), one.get("code"))]
            for one in (*stored, *given.get("known_ids", []))
        },
    )
    world = _World(document, document["worlds"].get(given.get("world"), {}), who["roles"])
    try:
        _, items = read_batch(_body(who["id"], given))
        decided = admit(chain, items, world)
    except BatchError as error:
        status = CODES[error.code][0]
        return {"http": status, "code": error.code, "received_through": head["seq"], **error.more}
    return {
        "http": 200,
        "statuses": [one.as_json() for one in decided],
        "received_through": chain.head_seq,
    }


def _body(chain: str, given: dict[str, Any]) -> bytes:
    items = [_bytes(one) for one in given["batch"]] * given.get("times", 1)
    # An item of no bytes leaves a comma without a value, as any missing item would.
    inside = b",".join(items) + (b"," if b"" in items else b"")
    return b'{"chain":"' + chain.encode() + b'","operations":[' + inside + b"]}"


def _bytes(item: Any) -> bytes:  # noqa: ANN401 - text, hex, or a repeated filling
    if isinstance(item, str):
        return item.encode("utf-8", "surrogatepass")
    if "hex" in item:
        return bytes.fromhex(item["hex"])
    return str(item["head"] + item["fill"] * item["times"] + item["tail"]).encode()
