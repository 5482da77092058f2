"""Evidence beside the questions: notes and files of a section, of the whole, or of what is hidden now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports import facts
from reports.words import LANGUAGES, label

if TYPE_CHECKING:
    from collections.abc import Container

    from backend.evidence.photographs import Album
    from checklists.fold import Fold

# Section, instance, question: null first.
Place = tuple[str | None, str | None, str | None]
KINDS = ("note", "files")


def beside(
    fold: Fold, document: dict[str, Any], album: Album, shown: Container[Place]
) -> facts.Section | None:
    """What stands at places that no shown question has; none without any."""
    found: dict[Place, dict[str, list[dict[str, Any]]]] = {}
    for slot, heads in fold.occupied():
        section, instance, question, kind = slot
        if kind in KINDS and (section, instance, question) not in shown:
            found.setdefault((section, instance, question), {})[kind] = heads
    if not found:
        return None
    return facts.Section(
        number="",
        title={name: label(name, "beside") for name in LANGUAGES},
        answers=tuple(_at(place, kinds, document, album) for place, kinds in found.items()),
    )


def _at(
    place: Place, kinds: dict[str, list[dict[str, Any]]], document: dict[str, Any], album: Album
) -> facts.Answer:
    section, _, question = place
    number = next(
        (str(at) for at, one in enumerate(document["sections"], 1) if one["id"] == section), ""
    )
    notes = [op["value"] for op in kinds.get("note", []) if op["value"]]
    return facts.Answer(
        number=number,
        question=_title(section, question, document),
        value={},
        outcome="info",
        note="\n".join(notes),
        photos=tuple(
            album.photo(op["value"]["file"], number, op) for op in kinds.get("files", [])
        ),
    )


def _title(section: str | None, question: str | None, document: dict[str, Any]) -> dict[str, str]:
    here = next((one for one in document["sections"] if one["id"] == section), None)
    if here is None:
        return document["title"]
    asked = next((one for one in here["questions"] if one["id"] == question), None)
    return asked["text"] if asked is not None else here["title"]
