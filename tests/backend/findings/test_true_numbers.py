"""Deadlines and evidence as they are: what was received, granted, paused and regraded."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from backend.clock import instant_ms
from backend.findings import service as findings
from tests.backend.matters import (
    CONTENT,
    DAY_MS,
    OTHER_CONTENT,
    OTHER_PROOF,
    PROOF,
    Desks,
    Matter,
    a_matter,
    appointed,
    arrived,
)

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.worlds import World

WHY = {"reason": "The part is late."}
HOUR_MS = 3_600_000


async def submitted(desks: Desks, matter: Matter, *files: str) -> str:
    """The owner hands in the action with these files; gives its address."""
    path = f"actions/{matter.action}"
    for event, more in (("accept", {}), ("start", {}), ("submit", {"files": list(files)})):
        await desks.does("p14", path, event, **more)
    return path


async def previewed(desks: Desks, key: str, path: str, event: str, **more: Any) -> dict[str, Any]:
    """What a move would do to due moments."""
    who = await desks.of(key)
    body = {"event": event, **more}
    response = await desks.client.post(
        f"/api/{path}/moves/preview", json=body, headers=who.headers
    )
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_nobody_verifies_what_has_not_arrived(client: AsyncClient, world: World) -> None:
    """The refusal names the file and who recorded it; when it has come, verifying goes on."""
    matter, desks = await a_matter(client, world), Desks(client, world)
    path = await submitted(desks, matter, PROOF, OTHER_PROOF)
    await arrived(world, CONTENT)

    refused = (await desks.tries("p05", path, "verify")).json()
    shown = await desks.sees("p05", path)
    await arrived(world, OTHER_CONTENT)

    assert refused["code"] == "evidence_not_received"
    assert [(one["sha256"], one["person"]) for one in refused["outstanding"]] == [
        (OTHER_PROOF, world.person("p14"))
    ]
    assert [one["sha256"] for one in shown["outstanding"]] == [OTHER_PROOF]
    assert await desks.does("p05", path, "verify") == "verified"
    assert (await desks.sees("p05", path))["outstanding"] == []


async def test_a_file_that_never_comes_is_written_off(client: AsyncClient, world: World) -> None:
    """By an officer, with a reason; only what counts and is missing can be; it stays in the story."""
    matter, desks = await a_matter(client, world), Desks(client, world)
    path = await submitted(desks, matter, PROOF, OTHER_PROOF)
    await arrived(world, CONTENT)
    stranger = hashlib.sha256(b"of another matter").hexdigest()

    answers = [
        (await desks.tries(key, path, "write_off", **more)).json().get("code")
        for key, more in (
            ("p14", {"file": OTHER_PROOF, **WHY}),
            ("p05", {"file": OTHER_PROOF}),
            ("p05", {"file": PROOF, **WHY}),
            ("p05", {"file": stranger, **WHY}),
            ("p05", WHY),
        )
    ]
    offered = (await desks.sees("p05", path))["moves"]
    await desks.does("p05", path, "write_off", file=OTHER_PROOF, **WHY)
    again = (await desks.tries("p05", path, "write_off", file=OTHER_PROOF, **WHY)).json()["code"]
    shown = await desks.sees("p05", path)

    assert answers == [
        "role_missing", "reason_missing", "file_missing", "file_missing", "file_missing",
    ]  # fmt: skip
    assert "write_off" in offered
    assert "write_off" not in shown["moves"]
    assert again == "file_missing"
    assert shown["history"][-1]["more"]["file"] == OTHER_PROOF
    assert await desks.does("p05", path, "verify") == "verified"


async def test_a_close_waits_for_every_file_it_rests_on(client: AsyncClient, world: World) -> None:
    """Those of the containment, of verified actions, and of the close itself."""
    matter, desks = await a_matter(client, world), Desks(client, world)
    nc = f"nonconformities/{matter.nonconformity}"
    await desks.does("p14", nc, "contain", files=[OTHER_PROOF])
    await desks.does("p14", nc, "propose_cause", text="It was taken down for painting.")
    await desks.does("p05", nc, "accept_cause")
    await desks.does("p05", nc, "plan")
    path = await submitted(desks, matter, PROOF)
    await arrived(world, CONTENT)
    await desks.does("p05", path, "verify")
    late = hashlib.sha256(b"after the repair").hexdigest()

    refused = (await desks.tries("p05", nc, "close", files=[late])).json()
    await arrived(world, OTHER_CONTENT)

    assert {one["sha256"] for one in refused["outstanding"]} == {OTHER_PROOF, late}
    assert await desks.does("p05", nc, "close") in {"closed", "watching"}


async def test_more_time_fits_the_class_or_is_refused(client: AsyncClient, world: World) -> None:
    """Days where days are counted, hours where hours are, a date everywhere; nothing in silence."""
    days, desks = await a_matter(client, world, severity="major"), Desks(client, world)
    path = f"actions/{days.action}"
    due = (await desks.sees("p05", path))["due"]

    hours = await desks.tries(
        "p14", path, "request_extension", extension={"add_ms": HOUR_MS}, **WHY
    )
    more = {"extension": {"add_days": 2}, **WHY}
    would = await previewed(desks, "p14", path, "request_extension", **more)
    await desks.does("p14", path, "request_extension", **more)
    second = await desks.tries("p14", path, "request_extension", **more)
    other_unit = await desks.tries("p05", path, "approve_extension", extension={"add_ms": 5})
    granted = await previewed(desks, "p05", path, "approve_extension")
    await desks.does("p05", path, "approve_extension")
    shown = await desks.sees("p05", path)

    assert hours.json()["code"] == other_unit.json()["code"] == "extension_unit"
    assert second.json()["code"] == "extension_pending"
    assert would == granted
    assert (would["refused"], would["deadlines"][0]["due_before"]) == (None, due)
    assert [one["due_after"] for one in granted["deadlines"]] == [shown["due"]]
    assert shown["due"] > due
    last = shown["history"][-1]["more"]
    assert (last["due_before"], last["due_after"]) == (due, shown["due"])


async def test_hours_are_asked_in_hours(client: AsyncClient, world: World) -> None:
    """A critical matter counts working hours: three days more would have no effect."""
    matter = await a_matter(client, world, severity="critical")
    desks, path = Desks(client, world), f"actions/{matter.action}"

    refused = await desks.tries("p14", path, "request_extension", extension={"add_days": 3}, **WHY)
    state = await desks.does(
        "p14", path, "request_extension", extension={"add_ms": 8 * HOUR_MS}, **WHY
    )

    assert refused.json()["code"] == "extension_unit"
    assert state == "assigned"


async def test_a_raised_severity_brings_its_clock(client: AsyncClient, world: World) -> None:
    """Ten days become 24 working hours from now; the story tells both, and the preview told it."""
    matter = await a_matter(client, world, severity="minor")
    desks = Desks(client, world)
    path, nc = f"actions/{matter.action}", f"nonconformities/{matter.nonconformity}"
    before = await desks.sees("p05", path)
    desks.later(DAY_MS)

    would = await previewed(desks, "p05", nc, "regrade", severity="critical")
    await desks.does("p05", nc, "regrade", severity="critical", **WHY)
    after = await desks.sees("p05", path)
    told = after["history"][-1]

    assert after["due"] < before["due"]
    assert after["deadline"]["class"]["clock"] == "working"
    assert would["deadlines"] == [
        {
            "action": matter.action,
            "code": before["code"],
            "due_before": before["due"],
            "due_after": after["due"],
            "class_before": before["deadline_class"],
            "class_after": after["deadline_class"],
        }
    ]
    assert told["event"] == "deadline_recomputed"
    assert (told["more"]["due_before"], told["more"]["due_after"]) == (before["due"], after["due"])
    history = (await desks.sees("p05", nc))["history"][-1]["more"]
    assert (history["severity_before"], history["severity"]) == ("minor", "critical")


async def test_a_lowered_severity_never_shortens(client: AsyncClient, world: World) -> None:
    """Critical becomes minor: ten days from the start, paused as it was."""
    matter = await a_matter(client, world, severity="critical")
    desks = Desks(client, world)
    path, nc = f"actions/{matter.action}", f"nonconformities/{matter.nonconformity}"
    before = await desks.sees("p05", path)
    await desks.does("p05", path, "pause", **WHY)

    await desks.does("p05", nc, "regrade", severity="minor", **WHY)
    paused = await desks.sees("p05", path)
    await desks.does("p05", path, "resume")
    after = await desks.sees("p05", path)

    assert (paused["deadline"]["state"], paused["due"]) == ("paused", None)
    assert paused["deadline"]["class"]["clock"] == "working_days"
    assert after["due"] > before["due"]
    assert after["deadline"]["start"] == before["deadline"]["start"]


async def test_an_action_whose_plan_named_its_class_keeps_it(
    client: AsyncClient, world: World
) -> None:
    """The other one of the same matter gets the clock of the new severity."""
    matter = await a_matter(client, world, severity="minor")
    desks, nc = Desks(client, world), f"nonconformities/{matter.nonconformity}"
    rules = (await desks.sees("p05", f"actions/{matter.action}"))["deadline_class"]
    plan = [{"title": "A frame for the notice", "deadline_class": rules}]
    await desks.does("p14", nc, "contain", files=[PROOF])
    await desks.does("p14", nc, "plan", plan=plan)

    await desks.does("p05", nc, "regrade", severity="critical", **WHY)
    classes = {
        one["id"] == matter.action: one["deadline_class"]
        for one in (await desks.sees("p05", nc))["actions"]
    }

    assert classes[False] == rules
    assert classes[True] != rules


async def test_a_pause_over_the_end_of_business_gives_the_day_back(
    client: AsyncClient, world: World
) -> None:
    """Paused at 17:00 on the last day until the next morning: one more working day."""
    matter, desks = await a_matter(client, world, severity="major"), Desks(client, world)
    path = f"actions/{matter.action}"
    due = instant_ms((await desks.sees("p05", path))["due"])
    desks.later(due - HOUR_MS // 2 - world.clock.at)
    await desks.does("p05", path, "pause", **WHY)
    desks.later(12 * HOUR_MS)
    await desks.does("p05", path, "resume")

    shown = await desks.sees("p05", path)

    assert instant_ms(shown["due"]) > due
    assert instant_ms(shown["due"]) > world.clock.at


async def test_deadlines_of_older_rules_are_told_once(client: AsyncClient, world: World) -> None:
    """What an older version computed is told with old and new moment at the next start, then never."""
    matter, desks = await a_matter(client, world, severity="major"), Desks(client, world)
    path = f"actions/{matter.action}"
    due = instant_ms((await desks.sees("p05", path))["due"])
    organisation = world.house.organisation
    pause = [[due - HOUR_MS // 2, due + 10 * HOUR_MS]]
    async with world.shell.database.transaction() as tx:
        await tx.execute(
            "UPDATE deadline SET pauses = ? WHERE organisation = ? AND id = ?",
            (json.dumps(pause), organisation, matter.action),
        )

    moved = [await findings.recompute(world.shell, organisation) for _ in range(2)]
    shown = await desks.sees("p05", path)
    last = shown["history"][-1]

    assert moved == [1, 0]
    assert last["event"] == "deadline_recomputed"
    assert (instant_ms(last["more"]["due_before"]), last["more"]["due_after"]) == (
        due,
        shown["due"],
    )
    assert instant_ms(shown["due"]) > due


async def test_nobody_pauses_an_own_clock(client: AsyncClient, world: World) -> None:
    """An officer who owns the action asks another officer."""
    matter, desks = await a_matter(client, world), Desks(client, world)
    await appointed(world, "p05", "owner")
    path = f"actions/{matter.action}"
    await desks.does("p06", path, "reassign", owner=world.person("p05"), **WHY)

    refused = await desks.tries("p05", path, "pause", **WHY)

    assert refused.json()["code"] == "same_person"
    assert await desks.does("p06", path, "pause", **WHY) == "assigned"
