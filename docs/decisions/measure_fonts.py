"""The figures of 0023: `python docs/decisions/measure_fonts.py FOLDER_OF_CUTS`."""  # noqa: INP001 - a script beside its page, in no package

from __future__ import annotations

import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from backend.evidence.typefaces import fonts_of
from reports.bench import load_of
from reports.report import Drawing, draw_report
from tests.reports.sample_photos import SamplePhotos
from tests.reports.samples import a_pack
from tests.reports.test_every_script import NAMES, of

if TYPE_CHECKING:
    from reports.drawing.fonts import FontBytes
    from reports.facts import PackFacts

ROUNDS = 7


def measured(facts: PackFacts, fonts: FontBytes) -> tuple[float, int]:
    """CPU seconds of the fastest of several rounds, and bytes."""
    best, size = 1e9, 0
    for _ in range(ROUNDS):
        out = BytesIO()
        start = time.process_time()
        draw_report(facts, Drawing(fonts=fonts, photos=SamplePhotos(), sink=out.write))
        best, size = min(best, time.process_time() - start), len(out.getvalue())
    return best, size


def main() -> None:
    """Prints each pack with the chain and without it."""
    with_chain = fonts_of(Path(sys.argv[1]))
    without = replace(with_chain, fallback=())
    for name, facts in (
        ("60 inspections, English", load_of(a_pack("en"), 60)),
        ("60 inspections, Chinese", load_of(a_pack("zh-Hans"), 60)),
        ("one inspection, English", of("Ana Torres")),
        ("one inspection, a Polish name", of(NAMES["Polish"])),
        ("one inspection, an Arabic name", of(NAMES["Arabic"])),
        ("one inspection, 23 scripts", of(" · ".join(NAMES.values()))),
    ):
        (seconds, size), (bare_seconds, bare_size) = (
            measured(facts, fonts) for fonts in (with_chain, without)
        )
        sys.stdout.write(
            f"{name:32} {seconds:7.3f} s {size:9,} bytes   "
            f"without {bare_seconds:7.3f} s {bare_size:9,} bytes\n"
        )


if __name__ == "__main__":
    main()
