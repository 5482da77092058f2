"""Charts as vectors: a trend line, bars with numbers, the days of a deadline."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.drawing.look import HUES, INK, MUTED, NAVY, TEAL, TONES, WHITE
from reports.drawing.sheet import Box, Sheet, Style, centred, right
from reports.words import percent

TRACK, GRID, AREA, SPAN = "#eef1f4", "#e3e8ed", "#e2f0ee", "#8fb8b3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: name, value, what stands at its end, hue."""

    name: str
    value: int
    text: str
    hue: str = TEAL


def draw_trend(
    sheet: Sheet, box: Box, points: Sequence[tuple[str, int]], target_bp: int | None
) -> None:
    """Scores over time in basis points, with the target as a line."""
    values = [value for _, value in points] + ([target_bp] if target_bp is not None else [])
    low = max(0, (min(values) // 1000 - (1 if min(values) % 1000 < 200 else 0)) * 1000)
    scale = _Scale(box=box, low=low, high=10_000, count=len(points))
    tiny, small = Style(size=7, colour=NAVY), Style(size=7.2, colour=MUTED)
    alt = ", ".join(f"{name} {percent(value)}" for name, value in points)
    with sheet.figure(alt, box):
        step = 1000 if scale.high - low <= 3000 else 2000 if scale.high - low <= 6000 else 5000
        for mark in range(low, scale.high + 1, step):
            y = scale.y(mark)
            sheet.line((box.x + 24, y), (box.right - 10, y), GRID, 0.5)
            sheet.text(box.x + 18, y - 2.6, str(mark // 100), right(small))
        line = [(scale.x(index), scale.y(value)) for index, (_, value) in enumerate(points)]
        if len(line) > 1:
            base = scale.y(low)
            sheet.area([(line[0][0], base), *line, (line[-1][0], base)], AREA)
        if target_bp is not None:
            y = scale.y(target_bp)
            sheet.line((box.x + 24, y), (box.right - 10, y), NAVY, 0.7)
            sheet.text(box.x + 28, y + 3.6, sheet.say("target", percent(target_bp)), tiny)
        sheet.path(line if len(line) > 1 else line * 2, TEAL, 1.8)
        _draw_points(sheet, scale, points, target_bp)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    box: Box
    low: int
    high: int
    count: int

    def x(self, index: int) -> float:
        if self.count == 1:
            return self.box.x + self.box.width / 2
        return self.box.x + 40 + index * (self.box.width - 68) / (self.count - 1)

    def y(self, value: int) -> float:
        part = (value - self.low) / max(1, self.high - self.low)
        return self.box.bottom + 16 + part * (self.box.height - 28)


def _draw_points(
    sheet: Sheet, scale: _Scale, points: Sequence[tuple[str, int]], target_bp: int | None
) -> None:
    every = max(1, (len(points) + 11) // 12)
    for index, (name, value) in enumerate(points):
        x, y = scale.x(index), scale.y(value)
        dot = Box(x=x - 2.6, top=y + 2.6, width=5.2, height=5.2)
        last = index == len(points) - 1
        sheet.fill(dot, TEAL if last else WHITE, 2.6)
        sheet.stroke(dot, TEAL, 1.3, radius=2.6)
        if index % every and not last:
            continue
        near = target_bp is not None and 0 <= scale.y(target_bp) - y < 14
        text = percent(value).removesuffix(" %")
        style = Style(size=7.2, bold=True)
        sheet.text(x, y - 12 if near else y + 6.5, text, centred(style))
        sheet.text(x, scale.box.bottom + 4, name, centred(Style(size=7.2, colour=MUTED)))


def draw_bars(sheet: Sheet, box: Box, bars: Sequence[Bar], name_width: float) -> None:
    """Horizontal bars under each other; the box's height is shared evenly."""
    step = box.height / max(1, len(bars))
    most = max([bar.value for bar in bars] + [1])
    style = Style(size=8.2, leading=10)
    track = box.width - name_width - 42
    with sheet.figure("; ".join(f"{bar.name} {bar.text}" for bar in bars), box):
        for index, bar in enumerate(bars):
            y = box.top - index * step - step / 2 - 3
            name = sheet.wrap(bar.name, style, name_width - 6)
            sheet.lines(box.x, y, [_shortened(name)], style)
            left = box.x + name_width
            sheet.fill(Box(x=left, top=y + 8.5, width=track, height=11), TRACK, 2)
            if bar.value:
                wide = max(5, track * bar.value / most)
                sheet.fill(Box(x=left, top=y + 8.5, width=wide, height=11), bar.hue, 2)
            sheet.text(box.right, y, bar.text, right(Style(size=9, bold=True)))


def _shortened(lines: Sequence[str]) -> str:
    return lines[0] if len(lines) == 1 else f"{lines[0]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """A day of a deadline: its name, office and counted spans in minutes, the sum in words."""

    name: str
    office: Sequence[tuple[int, int]]
    counted: Sequence[tuple[int, int]]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """A moment on one day's bar."""

    day: int
    minute: int
    text: str
    tone: str


def draw_days(sheet: Sheet, box: Box, days: Sequence[DayBar], marks: Sequence[DayMark]) -> None:
    """Each counted interval as a bar on its day; marks for due and done."""
    spans = [span for day in days for span in (*day.office, *day.counted)]
    minutes = [mark.minute for mark in marks]
    first = min([start for start, _ in spans] + minutes + [8 * 60]) // 60
    last = -(-max([end for _, end in spans] + minutes + [18 * 60]) // 60)
    left, width = box.x + 74, box.width - 74 - 62

    def place(minute: int) -> float:
        return left + (minute / 60 - first) / max(1, last - first) * width

    alt = "; ".join(f"{day.name}: {day.total}" for day in days)
    bottom = box.top - len(days) * 17
    with sheet.figure(alt, box):
        for hour in range(first, last + 1, 2 if last - first <= 14 else 4):
            x = place(hour * 60)
            sheet.line((x, bottom + 1), (x, box.top - 1), GRID, 0.5)
            sheet.text(x, bottom - 9, f"{hour:02d}:00", centred(Style(size=6.8, colour=MUTED)))
        for index, day in enumerate(days):
            y = box.top - index * 17 - 12
            counts = bool(day.counted)
            sheet.text(box.x, y, day.name, Style(size=8))
            style = Style(size=8, bold=counts, colour=INK if counts else MUTED)
            sheet.text(box.right, y, day.total, right(style))
            for colour, spans_of in ((TRACK, day.office), (SPAN, day.counted)):
                for start, end in spans_of:
                    x = place(start)
                    bar = Box(x=x, top=y + 7.4, width=place(end) - x, height=10)
                    sheet.fill(bar, colour, 2)
            if not day.office and not counts:
                sheet.line((left, y + 2.4), (left + width, y + 2.4), "#c3ccd5", 0.8)
        for mark in marks:
            _draw_day_mark(sheet, place(mark.minute), box.top - mark.day * 17 - 12, mark)


def _draw_day_mark(sheet: Sheet, x: float, y: float, mark: DayMark) -> None:
    sheet.line((x, y - 4.4), (x, y + 9.6), HUES[mark.tone], 1.6)
    style = Style(size=7, bold=True, colour=TONES[mark.tone][0])
    if mark.tone == "ok":
        width = sheet.width(mark.text, style) + 8
        sheet.fill(Box(x=x - width - 1, top=y + 7.4, width=width, height=10), WHITE, 2)
        sheet.text(x - 4, y + 0.2, mark.text, right(style))
    else:
        sheet.text(x + 4, y + 0.2, mark.text, style)
