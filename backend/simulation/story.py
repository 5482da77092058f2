"""One seed, one execution: people work, everything goes wrong, and then it becomes quiet."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend.plumbing.protocol import SPOKEN
from backend.simulation import promises, weather
from backend.simulation.houses import PASSWORD
from backend.simulation.ledger_of_truth import Truth
from backend.simulation.quieting import Quieting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from backend.simulation.houses import Home
    from backend.simulation.server import Said, SimulatedServer
    from backend.simulation.tablets import Asked, Tablets

SECOND_MS, MINUTE_MS, DAY_MS = 1_000, 60_000, 86_400_000
TABLETS_MAX = 4
# In the middle of so many deeds and answers the tablet's power goes, after some turns of its loop.
POWER_CUTS, TURNS_MAX = 0.015, 14


@dataclass(slots=True)
class Hands:
    """A tablet as the world sees it: whose it is, who has it, and the browser's cookie."""

    number: int
    home: Home
    people: tuple[str, ...]
    person: str | None = None
    cookie: str | None = None
    awake: bool = True
    # Orders under way whose results are wanted, with what to do then.
    wanted: dict[int, str] = field(default_factory=dict[int, str])
    entered: set[str] = field(default_factory=set[str])


@dataclass(slots=True)
class Story:
    """The world of one seed."""

    server: SimulatedServer
    tablets: Tablets
    homes: list[Home]
    seed: int
    steps: int
    # What may happen, and how often beside all else.
    events: Mapping[Callable[[Story], Awaitable[None]], int]
    chance: random.Random = field(init=False)
    weather: weather.Weather = field(init=False)
    truth: Truth = field(default_factory=Truth)
    hands: list[Hands] = field(default_factory=list[Hands])
    trace: list[str] = field(default_factory=list[str])
    faults: int = 0
    moves: int = 0
    version: int = 1
    restored: bool = False
    copies: list[str] = field(default_factory=list[str])
    # By tablet: the epoch that it heard last.
    epochs: dict[int, str] = field(default_factory=dict[int, str])

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - repeatable is the point
        self.weather = weather.drawn(self.chance)

    async def live(self) -> None:
        """Everything that happens in this seed; raises ViolationError when a promise is broken."""
        await self.server.begin(self.seed)
        self.tablets.begin(self.server.clock.at)
        for number in range(self.chance.randint(2, TABLETS_MAX)):
            self._new_tablet(number)
        while self.moves < self.steps:
            await self.move()
        await Quieting(self).run()

    async def move(self) -> None:
        """One thing happens."""
        self.moves += 1
        self.pass_time(self.chance.choice([0, 200, SECOND_MS, 5_000, 20_000]))
        kinds, weights = zip(*self.events.items(), strict=True)
        (kind,) = self.chance.choices(kinds, weights)
        await kind(self)
        self.collect()

    def pass_time(self, ms: int) -> None:
        """The clock of the world goes on, and rings what is due."""
        self.tablets.now += ms
        self.server.clock.at = self.tablets.now
        if self.tablets.alarm is not None and self.tablets.alarm <= self.tablets.now:
            self.tablets.order("ring")
            self._dress()

    def say(self, words: str, *, fault: bool = False) -> None:
        """A line of the trace."""
        self.faults += fault
        self.trace.append(f"{self.moves:4} {words}")

    def order(self, hands: Hands, do: str, why: str = "", **words: object) -> int:
        """Give a tablet an order and remember what its result is wanted for."""
        number = self.tablets.order(do, device=hands.number, **words)
        if why:
            hands.wanted[number] = why
        self._dress()
        return number

    def collect(self) -> None:
        """Take what orders have given by now."""
        for hands in self.hands:
            for number in [one for one in hands.wanted if one in self.tablets.done]:
                self._take(hands, hands.wanted.pop(number), self.tablets.done[number])

    def _take(self, hands: Hands, why: str, result: Any) -> None:  # noqa: ANN401 - any JSON
        failed = isinstance(result, dict) and "failed" in result
        if failed:
            self.say(f"tablet {hands.number}: {why} failed: {result['failed'][:120]}")
        elif why in {"deed", "poison"} and result:
            self.truth.enter(hands.number, result, poison=why == "poison")
            kinds = [one["kind"] for one in result["operations"]]
            self.say(f"tablet {hands.number}: {' '.join(kinds) or 'nothing'} is on the disk")
        elif why == "enter":
            hands.person = str(result)
            hands.entered.add(hands.person)
            self.say(f"tablet {hands.number}: {hands.person} has signed in")

    def _dress(self) -> None:
        """A request goes out with the cookie that the browser has at that moment."""
        for asked in self.tablets.asked:
            if asked.cookie is None:
                asked.cookie = self.hands[asked.device].cookie or ""

    def _new_tablet(self, number: int) -> None:
        home = self.homes[self.chance.randrange(len(self.homes)) if number > 1 else 0]
        people = self.chance.sample(home.recorders, self.chance.choice([1, 1, 2]))
        self.hands.append(Hands(number, home, tuple(people)))
        self.tablets.order("tablet", device=number, seed=self.seed * 100 + number)

    def some_tablet(self) -> Hands:
        """Any of them."""
        return self.chance.choice(self.hands)

    # --- the network ------------------------------------------------------------------------

    async def deliver(self, asked: Asked, *, honest: bool = False) -> None:
        """Decide what becomes of one request."""
        kind = "honest" if honest else weather.fate(self.weather, self.chance)
        name = f"tablet {asked.device}: {asked.method} {asked.path[:60]}"
        if kind != "honest":
            self.say(f"{name}: {kind}", fault=True)
        if kind == "hung":
            self.tablets.asked.remove(asked)
        elif kind == "lost":
            self.tablets.answer(asked, None)
        elif kind == "lied":
            self.tablets.answer(asked, weather.lie(asked, self.chance, self._epoch(asked)))
        else:
            await self._reach(asked, kind, name, honest=honest)
        self._dress()

    async def _reach(self, asked: Asked, kind: str, name: str, *, honest: bool) -> None:
        body = asked.body
        if kind == "cut_up":
            body = weather.damaged(asked, self.chance)
        if kind == "doubled":
            await self._ask(asked, body)
        if kind == "crash":
            self.server.database.dies = self.chance.choice(["before_commit", "after_commit"])
        said = await self._ask(asked, body)
        self.server.database.dies = None
        if said is None or kind == "unanswered":
            self.tablets.answer(asked, None)
            return
        promises.nobody_reads_a_neighbour(self.hands[asked.device].home, self.homes, said.body)
        if kind == "cut_down":
            said = weather.cut(said, self.chance)
        elif kind == "honest":
            self.say(f"{name}: {said.status}")
            self._heard(asked, said)
        hands = self.hands[asked.device]
        if said.cookie is not None:
            hands.cookie = said.cookie
        cut = self.power_cut(hands) if kind == "honest" and not honest else {}
        self.tablets.answer(asked, said, **cut)
        self.after_cut(hands, cut)

    async def _ask(self, asked: Asked, body: bytes) -> Said | None:
        headers = dict(asked.headers)
        if "authorization" not in headers and asked.cookie:
            headers |= {"cookie": asked.cookie, "origin": "http://tablets.example"}
        headers.setdefault("host", "tablets.example")
        return await self.server.request(asked.method, asked.path, headers, body)

    def _heard(self, asked: Asked, said: Said) -> None:
        if said.status != 200:
            return
        if asked.path == "/api/sync/push":
            self.epochs[asked.device] = json.loads(said.body)["epoch"]
            statuses = json.loads(said.body)["statuses"]
            self.truth.acknowledged |= {one["id"] for one in statuses if one["status"] == "ok"}
        if asked.path.startswith("/api/sync/pull") and not json.loads(said.body)["more"]:
            person = self.hands[asked.device].person
            if person is not None:
                self.truth.heard[asked.device, person] = self.server.past

    def _epoch(self, asked: Asked) -> str:
        return self.epochs.get(asked.device, "1")

    # --- the disks --------------------------------------------------------------------------

    async def put_back(self) -> None:
        """A copy is put back; what this past acknowledges is what the copy holds."""
        self.restored = True
        name = self.chance.choice(self.copies)
        told = self.chance.random() < 0.6
        await self.server.put_back(name, told=told, objects=self.chance.random() < 0.8)
        here = {row[0] for row in self.server.rows("SELECT id FROM operation WHERE status = 'ok'")}
        self.truth.acknowledged &= here
        self.say(f"copy {name} is put back, {'told' if told else 'not told'}", fault=True)

    def power_cut(self, hands: Hands) -> dict[str, object]:
        """Words for an order in the middle of which the tablet's power goes; mostly none."""
        if self.chance.random() >= POWER_CUTS:
            return {}
        return {"cut": self.chance.randrange(TURNS_MAX), "cuts": hands.number}

    def after_cut(self, hands: Hands, cut: dict[str, object]) -> None:
        """The tablet is off: what it was waiting for comes to nobody."""
        if not cut:
            return
        self.collect()
        self.tablets.forget(hands.number)
        hands.wanted.clear()
        hands.awake = False
        self.say(f"tablet {hands.number}: its power went after {cut['cut']} turns", fault=True)

    def report(self, hands: Hands) -> promises.Report | None:
        """What a tablet's screen says and its disk holds."""
        number = self.order(hands, "report")
        found = self.tablets.result(number)
        return found if isinstance(found, dict) and "pill" in found else None

    async def token_of(self, email: str) -> str:
        """A session at a desk."""
        body = json.dumps({"email": email, "password": PASSWORD}).encode()
        headers = {**SPOKEN, "content-type": "application/json"}
        said = await self.server.request("POST", "/api/session", headers, body)
        assert said is not None
        return str(json.loads(said.body)["token"])
