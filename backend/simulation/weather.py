"""What may go wrong between a tablet and the server, drawn anew for every seed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backend.simulation.server import Said

if TYPE_CHECKING:
    import random

    from backend.simulation.tablets import Asked

JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html"}
PORTAL = b"<!doctype html><title>Welcome</title><form>Accept the terms of this network</form>"
LIES = ("413", "400", "401", "403", "404", "409", "500", "502", "503", "portal", "empty",
        "foreign", "offset", "null")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often each fault happens to a request; shares of one."""

    lost: float
    unanswered: float
    doubled: float
    cut_up: float
    cut_down: float
    lied: float
    hung: float
    crash: float


def drawn(chance: random.Random) -> Weather:
    """The weather of a seed: some are calm, in some everything happens."""
    return Weather(
        lost=chance.choice([0, 0.05, 0.25]),
        unanswered=chance.choice([0, 0.05, 0.25]),
        doubled=chance.choice([0, 0.05, 0.15]),
        cut_up=chance.choice([0, 0, 0.06]),
        cut_down=chance.choice([0, 0, 0.06]),
        lied=chance.choice([0, 0, 0.08, 0.2]),
        hung=chance.choice([0, 0, 0.03]),
        crash=chance.choice([0, 0, 0.04]),
    )


def fate(weather: Weather, chance: random.Random) -> str:
    """What happens to one request."""
    for name in ("lost", "unanswered", "doubled", "cut_up", "cut_down", "lied", "hung", "crash"):
        if chance.random() < getattr(weather, name):
            return name
    return "honest"


def lie(asked: Asked, chance: random.Random, epoch: str) -> Said:
    """What a proxy, a portal or a broken server says in the server's place.

    `epoch` is the one that the tablet heard last: a lie may look right but for what it is about.
    """
    kind = chance.choice(LIES)
    if kind == "portal":
        return Said(status=200, headers=HTML, body=PORTAL)
    if kind == "null":
        return Said(status=200, headers=JSON, body=b"null")
    if kind == "503":
        return Said(status=503, headers=JSON | {"retry-after": "-1"}, body=b"{}")
    if kind == "offset":
        return _flattered(asked) if chance.random() < 0.5 else _elsewhere(chance)
    if kind in {"empty", "foreign"}:
        fitting = epoch if chance.random() < 0.5 else None
        body = _statuses(asked, fitting, foreign=kind == "foreign")
        return Said(status=200, headers=JSON, body=body)
    body = json.dumps({"code": chance.choice(CODES), "at": 0, "expected": 1}).encode()
    return Said(status=int(kind), headers=JSON, body=body)


def _elsewhere(chance: random.Random) -> Said:
    headers = {"upload-offset": str(chance.randrange(9_999_999)), "tus-resumable": "1.0.0"}
    return Said(status=chance.choice([200, 201, 204]), headers=headers, body=b"")


def _flattered(asked: Asked) -> Said:
    """What a sender wants to hear of a file: all of it is here."""
    begins = asked.method == "POST"
    whole = int(asked.headers.get("upload-length", "0"))
    reached = int(asked.headers.get("upload-offset", "0")) + len(asked.body)
    headers = {
        "upload-offset": str(whole if begins else reached),
        "tus-resumable": "1.0.0",
        "location": f"/api/files/{STRANGER}",
    }
    return Said(status=201 if begins else 204, headers=headers, body=b"")


STRANGER = "0192f000-0000-7000-8000-000000000000"
CODES = ("batch_unreadable", "operation_unplaceable", "batch_too_large", "gap", "signed_out")


def damaged(asked: Asked, chance: random.Random) -> bytes:
    """A body whose end did not come; of a file perhaps one that changed on the way."""
    body = asked.body
    if asked.method == "PATCH" and body and chance.random() < 0.5:
        at = chance.randrange(len(body))
        return body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
    return body[: chance.randrange(len(body) + 1)]


def cut(said: Said, chance: random.Random) -> Said:
    """An answer whose end did not come."""
    return replace(said, body=said.body[: chance.randrange(len(said.body) + 1)])


def _statuses(asked: Asked, epoch: str | None, *, foreign: bool) -> bytes:
    """Receipts of nothing, or of what somebody else sent; with an epoch as if of this very batch."""
    count, through = (1, 10_000) if epoch is None else _sent(asked)
    statuses = [{"id": STRANGER, "status": "ok"}] * count if foreign else []
    answer = {
        "received_through": through, "statuses": statuses, "epoch": epoch or "1",
        "server_time": "2026-11-20T02:00:00.000Z", "items": [], "cursor": "x", "more": False,
        "missing": [],
    }  # fmt: skip
    return json.dumps(answer).encode()


def _sent(asked: Asked) -> tuple[int, int]:
    """How many operations a push holds, and the last place in their chain."""
    if asked.path != "/api/sync/push":
        return 1, 10_000
    operations = json.loads(asked.body)["operations"]
    return len(operations), operations[-1]["seq"]
