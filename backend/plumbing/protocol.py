"""Which versions of the protocol are spoken here (protocol.md §13): this one and two before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = "Fieldseal-Protocol"
NEWEST = 1
OLDEST = max(1, NEWEST - 2)
# What a client of this version sends along.
SPOKEN = {HEADER: str(NEWEST)}
VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})\Z")


def demand_spoken(said: Sequence[str], *, delivers: bool) -> None:
    """Raise for a caller that does not say its version, or says one that is not spoken here.

    What `delivers` work to the server is taken from older versions too: nobody's record is locked in
    because an app was not updated.
    """
    window: dict[str, object] = {"oldest": OLDEST, "newest": NEWEST}
    version = said[0].strip() if len(said) == 1 else ""
    if not VERSION.match(version):
        raise RefusedError("protocol_missing", more=window)
    if int(version) > NEWEST:
        raise RefusedError("protocol_newer", more=window)
    if int(version) < OLDEST and not delivers:
        raise RefusedError("protocol_older", more=window)
