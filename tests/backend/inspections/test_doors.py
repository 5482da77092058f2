"""Inspections as desks and scripts read them: filters, pages, second starts, verdicts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from backend.ids import new_id
from tests.backend.matters import (
    DAY_MS,
    FAILS,
    PROOF,
    Desks,
    a_matter,
    inspect,
    planned_at,
    sealed,
    version_of,
    visited,
)
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

QUESTION, BAD, GOOD = FAILS["major"]
SECTION = "identity"


async def three(client: AsyncClient, world: World) -> tuple[Desks, list[str]]:
    """Three inspections a day apart; the last is open."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subjects: list[str] = []
    for site, submit in (("sha-pd", True), ("hgz-xh", True), ("sha-pd", False)):
        subjects.append(await inspect(tablet, world, {QUESTION: GOOD}, site=site, submit=submit))
        await tablet.push()
        world.clock.at += DAY_MS
    return Desks(client, world), subjects


async def test_each_filter_narrows_the_list(client: AsyncClient, world: World) -> None:
    """Place, checklist, kind, state and days, both ends included; the newest day first."""
    desks, subjects = await three(client, world)
    wanted: list[tuple[dict[str, Any], list[int]]] = [
        ({}, [2, 1, 0]),
        ({"site": world.site("sha-pd")}, [2, 0]),
        ({"state": "open"}, [2]),
        ({"template": "data-handling", "kind": "internal_audit"}, [2, 1, 0]),
        ({"template": "fire-safety-site"}, []),
        ({"from": "2026-11-21"}, [2, 1]),
        ({"to": "2026-11-21"}, [1, 0]),
        ({"from": "2026-11-21", "to": "2026-11-21"}, [1]),
    ]

    found = [
        [one["id"] for one in (await desks.sees("p05", "inspections", **query))["items"]]
        for query, _ in wanted
    ]
    elsewhere = (await desks.sees("p11", "inspections"))["items"]
    south = await client.get(
        f"/api/inspections/{subjects[0]}", headers=(await desks.of("p11")).headers
    )

    assert found == [[subjects[at] for at in places] for _, places in wanted]
    assert (elsewhere, south.status_code) == ([], 404)


async def test_pages_of_inspections_join(client: AsyncClient, world: World) -> None:
    """One at a time gives the same as all at once."""
    desks, subjects = await three(client, world)
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = await desks.sees("p05", "inspections", limit=1, **after)
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert seen == subjects[::-1]


@pytest.mark.parametrize(
    "query", ["?after=nonsense", "?from=yesterday", "?to=2026-1-1", "?limit=0"]
)
async def test_a_bad_query_of_inspections_is_refused(
    client: AsyncClient, world: World, query: str
) -> None:
    """A day that is none and a page that nobody gave are told, not taken for another."""
    officer = await signed_in(client, world, "p05")

    response = await client.get(f"/api/inspections{query}", headers=officer.headers)

    assert response.status_code == 400, response.text


