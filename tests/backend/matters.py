"""What the tests of findings and actions share: inspections that fail or pass, and moves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from audit_rules.judge import judge
from backend.files import service as files
from backend.ids import new_id
from backend.people import queries as people_queries
from backend.people.records import MembershipRow
from backend.programme import queries as programme_queries
from backend.programme.records import AssignmentRow
from backend.templates import service as templates
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.fold import folded
from tests.worlds import Tablet, World, a_device, signed_in, start_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from httpx import AsyncClient, Response

CONTENT, OTHER_CONTENT = b"a sign on the wall", b"a lock on the door"
PROOF, OTHER_PROOF = (hashlib.sha256(one).hexdigest() for one in (CONTENT, OTHER_CONTENT))
DAY_MS = 86_400_000
SHANGHAI = ZoneInfo("Asia/Shanghai")
TEMPLATE = "data-handling"
# Questions of data-handling by the severity of their failure, with a bad and a good answer.
FAILS = {
    "critical": ("consent_sensitive", "no", "yes"),
    "major": ("notice_shown", "no", "yes"),
    "minor": ("labels", "no", "yes"),
}


@dataclass(slots=True)
class Matter:
    """A nonconformity with its action and the inspection that raised it."""

    nonconformity: str
    action: str
    inspection: str


@dataclass(slots=True)
class Desks:
    """People at their desks, each signed in when first needed."""

    client: AsyncClient
    world: World
    seats: dict[str, Tablet] = field(default_factory=dict[str, Tablet])

    def later(self, ms: int) -> None:
        """Time passes; everybody signs in anew when they come back."""
        self.world.clock.at += ms
        self.seats.clear()

    async def of(self, key: str) -> Tablet:
        """The person's session, begun when it is the first time."""
        if key not in self.seats:
            self.seats[key] = await signed_in(self.client, self.world, key)
        return self.seats[key]

    async def tries(self, key: str, path: str, event: str, **more: Any) -> Response:
        """A move over REST, whatever becomes of it; `path` is `actions/ID` or the like."""
        who = await self.of(key)
        body = {"event": event, **more}
        return await self.client.post(f"/api/{path}/moves", json=body, headers=who.headers)

    async def does(self, key: str, path: str, event: str, **more: Any) -> str:
        """A move that must be accepted; gives the new state."""
        response = await self.tries(key, path, event, **more)
        assert response.status_code == 200, response.text
        return response.json()["state"]

    async def sees(self, key: str, path: str, **query: Any) -> dict[str, Any]:
        """What a person is shown there."""
        who = await self.of(key)
        response = await self.client.get(f"/api/{path}", params=query, headers=who.headers)
        assert response.status_code == 200, response.text
        return response.json()


def today(world: World) -> str:
    """The business day in Shanghai."""
    return datetime.fromtimestamp(world.clock.now() / 1000, SHANGHAI).date().isoformat()


async def planned_at(world: World, site: str, key: str = TEMPLATE) -> str:
    """An assignment of today at a site."""
    known, published = new_id(world.clock.now(), world.shell.random), world.published[key]
    async with world.shell.database.transaction() as tx:
        await programme_queries.add_assignments(
            tx,
            [
                AssignmentRow(
                    organisation=world.house.organisation,
                    id=known,
                    schedule=None,
                    site=world.site(site),
                    template=published.template,
                    rules=published.rules,
                    kind=published.kind,
                    person=None,
                    from_on=today(world),
                    due_on=today(world),
                    state="open",
                    inspection=None,
                )
            ],
        )
    return known


async def version_of(world: World, key: str = TEMPLATE) -> templates.Version:
    """A published version, compiled."""
    pinned = world.published[key]
    async with world.shell.database.reading() as reader:
        found = await templates.version(
            world.shell, reader, world.house.organisation, pinned.template, pinned.rules
        )
    assert found is not None
    return found


