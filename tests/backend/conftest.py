"""Packs are built for real: the child process, the fonts and the keys are the product's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.backend.fonts import cut_fonts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.worlds import World


@pytest.fixture(scope="session")
def font_cache() -> Path:
    """The four cuts, made once for all tests."""
    return cut_fonts()


@pytest.fixture
def packing(world: World, font_cache: Path) -> World:
    """A world whose packs need not cut fonts again."""
    settings = replace(world.shell.settings, font_cache=str(font_cache))
    world.shell = replace(world.shell, settings=settings)
    return world
