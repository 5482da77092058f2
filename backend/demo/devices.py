"""A tablet of the demo's past: makes operations and sends them through the push door."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.clock import instant_text
from backend.ids import new_id, new_salt
from backend.people import service as people
from backend.sync import service as sync
from checklists.canonical import canonical_bytes, sha256_hex

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.shell import Shell

BATCH = 400


@dataclass(slots=True)
class Tablet:
    """One person's chain; operations wait here until they are sent."""

    shell: Shell
    caller: Caller
    chain: str
    seq: int = 0
    prev: str | None = None
    waiting: list[bytes] = field(default_factory=list[bytes])

    def record(self, kind: str, subject: str, at: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of an operation
        """Make the next operation of the chain, recorded at this moment."""
        self.seq += 1
        op: dict[str, Any] = {
            "v": 1,
            "id": new_id(at, self.shell.random),
            "chain": self.chain,
            "seq": self.seq,
            "prev": self.prev,
            "salt": new_salt(self.shell.random),
            "actor": self.caller.person,
            "about": more.pop("about", "inspection"),
            "subject": subject,
            "kind": kind,
            "recorded_at": instant_text(at),
            **{name: value for name, value in more.items() if value is not None},
        }
        text = canonical_bytes(op)
        self.prev = sha256_hex(text)
        self.waiting.append(text)
        return op

    async def send(self) -> None:
        """Push what waits; every operation must be accepted."""
        while self.waiting:
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            body = b'{"chain":"%s","operations":[%s]}' % (self.chain.encode(), b",".join(batch))
            answer = await sync.push(self.shell, self.caller, body)
            refused = [one for one in answer["statuses"] if one["status"] != "ok"]
            assert not refused, f"the demo's past was refused: {json.dumps(refused[:3])}"


async def tablet_of(shell: Shell, organisation: str, person: str) -> Tablet:
    """A person's tablet with a new chain."""
    async with shell.database.transaction() as tx:
        caller = await people.caller_of(tx, organisation, person)
        chain = await people.new_chain(shell, tx, organisation, person, None)
    return Tablet(shell, caller, chain.id)
