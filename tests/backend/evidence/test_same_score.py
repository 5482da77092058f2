"""Device, server and report say the same score, to the last digit."""

from __future__ import annotations

import json
import random
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest

from backend.cli import ROOT
from backend.demo import past
from backend.demo.answers import Place
from backend.demo.devices import tablet_of
from backend.demo.visits import Inspecting, Visit
from backend.inspections import service as inspections
from backend.ledger import service as ledger
from backend.templates import service as templates
from reports.words import percent
from tests.backend.evidence import orders
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient

    from backend.demo.devices import Tablet

INSPECTIONS = 200
BUNDLE = ROOT / "pwa" / "dist-vectors" / "run.mjs"
MINUTE_MS = 60_000


async def _visit(world: World, tablet: Tablet, draw: random.Random, number: int) -> str:
    """One drawn inspection, from spotless to hopeless."""
    organisation = world.house.organisation
    pinned = world.published[list(past.PUBLISHED)[number % len(past.PUBLISHED)]]
    async with world.shell.database.reading() as reader:
        version = await templates.version(
            world.shell, reader, organisation, pinned.template, pinned.rules
        )
    assert version is not None
    visit = Visit(
        version=version,
        hashes=(pinned.template, pinned.rules),
        site=world.site("sha-pd"),
        zone="Asia/Shanghai",
        place=Place(site="sha-pd", factor=draw.choice([0, 1, 4, 12]), known_failures=frozenset()),
        business_date="2026-11-20",
        begins_at=world.clock.at,
        assignment=None,
        inspector="Chen Wei",
        forced={},
    )
    world.clock.at += 60 * MINUTE_MS
    return await Inspecting(tablet, visit, draw).run()


async def _cases(world: World, subjects: list[str]) -> dict[str, Any]:
    """Every inspection as the tablet held it, and what the server made of it."""
    organisation = world.house.organisation
    document: dict[str, Any] = {"templates": {}, "rules": {}, "cases": []}
    async with world.shell.database.reading() as reader:
        for pinned in world.published.values():
            version = await templates.version(
                world.shell, reader, organisation, pinned.template, pinned.rules
            )
            assert version is not None
            document["templates"][pinned.template] = version.template.document
            document["rules"][pinned.rules] = version.rules
        rows = await inspections.by_ids(reader, organisation, subjects)
        verdicts = await inspections.verdicts_of(reader, organisation, subjects)
        stored = await ledger.accepted_of(reader, organisation, subjects)
    sealed = {row.inspection: json.loads(row.document) for row in verdicts}
    for row in rows:
        ops = [json.loads(one.body) for one in stored if one.subject == row.id]
        submitted = ops[-1]["value"]
        assert submitted["verdict"] == sealed[row.id]["hash"]
        document["cases"].append(
            {
                "name": row.code,
                "given": {"template": row.template, "rules": row.rules, "accepted": ops},
                "expect": {
                    "state": submitted["state"],
                    "verdict": sealed[row.id]["hash"],
                    "explanation": sealed[row.id]["explanation"],
                },
            }
        )
    return document


def _computed_on_the_device(cases: Path) -> str:
    """The web app's own code runs the cases; the last line counts them."""
    ran = subprocess.run(["node", BUNDLE, cases], capture_output=True, text=True, check=False)
    return ran.stdout


def _printed(pdf: bytes) -> dict[str, str]:
    """The score that the report prints of each inspection, by its number."""
    found: dict[str, str] = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage().get_text_bounded()
            head = re.search(r"Inspection ([A-Z]{2}-\d{4})", text)
            score = re.search(r"(\d+\.\d\d %) · [A-F]", text)
            if head and score:
                found[head[1]] = score[1]
    return found


@pytest.mark.parametrize("engine", ["sqlite"])
@pytest.mark.parametrize("seed", [20_261_120])
async def test_two_hundred_inspections_score_the_same_everywhere(
    client: AsyncClient, packing: World, tmp_path: Path, seed: int
) -> None:
    """What the tablet showed is what the server sealed and what the auditor reads."""
    draw = random.Random(seed)
    tablet = await tablet_of(packing.shell, packing.house.organisation, packing.person("p09"))
    subjects = [await _visit(packing, tablet, draw, number) for number in range(INSPECTIONS)]

    document = await _cases(packing, subjects)

    scores = {
        case["name"]: case["expect"]["explanation"]["score_bp"] for case in document["cases"]
    }
    assert len(set(scores.values())) > INSPECTIONS // 4, seed
    cases = tmp_path / "inspections.json"
    cases.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    device = _computed_on_the_device(cases)
    assert device.splitlines()[-1] == f"{INSPECTIONS} passed, 0 failed", device[:2000]
    auditor = await signed_in(client, packing, "p08")
    order = await orders.ordered(client, auditor)
    await orders.work(packing)
    pack = await orders.downloaded(client, auditor, order, tmp_path / "pack.zip")
    printed: dict[str, str] = {}
    with zipfile.ZipFile(pack) as members:
        for name in members.namelist():
            if name.endswith(".pdf"):
                printed |= _printed(members.read(name))
    assert printed == {code: percent(score) for code, score in scores.items()}
