"""The form of an operation's value, by kind (protocol.md §2, §4)."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from checklists import answer_kinds
from checklists.expressions.moments import parse_date
from checklists.operation import INTEGER_LIMIT, is_hash, is_instant, is_integer, is_uuid

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklists.operation import Op
    from checklists.template import Template

INSPECTION_TYPES = frozenset(
    [
        "self_check",
        "spot_check",
        "internal_audit",
        "external_audit",
        "drill",
        "equipment_check",
        "survey",
    ]
)
SEVERITIES = frozenset({"observation", "minor", "major", "critical"})
FINDING_KINDS = frozenset({"nonconformity", "observation", "opportunity", "strength"})
SOURCES = frozenset({"camera", "picked"})
WITHOUT_VALUE = frozenset({"clear", "not_applicable", "add", "remove", "detach", "reopen"})
ZONE_LENGTH_MAX = 60
ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*\Z")
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*\Z", re.IGNORECASE | re.ASCII)
FILE_NAME_LENGTH_MAX = 255
NO_FILE_NAME = re.compile(r"[\x00-\x1f\x7f/\\]")
SCORE_MAX = 10_000


def has_value_form(op: Op, template: Template) -> bool:
    """Whether the value is there when wanted, and of its form."""
    kind = op["kind"]
    if kind in WITHOUT_VALUE:
        return "value" not in op
    if "value" not in op:
        return False
    if kind == "answer":
        return answer_kinds.fits(template.questions[op["question"]], op["value"])
    return CHECKS[kind](op, template)


def _keys(value: Any, required: str, optional: str = "") -> bool:  # noqa: ANN401 - any JSON
    wanted, allowed = set(required.split()), set(optional.split())
    return isinstance(value, dict) and wanted <= value.keys() <= wanted | allowed


def _one_of(value: Any, names: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, str) and value in names


def _start(op: Op, template: Template) -> bool:
    value = op["value"]
    if not _keys(
        value, "template rules site kind business_date zone instances clock", "area assignment"
    ):
        return False
    return (
        is_hash(value["template"])
        and is_hash(value["rules"])
        and is_uuid(value["site"])
        and all(is_uuid(value[name]) for name in ("area", "assignment") if name in value)
        and _one_of(value["kind"], INSPECTION_TYPES)
        and _is_day(value["business_date"])
        and isinstance(value["zone"], str)
        and len(value["zone"]) <= ZONE_LENGTH_MAX
        and ZONE.match(value["zone"]) is not None
        and _instances(value["instances"], template)
        and _clock(value["clock"])
    )


def _instances(value: Any, template: Template) -> bool:  # noqa: ANN401 - any JSON
    repeated = {section for section, repeats in template.sections.items() if repeats}
    if not isinstance(value, dict) or value.keys() != repeated:
        return False
    if not all(isinstance(ids, list) for ids in value.values()):
        return False
    ids = [one for each in value.values() for one in each]
    return all(is_uuid(one) for one in ids) and len(set(ids)) == len(ids)


def _clock(value: Any) -> bool:  # noqa: ANN401 - any JSON
    if not _keys(value, "server_minus_device_ms measured_at"):
        return False
    skew, at = value["server_minus_device_ms"], value["measured_at"]
    if skew is None or at is None:
        return skew is None and at is None
    return is_integer(skew) and abs(skew) < INTEGER_LIMIT and is_instant(at)


def _submit(op: Op, _: Template) -> bool:
    value = op["value"]
    if not _keys(value, "state verdict score_bp missing"):
        return False
    score = value["score_bp"]
    return (
        is_hash(value["state"])
        and is_hash(value["verdict"])
        and (score is None or (is_integer(score) and 0 <= score <= SCORE_MAX))
        and isinstance(value["missing"], list)
        and all(_missing(one) for one in value["missing"])
    )


def _missing(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return (
        _keys(value, "question instance reason")
        and isinstance(value["question"], str)
        and (value["instance"] is None or is_uuid(value["instance"]))
        and isinstance(value["reason"], str)
    )


def _note(op: Op, _: Template) -> bool:
    return op["value"] is None or answer_kinds.is_text(op["value"])


def _attach(op: Op, _: Template) -> bool:
    value = op["value"]
    if not _keys(value, "file bytes type source", "taken_at name effective_on expires_on"):
        return False
    return (
        is_hash(value["file"])
        and is_integer(value["bytes"])
        and value["bytes"] > 0
        and isinstance(value["type"], str)
        and MEDIA_TYPE.match(value["type"]) is not None
        and _one_of(value["source"], SOURCES)
        and ("taken_at" not in value or is_instant(value["taken_at"]))
        and ("name" not in value or is_file_name(value["name"]))
        and all(_is_day(value[name]) for name in ("effective_on", "expires_on") if name in value)
    )


def is_file_name(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """A name to be printed and listed, never a path."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= FILE_NAME_LENGTH_MAX
        and NO_FILE_NAME.search(value) is None
        and unicodedata.is_normalized("NFC", value)
    )


def _is_day(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, str) and parse_date(value) is not None


def _sign(op: Op, _: Template) -> bool:
    value = op["value"]
    if not _keys(value, "name role meaning strokes covers", "person"):
        return False
    return (
        all(answer_kinds.is_text(value[name]) for name in ("name", "role", "meaning"))
        and is_hash(value["covers"])
        and ("person" not in value or is_uuid(value["person"]))
        and isinstance(value["strokes"], list)
        and bool(value["strokes"])
        and all(_stroke(one) for one in value["strokes"])
    )


def _stroke(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(point, list) and len(point) == 3 and all(is_integer(one) for one in point)
            for point in value
        )
    )


def _raise(op: Op, _: Template) -> bool:
    value = op["value"]
    return (
        _keys(value, "finding severity kind text")
        and is_uuid(value["finding"])
        and _one_of(value["severity"], SEVERITIES)
        and _one_of(value["kind"], FINDING_KINDS)
        and answer_kinds.is_text(value["text"])
    )


def _regrade(op: Op, _: Template) -> bool:
    value = op["value"]
    return (
        _keys(value, "finding severity")
        and is_uuid(value["finding"])
        and _one_of(value["severity"], SEVERITIES)
    )


def _resolve(op: Op, _: Template) -> bool:
    value = op["value"]
    return _keys(value, "keep") and value["keep"] in op.get("replaces", ())


CHECKS: dict[str, Callable[[Op, Template], bool]] = {
    "start": _start,
    "submit": _submit,
    "note": _note,
    "attach": _attach,
    "sign": _sign,
    "raise": _raise,
    "regrade": _regrade,
    "resolve": _resolve,
}
