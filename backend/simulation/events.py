"""What may happen in a story, and how often."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.plumbing.protocol import SPOKEN
from backend.simulation import promises
from backend.simulation.houses import PASSWORD, TEMPLATES
from backend.simulation.ledger_of_truth import demand
from backend.simulation.story import DAY_MS, MINUTE_MS, TABLETS_MAX, Hands

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from backend.simulation.story import Story

SKEWS = (0, 0, 0, 300_000, -300_000, DAY_MS, -DAY_MS, 73 * 365 * DAY_MS)
# People go home before the faults end: what heals by the next thing recorded has none to heal by.
EVENING = 40


async def _deed(story: Story) -> None:
    if story.moves > story.steps - EVENING:
        await _network(story)
        return
    hands = story.some_tablet()
    if hands.person is None:
        await _enter(story)
    elif hands.awake:
        cut = story.power_cut(hands)
        story.order(hands, "act", "deed", kind="deed", **cut)
        story.after_cut(hands, cut)


async def _reopen(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None:
        story.order(hands, "act", "deed", kind="reopen")


async def _poison(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None:
        story.order(hands, "act", "poison", kind="poison")


async def _enter(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and "enter" not in hands.wanted.values():
        email = story.chance.choice(hands.people)
        story.order(hands, "enter", "enter", email=email, password=PASSWORD)


async def _network(story: Story) -> None:
    for _ in range(3):
        if story.tablets.asked:
            await story.deliver(story.chance.choice(story.tablets.asked))


async def _exchange(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None:
        story.order(hands, "exchange")


async def _kill(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None:
        story.order(hands, "kill")
        story.tablets.forget(hands.number)
        hands.wanted.clear()
        hands.awake = False
        story.say(f"tablet {hands.number}: killed", fault=True)


async def _wake(story: Story) -> None:
    hands = story.some_tablet()
    if not hands.awake:
        hands.awake = True
        story.order(hands, "open", person=hands.person)
        story.say(f"tablet {hands.number}: opened again")


async def _crash(story: Story) -> None:
    await story.server.crash()
    promises.nothing_acknowledged_is_lost(story.server, story.truth)
    story.say("the server is killed and started", fault=True)


async def _back_up(story: Story) -> None:
    name = f"copy-{len(story.copies)}"
    await story.server.back_up(name)
    story.copies.append(name)
    story.say(f"{name} is made")


async def _put_back(story: Story) -> None:
    if story.copies:
        await story.put_back()


async def _publish(story: Story) -> None:
    story.version += 1
    home = story.chance.choice(story.homes)
    name = story.chance.choice(TEMPLATES)
    await story.server.publish(home.organisation, name, story.version)
    story.say(f"{name} {story.version} is published")


async def _fill(story: Story) -> None:
    hands = story.some_tablet()
    room = story.chance.choice([None, None, 0, 1, 2, 5, 9])
    story.order(hands, "fill", room=room)
    story.say(f"tablet {hands.number}: room for {room} writes", fault=room is not None)


async def _skew(story: Story) -> None:
    hands = story.some_tablet()
    skew = story.chance.choice(SKEWS)
    story.order(hands, "clock", skew=skew)
    story.say(f"tablet {hands.number}: clock off by {skew} ms", fault=skew != 0)


async def _free(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None:
        story.order(hands, "free")


async def _look(story: Story) -> None:
    hands = story.some_tablet()
    if hands.awake and hands.person is not None and (report := story.report(hands)):
        promises.the_screen_tells_the_truth(story.server, story.truth, hands.number, report)


async def _settle(story: Story) -> None:
    """An officer looks at what was refused, and admits or dismisses it."""
    home = story.homes[0]
    headers = {"authorization": f"Bearer {await story.token_of(home.officer)}"}
    said = await story.server.request("GET", "/api/sync/quarantine", headers, b"")
    if said is None:
        return
    demand("LIVENESS", kept=said.status == 200, what=f"the inbox answers {said.status}")
    waiting = [one for one in json.loads(said.body)["items"] if one["id"]]
    if not waiting:
        return
    one = story.chance.choice(waiting)
    deed = story.chance.choice(["admit", "dismiss"])
    body = b"" if deed == "admit" else b'{"reason":"seen"}'
    headers |= {**SPOKEN, "content-type": "application/json"}
    path = f"/api/sync/quarantine/{one['id']}/{deed}"
    done = await story.server.request("POST", path, headers, body)
    story.say(f"the officer: {deed} {one['id']}: {done.status if done else 'crash'}")


async def _clone(story: Story) -> None:
    """A profile is copied to another tablet, and both go on."""
    hands = story.some_tablet()
    if not hands.awake or hands.person is None or len(story.hands) > TABLETS_MAX:
        return
    number = len(story.hands)
    story.hands.append(Hands(number, hands.home, hands.people, cookie=hands.cookie))
    story.tablets.order("tablet", device=number, seed=story.seed * 100 + number)
    story.order(story.hands[-1], "clone", "enter", of=hands.number)
    story.say(f"tablet {number}: a copy of tablet {hands.number}", fault=True)


async def _night(story: Story) -> None:
    story.pass_time(story.chance.choice([10 * MINUTE_MS, 60 * MINUTE_MS, DAY_MS]))
    story.say("time passes")


EVENTS: dict[Callable[[Story], Awaitable[None]], int] = {
    _deed: 420, _network: 330, _exchange: 90, _enter: 12, _kill: 18, _wake: 40, _crash: 6,
    _back_up: 14, _put_back: 9, _publish: 6, _fill: 10, _skew: 6, _free: 8, _look: 40, _settle: 8,
    _poison: 6, _reopen: 10, _night: 6, _clone: 3,
}  # fmt: skip
