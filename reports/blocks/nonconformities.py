"""A nonconformity: fact, cause, actions, deadlines with counted intervals, photos, history."""

from collections.abc import Sequence
from itertools import zip_longest

from reports.account import listed
from reports.blocks.clipping import TEXT_IN_FIELD_MAX, Clipper, Rest
from reports.blocks.documents import draw_documents
from reports.blocks.inspections import clock
from reports.drawing.charts import DayBar, DayMark, draw_days
from reports.drawing.look import (
    EDGE,
    HUES,
    LEFT,
    MUTED,
    NAVY,
    TEAL,
    TONES,
    WHITE,
    WIDTH,
    column,
    span,
    tone_of,
)
from reports.drawing.parts import (
    Badge,
    Column,
    Photos,
    badge_width,
    draw_badge,
    draw_heading,
    draw_mark,
    draw_photo,
    draw_table,
    draw_tag,
    field,
    note_style,
    photo_height,
)
from reports.drawing.sheet import KICKER, LABEL, TITLE, Box, Sheet, Style, centred
from reports.facts import Action, Deadline, Effectiveness, Event, Interval, Nonconformity
from reports.pieces import Photo, documents, photographs
from reports.words import code_name, grouped, label

Shot = tuple[Photo, str, str]
DONE_STATES = frozenset({"closed", "effective", "verified"})
DAYS_SHOWN_MAX = 31
WHY_MAX, WHYS_SHOWN_MAX = 240, 10
PALE_TEAL = "#e6f2f0"
# A frame for a photograph that is not there, and the most that a whole one takes.
PHOTO_FRAME, PHOTO_MOST = 124.0, 260.0


def draw_nonconformity(sheet: Sheet, found: Nonconformity, photos: Photos) -> list[Rest]:
    """One nonconformity from a fresh page on; gives (place, rest) of texts too long for it."""
    clipper = Clipper(sheet=sheet)
    sheet.start_page()
    _draw_head(sheet, found)
    _draw_columns(sheet, found, clipper)
    for action in found.actions:
        if action.deadline is not None:
            _draw_deadline(sheet, action, action.deadline)
    _draw_photos(sheet, found, photos)
    draw_documents(sheet, documents((*found.photos_before, *found.photos_after)))
    _draw_history(sheet, found)
    if found.effectiveness is not None:
        _draw_effectiveness(sheet, found.effectiveness)
    return clipper.rest


def _draw_head(sheet: Sheet, found: Nonconformity) -> None:
    title = sheet.read(found.title)
    key = f"nonconformity-{found.number}"
    sheet.document.bookmark(f"{found.number} {title}", 0, sheet.y + 20, key)
    y, right_edge = sheet.y - 12, EDGE
    state = code_name(sheet.language, found.state)
    state_tone = "ok" if found.state in DONE_STATES else "info"
    severity = code_name(sheet.language, found.severity)
    for text, tone in ((state, state_tone), (severity, tone_of(found.severity))):
        badge = Badge(text=text, tone=tone, size=8.2)
        draw_badge(sheet, right_edge - badge_width(sheet, badge), y + 0.4, badge)
        right_edge -= badge_width(sheet, badge) + 6
    numbers = " · ".join([found.number, *(action.number for action in found.actions)])
    with sheet.document.tag("P"):
        text = f"{sheet.both('nonconformity')} {numbers}"
        sheet.lines(LEFT, y, sheet.wrap(text, KICKER, right_edge - LEFT - 10)[:1], KICKER)
    box = Box(x=LEFT, top=y - 6, width=WIDTH, height=0)
    sheet.y = sheet.paragraph(box, title, TITLE, "H1") - 18
    second = sheet.second_of(found.title)
    if second:
        with sheet.document.tag("P"):
            sheet.text(LEFT, sheet.y, second, Style(size=11, colour=MUTED))
        sheet.y -= 14
    sheet.rule(sheet.y + 4)


