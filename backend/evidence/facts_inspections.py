"""Inspections of the scope as facts: sections, answers, photos, signatures, operations."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from audit_rules.judge import judge, so_far
from audit_rules.missing import missing
from backend.evidence.beside import Place, beside
from backend.evidence.explained import (
    answer_outcome,
    finding_of,
    line_of,
    outcome_of,
    points_of,
)
from backend.evidence.photographs import Album, local, local_text
from checklists.canonical import canonical_bytes, sha256_hex
from checklists.fold import Fold, folded
from reports import facts
from reports.words import percent, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from backend.evidence.gathered import Gathered
    from backend.evidence.photographs import PhotoNumbers
    from backend.inspections.records import InspectionRow
    from backend.ledger.records import Accepted
    from backend.templates.service import Version

UNANSWERED = {"en": "Not answered", "zh-Hans": "未作答"}
NOTHING = {"en": "–", "zh-Hans": "–"}


def both(text: str) -> dict[str, str]:
    """A text that reads the same in both languages."""
    return {"en": text, "zh-Hans": text}


def place_words(value: dict[str, Any]) -> dict[str, str]:
    """A recorded place: where, and how exactly that is known; without an accuracy it was written."""
    point, accuracy = ", ".join(value["point"]), value.get("accuracy_m")
    if accuracy is None:
        return {"en": f"{point}, written by hand", "zh-Hans": f"{point}，手工填写"}
    return {"en": f"{point}, accurate to {accuracy} m", "zh-Hans": f"{point}，精度 {accuracy} 米"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a question stands: the printed number, its section, which repetition of it."""

    number: str
    section: str
    place: int | None
    instance: str | None


