"""What W7 makes of the figures of its rounds, without a browser."""

from __future__ import annotations

from backend.bench import tablet


def _round(
    ready: float, frame: float, saved: float | None, *, looked: bool = True
) -> tablet.Round:
    taps = [tablet.Tap(frame=frame, looked=looked, saved=saved) for _ in range(20)]
    return tablet.Round(ready=ready, nodes=500, taps=taps)


def _played(*, looked: bool = True) -> dict[str, list[tablet.Round]]:
    own = [_round(at, 40, 50, looked=looked) for at in (500, 9_000, 520)]
    peer = [_round(at, 100, None, looked=False) for at in (1_000, 1_000, 50)]
    return {"long-parts": own, "long-whole": own, "enketo": peer, "survey": peer}


def test_w7_when_one_round_was_disturbed() -> None:
    """Medians over the rounds decide, each beside the peer of the same run."""
    ready, pressed, saved = tablet.compared("long-parts", _played())

    assert (ready.ratio, ready.good) == (0.52, True)
    assert (pressed.ratio, pressed.good) == (0.4, True)
    assert (saved.ours, saved.good) == ("50 ms", True)


def test_w7_when_a_tap_was_not_seen_in_the_next_frame() -> None:
    """A frame that shows nothing of the tap is no answer to it, however fast it came."""
    _, pressed, _ = tablet.compared("long-whole", _played(looked=False))

    assert not pressed.good
    assert "NOT ALWAYS" in pressed.what
