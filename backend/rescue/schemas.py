"""Wire shapes of rescue files."""

import msgspec


class Rescued(msgspec.Struct):
    """What a rescue file held, and what of it was new here."""

    person: str
    person_name: dict[str, str]
    device: str
    device_name: str
    made_at: str
    known: int
    new: int
    refused: int
    files_known: int
    files_new: int
