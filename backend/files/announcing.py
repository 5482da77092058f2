"""What a device says before it sends a file."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.files import uses
from backend.files.records import UploadRow
from backend.ids import new_id
from backend.problems import RefusedError, field_refused

if TYPE_CHECKING:
    from backend.permissions import Caller
    from backend.plumbing.shell import Shell

UPLOAD_DAYS = 7
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a device says it is going to send."""

    sha256: str
    type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A transfer that is about to be entered."""

    id: str
    expires_at: int


def announced(shell: Shell, length: int, metadata: str) -> Announced:
    """What `Upload-Length` and `Upload-Metadata` say, where it may be sent."""
    given = _metadata(metadata)
    sha256 = given.get("sha256", "")
    if not uses.HASH.match(sha256):
        raise field_refused("Upload-Metadata.sha256", "64 hex digits.", "64 位十六进制数。")
    if not 0 < length <= shell.settings.file_bytes_max:
        raise RefusedError("too_large")
    return Announced(sha256=sha256, type=given.get("type", "")[:100], bytes=length)


def new_transfer(shell: Shell) -> Opened:
    """A transfer's id and end."""
    now = shell.clock.now()
    return Opened(id=new_id(now, shell.random), expires_at=now + UPLOAD_DAYS * DAY_MS)


def upload_row(caller: Caller, given: Announced, opened: Opened, *, known: bool) -> UploadRow:
    """The row of a transfer; `known` where no bytes are to come any more."""
    return UploadRow(
        organisation=caller.organisation,
        id=opened.id,
        sha256=given.sha256,
        type=given.type,
        bytes=given.bytes,
        person=caller.person,
        expires_at=opened.expires_at,
        metadata="known" if known else "",
    )


def _metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata` of tus: comma-separated names with values in base64."""
    values: dict[str, str] = {}
    for pair in header.split(",") if header else []:
        name, _, value = pair.strip().partition(" ")
        try:
            values[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise field_refused(
                "Upload-Metadata", "Values are base64.", "值须为 base64。"
            ) from error
    return values