class InspectionFacts:
    """Makes the facts of one inspection from its fold and its verdict."""

    def __init__(self, found: Gathered, row: InspectionRow, numbering: PhotoNumbers) -> None:
        self.found, self.row = found, row
        self.zone: str = row.zone
        self.album = Album(found=found, numbering=numbering, zone=self.zone)
        self.version: Version = found.versions[row.template, row.rules]
        self.stored = found.operations[row.id]
        self.by_id = {one.id: one for one in self.stored}
        self.fold: Fold = folded(
            self.version.template, [json.loads(one.body) for one in self.stored]
        )
        verdict = found.verdicts.get(row.id)
        self.verdict: dict[str, Any] | None = json.loads(verdict.document) if verdict else None
        self.judged = judge(self.version.judge, self.fold.environment())
        self.numbers: dict[str, str] = {}
        self.places: dict[tuple[str, str | None], str] = {}
        self.shown: set[Place] = set()

    def make(self) -> facts.Inspection:
        """The whole inspection."""
        explanation = self.verdict["explanation"] if self.verdict else None
        sections = self._sections(explanation)
        rest = beside(self.fold, self.version.template.document, self.album, self.shown)
        sections += [] if rest is None else [rest]
        counts = so_far(self.version.judge, self.judged)
        document = self.version.template.document
        start = self.stored[0]
        submit = next((one for one in reversed(self.stored) if one.kind == "submit"), None)
        return facts.Inspection(
            id=self.row.id,
            number=self.row.code,
            title=document["title"],
            kind=self.row.kind,
            site=self._site(),
            inspector=self.found.name(self.row.started_by),
            business_date=date.fromisoformat(self.row.business_date),
            template=template_version(self.version, self.row.template),
            rules=rules_version(self.version, self.row.rules),
            started_at=self._recorded(start),
            submitted_at=self._recorded(submit) if submit else None,
            received_at=local(submit.received_at, self.zone) if submit else None,
            score_bp=explanation["score_bp"] if explanation else None,
            result=self._grade(explanation),
            outcome=outcome_of(explanation),
            verdict=self.verdict["hash"] if self.verdict else "",
            explanation=self._explained(explanation),
            life=self._life(),
            answered=counts["answered"],
            asked=counts["of"],
            conflicts=len(self.fold.conflicts()),
            missing=tuple(self._missing()),
            doubts=tuple(self.row.doubts.split()),
            filed_on=date.fromisoformat(self.row.filed_on),
            sections=tuple(sections),
            signatures=tuple(self._signatures()),
            operations=tuple(self._operation(one) for one in self.stored),
        )

    def _site(self) -> dict[str, str]:
        name = self.found.places[self.row.site].names
        if self.row.area is None:
            return name
        area = self.found.places[self.row.area].names
        return {language: f"{name[language]} · {area[language]}" for language in name}

    def _recorded(self, one: Accepted) -> datetime:
        return local_text(json.loads(one.body)["recorded_at"], self.zone)

    def _grade(self, explanation: dict[str, Any] | None) -> dict[str, str]:
        grade = explanation["grade"] if explanation else None
        for one in self.version.rules["judge"]["grades"]:
            if one["id"] == grade:
                return {language: f"{grade} · {name}" for language, name in one["name"].items()}
        return {"en": "No score", "zh-Hans": "无评分"}

    def _explained(self, explanation: dict[str, Any] | None) -> tuple[dict[str, str], ...]:
        if explanation is None or explanation["total"] is None:
            return ()
        said = [both(f"{explanation['total']} = {percent(explanation['raw_bp'])}")]
        score = percent(explanation["score_bp"])
        said += [
            {
                "en": f"Cap {cap['id']}: {cap['count']} found, score {score}",
                "zh-Hans": f"封顶规则 {cap['id']}：{cap['count']} 项，得分 {score}",
            }
            for cap in explanation["caps"]
        ]
        return tuple(said)

    def _life(self) -> str:
        if self.fold.life == "submitted":
            return "submitted"
        return "draft" if self.verdict is None else "reopened"

    def _missing(self) -> Iterator[facts.Missing]:
        """What was asked for and not given, and files that were named and have not arrived."""
        for one in missing(self.fold, self.judged, self.version.rules):
            place = self.places.get((one["question"], one["instance"]), str(one["question"]))
            yield facts.Missing(place=place, reason=one["reason"])
        for slot, heads in self.fold.occupied():
            for op in heads if slot[3] == "files" else ():
                if op["value"]["file"] not in self.found.files:
                    number = self.album.photo(op["value"]["file"], "", op).number
                    where = self.places.get((slot[2] or "", slot[1]), "")
                    where = f" ({where})" if where else ""
                    yield facts.Missing(place=f"{number}{where}", reason="not_received")

    def _sections(self, explanation: dict[str, Any] | None) -> list[facts.Section]:
        scores = {one["id"]: one["bp"] for one in explanation["sections"]} if explanation else {}
        # What is open is shown as it stands: its lines, and no points.
        lines = explanation or self.judged.explanation
        made: list[facts.Section] = []
        for at, section in enumerate(self.version.template.document["sections"], 1):
            instances: list[str | None] = (
                list(self.fold.instances.get(section["id"], []))
                if section.get("repeat")
                else [None]
            )
            for place, instance in enumerate(instances):
                number = f"{at}" if instance is None else f"{at}.{place + 1}"
                spot = Spot(
                    number=number,
                    section=section["id"],
                    place=None if instance is None else place,
                    instance=instance,
                )
                answers = self._answers(spot, section["questions"], lines)
                if answers:
                    made.append(
                        facts.Section(
                            number=number,
                            title=section["title"],
                            score_bp=scores.get(section["id"]) if place == 0 else None,
                            answers=tuple(answers),
                        )
                    )
        return made

    def _answers(
        self, spot: Spot, questions: list[dict[str, Any]], explanation: dict[str, Any] | None
    ) -> list[facts.Answer]:
        made = [
            self._answer(f"{spot.number}.{row:02d}", spot, question, explanation)
            for row, question in enumerate(questions, 1)
        ]
        return [one for one in made if one is not None]

    def _answer(
        self,
        number: str,
        spot: Spot,
        question: dict[str, Any],
        explanation: dict[str, Any] | None,
    ) -> facts.Answer | None:
        line = line_of(explanation, spot.section, spot.place, question["id"])
        if line is not None and line[3] == "hidden":
            return None
        where = (spot.section, spot.instance, question["id"])
        op = self.fold.counting((*where, "answer"))
        stored = self.by_id.get(op["id"]) if op else None
        finding = finding_of(explanation, spot.section, spot.place, question["id"])
        self.numbers[question["id"]] = number
        self.places[question["id"], spot.instance] = number
        self.shown.add(where)
        status = line[3] if line is not None else "unanswered"
        return facts.Answer(
            number=number,
            question=question["text"],
            value=UNANSWERED if status == "unanswered" else self._value(question, op, where),
            outcome=answer_outcome(status, line, finding),
            criterion=question.get("criterion_ref", ""),
            severity=finding["severity"] if finding else "",
            points=points_of(line, 4) if self.verdict else "",
            points_max=points_of(line, 5) if self.verdict else "",
            note=self._note(where),
            reason=(op or {}).get("reason", ""),
            actor=self.found.name(op["actor"]) if op else "",
            device=op["chain"][:8] if op else "",
            operation=op["seq"] if op else None,
            recorded_at=local_text(op["recorded_at"], self.zone) if op else None,
            received_at=local(stored.received_at, self.zone) if stored else None,
            changes=tuple(self._changes(question, where)),
            photos=tuple(self._photos(where, number)),
            raised=self._raised(question["id"], spot.instance),
        )

    def _value(
        self,
        question: dict[str, Any],
        op: dict[str, Any] | None,
        where: tuple[str, str | None, str],
    ) -> dict[str, str]:
        if op is not None and op["kind"] == "not_applicable":
            return {"en": "N/A", "zh-Hans": "不适用"}
        if question["type"] in {"photo", "file", "audio"}:
            count = len(self.fold.heads((*where, "files")))
            return {"en": f"{count} attached", "zh-Hans": f"{count} 个附件"} if count else NOTHING
        if question["type"] == "signature":
            signed = self.fold.heads((*where, "signatures"))
            return both(", ".join(one["value"]["name"] for one in signed)) if signed else NOTHING
        if op is None or op["kind"] != "answer":
            return NOTHING
        return self.worded(question, op["value"])

    def worded(self, question: dict[str, Any], value: Any) -> dict[str, str]:  # noqa: ANN401 - any answer
        """An answer in words of both languages."""
        if question["type"] in {"choice", "likert", "multi_choice"}:
            labels = {
                one["name"]: one["label"]
                for one in self.version.template.document["response_sets"][
                    question["response_set"]
                ]["choices"]
            }
            names = value if isinstance(value, list) else [value]
            return {
                language: ", ".join(labels[name][language] for name in names)
                for language in ("en", "zh-Hans")
            }
        if question["type"] == "geo":
            return place_words(value)
        if isinstance(value, dict):
            return both(str(value.get("local", "")))
        unit = unit_text(question.get("unit") or "")
        return {name: f"{value} {said}".strip() for name, said in unit.items()}

    def _changes(
        self, question: dict[str, Any], where: tuple[str, str | None, str]
    ) -> list[facts.Change]:
        slot = (*where, "answer")
        heads = {op["id"] for op in self.fold.heads(slot)}
        return [
            facts.Change(
                recorded_at=local_text(op["recorded_at"], self.zone),
                value=self.worded(question, op["value"])
                if op["kind"] == "answer"
                else both(op["kind"]),
                reason=op.get("reason", ""),
            )
            for op in self.fold.slots.get(slot, [])
            if op["id"] not in heads
        ]

    def _note(self, where: tuple[str, str | None, str]) -> str:
        heads = self.fold.heads((*where, "note"))
        return heads[0]["value"] or "" if heads else ""

    def _photos(self, where: tuple[str, str | None, str], caption: str) -> list[facts.Photo]:
        return [
            self.album.photo(op["value"]["file"], caption, op)
            for op in self.fold.heads((*where, "files"))
        ]

    def _raised(self, question: str, instance: str | None) -> tuple[str, ...]:
        return tuple(
            row.code
            for row in self.found.nonconformities
            if (row.inspection, row.question, row.instance) == (self.row.id, question, instance)
        )

    def _signatures(self) -> list[facts.Signature]:
        return [
            facts.Signature(
                name=op["value"]["name"],
                role=op["value"]["role"],
                meaning=both(op["value"]["meaning"]),
                strokes=tuple(
                    tuple((point[0], point[1]) for point in stroke)
                    for stroke in op["value"]["strokes"]
                ),
                signed_at=local_text(op["recorded_at"], self.zone),
                received_at=local(self.by_id[op["id"]].received_at, self.zone),
                covers=op["value"]["covers"],
            )
            for slot, heads in self.fold.occupied()
            if slot[3] == "signatures"
            for op in heads
        ]

    def _operation(self, one: Accepted) -> facts.Operation:
        op = json.loads(one.body)
        return facts.Operation(
            chain=op["chain"][:8],
            seq=op["seq"],
            kind=op["kind"],
            place=self.numbers.get(op.get("question") or "", op.get("section") or ""),
            actor=self.found.name(op["actor"]),
            recorded_at=local_text(op["recorded_at"], self.zone),
            received_at=local(one.received_at, self.zone),
            ledger_seq=one.log_seq,
        )


def template_version(version: Version, digest: str) -> facts.Version:
    """The checklist that was filled."""
    document = version.template.document
    return facts.Version(
        key=document["key"],
        title=document["title"],
        number=str(document["version"]),
        digest=digest,
    )


def rules_version(version: Version, digest: str) -> facts.Version:
    """The rules that judged it."""
    rules = version.rules
    assert sha256_hex(canonical_bytes(rules)) == digest, "the rules are not those of their hash"
    title = {"en": "Service and safety rule pack", "zh-Hans": "服务与安全评分规则包"}
    return facts.Version(
        key=rules["key"], title=title, number=str(rules["version"]), digest=digest
    )
