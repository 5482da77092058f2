"""One inspection of the past: started, answered, evidenced, signed, submitted, and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from audit_rules.judge import judge
from audit_rules.missing import missing
from backend.clock import instant_text
from backend.demo.answers import Place, answer_to
from backend.demo.photos import photo, strokes
from backend.files import service as files
from backend.ids import new_id
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.fold import Fold

if TYPE_CHECKING:
    import random

    from backend.demo.devices import Tablet
    from backend.templates.service import Version

SECOND_MS = 1_000
HOSTS = {"en": "Li Wei", "zh-Hans": "李伟"}
INSTANCES = 3
NOTES = {
    "en": "Seen on site, told to the person in charge.",
    "zh-Hans": "现场发现，已告知当班负责人。",
}
MEANINGS = {
    "en": ("I made these observations.", "I was present."),
    "zh-Hans": ("以上情况由本人检查确认。", "本人在场。"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is inspected, where, by whom, and when it begins."""

    version: Version
    hashes: tuple[str, str]
    site: str
    zone: str
    place: Place
    business_date: str
    begins_at: int
    assignment: str | None
    inspector: str
    forced: dict[str, str]


class Inspecting:
    """Fills one inspection on a tablet and keeps the fold as the tablet would."""

    def __init__(self, tablet: Tablet, visit: Visit, draw: random.Random) -> None:
        self._tablet, self._visit, self._draw = tablet, visit, draw
        self.subject = new_id(visit.begins_at, tablet.shell.random)
        self._fold = Fold(visit.version.template)
        self._at = visit.begins_at

    async def run(self) -> str:
        """The whole visit; gives the inspection's id."""
        self._start()
        for section in self._visit.version.template.document["sections"]:
            for instance in self._instances(section):
                for question in section["questions"]:
                    self._answer(section["id"], instance, question)
        await self._evidence()
        await self._sign()
        self._submit()
        await self._tablet.send()
        return self.subject

    def _op(self, kind: str, **more: Any) -> None:  # noqa: ANN401 - fields of an operation
        self._at += self._draw.randint(8, 45) * SECOND_MS
        self._fold.feed(self._tablet.record(kind, self.subject, self._at, **more))

    def _start(self) -> None:
        visit = self._visit
        instances = {
            section["id"]: [
                new_id(self._at, self._tablet.shell.random)
                for _ in range(max(section["repeat"]["min"], INSTANCES))
            ]
            for section in visit.version.template.document["sections"]
            if section.get("repeat")
        }
        value: dict[str, Any] = {
            "template": visit.hashes[0],
            "rules": visit.hashes[1],
            "site": visit.site,
            "kind": visit.version.template.document["kind"],
            "business_date": visit.business_date,
            "zone": visit.zone,
            "instances": instances,
            "clock": {
                "server_minus_device_ms": self._draw.randint(-900, 900),
                "measured_at": instant_text(visit.begins_at - 60 * SECOND_MS),
            },
        }
        if visit.assignment is not None:
            value["assignment"] = visit.assignment
        self._op("start", value=value)

    def _instances(self, section: dict[str, Any]) -> list[str | None]:
        return list(self._fold.instances[section["id"]]) if section.get("repeat") else [None]

    def _answer(self, section: str, instance: str | None, question: dict[str, Any]) -> None:
        known = question["id"]
        value = self._visit.forced.get(known)
        if value is None:
            value = answer_to(
                question,
                self._visit.version,
                self._visit.place,
                self._draw,
                self._visit.business_date,
            )
        if value is not None:
            self._op("answer", section=section, instance=instance, question=known, value=value)

    async def _evidence(self) -> None:
        """A photo and a comment wherever the rules will ask for them."""
        judged = judge(self._visit.version.judge, self._fold.environment())
        sections = {line.question: line.section for line in judged.lines}
        for one in missing(self._fold, judged, self._visit.version.rules):
            place = {"section": sections[one["question"]], "question": one["question"]}
            if one["instance"] is not None:
                place["instance"] = one["instance"]
            if one["reason"] == "photo":
                await self._photo(place, one["question"])
            elif one["reason"] == "comment":
                self._op("note", value=NOTES[self._visit.place.language], **place)

    async def _photo(self, place: dict[str, str], question: str) -> None:
        caption = f"{self._visit.place.site}  {question}  {self._visit.business_date}"
        content = photo(caption, self._draw, mended=False)
        shell, caller = self._tablet.shell, self._tablet.caller
        sha256 = await files.store(shell, caller.organisation, caller.person, content)
        value = {
            "file": sha256,
            "bytes": len(content),
            "type": "image/jpeg",
            "source": "camera",
            "taken_at": instant_text(self._at),
        }
        self._op("attach", value=value, **place)

    async def _sign(self) -> None:
        for question in self._visit.version.template.questions.values():
            if question.type != "signature" or question.section in self._fold.instances:
                continue
            own = "host" not in question.id and "cust" not in question.id
            value: dict[str, Any] = {
                "name": self._visit.inspector if own else HOSTS[self._visit.place.language],
                "role": "inspector" if own else "host",
                "meaning": MEANINGS[self._visit.place.language][0 if own else 1],
                "strokes": strokes(self._draw),
                "covers": self._fold.state(),
            }
            if own:
                value["person"] = self._tablet.caller.person
            self._op("sign", section=question.section, question=question.id, value=value)

    def _submit(self) -> None:
        judged = judge(self._visit.version.judge, self._fold.environment())
        explanation = judged.explanation
        value = {
            "state": self._fold.state(),
            "verdict": sha256_hex(canonical_bytes(explanation)),
            "score_bp": explanation["score_bp"],
            "missing": missing(self._fold, judged, self._visit.version.rules),
        }
        self._op("submit", value=value)

    @property
    def ends_at(self) -> int:
        """When the last operation was recorded."""
        return self._at
