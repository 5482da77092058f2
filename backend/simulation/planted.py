"""Faults on purpose, each seen in some product: a simulator that does not find them is blind.

A fault is a change of words in one file, made while the file is loaded: the code that is tested is
the code that is served, but for these words.
"""

from __future__ import annotations

import importlib.machinery
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT = Path(__file__).parents[2]
SEEDS_MAX = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """In `file` the words `before` give way to `after`; `promise` is what is broken by it."""

    name: str
    file: str
    before: str
    after: str
    promise: str
    seed: int

    @property
    def on_the_tablet(self) -> bool:
        """Whether the fault is in the app, which is bundled for node."""
        return self.file.endswith(".ts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunt:
    """Whether a planted fault was found, by which seed and which promise."""

    name: str
    seed: int | None
    violation: str | None
    seeds: int


class ChangedSource(importlib.machinery.SourceFileLoader):
    """Loads a module with the planted words in it."""

    def __init__(self, name: str, path: str, planted: Planted) -> None:
        super().__init__(name, path)
        self._planted = planted

    def get_code(self, fullname: str) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Compile the changed text; what was compiled before does not count."""
        text = Path(self.path).read_text(encoding="utf-8")
        return compile(changed(self._planted, text), self.path, "exec", dont_inherit=True)


class PlantingFinder(MetaPathFinder):
    """Finds the one module that holds the fault."""

    def __init__(self, planted: Planted) -> None:
        self._planted = planted

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module of the planted file, and no other."""
        assert target is None or fullname
        if fullname.replace(".", "/") + ".py" != self._planted.file:
            return None
        place = str(ROOT / self._planted.file)
        loader = ChangedSource(fullname, place, self._planted)
        return importlib.machinery.ModuleSpec(fullname, loader, origin=place)


def changed(planted: Planted, text: str) -> str:
    """The text with the fault in it; raises ValueError unless its words stand there once."""
    if text.count(planted.before) != 1:
        raise ValueError(f"{planted.file} does not hold these words once: {planted.before}")
    return text.replace(planted.before, planted.after)


def hunt(planted: Planted, first: int, seeds: int) -> Hunt:
    """Look for a planted fault in a process of its own, from this seed on."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "backend.simulation.planted", planted.name, folder]
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, str(first), str(seeds)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
    return Hunt(**json.loads(done.stdout.splitlines()[-1]))


def _child(name: str, folder: str, first: int, seeds: int) -> Hunt:
    from backend.simulation.planted_faults import FAULTS

    planted = next(one for one in FAULTS if one.name == name)
    words = ""
    if planted.on_the_tablet:
        words = json.dumps({"file": planted.file, "from": planted.before, "to": planted.after})
    else:
        sys.meta_path.insert(0, PlantingFinder(planted))
    from backend.serving import configure_logging
    from backend.simulation.running import BUNDLE, Simulator, bundled

    configure_logging("critical")
    simulator = Simulator(bundled(words, Path(folder) if words else BUNDLE))
    try:
        for seed in range(first, first + seeds):
            found = simulator.run(seed)
            if found.violation is not None:
                return Hunt(
                    name=name, seed=seed, violation=found.violation, seeds=seed - first + 1
                )
    finally:
        simulator.close()
    return Hunt(name=name, seed=None, violation=None, seeds=seeds)


if __name__ == "__main__":
    asked, where, begin, count = sys.argv[1:]
    print(json.dumps(asdict(_child(asked, where, int(begin), int(count)))))  # noqa: T201 - read by the parent
