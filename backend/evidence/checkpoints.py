"""Signed heads of the ledger: at pack issue, daily, and at stop (evidence.md §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.evidence.keys import ledger_key
from backend.ledger import service as ledger
from reports.proof.checkpoint import Checkpoint, checkpoint_text, sign_note

if TYPE_CHECKING:
    from backend.plumbing.database.transaction import Transaction
    from backend.plumbing.shell import Shell


async def issue(shell: Shell, tx: Transaction, organisation: str) -> int:
    """Enter the heads of all streams and sign the tree's head; gives its size.

    The log's lock must be held. The heads entry counts itself, so that the end of the ledger is
    no hiding place.
    """
    heads = await ledger.stream_heads(tx, organisation)
    heads[organisation] = heads.get(organisation, 0) + 1
    body = ledger.server_body(shell, "heads", {"heads": heads})
    entry = ledger.entry_with(organisation, "heads", organisation, body)
    await ledger.append(tx, organisation, shell.clock.now(), [entry])
    head = await ledger.tree_head(tx, organisation)
    key = ledger_key(shell.settings.data, organisation)
    checkpoint = Checkpoint(origin=head.origin, size=head.size, root=head.root)
    note = sign_note(
        checkpoint_text(checkpoint), name=head.key_name, public=key.public, sign=key.sign
    )
    await ledger.keep_checkpoint(tx, organisation, head, note)
    return head.size