async def test_one_inspection_shows_everything_that_was_recorded(
    client: AsyncClient, world: World
) -> None:
    """Answers, notes, N/A with its reason, files that are awaited, verdict and what it raised."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    place = {"section": SECTION, "question": QUESTION}
    photo = {"file": PROOF, "bytes": 9, "type": "image/jpeg", "source": "camera"}
    tablet.record("note", subject, value="The frame is empty.", **place)
    tablet.record("attach", subject, value=photo, **place)
    tablet.record(
        "not_applicable", subject, section=SECTION, question="minimal", reason="No form here."
    )
    ops = [json.loads(one) for one in tablet.waiting]
    tablet.record("submit", subject, value=sealed(await version_of(world), ops))
    await tablet.push()

    shown = await Desks(client, world).sees("p05", f"inspections/{subject}")

    assert {one["question"]: one["value"] for one in shown["answers"] if "value" in one}[
        QUESTION
    ] == BAD
    assert "No form here." in json.dumps(shown["answers"])
    assert [one["text"] for one in shown["notes"]] == ["The frame is empty."]
    assert [(one["sha256"], one["received"]) for one in shown["files"]] == [(PROOF, False)]
    assert [one["mismatch"] for one in shown["verdicts"]] == [False]
    assert shown["verdicts"][0]["explanation"]["incomplete"] is True
    assert [one["question"] for one in shown["nonconformities"]] == [QUESTION]
    assert shown["state"] == "submitted"


async def test_the_second_start_of_an_assignment_is_marked(
    client: AsyncClient, world: World
) -> None:
    """Two tablets that begin the same job make two inspections; the officer sees the second."""
    assignment = await planned_at(world, "sha-pd")
    subjects: list[str] = []
    for key in ("p09", "p10"):
        tablet = await signed_in(client, world, key, a_device(world))
        subjects.append(await inspect(tablet, world, {}, submit=False, assignment=assignment))
        await tablet.push()
    desks = Desks(client, world)

    shown = [await desks.sees("p05", f"inspections/{one}") for one in subjects]

    assert [one["duplicate"] for one in shown] == [False, True]
    assert [one["code"] for one in shown] == ["DH-0001", "DH-0002"]


async def again(
    tablet: Tablet, world: World, subject: str, question: str, value: str
) -> dict[str, Any]:
    """Another answer after reopening, and a second submit."""
    answers = [
        op for op in map(json.loads, tablet.sent)
        if op["kind"] == "answer" and op["question"] == question
    ]  # fmt: skip
    tablet.record(
        "answer", subject, section=SECTION, question=question, value=value,
        replaces=[answers[-1]["id"]],
    )  # fmt: skip
    ops = [json.loads(one) for one in (*tablet.sent, *tablet.waiting)]
    made = sealed(await version_of(world), [op for op in ops if op["subject"] == subject])
    return tablet.record("submit", subject, value=made)


async def test_a_reopened_inspection_gets_a_second_verdict_beside_the_first(
    client: AsyncClient, world: World
) -> None:
    """Nothing is overwritten; what is no longer found is proposed for cancelling, never removed."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD})
    await tablet.push()
    tablet.record("reopen", subject, reason="The notice hung behind the door.")
    await again(tablet, world, subject, QUESTION, GOOD)
    await tablet.push()
    desks = Desks(client, world)

    shown = await desks.sees("p05", f"inspections/{subject}")
    (row,) = shown["nonconformities"]
    nc = await desks.sees("p05", f"nonconformities/{row['id']}")
    state = await desks.does("p05", f"nonconformities/{row['id']}", "approve_cancel")

    assert [(one["number"], one["mismatch"]) for one in shown["verdicts"]] == [
        (1, False), (2, False),
    ]  # fmt: skip
    assert len(shown["verdicts"][0]["explanation"]["findings"]) == 1
    assert shown["verdicts"][1]["explanation"]["findings"] == []
    assert [(one["event"], one["actor"]) for one in nc["history"]] == [
        ("opened", "system"), ("request_cancel", "system"),
    ]  # fmt: skip
    assert (nc["state"], state) == ("open", "cancelled")


async def test_a_second_verdict_that_finds_the_same_raises_nothing_new(
    client: AsyncClient, world: World
) -> None:
    """Reopening and submitting again without a change leaves the matter as it is."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {QUESTION: BAD})
    await tablet.push()
    tablet.record("reopen", subject, reason="A word was missing.")
    await again(tablet, world, subject, QUESTION, BAD)
    await tablet.push()
    desks = Desks(client, world)

    (row,) = (await desks.sees("p05", "nonconformities"))["items"]
    history = (await desks.sees("p05", f"nonconformities/{row['id']}"))["history"]

    assert [one["event"] for one in history] == ["opened"]


async def test_only_its_inspector_or_an_officer_reopens(client: AsyncClient, world: World) -> None:
    """A colleague cannot open what somebody else has sealed."""
    matter = await a_matter(client, world)
    codes: list[str | None] = []
    for key in ("p10", "p05"):
        who = await signed_in(client, world, key, a_device(world))
        who.record("reopen", matter.inspection, reason="Look again.")
        codes.append((await who.push(refusals=True))["statuses"][0].get("code"))

    assert codes == ["not_permitted", None]


async def test_a_verdict_that_the_server_disputes_is_kept_and_counted(
    client: AsyncClient, world: World
) -> None:
    """The same answers judged otherwise: the server's verdict holds and somebody is alarmed."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    before = await mismatches(client)
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    made = sealed(await version_of(world), [json.loads(one) for one in tablet.waiting])
    tablet.record("submit", subject, value={**made, "verdict": PROOF, "score_bp": 10_000})
    answer = await tablet.push()

    (verdict,) = (await Desks(client, world).sees("p05", f"inspections/{subject}"))["verdicts"]

    assert {one["status"] for one in answer["statuses"]} == {"ok"}
    assert (verdict["mismatch"], verdict["merged"]) == (True, False)
    assert verdict["explanation"]["score_bp"] == made["score_bp"]
    assert await mismatches(client) == before + 1


