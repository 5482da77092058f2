"""The cover: what, when, against what, for whom; four figures; what the pack proves."""

from reports.account import Missing, counted, left_out_lines
from reports.drawing.charts import Bar, draw_bars, draw_trend
from reports.drawing.document import PAGE_HEIGHT, PAGE_WIDTH
from reports.drawing.look import (
    EDGE,
    GROUND,
    HUES,
    LEFT,
    MUTED,
    NAVY,
    TEAL,
    WIDTH,
    column,
    span,
    tone_of,
)
from reports.drawing.parts import draw_hash, draw_mark, draw_qr
from reports.drawing.sheet import LABEL, Box, Sheet, Style, centred, coloured, right
from reports.facts import PackFacts, Redaction
from reports.proof.checkpoint import fingerprint
from reports.words import code_name, grouped, label, percent, text_in

PROOF_HEIGHT = 162.0
PALE = "#f7fafb"


def draw_cover(sheet: Sheet, facts: PackFacts) -> None:
    """The first page."""
    sheet.start_page(header=False)
    sheet.document.bookmark(sheet.read(facts.scope.title), 0, PAGE_HEIGHT, "cover")
    _draw_brand(sheet, facts)
    _draw_title(sheet, facts)
    _draw_particulars(sheet, facts)
    _draw_figures(sheet, facts)
    _draw_charts(sheet, facts)
    _draw_proof(sheet, facts)


def _draw_brand(sheet: Sheet, facts: PackFacts) -> None:
    with sheet.document.artifact():
        sheet.fill(Box(x=0, top=PAGE_HEIGHT, width=PAGE_WIDTH, height=6), TEAL)
        sheet.fill(Box(x=LEFT, top=PAGE_HEIGHT - 51, width=11, height=11), TEAL, 2.6)
    brand = Style(size=10.5, bold=True, colour=NAVY)
    with sheet.document.tag("P"):
        sheet.text(LEFT + 18, PAGE_HEIGHT - 60.5, "Fieldseal", brand)
    with sheet.document.tag("P"):
        style = right(Style(size=8.8, colour=MUTED))
        sheet.text(EDGE, PAGE_HEIGHT - 60.5, sheet.read(facts.organisation), style)


def _draw_title(sheet: Sheet, facts: PackFacts) -> None:
    second_title = sheet.second_of(facts.scope.title)
    y = PAGE_HEIGHT - (104 if sheet.second else 118)
    with sheet.document.tag("P"):
        sheet.text(LEFT, y, sheet.both("pack"), Style(size=10.5, bold=True, colour=TEAL))
    title = sheet.read(facts.scope.title)
    big = Style(size=30, leading=36, bold=True, colour=NAVY)
    if len(sheet.wrap(title, big, WIDTH)) > 1:
        big = Style(size=24, leading=29, bold=True, colour=NAVY)
    box = Box(x=LEFT, top=y - 10, width=WIDTH, height=0)
    y = sheet.paragraph(box, title, big, "H1") - 25
    for text, size, colour, gap in (
        (second_title, 17, NAVY, 24),
        (sheet.read(facts.scope.subtitle), 12.5, "#16202a", 19),
        (sheet.second_of(facts.scope.subtitle), 10.5, MUTED, 16),
    ):
        if text:
            with sheet.document.tag("P"):
                sheet.text(LEFT, y, text, Style(size=size, bold=size > 15, colour=colour))
            y -= gap
    sheet.y = y + (4 if sheet.second else -8)


def particulars(facts: PackFacts, language: str) -> list[tuple[str, str]]:
    """(label key, value) of the cover's table; the HTML twin shows the same."""
    scope, issue = facts.scope, facts.issue
    sites = " · ".join(text_in(site, language) for site in scope.sites)
    kinds = " · ".join(code_name(language, kind) for kind in scope.kinds)
    versions = [f"{v.key} v{v.number}" for v in (*facts.templates, *facts.rule_packs)]
    rows = [
        ("scope", "  —  ".join(part for part in (sites, kinds) if part)),
        (
            "period",
            label(language, "period_value", scope.period_from, scope.period_to, scope.zone),
        ),
        ("criteria", " · ".join([*facts.standards, *versions]) or "–"),
        (
            "issued",
            label(language, "issued_value", f"{issue.issued_at:%Y-%m-%d %H:%M}", issue.issued_for),
        ),
        ("not_submitted", _not_submitted(facts, language)),
        ("incomplete", _incomplete(facts, language)),
        ("left_out", left_out(facts, language)),
    ]
    return [(key, value) for key, value in rows if value]


