"""One operation's form: strict, before anything is known of its inspection (protocol.md §1)."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import hashlib
import itertools
import json
import re
from typing import TYPE_CHECKING, Any, cast

from checklists.canonical import canonical_bytes
from checklists.expressions.moments import parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

Op = dict[str, Any]

SIZE_MAX = 65_536
REASON_LENGTH_MAX = 2_000
INTEGER_LIMIT = 1 << 53
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
HASH = re.compile(r"[0-9a-f]{64}\Z")
# 16 bytes are 22 characters, the last of which carries two bits.
SALT = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]\Z")
MANY_DIGITS = re.compile(r"[0-9]{16}")
BAD_TEXT = re.compile(r"[\x00\ud800-\udfff]")
DIGITS_MAX = 32

# Where an operation stands in a chain; issued anew, it stands elsewhere and says the same.
PLACE_IN_CHAIN = frozenset({"chain", "seq", "prev"})
REQUIRED = frozenset(
    ["v", "id", "chain", "seq", "prev", "salt", "actor", "about", "subject", "kind", "recorded_at"]
)
OPTIONAL = frozenset(["section", "instance", "question", "value", "reason", "replaces"])
ALLOWED = REQUIRED | OPTIONAL
ABOUTS = frozenset({"inspection", "nonconformity", "action"})
LIFE_KINDS = frozenset({"start", "submit", "reopen"})
ANSWER_KINDS = frozenset({"answer", "clear", "not_applicable", "resolve"})
INSTANCE_KINDS = frozenset({"add", "remove"})
INSPECTION_KINDS = (
    LIFE_KINDS
    | ANSWER_KINDS
    | INSTANCE_KINDS
    | {"note", "attach", "detach", "sign", "raise", "regrade"}
)


class _Inexact:
    """Stands for a number with a fraction or exponent: no such thing in an operation."""


INEXACT = _Inexact()


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def inexact(_: str) -> object:
    """What a number with a fraction or exponent is read as."""
    return INEXACT


def _whole(digits: str) -> object:
    # Far longer ones would cost more to read than to send, and Python refuses some.
    return int(digits) if len(digits) <= DIGITS_MAX else INEXACT


DECODER = json.JSONDecoder(parse_float=inexact, parse_int=_whole, parse_constant=_no_constant)


def is_uuid(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """A UUIDv7 in lower case."""
    return isinstance(value, str) and UUID7.match(value) is not None


def is_hash(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """A SHA-256 in lower-case hex."""
    return isinstance(value, str) and HASH.match(value) is not None


def is_integer(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """A whole number, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_instant(value: Any) -> bool:  # noqa: ANN401 - anything may come in
    """An instant of protocol.md §1."""
    return isinstance(value, str) and parse_instant(value) is not None


def core_hash(op: Op) -> str | None:
    """SHA-256 of what an operation says, whatever its place in a chain (protocol.md §1).

    None when it cannot be written canonically: such a one equals no other.
    """
    core = {key: value for key, value in op.items() if key not in PLACE_IN_CHAIN}
    try:
        return hashlib.sha256(canonical_bytes(core)).hexdigest()
    except (TypeError, ValueError, RecursionError):
        return None


def refused_text(op: Op, text: str) -> str | None:
    """`too_large`, `bad_text` or `not_canonical`, in this order; `text` is the exact source."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > SIZE_MAX:
        return "too_large"
    # Canonical text escapes only control characters, so an escape is rare and worth a look.
    if "\\u" in text and _has_bad_text(op):
        return "bad_text"
    return None if _is_canonical(op, text) else "not_canonical"


def refused_form(op: Op) -> str | None:
    """`unsupported_version` or `malformed`."""
    version = op.get("v")
    if not is_integer(version):
        return "malformed"
    if version != 1:
        return "unsupported_version"
    keys = op.keys()
    if not keys >= REQUIRED or not keys <= ALLOWED:
        return "malformed"
    if not _has_form(op) or not _has_place(op):
        return "malformed"
    return None


def _has_form(op: Op) -> bool:
    reason = op.get("reason", "")
    return (
        isinstance(op["about"], str)
        and op["about"] in ABOUTS
        and isinstance(op["kind"], str)
        and is_uuid(op["id"])
        and is_uuid(op["chain"])
        and is_uuid(op["actor"])
        and is_uuid(op["subject"])
        and isinstance(op["salt"], str)
        and SALT.match(op["salt"]) is not None
        and is_instant(op["recorded_at"])
        and isinstance(reason, str)
        and len(reason) <= REASON_LENGTH_MAX
        and ("replaces" not in op or _is_replaces(op["replaces"], op["id"]))
        and ("instance" not in op or is_uuid(op["instance"]))
        and isinstance(op.get("section", ""), str)
        and isinstance(op.get("question", ""), str)
    )


def _has_place(op: Op) -> bool:
    """Whether section, instance and question stand where the kind wants them."""
    kind = op["kind"]
    section, question, instance = "section" in op, "question" in op, "instance" in op
    if (question or instance) and not section:
        return False
    if op["about"] != "inspection" or kind not in INSPECTION_KINDS:
        return True
    if kind in LIFE_KINDS:
        return not section
    if kind in ANSWER_KINDS:
        return question
    if kind in INSTANCE_KINDS:
        return section and instance and not question
    return kind != "detach" or bool(op.get("replaces"))


def _is_replaces(value: Any, own: str) -> bool:  # noqa: ANN401 - anything may come in
    if not isinstance(value, list) or not all(is_uuid(one) for one in value):
        return False
    ascending = all(one < other for one, other in itertools.pairwise(value))
    return ascending and own not in value


def _is_canonical(op: Op, text: str) -> bool:
    try:
        if canonical_bytes(op) != text.encode():
            return False
    except (TypeError, ValueError, RecursionError):
        return False
    if MANY_DIGITS.search(text) and not _has_small_integers(op):
        return False
    return text.isascii() or _has_ascii_keys(op)


def _parts(value: object) -> Iterator[object]:
    """The value and all within it, without recursion: what comes in may be nested deep."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, dict):
            waiting.extend(cast("dict[str, object]", one).values())
        elif isinstance(one, list):
            waiting.extend(cast("list[object]", one))


def _keys(value: object) -> Iterator[str]:
    for one in _parts(value):
        if isinstance(one, dict):
            yield from cast("dict[str, object]", one)


def _has_bad_text(value: object) -> bool:
    texts = (one for one in _parts(value) if isinstance(one, str))
    return any(BAD_TEXT.search(text) for text in itertools.chain(texts, _keys(value)))


def _has_small_integers(value: object) -> bool:
    return all(not isinstance(one, int) or abs(one) < INTEGER_LIMIT for one in _parts(value))


def _has_ascii_keys(value: object) -> bool:
    return all(key.isascii() for key in _keys(value))
