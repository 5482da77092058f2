"""Before any handler: who asks, may they, and is the request of its form. Deny by default."""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from backend.permissions import Caller, Permission
from backend.plumbing import protocol
from backend.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from litestar import Litestar
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

    from backend.plumbing.shell import Shell

    Recognise = Callable[[Shell, str], Awaitable[Caller | None]]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Admission:
    """The guard of the whole application."""

    def __init__(self, shell: Shell, recognise: Recognise) -> None:
        self._shell, self._recognise = shell, recognise

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        if _method(connection) == "OPTIONS":
            return
        permission = Permission(handler.opt["permission"])
        _demand_known_query(connection, handler)
        _demand_json(connection, handler)
        if permission in {Permission.public, Permission.metrics}:
            _demand_protocol(connection, handler)
            return
        caller = await self._caller(connection)
        connection.scope["state"]["caller"] = caller
        if caller is None:
            raise RefusedError("signed_out")
        if not caller.may(permission):
            raise RefusedError("not_permitted")
        _demand_protocol(connection, handler)

    async def _caller(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Caller | None:
        header = connection.headers.get("authorization", "")
        if header.startswith("Bearer "):
            return await self._recognise(self._shell, header.removeprefix("Bearer "))
        secret = _cookie(connection, self._shell.settings.cookie)
        if secret is None:
            return None
        if _method(connection) not in SAFE:
            self._demand_own_page(connection)
        return await self._recognise(self._shell, secret)

    def _demand_own_page(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """A cookie alone proves nothing: other sites can send it too."""
        origin = connection.headers.get("origin")
        own = {connection.headers.get("host", ""), urlsplit(self._shell.settings.address).netloc}
        if connection.headers.get(protocol.HEADER) is None:
            raise RefusedError("origin_wrong")
        if origin is None or urlsplit(origin).netloc not in own:
            raise RefusedError("origin_wrong")


def _cookie(connection: ASGIConnection[Any, Any, Any, Any], name: str) -> str | None:
    """The cookie of this name alone; two that differ prove nothing, since one was planted."""
    pairs = [
        pair.strip().partition("=")
        for line in connection.headers.getall("cookie", [])
        for pair in line.split(";")
    ]
    values = {value for key, _, value in pairs if key == name}
    return values.pop() if len(values) == 1 else None


def _method(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return str(connection.scope.get("method", "GET"))


def demand_permissions(app: Litestar) -> None:
    """Raise when a route states no permission: such a program must not start."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "permission" not in handler.opt and handler.http_methods != {"OPTIONS"}:
                raise RuntimeError(f"{route.path} states no permission")


def _demand_known_query(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    pairs = parse_qsl(connection.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if handler.opt.get("any_query"):
        return
    known: frozenset[str] = frozenset(handler.opt.get("query", ()))
    seen: set[str] = set()
    for name, _ in pairs:
        if name not in known:
            mend = {
                "en": f"Known here: {', '.join(sorted(known)) or 'none'}.",
                "zh-Hans": f"可用参数：{'、'.join(sorted(known)) or '无'}。",
            }
            raise RefusedError("query_invalid", fields=[(name, mend)])
        if name in seen:
            raise RefusedError(
                "query_invalid",
                fields=[(name, {"en": "Given twice.", "zh-Hans": "重复给出。"})],
            )
        seen.add(name)


def _demand_protocol(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Who changes something, or is a device, speaks a version of ours; who only reads is answered."""
    if _method(connection) in SAFE and not handler.opt.get("device"):
        return
    said = connection.headers.getall(protocol.HEADER, [])
    protocol.demand_spoken(said, delivers=bool(handler.opt.get("delivers")))


def _demand_json(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    parsed: HTTPRouteHandler | Any = handler
    if _method(connection) in SAFE or "data" not in parsed.parsed_fn_signature.parameters:
        return
    kind = connection.headers.get("content-type", "").split(";")[0].strip()
    if kind != "application/json":
        raise RefusedError("content_type")
