"""After the faults: everybody opens their tablet, the network is honest, and it becomes quiet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backend.plumbing.protocol import SPOKEN
from backend.simulation import promises
from backend.simulation.houses import PASSWORD
from backend.simulation.ledger_of_truth import demand

if TYPE_CHECKING:
    from backend.simulation.story import Hands, Story

Report = dict[str, Any]
ROUNDS_MAX = 30
DELIVERIES_MAX = 400
ROUND_MS = 61_000
FULL_ROUNDS = 3


class Quieting:
    """Brings one story to its end and holds every promise against what is left."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._reports: dict[tuple[int, str], Report] = {}

    async def run(self) -> None:
        """Raises ViolationError for whatever is not as it was promised."""
        story = self._story
        story.say("the faults are over")
        for hands in story.hands:
            await self._full(hands)
        for hands in story.hands:
            await self._wake(hands)
        # Twice: what one tablet sends last, the others hear in the second turn.
        for _ in range(2):
            for hands in story.hands:
                for email in self._people(hands):
                    await self._settled(hands, email)
        await self._judge()

    def _people(self, hands: Hands) -> list[str]:
        known = {person: email for email, person in hands.home.people.items()}
        return [known[person] for person in sorted(hands.entered)]

    async def _wake(self, hands: Hands) -> None:
        story = self._story
        story.order(hands, "fill", room=None)
        if not hands.awake:
            hands.awake = True
            story.order(hands, "open", person=hands.person)
        await self._drain()

    async def _full(self, hands: Hands) -> None:
        """A tablet without a byte of room sends what waits on it."""
        story = self._story
        if not hands.awake or hands.person is None or story.chance.random() < 0.5:
            return
        story.order(hands, "fill", room=0)
        story.say(f"tablet {hands.number}: full, and the network is honest", fault=True)
        for _ in range(FULL_ROUNDS):
            story.pass_time(ROUND_MS)
            story.order(hands, "exchange")
            await self._drain()
        if report := story.report(hands):
            promises.a_full_tablet_sends(story.server, story.truth, report)

    async def _settled(self, hands: Hands, email: str) -> None:
        """This person sends until nothing waits any more; who is at work needs no sign-in for it."""
        story = self._story
        if hands.person != hands.home.people[email]:
            await self._enter(hands, email)
        report: Report | None = None
        for turn in range(ROUNDS_MAX):
            story.pass_time(ROUND_MS)
            story.order(hands, "exchange")
            await self._drain()
            report = story.report(hands)
            demand("LIVENESS", kept=report is not None, what=f"tablet {hands.number} is mute")
            assert report is not None
            promises.the_screen_tells_the_truth(story.server, story.truth, hands.number, report)
            if report["state"]["stop"] in {"sign_in", "forked", "revoked"}:
                await self._enter(hands, email)
            elif _is_quiet(report) and turn > 0:
                self._reports[hands.number, report["person"]] = report
                return
        said = _short(report) if report else "nothing"
        demand("LIVENESS", kept=False, what=f"tablet {hands.number}: {said}")

    async def _enter(self, hands: Hands, email: str) -> None:
        story = self._story
        story.order(hands, "enter", "enter", email=email, password=PASSWORD)
        await self._drain()
        story.collect()

    async def _drain(self) -> None:
        """Answer every request until nobody asks any more."""
        story = self._story
        for _ in range(DELIVERIES_MAX):
            if not story.tablets.asked:
                story.collect()
                return
            await story.deliver(story.tablets.asked[0], honest=True)
        demand("LIVENESS", kept=False, what=f"asks without end: {story.tablets.asked[0].path}")

    async def _judge(self) -> None:
        story, server = self._story, self._story.server
        promises.nothing_acknowledged_is_lost(server, story.truth)
        promises.everything_is_there_once(server)
        promises.everything_entered_is_there(server, story.truth, self._reports)
        promises.nothing_honest_is_malformed(server, story.truth)
        promises.what_came_before_its_start_is_taken(server, story.truth)
        promises.nothing_honest_is_voided(story.truth, self._reports)
        promises.what_was_refused_is_shown(server, story.truth, self._reports)
        promises.every_photo_is_there(server, story.truth, self._reports, restored=story.restored)
        promises.device_and_server_judge_alike(server)
        promises.nothing_seen_is_overwritten(server)
        promises.replicas_agree(server, self._reports)
        for (tablet, person), report in self._reports.items():
            promises.every_row_opens(server, report)
            whole = await self._whole(tablet, person)
            promises.nothing_was_skipped(tablet, report, whole)

    async def _whole(self, tablet: int, person: str) -> dict[tuple[str, str], Any]:
        """A fresh snapshot for this person, to the end."""
        story = self._story
        hands = story.hands[tablet]
        email = next(mail for mail, known in hands.home.people.items() if known == person)
        token = await story.token_of(email)
        headers, query = {**SPOKEN, "authorization": f"Bearer {token}"}, ""
        found: dict[tuple[str, str], Any] = {}
        while True:
            said = await story.server.request("GET", f"/api/sync/pull{query}", headers, b"")
            assert said is not None
            page = json.loads(said.body)
            found |= {(one["kind"], one["id"]): one["body"] for one in page["items"]}
            if not page["more"]:
                return found
            query = f"?cursor={page['cursor'].replace('=', '%3D')}"


def _is_quiet(report: Report) -> bool:
    state = report["state"]
    left = state["files"] + state["waiting"] + state["checking"]
    return not report["waiting"] and not left and state["stop"] is None


def _short(report: Report) -> str:
    files = [(one["sha256"][:8], one["state"]) for one in report["files"]]
    return (
        f"pill {report['pill']}, {len(report['waiting'])} wait, files {files}, {report['state']}"
    )
