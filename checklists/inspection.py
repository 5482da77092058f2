"""An inspection as people read it: answers, notes, files, signatures, findings, progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checklists.visibility import Shown, places, shown, statuses

if TYPE_CHECKING:
    from checklists.fold import Fold


def answers(fold: Fold) -> list[list[Any]]:
    """`[section, instance, question, {value} | {na: reason}]` of each counting answer."""
    found: list[list[Any]] = []
    for slot, _ in fold.occupied():
        if slot[3] != "answer":
            continue
        op = fold.counting(slot)
        if op is not None and op["kind"] == "not_applicable":
            found.append([*slot[:3], {"na": op["reason"]}])
        elif op is not None and op["kind"] == "answer":
            found.append([*slot[:3], {"value": op["value"]}])
    return found


def notes(fold: Fold) -> list[list[Any]]:
    """`[section, instance, question, text]` of each note that is not taken away."""
    return [
        [*slot[:3], heads[0]["value"]]
        for slot, heads in fold.occupied()
        if slot[3] == "note" and heads[0]["value"] is not None
    ]


def files(fold: Fold) -> list[list[Any]]:
    """`[section, instance, question, [hash…]]` of each place with files."""
    return [
        [*slot[:3], [op["value"]["file"] for op in heads]]
        for slot, heads in fold.occupied()
        if slot[3] == "files"
    ]


def signatures(fold: Fold) -> list[list[Any]]:
    """`[section, instance, question, [name…]]` of each place with signatures."""
    return [
        [*slot[:3], [op["value"]["name"] for op in heads]]
        for slot, heads in fold.occupied()
        if slot[3] == "signatures"
    ]


def raised(fold: Fold) -> list[list[Any]]:
    """`[section, instance, question, {finding, severity, kind, text}]`, by hand, as regraded."""
    found: list[list[Any]] = []
    for slot, heads in fold.occupied():
        first = fold.findings.get(slot[3].removeprefix("finding:"))
        if slot[3].startswith("finding:") and first is not None:
            value = first["value"] | {"severity": heads[0]["value"]["severity"]}
            found.append([*slot[:3], value])
    return found


def instance_id(fold: Fold, section: str, place: int | None) -> str | None:
    """The UUID of a section's instance by its place."""
    return None if place is None else fold.instances[section][place]


def visible(fold: Fold, seen: Shown) -> list[list[Any]]:
    """`[section, instance, [questions shown]]` of each place."""
    return [
        [
            section.id,
            instance_id(fold, section.id, place),
            [one.id for one in section.questions if not seen.is_hidden(section.id, place, one.id)],
        ]
        for section in fold.template.form.sections
        for place, _ in places(section, seen.environment)
    ]


def summary(fold: Fold, site: list[str] | None = None) -> dict[str, Any]:
    """Everything the shared cases compare, in their form."""
    env = fold.environment(site)
    seen = shown(fold.template.form, env)
    lines = statuses(fold.template.form, seen)
    environment: dict[str, Any] = {
        "today": env.today,
        "kind": env.kind,
        "q": env.q,
        "na": [one for one in fold.template.questions if one in env.na],
        "sec": env.sec,
    }
    if site is not None:
        environment["site"] = site
    return {
        "life": fold.life,
        "verdicts": [
            {"n": one.number, "op": one.operation, "merged": one.merged} for one in fold.submits
        ],
        "instances": fold.instances,
        "heads": [[*slot, [op["id"] for op in heads]] for slot, heads in fold.occupied()],
        "conflicts": [[*slot, [op["id"] for op in heads]] for slot, heads in fold.conflicts()],
        "answers": answers(fold),
        "notes": notes(fold),
        "files": files(fold),
        "signatures": signatures(fold),
        "raised": raised(fold),
        "env": environment,
        "visible": visible(fold, seen),
        "statuses": [
            [section, instance_id(fold, section, place), question, status]
            for section, place, question, status in lines
        ],
        "state": fold.state(),
        "progress": progress(lines),
    }


def progress(lines: list[tuple[str, int | None, str, str]]) -> dict[str, int]:
    """How many are answered (or not applicable) and how many required ones are left."""
    found = [status for *_, status in lines]
    return {
        "answered": sum(status in {"answered", "na"} for status in found),
        "required_left": found.count("unanswered"),
    }
