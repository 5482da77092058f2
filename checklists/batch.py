"""A push's body: its operations with their exact texts and their places (protocol.md §6)."""

# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from checklists.canonical import sha256_hex
from checklists.operation import DECODER, Op, inexact, is_hash, is_integer

BODY_BYTES_MAX = 1 << 20
OPERATIONS_MAX = 500
SPACE = re.compile(r"[ \t\n\r]*")
# A body as tablets write it, and how its parts are read in one pass of a fast parser. Whatever is
# written otherwise, or the parser does not take, is walked by hand: what it says is the same.
USUAL = re.compile(rb'\{"chain":"([0-9a-f-]{36})","operations":')
# The two parsers read very long numbers differently.
LONG = re.compile(rb"[0-9]{33}")
PARTS = msgspec.json.Decoder(list[msgspec.Raw])
PART = msgspec.json.Decoder(float_hook=inexact)
VOID_KEYS = frozenset({"seq", "void", "reason"})


@dataclass(slots=True)
class BatchError(Exception):
    """The whole batch is refused and nothing of it is stored."""

    code: str
    more: dict[str, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One operation or void as it was sent; `hash` is what the next `prev` must be."""

    op: Op | None
    seq: int
    id: str | None
    prev: str | None
    hash: str
    text: str


def read_batch(body: bytes) -> tuple[str, list[Item]]:
    """The chain and the items; raises BatchError."""
    if len(body) > BODY_BYTES_MAX:
        raise BatchError("batch_too_large", {})
    try:
        chain, parts = usual(body) or walked(body.decode())
    except (ValueError, RecursionError) as error:
        raise BatchError("batch_unreadable", {}) from error
    if len(parts) > OPERATIONS_MAX:
        raise BatchError("batch_too_large", {})
    return chain, [_item(chain, at, op, text) for at, (op, text) in enumerate(parts)]


def usual(body: bytes) -> tuple[str, list[tuple[Any, str]]] | None:
    """The chain and the parts of a body in its usual form; nothing for any other."""
    found = USUAL.match(body)
    if found is None or not body.endswith(b"}") or LONG.search(body):
        return None
    try:
        raws = PARTS.decode(memoryview(body)[found.end() : -1])
        parts = [(PART.decode(raw), bytes(raw).decode()) for raw in raws]
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return found[1].decode(), parts


def walked(text: str) -> tuple[str, list[tuple[Any, str]]]:
    """Walk `{"chain": …, "operations": […]}`; raises ValueError for anything else."""
    chain: Any = None
    parts: list[tuple[Any, str]] | None = None
    at = _sign(text, 0, "{")
    while True:
        key, at = _decoded(text, at)
        at = _sign(text, at, ":")
        if key == "operations" and parts is None:
            parts, at = _array(text, at)
        elif key == "chain" and chain is None:
            chain, at = _decoded(text, at)
        else:
            raise ValueError("chain and operations, once each")
        at = _space(text, at)
        if text[at : at + 1] != ",":
            break
        at += 1
    at = _space(text, _sign(text, at, "}"))
    if at != len(text) or not isinstance(chain, str) or parts is None:
        raise ValueError("chain and operations, nothing more")
    return chain, parts


def _array(text: str, at: int) -> tuple[list[tuple[Any, str]], int]:
    at = _space(text, _sign(text, at, "["))
    found: list[tuple[Any, str]] = []
    if text[at : at + 1] == "]":
        return found, at + 1
    while True:
        start = _space(text, at)
        value, at = DECODER.raw_decode(text, start)
        found.append((value, text[start:at]))
        at = _space(text, at)
        if text[at : at + 1] != ",":
            return found, _sign(text, at, "]")
        at += 1


def _decoded(text: str, at: int) -> tuple[Any, int]:
    return DECODER.raw_decode(text, _space(text, at))


def _space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _sign(text: str, at: int, sign: str) -> int:
    at = _space(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is missing")
    return at + 1


def _item(chain: str, at: int, op: Any, text: str) -> Item:  # noqa: ANN401 - any JSON
    if isinstance(op, dict) and op.keys() == VOID_KEYS:
        if _is_seq(op["seq"]) and is_hash(op["void"]) and isinstance(op["reason"], str):
            return Item(None, op["seq"], None, None, op["void"], text)
    elif isinstance(op, dict) and _is_placed(op, chain):
        exact = sha256_hex(text.encode("utf-8", "surrogatepass"))
        return Item(op, op["seq"], op["id"], op["prev"], exact, text)
    raise BatchError("operation_unplaceable", {"at": at})


def _is_placed(op: Op, chain: str) -> bool:
    return (
        isinstance(op.get("id"), str)
        and op.get("chain") == chain
        and _is_seq(op.get("seq"))
        and "prev" in op
        and (op["prev"] is None or isinstance(op["prev"], str))
    )


def _is_seq(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return is_integer(value) and value >= 1