def _not_submitted(facts: PackFacts, language: str) -> str:
    """How many inspections stand apart, and how much of them is answered; empty without any."""
    apart = [one for one in facts.inspections if one.life != "submitted"]
    if not apart:
        return ""
    answered, asked = sum(one.answered for one in apart), sum(one.asked for one in apart)
    said = label(language, "answers_count", grouped(answered), grouped(asked))
    return f"{grouped(len(apart))} · {said} · {', '.join(one.number for one in apart)}"


def _incomplete(facts: PackFacts, language: str) -> str:
    """What was submitted incomplete, and every missing piece counted by its reason."""
    parts = [counted(all_missing(facts), language)]
    if facts.figures.incomplete:
        parts.insert(0, label(language, "incomplete_value", grouped(facts.figures.incomplete)))
    return label(language, "and_then").join(part for part in parts if part)


def all_missing(facts: PackFacts) -> list[Missing]:
    """What submitted inspections and nonconformities lack, and files that a draft names in vain."""
    return [
        *(
            piece
            for one in facts.inspections
            for piece in one.missing
            if one.life == "submitted" or piece.reason == "not_received"
        ),
        *(piece for found in facts.nonconformities for piece in found.missing),
    ]


def left_out(facts: PackFacts, language: str) -> str:
    """How many entries are shown without content, by reason."""
    parts = [
        label(language, "left_out_value", grouped(len(one.entries)), _reason(facts, one, language))
        for one in facts.redactions
    ]
    return label(language, "and_then").join(parts) or label(language, "nothing_left_out")


def _reason(facts: PackFacts, one: Redaction, language: str) -> str:
    if one.reason != "out_of_scope":
        return one.reason
    lines = left_out_lines(facts.coverage, language)
    return label(language, "and_then").join(lines) or label(language, "out_of_scope")


def _draw_particulars(sheet: Sheet, facts: PackFacts) -> None:
    second = dict(particulars(facts, sheet.second)) if sheet.second else {}
    value_style = Style(size=8.8, leading=11.6)
    for key, value in particulars(facts, sheet.language):
        sheet.rule(sheet.y + 2)
        with sheet.document.tag("P"):
            sheet.text(LEFT, sheet.y - 10.4, sheet.both(key), LABEL)
        lines = sheet.wrap(value, value_style, span(10))[:3]
        with sheet.document.tag("P"):
            y = sheet.lines(column(2), sheet.y - 10.6, lines, value_style)
        if key in {"scope", "left_out"} and second.get(key) not in {None, value}:
            small = Style(size=8, leading=11, colour=MUTED)
            with sheet.document.tag("P"):
                y = sheet.lines(column(2), y, sheet.wrap(second[key], small, span(10))[:2], small)
        sheet.y = y + 3.2
    sheet.rule(sheet.y + 2)
    sheet.y -= 18


def figure_cards(facts: PackFacts, language: str) -> list[tuple[str, str, str]]:
    """(number, label key, note) of the four figures."""
    f = facts.figures
    graded = [
        f"{count} {code_name(language, code).lower()}"
        for code, count in f.by_severity.items()
        if count and code in {"critical", "major"}
    ]
    rate = f.actions_on_time * 10_000 // f.actions_closed if f.actions_closed else None
    target = "no_target" if f.target_bp is None else "target"
    values = () if f.target_bp is None else (percent(f.target_bp),)
    return [
        (
            grouped(f.inspections),
            "inspections",
            label(language, "answers_count", grouped(f.answers), grouped(f.asked)),
        ),
        (percent(f.score_bp), "mean_score", label(language, target, *values)),
        (grouped(sum(f.by_severity.values())), "nonconformities", ", ".join(graded) or "–"),
        (percent(rate), "on_time", label(language, "on_time_note", f.actions_closed, f.actions)),
    ]


def _draw_figures(sheet: Sheet, facts: PackFacts) -> None:
    top = sheet.y
    for index, (number, key, note) in enumerate(figure_cards(facts, sheet.language)):
        box = Box(x=column(index * 3), top=top, width=span(3), height=66)
        with sheet.document.artifact():
            sheet.fill(box, GROUND, 4)
        with sheet.document.tag("P"):
            big = Style(size=20, bold=True, colour=NAVY)
            sheet.text(box.x + 12, top - 29, number, big)
        with sheet.document.tag("P"):
            name = Style(size=7.3 if sheet.second else 8, bold=True)
            fitting = sheet.wrap(sheet.both(key), name, box.width - 18)
            sheet.lines(box.x + 12, top - 44, fitting[:1], name)
            sheet.text(box.x + 12, top - 56, note, Style(size=7.3, colour=MUTED))
    sheet.y = top - (84 if sheet.second else 92)


