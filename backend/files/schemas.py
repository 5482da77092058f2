"""Wire shapes of files."""

from typing import Annotated

import msgspec

KNOWN_MAX = 1_000


class FilesAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Files that a device calls received."""

    sha256: Annotated[list[str], msgspec.Meta(max_length=KNOWN_MAX)]


class FilesMissing(msgspec.Struct):
    """Those of them that this server lacks, in the order asked."""

    missing: list[str]
