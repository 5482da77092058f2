"""The summary: by site and section, most frequent, age, on time with its formula, sampling."""

from collections.abc import Sequence

from reports.account import counted
from reports.blocks.account import account
from reports.drawing.charts import Bar, draw_bars
from reports.drawing.look import HUES, LEFT, WIDTH, column, span
from reports.drawing.parts import Column, draw_heading, draw_table, note_style
from reports.drawing.sheet import KICKER, TITLE, Box, Sheet
from reports.facts import Inspection, PackFacts, Text
from reports.words import grouped, label, percent


def draw_summary(sheet: Sheet, facts: PackFacts) -> None:
    """The pages between cover and inspections; a pack of nothing says so here."""
    sheet.start_page()
    draw_page_title(sheet, sheet.read(facts.scope.title), sheet.both("summary"), "summary")
    figures = facts.figures
    if not facts.inspections and not facts.nonconformities:
        _note(sheet, sheet.say("nothing"))
    if figures.sites:
        draw_heading(sheet, sheet.both("scores_by_site"))
        _draw_sites(sheet, facts)
    apart = [one for one in facts.inspections if account(one, sheet.language)]
    if apart:
        draw_heading(sheet, sheet.both("pieces_missing"))
        _draw_apart(sheet, apart)
    if figures.sections:
        bars = [
            Bar(name=sheet.read(name), value=bp, text=percent(bp)) for name, bp in figures.sections
        ]
        _bars(sheet, "scores_by_section", bars)
    if figures.pareto:
        _bars(sheet, "pareto", _counted(sheet, figures.pareto, HUES["major"]))
    if figures.ages:
        _bars(sheet, "ages", _counted(sheet, figures.ages, HUES["minor"]))
    draw_heading(sheet, sheet.both("on_time_rate"))
    closed, on_time = figures.actions_closed, figures.actions_on_time
    rate = percent(on_time * 10_000 // closed if closed else None)
    _note(sheet, sheet.say("on_time_formula", on_time, closed, rate))
    if figures.sampling:
        draw_heading(sheet, sheet.both("sampling"))
        for text in figures.sampling:
            _note(sheet, sheet.read(text))


def draw_page_title(sheet: Sheet, kicker: str, title: str, key: str) -> None:
    """Kicker and title at the top of a page, with a bookmark."""
    sheet.document.bookmark(title, 0, sheet.y + 20, key)
    y = sheet.y - 12
    with sheet.document.tag("P"):
        sheet.text(LEFT, y, kicker, KICKER)
    box = Box(x=LEFT, top=y - 6, width=WIDTH, height=0)
    sheet.y = sheet.paragraph(box, title, TITLE, "H1") - 26


def _draw_sites(sheet: Sheet, facts: PackFacts) -> None:
    columns = (
        Column(title=sheet.say("site"), x=LEFT, width=span(6)),
        Column(
            title=sheet.say("inspections").capitalize(), x=column(6), width=span(2), number=True
        ),
        Column(title=sheet.say("score"), x=column(8), width=span(2), number=True),
        Column(
            title=sheet.say("nonconformities").capitalize(),
            x=column(10),
            width=span(2),
            number=True,
        ),
    )
    draw_table(
        sheet,
        columns,
        (
            (
                sheet.read(site.site),
                grouped(site.inspections),
                percent(site.score_bp),
                grouped(site.nonconformities),
            )
            for site in facts.figures.sites
        ),
    )


def _draw_apart(sheet: Sheet, apart: Sequence[Inspection]) -> None:
    columns = (
        Column(title=sheet.say("inspection"), x=LEFT, width=span(2)),
        Column(title=sheet.say("answer"), x=column(2), width=span(2)),
        Column(title="", x=column(4), width=span(8)),
    )
    rows = (
        (
            one.number,
            sheet.say("answers_count", one.answered, one.asked),
            _why(one, sheet.language),
        )
        for one in apart
    )
    draw_table(sheet, columns, rows)


def _why(one: Inspection, language: str) -> str:
    """Its life, what it lacks by count, and how many doubts there are, in one line."""
    parts = [] if one.life == "submitted" else [label(language, one.life)]
    parts += [counted(one.missing, language)] if one.life == "submitted" else []
    parts += [label(language, "doubtful", len(one.doubts))] if one.doubts else []
    return label(language, "and_then").join(part for part in parts if part)


def _counted(sheet: Sheet, pairs: Sequence[tuple[Text, int]], hue: str) -> list[Bar]:
    return [Bar(name=sheet.read(n), value=c, text=grouped(c), hue=hue) for n, c in pairs]


def _bars(sheet: Sheet, key: str, bars: Sequence[Bar]) -> None:
    shown = bars[:12]
    height = 19.0 * len(shown)
    draw_heading(sheet, sheet.both(key), room=height + 30)
    box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=height)
    draw_bars(sheet, box, shown, 230)
    sheet.y -= height + 14


def _note(sheet: Sheet, text: str) -> None:
    sheet.need(30)
    box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=0)
    sheet.y = sheet.paragraph(box, text, note_style()) - 9
