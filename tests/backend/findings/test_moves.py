"""Both machines over REST: who may do what, when, and what a refusal says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from audit_rules.actions import STEPS
from tests.backend.matters import PROOF, Desks, Matter, a_matter, appointed, arrived

if TYPE_CHECKING:
    from httpx import AsyncClient

    from tests.worlds import World

WHY = {"reason": "Agreed on the telephone."}
MORE = {"extension": {"add_days": 2}, **WHY}
FILES = {"files": [PROOF]}
# Owner p14 of sha-pd; p07 owner everywhere; p05, p06 officers and verifiers; p03 verifier only.
# (who, event, what, the new state or the code of the refusal)
ACTION: list[tuple[str, str, dict[str, Any], str]] = [
    ("p14", "start", {}, "event_not_allowed"),
    ("p05", "accept", {}, "role_missing"),
    ("p07", "accept", {}, "not_owner_of_this"),
    ("p14", "request_extension", {"extension": {"add_days": 2}}, "reason_missing"),
    ("p05", "approve_extension", {}, "nothing_pending"),
    ("p14", "request_extension", MORE, "assigned"),
    ("p05", "reject_extension", WHY, "assigned"),
    ("p14", "request_extension", MORE, "assigned"),
    ("p05", "approve_extension", {}, "assigned"),
    ("p05", "request_cancel", {}, "reason_missing"),
    ("p05", "request_cancel", WHY, "assigned"),
    ("p05", "approve_cancel", {}, "same_person"),
    ("p05", "reject_cancel", {}, "same_person"),
    ("p06", "reject_cancel", WHY, "assigned"),
    ("p06", "approve_cancel", {}, "nothing_pending"),
    ("p14", "decline", {}, "reason_missing"),
    ("p14", "decline", WHY, "declined"),
    ("p14", "accept", {}, "event_not_allowed"),
    ("p05", "reassign", {"owner": "p14", **WHY}, "owner_missing"),
    ("p05", "reassign", {"owner": "p09", **WHY}, "owner_missing"),
    ("p05", "reassign", {"owner": "p07"}, "reason_missing"),
    ("p05", "reassign", {"owner": "p07", **WHY}, "assigned"),
    ("p14", "accept", {}, "not_owner_of_this"),
    ("p07", "accept", {}, "accepted"),
    ("p05", "resume", {}, "not_paused"),
    ("p05", "pause", {}, "reason_missing"),
    ("p05", "pause", WHY, "accepted"),
    ("p05", "pause", WHY, "already_paused"),
    ("p05", "resume", {}, "accepted"),
    ("p07", "start", {}, "in_progress"),
    ("p07", "submit", {}, "evidence_missing"),
    ("p07", "submit", {"text": "It is done."}, "evidence_missing"),
    ("p07", "submit", FILES, "submitted"),
    ("p05", "reassign", {"owner": "p14", **WHY}, "event_not_allowed"),
    ("p05", "write_off", {"file": PROOF, **WHY}, "file_missing"),
    ("p07", "withdraw", {}, "in_progress"),
    ("p07", "submit", FILES, "submitted"),
    ("p07", "verify", {}, "role_missing"),
    ("p03", "return", {}, "reason_missing"),
    ("p03", "return", WHY, "returned"),
    ("p07", "start", {}, "in_progress"),
    ("p07", "submit", FILES, "submitted"),
    ("p03", "verify", {}, "verified"),
    ("p05", "request_cancel", WHY, "event_not_allowed"),
    ("p03", "ineffective", {}, "reason_missing"),
    ("p03", "ineffective", WHY, "ineffective"),
    ("p07", "start", {}, "in_progress"),
    ("p07", "submit", FILES, "submitted"),
    ("p03", "verify", {}, "verified"),
    ("p03", "effective", {}, "effective"),
    ("p03", "ineffective", WHY, "ineffective"),
    ("p07", "request_cancel", WHY, "ineffective"),
    ("p05", "approve_cancel", {}, "cancelled"),
]
CAUSE = {"text": "The shift plan has no line for it."}
NONCONFORMITY: list[tuple[str, str, dict[str, Any], str]] = [
    ("p03", "contain", FILES, "role_missing"),
    ("p07", "contain", FILES, "not_owner_of_this"),
    ("p14", "contain", {}, "evidence_missing"),
    ("p14", "close", FILES, "event_not_allowed"),
    ("p14", "plan", {}, "cause_missing"),
    ("p05", "accept_cause", {}, "nothing_pending"),
    ("p14", "contain", FILES, "contained"),
    ("p14", "propose_cause", {}, "text_missing"),
    ("p14", "propose_cause", {"text": "  "}, "text_missing"),
    ("p05", "propose_cause", CAUSE, "contained"),
    ("p05", "accept_cause", {}, "same_person"),
    ("p06", "return_cause", {}, "reason_missing"),
    ("p06", "return_cause", WHY, "contained"),
    ("p14", "propose_cause", CAUSE, "contained"),
    ("p14", "accept_cause", {}, "role_missing"),
    ("p05", "regrade", {"severity": "critical"}, "reason_missing"),
    ("p05", "regrade", {"severity": "critical", **WHY}, "contained"),
    ("p05", "accept_cause", {}, "cause_accepted"),
    ("p14", "plan", {"plan": [{"title": "A frame", "owner": "p09"}]}, "owner_missing"),
    ("p14", "plan", {}, "planned"),
    ("p05", "close", {}, "actions_open"),
    ("p05", "write_off", {"file": PROOF, **WHY}, "planned"),
    ("p14", "request_cancel", WHY, "planned"),
    ("p05", "reject_cancel", WHY, "planned"),
    ("p05", "request_cancel", WHY, "planned"),
    ("p05", "approve_cancel", {}, "same_person"),
    ("p06", "approve_cancel", {}, "cancelled"),
    ("p05", "reopen", WHY, "event_not_allowed"),
]


async def played(
    desks: Desks, path: str, script: list[tuple[str, str, dict[str, Any], str]]
) -> list[str]:
    """Act after act; gives the acts that ended otherwise than written."""
    wrong: list[str] = []
    for at, (who, event, what, wanted) in enumerate(script):
        response = await desks.tries(who, path, event, **_with_people(desks.world, what))
        body = response.json()
        got = body.get("state") or body.get("code")
        told = response.status_code == 200 or all(body["message"].get(one) for one in LANGUAGES)
        if got != wanted or response.status_code not in {200, 409} or not told:
            wrong.append(f"{at} {who} {event}: {response.status_code} {got}, not {wanted}")
    return wrong


LANGUAGES = ("en", "zh-Hans")


def _with_people(world: World, what: dict[str, Any]) -> dict[str, Any]:
    made = dict(what)
    if "owner" in made:
        made["owner"] = world.person(made["owner"])
    if "plan" in made:
        made["plan"] = [{**one, "owner": world.person(one["owner"])} for one in made["plan"]]
    return made


async def test_an_action_goes_only_as_the_table_says(client: AsyncClient, world: World) -> None:
    """Every step of an action and every refusal on the way, each with a sentence in two languages."""
    matter = await a_matter(client, world)
    desks = Desks(client, world)
    await arrived(world)

    wrong = await played(desks, f"actions/{matter.action}", ACTION)
    history = (await desks.sees("p05", f"actions/{matter.action}"))["history"]

    assert wrong == []
    accepted = [event for _, event, _, wanted in ACTION if wanted in STATES]
    assert [one["event"] for one in history] == ["opened", *accepted]
    assert {event for _, event, _, _ in ACTION} == {step.event for step in STEPS["action"]}


STATES = {
    "assigned", "accepted", "declined", "in_progress", "submitted", "returned", "verified",
    "effective", "ineffective", "cancelled",
}  # fmt: skip


async def test_a_nonconformity_goes_only_as_the_table_says(
    client: AsyncClient, world: World
) -> None:
    """Containment, cause, plan, cancelling by two: nobody takes a step that is not theirs."""
    matter = await a_matter(client, world)

    wrong = await played(
        Desks(client, world), f"nonconformities/{matter.nonconformity}", NONCONFORMITY
    )

    assert wrong == []


@pytest.mark.parametrize(
    ("event", "wanted"), [("verify", "same_person"), ("return", "same_person")]
)
async def test_own_work_is_not_verified_when_the_owner_is_a_verifier(
    client: AsyncClient, world: World, event: str, wanted: str
) -> None:
    """Whoever did the work does not pass it, whatever other roles they hold."""
    matter = await a_matter(client, world)
    await appointed(world, "p14", "verifier", "officer")
    desks, path = Desks(client, world), f"actions/{matter.action}"
    for step, what in (("accept", {}), ("start", {}), ("submit", FILES)):
        await desks.does("p14", path, step, **what)

    refused = await desks.tries("p14", path, event, **WHY)

    assert (refused.status_code, refused.json()["code"]) == (409, wanted)


async def test_the_owner_approves_nothing_of_their_own_when_also_officer(
    client: AsyncClient, world: World
) -> None:
    """Four eyes: more time, cancelling and closing need somebody who does not own the matter."""
    matter = await a_matter(client, world)
    await appointed(world, "p14", "verifier", "officer")
    desks = Desks(client, world)
    action, nc = f"actions/{matter.action}", f"nonconformities/{matter.nonconformity}"
    await desks.does("p14", action, "request_extension", **MORE)
    await desks.does("p05", action, "request_cancel", **WHY)
    await desks.does("p05", nc, "request_cancel", **WHY)

    answers = [
        await desks.tries("p14", action, "approve_extension"),
        await desks.tries("p14", action, "approve_cancel"),
        await desks.tries("p14", nc, "approve_cancel"),
    ]

    assert [one.json().get("code") for one in answers] == ["same_person"] * 3


async def test_the_second_of_two_movers_is_refused_and_overwrites_nothing(
    client: AsyncClient, world: World
) -> None:
    """Two people who act on the same matter: the first counts, the second is told why not."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    first = await desks.tries("p05", path, "reassign", owner=world.person("p07"), **WHY)

    second = await desks.tries("p06", path, "reassign", owner=world.person("p07"), **WHY)
    shown = await desks.sees("p05", path)

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "owner_missing"
    assert shown["owner"] == world.person("p07")
    assert [one["event"] for one in shown["history"]] == ["opened", "reassign"]


