"""The command `fieldseal` as an operator runs it: real processes, real folders, real exit codes."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend.clock import instant_ms, instant_text
from backend.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors"
COMMANDS = (
    (), ("serve",), ("demo",), ("migrate",), ("vectors",), ("judge",), ("deadline",),
    ("deadline", "explain"), ("openapi",), ("bench",), ("pack",), ("verify",),
)  # fmt: skip
TODAY, HOLIDAY = "2026-11-20T02:00:00.000Z", "2026-10-04T16:00:00.000Z"
SEED_SECONDS_MAX = 60
# What no two organisations share: drawn by the machine, not by the seed.
OWN = {"person": {"password_hash"}}


def command(*words: str | Path) -> list[str]:
    """The command's words for a process."""
    return [str(Path(sys.executable).with_name("fieldseal")), *map(str, words)]


def environment(**more: str) -> dict[str, str]:
    """Ours without anything that names a setting."""
    return {
        key: value for key, value in child_environment().items() if "FIELDSEAL" not in key
    } | more


def run(*words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    return subprocess.run(
        command(*words),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env=environment(**env),
    )


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three demos seeded beside each other: two of the same moment, one of a holiday."""
    moments = {"one": TODAY, "same": TODAY, "holiday": HOLIDAY}
    folders = {name: tmp_path_factory.mktemp(name) for name in moments}
    running = [
        subprocess.Popen(
            command("demo", "--seed-only", "--today", moment, "--demo-password", "for-tests",
                    "--data", folders[name]),
            cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for name, moment in moments.items()
    ]  # fmt: skip
    for one in running:
        _, said = one.communicate(timeout=2 * SEED_SECONDS_MAX)
        assert one.returncode == 0, said.decode()[-2000:]
    return folders


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What a demo's database holds."""
    with sqlite3.connect(folder / "fieldseal.sqlite3") as connection:
        return connection.execute(sql).fetchall()


def dump(folder: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Each table with its rows in a fixed order, but for what is drawn by the machine."""
    tables = rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    for (table,) in tables:
        columns = [
            name
            for _, name, *_ in rows(folder, f"PRAGMA table_info({table})")
            if name not in OWN.get(str(table), set())
        ]
        held = rows(folder, f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - our names
        yield str(table), sorted(held, key=repr)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    """Each command says what it does and what it takes."""
    said = run(*words, "--help")

    assert said.returncode == 0, said.stderr
    assert "Usage:" in said.stdout
    assert len(said.stdout.split("\n")[2].strip()) > 8


def test_every_file_of_shared_cases_passes_from_the_command_line() -> None:
    """All files at once end with one line of counts; exit 0."""
    files = sorted(VECTORS.glob("*.json"))
    said = run("vectors", *files)
    counts = [len(json.loads(path.read_text(encoding="utf-8"))["cases"]) for path in files]

    last = said.stdout.strip().rsplit("\n", 1)[-1]
    found = re.fullmatch(r"(\d+) passed, 0 failed", last)
    assert found, said.stdout[-500:]
    assert said.returncode == 0
    assert int(found.group(1)) >= sum(counts)


def test_a_case_that_fails_is_named_and_ends_with_one(tmp_path: Path) -> None:
    """A wrong expectation is told by file and case, as a line or as JSON."""
    document = json.loads((VECTORS / "scores.json").read_text(encoding="utf-8"))
    document["cases"] = [document["cases"][0] | {"expect": {"score_bp": 1}}, document["cases"][1]]
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    plain, as_json = run("vectors", path), run("vectors", path, "--json")

    assert (plain.returncode, as_json.returncode) == (1, 1)
    assert plain.stdout.startswith(f"wrong.json: {document['cases'][0]['name']}")
    assert plain.stdout.endswith("1 passed, 1 failed\n")
    assert json.loads(as_json.stdout.split("\n")[0])["case"] == document["cases"][0]["name"]


def test_a_verdict_is_explained_line_by_line(tmp_path: Path) -> None:
    """`judge` prints score, grade and each line; as JSON exactly what the shared case expects."""
    cases = json.loads((VECTORS / "scores.json").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["expect"]["caps"] and one["expect"]["findings"])
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case["given"]), encoding="utf-8")

    plain, as_json = run("judge", path), run("judge", path, "--json")

    assert json.loads(as_json.stdout) == case["expect"]
    bp = case["expect"]["score_bp"]
    assert plain.stdout.startswith(f"Score {bp // 100}.{bp % 100:02d} %, grade")
    assert len(plain.stdout.strip().split("\n")) == 1 + sum(
        len(case["expect"][part]) for part in ("lines", "findings", "caps")
    )


def test_a_deadline_is_explained_interval_by_interval(tmp_path: Path) -> None:
    """`deadline explain` gives the worked example: 24 working hours over the holiday week."""
    cases = json.loads((VECTORS / "deadlines.json").read_text(encoding="utf-8"))
    document = cases["cases"][0]["given"] | {
        "calendar": cases["calendars"]["cn-office"] if "calendars" in cases else
        next(one["given"]["calendar"] for one in cases["cases"]
             if one["given"].get("calendar", {}).get("id") == "cn-office"),
        "start": "2026-09-30T08:40:00.000Z", "class": {"clock": "working", "ms": 86_400_000},
        "pauses": [], "extensions": [], "escalation": [],
    }  # fmt: skip
    path = tmp_path / "deadline.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    said = run("deadline", "explain", path)

    assert said.returncode == 0, said.stderr
    assert "Due 2026-10-10T08:40:00.000Z" in said.stdout
    hours = [float(found) for found in re.findall(r"([\d.]+) h$", said.stdout, re.MULTILINE)]
    assert round(sum(hours), 4) == 24


def test_an_empty_database_says_that_nobody_is_in_it(tmp_path: Path) -> None:
    """`user list` says what to do; a program that reads it still gets a list."""
    said = run("user", "list", "--data", tmp_path)
    read = run("user", "list", "--data", tmp_path, "--json")

    assert (said.returncode, said.stdout.startswith("no people yet: ")) == (0, True)
    assert json.loads(read.stdout) == []


def test_a_deadline_that_cannot_be_meant_is_refused_by_its_keys(tmp_path: Path) -> None:
    """`deadline explain` computes nothing with what it does not know, and tells all of it."""
    calendar = {
        "id": "office", "version": 1, "zone": "Asia/Shanghai", "covers": ["2026-01-01", "2026-12-31"],
        "weekly": {"mon": [["25:00", "26:00"], ["09:00", "09:00"]]},
        "days": {"2026-11-31": [], "2026-10-10": "as:Mon"},
    }  # fmt: skip
    document = {
        "calendar": calendar,
        "start": "2026-09-30T08:40:00.000Z",
        "class": {"clock": "business", "hours": 8},
    }
    path = tmp_path / "deadline.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    said = run("deadline", "explain", path)

    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert said.stdout == ""
    for place in (
        "calendar.weekly.mon[0][0]", "calendar.weekly.mon[1]", "calendar.days.2026-11-31",
        "calendar.days.2026-10-10", "class.clock", "class.hours", "class.ms",
    ):  # fmt: skip
        assert f"\n{place}: " in said.stderr


@pytest.mark.parametrize(
    "words", [("judge",), ("deadline", "explain"), ("vectors",)], ids=" ".join
)
@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"cases": 7}', "\ufeff\0"])
def test_a_file_that_is_none_of_ours_is_told_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], content: str
) -> None:
    """A wrong file names itself; nobody sees a traceback."""
    path = tmp_path / "some.json"
    path.write_text(content, encoding="utf-8")

    said = run(*words, path)

    assert said.returncode not in {0, -1}
    assert "Traceback" not in said.stderr
    assert "some.json" in said.stderr


def test_an_unknown_setting_is_refused_with_its_name(tmp_path: Path) -> None:
    """A misspelt line in fieldseal.toml is told, not ignored."""
    (tmp_path / "fieldseal.toml").write_text('prot = 8001\nlog = "info"\n', encoding="utf-8")

    said = run("migrate", "--data", tmp_path)

    assert said.returncode != 0
    assert "prot" in said.stderr
    assert "fieldseal.toml" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "fieldseal.sqlite3").exists()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    """A new folder gets the schema; a second run finds it there."""
    first, second = run("migrate", "--data", tmp_path), run("migrate", "--data", tmp_path)

    assert (first.returncode, second.returncode) == (0, 0)
    assert rows(tmp_path, "SELECT count(*) FROM organisation") == [(0,)]


def test_two_demos_of_the_same_moment_are_the_same(demos: dict[str, Path]) -> None:
    """Row for row in every table, but for the passwords' salts."""
    different = [
        table
        for (table, one), (_, other) in zip(dump(demos["one"]), dump(demos["same"]), strict=True)
        if one != other
    ]

    assert different == []
    assert rows(demos["one"], "SELECT count(*) > 100 FROM inspection") == [(1,)]


@pytest.mark.parametrize(
    ("name", "due"),
    [("one", "2026-11-20T17:00:00.000Z"), ("holiday", "2026-10-04T19:00:00.000Z")],
)
def test_the_critical_action_is_due_in_three_working_hours(
    demos: dict[str, Path], name: str, due: str
) -> None:
    """Whatever day the demo begins on: at noon the night shift is ahead, at midnight within it."""
    found = rows(
        demos[name],
        "SELECT due_at, state FROM corrective_action WHERE severity = 'critical' AND open = 1 "
        "ORDER BY due_at",
    )

    assert (instant_text(int(str(found[0][0]))), found[0][1]) == (due, "accepted")
    assert int(str(found[0][0])) > instant_ms({"one": TODAY, "holiday": HOLIDAY}[name])


def test_the_demo_leaves_a_database_alone_that_is_not_its_own(tmp_path: Path) -> None:
    """A folder of a real organisation has no people file of a demo; nothing in it is deleted."""
    data = tmp_path / "ours"
    assert run("migrate", "--data", data).returncode == 0
    before = (data / "fieldseal.sqlite3").read_bytes()

    said = run("demo", "--seed-only", "--data", data)

    assert said.returncode == 1
    assert "no demo made" in said.stderr
    assert "Traceback" not in said.stderr
    assert (data / "fieldseal.sqlite3").read_bytes() == before
    assert not (data / "demo-people.txt").exists()


def test_a_seeding_that_was_broken_off_is_begun_again(
    demos: dict[str, Path], tmp_path: Path
) -> None:
    """Its mark is there until it is done; what it left is thrown away, and the mark goes."""
    data = tmp_path / "half"
    data.mkdir()
    (data / "fieldseal.sqlite3").write_bytes(b"half of a database")
    (data / "demo-seeding.txt").write_text("begun")

    said = run("demo", "--seed-only", "--demo-password", "for-tests", "--data", data)

    assert said.returncode == 0, said.stderr
    assert (data / "demo-people.txt").exists()
    assert not (data / "demo-seeding.txt").exists()
    assert not (demos["one"] / "demo-seeding.txt").exists()


def test_seeding_again_touches_nothing(demos: dict[str, Path]) -> None:
    """A second start finds its demo and leaves it; the people's file is for the owner only."""
    folder = demos["holiday"]
    before = dict(dump(folder))
    said = run("demo", "--seed-only", "--data", folder)

    assert said.returncode == 0
    assert dict(dump(folder)) == before
    assert (folder / "demo-people.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("today", ["tomorrow", "2026-11-20"])
def test_a_moment_that_is_none_is_told_in_a_sentence(tmp_path: Path, today: str) -> None:
    """`--today` takes an instant; anything else says so."""
    said = run("demo", "--seed-only", "--today", today, "--data", tmp_path / "demo")

    assert said.returncode != 0
    assert "Traceback" not in said.stderr
    assert "--today" in said.stderr or "today" in said.stderr


def test_a_pack_is_built_and_verified_from_the_command_line(
    demos: dict[str, Path], font_cache: Path, tmp_path: Path
) -> None:
    """0 with the right key, 3 without one, 1 for a changed byte, 2 for no pack at all."""
    pack = tmp_path / "pack.zip"
    built = run(
        "pack", "--data", demos["one"], "--from", "2026-11-12", "--to", "2026-11-20",
        "--site", "nkg-dp", "--out", pack, FIELDSEAL_FONT_CACHE=str(font_cache),
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    said = json.loads(run("verify", pack, "--json").stdout)
    changed, none = tmp_path / "changed.zip", tmp_path / "none.zip"
    shutil.copy(pack, changed)
    with zipfile.ZipFile(pack) as whole:
        at = pack.read_bytes().index(whole.read("manifest.json")) + 40
    data = bytearray(changed.read_bytes())
    data[at] ^= 1
    changed.write_bytes(data)
    none.write_bytes(b"no pack")
    fingerprint = said["fingerprint"]
    told = run("key", "show", "--data", demos["one"])
    (key,) = json.loads(run("key", "show", "--data", demos["one"], "--json").stdout)
    assert (key["fingerprint"], fingerprint in told.stdout) == (fingerprint, True)
    assert run("verify", pack, "--key", key["key"]).returncode == 0

    codes = {
        "key": run("verify", pack, "--fingerprint", fingerprint).returncode,
        "no key": run("verify", pack).returncode,
        "other key": run("verify", pack, "--fingerprint", "0" * 64).returncode,
        "changed": run("verify", changed, "--fingerprint", fingerprint).returncode,
        "none": run("verify", none).returncode,
        "missing": run("verify", tmp_path / "missing.zip").returncode,
    }

    assert codes == {
        "key": 0, "no key": 3, "other key": 1, "changed": 1, "none": 2, "missing": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "2026-13-01", "--to", "2026-11-20"), "--from"),
        (("--from", "2026-11-20", "--to", "2026-11-01"), "--to"),
        (("--from", "2026-11-01", "--to", "2026-11-20", "--site", "moon"), "moon"),
    ],
)
def test_an_order_that_cannot_be_is_told_in_a_sentence(
    demos: dict[str, Path], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """A day that is none and a site nobody has: told, and no file is left."""
    target = tmp_path / "pack.zip"
    said = run("pack", "--data", demos["one"], *words, "--out", target)

    assert said.returncode != 0
    assert "Traceback" not in said.stderr
    assert told in said.stderr
    assert not target.exists()
