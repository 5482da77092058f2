"""Log entries of what was accepted, in the transaction that accepts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.ledger import service as ledger

if TYPE_CHECKING:
    from backend.ledger.pen import Pen
    from backend.sync.admitting import PushWorld
    from checklists.admission import Decided


def enter(pen: Pen, world: PushWorld, fresh: list[Decided]) -> dict[str, int]:
    """Enter what was accepted, each verdict right behind its submit; gives places by operation."""
    entries: list[ledger.NewEntry] = []
    places: dict[str, int] = {}
    for one in fresh:
        if one.status != "ok" or one.copy or one.item.op is None:
            continue
        op = one.item.op
        stream = world.stream_of(op)
        places[op["id"]] = len(entries)
        entries.append(
            ledger.NewEntry(
                stream=stream, kind="operation", subject=op["subject"], body_hash=one.item.hash
            )
        )
        sealed = world.recording.sealed_by_operation.get(op["id"])
        if sealed is not None:
            entries.append(
                ledger.NewEntry(
                    stream=stream,
                    kind="verdict",
                    subject=op["subject"],
                    body_hash=sealed.hash,
                    body=sealed.body,
                )
            )
    first = pen.enter(entries)
    return {known: first + place for known, place in places.items()}
