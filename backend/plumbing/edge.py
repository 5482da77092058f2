"""The outermost layer: request ids, headers on every answer, gzip bodies with bounds."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType

from backend.ids import new_id
from backend.plumbing import peers, protocol

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

    from backend.plumbing.shell import Shell
    from backend.settings import Network

BODY_BYTES_MAX = 8_000_000
RATIO_MAX = 100
# What is not addressed by its hash is somebody's, or of this moment: no cache keeps it.
OURS = ("/api", "/health", "/metrics")
HEADERS = {
    **protocol.SPOKEN,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(self), interest-cohort=()",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "style-src-elem 'self'; "
        "img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
}


def edge(shell: Shell, app: ASGIApp) -> ASGIApp:
    """Gives each request an id and each answer the house's headers, whoever makes it."""
    networks = shell.settings.proxies

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        _name_asker(scope, networks)
        request_id = new_id(shell.clock.now(), shell.random)
        scope["state"]["request_id"] = request_id

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers["X-Request-Id"] = request_id
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(OURS):
                    headers.setdefault("Cache-Control", "no-store")
                if shell.settings.secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await app(scope, receive, with_headers)

    return handle


def _name_asker(scope: Scope, networks: tuple[Network, ...]) -> None:
    """What comes after sees the address and scheme that a trusted proxy tells, or the peer's own."""
    peer = (scope.get("client") or ("unknown", 0))[0]
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    scope["client"] = (peers.asker(peer, headers, networks), 0)
    scope["scheme"] = peers.scheme(peer, headers, networks) or scope["scheme"]


class TooLargeError(Exception):
    """A compressed body grows beyond its bounds."""


async def unpacked_body(body: bytes, encoding: str) -> bytes:
    """The body as sent before gzip; raises TooLargeError, or ValueError when it is no gzip."""
    if encoding in {"", "identity"}:
        return body
    if encoding != "gzip":
        raise ValueError("only gzip is taken")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    limit = min(BODY_BYTES_MAX, max(len(body), 1) * RATIO_MAX)
    try:
        out = unpacker.decompress(body, limit)
    except zlib.error as error:
        raise ValueError("the body is no gzip") from error
    if unpacker.unconsumed_tail:
        raise TooLargeError
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the gzip body is cut or has a tail")
    return out


def packed(body: bytes) -> bytes:
    """The body in gzip, fast rather than small."""
    return gzip.compress(body, 5, mtime=0)
