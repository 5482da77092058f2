"""What is open, incomplete or not received stands apart in a pack, counted and with its reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from backend.evidence.photographs import local_text
from reports.blocks.appendix import all_photos
from reports.blocks.cover import figure_cards, particulars
from reports.blocks.inspections import clock
from reports.twin import html_twin
from tests.backend.evidence.test_complete import ALL_TIME, facts_of
from tests.backend.matters import FAILS, Desks, a_matter, inspect, sealed, version_of
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

    from reports.facts import PackFacts

QUESTION, BAD, GOOD = FAILS["major"]
NAMED = 5


async def with_photos(tablet: Tablet, world: World) -> str:
    """A submitted inspection of two answers whose five photographs never arrive."""
    subject = await inspect(tablet, world, {QUESTION: BAD}, submit=False)
    ops = [json.loads(one) for one in tablet.waiting]
    section = (await version_of(world)).template.questions[QUESTION].section
    for number in range(NAMED):
        value = {"file": f"{number:064x}", "bytes": 100, "type": "image/jpeg", "source": "camera"}
        more: dict[str, Any] = {"section": section, "question": QUESTION, "value": value}
        ops.append(tablet.record("attach", subject, **more))
    tablet.record("submit", subject, value=sealed(await version_of(world), ops))
    return subject


async def a_mixed_house(client: AsyncClient, world: World) -> tuple[Tablet, str, str, str]:
    """Three submitted, one begun, one opened again: the officer, then photos, draft, again."""
    officer = await signed_in(client, world, "p05", a_device(world))
    photos = await with_photos(officer, world)
    await inspect(officer, world, {QUESTION: GOOD})
    await inspect(officer, world, {})
    draft = await inspect(officer, world, {QUESTION: GOOD}, submit=False)
    again = await inspect(officer, world, {QUESTION: GOOD})
    officer.record("reopen", again, reason="The wrong window.")
    await officer.push()
    return officer, photos, draft, again


async def test_only_what_is_submitted_counts(client: AsyncClient, world: World) -> None:
    """Drafts and what was opened again stand behind, without a part in figures and means."""
    officer, photos, draft, again = await a_mixed_house(client, world)

    facts = await facts_of(client, world, officer, **ALL_TIME)

    by_id = {one.id: one for one in facts.inspections}
    asked = by_id[photos].asked
    reasons = [one.reason for one in by_id[photos].missing]
    assert facts.figures.inspections == 3
    assert (facts.figures.answers, facts.figures.asked) == (2, 3 * asked)
    assert [one.life for one in facts.inspections] == ["submitted"] * 3 + ["draft", "reopened"]
    assert (by_id[draft].answered, by_id[draft].score_bp) == (1, None)
    assert by_id[again].score_bp is not None
    assert facts.figures.incomplete == 3
    assert facts.figures.score_bp == mean(facts)
    assert (reasons.count("not_received"), reasons.count("answer")) == (NAMED, asked - 1)


KNOWN = {
    "en": (
        "file not received: 5", "2 of",
        ("P-05", "Not answered", "No answer: 1.0", "Not submitted when this pack", "Opened again after"),
    ),
    "zh-Hans": (
        "文件未收到：5", "已答 2 项",
        ("P-05", "未作答<", "未作答：1.0", "签发时尚未提交", "提交后已重新打开"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_cover_and_twin_name_every_gap(
    client: AsyncClient, world: World, language: str
) -> None:
    """The cover counts by reason and names what is not submitted; the pages say which pieces."""
    officer, _, draft, again = await a_mixed_house(client, world)
    facts = await facts_of(client, world, officer, lang=language, **ALL_TIME)
    counted, card, pages = KNOWN[language]

    said = dict(particulars(facts, language))
    twin = "".join(html_twin(facts, language))

    codes = {one.id: one.number for one in facts.inspections}
    assert codes[draft] in said["not_submitted"]
    assert codes[again] in said["not_submitted"]
    assert counted in said["incomplete"]
    assert card in figure_cards(facts, language)[0][2]
    assert [words for words in pages if words not in twin] == []


def mean(facts: PackFacts) -> int:
    """The mean of the submitted ones, half up."""
    scores = [
        one.score_bp for one in facts.inspections
        if one.life == "submitted" and one.score_bp is not None
    ]  # fmt: skip
    return (2 * sum(scores) + len(scores)) // (2 * len(scores))


async def test_proof_that_never_arrived_is_missed_on_the_cover(
    client: AsyncClient, world: World
) -> None:
    """A file named by an action and not received makes the pack incomplete; written off it is told so."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    for event in ("accept", "start"):
        await desks.does("p14", path, event)
    await desks.does("p14", path, "submit", files=["ab" * 32], text="Done.")
    officer = await signed_in(client, world, "p05")
    before = await facts_of(client, world, officer, **ALL_TIME)
    await desks.does("p05", path, "write_off", file="ab" * 32, reason="The tablet was lost.")

    after = await facts_of(client, world, officer, **ALL_TIME)

    for facts, words in ((before, "file not received: 1"), (after, "file written off: 1")):
        assert words in dict(particulars(facts, "en"))["incomplete"]


async def test_a_moved_deadline_keeps_both_moments_on_paper(
    client: AsyncClient, world: World
) -> None:
    """An approved extension stands in the history with the due moment before and after."""
    matter = await a_matter(client, world)
    desks, path = Desks(client, world), f"actions/{matter.action}"
    before = (await desks.sees("p05", path))["due"]
    await desks.does("p14", path, "request_extension", reason="Late.", extension={"add_days": 2})
    await desks.does("p05", path, "approve_extension")
    after = (await desks.sees("p05", path))["due"]
    officer = await signed_in(client, world, "p05")

    facts = await facts_of(client, world, officer, **ALL_TIME)

    events = facts.nonconformities[0].actions[0].events
    moved = [one.due for one in events if one.due is not None]
    assert [one.code for one in events if one.due is not None] == ["approve_extension"]
    assert moved == [(local_text(before, "Asia/Shanghai"), local_text(after, "Asia/Shanghai"))]
    twin = "".join(html_twin(facts, "en"))
    assert f"due {clock(moved[0][0])} → {clock(moved[0][1])}" in twin


async def test_evidence_beside_the_questions_is_in_the_pack(
    client: AsyncClient, world: World
) -> None:
    """A note of a section, a photo of the whole and one of a section are shown, and numbered."""
    officer = await signed_in(client, world, "p05", a_device(world))
    subject = await inspect(officer, world, {QUESTION: GOOD}, submit=False)
    section = (await version_of(world)).template.questions[QUESTION].section
    for at, place in enumerate(({}, {"section": section})):
        value = {"file": f"{at + 1:064x}", "bytes": 100, "type": "image/jpeg", "source": "camera"}
        officer.record("attach", subject, value=value, **place)
    officer.record("note", subject, section=section, value="The door was locked.")
    await officer.push()

    facts = await facts_of(client, world, officer, **ALL_TIME)

    (inspection,) = facts.inspections
    beside = inspection.sections[-1]
    assert [one.note for one in beside.answers] == ["", "The door was locked."]
    assert [[photo.number for photo in one.photos] for one in beside.answers] == [
        ["P-01"],
        ["P-02"],
    ]
    assert beside.answers[0].question == inspection.title
    assert [one.sha256[-1] for one in all_photos(facts)] == ["1", "2"]
    assert "The door was locked." in "".join(html_twin(facts, "en"))
