"""What makes an inspection less than whole, said before its answers."""

from reports.account import listed
from reports.drawing.parts import draw_points
from reports.drawing.sheet import Sheet
from reports.facts import Inspection, PackFacts
from reports.words import grouped, label


def account(inspection: Inspection, language: str) -> list[str]:
    """What makes an inspection less than whole: its life, doubts, and each missing piece."""
    lines = [label(language, f"{inspection.life}_note")] if inspection.life != "submitted" else []
    lines += [
        label(language, "doubtful", label(language, f"doubt_{doubt}", *_days(inspection)))
        for doubt in inspection.doubts
    ]
    if inspection.life == "submitted":
        return lines + listed(inspection.missing, language)
    counts = label(language, "answers_count", inspection.answered, inspection.asked)
    vain = [one for one in inspection.missing if one.reason in {"not_received", "written_off"}]
    return [*lines, counts, *listed(vain, language)]


def _days(inspection: Inspection) -> tuple[object, object]:
    return inspection.business_date, inspection.filed_on


def draw_account(sheet: Sheet, inspection: Inspection) -> None:
    """A paragraph for each point; nothing for an inspection that is whole."""
    lines = account(inspection, sheet.language)
    if not lines:
        return
    draw_points(sheet, sheet.both("pieces_missing"), lines)
    sheet.y -= 8


def account_text(facts: PackFacts, language: str) -> str:
    """How many entries of the log this scope has since its period began, and what is shown of them."""
    one = facts.coverage
    counts = (grouped(one.in_period), grouped(one.with_content), grouped(one.entries))
    return label(language, "account", *counts)
