"""The form of the pages (evidence.md §7): grid, sizes, colours, contrast."""

from reports.drawing.document import PAGE_HEIGHT, PAGE_WIDTH

LEFT, RIGHT, TOP, BOTTOM, GUTTER = 48.0, 48.0, 64.0, 58.0, 12.0
COLUMN = (PAGE_WIDTH - LEFT - RIGHT - 11 * GUTTER) / 12
WIDTH = PAGE_WIDTH - LEFT - RIGHT
EDGE = PAGE_WIDTH - RIGHT
START_Y = PAGE_HEIGHT - TOP
SMALLEST_SIZE = 6.6

INK, NAVY, TEAL, MUTED = "#16202a", "#12324a", "#0f6b64", "#52606d"
LINE, HAIRLINE, GROUND, WHITE = "#d3dae1", "#e3e8ed", "#f4f6f8", "#ffffff"
TONES = {
    "critical": ("#a3201a", "#fdeeec"),
    "major": ("#a1410a", "#fff3e6"),
    "minor": ("#1a56b0", "#edf3fd"),
    "ok": ("#05603a", "#e9f8f0"),
    "na": ("#46525e", "#eef1f4"),
    "info": (NAVY, "#e8eff5"),
}
HUES = {
    "critical": "#c5332b",
    "major": "#d9730d",
    "minor": "#2f6fd0",
    "ok": "#12805c",
    "na": "#8a96a3",
    "info": NAVY,
}
TONE_OF = {
    "pass": "ok",
    "fail": "critical",
    "partial": "major",
    "na": "na",
    "info": "info",
    "open": "na",
    "observation": "na",
}


def tone_of(code: str) -> str:
    """The tone of an outcome or severity."""
    return TONE_OF.get(code, code if code in TONES else "info")


def column(index: int) -> float:
    """Left edge of column 0 to 12."""
    return LEFT + index * (COLUMN + GUTTER)


def span(count: int) -> float:
    """Width of so many columns with the gutters between them."""
    return count * COLUMN + (count - 1) * GUTTER


def rgb(colour: str) -> str:
    """`#rrggbb` as three PDF numbers."""
    value = int(colour[1:], 16)
    return " ".join(f"{(value >> shift & 255) / 255:.3g}" for shift in (16, 8, 0))


def contrast(front: str, back: str) -> float:
    """WCAG contrast ratio of two colours."""
    high, low = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
