"""A hash that goes on from piece to piece spares reading a file again, and decides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend.files import service
from tests.backend.files.test_transfers import CONTENT, a_tablet, stored
from tests.backend.files.transfers import begun, sent

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.worlds import World


@pytest.mark.parametrize("forgotten", [False, True])
async def test_pieces_make_the_same_file_whether_the_hash_is_remembered(
    client: AsyncClient, world: World, *, forgotten: bool
) -> None:
    """Another replica, or a server that was started again, reads the bytes from the disk."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]
    await sent(client, tablet, address, 0, CONTENT[:4000])
    if forgotten:
        service._RUNNING.clear()

    last = await sent(client, tablet, address, 4000, CONTENT[4000:])

    assert last.status_code == 204
    assert stored(world, CONTENT).read_bytes() == CONTENT
    assert service._RUNNING == {}


async def test_a_changed_piece_is_found_when_the_hash_is_remembered(
    client: AsyncClient, world: World
) -> None:
    """One wrong byte in the first piece is known at the end, and the file starts again."""
    tablet = await a_tablet(client, world)
    address = (await begun(client, tablet, CONTENT)).headers["location"]
    await sent(client, tablet, address, 0, b"\x00" + CONTENT[1:4000])

    last = await sent(client, tablet, address, 4000, CONTENT[4000:])

    assert last.status_code == 460
    assert not stored(world, CONTENT).exists()


def test_no_more_hashes_are_remembered_than_there_is_room_for() -> None:
    """Transfers that never end do not fill the memory."""
    service._RUNNING.clear()
    for number in range(service.RUNNING_MAX + 10):
        service._remember(str(number), service.Running())

    assert len(service._RUNNING) == service.RUNNING_MAX
    assert "9" not in service._RUNNING
    service._RUNNING.clear()
