"""The server as it is, by a clock that runs some days ahead: for what can only be seen later."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[4]))

from backend import serving
from backend.clock import SystemClock
from backend.plumbing.shell import Shell
from backend.settings import Settings, load_settings

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class LaterClock:
    """The machine's clock and some days."""

    ahead_ms: int

    def now(self) -> int:
        """The moment that many days from now."""
        return SystemClock().now() + self.ahead_ms

    async def sleep_until(self, at: int) -> None:
        """Waits in real time."""
        await asyncio.sleep(max(0, at - self.now()) / 1000)


def main() -> None:
    """Serve until stopped."""
    parser = ArgumentParser()
    parser.add_argument("--days", type=int, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    settings = load_settings({"data": given.data, "port": given.port, "host": "127.0.0.1"})
    real = serving.shell_from
    clock = LaterClock(given.days * DAY_MS)

    def later(known: Settings) -> Shell:
        return replace(real(known), clock=clock)

    with patch.object(serving, "shell_from", later):
        serving.serve(settings, lambda: None)


if __name__ == "__main__":
    main()
