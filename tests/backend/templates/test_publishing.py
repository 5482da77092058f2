"""Publishing: the whole library goes through, and each mistake is told by file, line and key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from backend.demo import past
from backend.plumbing.yaml_files import YamlError, parse_yaml, read_yaml
from backend.templates import service as templates
from checklists.errors import ChecklistError
from tests.backend.sync.test_push import pulled
from tests.worlds import World, a_device, signed_in

if TYPE_CHECKING:
    from httpx import AsyncClient

LIBRARY = sorted(past.LIBRARY.rglob("*.yaml"))
SOURCE = past.PUBLISHED["data-handling"].read_text(encoding="utf-8")


async def publish(world: World, text: str, name: str = "mine.yaml") -> templates.Published:
    """The file as an author wrote it, published as the program does."""
    authored = parse_yaml(text.encode(), name)
    pack = read_yaml(past.PACK).data
    async with world.shell.database.transaction() as tx:
        await tx.lock_log(world.house.organisation)
        try:
            return await templates.publish(
                world.shell, tx, world.house.organisation, authored.data, pack
            )
        except ChecklistError as error:
            raise authored.error(error.place, error.sentence) from error


async def test_every_checklist_of_the_library_is_published(
    client: AsyncClient, world: World
) -> None:
    """All fourteen are in force with rules of their own, and their examples pass."""
    made = [
        await publish(world, path.read_text(encoding="utf-8"), path.name)
        for path in LIBRARY
        if path not in past.PUBLISHED.values()
    ]
    officer = await signed_in(client, world, "p05")

    listed = (await client.get("/api/templates", headers=officer.headers)).json()["items"]

    assert len(made) + len(past.PUBLISHED) == len(LIBRARY) == len(listed)
    assert {one["key"] for one in listed} == {path.stem for path in LIBRARY}
    assert all(one["rules"] and one["title"]["zh-Hans"] for one in listed)


BROKEN: list[tuple[str, str, str]] = [
    ("kind: internal_audit", "kind: party", "kind"),
    ("  - key: labels\n    type: choice", "  - key: labels\n    type: colour", "type"),
    ("    response_set: conformity", "    response_set: nowhere", "response_set"),
    ("      severity: critical", "      severity: grave", "severity"),
    ("  - key: labels\n", "  - key: classified\n", "key"),
    ("      deadline_class: action_critical", "      deadline_class: soon", "deadline_class"),
    ("    weight: 10\n", "    weight: heavy\n", "weight"),
    ("    required: true\n", "    required: true\n    colour: red\n", "colour"),
    ("        zh-Hans: 立即补标。\n", "", "correction"),
]


@pytest.mark.parametrize(("old", "new", "key"), BROKEN, ids=[key for _, _, key in BROKEN])
async def test_a_mistake_is_told_with_its_line_and_key(
    world: World, old: str, new: str, key: str
) -> None:
    """An author finds the place at once; nothing of the file is published."""
    assert old in SOURCE
    text = SOURCE.replace("version: 1\n", "version: 2\n", 1).replace(old, new, 1)

    with pytest.raises(YamlError) as caught:
        await publish(world, text)

    said = str(caught.value)
    found = re.match(r"mine\.yaml, line (\d+), (\S+): .+", said)
    assert found, said
    near = SOURCE[: SOURCE.index(old)].count("\n") + 1
    assert 0 <= int(found.group(1)) - near + 2 <= 4, said
    assert key in said
    async with world.shell.database.reading() as reader:
        versions, _ = await templates.shown_versions(reader, world.house.organisation)
    assert len(versions) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\na: 2\n", "line 2, a: given twice"),
        ("a: &x 1\nb: *x\n", "line 2: aliases are not taken"),
        ("a: 1.5\n", "line 1"),
        ("a: [1\n", "mine.yaml"),
        ("", "mine.yaml"),
        ("- 1\n", "mine.yaml"),
        ("a: !!python/object:os.system x\n", "line 1"),
    ],
)
async def test_a_file_that_is_no_checklist_is_refused(world: World, text: str, told: str) -> None:
    """Ambiguous, dangerous or empty YAML is told in a sentence, never read as something else."""
    with pytest.raises(YamlError) as caught:
        await publish(world, text)

    assert told in str(caught.value)


async def test_a_new_version_is_in_force_and_the_old_one_stays(
    client: AsyncClient, world: World
) -> None:
    """What began under the old version goes on under it; tablets hear of both."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    _, cursor = await pulled(client, tablet, None)
    made = await publish(world, SOURCE.replace("version: 1\n", "version: 2\n", 1))

    versions = await client.get("/api/templates/data-handling/versions", headers=tablet.headers)
    changes, _ = await pulled(client, tablet, cursor)
    old = world.published["data-handling"].template
    document = await client.get(f"/api/documents/{old}", headers=tablet.headers)

    shown: list[dict[str, Any]] = versions.json()["items"]
    assert [(one["version"], one["retired"]) for one in shown] == [(2, False), (1, True)]
    assert shown[0]["sha256"] == made.template
    assert document.status_code == 200
    told = {one["body"]["sha256"]: one["body"]["retired"] for one in changes}
    assert {made.template: False, made.rules: False, old: True}.items() <= told.items()


async def test_the_same_version_twice_is_refused(world: World) -> None:
    """A published version never changes: other words need another number."""
    with pytest.raises(YamlError) as caught:
        await publish(world, SOURCE.replace("Mark it now.", "Mark it at once."))

    assert "version" in str(caught.value)


async def test_new_rules_for_the_same_words_are_put_in_force_beside_them(
    client: AsyncClient, world: World
) -> None:
    """A new rule pack of the organisation makes new rules; the checklist's words stay."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    _, cursor = await pulled(client, tablet, None)
    pack = read_yaml(past.PACK).data
    pack["version"] = 2
    async with world.shell.database.transaction() as tx:
        await tx.lock_log(world.house.organisation)
        made = await templates.publish(
            world.shell, tx, world.house.organisation, parse_yaml(SOURCE.encode(), "m").data, pack
        )

    changes, _ = await pulled(client, tablet, cursor)

    old = world.published["data-handling"]
    assert (made.template, made.rules != old.rules) == (old.template, True)
    assert {(one["kind"], one["body"]["sha256"], one["body"]["retired"]) for one in changes} == {
        ("template", old.template, False), ("rules", old.rules, True), ("rules", made.rules, False),
    }  # fmt: skip
    assert [one["body"]["rules"] for one in changes if one["kind"] == "template"] == [made.rules]
