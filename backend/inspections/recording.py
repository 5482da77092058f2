"""Remembers, while a push is decided, what must be written afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.files.uses import Use
from backend.inspections.judging import Sealed, sealed
from backend.inspections.records import InspectionRow
from checklists.filing import Place, Planned, filed

if TYPE_CHECKING:
    from datetime import date

    from backend.plumbing.shell import Shell
    from backend.templates.service import Version
    from checklists.fold import Fold
    from checklists.operation import Op

SCORED = ("score_bp", "raw_bp", "grade", "failed", "incomplete")


@dataclass(slots=True)
class Recording:
    """Inspections of one push: their rows, folds and versions, and what happened to them."""

    shell: Shell
    organisation: str
    places: dict[str, Place] = field(default_factory=dict[str, Place])
    planned: dict[str, Planned] = field(default_factory=dict[str, Planned])
    rows: dict[str, InspectionRow] = field(default_factory=dict[str, Any])
    folds: dict[str, Fold] = field(default_factory=dict[str, Any])
    versions: dict[str, Version] = field(default_factory=dict[str, Any])
    started: list[str] = field(default_factory=list[str])
    touched: dict[str, set[tuple[str | None, str | None, str | None]]] = field(
        default_factory=dict[str, Any]
    )
    sealed_by_operation: dict[str, Sealed] = field(default_factory=dict[str, Any])
    uses: list[Use] = field(default_factory=list[Use])
    withdrawn: list[str] = field(default_factory=list[str])

    def accepted(self, op: Op, fold: Fold) -> None:
        """Take note of an operation that was just fed."""
        subject = op["subject"]
        places = self.touched.setdefault(subject, set())
        match op["kind"]:
            case "start":
                self._begin(op, fold)
            case "submit":
                version = self.versions[subject]
                made = sealed(self.shell, version, fold, op, self.organisation)
                self.sealed_by_operation[op["id"]] = made
            case "attach":
                site = self.site_of(subject)
                use = Use(
                    sha256=op["value"]["file"],
                    about="inspection",
                    subject=subject,
                    operation=op["id"],
                    site=site,
                    person=op["actor"],
                )
                self.uses.append(use)
            case "detach":
                self.withdrawn.extend(op["replaces"])
            case "answer" | "clear" | "not_applicable" | "resolve":
                places.add((op.get("section"), op.get("instance"), op.get("question")))
            case _:
                return

    def site_of(self, subject: str) -> str:
        """The site of an inspection, known since its start."""
        return self.rows[subject].site

    def received_on(self, zone: str) -> date:
        """The day of the receipt in a zone."""
        return datetime.fromtimestamp(self.shell.clock.now() / 1000, ZoneInfo(zone)).date()

    def refresh(self) -> None:
        """Bring the rows to where the folds stand."""
        for subject in self.touched:
            fold = self.folds[subject]
            self.rows[subject] = replace(
                self.rows[subject],
                state="submitted" if fold.life == "submitted" else "open",
                conflicts=len(fold.conflicts()),
                verdicts=len(fold.submits),
            )
        for made in self.sealed_by_operation.values():
            self.rows[made.row.inspection] = replace(
                self.rows[made.row.inspection],
                submitted_at=made.row.at,
                **{name: getattr(made.row, name) for name in SCORED},
            )

    def answer_rows(self) -> tuple[list[tuple[object, ...]], list[tuple[str, ...]]]:
        """Answers to be stored, and places that have none any more."""
        kept: list[tuple[object, ...]] = []
        gone: list[tuple[str, ...]] = []
        for subject, places in self.touched.items():
            fold = self.folds[subject]
            for section, instance, question in places:
                op = fold.counting((section, instance, question, "answer"))
                place = (subject, section or "", instance or "", question or "")
                if op is None or op["kind"] == "clear":
                    gone.append(place)
                    continue
                value = op["value"] if op["kind"] == "answer" else op["reason"]
                text = json.dumps(value, ensure_ascii=False)
                kept.append((self.organisation, *place, op["kind"], text, op["id"]))
        return kept, gone

    def _begin(self, op: Op, fold: Fold) -> None:
        value, subject = op["value"], op["subject"]
        filing = filed(value, self.places, self.planned, self.received_on)
        row = InspectionRow(
            organisation=self.organisation,
            id=subject,
            code="",
            site=value["site"],
            area=filing.area,
            template=value["template"],
            template_key=fold.template.document["key"],
            rules=value["rules"],
            kind=value["kind"],
            business_date=value["business_date"],
            filed_on=filing.filed_on,
            doubts=" ".join(filing.doubts),
            zone=filing.zone,
            state="open",
            started_by=op["actor"],
            started_at=self.shell.clock.now(),
            submitted_at=None,
            assignment=filing.assignment,
            duplicate=False,
            verdicts=0,
            conflicts=0,
            score_bp=None,
            raw_bp=None,
            grade=None,
            failed=False,
            incomplete=False,
            changed_seq=0,
        )
        self.rows[subject] = row
        self.started.append(subject)
