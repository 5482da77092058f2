"""The whole story: from a tap on a tablet to a pack that anybody can prove, over HTTP alone."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2

from backend.evidence import jobs as pack_jobs
from backend.files.jobs import derive
from backend.plumbing import jobs
from tests.backend.files.transfers import a_photo, digest, uploaded
from tests.backend.fonts import cut_fonts
from tests.backend.matters import DAY_MS, FAILS, Desks, inspect, sealed, version_of
from tests.backend.sync.test_push import pulled
from tests.worlds import Tablet, World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

VERIFIER = Path(__file__).parents[2] / "reports" / "proof" / "verify.py"
QUESTION, NOT_SHOWN, SHOWN = FAILS["major"]
PLACE = {"section": "identity", "question": QUESTION}
BEFORE, AFTER = a_photo((120, 40, 40)), a_photo((40, 120, 40))
# A document begins like any ZIP, a table like any text: only their names say what they are.
RECORD, TABLE = b"PK\x03\x04 training record", "编号,日期\n7,2026-11-02\n".encode()
RECORD_NAME, TABLE_NAME = "training-record.docx", "灭火器维保记录.csv"


async def test_a_tap_becomes_proof(client: AsyncClient, world: World, tmp_path: Path) -> None:
    """What an inspector finds is mended, watched, closed, and proved to an auditor who trusts nobody."""
    inspector = await signed_in(client, world, "p09", a_device(world))
    items, cursor = await pulled(client, inspector, None)
    assert {"template", "rules", "site", "person"} <= {one["kind"] for one in items}

    subject, verdict = await _recorded(client, world, inspector)
    desks = Desks(client, world)
    shown = await desks.sees("p05", f"inspections/{subject}")
    (found,) = shown["nonconformities"]
    assert [(one["merged"], one["mismatch"]) for one in shown["verdicts"]] == [(False, False)]
    assert shown["verdicts"][0]["explanation"]["score_bp"] == verdict["score_bp"]
    assert [one["received"] for one in shown["files"]] == [True, True]
    assert [one["name"] for one in shown["files"]] == [None, RECORD_NAME]
    assert found["severity"] == "major"

    # The tablet hears of what its findings became.
    changes, _ = await pulled(client, inspector, cursor)
    assert {"nonconformity", "action"} <= {one["kind"] for one in changes}

    nc = f"nonconformities/{found['id']}"
    state = await _mended(client, world, desks, nc)
    assert state == "watching"

    await _seen_twice(client, world, desks)
    closed = await desks.sees("p05", nc)
    assert closed["state"] == "closed"
    assert [one["event"] for one in closed["history"]] == [
        "opened", "contain", "propose_cause", "accept_cause", "plan", "close", "effective",
    ]  # fmt: skip

    pack = await _pack(client, world, tmp_path)
    said = await asyncio.to_thread(_verified, pack)
    assert said["code"] == 3, said["problems"]
    _documents_kept(pack)
    confirmed = await asyncio.to_thread(_verified, pack, "--fingerprint", said["fingerprint"])
    assert confirmed["code"] == 0, confirmed["problems"]


async def _recorded(
    client: AsyncClient, world: World, inspector: Tablet
) -> tuple[str, dict[str, Any]]:
    """Offline a notice is missing, photographed, noted and judged; then everything is sent."""
    subject = await inspect(inspector, world, {QUESTION: NOT_SHOWN}, submit=False)
    inspector.record("attach", subject, value=_attached(BEFORE), **PLACE)
    document = {
        **_attached(RECORD), "type": "application/octet-stream", "source": "picked",
        "name": RECORD_NAME, "expires_on": "2027-11-01",
    }  # fmt: skip
    inspector.record("attach", subject, value=document, **PLACE)
    inspector.record("note", subject, value="The frame by window 2 is empty.", **PLACE)
    operations = [json.loads(one) for one in inspector.waiting]
    verdict = sealed(await version_of(world), operations)
    inspector.record("submit", subject, value=verdict)
    # Back in the network: operations first, the photo beside them.
    answer = await inspector.push()
    await uploaded(client, inspector, BEFORE)
    await uploaded(client, inspector, RECORD)
    assert {one["status"] for one in answer["statuses"]} == {"ok"}
    return subject, verdict


async def _seen_twice(client: AsyncClient, world: World, desks: Desks) -> None:
    """Two later inspections see the notice where it belongs."""
    for _ in range(2):
        desks.later(DAY_MS)
        visitor = await signed_in(client, world, "p10", a_device(world))
        await inspect(visitor, world, {QUESTION: SHOWN})
        await visitor.push()


async def _mended(client: AsyncClient, world: World, desks: Desks, nc: str) -> str:
    """The owner contains, explains and mends; officer and verifier decide; gives the state."""
    owner = await signed_in(client, world, "p14", a_device(world))
    await uploaded(client, owner, AFTER)
    await uploaded(client, owner, TABLE)
    (action,) = (await desks.sees("p14", nc))["actions"]
    await desks.does("p14", nc, "contain", files=[digest(AFTER)], text="A paper copy is up.")
    await desks.does("p14", nc, "propose_cause", text="Taken down by the painters, on no list.")
    await desks.does("p05", nc, "accept_cause")
    await desks.does("p05", nc, "plan")
    # The owner works where there is no network.
    for value in (
        {"event": "accept"},
        {"event": "start"},
        {
            "event": "submit",
            "files": [digest(AFTER), digest(TABLE)],
            "names": {digest(TABLE): TABLE_NAME},
        },
    ):
        owner.record("move", action["id"], about="action", value=value)
    await owner.push()
    await desks.does("p03", f"actions/{action['id']}", "verify", text="Seen on site.")
    return await desks.does("p05", nc, "close")


async def _pack(client: AsyncClient, world: World, tmp_path: Path) -> Path:
    """An auditor orders the evidence of the month; the job runs; the file comes in two ranges."""
    settings = replace(world.shell.settings, font_cache=str(cut_fonts()))
    shell = replace(world.shell, settings=settings)
    auditor = await signed_in(client, world, "p08")
    order = await client.post(
        "/api/evidence-packs",
        json={"from": "2026-11-01", "to": "2026-11-30", "lang": "en"},
        headers=auditor.headers,
    )
    assert order.status_code == 202, order.text
    await jobs.run_pending(shell, {"pack": pack_jobs.build, "derive": derive})
    job = (await client.get(f"/api/jobs/{order.json()['job']}", headers=auditor.headers)).json()
    assert (job["state"], job["percent"]) == ("done", 100), job["error"]
    address = f"/api/evidence-packs/{order.json()['pack']}/file"
    first = await _part(client, auditor, address, "bytes=0-9999")
    rest = await _part(client, auditor, address, "bytes=10000-")
    path = tmp_path / "pack.zip"
    await asyncio.to_thread(path.write_bytes, first + rest)
    return path


def _documents_kept(pack: Path) -> None:
    """Documents lie apart under safe names, byte for byte, and are listed by their own names."""
    with zipfile.ZipFile(pack) as members:
        names = members.namelist()
        record, table = (
            next(name for name in names if name == f"documents/{digest(content)}.{ending}")
            for content, ending in ((RECORD, "docx"), (TABLE, "csv"))
        )
        assert members.read(record) == RECORD
        assert members.read(table) == TABLE
        assert sum(name.startswith("photos/") for name in names) == 2
        twin = members.read("pack-en.html").decode()
        with pypdfium2.PdfDocument(members.read("pack.pdf")) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for name, member in ((RECORD_NAME, record), (TABLE_NAME, table)):
        assert name in text
        assert f'<a href="{member}" download="{name}">' in twin
    assert "valid until 2027-11-01" in text
    assert "D-01" in text
    assert "cannot be shown" not in text


async def _part(client: AsyncClient, who: Tablet, address: str, wanted: str) -> bytes:
    response = await client.get(address, headers={**who.headers, "Range": wanted})
    assert response.status_code == 206, response.text
    return response.content


def _attached(content: bytes) -> dict[str, Any]:
    return {
        "file": digest(content), "bytes": len(content), "type": "image/jpeg", "source": "camera",
    }  # fmt: skip


def _verified(path: Path, *more: str) -> dict[str, Any]:
    """What the stand-alone verifier says, in a process of its own without our packages."""
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(path), "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return json.loads(done.stdout)
