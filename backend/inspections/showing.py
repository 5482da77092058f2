"""One inspection as people and scripts read it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from audit_rules.judge import judge, so_far
from audit_rules.missing import missing
from backend.clock import maybe_text
from backend.files import uses as files
from backend.findings import service as findings
from backend.inspections import service
from backend.inspections.bodies import inspection_body
from backend.inspections.schemas import InspectionDetail, Inspections, InspectionShown
from backend.ledger import service as ledger
from backend.plumbing.paging import older_than
from backend.problems import RefusedError
from backend.templates import service as templates
from checklists import inspection as reading
from checklists.fold import folded

if TYPE_CHECKING:
    from backend.files.records import Evidence
    from backend.inspections.records import VerdictRow
    from backend.permissions import Caller
    from backend.plumbing.shell import Shell
    from checklists.fold import Fold

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


async def page(
    shell: Shell,
    caller: Caller,
    filters: dict[str, str | None],
    days: tuple[str | None, str | None],
    at: tuple[str | None, int],
) -> Inspections:
    """A page of inspections that the caller may see."""
    after, limit = at
    where, args = "", list[object]()
    for column, value in filters.items():
        if value:
            where += f" AND {column} = ?"
            args.append(value)
    for name, sign, day in (("from", ">=", days[0]), ("to", "<=", days[1])):
        if day:
            _demand_day(name, day)
            where += f" AND filed_on {sign} ?"
            args.append(day)
    reached = caller.sites(frozenset(caller.sites_by_role))
    if reached is not None:
        held = sorted(reached)
        where += f" AND site IN ({', '.join('?' * len(held))})" if held else " AND 1 = 0"
        args.extend(held)
    if after:
        day, _, known = after.partition("~")
        _demand_day("after", day)
        where += f" AND {older_than('filed_on')}"
        args.extend((day, day, known))
    async with shell.database.reading() as reader:
        rows = await service.page(reader, caller.organisation, where, args, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Inspections(
        items=msgspec.convert(
            [{"id": row.id, **inspection_body(row)} for row in rows[:limit]],
            list[InspectionShown],
        ),
        next=f"{last.filed_on}~{last.id}" if last else None,
    )


def _demand_day(name: str, text: str) -> None:
    if not DAY.match(text):
        mend = {"en": "A day: YYYY-MM-DD.", "zh-Hans": "日期格式：YYYY-MM-DD。"}
        raise RefusedError("query_invalid", fields=[(name, mend)])


async def one(shell: Shell, caller: Caller, known: str) -> InspectionDetail:
    """Everything about one inspection; raises `not_found` outside the caller's sites."""
    async with shell.database.reading() as reader:
        rows = await service.by_ids(reader, caller.organisation, [known])
        reached = caller.sites(frozenset(caller.sites_by_role))
        if not rows or (reached is not None and rows[0].site not in reached):
            raise RefusedError("not_found")
        row = rows[0]
        version = await templates.version(
            shell, reader, caller.organisation, row.template, row.rules
        )
        assert version is not None, "a version that was pinned is gone"
        stored = await ledger.accepted_of(reader, caller.organisation, [known])
        verdicts = await service.verdicts_of(reader, caller.organisation, [known])
        raised = await findings.nonconformities_of(reader, caller.organisation, [known])
        uses = await files.evidence_of(reader, caller.organisation, [known])
    fold = folded(version.template, [json.loads(each.body) for each in stored])
    judged = judge(version.judge, fold.environment())
    shown = {
        "id": known,
        **inspection_body(row),
        **_fold_body(fold),
        "files": _files(fold, uses),
        "missing": missing(fold, judged, version.rules),
        "current": judged.explanation,
        "so_far": so_far(version.judge, judged) if row.state == "open" else None,
        "verdicts": [_verdict(each) for each in verdicts],
        "findings": [
            {
                **each.as_json(),
                "text": version.rules["questions"].get(each.question, {}).get("finding"),
            }
            for each in judged.findings
        ],
        "nonconformities": [
            {"id": each.id, "code": each.code, "severity": each.severity,
             "state": each.state, "question": each.question, "instance": each.instance}
            for each in raised
        ],
    }  # fmt: skip
    return msgspec.convert(shown, InspectionDetail)


def _fold_body(fold: Fold) -> dict[str, Any]:
    return {
        "life": fold.life,
        "state_hash": fold.state(),
        "instances": fold.instances,
        "answers": [
            {"section": section, "instance": instance, "question": question, **value}
            for section, instance, question, value in reading.answers(fold)
        ],
        "notes": [
            {"section": section, "instance": instance, "question": question, "text": text}
            for section, instance, question, text in reading.notes(fold)
        ],
        "raised": [
            {"section": section, "instance": instance, "question": question, **value}
            for section, instance, question, value in reading.raised(fold)
        ],
        "conflict_list": [
            {
                "section": slot[0],
                "instance": slot[1],
                "question": slot[2],
                "slot": slot[3],
                "heads": [
                    {
                        "op": op["id"],
                        "actor": op["actor"],
                        "recorded_at": op["recorded_at"],
                        "kind": op["kind"],
                        "value": op.get("value"),
                        "reason": op.get("reason"),
                    }
                    for op in heads
                ],
            }
            for slot, heads in fold.conflicts()
        ],
        "signatures": [
            {
                "section": slot[0],
                "instance": slot[1],
                "question": slot[2],
                **op["value"],
                "recorded_at": op["recorded_at"],
            }
            for slot, heads in fold.occupied()
            if slot[3] == "signatures"
            for op in heads
        ],
    }


def _files(fold: Fold, uses: list[Evidence]) -> list[dict[str, Any]]:
    here = {use.sha256 for use in uses if use.here is not None}
    return [
        {
            "sha256": op["value"]["file"],
            "section": slot[0],
            "instance": slot[1],
            "question": slot[2],
            "bytes": op["value"]["bytes"],
            "type": op["value"]["type"],
            "name": op["value"].get("name"),
            "received": op["value"]["file"] in here,
        }
        for slot, heads in fold.occupied()
        if slot[3] == "files"
        for op in heads
    ]


def _verdict(row: VerdictRow) -> dict[str, Any]:
    return json.loads(row.document) | {
        "mismatch": bool(row.mismatch),
        "at": maybe_text(row.at),
    }
