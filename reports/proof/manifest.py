"""The signed list of a pack: what is in it, what it shows, and what was left out and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checklists.canonical import canonical_bytes, sha256_hex
from reports.proof.pack_form import Member

PACK_FORMAT = "fieldseal.org/pack/v1"
MANIFEST_NAME = "manifest.json"
MANIFEST_NOTE_NAME = "manifest.sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a pack shows: its id, the log, the period and the streams that must be complete."""

    pack: str
    origin: str
    tree_size: int
    issued_at: datetime
    starts_at: str
    period_from: str
    period_to: str
    zone: str
    streams: Sequence[str]
    redactions: Mapping[str, Sequence[int]]


def instant_text(moment: datetime) -> str:
    """YYYY-MM-DDTHH:MM:SS.mmmZ of an aware UTC moment."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def manifest_bytes(shown: Shown, members: Iterable[Member]) -> bytes:
    """Canonical `manifest.json`: files by name, left-out entries by reason."""
    files = [
        {"name": member.name, "size": member.size, "sha256": member.sha256}
        for member in sorted(members, key=lambda member: member.name)
    ]
    period = {"from": shown.period_from, "to": shown.period_to, "zone": shown.zone}
    left_out = [
        {"reason": reason, "entries": sorted(seqs)}
        for reason, seqs in sorted(shown.redactions.items())
    ]
    return canonical_bytes(
        {
            "format": PACK_FORMAT,
            "pack": shown.pack,
            "origin": shown.origin,
            "ledger_size": shown.tree_size,
            "issued_at": instant_text(shown.issued_at),
            "starts_at": shown.starts_at,
            "period": period,
            "scope": sorted(shown.streams),
            "redactions": left_out,
            "files": files,
        }
    )


def manifest_note_text(pack: str, manifest: bytes) -> str:
    """What `manifest.sig` signs: the format, the pack, the manifest's hash."""
    return f"{PACK_FORMAT}\n{pack}\n{sha256_hex(manifest)}\n"