def _draw_columns(sheet: Sheet, found: Nonconformity, clipper: Clipper) -> None:
    width, top = span(6) - 4, sheet.y - 2
    by_kind = {action.kind: action for action in reversed(found.actions)}
    corrective = "; ".join(a.title for a in found.actions if a.kind != "correction")
    correction = found.correction or getattr(by_kind.get("correction"), "title", "")
    texts = (
        ("statement", found.statement),
        ("criterion", found.criterion),
        ("evidence", found.evidence),
        ("incomplete", "; ".join(listed(found.missing, sheet.language))),
        ("correction", correction),
        ("corrective", corrective),
    )
    y = top
    for key, text in texts:
        if text:
            box = Box(x=LEFT, top=y, width=width, height=0)
            shown = clipper.clip(f"{found.number} · {sheet.say(key)}", text, TEXT_IN_FIELD_MAX)
            y = field(sheet, box, sheet.both(key), shown) - 5
    side = _draw_cause(sheet, found, top, clipper)
    first = next(iter(found.actions), None)
    if first is not None:
        right, half = column(6) + 4, (span(6) - 4) / 2
        people = ((sheet.both("owner"), first.owner), (sheet.both("verifier"), first.verifier))
        ends = [
            field(
                sheet,
                Box(x=right + i * half, top=side - 4, width=half - 14, height=0),
                n,
                v or "–",
            )
            for i, (n, v) in enumerate(people)
        ]
        side = min(ends)
    sheet.y = min(y, side) - 6


def _draw_cause(sheet: Sheet, found: Nonconformity, top: float, clipper: Clipper) -> float:
    x, width, y = column(6) + 4, span(6) - 4, top
    place = f"{found.number} · {sheet.say('root_cause', len(found.cause.whys))}"
    whys = [clipper.clip(place, why, WHY_MAX) for why in found.cause.whys[:WHYS_SHOWN_MAX]]
    if whys:
        with sheet.document.tag("P"):
            sheet.text(x, y - 7, sheet.both("root_cause", len(whys)), LABEL)
        y -= 13
        with sheet.document.group("L"):
            for index, why in enumerate(whys):
                y = _draw_why(sheet, Box(x=x, top=y, width=width, height=0), index, why, len(whys))
        y -= 8
    for name, causes in found.cause.branches:
        box = Box(x=x, top=y, width=width, height=0)
        y = (
            field(sheet, box, f"{sheet.say('fishbone')}: {sheet.read(name)}", "; ".join(causes))
            - 5
        )
    return y


def _draw_why(sheet: Sheet, box: Box, index: int, why: str, count: int) -> float:
    """A step of the ladder, each a little further in; the last is the root cause."""
    last, inset = index == count - 1, min(index, 8) * 5
    x, y = box.x + inset, box.top
    style = Style(size=8.8, leading=12, bold=last)
    lines = sheet.wrap(why, style, box.width - 30 - inset)
    height = len(lines) * 12 + 8
    with sheet.document.artifact():
        if last:
            ground = Box(x=x, top=y + 1, width=box.width - inset, height=height)
            sheet.fill(ground, PALE_TEAL, 3)
        if index:
            sheet.line((x + 4, y + 2.5), (x + 4, y - 2), "#9aa6b2", 0.8)
    with sheet.document.group("LI"):
        with sheet.document.tag("Lbl"):
            circle = Box(x=x + 2, top=y - 1.6, width=13, height=13)
            sheet.fill(circle, TEAL if last else "#dfe6ec", 6.5)
            number = Style(size=7.6, bold=True, colour=WHITE if last else NAVY)
            sheet.text(x + 8.5, y - 11, str(index + 1), centred(number))
        with sheet.document.tag("LBody"):
            sheet.lines(x + 22, y - 11.2, lines, style)
    return y - height


