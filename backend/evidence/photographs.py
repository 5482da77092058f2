"""Photographs of the scope, numbered as pages show them; moments in the zone they are shown in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.clock import instant_ms
from backend.files.sniffing import document_extension
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
    """P-01, P-02, … and D-01, … in the order in which pages show them; one file keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}
        self._count: Counter[str] = Counter()

    def of(self, sha256: str, *, document: bool) -> str:
        """The number of a file."""
        if sha256 not in self._numbers:
            letter = "D" if document else "P"
            self._count[letter] += 1
            self._numbers[sha256] = f"{letter}-{self._count[letter]:02d}"
        return self._numbers[sha256]


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """The evidence of one matter, in its zone."""

    found: Gathered
    numbering: PhotoNumbers
    zone: str

    def photo(
        self, sha256: str, caption: str, op: dict[str, Any] | None = None, name: str = ""
    ) -> facts.Photo:
        """A file as a piece of evidence, also when it has not arrived.

        What it is, its bytes say; until they are here, the device's word is taken. `op` is the
        attach, `name` that of a file which came with a move.
        """
        row = self.found.files.get(sha256)
        value: dict[str, Any] = op["value"] if op else {}
        name = value.get("name", name)
        kind = row.type if row else value.get("type", "image/jpeg")
        document = not kind.startswith("image/")
        taken = value.get("taken_at")
        return facts.Photo(
            number=self.numbering.of(sha256, document=document),
            sha256=sha256,
            extension=document_extension(kind, name) if row else "bin",
            bytes=row.bytes if row else value.get("bytes", 0),
            crc32=row.crc32 if row else 0,
            caption=caption,
            taken_at=local_text(taken, self.zone) if taken else None,
            received_at=local(row.received_at, self.zone) if row else None,
            device=op["chain"][:8] if op else "",
            document=document,
            name=name,
            added_at=local_text(op["recorded_at"], self.zone) if op else None,
            effective_on=_day(value.get("effective_on")),
            expires_on=_day(value.get("expires_on")),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
