"""The cuts of the fonts, made once for a whole run of the tests."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from backend.evidence.typefaces import fonts_of


@cache
def cut_fonts() -> Path:
    """A folder with the four cuts."""
    folder = Path(tempfile.mkdtemp(prefix="fieldseal-fonts-"))
    fonts_of(folder)
    return folder
