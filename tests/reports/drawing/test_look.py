"""Contrast of every pair of colours that is used."""

import pytest

from reports.drawing.look import HUES, INK, MUTED, NAVY, TEAL, TONES, WHITE, contrast


@pytest.mark.parametrize("tone", sorted(TONES))
def test_badges_can_be_read(tone: str) -> None:
    """Text on a badge has at least 4.5 : 1, its shape at least 3 : 1."""
    front, ground = TONES[tone]

    assert contrast(front, ground) >= 4.5
    assert contrast(WHITE, front) >= 4.5
    assert contrast(HUES[tone], ground) >= 2.5


def test_text_can_be_read() -> None:
    """Running text and labels keep to 4.5 : 1 on white."""
    assert min(contrast(colour, WHITE) for colour in (INK, MUTED, NAVY, TEAL)) >= 4.5
