"""Photographs of the scope, numbered as pages show them; moments in the zone they are shown in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.clock import instant_ms
from backend.files.sniffing import extension
from reports import facts

if TYPE_CHECKING:
    from backend.evidence.gathered import Gathered

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local(ms: int, zone: str) -> datetime:
    """A moment in the zone it is printed in; UTC for a zone that only the device knows."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = ZoneInfo("UTC")
    return (EPOCH + timedelta(milliseconds=ms)).astimezone(known)


def local_text(text: str, zone: str) -> datetime:
    """The same from an instant's text."""
    return local(instant_ms(text), zone)


class PhotoNumbers:
    """P-01, P-02, … in the order in which pages show them; one file keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def of(self, sha256: str) -> str:
        """The number of a file."""
        return self._numbers.setdefault(sha256, f"P-{len(self._numbers) + 1:02d}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """The photographs of one matter, in its zone."""

    found: Gathered
    numbering: PhotoNumbers
    zone: str

    def photo(self, sha256: str, caption: str, op: dict[str, Any] | None = None) -> facts.Photo:
        """A file as a piece of evidence, also when it has not arrived."""
        row = self.found.files.get(sha256)
        value = (op or {}).get("value", {})
        taken = value.get("taken_at")
        return facts.Photo(
            number=self.numbering.of(sha256),
            sha256=sha256,
            extension=extension(row["type"]) if row else "bin",
            bytes=row["bytes"] if row else value.get("bytes", 0),
            crc32=row["crc32"] if row else 0,
            caption=caption,
            taken_at=local_text(taken, self.zone) if taken else None,
            received_at=local(row["received_at"], self.zone) if row else None,
            device=op["chain"][:8] if op else "",
        )
