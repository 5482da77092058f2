"""The form of a move's value: what may stand in it, before anybody asks what it does."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from typing import Any

from audit_rules.rule_pack import RANK
from checklists.operation import is_hash, is_uuid
from checklists.operation_values import is_file_name

EXTENSION_KEYS = frozenset({"add_ms", "add_days", "until"})
VALUE_KEYS = frozenset(
    {"event", "reason", "text", "files", "names", "file", "owner", "severity", "link", "plan"}
    | {"extension"}
)
PLAN_KEYS = frozenset({"title", "owner", "deadline_class"})
TITLE_LENGTH_MAX = 1_000
DAYS_MAX = 366
MS_MAX = DAYS_MAX * 86_400_000


def well_formed(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """Whether a move's value names an event and its fields have their forms."""
    if not isinstance(value, dict) or not value.keys() <= VALUE_KEYS:
        return False
    texts = ("reason", "text", "link")
    files = value.get("files", [])
    plan = value.get("plan", [])
    return (
        isinstance(value.get("event"), str)
        and all(value.get(name) is None or isinstance(value[name], str) for name in texts)
        and all(len(value.get(name) or "") <= 10_000 for name in texts)
        and isinstance(files, list)
        and len(files) <= 100
        and all(is_hash(one) for one in files)
        and _are_names(value.get("names", {}), files)
        and (value.get("owner") is None or is_uuid(value["owner"]))
        and (value.get("file") is None or is_hash(value["file"]))
        and (value["event"] != "regrade" or value.get("severity") in RANK)
        and isinstance(plan, list)
        and len(plan) <= 20
        and all(_is_planned(one) for one in plan)
        and (value["event"] != "request_extension" or _is_extension(value.get("extension")))
        and (value.get("extension") is None or _is_extension(value["extension"]))
    )


def _are_names(value: Any, files: list[Any]) -> bool:  # noqa: ANN401 - anything may come in
    """The names under which these files were chosen, by hash."""
    return isinstance(value, dict) and all(
        one in files and is_file_name(name) for one, name in value.items()
    )


def _is_planned(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, dict) or not value.keys() <= PLAN_KEYS:
        return False
    title, owner, wanted = value.get("title"), value.get("owner"), value.get("deadline_class")
    return (
        isinstance(title, str)
        and bool(title.strip())
        and len(title) <= TITLE_LENGTH_MAX
        and (owner is None or is_uuid(owner))
        and (wanted is None or isinstance(wanted, str))
    )


def _is_extension(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= EXTENSION_KEYS:
        return False
    ((name, amount),) = value.items()
    limit = {"add_ms": MS_MAX, "add_days": DAYS_MAX}.get(name, 1 << 53)
    return isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount <= limit