async def inspect(
    tablet: Tablet,
    world: World,
    answers: dict[str, Any],
    *,
    site: str = "sha-pd",
    submit: bool = True,
    **start: Any,
) -> str:
    """Start, answer and submit an inspection on the tablet; nothing is sent yet."""
    subject = new_id(world.clock.now(), world.shell.random)
    value = start_value(world, TEMPLATE, site, **{"business_date": today(world), **start})
    ops = [tablet.record("start", subject, value=value)]
    version = await version_of(world)
    for question, answer in answers.items():
        section = version.template.questions[question].section
        ops.append(
            tablet.record("answer", subject, section=section, question=question, value=answer)
        )
    if submit:
        tablet.record("submit", subject, value=sealed(version, ops))
    return subject


def sealed(version: templates.Version, ops: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The value of a submit after these operations, as the tablet computes it."""
    fold = folded(version.template, list(ops))
    explanation = judge(version.judge, fold.environment()).explanation
    return {
        "state": fold.state(),
        "verdict": sha256_hex(canonical_bytes(explanation)),
        "score_bp": explanation["score_bp"],
        "missing": [],
    }


async def first_failing(world: World) -> tuple[str, str, str]:
    """A question of data-handling whose severity is major, with a bad and a good answer."""
    version = await version_of(world)
    for known, rule in version.rules["questions"].items():
        choices = version.rules["judge"]["questions"][known].get("choices", {})
        bad = [name for name, one in choices.items() if one.get("fails") and one["points"] == "0"]
        good = [
            name for name, one in choices.items() if not one.get("fails") and not one.get("na")
        ]
        if rule.get("severity") == "major" and bad and good:
            return known, bad[0], good[0]
    raise AssertionError("no major question")


async def a_matter(
    client: AsyncClient, world: World, severity: str = "major", *, site: str = "sha-pd"
) -> Matter:
    """What a failed answer of that severity leads to."""
    question, bad, _ = FAILS[severity]
    subject = await visited(client, world, {question: bad}, site=site)
    desks = Desks(client, world)
    found = (await desks.sees("p05", f"inspections/{subject}"))["nonconformities"]
    assert [one["severity"] for one in found] == [severity], found
    detail = await desks.sees("p05", f"nonconformities/{found[0]['id']}")
    return Matter(found[0]["id"], detail["actions"][0]["id"], subject)


async def visited(
    client: AsyncClient, world: World, answers: dict[str, Any], *, site: str = "sha-pd"
) -> str:
    """An inspection that was made and sent; gives its id."""
    tablet = await signed_in(client, world, "p09", a_device(world))
    subject = await inspect(tablet, world, answers, site=site)
    await tablet.push()
    return subject


async def arrived(world: World, *contents: bytes) -> None:
    """The server has these files."""
    for content in contents or (CONTENT, OTHER_CONTENT):
        await files.store(world.shell, world.house.organisation, None, content)


async def worked_off(desks: Desks, matter: Matter, *, close: bool = True) -> str:
    """From open to closed or watching, by the right people; gives the state."""
    nc, action = f"nonconformities/{matter.nonconformity}", f"actions/{matter.action}"
    await arrived(desks.world)
    await desks.does("p14", nc, "contain", files=[PROOF])
    await desks.does("p14", nc, "propose_cause", text="The notice was taken down for painting.")
    await desks.does("p05", nc, "accept_cause")
    state = await desks.does("p05", nc, "plan")
    for event, more in (("accept", {}), ("start", {}), ("submit", {"files": [OTHER_PROOF]})):
        await desks.does("p14", action, event, **more)
    await desks.does("p05", action, "verify")
    return await desks.does("p05", nc, "close") if close else state


async def appointed(world: World, key: str, *roles: str) -> None:
    """Give a person more roles everywhere."""
    async with world.shell.database.transaction() as tx:
        for role in roles:
            await people_queries.add_membership(
                tx,
                MembershipRow(
                    organisation=world.house.organisation,
                    id=new_id(world.clock.now(), world.shell.random),
                    person=world.person(key),
                    role=role,
                    site=None,
                ),
            )
