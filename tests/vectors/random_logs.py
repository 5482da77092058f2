"""Logs in which operations refer to whatever there is, and to what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.vectors.random_operations import RIGHT, a_uuid

if TYPE_CHECKING:
    import random

Op = dict[str, Any]
Case = dict[str, Any]

KINDS = [
    *("answer", "answer", "clear", "not_applicable", "resolve", "resolve", "note"),
    *("attach", "detach"),
]
RIGHT_BY_TYPE = RIGHT | {"choice": ["yes", "no"], "multi_choice": [["none"]]}


def a_log(draw: random.Random, form: Op, people: list[str]) -> Case:
    """Operations in the order of a log, as if all were accepted, whatever they refer to."""
    repeated = [one["id"] for one in form["sections"] if one.get("repeat")]
    pool = [a_uuid(draw) for _ in range(4)]
    instances = dict.fromkeys(repeated, pool[:1])
    value = {"business_date": "2026-11-21", "kind": "spot_check", "instances": instances}
    made: list[Op] = [
        {"by": people[0], "id": a_uuid(draw), "seq": 1, "kind": "start", "value": value}
    ]
    known: list[str] = []
    for seq in range(2, draw.randint(2, 18)):
        op: Op = {**_logged(draw, form, pool, known), "by": draw.choice(people), "seq": seq}
        made.append(op)
        known.append(op["id"])
    cut = draw.randint(1, len(made))
    return {"accepted": made[:cut], "unsent": made[cut:]}


def _logged(draw: random.Random, form: Op, pool: list[str], known: list[str]) -> Op:
    section = draw.choice(form["sections"])
    repeated = bool(section.get("repeat"))
    kind = draw.choice(KINDS)
    if repeated and draw.random() < 0.2:
        kind = draw.choice(["add", "remove"])
        return {
            "id": a_uuid(draw),
            "kind": kind,
            "section": section["id"],
            "instance": draw.choice(pool),
        }
    asked = draw.choice(section["questions"][:2])
    op: Op = {"id": a_uuid(draw), "kind": kind, "section": section["id"], "question": asked["id"]}
    if repeated or draw.random() < 0.05:
        op["instance"] = draw.choice(pool)
    seen = sorted(set(draw.sample(known, min(len(known), draw.randint(0, 3)))))
    if seen:
        op["replaces"] = seen
    return op | _said(draw, kind, asked["type"], seen)


def _said(draw: random.Random, kind: str, asked: str, seen: list[str]) -> Op:
    said: dict[str, Op] = {
        "resolve": {"value": {"keep": draw.choice([*seen, a_uuid(draw)])}, "reason": "seen"},
        "not_applicable": {"reason": "closed"},
        "note": {"value": draw.choice([None, "Swept."])},
        "attach": {
            "value": {"file": "d" * 64, "bytes": 1, "type": "image/png", "source": "camera"}
        },
        "answer": {"value": draw.choice(RIGHT_BY_TYPE.get(asked, ["x"]))},
    }
    return said.get(kind, {})
