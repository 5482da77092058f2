"""How a nonconformity of the past is worked to closure, step by step, by the right people."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from backend.demo.photos import photo
from backend.files import service as files
from backend.findings import service as findings
from backend.people import service as people

if TYPE_CHECKING:
    import random

    from backend.actions.records import Action
    from backend.findings.records import NonconformityRow
    from backend.plumbing.shell import Shell

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ON_TIME, RETURNED, EXTENSION_ASKED, EXTENSION_GRANTED = 0.9, 0.08, 0.12, 0.7
Said = dict[str, str]
CAUSE: Said = {
    "en": "Why 1: the check was skipped. Why 2: nobody was named for it on that shift. "
    "Why 3: the shift plan has no line for it. Cause: the plan was never updated after the rebuild.",
    "zh-Hans": "1. 为何漏查？当班无人负责。2. 为何无人负责？排班表没有这一项。"
    "3. 为何没有？改造后排班表未更新。根本原因：改造时未评审排班。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who does what: officer, a second officer, and who verifies."""

    officer: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move at one moment."""

    at: int
    about: str
    subject: str
    by: str
    value: dict[str, Any]
    photo: str | None = None


def steps_of(
    row: NonconformityRow, action: Action, hands: Hands, draw: random.Random
) -> list[Step]:
    """The whole way of a nonconformity with its one action, drawn from the demo's rates."""
    nc, ca, owner, at = row.id, action.id, action.owner, row.opened_at
    if owner is None:
        return []
    closer = hands.officer if owner != hands.officer else hands.second
    verifier = hands.second if owner != hands.second else hands.officer
    spare = max(HOUR_MS * 6, (action.due_at or at + 10 * DAY_MS) - at)
    late = draw.random() > ON_TIME
    done = at + int(spare * (1.15 if late else draw.uniform(0.35, 0.85)))
    steps = [
        Step(at=at + spare // 20, about="action", subject=ca, by=owner, value={"event": "accept"}),
        _contain(row, nc, owner, at + spare // 12),
    ]
    if row.severity in {"critical", "major"}:
        steps += _cause(nc, owner, closer, at + spare // 8)
    steps.append(
        Step(
            at=at + spare // 5,
            about="nonconformity",
            subject=nc,
            by=closer,
            value={"event": "plan"},
        )
    )
    steps.append(
        Step(at=at + spare // 4, about="action", subject=ca, by=owner, value={"event": "start"})
    )
    steps += _extension(ca, owner, closer, at + spare // 3, draw)
    steps += _finish(ca, owner, verifier, done, draw)
    last = steps[-1].at
    close: dict[str, Any] = {"event": "close"}
    steps.append(
        Step(at=last + 5 * HOUR_MS, about="nonconformity", subject=nc, by=closer, value=close)
    )
    return sorted(steps, key=lambda step: step.at)


async def take(
    shell: Shell, organisation: str, step: Step, language: str, draw: random.Random
) -> None:
    """Make one move through the same service as the desk; the clock stands at its moment."""
    async with shell.database.reading() as reader:
        caller = await people.caller_of(reader, organisation, step.by)
    value = {name: _said(one, language) for name, one in step.value.items()}
    if step.photo is not None:
        content = photo(step.photo, draw, mended=True)
        value["files"] = [await files.store(shell, organisation, step.by, content)]
    await findings.move(shell, caller, step.about, step.subject, value)


def _said(value: object, language: str) -> object:
    """What a person writes, in that person's language."""
    texts = cast("Said", value) if isinstance(value, dict) else {}
    return texts.get(language, value)


def _contain(row: NonconformityRow, nc: str, owner: str, at: int) -> Step:
    return Step(
        at=at,
        about="nonconformity",
        subject=nc,
        by=owner,
        value={
            "event": "contain",
            "text": {"en": "Corrected on the spot.", "zh-Hans": "已现场纠正。"},
        },
        photo=f"{row.code} contained",
    )


def _cause(nc: str, owner: str, officer: str, at: int) -> list[Step]:
    proposal = {"event": "propose_cause", "text": CAUSE}
    return [
        Step(at=at, about="nonconformity", subject=nc, by=owner, value=proposal),
        Step(
            at=at + HOUR_MS,
            about="nonconformity",
            subject=nc,
            by=officer,
            value={"event": "accept_cause"},
        ),
    ]


def _extension(ca: str, owner: str, officer: str, at: int, draw: random.Random) -> list[Step]:
    if draw.random() > EXTENSION_ASKED:
        return []
    asked = {
        "event": "request_extension",
        "reason": {"en": "The part is delivered later.", "zh-Hans": "配件延迟到货。"},
        "extension": {"add_days": 2},
    }
    granted = draw.random() < EXTENSION_GRANTED
    answer = {
        "event": "approve_extension" if granted else "reject_extension",
        "reason": (
            {"en": "Seen and agreed.", "zh-Hans": "已核实，同意。"}
            if granted
            else {"en": "Use the spare part.", "zh-Hans": "请使用备件。"}
        ),
    }
    return [
        Step(at=at, about="action", subject=ca, by=owner, value=asked),
        Step(at=at + 2 * HOUR_MS, about="action", subject=ca, by=officer, value=answer),
    ]


def _finish(ca: str, owner: str, verifier: str, done: int, draw: random.Random) -> list[Step]:
    submit = {"event": "submit", "text": {"en": "Done as planned.", "zh-Hans": "已按计划完成。"}}
    steps = [
        Step(at=done, about="action", subject=ca, by=owner, value=submit, photo="after the work")
    ]
    at = done + 6 * HOUR_MS
    if draw.random() < RETURNED:
        returned = {
            "event": "return",
            "reason": {"en": "The photo does not show the label.", "zh-Hans": "照片未显示标识。"},
        }
        steps += [
            Step(at=at, about="action", subject=ca, by=verifier, value=returned),
            Step(at=at + HOUR_MS, about="action", subject=ca, by=owner, value={"event": "start"}),
            Step(
                at=at + 3 * HOUR_MS,
                about="action",
                subject=ca,
                by=owner,
                value=submit,
                photo="the label, close",
            ),
        ]
        at += 8 * HOUR_MS
    verify = {"event": "verify", "text": {"en": "Seen on site.", "zh-Hans": "现场已确认。"}}
    steps.append(Step(at=at, about="action", subject=ca, by=verifier, value=verify))
    return steps