async def mismatches(client: AsyncClient) -> float:
    """The counter that an operator watches."""
    answer = await client.get(
        "/metrics", headers={"Authorization": "Bearer metrics-token-for-tests"}
    )
    name = "fieldseal_verdict_mismatch_total "
    return next(
        float(line.removeprefix(name))
        for line in answer.text.splitlines()
        if line.startswith(name)
    )


async def test_a_verdict_over_answers_of_another_tablet_is_merged(
    client: AsyncClient, world: World
) -> None:
    """A colleague's answer that came first counts: the server's verdict holds and says so."""
    one = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(one, world, {QUESTION: GOOD}, submit=False)
    await one.push()
    made = sealed(await version_of(world), [json.loads(each) for each in one.sent])
    other = await signed_in(client, world, "p10", a_device(world))
    other.record("answer", subject, section=SECTION, question="minimal", value="no")
    await other.push()
    one.record("submit", subject, value=made)
    await one.push()

    shown = await Desks(client, world).sees("p05", f"inspections/{subject}")

    (verdict,) = shown["verdicts"]
    assert (verdict["merged"], verdict["mismatch"]) == (True, False)
    assert [one["question"] for one in shown["nonconformities"]] == ["minimal"]


async def test_a_finding_by_hand_opens_a_matter_unless_it_is_praise(
    client: AsyncClient, world: World
) -> None:
    """Nonconformities and observations are worked on; an opportunity and a strength stay findings."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, {}, submit=False)
    for kind in ("nonconformity", "observation", "opportunity", "strength"):
        value = {
            "finding": new_id(world.clock.now(), world.shell.random), "severity": "minor",
            "kind": kind, "text": f"A {kind}.",
        }  # fmt: skip
        tablet.record("raise", subject, section=SECTION, question=QUESTION, value=value)
    ops = [json.loads(one) for one in tablet.waiting]
    tablet.record("submit", subject, value=sealed(await version_of(world), ops))
    await tablet.push()
    desks = Desks(client, world)

    shown = await desks.sees("p05", f"inspections/{subject}")
    listed = (await desks.sees("p05", "nonconformities"))["items"]

    assert len(shown["raised"]) == 4
    assert sorted(one["text"] for one in listed) == ["A nonconformity.", "A observation."]


async def test_a_finding_id_that_is_taken_loses_no_finding(
    client: AsyncClient, world: World
) -> None:
    """Two copies of a tablet that draw the same id: both findings become matters of their own."""
    finding = new_id(world.clock.now(), world.shell.random)
    for site in ("sha-pd", "hgz-xh"):
        tablet = await signed_in(client, world, "p09", a_device(world))
        subject = await inspect(tablet, world, {}, submit=False, site=site)
        value = {"finding": finding, "severity": "minor", "kind": "nonconformity", "text": site}
        tablet.record("raise", subject, value=value)
        ops = [json.loads(one) for one in tablet.waiting]
        tablet.record("submit", subject, value=sealed(await version_of(world), ops))
        await tablet.push()

    listed = (await Desks(client, world).sees("p05", "nonconformities"))["items"]

    assert sorted(one["text"] for one in listed) == ["hgz-xh", "sha-pd"]


async def test_actions_go_to_whom_the_matrix_names(client: AsyncClient, world: World) -> None:
    """The area's row first, then the site's; both hold the role owner there."""
    area = world.house.places["sha-hq/server-room"]
    tablet = await signed_in(client, world, "p09", a_device(world))
    await inspect(tablet, world, {QUESTION: BAD}, site="sha-hq", area=area)
    await tablet.push()
    await visited(client, world, {"labels": "no"}, site="sha-hq")

    listed = (await Desks(client, world).sees("p05", "actions"))["items"]

    assert {one["severity"]: one["owner"] for one in listed} == {
        "major": world.person("p07"), "minor": world.person("p20"),
    }  # fmt: skip
