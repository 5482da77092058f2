"""What the tests of files share: a tus client as small as the protocol allows."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

    from tests.worlds import Tablet

TUS = {"Tus-Resumable": "1.0.0"}


def digest(content: bytes) -> str:
    """The hash a file is known by."""
    return hashlib.sha256(content).hexdigest()


def metadata(sha256: str) -> str:
    """`Upload-Metadata` with the hash."""
    return f"sha256 {base64.b64encode(sha256.encode()).decode()}"


def by_chain(tablet: Tablet) -> dict[str, str]:
    """The headers of a tablet whose session has ended."""
    return {"Authorization": f"Bearer {tablet.session['chain_token']}"}


async def begun(
    client: AsyncClient,
    tablet: Tablet,
    content: bytes,
    *,
    length: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """A transfer is asked for."""
    return await client.post(
        "/api/files",
        headers={
            **(headers or tablet.headers),
            **TUS,
            "Upload-Length": str(len(content) if length is None else length),
            "Upload-Metadata": metadata(digest(content)),
        },
    )


async def sent(
    client: AsyncClient, tablet: Tablet, address: str, offset: int, content: bytes
) -> Response:
    """Bytes at an offset."""
    return await client.patch(
        address,
        content=content,
        headers={
            **tablet.headers,
            **TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        },
    )


async def asked(client: AsyncClient, tablet: Tablet, address: str) -> Response:
    """How much is there."""
    return await client.head(address, headers={**tablet.headers, **TUS})


async def uploaded(client: AsyncClient, tablet: Tablet, content: bytes) -> str:
    """A whole file; gives its hash."""
    start = await begun(client, tablet, content)
    assert start.status_code == 201, start.text
    if start.headers["upload-offset"] == "0":
        done = await sent(client, tablet, start.headers["location"], 0, content)
        assert done.status_code == 204, done.text
    return digest(content)


def a_photo(
    colour: tuple[int, int, int] = (90, 120, 60), size: tuple[int, int] = (640, 480)
) -> bytes:
    """A real JPEG that was taken upright with a phone on its side."""
    out = io.BytesIO()
    image = Image.new("RGB", size, colour)
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010F] = "A maker of phones"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