def _draw_charts(sheet: Sheet, facts: PackFacts) -> None:
    room = sheet.y - 58 - PROOF_HEIGHT - 14
    height = max(70.0, min(190.0, room))
    head = Style(size=8.6, bold=True, colour=NAVY)
    for x, key in ((column(0), "trend"), (column(7), "by_severity")):
        with sheet.document.tag("H2"):
            sheet.text(x, sheet.y - 8, sheet.both(key), head)
    box = Box(x=column(0), top=sheet.y - 16, width=span(7), height=height - 16)
    if facts.figures.trend:
        draw_trend(sheet, box, facts.figures.trend, facts.figures.target_bp)
    else:
        sheet.paragraph(box, sheet.say("no_scores"), Style(size=8.4, colour=MUTED))
    bars = [
        Bar(
            name=code_name(sheet.language, code),
            value=count,
            text=str(count),
            hue=HUES[tone_of(code)],
        )
        for code, count in facts.figures.by_severity.items()
    ]
    side = Box(
        x=column(7), top=sheet.y - 18, width=span(5), height=min(30.0 * len(bars), height - 18)
    )
    if bars:
        draw_bars(sheet, side, bars, 62)
    sheet.y -= height + 12


def qr_content(facts: PackFacts) -> str:
    """Origin, size, root and the fingerprint's start: enough to compare by telephone."""
    proof = facts.proof
    key = fingerprint(proof.public_key)[:16]
    return f"{proof.origin}\n{proof.tree_size}\n{proof.root.hex()}\n{key}"


def _draw_proof(sheet: Sheet, facts: PackFacts) -> None:
    top = min(sheet.y, 58 + PROOF_HEIGHT + 6) if sheet.second else sheet.y
    box = Box(x=LEFT, top=top, width=WIDTH, height=PROOF_HEIGHT)
    with sheet.document.artifact():
        sheet.fill(box, PALE, 5)
        sheet.stroke(box, NAVY, 0.8, radius=5)
    with sheet.document.tag("H2"):
        head = Style(size=10, bold=True, colour=NAVY)
        sheet.text(LEFT + 14, top - 20, sheet.both("proves"), head)
    y = _draw_sentences(sheet, facts, top - 36)
    y = _draw_hashes(sheet, facts, min(y - 4, top - 92))
    small = Style(size=7, leading=9.2, colour=MUTED)
    lines = [
        *sheet.wrap(sheet.say("check"), small, 368),
        *sheet.wrap(sheet.say("seal"), small, 368),
    ]
    with sheet.document.tag("P"):
        sheet.lines(LEFT + 14, y, lines, small)
    _draw_code(sheet, facts, top)


def _draw_sentences(sheet: Sheet, facts: PackFacts, y: float) -> float:
    style = Style(size=8.2, leading=11)
    counts: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("proof_1", (grouped(len(facts.proof.entries)),)),
        ("proof_2", ()),
        ("proof_3", (grouped(facts.figures.photos),)),
    )
    with sheet.document.group("L"):
        for key, values in counts:
            with sheet.document.group("LI"):
                with sheet.document.tag("Lbl"):
                    draw_mark(sheet, (LEFT + 18, y + 2.6), "ok", HUES["ok"])
                lines = sheet.wrap(sheet.say(key, *values), style, 338)
                with sheet.document.tag("LBody"):
                    y = sheet.lines(LEFT + 29, y, lines, style) - 1.6
    small = Style(size=7.2, leading=9.4, colour=MUTED)
    with sheet.document.tag("P"):
        return sheet.lines(LEFT + 29, y, sheet.wrap(sheet.say("not_proved"), small, 338), small)


def _draw_hashes(sheet: Sheet, facts: PackFacts, y: float) -> float:
    pairs = (
        (LEFT + 14, sheet.say("fingerprint"), fingerprint(facts.proof.public_key), 23.5),
        (
            LEFT + 218,
            sheet.say("root", grouped(facts.proof.tree_size)),
            facts.proof.root.hex(),
            20.0,
        ),
    )
    for x, name, digest, cell in pairs:
        with sheet.document.tag("P"):
            sheet.text(x, y, name, LABEL)
        draw_hash(sheet, (x, y - 11.4), digest, cell)
    return y - 35


def _draw_code(sheet: Sheet, facts: PackFacts, top: float) -> None:
    box = Box(x=EDGE - 14 - 98, top=top - 14, width=98, height=98)
    draw_qr(sheet, box, qr_content(facts))
    middle, pack = box.x + box.width / 2, facts.issue.pack
    with sheet.document.tag("P"):
        sheet.text(middle, top - 126, sheet.say("pack"), centred(LABEL))
        plain = centred(coloured(Style(size=7.2), "#16202a"))
        sheet.text(middle, top - 137, pack[:18], plain)
        sheet.text(middle, top - 147, pack[18:].lstrip("-"), plain)
