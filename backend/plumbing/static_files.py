"""The built web app: hashed names for ever, everything else asked for each time."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import MediaType, Request, Response, get
from litestar.datastructures import State

from backend.permissions import Permission
from backend.plumbing.shell import GivenShell
from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

STATIC = Path(__file__).parents[1] / "static"
HASHED = re.compile(r"[-.][0-9A-Za-z_-]{8,}\.[a-z0-9]+\Z")
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
}
AnyRequest = Request[None, None, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file of the app with its packed twins."""

    content: bytes
    kind: str
    packed: Mapping[str, bytes]
    immutable: bool


class Pages:
    """All files of the built app, read once; there are few and they are small."""

    def __init__(self, folder: Path) -> None:
        self._pages = {
            str(path.relative_to(folder)): _page(path, folder)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in {".gz", ".br"}
        }

    def get(self, path: str) -> Page | None:
        return self._pages.get(path)


def _page(path: Path, folder: Path) -> Page:
    twins = {"br": path.with_name(path.name + ".br"), "gzip": path.with_name(path.name + ".gz")}
    kind = (
        TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )
    if kind.endswith("json"):
        kind += "; charset=utf-8"
    in_assets = path.parent != folder
    return Page(
        content=path.read_bytes(),
        kind=kind,
        packed={name: twin.read_bytes() for name, twin in twins.items() if twin.exists()},
        immutable=in_assets and HASHED.search(path.name) is not None,
    )


@get(
    ["/", "/{path:path}"],
    operation_id="GetPage",
    include_in_schema=False,
    media_type=MediaType.HTML,
    opt={"permission": Permission.public, "any_query": True, "packed_already": True},
)
async def page(request: AnyRequest, shell: GivenShell) -> Response[bytes]:
    """A file of the app; for an unknown address of a page, the app itself."""
    name = str(request.path_params.get("path", "")).lstrip("/")
    if name.startswith(("api/", "health", "metrics")):
        raise RefusedError("not_found")
    pages = shell.documents.made(f"static:{STATIC}", lambda: Pages(STATIC))
    assert isinstance(pages, Pages)
    found = pages.get(name or "index.html")
    if found is None and "text/html" in request.headers.get("accept", ""):
        found = pages.get("index.html")
    if found is None:
        raise RefusedError("not_found")
    return _answer(request, found)


def _answer(request: AnyRequest, found: Page) -> Response[bytes]:
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((name for name in found.packed if name in accepted), None)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if found.immutable else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if encoding is not None:
        headers["Content-Encoding"] = encoding
    content = found.packed[encoding] if encoding is not None else found.content
    return Response(content, media_type=found.kind, headers=headers)


HANDLERS = [page]