async def test_the_nonconformity_follows_the_owner_of_its_first_action(
    client: AsyncClient, world: World
) -> None:
    """Who owns the first action owns the matter; a later action's owner changes nothing."""
    matter = await a_matter(client, world, "minor")
    desks, nc = Desks(client, world), f"nonconformities/{matter.nonconformity}"
    await desks.does("p14", nc, "plan", plan=[{"title": "Check the other shelves"}])
    second = (await desks.sees("p05", nc))["actions"][1]
    await desks.does(
        "p05", f"actions/{second['id']}", "reassign", owner=world.person("p07"), **WHY
    )
    kept = (await desks.sees("p05", nc))["owner"]
    await desks.does(
        "p05", f"actions/{matter.action}", "reassign", owner=world.person("p07"), **WHY
    )

    followed = (await desks.sees("p05", nc))["owner"]

    assert (kept, followed) == (world.person("p14"), world.person("p07"))


async def test_moves_over_rest_are_operations_of_the_servers_chain(
    client: AsyncClient, world: World
) -> None:
    """What is done at a desk stands in the ledger byte for byte, as what a tablet records."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    await desks.does("p14", path, "accept")
    await desks.does("p14", path, "start")

    rows = await _operations(world, matter)

    assert [(row["kind"], row["entry"], row["stream"]) for row in rows] == [
        ("move", "operation", world.site("sha-pd"))
    ] * 2
    assert [row["seq"] for row in rows] == [1, 2]
    assert f'"prev":"{rows[0]["hash"]}"' in rows[1]["body"]
    assert all(row["body_hash"] == row["hash"] for row in rows)
    assert all(row["person"] is None for row in rows)


async def _operations(world: World, matter: Matter) -> list[dict[str, Any]]:
    async with world.shell.database.reading() as reader:
        return await reader.fetch(
            "SELECT o.seq, o.kind, o.hash, o.body, c.person, e.kind AS entry, e.stream, e.body_hash "
            "FROM operation o JOIN chain c ON c.organisation = o.organisation AND c.id = o.chain "
            "JOIN ledger_entry e ON e.organisation = o.organisation AND e.seq = o.log_seq "
            "WHERE o.subject = ? ORDER BY o.seq",
            (matter.action,),
        )
