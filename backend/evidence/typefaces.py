"""The fonts of a pack: the four cuts, made once and kept, and the chain behind them."""

from __future__ import annotations

from functools import partial
from importlib.resources import files as package_files
from os import getpid
from typing import TYPE_CHECKING

from reports.drawing.font_cut import cut_fonts
from reports.drawing.fonts import FontBytes
from reports.scripts.shaping import EMOJI, FallbackFont

if TYPE_CHECKING:
    from pathlib import Path

FONT_NAMES = ("regular", "bold", "latin_regular", "latin_bold")
SC = "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
# Noto fonts (OFL 1.1) and the scripts that each is asked for; the order decides between two.
NOTO = (
    ("NotoSans", ("Latn", "Grek", "Cyrl")),
    ("NotoSansArabic", ("Arab",)),
    ("NotoSansHebrew", ("Hebr",)),
    ("NotoSansThai", ("Thai",)),
    ("NotoSansLao", ("Laoo",)),
    ("NotoSansKhmer", ("Khmr",)),
    ("NotoSansMyanmar", ("Mymr",)),
    ("NotoSansDevanagari", ("Deva",)),
    ("NotoSansBengali", ("Beng",)),
    ("NotoSansGurmukhi", ("Guru",)),
    ("NotoSansGujarati", ("Gujr",)),
    ("NotoSansOriya", ("Orya",)),
    ("NotoSansTamil", ("Taml",)),
    ("NotoSansTelugu", ("Telu",)),
    ("NotoSansKannada", ("Knda",)),
    ("NotoSansMalayalam", ("Mlym",)),
    ("NotoSansSinhala", ("Sinh",)),
    ("NotoSansEthiopic", ("Ethi",)),
    ("NotoSansArmenian", ("Armn",)),
    ("NotoSansGeorgian", ("Geor",)),
    ("NotoEmoji", (EMOJI,)),
    ("NotoSansSymbols", ()),
)
# Characters of Chinese, Japanese and Korean that Noto Sans SC lacks.
EAST_ASIAN = ("TC", "JP", "KR")
EAST_ASIAN_SCRIPTS = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})


def fonts_of(folder: Path) -> FontBytes:
    """The four cuts, made once and kept: half a minute of work; and the chain, read as needed."""
    paths = {name: folder / f"{name}.ttf" for name in FONT_NAMES}
    if not all(path.exists() for path in paths.values()):
        made = cut_fonts(_packaged("justmytype_intl_cjk", SC))
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            part = path.with_suffix(f".{getpid()}.part")
            part.write_bytes(getattr(made, name))
            part.replace(path)
    cuts = {name: path.read_bytes() for name, path in paths.items()}
    return FontBytes(**cuts, fallback=fallback_fonts())


def fallback_fonts() -> tuple[FallbackFont, ...]:
    """The fonts behind Noto Sans SC, in their order."""
    noto = (
        FallbackFont(
            name=name,
            scripts=frozenset(scripts),
            load=partial(_packaged, "manimgx_fonts", f"{name}[wght].ttf"),
        )
        for name, scripts in NOTO
    )
    east_asian = (
        FallbackFont(
            name=f"NotoSans{region}",
            scripts=EAST_ASIAN_SCRIPTS,
            load=partial(
                _packaged,
                "justmytype_intl_cjk",
                f"fonts/ofl/notosans{region.lower()}/NotoSans{region}[wght].ttf",
            ),
        )
        for region in EAST_ASIAN
    )
    return (*noto, *east_asian)


def _packaged(package: str, name: str) -> bytes:
    return (package_files(package) / name).read_bytes()