def _draw_deadline(sheet: Sheet, action: Action, deadline: Deadline) -> None:
    days = deadline.intervals[:DAYS_SHOWN_MAX]
    height = 17.0 * len(days) + 16
    sheet.y -= 4
    sheet.need(height + 60)
    sheet.rule(sheet.y + 4)
    name = sheet.say("deadline", action.number, sheet.read(deadline.title), deadline.calendar)
    draw_heading(sheet, name, room=height + 40)
    if days:
        bars = [_day_bar(sheet, day) for day in days]
        box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=height)
        draw_days(sheet, box, bars, _day_marks(sheet, deadline, days))
        total = sum(end - start for day in deadline.intervals for start, end in day.counted)
        with sheet.document.tag("P"):
            bottom = box.top - 17.0 * len(days)
            sheet.line((EDGE - 44, bottom + 1.5), (EDGE, bottom + 1.5), NAVY, 0.7)
            style = Style(size=8, bold=True, colour=NAVY, align="right")
            sheet.text(EDGE, bottom - 9, hours(total), style)
        sheet.y -= height + 4
    for text in _deadline_notes(sheet, deadline):
        sheet.need(20)
        box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=0)
        sheet.y = sheet.paragraph(box, text, note_style(MUTED)) - 10.5


def hours(minutes: int) -> str:
    """`6 h 57`"""
    return f"{minutes // 60} h {minutes % 60:02d}"


def _day_bar(sheet: Sheet, day: Interval) -> DayBar:
    counted = sum(end - start for start, end in day.counted)
    nothing = sheet.read(day.note) or sheet.say("not_counted")
    weekday = WEEKDAYS[sheet.language.startswith("zh")][day.day.weekday()]
    return DayBar(
        name=f"{weekday} {day.day:%m-%d}",
        office=day.office,
        counted=day.counted,
        total=hours(counted) if counted else nothing,
    )


WEEKDAYS = (
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
)


def _day_marks(sheet: Sheet, deadline: Deadline, days: Sequence[Interval]) -> list[DayMark]:
    place = {day.day: index for index, day in enumerate(days)}
    marks: list[DayMark] = []
    for moment, key, tone in (
        (deadline.due_at, "due", "critical"),
        (deadline.done_at, "done", "ok"),
    ):
        if moment is not None and moment.date() in place:
            minute = moment.hour * 60 + moment.minute
            day = place[moment.date()]
            marks.append(DayMark(day=day, minute=minute, text=sheet.say(key), tone=tone))
    return marks


