"""The heading of a section's table: once as cells, on later pages as decoration."""

from reports.drawing.look import EDGE, LEFT, column
from reports.drawing.sheet import LABEL, Sheet, right

HEAD_HEIGHT = 18.0


def draw_answer_head(sheet: Sheet, *, first: bool) -> None:
    """Question, answer, points; a table that goes on says so again on each page."""
    places = (
        (LEFT + 38, sheet.say("question"), LABEL),
        (column(8), sheet.say("answer"), LABEL),
        (EDGE, sheet.say("points"), right(LABEL)),
    )
    if first:
        with sheet.document.group("TR"):
            for x, text, style in places:
                with sheet.document.tag("TH", scope="Column"):
                    sheet.text(x, sheet.y - 13, text, style)
    else:
        with sheet.document.artifact():
            for x, text, style in places:
                sheet.text(x, sheet.y - 13, text, style)
    sheet.y -= HEAD_HEIGHT
    sheet.rule(sheet.y, width=0.8)
