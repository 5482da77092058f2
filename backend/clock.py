"""The only place that knows what time it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

Milliseconds = int


class Clock(Protocol):
    """Gives the server's time in milliseconds since 1970-01-01T00:00:00Z."""

    def now(self) -> Milliseconds: ...

    async def sleep_until(self, at: Milliseconds) -> None: ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> Milliseconds:
        return int(datetime.now(tz=UTC).timestamp() * 1000)

    async def sleep_until(self, at: Milliseconds) -> None:
        await asyncio.sleep(max(0, at - self.now()) / 1000)


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was put: for the seeded past and for tests."""

    at: Milliseconds

    def now(self) -> Milliseconds:
        return self.at

    async def sleep_until(self, at: Milliseconds) -> None:
        self.at = max(self.at, at)
        await asyncio.sleep(0)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_text(at: Milliseconds) -> str:
    """Write an instant as `YYYY-MM-DDTHH:MM:SS.mmmZ` (protocol.md §1)."""
    moment = _EPOCH + timedelta(milliseconds=at)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03d}Z"


def instant_ms(text: str) -> Milliseconds:
    """Read such an instant; raises ValueError for any other form."""
    moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def maybe_text(at: Milliseconds | None) -> str | None:
    """`instant_text`, with nothing for nothing."""
    return None if at is None else instant_text(at)