def _deadline_notes(sheet: Sheet, deadline: Deadline) -> list[str]:
    due, done = deadline.due_at, deadline.done_at
    notes = [sheet.read(day.note) for day in deadline.intervals if day.note and day.counted]
    if due is None:
        end = deadline.covers_to
        notes.append(
            sheet.say("clock_paused") if end is None else sheet.say("no_due", f"{end:%Y-%m-%d}")
        )
    elif done is None:
        notes.append(sheet.say("due_open", clock(due)))
    else:
        gap = hours(int(abs((due - done).total_seconds())) // 60)
        side = sheet.say("before_due" if done <= due else "after_due")
        values = (side, gap) if sheet.language.startswith("zh") else (gap, side)
        notes.append(sheet.say("due_done", clock(due), clock(done), *values))
    if deadline.provisional_from is not None:
        notes.append(sheet.say("provisional", f"{deadline.provisional_from:%Y-%m-%d}"))
    for one in deadline.extensions:
        if one.approved_by:
            values = (one.added, one.asked_by, one.reason, one.approved_by)
            notes.append(sheet.say("extension", *values))
        else:
            notes.append(sheet.say("extension_open", one.added, one.asked_by, one.reason))
    return notes


def _draw_photos(sheet: Sheet, found: Nonconformity, photos: Photos) -> None:
    before = [(photo, "before", "critical") for photo in photographs(found.photos_before)]
    after = [(photo, "after", "ok") for photo in photographs(found.photos_after)]
    for pair in _pairs(before, after):
        heights = (
            photo_height(one[0], photos, span(6), frame=PHOTO_FRAME, most=PHOTO_MOST)
            for one in pair
            if one is not None
        )
        height = max(heights)
        sheet.y -= 4
        sheet.need(height + 28)
        for place, one in enumerate(pair):
            if one is not None:
                photo, key, tone = one
                box = Box(x=column(place * 6), top=sheet.y, width=span(6), height=height)
                draw_photo(sheet, box, photo, photos)
                with sheet.document.tag("Caption"):
                    draw_tag(sheet, (box.x + 7, box.top - 7), sheet.say(key), tone)
                    _caption(sheet, box, photo)
        sheet.y -= height + 18


def _pairs(before: list[Shot], after: list[Shot]) -> list[tuple[Shot | None, Shot | None]]:
    """Before beside after; where there is only one of the two, two of it side by side."""
    if before and after:
        return list(zip_longest(before, after))
    only = before or after
    return list(zip_longest(only[::2], only[1::2]))


def _caption(sheet: Sheet, box: Box, photo: Photo) -> None:
    taken = clock(photo.taken_at) if photo.taken_at else ""
    parts = (photo.number, taken, f"SHA-256 {photo.sha256[:8]}…", photo.caption)
    text = " · ".join(part for part in parts if part)
    style = Style(size=7.2, colour=MUTED)
    sheet.lines(box.x, box.bottom - 10, sheet.wrap(text, style, box.width)[:1], style)


def _draw_history(sheet: Sheet, found: Nonconformity) -> None:
    events: list[tuple[str, Event]] = [("", event) for event in found.events]
    for action in found.actions:
        events += [(action.number, event) for event in action.events]
    if not events:
        return
    events.sort(key=lambda pair: (pair[1].received_at, pair[1].ledger_seq or 0))
    sheet.y -= 2
    draw_heading(sheet, sheet.both("history"), room=80)
    columns = (
        Column(title=sheet.say("tablet_time"), x=LEFT, width=82),
        Column(title=sheet.say("server_time"), x=LEFT + 88, width=82),
        Column(title=sheet.say("event"), x=LEFT + 176, width=190),
        Column(title=sheet.say("person"), x=LEFT + 372, width=78),
        Column(title=sheet.say("ledger"), x=EDGE - 44, width=44, number=True),
    )
    draw_table(sheet, columns, (_event_row(sheet, number, event) for number, event in events))


def _event_row(sheet: Sheet, number: str, event: Event) -> tuple[str, ...]:
    name = code_name(sheet.language, event.code)
    told = " · ".join(part for part in (event.detail, due_moved(event, sheet.language)) if part)
    text = f"{number} {name}".strip() + (f": {told}" if told else "")
    seq = grouped(event.ledger_seq) if event.ledger_seq is not None else "–"
    recorded = f"{event.recorded_at:%Y-%m-%d %H:%M}" if event.recorded_at else "–"
    return recorded, f"{event.received_at:%Y-%m-%d %H:%M}", text, event.actor, seq


def due_moved(event: Event, language: str) -> str:
    """The due moment before and after a move that changed it; empty for all others."""
    if event.due is None:
        return ""
    named = (clock(one) if one else label(language, "due_never") for one in event.due)
    return label(language, "due_moved", *named)


def _draw_effectiveness(sheet: Sheet, effect: Effectiveness) -> None:
    sheet.need(58)
    clean = sum(1 for _, good in effect.checks if good)
    box = Box(x=LEFT, top=sheet.y, width=WIDTH, height=44)
    with sheet.document.artifact():
        sheet.fill(box, TONES["ok"][1], 4)
    with sheet.document.tag("H2"):
        head = Style(size=8.8, bold=True, colour=TONES["ok"][0])
        sheet.text(LEFT + 12, box.top - 15, sheet.both("effectiveness"), head)
    values = (clean, len(effect.checks), effect.k, effect.n, effect.window_days)
    text = sheet.say("effective_rule", *values)
    style = Style(size=7.8, leading=10.4)
    with sheet.document.tag("P"):
        sheet.lines(LEFT + 12, box.top - 27.5, sheet.wrap(text, style, span(8) - 20)[:2], style)
    shown = effect.checks[-6:]
    dots = Box(x=column(8), top=box.top, width=span(4), height=box.height)
    with sheet.figure(", ".join(f"{day:%m-%d}" for day, _ in shown), dots):
        for index, (day, good) in enumerate(shown):
            x = EDGE - 22 - (len(shown) - 1 - index) * 31
            tone = "ok" if good else "critical"
            sheet.fill(Box(x=x - 7, top=box.top - 10, width=14, height=14), HUES[tone], 7)
            draw_mark(sheet, (x, box.top - 17), tone, WHITE)
            sheet.text(x, box.top - 34, f"{day:%m-%d}", centred(Style(size=6.8)))
    sheet.y -= box.height + 10
