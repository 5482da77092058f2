"""A move that is not of its form changes nothing and says so, over REST and from a tablet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.backend.matters import PROOF, Desks, a_matter
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "value",
    [
        {"event": "plan", "plan": [{"title": "  "}]},
        {"event": "plan", "plan": [{"title": "A", "owner": "p14"}]},
        {"event": "plan", "plan": [{"title": "A", "deadline_class": 7}]},
        {"event": "plan", "plan": [{"title": "A", "colour": "red"}]},
        {"event": "plan", "plan": [{"title": "A"}] * 21},
        {"event": "regrade", "reason": "r", "severity": "grave"},
        {"event": "contain", "files": ["abc"]},
        {"event": "contain", "files": [PROOF], "names": {PROOF: "../passwd"}},
        {"event": "contain", "files": [PROOF], "names": {"f" * 64: "a.csv"}},
        {"event": "contain", "files": [PROOF], "names": {PROOF: ""}},
        {"event": "contain", "text": "a\0b"},
        {"event": "request_extension", "reason": "r"},
        {"event": "request_extension", "reason": "r", "extension": {"add_days": 0}},
        {"event": "request_extension", "reason": "r", "extension": {"add_days": 400}},
        {"event": "request_extension", "reason": "r", "extension": {"add_days": 1, "add_ms": 1}},
        {"event": "contain", "reason": "r" * 10_001},
    ],
)
async def test_a_move_is_refused_when_a_field_is_not_of_its_form(
    client: AsyncClient, world: World, value: dict[str, Any]
) -> None:
    """400 with a sentence at the desk, `malformed_move` or `bad_text` for a tablet; never a 500."""
    matter = await a_matter(client, world, "minor")
    desks = Desks(client, world)
    tablet = await signed_in(client, world, "p14", a_device(world))
    tablet.record("move", matter.nonconformity, about="nonconformity", value=value)

    answer = await desks.tries("p14", f"nonconformities/{matter.nonconformity}", **value)
    pushed = (await tablet.push(refusals=True))["statuses"][0]
    history = (await desks.sees("p05", f"nonconformities/{matter.nonconformity}"))["history"]

    assert answer.status_code == 400, answer.text
    assert pushed["code"] in {"malformed_move", "bad_text"}
    assert pushed["message"]["en"]
    assert [one["event"] for one in history] == ["opened"]


async def test_a_move_of_something_unknown_is_kept_for_an_officer(
    client: AsyncClient, world: World
) -> None:
    """A tablet's move on a matter the server does not have is refused, quarantined and shown."""
    tablet = await signed_in(client, world, "p14", a_device(world))
    op = tablet.record("move", NOBODY, about="action", value={"event": "accept"})

    pushed = (await tablet.push(refusals=True))["statuses"][0]
    desks = Desks(client, world)
    inbox = (await desks.sees("p05", "sync/quarantine"))["items"]
    at_desk = await desks.tries("p05", f"actions/{NOBODY}", "pause", reason="r")

    assert pushed["code"] == "unknown_subject"
    assert [(one["id"], one["code"]) for one in inbox] == [(op["id"], "unknown_subject")]
    assert at_desk.status_code == 404


async def test_an_offline_move_is_judged_as_one_at_the_desk(
    client: AsyncClient, world: World
) -> None:
    """An owner works without network: what is allowed then counts, what is not is refused."""
    matter = await a_matter(client, world)
    owner = await signed_in(client, world, "p14", a_device(world))
    moves = [{"event": "accept"}, {"event": "start"}, {"event": "verify"}, {"event": "submit"},
             {"event": "submit", "files": [PROOF]}]  # fmt: skip
    for value in moves:
        owner.record("move", matter.action, about="action", value=value)

    statuses = (await owner.push(refusals=True))["statuses"]
    shown = await Desks(client, world).sees("p05", f"actions/{matter.action}")

    assert [one.get("code", "ok") for one in statuses] == [
        "ok", "ok", "event_not_allowed", "evidence_missing", "ok",
    ]  # fmt: skip
    assert shown["state"] == "submitted"
    assert [one["event"] for one in shown["history"]] == ["opened", "accept", "start", "submit"]
    assert [one["sha256"] for one in shown["evidence"]] == [PROOF]
