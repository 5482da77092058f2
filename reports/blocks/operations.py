"""An inspection's history: each operation with its number, both clocks, ledger position."""

from collections.abc import Sequence

from reports.drawing.look import EDGE, LEFT
from reports.drawing.parts import Column, draw_heading, draw_table
from reports.drawing.sheet import Sheet
from reports.facts import Operation
from reports.words import code_name, grouped


def draw_operations(sheet: Sheet, operations: Sequence[Operation]) -> None:
    """The table behind an inspection's signatures; nothing when there are none."""
    if not operations:
        return
    draw_heading(sheet, sheet.both("operations"), room=80)
    columns = (
        Column(title=sheet.say("number"), x=LEFT, width=30, number=True),
        Column(title=sheet.say("tablet_time"), x=LEFT + 40, width=92),
        Column(title=sheet.say("server_time"), x=LEFT + 136, width=92),
        Column(title=sheet.say("kind"), x=LEFT + 232, width=80),
        Column(title=sheet.say("place"), x=LEFT + 316, width=62),
        Column(title=sheet.say("person"), x=LEFT + 382, width=70),
        Column(title=sheet.say("ledger"), x=EDGE - 44, width=44, number=True),
    )
    draw_table(sheet, columns, (_row(sheet, operation) for operation in operations))


def _row(sheet: Sheet, one: Operation) -> tuple[str, ...]:
    return (
        grouped(one.seq),
        f"{one.recorded_at:%Y-%m-%d %H:%M:%S}",
        f"{one.received_at:%Y-%m-%d %H:%M:%S}",
        code_name(sheet.language, one.kind),
        one.place,
        one.actor,
        grouped(one.ledger_seq),
    )
